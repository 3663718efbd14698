"""What is expected, and the seven steps of the method: the first that answers gives the status.

Steps 1 to 3 ask what is known, before anything is judged; steps 4 to 7 judge the figure.  Over 500
lines because what a pathway expects on a day decides several of them.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from scorecard.assessment.figures import Standing
from scorecard.assessment.target import NOBODY_OWES, Point, Target
from scorecard.schema.period import MONTHS_A_YEAR, day_before, months_complete, part_start
from scorecard.schema.policy import Policy, satisfies
from scorecard.schema.vocabulary import Pathway, Reason, Status

# ---------------- what is expected: a share of the way and a value, at the end of a figure's period


@dataclass(slots=True)
class Expected:
    """What a pathway expects on one day.

    Attributes
    ----------
        share: E, share of the way; None where nothing is expected or B is unknown.
        value: Expected value in the indicator's unit.
        last: The dated point that was due last, None before the first.
        coming: The dated point that is due next, None after the last.
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


# ----------- the seven steps of the method, in their order: the first that answers gives the status


@dataclass(frozen=True, slots=True)
class AsOf:
    """The date of an assessment.

    Attributes
    ----------
        day: The date.
        month: Its month.
        complete: The first month not complete at the end of the day before: a period is over on the
            day after its last day.
        reporting_days: Days after a period's end in which a unit may report.
        reported: The first month not complete so many days before: what ended by then had to be
            reported.
    """

    day: int
    month: int
    complete: int
    reporting_days: int
    reported: int

    @classmethod
    def of(cls, as_of: date, policy: Policy) -> AsOf:
        """The date with the policy's reporting days."""
        day, days = as_of.toordinal(), policy.reporting_days
        month = MONTHS_A_YEAR * as_of.year + as_of.month - 1
        return cls(day, month, months_complete(day - 1), days, months_complete(day - days - 1))


class Ruling(NamedTuple):
    """A status, why, and the bounds an actual was held against (indicator's unit), if one was."""

    status: Status
    reason: Reason
    low: float | None = None
    high: float | None = None


@dataclass(slots=True)
class Situation:
    """A target on a date: what the steps look at.

    Attributes
    ----------
        target, standing, expected: What is aimed at, known, and expected at the figure's own date.
        as_of: The date.
        tolerance: The policy's.
        met: The figure satisfies the target.
        settled: The due date has come and its figure is in.
        reached: The due date has come: it is over, or it is today and its figure is in.
        ended: End (month after) of the last reporting period that is over, never after the due one;
            None without a frequency.
        closed: Last day of the last reporting period whose deadline has passed, 0 where there is
            none.
        asked_from: The first day on which a period may end whose figure is asked for; None: never.
        late: A figure is missing whose deadline has passed.
        behind: An older figure stands while a newer one is still in time.
        stays: Something that accumulates has reached its target, whatever figure is missing.
        broken: What a cap allows is used up and passed, whatever figure is missing.
    """

    target: Target
    standing: Standing
    expected: Expected | None
    as_of: AsOf
    tolerance: float
    met: bool
    settled: bool
    reached: bool
    ended: int | None
    closed: int
    asked_from: int | None
    late: bool
    behind: bool
    stays: bool
    broken: bool


def situation_of(
    target: Target,
    standing: Standing,
    expected: Expected | None,
    as_of: AsOf,
    policy: Policy,
    *,
    met: bool,
) -> Situation:
    """What `as_of` means for a target with a figure that satisfies it (`met`) or does not.

    On its last day a period is not over: its figure counts if it is in, and is not missed if not.
    """
    tolerance, fiscal_start = policy.tolerance, policy.fiscal_start
    due, settle, step = target.due, target.settle, target.step
    settled = standing.is_due_figure and due is not None and due <= as_of.day
    reached = settled or (due is not None and due < as_of.day)
    ended = closed_month = None
    if step is not None:
        ended = part_start(as_of.complete, step, fiscal_start)
        overdue_by = as_of.reported
        if target.lag is not None:
            overdue_by = min(overdue_by, as_of.month - target.lag)
        closed_month = part_start(overdue_by, step, fiscal_start)
        if target.settle_month is not None:
            ended = min(ended, target.settle_month)
            closed_month = min(closed_month, target.settle_month)
    needed = 0 if ended is None else day_before(ended)
    closed = 0 if closed_month is None else day_before(closed_month)
    if reached and settle is not None:
        needed = settle
        # a newer period still in time, the due one included, excuses no older one
        last = deadline(target, settle, as_of)
        closed = settle if last is not None and as_of.day > last else min(closed, settle)
    asked = asked_from(target)
    day = standing.day
    late = not settled and asked is not None and asked <= closed and day < closed
    behind = not settled and not late and asked is not None and asked <= needed and day < needed
    rising = (target.is_flow and not target.is_cap and target.direction > 0) or target.is_milestone
    stays = met and rising and not target.holds
    broken = target.is_cap and day > 0 and not met
    found = settled, reached, ended, closed, asked, late, behind, stays, broken
    return Situation(target, standing, expected, as_of, tolerance, met, *found)


