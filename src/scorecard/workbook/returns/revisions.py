"""The sheet 更正 of a form: corrected figures of earlier periods, each with its reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from scorecard.model.period import Period, PeriodError, parse_period
from scorecard.model.status import Basis
from scorecard.workbook.cells.grammar import NumberColumn
from scorecard.workbook.cells.reading import CellContext
from scorecard.workbook.grid import RawWorkbook
from scorecard.workbook.layout.books import SHEETS
from scorecard.workbook.layout.columns import ColumnLayout
from scorecard.workbook.roster import Fact
from scorecard.workbook.tables.blocks import Block, Record, header_findings, read_block
from scorecard.workbook.tables.headers import rows_of, sheets_by_layout

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
