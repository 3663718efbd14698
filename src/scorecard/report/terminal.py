"""The terminal: tables that stay aligned, and the pages of targets, of late figures, of findings.

Every line is at most `width` columns wide as terminals count them, where Chinese characters take
two; colour is added only on demand and never alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, Self, TypeVar

from scorecard.excel.text import display_width, wrap
from scorecard.i18n import N_, Words, number_text, plain
from scorecard.report.attention import has_lead, numbers_of
from scorecard.report.build import finding_rows
from scorecard.report.method import COLUMNS, SHEETS
from scorecard.report.page import WITHOUT, lead_sentence, second_sentence
from scorecard.report.view import FindingRow, MissingRow, OrganisationBlock, TargetRow, View
from scorecard.schema.findings import Finding
from scorecard.schema.vocabulary import GOOD, Flag, Severity, Status, is_cap

GAP: Final = 2
FIXED_LIMITS: Final = (24, 16, 12, 8)
"""Columns a column may take that is neither the name nor the status, from wide to narrow pages."""
KEPT_LONG: Final = 1
SEPARATOR: Final = " · "
LEAST_NAME, ALMOST, SPARED = 14, 6, 2
"""Columns that names have at least; so many missing ones columns above the rank `SPARED` give."""
LONG_UNIT, LONGEST_UNIT = 8, 14
"""Columns of a unit of measure up to which it stands behind every number, and behind actuals."""
UNIT_RANK, EXPECTED_RANK = 10, 4
"""The column of units goes first, then it stands below like an id."""
FEWEST_PARTS, SHORT = 2, 18
"""Lists of so many entries break between them, up to `SHORT` columns each."""
ID_RANK: Final = 8
"""How soon the column of target ids goes; the ids then stand below their rows."""
SEVERITY_CODES: Final = {Severity.ERROR: "1;31", Severity.WARNING: "33", Severity.NOTE: "36"}
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    `rank` says how soon it goes when room is short: 0 never, else the highest first.  The `name`
    column takes what room is left and wraps; the `last` column (the status) is never cut, wrapped
    or padded, since its symbols are two columns wide on some terminals.
    """

    title: str
    cells: Sequence[str]
    rank: int = 0
    right: bool = False
    name: bool = False
    last: bool = False

    @property
    def natural(self) -> int:
        """The width that shows every cell on one line."""
        return max(map(display_width, (self.title, *self.cells)), default=0)


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns that fit a page and their widths; parts of one table may be drawn apart."""

    columns: tuple[Column, ...]
    widths: tuple[int, ...]
    width: int

    def lines(self, notes: Sequence[str] = (), rows: Iterable[int] | None = None) -> list[str]:
        """Titles, a rule, and these rows (all, by default), each with its note below it."""
        count = max((len(c.cells) for c in self.columns), default=0)
        lines = self._row([c.title for c in self.columns])
        lines.append((" " * GAP).join("-" * w for w in self.widths))
        for i in range(count) if rows is None else rows:
            lines += self._row([c.cells[i] for c in self.columns])
            for note in notes[i].splitlines() if i < len(notes) else ():
                lines += indented(note, self.width)
        return lines

    def _row(self, cells: Sequence[str]) -> list[str]:
        blocks = [
            [cell] if column.last else fit(cell, width)
            for cell, column, width in zip(cells, self.columns, self.widths, strict=True)
        ]
        lines = []
        for i in range(max(map(len, blocks))):
            parts = [
                padded(block[i] if i < len(block) else "", width, right=column.right)
                for block, column, width in zip(blocks, self.columns, self.widths, strict=True)
            ]
            lines.append((" " * GAP).join(parts).rstrip())
        return lines


def laid_out(columns: Iterable[Column], width: int) -> Layout:
    """The columns that fit into `width`.

    Empty ones are left out, then those of the highest rank go, then the others are made narrower;
    a column of rank 1 goes only when that does not suffice.  Names that need a little more room
    than there is get it: none wraps by a character or two.
    """
    kept = [c for c in columns if c.name or c.last or any(c.cells)]
    limits = list(FIXED_LIMITS)
    while True:
        room = _room(kept, limits[0], width)
        wanted = max((c.natural for c in kept if c.name), default=0)
        droppable = [c for c in kept if c.rank]
        almost = room >= wanted - ALMOST and any(c.rank > SPARED for c in droppable)
        enough = room >= min(wanted, LEAST_NAME) and (room >= wanted or not almost)
        if enough or not (droppable or limits[1:]):
            break
        next_to_go = max(droppable, key=lambda c: c.rank, default=None)
        if next_to_go and (next_to_go.rank > KEPT_LONG or limits[0] <= FIXED_LIMITS[2]):
            kept.remove(next_to_go)
        else:
            limits.pop(0)
    least = min(wanted, LEAST_NAME)
    roomy = [limit for limit in (width, *limits[:2]) if _room(kept, limit, width) >= least]
    tried = [_widths(kept, limit, width) for limit in roomy or limits[:1]]
    return Layout(tuple(kept), _spread(kept, min(tried, key=lambda w: _lines(kept, w))), width)


def _room(columns: Sequence[Column], limit: int, width: int) -> int:
    """What is left for names where no other column is wider than `limit`."""
    others = (c.natural if c.last else min(c.natural, limit) for c in columns if not c.name)
    return width - sum(others) - GAP * (len(columns) - 1)


def _widths(columns: Sequence[Column], limit: int, width: int) -> tuple[int, ...]:
    room = max(_room(columns, limit, width), 4)
    most = (c.natural if c.last else room if c.name else limit for c in columns)
    return tuple(min(c.natural, limit) for c, limit in zip(columns, most, strict=True))


def _spread(columns: Sequence[Column], widths: Sequence[int]) -> tuple[int, ...]:
    """The widths with what no line takes given to columns that then wrap less; else to names."""
    found = [
        width
        if c.last
        else max(display_width(t) for cell in (c.title, *c.cells) for t in fit(cell, width))
        for c, width in zip(columns, widths, strict=True)
    ]
    spare = sum(widths) - sum(found)
    for n, column in enumerate(columns):
        for more in range(1, spare + 1):
            if found[n] < column.natural and _lines([column], [found[n] + more]) < _lines(
                [column], [found[n]]
            ):
                found[n], spare = found[n] + more, spare - more
                break
    names = next((n for n, column in enumerate(columns) if column.name), None)
    if names is not None:
        found[names] += spare
    return tuple(found)


def _lines(columns: Sequence[Column], widths: Sequence[int]) -> int:
    """How many lines the rows take."""
    rows = zip(*(c.cells for c in columns), strict=True)
    return sum(max(len(fit(t, w)) for t, w in zip(row, widths, strict=True)) for row in rows)


class Table(Generic[Row]):
    """Columns read off the same rows, under the titles of reports (ids of `texts.COLUMNS`)."""

    def __init__(self, words: Words, rows: Iterable[Row]) -> None:
        self.words, self.rows, self.columns = words, list(rows), list[Column]()

    def add(
        self,
        key: str,
        read: Callable[[Row], str],
        rank: int = 0,
        *,
        right: bool = False,
        name: bool = False,
    ) -> Self:
        """The table with this column more; `name` and `status` are what they say (`Column`)."""
        title, cells = self.words.text(COLUMNS[key]), [read(row) for row in self.rows]
        wide, last = name or key == "name", key == "status"
        self.columns.append(Column(title, cells, rank, right, name=wide, last=last))
        return self

    def lines(
        self, width: int, notes: Sequence[str] = (), part: Callable[[Row], str] = lambda _: ""
    ) -> list[str]:
        """The table in lines of at most `width` columns, each row with its note below it.

        Rows of parts with a name stand part by part below it, in columns alike.
        """
        layout, parts = laid_out(self.columns, width), list(map(part, self.rows))
        if not any(parts):
            return layout.lines(notes)
        lines: list[str] = []
        for name in dict.fromkeys(parts):
            rows = [n for n, own in enumerate(parts) if own == name]
            lines += [*([""] if lines else []), *fit(name, width), *layout.lines(notes, rows)]
        return lines


def fit(text: str, room: int) -> list[str]:
    """The text in lines of at most `room` columns; Chinese breaks anywhere, other words between.

    A closing mark never starts a line and an opening one never ends it; a word that is wider than
    a line is cut.  A list of short entries breaks between them.

    >>> fit("综合评价排名（年度）", 14)
    ['综合评价排名', '（年度）']
    """
    parts = plain(text, None).split(SEPARATOR)
    if len(parts) < FEWEST_PARTS or max(map(display_width, parts)) > min(SHORT, room):
        return list(filter(None, wrap(plain(text, None), room, within=True))) or [""]
    lines = parts[:1]
    for part in parts[1:]:
        longer = f"{lines[-1]}{SEPARATOR}{part}"
        lines = [*lines[:-1], longer] if display_width(longer) <= room else [*lines, part]
    return lines


def indented(text: str, width: int, by: int = 2) -> list[str]:
    """The text wrapped and moved in."""
    return [" " * by + line for line in fit(text, width - by)]


def hanging(text: str, width: int) -> list[str]:
    """The text wrapped, every line but the first moved in; a text of one line as it is.

    >>> hanging("a.xlsx: recorded · 6 figures", 20)
    ['a.xlsx: recorded', '    · 6 figures']
    """
    if display_width(text) <= width:
        return [text]
    flat = plain(text, None)
    first = fit(flat, width)[0]
    return [first, *indented(flat[len(first) :].strip(), width, 4)]


def padded(text: str, width: int, *, right: bool = False) -> str:
    """The text filled with spaces to `width` columns of the terminal."""
    fill = " " * (width - display_width(text))
    return fill + text if right else text + fill


# ------------------------------------------------------------------------- where it is printed

DEFAULT_WIDTH: Final = 80
BOLD: Final = "1"


@dataclass(frozen=True, slots=True)
class Screen:
    """A terminal, or a pipe that is treated as one.

    `statuses` are the words of statuses where a workspace or a city's bands have their own.
    """

    words: Words
    width: int = DEFAULT_WIDTH
    colour: bool = False
    statuses: Mapping[str, str] = field(default_factory=dict, hash=False)

    def word(self, status: str) -> str:
        """Symbol and word of a status."""
        word = self.statuses.get(status) or self.words.label(Status, status)
        return f"{Status(status).symbol} {word}"

    def paint(self, text: str, code: str) -> str:
        """The text in a colour, where the screen takes any."""
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and code and text else text

    def status(self, text: str, status: str) -> str:
        """A status in its colour."""
        return self.paint(text, Status(status).terminal)


def page(lines: Iterable[str]) -> str:
    """The lines as one text without spaces at their ends; no line break after the last."""
    return "\n".join(line.rstrip() for line in lines)


# --------------------------------------------------------------------------------- the pages


def status_text(view: View, screen: Screen) -> str:
    """Where every target stands: two sentences, one table for each organisation with its tally."""
    words, width = screen.words, screen.width
    lines = [screen.paint(line, BOLD) for line in fit(view.title, width)]
    told_below = {block.score_text for block in view.organisations}
    known = view.coverage_text
    if view.score_text not in told_below:
        known = words.sentences(known, view.score_text)
    said = words.sentences(lead_sentence(view, words), second_sentence(view, words))
    for told in filter(None, (view.subtitle, said, known)):
        lines += fit(told, width)
    table = (
        Table(words, view.rows)
        .add("target", lambda r: r.target, ID_RANK)
        .add("unit", lambda r: r.unit_name, UNIT_RANK)
        .add("name", lambda r: r.name)
        .add("target_value", lambda r: r.target_text)
        .add("due", lambda r: r.due_text, 1)
        .add("actual", lambda r: _amounts(r)[0], right=True)
        .add("actual_period", lambda r: r.actual_period_text, 7)
        .add("expected_value", lambda r: _amounts(r)[1], 6, right=True)
        .add("progress", _progress, 2, right=True)
        .add("lead", _lead, 3, right=True)
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


def _lead(row: TargetRow) -> str:
    """The lead, of what has one: a cap or a level to hold has none on any page."""
    return row.lead_text if has_lead(row) else ""


def _progress(row: TargetRow) -> str:
    """The share of the way; a cap has no way to go, only an allowance."""
    capped = is_cap(row.measure, row.comparator)
    return WITHOUT if capped and row.progress_text else row.progress_text


def _amounts(row: TargetRow) -> tuple[str, str]:
    """Actual and expected; of long units the actual alone has its own, of the longest neither."""
    width = display_width(row.unit_of_measure)
    if not row.target_text or Flag.PARTIAL in row.flags or width <= LONG_UNIT:
        return row.actual_text, row.expected_text
    actual, expected = numbers_of(row)
    return row.actual_text if width <= LONGEST_UNIT else actual, expected


def assess_text(view: View, screen: Screen) -> str:
    """A plain table's targets with their numbers."""
    words, width = screen.words, screen.width
    table = (
        Table(words, view.rows)
        .add("target", lambda r: r.target, ID_RANK)
        .add("name", lambda r: r.name if r.name != r.target else "")
        .add("baseline", lambda r: r.baseline_text, 6, right=True)
        .add("target_value", lambda r: r.target_text, right=True)
        .add("actual", lambda r: _amounts(r)[0], right=True)
        .add("progress", _progress, 1, right=True)
        .add("expected_progress", lambda r: r.expected_progress_text, EXPECTED_RANK, right=True)
        .add("lead", _lead, 3, right=True)
        .add("pace_ratio", lambda r: r.pace_text, 5, right=True)
        .add("class", lambda r: r.method_class, 2)
        .add("score", lambda r: number_text(r.numbers.method_score, 2), 7, right=True)
        .add("status", lambda r: r.status_text)
    )
    layout = laid_out(table.columns, width)
    lines = layout.lines(_notes(view.rows, layout, words))
    return page([*fit(view.headline, width), "", *_painted(lines, view.rows, screen)])


