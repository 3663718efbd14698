"""What the first page says first: how many targets are red, since when, and what changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from fictional_lines import drawn_view
from fictional_view import fictional_view

from scorecard.i18n import Words
from scorecard.report.highlights import changes_text, highlights, moved_text
from scorecard.report.inputs import Lines
from scorecard.report.view import Highlights, TargetRow
from scorecard.schema.vocabulary import Status

QUARTERS = ("2030-Q1", "2030-Q2", "2030-Q3", "2030-Q4")
RED, AMBER, GOOD, WAITING = "off_track", "at_risk", "on_track", "awaiting_data"


def told(past: Mapping[str, tuple[str, ...]], language: str = "en") -> Highlights:
    """The highlights of one target for each name, with its statuses at the last quarters."""
    one = fictional_view(language, 2).rows[0]
    rows: list[TargetRow] = [
        replace(one, target=name, status=statuses[-1], status_text=f"now {statuses[-1]}")
        for name, statuses in past.items()
    ]
    history = pd.DataFrame(
        [
            {"organisation": one.organisation, "target": name, "quarter": q, "status": s}
            for name, statuses in past.items()
            for q, s in zip(QUARTERS[-len(statuses) :], statuses, strict=True)
        ]
    )
    return highlights(Lines(history=history), rows, Words(language), 1)


@pytest.mark.parametrize(
    ("past", "message"),
    [
        ({"a": (GOOD, GOOD)}, "No target of 1 judged is off track or missed."),
        ({"a": (GOOD, RED)}, "1 of 1 judged target is off track or missed."),
        (
            {"a": (GOOD, RED, RED), "b": (GOOD, GOOD, "missed"), "c": (GOOD, GOOD, AMBER)},
            (
                "2 of 3 judged targets are off track or missed; 1 of them for more than one "
                "quarter, the longest since 2030-Q3; 1 at risk."
            ),
        ),
        (
            {"a": (RED, RED)},
            (
                "1 of 1 judged target is off track or missed; 1 of them for more than one "
                "quarter, the longest since before 2030-Q3."
            ),
        ),
        ({"a": (GOOD, WAITING)}, "No target has a verdict yet."),
    ],
)
def test_the_sentence_says_what_matters(past: dict[str, tuple[str, ...]], message: str) -> None:
    assert told(past).message == message


def test_the_sentence_in_chinese() -> None:
    found = told({"a": (GOOD, RED, RED), "b": (GOOD, GOOD, AMBER)}, "zh").message
    assert found == (
        "已评价的2项目标中，1项滞后或未完成；其中1项已不止一个季度，最早的始于2030年第三季度；"
        "另有1项略滞后。"
    )


def test_changes_stand_worse_ones_first_and_unchanged_ones_not_at_all() -> None:
    past = {
        "same": (GOOD, GOOD),
        "better": (RED, AMBER),
        "worse": (GOOD, RED),
        "waits": (GOOD, WAITING),
    }
    found = told(past)
    assert [(change.row.target, change.way) for change in found.changes] == [
        ("worse", "worse"),
        ("better", "better"),
        ("waits", "other"),
    ]
    assert found.changes[0].before_text == "● On track"
    assert found.changes[0].row.status_text == "now off_track"
    assert changes_text(found, Words("en")) == "1 worse, 1 better, 1 other"
    restated = [("zone", "x", "2030-Q2"), ("zone", "y", "2030-Q2")]
    corrected = replace(found, changes=found.changes[:1], corrected=tuple(restated))
    assert changes_text(corrected, Words("zh")) == "变差1项、更正2处"
    assert changes_text(replace(found, changes=()), Words("en")) == "No status changed."


def test_a_change_into_red_is_worse_whatever_was_before_a_missing_figure_is_neither() -> None:
    past = {
        "better": (RED, AMBER),
        "missed": ("not_due", "missed"),
        "late": (GOOD, "overdue"),
        "settled": ("overdue", "awaiting_data"),
    }
    found = told(past)
    assert [(change.row.target, change.way) for change in found.changes] == [
        ("missed", "worse"),
        ("better", "better"),
        ("late", "unreported"),
        ("settled", "other"),
    ]
    every = "变差1项、好转1项、未报1项、其他变化1项"
    assert changes_text(told(past, "zh"), Words("zh")) == every
    assert [moved_text(one, Words("zh")) for one in found.changes[2:3]] == ["未报"]


def test_overdue_figures_are_told_with_the_longest() -> None:
    one = fictional_view("en", 2).rows[0]
    late = [
        replace(
            one,
            name=f"虚构示例{n}",
            status="overdue",
            deadline=date(2030, n, 8),
            deadline_text=f"{n}月8日",
        )
        for n in (7, 4)
    ]
    found = highlights(Lines(), late, Words("zh"), 1).message
    assert found == (
        f"尚无可评价的目标；2项逾期未报，最久的是{one.organisation}的“虚构示例4”，应于4月8日前报送。"
    )
    english = highlights(Lines(), [replace(one, status=GOOD), late[0]], Words("en"), 1).message
    assert english.startswith(
        "No target of 1 judged is off track or missed; 1 overdue, the longest"
    )


def test_quarters_count_every_status_and_a_new_target_is_no_change() -> None:
    found = told({"a": (GOOD, RED), "new": (RED,)})
    number = {status: n for n, status in enumerate(Status)}
    assert [quarter.quarter for quarter in found.quarters] == ["2030-Q3", "2030-Q4"]
    assert found.quarters[0].counts[number[Status.ON_TRACK]] == 1
    assert found.quarters[1].counts[number[Status.OFF_TRACK]] == 2
    assert [change.row.target for change in found.changes] == ["a"]


def test_without_a_history_there_is_the_sentence_alone() -> None:
    rows = fictional_view("en").rows
    found = highlights(Lines(), rows, Words("en"), 1)
    assert found.message.startswith("2 of 5 judged targets are off track or missed")
    assert (found.corrected, found.changes, found.quarters) == ((), (), ())
    assert highlights(Lines(), (), Words("en"), 1).message == "No targets."


def test_a_view_with_lines_has_them() -> None:
    found = drawn_view("zh").highlights
    assert len(found.quarters) == 8
    assert sum(found.quarters[-1].counts) == len(drawn_view("zh").rows)
