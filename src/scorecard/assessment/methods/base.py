"""What every method of judging progress takes and gives, and how it is declared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from scorecard.schema.policy import NOISE, Policy
from scorecard.schema.vocabulary import DistanceUnit, Reason, Status


@dataclass(slots=True)
class Case:
    """One target standing on one figure, as a method sees it; unknown numbers are None.

    Attributes
    ----------
        baseline, target, actual: B (0 for flows that start from nothing), T and Y, in the
            indicator's unit.
        direction: +1 where higher is better, -1 where lower is better, 0 neither.
        t0, t, t1: Months of the baseline, of the end of the actual's period, and of the due date.
        progress, expected: G and E, shares of the way.
        allowance: What a cap allows so far, in the indicator's unit.
        is_flow, is_cap, is_rank, is_exact: A flow; one that must stay below its target; a place in
            an order; exactly T, no more.
        met: The actual satisfies the comparator.
        natural_limit: L of the indicator (growth ratio without a target).
        points: The points up to the actual, in time: month and value (levels as they are, of a flow
            what each period added; None across a gap).
        step: Months between two consecutive points, None where the frequency is not known.
    """

    baseline: float | None = None
    target: float | None = None
    actual: float | None = None
    direction: int = 0
    t0: float | None = None
    t: float | None = None
    t1: float | None = None
    progress: float | None = None
    expected: float | None = None
    allowance: float | None = None
    is_flow: bool = False
    is_cap: bool = False
    is_rank: bool = False
    is_exact: bool = False
    met: bool = False
    natural_limit: float | None = None
    points: Sequence[tuple[float, float | None]] = ()
    step: float | None = None


@dataclass(slots=True)
class Verdict:
    """What a method says of one case.

    Attributes
    ----------
        status, reason: `not_scored` with `method_refused` where the method does not apply.
        method_class: The office's own word, None where there is none.
        value: The method's own number (pace ratio, lead in points, growth ratio, ...).
        score: The method's own score, None where it has none.
        distance: From the deciding quantity to the nearest class boundary, never negative.
        distance_unit: What it is counted in.
    """

    status: Status
    reason: Reason
    method_class: str | None = None
    value: float | None = None
    score: float | None = None
    distance: float | None = None
    distance_unit: DistanceUnit | None = None


class Kind(Protocol):
    """What kind of target it is: all that a method needs to refuse one, whatever its figures."""

    is_flow: bool
    is_cap: bool
    is_rank: bool


Judge: TypeAlias = Callable[[Case, Policy], Verdict]


@dataclass(frozen=True, slots=True)
class Profile:
    """What the module of a method declares.

    Attributes
    ----------
        judge: One case in, one verdict out; it reads no clock, no file and no frame.
        refuses: Why it does not apply to a target of this kind, whatever its figures (flow, rank).
        judges_met: Whether it judges "met" and the side of the baseline itself, and needs no
            number.
    """

    judge: Judge
    refuses: Callable[[Kind], bool] = lambda _kind: False
    judges_met: bool = False


def lead_points(progress: float, expected: float) -> float:
    """Lead over the schedule in percentage points (百分点): ``100 * (G - E)``.

    Both shares unrounded: 629.0 / 647.4 after ten months leads by 13.8 points, although
    97.2 - 83.3 would say 13.9.  Only the noise of the subtraction is gone (behind `NOISE`
    decimals): 102.25 % against 100 % leads by 2.25 points, not by 2.2499999999999964.

    Source: 江门 (超时间进度 13.8 个百分点).

    >>> round(lead_points(629.0 / 647.4, 10 / 12), 2)
    13.82
    """
    return round(100.0 * (progress - expected), NOISE)


def pace_ratio(g: float, e: float, *, exact: bool) -> float | None:
    """P = G / E (no unit); None where nothing is expected.

    Beyond an exact target P = 2 - G, whatever E is: 120 of exactly 100 is as far off as 80.
    """
    if exact and g > 1.0:
        return 2.0 - g
    return g / e if e > 0 else None


def nearest(x: float | None, *bounds: float | None) -> float | None:
    """Distance of a value from the nearest of some bounds; None where any of them is unknown."""
    if x is None:
        return None
    gaps = [abs(x - bound) for bound in bounds if bound is not None]
    return min(gaps) if len(gaps) == len(bounds) else None
