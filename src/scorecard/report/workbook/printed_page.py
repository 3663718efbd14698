"""A sheet that is a printed page: grid, title band, sentences, tiles, sections, two-toned cells.

Widths add up to the page's, heights are planned in points: sizes are printed sizes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from scorecard.excel.book import Sheet, Value, room_for
from scorecard.excel.styles import FAINT, HEAD, MUTED, PAPER, Style, status_style
from scorecard.excel.text import (
    EM_A_WIDTH,
    ems,
    lines_needed,
    usual_ems,
)
from scorecard.report.attention import item_name, member_name
from scorecard.report.page import Tile, fewer_parts
from scorecard.report.workbook.table import Desk
from scorecard.schema.vocabulary import Status

LINE_POINTS, TEXT_ROW, BODY_SIZE = 12.4, 4.0, 9.0
TITLE_STYLE: Final = Style(size=15, bold=True, color=PAPER, fill=HEAD, indent=1, wrap=True)
LEAD: Final = Style(size=12.5, bold=True, wrap=True)
SECOND: Final = Style(size=10, wrap=True)
TILE: Final = Style(fill=FAINT, size=10)
SECTION: Final = Style(size=11.5, bold=True, color=HEAD, edges="b", edge_color=HEAD)
HEADS: Final = Style(size=8.5, color=MUTED, edges="b", wrap=True, align="center", valign="bottom")
TEXT: Final = Style(size=BODY_SIZE, edges="b", wrap=True)
UNSAID: Final = TEXT.but(italic=True, color=MUTED)
"""What somebody should have said and has not."""
NUMBER: Final = TEXT.but(align="right", wrap=False, number="#,##0.0;−#,##0.0;–")
SMALL: Final = Style(size=8.5, color=MUTED, wrap=True, valign="top")
_ASIDE: Final = Style(size=8.5, color=MUTED)
LOOSE: Final = 2.0
"""Ems of a line that words may leave empty."""
Span = tuple[int, int]
"""First and last column of a cell."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a tile's number: its columns, what stands there and how it looks.

    With a `formula` the value is the one stored.
    """

    span: Span
    value: Value
    look: Style
    formula: str = ""


@dataclass(frozen=True, slots=True)
class LiveTile:
    """A tile over some columns, and the pieces of its number."""

    span: Span
    color: str
    told: Tile
    parts: tuple[Part, ...]


BIG: Final = TILE.but(size=23, bold=True, color=HEAD, align="right")
"""The number of a tile."""
BESIDE: Final = TILE.but(size=12, color=MUTED)
"""What it is out of."""


def measure_of(look: Style) -> Callable[[str], float]:
    """What measures a text of this look in ems: bold letters are wider, bold characters are not."""
    return ems if look.bold else usual_ems


class Paper:
    """One page of A4 portrait, written from top to bottom; its parts return the row after them."""

    def __init__(self, desk: Desk, sheet: Sheet, pixels: Sequence[float]) -> None:
        self.desk, self.sheet, self.words = desk, sheet, desk.words
        self.last = len(pixels) - 1
        self._lights: dict[tuple[str, float], Style] = {}
        sheet.columns([max((one - 5) / 7, 0) for one in pixels])
        for column, wide in enumerate(pixels):
            if not wide:
                sheet.raw.set_column(column, column, 0, None, {"hidden": True})
                sheet.widths[column] = 0.0

    def light(self, status: str, size: float = BODY_SIZE) -> Style:
        """The cell of a status."""
        known = self._lights.get((status, size))
        return known or self._lights.setdefault((status, size), self._light(status, size))

    def _light(self, status: str, size: float) -> Style:
        return status_style(Status(status), self.desk.tones).but(size=size, wrap=True, edges="b")

    def width(self, span: Span, look: Style) -> float:
        """How wide these columns are to a text of this look, in characters; a little in reserve."""
        widths = [self.sheet.widths[column] for column in range(span[0], span[1] + 1)]
        width = sum(wide + 0.7 for wide in widths if wide) - 0.7
        return room_for(width * 0.95, look.but(bold=False))

    def lines(self, text: str, span: Span, look: Style) -> int:
        """Lines of a text across these columns."""
        return lines_needed(text, self.width(span, look), measure_of(look))

    def fits(self, text: str, span: Span, look: Style) -> bool:
        """Whether a text stands on one line of these columns."""
        return measure_of(look)(text) <= self.width(span, look) * EM_A_WIDTH

    def named(self, name: str, span: Span, look: Style, lines: int = 1) -> str:
        """A name (see `member_name`) cut to a line of these columns, or to so many."""
        room = self.width(span, look) * EM_A_WIDTH * lines
        return member_name(name, room - (lines - 1) * LOOSE, measure_of(look))

    def item(self, name: str, span: Span, look: Style) -> str:
        """A target and whose it is (see `item_name`) cut to one line of these columns."""
        return item_name(name, self.width(span, look) * EM_A_WIDTH, measure_of(look))

    def cell(self, at: int, span: Span, text: str, look: Style) -> None:
        """A text over some columns."""
        self.sheet.merged((at, span[0], at, span[1]), text, look)

    def cells(self, at: int, told: Iterable[tuple[Span, str, Style]], least: float = 15.0) -> float:
        """Texts side by side in a row that is high enough for them; its height."""
        told = list(told)
        for span, text, look in told:
            self.cell(at, span, text, look)
        high = self.high(told, least)
        self.sheet.high(at, high)
        return high

    def high(self, told: Iterable[tuple[Span, str, Style]], least: float = 15.0) -> float:
        """How high a row of these texts is."""
        high = least
        for span, text, look in told:
            if look.wrap:
                line = LINE_POINTS * look.size / BODY_SIZE
                high = max(high, TEXT_ROW + line * self.lines(text, span, look))
        return high

    def heads(
        self,
        at: int,
        told: Iterable[tuple[Span, str, str]],
        high: float = 15.0,
        indented: Span | None = None,
    ) -> int:
        """Titles of columns: span, text, alignment; one may be `indented` as its column is."""
        for span, text, align in told:
            look = HEADS.but(align=align, wrap="\n" in text, indent=int(span == indented))
            self.cell(at, span, text, look)
        self.sheet.high(at, high)
        return at + 1

    def two(self, at: int, span: Span, first: str, rest: str, *, bold: bool = True) -> None:
        """A text with a muted one below it in the same cell."""
        self.cell(at, span, "", TEXT)
        below = f"\n{rest}" if rest else ""
        self.sheet.rich(
            at, span[0], [(first, Style(size=BODY_SIZE, bold=bold)), (below, _ASIDE)], TEXT
        )

    def top(self, title: str, told_on: str, lead: str, second: str, middle: int) -> int:
        """The title band (right of column `middle` what it is of), and the two sentences."""
        sheet, whole = self.sheet, (0, self.last)
        band = TITLE_STYLE
        if self.lines(title, (0, middle), band) > 1:
            band = band.but(size=12)
        sheet.high(0, 32)
        self.cell(0, (0, middle), title, band)
        right = band.but(size=9, bold=False, align="right")
        self.cell(0, (middle + 1, self.last), told_on, right)
        for at, text, look, room, line in ((1, lead, LEAD, 6, 16), (2, second, SECOND, 4, 13)):
            self.cell(at, whole, text, look)
            sheet.high(at, room + line * self.lines(text, whole, look) if text else 4)
        return 3

    def tiles(self, at: int, tiles: Sequence[LiveTile]) -> int:
        """Tiles side by side: numbers, names, a line below each."""
        for row, high in ((at, 34), (at + 1, 15), (at + 2, 15)):
            self.sheet.high(row, high)
            for column in range(self.last + 1):
                self.sheet.blank(row, column, TILE)
            for tile in tiles:
                strip = {"edges": "L", "edge_color": tile.color}
                if row == at:
                    self._number(at, tile, strip)
                else:
                    name = TILE.but(bold=True, size=9, indent=1, shrink=True, **strip)
                    aside = TILE.but(size=8.5, color=MUTED, indent=1, shrink=True, **strip)
                    text, look = tile.told.name, name
                    if row > at + 1:
                        look, fits = aside, partial(self.fits, span=tile.span, look=aside)
                        text = fewer_parts(tile.told.aside, self.words, fits)
                    self.cell(row, tile.span, text, look)
        return at + 3

    def _number(self, at: int, tile: LiveTile, strip: dict[str, str]) -> None:
        for part in tile.parts:
            look = part.look.but(**strip) if part.span[0] == tile.span[0] else part.look
            self.cell(at, part.span, "", look)
            stored = part.value
            if (
                part.formula
                and not isinstance(stored, bool)
                and isinstance(stored, float | int | str)
            ):
                self.sheet.formula(at, part.span[0], part.formula, stored, look)
            else:
                self.sheet.value(at, part.span[0], part.value, look)

    def section(self, at: int, *titles: tuple[Span, str, str]) -> int:
        """Headings side by side (columns, title, note) under a little room."""
        self.sheet.high(at, 7)
        self.sheet.blank(at, 0, Style())
        self.sheet.high(at + 1, 19)
        for span, title, note in titles:
            self.cell(at + 1, span, "", SECTION)
            aside = f"  {note}" if note else ""
            self.sheet.rich(at + 1, span[0], [(title, SECTION), (aside, _ASIDE)], SECTION)
        return at + 2

    def finish(self, end: int, *, down: int = 1, area: int | None = None) -> None:
        """A4 portrait, one page wide (and high, unless `down` is 0) up to the row `end`."""
        sheet = self.sheet
        self.desk.set_page(sheet, down=down, landscape=False, headed=False)
        sheet.raw.set_margins(left=0.47, right=0.47, top=0.4, bottom=0.51)
        sheet.raw.print_area(0, 0, end, self.last if area is None else area)
        sheet.raw.set_zoom(130)
        sheet.raw.center_horizontally()
