"""Labels beside marks, placed so that none lies on another, on a mark, or is struck through.

Lengths are points of the page.  Each label is tried in some sixty places around its mark; the first
that costs next to nothing is taken, else the one that costs least.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.text import Annotation

from scorecard.excel.styles import INK, MUTED, PAPER
from scorecard.report.charts import canvas
from scorecard.report.fonts import text_width

Spot: TypeAlias = tuple[float, float]
Box: TypeAlias = tuple[float, float, float, float]
"""Left, low, right, high."""
Floats: TypeAlias = npt.NDArray[np.float64]

GAP: Final = 7.5
"""Between a mark and its label."""
MARK: Final = 5.0
"""Half the size of a mark."""
SLIM: Final = 1.5
"""How far a line may reach into a label's box: the box is higher than its letters."""
STEP: Final = 1.5
"""Lines are known by places on them, so far apart."""
SAME_SPOT: Final = 3.0
"""Marks so near to each other are one mark to the eye."""
RIM: Final = 1.0
"""Kept free beside a text."""
SPARE: Final = 1.5
"""Kept free around the name of an area."""
LEADING: Final = 1.3
PAGE_WIDTH: Final = canvas.WIDTH * canvas.POINTS_AN_INCH - 8
ON_TEXT, ON_MARK, ON_COLOUR, OUTSIDE = 80.0, 6.0, 0.3, 4.0
"""What it costs to lie wholly on a text, a mark, a bar, outside the axes."""
CROSSED, STRAY = 6.0, 2.5
"""What it costs to be crossed by a line, and to stand nearer to another mark than to one's own."""
FAR_OFF: Final = 0.014
"""The cost of each point between a mark and its label, beyond the nearest places."""
GOOD: Final = 0.05
"""What a place may cost that is taken without looking further."""
LEADER_FROM: Final = 16.0
"""From so far on a thin line ties a label to its mark."""
MUST, NOTABLE, ANY = 0, 1, 2
"""Which labels are placed first; of those that are alike the later ones."""
MOST: Final = {MUST: float("inf"), NOTABLE: 5.5, ANY: 0.9}
"""A label that would cost more is left out."""
LIKED: Final = (0.86, 0.78, 0.7, 0.62, 0.54, 0.92, 0.46, 0.38, 0.3)
"""Shares of an area's length at which its name may stand, the best first."""
SWEEP: Final = tuple(float(share) for share in np.linspace(0.99, 0.01, 50))
HEIGHTS: Final = (0.5, 0.3, 0.7, 0.15, 0.85, 0.0, 1.0)
"""Shares of the height that is free."""


def distance(box: npt.ArrayLike, spot: npt.ArrayLike) -> Floats:
    """Between boxes and spots; 0 where a spot lies within."""
    left, low, right, high = np.moveaxis(np.asarray(box, dtype=np.float64), -1, 0)
    x, y = np.moveaxis(np.asarray(spot, dtype=np.float64), -1, 0)
    across = np.maximum(np.maximum(left - x, 0.0), x - right)
    return np.asarray(np.hypot(across, np.maximum(np.maximum(low - y, 0.0), y - high)))


def _shared(boxes: Floats, others: list[Box]) -> Floats:
    """Square points that each box shares with others."""
    if not others:
        return np.zeros(len(boxes))
    one, other = boxes[:, None, :], np.array(others)[None, :, :]
    sides = np.minimum(one[..., 2:], other[..., 2:]) - np.maximum(one[..., :2], other[..., :2])
    return np.asarray(np.clip(sides, 0.0, None).prod(axis=-1).sum(axis=1))


def _around(spot: Spot, wide: float, high: float, *, above: bool) -> list[Spot]:
    """Lower left corners of a label around its mark, the place it asks for first, far ones last."""
    x, y = spot
    up, down, side = (y + GAP, 1), (y - GAP - high, -1), y - high / 2
    rows, beside = (up, down) if above else (down, up), (x + GAP + 2, x - GAP - 2 - wide)
    starts = (x - wide / 2, x - wide - 2, x + 2, x - wide * 0.75, x - wide * 0.25)
    first, second = ([(start, row) for start in starts] for row, _ in rows)
    return [
        *first[:3],
        second[0],
        *((start, side) for start in beside),
        *(*second[1:3], *first[3:], *second[3:]),
        *((start, side + n * high / 3) for n in (1, -1, 2, -2) for start in beside),
        *((start, row) for row, _ in rows for start in beside),
        *(
            (x + (share - 0.5) * wide, row + n * high * sign)
            for n in (1, 2, 3.5, 5)
            for row, sign in rows
            for share in (0, -0.5, 0.5)
        ),
        *(
            (start + away, side + n * high)
            for n in (1, -1, 2, -2, 3, -3)
            for start, away in zip(beside, (8, -8), strict=True)
        ),
    ]


