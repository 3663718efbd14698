"""The first sheet of a marked copy: every fault with a link to its cell, and how to go on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from scorecard.model.finding import Finding, Severity
from scorecard.model.labels import SEVERITIES
from scorecard.sheet.lines import lines_needed
from scorecard.sheet.palette import HEAD, LINE, MUTED
from scorecard.sheet.styles import FONT
from scorecard.sheet.text import clean_text
from scorecard.words import N_, Words
from scorecard.workbook.marks.losses import LOSSES
from scorecard.workbook.marks.names import ERROR_FILL, WARNING_FILL

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

TITLE: Final = N_("Faults found")
COLUMNS: Final = (
    (N_("No."), 5.0),
    (N_("Severity"), 9.0),
    (N_("Sheet"), 14.0),
    (N_("Cell"), 8.0),
    (N_("Found"), 22.0),
    (N_("What is wrong"), 44.0),
    (N_("Expected"), 34.0),
    (N_("How to mend it"), 44.0),
)
"""Headers and widths in characters."""
HOW: Final = (
    N_("Correct the marked cells and send this file back as it is."),
    N_("This sheet and the marks disappear once it is read again; nothing has been recorded yet."),
)
LOST: Final = N_("This copy could not keep: {things}.")
_LINK_COLUMN: Final = 4
_SIZE: Final = 10
_MIDDLE: Final = frozenset({1, 2, 4})
"""Columns of short words: number, severity, cell."""
_LINE_HEIGHT: Final = 15.0
_TALLEST: Final = 400.0


def fill_fault_sheet(
    sheet: Worksheet, findings: Sequence[Finding], lost: Sequence[str], words: Words
) -> None:
    """Write the faults, in the order given; cells of no sheet of the workbook get no link."""
    from openpyxl.styles import Font  # noqa: PLC0415  (loaded with the workbook)

    _text(sheet, 1, 1, words.text(TITLE)).font = Font(FONT, size=16, bold=True, color=_argb(HEAD))
    lines = [words.text(line) for line in HOW]
    if lost:
        things = [words.text(LOSSES[name]) for name in lost]
        separator = "；" if words.language == "zh" else "; "
        lines.append(words.text(LOST, things=separator.join(things)))
    for row, line in enumerate(lines, start=2):
        _wide(sheet, row, line)
    top = len(lines) + 3
    _header(sheet, top, words)
    for number, one in enumerate(findings, start=1):
        _row(sheet, top + number, number, one, words)
    sheet.freeze_panes = f"A{top + 1}"
    _page(sheet, top)


def _argb(colour: str) -> str:
    return "FF" + colour.lstrip("#")


def _text(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    """A cell that holds text whatever the text looks like."""
    cell: Cell = sheet.cell(row, column)  # type: ignore[assignment]  # no merged cell
    cell.value = clean_text(text)
    cell.data_type = "s"
    return cell


def _wide(sheet: Worksheet, row: int, line: str) -> None:
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415  (loaded with the workbook)

    cell = _text(sheet, row, 1, line)
    cell.font = Font(FONT, size=_SIZE, color=_argb(MUTED))
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(COLUMNS))
    width = sum(w for _, w in COLUMNS)
    sheet.row_dimensions[row].height = _LINE_HEIGHT * lines_needed(line, width) + 4


def _header(sheet: Worksheet, row: int, words: Words) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415  (as above)
    from openpyxl.utils import get_column_letter  # noqa: PLC0415  (as above)

    for column, (name, width) in enumerate(COLUMNS, start=1):
        cell = _text(sheet, row, column, words.text(name))
        cell.font = Font(FONT, size=_SIZE, bold=True, color="FFFFFFFF")
        cell.fill = PatternFill("solid", fgColor=_argb(HEAD))
        cell.alignment = Alignment(horizontal="center", vertical="center")
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.row_dimensions[row].height = 22


def _row(sheet: Worksheet, row: int, number: int, one: Finding, words: Words) -> None:
    from openpyxl.styles import (  # noqa: PLC0415  (as above)
        Alignment,
        Border,
        Font,
        PatternFill,
        Side,
    )

    said = words.finding(one)
    place = one.origin
    texts = (
        str(number),
        words.label(SEVERITIES, one.severity),
        place.sheet or "",
        place.cell or "",
        one.found or "",
        said.message,
        said.expected,
        said.hint,
    )
    edge = Side("thin", color=_argb(LINE))
    for column, text in enumerate(texts, start=1):
        cell = _text(sheet, row, column, text)
        cell.font = Font(FONT, size=_SIZE)
        middle = "center" if column in _MIDDLE else None
        cell.alignment = Alignment(middle, wrap_text=True, vertical="top")
        cell.border = Border(bottom=edge)
    sheet.cell(row, 1).value = number
    colour = ERROR_FILL if one.severity is Severity.ERROR else WARNING_FILL
    sheet.cell(row, 2).fill = PatternFill("solid", fgColor=colour)
    needed = (lines_needed(t, w) for t, (_, w) in zip(texts, COLUMNS, strict=True))
    sheet.row_dimensions[row].height = min(_LINE_HEIGHT * max(needed) + 4, _TALLEST)


def link(sheet: Worksheet, row: int, title: str, cell: str) -> None:
    """Turn the row's cell address into a link to that cell of the workbook."""
    from openpyxl.styles import Font  # noqa: PLC0415  (as above)
    from openpyxl.worksheet.hyperlink import Hyperlink  # noqa: PLC0415  (as above)

    place = sheet.cell(row, _LINK_COLUMN)
    quoted = title.replace("'", "''")
    place.hyperlink = Hyperlink(ref=place.coordinate, location=f"'{quoted}'!{cell}", display=cell)
    place.font = Font(FONT, size=_SIZE, underline="single", color="FF0563C1")


def first_row(sheet: Worksheet) -> int:
    """The row of the first fault."""
    return int(str(sheet.freeze_panes)[1:])


def _page(sheet: Worksheet, header: int) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]  # a new sheet has it
    sheet.print_title_rows = f"{header}:{header}"
    sheet.sheet_view.showGridLines = False
