"""`projection`: where the average change would lead by the due year (Destatis weather symbols).

The German Sustainable Development Strategy's status rule.  Sun, sun and cloud, cloud, thunder are
the office's own classes; a target may be a value by a date, a value to be held every year, or a
direction only.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from scorecard.rules.methods import (
    NO_CODE,
    Bools,
    Codes,
    Floats,
    Inputs,
    Series,
    Verdicts,
    reason_code,
    status_code,
    unit_code,
)
from scorecard.schema.bands import snap
from scorecard.schema.policy import Policy
from scorecard.schema.reasons import Reason
from scorecard.schema.vocabulary import DistanceUnit, Status

CLASSES: Final = ("sun", "sun_and_cloud", "cloud", "thunder", "not_available")
"""The office's own symbols (Sonne, Leicht bewölkt, Wolke, Blitz), best first."""
SUN, SUN_AND_CLOUD, CLOUD, THUNDER, NOT_AVAILABLE = range(5)
STATUS_OF: Final = (
    Status.ON_TRACK,
    Status.ON_TRACK,
    Status.AT_RISK,
    Status.OFF_TRACK,
    Status.NOT_SCORED,
)
SUN_BELOW: Final = 0.05
CLOUD_ABOVE: Final = 0.20
CHANGES: Final = 5
FEWEST_CHANGES: Final = 3
MONTHS_A_YEAR: Final = 12.0


def average_change(first: npt.ArrayLike, last: npt.ArrayLike, n_changes: npt.ArrayLike) -> Floats:
    """Mean of the last changes per step, in the indicator's unit: ``(last - first) / n``.

    Five changes (six points); NaN with fewer than three changes (four points).

    Source: Destatis, DNS indicators, "status" (average of the last five changes).

    >>> average_change([56.0, 1.0], [51.0, 2.0], [5, 2]).tolist()
    [-1.0, nan]
    """
    n = np.asarray(n_changes, dtype=np.float64)
    n = np.where(n >= FEWEST_CHANGES, n, np.nan)
    rise = np.asarray(last, dtype=np.float64) - np.asarray(first, dtype=np.float64)
    return np.asarray(rise / n)


def miss_ratio(
    last: npt.ArrayLike,
    change: npt.ArrayLike,
    target: npt.ArrayLike,
    steps_left: npt.ArrayLike,
    direction: npt.ArrayLike,
) -> Floats:
    """Share of the remaining way the projection falls short by, 0 where it arrives.

    ``max(0, d * (T - projection)) / |T - Y|`` with ``projection = Y + change * steps left``.
    0 where Y is at or past T.

    Source: Destatis, DNS indicators, "status" (deviation of under 5 %, of 5 to 20 %).

    >>> miss_ratio([51.0], [-1.0], [30.0], [7.0], [-1]).round(4).tolist()
    [0.6667]
    """
    y, t = np.asarray(last, dtype=np.float64), np.asarray(target, dtype=np.float64)
    d = np.asarray(direction, dtype=np.float64)
    left = np.maximum(np.asarray(steps_left, dtype=np.float64), 0.0)
    projected = y + np.asarray(change, dtype=np.float64) * left
    short = np.maximum(0.0, d * (t - projected))
    with np.errstate(over="ignore", under="ignore"):
        ratio = short / np.where(t == y, np.nan, np.abs(t - y))
    return np.asarray(np.where(d * (y - t) >= 0, 0.0, ratio))


