"""One indicator over time: what was expected, what came, what is aimed at, and how it stands."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from scorecard.excel.styles import ACCENT, INK, MUTED, Tone
from scorecard.excel.text import shortened
from scorecard.report.charts.canvas import (
    LOOKS,
    QUARTERS_UP_TO,
    STATE_FILLS,
    draw_time,
    draw_values,
    fit_left,
    new_axes,
    new_figure,
    span_of,
)
from scorecard.report.charts.captions import draw_foot, draw_head, draw_legend
from scorecard.report.charts.frame import Frame
from scorecard.report.charts.labels import Sketch
from scorecard.report.fonts import text_width
from scorecard.report.inputs import period_of
from scorecard.report.view import FigureRow, SeriesTarget, TargetRow
from scorecard.schema.vocabulary import Basis, Comparator, Direction, Status

LEFT, RIGHT, BOTTOM, HEADROOM = 0.075, 0.955, 0.235, 0.05


def draw_trajectory(frame: Frame) -> Figure:
    """The chart of one indicator: pathway, figures, targets, statuses, and when it was drawn."""
    figure = new_figure()
    top = draw_head(figure, frame) - HEADROOM
    axes = new_axes(figure, (LEFT, BOTTOM, RIGHT - LEFT, top - BOTTOM))
    span = span_of(_months(frame))
    spelled = [point.period for point in frame.series.points]
    spelled += [knot.period for target in frame.series.targets for knot in target.pathway]
    quarterly = any("-" in period for period in spelled) or span.months <= QUARTERS_UP_TO // 2
    draw_time(axes, span, frame, quarterly=quarterly)
    draw_values(axes, frame)
    fit_left(axes, LEFT)
    sketch = Sketch(axes)
    _zones(sketch, frame)
    for target in frame.series.targets:
        if target.ghost is not None:
            _ghost(sketch, frame, target.ghost)
    _totals(sketch, frame)
    _restated(sketch, frame)
    for target in frame.series.targets:
        _projection(sketch, frame, target)
    _breaks(sketch, frame)
    _ladder(sketch, frame)
    if not frame.series.points:
        _no_data(sketch, frame)
    for target in frame.series.targets:
        _target(sketch, frame, target)
    _bars(sketch, frame)
    _figures(sketch, frame)
    for target in frame.series.targets:
        _decided(sketch, frame, target.row)
    _as_of(sketch, frame)
    sketch.labels.place()
    draw_legend(figure, axes, frame)
    draw_foot(figure, frame)
    return figure


def _months(frame: Frame) -> list[int]:
    """Every month that something stands at."""
    series = frame.series
    found = [point.month for point in series.points]
    named = (period_of(point.period, frame.fiscal_start) for point in frame.single)
    found += [period.start for period in named if period is not None]
    found += [knot.month for target in series.targets for knot in target.pathway]
    dated = [*series.targets, *(t.ghost for t in series.targets if t.ghost is not None)]
    found += [one.due_month for one in dated if one.due_month is not None]
    return [*found, frame.this_month]


# ---------------------------------------------------------------------------
# Around the figures: class zones, first versions, totals, projections, breaks, the date.

AMBER_ZONE, RED_ZONE, HATCHED = 0.6, 0.4, 0.3
BREAK_COLUMNS: Final = 26
NEAR_EDGE: Final = 0.88
"""From this share of the width on the date stands at the left of its line."""
NO_DATA_SIZES: Final = (20.0, 16.0, 13.0, 11.0, 9.5, 8.0)


def headline(frame: Frame) -> SeriesTarget | None:
    """The target whose classes are shown: of those with zones the next due, else the last."""
    found = [t for t in frame.series.targets if len(t.band) > 1]
    coming = [t for t in found if (t.due_month or 0) >= frame.this_month]
    if coming:
        return min(coming, key=lambda t: t.due_month or 0)
    return found[-1] if found else None


def _zones(sketch: Sketch, frame: Frame) -> None:
    """Where a value would be at risk, and where off track: shaded, each with symbol and word."""
    target = headline(frame)
    if target is None:
        return
    months = [band.month for band in target.band]
    good = [band.on_track for band in target.band]
    fair = [band.at_risk for band in target.band]
    ends = [sketch.axes.get_ylim()[sum(fair) > sum(good)]] * len(months)
    amber, red = frame.tones[Status.AT_RISK], frame.tones[Status.OFF_TRACK]
    style: Any = {"linewidth": 0, "zorder": 0.5}  # Any: of literal names
    sketch.axes.fill_between(
        months, fair, good, color=amber.soft, gid="zone at risk", alpha=AMBER_ZONE, **style
    )
    _red_zone(sketch, months, (ends, fair), red, "zone off")
    for status, inner, outer in ((Status.AT_RISK, good, fair), (Status.OFF_TRACK, fair, ends)):
        edges = list(zip(map(float, months), inner, outer, strict=True))
        sketch.labels.name_area(edges, frame.word_of(status), frame.tones[status].ink)


def _red_zone(
    sketch: Sketch,
    months: Sequence[float],
    edges: tuple[Sequence[float], Sequence[float]],
    tone: Tone,
    gid: str,
) -> None:
    """The zone off track: hatched as well, so that it differs in black and white."""
    looks: Any = {"linewidth": 0, "hatch": "//", "zorder": 0.5, "gid": gid}
    face, lines = to_rgba(tone.soft, RED_ZONE), to_rgba(tone.strong, HATCHED)
    sketch.axes.fill_between(months, *edges, facecolor=face, edgecolor=lines, **looks)


def _ghost(sketch: Sketch, frame: Frame, ghost: SeriesTarget) -> None:
    """The first version of a target as a faint line, with the verdict it would have now."""
    if len(ghost.pathway) > 1:
        places = [(knot.month, knot.value) for knot in ghost.pathway]
        sketch.line("ghost", places, stepped=ghost.stepped)
    value = ghost.row.numbers.target_value
    if ghost.due_month is None or value is None:
        return
    text = frame.words.text(
        "at first {target}: {status}", target=frame.asked(ghost.row), status=ghost.row.status_text
    )
    looks: Any = {"above": False, "color": MUTED, "notable": True}
    sketch.mark("ghost target", ghost.due_month, value, text, **looks)


def _totals(sketch: Sketch, frame: Frame) -> None:
    """What single periods add up to, a line for each year."""
    reported = {point.month for point in frame.known if point not in frame.single}
    for run in frame.series.totals if frame.single else ():
        if reported >= {knot.month for knot in run}:
            continue
        sketch.line("total", [(knot.month, knot.value) for knot in run])
        for knot in run:
            sketch.labels.mark(knot.month, knot.value)


def _restated(sketch: Sketch, frame: Frame) -> None:
    """What stood before a figure was restated, tied to what stands now."""
    now = {(p.period, p.basis): p.value for p in frame.known}
    for old in frame.series.earlier:
        new = now.get((old.period, old.basis))
        if new is None or old.value is None or old.value == new:
            continue
        middle = frame.middle(old)
        sketch.axes.plot([middle, middle], [old.value, new], gid="tie", **LOOKS["tie"])
        was = frame.words.text("was {value}", value=frame.told(old.value, old.value_text))
        looks: Any = {"above": old.value > new, "color": MUTED, "notable": True}
        sketch.mark("restated", middle, old.value, was, **looks)


def _projection(sketch: Sketch, frame: Frame, target: SeriesTarget) -> None:
    """Where the trend leads by the due date, dotted and named as a projection."""
    actual, end = target.row.numbers.actual, target.projection
    start = frame.month_of(target.row.actual_period)
    if end is None or actual is None or not start or start >= end.month:
        return
    sketch.line("projection", [(start, actual), (end.month, end.value)])
    text = frame.words.text("projection {value}", value=frame.told(end.value, end.text))
    looks: Any = {"above": False, "color": ACCENT, "must": True}
    sketch.mark("projected", end.month, end.value, text, **looks)


def _breaks(sketch: Sketch, frame: Frame) -> None:
    """A change of what is measured: a line before the first figure of the new way of counting."""
    low, high = sketch.axes.get_xlim()
    for change in frame.series.breaks:
        before = [p.month for p in frame.known if p.month < change.month]
        at = (change.month + max(before)) / 2 if before else change.month - 0.5
        sketch.upright("break", at)
        right = at > (low + high) / 2
        text, away = shortened(change.text, BREAK_COLUMNS), (-4 if right else 4, -2)
        side = "right" if right else "left"
        sketch.aside(text, (at, 1.0), away, ha=side, va="top", of=("data", "axes fraction"))


def _as_of(sketch: Sketch, frame: Frame) -> None:
    """The day up to which everything is known: a line with its date above the axes."""
    sketch.upright("as of", frame.now)
    left, right = sketch.axes.get_xlim()
    share = (frame.now - left) / (right - left)
    side = "right" if share > NEAR_EDGE else "left" if share < 1 - NEAR_EDGE else "center"
    text = frame.words.text("Data as of {date}", date=frame.view.as_of_text)
    place = (frame.now, 1.0)
    sketch.aside(text, place, (0, 3), ha=side, of=("data", "axes fraction"), gid="date")


def _no_data(sketch: Sketch, frame: Frame) -> None:
    """That nothing was reported yet, large, where no line runs."""
    (left, right), (low, high) = sketch.axes.get_xlim(), sketch.axes.get_ylim()
    edges = [(left, low, high), (right, low, high)]
    looks: Any = {"sizes": NO_DATA_SIZES, "gid": "no data", "central": True}
    sketch.labels.name_area(edges, frame.words.text("no data yet"), MUTED, **looks)


# ---------------------------------------------------------------------------
# Targets: their pathways, their marks at the due date, what is to be kept up.

PAIR: Final = 2
MOST_MILESTONES: Final = 8


def _ladder(sketch: Sketch, frame: Frame) -> None:
    """Dated targets without a pathway of their own, joined in steps: each holds until the next."""
    points = sorted(
        (t.due_month, t.row.numbers.target_value)
        for t in frame.series.targets
        if len(t.pathway) < PAIR
        and t.due_month is not None
        and t.row.numbers.target_value is not None
    )
    if len(points) >= PAIR:
        sketch.line("pathway", points, stepped=True)


def _target(sketch: Sketch, frame: Frame, target: SeriesTarget) -> None:
    """The expected pathway and the mark of the target at its due date."""
    knots, numbers = target.pathway, target.row.numbers
    value = numbers.target_value
    if target.row.direction == Direction.HOLD and numbers.upper is None and value is not None:
        _hold(sketch, frame, target.row, value)
    if len(knots) > 1:
        places = [(knot.month, knot.value) for knot in knots]
        sketch.line("pathway", places, stepped=target.stepped)
        for knot in knots[1:-1][:MOST_MILESTONES]:
            text = frame.told(knot.value, knot.text)
            sketch.mark("milestone", knot.month, knot.value, text, color=MUTED)
    if value is None:
        return
    if target.row.comparator == Comparator.BETWEEN and numbers.upper is not None:
        sketch.axes.axhspan(value, numbers.upper, gid="band", **LOOKS["band"])
        return
    text = frame.words.text("target {target}", target=frame.asked(target.row))
    if target.due_month is None:  # named at the left end of its line
        sketch.level("undated", value, "target")
        sketch.labels.add(sketch.axes.get_xlim()[0], value, text, above=True, must=True)
        return
    rising = len(knots) < PAIR or (knots[-1].value >= knots[-2].value) is not frame.is_rank
    above = rising or target.stepped
    sketch.mark("target", target.due_month, value, text, above=above, must=True)


def _hold(sketch: Sketch, frame: Frame, row: TargetRow, value: float) -> None:
    """What is to be kept up in every period: a line, and the wrong side of it shaded."""
    sides, limits = sketch.axes.get_xlim(), sorted(sketch.axes.get_ylim())
    end = limits[row.comparator in {Comparator.AT_MOST, Comparator.BELOW}]
    tone = frame.tones[Status.OFF_TRACK]
    _red_zone(sketch, sides, ([value, value], [end, end]), tone, "wrong side")
    sketch.line("hold", [(side, value) for side in sides])
    sketch.axes.set_xlim(*sides)
    edges = [(side, value, end) for side in sides]
    sketch.labels.name_area(edges, frame.word_of(Status.OFF_TRACK), tone.strong)


# ---------------------------------------------------------------------------
# Figures: lines of totals and levels, bars of single periods, what decided.

LABELLED_POINTS: Final = 9
BAR_SHARE: Final = 0.55
BAR_TEXT: Final = 8.5
BAR_ROOM: Final = 14.0
"""Size of a bar's number, and the height in points that a bar needs to hold it."""


