"""Bands as data: every number one word, gaps and overlaps refused with the numbers."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard.assessment.methods import Case, schedule
from scorecard.i18n import Words
from scorecard.report.method import method_page
from scorecard.schema.bands import (
    GRADES,
    PRESETS,
    Band,
    Bands,
    BandsError,
    BandTextError,
    Interval,
    band_of,
    checked,
    faults,
    parse_bands,
    parse_interval,
    policy_bands,
)
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import Status

NUMBERS = st.integers(-50, 50).map(float)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: >= 0; b: < 0", []),
        ("a: > 0; b: = 0; c: < 0", []),
        ("a: >= 0; b: < -10", ["gap: [-10, 0)"]),
        ("a: > 0; b: < 0", ["gap: = 0"]),
        ("a: >= 0; b: <= 0", ["overlap: = 0"]),
        ("a: >= 0; b: < 5", ["overlap: [0, 5)"]),
        ("a: >= 0; b: [-30, -10]; c: < -30", ["gap: (-10, 0)"]),
        ("a: >= 0", ["gap: < 0"]),
        ("a: (5, 5]; b: >= 5; c: < 5", ["empty: (5, 5]"]),
        ("a: [0, 100]; b: [10, 20]; c: < 0; d: > 100", ["overlap: [10, 20]"]),
        ("a: [10, 0]; b: >= 0; c: < 0", ["empty: [10, 0]"]),
        ("a: < 0; b: (0, 5); c: [5, 9); d: > 9", ["gap: = 0", "gap: = 9"]),
    ],
)
def test_faults_name_the_numbers(text: str, expected: list[str]) -> None:
    assert [str(fault) for fault in faults(parse_bands(text))] == expected


def test_faults_name_the_bands_on_both_sides() -> None:
    (fault,) = faults(parse_bands("绿: >= 0; 黄: [-30, -10]; 红: < -30"))
    assert fault.labels == ("黄", "绿")


def test_a_faulty_set_is_refused_with_its_faults_as_data() -> None:
    with pytest.raises(BandsError) as refused:
        checked(parse_bands("a: >= 0; b: < -10"))
    assert [(f.kind, f.numbers.low, f.numbers.high) for f in refused.value.faults] == [
        ("gap", -10.0, 0.0)
    ]


@pytest.mark.parametrize("text", ["", "10-30", "[1 2]", "a:", ": > 3", "> x", "a (no_status): > 3"])
def test_what_leaves_an_edge_unsaid_is_not_read(text: str) -> None:
    with pytest.raises(BandTextError):
        parse_bands(text)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("≥ 85", Interval(85.0, math.inf, low_in=True)),
        ("[80，85）", Interval(80.0, 85.0, low_in=True)),
        ("(, 60)", Interval(high=60.0)),
        ("[-30%, -10%)", Interval(-30.0, -10.0, low_in=True)),
        ("= 0", Interval(0.0, 0.0, low_in=True, high_in=True)),
    ],
)
def test_intervals_are_read(text: str, numbers: Interval) -> None:
    band = parse_bands(f"x: {text}").bands[0]
    assert band.numbers == numbers


@given(
    edges=st.lists(NUMBERS, min_size=1, max_size=6, unique=True).map(sorted),
    sides=st.lists(st.booleans(), min_size=6, max_size=6),
    values=st.lists(NUMBERS, min_size=1, max_size=20),
)
def test_a_set_without_faults_gives_every_number_exactly_one_word(
    edges: list[float], sides: list[bool], values: list[float]
) -> None:
    ends = [-math.inf, *edges, math.inf]
    left = [False, *sides[: len(edges)]]
    right = [not side for side in sides[: len(edges)]] + [False]
    bands = Bands(
        tuple(
            Band(str(i), Interval(ends[i], ends[i + 1], left[i], right[i]))
            for i in range(len(ends) - 1)
        )
    )
    assert faults(bands) == ()
    found = [band_of(value, bands) for value in sorted(values)]
    places = [int(band.label) for band in found if band is not None]
    assert len(places) == len(values)
    assert places == sorted(places)


@given(
    cuts=st.lists(
        st.tuples(NUMBERS, NUMBERS, st.booleans(), st.booleans()), min_size=1, max_size=5
    ),
    value=NUMBERS | st.integers(-100, 100).map(lambda n: n / 2),
)
def test_faults_are_exactly_the_numbers_with_no_word_or_two(
    cuts: list[tuple[float, float, bool, bool]], value: float
) -> None:
    bands = Bands(tuple(Band(str(i), Interval(*cut)) for i, cut in enumerate(cuts)))
    found = faults(bands)

    def inside(numbers: Interval) -> bool:
        return band_of(value, Bands((Band("", numbers),))) is not None

    words = sum(inside(band.numbers) for band in bands.bands)
    in_gap = any(f.kind == "gap" and inside(f.numbers) for f in found)
    in_overlap = any(f.kind == "overlap" and inside(f.numbers) for f in found)
    assert in_gap == (words == 0)
    assert in_overlap == (words > 1)


def words_of(values: list[float], bands: Bands) -> list[str | None]:
    found = (band_of(value, bands) for value in values)
    return [band.label if band else None for band in found]


def test_noise_at_an_edge_does_not_cross_it() -> None:
    bands = parse_bands("a: >= 0.3; b: < 0.3")
    assert words_of([0.1 + 0.1 + 0.1, 0.3 - 1e-12, 0.3 - 1e-6], bands) == ["a", "a", "b"]


def test_infinite_values_belong_to_the_outer_bands_and_nan_to_none() -> None:
    bands = parse_bands("a: >= 0; b: < 0")
    assert words_of([math.inf, -math.inf, math.nan], bands) == ["a", "b", None]


def test_distance_is_to_the_nearest_edge() -> None:
    policy = Policy(bands="a (on_track): >= 0; b (at_risk): [-10, 0); c (off_track): < -10")
    cases = (Case(progress=(50.0 + lead) / 100.0, expected=0.5) for lead in (-3.0, 12.0, -11.0))
    distances = [schedule.judge(case, policy).distance for case in cases]
    assert distances == pytest.approx([3.0, 12.0, 1.0])


@pytest.mark.parametrize("name", [*PRESETS, *GRADES])
def test_presets_have_no_fault_and_name_their_source(name: str) -> None:
    preset = (PRESETS | GRADES)[name]
    assert faults(preset) == ()
    assert "20" in preset.source


def test_the_preset_says_which_gap_it_fills() -> None:
    (filled,) = PRESETS["银川"].filled
    assert str(filled.numbers) == "(-10, 0)"
    assert "未定" in filled.label
    assert "未作规定" in PRESETS["银川"].source


@pytest.mark.parametrize(
    ("lead", "word"),
    [
        (0.0, "绿"),
        (-10.0, "黄"),
        (-30.0, "黄"),
        (-30.1, "红"),
        (-9.99, "绿（原文未定，本预设补为绿）"),
    ],
)
def test_yinchuan_edges(lead: float, word: str) -> None:
    assert words_of([lead], PRESETS["银川"]) == [word]


@pytest.mark.parametrize(
    ("lead", "word"), [(0.0, "绿"), (-50.0, "黄"), (-50.01, "红"), (5.0, "绿")]
)
def test_sanya_edges_are_relative(lead: float, word: str) -> None:
    assert PRESETS["三亚"].relative
    assert words_of([lead], PRESETS["三亚"]) == [word]


def test_policy_draws_the_bands_or_names_a_preset() -> None:
    assert policy_bands(Policy(bands="三亚")) is PRESETS["三亚"]
    drawn = policy_bands(Policy(ahead_above=5.0, behind_by=-20.0))
    assert [str(b.numbers) for b in drawn.bands] == ["> 5", "[0, 5]", "[-20, 0)", "< -20"]
    typed = policy_bands(Policy(bands="好 (on_track, green): >= -5; 差 (off_track): < -5"))
    assert [b.status for b in typed.bands] == [Status.ON_TRACK, Status.OFF_TRACK]


def test_policy_bands_with_a_gap_or_without_a_status_are_refused() -> None:
    with pytest.raises(BandsError, match=r"gap: \[-10, 0\)"):
        policy_bands(Policy(bands="on_track: >= 0; off_track: < -10"))
    with pytest.raises(BandTextError):
        policy_bands(Policy(bands="绿: >= 0; 红: < 0"))


def test_an_interval_prints_as_it_is_read() -> None:
    for text in ("[-30, -10)", "< -30", ">= 0", "= 0", "(1.5, 2]"):
        assert str(parse_interval(text)) == text


@pytest.mark.parametrize(
    ("policy", "methods", "unused"),
    [
        (Policy(), {"pace"}, {"ahead_above", "behind_by"}),
        (
            Policy(bands="银川"),
            {"schedule"},
            {*("ahead", "on_track", "at_risk", "early_share", "early_points")}
            | {*("ahead_above", "behind_by")},
        ),
        (Policy(), {"pace", "schedule"}, set()),
        (Policy(), set(), set()),
    ],
)
def test_thresholds_that_judge_nothing_are_marked(
    policy: Policy, methods: set[str], unused: set[str]
) -> None:
    words = {str(status): str(status) for status in Status}
    page = method_page(policy, Words("zh"), words, methods)
    assert {t.id for t in page.thresholds if t.text.endswith("（本表未使用）")} == unused