def concrete(
    last: npt.ArrayLike,
    change: npt.ArrayLike,
    target: npt.ArrayLike,
    steps_left: npt.ArrayLike,
    direction: npt.ArrayLike,
    tolerance: float = 1e-9,
) -> Codes:
    """Class of a target value by a date, a position in `CLASSES`.

    Reached: as `held`.  Otherwise moving away thunder; miss ratio under 5 % sun, up to 20 % sun
    and cloud, above cloud.  No change at all is not moving away: cloud.

    Source: Destatis, DNS indicators, "status"; published cases of projection.csv.

    >>> [CLASSES[c] for c in concrete([59.355], [-3.1], [55.0], [7.0], [-1])]
    ['sun']
    """
    y, rate = np.asarray(last, dtype=np.float64), np.asarray(change, dtype=np.float64)
    d = np.asarray(direction, dtype=np.float64)
    miss = snap(miss_ratio(y, rate, target, steps_left, d), (SUN_BELOW, CLOUD_ABOVE), tolerance)
    open_class = np.select(
        [np.isnan(miss) | np.isnan(rate), d * rate < 0, miss < SUN_BELOW, miss <= CLOUD_ABOVE],
        [NOT_AVAILABLE, THUNDER, SUN, SUN_AND_CLOUD],
        CLOUD,
    )
    reached = _reached(y, target, d, tolerance)
    return np.where(reached, held(y, rate, target, d, tolerance), open_class).astype(np.int8)


def held(
    last: npt.ArrayLike,
    change: npt.ArrayLike,
    target: npt.ArrayLike,
    direction: npt.ArrayLike,
    tolerance: float = 1e-9,
) -> Codes:
    """Class of a value to be held every year, or of one already reached.

    Reached and the trend not worse: sun; reached and worse: sun and cloud; not reached and not
    moving away: cloud; moving away: thunder.

    Source: as `concrete`.

    >>> [CLASSES[c] for c in held([-2.663, 62.2], [-0.8, 0.7], [-3.0, 60.0], [1, -1])]
    ['sun_and_cloud', 'thunder']
    """
    rate, d = np.asarray(change, dtype=np.float64), np.asarray(direction, dtype=np.float64)
    reached, worse = _reached(last, target, d, tolerance), d * rate < 0
    unknown = np.isnan(rate) | np.isnan(np.asarray(target, dtype=np.float64) * np.asarray(last))
    return np.select(
        [unknown, reached & ~worse, reached, ~worse],
        [NOT_AVAILABLE, SUN, SUN_AND_CLOUD, CLOUD],
        THUNDER,
    ).astype(np.int8)


def directional(
    change: npt.ArrayLike, last_change: npt.ArrayLike, direction: npt.ArrayLike
) -> Codes:
    """Class where only a direction is aimed at.

    Average and last change right: sun; average right, last not: sun and cloud; average not, last
    right: cloud; neither: thunder.  No change is not right.

    Source: as `concrete`.

    >>> [CLASSES[c] for c in directional([0.1, -0.1], [-0.07, 0.2], [1, 1])]
    ['sun_and_cloud', 'cloud']
    """
    d = np.asarray(direction, dtype=np.float64)
    rate, recent = np.asarray(change, dtype=np.float64), np.asarray(last_change, dtype=np.float64)
    right, right_now = d * rate > 0, d * recent > 0
    return np.select(
        [np.isnan(rate) | np.isnan(recent), right & right_now, right, right_now],
        [NOT_AVAILABLE, SUN, SUN_AND_CLOUD, CLOUD],
        THUNDER,
    ).astype(np.int8)


def weakest_bound(low: npt.ArrayLike, high: npt.ArrayLike, direction: npt.ArrayLike) -> Floats:
    """The bound of an interval target that is easiest to reach, in the indicator's unit.

    The lower one where higher is better, the upper one where lower is; a single bound is itself.

    Source: as `concrete` (Zielkorridor).

    >>> weakest_bound([30.0, 30.0], [35.0, 35.0], [1, -1]).tolist()
    [30.0, 35.0]
    """
    a, b = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    rising = np.asarray(direction, dtype=np.float64) > 0
    return np.where(rising, np.fmin(a, b), np.fmax(a, b))


