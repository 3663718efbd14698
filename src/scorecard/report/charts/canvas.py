"""A page to draw on: fixed size, our faces, one look for all charts, the same PNG each time."""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.ticker import FixedLocator, FuncFormatter
from PIL import Image

from scorecard.excel.styles import ACCENT, HEAD, INK, LINE, MUTED, PAPER, PATH
from scorecard.i18n import Words
from scorecard.report.charts.frame import Frame, Magnitude
from scorecard.report.fonts import check_drawable, register, text_width
from scorecard.report.page import quarter_name
from scorecard.schema.period import MONTHS_A_YEAR, Period, PeriodKind, fiscal_year_start, year
from scorecard.schema.vocabulary import Measure

WIDTH: Final = 80 / 9
HEIGHT: Final = 5.0
"""Inches: the shape of a slide."""
DPI: Final = 180
POINTS_AN_INCH: Final = 72
TITLE_SIZE: Final = 16.0
TEXT_SIZE: Final = 10.5
SMALL_SIZE: Final = 9.75
NOTE_SIZE: Final = 9.75
"""Points: the smallest are 8 on a page, where a chart is 186 mm wide."""
MARGIN: Final = 0.035
"""Share of the page left free at its sides."""
COLOURS: Final = 256
DESCENT: Final = 0.25
"""What a line of text reaches below its baseline, as a share of its size."""

# Any: matplotlib types its settings by a list of literal names.
_SETTINGS: Final[Any] = {
    "text.parse_math": False, "axes.unicode_minus": False, "svg.fonttype": "path",
    "svg.hashsalt": "scorecard", "hatch.linewidth": 0.5, "text.color": INK,
    "axes.edgecolor": LINE, "axes.labelcolor": MUTED, "xtick.color": MUTED, "ytick.color": MUTED,
}  # fmt: skip

# ---------------------------------------------------------------------------
# One look for all charts: lines and marks by what they mean.

GHOST: Final = "#A3AEBA"
PERIOD: Final = "#BBD4EA"
MARKER: Final = 7.5
DASHES: Final = (0, (5, 2.5))
STATE_FILLS: Final = {"estimate": PAPER, "provisional": PERIOD}
"""A hollow mark is an estimate, a pale one provisional, a full one final."""


def _mark(shape: str, size: float, fill: str, edge: str, width: float = 1.4) -> dict[str, Any]:
    looks = {"marker": shape, "ms": size, "mfc": fill, "mec": edge, "mew": width}
    return {**looks, "ls": "", "zorder": 4}


_PATHWAY: Final[dict[str, Any]] = {"color": PATH, "lw": 1.6, "ls": DASHES, "zorder": 2}
_LIMIT: Final[dict[str, Any]] = {"color": MUTED, "lw": 1.0, "zorder": 1}
LOOKS: Final[Mapping[str, dict[str, Any]]] = {
    "actual": {"color": ACCENT, "lw": 2.4, "zorder": 3},
    "figure": {**_mark("o", MARKER, ACCENT, ACCENT, 1.6), "zorder": 5},
    "restated": {"color": MUTED, "marker": "x", "ms": 6, "ls": "", "zorder": 4},
    "tie": {"color": MUTED, "lw": 0.9, "zorder": 2.5},
    "period": {"color": PERIOD, "zorder": 1.5},
    "computed": {"fc": "none", "ec": PERIOD, "lw": 1.2, "zorder": 1.5},
    "pathway": _PATHWAY,
    "milestone": {**_mark("d", 7, PAPER, PATH), "zorder": 2.5},
    "hold": _PATHWAY,
    "allowed": _PATHWAY,
    "band": {"color": PATH, "alpha": 0.16, "lw": 0},
    "target": _mark("D", 10, PAPER, HEAD, 1.8),
    "undated": {"color": PATH, "lw": 1.2, "ls": ":"},
    "ghost": {"color": GHOST, "lw": 1.2, "ls": (0, (1.5, 2)), "zorder": 1.5},
    "ghost target": {**_mark("D", 8, PAPER, GHOST), "zorder": 3},
    "projection": {"color": ACCENT, "lw": 1.6, "ls": (0, (1, 2)), "zorder": 3},
    "projected": _mark("o", 7, PAPER, ACCENT, 1.2),
    "break": {**_LIMIT, "ls": "-."},
    "as of": {**_LIMIT, "lw": 0.9, "ls": ":"},
    "limit": {**_LIMIT, "ls": (0, (4, 3))},
    "mean": _LIMIT,
    "series": {"color": ACCENT, "lw": 1.8, "zorder": 2},
    "point": _mark("o", 6, ACCENT, PAPER, 1.0),
    "outside": _mark("D", 9, INK, PAPER, 1.0),
}
"""What matplotlib is told to draw a line, a mark or an area of each meaning."""


