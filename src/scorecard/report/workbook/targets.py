"""The sheet of all targets: what a reader sees, and beside it the arithmetic that makes it live.

The gate, the mode and B, T, Y, E are values from the rules; progress, lead, pace and status are
formulas over them with the rules' results stored.  The arithmetic stands right of the printed
columns, folded away; a reader can unfold it, change a figure and see the light change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from scorecard.excel.book import Sheet, Value, room_for
from scorecard.excel.formulas import (
    Mode,
    earned_share,
    mode_of,
    own_bands,
    required_formula,
    rollup_formulas,
    row_formulas,
)
from scorecard.excel.palette import ACCENT, BAR, BAR_BACK, MUTED
from scorecard.excel.styles import (
    CENTERED,
    HEADER,
    INPUT_NUMBER,
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
    NOTE_ROW,
    Desk,
    colour_statuses,
    finish,
    heads,
    outdated,
    progress_bars,
)
from scorecard.schema.bands import Bands
from scorecard.schema.comparison import satisfies
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import (
    OUTSIDE,
    VERDICTS,
    Basis,
    Comparator,
    Direction,
    Measure,
    Status,
)

# ---------------------------------------------------------------------------
# The cells of a target's row: columns, values from the rules, live formulas with their results.


@dataclass(frozen=True, slots=True)
class Field:
    """One column of the sheet: key, title (message id), width, style."""

    key: str
    title: str
    width: float
    style: Style = WRAPPED


POINTS_GOT: Final = "0.0##"
"""Points as offices print them: a decimal at least, three at most."""
_WORKED: Final = SMALL.but(wrap=False, align="right")
_PERIOD: Final = CENTERED.but(wrap=True, size=9)
VISIBLE: Final = (
    Field("organisation", N_("Organisation"), 12, WRAPPED.but(size=9)),
    Field("name", N_("Indicator"), 22, WRAPPED.but(indent=1)),
    Field("target_text", N_("Target"), 14, WRAPPED.but(size=9, indent=1)),
    Field("due", N_("Due"), 9, _PERIOD),
    Field("baseline", N_("Baseline"), 8.5, NUMBER.but(shrink=True)),
    Field("actual", N_("Actual"), 9.5, INPUT_NUMBER.but(shrink=True)),
    Field("actual_period", N_("Data of"), 9, _PERIOD),
    Field("progress", N_("Progress"), 10, NUMBER.but(number=PERCENT)),
    Field("expected", N_("Expected progress"), 8, NUMBER.but(number=PERCENT)),
    Field("lead", N_("Lead (points)"), 8.5, NUMBER.but(number=POINTS)),
    Field("pace", N_("Pace ratio"), 6.5, NUMBER.but(number=RATIO)),
    Field("required", N_("Needed per quarter"), 9, NUMBER.but(shrink=True)),
    Field("points", N_("Points"), 8, NUMBER.but(number=POINTS_GOT)),
    Field("trend", N_("Trend"), 12, CENTERED),
    Field("reason", N_("Why"), 36, WRAPPED.but(size=9, indent=1)),
    Field("unit", N_("Responsible unit"), 13, WRAPPED.but(size=9, indent=1)),
    Field("status_text", N_("Status"), 12, CENTERED.but(wrap=True, bold=True)),
)
WORKED: Final = (
    Field("target_id", N_("Target id"), 16, SMALL.but(wrap=False)),
    Field("mode", N_("Decided by"), 10, SMALL.but(wrap=False)),
    Field("gate", N_("Gate"), 13, SMALL.but(wrap=False)),
    Field("comparator", N_("Comparator"), 11, SMALL.but(wrap=False)),
    Field("start", N_("Start value B"), 11, _WORKED),
    Field("target", N_("Target value T"), 11, _WORKED),
    Field("upper", N_("Upper bound"), 11, _WORKED),
    Field("expected_value", N_("Expected value"), 11, _WORKED),
    Field("allowance", N_("Allowance"), 11, _WORKED),
    Field("quarters_left", N_("Quarters left"), 8, _WORKED),
    Field("met", N_("Met (1 or 0)"), 8, _WORKED),
    Field("status", N_("Status id"), 13, SMALL.but(wrap=False)),
    Field("weight", N_("Weight"), 8, _WORKED),
    Field("whole", N_("Met or not only"), 8, _WORKED),
    Field("due_now", N_("Was due"), 8, _WORKED),
    Field("reported", N_("Reported"), 8, _WORKED),
    Field("earned", N_("Share earned"), 8, _WORKED),
    Field("published", N_("Status as published"), 13, SMALL.but(wrap=False)),
)
FIELDS: Final = (*VISIBLE, *WORKED)
COLUMN: Final[Mapping[str, int]] = {field.key: n for n, field in enumerate(FIELDS)}
TREND_FIRST: Final = len(FIELDS)
STYLES: Final[Mapping[str, Style]] = {field.key: field.style for field in FIELDS}
NUMBERS: Final[Mapping[str, Callable[[Numbers], float | None]]] = {
    "baseline": lambda n: n.baseline,
    "actual": lambda n: n.actual,
    "required": lambda n: n.required_per_quarter,
}
"""Columns of numbers of any size."""
DIGIT: Final = 1.05
WIDEST: Final = 22.0
"""Width of a digit and of the widest column of numbers; what is longer still is shrunk."""
_HERE: Final = "\0"
"""No formula holds this."""


@cache
def style_of(key: str, number: str) -> Style:
    """The style of a column with a number format of the row's own."""
    return STYLES[key].but(number=number)


