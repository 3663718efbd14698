"""From an actual to a verdict: met, hold, milestone due, or the method's class."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from scorecard.rules.aims import Aims
from scorecard.rules.arrays import (
    Bools,
    Floats,
    Inputs,
    Ints,
    Series,
    Verdicts,
    reason_code,
    status_code,
    unit_code,
)
from scorecard.rules.dispatch import judged
from scorecard.rules.measures import is_met, progress, satisfies
from scorecard.rules.methods.projection import trend, weakest_bound
from scorecard.rules.pathway import Expected
from scorecard.rules.periods import TICKS
from scorecard.rules.vocabulary import METHODS, among
from scorecard.schema.policy import Policy
from scorecard.schema.reasons import Reason
from scorecard.schema.vocabulary import DistanceUnit, Method, Status


@dataclass(frozen=True, slots=True)
class Case:
    """Targets that are judged by a figure; one element each.

    Attributes
    ----------
    aims
        The targets.
    actual
        Y in the indicator's unit.
    t
        Month ordinal at the end of the actual's period.
    expected
        What the pathway expects there.
    settled
        The due date has come and this is its figure.
    series
        The points behind the actual.
    """

    aims: Aims
    actual: Floats
    t: Floats
    expected: Expected
    settled: Bools
    series: Series

    def take(self, rows: Ints) -> Case:
        """Those of these cases."""
        return Case(
            self.aims.take(rows),
            self.actual[rows],
            self.t[rows],
            self.expected.take(rows),
            self.settled[rows],
            self.series.take(rows),
        )


def verdicts_of(case: Case, policy: Policy) -> Verdicts:
    """The verdict on each case; a later row of the table overrides an earlier one.

    =======================================  =============================================
    case                                     status
    =======================================  =============================================
    otherwise                                the method's class
    baseline unknown, a milestone value due  holds: on_track, else off_track
    hold target or `between`                 holds: on_track, else off_track
    met (no cap, not to be held every year)  achieved
    due date settled                         achieved or missed
    =======================================  =============================================

    Held flows hold along their pathway: their bounds are scaled by the expected share.  Distances
    of the last four are those of the actual to its bound, in places for ranks, else in the
    indicator's unit.
    """
    aims, kinds = case.aims, case.aims.kinds
    met = is_met(aims, case.actual, policy.tolerance)
    verdicts = judged(aims.method, _inputs(case, met), policy)
    fixed = case.expected.fixed
    step = np.isnan(aims.baseline) & ~kinds.own_met & ~np.isnan(fixed)
    holds = satisfies(aims.comparator, case.actual, fixed, fixed, policy.tolerance)
    verdicts = _held(verdicts, step, holds, (Reason.STEP_MET, Reason.STEP_FAILED))
    verdicts = _measured(verdicts, aims, step, np.abs(case.actual - fixed))
    hold = kinds.hold & ~case.settled
    low, high = _bounds(case)
    holds = satisfies(aims.comparator, case.actual, low, high, policy.tolerance)
    verdicts = _held(verdicts, hold, holds, (Reason.HOLDS, Reason.FAILS))
    verdicts = _measured(verdicts, aims, hold, _gap(case, low, high))
    every_year = kinds.open & ~np.isnan(aims.target)
    early = met & ~kinds.cap & ~kinds.hold & ~case.settled & ~every_year
    verdicts = _given(verdicts, early, Status.ACHIEVED, Reason.MET_EARLY)
    verdicts = _given(verdicts, case.settled & met, Status.ACHIEVED, Reason.TARGET_MET)
    verdicts = _given(verdicts, case.settled & ~met, Status.MISSED, Reason.TARGET_MISSED)
    gap = _gap(case, aims.target, aims.upper)
    return _measured(verdicts, aims, early | case.settled, gap)


def shifted(case: Case, by: Floats) -> Case:
    """The same cases with other actuals (indicator's unit)."""
    return replace(case, actual=case.actual + by)


def _inputs(case: Case, met: Bools) -> Inputs:
    aims, kinds = case.aims, case.aims.kinds
    target, t1 = _aimed_at(case)
    inputs = Inputs(
        baseline=aims.baseline,
        target=target,
        actual=case.actual,
        direction=aims.direction,
        t0=aims.dates.t0,
        t=case.t,
        t1=t1,
        progress=progress(aims, case.actual),
        expected=case.expected.share,
        expected_value=case.expected.value,
        is_flow=kinds.flow,
        is_cap=kinds.cap,
        is_rank=kinds.rank,
        met=met,
        natural_limit=aims.natural_limit,
        series=case.series,
    )
    return _facing(inputs, case)


def _facing(inputs: Inputs, case: Case) -> Inputs:
    """An interval without a direction, as a projection sees it: the bound that is in question.

    From outside it is the nearer one.  Inside it is the one that is left by the due date if things
    go on as they do; where none is, the one that the figures move away from.
    """
    aims, y = case.aims, case.actual
    open_ended = among(aims.method, METHODS, Method.PROJECTION) & aims.kinds.between
    open_ended &= (aims.direction == 0) & ~(case.expected.until >= 0)
    if not open_ended.any():
        return inputs
    rate, _, months = trend(inputs)
    low, high = aims.target, aims.upper
    then = y + rate * np.maximum((inputs.t1 - inputs.t) / months, 0.0)
    leaves = (then < low) | (then > high)
    inside = np.where((rate > 0) == leaves, -1.0, 1.0)
    facing = np.select([y < low, y > high], [1.0, -1.0], inside)
    return replace(
        inputs,
        direction=np.where(open_ended, facing, inputs.direction),
        target=np.where(open_ended, np.where(facing > 0, low, high), inputs.target),
    )


def _aimed_at(case: Case) -> tuple[Floats, Floats]:
    """Value (indicator's unit) and month ordinal that the method judges.

    They are those of the target; a projection aims at the weakest bound of an interval, and of
    several milestones at the next due.
    """
    aims, expected = case.aims, case.expected
    projecting = among(aims.method, METHODS, Method.PROJECTION)
    if not projecting.any():
        return aims.target, aims.dates.t1
    bound = weakest_bound(aims.target, aims.upper, aims.direction)
    ahead = projecting & (expected.until >= 0)
    value = np.where(projecting & aims.kinds.between, bound, aims.target)
    months = np.where(ahead, expected.until // TICKS, aims.dates.t1)
    return np.where(ahead, expected.coming, value), months


def _bounds(case: Case) -> tuple[Floats, Floats]:
    """The bounds a hold target must keep now; those of a flow grow with its pathway.

    A bound of nothing stays nothing, also where no share of it is known.
    """
    scale = np.where(case.aims.kinds.flow, case.expected.share, 1.0)
    low, high = case.aims.target, case.aims.upper
    return np.where(low == 0, 0.0, low * scale), np.where(high == 0, 0.0, high * scale)


def _gap(case: Case, low: Floats, high: Floats) -> Floats:
    """Distance of the actual from the bound, from the nearer of two for `between`."""
    gap = np.abs(case.actual - low)
    other = np.where(case.aims.kinds.between, np.abs(case.actual - high), np.inf)
    return np.where(np.isnan(gap), np.nan, np.minimum(gap, other))


def _held(
    verdicts: Verdicts, mask: Bools, holds: Bools, reasons: tuple[Reason, Reason]
) -> Verdicts:
    verdicts = _given(verdicts, mask & holds, Status.ON_TRACK, reasons[0])
    return _given(verdicts, mask & ~holds, Status.OFF_TRACK, reasons[1])


def _given(verdicts: Verdicts, mask: Bools, status: Status, reason: Reason) -> Verdicts:
    return replace(
        verdicts,
        status=np.where(mask, status_code(status), verdicts.status).astype(np.int8),
        reason=np.where(mask, reason_code(reason), verdicts.reason).astype(np.int8),
    )


def _measured(verdicts: Verdicts, aims: Aims, mask: Bools, distance: Floats) -> Verdicts:
    unit = np.where(aims.kinds.rank, unit_code(DistanceUnit.PLACES), unit_code(DistanceUnit.VALUE))
    return replace(
        verdicts,
        distance=np.where(mask, distance, verdicts.distance),
        distance_unit=np.where(mask, unit, verdicts.distance_unit).astype(np.int8),
    )
