"""One indicator over time: what was expected, what came, what is aimed at, and how it stands.

Longer than other modules because one picture has many parts: its head and legend, the zones, the
targets, the figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from scorecard.excel.styles import ACCENT, FAINT, INK, MUTED, mixed, text_on
from scorecard.excel.text import display_width, short_name, shortened, wrap
from scorecard.i18n import N_
from scorecard.report.amounts import Amounts
from scorecard.report.attention import asked_by_now
from scorecard.report.charts import canvas
from scorecard.report.charts.frame import Frame, magnitude_of
from scorecard.report.charts.labels import ANY, MUST, NOTABLE, Sketch, Spot, stepwise
from scorecard.report.fonts import text_width
from scorecard.report.inputs import period_of
from scorecard.report.method import scale_in
from scorecard.report.view import Bar, Control, FigureRow, SeriesTarget
from scorecard.schema.period import MONTHS_A_YEAR
from scorecard.schema.policy import about
from scorecard.schema.vocabulary import Basis, Comparator, Direction, Measure, Status, is_cap

LEFT, RIGHT, BOTTOM, HEADROOM = 0.075, 0.955, 0.235, 0.05


def draw_trajectory(frame: Frame) -> Figure:
    """The chart of one indicator: pathway, figures, targets, statuses, and when it was drawn.

    Something to be delivered is a bar of its stages.
    """
    figure = canvas.new_figure()
    top = draw_head(figure, frame) - HEADROOM
    axes = canvas.new_axes(figure, (LEFT, BOTTOM, RIGHT - LEFT, top - BOTTOM))
    months = _months(frame)
    spelled = [point.period for point in frame.series.points]
    spelled = spelled or [target.row.due for target in frame.series.targets if target.row.due]
    yearly = spelled and not any("-" in period for period in spelled)
    canvas.draw_time(axes, months, frame, quarterly=not yearly)
    if frame.is_deliverable:
        sketch = _stages(axes, frame)
    else:
        canvas.draw_values(axes, frame)
        canvas.fit_left(axes, LEFT)
        sketch = Sketch(axes)
        _curves(sketch, frame)
    if not frame.series.points:
        _no_data(sketch, frame)
    _as_of(sketch, frame)
    sketch.labels.place()
    draw_legend(figure, axes, frame)
    draw_foot(figure, frame)
    return figure


def _months(frame: Frame) -> list[int]:
    """Every month that something stands at."""
    series = frame.series
    found = [point.month for point in series.points]
    if frame.is_deliverable:
        found += [start for start, _, _ in _standing(frame)]
    found += [knot.month for target in series.targets for knot in target.pathway]
    dated = [*series.targets, *(t.ghost for t in series.targets if t.ghost is not None)]
    found += [one.due_month for one in dated if one.due_month is not None]
    return [*found, frame.this_month]


def _curves(sketch: Sketch, frame: Frame) -> None:
    """Everything that has a height: zones, what was expected, what came, what is aimed at."""
    targets = frame.series.targets
    _zones(sketch, frame)
    for target in targets:
        if target.ghost is not None:
            _ghost(sketch, frame, target.ghost)
    _restated(sketch, frame)
    for target in targets:
        _projection(sketch, frame, target)
    _breaks(sketch, frame)
    _ladder(sketch, frame)
    for target in targets:
        _target(sketch, frame, target)
    _bars(sketch, frame)
    _figures(sketch, frame)


# ---------------------------------------------------------------------------
# Around the axes: title, standings of the targets, legend, and the reason.

CHIP_STEP, CHIP_SIZE, MOST_CHIPS = 0.075, 11.5, 3
AIM_COLUMNS, AIM_STEP = 44, 0.034
TITLES: Final = ((canvas.TITLE_SIZE, 2), (14.5, 2), (13.0, 2), (12.0, 3))
"""Sizes of the title and lines that it may take, tried in turn."""
KEY_ROOM: Final = 50.0
"""Points that a mark of the legend takes, with what is left free around it."""
HEAVIER: Final = 1.02
"""How much wider a title is for being drawn bolder."""
FEWEST_COLUMNS: Final = 20
"""Columns of an organisation's name beside several standings."""
LEGEND: Final = {
    "figure": N_("reported"),
    "restated": N_("before restatement"),
    "period": N_("in the period"),
    "computed": N_("in the period, from two totals"),
    "pathway": N_("expected pathway"),
    "milestone": N_("milestone on the way"),
    "allowed": N_("allowed so far"),
    "hold": N_("value to keep"),
    "band": N_("range to keep"),
}
"""What the lines and marks without a label of their own mean."""


