"""Rows of a plain table that say how many months of the year have passed, instead of a period."""

from __future__ import annotations

from typing import Final

from scorecard.model.period import (
    MONTHS_A_YEAR,
    Period,
    PeriodError,
    PeriodKind,
    enclosing,
    parse_period,
)
from scorecard.workbook.tables.blocks import Record

UNNAMED_YEAR: Final = 2000
"""Stands for the year where a table names none: a share of a year is the same in all of them."""


def in_months(record: Record, year: int, fiscal_start: int = 1) -> tuple[Record, bool]:
    """The row with the period that its `months_elapsed` stand for, and whether its year is named.

    The year is that of `due`, else `year`; `due` becomes that year where it is blank.  A row that
    names its period, or whose months are not 1 to 12, stays as it is.

    >>> in_months({"months_elapsed": 3, "due": "2021"}, 2000)[0]["actual_period"]
    '2021-03'
    """
    months = record.get("months_elapsed")
    if isinstance(record.get("actual_period"), str) or not isinstance(months, int):
        return record, True
    if not 1 <= months <= MONTHS_A_YEAR:
        return record, True
    whole = _year(record.get("due"), year, fiscal_start)
    if whole is None:
        return record, True
    first = parse_period(whole, fiscal_start).period.start
    period = Period(PeriodKind.MONTH, first + months - 1)
    named = isinstance(record.get("due"), str)
    return {**record, "due": whole, "actual_period": str(period)}, named


def in_its_year(record: Record, fiscal_start: int = 1) -> Record:
    """The row of an annual target: due in the year of its figure where no due date is given.

    >>> in_its_year({"actual_period": "2021-02"})["due"]
    '2021'
    """
    period = record.get("actual_period")
    if not isinstance(period, str) or isinstance(record.get("due"), str):
        return record
    whole = enclosing(parse_period(period, fiscal_start).period, PeriodKind.YEAR)
    return {**record, "due": str(whole)}


def _year(due: object, year: int, fiscal_start: int) -> str | None:
    """The year that the months are counted in; None where `due` is no single year."""
    if not isinstance(due, str):
        return str(year)
    try:
        period = parse_period(due, fiscal_start).period
    except PeriodError:
        return None
    return due if period.kind is PeriodKind.YEAR else None
