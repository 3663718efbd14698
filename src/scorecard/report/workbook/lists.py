"""The plain lists: what is known of the figures, their sources, how every status came about."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final, Generic

from scorecard.excel.book import Sheet, room_for
from scorecard.excel.styles import (
    CENTERED,
    GENERAL,
    HEADER,
    NOTE,
    NUMBER,
    QUOTE,
    SECTION,
    SMALL,
    WRAPPED,
    Style,
)
from scorecard.excel.text import ems, lines_needed, short_name
from scorecard.i18n import N_
from scorecard.report.attention import ALARMING, worst_first
from scorecard.report.explain import Section, explain
from scorecard.report.view import FigureRow, GoalRow, MissingRow, Series, TargetRow, View
from scorecard.report.workbook.table import (
    SHORTENED,
    Column,
    Desk,
    Layout,
    Row,
    body,
    colour_statuses,
    heads,
    most_lines,
    table,
)

DATED: Final = CENTERED.but(shrink=True)
"""Periods and days: in Chinese a little wider than their columns."""
WORD: Final = CENTERED.but(wrap=True, size=9)
"""A few words, in two lines where one is too narrow."""
BESIDE: Final = WRAPPED.but(indent=1)
"""A text with room between it and the one at its left."""
LONG: Final = 1e8
"""From here on a program may write a number with an exponent."""
MOST_WIDE: Final = 30.0
_NUMBER_WRAPPED: Final = NUMBER.but(wrap=True)


def long_number(value: float | None) -> str:
    """The number format in which every digit of a figure is seen, however many it has."""
    if value is None or abs(value) < LONG:
        return GENERAL
    return "#,##0" if float(value).is_integer() else "#,##0.00"


def _value_of(row: FigureRow, *, shrink: bool = False) -> Style:
    return _long(long_number(row.value), shrink)


@cache
def _long(number: str, shrink: bool) -> Style:  # noqa: FBT001  (a key)
    return NUMBER.but(number=number, shrink=shrink)


MISSING: Final[tuple[Column[MissingRow], ...]] = (
    Column(N_("Organisation"), 14, lambda r: r.row.organisation, WRAPPED),
    Column(N_("Responsible unit"), 16, lambda r: r.row.unit_name or r.row.unit, BESIDE),
    Column(N_("Indicator"), 30, lambda r: r.row.name, BESIDE),
    Column(N_("Period"), 13, lambda r: r.row.period_needed_text, DATED),
    Column(N_("Deadline"), 12, lambda r: r.row.deadline or r.row.deadline_text, DATED),
    Column(N_("Late"), 12, lambda r: r.days_late_text, WORD),
    Column(N_("Last known"), 14, lambda r: r.last_text, BESIDE),
    Column(N_("Targets that wait"), 18, lambda r: ", ".join(r.targets), SMALL),
    Column(N_("Status"), 26, lambda r: r.row.status_text, CENTERED.but(wrap=True, bold=True)),
)
UNSCORED: Final[tuple[Column[GoalRow], ...]] = (
    Column(N_("Organisation"), 14, lambda r: r.organisation, WRAPPED),
    Column(N_("Goal"), 16, lambda r: r.goal, SMALL),
    Column(N_("In the document’s words"), 30, lambda r: r.quote.text, QUOTE),
    Column(N_("Stated on"), 13, lambda r: r.quote.stated_on, DATED),
    Column(N_("Wording"), 12, lambda r: r.quote.strength_word, WORD),
    Column(N_("Class"), 12, lambda r: r.class_word, WORD),
    Column(N_("Document"), 14, lambda r: r.quote.title, SMALL),
    Column(N_("Why not scored"), 18, lambda r: r.reason, BESIDE),
    Column(N_("Open question"), 26, lambda r: r.note, BESIDE),
)
UNTARGETED: Final[tuple[Column[FigureRow], ...]] = (
    Column(N_("Organisation"), 14, lambda r: r.organisation, WRAPPED),
    Column(N_("Unit of measure"), 16, lambda r: r.unit_of_measure, WORD),
    Column(N_("Indicator"), 30, lambda r: r.name, BESIDE),
    Column(N_("Period"), 13, lambda r: r.period_text, DATED),
    Column(N_("Basis"), 12, lambda r: r.basis_word, WORD),
    Column(N_("Data state"), 12, lambda r: r.state_word, WORD),
    Column(
        N_("Value"),
        14,
        lambda r: r.value,
        NUMBER.but(shrink=True),
        lambda r: _value_of(r, shrink=True),
    ),
    Column(N_("Note"), 18, lambda r: r.note, SMALL),
    Column(N_("Evidence"), 26, lambda r: r.evidence, SMALL),
)
SOURCES: Final[tuple[Column[FigureRow], ...]] = (
    Column(N_("Organisation"), 11, lambda r: r.organisation, WRAPPED.but(size=9)),
    Column(N_("Indicator"), 20, lambda r: r.name, BESIDE),
    Column(N_("Period"), 12, lambda r: r.period_text, DATED),
    Column(N_("Basis"), 10, lambda r: r.basis_word, WORD),
    Column(N_("Value"), 13, lambda r: r.value, NUMBER, _value_of),
    Column(N_("Unit of measure"), 10, lambda r: r.unit_of_measure, WORD),
    Column(N_("As typed"), 10, lambda r: r.raw, BESIDE),
    Column(N_("Data state"), 7, lambda r: r.state_word, WORD),
    Column(N_("File"), 26, lambda r: r.place.file, SMALL),
    Column(N_("Sheet"), 9, lambda r: r.place.sheet, SMALL),
    Column(N_("Cell"), 7, lambda r: r.place.cell, CENTERED),
    Column(N_("Received"), 12, lambda r: r.received_text, DATED),
    Column(N_("Sent by"), 10, lambda r: r.sent_by, SMALL),
    Column(N_("Evidence"), 20, lambda r: r.evidence, SMALL),
    Column(N_("Note"), 14, lambda r: r.note, SMALL),
    Column(N_("Vintage"), 6, lambda r: r.vintage, CENTERED),
)


@dataclass(frozen=True, slots=True)
class Revision:
    """One thing that was revised: a figure restated or a target changed."""

    kind: str
    organisation: str
    name: str
    period: str
    before: str
    after: str
    reason: str
    received: str


REVISIONS: Final[tuple[Column[Revision], ...]] = (
    Column(N_("Organisation"), 14, lambda r: r.organisation, WRAPPED),
    Column(N_("What"), 16, lambda r: r.kind, WORD),
    Column(N_("Indicator"), 30, lambda r: r.name, BESIDE),
    Column(N_("Period"), 13, lambda r: r.period, DATED),
    Column(N_("Before"), 12, lambda r: r.before, _NUMBER_WRAPPED),
    Column(N_("Now"), 12, lambda r: r.after, _NUMBER_WRAPPED),
    Column(N_("Received"), 14, lambda r: r.received, DATED),
    Column(N_("Reason"), 18, lambda r: r.reason, BESIDE),
)


def fit_for_values(columns: Sequence[Column[Row]], rows: Sequence[Row]) -> list[Column[Row]]:
    """The columns, that of the figures' values as wide as its longest number."""
    values = (row.value for row in rows if isinstance(row, FigureRow))
    longest = max((abs(value) for value in values if value is not None), default=0.0)
    wide = min(1.05 * len(f"{longest:,.2f}") + 2, MOST_WIDE)
    fits = longest < LONG
    return [c if fits or c.title != "Value" else replace(c, width=wide) for c in columns]


