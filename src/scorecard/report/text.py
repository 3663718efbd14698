"""The terminal's pages: where every target stands, who has not reported, findings, explanations.

Every line is at most `width` columns wide as terminals count them; colour is added only on demand
and never alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from scorecard.i18n import N_, Words, number_text
from scorecard.report.parts import (
    FigureRow,
    FindingRow,
    MissingRow,
    OrganisationBlock,
    TargetRow,
    View,
)
from scorecard.report.table import (
    BOLD,
    DEFAULT_WIDTH,
    Column,
    Layout,
    Screen,
    fit,
    indented,
    laid_out,
    page,
)
from scorecard.report.view import finding_rows
from scorecard.schema.findings import Finding
from scorecard.schema.vocabulary import GOOD, Flag, Severity

QUIET_FLAGS: Final = frozenset({Flag.INDICATIVE})
ID_RANK: Final = 8
"""How soon the column of target ids goes; the ids then stand below their rows."""
SEVERITY_CODES: Final = {Severity.ERROR: "1;31", Severity.WARNING: "33", Severity.NOTE: "36"}


def status_text(
    view: View, words: Words, *, width: int = DEFAULT_WIDTH, colour: bool = False
) -> str:
    """Where every target stands: head, one table for each organisation with its tally."""
    screen = Screen(words, width, colour)
    lines = _head(view, screen)
    layout = laid_out(_status_columns(view.rows, view), screen.width)
    notes = _notes(view.rows, layout, screen.words)
    start = 0
    for block in view.organisations:
        rows = range(start, start + len(block.rows))
        start = rows.stop
        table = layout.lines(notes, rows) if rows else []
        lines += _block(block, _painted(table, block.rows, screen), view, screen)
    return page(lines)


def assess_text(
    view: View, words: Words, *, width: int = DEFAULT_WIDTH, colour: bool = False
) -> str:
    """A plain table's targets with their numbers."""
    screen = Screen(words, width, colour)
    rows = view.rows
    layout = laid_out(_assess_columns(rows, view), screen.width)
    lines = layout.lines(_notes(rows, layout, screen.words))
    return page([*fit(view.headline, screen.width), "", *_painted(lines, rows, screen)])


def missing_text(
    view: View, words: Words, *, width: int = DEFAULT_WIDTH, colour: bool = False
) -> str:
    """Who has not reported, since when; then what is awaited and not late yet."""
    screen = Screen(words, width, colour)
    if not view.missing and not view.awaited:
        return page([words.text(N_("Nothing is outstanding."))])
    lines: list[str] = []
    if view.missing:
        lines += [screen.paint(view.sheets["missing"], BOLD), *_missing(view.missing, view, screen)]
    if view.awaited:
        title = screen.paint(words.text(N_("Awaited, not late yet")), BOLD)
        lines += [*([""] if lines else []), title, *_missing(view.awaited, view, screen)]
    return page(lines)


def findings_text(
    findings: Iterable[Finding], words: Words, *, width: int = DEFAULT_WIDTH, colour: bool = False
) -> str:
    """The findings in order, each with its place, and how many there are of each severity."""
    screen = Screen(words, width, colour)
    rows = finding_rows(findings, words)
    lines = [line for row in rows for line in _finding(row, screen)]
    return page([*lines, *([""] if lines else []), _count(rows, screen)])


def _head(view: View, screen: Screen) -> list[str]:
    title = [screen.paint(line, BOLD) for line in fit(view.title, screen.width)]
    known = _sentences(screen.words, view.coverage_text, view.score_text)
    told = (view.subtitle, view.headline, known)
    return [*title, *(line for text in told if text for line in fit(text, screen.width))]


def _sentences(words: Words, *sentences: str) -> str:
    """Sentences after one another; Chinese ones without a space between them."""
    return ("" if words.language == "zh" else " ").join(s for s in sentences if s)


def _block(block: OrganisationBlock, table: Sequence[str], view: View, screen: Screen) -> list[str]:
    """One organisation: name, tally, targets, and its figures without targets."""
    figures = [f for f in view.untargeted if f.organisation == block.organisation]
    if not (table or figures or block.goals):
        return []
    name = fit(block.organisation, screen.width) if block.organisation else []
    lines = ["", *(screen.paint(line, BOLD) for line in name)]
    if table:
        lines += [*fit(block.tally_text, screen.width), "", *table]
    else:
        none = N_("{n} goals recorded, none with a target.")
        lines += fit(screen.words.text(none, n=block.goals), screen.width)
    if figures:
        lines += ["", view.sheets["untargeted"], *_untargeted(figures, view, screen)]
    return lines


def _status_columns(rows: Sequence[TargetRow], view: View) -> tuple[Column, ...]:
    titles = view.titles
    return (
        _column(titles["target"], rows, lambda r: r.target, rank=ID_RANK),
        Column(titles["name"], [r.name for r in rows], name=True),
        _column(titles["target_value"], rows, lambda r: r.target_text),
        _column(titles["due"], rows, lambda r: r.due_text, rank=1),
        _column(titles["actual"], rows, lambda r: r.actual_text, right=True),
        _column(titles["actual_period"], rows, lambda r: r.actual_period_text, rank=7),
        _column(titles["expected_value"], rows, lambda r: r.expected_text, rank=6, right=True),
        _column(titles["progress"], rows, lambda r: r.progress_text, rank=2, right=True),
        _column(titles["lead"], rows, lambda r: r.lead_text, rank=3, right=True),
        _column(titles["required"], rows, lambda r: r.required_text, rank=9),
        _column(titles["points"], rows, lambda r: r.points_short, rank=5, right=True),
        Column(titles["status"], [r.status_text for r in rows], last=True),
    )


