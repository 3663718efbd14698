"""A table of a sheet as columns of typed values, each with the address it stands at."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, TypeAlias

from scorecard.read.cells.grammar import ANY_NUMBER, CellContext, NumberColumn, Scalar, type_cell
from scorecard.read.cells.typed import Typed
from scorecard.read.grid import CellKind, RawCell, RawSheet, RawWorkbook
from scorecard.read.layout.books import SHEETS
from scorecard.read.layout.columns import ColumnLayout, SheetLayout
from scorecard.schema.findings import Finding, Origin, cell_name, finding

# ---------------------------------------------------------------------------
# Finding a table on a sheet: which row is its header, and which column is which.
#
# Nothing is assumed about where a table stands: title rows above it, blank rows, headers that are
# repeated further down, headers over two rows (merged), columns in any order, Chinese and English
# names mixed.


SEARCHED_ROWS: Final = 60
"""Non-blank rows of a sheet within which its header must stand."""

_BLANKS: Final = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_NOTE: Final = re.compile(r"^(?P<name>.+?)[(\[【](?P<note>[^()]*)[)\]】]$")

Rows = Mapping[int, Sequence[RawCell]]


@dataclass(frozen=True, slots=True)
class Header:
    """Where a table's columns stand; `units` holds the notes in brackets of the header cells."""

    row: int
    columns: Mapping[str, int]
    units: Mapping[str, str]
    unknown: tuple[RawCell, ...] = ()
    repeated: tuple[RawCell, ...] = ()


@lru_cache(maxsize=4096)
def normal(text: str) -> str:
    """The form in which names are compared: NFKC, no white space, no case, no note in brackets.

    >>> normal("总投资（亿元）"), normal(" Sent  on:"), normal("指标*")
    ('总投资', 'senton', '指标')
    """
    clean = _BLANKS.sub("", unicodedata.normalize("NFKC", text)).casefold().strip("*:·")
    note = _NOTE.match(clean)
    return note["name"].strip("*:·") if note else clean


def bracket_note(text: str) -> str:
    """What stands in brackets at the end of a header, else nothing.

    >>> bracket_note("总投资（亿元）")
    '亿元'
    """
    note = _NOTE.match(_BLANKS.sub("", unicodedata.normalize("NFKC", text)).strip("*:"))
    return note["note"] if note else ""


def column_names(columns: Iterable[ColumnLayout]) -> dict[str, str]:
    """Column id by every normalised header; the earlier column wins a shared name."""
    names: dict[str, str] = {}
    for column in columns:
        for name in column.names:
            names.setdefault(normal(name), column.id)
    return names


def rows_of(sheet: RawSheet) -> dict[int, list[RawCell]]:
    """The non-blank cells of a sheet by row, both in order."""
    rows: dict[int, list[RawCell]] = {}
    for (row, _), cell in sorted(sheet.cells.items()):
        if cell.kind is not CellKind.BLANK:
            rows.setdefault(row, []).append(cell)
    return rows


def matched(cells: Iterable[RawCell], names: Mapping[str, str]) -> dict[int, str]:
    """Column id by sheet column for the cells of one row that are headers."""
    return {
        c.column: names[normal(c.text)]
        for c in cells
        if c.kind is CellKind.TEXT and len(c.text) < 40 and normal(c.text) in names  # noqa: PLR2004  (a longer text is no header)
    }


def find_header(rows: Rows, layout: SheetLayout, first: int = 1) -> Header | None:
    """The header row at or below `first`: the row in which most columns are recognised.

    A single recognised cell is no header unless the table has no second column.  Of several equal
    rows the first counts, except that a header merged over two rows ends with the second.
    """
    names = column_names(layout.columns)
    least = min(2, len(layout.columns))
    best, found = least - 1, 0
    for row in [r for r in rows if r >= first][:SEARCHED_ROWS]:
        count = len(set(matched(rows[row], names).values()))
        merged_below = row == found + 1 and count == best and any(c.merged for c in rows[row])
        if count > best or (found and merged_below):
            best, found = count, row
    return _header(rows[found], names) if found else None


def header_at(cells: Sequence[RawCell], layout: SheetLayout) -> Header:
    """A row taken as the header of this layout, however few of its columns are recognised."""
    return _header(cells, column_names(layout.columns))


def _header(cells: Sequence[RawCell], names: Mapping[str, str]) -> Header:
    columns: dict[str, int] = {}
    units: dict[str, str] = {}
    unknown, repeated = [], []
    for cell in cells:
        column = names.get(normal(cell.text)) if cell.kind is CellKind.TEXT else None
        if column is None:
            unknown += [] if cell.merged else [cell]
        elif column in columns:
            repeated += [] if cell.merged else [cell]
        else:
            columns[column] = cell.column
            units[column] = bracket_note(cell.text)
    return Header(cells[0].row, columns, units, tuple(unknown), tuple(repeated))


def is_header_again(cells: Sequence[RawCell], header: Header, names: Mapping[str, str]) -> bool:
    """Whether a row below a header repeats it (tables printed over several pages)."""
    again = matched(cells, names)
    same = sum(header.columns.get(column) == place for place, column in again.items())
    return same >= max(2, 0.6 * len(header.columns))


def is_book(workbook: RawWorkbook) -> bool:
    """Whether a workbook is a target book: it has a sheet of targets, goals or indicators."""
    layouts = [SHEETS[name] for name in ("targets", "goals", "indicators")]
    found, _ = sheets_by_layout(workbook, layouts)
    return any(
        find_header(rows_of(sheet), SHEETS[name])
        for name, sheets in found.items()
        for sheet in sheets
    )


def sheets_by_layout(
    workbook: RawWorkbook, layouts: Iterable[SheetLayout]
) -> tuple[dict[str, list[RawSheet]], list[RawSheet]]:
    """The sheets found for each layout, by name in either language, and those of no layout."""
    names = {normal(name): layout.id for layout in layouts for name in layout.names}
    found: dict[str, list[RawSheet]] = {}
    unknown = []
    for sheet in workbook.sheets:
        layout_id = names.get(normal(sheet.name))
        if layout_id is None:
            unknown.append(sheet)
        else:
            found.setdefault(layout_id, []).append(sheet)
    return found, unknown


# ---------------------------------------------------------------------------
# A table of a sheet as columns of typed values, each with the address it stands at.


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
