"""The words of `statements.toml`, compiled, and the periods that a text names.

`2025年底` is 2025, `今年上半年` 2024-H1, `by June 2026` 2026-06.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from scorecard.draft.numbers import in_words

_CHINESE: Final = re.compile("[\u4e00-\u9fff]")
DATA: Final = Path(__file__).with_name("statements.toml")
Patterns = tuple[tuple[str, re.Pattern[str]], ...]


class Words(NamedTuple):
    """Patterns by the names they have in `statements.toml`.

    `after` and `before` are comparators behind a number's unit and in front of the number, `growth`
    the names of rates with the words they are told by (`grows`: any of them), `cuts` what
    is taken out of a name at each stage, `levels` the numberings of headings from the outermost,
    `chinese` the names of rules and roles.
    """

    tense: Mapping[str, re.Pattern[str]]
    strength: Mapping[str, re.Pattern[str]]
    names: Mapping[str, re.Pattern[str]]
    classes: Mapping[str, re.Pattern[str]]
    grammar: Mapping[str, re.Pattern[str]]
    dates: Mapping[str, re.Pattern[str]]
    after: Patterns
    before: Patterns
    growth: Patterns
    grows: re.Pattern[str]
    cuts: Mapping[str, tuple[re.Pattern[str], ...]]
    levels: tuple[re.Pattern[str], ...]
    chinese: Mapping[str, str]


@lru_cache(maxsize=1)
def words() -> Words:
    """The patterns of `statements.toml`."""
    data: dict[str, Any] = tomllib.loads(DATA.read_text(encoding="utf-8"))
    groups = ("tense", "strength", "names", "classes", "grammar", "dates")
    tense, strength, names, classes, grammar, dates = (
        {name: re.compile(pattern) for name, pattern in data[group].items()} for group in groups
    )
    behind = r"(?:了)?\s*(?:每[年月天人生户亩]|人均)*[“(£$€]?$"
    comparator, cuts = data["comparator"], data["cuts"]
    return Words(
        *(tense, strength, names, classes, grammar, dates),
        after=tuple((n, re.compile(rf"\s*(?:{p})", re.IGNORECASE)) for n, p in comparator["after"]),
        before=tuple(
            (n, re.compile(f"(?:{p}){behind}", re.IGNORECASE)) for n, p in comparator["before"]
        ),
        growth=tuple((rate, re.compile(f"(?:{p})了?$")) for p, rate in data["growth"]["rates"]),
        grows=re.compile(f"(?:{'|'.join(p for p, _ in data['growth']['rates'])})了?$"),
        cuts={
            at: tuple(re.compile(cut["pattern"]) for cut in cuts if cut["at"] == at)
            for at in ("first", "left", "rest", "name")
        },
        levels=tuple(re.compile(rf"\s*(?:{p})") for p in data["headings"]["levels"]),
        chinese=data["chinese"],
    )


def in_english(text: str) -> bool:
    """Whether a text has no Chinese character; dashes, quotes and currencies are none."""
    return not _CHINESE.search(text)


def named(rule: str, language: str) -> str:
    """A rule, role or field as a draft in this language names it."""
    return words().chinese[rule] if language == "zh" else rule


_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_PLANS: Final = {"二": 2015, "三": 2020, "四": 2025, "五": 2030, "六": 2035}
"""The last year of a five-year plan, by the second character of its name."""
_RELATIVE: Final = {
    **dict.fromkeys(("去年", "上年", "过去一年", "过去的一年", "last year"), -1),
    **dict.fromkeys(("今年", "this year"), 0),
    **dict.fromkeys(("明年", "next year"), 1),
}


class Evidence(NamedTuple):
    """The words that a field rests on: from `start` to `end` of the clean text, and the rule."""

    start: int
    end: int
    rule: str


Told = tuple[str, Evidence | None]
"""What a field says, and the words of the document that say so, where words do."""


class Date(NamedTuple):
    """A period as text (`2025`, `2025-Q1`, `2025-06`, `2025-06-30`) and where it stands.

    `base`: it is what something is compared with, not when something is due.
    """

    start: int
    end: int
    period: str
    base: bool

    def told(self, rule: str) -> Told:
        """The period, with its words."""
        return self.period, Evidence(self.start, self.end, rule)


def dates(text: str, anchor: int | None, start: int = 0, year: int | None = None) -> list[Date]:
    """The periods that a text names, in order; a day with month and year is none.

    `anchor` is the year of the document (None: 去年 names nothing), `year` the one that 全年 means,
    the anchor where none is given; `start` is where the text begins in its document.
    """
    found, year = [], year or anchor
    for m in words().dates["period"].finditer(text):
        period, base = _period(m, anchor, year), _is_base(text, m)
        if not period and m["year"] and re.search(r"截[至止]到?$", text[: m.start()]):
            period = m["year"] + _part(m["part"])
        if period:
            found.append(Date(m.start() + start, m.end() + start, period, base))
        if re.fullmatch(r"\d{4}", period) and not base and text[m.start() - 1 : m.start()] != "到":
            year = int(period)
    return found


def plan_of(title: str, start: int = 0) -> list[Date]:
    """The last year of the five-year plan that a title or heading names, if it names one."""
    m = words().dates["plan_title"].search(title)
    return [Date(m.start() + start, m.end() + start, str(_PLANS[m[1]]), base=False)] if m else []


def latest(text: str, anchor: int | None) -> str:
    """The last period that a heading or lead-in names, empty where it names none."""
    named = [d.period for d in dates(text, anchor) if not d.base]
    return named[-1] if named else ""


def _is_base(text: str, m: re.Match[str]) -> bool:
    known = words().dates
    behind = text[m.end() : m.end() + 24]
    before = text[max(0, m.start() - 9) : m.start()].rstrip("“")
    if before.endswith(("高于", "低于", "快于")) or behind.startswith("同期的"):
        return True
    if re.search(r"\b[Ss]ince\b[^.,;]*$", text[: m.start()]):
        return True
    if known["base_figure"].search(text[: m.start()]):  # up from 38.9% in 2023
        return True
    if known["share_of"].match(behind):
        return True
    if known["value_of"].match(behind) and before[-1:] not in {"到", "至"}:
        # `2010年的86亿元`; not `增加到2020年的268亿元`
        return True
    if m["rel"] in {"上年", "去年"}:
        return bool(before[-1:] in {"比", "较", "与", "由", "从", "同"}) or bool(
            known["last_year_base"].match(behind)
        )
    return bool(known["base_before"].search(before)) and (
        before[-1:] in {"比", "较", " "} or bool(known["base_behind"].match(behind))
    )


def _period(m: re.Match[str], anchor: int | None, year: int | None) -> str:
    if m["year"]:
        # Year, month and day: when something happened.
        return "" if m["day"] and m["part"] else m["year"] + _part(m["part"])
    if m["eyear"]:
        month = f"-{_MONTHS.index(m['month']) + 1:02d}" if m["month"] else ""
        return m["eyear"] + month + (f"-{int(m['mday']):02d}" if month and m["mday"] else "")
    if m["plan"]:
        return str(_PLANS[m["plan"][1]])
    if m["within"] and anchor:
        years = m["within"]
        return str(anchor + (int(years) if years.isdigit() else int(in_words(years))))
    if m["rel"]:
        said, rel = year, m["rel"].lower()
        if rel in _RELATIVE:
            said = anchor + _RELATIVE[rel] if anchor else None
        return f"{said}{_part(m['relpart'])}" if said else ""
    if m["by"] or m["only"]:
        part = "".join(f"-{int(d):02d}" for d in re.findall(r"\d+", m["by"] or ""))
        return f"{year}{part or _part(m['only'])}" if year else ""
    fiscal = f"20{m['fiscal']}" if m["fiscal"] else ""  # `2026/27` ends in 2027
    return fiscal or m["until"] or m["end"] or m["fyend"] or m["fy"] or ""


def _part(text: str | None) -> str:
    """The part of a year: `-Q1`, `-H1`, `-06`, or nothing."""
    if not text:
        return ""
    if "季度" in text:
        return "-Q3" if text == "前三季度" else f"-Q{in_words(text.replace('第', '')[0])}"
    if "半年" in text:
        return "-H1" if text.startswith("上") else "-H2"
    months = re.findall(r"\d+", text)
    return f"-{int(months[-1]):02d}" if months else ""
