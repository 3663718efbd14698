"""Labels beside marks, placed so that none lies on another, on a mark, or is struck through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import hypot
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes

from scorecard.excel.palette import INK, MUTED
from scorecard.report.charts.canvas import POINTS_AN_INCH, SMALL_SIZE, WIDTH, with_halo
from scorecard.report.fonts import text_width

# ---------------------------------------------------------------------------
# Where a label may stand: its candidate places, and what each of them would cover.


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


# ---------------------------------------------------------------------------
# Names of areas: where in an area a text has room and covers nothing.


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


# ---------------------------------------------------------------------------
# Labels beside marks, placed so that none lies on another, on a mark, or is struck through.


PAGE_WIDTH: Final = WIDTH * POINTS_AN_INCH - 8
LEADING: Final = 1.3
RIM: Final = 1.0
"""Points kept free beside a text."""
ON_TEXT, ON_MARK, ON_COLOUR, OUTSIDE = 80.0, 6.0, 0.3, 4.0
"""What it costs to lie wholly on a text, a mark, a bar, outside the axes."""
CROSSED, STRAY = 1.5, 2.5
"""What it costs to be crossed by a line, and to stand nearer to another mark than to one's own."""
FAR_OFF: Final = 0.014
"""The cost of each point between a mark and its label, beyond the nearest places."""
GOOD: Final = 0.05
"""What a place may cost that is taken without looking further."""
LEADER_FROM: Final = 16.0
"""From so many points on a thin line ties a label to its mark."""
MUST, NOTABLE, ANY = 0, 1, 2
"""Which labels are placed first; of those that are alike the later ones."""
MOST: Final = {MUST: float("inf"), NOTABLE: 5.5, ANY: 0.9}
"""A label that would cost more is left out."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A label to be placed beside the mark at (x, y) of the data."""

    x: float
    y: float
    text: str
    color: str
    above: bool
    rank: int


@dataclass(frozen=True, slots=True)
class Named:
    """An area, with the text that is to stand in it."""

    area: Area
    text: str
    color: str
    sizes: tuple[float, ...]
    gid: str
    central: bool


