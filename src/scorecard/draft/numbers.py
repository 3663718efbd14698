"""Every number of a text, with its unit and its role: a value, or why it is none.

Arabic numbers always count; numbers in Chinese or English words count where a measure word,
an ordinal or a multiple makes them numbers (`两处`, `第五位`, `翻一番`, `six million`).  What is no
value is told by the rules in `numbers.toml`, tried in order; each has a sentence that it must hit
and one that it must leave alone.
"""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

VALUE: Final = "value"
RANK: Final = "rank"

DATA: Final = Path(__file__).with_name("numbers.toml")
_DIGITS: Final = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_PLACES: Final = {"十": 10, "百": 100, "千": 1000}
_WINDOW: Final = 40
_OFTEN: Final = ("", "个", "%", "家", "元", "年", "、", "个项目,")
"""What often stands behind numbers: rules for it are tried without looking first."""
_WITH_UNIT: Final = frozenset({VALUE, RANK, "size class", "list count", "own count"})
"""Roles of numbers whose unit is told with them."""
_KINDS: Final = (
    *("digits", "double", "twodigit", "words", "place", "front", "first", "chief", "top"),
    *("item", "point", "head", "english"),
)


class Number(NamedTuple):
    """A number as printed, from `start` to `end`, its unit to `stop` (offsets of the clean text).

    Attributes
    ----------
    value
        The number alone, without the multiplier of its unit (`1.5` of `1.5万个`).
    upper
        The second bound of a range (`6%-6.5%`), else None.
    unit
        As printed, with its multiplier (`万个`); empty where there is none.
    more
        A word between number and unit that says "and more" or "about" (`余`, `多`), else empty.
    role
        `value`, `rank`, or why it is neither.
    rule
        The name of the rule that said so.
    """

    start: int
    end: int
    stop: int
    text: str
    value: Decimal
    upper: Decimal | None = None
    unit: str = ""
    more: str = ""
    role: str = VALUE
    rule: str = ""


class Rule(NamedTuple):
    """Role and name, what ends before a number, what begins behind it, for words only or not."""

    role: str
    name: str
    before: re.Pattern[str]
    after: re.Pattern[str]
    words: bool


class Rules(NamedTuple):
    """The data of `numbers.toml`, compiled.

    `common` are the rules for what stands behind many numbers; what begins there by any other rule
    is `behind`.
    """

    number: re.Pattern[str]
    english: Mapping[str, int]
    spans: tuple[tuple[str, re.Pattern[str]], ...]
    rules: tuple[Rule, ...]
    common: tuple[Rule, ...]
    behind: re.Pattern[str]


@lru_cache(maxsize=1)
def rules() -> Rules:
    """The rules of `numbers.toml`."""
    data: dict[str, Any] = tomllib.loads(DATA.read_text(encoding="utf-8"))
    units = "|".join(map(re.escape, sorted(data["units"], key=len, reverse=True)))
    pieces = {"UNITS": units, "ENGLISH": "|".join(data["english"])}
    for name, piece in data["pieces"].items():
        pieces[name] = re.sub("<([A-Z]+)>", lambda m: pieces[m[1]], piece)
    told = tuple(
        Rule(
            *(r["role"], r["name"], re.compile(f"(?:{r['before']})$"), re.compile(r["after"])),
            words=bool(r.get("words")),
        )
        for r in data["rules"]
    )
    common = [rule for rule in told if any(map(rule.after.match, _OFTEN))]
    behind = "|".join(rule.after.pattern for rule in told if rule not in common)
    return Rules(
        re.compile(pieces["NUMBER"], re.IGNORECASE | re.MULTILINE | re.VERBOSE),
        data["english"],
        tuple((s["role"], re.compile(s["pattern"], re.IGNORECASE)) for s in data["spans"]),
        told,
        tuple(common),
        re.compile(behind),
    )


def in_words(text: str) -> Decimal:
    """A number in Chinese words up to 9,999: `二十` 20, `两百` 200, `〇` 0."""
    if all(c in _DIGITS for c in text):
        return Decimal("".join(str(_DIGITS[c]) for c in text))
    total, digit = 0, 1
    for c in text:
        if c in _PLACES:
            total += digit * _PLACES[c]
            digit = 0
        else:
            digit = _DIGITS[c]
    return Decimal(total + (digit if text[-1] in _DIGITS else 0))


