"""Points against an exact, slow oracle in fractions; the published rules with their own caps."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pytest
from flows_scored import earned, flows
from hypothesis import given, settings
from hypothesis import strategies as st
from recomputing import half_up

from scorecard.report.target_rows import points_short
from scorecard.schema.frames import ASSESSMENTS
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import Flag, flag_bit
from scorecard.scoring.points import parse_scoring, points, with_points
from scorecard.scoring.rollup import summarise
from scorecard.scoring.rules import ScoringTextError


def frame(*cases: dict[str, Any]) -> pd.DataFrame:
    return flows(*cases, columns=ASSESSMENTS)


# ----------------------------------------------------------------- what notices published


def test_the_published_items_of_2024_come_to_their_total() -> None:
    """2024 招商引资考核公示: 0.48 + 0.6 + 0.5 + 0.5 + 0.3 + 0.4 = 2.78, each with its own cap."""
    joint = "扣分(f; g; h; 每=1; 计=0.1)"
    rows: list[dict[str, Any]] = [
        {"target": "a", "actual": 96.0, "target_value": 100.0, "scoring": "completion"},
        {"target": "b", "actual": 12.0, "scoring": "completion(cap=120%)"},
        {"target": "c", "actual": 28.0, "target_value": 27.0, "scoring": "复合(c: 50%; d: 50%)"},
        {"target": "d", "actual": 177.7, "target_value": 54.0, "scoring": "并入"},
        {"target": "e", "actual": 1.0, "target_value": 1.0, "scoring": "目标完成"},
        {
            "target": "f",
            "actual": 5.0,
            "target_value": 7.0,
            "scoring": joint,
        },
        {"target": "g", "actual": 4.0, "target_value": 4.0, "scoring": "part"},
        {"target": "h", "actual": 3.0, "target_value": 1.0, "scoring": "part"},
        {"target": "i", "actual": 9.0, "scoring": "deduct(per=1, points=0.1)"},
    ]
    facts = {"full_points": 0.5, "status": "achieved"}
    judged = with_points(frame(*(facts | row for row in rows)))
    got = dict(zip(judged["target"], judged["points"], strict=True))
    assert [round(got[k], 12) for k in "abcdefghi"] == [0.48, 0.6, 0.5, 0, 0.5, 0.3, 0, 0, 0.4]
    total = summarise(judged, Policy()).iloc[0]
    assert total["score_kind"] == "points"
    assert half_up(float(total["points"]), 2) == 2.78


@pytest.mark.parametrize(
    ("cell", "facts", "expected"),
    [
        # 三明 2020: 实际 ÷ 任务 × 20, not over 20
        ("completion", {"actual": 57.0, "target_value": 60.0, "full_points": 20.0}, 19.0),
        ("completion", {"actual": 90.0, "target_value": 60.0, "full_points": 20.0}, 20.0),
        # 2024: the composite is 1.08 uncapped (share 2.1639) and 0.5 at its full mark
        ("all_or_nothing(full=4)", {"actual": 8.0, "status": "achieved"}, 4.0),
        # 某自治区地级市: 25, each ± 0.1, at most 3
        ("step(base=25, per=1, points=0.1, limit=3)", {"actual": 55.0}, 28.0),
        ("加减分(基本分=25, 每=1, 计=0.1, 限=3)", {"actual": 3.0}, 24.3),
        ("step(base=25, per=1, points=0.1, whole=1)", {"actual": 12.9}, 25.2),
        ("step(base=25, per=1, points=0.1, whole=1)", {"actual": 7.1}, 24.8),
        # 苏北 2011: flat 80 %, each +5 % one point, at most half the points more
        ("growth", {"actual": 100.0, "baseline": 100.0, "status": "missed"}, 8.0),
        ("growth", {"actual": 115.0, "baseline": 100.0, "status": "achieved"}, 11.0),
        ("growth", {"actual": 300.0, "baseline": 100.0, "status": "achieved"}, 13.0),
        ("growth", {"actual": 40.0, "baseline": 100.0, "status": "missed"}, 0.0),
        ("growth(whole=1)", {"actual": 109.0, "baseline": 100.0, "status": "achieved"}, 9.0),
        # 环保目标责任书 2018
        (
            "deduct(per=1, points=0.5)",
            {"actual": 38.0, "target_value": 35.0, "comparator": "<=", "direction": "decrease"},
            8.5,
        ),
        ("deduct(per=1, points=0.25)", {"actual": 6.0}, 9.0),
        # 省级以上开发区考核办法: each issue −0.3
        (
            "penalty(per=1, points=0.3)",
            {"actual": 3.0, "target_value": 0.0, "comparator": "<=", "direction": "decrease"},
            -0.9,
        ),
        ("penalty(per=1, points=0.3, limit=0.5)", {"actual": 3.0}, -0.5),
        ("penalty(per=1, points=0.3)", {"actual": 30.0}, 0.0),
        # a place where there are more than twenty units
        ("rank_step(step=5%, least=20%)", {"actual": 1.0}, 10.0),
        ("efficacy(equal=100%)", {"actual": 7.0}, 10.0),
    ],
)
def test_rules_as_published(cell: str, facts: dict[str, Any], expected: float) -> None:
    value, reason = earned(cell, **facts)
    assert value == pytest.approx(expected, abs=1e-12)
    assert reason is None


def test_two_rules_on_one_indicator() -> None:
    """某市 2020: GDP ≥ 8 % gives 4 points, else 0; those above are ranked for the other part."""
    cell = "all_or_nothing(full=4) + rank_step(step=10%, full=6, met=1)"
    met = {"scoring": cell, "status": "achieved", "full_points": math.nan}
    table = points(
        frame(
            met | {"actual": 9.0},
            met | {"actual": 8.5},
            met | {"actual": 8.5},
            met | {"actual": 8.0},
            met | {"actual": 7.9, "status": "missed"},
        )
    )
    assert [round(p, 12) for p in table["points"]] == [10.0, 9.4, 9.4, 8.2, 0.0]


def test_everybody_of_an_indicator_is_compared_whatever_else_stands_in_the_cell() -> None:
    table = points(
        frame(
            {"scoring": "rank_step", "actual": 9.0},
            {"scoring": "rank_step + veto", "actual": 8.0},
            {"scoring": "争先进位(每位=10%)", "actual": 7.0},
        )
    )
    assert [round(p, 12) for p in table["points"]] == [10.0, 9.5, 8.0]


@pytest.mark.parametrize(
    ("cell", "facts", "reason"),
    [
        ("growth", {"actual": 1.0}, "no_baseline"),
        ("growth", {"actual": 1.0, "baseline": -4.0}, "baseline_not_positive"),
        ("growth", {"actual": 1.0, "baseline": 4.0}, "year_not_over"),
        (
            "growth",
            {"actual": 11.0, "baseline": 4.0, "status": "achieved", "flags": flag_bit(Flag.EARLY)},
            "year_not_over",
        ),
        ("composite(t: 50%; u: 50%)", {"actual": 1.0, "target": "t"}, "part_missing"),
        ("deduct(t; u; per=1, points=1)", {"actual": 1.0, "target": "t"}, "part_missing"),
        ("completion(full=4)", {"actual": 1.0, "measure": "rank"}, "not_for_ranks"),
    ],
)
def test_what_cannot_be_computed_says_why(cell: str, facts: dict[str, Any], reason: str) -> None:
    value, found = earned(cell, **facts)
    assert math.isnan(value)
    assert found == reason


def test_a_veto_falls_only_where_the_target_can_no_longer_be_met() -> None:
    cap = {"direction": "decrease", "comparator": "<=", "target_value": 2.0}
    cases: list[tuple[dict[str, Any], bool]] = [
        ({"status": "missed"}, True),
        ({"status": "at_risk"}, False),
        ({"status": "off_track"}, False),
        ({"status": "achieved"}, False),
        (cap | {"status": "off_track", "actual": 3.0}, True),
        (cap | {"status": "off_track", "actual": 2.0}, False),
        (cap | {"status": "off_track", "actual": 2.0, "comparator": "<"}, True),
        ({"status": "off_track", "direction": "hold", "measure": "rate"}, True),
        ({"status": "overdue"}, False),
    ]
    rows = frame(*({"scoring": "completion + veto", "actual": 5.0} | facts for facts, _ in cases))
    assert points(rows)["veto"].tolist() == [fallen for _, fallen in cases]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("completion(cap=120)", "120%?"),
        ("rank_step(step=5)", "5%?"),
        ("efficacy(base=60)", "60%?"),
        ("growth(per=5)", "5%?"),
        ("composite(a: 50%; b: 40%)", "90%"),
        ("composite", "0%"),
        ("composite(a: 50%; a: 50%)", "T-a"),
        ("efficacy_bands(1: 1; 2: 0.6)", "0.6 <="),
        ("part + veto", "part"),
        ("完成率(上限=)", "1.2"),
    ],
)
def test_a_slip_in_a_parameter_is_refused_with_the_number(cell: str, expected: str) -> None:
    with pytest.raises(ScoringTextError) as refused:
        parse_scoring(cell)
    assert expected in str(refused.value)


def test_every_rule_in_the_guide_can_be_read() -> None:
    guide = (Path(__file__).parent.parent / "docs" / "how-to" / "scoring.md").read_text("utf-8")
    rows = re.findall(r"(?m)^\| .+ \|.*\| `([^`|]+)`", guide)
    assert len(rows) >= 15
    for cell in rows:
        assert parse_scoring(cell)


# ----------------------------------------------------------------------- the exact oracle

FEW: Final = settings(max_examples=25)
NUMBER: Final = st.integers(-400, 400).map(lambda n: Fraction(n, 8))
SHARE: Final = st.integers(0, 20).map(lambda n: Fraction(n, 20))
SIZE: Final = st.sampled_from([Fraction(1, 4), Fraction(1, 2), Fraction(1), Fraction(5)])
WORTH: Final = st.sampled_from([Fraction(1, 8), Fraction(1, 2), Fraction(1), Fraction(3)])


Side = dict[str, str]
SIDES: Final = st.sampled_from([{}, {"direction": "decrease", "comparator": "<="}])


def whole(count: Fraction) -> Fraction:
    return Fraction(math.trunc(count))


@st.composite
def stepped(draw: st.DrawFn) -> tuple[str, Fraction, Fraction]:
    """A cell of one rule by steps, how far the actual is better, and the points it gives."""
    surplus, per, worth, limit = draw(NUMBER), draw(SIZE), draw(WORTH), draw(SIZE)
    only_whole, full = draw(st.booleans()), Fraction(10)
    count = whole(surplus / per) if only_whole else surplus / per
    up, down = max(count, Fraction(0)) * worth, max(-count, Fraction(0)) * worth
    name = draw(st.sampled_from(["step", "bonus", "deduct", "penalty"]))
    inside = f"per={float(per)}, points={float(worth)}, whole={int(only_whole)}"
    if name != "deduct":
        inside += f", limit={float(limit)}"
    expected = {
        "step": max(full + max(min(count * worth, limit), -limit), Fraction(0)),
        "bonus": min(up, limit),
        "deduct": max(full - down, Fraction(0)),
        "penalty": -min(down, limit),
    }
    return f"{name}({inside})", surplus, expected[name]


@FEW
@given(case=stepped(), side=SIDES)
def test_rules_by_steps_against_fractions(case: tuple[str, Fraction, Fraction], side: Side) -> None:
    cell, surplus, expected = case
    actual = 10.0 - float(surplus) if side else 10.0 + float(surplus)
    value, reason = earned(cell, actual=actual, **side)
    assert reason is None
    assert value == pytest.approx(float(expected), abs=1e-9)


@given(
    values=st.lists(st.integers(0, 6), min_size=1, max_size=8),
    side=SIDES,
    step=SHARE,
    least=SHARE,
    equal=SHARE,
    base=SHARE,
    cap=st.sampled_from([Fraction(1), Fraction(6, 5)]),
)
@FEW
def test_comparing_rules_against_fractions(
    values: list[int],
    side: Side,
    step: Fraction,
    least: Fraction,
    equal: Fraction,
    base: Fraction,
    cap: Fraction,
) -> None:
    ranked = f"rank_step(step={float(step)}, least={float(least)})"
    spread = f"efficacy(base={float(base)}, equal={float(equal)}, cap={float(cap)})"
    cases = [side | {"actual": float(v)} for v in values]
    by_place = points(frame(*(case | {"scoring": ranked} for case in cases)))["points"]
    by_ends = points(frame(*(case | {"scoring": spread} for case in cases)))["points"]
    best, worst = (min(values), max(values)) if side else (max(values), min(values))
    for v, placed, between in zip(values, by_place, by_ends, strict=True):
        ahead = sum((o < v) if side else (o > v) for o in values)
        assert placed == pytest.approx(float(10 * max(1 - step * ahead, least)), abs=1e-9)
        way = Fraction(v - worst, best - worst) if best != worst else None
        share = equal if way is None else min(max(base + (1 - base) * way, Fraction(0)), cap)
        assert between == pytest.approx(float(10 * share), abs=1e-9)


@FEW
@given(
    pairs=st.lists(
        st.tuples(st.integers(0, 40), st.integers(1, 20), st.integers(1, 5)), min_size=1, max_size=4
    ),
    cap=st.sampled_from([Fraction(1), Fraction(3, 2)]),
)
def test_composites_against_fractions(pairs: list[tuple[int, int, int]], cap: Fraction) -> None:
    total = sum(w for _, _, w in pairs)
    shares = [Fraction(w, total) for _, _, w in pairs]
    named = "; ".join(f"t{n}: {float(share)!r}" for n, share in enumerate(shares))
    cell = f"composite({named}; cap={float(cap)})"
    rows = frame(
        *(
            {"target": f"t{n}", "actual": float(y), "target_value": float(t), "scoring": "part"}
            for n, (y, t, _) in enumerate(pairs)
        ),
        {"target": "whole", "actual": 1.0, "scoring": cell},
    )
    exact = sum(
        (s * Fraction(y, t) for s, (y, t, _) in zip(shares, pairs, strict=True)), Fraction()
    )
    assert points(rows)["points"].iloc[-1] == pytest.approx(float(10 * min(exact, cap)), abs=1e-9)


# ------------------------------------------------------------------------- sums and ranges

CELLS: Final = [
    "completion",
    "completion(cap=1.2)",
    "all_or_nothing",
    "step(base=5, per=1, points=1, limit=3)",
    "bonus(per=1, points=1, limit=2)",
    "penalty(per=1, points=1, limit=4)",
    "penalty(per=1, points=1)",
    "bands(>= 10: 20; < 10: 3)",
    "deduct(per=1, points=2)",
]
ITEMS: Final = st.lists(
    st.fixed_dictionaries(
        {
            "scoring": st.sampled_from(CELLS),
            "actual": st.integers(0, 20).map(float),
            "status": st.sampled_from(["achieved", "at_risk", "missed", "overdue", "not_due"]),
        }
    ),
    min_size=1,
    max_size=8,
)


def total(items: list[dict[str, Any]]) -> pd.Series:
    return summarise(with_points(frame(*items)), Policy()).iloc[0]


@FEW
@given(items=ITEMS)
def test_the_score_lies_in_its_range_and_never_below_nothing(items: list[dict[str, Any]]) -> None:
    row = total(items)
    if pd.isna(row["points"]):
        return
    assert 0.0 <= row["points_low"] <= row["points"] + 1e-9
    assert pd.isna(row["points_high"]) or row["points"] <= row["points_high"] + 1e-9


@FEW
@given(items=ITEMS, place=st.integers(0, 7))
def test_hiding_a_figure_never_raises_the_printed_score_unsaid(
    items: list[dict[str, Any]], place: int
) -> None:
    """A penalty that is not reported takes nothing now, but the coverage and the range say so."""
    dropped = place % len(items)
    hidden = [
        item | {"status": "overdue"} if n == dropped and item["status"] != "not_due" else item
        for n, item in enumerate(items)
    ]
    before, after = total(items), total(hidden)
    if pd.isna(before["points"]) or pd.isna(after["points"]):
        return
    if after["points"] > before["points"] + 1e-9:
        assert after["missing"] > before["missing"]
    assert after["points_low"] <= before["points_low"] + 1e-9
    assert pd.isna(after["points_high"]) or after["points_high"] >= before["points_high"] - 1e-9


def test_a_bonus_stands_beside_the_full_marks() -> None:
    rows = [
        {"scoring": "completion", "actual": 10.0, "status": "achieved", "full_points": 20.0},
        {"scoring": "bonus(per=1, points=1)", "actual": 12.0, "full_points": math.nan}
        | {"status": "achieved"},
        {"scoring": "penalty(per=1, points=1)", "actual": 9.0, "full_points": math.nan}
        | {"status": "missed"},
    ]
    row = total(rows)
    assert (row["points"], row["rate"], row["score_kind"]) == (21.0, 1.05, "points")


def test_a_composite_that_waits_for_a_part_leaves_the_others_their_points() -> None:
    rows = [
        {"target": "a", "scoring": "completion", "actual": 8.0, "status": "missed"},
        {"target": "b", "scoring": "composite(b: 50%; c: 50%)", "actual": 9.0, "status": "missed"},
        {"target": "c", "scoring": "part", "actual": math.nan, "status": "overdue"},
    ]
    row = total(rows)
    assert (row["score_kind"], row["points"], row["points_due"]) == ("points", 8.0, 10.0)
    assert (row["points_low"], row["points_high"]) == (8.0, 18.0)
    assert (row["coverage"], row["missing"]) == (0.5, 2)


# ------------------------------------------------------------------------------- printing


def test_noise_of_arithmetic_does_not_round_the_wrong_way() -> None:
    noisy = 0.1 + 0.2 + 2.375  # 2.6749999999999998
    assert points_short(noisy, 3.0) == "2.68/3"
