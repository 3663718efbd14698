"""The figures in a chart: lines of totals and levels, bars of single periods, what decided."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from matplotlib.axes import Axes

from scorecard.model.status import Basis, Status
from scorecard.report.charts.canvas import POINTS_AN_INCH
from scorecard.report.charts.frame import Frame
from scorecard.report.charts.labels import Labels
from scorecard.report.fonts import text_width
from scorecard.report.parts import FigureRow, SeriesTarget, TargetRow
from scorecard.report.records import period_of
from scorecard.sheet.palette import ACCENT, INK, PAPER

LABELLED_POINTS: Final = 9
MARKER: Final = 7.5
BAR_SHARE: Final = 0.55
PERIOD: Final = "#BBD4EA"
STATE_FILLS: Final = {"estimate": PAPER, "provisional": PERIOD}
"""A hollow mark is an estimate, a pale one provisional, a full one final."""
BAR_TEXT: Final = 8.5
BAR_ROOM: Final = 14.0
"""Size of a bar's number, and the height in points that a bar needs to hold it."""


def _fiscal_year(frame: Frame, period: str) -> int:
    found = period_of(period, frame.fiscal_start)
    return 0 if found is None else found.fiscal_year


def draw_bars(axes: Axes, frame: Frame, labels: Labels) -> None:
    """Single periods of a flow, each over its own months."""
    first = len(frame.single) - LABELLED_POINTS
    for number, point in enumerate(frame.single):
        middle, value = frame.middle(point), point.value or 0.0
        wide = 2 * (point.month - middle) * BAR_SHARE
        axes.bar(middle, value, wide, color=PERIOD, zorder=2, gid="period")
        within = _in_bar(axes, frame, point, wide, labels)
        if number >= first and not within:
            labels.add(middle, max(value, 0.0), frame.label_of(point), above=True)


def _in_bar(axes: Axes, frame: Frame, point: FigureRow, wide: float, labels: Labels) -> bool:
    """The number at the foot of its bar, clear of the lines above; whether there was room."""
    middle, text = frame.middle(point), frame.magnitude.number(point.value)
    places = [(middle - wide / 2, 0.0), (middle + wide / 2, point.value or 0.0)]
    scale = POINTS_AN_INCH / axes.figure.dpi
    (left, low), (right, high) = axes.transData.transform(places) * scale
    labels.colour((left, min(low, high), right, max(low, high)))
    room = text_width(text, BAR_TEXT) + 1.0
    if high - low < BAR_ROOM or right - left < room:
        return False
    axes.annotate(
        text,
        (middle, 0.0),
        xytext=(0, 2.5),
        textcoords="offset points",
        ha="center",
        va="bottom",
        size=BAR_TEXT,
        color=INK,
        zorder=4,
    )
    centre = (left + right) / 2
    labels.keep_off((centre - room / 2, low, centre + room / 2, low + BAR_ROOM))
    return True


def draw_decided(axes: Axes, frame: Frame, row: TargetRow, labels: Labels) -> None:
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
    labels.add(month, actual, frame.told(actual, row.actual_text), above=True, must=True)


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


def draw_figures(axes: Axes, frame: Frame, labels: Labels) -> None:
    """Levels and running totals as lines with a mark and a number for each figure."""
    points = [point for point in frame.known if point not in frame.single]
    for run in _runs(frame):
        labels.line([(point.month, point.value or 0.0) for point in run])
        axes.plot(
            [point.month for point in run],
            [point.value or 0.0 for point in run],
            color=ACCENT,
            linewidth=2.4,
            zorder=3,
            gid="actual",
        )
    telling = _notable(points)
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
        same = frame.is_deliverable and number and points[number - 1].value == point.value
        notable = number in telling
        if (number >= len(points) - LABELLED_POINTS or notable) and not same:
            above = _beyond(frame, point)
            last = number == len(points) - 1
            text = frame.label_of(point)
            place = point.month, point.value or 0.0
            labels.add(*place, text, above=above, must=last, notable=notable)


def _notable(points: list[FigureRow]) -> set[int]:
    """Positions of the first figure, the last, the smallest and the largest."""
    places = range(len(points))
    ends = {0, len(points) - 1} if points else set()
    return ends | {
        pick(places, key=lambda n: points[n].value or 0.0) for pick in (min, max) if points
    }


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
