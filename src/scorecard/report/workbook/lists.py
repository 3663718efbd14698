"""The plain lists: missing, revisions, not scored, without targets, sources, method."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Generic

from scorecard.excel.book import Sheet, Value, room_for
from scorecard.excel.styles import CENTERED, GENERAL, INPUT_TEXT, NUMBER, QUOTE, SMALL, WRAPPED
from scorecard.excel.text import ems, in_two_lines, lines_needed, short_name
from scorecard.i18n import N_
from scorecard.report.explain import Section, explain
from scorecard.report.highlights import attention_rows
from scorecard.report.view import FigureRow, GoalRow, MissingRow, Series, TargetRow, View
from scorecard.report.workbook.table import (
    FIRST_ROW,
    Column,
    Desk,
    Layout,
    Row,
    colour_statuses,
    most_lines,
    tab_colour,
    table,
)
from scorecard.schema.quarterly_form import BEFORE, Followed, FollowUp
from scorecard.schema.vocabulary import Status

DATED: Final = CENTERED.but(shrink=True)
"""Periods and days: in Chinese a little wider than their columns."""
WORD: Final = CENTERED.but(wrap=True, size=9)
"""A few words, in two lines where one is too narrow."""
BESIDE: Final = WRAPPED.but(indent=1)
"""A text with room between it and the one at its left."""
LONG: Final = 1e8
"""From here on a program may write a number with an exponent."""
MOST_WIDE: Final = 30.0
MISSING: Final[tuple[Column[MissingRow], ...]] = (
    Column(N_("Organisation"), 18, lambda r: r.row.organisation, WRAPPED),
    Column(N_("Responsible unit"), 20, lambda r: r.row.unit_name or r.row.unit, BESIDE),
    Column(N_("Indicator"), 32, lambda r: r.row.name, BESIDE),
    Column(N_("Period"), 14, lambda r: r.row.period_needed_text, DATED),
    Column(
        N_("Deadline"),
        13,
        lambda r: r.row.deadline or r.row.deadline_text,
        DATED,
    ),
    Column(N_("Late"), 12, lambda r: r.days_late_text, WORD),
    Column(N_("Last known"), 26, lambda r: r.last_text, WRAPPED),
    Column(N_("Targets that wait"), 22, lambda r: ", ".join(r.targets), SMALL),
    Column(N_("Status"), 14, lambda r: r.row.status_text, CENTERED.but(wrap=True, bold=True)),
)
UNSCORED: Final[tuple[Column[GoalRow], ...]] = (
    Column(N_("Organisation"), 15, lambda r: r.organisation, WRAPPED),
    Column(N_("Goal"), 11, lambda r: r.goal, SMALL),
    Column(N_("In the document’s words"), 52, lambda r: r.quote.text, QUOTE),
    Column(N_("Wording"), 10, lambda r: r.quote.strength_word, WORD),
    Column(N_("Class"), 12, lambda r: r.class_word, WORD),
    Column(N_("Why not scored"), 26, lambda r: r.reason, BESIDE),
    Column(N_("Open question"), 40, lambda r: r.note, BESIDE),
    Column(N_("Document"), 28, lambda r: r.quote.title, SMALL),
    Column(N_("Stated on"), 12, lambda r: r.quote.stated_on, DATED),
)
UNTARGETED: Final[tuple[Column[FigureRow], ...]] = (
    Column(N_("Organisation"), 18, lambda r: r.organisation, WRAPPED),
    Column(N_("Indicator"), 34, lambda r: r.name, BESIDE),
    Column(N_("Unit of measure"), 11, lambda r: r.unit_of_measure, WORD),
    Column(N_("Period"), 14, lambda r: r.period_text, DATED),
    Column(N_("Basis"), 12, lambda r: r.basis_word, WORD),
    Column(N_("Value"), 14, lambda r: r.value, NUMBER, lambda r: long_number(r.value)),
    Column(N_("Data state"), 10, lambda r: r.state_word, WORD),
    Column(N_("Evidence"), 46, lambda r: r.evidence, SMALL),
    Column(N_("Note"), 30, lambda r: r.note, SMALL),
)
SOURCES: Final[tuple[Column[FigureRow], ...]] = (
    Column(N_("Organisation"), 15, lambda r: r.organisation, WRAPPED),
    Column(N_("Indicator"), 28, lambda r: r.name, BESIDE),
    Column(N_("Period"), 12, lambda r: r.period_text, DATED),
    Column(N_("Basis"), 10, lambda r: r.basis_word, WORD),
    Column(N_("Value"), 13, lambda r: r.value, NUMBER, lambda r: long_number(r.value)),
    Column(N_("Unit of measure"), 10, lambda r: r.unit_of_measure, WORD),
    Column(N_("As typed"), 13, lambda r: r.raw, BESIDE),
    Column(N_("Data state"), 9, lambda r: r.state_word, WORD),
    Column(N_("File"), 36, lambda r: r.place.file, SMALL),
    Column(N_("Sheet"), 12, lambda r: r.place.sheet, SMALL),
    Column(N_("Cell"), 7, lambda r: r.place.cell, CENTERED),
    Column(N_("Received"), 12, lambda r: r.received_text, DATED),
    Column(N_("Sent by"), 16, lambda r: r.sent_by, SMALL),
    Column(N_("Evidence"), 32, lambda r: r.evidence, SMALL),
    Column(N_("Note"), 22, lambda r: r.note, SMALL),
    Column(N_("Vintage"), 8, lambda r: r.vintage, CENTERED),
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
    Column(N_("What"), 12, lambda r: r.kind, WORD),
    Column(N_("Organisation"), 18, lambda r: r.organisation, WRAPPED),
    Column(N_("Indicator"), 32, lambda r: r.name, BESIDE),
    Column(N_("Period"), 14, lambda r: r.period, DATED),
    Column(N_("Before"), 18, lambda r: r.before, NUMBER.but(wrap=True)),
    Column(N_("Now"), 18, lambda r: r.after, NUMBER.but(wrap=True)),
    Column(N_("Reason"), 44, lambda r: r.reason, BESIDE),
    Column(N_("Received"), 13, lambda r: r.received, DATED),
)


def long_number(value: float | None) -> str:
    """The number format in which every digit of a figure is seen, however many it has."""
    if value is None or abs(value) < LONG:
        return GENERAL
    return "#,##0" if float(value).is_integer() else "#,##0.00"


def fit_for_values(columns: Sequence[Column[Row]], rows: Sequence[Row]) -> list[Column[Row]]:
    """The columns, that of the figures' values as wide as its longest number."""
    values = [
        abs(row.value) for row in rows if isinstance(row, FigureRow) and row.value is not None
    ]
    longest = max(values, default=0.0)
    wide = min(1.05 * len(f"{longest:,.2f}") + 2, MOST_WIDE)
    fits = longest < LONG
    return [c if fits or c.title != "Value" else replace(c, width=wide) for c in columns]


