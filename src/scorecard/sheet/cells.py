"""Writing cells: typed writers over a sheet of XlsxWriter.

Nothing is guessed: text is written as text whatever it starts with, a formula always carries its
stored value, and a return code other than 0 is an error instead of a lost cell.  Rows and columns
count from 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from scorecard.sheet.styles import Style
from scorecard.sheet.text import clean_text, looks_like_formula

Value = str | float | bool | date | None


class CellNotWrittenError(RuntimeError):
    """XlsxWriter refused a cell: outside the sheet, or longer than a cell can hold."""


class Cells:
    """What is written into one sheet, cell by cell; `own` gives the workbook's own of a style."""

    def __init__(self, raw: Any, name: str, own: Callable[[Style], Any]) -> None:  # noqa: ANN401  (XlsxWriter has no types)
        self.raw = raw
        self.name = name
        self.format = own

    def _done(self, code: int | None, row: int, column: int) -> None:
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
        self._done(self.raw.write_string(row, column, clean, self.format(style)), row, column)

    def number(self, row: int, column: int, value: float | None, style: Style) -> None:
        """A number; missing or not finite leaves a blank styled cell."""
        if value is None or not math.isfinite(value):
            self.blank(row, column, style)
            return
        self._done(self.raw.write_number(row, column, value, self.format(style)), row, column)

    def day(self, row: int, column: int, value: date | None, style: Style) -> None:
        """A date as a date."""
        if value is None:
            self.blank(row, column, style)
            return
        own = self.format(style)
        self._done(self.raw.write_datetime(row, column, value, own), row, column)

    def blank(self, row: int, column: int, style: Style) -> None:
        """An empty cell with a style."""
        self._done(self.raw.write_blank(row, column, None, self.format(style)), row, column)

    def value(self, row: int, column: int, value: Value, style: Style) -> None:
        """A value by its type; a missing one leaves a blank styled cell."""
        match value:
            case None:
                self.blank(row, column, style)
            case str():
                self.text(row, column, value, style)
            case bool():
                own = self.format(style)
                self._done(self.raw.write_boolean(row, column, value, own), row, column)
            case date():
                self.day(row, column, value, style)
            case _:
                self.number(row, column, value, style)

    def formula(
        self, row: int, column: int, formula: str, stored: float | str | None, style: Style
    ) -> None:
        """A formula of ours (never of a user's text) with the value the rules gave."""
        kept = "" if stored is None or stored != stored else stored  # noqa: PLR0124  (NaN)
        own = self.format(style)
        self._done(self.raw.write_formula(row, column, formula, own, kept), row, column)

    def row_of(self, row: int, values: Sequence[Value], style: Style, column: int = 0) -> None:
        """Values of one style side by side."""
        for offset, value in enumerate(values):
            self.value(row, column + offset, value, style)

    def merged(self, span: tuple[int, int, int, int], text: str, style: Style) -> None:
        """A text over a block of cells (first row, first column, last row, last column)."""
        clean = clean_text(text)
        if looks_like_formula(clean):
            style = style.but(quoted=True)
        first_row, first_column, last_row, last_column = span
        if (first_row, first_column) == (last_row, last_column):
            self.text(first_row, first_column, text, style)
            return
        self._done(self.raw.merge_range(*span, "", self.format(style)), *span[:2])
        own = self.format(style)
        if clean:
            self._done(self.raw.write_string(first_row, first_column, clean, own), *span[:2])

    def link(self, row: int, column: int, target: str, text: str, style: Style) -> None:
        """A link to a place in this workbook (`'Sheet'!A1`)."""
        own = self.format(style)
        code = self.raw.write_url(row, column, f"internal:{target}", own, clean_text(text))
        self._done(code, row, column)