@dataclass(slots=True)
class Labels:
    """Collects labels and marks of one pair of axes, whose limits are set; then places them."""

    axes: Axes
    wishes: list[Wish] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)
    ground: Ground = field(default_factory=Ground)

    def mark(self, x: float, y: float) -> None:
        """Keep labels off a mark."""
        self.ground.marks.append(self._points(x, y))

    def line(self, points: list[tuple[float, float]]) -> None:
        """Keep labels off a line through these places, as far as there is room elsewhere."""
        placed = [self._points(x, y) for x, y in points]
        self.ground.lines += [(*here, *there) for here, there in pairwise(placed)]

    def keep_off(self, box: Box) -> None:
        """Keep labels off a text that stands already, given in points of the page."""
        self.ground.texts.append(box)

    def colour(self, box: Box) -> None:
        """An area in a colour of its own: names of other areas keep off it."""
        self.ground.coloured.append(box)

    def name_area(
        self,
        edges: list[tuple[float, float, float]],
        text: str,
        color: str,
        *,
        sizes: tuple[float, ...] = (SMALL_SIZE, 8.0),
        gid: str = "zone name",
        central: bool = False,
    ) -> None:
        """A label somewhere in an area where it covers nothing, in the first size that fits.

        `edges` are places of the data: x with the two edges there.  Left out where there is no
        room.
        """
        area = []
        for x, one, two in edges:
            at, low = self._points(x, one)
            high = self._points(x, two)[1]
            area.append((at, min(low, high), max(low, high)))
        self.named.append(Named(tuple(area), text, color, sizes, gid, central))

    def add(  # noqa: PLR0913  (what a label is)
        self,
        x: float,
        y: float,
        text: str,
        *,
        above: bool,
        color: str = INK,
        must: bool = False,
        notable: bool = False,
    ) -> None:
        """A label beside its mark if there is room; what `must` be shown comes first."""
        if text:
            rank = MUST if must else NOTABLE if notable else ANY
            self.wishes.append(Wish(x, y, text, color, above, rank))

    def place(self) -> None:
        """Draw every label where it covers least."""
        for wish in sorted(self.wishes, key=lambda wish: (wish.rank, -wish.x)):
            cost, box = self._best(wish)
            if cost <= MOST[wish.rank]:
                self.ground.texts.append(box)
                self._beside(wish, box)
        for named in self.named:
            self._name(named)

    def _best(self, wish: Wish) -> tuple[float, Box]:
        """The place that costs least, the first that costs next to nothing; and its cost."""
        best, place = float("inf"), (0.0, 0.0, 0.0, 0.0)
        own, frame = self._points(wish.x, wish.y), self._frame()
        for box in self._candidates(wish):
            cost = self._cost(box, own, frame, best)
            if cost < best:
                best, place = cost, box
            if best <= GOOD:
                break
        return best, place

    def _name(self, named: Named) -> None:
        for size in named.sizes:
            wide, high = text_width(named.text, size) + 2 * RIM, size * LEADING
            box = free_place(
                named.area, wide, high, self.ground, self._frame(), central=named.central
            )
            if box is not None:
                self.ground.texts.append(box)
                x, y = self._data((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
                self._draw((x, y), named.text, named.color, size=size, gid=named.gid)
                return

    def _points(self, x: float, y: float) -> Spot:
        """A place of the data in points of the page."""
        scale = POINTS_AN_INCH / self.axes.figure.dpi
        left, low = self.axes.transData.transform((x, y))
        return float(left) * scale, float(low) * scale

    def _data(self, x: float, y: float) -> Spot:
        """A place on the page, in points, as a place of the data."""
        scale = self.axes.figure.dpi / POINTS_AN_INCH
        left, low = self.axes.transData.inverted().transform((x * scale, y * scale))
        return float(left), float(low)

    def _candidates(self, wish: Wish) -> list[Box]:
        """Where the label could stand; never left of the axes, nor beyond the page."""
        wide = text_width(wish.text, SMALL_SIZE) + 2 * RIM
        high = SMALL_SIZE * LEADING
        found = candidates(self._points(wish.x, wish.y), wide, high, above=wish.above)
        left, right = self._frame()[0], PAGE_WIDTH - wide
        return [(c := min(max(a, left), right), b, c + wide, d) for a, b, _, d in found]

    def _cost(self, box: Box, own: Spot, frame: Box, enough: float) -> float:
        """How bad a place is: 0 beside the mark, on nothing.  From `enough` on it is no matter."""
        ground = self.ground
        area, high = (box[2] - box[0]) * (box[3] - box[1]), box[3] - box[1]
        cost = ON_TEXT * ground.on_texts(box) + ON_MARK * ground.on_marks(box)
        cost = (cost + ON_COLOUR * ground.on_colour(box)) / area
        _, low, _, top = frame
        cost += OUTSIDE * (max(low - box[1], 0.0) + max(box[3] - top, 0.0)) / high
        cost += FAR_OFF * max(distance(box, own) - GAP, 0.0)
        if cost >= enough:
            return cost
        through = ground.crossed(box)
        cost += CROSSED * (0.7 + min(through / (area / high + high), 1.0)) if through else 0.0
        return cost + (STRAY if ground.stray(box, own) else 0.0)

    def _frame(self) -> Box:
        """The axes in points of the page."""
        scale = POINTS_AN_INCH / self.axes.figure.dpi
        left, low, right, high = (float(side) * scale for side in self.axes.bbox.extents)
        return left, low, right, high

    def _beside(self, wish: Wish, box: Box) -> None:
        """The label in its place; a thin line ties it to a mark that is not the nearest."""
        own = x, y = self._points(wish.x, wish.y)
        away = (box[0] + box[2]) / 2 - x, (box[1] + box[3]) / 2 - y
        tied = distance(box, own) > LEADER_FROM or self.ground.stray(box, own)
        self._draw((wish.x, wish.y), wish.text, wish.color, away=away, tied=tied)

    def _draw(  # noqa: PLR0913  (what a text is)
        self,
        at: Spot,
        text: str,
        color: str,
        *,
        away: Spot = (0.0, 0.0),
        size: float = SMALL_SIZE,
        tied: bool = False,
        gid: str = "",
    ) -> None:
        more: dict[str, Any] = {}  # Any: matplotlib's own keywords
        if tied:
            tie = {"arrowstyle": "-", "color": MUTED, "lw": 0.6, "shrinkA": 0, "shrinkB": 5}
            more["arrowprops"] = tie
        drawn = self.axes.annotate(
            text,
            at,
            xytext=away,
            textcoords="offset points",
            ha="center",
            va="center",
            size=size,
            color=color,
            zorder=6,
            annotation_clip=False,
            gid=gid or None,
            **more,
        )
        with_halo(drawn)
