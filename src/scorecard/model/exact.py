"""Exact arithmetic on printed numbers: the value as printed, and the numbers it may stand for.

A printed number with decimals was rounded: it stands for every number that rounds half up to it.
A printed whole number is exact.  Expressions of such numbers are computed as fractions, once
exactly and once as the range of all values they may stand for.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Final

HALF: Final = Fraction(1, 2)
PERCENT: Final = 100


class ClaimTextError(ValueError):
    """A text that is no number or expression; carries the piece as `found`."""

    def __init__(self, found: str) -> None:
        super().__init__(found)
        self.found = found


@dataclass(frozen=True, slots=True)
class Range:
    """All numbers between `low` and `high`; an open end is not itself among them."""

    low: Fraction
    high: Fraction
    low_open: bool = False
    high_open: bool = False

    def meets(self, other: Range) -> bool:
        """Whether some number lies in both."""
        left = max((self.low, self.low_open), (other.low, other.low_open))
        right = min((self.high, not self.high_open), (other.high, not other.high_open))
        closed = not left[1] and right[1]
        return left[0] < right[0] or (left[0] == right[0] and closed)


@dataclass(frozen=True, slots=True)
class Value:
    """A number as printed and the range of numbers it may stand for."""

    exact: Fraction
    range: Range

    @classmethod
    def of(cls, exact: Fraction) -> Value:
        """A number that stands for itself alone."""
        return cls(exact, Range(exact, exact))

    def __add__(self, other: Value) -> Value:
        """The sum, with the range of all sums."""
        a, b = self.range, other.range
        span = Range(
            a.low + b.low, a.high + b.high, a.low_open or b.low_open, a.high_open or b.high_open
        )
        return Value(self.exact + other.exact, span)

    def __neg__(self) -> Value:
        """The number with its sign turned."""
        a = self.range
        return Value(-self.exact, Range(-a.high, -a.low, a.high_open, a.low_open))

    def __mul__(self, other: Value) -> Value:
        """The product, with the range of all products."""
        return Value(self.exact * other.exact, _corners(self.range, other.range))

    def inverse(self) -> Value:
        """One divided by the number; `ZeroDivisionError` where it may be zero."""
        a = self.range
        if a.low <= 0 <= a.high:
            raise ZeroDivisionError
        return Value(1 / self.exact, Range(1 / a.high, 1 / a.low, a.high_open, a.low_open))


def _corners(a: Range, b: Range) -> Range:
    ends = [
        (x * y, x_open or y_open)
        for (x, x_open), (y, y_open) in product(
            ((a.low, a.low_open), (a.high, a.high_open)),
            ((b.low, b.low_open), (b.high, b.high_open)),
        )
    ]
    low, high = min(ends), max(ends, key=lambda end: (end[0], not end[1]))
    return Range(low[0], high[0], low[1], high[1])


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed number: its value, its decimals, and whether it is only a floor (`17000余`)."""

    value: Fraction
    digits: int
    floor: bool = False

    @property
    def unit(self) -> Fraction:
        """One unit in the last printed digit."""
        return Fraction(10) ** -self.digits

    @property
    def stands_for(self) -> Range:
        """The numbers that round half up to it; for a floor those of its leading digits."""
        if self.floor:
            return Range(self.value, self.value + self.unit, high_open=True)
        half = self.unit * HALF
        if self.value < 0:
            return Range(self.value - half, self.value + half, low_open=True)
        if self.value == 0:
            return Range(-half, half, low_open=True, high_open=True)
        return Range(self.value - half, self.value + half, high_open=True)

    def as_input(self) -> Value:
        """The number inside an expression: whole numbers are exact, others were rounded."""
        if self.digits <= 0:
            return Value.of(self.value)
        return Value(self.value, self.stands_for)


_PLAIN: Final = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_FLOOR: Final = re.compile(r"(?P<number>.*\d)(?:余|多|\+)$")


def printed(text: str | float) -> Printed:
    """Read a printed number; a trailing `%` is dropped, `余`, `多` and `+` mark a floor.

    A float (a cell that lost its printed form) is read as its shortest decimal, a whole one as a
    whole number.  A floor's unit is that of its trailing zeros: 17000余 stands for 17000 to 17999.

    Refuses with `ClaimTextError` what is no single number.

    >>> printed("58.42%").digits, printed("17000余").unit, printed(30.9).value
    (2, Fraction(1000, 1), Fraction(309, 10))
    """
    clean = re.sub(r"\s", "", unicodedata.normalize("NFKC", _spell(text))).replace("−", "-")
    clean = clean.removesuffix("%")
    floor = _FLOOR.fullmatch(clean)
    number = floor["number"] if floor else clean
    if not _PLAIN.fullmatch(number):
        raise ClaimTextError(str(text))
    bare = number.replace(",", "")
    digits = len(bare.partition(".")[2])
    if floor and not digits:
        digits = -(len(bare) - len(bare.rstrip("0")))
    return Printed(Fraction(bare), digits, floor is not None)


