"""What was typed on the attention sheet of a scorecard that was published before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from scorecard.i18n import LANGUAGES, N_, Words
from scorecard.read.cells.dates import parse_date
from scorecard.read.grid import CellKind, RawCell, RawSheet, RawWorkbook
from scorecard.read.guard import read_files
from scorecard.schema.quarterly_form import BEFORE, Entry, FollowUp

WORKBOOK: Final = "scorecard.xlsx"
"""The file in the folder of its quarter."""
SHEET: Final = N_("Attention")
ID: Final = N_("Target id")
TYPED: Final[Mapping[str, str]] = {
    "cause": N_("Cause"),
    "action": N_("Action"),
    "owner": N_("Owner"),
    "by_when": N_("By when"),
    "opinion": N_("Opinion of the office"),
}
"""Columns that are filled in by hand, by the field they go to."""
TARGETS: Final = N_("Targets")
UNIT: Final = N_("Responsible unit")
"""Where the same workbook says which unit the program put in as owner."""
A_LONGER_PERIOD: Final = "C137"
"""What `parse_date` says of a month or a year."""
HEADER_WITHIN: Final = 12
"""Rows in which the header is looked for."""


def read_followups(workbook: RawWorkbook) -> dict[str, Entry]:
    """Target id to what stands beside it, in either language; empty without such a sheet.

    The owner that the program put in itself (the unit that the same workbook names for the target)
    is none that was typed, unless another one had been carried over.
    """
    units = dict(_column(workbook, TARGETS, UNIT))
    found = {}
    for target, told in _rows(workbook, SHEET, (*TYPED.values(), *BEFORE.values())):
        stands = FollowUp(**{name: told[title] for name, title in TYPED.items()})
        carried = FollowUp(**{name: told[title] for name, title in BEFORE.items()})
        if stands.owner == units.get(target) and not carried.owner:
            stands = replace(stands, owner="")
        found[target] = Entry(stands, carried)
    return found


def typed_into(path: Path, root: Path) -> dict[str, Entry]:
    """What stands on that sheet of a file; empty without it, and where it cannot be read."""
    if not path.is_file():
        return {}
    ((_, workbook, _),) = read_files([path], root)
    return {} if workbook is None else read_followups(workbook)


def _column(workbook: RawWorkbook, sheet: str, title: str) -> Iterator[tuple[str, str]]:
    return ((target, told[title]) for target, told in _rows(workbook, sheet, (title,)))


def _rows(
    workbook: RawWorkbook, name: str, titles: Sequence[str]
) -> Iterator[tuple[str, dict[str, str]]]:
    """Each target of a sheet with what stands below these titles; empty where there is no such."""
    sheet = workbook.sheet(*_spellings(name))
    header = None if sheet is None else _header(sheet, titles)
    if sheet is None or header is None:
        return
    row_of, columns = header
    for row in range(row_of + 1, sheet.rows + 1):
        target = told_text(sheet.cell(row, columns[ID]))
        if target:
            dated = {TYPED["by_when"], BEFORE["by_when"]}
            cells = {title: sheet.cell(row, at) for title, at in columns.items()}
            yield (
                target,
                {
                    title: (told_day if title in dated else told_text)(cells[title])
                    if title in cells
                    else ""
                    for title in titles
                },
            )


def _header(sheet: RawSheet, titles: Sequence[str]) -> tuple[int, dict[str, int]] | None:
    """The row that names the target's id, and the columns by their titles."""
    spelled = {text: title for title in (ID, *titles) for text in _spellings(title)}
    for row in range(1, HEADER_WITHIN + 1):
        shown = {
            column: told_text(sheet.cell(row, column)) for column in range(1, sheet.columns + 1)
        }
        columns = {spelled[text]: column for column, text in shown.items() if text in spelled}
        if ID in columns:
            return row, columns
    return None


def _spellings(title: str) -> tuple[str, ...]:
    return tuple(Words(language).text(title) for language in LANGUAGES)


def told_text(cell: RawCell) -> str:
    """The cell as a person typed it; a date as a date."""
    if cell.kind is CellKind.DATE:
        return str(cell.value)[:10]
    return cell.text.strip() if cell.kind in {CellKind.TEXT, CellKind.NUMBER} else ""


def told_day(cell: RawCell) -> str:
    """The cell as a date (ISO) where it names a single day, also as a number; else as it stands."""
    read = parse_date(cell)
    whole = any(fault.code == A_LONGER_PERIOD for fault in read.faults)
    return told_text(cell) if read.value is None or whole else read.value.isoformat()
