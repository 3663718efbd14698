"""The one comparator: a value against a bound, within a tolerance.

A value counts as on a boundary b within ``|x - b| <= tolerance * max(1, |b|)``, so that a target
exactly on its pathway never falls below it through floating-point noise.  An unknown value (None)
satisfies nothing.
"""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Final

from scorecard.schema.vocabulary import Comparator, Direction

TOLERANCE: Final = 1e-9
"""The default of the setting `tolerance`."""
NOISE: Final = 12
"""Decimals of a lead behind which there is nothing but the noise of a subtraction."""


def on(x: float, bound: float, tolerance: float) -> bool:
    """Whether x counts as on a boundary.

    >>> on(99.9999999999, 100.0, 1e-9), on(99.9, 100.0, 1e-9)
    (True, False)
    """
    return abs(x - bound) <= tolerance * max(1.0, abs(bound))


def above(x: float, bound: float, tolerance: float) -> bool:
    """Whether x lies above a boundary and not on it."""
    return x > bound and not on(x, bound, tolerance)


def at_least(x: float, bound: float, tolerance: float) -> bool:
    """Whether x lies on or above a boundary."""
    return x > bound or on(x, bound, tolerance)


def at_most(x: float, bound: float, tolerance: float) -> bool:
    """Whether x lies on or below a boundary."""
    return x < bound or on(x, bound, tolerance)


def satisfies(  # noqa: PLR0911  (one for each comparator)
    comparator: Comparator | None,
    x: float | None,
    bound: float | None,
    upper: float | None,
    tolerance: float,
) -> bool:
    """Whether a value satisfies a comparator; `upper` is the second bound of `between`.

    >>> satisfies(Comparator.AT_MOST, 5.0, 5.0, None, 1e-9)
    True
    >>> satisfies(Comparator.BELOW, 5.0, 5.0, None, 1e-9)
    False
    """
    if x is None or bound is None:
        return False
    match comparator:
        case Comparator.AT_LEAST | Comparator.DONE:
            return at_least(x, bound, tolerance)
        case Comparator.ABOVE:
            return above(x, bound, tolerance)
        case Comparator.AT_MOST:
            return at_most(x, bound, tolerance)
        case Comparator.BELOW:
            return x < bound and not on(x, bound, tolerance)
        case Comparator.EQUAL:
            return on(x, bound, tolerance)
        case Comparator.BETWEEN:
            inside = upper is not None and at_most(x, upper, tolerance)
            return inside and at_least(x, bound, tolerance)
        case None | Comparator.ABOUT:  # `about` is held by the bounds that its deviation makes
            return False


def about(
    direction: str | None, value: float, deviation: float
) -> tuple[Comparator, float, float | None]:
    """The comparator and the bounds of `about` a value, give or take a deviation (its unit).

    =========  ==============================
    direction  met
    =========  ==============================
    increase   from value - deviation up
    decrease   down from value + deviation
    otherwise  within both
    =========  ==============================

    >>> about("decrease", 35.0, 0.5)
    (<Comparator.AT_MOST: '<='>, 35.5, None)
    """
    if direction == Direction.INCREASE:
        return Comparator.AT_LEAST, value - deviation, None
    if direction == Direction.DECREASE:
        return Comparator.AT_MOST, value + deviation, None
    return Comparator.BETWEEN, value - deviation, value + deviation


# ---------------------------------------------------------------------------
# Rounding half up, as offices round: 2.675 to two places is 2.68, not 2.67.
#
# A float is taken for the shortest decimal that names it (``Decimal(repr(x))``), because that is
# the number somebody typed; its binary neighbour is nobody's number.  Only printing rounds:
# nothing is computed or classified from a rounded value.


def half_up(x: float, digits: int = 0) -> float:
    """x rounded half up to `digits` decimals, in the unit of x.

    ``Decimal(repr(x)).quantize(10**-digits, ROUND_HALF_UP)``; halves of negative numbers go away
    from zero, as in spreadsheets.

    ==================  ================================================
    case                result
    ==================  ================================================
    2.675 to 2 digits   2.68 (built-in `round` gives 2.67)
    0.5 to 0 digits     1.0 (built-in `round` gives 0)
    -0.5 to 0 digits    -1.0
    digits < 0          tens, hundreds, ...
    NaN, infinite       unchanged
    ==================  ================================================

    Source: the project's method, first paragraph; 四舍五入.

    >>> half_up(2.675, 2), half_up(0.5), half_up(-0.5), half_up(1250.0, -2)
    (2.68, 1.0, -1.0, 1300.0)
    """
    if not math.isfinite(x):
        return float(x)
    scaled = Fraction(Decimal(repr(float(x)))) * Fraction(10) ** digits
    return float(Decimal(round_fraction(scaled)).scaleb(-digits))


def round_fraction(x: Fraction) -> int:
    """The whole number nearest to x, halves away from zero, without any loss.

    Source: as `half_up`.

    >>> [round_fraction(Fraction(n, 2)) for n in (5, -5, 3, 1)]
    [3, -3, 2, 1]
    """
    size = (2 * abs(x.numerator) + x.denominator) // (2 * x.denominator)
    return size if x >= 0 else -size
