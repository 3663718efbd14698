"""A page to draw on: fixed size, our faces, one look for all charts, the same PNG each time."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator
from PIL import Image

from scorecard.excel.styles import ACCENT, HEAD, INK, LINE, MUTED, PAPER, PATH
from scorecard.i18n import N_, Words
from scorecard.report.charts.frame import Frame, Magnitude
from scorecard.report.fonts import check_drawable, register, text_width
from scorecard.schema.period import MONTHS_A_YEAR, Period, PeriodKind, fiscal_year_start, year
from scorecard.schema.vocabulary import Measure

WIDTH: Final = 10.0
HEIGHT: Final = 5.625
"""Inches: the shape of a slide."""
DPI: Final = 160
POINTS_AN_INCH: Final = 72
TITLE_SIZE: Final = 16.0
TEXT_SIZE: Final = 10.5
SMALL_SIZE: Final = 9.5
NOTE_SIZE: Final = 8.0
MARGIN: Final = 0.035
"""Share of the page left free at its sides."""
COLOURS: Final = 256
DESCENT: Final = 0.25
"""What a line of text reaches below its baseline, as a share of its size."""

# Any: matplotlib types its settings by a list of literal names.
_SETTINGS: Final[Any] = {
    "text.parse_math": False,
    "axes.unicode_minus": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "scorecard",
    "hatch.linewidth": 0.5,
    "text.color": INK,
    "axes.edgecolor": LINE,
    "axes.labelcolor": MUTED,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
}

# ---------------------------------------------------------------------------
# One look for all charts: lines and marks by what they mean.

GHOST: Final = "#A3AEBA"
TOTAL: Final = "#5B93C4"
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
    "period": {"color": PERIOD, "zorder": 2},
    "total": {"color": TOTAL, "lw": 1.8, "marker": "o", "ms": 5, "mec": PAPER, "zorder": 3},
    "decided": {**_mark("s", MARKER, INK, PAPER, 1.0), "zorder": 5},
    "pathway": _PATHWAY,
    "milestone": {**_mark("d", 7, PAPER, PATH), "zorder": 2.5},
    "hold": _PATHWAY,
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
    """Axes with horizontal grid lines only and no box (left, lower, width, height of the page)."""
    axes = figure.add_axes(box)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(MUTED)
    axes.grid(axis="y", color=LINE, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(axis="both", length=0, labelsize=SMALL_SIZE, pad=5)
    return axes


# ---------------------------------------------------------------------------
# The vertical axis: best at the top for ranks, done or not for deliverables, else the values.


MOST_PLACES: Final = 7
HALF: Final = 0.5
MOST_DECIMALS: Final = 12
TICK_PAD: Final = 5.0
EDGE: Final = 8.0
"""Points between a tick's label and the axis, and between the label and the page's edge."""


def draw_values(axes: Axes, frame: Frame) -> None:
    """The vertical axis: best at the top for ranks, done or not for deliverables."""
    found = frame.values or [0.0, 1.0]
    if frame.is_deliverable:
        done, open_ = frame.words.text("done"), frame.words.text("not done")
        axes.set_ylim(-0.12, 1.28)
        axes.yaxis.set_major_locator(FixedLocator([0, 1]))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: done if y > HALF else open_))
        return
    if frame.is_rank:
        _rank_values(axes, frame, found)
        return
    low, high = min(found), max(found)
    if frame.series.measure in {Measure.FLOW, Measure.STOCK}:
        low = min(low, 0.0)
    room = (high - low) or abs(high) or 1.0
    axes.set_ylim(low - (0.16 if low else 0.05) * room, high + 0.2 * room)
    number_axis(axes, frame.magnitude, whole=frame.series.decimals == 0)


def number_axis(axes: Axes, magnitude: Magnitude, *, whole: bool) -> None:
    """Ticks in the chart's own unit, with the decimals that their steps need; never an offset."""
    locator, factor = MaxNLocator(5, integer=whole), magnitude.factor
    ticks = [float(tick) / factor for tick in locator.tick_values(*axes.get_ylim())]
    near = max(map(abs, ticks), default=0.0) * 1e-9
    exact = (d for d in range(MOST_DECIMALS) if all(abs(round(t, d) - t) <= near for t in ticks))
    places = next(exact, MOST_DECIMALS)
    axes.yaxis.set_major_locator(locator)
    # A zero has no sign.
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y / factor or 0.0:,.{places}f}"))


