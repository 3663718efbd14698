"""One sheet for each organisation: its tally and its targets, following the sheet of all."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from xlsxwriter.utility import xl_col_to_name

from scorecard.excel.book import LINE_HEIGHT, POINTS_PER_PIXEL, Sheet
from scorecard.excel.palette import ACCENT, FAINT, HEAD, LINE, MUTED
from scorecard.excel.styles import (
    CENTERED,
    HEADER,
    NOTE,
    NUMBER,
    PERCENT,
    POINTS,
    QUOTE,
    SMALL,
    WRAPPED,
    Style,
)
from scorecard.excel.text import in_two_lines
from scorecard.i18n import N_
from scorecard.report.view import OrganisationBlock, TargetRow
from scorecard.report.workbook.table import (
    FIRST_ROW,
    HEADER_ROW,
    SHORTENED,
    Desk,
    colour_statuses,
    finish,
    heads,
    outdated,
    progress_bars,
    whole,
)
from scorecard.report.workbook.targets import (
    COLUMN,
    SHEET,
    Field,
    figure_format,
    room_for_numbers,
)

_PERIOD: Final = CENTERED.but(wrap=True, size=9)
FIELDS: Final = (
    Field("name", N_("Indicator"), 23),
    Field("target_text", N_("Target"), 14, WRAPPED.but(size=9, indent=1)),
    Field("due", N_("Due"), 9, _PERIOD),
    Field("actual", N_("Actual"), 10, NUMBER.but(shrink=True)),
    Field("actual_period", N_("Data of"), 9, _PERIOD),
    Field("progress", N_("Progress"), 10, NUMBER.but(number=PERCENT)),
    Field("lead", N_("Lead (points)"), 8.5, NUMBER.but(number=POINTS)),
    Field("reason", N_("Why"), 36, WRAPPED.but(size=9, indent=1)),
    Field("quote", N_("In the document’s words"), 34, QUOTE.but(size=9)),
    Field("source", N_("Source"), 28, SMALL.but(indent=1)),
    Field("flags", N_("Remarks"), 12, SMALL.but(indent=1)),
    Field("status_text", N_("Status"), 12, CENTERED.but(wrap=True, bold=True)),
)
LOOKS: Final = {number: field.style for number, field in enumerate(FIELDS)}
MOST_BARS: Final = 20
BAR_PIXELS: Final = (30, 22)
"""Height of a target's bars in the chart, and where that brings it onto the table's page."""
CHART_EDGES: Final = 110
"""Pixels of the chart's title, axis and legend."""
TOP: Final = 30 + LINE_HEIGHT
"""Points of title and note."""
SHRUNK: Final = 1.12
"""A page this much too long is printed smaller; its text can still be read."""
PROGRESS: Final = 5
REASON: Final = 7
BESIDE: Final = len(FIELDS) + 1
"""The first of the columns that the chart reads."""
WAYS: Final = (("expected", "Expected progress", LINE), ("progress", "Progress", ACCENT))
"""What the chart draws: column of the sheet of all targets, title, colour."""
ASIDE: Final = SMALL.but(wrap=False, number=PERCENT)
LIVE: Final = {
    key: xl_col_to_name(COLUMN[key]) for key in ("actual", "progress", "lead", "status_text")
}
"""Cells that follow the sheet of all targets: its column for each."""


@cache
def _actual(number: str) -> Style:
    """The style of an actual value with the decimals of its indicator."""
    return NUMBER.but(shrink=True, number=number)


def write_organisations(desk: Desk, sheets: list[Sheet]) -> None:
    """Fill one sheet for each organisation, in the view's order."""
    at = FIRST_ROW
    for sheet, block in zip(sheets, desk.view.organisations, strict=True):
        _fill(desk, sheet, block, at)
        at += len(block.rows)


