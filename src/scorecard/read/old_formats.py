"""Workbooks in older formats (.xls, .et, .xlsb, .ods): read by calamine alone, looks beside it.

calamine gives the values.  It shows an error and a formula without a value as blank, 45% as 0.45,
and hidden rows like others; what the records of .xls (and WPS's .et) and the XML of .ods say of
that is scanned here.  Of .xlsb nothing more is known: its blanks are asked about.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import struct
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from defusedxml.ElementTree import iterparse

from scorecard.read import grid
from scorecard.read.intake import OLE, Limits, Refused
from scorecard.schema.findings import Finding, Origin, cell_name, finding
from scorecard.schema.quarterly_form import HIDDEN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from python_calamine import CalamineSheet

NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "xls": ("Excel 97-2003 (.xls)", "B110"),
    "et": ("WPS (.et)", "B111"),
    "xlsb": ("Excel (.xlsb)", "B113"),
    "ods": ("OpenDocument (.ods)", "B115"),
}
"""Name of each format, and the finding about a file of it that cannot be read."""
_SHOWN: Final = 12
"""Blank cells of a sheet that are named when they are asked about."""
Place = tuple[int, int]


@dataclass(slots=True)
class Looks:
    """What a sheet's values do not say: per cent cells, errors and unknown values, what is hidden.

    Places count rows and columns from 1.
    """

    percent: set[Place] = field(default_factory=set)
    errors: dict[Place, str] = field(default_factory=dict)
    unknown: set[Place] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def read_old(
    data: bytes, file: str, kind: str, limits: Limits
) -> tuple[grid.RawWorkbook, list[Finding]]:
    """The workbook in these bytes, of a kind of `NAMES`, with what nobody can tell of it.

    Raises `Refused`; whatever a parser raises is for the caller to wall in.
    """
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    listed = list(book.sheets_metadata)
    if len(listed) > limits.sheets:
        raise Refused("B128", count=len(listed), limit=limits.sheets)
    looks, epoch = _looks(data, kind)
    sheets, findings = [], [finding("B142", Origin(file), None, kind=NAMES[kind][0])]
    for number, one in enumerate(listed):
        if one.typ != SheetTypeEnum.WorkSheet or one.name in HIDDEN:
            continue
        own = looks[number] if len(looks) == len(listed) else None
        sheet = book.get_sheet_by_index(number)
        cells = _cells(sheet, own or Looks(), limits)
        read = _sheet(
            file, one.name, cells, own or Looks(), _merged(sheet, own),
            visible=one.visible == SheetVisibleEnum.Visible,
        )  # fmt: skip
        sheets.append(read)
        if own is None:
            findings += _untold(read, NAMES[kind][0])
    if not sheets:
        raise Refused("B132")
    digest = hashlib.sha256(data).hexdigest()
    return grid.RawWorkbook(file, digest, tuple(sheets), epoch, {"old": kind}), findings


def _sheet(
    file: str,
    name: str,
    cells: dict[Place, grid.RawCell],
    looks: Looks,
    merged: list[tuple[int, int, int, int]],
    *,
    visible: bool,
) -> grid.RawSheet:
    rows = max((row for row, _ in cells), default=0)
    columns = max((column for _, column in cells), default=0)
    for area in merged:
        grid.fill_merged(cells, area, rows, columns)
    return grid.RawSheet(
        file, name, cells, visible, tuple(sorted(merged)), frozenset(looks.hidden_rows),
        frozenset(looks.hidden_columns), rows, columns,
    )  # fmt: skip


def _cells(sheet: CalamineSheet, looks: Looks, limits: Limits) -> dict[Place, grid.RawCell]:
    """The cells that hold something, and those whose value is an error or unknown."""
    found: dict[Place, grid.RawCell] = {}
    for row, values in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        if row > limits.rows:
            raise Refused("B129", sheet.name, count=row, limit=limits.rows)
        for column, value in enumerate(values, start=1):
            if value == "":
                continue
            if column > limits.columns:
                raise Refused("B130", sheet.name, count=column, limit=limits.columns)
            found[row, column] = _cell(row, column, value, percent=(row, column) in looks.percent)
        if len(found) > limits.cells:
            raise Refused("B131", sheet.name, count=len(found), limit=limits.cells)
    for (row, column), word in looks.errors.items():
        found[row, column] = grid.RawCell(row, column, grid.CellKind.ERROR, word, word)
    for row, column in looks.unknown:
        found[row, column] = grid.RawCell(row, column, grid.CellKind.UNCACHED, None, "=", "=")
    return found


def _cell(row: int, column: int, value: object, *, percent: bool) -> grid.RawCell:
    kind, known = _typed(value)
    shows = "0%" if percent and kind is grid.CellKind.NUMBER else "General"
    return grid.RawCell(row, column, kind, known, grid.cell_text(known, shows), None, shows)


def _typed(value: object) -> tuple[grid.CellKind, grid.CellValue]:
    if isinstance(value, bool):
        return grid.CellKind.BOOLEAN, value
    if isinstance(value, int | float):
        return grid.CellKind.NUMBER, float(value)
    if isinstance(value, datetime | date):
        return grid.CellKind.DATE, value
    if isinstance(value, time | timedelta):
        return grid.CellKind.TEXT, str(value)
    return grid.CellKind.TEXT, str(value).replace("\r\n", "\n")


def _merged(sheet: CalamineSheet, looks: Looks | None) -> list[tuple[int, int, int, int]]:
    ranges: Sequence[tuple[Place, Place]] | None = sheet.merged_cell_ranges
    found = [
        (top + 1, left + 1, below + 1, right + 1) for (top, left), (below, right) in ranges or ()
    ]
    return found or (looks.merged if looks else [])


def _untold(sheet: grid.RawSheet, kind: str) -> Iterator[Finding]:
    """A question about the blanks in columns of numbers, of a format that tells nothing of them."""
    numbers: dict[int, list[int]] = {}
    for (row, column), cell in sheet.cells.items():
        if cell.kind is grid.CellKind.NUMBER:
            numbers.setdefault(column, []).append(row)
    blanks = [
        cell_name(row, column)
        for column, rows in sorted(numbers.items())
        for row in range(min(rows), max(rows) + 1)
        if (row, column) not in sheet.cells
    ]
    known = [(c.name, c.value) for c in sheet.cells.values()]
    asked = [*blanks, *(name for name, v in known if isinstance(v, float) and 0 < v < 1)]
    if asked:
        named = ", ".join(asked[:_SHOWN]) + (" …" if len(asked) > _SHOWN else "")
        yield finding("B143", Origin(sheet.file, sheet.name), None, cells=named, kind=kind)


# ------------------------------------------------------------- what a format says beside values


def _looks(data: bytes, kind: str) -> tuple[list[Looks], bool]:
    """The looks of each sheet in order (nothing where the format tells none), and the calendar."""
    if kind == "ods":
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("content.xml") as stream:
            return list(_ods(stream)), False
    return _biff(workbook_stream(data)) if data.startswith(OLE) else ([], False)


# ----------------------------------------------------------------- .ods: the XML of the content

_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_CALCEXT: Final = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_MANY: Final = 1 << 14
"""Repeated rows or columns beyond this fill the sheet's end and hold nothing."""


