"""Boards: many targets in one picture, drawn line by line on a page of fixed width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby, pairwise
from typing import Final, NamedTuple, TypeAlias

from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from scorecard.excel.styles import ACCENT, FAINT, HEAD, INK, LINE, MUTED, PAPER, PATH, Tones
from scorecard.excel.text import short_name, shortened, wrap
from scorecard.i18n import N_, Words
from scorecard.report.attention import of_unit
from scorecard.report.charts.canvas import (
    MARGIN,
    NOTE_SIZE,
    POINTS_AN_INCH,
    SMALL_SIZE,
    TEXT_SIZE,
    WIDTH,
    columns_in,
    heading,
    new_figure,
    rimmed,
    year_name,
)
from scorecard.report.fonts import text_width
from scorecard.report.highlights import past_of
from scorecard.report.inputs import period_of
from scorecard.report.page import quarter_name
from scorecard.report.scores import rate_text
from scorecard.report.view import LeagueRow, LeagueTable, TargetRow, View
from scorecard.schema.vocabulary import WORST_FIRST, Status

# All lengths are inches.
ACROSS: Final = WIDTH * (1 - 2 * MARGIN)
TOP_ROOM, HEAD_ROOM, FOOT_ROOM = 0.26, 1.0, 0.46
"""Above the title, above the lines, and below them."""
BULLET_STEP, ROOMY_STEP, LEAGUE_STEP, HEAT_STEP = 0.46, 0.56, 0.36, 0.28
"""Heights of a line; the roomy one where a name takes two lines."""
NAME, TRACK = 3.1, 2.25
"""Where a bullet bar begins, and how long its track is."""
TWO_LINES: Final = 0.8
"""The size of names that need two lines, as a share of that of names on one line."""
BESIDE_BAR, MOVEMENT = 2.5, 0.95
"""Right of the longest bar of a league, and of that beside a value."""
MOST_SHOWN: Final = 1.2
AXIS_LINES, HEAD_LINES = 0.5, 2
HEAT_NAME, MOST_AIM, HEAT_WORD, WIDEST_CELL = 4.2, 2.0, 0.95, 0.62
"""For name and target together, for the target beside a long name, for the word at the right, and
the widest cell of a quarter."""


Corners: TypeAlias = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Board:
    """What every board is drawn with."""

    view: View
    words: Words
    tones: Tones

    def page(self, title: str, note: str, lines: float, step: float) -> Lines:
        """A page just high enough for so many lines of this height."""
        below = lines * step
        height = HEAD_ROOM + below + FOOT_ROOM
        figure = new_figure(WIDTH, height)
        heading(figure, [shortened(title, 84)], note, MARGIN, 1 - TOP_ROOM / height)
        axes = figure.add_axes((MARGIN, FOOT_ROOM / height, ACROSS / WIDTH, below / height))
        axes.set_xlim(0, ACROSS)
        axes.set_ylim(below, 0)
        axes.set_axis_off()
        page = Lines(figure, axes, step)
        foot = below + FOOT_ROOM / 2
        date = self.words.text("Data as of {date}", date=self.view.as_of_text)
        page.write(ACROSS, foot, date, SMALL_SIZE, MUTED, "right")
        page.write(0, foot, shortened(self.view.title, 44), SMALL_SIZE, MUTED)
        return page


@dataclass(frozen=True, slots=True)
class Lines:
    """A page of lines: its figure, its axes from the upper left, and a line's height."""

    figure: Figure
    axes: Axes
    step: float
    blocks: dict[int, list[tuple[Corners, str]]] = field(default_factory=dict)
    """Rectangles with their colours, by the layer they are drawn in."""

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
        """One text, centred on the height y."""
        made = self.axes.text(x, y, text, size=size, color=color, ha=ha, va="center")
        if heavy:
            rimmed(made, width=0.3)

    def block(self, x: float, y: float, wide: float, high: float, color: str, z: int = 1) -> None:
        """A filled rectangle whose left edge is centred on (x, y)."""
        low, top, right = y - high / 2, y + high / 2, x + wide
        corners = ((x, low), (right, low), (right, top), (x, top))
        self.blocks.setdefault(z, []).append((corners, color))

    def drawn(self) -> Figure:
        """The page with its rectangles: one artist for each layer."""
        for layer, blocks in self.blocks.items():
            corners, colors = zip(*blocks, strict=True)
            made = PolyCollection(corners, facecolors=colors, linewidths=0, zorder=layer)
            self.axes.add_collection(made, autolim=False)
        return self.figure

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
    measure = partial(text_width, size=size)
    lines, share = wrap(name, room, 0, measure), 2.0
    while len(lines) > 2 and share > 1:  # noqa: PLR2004  (lines)
        lines = wrap(short_name(name, room * share, measure), room, 0, measure)
        share -= 0.05
    return lines[:2]


