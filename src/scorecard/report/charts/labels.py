"""Labels beside marks, placed so that none lies on another or on a mark."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from math import hypot
from typing import Final

from matplotlib.axes import Axes

from scorecard.report.charts.canvas import POINTS_AN_INCH, SMALL_SIZE, WIDTH, with_halo
from scorecard.report.fonts import text_width
from scorecard.sheet.palette import INK

GAP: Final = 7.5
"""Points between a mark and its label."""
MARK: Final = 5.0
"""Half the size of a mark in points."""
THIN: Final = 2.0
STEP: Final = 6.0
"""Half the width of a line that labels keep off, and how far apart it is sampled, in points."""
PAGE_WIDTH: Final = WIDTH * POINTS_AN_INCH - 8
LEADING: Final = 1.3
RIM: Final = 1.0
"""Points kept free beside a text."""
ON_TEXT: Final = 25
"""How much worse it is to lie on a text than on a line."""
NEAR: Final = 8
FAR_OFF: Final = 0.12
"""The first places are beside the mark; the others, further off, are that much worse."""
ASIDE: Final = (0, -0.5, 0.5)
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


@dataclass(frozen=True, slots=True)
class Region:
    """A label for an area: places of the data it may stand at, the one it would like best first."""

    places: tuple[tuple[float, float], ...]
    text: str
    color: str


@dataclass(slots=True)
class Labels:
    """Collects labels and marks of one pair of axes, whose limits are set; then places them."""

    axes: Axes
    wishes: list[Wish] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)
    taken: list[Box] = field(default_factory=list)
    coloured: list[Box] = field(default_factory=list)
    texts: list[Box] = field(default_factory=list)

    def mark(self, x: float, y: float) -> None:
        """Keep labels off a mark."""
        left, low = self._points(x, y)
        self.taken.append((left - MARK, low - MARK, left + MARK, low + MARK))

    def line(self, points: list[tuple[float, float]]) -> None:
        """Keep labels off a line through these places, as far as there is room elsewhere."""
        placed = [self._points(x, y) for x, y in points]
        for (x, y), (next_x, next_y) in pairwise(placed):
            steps = max(int(hypot(next_x - x, next_y - y) / STEP), 1)
            for n in range(steps + 1):
                a, b = x + (next_x - x) * n / steps, y + (next_y - y) * n / steps
                self.taken.append((a - THIN, b - THIN, a + THIN, b + THIN))

    def keep_off(self, box: Box) -> None:
        """Keep labels off a text that stands already, given in points of the page."""
        self.texts.append(box)

    def colour(self, box: Box) -> None:
        """An area in a colour of its own: names of other areas keep off it."""
        self.coloured.append(box)

    def name_area(self, places: list[tuple[float, float]], text: str, color: str) -> None:
        """A label centred where it covers nothing; left out where there is no such place."""
        self.regions.append(Region(tuple(places), text, color))

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
                (
                    (box, self._covered(box) + (FAR_OFF if n >= NEAR else 0.0))
                    for n, box in enumerate(self._candidates(wish))
                ),
                key=lambda found: found[1],
            )
            if wish.must or covered <= FULL:
                self.texts.append(box)
                self._draw(wish, box)
        for region in self.regions:
            self._name(region)

    def _name(self, region: Region) -> None:
        wide = text_width(region.text, SMALL_SIZE) + 2 * RIM
        high = SMALL_SIZE * LEADING
        for place in region.places:
            x, y = self._points(*place)
            box = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
            if not self._covered(box) and not any(_shared(box, c) for c in self.coloured):
                self.texts.append(box)
                self._draw(Wish(*place, region.text, region.color, above=False, must=False), box)
                return

    def _points(self, x: float, y: float) -> tuple[float, float]:
        """A place of the data in points of the page."""
        scale = POINTS_AN_INCH / self.axes.figure.dpi
        left, low = self.axes.transData.transform((x, y))
        return float(left) * scale, float(low) * scale

    def _candidates(self, wish: Wish) -> list[Box]:
        """Where the label could stand, the place it asks for first; never left of the axes."""
        x, y = self._points(wish.x, wish.y)
        wide = text_width(wish.text, SMALL_SIZE) + 2 * RIM
        high = SMALL_SIZE * LEADING
        up, down = y + GAP, y - GAP - high
        first, second = (up, down) if wish.above else (down, up)
        side, away = y - high / 2, 1 if wish.above else -1
        corners = [
            (x - wide / 2, first),
            (x - wide / 2, second),
            (x + GAP + 2, side),
            (x - GAP - 2 - wide, side),
            (x - wide - 2, first),
            (x + 2, first),
            (x - wide - 2, second),
            (x + 2, second),
            *((x - wide / 2 + a * wide, first + b * high * away) for b in (1, 2) for a in ASIDE),
            *((x - wide / 2 + a * wide, second - b * high * away) for b in (1, 2) for a in ASIDE),
            (x + GAP + 2, first),
            (x - GAP - 2 - wide, first),
            (x + GAP + 2, second),
            (x - GAP - 2 - wide, second),
        ]
        left, right = self._frame()[0], PAGE_WIDTH - wide
        return [(c := min(max(a, left), right), b, c + wide, b + high) for a, b in corners]

    def _covered(self, box: Box) -> float:
        """Which share of a box lies on what is taken, or outside the axes; texts count most."""
        area = (box[2] - box[0]) * (box[3] - box[1])
        covered = sum(_shared(box, other) for other in self.taken)
        covered += ON_TEXT * sum(_shared(box, other) for other in self.texts)
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
