"""Writing workbooks over XlsxWriter: books and sheets, the same bytes for the same input.

Rows and columns count from 0, widths are in characters, heights in points.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from scorecard.excel.styles import FADED, HEAD, LINE, Style
from scorecard.excel.text import (
    BOLD,
    INDENT,
    TEXT_SIZE,
    clean_text,
    lines_needed,
    looks_like_formula,
    sheet_name,
)

Value = str | float | bool | date | None
Pieces = Sequence[tuple[str, Style]]
"""A text in pieces, each with its look."""

CREATED: Final = datetime(2000, 1, 1)  # noqa: DTZ001  (a fixed mark in the file, not a time)
"""The creation time written into every workbook: the same inputs give the same bytes."""
LINE_HEIGHT: Final = 15.0
MOST_HEIGHT: Final = 400.0
"""A row cannot be higher than 409 points."""
MARGINS: Final[Mapping[str, float]] = {"left": 0.3, "right": 0.3, "top": 0.55, "bottom": 0.6}
A4: Final = 9
MOST_MET: Final = 1000
"""Style objects known by identity; styles made anew for a cell are found by their looks."""
_OPTIONS: Final = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}


_PLAIN: Final = Style()


def room_for(width: float, look: Style) -> float:
    """A column's width as a text of this style finds it, in widths of a plain one."""
    size = look.size * (BOLD if look.bold else 1.0)
    return (width - INDENT * look.indent) * TEXT_SIZE / size


@dataclass(frozen=True, slots=True)
class Properties:
    """What a workbook says of itself under File, Properties."""

    title: str
    subject: str = ""
    author: str = ""
    comments: str = ""
    keywords: str = ""


class Book:
    """A new workbook, made as bytes.

    A `streamed` one keeps a sheet's last row only and the others in temporary files, so that its
    memory stays flat however many rows there are: cells must come row by row.  It has the same
    cells; its texts stand in the cells instead of a table of their own.
    """

    def __init__(self, properties: Properties, *, streamed: bool = False) -> None:
        self._bytes = io.BytesIO()
        way = {"constant_memory": True} if streamed else {"in_memory": True}
        self._book = xlsxwriter.Workbook(self._bytes, {**_OPTIONS, **way})
        self._book.set_properties({**asdict(properties), "created": CREATED})
        self._formats: dict[Style, Any] = {}
        self._met: dict[int, tuple[Style, Any]] = {}
        """Formats by the identity of a style that is kept: comparing styles costs more."""
        self.names: list[str] = []
        self.places: dict[str, str] = {}
        """Where something of this name is told in the workbook: targets of links."""

    def format(self, style: Style) -> Any:  # noqa: ANN401  (XlsxWriter has no types)
        """The workbook's format of a style, made once."""
        met = self._met.get(id(style))
        if met is not None:
            return met[1]
        found = self._formats.get(style)
        if found is None:
            found = self._book.add_format(style.properties())
            self._formats[style] = found
        if len(self._met) < MOST_MET:  # a style that is kept here never lends its identity
            self._met[id(style)] = style, found
        return found

    def sheet(self, name: str) -> Sheet:
        """A new sheet; its name is made safe and unique."""
        safe = sheet_name(name, self.names)
        self.names.append(safe)
        return Sheet(self, self._book.add_worksheet(safe), safe)

    def rule(self, style: Style) -> Any:  # noqa: ANN401  (XlsxWriter has no types)
        """A format for a conditional format: only what a condition can change."""
        own: dict[str, Any] = {"font_color": style.color, "bold": style.bold}
        if style.fill:
            own["bg_color"] = style.fill
        return self._book.add_format(own)

    def faded(self) -> Any:  # noqa: ANN401  (XlsxWriter)
        """A format for a conditional format: a text that no longer holds."""
        return self._book.add_format({"font_color": FADED, "italic": True})

    def parted(self) -> Any:  # noqa: ANN401  (XlsxWriter)
        """A format for a conditional format: a strong rule above, the usual one below.

        LibreOffice takes away a cell's own rules where a condition draws another.
        """
        rules = {"top": 1, "top_color": HEAD, "bottom": 1, "bottom_color": LINE}
        return self._book.add_format(rules)

    def define(self, name: str, reference: str) -> None:
        """A name for a cell or range, valid in the whole workbook."""
        if self._book.define_name(name, f"={reference}"):
            raise CellNotWrittenError(name)

    def chart(self, kind: str, subtype: str | None = None) -> Any:  # noqa: ANN401  (as above)
        """A new native chart, not yet placed."""
        return self._book.add_chart({"type": kind, **({"subtype": subtype} if subtype else {})})

    def getvalue(self) -> bytes:
        """The finished workbook; nothing can be written afterwards."""
        self._book.close()
        return self._bytes.getvalue()


