"""The vertical axis: best at the top for ranks, done or not for deliverables, else the values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from scorecard.model.status import Measure
from scorecard.report.charts.canvas import POINTS_AN_INCH, SMALL_SIZE, WIDTH
from scorecard.report.charts.frame import Frame
from scorecard.report.charts.magnitude import Magnitude
from scorecard.report.fonts import text_width

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
    locator = MaxNLocator(5, integer=whole)
    factor = magnitude.factor
    places = _places(tick / factor for tick in locator.tick_values(*axes.get_ylim()))
    axes.yaxis.set_major_locator(locator)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: _tick(y / factor, places)))


def room_for_ticks(axes: Axes) -> float:
    """Points that the longest label of the vertical axis takes, with the blank beside it."""
    low, high = sorted(axes.get_ylim())
    ticks = list(axes.yaxis.get_major_locator().tick_values(low, high))
    name = axes.yaxis.get_major_formatter()
    shown = [name(tick, 0) for tick in ticks if low <= tick <= high]
    return max((text_width(text, SMALL_SIZE) for text in shown), default=0.0) + TICK_PAD


def fit_left(axes: Axes, left: float) -> None:
    """Move the left edge of the axes so that no label of a tick is cut."""
    box = axes.get_position()
    start = max(left, (room_for_ticks(axes) + EDGE) / (WIDTH * POINTS_AN_INCH))
    axes.set_position((start, box.y0, box.x1 - start, box.height))


def _places(ticks: Iterable[float]) -> int:
    """The fewest decimals that tell all ticks exactly, at most twelve."""
    found = [float(tick) for tick in ticks]
    near = max(map(abs, found), default=0.0) * 1e-9
    exact = (d for d in range(MOST_DECIMALS) if all(abs(round(t, d) - t) <= near for t in found))
    return next(exact, MOST_DECIMALS)


def _tick(value: float, places: int) -> str:
    text = f"{value:,.{places}f}"
    return text.removeprefix("-") if not value else text


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
