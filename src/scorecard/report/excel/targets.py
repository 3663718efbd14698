"""The sheet of all targets: what a reader sees, and beside it the arithmetic that makes it live.

The gate, the mode and B, T, Y, E are values from the rules; progress, lead, pace and status are
formulas over them with the rules' results stored.  The arithmetic stands right of the printed
columns, folded away; a reader can unfold it, change a figure and see the light change.
"""

from __future__ import annotations

from typing import Final

from xlsxwriter.utility import xl_col_to_name

from scorecard.model.status import Measure
from scorecard.report.excel.table import (
    FIRST_ROW,
    HEADER_ROW,
    NOTE_ROW,
    Desk,
    colour_statuses,
    finish,
    heads,
    outdated,
    progress_bars,
)
from scorecard.report.excel.target_cells import (
    COLUMN,
    FIELDS,
    STYLES,
    TREND_FIRST,
    VISIBLE,
    figure_format,
    live_cells,
    mode_in,
    room_for_numbers,
    row_values,
    style_of,
    weights_of,
)
from scorecard.report.excel.trends import POINTS, Trends, heights, last_figures
from scorecard.report.parts import FigureRow, TargetRow
from scorecard.sheet.book import Sheet, room_for
from scorecard.sheet.lanes import own_bands
from scorecard.sheet.lines import lines_needed
from scorecard.sheet.palette import MUTED
from scorecard.sheet.styles import HEADER, NOTE, RATIO, decimals
from scorecard.words import N_

SHEET: Final = N_("Targets")
AS_PUBLISHED: Final = N_(
    "Sentences tell the data as published; they turn grey where the status is no longer the same."
)
WRAPPING: Final = ("organisation", "name", "target_text", "due", "actual_period", "reason", "unit")
"""Columns whose texts make a row higher."""
NUMBERED: Final = ("baseline", "actual")
"""Columns with the decimals of the row's indicator."""
HEIGHT: Final = STYLES["start"].but(number=RATIO)
"""Heights of the trend's bars."""
HIDDEN: Final = 11.0
"""Width of the columns that are folded away."""
LOOKS: Final = {COLUMN[key]: STYLES[key] for key in (*WRAPPING, "status_text")}


def write_targets(desk: Desk) -> Sheet:
    """One row per target, with live arithmetic, a bar, a trend and the reason."""
    text = desk.words.text
    note = text(
        "Progress, lead, pace and status are formulas: change an actual value or a threshold on "
        "the sheet “{method}” and see them move. Unfold the columns on the right for the working.",
        method=text("Method"),
    )
    note = f"{note}{'' if desk.words.language == 'zh' else ' '}{text(AS_PUBLISHED)}"
    sheet = desk.open(text(SHEET), text("All targets"), note, len(VISIBLE))
    room = room_for(sum(field.width for field in VISIBLE), NOTE)
    sheet.raw.set_row(NOTE_ROW, 3 + 12 * lines_needed(note, room))
    _header(desk, sheet)
    figures = last_figures(desk.view)
    trends = Trends(sheet, COLUMN["trend"], TREND_FIRST)
    at = FIRST_ROW
    weights = weights_of(desk.view.rows)
    for row, weight in zip(desk.view.rows, weights, strict=True):
        points = figures.get((row.organisation, row.indicator), [])
        trends.add(at, _row(desk, sheet, at, row, weight, points))
        at += 1
    end = max(at, FIRST_ROW + 1)
    if at == FIRST_ROW:
        sheet.merged((at, 0, at, len(VISIBLE) - 1), text("None."), NOTE)
    trends.draw()
    _names(desk, sheet, end)
    _dress(desk, sheet, end)
    return sheet


