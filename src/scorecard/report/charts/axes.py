"""The vertical axis: best at the top for ranks, done or not for deliverables, else the values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from scorecard.i18n import N_, Words
from scorecard.report.charts.canvas import POINTS_AN_INCH, SMALL_SIZE, WIDTH
from scorecard.report.charts.frame import Frame, Magnitude
from scorecard.report.fonts import text_width
from scorecard.schema.period import MONTHS_A_YEAR, Period, PeriodKind, fiscal_year_start, year
from scorecard.schema.vocabulary import Measure

MOST_PLACES: Final = 7
HALF: Final = 0.5
MOST_DECIMALS: Final = 12
TICK_PAD: Final = 5.0
EDGE: Final = 8.0
"""Points between a tick's label and the axis, and between the label and the page's edge."""


def draw_values(axes: Axes, frame: Frame) -> None:
    """The vertical axis: best at the top for ranks, done or not for deliverables."""
    found = frame.values or [0.0, 1.0]
    if frame.is_deliverable:
        done, open_ = frame.words.text("done"), frame.words.text("not done")
        axes.set_ylim(-0.12, 1.28)
        axes.yaxis.set_major_locator(FixedLocator([0, 1]))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: done if y > HALF else open_))
        return
    if frame.is_rank:
        _rank_values(axes, frame, found)
        return
    low, high = min(found), max(found)
    if frame.series.measure in {Measure.FLOW, Measure.STOCK}:
        low = min(low, 0.0)
    room = (high - low) or abs(high) or 1.0
    axes.set_ylim(low - (0.16 if low else 0.05) * room, high + 0.2 * room)
    number_axis(axes, frame.magnitude, whole=frame.series.decimals == 0)


def number_axis(axes: Axes, magnitude: Magnitude, *, whole: bool) -> None:
    """Ticks in the chart's own unit, with the decimals that their steps need; never an offset."""
    locator, factor = MaxNLocator(5, integer=whole), magnitude.factor
    ticks = [float(tick) / factor for tick in locator.tick_values(*axes.get_ylim())]
    near = max(map(abs, ticks), default=0.0) * 1e-9
    exact = (d for d in range(MOST_DECIMALS) if all(abs(round(t, d) - t) <= near for t in ticks))
    places = next(exact, MOST_DECIMALS)
    axes.yaxis.set_major_locator(locator)
    # A zero has no sign.
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y / factor or 0.0:,.{places}f}"))


def fit_left(axes: Axes, left: float) -> None:
    """Move the left edge of the axes so that no label of a tick is cut."""
    low, high = sorted(axes.get_ylim())
    ticks = list(axes.yaxis.get_major_locator().tick_values(low, high))
    name = axes.yaxis.get_major_formatter()
    shown = [text_width(name(tick, 0), SMALL_SIZE) for tick in ticks if low <= tick <= high]
    room = max(shown, default=0.0) + TICK_PAD + EDGE
    box, start = axes.get_position(), max(left, room / (WIDTH * POINTS_AN_INCH))
    axes.set_position((start, box.y0, box.x1 - start, box.height))


def _rank_values(axes: Axes, frame: Frame, found: list[float]) -> None:
    """Places from 1 at the top to how many were ranked, or a little below the worst known."""
    ranked = [point.rank_of for point in frame.series.points if point.rank_of]
    worst = max([*ranked, max(found) * 1.12])
    axes.set_ylim(worst + 0.04 * worst, 1 - 0.1 * worst)
    step = next(
        s for s in (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000) if worst / s <= MOST_PLACES
    )
    places = [1, *(p for p in range(step, int(worst) + 1, step) if p > 1)]
    if ranked:
        places = [*(p for p in places if p < max(ranked) - step / 2), int(max(ranked))]
    axes.yaxis.set_major_locator(FixedLocator(places))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:.0f}"))


# ---------------------------------------------------------------------------
# The time axis: which periods are marked, and how far the axis runs.


QUARTERS_UP_TO: Final = 36
"""Months up to which quarters are marked; longer axes mark years."""
MOST_TICKS: Final = 12
MOST_FISCAL_TICKS: Final = 8
TIME_EDGE: Final = 0.06
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
    edge = max(span.months * TIME_EDGE, 0.8)
    axes.set_xlim(span.first - edge, span.last + edge)
    fine = quarterly and span.months <= QUARTERS_UP_TO
    ticks = (quarter_ticks if fine else year_ticks)(span, frame.fiscal_start, frame.words)
    names = dict(ticks)
    axes.xaxis.set_major_locator(FixedLocator([month for month, _ in ticks]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: names.get(round(x), "")))
