"""Rules an office writes: read by their own small grammar, never run as program code."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard.checks.stated_rules import (
    DEEPEST,
    LONGEST,
    ExpressionError,
    UnknownNameInExpressionError,
    parse_expression,
)

NAMES = ["a", "b", "a-b", "national-rank", "企业数"]
VALUES = {
    "a": 6.0,
    "b": 4.0,
    "a-b": 100.0,
    "national-rank": 52.0,
    "企业数": 70.0,
}


def holds(text: str) -> bool:
    return parse_expression(text, NAMES).holds(VALUES)


@pytest.mark.parametrize(
    "text",
    [
        "a > b",
        "a ≥ b",
        "b <= a",
        "a != b",
        "a <> b",
        "a = 6",
        "a == 6.0",
        "a*b = 24",
        "a × b ＝ 24",
        "a / b = 1.5",
        "2 * (a - 1) = 10",
        "-a < 0",
        "a - b = 2",
        "a-b = 100",
        "a -b = 2",
        "national-rank <= 60",
        "企业数 > 10 * a",
        "0 <= b <= a <= 企业数",
        "a > b and b > 0",
        "a > b 且 b > 0",
        "1 + 2 * 3 = 7",
        "（1 + 2）* 3 = 9",
        "0.1 + 0.2 = 0.3",
        "a / (b - 4) > 1000000",
    ],
)
def test_what_holds(text: str) -> None:
    assert holds(text)


@pytest.mark.parametrize("text", ["a < b", "a = b", "a > b and b > a", "b >= a", "0 > a", "1 > 2"])
def test_what_does_not_hold(text: str) -> None:
    assert not holds(text)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("a", "…"),
        ("a +", "…"),
        ("", "…"),
        ("a > ", "…"),
        ("(a > b", "> b"),
        ("a > b)", ")"),
        ("a > b c", "b c"),
        ("a ** 2 > b", "* 2 > b"),
        ("a > 'x'", "'x'"),
        ("a.b > 1", ".b > 1"),
        ("a[0] > 1", "[0] > 1"),
    ],
)
def test_what_cannot_be_read_says_from_where(text: str, rest: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_expression(text, NAMES)
    assert caught.value.rest in {rest, rest.rsplit(maxsplit=1)[-1]}


def test_unknown_names_are_told() -> None:
    with pytest.raises(UnknownNameInExpressionError) as caught:
        parse_expression("a > projects", NAMES)
    assert caught.value.rest == "projects"


def test_depth_and_length_are_bounded() -> None:
    with pytest.raises(ExpressionError):
        parse_expression("(" * (DEEPEST + 5) + "a" + ")" * (DEEPEST + 5) + " > 1", NAMES)
    with pytest.raises(ExpressionError):
        parse_expression("a > 1" + " " * LONGEST, NAMES)


def test_missing_values_and_division_by_zero_say_nothing() -> None:
    rule = parse_expression("a / b > 1", ["a", "b"])
    pairs = ((math.nan, 1.0), (1.0, 0.0), (1.0, 2.0))
    assert [rule.holds({"a": a, "b": b}) for a, b in pairs] == [True, True, False]


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        rule = parse_expression(text, NAMES)
    except ExpressionError:
        return
    assert rule.comparisons


@given(
    st.lists(st.integers(-1000, 1000), min_size=3, max_size=3),
    st.sampled_from(["+", "-", "*"]),
    st.sampled_from(["<", "<=", ">", ">=", "="]),
)
def test_arithmetic_is_that_of_numbers(numbers: list[int], sign: str, compare: str) -> None:
    x, y, z = numbers
    rule = parse_expression(f"x {sign} y {compare} z", ["x", "y", "z"])
    given_values = {n: float(v) for n, v in zip("xyz", numbers, strict=True)}
    left = {"+": x + y, "-": x - y, "*": x * y}[sign]
    wanted = {
        "<": left < z, "<=": left <= z, ">": left > z, ">=": left >= z, "=": left == z,
    }[compare]  # fmt: skip
    assert rule.holds(given_values) == wanted
