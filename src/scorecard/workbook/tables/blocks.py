"""A table of a sheet as columns of typed values, each with the address it stands at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from scorecard.model.catalogue import finding
from scorecard.model.finding import Finding, Origin, cell_name
from scorecard.workbook.cells.grammar import ANY_NUMBER, NumberColumn
from scorecard.workbook.cells.reading import CellContext, Scalar, type_cell
from scorecard.workbook.cells.typed import Typed
from scorecard.workbook.grid import CellKind, RawCell, RawSheet
from scorecard.workbook.layout.columns import ColumnLayout, SheetLayout
from scorecard.workbook.tables.headers import (
    Header,
    Rows,
    column_names,
    find_header,
    is_header_again,
    rows_of,
)

Record: TypeAlias = dict[str, Scalar]
NumberOf: TypeAlias = Callable[[Record, ColumnLayout], NumberColumn]

_NUMBERS: Final = frozenset({"number", "integer"})
_REMARK_ROW: Final = re.compile(r"^\s*(?:注|备注|说明|附注|note|notes)\s*[:：]", re.IGNORECASE)


@dataclass(slots=True)
class Block:
    """Rows of one table: typed records, the addresses of their cells, the raw text of each."""

    layout: SheetLayout
    sheet: RawSheet
    header: Header
    columns: tuple[tuple[ColumnLayout, int], ...]
    rows: list[int] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    reads: dict[tuple[int, str], Typed[Any]] = field(default_factory=dict)
    """How the cells were read that say more than a value: an estimate, a reason for none."""
    places: dict[tuple[int, str], int] = field(default_factory=dict)
    """Sheet columns of values that stand elsewhere than the header says (a table of periods)."""

    def _place(self, position: int, column: str) -> int | None:
        return self.places.get((position, column), self.header.columns.get(column))

    def address(self, position: int, column: str) -> str | None:
        """A1 address of a record's cell; `None` where the sheet lacks the column."""
        place = self._place(position, column)
        return None if place is None else cell_name(self.rows[position], place)

    def addresses(self, column: str) -> list[str | None]:
        """A1 addresses of a column's cells, record by record."""
        place = self.header.columns.get(column)
        if place is None:
            return [None] * len(self.rows)
        letters = cell_name(0, place)[:-1]
        return [f"{letters}{row}" for row in self.rows]

    def raw(self, position: int, column: str) -> RawCell | None:
        """The cell a record's value was read from."""
        place = self._place(position, column)
        return None if place is None else self.sheet.cell(self.rows[position], place)

    def origin(self, position: int, column: str) -> Origin:
        """Where a record's value stands; the row's first cell where the column is absent."""
        place = self._place(position, column) or min(self.header.columns.values())
        return self.sheet.origin(self.rows[position], place)


def plain_number(_: Record, column: ColumnLayout) -> NumberColumn:
    """Amounts stand in the column's own unit, whatever the row says."""
    return NumberColumn(column.unit) if column.unit else ANY_NUMBER


def read_block(  # noqa: PLR0913  (the last three say what is known of the place already)
    sheet: RawSheet,
    layout: SheetLayout,
    context: CellContext,
    number_of: NumberOf = plain_number,
    rows: Rows | None = None,
    header: Header | None = None,
    only: frozenset[str] | None = None,
) -> Block | None:
    """The table of this layout on the sheet, or `None` where no header of it is found.

    Blank rows, repeated headers and remark rows (`注：…`) are passed over; cells of a merged range
    carry its value; a hidden row with data is read and reported.  With `only`, other columns are
    not read at all.
    """
    grid = rows_of(sheet) if rows is None else rows
    header = header or find_header(grid, layout)
    if header is None:
        return None
    columns = tuple(
        (c, header.columns[c.id])
        for c in layout.columns
        if c.id in header.columns and (only is None or c.id in only)
    )
    block = Block(layout, sheet, header, columns)
    names = column_names(layout.columns)
    for row in grid:
        if row > header.row and _is_data(grid[row], header, names):
            add_row(block, row, context, number_of)
    return block


def _is_data(cells: Sequence[RawCell], header: Header, names: dict[str, str]) -> bool:
    columns = set(header.columns.values())
    own = [c for c in cells if c.column in columns and not c.merged and not _is_blank(c)]
    if not own or is_header_again(cells, header, names):
        return False
    return not (len(own) == 1 and _REMARK_ROW.match(own[0].text))


def _is_blank(cell: RawCell) -> bool:
    return cell.kind is CellKind.TEXT and not cell.text.strip()


def add_row(
    block: Block, row: int, context: CellContext, number_of: NumberOf = plain_number
) -> None:
    """Type the cells of one row and add them to the block, findings included."""
    sheet, header = block.sheet, block.header
    record: Record = {}
    for column, place in block.columns:
        cell = sheet.cells.get((row, place))
        if cell is None or cell.kind is CellKind.BLANK:
            record[column.id] = None
            continue
        number = number_of(record, column) if column.kind in _NUMBERS else ANY_NUMBER
        value, read = type_cell(cell, column, context, number)
        record[column.id] = value
        if read.faults:
            block.findings += read.findings(sheet.origin(row, place))
        if read.state or read.missing:
            block.reads[len(block.rows), column.id] = read
    if row in sheet.hidden_rows:
        block.findings.append(hidden_row(sheet, row, min(header.columns.values())))
    block.rows.append(row)
    block.records.append(record)


def hidden_row(sheet: RawSheet, row: int, column: int) -> Finding:
    """The finding that a hidden row holds data."""
    return finding("B208", sheet.origin(row, column), sheet.cell(row, column).text, row=row)


def header_findings(block: Block) -> list[Finding]:
    """What is odd about a table's columns: required ones absent, unknown ones, repeated ones."""
    sheet, header, layout = block.sheet, block.header, block.layout
    at = sheet.origin(header.row, min(header.columns.values()))
    missing = [
        finding("B203", at, None, column=f"{c.zh} / {c.en}")
        for c in layout.columns
        if c.required and c.id not in header.columns
    ]
    return [
        *missing,
        *_cells("B205", sheet, header.unknown),
        *_cells("B206", sheet, header.repeated),
    ]


def _cells(code: str, sheet: RawSheet, cells: Iterable[RawCell]) -> list[Finding]:
    return [finding(code, sheet.origin(c.row, c.column), c.text) for c in cells]
