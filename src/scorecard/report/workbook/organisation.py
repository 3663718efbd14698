"""One sheet for each organisation: its tally and its targets, following the sheet of all."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from xlsxwriter.utility import xl_col_to_name

from scorecard.excel.book import LINE_HEIGHT, POINTS_PER_PIXEL, Sheet, room_for
from scorecard.excel.styles import (
    ACCENT,
    CENTERED,
    FAINT,
    HEAD,
    HEADER,
    LINE,
    MUTED,
    NOTE,
    NUMBER,
    PERCENT,
    POINTS,
    QUOTE,
    SMALL,
    WRAPPED,
)
from scorecard.excel.text import in_two_lines, lines_needed
from scorecard.i18n import N_
from scorecard.report.view import OrganisationBlock, TargetRow
from scorecard.report.workbook.table import (
    FIRST_ROW,
    HEADER_ROW,
    NOTE_ROW,
    SHORTENED,
    Column,
    Desk,
    Formula,
    Layout,
    body,
    colour_statuses,
    finish,
    heads,
    outdated,
    progress_bars,
)
from scorecard.report.workbook.targets import COLUMN, SHEET, figure_format, room_for_numbers


@dataclass(frozen=True, slots=True)
class Line:
    """A target with its row on the sheet of all targets, as formulas write it."""

    row: TargetRow
    place: str

    def live(self, key: str, stored: float | str | None) -> Formula:
        """A cell that follows the sheet of all targets."""
        cell = self.place.format(xl_col_to_name(COLUMN[key]))
        return Formula(f'=IF({cell}="","",{cell})', stored)


def _source(row: TargetRow) -> str:
    quote = row.source
    return " · ".join(part for part in (quote.title, quote.stated_on, quote.origin_word) if part)


_PERIOD: Final = CENTERED.but(wrap=True, size=9)
_BESIDE: Final = WRAPPED.but(size=9, indent=1)
FIELDS: Final[tuple[Column[Line], ...]] = (
    Column(N_("Indicator"), 23, lambda t: t.row.name, WRAPPED),
    Column(N_("Target"), 14, lambda t: t.row.target_text, _BESIDE),
    Column(N_("Due"), 9, lambda t: in_two_lines(t.row.due_text), _PERIOD),
    Column(
        N_("Actual"),
        10,
        lambda t: t.live("actual", t.row.numbers.actual),
        NUMBER.but(shrink=True),
        lambda t: figure_format(t.row),
        "actual",
    ),
    Column(N_("Data of"), 9, lambda t: in_two_lines(t.row.actual_period_text), _PERIOD),
    Column(
        N_("Progress"),
        10,
        lambda t: t.live("progress", t.row.numbers.progress),
        NUMBER.but(number=PERCENT),
    ),
    Column(
        N_("Lead (points)"),
        8.5,
        lambda t: t.live("lead", t.row.numbers.lead_pp),
        NUMBER.but(number=POINTS),
    ),
    Column(N_("Why"), 36, lambda t: t.row.reason, _BESIDE),
    Column(N_("In the document’s words"), 34, lambda t: t.row.source.text, QUOTE.but(size=9)),
    Column(N_("Source"), 28, lambda t: _source(t.row), SMALL.but(indent=1)),
    Column(N_("Remarks"), 12, lambda t: t.row.flag_text, SMALL.but(indent=1)),
    Column(
        N_("Status"),
        12,
        lambda t: t.live("status_text", t.row.status_text),
        CENTERED.but(wrap=True, bold=True),
    ),
)
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
        note = " · ".join(filter(None, (block.tally_text, block.score_text)))
        sheet = desk.open(block.organisation, block.organisation, note, len(FIELDS))
        room = room_for(sum(field.width for field in FIELDS), NOTE)
        sheet.raw.set_row(NOTE_ROW, 3 + 12 * lines_needed(note, room))
        wide = room_for_numbers(block.rows)["actual"]
        sheet.columns(wide if field.key == "actual" else field.width for field in FIELDS)
        desk.book.places[block.organisation] = sheet.reference(0, 0).replace("$", "")
        found.append(sheet)
    return found


def _fill(desk: Desk, sheet: Sheet, block: OrganisationBlock, source_row: int) -> None:
    heads(sheet, [(desk.words.text(field.title), HEADER) for field in FIELDS])
    targets = desk.words.text(SHEET).replace("'", "''")
    more = desk.words.text(SHORTENED)
    lines = [
        Line(row, f"'{targets}'!${{}}${source_row + offset + 1}")
        for offset, row in enumerate(block.rows)
    ]
    drawn = [line for line in lines if line.row.numbers.progress is not None][:MOST_BARS]
    body(sheet, FIELDS, _with_bars(sheet, lines, drawn), layout=Layout(24), more=more)
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
        chart = _chart(desk, sheet, [line.row for line in drawn])
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


def _with_bars(sheet: Sheet, lines: Sequence[Line], drawn: Sequence[Line]) -> Iterator[Line]:
    """The lines, each after the cells right of it that the chart reads.

    Row by row: a sheet may be written as a stream.
    """
    for offset, line in enumerate(lines):
        if offset < len(drawn):
            bar, at = drawn[offset], FIRST_ROW + offset
            numbers = bar.row.numbers
            stored = {"expected": numbers.expected_progress, "progress": numbers.progress}
            sheet.text(at, BESIDE, bar.row.name, ASIDE)
            for column, (key, _, _) in enumerate(WAYS, start=BESIDE + 1):
                cell = bar.live(key, stored[key])
                sheet.formula(at, column, cell.text, cell.stored, ASIDE)
        yield line


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