def draw_head(figure: Figure, frame: Frame) -> float:
    """Title, unit, and each target with its status; returns where the head ends on the page."""
    ends = _standings(figure, frame)
    left = min([x for x, _ in ends], default=0.97)
    wide = canvas.WIDTH * (left - 0.07) * canvas.POINTS_AN_INCH / HEAVIER
    for size, most in TITLES:  # smaller, then on a third line, before any of it is cut
        measure = partial(text_width, size=size)
        lines = wrap(frame.series.name, wide, 0, measure)
        if len(lines) <= most:
            break
    else:
        lines = wrap(frame.series.name, wide, most, measure)
    room = left - 0.07 if len(ends) > len(lines) else 0.93
    note = _whose(frame, canvas.columns_in(canvas.WIDTH * room, canvas.TEXT_SIZE))
    below = canvas.heading(figure, lines, note, canvas.MARGIN, size=size)
    return min([below, *(y for _, y in ends)])


def _whose(frame: Frame, columns: int) -> str:
    """Organisation, unit of measure and size of the field on one line; a long name is shortened."""
    text, ranked = frame.words.text, [p.rank_of for p in frame.series.points if p.rank_of]
    unit = "" if frame.is_deliverable else frame.magnitude.unit
    rest = [text("in {unit}", unit=unit)] if unit else []
    rest += [text("out of {n}", n=f"{ranked[-1]:,.0f}")] if frame.is_rank and ranked else []
    room = columns - display_width(" · ".join(["", *rest]))
    name = short_name(frame.series.organisation, max(room, FEWEST_COLUMNS), display_width)
    return " · ".join(part for part in (name, *rest) if part)


def _standings(figure: Figure, frame: Frame) -> list[tuple[float, float]]:
    """Each target with its status at the top right; returns where they begin and end.

    The date is never cut: it goes below a long target.
    """
    rows = [target.row for target in frame.series.targets[:MOST_CHIPS]]
    page = canvas.WIDTH * canvas.POINTS_AN_INCH
    widest = max((text_width(row.status_text, CHIP_SIZE) for row in rows), default=0.0)
    right, ends = 0.962 - widest / page - 0.045, []
    for number, row in enumerate(rows):
        y, tone = 0.925 - number * CHIP_STEP, frame.tones[Status(row.status)]
        box = {"boxstyle": "square,pad=0.45", "fc": tone.soft, "ec": tone.soft, "lw": 0}
        looks: Any = {"ha": "right", "va": "center"}
        own: Any = {"size": CHIP_SIZE, "color": tone.ink, "bbox": box}
        chip = figure.text(0.962, y, row.status_text, **own, **looks)
        canvas.rimmed(chip, width=0.3)
        parts = [part for part in (frame.aim(row), row.due_text) if part]
        lines = [" · ".join(parts)]
        if display_width(lines[0]) > AIM_COLUMNS:
            lines = [shortened(part, AIM_COLUMNS) for part in parts]
        for place, line in enumerate(lines):
            high = y + (len(lines) - 1 - 2 * place) * AIM_STEP / 2
            figure.text(right, high, line, size=canvas.TEXT_SIZE, color=INK, **looks)
        wide = max(text_width(line, canvas.TEXT_SIZE) for line in lines)
        ends.append((right - wide / page, y - CHIP_STEP / 2))
    return ends