def _ods(stream: Any) -> Iterator[Looks]:  # noqa: ANN401, C901, PLR0912  (a stream; elements)
    looks, row, column = Looks(), 1, 1
    for event, element in iterparse(stream, events=("start", "end")):
        tag = element.tag
        if event == "start":
            if tag == f"{_TABLE}table":
                looks, row, column = Looks(), 1, 1
            elif tag == f"{_TABLE}table-row":
                column = 1
            continue
        if tag == f"{_TABLE}table":
            yield looks
            element.clear()
        elif tag == f"{_TABLE}table-column":
            count = int(element.get(f"{_TABLE}number-columns-repeated", "1"))
            if element.get(f"{_TABLE}visibility", "visible") != "visible" and count < _MANY:
                looks.hidden_columns.update(range(column, column + count))
            column += count
        elif tag in {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}:
            count = int(element.get(f"{_TABLE}number-columns-repeated", "1"))
            if count < _MANY:
                _ods_cell(element, looks, row, range(column, column + count))
            column += count
        elif tag == f"{_TABLE}table-row":
            count = int(element.get(f"{_TABLE}number-rows-repeated", "1"))
            if element.get(f"{_TABLE}visibility", "visible") != "visible" and count < _MANY:
                looks.hidden_rows.update(range(row, row + count))
            for below in range(row + 1, row + count if count < _MANY else row):
                looks.percent |= {(below, c) for r, c in list(looks.percent) if r == row}
            row += count
            element.clear()


