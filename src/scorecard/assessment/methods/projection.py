"""`projection`: where the average change would lead by the due year (Destatis weather symbols).

The German Sustainable Development Strategy's status rule.  Sun, sun and cloud, cloud, thunder are
the office's own classes; a target may be a value by a date, a value to be held every year, or a
direction only.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise, takewhile
from typing import Final, NamedTuple

from scorecard.assessment.methods.base import Case, Kind, Profile, Verdict, nearest
from scorecard.schema.policy import TOLERANCE, Policy, at_least, at_most
from scorecard.schema.vocabulary import DistanceUnit, MethodClass, Reason, Status

SUN: Final = MethodClass.SUN
SUN_AND_CLOUD: Final = MethodClass.SUN_AND_CLOUD
CLOUD: Final = MethodClass.CLOUD
THUNDER: Final = MethodClass.THUNDER
NOT_AVAILABLE: Final = MethodClass.NOT_AVAILABLE
CLASSES: Final[Mapping[MethodClass, Status]] = {
    SUN: Status.ON_TRACK,
    SUN_AND_CLOUD: Status.ON_TRACK,
    CLOUD: Status.AT_RISK,
    THUNDER: Status.OFF_TRACK,
    NOT_AVAILABLE: Status.NOT_SCORED,
}
"""The office's own symbols (Sonne, Leicht bewölkt, Wolke, Blitz), best first; our statuses."""
SUN_BELOW: Final = 0.05
CLOUD_ABOVE: Final = 0.20
CHANGES: Final = 5
FEWEST_CHANGES: Final = 3
MONTHS_A_YEAR: Final = 12.0


def average_change(first: float, last: float, n_changes: float) -> float | None:
    """Mean of the last changes per step, in the indicator's unit: ``(last - first) / n``.

    Five changes (six points); None with fewer than three changes (four points).

    Source: Destatis, DNS indicators, "status" (average of the last five changes).

    >>> average_change(56.0, 51.0, 5), average_change(1.0, 2.0, 2)
    (-1.0, None)
    """
    return (last - first) / n_changes if n_changes >= FEWEST_CHANGES else None


def miss_ratio(
    last: float, change: float, target: float, steps_left: float, direction: int
) -> float:
    """Share of the remaining way the projection falls short by, 0 where it arrives.

    ``max(0, d * (T - projection)) / |T - Y|`` with ``projection = Y + change * steps left``.
    0 where Y is at or past T.

    Source: Destatis, DNS indicators, "status" (deviation of under 5 %, of 5 to 20 %).

    >>> round(miss_ratio(51.0, -1.0, 30.0, 7.0, -1), 4)
    0.6667
    """
    if direction * (last - target) >= 0:
        return 0.0
    projected = last + change * max(steps_left, 0.0)
    return max(0.0, direction * (target - projected)) / abs(target - last)


def concrete(
    last: float,
    change: float | None,
    target: float,
    steps_left: float | None,
    direction: int,
    tolerance: float = TOLERANCE,
) -> MethodClass:
    """Class of a target value by a date, a word of `CLASSES`.

    Reached: as `held`.  Otherwise moving away thunder; miss ratio under 5 % sun, up to 20 % sun
    and cloud, above cloud.  No change at all is thunder, too (6.1.a in 2016).

    Source: Destatis, DNS indicators, "status"; published cases of projection.csv.

    >>> str(concrete(59.355, -3.1, 55.0, 7.0, -1))
    'sun'
    """
    if _reached(last, target, direction, tolerance):
        return held(last, change, target, direction, tolerance)
    if change is None or steps_left is None:
        return NOT_AVAILABLE
    if direction * change <= 0:
        return THUNDER
    miss = miss_ratio(last, change, target, steps_left, direction)
    if not at_least(miss, SUN_BELOW, tolerance):
        return SUN
    return SUN_AND_CLOUD if at_most(miss, CLOUD_ABOVE, tolerance) else CLOUD


def held(
    last: float, change: float | None, target: float, direction: int, tolerance: float = TOLERANCE
) -> MethodClass:
    """Class of a value to be held every year, or of one already reached.

    Reached and the trend not worse: sun; reached and worse: sun and cloud; not reached and not
    moving away: cloud; moving away: thunder.

    Source: as `concrete`.

    >>> str(held(-2.663, -0.8, -3.0, 1)), str(held(62.2, 0.7, 60.0, -1))
    ('sun_and_cloud', 'thunder')
    """
    if change is None:
        return NOT_AVAILABLE
    worse = direction * change < 0
    if _reached(last, target, direction, tolerance):
        return SUN_AND_CLOUD if worse else SUN
    return THUNDER if worse else CLOUD


