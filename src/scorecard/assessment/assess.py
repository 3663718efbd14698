"""One target with its figures gives one assessment: where it stands at a date, and why.

`assess_one` is the way through: figures to what is known, expectation, the steps of the gate; then
either `_judged` (a verdict by a figure) or `_without_verdict`.  Longer than other modules: flags
and forecast of an assessment rest on one situation.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from scorecard.assessment import gate
from scorecard.assessment.figures import Figure, Known, Sequel, known_of, series_of, standing_of
from scorecard.assessment.methods import PROFILES, Case, Verdict
from scorecard.assessment.methods.base import lead_points, nearest, pace_ratio
from scorecard.assessment.methods.projection import NOT_AVAILABLE, facing, weakest_bound
from scorecard.assessment.target import Target, printed_unit
from scorecard.schema import vocabulary as v
from scorecard.schema.period import QUARTER, day_before, months_complete, spelled
from scorecard.schema.policy import Policy, above

# -------------------------------- what is still required, and where the trend leads by the due date

POINTS: Final = 4
"""Consecutive points without which no trend is told."""
CHANGES: Final = 5
"""Changes at most that a trend is the mean of."""


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
    if target.pathway in {v.Pathway.SHARES, v.Pathway.MILESTONES} and target.milestones:
        left = (1.0 - (share or 0.0)) * (target.value - target.baseline)
        return per_quarter, (target.value - actual) / left if left else None
    done = (actual - target.baseline) / ((t - target.t0) / QUARTER)
    right_way = done * (1 if target.is_cap else target.direction) > 0
    return per_quarter, per_quarter / done if right_way and per_quarter / done >= 0 else None


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


# ------------- one target with its figures gives one assessment: where it stands at a date, and why


@dataclass(frozen=True, slots=True)
class Assessment:
    """Where one target stands; unknown numbers are None.

    Attributes
    ----------
        target: What is aimed at.
        status, reason: The status in one word, and why.
        flags: What else a reader should know.
        known: The figure the verdict rests on; None without a verdict by a figure.
        actual: Y, in the indicator's unit.
        expected_value, expected_progress, expected_period: What the pathway expects: in the
            indicator's unit, as a share of the way (E), and the period of the milestone that sets
            it.
        progress, lead_pp, pace_ratio: G, 100 (G - E) percentage points, P = G / E; for caps 100 (E
            - G) and allowance / Y.
        allowance: B + E (T - B) of a cap, in the indicator's unit; whole where the indicator is.
        required_per_quarter, required_multiple: What each quarter left must add (indicator's unit),
            and that over the average so far.
        projection: Where the trend leads by the due date, in the indicator's unit.
        distance, distance_unit: How far the deciding quantity is from the nearest class boundary,
            and counted in what.
        method_class, method_value, method_score: What the method says in its own terms.
        last, last_value, last_progress, last_lead: The last that is known, where no verdict rests
            on a figure, and what stands then; once a newer figure is overdue also how far that was
            on the way, and its lead.  Of a deliverable that was missed what is known since.
        period_needed, deadline: The period whose figure is in question, and the last day in time
            (ordinal).
    """

    target: Target
    status: v.Status
    reason: v.Reason
    flags: tuple[v.Flag, ...]
    known: Known | None = None
    actual: float | None = None
    expected_value: float | None = None
    expected_progress: float | None = None
    expected_period: str | None = None
    progress: float | None = None
    lead_pp: float | None = None
    pace_ratio: float | None = None
    allowance: float | None = None
    required_per_quarter: float | None = None
    required_multiple: float | None = None
    projection: float | None = None
    distance: float | None = None
    distance_unit: v.DistanceUnit | None = None
    method_class: str | None = None
    method_value: float | None = None
    method_score: float | None = None
    last: Known | None = None
    last_value: float | None = None
    last_progress: float | None = None
    last_lead: float | None = None
    period_needed: str | None = None
    deadline: int | None = None


def assess_one(
    target: Target,
    figures: Iterable[Figure],
    as_of: gate.AsOf,
    policy: Policy,
    *,
    owed: bool = True,
) -> Assessment:
    """The assessment of one target by its indicator's figures in force at `as_of`.

    In a plain table no figure is `owed`: where a target of `growth_ratio` or `projection` would
    wait for one, the method has too few points or does not apply (`not_scored`).
    """
    known = known_of(target, figures, policy.fiscal_start)
    standing = standing_of(target, known)
    expected = None
    if standing.known is not None:
        expected = gate.expected_at(target, standing.known.day, standing.known.month)
    met = gate.is_met(target, standing.actual, policy.tolerance)
    s = gate.situation_of(target, standing, expected, as_of, policy, met=met)
    if (policy.judge_undated or not owed) and _is_undated(s):
        # no due date in a plain table (or one made a workspace): the latest figure decides
        s = replace(s, settled=True, reached=True)
        return _judged(s, None, known, policy)
    answer = gate.what_is_known(s)
    if answer is None or answer.status is v.Status.ACHIEVED:
        return _judged(s, answer, known, policy)
    return _without_verdict(s, answer, gate.period_in_question(s, answer), policy, owed=owed)


def _is_undated(s: gate.Situation) -> bool:
    """A target without a due date that its latest figure settles: met, or no way leads to it."""
    target = s.target
    if target.due is not None or target.is_open or target.is_milestone or target.measure is None:
        return False
    if target.is_faulty or target.is_invalid or target.value is None or s.standing.known is None:
        return False
    return s.met or target.baseline is None or target.holds


def _without_verdict(
    s: gate.Situation, answer: gate.Ruling, needed: int | None, policy: Policy, *, owed: bool = True
) -> Assessment:
    """No verdict: what is known is told, and which figure is in question."""
    standing, method_class = s.standing, None
    waiting = answer.status is not v.Status.NOT_SCORED
    if waiting and not owed and s.target.method_judges_met:
        refused = PROFILES[s.target.method].refuses(s.target)
        reason = v.Reason.METHOD_REFUSED if refused else v.Reason.TOO_FEW_POINTS
        answer = gate.Ruling(v.Status.NOT_SCORED, reason)
        method_class = None if refused else NOT_AVAILABLE
    last = standing.last
    value = None if last is None else last.value
    g = lead = None
    if answer.status is v.Status.OVERDUE and s.expected is not None and standing.actual is not None:
        g = progress(s.target, standing.actual)
        lead, _, _ = _against(s.target, standing.actual, g, s.expected.share)
    return Assessment(
        s.target,
        answer.status,
        answer.reason,
        tuple(flags_of_target(s)),
        last=last,
        last_value=standing.actual if last is not None and last is standing.known else value,
        last_progress=g,
        last_lead=lead,
        method_class=method_class,
        period_needed=_period_needed(s.target, needed, policy.fiscal_start),
        deadline=None if needed is None else gate.deadline(s.target, needed, s.as_of),
    )


def _judged(
    s: gate.Situation, answer: gate.Ruling | None, every: Sequence[Known], policy: Policy
) -> Assessment:
    """The verdict on the figure a target stands on; an estimate settles like any other figure."""
    target, known, actual, expected = s.target, s.standing.known, s.standing.actual, s.expected
    if known is None or actual is None or expected is None:
        raise ValueError("a target is judged by a figure")
    points = series_of(target, [k for k in every if k.day <= known.day], policy.fiscal_start)
    verdict = _verdict(s, actual, points, policy)
    status, reason = verdict.status, verdict.reason
    # a ruling by a milestone is told with the value it was held against
    by_step = expected.last if reason in {v.Reason.STEP_MET, v.Reason.STEP_FAILED} else None
    unit = printed_unit(target, actual)
    near = not target.is_milestone and any(
        _status_at(s, actual + by, points, policy) is not status for by in (unit, -unit)
    )
    per_quarter, multiple = None, None
    if status is not v.Status.ACHIEVED:
        per_quarter, multiple = required(target, actual, known.month, expected.share)
    if answer is not None:
        status, reason = answer.status, answer.reason
    flags = {*flags_of_target(s), *flags_of_figure(s, known, actual, status, policy)}
    if answer is None and (s.behind or s.late):
        flags.add(v.Flag.STALE)
    if near and status in v.VERDICTS:
        flags.add(v.Flag.NEAR_BOUNDARY)
    g, e = progress(target, actual), expected.share
    lead, pace, allowance = _against(target, actual, g, e)
    needed = gate.period_in_question(s, answer)
    # what becomes of a deliverable after its due date changes no verdict, but it is told
    missed = target.is_milestone and status is v.Status.MISSED and every[-1].day > known.day
    return Assessment(
        target,
        status,
        reason,
        tuple(flag for flag in v.Flag if flag in flags),
        known=known,
        last=every[-1] if missed else None,
        last_value=every[-1].value if missed else None,
        actual=actual,
        expected_value=by_step.value if by_step else expected.value,
        # without a number or a due date there is no way of which a share could be expected
        expected_progress=None if target.is_open or not has_way(target) else e,
        expected_period=_expected_period(expected, policy.fiscal_start),
        progress=g,
        lead_pp=lead,
        pace_ratio=pace,
        allowance=allowance,
        required_per_quarter=per_quarter,
        required_multiple=multiple,
        projection=projected(target, actual, known.month, points),
        distance=verdict.distance,
        distance_unit=verdict.distance_unit,
        method_class=verdict.method_class,
        method_value=verdict.value,
        method_score=verdict.score,
        period_needed=_period_needed(target, needed, policy.fiscal_start),
        deadline=None if needed is None else gate.deadline(target, needed, s.as_of),
    )


def _verdict(s: gate.Situation, actual: float, points: Sequence[Sequel], policy: Policy) -> Verdict:
    """What the method says, with the ruling of the gate (steps 4 to 7) where it has one."""
    verdict = PROFILES[s.target.method].judge(case_of(s, actual, points), policy)
    ruling = gate.what_the_figure_says(s, actual)
    if ruling is None:
        return verdict
    two_bounds = s.target.meets_by is v.Comparator.BETWEEN
    bounds = (ruling.low, ruling.high) if two_bounds else (ruling.low,)
    verdict.status, verdict.reason = ruling.status, ruling.reason
    verdict.distance = nearest(actual, *bounds)
    verdict.distance_unit = v.DistanceUnit.PLACES if s.target.is_rank else v.DistanceUnit.VALUE
    return verdict


def _status_at(
    s: gate.Situation, actual: float, points: Sequence[Sequel], policy: Policy
) -> v.Status:
    """The status that another actual would have."""
    ruling = gate.what_the_figure_says(s, actual)
    if ruling is not None:
        return ruling.status
    return PROFILES[s.target.method].judge(case_of(s, actual, points), policy).status


def progress(target: Target, actual: float) -> float | None:
    """G = (Y - B) / (T - B), share of the way; None where B is unknown or there is no way."""
    if target.baseline is None or target.value is None or not has_way(target):
        return None
    way = target.value - target.baseline
    if way == 0 or (target.holds and not target.is_flow):
        return None
    return (actual - target.baseline) / way


def has_way(target: Target) -> bool:
    """Whether there is a way to measure: a rank is told in places only, an interval has none."""
    return not (target.is_rank or target.met_at_baseline or target.is_between)


def allowed(target: Target, actual: float, share: float | None) -> float | None:
    """Allowance of a cap: B + E (T - B), rounded up where its numbers are whole numbers."""
    baseline, value = target.baseline, target.value
    if share is None or value is None:
        return None
    allowance = (baseline or 0.0) + share * (value - (baseline or 0.0))
    whole = printed_unit(target, actual) >= 1.0
    if not whole or not math.isfinite(allowance):
        return allowance
    return float(math.ceil(allowance - CEILING))


CEILING: Final = 1e-9
"""What a whole allowance may be over through floating-point noise."""


def _against(
    target: Target, actual: float, g: float | None, e: float | None
) -> tuple[float | None, float | None, float | None]:
    """Lead in percentage points, pace ratio, and allowance of a cap, at the expected share E."""
    if e is None or not has_way(target):
        return None, None, None
    if target.is_cap:
        allowance = allowed(target, actual, e)
        pace = allowance / actual if allowance is not None and actual > 0 else None
        return None if g is None else lead_points(e, g), finite(pace), allowance
    if g is None:
        return None, None, None
    return lead_points(g, e), finite(pace_ratio(g, e, exact=target.is_exact)), None


def finite(x: float | None) -> float | None:
    """The number, None where it is infinite."""
    return x if x is not None and math.isfinite(x) else None


def case_of(s: gate.Situation, actual: float, points: Sequence[Sequel]) -> Case:
    """The case as the target's method sees it.

    A projection aims at the weakest bound of an interval, and of several milestones at the next
    due.
    """
    target, expected, known = s.target, s.expected, s.standing.known
    case = Case(
        baseline=target.baseline,
        target=target.value,
        actual=actual,
        direction=target.direction,
        t0=target.t0,
        t=None if known is None else known.month,
        t1=target.t1,
        progress=progress(target, actual),
        expected=None if expected is None or not has_way(target) else expected.share,
        allowance=allowed(target, actual, expected.share) if target.is_cap and expected else None,
        is_exact=target.is_exact,
        is_flow=target.is_flow,
        is_cap=target.is_cap,
        is_rank=target.is_rank,
        met=gate.is_met(target, actual, s.tolerance),
        natural_limit=target.stated.natural_limit,
        points=points,
        step=target.step,
    )
    if target.method is not v.Method.PROJECTION:
        return case
    low, high = target.value, target.upper
    if expected is not None and expected.coming is not None:
        case.target, case.t1 = expected.coming.value, expected.coming.end
    elif target.is_between and not target.direction and low is not None and high is not None:
        case.direction, case.target = facing(case, low, high)
    elif target.is_between:
        case.target = weakest_bound(low, high, target.direction)
    return case


def _expected_period(expected: gate.Expected, fiscal_start: int) -> str | None:
    """The period of the last milestone due."""
    last = expected.last
    if last is None or last.day != day_before(last.end):
        return None
    return spelled(last.end, last.months, fiscal_start)


def _period_needed(target: Target, day: int | None, fiscal_start: int) -> str | None:
    """The spelling of the period in question: the due date's own, else a reporting period."""
    if day is None:
        return None
    if day == target.settle == target.due:
        return target.stated.due
    month = months_complete(day)
    if target.step is None or day != day_before(month):
        return None
    return spelled(month, target.step, fiscal_start)


# ---------------------------------------- flags: what else a reader should know about an assessment


def flags_of_target(s: gate.Situation) -> Iterator[v.Flag]:
    """Flags that a target carries whether it is judged or not."""
    if s.standing.day and not s.standing.whole:
        yield v.Flag.PARTIAL
    if s.target.stated.revised:
        yield v.Flag.REVISED_TARGET
    if s.target.stated.indicative:
        yield v.Flag.INDICATIVE


def flags_of_figure(
    s: gate.Situation, known: Known, actual: float, status: v.Status, policy: Policy
) -> Iterator[v.Flag]:
    """Flags of a target that stands on a figure, but for `stale` and `near_boundary`."""
    if status is v.Status.ACHIEVED and not s.reached and s.target.due is not None:
        yield v.Flag.EARLY
    if status in v.VERDICTS and not s.target.is_flow:
        if gate.is_met(s.target, actual, s.tolerance):
            if _worsening(s, actual, policy):
                yield v.Flag.WORSENING
        elif any(gate.is_met(s.target, each.value, s.tolerance) for each in s.standing.earlier):
            yield v.Flag.LOST
    figures = known.figures
    if any(f.state in {v.FigureState.ESTIMATE, v.FigureState.PROVISIONAL} for f in figures):
        yield v.Flag.PROVISIONAL
    if not all(f.has_evidence for f in figures):
        yield v.Flag.UNVERIFIED
    if any(f.is_revised for f in figures):
        yield v.Flag.REVISED_FIGURE


def _worsening(s: gate.Situation, actual: float, policy: Policy) -> bool:
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
        case v.Comparator.AT_MOST | v.Comparator.BELOW:
            return low - x
        case v.Comparator.EQUAL:
            return -abs(x - low)
        case v.Comparator.BETWEEN:
            return None if high is None else min(x - low, high - x)
        case _:
            return x - low