@dataclass(frozen=True, slots=True)
class Listing(Generic[Row]):
    """A sheet that is a list: its name, title and note (messages), its columns, its rows.

    `frozen` columns stay in sight; the last column may be a status, in the colours of its own.
    """

    name: str
    title: str
    note: str
    columns: Sequence[Column[Row]]
    rows: Callable[[Desk], Sequence[Row]]
    frozen: int
    status: bool = False

    def write(self, desk: Desk) -> Sheet:
        """The sheet; the columns of values are as wide as their longest number."""
        text, rows, last = desk.words.text, self.rows(desk), len(self.columns) - 1
        sheet = desk.open(text(self.name), text(self.title), text(self.note), last + 1)
        columns = fit_for_values(self.columns, rows)
        columns = [
            replace(c, number=lambda _: desk.day) if c.title == "Deadline" else c for c in columns
        ]
        end = table(desk, sheet, columns, rows, frozen=self.frozen)
        if self.status:
            colour_statuses(desk, sheet, (FIRST_ROW, last, end, last))
        return sheet


def revisions(desk: Desk) -> list[Revision]:
    """Targets with an earlier version, then figures with an earlier vintage."""
    word = desk.words.text
    found = [
        Revision(
            word(N_("target value")),
            row.organisation,
            row.name,
            after.due_text,
            before.target_text,
            after.target_text,
            after.reason,
            after.valid_from_text,
        )
        for row in desk.view.rows
        for before, after in itertools.pairwise(row.versions)
    ]
    earlier = {
        (f.organisation, f.indicator, f.period, f.basis_word, f.vintage): f
        for f in desk.view.sources
    }
    for (organisation, indicator, period, basis, vintage), now in earlier.items():
        before = earlier.get((organisation, indicator, period, basis, vintage - 1))
        if before is not None:
            found.append(
                Revision(
                    word(N_("figure")),
                    organisation,
                    now.name,
                    now.period_text,
                    before.value_text,
                    now.value_text,
                    now.note,
                    now.received_text,
                )
            )
    return found


