"""A4 paper to write on: our faces, running header and footer, wrapped text, bars and chips."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from fpdf import FPDF
from fpdf.enums import TextMode
from fpdf.fonts import TTFFont
from fpdf.output import OutputProducer, PDFInfo

from scorecard.excel.styles import ACCENT, FAINT, HEAD, INK, LINE, MUTED, PAPER, PATH, Tone, Tones
from scorecard.excel.text import shortened, wrap
from scorecard.report.charts import Print
from scorecard.report.fonts import check_drawable, chinese_font, symbol_font

FACE: Final = "NotoSansSC"
SYMBOLS: Final = "DejaVuSans"
MARGIN: Final = 16.0
WIDTH: Final = 210.0 - 2 * MARGIN
TOP: Final = 24.0
BOTTOM: Final = 18.0
PAGE_END: Final = 297.0 - BOTTOM
FLOW_GAP: Final = 11.0
"""Above a chapter that begins in the middle of a page."""
LEADING: Final = 0.56
"""Millimetres of line for each point of size."""
OUTLINE: Final = 1 / 170
"""Width of a bold outline in millimetres for each point of size."""
MEASURED_AT: Final = 100.0
POINTS_AN_INCH: Final = 72
BASELINE: Final = 0.8
"""Where a cell has its baseline: this share of the size below its top."""
MM_A_POINT: Final = 25.4 / POINTS_AN_INCH
STRAIGHT: Final = str.maketrans("“”‘’", "\"\"''")
"""Our face has Chinese quotation marks, as wide as a character: not for other languages."""
_FIXED: Final = datetime(2000, 1, 1, tzinfo=UTC)


class _Undated(OutputProducer):
    """Writes the document without a creation date: the same content gives the same bytes."""

    def _add_info(self) -> PDFInfo:
        info = super()._add_info()
        info.creation_date = None  # type: ignore[assignment]
        return info


@dataclass(frozen=True, slots=True)
class Type:
    """How a text is set: size in points, colour, whether its outline is drawn to make it bolder."""

    size: float
    color: str = INK
    heavy: bool = False

    @property
    def line(self) -> float:
        """Height of a line in millimetres."""
        return self.size * LEADING


TEXT: Final = Type(9)
STRONG: Final = Type(9.5, INK, heavy=True)
SMALL: Final = Type(8.5)
NOTE: Final = Type(8, MUTED)
MUTED_TEXT: Final = Type(9.5, MUTED)
CHAPTER: Final = Type(18, HEAD, heavy=True)
HEADING: Final = Type(12, HEAD, heavy=True)


@dataclass(frozen=True, slots=True)
class Run:
    """What stands at the edge of every page: title, date, and the words for the page number."""

    title: str
    date: str
    page: str


class Paper(FPDF):
    """The pages of the book.  Lengths in millimetres, sizes in points."""

    def __init__(self, run: Run, language: str, tones: Tones) -> None:
        super().__init__(orientation="portrait", unit="mm", format="A4")
        self.run, self.tones = run, tones
        self._advances: dict[str, float] = {}
        self.bare_pages = 0
        self.untouched = False
        """Whether the page at hand was opened by the contents and nothing stands on it yet."""
        self.set_margins(MARGIN, TOP, MARGIN)
        self.set_auto_page_break(auto=False)
        self.set_creation_date(_FIXED)
        self.set_lang("zh-CN" if language == "zh" else "en")
        self._said = {} if language == "zh" else STRAIGHT
        self.add_font(FACE, "", chinese_font())
        self.add_font(SYMBOLS, "", symbol_font())
        self.set_fallback_fonts([SYMBOLS])
        self.set_font(FACE, size=10)
        self.c_margin = 0

    def header(self) -> None:
        """Title and date at the head of every page but the cover."""
        if self.page_no() <= self.bare_pages:
            return
        self.line_of(MARGIN, 11, self.run.title, NOTE, WIDTH - 60)
        self.line_of(MARGIN, 11, self.run.date, NOTE, WIDTH, "R")
        self.rule(16.5)
        self.set_y(TOP)

    def footer(self) -> None:
        """The page's number."""
        if self.page_no() <= self.bare_pages:
            return
        page = self.run.page.format(page=self.page_no())
        self.line_of(MARGIN, 286, page, NOTE, WIDTH, "C")

    def close_fonts(self) -> None:
        """Let go of the font files, also of a book that was not finished."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()

    def finished(self) -> bytes:
        """The document."""
        return bytes(self.output(output_producer_class=_Undated))

    def line_of(
        self, x: float, y: float, text: str, face: Type = TEXT, width: float = 0, align: str = "L"
    ) -> None:
        """One line of text at a place; within `width` it is aligned and cut with `…`."""
        text = text.translate(self._said)
        check_drawable([text])
        shown = shortened(text, width, self.ruler(face)) if width else text
        self.set_font(FACE, size=face.size)
        self.set_text_color(face.color)
        self.set_xy(x, y)
        bold: dict[str, Any] = {}
        if face.heavy:
            bold = {"text_mode": TextMode.FILL_STROKE, "line_width": face.size * OUTLINE}
        with self.local_context(draw_color=face.color, **bold):
            self.cell(width or None, face.line, shown, align=align)

    def lines(self, text: str, width: float, face: Type, most: int = 0) -> list[str]:
        """The text in lines of at most `width` millimetres."""
        return wrap(text.translate(self._said), width, most, self.ruler(face))

    def ruler(self, face: Type) -> Callable[[str], float]:
        """What measures a text of this face in millimetres; every character is measured once."""
        scale = face.size / MEASURED_AT

        def measure(text: str) -> float:
            return scale * sum(map(self._advance, text))

        return measure

    def _advance(self, character: str) -> float:
        known = self._advances.get(character)
        if known is None:
            self.set_font(FACE, size=MEASURED_AT)
            known = self._advances[character] = self.get_string_width(character)
        return known

    def paragraph(
        self, text: str, face: Type = TEXT, x: float = MARGIN, width: float = WIDTH, most: int = 0
    ) -> None:
        """Wrapped text from the current height on, over as many pages as it takes."""
        self.flow(self.lines(text, width, face, most), face, x)

    def flow(self, lines: Sequence[str], face: Type, x: float = MARGIN) -> None:
        """Lines from the current height on, over as many pages as they take."""
        for line in lines:
            self.room_for(face.line)
            y = self.get_y()
            self.line_of(x, y, line, face)
            self.set_y(y + face.line)

    def stack(self, x: float, y: float, lines: Sequence[str], face: Type, step: float) -> float:
        """Lines below one another; returns where they end."""
        for number, line in enumerate(lines):
            self.line_of(x, y + step * number, line, face)
        return y + step * len(lines)

    def room_for(self, height: float) -> None:
        """Begin a new page where the rest of this one is too low."""
        if self.get_y() + height > PAGE_END:
            self.add_page()
            self.set_y(TOP)

    def rule(self, y: float, color: str = LINE, width: float = 0.2) -> None:
        """A horizontal line across the page."""
        with self.local_context(draw_color=color, line_width=width):
            self.line(MARGIN, y, MARGIN + WIDTH, y)

    def block(self, x: float, y: float, width: float, height: float, color: str) -> None:
        """A filled rectangle."""
        with self.local_context(fill_color=color):
            self.rect(x, y, width, height, style="F")

    def chip(self, x: float, y: float, width: float, label: str, tone: Tone) -> None:
        """A status in its colours, symbol and word, centred in its width."""
        with self.local_context(fill_color=tone.soft, draw_color=tone.strong, line_width=0.25):
            self.rect(x, y, width, 6.2, style="DF", round_corners=True, corner_radius=1.4)
        self.line_of(x + 1, y + 0.75, label, Type(8.5, tone.ink, heavy=True), width - 2, "C")

    def progress(
        self, x: float, y: float, width: float, done: float | None, expected: float | None
    ) -> None:
        """A bar of the way done, from 0 to 1, with a tick where it is expected to be."""
        self.block(x, y, width, 3.4, FAINT)
        if done is not None:
            self.block(x, y, width * min(max(done, 0.0), 1.0), 3.4, ACCENT)
        if expected is not None:
            at = x + width * min(max(expected, 0.0), 1.0)
            with self.local_context(draw_color=PATH, line_width=0.5):
                self.line(at, y - 0.8, at, y + 4.2)

    def chapter(self, name: str, note: str = "", *, flowing: float = 0.0) -> None:
        """A title with a bookmark, on a new page; on this one where so much is left (`flowing`)."""
        if flowing and not self.untouched and self.get_y() + FLOW_GAP + flowing <= PAGE_END:
            self.set_y(self.get_y() + FLOW_GAP)
        elif not self.untouched:
            self.add_page()
            self.set_y(TOP)
        else:
            self.set_y(TOP)
        self.untouched = False
        self.start_section(name)
        self.paragraph(name, CHAPTER)
        if note:
            self.set_y(self.get_y() + 1)
            self.paragraph(note, MUTED_TEXT)
        self.set_y(self.get_y() + 4)

    def heading(self, name: str, above: float = 4.0, least: float = 24.0) -> None:
        """A heading within a page, so far below what stands above it, with room for more below."""
        self.room_for(least)
        self.set_y(self.get_y() + above)
        self.paragraph(name, HEADING)
        self.rule(self.get_y() + 0.8, HEAD, 0.3)
        self.set_y(self.get_y() + 3)

    def titles(self, columns: Sequence[tuple[float, float, str]]) -> None:
        """The heads of a table's columns (x, width, text) on a dark band."""
        y = self.get_y()
        self.block(MARGIN, y, WIDTH, 7, HEAD)
        for x, width, text in columns:
            self.line_of(MARGIN + x + 1.2, y + 1.2, text, Type(8.5, PAPER), width - 2)
        self.set_y(y + 8)

    def picture(self, drawn: Print, x: float, y: float, width: float) -> None:
        """A picture with its upper left corner at (x, y), so wide.

        Its texts lie over it unseen, so that they can be found and copied.
        """
        scale = width / drawn.width
        self.image(io.BytesIO(drawn.data), x, y, width, drawn.height * scale)
        points = scale / POINTS_AN_INCH
        with self.local_context(text_mode=TextMode.INVISIBLE):
            for text in drawn.texts:
                high = text.size * points
                self.set_font(FACE, size=high / MM_A_POINT)
                top = drawn.height * scale - text.y * points - BASELINE * high
                self.set_xy(x + text.x * points, y + top)
                self.cell(None, high, text.text)
