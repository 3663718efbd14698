"""Typed results recomputed: equal, rounding, inconsistent, exactly as defined."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recomputing import half_up, recomputed

from scorecard.i18n import number_text
from scorecard.schema.typed_rates import PrintedTextError, check_ratio, check_value, printed


@pytest.mark.parametrize(
    ("numerator", "denominator", "typed", "verdict", "reason"),
    [
        ("16", "17", "94.12", "equal", None),
        ("16", "17", "94.12%", "equal", None),
        ("16", "17", "94.1", "equal", None),
        ("16", "17", "94.11", "rounding", "cut_off"),
        ("16", "17", "94.13", "inconsistent", None),
        ("10.52", "18", "58.42", "rounding", "inputs_rounded"),
        ("10.52", "18", "58.41", "inconsistent", None),
        ("10", "18", "55.5", "rounding", "cut_off"),
        ("10", "18", "55.7", "inconsistent", None),
        ("1", "8", "12.5", "equal", None),
        ("1", "8", "13", "equal", None),
        ("1", "8", "12", "rounding", "cut_off"),
        ("1", "1", "100", "equal", None),
        ("１６", "1,700", "0.94", "equal", None),
        ("-892", "10000", "-8.92", "equal", None),
        ("-8925", "100000", "-8.93", "equal", None),
        ("-8925", "100000", "-8.92", "rounding", "cut_off"),
    ],
)
def test_a_typed_rate(
    numerator: str, denominator: str, typed: str, verdict: str, reason: str | None
) -> None:
    result = check_ratio(numerator, denominator, typed)
    assert (result.verdict, result.reason) == (verdict, reason)


def test_the_printed_digits_count_a_zero_at_the_end_included() -> None:
    assert check_ratio("44", "55", "80.0").verdict == "equal"
    assert check_ratio("44.02", "55", "80").verdict == "equal"
    assert check_ratio("4402", "5500", "80.0").verdict == "equal"
    assert check_ratio("4402", "5500", "80.00").verdict == "inconsistent"


def test_whole_numbers_are_exact_and_others_were_rounded() -> None:
    assert check_ratio("35", "88", "39.7").verdict == "rounding"
    assert check_ratio("35", "88", "39.6").verdict == "inconsistent"
    assert check_ratio("35.0", "88.0", "39.6").verdict == "inconsistent"
    assert check_ratio("3.5", "8.8", "39.5").verdict == "rounding"


def test_an_end_that_no_input_reaches_does_not_count() -> None:
    # 0.5 stands for 0.45 up to, but not including, 0.55; 55 % would need 0.55 itself.
    assert check_ratio("0.5", "1", "54.9").verdict == "rounding"
    assert check_ratio("0.5", "1", "55.0").verdict == "rounding"
    assert check_ratio("0.5", "1", "55.1").verdict == "inconsistent"
    assert check_ratio("0.5", "1", "45.0").verdict == "rounding"
    assert check_ratio("0.5", "1", "44.9").verdict == "inconsistent"


@pytest.mark.parametrize(("numerator", "denominator"), [("1", "0"), ("0", "0"), ("1", "0.0")])
def test_a_zero_denominator_is_no_rate(numerator: str, denominator: str) -> None:
    result = check_ratio(numerator, denominator, "0")
    assert result.verdict is None
    assert result.reason == "zero_denominator"
    assert math.isnan(result.recomputed)


@pytest.mark.parametrize("text", ["", "约18", "8~10", "1,23", "--3", "18个", "１.２.３"])
def test_what_is_no_number_is_not_read(text: str) -> None:
    assert check_ratio(text, "18", "1").reason == "not_readable"
    with pytest.raises(PrintedTextError):
        printed(text)


@pytest.mark.parametrize(
    ("expression", "typed", "verdict", "reason"),
    [
        ("30+25", "55", "equal", None),
        ("27+227+174", "422", "inconsistent", None),
        ("59.54+277.33+304.73", "641.61", "rounding", "inputs_rounded"),
        ("59.54+277.33+304.73", "641.63", "inconsistent", None),
        ("85.3-62.5", "22.8", "equal", None),
        ("140-33+11", "118", "equal", None),
        ("-33+140+11", "118", "equal", None),
        ("4*4411", "17000余", "equal", "covered"),
        ("4*4411", "16000余", "inconsistent", None),
        ("(4+1)*10", "50", "equal", None),
        ("100*629.0/647.4-100*10/12", "13.8", "equal", None),
        ("100*629.0/647.4-100*10/12", "13.9", "inconsistent", None),
        ("97.2-83.3", "13.9", "equal", None),
    ],
)
def test_sums_differences_and_products(
    expression: str, typed: str, verdict: str, reason: str | None
) -> None:
    result = recomputed(expression, typed)
    assert (result.verdict, result.reason) == (verdict, reason)


def test_a_number_that_lost_its_printed_form_is_read_as_its_shortest_decimal() -> None:
    assert printed(30.9).digits == 1
    assert printed(18.0).digits == 0
    assert printed(1e-7).value == Fraction(1, 10_000_000)


# ---------------------------------------------------------------------------------- laws

WHOLE = st.integers(1, 10_000)


@given(n=WHOLE, d=WHOLE, digits=st.integers(0, 3))
def test_what_is_rounded_half_up_is_equal_and_what_is_cut_off_is_rounding_at_worst(
    n: int, d: int, digits: int
) -> None:
    exact = Decimal(n) * 100 / Decimal(d)
    quantum = Decimal(1).scaleb(-digits)
    scaled = Fraction(100 * n, d) * 10**digits
    rounded = Decimal(int(scaled + Fraction(1, 2))).scaleb(-digits)
    cut = Decimal(int(scaled)).scaleb(-digits)
    assert abs(rounded - exact) <= quantum
    assert check_ratio(str(n), str(d), f"{rounded:f}").verdict == "equal"
    assert check_ratio(str(n), str(d), f"{cut:f}").verdict in {"equal", "rounding"}
    off = rounded + 2 * quantum
    assert check_ratio(str(n), str(d), f"{off:f}").verdict == "inconsistent"


@given(
    n=st.integers(1, 10**6),
    d=st.integers(1, 10**6),
    shift_n=st.integers(-50, 49),
    shift_d=st.integers(-50, 49),
)
def test_a_rate_of_the_unrounded_inputs_is_never_inconsistent(
    n: int, d: int, shift_n: int, shift_d: int
) -> None:
    # What was typed are n and d with two decimals; what was divided had four.
    true_n, true_d = Fraction(100 * n + shift_n, 10**4), Fraction(100 * d + shift_d, 10**4)
    if true_n <= 0 or true_d <= 0:
        return
    claim = Decimal(int(true_n / true_d * 100 * 100 + Fraction(1, 2))).scaleb(-2)
    result = check_ratio(f"{n / 100:.2f}", f"{d / 100:.2f}", f"{claim:f}")
    assert result.verdict in {"equal", "rounding"}


@given(parts=st.lists(st.decimals(-1000, 1000, places=2), min_size=1, max_size=6))
def test_the_exact_sum_is_equal(parts: list[Decimal]) -> None:
    expression = "".join(f"{part:+f}" for part in parts)
    assert recomputed(expression, f"{sum(parts):f}").verdict == "equal"


@given(x=st.floats(-1e9, 1e9), digits=st.integers(-2, 6))
def test_half_up_is_the_decimal_rounding_of_the_shortest_decimal(x: float, digits: int) -> None:
    expected = Decimal(repr(x)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    assert half_up(x, digits) == float(expected)


@given(whole=st.integers(-(10**9), 10**9), digits=st.integers(0, 4), noise=st.integers(-2, 2))
def test_halves_and_their_neighbours_round_as_they_are_written(
    whole: int, digits: int, noise: int
) -> None:
    x = (whole + 0.5) / 10**digits
    for _ in range(abs(noise)):
        x = math.nextafter(x, math.inf if noise > 0 else -math.inf)
    exact = Decimal(repr(x)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    assert half_up(x, digits) == float(exact)


def test_rounding_leaves_what_is_no_number() -> None:
    assert [number_text(x, 2) for x in (math.nan, math.inf, -math.inf)] == ["", "", ""]
    assert half_up(2.5) == 3.0
    assert half_up(-2.5) == -3.0


def test_a_value_without_inputs_is_taken_as_exact() -> None:
    assert check_value(15.2308, "15.23").verdict == "equal"
    assert check_value(Fraction(3046, 200), "16.85").verdict == "inconsistent"
