"""Whether two readings of a sheet agree."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from scorecard.workbook.grid import CellKind, RawCell, RawSheet

_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DAY_ZERO: Final = datetime.fromisoformat("1899-12-30")
A_SECOND: Final = 1 / 86_400
RELATIVE: Final = 1e-12


def unescaped(text: str) -> str:
    """The text with its `_x000D_` escapes resolved and one kind of line end."""
    plain = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return plain.replace("\r\n", "\n").replace("\r", "\n")


def differences(
    sheet: RawSheet, rows: Sequence[Sequence[Any]]
) -> Iterator[tuple[int, int, str, str]]:
    """Cells where both readings give a value and the values differ: row, column, both as text.

    Blank against a formula, and an error value against anything, is no disagreement; neither is
    what lies hidden under a merged range.  A value that only the second reading sees is one.
    """
    for row, values in enumerate(rows, 1):
        for column, second in enumerate(values, 1):
            if second == "" or second is None or (isinstance(second, str) and not second.strip()):
                continue
            cell = sheet.cells.get((row, column))
            if cell is None:
                if not _under_merge(sheet, row, column):
                    yield row, column, "", str(second)
            elif not _agree(cell, second):
                yield row, column, cell.text, str(second)


def _under_merge(sheet: RawSheet, row: int, column: int) -> bool:
    return any(t <= row <= b and left <= column <= r for t, left, b, r in sheet.merged)


def _agree(cell: RawCell, second: object) -> bool:
    first = cell.value
    if cell.merged or cell.kind in {CellKind.ERROR, CellKind.UNCACHED}:
        return True
    if isinstance(first, bool) or isinstance(second, bool):
        return first is second
    if isinstance(first, str):
        return _same_text(first, second)
    if isinstance(first, date) and isinstance(second, time | timedelta):
        return True  # a negative or very small number shown as a date: a date to one, a time to one
    one, two = _serial(first), _serial(second)
    if one is None or two is None:
        return False
    within = A_SECOND if isinstance(first, date) else 0.0
    return math.isclose(one, two, rel_tol=RELATIVE, abs_tol=within)


def _same_text(first: str, second: object) -> bool:
    if isinstance(second, time | timedelta | date):
        return ":" in first  # times of day are kept as text
    return isinstance(second, str) and first.split() == unescaped(second).split()


def _serial(value: object) -> float | None:
    """Numbers as they are, dates as days in the 1900 calendar."""
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, datetime):
        return (value.replace(tzinfo=None) - _DAY_ZERO) / timedelta(days=1)
    if isinstance(value, date):
        return float((value - _DAY_ZERO.date()).days)
    return None
