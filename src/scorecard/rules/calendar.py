"""What `as_of` means for each target: periods ended, deadlines passed, due dates come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from scorecard.rules.arrays import Bools, Floats, Ints
from scorecard.rules.dates import Dates
from scorecard.rules.periods import NEVER, TICKS, Days, day_tick, last_days
from scorecard.schema.period import months_complete
from scorecard.schema.policy import Policy

NOBODY_OWES: Final = 1200
"""A publication lag of a century: a plain table, in which nobody owes a figure by any day."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """One element per target; a period has ended on the day after its last day.

    Attributes
    ----------
    past
        Tick of the day before `as_of`: what ended by then is over.
    month
        Ordinal of the month of `as_of`.
    passed
        Whether the due date is over.
    today
        Whether the due date is over or today.
    ended
        Tick of the end of the last reporting period that is over, -1 without a frequency.
    closed
        Tick of the end of the last reporting period whose deadline has passed, -1 likewise.
    settle_closed
        Whether the deadline of the period that holds the due date has passed.
    """

    past: int
    month: int
    passed: Bools
    today: Bools
    ended: Ints
    closed: Ints
    settle_closed: Bools


def calendar_of(dates: Dates, as_of: date, policy: Policy) -> Calendar:
    """The calendar of targets at `as_of`; deadlines by publication lag, else reporting days."""
    yesterday = as_of - timedelta(days=1)
    day = np.datetime64(as_of, "D")
    month = 12 * as_of.year + as_of.month - 1
    reported = months_complete(as_of - timedelta(days=policy.reporting_days + 1))
    closed = np.where(np.isnan(dates.lag), float(reported), month - dates.lag)
    first = policy.fiscal_start - 1
    complete = np.full(len(dates.due), float(months_complete(yesterday)))
    return Calendar(
        past=day_tick(yesterday),
        month=month,
        passed=np.asarray(dates.due_day < day, dtype=np.bool_),
        today=np.asarray(dates.due_day <= day, dtype=np.bool_),
        ended=_floor(complete, dates, first),
        closed=_floor(closed, dates, first),
        settle_closed=(dates.settle >= 0) & (dates.settle // TICKS <= closed),
    )


def deadlines(ends: Ints, dates: Dates, policy: Policy) -> Days:
    """The last day in time for periods that end at these ticks; NaT for -1.

    The last day of the month `lag` months after the period, or `reporting_days` after its end.
    """
    months = np.where(ends >= 0, ends // TICKS, np.nan)
    lagged = last_days(np.where(dates.lag < NOBODY_OWES, months + dates.lag, np.nan))
    days = last_days(months) + np.timedelta64(policy.reporting_days, "D")
    return np.asarray(np.where(np.isnan(dates.lag), days, lagged), dtype="datetime64[D]")


def _floor(months: Floats, dates: Dates, first: int) -> Ints:
    """Tick of the last end of a reporting period at or before a month, never after `settle`."""
    step = dates.step
    ticks = ((months - first) // step * step + first) * TICKS
    ticks = np.where(np.isnan(ticks), NEVER, ticks).astype(np.int64)
    return np.where(dates.settle >= 0, np.minimum(ticks, dates.settle), ticks)
