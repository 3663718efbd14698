"""A typed rate recomputed: does the number that somebody printed follow from its inputs.

A printed number with decimals was rounded: it stands for every number that rounds half up to it.
A printed whole number is exact.  `equal`: the exact value rounds half up to what is printed.
`rounding`: the exact value cut off gives it, or some value the rounded inputs may stand for rounds
to it.  Else `inconsistent`.  The printed digits decide, so results are compared as text.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import product
from typing import Final

PERCENT: Final = 100
ZERO_DENOMINATOR: Final = "zero_denominator"
NOT_READABLE: Final = "not_readable"
CUT_OFF: Final = "cut_off"
INPUTS_ROUNDED: Final = "inputs_rounded"
COVERED: Final = "covered"
_PLAIN: Final = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_FLOOR: Final = re.compile(r"(?P<number>.*\d)(?:余|多|\+)$")


class RateVerdict(StrEnum):
    """What recomputing says of a typed rate (一致 · 舍入差 · 不一致)."""

    EQUAL = "equal"
    ROUNDING = "rounding"
    INCONSISTENT = "inconsistent"


class PrintedTextError(ValueError):
    """A text that is no printed number; carries the text as `found`."""

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

    def over(self, other: Range) -> Range:
        """The quotients of any number here by any number there, which must not hold zero."""
        ends = [
            (x / y, x_open or y_open)
            for (x, x_open), (y, y_open) in product(
                ((self.low, self.low_open), (self.high, self.high_open)),
                ((other.low, other.low_open), (other.high, other.high_open)),
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
        half = self.unit / 2
        low_open, high_open = self.value <= 0, self.value >= 0
        return Range(self.value - half, self.value + half, low_open, high_open)

    @property
    def as_input(self) -> Range:
        """The numbers it may be inside a formula: whole numbers are exact, others were rounded."""
        return Range(self.value, self.value) if self.digits <= 0 else self.stands_for


@dataclass(frozen=True, slots=True)
class Checked:
    """A recomputed rate.

    `verdict` is None where nothing can be computed (`reason` says why); `recomputed` the exact
    value in the unit of the printed result; `reason` how a verdict other than equal came about.
    """

    verdict: RateVerdict | None
    reason: str | None = None
    recomputed: float = math.nan


def printed(text: str | float) -> Printed:
    """Read a printed number; a trailing `%` is dropped, `余`, `多` and `+` mark a floor.

    A float (a cell that lost its printed form) is read as its shortest decimal, a whole one as a
    whole number.  A floor's unit is that of its trailing zeros: 17000余 stands for 17000 to 17999.

    Refuses with `PrintedTextError` what is no single number.

    >>> printed("58.42%").digits, printed("17000余").unit, printed(30.9).value
    (2, Fraction(1000, 1), Fraction(309, 10))
    """
    clean = re.sub(r"\s", "", unicodedata.normalize("NFKC", _spell(text))).replace("−", "-")
    clean = clean.removesuffix("%")
    floor = _FLOOR.fullmatch(clean)
    number = floor["number"] if floor else clean
    if not _PLAIN.fullmatch(number):
        raise PrintedTextError(str(text))
    bare = number.replace(",", "")
    digits = len(bare.partition(".")[2])
    if floor and not digits:
        digits = -(len(bare) - len(bare.rstrip("0")))
    return Printed(Fraction(bare), digits, floor is not None)


def _spell(text: str | float) -> str:
    if isinstance(text, str):
        return text
    number = Decimal(repr(float(text)))
    whole = number == number.to_integral_value()
    return f"{number.to_integral_value():f}" if whole else f"{number:f}"


def check_value(
    value: Fraction | float, reported: str | float, within: Range | None = None
) -> Checked:
    """Verdict on a printed result whose exact value is known, in the unit of the result.

    `value` is taken as exact (a float as its own fraction); `within` is the range that its rounded
    inputs leave, where they were rounded.  A floor (`17000余`) is `equal` if the value lies in it,
    reason `covered`.

    Source: the project's method, "a typed rate recomputed".

    >>> check_value(15.2308, "16.85").verdict
    <RateVerdict.INCONSISTENT: 'inconsistent'>
    """
    exact, claim = Fraction(value), printed(reported)
    verdict, reason = _compare(exact, within or Range(exact, exact), claim)
    return Checked(verdict, reason, float(exact))


def check_ratio(
    numerator: str | float, denominator: str | float, reported: str | float, per: int = PERCENT
) -> Checked:
    """Verdict on a typed rate: ``per * numerator / denominator`` against what is printed.

    Numbers as text, because the printed digits count; `per` is 100 for a per cent, 1 for a share.

    ==========================  ============================================
    case                        result
    ==========================  ============================================
    denominator 0, or may be 0  verdict None, `zero_denominator`
    not a number                verdict None, `not_readable`
    10.52 / 18 -> 58.42         `rounding`: 10.515 / 18 is 58.4167
    129 / 270 -> 47             `rounding`: 47.78 cut off
    ==========================  ============================================

    Source: as `check_value`; published cases of recomputed_claims.csv.

    >>> [str(check_ratio(*c).verdict) for c in [("16", "17", "94.12"), ("10.52", "18", "58.42")]]
    ['equal', 'rounding']
    """
    try:
        above, below = printed(numerator), printed(denominator)
        if below.as_input.low <= 0 <= below.as_input.high:
            return Checked(None, ZERO_DENOMINATOR)
        share = above.as_input.over(below.as_input)
        within = Range(share.low * per, share.high * per, share.low_open, share.high_open)
        return check_value(above.value / below.value * per, reported, within)
    except PrintedTextError:
        return Checked(None, NOT_READABLE)


def _compare(exact: Fraction, within: Range, claim: Printed) -> tuple[RateVerdict, str | None]:
    if claim.floor:
        inside = claim.stands_for.meets(Range(exact, exact))
        verdict = RateVerdict.EQUAL if inside else RateVerdict.INCONSISTENT
        return verdict, COVERED if inside else None
    scaled = exact / claim.unit
    if _rounded(scaled) * claim.unit == claim.value:
        return RateVerdict.EQUAL, None
    if math.trunc(scaled) * claim.unit == claim.value:
        return RateVerdict.ROUNDING, CUT_OFF
    if claim.stands_for.meets(within):
        return RateVerdict.ROUNDING, INPUTS_ROUNDED
    return RateVerdict.INCONSISTENT, None


def _rounded(x: Fraction) -> int:
    """The whole number nearest to x, halves away from zero, without any loss."""
    size = (2 * abs(x.numerator) + x.denominator) // (2 * x.denominator)
    return size if x >= 0 else -size
