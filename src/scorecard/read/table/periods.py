"""Periods as people write them in headers, titles and cells: found anywhere in a text.

Added to the spellings of `schema.period`: English months and dates, `Q2 2024`, `FY24`, `2023-24`,
and what names no year by itself (`Q1`, `上半年`, `1-6月`), which a title's year completes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Final

from scorecard.schema.period import Period, PeriodKind, last_day, part, year
from scorecard.schema.spelling import normalise


@dataclass(frozen=True, slots=True)
class When:
    """A period that a text names, as far as it names it.

    `number` counts halves, quarters or months of the year; `to_date`: from the year's beginning;
    `fiscal`: the text names a fiscal or school year, `by_span` with both of its calendar years;
    `unclear`: day and month of `05/06/2024` could stand either way.
    """

    kind: PeriodKind
    year: int | None = None
    number: int = 1
    day: int = 0
    to_date: bool = False
    fiscal: bool = False
    by_span: bool = False
    unclear: bool = False

    def period(
        self, year_hint: int | None = None, fiscal_start: int = 1, named_by: str = "start"
    ) -> Period | None:
        """The period, a missing year being `year_hint`; None without any, or for no real date."""
        named = self.year if self.year is not None else year_hint
        if named is None or not 1900 <= named <= 2199:
            return None
        if self.fiscal and not self.by_span and fiscal_start > 1 and named_by == "end":
            named -= 1
        try:
            if self.kind is PeriodKind.YEAR:
                return year(named, fiscal_start)
            if self.kind is PeriodKind.DAY:
                day = date(named, self.number, self.day)
                return Period(PeriodKind.DAY, 12 * named + self.number - 1, day.day, fiscal_start)
            return part(named, self.kind, self.number, fiscal_start)
        except ValueError:
            return None


_Y: Final = r"((?:19|20|21)\d\d)"
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
         "august aug", "september sept sep", "october oct", "november nov", "december dec"), 1
    )
    for name in names.split()
}  # fmt: skip
_M: Final = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_CN: Final = {c: n for n, c in enumerate("一二三四五六七八九十", 1)} | {"十一": 11, "十二": 12}
_N: Final = r"(1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_Q: Final = r"第?([1-4一二三四])季度?"
_DAY: Final = r"(3[01]|[12]\d|0?[1-9])"
_TIME: Final = r"(?:[t ]\d\d:\d\d(?::\d\d)?)"
_UNTIL: Final = r"(?:-|~|至|到|—|－)"
_ED: Final = r"(?:st|nd|rd|th)?"
_ORDINAL: Final = {
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
    "4th": 4,
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
}

Build = Callable[[re.Match[str]], When | None]


def _int(text: str) -> int:
    return _CN.get(text) or int(text)


def _years(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _spanned(found: re.Match[str]) -> When | None:
    first, second = int(found[1]), found[2]
    follows = int(second) == ((first + 1) % 100 if len(second) == 2 else first + 1)
    likely_month = (
        len(second) == 2 and int(second) <= 12 and "/" not in found[0] and "fy" not in found[0]
    )
    if not follows or likely_month:
        return None
    return When(PeriodKind.YEAR, first, fiscal=True, by_span=True)


def _slashed(found: re.Match[str]) -> When | None:
    one, two, named = int(found[1]), int(found[2]), int(found[3])
    if one > 12 >= two:
        one, two = two, one
    elif two <= 12 and one != two:
        return When(PeriodKind.DAY, named, one, two, unclear=True)
    return When(PeriodKind.DAY, named, one, two) if one <= 12 else None


def _month(named: str | None, text: str, *, to_date: bool = False) -> When:
    number = _MONTHS.get(text) or _int(text)
    return When(PeriodKind.MONTH, None if named is None else _years(named), number, to_date=to_date)


def _of(
    kind: PeriodKind, y: int | None, n: int, *, to_date: bool = False, fiscal: bool = False
) -> When:
    return When(kind, y, n, to_date=to_date, fiscal=fiscal)


_D, _QU, _H, _YE = PeriodKind.DAY, PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YEAR
_FIND: Final[tuple[tuple[str, Build], ...]] = (
    (
        r"fy\s*'?(\d{4}|\d\d)\s*[-/]\s*(\d{4}|\d\d)(?!\d)",
        lambda m: When(_YE, _years(m[1]), fiscal=True, by_span=True),
    ),
    (
        r"fy\s*'?(\d{4}|\d\d)\s*[- ]?\s*q([1-4])",
        lambda m: _of(_QU, _years(m[1]), int(m[2]), fiscal=True),
    ),
    (
        r"q([1-4])\s*[- ]?\s*fy\s*'?(\d{4}|\d\d)(?!\d)",
        lambda m: _of(_QU, _years(m[2]), int(m[1]), fiscal=True),
    ),
    (
        rf"q([1-4])\s*[-,/ ]?\s*{_Y}\s*[-/]\s*(\d{{4}}|\d\d)(?!\d)",
        lambda m: _of(_QU, int(m[2]), int(m[1]), fiscal=True),
    ),
    (
        rf"(?<!\d){_Y}\s*[-/]\s*(\d{{4}}|\d\d)\s*[-,/ ]?\s*q([1-4])(?!\d)",
        lambda m: _of(_QU, int(m[1]), int(m[3]), fiscal=True),
    ),
    (
        r"(?:fy|(?:fiscal|financial|school|academic) year)\s*'?(\d{4}|\d\d)(?!\d)",
        lambda m: When(_YE, _years(m[1]), fiscal=True),
    ),
    (rf"{_Y}\s*(?:财年|财政年度)", lambda m: When(_YE, int(m[1]), fiscal=True)),
    (rf"(?<!\d){_Y}\s*[-/]\s*(\d{{4}}|\d\d)(?![\d\-/.])(?:\s*(?:学年|财年|年度))?", _spanned),
    (
        rf"(?<!\d){_Y}\s*年?\s*0?1月?\s*{_UNTIL}\s*{_N}\s*月份?",
        lambda m: _month(m[1], m[2], to_date=True),
    ),
    (
        rf"(?<!\d){_Y}\s*年?\s*(?:截至)\s*{_N}月(?:份|底|末)?",
        lambda m: _month(m[1], m[2], to_date=True),
    ),
    (
        rf"截至\s*{_Y}\s*年?\s*-?{_N}月(?:份|底|末)?(?!\d)",
        lambda m: _month(m[1], m[2], to_date=True),
    ),
    (rf"(?<!\d){_Y}\s*年\s*前{_N}个?月", lambda m: _month(m[1], m[2], to_date=True)),
    (
        rf"(?<!\d){_Y}\s*(?:年|[-./])\s*{_N}\s*(?:月|[-./])\s*{_DAY}(?:日|号)?(?!\d){_TIME}?",
        lambda m: When(_D, int(m[1]), _int(m[2]), int(m[3])),
    ),
    (
        rf"(?<!\d){_Y}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)",
        lambda m: When(_D, int(m[1]), int(m[2]), int(m[3])),
    ),
    (rf"(?<!\d){_Y}\s*年?\s*前{_Q}", lambda m: _of(_QU, int(m[1]), _int(m[2]), to_date=True)),
    (
        rf"(?<!\d){_Y}\s*年?\s*1?\s*{_UNTIL}\s*([2-4三四])季度",
        lambda m: _of(_QU, int(m[1]), _int(m[2]), to_date=True),
    ),
    (
        rf"(?<!\d){_Y}\s*(?:年度?)?\s*[-./ ]?\s*(?:{_Q}|q([1-4])|([1-4])q)(?!\d)",
        lambda m: _of(_QU, int(m[1]), _int(m[2] or m[3] or m[4])),
    ),
    (
        rf"(?<!\d){_Y}\s*(?:年度?)?\s*[-./ ]?\s*(?:([上下])半年|h([12]))",
        lambda m: _of(_H, int(m[1]), 2 if (m[2] or m[3]) in "下2" else 1),
    ),
    (rf"(?<![a-z])q([1-4])\s*(?:[-./ ,']|of)*\s*{_Y}", lambda m: _of(_QU, int(m[2]), int(m[1]))),
    (r"(?<![a-z])q([1-4])\s*'(\d\d)(?!\d)", lambda m: _of(_QU, _years(m[2]), int(m[1]))),
    (rf"(?<![a-z])h([12])\s*(?:[-./ ,']|of)*\s*{_Y}", lambda m: _of(_H, int(m[2]), int(m[1]))),
    (
        rf"(1st|2nd|3rd|4th|first|second|third|fourth) quarter(?:,| of)?\s*{_Y}",
        lambda m: _of(_QU, int(m[2]), _ORDINAL[m[1]]),
    ),
    (
        rf"(?<!\d)(3[01]|[12]\d|0?[1-9]){_ED}\s*(?:of\s*)?[- ]?{_M}[- ,]*{_Y}",
        lambda m: When(_D, int(m[3]), _MONTHS[m[2]], int(m[1])),
    ),
    (
        rf"(?<![a-z]){_M}\s*(3[01]|[12]\d|0?[1-9]){_ED}\s*,?\s+{_Y}",
        lambda m: When(_D, int(m[3]), _MONTHS[m[1]], int(m[2])),
    ),
    (
        rf"(?<![a-z])jan(?:uary)?\.?\s*(?:-|to)\s*{_M}[- ,./]*{_Y}",
        lambda m: _month(m[2], m[1], to_date=True),
    ),
    (rf"(?<![a-z]){_M}[- ,./]*{_Y}(?!\d)", lambda m: _month(m[2], m[1])),
    (rf"(?<![a-z]){_M}[-' ]*(\d\d)(?!\d)", lambda m: _month(m[2], m[1])),
    (rf"(?<!\d){_Y}[- ./]*{_M}(?![a-z])", lambda m: _month(m[1], m[2])),
    (rf"(?<!\d)([0-3]?\d)[/.\-]([0-3]?\d)[/.\-]{_Y}(?!\d)", _slashed),
    (rf"(?<!\d)(0[1-9]|1[0-2])/{_Y}(?!\d)", lambda m: _month(m[2], m[1])),
    (rf"(?<!\d){_Y}\s*[-./]\s*(0[1-9]|1[0-2])(?!\d)", lambda m: _month(m[1], m[2])),
    (rf"(?<!\d){_Y}[./]([2-9])(?!\d)", lambda m: _month(m[1], m[2])),
    (rf"(?<!\d){_Y}m(1[0-2]|0?[1-9])(?!\d)", lambda m: _month(m[1], m[2])),
    (rf"(?<!\d){_Y}\s*年?\s*-?{_N}月(?:份|底|末)?", lambda m: _month(m[1], m[2])),
    (
        rf"(?<![\d.,]){_Y}(?![\d]|[.,]\d|\s*[-~至—]\s*{_Y})\s*(?:年度?|度)?",
        lambda m: When(_YE, int(m[1])),
    ),
    (rf"(?<!\d){_N}月{_DAY}[日号]", lambda m: When(_D, None, _int(m[1]), int(m[2]))),
    (rf"(?<!\d)0?1月?\s*{_UNTIL}\s*{_N}\s*月份?", lambda m: _month(None, m[1], to_date=True)),
    (rf"截至\s*{_N}月(?:份|底|末)?", lambda m: _month(None, m[1], to_date=True)),
    (rf"前{_N}个?月", lambda m: _month(None, m[1], to_date=True)),
    (rf"(?:前|1{_UNTIL}){_Q}", lambda m: _of(_QU, None, _int(m[1]), to_date=True)),
    (_Q, lambda m: _of(_QU, None, _int(m[1]))),
    (r"([上下])半年", lambda m: _of(_H, None, 2 if m[1] == "下" else 1)),
    (rf"(?<!\d)(?<![1-9]-){_N}月(?:份|底|末)?(?!\d)", lambda m: _month(None, m[1])),
    (
        r"(?<![a-z])q([1-4])(?![a-z0-9])|(1st|2nd|3rd|4th|first|second|third|fourth) quarter",
        lambda m: _of(_QU, None, int(m[1]) if m[1] else _ORDINAL[m[2]]),
    ),
    (r"(?<![a-z])h([12])(?![a-z0-9])", lambda m: _of(_H, None, int(m[1]))),
    (
        rf"(?<![a-z])jan(?:uary)?\.?\s*(?:-|to)\s*{_M}(?![a-z])",
        lambda m: _month(None, m[1], to_date=True),
    ),
    (
        rf"(?<![a-z]){_M}(?![a-z])",
        lambda m: None if m[1] == "may" and m.string.strip() != "may" else _month(None, m[1]),
    ),
)
_COMPILED: Final = tuple((re.compile(pattern), build) for pattern, build in _FIND)
_HINT: Final = re.compile(
    r"\d|[季月半]|" + "|".join(f"(?<![a-z]){m}" for m in _MONTHS) + "|quarter|h1|h2|q[1-4]"
)


@lru_cache(maxsize=65536)
def find(text: str) -> tuple[When | None, str]:
    """The first period that a text names, and what is left of the text.

    >>> find("2025年目标"), find("Actual Q1")
    ((When(kind=<PeriodKind.YEAR: 'year'>, year=2025, number=1, day=0, to_date=False, \
fiscal=False, by_span=False, unclear=False), '目标'), (When(kind=<PeriodKind.QUARTER: 'quarter'>, \
year=None, number=1, day=0, to_date=False, fiscal=False, by_span=False, unclear=False), 'actual'))
    """
    clean = normalise(text).casefold()
    if not _HINT.search(clean):
        return None, clean
    for pattern, build in _COMPILED:
        found = pattern.search(clean)
        when = build(found) if found else None
        if found and when is not None:
            rest = clean[: found.start()] + " " + clean[found.end() :]
            return when, " ".join(re.sub(r"\(\s*\)|\[\s*\]", " ", rest).split()).strip(" -,:;()")
    return None, clean


_AROUND: Final = re.compile(
    r"^(?:by|before|in|end(?:ing)?|end of|as of|as at|until|till|to|the|on|year|fy|no later than|"
    r"截至|于|到|至)?\s*(?:the )?(?:end of |end)?\s*"
    r"(?:之?前|以前|底前?|末前?|为?止|前完成|内完成|完成|年底前?|年末前?|年内|内|末|底|份|版|度|"
    r"日前|初|中旬|上旬|下旬|end|\(p\)|\(e\)|[前底末]{0,2}完成|年末|年底)?$"
)


@lru_cache(maxsize=65536)
def of_cell(text: str) -> When | None:
    """The period that a whole cell names, words such as 底前 or `by end of` put aside."""
    clean = normalise(text)
    if re.fullmatch(r"(?:19|20|21)\d\d\.0+", clean):
        clean = clean[:4]
    if re.fullmatch(r"(?:19|20|21)\d\d\.1", clean):
        return None  # January or October
    when, rest = find(clean)
    if when is None or not _AROUND.fullmatch(rest):
        return None
    return when


def month_to_date(day: date, fiscal_start: int = 1) -> Period:
    """The last month that is over on a day."""
    ordinal = 12 * day.year + day.month - 1
    if day != last_day(ordinal):
        ordinal -= 1
    return replace(part(day.year, PeriodKind.MONTH, 1, fiscal_start), start=ordinal)
