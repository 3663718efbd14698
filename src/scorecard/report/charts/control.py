"""The control chart of an indicator: what is noise in it, and what is a change."""

from __future__ import annotations

import math
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from scorecard.model.status import Status
from scorecard.report.charts.canvas import (
    HEIGHT,
    POINTS_AN_INCH,
    SMALL_SIZE,
    TEXT_SIZE,
    TITLE_SIZE,
    WIDTH,
    columns_in,
    heading,
    new_figure,
    plain_axes,
)
from scorecard.report.charts.frame import Frame
from scorecard.report.charts.labels import Labels
from scorecard.report.charts.timeline import draw_time, span_of
from scorecard.report.series import Control
from scorecard.sheet.palette import ACCENT, FAINT, INK, MUTED, PAPER
from scorecard.sheet.text import wrap

LEFT: Final = 0.075
RIGHT: Final = 0.87
BOTTOM: Final = 0.15
NAMES_APART: Final = SMALL_SIZE * 2.6
"""Points between the middles of two names at the right, each of two lines."""


def draw_control(frame: Frame, control: Control) -> Figure:
    """Points, mean and limits; a point outside the limits is marked and told."""
    words, series = frame.words, frame.series
    figure = new_figure()
    title = words.text("Control chart: {name}", name=series.name)
    unit = words.text("in {unit}", unit=series.unit_of_measure) if series.unit_of_measure else ""
    note = " · ".join(p for p in (series.organisation, unit) if p)
    top = heading(figure, wrap(title, columns_in(WIDTH * 0.93, TITLE_SIZE), 2), note, 0.035) - 0.04
    axes = figure.add_axes((LEFT, BOTTOM, RIGHT - LEFT, top - BOTTOM))
    plain_axes(axes)
    months = [point.month for point in control.points]
    draw_time(axes, span_of(months), frame, quarterly=True)
    values = [point.value for point in control.points]
    low, high = min([*values, control.lower]), max([*values, control.upper])
    room = (high - low) or 1.0
    axes.set_ylim(low - 0.12 * room, high + 0.12 * room)
    if frame.is_rank:
        axes.invert_yaxis()
    axes.yaxis.set_major_locator(MaxNLocator(5))
    _limits(axes, frame, control)
    _points(axes, frame, control)
    _foot(figure, frame, control)
    return figure


def _limits(axes: Axes, frame: Frame, control: Control) -> None:
    """The span of noise shaded, its edges and its middle named at the right."""
    text = frame.words.text
    axes.axhspan(control.lower, control.upper, color=FAINT, lw=0, zorder=0.5, gid="noise")
    lines = (
        (control.upper, control.upper_text, text("upper limit"), (0, (4, 3))),
        (control.mean, control.mean_text, text("mean"), "-"),
        (control.lower, control.lower_text, text("lower limit"), (0, (4, 3))),
    )
    for value, printed, name, dashes in lines:
        axes.axhline(value, color=MUTED, linewidth=1.0, linestyle=dashes, zorder=1, gid="limit")
        axes.annotate(
            f"{name}\n{printed}",
            (1.0, value),
            xycoords=("axes fraction", "data"),
            xytext=(6, _aside(axes, value, control.mean)),
            textcoords="offset points",
            size=SMALL_SIZE,
            color=MUTED,
            va="center",
        )


def _aside(axes: Axes, value: float, middle: float) -> float:
    """How far the name of a limit is moved away from that of the mean, in points upwards."""
    if value == middle:
        return 0.0
    low, high = axes.get_ylim()
    tall = axes.get_position().height * HEIGHT * POINTS_AN_INCH
    away = (value - middle) / (high - low) * tall
    return math.copysign(max(0.0, NAMES_APART - abs(away)), away)


def _points(axes: Axes, frame: Frame, control: Control) -> None:
    months = [point.month for point in control.points]
    values = [point.value for point in control.points]
    axes.plot(months, values, color=ACCENT, linewidth=1.8, zorder=2, gid="actual")
    labels = Labels(axes)
    strong = frame.tones[Status.OFF_TRACK].strong
    for number, point in enumerate(control.points):
        outside = point.signal != 0
        axes.plot(
            [point.month],
            [point.value],
            marker="D" if outside else "o",
            markersize=9 if outside else 6,
            markerfacecolor=strong if outside else ACCENT,
            markeredgecolor=PAPER,
            linestyle="",
            zorder=4,
            gid="outside" if outside else "point",
        )
        labels.mark(point.month, point.value)
        if outside or number == len(control.points) - 1:
            labels.add(point.month, point.value, point.text, above=point.signal >= 0, must=True)
    labels.place()


def _foot(figure: Figure, frame: Frame, control: Control) -> None:
    """How many points lie outside, what that means, and the date."""
    text = frame.words.text
    outside = sum(point.signal != 0 for point in control.points)
    told = text("All {n} points lie within the limits: no clear change.", n=len(control.points))
    if outside:
        told = text(
            "{n} of {all} points lie outside the limits: a change, not noise.",
            n=outside,
            all=len(control.points),
        )
    figure.text(0.035, 0.04, told, size=TEXT_SIZE, color=INK, va="center")
    date = text("Data as of {date}", date=frame.view.as_of_text)
    figure.text(0.965, 0.04, date, size=SMALL_SIZE, color=MUTED, ha="right", va="center")
