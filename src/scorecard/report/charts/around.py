"""What stands around the figures: class zones, first versions, totals, projections, breaks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes

from scorecard.excel.palette import ACCENT, MUTED, PAPER
from scorecard.excel.text import shortened
from scorecard.report.charts.canvas import POINTS_AN_INCH, SMALL_SIZE
from scorecard.report.charts.frame import Frame
from scorecard.report.charts.labels import Labels
from scorecard.report.view import SeriesTarget
from scorecard.schema.vocabulary import Status

GHOST: Final = "#A3AEBA"
TOTAL: Final = "#5B93C4"
AMBER_ZONE: Final = 0.6
RED_ZONE: Final = 0.4
BREAK_COLUMNS: Final = 26
HATCH_STEP: Final = 9.0
HATCH: Final = 0.3
"""Points between the slanting lines of the red zone, and how dark they are."""


def draw_around(axes: Axes, frame: Frame, labels: Labels) -> None:
    """Everything that is neither a figure nor a target in force."""
    _zones(axes, frame, labels)
    for target in frame.series.targets:
        if target.ghost is not None:
            _ghost(axes, frame, target.ghost, labels)
    _totals(axes, frame, labels)
    _restated(axes, frame, labels)
    for target in frame.series.targets:
        _projection(axes, frame, target, labels)
    _breaks(axes, frame, labels)


def headline(frame: Frame) -> SeriesTarget | None:
    """The target whose classes are shown: of those with zones the next due, else the last."""
    found = [t for t in frame.series.targets if len(t.band) > 1]
    as_of = frame.view.header.as_of
    now = 12 * as_of.year + as_of.month - 1
    coming = [t for t in found if (t.due_month or 0) >= now]
    if coming:
        return min(coming, key=lambda t: t.due_month or 0)
    return found[-1] if found else None


def _zones(axes: Axes, frame: Frame, labels: Labels) -> None:
    """Where a value would be at risk, and where off track: shaded, each with symbol and word."""
    target = headline(frame)
    if target is None:
        return
    months = [band.month for band in target.band]
    good = [band.on_track for band in target.band]
    fair = [band.at_risk for band in target.band]
    low, high = axes.get_ylim()
    end = low if sum(fair) <= sum(good) else high
    amber, red = frame.tones[Status.AT_RISK], frame.tones[Status.OFF_TRACK]
    style: Any = {"linewidth": 0, "zorder": 0.5}  # Any: of literal names
    axes.fill_between(
        months, fair, good, color=amber.soft, gid="zone at risk", alpha=AMBER_ZONE, **style
    )
    axes.fill_between(
        months, [end] * len(months), fair, color=red.soft, gid="zone off", alpha=RED_ZONE, **style
    )
    ends = [end] * len(months)
    hatch(axes, months, fair, ends, red.strong)
    for status, inner, outer in ((Status.AT_RISK, good, fair), (Status.OFF_TRACK, fair, ends)):
        edges = [(float(m), a, b) for m, a, b in zip(months, inner, outer, strict=True)]
        labels.name_area(edges, frame.word_of(status), frame.tones[status].ink)


def hatch(
    axes: Axes, months: Sequence[float], one: list[float], two: list[float], color: str
) -> None:
    """Thin slanting lines over an area, so that it differs in black and white as well."""
    places = [axes.transData.transform((m, v)) for m, v in zip(months, one, strict=True)]
    others = [axes.transData.transform((m, v)) for m, v in zip(months, two, strict=True)]
    xs = np.array([x for x, _ in places])
    pixel = axes.figure.dpi / POINTS_AN_INCH
    across = np.arange(xs[0], xs[-1], pixel)
    edges = [np.interp(across, xs, [y for _, y in side]) for side in (places, others)]
    frame = axes.bbox.extents
    low = np.maximum(np.minimum(*edges), frame[1])
    high = np.minimum(np.maximum(*edges), frame[3])
    found: list[tuple[float, float]] = []
    for start in np.arange(low.min() - (across[-1] - across[0]), high.max(), HATCH_STEP * pixel):
        slant = start + across - across[0]
        within = (slant >= low) & (slant <= high) & (across >= frame[0]) & (across <= frame[2])
        turns = np.flatnonzero(np.diff(within.astype(np.int8), prepend=0, append=0))
        for first, last in zip(turns[::2], turns[1::2] - 1, strict=True):
            found += [(across[first], slant[first]), (across[last], slant[last])]
            found.append((np.nan, np.nan))
    if found:
        drawn = axes.transData.inverted().transform(found)
        axes.plot(
            drawn[:, 0], drawn[:, 1], color=color, lw=0.5, alpha=HATCH, zorder=0.6, gid="hatch"
        )


def _ghost(axes: Axes, frame: Frame, ghost: SeriesTarget, labels: Labels) -> None:
    """The first version of a target as a faint line, with the verdict it would have now."""
    if len(ghost.pathway) > 1:
        labels.line([(knot.month, knot.value) for knot in ghost.pathway])
        axes.plot(
            [knot.month for knot in ghost.pathway],
            [knot.value for knot in ghost.pathway],
            color=GHOST,
            linewidth=1.2,
            linestyle=(0, (1.5, 2)),
            drawstyle="steps-post" if ghost.stepped else "default",
            zorder=1.5,
            gid="ghost",
        )
    value = ghost.row.numbers.target_value
    if ghost.due_month is None or value is None:
        return
    axes.plot(
        [ghost.due_month],
        [value],
        marker="D",
        markersize=8,
        markerfacecolor=PAPER,
        markeredgecolor=GHOST,
        markeredgewidth=1.4,
        linestyle="",
        zorder=3,
        gid="ghost target",
    )
    labels.mark(ghost.due_month, value)
    text = frame.words.text(
        "at first {target}: {status}", target=frame.asked(ghost.row), status=ghost.row.status_text
    )
    labels.add(ghost.due_month, value, text, above=False, color=MUTED, notable=True)


def _totals(axes: Axes, frame: Frame, labels: Labels) -> None:
    """What single periods add up to, a line for each year."""
    if not frame.single:
        return
    reported = {point.month for point in frame.known if point not in frame.single}
    for run in frame.series.totals:
        if reported >= {knot.month for knot in run}:
            continue
        axes.plot(
            [knot.month for knot in run],
            [knot.value for knot in run],
            color=TOTAL,
            linewidth=1.8,
            marker="o",
            markersize=5,
            markeredgecolor=PAPER,
            zorder=3,
            gid="total",
        )
        labels.line([(knot.month, knot.value) for knot in run])
        for knot in run:
            labels.mark(knot.month, knot.value)


def _restated(axes: Axes, frame: Frame, labels: Labels) -> None:
    """What stood before a figure was restated, tied to what stands now."""
    now = {(p.period, p.basis): p for p in frame.known}
    for old in frame.series.earlier:
        new = now.get((old.period, old.basis))
        if new is None or old.value is None or new.value is None or old.value == new.value:
            continue
        middle = frame.middle(old)
        axes.plot(
            [middle, middle], [old.value, new.value], color=MUTED, lw=0.9, zorder=2.5, gid="tie"
        )
        axes.plot(
            [middle], [old.value], marker="x", ms=6, color=MUTED, ls="", zorder=4, gid="restated"
        )
        labels.mark(middle, old.value)
        was = frame.words.text("was {value}", value=frame.told(old.value, old.value_text))
        labels.add(middle, old.value, was, above=old.value > new.value, color=MUTED, notable=True)


def _projection(axes: Axes, frame: Frame, target: SeriesTarget, labels: Labels) -> None:
    """Where the trend leads by the due date, dotted and named as a projection."""
    actual, end = target.row.numbers.actual, target.projection
    start = frame.month_of(target.row.actual_period)
    if end is None or actual is None or not start or start >= end.month:
        return
    labels.line([(start, actual), (end.month, end.value)])
    axes.plot(
        [start, end.month],
        [actual, end.value],
        color=ACCENT,
        linewidth=1.6,
        linestyle=(0, (1, 2)),
        zorder=3,
        gid="projection",
    )
    axes.plot(
        [end.month],
        [end.value],
        marker="o",
        markersize=7,
        markerfacecolor=PAPER,
        markeredgecolor=ACCENT,
        markeredgewidth=1.2,
        linestyle="",
        zorder=4,
        gid="projected",
    )
    labels.mark(end.month, end.value)
    text = frame.words.text("projection {value}", value=frame.told(end.value, end.text))
    labels.add(end.month, end.value, text, above=False, color=ACCENT, must=True)


def _breaks(axes: Axes, frame: Frame, labels: Labels) -> None:
    """A change of what is measured: a line before the first figure of the new way of counting."""
    low, high = axes.get_xlim()
    for change in frame.series.breaks:
        before = [p.month for p in frame.known if p.month < change.month]
        at = (change.month + max(before)) / 2 if before else change.month - 0.5
        axes.axvline(at, color=MUTED, linewidth=1.0, linestyle="-.", zorder=1, gid="break")
        labels.line([(at, end) for end in axes.get_ylim()])
        right = at > (low + high) / 2
        axes.annotate(
            shortened(change.text, BREAK_COLUMNS),
            (at, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(-4 if right else 4, -2),
            textcoords="offset points",
            ha="right" if right else "left",
            va="top",
            size=SMALL_SIZE,
            color=MUTED,
        )
