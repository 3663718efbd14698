"""The terminal's pages: where every target stands, who has not reported, findings.

Every line is at most `width` columns wide as terminals count them; colour is added only on demand
and never alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from scorecard.i18n import N_, Words, number_text
from scorecard.report.build import finding_rows
from scorecard.report.table import (
    BOLD,
    DEFAULT_WIDTH,
    Layout,
    Screen,
    Table,
    fit,
    indented,
    laid_out,
    page,
)
from scorecard.report.texts import SHEETS
from scorecard.report.view import FindingRow, MissingRow, OrganisationBlock, TargetRow, View
from scorecard.schema.findings import Finding
from scorecard.schema.vocabulary import GOOD, Flag, Severity

ID_RANK: Final = 8
"""How soon the column of target ids goes; the ids then stand below their rows."""
SEVERITY_CODES: Final = {Severity.ERROR: "1;31", Severity.WARNING: "33", Severity.NOTE: "36"}


def status_text(
    view: View, words: Words, *, width: int = DEFAULT_WIDTH, colour: bool = False
) -> str:
    """Where every target stands: head, one table for each organisation with its tally."""
    screen = Screen(words, width, colour)
    lines = [screen.paint(line, BOLD) for line in fit(view.title, width)]
    known = words.sentences(view.coverage_text, view.score_text)
    for told in filter(None, (view.subtitle, view.headline, known)):
        lines += fit(told, width)
    table = (
        Table(words, view.rows)
        .add("target", lambda r: r.target, ID_RANK)
        .add("name", lambda r: r.name)
        .add("target_value", lambda r: r.target_text)
        .add("due", lambda r: r.due_text, 1)
        .add("actual", lambda r: r.actual_text, right=True)
        .add("actual_period", lambda r: r.actual_period_text, 7)
        .add("expected_value", lambda r: r.expected_text, 6, right=True)
        .add("progress", lambda r: r.progress_text, 2, right=True)
        .add("lead", lambda r: r.lead_text, 3, right=True)
        .add("required", lambda r: r.required_text, 9)
        .add("points", lambda r: r.points_short, 5, right=True)
        .add("status", lambda r: r.status_text)
    )
    layout = laid_out(table.columns, width)
    notes, start = _notes(view.rows, layout, words), 0
    for block in view.organisations:
        rows = range(start, start + len(block.rows))
        start = rows.stop
        drawn = _painted(layout.lines(notes, rows), block.rows, screen) if rows else []
        lines += _block(block, drawn, view, screen)
    return page(lines)


def assess_text(
    view: View, words: Words, *, width: int = DEFAULT_WIDTH, colour: bool = False
) -> str:
    """A plain table's targets with their numbers."""
    table = (
        Table(words, view.rows)
        .add("target", lambda r: r.target, ID_RANK)
        .add("name", lambda r: r.name if r.name != r.target else "")
        .add("baseline", lambda r: r.baseline_text, 6, right=True)
        .add("target_value", lambda r: r.target_text, right=True)
        .add("actual", lambda r: r.actual_text, right=True)
        .add("progress", lambda r: r.progress_text, 1, right=True)
        .add("expected_progress", lambda r: r.expected_progress_text, 4, right=True)
        .add("lead", lambda r: r.lead_text, 3, right=True)
        .add("pace_ratio", lambda r: r.pace_text, 5, right=True)
        .add("class", lambda r: r.method_class, 2)
        .add("score", lambda r: number_text(r.numbers.method_score, 2), 7, right=True)
        .add("status", lambda r: r.status_text)
    )
    layout = laid_out(table.columns, width)
    lines = layout.lines(_notes(view.rows, layout, words))
    drawn = _painted(lines, view.rows, Screen(words, width, colour))
    return page([*fit(view.headline, width), "", *drawn])


