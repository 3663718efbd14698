"""What is aimed at: a target in force, its words and dates turned into numbers once.

Where the book leaves a cell blank the measure decides (ranks and deliverables go by steps, the
comparator says which way is better).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from scorecard.assessment.methods import PROFILES
from scorecard.schema import vocabulary as v
from scorecard.schema.period import Span, day_before, part_start, span_of, year_start
from scorecard.schema.policy import Policy, about, on

MONTHS_BETWEEN: Final = {
    v.Frequency.MONTHLY: 1,
    v.Frequency.QUARTERLY: 3,
    v.Frequency.HALF_YEARLY: 6,
    v.Frequency.ANNUAL: 12,
}
NOBODY_OWES: Final = 1200
"""A publication lag of a century: a plain table, in which nobody owes a figure by any day."""

_FIXED: Final = 1 - 1e-9
_SIGNS: Final = {v.Direction.INCREASE: 1, v.Direction.DECREASE: -1}
_OF_DIRECTION: Final = {
    v.Direction.INCREASE: v.Comparator.AT_LEAST,
    v.Direction.DECREASE: v.Comparator.AT_MOST,
    v.Direction.HOLD: v.Comparator.EQUAL,
}


@dataclass(slots=True)
class Milestone:
    """An interim value of a target: a value in the indicator's unit, or a share of the way."""

    span: Span
    is_share: bool
    value: float


@dataclass(slots=True)
class Stated:
    """One version of a target as the book states it, with its indicator's facts.

    Texts and numbers as in the columns ASSESSABLE, None where a cell is blank or holds no word of
    the vocabulary.  `first_day` is the day from which the first version held, `first_value` what it
    asked for; `revised` says that a later version holds.
    """

    measure: v.Measure | None = None
    reported_as: v.Basis | None = None
    frequency: v.Frequency | None = None
    lag: float | None = None
    decimals: float | None = None
    natural_limit: float | None = None
    direction: v.Direction | None = None
    comparator: v.Comparator | None = None
    baseline: float | None = None
    baseline_period: str | None = None
    due: str | None = None
    value: float | None = None
    upper: float | None = None
    allowed_deviation: float | None = None
    pathway: v.Pathway | None = None
    accepted_as: str | None = None
    method: v.Method | None = None
    indicative: bool = False
    faulty: bool = False
    first_month: int | None = None
    first_value: float | None = None
    revised: bool = False


@dataclass(slots=True)
class Target:
    """A target in force as the arithmetic uses it; unknown numbers are None.

    Attributes
    ----------
        stated: What the book says.
        measure, reported_as, comparator, pathway, method: The words in force.
        direction: +1 higher is better, -1 lower is better, 0 neither (equal, between).
        baseline, value, upper: B (0 for flows that start from nothing), T and the second bound, in
            the indicator's unit.
        unit: One unit in the last printed digit of the indicator.
        t0, t1: Month from which progress counts; month of the due date, in complete months.
        start: Day after which figures speak about the target; 0: from the beginning.
        first_month: The month that `start` opens, None where figures count from the beginning.
        due, settle: Last day of the due date; last day and month of the reporting period that holds
            it.
        step: Months between two reports.
        lag: Months from a period's end to publication, None where the reporting days rule.
        is_flow, since_start, is_cap, is_rank, is_milestone: A flow; one counted since its start,
            over the years; one under a ceiling; a place in an order, best at the top; a deliverable
            (0, 1 or a share done).
        holds: Judged by holding, not by the way done: hold, between (but for a projection with a
            direction), T = B, accepted as hold.
        is_between: Inside two bounds.
        is_exact: Exactly T (`=`, or `about` to be held): more than T is no more than missed.
        is_open: Has no number, or no due date, and a method that needs none; never a deliverable.
        method_judges_met: Its method judges "met" and the side of the baseline itself.
        low, high, meets_by: What "met" is held against: T (of `about` T less or plus its allowed
            deviation, or both), the second bound, and the comparator that holds them.
        met_at_baseline: T lies on the wrong side of the baseline, and nobody said that it is to be
            held: there is no way to measure, only met or not.
        is_faulty, is_invalid: The book has an error in its rows; number, comparator, direction or
            dates contradict each other.
        milestones: Its points on the way, in time.
    """

    stated: Stated
    measure: v.Measure | None
    reported_as: v.Basis | None
    comparator: v.Comparator | None
    pathway: v.Pathway
    method: v.Method
    direction: int
    baseline: float | None
    value: float | None
    upper: float | None
    unit: float | None
    t0: int | None
    t1: int | None
    start: int
    first_month: int | None
    due: int | None
    settle: int | None
    settle_month: int | None
    step: int | None
    lag: int | None
    is_flow: bool
    since_start: bool
    is_cap: bool
    is_rank: bool
    is_milestone: bool
    holds: bool
    is_between: bool
    is_exact: bool
    is_open: bool
    method_judges_met: bool
    low: float | None
    high: float | None
    meets_by: v.Comparator | None
    met_at_baseline: bool
    is_faulty: bool
    is_invalid: bool
    milestones: tuple[Point, ...] = ()