def missing_text(view: View, screen: Screen) -> str:
    """Who has not reported, since when; then what is awaited and not late yet."""
    words = screen.words
    if not view.missing and not view.awaited:
        return page([words.text(N_("Nothing is outstanding."))])
    lines: list[str] = []
    for title, rows in (
        (words.text(SHEETS["missing"]), view.missing),
        (words.text(N_("Awaited, not late yet")), view.awaited),
    ):
        if rows:
            table = _missing(rows, screen, several=len(view.organisations) > 1)
            lines += [*([""] if lines else []), screen.paint(title, BOLD), *table]
    return page(lines)


def findings_text(findings: Iterable[Finding], screen: Screen) -> str:
    """The findings in order, each with its place, and how many there are of each severity."""
    words = screen.words
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
        for told in filter(None, (block.tally_text, block.score_text)):
            lines += fit(told, screen.width)
        lines += ["", *table]
    else:
        none = N_("{n} goal{n:|s} recorded, none with a target.")
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
    """What stands below each row: id and unit where the table has no room for them, and why."""
    ranks = {column.rank for column in layout.columns if column.cells}
    told = (
        (
            "" if ID_RANK in ranks else row.target,
            "" if UNIT_RANK in ranks else row.unit_name,
            _remark(row, words),
        )
        for row in rows
    )
    return [" · ".join(filter(None, parts)) for parts in told]


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


def _missing(rows: Sequence[MissingRow], screen: Screen, *, several: bool) -> list[str]:
    table = (
        Table(screen.words, rows)
        .add("unit", lambda r: r.row.unit_name, 1)
        .add("name", lambda r: r.row.name)
        .add("period", lambda r: r.row.period_needed_text)
        .add("deadline", lambda r: r.row.deadline_text, 2)
        .add("last_value", lambda r: r.last_text, 3)
        .add("days_late", lambda r: r.days_late_text, right=True)
    )
    return table.lines(screen.width, (), lambda r: r.row.organisation if several else "")


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
