"""The points behind each figure, what is still required, and where the trend leads."""

from __future__ import annotations

from typing import Final

import numpy as np

from scorecard.rules.aims import Aims
from scorecard.rules.arrays import Bools, Floats, Ints, Series
from scorecard.rules.chains import SHIFT
from scorecard.rules.periods import TICKS
from scorecard.rules.sources import Keys
from scorecard.rules.trails import Trail

QUARTER: Final = 3.0
"""Months of the period that required progress is counted in."""
POINTS: Final = 4
CHANGES: Final = 5


def series_of(aims: Aims, trail: Trail, keys: Keys, node: Ints, fiscal_start: int = 1) -> Series:
    """The points up to each target's node (-1: none), as `Series` describes them.

    Points between two reporting dates of the indicator are left out; what a flow added is the
    difference of its sums, unknown (NaN) across a gap.
    """
    size = len(trail.place)
    if not size:
        return Series.none(len(node))
    step = np.ones(len(keys.flow), dtype=np.int64)
    step[keys.of_target] = np.nan_to_num(aims.dates.step, nan=1.0)
    on_date, values, times = _points(trail, keys, step, fiscal_start)
    before = np.append(0, np.cumsum(on_date))
    opening = np.searchsorted(trail.place, keys.of_target << SHIFT)
    start = before[opening]
    stop = np.where(node >= 0, before[node + 1], start)
    return Series(values, times, start, np.maximum(stop, start), aims.dates.step)


def _points(
    trail: Trail, keys: Keys, steps: Ints, fiscal_start: int
) -> tuple[Bools, Floats, Floats]:
    """Which nodes stand on a reporting date; values and months of those."""
    key, tick = trail.place >> SHIFT, trail.place & ((1 << SHIFT) - 1)
    month = tick // TICKS
    on_date = (tick % TICKS == 0) & ((month - (fiscal_start - 1)) % steps[key] == 0)
    if not on_date.all():
        kept = np.flatnonzero(on_date)
        trail, key, month = trail.part(kept), key[kept], month[kept]
    values, flow = trail.value, keys.flow[key]
    if flow.any():
        added = _added(trail, keys, month, steps[key], fiscal_start)
        values = np.where(flow, added, values)
    return on_date, values, month.astype(np.float64)


def _added(trail: Trail, keys: Keys, month: Ints, step: Ints, fiscal_start: int) -> Floats:
    """What each period of a flow added: the sum less the sum one step before, in one count."""
    key, value, whole, origin = trail.place >> SHIFT, trail.value, trail.whole, trail.origin
    linked = np.zeros(len(key), dtype=np.bool_)
    linked[1:] = (key[1:] == key[:-1]) & (month[1:] - month[:-1] == step[1:])
    linked[1:] &= whole[:-1] & whole[1:] & (origin[1:] == origin[:-1])
    opening = (month - step - (fiscal_start - 1)) % 12 == 0
    fresh = whole & opening & ~keys.total[key]
    added = np.full(len(key), np.nan)
    added[1:] = np.where(linked[1:], value[1:] - value[:-1], np.nan)
    return np.where(fresh, value, added)


def required(aims: Aims, actual: Floats, t: Floats, *, still: Bools) -> tuple[Floats, Floats]:
    """What each quarter left must add, in the indicator's unit, and as a multiple of the average.

    (T - Y) / quarters left, and that over (Y - B) / quarters since t0; before the due date, for
    targets that are judged by the way done.  NaN for ranks, deliverables, hold targets, targets
    already met (`still` is false), and a multiple of nothing or of the wrong direction.
    """
    kinds, dates = aims.kinds, aims.dates
    left = (dates.t1 - t) / QUARTER
    apt = still & ~kinds.rank & ~kinds.milestone & ~kinds.hold & (left > 0)
    per_quarter = np.where(apt, (aims.target - actual) / left, np.nan)
    done = (actual - aims.baseline) / ((t - dates.t0) / QUARTER)
    right_way = (done * np.where(kinds.cap, 1.0, aims.direction) > 0) & (t > dates.t0)
    return per_quarter, np.where(right_way, per_quarter / done, np.nan)


def projected(aims: Aims, actual: Floats, t: Floats, series: Series) -> Floats:
    """Y + mean of the last at most five changes x periods left, in the indicator's unit.

    For a flow Y + mean of the last at most five periods' values x periods left.  NaN with fewer
    than four consecutive points, for ranks and deliverables, and from the due date on.
    """
    last, now = _point(series, 0)
    step = np.where(np.isnan(series.step), now - _point(series, 1)[1], series.step)
    first, count = last, np.zeros(len(last))
    total, linked = last, ~np.isnan(last)
    for nth in range(1, CHANGES + 1):
        value, time = _point(series, nth)
        linked = linked & (now - time == nth * step) & ~np.isnan(value)
        first, count = np.where(linked, value, first), count + linked
        total = np.where(linked & (nth < CHANGES), total + value, total)
    levels = (last - first) / np.maximum(count, 1.0)
    flows = total / np.minimum(count + 1.0, CHANGES)
    rate = np.where(aims.kinds.flow, flows, levels)
    left = (aims.dates.t1 - t) / step
    apt = (count >= POINTS - 1) & (left > 0) & ~aims.kinds.rank & ~aims.kinds.milestone
    return np.where(apt & (now == t), actual + rate * left, np.nan)


def _point(series: Series, nth: int) -> tuple[Floats, Floats]:
    """Value and time of the n-th point from the last one, NaN where there is none."""
    place = series.stop - 1 - nth
    known = place >= series.start
    if not known.any():
        nothing = np.full(len(place), np.nan)
        return nothing, nothing
    place = np.where(known, place, 0)
    return (
        np.where(known, series.values[place], np.nan),
        np.where(known, series.times[place], np.nan),
    )
