"""A table of a sheet as typed records, each value with the address it stands at.

Nothing is assumed about where a table stands: title rows above it, blank rows, headers that are
repeated further down, headers over two rows (merged), columns in any order, Chinese and English
names mixed.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Final, TypeAlias

import pandas as pd

from scorecard.read.cells.grammar import ANY_NUMBER, CellContext, Scalar, type_cell
from scorecard.read.cells.numerals import NumberColumn
from scorecard.read.cells.typed import Typed
from scorecard.read.grid import CellKind, RawCell, RawSheet, RawWorkbook
from scorecard.schema.findings import Finding, Origin, cell_name, finding
from scorecard.schema.frames import Table, framed
from scorecard.schema.sheets import TEXT, Column, Columns, SheetLayout, column_names
from scorecard.schema.spelling import bracket_note, normal

SEARCHED_ROWS: Final = 60
"""Non-blank rows of a sheet within which its header must stand."""
LONGEST_HEADER: Final = 40
"""Characters from which on a text is no header."""
_REMARK_ROW: Final = re.compile(r"^\s*(?:注|备注|说明|附注|note|notes)\s*[:：]", re.IGNORECASE)

Rows: TypeAlias = Mapping[int, Sequence[RawCell]]
"""The non-blank cells of a sheet by row, both in order."""
Record: TypeAlias = dict[str, Scalar]
"""One row of a table: value by column id."""
NumberOf: TypeAlias = Callable[[Record, Column], NumberColumn]
"""What a number in a column has to be, given the values to the left of it."""


def rows_of(sheet: RawSheet) -> dict[int, list[RawCell]]:
    """The non-blank cells of a sheet by row, both in order."""
    there = (cell for cell in sheet.cells.values() if cell.kind is not CellKind.BLANK)
    in_order = sorted(there, key=itemgetter(0, 1))
    return {row: [*cells] for row, cells in itertools.groupby(in_order, itemgetter(0))}


def sheets_by_layout(
    workbook: RawWorkbook, layouts: Iterable[SheetLayout]
) -> tuple[dict[str, list[RawSheet]], list[RawSheet]]:
    """The sheets found for each layout, by name in either language, and those of no layout."""
    names = {normal(name): layout.id for layout in layouts for name in layout.names}
    found: dict[str, list[RawSheet]] = {}
    unknown: list[RawSheet] = []
    for sheet in workbook.sheets:
        layout_id = names.get(normal(sheet.name))
        (unknown if layout_id is None else found.setdefault(layout_id, [])).append(sheet)
    return found, unknown


# ------------------------------------------------------------------------------- the header row


@dataclass(frozen=True, slots=True)
class Header:
    """Where a table's columns stand; `units` holds the notes in brackets of the header cells."""

    row: int
    columns: Mapping[str, int]
    units: Mapping[str, str]
    unknown: tuple[RawCell, ...] = ()
    repeated: tuple[RawCell, ...] = ()

    def origin(self, sheet: RawSheet) -> Origin:
        """The cell of the first column's header."""
        return sheet.origin(self.row, min(self.columns.values()))


def matched(cells: Iterable[RawCell], names: Mapping[str, str]) -> dict[int, str]:
    """Column id by sheet column for the cells of one row that are headers."""
    return {
        c.column: name
        for c in cells
        if c.kind is CellKind.TEXT
        and len(c.text) < LONGEST_HEADER
        and (name := names.get(normal(c.text)))
    }


def find_header(
    rows: Rows, layout: SheetLayout, first: int = 1, searched: int = SEARCHED_ROWS
) -> Header | None:
    """The header row at or below `first`: the row in which most columns are recognised.

    Only so many rows are `searched`: a row far below that repeats two words is no header.

    A single recognised cell is no header unless the table has no second column.  Of several equal
    rows the first counts, except that a header merged over two rows ends with the second.
    """
    names = column_names(layout)
    best, found = min(2, len(layout.columns)) - 1, 0
    for row in [r for r in rows if r >= first][:searched]:
        if len(rows[row]) < best:
            continue  # cells that cannot be so many columns
        count = len(set(matched(rows[row], names).values()))
        merged_below = row == found + 1 and count == best and any(c.merged for c in rows[row])
        if count > best or (found and merged_below):
            best, found = count, row
    return header_at(rows[found], layout) if found else None


def header_at(cells: Sequence[RawCell], layout: SheetLayout) -> Header:
    """A row taken as the header of this layout, however few of its columns are recognised."""
    names = column_names(layout)
    columns: dict[str, int] = {}
    units: dict[str, str] = {}
    unknown: list[RawCell] = []
    repeated: list[RawCell] = []
    for cell in cells:
        column = names.get(normal(cell.text)) if cell.kind is CellKind.TEXT else None
        if column is not None and column not in columns:
            columns[column] = cell.column
            units[column] = bracket_note(cell.text)
        elif not cell.merged:
            (unknown if column is None else repeated).append(cell)
    return Header(cells[0].row, columns, units, tuple(unknown), tuple(repeated))