def draw_legend(figure: Figure, axes: Axes, frame: Frame) -> None:
    """What the lines and marks without a label of their own mean; only those that are drawn."""
    artists = [*axes.lines, *axes.patches, *axes.collections]
    drawn = {str(artist.get_gid()).split(" ")[0] for artist in artists}
    shown: list[tuple[Any, str]] = []
    for look, name in LEGEND.items():
        if look not in drawn:
            continue
        told = dict(canvas.LOOKS[look])
        if look == "figure":
            told |= {"color": ACCENT, "lw": canvas.LOOKS["actual"]["lw"], "ls": "-"}
        area = look in {"period", "computed", "band"}
        shown.append(((Patch if area else partial(Line2D, [], []))(**told), frame.words.text(name)))
    states = {point.state: point.state_word for point in frame.known if point not in frame.single}
    for state, fill in canvas.STATE_FILLS.items():
        if state in states:
            mark = Line2D([], [], **{**canvas.LOOKS["figure"], "mfc": fill})
            shown.insert(1, (mark, states[state]))
    wide = sum(text_width(label, canvas.SMALL_SIZE) + KEY_ROOM for _, label in shown)
    rows = 1 if wide <= canvas.WIDTH * canvas.POINTS_AN_INCH * (1 - 2 * canvas.MARGIN) else 2
    place: Any = {"loc": "lower left", "bbox_to_anchor": (0.025, 0.105 if rows == 1 else 0.098)}
    place |= {"handlelength": 2.2, "columnspacing": 1.8, "labelspacing": 0.35, "borderpad": 0}
    place |= {"ncols": -(-len(shown) // rows), "frameon": False}
    marks, labels = [mark for mark, _ in shown], [label for _, label in shown]
    figure.legend(marks, labels, fontsize=canvas.SMALL_SIZE, labelcolor=INK, **place)


def draw_foot(figure: Figure, frame: Frame) -> None:
    """The first target's reason in its own words, and whose sentence it is."""
    reasons = [target.row.reason for target in frame.series.targets[:1] if target.row.reason]
    room = canvas.columns_in(canvas.WIDTH * 0.92, canvas.SMALL_SIZE)
    for number, line in enumerate(wrap(reasons[0], room, 2) if reasons else []):
        y = 0.082 - number * 0.036
        figure.text(canvas.MARGIN, y, line, size=canvas.SMALL_SIZE, color=MUTED, va="center")


# ---------------------------------------------------------------------------
# Around the figures: class zones, first versions, totals, projections, breaks, the date.

AMBER_ZONE, RED_ZONE, HATCHED = 0.6, 0.4, 0.3
Place: TypeAlias = tuple[float, float, float | None]
"""A month, and where on track and at risk end there."""
EDGES: Final = ("on_track", "at_risk")
DUE_SHARE, DUE_LEAST = 0.02, 0.8
"""Half the width of the due date: a share of the axis, and months at least."""
HELD: Final = frozenset({str(Direction.HOLD), str(Comparator.BETWEEN)})
BREAK_COLUMNS: Final = 26
NEAR_EDGE: Final = 0.88
"""From this share of the width on the date stands at the left of its line."""
NO_DATA_SIZES: Final = (20.0, 16.0, 13.0, 11.0, 9.5, 8.0)


def headline(frame: Frame) -> SeriesTarget | None:
    """The target whose classes are shown: of those with zones the next due, else the last."""
    found = [t for t in frame.series.targets if t.band]
    coming = [t for t in found if (t.due_month or 0) >= frame.this_month]
    if coming:
        return min(coming, key=lambda t: t.due_month or 0)
    return found[-1] if found else None


def _zones(sketch: Sketch, frame: Frame) -> None:
    """Where a figure would be at risk, and where off track: shaded, each with symbol and word.

    Below, above, or on both sides, as the target's verdict rests on it.
    """
    target = headline(frame)
    if target is None:
        return
    for side, end in zip(("low", "high"), sorted(sketch.axes.get_ylim()), strict=True):
        found = [(b.month, *(getattr(b, f"{side}_{name}") for name in EDGES)) for b in target.band]
        places = [(float(m), good, fair) for m, good, fair in found if good is not None]
        row = target.row
        if is_cap(row.measure, row.comparator):
            places = _since_it_rises(places)
        level = row.measure != Measure.FLOW
        sides = sketch.axes.get_xlim()
        if places and level and {row.direction, row.comparator} & HELD:  # in every period
            places = [(x, *places[0][1:]) for x in sides]
        elif places and places[-1][0] == target.due_month:
            places = _to_the_due_date(places, sides, stepped=_stepped(target))
        if len(places) > 1:
            _side(sketch, frame, target, places, end)


def _since_it_rises(places: list[Place]) -> list[Place]:
    """Without the first quarters of a cap: nothing is off track in them that leaves it whole."""
    first = 0
    while first + 2 < len(places) and (places[first][2] or 0.0) > (places[first + 1][2] or 0.0):
        first += 1
    return places[first:]


def _stepped(target: SeriesTarget) -> bool:
    """Whether what a dated value asks for holds until the next."""
    no_way = target.row.measure != Measure.FLOW and target.row.numbers.baseline is None
    return target.stepped or no_way


def _to_the_due_date(places: list[Place], sides: Spot, *, stepped: bool) -> list[Place]:
    """The last place as a column of its own: on the due date nothing is merely at risk."""
    *before, (due, good, fair) = places
    near = max(DUE_SHARE * (sides[1] - sides[0]), DUE_LEAST)
    start, end = due - near, min(due + near, sides[1])
    if before:
        (x, *first), (to_x, *second) = before[-1] if stepped else before[-2:][0], before[-1]
        share = (start - x) / (to_x - x) if to_x > x else 1.0
        limits = [
            last
            if a is None or b is None or last is None
            # on the same line, and no further than where the target stands
            else min(max(a + share * (b - a), min(b, last)), max(b, last))
            for a, b, last in zip(first, second, (good, fair), strict=True)
        ]
        before.append((start, limits[0] or 0.0, limits[1]))
    return [*before, (start, good, fair), (end, good, fair)]


def _side(
    sketch: Sketch, frame: Frame, target: SeriesTarget, places: list[Place], end: float
) -> None:
    """The zones of one side of the target: months, with the two limits there."""
    stepped = _stepped(target)
    good = stepwise([(x, good) for x, good, _ in places], stepped=stepped)
    fair = stepwise([(x, end if fair is None else fair) for x, _, fair in places], stepped=stepped)
    ends = [(x, end) for x, _ in good]
    amber, red = frame.tones[Status.AT_RISK], frame.tones[Status.OFF_TRACK]
    months = [x for x, _ in good]
    left, right = sketch.axes.get_xlim()
    for status, inner, outer in ((Status.AT_RISK, good, fair), (Status.OFF_TRACK, fair, ends)):
        if inner == outer:
            continue
        between: Any = ([y for _, y in inner], [y for _, y in outer])
        looks: Any = {"color": amber.soft, "alpha": AMBER_ZONE, "gid": "zone at risk"}
        if status == Status.OFF_TRACK:  # hatched as well: it differs in black and white
            face, lines = to_rgba(red.soft, RED_ZONE), to_rgba(red.strong, HATCHED)
            looks = {"facecolor": face, "edgecolor": lines, "hatch": "//", "gid": "zone off"}
        sketch.axes.fill_between(months, *between, linewidth=0, zorder=0.5, **looks)
        edges = list(zip(months, *between, strict=True))
        sketch.labels.name_area(edges, frame.word_of(status), frame.tones[status].ink)
    sketch.axes.set_xlim(left, right)


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
    looks: Any = {"above": False, "color": MUTED, "rank": NOTABLE}
    sketch.mark("ghost target", ghost.due_month, value, text, **looks)


def _restated(sketch: Sketch, frame: Frame) -> None:
    """What stood before a figure was restated, tied to what stands now."""
    now = {(p.period, p.basis): p.value for p in frame.known}
    for old in frame.series.earlier:
        new = now.get((old.period, old.basis))
        if new is None or old.value is None or old.value == new:
            continue
        sketch.axes.plot([old.month] * 2, [old.value, new], gid="tie", **canvas.LOOKS["tie"])
        was = frame.words.text("was {value}", value=frame.told(old.value, old.value_text))
        looks: Any = {"above": old.value > new, "color": MUTED, "rank": NOTABLE}
        sketch.mark("restated", old.month, old.value, was, **looks)


def _projection(sketch: Sketch, frame: Frame, target: SeriesTarget) -> None:
    """Where the trend leads by the due date, dotted and named as a projection."""
    actual, end = target.row.numbers.actual, target.projection
    start = frame.month_of(target.row.actual_period)
    if end is None or actual is None or not start or start >= end.month:
        return
    sketch.line("projection", [(start, actual), (end.month, end.value)])
    text = frame.words.text("projection {value}", value=frame.told(end.value, end.text))
    looks: Any = {"above": False, "color": ACCENT, "rank": MUST}
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
    bare = (t for t in frame.series.targets if len(t.pathway) < PAIR)
    found = ((t.due_month, t.row.numbers.target_value) for t in bare)
    points = sorted((at, value) for at, value in found if at is not None and value is not None)
    if len(points) >= PAIR:
        sketch.line("pathway", points, stepped=True)


def _target(sketch: Sketch, frame: Frame, target: SeriesTarget) -> None:
    """What is expected or allowed on the way, and the mark of the target at its due date."""
    knots, row, value = target.pathway, target.row, target.row.numbers.target_value
    held, capped = row.direction == Direction.HOLD, is_cap(row.measure, row.comparator)
    if held and row.numbers.upper is None and value is not None:
        sides = sketch.axes.get_xlim()
        sketch.line("hold", [(side, value) for side in sides])
        sketch.axes.set_xlim(*sides)
    elif len(knots) > 1:
        places = [(knot.month, knot.value) for knot in knots]
        sketch.line("pathway", places, stepped=target.stepped, gid="allowed" if capped else None)
        for knot in () if capped else knots[1:-1][:MOST_MILESTONES]:
            text = frame.told(knot.value, knot.text)
            sketch.mark("milestone", knot.month, knot.value, text, color=MUTED)
        _by_now(sketch, frame, target)
    if value is None:
        return
    if row.comparator == Comparator.BETWEEN and row.numbers.upper is not None:
        sketch.axes.axhspan(value, row.numbers.upper, gid="band", **canvas.LOOKS["band"])
        return
    if held and row.comparator == Comparator.ABOUT and row.numbers.allowed_deviation:
        _, least, most = about(row.direction, value, row.numbers.allowed_deviation)
        sketch.axes.axhspan(least, most or least, gid="band", **canvas.LOOKS["band"])
    text = frame.words.text("target {target}", target=frame.asked(row))
    if target.due_month is None:  # named at the left end of its line
        sketch.level("undated", value, "target")
        sketch.labels.add(sketch.axes.get_xlim()[0], value, text, above=True, rank=MUST)
        return
    rising = len(knots) < PAIR or (knots[-1].value >= knots[-2].value) is not frame.is_rank
    above = rising or target.stepped
    sketch.mark("target", target.due_month, value, text, above=above, rank=MUST)


def _by_now(sketch: Sketch, frame: Frame, target: SeriesTarget) -> None:
    """What the verdict's figure was held against, beside the pathway at its date."""
    row, numbers = target.row, target.row.numbers
    month = frame.month_of(row.actual_period)
    value = asked_by_now(row)
    if not month or value is None or month in {knot.month for knot in target.pathway[1:-1]}:
        return
    if month == target.due_month or (row.status == Status.MISSED and numbers.allowance is not None):
        return  # in the end it is held against the target itself
    told = N_("expected {value}") if numbers.allowance is None else N_("allowed {value}")
    number = Amounts(frame.words).computed(value, scale_in(row))
    text = frame.words.text(told, value=frame.told(value, number))
    above = numbers.actual is None or (value >= numbers.actual) is not frame.is_rank
    sketch.labels.mark(month, value)
    sketch.labels.add(month, value, text, above=above, color=MUTED)


# ---------------------------------------------------------------------------
# Figures: lines of totals and levels, bars of single periods, what decided.

LABELLED_POINTS: Final = 9
BAR_SHARE: Final = 0.4
BAR_TEXT: Final = 9.7
BAR_ROOM: Final = 15.0
"""Size of a bar's number, and the height in points that a bar needs to hold it."""


def _bars(sketch: Sketch, frame: Frame) -> None:
    """Single periods of a flow at their ends, below their totals; hollow where computed."""
    bars = frame.bars
    for number, bar in enumerate(bars):
        wide, look = (bar.month - bar.start) * BAR_SHARE, "computed" if bar.computed else "period"
        sketch.axes.bar(bar.month, bar.value, wide, gid=look, **canvas.LOOKS[look])
        text = frame.magnitude.number(bar.value)
        within = _in_bar(sketch, bar, wide, text)
        if number >= len(bars) - LABELLED_POINTS and not within and not bar.computed:
            sketch.labels.add(bar.month, max(bar.value, 0.0), text, above=True)


def _in_bar(sketch: Sketch, bar: Bar, wide: float, text: str) -> bool:
    """The number at the foot of its bar, or its head where a line crosses; whether it has room."""
    left, low = sketch.labels.points(bar.month - wide / 2, 0.0)
    right, high = sketch.labels.points(bar.month + wide / 2, bar.value)
    sketch.labels.colour((left, min(low, high), right, max(low, high)))
    room = text_width(text, BAR_TEXT) + 1.0
    if high - low < BAR_ROOM or right - left < room:
        return False
    centre, top = (left + right) / 2, high - BAR_ROOM
    boxes = [(centre - room / 2, base, centre + room / 2, base + BAR_ROOM) for base in (low, top)]
    foot = not sketch.labels.crossed(boxes[0]) or sketch.labels.crossed(boxes[1])
    at, away = (0.0, 2.5) if foot else (bar.value, -2.5)
    looks: Any = {"ha": "center", "size": BAR_TEXT, "color": INK, "zorder": 4}
    sketch.aside(text, (bar.month, at), (0, away), va="bottom" if foot else "top", **looks)
    sketch.labels.keep_off(boxes[0] if foot else boxes[1])
    return True


class _Point(NamedTuple):
    """A figure of the course: what it is at the end of a period, how it is told, its state."""

    month: int
    value: float
    text: str
    state: str = ""


def _figures(sketch: Sketch, frame: Frame) -> None:
    """Levels and running totals as lines with a mark and a number for each figure.

    A total of one year is not joined to the next year's first, nor are figures joined across a
    change of what is measured.
    """
    points, runs = _course(frame), list[list[Spot]]()
    fresh = {change.month for change in frame.series.breaks}
    since_start = any(point.basis == Basis.SINCE_START for point in frame.known)
    yearly, year = frame.is_flow and not since_start, None
    for point in points:
        own = (point.month - frame.fiscal_start) // MONTHS_A_YEAR if yearly else None
        if not runs or own != year or point.month in fresh:
            runs.append([])
        runs[-1].append((point.month, point.value))
        year = own
    for run in runs:
        sketch.line("actual", run)
    values, last = [point.value for point in points], len(points) - 1
    telling = {0, last, *(values.index(pick(values)) for pick in (min, max) if values)}
    for number, point in enumerate(points):
        told = number > last - LABELLED_POINTS or number in telling
        fill = canvas.STATE_FILLS.get(point.state, ACCENT)
        looks: Any = {"mfc": fill, "gid": f"figure {point.month}"}
        looks["rank"] = MUST if number == last else NOTABLE if number in telling else ANY
        above = _beyond(frame, point.month, point.value)
        text = point.text if told else ""
        sketch.mark("figure", point.month, point.value, text, above=above, **looks)


def _course(frame: Frame) -> list[_Point]:
    """The figures in time; of single periods what they add up to, and what a verdict rests on."""
    found = {
        point.month: _Point(point.month, point.value or 0.0, frame.label_of(point), point.state)
        for point in frame.known
        if point not in frame.single
    }
    for run in frame.series.totals if frame.single else ():
        for knot in run:
            text = frame.magnitude.number(knot.value)
            found.setdefault(knot.month, _Point(knot.month, knot.value, text))
    for target in frame.series.targets:
        actual, month = target.row.numbers.actual, frame.month_of(target.row.actual_period)
        if actual is not None and month and frame.single:
            state = found[month].state if month in found else ""
            text = frame.told(actual, target.row.actual_text)
            found[month] = _Point(month, actual, text, state)
    return [found[month] for month in sorted(found)]


def _beyond(frame: Frame, month: int, value: float) -> bool:
    """Whether the figure stands higher on the page than the pathway: its label goes above."""
    for target in frame.series.targets:
        if target.pathway and target.pathway[0].month <= month:
            places = [(float(knot.month), knot.value) for knot in target.pathway]
            x, y = zip(*stepwise(places, stepped=target.stepped), strict=True)
            asked = float(np.interp(month, x, y))
            return value == asked or (value > asked) is not frame.is_rank
    return True


# ---------------------------------------------------------------------------
# Something to be delivered: a bar of its stages, one cell for each period in which it stood alike.

STAGE_LOW, STAGE_HIGH = 0.34, 0.62
"""The bar's edges, as shares of the height."""
STAGE_GAP: Final = 0.06
"""Months left free between two cells."""


def _stages(axes: Axes, frame: Frame) -> Sketch:
    """The share done by period, the darker the further; a mark and a word at the due date."""
    axes.set_ylim(0, 1)
    axes.yaxis.set_visible(False)
    sketch, high = Sketch(axes), STAGE_HIGH - STAGE_LOW
    for start, end, point in _standing(frame):
        share = min(max(point.value or 0.0, 0.0), 1.0)
        fill = mixed(FAINT, ACCENT, share * (1.0 if share == 1 else 0.7))
        wide, middle = end - start - STAGE_GAP, (start + end) / 2
        axes.bar(middle, high, wide, STAGE_LOW, color=fill, gid=f"stage {point.period}", lw=0)
        text = frame.told(point.value, point.value_text)
        left, right = (sketch.labels.points(x, 0.5)[0] for x in (start, end))
        sizes = (canvas.TEXT_SIZE, canvas.NOTE_SIZE)
        size = next((s for s in sizes if text_width(text, s) < right - left), None)
        if size is not None:
            looks: Any = {"ha": "center", "va": "center", "size": size, "color": text_on(fill)}
            sketch.aside(text, (middle, STAGE_LOW + high / 2), (0, 0), **looks)
        corners = (*sketch.labels.points(start, STAGE_LOW), *sketch.labels.points(end, STAGE_HIGH))
        sketch.labels.keep_off(corners)
    for target in frame.series.targets:
        if target.due_month is None:
            continue
        for knot in target.pathway[1:-1][:MOST_MILESTONES]:
            text = frame.words.text("expected {value}", value=knot.text)
            sketch.mark("milestone", knot.month, STAGE_LOW - 0.06, text, above=False, color=MUTED)
        text = frame.words.text("target {target}", target=target.row.target_text)
        sketch.mark("target", target.due_month, STAGE_HIGH + 0.1, text, rank=MUST)
    return sketch


def _standing(frame: Frame) -> Iterator[tuple[int, int, FigureRow]]:
    """From which month to which it stood at what: periods without a change are one."""
    opened: tuple[int, FigureRow] | None = None
    end = 0
    for point in frame.known:
        period = period_of(point.period, frame.fiscal_start)
        start = max(end, point.month - 3 if period is None else period.start)
        if opened is not None and (opened[1].value != point.value or start != end):
            yield opened[0], end, opened[1]
            opened = None
        opened, end = opened or (start, point), point.month
    if opened is not None:
        yield opened[0], end, opened[1]


# ---------------------------------------------------------------------------
# The control chart of an indicator: what is noise in it, and what is a change.


CONTROL_BOTTOM: Final = 0.15


def draw_control(frame: Frame) -> Figure:
    """Points, mean and limits; a point outside the limits is marked and told."""
    text, series, control = frame.words.text, frame.series, frame.series.control
    if control is None:
        raise ValueError(series.indicator)
    places = [(point.month, point.value) for point in control.points]
    drawn = [*(value for _, value in places), control.lower, control.upper]
    magnitude = magnitude_of(series, drawn, frame.words.language)
    figure, wide = canvas.new_figure(), canvas.columns_in(canvas.WIDTH * 0.93, canvas.TITLE_SIZE)
    title = wrap(text("Control chart: {name}", name=series.name), wide, 2)
    unit = text("in {unit}", unit=magnitude.unit) if magnitude.unit else ""
    since = any(change.month <= places[0][0] for change in series.breaks)
    told = (series.organisation, unit, text("counted since the series break") if since else "")
    note = " · ".join(filter(None, told))
    top = canvas.heading(figure, title, note, canvas.MARGIN) - 0.04
    axes = canvas.new_axes(figure, (LEFT, CONTROL_BOTTOM, RIGHT - LEFT, top - CONTROL_BOTTOM))
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
        sketch.labels.add(start, value, f"{name} {shown}", above=above, color=MUTED, rank=MUST)
    sketch.line("series", places, gid="actual")
    strong = frame.tones[Status.OFF_TRACK].strong
    for number, point in enumerate(control.points):
        outside, last = point.signal != 0, number == len(places) - 1
        printed = magnitude.number(point.value) if magnitude.scaled else point.text
        looks: Any = {"above": point.signal >= 0, "rank": MUST if last else NOTABLE}
        looks["mfc"] = strong if outside else ACCENT
        label = printed if outside or last else ""
        sketch.mark("outside" if outside else "point", point.month, point.value, label, **looks)
    sketch.labels.place()
    _control_foot(figure, frame, control)
    return figure


def _control_foot(figure: Figure, frame: Frame, control: Control) -> None:
    """How many points lie outside, what that means, and the date."""
    text, count = frame.words.text, len(control.points)
    told = text("All {n} points lie within the limits: no clear change.", n=count)
    if outside := sum(point.signal != 0 for point in control.points):
        message = N_("{n} of {all} points lie outside the limits: a change, not noise.")
        told = text(message, n=outside, all=count)
    figure.text(canvas.MARGIN, 0.04, told, size=canvas.TEXT_SIZE, color=INK, va="center")
    date = text("Data as of {date}", date=frame.view.as_of_text)
    looks: Any = {"size": canvas.SMALL_SIZE, "color": MUTED, "ha": "right", "va": "center"}
    figure.text(1 - canvas.MARGIN, 0.04, date, **looks)