# ---------------------------------------------------------------------------
# The targets of an organisation, each with the way done as a bar.


def draw_bullets(
    board: Board, organisation: str, rows: Sequence[TargetRow], page: str = ""
) -> Figure:
    """The way done of each target as a bar, a tick where it should be, and its light.

    The track ends at 120 per cent: what was asked for is a line in it, more than that is seen.
    """
    text = board.words.text
    note = text("bar: share of the way done; tick: share expected by now") + page
    columns = columns_in(NAME - 0.2, TEXT_SIZE)
    folded = any(shortened(row.name, columns) != row.name for row in rows)
    step = ROOMY_STEP if folded else BULLET_STEP
    lines = board.page(organisation, note, len(rows) + AXIS_LINES, step)
    whole, bottom = TRACK / MOST_SHOWN, step * (len(rows) + AXIS_LINES)
    for share in (0.0, 0.5, 1.0):
        lines.write(NAME + share * whole, 0.1, f"{share:.0%}", NOTE_SIZE, MUTED, "center")
        if share:
            at = NAME + share * whole - 0.005
            lines.block(at, (bottom + 0.22) / 2, 0.01, bottom - 0.22, LINE)
    for number, row in enumerate(rows):
        y = (number + AXIS_LINES + 0.5) * step
        lines.whole(0, y - 0.1, row.name, NAME - 0.2)
        lines.write(0, y + 0.12, lines.cut(_aim(row), NAME - 0.2, NOTE_SIZE), NOTE_SIZE, MUTED)
        _bullet(board, lines, row, y, whole)
        beside = NAME + TRACK + 0.14
        lines.write(beside, y - 0.09, row.progress_text)
        if row.expected_progress_text:
            capped = row.numbers.allowance is not None
            message = N_("allowed {share}") if capped else N_("expected {share}")
            told = text(message, share=row.expected_progress_text)
            lines.write(beside, y + 0.1, told, NOTE_SIZE, MUTED)
    return lines.drawn()


def _aim(row: TargetRow) -> str:
    """What is asked for, and by when."""
    return " · ".join(filter(None, (row.target_text, row.due_text)))


def _bullet(board: Board, lines: Lines, row: TargetRow, y: float, whole: float) -> None:
    """The bar on its track, and the light; a way gone backwards has no bar."""
    done, expected = row.numbers.progress or 0.0, row.numbers.expected_progress
    tone, wide = board.tones[Status(row.status)], 1.35
    lines.block(NAME, y, TRACK, 0.19, FAINT)
    lines.block(NAME, y, whole * min(max(done, 0.0), MOST_SHOWN), 0.19, tone.strong, 2)
    if expected is not None:
        at = NAME + whole * min(max(expected, 0.0), MOST_SHOWN)
        lines.block(at - 0.025, y, 0.05, 0.31, PAPER, 3)
        lines.block(at - 0.014, y, 0.028, 0.31, INK, 4)
    left = ACROSS - wide
    lines.block(left, y, wide, 0.27, tone.soft)
    lines.block(left, y, 0.05, 0.27, tone.strong, 2)
    label = lines.cut(row.status_text, wide - 0.1)
    lines.write(left + wide / 2 + 0.02, y, label, color=tone.ink, ha="center")


# ---------------------------------------------------------------------------
# League tables.


