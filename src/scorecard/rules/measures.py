"""The quantities of an assessment: met or not, progress, lead, pace."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scorecard.rules.aims import Aims
from scorecard.rules.arrays import Bools, Codes, Floats
from scorecard.rules.vocabulary import COMPARATORS, among
from scorecard.schema.vocabulary import Comparator


def on(x: Floats, bound: Floats | float, tolerance: float = 1e-9) -> Bools:
    """Whether x counts as on a boundary: |x - b| <= tolerance * max(1, |b|)."""
    close = np.abs(x - bound) <= tolerance * np.maximum(1.0, np.abs(bound))
    return np.asarray(close, dtype=np.bool_)


def above(x: Floats, bound: Floats | float, tolerance: float = 1e-9) -> Bools:
    """Whether x lies above a boundary and not on it."""
    return np.asarray((x > bound) & ~on(x, bound, tolerance), dtype=np.bool_)


def at_least(x: Floats, bound: Floats | float, tolerance: float = 1e-9) -> Bools:
    """Whether x lies on or above a boundary."""
    return np.asarray((x > bound) | on(x, bound, tolerance), dtype=np.bool_)


def satisfies(
    comparator: Codes, x: Floats, bound: Floats, upper: Floats, tolerance: float = 1e-9
) -> Bools:
    """Whether a value satisfies a comparator (positions in `COMPARATORS`); unknown ones do not."""
    high, low = at_least(x, bound, tolerance), at_least(bound, x, tolerance)
    equal = high & low
    within = high & at_least(upper, x, tolerance)
    result = np.zeros(len(x), dtype=np.bool_)
    for words, answer in (
        ((Comparator.AT_LEAST, Comparator.DONE), high),
        ((Comparator.ABOVE,), high & ~equal),
        ((Comparator.AT_MOST,), low),
        ((Comparator.BELOW,), low & ~equal),
        ((Comparator.EQUAL,), equal),
        ((Comparator.BETWEEN,), within),
    ):
        result |= among(comparator, COMPARATORS, *words) & answer
    return result


def is_met(aims: Aims, actual: Floats, tolerance: float = 1e-9) -> Bools:
    """Whether the actual satisfies the target (indicator's unit)."""
    return satisfies(aims.comparator, actual, aims.target, aims.upper, tolerance)


def progress(aims: Aims, actual: Floats) -> Floats:
    """G = (Y - B) / (T - B), share of the way; NaN where B is unknown or there is no way."""
    way = aims.target - aims.baseline
    none = (aims.kinds.hold & ~aims.kinds.flow) | aims.kinds.between | (way == 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(none, np.nan, (actual - aims.baseline) / way)


@dataclass(frozen=True, slots=True)
class Quantities:
    """Progress and expectation of one actual per target.

    Attributes
    ----------
    lead
        100 (G - E) in percentage points; for caps 100 (E - G): what is left of the allowance.
    pace
        P = G / E; for caps allowance / Y; NaN where undefined.
    allowance
        E T, for caps only, in the indicator's unit.
    """

    progress: Floats
    lead: Floats
    pace: Floats
    allowance: Floats


def quantities(aims: Aims, actual: Floats, expected: Floats) -> Quantities:
    """Progress, lead, pace ratio and allowance at the expected share of the way E."""
    g = progress(aims, actual)
    cap = aims.kinds.cap
    lead = 100.0 * np.where(cap, expected - g, g - expected)
    allowance = np.where(cap, expected * aims.target, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        pace = np.where(cap, allowance / actual, g / expected)
    undefined = ~np.isfinite(pace) | (np.where(cap, actual, expected) <= 0)
    return Quantities(g, lead, np.where(undefined, np.nan, pace), allowance)
