"""What stands in a chart: pathways, targets, figures, the date, and their labels."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from matplotlib.axes import Axes

from scorecard.excel.palette import ACCENT, HEAD, INK, MUTED, PAPER, PATH
from scorecard.report.charts.around import RED_ZONE, draw_around, hatch
from scorecard.report.charts.canvas import POINTS_AN_INCH, SMALL_SIZE
from scorecard.report.charts.frame import Frame
from scorecard.report.charts.labels import Labels
from scorecard.report.fonts import text_width
from scorecard.report.inputs import period_of
from scorecard.report.view import FigureRow, SeriesTarget, TargetRow
from scorecard.schema.vocabulary import Basis, Comparator, Direction, Status

# ---------------------------------------------------------------------------
# The figures in a chart: lines of totals and levels, bars of single periods, what decided.


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


# ---------------------------------------------------------------------------
# What stands in a chart: pathways, targets, figures, the date, and their labels.


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
