"""Taking the marks of a marked copy away: fills and comments as they were, our sheets removed."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from scorecard.model.finding import cell_position
from scorecard.workbook.marks.lights import put_out
from scorecard.workbook.marks.names import COMMENT_START, ERROR_FILL, RECORD_SHEET, WARNING_FILL

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.comments import Comment
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_FILLS: Final = frozenset({ERROR_FILL[2:], WARNING_FILL[2:]})


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
    kept = list(_kept(record))
    named = str(record.cell(1, 2).value or "")
    before = str(record.cell(1, 3).value or "")
    for name in {RECORD_SHEET, named} & set(book.sheetnames):
        if len(book.sheetnames) > 1:
            del book[name]
    for sheet in book.worksheets:
        put_out(sheet)
        for cell in list(sheet._cells.values()):  # noqa: SLF001  (`iter_rows` would make every blank cell)
            if _is_marked(cell):
                _restore(cell, _nearest(kept, sheet.title, cell))
    if before in book.sheetnames:
        book.active = book.sheetnames.index(before)


def _kept(record: Worksheet) -> Iterator[_Kept]:
    for row in range(2, record.max_row + 1):
        sheet, cell, text, author, size = (
            str(record.cell(row, column).value or "") for column in range(1, 6)
        )
        if sheet and cell:
            yield _Kept(sheet, cell, text, author, size, record.cell(row, 6))  # type: ignore[arg-type]  # no merged cell


def _is_marked(cell: Cell | MergedCell) -> bool:
    return _has_our_fill(cell) or _has_our_comment(cell)


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
    from openpyxl.comments import Comment  # noqa: PLC0415  (loaded already)
    from openpyxl.styles import PatternFill  # noqa: PLC0415  (loaded already)

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