def directional(change: float | None, last_change: float | None, direction: int) -> MethodClass:
    """Class where only a direction is aimed at.

    Average and last change right: sun; average right, last not: sun and cloud; average not, last
    right: cloud; neither: thunder.  No change is not right.

    Source: as `concrete`.

    >>> str(directional(0.1, -0.07, 1)), str(directional(-0.1, 0.2, 1))
    ('sun_and_cloud', 'cloud')
    """
    if change is None or last_change is None:
        return NOT_AVAILABLE
    right, right_now = direction * change > 0, direction * last_change > 0
    if right:
        return SUN if right_now else SUN_AND_CLOUD
    return CLOUD if right_now else THUNDER


def weakest_bound(low: float | None, high: float | None, direction: int) -> float | None:
    """The bound of an interval target that is easiest to reach, in the indicator's unit.

    The lower one where higher is better, the upper one where lower is; a single bound is itself.

    Source: as `concrete` (Zielkorridor).

    >>> weakest_bound(30.0, 35.0, 1), weakest_bound(30.0, 35.0, -1), weakest_bound(None, 40.0, 1)
    (30.0, 35.0, 40.0)
    """
    bounds = [bound for bound in (low, high) if bound is not None]
    if not bounds:
        return None
    return min(bounds) if direction > 0 else max(bounds)


class Trend(NamedTuple):
    """Average change per step, last change (indicator's unit), and months a step has."""

    average: float | None
    last: float | None
    months: float | None


def trend(case: Case) -> Trend:
    """The average of the last five changes, the last one, and the months of a step.

    Only points that follow each other without a gap (where the step is known).  For a flow the
    periods' values are the changes of its total.  None with fewer than four points.
    """
    latest = list(case.points[-1 : -CHANGES - 2 : -1])
    gaps = [now[0] - before[0] for now, before in pairwise(latest)]
    known = case.step is not None
    changes = sum(1 for _ in takewhile(lambda gap: gap == case.step, gaps)) if known else len(gaps)
    months = case.step
    if not known and changes:
        months = (latest[0][0] - latest[changes][0]) / changes
    if changes < FEWEST_CHANGES:
        return Trend(None, None, months)
    values = [value for _, value in latest]
    now, before, oldest = values[0], values[1], values[changes]
    if case.is_flow:
        used = values[: min(changes + 1, CHANGES)]
        parts = [value for value in used if value is not None]
        return Trend(sum(parts) / len(parts) if len(parts) == len(used) else None, now, months)
    average = None if now is None or oldest is None else average_change(oldest, now, changes)
    return Trend(average, None if now is None or before is None else now - before, months)


def refuses(kind: Kind) -> bool:
    """Whether the method does not apply whatever the figures: ranks, and caps on flows."""
    return kind.is_rank or kind.is_cap


def judge(case: Case, policy: Policy) -> Verdict:
    """Class and status by where the average change leads.

    The method's value is the miss ratio (None where no dated value is aimed at), its distance how
    far that is from 5 % or 20 %.

    Read of the case: `actual`, `target` (indicator's unit), `t`, `t1` (months), `direction`,
    `is_flow`, `is_cap`, `is_rank`, `points`, `step`.

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
    if refuses(case):
        return Verdict(Status.NOT_SCORED, Reason.METHOD_REFUSED, NOT_AVAILABLE)
    rate, recent, months = trend(case)
    y, d, target, value = case.actual, case.direction, case.target, None
    if target is None or y is None:
        word = directional(rate, recent, d)
    elif case.t1 is None:
        word = held(y, rate, target, d, policy.tolerance)
    else:
        left = (case.t1 - case.t) / months if months and case.t is not None else None
        word = concrete(y, rate, target, left, d, policy.tolerance)
        if rate is not None and left is not None:
            miss = miss_ratio(y, rate, target, left, d)
            value = miss if math.isfinite(miss) else None
    apart = nearest(value, SUN_BELOW, CLOUD_ABOVE)
    reason = Reason.TOO_FEW_POINTS if word == NOT_AVAILABLE else Reason.PROJECTION
    unit = None if apart is None else DistanceUnit.RATIO
    return Verdict(CLASSES[word], reason, word, value, None, apart, unit)


def facing(case: Case, low: float, high: float) -> tuple[int, float]:
    """The direction and the bound in question for an interval without a direction.

    From outside it is the nearer bound.  Inside it is the one that is left by the due date if
    things go on as they do; where none is, the one that the figures move away from.
    """
    y = case.actual
    if y is not None and y < low:
        return 1, low
    if y is not None and y > high:
        return -1, high
    rate, _, months = trend(case)
    then = y
    if rate is not None and y is not None and months and case.t1 is not None and case.t is not None:
        then = y + rate * max((case.t1 - case.t) / months, 0.0)
    leaves = then is not None and (then < low or then > high)
    return (-1, high) if (rate is not None and rate > 0) == leaves else (1, low)


def _reached(last: float, target: float, direction: int, tolerance: float) -> bool:
    """Whether the last value is at the target, within the tolerance, or past it."""
    gap = direction * (last - target)
    return gap >= -tolerance * max(1.0, abs(target))


PROFILE: Final = Profile(judge, refuses, judges_met=True)
