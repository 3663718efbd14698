"""No text of a chart is cut, and none lies on another: over many random charts."""

from __future__ import annotations

import os
from random import Random

import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from random_series import random_series

from scorecard.excel.styles import tones_of
from scorecard.i18n import Words
from scorecard.report.charts.canvas import drawing
from scorecard.report.charts.frame import Frame
from scorecard.report.charts.trajectory import draw_trajectory

CHARTS = int(os.environ.get("CHARTS", "24"))
SLACK = 2.0
"""Pixels (of 1600) by which boxes may touch: a line's box is higher than its letters."""


def boxes(figure: Figure) -> list[tuple[str, Bbox]]:
    figure.canvas.draw()
    unseen = set().union(*map(_beyond, figure.axes))
    shown = [
        t
        for t in figure.findobj(Text)
        if t.get_visible() and t.get_text().strip() and id(t) not in unseen
    ]
    found = [(t.get_text(), Text.get_window_extent(t)) for t in shown]
    return [(text, box) for text, box in found if box.width > 0]


def _beyond(axes: Axes) -> set[int]:
    """Labels of ticks that lie beyond the axis: matplotlib makes them and does not draw them."""
    found = set()
    for axis, limits in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
        for tick in axis.get_major_ticks():
            if not min(limits) <= tick.get_loc() <= max(limits):
                found |= {id(tick.label1), id(tick.label2)}
    return found


def cut(figure: Figure) -> list[str]:
    page = figure.bbox
    return [
        text
        for text, box in boxes(figure)
        if box.x0 < 0 or box.y0 < 0 or box.x1 > page.x1 or box.y1 > page.y1
    ]


def overlaps(figure: Figure) -> list[tuple[str, str]]:
    found = boxes(figure)
    return [
        (text, other)
        for number, (text, box) in enumerate(found)
        for other, second in found[number + 1 :]
        if min(box.x1, second.x1) - max(box.x0, second.x0) > SLACK
        and min(box.y1, second.y1) - max(box.y0, second.y0) > SLACK
    ]


@pytest.mark.parametrize("seed", range(CHARTS))
def test_no_text_is_cut_and_none_lies_on_another(seed: int) -> None:
    """`CHARTS=400` draws more of them."""
    language = ("zh", "en")[seed % 2]
    series, view = random_series(Random(seed), language)  # noqa: S311  (test data)
    with drawing():
        figure = draw_trajectory(Frame(series, view, Words(language), tones_of()))
        assert not cut(figure)
        assert not overlaps(figure)
