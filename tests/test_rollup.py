"""Roll-ups: counts, coverage, score and its range; parents; league tables; methods compared."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard.schema.frames import ASSESSMENTS, SUMMARY_NUMBERS, empty, typed
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import VERDICTS, Status
from scorecard.scoring.points import earned_share, with_points
from scorecard.scoring.rollup import (
    by_indicator,
    by_score,
    cascade,
    compound,
    moved,
    rank_members,
    roll_up,
    series,
    summarise,
    summary,
)

NAN = math.nan


def rows(*cases: dict[str, Any]) -> pd.DataFrame:
    usual = {"measure": "flow", "direction": "increase", "comparator": ">=", "organisation": "o"}
    return typed(pd.DataFrame([usual | case for case in cases]), ASSESSMENTS)


def scored(*cases: dict[str, Any]) -> pd.DataFrame:
    return with_points(rows(*cases))


# ---------------------------------------------------------------- worked table: one summary

EIGHTEEN = """
status         pace_ratio  progress  weight
achieved             1.30      1.30      10
achieved             1.00      1.00      10
ahead                1.20      0.80      10
on_track             0.96      0.60      10
at_risk              0.70      0.40      10
off_track           -0.20     -0.20      10
missed               0.90      0.90      10
overdue               nan       nan      20
awaiting_data         nan       nan      10
not_due               nan       nan      50
not_scored            nan       nan     nan
"""


def worked(text: str) -> pd.DataFrame:
    header, *lines = [line.split() for line in text.strip().splitlines()]
    table = pd.DataFrame(lines, columns=header)
    for name in set(header) & {"progress", "pace_ratio", "weight"}:
        table[name] = table[name].astype("float64")
    return scored(*({str(k): v for k, v in row.items()} for row in table.to_dict("records")))


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
    assert (got["weight_due"], got["weight_reported"]) == (90.0, 70.0)  # awaited: not due yet
    assert got["coverage"] == pytest.approx(7 / 9)
    assert got["score"] == pytest.approx(10 + 10 + 10 + 9.6 + 7 + 0 + 9)
    assert got["score_low"] == pytest.approx(55.6)
    assert got["score_high"] == pytest.approx(55.6 + 20)


def test_the_summary_has_exactly_the_keys_of_the_contract() -> None:
    got = summary(worked(EIGHTEEN), Policy())
    assert list(got) == ["counts", *SUMMARY_NUMBERS, "score_kind"]
    assert list(got["counts"]) == [str(s) for s in Status]
    nothing = summary(with_points(empty(ASSESSMENTS)), Policy())
    assert nothing["score"] is None
    assert nothing["coverage"] is None
    assert set(nothing["counts"].values()) == {0}


def test_below_the_gate_no_group_is_judged() -> None:
    frame = worked(EIGHTEEN)
    assert not summarise(frame, Policy())["judged"].iloc[0]
    assert summarise(frame, Policy(coverage_gate=7 / 9))["judged"].iloc[0]


def test_weights_are_renormalised_only_if_the_policy_says_so() -> None:
    frame = worked(EIGHTEEN)
    assert summary(frame, Policy(renormalise=True))["score"] == pytest.approx(55.6 / (7 / 9))
    assert summary(frame, Policy(renormalise=True))["score_low"] == pytest.approx(55.6)
    plain, spread = (summarise(frame, Policy(renormalise=r)).iloc[0] for r in (False, True))
    assert spread["points_due"] == pytest.approx(90.0)
    assert spread["rate"] == pytest.approx(plain["rate"])


def test_blank_weights_are_equal_and_some_blank_is_an_error() -> None:
    blank = scored({"status": "on_track", "pace_ratio": 0.5}, {"status": "overdue"})
    assert summary(blank, Policy())["weight_due"] == 2.0
    assert summarise(blank, Policy())["score_kind"].iloc[0] == "count"
    some = scored(
        {"status": "on_track", "pace_ratio": 0.5, "weight": 3.0},
        {"status": "overdue"},
        {"status": "on_track", "pace_ratio": 0.5, "organisation": "p"},
    )
    result = summarise(some, Policy(), ["organisation"]).iloc[0]
    assert pd.isna(result[["weight_total", "points", "points_due", "rate", "coverage"]]).all()
    assert result["score_reason"] == "weights_incomplete"
    assert result["overdue"] == 1
    assert summarise(some, Policy(), ["organisation"])["points"].iloc[1] == 1.0  # p's own


def test_a_negative_weight_is_an_error_too() -> None:
    frame = scored({"status": "on_track", "pace_ratio": 0.5, "weight": -3.0})
    assert summarise(frame, Policy())["score_reason"].iloc[0] == "weights_incomplete"


def test_an_unscored_goal_needs_no_weight() -> None:
    frame = scored(
        {"status": "on_track", "pace_ratio": 0.5, "weight": 4.0}, {"status": "not_scored"}
    )
    assert summary(frame, Policy())["score"] == 2.0


def test_nothing_due_and_nothing_reported_say_so() -> None:
    reasons = [
        summarise(scored(*cases), Policy())["score_reason"].iloc[0]
        for cases in (
            [{"status": "not_due"}],
            [{"status": "awaiting_data"}],
            [{"status": "overdue"}],
        )
    ]
    assert reasons == ["nothing_due", "nothing_due", "nothing_reported"]
    overdue = summary(scored({"status": "overdue"}), Policy())
    assert (overdue["score"], overdue["score_low"], overdue["score_high"]) == (None, 0.0, 1.0)
    assert overdue["coverage"] == 0.0


@pytest.mark.parametrize(
    ("facts", "share"),
    [
        ({"status": "at_risk", "pace_ratio": 0.9, "measure": "rank"}, 0.0),
        ({"status": "achieved", "pace_ratio": 0.1, "measure": "rank"}, 1.0),
        ({"status": "on_track", "measure": "rate", "direction": "hold"}, 1.0),
        ({"status": "off_track", "pace_ratio": 0.9, "measure": "rate", "direction": "hold"}, 0.0),
        ({"status": "off_track", "pace_ratio": 0.9, "comparator": "between"}, 0.0),
        ({"status": "off_track", "pace_ratio": 0.9, "reason_code": "fails"}, 0.0),
        ({"status": "missed", "progress": 0.9, "measure": "milestone"}, 0.0),
        ({"status": "on_track", "pace_ratio": 4 / 3, "comparator": "<="}, 1.0),
        ({"status": "at_risk", "pace_ratio": 0.8, "comparator": "<="}, 0.8),
        ({"status": "off_track", "pace_ratio": 0.5, "comparator": "<"}, 0.5),
        ({"status": "missed", "actual": 8.0, "target_value": 5.0, "comparator": "<="}, 0.625),
        ({"status": "missed", "actual": 1.0, "target_value": 0.0, "comparator": "<="}, 0.0),
        ({"status": "on_track", "comparator": "<="}, 1.0),
        ({"status": "missed", "measure": "stock"}, 0.0),
        ({"status": "missed", "progress": 0.8, "pace_ratio": 0.9}, 0.8),
        ({"status": "missed", "progress": 1.2, "comparator": "="}, 0.8),
        ({"status": "on_track", "pace_ratio": 0.3}, 0.3),  # early days: P as it is
        ({"status": "on_track"}, 1.0),  # nothing expected yet
        ({"status": "at_risk", "pace_ratio": 0.7, "measure": "stock"}, 0.7),
        ({"status": "off_track", "pace_ratio": -0.7}, 0.0),
        ({"status": "overdue", "pace_ratio": 0.7}, None),
    ],
)
def test_what_a_target_earns_of_its_weight(facts: dict[str, Any], share: float | None) -> None:
    plain = {"measure": "flow", "direction": "increase", "comparator": ">="} | facts
    assert earned_share(plain) == (share if share is None else pytest.approx(share))


def test_the_offices_own_rule_counts_once_the_due_figure_is_in() -> None:
    completion = {"full_points": 5.0, "scoring": "completion(cap=1.2)", "target_value": 10.0}
    frame = scored(
        {**completion, "status": "achieved", "actual": 12.0, "indicator": "a"},
        {**completion, "status": "at_risk", "actual": 4.0, "pace_ratio": 0.8, "indicator": "b"},
        {**completion, "status": "missed", "actual": 6.0, "progress": 0.5, "indicator": "c"},
        {**completion, "status": "overdue", "indicator": "d"},
    )
    assert frame["earns"].tolist() == ["rule", "pace", "rule", "pace"]
    result = summarise(frame, Policy()).iloc[0]
    assert result["score_kind"] == "points"
    assert result["points"] == pytest.approx(6.0 + 4.0 + 3.0)
    assert (result["points_low"], result["points_high"]) == pytest.approx((13.0, 19.0))
    assert result["rate"] == pytest.approx(13 / 15)


def test_a_rule_counts_for_the_weight_that_was_typed() -> None:
    frame = scored(
        {"status": "missed", "scoring": "completion", "full_points": 5.0, "weight": 20.0}
        | {"actual": 6.0, "target_value": 10.0},
        {"status": "on_track", "pace_ratio": 1.0, "weight": 80.0},
    )
    assert frame["earned"].tolist() == pytest.approx([12.0, 80.0])


def test_groups_stand_in_order_with_missing_keys_last() -> None:
    frame = scored(
        {"status": "on_track", "pace_ratio": 0.5, "unit": "b"},
        {"status": "overdue", "unit": "a"},
        {"status": "missed", "progress": 0.0},
    )
    result = summarise(frame, Policy(), ["organisation", "unit"])
    assert result["unit"].isna().tolist() == [False, False, True]
    assert result["unit"].tolist()[:2] == ["a", "b"]
    assert result["targets"].tolist() == [1, 1, 1]


def test_weights_are_judged_organisation_by_organisation_and_never_added_up() -> None:
    frame = scored(
        {"status": "on_track", "pace_ratio": 0.5, "weight": 9.0, "organisation": "typed"},
        {"status": "on_track", "pace_ratio": 0.5, "organisation": "blank"},
    )
    result = summarise(frame, Policy(), ["organisation"]).set_index("organisation")
    assert result["points"].to_dict() == {"blank": 1.0, "typed": 4.5}, "1 of 1 on schedule"
    placed = roll_up(frame, Policy(), "organisation").set_index("organisation")["rank"]
    assert placed.to_dict() == {"blank": 1, "typed": 1}, "all by what both have: on schedule"
    whole = summarise(frame, Policy()).iloc[0]
    assert whole["score_reason"] == "several_organisations"
    assert pd.isna(whole[["points", "rate", "weight_due", "coverage"]]).all()


# ------------------------------------------------------------------------------------- laws

ITEMS = st.lists(
    st.fixed_dictionaries(
        {
            "status": st.sampled_from([str(s) for s in Status]),
            "progress": st.floats(-2, 2),
            "pace_ratio": st.floats(-2, 2),
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
    before, after = summary(scored(*items), policy), summary(scored(*hidden), policy)
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
    here, there = summary(scored(*items), Policy()), summary(scored(*reversed(items)), Policy())
    assert here["counts"] == there["counts"]
    for name in SUMMARY_NUMBERS:
        assert (here[name] is None) == (there[name] is None)
        if here[name] is not None:
            assert here[name] == pytest.approx(there[name])
    if here["score"] is not None:
        assert here["score_low"] <= here["score"] + 1e-9 <= here["score_high"] + 2e-9


@given(items=ITEMS)
def test_the_parts_add_up_to_the_whole(items: list[dict[str, Any]]) -> None:
    frame = scored(*items)
    parts, whole = summarise(frame, Policy(), ["measure"]), summarise(frame, Policy()).iloc[0]
    for name in ("weight_total", "weight_due", "weight_reported", "points_due"):
        assert parts[name].sum() == pytest.approx(whole[name])
    assert parts["points"].sum() == pytest.approx(whole["points"] if whole["points_due"] else 0)
    assert all(parts[str(s)].sum() == whole[str(s)] for s in Status)


def test_an_item_that_was_over_achieved_cannot_make_up_for_another() -> None:
    frame = scored(
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
    equal = {"parent_kind": "cascade_equal"}
    assert not bool(cascade(family(700, 400, 315, **equal)).loc["p", "holds"])
    assert bool(cascade(family(0.3, 0.1, 0.2, **equal)).loc["p", "holds"])


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
    # before b stood below a, which is compared with others by now: b has not gained by itself
    assert (table.loc["b", "previous_place"], table.loc["b", "movement"]) == (2, 0)


def test_nobody_rises_because_another_has_not_reported() -> None:
    now, before = members([6.0, NAN, 9.0, 3.0]), members([5.0, 9.0, 7.0, NAN])
    moved_of = rank_members(now, before).set_index("member")["movement"].to_dict()
    assert moved_of == {"a": 0, "b": None, "c": 0, "d": None}
    swapped = rank_members(now.assign(value=[9.0, NAN, 6.0, 3.0]), before).set_index("member")
    assert swapped["movement"].to_dict() == {"a": 1, "b": None, "c": -1, "d": None}
    scores = pd.DataFrame({"organisation": "区", "among": "2 区", "unit": ["甲", "乙", "丙", "丁"]})
    ranks = ([2, None, 1, 3], [3, 1, 2, None])
    now, before = (scores.assign(rank=pd.Series(rank, dtype="Int64")) for rank in ranks)
    assert moved(now, before).tolist() == [0, pd.NA, 0, pd.NA]


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
    frame = scored(
        {"unit": "a", "status": "on_track", "pace_ratio": 0.5, "weight": 1.0},
        {"unit": "b", "status": "achieved", "pace_ratio": 1.0, "weight": 1.0},
        {"unit": "b", "status": "overdue", "weight": 1.0},
        {"unit": "c", "status": "on_track", "pace_ratio": 0.9, "weight": 1.0},
        {"unit": "c", "status": "on_track", "pace_ratio": 0.9, "weight": 1.0},
        {"unit": "d", "status": "on_track", "pace_ratio": 0.9, "weight": 1.0},
    )
    table = by_score(roll_up(frame, Policy(), "unit")).set_index("member")
    assert table["place"].to_dict() == {"c": 1, "d": 1, "a": 3, "b": None}
    assert table.loc["b", "league_reason"] == "below_coverage_gate"
