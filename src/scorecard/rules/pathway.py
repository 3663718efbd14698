"""What a target's pathway expects at a date: a share of the way, and a value."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from scorecard.rules.aims import Aims
from scorecard.rules.arrays import Bools, Floats, Ints
from scorecard.rules.chains import SHIFT
from scorecard.rules.periods import NEVER, TICKS, spans_of
from scorecard.rules.texts import codes_of
from scorecard.rules.vocabulary import PATHWAYS, among
from scorecard.schema.vocabulary import Pathway


@dataclass(frozen=True, slots=True)
class Nodes:
    """Dated points between baseline and due date, sorted by target and tick.

    Attributes
    ----------
    place
        Row of the target and tick as one ascending integer.
    share
        Share of the way at that tick (0-1, unbounded); NaN where B is unknown.
    value
        Expected value in the indicator's unit.
    months
        Length of the point's period in months.
    """

    place: Ints
    share: Floats
    value: Floats
    months: Floats

    def last(self, rows: Ints, tick: Ints) -> Ints:
        """The last point of each row at or before a tick, -1 where there is none."""
        return self._of(rows, np.searchsorted(self.place, (rows << SHIFT) | tick, "right") - 1)

    def after(self, rows: Ints, node: Ints) -> Ints:
        """The point of each row that follows this one (its first after -1), -1 where none does."""
        if not len(self.place):
            return np.full(len(rows), -1, dtype=np.int64)
        return self._of(rows, np.where(node >= 0, node + 1, self.first(rows)))

    def first(self, rows: Ints) -> Ints:
        """The first point of each row, -1 where there is none."""
        return self._of(rows, np.searchsorted(self.place, rows << SHIFT, "left"))

    def tick(self, nodes: Ints) -> Ints:
        """The ticks of these points."""
        return self.place[nodes] & ((1 << SHIFT) - 1)

    def _of(self, rows: Ints, node: Ints) -> Ints:
        if not len(self.place):
            return np.full(len(rows), -1, dtype=np.int64)
        inside = (node >= 0) & (node < len(self.place))
        node = np.where(inside, node, 0)
        return np.where(inside & (self.place[node] >> SHIFT == rows), node, -1)


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected at one tick of each target.

    Attributes
    ----------
    share
        E, share of the way; NaN where nothing is expected or B is unknown.
    value
        Expected value in the indicator's unit.
    fixed
        The milestone value that was due last, NaN before the first; indicator's unit.
    since
        Tick of that milestone, -1 where there is none.
    months
        Length of that milestone's period.
    coming
        The milestone value that is due next, NaN after the last; indicator's unit.
    until
        Tick of that milestone, -1 where there is none.
    """

    share: Floats
    value: Floats
    fixed: Floats
    since: Ints
    months: Floats
    coming: Floats
    until: Ints

    def take(self, rows: Ints) -> Expected:
        """Those of these targets."""
        return Expected(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})


def nodes_of(
    frame: pd.DataFrame, aims: Aims, milestones: pd.DataFrame | None, fiscal_start: int = 1
) -> Nodes:
    """The dated points of the targets in force.

    Reads of `milestones`: `organisation`, `target`, `period`, `kind` (text; blank: value),
    `value` (indicator's unit, or a share).  Points at or after the due date are left out: there
    the target itself stands; so are shares of a way without a baseline, and all points of a
    target without a pathway.
    """
    if milestones is None or not len(milestones):
        return Nodes(*(np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0), np.zeros(0)))
    row = owners(frame, milestones)
    spans = spans_of(milestones["period"], fiscal_start)
    given = milestones["value"].to_numpy(np.float64)
    keep = np.flatnonzero((row >= 0) & (spans.end >= 0) & ~np.isnan(given))
    keep = keep[spans.end[keep] < aims.dates.due[row[keep]]]
    keep = keep[~among(aims.pathway, PATHWAYS, Pathway.NONE)[row[keep]]]
    row, spans, given = row[keep].astype(np.int64), spans.take(keep), given[keep]
    is_share = (milestones["kind"].iloc[keep] == "share").to_numpy(dtype=np.bool_)
    base, way = aims.baseline[row], aims.target[row] - aims.baseline[row]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(is_share, given, np.where(way == 0, np.nan, (given - base) / way))
    place = (row << SHIFT) | spans.end
    order = np.lexsort((given, place))
    order = order[np.append(np.diff(place[order]) > 0, True)[: len(order)]]
    value = np.where(is_share, base + given * way, given)
    order = order[~np.isnan(value[order])]
    return Nodes(place[order], share[order], value[order], spans.months[order].astype(np.float64))


