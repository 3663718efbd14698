"""The sheet 项目 of a form: the unit's projects as they came back, new ones below."""

from __future__ import annotations

from scorecard.model.finding import Finding, Origin
from scorecard.model.frames import PROJECTS, Table
from scorecard.workbook.cells.reading import CellContext
from scorecard.workbook.grid import RawWorkbook
from scorecard.workbook.layout.books import SHEETS
from scorecard.workbook.register import read_list, table_of
from scorecard.workbook.tables.blocks import header_findings
from scorecard.workbook.tables.headers import find_header, rows_of, sheets_by_layout

UNASKED = frozenset({"organisation", "unit"})
"""Columns of the register that the form itself answers."""


def read_form_projects(
    workbook: RawWorkbook, context: CellContext
) -> tuple[Table | None, Origin, list[Finding]]:
    """The rows of the sheet (PROJECTS), where the list stands, and the findings of reading them.

    `None` where the form has no such sheet; organisation and unit are the form's.
    """
    layout = SHEETS["form_projects"]
    sheets = sheets_by_layout(workbook, [layout])[0].get("form_projects", [])
    for sheet in sheets:
        header = find_header(rows_of(sheet), layout)
        if header is None:
            continue
        at = sheet.origin(header.row, min(header.columns.values()))
        block, findings = read_list(sheet, layout, header, context)
        if block is None:
            continue
        findings += [f for f in header_findings(block) if f.code != "B205"]
        table = table_of(block, PROJECTS) if block.rows else Table.empty(PROJECTS)
        return table, at, findings
    return None, Origin(workbook.file), []
