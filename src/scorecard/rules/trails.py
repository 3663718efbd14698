"""What is known of every indicator at every reported end: the figures in force, added up.

A trail is the one table that the gate, the methods and the flags look things up in: one node per
(organisation, indicator) and end of period, sorted, with the value that counts there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Final

import numpy as np

from scorecard.rules.arrays import Bools, Floats, Ints
from scorecard.rules.chains import ABSOLUTE, SHIFT, Parts, added_up
from scorecard.rules.periods import TICKS
from scorecard.rules.sources import Source
from scorecard.rules.vocabulary import BASES, among
from scorecard.schema.period import MONTHS_A_YEAR
from scorecard.schema.vocabulary import Basis

_YEAR_BITS: Final = 9
"""Bits for a fiscal year beside a key: a flow's block."""


@dataclass(frozen=True, slots=True)
class Trail:
    """One node per key and end of period, sorted by both.

    Attributes
    ----------
    place
        Key and tick of the end as one ascending integer.
    value
        The level at that end; for a flow what has accumulated (since the start of its fiscal
        year, or since `origin` for flows counted since their start); indicator's unit.
    whole
        Whether nothing is missing in a sum (always true for levels).
    origin
        Tick from which a flow was added up, `ABSOLUTE` where the sum was reported.
    row
        Position in the figures frame of the (last) figure behind the node.
    marks
        Bits of the figures added up into it (the last figure's own included for flows).
    """

    place: Ints
    value: Floats
    whole: Bools
    origin: Ints
    row: Ints
    marks: Ints

    @classmethod
    def joined(cls, parts: Sequence[Trail]) -> Trail:
        """Trails one after the other."""
        return cls(
            **{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(cls)}
        )

    def part(self, nodes: Ints | slice) -> Trail:
        """These nodes."""
        return Trail(**{f.name: getattr(self, f.name)[nodes] for f in fields(Trail)})

    def tick(self, nodes: Ints) -> Ints:
        """The ticks at which these nodes' periods end."""
        return self.place[nodes] & ((1 << SHIFT) - 1)

    def last(self, key: Ints, tick: Ints) -> Ints:
        """The last node of each key that ends at or before a tick, -1 where there is none."""
        node = np.searchsorted(self.place, (key << SHIFT) | tick, "right") - 1
        return self._of(key, node)

    def first(self, key: Ints, tick: Ints) -> Ints:
        """The first node of each key that ends at or after a tick, -1 where there is none."""
        node = np.searchsorted(self.place, (key << SHIFT) | np.maximum(tick, 0), "left")
        return self._of(key, node)

    def _of(self, key: Ints, node: Ints) -> Ints:
        if not len(self.place):
            return np.full(len(key), -1, dtype=np.int64)
        inside = (node >= 0) & (node < len(self.place))
        node = np.where(inside, node, 0)
        return np.where(inside & (self.place[node] >> SHIFT == key), node, -1)


def trail_of(source: Source, as_of: date, fiscal_start: int = 1) -> Trail:
    """The trail of the figures in force at `as_of`.

    Reads `period`, `basis`, `state`, `evidence` (text), `value` (indicator's unit), `known_on`
    (date), `vintage` (whole number).

    ==========================================  =============================================
    case                                        decision
    ==========================================  =============================================
    `known_on` after `as_of`, or missing        not in force
    several vintages of one figure              the last by `known_on`, then `vintage`
    last vintage has no value                   the figure is withdrawn
    level: several figures with one end         as the indicator is reported, then the longest
    flow                                        added up, see `chains`
    ==========================================  =============================================
    """
    return trail_in(source.part(source.asked(as_of)), fiscal_start)


def trail_in(source: Source, fiscal_start: int = 1) -> Trail:
    """The trail of all figures of a part: whole keys, all of them in force."""
    trail = _trail(source, fiscal_start)
    return replace(trail, row=source.placed(trail.row))


def _trail(source: Source, fiscal_start: int) -> Trail:
    """The same; `row` is the position in the part."""
    keys = source.keys
    rows = np.arange(len(source.codes))
    place = (keys.of_figure << SHIFT) | source.ends(rows)
    if not bool(np.all(place[1:] >= place[:-1])):
        order = np.argsort(place)
        rows, place = rows[order], place[order]
    rows, place = _latest(source, rows, place)
    flow = keys.flow[place >> SHIFT]
    if not flow.any():
        return _levels(source, rows, place)
    levels = _levels(source, rows[~flow], place[~flow])
    return _merged(levels, _flows(source, rows[flow], place[flow], fiscal_start))


