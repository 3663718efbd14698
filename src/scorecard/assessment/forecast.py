"""What is still required, and where the trend leads by the due date."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from scorecard.assessment.figures import Sequel
from scorecard.assessment.target import Target
from scorecard.schema.vocabulary import Pathway

QUARTER: Final = 3.0
"""Months of the period that required progress is counted in."""
POINTS: Final = 4
CHANGES: Final = 5


def required(
    target: Target, actual: float, t: int, share: float | None
) -> tuple[float | None, float | None]:
    """What each quarter left must add, in the indicator's unit, and as a multiple.

    (T - Y) / quarters left, before the due date, for targets that are judged by the way done.  The
    multiple compares with the office's own pathway where there is one: what is still to do over
    what the pathway still asks for, (T - Y) / ((1 - E) (T - B)); otherwise with the average so
    far, (Y - B) / quarters since t0.  None for ranks, deliverables and hold targets, for targets
    without a way, and a multiple of nothing or of the wrong direction.
    """
    apt = not (target.is_rank or target.is_milestone or target.holds or target.met_at_baseline)
    if not apt or target.value is None or target.t1 is None or target.t1 <= t:
        return None, None
    per_quarter = (target.value - actual) / ((target.t1 - t) / QUARTER)
    if target.baseline is None or target.t0 is None or t <= target.t0:
        return per_quarter, None
    if target.pathway in {Pathway.SHARES, Pathway.MILESTONES} and target.milestones:
        left = (1.0 - (share or 0.0)) * (target.value - target.baseline)
        return per_quarter, (target.value - actual) / left if left else None
    done = (actual - target.baseline) / ((t - target.t0) / QUARTER)
    right_way = done * (1 if target.is_cap else target.direction) > 0
    return per_quarter, per_quarter / done if right_way else None


def projected(target: Target, actual: float, t: int, points: Sequence[Sequel]) -> float | None:
    """Y + mean of the last at most five changes x periods left, in the indicator's unit.

    For a flow Y + mean of the last at most five periods' values x periods left.  None with fewer
    than four consecutive points, for ranks and deliverables, and from the due date on.
    """
    if target.is_rank or target.is_milestone or target.t1 is None or target.t1 <= t:
        return None
    if len(points) < POINTS or points[-1][0] != t:
        return None
    step = target.step or points[-1][0] - points[-2][0]
    values = _consecutive(points[-1 : -CHANGES - 2 : -1], step)
    if len(values) < POINTS:
        return None
    if target.is_flow:
        latest = values[:CHANGES]
        rate = sum(latest) / len(latest)
    else:
        rate = (values[0] - values[-1]) / (len(values) - 1)
    return actual + rate * ((target.t1 - t) / step)


def _consecutive(latest_first: Sequence[Sequel], step: int) -> list[float]:
    """The values of the points that follow each other without a gap, latest first."""
    values: list[float] = []
    if latest_first[0][1] is not None:
        values.append(latest_first[0][1])
        for (month, _), (before, value) in pairwise(latest_first):
            if month - before != step or value is None:
                break
            values.append(value)
    return values
