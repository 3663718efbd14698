"""How a marked copy is known: the names of its own sheets, the fills and comments of its marks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scorecard.workbook.grid import RawSheet, RawWorkbook

RECORD_SHEET: Final = "scorecard-marks"
"""The hidden sheet that keeps what stood in the marked cells; its B1 names the sheet of faults."""
AUTHOR: Final = "scorecard"
ERROR_FILL: Final = "FFF8B4AB"
WARNING_FILL: Final = "FFFDE3A7"
"""Fills of marked cells (ARGB); no form of ours uses them for anything else."""
COMMENT_START: Final = "scorecard ▸ "
"""How every comment of ours begins."""


def own_sheets(workbook: RawWorkbook) -> frozenset[str]:
    """Names of the sheets that marking added to this workbook; nothing for unmarked ones."""
    record = workbook.sheet(RECORD_SHEET)
    if record is None:
        return frozenset()
    named = record.cell(1, 2).text
    return frozenset({record.name, named} if named else {record.name})


def sent_sheets(workbook: RawWorkbook) -> Iterator[RawSheet]:
    """The sheets that came from the sender, in order."""
    own = own_sheets(workbook)
    return (sheet for sheet in workbook.sheets if sheet.name not in own)