def mode_in(row: TargetRow) -> Mode:
    """What decides this row in the sheet; stored where the sheet does not follow the method."""
    return mode_of(row.reason_code, row.method, row.measure)


def met_or_not(row: TargetRow) -> bool:
    """Whether the target earns all or nothing: ranks, holds, caps on flows."""
    capped = row.measure == Measure.FLOW and row.direction == Direction.DECREASE
    return row.measure == Measure.RANK or row.direction == Direction.HOLD or capped


def weights_of(rows: Sequence[TargetRow]) -> list[float | None]:
    """The weight in force of each row: all blank is equal; some blank leaves those unknown."""
    typed = any(row.numbers.weight is not None for row in rows if row.status != Status.NOT_SCORED)
    return [row.numbers.weight if typed else 1.0 for row in rows]


def start_value(row: TargetRow) -> float | None:
    """B as the arithmetic uses it: nothing for flows, the baseline for the rest."""
    numbers = row.numbers
    if numbers.progress is None and numbers.actual is not None:
        return None
    if numbers.start is not None:
        return numbers.start
    return 0.0 if row.measure == Measure.FLOW else numbers.baseline


def quarters_left(row: TargetRow, fiscal_start: int) -> float | None:
    """Quarters from the figure to the due date, where a pace is required at all."""
    due, now = month_of(row.due, fiscal_start), month_of(row.actual_period, fiscal_start)
    if not row.required_text or due is None or now is None:
        return None
    return (due - now) / 3


def row_values(
    row: TargetRow, mode: Mode, weight: float | None, fiscal_start: int = 1
) -> dict[str, Value]:
    """The cells that are values: what is read, and what the formulas start from."""
    numbers = row.numbers
    return {
        "organisation": row.organisation,
        "name": row.name,
        "target_text": row.target_text,
        "due": in_two_lines(row.due_text),
        "baseline": numbers.baseline,
        "actual": numbers.actual,
        "actual_period": in_two_lines(row.actual_period_text),
        "expected": numbers.expected_progress,
        "points": settled(numbers.points),
        "reason": row.reason,
        "unit": row.unit_name or row.unit,
        "target_id": row.target,
        "mode": str(mode),
        "gate": row.gate,
        "comparator": row.comparator,
        "start": start_value(row),
        "target": numbers.target_value,
        "upper": numbers.upper,
        "expected_value": numbers.expected_value,
        "allowance": numbers.allowance,
        "quarters_left": quarters_left(row, fiscal_start),
        "weight": weight,
        "whole": 1.0 if met_or_not(row) else None,
        "published": row.status,
    }


def figure_format(row: TargetRow) -> str:
    """The number format of a target's values: something to be delivered is told in per cent."""
    return "0%" if row.measure == Measure.MILESTONE else decimals(row.decimals)


def room_for_numbers(rows: Sequence[TargetRow]) -> dict[str, float]:
    """Widths in which the columns of numbers show all theirs, up to `WIDEST`."""
    found = {}
    for key, of in NUMBERS.items():
        told = ((of(row.numbers), row.decimals) for row in rows)
        longest = max((len(_shown(x, places)) for x, places in told if x is not None), default=0)
        usual = FIELDS[COLUMN[key]].width
        found[key] = min(max(usual, DIGIT * longest + 1), WIDEST)
    return found