def _bars(sketch: Sketch, frame: Frame) -> None:
    """Single periods of a flow, each over its own months."""
    first = len(frame.single) - LABELLED_POINTS
    for number, point in enumerate(frame.single):
        middle, value = frame.middle(point), point.value or 0.0
        wide = 2 * (point.month - middle) * BAR_SHARE
        sketch.axes.bar(middle, value, wide, gid="period", **LOOKS["period"])
        within = _in_bar(sketch, frame, point, wide)
        if number >= first and not within:
            sketch.labels.add(middle, max(value, 0.0), frame.label_of(point), above=True)


def _in_bar(sketch: Sketch, frame: Frame, point: FigureRow, wide: float) -> bool:
    """The number at the foot of its bar, clear of the lines above; whether there was room."""
    middle, text = frame.middle(point), frame.magnitude.number(point.value)
    left, low = sketch.labels.points(middle - wide / 2, 0.0)
    right, high = sketch.labels.points(middle + wide / 2, point.value or 0.0)
    sketch.labels.colour((left, min(low, high), right, max(low, high)))
    room = text_width(text, BAR_TEXT) + 1.0
    if high - low < BAR_ROOM or right - left < room:
        return False
    looks: Any = {"ha": "center", "size": BAR_TEXT, "color": INK, "zorder": 4}
    sketch.aside(text, (middle, 0.0), (0, 2.5), **looks)
    centre = (left + right) / 2
    sketch.labels.keep_off((centre - room / 2, low, centre + room / 2, low + BAR_ROOM))
    return True


