"""Boards: many targets in one picture, drawn line by line on a page of fixed size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from scorecard.model.status import STATUS_SYMBOLS, Status
from scorecard.report.charts.canvas import (
    POINTS_AN_INCH,
    SMALL_SIZE,
    TEXT_SIZE,
    WIDTH,
    heading,
    heavier,
    new_figure,
)
from scorecard.report.panels import HeatMap, HeatRow, LeagueRow, LeagueTable
from scorecard.report.parts import TargetRow, View
from scorecard.sheet.palette import ACCENT, FAINT, INK, LINE, MUTED, PATH, Tones
from scorecard.sheet.text import display_width, shortened
from scorecard.words import Words

HEAT_LINES: Final = 18
BULLET_LINES: Final = 12
LEAGUE_LINES: Final = 14
LEFT: Final = 0.035
RIGHT: Final = 0.965
ACROSS: Final = RIGHT - LEFT
TOP_ROOM: Final = 0.26
HEAD_ROOM: Final = 1.0
FOOT_ROOM: Final = 0.46
"""Inches above the title, above the lines, and below them."""
HEAT_STEP: Final = 0.25
BULLET_STEP: Final = 0.46
LEAGUE_STEP: Final = 0.36
"""Heights of a line in inches."""


@dataclass(frozen=True, slots=True)
class Board:
    """What every board is drawn with."""

    view: View
    words: Words
    tones: Tones


@dataclass(frozen=True, slots=True)
class Lines:
    """A page of lines: its figure, its axes in inches from the upper left, and a line's height.

    `foot` is the height of the line below, as a share of the page.
    """

    figure: Figure
    axes: Axes
    step: float
    foot: float

    def write(  # noqa: PLR0913  (a text, its place and its looks)
        self,
        x: float,
        y: float,
        text: str,
        size: float = TEXT_SIZE,
        color: str = INK,
        ha: str = "left",
        *,
        heavy: bool = False,
    ) -> None:
        """One text at a place in inches, centred on the height y."""
        made = self.axes.text(x, y, text, size=size, color=color, ha=ha, va="center")
        if heavy:
            heavier(made, 0.3)

    def block(self, x: float, y: float, wide: float, high: float, color: str, z: int = 1) -> None:
        """A filled rectangle whose left edge is centred on (x, y)."""
        self.axes.add_patch(
            Rectangle((x, y - high / 2), wide, high, facecolor=color, linewidth=0, zorder=z)
        )

    def cut(self, text: str, wide: float, size: float = TEXT_SIZE) -> str:
        """The text shortened to so many inches."""
        return shortened(text, int(wide * POINTS_AN_INCH / (size / 2) / 1.04))


def _page(board: Board, title: str, note: str, lines: int, step: float) -> Lines:
    """A page just high enough for so many lines of this height (inches)."""
    below = lines * step
    height = HEAD_ROOM + below + FOOT_ROOM
    figure = new_figure(WIDTH, height)
    heading(figure, [shortened(title, 84)], note, LEFT, 1 - TOP_ROOM / height)
    axes = figure.add_axes((LEFT, FOOT_ROOM / height, ACROSS, below / height))
    axes.set_xlim(0, ACROSS * WIDTH)
    axes.set_ylim(below, 0)
    axes.set_axis_off()
    date = board.words.text("Data as of {date}", date=board.view.as_of_text)
    foot = FOOT_ROOM / 2 / height
    figure.text(RIGHT, foot, date, size=SMALL_SIZE, color=MUTED, ha="right", va="center")
    title = shortened(board.view.title, 44)
    figure.text(LEFT, foot, title, size=SMALL_SIZE, color=MUTED, va="center")
    return Lines(figure, axes, step, foot)


def draw_heat(board: Board, heat: HeatMap, rows: list[HeatRow], page: str) -> Figure:
    """Targets against quarters: each cell in its status's colour, with its symbol."""
    text = board.words.text
    groups = len({row.organisation for row in rows})
    note = text("each quarter by what was known then") + page
    lines = _page(board, text("Targets by quarter"), note, len(rows) + groups + 1, HEAT_STEP)
    wide, name = ACROSS * WIDTH, 4.6
    cell = (wide - name) / len(heat.quarters)
    for number, quarter in enumerate(heat.quarters):
        x = name + (number + 0.5) * cell
        label = lines.cut(quarter, cell - 0.06, 8)
        lines.write(x, lines.step / 2, label, 8, MUTED, "center")
    y, organisation = lines.step * 1.5, ""
    for row in rows:
        if row.organisation != organisation:
            organisation = row.organisation
            lines.write(0, y, lines.cut(organisation, wide), heavy=True)
            y += lines.step
        _heat_row(board, lines, row, y, name, cell)
        y += lines.step
    _vocabulary(board, lines, {s for row in rows for s in row.statuses if s})
    return lines.figure


