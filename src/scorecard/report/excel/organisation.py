"""One sheet for each organisation: its tally and its targets, following the sheet of all."""

from __future__ import annotations

import math
from functools import cache
from typing import Any, Final

from xlsxwriter.utility import xl_col_to_name

from scorecard.report.excel.table import (
    FIRST_ROW,
    HEADER_ROW,
    Desk,
    colour_statuses,
    finish,
    heads,
    progress_bars,
)
from scorecard.report.excel.target_cells import COLUMN, Field
from scorecard.report.excel.targets import SHEET
from scorecard.report.parts import OrganisationBlock, TargetRow
from scorecard.sheet.book import LINE_HEIGHT, POINTS_PER_PIXEL, Sheet
from scorecard.sheet.palette import ACCENT, FAINT, HEAD, LINE, MUTED
from scorecard.sheet.styles import (
    CENTERED,
    HEADER,
    NUMBER,
    PERCENT,
    POINTS,
    QUOTE,
    SMALL,
    WRAPPED,
    Style,
    decimals,
)
from scorecard.sheet.text import in_two_lines
from scorecard.words import N_

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
        sheet.columns([field.width for field in FIELDS])
        desk.book.places[block.organisation] = sheet.reference(0, 0).replace("$", "")
        found.append(sheet)
    return found


def _fill(desk: Desk, sheet: Sheet, block: OrganisationBlock, source_row: int) -> None:
    heads(sheet, [(desk.words.text(field.title), HEADER) for field in FIELDS])
    targets = desk.words.text(SHEET).replace("'", "''")
    for offset, row in enumerate(block.rows):
        _row(sheet, FIRST_ROW + offset, row, f"'{targets}'!", source_row + offset)
    end = FIRST_ROW + len(block.rows)
    status = len(FIELDS) - 1
    colour_statuses(desk, sheet, (FIRST_ROW, status, max(end - 1, FIRST_ROW), status))
    if block.rows:
        sheet.raw.autofilter(HEADER_ROW, 0, end - 1, status)
        progress_bars(sheet, FIRST_ROW, end - 1, PROGRESS)
    with_chart = any(row.numbers.progress is not None for row in block.rows)
    finish(sheet, HEADER_ROW, end, status, 1, printed=not with_chart)
    if with_chart:
        chart = _chart(desk, sheet, block, source_row)
        _place(sheet, chart, end, min(len(block.rows), MOST_BARS))


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


def _chart(desk: Desk, sheet: Sheet, block: OrganisationBlock, source_row: int) -> Any:  # noqa: ANN401
    """A native chart: the way done beside the way expected, following the cells."""
    words, source = desk.words, desk.words.text(SHEET)
    count = min(len(block.rows), MOST_BARS)
    chart = desk.book.chart("bar")
    kinds = (("expected", "Expected progress", LINE), ("progress", "Progress", ACCENT))
    for key, title, colour in kinds:
        column, last = COLUMN[key], source_row + count - 1
        series = {
            "name": words.text(title),
            "categories": [sheet.name, FIRST_ROW, 0, FIRST_ROW + count - 1, 0],
            "values": [source, source_row, column, last, column],
            "fill": {"color": colour},
            "gap": 60,
            "overlap": 0,
        }
        if key == "progress":
            series["data_labels"] = {"value": True, "num_format": "0%", "font": desk.face(9)}
        chart.add_series(series)
    title = words.text("Progress at a glance")
    chart.set_title({"name": title, "name_font": desk.face(11, color=HEAD, bold=True)})
    chart.set_legend({"position": "bottom", "font": desk.face(9)})
    chart.set_y_axis({"reverse": True, "line": {"color": LINE}, "num_font": desk.face(9)})
    grid = {"visible": True, "line": {"color": FAINT, "width": 0.75}}
    low = 0 if all((row.numbers.progress or 0) >= 0 for row in block.rows[:count]) else None
    axis = {"num_format": "0%", "major_gridlines": grid, "num_font": desk.face(8, color=MUTED)}
    chart.set_x_axis({**axis, "line": {"none": True}, **({} if low is None else {"min": low})})
    chart.set_chartarea({"border": {"none": True}})
    return chart


def _row(sheet: Sheet, at: int, row: TargetRow, targets: str, source_row: int) -> None:
    numbers, quote = row.numbers, row.source
    told = (quote.title, quote.stated_on, quote.origin_word)
    texts = {
        "name": row.name,
        "target_text": row.target_text,
        "due": in_two_lines(row.due_text),
        "actual_period": in_two_lines(row.actual_period_text),
        "reason": row.reason,
        "quote": quote.text,
        "source": " · ".join(part for part in told if part),
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
            source = f"{targets}${LIVE[field.key]}${source_row + 1}"
            style = field.style
            if field.key == "actual":
                style = _actual(decimals(row.decimals))
            sheet.formula(at, number, f'=IF({source}="","",{source})', stored[field.key], style)
        else:
            sheet.text(at, number, texts[field.key], field.style)
            heights[number] = texts[field.key]
    sheet.height(at, heights, 24, LOOKS)
