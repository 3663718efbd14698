"""Reported figures as the outputs list them, and indicators with the lines that charts draw."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Final

import pandas as pd

from scorecard.i18n import N_, number_text
from scorecard.report.amounts import COMPUTED_DECIMALS, Scale
from scorecard.report.inputs import Key, Lines, Names, Record, grouped, key_of, period_of, records
from scorecard.report.target_rows import TargetWriter
from scorecard.report.view import (
    Band,
    Bar,
    Break,
    Control,
    ControlPoint,
    FigureRow,
    Knot,
    Place,
    Series,
    SeriesTarget,
    TargetRow,
)
from scorecard.schema.frames import Books, begins_anew
from scorecard.schema.vocabulary import OPEN, Basis, FigureState, Pathway
from scorecard.store import slug

_TO_MOST: Final = N_("up to the maximum, {value}")
_TO_LEAST: Final = N_("down to the minimum, {value}")
_STRAIGHT: Final = 1e-9
_LIMITS: Final = ("low_on_track", "low_at_risk", "high_on_track", "high_at_risk")
MONTHS_A_QUARTER: Final = 3


# ------------------------------------------------------------------------------- the figures


def figure_rows(figures: pd.DataFrame, names: Names) -> tuple[FigureRow, ...]:
    """Every figure, by organisation, indicator, period and vintage."""
    rows = list(records(figures))
    latest: dict[tuple[str, ...], tuple[date, int]] = {}
    for row in rows:  # in force is what came last, by day, then by entry
        key, came = _figure_key(row), (row["known_on"] or date.min, row["vintage"] or 1)
        latest[key] = max(latest.get(key, came), came)
    made = [_figure(row, names, in_force=latest[_figure_key(row)][1]) for row in rows]
    made.sort(
        key=lambda f: (*names.place(f.organisation, f.indicator), f.month, f.basis, f.vintage)
    )
    return tuple(made)


def _figure_key(row: Record) -> tuple[str, ...]:
    return (*key_of(row), row["period"] or "", row["basis"] or "")


def _figure(row: Record, names: Names, *, in_force: int) -> FigureRow:
    organisation, indicator = key = key_of(row)
    scale, words = names.scale(key), names.words
    return FigureRow(
        organisation=organisation,
        indicator=indicator,
        name=names.names.get(key, indicator),
        unit_of_measure=names.amounts.unit(scale),
        measure=scale.measure,
        decimals=scale.decimals,
        period=row["period"] or "",
        period_text=names.period(row["period"]),
        basis=row["basis"] or "",
        basis_word=words.label(Basis, row["basis"]),
        month=names.month(row["period"]) or 0,
        value=row["value"],
        value_text=names.amounts.value(row["value"], scale, row["rank_of"]),
        raw=row["raw"] or "",
        state=row["state"] or "",
        state_word=words.label(FigureState, row["state"]),
        rank_of=row["rank_of"],
        evidence=row["evidence"] or "",
        note=row["note"] or "",
        known_on=row["known_on"],
        received_text=words.date(row["known_on"]),
        sent_by=row["sent_by"] or "",
        vintage=row["vintage"] or 1,
        current=(row["vintage"] or 1) == in_force,
        place=Place(row["file"], row["sheet"], row["cell"]),
    )


def untargeted(figures: Iterable[FigureRow], rows: Iterable[TargetRow]) -> tuple[FigureRow, ...]:
    """The figures in force of indicators that no target uses."""
    targeted = {(row.organisation, row.indicator) for row in rows}
    return tuple(f for f in figures if f.current and (f.organisation, f.indicator) not in targeted)


# ---------------------------------------------------------------------------- the indicators


def all_series(
    figures: Iterable[FigureRow], rows: Iterable[TargetRow], curves: Curves
) -> tuple[Series, ...]:
    """One series for each indicator that has figures, or a target with a value and a date.

    A target without a number or a date is shown where there are figures: it is not scored, and why.
    """
    points: dict[Key, list[FigureRow]] = {}
    for figure in figures:
        if figure.value is not None:
            points.setdefault((figure.organisation, figure.indicator), []).append(figure)
    targets: dict[Key, list[TargetRow]] = {}
    for row in rows:
        key = row.organisation, row.indicator
        if key in points or (row.numbers.target_value is not None and row.due):
            targets.setdefault(key, []).append(row)
    keys = sorted(points.keys() | targets.keys(), key=lambda key: (*curves.names.place(*key), key))
    return tuple(curves.series(key, points.get(key, []), targets.get(key, [])) for key in keys)


class Curves:
    """Pathways, bands, projections and first versions of targets; totals and control limits."""

    def __init__(self, books: Books, lines: Lines, names: Names, writer: TargetWriter) -> None:
        self.names, self.amounts = names, names.amounts
        self.milestones = grouped(books.milestones.values, "target")
        self.points = grouped(lines.pathways, "target")
        self.first_points = grouped(lines.original_pathways, "target")
        firsts = [a for a in records(lines.originals) if key_of(a) in names.names]
        originals = (writer.row(position, first) for position, first in enumerate(firsts))
        self.originals = {(row.organisation, row.target): row for row in originals}
        self.ranges = {
            key_of(row): (row["minimum"], row["maximum"])
            for row in records(books.indicators.values)
        }
        self.sums = grouped(lines.totals, "indicator")
        self.controls = grouped(lines.controls, "indicator")

    def series(
        self, key: Key, figures: Sequence[FigureRow], targets: Sequence[TargetRow]
    ) -> Series:
        """An indicator with its figures, its targets, and everything that is drawn around them."""
        organisation, indicator = key
        scale = self.names.scale(key)
        current = tuple(figure for figure in figures if figure.current)
        return Series(
            organisation=organisation,
            indicator=indicator,
            name=self.names.names.get(key, indicator),
            unit_of_measure=self.amounts.unit(scale),
            decimals=scale.decimals,
            measure=scale.measure,
            points=current,
            targets=tuple(self.target(row, scale) for row in targets),
            file_stem=slug(f"{organisation} {indicator}".strip()),
            earlier=tuple(figure for figure in figures if not figure.current),
            totals=self.totals(key, scale),
            brought=tuple(self.brought(key, current)),
            control=self.control(key, scale),
            breaks=tuple(Break(f.month, f.note.strip()) for f in current if begins_anew(f.note)),
        )

    def target(self, row: TargetRow, scale: Scale) -> SeriesTarget:
        """A target with everything that is drawn around it."""
        key = row.organisation, row.target
        first = self.originals.get(key)
        ghost = None
        if first is not None:
            course = self._pathway(first, scale, self.first_points.get(key, []))
            ghost = SeriesTarget(first, self.names.month(first.due), course, _stepped(first))
        points = self.points.get(key, [])
        due = self.names.month(row.due)
        pathway = self._pathway(row, scale, points)
        ends = ((p["period"], [p.get(name) for name in _LIMITS]) for p in points)
        bands = tuple(
            Band(self.names.month(period) or 0, *limits)
            for period, limits in ends
            if any(limit is not None for limit in limits)
        )
        projection = self._projection(row, due, scale)
        return SeriesTarget(row, due, pathway, _stepped(row), bands, projection, ghost)

    def totals(self, key: Key, scale: Scale) -> tuple[tuple[Knot, ...], ...]:
        """What a flow has accumulated by the end of each of its periods, year by year."""
        years: dict[int, list[Knot]] = {}
        for row in self.sums.get(key, []):
            month = self.names.month(row["period"])
            if month is not None:
                knot = self._knot(row["period"], month, row["value"], scale)
                years.setdefault(row["year"] or 0, []).append(knot)
        return tuple(tuple(knots) for knots in years.values())

    def brought(self, key: Key, figures: Sequence[FigureRow]) -> Iterator[Bar]:
        """The quarters of a flow that nobody reported alone, where two totals tell them."""
        known = {figure.month for figure in figures if figure.basis == Basis.PERIOD}
        before: tuple[int, int, float] | None = None
        for row in self.sums.get(key, []):
            quarter = period_of(row["period"], self.names.fiscal_start)
            if quarter is None or quarter.months != MONTHS_A_QUARTER:
                continue
            year, base = row["year"] or 0, None
            if year and quarter.start == quarter.year_start:
                base = 0.0
            elif before is not None and before[:2] == (year, quarter.start):
                base = before[2]
            if row["whole"] and base is not None and quarter.end not in known:
                yield Bar(quarter.start, quarter.end, row["value"] - base, computed=True)
            before = (year, quarter.end, row["value"]) if row["whole"] else None

    def control(self, key: Key, scale: Scale) -> Control | None:
        """The points of an indicator with their limits, where there are enough of them."""
        rows = self.controls.get(key, [])
        if not rows:
            return None
        points = tuple(
            ControlPoint(
                self.names.month(row["period"]) or 0,
                row["value"],
                number_text(row["value"], scale.decimals),
                row["signal"] or 0,
            )
            for row in rows
        )
        limits = [rows[-1][name] for name in ("mean", "lower", "upper")]
        places = COMPUTED_DECIMALS if scale.decimals is None else scale.decimals + 1
        return Control(points, *limits, *(number_text(limit, places) for limit in limits))

    def _pathway(self, row: TargetRow, scale: Scale, points: Sequence[Record]) -> tuple[Knot, ...]:
        """The dated points that what is expected, or allowed, runs through: its corners.

        And the milestones; each by the period that the book states, where it states one.
        """
        milestones = self.milestones.get((row.organisation, row.target), [])
        dated = [row.baseline_period, *(m["period"] for m in milestones), row.due]
        stated = {self.names.month(period): period for period in dated}
        kept = frozenset(self.names.month(milestone["period"]) for milestone in milestones)
        found = [
            (
                stated.get(self.names.month(point["period"])) or point["period"] or "",
                point["expected_value"] if point.get("allowance") is None else point["allowance"],
            )
            for point in points
        ]
        return corners(self._knots(found, scale), stepped=_stepped(row), keep=kept)

    def _knots(self, points: Iterable[tuple[str, float | None]], scale: Scale) -> tuple[Knot, ...]:
        """Dated values in time, the first of several of one date."""
        knots: dict[int, Knot] = {}
        for period, value in points:
            month = self.names.month(period)
            if month is not None and value is not None:
                knots.setdefault(month, self._knot(period, month, value, scale))
        return tuple(knots[month] for month in sorted(knots))

    def _projection(self, row: TargetRow, due: int | None, scale: Scale) -> Knot | None:
        """Where the trend leads by the due date: of open targets, where the rules give one.

        It is arithmetic; the line stops where it reaches what the indicator can be at most.
        """
        value, actual = row.numbers.projection, row.numbers.actual
        if value is None or due is None or row.status not in OPEN:
            return None
        label = self.names.period(row.due)
        least, most = self.ranges.get((row.organisation, row.indicator), (None, None))
        for bound, text, beyond in (
            (most, _TO_MOST, most is not None and value > most),
            (least, _TO_LEAST, least is not None and value < least),
        ):
            if beyond and actual is not None:
                start = self.names.month(row.actual_period) or due
                share = (bound - actual) / (value - actual)
                end = start + math.ceil(share * (due - start))
                told = self.amounts.words.text(text, value=self.amounts.value(bound, scale))
                return Knot(row.due, label, end, bound, told)
        told = self.amounts.projected(value, row.numbers.target_value, scale)
        return Knot(row.due, label, due, value, told)

    def _knot(self, period: str, month: int, value: float, scale: Scale) -> Knot:
        label = self.names.period(period)
        return Knot(period, label, month, value, self.amounts.computed(value, scale))


def corners(
    knots: tuple[Knot, ...], *, stepped: bool, keep: frozenset[int | None] = frozenset()
) -> tuple[Knot, ...]:
    """The points at which a line changes its course, its first and its last, and those to `keep`.

    Of steps those at which the value changes.
    """
    kept = list(knots[:1])
    for here, after in pairwise(knots[1:]):
        before = kept[-1]
        if stepped:
            turns = here.value != before.value
        else:
            share = (here.month - before.month) / (after.month - before.month)
            straight = before.value + share * (after.value - before.value)
            turns = abs(straight - here.value) > _STRAIGHT * max(1.0, abs(here.value))
        if turns or here.month in keep:
            kept.append(here)
    return (*kept, *knots[1:][-1:])


def _stepped(row: TargetRow) -> bool:
    return row.pathway == Pathway.STEPS