def _figures(sketch: Sketch, frame: Frame) -> None:
    """Levels and running totals as lines with a mark and a number for each figure."""
    points = [point for point in frame.known if point not in frame.single]
    values = [point.value or 0.0 for point in points]
    for run in _runs(frame, points):
        sketch.line("actual", [(point.month, point.value or 0.0) for point in run])
    last = len(points) - 1
    telling = {0, last, *(values.index(pick(values)) for pick in (min, max) if values)}
    for number, (point, value) in enumerate(zip(points, values, strict=True)):
        same = frame.is_deliverable and number and values[number - 1] == value
        told = (number > last - LABELLED_POINTS or number in telling) and not same
        sketch.mark(
            "figure",
            point.month,
            value,
            frame.label_of(point) if told else "",
            above=_beyond(frame, point, value),
            must=number == last,
            notable=number in telling,
            mfc=STATE_FILLS.get(point.state, ACCENT),
            gid=f"figure {point.period}",
        )


def _runs(frame: Frame, points: Sequence[FigureRow]) -> list[list[FigureRow]]:
    """The figures in lines: a total of one year is not joined to the next year's first.

    Nor are figures joined across a change of what is measured.
    """
    runs: list[list[FigureRow]] = []
    previous = None
    fresh = {change.month for change in frame.series.breaks}
    for point in points:
        period = period_of(point.period, frame.fiscal_start)
        yearly = frame.is_flow and point.basis != Basis.SINCE_START and period is not None
        own = period.fiscal_year if yearly and period is not None else None
        if not runs or own != previous or point.month in fresh:
            runs.append([])
        runs[-1].append(point)
        previous = own
    return runs


