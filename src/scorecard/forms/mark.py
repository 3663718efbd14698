"""The sender's own workbook, handed back with the faults marked in it.

Offending cells are filled (over conditional formats, too) and commented, a first sheet lists the
faults with links to the cells, everything else stays as it was sent.  The copy can be corrected and
sent again as it is: what stood under a mark is kept on a hidden sheet, reading passes over both
sheets, and marking again first takes the old marks away.  What openpyxl cannot carry is said on the
first sheet.  How marks are made and how they are taken away again stands in one place, at the end:
that is why the module is long.
"""

from __future__ import annotations

import copy
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import openpyxl
from defusedxml.ElementTree import fromstring
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formatting.rule import Rule
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.constants import SHEET_MAIN_NS

from scorecard.excel.styles import FONT, HEAD, LINE, MUTED
from scorecard.excel.text import CELL_LIMIT, clean_text, lines_needed, sheet_name
from scorecard.i18n import N_, Words
from scorecard.schema.findings import Finding, cell_position, in_order
from scorecard.schema.quarterly_form import RECORD_SHEET
from scorecard.schema.vocabulary import Severity

AUTHOR: Final = "scorecard"
ERROR_FILL: Final = "FFF8B4AB"
WARNING_FILL: Final = "FFFDE3A7"
"""Fills of marked cells (ARGB); no form of ours uses them for anything else."""
COMMENT_START: Final = "scorecard ▸ "
"""How every comment of ours begins."""
_FILLS: Final = frozenset({ERROR_FILL[2:], WARNING_FILL[2:]})
_OUTSIDE: Final = re.compile(r"\[\d+\]")


def mark(data: bytes, findings: Iterable[Finding], language: str) -> bytes | None:
    """As `marked_copy`, in the language of this id: for another process."""
    return marked_copy(data, findings, Words(language))


def marked_copy(data: bytes, findings: Iterable[Finding], words: Words) -> bytes | None:
    """The workbook in `data` with its errors and warnings marked; notes are left out.

    `None` where openpyxl cannot open the workbook or write it again.  The bytes must have been read
    before (see `guard`): nothing is checked here.
    """
    book = _opened(data)
    if book is None:
        return None
    unmark(book)
    _restore_days(book, data)
    found = losses(data)
    if _without_links(book, data):
        found.append(OUTSIDE_VALUES)
    shown = [one for one in in_order(findings) if one.severity is not Severity.NOTE]
    _add_marks(book, shown, found, words)
    stream = io.BytesIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book.save(stream)
    except (ValueError, TypeError, KeyError, AttributeError, OSError):
        return None  # something openpyxl reads and cannot write
    return stream.getvalue()


# ------------------------------------------------------- the workbook as it can be handed back


def _opened(data: bytes) -> Workbook | None:
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


def _cells(book: Workbook) -> Iterator[tuple[str, Cell]]:
    """Every cell that holds something, with the title of its sheet."""
    # `iter_rows` would make a cell for every blank place; the private mapping holds what is there.
    for sheet in book.worksheets:
        for cell in list(getattr(sheet, "_cells", {}).values()):
            yield sheet.title, cell


def _restore_days(book: Workbook, data: bytes) -> None:
    """Give cells their number back that show a date and hold none, such as 20260302.

    openpyxl reads an error there and would write it over what the sender typed.
    """
    odd: dict[str, set[str]] = {}
    for title, cell in _cells(book):
        if cell.data_type == "e" and is_date_format(cell.number_format):
            odd.setdefault(title, set()).add(cell.coordinate)
    if not odd:
        return
    reader = ExcelReader(io.BytesIO(data), keep_links=False)
    reader.read_manifest()
    reader.read_workbook()
    for sheet, relation in reader.parser.find_sheets():
        if sheet.name not in odd:
            continue
        for element in fromstring(reader.archive.read(relation.target)).iter(_tag("c")):
            number, address = element.findtext(_tag("v")), element.get("r")
            if address in odd[sheet.name] and element.get("t", "n") == "n" and number:
                book[sheet.name][address].value = float(number)


def _tag(name: str) -> str:
    return f"{{{SHEET_MAIN_NS}}}{name}"


def _without_links(book: Workbook, data: bytes) -> bool:
    """Put the stored value in place of each formula that points to another file.

    The link itself is not carried over; the formula alone would make the workbook unreadable.
    """
    outside = [
        (title, cell)
        for title, cell in _cells(book)
        if cell.data_type == "f" and _OUTSIDE.search(str(getattr(cell.value, "text", cell.value)))
    ]
    for names in (book.defined_names, *(sheet.defined_names for sheet in book.worksheets)):
        for name in [n for n, d in names.items() if _OUTSIDE.search(str(d.attr_text))]:
            del names[name]
    if not outside:
        return False
    values = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
    for title, cell in outside:
        cell.value = values[title][cell.coordinate].value
    return True


