"""Rounding half up, as offices round: 2.675 to two places is 2.68, not 2.67.

A float is taken for the shortest decimal that names it (``Decimal(repr(x))``), because that is the
number somebody typed; its binary neighbour is nobody's number.  Only printing rounds: nothing is
computed or classified from a rounded value.
"""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction


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
