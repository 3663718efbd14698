"""Labels beside marks, placed so that none lies on another or on a mark."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from matplotlib.axes import Axes

from scorecard.report.charts.canvas import POINTS_AN_INCH, SMALL_SIZE, WIDTH, with_halo
from scorecard.sheet.palette import INK
from scorecard.sheet.text import display_width

GAP: Final = 7.5
"""Points between a mark and its label."""
MARK: Final = 5.0
"""Half the size of a mark in points."""
PAGE_WIDTH: Final = WIDTH * POINTS_AN_INCH - 8
LEADING: Final = 1.25
FULL: Final = 0.35
"""A label of which more than this share would be covered is left out, unless it must be shown."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Wish:
    """A label to be placed beside the mark at (x, y) of the data."""

    x: float
    y: float
    text: str
    color: str
    above: bool
    must: bool


@dataclass(slots=True)
class Labels:
    """Collects labels and marks of one pair of axes, whose limits are set; then places them."""

    axes: Axes
    wishes: list[Wish] = field(default_factory=list)
    taken: list[Box] = field(default_factory=list)

    def mark(self, x: float, y: float) -> None:
        """Keep labels off a mark."""
        left, low = self._points(x, y)
        self.taken.append((left - MARK, low - MARK, left + MARK, low + MARK))

    def add(
        self, x: float, y: float, text: str, *, above: bool, color: str = INK, must: bool = False
    ) -> None:
        """A label above or below its mark if there is room; what `must` be shown comes first."""
        if text:
            self.wishes.append(Wish(x, y, text, color, above, must))

    def place(self) -> None:
        """Draw every label where it covers least."""
        for wish in sorted(self.wishes, key=lambda wish: not wish.must):
            box, covered = min(
                ((box, self._covered(box)) for box in self._candidates(wish)),
                key=lambda found: found[1],
            )
            if wish.must or covered <= FULL:
                self.taken.append(box)
                self._draw(wish, box)

    def _points(self, x: float, y: float) -> tuple[float, float]:
        """A place of the data in points of the page."""
        scale = POINTS_AN_INCH / self.axes.figure.dpi
        left, low = self.axes.transData.transform((x, y))
        return float(left) * scale, float(low) * scale

    def _candidates(self, wish: Wish) -> list[Box]:
        """Where the label could stand, the place it asks for first; never left of the axes."""
        x, y = self._points(wish.x, wish.y)
        wide = display_width(wish.text) * SMALL_SIZE / 2 * 1.04
        high = SMALL_SIZE * LEADING
        up, down = y + GAP, y - GAP - high
        first, second = (up, down) if wish.above else (down, up)
        side = y - high / 2
        corners = [
            (x - wide / 2, first),
            (x - wide / 2, second),
            (x + GAP + 2, side),
            (x - GAP - 2 - wide, side),
            (x - wide - 2, first),
            (x + 2, first),
            (x - wide - 2, second),
            (x + 2, second),
            (x - wide / 2, first + (high if wish.above else -high)),
        ]
        left, right = self._frame()[0], PAGE_WIDTH - wide
        return [(c := min(max(a, left), right), b, c + wide, b + high) for a, b in corners]

    def _covered(self, box: Box) -> float:
        """Which share of a box lies on what is taken, or outside the axes."""
        area = (box[2] - box[0]) * (box[3] - box[1])
        covered = sum(_shared(box, other) for other in self.taken)
        _, low, _, high = self._frame()
        outside = max(low - box[1], 0.0) + max(box[3] - high, 0.0)
        return covered / area + 0.5 * outside / (box[3] - box[1])

    def _frame(self) -> Box:
        """The axes in points of the page."""
        frame = self.axes.bbox
        scale = POINTS_AN_INCH / self.axes.figure.dpi
        left, low, right, high = (float(side) * scale for side in frame.extents)
        return left, low, right, high

    def _draw(self, wish: Wish, box: Box) -> None:
        x, y = self._points(wish.x, wish.y)
        text = self.axes.annotate(
            wish.text,
            (wish.x, wish.y),
            xytext=((box[0] + box[2]) / 2 - x, (box[1] + box[3]) / 2 - y),
            textcoords="offset points",
            ha="center",
            va="center",
            size=SMALL_SIZE,
            color=wish.color,
            zorder=6,
            annotation_clip=False,
        )
        with_halo(text)


def _shared(box: Box, other: Box) -> float:
    wide = min(box[2], other[2]) - max(box[0], other[0])
    high = min(box[3], other[3]) - max(box[1], other[1])
    return wide * high if wide > 0 and high > 0 else 0.0