def _header(desk: Desk, sheet: Sheet) -> None:
    wide = room_for_numbers(desk.view.rows)
    sheet.columns([wide.get(field.key, field.width) for field in FIELDS])
    sheet.columns((HIDDEN for _ in range(POINTS)), first=TREND_FIRST)
    folded = HEADER.but(fill=MUTED, size=9)
    told = [(desk.words.text(field.title), HEADER) for field in VISIBLE]
    told += [(desk.words.text(field.title), folded) for field in FIELDS[len(VISIBLE) :]]
    told += [(desk.words.text("Trend {n}", n=number + 1), folded) for number in range(POINTS)]
    heads(sheet, told)
    if all(row.numbers.points is None for row in desk.view.rows):
        points = COLUMN["points"]
        sheet.raw.set_column(points, points, 8, None, {"hidden": True})
    last = TREND_FIRST + POINTS - 1
    sheet.raw.set_column(len(VISIBLE), last, HIDDEN, None, {"level": 1, "hidden": True})
    sheet.raw.set_column(last + 1, last + 1, None, None, {"collapsed": True})


def _row(
    desk: Desk, sheet: Sheet, at: int, row: TargetRow, weight: float | None, points: list[FigureRow]
) -> list[float]:
    mode, policy = mode_in(row), desk.view.header.policy
    values = row_values(row, mode, weight, policy.fiscal_start)
    number = figure_format(row)
    for key, value in values.items():
        style = style_of(key, number) if key in NUMBERED else STYLES[key]
        sheet.value(at, COLUMN[key], value, style)
    for key, (formula, stored) in live_cells(at, row, mode, own_bands(policy)).items():
        style = style_of(key, _pace(row)) if key == "required" else STYLES[key]
        sheet.formula(at, COLUMN[key], formula, stored, style)
    texts = {COLUMN[key]: str(values[key] or "") for key in WRAPPING}
    texts[COLUMN["status_text"]] = row.status_text
    sheet.height(at, texts, 24, LOOKS)
    return _trend(sheet, at, row, points)


def _pace(row: TargetRow) -> str:
    """The number format of the pace required: one decimal more, a sign unless it adds up."""
    if row.measure == Measure.MILESTONE:
        return "+0%;-0%;0%"
    number = decimals(None if row.decimals is None else row.decimals + 1)
    if row.decimals is None:
        number = "#,##0.##"
    return number if row.measure == Measure.FLOW else f"+{number};-{number};{number}"


def _trend(sheet: Sheet, at: int, row: TargetRow, points: list[FigureRow]) -> list[float]:
    """The heights of the last figures' bars; they are drawn when all rows stand."""
    bars = heights(points, row.measure)
    for number, height in enumerate(bars):
        sheet.number(at, TREND_FIRST + number, height, HEIGHT)
    sheet.blank(at, COLUMN["trend"], STYLES["trend"])
    return bars


def _names(desk: Desk, sheet: Sheet, end: int) -> None:
    """Names for the columns that the overview counts."""
    for key in ("organisation", "status", "published", "weight", "due_now", "reported", "earned"):
        column = COLUMN[key]
        desk.book.define(f"targets_{key}", sheet.range(FIRST_ROW, column, end - 1, column))


def _dress(desk: Desk, sheet: Sheet, end: int) -> None:
    last = end - 1
    progress_bars(sheet, FIRST_ROW, last, COLUMN["progress"])
    status = COLUMN["status_text"]
    colour_statuses(desk, sheet, (FIRST_ROW, status, last, status))
    first = xl_col_to_name(COLUMN["organisation"])
    rule = {
        "type": "formula",
        "criteria": f"=${first}{FIRST_ROW + 2}<>${first}{FIRST_ROW + 1}",
        "format": sheet.book.parted(),
    }
    sheet.raw.conditional_format(FIRST_ROW + 1, 0, last, len(VISIBLE) - 1, rule)
    live, then = (xl_col_to_name(COLUMN[key]) for key in ("status", "published"))
    moved = f"=${live}{FIRST_ROW + 1}<>${then}{FIRST_ROW + 1}"
    for key in ("reason", "points"):
        outdated(sheet, (FIRST_ROW, COLUMN[key], last, COLUMN[key]), moved)
    sheet.raw.autofilter(HEADER_ROW, 0, last, len(VISIBLE) - 1)
    finish(sheet, HEADER_ROW, end, len(VISIBLE) - 1, 2)
