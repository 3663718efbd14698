"""Rounding half up, as offices round: 2.675 to two places is 2.68, not 2.67.

A float is taken for the shortest decimal that names it (``Decimal(repr(x))``), because that is the
number somebody typed; its binary neighbour is nobody's number.  Only printing rounds: nothing is
computed or classified from a rounded value.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]

_DOUBT: Final = 1e-6
_NOISE: Final = 2.0**-50


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
    if not np.isfinite(x):
        return float(x)
    scaled = Fraction(Decimal(repr(float(x)))) * Fraction(10) ** digits
    return float(Decimal(round_fraction(scaled)).scaleb(-digits))


def half_up_all(values: npt.ArrayLike, digits: int = 0) -> Floats:
    """Every value rounded half up to `digits` decimals, in the unit of the values.

    The same numbers as `half_up` one by one: values clear of a half are rounded by arithmetic on
    the whole array, only those within a millionth of a half are read as decimals.

    Source: as `half_up`.

    >>> half_up_all([2.675, 1.005, -0.5, float("nan")], 2).tolist()
    [2.68, 1.01, -0.5, nan]
    """
    given = np.asarray(values, dtype=np.float64)
    finite = np.isfinite(given)
    x = np.where(finite, given, 0.0)
    power = 10.0 ** abs(digits)
    scaled = x * power if digits >= 0 else x / power
    size = np.abs(scaled)
    whole = np.floor(size + 0.5) * np.sign(scaled)
    result = np.where(finite, whole / power if digits >= 0 else whole * power, given)
    doubt = finite & (np.abs(size % 1.0 - 0.5) < np.maximum(_DOUBT, size * _NOISE))
    if doubt.any():
        unique, where = np.unique(x[doubt], return_inverse=True)
        result[doubt] = np.array([half_up(float(v), digits) for v in unique])[where]
    return np.asarray(result, dtype=np.float64)


def round_fraction(x: Fraction) -> int:
    """The whole number nearest to x, halves away from zero, without any loss.

    Source: as `half_up`.

    >>> [round_fraction(Fraction(n, 2)) for n in (5, -5, 3, 1)]
    [3, -3, 2, 1]
    """
    size = (2 * abs(x.numerator) + x.denominator) // (2 * x.denominator)
    return size if x >= 0 else -size