def revisions(desk: Desk) -> list[Revision]:
    """Targets with an earlier version, then figures with an earlier vintage."""
    found, word = list[Revision](), desk.words.text
    for row in desk.view.rows:
        whose = word(N_("target value")), row.organisation, row.name
        for old, new in itertools.pairwise(row.versions):
            why = new.reason, new.valid_from_text
            found.append(Revision(*whose, new.due_text, old.target_text, new.target_text, *why))
    figures = desk.view.sources
    keys = [(f.organisation, f.indicator, f.period, f.basis_word, f.vintage) for f in figures]
    known = dict(zip(keys, figures, strict=True))
    for (organisation, indicator, period, basis, vintage), now in known.items():
        before = known.get((organisation, indicator, period, basis, vintage - 1))
        if before is not None:
            whose = word(N_("figure")), organisation, now.name
            why, values = (now.note, now.received_text), (before.value_text, now.value_text)
            found.append(Revision(*whose, now.period_text, *values, *why))
    return found


# ---------------------------------------------------------------------------
# What is known of the figures: one sheet of blocks, each with its own columns on a common grid.

DATA: Final = N_("Data")
GRID: Final = (14.0, 16.0, 30.0, 13.0, 12.0, 12.0, 14.0, 18.0, 26.0)


@dataclass(frozen=True, slots=True)
class Block(Generic[Row]):
    """A list on the sheet: its title and note (messages), its columns, its rows."""

    title: str
    note: str
    columns: Sequence[Column[Row]]
    rows: Callable[[Desk], Sequence[Row]]

    def write(self, desk: Desk, sheet: Sheet, at: int) -> int:
        """The block, where it has rows; returns the row after it."""
        rows = self.rows(desk)
        if not rows:
            return at
        text = desk.words.text
        title = text(N_("{title} ({n})"), title=text(self.title), n=len(rows))
        sheet.merged((at, 0, at, len(GRID) - 1), title, SECTION)
        sheet.raw.set_row(at, 22)
        sheet.merged((at + 1, 0, at + 1, len(GRID) - 1), text(self.note), NOTE)
        heads(sheet, [(text(column.title), HEADER) for column in self.columns], at + 2)
        columns = [
            replace(c, look=lambda _: DATED.but(number=desk.day)) if c.title == "Deadline" else c
            for c in self.columns
        ]
        end = body(sheet, columns, rows, at + 3, None, text(SHORTENED))
        last = len(self.columns) - 1
        if self.columns[last].title == "Status":
            colour_statuses(desk, sheet, (at + 3, last, end - 1, last))
        return end + 1