_WORD: Final = re.compile(r"(?<=[\d%])(?!余|多)[^\W\d_]+|(?<=[余多])[^\W\d_]+|^(?:约|近|达)")
_MAGNITUDES: Final = ("万亿", "千亿", "百亿", "十亿", "亿", "千万", "百万", "十万", "万")


def without_words(*texts: str) -> tuple[str, ...]:
    """The texts without the words that follow their numbers: `10.52亿元/18亿元`, `13.8个百分点`.

    Refuses with `ClaimTextError` texts whose numbers are counted in different magnitudes (亿, 万):
    they cannot be compared as they are printed.

    >>> without_words("10.52亿元/18亿元", "约58.42%"), without_words("17000余元")
    (('10.52/18', '58.42%'), ('17000余',))
    """
    plain = [re.sub(r"\s", "", unicodedata.normalize("NFKC", text)) for text in texts]
    words = [word for text in plain for word in _WORD.findall(text)]
    found = {next((m for m in _MAGNITUDES if word.startswith(m)), "") for word in words} - {""}
    if len(found) > 1:
        raise ClaimTextError(" ".join(texts))
    return tuple(_WORD.sub("", text) for text in plain)


def _spell(text: str | float) -> str:
    if isinstance(text, str):
        return text
    number = Decimal(repr(float(text)))
    whole = number == number.to_integral_value()
    return f"{number.to_integral_value():f}" if whole else f"{number:f}"


_TOKENS: Final = re.compile(r"\d[\d,]*(?:\.\d+)?%?|[-+*/()]")


def evaluate(expression: str, *, ratios_per_cent: bool = False) -> Value:
    """The value of an expression of printed numbers with + - * / ( ), exactly and as a range.

    With `ratios_per_cent` each term that is a division counts in per cent, while plain terms are
    per cent already: `629.0/647.4-10/12`, `83.33-70.41` and `74%-66.67%` are all percentage points.

    Refuses with `ClaimTextError` what is no such expression, with `ZeroDivisionError` a division
    by a number that is or may be zero.

    >>> evaluate("(18 - 5) * 2").exact
    Fraction(26, 1)
    >>> float(evaluate("629.0/647.4-10/12", ratios_per_cent=True).exact).__round__(4)
    13.8245
    """
    clean = re.sub(r"\s", "", unicodedata.normalize("NFKC", expression))
    for written, meant in (("−", "-"), ("×", "*"), ("÷", "/"), ("–", "-")):
        clean = clean.replace(written, meant)
    tokens = _TOKENS.findall(clean)
    if not tokens or "".join(tokens) != clean:
        raise ClaimTextError(expression)
    reader = _Reader(tokens, expression, ratios_per_cent)
    value = reader.total(outermost=True)
    if reader.tokens:
        raise ClaimTextError(expression)
    return value


class _Reader:
    """Reads one expression from left to right (sum of products of numbers)."""

    def __init__(self, tokens: list[str], text: str, ratios_per_cent: bool) -> None:  # noqa: FBT001 (private)
        self.tokens, self.text, self.ratios_per_cent = list(reversed(tokens)), text, ratios_per_cent

    def total(self, *, outermost: bool = False) -> Value:
        value = self._signed(outermost=outermost)
        while self.tokens and self.tokens[-1] in "+-":
            minus = self.tokens.pop() == "-"
            term = self._term(outermost=outermost)
            value += -term if minus else term
        return value

    def _signed(self, *, outermost: bool) -> Value:
        if self.tokens and self.tokens[-1] in "+-":
            minus = self.tokens.pop() == "-"
            term = self._term(outermost=outermost)
            return -term if minus else term
        return self._term(outermost=outermost)

    def _term(self, *, outermost: bool) -> Value:
        value, divided = self._factor(), False
        while self.tokens and self.tokens[-1] in "*/":
            if self.tokens.pop() == "*":
                value *= self._factor()
            else:
                value *= self._factor().inverse()
                divided = True
        hundred = outermost and divided and self.ratios_per_cent
        return value * Value.of(Fraction(PERCENT)) if hundred else value

    def _factor(self) -> Value:
        if not self.tokens:
            raise ClaimTextError(self.text)
        token = self.tokens.pop()
        if token == "(":  # noqa: S105 (a bracket, no password)
            value = self.total()
            if not self.tokens or self.tokens.pop() != ")":
                raise ClaimTextError(self.text)
            return value
        if not token[0].isdigit():
            raise ClaimTextError(self.text)
        number = printed(token).as_input()
        share = token.endswith("%") and not self.ratios_per_cent
        return number * Value.of(Fraction(1, PERCENT)) if share else number