MISSING_FIGURES: Final = Listing(
    N_("Missing"),
    N_("Missing figures"),
    N_("Overdue figures first, then figures whose deadline has not passed."),
    MISSING,
    lambda desk: (*desk.view.missing, *desk.view.awaited),
    3,
    status=True,
)
GOALS_NOT_SCORED: Final = Listing(
    N_("Not scored"),
    N_("Goals that are not scored"),
    N_("Goals recorded in the documents’ own words; a goal without a number stays so."),
    UNSCORED,
    lambda desk: desk.view.unscored,
    2,
)
FIGURES_WITHOUT_TARGET: Final = Listing(
    N_("Figures without a target"),
    N_("Figures without a target"),
    N_("Figures that were reported for indicators without a target value."),
    UNTARGETED,
    lambda desk: desk.view.untargeted,
    2,
)
FIGURE_SOURCES: Final = Listing(
    N_("Sources"),
    N_("Sources of the figures"),
    N_("Every figure, the cell it was typed into, and when it was received."),
    SOURCES,
    lambda desk: desk.view.sources,
    3,
)
REVISED: Final = Listing(
    N_("Revisions"),
    N_("Revisions"),
    N_("Every earlier value is kept; a target is judged against the version in force."),
    REVISIONS,
    revisions,
    3,
)


# ---------------------------------------------------------------------------
# The sheet of red and amber targets, with room for what the departments have to say.


STATUS_COLUMN: Final = 11
SNAPSHOT: Final = N_("Texts and statuses here tell the data as published.")
PRINTED: Final = 13
"""Columns that are seen; those right of them hold what was carried over, for the next time."""
NOTHING: Final = Followed()


def write_attention(desk: Desk) -> Sheet:
    """Red and amber targets with the reason; cause, action, owner and date are filled in.

    What was typed in the scorecard published before stands there again.
    """
    text = desk.words.text
    note = text(
        "Targets at risk, off track or missed. Tinted cells are filled in by the owner and carried "
        "over to the next scorecard."
    )
    note = f"{note}{'' if desk.words.language == 'zh' else ' '}{text(SNAPSHOT)}"
    columns = (*_columns(desk), *_carried(desk))
    sheet = desk.open(text("Attention"), text("Attention"), note, PRINTED)
    rows = attention_rows(desk.view.rows)
    end = table(desk, sheet, columns, rows, frozen=2, printed=PRINTED)
    sheet.raw.set_column(PRINTED, len(columns) - 1, 8, None, {"hidden": True})
    colour_statuses(desk, sheet, (FIRST_ROW, STATUS_COLUMN, end, STATUS_COLUMN))
    if rows:
        tab_colour(desk, sheet, Status(rows[0].status))
    return sheet


