"""Periods as people write them in headers, titles and cells: found anywhere in a text.

Added to the spellings of `schema.period`: English months and dates, `Q2 2024`, `FY24`, `2023-24`,
and what names no year by itself (`Q1`, `上半年`, `1-6月`), which a title's year completes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from typing import Final

from scorecard.read.table.lexicon import table
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

    @lru_cache(maxsize=4096)  # noqa: B019  (a value: few differ, and none is kept for long)
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


_MONTHS: Final = (
    "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
    "august aug", "september sept sep", "october oct", "november nov", "december dec",
)  # fmt: skip
_CHINESE: Final = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
_ORDINALS: Final = (
    "1st first 上 jan-mar",
    "2nd second 下 apr-jun",
    "3rd third jul-sep",
    "4th fourth oct-dec",
)
_NUMBERS: Final = {
    name: n
    for names in (_MONTHS, _CHINESE, _ORDINALS)
    for n, said in enumerate(names, 1)
    for name in said.split()
}
_MONTH_NAMES: Final = sorted(" ".join(_MONTHS).split(), key=len, reverse=True)
_MACROS: Final = {
    "<Y>": r"(?P<y>(?:19|20|21)\d\d)",
    "<y>": r"(?P<y>\d{4}|\d\d)",
    "<N>": r"(?P<n>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])",
    "<M>": rf"(?P<n>{'|'.join(_MONTH_NAMES)})\.?",
    "<Q>": r"第?(?P<n>[1-4一二三四])季度?",
    "<q>": r"q(?P<n>[1-4])",
    "<D>": r"(?P<d>3[01]|[12]\d|0?[1-9])",
    "<T>": r"(?:-|~|至|到|—|－)",
    "<O>": r"(?P<n>1st|2nd|3rd|4th|first|second|third|fourth)",
}
_HINT: Final = re.compile(
    r"\d|[季月半]|" + "|".join(f"(?<![a-z]){m}" for m in _MONTH_NAMES) + "|quarter|h1|h2|q[1-4]"
)


@cache
def _grammar() -> tuple[tuple[frozenset[str], PeriodKind, re.Pattern[str]], ...]:
    """What each pattern of the vocabulary's grammar finds."""
    found = []
    for words, written in table("periods")["grammar"]:
        pattern = re.sub("(?<!P)<[A-Za-z]>", lambda macro: _MACROS[macro[0]], written)
        kind, *more = words.split()
        found.append((frozenset(more), PeriodKind(kind), re.compile(pattern)))
    return tuple(found)


_MAY: Final = re.compile(
    r"(?:(?:target|actual|plan(?:ned)?|budget|result|goal|achieved|performance|value|ytd)s?"
    r"[ (:-]*)?may(?: ?\(?(?:target|actual|plan(?:ned)?|budget|result|goal|achieved|value)s?)?\)?"
)
"""The month as a header has it, not the verb."""


def _built(words: frozenset[str], kind: PeriodKind, found: re.Match[str]) -> When | None:
    """The period that a pattern has found; None where its numbers do not make one."""
    said = found.groupdict()
    years, n = said.get("y"), said.get("n") or "1"
    named = None if years is None else int(years) if len(years) == 4 else 2000 + int(years)
    number, day, unclear = _NUMBERS.get(n) or int(n), int(said.get("d") or 0), False
    if "follows" in words and not _follows(found):
        return None
    if "name" in words and n == "may" and not _MAY.fullmatch(found.string.strip()):
        return None
    if "slashed" in words:
        unclear = number <= 12 and day <= 12 and number != day
        number, day = (day, number) if number > 12 >= day else (number, day)
        if number > 12:
            return None
    fiscal, to_date = "fiscal" in words, "to" in words
    return When(kind, named, number, day, to_date, fiscal, "span" in words, unclear)


def _follows(found: re.Match[str]) -> bool:
    """Whether the second year of 2023-24 is the next one, and no month."""
    first, second = int(found["y"]), found["s"]
    month = len(second) == 2 and int(second) <= 12 and "/" not in found[0] and "fy" not in found[0]
    return not month and int(second) == ((first + 1) % 100 if len(second) == 2 else first + 1)


@lru_cache(maxsize=8192)
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
    for words, kind, pattern in _grammar():
        found = pattern.search(clean)
        when = _built(words, kind, found) if found else None
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


@lru_cache(maxsize=8192)
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
