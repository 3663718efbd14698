"""Columns of canonical periods as numbers that can be compared."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from scorecard.schema.period import Period, PeriodError, parse_period


def _numbers(texts: pd.Series, fiscal_start: int, number: Callable[[Period], int]) -> pd.Series:
    known: dict[object, float] = {}
    for text in texts.dropna().unique():
        try:
            known[text] = float(number(parse_period(str(text), fiscal_start).period))
        except PeriodError:
            known[text] = np.nan
    return texts.map(known).astype("float64")


def last_days(texts: pd.Series, fiscal_start: int = 1) -> pd.Series:
    """Day number (proleptic Gregorian ordinal, float64) of each period's last day.

    Missing where the text is missing or names no period.

    >>> last_days(pd.Series(["2021", "2021-Q4", None])).tolist()
    [738155.0, 738155.0, nan]
    """
    return _numbers(texts, fiscal_start, lambda period: period.end_date.toordinal())


def first_days(texts: pd.Series, fiscal_start: int = 1) -> pd.Series:
    """Day number (proleptic Gregorian ordinal, float64) of each period's first day."""
    return _numbers(texts, fiscal_start, lambda period: period.start_date.toordinal())


def end_months(texts: pd.Series, fiscal_start: int = 1) -> pd.Series:
    """Ordinal of the first month after each period (float64); differences are months."""
    return _numbers(texts, fiscal_start, lambda period: period.end)


def lengths(texts: pd.Series, fiscal_start: int = 1) -> pd.Series:
    """Months each period covers (float64); 0 for a day."""
    return _numbers(texts, fiscal_start, lambda period: period.months)
