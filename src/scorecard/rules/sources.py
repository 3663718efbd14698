"""Figures as columns of numbers, looked up by position only where they are needed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from scorecard.rules.arrays import Bools, Codes, Floats, Ints
from scorecard.rules.periods import TICKS, Spans, coded_spans
from scorecard.rules.texts import codes_of
from scorecard.rules.vocabulary import BASES, STATES, among, codes_in
from scorecard.schema.vocabulary import Basis, FigureState

ESTIMATE: Final = 1
PROVISIONAL: Final = 2
UNVERIFIED: Final = 4
REVISED: Final = 8

_Kind = TypeVar("_Kind", bound=np.generic)

FIGURES_AT_ONCE: Final = 500_000
TARGETS_AT_ONCE: Final = 125_000


@dataclass(frozen=True, slots=True)
class Keys:
    """The (organisation, indicator) pairs that targets ask for, numbered from 0.

    Attributes
    ----------
    of_target
        Each target's key.
    of_figure
        Each figure's key, -1 where no target asks for it.
    flow, total
        By key: a flow; a flow counted since its start.
    basis
        By key: how the indicator is reported (position in `BASES`, -1 unknown).
    """

    of_target: Ints
    of_figure: Ints
    flow: Bools
    total: Bools
    basis: Codes

    def of(self, targets: Ints, first: int, stop: int) -> Keys:
        """The keys from `first` to before `stop`, numbered from 0, for these targets; no figures.

        Every target given has one of these keys.
        """
        some = slice(first, stop)
        nothing = np.zeros(0, dtype=np.int64)
        place = self.of_target[targets] - first
        return Keys(place, nothing, self.flow[some], self.total[some], self.basis[some])


def _grouped(block: Ints, count: int) -> list[Ints]:
    """Positions of the elements of block 0, of block 1, and so on, each in order."""
    order = np.argsort(block.astype(np.uint16), kind="stable")
    return np.split(order, np.cumsum(np.bincount(block, minlength=count))[:-1])


def keys_of(targets: pd.DataFrame, figures: pd.DataFrame, *, flow: Bools, total: Bools) -> Keys:
    """The keys of targets in force and of figures (columns `organisation`, `indicator`)."""
    organisation, known = codes_of(targets["organisation"])
    indicator, named = codes_of(targets["indicator"])
    width = len(named) + 2  # before the names: missing; after them: a name that no target has
    pairs = (organisation + 1) * width + indicator + 1
    of_target, distinct = pd.factorize(pairs)
    first = np.zeros(len(distinct), dtype=np.int64)
    first[of_target[::-1]] = np.arange(len(pairs))[::-1]
    asked = _matched(figures["organisation"], known, width)
    asked += _matched(figures["indicator"], named)
    basis = codes_in(targets["reported_as"], BASES)
    return Keys(
        np.asarray(of_target, dtype=np.int64),
        _places(asked, np.asarray(distinct, dtype=np.int64), (len(known) + 2) * width),
        flow[first],
        total[first],
        basis[first],
    )


def _matched(column: pd.Series, values: pd.Index, times: int = 1) -> Ints:
    """Positions (from 1) of a column's texts among these values, multiplied.

    0 is missing; a text that is not among the values has the position after the last.
    """
    codes, texts = codes_of(column)
    places = values.get_indexer(texts)
    places = np.where(places >= 0, places + 1, len(values) + 1)
    return (np.append(places, 0) * times).astype(np.int64)[codes]


def _places(asked: Ints, distinct: Ints, size: int) -> Ints:
    """Position of each asked number among the distinct ones, -1 where it is not among them."""
    if size <= 4 * (len(asked) + len(distinct)) + 1_000_000:
        table = np.full(size, -1, dtype=np.int32)  # half the memory: more of it is at hand
        table[distinct] = np.arange(len(distinct))
        return table[asked].astype(np.int64)
    return np.asarray(pd.Index(distinct).get_indexer(pd.Index(asked)), dtype=np.int64)


def _moved(values: npt.NDArray[_Kind], place: Ints) -> npt.NDArray[_Kind]:
    """Each value at its place."""
    moved = np.empty_like(values)
    moved[place] = values
    return moved


@dataclass(frozen=True, slots=True)
class Source:
    """The figures frame, its keys and its periods; every answer is for positions in the frame.

    Of a `part` the answers are for positions in it: `rows` says where they lie in the frame.

    Columns read: `period`, `basis`, `state`, `evidence` (text), `value` (indicator's unit),
    `known_on` (date), `vintage` (whole number).
    """

    figures: pd.DataFrame
    keys: Keys
    codes: Ints
    spans: Spans
    bases: Codes
    values: Floats
    rows: Ints | None = None

    @classmethod
    def of(cls, figures: pd.DataFrame, keys: Keys, fiscal_start: int = 1) -> Source:
        """The figures with their periods and bases read, each distinct text once."""
        codes, spans = coded_spans(figures["period"], fiscal_start)
        bases = codes_in(figures["basis"], BASES)
        return cls(figures, keys, codes, spans, bases, figures["value"].to_numpy(np.float64))

    def part(self, rows: Ints) -> Source:
        """These figures (ascending positions) side by side, so that looking them up is quick."""
        if len(rows) == len(self.codes):
            return self
        return replace(
            self,
            keys=replace(self.keys, of_figure=self.keys.of_figure[rows]),
            codes=self.codes[rows],
            bases=self.bases[rows],
            values=self.values[rows],
            rows=rows,
        )

    def blocks(self, asked: Ints) -> Iterator[tuple[Ints, Source]]:
        """Positions of targets, and the figures asked for of them, in blocks of whole keys.

        Time then grows with the number of rows: columns of millions fit no cache.  The figures
        are brought block by block in one pass: written to a few places at once, read in order.
        """
        keys, targets = self.keys, len(self.keys.of_target)
        count = max(1, -(-len(asked) // FIGURES_AT_ONCE), -(-targets // TARGETS_AT_ONCE))
        if count == 1:
            yield np.arange(targets), self.part(asked)
            return
        width = -(-len(keys.flow) // count)
        ordered, ends = self.part(asked).by_block(width, count)
        for nth, rows in enumerate(_grouped(keys.of_target // width, count)):
            first, block = nth * width, slice(ends[nth], ends[nth + 1])
            part = keys.of(rows, first, first + width)
            yield rows, ordered.between(block, part, first)

    def by_block(self, width: int, count: int) -> tuple[Source, Ints]:
        """The figures ordered by block of so many keys; where each block starts, and the end."""
        block = (self.keys.of_figure // width).astype(np.uint16)
        order = np.argsort(block, kind="stable")
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.arange(len(order))
        ends = np.append(0, np.cumsum(np.bincount(block, minlength=count)))
        return replace(
            self,
            keys=replace(self.keys, of_figure=_moved(self.keys.of_figure, place)),
            codes=_moved(self.codes, place),
            bases=_moved(self.bases, place),
            values=_moved(self.values, place),
            rows=order if self.rows is None else _moved(self.rows, place),
        ), ends

    def between(self, block: slice, keys: Keys, first: int) -> Source:
        """The figures of one block, their keys numbered from its first one."""
        return replace(
            self,
            keys=replace(keys, of_figure=self.keys.of_figure[block] - first),
            codes=self.codes[block],
            bases=self.bases[block],
            values=self.values[block],
            rows=None if self.rows is None else self.rows[block],
        )

    def asked(self, as_of: date) -> Ints:
        """Positions of the figures in force at a date that a target asks for.

        A figure without `known_on`, or with a period that cannot be read, is not in force.
        """
        known_on = self.figures["known_on"].to_numpy()
        known = known_on < np.datetime64(as_of + timedelta(days=1), "s")
        dated = (self.spans.end >= 0)[self.codes]
        return np.flatnonzero(known & dated & (self.keys.of_figure >= 0))

    def ends(self, rows: Ints) -> Ints:
        """Tick of the end of the period."""
        return self.spans.end[self.codes[rows]]

    def starts(self, rows: Ints) -> Ints:
        """Tick at which the period starts; a day starts at the end of the day before."""
        codes = self.codes[rows]
        day = self.spans.months[codes] == 0
        return np.where(day, self.spans.end[codes] - 1, self.spans.start[codes] * TICKS)

    def months(self, rows: Ints) -> Ints:
        """Length of the period in months."""
        return self.spans.months[self.codes[rows]]

    def value(self, rows: Ints) -> Floats:
        """The value in the indicator's unit."""
        return self.values[rows]

    def basis(self, rows: Ints) -> Codes:
        """What the figure covers; a blank one as the indicator is reported, else to date."""
        codes = self.bases[rows]
        asked = self.keys.basis[self.keys.of_figure[rows]]
        asked = np.where(asked < 0, BASES.index(Basis.TO_DATE), asked)
        return np.where(codes < 0, asked, codes).astype(np.int8)

    def age(self, rows: Ints) -> tuple[Floats, Floats, Ints]:
        """Columns that put vintages of one figure in order, least important first."""
        dates = self.figures["known_on"].iloc[self.placed(rows)]
        known_on = dates.to_numpy("datetime64[D]").astype(np.int64)
        return self.value(rows), self._vintage(rows), known_on

    def marks(self, rows: Ints) -> Ints:
        """Bits: estimate, provisional, without evidence, restated."""
        placed = self.placed(rows)
        state = codes_in(self.figures["state"].iloc[placed], STATES)
        estimate = among(state, STATES, FigureState.ESTIMATE)
        provisional = among(state, STATES, FigureState.PROVISIONAL)
        unverified = self.figures["evidence"].iloc[placed].isna().to_numpy()
        bits: Ints = ESTIMATE * estimate.astype(np.int64)
        bits = bits + PROVISIONAL * provisional + UNVERIFIED * unverified
        return bits + REVISED * (self._vintage(rows) > 1)

    def placed(self, rows: Ints) -> Ints:
        """Positions in the frame."""
        return rows if self.rows is None else self.rows[rows]

    def _vintage(self, rows: Ints) -> Floats:
        vintages = self.figures["vintage"].iloc[self.placed(rows)]
        vintage = vintages.to_numpy(np.float64, na_value=0.0)
        return np.asarray(vintage, dtype=np.float64)
