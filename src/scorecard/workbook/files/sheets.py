"""One sheet: what openpyxl read of it and the stored values of its formulas, as a raw sheet."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from defusedxml.ElementTree import iterparse

from scorecard.workbook.files.compare import unescaped
from scorecard.workbook.files.parts import TRANSITIONAL, SheetPart
from scorecard.workbook.formats import shows_percent
from scorecard.workbook.grid import CellKind, CellValue, RawCell, RawSheet
from scorecard.workbook.units import show

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_C: Final = f"{{{TRANSITIONAL}}}c"
_F: Final = f"{{{TRANSITIONAL}}}f"
_V: Final = f"{{{TRANSITIONAL}}}v"
_ROW: Final = f"{{{TRANSITIONAL}}}row"

Stored = tuple[str, str | None]
"""Type attribute of a cell with a formula, and the text of its stored value."""


def stored_values(xml: bytes, also: AbstractSet[str] = frozenset()) -> dict[str, Stored]:
    """The stored values of a sheet's formulas by address, and of the cells that are named."""
    if not also and b"<f" not in xml and b":f" not in xml:
        return {}
    found: dict[str, Stored] = {}
    for _, element in iterparse(io.BytesIO(xml)):
        if element.tag == _C:
            if element.find(_F) is not None or element.get("r") in also:
                found[element.get("r", "")] = (element.get("t", "n"), element.findtext(_V))
        elif element.tag == _ROW:
            element.clear()
    return found


def beyond_the_calendar(sheet: Worksheet) -> frozenset[str]:
    """Cells that show a date and hold a number no calendar has, such as 20260302.

    openpyxl gives them for errors; what was typed is a date all the same, without its dashes.
    """
    from openpyxl.styles.numbers import is_date_format  # noqa: PLC0415  (loaded already)

    return frozenset(
        cell.coordinate
        for cell in sheet._cells.values()  # noqa: SLF001  (see `_cells`)
        if cell.data_type == "e" and is_date_format(cell.number_format)
    )


def raw_sheet(
    file: str, part: SheetPart, sheet: Worksheet, stored: Mapping[str, Stored], epoch: datetime
) -> RawSheet:
    """The sheet's cells that hold something, its merges (filled) and what is hidden in it."""
    cells = {(c.row, c.column): c for c in _cells(sheet, stored, epoch)}
    rows = max((row for row, _ in cells), default=0)
    columns = max((column for _, column in cells), default=0)
    merged = tuple((m.min_row, m.min_col, m.max_row, m.max_col) for m in sheet.merged_cells.ranges)
    for area in merged:
        _fill(cells, area, rows, columns)
    return RawSheet(
        file=file,
        name=part.name,
        cells=cells,
        visible=part.state == "visible",
        merged=tuple(sorted(merged)),
        hidden_rows=frozenset(n for n, d in sheet.row_dimensions.items() if d.hidden),
        hidden_columns=frozenset(_hidden_columns(sheet, columns)),
        rows=rows,
        columns=columns,
    )


def _fill(
    cells: dict[tuple[int, int], RawCell], area: tuple[int, int, int, int], rows: int, columns: int
) -> None:
    """Give the hidden cells of a merged range the value of its first cell."""
    top, left, bottom, right = area
    first = cells.get((top, left))
    if first is None:
        return
    for row in range(top, min(bottom, rows) + 1):
        for column in range(left, min(right, columns) + 1):
            if (row, column) != (top, left):
                cells[row, column] = RawCell(
                    row, column, first.kind, first.value, first.text, first.formula,
                    first.number_format, merged=True,
                )  # fmt: skip


def _hidden_columns(sheet: Worksheet, columns: int) -> Iterator[int]:
    for dimension in sheet.column_dimensions.values():
        if dimension.hidden:
            dimension.reindex()
            yield from range(dimension.min or 0, min(dimension.max or 0, columns) + 1)


def _cells(sheet: Worksheet, stored: Mapping[str, Stored], epoch: datetime) -> Iterator[RawCell]:
    # `iter_rows` would make a cell for every blank place; the private mapping holds what is there.
    for cell in sheet._cells.values():  # noqa: SLF001
        if cell.value is None:
            continue
        if cell.data_type == "f":
            yield _formula_cell(cell, stored.get(cell.coordinate), epoch)
        elif cell.data_type == "e" and cell.coordinate in stored:
            yield _raw(cell, *_stored(cell, stored[cell.coordinate], epoch))
        else:
            kind, value = _typed(cell.data_type, cell.value)
            if kind is not CellKind.BLANK:
                yield _raw(cell, kind, value)


def _raw(cell: Cell, kind: CellKind, value: CellValue, formula: str | None = None) -> RawCell:
    shown = formula or "" if kind is CellKind.UNCACHED else cell_text(value, cell.number_format)
    return RawCell(
        cell.row, cell.column, kind, value, shown, formula, cell.number_format or "General"
    )


def _typed(data_type: str, value: object) -> tuple[CellKind, CellValue]:
    if data_type == "e":
        return CellKind.ERROR, str(value)
    if isinstance(value, bool):
        return CellKind.BOOLEAN, value
    if isinstance(value, int | float | Decimal) and math.isfinite(value):
        return CellKind.NUMBER, float(value)
    if isinstance(value, datetime | date):
        return CellKind.DATE, value
    if isinstance(value, time | timedelta):
        return CellKind.TEXT, str(value)
    text = unescaped(str(value))
    return (CellKind.TEXT, text) if text else (CellKind.BLANK, None)


def _formula_cell(cell: Cell, stored: Stored | None, epoch: datetime) -> RawCell:
    formula = getattr(cell.value, "text", None) or (
        cell.value if isinstance(cell.value, str) else "="
    )
    kind, value = _stored(cell, stored or ("n", None), epoch)
    return _raw(cell, kind, value, str(formula))


def _stored(cell: Cell, stored: Stored, epoch: datetime) -> tuple[CellKind, CellValue]:
    """The stored value of a formula; an empty text is a value, no text at all is none."""
    kind, text = stored
    if kind == "str":
        return (CellKind.UNCACHED, None) if text is None else (CellKind.TEXT, unescaped(text))
    if not text:
        return CellKind.UNCACHED, None
    if kind == "e":
        return CellKind.ERROR, text
    if kind == "b":
        return CellKind.BOOLEAN, text == "1"
    if kind == "d":
        return CellKind.DATE, datetime.fromisoformat(text)
    if kind == "s":
        return CellKind.UNCACHED, None
    number = float(text)
    return _number(cell, number, epoch) if math.isfinite(number) else (CellKind.TEXT, text)


def _number(cell: Cell, value: float, epoch: datetime) -> tuple[CellKind, CellValue]:
    from openpyxl.styles.numbers import is_date_format  # noqa: PLC0415  (loaded already)
    from openpyxl.utils.datetime import from_excel  # noqa: PLC0415  (loaded already)

    if not is_date_format(cell.number_format):
        return CellKind.NUMBER, value
    try:
        return _typed("d", from_excel(value, epoch))
    except (OverflowError, ValueError):
        return CellKind.NUMBER, value


def cell_text(value: CellValue, number_format: str) -> str:
    """The text a person sees, as far as it matters: 45% for 0.45 shown as per cent.

    >>> cell_text(0.45, "0.0%"), cell_text(18.0, "General"), cell_text(True, "General")
    ('45%', '18', 'TRUE')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        if shows_percent(number_format):
            return show(Decimal(repr(value)) * 100) + "%"
        return show(value)
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else value