# fmt: off
BLOCKS: Final = (
    Block(N_("Missing figures"),
        N_("Overdue figures first, then figures whose deadline has not passed."),
        MISSING, lambda desk: (*desk.view.missing, *desk.view.awaited)),
    Block(N_("Revisions"),
        N_("Every earlier value is kept; a target is judged against the version in force."),
        REVISIONS, revisions),
    Block(N_("Figures without a target"),
        N_("Figures that were reported for indicators without a target value."),
        UNTARGETED, lambda desk: desk.view.untargeted),
    Block(N_("Goals that are not scored"),
        N_("Goals recorded in the documents’ own words; a goal without a number stays so."),
        UNSCORED, lambda desk: desk.view.unscored),
)
# fmt: on


def write_data(desk: Desk) -> Sheet:
    """What is missing, was revised, has no target or is not scored; last what is empty."""
    text = desk.words.text
    note = text(N_("What is missing, was revised, has no target or is not scored."))
    sheet = desk.open(text(DATA), text(N_("What is known of the figures")), note, len(GRID))
    sheet.columns(GRID)
    at, empty = 3, []
    for block in BLOCKS:
        end = block.write(desk, sheet, at)
        if end == at:
            empty.append(text(block.title))
        at = end
    if empty:
        told = text(N_("Nothing to say of: {parts}."), parts=desk.words.listed(empty))
        sheet.merged((at, 0, at, len(GRID) - 1), told, NOTE)
    sheet.raw.freeze_panes(2, 0)
    sheet.raw.print_area(0, 0, at, len(GRID) - 1)
    return sheet


def write_sources(desk: Desk) -> Sheet:
    """Every figure with the cell it was typed into; values as wide as the longest number."""
    text, rows = desk.words.text, desk.view.sources
    note = text(N_("Every figure, the cell it was typed into, and when it was received."))
    title = text(N_("Sources of the figures"))
    sheet = desk.open(text(N_("Sources")), title, note, len(SOURCES))
    table(desk, sheet, fit_for_values(SOURCES, rows), rows, frozen=3)
    return sheet


# ---------------------------------------------------------------------------
# How every status came about, in the words of `explain`: one row for each line.


MOST_LINES: Final = 6
SHOWN: Final = 2
"""Of more figures than so many so many are in sight; earlier ones can be unfolded."""
MOST_TARGETS: Final = 400
"""Beyond so many targets only those that need attention are explained."""
NAME_ROOM: Final = 8.6
"""Ems of an indicator's name: beside an empty cell a longer one would run on."""
NEAR: Final = 60
"""Characters from the middle of a long text within which it is parted at a mark or a blank."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an explanation; the first of each step that is not folded carries its title.

    `level` is that of the outline: 0 the target itself, 1 its steps, 2 figures long overtaken.
    """

    target: str
    organisation: str
    name: str
    title: str
    text: str
    level: int = 1


