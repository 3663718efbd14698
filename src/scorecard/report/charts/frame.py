"""What the parts of a chart need to know: the series, its view, words and colours."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from scorecard.model.labels import COMPARATOR_SYMBOLS
from scorecard.model.printing import number_text
from scorecard.model.status import Basis, Comparator, Measure, Status
from scorecard.report.charts.magnitude import Magnitude, magnitude_of
from scorecard.report.parts import FigureRow, Series, TargetRow, View
from scorecard.report.records import period_of
from scorecard.sheet.palette import Tones
from scorecard.sheet.text import display_width
from scorecard.words import Words

SHORT_UNIT: Final = 12
"""Columns of a unit that still stands beside numbers."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What all parts of a chart need to know."""

    series: Series
    view: View
    words: Words
    tones: Tones
    magnitude: Magnitude = field(init=False)

    def __post_init__(self) -> None:
        found = magnitude_of(self.series, self.values, self.words.language)
        object.__setattr__(self, "magnitude", found)

    @property
    def values(self) -> list[float]:
        """Every value that is drawn, indicator's unit."""
        series = self.series
        found = [point.value for point in series.points if point.value is not None]
        found += [knot.value for target in series.targets for knot in target.pathway]
        found += [old.value for old in series.earlier if old.value is not None]
        if self.single:
            found += [knot.value for run in series.totals for knot in run]
        for target in series.targets:
            if target.projection is not None:
                found.append(target.projection.value)
            numbers = target.row.numbers
            bounds = (numbers.target_value, numbers.upper, numbers.stretch, numbers.original_value)
            found += [value for value in bounds if value is not None]
        return found

    def told(self, value: float | None, text: str) -> str:
        """A value as a label tells it: in the chart's own unit if that is scaled, else as the text.

        A long unit is left out: it stands below the title.
        """
        if self.magnitude.scaled:
            return self.magnitude.told(value)
        unit = self.series.unit_of_measure
        return text.removesuffix(unit).rstrip() if display_width(unit) > SHORT_UNIT else text

    def asked(self, row: TargetRow) -> str:
        """What a target asks for, as its label tells it."""
        return self.aim(row) if self.magnitude.scaled else self.told(None, row.target_text)

    def aim(self, row: TargetRow) -> str:
        """What a target asks for, in the chart's own unit if it can be told exactly so."""
        value, upper = row.numbers.target_value, row.numbers.upper
        if not self.magnitude.scaled or value is None:
            return row.target_text
        number = self.magnitude.aim(value)
        if row.comparator == Comparator.BETWEEN:
            most = None if upper is None else self.magnitude.aim(upper)
            least = self.magnitude.number(value)
            return f"{least}–{most}" if number and most else row.target_text
        symbol = COMPARATOR_SYMBOLS.get(row.comparator, row.comparator)
        return f"{symbol} {number}" if number else row.target_text

    @property
    def is_rank(self) -> bool:
        """Whether the axis stands on its head: first place at the top."""
        return self.series.measure == Measure.RANK

    @property
    def is_deliverable(self) -> bool:
        """Whether the value is done or not done."""
        return self.series.measure == Measure.MILESTONE

    @property
    def is_flow(self) -> bool:
        """Whether figures add up within their year, or since their start."""
        return self.series.measure == Measure.FLOW

    @property
    def fiscal_start(self) -> int:
        """The first month of the fiscal year."""
        return self.view.header.policy.fiscal_start

    @property
    def known(self) -> list[FigureRow]:
        """The figures that have a value, in time."""
        return [point for point in self.series.points if point.value is not None]

    @property
    def single(self) -> list[FigureRow]:
        """Figures of single periods of a flow: drawn as bars, they are no running total."""
        return [p for p in self.known if self.is_flow and p.basis == Basis.PERIOD]

    def word_of(self, status: Status) -> str:
        """Symbol and word of a status as the workspace calls it."""
        found = (c for c in self.view.tally if c.status == status)
        return next((f"{c.symbol} {c.word}" for c in found), str(status))

    def label_of(self, point: FigureRow) -> str:
        """What stands beside a figure: the number; the last known one with its unit."""
        if self.magnitude.scaled:
            last = point is self.known[-1]
            return (self.magnitude.told if last else self.magnitude.number)(point.value)
        whole = self.is_deliverable or self.series.unit_of_measure.startswith("%")
        if whole or point is self.known[-1]:
            return self.told(point.value, point.value_text)
        return number_text(point.value, self.series.decimals)

    def month_of(self, period: str) -> int:
        """The month after a period; 0 where the text names none."""
        found = period_of(period, self.fiscal_start)
        return 0 if found is None else found.end

    def middle(self, point: FigureRow) -> float:
        """Where a figure stands: at the end of its period; a single period's in its middle."""
        found = period_of(point.period, self.fiscal_start)
        if found is None or point not in self.single:
            return float(point.month)
        return point.month - found.months / 2