def draw_league(
    board: Board, league: LeagueTable, rows: Sequence[LeagueRow], page: str = ""
) -> Figure:
    """Members best first: place, bar, value, and the places gained or lost."""
    title = board.words.text("League table: {name}", name=league.title)
    lines = board.page(title, league.note + page, len(rows), LEAGUE_STEP)
    values = [abs(row.value) for row in league.rows if row.value is not None]
    most = max(values, default=0.0) or 1.0
    member, track = 0.75, 3.3
    label = max(text_width(row.value_text, TEXT_SIZE) for row in league.rows) / POINTS_AN_INCH
    room = ACROSS - track - max(BESIDE_BAR, label + MOVEMENT)
    for number, row in enumerate(rows):
        y, known = (number + 0.5) * lines.step, row.place is not None
        lines.write(0.3, y, row.place_text, 13, INK if known else MUTED, "center", heavy=known)
        lines.whole(member, y, row.member, track - member - 0.2)
        if row.value is None:
            lines.write(track, y, row.value_text, color=MUTED)
        elif league.is_rank:  # a place among places as a dot, the further right the better
            lines.block(track, y, room, 0.02, LINE)
            at = track + room * (1 - abs(row.value) / most * 0.94)
            lines.axes.plot([at], [y], marker="o", markersize=8, color=ACCENT, zorder=3)
            lines.write(track + room + 0.15, y, row.value_text)
        else:
            wide = room * abs(row.value) / most
            lines.block(track, y, wide, 0.22, ACCENT if row.place == 1 else PATH)
            lines.write(track + wide + 0.1, y, row.value_text)
        moved = MUTED
        if row.movement:
            moved = board.tones[Status.AHEAD if row.movement > 0 else Status.OFF_TRACK].ink
        lines.write(ACROSS, y, row.movement_text, 11, moved, "right")
        lines.axes.axhline(y + lines.step / 2, color=LINE, linewidth=0.5)
    return lines.drawn()


# ---------------------------------------------------------------------------
# The heat map: targets against quarters, each cell in its status's colour, with its symbol.


class HeatLine(NamedTuple):
    """A target on the heat map: the department it stands under, and its statuses by quarter."""

    group: str
    row: TargetRow
    statuses: tuple[str, ...]


def heat_lines(view: View) -> list[HeatLine]:
    """The heat map's rows by department in the view's order, in each the worst first.

    A department is told with its rate of points, and its organisation where there are several.
    """
    rates = {(s.organisation, s.unit): rate_text(s, Words(view.language)) for s in view.scores}
    made = list[tuple[int, int, HeatLine]]()
    units = dict.fromkeys((row.organisation, row.unit) for row in view.rows)
    place = {key: number for number, key in enumerate(units)}
    for row in view.rows:
        statuses = past_of(view.highlights, row, view.heat)
        if not statuses:
            continue
        key = row.organisation, row.unit
        name = of_unit(view, row.organisation, row.unit_name)
        group = "  ".join(filter(None, (name, rates.get(key, ""))))
        worst = WORST_FIRST.index(Status(row.status))
        made.append((place[key], worst, HeatLine(group, row, statuses)))
    return [line for _, _, line in sorted(made, key=lambda one: one[:2])]


def draw_heat(board: Board, rows: Sequence[HeatLine], page: str = "") -> Figure:
    """Targets against quarters: each cell in its status's colour, with its symbol.

    The word of the scorecard's own quarter stands at the right end of each line.
    """
    text = board.words.text
    groups = len({row.group for row in rows})
    note = text("each quarter by what was known then") + page
    lines = board.page(text("Targets by quarter"), note, len(rows) + groups + HEAD_LINES, HEAT_STEP)
    quarters = board.view.heat
    cell = min((ACROSS - HEAT_NAME - HEAT_WORD) / max(len(quarters), 1), WIDEST_CELL)
    left = ACROSS - HEAT_WORD - cell * len(quarters)
    below = lines.step * (len(rows) + groups + HEAD_LINES)
    _quarters(board, lines, quarters, left, cell, below)
    y, group = lines.step * (HEAD_LINES + 0.5), ""
    for row in rows:
        if row.group != group:
            group = row.group
            lines.write(0, y, lines.cut(group, left - 0.1), heavy=True)
            y += lines.step
        _heat_row(board, lines, row, y, left, cell)
        y += lines.step
    return lines.drawn()


