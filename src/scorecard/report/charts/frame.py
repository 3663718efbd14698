"""What the parts of a chart need to know: the series, its view, words and colours."""

from __future__ import annotations

from dataclasses import dataclass

from scorecard.model.printing import number_text
from scorecard.model.status import Basis, Measure, Status
from scorecard.report.parts import FigureRow, Series, View
from scorecard.report.records import period_of
from scorecard.sheet.palette import Tones
from scorecard.words import Words


@dataclass(frozen=True, slots=True)
class Frame:
    """What all parts of a chart need to know."""

    series: Series
    view: View
    words: Words
    tones: Tones

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
        whole = self.is_deliverable or self.series.unit_of_measure.startswith("%")
        if whole or point is self.known[-1]:
            return point.value_text
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
