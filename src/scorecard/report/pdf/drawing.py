"""Puts a recorded drawing on the page: its lines as lines, its texts as texts of the book."""

from __future__ import annotations

from typing import Final

from fpdf.drawing import ClippingPath, PaintedPath
from fpdf.drawing_primitives import color_from_hex_string
from fpdf.enums import TextMode

from scorecard.report.charts.recording import Recording, Segment, Stroke, Writing
from scorecard.report.fonts import check_drawable
from scorecard.report.pdf.paper import FACE, Paper
from scorecard.sheet.palette import PAPER

BASELINE: Final = 0.8
"""Where the book sets the baseline of a cell: this share of the size below its top."""
HEAVY: Final = 1 / 34
HALO: Final = 0.22
"""Widths of outlines as shares of the size."""
MM_A_POINT: Final = 25.4 / 72


def draw_recording(paper: Paper, drawing: Recording, x: float, y: float, width: float) -> float:
    """Draw it with its upper left corner at (x, y), so wide; returns its height (millimetres)."""
    scale = width / drawing.width
    page = _Page(paper, x, y, scale, drawing.height)
    for item in drawing.items:
        if isinstance(item, Stroke):
            page.stroke(item)
        else:
            page.write(item)
    return drawing.height * scale


class _Page:
    """From points of the drawing, counted from below, to millimetres of the page from above."""

    def __init__(self, paper: Paper, x: float, y: float, scale: float, height: float) -> None:
        self.paper, self.x, self.y, self.scale, self.height = paper, x, y, scale, height

    def place(self, x: float, y: float) -> tuple[float, float]:
        return (
            round(self.x + x * self.scale, 3),
            round(self.y + (self.height - y) * self.scale, 3),
        )

    def stroke(self, item: Stroke) -> None:
        """A path with its outline and fill."""
        path = PaintedPath()
        self._follow(path, item.segments)
        style = path.style
        style.auto_close = False
        style.fill_color = color_from_hex_string(item.fill) if item.fill else None
        style.stroke_color = color_from_hex_string(item.stroke) if item.stroke else None
        style.stroke_width = item.width * self.scale
        style.fill_opacity = style.stroke_opacity = item.alpha
        if item.dashes:
            style.stroke_dash_pattern = [dash * self.scale for dash in item.dashes]
        if item.clip is not None:
            left, low, wide, high = item.clip
            top = self.place(left, low + high)
            box = ClippingPath()
            box.rectangle(*top, wide * self.scale, high * self.scale)
            path.clipping_path = box
        with self.paper.drawing_context() as context:
            context.add_item(path)

    def _follow(self, path: PaintedPath, segments: tuple[Segment, ...]) -> None:
        for letter, values in segments:
            at = [self.place(a, b) for a, b in zip(values[::2], values[1::2], strict=True)]
            flat = [number for pair in at for number in pair]
            if letter == "M":
                path.move_to(*flat)
            elif letter == "L":
                path.line_to(*flat)
            elif letter == "Q":
                path.quadratic_curve_to(*flat)
            elif letter == "C":
                path.curve_to(*flat)
            else:
                path.close()

    def write(self, item: Writing) -> None:
        """A text in the book's face, over a rim of paper where lines run behind it."""
        check_drawable([item.text])
        size = item.size * self.scale / MM_A_POINT
        if item.halo:
            self._cell(item, size, TextMode.STROKE, PAPER, item.size * self.scale * HALO)
        if item.heavy:
            self._cell(item, size, TextMode.FILL_STROKE, item.color, item.size * self.scale * HEAVY)
        else:
            self._cell(item, size, TextMode.FILL, item.color, 0.2)

    def _cell(self, item: Writing, size: float, mode: TextMode, rim: str, width: float) -> None:
        paper = self.paper
        x, y = self.place(item.x, item.y)
        high = size * MM_A_POINT
        paper.set_font(FACE, size=size)
        paper.set_text_color(item.color)
        paper.set_xy(x, y - BASELINE * high)
        with paper.local_context(draw_color=rim, text_mode=mode, line_width=width):
            paper.cell(None, high, item.text)
