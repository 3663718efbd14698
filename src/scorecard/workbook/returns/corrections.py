"""Corrections of earlier periods, added to the figures of the form they came with."""

from __future__ import annotations

from scorecard.model.catalogue import finding
from scorecard.model.frames import FIGURES
from scorecard.model.status import Measure
from scorecard.workbook.cells.reading import CellContext
from scorecard.workbook.grid import RawWorkbook
from scorecard.workbook.returns.revisions import Revision, earlier, read_revisions
from scorecard.workbook.returns.rows import FormRows, number_asked


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