def _ods_cell(element: Any, looks: Looks, row: int, columns: range) -> None:  # noqa: ANN401  (XML)
    kind = element.get(f"{_OFFICE}value-type")
    across = int(element.get(f"{_TABLE}number-columns-spanned", "1"))
    down = int(element.get(f"{_TABLE}number-rows-spanned", "1"))
    if across * down > 1 and across < _MANY:
        looks.merged.append((row, columns[0], row + down - 1, columns[0] + across - 1))
    for column in columns:
        if element.get(f"{_CALCEXT}value-type") == "error":
            looks.errors[row, column] = "".join(element.itertext()).strip() or "#VALUE!"
        elif kind == "percentage":
            looks.percent.add((row, column))
        elif kind is None and element.get(f"{_TABLE}formula"):
            looks.unknown.add((row, column))


# ------------------------------------------ .xls and .et: the records of the stream in its archive

_CHAINED: Final = 1 << 20
"""Sectors that a chain may have at most: a chain that runs in a circle ends here."""


def workbook_stream(data: bytes) -> bytes:
    """The stream Workbook (or Book) of a compound file; empty where there is none."""
    size, small_size = (1 << n for n in struct.unpack_from("<HH", data, 0x1E))
    fats, start = struct.unpack_from("<II", data, 0x2C)
    cutoff, mini = struct.unpack_from("<II", data, 0x38)
    (more,) = struct.unpack_from("<I", data, 0x44)

    def sector(number: int) -> bytes:
        return data[(number + 1) * size : (number + 2) * size]

    places = list(struct.unpack_from("<109I", data, 0x4C))
    while more < 0xFFFFFFFA and len(places) < _CHAINED:  # noqa: PLR2004  (marks of the format)
        *next_places, more = struct.unpack(f"<{size // 4}I", sector(more))
        places += next_places
    fat = [n for p in places[:fats] for n in struct.unpack(f"<{size // 4}I", sector(p))]

    def chain(first: int, table: Sequence[int]) -> Iterator[int]:
        for _ in range(_CHAINED):
            if first >= len(table):
                return
            yield first
            first = table[first]

    directory = b"".join(map(sector, chain(start, fat)))
    entries = [directory[n : n + 128] for n in range(0, len(directory) - 127, 128)]
    named = {e[: max(0, e[64] - 2)].decode("utf-16-le", "replace"): e for e in entries}
    entry = named.get("Workbook") or named.get("Book")
    if entry is None:
        return b""
    first, length = struct.unpack_from("<II", entry, 116)
    if length >= cutoff:
        return b"".join(map(sector, chain(first, fat)))[:length]
    minifat = [n for s in chain(mini, fat) for n in struct.unpack(f"<{size // 4}I", sector(s))]
    packed = b"".join(map(sector, chain(struct.unpack_from("<I", entries[0], 116)[0], fat)))
    parts = (packed[n * small_size : (n + 1) * small_size] for n in chain(first, minifat))
    return b"".join(parts)[:length]


