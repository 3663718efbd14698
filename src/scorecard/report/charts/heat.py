"""The heat map: targets against quarters, each cell in its status's colour, with its symbol."""

from __future__ import annotations

from typing import Final

from matplotlib.figure import Figure

from scorecard.model.status import STATUS_SYMBOLS, Status
from scorecard.report.charts.boards import ACROSS, Board, Lines, board_page
from scorecard.report.charts.canvas import POINTS_AN_INCH, SMALL_SIZE, WIDTH
from scorecard.report.charts.timeline import quarter_name, year_name
from scorecard.report.fonts import text_width
from scorecard.report.panels import HeatMap, HeatRow
from scorecard.report.records import period_of
from scorecard.sheet.palette import LINE, MUTED

HEAT_LINES: Final = 39
HEAT_STEP: Final = 0.28
"""Lines of a page, and the height of a line in inches."""
NAME: Final = 4.7
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
    cell = (wide - NAME) / len(heat.quarters)
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
        x = NAME + number * cell
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
    lines.whole(0.12, y, row.name, NAME - 0.35 - min(aim * 1.1, MOST_AIM), SMALL_SIZE)
    room = max(NAME - 0.35 - own, MOST_AIM)
    lines.write(NAME - 0.12, y, lines.cut(row.target_text, room, 8), 8, MUTED, "right")
    for number, status in enumerate(row.statuses):
        if not status:
            continue
        tone = board.tones[Status(status)]
        x = NAME + number * cell
        lines.block(x + 0.02, y, cell - 0.04, lines.step * 0.86, tone.soft)
        lines.block(x + 0.02, y + lines.step * 0.38, cell - 0.04, lines.step * 0.1, tone.strong, 2)
        lines.write(
            x + cell / 2, y - 0.01, STATUS_SYMBOLS[Status(status)], SMALL_SIZE, tone.ink, "center"
        )


def _vocabulary(board: Board, lines: Lines, shown: set[str], y: float) -> None:
    """What the symbols on the page mean, on a line of their own below the targets."""
    words = [f"{c.symbol} {c.word}" for c in board.view.tally if c.status in shown]
    lines.write(ACROSS * WIDTH, y, "   ".join(words), 8, MUTED, "right")