def owners(frame: pd.DataFrame, milestones: pd.DataFrame) -> Ints:
    """Position of each milestone's target in the frame (by organisation, target); -1: none."""
    both = pd.concat([frame[["organisation", "target"]], milestones[["organisation", "target"]]])
    left, names = codes_of(both["target"])
    right, _ = codes_of(both["organisation"])
    pairs = (right + 1) * (len(names) + 1) + left
    row = pd.Index(pairs[: len(frame)]).get_indexer(pd.Index(pairs[len(frame) :]))
    return np.asarray(row, dtype=np.int64)


def first_due(aims: Aims, nodes: Nodes) -> Ints:
    """Tick at which a pathway first expects something fixed: its first point, else the due date."""
    node = nodes.first(np.arange(len(aims), dtype=np.int64))
    return np.where(node >= 0, nodes.tick(node) if len(nodes.place) else NEVER, aims.dates.due)


def expected_at(aims: Aims, nodes: Nodes, tick: Ints) -> Expected:
    """What each target's pathway expects at a tick (one per target; -1: nothing).

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
    value is B + E (T - B), or a milestone's own value where B is unknown.
    """
    rows = np.arange(len(aims), dtype=np.int64)
    known = tick >= 0
    last = nodes.last(rows, np.maximum(tick, 0))
    share = _linear(aims, tick)
    value = np.full(len(aims), np.nan)
    fixed, since, months = _fixed(nodes, last)
    coming, until, _ = _fixed(nodes, nodes.after(rows, last))
    if len(nodes.place):
        lined = among(aims.pathway, PATHWAYS, Pathway.MILESTONES, Pathway.SHARES)
        between, between_value = _lines(aims, nodes, rows, last, tick)
        share = np.where(lined, between, share)
        value = np.where(lined, between_value, value)
    stepped = among(aims.pathway, PATHWAYS, Pathway.STEPS)
    share = np.where(stepped, nodes.share[last] if len(nodes.place) else np.nan, share)
    share = np.where(stepped & (last < 0), np.nan, share)
    share = np.where(among(aims.pathway, PATHWAYS, Pathway.NONE), np.nan, share)
    no_way = _pointless(aims) | np.isnan(aims.baseline)
    share = np.where(no_way, np.nan, np.maximum(share, 0.0))
    share = np.where(aims.kinds.cap, np.minimum(share, 1.0), share)
    reached = known & (aims.dates.due >= 0) & (tick >= aims.dates.due)
    share = np.where(reached & ~no_way, 1.0, share)
    share = np.where(known, share, np.nan)
    value = np.where(stepped, fixed, value)
    way = aims.baseline + share * (aims.target - aims.baseline)
    value = np.where(np.isnan(way), value, way)
    value = np.where(reached | _pointless(aims), aims.target, value)
    value = np.where(known & ~aims.kinds.between, value, np.nan)
    return Expected(share, value, np.where(known, fixed, np.nan), since, months, coming, until)


def _pointless(aims: Aims) -> Bools:
    """Held levels: there is no way to measure, T is expected all the time."""
    return aims.kinds.hold & ~aims.kinds.flow


def _linear(aims: Aims, tick: Ints) -> Floats:
    t0, t1 = aims.dates.t0, aims.dates.t1
    elapsed = np.maximum(tick // TICKS, 0) - t0
    with np.errstate(divide="ignore", invalid="ignore"):
        share = elapsed / (t1 - t0)
    return np.clip(np.where(t1 > t0, share, 0.0 * t0), 0.0, 1.0)


def _fixed(nodes: Nodes, last: Ints) -> tuple[Floats, Ints, Floats]:
    """These points (-1: none): value, tick, length of the period."""
    none = last < 0
    if not len(nodes.place):
        nothing = np.full(len(last), np.nan)
        return nothing, np.full(len(last), NEVER, dtype=np.int64), nothing
    return (
        np.where(none, np.nan, nodes.value[last]),
        np.where(none, NEVER, nodes.tick(last)),
        np.where(none, np.nan, nodes.months[last]),
    )


def _lines(aims: Aims, nodes: Nodes, rows: Ints, last: Ints, tick: Ints) -> tuple[Floats, Floats]:
    """Shares and values on the straight lines between the points around each tick."""
    after = np.where(last >= 0, last + 1, nodes.first(rows))
    inside = (after >= 0) & (after < len(nodes.place))
    after = np.where(inside, after, 0)
    inside &= nodes.place[after] >> SHIFT == rows
    dates = aims.dates
    left = np.where(last >= 0, nodes.tick(last) // TICKS, dates.t0)
    right = np.where(inside, nodes.tick(after) // TICKS, dates.t1)
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.clip((tick // TICKS - left) / (right - left), 0.0, 1.0)
    part = np.where(right > left, part, 1.0)
    low = np.where(last >= 0, nodes.share[last], 0.0)
    high = np.where(inside, nodes.share[after], 1.0)
    low_value = np.where(last >= 0, nodes.value[last], aims.baseline)
    high_value = np.where(inside, nodes.value[after], aims.target)
    return low + part * (high - low), low_value + part * (high_value - low_value)