# --------------------------------------------------------------------- the marks on the cells


def _add_marks(
    book: Workbook, findings: Sequence[Finding], lost: Sequence[str], words: Words
) -> None:
    active = book.active or book.worksheets[0]
    title = sheet_name(words.text(TITLE), book.sheetnames)
    faults: Worksheet = book.create_sheet(title, 0)
    first = _fill_fault_sheet(faults, findings, lost, words)
    record: Worksheet = book.create_sheet(RECORD_SHEET)
    record.sheet_state = "veryHidden"
    record.append([RECORD_SHEET, title, active.title])
    marks: dict[tuple[str, str], list[int]] = {}
    for number, one in enumerate(findings):
        cell = _cell_of(book, one)
        if cell is not None:
            sheet_title = cell.parent.title
            marks.setdefault((sheet_title, cell.coordinate), []).append(number)
            _link(faults, first + number, sheet_title, cell.coordinate)
    filled: dict[str, dict[str, list[str]]] = {}
    for (sheet_title, address), numbers in marks.items():
        cell = book[sheet_title][address]
        _keep(record, sheet_title, cell)
        fill = _mark(cell, [(number + 1, findings[number]) for number in numbers], words)
        filled.setdefault(sheet_title, {}).setdefault(fill, []).append(address)
    for sheet in book.worksheets:
        light(sheet, filled.get(sheet.title, {}))
        sheet.sheet_view.tabSelected = sheet is faults
    book.active = 0


def _cell_of(book: Workbook, one: Finding) -> Cell | None:
    """The cell of a finding; the first cell of a merged range for all of its cells."""
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    sheet = sheets.get(one.origin.sheet or "")
    if sheet is None or not one.origin.cell:
        return None
    cell = sheet[one.origin.cell]
    if isinstance(cell, MergedCell):
        area = next(r for r in sheet.merged_cells.ranges if cell.coordinate in r)
        cell = sheet.cell(area.min_row, area.min_col)
    found: Cell = cell
    return found


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


# ----------------------------- the first sheet: every fault with a link to its cell, how to go on

TITLE: Final = N_("Faults found")
COLUMNS: Final[Mapping[str, float]] = {
    N_("No."): 5.0,
    N_("Severity"): 9.0,
    N_("Sheet"): 14.0,
    N_("Cell"): 8.0,
    N_("Found"): 22.0,
    N_("What is wrong"): 44.0,
    N_("Expected"): 34.0,
    N_("How to mend it"): 44.0,
}
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
_MARGIN: Final = 0.25
"""Inches beside the list on paper: so its letters have eight points."""


def _fill_fault_sheet(
    sheet: Worksheet, findings: Sequence[Finding], lost: Sequence[str], words: Words
) -> int:
    """Write the faults, in the order given; the row of the first."""
    _text(sheet, 1, 1, words.text(TITLE)).font = Font(FONT, size=16, bold=True, color=_argb(HEAD))
    lines = [words.text(line) for line in HOW]
    if lost:
        separator = "；" if words.language == "zh" else "; "
        things = separator.join(words.text(LOSSES[name]) for name in lost)
        lines.append(words.text(LOST, things=things))
    for row, line in enumerate(lines, start=2):
        cell = _text(sheet, row, 1, line)
        cell.font = Font(FONT, size=_SIZE, color=_argb(MUTED))
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(COLUMNS))
        needed = lines_needed(line, sum(COLUMNS.values()))
        sheet.row_dimensions[row].height = _LINE_HEIGHT * needed + 4
    header = len(lines) + 3
    for column, (name, width) in enumerate(COLUMNS.items(), start=1):
        cell = _text(sheet, header, column, words.text(name))
        cell.font = Font(FONT, size=_SIZE, bold=True, color="FFFFFFFF")
        cell.fill = PatternFill("solid", fgColor=_argb(HEAD))
        cell.alignment = Alignment(horizontal="center", vertical="center")
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.row_dimensions[header].height = 22
    for number, one in enumerate(findings, start=1):
        _row(sheet, header + number, number, one, words)
    sheet.freeze_panes = f"A{header + 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.page_margins.left = sheet.page_margins.right = _MARGIN
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]  # a new sheet has it
    sheet.print_title_rows = f"{header}:{header}"
    sheet.sheet_view.showGridLines = False
    return header + 1


def _argb(colour: str) -> str:
    return "FF" + colour.lstrip("#")


