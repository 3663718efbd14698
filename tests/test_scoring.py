"""Points: every rule with its own cap, ties, reverse indicators, units left out, and reasons."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
import pytest
from flows_scored import earned, flows
from hypothesis import given
from hypothesis import strategies as st
from recomputing import half_up

from scorecard.schema.bands import GRADES
from scorecard.schema.vocabulary import NoPoints, Status
from scorecard.scoring.points import bounds, parse_scoring, points
from scorecard.scoring.rollup import grade
from scorecard.scoring.rules import (
    RULES,
    Efficacy,
    RankStep,
    ScoringTextError,
    attainment,
    place,
)

POSITIVE = st.floats(0.01, 1e6)

# ------------------------------------------------------------------- worked, rule by rule


@pytest.mark.parametrize(
    ("cell", "facts", "expected"),
    [
        ("completion", {"actual": 8.0}, 8.0),
        ("completion", {"actual": 25.0}, 10.0),
        ("completion(cap=1.2)", {"actual": 25.0}, 12.0),
        ("completion(cap=120%)", {"actual": 12.0, "full_points": 0.5}, 0.6),
        ("completion", {"actual": 20.0, "direction": "decrease", "comparator": "<="}, 5.0),
        ("completion", {"actual": 0.0, "direction": "decrease", "comparator": "<="}, 10.0),
        ("all_or_nothing", {"actual": 10.0, "status": "achieved"}, 10.0),
        ("all_or_nothing", {"actual": 9.9, "status": "missed"}, 0.0),
        ("efficacy(worst=0, best=20)", {"actual": 10.0}, 8.0),
        ("efficacy(worst=20, best=0)", {"actual": 5.0, "direction": "decrease"}, 9.0),
        ("efficacy_bands(0: 0.6; 10: 0.8; 20: 1)", {"actual": 15.0}, 9.0),
        ("efficacy_bands(20: 0.6; 10: 0.8; 0: 1)", {"actual": 5.0}, 9.0),
        ("efficacy_bands(1: 0.6; 10: 1)", {"actual": 0.5}, 0.0),
        ("step(base=25, per=1, points=0.1, limit=3)", {"actual": 12.0}, 25.2),
        ("step(base=25, per=1, points=0.1, limit=3)", {"actual": -90.0}, 22.0),
        ("step(per=1, points=1)", {"actual": -90.0}, 0.0),
        ("bands(>= 10: 20; [5, 10): 10; [1, 5): 6; < 1: 3)", {"actual": 5.0}, 10.0),
        ("bands(>= 10: 20; [5, 10): 10; [1, 5): 6; < 1: 3)", {"actual": 4.999}, 6.0),
        ("bonus(per=5, points=1, limit=2)", {"actual": 15.0}, 1.0),
        ("bonus(per=5, points=1, limit=2)", {"actual": 90.0}, 2.0),
        ("bonus(per=5, points=1, limit=2)", {"actual": 1.0}, 0.0),
        ("deduct(per=1, points=0.5)", {"actual": 7.0}, 8.5),
        ("deduct(per=1, points=0.5)", {"actual": -99.0}, 0.0),
        ("deduct(per=1, points=0.1)", {"actual": 13.0, "comparator": "<="}, 9.7),
        ("completion + bonus(per=1, points=1, limit=2)", {"actual": 15.0}, 12.0),
        ("completion + deduct(per=1, points=1)", {"actual": 5.0}, 0.0),
        ("completion + deduct(per=1, points=1)", {"actual": 8.0}, 6.0),
        ("completion + veto", {"actual": 8.0}, 8.0),
        ("veto", {"actual": 8.0}, 0.0),
    ],
)
def test_points_of_each_rule(cell: str, facts: dict[str, Any], expected: float) -> None:
    value, reason = earned(cell, **facts)
    assert value == pytest.approx(expected, abs=1e-12)
    assert reason is None


@pytest.mark.parametrize(
    ("cell", "facts", "reason"),
    [
        (None, {"actual": 1.0}, "no_scoring_rule"),
        ("complete", {"actual": 1.0}, "scoring_not_readable"),
        ("completion", {"actual": 1.0, "status": "overdue"}, "no_verdict"),
        ("completion", {"actual": 1.0, "full_points": math.nan}, "no_full_mark"),
        ("completion", {"actual": 1.0, "target_value": 0.0}, "target_not_positive"),
        ("completion", {"actual": 1.0, "target_value": -5.0}, "target_not_positive"),
        ("completion", {"actual": 1.0, "target_value": math.nan}, "no_target_value"),
        ("completion", {"actual": 90.0, "measure": "rank"}, "not_for_ranks"),
        ("efficacy", {"actual": 1.0}, "no_spread"),
        ("efficacy", {"actual": math.nan}, "no_figure"),
        ("rank_step", {"actual": math.nan}, "no_figure"),
        ("step(per=1, points=1)", {"actual": 1.0, "target_value": math.nan}, "no_target_value"),
        ("deduct(per=1, points=1)", {"actual": 1.0, "full_points": math.nan}, "no_full_mark"),
        ("all_or_nothing", {"actual": 1.0, "full_points": math.nan}, "no_full_mark"),
        ("bonus(per=1, points=1)", {"actual": math.nan}, "no_figure"),
    ],
)
def test_what_cannot_be_computed_has_no_points_and_a_reason(
    cell: str | None, facts: dict[str, Any], reason: str
) -> None:
    value, found = earned(cell, **facts)  # type: ignore[arg-type]  # a blank cell is meant
    assert math.isnan(value)
    assert found == reason
    assert reason in tuple(NoPoints)


def test_rank_step_shares_places_and_leaves_out_units_without_a_figure() -> None:
    table = points(
        flows(
            {"scoring": "rank_step(step=0.05)", "actual": 90.0},
            {"scoring": "rank_step(step=0.05)", "actual": 85.0},
            {"scoring": "rank_step(step=0.05)", "actual": 85.0},
            {"scoring": "rank_step(step=0.05)", "actual": 70.0},
            {"scoring": "rank_step(step=0.05)", "actual": math.nan, "status": "overdue"},
        )
    )
    np.testing.assert_allclose(table["points"], [10.0, 9.5, 9.5, 8.5, math.nan], equal_nan=True)
    assert table["points_reason"].tolist()[-1] == "no_verdict"


def test_groups_are_compared_on_their_own() -> None:
    table = points(
        flows(
            {"scoring": "rank_step", "actual": 90.0, "group": "south"},
            {"scoring": "rank_step", "actual": 10.0, "group": "north"},
            {"scoring": "rank_step", "actual": 20.0, "group": "north"},
        )
    )
    assert table["points"].tolist() == [10.0, 9.5, 10.0]


def test_efficacy_over_all_units_swaps_the_ends_of_reverse_indicators() -> None:
    cell = {"scoring": "efficacy", "direction": "decrease", "comparator": "<="}
    missing = cell | {"actual": math.nan, "status": "overdue"}
    table = points(
        flows(cell | {"actual": 2.0}, cell | {"actual": 6.0}, cell | {"actual": 4.0}, missing)
    )
    np.testing.assert_allclose(table["points"], [10.0, 6.0, 8.0, math.nan], equal_nan=True)


def test_a_veto_is_reported_beside_the_number() -> None:
    table = points(
        flows(
            {"scoring": "completion + veto", "actual": 8.0, "status": "missed"},
            {"scoring": "completion + veto", "actual": 12.0, "status": "achieved"},
            {"scoring": "completion", "actual": 8.0, "status": "missed"},
        )
    )
    assert table["veto"].tolist() == [True, False, False]


# -------------------------------------------------------------------------------- grades


@pytest.mark.parametrize(
    ("score", "word"),
    [
        (85.0, "优秀"),
        (84.999, "良好"),
        (80.0, "良好"),
        (70.0, "一般"),
        (60.0, "合格"),
        (59.9, "不合格"),
    ],
)
def test_grade_bands_say_which_side_an_edge_belongs_to(score: float, word: str) -> None:
    assert grade(score, GRADES["厦门"]) == word


def test_a_veto_changes_the_grade_and_an_unknown_score_has_none() -> None:
    assert grade(95.0, GRADES["厦门"], vetoed=True) == "不合格"
    assert grade(math.nan, GRADES["厦门"], vetoed=True) is None
    assert grade(95.0, GRADES["厦门"]) == "优秀"


def test_the_best_grade_only_for_the_first_places() -> None:
    cases = [(95.0, True), (92.0, False), (75.0, False)]
    words = [grade(score, GRADES["厦门"], top=top) for score, top in cases]
    assert words == ["优秀", "良好", "一般"]


# ------------------------------------------------------------------------- the cell's text


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "complete",
        "completion(cap=)",
        "completion(cap=0)",
        "completion(cap=-1)",
        "completion(cap=nan)",
        "completion(limit=1)",
        "completion(cap=1, cap=2)",
        "completion(cap=1",
        "completion cap=1)",
        "step(per=1)",
        "step(per=0, points=1)",
        "step(per=1, points=1, limit=-3)",
        "efficacy(worst=5, best=5)",
        "bands()",
        "bands(>= 10: 20; < 5: 3)",
        "bands(>= 10: 20; <= 10: 3)",
        "bands(10-20: 3)",
        "efficacy_bands(1: 0.6)",
        "efficacy_bands(1: 0.6; 3: 0.8; 2: 1)",
        "completion +",
        "completion; veto",
    ],
)
def test_a_cell_that_cannot_be_used_is_refused(cell: str) -> None:
    with pytest.raises(ScoringTextError):
        parse_scoring(cell)


def test_a_table_with_a_gap_is_refused_with_the_numbers() -> None:
    with pytest.raises(ScoringTextError) as refused:
        parse_scoring("bands(>= 10: 20; < 5: 3)")
    assert [str(fault) for fault in refused.value.faults] == ["gap: [5, 10)"]


def test_full_width_characters_are_forgiven() -> None:
    assert parse_scoring("completion（cap＝1.2）") == parse_scoring("completion(cap=1.2)")


def test_every_rule_has_a_name_that_reads() -> None:
    needed = {"step": "per=1, points=1", "bonus": "per=1, points=1", "deduct": "per=1, points=1"}
    needed |= {"bands": ">= 0: 1; < 0: 0", "efficacy_bands": "0: 0.6; 1: 1"}
    needed |= {"penalty": "per=1, points=1", "composite": "a: 50%; b: 50%"}
    for name in RULES:
        (rule,) = parse_scoring(f"{name}({needed.get(name, '')})")
        assert rule.name == name


# -------------------------------------------------------------------------------- bounds


@pytest.mark.parametrize(
    ("cell", "least", "most"),
    [
        ("completion(cap=1.2)", 0.0, 12.0),
        ("step(base=25, per=1, points=0.1, limit=3)", 22.0, 28.0),
        ("bands(>= 10: 20; < 10: 3)", 3.0, 20.0),
        ("bonus(per=1, points=1, limit=5)", 0.0, 5.0),
        ("bonus(per=1, points=1)", 0.0, math.inf),
        ("completion + bonus(per=1, points=1, limit=5)", 0.0, 15.0),
        ("step(base=25, per=1, points=1, limit=3) + deduct(per=1, points=1)", 0.0, 28.0),
        ("veto", 0.0, 0.0),
        (None, 0.0, 10.0),
        ("nonsense", 0.0, 10.0),
    ],
)
def test_bounds_of_a_cell(cell: str | None, least: float, most: float) -> None:
    assert bounds(cell, 10.0) == pytest.approx((least, most))


CELLS: Final = [
    "completion",
    "completion(cap=1.2)",
    "efficacy(worst=0, best=50)",
    "all_or_nothing",
    "rank_step",
    "step(base=5, per=2, points=1, limit=3)",
    "bands(>= 10: 20; [5, 10): 10; < 5: 3)",
    "bonus(per=1, points=1, limit=4)",
    "deduct(per=1, points=1)",
    "completion + bonus(per=1, points=1, limit=4) + deduct(per=1, points=1)",
]


@given(
    actuals=st.lists(st.floats(-1e6, 1e6), min_size=10, max_size=10),
    status=st.sampled_from(list(Status)[:6]),
)
def test_points_lie_between_the_bounds(actuals: list[float], status: Status) -> None:
    cases = zip(CELLS, actuals, strict=True)
    frame = flows(*({"scoring": c, "actual": y, "status": str(status)} for c, y in cases))
    got = points(frame)["points"]
    for earned_points, cell in zip(got, CELLS, strict=True):
        low, high = bounds(cell, 10.0)
        assert low - 1e-9 <= earned_points <= high + 1e-9


# ---------------------------------------------------------------------------------- laws


@given(y=POSITIVE, t=POSITIVE, factor=st.floats(0.01, 1e4), d=st.sampled_from([1, -1]))
def test_a_change_of_unit_leaves_attainment_unchanged(
    y: float, t: float, factor: float, d: int
) -> None:
    plain = attainment(y, t, d)
    assert attainment(y * factor, t * factor, d) == pytest.approx(plain, rel=1e-9)


@given(values=st.lists(st.integers(0, 5).map(float), min_size=1, max_size=12))
def test_places_are_competition_places(values: list[float]) -> None:
    for value in values:
        assert place(value, sorted(values)) == 1 + sum(other > value for other in values)


@given(values=st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=9), shift=st.floats(-50, 50))
def test_efficacy_is_blind_to_a_shift_and_gives_the_best_the_full_mark(
    values: list[float], shift: float
) -> None:
    def marks(x: list[float]) -> list[float]:
        shares = [Efficacy().share(y, min(x), max(x)) for y in x]
        return [10.0 * share for share in shares if share is not None]

    if max(values) - min(values) < 1e-3:
        return
    np.testing.assert_allclose(marks([v + shift for v in values]), marks(values), atol=1e-6)
    assert max(marks(values)) == pytest.approx(10.0)
    assert min(marks(values)) == pytest.approx(6.0)


@given(better=st.floats(0, 100), actual=st.floats(-100, 100))
def test_a_better_figure_never_earns_less(better: float, actual: float) -> None:
    cells = ["completion", "step(per=1, points=1)", "deduct(per=1, points=1)"]
    worse, better_off = (
        points(flows(*({"scoring": cell, "actual": y} for cell in cells)))["points"]
        for y in (actual, actual + better)
    )
    assert (better_off >= worse).all()


def test_published_marks_by_place_are_five_per_cent_apart() -> None:
    marks = [60.0 * RankStep().share(nth) for nth in (1, 2, 3)]
    assert [half_up(m) for m in marks] == [60.0, 57.0, 54.0]
