"""A return as read: what it says of itself, its figures, what is wrong with it.

The hidden sheet of an issued form says by item whose it is, for which quarter, sent on which day;
the lines above the table say it in words (`填报单位：… 报告期：… 报送日期：…`, label and value in
one cell or in two), the title once more.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from scorecard.read.cells.grammar import CellContext
from scorecard.read.grid import CellKind, RawCell, RawSheet, RawWorkbook
from scorecard.read.tables import Block, Rows, find_header, read_block, rows_of
from scorecard.schema.findings import NOWHERE, Finding, Origin
from scorecard.schema.frames import ARRIVALS, FIGURES, Table
from scorecard.schema.period import Period, PeriodError, parse_period
from scorecard.schema.quarterly_form import FORM, LOCKED, Answer, Fact
from scorecard.schema.spelling import normal
from scorecard.schema.vocabulary import FormLine

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
_PHONE: Final = re.compile(r"[\d+][\d\s-]{6,}\d")
_NAMING: Final = frozenset({"row_id", "indicator"})
"""What is typed of the rows that a form was issued with; of the rest the cells are kept."""


@dataclass(frozen=True, slots=True)
class Said:
    """A text of the form's head and the cell it stands in."""

    text: str
    cell: RawCell
    origin: Origin

    def period(self, fiscal_start: int) -> Period | None:
        """The period that the text names, if it names one."""
        try:
            return parse_period(self.text, fiscal_start).period
        except PeriodError:
            return None


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
    used, `sent_by` is who filled it in, else the unit's name as typed.  `answers` are what stands
    beside the figures: causes, measures, forecasts.  `projects` are the rows of
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
    answers: list[Answer] = field(default_factory=list)
    projects: Table | None = None
    projects_at: Origin = NOWHERE
    findings: list[Finding] = field(default_factory=list)

    @property
    def untouched(self) -> bool:
        """Whether this is a form of ours without a figure, an answer and the day of sending.

        Its list of projects is for the register to judge.
        """
        typed = self.rows or self.answers or "sent_on" in self.head.line
        return self.form_id is not None and not typed

    @property
    def figures(self) -> Table:
        """The figures frame and its cells."""
        return Table.of(self.rows, self.cells, FIGURES)

    def add(self, block: Block, place: tuple[int, str], fact: Fact, **values: object) -> None:
        """Add the figure that stands at this place (position and column) of a table.

        `values` are period, basis, value and whatever else its row says of it.
        """
        position, column = place
        cell, address = block.raw(position, column), block.address(position, column)
        self.rows.append(
            {
                "organisation": fact["organisation"],
                "indicator": fact["indicator"],
                "raw": cell.text if cell else None,
                "known_on": self.known_on,
                "sent_by": self.unit,
                "file": block.sheet.file,
                "sheet": block.sheet.name,
                "cell": address,
                "vintage": 1,
                "unit_of_measure": fact["unit_of_measure"],
                **values,
            }
        )
        named = block.header.columns.keys() if not block.places else FIGURES.keys()
        cells = dict.fromkeys(FIGURES, address)
        cells |= {n: block.address(position, n) or address for n in FIGURES.keys() & named}
        sent = self.head.said("sent_on")
        self.cells.append(cells | {"known_on": sent.cell.name if sent else None})


def arrivals_of(returns: Sequence[Return]) -> Table:
    """The figures of several returns in one frame (ARRIVALS), in their order."""
    rows = [row for one in returns for row in one.rows]
    return Table.of(rows, [row for one in returns for row in one.cells], ARRIVALS)


# --------------------------------------------------------------------- what the head says


def read_head(workbook: RawWorkbook, sheet: RawSheet, face: Rows, context: CellContext) -> FormHead:
    """Everything the form says of itself; `face` are the rows above the table's header row."""
    line, title = _face(sheet, face)
    hidden = _hidden_sheet(workbook)
    if hidden is None:
        return FormHead(line=line, title=title)
    rows = rows_of(hidden)
    below = find_header(rows, FORM["form_rows"])
    end = below.row if below else hidden.rows + 1
    above = {r: c for r, c in rows.items() if r < end}
    rest = {r: c for r, c in rows.items() if r >= end}
    meta = {
        str(record["item"]): Said(str(record["content"]), cell, block.origin(p, "content"))
        for block, p, record in _lines(read_block(hidden, FORM["form_meta"], context, rows=above))
        if record.get("item") and record.get("content") and (cell := block.raw(p, "content"))
    }
    indicators: dict[str, str] = {}
    locked: dict[str, dict[str, RawCell]] = {}
    issued = read_block(hidden, FORM["form_rows"], context, rows=rest, only=_NAMING)
    for block, p, record in _lines(issued):
        row_id = str(record.get("row_id"))
        if record.get("row_id") and record.get("indicator"):
            indicators[row_id] = str(record["indicator"])
        for column in LOCKED:
            cell = block.raw(p, column)
            if cell is not None and cell.kind is not CellKind.BLANK:
                locked.setdefault(row_id, {})[column] = cell
    return FormHead(meta, line, title, indicators, locked)


def _lines(block: Block | None) -> Iterator[tuple[Block, int, Mapping[str, object]]]:
    if block is not None:
        yield from ((block, position, record) for position, record in enumerate(block.records))


def _hidden_sheet(workbook: RawWorkbook) -> RawSheet | None:
    names = {normal(name) for name in FORM["form_meta"].names}
    return next((s for s in workbook.sheets if normal(s.name) in names), None)


def is_issued(workbook: RawWorkbook) -> bool:
    """Whether the workbook is a form of ours: it carries the hidden sheet."""
    return _hidden_sheet(workbook) is not None


def _pairs(cells: Sequence[RawCell]) -> Iterator[tuple[RawCell, RawCell | None]]:
    """Each cell of a row with the one to the right of it; merged cells count once."""
    own = [c for c in cells if not c.merged]
    yield from itertools.zip_longest(own, own[1:])


def _face(sheet: RawSheet, above: Rows) -> tuple[dict[str, Said], Said | None]:
    said: dict[str, Said] = {}
    title = None
    for cell, right in itertools.chain.from_iterable(map(_pairs, above.values())):
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
    ends = [match.start() for match in found[1:]] + [len(text)]
    return [
        (_LABELS[normal(match["label"])], text[match.end() : end].strip())
        for match, end in zip(found, ends, strict=False)
    ]


def signed_by(rows: Rows, header_row: int) -> str | None:
    """Who filled the form in: what follows 填报人 in the footer, without telephone numbers."""
    below = (rows[row] for row in sorted(rows, reverse=True) if row > header_row)
    for cell, right in itertools.chain.from_iterable(map(_pairs, below)):
        found = _SIGNED.match(cell.text)
        if found:
            beside = right.text if right and not _NEXT.search(right.text) else ""
            name = _NEXT.split(found["name"].strip() or beside)[0]
            return _PHONE.sub("", name).strip(" _\u3000-:：") or None
    return None
