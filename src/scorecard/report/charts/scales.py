"""The vertical axis: best at the top for ranks, done or not for deliverables, else the values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from scorecard.model.status import Measure
from scorecard.report.charts.frame import Frame

MOST_PLACES: Final = 7
HALF: Final = 0.5


def draw_values(axes: Axes, frame: Frame) -> None:
    """The vertical axis: best at the top for ranks, done or not for deliverables."""
    found = _known_values(frame) or [0.0, 1.0]
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
    locator = MaxNLocator(5, integer=frame.series.decimals == 0)
    places = _places(locator.tick_values(*axes.get_ylim()))
    axes.yaxis.set_major_locator(locator)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: _tick(y, places)))


def _known_values(frame: Frame) -> list[float]:
    series = frame.series
    found = [point.value for point in series.points if point.value is not None]
    found += [knot.value for target in series.targets for knot in target.pathway]
    found += [old.value for old in series.earlier if old.value is not None]
    if frame.single:
        found += [knot.value for run in series.totals for knot in run]
    for target in series.targets:
        if target.projection is not None:
            found.append(target.projection.value)
        numbers = target.row.numbers
        bounds = (numbers.target_value, numbers.upper, numbers.stretch, numbers.original_value)
        found += [value for value in bounds if value is not None]
    return found


def _places(ticks: Iterable[float]) -> int:
    """The fewest decimals that tell all ticks exactly, at most four."""
    found = [float(tick) for tick in ticks]
    near = max(map(abs, found), default=0.0) * 1e-9
    exact = (d for d in range(4) if all(abs(round(t, d) - t) <= near for t in found))
    return next(exact, 4)


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
