"""Numbers as people write them: strict groups of thousands, Chinese numerals, 万 and 亿."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

_DIGITS: Final = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    **{c: i for i, c in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    "两": 2,
    "弍": 2,
    "參": 3,
    "陸": 6,
}
_TENS: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS: Final = {"万": 10**4, "亿": 10**8}
MULTIPLIERS: Final = {
    "十": Decimal(10),
    "百": Decimal(100),
    "千": Decimal(1000),
    "万": Decimal(10**4),
    "十万": Decimal(10**5),
    "百万": Decimal(10**6),
    "千万": Decimal(10**7),
    "亿": Decimal(10**8),
    "十亿": Decimal(10**9),
    "百亿": Decimal(10**10),
    "千亿": Decimal(10**11),
    "万亿": Decimal(10**12),
}
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
    if last is None or (total and _skips(rest)):
        return None
    return Decimal(total + last)


def _skips(rest: str) -> bool:
    """Whether a digit follows 万 or 亿 with its place left open: `三万五` (35 000 or 30 005?)."""
    return len(rest) == 1 and rest in _DIGITS


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
