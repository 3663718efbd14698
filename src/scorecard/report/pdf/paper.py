"""A4 paper to write on: our faces, running header and footer, wrapped text, bars and chips."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Final

from fpdf import FPDF
from fpdf.enums import TextMode
from fpdf.fonts import TTFFont
from fpdf.output import OutputProducer, PDFInfo
from fpdf.prefs import ViewerPreferences

from scorecard.excel.styles import HEAD, INK, LINE, MUTED, PAPER, Tone, Tones
from scorecard.excel.text import shortened, wrap
from scorecard.report.charts.kinds import Print
from scorecard.report.fonts import check_drawable, chinese_font, has_letter, symbol_font, text_width
from scorecard.schema.vocabulary import Status

FACE: Final = "NotoSansSC"
SYMBOLS: Final = "DejaVuSans"
A4: Final = (210.0, 297.0)
MARGIN: Final = 15.0
WIDTH: Final = A4[0] - 2 * MARGIN
TOP: Final = 22.0
PAGE_END: Final = A4[1] - 17.0
FLOW_GAP: Final = 9.0
"""Above a chapter that begins in the middle of a page."""
LEADING: Final = 0.56
"""Millimetres of line for each point of size."""
OUTLINE: Final = 1 / 170
"""Width of a bold outline in millimetres for each point of size."""
MM_A_POINT: Final = 25.4 / 72
STRAIGHT: Final = str.maketrans("“”‘’", "\"\"''")
"""Our face has Chinese quotation marks, as wide as a character: not for other languages."""
_FIXED: Final = datetime(2000, 1, 1, tzinfo=UTC)


class _Undated(OutputProducer):
    """Writes the document without a creation date: the same content gives the same bytes."""

    def _add_info(self) -> PDFInfo:
        info = super()._add_info()
        info.creation_date = None  # type: ignore[assignment]
        return info


def undated(document: FPDF) -> bytes:
    """A document's bytes, without the hour at which it was written."""
    return bytes(document.output(output_producer_class=_Undated))


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
MUTED_TEXT: Final = Type(9, MUTED)
CHAPTER: Final = Type(16, HEAD, heavy=True)
HEADING: Final = Type(11.5, HEAD, heavy=True)
HEADS: Final = Type(8.5, MUTED)


@dataclass(frozen=True, slots=True)
class Run:
    """What stands at the edge of every page: title, date, and the words for the page number."""

    title: str
    date: str
    page: str