def _shown(number: float, places: int | None) -> str:
    return f"{number:,.11g}" if places is None else f"{number:,.{places}f}"


def live_cells(
    at: int, row: TargetRow, mode: Mode, policy: Policy
) -> dict[str, tuple[str, float | str | None]]:
    """The live cells of a row with the values that the rules gave.

    Bands of the policy's own draw the classes of `schedule`.
    """
    verdict, numbers = Status(row.status), row.numbers
    stored: dict[str, float | str | None] = {
        "required": numbers.required_per_quarter if row.required_text else None,
        "progress": numbers.progress,
        "lead": numbers.lead_pp,
        "pace": numbers.pace_ratio,
        "met": _met(row, policy.tolerance),
        "status": row.status,
        "due_now": float(verdict not in OUTSIDE),
        "reported": float(verdict in VERDICTS),
        "earned": earned_share(verdict, numbers.progress, whole=met_or_not(row)),
        "status_text": row.status_text,
    }
    number, formulas = str(at + 1), _formulas(mode, own_bands(policy))
    found = {key: (formulas[key].replace(_HERE, number), value) for key, value in stored.items()}
    if mode is Mode.STORED and not row.gate:
        found["status"] = (f'="{row.status}"', row.status)
    return found


@cache
def _formulas(mode: Mode, bands: Bands | None) -> dict[str, str]:
    """The live cells of any row that is decided so, `_HERE` standing for the row's number."""
    cell = {key: f"${xl_col_to_name(column)}{_HERE}" for key, column in COLUMN.items()}
    label = f"INDEX(status_labels,MATCH({cell['status']},status_ids,0))"
    rollup = rollup_formulas(cell)
    return {
        **row_formulas(cell, mode, bands),
        "required": required_formula(cell),
        "due_now": rollup["due"],
        "reported": rollup["reported"],
        "earned": rollup["earned"],
        "status_text": f'=IF({cell["status"]}="","",{label})',
    }


def _met(row: TargetRow, tolerance: float) -> float | None:
    """What the formula of *met* gives; the rules do not report it on its own."""
    numbers = row.numbers
    actual, target, upper = numbers.actual, numbers.target_value, numbers.upper
    if actual is None or target is None or row.comparator not in set(Comparator):
        return None
    return float(satisfies(Comparator(row.comparator), actual, target, upper, tolerance))


# ---------------------------------------------------------------------------
# The small trends beside the targets: bars of a height of their own, drawn as two groups a sheet.
#
# The heights stand in cells, so that all rows share one axis: a group of sparklines is told once,
# however many rows it has.


TREND_POINTS: Final = 8
"""As many of the last figures are shown."""
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


@dataclass(slots=True)
class Trends:
    """The trends of a sheet, gathered row by row and drawn at the end."""

    sheet: Sheet
    column: int
    """Where they are drawn."""
    first: int
    """The first column of the heights."""
    above: list[tuple[int, int]] = field(default_factory=list)
    """Row and number of bars, where all are above 0."""
    below: list[tuple[int, int]] = field(default_factory=list)

    def add(self, row: int, bars: Sequence[float]) -> None:
        """Remember that the heights of these bars stand in this row."""
        if len(bars) >= FEWEST:
            (self.below if min(bars) < 0 else self.above).append((row, len(bars)))

    def draw(self) -> None:
        """One group of sparklines for each of the two axes."""
        for rows, look in ((self.above, _ABOVE), (self.below, _BELOW)):
            if not rows:
                continue
            options = {
                **look,
                "location": [xl_rowcol_to_cell(row, self.column) for row, _ in rows],
                "range": [
                    self.sheet.range(row, self.first, row, self.first + bars - 1)
                    for row, bars in rows
                ],
            }
            self.sheet.raw.add_sparkline(rows[0][0], self.column, options)


# ---------------------------------------------------------------------------
# The sheet of all targets: what a reader sees, and beside it the arithmetic that makes it live.