def _assess_columns(rows: Sequence[TargetRow], view: View) -> tuple[Column, ...]:
    titles = view.titles
    scores = [number_text(r.numbers.method_score, 2) for r in rows]
    return (
        _column(titles["target"], rows, lambda r: r.target, rank=ID_RANK),
        Column(titles["name"], [r.name if r.name != r.target else "" for r in rows], name=True),
        _column(titles["baseline"], rows, lambda r: r.baseline_text, rank=6, right=True),
        _column(titles["target_value"], rows, lambda r: r.target_text, right=True),
        _column(titles["actual"], rows, lambda r: r.actual_text, right=True),
        _column(titles["progress"], rows, lambda r: r.progress_text, rank=1, right=True),
        _column(
            titles["expected_progress"],
            rows,
            lambda r: r.expected_progress_text,
            rank=4,
            right=True,
        ),
        _column(titles["lead"], rows, lambda r: r.lead_text, rank=3, right=True),
        _column(titles["pace_ratio"], rows, lambda r: r.pace_text, rank=5, right=True),
        _column(titles["class"], rows, lambda r: r.method_class, rank=2),
        Column(titles["score"], scores, rank=7, right=True),
        Column(titles["status"], [r.status_text for r in rows], last=True),
    )


def _column(
    title: str,
    rows: Sequence[TargetRow],
    read: Callable[[TargetRow], str],
    *,
    rank: int = 0,
    right: bool = False,
) -> Column:
    return Column(title, [read(row) for row in rows], rank=rank, right=right)


def _notes(rows: Sequence[TargetRow], layout: Layout, words: Words) -> list[str]:
    """What stands below each row: its id where the table has no room for it, and why."""
    named = any(column.cells and column.rank == ID_RANK for column in layout.columns)
    notes = []
    for row in rows:
        told = [_remark(row, words)] if named else [row.target, _remark(row, words)]
        notes.append(" · ".join(part for part in told if part))
    return notes


def _remark(row: TargetRow, words: Words) -> str:
    """Why, where the status alone does not say it; flags that change how it is to be read."""
    flags = [w for f, w in zip(row.flags, row.flag_words, strict=True) if f not in QUIET_FLAGS]
    if row.original_text:
        flags.append(words.text(N_("at first {value}"), value=row.original_text))
    if row.status in GOOD and not flags:
        return ""
    if not flags:
        return row.reason
    listed = words.listed(flags)
    return f"{row.reason}〔{listed}〕" if words.language == "zh" else f"{row.reason} [{listed}]"


def _painted(lines: list[str], rows: Sequence[TargetRow], screen: Screen) -> list[str]:
    """The statuses at the lines' ends in their colours."""
    if not screen.colour:
        return lines
    statuses = {row.status_text: row.status for row in rows}
    painted = []
    for line in lines:
        text = next((t for t in statuses if line.endswith(f"  {t}")), "")
        end = screen.status(text, statuses[text]) if text else ""
        painted.append(line[: len(line) - len(text)] + end)
    return painted


def _untargeted(figures: Sequence[FigureRow], view: View, screen: Screen) -> list[str]:
    titles = view.titles
    columns = (
        Column(titles["name"], [f.name for f in figures], name=True),
        Column(titles["period"], [f.period_text for f in figures]),
        Column(titles["value"], [f.value_text for f in figures], right=True),
        Column(titles["state"], [f.state_word for f in figures], rank=1),
    )
    return laid_out(columns, screen.width).lines()


def _missing(rows: Sequence[MissingRow], view: View, screen: Screen) -> list[str]:
    titles = view.titles
    columns = (
        Column(titles["organisation"], [r.organisation for r in rows]),
        Column(titles["unit"], [r.unit_name for r in rows], rank=1),
        Column(titles["name"], [r.name for r in rows], name=True),
        Column(titles["period"], [r.period_text for r in rows]),
        Column(titles["deadline"], [r.deadline_text for r in rows], rank=2),
        Column(titles["last_value"], [r.last_text for r in rows], rank=3),
        Column(titles["days_late"], [r.days_late_text for r in rows], right=True),
    )
    return laid_out(columns, screen.width).lines()


def _finding(finding: FindingRow, screen: Screen) -> list[str]:
    place = finding.place.text
    severity = f"{finding.severity_word} {finding.code}"
    head = f"{place}  {severity}" if place else severity
    lines = fit(head, screen.width)
    code = SEVERITY_CODES[Severity(finding.severity)]
    lines[-1] = lines[-1].replace(severity, screen.paint(severity, code))
    lines += indented(finding.message, screen.width)
    for label, text in (
        (N_("expected: {text}"), finding.expected),
        (N_("mend: {text}"), finding.hint),
    ):
        if text:
            lines += indented(screen.words.text(label, text=text), screen.width, 4)
    return lines


def _count(findings: Sequence[FindingRow], screen: Screen) -> str:
    counts = dict.fromkeys(Severity, 0)
    for finding in findings:
        counts[Severity(finding.severity)] += 1
    if not findings:
        return screen.words.text(N_("No findings."))
    return screen.words.text(
        N_("errors {errors}, warnings {warnings}, notes {notes}"),
        errors=counts[Severity.ERROR],
        warnings=counts[Severity.WARNING],
        notes=counts[Severity.NOTE],
    )