def next_due(
    values: npt.ArrayLike, years: npt.ArrayLike, at: npt.ArrayLike
) -> tuple[Floats, Floats]:
    """Of several milestones of a row the next due: its value and its year.

    `values`, `years`: rows x milestones, NaN where there is none; `at`: year of the last figure.
    The earliest after `at`; where all have passed, the last one.

    Source: as `concrete`.

    >>> value, year = next_due([[10.0, 20.0, 30.0]], [[2020, 2025, 2030]], [2023])
    >>> value.tolist(), year.tolist()
    ([20.0], [2025.0])
    """
    worth, when = np.atleast_2d(np.asarray(values, float)), np.atleast_2d(np.asarray(years, float))
    known = ~(np.isnan(worth) | np.isnan(when))
    ahead = known & (when > np.asarray(at, dtype=np.float64)[:, None])
    first = np.argmin(np.where(ahead, when, np.inf), axis=1)
    final = np.argmax(np.where(known, when, -np.inf), axis=1)
    place = np.where(ahead.any(axis=1), first, final)
    rows = np.arange(len(when))
    some = known.any(axis=1)
    return (
        np.where(some, worth[rows, place], np.nan),
        np.where(some, when[rows, place], np.nan),
    )


def worst(*classes: npt.ArrayLike) -> Codes:
    """The worst of simultaneous targets' classes, row by row; one not available leaves the row so.

    Thunder stays thunder whatever the others are.

    Source: as `concrete`.

    >>> worst([SUN, CLOUD], [CLOUD, THUNDER]).tolist()
    [2, 3]
    """
    stacked = np.stack(np.broadcast_arrays(*classes))
    thunder = (stacked == THUNDER).any(axis=0)
    return np.where(thunder, THUNDER, stacked.max(axis=0)).astype(np.int8)


def summarised(
    first: npt.ArrayLike,
    last: npt.ArrayLike,
    n_changes: npt.ArrayLike,
    previous: npt.ArrayLike,
    t: npt.ArrayLike,
    step: float = MONTHS_A_YEAR,
) -> Series:
    """Points that stand for a series known by its summary: same average and same last change.

    `first` and `last` (indicator's unit) lie `n_changes` changes apart, `previous` is the value
    before the last (NaN: on the straight line); `t` are the month ordinals of the last values,
    `step` the months between two values.  The points between are on a straight line and serve
    `judge` alone; none is a figure.  Rows without `first` or `n_changes` get no points.

    Source: the columns `first, last, previous, n_changes` of a plain table.

    >>> series = summarised([56.0], [51.0], [5], [float("nan")], [24288.0])
    >>> series.values.tolist()
    [56.0, 55.0, 54.0, 53.0, 52.0, 51.0]
    """
    y, end = np.asarray(last, dtype=np.float64), np.asarray(t, dtype=np.float64)
    n = np.nan_to_num(np.asarray(n_changes, dtype=np.float64))
    whole = np.where(n >= 1, n, np.nan)
    change = (y - np.asarray(first, dtype=np.float64)) / whole
    used = np.where(np.isnan(change), 0, np.minimum(n, CHANGES)).astype(np.int64)
    back = np.arange(CHANGES, -1, -1)
    values = y[:, None] - change[:, None] * back
    before = np.asarray(previous, dtype=np.float64)
    values[:, -2] = np.where(np.isnan(before), values[:, -2], before)
    exact = (back == used[:, None]) & (used == n)[:, None]
    values = np.where(exact, np.asarray(first, dtype=np.float64)[:, None], values)
    values[:, -1] = y
    times = end[:, None] - step * back
    kept = (back <= used[:, None]) & (used > 0)[:, None]
    stop = np.cumsum(kept.sum(axis=1))
    start = stop - kept.sum(axis=1)
    return Series(values[kept], times[kept], start, stop, np.full(len(y), step))


