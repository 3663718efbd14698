"""The gate: what is known of each target at `as_of`, before anything is judged.

The seven steps of the method in their order; every target leaves with exactly one fate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from scorecard.rules.aims import Aims
from scorecard.rules.arrays import NO_CODE, Bools, Codes, Floats, Ints, reason_code, status_code
from scorecard.rules.calendar import Calendar
from scorecard.rules.measures import is_met
from scorecard.rules.pathway import Expected, Nodes, first_due
from scorecard.rules.periods import NEVER, TICKS
from scorecard.rules.standing import Standing
from scorecard.rules.vocabulary import PATHWAYS, among
from scorecard.schema.reasons import Reason
from scorecard.schema.vocabulary import Pathway, Status

_OUTSTANDING: Final = (status_code(Status.AWAITING_DATA), status_code(Status.OVERDUE))


@dataclass(frozen=True, slots=True)
class Gate:
    """What the gate decides; one element per target.

    Attributes
    ----------
    status, reason
        Positions in the vocabularies; -1 where the verdict is left to the arithmetic.
    settled
        The due figure is in and the due date has come: met or missed.
    stays
        Something that accumulates has reached its target, whatever figure is missing.
    stale
        An older figure keeps its verdict while a newer one is still in time.
    partial
        A figure is missing inside the sum.
    reached
        The due date has come.
    needed
        Tick of the end of the period whose figure is in question, -1 where none is.
    """

    status: Codes
    reason: Codes
    settled: Bools
    stays: Bools
    stale: Bools
    partial: Bools
    reached: Bools
    needed: Ints

    @property
    def judged(self) -> Bools:
        """Which targets get a verdict from their figure."""
        return np.asarray(self.status == NO_CODE, dtype=np.bool_)


class _Fates:
    """Statuses and reasons being given out; who has one keeps it."""

    def __init__(self, rows: int) -> None:
        self.status: Codes = np.full(rows, NO_CODE, dtype=np.int8)
        self.reason: Codes = np.full(rows, NO_CODE, dtype=np.int8)
        self.free: Bools = np.ones(rows, dtype=np.bool_)

    def give(self, mask: Bools, status: Status, reason: Reason) -> None:
        """Give this status to the targets in the mask that have none yet."""
        chosen = mask & self.free
        self.status[chosen] = status_code(status)
        self.reason[chosen] = reason_code(reason)
        self.free &= ~chosen

    def leave(self, mask: Bools) -> None:
        """Leave the targets in the mask to the arithmetic."""
        self.free &= ~mask


@dataclass(frozen=True, slots=True)
class _View:
    """What the steps of the gate look at; one element per target."""

    aims: Aims
    standing: Standing
    calendar: Calendar
    met: Bools
    settled: Bools
    reached: Bools
    late: Bools
    behind: Bools
    stays: Bools
    waiting: Ints
    asked: Floats
    dated: Floats


def gate(
    aims: Aims, standing: Standing, expected: Expected, nodes: Nodes, calendar: Calendar
) -> Gate:
    """The gate of the method, in its order.

    ====  ============================================  ======================================
    step  case                                          fate
    ====  ============================================  ======================================
    1     no number, no due date, invalid               not_scored (undated and done: achieved)
    2     due date ahead and nothing expected           not_due
    3     the figure in question is not in force        older verdict (stale), awaiting_data,
                                                        overdue
    4     due date come and its figure in               settled: met or missed
    5-7   otherwise                                     judged
    ====  ============================================  ======================================

    Something that accumulates (increase flow, deliverable) and has reached its target passes step
    3.  A newer period still in time does not excuse an older one whose deadline has passed.  On
    its last day a period is not over: its figure counts if it is in, and is not missed if not.
    """
    view = _view(aims, standing, nodes, calendar)
    fates = _Fates(len(aims))
    _unscored(fates, view)
    _not_due(fates, view)
    fates.leave(view.stays)
    partial = standing.have & ~standing.whole
    fates.give(partial, Status.OVERDUE, Reason.FIGURES_INCOMPLETE)
    fates.leave(view.settled)
    fates.give(view.late, Status.OVERDUE, Reason.FIGURE_OVERDUE)
    waits = ~standing.have | _mute(view, expected)
    fates.give(waits & aims.kinds.rank, Status.AWAITING_DATA, Reason.EDITION_NOT_PUBLISHED)
    fates.give(waits, Status.AWAITING_DATA, Reason.AWAITING_FIGURE)
    return Gate(
        fates.status,
        fates.reason,
        settled=view.settled,
        stays=view.stays,
        stale=(view.behind | view.late) & (fates.status == NO_CODE),
        partial=partial,
        reached=view.reached,
        needed=_needed(view, fates.status),
    )


def _view(aims: Aims, standing: Standing, nodes: Nodes, calendar: Calendar) -> _View:
    met = standing.have & is_met(aims, standing.actual)
    settled = standing.due_in & calendar.today
    reached = calendar.passed | settled
    waiting = first_due(aims, nodes)
    needed = np.where(reached, aims.dates.settle, calendar.ended)
    closed = np.where(reached & ~calendar.settle_closed, NEVER, calendar.closed)
    closed = np.where(reached & calendar.settle_closed, aims.dates.settle, closed)
    asked = _asked_from(aims, waiting)
    late = ~settled & (closed >= asked) & (standing.tick < closed)
    behind = ~settled & ~late & (needed >= asked) & (standing.tick < needed)
    kinds = aims.kinds
    rising = (kinds.flow & ~kinds.cap & (aims.direction > 0)) | kinds.milestone
    last = nodes.last(np.arange(len(aims), dtype=np.int64), np.full(len(aims), calendar.past))
    dated = np.where(last >= 0, nodes.value[last], np.nan) if len(nodes.place) else np.nan
    return _View(
        aims,
        standing,
        calendar,
        met=met,
        settled=settled,
        reached=reached,
        late=late,
        behind=behind,
        stays=met & rising & ~kinds.hold,
        waiting=waiting,
        asked=asked,
        dated=np.broadcast_to(np.asarray(dated, dtype=np.float64), (len(aims),)),
    )


def _asked_from(aims: Aims, waiting: Ints) -> Floats:
    """Tick of the first period end whose figure is asked for.

    Steps, targets without a pathway and levels without a baseline ask for nothing before their
    first dated value; all others (caps too) for every reporting period that ends after the start.
    """
    kinds = aims.kinds
    dated = among(aims.pathway, PATHWAYS, Pathway.STEPS, Pathway.NONE) | np.isnan(aims.baseline)
    first = np.where(waiting >= 0, waiting, np.inf)
    return np.where(
        dated & ~kinds.hold & ~kinds.cap & ~kinds.own_met, first, aims.dates.start * TICKS + 1
    )


def _unscored(fates: _Fates, view: _View) -> None:
    """Step 1: no number, no due date, or invalid."""
    aims, undated = view.aims, view.aims.dates.due < 0
    fates.give(aims.faulty, Status.NOT_SCORED, Reason.INVALID_TARGET)
    fates.give(np.isnan(aims.target) & ~aims.kinds.open, Status.NOT_SCORED, Reason.NO_VALUE)
    fates.give(aims.measure < 0, Status.NOT_SCORED, Reason.NEEDS_MEASURE)
    fates.give(aims.invalid, Status.NOT_SCORED, Reason.INVALID_TARGET)
    done = undated & aims.kinds.milestone & view.met
    fates.give(done, Status.ACHIEVED, Reason.TARGET_MET)
    fates.give(undated & ~aims.kinds.open, Status.NOT_SCORED, Reason.NO_DUE_DATE)
    fates.give(aims.wrong_side, Status.NOT_SCORED, Reason.MET_AT_BASELINE)


def _not_due(fates: _Fates, view: _View) -> None:
    """Step 2: the due date is ahead and nothing is expected yet."""
    aims, kinds, standing = view.aims, view.aims.kinds, view.standing
    ahead = ~view.reached & ~view.stays
    before = ~view.reached & (view.calendar.month < aims.dates.t0)
    fates.give(before, Status.NOT_DUE, Reason.BEFORE_START)
    steps = among(aims.pathway, PATHWAYS, Pathway.STEPS) & ~kinds.hold
    first = (view.calendar.past < view.waiting) & (standing.tick < view.waiting)
    fates.give(ahead & steps & first, Status.NOT_DUE, Reason.NOTHING_DUE_YET)
    unasked = among(aims.pathway, PATHWAYS, Pathway.NONE) & ~kinds.hold & ~kinds.own_met
    unasked &= ~kinds.cap
    fates.give(ahead & unasked & ~view.met, Status.NOT_DUE, Reason.NOTHING_DUE_YET)
    unknown = np.isnan(aims.baseline) & ~kinds.hold & ~kinds.own_met & np.isnan(view.dated)
    fates.give(ahead & unknown & ~view.met, Status.NOT_DUE, Reason.NO_BASELINE)
    idle = ~standing.have & ~view.late & ~view.behind
    fates.give(ahead & idle, Status.NOT_DUE, Reason.NOTHING_DUE_YET)


def _mute(view: _View, expected: Expected) -> Bools:
    """Targets whose figure, at its own date, says nothing about them.

    Nothing was expected then and the target was not met; or it is an older edition of a rank whose
    due date has come.
    """
    kinds = view.aims.kinds
    pathless = np.isnan(expected.share) & np.isnan(expected.fixed)
    silent = pathless & ~kinds.hold & ~kinds.cap & ~kinds.own_met & ~view.met
    steps = among(view.aims.pathway, PATHWAYS, Pathway.STEPS) & ~kinds.hold
    early = steps & (view.standing.tick < view.waiting)
    return silent | early | (view.reached & kinds.rank)


def _needed(view: _View, status: Codes) -> Ints:
    """The end of the period whose figure is in question, or is asked for first."""
    dates, calendar = view.aims.dates, view.calendar
    needed = np.where(view.late & ~view.reached, calendar.closed, calendar.ended)
    needed = np.where(view.reached, dates.settle, needed)
    idle = status == status_code(Status.NOT_DUE)
    dated = view.asked > dates.start * TICKS + 1
    first = np.where(view.waiting == dates.due, dates.settle, view.waiting)
    needed = np.where(idle, np.where(dated, first, _next(view)), needed)
    known = view.late | view.behind | idle | np.isin(status, _OUTSTANDING)
    return np.where(known & ~view.settled, needed, NEVER)


def _next(view: _View) -> Ints:
    """Tick of the end of the first reporting period after the start that is not over."""
    dates, step = view.aims.dates, view.aims.dates.step * TICKS
    begun = np.maximum(view.calendar.ended, np.where(np.isinf(dates.start), 0, dates.start) * TICKS)
    following = np.minimum(begun + step, dates.settle)
    return np.where(np.isnan(following), dates.settle, following).astype(np.int64)
