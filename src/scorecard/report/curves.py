"""The lines around a target and its indicator, from the rules' frames to dated points."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Final

import pandas as pd

from scorecard.i18n import N_, Words, number_text
from scorecard.report.amounts import COMPUTED_DECIMALS, Amounts, Scale
from scorecard.report.lines import Lines
from scorecard.report.parts import (
    Band,
    Break,
    Control,
    ControlPoint,
    FigureRow,
    Ghost,
    Knot,
    Place,
    Series,
    SeriesTarget,
    TargetRow,
)
from scorecard.report.records import Record, month_of, period_of, records
from scorecard.report.targets import Facts, Key, key_of
from scorecard.schema.frames import Books
from scorecard.schema.series_break import begins_anew
from scorecard.schema.vocabulary import OPEN, Basis, FigureState, Measure, Pathway
from scorecard.store import slug

_TO_MOST: Final = N_("up to the maximum, {value}")
_TO_LEAST: Final = N_("down to the minimum, {value}")
_STRAIGHT: Final = 1e-9


class Curves:
    """Pathways, bands, projections and first versions of targets; totals and control limits."""

    def __init__(
        self,
        books: Books,
        lines: Lines,
        words: Words,
        fiscal_start: int,
        originals: Sequence[TargetRow] = (),
    ) -> None:
        self.amounts, self.fiscal_start = Amounts(words), fiscal_start
        self.computed = lines.pathways is not None
        self.points = _by_target(books.milestones.values if not self.computed else lines.pathways)
        self.milestones = _by_target(books.milestones.values)
        self.first_points = _by_target(lines.original_pathways)
        self.originals = {(row.organisation, row.target): row for row in originals}
        self.ranges = {
            (r["organisation"] or "", r["indicator"] or ""): (r["minimum"], r["maximum"])
            for r in records(books.indicators.values)
        }
        self.sums = _by(lines.totals, "indicator")
        self.controls = _by(lines.controls, "indicator")

    def target(self, row: TargetRow, scale: Scale) -> SeriesTarget:
        """A target with everything that is drawn around it."""
        due = month_of(row.due, self.fiscal_start)
        stepped = row.pathway == Pathway.STEPS
        return SeriesTarget(
            row,
            due,
            self.pathway(row, scale, self.points, computed=self.computed),
            stepped,
            self._band(row),
            self._projection(row, due, scale),
            self._ghost(row, scale),
        )

    def pathway(
        self, row: TargetRow, scale: Scale, found: Mapping[Key, list[Record]], *, computed: bool
    ) -> tuple[Knot, ...]:
        """The dated points the expected value runs through, in time, corners only."""
        column = "expected_value" if computed else "value"
        points: list[tuple[str, float | None]] = [
            (r["period"] or "", r[column])
            for r in found.get((row.organisation, row.target), [])
            if computed or r.get("kind", "value") == "value"
        ]
        if not computed:
            points += [self._opening(row), (row.due, row.numbers.target_value)]
        knots: dict[int, Knot] = {}
        for period, value in points:
            month = month_of(period, self.fiscal_start)
            if month is not None and value is not None:
                knots.setdefault(month, self._knot(period, month, value, scale))
        ordered = tuple(knots[month] for month in sorted(knots))
        stepped, kept = row.pathway == Pathway.STEPS, self._stated(row)
        return corners(ordered, stepped=stepped, keep=kept) if computed else ordered

    def _stated(self, row: TargetRow) -> frozenset[int]:
        """The months of the milestones that the book states: they are told even on a straight."""
        found = self.milestones.get((row.organisation, row.target), [])
        months = (month_of(r["period"], self.fiscal_start) for r in found)
        return frozenset(month for month in months if month is not None)

    def totals(self, key: Key, scale: Scale) -> tuple[tuple[Knot, ...], ...]:
        """What a flow has accumulated by the end of each of its periods, year by year."""
        years: dict[int, list[Knot]] = {}
        for row in self.sums.get(key, []):
            month = month_of(row["period"], self.fiscal_start)
            if month is not None:
                knot = self._knot(row["period"], month, row["value"], scale)
                years.setdefault(row["year"] or 0, []).append(knot)
        return tuple(tuple(knots) for knots in years.values())

    def control(self, key: Key, scale: Scale) -> Control | None:
        """The points of an indicator with their limits, where there are enough of them."""
        rows = self.controls.get(key, [])
        if not rows:
            return None
        points = tuple(
            ControlPoint(
                month_of(row["period"], self.fiscal_start) or 0,
                row["value"],
                number_text(row["value"], scale.decimals),
                row["signal"] or 0,
            )
            for row in rows
        )
        last = rows[-1]
        places = COMPUTED_DECIMALS if scale.decimals is None else scale.decimals + 1
        return Control(
            points=points,
            mean=last["mean"],
            lower=last["lower"],
            upper=last["upper"],
            mean_text=number_text(last["mean"], places),
            lower_text=number_text(last["lower"], places),
            upper_text=number_text(last["upper"], places),
        )

    def _band(self, row: TargetRow) -> tuple[Band, ...]:
        """Where the classes end along the pathway; nothing where the method draws no such lines."""
        return tuple(
            Band(month, r["on_track_value"], r["at_risk_value"])
            for r in self.points.get((row.organisation, row.target), [])
            if r.get("on_track_value") is not None
            and (month := month_of(r["period"], self.fiscal_start)) is not None
        )

    def _projection(self, row: TargetRow, due: int | None, scale: Scale) -> Knot | None:
        """Where the trend leads by the due date: of open targets, where the rules give one.

        It is arithmetic; the line stops where it reaches what the indicator can be at most.
        """
        value = row.numbers.projection
        if value is None or due is None or row.status not in OPEN:
            return None
        label = self.amounts.words.period(row.due, self.fiscal_start)
        least, most = self.ranges.get((row.organisation, row.indicator), (None, None))
        actual, words = row.numbers.actual, self.amounts.words
        for bound, text in ((most, _TO_MOST), (least, _TO_LEAST)):
            beyond = bound is not None and (value > bound if bound is most else value < bound)
            if not beyond or bound is None or actual is None:
                continue
            start = month_of(row.actual_period, self.fiscal_start) or due
            share = (bound - actual) / (value - actual)
            end = start + math.ceil(share * (due - start))
            told = words.text(text, value=self.amounts.value(bound, scale))
            return Knot(row.due, label, end, bound, told)
        told = self.amounts.projected(value, row.numbers.target_value, scale)
        return Knot(row.due, label, due, value, told)

    def _ghost(self, row: TargetRow, scale: Scale) -> Ghost | None:
        original = self.originals.get((row.organisation, row.target))
        if original is None:
            return None
        pathway = self.pathway(original, scale, self.first_points, computed=True)
        month = month_of(original.due, self.fiscal_start)
        return Ghost(original, month, pathway, original.pathway == Pathway.STEPS)

    def _opening(self, row: TargetRow) -> tuple[str, float | None]:
        """Where the pathway begins: the baseline; a flow of one year at nothing as it opens."""
        numbers = row.numbers
        if (
            row.measure != Measure.FLOW
            or numbers.start is None
            or numbers.start == numbers.baseline
        ):
            return row.baseline_period, numbers.baseline
        due = period_of(row.due, self.fiscal_start)
        return ("" if due is None else str(due.fiscal_year - 1)), numbers.start

    def _knot(self, period: str, month: int, value: float, scale: Scale) -> Knot:
        label = self.amounts.words.period(period, self.fiscal_start)
        return Knot(period, label, month, value, self.amounts.computed(value, scale))


def corners(
    knots: tuple[Knot, ...], *, stepped: bool, keep: frozenset[int] = frozenset()
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


def _by_target(frame: pd.DataFrame | None) -> dict[Key, list[Record]]:
    return _by(frame, "target")


def _by(frame: pd.DataFrame | None, column: str) -> dict[Key, list[Record]]:
    """Rows by organisation and one other column."""
    found: dict[Key, list[Record]] = {}
    for row in records(frame) if frame is not None else ():
        found.setdefault((row["organisation"] or "", row[column] or ""), []).append(row)
    return found


# ---------------------------------------------------------------------------
# Reported figures as the outputs list them, and as charts draw them.


UNKNOWN: Final = Scale("", None, "")
_Known = dict[tuple[str, str, str, str], int]


def figure_rows(
    figures: pd.DataFrame, facts: Facts, words: Words, fiscal_start: int
) -> tuple[FigureRow, ...]:
    """Every figure, by organisation, indicator, period and vintage."""
    rows = list(records(figures))
    latest = _in_force(rows)
    amounts = Amounts(words)
    made = [
        _figure(row, facts, amounts, fiscal_start, current=latest[_period_key(row)]) for row in rows
    ]
    return tuple(
        sorted(
            made,
            key=lambda f: (*facts.place(f.organisation, f.indicator), f.month, f.basis, f.vintage),
        )
    )


def _in_force(rows: Iterable[Record]) -> _Known:
    """The vintage of each figure that came last, as the rules take it: by day, then by entry."""
    came: dict[tuple[str, str, str, str], tuple[date, int]] = {}
    for row in rows:
        key, arrival = _period_key(row), (row["known_on"] or date.min, row["vintage"] or 1)
        came[key] = max(came.get(key, arrival), arrival)
    return {key: vintage for key, (_, vintage) in came.items()}


def _period_key(row: Record) -> tuple[str, str, str, str]:
    return (*key_of(row), row["period"] or "", row["basis"] or "")


def _figure(
    row: Record, facts: Facts, amounts: Amounts, fiscal_start: int, *, current: int
) -> FigureRow:
    organisation, indicator = key = key_of(row)
    scale, words = facts.scales.get(key, UNKNOWN), amounts.words
    return FigureRow(
        organisation=organisation,
        indicator=indicator,
        name=facts.names.get(key, indicator),
        unit_of_measure=amounts.unit(scale),
        measure=scale.measure,
        decimals=scale.decimals,
        period=row["period"] or "",
        period_text=words.period(row["period"], fiscal_start),
        basis_word=words.label(Basis, row["basis"] or ""),
        month=month_of(row["period"], fiscal_start) or 0,
        value=row["value"],
        value_text=amounts.value(row["value"], scale, row["rank_of"]),
        raw=row["raw"] or "",
        state=row["state"] or "",
        state_word=words.label(FigureState, row["state"] or ""),
        rank_of=row["rank_of"],
        evidence=row["evidence"] or "",
        note=row["note"] or "",
        received_text=words.date(row["known_on"]),
        sent_by=row["sent_by"] or "",
        vintage=row["vintage"] or 1,
        current=(row["vintage"] or 1) == current,
        place=Place(row["file"], row["sheet"], row["cell"]),
        basis=row["basis"] or "",
        known_on=row["known_on"],
    )


def untargeted(figures: Iterable[FigureRow], rows: Iterable[TargetRow]) -> tuple[FigureRow, ...]:
    """The figures in force of indicators that no target uses."""
    targeted = {(row.organisation, row.indicator) for row in rows}
    return tuple(f for f in figures if f.current and (f.organisation, f.indicator) not in targeted)


def all_series(
    figures: Iterable[FigureRow], rows: Iterable[TargetRow], facts: Facts, curves: Curves
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
        whole = row.numbers.target_value is not None and row.due
        if whole or key in points:
            targets.setdefault(key, []).append(row)
    keys = sorted(points.keys() | targets.keys(), key=lambda key: (*facts.place(*key), key))
    return tuple(_series(key, points, targets, facts, curves) for key in keys)


def _series(
    key: Key,
    points: Mapping[Key, list[FigureRow]],
    targets: Mapping[Key, list[TargetRow]],
    facts: Facts,
    curves: Curves,
) -> Series:
    organisation, indicator = key
    scale = facts.scales.get(key, UNKNOWN)
    found = points.get(key, [])
    current = tuple(figure for figure in found if figure.current)
    return Series(
        organisation=organisation,
        indicator=indicator,
        name=facts.names.get(key, indicator),
        unit_of_measure=curves.amounts.unit(scale),
        decimals=scale.decimals,
        measure=scale.measure,
        points=current,
        targets=tuple(curves.target(row, scale) for row in targets.get(key, ())),
        file_stem=slug(f"{organisation} {indicator}".strip()),
        earlier=tuple(figure for figure in found if not figure.current),
        totals=curves.totals(key, scale),
        control=curves.control(key, scale),
        breaks=tuple(_breaks(current)),
    )


def _breaks(figures: Iterable[FigureRow]) -> Iterator[Break]:
    """Figures whose note says that from here on something else is measured."""
    for figure in figures:
        if begins_anew(figure.note):
            yield Break(figure.month, figure.note.strip())