# ---------------------------------------------------------------------------
# Pages, and what is made of them.


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


@dataclass(frozen=True, slots=True)
class Writing:
    """A line of text in a drawing: the left end of its baseline and its size, in points."""

    x: float
    y: float
    size: float
    text: str


def png(figure: Figure, texts: list[Writing] | None = None) -> bytes:
    """The drawing as a PNG without any metadata, in at most 256 colours.

    `texts` takes down every line of text that is drawn, so that a book can lay it over the picture.
    Raises `MissingGlyphError` for a character that no face of ours can draw.
    """
    canvas: Any = FigureCanvasAgg(figure)  # Any: matplotlib gives its writers no types
    if texts is not None:
        _take_down(canvas.get_renderer(), POINTS_AN_INCH / figure.dpi, texts)
    try:
        canvas.draw()
    except UserWarning:
        check_drawable(text.get_text() for text in figure.findobj(Text))
        raise
    if texts is not None:
        texts += _outlined(figure)
    flat = _flat(bytes(canvas.buffer_rgba()), canvas.get_width_height())
    out = io.BytesIO()
    flat.save(out, "PNG", compress_level=3, dpi=(DPI, DPI))
    return out.getvalue()


def _take_down(renderer: Any, scale: float, texts: list[Writing]) -> None:  # noqa: ANN401  (as above)
    """Have a renderer note each line of text that it draws; `scale`: points of a pixel."""
    plain, high = renderer.draw_text, renderer.height

    def draw_text(gc: Any, x: float, y: float, s: str, prop: Any, *more: Any, **named: Any) -> None:  # noqa: ANN401
        texts.append(Writing(x * scale, (high - y) * scale, prop.get_size_in_points(), s))
        plain(gc, x, y, s, prop, *more, **named)

    renderer.draw_text = draw_text


def _outlined(figure: Figure) -> Iterator[Writing]:
    """The rimmed texts, which are drawn as outlines; known once they stand in their places."""
    for text in figure.findobj(Text):
        if text.get_path_effects() and text.get_text().strip():
            box, size = Text.get_window_extent(text), float(text.get_fontsize())
            left, low = (side * POINTS_AN_INCH / figure.dpi for side in (box.x0, box.y0))
            yield Writing(left, low + DESCENT * size, size, text.get_text())


def _flat(pixels: bytes, size: tuple[int, int]) -> Image.Image:
    """RGBA bytes as a picture with a palette: large areas keep their colours, edges the nearest.

    Pillow's palettes put light colours that lie close together into one, or take five times as
    long; a drawing is long runs of few colours.
    """
    packed = np.frombuffer(pixels, dtype="<u4") & np.uint32(0xFFFFFF)
    starts = np.flatnonzero(np.diff(packed, prepend=~packed[:1]))
    lengths = np.diff(starts, append=len(packed))
    colours, kinds = np.unique(packed[starts], return_inverse=True)
    areas = np.bincount(kinds, weights=lengths)
    kept = np.argsort(-areas, kind="stable")[:COLOURS]
    rgb = (colours[:, None] >> np.array([0, 8, 16], dtype=np.uint32) & 255).astype(np.float32)
    apart = (rgb[kept] ** 2).sum(axis=1) - 2 * rgb @ rgb[kept].T
    places = apart.argmin(axis=1).astype(np.uint8)[kinds]
    picture = Image.frombytes("P", size, np.repeat(places, lengths).tobytes())
    picture.putpalette(rgb[kept].astype(np.uint8).tobytes())
    return picture


