"""What stands around a chart: title, standings of the targets, legend, and the reason."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from scorecard.excel.styles import ACCENT, INK, MUTED
from scorecard.excel.text import display_width, short_name, shortened, wrap
from scorecard.i18n import N_
from scorecard.report.charts.canvas import (
    LOOKS,
    MARGIN,
    POINTS_AN_INCH,
    SMALL_SIZE,
    STATE_FILLS,
    TEXT_SIZE,
    TITLE_SIZE,
    WIDTH,
    columns_in,
    heading,
    rimmed,
)
from scorecard.report.charts.frame import Frame
from scorecard.report.fonts import text_width
from scorecard.schema.vocabulary import Status

CHIP_STEP, CHIP_SIZE, MOST_CHIPS = 0.075, 11.5, 3
AIM_COLUMNS, AIM_STEP = 44, 0.034
TITLES: Final = ((TITLE_SIZE, 2), (14.5, 2), (13.0, 2), (12.0, 3))
"""Sizes of the title and lines that it may take, tried in turn."""
MOST_IN_A_ROW: Final = 7
HEAVIER: Final = 1.02
"""How much wider a title is for being drawn bolder."""
FEWEST_COLUMNS: Final = 20
"""Columns of an organisation's name beside several standings."""
LEGEND: Final = {
    "figure": N_("reported"),
    "restated": N_("before restatement"),
    "period": N_("in the period"),
    "total": N_("accumulated"),
    "decided": N_("total so far"),
    "pathway": N_("expected pathway"),
    "milestone": N_("milestone on the way"),
    "hold": N_("value to keep"),
    "band": N_("range to keep"),
}
"""What the lines and marks without a label of their own mean."""


def draw_head(figure: Figure, frame: Frame) -> float:
    """Title, unit, and each target with its status; returns where the head ends on the page."""
    ends = _standings(figure, frame)
    left = min([x for x, _ in ends], default=0.97)
    wide = WIDTH * (left - 0.07) * POINTS_AN_INCH / HEAVIER
    for size, most in TITLES:  # smaller, then on a third line, before any of it is cut
        measure = partial(text_width, size=size)
        lines = wrap(frame.series.name, wide, 0, measure)
        if len(lines) <= most:
            break
    else:
        lines = wrap(frame.series.name, wide, most, measure)
    room = left - 0.07 if len(ends) > len(lines) else 0.93
    note = _whose(frame, columns_in(WIDTH * room, TEXT_SIZE))
    return min([heading(figure, lines, note, MARGIN, size=size), *(y for _, y in ends)])


def _whose(frame: Frame, columns: int) -> str:
    """Organisation, unit of measure and size of the field on one line; a long name is shortened."""
    text, ranked = frame.words.text, [p.rank_of for p in frame.series.points if p.rank_of]
    rest = [text("in {unit}", unit=frame.magnitude.unit)] if frame.magnitude.unit else []
    rest += [text("out of {n}", n=f"{ranked[-1]:,.0f}")] if frame.is_rank and ranked else []
    room = columns - display_width(" · ".join(["", *rest]))
    name = short_name(frame.series.organisation, max(room, FEWEST_COLUMNS), display_width)
    return " · ".join(part for part in (name, *rest) if part)


def _inches(columns: int, size: float) -> float:
    """The share of the page's width that so many columns of text take."""
    return columns * size / 2 / POINTS_AN_INCH / WIDTH * 1.08


def _standings(figure: Figure, frame: Frame) -> list[tuple[float, float]]:
    """Each target with its status at the top right; returns where they begin and end.

    The date is never cut: it goes below a long target.
    """
    rows = [target.row for target in frame.series.targets[:MOST_CHIPS]]
    widest = max((display_width(row.status_text) for row in rows), default=0)
    right, ends = 0.962 - _inches(widest, CHIP_SIZE) - 0.04, []
    for number, row in enumerate(rows):
        y, tone = 0.925 - number * CHIP_STEP, frame.tones[Status(row.status)]
        box = {"boxstyle": "round,pad=0.45", "fc": tone.soft, "ec": tone.strong, "lw": 1.0}
        looks: Any = {"ha": "right", "va": "center"}
        chip = figure.text(
            0.962, y, row.status_text, size=CHIP_SIZE, color=tone.ink, bbox=box, **looks
        )
        rimmed(chip, width=0.3)
        parts = [part for part in (frame.aim(row), row.due_text) if part]
        lines = [" · ".join(parts)]
        if display_width(lines[0]) > AIM_COLUMNS:
            lines = [shortened(part, AIM_COLUMNS) for part in parts]
        for place, line in enumerate(lines):
            high = y + (len(lines) - 1 - 2 * place) * AIM_STEP / 2
            figure.text(right, high, line, size=TEXT_SIZE, color=INK, **looks)
        wide = _inches(max(map(display_width, lines)), TEXT_SIZE)
        ends.append((right - wide, y - CHIP_STEP / 2))
    return ends


def draw_legend(figure: Figure, axes: Axes, frame: Frame) -> None:
    """What the lines and marks without a label of their own mean; only those that are drawn."""
    artists = [*axes.lines, *axes.patches, *axes.collections]
    drawn = {str(artist.get_gid()).split(" ")[0] for artist in artists}
    shown: list[tuple[Any, str]] = []
    for look, name in LEGEND.items():
        if look not in drawn:
            continue
        told = dict(LOOKS[look])
        if look == "figure":
            told |= {"color": ACCENT, "lw": LOOKS["actual"]["lw"], "ls": "-"}
        area = look in {"period", "band"}
        shown.append(((Patch if area else partial(Line2D, [], []))(**told), frame.words.text(name)))
    states = {point.state: point.state_word for point in frame.known if point not in frame.single}
    for state, fill in STATE_FILLS.items():
        if state in states:
            shown.insert(1, (Line2D([], [], **{**LOOKS["figure"], "mfc": fill}), states[state]))
    rows = 1 if len(shown) <= MOST_IN_A_ROW else 2
    figure.legend(
        [mark for mark, _ in shown],
        [label for _, label in shown],
        loc="lower left",
        bbox_to_anchor=(0.025, 0.105 if rows == 1 else 0.098),
        ncols=-(-len(shown) // rows),
        frameon=False,
        fontsize=SMALL_SIZE,
        handlelength=2.2,
        columnspacing=1.8,
        labelspacing=0.35,
        borderpad=0,
        labelcolor=INK,
    )


def draw_foot(figure: Figure, frame: Frame) -> None:
    """The first target's reason in its own words, and whose sentence it is."""
    reasons = [target.row.reason for target in frame.series.targets[:1] if target.row.reason]
    room = columns_in(WIDTH * 0.92, SMALL_SIZE)
    for number, line in enumerate(wrap(reasons[0], room, 2) if reasons else []):
        y = 0.082 - number * 0.036
        figure.text(MARGIN, y, line, size=SMALL_SIZE, color=MUTED, va="center")
