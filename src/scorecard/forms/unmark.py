"""How marks are made so that they can be taken away again: fills, comments, sheets of ours."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formatting.rule import Rule
from openpyxl.styles import PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from scorecard.schema.findings import cell_position
from scorecard.schema.quarterly_form import RECORD_SHEET

AUTHOR: Final = "scorecard"
ERROR_FILL: Final = "FFF8B4AB"
WARNING_FILL: Final = "FFFDE3A7"
"""Fills of marked cells (ARGB); no form of ours uses them for anything else."""
COMMENT_START: Final = "scorecard ▸ "
"""How every comment of ours begins."""
_FILLS: Final = frozenset({ERROR_FILL[2:], WARNING_FILL[2:]})

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
        stop = Rule("expression", priority=len(marked) + 1, stopIfTrue=True, formula=[ALWAYS])
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
