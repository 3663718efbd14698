"""Schedule, growth ratio, projection and control limits: classes, refusals, laws."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard.assessment.methods import (
    PROFILES,
    Case,
    Judge,
    Profile,
    Verdict,
    growth_ratio,
    projection,
    schedule,
)
from scorecard.assessment.methods import control_limits as xmr
from scorecard.assessment.methods.base import nearest
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import DistanceUnit, Method, Reason, Status

POLICY: Final = Policy()
JUDGES: Final[dict[str, Judge]] = {
    str(method): PROFILES[method].judge
    for method in (Method.SCHEDULE, Method.GROWTH_RATIO, Method.PROJECTION)
}


def inputs(points: list[float] | None = None, **facts: Any) -> Case:  # noqa: ANN401 (any field)
    """From 100 at the end of 2015 to 200 by the end of 2030, standing at 150 in 2024."""
    year = 12
    usual: dict[str, Any] = {
        "baseline": 100.0,
        "target": 200.0,
        "actual": 150.0,
        "direction": 1,
        "t0": 2016 * year,
        "t": 2025 * year,
        "t1": 2031 * year,
        "expected": 0.6,
    } | facts
    if "progress" not in usual and usual["target"] is not None:
        way = usual["target"] - usual["baseline"]
        usual["progress"] = (usual["actual"] - usual["baseline"]) / way if way else None
    count = len(points or [])
    series = [(2025 * year - year * (count - 1 - n), p) for n, p in enumerate(points or [])]
    return Case(**usual, points=series, step=year)


def said(verdict: Verdict) -> tuple[str, str | None, str]:
    return str(verdict.status), verdict.method_class, str(verdict.reason)


# ---------------------------------------------------------------------------------- schedule


@pytest.mark.parametrize(
    ("progress", "expected", "status", "word"),
    [
        (0.61, 0.60, "on_track", "达进度"),
        (0.66, 0.60, "ahead", "超进度"),
        (0.60, 0.60, "on_track", "达进度"),
        (0.1 + 0.2, 0.3, "on_track", "达进度"),
        (0.59, 0.60, "at_risk", "略滞后"),
        (0.50, 0.60, "at_risk", "略滞后"),
        (0.4999, 0.60, "off_track", "滞后"),
        (-0.2, 0.0, "off_track", "滞后"),
    ],
)
def test_schedule_classes(progress: float, expected: float, status: str, word: str) -> None:
    verdict = schedule.judge(inputs(progress=progress, expected=expected), POLICY)
    assert said(verdict) == (status, word, "schedule")
    assert verdict.value == pytest.approx(100 * (progress - expected))


def test_schedule_distance_is_in_points_to_the_nearest_edge() -> None:
    verdict = schedule.judge(inputs(progress=0.53, expected=0.60), POLICY)
    assert verdict.distance == pytest.approx(3.0)
    assert verdict.distance_unit is DistanceUnit.POINTS


def test_schedule_under_a_citys_preset() -> None:
    half: dict[str, Any] = {"progress": 0.22, "expected": 0.5}
    assert said(schedule.judge(inputs(**half), Policy(bands="银川")))[1] == "黄"
    verdict = schedule.judge(inputs(**half), Policy(bands="三亚"))
    assert said(verdict)[:2] == ("off_track", "红")
    assert verdict.value == pytest.approx(-56.0)
    assert verdict.distance == pytest.approx(0.06)
    assert verdict.distance_unit is DistanceUnit.RATIO


@pytest.mark.parametrize(
    ("actual", "status", "reason"),
    [
        (0.0, "on_track", "within_allowance"),
        (2.5, "on_track", "within_allowance"),
        (2.6, "on_track", "over_allowance"),
        (2.8, "at_risk", "over_allowance"),
        (4.5, "off_track", "over_allowance"),
        (6.0, "off_track", "cap_exceeded"),
    ],
)
def test_schedule_judges_a_cap_by_its_allowance_and_never_ahead(
    actual: float, status: str, reason: str
) -> None:
    row = inputs(
        baseline=0.0, target=5.0, actual=actual, expected=0.5, allowance=2.5, direction=-1,
        is_flow=True, is_cap=True, met=actual <= 5.0,
    )  # fmt: skip
    assert said(schedule.judge(row, POLICY))[::2] == (status, reason)


def test_a_cap_that_no_figure_is_known_of_is_at_no_distance() -> None:
    row = inputs(actual=None, progress=None, allowance=2.5, is_cap=True, is_flow=True, met=True)
    verdict = PROFILES[Method.PACE].judge(row, POLICY)
    assert (verdict.distance, verdict.distance_unit) == (None, None)


def test_schedule_of_a_cap_without_a_pathway_is_on_track_until_it_breaks() -> None:
    unbroken = inputs(expected=None, progress=0.3, is_cap=True, is_flow=True, met=True)
    broken = inputs(expected=None, progress=1.3, is_cap=True, is_flow=True, met=False)
    assert said(schedule.judge(unbroken, POLICY))[0] == "on_track"
    assert said(schedule.judge(broken, POLICY))[0] == "off_track"


def test_schedule_refuses_what_has_no_progress() -> None:
    verdict = schedule.judge(inputs(progress=None), POLICY)
    assert said(verdict) == ("not_scored", None, "method_refused")
    assert verdict.reason is Reason.METHOD_REFUSED
    assert verdict.distance is None


def test_schedule_takes_the_bands_of_the_office() -> None:
    policy = Policy(bands="good (on_track): >= -5; bad (off_track): < -5")
    assert said(schedule.judge(inputs(progress=0.56), policy))[1] == "good"


# ------------------------------------------------------------------------------ growth ratio


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"actual": 152.0}, ("on_track", "substantial_progress", "growth_ratio")),
        ({"actual": 140.0}, ("at_risk", "moderate_progress", "growth_ratio")),
        ({"actual": 101.0}, ("at_risk", "limited_progress", "growth_ratio")),
        ({"actual": 100.0}, ("at_risk", "limited_progress", "growth_ratio")),
        ({"actual": 90.0}, ("off_track", "deterioration", "growth_ratio")),
        ({"actual": 200.0, "met": True}, ("achieved", "target_achieved", "growth_ratio")),
        ({"t": 2016 * 12.0}, ("not_scored", "not_available", "too_few_points")),
        ({"is_rank": True}, ("not_scored", "not_available", "method_refused")),
        ({"is_flow": True}, ("not_scored", "not_available", "method_refused")),
        ({"baseline": 0.0}, ("not_scored", "not_available", "method_refused")),
        ({"target": 0.0, "direction": -1}, ("not_scored", "not_available", "method_refused")),
        ({"baseline": -5.0}, ("not_scored", "not_available", "method_refused")),
        ({"target": None, "actual": 116.0}, ("on_track", "substantial_progress", "growth_ratio")),
        ({"target": None, "actual": 107.0}, ("at_risk", "moderate_progress", "growth_ratio")),
        ({"target": None, "actual": 101.0}, ("at_risk", "limited_progress", "growth_ratio")),
        ({"target": None, "actual": 99.0}, ("off_track", "deterioration", "growth_ratio")),
    ],
)
def test_growth_ratio_classes(facts: dict[str, Any], expected: tuple[str, str, str]) -> None:
    assert said(growth_ratio.judge(inputs(**facts), POLICY)) == expected


def test_growth_without_a_target_turns_the_sign_below_zero() -> None:
    verdict = growth_ratio.judge(inputs(baseline=-100.0, actual=-80.0, target=None), POLICY)
    assert (verdict.value or 0.0) > 0
    assert said(verdict)[1] == "substantial_progress"


def test_near_a_natural_limit_less_growth_is_asked_for() -> None:
    near: dict[str, Any] = {"baseline": 95.0, "actual": 96.0, "target": None}
    assert said(growth_ratio.judge(inputs(**near), POLICY))[1] == "limited_progress"
    verdict = growth_ratio.judge(inputs(**near, natural_limit=100.0), POLICY)
    assert said(verdict)[1] == "moderate_progress"
    on_it = growth_ratio.judge(
        inputs(baseline=100.0, actual=100.0, target=None, natural_limit=100.0), POLICY
    )
    assert (said(on_it)[1], on_it.score) == ("substantial_progress", 5.0)


def test_a_target_on_the_wrong_side_is_judged_and_warned_of() -> None:
    facts: dict[str, Any] = {"baseline": 58.2, "actual": 59.5, "target": 50.0, "met": True}
    assert said(growth_ratio.judge(inputs(**facts), POLICY))[1] == "target_achieved"


@pytest.mark.parametrize(
    ("base", "limit", "factor"),
    [(200.0, 100.0, 1.0), (100.0, 100.0, 0.0), (0.0, 0.0, 1.0), (5.0, None, 1.0), (0.0, 100.0, 1.0),
     (50.0, 100.0, 1 - 0.5**4.44), (150.0, 100.0, 1 - 0.5**4.44)],
)  # fmt: skip
def test_limit_factor(base: float, limit: float | None, factor: float) -> None:
    assert growth_ratio.limit_factor(base, limit) == pytest.approx(factor)


@given(
    b=st.floats(0.1, 1e4), y=st.floats(0.1, 1e4), t=st.floats(0.1, 1e4), unit=st.floats(0.01, 100)
)
def test_growth_ratio_is_free_of_the_unit(b: float, y: float, t: float, unit: float) -> None:
    def value(k: float) -> float:
        found = growth_ratio.progress_value(b * k, 2015, y * k, 2024, t * k, 2030, 1)
        assert found is not None
        return found

    if abs(t / b - 1) < 1e-3:
        return
    assert value(unit) == pytest.approx(value(1.0), rel=1e-6, abs=1e-9)


# -------------------------------------------------------------------------------- projection


@pytest.mark.parametrize(
    ("points", "facts", "expected"),
    [
        ([100, 110, 120, 130, 140, 150], {}, ("on_track", "sun", "projection")),
        ([110, 118, 126, 134, 142, 150], {}, ("on_track", "sun", "projection")),
        ([115, 122, 129, 136, 143, 150], {}, ("on_track", "sun_and_cloud", "projection")),
        ([140, 142, 144, 146, 148, 150], {}, ("at_risk", "cloud", "projection")),
        ([150, 150, 150, 150, 150, 150], {}, ("off_track", "thunder", "projection")),
        ([160, 158, 156, 154, 152, 150], {}, ("off_track", "thunder", "projection")),
        ([140, 145, 150], {}, ("not_scored", "not_available", "too_few_points")),
        ([135, 140, 145, 150], {}, ("at_risk", "cloud", "projection")),
        ([90, 100, 110, 120, 130, 140], {"is_rank": True},
         ("not_scored", "not_available", "method_refused")),
        ([90, 100, 110, 120, 130, 140], {"is_cap": True},
         ("not_scored", "not_available", "method_refused")),
        ([100, 110, 120, 130, 145, 150], {"target": None}, ("on_track", "sun", "projection")),
        ([100, 110, 120, 130, 155, 150], {"target": None},
         ("on_track", "sun_and_cloud", "projection")),
        ([170, 165, 160, 155, 145, 150], {"target": None}, ("at_risk", "cloud", "projection")),
        ([170, 165, 160, 155, 152, 150], {"target": None}, ("off_track", "thunder", "projection")),
        ([130, 130, 135, 140, 145, 150], {"target": 140.0, "t1": None},
         ("on_track", "sun", "projection")),
        ([170, 165, 160, 155, 152, 150], {"target": 140.0, "t1": None},
         ("on_track", "sun_and_cloud", "projection")),
        ([130, 130, 135, 140, 145, 150], {"target": 160.0, "t1": None},
         ("at_risk", "cloud", "projection")),
        ([170, 165, 160, 155, 152, 150], {"target": 160.0, "t1": None},
         ("off_track", "thunder", "projection")),
    ],
)  # fmt: skip
def test_projection_symbols(
    points: list[float], facts: dict[str, Any], expected: tuple[str, str, str]
) -> None:
    assert said(projection.judge(inputs(points, **facts), POLICY)) == expected


@pytest.mark.parametrize(
    ("miss", "word"),
    [(0.0499, "sun"), (0.05, "sun_and_cloud"), (0.2, "sun_and_cloud"), (0.2001, "cloud")],
)
def test_projection_edges(miss: float, word: str) -> None:
    # 100 short of 200, ten steps left: the change that leaves this share of the way undone.
    assert projection.concrete(100.0, 10.0 * (1 - miss), 200.0, 10.0, 1) == word


def test_only_points_without_a_gap_between_them_count() -> None:
    row = inputs([100, 110, 120, 130, 140, 150])
    broken = [(month - 12 * (n < 3), value) for n, (month, value) in enumerate(row.points)]
    verdict = projection.judge(replace(row, points=broken), POLICY)
    assert said(verdict)[2] == Reason.TOO_FEW_POINTS


def test_an_interval_takes_its_weakest_bound() -> None:
    assert projection.weakest_bound(30.0, 35.0, 1) == 30.0
    assert projection.weakest_bound(30.0, 35.0, -1) == 35.0
    assert projection.weakest_bound(None, 40.0, 1) == 40.0


@given(
    points=st.lists(st.integers(1, 300).map(float), min_size=6, max_size=6),
    target=st.integers(1, 400).map(float),
)
def test_projection_mirrors(points: list[float], target: float) -> None:
    up = projection.judge(inputs(points, actual=points[-1], target=target), POLICY)
    down = projection.judge(
        inputs(
            [-p for p in points],
            actual=-points[-1],
            target=-target,
            baseline=-100.0,
            direction=-1,
        ),
        POLICY,
    )
    assert said(up) == said(down)


# ----------------------------------------------------------------------------- control limits


@pytest.mark.parametrize(
    ("count", "state"), [(5, "none"), (6, "trial"), (11, "trial"), (12, "limits")]
)
def test_below_six_points_nothing_is_said(count: int, state: str) -> None:
    limits = xmr.control_limits([float(n % 3) for n in range(count)])
    assert limits.state == state
    assert (limits.upper is None) == (state == "none")


def test_a_last_point_outside_the_limits_is_a_signal() -> None:
    calm = [10.0, 11.0] * 8
    signals = [xmr.control_limits([*calm, last]).signal for last in (30.0, -9.0, 10.5)]
    assert signals == [1, -1, 0]


def test_a_series_without_points_has_no_limits() -> None:
    assert xmr.control_limits([]).state == "none"
    assert xmr.control_limits([None, None]).points == 0


def test_a_gap_has_no_moving_range_across_it() -> None:
    flat = [5.0] * 7
    limits = xmr.control_limits([*flat, None, *[9.0] * 7])
    assert limits.lower == limits.upper == 7.0


# ------------------------------------------------------------------------ laws for all methods

VALUES = st.integers(1, 1000).map(float)


@given(b=VALUES, y=VALUES, t=VALUES, better=VALUES, e=st.floats(0.0, 1.0))
def test_a_better_actual_never_worsens_a_status(
    b: float, y: float, t: float, better: float, e: float
) -> None:
    if t <= b:
        return
    order = {status: n for n, status in enumerate(Status)}
    for judge in (schedule.judge, growth_ratio.judge):
        low, high = (
            said(judge(inputs(baseline=b, actual=x, target=t, expected=e, met=x >= t), POLICY))[0]
            for x in (y, y + better)
        )
        assert order[Status(high)] <= order[Status(low)]


@given(b=VALUES, t=VALUES, e=st.floats(0.0, 1.0))
def test_on_the_pathway_is_at_least_on_track(b: float, t: float, e: float) -> None:
    if t == b:
        return
    row = inputs(baseline=b, target=t, actual=b + e * (t - b), expected=e)
    assert said(schedule.judge(row, POLICY))[0] in {"on_track", "ahead"}


@given(
    finite=st.lists(st.floats(-1e12, 1e12), min_size=3, max_size=3),
    points=st.lists(st.floats(-1e12, 1e12), min_size=0, max_size=8),
    d=st.sampled_from([1, -1]),
    e=st.floats(0.0, 2.0),
)
def test_no_number_makes_a_method_fail_or_answer_infinity(
    finite: list[float], points: list[float], d: int, e: float
) -> None:
    b, y, t = finite
    row = inputs(points, baseline=b, actual=y, target=t, direction=d, expected=e)
    for judge in JUDGES.values():
        verdict = judge(row, POLICY)
        for number in (verdict.value, verdict.score, verdict.distance):
            assert number is None or math.isfinite(number)


def test_methods_side_by_side_without_the_gate() -> None:
    row = inputs([110, 118, 126, 134, 142, 150])
    found = {name: said(judge(row, POLICY)) for name, judge in JUDGES.items()}
    assert (found["schedule"][0], found["projection"][0]) == ("at_risk", "on_track")
    assert found["growth_ratio"][1] == "substantial_progress"


@pytest.mark.parametrize("profile", PROFILES.values(), ids=map(str, PROFILES))
def test_a_method_that_refuses_a_kind_scores_none_of_it(profile: Profile) -> None:
    for kind in ("is_flow", "is_cap", "is_rank"):
        case = inputs([1.0, 2.0, 3.0, 4.0], **{kind: True, "met": True})
        if profile.refuses(case):
            assert profile.judge(case, POLICY).reason is Reason.METHOD_REFUSED


@pytest.mark.parametrize(
    ("value", "factor", "expected"),
    [
        *((-0.1, 1.0, -5.0), (-0.01, 1.0, -3.75), (0.0, 1.0, -2.5), (0.0025, 1.0, -1.25)),
        *((0.005, 1.0, 0.0), (0.01, 1.0, 1.25), (0.015, 1.0, 2.5), (0.018, 1.0, 4.0)),
        *((0.02, 1.0, 5.0), (0.5, 1.0, 5.0), (0.01, 2.0, 0.0), (0.1, 0.0, 5.0)),
    ],
)
def test_the_score_of_growth_without_a_target_by_hand(
    value: float, factor: float, expected: float
) -> None:
    """125 pv - 2.5 below zero; 500, 250 and 500 pv / C with -2.5, -1.25 and -5 above it."""
    found = growth_ratio.score(value, factor, met=False, has_target=False)
    assert found == pytest.approx(expected)


def test_a_trend_by_hand() -> None:
    quarterly = tuple((3.0 * n, float(n * n)) for n in range(9))
    level = projection.trend(Case(points=quarterly))
    assert (level.average, level.last, level.months) == (11.0, 15.0, 3.0)
    flow = projection.trend(Case(points=quarterly, is_flow=True, step=3))
    assert (flow.average, flow.last) == ((64 + 49 + 36 + 25 + 16) / 5, 64.0)
    short = projection.trend(Case(points=quarterly[:4], is_flow=True, step=3))
    assert short.average == (9 + 4 + 1 + 0) / 4
    gap = (*quarterly[:6], (30.0, 1.0))
    assert projection.trend(Case(points=gap, step=3)).average is None


def test_too_few_points_have_no_signal() -> None:
    few = xmr.control_limits([1.0, 2.0, None, 4.0])
    assert (few.mean, few.lower, few.upper, few.points, few.state, few.signal) == (
        *(None, None, None, 3, "none", 0),
    )
    apart = [x for n in range(6) for x in (float(n), None)]
    found = xmr.control_limits(apart)
    assert (found.mean, found.lower, found.upper, found.points, found.state, found.signal) == (
        *(2.5, None, None, 6, "trial", 0),
    )


def test_the_nearest_bound_is_known_where_all_are() -> None:
    assert nearest(1.0, 4.0, -1.5, 3.0) == 2.0
    assert nearest(1.0, 4.0, None) is None
    assert nearest(None, 4.0) is None
