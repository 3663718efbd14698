"""Which targets need attention, and in which order: one choice for workbook and book."""

from __future__ import annotations

from typing import Final

from scorecard.model.status import Status
from scorecard.report.parts import TargetRow

ATTENTION_ORDER: Final = (Status.MISSED, Status.OFF_TRACK, Status.AT_RISK)


def attention_rows(rows: tuple[TargetRow, ...]) -> list[TargetRow]:
    """The red and amber targets, the worst first, otherwise in book order."""
    red = [row for row in rows if row.status in ATTENTION_ORDER]
    return sorted(red, key=lambda row: ATTENTION_ORDER.index(Status(row.status)))
