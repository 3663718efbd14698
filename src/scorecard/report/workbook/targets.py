"""The sheet of all targets: what a reader sees, and beside it the arithmetic that makes it live.

The gate, the mode and B, T, Y, E are values from the rules; progress, lead, pace and status are
formulas over them with the rules' results stored.  The arithmetic stands right of the printed
columns, folded away; a reader can unfold it, change a figure and see the light change.  Longer than
other modules because it is the list of the sheet's columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from scorecard.excel.book import Sheet, room_for
from scorecard.excel.formulas import (
    Mode,
    comparator_cell,
    earned_formulas,
    mode_of,
    own_bands,
    required_formula,
    row_formulas,
)
from scorecard.excel.styles import (
    ACCENT,
    BAR,
    BAR_BACK,
    CENTERED,
    HEADER,
    INPUT_NUMBER,
    MUTED,
    NOTE,
    NUMBER,
    PERCENT,
    POINTS,
    RATIO,
    SMALL,
    WRAPPED,
    Style,
    decimals,
)
from scorecard.excel.text import in_two_lines, lines_needed
from scorecard.i18n import N_, settled
from scorecard.report.inputs import month_of
from scorecard.report.view import FigureRow, Numbers, TargetRow, View
from scorecard.report.workbook.table import (
    FIRST_ROW,
    HEADER_ROW,
    HERE,
    NOTE_ROW,
    Column,
    Desk,
    Formula,
    Layout,
    body,
    colour_statuses,
    finish,
    heads,
    outdated,
    progress_bars,
)
from scorecard.schema.bands import Bands
from scorecard.schema.comparison import about, satisfies
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import (
    OUTSIDE,
    VERDICTS,
    Basis,
    Comparator,
    Earns,
    Measure,
    Status,
)

# ---------------------------------------------------------------------------
# What a row is written from.


@dataclass(frozen=True, slots=True)
class Case:
    """A target with the policy it is judged by, and its trend's bars."""

    row: TargetRow
    policy: Policy
    bars: Sequence[float] = ()

    @property
    def numbers(self) -> Numbers:
        """Its numbers, unrounded."""
        return self.row.numbers

    @property
    def mode(self) -> Mode:
        """What decides the row in the sheet; stored where the sheet does not follow the method."""
        return mode_of(self.row.reason_code, self.row.method, self.row.measure)

    @property
    def due(self) -> float:
        """1 where the target was due, else 0."""
        return float(Status(self.row.status) not in OUTSIDE)

    @property
    def reported(self) -> float:
        """1 where it was due and has been reported, else 0."""
        return float(self.row.status in VERDICTS and not self.row.unreported)

    @property
    def start(self) -> float | None:
        """B as the arithmetic uses it: nothing for flows, the baseline for the rest."""
        numbers = self.numbers
        if numbers.progress is None and numbers.actual is not None:
            return None
        flow = self.row.measure == Measure.FLOW
        return numbers.start if numbers.start is not None else 0.0 if flow else numbers.baseline

    @property
    def quarters_left(self) -> float | None:
        """Quarters from the figure to the due date, where a pace is required at all."""
        row, fiscal_start = self.row, self.policy.fiscal_start
        due, now = month_of(row.due, fiscal_start), month_of(row.actual_period, fiscal_start)
        if not row.required_text or due is None or now is None:
            return None
        return (due - now) / 3

    @property
    def met(self) -> float | None:
        """What the formula of *met* gives; the rules do not report it on its own."""
        row, numbers = self.row, self.numbers
        actual, target, upper = numbers.actual, numbers.target_value, numbers.upper
        if actual is None or target is None or row.comparator not in set(Comparator):
            return None
        comparator = Comparator(row.comparator)
        if comparator is Comparator.ABOUT:
            if numbers.allowed_deviation is None:
                return None
            comparator, target, upper = about(row.direction, target, numbers.allowed_deviation)
        return float(satisfies(comparator, actual, target, upper, self.policy.tolerance))

    def live(self, key: str, stored: float | str | None) -> Formula:
        """A live cell with the value that the rules gave."""
        if key == "status" and self.mode is Mode.STORED and not self.row.gate:
            return Formula(f'="{self.row.status}"', self.row.status)
        return Formula(_formulas(self.mode, self.row.earns, own_bands(self.policy))[key], stored)

    def points(self, key: str, stored: float | None) -> Formula | float | None:
        """A live cell of what it earns; the value itself where the office's own rule gives it."""
        share, worth = self.numbers.earned_share, self.numbers.worth
        earned = None if share is None or worth is None else share * worth
        low = 0.0 if share is None else earned
        high = worth if share is None else earned
        usual = {"earned": earned, "earned_low": low, "earned_high": high, "earned_share": stored}
        ruled = key == "earned_share" and self.row.earns == Earns.RULE
        if not ruled and (stored is None or stored == usual[key]):
            return self.live(key, stored)
        return settled(stored)


