"""Orders of magnitude: a value that slipped by a power of ten against everything it is held to."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

MIX_UP: Final = 10_000
"""万元 against 亿元."""
SPREADS: Final = {10: 1.25, 100: 2.0, 1000: 3.0, 10_000: 3.0}
"""How far a value may lie from 10, 100, … times a reference and still be about that."""
SMALL: Final = 10.0
"""Below it ten times as much is nothing unusual: one project, then ten."""


def unit_mixup(
    value: float, references: Iterable[float | None], spread: float = 3.0
) -> float | None:
    """The likely value where `value` is about 10⁴ or 10⁻⁴ of a reference; else `None`.

    `references` are last quarter's value, the plan, siblings; missing ones and zeros are passed
    over.  About means within a factor of `spread`.  A value near any reference is no mix-up.

    >>> unit_mixup(1357000.0, [135.7]), unit_mixup(140.0, [135.7])
    (135.7, None)
    """
    known = [abs(r) for r in references if r is not None and math.isfinite(r) and r]
    if not value or not math.isfinite(value):
        return None
    ratios = [abs(value) / r for r in known]
    if any(1 / spread <= ratio <= spread for ratio in ratios):
        return None
    for likely, factor in ((value / MIX_UP, MIX_UP), (value * MIX_UP, 1 / MIX_UP)):
        if any(factor / spread <= ratio <= factor * spread for ratio in ratios):
            return float(likely)
    return None


def slip(value: float, references: Iterable[float | None]) -> tuple[float, float] | None:
    """Factor and reference where `value` is about 10, 10², 10³ or 10⁴ times one, or a part of it.

    A value within a factor of 3 of any reference is none; neither is one ten times a number below
    `SMALL`.

    >>> slip(5210.0, [498.0]), slip(53.0, [498.0, 49.0]), slip(10.0, [1.0])
    ((10.0, 498.0), None, None)
    """
    if not value or not math.isfinite(value):
        return None
    known = [r for r in references if r is not None and math.isfinite(r) and r]
    ratios = [abs(value / r) for r in known]
    if any(1 / 3 <= ratio <= 3 for ratio in ratios):  # noqa: PLR2004  (as the docstring says)
        return None
    for factor, spread in SPREADS.items():
        for reference, ratio in zip(known, ratios, strict=True):
            least = min(abs(value), abs(reference))
            for about in (float(factor), 1 / factor):
                near = about / spread <= ratio <= about * spread
                if near and (factor > min(SPREADS) or least >= SMALL):
                    return about, reference
    return None
