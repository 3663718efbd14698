"""Flags: what else a reader should know about an assessment."""

from __future__ import annotations

import numpy as np

from scorecard.rules.aims import Aims
from scorecard.rules.arrays import STATUSES, Bools, Codes, Floats, Ints
from scorecard.rules.chains import SHIFT
from scorecard.rules.measures import above, is_met, satisfies
from scorecard.rules.periods import TICKS
from scorecard.rules.standing import Standing
from scorecard.rules.trails import Trail
from scorecard.rules.vocabulary import COMPARATORS, among
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import VERDICTS, Comparator


def is_verdict(status: Codes) -> Bools:
    """Whether a status judges."""
    return among(status, STATUSES, *VERDICTS)


def earlier_range(aims: Aims, standing: Standing, trail: Trail, key: Ints) -> tuple[Ints, Ints]:
    """The nodes between each target's start and the node it stands on, as [first, stop)."""
    start = np.where(np.isfinite(aims.dates.start), aims.dates.start, 0.0).astype(np.int64)
    first = np.searchsorted(trail.place, (key << SHIFT) | (start * TICKS), "right")
    stop = np.where(standing.node >= 0, standing.node, first)
    return first.astype(np.int64), np.maximum(stop, first).astype(np.int64)


def worsening(
    aims: Aims, standing: Standing, trail: Trail, earlier: tuple[Ints, Ints], policy: Policy
) -> Bools:
    """Met, but nearer to the bound than at the point before (levels only).

    A rank must have moved by `rank_change` places: fewer show no clear change.
    """
    first, stop = earlier
    several = (stop > first) & ~aims.kinds.flow
    if not several.any():
        return several
    before = np.where(several, trail.value[np.where(several, stop - 1, 0)], np.nan)
    loss = _room(aims, before) - _room(aims, standing.actual)
    least = np.where(aims.kinds.rank, float(policy.rank_change), 0.0)
    moved = np.where(aims.kinds.rank, loss >= least, above(loss, 0.0, policy.tolerance))
    return np.asarray(moved & is_met(aims, standing.actual, policy.tolerance), dtype=np.bool_)


def lost(aims: Aims, standing: Standing, trail: Trail, earlier: tuple[Ints, Ints]) -> Bools:
    """Met at an earlier point since the start, not now (levels only)."""
    first, stop = earlier
    failing = ~aims.kinds.flow & standing.have & ~is_met(aims, standing.actual)
    rows = np.flatnonzero((stop > first) & failing)
    result = np.zeros(len(aims), dtype=np.bool_)
    if len(rows):
        size = stop[rows] - first[rows]
        opens = np.append(0, np.cumsum(size)[:-1])
        owner = np.repeat(rows, size)
        values = trail.value[np.repeat(first[rows] - opens, size) + np.arange(size.sum())]
        met = satisfies(aims.comparator[owner], values, aims.target[owner], aims.upper[owner])
        result[rows] = np.logical_or.reduceat(met, opens)
    return result


def _room(aims: Aims, x: Floats) -> Floats:
    """How far inside its bound a value lies (indicator's unit, positive inside)."""
    falling = among(aims.comparator, COMPARATORS, Comparator.AT_MOST, Comparator.BELOW)
    room = np.where(falling, aims.target - x, x - aims.target)
    room = np.where(aims.kinds.between, np.minimum(room, aims.upper - x), room)
    equal = among(aims.comparator, COMPARATORS, Comparator.EQUAL)
    return np.where(equal, -np.abs(x - aims.target), room)