def svg(figure: Figure) -> bytes:
    """The drawing as SVG without date or version; texts are outlines, so they look alike anywhere.

    The same drawing gives the same bytes.  Raises `MissingGlyphError` as `png` does.
    """
    check_drawable(text.get_text() for text in figure.findobj(Text))
    out = io.BytesIO()
    nothing = {"Date": None, "Creator": None, "Format": None, "Type": None}
    canvas: Any = FigureCanvasSVG(figure)  # Any: matplotlib gives its writers no types
    canvas.print_svg(out, metadata=nothing)
    return out.getvalue()


# ---------------------------------------------------------------------------
# Texts, and the axes all charts have.


def columns_in(width: float, size: float) -> int:
    """Text columns (a Chinese character takes two) that fit into a width in inches."""
    return int(width * POINTS_AN_INCH / (size / 2) / 1.04)


def rimmed(text: Text, color: str | None = None, width: float = 0.5) -> Text:
    """The text with its outline drawn: bolder in its own colour (our face has one weight).

    In the paper's colour the outline is a halo that keeps it legible over lines.
    """
    told: Any = color or text.get_color()  # Any: matplotlib allows more than names
    text.set_path_effects([withStroke(linewidth=width, foreground=told)])
    return text


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
        rimmed(figure.text(left, top - number * step, line, size=size, va="top", color=HEAD))
    under = top - len(lines) * step - 0.012
    figure.text(left, under, below, size=TEXT_SIZE, va="top", color=MUTED)
    return under - TEXT_SIZE * 1.5 / POINTS_AN_INCH / figure.get_figheight()


def new_axes(figure: Figure, box: tuple[float, float, float, float]) -> Axes:
    """Axes with a ground line only: no box, no grid (left, lower, width, height of the page)."""
    axes = figure.add_axes(box)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(MUTED)
    axes.tick_params(axis="both", length=0, labelsize=SMALL_SIZE, pad=5)
    return axes


# ---------------------------------------------------------------------------
# The vertical axis: values that the quantity can take, or places with the best at the top.

MOST_STEPS: Final = 6
MOST_PLACES: Final = 7
NICE: Final = (1.0, 2.0, 2.5, 5.0)
MOST_DECIMALS: Final = 12
TICK_PAD: Final = 5.0
EDGE: Final = 8.0
"""Points between a tick's label and the axis, and between the label and the page's edge."""


def value_ticks(low: float, high: float, unit: float) -> list[float]:
    """Round values from low to high, each one that the quantity can take (a multiple of `unit`).

    Steps of 1, 2, 2.5 or 5 times a power of ten; half an accident is never a tick.

    >>> value_ticks(0.0, 2.4, 1.0), value_ticks(91.0, 96.4, 0.1)
    ([0.0, 1.0, 2.0], [91.0, 92.0, 93.0, 94.0, 95.0, 96.0])
    """
    least = max((high - low) / MOST_STEPS, unit) * (1 - 1e-9)
    power = 10.0 ** math.floor(math.log10(least))
    steps = (nice * power * ten for ten in (1, 10, 100) for nice in NICE)
    step = next(
        s for s in steps if s >= least and abs(s / unit - round(s / unit)) < 1e-6 * (s / unit)
    )
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [n * step for n in range(first, last + 1)]


def number_axis(axes: Axes, magnitude: Magnitude, unit: float) -> None:
    """Ticks in the chart's own unit, with the decimals that their steps need; never an offset."""
    factor = magnitude.factor
    low, high = sorted(side / factor for side in axes.get_ylim())
    ticks = value_ticks(low, high, unit / factor)
    near = 1e-6 * min((b - a for a, b in pairwise(ticks)), default=1.0)
    exact = (d for d in range(MOST_DECIMALS) if all(abs(round(t, d) - t) <= near for t in ticks))
    places = next(exact, MOST_DECIMALS)
    axes.yaxis.set_major_locator(FixedLocator([tick * factor for tick in ticks]))
    # A zero has no sign.
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y / factor or 0.0:,.{places}f}"))


