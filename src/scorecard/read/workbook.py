"""One workbook from its bytes: every cell with its kind, read by two programs that must agree.

Where every sheet is plainly written (`plain_sheets`) and calamine reads the same values, that is
all.  Otherwise openpyxl gives formulas, merges, what is hidden and how numbers are shown; calamine
gives the values once more; a scan of the cells with formulas gives their stored values exactly
(neither program tells an error, an empty text and a formula never calculated apart).
"""

from __future__ import annotations

import hashlib
import io
import itertools
import math
import warnings
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from defusedxml.ElementTree import iterparse

from scorecard.read.grid import (
    DAY_ZERO,
    CellKind,
    CellValue,
    RawCell,
    RawSheet,
    RawWorkbook,
    cell_text,
    fill_merged,
    unescaped,
)
from scorecard.read.intake import DEFAULT_LIMITS, MB, Limits, Refused
from scorecard.read.old_formats import NAMES, read_old
from scorecard.read.plain_sheets import PlainBook
from scorecard.read.preflight import TRANSITIONAL, Contents, Parts, SheetPart, preflight, walled
from scorecard.schema.findings import Finding, finding
from scorecard.schema.quarterly_form import FORM, HIDDEN
from scorecard.schema.spelling import sanitise

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet
    from python_calamine import CalamineWorkbook


# ---------------------------------------------------------------------------
# Whether two readings of a sheet agree.


A_SECOND: Final = 1 / 86_400
RELATIVE: Final = 1e-12


def differences(
    sheet: RawSheet, rows: Sequence[Sequence[Any]]
) -> Iterator[tuple[int, int, str, str]]:
    """Cells where both readings give a value and the values differ: row, column, both as text.

    Blank against a formula, and an error value against anything, is no disagreement; neither is
    what lies hidden under a merged range.  A value that only the second reading sees is one.
    """
    cells = sheet.cells
    for row, values in enumerate(rows, 1):
        for column, second in enumerate(values, 1):
            if second == "" or second is None or (isinstance(second, str) and not second.strip()):
                continue
            cell = cells.get((row, column))
            if cell is None:
                if not _under_merge(sheet, row, column):
                    yield row, column, "", str(second)
            elif type(cell.value) is type(second) and cell.value == second:
                continue
            elif not _agree(cell, second):
                yield row, column, cell.text, str(second)


def _under_merge(sheet: RawSheet, row: int, column: int) -> bool:
    return any(t <= row <= b and left <= column <= r for t, left, b, r in sheet.merged)


def _agree(cell: RawCell, second: object) -> bool:
    first = cell.value
    if cell.merged or cell.kind in {CellKind.ERROR, CellKind.UNCACHED}:
        return True
    if isinstance(first, bool) or isinstance(second, bool):
        return first is second
    if isinstance(first, str):
        return _same_text(first, second)
    if isinstance(first, date) and isinstance(second, time | timedelta):
        return True  # a negative or very small number shown as a date: a date to one, a time to one
    one, two = _serial(first), _serial(second)
    if one is None or two is None:
        return False
    within = A_SECOND if isinstance(first, date) else 0.0
    return math.isclose(one, two, rel_tol=RELATIVE, abs_tol=within)


def _same_text(first: str, second: object) -> bool:
    if isinstance(second, time | timedelta | date):
        return ":" in first  # times of day are kept as text
    return isinstance(second, str) and first.split() == unescaped(second).split()


def _serial(value: object) -> float | None:
    """Numbers as they are, dates as days in the 1900 calendar."""
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, datetime):
        return (value.replace(tzinfo=None) - DAY_ZERO) / timedelta(days=1)
    if isinstance(value, date):
        return float((value - DAY_ZERO.date()).days)
    return None


# ---------------------------------------------------------------------------
# One sheet: what openpyxl read of it and the stored values of its formulas, as a raw sheet.


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
        fill_merged(cells, area, rows, columns)
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


# ---------------------------------------------------------------------------
# One workbook from its bytes: every cell with its kind, read by two programs that must agree.


_META: Final = frozenset({FORM["form_meta"].zh, FORM["form_meta"].en})
"""Names of the hidden sheet on which a form says what it is."""
Sheets: TypeAlias = tuple[tuple[RawSheet, ...], list[Finding]]
"""The sheets of a workbook, and the cells on which its two readings do not agree."""
SHOWN_DIFFERENCES: Final = 20
"""Differences between the two readings that are listed for one sheet."""


def read_workbook(
    data: bytes, file: str, limits: Limits = DEFAULT_LIMITS
) -> tuple[RawWorkbook | None, list[Finding]]:
    """The workbook in these bytes, and what was found wrong with it as a file.

    `None` where it is refused; then the findings say why.  Nothing is executed, fetched or
    written.  Never raises for any bytes, but a hostile file may still kill the process: files from
    outside go through `guard`.
    """
    contents, findings = preflight(data, file, limits)
    if contents is None:
        return None, findings
    return parse_workbook(data, file, contents, findings, limits)


