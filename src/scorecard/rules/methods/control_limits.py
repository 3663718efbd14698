"""Control limits of a series (XmR chart): what is noise, and what is a change.

``mean ± 2.66 × mean moving range``; with screening, moving ranges above ``3.267 × their mean`` are
left out once.  From 12 points limits, from 6 trial limits, below that no statement about a trend.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from scorecard.rules.methods import Codes, Floats, Ints, Series

WIDTH: Final = 2.66
SCREEN: Final = 3.267
FULL_POINTS: Final = 12
TRIAL_POINTS: Final = 6

STATES: Final = ("none", "trial", "limits")
"""How firm limits are: too few points, 6 to 11 points, 12 and more."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of each series, in the indicator's unit; NaN below six points.

    `points` counts known points; `state` is a position in `STATES`; `signal` says where the last
    point lies: +1 above the upper limit, -1 below the lower, 0 within (or no limits).
    """

    mean: Floats
    lower: Floats
    upper: Floats
    points: Ints
    state: Codes
    signal: Codes


def control_limits(series: npt.ArrayLike, *, screen: bool = True) -> Limits:
    """Mean and limits of each row of points, in the points' unit.

    ``mean ± 2.66 * mean(|x[i] - x[i-1]|)``; screening leaves out, once, moving ranges above 3.267
    times their mean (the mean of the points itself keeps them all).

    `series`: one row per series, points oldest first, NaN where there is none; one series may be
    given flat.

    =====================  ===================================================
    case                   result
    =====================  ===================================================
    under 6 points         limits NaN, state `none`
    6 to 11 points         limits, state `trial`
    a gap in the series    no moving range across it
    all points equal       limits equal the mean
    =====================  ===================================================

    Source: NHS-R community, NHSRplotthedots, "deviations"; XmR charts (Wheeler).

    >>> y = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
    >>> limits = control_limits(y)
    >>> [round(float(x[0]), 2) for x in (limits.mean, limits.lower, limits.upper)]
    [1.94, -0.72, 4.6]
    """
    x = np.atleast_2d(np.asarray(series, dtype=np.float64))
    known = ~np.isnan(x)
    points = known.sum(axis=1)
    enough = points >= TRIAL_POINTS
    mean = _mean(x)
    moving = np.abs(np.diff(x, axis=1))
    width = _mean(moving)
    if screen:
        width = _mean(np.where(moving > SCREEN * width[:, None], np.nan, moving))
    lower, upper = mean - WIDTH * width, mean + WIDTH * width
    last = _last(x)
    signal = np.where(last > upper, 1, np.where(last < lower, -1, 0))
    state = np.where(points >= FULL_POINTS, 2, np.where(enough, 1, 0))
    return Limits(
        np.where(enough, mean, np.nan),
        np.where(enough, lower, np.nan),
        np.where(enough, upper, np.nan),
        points.astype(np.int64),
        state.astype(np.int8),
        np.where(enough, signal, 0).astype(np.int8),
    )


def limits_of(series: Series, *, screen: bool = True, most: int = 60) -> Limits:
    """Limits of the points behind each row, the latest `most` of them.

    Source and awkward cases: `control_limits`.
    """
    values, _ = series.back(most)
    return control_limits(values[:, ::-1], screen=screen)


def _mean(x: Floats) -> Floats:
    known = ~np.isnan(x)
    count = known.sum(axis=1)
    total = np.where(known, x, 0.0).sum(axis=1)
    return np.asarray(total / np.where(count > 0, count, np.nan))


def _last(x: Floats) -> Floats:
    """The latest known point of each row."""
    known = ~np.isnan(x)
    place = x.shape[1] - 1 - np.argmax(known[:, ::-1], axis=1)
    return np.asarray(x[np.arange(len(x)), place])