def open_organisations(desk: Desk) -> list[Sheet]:
    """The sheets of the organisations, empty; their names become targets of links."""
    found = []
    for block in desk.view.organisations:
        sheet = desk.open(block.organisation, block.organisation, block.tally_text, len(FIELDS))
        wide = room_for_numbers(block.rows)["actual"]
        sheet.columns(wide if field.key == "actual" else field.width for field in FIELDS)
        desk.book.places[block.organisation] = sheet.reference(0, 0).replace("$", "")
        found.append(sheet)
    return found


def _fill(desk: Desk, sheet: Sheet, block: OrganisationBlock, source_row: int) -> None:
    heads(sheet, [(desk.words.text(field.title), HEADER) for field in FIELDS])
    targets = desk.words.text(SHEET).replace("'", "''")
    ways = (n for n, row in enumerate(block.rows) if row.numbers.progress is not None)
    drawn = list(itertools.islice(ways, MOST_BARS))
    for offset, row in enumerate(block.rows):
        if offset < len(drawn):  # row by row: a sheet may be written as a stream
            way = drawn[offset]
            _aside(desk, sheet, FIRST_ROW + offset, block.rows[way], source_row + way)
        _row(desk, sheet, FIRST_ROW + offset, row, f"'{targets}'!{source_row + offset + 1}")
    end = FIRST_ROW + len(block.rows)
    status = len(FIELDS) - 1
    colour_statuses(desk, sheet, (FIRST_ROW, status, max(end - 1, FIRST_ROW), status))
    if block.rows:
        sheet.raw.autofilter(HEADER_ROW, 0, end - 1, status)
        progress_bars(sheet, FIRST_ROW, end - 1, PROGRESS)
        moved = (
            f"=INDEX(targets_status,ROW(){source_row - 2 * FIRST_ROW:+d})"
            f"<>INDEX(targets_published,ROW(){source_row - 2 * FIRST_ROW:+d})"
        )
        outdated(sheet, (FIRST_ROW, REASON, end - 1, REASON), moved)
    else:
        none = desk.words.text("No target has been stated for this organisation.")
        sheet.merged((FIRST_ROW, 0, FIRST_ROW, status), none, NOTE)
        end += 1
    with_chart = bool(drawn)
    finish(sheet, HEADER_ROW, end, status, 1, printed=not with_chart)
    if with_chart:
        chart = _chart(desk, sheet, [block.rows[number] for number in drawn])
        _place(sheet, chart, end, len(drawn))


def _place(sheet: Sheet, chart: Any, end: int, bars: int) -> None:  # noqa: ANN401  (XlsxWriter)
    """The chart below the table, on its page if need be a little shrunk, else on one of its own."""
    room = sheet.page_height(len(FIELDS), slack=SHRUNK) - TOP - sheet.tall
    high = next((pixels for pixels in _heights(bars) if pixels * POINTS_PER_PIXEL <= room), None)
    wide = round(sum(field.width * 7 + 5 for field in FIELDS)) - 10
    chart.set_size({"width": wide, "height": high or _heights(bars)[0]})
    last = end + math.ceil(chart.height * POINTS_PER_PIXEL / LINE_HEIGHT)
    spot = {"x_offset": 4, "y_offset": 8, "object_position": 1}
    sheet.raw.insert_chart(end, 0, chart, spot)
    if high:
        sheet.raw.print_area(0, 0, last, len(FIELDS) - 1)
        sheet.raw.fit_to_pages(1, 1)
    else:
        sheet.print_areas((0, end - 1), (end, last), last_column=len(FIELDS) - 1)


def _heights(bars: int) -> list[int]:
    """Heights in pixels that a chart of so many bars may have, the best first."""
    return [CHART_EDGES + pixels * bars for pixels in BAR_PIXELS]