def _quarters(
    board: Board, lines: Lines, quarters: Sequence[str], left: float, cell: float, below: float
) -> None:
    """The year above its first quarter, the quarters below; a line where a year begins."""
    start, shown = board.view.header.policy.fiscal_start, None
    for number, spelled in enumerate(quarters):
        quarter = period_of(spelled, start)
        if quarter is None:
            continue
        x, step = left + number * cell, lines.step
        if quarter.fiscal_year != shown:
            shown = quarter.fiscal_year
            name = year_name(shown, start, board.words)
            lines.write(x + 0.05, step * 0.5, name, NOTE_SIZE, MUTED)
            if number:
                lines.block(x - 0.008, below / 2, 0.016, below, HEAD, 3)
        label, room = quarter_name(spelled, board.words), (cell - 0.04) * POINTS_AN_INCH
        size = NOTE_SIZE * min(room / text_width(label, NOTE_SIZE), 1.0)
        lines.write(x + cell / 2, step * 1.4, label, size, MUTED, "center")


def _heat_row(
    board: Board, lines: Lines, line: HeatLine, y: float, left: float, cell: float
) -> None:
    """Name and target share their room; a long name takes two lines."""
    row, room = line.row, left - 0.35
    own = text_width(row.name, SMALL_SIZE) / POINTS_AN_INCH
    asked = _aim(row)
    aim = text_width(asked, NOTE_SIZE) / POINTS_AN_INCH
    lines.whole(0.12, y, row.name, room - min(aim * 1.1, MOST_AIM), SMALL_SIZE)
    told = lines.cut(asked, max(room - own, MOST_AIM), NOTE_SIZE)
    lines.write(left - 0.14, y, told, NOTE_SIZE, MUTED, "right")
    for number, spelled in enumerate(line.statuses):
        if not spelled:
            continue
        status, x, step = Status(spelled), left + number * cell, lines.step
        tone = board.tones[status]
        lines.block(x + 0.02, y, cell - 0.04, step * 0.88, tone.soft)
        lines.write(x + cell / 2, y - 0.01, status.symbol, SMALL_SIZE, tone.ink, "center")
    known = next((Status(s) for s in reversed(line.statuses) if s), None)
    ink = board.tones[known].ink if known else MUTED
    x = ACROSS - HEAT_WORD + 0.1
    lines.write(x, y, lines.cut(row.status_text, HEAT_WORD - 0.1, SMALL_SIZE), SMALL_SIZE, ink)


def pages(rows: Sequence[HeatLine], most: int) -> list[list[HeatLine]]:
    """The rows in pages of so many lines, parted between departments wherever that is possible.

    A department's name takes a line of its own.  No page is much emptier than the others.
    """
    full = _parted(rows, most)
    lines = len(rows) + len({row.group for row in rows})
    tried = (_parted(rows, limit) for limit in range(max(-(-lines // max(len(full), 1)), 2), most))
    return next((found for found in tried if _cost(found) <= _cost(full)), full)


def _cost(found: Sequence[Sequence[HeatLine]]) -> tuple[int, int]:
    """How many pages there are, and how many departments they part."""
    turns = pairwise(found)
    return len(found), sum(left[-1].group == right[0].group for left, right in turns)


def _parted(rows: Sequence[HeatLine], most: int) -> list[list[HeatLine]]:
    found: list[list[HeatLine]] = []
    used = most
    for _, mine in groupby(rows, key=lambda row: row.group):
        group = list(mine)
        if used and used + len(group) + 1 > most:
            used = most
        for row in group:
            need = 1 + (not found or not found[-1] or found[-1][-1].group != row.group)
            if used + need > most:
                found.append([])
                used, need = 0, 2
            found[-1].append(row)
            used += need
    return found
