"""The sender's own workbook, handed back with the faults marked in it.

Offending cells are filled (over conditional formats, too: `mark_lights`) and commented, a first
sheet lists the faults with links to the cells, everything else stays as it was sent.  The copy can
be corrected and sent again as it is: what stood under a mark is kept on a hidden sheet, reading
passes over both sheets, and marking again first takes the old marks away.  What openpyxl cannot
carry is said on the first sheet (`mark_losses`).
"""

from __future__ import annotations

import copy
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from scorecard.model.finding import Finding, Severity, in_order
from scorecard.sheet.text import CELL_LIMIT, clean_text, sheet_name
from scorecard.words import Words
from scorecard.workbook.files.limits import DEFAULT_LIMITS
from scorecard.workbook.files.parts import Cost, contents_of
from scorecard.workbook.files.sheets import beyond_the_calendar, stored_values
from scorecard.workbook.marks.lights import light
from scorecard.workbook.marks.losses import FORMULA_VALUES, OUTSIDE_VALUES, losses
from scorecard.workbook.marks.names import (
    AUTHOR,
    COMMENT_START,
    ERROR_FILL,
    RECORD_SHEET,
    WARNING_FILL,
)
from scorecard.workbook.marks.sheet import TITLE, fill_fault_sheet, first_row, link
from scorecard.workbook.marks.unmark import unmark

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["MARKED", "mark", "marked_copy"]

MARKED: Final = ".marked"
"""What stands between name and suffix of a marked copy: `钟楼高新园.marked.xlsx`."""

_OUTSIDE: Final = re.compile(r"\[\d+\]")
_SHOWN: Final = (Severity.ERROR, Severity.WARNING)


def marked_copy(data: bytes, findings: Iterable[Finding], words: Words) -> bytes | None:
    """The workbook in `data` with these findings marked; notes are left out.

    `None` where the workbook cannot be opened at all, or is none.  The bytes must have been read
    before (see `guard`): nothing is checked here.
    """
    book = _opened(data)
    if book is None:
        return None
    unmark(book)
    _restore_days(book, data)
    lost = [name for name in losses(data) if name != FORMULA_VALUES or _has_formula(book)]
    if _without_links(book, data):
        lost.append(OUTSIDE_VALUES)
    shown = [one for one in in_order(findings) if one.severity in _SHOWN]
    _add_marks(book, shown, lost, words)
    stream = io.BytesIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book.save(stream)
    except (ValueError, TypeError, KeyError, AttributeError, OSError):
        return None  # something openpyxl reads and cannot write
    return stream.getvalue()


def mark(data: bytes, findings: Iterable[Finding], language: str) -> bytes | None:
    """As `marked_copy`, in the language of this id: for another process."""
    return marked_copy(data, findings, Words(language))


def _opened(data: bytes) -> Workbook | None:
    import openpyxl  # noqa: PLC0415  (heavy: only where a copy is made)

    if not zipfile.is_zipfile(io.BytesIO(data)):
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return openpyxl.load_workbook(
                io.BytesIO(data), keep_vba=False, keep_links=False, rich_text=True
            )
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001  (openpyxl fails in many ways: then there is no copy)
            return None


def _cells(sheet: Any) -> Iterator[Cell]:  # noqa: ANN401  (chart sheets have no cells)
    # `iter_rows` would make a cell for every blank place; the private mapping holds what is there.
    yield from list(getattr(sheet, "_cells", {}).values())


def _has_formula(book: Workbook) -> bool:
    return any(cell.data_type == "f" for sheet in book.worksheets for cell in _cells(sheet))


def _restore_days(book: Workbook, data: bytes) -> None:
    """Give cells their number back that show a date and hold none, such as 20260302.

    openpyxl reads an error there and would write it over what the sender typed.
    """
    odd = {sheet.title: found for sheet in book.worksheets if (found := beyond_the_calendar(sheet))}
    if not odd:
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in contents_of(archive, DEFAULT_LIMITS, Cost()).sheets:
            cells = odd.get(part.name, frozenset())
            for address, (kind, text) in stored_values(archive.read(part.part), cells).items():
                if address in cells and kind == "n" and text:
                    book[part.name][address].value = float(text)


