"""The sheet of all targets: what a reader sees, and beside it the arithmetic that makes it live.

The gate, the mode and B, T, Y, E are values from the rules; progress, lead, pace and status are
formulas over them with the rules' results stored.  The arithmetic stands right of the printed
columns, folded away; a reader can unfold it, change a figure and see the light change.
"""

from __future__ import annotations

from typing import Final

from xlsxwriter.utility import xl_col_to_name

from scorecard.model.status import Measure
from scorecard.report.excel.table import FIRST_ROW, HEADER_ROW, Desk, colour_statuses, finish
from scorecard.report.excel.target_cells import (
    COLUMN,
    FIELDS,
    STYLES,
    TREND_FIRST,
    VISIBLE,
    live_cells,
    mode_in,
    row_values,
    weights_of,
)
from scorecard.report.parts import FigureRow, TargetRow
from scorecard.sheet.book import Sheet
from scorecard.sheet.palette import ACCENT, LINE, MUTED
from scorecard.sheet.styles import HEADER, NOTE, decimals
from scorecard.words import N_

TREND_POINTS: Final = 8
SHEET: Final = N_("Targets")


def write_targets(desk: Desk) -> Sheet:
    """One row per target, with live arithmetic, a bar, a trend and the reason."""
    text = desk.words.text
    note = text(
        "Progress, lead, pace and status are formulas: change an actual value or a threshold on "
        "the sheet “{method}” and see them move. Unfold the columns on the right for the working.",
        method=text("Method"),
    )
    sheet = desk.open(text(SHEET), text("All targets"), note, len(VISIBLE))
    _header(desk, sheet)
    trends = _trends(desk)
    at = FIRST_ROW
    weights = weights_of(desk.view.rows)
    for row, weight in zip(desk.view.rows, weights, strict=True):
        _row(desk, sheet, at, row, weight, trends.get((row.organisation, row.indicator), []))
        at += 1
    end = max(at, FIRST_ROW + 1)
    if at == FIRST_ROW:
        sheet.merged((at, 0, at, len(VISIBLE) - 1), text("None."), NOTE)
    _names(desk, sheet, end)
    _dress(desk, sheet, end)
    return sheet


def _header(desk: Desk, sheet: Sheet) -> None:
    sheet.columns([field.width for field in FIELDS])
    sheet.raw.set_row(HEADER_ROW, 33)
    for number, field in enumerate(FIELDS):
        style = HEADER if number < len(VISIBLE) else HEADER.but(fill=MUTED, size=9)
        sheet.text(HEADER_ROW, number, desk.words.text(field.title), style)
    for number in range(TREND_POINTS):
        title = desk.words.text("Trend {n}", n=number + 1)
        sheet.text(HEADER_ROW, TREND_FIRST + number, title, HEADER.but(fill=MUTED, size=9))
    last = TREND_FIRST + TREND_POINTS - 1
    sheet.raw.set_column(len(VISIBLE), last, 11, None, {"level": 1, "hidden": True})
    sheet.raw.set_column(last + 1, last + 1, None, None, {"collapsed": True})


def _trends(desk: Desk) -> dict[tuple[str, str], list[FigureRow]]:
    return {
        (s.organisation, s.indicator): [p for p in s.points if p.value is not None][-TREND_POINTS:]
        for s in desk.view.series
    }


def _row(
    desk: Desk, sheet: Sheet, at: int, row: TargetRow, weight: float | None, points: list[FigureRow]
) -> None:
    mode = mode_in(row, desk.view.header.policy)
    values = row_values(row, mode, weight)
    number = decimals(row.decimals)
    for key, value in values.items():
        style = STYLES[key]
        if key in {"baseline", "actual"}:
            style = style.but(number=number)
        sheet.value(at, COLUMN[key], value, style)
    for key, (formula, stored) in live_cells(at, row, mode).items():
        sheet.formula(at, COLUMN[key], formula, stored, STYLES[key])
    _trend(sheet, at, row, points)
    wrapped = ("organisation", "name", "target_text", "reason", "unit", "required")
    sheet.height(at, {COLUMN[key]: str(values[key] or "") for key in wrapped}, least=22)


def _trend(sheet: Sheet, at: int, row: TargetRow, points: list[FigureRow]) -> None:
    """The last figures as a small line; places count downwards so that up is better."""
    sign = -1.0 if row.measure == Measure.RANK else 1.0
    style = STYLES["start"].but(number=f"{decimals(row.decimals)};{decimals(row.decimals)}")
    if row.measure != Measure.RANK:
        style = style.but(number=decimals(row.decimals))
    for number, point in enumerate(points):
        sheet.number(at, TREND_FIRST + number, sign * (point.value or 0.0), style)
    sheet.blank(at, COLUMN["trend"], STYLES["trend"])
    if len(points) < 2:  # noqa: PLR2004  (one point is no trend)
        return
    options = {
        "range": sheet.range(at, TREND_FIRST, at, TREND_FIRST + len(points) - 1),
        "markers": True,
        "show_hidden": True,
        "series_color": ACCENT,
        "markers_color": ACCENT,
        "last_point": True,
        "weight": 1.5,
    }
    sheet.raw.add_sparkline(at, COLUMN["trend"], options)


def _names(desk: Desk, sheet: Sheet, end: int) -> None:
    """Names for the columns that the overview counts."""
    for key in ("organisation", "status", "weight", "due_now", "reported", "earned"):
        column = COLUMN[key]
        desk.book.define(f"targets_{key}", sheet.range(FIRST_ROW, column, end - 1, column))


def _dress(desk: Desk, sheet: Sheet, end: int) -> None:
    last = end - 1
    bar = {
        "type": "data_bar",
        "data_bar_2010": True,
        "bar_solid": True,
        "bar_color": "#B9D3EC",
        "bar_negative_color": "#E8B9A8",
        "bar_axis_color": LINE,
        "min_type": "num",
        "min_value": 0,
        "max_type": "num",
        "max_value": 1,
    }
    column = COLUMN["progress"]
    sheet.raw.conditional_format(FIRST_ROW, column, last, column, bar)
    status = COLUMN["status_text"]
    colour_statuses(desk, sheet, (FIRST_ROW, status, last, status))
    first = xl_col_to_name(COLUMN["organisation"])
    rule = {
        "type": "formula",
        "criteria": f"=${first}{FIRST_ROW + 1}<>${first}{FIRST_ROW}",
        "format": sheet.book.border("top"),
    }
    sheet.raw.conditional_format(FIRST_ROW + 1, 0, last, len(VISIBLE) - 1, rule)
    sheet.raw.autofilter(HEADER_ROW, 0, last, len(VISIBLE) - 1)
    finish(sheet, HEADER_ROW, end, len(VISIBLE) - 1, 2)
