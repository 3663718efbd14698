"""What was typed on the attention sheet of a scorecard that was published before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scorecard.model.followup import FollowUp
from scorecard.words import LANGUAGES, N_, Words
from scorecard.workbook.grid import CellKind, RawCell, RawSheet, RawWorkbook

SHEET: Final = N_("Attention")
ID: Final = N_("Target id")
TYPED: Final[Mapping[str, str]] = {
    "cause": N_("Cause"),
    "action": N_("Action"),
    "owner": N_("Owner"),
    "by_when": N_("By when"),
}
"""Columns that are filled in by hand, by the field they go to."""
HEADER_WITHIN: Final = 12
"""Rows in which the header is looked for."""


def read_followups(workbook: RawWorkbook) -> dict[str, FollowUp]:
    """Target id to what was typed beside it, in either language; empty without such a sheet."""
    sheet = workbook.sheet(*_spellings(SHEET))
    header = None if sheet is None else _header(sheet)
    if sheet is None or header is None:
        return {}
    row_of, columns = header
    found = {}
    for row in range(row_of + 1, sheet.rows + 1):
        target = _shown(sheet.cell(row, columns[ID]))
        if target:
            typed = {
                name: _shown(sheet.cell(row, columns[title]))
                for name, title in TYPED.items()
                if title in columns
            }
            found[target] = FollowUp(**typed)
    return found


def _header(sheet: RawSheet) -> tuple[int, dict[str, int]] | None:
    """The row that names the target's id, and the columns by their titles."""
    spelled = {text: title for title in (ID, *TYPED.values()) for text in _spellings(title)}
    for row in range(1, HEADER_WITHIN + 1):
        shown = {column: _shown(sheet.cell(row, column)) for column in range(1, sheet.columns + 1)}
        columns = {spelled[text]: column for column, text in shown.items() if text in spelled}
        if ID in columns:
            return row, columns
    return None


def _spellings(title: str) -> tuple[str, ...]:
    return tuple(Words(language).text(title) for language in LANGUAGES)


def _shown(cell: RawCell) -> str:
    """The cell as a person typed it; a date as a date."""
    if cell.kind is CellKind.DATE:
        return str(cell.value)[:10]
    return cell.text.strip() if cell.kind in {CellKind.TEXT, CellKind.NUMBER} else ""