def numbers(text: str, offset: int = 0) -> list[Number]:
    """Every number of a block of clean text, in order; the block begins at `offset`."""
    known = rules()
    taken = [
        (m.start(), m.end(), role) for role, pattern in known.spans for m in pattern.finditer(text)
    ]
    found: list[Number] = []
    at = 0
    while match := known.number.search(text, at):
        inside = next((t for t in taken if t[0] < match.end() and match.start() < t[1]), None)
        one = _number(match)
        if inside is not None and inside[0] <= one.start < inside[1]:
            found += _inside(text, one, inside)
            at = max(inside[1], min(match.end(), inside[1]), at + 1)
            continue
        last = found[-1] if found else None
        if last and _shares(text, last, one):
            found[-1] = last._replace(unit=one.unit)
        found.append(_with_role(text, one, known))
        at = max(one.stop, match.start() + 1)
    if not offset:
        return found
    return [
        n._replace(start=n.start + offset, end=n.end + offset, stop=n.stop + offset) for n in found
    ]


def _shares(text: str, last: Number, one: Number) -> bool:
    """Whether a number has the unit of the one behind it (`分别高于全国、全省0.4和0.2个百分点`)."""
    bare = last.role == VALUE and not last.unit and last.text[0].isdigit() and bool(one.unit)
    return (
        bare
        and text[last.end : one.start] in {"、", "和", "与"}
        and "分别" in text[max(0, last.start - _WINDOW) : last.start]
    )


def _inside(text: str, first: Number, span: tuple[int, int, str]) -> Iterator[Number]:
    """The numbers of a whole expression, all of its role."""
    for match in re.finditer(
        r"\d+(?:\.\d+)?|[零〇一二两三四五六七八九十百千]+", text[first.start : span[1]]
    ):
        start = first.start + match.start()
        end = first.start + match.end()
        raw = match.group()
        value = Decimal(raw) if raw[0].isdigit() else in_words(raw)
        yield Number(start, end, end, raw, value, role=span[2], rule="whole expression")


def _number(match: re.Match[str]) -> Number:
    kind = next(k for k in _KINDS if match[k])
    text = match[kind]
    start, end = match.span(kind)
    if kind == "digits":
        unit = re.sub(
            "[余多]| (?![a-z])|(?<![a-z]) ", "", match["unit"] or ""
        )  # `1.4万余家` counts 万家
        upper = Decimal(match["upper"].replace(",", "")) if match["upper"] else None
        value = Decimal(text.replace(",", ""))
        more = match["more"] or match["within"] or match["after"] or ""
        stop = match.end() if unit or upper is not None else end
        return Number(start, end, stop, text, value, upper, unit, more)
    if kind == "english":
        return Number(start, end, end, text, Decimal(rules().english[text.lower()]))
    if kind == "double":
        times = Decimal(2) ** _DIGITS[match["times"] or "一"]
        return Number(start, end, end, text, times, unit="倍", rule="doubled")
    if kind == "twodigit":
        return Number(start, end, end, text, Decimal(10), unit="%", rule="two digits")
    if kind == "chief":
        return Number(start, end, end, text, Decimal(1), rule=kind)
    unit = match["wordunit"] or "" if kind == "words" else ""
    return Number(start, end, match.end(), text, in_words(text), unit=unit, rule=kind)


def _with_role(text: str, one: Number, known: Rules) -> Number:
    line = text.rfind("\n", 0, one.start) + 1
    before = text[max(line, one.start - _WINDOW) : one.start]
    after = text[one.end : one.end + _WINDOW]
    spelled = not one.text[0].isdigit()
    for rule in known.rules if known.behind.match(after) else known.common:
        if rule.after.match(after) and (spelled or not rule.words) and rule.before.search(before):
            return _as(one, rule.role, rule.name)
    if one.rule in {"item", "point", "head"}:
        return _as(one, "ordinal", "number of a list in words")
    if one.rule == "chief":
        had = re.search(r"[居列排占登][^,，。;]{0,16}$", before)
        return _as(one, RANK if had else "name", "place in words")
    if one.rule in {"place", "front", "first", "top"}:
        ranked = one.rule != "place" or re.search(
            r"(?:[全二三四五六七八九十][国省市区县]|[位列居排名]+|[位列居排][^,。;]{0,12})第$",
            before,
        )
        return _as(one, RANK if ranked else "ordinal", "place in words")
    if spelled and one.unit in {"大", "横", "纵", "者"}:
        return _as(one, "list count", "count in the title of a list")
    return one


def _as(one: Number, role: str, rule: str) -> Number:
    whole = one.upper is not None or role in _WITH_UNIT
    return one._replace(stop=one.stop if whole else one.end, role=role, rule=rule)
