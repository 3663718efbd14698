"""What a view is made from beside the books: the rules' frames, and rows as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeAlias

import pandas as pd

from scorecard.schema.period import Period, PeriodError, parse_period

Record: TypeAlias = dict[str, Any]

PointsTold: TypeAlias = Mapping[
    tuple[str, str], Sequence[tuple[str, Sequence[tuple[str, Mapping[str, object]]]]]
]
"""By (organisation, target) each of its scoring rules: title, and steps as messages with values."""


@dataclass(frozen=True, slots=True)
class LeagueFrame:
    """One league table: `key` an indicator's id or `score`; rows as the rules rank them.

    Columns read: member (text), place, of, movement (whole numbers), value (indicator's unit, or a
    share for scores), actual_period (text, where there is one).
    """

    key: str
    name: str
    unit_of_measure: str
    previous_quarter: str
    table: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Lines:
    """Frames by what they hold; all of them may be missing, then nothing of the kind is drawn.

    `pathways` (organisation, target, period, expected_value, on_track_value, at_risk_value),
    `totals` (organisation, indicator, period, value), `controls` (organisation, indicator, period,
    value, mean, lower, upper, signal), `originals` assessments of first versions that later ones
    have replaced, `original_pathways` their pathways, `history` (organisation, target, quarter,
    status) the statuses by quarter, oldest first, `points_told` how points came about.
    """

    pathways: pd.DataFrame | None = None
    totals: pd.DataFrame | None = None
    controls: pd.DataFrame | None = None
    originals: pd.DataFrame | None = None
    original_pathways: pd.DataFrame | None = None
    history: pd.DataFrame | None = None
    points_told: PointsTold = field(default_factory=dict)
    leagues: tuple[LeagueFrame, ...] = ()


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


def records(frame: pd.DataFrame | None) -> Iterator[Record]:
    """The frame's rows as dictionaries of plain values; none without a frame."""
    if frame is None:
        return iter(())
    names = [str(name) for name in frame.columns]
    columns = [column(frame[name]) for name in names]
    return (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))


def grouped(frame: pd.DataFrame | None, name: str) -> dict[tuple[str, str], list[Record]]:
    """The frame's rows by organisation and one other column."""
    found: dict[tuple[str, str], list[Record]] = {}
    for row in records(frame):
        found.setdefault((row["organisation"] or "", row[name] or ""), []).append(row)
    return found


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
