"""When a target starts, is due and is settled, and how often its indicator reports."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import pandas as pd

from scorecard.rules.arrays import Bools, Floats, Ints
from scorecard.rules.periods import NEVER, TICKS, Days, Spans, spans_of
from scorecard.rules.vocabulary import codes_in
from scorecard.schema.period import MONTHS_A_YEAR
from scorecard.schema.vocabulary import Frequency

_FREQUENCIES: Final = tuple(Frequency)
_STEPS: Final = np.array([1.0, 3.0, 6.0, 12.0, np.nan])
"""Months between two reports, by position in `_FREQUENCIES`; the last one for none."""


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of one target in force a row; months are ordinals of the first month after.

    Attributes
    ----------
    t0
        Month from which progress counts, NaN where it is not known.
    t1
        Month of the due date, in complete months; NaN where there is none.
    start
        Month from which figures speak about the target; -inf: from the beginning.
    due
        Tick of the due date, -1 where there is none.
    due_day
        Last day of the due period, NaT where there is none.
    settle
        Tick at which the reporting period that holds the due date ends; -1 where there is none.
    step
        Months between two reports, NaN where the frequency is not known.
    lag
        Months from a period's end to publication, NaN where the reporting days rule.
    """

    t0: Floats
    t1: Floats
    start: Floats
    due: Ints
    due_day: Days
    settle: Ints
    step: Floats
    lag: Floats

    def take(self, rows: Ints) -> Dates:
        """Those of these targets."""
        return Dates(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})


def dates_of(
    frame: pd.DataFrame, first_valid: Days, *, yearly: Bools, counted: Bools, fiscal_start: int
) -> Dates:
    """The dates of targets in force.

    Reads `due`, `baseline_period`, `frequency` (text), `publication_lag_months` (months).
    `first_valid` is the day the first version held, `yearly` marks flows that start anew each
    fiscal year, `counted` the targets whose way from a baseline is measured.

    =====================================  ==================================================
    case                                   t0
    =====================================  ==================================================
    flow within the year                   first month of the due date's fiscal year
    baseline period given                  its end
    way measured, no baseline period       month the target was first stated, else as a flow
    otherwise                              unknown; figures count from the month stated
    =====================================  ==================================================
    """
    due, base = (
        spans_of(frame["due"], fiscal_start),
        spans_of(frame["baseline_period"], fiscal_start),
    )
    t1 = np.where(due.end >= 0, due.end // TICKS, np.nan)
    stated = _month(first_valid)
    year = _year_start(due, fiscal_start)
    t0 = np.where(base.end >= 0, base.end // TICKS, np.nan)
    fallback = np.where(np.isnan(stated) | (stated > t1), year, stated)
    t0 = np.where(counted & np.isnan(t0), fallback, t0)
    t0 = np.where(yearly, year, t0)
    start = np.where(np.isnan(t0), np.where(np.isnan(stated), -np.inf, stated), t0)
    step = _STEPS[codes_in(frame["frequency"], _FREQUENCIES)]
    settle = _settle(due, step, fiscal_start)
    lag = np.ceil(frame["publication_lag_months"].to_numpy(np.float64))
    return Dates(t0, t1, start, due.end, due.last_day, settle, step, lag)


def _month(days: Days) -> Floats:
    months = days.astype("datetime64[M]").astype(np.int64) + MONTHS_A_YEAR * 1970
    return np.where(np.isnat(days), np.nan, months.astype(np.float64))


def _year_start(due: Spans, fiscal_start: int) -> Floats:
    """First month of the fiscal year in which each due date lies."""
    first = fiscal_start - 1
    last_month = np.where(due.months > 0, due.end // TICKS - 1, due.start)
    start = (last_month - first) // MONTHS_A_YEAR * MONTHS_A_YEAR + first
    return np.where(due.end >= 0, start.astype(np.float64), np.nan)


def _settle(due: Spans, step: Floats, fiscal_start: int) -> Ints:
    """Tick of the end of the reporting period that holds the due date."""
    first = fiscal_start - 1
    end = -(-due.end // TICKS) - first
    length = np.where(np.isnan(step), 1.0, step).astype(np.int64)
    return np.where(due.end >= 0, (-(-end // length) * length + first) * TICKS, NEVER)