def parse_workbook(
    data: bytes, file: str, contents: Contents, findings: list[Finding], limits: Limits
) -> tuple[RawWorkbook | None, list[Finding]]:
    """As `read_workbook`, for bytes that have passed `preflight`."""
    try:
        if contents.old:
            with walled(NAMES[contents.old][1]):
                old, told = read_old(data, file, contents.old, limits)
            return old, [*findings, *told]
        with walled():
            reading = _plainly(data, file, contents)
        if reading is None:
            _be_defused()
            with walled():
                reading = _by_openpyxl(data, file, contents)
    except Refused as refusal:
        return None, [*findings, refusal.finding(file)]
    except MemoryError:
        return None, [*findings, Refused("B138", limit=limits.memory // MB).finding(file)]
    notes = {"links": ", ".join(contents.links)} if contents.links else {}
    digest = hashlib.sha256(data).hexdigest()
    book = RawWorkbook(file, digest, reading[0], contents.epoch_1904, notes)
    return book, [*findings, *reading[1]]


def _be_defused() -> None:
    import openpyxl  # noqa: PLC0415  (heavy: not before a workbook needs it)

    if not openpyxl.DEFUSEDXML:
        raise RuntimeError("openpyxl must parse with defusedxml")


def preload() -> None:
    """Load now what every workbook needs, rather than with the first of them."""
    import python_calamine  # noqa: F401, PLC0415  (heavy: not before a workbook is read)


def _plainly(data: bytes, file: str, contents: Contents) -> Sheets | None:
    """All sheets with input in one pass, where each is plainly written and calamine agrees."""
    if contents.epoch_1904:
        return None
    second, book, sheets = _calamine(data), PlainBook(contents.parts, file), []
    for part in _read_parts(contents):
        sheet = book.sheet(part)
        if sheet is None or _differing(sheet, second):
            return None
        sheets.append(sheet)
    return tuple(sheets), []


def _by_openpyxl(data: bytes, file: str, contents: Contents) -> Sheets:
    """All sheets with input as openpyxl reads them, and where calamine reads something else."""
    parts = _read_parts(contents)
    left_out = {s.part for s in contents.sheets if s.kind == "worksheet"} - {s.part for s in parts}
    first, second = _openpyxl(data, left_out), _calamine(data)
    sheets = tuple(_sheet(contents.parts, file, part, first) for part in parts)
    return sheets, [one for sheet in sheets for one in _differing(sheet, second)]


def _read_parts(contents: Contents) -> list[SheetPart]:
    """The sheets that may hold input: not those with which our own forms compute.

    These are hidden, and half of a form's cells.
    """
    sheets = [s for s in contents.sheets if s.kind == "worksheet"]
    hidden = [s for s in sheets if s.state != "visible"]
    if not any(s.name in _META for s in hidden):
        return sheets
    return [s for s in sheets if s not in hidden or s.name not in HIDDEN]


def _openpyxl(data: bytes, unread: AbstractSet[str] = frozenset()) -> Workbook:
    """The workbook as openpyxl reads it, with its XML defused and its links left alone.

    Sheets whose parts are `unread` are left out; so are the names defined in it.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reader = _reader()(io.BytesIO(data), keep_links=False)
        reader.valid_files = [name for name in reader.valid_files if name not in unread]
        reader.read()
        book: Workbook = reader.wb
    return book


@cache
def _reader() -> Any:  # noqa: ANN401  (openpyxl's reader has no type of its own)
    """The reader of openpyxl, which leaves out sheets whose parts it is not to know.

    Defined names belong to sheets by their number, which is another one then; nobody asks for them.
    """
    from openpyxl.reader.excel import ExcelReader  # noqa: PLC0415  (heavy: see `preload`)

    class Reader(ExcelReader):
        def read_workbook(self) -> None:
            super().read_workbook()
            self.parser.assign_names = lambda: None  # type: ignore[method-assign]  # the names of other workbooks

    return Reader


def _calamine(data: bytes) -> CalamineWorkbook:
    from python_calamine import CalamineWorkbook  # noqa: PLC0415  (not before a workbook is read)

    return CalamineWorkbook.from_filelike(io.BytesIO(data))


def _sheet(contents: Parts, file: str, part: SheetPart, book: Workbook) -> RawSheet:
    if part.name not in book.sheetnames:
        raise Refused("B134", reason=part.name)
    sheet = book[part.name]
    stored = stored_values(contents[part.part], beyond_the_calendar(sheet))
    return raw_sheet(file, part, sheet, stored, book.epoch)


def _differing(sheet: RawSheet, book: CalamineWorkbook) -> list[Finding]:
    rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
    shown = itertools.islice(differences(sheet, rows), SHOWN_DIFFERENCES)
    return [
        finding("B135", sheet.origin(row, column), sanitise(first), first=first, second=second)
        for row, column, first, second in shown
    ]
