"""Days and months as whole numbers, and the periods that texts name.

A day is its ordinal (`date.toordinal`), a month `12 * year + month - 1`.  A period ends on its last
day; how many months are complete on a day is looked up in one sorted table of month ends.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import accumulate
from typing import Final

from scorecard.schema.period import (
    MONTHS,
    MONTHS_A_YEAR,
    Period,
    PeriodError,
    month_days,
    parse_period,
    part_start,
)
from scorecard.schema.policy import Policy

_FIRST: Final = MONTHS_A_YEAR * 1800
_LAST: Final = MONTHS_A_YEAR * 2400
_KINDS: Final = {length: kind for kind, length in MONTHS.items()}
QUARTER: Final = 3


_EVES: Final = list(
    accumulate(map(month_days, range(_FIRST, _LAST)), initial=date(1800, 1, 1).toordinal() - 1)
)
"""The day before each month from 1800 to 2400, ascending."""


def day_before(month: int) -> int:
    """The last day before a month."""
    return _EVES[month - _FIRST]


def months_complete(day: int) -> int:
    """The first month that is not complete at the end of a day."""
    return _FIRST + bisect_right(_EVES, day) - 1


def month_of(day: int) -> int:
    """The month in which a day lies."""
    return months_complete(day - 1)


@dataclass(frozen=True, slots=True)
class Span:
    """A period in days and months.

    Attributes
    ----------
        eve: The day before it begins.
        last_day: Its last day.
        end: The first month that is not complete when it has ended.
        month: The month in which its last day lies.
        months: Its length, 0 for a day.
    """

    eve: int
    last_day: int
    end: int
    month: int
    months: int


@lru_cache(maxsize=65536)
def span_of(text: str | None, fiscal_start: int = 1) -> Span | None:
    """The period a text names; None for a missing text or one that cannot be read."""
    if text is None:
        return None
    try:
        period = parse_period(text, fiscal_start).period
    except PeriodError:
        return None
    last_day, months = period.end_date.toordinal(), period.months
    if not months:
        return Span(last_day - 1, last_day, period.end, period.start, 0)
    return Span(day_before(period.start), last_day, period.end, period.end - 1, months)


def year_start(month: int, fiscal_start: int) -> int:
    """The first month of the fiscal year that holds a month."""
    return part_start(month, MONTHS_A_YEAR, fiscal_start)


def reporting_end(month: int, step: int, fiscal_start: int) -> int:
    """The end (month after) of the last reporting period of so many months that ends by `month`."""
    return part_start(month, step, fiscal_start)


@lru_cache(maxsize=65536)
def spelled(end: int, months: int, fiscal_start: int) -> str | None:
    """The canonical spelling of the period of so many months that ends before month `end`."""
    kind = _KINDS.get(months)
    if kind is None or not months:
        return None
    return str(Period(kind, end - months, fiscal_start=fiscal_start))


def quarter_or_month(end: int, fiscal_start: int) -> str | None:
    """The spelling of what ends before month `end`: a quarter where one ends there, else a month.

    >>> quarter_or_month(12 * 2021 + 3, 1), quarter_or_month(12 * 2021 + 4, 1)
    ('2021-Q1', '2021-04')
    """
    whole = (end - (fiscal_start - 1)) % QUARTER == 0
    return spelled(end, QUARTER if whole else 1, fiscal_start)


@dataclass(frozen=True, slots=True)
class AsOf:
    """The date of an assessment.

    Attributes
    ----------
        day: The date.
        month: Its month.
        complete: The first month not complete at the end of the day before: a period is over on the
            day after its last day.
        reporting_days: Days after a period's end in which a unit may report.
        reported: The first month not complete so many days before: what ended by then had to be
            reported.
    """

    day: int
    month: int
    complete: int
    reporting_days: int
    reported: int

    @classmethod
    def of(cls, as_of: date, policy: Policy) -> AsOf:
        """The date with the policy's reporting days."""
        day, days = as_of.toordinal(), policy.reporting_days
        month = MONTHS_A_YEAR * as_of.year + as_of.month - 1
        return cls(day, month, months_complete(day - 1), days, months_complete(day - days - 1))
