"""Orders of magnitude: a value that slipped by a power of ten against everything it is held to."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final

MIX_UP: Final = 10_000
"""万元 against 亿元."""
SPREADS: Final = {10: 1.25, 100: 2.0, 1000: 3.0, 10_000: 3.0}
"""How far a value may lie from 10, 100, … times a reference and still be about that."""
SMALL: Final = 10.0
"""Below it ten times as much is nothing unusual: one project, then ten."""


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


UNUSUAL: Final = 2.4
"""How many times as much as ever before is asked back, where the figures before hardly differ."""
WITHOUT_HISTORY: Final = 10.0
WITH_ONE: Final = 6.0
MOST_UNUSUAL: Final = 20.0
"""The same where the figures before differ as much as they can."""
STEADY: Final = 1.25
"""How far figures may differ that hardly do."""
SLIPPED: Final = 8.0
"""So many times below figures that hardly differ a rate is asked back even where they are few."""
FEW: Final = 4
"""Figures from which on a series is known well enough, rates included."""


def disproportion(
    value: float,
    past: Sequence[float],
    plans: Sequence[float] = (),
    *,
    level: bool = False,
    volatile: bool = False,
    counted: bool = False,
) -> tuple[float, float] | None:
    """Factor and reference where a value is out of proportion to all of `past` and `plans`.

    The more the figures before it differ, and the fewer they are, the more it takes; a figure near
    any reference is usual.  Only a `level` can be too small: in a period less may come, or nothing.
    `volatile` (a rate) takes more while there are few figures; of what is `counted`, numbers below
    `SMALL` are no measure.  Zeros and signs that change leave only what is `MOST_UNUSUAL`.

    >>> disproportion(4293.0, [1418.0, 1431.0], level=True), disproportion(50.0, [30.0, 12.0])
    ((3.0, 1431.0), None)
    >>> disproportion(80.0, [8.0], level=True, volatile=True), disproportion(6.0, [2.0])
    ((10.0, 8.0), None)
    """
    known = [abs(one) for one in past if one]
    references = [*known, *(abs(one) for one in plans if one)]
    if not value or not references:
        return None
    mixed = value < 0 or min(past, default=1.0) <= 0
    bound = _bound(known, volatile=volatile)
    if mixed:
        bound = MOST_UNUSUAL
    least = SMALL if counted else 1.0 if volatile and len(known) < FEW else 0.0
    largest, smallest = max(*references, least), min(references)
    if abs(value) / largest > bound:
        told = max(references)  # `least` only decides, it is nothing that was reported
        return abs(value) / told, told
    steady = len(known) > 1 and max(known) <= STEADY * min(known)
    slipped = volatile and steady and abs(value) * SLIPPED < smallest
    enough = len(known) >= FEW if volatile else len(known) > 1
    small = slipped or (enough and abs(value) * bound < smallest >= least)
    if level and small and not mixed:
        return abs(value) / smallest, smallest
    return None


OF_SEASON: Final = 2.0
"""How many times as much as the season lets expect is asked back, where growth is steady."""
ABOVE_ALL: Final = 1.3
"""And how far above everything before it."""


def out_of_season(
    value: float, year_ago: float, growth: Sequence[float], references: Sequence[float]
) -> tuple[float, float] | None:
    """Factor and reference where what came in a period does not fit its season.

    `growth` holds what other periods were of the same ones a year before (two at least, all above
    zero); the value is held against the same period a year ago, grown like these, and must be above
    all `references`, too.

    >>> out_of_season(54.0, 17.0, [1.05, 1.1, 1.08], [30.0])
    (2.9411764705882355, 18.36)
    """
    if len(growth) < 2 or min(*growth, year_ago) <= 0:  # noqa: PLR2004  (as the docstring says)
        return None
    spread = (max(growth) / min(growth)) ** (1 / (len(growth) - 1))
    expected = year_ago * max(1.0, sorted(growth)[len(growth) // 2])
    usual = value <= ABOVE_ALL * max(references, default=0.0)
    if usual or value / expected <= min(OF_SEASON * spread, MOST_UNUSUAL):
        return None
    return value / expected, expected


def _bound(known: Sequence[float], *, volatile: bool) -> float:
    """How many times the largest of all references a value may be."""
    if not known:
        return WITHOUT_HISTORY
    if len(known) == 1:
        return WITHOUT_HISTORY * 0.8 if volatile else WITH_ONE
    spread = (max(known) / min(known)) ** (1 / (len(known) - 1))
    usual = UNUSUAL * (1.7 if volatile and len(known) < FEW else 1.0)
    return float(min(usual * spread, MOST_UNUSUAL))