class Paper(FPDF):
    """The pages of the book.  Lengths in millimetres, sizes in points."""

    def __init__(self, run: Run, language: str, tones: Tones, face: Path | None = None) -> None:
        super().__init__(unit="mm", format=A4)
        self.run, self.tones = run, tones
        self.untouched = False
        """Whether nothing stands on the page at hand yet."""
        self.set_auto_page_break(auto=False)
        self.set_creation_date(_FIXED)
        self.set_lang("zh-CN" if language == "zh" else "en")
        self.set_title(run.title)
        self.set_creator("scorecard")
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self._said = {} if language == "zh" else STRAIGHT
        self.add_font(FACE, "", face or chinese_font())
        self.set_font(FACE, size=10)

    def header(self) -> None:
        """Title and date at the head of every page but the cover."""
        if self.page_no() > 1:
            self.line_of(MARGIN, 11, self.run.title, NOTE, WIDTH - 60)
            self.line_of(MARGIN, 11, self.run.date, NOTE, WIDTH, "R")
            self.rule(16.5)
        self.set_y(TOP)

    def footer(self) -> None:
        """The page's number."""
        page = self.run.page.format(page=self.page_no())
        self.line_of(MARGIN, 285, page, NOTE, WIDTH, "R" if self.page_no() == 1 else "C")

    @property
    def lacks(self) -> bool:
        """Whether the face given has not all letters that were written."""
        return any(font.missing_glyphs for font in self.fonts.values() if isinstance(font, TTFFont))

    def close_fonts(self) -> None:
        """Let go of the font files, also of a book that was not finished."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()

    # ------------------------------------------------------------------ texts

    def line_of(
        self, x: float, y: float, text: str, face: Type = TEXT, width: float = 0, align: str = "L"
    ) -> float:
        """One line of text at a place; within `width` it is aligned and cut with `…`.

        Returns where it ends.
        """
        text = text.translate(self._said)
        check_drawable([text])
        measure = self.ruler(face)
        shown = shortened(text, width, measure) if width else text
        long = measure(shown)
        x += (width - long) * {"L": 0.0, "C": 0.5, "R": 1.0}[align]
        base = y + 0.5 * face.line + 0.3 * face.size * MM_A_POINT
        if face.heavy:
            looks = {"text_mode": TextMode.FILL_STROKE, "line_width": face.size * OUTLINE}
            with self.local_context(draw_color=face.color, **looks):
                self._letters(x, base, shown, face)
        else:
            self._letters(x, base, shown, face)
        return x + long

    def _letters(self, x: float, base: float, text: str, face: Type) -> None:
        """The text by runs of one font: rarer symbols are in another, which is rarely opened."""
        self.set_text_color(face.color)
        for own, run in groupby(text, key=has_letter):
            part = "".join(run)
            if not own and SYMBOLS.lower() not in self.fonts:
                self.add_font(SYMBOLS, "", symbol_font())
            self.set_font(FACE if own else SYMBOLS, size=face.size)
            self.text(x, base, part)
            x += text_width(part, face.size) * MM_A_POINT

    def parts(self, x: float, y: float, *parts: tuple[str, Type]) -> float:
        """Texts of several sizes on one baseline, `y` being the top of the largest; their end."""
        most = max(face.size for _, face in parts)
        for text, face in parts:
            drop = (most - face.size) * (0.5 * LEADING + 0.3 * MM_A_POINT)
            x = self.line_of(x, y + drop, text, face) + 1
        return x - 1

    def lines(self, text: str, width: float, face: Type, most: int = 0) -> list[str]:
        """The text in lines of at most `width` millimetres."""
        return wrap(text.translate(self._said), width, most, self.ruler(face))

    def ruler(self, face: Type) -> Callable[[str], float]:
        """What measures a text of this face in millimetres."""
        return lambda text: text_width(text, face.size) * MM_A_POINT

    def fits(self, face: Type, width: float) -> Callable[[str], bool]:
        """What tells whether a text of this face stands within so many millimetres."""
        return lambda text: self.ruler(face)(text) <= width

    def fitted(self, text: str, face: Type, width: float, least: float = 7.5) -> Type:
        """The face in the size, down to `least` points, in which the text takes this width."""
        long = self.ruler(face)(text)
        return (
            face
            if long <= width
            else replace(face, size=max(0.999 * face.size * width / long, least))
        )

    def paragraph(self, text: str, face: Type, x: float = MARGIN, most: int = 0) -> None:
        """Wrapped text from the current height on, over as many pages as it takes."""
        self.flow(self.lines(text, WIDTH, face, most), face, x)

    def flow(self, lines: Sequence[str], face: Type, x: float = MARGIN) -> None:
        """Lines from the current height on, over as many pages as they take."""
        for line in lines:
            self.room_for(face.line)
            y = self.get_y()
            self.line_of(x, y, line, face)
            self.set_y(y + face.line)

    def stack(self, x: float, y: float, lines: Sequence[str], face: Type, step: float = 0) -> float:
        """Lines below one another; returns where they end."""
        step = step or face.line
        for number, line in enumerate(lines):
            self.line_of(x, y + step * number, line, face)
        return y + step * len(lines)

    # ------------------------------------------------------------------ what texts stand in

    def room_for(self, height: float) -> bool:
        """Begin a new page where the rest of this one is too low; whether one was begun."""
        full = self.get_y() + height > PAGE_END
        if full:
            self.add_page()
        return full

    def below(self, height: float) -> None:
        """Go on so much further down."""
        self.set_y(self.get_y() + height)

    def rule(
        self,
        y: float,
        color: str = LINE,
        width: float = 0.2,
        x: float = MARGIN,
        wide: float = WIDTH,
    ) -> None:
        """A horizontal line, across the page if nothing else is said."""
        self.block(x, y - width / 2, wide, width, color)

    def block(self, x: float, y: float, width: float, height: float, color: str) -> None:
        """A filled rectangle."""
        self.set_fill_color(color)
        self.rect(x, y, width, height, style="F")

    def chip(self, x: float, y: float, width: float, label: str, tone: Tone) -> None:
        """A status in its colours, symbol and word, centred in its width."""
        self.block(x, y, width, 5.6, tone.soft)
        self.block(x, y, 0.9, 5.6, tone.strong)
        self.line_of(x + 1.4, y + 0.45, label, Type(8.5, tone.ink, heavy=True), width - 2, "C")

    def cell_of(
        self, x: float, y: float, status: str, size: tuple[float, float] = (7.4, 5.0)
    ) -> None:
        """A target as a cell: its status's symbol on the soft fill, the strong colour below."""
        wide, high = size
        tone = self.tones[Status(status)]
        self.block(x, y, wide, high, tone.soft)
        self.block(x, y + high - 0.8, wide, 0.8, tone.strong)
        face = Type(8, tone.ink)
        self.line_of(x, y + (high - 0.5 - face.line) / 2, Status(status).symbol, face, wide, "C")

    def chapter(self, name: str, note: str = "", *, flowing: float = 0.0) -> None:
        """A title with a bookmark, on a new page; on this one where so much is left (`flowing`)."""
        if flowing and not self.untouched and self.get_y() + FLOW_GAP + flowing <= PAGE_END:
            self.below(FLOW_GAP)
        elif not self.untouched:
            self.add_page()
        self.untouched = False
        self.start_section(name)
        self.paragraph(name, CHAPTER)
        if note:
            self.below(1)
            self.paragraph(note, MUTED_TEXT)
        self.below(3)

    def heading(
        self,
        name: str,
        note: str = "",
        *,
        above: float = 3.0,
        least: float = 22.0,
        x: float = MARGIN,
        wide: float = WIDTH,
    ) -> None:
        """A heading over a rule, a muted note beside it, with room for `least` more below."""
        self.room_for(least)
        y = self.get_y() + above
        end = self.line_of(x, y, name, HEADING, wide)
        if note:
            room = max(x + wide - end - 4, 10)
            face = self.fitted(note, Type(8.5, MUTED), room)
            self.line_of(end + 4, y + 1.1, note, face, room)
        self.rule(y + 7.2, HEAD, 0.5, x, wide)
        self.set_y(y + 8.4)

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
        points = scale / 72
        with self.local_context(text_mode=TextMode.INVISIBLE):
            for text in drawn.texts:
                base = y + drawn.height * scale - text.y * points
                face = Type(text.size * points / MM_A_POINT)
                self._letters(x + text.x * points, base, text.text, face)
