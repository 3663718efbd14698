"""Locked cells of a form that came back changed."""

from __future__ import annotations

import math
from typing import Final

from scorecard.model.catalogue import finding
from scorecard.model.errors import Name
from scorecard.model.finding import Finding
from scorecard.workbook.clean import compact, sanitise
from scorecard.workbook.grid import CellKind, RawCell
from scorecard.workbook.returns.head import LOCKED, FormHead
from scorecard.workbook.tables.blocks import Block

_AS_ISSUED: Final = {"target_place": "annual_target"}
"""Columns of the ranks, under the name by which the hidden sheet knows their content."""


def locked_findings(block: Block, position: int, head: FormHead) -> list[Finding]:
    """Cells that differ from what the form was issued with (F163); nothing of them is recorded.

    A cell that came back blank says nothing and is passed over, as are forms of the time before
    the hidden sheet knew what they held.
    """
    issued = head.locked.get(str(block.records[position].get("row_id")), {})
    found = []
    for column in (*LOCKED, *_AS_ISSUED):
        first = issued.get(_AS_ISSUED.get(column, column))
        layout = next((c for c in block.layout.columns if c.id == column), None)
        now = block.raw(position, column)
        if first is None or layout is None or now is None or now.kind is CellKind.BLANK:
            continue
        if not _same(first, now):
            place = block.origin(position, column)
            told = {"column": Name(layout.zh, layout.en), "issued": sanitise(first.text)}
            found.append(finding("F163", place, sanitise(now.text), **told))
    return found


def _same(first: RawCell, now: RawCell) -> bool:
    if isinstance(first.value, float) and isinstance(now.value, float):
        return math.isclose(first.value, now.value, rel_tol=1e-9, abs_tol=1e-12)
    return compact(first.text) == compact(now.text)
