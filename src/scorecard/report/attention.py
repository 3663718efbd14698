"""Which targets need attention, and in which order: one choice for workbook and book."""

from __future__ import annotations

from typing import Final

from scorecard.model.status import Flag, Status
from scorecard.report.parts import Series, TargetRow

ATTENTION_ORDER: Final = (Status.MISSED, Status.OFF_TRACK, Status.AT_RISK)
TURNING: Final = frozenset({Flag.LOST, Flag.WORSENING, Flag.NEAR_BOUNDARY, Flag.REVISED_TARGET})
"""Flags of a light that may soon change, or has just changed its meaning."""
FEW: Final = 14
"""An organisation with no more indicators than this shows all of them in the book."""
FEWEST_POINTS: Final = 3


def attention_rows(rows: tuple[TargetRow, ...]) -> list[TargetRow]:
    """The red and amber targets, the worst first, otherwise in book order."""
    red = [row for row in rows if row.status in ATTENTION_ORDER]
    return sorted(red, key=lambda row: ATTENTION_ORDER.index(Status(row.status)))


def matters(series: Series, *, few: bool) -> bool:
    """Whether the book gives an indicator a block of its own.

    Red, amber and overdue targets always have one; so has, where there are `few` indicators,
    whatever has figures to show, and otherwise only what may soon turn.
    """
    rows = [target.row for target in series.targets]
    if any(row.status in {*ATTENTION_ORDER, Status.OVERDUE} for row in rows):
        return True
    if not few:
        return any(TURNING & set(row.flags) for row in rows)
    return bool(series.points) if rows else len(series.points) >= FEWEST_POINTS
