"""A drawing as a list of strokes and texts, so that the book can set it in its own faces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.path import Path
from matplotlib.text import Text

from scorecard.report.charts.canvas import HALO, HEAVY, POINTS_AN_INCH

Segment: TypeAlias = tuple[str, tuple[float, ...]]
"""`M`, `L`, `Q`, `C` with coordinates in points from the lower left, or `Z` without."""
LETTERS: Final = {
    int(Path.MOVETO): "M",
    int(Path.LINETO): "L",
    int(Path.CURVE3): "Q",
    int(Path.CURVE4): "C",
    int(Path.CLOSEPOLY): "Z",
}


@dataclass(frozen=True, slots=True)
class Stroke:
    """A path in points: its outline, its fill (colours `#rrggbb`, `None`: none), its clip box."""

    segments: tuple[Segment, ...]
    stroke: str | None
    width: float
    dashes: tuple[float, ...]
    fill: str | None
    alpha: float
    clip: tuple[float, float, float, float] | None


@dataclass(frozen=True, slots=True)
class Writing:
    """A line of text with the left end of its baseline at (x, y), in points."""

    x: float
    y: float
    text: str
    size: float
    color: str
    heavy: bool
    halo: bool


@dataclass(frozen=True, slots=True)
class Recording:
    """A drawing of this size in points, in the order in which it is drawn."""

    width: float
    height: float
    items: tuple[Stroke | Writing, ...]


class _Recorder(RendererBase):
    """Takes down what a figure draws; one unit is a point."""

    def __init__(self, width: float, height: float) -> None:
        super().__init__()
        self.size = (width, height)
        self.items: list[Stroke | Writing] = []

    def flipy(self) -> bool:
        return False

    def get_canvas_width_height(self) -> tuple[float, float]:
        return self.size

    def points_to_pixels(self, points: Any) -> Any:  # noqa: ANN401  (numbers or arrays of them)
        return points

    def draw_path(
        self,
        gc: GraphicsContextBase,
        path: Path,
        transform: Any,  # noqa: ANN401  (as matplotlib types it)
        rgbFace: Any = None,  # noqa: ANN401, N803  (as above)
    ) -> None:
        segments = tuple(
            (
                LETTERS[int(code)],
                tuple(round(float(v), 2) for v in values) if code != _CLOSE else (),
            )
            for values, code in path.iter_segments(transform, simplify=False)
        )
        width = float(gc.get_linewidth())
        red, green, blue, shade = gc.get_rgb()
        alpha = gc.get_alpha() if gc.get_forced_alpha() else (shade if rgbFace is None else 1.0)
        if rgbFace is not None and len(rgbFace) == _WITH_ALPHA and not gc.get_forced_alpha():
            alpha = rgbFace[3]
        self.items.append(
            Stroke(
                segments,
                to_hex((red, green, blue)) if width and shade else None,
                width,
                _dashes(gc),
                None if rgbFace is None else to_hex(rgbFace[:3]),
                round(float(alpha), 3),
                _clip(gc),
            )
        )

    def draw_text(  # noqa: PLR0913  (matplotlib's own)
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        s: str,
        prop: Any,  # noqa: ANN401  (as matplotlib types it)
        angle: float,
        ismath: Any = False,  # noqa: ANN401, ARG002, FBT002  (as above)
        mtext: Text | None = None,
    ) -> None:
        if angle:
            raise ValueError(angle)
        kind = mtext.get_label() if mtext is not None else ""
        size, color = prop.get_size_in_points(), to_hex(gc.get_rgb()[:3])
        place = round(float(x), 2), round(float(y), 2)
        self.items.append(Writing(*place, s, size, color, kind == HEAVY, kind == HALO))


_CLOSE: Final = int(Path.CLOSEPOLY)
_WITH_ALPHA: Final = 4


def _dashes(gc: GraphicsContextBase) -> tuple[float, ...]:
    found: Any = gc.get_dashes()[1]  # Any: matplotlib allows everything that makes an array
    return () if found is None else tuple(round(float(dash), 2) for dash in found)


def _clip(gc: GraphicsContextBase) -> tuple[float, float, float, float] | None:
    box = gc.get_clip_rectangle()
    if box is None:
        return None
    left, low, wide, high = (round(float(side), 2) for side in box.bounds)
    return left, low, wide, high


def recorded(figure: Figure) -> Recording:
    """The figure as strokes and texts; its own texts lose their rims (the book draws them)."""
    for text in figure.findobj(Text):
        text.set_path_effects([])
    figure.set_dpi(POINTS_AN_INCH)
    width, height = (float(side) * POINTS_AN_INCH for side in figure.get_size_inches())
    recorder = _Recorder(width, height)
    figure.draw(recorder)
    return Recording(width, height, tuple(recorder.items))
