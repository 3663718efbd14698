"""A return: the quarterly sheet as it came back, as figures with the cell each was typed in.

Rows are found by their row id where the form carries one, else by the indicator's id or name, never
by position.  Only the cells that a person fills in are read; the live formulas beside them are not,
nor what a marked copy added.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import Final

from scorecard.read.cells.dates import parse_date
from scorecard.read.cells.grammar import CellContext
from scorecard.read.cells.numerals import NumberColumn
from scorecard.read.grid import RawCell, RawSheet, RawWorkbook
from scorecard.read.register import read_list
from scorecard.read.returns.answers import INPUTS, FormRows, number_asked, renamed
from scorecard.read.returns.returned import FormHead, Return, is_issued, read_head, signed_by
from scorecard.read.tables import (
    SEARCHED_ROWS,
    Block,
    Header,
    Record,
    Rows,
    find_header,
    header_findings,
    read_block,
    rows_of,
    sheets_by_layout,
)
from scorecard.read.target_book import Roster
from scorecard.schema.findings import Finding, Origin, finding, in_order
from scorecard.schema.frames import PROJECTS
from scorecard.schema.period import Period, PeriodError, parse_period
from scorecard.schema.quarterly_form import FOLLOWED_UP, FORM, RECORD_SHEET, SCHEMA_VERSION
from scorecard.schema.sheets import Column
from scorecard.schema.spelling import normal
from scorecard.schema.vocabulary import Basis, Measure

_VALUES: Final = {"form": {"this_period", "to_date"}, "ranks": {"place"}}
"""Columns of which a block must have one, beside the indicator, to be a table of a form."""
_CORRECTED: Final = frozenset(
    {"indicator", "period", "basis", "value", "state", "evidence", "reason"}
)


def dated_findings(read: Return) -> list[Finding]:
    """The findings of reading a return, in order; one that does not say when it was sent has F102.

    Where nobody says on which day it was received, the sheet's own date is required.
    """
    undated = read.quarter is not None and read.head.said("sent_on") is None
    more = [finding("F102", Origin(read.file, read.sheet))] if undated else []
    return list(in_order((*read.findings, *more)))


def read_form(workbook: RawWorkbook, roster: Roster, fiscal_start: int = 1) -> Return:
    """A return with everything that it says of itself.

    A flow's 本季度 has the basis `period`, its 本年累计 the basis `to_date`, or `since_start` where
    the indicator is reported so; stocks, rates and ranks are `point`.  The period is the form's
    quarter; the last year (half year) ended by then for annual (half-yearly) indicators; the
    edition for ranks.  `known_on` is the sheet's 报送日期.
    """
    own = own_sheets(workbook)
    workbook = replace(workbook, sheets=tuple(s for s in workbook.sheets if s.name not in own))
    result = Return(workbook.file)
    context = CellContext(fiscal_start=fiscal_start, epoch_1904=workbook.epoch_1904)
    sheet, rows, tables = _tables(workbook, result)
    if sheet is None:
        names = "、".join(s.name for s in workbook.sheets if s.visible)
        result.findings.append(finding("F101", Origin(workbook.file), names))
        return result
    result.sheet = sheet.name
    first = min(header.row for header in tables.values())
    face = {row: cells for row, cells in rows.items() if row < first}
    result.head = read_head(workbook, sheet, face, context)
    _settle_quarter(result, fiscal_start)
    _settle_organisation(result, roster)
    _check_issue(result)
    year = None if result.quarter is None else result.quarter.fiscal_year
    context = replace(context, year_hint=year)
    sent = result.head.said("sent_on")
    if sent is not None:
        day = parse_date(sent.cell, year_hint=year, epoch_1904=workbook.epoch_1904)
        result.known_on = day.value
        result.findings += day.findings(sent.origin)
    reader = FormRows(result, roster)
    for name, header in tables.items():
        end = min((h.row for h in tables.values() if h.row > header.row), default=sheet.rows + 1)
        mine = {r: c for r, c in rows.items() if header.row <= r < end}
        reader.read(sheet, mine, header, name, context)
    _add_corrections(workbook, context, reader)
    _add_projects(workbook, context, result)
    said = result.head.line.get("reporting_unit")
    result.sent_by = signed_by(rows, first) or (said.text if said else result.unit)
    return result


def own_sheets(workbook: RawWorkbook) -> frozenset[str]:
    """Names of the sheets that marking added to this workbook; nothing for unmarked ones."""
    record = workbook.sheet(RECORD_SHEET)
    return frozenset() if record is None else frozenset({record.name, record.cell(1, 2).text})


# ------------------------------------------------------------------------------- the tables


def _tables(
    workbook: RawWorkbook, result: Return
) -> tuple[RawSheet | None, Rows, dict[str, Header]]:
    """The sheet with the form's table, by its name or else by its headers."""
    issued = is_issued(workbook)
    named, others = sheets_by_layout(workbook, [FORM["form"]])
    for sheet in [*named.get("form", []), *sorted(others, key=lambda s: not s.visible)]:
        rows = rows_of(sheet)
        tables: dict[str, Header] = {}
        for name, values in _VALUES.items():
            first = tables["form"].row + 1 if "form" in tables else 1
            # The ranks' own header stands below the table, however many rows that has.
            header = find_header(rows, FORM[name], first, len(rows) if first > 1 else SEARCHED_ROWS)
            taken: dict[str, RawCell] = {}
            if header and issued:
                header, taken = renamed(header, name)
            if header and "indicator" in header.columns and values & set(header.columns):
                tables[name] = header
                if issued:
                    result.findings += _header_findings(sheet, name, header, taken)
        if tables:
            if not sheet.visible:
                where = Origin(sheet.file, sheet.name)
                result.findings.append(finding("F170", where, sheet.name))
            return sheet, rows, tables
    return None, {}, {}