@dataclass(frozen=True, slots=True)
class _Wish:
    """A label to be placed beside the mark at (x, y) of the data."""

    x: float
    y: float
    text: str
    color: str
    above: bool
    rank: int


@dataclass(frozen=True, slots=True)
class _Area:
    """A text that is to stand in an area: places across the page, lower and upper edge there."""

    edges: Floats
    text: str
    color: str
    sizes: tuple[float, ...]
    gid: str
    central: bool


class Labels:
    """Collects labels and marks of one pair of axes, whose limits are set; then places them."""

    def __init__(self, axes: Axes) -> None:
        self.axes = axes
        self._scale = canvas.POINTS_AN_INCH / axes.figure.dpi
        left, low, right, high = (float(side) * self._scale for side in axes.bbox.extents)
        self._frame = left, low, right, high
        self._wishes: list[_Wish] = []
        self._areas: list[_Area] = []
        self._marks: list[Spot] = []
        self._lines: list[Floats] = [np.empty((0, 2))]
        self._texts: list[Box] = []
        self._coloured: list[Box] = []

    def points(self, x: float, y: float) -> Spot:
        """A place of the data in points of the page."""
        across, up = self.axes.transData.transform((x, y)) * self._scale
        return float(across), float(up)

    def mark(self, x: float, y: float) -> None:
        """Keep labels off a mark."""
        self._marks.append(self.points(x, y))

    def line(self, places: list[Spot]) -> None:
        """Keep labels off a line through these places, as far as there is room elsewhere."""
        placed = self.axes.transData.transform(places) * self._scale
        for start, end in pairwise(placed):
            count = int(np.hypot(*(end - start)) / STEP) + 2
            self._lines.append(np.linspace(start, end, count))

    def crossed(self, box: Box) -> bool:
        """Whether one of the lines drawn so far runs through a box."""
        return bool(self._through(np.array([box]))[0])

    def keep_off(self, box: Box) -> None:
        """Keep labels off a text that stands already."""
        self._texts.append(box)

    def colour(self, box: Box) -> None:
        """An area in a colour of its own: names of other areas keep off it."""
        self._coloured.append(box)

    def name_area(
        self,
        edges: list[tuple[float, float, float]],
        text: str,
        color: str,
        *,
        sizes: tuple[float, ...] = (canvas.SMALL_SIZE, canvas.NOTE_SIZE),
        gid: str = "zone name",
        central: bool = False,
    ) -> None:
        """A label somewhere in an area where it covers nothing, in the first size that fits.

        `edges` are places of the data: x with the two edges there.  Left out where there is no
        room.  `central`: the nearer to the middle of the area, the better.
        """
        corners = [(*self.points(x, one), self.points(x, two)[1]) for x, one, two in edges]
        area = np.array([(x, min(one, two), max(one, two)) for x, one, two in corners]).T
        self._areas.append(_Area(area, text, color, sizes, gid, central))

    def add(
        self, x: float, y: float, text: str, *, above: bool, color: str = INK, rank: int = ANY
    ) -> None:
        """A label beside its mark if there is room; what `MUST` be shown comes first."""
        if text:
            self._wishes.append(_Wish(x, y, text, color, above, rank))

    def place(self) -> None:
        """Draw every label where it covers least."""
        for wish in sorted(self._wishes, key=lambda wish: (wish.rank, -wish.x)):
            self._place(wish)
        for area in self._areas:
            self._name(area)

    def _place(self, wish: _Wish) -> None:
        """The label in its place; a thin line ties it to a mark that is not the nearest."""
        own = self.points(wish.x, wish.y)
        wide, high = text_width(wish.text, canvas.SMALL_SIZE) + 2 * RIM, canvas.SMALL_SIZE * LEADING
        corners = np.array(_around(own, wide, high, above=wish.above))
        # Never left of the axes, nor beyond the page.
        corners[:, 0] = np.maximum(np.minimum(corners[:, 0], PAGE_WIDTH - wide), self._frame[0])
        boxes = np.hstack([corners, corners + np.array((wide, high))])
        stray = self._stray(boxes, own)
        costs = self._costs(boxes, own) + STRAY * stray
        best = int(np.argmax(costs <= GOOD) if (costs <= GOOD).any() else np.argmin(costs))
        if costs[best] > MOST[wish.rank]:
            return
        left, low, right, top = map(float, boxes[best])
        self._texts.append((left, low, right, top))
        away = (left + right) / 2 - own[0], (low + top) / 2 - own[1]
        more: dict[str, Any] = {}  # Any: matplotlib's own keywords
        if stray[best] or distance(boxes[best], own) > LEADER_FROM:
            tie = {"arrowstyle": "-", "color": MUTED, "lw": 0.6, "shrinkA": 0, "shrinkB": 5}
            more["arrowprops"] = tie
        self._draw((wish.x, wish.y), wish.text, color=wish.color, xytext=away, **more)

    def _costs(self, boxes: Floats, own: Spot) -> Floats:
        """How bad each place is: 0 beside the mark, on nothing."""
        wide, high = (boxes[0, 2:] - boxes[0, :2]).tolist()
        _, low, _, top = self._frame
        beyond = np.maximum(low - boxes[:, 1], 0.0) + np.maximum(boxes[:, 3] - top, 0.0)
        covered = ON_TEXT * _shared(boxes, self._texts) + ON_MARK * self._on_marks(boxes)
        covered = (covered + ON_COLOUR * _shared(boxes, self._coloured)) / (wide * high)
        through = self._through(boxes)
        crossed = (through > 0) * (0.7 + np.minimum(through / (wide + high), 1.0))
        far = np.maximum(distance(boxes, own) - GAP, 0.0)
        return np.asarray(covered + OUTSIDE * beyond / high + CROSSED * crossed + FAR_OFF * far)

    def _on_marks(self, boxes: Floats) -> Floats:
        return _shared(boxes, [(x - MARK, y - MARK, x + MARK, y + MARK) for x, y in self._marks])

    def _through(self, boxes: Floats) -> Floats:
        """Points of lines that run through each box."""
        x, y = np.concatenate(self._lines).T
        left, low, right, high = (boxes[:, n, None] for n in range(4))
        across = (x > left + SLIM) & (x < right - SLIM)
        return np.asarray(STEP * (across & (y > low + SLIM) & (y < high - SLIM)).sum(axis=1))

    def _stray(self, boxes: Floats, own: Spot) -> npt.NDArray[np.bool_]:
        """Whether each box stands nearer to another mark than to its own."""
        others = np.array(self._marks or [own])
        others = others[np.hypot(*(others - own).T) > SAME_SPOT]
        if not len(others):
            return np.zeros(len(boxes), dtype=np.bool_)
        nearest = distance(boxes[:, None, :], others[None, :, :]).min(axis=1)
        return np.asarray(nearest + 1.0 < distance(boxes, own))

    def _name(self, area: _Area) -> None:
        """The name of an area where it covers nothing, if there is such a place."""
        for size in area.sizes:
            wide, high = text_width(area.text, size) + 2 * RIM, size * LEADING
            boxes = self._within(area, wide, high)
            if not len(boxes):
                continue
            covered = _shared(boxes, self._texts) + self._on_marks(boxes) + self._through(boxes)
            free = covered + _shared(boxes, self._coloured) == 0
            if free.any():
                left, low, right, top = map(float, boxes[int(np.argmax(free))])
                self._texts.append((left, low, right, top))
                middle = (left + right) / 2 / self._scale, (low + top) / 2 / self._scale
                x, y = self.axes.transData.inverted().transform(middle)
                looks: Any = {"color": area.color, "size": size, "gid": area.gid}
                self._draw((float(x), float(y)), area.text, **looks)
                return

    def _within(self, area: _Area, wide: float, high: float) -> Floats:
        """Boxes of this size wholly inside an area and the axes, the best first."""
        across, lower, upper = area.edges
        first, last = max(across[0], self._frame[0]), min(across[-1], self._frame[2])
        shares = sorted(SWEEP, key=lambda n: abs(n - 0.5)) if area.central else (*LIKED, *SWEEP)
        found: list[Box] = []
        for share in shares:
            left = first + (last - first) * share - wide / 2
            left = min(max(left, first + SPARE), last - SPARE - wide)
            if left < first:
                break
            at = [left, *across[(across > left) & (across < left + wide)], left + wide]
            low = max(np.interp(at, across, lower).max(), self._frame[1]) + SPARE
            free = min(np.interp(at, across, upper).min(), self._frame[3]) - SPARE - low - high
            bases = [low + free * part for part in HEIGHTS] if free >= 0 else []
            found += [(left, base, left + wide, base + high) for base in bases]
        return np.array(found)

    def _draw(self, at: Spot, text: str, **looks: Any) -> None:  # noqa: ANN401  (matplotlib's own)
        told: dict[str, Any] = {"xytext": (0.0, 0.0), "size": canvas.SMALL_SIZE, **looks}
        told |= {"ha": "center", "va": "center", "zorder": 6, "annotation_clip": False}
        drawn = self.axes.annotate(text, at, textcoords="offset points", **told)
        canvas.rimmed(drawn, PAPER, 2.5)


