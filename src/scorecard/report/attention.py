"""Which targets need attention, and in which order: one choice for workbook and book."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from scorecard.model.status import Flag, Status
from scorecard.report.news import RED
from scorecard.report.parts import OrganisationBlock, Series, TargetRow, View
from scorecard.report.records import month_of

ATTENTION_ORDER: Final = (Status.MISSED, Status.OFF_TRACK, Status.AT_RISK)
SETTLED: Final = (Status.ACHIEVED, Status.MISSED, Status.NOT_SCORED)
LATE: Final = (*SETTLED, Status.OVERDUE)
"""Never due next: settled, or waiting for a figure that should have come."""
TURNING: Final = frozenset({Flag.LOST, Flag.WORSENING, Flag.NEAR_BOUNDARY, Flag.REVISED_TARGET})
"""Flags of a light that may soon change, or has just changed its meaning."""
FEW: Final = 14
"""An organisation with no more indicators than this shows all of them in the book."""
FEWEST_POINTS: Final = 3


def attention_rows(rows: tuple[TargetRow, ...]) -> list[TargetRow]:
    """The red and amber targets, the worst first, otherwise in book order."""
    red = [row for row in rows if row.status in ATTENTION_ORDER]
    return sorted(red, key=lambda row: ATTENTION_ORDER.index(Status(row.status)))


def overdue_rows(rows: Sequence[TargetRow]) -> list[TargetRow]:
    """The targets whose figures should have come, the longest overdue first."""
    late = [row for row in rows if row.status == Status.OVERDUE]
    return sorted(late, key=lambda row: row.deadline or date.max)


def reddest(blocks: Sequence[OrganisationBlock]) -> list[OrganisationBlock]:
    """The organisations, those with most targets off track or missed first."""

    def red(block: OrganisationBlock) -> int:
        return sum(count.count for count in block.tally if count.status in RED)

    return sorted(blocks, key=red, reverse=True)


def due_next(view: View) -> list[TargetRow]:
    """Targets still to be reached whose date is to come and figures are not late, soonest first.

    Of one date the worst stand first, otherwise in book order.
    """
    start, today = view.header.policy.fiscal_start, view.header.as_of
    now = today.year * 12 + today.month - 1
    order = (*ATTENTION_ORDER, *(status for status in Status if status not in ATTENTION_ORDER))
    dated = [(month_of(row.due, start), row) for row in view.rows if row.status not in LATE]
    coming = [(month, order.index(Status(row.status)), row) for month, row in dated if month]
    return [row for month, _, row in sorted(coming, key=lambda one: one[:2]) if month > now]


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
