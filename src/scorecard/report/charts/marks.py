"""What stands in a chart: pathways, targets, figures, the date, and their labels."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from matplotlib.axes import Axes

from scorecard.model.status import Basis, Comparator, Status
from scorecard.report.charts.around import draw_around
from scorecard.report.charts.canvas import with_halo
from scorecard.report.charts.frame import Frame
from scorecard.report.charts.labels import Labels
from scorecard.report.parts import FigureRow, SeriesTarget, TargetRow
from scorecard.report.records import period_of
from scorecard.sheet.palette import ACCENT, HEAD, MUTED, PAPER, PATH

LABELLED_POINTS: Final = 9
MARKER: Final = 7.5
DUE_MARKER: Final = 10.0
BAR_SHARE: Final = 0.55
PAIR: Final = 2
DASHES: Final = (0, (5, 2.5))
PERIOD: Final = "#BBD4EA"
STATE_FILLS: Final = {"estimate": PAPER, "provisional": PERIOD}
"""A hollow mark is an estimate, a pale one provisional, a full one final."""


def draw_marks(axes: Axes, frame: Frame) -> None:
    """Everything between the axes."""
    labels = Labels(axes)
    draw_around(axes, frame, labels)
    _ladder(axes, frame)
    for target in frame.series.targets:
        _target(axes, frame, target, labels)
    _bars(axes, frame, labels)
    _figures(axes, frame, labels)
    for target in frame.series.targets:
        _decided(axes, frame, target.row, labels)
    _as_of(axes, frame)
    if not frame.series.points:
        _no_data(axes, frame)
    labels.place()


def _fiscal_year(frame: Frame, period: str) -> int:
    found = period_of(period, frame.fiscal_start)
    return 0 if found is None else found.fiscal_year


def _bars(axes: Axes, frame: Frame, labels: Labels) -> None:
    """Single periods of a flow, each over its own months."""
    first = len(frame.single) - LABELLED_POINTS
    for number, point in enumerate(frame.single):
        middle, value = frame.middle(point), point.value or 0.0
        wide = 2 * (point.month - middle) * BAR_SHARE
        axes.bar(middle, value, wide, color=PERIOD, zorder=2, gid="period")
        if number >= first:
            labels.add(middle, max(value, 0.0), point.value_text, above=True)


def _decided(axes: Axes, frame: Frame, row: TargetRow, labels: Labels) -> None:
    """The actual that a verdict rests on, where no figure shows it: a total of single periods."""
    actual, period = row.numbers.actual, row.actual_period
    month = frame.month_of(period)
    shown = any(
        p.month == month and p.value == actual for p in frame.known if p not in frame.single
    )
    if actual is None or not month or shown:
        return
    tone = frame.tones[Status(row.status)]
    axes.plot(
        [month],
        [actual],
        marker="s",
        markersize=MARKER,
        markerfacecolor=tone.strong,
        markeredgecolor=PAPER,
        linestyle="",
        zorder=5,
        gid="decided",
    )
    labels.mark(month, actual)
    labels.add(month, actual, row.actual_text, above=True, must=True)


def _ladder(axes: Axes, frame: Frame) -> None:
    """Dated targets without a pathway of their own, joined in steps: each holds until the next."""
    bare = [t for t in frame.series.targets if len(t.pathway) < PAIR and t.due_month is not None]
    points = sorted(
        (t.due_month or 0, t.row.numbers.target_value)
        for t in bare
        if t.row.numbers.target_value is not None
    )
    if len(points) < PAIR:
        return
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
    if len(knots) > 1:
        style = "steps-post" if target.stepped else "default"
        axes.plot(
            [knot.month for knot in knots],
            [knot.value for knot in knots],
            color=PATH,
            linewidth=1.6,
            linestyle=DASHES,
            drawstyle=style,
            marker="|",
            markersize=6,
            zorder=2,
            gid="pathway",
        )
    if numbers.target_value is None:
        return
    if target.row.comparator == Comparator.BETWEEN and numbers.upper is not None:
        axes.axhspan(numbers.target_value, numbers.upper, color=PATH, alpha=0.16, lw=0, gid="band")
        return
    if target.due_month is None:
        axes.axhline(numbers.target_value, color=PATH, linewidth=1.2, linestyle=":", gid="target")
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
    text = target.row.target_text
    labels.add(target.due_month, numbers.target_value, text, above=above, must=True)


def _runs(frame: Frame) -> list[list[FigureRow]]:
    """The figures in lines: a total of one year is not joined to the next year's first.

    Nor are figures joined across a change of what is measured.
    """
    runs: list[list[FigureRow]] = []
    previous = None
    fresh = {change.month for change in frame.series.breaks}
    for point in frame.known:
        if point in frame.single:
            continue
        year = _fiscal_year(frame, point.period)
        own = year if frame.is_flow and point.basis != Basis.SINCE_START else None
        if not runs or own != previous or point.month in fresh:
            runs.append([])
        runs[-1].append(point)
        previous = own
    return runs


def _figures(axes: Axes, frame: Frame, labels: Labels) -> None:
    points = [point for point in frame.known if point not in frame.single]
    for run in _runs(frame):
        axes.plot(
            [point.month for point in run],
            [point.value or 0.0 for point in run],
            color=ACCENT,
            linewidth=2.4,
            zorder=3,
            gid="actual",
        )
    for number, point in enumerate(points):
        fill = STATE_FILLS.get(point.state, ACCENT)
        axes.plot(
            [point.month],
            [point.value or 0.0],
            marker="o",
            markersize=MARKER,
            markerfacecolor=fill,
            markeredgecolor=ACCENT,
            markeredgewidth=1.6,
            linestyle="",
            zorder=5,
            gid=f"figure {point.period}",
        )
        labels.mark(point.month, point.value or 0.0)
        if number >= len(points) - LABELLED_POINTS:
            above = _beyond(frame, point)
            labels.add(point.month, point.value or 0.0, point.value_text, above=above)


def _beyond(frame: Frame, point: FigureRow) -> bool:
    """Whether the figure stands higher on the page than the pathway: its label goes above."""
    asked = [
        value
        for target in frame.series.targets
        if (value := _pathway_at(target, point.month)) is not None
    ]
    if not asked or point.value is None:
        return True
    higher = point.value > asked[0] if not frame.is_rank else point.value < asked[0]
    return higher or point.value == asked[0]


def _pathway_at(target: SeriesTarget, month: int) -> float | None:
    """Where the drawn pathway runs in a month; none before its start."""
    for before, after in pairwise(target.pathway):
        if before.month <= month < after.month:
            if target.stepped:
                return before.value
            share = (month - before.month) / (after.month - before.month)
            return before.value + share * (after.value - before.value)
    last = target.pathway[-1] if target.pathway else None
    return last.value if last and month >= last.month else None


def _as_of(axes: Axes, frame: Frame) -> None:
    as_of = frame.view.header.as_of
    month = 12 * as_of.year + as_of.month - 1 + as_of.day / 31
    axes.axvline(month, color=MUTED, linewidth=0.9, linestyle=":", zorder=1, gid="as of")


def _no_data(axes: Axes, frame: Frame) -> None:
    label = axes.text(
        0.5,
        0.5,
        frame.words.text("no data yet"),
        transform=axes.transAxes,
        ha="center",
        va="center",
        size=20,
        color=MUTED,
        zorder=7,
        gid="no data",
    )
    with_halo(label, width=5)
