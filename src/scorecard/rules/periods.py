"""Columns of periods: each distinct text is parsed once, the rest is integers.

A point in time is a *tick*: 32 x the month's ordinal + the day (0 = before the first day, that is
the end of the month before).  A period ends at the tick of the first month after it; a day ends at
its own tick, and the last day of a month at the first tick of the next.  Ticks order all ends,
`tick // 32` counts complete months.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from scorecard.rules.arrays import Floats, Ints
from scorecard.rules.texts import codes_of
from scorecard.schema.period import MONTHS, Period, PeriodError, PeriodKind, parse_period

Days = npt.NDArray[np.datetime64]

TICKS: Final = 32
NEVER: Final = -1
"""The tick of a period that is missing or cannot be read."""

_EPOCH: Final = 12 * 1970
_NO_DAY: Final = np.datetime64("NaT", "D")
_KINDS: Final = {length: kind for kind, length in MONTHS.items()}


@dataclass(frozen=True, slots=True)
class Spans:
    """Periods of a column, one element per row; -1 and NaT where there is none.

    Attributes
    ----------
    start
        Ordinal of the first month.
    end
        Tick of the end.
    months
        Length in months, 0 for a day.
    last_day
        The period's last day.
    """

    start: Ints
    end: Ints
    months: Ints
    last_day: Days

    def take(self, rows: Ints) -> Spans:
        """The periods of these rows; -1 picks the last one."""
        return Spans(self.start[rows], self.end[rows], self.months[rows], self.last_day[rows])


def spans_of(column: pd.Series, fiscal_start: int = 1) -> Spans:
    """The period of each row of a text column (shape n); unreadable texts count as missing."""
    codes, distinct = coded_spans(column, fiscal_start)
    return distinct.take(codes)


def coded_spans(column: pd.Series, fiscal_start: int = 1) -> tuple[Ints, Spans]:
    """Codes of a text column, and the period of each distinct text with "none" as the last one."""
    codes, texts = codes_of(column)
    periods = [*(_read(text, fiscal_start) for text in texts), None]
    return codes, Spans(
        np.array([NEVER if p is None else p.start for p in periods], dtype=np.int64),
        np.array([NEVER if p is None else end_tick(p) for p in periods], dtype=np.int64),
        np.array([0 if p is None else p.months for p in periods], dtype=np.int64),
        np.array([None if p is None else p.end_date for p in periods], dtype="datetime64[D]"),
    )


def end_tick(period: Period) -> int:
    """The tick at which a period ends."""
    if period.months or period.end > period.start:
        return TICKS * period.end
    return TICKS * period.start + period.day


def day_tick(day: date) -> int:
    """The tick at which a day ends."""
    return end_tick(Period(PeriodKind.DAY, 12 * day.year + day.month - 1, day.day))


def last_days(months: Ints | Floats) -> Days:
    """The day before the first day of each month (ordinals; NaN or negative: NaT)."""
    known = np.isfinite(months) & (months >= 0)
    steps = np.where(known, months, _EPOCH).astype(np.int64) - _EPOCH
    firsts = np.where(known, steps.astype("datetime64[M]").astype("datetime64[D]"), _NO_DAY)
    return np.asarray(firsts - np.timedelta64(1, "D"), dtype="datetime64[D]")


def texts_of(ends: Floats, months: Floats, fiscal_start: int = 1) -> pd.Series:
    """The canonical spelling of periods that end before month `ends` and last `months`.

    Missing where either is NaN, inside a month, or no kind of period has that length.
    """
    known = np.isfinite(ends) & (ends % 1 == 0) & np.isin(months, list(_KINDS))
    packed = np.where(known, ends * TICKS + months, NEVER).astype(np.int64)
    codes, distinct = pd.factorize(packed)
    texts = [_spell(int(pair), fiscal_start) for pair in distinct]
    return pd.Series(pd.array(texts, dtype="str")[codes])


def _read(text: object, fiscal_start: int) -> Period | None:
    try:
        return parse_period(str(text), fiscal_start).period
    except PeriodError:
        return None


def _spell(packed: int, fiscal_start: int) -> str | None:
    if packed < 0:
        return None
    end, months = divmod(packed, TICKS)
    return str(Period(_KINDS[months], end - months, fiscal_start=fiscal_start))