_ERRORS: Final = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
    0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
_PERCENT_FORMATS: Final = frozenset({9, 10})
_SHEET, _FORMAT, _XF, _CALENDAR, _LOCKED, _END, _BEGIN = 0x85, 0x41E, 0xE0, 0x22, 0x2F, 0x0A, 0x809
_ROW, _COLUMN, _NUMBER, _SHORT, _SHORTS, _FORMULA, _TRUTH = (
    0x208, 0x7D, 0x203, 0x27E, 0xBD, 0x06, 0x205,
)  # fmt: skip


def _records(stream: bytes, start: int = 0) -> Iterator[tuple[int, bytes]]:
    """The records from here to the end of this part; those of charts within are passed over."""
    depth = 0
    while start + 4 <= len(stream):
        code, length = struct.unpack_from("<HH", stream, start)
        body = stream[start + 4 : start + 4 + length]
        depth += (code == _BEGIN) - (code == _END)
        if depth <= 1:
            yield code, body
        if depth <= 0:
            return
        start += 4 + length


def _biff(stream: bytes) -> tuple[list[Looks], bool]:
    """Looks of each sheet, and whether days count from 1904."""
    sheets: list[int] = []
    formats: list[int] = []
    percent = set(_PERCENT_FORMATS)
    epoch = False
    for code, body in _records(stream):
        if code == _LOCKED:
            raise Refused("B112")
        if code == _SHEET:
            sheets.append(struct.unpack_from("<I", body)[0])
        elif code == _FORMAT and b"%" in body[2:].replace(b'"%"', b""):
            percent.add(struct.unpack_from("<H", body)[0])
        elif code == _XF:
            formats.append(struct.unpack_from("<H", body, 2)[0])
        elif code == _CALENDAR:
            epoch = body[:1] == b"\x01"
    shown = {number for number, one in enumerate(formats) if one in percent}
    return [_biff_sheet(stream, start, shown) for start in sheets], epoch


def _biff_sheet(  # noqa: C901, PLR0912  (one branch a record)
    stream: bytes, start: int, percent: set[int]
) -> Looks:
    """What the records of one sheet say beside its values."""
    looks = Looks()
    for code, body in _records(stream, start):
        if code == _ROW and struct.unpack_from("<I", body, 12)[0] & 0x20:
            looks.hidden_rows.add(struct.unpack_from("<H", body)[0] + 1)
        elif code == _COLUMN:
            first, last, _, _, flags = struct.unpack_from("<5H", body)
            if flags & 1:
                looks.hidden_columns.update(range(first + 1, min(last, 255) + 2))
        elif code in {_NUMBER, _SHORT, _FORMULA, _TRUTH}:
            row, column, style = struct.unpack_from("<3H", body)
            place = row + 1, column + 1
            if style in percent:
                looks.percent.add(place)
            if code == _TRUTH and body[7]:
                looks.errors[place] = _ERRORS.get(body[6], "#VALUE!")
            elif code == _FORMULA:
                _formula(looks, place, body)
        elif code == _SHORTS:
            row, first = struct.unpack_from("<2H", body)
            styles = range(4, len(body) - 2, 6)
            for column, at in zip(itertools.count(first + 1), styles, strict=False):
                if struct.unpack_from("<H", body, at)[0] in percent:
                    looks.percent.add((row + 1, column))
    return looks


def _formula(looks: Looks, place: Place, body: bytes) -> None:
    """An error is a result; a nought that is still to be computed is none."""
    result, flags = body[6:14], struct.unpack_from("<H", body, 14)[0]
    if result[6:] == b"\xff\xff" and result[0] == 2:  # noqa: PLR2004  (the mark of an error)
        looks.errors[place] = _ERRORS.get(result[2], "#VALUE!")
    elif result == bytes(8) and flags & 3:
        looks.unknown.add(place)
