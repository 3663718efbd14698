"""The project register: the office's own list of projects, as a typed frame with addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import pandas as pd

from scorecard.read import tables
from scorecard.read.cells.dates import parse_date
from scorecard.read.cells.grammar import ANY_NUMBER, CellContext
from scorecard.read.cells.numerals import NumberColumn
from scorecard.read.grid import CellKind, RawCell, RawSheet, RawWorkbook
from scorecard.read.target_book import Roster
from scorecard.schema import sheets
from scorecard.schema.findings import Finding, Origin, finding, in_order
from scorecard.schema.frames import PROJECTS, Table
from scorecard.schema.quarterly_form import FORM
from scorecard.schema.sheets import TEXT, Column, SheetLayout
from scorecard.schema.spelling import in_unit, normal, parse_unit

_LIST: Final = sheets.PROJECTS
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
    forms, _ = tables.sheets_by_layout(workbook, [FORM["form"], FORM["form_meta"]])
    return not forms and _place(workbook, by_name=True) is not None


def read_register(workbook: RawWorkbook, roster: Roster, fiscal_start: int = 1) -> Register:
    """The register's rows (PROJECTS) with the findings of reading them.

    The list is found by its headers on the sheet 项目库, else on any sheet.  Amounts stand in the
    unit of their header, else in the column's own; organisations and units go by id, name or former
    name.  A row of an unknown organisation is left out.
    """
    found = _place(workbook)
    if found is None:
        names = [c.name for c in _LIST.columns if c.required]
        at = Origin(workbook.file)
        missing = finding("R101", at, None, columns=names)
        return Register(Table.empty(PROJECTS), None, at, (missing,))
    sheet, header = found
    context = CellContext(fiscal_start=fiscal_start, epoch_1904=workbook.epoch_1904)
    day, findings = _day(sheet, header, context)
    at = header.origin(sheet)
    block, faults = read_list(sheet, _LIST, header, context)
    findings += faults
    if block is None or not block.rows:
        return Register(Table.empty(PROJECTS), day, at, in_order(findings))
    findings += tables.header_findings(block)
    table, unknown = _named(block.table(PROJECTS), roster)
    findings += unknown
    if day is None and (day := _last(table.values)) is not None:
        findings.append(finding("R102", at, None, day=day.isoformat()))
    return Register(table, day, at, in_order(findings))


def _place(
    workbook: RawWorkbook, *, by_name: bool = False
) -> tuple[RawSheet, tables.Header] | None:
    named, others = tables.sheets_by_layout(workbook, [_LIST])
    for sheet in [*named.get(_LIST.id, ()), *([] if by_name else others)]:
        header = tables.find_header(tables.rows_of(sheet), _LIST)
        if header and set(header.columns) >= _NEEDED:
            return sheet, header
    return None


def _day(
    sheet: RawSheet, header: tables.Header, context: CellContext
) -> tuple[date | None, list[Finding]]:
    """The day above the list: behind its label, or in the cell to the right of it."""
    for row, cells in tables.rows_of(sheet).items():
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
    last = projects[list(sheets.DONE_ON)].max().max()
    return None if pd.isna(last) else last.date()


def read_list(
    sheet: RawSheet, layout: SheetLayout, header: tables.Header, context: CellContext
) -> tuple[tables.Block | None, list[Finding]]:
    """The rows of a list of projects, amounts in the columns' own units, and what was found."""
    units, findings = _units(sheet, layout, header)

    def number_of(record: tables.Record, column: Column) -> NumberColumn:
        if column.id in units:
            return NumberColumn(units[column.id])
        return tables.plain_number(record, column) if column.unit else ANY_NUMBER

    block = tables.read_block(sheet, layout, context, number_of, header=header)
    if block is None:
        return None, findings
    for record in block.records:
        for name, unit in units.items():
            value = record.get(name)
            if isinstance(value, float | int):
                record[name] = in_unit(float(value), unit, layout.column(name).unit)
    return block, [*findings, *block.findings]


def _units(
    sheet: RawSheet, layout: SheetLayout, header: tables.Header
) -> tuple[dict[str, str], list[Finding]]:
    """The units that headers name and that are not the column's own."""
    units: dict[str, str] = {}
    findings = []
    for name, note in header.units.items():
        column = layout.column(name)
        if not note or not column.unit or note == column.unit:
            continue
        given, own = parse_unit(note), parse_unit(column.unit)
        if given is not None and own is not None and given.kind == own.kind:
            units[name] = note
        else:
            at = sheet.origin(header.row, header.columns[name])
            findings.append(finding("R122", at, note, column=column.zh, unit=column.unit))
    return units, findings


def _named(table: Table, roster: Roster) -> tuple[Table, list[Finding]]:
    """Organisations and units by their ids; rows of unknown organisations left out."""
    known = sorted(set(roster.organisations.values()))
    only = known[0] if len(known) == 1 else None
    organisations: list[str | None] = []
    units, findings = [], []
    typed_in = (table.values.index, table.values["organisation"], table.values["unit"])
    for label, name, unit in zip(*typed_in, strict=True):
        given = isinstance(name, str)
        organisation = roster.organisations.get(normal(name)) if given else only
        if organisation is None:
            at = _at(table, label, "organisation")
            findings.append(finding("R105", at, name if given else None, known=known))
        own = None
        if isinstance(unit, str):
            own = roster.own_units.get((str(organisation), normal(unit)))
            if own is None and organisation is not None:
                at = _at(table, label, "unit")
                findings.append(finding("R106", at, unit, organisation=organisation))
        organisations.append(organisation)
        units.append(own or unit)
    index = table.values.index
    frame = table.values.assign(
        organisation=pd.Series(organisations, index=index, dtype=TEXT),
        unit=pd.Series(units, index=index, dtype=TEXT),
    )
    return Table(frame, table.cells).keep(frame["organisation"].notna()), findings


def _at(table: Table, label: int, column: str) -> Origin:
    """The cell of this column; that of the project's id where the sheet lacks the column."""
    own = table.origin(label, column)
    return own if own.cell else replace(own, cell=table.origin(label, "project").cell)