@cache
def _formulas(mode: Mode, earns: str, bands: Bands | None) -> dict[str, str]:
    """The live cells of any row that is decided so; bands draw the classes of `schedule`."""
    cell = {key: f"${xl_col_to_name(column)}{HERE}" for key, column in COLUMN.items()}
    label = f"INDEX(status_labels,MATCH({cell['status']},status_ids,0))"
    return {
        **row_formulas(cell, mode, bands),
        **earned_formulas(cell, earns),
        "required": required_formula(cell),
        "status_text": f'=IF({cell["status"]}="","",{label})',
    }


def figure_format(row: TargetRow) -> str:
    """The number format of a target's values: something to be delivered is told in per cent."""
    return "0%" if row.measure == Measure.MILESTONE else decimals(row.decimals)


def _pace_format(row: TargetRow) -> str:
    """The number format of the pace required: one decimal more, a sign unless it adds up."""
    if row.measure == Measure.MILESTONE:
        return "+0%;-0%;0%"
    number = "#,##0.##" if row.decimals is None else decimals(row.decimals + 1)
    return number if row.measure == Measure.FLOW else f"+{number};-{number};{number}"


# ---------------------------------------------------------------------------
# The columns.

POINTS_GOT: Final = "0.0##"
"""Points as offices print them: a decimal at least, three at most."""
TREND_POINTS: Final = 8
"""As many of the last figures are shown."""
HIDDEN: Final = 11.0
"""Width of the columns that are folded away."""
_SMALLER: Final = WRAPPED.but(size=9)
_BESIDE: Final = _SMALLER.but(indent=1)
_PERIOD: Final = CENTERED.but(wrap=True, size=9)
_SHARE: Final = NUMBER.but(number=PERCENT)
_WORD: Final = SMALL.but(wrap=False)
_WORKED: Final = _WORD.but(align="right")


def _figure(case: Case) -> str:
    return figure_format(case.row)


def _live(
    key: str,
    title: str,
    width: float,
    stored: Callable[[Case], float | str | None],
    style: Style,
    number: Callable[[Case], str] | None = None,
) -> Column[Case]:
    return Column(title, width, lambda c: c.live(key, stored(c)), style, number, key)


def _earned(
    key: str, title: str, width: float, of: Callable[[Case], float | None], style: Style
) -> Column[Case]:
    return Column(title, width, lambda c: c.points(key, of(c)), style, None, key)


def _worked(
    key: str, title: str, width: float, of: Callable[[Case], float | str | None]
) -> Column[Case]:
    return Column(title, width, of, _WORKED, None, key)


def _word(key: str, title: str, width: float, of: Callable[[Case], str]) -> Column[Case]:
    return Column(title, width, of, _WORD, None, key)


