"""Where a label may stand: its candidate places, and what each of them would cover."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import hypot
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

Box: TypeAlias = tuple[float, float, float, float]
"""Left, low, right, high in points of the page."""
Spot: TypeAlias = tuple[float, float]

GAP: Final = 7.5
"""Points between a mark and its label."""
MARK: Final = 5.0
"""Half the size of a mark in points."""
SLIM: Final = 1.5
"""How far a line may reach into a label's box in points: the box is higher than its letters."""
SAME_SPOT: Final = 3.0
"""Marks so near to each other, in points, are one mark to the eye."""
ASIDE: Final = (0, -0.5, 0.5)
STEPS: Final = (1, 2, 3.5, 5)
"""How many lines of text further off than the nearest places a label may stand."""


@dataclass(slots=True)
class Ground:
    """What stands in a picture already, in points of the page."""

    marks: list[Spot] = field(default_factory=list)
    lines: list[tuple[float, float, float, float]] = field(default_factory=list)
    texts: list[Box] = field(default_factory=list)
    coloured: list[Box] = field(default_factory=list)
    _strokes: npt.NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 4)))

    def on_texts(self, box: Box) -> float:
        """Square points that a box shares with texts."""
        return _shared(box, self.texts)

    def on_colour(self, box: Box) -> float:
        """Square points that a box shares with coloured areas."""
        return _shared(box, self.coloured)

    def on_marks(self, box: Box) -> float:
        """Square points that a box shares with marks."""
        return _shared(box, [(x - MARK, y - MARK, x + MARK, y + MARK) for x, y in self.marks])

    def crossed(self, box: Box) -> float:
        """Points of lines that run through a box."""
        if not self.lines:
            return 0.0
        inner = (box[0] + SLIM, box[1] + SLIM, box[2] - SLIM, box[3] - SLIM)
        if len(self._strokes) != len(self.lines):
            self._strokes = np.array(self.lines)
        return _length_within(self._strokes, inner)

    def stray(self, box: Box, own: Spot) -> bool:
        """Whether a box stands nearer to another mark than to its own."""
        mine = distance(box, own)
        return any(
            distance(box, other) + 1.0 < mine
            for other in self.marks
            if hypot(other[0] - own[0], other[1] - own[1]) > SAME_SPOT
        )


def distance(box: Box, spot: Spot) -> float:
    """Points between a box and a spot; 0 where it lies within."""
    across = max(box[0] - spot[0], 0.0, spot[0] - box[2])
    up = max(box[1] - spot[1], 0.0, spot[1] - box[3])
    return hypot(across, up)


def candidates(spot: Spot, wide: float, high: float, *, above: bool) -> list[Box]:
    """Boxes of this size around a mark, the place it asks for first, the far ones last."""
    x, y = spot
    up, down = y + GAP, y - GAP - high
    first, second = (up, down) if above else (down, up)
    side, away = y - high / 2, 1 if above else -1
    right, left = x + GAP + 2, x - GAP - 2 - wide
    corners = [
        (x - wide / 2, first),
        (x - wide - 2, first),
        (x + 2, first),
        (x - wide / 2, second),
        (right, side),
        (left, side),
        *((start, second) for start in (x - wide - 2, x + 2)),
        *((start, row) for row in (first, second) for start in (x - wide * 0.75, x - wide * 0.25)),
        *((start, side + n * high / 3) for n in (1, -1, 2, -2) for start in (right, left)),
        *((start, row) for row in (first, second) for start in (right, left)),
        *(
            (x - wide / 2 + a * wide, row + n * high * sign)
            for n in STEPS
            for row, sign in ((first, away), (second, -away))
            for a in ASIDE
        ),
        *(
            (start, side + n * high)
            for n in (1, -1, 2, -2, 3, -3)
            for start in (right + 8, left - 8)
        ),
    ]
    return [(a, b, a + wide, b + high) for a, b in corners]


def _shared(box: Box, others: list[Box]) -> float:
    total = 0.0
    for other in others:
        wide = min(box[2], other[2]) - max(box[0], other[0])
        high = min(box[3], other[3]) - max(box[1], other[1])
        if wide > 0 and high > 0:
            total += wide * high
    return total


def _length_within(lines: npt.NDArray[np.float64], box: Box) -> float:
    """The length of all segments (x, y, x, y) inside a box (Liang and Barsky's clipping)."""
    start, along = lines[:, :2], lines[:, 2:] - lines[:, :2]
    low, high = np.array(box[:2]), np.array(box[2:])
    with np.errstate(divide="ignore", invalid="ignore"):
        one, two = (low - start) / along, (high - start) / along
    still = along == 0
    within = (start > low) & (start < high)
    enter = np.where(still, np.where(within, -np.inf, np.inf), np.minimum(one, two))
    leave = np.where(still, np.where(within, np.inf, -np.inf), np.maximum(one, two))
    first = np.clip(enter.max(axis=1), 0.0, 1.0)
    last = np.clip(leave.min(axis=1), 0.0, 1.0)
    share = np.where(enter.max(axis=1) < leave.min(axis=1), last - first, 0.0)
    return float((np.maximum(share, 0.0) * np.hypot(along[:, 0], along[:, 1])).sum())
