"""The sheet of red and amber targets, with room for what the departments have to say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from scorecard.model.followup import FollowUp
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
from scorecard.sheet.styles import CENTERED, INPUT_TEXT, SMALL, WRAPPED
from scorecard.sheet.text import in_two_lines
from scorecard.words import N_

STATUS_COLUMN: Final = 11


def write_attention(desk: Desk) -> Sheet:
    """Red and amber targets with the reason; cause, action, owner and date are filled in.

    What was typed in the scorecard published before stands there again.
    """
    text = desk.words.text
    note = text(
        "Targets at risk, off track or missed. Tinted cells are filled in by the owner and carried "
        "over to the next scorecard."
    )
    columns = _columns(desk)
    sheet = desk.open(text("Attention"), text("Attention"), note, len(columns))
    rows = attention_rows(desk.view.rows)
    end = table(desk, sheet, columns, rows, frozen=2)
    colour_statuses(desk, sheet, (FIRST_ROW, STATUS_COLUMN, end, STATUS_COLUMN))
    if rows:
        tab_colour(desk, sheet, Status(rows[0].status))
    return sheet


def _columns(desk: Desk) -> tuple[Column[TargetRow], ...]:
    typed = desk.view.followups

    def of(field: Callable[[FollowUp], str]) -> Callable[[TargetRow], str]:
        return lambda row: field(typed.get(row.target, FollowUp()))

    def owner(row: TargetRow) -> str:
        return typed.get(row.target, FollowUp()).owner or row.unit_name or row.unit

    small = WRAPPED.but(size=9)
    beside = WRAPPED.but(indent=1)
    return (
        Column(N_("Organisation"), 12, lambda r: r.organisation, small),
        Column(N_("Indicator"), 20, lambda r: r.name, beside),
        Column(N_("Target"), 14, lambda r: r.target_text, beside.but(size=9)),
        Column(N_("Due"), 9, lambda r: in_two_lines(r.due_text), CENTERED.but(wrap=True, size=9)),
        Column(N_("Actual"), 11, lambda r: r.actual_text, small),
        Column(N_("Why"), 34, lambda r: r.reason, beside.but(size=9)),
        Column(N_("What it takes"), 21, lambda r: r.needed_text, beside.but(size=9)),
        Column(N_("Cause"), 20, of(lambda f: f.cause), INPUT_TEXT),
        Column(N_("Action"), 21, of(lambda f: f.action), INPUT_TEXT),
        Column(N_("Owner"), 12, owner, INPUT_TEXT),
        Column(N_("By when"), 11, of(lambda f: f.by_when), INPUT_TEXT),
        Column(N_("Status"), 11, lambda r: r.status_text, CENTERED.but(wrap=True, bold=True)),
        Column(N_("Target id"), 12, lambda r: r.target, SMALL),
    )
