"""The sheets of a file as rows of text, whatever format it came in.

A per cent format gives `45%`, a date the part of it that its format shows, so that a cell reads
here as a person sees it.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from scorecard.read.grid import CellKind, RawCell, RawSheet, shown_parts
from scorecard.schema.findings import Origin, cell_name

TEXT_SUFFIXES: Final = frozenset({".csv", ".tsv", ".txt"})
CSV_SHEET: Final = "CSV"
_SEPARATORS: Final = ";\t,|"
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_LOOKED_AT: Final = 40
_COMMA: Final = re.compile(r"-?\d{1,3}(?:\.\d{3})*,\d{1,4}|-?\d+,\d{1,2}")
_POINT: Final = re.compile(r"-?\d+\.\d{1,2}|-?\d+\.\d{4,}")


@dataclass(slots=True)
class Sheet:
    """One sheet: its rows of text (from 0), and what a spreadsheet says beside the values.

    `covered` are the hidden cells of merged ranges (they carry the value of the first one),
    `unread` those without a usable value (an error, a formula without a stored value).
    """

    file: str
    name: str
    rows: Sequence[Sequence[str]]
    comma: bool = False
    visible: bool = True
    covered: frozenset[tuple[int, int]] = frozenset()
    unread: Mapping[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    turned: bool = False

    def text(self, row: int, column: int) -> str:
        """The cell's text; empty where nothing stands."""
        cells = self.rows[row] if row < len(self.rows) else ()
        return cells[column].strip() if column < len(cells) else ""

    def cell(self, row: int, column: int) -> str:
        """The address of a cell in the file."""
        return cell_name(column + 1, row + 1) if self.turned else cell_name(row + 1, column + 1)

    def column(self, column: int) -> str:
        """The letter of a column; the number of a row where the two are exchanged."""
        return str(column + 1) if self.turned else cell_name(1, column + 1)[:-1]

    def origin(self, row: int, column: int) -> Origin:
        """The place of a cell."""
        return Origin(self.file, self.name, self.cell(row, column))

    def turn(self) -> Sheet:
        """The sheet with rows and columns exchanged; its cells keep their addresses."""
        width = max(map(len, self.rows), default=0)
        rows = [[self.text(r, c) for r in range(len(self.rows))] for c in range(width)]
        return replace(
            self, rows=rows, turned=not self.turned,
            covered=frozenset((c, r) for r, c in self.covered),
            unread={(c, r): code for (r, c), code in self.unread.items()},
            hidden_rows=self.hidden_columns, hidden_columns=self.hidden_rows,
        )  # fmt: skip


def csv_sheet(file: str, data: bytes) -> Sheet | None:
    """The one sheet of a text file; None where the bytes are no text in rows and columns.

    Encodings: UTF-8, UTF-16 with a mark, GB18030, Windows-1252; separators: comma, semicolon, tab,
    bar.  In a file separated by another sign than the comma, `68,5` is a decimal.
    """
    text = decoded(data)
    if text is None or _CONTROL.search(text):
        return None
    lines = text.splitlines()[:_LOOKED_AT]
    if lines and (told := re.fullmatch(r"sep=(.)", lines[0].strip())):
        separator, text = told[1], text.partition("\n")[2]
    else:
        separator = _separator(lines)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        return None
    first = [cell.strip() for row in rows[:400] for cell in row]
    comma = (
        separator != ","
        and any(map(_COMMA.fullmatch, first))
        and not any(map(_POINT.fullmatch, first))
    )
    return Sheet(file, CSV_SHEET, rows, comma=comma)


def decoded(data: bytes) -> str | None:
    """The text of the bytes; None where they are none."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            return None
    if b"\0" in data[:4096]:
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    alone = len(re.findall(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])", data))
    high = sum(byte > 0x7F for byte in data)
    for encoding in ("cp1252", "gb18030") if alone * 2 > high else ("gb18030", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _separator(lines: Sequence[str]) -> str:
    """The sign that parts most lines into the same number of fields."""
    best = (0, 0, ",")
    for sign in _SEPARATORS:
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=sign) if row)
        except csv.Error:
            continue
        del widths[1]
        if widths:
            width, count = widths.most_common(1)[0]
            best = max(best, (count, width, sign), key=lambda one: one[:2])
    return best[2]


def of_raw(sheet: RawSheet) -> Sheet:
    """A sheet of a workbook as it was read."""
    rows = [[""] * sheet.columns for _ in range(sheet.rows)]
    covered, unread = set(), {}
    for (row, column), cell in sheet.cells.items():
        if row > sheet.rows or column > sheet.columns:
            continue
        place = (row - 1, column - 1)
        rows[row - 1][column - 1] = _shown(cell)
        if cell.merged:
            covered.add(place)
        if cell.kind is CellKind.ERROR:
            unread[place] = "C110"
        elif cell.kind is CellKind.UNCACHED:
            unread[place] = "C111"
    return Sheet(
        sheet.file, sheet.name, rows, visible=sheet.visible, covered=frozenset(covered),
        unread=unread, hidden_rows=frozenset(n - 1 for n in sheet.hidden_rows),
        hidden_columns=frozenset(n - 1 for n in sheet.hidden_columns),
    )  # fmt: skip


def _shown(cell: RawCell) -> str:
    if cell.kind is CellKind.DATE and isinstance(cell.value, date):
        day = cell.value.date() if isinstance(cell.value, datetime) else cell.value
        parts = shown_parts(cell.number_format)
        return day.isoformat()[: {"ym": 7, "y": 4}.get(parts, 10)]
    return cell.text