def _text(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    """A cell that holds text whatever the text looks like."""
    cell: Cell = sheet.cell(row, column)  # type: ignore[assignment]  # no merged cell
    cell.value = clean_text(text)
    cell.data_type = "s"
    return cell


def _row(sheet: Worksheet, row: int, number: int, one: Finding, words: Words) -> None:
    said, place = words.finding(one), one.origin
    texts = (
        str(number),
        words.label(Severity, one.severity),
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
    needed = max(lines_needed(t, width) for t, width in zip(texts, COLUMNS.values(), strict=True))
    sheet.row_dimensions[row].height = min(_LINE_HEIGHT * needed + 4, _TALLEST)


def _link(sheet: Worksheet, row: int, title: str, cell: str) -> None:
    """Turn the row's cell address into a link to that cell of the workbook."""
    place = sheet.cell(row, _LINK_COLUMN)
    quoted = title.replace("'", "''")
    place.hyperlink = Hyperlink(ref=place.coordinate, location=f"'{quoted}'!{cell}", display=cell)
    place.font = Font(FONT, size=_SIZE, underline="single", color="FF0563C1")


# ---------------------------------------- what a copy saved by openpyxl cannot carry

OUTSIDE_VALUES: Final = "outside_values"

LOSSES: Final[Mapping[str, str]] = {
    OUTSIDE_VALUES: N_("formulas that fetch values from other files: their last values stand here"),
    "text_boxes": N_("text boxes and drawn shapes"),
    "sparklines": N_("sparklines"),
    "x14_formats": N_("data bars, icons and rules of Excel 2010 and later"),
    "x14_validations": N_("drop-down lists that Excel keeps in its newer form"),
    "threads": N_("threaded comments (their plain text is kept)"),
    "controls": N_("buttons, check boxes and embedded objects"),
    "slicers": N_("slicers and timelines"),
    "pictures": N_("pictures in headers and footers"),
    "signature": N_("the digital signature"),
}
"""What may be lost, by id, in the words of the first sheet of a marked copy."""

_PARTS: Final = {
    "threads": re.compile(r"^xl/threadedcomments/", re.IGNORECASE),
    "controls": re.compile(r"^xl/(?:ctrlprops|activex|embeddings)/", re.IGNORECASE),
    "slicers": re.compile(r"^xl/(?:slicers|timelines)/", re.IGNORECASE),
    "signature": re.compile(r"^_xmlsignatures/", re.IGNORECASE),
}
_SHEET: Final = re.compile(r"^xl/worksheets/[^/]+\.xml$", re.IGNORECASE)
_DRAWING: Final = re.compile(r"^xl/drawings/[^/]+\.xml$", re.IGNORECASE)
_IN_SHEETS: Final = {
    "sparklines": re.compile(rb"<\w+:sparklineGroups?[\s>]"),
    "x14_formats": re.compile(rb"<\w+:conditionalFormattings?[\s>]"),
    "x14_validations": re.compile(rb"<\w+:dataValidations[\s>]"),
    "pictures": re.compile(rb"<(?:\w+:)?legacyDrawingHF[\s>/]"),
}
_SHAPE: Final = re.compile(rb"<\w+:(?:sp|cxnSp|grpSp)[\s>]")


def losses(data: bytes) -> list[str]:
    """Ids of what openpyxl drops when it saves this workbook again, in the order of `LOSSES`."""
    found = set(_found(data))
    return [name for name in LOSSES if name in found]


def _found(data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.namelist():
            yield from (name for name, pattern in _PARTS.items() if pattern.match(part))
            if _SHEET.match(part):
                xml = archive.read(part)
                yield from (name for name, pattern in _IN_SHEETS.items() if pattern.search(xml))
            elif _DRAWING.match(part) and _SHAPE.search(archive.read(part)):
                yield "text_boxes"


# ---------------------------------------------------------------------------
# Marks that no conditional format hides: a format of ours before all others of the sheet.
#
# The form lights up while one types, and other workbooks have formats of their own; a conditional
# fill is shown over the cell's.  So each mark is also a condition that is always true, comes first
# and stops the rest: first by its priority, which Excel goes by, and first in the file, which
# LibreOffice goes by.  Whatever else would light up is stopped in the same way: in a marked copy
# nothing stands out that is not in the list.  Our conditions are known by their formula, wherever
# the cells have gone since.

ALWAYS: Final = 'LEN("scorecard")>0'
"""True, and in nobody else's workbook."""
_SIGN: Final = '"scorecard"'


def light(sheet: Worksheet, marked: Mapping[str, Iterable[str]]) -> None:
    """Show these fills (ARGB) on their cells (addresses), and nothing the sheet lights up."""
    others = list(sheet.conditional_formatting)
    _shift(sheet, len(marked) + bool(others))
    sheet.conditional_formatting = lights = ConditionalFormattingList()
    for priority, (fill, cells) in enumerate(marked.items(), start=1):
        style = DifferentialStyle(fill=PatternFill("solid", fgColor=fill, bgColor=fill))
        rule = Rule("expression", priority=priority, stopIfTrue=True, dxf=style, formula=[ALWAYS])
        lights.add(" ".join(cells), rule)
    if others:
        areas = " ".join(dict.fromkeys(str(area.sqref) for area in others))
        # Without a style of its own a rule shows cells bare in LibreOffice.
        nothing = DifferentialStyle(protection=Protection())
        stop = Rule(
            "expression", priority=len(marked) + 1, stopIfTrue=True, dxf=nothing, formula=[ALWAYS]
        )
        lights.add(areas, stop)
    _carry_over(others, lights)


def _put_out(sheet: Worksheet) -> None:
    """Take our conditions away; the others get the priorities back that they had."""
    found = getattr(sheet, "conditional_formatting", ())
    ours = [rule for area in found for rule in area.rules if _is_ours(rule)]
    if not ours:
        return
    sheet.conditional_formatting = kept = ConditionalFormattingList()
    _carry_over(found, kept)
    _shift(sheet, -len({rule.priority for rule in ours}))


def _carry_over(areas: Iterable[Any], kept: Any) -> None:  # noqa: ANN401  (not typed)
    """The sheet's own rules, in their order."""
    for area in areas:
        for rule in area.rules:
            if not _is_ours(rule):
                kept.add(area, rule)


def _is_ours(rule: Any) -> bool:  # noqa: ANN401  (openpyxl's rules are not typed)
    return any(_SIGN in str(formula) for formula in rule.formula)


def _shift(sheet: Worksheet, by: int) -> None:
    for area in sheet.conditional_formatting:
        for rule in area.rules:
            rule.priority = max(1, rule.priority + by)


# ------------------------------------------------------------------- taking the marks away


@dataclass(slots=True)
class _Kept:
    """What the hidden sheet keeps of one marked cell."""

    sheet: str
    cell: str
    text: str
    author: str
    size: str
    style: Cell


def unmark(book: Workbook) -> None:
    """Take our marks out of the workbook; one that was never marked stays as it is.

    A mark is known by its fill or comment, not by its place: rows may have been inserted or sorted
    since.  What stood there is looked up by place, else by the nearest row of the same column.
    """
    if RECORD_SHEET not in book.sheetnames:
        return
    record = book[RECORD_SHEET]
    kept = [_kept(record, row) for row in range(2, record.max_row + 1)]
    kept = [one for one in kept if one.sheet and one.cell]
    named = str(record.cell(1, 2).value or "")
    before = str(record.cell(1, 3).value or "")
    for name in {RECORD_SHEET, named} & set(book.sheetnames):
        if len(book.sheetnames) > 1:
            del book[name]
    for sheet in book.worksheets:
        _put_out(sheet)
        for cell in list(sheet._cells.values()):  # noqa: SLF001  (`iter_rows` would make every blank cell)
            if _has_our_fill(cell) or _has_our_comment(cell):
                _restore(cell, _nearest(kept, sheet.title, cell))
    if before in book.sheetnames:
        book.active = book.sheetnames.index(before)


def _kept(record: Worksheet, row: int) -> _Kept:
    sheet, cell, text, author, size = (str(record.cell(row, n).value or "") for n in range(1, 6))
    return _Kept(sheet, cell, text, author, size, record.cell(row, 6))  # type: ignore[arg-type]  # no merged cell


def _has_our_fill(cell: Cell | MergedCell) -> bool:
    fill = cell.fill
    colour = fill.fgColor.rgb if fill.fill_type == "solid" and fill.fgColor is not None else None
    return isinstance(colour, str) and colour[-6:] in _FILLS


def _has_our_comment(cell: Cell | MergedCell) -> bool:
    comment: Comment | None = getattr(cell, "comment", None)
    return comment is not None and COMMENT_START in comment.text[:120]


def _nearest(kept: list[_Kept], sheet: str, cell: Cell | MergedCell) -> _Kept | None:
    own = [k for k in kept if k.sheet == sheet] or kept
    row, column = cell.row or 0, cell.column or 0

    def distance(one: _Kept) -> tuple[bool, int]:
        there = cell_position(one.cell)
        return there[1] != column, abs(there[0] - row)

    return min(own, key=distance, default=None)


def _restore(cell: Cell | MergedCell, kept: _Kept | None) -> None:
    """Fill and comment as they were; a fill or comment that is not ours any more stays."""
    if _has_our_fill(cell):
        fill: Any = copy.copy(kept.style.fill) if kept else PatternFill()
        cell.fill = fill
    if _has_our_comment(cell):
        here = cell.comment.text if cell.comment else ""
        cell.comment = None
        if kept is not None and kept.text and here.endswith(kept.text):
            width, _, height = kept.size.partition(" ")
            cell.comment = Comment(
                kept.text,
                kept.author,
                height=round(float(height or 79)),
                width=round(float(width or 144)),
            )
