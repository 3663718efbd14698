"""What the first page names: what changed, what falls due, which figures are waited for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from fictional_view import fictional_view

from scorecard.i18n import Words
from scorecard.report.build import missing_rows
from scorecard.report.page import Coming, changes_shown, coming_shown
from scorecard.report.view import Change
from scorecard.schema.vocabulary import Flag, Status


def test_where_room_is_short_the_deadline_and_what_is_better_stay() -> None:
    due = tuple(Coming(str(n), f"item {n}", "no figure") for n in range(5))
    coming = (*due, Coming("5", "others", ""), Coming("6", "deadline", ""))
    assert [one.day for one in coming_shown(coming, 4)] == ["0", "1", "5", "6"]
    assert [one.day for one in coming_shown(coming, 1)] == ["6"]
    assert coming_shown(coming, 9) == coming
    row = fictional_view("zh", 2).rows[0]
    ways = ("worse",) * 5 + ("better",) * 3 + ("other",) * 2
    changes = tuple(Change(row, way, "") for way in ways)

    def told(most: int) -> list[str]:
        return [one.way for one in changes_shown(changes, most)]

    assert told(4) == ["worse", "worse", "better", "better"]
    assert told(2) == ["worse", "better"]
    assert told(10) == list(ways)


def test_a_figure_waited_for_names_the_status_that_its_target_has() -> None:
    view = fictional_view("zh", 2)
    row = replace(
        view.rows[0],
        status=Status.ACHIEVED,
        status_text="★ 已完成",
        flags=(Flag.STALE,),
        period_needed="2030-Q4",
        deadline=date(2031, 1, 15),
    )
    ((late,), awaited) = missing_rows([row], view.header.as_of, Words("zh"))
    assert (late.status, late.row.status, late.row.status_text) == (
        "overdue",
        "achieved",
        "★ 已完成",
    )
    assert not awaited
