"""Numbers, dates and periods as they are printed: rounded half up, and only here.

Rounding takes the shortest decimal text of the number (`Decimal(repr(x))`), so that what is typed
as 2.675 prints as 2.68.  The patterns of dates and periods are data of a language; every other
text comes from the message catalogues.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final

from scorecard.schema.period import Period, PeriodError, PeriodKind, parse_period

MOST_DECIMALS: Final = 4
"""Decimals printed at most where an indicator names no number of them."""
LONGEST_CELL: Final = 80
"""Characters of a cell's text shown in a message."""

_MONTHS: Final = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
_DATES: Final[Mapping[str, str]] = {"zh": "{y}年{m}月{d}日", "en": "{d} {month} {y}"}
_PERIODS: Final[Mapping[str, Mapping[PeriodKind, str]]] = {
    "zh": {
        PeriodKind.YEAR: "{year}年",
        PeriodKind.HALF: "{year}年{half}半年",
        PeriodKind.QUARTER: "{year}年第{nth}季度",
        PeriodKind.MONTH: "{y}年{m}月",
    },
    "en": {
        PeriodKind.YEAR: "{year}",
        PeriodKind.HALF: "{year}-H{n}",
        PeriodKind.QUARTER: "{year}-Q{n}",
        PeriodKind.MONTH: "{month} {y}",
    },
}
_FISCAL: Final[Mapping[str, str]] = {"zh": "{year}/{next:02d}财", "en": "FY{year}/{next:02d}"}


def rounded(value: float, decimals: int) -> Decimal:
    """The value rounded half up to so many decimals; never a negative zero.

    >>> rounded(2.675, 2), rounded(-0.04, 1)
    (Decimal('2.68'), Decimal('0.0'))
    """
    result = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return result or abs(result)


def number_text(value: float | None, decimals: int | None = None) -> str:
    """The number with thousands separators; empty where it is undefined.

    Without `decimals` as many as the number has, four at most, none of them a trailing zero.

    >>> number_text(1357000.5, 1), number_text(135.70), number_text(None)
    ('1,357,000.5', '135.7', '')
    """
    if value is None or not math.isfinite(value):
        return ""
    if decimals is not None:
        return f"{rounded(value, decimals):,f}"
    text = f"{rounded(value, MOST_DECIMALS):,f}"
    return text.rstrip("0").rstrip(".")


def signed_text(value: float | None, decimals: int | None = None) -> str:
    """The number with its sign; zero has none.

    >>> signed_text(3.15, 1), signed_text(-0.01, 1)
    ('+3.2', '0.0')
    """
    text = number_text(value, decimals)
    return text if not text or text.startswith("-") or not text.strip("0.,") else f"+{text}"


def percent_text(share: float | None, decimals: int = 1) -> str:
    """A share of one as per cent.

    >>> percent_text(0.8125)
    '81.3%'
    """
    if share is None or not math.isfinite(share):
        return ""
    hundredfold = Decimal(repr(float(share))) * 100
    result = hundredfold.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{result or abs(result):,f}%"


def coverage_text(share: float | None) -> str:
    """A coverage as per cent: never 100 % or 0 % for what only rounds to it.

    >>> coverage_text(0.875), coverage_text(0.9971), coverage_text(1.0), coverage_text(0.0004)
    ('88%', '99.7%', '100%', '0.0%')
    """
    text = percent_text(share, 0)
    if share is None or share in {0.0, 1.0} or text not in {"0%", "100%"}:
        return text
    return percent_text(share, 1) if percent_text(share, 1) != "100.0%" else "> 99.9%"


def date_text(day: date | None, language: str) -> str:
    """The day in the language's short form; empty where there is none.

    >>> date_text(date(2022, 1, 31), "zh"), date_text(date(2022, 1, 31), "en")
    ('2022年1月31日', '31 Jan 2022')
    """
    if day is None:
        return ""
    return _DATES[language].format(y=day.year, m=day.month, d=day.day, month=_MONTHS[day.month - 1])


def period_text(period: Period, language: str) -> str:
    """The period in the language's own form; fiscal years name both calendar years.

    >>> period_text(parse_period("2021-Q4").period, "zh")
    '2021年第四季度'
    >>> period_text(parse_period("2026-Q1", fiscal_start=4).period, "en")
    'FY2026/27-Q1'
    """
    if period.kind is PeriodKind.DAY:
        return date_text(period.end_date, language)
    year = f"{period.fiscal_year}"
    if period.fiscal_start != 1:
        following = (period.fiscal_year + 1) % 100
        year = _FISCAL[language].format(year=period.fiscal_year, next=following)
    nth = (period.start - period.year_start) // period.months + 1
    return _PERIODS[language][period.kind].format(
        year=year,
        y=period.start // 12,
        m=period.start % 12 + 1,
        month=_MONTHS[period.start % 12],
        n=nth,
        nth="一二三四"[nth - 1] if period.kind is PeriodKind.QUARTER else "",
        half="上下"[nth - 1] if period.kind is PeriodKind.HALF else "",
    )


@lru_cache(maxsize=4096)
def spelled_text(text: str, language: str, fiscal_start: int = 1) -> str:
    """A period or date given as text, in the language's form; the text itself if it is neither.

    >>> spelled_text("2021", "zh"), spelled_text("2022-01-31", "zh"), spelled_text("soon", "zh")
    ('2021年', '2022年1月31日', 'soon')
    """
    try:
        return period_text(parse_period(text, fiscal_start).period, language)
    except PeriodError:
        return text


def plain(text: str, limit: int | None = LONGEST_CELL) -> str:
    """Text from a cell fit for one line: control and format characters gone, cut at `limit`.

    >>> plain("18" + chr(27) + "[31m projects")
    '18 [31m projects'
    """
    if not text.isprintable():
        text = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text)
    clean = " ".join(text.split())
    if limit is None or len(clean) <= limit:
        return clean
    return clean[: limit - 1] + "…"


def printed(value: object, language: str) -> object:
    """A parameter of a message as it is printed: a number, a day, a period."""
    if isinstance(value, bool | str) or value is None:
        return value
    if isinstance(value, datetime):
        return date_text(value.date(), language)
    if isinstance(value, date):
        return date_text(value, language)
    if isinstance(value, Period):
        return period_text(value, language)
    if isinstance(value, int | float):
        return number_text(value)
    return value