class CellNotWrittenError(RuntimeError):
    """XlsxWriter refused a cell: outside the sheet, or longer than a cell can hold."""


class Sheet:
    """One sheet of a `Book`; rows and columns from 0.

    Nothing is guessed: text is written as text whatever it starts with, a formula always carries
    its stored value, and a return code other than 0 is an error instead of a lost cell.
    """

    def __init__(self, book: Book, raw: Any, name: str) -> None:  # noqa: ANN401  (XlsxWriter)
        self.book, self.raw, self.name = book, raw, name
        self.format = book.format
        self.widths: dict[int, float] = {}
        self.heights: dict[int, float] = {}
        """Heights set by `high`; other rows have `LINE_HEIGHT`."""
        self.tall = 0.0
        """Points that the rows with texts of their own take together."""

    def _put(self, kind: str, row: int, column: int, *told: Any) -> None:  # noqa: ANN401  (as above)
        code = getattr(self.raw, kind)(row, column, *told)
        if code:
            cell = xl_rowcol_to_cell(row, column)
            raise CellNotWrittenError(f"{self.name}!{cell}: XlsxWriter returned {code}")

    def text(self, row: int, column: int, text: str, style: Style) -> None:
        """A text, whatever it starts with; an empty one leaves a blank styled cell."""
        clean = clean_text(text)
        if not clean:
            self.blank(row, column, style)
            return
        if looks_like_formula(clean):
            style = style.but(quoted=True)
        self._put("write_string", row, column, clean, self.format(style))

    def rich(self, row: int, column: int, pieces: Pieces, style: Style) -> None:
        """Pieces of a text in looks of their own in one cell; one alone is the cell's text."""
        told = [(clean_text(text), own) for text, own in pieces if text.strip()]
        if len(told) < 2:  # noqa: PLR2004  (XlsxWriter's rich strings have two pieces at least)
            text, own = told[0] if told else ("", style)
            style = style.but(bold=own.bold, color=own.color, size=own.size, italic=own.italic)
            self.text(row, column, text.strip(), style)
            return
        if looks_like_formula(told[0][0]):
            style = style.but(quoted=True)
        parts = [part for text, own in told for part in (self.format(own), text)]
        self._put("write_rich_string", row, column, *parts, self.format(style))

    def number(self, row: int, column: int, value: float | None, style: Style) -> None:
        """A number; missing or not finite leaves a blank styled cell."""
        if value is None or not math.isfinite(value):
            self.blank(row, column, style)
        else:
            self._put("write_number", row, column, value, self.format(style))

    def blank(self, row: int, column: int, style: Style) -> None:
        """An empty cell with a style."""
        self._put("write_blank", row, column, None, self.format(style))

    def value(self, row: int, column: int, value: Value, style: Style) -> None:
        """A value by its type; a missing one leaves a blank styled cell."""
        match value:
            case None:
                self.blank(row, column, style)
            case str():
                self.text(row, column, value, style)
            case bool():
                self._put("write_boolean", row, column, value, self.format(style))
            case date():
                self._put("write_datetime", row, column, value, self.format(style))
            case _:
                self.number(row, column, value, style)

    def formula(
        self, row: int, column: int, formula: str, stored: float | str | None, style: Style
    ) -> None:
        """A formula of ours (never of a user's text) with the value the rules gave."""
        kept = "" if stored is None or stored != stored else stored  # noqa: PLR0124  (NaN)
        self._put("write_formula", row, column, formula, self.format(style), kept)

    def row_of(self, row: int, values: Sequence[Value], style: Style, column: int = 0) -> None:
        """Values of one style side by side."""
        for offset, value in enumerate(values):
            self.value(row, column + offset, value, style)

    def merged(self, span: tuple[int, int, int, int], text: str, style: Style) -> None:
        """A text over a block of cells (first row, first column, last row, last column)."""
        clean = clean_text(text)
        if looks_like_formula(clean):
            style = style.but(quoted=True)
        if span[:2] == span[2:]:
            self.text(*span[:2], text, style)
            return
        self._put("merge_range", *span, "", self.format(style))
        if clean:
            self._put("write_string", *span[:2], clean, self.format(style))

    def link(self, row: int, column: int, target: str, text: str, style: Style) -> None:
        """A link to a place in this workbook (`'Sheet'!A1`)."""
        clean, own = clean_text(text), self.format(style)
        self._put("write_url", row, column, f"internal:{target}", own, clean)

    def link_over(
        self, span: tuple[int, int, int, int], target: str, text: str, style: Style
    ) -> None:
        """The same over merged cells (first row, column, last row, column): its text may wrap.

        As the result of a formula: LibreOffice makes a linked text a field, which never wraps.
        """
        self._put("merge_range", *span, "", self.format(style))
        self.link(*span[:2], target, text, style)
        told = clean_text(text)
        quoted = told.replace('"', '""')
        self.formula(*span[:2], f'="{quoted}"', told, style)

    def columns(self, widths: Iterable[float], first: int = 0) -> None:
        """Widths of columns, from left to right."""
        for column, width in enumerate(widths, start=first):
            self.widths[column] = width
            self._put("set_column", column, column, width)

    def high(self, row: int, height: float) -> None:
        """A row of this height in points, kept for `taken`."""
        self.heights[row] = height
        self.raw.set_row(row, height)

    def taken(self, rows: int) -> float:
        """Points that so many rows from the top take."""
        return sum(self.heights.get(row, LINE_HEIGHT) for row in range(rows))

    def height(
        self,
        row: int,
        texts: Mapping[int, str],
        least: float = LINE_HEIGHT,
        looks: Mapping[int, Style] | None = None,
        *,
        folded: int = 0,
    ) -> None:
        """A row high enough for these texts (by column) in the widths set before.

        `looks` are the texts' styles where they are not plain ones of `TEXT_SIZE`; a row `folded`
        at a level of the outline (1, 2) is hidden until a reader unfolds it.
        """
        needed, own = least, looks or {}
        for column, text in texts.items():
            look = own.get(column, _PLAIN)
            lines = lines_needed(text, room_for(self.widths.get(column, 8.43), look))
            needed = max(needed, lines * LINE_HEIGHT * look.size / TEXT_SIZE + 3)
        height = min(needed, MOST_HEIGHT)
        self.raw.set_row(row, height, None, {"level": folded, "hidden": True} if folded else {})
        self.tall += height

    def page(
        self, *, header: str, footer: str, landscape: bool = True, across: int = 1, down: int = 0
    ) -> None:
        """A4 with margins, header and footer, scaled to so many pages (0 = as many as needed)."""
        self.raw.set_paper(A4)
        (self.raw.set_landscape if landscape else self.raw.set_portrait)()
        self.raw.set_margins(**MARGINS)
        self.raw.set_header(header)
        self.raw.set_footer(footer)
        self.raw.fit_to_pages(across, down)
        self.raw.hide_gridlines(2)

    @property
    def quoted(self) -> str:
        """The sheet's name as a formula writes it."""
        quoted = self.name.replace("'", "''")
        return f"'{quoted}'"

    def reference(self, row: int, column: int) -> str:
        """The absolute reference of a cell, its sheet included."""
        return f"{self.quoted}!{xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)}"

    def range(self, first_row: int, first_column: int, last_row: int, last_column: int) -> str:
        """The absolute reference of a block, its sheet included."""
        end = xl_rowcol_to_cell(last_row, last_column, row_abs=True, col_abs=True)
        return f"{self.reference(first_row, first_column)}:{end}"
