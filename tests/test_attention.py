"""Which targets the first page names: what needs attention, and what falls due next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from fictional_view import fictional_view

from scorecard.i18n import Words
from scorecard.report.build import missing_rows
from scorecard.report.highlights import due_next
from scorecard.report.page import Coming, changes_shown, coming_shown
from scorecard.report.view import Change, TargetRow, View
from scorecard.schema.vocabulary import Flag, Status


def with_rows(view: View, told: list[tuple[str, Status]]) -> View:
    """The view with these dates and statuses alone, all in one organisation."""
    block = view.organisations[0]
    row = block.rows[0]
    rows = tuple(
        replace(row, target=f"T{n}", due=due, status=status) for n, (due, status) in enumerate(told)
    )
    return replace(view, organisations=(replace(block, rows=rows),))


def ids(rows: list[TargetRow]) -> list[str]:
    return [row.target for row in rows]


def test_the_soonest_stands_first_and_of_one_date_the_worst() -> None:
    view = with_rows(
        fictional_view("zh", 2),  # as of 2031-01-20
        [
            ("2032", Status.MISSED),
            ("2032", Status.ON_TRACK),
            ("2031", Status.ON_TRACK),
            ("2031", Status.OFF_TRACK),
            ("2031-Q2", Status.NOT_DUE),
            ("2031", Status.AT_RISK),
        ],
    )
    assert ids(due_next(view)) == ["T4", "T3", "T5", "T2", "T1"]


def test_what_is_over_reached_or_without_a_date_is_not_named() -> None:
    view = with_rows(
        fictional_view("zh", 2),
        [
            ("2030", Status.OVERDUE),
            ("2031", Status.ACHIEVED),
            ("", Status.OFF_TRACK),
            ("2031", Status.NOT_SCORED),
            ("2031-01", Status.AWAITING_DATA),
        ],
    )
    assert ids(due_next(view)) == ["T4"]


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


def test_an_overdue_target_is_never_due_next() -> None:
    view = with_rows(
        fictional_view("zh", 2), [("2032", Status.OVERDUE), ("2031-Q3", Status.ON_TRACK)]
    )
    assert ids(due_next(view)) == ["T1"]


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
