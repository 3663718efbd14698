"""One indicator over time: what was expected, what came, what is aimed at."""

from __future__ import annotations

from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from scorecard.report.charts.axes import QUARTERS_UP_TO, draw_time, draw_values, fit_left, span_of
from scorecard.report.charts.canvas import new_figure, plain_axes
from scorecard.report.charts.frame import Frame
from scorecard.report.charts.furniture import draw_foot, draw_head, draw_legend
from scorecard.report.charts.marks import draw_marks
from scorecard.report.inputs import period_of

LEFT: Final = 0.075
RIGHT: Final = 0.955
BOTTOM: Final = 0.235
HEADROOM: Final = 0.05


def draw_trajectory(frame: Frame) -> Figure:
    """The chart of one indicator: pathway, figures, targets, statuses, and when it was drawn."""
    figure = new_figure()
    top = draw_head(figure, frame) - HEADROOM
    axes = figure.add_axes((LEFT, BOTTOM, RIGHT - LEFT, top - BOTTOM))
    plain_axes(axes)
    _time(axes, frame)
    draw_values(axes, frame)
    fit_left(axes, LEFT)
    draw_marks(axes, frame)
    draw_legend(figure, axes, frame)
    draw_foot(figure, frame)
    return figure


def _months(frame: Frame) -> list[int]:
    series = frame.series
    found = [point.month for point in series.points]
    found += [
        named.start
        for point in frame.single
        if (named := period_of(point.period, frame.fiscal_start)) is not None
    ]
    found += [knot.month for target in series.targets for knot in target.pathway]
    found += [target.due_month for target in series.targets if target.due_month is not None]
    ghosts = [target.ghost for target in series.targets if target.ghost is not None]
    found += [ghost.due_month for ghost in ghosts if ghost.due_month is not None]
    as_of = frame.view.header.as_of
    return [*found, 12 * as_of.year + as_of.month - 1]


def _time(axes: Axes, frame: Frame) -> None:
    span = span_of(_months(frame))
    spelled = [point.period for point in frame.series.points]
    spelled += [knot.period for target in frame.series.targets for knot in target.pathway]
    quarterly = any("-" in period for period in spelled) or span.months <= QUARTERS_UP_TO // 2
    draw_time(axes, span, frame, quarterly=quarterly)
