"""The project register: the office's own list of projects, as a typed frame with addresses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import pandas as pd

from scorecard.read.cells.dates import parse_date
from scorecard.read.cells.grammar import ANY_NUMBER, CellContext, NumberColumn, in_unit
from scorecard.read.grid import CellKind, RawCell, RawSheet, RawWorkbook
from scorecard.read.layout.books import SHEETS
from scorecard.read.layout.columns import ColumnLayout, SheetLayout
from scorecard.read.tables import (
    Block,
    Header,
    Record,
    find_header,
    header_findings,
    normal,
    plain_number,
    read_block,
    rows_of,
    sheets_by_layout,
)
from scorecard.read.target_book import Roster, series
from scorecard.read.units import parse_unit, same_kind
from scorecard.schema.errors import Name
from scorecard.schema.findings import Finding, Origin, finding, in_order
from scorecard.schema.frames import PLACE, PROJECTS, TEXT, Columns, Table, typed

_DAY: Final = re.compile(
    r"(?:更新日期|登记截至|数据截至|截至日期|截止日期|Updated on|As of)\s*[:：]?\s*(?P<day>.*)",
    re.IGNORECASE | re.DOTALL,
)
_NEEDED: Final = frozenset({"project", "name"})


@dataclass(frozen=True, slots=True)
class Register:
    """A list of projects: its rows, the day to which it is complete, and what was found.

    `header` is where the list stands (the cell of its first column's header).
    """

    projects: Table
    day: date | None
    header: Origin
    findings: tuple[Finding, ...]


def is_register(workbook: RawWorkbook) -> bool:
    """Whether a workbook is a project register: its sheet, in no form."""
    forms, _ = sheets_by_layout(workbook, [SHEETS["form"], SHEETS["form_meta"]])
    return not forms and _place(workbook, by_name=True) is not None


def read_register(workbook: RawWorkbook, roster: Roster, fiscal_start: int = 1) -> Register:
    """The register's rows (PROJECTS) with the findings of reading them.

    The list is found by its headers on the sheet 项目库, else on any sheet.  Amounts stand in the
    unit of their header, else in the column's own; organisations and units go by id, name or former
    name.  A row of an unknown organisation is left out.
    """
    found = _place(workbook)
    if found is None:
        names = [Name(c.zh, c.en) for c in SHEETS["projects"].columns if c.required]
        at = Origin(workbook.file)
        return Register(
            Table.empty(PROJECTS), None, at, (finding("R101", at, None, columns=names),)
        )
    sheet, header = found
    context = CellContext(fiscal_start=fiscal_start, epoch_1904=workbook.epoch_1904)
    day, findings = _day(sheet, header, context)
    at = sheet.origin(header.row, min(header.columns.values()))
    block, faults = read_list(sheet, SHEETS["projects"], header, context)
    findings += faults
    if block is None or not block.rows:
        return Register(Table.empty(PROJECTS), day, at, in_order(findings))
    findings += header_findings(block)
    table = table_of(block, PROJECTS)
    table, unknown = _named(table, roster)
    findings += unknown
    if day is None:
        day = _last(table.values)
        if day is not None:
            findings.append(finding("R102", at, None, day=day.isoformat()))
    return Register(table, day, at, in_order(findings))


def _place(workbook: RawWorkbook, *, by_name: bool = False) -> tuple[RawSheet, Header] | None:
    layout = SHEETS["projects"]
    named, others = sheets_by_layout(workbook, [layout])
    for sheet in [*named.get("projects", ()), *([] if by_name else others)]:
        header = find_header(rows_of(sheet), layout)
        if header and set(header.columns) >= _NEEDED:
            return sheet, header
    return None


def _day(
    sheet: RawSheet, header: Header, context: CellContext
) -> tuple[date | None, list[Finding]]:
    """The day above the list: behind its label, or in the cell to the right of it."""
    for row, cells in rows_of(sheet).items():
        if row >= header.row:
            break
        for cell, right in zip(cells, [*cells[1:], None], strict=True):
            found = _DAY.search(cell.text) if cell.kind is CellKind.TEXT else None
            if found is None:
                continue
            text = found["day"].strip()
            said = RawCell(cell.row, cell.column, CellKind.TEXT, text, text) if text else right
            if said is not None:
                read = parse_date(said, epoch_1904=context.epoch_1904)
                return read.value, list(read.findings(sheet.origin(said.row, said.column)))
    return None, []


def _last(projects: pd.DataFrame) -> date | None:
    done = ["signed_on", "started_on", "completed_on", "in_production_on", "terminated_on"]
    last = projects[done].max().max()
    return None if pd.isna(last) else last.date()


# ------------------------------------------------------------------ the rows


def read_list(
    sheet: RawSheet, layout: SheetLayout, header: Header, context: CellContext
) -> tuple[Block | None, list[Finding]]:
    """The rows of a list of projects, amounts in the columns' own units, and what was found."""
    units, findings = _units(sheet, layout, header)

    def number_of(record: Record, column: ColumnLayout) -> NumberColumn:
        if column.id in units:
            return NumberColumn(units[column.id])
        return plain_number(record, column) if column.unit else ANY_NUMBER

    block = read_block(sheet, layout, context, number_of, header=header)
    if block is None:
        return None, findings
    for record in block.records:
        for name, unit in units.items():
            value = record.get(name)
            if isinstance(value, float | int):
                record[name] = in_unit(float(value), unit, layout.column(name).unit)
    return block, [*findings, *block.findings]


def _units(
    sheet: RawSheet, layout: SheetLayout, header: Header
) -> tuple[dict[str, str], list[Finding]]:
    """The units that headers name and that are not the column's own."""
    units: dict[str, str] = {}
    findings = []
    for name, note in header.units.items():
        column = layout.column(name)
        if not note or not column.unit or note == column.unit:
            continue
        given, own = parse_unit(note), parse_unit(column.unit)
        if given is not None and own is not None and same_kind(given, own):
            units[name] = note
        else:
            at = sheet.origin(header.row, header.columns[name])
            findings.append(finding("R122", at, note, column=column.zh, unit=column.unit))
    return units, findings


def table_of(block: Block, columns: Columns) -> Table:
    """The block's records as a frame of these columns with its addresses."""
    values: dict[str, object] = {}
    cells: dict[str, Sequence[str | None]] = {}
    for name, kind in columns.items():
        if name in PLACE:
            continue
        values[name] = series([r.get(name) for r in block.records], kind)
        cells[name] = block.addresses(name)
    frame = pd.DataFrame(values).assign(file=block.sheet.file, sheet=block.sheet.name)
    return Table(
        typed(frame, columns),
        typed(pd.DataFrame(cells), dict.fromkeys(columns, TEXT)),
    )


def _named(table: Table, roster: Roster) -> tuple[Table, list[Finding]]:
    """Organisations and units by their ids; rows of unknown organisations left out."""
    known = sorted(set(roster.organisations.values()))
    only = known[0] if len(known) == 1 else None
    typed_in = table.values["organisation"]
    whose = [
        roster.organisations.get(normal(name)) if isinstance(name, str) else only
        for name in typed_in
    ]
    units, findings = [], []
    for label, name, own in zip(table.values.index, whose, table.values["unit"], strict=True):
        if name is None:
            found = typed_in.loc[label]
            at = _at(table, label, "organisation")
            text = found if isinstance(found, str) else None
            findings.append(finding("R105", at, text, known=known))
        unit = roster.own_units.get((str(name), normal(own))) if isinstance(own, str) else None
        if name is not None and isinstance(own, str) and unit is None:
            at = _at(table, label, "unit")
            findings.append(finding("R106", at, own, organisation=name))
        units.append(unit or own)
    frame = table.values.assign(
        organisation=pd.Series(whose, index=typed_in.index, dtype=TEXT),
        unit=pd.Series(units, index=typed_in.index, dtype=TEXT),
    )
    return Table(frame, table.cells).keep(frame["organisation"].notna()), findings


def _at(table: Table, label: int, column: str) -> Origin:
    """The cell of this column; that of the project's id where the sheet lacks the column."""
    own = table.origin(label, column)
    return own if own.cell else replace(own, cell=table.origin(label, "project").cell)
