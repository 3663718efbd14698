"""Boards: many targets in one picture, drawn line by line on a page of fixed size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from scorecard.excel.palette import ACCENT, FAINT, INK, LINE, MUTED, PAPER, PATH, Tones
from scorecard.excel.text import short_name, shortened, wrap
from scorecard.i18n import Words
from scorecard.report.charts.axes import quarter_name, year_name
from scorecard.report.charts.canvas import (
    POINTS_AN_INCH,
    SMALL_SIZE,
    TEXT_SIZE,
    WIDTH,
    columns_in,
    heading,
    heavier,
    new_figure,
)
from scorecard.report.fonts import text_width
from scorecard.report.inputs import period_of
from scorecard.report.view import HeatMap, HeatRow, LeagueRow, LeagueTable, TargetRow, View
from scorecard.schema.vocabulary import Status

BULLET_LINES: Final = 12
LEAGUE_LINES: Final = 28
LEFT: Final = 0.035
RIGHT: Final = 0.965
ACROSS: Final = RIGHT - LEFT
TOP_ROOM: Final = 0.26
HEAD_ROOM: Final = 1.0
FOOT_ROOM: Final = 0.46
"""Inches above the title, above the lines, and below them."""
BULLET_STEP: Final = 0.46
ROOMY_STEP: Final = 0.56
"""Where a name takes two lines."""
LEAGUE_STEP: Final = 0.36
"""Heights of a line in inches."""
NAME: Final = 3.55
TRACK: Final = 2.75
"""Where a bullet bar begins, and how long its track is, in inches."""
TWO_LINES: Final = 0.8
"""The size of names that need two lines, as a share of that of names on one line."""
BESIDE_BAR: Final = 2.5
MOVEMENT: Final = 0.95
"""Inches right of the longest bar of a league, and of them those beside a value."""
MOST_SHOWN: Final = 1.2
AXIS_LINES: Final = 0.5


@dataclass(frozen=True, slots=True)
class Board:
    """What every board is drawn with."""

    view: View
    words: Words
    tones: Tones


@dataclass(frozen=True, slots=True)
class Lines:
    """A page of lines: its figure, its axes in inches from the upper left, and a line's height."""

    figure: Figure
    axes: Axes
    step: float

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
        return shortened(text, columns_in(wide, size))

    def whole(self, x: float, y: float, text: str, wide: float, size: float = TEXT_SIZE) -> None:
        """A name on one line where it fits, else on two smaller ones: long names are not cut."""
        room = wide * POINTS_AN_INCH
        if text_width(text, size) <= room:
            self.write(x, y, text, size)
            return
        small = size * TWO_LINES
        for number, line in enumerate(_in_two(text, room, small)):
            self.write(x, y + (number - 0.5) * small * 1.25 / POINTS_AN_INCH, line, small)


def _in_two(name: str, room: float, size: float) -> list[str]:
    """A name on at most two lines; one that is too long is shortened, and keeps its end."""

    def measure(part: str) -> float:
        return text_width(part, size)

    lines, share = wrap(name, room, 0, measure), 2.0
    while len(lines) > 2 and share > 1:  # noqa: PLR2004  (lines)
        lines = wrap(short_name(name, room * share, measure), room, 0, measure)
        share -= 0.05
    return lines[:2]


def board_page(board: Board, title: str, note: str, lines: float, step: float) -> Lines:
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
    return Lines(figure, axes, step)


def draw_bullets(board: Board, organisation: str, rows: list[TargetRow], page: str) -> Figure:
    """The way done of each target as a bar, a tick where it should be, and its light.

    The track ends at 120 per cent: what was asked for is a line in it, more than that is seen.
    """
    text = board.words.text
    note = text("bar: share of the way done; tick: share expected by now") + page
    columns = columns_in(NAME - 0.2, TEXT_SIZE)
    folded = any(shortened(row.name, columns) != row.name for row in rows)
    step = ROOMY_STEP if folded else BULLET_STEP
    lines = board_page(board, organisation, note, len(rows) + AXIS_LINES, step)
    whole = TRACK / MOST_SHOWN
    for share in (0.0, 0.5, 1.0):
        lines.write(NAME + share * whole, 0.1, f"{share:.0%}", 8, MUTED, "center")
    bottom = lines.step * (len(rows) + AXIS_LINES)
    for share in (0.5, 1.0):
        lines.block(NAME + share * whole - 0.005, (bottom + 0.22) / 2, 0.01, bottom - 0.22, LINE)
    for number, row in enumerate(rows):
        y = (number + AXIS_LINES + 0.5) * lines.step
        aim = " · ".join(part for part in (row.target_text, row.due_text) if part)
        lines.whole(0, y - 0.1, row.name, NAME - 0.2)
        lines.write(0, y + 0.12, lines.cut(aim, NAME - 0.2, 8), 8, MUTED)
        _bullet(board, lines, row, y, whole)
        lines.write(NAME + TRACK + 0.14, y - 0.09, row.progress_text)
        told = text("expected {share}", share=row.expected_progress_text)
        if row.expected_progress_text:
            lines.write(NAME + TRACK + 0.14, y + 0.1, told, 8, MUTED)
        _light(lines, ACROSS * WIDTH, y, row, board)
    return lines.figure