def _header_findings(
    sheet: RawSheet, name: str, header: Header, taken: dict[str, RawCell]
) -> list[Finding]:
    """Renamed columns that were found again (F152), and columns to fill in that are gone (F153)."""
    layout, at = FORM[name], header.origin(sheet)
    found = [
        finding("F152", sheet.origin(c.row, c.column), c.text, column=layout.column(i).name)
        for i, c in taken.items()
    ]
    asked = INPUTS[name] - set(header.columns) - {"row_id", "unit_of_measure", *FOLLOWED_UP}
    gone = [column for column in layout.columns if column.id in asked]
    return found + [finding("F153", at, None, column=column.name) for column in gone]


# --------------------------------------------------------------------------------- the head


def _settle_quarter(result: Return, fiscal_start: int) -> None:
    """The quarter of the hidden sheet, else of the face; all that name one must agree."""
    head = result.head
    said = [s for s in (head.meta.get("quarter"), head.line.get("quarter"), head.title) if s]
    known = [(s, period) for s in said if (period := s.period(fiscal_start)) is not None]
    if not known:
        where = said[0].origin if said else Origin(result.file, result.sheet)
        result.findings.append(finding("F104", where, said[0].text if said else None))
        return
    result.quarter = known[0][1]
    differing = (other for other, period in known[1:] if period != result.quarter)
    result.findings += [  # one is enough: title and head are of the same other quarter
        finding("F105", other.origin, other.text, quarter=str(result.quarter))
        for other in islice(differing, 1)
    ]


def _settle_organisation(result: Return, roster: Roster) -> None:
    """The organisation and unit the return is for; the books say which there are."""
    head = result.head
    unit = head.meta.get("unit")
    result.unit = unit.text if unit else None
    said = head.said("organisation") or head.line.get("reporting_unit")
    if said is None:
        result.findings.append(finding("F106", Origin(result.file, result.sheet)))
        return
    name = normal(said.text)
    if name in roster.organisations:
        result.organisation = roster.organisations[name]
        _check_face(result, head, roster)
    elif name in roster.units:
        result.organisation, result.unit = roster.units[name]
    else:
        known = sorted(set(roster.organisations.values()))
        result.findings.append(finding("F107", said.origin, said.text, known=known))


def _check_face(result: Return, head: FormHead, roster: Roster) -> None:
    """The unit named on the face of an issued form is the one it was issued to (F142)."""
    face = head.line.get("reporting_unit")
    if face is None or "organisation" not in head.meta:
        return
    name = normal(face.text)
    if roster.organisations.get(name) == result.organisation:
        return
    owner = roster.owner(name, result.organisation or "")
    if name in roster.organisations or owner not in {None, (result.organisation, result.unit)}:
        issued = " ".join(filter(None, (result.organisation, result.unit)))
        result.findings.append(finding("F142", face.origin, face.text, issued=issued))


