"""How indicators have gone: what their reported parts add up to, and what is noise in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from scorecard.rules.aims import Aims, aims_of
from scorecard.rules.arrays import Floats, Ints
from scorecard.rules.chains import SHIFT
from scorecard.rules.curves import spelled
from scorecard.rules.methods.control_limits import STATES, control_limits
from scorecard.rules.outlook import series_of
from scorecard.rules.periods import TICKS
from scorecard.rules.series_breaks import NEVER, last_breaks
from scorecard.rules.sources import Keys, Source, keys_of
from scorecard.rules.trails import Trail, trail_of
from scorecard.rules.versions import versions_in_force
from scorecard.schema.frames import INTEGER, NUMBER, TEXT, TRUTH, Columns, typed
from scorecard.schema.period import MONTHS_A_YEAR
from scorecard.schema.policy import Policy

TOTALS: Final[Columns] = {
    "organisation": TEXT,
    "indicator": TEXT,
    "period": TEXT,
    "value": NUMBER,
    "whole": TRUTH,
    "year": INTEGER,
}
"""What a flow has accumulated by the end of each period, indicator's unit.

`year` is the fiscal year it is counted in, 0 for flows counted since their start.
"""
CONTROLS: Final[Columns] = {
    "organisation": TEXT,
    "indicator": TEXT,
    "period": TEXT,
    "value": NUMBER,
    "mean": NUMBER,
    "lower": NUMBER,
    "upper": NUMBER,
    "signal": INTEGER,
}
"""Points of an indicator with their control limits, indicator's unit."""

LIMITS: Final[Columns] = {
    "organisation": TEXT,
    "indicator": TEXT,
    "points": INTEGER,
    "state": TEXT,
    "period": TEXT,
    "value": NUMBER,
    "mean": NUMBER,
    "lower": NUMBER,
    "upper": NUMBER,
    "signal": INTEGER,
    "since": TEXT,
}
"""Control limits of an indicator and its last point, indicator's unit; `state` as in `STATES`.

`since` is the period with which its series begins anew, missing where it never broke.
"""

MOST_POINTS: Final = 60
_LATEST: Final = (1 << SHIFT) - 1
_SOME_MONTH: Final = 2000 * MONTHS_A_YEAR


@dataclass(frozen=True, slots=True)
class _Course:
    """The targets in force, one row per indicator, and what is known of each."""

    frame: pd.DataFrame
    aims: Aims
    keys: Keys
    trail: Trail