VISIBLE: Final[tuple[Column[Case], ...]] = (
    Column(N_("Organisation"), 12, lambda c: c.row.organisation, _SMALLER, key="organisation"),
    Column(N_("Indicator"), 22, lambda c: c.row.name, WRAPPED.but(indent=1), key="name"),
    Column(N_("Target"), 14, lambda c: c.row.target_text, _BESIDE),
    Column(N_("Due"), 9, lambda c: in_two_lines(c.row.due_text), _PERIOD),
    Column(
        N_("Baseline"),
        8.5,
        lambda c: c.numbers.baseline,
        NUMBER.but(shrink=True),
        _figure,
        "baseline",
    ),
    Column(
        N_("Actual"),
        9.5,
        lambda c: c.numbers.actual,
        INPUT_NUMBER.but(shrink=True),
        _figure,
        "actual",
    ),
    Column(N_("Data of"), 9, lambda c: in_two_lines(c.row.actual_period_text), _PERIOD),
    _live("progress", N_("Progress"), 10, lambda c: c.numbers.progress, _SHARE),
    Column(
        N_("Expected progress"),
        8,
        lambda c: c.numbers.expected_progress,
        _SHARE,
        key="expected",
    ),
    _live("lead", N_("Lead (points)"), 8.5, lambda c: c.numbers.lead_pp, NUMBER.but(number=POINTS)),
    _live("pace", N_("Pace ratio"), 6.5, lambda c: c.numbers.pace_ratio, NUMBER.but(number=RATIO)),
    _live(
        "required",
        N_("Needed per quarter"),
        9,
        lambda c: c.numbers.required_per_quarter if c.row.required_text else None,
        NUMBER.but(shrink=True),
        lambda c: _pace_format(c.row),
    ),
    _earned("earned", N_("Points"), 8, lambda c: c.numbers.earned, NUMBER.but(number=POINTS_GOT)),
    Column(N_("Trend"), 12, lambda _: None, CENTERED, key="trend"),
    Column(N_("Why"), 36, lambda c: c.row.reason, _BESIDE, key="reason"),
    Column(
        N_("Responsible unit"), 13, lambda c: c.row.unit_name or c.row.unit, _BESIDE, key="unit"
    ),
    _live(
        "status_text",
        N_("Status"),
        12,
        lambda c: c.row.status_text,
        CENTERED.but(wrap=True, bold=True),
    ),
)
WORKED: Final[tuple[Column[Case], ...]] = (
    _word("target_id", N_("Target id"), 16, lambda c: c.row.target),
    _word("mode", N_("Decided by"), 10, lambda c: str(c.mode)),
    _word("gate", N_("Gate"), 13, lambda c: c.row.gate),
    _word(
        "comparator",
        N_("Comparator"),
        11,
        lambda c: comparator_cell(c.row.comparator, c.row.direction),
    ),
    _worked("start", N_("Start value B"), 11, lambda c: c.start),
    _worked("target", N_("Target value T"), 11, lambda c: c.numbers.target_value),
    _worked("upper", N_("Upper bound"), 11, lambda c: c.numbers.upper),
    _worked("deviation", N_("Allowed deviation"), 11, lambda c: c.numbers.allowed_deviation),
    _worked("expected_value", N_("Expected value"), 11, lambda c: c.numbers.expected_value),
    _worked("allowance", N_("Allowed so far"), 11, lambda c: c.numbers.allowance),
    _worked("quarters_left", N_("Quarters left"), 8, lambda c: c.quarters_left),
    _live("met", N_("Met (1 or 0)"), 8, lambda c: c.met, _WORKED),
    _live("status", N_("Status id"), 13, lambda c: c.row.status, _WORD),
    _worked("weight", N_("Weight"), 8, lambda c: c.numbers.worth),
    _word("earns", N_("Earned by"), 8, lambda c: c.row.earns),
    _word("unreported", N_("Counts as not reported"), 8, lambda c: c.row.unreported),
    _live("due_now", N_("Was due"), 8, lambda c: c.due, _WORKED),
    _live("reported", N_("Reported"), 8, lambda c: c.reported, _WORKED),
    _earned("earned_share", N_("Share earned"), 8, lambda c: c.numbers.earned_share, _WORKED),
    _earned("earned_low", N_("Points at worst"), 8, lambda c: c.numbers.earned_low, _WORKED),
    _earned("earned_high", N_("Points at best"), 8, lambda c: c.numbers.earned_high, _WORKED),
    _word("published", N_("Status as published"), 13, lambda c: c.row.status),
)
FIELDS: Final = (*VISIBLE, *WORKED)
COLUMN: Final[Mapping[str, int]] = {field.key: n for n, field in enumerate(FIELDS) if field.key}
TREND_FIRST: Final = len(FIELDS)


def _bar(number: int) -> Column[Case]:
    look = _WORKED.but(number=RATIO)
    return Column("", HIDDEN, lambda c: c.bars[number] if number < len(c.bars) else ..., look)


BARS: Final = tuple(map(_bar, range(TREND_POINTS)))
"""Heights of the trend's bars; no cell where there is none."""
NUMBERS: Final[Mapping[str, Callable[[Numbers], float | None]]] = {
    "baseline": lambda n: n.baseline,
    "actual": lambda n: n.actual,
    "required": lambda n: n.required_per_quarter,
}
"""Columns of numbers of any size."""
DIGIT, WIDEST = 1.05, 22.0
"""Width of a digit and of the widest column of numbers; what is longer still is shrunk."""