def _check_issue(result: Return) -> None:
    """A form of ours must be of this layout, its id as it was issued; others have no version.

    The id repeats quarter, organisation and unit.
    """
    meta = result.head.meta
    form, version = meta.get("form_id"), meta.get("schema_version")
    if form is None:
        return
    result.form_id = form.text
    said = [meta[item].text for item in ("quarter", "organisation", "unit") if item in meta]
    if form.text != "/".join(said):
        result.findings.append(finding("F162", form.origin, form.text, issued="/".join(said)))
    if version is None or version.text != str(SCHEMA_VERSION):
        found = version.text if version else None
        place = (version or form).origin
        result.findings.append(finding("F141", place, found, version=SCHEMA_VERSION))


# -------------------------------------------- the sheet 更正: corrected figures of earlier periods


def _add_corrections(workbook: RawWorkbook, context: CellContext, reader: FormRows) -> None:
    """Add the lines of the sheet to the return, each a figure with its reason.

    A line needs an indicator, an earlier period, the corrected value and the reason; what is
    missing is a finding at its cell.  Lines in which nothing but the value on record (a formula)
    stands are blank.
    """
    layout = FORM["revisions"]
    sheets = sheets_by_layout(workbook, [layout])[0].get(layout.id)
    if not sheets:
        return

    def number_of(record: Record, _: Column) -> NumberColumn:
        fact = reader.named(record.get("indicator"))
        return NumberColumn() if fact is None else number_asked(fact)

    block = read_block(sheets[0], layout, context, number_of, only=_CORRECTED)
    if block is None:
        return
    findings = reader.result.findings
    findings += block.findings
    findings += [f for f in header_findings(block) if f.code != "B205"]
    for position, record in enumerate(block.records):
        columns = ("indicator", "period", "value", "reason")
        filled = {column for column in columns if block.typed_in(position, column)}
        if filled:
            faults = _correction_faults(block, position, filled, reader)
            findings += faults
            if not faults and record.get("value") is not None and record.get("period"):
                _add_correction(block, position, reader)


def _correction_faults(
    block: Block, position: int, filled: set[str], reader: FormRows
) -> list[Finding]:
    """What keeps a line from being taken."""
    record, quarter = block.records[position], reader.result.quarter
    faults: list[tuple[str, str]] = []
    if reader.named(record.get("indicator")) is None:
        faults.append(("indicator", "F108" if "indicator" in filled else "F110"))
    if "period" not in filled:
        faults.append(("period", "F143"))
    elif quarter and record.get("period") and not _is_before(str(record["period"]), quarter):
        faults.append(("period", "F144"))
    absent = (("value", "F145"), ("reason", "F146"))
    faults += [(column, code) for column, code in absent if column not in filled]
    known: dict[str, object] = {"known": reader.known}
    return [
        block.report(
            position, column, code, **(known if code == "F108" else {"quarter": str(quarter)})
        )
        for column, code in faults
    ]


def _is_before(text: str, quarter: Period) -> bool:
    """Whether a period ended before the form's quarter did."""
    try:
        return parse_period(text, quarter.fiscal_start).period.end < quarter.end
    except PeriodError:
        return False


def _add_correction(block: Block, position: int, reader: FormRows) -> None:
    record = block.records[position]
    fact = reader.named(record.get("indicator")) or {}
    edition = record["period"] if fact["measure"] == Measure.RANK else None
    basis = record.get("basis") or fact.get("reported_as") or Basis.POINT
    texts = {name: record.get(name) for name in ("period", "value", "state", "evidence", "reason")}
    said = {**texts, "basis": str(basis), "note": None, "edition": edition}
    reader.result.add(block, (position, "value"), fact, **said)


# -------------------------------------------- the sheet 项目: the unit's projects, new ones below


def _add_projects(workbook: RawWorkbook, context: CellContext, result: Return) -> None:
    """Add the rows of the sheet (PROJECTS) and where the list stands, where the form has one.

    Organisation and unit are the form's.
    """
    layout = FORM["form_projects"]
    result.projects_at = Origin(workbook.file)
    for sheet in sheets_by_layout(workbook, [layout])[0].get(layout.id, []):
        header = find_header(rows_of(sheet), layout)
        block, findings = read_list(sheet, layout, header, context) if header else (None, [])
        if header is None or block is None:
            continue
        result.findings += findings
        result.findings += [f for f in header_findings(block) if f.code != "B205"]
        result.projects, result.projects_at = block.table(PROJECTS), header.origin(sheet)
        return
