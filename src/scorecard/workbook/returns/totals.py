"""Rows that add other rows up: never figures of their own, but they must add up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from scorecard.model.catalogue import finding
from scorecard.model.finding import Finding
from scorecard.workbook.grid import CellKind, RawCell
from scorecard.workbook.tables.blocks import Block
from scorecard.workbook.tables.headers import Header, Rows, normal
from scorecard.workbook.units import show

TOTAL: Final = re.compile(r"^(?:合计|小计|总计|共计|total|subtotal|sum)$")
_PART: Final = re.compile(r"^(?:其中|of which)")
_SUMMED: Final = ("this_period", "to_date")
_NEAR: Final = 1e-9


def total_rows(rows: Rows, header: Header) -> list[int]:
    """The rows below the header that call themselves a total."""
    return [r for r, cells in rows.items() if r > header.row and is_total(cells, header)]


def is_total(cells: Sequence[RawCell], header: Header) -> bool:
    """Whether the row's first cell, or its indicator's name, says total."""
    own = [c for c in cells if not c.merged]
    names = own[:1] + [c for c in own if c.column == header.columns.get("indicator")]
    return any(TOTAL.match(normal(c.text)) for c in names)


def total_findings(block: Block, totals: Iterable[int]) -> list[Finding]:
    """Totals that differ from the sum of the rows above them, back to the total before (F150).

    Rows of different units have no sum; parts (其中) are not counted twice.
    """
    found = []
    start = block.header.row
    for row in totals:
        mine = [
            record
            for at, record in zip(block.rows, block.records, strict=True)
            if start < at < row and not _PART.match(normal(str(record.get("indicator") or "")))
        ]
        units = {record.get("unit_of_measure") for record in mine}
        for column in _SUMMED if len(units) == 1 else ():
            found += _wrong_sum(block, row, column, [record.get(column) for record in mine])
        start = row
    return found


def _wrong_sum(block: Block, row: int, column: str, values: Sequence[object]) -> list[Finding]:
    place = block.header.columns.get(column)
    cell = block.sheet.cells.get((row, place)) if place else None
    numbers = [v for v in values if isinstance(v, int | float)]
    if cell is None or place is None or cell.kind is not CellKind.NUMBER or not numbers:
        return []
    total = sum((Decimal(repr(n)) for n in numbers), Decimal(0))
    stated = Decimal(repr(cell.value))
    if abs(total - stated) <= Decimal(_NEAR) * max(Decimal(1), abs(total)):
        return []
    return [finding("F150", block.sheet.origin(row, place), cell.text, total=show(total))]
