"""A return as read: what it says of itself, its figures, what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import pandas as pd

from scorecard.read.cells.grammar import CellContext
from scorecard.read.grid import CellKind, RawCell, RawSheet, RawWorkbook
from scorecard.read.layout.books import SHEETS
from scorecard.read.tables import Block, Rows, find_header, normal, read_block, rows_of
from scorecard.schema.findings import NOWHERE, Finding, Origin
from scorecard.schema.frames import ARRIVALS, FIGURES, TEXT, Columns, Table, typed
from scorecard.schema.period import Period, PeriodError, parse_period
from scorecard.schema.vocabulary import FormLine

# ---------------------------------------------------------------------------
# What a return says of itself: whose it is, for which quarter, sent on which day.
#
# The hidden sheet of an issued form says it by item; the lines above the table say it in words
# (`填报单位：… 报告期：… 报送日期：…`, label and value in one cell or in two), the title once more.


_LABELS: Final = {normal(name): item.id for item in FormLine for name in item.names}
_NAMES: Final = sorted({name for item in FormLine for name in item.names}, key=len, reverse=True)
_LABEL: Final = re.compile(
    rf"(?:^|(?<=\s))(?P<label>{'|'.join(map(re.escape, _NAMES))})"
    r"\s*(?:[(（][^)）]*[)）])?\s*[:：]",
    re.IGNORECASE,
)
_TITLE_PERIOD: Final = re.compile(
    r"(?:19|20|21)\d\d\s*(?:年度?)?\s*(?:第?\s*[一二三四1-4]\s*季度|[上下]半年|-?\s*Q[1-4]|\d{1,2}\s*月)"
)
_SIGNED: Final = re.compile(
    r"\s*(?:填报人|填表人|制表人|经办人|Filled in by|Prepared by)\s*[:：]\s*(?P<name>.*)",
    re.IGNORECASE | re.DOTALL,
)
_NEXT: Final = re.compile(
    r"审核人|审核|负责人|单位负责人|联系电话|电话|日期|Checked by|Head of unit|Date|Tel",
    re.IGNORECASE,
)
LOCKED: Final = ("annual_target", "same_period_last_year")
"""Columns whose cells the hidden sheet knows as they were issued."""
_PHONE: Final = re.compile(r"[\d+][\d\s-]{6,}\d")


@dataclass(frozen=True, slots=True)
class Said:
    """A text of the form's head and the cell it stands in."""

    text: str
    cell: RawCell
    origin: Origin


@dataclass(frozen=True, slots=True)
class FormHead:
    """What the head of a form says: by the hidden sheet (`meta`) and on its face (`line`)."""

    meta: Mapping[str, Said] = field(default_factory=dict)
    line: Mapping[str, Said] = field(default_factory=dict)
    title: Said | None = None
    indicators: Mapping[str, str] = field(default_factory=dict)
    """Indicator id by row id, as the form was issued."""
    locked: Mapping[str, Mapping[str, RawCell]] = field(default_factory=dict)
    """What locked cells held when the form was issued, by row id and column."""

    def said(self, item: str) -> Said | None:
        """The item as the hidden sheet has it, else as the face of the form has it."""
        return self.meta.get(item) or self.line.get(item)


def read_head(
    workbook: RawWorkbook, sheet: RawSheet, header_row: int, context: CellContext
) -> FormHead:
    """Everything the form says of itself; the face is read above the table's header row."""
    meta, issued = _hidden(workbook, context)
    line, title = _face(sheet, rows_of(sheet), header_row)
    return FormHead(meta, line, title, _indicators(issued), _locked(issued))


def _hidden_sheet(workbook: RawWorkbook) -> RawSheet | None:
    names = {normal(name) for name in SHEETS["form_meta"].names}
    return next((s for s in workbook.sheets if normal(s.name) in names), None)


def is_issued(workbook: RawWorkbook) -> bool:
    """Whether the workbook is a form of ours: it carries the hidden sheet."""
    return _hidden_sheet(workbook) is not None


def _hidden(workbook: RawWorkbook, context: CellContext) -> tuple[dict[str, Said], Block | None]:
    sheet = _hidden_sheet(workbook)
    if sheet is None:
        return {}, None
    rows = rows_of(sheet)
    below = find_header(rows, SHEETS["form_rows"])
    end = below.row if below else sheet.rows + 1
    meta = read_block(
        sheet, SHEETS["form_meta"], context, rows={r: c for r, c in rows.items() if r < end}
    )
    issued = read_block(
        sheet, SHEETS["form_rows"], context, rows={r: c for r, c in rows.items() if r >= end}
    )
    return _items(meta), issued


def _items(block: Block | None) -> dict[str, Said]:
    items: dict[str, Said] = {}
    for position, record in enumerate(block.records if block else ()):
        cell = block.raw(position, "content") if block else None
        if block and cell and record.get("item") and record.get("content"):
            items[str(record["item"])] = Said(
                str(record["content"]), cell, block.origin(position, "content")
            )
    return items


