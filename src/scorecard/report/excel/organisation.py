"""One sheet for each organisation: its tally and its targets, following the sheet of all."""

from __future__ import annotations

from typing import Final

from xlsxwriter.utility import xl_col_to_name

from scorecard.report.excel.table import FIRST_ROW, HEADER_ROW, Desk, colour_statuses, finish
from scorecard.report.excel.target_cells import COLUMN, Field
from scorecard.report.excel.targets import SHEET
from scorecard.report.parts import OrganisationBlock, TargetRow
from scorecard.sheet.book import Sheet
from scorecard.sheet.palette import ACCENT, LINE
from scorecard.sheet.styles import (
    CENTERED,
    HEADER,
    NUMBER,
    PERCENT,
    POINTS,
    QUOTE,
    SMALL,
    decimals,
)
from scorecard.words import N_

FIELDS: Final = (
    Field("name", N_("Indicator"), 26),
    Field("target_text", N_("Target"), 16),
    Field("due", N_("Due"), 10, CENTERED.but(wrap=True)),
    Field("actual", N_("Actual"), 11, NUMBER),
    Field("actual_period", N_("Data of"), 11, CENTERED.but(wrap=True)),
    Field("progress", N_("Progress"), 11, NUMBER.but(number=PERCENT)),
    Field("lead", N_("Lead (points)"), 9, NUMBER.but(number=POINTS)),
    Field("reason", N_("Why"), 36),
    Field("quote", N_("In the document’s words"), 42, QUOTE.but(size=9)),
    Field("source", N_("Source"), 30, SMALL),
    Field("flags", N_("Remarks"), 14, SMALL),
    Field("status_text", N_("Status"), 12, CENTERED),
)
MOST_BARS: Final = 30
LIVE: Final = ("actual", "progress", "lead", "status_text")
"""Cells that follow the sheet of all targets."""


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
        desk.book.places[block.organisation] = sheet.reference(0, 0).replace("$", "")
        found.append(sheet)
    return found


def _fill(desk: Desk, sheet: Sheet, block: OrganisationBlock, source_row: int) -> None:
    sheet.columns([field.width for field in FIELDS])
    sheet.raw.set_row(HEADER_ROW, 33)
    for number, field in enumerate(FIELDS):
        sheet.text(HEADER_ROW, number, desk.words.text(field.title), HEADER)
    targets = desk.words.text(SHEET).replace("'", "''")
    for offset, row in enumerate(block.rows):
        _row(sheet, FIRST_ROW + offset, row, f"'{targets}'!", source_row + offset)
    end = FIRST_ROW + len(block.rows)
    status = len(FIELDS) - 1
    colour_statuses(desk, sheet, (FIRST_ROW, status, max(end - 1, FIRST_ROW), status))
    if block.rows:
        sheet.raw.autofilter(HEADER_ROW, 0, end - 1, status)
    finish(sheet, HEADER_ROW, end, status, 1)
    if any(row.numbers.progress is not None for row in block.rows):
        end = _chart(desk, sheet, block, source_row, end)
        sheet.raw.print_area(0, 0, end, status)


def _chart(desk: Desk, sheet: Sheet, block: OrganisationBlock, source_row: int, at: int) -> int:
    """A native chart below the table: the way done beside the way expected, following the cells."""
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
            series["data_labels"] = {"value": True, "num_format": "0%", "font": {"size": 9}}
        chart.add_series(series)
    chart.set_title({"name": words.text("Progress at a glance"), "name_font": {"size": 11}})
    chart.set_legend({"position": "bottom", "font": {"size": 9}})
    chart.set_y_axis({"reverse": True, "num_font": {"size": 9}})
    grid = {"visible": True, "line": {"color": LINE, "width": 0.5}}
    chart.set_x_axis({"num_format": "0%", "major_gridlines": grid, "min": 0})
    chart.set_chartarea({"border": {"none": True}})
    rows = 6 + 2 * count
    chart.set_size({"width": 1000, "height": rows * 20 - 8})
    sheet.raw.insert_chart(at + 1, 0, chart, {"x_offset": 4, "y_offset": 4, "object_position": 1})
    return at + 1 + rows


def _row(sheet: Sheet, at: int, row: TargetRow, targets: str, source_row: int) -> None:
    numbers, quote = row.numbers, row.source
    texts = {
        "name": row.name,
        "target_text": row.target_text,
        "due": row.due_text,
        "actual_period": row.actual_period_text,
        "reason": row.reason,
        "quote": quote.text,
        "source": " · ".join(p for p in (quote.title, quote.stated_on, quote.origin_word) if p),
        "flags": row.flag_text,
    }
    stored = {
        "actual": numbers.actual,
        "progress": numbers.progress,
        "lead": numbers.lead_pp,
        "status_text": row.status_text,
    }
    heights = {}
    for number, field in enumerate(FIELDS):
        if field.key in LIVE:
            source = f"{targets}${xl_col_to_name(COLUMN[field.key])}${source_row + 1}"
            style = field.style
            if field.key == "actual":
                style = style.but(number=decimals(row.decimals))
            sheet.formula(at, number, f'=IF({source}="","",{source})', stored[field.key], style)
        else:
            sheet.text(at, number, texts[field.key], field.style)
            heights[number] = texts[field.key]
    sheet.height(at, heights, least=22, sizes={n: f.style.size for n, f in enumerate(FIELDS)})
