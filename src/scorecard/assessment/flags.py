"""Flags: what else a reader should know about an assessment."""

from __future__ import annotations

from collections.abc import Iterator

from scorecard.assessment.figures import Known
from scorecard.assessment.gate import Situation, is_met
from scorecard.assessment.target import Target
from scorecard.schema.comparison import above
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import VERDICTS, Comparator, FigureState, Flag, Status


def of_target(s: Situation) -> Iterator[Flag]:
    """Flags that a target carries whether it is judged or not."""
    if s.standing.day and not s.standing.whole:
        yield Flag.PARTIAL
    if s.target.stated.revised:
        yield Flag.REVISED_TARGET
    if s.target.stated.indicative:
        yield Flag.INDICATIVE


def of_figure(
    s: Situation, known: Known, actual: float, status: Status, policy: Policy
) -> Iterator[Flag]:
    """Flags of a target that stands on a figure, but for `stale` and `near_boundary`."""
    if status is Status.ACHIEVED and not s.reached and s.target.due is not None:
        yield Flag.EARLY
    if status in VERDICTS and not s.target.is_flow:
        if is_met(s.target, actual, s.tolerance):
            if _worsening(s, actual, policy):
                yield Flag.WORSENING
        elif any(is_met(s.target, each.value, s.tolerance) for each in s.standing.earlier):
            yield Flag.LOST
    figures = known.figures
    if any(f.state in {FigureState.ESTIMATE, FigureState.PROVISIONAL} for f in figures):
        yield Flag.PROVISIONAL
    if not all(f.has_evidence for f in figures):
        yield Flag.UNVERIFIED
    if any(f.is_revised for f in figures):
        yield Flag.REVISED_FIGURE


def _worsening(s: Situation, actual: float, policy: Policy) -> bool:
    """Met, but nearer to the bound than at the point before (levels only).

    A rank must have moved by `rank_change` places: fewer show no clear change.
    """
    earlier, baseline = s.standing.earlier, s.target.baseline
    point = earlier[-1].value if earlier else baseline  # the baseline is the first point
    before = None if point is None else _room(s.target, point)
    now = _room(s.target, actual)
    if before is None or now is None:
        return False
    if s.target.is_rank:
        return before - now >= policy.rank_change
    return above(before - now, 0.0, s.tolerance)


def _room(target: Target, x: float) -> float | None:
    """How far inside its bound a value lies (indicator's unit, positive inside)."""
    low, high = target.low, target.high
    if low is None:
        return None
    match target.meets_by:
        case Comparator.AT_MOST | Comparator.BELOW:
            return low - x
        case Comparator.EQUAL:
            return -abs(x - low)
        case Comparator.BETWEEN:
            return None if high is None else min(x - low, high - x)
        case _:
            return x - low
