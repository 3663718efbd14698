"""Finding a table on a sheet: which row is its header, and which column is which.

Nothing is assumed about where a table stands: title rows above it, blank rows, headers that are
repeated further down, headers over two rows (merged), columns in any order, Chinese and English
names mixed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from scorecard.workbook.grid import CellKind, RawCell, RawSheet, RawWorkbook
from scorecard.workbook.layout.books import SHEETS
from scorecard.workbook.layout.columns import ColumnLayout, SheetLayout

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
