"""What a method with words of its own computed: its formula with one target's numbers in it."""

from __future__ import annotations

from typing import Final

from scorecard.model.period import MONTHS_A_YEAR, PeriodError, parse_period
from scorecard.model.printing import number_text, percent_text
from scorecard.model.status import Comparator, Method
from scorecard.report.amounts import Amounts, Scale
from scorecard.report.parts import TargetRow
from scorecard.words import N_, Words

CLOSE: Final = 1e-6
SHOWN: Final = 3
_LINES: Final = {
    Method.GROWTH_RATIO: N_(
        "Growth ratio from 0.95 substantial, from 0.60 moderate, from 0 limited progress, below 0 "
        "deterioration"
    ),
    Method.PROJECTION: N_(
        "Miss ratio below 0.05 sun, up to 0.20 sun and cloud, above cloud; moving away thunder"
    ),
}
_OPEN_LINES: Final = {
    Method.GROWTH_RATIO: N_(
        "Growth a year from 1.5% substantial, from 0.5% moderate (both less near a natural limit), "
        "from 0 limited progress, below 0 deterioration"
    ),
    Method.PROJECTION: N_(
        "Average change and last change right: sun; only the average: sun and cloud; only the "
        "last: cloud; neither: thunder. A level to hold: reached sun, reached and falling back sun "
        "and cloud, not reached cloud, moving away thunder"
    ),
}
"""Where the classes of each method lie; without a value by a date the second set."""


def own_numbers(row: TargetRow, words: Words, fiscal_start: int = 1) -> list[str]:
    """The method's own number, class and score, and how the number came about."""
    n = row.numbers
    if n.method_value is None and not row.method_class:
        return []
    if row.method == Method.GROWTH_RATIO:
        lines, meaning = _growth(row, words, fiscal_start)
    elif row.method == Method.PROJECTION:
        lines, meaning = _projection(row, words)
    else:
        return []
    open_growth = row.method == Method.GROWTH_RATIO and n.target_value is None
    value = percent_text(n.method_value, 2) if open_growth else number_text(n.method_value, SHOWN)
    told = [value, row.method_class]
    if n.method_score is not None:
        told.append(words.text(N_("score {n}"), n=number_text(n.method_score, 2)))
    return [*lines, f"{meaning}: {' · '.join(filter(None, told))}"]


def own_lines(row: TargetRow, words: Words) -> list[str]:
    """Where the classes of the target's method lie, for methods that have words of their own."""
    if row.method not in _LINES or not row.method_class:
        return []
    dated = row.numbers.target_value is not None and bool(row.due)
    growing = row.method == Method.GROWTH_RATIO and row.numbers.target_value is not None
    lines = _LINES if dated or growing else _OPEN_LINES
    return [words.text(lines[Method(row.method)])]


def _growth(row: TargetRow, words: Words, fiscal_start: int) -> tuple[list[str], str]:
    n = row.numbers
    required = N_("Growth ratio = growth a year observed ÷ growth a year required")
    alone = N_("Growth a year, counted towards the better side")
    meaning = words.text(alone if n.target_value is None else required)
    if n.method_value is None:
        return [], meaning
    so_far = _years(row.baseline_period, row.actual_period, fiscal_start)
    whole = _years(row.baseline_period, row.due, fiscal_start)
    lines = [
        _compound(words.text(N_("Growth a year so far")), n.actual, so_far, row),
        _compound(words.text(N_("Growth a year required")), n.target_value, whole, row),
    ]
    return [line for line in lines if line], meaning


def _compound(name: str, later: float | None, years: float, row: TargetRow) -> str:
    """One line of compound growth from the baseline; empty where it cannot be told."""
    base = row.numbers.baseline
    if later is None or base is None or not base * later > 0 or years <= 0:
        return ""
    growth = percent_text((later / base) ** (1 / years) - 1, 2)
    a, b = (number_text(x, row.decimals) for x in (later, base))
    return f"{name} = ({a} ÷ {b})^(1 ÷ {number_text(years)}) − 1 = {growth}"


def _projection(row: TargetRow, words: Words) -> tuple[list[str], str]:
    n = row.numbers
    if n.method_value is None or n.projection is None:
        return [], words.text(N_("The trend of the last changes, five at most"))
    scale = Scale(row.measure, row.decimals, row.unit_of_measure)
    change = Amounts(words).computed(n.projection - (n.actual or 0.0), scale)
    line = words.text(
        N_("Projection by {due} = {actual} and {change} as the last changes went = {projection}"),
        due=row.due_text,
        actual=row.actual_text,
        change=change,
        projection=row.projection_text,
    )
    meaning = words.text(N_("Miss ratio = what the projection falls short by ÷ what is left"))
    return [line], f"{meaning}{_miss(row, words)}"


def _miss(row: TargetRow, words: Words) -> str:
    """The miss ratio's formula with its numbers, or that another value than the target is aimed at.

    Of several milestones the next due is, of an interval the bound in question.
    """
    n = row.numbers
    if n.target_value is None or n.actual is None or n.projection is None:
        return ""
    left = abs(n.target_value - n.actual)
    short = abs(n.target_value - n.projection) if n.method_value else 0.0
    if not left or abs(short / left - (n.method_value or 0.0)) > CLOSE:
        told = N_(", towards the milestone due next")
        if row.comparator == Comparator.BETWEEN:
            told = N_(", towards the bound in question")
        return words.text(told)
    a, b = (number_text(x, row.decimals if x != short else None) for x in (short, left))
    return f" = {a} ÷ {b}"


def _years(start: str, end: str, fiscal_start: int) -> float:
    """Years between the ends of two periods; 0 where one cannot be read."""
    try:
        first, last = (parse_period(text, fiscal_start).period.end for text in (start, end))
    except PeriodError:
        return 0.0
    return (last - first) / MONTHS_A_YEAR