def draw_values(axes: Axes, frame: Frame) -> None:
    """The vertical axis: places from 1 at the top to how many were ranked, else the values."""
    found = frame.values or [0.0, 1.0]
    if frame.is_rank:
        _rank_values(axes, frame, found)
        return
    low, high = min(found), max(found)
    if frame.series.measure in {Measure.FLOW, Measure.STOCK}:
        low = min(low, 0.0)
    room = (high - low) or abs(high) or 1.0
    axes.set_ylim(low - (0.16 if low else 0.05) * room, high + 0.2 * room)
    number_axis(axes, frame.magnitude, frame.unit)


def _rank_values(axes: Axes, frame: Frame, found: list[float]) -> None:
    ranked = [point.rank_of for point in frame.series.points if point.rank_of]
    worst = max([*ranked, max(found) * 1.12])
    axes.set_ylim(worst + 0.04 * worst, 1 - 0.1 * worst)
    steps = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000)
    step = next(s for s in steps if worst / s <= MOST_PLACES)
    places = [1, *(p for p in range(step, int(worst) + 1, step) if p > 1)]
    if ranked:
        places = [*(p for p in places if p < max(ranked) - step / 2), int(max(ranked))]
    axes.yaxis.set_major_locator(FixedLocator(places))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:.0f}"))


def fit_left(axes: Axes, left: float) -> None:
    """Move the left edge of the axes so that no label of a tick is cut."""
    low, high = sorted(axes.get_ylim())
    ticks = list(axes.yaxis.get_major_locator().tick_values(low, high))
    name = axes.yaxis.get_major_formatter()
    shown = [text_width(name(tick, 0), SMALL_SIZE) for tick in ticks if low <= tick <= high]
    room = max(shown, default=0.0) + TICK_PAD + EDGE
    box, start = axes.get_position(), max(left, room / (WIDTH * POINTS_AN_INCH))
    axes.set_position((start, box.y0, box.x1 - start, box.height))


# ---------------------------------------------------------------------------
# The time axis: which periods are marked, and how far the axis runs.


QUARTERS_UP_TO: Final = 36
"""Months up to which quarters are marked; longer axes mark years."""
MOST_TICKS: Final = 12
MOST_FISCAL_TICKS: Final = 8
TIME_EDGE: Final = 0.06
"""Share of the span left free at both ends."""


def year_name(number: int, fiscal_start: int, words: Words) -> str:
    """A year in the language of the chart."""
    return words.period(year(number, fiscal_start).label(), fiscal_start)


def draw_time(axes: Axes, months: Sequence[int], frame: Frame, *, quarterly: bool) -> None:
    """Limits and ticks of the horizontal axis; a figure stands at the end of its period.

    `months` are the ordinals of the first month after each period; at least half a year is shown.
    """
    last = max(months)
    first = min(*months, last - 6)
    edge = max((last - first) * TIME_EDGE, 0.8)
    axes.set_xlim(first - edge, last + edge)
    fine = quarterly and last - first <= QUARTERS_UP_TO
    names = (_quarters if fine else _years)(first, last, frame.fiscal_start, frame.words)
    axes.xaxis.set_major_locator(FixedLocator(list(names)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: names.get(round(x), "")))


def _quarters(first: int, last: int, fiscal_start: int, words: Words) -> dict[int, str]:
    """The quarters' ends; the first quarter of a year also names the year."""
    found: dict[int, str] = {}
    for month in range(first + -(first - (fiscal_start - 1)) % 3, last + 1, 3):
        quarter = Period(PeriodKind.QUARTER, month - 3, fiscal_start=fiscal_start)
        name = quarter_name(str(quarter), words)
        if str(quarter)[-1] == "1" or not found:
            name = f"{name}\n{year_name(quarter.fiscal_year, fiscal_start, words)}"
        found[month] = name
    return found


def _years(first: int, last: int, fiscal_start: int, words: Words) -> dict[int, str]:
    """The years' ends, thinned to at most a dozen, of longer names to eight."""
    most = MOST_TICKS if fiscal_start == 1 else MOST_FISCAL_TICKS
    from_year, to_year = ((m - fiscal_start + 1) // MONTHS_A_YEAR for m in (first, last))
    every = -(-(to_year - from_year + 1) // most)
    years = range(from_year - 1, to_year + 1, every)
    ends = {fiscal_year_start(year + 1, fiscal_start): year for year in years}
    return {
        month: year_name(year, fiscal_start, words)
        for month, year in ends.items()
        if first <= month <= last
    }
