"""Flows added up: what has accumulated at the end of each reported period, and where gaps are."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import numpy as np

from scorecard.rules.arrays import Bools, Floats, Ints

ABSOLUTE: Final = -1
"""The origin of a sum that was reported as such, not added up."""

SHIFT: Final = 20
"""Bits for a tick beside a block or key number."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What has accumulated at the end of each reported period of a block; sorted by both.

    Attributes
    ----------
    block, end
        The block (a flow, or a flow in one fiscal year) and the tick of the end.
    value
        The sum since `origin`, in the indicator's unit.
    origin
        Tick from which it was added up, or `ABSOLUTE` where the sum itself was reported.
    whole
        Whether all time from the origin to the end is covered.
    row
        Position of the last figure in it among the rows given.
    marks
        Bits of all figures in it.
    """

    block: Ints
    end: Ints
    value: Floats
    origin: Ints
    whole: Bools
    row: Ints
    marks: Ints


@dataclass(frozen=True, slots=True)
class Parts:
    """Figures of flows, sorted by block and end; one element per figure.

    A figure covers the time from tick `start` to tick `end`; `absolute` ones are sums reported as
    such.
    """

    block: Ints
    start: Ints
    end: Ints
    value: Floats
    absolute: Bools
    marks: Ints

    def take(self, rows: Bools | Ints) -> Parts:
        """The figures at these positions."""
        return Parts(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})

    def place(self) -> Ints:
        """Block and end as one ascending integer."""
        return (self.block << SHIFT) | self.end


def added_up(parts: Parts) -> Sums:
    """The sums at every reported end.

    A figure is added to the sum at the last end that is not after its own start; what lies between
    the two is a gap, and the sum is then a lower bound (`whole` is false).  A reported sum stands
    for itself.  Of several ways to one end the whole one counts, a reported one before an added
    one, the larger bound among bounds.

    The loop runs over the n-th end of every block at once, not over figures.
    """
    place = parts.place()
    new = np.diff(place, prepend=-1) != 0
    opens, group = np.flatnonzero(new), np.cumsum(new) - 1
    sums = _blank(parts, opens)
    before = np.searchsorted(place[opens], (parts.block << SHIFT) | parts.start, "right") - 1
    joined = (before >= 0) & (sums.block[before] == parts.block) & ~parts.absolute
    before = np.where(joined, before, -1)
    for rows in _by_depth(sums.block, group, joined):
        _add(parts, sums, rows, group[rows], before[rows])
    return sums


def _blank(parts: Parts, opens: Ints) -> Sums:
    size = len(opens)
    return Sums(
        parts.block[opens],
        parts.end[opens],
        np.zeros(size),
        np.zeros(size, dtype=np.int64),
        np.zeros(size, dtype=np.bool_),
        np.zeros(size, dtype=np.int64),
        np.zeros(size, dtype=np.int64),
    )


def _by_depth(block: Ints, group: Ints, joined: Bools) -> list[Ints]:
    """Rows of the first end of every block, of the second, and so on."""
    if not joined.any():
        return [np.arange(len(group))]
    opens = np.flatnonzero(np.diff(block, prepend=-1))
    size = np.diff(np.append(opens, len(block)))
    depth = (np.arange(len(block)) - np.repeat(opens, size))[group]
    order = np.argsort(depth.astype(np.int16), kind="stable")
    cuts = np.flatnonzero(np.diff(depth[order])) + 1
    return np.split(order, cuts)


def _add(parts: Parts, sums: Sums, rows: Ints, group: Ints, before: Ints) -> None:
    """Fill the sums that these rows lead to (all earlier ends are filled already)."""
    joined = before >= 0
    absolute = parts.absolute[rows]
    value = parts.value[rows] + np.where(joined, sums.value[before], 0.0)
    marks = parts.marks[rows] | np.where(joined, sums.marks[before], 0)
    start = parts.start[rows]
    closed = ~joined | (sums.whole[before] & (sums.end[before] == start))
    origin = np.where(joined, sums.origin[before], start)
    origin = np.where(absolute, ABSOLUTE, origin)
    whole = absolute | closed
    best = _best(group, whole, absolute, value)
    group, rows = group[best], rows[best]
    sums.value[group], sums.origin[group] = value[best], origin[best]
    sums.whole[group], sums.marks[group] = whole[best], marks[best]
    sums.row[group] = rows


def _best(group: Ints, whole: Bools, absolute: Bools, value: Floats) -> Ints:
    """One row of each group: whole, reported, largest."""
    if bool(np.all(group[1:] > group[:-1])):
        return np.arange(len(group))
    order = np.lexsort((value, absolute, whole, group))
    last = np.flatnonzero(np.diff(group[order], append=-1))
    return np.asarray(order[last], dtype=np.int64)
