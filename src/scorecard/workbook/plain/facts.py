"""What one row of a plain table says as an indicator, as a target and as a series."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from scorecard.model.period import Period, PeriodKind, parse_period
from scorecard.model.status import Basis, Frequency, Measure
from scorecard.workbook.cells.reading import Scalar

NO_DEADLINE: Final = 1200
"""Months of publication lag where none is given: nobody owes a plain table a figure."""
_FREQUENCY_OF: Final = {
    PeriodKind.YEAR: Frequency.ANNUAL,
    PeriodKind.HALF: Frequency.HALF_YEARLY,
    PeriodKind.QUARTER: Frequency.QUARTERLY,
}


def indicator_of(
    key: tuple[str, str], facts: Mapping[str, Scalar], fiscal_start: int
) -> dict[str, Scalar]:
    """The row as an indicator; `key`: organisation and id."""
    kept = ("unit_of_measure", "measure", "decimals", "natural_limit")
    lag = facts.get("publication_lag_months")
    return {
        "organisation": key[0],
        "indicator": key[1],
        "name": facts.get("name") or key[1],
        **{column: facts.get(column) for column in kept},
        "publication_lag_months": NO_DEADLINE if lag is None else lag,
        "reported_as": basis_of(facts),
        "frequency": _frequency(facts, fiscal_start),
        "source": "reported",
    }


def target_of(
    key: tuple[str, str], facts: Mapping[str, Scalar], method: str | None
) -> dict[str, Scalar]:
    """The row as a target judged by a method."""
    kept = (
        "direction", "comparator", "baseline_period", "baseline", "due", "value", "upper",
        "weight", "points", "scoring", "group", "parent", "parent_kind", "pathway",
        "accepted_as",
    )  # fmt: skip
    return {
        "organisation": key[0],
        "target": key[1],
        "indicator": key[1],
        **{column: facts.get(column) for column in kept},
        "method": method,
        "origin": "office",
        "version": 1,
    }


def _frequency(facts: Mapping[str, Scalar], fiscal_start: int) -> str:
    text = facts.get("actual_period")
    if not isinstance(text, str):
        return str(Frequency.ANNUAL)
    kind = parse_period(text, fiscal_start).period.kind
    return str(_FREQUENCY_OF.get(kind, Frequency.MONTHLY))


def is_year(period: Scalar, fiscal_start: int) -> bool:
    """Whether a cell holds a year."""
    if not isinstance(period, str):
        return False
    return parse_period(period, fiscal_start).period.kind is PeriodKind.YEAR


def basis_of(facts: Mapping[str, Scalar]) -> str:
    """What the figures of a row cover: to date for flows, a point in time for everything else."""
    given = facts.get("reported_as")
    if isinstance(given, str):
        return given
    return str(Basis.TO_DATE if facts["measure"] == Measure.FLOW else Basis.POINT)


def periods_before(period: Period, count: int) -> list[Period]:
    """The `count` periods of the same length before this one, in order."""
    step = max(period.months, 1)
    return [replace(period, start=period.start - step * back) for back in range(count, 0, -1)]


def straight(first: float, last: float, previous: Scalar, changes: int) -> list[float]:
    """The values before the last one: from `first`, on a straight line, to the previous one.

    >>> straight(56.0, 51.0, None, 5)
    [56.0, 55.0, 54.0, 53.0, 52.0]
    >>> straight(10.0, 16.0, 14.0, 3)
    [10.0, 12.0, 14.0]
    """
    if isinstance(previous, float) and changes > 1:
        step = (previous - first) / (changes - 1)
    else:
        step = (last - first) / changes
    return [first + step * number for number in range(changes)]