def _locked(block: Block | None) -> dict[str, dict[str, RawCell]]:
    found: dict[str, dict[str, RawCell]] = {}
    for position, record in enumerate(block.records if block else ()):
        for column in LOCKED:
            cell = block.raw(position, column) if block else None
            if cell is not None and cell.kind is not CellKind.BLANK:
                found.setdefault(str(record.get("row_id")), {})[column] = cell
    return found


def _indicators(block: Block | None) -> dict[str, str]:
    return {
        str(r["row_id"]): str(r["indicator"])
        for r in (block.records if block else ())
        if r.get("row_id") and r.get("indicator")
    }


def _face(sheet: RawSheet, rows: Rows, header_row: int) -> tuple[dict[str, Said], Said | None]:
    said: dict[str, Said] = {}
    title = None
    for row in (r for r in rows if r < header_row):
        cells = [c for c in rows[row] if not c.merged]
        for cell, right in zip(cells, [*cells[1:], None], strict=True):
            items = labels(cell.text)
            found = None if items else _TITLE_PERIOD.search(cell.text)
            if found and title is None:
                title = _said(sheet, cell, found[0])
            for item, rest in items:
                if rest:
                    part = RawCell(cell.row, cell.column, CellKind.TEXT, rest, rest)
                    said.setdefault(item, _said(sheet, part, rest))
                elif right is not None and not labels(right.text):
                    said.setdefault(item, _said(sheet, right, right.text))
    return said, title


def signed_by(rows: Rows, header_row: int) -> str | None:
    """Who filled the form in: what follows 填报人 in the footer, without telephone numbers."""
    for row in sorted(rows, reverse=True):
        if row <= header_row:
            break
        cells = [c for c in rows[row] if not c.merged]
        for cell, right in zip(cells, [*cells[1:], None], strict=True):
            found = _SIGNED.match(cell.text)
            if found:
                beside = right.text if right and not _NEXT.search(right.text) else ""
                name = _NEXT.split(found["name"].strip() or beside)[0]
                return _PHONE.sub("", name).strip(" _\u3000-:：") or None
    return None


def _said(sheet: RawSheet, cell: RawCell, text: str) -> Said:
    return Said(text.strip(), cell, sheet.origin(cell.row, cell.column))


def labels(text: str) -> list[tuple[str, str]]:
    """The items of the head that a cell names, each with what follows it in the same cell.

    >>> labels("填报单位（盖章）： 经济发展局   报送日期:2023-07-06")
    [('reporting_unit', '经济发展局'), ('sent_on', '2023-07-06')]
    >>> labels("报告期"), labels("二季度")
    ([('quarter', '')], [])
    """
    if normal(text) in _LABELS:
        return [(_LABELS[normal(text)], "")]
    found = list(_LABEL.finditer(text))
    if not found:
        return []
    ends = [match.start() for match in found[1:]] + [len(text)]
    return [
        (_LABELS[normal(match["label"])], text[match.end() : end].strip())
        for match, end in zip(found, ends, strict=True)
    ]


def period_of(said: Said | None, fiscal_start: int) -> Period | None:
    """The period a text of the head names, if it names one."""
    if said is None:
        return None
    try:
        return parse_period(said.text, fiscal_start).period
    except PeriodError:
        return None


# ---------------------------------------------------------------------------
# A return as read: what it says of itself, its figures, what is wrong with it.


@dataclass(frozen=True, slots=True)
class Claim:
    """What a locked cell says was on record: the sum before this period, and where it stands."""

    indicator: str
    basis: str
    value: float
    origin: Origin


@dataclass(slots=True)
class Return:
    """One quarterly sheet as it came back.

    `rows` hold the figures (the columns of FIGURES and `unit_of_measure`, `reason`, `confirmed`),
    `cells` the address of each value, in step.  `form_id` is missing where no form of ours was
    used, `sent_by` is who filled it in, else the unit's name as typed.  `projects` are the rows of
    its sheet of projects (PROJECTS), which stands at `projects_at`.
    """

    file: str
    organisation: str | None = None
    unit: str | None = None
    quarter: Period | None = None
    known_on: date | None = None
    form_id: str | None = None
    sent_by: str | None = None
    sheet: str | None = None
    head: FormHead = field(default_factory=FormHead)
    rows: list[dict[str, Any]] = field(default_factory=list)
    cells: list[dict[str, str | None]] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    projects: Table | None = None
    projects_at: Origin = NOWHERE
    findings: list[Finding] = field(default_factory=list)

    @property
    def untouched(self) -> bool:
        """Whether this is a form of ours without a figure and without the day of sending.

        Its list of projects is for the register to judge.
        """
        return self.form_id is not None and not self.rows and "sent_on" not in self.head.line

    @property
    def figures(self) -> Table:
        """The figures frame and its cells."""
        return _table([self], FIGURES)


def arrivals_of(returns: Sequence[Return]) -> Table:
    """The figures of several returns in one frame (ARRIVALS), in their order."""
    return _table(returns, ARRIVALS)


def _table(returns: Sequence[Return], columns: Columns) -> Table:
    rows = [row for one in returns for row in one.rows]
    if not rows:
        return Table.empty(columns)
    cells = [row for one in returns for row in one.cells]
    addresses = typed(pd.DataFrame(cells), dict.fromkeys(columns, TEXT))
    return Table(typed(pd.DataFrame(rows), columns), addresses)
