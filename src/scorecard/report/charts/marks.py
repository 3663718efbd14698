"""What stands in a chart: pathways, targets, figures, the date, and their labels."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from matplotlib.axes import Axes

from scorecard.model.status import Comparator, Direction, Status
from scorecard.report.charts.around import RED_ZONE, draw_around, hatch
from scorecard.report.charts.canvas import SMALL_SIZE
from scorecard.report.charts.frame import Frame
from scorecard.report.charts.labels import Labels
from scorecard.report.charts.points import draw_bars, draw_decided, draw_figures
from scorecard.report.parts import SeriesTarget
from scorecard.sheet.palette import HEAD, MUTED, PAPER, PATH

DUE_MARKER: Final = 10.0
PAIR: Final = 2
MOST_MILESTONES: Final = 8
NO_DATA_SIZES: Final = (20.0, 16.0, 13.0, 11.0, 9.5, 8.0)
DASHES: Final = (0, (5, 2.5))
NEAR_EDGE: Final = 0.88
"""From this share of the width on the date stands at the left of its line."""


def draw_marks(axes: Axes, frame: Frame) -> None:
    """Everything between the axes."""
    labels = Labels(axes)
    draw_around(axes, frame, labels)
    _ladder(axes, frame, labels)
    if not frame.series.points:
        _no_data(axes, frame, labels)
    for target in frame.series.targets:
        _target(axes, frame, target, labels)
    draw_bars(axes, frame, labels)
    draw_figures(axes, frame, labels)
    for target in frame.series.targets:
        draw_decided(axes, frame, target.row, labels)
    _as_of(axes, frame, labels)
    labels.place()


def _ladder(axes: Axes, frame: Frame, labels: Labels) -> None:
    """Dated targets without a pathway of their own, joined in steps: each holds until the next."""
    bare = [t for t in frame.series.targets if len(t.pathway) < PAIR and t.due_month is not None]
    points = sorted(
        (t.due_month or 0, t.row.numbers.target_value)
        for t in bare
        if t.row.numbers.target_value is not None
    )
    if len(points) < PAIR:
        return
    for (month, value), (later, other) in pairwise(points):
        labels.line([(month, value), (later, value), (later, other)])
    axes.plot(
        [month for month, _ in points],
        [value for _, value in points],
        color=PATH,
        linewidth=1.6,
        linestyle=DASHES,
        drawstyle="steps-post",
        zorder=2,
        gid="pathway",
    )


def _target(axes: Axes, frame: Frame, target: SeriesTarget, labels: Labels) -> None:
    """The expected pathway and the mark of the target at its due date."""
    knots, numbers = target.pathway, target.row.numbers
    if target.row.direction == Direction.HOLD and numbers.upper is None:
        _hold(axes, frame, target, labels)
    if len(knots) > 1:
        _keep_off_pathway(target, labels)
        style = "steps-post" if target.stepped else "default"
        axes.plot(
            [knot.month for knot in knots],
            [knot.value for knot in knots],
            color=PATH,
            linewidth=1.6,
            linestyle=DASHES,
            drawstyle=style,
            zorder=2,
            gid="pathway",
        )
        _milestones(axes, frame, target, labels)
    if numbers.target_value is None:
        return
    if target.row.comparator == Comparator.BETWEEN and numbers.upper is not None:
        axes.axhspan(numbers.target_value, numbers.upper, color=PATH, alpha=0.16, lw=0, gid="band")
        return
    if target.due_month is None:
        axes.axhline(numbers.target_value, color=PATH, linewidth=1.2, linestyle=":", gid="target")
        _undated(axes, frame, target, labels)
        return
    axes.plot(
        [target.due_month],
        [numbers.target_value],
        marker="D",
        markersize=DUE_MARKER,
        markerfacecolor=PAPER,
        markeredgecolor=HEAD,
        markeredgewidth=1.8,
        linestyle="",
        zorder=4,
        gid="target",
    )
    rising = len(knots) < PAIR or (knots[-1].value >= knots[-2].value) is not frame.is_rank
    above = rising or target.stepped
    labels.mark(target.due_month, numbers.target_value)
    text = frame.words.text("target {target}", target=frame.asked(target.row))
    labels.add(target.due_month, numbers.target_value, text, above=above, must=True)


def _undated(axes: Axes, frame: Frame, target: SeriesTarget, labels: Labels) -> None:
    """The name of a target without a date, at the left end of its line."""
    value, (left, right) = target.row.numbers.target_value or 0.0, axes.get_xlim()
    labels.line([(left, value), (right, value)])
    text = frame.words.text("target {target}", target=frame.asked(target.row))
    labels.add(left, value, text, above=True, must=True)


def _milestones(axes: Axes, frame: Frame, target: SeriesTarget, labels: Labels) -> None:
    """What the pathway passes on its way, where the book states it or its course changes."""
    inner = target.pathway[1:-1]
    for knot in inner[:MOST_MILESTONES]:
        axes.plot(
            [knot.month],
            [knot.value],
            marker="d",
            markersize=7,
            markerfacecolor=PAPER,
            markeredgecolor=PATH,
            markeredgewidth=1.4,
            linestyle="",
            zorder=2.5,
            gid="milestone",
        )
        labels.mark(knot.month, knot.value)
        labels.add(
            knot.month, knot.value, frame.told(knot.value, knot.text), above=True, color=MUTED
        )


def _keep_off_pathway(target: SeriesTarget, labels: Labels) -> None:
    knots = target.pathway
    for before, after in pairwise(knots):
        corner = [(after.month, before.value)] if target.stepped else []
        labels.line([(before.month, before.value), *corner, (after.month, after.value)])


def _hold(axes: Axes, frame: Frame, target: SeriesTarget, labels: Labels) -> None:
    """What is to be kept up in every period: a line, and the wrong side of it shaded."""
    value = target.row.numbers.target_value
    if value is None:
        return
    left, right = axes.get_xlim()
    low, high = axes.get_ylim()
    keeps_below = target.row.comparator in {Comparator.AT_MOST, Comparator.BELOW}
    end = (min(low, high), max(low, high))[keeps_below]
    tone = frame.tones[Status.OFF_TRACK]
    axes.axhspan(*sorted((value, end)), color=tone.soft, alpha=RED_ZONE, lw=0, gid="wrong side")
    hatch(axes, [left, right], [value, value], [end, end], tone.strong)
    axes.plot(
        [left, right], [value, value], color=PATH, linewidth=1.6, linestyle=DASHES, gid="hold"
    )
    axes.set_xlim(left, right)
    labels.line([(left, value), (right, value)])
    edges = [(left, value, end), (right, value, end)]
    labels.name_area(edges, frame.word_of(Status.OFF_TRACK), tone.strong)


def _as_of(axes: Axes, frame: Frame, labels: Labels) -> None:
    """The day up to which everything is known: a line with its date above the axes."""
    as_of = frame.view.header.as_of
    month = 12 * as_of.year + as_of.month - 1 + as_of.day / 31
    axes.axvline(month, color=MUTED, linewidth=0.9, linestyle=":", zorder=1, gid="as of")
    low, high = axes.get_ylim()
    labels.line([(month, low), (month, high)])
    left, right = axes.get_xlim()
    share = (month - left) / (right - left)
    axes.annotate(
        frame.words.text("Data as of {date}", date=frame.view.as_of_text),
        (month, 1.0),
        xycoords=("data", "axes fraction"),
        xytext=(0, 3),
        textcoords="offset points",
        ha="right" if share > NEAR_EDGE else "left" if share < 1 - NEAR_EDGE else "center",
        va="bottom",
        size=SMALL_SIZE,
        color=MUTED,
        gid="date",
    )


def _no_data(axes: Axes, frame: Frame, labels: Labels) -> None:
    """That nothing was reported yet, large, where no line runs."""
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    text = frame.words.text("no data yet")
    edges = [(left, low, high), (right, low, high)]
    labels.name_area(edges, text, MUTED, sizes=NO_DATA_SIZES, gid="no data", central=True)