SHEET: Final = N_("Targets")
AS_PUBLISHED: Final = N_(
    "Sentences tell the data as published; they turn grey where the status is no longer the same."
)
WRAPPING: Final = ("organisation", "name", "target_text", "due", "actual_period", "reason", "unit")
"""Columns whose texts make a row higher."""
NUMBERED: Final = ("baseline", "actual")
"""Columns with the decimals of the row's indicator."""
HEIGHT: Final = STYLES["start"].but(number=RATIO)
"""Heights of the trend's bars."""
HIDDEN: Final = 11.0
"""Width of the columns that are folded away."""
LOOKS: Final = {COLUMN[key]: STYLES[key] for key in (*WRAPPING, "status_text")}


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
    figures = last_figures(desk.view)
    trends = Trends(sheet, COLUMN["trend"], TREND_FIRST)
    at = FIRST_ROW
    weights = weights_of(desk.view.rows)
    for row, weight in zip(desk.view.rows, weights, strict=True):
        points = figures.get((row.organisation, row.indicator), [])
        trends.add(at, _row(desk, sheet, at, row, weight, points))
        at += 1
    end = max(at, FIRST_ROW + 1)
    if at == FIRST_ROW:
        sheet.merged((at, 0, at, len(VISIBLE) - 1), text("None."), NOTE)
    trends.draw()
    _names(desk, sheet, end)
    _dress(desk, sheet, end)
    return sheet


def _header(desk: Desk, sheet: Sheet) -> None:
    wide = room_for_numbers(desk.view.rows)
    sheet.columns([wide.get(field.key, field.width) for field in FIELDS])
    sheet.columns((HIDDEN for _ in range(TREND_POINTS)), first=TREND_FIRST)
    folded = HEADER.but(fill=MUTED, size=9)
    told = [(desk.words.text(field.title), HEADER) for field in VISIBLE]
    told += [(desk.words.text(field.title), folded) for field in FIELDS[len(VISIBLE) :]]
    told += [(desk.words.text("Trend {n}", n=number + 1), folded) for number in range(TREND_POINTS)]
    heads(sheet, told)
    if all(row.numbers.points is None for row in desk.view.rows):
        points = COLUMN["points"]
        sheet.raw.set_column(points, points, 8, None, {"hidden": True})
    last = TREND_FIRST + TREND_POINTS - 1
    sheet.raw.set_column(len(VISIBLE), last, HIDDEN, None, {"level": 1, "hidden": True})
    sheet.raw.set_column(last + 1, last + 1, None, None, {"collapsed": True})


def _row(
    desk: Desk, sheet: Sheet, at: int, row: TargetRow, weight: float | None, points: list[FigureRow]
) -> list[float]:
    mode, policy = mode_in(row), desk.view.header.policy
    values = row_values(row, mode, weight, policy.fiscal_start)
    number = figure_format(row)
    for key, value in values.items():
        style = style_of(key, number) if key in NUMBERED else STYLES[key]
        sheet.value(at, COLUMN[key], value, style)
    for key, (formula, stored) in live_cells(at, row, mode, policy).items():
        style = style_of(key, _pace(row)) if key == "required" else STYLES[key]
        sheet.formula(at, COLUMN[key], formula, stored, style)
    texts = {COLUMN[key]: str(values[key] or "") for key in WRAPPING}
    texts[COLUMN["status_text"]] = row.status_text
    sheet.height(at, texts, 24, LOOKS)
    return _trend(sheet, at, row, points)


def _pace(row: TargetRow) -> str:
    """The number format of the pace required: one decimal more, a sign unless it adds up."""
    if row.measure == Measure.MILESTONE:
        return "+0%;-0%;0%"
    number = decimals(None if row.decimals is None else row.decimals + 1)
    if row.decimals is None:
        number = "#,##0.##"
    return number if row.measure == Measure.FLOW else f"+{number};-{number};{number}"


def _trend(sheet: Sheet, at: int, row: TargetRow, points: list[FigureRow]) -> list[float]:
    """The heights of the last figures' bars; they are drawn when all rows stand."""
    bars = heights(points, row.measure)
    for number, height in enumerate(bars):
        sheet.number(at, TREND_FIRST + number, height, HEIGHT)
    sheet.blank(at, COLUMN["trend"], STYLES["trend"])
    return bars


def _names(desk: Desk, sheet: Sheet, end: int) -> None:
    """Names for the columns that the overview counts."""
    for key in ("organisation", "status", "published", "weight", "due_now", "reported", "earned"):
        column = COLUMN[key]
        desk.book.define(f"targets_{key}", sheet.range(FIRST_ROW, column, end - 1, column))


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
    for key in ("reason", "points"):
        outdated(sheet, (FIRST_ROW, COLUMN[key], last, COLUMN[key]), moved)
    sheet.raw.autofilter(HEADER_ROW, 0, last, len(VISIBLE) - 1)
    finish(sheet, HEADER_ROW, end, len(VISIBLE) - 1, 2)
