"""What a figure will be held against, known before it has come."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from fictional_forms import INDICATORS, TARGETS, ZONE, Row, a_book, a_table

from scorecard.assessment.expectations import Expectation, expectations
from scorecard.assessment.frames import with_facts
from scorecard.schema.frames import MILESTONES
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import Method, Reason

AS_OF = date(2026, 9, 30)


def sticks(
    targets: list[Row],
    period: str = "2026-Q3",
    indicator: str = "firms",
    as_of: date = AS_OF,
    milestones: pd.DataFrame | None = None,
    **facts: object,
) -> list[Expectation]:
    """The yardsticks of one indicator with these targets."""
    mine = [{**i, **facts} for i in INDICATORS if i["indicator"] == indicator]
    book = a_book(mine, [{"indicator": indicator, **t} for t in targets])
    asked = pd.DataFrame({"organisation": [ZONE], "indicator": [indicator], "period": [period]})
    frame = with_facts(book.targets, book.indicators, book.goals)
    return list(expectations(frame, asked, as_of, Policy(), milestones).values())


def a_target(name: str = "T", due: str | None = "2026", **more: object) -> Row:
    return {
        "target": name,
        "direction": "increase",
        "comparator": ">=",
        "due": due,
        "value": 500.0,
        "baseline": 400.0,
        "baseline_period": "2025",
        "pathway": "linear",
        **more,
    }


def test_without_a_target_there_is_none() -> None:
    assert len(sticks([a_target()])) == 1
    assert sticks([]) == []


def test_the_target_due_next_counts() -> None:
    three = [a_target("past", "2025"), a_target("far", "2028"), a_target("next", "2026-Q3")]
    found = sticks(three)
    assert [one.target for one in found] == ["next"]
    assert found[0].reason_code == "target_missed"  # on its due date the figure decides
    assert [s.target for s in sticks(three, "2026-Q4", as_of=date(2026, 12, 31))] == ["far"]
    assert [s.target for s in sticks([a_target("undated", None), a_target("dated")])] == ["dated"]


def test_a_due_day_inside_the_period_is_settled_by_it() -> None:
    found = sticks([a_target("day", "2026-08-15"), a_target("far", "2028")])
    assert [one.target for one in found] == ["day"]
    assert found[0].expected_progress == 1.0


def test_a_target_stated_later_is_not_known_yet() -> None:
    later = a_target("later", valid_from=pd.Timestamp(2026, 10, 1))
    assert sticks([later]) == []
    changed = a_target(version=2, value=600.0, valid_from=pd.Timestamp(2026, 10, 1))
    assert sticks([a_target(), changed])[0].value == 500.0


def test_what_is_expected_by_now_and_by_the_years_end() -> None:
    found = sticks([a_target(due="2027")])
    row = found[0]
    assert (row.expected_progress, row.expected_value) == (9 / 24, 437.5)
    assert (row.year_progress, row.year_value) == (0.5, 450.0)
    assert row.comparator == ">="


def test_before_its_way_begins_a_target_asks_nothing_of_the_year() -> None:
    """An annual figure of the baseline's year is asked for later: no target is reached by it."""
    (late,) = sticks([a_target()], "2025", "rd_share", as_of=date(2026, 3, 31))
    assert (late.year_value, late.year_aim) == (400.0, None)
    (now,) = sticks([a_target(due="2027")])
    assert now.year_aim == now.year_value == 450.0
    (kept,) = sticks([a_target(value=400.0, accepted_as="hold")], "2025", as_of=date(2026, 3, 31))
    assert kept.year_aim == kept.year_value == 400.0


def test_milestones_say_what_the_year_asks_for() -> None:
    points = [
        {"target": "T", "period": "2026", "kind": "value", "value": 420.0},
        {"target": "T", "period": "2027-H1", "kind": "value", "value": 480.0},
    ]
    table = a_table(points, MILESTONES, organisation=ZONE)
    row = sticks([a_target(due="2027", pathway="milestones")], milestones=table.values)[0]
    assert (row.year_value, row.expected_value) == (420.0, 415.0)
    given = [a_target(due="2027", pathway="milestones")]
    later = sticks(given, "2027-Q1", as_of=date(2027, 3, 31), milestones=table.values)[0]
    assert (later.year_value, later.expected_value) == (500.0, 450.0)


@pytest.mark.parametrize(
    ("indicator", "target", "gate", "reason", "opens"),
    [
        ("firms", a_target(), None, "wrong_way", 0),
        ("firms", a_target(method="schedule"), None, "schedule", 0),
        ("firms", a_target(baseline=None, baseline_period=None), "not_due", "no_baseline", 1),
        ("firms", a_target(due=None), "not_scored", "no_due_date", 0),
        ("firms", a_target(baseline=600.0), "not_scored", "met_at_baseline", 0),
        ("firms", a_target(value=400.0), None, "fails", 0),
        ("firms", a_target(comparator="between", direction="hold", upper=900.0), None, "fails", 0),
        ("sewage", {**TARGETS[5]}, "not_due", "nothing_due_yet", 1),
        ("sewage", {**TARGETS[5], "due": "2026-Q3"}, None, "target_missed", 0),
        ("sewage", {**TARGETS[5], "due": None}, "not_scored", "no_due_date", 1),
        ("accidents", {**TARGETS[4]}, None, "cap_exceeded", 0),
        ("rank", {**TARGETS[8]}, "not_due", "meets_so_far", 1),
    ],
)
def test_what_decides_is_known_beforehand(
    indicator: str, target: Row, gate: str | None, reason: str, opens: int
) -> None:
    period = "2025" if indicator == "rank" else "2026-Q3"
    row = sticks([target], period, indicator)[0]
    assert row.gate == gate
    assert (row.reason_code, row.opens) == (reason, opens)


def test_a_rank_is_settled_by_its_own_edition() -> None:
    target = {**TARGETS[8], "due": "2025"}
    assert sticks([target], "2025", "rank")[0].reason_code == "target_missed"


def test_the_allowance_of_a_cap() -> None:
    assert sticks([TARGETS[4]], indicator="accidents")[0].allowance == 5.0


def test_a_flow_of_another_year_is_no_yardstick() -> None:
    other = {**TARGETS[0], "due": "2027"}
    assert sticks([other], indicator="investment") == []


def test_two_organisations_with_one_indicator_have_their_own() -> None:
    book = a_book([INDICATORS[2]], [TARGETS[2]])
    frame = with_facts(book.targets, book.indicators, book.goals)
    both = pd.concat([frame, frame.assign(organisation="虚构示例经开区", value=700.0)])
    asked = pd.DataFrame(
        {
            "organisation": [ZONE, "虚构示例经开区"],
            "indicator": ["firms", "firms"],
            "period": ["2026-Q3", "2026-Q3"],
        }
    )
    found = expectations(both.reset_index(drop=True), asked, AS_OF, Policy())
    assert {key: one.value for key, one in found.items()} == {
        (ZONE, "firms"): 500.0,
        ("虚构示例经开区", "firms"): 700.0,
    }


def test_every_method_says_what_decides_before_its_figure_has_come() -> None:
    told = {m: sticks([a_target(method=str(m))])[0].reason_code for m in Method}
    own = {m for m in Method if m is not Method.PACE and Reason.lookup(str(m))}
    assert told[Method.PACE] == "wrong_way"
    assert all(told[m] == str(m) for m in own)
    assert all(Reason.lookup(code) for code in told.values())