def room_for_numbers(rows: Sequence[TargetRow]) -> dict[str, float]:
    """Widths in which the columns of numbers show all theirs, up to `WIDEST`."""
    found = {}
    for key, of in NUMBERS.items():
        told = [(of(row.numbers), row.decimals) for row in rows]
        texts = [
            f"{x:,.11g}" if places is None else f"{x:,.{places}f}"
            for x, places in told
            if x is not None
        ]
        longest = max(map(len, texts), default=0)
        found[key] = min(max(FIELDS[COLUMN[key]].width, DIGIT * longest + 1), WIDEST)
    return found


# ---------------------------------------------------------------------------
# The small trends beside the targets: bars of a height of their own, drawn as two groups a sheet.
#
# The heights stand in cells, so that all rows share one axis: a group of sparklines is told once,
# however many rows it has.

LEAST: Final = 0.25
"""The height of the lowest bar; a bar of no height would pass for a figure of 0."""
LEVEL: Final = 0.6
"""The height of bars that are all alike."""
FEWEST: Final = 2
"""One point is no trend."""
_LOOK: Final[dict[str, Any]] = {
    # Columns, not a line: LibreOffice prints no lines of sparklines.
    "type": "column",
    "show_hidden": True,
    "series_color": BAR,
    "last_point": True,
    "last_color": ACCENT,
    "max": 1,
}
_ABOVE: Final = {**_LOOK, "min": 0}
_BELOW: Final = {**_LOOK, "min": -1, "negative_points": True, "negative_color": BAR_BACK}


def last_figures(view: View) -> dict[tuple[str, str], list[FigureRow]]:
    """The figures to be shown of each organisation's indicator, oldest first."""
    return {
        (s.organisation, s.indicator): of_one_kind(s.points)[-TREND_POINTS:] for s in view.series
    }


def of_one_kind(points: Sequence[FigureRow]) -> list[FigureRow]:
    """The figures that compare, oldest first, one for each period: never parts beside totals.

    Of several kinds the one that goes on to the end, then the one with more figures, then what
    each period brought rather than totals to date.
    """
    kinds: dict[tuple[str, str], dict[int, FigureRow]] = {}
    for point in points:
        if point.value is not None:
            kinds.setdefault(_kind(point), {})[point.month] = point
    if not kinds:
        return []

    def worth(kind: tuple[str, str]) -> tuple[int, int, bool]:
        found = kinds[kind]
        return max(found), min(len(found), TREND_POINTS), kind[0] == Basis.PERIOD

    found = kinds[max(kinds, key=worth)]
    return [found[month] for month in sorted(found)]


def _kind(point: FigureRow) -> tuple[str, str]:
    """The basis and, of what a period brought, how long the period is: year, `Q`, `H`, month."""
    length = point.period[5:6] if point.basis == Basis.PERIOD else ""
    return point.basis, "month" if length.isdecimal() else length


def heights(points: Sequence[FigureRow], measure: str) -> list[float]:
    """Heights of the bars: `LEAST` to 1; −1 to 1 where a figure is below 0.

    The best place of a ranking is the highest.  Figures that are all alike have the height `LEVEL`.
    """
    values = [point.value or 0.0 for point in points]
    if measure == Measure.RANK:
        values = [-value for value in values]
    elif min(values, default=0.0) < 0:
        most = max(abs(value) for value in values)
        return [value / most for value in values]
    low, high = min(values, default=0.0), max(values, default=0.0)
    if low == high:
        return [LEVEL for _ in values]
    return [LEAST + (1 - LEAST) * (value - low) / (high - low) for value in values]


def _draw_trends(sheet: Sheet, cases: Sequence[Case]) -> None:
    """One group of sparklines for each of the two axes: all above 0, and some below."""
    found = [(FIRST_ROW + n, case.bars) for n, case in enumerate(cases) if len(case.bars) >= FEWEST]
    for below, look in ((False, _ABOVE), (True, _BELOW)):
        rows = [(row, len(bars)) for row, bars in found if (min(bars) < 0) is below]
        if not rows:
            continue
        options = {
            **look,
            "location": [xl_rowcol_to_cell(row, COLUMN["trend"]) for row, _ in rows],
            "range": [
                sheet.range(row, TREND_FIRST, row, TREND_FIRST + bars - 1) for row, bars in rows
            ],
        }
        sheet.raw.add_sparkline(rows[0][0], COLUMN["trend"], options)