@dataclass(slots=True)
class Point:
    """A dated point between baseline and due date: share of the way and value at its last day."""

    day: int
    end: int
    months: int
    share: float | None
    value: float


def target_of(stated: Stated, policy: Policy, milestones: Sequence[Milestone] = ()) -> Target:
    """The target as numbers.

    =====================================  ==================================================
    blank cell                             read as
    =====================================  ==================================================
    comparator                             `done` for deliverables, else by the direction
    direction                              by the comparator; `=` by the sign of T - B
    value of a deliverable                 1
    pathway                                `default_pathway`: by measure and milestones
    method                                 the policy's
    decimals of a rank                     0
    baseline of a flow                     0: last year's total serves comparison only (unless
                                           the flow is counted since its start)
    =====================================  ==================================================
    """
    measure, word = stated.measure, stated.direction
    is_flow, is_milestone = measure is v.Measure.FLOW, measure is v.Measure.MILESTONE
    since_start = is_flow and stated.reported_as is v.Basis.SINCE_START
    comparator = stated.comparator or (
        v.Comparator.DONE if is_milestone else _OF_DIRECTION.get(word) if word else None
    )
    method = stated.method or policy.method
    value = stated.value
    if value is None and (is_milestone or comparator is v.Comparator.DONE):
        value = 1.0
    unit = _unit(stated)
    baseline = (stated.baseline or 0.0) if since_start else 0.0 if is_flow else stated.baseline
    is_between, cap = comparator is v.Comparator.BETWEEN, v.is_cap(measure, comparator)
    heading, step_of_way = method is v.Method.PROJECTION and word in _SIGNS, unit or 0.0
    step_of_way = 0.0 if is_flow else step_of_way
    way = None if value is None or baseline is None else value - baseline
    holds = not cap and (
        word is v.Direction.HOLD
        or stated.accepted_as == "hold"
        or (is_between and not heading)
        # counted since its start a flow is met or not: it grows, it does not hold
        or (not since_start and _no_way(baseline, value, step_of_way, policy.tolerance))
    )
    direction = _direction(word, comparator, way)
    due = span_of(stated.due, policy.fiscal_start)
    t0 = _opens(stated, due, policy, counted=since_start or (baseline is not None and not holds))
    judges_met = PROFILES[method].judges_met
    free = judges_met and not is_milestone and direction != 0
    step = MONTHS_BETWEEN[stated.frequency] if stated.frequency else None
    settle_month = None
    if due is not None:  # the end of the reporting period that holds it
        settle_month = part_start(due.month, step or 1, policy.fiscal_start) + (step or 1)
    first_month = stated.first_month if t0 is None else t0
    kinds = {"share" if m.is_share else "value" for m in milestones}
    pathway = stated.pathway or v.default_pathway(measure, word, kinds)
    meets_by, low, high = _bounds(stated, comparator, word, value)
    points: tuple[Point, ...] = ()
    if milestones and due is not None and pathway is not v.Pathway.NONE:
        points = _points(milestones, baseline, way, due.last_day)
    return Target(
        stated=stated,
        measure=measure,
        reported_as=stated.reported_as,
        comparator=comparator,
        pathway=pathway,
        method=method,
        direction=direction,
        baseline=baseline,
        value=value,
        upper=stated.upper,
        unit=unit,
        t0=t0,
        t1=None if due is None else due.end,
        start=0 if first_month is None else day_before(first_month),
        first_month=first_month,
        due=None if due is None else due.last_day,
        settle=None if settle_month is None else day_before(settle_month),
        settle_month=settle_month,
        step=step,
        lag=None if stated.lag is None else min(math.ceil(stated.lag), NOBODY_OWES),
        is_flow=is_flow,
        since_start=since_start,
        is_cap=cap,
        is_rank=measure is v.Measure.RANK,
        is_milestone=is_milestone,
        holds=holds,
        is_between=is_between,
        is_exact=comparator is v.Comparator.EQUAL
        or (comparator is v.Comparator.ABOUT and word not in _SIGNS),
        is_open=free and (value is None or (method is v.Method.PROJECTION and due is None)),
        method_judges_met=judges_met,
        low=low,
        high=high,
        meets_by=meets_by,
        met_at_baseline=not (holds or cap) and way is not None and direction * way < 0,
        is_faulty=stated.faulty,
        is_invalid=_contradictory(word, comparator)
        or (comparator is v.Comparator.ABOUT and stated.allowed_deviation is None)
        or (value is not None and math.isinf(value))
        or (is_between and (value is None or stated.upper is None or value > stated.upper))
        or (due is not None and t0 is not None and due.last_day <= day_before(t0)),
        milestones=points,
    )