def _without_links(book: Workbook, data: bytes) -> bool:
    """Put the stored value in place of each formula that points to another file.

    The link itself is not carried over; the formula alone would make the workbook unreadable.
    """
    outside = [
        (sheet.title, cell)
        for sheet in book.worksheets
        for cell in _cells(sheet)
        if cell.data_type == "f" and _OUTSIDE.search(str(getattr(cell.value, "text", cell.value)))
    ]
    for names in (book.defined_names, *(sheet.defined_names for sheet in book.worksheets)):
        for name in [n for n, d in names.items() if _OUTSIDE.search(str(d.attr_text))]:
            del names[name]
    if not outside:
        return False
    import openpyxl  # noqa: PLC0415  (loaded already)

    values = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
    for title, cell in outside:
        cell.value = values[title][cell.coordinate].value
    return True


def _add_marks(
    book: Workbook, findings: Sequence[Finding], lost: Sequence[str], words: Words
) -> None:
    active = book.active or book.worksheets[0]
    title = sheet_name(words.text(TITLE), book.sheetnames)
    faults: Worksheet = book.create_sheet(title, 0)
    fill_fault_sheet(faults, findings, lost, words)
    record: Worksheet = book.create_sheet(RECORD_SHEET)
    record.sheet_state = "veryHidden"
    record.append([RECORD_SHEET, title, active.title])
    numbers: dict[tuple[str, str], list[int]] = {}
    for number, one in enumerate(findings, start=1):
        place = _place(book, one)
        if place is not None:
            sheet, cell = place
            numbers.setdefault((sheet.title, cell.coordinate), []).append(number)
            link(faults, first_row(faults) + number - 1, sheet.title, cell.coordinate)
    filled: dict[str, dict[str, list[str]]] = {}
    for (sheet_title, address), mine in numbers.items():
        cell = book[sheet_title][address]
        _keep(record, sheet_title, cell)
        fill = _mark(cell, [(n, findings[n - 1]) for n in mine], words)
        filled.setdefault(sheet_title, {}).setdefault(fill, []).append(address)
    for sheet_title, cells in filled.items():
        light(book[sheet_title], cells)
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet is faults
    book.active = 0


def _place(book: Workbook, one: Finding) -> tuple[Worksheet, Cell] | None:
    """Sheet and cell of a finding; the first cell of a merged range for all of its cells."""
    from openpyxl.cell.cell import MergedCell  # noqa: PLC0415  (loaded already)

    names = {sheet.title: sheet for sheet in book.worksheets}
    sheet = names.get(one.origin.sheet or "")
    if sheet is None or not one.origin.cell:
        return None
    cell = sheet[one.origin.cell]
    if isinstance(cell, MergedCell):
        area = next(r for r in sheet.merged_cells.ranges if cell.coordinate in r)
        cell = sheet.cell(area.min_row, area.min_col)
    return sheet, cell


def _keep(record: Worksheet, title: str, cell: Cell) -> None:
    """One row on the hidden sheet: place, the cell's own comment, and its style in column F."""
    row = record.max_row + 1
    own = cell.comment
    texts = (title, cell.coordinate, own.text if own else "", (own.author if own else "") or "")
    for column, text in enumerate(texts, start=1):
        kept = record.cell(row, column)
        kept.value = text
        kept.data_type = "s"
    if own is not None:
        record.cell(row, 5).value = f"{own.width} {own.height}"
    style: Any = record.cell(row, 6)
    shown: Any = cell
    style._style = copy.copy(shown._style)  # noqa: SLF001  (no public way to copy a style whole)


def _mark(cell: Cell, faults: Sequence[tuple[int, Finding]], words: Words) -> str:
    """Fill the cell and comment on it; the fill (ARGB)."""
    from openpyxl.comments import Comment  # noqa: PLC0415  (loaded already)
    from openpyxl.styles import PatternFill  # noqa: PLC0415  (loaded already)

    bad = any(one.severity is Severity.ERROR for _, one in faults)
    fill = ERROR_FILL if bad else WARNING_FILL
    cell.fill = PatternFill("solid", fgColor=fill)
    lines = [COMMENT_START + words.text(TITLE)]
    for number, one in faults:
        said = words.finding(one)
        lines.append(f"{number}. {said.message}\n→ {said.hint}")
    if cell.comment is not None:
        lines.append(f"——\n{cell.comment.text}")
    text = clean_text("\n".join(lines))[: CELL_LIMIT // 4]
    height = min(60 + 18 * sum(1 + len(line) // 22 for line in text.split("\n")), 600)
    cell.comment = Comment(text, AUTHOR, height=height, width=320)
    return fill
