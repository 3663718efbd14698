"""The control chart of an indicator: what is noise in it, and what is a change."""

from __future__ import annotations

from typing import Any

from matplotlib.figure import Figure

from scorecard.excel.styles import ACCENT, FAINT, INK, MUTED
from scorecard.excel.text import wrap
from scorecard.report.charts import canvas
from scorecard.report.charts.frame import Frame, magnitude_of
from scorecard.report.charts.labels import Sketch
from scorecard.report.view import Control
from scorecard.schema.vocabulary import Status

LEFT, RIGHT, BOTTOM = 0.075, 0.955, 0.15


def draw_control(frame: Frame) -> Figure:
    """Points, mean and limits; a point outside the limits is marked and told."""
    text, series, control = frame.words.text, frame.series, frame.series.control
    if control is None:
        raise ValueError(series.indicator)
    places = [(point.month, point.value) for point in control.points]
    drawn = [*(value for _, value in places), control.lower, control.upper]
    magnitude = magnitude_of(series, drawn, frame.words.language)
    figure = canvas.new_figure()
    title = wrap(
        text("Control chart: {name}", name=series.name),
        canvas.columns_in(canvas.WIDTH * 0.93, canvas.TITLE_SIZE),
        2,
    )
    unit = text("in {unit}", unit=magnitude.unit) if magnitude.unit else ""
    since = any(change.month <= places[0][0] for change in series.breaks)
    told = (series.organisation, unit, text("counted since the series break") if since else "")
    top = (
        canvas.heading(figure, title, " · ".join(part for part in told if part), canvas.MARGIN)
        - 0.04
    )
    axes = canvas.new_axes(figure, (LEFT, BOTTOM, RIGHT - LEFT, top - BOTTOM))
    canvas.draw_time(axes, [month for month, _ in places], frame, quarterly=True)
    low, high = min(drawn), max(drawn)
    room = 0.12 * ((high - low) or 1.0)
    axes.set_ylim(low - room, high + room)
    if frame.is_rank:
        axes.invert_yaxis()
    canvas.number_axis(axes, magnitude, frame.unit)
    canvas.fit_left(axes, LEFT)
    sketch, start = Sketch(axes), axes.get_xlim()[0]
    axes.axhspan(control.lower, control.upper, color=FAINT, lw=0, zorder=0.5, gid="noise")
    for look, name, value, printed in (
        ("limit", text("upper limit"), control.upper, control.upper_text),
        ("mean", text("mean"), control.mean, control.mean_text),
        ("limit", text("lower limit"), control.lower, control.lower_text),
    ):
        sketch.level(look, value, "limit")
        shown = magnitude.number(value) if magnitude.scaled else printed
        above = value != control.lower
        sketch.labels.add(start, value, f"{name} {shown}", above=above, color=MUTED, must=True)
    sketch.line("series", places, gid="actual")
    strong = frame.tones[Status.OFF_TRACK].strong
    for number, point in enumerate(control.points):
        outside, last = point.signal != 0, number == len(places) - 1
        printed = magnitude.number(point.value) if magnitude.scaled else point.text
        sketch.mark(
            "outside" if outside else "point",
            point.month,
            point.value,
            printed if outside or last else "",
            above=point.signal >= 0,
            must=last,
            notable=True,
            mfc=strong if outside else ACCENT,
        )
    sketch.labels.place()
    _foot(figure, frame, control)
    return figure


def _foot(figure: Figure, frame: Frame, control: Control) -> None:
    """How many points lie outside, what that means, and the date."""
    text, count = frame.words.text, len(control.points)
    outside = sum(point.signal != 0 for point in control.points)
    told = text("All {n} points lie within the limits: no clear change.", n=count)
    if outside:
        told = text(
            "{n} of {all} points lie outside the limits: a change, not noise.", n=outside, all=count
        )
    figure.text(canvas.MARGIN, 0.04, told, size=canvas.TEXT_SIZE, color=INK, va="center")
    date = text("Data as of {date}", date=frame.view.as_of_text)
    looks: Any = {"size": canvas.SMALL_SIZE, "color": MUTED, "ha": "right", "va": "center"}
    figure.text(1 - canvas.MARGIN, 0.04, date, **looks)