def _heat_row(board: Board, lines: Lines, row: HeatRow, y: float, name: float, cell: float) -> None:
    aim = shortened(row.target_text, 26)
    room = name - 0.25 - display_width(aim) * 8 / 2 * 1.04 / POINTS_AN_INCH
    lines.write(0.12, y, lines.cut(row.name, room - 0.12, SMALL_SIZE), SMALL_SIZE)
    lines.write(name - 0.12, y, aim, 8, MUTED, "right")
    for number, status in enumerate(row.statuses):
        if not status:
            continue
        tone = board.tones[Status(status)]
        x = name + number * cell
        lines.block(x + 0.02, y, cell - 0.04, lines.step * 0.86, tone.soft)
        lines.block(x + 0.02, y + lines.step * 0.38, cell - 0.04, lines.step * 0.1, tone.strong, 2)
        lines.write(
            x + cell / 2, y - 0.01, STATUS_SYMBOLS[Status(status)], SMALL_SIZE, tone.ink, "center"
        )


def _vocabulary(board: Board, lines: Lines, shown: set[str]) -> None:
    """What the symbols on the page mean, on one line below."""
    words = [f"{c.symbol} {c.word}" for c in board.view.tally if c.status in shown]
    lines.figure.text(
        0.5, lines.foot, "   ".join(words), size=8, color=MUTED, ha="center", va="center"
    )


def draw_bullets(board: Board, organisation: str, rows: list[TargetRow], page: str) -> Figure:
    """The way done of each target as a bar, a tick where it should be, and its light."""
    text = board.words.text
    note = text("bar: share of the way done; tick: share expected by now") + page
    lines = _page(board, organisation, note, len(rows), BULLET_STEP)
    name, track = 3.55, 2.75
    for number, row in enumerate(rows):
        y = (number + 0.5) * lines.step
        tone = board.tones[Status(row.status)]
        done, expected = row.numbers.progress or 0.0, row.numbers.expected_progress
        aim = " · ".join(part for part in (row.target_text, row.due_text) if part)
        lines.write(0, y - 0.09, lines.cut(row.name, name - 0.2))
        lines.write(0, y + 0.1, lines.cut(aim, name - 0.2, 8), 8, MUTED)
        lines.block(name, y, track, 0.19, FAINT)
        lines.block(name, y, track * min(max(done, 0.0), 1.0), 0.19, tone.strong, 2)
        if expected is not None:
            at = name + track * min(max(expected, 0.0), 1.0)
            lines.block(at - 0.015, y, 0.03, 0.31, INK, 3)
        lines.write(name + track + 0.12, y - 0.09, row.progress_text)
        told = text("expected {share}", share=row.expected_progress_text)
        lines.write(
            name + track + 0.12, y + 0.1, told if row.expected_progress_text else "", 8, MUTED
        )
        _light(lines, ACROSS * WIDTH, y, row, board)
    return lines.figure


def _light(lines: Lines, right: float, y: float, row: TargetRow, board: Board) -> None:
    tone = board.tones[Status(row.status)]
    wide = 1.35
    lines.block(right - wide, y, wide, 0.27, tone.soft)
    lines.block(right - wide, y, 0.05, 0.27, tone.strong, 2)
    label = lines.cut(row.status_text, wide - 0.1)
    lines.write(right - wide / 2 + 0.02, y, label, color=tone.ink, ha="center")


def draw_league(board: Board, league: LeagueTable, rows: list[LeagueRow], page: str) -> Figure:
    """Members best first: place, bar, value, and the places gained or lost."""
    title = board.words.text("League table: {name}", name=league.title)
    lines = _page(board, title, league.note + page, len(rows), LEAGUE_STEP)
    values = [abs(row.value) for row in league.rows if row.value is not None]
    most = max(values, default=0.0) or 1.0
    member, track, right = 0.75, 3.3, ACROSS * WIDTH
    for number, row in enumerate(rows):
        y = (number + 0.5) * lines.step
        known = row.place is not None
        place = "–" if row.place is None else str(row.place)
        lines.write(0.3, y, place, 13, INK if known else MUTED, "center", heavy=known)
        lines.write(member, y, lines.cut(row.member, track - member - 0.2))
        _bar(lines, row, (track, right - track - 2.5), y, most, is_rank=league.is_rank)
        lines.write(right, y, row.movement_text, 11, _moved(board, row), "right")
        lines.axes.axhline(y + lines.step / 2, color=LINE, linewidth=0.5)
    return lines.figure


def _bar(
    lines: Lines, row: LeagueRow, span: tuple[float, float], y: float, most: float, *, is_rank: bool
) -> None:
    """The value as a bar; a place among places as a dot, the further right the better."""
    x, wide = span
    if row.value is None:
        lines.write(x, y, row.value_text, color=MUTED)
        return
    share = abs(row.value) / most
    if is_rank:
        at = x + wide * (1 - share * 0.94)
        lines.block(x, y, wide, 0.02, LINE)
        lines.axes.plot([at], [y], marker="o", markersize=8, color=ACCENT, zorder=3)
        lines.write(x + wide + 0.15, y, row.value_text)
        return
    lines.block(x, y, wide * share, 0.22, ACCENT if row.place == 1 else PATH)
    lines.write(x + wide * share + 0.1, y, row.value_text)


def _moved(board: Board, row: LeagueRow) -> str:
    if not row.movement:
        return MUTED
    return board.tones[Status.AHEAD if row.movement > 0 else Status.OFF_TRACK].ink