def is_met(target: Target, actual: float | None, tolerance: float) -> bool:
    """Whether an actual satisfies the target."""
    return satisfies(target.meets_by, actual, target.low, target.high, tolerance)


def deadline(target: Target, day: int, as_of: AsOf) -> int | None:
    """The last day in time for the period that ends on a day; None where nobody owes its figure.

    The later of the last day of the month `lag` months after the period, and `reporting_days`
    after its end.
    """
    if target.lag is not None and target.lag >= NOBODY_OWES:
        return None
    month = months_complete(day)
    reported = day_before(month) + as_of.reporting_days
    return reported if target.lag is None else max(reported, day_before(month + target.lag))


def asked_from(target: Target) -> int | None:
    """The first day on which a period may end whose figure is asked for.

    Steps and targets without a pathway ask for nothing before their first dated value; all others
    (caps too) for every reporting period that ends after the start.
    """
    by_dates = target.pathway in {Pathway.STEPS, Pathway.NONE}
    if by_dates and not (target.holds or target.is_cap or target.method_judges_met):
        return first_due(target)
    return target.start + 1


# ------------------------------------------------------------------ steps 1 to 3: what is known


def what_is_known(s: Situation) -> Ruling | None:
    """Steps 1 to 3: the status of a target that is not judged; None where its figure decides."""
    return _not_scored(s) or _not_due(s) or _not_in_force(s) or _asked_about(s)


def _not_scored(s: Situation) -> Ruling | None:
    """Step 1: no number, no due date, or invalid."""
    target = s.target
    if target.is_faulty:
        return Ruling(Status.NOT_SCORED, Reason.INVALID_TARGET)
    if target.value is None and not target.is_open:
        return Ruling(Status.NOT_SCORED, Reason.NO_VALUE)
    if target.measure is None:
        return Ruling(Status.NOT_SCORED, Reason.NEEDS_MEASURE)
    if target.is_invalid:
        return Ruling(Status.NOT_SCORED, Reason.INVALID_TARGET)
    if target.due is None and target.is_milestone and s.met:
        return Ruling(Status.ACHIEVED, Reason.TARGET_MET)
    if target.due is None and not target.is_open:
        return Ruling(Status.NOT_SCORED, Reason.NO_DUE_DATE)
    return None


def _not_due(s: Situation) -> Ruling | None:  # noqa: PLR0911  (one for each answer)
    """Step 2: the due date is ahead and nothing is expected yet."""
    target, day = s.target, s.standing.day
    if s.reached:
        return None
    if target.t0 is not None and s.as_of.month < target.t0:
        return Ruling(Status.NOT_DUE, Reason.BEFORE_START)
    if s.stays or s.broken:
        return None
    if not s.late and (asked := _asked_about(s)):
        return asked
    own = target.holds or target.method_judges_met
    waiting = first_due(target)
    by_steps = target.pathway is Pathway.STEPS and not target.holds
    # where the latest edition already meets the final value step 6 says so
    early = by_steps and waiting is not None and max(day + 1, s.as_of.day) <= waiting
    if early and not s.met:
        return Ruling(Status.NOT_DUE, Reason.NOTHING_DUE_YET)
    if not s.met and not own:
        if target.pathway is Pathway.NONE and not target.is_cap:
            return Ruling(Status.NOT_DUE, Reason.NOTHING_DUE_YET)
        nothing_missing = not s.late and not s.behind
        points = target.milestones
        dated = bool(points) and points[0].day < s.as_of.day  # a milestone value was due by then
        if target.baseline is None and not dated and nothing_missing:
            return Ruling(Status.NOT_DUE, Reason.NO_BASELINE)
    if not s.standing.day and not s.late and not s.behind:
        return Ruling(Status.NOT_DUE, Reason.NOTHING_DUE_YET)
    return None


def _not_in_force(s: Situation) -> Ruling | None:
    """Step 3: the figure for the period in question is not in force."""
    if s.stays or s.broken:
        return None
    has_figure = s.standing.day > 0
    if has_figure and not s.standing.whole:
        return Ruling(Status.OVERDUE, Reason.FIGURES_INCOMPLETE)
    if s.settled:
        return None
    if s.late:
        return Ruling(Status.OVERDUE, Reason.FIGURE_OVERDUE)
    if not has_figure or _says_nothing(s):
        rank = s.target.is_rank
        reason = Reason.EDITION_NOT_PUBLISHED if rank else Reason.AWAITING_FIGURE
        return Ruling(Status.AWAITING_DATA, reason)
    return None


def _asked_about(s: Situation) -> Ruling | None:
    """Met at its baseline: only the figure of the due date decides; until then it is asked."""
    target = s.target
    if target.met_at_baseline and not (target.method_judges_met or s.settled or s.reached):
        return Ruling(Status.NOT_SCORED, Reason.MET_AT_BASELINE)
    return None