def _points(
    milestones: Sequence[Milestone], baseline: float | None, way: float | None, due: int
) -> tuple[Point, ...]:
    """The points of the way, in time.

    Left out: points at or after the due date, where the target itself stands, and shares of a way
    without a baseline.  Of two points with one end the larger number counts.
    """
    last: dict[int, Milestone] = {}
    for milestone in milestones:
        day = milestone.span.last_day
        if day < due and (day not in last or milestone.value >= last[day].value):
            last[day] = milestone
    points = []
    for day in sorted(last):
        milestone, span = last[day], last[day].span
        share: float | None = milestone.value
        value: float | None = milestone.value
        if not milestone.is_share:
            share = (milestone.value - baseline) / way if way and baseline is not None else None
        else:
            value = None if way is None or baseline is None else baseline + milestone.value * way
        if value is not None:
            points.append(Point(day, span.end, span.months, share, value))
    return tuple(points)


def _bounds(
    stated: Stated, comparator: v.Comparator | None, word: v.Direction | None, value: float | None
) -> tuple[v.Comparator | None, float | None, float | None]:
    """The comparator and the bounds that "met" is held against."""
    deviation = stated.allowed_deviation
    if comparator is not v.Comparator.ABOUT or value is None or deviation is None:
        return comparator, value, stated.upper
    return about(word, value, deviation)


def _unit(stated: Stated) -> float | None:
    if stated.decimals is None:
        return 1.0 if stated.measure is v.Measure.RANK else None
    return math.pow(10.0, -stated.decimals)


def printed_unit(target: Target, actual: float) -> float:
    """One unit in the last printed digit; blank decimals: the most typed in T and the figure."""
    if target.unit is not None:
        return target.unit
    typed = (x for x in (target.value, actual) if x is not None and math.isfinite(x))
    return math.pow(10.0, -max(map(_decimals, typed), default=0))


def _decimals(x: float) -> int:
    exponent = Decimal(repr(x)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _no_way(baseline: float | None, value: float | None, unit: float, tolerance: float) -> bool:
    """T = B, or less than one printed unit away: there is no way to measure."""
    if baseline is None or value is None:
        return False
    return on(baseline, value, tolerance) or abs(value - baseline) < unit * _FIXED


def _direction(word: v.Direction | None, comparator: v.Comparator | None, way: float | None) -> int:
    """+1, -1 or 0; hold goes by its comparator, `=` by the side of the baseline T lies on."""
    if word in _SIGNS:
        return _SIGNS[word]
    if comparator in {v.Comparator.EQUAL, v.Comparator.ABOUT}:
        return 0 if not way else 1 if way > 0 else -1
    implied = v.DIRECTION_OF.get(comparator) if comparator else None
    return _SIGNS.get(implied, 0) if implied else 0


def _contradictory(word: v.Direction | None, comparator: v.Comparator | None) -> bool:
    """No comparator, or one that looks the other way than the direction."""
    if comparator is None:
        return True
    implied = v.DIRECTION_OF.get(comparator)
    return word in _SIGNS and implied in _SIGNS and implied is not word


def _opens(stated: Stated, due: Span | None, policy: Policy, *, counted: bool) -> int | None:
    """The month from which progress counts.

    =====================================  ==================================================
    case                                   t0
    =====================================  ==================================================
    flow within the year                   first month of the due date's fiscal year
    baseline period given                  its end
    way measured (`counted`), no period    month the target was first stated, else as a flow
    otherwise                              unknown; figures count from the month stated
    =====================================  ==================================================
    """
    year = None if due is None else year_start(due.month, policy.fiscal_start)
    if stated.measure is v.Measure.FLOW and stated.reported_as is not v.Basis.SINCE_START:
        return year
    base = span_of(stated.baseline_period, policy.fiscal_start)
    if base is not None:
        return base.end
    if not counted:
        return None
    first = stated.first_month
    late = first is None or (due is not None and first > due.end)
    return year if late else first