def running_totals(
    targets: pd.DataFrame, figures: pd.DataFrame, as_of: date, policy: Policy
) -> pd.DataFrame:
    """What each targeted flow has accumulated at every reported end (columns TOTALS).

    `targets` has the columns ASSESSABLE, `figures` FIGURES.  Within the fiscal year, or since its
    start for a flow counted so.  `whole` is false where a period is missing: the sum is a lower
    bound.  Ends within a month have no row.  Source: `rules.trails`.
    """
    course = _course(targets, figures, as_of, policy)
    trail = course.trail
    key, tick = trail.place >> SHIFT, trail.place & _LATEST
    at = np.flatnonzero(course.keys.flow[key] & (tick % TICKS == 0))
    rows = _first_rows(course.keys)[key[at]]
    year = (tick[at] // TICKS - 1 - (policy.fiscal_start - 1)) // MONTHS_A_YEAR
    named = course.frame[["organisation", "indicator"]].take(rows).reset_index(drop=True)
    found = named.assign(
        period=spelled(tick[at] // TICKS, policy.fiscal_start),
        value=trail.value[at],
        whole=trail.whole[at],
        year=np.where(course.keys.total[key[at]], 0, year),
    )
    return typed(found, TOTALS)


def control_points(
    targets: pd.DataFrame, figures: pd.DataFrame, as_of: date, policy: Policy
) -> pd.DataFrame:
    """Points and limits of every targeted indicator with at least twelve points (CONTROLS).

    Levels as they are; of a flow what each period added.  `signal` is +1 above the upper limit, -1
    below the lower, else 0.  At most the latest 60 points, and only those since the last series
    break (`rules.series_breaks`).  Ranks and deliverables have none: a place depends on the others,
    and what is being built grows by itself.  Source: `rules.methods.control_limits`.
    """
    course = _course(targets, figures, as_of, policy)
    fiscal = policy.fiscal_start
    firsts, values, times, _ = _points(course, figures, as_of, fiscal)
    limits = control_limits(values, screen=policy.screening)
    enough = limits.state == STATES.index("limits")
    row, column = np.nonzero(~np.isnan(values) & enough[:, None])
    value, upper, lower = values[row, column], limits.upper[row], limits.lower[row]
    named = course.frame[["organisation", "indicator"]].take(firsts[row]).reset_index(drop=True)
    found = named.assign(
        period=spelled(times[row, column].astype(np.int64), fiscal),
        value=value,
        mean=limits.mean[row],
        lower=lower,
        upper=upper,
        signal=(value > upper).astype(np.int64) - (value < lower).astype(np.int64),
    )
    return typed(found, CONTROLS)


def limits_table(
    targets: pd.DataFrame, figures: pd.DataFrame, as_of: date, policy: Policy
) -> pd.DataFrame:
    """Control limits of every targeted indicator with a figure, and its last point (LIMITS).

    From twelve points `limits`, from six `trial`; with fewer `none`, and nothing is said of a
    trend: mean and limits are missing, `signal` is 0.  Points and source as `control_points`.
    """
    course, fiscal = _course(targets, figures, as_of, policy), policy.fiscal_start
    firsts, values, times, opens = _points(course, figures, as_of, fiscal)
    limits = control_limits(values, screen=policy.screening)
    known = np.flatnonzero(limits.points > 0)
    last = values.shape[1] - 1 - np.argmax(~np.isnan(values[known, ::-1]), axis=1)
    named = course.frame[["organisation", "indicator"]].take(firsts[known]).reset_index(drop=True)
    found = named.assign(
        points=limits.points[known],
        state=np.array(STATES, dtype=object)[limits.state[known]],
        period=spelled(times[known, last].astype(np.int64), fiscal),
        value=values[known, last],
        mean=limits.mean[known],
        lower=limits.lower[known],
        upper=limits.upper[known],
        signal=limits.signal[known].astype(np.int64),
        since=_since(opens[known], fiscal),
    )
    return typed(found, LIMITS)


def _points(
    course: _Course, figures: pd.DataFrame, as_of: date, fiscal_start: int
) -> tuple[Ints, Floats, Floats, Ints]:
    """First target of each key that can have limits; its latest points, their months, its break.

    Points stand oldest first; of the break the end of the figure that opens the series, 0: none.
    """
    keys, kinds = course.keys, course.aims.kinds
    latest = np.full(len(course.frame), _LATEST, dtype=np.int64)
    node = course.trail.last(keys.of_target, latest)
    series = series_of(course.aims, course.trail, keys, node, fiscal_start)
    firsts = _first_rows(keys)
    apt = np.flatnonzero(~(kinds.rank | kinds.milestone)[firsts])
    values, times = (side[firsts[apt], ::-1] for side in series.back(MOST_POINTS))
    opens, whole = (side[apt] for side in last_breaks(figures, keys, as_of, fiscal_start))
    return firsts[apt], np.where(times < whole[:, None], np.nan, values), times, opens


def _since(opens: Ints, fiscal_start: int) -> pd.Series:
    """The periods with which series begin anew, missing where nothing broke."""
    broke = opens > NEVER
    spelt = spelled(np.where(broke, opens, _SOME_MONTH), fiscal_start)
    return spelt.astype(object).where(broke, None)


def _course(targets: pd.DataFrame, figures: pd.DataFrame, as_of: date, policy: Policy) -> _Course:
    versions = versions_in_force(targets, as_of)
    frame = targets.take(versions.rows).reset_index(drop=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        aims = aims_of(frame, versions, policy)
    keys = keys_of(frame, figures, flow=aims.kinds.flow, total=aims.kinds.total)
    source = Source.of(figures, keys, policy.fiscal_start)
    return _Course(frame, aims, keys, trail_of(source, as_of, policy.fiscal_start))


def _first_rows(keys: Keys) -> Ints:
    """The first target of each key."""
    first = np.zeros(len(keys.flow), dtype=np.int64)
    first[keys.of_target[::-1]] = np.arange(len(keys.of_target))[::-1]
    return first