def header_findings(block: Block) -> list[Finding]:
    """What is odd about a table's columns: required ones absent, unknown ones, repeated ones."""
    sheet, header = block.sheet, block.header
    missing = [
        finding("B203", header.origin(sheet), None, column=f"{c.zh} / {c.en}")
        for c in block.layout.columns
        if c.required and c.id not in header.columns
    ]
    odd = [("B205", c) for c in header.unknown] + [("B206", c) for c in header.repeated]
    return missing + [finding(code, sheet.origin(c.row, c.column), c.text) for code, c in odd]


# ------------------------------------------------------------------------- the rows below it


@dataclass(slots=True)
class Block:
    """Rows of one table: typed records, the addresses of their cells, the raw text of each."""

    layout: SheetLayout
    sheet: RawSheet
    header: Header
    columns: tuple[tuple[Column, int], ...]
    rows: list[int] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    reads: dict[tuple[int, str], Typed[Any]] = field(default_factory=dict)
    """How the cells were read that say more than a value: an estimate, a reason for none."""
    places: dict[tuple[int, str], int] = field(default_factory=dict)
    """Sheet columns of values that stand elsewhere than the header says (a table of periods)."""

    def _place(self, position: int, column: str) -> int | None:
        place = self.header.columns.get(column)
        return self.places.get((position, column), place) if self.places else place

    def address(self, position: int, column: str) -> str | None:
        """A1 address of a record's cell; `None` where the sheet lacks the column."""
        place = self._place(position, column)
        return None if place is None else cell_name(self.rows[position], place)

    def raw(self, position: int, column: str) -> RawCell | None:
        """The cell a record's value was read from."""
        place = self._place(position, column)
        if place is None:
            return None
        row = self.rows[position]
        return self.sheet.cell(row, place)

    def typed_in(self, position: int, column: str) -> bool:
        """Whether something stands in a record's cell."""
        cell = self.raw(position, column)
        return cell is not None and bool(cell.text.strip() or cell.value is not None)

    def origin(self, position: int, column: str) -> Origin:
        """Where a record's value stands; the row's first cell where the column is absent."""
        place = self._place(position, column) or min(self.header.columns.values())
        return self.sheet.origin(self.rows[position], place)

    def report(self, position: int, column: str, code: str, **params: object) -> Finding:
        """A finding at a record's cell, with its text as what was found."""
        cell = self.raw(position, column)
        found = cell.text if cell and cell.text else None
        return finding(code, self.origin(position, column), found, **params)

    def table(self, columns: Columns, organisation: str | None = None) -> Table:
        """The records as a frame of these columns with its addresses.

        File and sheet are the block's; `organisation` fills that column where the sheet has none.
        """
        if not self.rows:
            return Table.empty(columns)
        ids = {c.stored_as: c.id for c in self.layout.columns}
        rows = pd.RangeIndex(len(self.rows))
        place = {"organisation": organisation, "file": self.sheet.file, "sheet": self.sheet.name}
        values: dict[str, list[Any]] = {}
        cells: dict[str, list[str]] = {}
        for name, kind in columns.items():
            if name in ids:
                found = [record.get(ids[name]) for record in self.records]
                # Dates become text where the frame keeps text.
                texts = [None if v is None else str(v) for v in found] if kind == TEXT else found
                values[name] = texts
                if ids[name] in self.header.columns:
                    letters = cell_name(0, self.header.columns[ids[name]])[:-1]
                    cells[name] = [f"{letters}{row}" for row in self.rows]
            elif name in place:
                values[name] = [place[name]] * len(rows)
        addresses = framed(cells, dict.fromkeys(columns, TEXT), rows)
        return Table(framed(values, columns, rows), addresses)


def plain_number(_: Record, column: Column) -> NumberColumn:
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
    places = frozenset(header.columns.values())
    for row in grid:
        if row > header.row and _is_data(grid[row], block, places):
            add_row(block, row, context, number_of)
    return block


def _is_data(cells: Sequence[RawCell], block: Block, columns: frozenset[int]) -> bool:
    header = block.header
    own = [
        c
        for c in cells
        if c.column in columns and not c.merged and (c.kind is not CellKind.TEXT or c.text.strip())
    ]
    if not own:
        return False
    # A table printed over several pages repeats its header.
    least = max(2, 0.6 * len(header.columns))
    if [c.kind for c in cells].count(CellKind.TEXT) >= least:
        again = matched(cells, column_names(block.layout))
        if sum(header.columns.get(name) == place for place, name in again.items()) >= least:
            return False
    return not (len(own) == 1 and _REMARK_ROW.match(own[0].text))


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
        is_number = column.kind in {"number", "integer"}
        number = number_of(record, column) if is_number else ANY_NUMBER
        value, read = type_cell(cell, column, context, number)
        record[column.id] = value
        if read.faults:
            block.findings += read.findings(sheet.origin(row, place))
        if read.state or read.missing:
            block.reads[len(block.rows), column.id] = read
    if row in sheet.hidden_rows:
        first = min(header.columns.values())
        text = sheet.cell(row, first).text
        block.findings.append(finding("B208", sheet.origin(row, first), text, row=row))
    block.rows.append(row)
    block.records.append(record)
