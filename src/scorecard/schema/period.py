"""Periods as people write them, and as the rules count them: whole months on one integer line.

A month is its ordinal `12 * year + month - 1`, a day its own (`date.toordinal`).  A period covers
`[start, start + months)`; `end` is the ordinal of the first month after it, so that differences of
ends are months elapsed.  A day (a dated due date) has no length of its own and counts the months
complete on that day.  Years, halves and quarters follow the fiscal calendar whose first month is
`fiscal_start`; a fiscal year is named by its first calendar year.  Nothing here reads a clock.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final

MONTHS_A_YEAR: Final = 12
QUARTER: Final = 3


class PeriodKind(StrEnum):
    """The lengths a period can have."""

    YEAR = "year"
    HALF = "half"
    QUARTER = "quarter"
    MONTH = "month"
    DAY = "day"


MONTHS: Final[dict[PeriodKind, int]] = {
    PeriodKind.YEAR: 12,
    PeriodKind.HALF: 6,
    PeriodKind.QUARTER: 3,
    PeriodKind.MONTH: 1,
    PeriodKind.DAY: 0,
}


class PeriodError(ValueError):
    """A text that names no period; carries the text as `found`."""

    def __init__(self, found: str) -> None:
        super().__init__(found)
        self.found = found


@dataclass(frozen=True, slots=True)
class Period:
    """One period: kind, first month (ordinal) and, for a day, the day of the month.

    Compare periods by `end` (first month after) or `end_date`; equality is identity of the span.
    """

    kind: PeriodKind
    start: int
    day: int = 0
    fiscal_start: int = 1

    @property
    def months(self) -> int:
        """Length in months; 0 for a day."""
        return MONTHS[self.kind]

    @property
    def end(self) -> int:
        """Ordinal of the first month not yet complete when the period has ended."""
        if self.kind is PeriodKind.DAY:
            return self.start + (self.end_date == last_day(self.start))
        return self.start + self.months

    @property
    def end_date(self) -> date:
        """The period's last day."""
        if self.kind is PeriodKind.DAY:
            return date(self.start // 12, self.start % 12 + 1, self.day)
        return last_day(self.end - 1)

    @property
    def start_date(self) -> date:
        """The period's first day."""
        return date(self.start // 12, self.start % 12 + 1, self.day or 1)

    @property
    def fiscal_year(self) -> int:
        """The first calendar year of the fiscal year the period lies in."""
        return (self.start - (self.fiscal_start - 1)) // MONTHS_A_YEAR

    @property
    def year_start(self) -> int:
        """Ordinal of the first month of the fiscal year the period lies in."""
        return year_start(self.start, self.fiscal_start)

    def __str__(self) -> str:
        """The canonical spelling: `2021`, `2021-H1`, `2021-Q4`, `2021-10` or `2021-10-31`."""
        offset = self.start - self.year_start
        match self.kind:
            case PeriodKind.YEAR:
                return f"{self.fiscal_year}"
            case PeriodKind.HALF:
                return f"{self.fiscal_year}-H{offset // 6 + 1}"
            case PeriodKind.QUARTER:
                return f"{self.fiscal_year}-Q{offset // 3 + 1}"
            case PeriodKind.MONTH:
                return f"{self.start // 12}-{self.start % 12 + 1:02d}"
            case PeriodKind.DAY:
                return self.end_date.isoformat()

    def label(self) -> str:
        """The spelling for readers: `FY2026/27-Q1` under a fiscal calendar, else as `str`."""
        if self.fiscal_start == 1 or self.kind in {PeriodKind.MONTH, PeriodKind.DAY}:
            return str(self)
        year, _, rest = str(self).partition("-")
        both = f"FY{year}/{(int(year) + 1) % 100:02d}"
        return f"{both}-{rest}" if rest else both


@dataclass(frozen=True, slots=True)
class Spelled:
    """What a text says: the period, and whether it runs from the start of the year to its end.

    `1-10月` and `截至10月` are to-date and end with October; `10月` is October alone.
    """

    period: Period
    to_date: bool = False


def _eve(month: int) -> int:
    return date(month // MONTHS_A_YEAR, month % MONTHS_A_YEAR + 1, 1).toordinal() - 1


@lru_cache(maxsize=4096)
def last_day(ordinal: int) -> date:
    """The last day of the month with this ordinal."""
    return date.fromordinal(_eve(ordinal + 1))


_FIRST: Final = MONTHS_A_YEAR * 1800
_EVES: Final = [_eve(month) for month in range(_FIRST, MONTHS_A_YEAR * 2400 + 1)]
"""The day before each month from 1800 to 2400, ascending: where months complete are looked up."""


def day_before(month: int) -> int:
    """The last day (ordinal) before a month."""
    return _EVES[month - _FIRST]


def months_complete(day: int) -> int:
    """The first month that is not complete at the end of a day (ordinal)."""
    return _FIRST + bisect_right(_EVES, day) - 1


def month_of(day: int) -> int:
    """The month in which a day (ordinal) lies."""
    return months_complete(day - 1)


def part_start(month: int, length: int, fiscal_start: int = 1) -> int:
    """Ordinal of the first month of the year, half or quarter (`length` in months) around a month.

    >>> part_start(12 * 2021 + 4, 3) - 12 * 2021, part_start(12 * 2021, 12, 4) - 12 * 2021
    (3, -9)
    """
    first = fiscal_start - 1
    return (month - first) // length * length + first


def year_start(month: int, fiscal_start: int) -> int:
    """The first month of the fiscal year that holds a month."""
    return part_start(month, MONTHS_A_YEAR, fiscal_start)


def fiscal_year_start(year: int, fiscal_start: int = 1) -> int:
    """Ordinal of the first month of the fiscal year named `year`."""
    return MONTHS_A_YEAR * year + fiscal_start - 1


def year(number: int, fiscal_start: int = 1) -> Period:
    """The fiscal year named by its first calendar year."""
    return Period(
        PeriodKind.YEAR, fiscal_year_start(number, fiscal_start), fiscal_start=fiscal_start
    )


def part(number: int, kind: PeriodKind, nth: int, fiscal_start: int = 1) -> Period:
    """The n-th half or quarter of the fiscal year `number`, or the calendar month `nth` of it."""
    if kind is PeriodKind.MONTH:
        return Period(kind, MONTHS_A_YEAR * number + nth - 1, fiscal_start=fiscal_start)
    start = fiscal_year_start(number, fiscal_start) + (nth - 1) * MONTHS[kind]
    return Period(kind, start, fiscal_start=fiscal_start)


def last_ended(kind: PeriodKind, as_of: date, fiscal_start: int = 1) -> Period:
    """The last period of this kind that has ended by `as_of` (its last day included)."""
    length, month = MONTHS[kind], MONTHS_A_YEAR * as_of.year + as_of.month - 1
    complete = month + (as_of == last_day(month))
    start = part_start(complete, length, fiscal_start) - length
    return Period(kind, start, fiscal_start=fiscal_start)


def enclosing(period: Period, kind: PeriodKind) -> Period:
    """The period of this kind that holds the last month of `period`."""
    month = period.start if period.kind is PeriodKind.DAY else period.end - 1
    start = part_start(month, MONTHS[kind], period.fiscal_start)
    return Period(kind, start, fiscal_start=period.fiscal_start)


_DIGITS: Final = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | {"〇": "0", "两": "2"}
_YEAR: Final = r"(?:FY)?(?P<y>(?:19|20|21)\d\d)(?:(?<=FY\d{4})/\d\d(?:\d\d)?)?(?:财年|年度|年)?"
_SEP: Final = r"[-./ ]?"
_SPELLINGS: Final = (
    (PeriodKind.YEAR, False, "", ""),
    (PeriodKind.YEAR, False, "", r"(?:全年|年末|年底)"),
    (PeriodKind.HALF, False, "", rf"{_SEP}H(?P<n>[12])"),
    (PeriodKind.HALF, False, "", r"(?P<n>上|下)半年"),
    (PeriodKind.QUARTER, False, "", rf"{_SEP}Q(?P<n>[1-4])"),
    (PeriodKind.QUARTER, False, "", r"第?(?P<n>[1-4])季度?末?"),
    (PeriodKind.QUARTER, True, "", r"(?:前|1[-至~])(?P<n>[1-4])季度"),
    (PeriodKind.MONTH, False, "", r"-(?P<n>\d\d)"),
    (PeriodKind.MONTH, False, "", r"[./](?P<n>\d\d?)"),
    (PeriodKind.MONTH, False, "", r"M(?P<n>\d\d?)"),
    (PeriodKind.MONTH, False, "", r"-?(?P<n>\d\d?)月份?(?:末|底)?"),
    (PeriodKind.MONTH, True, "截至", r"-?(?P<n>\d\d?)月份?(?:末|底)?"),
    (PeriodKind.MONTH, True, "", r"0?1月?[-至~](?P<n>\d\d?)月份?"),
    (PeriodKind.MONTH, True, "", r"前(?P<n>\d\d?)个?月"),
    (PeriodKind.DAY, False, "", r"[-./](?P<n>\d\d?)[-./](?P<d>\d\d?)"),
    (PeriodKind.DAY, False, "", r"(?P<n>\d\d?)月(?P<d>\d\d?)日"),
    (PeriodKind.DAY, False, "", r"(?P<n>[01]\d)(?P<d>[0-3]\d)"),
)
_BARE: Final = r"(?:1[-至~]\d\d?月|第?[1-4]季度|Q[1-4]|\d\d?月|[上下]半年)"


@lru_cache(maxsize=4096)
def parse_period(text: str, fiscal_start: int = 1, year_hint: int | None = None) -> Spelled:
    """Read a period in any of the spellings people use.

    `2021`, `2021年`, `2021-H1`, `2021年上半年`, `2021-Q4`, `2021Q4`, `2021年第四季度`, `2021-10`,
    `2021年10月`, `2021年1-10月` (to date), `2021-06-30`, `20210630`, `FY2026/27-Q1`; full-width
    characters and inner spaces are forgiven.  Spellings without a year (`1-10月`, `四季度`) need
    `year_hint`.

    Raises `PeriodError` for everything else, `2021.1` (a float that lost its zero: January or
    October?) and impossible dates included.

    >>> str(parse_period("2021年第四季度").period)
    '2021-Q4'
    >>> parse_period("2021年1-10月")
    Spelled(period=Period(kind=<PeriodKind.MONTH: 'month'>, start=24261, day=0, fiscal_start=1), \
to_date=True)
    """
    clean = _normalise(text)
    if year_hint is not None and re.match(_BARE, clean):
        clean = f"{year_hint}年{clean}"
    for kind, to_date, pattern in _patterns():
        found = pattern.fullmatch(clean)
        if found:
            return Spelled(_build(kind, found.groupdict(), fiscal_start, text), to_date=to_date)
    raise PeriodError(text)


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[PeriodKind, bool, re.Pattern[str]], ...]:
    """The spellings compiled, once, when the first period is read."""
    return tuple(
        (kind, to_date, re.compile(rf"{prefix}{_YEAR}{rest}"))
        for kind, to_date, prefix, rest in _SPELLINGS
    )


def _normalise(text: str) -> str:
    clean = unicodedata.normalize("NFKC", text).upper()
    clean = re.sub(r"[\s\u200b\u200c\u200d\ufeff]", "", clean)
    clean = re.sub(r"[\u2010-\u2015]", "-", clean)
    if re.fullmatch(r"(?:19|20|21)\d\d\.\d", clean):
        raise PeriodError(text)
    clean = re.sub(r"十([一二])(?=个?月)", lambda m: "1" + _DIGITS[m[1]], clean)
    clean = re.sub(r"十(?=个?月)", "10", clean)
    return "".join(_DIGITS.get(c, c) for c in clean)


def _build(kind: PeriodKind, parts: dict[str, str | None], fiscal_start: int, text: str) -> Period:
    number = int(parts["y"] or 0)
    nth = {"上": 1, "下": 2}.get(parts.get("n") or "")
    nth = nth or int(parts.get("n") or 1)
    try:
        if kind is PeriodKind.YEAR:
            return year(number, fiscal_start)
        if kind is PeriodKind.DAY:
            day = date(number, nth, int(parts["d"] or 0))
            return Period(kind, 12 * day.year + day.month - 1, day.day, fiscal_start)
        if kind is PeriodKind.MONTH:
            date(number, nth, 1)
        return part(number, kind, nth, fiscal_start)
    except ValueError as error:
        raise PeriodError(text) from error


# ----------------------------------------- periods in days and months, as the arithmetic takes them


@dataclass(frozen=True, slots=True)
class Span:
    """A period in days (ordinals) and months.

    Attributes
    ----------
        eve: The day before it begins.
        last_day: Its last day.
        end: The first month that is not complete when it has ended.
        month: The month in which its last day lies.
        months: Its length, 0 for a day.
    """

    eve: int
    last_day: int
    end: int
    month: int
    months: int


@lru_cache(maxsize=65536)
def span_of(text: str | None, fiscal_start: int = 1) -> Span | None:
    """The period a text names; None for a missing text or one that cannot be read."""
    if text is None:
        return None
    try:
        period = parse_period(text, fiscal_start).period
    except PeriodError:
        return None
    last_day, months = period.end_date.toordinal(), period.months
    if not months:
        return Span(last_day - 1, last_day, period.end, period.start, 0)
    return Span(day_before(period.start), last_day, period.end, period.end - 1, months)


_KINDS: Final = {length: kind for kind, length in MONTHS.items()}


@lru_cache(maxsize=65536)
def spelled(end: int, months: int, fiscal_start: int) -> str | None:
    """The canonical spelling of the period of so many months that ends before month `end`."""
    kind = _KINDS.get(months)
    if kind is None or not months:
        return None
    return str(Period(kind, end - months, fiscal_start=fiscal_start))


def quarter_or_month(end: int, fiscal_start: int) -> str | None:
    """The spelling of what ends before month `end`: a quarter where one ends there, else a month.

    >>> quarter_or_month(12 * 2021 + 3, 1), quarter_or_month(12 * 2021 + 4, 1)
    ('2021-Q1', '2021-04')
    """
    whole = (end - (fiscal_start - 1)) % QUARTER == 0
    return spelled(end, QUARTER if whole else 1, fiscal_start)
