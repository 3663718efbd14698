"""Periods in the spellings people use, on fiscal calendars, at the ends of months and years."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard.schema.period import (
    Period,
    PeriodError,
    PeriodKind,
    day_before,
    enclosing,
    last_ended,
    months_complete,
    parse_period,
    part,
    year,
)

periods = st.builds(
    lambda number, kind, nth, fiscal: (
        year(number, fiscal)
        if kind is PeriodKind.YEAR
        else part(number, kind, nth % {"half": 2, "quarter": 4, "month": 12}[kind] + 1, fiscal)
    ),
    st.integers(1900, 2199),
    st.sampled_from([PeriodKind.YEAR, PeriodKind.HALF, PeriodKind.QUARTER, PeriodKind.MONTH]),
    st.integers(0, 11),
    st.integers(1, 12),
)


@pytest.mark.parametrize(
    ("text", "canonical", "to_date"),
    [
        ("2021", "2021", False),
        ("2021年", "2021", False),
        ("2021年度", "2021", False),
        ("2021年底", "2021", False),
        ("2021-H1", "2021-H1", False),
        ("2021年上半年", "2021-H1", False),
        ("2021年下半年", "2021-H2", False),
        ("2021-Q4", "2021-Q4", False),
        ("2021Q4", "2021-Q4", False),
        ("2021q4", "2021-Q4", False),
        ("2021年第四季度", "2021-Q4", False),
        ("2021年四季度", "2021-Q4", False),
        ("２０２１年第４季度", "2021-Q4", False),
        ("2021年前三季度", "2021-Q3", True),
        ("2021-10", "2021-10", False),
        ("2021.10", "2021-10", False),
        ("2021年10月", "2021-10", False),
        ("2021年十月", "2021-10", False),
        ("2021年十二月", "2021-12", False),
        ("2021年1-10月", "2021-10", True),
        ("2021年1～10月", "2021-10", True),
        ("2021年1月—10月", "2021-10", True),
        ("2021年前10个月", "2021-10", True),
        ("截至2021年10月底", "2021-10", True),
        ("2021年11月底", "2021-11", False),
        ("2021-06-30", "2021-06-30", False),
        ("2021/6/30", "2021-06-30", False),
        ("2021年6月30日", "2021-06-30", False),
        ("20210630", "2021-06-30", False),
    ],
)
def test_spellings(text: str, canonical: str, to_date: bool) -> None:  # noqa: FBT001
    spelled = parse_period(text)
    assert (str(spelled.period), spelled.to_date) == (canonical, to_date)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "二季度",
        "10月",
        "2021.1",
        "2021-13",
        "2021-Q5",
        "2021/11/31",
        "2021-02-29",
        "21年",
        "1821",
        "第一季度末",
        "2021-Q",
        "Q-MAR",
        "2021-1",
        "20210632",
        "nan",
    ],
)
def test_what_names_no_period_is_refused(text: str) -> None:
    with pytest.raises(PeriodError):
        parse_period(text)


@pytest.mark.parametrize(
    ("text", "canonical"), [("1-10月", "2021-10"), ("四季度", "2021-Q4"), ("上半年", "2021-H1")]
)
def test_a_spelling_without_a_year_takes_the_hint(text: str, canonical: str) -> None:
    assert str(parse_period(text, year_hint=2021).period) == canonical


@given(periods)
def test_the_canonical_spelling_reads_back(period: Period) -> None:
    assert parse_period(str(period), period.fiscal_start).period == period
    assert parse_period(period.label(), period.fiscal_start).period == period


@given(periods)
def test_the_next_period_starts_the_day_after(period: Period) -> None:
    assert (period.end_date - period.start_date).days >= 27
    assert months_complete(period.end_date.toordinal()) == period.end
    assert period.end - period.start == period.months


@given(st.dates(date(1901, 1, 1), date(2199, 12, 31)), st.integers(1, 12))
def test_the_last_ended_period_ended_and_the_next_has_not(day: date, fiscal: int) -> None:
    for kind in (PeriodKind.YEAR, PeriodKind.HALF, PeriodKind.QUARTER, PeriodKind.MONTH):
        last = last_ended(kind, day, fiscal)
        assert last.end_date <= day
        following = Period(kind, last.start + last.months, fiscal_start=fiscal)
        assert following.end_date > day
        assert enclosing(last, kind) == last


def test_a_fiscal_year_is_named_by_its_first_year() -> None:
    quarter = parse_period("2026-Q4", fiscal_start=4).period
    assert (quarter.start_date, quarter.end_date) == (date(2027, 1, 1), date(2027, 3, 31))
    assert quarter.label() == "FY2026/27-Q4"
    assert parse_period("FY2026/27", 4).period.end_date == date(2027, 3, 31)
    assert str(enclosing(quarter, PeriodKind.YEAR)) == "2026"


def test_a_dated_due_date_counts_complete_months() -> None:
    assert parse_period("2021-06-15").period.end == parse_period("2021-05").period.end
    assert parse_period("2021-06-30").period.end == parse_period("2021-06").period.end
    assert parse_period("2020-02-29").period.end == parse_period("2020-02").period.end
    assert parse_period("2020-02-28").period.end == parse_period("2020-01").period.end


def test_the_last_day_of_a_month_stays_a_last_day() -> None:
    def later(day: date, months: int) -> date:
        return date.fromordinal(day_before(months_complete(day.toordinal()) + months))

    assert later(date(2021, 12, 31), 3) == date(2022, 3, 31)
    assert later(date(2021, 11, 30), 3) == date(2022, 2, 28)
    assert later(date(2020, 2, 29), 12) == date(2021, 2, 28)