def _beyond(frame: Frame, point: FigureRow, value: float) -> bool:
    """Whether the figure stands higher on the page than the pathway: its label goes above."""
    asked = [_pathway_at(target, point.month) for target in frame.series.targets]
    first = next((known for known in asked if known is not None), value)
    return value == first or (value > first) is not frame.is_rank


def _pathway_at(target: SeriesTarget, month: int) -> float | None:
    """Where the drawn pathway runs in a month; none before its start."""
    for before, after in pairwise(target.pathway):
        if before.month <= month < after.month:
            share = (month - before.month) / (after.month - before.month)
            rise = 0.0 if target.stepped else share * (after.value - before.value)
            return before.value + rise
    last = target.pathway[-1] if target.pathway else None
    return last.value if last and month >= last.month else None


def _decided(sketch: Sketch, frame: Frame, row: TargetRow) -> None:
    """The actual that a verdict rests on, where no figure shows it: a total of single periods."""
    actual, month = row.numbers.actual, frame.month_of(row.actual_period)
    shown = ((p.month, p.value) for p in frame.known if p not in frame.single)
    if actual is None or not month or (month, actual) in shown:
        return
    fill, text = frame.tones[Status(row.status)].strong, frame.told(actual, row.actual_text)
    sketch.mark("decided", month, actual, text, must=True, mfc=fill)
