"""Numbers, dates and periods as they are printed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pytest

from scorecard.i18n import (
    Words,
    date_text,
    number_text,
    percent_text,
    plain,
    rounded,
    signed_text,
    spelled_text,
)
from scorecard.schema.errors import Name, ScorecardError
from scorecard.schema.period import parse_period
from scorecard.schema.vocabulary import Measure


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (2.675, 2, "2.68"),  # the shortest text decides, not the binary value below it
        (1.005, 2, "1.01"),
        (0.5, 0, "1"),
        (2.5, 0, "3"),
        (-2.5, 0, "-3"),
        (-0.04, 1, "0.0"),
        (1357000, 0, "1,357,000"),
        (1e15, 0, "1,000,000,000,000,000"),
        (135.7, 1, "135.7"),
        (120.0, 2, "120.00"),
        (135.70, None, "135.7"),
        (120.0, None, "120"),
        (1200.0, None, "1,200"),
        (0.123456, None, "0.1235"),
        (0.0, None, "0"),
        (1e24, None, "1,000,000,000,000,000,000,000,000"),
        (-1e300, 2, "-1" + ",000" * 100 + ".00"),
        (float("nan"), 1, ""),
        (float("inf"), 1, ""),
        (None, 1, ""),
    ],
)
def test_numbers_round_half_up(value: float | None, decimals: int | None, text: str) -> None:
    assert number_text(value, decimals) == text


def test_a_numpy_number_prints_like_a_python_one() -> None:
    assert rounded(float(np.float64(2.675)), 2) == Decimal("2.68")
    assert number_text(np.float64(2.675), 2) == "2.68"


@pytest.mark.parametrize(
    ("value", "text"),
    [(3.15, "+3.2"), (-12.5, "−12.5"), (0.0, "0.0"), (-0.01, "0.0"), (None, "")],
)
def test_a_sign_stands_before_every_number_but_zero(value: float | None, text: str) -> None:
    assert signed_text(value, 1) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.8125, "81.3%"), (1.2, "120.0%"), (-0.0001, "0.0%"), (0.58445, "58.4%"), (None, "")],
)
def test_shares_print_as_per_cent(share: float | None, text: str) -> None:
    assert percent_text(share) == text


@pytest.mark.parametrize(
    ("spelling", "zh", "en"),
    [
        ("2021", "2021年", "2021"),
        ("2021-H1", "2021年上半年", "2021-H1"),
        ("2021-Q4", "2021年第四季度", "2021-Q4"),
        ("2021-10", "2021年10月", "Oct 2021"),
        ("2022-01-31", "2022年1月31日", "31 Jan 2022"),
        ("尽快", "尽快", "尽快"),
    ],
)
def test_periods_print_in_both_languages(spelling: str, zh: str, en: str) -> None:
    assert spelled_text(spelling, "zh") == zh
    assert spelled_text(spelling, "en") == en


def test_a_fiscal_year_names_both_calendar_years() -> None:
    assert spelled_text("2026-Q1", "zh", 4) == "2026/27财年第一季度"
    assert spelled_text("2026-Q1", "en", 4) == "FY2026/27-Q1"
    assert spelled_text("2026", "zh", 4) == "2026/27财年"


def test_no_day_prints_as_nothing() -> None:
    assert date_text(None, "zh") == ""


def test_text_from_a_cell_loses_control_characters_and_is_cut() -> None:
    assert plain("a\x1b[31mb\r\nc\u200bd\u202e") == "a [31mb c d"
    assert plain("长" * 100) == "长" * 79 + "…"
    assert plain("长" * 100, None) == "长" * 100


class OneValueError(ScorecardError):
    """An error whose sentence is its parameter."""

    @property
    def message(self) -> Name:
        return Name("{value}", "{value}")


def test_parameters_of_messages_print_in_the_language() -> None:
    def printed(value: object, language: str) -> str:
        return Words(language).error(OneValueError(value=value))[0]

    assert printed(1357.5, "zh") == "1,357.5"
    assert printed(date(2022, 1, 31), "zh") == "2022年1月31日"
    assert printed(datetime(2022, 1, 31, 9, 30), "en") == "31 Jan 2022"  # noqa: DTZ001  (a cell)
    assert printed(parse_period("2021-Q4").period, "en") == "2021-Q4"
    assert printed(Measure.FLOW.said, "zh") == "流量"
    assert printed(True, "en") == "True"  # noqa: FBT003  (the value under test)
