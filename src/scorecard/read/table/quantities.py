"""What a cell of a plain table holds: a number with its sign, bound and unit, or a word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Final

from scorecard.read.cells.grammar import APART, MOST
from scorecard.read.table.lexicon import table, word_in
from scorecard.read.table.periods import of_cell
from scorecard.schema.spelling import arabic, convert, normalise, parse_unit, read_number


@dataclass(frozen=True, slots=True)
class Amount:
    """A cell read.

    Attributes
    ----------
    number, upper
        The number (in `unit` times 1: K, 万 and so on multiplied out), and a range's second.
    comparator
        The bound that stands in the cell (`>=`, `<`, `between` …).
    unit
        What stands behind or before the number: `%`, `元`, `$`, `株`; empty where nothing does.
    signed
        Whether a sign stands before it.
    state
        `estimate` or `provisional`, where a mark says so.
    is_rank, is_word, is_sum
        第96位; a word of a deliverable (number 1 or 0); a total of several years 〔13.5〕.
    is_scaled
        A multiple (K, 万) was multiplied out.
    is_inside
        The one number of a sentence (新建泊位500个).
    is_missing
        Blank, or a sign that nothing is known.
    fault
        The code that says why there is no number.
    """

    number: float | None = None
    upper: float | None = None
    comparator: str | None = None
    unit: str = ""
    signed: bool = False
    state: str | None = None
    is_rank: bool = False
    is_word: bool = False
    is_sum: bool = False
    is_scaled: bool = False
    is_missing: bool = False
    is_inside: bool = False
    fault: str | None = None

    @property
    def is_percent(self) -> bool:
        """Whether a per cent sign stands in the cell."""
        return self.unit == "%"


GARBLED: Final = frozenset({"C113", "C127"})
"""Of a cell of digits that are no single number, or more of them than it keeps: no words."""
_PLAIN: Final = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
_COMMA: Final = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})*,\d+|[+-]?\d{1,3}(?:\.\d{3})+")
COMPARATORS: Final = (">=", "<=", ">", "<", "=")
_DONE_BEFORE: Final = re.compile(
    r"^(?:(?:已|累计|实际|共|目前)+[\u3400-\u9fff]{0,4}?|完成|实现|建成|新增|达到?)(?=\d)"
)
_SHARE_BEHIND: Final = re.compile(r"(?<=[\w%])\s*\(\s*[+-]?[\d.]+%\s*\)$")
YEAR_BEHIND: Final = re.compile(r"(?<=[\d%])\s*\((?:in )?((?:19|20)\d\d)年?\)$")
"""The year of a value, behind it: 4.2 (2022)."""
_NONE: Final = re.compile("(?:实现|确保|保持)?(?:零|0)(?!星|散|售|工|距离)[\u3400-\u9fff]{2,3}")
"""零事故, 零投诉: none of them."""
_UNDONE: Final = re.compile(
    "(?:部分|正在|尚未|暂未|还未)[\u3400-\u9fff]{2,4}|(?:推进|进行|实施|办理|建设|施工|整改|审批|"
    "落实|筹备|招标|研究|协调|采购|测试|调试|编制|起草|修订|开展|谋划|对接|验收)中"
)
_NEARLY: Final = re.compile("(?:左右|上下)$")
_AFTER: Final = (
    (
        ">=",
        re.compile(
            r"(?:\s*及?以上|\s*\+|\s+or (?:more|above|higher|over|better)|\s*及更高)$",
            re.IGNORECASE,
        ),
    ),
    (
        "<=",
        re.compile(
            r"(?:\s*及?(?:以下|以内|之内)|\s*内|\s+or (?:less|below|lower|under|fewer))$",
            re.IGNORECASE,
        ),
    ),
)
_SCALES: Final[Mapping[str, int]] = table("scales")
_SCALES_DOWN: Final = sorted(_SCALES, key=len, reverse=True)
_CURRENCY: Final[Mapping[str, str]] = table("currencies")
_CURRENCIES: Final = "|".join(sorted(map(re.escape, _CURRENCY), key=len, reverse=True))
_NUMBER: Final = re.compile(
    rf"(?P<sign>[+-]?)\s*(?P<cur>{_CURRENCIES})?\s*(?P<sign2>[+-]?)"
    r"(?P<number>\d[\d,' ]*(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+|"
    r"[零一二三四五六七八九〇两十百]+(?=$|[个家项人件次名位户场条万亿级%]))"
    r"\s*(?P<unit>.*)",
    re.IGNORECASE | re.DOTALL,
)
_MARKS: Final = "*_` ✅❌⚠️🔄🟢🟡🔴⏳📈📉"
"""What people set around a value to mark it."""
_DATE: Final = re.compile(r"\d{1,2}([/.-])\d{1,2}\1(?:\d\d){1,2}|\d{4}([/.-])\d{1,2}\2\d{1,2}")
_BETWEEN: Final = re.compile(
    r"^(?:between |from |介于|在)\s*(\S*?\d\S*?) ?(?:and|to|和|与|到|至|-) ?(\S*?\d.*?)(?:之间)?$",
    re.IGNORECASE,
)
_RANGE: Final = re.compile(
    r"(?P<a>[^\-~至—]*?\d[^\-~至—]*?)\s*(?:-|~|至|—|\bto\b|–)\s*(?P<b>[+-]?\s*[$€£¥]?\d.*)"
)
_MARK: Final = re.compile(
    r"(?:\*+|†|‡|[①-⑳]|\s*\((?P<letter>p|e|r|f|est\.?|prov\.?|provisional|estimate|estimated|预计|快报|初步|暂定|revised|preliminary)\)|(?<=\d)\s+(?P<bare>[per]))$",
    re.IGNORECASE,
)
_RANK: Final = re.compile(
    r"(?P<pre>前|第|进入?前|保持前|位列第|位居第|top\s*|rank\s*|#\s*|no\.?\s*)\s*"
    r"(?P<n>\d+|[一二三四五六七八九十百]+)\s*(?:位|名|st|nd|rd|th)?(?:以内|之内|以上|内)?|"
    r"(?P<n2>\d+)(?:st|nd|rd|th)(?: place)?",
    re.IGNORECASE,
)


@lru_cache(maxsize=16384)
def amount(text: str, *, comma: bool = False) -> Amount:
    """The cell's number, bound and unit; `comma`: a comma is the decimal mark of the file.

    >>> amount("≥50个").number, amount("≥50个").comparator, amount("$3.5M").number
    (50.0, '>=', 3500000.0)
    >>> amount("80-85").upper, amount("前100位").comparator, amount("(3.2)").number
    (85.0, '<=', -3.2)
    """
    if _PLAIN.fullmatch(text) and not (comma and "." in text and _COMMA.fullmatch(text)):
        return _kept(Amount(float(text), signed=text[0] == "-"))
    clean = normalise(text)
    if word_in("missing", clean):
        return Amount(is_missing=True)
    clean = clean.strip(_MARKS) or clean
    clean = "0" if clean.casefold() == "zero" or _NONE.fullmatch(clean) else clean
    undone = word_in("no", clean) or _UNDONE.fullmatch(clean)
    word = 1.0 if word_in("yes", clean) else 0.0 if undone else None
    found = _amount(clean, comma=comma)
    if found.number is not None:
        return Amount(fault="C113") if APART.search(text) else _kept(found)
    return found if word is None else Amount(word, is_word=True)


def _kept(found: Amount) -> Amount:
    """The amount; refused where a cell does not keep its digits."""
    numbers = (found.number or 0.0, found.upper or 0.0)
    return Amount(fault="C127") if max(map(abs, numbers)) >= MOST else found


def _amount(clean: str, *, comma: bool) -> Amount:
    """The amount in a text, the mark of its firmness put aside."""
    state = None
    if mark := _MARK.search(clean):
        letter = (mark["letter"] or mark["bare"] or "p").lower()
        state = (
            "estimate"
            if letter[0] == "e" or letter == "预计"
            else None
            if letter[0] == "r"
            else "provisional"
        )
        clean = clean[: mark.start()].strip()
    found = _unmarked(clean, comma=comma)
    return found if found.number is None or state is None else replace(found, state=state)


def _unmarked(clean: str, *, comma: bool) -> Amount:  # noqa: C901, PLR0911, PLR0912  (one for each shape)
    if inside := re.fullmatch(r"[〔\[【](.+)[〕\]】]", clean):
        return replace(_amount(inside[1], comma=comma), is_sum=True)
    if inside := re.fullmatch(r"\((.+)\)", clean):
        value = _amount(inside[1], comma=comma)
        if value.number is None:
            return value
        return replace(value, number=-value.number, signed=True)
    if ranked := _RANK.fullmatch(clean):
        number = read_number(ranked["n"] or ranked["n2"])
        top = (ranked["pre"] or "").strip().lower() in {"前", "进前", "进入前", "保持前", "top"}
        if number is not None:
            return Amount(float(number), comparator="<=" if top else None, is_rank=True)
    clean = _DONE_BEFORE.sub("", _SHARE_BEHIND.sub("", YEAR_BEHIND.sub("", clean)))
    about = _words("about").match(clean) or _NEARLY.search(clean)
    if about:
        value = _amount((clean[: about.start()] + clean[about.end() :]).strip(), comma=comma)
        if value.number is None:
            return Amount(fault="C104")
        return replace(value, state="estimate", comparator=value.comparator or "about")
    if around := re.fullmatch(r"(?:±|\+/-)\s*(.+)", clean):
        value = _amount(around[1], comma=comma)
        if value.number is None or value.comparator or value.number < 0:
            return Amount(fault="C106")
        return replace(value, number=-value.number, upper=value.number, comparator="between")
    clean = _BETWEEN.sub(r"\1-\2", clean)
    clean, comparator = _bound(_STEADY.sub("", clean))
    if pair := _RANGE.fullmatch(clean):
        low, high = _number(pair["a"], comma=comma), _number(pair["b"], comma=comma)
        if low is not None and high is not None and low.number is not None:
            bare = _number(re.sub(r"[^\d.,]", "", pair["b"]), comma=comma)
            scale = high.number / bare.number if bare and bare.number and high.number else 1.0
            lower = low.number * (max(scale, 1.0) if not low.is_scaled else 1.0)
            if high.number is not None and lower <= high.number:
                unit = high.unit or low.unit
                return Amount(lower, high.number, "between", unit)
    found = _number(clean, comma=comma)
    if found is not None:
        return replace(found, comparator=comparator)
    within = _inside(clean)
    if within is not None:
        return replace(within, comparator=comparator or within.comparator)
    return Amount(fault="C104" if comparator else "C106")


_STEADY: Final = re.compile(
    r"^(?:稳定在|维持在|保持在|稳定到|力争|确保|争取|努力|实现|达到)+(?=.*\d.*(?:以上|以内|以下|之内))"
)
COUNT_UNIT: Final = (
    r"[万亿]?(?:[个家件人户座台套项场次所名吨株处辆张亩元间栋条眼只头幅盏篇门班期批平根部款支棵对块本册例笔单宗口架艘组队节堂份枚位]"
    r"(?:次|方米|公里)?|公里|千米|米|公顷|人次|户次|课时|学时)"
)
_INSIDE: Final = re.compile(
    r"(?P<before>[^\d≥≤<>=%％.()（）]{2,24})(?P<number>\d[\d,]*(?:\.\d+)?)\s*"
    rf"(?P<unit>{COUNT_UNIT})(?P<after>[^\d]{{0,12}})"
)


def _inside(clean: str) -> Amount | None:
    """The one number with its unit inside a Chinese sentence: 新建停车泊位500个."""
    found = _INSIDE.fullmatch(clean)
    if (
        found is None
        or re.search(r"[年月日第前]$", found["before"])
        or found["unit"] in {"期", "批"}
    ):
        return None
    number = _number(found["number"] + found["unit"], comma=False)
    if number is None:
        return None
    ends = next(
        (c for c in COMPARATORS for w in table("bounds")[c] if found["before"].endswith(w)), None
    )
    after = next((c for c, words in _AFTER if words.search("0" + found["after"])), None)
    return replace(number, comparator=after or ends, is_inside=True)


def _bound(clean: str) -> tuple[str, str | None]:
    """The text without the words of a bound around its number, and the comparator they mean."""
    before = next(((c, m) for c in COMPARATORS if (m := _words(c).match(clean))), None)
    if before is not None:
        clean = clean[before[1].end() :].strip()
    after = next(((c, m) for c, words in _AFTER if (m := words.search(clean))), None)
    if after is not None:
        return clean[: after[1].start()].strip(), after[0]
    return clean, before[0] if before is not None else None


@lru_cache(maxsize=16)
def _words(bound: str) -> re.Pattern[str]:
    """The words of a bound at the beginning of a text."""
    words = sorted(table("bounds")[bound], key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)), re.IGNORECASE)


def _number(clean: str, *, comma: bool) -> Amount | None:
    """The number with currency, scale and unit; None where there is none, or more than one."""
    if comma and _COMMA.match(clean):
        head = _COMMA.match(clean)
        assert head is not None  # noqa: S101  (known to be there: see above)
        clean = head[0].replace(".", "").replace(",", ".") + clean[head.end() :]
    found = None if _DATE.fullmatch(clean) else _NUMBER.fullmatch(clean)
    if found is None:
        if clean.startswith("百分之"):
            return _number(clean.removeprefix("百分之") + "%", comma=comma)
        return None
    digits = found["number"].strip().replace("'", "")
    number = arabic(digits) if digits[:1].isdigit() or digits[:1] == "." else read_number(digits)
    if number is None and comma and "," in digits:
        number = arabic(digits.replace(",", "."))
    unit = found["unit"].strip()
    if re.match(r"[年月季]", unit):  # 12月底前
        return None
    if (
        number is None
        or re.search(r"\d", re.sub(r"m[23]|km2|pm2\.5|co2|/\d+", "", unit.lower()))
        or len(unit) > 24
    ):
        return None
    sign = "-" if "-" in found["sign"] + found["sign2"] else ""
    before = number
    number, unit = _scaled(number, unit, _CURRENCY.get((found["cur"] or "").lower(), ""))
    signed = bool(found["sign"] or found["sign2"])
    return Amount(float(f"{sign}{number}"), unit=unit, signed=signed, is_scaled=number != before)


def _scaled(number: Decimal, unit: str, currency: str) -> tuple[Decimal, str]:
    """The number multiplied out, and what is left of its unit."""
    unit = re.sub(r"^\((.*)\)$", r"\1", unit).strip()
    if unit in {"percent", "per cent", "pct", "％"}:
        unit = "%"
    for word in _SCALES_DOWN:
        letters = word.isascii()
        if letters:
            if not re.match(rf"{word}(?![a-z])", unit.lower()) or (
                word == "m" and unit == "m" and not currency
            ):
                continue
            if len(word) == 1 and unit[0].islower() and word != "k" and not currency:
                continue
        elif not unit.startswith(word):
            continue
        rest = unit[len(word) :].strip()
        if rest and not letters and not currency:
            return number, unit  # 万元 is a unit of its own
        return number.scaleb(_SCALES[word]), currency or rest
    return number, currency or unit


def in_unit(value: Amount, wanted: str) -> float | None:
    """The amount in the row's unit of measure; None where the two do not convert.

    A bare number, and one in the unit's own words, is in the unit already.
    """
    number = value.number
    if number is None or value.is_word or not wanted or not (value.unit or value.is_scaled):
        return number
    ratio = _ratio(value.unit.casefold().strip("."), wanted.casefold().strip("."))
    if ratio is not None:
        return number * ratio if ratio else None
    given, own = parse_unit(value.unit), parse_unit(wanted)
    if not value.unit:
        if own is None and re.search(
            "million|thousand|billion|百|千|万|亿|000|k$|m$", wanted.lower()
        ):
            return None
        return (
            number if own is None else float(Decimal(repr(number)) / Decimal(int(own.factor) or 1))
        )
    if given is None or own is None:
        same = (
            value.unit.casefold() in wanted.casefold() or wanted.casefold() in value.unit.casefold()
        )
        return number if same or (given is None and value.unit != "%") else None
    if given.kind != own.kind:
        return None
    return float(convert(Decimal(repr(number)), given, own))


@lru_cache(maxsize=1024)
def _ratio(given: str, wanted: str) -> float | None:
    """What one unit is in another of its kind (min, sec); 0: of other kinds; None: not known."""
    for family in table("units").values():
        if given in family:
            return float(family[given] / family[wanted]) if wanted in family else 0.0
    return None


def is_number(text: str, *, comma: bool = False) -> bool:
    """Whether a cell holds an amount, words of deliverables apart."""
    value = amount(text, comma=comma)
    return value.number is not None and not value.is_word and not value.is_inside


def is_date(text: str) -> bool:
    """Whether a cell holds a period and no amount."""
    return of_cell(text) is not None
