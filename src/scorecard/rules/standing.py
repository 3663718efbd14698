"""The figure each target stands on at `as_of`, and what is known besides."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from scorecard.rules.aims import Aims
from scorecard.rules.arrays import Bools, Floats, Ints
from scorecard.rules.chains import ABSOLUTE
from scorecard.rules.periods import NEVER, TICKS
from scorecard.rules.trails import Trail

_ALWAYS = (1 << 20) - 1
"""A tick after all periods."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One element per target.

    Attributes
    ----------
    node
        Node of the trail the target stands on, -1 where there is none.
    tick
        Tick at which that node's period ends, -1 where there is none.
    actual
        Y in the indicator's unit: the level, or what has accumulated since the baseline.
    whole
        Whether nothing is missing in a sum; otherwise `actual` is a lower bound.
    due_in
        Whether the node is the figure of the due date.
    told
        The last node at all (also from before the start), -1 where there is none.
    """

    node: Ints
    tick: Ints
    actual: Floats
    whole: Bools
    due_in: Bools
    told: Ints

    def take(self, rows: Ints) -> Standing:
        """Those of these targets."""
        return Standing(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})

    @property
    def have(self) -> Bools:
        """Whether there is a figure that speaks about the target."""
        return self.node >= 0


def standing_of(aims: Aims, trail: Trail, key: Ints) -> Standing:
    """The figure each target stands on.

    The figure whose own period ends at the due date (or in the reporting period that holds a due
    date inside it), else the last one before; figures from before the start do not count.
    """
    dates = aims.dates
    told = trail.last(key, np.where(dates.due >= 0, dates.settle, _ALWAYS))
    due = np.where(dates.due >= 0, trail.first(key, dates.due), -1)
    due = np.where((due >= 0) & (_ticks(trail, due) <= dates.settle), due, -1)
    node = np.where(due >= 0, due, told)
    tick = _ticks(trail, node)
    node = np.where(tick > dates.start * TICKS, node, -1)
    actual, whole = _actual(aims, trail, key, node)
    node = np.where(np.isnan(actual), -1, node)
    tick = np.where(node >= 0, tick, NEVER)
    return Standing(node, tick, actual, whole, (due >= 0) & (node >= 0), told)


def _ticks(trail: Trail, node: Ints) -> Ints:
    if not len(trail.place):
        return np.full(len(node), NEVER, dtype=np.int64)
    return np.where(node >= 0, trail.tick(node), NEVER)


def _actual(aims: Aims, trail: Trail, key: Ints, node: Ints) -> tuple[Floats, Bools]:
    """Y and whether it is whole; a flow counted since its start adds to its baseline."""
    if not len(trail.place):
        return np.full(len(node), np.nan), np.zeros(len(node), dtype=np.bool_)
    value = np.where(node >= 0, trail.value[node], np.nan)
    whole = (node >= 0) & trail.whole[node]
    added = aims.kinds.total & (node >= 0) & (trail.origin[node] != ABSOLUTE)
    if not added.any():
        return value, whole
    since = np.where(added, aims.dates.t0 * TICKS, 0).astype(np.int64)
    origin = trail.origin[node]
    base = trail.last(key, since)
    exact = (base >= 0) & (trail.tick(base) == since) & (trail.origin[base] == origin)
    before = np.where(exact, trail.value[base], np.nan)
    less = np.where(origin >= since, 0.0, before)
    whole &= ~added | (origin == since) | ((origin < since) & exact & trail.whole[base])
    return np.where(added, aims.baseline + value - less, value), whole
