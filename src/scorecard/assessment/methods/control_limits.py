"""Control limits of a series (XmR chart): what is noise, and what is a change.

``mean ± 2.66 × mean moving range``; with screening, moving ranges above ``3.267 × their mean`` are
left out once.  From 12 points limits, from 6 trial limits, below that no statement about a trend.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

WIDTH: Final = 2.66
SCREEN: Final = 3.267
FULL_POINTS: Final = 12
TRIAL_POINTS: Final = 6

STATES: Final = ("none", "trial", "limits")
"""How firm limits are: too few points, 6 to 11 points, 12 and more."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a series, in the indicator's unit; None below six points.

    `points` counts known points; `state` is a word of `STATES`; `signal` says where the last point
    lies: +1 above the upper limit, -1 below the lower, 0 within (or no limits).
    """

    mean: float | None
    lower: float | None
    upper: float | None
    points: int
    state: str
    signal: int


def control_limits(series: Sequence[float | None], *, screen: bool = True) -> Limits:
    """Mean and limits of a series of points, in the points' unit.

    ``mean ± 2.66 * mean(|x[i] - x[i-1]|)``; screening leaves out, once, moving ranges above 3.267
    times their mean (the mean of the points itself keeps them all).

    `series`: points oldest first, None where there is none.

    =====================  ===================================================
    case                   result
    =====================  ===================================================
    under 6 points         no limits, state `none`
    6 to 11 points         limits, state `trial`
    a gap in the series    no moving range across it
    all points equal       limits equal the mean
    =====================  ===================================================

    Source: NHS-R community, NHSRplotthedots, "deviations"; XmR charts (Wheeler).

    >>> y = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
    >>> limits = control_limits(y)
    >>> [round(x or 0, 2) for x in (limits.mean, limits.lower, limits.upper)]
    [1.94, -0.72, 4.6]
    """
    known = [x for x in series if x is not None]
    if len(known) < TRIAL_POINTS:
        return Limits(None, None, None, len(known), STATES[0], 0)
    mean = sum(known) / len(known)
    state = STATES[2] if len(known) >= FULL_POINTS else STATES[1]
    moving = [
        abs(after - before)
        for before, after in pairwise(series)
        if before is not None and after is not None
    ]
    if not moving:
        return Limits(mean, None, None, len(known), state, 0)
    width = sum(moving) / len(moving)
    if screen:
        calm = [each for each in moving if each <= SCREEN * width]
        width = sum(calm) / len(calm)
    lower, upper = mean - WIDTH * width, mean + WIDTH * width
    signal = (known[-1] > upper) - (known[-1] < lower)
    return Limits(mean, lower, upper, len(known), state, signal)
