"""A page to draw on: fixed size and margins, our faces, and the same PNG for the same drawing."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeAlias

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patheffects import Stroke, withStroke
from matplotlib.text import Text
from PIL import Image

from scorecard.excel.palette import HEAD, INK, LINE, MUTED, PAPER, Tone
from scorecard.report.fonts import check_drawable, register

# ---------------------------------------------------------------------------
# A drawing in at most 256 colours: its large areas keep theirs, soft edges take the nearest.
#
# Pillow's fast quantiser puts light colours that lie close together into one, its exact one takes
# four times as long; drawings are long runs of few colours, which makes this quicker than both.


COLOURS: Final = 256

Packed: TypeAlias = npt.NDArray[np.uint32]


def flat_image(pixels: bytes, size: tuple[int, int]) -> Image.Image:
    """RGBA bytes, row by row, as a picture with a palette; transparency is not kept.

    The palette holds the most frequent colours (of equally frequent ones the smaller number);
    every other one is shown as that nearest to it in RGB.
    """
    packed = np.frombuffer(pixels, dtype="<u4") & np.uint32(0xFFFFFF)
    starts = np.concatenate(([0], np.flatnonzero(packed[1:] != packed[:-1]) + 1))
    lengths = np.diff(np.append(starts, len(packed)))
    colours, kinds = np.unique(packed[starts], return_inverse=True)
    areas = np.bincount(kinds, weights=lengths)
    kept = colours[np.lexsort((colours, -areas))[:COLOURS]]
    places = np.repeat(_nearest(colours, kept)[kinds], lengths)
    picture = Image.frombytes("P", size, places.tobytes())
    picture.putpalette(_channels(kept).astype(np.uint8).tobytes())
    return picture


def _nearest(colours: Packed, kept: Packed) -> npt.NDArray[np.uint8]:
    """Place of the kept colour nearest to each."""
    ours, theirs = _channels(colours), _channels(kept)
    apart = (theirs**2).sum(axis=1) - 2.0 * ours @ theirs.T
    return np.asarray(apart.argmin(axis=1), dtype=np.uint8)


def _channels(colours: Packed) -> npt.NDArray[np.float32]:
    """Red, green and blue of each, 0 to 255."""
    shifts = np.array([0, 8, 16], dtype=np.uint32)
    return ((colours[:, None] >> shifts) & np.uint32(255)).astype(np.float32)


# ---------------------------------------------------------------------------
# A page to draw on: fixed size and margins, our faces, and the same PNG for the same drawing.


WIDTH: Final = 10.0
HEIGHT: Final = 5.625
"""Inches: the shape of a slide."""
DPI: Final = 160
"""A flat drawing needs no more; a chart takes a third of the bytes."""
POINTS_AN_INCH: Final = 72

HEAVY: Final = "heavy"
HALO: Final = "halo"
"""How a text that is drawn with a rim is marked (its label, which nothing else uses)."""

TITLE_SIZE: Final = 16.0
TEXT_SIZE: Final = 10.5
SMALL_SIZE: Final = 9.5

# Any: matplotlib types its settings by a list of literal names.
_SETTINGS: Final[Any] = {
    "text.parse_math": False,
    "axes.unicode_minus": False,
    "pdf.fonttype": 42,
    "svg.fonttype": "path",
    "svg.hashsalt": "scorecard",
    "path.simplify": True,
    "text.color": INK,
    "axes.edgecolor": LINE,
    "axes.labelcolor": MUTED,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
}


@contextmanager
def drawing() -> Iterator[None]:
    """matplotlib with our settings only; a missing glyph is an error."""
    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()
        mpl.rcParams.update(_SETTINGS)
        mpl.rcParams["font.family"] = list(register())
        warnings.filterwarnings("error", message="Glyph .* missing from")
        yield


def new_figure(width: float = WIDTH, height: float = HEIGHT) -> Figure:
    """An empty page of this size in inches."""
    figure = Figure(figsize=(width, height), dpi=DPI, facecolor=PAPER)
    FigureCanvasAgg(figure)
    return figure


@contextmanager
def drawable_only(figure: Figure) -> Iterator[None]:
    """While it is drawn: `MissingGlyphError` for a character that no face of ours can draw."""
    try:
        yield
    except UserWarning:
        check_drawable(text.get_text() for text in figure.findobj(Text))
        raise


def png(figure: Figure) -> bytes:
    """The drawing as a PNG without any metadata, in at most 256 colours."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # type: ignore[no-untyped-call]  # matplotlib gives it no types
    pixels = bytes(canvas.buffer_rgba())  # type: ignore[no-untyped-call]  # as above
    flat = flat_image(pixels, canvas.get_width_height())
    out = io.BytesIO()
    flat.save(out, "PNG", compress_level=6, dpi=(DPI, DPI))
    return out.getvalue()


def columns_in(width: float, size: float) -> int:
    """Text columns (a Chinese character takes two) that fit into a width in inches."""
    return int(width * POINTS_AN_INCH / (size / 2) / 1.04)


def heavier(text: Text, width: float = 0.5) -> Text:
    """The text drawn bolder: our face has one weight, so its outline is drawn as well."""
    color = text.get_color()
    text.set_path_effects(
        [Stroke(linewidth=width, foreground=color), withStroke(linewidth=width, foreground=color)]
    )
    text.set_label(HEAVY)
    return text


def with_halo(text: Text, color: str = PAPER, width: float = 2.5) -> Text:
    """The text with a rim in the paper's colour, legible over lines."""
    text.set_path_effects([withStroke(linewidth=width, foreground=color)])
    text.set_label(HALO)
    return text


def chip(figure: Figure, x: float, y: float, label: str, tone: Tone) -> Text:
    """A status in its colours, symbol and word, its right end at (x, y) of the page."""
    return figure.text(
        x,
        y,
        label,
        ha="right",
        va="center",
        size=11.5,
        color=tone.ink,
        bbox={
            "boxstyle": "round,pad=0.45",
            "facecolor": tone.soft,
            "edgecolor": tone.strong,
            "linewidth": 1.0,
        },
    )


def plain_axes(axes: Axes) -> None:
    """Horizontal grid lines only, no box."""
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(MUTED)
    axes.grid(axis="y", color=LINE, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(axis="both", length=0, labelsize=SMALL_SIZE, pad=5)


def heading(
    figure: Figure,
    lines: list[str],
    below: str,
    left: float,
    top: float = 0.955,
    size: float = TITLE_SIZE,
) -> float:
    """Title of a few lines and a muted line below it; returns where they end on the page."""
    step = size * 1.35 / POINTS_AN_INCH / figure.get_figheight()
    for number, line in enumerate(lines):
        title = figure.text(left, top - number * step, line, size=size, va="top", color=HEAD)
        heavier(title)
    under = top - len(lines) * step - 0.012
    figure.text(left, under, below, size=TEXT_SIZE, va="top", color=MUTED)
    return under - TEXT_SIZE * 1.5 / POINTS_AN_INCH / figure.get_figheight()
