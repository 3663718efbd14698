"""Names of areas: where in an area a text has room and covers nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

import numpy as np

from scorecard.report.charts.places import Box, Ground

Area: TypeAlias = tuple[tuple[float, float, float], ...]
"""From left to right: a place across the page with the lower and the upper edge there, points."""

LIKED: Final = (0.86, 0.78, 0.7, 0.62, 0.54, 0.92, 0.46, 0.38, 0.3)
"""Shares of an area's length at which its name may stand, the best first."""
SWEEP: Final = tuple(float(share) for share in np.linspace(0.99, 0.01, 50))
CENTRAL: Final = tuple(sorted(SWEEP, key=lambda share: abs(share - 0.5)))
HEIGHTS: Final = (0.5, 0.3, 0.7, 0.15, 0.85, 0.0, 1.0)
"""Shares of the height that is free."""
SPARE: Final = 1.5
"""Points kept free above and below a name."""


def free_place(
    area: Area, wide: float, high: float, ground: Ground, frame: Box, *, central: bool = False
) -> Box | None:
    """A box of this size wholly inside an area and the axes that covers nothing; else `None`.

    `central`: the nearer to the middle of the area, the better.
    """
    shares = CENTRAL if central else (*LIKED, *SWEEP)
    for box in _boxes(area, wide, high, frame, shares):
        if ground.on_texts(box) or ground.on_marks(box) or ground.on_colour(box):
            continue
        if not ground.crossed(box):
            return box
    return None


def _boxes(
    area: Area, wide: float, high: float, frame: Box, shares: Sequence[float]
) -> Iterator[Box]:
    across, lower, upper = (np.array(side) for side in zip(*area, strict=True))
    first, last = max(across[0], frame[0]), min(across[-1], frame[2])
    for share in shares:
        left = first + (last - first) * share - wide / 2
        left = min(max(left, first + SPARE), last - SPARE - wide)
        if left < first:
            return
        inner = across[(across > left) & (across < left + wide)]
        at = np.concatenate([[left], inner, [left + wide]])
        low = max(float(np.interp(at, across, lower).max()), frame[1]) + SPARE
        free = min(float(np.interp(at, across, upper).min()), frame[3]) - SPARE - low - high
        if free >= 0:
            for part in HEIGHTS:
                base = low + free * part
                yield (left, base, left + wide, base + high)
