"""What stands around a chart: title, standings of the targets, legend, and the reason."""

from __future__ import annotations

from typing import Final

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from scorecard.excel.palette import ACCENT, INK, MUTED, PAPER, PATH
from scorecard.excel.text import display_width, short_name, shortened, wrap
from scorecard.report.charts.around import TOTAL
from scorecard.report.charts.canvas import (
    POINTS_AN_INCH,
    SMALL_SIZE,
    TEXT_SIZE,
    TITLE_SIZE,
    WIDTH,
    chip,
    columns_in,
    heading,
    heavier,
)
from scorecard.report.charts.frame import Frame
from scorecard.report.charts.marks import DASHES, MARKER, PERIOD, STATE_FILLS
from scorecard.report.fonts import text_width
from scorecard.report.view import TargetRow
from scorecard.schema.vocabulary import Status

CHIP_STEP: Final = 0.075
CHIP_SIZE: Final = 11.5
MOST_CHIPS: Final = 3
AIM_COLUMNS: Final = 44
AIM_STEP: Final = 0.034
TITLES: Final = ((TITLE_SIZE, 2), (14.5, 2), (13.0, 2), (12.0, 3))
"""Sizes of the title and lines that it may take, tried in turn."""
MOST_IN_A_ROW: Final = 7
HEAVIER: Final = 1.02
"""How much wider a title is for being drawn bolder."""
FEWEST_COLUMNS: Final = 20
"""Columns of an organisation's name beside several standings."""


def draw_head(figure: Figure, frame: Frame) -> float:
    """Title, unit, and each target with its status; returns where the head ends on the page."""
    series = frame.series
    end = _standings(figure, frame)
    left = min([x for x, _ in end], default=0.97)
    wide = WIDTH * (left - 0.07) * POINTS_AN_INCH / HEAVIER
    lines, size = _title(series.name, wide)
    room = left - 0.07 if len(end) > len(lines) else 0.93
    note = _whose(frame, columns_in(WIDTH * room, TEXT_SIZE))
    below = heading(figure, lines, note, 0.035, size=size)
    return min([below, *(y for _, y in end)])


def _title(name: str, wide: float) -> tuple[list[str], float]:
    """The name in at most two lines, in a smaller size or a third line before any of it is cut."""
    for size, most in TITLES:
        lines = wrap(name, wide, 0, lambda part, size=size: text_width(part, size))  # type: ignore[misc]
        if len(lines) <= most:
            return lines, size
    return wrap(name, wide, most, lambda part: text_width(part, size)), size


def _whose(frame: Frame, columns: int) -> str:
    """Organisation, unit of measure and size of the field on one line; a long name is shortened."""
    series = frame.series
    unit = frame.words.text("in {unit}", unit=frame.magnitude.unit)
    rest = [p for p in (unit if frame.magnitude.unit else "", _out_of(frame)) if p]
    room = columns - display_width(" · ".join(["", *rest]))
    name = short_name(series.organisation, max(room, FEWEST_COLUMNS), display_width)
    return " · ".join(part for part in (name, *rest) if part)


def _standings(figure: Figure, frame: Frame) -> list[tuple[float, float]]:
    """Each target with its status at the top right; returns where they begin and end."""
    rows = [target.row for target in frame.series.targets[:MOST_CHIPS]]
    widest = max((display_width(row.status_text) for row in rows), default=0)
    chips = widest * CHIP_SIZE / 2 / POINTS_AN_INCH / WIDTH * 1.08 + 0.04
    ends = []
    for number, row in enumerate(rows):
        y = 0.925 - number * CHIP_STEP
        heavier(chip(figure, 0.962, y, row.status_text, frame.tones[Status(row.status)]), 0.3)
        right, lines = 0.962 - chips, _aim(frame, row)
        for place, line in enumerate(lines):
            high = y + (len(lines) - 1 - 2 * place) * AIM_STEP / 2
            figure.text(right, high, line, ha="right", va="center", size=TEXT_SIZE, color=INK)
        wide = max(map(display_width, lines)) * TEXT_SIZE / 2 / POINTS_AN_INCH / WIDTH * 1.08
        ends.append((right - wide, y - CHIP_STEP / 2))
    return ends


def _aim(frame: Frame, row: TargetRow) -> list[str]:
    """What a target asks for and by when; the date is never cut, it goes below a long target."""
    parts = [part for part in (frame.aim(row), row.due_text) if part]
    line = " · ".join(parts)
    if display_width(line) <= AIM_COLUMNS:
        return [line]
    return [shortened(part, AIM_COLUMNS) for part in parts]


def _out_of(frame: Frame) -> str:
    known = [point.rank_of for point in frame.series.points if point.rank_of]
    if not (frame.is_rank and known):
        return ""
    return frame.words.text("out of {n}", n=f"{known[-1]:,.0f}")


def draw_legend(figure: Figure, axes: Axes, frame: Frame) -> None:
    """What the lines and marks without a label of their own mean; only those that are drawn."""
    artists = [*axes.lines, *axes.patches, *axes.collections]
    drawn = {str(artist.get_gid()).split(" ")[0] for artist in artists}
    marks = _legend_marks()
    words = _legend_words(frame)
    shown = [(marks[key], words[key]) for key in marks if key in drawn]
    states = {point.state: point.state_word for point in frame.known if point not in frame.single}
    for state, fill in STATE_FILLS.items():
        if state in states:
            mark = Line2D([], [], color=ACCENT, lw=0, marker="o", ms=MARKER, mfc=fill, mew=1.6)
            shown.insert(1, (mark, states[state]))
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


def _legend_marks() -> dict[str, Artist]:
    return {
        "figure": Line2D([], [], color=ACCENT, lw=2.4, marker="o", ms=MARKER),
        "restated": Line2D([], [], ls="", marker="x", ms=6, color=MUTED),
        "period": Patch(facecolor=PERIOD),
        "total": Line2D([], [], color=TOTAL, lw=1.8, marker="o", ms=5, mec=PAPER),
        "decided": Line2D([], [], ls="", marker="s", ms=MARKER, mfc=INK, mec=PAPER),
        "pathway": Line2D([], [], color=PATH, lw=1.6, ls=DASHES),
        "milestone": Line2D([], [], ls="", marker="d", ms=7, mfc=PAPER, mec=PATH, mew=1.4),
        "hold": Line2D([], [], color=PATH, lw=1.6, ls=DASHES),
        "band": Patch(facecolor=PATH, alpha=0.16),
    }


def _legend_words(frame: Frame) -> dict[str, str]:
    text = frame.words.text
    return {
        "figure": text("reported"),
        "restated": text("before restatement"),
        "period": text("in the period"),
        "total": text("accumulated"),
        "decided": text("total so far"),
        "pathway": text("expected pathway"),
        "milestone": text("milestone on the way"),
        "hold": text("value to keep"),
        "band": text("range to keep"),
    }


def draw_foot(figure: Figure, frame: Frame) -> None:
    """The first target's reason in its own words, and whose sentence it is."""
    reasons = [target.row.reason for target in frame.series.targets[:1] if target.row.reason]
    room = columns_in(WIDTH * 0.92, SMALL_SIZE)
    for number, line in enumerate(wrap(reasons[0], room, 2) if reasons else []):
        figure.text(0.035, 0.082 - number * 0.036, line, size=SMALL_SIZE, va="center", color=MUTED)
