"""What is on record of an indicator, looked up for the form of a quarter: to date, a year ago."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias

import pandas as pd

from scorecard.model.period import MONTHS_A_YEAR, Period, PeriodError, parse_period
from scorecard.model.status import Basis

Key: TypeAlias = tuple[str, str]

_FIGURE: Final = ("organisation", "indicator", "period", "basis")


@dataclass(frozen=True, slots=True)
class Known:
    """One figure on record, in its last vintage."""

    period: Period
    basis: str
    value: float
    edition: str | None = None


@dataclass(frozen=True)
class Record:
    """The figures on record of one indicator, in the order of their ends."""

    figures: tuple[Known, ...] = ()

    @cached_property
    def _by_end(self) -> Mapping[tuple[int, str], Known]:
        """The longest figure of each end and basis."""
        longest = sorted(self.figures, key=lambda f: f.period.months)
        return {(f.period.end, f.basis): f for f in longest}

    def has(self, period: Period) -> bool:
        """Whether a figure for exactly this period has come."""
        return any(f.period == period for f in self.figures)

    def at(self, end: int, reported_as: str, year_start: int) -> float | None:
        """What is known at the end of a month: the level, or what has accumulated by then.

        `end` is the ordinal of the first month after; a flow within the year counts from
        `year_start` and is nothing before it.  Sums that were reported as such come first, then
        the figures of single periods where they cover the time without a gap.
        """
        if reported_as in {Basis.POINT, Basis.SINCE_START}:
            found = self._by_end.get((end, reported_as))
            return None if found is None else found.value
        if end <= year_start:
            return None
        found = self._by_end.get((end, Basis.TO_DATE))
        return found.value if found else self._added_up(year_start, end)

    def _added_up(self, start: int, end: int) -> float | None:
        parts = {
            f.period.start: f
            for f in sorted(self.figures, key=lambda f: f.period.months)
            if f.basis == Basis.PERIOD and f.period.months and f.period.end <= end
        }
        total, cursor = 0.0, start
        while cursor < end:
            if cursor not in parts:
                return None
            total += parts[cursor].value
            cursor = parts[cursor].period.end
        return total

    def latest(self, before: int) -> Known | None:
        """The last figure that ended by this month."""
        return max(
            (f for f in self.figures if f.period.end <= before),
            key=lambda f: (f.period.end, f.period.months),
            default=None,
        )

    def since(self, end: int, years: int) -> tuple[Known, ...]:
        """The figures of the last years up to this month, the latest first."""
        first = end - years * MONTHS_A_YEAR
        kept = [f for f in self.figures if first < f.period.end <= end]
        return tuple(sorted(kept, key=lambda f: (-f.period.end, f.period.months, f.basis)))


NOTHING: Final = Record()


def records_of(figures: pd.DataFrame, fiscal_start: int = 1) -> dict[Key, Record]:
    """The record of every (organisation, indicator) with figures (columns FIGURES).

    Of several vintages the last counts (by `known_on`, then `vintage`); one without a value is a
    figure withdrawn.
    """
    ordered = figures.sort_values(["known_on", "vintage"], na_position="first", kind="stable")
    last = ordered.drop_duplicates(list(_FIGURE), keep="last").dropna(subset=["value"])
    found: dict[Key, list[Known]] = {}
    columns = (*_FIGURE, "value", "edition")
    for row in last[list(columns)].itertuples(index=False, name=None):
        organisation, indicator, period, basis, value, edition = row
        spelled = _period(period, fiscal_start)
        if spelled is not None:
            one = Known(
                spelled, str(basis), float(value), edition if isinstance(edition, str) else None
            )
            found.setdefault((str(organisation), str(indicator)), []).append(one)
    return {key: Record(_in_order(known)) for key, known in found.items()}


def _in_order(known: Iterable[Known]) -> tuple[Known, ...]:
    return tuple(sorted(known, key=lambda f: (f.period.end, f.period.months, f.basis)))


def _period(text: object, fiscal_start: int) -> Period | None:
    try:
        return parse_period(text, fiscal_start).period if isinstance(text, str) else None
    except PeriodError:
        return None
