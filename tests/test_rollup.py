"""Roll-ups: counts, coverage, score and its range; parents; league tables; methods compared."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard.schema.frames import ASSESSMENTS, empty, typed
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import VERDICTS, Status
from scorecard.scoring.league import by_indicator, by_score, rank_members
from scorecard.scoring.parents import cascade, compound, series
from scorecard.scoring.rollup import SUMMARY_NUMBERS, earned_share, summarise, summary

NAN = math.nan


def rows(*cases: dict[str, Any]) -> pd.DataFrame:
    usual = {"measure": "flow", "direction": "increase", "comparator": ">=", "organisation": "o"}
    return typed(pd.DataFrame([usual | case for case in cases]), ASSESSMENTS)


# ---------------------------------------------------------------- worked table: one summary

EIGHTEEN = """
status         progress  weight
achieved           1.30      10
achieved           1.00      10
ahead              0.80      10
on_track           0.60      10
at_risk            0.40      10
off_track         -0.20      10
missed             0.90      10
overdue             nan      20
awaiting_data       nan      10
not_due             nan      50
not_scored          nan     nan
"""


def worked(text: str) -> pd.DataFrame:
    header, *lines = [line.split() for line in text.strip().splitlines()]
    table = pd.DataFrame(lines, columns=header)
    for name in set(header) & {"progress", "weight", "points", "full_points"}:
        table[name] = table[name].astype("float64")
    return rows(*({str(k): v for k, v in row.items()} for row in table.to_dict("records")))


def test_a_summary_by_hand() -> None:
    got = summary(worked(EIGHTEEN), Policy())
    assert got["counts"] == {
        "achieved": 2,
        "ahead": 1,
        "on_track": 1,
        "at_risk": 1,
        "off_track": 1,
        "missed": 1,
        "not_due": 1,
        "awaiting_data": 1,
        "overdue": 1,
        "not_scored": 1,
    }
    assert (got["weight_due"], got["weight_reported"], got["coverage"]) == (100.0, 70.0, 0.7)
    assert got["score"] == pytest.approx(10 + 10 + 8 + 6 + 4 + 0 + 9)
    assert got["score_low"] == pytest.approx(47)
    assert got["score_high"] == pytest.approx(47 + 30)


def test_the_summary_has_exactly_the_keys_of_the_contract() -> None:
    got = summary(worked(EIGHTEEN), Policy())
    assert list(got) == ["counts", *SUMMARY_NUMBERS]
    assert list(got["counts"]) == [str(s) for s in Status]
    nothing = summary(empty(ASSESSMENTS), Policy())
    assert nothing["score"] is None
    assert nothing["coverage"] is None
    assert set(nothing["counts"].values()) == {0}


def test_below_the_gate_no_group_is_judged() -> None:
    frame = worked(EIGHTEEN)
    assert not summarise(frame, Policy())["judged"].iloc[0]
    assert summarise(frame, Policy(coverage_gate=0.7))["judged"].iloc[0]


def test_weights_are_renormalised_only_if_the_policy_says_so() -> None:
    frame = worked(EIGHTEEN)
    assert summary(frame, Policy(renormalise=True))["score"] == pytest.approx(47 / 0.7)
    assert summary(frame, Policy(renormalise=True))["score_low"] == pytest.approx(47)


def test_blank_weights_are_equal_and_some_blank_is_an_error() -> None:
    blank = rows({"status": "on_track", "progress": 0.5}, {"status": "overdue"})
    assert summary(blank, Policy())["weight_due"] == 2.0
    some = rows({"status": "on_track", "progress": 0.5, "weight": 3.0}, {"status": "overdue"})
    result = summarise(some, Policy()).iloc[0]
    assert pd.isna(result[list(SUMMARY_NUMBERS)].astype("float64")).all()
    assert result["score_reason"] == "weights_incomplete"
    assert result["overdue"] == 1


def test_a_negative_weight_is_an_error_too() -> None:
    frame = rows({"status": "on_track", "progress": 0.5, "weight": -3.0})
    assert summarise(frame, Policy())["score_reason"].iloc[0] == "weights_incomplete"


def test_an_unscored_goal_needs_no_weight() -> None:
    frame = rows({"status": "on_track", "progress": 0.5, "weight": 4.0}, {"status": "not_scored"})
    assert summary(frame, Policy())["score"] == 2.0


def test_nothing_due_and_nothing_reported_say_so() -> None:
    reasons = [
        summarise(rows(*cases), Policy())["score_reason"].iloc[0]
        for cases in ([{"status": "not_due"}], [{"status": "overdue"}])
    ]
    assert reasons == ["nothing_due", "nothing_reported"]
    overdue = summary(rows({"status": "overdue"}), Policy())
    assert (overdue["score"], overdue["score_low"], overdue["score_high"]) == (None, 0.0, 1.0)
    assert overdue["coverage"] == 0.0


@pytest.mark.parametrize(
    ("facts", "share"),
    [
        ({"status": "at_risk", "progress": 0.9, "measure": "rank"}, 0.0),
        ({"status": "achieved", "progress": 0.1, "measure": "rank"}, 1.0),
        ({"status": "on_track", "measure": "rate", "direction": "hold"}, 1.0),
        ({"status": "off_track", "progress": 0.9, "measure": "rate", "direction": "hold"}, 0.0),
        ({"status": "on_track", "progress": 0.2, "direction": "decrease"}, 1.0),
        ({"status": "at_risk", "progress": 0.7, "direction": "decrease"}, 0.0),
        ({"status": "missed", "measure": "stock"}, 0.0),
        ({"status": "at_risk", "progress": 0.7, "measure": "stock", "direction": "decrease"}, 0.7),
        ({"status": "overdue", "progress": 0.7}, None),
    ],
)
def test_where_only_met_or_not_is_known_the_share_is_one_or_nothing(
    facts: dict[str, Any], share: float | None
) -> None:
    plain = {"measure": "flow", "direction": "increase", "progress": None} | facts
    assert earned_share(**plain) == share


def test_points_are_added_where_every_verdict_has_them() -> None:
    frame = rows(
        {"status": "achieved", "points": 0.6, "full_points": 0.5, "scoring": "completion(cap=1.2)"},
        {"status": "missed", "points": 0.3, "full_points": 0.5, "scoring": "completion"},
        {"status": "overdue", "full_points": 0.5, "scoring": "completion(cap=1.2)"},
    )
    result = summarise(frame, Policy()).iloc[0]
    assert result["score_kind"] == "points"
    assert result["score"] == pytest.approx(0.9)
    assert (result["score_low"], result["score_high"]) == pytest.approx((0.9, 1.5))
    assert result["score_share"] == pytest.approx(0.6)


def test_one_verdict_without_points_means_weights() -> None:
    frame = rows(
        {"status": "achieved", "points": 5.0, "full_points": 5.0, "scoring": "completion"},
        {"status": "missed", "progress": 0.25},
    )
    result = summarise(frame, Policy()).iloc[0]
    assert (result["score_kind"], result["score"]) == ("weight", 1.25)


def test_groups_stand_in_order_with_missing_keys_last() -> None:
    frame = rows(
        {"status": "on_track", "progress": 0.5, "unit": "b"},
        {"status": "overdue", "unit": "a"},
        {"status": "missed", "progress": 0.0},
    )
    result = summarise(frame, Policy(), ["organisation", "unit"])
    assert result["unit"].isna().tolist() == [False, False, True]
    assert result["unit"].tolist()[:2] == ["a", "b"]
    assert result["targets"].tolist() == [1, 1, 1]


def test_weights_are_judged_group_by_group() -> None:
    frame = rows(
        {"status": "on_track", "progress": 0.5, "weight": 9.0, "unit": "typed"},
        {"status": "on_track", "progress": 0.5, "unit": "blank"},
    )
    result = summarise(frame, Policy(), ["unit"]).set_index("unit")
    assert result["score"].to_dict() == {"blank": 0.5, "typed": 4.5}


# ------------------------------------------------------------------------------------- laws

ITEMS = st.lists(
    st.fixed_dictionaries(
        {
            "status": st.sampled_from([str(s) for s in Status]),
            "progress": st.floats(-2, 2),
            "weight": st.integers(1, 9).map(float),
            "measure": st.sampled_from(["flow", "stock", "rank"]),
        }
    ),
    min_size=1,
    max_size=8,
)
POLICIES = st.sampled_from([Policy(), Policy(renormalise=True)])


@given(items=ITEMS, policy=POLICIES, place=st.integers(0, 7))
def test_dropping_a_bad_item_never_raises_the_score_without_the_coverage_saying_so(
    items: list[dict[str, Any]], policy: Policy, place: int
) -> None:
    dropped = place % len(items)
    hidden = [
        item | {"status": "overdue"} if n == dropped and item["status"] in set(VERDICTS) else item
        for n, item in enumerate(items)
    ]
    before, after = summary(rows(*items), policy), summary(rows(*hidden), policy)
    if before["score"] is None or after["score"] is None:
        return
    if after["score"] > before["score"] + 1e-9:
        assert after["coverage"] < before["coverage"]
    assert after["score_low"] <= before["score_low"] + 1e-9
    assert after["score_high"] >= before["score_high"] - 1e-9


@given(items=ITEMS)
def test_the_score_lies_in_its_range_and_the_order_of_rows_is_irrelevant(
    items: list[dict[str, Any]],
) -> None:
    here, there = summary(rows(*items), Policy()), summary(rows(*reversed(items)), Policy())
    assert here["counts"] == there["counts"]
    for name in SUMMARY_NUMBERS:
        assert (here[name] is None) == (there[name] is None)
        if here[name] is not None:
            assert here[name] == pytest.approx(there[name])
    if here["score"] is not None:
        assert here["score_low"] <= here["score"] + 1e-9 <= here["score_high"] + 2e-9


@given(items=ITEMS)
def test_the_parts_add_up_to_the_whole(items: list[dict[str, Any]]) -> None:
    frame = rows(*items)
    parts, whole = summarise(frame, Policy(), ["measure"]), summary(frame, Policy())
    assert parts["weight_due"].sum() == pytest.approx(whole["weight_due"])
    assert parts["weight_reported"].sum() == pytest.approx(whole["weight_reported"])
    assert {str(s): int(parts[str(s)].sum()) for s in Status} == whole["counts"]


def test_an_item_that_was_over_achieved_cannot_make_up_for_another() -> None:
    frame = rows(
        {"status": "achieved", "progress": 3.0, "weight": 1.0},
        {"status": "missed", "progress": 0.0, "weight": 1.0},
    )
    assert summary(frame, Policy())["score"] == 1.0


# ---------------------------------------------------------------------------------- parents


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        (["achieved", "achieved"], "achieved"),
        (["achieved", "on_track"], "on_track"),
        (["ahead", "at_risk", "achieved"], "at_risk"),
        (["missed", "overdue"], "missed"),
        (["off_track", "awaiting_data"], "off_track"),
        (["at_risk", "overdue"], "overdue"),
        (["on_track", "awaiting_data"], "awaiting_data"),
        (["achieved", "not_due"], "not_due"),
        (["achieved", "not_scored"], "not_scored"),
    ],
)
def test_the_worst_part_of_a_compound_wins(parts: list[str], whole: str) -> None:
    frame = rows(
        *(
            {"target": str(n), "status": status, "parent": "p", "parent_kind": "compound"}
            for n, status in enumerate(parts)
        )
    )
    result = compound(frame)
    assert result["status"].to_dict() == {"p": whole}
    assert result["parts"].to_dict() == {"p": len(parts)}


def family(parent_value: float, *children: float, **facts: Any) -> pd.DataFrame:  # noqa: ANN401 (any fact)
    parts = [
        {"target": f"c{n}", "target_value": v, "parent": "p", "parent_kind": "cascade", **facts}
        for n, v in enumerate(children)
    ]
    return rows({"target": "p", "target_value": parent_value, **facts}, *parts)


def test_a_cascade_may_exceed_its_parent_but_not_fall_short() -> None:
    exceeding = cascade(family(700, 80, 200, 70, 90, 45, 180, 5, 45)).loc["p"]
    assert (exceeding["children"], exceeding["difference"]) == (715.0, 15.0)
    assert bool(exceeding["holds"])
    assert bool(exceeding["exceeds"])
    short = cascade(family(700, 80, 200)).loc["p"]
    assert not bool(short["holds"])
    exact = cascade(family(35000, 7500, 5000, 3000, 8500, 3500, 3000, 4500)).loc["p"]
    assert bool(exact["holds"])
    assert not bool(exact["exceeds"])


def test_equality_is_asked_only_where_a_rule_says_so() -> None:
    assert not bool(cascade(family(700, 400, 315), equal=["p"]).loc["p", "holds"])
    assert bool(cascade(family(0.3, 0.1, 0.2), equal=["p"]).loc["p", "holds"])


def test_a_shared_limit_must_not_be_exceeded() -> None:
    facts = {"direction": "decrease", "comparator": "<="}
    assert bool(cascade(family(10, 4, 5, **facts)).loc["p", "holds"])
    assert not bool(cascade(family(10, 6, 5, **facts)).loc["p", "holds"])


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (family(100, 60, 50, measure="rank"), "not_added"),
        (family(8, 9, 9, measure="rate"), "not_added"),
        (family(10, 4, NAN), "parts_incomplete"),
        (family(NAN, 4, 5), "parent_unknown"),
    ],
)
def test_ranks_and_rates_are_never_added_and_unknown_parts_are_not_zero(
    frame: pd.DataFrame, reason: str
) -> None:
    result = cascade(frame).loc["p"]
    assert pd.isna(result["holds"])
    assert result["cascade_reason"] == reason


def test_series_are_the_mean_of_the_method_scores() -> None:
    usual = {"parent": "p", "parent_kind": "series", "method": "growth_ratio"}
    words = ["substantial_progress", "deterioration", "not_available"]
    frame = rows(
        *(
            {**usual, "method_class": word, "method_score": score, "group": group}
            for word, score, group in zip(words, [5.0, -4.0, NAN], [None] * 3, strict=True)
        )
    )
    result = series(frame).loc["p"]
    assert result["method_score"] == 0.5
    assert result["method_class"] == "moderate_progress"
    assert (result["series"], result["scored"]) == (3, 2)


def test_series_with_sub_groups_are_the_mean_of_the_groups_means() -> None:
    usual = {"parent": "p", "parent_kind": "series", "method": "growth_ratio"}
    frame = rows(
        {**usual, "method_score": 5.0, "group": "a"},
        {**usual, "method_score": 5.0, "group": "a"},
        {**usual, "method_score": -5.0, "group": "b"},
    )
    assert series(frame).loc["p", "method_score"] == 0.0


# ----------------------------------------------------------------------------- league tables


def members(values: list[float], group: list[str | None] | None = None) -> pd.DataFrame:
    names = [chr(ord("a") + n) for n in range(len(values))]
    return pd.DataFrame(
        {
            "member": names,
            "group": pd.Series(group or [None] * len(values), dtype="str"),
            "value": values,
            "direction": 1,
        }
    )


def test_places_1_2_2_4_and_movement_since_the_quarter_before() -> None:
    table = rank_members(members([9.0, 7.0, 7.0, 5.0, NAN]), members([5.0, 7.0, 6.0, 9.0]))
    by_name = table.set_index("member")
    assert by_name["place"].tolist() == [1, 2, 2, 4, pd.NA]
    assert by_name["tied"].tolist() == [False, True, True, False, False]
    assert by_name["movement"].tolist() == [3, 0, 1, -3, pd.NA]
    assert by_name["of"].tolist() == [4, 4, 4, 4, 4]


def test_groups_are_ranked_separately_and_a_move_between_them_is_no_movement() -> None:
    now = members([9.0, 7.0, 5.0], ["n", "s", "s"])
    before = members([9.0, 7.0, 5.0], ["s", "s", "s"])
    table = rank_members(now, before).set_index("member")
    assert table["place"].to_dict() == {"a": 1, "b": 1, "c": 2}
    assert table["movement"].tolist()[0] is pd.NA
    assert table.loc["b", "movement"] == 1


def test_a_league_of_one_indicator_ranks_the_smallest_rank_first() -> None:
    usual = {"indicator": "r", "measure": "rank", "direction": "decrease", "comparator": "<="}
    frame = rows(
        {**usual, "organisation": "x", "actual": 90.0, "status": "achieved", "due": "2023"},
        {**usual, "organisation": "y", "actual": 40.0, "status": "achieved", "due": "2023"},
        {**usual, "organisation": "z", "status": "awaiting_data", "due": "2023"},
        {**usual, "organisation": "x", "actual": 90.0, "status": "missed", "due": "2021"},
    )
    table = by_indicator(frame, "r").set_index("member")
    assert table["place"].to_dict() == {"y": 1, "x": 2, "z": None}
    assert table.loc["z", "league_reason"] == "no_figure"


def test_a_league_of_scores_leaves_out_who_is_below_the_coverage_gate() -> None:
    frame = rows(
        {"unit": "a", "status": "on_track", "progress": 0.5},
        {"unit": "b", "status": "achieved", "progress": 1.0},
        {"unit": "b", "status": "overdue"},
        {"unit": "c", "status": "on_track", "progress": 0.9},
        {"unit": "c", "status": "on_track", "progress": 0.9},
    )
    table = by_score(summarise(frame, Policy(), ["unit"])).set_index("member")
    assert table["place"].to_dict() == {"c": 1, "a": 2, "b": None}
    assert table.loc["b", "league_reason"] == "below_coverage_gate"