def _columns(desk: Desk) -> tuple[Column[TargetRow], ...]:
    typed = desk.view.followups

    def of(field: Callable[[FollowUp], Value]) -> Callable[[TargetRow], Value]:
        return lambda row: field(typed.get(row.target, NOTHING).told)

    def owner(row: TargetRow) -> str:
        return typed.get(row.target, NOTHING).told.owner or row.unit_name or row.unit

    small = WRAPPED.but(size=9)
    beside = WRAPPED.but(indent=1)
    day = INPUT_TEXT.but(number=desk.day, size=9)
    return (
        Column(N_("Organisation"), 12, lambda r: r.organisation, small),
        Column(N_("Indicator"), 20, lambda r: r.name, beside),
        Column(N_("Target"), 14, lambda r: r.target_text, beside.but(size=9)),
        Column(N_("Due"), 9, lambda r: in_two_lines(r.due_text), CENTERED.but(wrap=True, size=9)),
        Column(N_("Actual"), 11, lambda r: r.actual_text, small),
        Column(N_("Why"), 34, lambda r: r.reason, beside.but(size=9)),
        Column(N_("What it takes"), 20, lambda r: r.needed_text, beside.but(size=9)),
        Column(N_("Cause"), 20, of(lambda f: f.cause), INPUT_TEXT),
        Column(N_("Action"), 20, of(lambda f: f.action), INPUT_TEXT),
        Column(N_("Owner"), 12, owner, INPUT_TEXT),
        Column(N_("By when"), 13.5, of(lambda f: f.day or f.by_when), day),
        Column(N_("Status"), 11, lambda r: r.status_text, CENTERED.but(wrap=True, bold=True)),
        Column(N_("Target id"), 12, lambda r: r.target, SMALL),
    )


def _carried(desk: Desk) -> tuple[Column[TargetRow], ...]:
    """What the scorecard before had said: what differs from it has been typed since."""
    typed = desk.view.followups

    def of(field: str) -> Callable[[TargetRow], str]:
        return lambda row: str(getattr(typed.get(row.target, NOTHING).carried, field))

    return tuple(
        Column(title, 8, of(field), SMALL.but(wrap=False)) for field, title in BEFORE.items()
    )


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
    """One line of an explanation; the first of each step that is not folded carries its title."""

    target: str
    organisation: str
    name: str
    title: str
    text: str
    folded: bool = False


_SMALL: Final = SMALL.but(valign="top")
_CUT: Final = _SMALL.but(wrap=False)
"""Said again on every line: a long name ends at its cell's edge instead of becoming tiny."""
EXPLANATIONS: Final[tuple[Column[Step], ...]] = (
    Column(N_("Target id"), 16, lambda s: s.target, _SMALL),
    Column(N_("Organisation"), 12, lambda s: s.organisation, _CUT),
    Column(N_("Indicator"), 17, lambda s: s.name, _CUT.but(indent=1)),
    Column(N_("Step"), 13, lambda s: s.title, WRAPPED.but(bold=True, size=9, valign="top")),
    Column(N_("How it comes about"), 80, lambda s: s.text, WRAPPED.but(size=9, valign="top")),
)


LAYOUT: Final[Layout[Step]] = Layout(13.5, lambda step: step.folded)


def write_explanations(desk: Desk) -> Sheet:
    """From the sentence to the light, step by step; filter by target."""
    text, rows = desk.words.text, desk.view.rows
    note = text(
        "From the sentence to the light, step by step; filter by target. Earlier figures are "
        "folded away: unfold them at the left."
    )
    if len(rows) > MOST_TARGETS:
        rows = tuple(attention_rows(rows)[:MOST_TARGETS])
        note = text("Targets that need attention only; the command explain tells any other.")
    title = text("Explanations")
    sheet = desk.open(
        title, text("How each status came about"), note, len(EXPLANATIONS), landscape=False
    )
    views = _views(desk.view)
    steps = [step for row in rows for step in _steps(desk, row, views[_key(row)])]
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
    return [
        Step(row.target, row.organisation, name, title if not n else "", part, folded)
        for section in told.sections
        for title, line, folded in _lines(section)
        for n, part in enumerate(parts(line))
    ]


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
