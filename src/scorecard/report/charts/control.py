"""The control chart of an indicator: what is noise in it, and what is a change."""

from __future__ import annotations

import math
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from scorecard.excel.palette import ACCENT, FAINT, INK, MUTED, PAPER
from scorecard.excel.text import wrap
from scorecard.report.charts.axes import draw_time, fit_left, number_axis, span_of
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
from scorecard.report.charts.frame import Frame, Magnitude, magnitude_of
from scorecard.report.charts.labels import Labels
from scorecard.report.fonts import text_width
from scorecard.report.view import Control
from scorecard.schema.vocabulary import Status

LEFT: Final = 0.075
RIGHT: Final = 0.87
BOTTOM: Final = 0.15
NAME_GAP: Final = 6
NAMES_APART: Final = SMALL_SIZE * 2.6
"""Points between the middles of two names at the right, each of two lines."""


def draw_control(frame: Frame, control: Control) -> Figure:
    """Points, mean and limits; a point outside the limits is marked and told."""
    words, series = frame.words, frame.series
    figure = new_figure()
    title = words.text("Control chart: {name}", name=series.name)
    values = [point.value for point in control.points]
    drawn = [*values, control.lower, control.upper]
    magnitude = magnitude_of(series, drawn, words.language)
    unit = words.text("in {unit}", unit=magnitude.unit) if magnitude.unit else ""
    note = " · ".join(p for p in (series.organisation, unit, _since(frame, control)) if p)
    top = heading(figure, wrap(title, columns_in(WIDTH * 0.93, TITLE_SIZE), 2), note, 0.035) - 0.04
    axes = figure.add_axes((LEFT, BOTTOM, RIGHT - LEFT, top - BOTTOM))
    plain_axes(axes)
    months = [point.month for point in control.points]
    draw_time(axes, span_of(months), frame, quarterly=True)
    low, high = min(drawn), max(drawn)
    room = (high - low) or 1.0
    axes.set_ylim(low - 0.12 * room, high + 0.12 * room)
    if frame.is_rank:
        axes.invert_yaxis()
    number_axis(axes, magnitude, whole=False)
    limits = _limit_texts(control, magnitude)
    fit_left(axes, LEFT)
    _fit_right(axes, [part for text in limits for part in (text, *_limit_names(frame))])
    _limits(axes, frame, control, limits)
    _points(axes, frame, control, magnitude)
    _foot(figure, frame, control)
    return figure


def _since(frame: Frame, control: Control) -> str:
    """From when on points count, where the series broke before."""
    first = control.points[0].month
    if not any(change.month <= first for change in frame.series.breaks):
        return ""
    return frame.words.text("counted since the series break")


def _limit_texts(control: Control, magnitude: Magnitude) -> tuple[str, str, str]:
    """Upper limit, mean and lower limit as they are printed."""
    if not magnitude.scaled:
        return control.upper_text, control.mean_text, control.lower_text
    upper, mean, lower = map(magnitude.number, (control.upper, control.mean, control.lower))
    return upper, mean, lower


def _limit_names(frame: Frame) -> tuple[str, str, str]:
    text = frame.words.text
    return text("upper limit"), text("mean"), text("lower limit")


def _fit_right(axes: Axes, texts: list[str]) -> None:
    """Move the right edge of the axes so that no name of a limit is cut."""
    wide = max(text_width(text, SMALL_SIZE) for text in texts) + NAME_GAP + 8
    box, end = axes.get_position(), min(RIGHT, 1 - wide / (WIDTH * POINTS_AN_INCH))
    axes.set_position((box.x0, box.y0, end - box.x0, box.height))


def _limits(axes: Axes, frame: Frame, control: Control, texts: tuple[str, str, str]) -> None:
    """The span of noise shaded, its edges and its middle named at the right."""
    axes.axhspan(control.lower, control.upper, color=FAINT, lw=0, zorder=0.5, gid="noise")
    dashed = (0, (4, 3))
    values = (control.upper, control.mean, control.lower)
    lines = zip(values, texts, _limit_names(frame), (dashed, "-", dashed), strict=True)
    for value, printed, name, dashes in lines:
        axes.axhline(value, color=MUTED, linewidth=1.0, linestyle=dashes, zorder=1, gid="limit")
        axes.annotate(
            f"{name}\n{printed}",
            (1.0, value),
            xycoords=("axes fraction", "data"),
            xytext=(NAME_GAP, _aside(axes, value, control.mean)),
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


def _points(axes: Axes, frame: Frame, control: Control, magnitude: Magnitude) -> None:
    months = [point.month for point in control.points]
    values = [point.value for point in control.points]
    axes.plot(months, values, color=ACCENT, linewidth=1.8, zorder=2, gid="actual")
    labels = Labels(axes)
    labels.line(list(zip(months, values, strict=True)))
    for edge in (control.upper, control.mean, control.lower):
        labels.line([(month, edge) for month in axes.get_xlim()])
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
        last = number == len(control.points) - 1
        if outside or last:
            text = magnitude.number(point.value) if magnitude.scaled else point.text
            above = point.signal >= 0
            labels.add(point.month, point.value, text, above=above, must=last, notable=True)
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