def _chart(desk: Desk, sheet: Sheet, rows: Sequence[TargetRow]) -> Any:  # noqa: ANN401  (XlsxWriter)
    """A native chart: the way done beside the way expected, of the targets that have one.

    It follows cells of its own, right of the table and folded away: the table has other rows, too.
    """
    sheet.raw.set_column(BESIDE, BESIDE + len(WAYS), 8, None, {"hidden": True})
    chart = desk.book.chart("bar")
    last = FIRST_ROW + len(rows) - 1
    for column, (key, title, colour) in enumerate(WAYS, start=BESIDE + 1):
        series = {
            "name": desk.words.text(title),
            "categories": [sheet.name, FIRST_ROW, BESIDE, last, BESIDE],
            "values": [sheet.name, FIRST_ROW, column, last, column],
            "fill": {"color": colour},
            "gap": 60,
            "overlap": 0,
        }
        if key == "progress":
            series["data_labels"] = {"value": True, "num_format": "0%", "font": desk.face(9)}
        chart.add_series(series)
    chart.show_hidden_data()
    _axes(desk, chart, rows)
    return chart


def _aside(desk: Desk, sheet: Sheet, at: int, row: TargetRow, source_row: int) -> None:
    """What the chart reads of a target that stands in this row of the sheet of all targets."""
    targets, numbers = desk.words.text(SHEET).replace("'", "''"), row.numbers
    stored = {"expected": numbers.expected_progress, "progress": numbers.progress}
    sheet.text(at, BESIDE, row.name, ASIDE)
    for column, (key, _, _) in enumerate(WAYS, start=BESIDE + 1):
        cell = f"'{targets}'!${xl_col_to_name(COLUMN[key])}${source_row + 1}"
        sheet.formula(at, column, f'=IF({cell}="","",{cell})', stored[key], ASIDE)


def _axes(desk: Desk, chart: Any, rows: Sequence[TargetRow]) -> None:  # noqa: ANN401  (XlsxWriter)
    """Title, legend and axes: from nothing to the whole way, or as far as the farthest has come."""
    title = desk.words.text("Progress at a glance")
    chart.set_title({"name": title, "name_font": desk.face(11, color=HEAD, bold=True)})
    chart.set_legend({"position": "bottom", "font": desk.face(9)})
    chart.set_y_axis({"reverse": True, "line": {"color": LINE}, "num_font": desk.face(9)})
    grid = {"visible": True, "line": {"color": FAINT, "width": 0.75}}
    axis = {"num_format": "0%", "major_gridlines": grid, "num_font": desk.face(8, color=MUTED)}
    ways = [row.numbers.progress or 0.0 for row in rows]
    ways += [row.numbers.expected_progress or 0.0 for row in rows]
    bounds: dict[str, float] = {"max": max(1, math.ceil(10 * max(ways)) / 10)}
    if min(ways) >= 0:
        bounds["min"] = 0
    chart.set_x_axis({**axis, "line": {"none": True}, **bounds})
    chart.set_chartarea({"border": {"none": True}})


def _row(desk: Desk, sheet: Sheet, at: int, row: TargetRow, source: str) -> None:
    """One target; `source` is its row on the sheet of all targets."""
    numbers, quote = row.numbers, row.source
    more = desk.words.text(SHORTENED)
    where = (quote.title, quote.stated_on, quote.origin_word)
    texts = {
        "name": row.name,
        "target_text": row.target_text,
        "due": in_two_lines(row.due_text),
        "actual_period": in_two_lines(row.actual_period_text),
        "reason": row.reason,
        "quote": quote.text,
        "source": " · ".join(part for part in where if part),
        "flags": row.flag_text,
    }
    stored = {
        "actual": numbers.actual,
        "progress": numbers.progress,
        "lead": numbers.lead_pp,
        "status_text": row.status_text,
    }
    heights = {len(FIELDS) - 1: row.status_text}
    for number, field in enumerate(FIELDS):
        if field.key in LIVE:
            cell = source.replace("!", f"!${LIVE[field.key]}$")
            style = field.style
            if field.key == "actual":
                style = _actual(figure_format(row))
            sheet.formula(at, number, f'=IF({cell}="","",{cell})', stored[field.key], style)
        else:
            told = whole(texts[field.key], field.width, field.style, more)
            sheet.text(at, number, told, field.style)
            heights[number] = told
    sheet.height(at, heights, 24, LOOKS)