# ---------------------------------------------------------------------------
# Lines, marks and areas by what they mean, each with the labels that belong to it.


def stepwise(places: Sequence[Spot], *, stepped: bool) -> list[Spot]:
    """The corners of a line through places, each value holding until the next if in steps."""
    corners = list(places[:1])
    for (_, before), (x, y) in pairwise(places):
        corners += [(x, before), (x, y)] if stepped else [(x, y)]
    return corners


class Sketch:
    """A pair of axes, whose limits are set, with the labels of what is drawn in them.

    `look` names an entry of `canvas.LOOKS`; further keywords are matplotlib's and change it.  It is
    the group id of what is drawn, unless another is given.
    """

    def __init__(self, axes: Axes) -> None:
        self.axes, self.labels = axes, Labels(axes)

    def line(
        self,
        look: str,
        places: Sequence[Spot],
        *,
        stepped: bool = False,
        **more: Any,  # noqa: ANN401  (matplotlib's own)
    ) -> None:
        """A line through places of the data, in steps if asked; labels keep off it."""
        corners = stepwise(places, stepped=stepped)
        told = {**canvas.LOOKS[look], **more, "gid": more.get("gid") or look}
        self.axes.plot([x for x, _ in corners], [y for _, y in corners], **told)
        self.labels.line(corners)

    def level(self, look: str, value: float, gid: str) -> None:
        """A line across the axes at a value; labels keep off it."""
        self.axes.axhline(value, gid=gid, **canvas.LOOKS[look])
        self.labels.line([(x, value) for x in self.axes.get_xlim()])

    def upright(self, look: str, month: float) -> None:
        """A line up the axes at a month; labels keep off it."""
        self.axes.axvline(month, gid=look, **canvas.LOOKS[look])
        self.labels.line([(month, y) for y in self.axes.get_ylim()])

    def mark(  # noqa: PLR0913  (a mark and its label)
        self,
        look: str,
        x: float,
        y: float,
        text: str = "",
        *,
        above: bool = True,
        color: str = INK,
        rank: int = ANY,
        **more: Any,  # noqa: ANN401  (matplotlib's own)
    ) -> None:
        """A mark with its label, where it has one; labels keep off it."""
        self.axes.plot([x], [y], **{**canvas.LOOKS[look], "gid": look, **more})
        self.labels.mark(x, y)
        self.labels.add(x, y, text, above=above, color=color, rank=rank)

    def aside(
        self,
        text: str,
        at: Spot,
        away: Spot,
        *,
        ha: str = "left",
        va: str = "bottom",
        of: Any = "data",  # noqa: ANN401  (matplotlib's names of coordinates)
        **more: Any,  # noqa: ANN401  (as above)
    ) -> Annotation:
        """A text with a place of its own, so many points away from (x, y)."""
        told = {"size": canvas.SMALL_SIZE, "color": MUTED, "ha": ha, "va": va, **more}
        return self.axes.annotate(
            text, at, xycoords=of, xytext=away, textcoords="offset points", **told
        )
