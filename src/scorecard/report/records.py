"""Rows of frames as plain values: `None` where missing, days as dates, texts cleaned."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, TypeAlias

import pandas as pd

from scorecard.schema.period import Period, PeriodError, parse_period

Record: TypeAlias = dict[str, Any]


def column(values: pd.Series) -> list[Any]:
    """The column's values; `None` where missing, days as `date`.

    >>> column(pd.Series([1.5, None]))
    [1.5, None]
    """
    if isinstance(values.dtype, pd.CategoricalDtype):
        values = values.astype(object)
    present = values.notna().tolist()
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return [v.date() if ok else None for v, ok in zip(values, present, strict=True)]
    return [v if ok else None for v, ok in zip(values.tolist(), present, strict=True)]


def records(frame: pd.DataFrame) -> Iterator[Record]:
    """The frame's rows as dictionaries of plain values."""
    names = [str(name) for name in frame.columns]
    columns = [column(frame[name]) for name in names]
    return (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))


@lru_cache(maxsize=4096)
def month_of(period: str | None, fiscal_start: int) -> int | None:
    """The ordinal of the first month after the period; `None` where the text names none."""
    found = period_of(period, fiscal_start)
    return None if found is None else found.end


@lru_cache(maxsize=4096)
def period_of(period: str | None, fiscal_start: int) -> Period | None:
    """The period that a text names; `None` where it names none."""
    if not period:
        return None
    try:
        return parse_period(period, fiscal_start).period
    except PeriodError:
        return None
