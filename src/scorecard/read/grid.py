"""A workbook as it was read: every cell with its kind, nothing typed yet, nothing lost."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, NamedTuple, TypeAlias

from scorecard.schema.findings import Origin, cell_name
from scorecard.schema.spelling import show

DAY_ZERO: Final = datetime.fromisoformat("1899-12-30")
"""The day from which spreadsheets count (in the calendar of 1900, from March of that year on)."""
CellValue: TypeAlias = str | float | bool | date | datetime | None


class CellKind(StrEnum):
    """What stands in a cell."""

    BLANK = "blank"
    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    ERROR = "error"
    UNCACHED = "uncached"
    """A formula without a stored value: its value is unknown, which is not blank."""


class RawCell(NamedTuple):
    """One cell: address from 1, kind, value, the raw text a person saw or typed, its formula.

    `value` is a float for numbers (whole numbers too), the error word for errors, `None` for blank
    and uncached.  `merged` is true for the hidden cells of a merged range, which carry the value
    of its first cell.  A tuple: hundreds of thousands are made, and sent between processes.
    """

    row: int
    column: int
    kind: CellKind = CellKind.BLANK
    value: CellValue = None
    text: str = ""
    formula: str | None = None
    number_format: str = "General"
    merged: bool = False

    @property
    def name(self) -> str:
        """The A1 address."""
        return cell_name(self.row, self.column)


@lru_cache(maxsize=4096)
def _blank(row: int, column: int) -> RawCell:
    return RawCell(row, column)


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet: its non-blank cells by (row, column), what is merged, what is hidden."""

    file: str
    name: str
    cells: Mapping[tuple[int, int], RawCell]
    visible: bool = True
    merged: tuple[tuple[int, int, int, int], ...] = ()
    """Ranges as first row, first column, last row, last column."""
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    rows: int = 0
    columns: int = 0

    def __reduce__(self) -> tuple[object, ...]:
        """Cells travel between processes as plain tuples: four times faster."""
        facts = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "cells"}
        return _unpacked, ([*map(tuple, self.cells.values())], facts)

    def cell(self, row: int, column: int) -> RawCell:
        """The cell there; a blank one where nothing stands."""
        return self.cells.get((row, column)) or _blank(row, column)

    def origin(self, row: int, column: int) -> Origin:
        """The place of the cell there."""
        return Origin(self.file, self.name, cell_name(row, column))


def _unpacked(cells: list[tuple[Any, ...]], facts: dict[str, Any]) -> RawSheet:
    return RawSheet(cells={(c[0], c[1]): RawCell._make(c) for c in cells}, **facts)


@dataclass(frozen=True, slots=True)
class RawWorkbook:
    """One file: name relative to the workspace, SHA-256 of the bytes that were parsed, sheets."""

    file: str
    sha256: str
    sheets: tuple[RawSheet, ...]
    epoch_1904: bool = False
    notes: Mapping[str, str] = field(default_factory=dict)
    """What the file carries and is never followed (macros, links), by kind."""

    def sheet(self, *names: str) -> RawSheet | None:
        """The first sheet with one of these names."""
        wanted = {name.casefold() for name in names}
        return next((s for s in self.sheets if s.name.strip().casefold() in wanted), None)


# ---------------------------------------------------------------------------
# What a number format shows: per cent, and which parts of a date.


_LITERAL: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
"""Parts of a format that stand for themselves: quoted or escaped text, colours, blanks."""


_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    r"""The text with its `_x000D_` escapes resolved and one kind of line end.

    Halves of a character are put together; one without the other, which no file can keep, is `�`.

    >>> unescaped("a_x000D__x000A_b_xD800_"), unescaped("_xD83D__xDE00_")
    ('a\nb�', '😀')
    """
    if "_x" not in text and "\r" not in text:
        return text
    plain = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    plain = plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return plain.replace("\r\n", "\n").replace("\r", "\n")


def shows_percent(number_format: str) -> bool:
    """Whether the format multiplies by a hundred and shows a per cent sign.

    >>> shows_percent("0.0%"), shows_percent('0.0"%"')
    (True, False)
    """
    return "%" in number_format and "%" in _LITERAL.sub("", number_format)


def shown_parts(number_format: str) -> str:
    """Which of `y`, `m`, `d` a date format shows; all of them where it is no date format.

    >>> shown_parts('yyyy"年"m"月"'), shown_parts("d-mmm"), shown_parts("General")
    ('ym', 'md', 'ymd')
    """
    bare = _LITERAL.sub("", number_format.lower())
    if bare in {"general", "", "@"}:
        return "ymd"
    return "".join(part for part in "ymd" if part in bare or (part == "y" and "e" in bare))


def cell_text(value: CellValue, number_format: str) -> str:
    """The text a person sees, as far as it matters: 45% for 0.45 shown as per cent.

    >>> cell_text(0.45, "0.0%"), cell_text(18.0, "General"), cell_text(True, "General")
    ('45%', '18', 'TRUE')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        if shows_percent(number_format):
            return show(Decimal(repr(value)) * 100) + "%"
        return show(value)
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else value


def fill_merged(
    cells: dict[tuple[int, int], RawCell], area: tuple[int, int, int, int], rows: int, columns: int
) -> None:
    """Give the hidden cells of a merged range the value of its first cell."""
    top, left, bottom, right = area
    first = cells.get((top, left))
    if first is None:
        return
    held = first[2:-1]
    for row in range(top, min(bottom, rows) + 1):
        for column in range(left, min(right, columns) + 1):
            if (row, column) != (top, left):
                cells[row, column] = RawCell(row, column, *held, True)  # noqa: FBT003  (merged)