def _says_nothing(s: Situation) -> bool:
    """Whether the figure, at its own date, says nothing about the target.

    Nothing was expected then and the target was not met; or it is an older edition of a rank whose
    due date has come.
    """
    target, expected = s.target, s.expected
    if s.reached and target.is_rank:
        return True
    if target.holds:
        return False
    if s.reached and target.met_at_baseline and not target.method_judges_met:
        return True
    waiting = first_due(target)
    by_steps = target.pathway is Pathway.STEPS and not s.met
    if by_steps and waiting is not None and s.standing.day < waiting:
        return True
    if target.is_cap or target.method_judges_met or s.met:
        return False
    return expected is not None and expected.share is None and expected.last is None


def period_in_question(s: Situation, answer: Ruling | None) -> int | None:
    """The last day of the period whose figure is missing, in time, or asked for first."""
    not_due = answer is not None and answer.status is Status.NOT_DUE
    outstanding = answer is not None and answer.status in {Status.AWAITING_DATA, Status.OVERDUE}
    if s.settled or not (s.late or s.behind or not_due or outstanding):
        return None
    if not_due:
        return _asked_first(s)
    if s.late:
        return s.closed
    if s.reached:
        return s.target.settle
    return None if s.ended is None else day_before(s.ended)


def _asked_first(s: Situation) -> int | None:
    """The first dated value, else the first reporting period after the start that is not over."""
    target, waiting = s.target, first_due(s.target)
    if s.asked_from is None or s.asked_from > target.start + 1:
        return target.settle if waiting == target.due else waiting
    if target.step is None or target.settle_month is None:
        return target.settle
    begun = max(s.ended or 0, target.first_month or 0)
    return day_before(min(begun + target.step, target.settle_month))


# ------------------------------------------------------------------ steps 4 to 7: judged


def what_the_figure_says(s: Situation, actual: float) -> Ruling | None:
    """Steps 4 to 7 for an actual; None where the method's class decides (step 7)."""
    return (
        _cap_broken(s, actual)
        or _at_the_due_date(s, actual)
        or _held(s, actual)
        or _met(s, actual)
        or _dated(s, actual)
    )


def _cap_broken(s: Situation, actual: float) -> Ruling | None:
    """Step 3, first: what is settled whatever is missing: a broken cap, also by a lower bound."""
    target = s.target
    if not target.is_cap or is_met(target, actual, s.tolerance):
        return None
    if s.reached:
        return Ruling(Status.MISSED, Reason.TARGET_MISSED, target.value, target.upper)
    return Ruling(Status.OFF_TRACK, Reason.CAP_EXCEEDED, target.value, target.upper)


def _at_the_due_date(s: Situation, actual: float) -> Ruling | None:
    """Step 4: the due date has come, and its figure is in."""
    if not s.settled:
        return None
    target = s.target
    if is_met(target, actual, s.tolerance):
        return Ruling(Status.ACHIEVED, Reason.TARGET_MET, target.low, target.high)
    return Ruling(Status.MISSED, Reason.TARGET_MISSED, target.low, target.high)


def _held(s: Situation, actual: float) -> Ruling | None:
    """Step 5: hold targets and `between`, each period on its own.

    A held flow holds along its pathway: its bounds are scaled by the expected share.
    """
    target = s.target
    if not target.holds:
        return None
    share = (s.expected.share if s.expected else None) if target.is_flow else 1.0
    low, high = scaled(target.low, share), scaled(target.high, share)
    if satisfies(target.meets_by, actual, low, high, s.tolerance):
        return Ruling(Status.ON_TRACK, Reason.HOLDS, low, high)
    return Ruling(Status.OFF_TRACK, Reason.FAILS, low, high)


def scaled(bound: float | None, share: float | None) -> float | None:
    """A bound as far as it is expected by now; one of nothing stays nothing."""
    if bound == 0:
        return 0.0
    return None if bound is None or share is None else bound * share


def _met(s: Situation, actual: float) -> Ruling | None:
    """Step 6: met before the due date (not for caps, nor for a value to be held every year)."""
    target = s.target
    every_year = target.is_open and target.value is not None
    if target.is_cap or every_year or not is_met(target, actual, s.tolerance):
        return None
    if target.pathway is Pathway.STEPS and not target.is_milestone and not target.method_judges_met:
        return Ruling(Status.ON_TRACK, Reason.MEETS_SO_FAR, target.low, target.high)
    return Ruling(Status.ACHIEVED, Reason.MET_EARLY, target.low, target.high)


def _dated(s: Situation, actual: float) -> Ruling | None:
    """Step 7, where there is no way (B unknown, a rank): a milestone value that was due decides."""
    target, last = s.target, s.expected.last if s.expected else None
    has_way = target.baseline is not None and not target.is_rank
    if has_way or target.method_judges_met or last is None:
        return None
    if satisfies(target.meets_by, actual, last.value, last.value, s.tolerance):
        return Ruling(Status.ON_TRACK, Reason.STEP_MET, last.value, last.value)
    return Ruling(Status.OFF_TRACK, Reason.STEP_FAILED, last.value, last.value)
