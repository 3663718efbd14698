"""A return: the quarterly sheet as it came back, as figures with the cell each was typed in.

Rows are found by their row id where the form carries one, else by the indicator's id or name, never
by position.  Only the cells that a person fills in are read; the live formulas beside them are not,
nor what a marked copy added.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from scorecard.read.cells.dates import parse_date
from scorecard.read.cells.grammar import CellContext, NumberColumn
from scorecard.read.grid import RawCell, RawSheet, RawWorkbook
from scorecard.read.layout.books import SHEETS
from scorecard.read.layout.columns import ColumnLayout
from scorecard.read.register import read_list, table_of
from scorecard.read.returns.returned import (
    FormHead,
    Return,
    is_issued,
    period_of,
    read_head,
    signed_by,
)
from scorecard.read.returns.rows import INPUTS, ISSUED, FormRows, number_asked, renamed
from scorecard.read.tables import (
    Block,
    Header,
    Record,
    Rows,
    find_header,
    header_findings,
    normal,
    read_block,
    rows_of,
    sheets_by_layout,
)
from scorecard.read.target_book import Fact, Roster, roster_of
from scorecard.read.unmark import sent_sheets
from scorecard.schema.errors import Name
from scorecard.schema.findings import Finding, Origin, finding, in_order
from scorecard.schema.frames import FIGURES, PROJECTS, Books, Table
from scorecard.schema.period import Period, PeriodError, parse_period
from scorecard.schema.vocabulary import Basis, Measure

__all__ = ["SCHEMA_VERSION", "Return", "read_form", "read_return"]


# ---------------------------------------------------------------------------
# The sheet 更正 of a form: corrected figures of earlier periods, each with its reason.


Named = Callable[[object], Fact | None]
Asked = Callable[[Fact], NumberColumn]

_READ: Final = frozenset({"indicator", "period", "basis", "value", "state", "evidence", "reason"})
_TYPED: Final = ("indicator", "period", "value", "reason")


@dataclass(frozen=True, slots=True)
class Revision:
    """One line of the sheet: where it stands, its indicator, and what was typed."""

    block: Block
    position: int
    fact: Fact | None
    record: Record

    def typed(self, column: str) -> bool:
        """Whether something stands in the cell."""
        cell = self.block.raw(self.position, column)
        return cell is not None and bool(cell.text.strip() or cell.value is not None)

    @property
    def basis(self) -> str:
        """The basis that is named, else the one the indicator is reported in."""
        fact = self.fact or {}
        return str(self.record.get("basis") or fact.get("reported_as") or Basis.POINT)


def read_revisions(
    workbook: RawWorkbook, context: CellContext, named: Named, asked: Asked
) -> tuple[list[Revision], Block | None]:
    """The lines of the sheet that say something; the block they were read from, with findings.

    Lines in which nothing but the value on record (a formula) stands are blank.
    """
    sheets = sheets_by_layout(workbook, [SHEETS["revisions"]])[0].get("revisions", [])
    if not sheets:
        return [], None

    def number_of(record: Record, _: ColumnLayout) -> NumberColumn:
        fact = named(record.get("indicator"))
        return NumberColumn() if fact is None else asked(fact)

    block = read_block(
        sheets[0], SHEETS["revisions"], context, number_of, rows_of(sheets[0]), only=_READ
    )
    if block is None:
        return [], None
    block.findings += [f for f in header_findings(block) if f.code != "B205"]
    lines = [Revision(block, p, named(r.get("indicator")), r) for p, r in enumerate(block.records)]
    return [line for line in lines if any(map(line.typed, _TYPED))], block


def earlier(text: object, quarter: Period) -> bool:
    """Whether a period ended before the form's quarter did."""
    try:
        return parse_period(str(text), quarter.fiscal_start).period.end < quarter.end
    except PeriodError:
        return False


# ---------------------------------------------------------------------------
# Corrections of earlier periods, added to the figures of the form they came with.


def add_corrections(workbook: RawWorkbook, context: CellContext, reader: FormRows) -> None:
    """Add the lines of the sheet 更正 to the return, each a figure with its reason.

    A line needs an indicator, an earlier period, the corrected value and the reason; what is
    missing is a finding at its cell.
    """
    lines, block = read_revisions(
        workbook, context, reader.named, lambda fact: number_asked(fact, None)
    )
    if block is None:
        return
    reader.result.findings += block.findings
    for line in lines:
        if _is_sound(line, reader):
            _add(line, reader)