# ---------------------------------------------------------------------------
# The sheet.

SHEET: Final = N_("Targets")
AS_PUBLISHED: Final = N_(
    "Sentences tell the data as published; they turn grey where the status is no longer the same."
)
NAMED: Final = (
    *("organisation", "unit", "status", "published", "weight", "due_now", "reported"),
    *("earned_share", "earned", "earned_low", "earned_high"),
)
"""Columns that the overview and the sheet of scores count."""


def write_targets(desk: Desk) -> Sheet:
    """One row per target, with live arithmetic, a bar, a trend and the reason."""
    text = desk.words.text
    note = text(
        "Progress, lead, pace and status are formulas: change an actual value or a threshold on "
        "the sheet “{method}” and see them move. Unfold the columns on the right for the working.",
        method=text("Method"),
    )
    note = f"{note}{'' if desk.words.language == 'zh' else ' '}{text(AS_PUBLISHED)}"
    sheet = desk.open(text(SHEET), text("All targets"), note, len(VISIBLE))
    room = room_for(sum(field.width for field in VISIBLE), NOTE)
    sheet.raw.set_row(NOTE_ROW, 3 + 12 * lines_needed(note, room))
    _header(desk, sheet)
    cases = list(_cases(desk.view))
    end = body(sheet, (*FIELDS, *BARS), cases, layout=Layout(24))
    if not cases:
        sheet.merged((FIRST_ROW, 0, FIRST_ROW, len(VISIBLE) - 1), text("None."), NOTE)
        end += 1
    _draw_trends(sheet, cases)
    for key in NAMED:
        column = COLUMN[key]
        desk.book.define(f"targets_{key}", sheet.range(FIRST_ROW, column, end - 1, column))
    _dress(desk, sheet, end)
    return sheet


def _cases(view: View) -> Iterator[Case]:
    figures = last_figures(view)
    for row in view.rows:
        points = figures.get((row.organisation, row.indicator), [])
        yield Case(row, view.header.policy, heights(points, row.measure))


def _header(desk: Desk, sheet: Sheet) -> None:
    wide, text = room_for_numbers(desk.view.rows), desk.words.text
    sheet.columns([wide.get(field.key, field.width) for field in (*FIELDS, *BARS)])
    folded = HEADER.but(fill=MUTED, size=9)
    told = [(text(f.title), HEADER if f in VISIBLE else folded) for f in FIELDS]
    heads(sheet, [*told, *((text("Trend {n}", n=n + 1), folded) for n in range(TREND_POINTS))])
    if not any(row.points_short for row in desk.view.rows):
        points = COLUMN["earned"]
        sheet.raw.set_column(points, points, 8, None, {"hidden": True})
    last = TREND_FIRST + TREND_POINTS - 1
    sheet.raw.set_column(len(VISIBLE), last, HIDDEN, None, {"level": 1, "hidden": True})
    sheet.raw.set_column(last + 1, last + 1, None, None, {"collapsed": True})


def _dress(desk: Desk, sheet: Sheet, end: int) -> None:
    last = end - 1
    progress_bars(sheet, FIRST_ROW, last, COLUMN["progress"])
    status = COLUMN["status_text"]
    colour_statuses(desk, sheet, (FIRST_ROW, status, last, status))
    first = xl_col_to_name(COLUMN["organisation"])
    rule = {
        "type": "formula",
        "criteria": f"=${first}{FIRST_ROW + 2}<>${first}{FIRST_ROW + 1}",
        "format": sheet.book.parted(),
    }
    sheet.raw.conditional_format(FIRST_ROW + 1, 0, last, len(VISIBLE) - 1, rule)
    live, then = (xl_col_to_name(COLUMN[key]) for key in ("status", "published"))
    moved = f"=${live}{FIRST_ROW + 1}<>${then}{FIRST_ROW + 1}"
    outdated(sheet, (FIRST_ROW, COLUMN["reason"], last, COLUMN["reason"]), moved)
    sheet.raw.autofilter(HEADER_ROW, 0, last, len(VISIBLE) - 1)
    finish(sheet, HEADER_ROW, end, len(VISIBLE) - 1, 2)