def fit_left(axes: Axes, left: float) -> None:
    """Move the left edge of the axes so that no label of a tick is cut."""
    low, high = sorted(axes.get_ylim())
    ticks = list(axes.yaxis.get_major_locator().tick_values(low, high))
    name = axes.yaxis.get_major_formatter()
    shown = [text_width(name(tick, 0), SMALL_SIZE) for tick in ticks if low <= tick <= high]
    room = max(shown, default=0.0) + TICK_PAD + EDGE
    box, start = axes.get_position(), max(left, room / (WIDTH * POINTS_AN_INCH))
    axes.set_position((start, box.y0, box.x1 - start, box.height))


def _rank_values(axes: Axes, frame: Frame, found: list[float]) -> None:
    """Places from 1 at the top to how many were ranked, or a little below the worst known."""
    ranked = [point.rank_of for point in frame.series.points if point.rank_of]
    worst = max([*ranked, max(found) * 1.12])
    axes.set_ylim(worst + 0.04 * worst, 1 - 0.1 * worst)
    step = next(
        s for s in (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000) if worst / s <= MOST_PLACES
    )
    places = [1, *(p for p in range(step, int(worst) + 1, step) if p > 1)]
    if ranked:
        places = [*(p for p in places if p < max(ranked) - step / 2), int(max(ranked))]
    axes.yaxis.set_major_locator(FixedLocator(places))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:.0f}"))


# ---------------------------------------------------------------------------
# The time axis: which periods are marked, and how far the axis runs.


QUARTERS_UP_TO: Final = 36
"""Months up to which quarters are marked; longer axes mark years."""
MOST_TICKS: Final = 12
MOST_FISCAL_TICKS: Final = 8
TIME_EDGE: Final = 0.06
"""Share of the span left free at both ends."""


@dataclass(frozen=True, slots=True)
class Span:
    """From which month to which, as ordinals of the first month after a period."""

    first: int
    last: int

    @property
    def months(self) -> int:
        """Length in months, at least one."""
        return max(self.last - self.first, 1)


def span_of(months: list[int]) -> Span:
    """The span that holds all these months, at least half a year."""
    first, last = min(months), max(months)
    short = max(6 - (last - first), 0)
    return Span(first - short, last)


def quarter_name(quarter: Period, words: Words) -> str:
    """`Q1` in the language of the chart."""
    names = (N_("Q1"), N_("Q2"), N_("Q3"), N_("Q4"))
    return words.text(names[int(str(quarter)[-1]) - 1])


def year_name(number: int, fiscal_start: int, words: Words) -> str:
    """A year in the language of the chart."""
    return words.period(year(number, fiscal_start).label(), fiscal_start)


def quarter_ticks(span: Span, fiscal_start: int, words: Words) -> list[tuple[int, str]]:
    """The quarters' ends within the span; the first quarter of a year also names the year."""
    found: list[tuple[int, str]] = []
    first = span.first - (span.first - (fiscal_start - 1)) % 3
    for month in range(first, span.last + 1, 3):
        quarter = Period(PeriodKind.QUARTER, month - 3, fiscal_start=fiscal_start)
        name = quarter_name(quarter, words)
        if str(quarter)[-1] == "1" or not found:
            name = f"{name}\n{year_name(quarter.fiscal_year, fiscal_start, words)}"
        found.append((month, name))
    return [tick for tick in found if tick[0] >= span.first]


def year_ticks(span: Span, fiscal_start: int, words: Words) -> list[tuple[int, str]]:
    """The years' ends within the span, thinned to at most a dozen, of longer names to eight."""
    start = fiscal_start - 1
    first = (span.first - start) // MONTHS_A_YEAR
    last = (span.last - start) // MONTHS_A_YEAR
    most = MOST_TICKS if fiscal_start == 1 else MOST_FISCAL_TICKS
    every = -(-(last - first + 1) // most)
    ends = [(fiscal_year_start(n + 1, fiscal_start), n) for n in range(first - 1, last + 1, every)]
    return [
        (month, year_name(number, fiscal_start, words))
        for month, number in ends
        if span.first <= month <= span.last
    ]


def draw_time(axes: Axes, span: Span, frame: Frame, *, quarterly: bool) -> None:
    """Limits and ticks of the horizontal axis; a figure stands at the end of its period."""
    edge = max(span.months * TIME_EDGE, 0.8)
    axes.set_xlim(span.first - edge, span.last + edge)
    fine = quarterly and span.months <= QUARTERS_UP_TO
    ticks = (quarter_ticks if fine else year_ticks)(span, frame.fiscal_start, frame.words)
    names = dict(ticks)
    axes.xaxis.set_major_locator(FixedLocator([month for month, _ in ticks]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: names.get(round(x), "")))
