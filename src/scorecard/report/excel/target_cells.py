"""The cells of a target's row: columns, values from the rules, live formulas with their results."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from xlsxwriter.utility import xl_col_to_name

from scorecard.model.bands import Bands
from scorecard.model.status import Direction, Measure, Status
from scorecard.report.parts import Numbers, TargetRow
from scorecard.report.points_text import settled
from scorecard.report.records import month_of
from scorecard.sheet.cells import Value
from scorecard.sheet.formulas import (
    OUTSIDE,
    REPORTED,
    Mode,
    earned_share,
    mode_of,
    required_formula,
    rollup_formulas,
    row_formulas,
)
from scorecard.sheet.styles import (
    CENTERED,
    INPUT_NUMBER,
    NUMBER,
    PERCENT,
    POINTS,
    RATIO,
    SMALL,
    WRAPPED,
    Style,
    decimals,
)
from scorecard.sheet.text import in_two_lines
from scorecard.words import N_


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
    at: int, row: TargetRow, mode: Mode, bands: Bands | None = None
) -> dict[str, tuple[str, float | str | None]]:
    """The live cells of a row with the values that the rules gave.

    `bands` are the policy's own, which draw the classes of `schedule`.
    """
    verdict, numbers = Status(row.status), row.numbers
    stored: dict[str, float | str | None] = {
        "required": numbers.required_per_quarter if row.required_text else None,
        "progress": numbers.progress,
        "lead": numbers.lead_pp,
        "pace": numbers.pace_ratio,
        "met": _met(row),
        "status": row.status,
        "due_now": float(verdict not in OUTSIDE),
        "reported": float(verdict in REPORTED),
        "earned": earned_share(verdict, numbers.progress, whole=met_or_not(row)),
        "status_text": row.status_text,
    }
    number, formulas = str(at + 1), _formulas(mode, bands)
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


def _met(row: TargetRow) -> float | None:
    """What the formula of *met* gives; the rules do not report it on its own."""
    numbers = row.numbers
    actual, target, upper = numbers.actual, numbers.target_value, numbers.upper
    if actual is None or target is None:
        return None
    edge = 1e-9 * max(1.0, abs(target))
    tests: dict[str, Callable[[float], bool]] = {
        ">=": lambda y: y - target >= -edge,
        "done": lambda y: y - target >= -edge,
        "<=": lambda y: y - target <= edge,
        ">": lambda y: y - target > edge,
        "<": lambda y: y - target < -edge,
        "=": lambda y: abs(y - target) <= edge,
        "between": lambda y: (
            y - target >= -edge and y - (upper or 0.0) <= 1e-9 * max(1.0, abs(upper or 0.0))
        ),
    }
    test = tests.get(row.comparator)
    return None if test is None else float(test(actual))
