"""What is expected: a share of the way and a value, at the end of a figure's period."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from scorecard.assessment.target import Point, Target
from scorecard.schema.vocabulary import Pathway


@dataclass(slots=True)
class Expected:
    """What a pathway expects on one day.

    Attributes
    ----------
    share
        E, share of the way; None where nothing is expected or B is unknown.
    value
        Expected value in the indicator's unit.
    last
        The dated point that was due last, None before the first.
    coming
        The dated point that is due next, None after the last.
    """

    share: float | None
    value: float | None
    last: Point | None
    coming: Point | None


def first_due(target: Target) -> int | None:
    """The day on which something fixed is first expected: the first point, else the due date."""
    return target.milestones[0].day if target.milestones else target.due


def expected_at(target: Target, day: int, month: int) -> Expected:
    """What the pathway expects at the end of a day (`month`: the first not complete then).

    ============  ==========================================================================
    pathway       share of the way E at t
    ============  ==========================================================================
    linear        complete months since t0 / months from t0 to t1
    milestones    straight lines from (t0, 0) through the dated points to (t1, 1)
    shares        the same through the typed cumulative shares
    steps         the last point due holds until the next; nothing before the first
    none          nothing before the due date
    ============  ==========================================================================

    From the due date on E is 1; it is never below 0, and for caps never above 1.  The expected
    value is B + E (T - B), or a milestone's own value where B is unknown.  A level to hold has no
    way to measure: T is expected all the time; one that is met at its baseline has none until then.
    """
    points = target.milestones
    place = bisect_right(points, day, key=lambda point: point.day) if points else 0
    last = points[place - 1] if place else None
    coming = points[place] if place < len(points) else None
    share, value = _on_the_way(target, last, coming, month)
    level_held = target.holds and not target.is_flow
    reached = target.due is not None and day >= target.due
    baseline, aim = target.baseline, target.value
    if level_held or baseline is None:
        share = None
    elif reached:
        share = 1.0
    elif share is not None:
        share = max(share, 0.0)
        if target.is_cap:
            share = min(share, 1.0)
    if target.is_between:
        value = None
    elif reached or level_held:
        value = aim
    elif target.met_at_baseline:
        value = None  # the way leads away from what is asked for
    elif share is not None and baseline is not None and aim is not None:
        value = baseline + share * (aim - baseline)
    return Expected(share, value, last, coming)


def _on_the_way(
    target: Target, last: Point | None, coming: Point | None, month: int
) -> tuple[float | None, float | None]:
    """Share and value before the due date."""
    match target.pathway:
        case Pathway.NONE:
            return None, None
        case Pathway.STEPS:
            return (None, None) if last is None else (last.share, last.value)
        case Pathway.MILESTONES | Pathway.SHARES if last or coming:
            return _between(target, last, coming, month)
        case _:
            return _straight(target.t0, target.t1, month), None


def _straight(t0: int | None, t1: int | None, month: int) -> float | None:
    """The share of the months from t0 to t1 that are complete, 0 to 1."""
    if t0 is None:
        return None
    if t1 is None or t1 <= t0:
        return 0.0
    return min(max((month - t0) / (t1 - t0), 0.0), 1.0)


def _between(
    target: Target, last: Point | None, coming: Point | None, month: int
) -> tuple[float | None, float | None]:
    """Share and value on the straight line between the points around a month."""
    left, right = target.t0 if last is None else last.end, coming.end if coming else target.t1
    part = 1.0
    if left is not None and right is not None and right > left:
        part = min(max((month - left) / (right - left), 0.0), 1.0)
    low, low_value = (last.share, last.value) if last else (0.0, target.baseline)
    high, high_value = (coming.share, coming.value) if coming else (1.0, target.value)
    share = None if low is None or high is None else low + part * (high - low)
    if low_value is None or high_value is None:
        return share, None
    return share, low_value + part * (high_value - low_value)