def _latest(source: Source, rows: Ints, place: Ints) -> tuple[Ints, Ints]:
    """Of every figure its last vintage, figures without a value left out."""
    same = place[1:] == place[:-1]
    if same.any():
        several = np.flatnonzero(np.append(same, False) | np.append(False, same))
        some, where = rows[several], place[several]
        months, basis = source.months(some), source.basis(some)
        order = np.lexsort((*source.age(some), basis, months, where))
        last = np.ones(len(order), dtype=np.bool_)
        for column in (where[order], months[order], basis[order]):
            last[:-1] &= column[1:] == column[:-1]
        last[:-1] = ~last[:-1]
        keep = np.ones(len(rows), dtype=np.bool_)
        keep[several[order]] = last
        rows, place = rows[keep], place[keep]
    valued = ~np.isnan(source.value(rows))
    return rows[valued], place[valued]


def _levels(source: Source, rows: Ints, place: Ints) -> Trail:
    """Levels: of figures with one end the one reported as the indicator asks, then the longest."""
    same = place[1:] == place[:-1]
    if same.any():
        basis = source.basis(rows)
        asked = source.keys.basis[place >> SHIFT]
        order = np.lexsort((basis, source.months(rows), basis == asked, place))
        rows, place = rows[order], place[order]
        last = np.append(~same, True)
        rows, place = rows[last], place[last]
    size = len(rows)
    return Trail(
        place,
        source.value(rows),
        np.ones(size, dtype=np.bool_),
        np.full(size, ABSOLUTE, dtype=np.int64),
        rows,
        np.zeros(size, dtype=np.int64),
    )


def _flows(source: Source, rows: Ints, place: Ints, fiscal_start: int) -> Trail:
    """Flows: what has accumulated, in the fiscal year or since the start."""
    key, end = place >> SHIFT, place & ((1 << SHIFT) - 1)
    first = fiscal_start - 1
    year = ((end - 1) // TICKS - first) // MONTHS_A_YEAR
    opening = (year * MONTHS_A_YEAR + first) * TICKS
    total = source.keys.total[key]
    basis, value = source.basis(rows), source.value(rows)
    single = among(basis, BASES, Basis.PERIOD)
    since = among(basis, BASES, Basis.SINCE_START)
    within = since & ~total
    value = np.where(within, _less_opening(key, end, opening, value, since), value)
    start = np.where(single, source.starts(rows), opening)
    absolute = np.where(total, since, ~single)
    usable = ~np.isnan(value) & (total | (start >= opening))
    marks = np.zeros(len(rows), dtype=np.int64)
    added = usable & ~absolute
    marks[added] = source.marks(rows[added])
    parts = Parts(
        (key << _YEAR_BITS) | np.where(total, 0, year % (1 << _YEAR_BITS)),
        start,
        end,
        value,
        absolute,
        marks,
    ).take(usable)
    sums = added_up(parts)
    key, sources = sums.block >> _YEAR_BITS, rows[usable][sums.row]
    opening = opening[usable][sums.row]
    return Trail(
        (key << SHIFT) | sums.end,
        sums.value,
        sums.whole
        & (source.keys.total[key] | (sums.origin == ABSOLUTE) | (sums.origin == opening)),
        sums.origin,
        sources,
        sums.marks,
    )


def _less_opening(key: Ints, end: Ints, opening: Ints, value: Floats, since: Bools) -> Floats:
    """Sums since the start less the sum at the opening of their year; NaN where that is unknown."""
    places, values = ((key << SHIFT) | end)[since], value[since]
    if not len(places):
        return value
    asked = (key << SHIFT) | opening
    found = np.minimum(np.searchsorted(places, asked), len(places) - 1)
    return np.where(places[found] == asked, value - values[found], np.nan)


def _merged(levels: Trail, flows: Trail) -> Trail:
    if not len(levels.place):
        return flows
    both = Trail.joined([levels, flows])
    order = np.argsort(both.place, kind="stable")
    return both.part(order)
