"""The time axis: which periods are marked, and how far the axis runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter

from scorecard.model.period import MONTHS_A_YEAR, Period, PeriodKind, fiscal_year_start, year
from scorecard.report.charts.frame import Frame
from scorecard.words import N_, Words

QUARTERS_UP_TO: Final = 36
"""Months up to which quarters are marked; longer axes mark years."""
MOST_TICKS: Final = 12
MOST_FISCAL_TICKS: Final = 8
EDGE: Final = 0.06
"""Share of the span left free at both ends."""


@dataclass(frozen=True, slots=True)
class Span:
    """From which month to which, as ordinals of the first month after a period."""

    first: int
    last: int

    @property
    def months(self) -> int:
        """Length in months, at least one."""
        return max(self.last - self.first, 1)


def span_of(months: list[int]) -> Span:
    """The span that holds all these months, at least half a year."""
    first, last = min(months), max(months)
    short = max(6 - (last - first), 0)
    return Span(first - short, last)


def quarter_name(quarter: Period, words: Words) -> str:
    """`Q1` in the language of the chart."""
    names = (N_("Q1"), N_("Q2"), N_("Q3"), N_("Q4"))
    return words.text(names[int(str(quarter)[-1]) - 1])


def year_name(number: int, fiscal_start: int, words: Words) -> str:
    """A year in the language of the chart."""
    return words.period(year(number, fiscal_start).label(), fiscal_start)


def quarter_ticks(span: Span, fiscal_start: int, words: Words) -> list[tuple[int, str]]:
    """The quarters' ends within the span; the first quarter of a year also names the year."""
    found: list[tuple[int, str]] = []
    first = span.first - (span.first - (fiscal_start - 1)) % 3
    for month in range(first, span.last + 1, 3):
        quarter = Period(PeriodKind.QUARTER, month - 3, fiscal_start=fiscal_start)
        name = quarter_name(quarter, words)
        if str(quarter)[-1] == "1" or not found:
            name = f"{name}\n{year_name(quarter.fiscal_year, fiscal_start, words)}"
        found.append((month, name))
    return [tick for tick in found if tick[0] >= span.first]


def year_ticks(span: Span, fiscal_start: int, words: Words) -> list[tuple[int, str]]:
    """The years' ends within the span, thinned to at most a dozen, of longer names to eight."""
    start = fiscal_start - 1
    first = (span.first - start) // MONTHS_A_YEAR
    last = (span.last - start) // MONTHS_A_YEAR
    most = MOST_TICKS if fiscal_start == 1 else MOST_FISCAL_TICKS
    every = -(-(last - first + 1) // most)
    ends = [(fiscal_year_start(n + 1, fiscal_start), n) for n in range(first - 1, last + 1, every)]
    return [
        (month, year_name(number, fiscal_start, words))
        for month, number in ends
        if span.first <= month <= span.last
    ]


def draw_time(axes: Axes, span: Span, frame: Frame, *, quarterly: bool) -> None:
    """Limits and ticks of the horizontal axis; a figure stands at the end of its period."""
    edge = max(span.months * EDGE, 0.8)
    axes.set_xlim(span.first - edge, span.last + edge)
    fine = quarterly and span.months <= QUARTERS_UP_TO
    ticks = (quarter_ticks if fine else year_ticks)(span, frame.fiscal_start, frame.words)
    names = dict(ticks)
    axes.xaxis.set_major_locator(FixedLocator([month for month, _ in ticks]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: names.get(round(x), "")))