def _bullet(board: Board, lines: Lines, row: TargetRow, y: float, whole: float) -> None:
    """The bar on its track; a way gone backwards has none."""
    done, expected = row.numbers.progress or 0.0, row.numbers.expected_progress
    lines.block(NAME, y, TRACK, 0.19, FAINT)
    strong = board.tones[Status(row.status)].strong
    lines.block(NAME, y, whole * min(max(done, 0.0), MOST_SHOWN), 0.19, strong, 2)
    if expected is not None:
        at = NAME + whole * min(max(expected, 0.0), MOST_SHOWN)
        lines.block(at - 0.025, y, 0.05, 0.31, PAPER, 3)
        lines.block(at - 0.014, y, 0.028, 0.31, INK, 4)


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
    lines = board_page(board, title, league.note + page, len(rows), LEAGUE_STEP)
    values = [abs(row.value) for row in league.rows if row.value is not None]
    most = max(values, default=0.0) or 1.0
    member, track, right = 0.75, 3.3, ACROSS * WIDTH
    label = max(text_width(row.value_text, TEXT_SIZE) for row in league.rows) / POINTS_AN_INCH
    room = right - track - max(BESIDE_BAR, label + MOVEMENT)
    for number, row in enumerate(rows):
        y = (number + 0.5) * lines.step
        known = row.place is not None
        lines.write(0.3, y, row.place_text, 13, INK if known else MUTED, "center", heavy=known)
        lines.whole(member, y, row.member, track - member - 0.2)
        _place_bar(lines, row, (track, room), y, most, is_rank=league.is_rank)
        lines.write(right, y, row.movement_text, 11, _moved(board, row), "right")
        lines.axes.axhline(y + lines.step / 2, color=LINE, linewidth=0.5)
    return lines.figure


def _place_bar(
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


# ---------------------------------------------------------------------------
# The heat map: targets against quarters, each cell in its status's colour, with its symbol.


HEAT_LINES: Final = 39
HEAT_STEP: Final = 0.28
"""Lines of a page, and the height of a line in inches."""
HEAT_NAME: Final = 4.7
MOST_AIM: Final = 2.1
"""Inches for name and target together, and for the target beside a long name."""
HEAD_LINES: Final = 2


def draw_heat(board: Board, heat: HeatMap, rows: list[HeatRow], page: str) -> Figure:
    """Targets against quarters: each cell in its status's colour, with its symbol."""
    text = board.words.text
    groups = len({row.organisation for row in rows})
    note = text("each quarter by what was known then") + page
    count = len(rows) + groups + HEAD_LINES + 1
    lines = board_page(board, text("Targets by quarter"), note, count, HEAT_STEP)
    wide = ACROSS * WIDTH
    cell = (wide - HEAT_NAME) / len(heat.quarters)
    _quarters(board, lines, heat, cell)
    y, organisation = lines.step * (HEAD_LINES + 0.5), ""
    for row in rows:
        if row.organisation != organisation:
            organisation = row.organisation
            lines.write(0, y, lines.cut(organisation, wide), heavy=True)
            y += lines.step
        _row(board, lines, row, y, cell)
        y += lines.step
    _vocabulary(board, lines, {s for row in rows for s in row.statuses if s}, y)
    return lines.figure


def _quarters(board: Board, lines: Lines, heat: HeatMap, cell: float) -> None:
    """The year above its first quarter, the quarters below; a hairline where a year begins."""
    start, shown = board.view.header.policy.fiscal_start, None
    for number, spelled in enumerate(heat.quarters):
        quarter = period_of(spelled, start)
        if quarter is None:
            continue
        x = HEAT_NAME + number * cell
        if quarter.fiscal_year != shown:
            shown = quarter.fiscal_year
            lines.write(x + 0.03, lines.step * 0.5, year_name(shown, start, board.words), 8, MUTED)
            lines.block(x, lines.step, 0.01, lines.step * 2, LINE)
        label = lines.cut(quarter_name(quarter, board.words), cell - 0.04, 8)
        lines.write(x + cell / 2, lines.step * 1.4, label, 8, MUTED, "center")


def _row(board: Board, lines: Lines, row: HeatRow, y: float, cell: float) -> None:
    """Name and target share their room; a long name takes two lines."""
    own, aim = (
        text_width(text, size) / POINTS_AN_INCH
        for text, size in ((row.name, SMALL_SIZE), (row.target_text, 8))
    )
    lines.whole(0.12, y, row.name, HEAT_NAME - 0.35 - min(aim * 1.1, MOST_AIM), SMALL_SIZE)
    room = max(HEAT_NAME - 0.35 - own, MOST_AIM)
    lines.write(HEAT_NAME - 0.12, y, lines.cut(row.target_text, room, 8), 8, MUTED, "right")
    for number, status in enumerate(row.statuses):
        if not status:
            continue
        tone = board.tones[Status(status)]
        x = HEAT_NAME + number * cell
        lines.block(x + 0.02, y, cell - 0.04, lines.step * 0.86, tone.soft)
        lines.block(x + 0.02, y + lines.step * 0.38, cell - 0.04, lines.step * 0.1, tone.strong, 2)
        lines.write(x + cell / 2, y - 0.01, Status(status).symbol, SMALL_SIZE, tone.ink, "center")


def _vocabulary(board: Board, lines: Lines, shown: set[str], y: float) -> None:
    """What the symbols on the page mean, on a line of their own below the targets."""
    words = [f"{c.symbol} {c.word}" for c in board.view.tally if c.status in shown]
    lines.write(ACROSS * WIDTH, y, "   ".join(words), 8, MUTED, "right")


def pages(rows: Sequence[HeatRow], most: int) -> list[list[HeatRow]]:
    """The rows in pages of so many lines; an organisation's name takes a line of its own."""
    found: list[list[HeatRow]] = []
    used, organisation = most, ""
    for row in rows:
        need = 1 + (row.organisation != organisation)
        if used + need > most:
            found.append([])
            used, need = 0, 2
        found[-1].append(row)
        used, organisation = used + need, row.organisation
    return found
