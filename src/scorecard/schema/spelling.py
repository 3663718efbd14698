"""How people write texts, numbers and units of measure, and what they mean by it."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

from scorecard.schema.errors import declarations

PRINTED_LENGTH: Final = 80
"""Characters of a cell that are quoted in a finding."""

INVISIBLE: Final = "\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufe0f"
"""Characters of no width, as a class of a pattern names them."""
_INVISIBLE: Final = re.compile(f"[{INVISIBLE}]")
_BLANKS: Final = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_NOTE: Final = re.compile(r"^(?P<name>.+?)[(\[【](?P<note>[^()]*)[)\]】]$")
_SPACES: Final = re.compile(r"\s+")
_DASHES: Final = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2212\ufe63", "-"))
_UNPRINTABLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def normalise(text: str) -> str:
    """The text in NFKC, without invisible characters, white space folded to single blanks.

    A leading apostrophe (the mark for "this is text") is dropped; dashes that stand for a minus
    sign become one, the long dash `—` (which means "nothing") stays.

    >>> normalise("'１３５．７\u00a0亿元\u200b")
    '135.7 亿元'
    """
    if text.isascii() and text.isprintable() and "  " not in text:  # nothing of it would change
        return text.strip().removeprefix("'").strip()
    clean = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate(_DASHES)
    return _SPACES.sub(" ", clean).strip().removeprefix("'").strip()


def has_mark(text: str) -> bool:
    """Whether a raised or circled digit (a footnote's mark) stands where it would read as a digit.

    Behind a letter it is part of a unit, such as `m²`.

    >>> has_mark("8.73①"), has_mark("12²"), has_mark("350万m³"), has_mark("８７")
    (True, True, False, False)
    """
    return any(
        unicodedata.category(c) == "No" and not before.isalpha()
        for before, c in zip(" " + text, text, strict=False)
    )


def compact(text: str) -> str:
    r"""The normalised text without any white space.

    >>> compact("2021 年\n第四季度")
    '2021年第四季度'
    """
    return normalise(text).replace(" ", "")


def sanitise(text: str, length: int = PRINTED_LENGTH) -> str:
    r"""The text fit for a log, a terminal or a message: one line, printable, cut to `length`.

    Control, escape and direction characters become blanks; what is cut off is shown by `…`.

    >>> sanitise("a\x1b[31mb\nc")
    'a [31mb c'
    """
    printable = "".join(
        " " if unicodedata.category(c) in _UNPRINTABLE else c for c in text[: 4 * length]
    )
    line = _SPACES.sub(" ", printable).strip()
    return line if len(line) <= length else line[: length - 1] + "…"


@lru_cache(maxsize=4096)
def normal(text: str) -> str:
    """The form in which names are compared: NFKC, no white space, no case, no note in brackets.

    >>> normal("总投资（亿元）"), normal(" Sent  on:"), normal("指标*")
    ('总投资', 'senton', '指标')
    """
    clean = _BLANKS.sub("", unicodedata.normalize("NFKC", text)).casefold().strip("*:·")
    note = _NOTE.match(clean)
    return note["name"].strip("*:·") if note else clean


@lru_cache(maxsize=1024)
def bracket_note(text: str) -> str:
    """What stands in brackets at the end of a header, else nothing.

    >>> bracket_note("总投资（亿元）")
    '亿元'
    """
    note = _NOTE.match(_BLANKS.sub("", unicodedata.normalize("NFKC", text)).strip("*:"))
    return note["note"] if note else ""


# ---------- numbers as people write them: strict groups of thousands, Chinese numerals, 万 and 亿

_DIGITS: Final = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    **{c: i for i, c in enumerate("〇壹贰叁肆伍陆柒捌玖")}, "两": 2, "弍": 2, "參": 3, "陸": 6,
}  # fmt: skip
_TENS: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS: Final = {"万": 10**4, "亿": 10**8}
MULTIPLIERS: Final = {
    tens + myriad: Fraction(ten * unit)
    for tens, ten in {"": 1, "十": 10, "百": 100, "千": 1000}.items()
    for myriad, unit in {"": 1, "万": 10**4, "亿": 10**8}.items()
    if tens or myriad
} | {"万亿": Fraction(10**12)}
"""What a word between a number and its unit of measure multiplies it by."""

NUMERAL: Final = "[零一二三四五六七八九〇壹贰叁肆伍陆柒捌玖两弍參陸十拾百佰千仟万亿]"
_PLAIN: Final = re.compile(r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
_GROUPED: Final = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_SPACED: Final = re.compile(r"\d{1,3}(?: \d{3})+(?:\.\d+)?")


def arabic(text: str) -> Decimal | None:
    """The number written in digits, unsigned; groups of thousands must be whole groups.

    >>> arabic("1,357,000"), arabic("13,57")
    (Decimal('1357000'), None)
    """
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    if _GROUPED.fullmatch(text) or _SPACED.fullmatch(text):
        return Decimal(text.replace(",", "").replace(" ", ""))
    return None


def chinese(text: str) -> Decimal | None:
    """The whole number written in Chinese numerals; `None` where it is none or is not clear.

    `一百二` (120 or 102?) and bare rows of digits (`二一`) are not clear.

    >>> chinese("十八"), chinese("一百二十"), chinese("两千三百万"), chinese("一百二")
    (Decimal('18'), Decimal('120'), Decimal('23000000'), None)
    """
    total, rest = 0, text
    for myriad in ("亿", "万"):
        head, found, tail = rest.partition(myriad)
        if not found:
            continue
        section = _section(head)
        if not section or myriad in tail:
            return None
        total, rest = total + section * _MYRIADS[myriad], tail
    if total and not rest:
        return Decimal(total)
    last = _section(rest.lstrip("零〇") if total else rest)
    skips = total and rest in _DIGITS  # 三万五: 35 000 or 30 005?
    return None if last is None or skips else Decimal(total + last)


def _section(text: str) -> int | None:
    """A number below ten thousand; each unit of ten at most once, in falling order."""
    if len(text) == 1 and text in _DIGITS:
        return _DIGITS[text]
    total, last, digit, after_zero = 0, 10**4, None, False
    for character in text:
        if character in _TENS:
            unit = _TENS[character]
            if unit >= last or (digit is None and (total or unit != _TENS["十"])):
                return None
            total, last, digit, after_zero = total + (digit or 1) * unit, unit, None, False
        elif _DIGITS.get(character) == 0:
            if digit is not None or not total:
                return None
            after_zero = True
        elif character in _DIGITS and digit is None:
            digit = _DIGITS[character]
        else:
            return None
    if digit is None:
        return total if total and not after_zero else None
    return total + digit if total and (last == _TENS["十"] or after_zero) else None


def read_number(text: str) -> Decimal | None:
    """The unsigned number in digits or Chinese numerals, without multiplier and unit.

    >>> read_number("二十"), read_number("2.50"), read_number("三点六"), read_number("若干")
    (Decimal('20'), Decimal('2.50'), Decimal('3.6'), None)
    """
    number = arabic(text)
    if number is not None:
        return number
    whole, point, digits = text.partition("点")
    if not point:
        return chinese(text)
    before, after = chinese(whole), "".join(str(_DIGITS.get(c, "?")) for c in digits)
    return None if before is None or not after.isdecimal() else before + Decimal(f"0.{after}")


# -------------------------- units of measure: what belongs to one kind, and exact factors within it


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure: kind, size in the kind's smallest unit, the spelling it was read from."""

    kind: str
    factor: Fraction
    base: str


_DECLARED: Final = tomllib.loads(declarations("units.toml"))
UNITS_EN: Final[Mapping[str, str]] = _DECLARED["english"]
"""Units of measure are data, typed in the books' language; these are read out in English."""
_BASES: Final = {
    name: (one["kind"], Fraction(one.get("factor", 1)))
    for one in _DECLARED["units"]
    for name in one["names"]
}
_FOLDED: Final = {name.casefold(): unit for name, unit in _BASES.items()}
_COUNTERS: Final = frozenset(_DECLARED["counters"])

_ENGLISH: Final = {
    compact(english).casefold(): unit for unit, english in UNITS_EN.items() if english
}
"""The units of books kept in English by the names that they are read out with."""


def unit_label(unit: str, language: str) -> str:
    """A unit of measure of our own columns as people of this language call it.

    >>> unit_label("亿元", "en")
    'hundred million yuan'
    """
    return unit if language == "zh" else UNITS_EN.get(unit) or unit


@lru_cache(maxsize=1024)
def parse_unit(text: str) -> Unit | None:
    """The unit of measure a text names, `万`, `亿` and so on in front of it included.

    >>> parse_unit("亿元")
    Unit(kind='CNY', factor=Fraction(100000000, 1), base='元')
    >>> parse_unit("hundred million yuan") == parse_unit("亿元")
    True
    >>> parse_unit("%").kind == parse_unit("百分点").kind
    False
    """
    name = _ENGLISH.get(compact(text).casefold(), compact(text))
    found = _plain(name, Fraction(1))
    if found or not name:
        return found
    for word, factor in sorted(MULTIPLIERS.items(), key=lambda item: -len(item[0])):
        if name.startswith(word) and len(name) > len(word):
            return _plain(name[len(word) :], factor)
    return None


def _plain(name: str, multiplier: Fraction) -> Unit | None:
    if name in _COUNTERS:
        return Unit("count", multiplier, name)
    kind = _FOLDED.get(name.casefold())
    return Unit(kind[0], kind[1] * multiplier, name) if kind else None


def convert(value: Decimal, source: Unit, target: Unit) -> Fraction:
    """The value in the target unit, exactly; both units are of one kind.

    >>> convert(Decimal("135.7"), parse_unit("亿元"), parse_unit("万元"))
    Fraction(1357000, 1)
    >>> convert(Decimal(1), parse_unit("公顷"), parse_unit("亩"))
    Fraction(15, 1)
    """
    if source.kind != target.kind:
        raise ValueError(f"{source.base} is not {target.base}")
    return Fraction(value) * source.factor / target.factor


def in_unit(value: float, given: str, wanted: str) -> float | None:
    """The value converted between units of one kind; `None` where they do not convert.

    >>> in_unit(1.5, "亿元", "万元"), in_unit(1.5, "亿元", "亩")
    (15000.0, None)
    """
    if given == wanted:
        return value
    source, target = parse_unit(given), parse_unit(wanted)
    if source is None or target is None or source.kind != target.kind:
        return None
    return float(convert(Decimal(repr(value)), source, target))


LEAST, MOST = 1e-20, 1e30
"""Between them numbers are written out."""


def show(value: Fraction | Decimal | float) -> str:
    """The number as a person writes it: no trailing zeros, 15 significant digits.

    Only what would be a page of zeros has an exponent.

    >>> show(1357000.0), show(0.1 + 0.2), show(Fraction(1, 3)), show(5e-324)
    ('1357000', '0.3', '0.333333333333333', '5e-324')
    """
    number = float(value)
    if 0 < abs(number) < LEAST or abs(number) > MOST:
        return repr(number)
    text = format(Decimal(format(number, ".15g")), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