def _is_sound(line: Revision, reader: FormRows) -> bool:
    """Whether the line can be taken; says what keeps it from that."""
    result, quarter = reader.result, reader.result.quarter
    faults: list[tuple[str, str]] = []
    if line.fact is None:
        faults.append(("indicator", "F108" if line.typed("indicator") else "F110"))
    if not line.typed("period"):
        faults.append(("period", "F143"))
    elif quarter and line.record.get("period") and not earlier(line.record["period"], quarter):
        faults.append(("period", "F144"))
    if not line.typed("value"):
        faults.append(("value", "F145"))
    if not line.typed("reason"):
        faults.append(("reason", "F146"))
    for column, code in faults:
        cell = line.block.raw(line.position, column)
        known = [str(f["name"]) for f in list(reader.by_id.values())[:8]]
        said = {"known": known} if code == "F108" else {"quarter": str(quarter)}
        place = line.block.origin(line.position, column)
        found = cell.text if cell and cell.text else None
        result.findings.append(finding(code, place, found, **said))
    return not faults and line.record.get("value") is not None and bool(line.record.get("period"))


def _add(line: Revision, reader: FormRows) -> None:
    fact, record, block = line.fact or {}, line.record, line.block
    result = reader.result
    is_rank = fact["measure"] == Measure.RANK
    cell = block.raw(line.position, "value")
    place = block.address(line.position, "value")
    result.rows.append(
        {
            "organisation": fact["organisation"],
            "indicator": fact["indicator"],
            "period": record["period"],
            "basis": line.basis,
            "value": record["value"],
            "raw": cell.text if cell else None,
            "state": record.get("state"),
            "evidence": record.get("evidence"),
            "note": None,
            "edition": record["period"] if is_rank else None,
            "known_on": result.known_on,
            "sent_by": result.unit,
            "file": block.sheet.file,
            "sheet": block.sheet.name,
            "cell": place,
            "vintage": 1,
            "unit_of_measure": fact["unit_of_measure"],
            "reason": record["reason"],
        }
    )
    cells = dict.fromkeys(FIGURES, place)
    cells |= {
        name: block.address(line.position, name) or place
        for name in ("indicator", "period", "basis", "state", "evidence")
    }
    result.cells.append(cells)


# ---------------------------------------------------------------------------
# The sheet 项目 of a form: the unit's projects as they came back, new ones below.


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


# ---------------------------------------------------------------------------
# A return: the quarterly sheet as it came back, as figures with the cell each was typed in.


SCHEMA_VERSION = 1
"""Version of the form's layout, written on its hidden sheet; a form of another one is refused."""


def read_return(
    workbook: RawWorkbook, books: Books, fiscal_start: int = 1
) -> tuple[Table, list[Finding]]:
    """The figures of a return (FIGURES) and the findings of reading it.

    A flow's 本季度 has the basis `period`, its 本年累计 the basis `to_date`, or `since_start` where
    the indicator is reported so; stocks, rates and ranks are `point`.  The period is the form's
    quarter; the last year (half year) ended by then for annual (half-yearly) indicators; the
    edition for ranks.  `known_on` is the sheet's 报送日期, which is required.
    """
    read = read_form(workbook, roster_of(books), fiscal_start)
    found = read.findings
    if read.quarter is not None and read.head.said("sent_on") is None:
        found = [*found, finding("F102", Origin(workbook.file, read.sheet))]
    return read.figures, list(in_order(found))


def read_form(workbook: RawWorkbook, roster: Roster, fiscal_start: int = 1) -> Return:
    """A return with everything that it says of itself (see `read_return`)."""
    workbook = replace(workbook, sheets=tuple(sent_sheets(workbook)))
    result = Return(workbook.file)
    context = CellContext(fiscal_start=fiscal_start, epoch_1904=workbook.epoch_1904)
    sheet, rows, tables = _tables(workbook, result, issued=is_issued(workbook))
    if sheet is None:
        result.findings.append(finding("F101", Origin(workbook.file), _names(workbook)))
        return result
    result.sheet = sheet.name
    first = min(header.row for header in tables.values())
    result.head = read_head(workbook, sheet, first, context)
    _settle_head(result, sheet, roster, context)
    if result.quarter is not None:
        context = replace(context, year_hint=result.quarter.fiscal_year)
    reader = FormRows(result, roster)
    for name, header in tables.items():
        end = min((h.row for h in tables.values() if h.row > header.row), default=sheet.rows + 1)
        reader.read(
            sheet, {r: c for r, c in rows.items() if header.row <= r < end}, header, name, context
        )
    add_corrections(workbook, context, reader)
    result.projects, result.projects_at, more = read_form_projects(workbook, context)
    result.findings += more
    said = result.head.line.get("reporting_unit")
    result.sent_by = signed_by(rows, first) or (said.text if said else result.unit)
    return result


def _names(workbook: RawWorkbook) -> str:
    return "、".join(s.name for s in workbook.sheets if s.visible)


# ------------------------------------------------------------------ the tables