def trend(inputs: Inputs) -> tuple[Floats, Floats, Floats]:
    """Average change per step, last change, and months a step has, from the points of each row.

    The last five changes; only points that follow each other without a gap (where the row's step
    is known).  For a flow the periods' values are the changes of its total.  NaN with fewer than
    four points.
    """
    values, times = inputs.series.back(CHANGES + 1)
    gaps = times[:, :-1] - times[:, 1:]
    step = np.where(np.isnan(inputs.series.step), gaps[:, 0], inputs.series.step)
    linked = np.logical_and.accumulate(gaps == step[:, None], axis=1)
    linked |= np.isnan(inputs.series.step)[:, None] & ~np.isnan(gaps)
    changes = linked.sum(axis=1)
    rows = np.arange(len(values))
    levels = average_change(values[rows, changes], values[:, 0], changes)
    flows = _mean_of(values[:, :CHANGES], np.minimum(changes + 1, CHANGES))
    enough = changes >= FEWEST_CHANGES
    rate = np.where(inputs.is_flow, np.where(enough, flows, np.nan), levels)
    recent = np.where(inputs.is_flow, values[:, 0], values[:, 0] - values[:, 1])
    unknown = np.isnan(inputs.series.step)
    span = (times[:, 0] - times[rows, changes]) / np.where(changes > 0, changes, np.nan)
    return rate, np.where(enough, recent, np.nan), np.where(unknown, span, step)


def judge(inputs: Inputs, policy: Policy) -> Verdicts:
    """Class and status of each row by where its average change leads.

    `method_value` is the miss ratio (NaN where no dated value is aimed at), `distance` how far it
    is from 5 % or 20 %.

    Columns read: `actual`, `target` (indicator's unit), `t`, `t1` (month ordinals), `direction`,
    `is_flow`, `is_cap`, `is_rank`, `series`.

    =====================================  =========================================
    case                                   result
    =====================================  =========================================
    no target                              direction only
    target without a due date              held every year
    rank; cap on a flow                    refused: `not_scored`, `method_refused`
    under four consecutive points          `not_scored`, `too_few_points`
    =====================================  =========================================

    Source: Destatis, DNS indicators, "status" (dns-indikatoren.de/en/status).
    """
    refused = inputs.is_rank | inputs.is_cap
    rate, recent, months = trend(inputs)
    rate = np.where(refused, np.nan, rate)
    y, d, t = inputs.actual, inputs.direction, inputs.target
    left = (inputs.t1 - inputs.t) / months
    dated = ~np.isnan(t) & ~np.isnan(inputs.t1)
    place = np.select(
        [dated, ~np.isnan(t)],
        [concrete(y, rate, t, left, d, policy.tolerance), held(y, rate, t, d, policy.tolerance)],
        directional(rate, recent, d),
    ).astype(np.int8)
    miss = miss_ratio(y, rate, t, left, d)
    value = np.where(dated & ~np.isnan(rate) & np.isfinite(miss), miss, np.nan)
    reason = np.where(
        place == NOT_AVAILABLE, reason_code(Reason.TOO_FEW_POINTS), reason_code(Reason.PROJECTION)
    )
    apart = np.minimum(abs(value - SUN_BELOW), abs(value - CLOUD_ABOVE))
    return Verdicts(
        status=np.array([status_code(s) for s in STATUS_OF])[place].astype(np.int8),
        reason=np.where(refused, reason_code(Reason.METHOD_REFUSED), reason).astype(np.int8),
        method_class=place,
        labels=CLASSES,
        method_value=value,
        method_score=np.full(len(inputs), np.nan),
        distance=apart,
        distance_unit=np.where(np.isnan(apart), NO_CODE, unit_code(DistanceUnit.RATIO)).astype(
            np.int8
        ),
        refused=refused,
    )


def _reached(
    last: npt.ArrayLike, target: npt.ArrayLike, direction: npt.ArrayLike, tolerance: float
) -> Bools:
    """Whether the last value is at the target, within the tolerance, or past it."""
    t = np.asarray(target, dtype=np.float64)
    gap = np.asarray(direction) * (np.asarray(last, dtype=np.float64) - t)
    return np.asarray(gap >= -tolerance * np.maximum(1.0, np.abs(t)))


def _mean_of(values: Floats, count: npt.NDArray[np.int64]) -> Floats:
    """Mean of the first `count` values of each row."""
    used = np.arange(values.shape[1]) < count[:, None]
    total = np.where(used, values, 0.0).sum(axis=1)
    return np.asarray(total / np.where(count > 0, count, np.nan))
