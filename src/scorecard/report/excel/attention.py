"""The sheet of red and amber targets, with room for what the departments have to say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from scorecard.model.followup import BEFORE, Followed, FollowUp
from scorecard.model.status import Status
from scorecard.report.attention import attention_rows
from scorecard.report.excel.table import (
    FIRST_ROW,
    Column,
    Desk,
    colour_statuses,
    tab_colour,
    table,
)
from scorecard.report.parts import TargetRow
from scorecard.sheet.book import Sheet
from scorecard.sheet.cells import Value
from scorecard.sheet.styles import CENTERED, INPUT_TEXT, SMALL, WRAPPED
from scorecard.sheet.text import in_two_lines
from scorecard.words import N_

STATUS_COLUMN: Final = 11
SNAPSHOT: Final = N_("Texts and statuses here tell the data as published.")
PRINTED: Final = 13
"""Columns that are seen; those right of them hold what was carried over, for the next time."""
NOTHING: Final = Followed()


def write_attention(desk: Desk) -> Sheet:
    """Red and amber targets with the reason; cause, action, owner and date are filled in.

    What was typed in the scorecard published before stands there again.
    """
    text = desk.words.text
    note = text(
        "Targets at risk, off track or missed. Tinted cells are filled in by the owner and carried "
        "over to the next scorecard."
    )
    note = f"{note}{'' if desk.words.language == 'zh' else ' '}{text(SNAPSHOT)}"
    columns = (*_columns(desk), *_carried(desk))
    sheet = desk.open(text("Attention"), text("Attention"), note, PRINTED)
    rows = attention_rows(desk.view.rows)
    end = table(desk, sheet, columns, rows, frozen=2, printed=PRINTED)
    sheet.raw.set_column(PRINTED, len(columns) - 1, 8, None, {"hidden": True})
    colour_statuses(desk, sheet, (FIRST_ROW, STATUS_COLUMN, end, STATUS_COLUMN))
    if rows:
        tab_colour(desk, sheet, Status(rows[0].status))
    return sheet


def _columns(desk: Desk) -> tuple[Column[TargetRow], ...]:
    typed = desk.view.followups

    def of(field: Callable[[FollowUp], Value]) -> Callable[[TargetRow], Value]:
        return lambda row: field(typed.get(row.target, NOTHING).told)

    def owner(row: TargetRow) -> str:
        return typed.get(row.target, NOTHING).told.owner or row.unit_name or row.unit

    small = WRAPPED.but(size=9)
    beside = WRAPPED.but(indent=1)
    day = INPUT_TEXT.but(number=desk.day, size=9)
    return (
        Column(N_("Organisation"), 12, lambda r: r.organisation, small),
        Column(N_("Indicator"), 20, lambda r: r.name, beside),
        Column(N_("Target"), 14, lambda r: r.target_text, beside.but(size=9)),
        Column(N_("Due"), 9, lambda r: in_two_lines(r.due_text), CENTERED.but(wrap=True, size=9)),
        Column(N_("Actual"), 11, lambda r: r.actual_text, small),
        Column(N_("Why"), 34, lambda r: r.reason, beside.but(size=9)),
        Column(N_("What it takes"), 20, lambda r: r.needed_text, beside.but(size=9)),
        Column(N_("Cause"), 20, of(lambda f: f.cause), INPUT_TEXT),
        Column(N_("Action"), 20, of(lambda f: f.action), INPUT_TEXT),
        Column(N_("Owner"), 12, owner, INPUT_TEXT),
        Column(N_("By when"), 13.5, of(lambda f: f.day or f.by_when), day),
        Column(N_("Status"), 11, lambda r: r.status_text, CENTERED.but(wrap=True, bold=True)),
        Column(N_("Target id"), 12, lambda r: r.target, SMALL),
    )


def _carried(desk: Desk) -> tuple[Column[TargetRow], ...]:
    """What the scorecard before had said: what differs from it has been typed since."""
    typed = desk.view.followups

    def of(field: str) -> Callable[[TargetRow], str]:
        return lambda row: str(getattr(typed.get(row.target, NOTHING).carried, field))

    return tuple(
        Column(title, 8, of(field), SMALL.but(wrap=False)) for field, title in BEFORE.items()
    )