def _tables(
    workbook: RawWorkbook, result: Return, *, issued: bool
) -> tuple[RawSheet | None, Rows, dict[str, Header]]:
    """The sheet with the form's table, by its name or else by its headers."""
    named, others = sheets_by_layout(workbook, [SHEETS["form"]])
    for sheet in [*named.get("form", []), *(s for s in others if s.visible)]:
        rows = rows_of(sheet)
        tables: dict[str, Header] = {}
        taken: dict[str, dict[str, RawCell]] = {}
        for name in ("form", "ranks"):
            first = tables["form"].row + 1 if "form" in tables else 1
            header = find_header(rows, SHEETS[name], first)
            again: dict[str, RawCell] = {}
            if header and issued:
                header, again = renamed(header, ISSUED[name])
            if header and _is_table(name, header):
                tables[name], taken[name] = header, again
        if tables:
            for name, header in tables.items():
                if issued:
                    result.findings += _header_findings(sheet, name, header, taken[name])
            return sheet, rows, tables
    return None, {}, {}


def _is_table(name: str, header: Header) -> bool:
    if "indicator" not in header.columns:
        return False
    values = {"form": {"this_period", "to_date"}, "ranks": {"place"}}[name]
    return bool(values & set(header.columns))


def _header_findings(
    sheet: RawSheet, name: str, header: Header, taken: dict[str, RawCell]
) -> list[Finding]:
    """Renamed columns that were found again (F152), and columns to fill in that are gone (F153)."""
    layout = SHEETS[name]
    found = [
        finding("F152", sheet.origin(c.row, c.column), c.text, column=_header(layout.column(i)))
        for i, c in taken.items()
    ]
    at = sheet.origin(header.row, min(header.columns.values()))
    return found + [
        finding("F153", at, None, column=_header(layout.column(i)))
        for i in INPUTS[name]
        if i not in header.columns and i not in ("row_id", "unit_of_measure")
    ]


def _header(column: ColumnLayout) -> Name:
    return Name(column.zh, column.en)


# ------------------------------------------------------------------ the head


def _settle_head(result: Return, sheet: RawSheet, roster: Roster, context: CellContext) -> None:
    head, at = result.head, Origin(sheet.file, sheet.name)
    _settle_quarter(result, head, at, context)
    _settle_organisation(result, head, at, roster)
    _check_version(result, head)
    sent = head.said("sent_on")
    if sent is not None:
        day = parse_date(sent.cell, year_hint=_year(result), epoch_1904=context.epoch_1904)
        result.known_on = day.value
        result.findings += day.findings(sent.origin)


def _year(result: Return) -> int | None:
    return None if result.quarter is None else result.quarter.fiscal_year


def _check_version(result: Return, head: FormHead) -> None:
    """A form of ours must be of this layout; sheets made by hand have no version."""
    form, version = head.meta.get("form_id"), head.meta.get("schema_version")
    result.form_id = form.text if form else None
    _check_form_id(result, head)
    if form is None or (version is not None and version.text == str(SCHEMA_VERSION)):
        return
    said = version or form
    found = version.text if version else None
    result.findings.append(finding("F141", said.origin, found, version=SCHEMA_VERSION))


def _check_form_id(result: Return, head: FormHead) -> None:
    """The form's id repeats its quarter, organisation and unit; all must be as they were issued."""
    form = head.meta.get("form_id")
    said = [head.meta.get(item) for item in ("quarter", "organisation", "unit")]
    issued = "/".join(s.text for s in said if s)
    if form is not None and form.text != issued:
        result.findings.append(finding("F162", form.origin, form.text, issued=issued))


def _settle_quarter(result: Return, head: FormHead, at: Origin, context: CellContext) -> None:
    """The quarter of the hidden sheet, else of the face; all that name one must agree."""
    said = [s for s in (head.meta.get("quarter"), head.line.get("quarter"), head.title) if s]
    found = [(s, period_of(s, context.fiscal_start)) for s in said]
    known = [(s, p) for s, p in found if p is not None]
    if not known:
        where = said[0] if said else None
        result.findings.append(
            finding("F104", where.origin if where else at, where.text if where else None)
        )
        return
    result.quarter = known[0][1]
    for other, period in known[1:]:
        if period != result.quarter:
            result.findings.append(
                finding("F105", other.origin, other.text, quarter=str(result.quarter))
            )


def _settle_organisation(result: Return, head: FormHead, at: Origin, roster: Roster) -> None:
    """The organisation and unit the return is for; the books say which there are."""
    unit = head.meta.get("unit")
    result.unit = unit.text if unit else None
    said = head.meta.get("organisation") or head.line.get("reporting_unit")
    if said is None:
        result.findings.append(finding("F106", at))
    elif normal(said.text) in roster.organisations:
        result.organisation = roster.organisations[normal(said.text)]
        _check_face(result, head, roster)
    elif normal(said.text) in roster.units:
        result.organisation, result.unit = roster.units[normal(said.text)]
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
    other = name in roster.organisations or (
        owner is not None and owner != (result.organisation, result.unit)
    )
    if other:
        issued = " ".join(filter(None, (result.organisation, result.unit)))
        result.findings.append(finding("F142", face.origin, face.text, issued=issued))
