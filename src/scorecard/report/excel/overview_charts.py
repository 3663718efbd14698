"""The overview's native charts, side by side: by organisation, and by quarter."""

from __future__ import annotations

import math
from typing import Any, Final

from scorecard.model.status import Status
from scorecard.report.excel.overview_tables import FIRST, SHORT, WIDTHS, Shown, too_long
from scorecard.report.excel.table import Desk
from scorecard.report.parts import View
from scorecard.sheet.book import Sheet
from scorecard.sheet.palette import MUTED, PAPER, text_on
from scorecard.words import N_

ROWS: Final = 14
MORE_ROWS: Final = 16
"""Rows of the charts, and where few organisations leave room."""
FEW: Final = 5
LABEL: Final = {"bar": 0.06, "column": 0.09}
"""A segment shorter than this share of the longest bar has no room for its number."""
LINE_PIXELS: Final = 20
"""Height of a row in pixels."""
HALF: Final = 6
"""The first column of the chart at the right."""
PIXELS: Final = tuple(round(width * 7 + 5) for width in WIDTHS)


def chart_rows(view: View) -> int:
    """Rows to be left free for the charts."""
    if not view.organisations:
        return 0
    return MORE_ROWS if len(view.organisations) <= FEW else ROWS


def insert_charts(
    desk: Desk, sheet: Sheet, organisations: Shown, quarters: tuple[int, int]
) -> None:
    """One bar for each organisation, one column for each quarter; one alone takes the width.

    Both follow the cells of their tables; the others together would dwarf each single one.
    """
    view, at = desk.view, organisations.last + 1
    if not view.organisations:
        return
    timed = bool(view.news.quarters)
    both = timed and len(view.organisations) > 1
    left, right = sum(PIXELS[:HALF]), sum(PIXELS[HALF:])
    high = chart_rows(view) * LINE_PIXELS - 8
    spot = {"x_offset": 4, "y_offset": 6, "object_position": 1}
    hidden = {"major_gridlines": {"visible": False}, "visible": False, "min": 0}
    if both or not timed:
        names = SHORT if too_long(view.organisations) else 0
        chart = _stacked(desk, sheet, "bar", organisations.rows, names)
        axis = {"reverse": True, "line": {"none": True}, "interval_unit": 1}
        chart.set_y_axis({**axis, "num_font": desk.face(8)})
        chart.set_x_axis(hidden)
        chart.set_size({"width": (left if both else left + right) - 10, "height": high})
        sheet.raw.insert_chart(at, 0, chart, spot)
    if timed:
        chart = _stacked(desk, sheet, "column", quarters)
        if both:
            chart.set_legend({"none": True})
        chart.set_x_axis({"line": {"none": True}, "num_font": desk.face(8)})
        chart.set_y_axis(hidden)
        chart.set_size({"width": (right if both else left + right) - 10, "height": high})
        sheet.raw.insert_chart(at, HALF if both else 0, chart, spot)


def _stacked(  # the names stand in a column of their own where they had to be shortened
    desk: Desk, sheet: Sheet, kind: str, rows: tuple[int, int], names: int = 0
) -> Any:  # noqa: ANN401  (XlsxWriter)
    """A chart of counts by status over the rows of a table."""
    chart = desk.book.chart(kind, "stacked")
    least = math.ceil(LABEL[kind] * _longest(desk.view, kind))
    first, last = rows
    for number, count in enumerate(desk.view.tally):
        tone, column = desk.tones[Status(count.status)], FIRST + number
        chart.add_series(
            {
                "name": f"{count.symbol} {count.word}",
                "categories": [sheet.name, first, names, last, names],
                "values": [sheet.name, first, column, last, column],
                "fill": {"color": tone.strong},
                "border": {"color": PAPER, "width": 0.75},
                "gap": 45,
                "data_labels": {
                    "value": True,
                    "num_format": f"[>={max(least, 1)}]0;;",
                    "font": desk.face(9, color=text_on(tone.strong), bold=True),
                },
            }
        )
    titles = {"bar": N_("By organisation"), "column": N_("By quarter")}
    title = desk.words.text(titles[kind])
    font = desk.face(10, color=MUTED)
    chart.set_title({"name": title, "name_font": font, "overlay": False})
    # All of them: a status that no target has now may come up when a reader changes a figure, and
    # LibreOffice counts entries that are left out from the other end.
    chart.set_legend({"position": "bottom", "font": desk.face(8)})
    chart.set_chartarea({"border": {"none": True}})
    return chart


def _longest(view: View, kind: str) -> int:
    """Targets in the longest bar."""
    if kind == "bar":
        return max((len(block.rows) for block in view.organisations), default=0)
    return max((sum(quarter.counts) for quarter in view.news.quarters), default=0)
