"""The one comparator: a value against a bound, within a tolerance.

A value counts as on a boundary b within ``|x - b| <= tolerance * max(1, |b|)``, so that a target
exactly on its pathway never falls below it through floating-point noise.  An unknown value (None)
satisfies nothing.
"""

from __future__ import annotations

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