def missing_text(
    view: View, words: Words, *, width: int = DEFAULT_WIDTH, colour: bool = False
) -> str:
    """Who has not reported, since when; then what is awaited and not late yet."""
    screen = Screen(words, width, colour)
    if not view.missing and not view.awaited:
        return page([words.text(N_("Nothing is outstanding."))])
    lines: list[str] = []
    for title, rows in (
        (words.text(SHEETS["missing"]), view.missing),
        (words.text(N_("Awaited, not late yet")), view.awaited),
    ):
        if rows:
            lines += [*([""] if lines else []), screen.paint(title, BOLD), *_missing(rows, screen)]
    return page(lines)


def findings_text(
    findings: Iterable[Finding], words: Words, *, width: int = DEFAULT_WIDTH, colour: bool = False
) -> str:
    """The findings in order, each with its place, and how many there are of each severity."""
    screen = Screen(words, width, colour)
    rows = finding_rows(findings, words)
    if not rows:
        return words.text(N_("No findings."))
    severities = [row.severity for row in rows]
    count = words.text(
        N_("errors {errors}, warnings {warnings}, notes {notes}"),
        errors=severities.count(Severity.ERROR),
        warnings=severities.count(Severity.WARNING),
        notes=severities.count(Severity.NOTE),
    )
    return page([*(line for row in rows for line in _finding(row, screen)), "", count])


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
        columns = (
            Table(screen.words, figures)
            .add("name", lambda f: f.name)
            .add("period", lambda f: f.period_text)
            .add("value", lambda f: f.value_text, right=True)
            .add("state", lambda f: f.state_word, 1)
        )
        lines += ["", screen.words.text(SHEETS["untargeted"]), *columns.lines(screen.width)]
    return lines


def _notes(rows: Sequence[TargetRow], layout: Layout, words: Words) -> list[str]:
    """What stands below each row: its id where the table has no room for it, and why."""
    named = any(column.cells and column.rank == ID_RANK for column in layout.columns)
    ids = ("" if named else row.target for row in rows)
    remarks = (_remark(row, words) for row in rows)
    return [" · ".join(filter(None, told)) for told in zip(ids, remarks, strict=True)]


def _remark(row: TargetRow, words: Words) -> str:
    """Why, where the status alone does not say it; flags that change how it is to be read."""
    named = zip(row.flags, row.flag_words, strict=True)
    flags = [word for flag, word in named if flag != Flag.INDICATIVE]
    if row.original_text:
        flags.append(words.text(N_("at first {value}"), value=row.original_text))
    if not flags:
        return "" if row.status in GOOD else row.reason
    listed = words.listed(flags)
    return f"{row.reason}〔{listed}〕" if words.language == "zh" else f"{row.reason} [{listed}]"


def _painted(lines: list[str], rows: Sequence[TargetRow], screen: Screen) -> list[str]:
    """The statuses at the lines' ends in their colours."""
    statuses = {row.status_text: row.status for row in rows}
    painted = []
    for line in lines:
        text = next((t for t in statuses if line.endswith(f"  {t}")), "")
        end = screen.status(text, statuses[text]) if text else ""
        painted.append(line.removesuffix(text) + end)
    return painted


def _missing(rows: Sequence[MissingRow], screen: Screen) -> list[str]:
    table = (
        Table(screen.words, rows)
        .add("organisation", lambda r: r.row.organisation)
        .add("unit", lambda r: r.row.unit_name, 1)
        .add("name", lambda r: r.row.name)
        .add("period", lambda r: r.row.period_needed_text)
        .add("deadline", lambda r: r.row.deadline_text, 2)
        .add("last_value", lambda r: r.last_text, 3)
        .add("days_late", lambda r: r.days_late_text, right=True)
    )
    return table.lines(screen.width)


def _finding(finding: FindingRow, screen: Screen) -> list[str]:
    severity = f"{finding.severity_word} {finding.code}"
    lines = fit("  ".join(filter(None, (finding.place.text, severity))), screen.width)
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