_SMALL: Final = SMALL.but(valign="top")
_CUT: Final = _SMALL.but(wrap=False)
"""Said again on every line: a long name ends at its cell's edge instead of becoming tiny."""
EXPLANATIONS: Final[tuple[Column[Step], ...]] = (
    Column(N_("Target id"), 16, lambda s: s.target, _SMALL),
    Column(N_("Organisation"), 12, lambda s: s.organisation or ..., _CUT),
    Column(N_("Indicator"), 17, lambda s: s.name or ..., _CUT.but(indent=1)),
    Column(N_("Step"), 13, lambda s: s.title or ..., WRAPPED.but(bold=True, size=9, valign="top")),
    Column(N_("How it comes about"), 80, lambda s: s.text, WRAPPED.but(size=9, valign="top")),
)


LAYOUT: Final[Layout[Step]] = Layout(13.5, lambda step: step.level)


def write_explanations(desk: Desk) -> Sheet:
    """From the sentence to the light, step by step; filter by target."""
    text, rows = desk.words.text, desk.view.rows
    note = text(
        "From the sentence to the light: one line a target, its steps are folded away: unfold "
        "them at the left, or filter by target."
    )
    if len(rows) > MOST_TARGETS:
        alarming = [row for row in rows if row.status in ALARMING]
        rows = tuple(worst_first(alarming)[:MOST_TARGETS])
        note = text("Targets that need attention only; the command explain tells any other.")
    title = text("Explanations")
    sheet = desk.open(title, text("How each status came about"), note, len(EXPLANATIONS))
    views = _views(desk.view)
    steps = [step for row in rows for step in _steps(desk, row, views[_key(row)])]
    sheet.raw.outline_settings(True, False, True, False)  # noqa: FBT003  (signs above what they fold)
    table(desk, sheet, EXPLANATIONS, steps, frozen=3, layout=LAYOUT)
    return sheet


def _key(row: TargetRow | FigureRow | Series) -> tuple[str, str]:
    return row.organisation, row.indicator


def _views(view: View) -> dict[tuple[str, str], View]:
    """The view cut down to each indicator, so that nobody looks through all figures again."""
    figures: dict[tuple[str, str], list[FigureRow]] = {_key(row): [] for row in view.rows}
    series: dict[tuple[str, str], list[Series]] = {}
    for figure in view.sources:
        figures.setdefault(_key(figure), []).append(figure)
    for one in view.series:
        series.setdefault(_key(one), []).append(one)
    return {
        key: replace(view, sources=tuple(found), series=tuple(series.get(key, ())))
        for key, found in figures.items()
    }


def _steps(desk: Desk, row: TargetRow, view: View) -> list[Step]:
    told = explain(view, row, desk.words)
    name = short_name(row.name, NAME_ROOM, ems)
    found = [Step(row.target, row.organisation, name, row.status_text, row.reason, 0)]
    for title, line, folded in (one for section in told for one in _lines(section)):
        shown = itertools.chain([title], itertools.repeat(""))
        level = 2 if folded else 1
        found += [Step(row.target, "", "", next(shown), part, level) for part in parts(line)]
    return found


def parts(line: str) -> list[str]:
    """The line in as many parts as it takes rows: none can be higher than a row may be."""
    style = EXPLANATIONS[-1].style
    if lines_needed(line, room_for(EXPLANATIONS[-1].width, style)) <= most_lines(style):
        return [line]
    middle = len(line) // 2
    found = re.compile(r"[。；，.;]|\s").search(line, middle, middle + NEAR)
    cut = found.end() if found else middle
    return [*parts(line[:cut].rstrip()), *parts(line[cut:].lstrip())]


def _lines(section: Section) -> Iterator[tuple[str, str, bool]]:
    """Title, line, whether it is folded: earlier figures alone are, in a long list of them."""
    count = len(section.lines)
    hidden = min(section.old, count - SHOWN) if count > MOST_LINES else 0
    for number, line in enumerate(section.lines):
        yield section.title if number == hidden else "", line, number < hidden
