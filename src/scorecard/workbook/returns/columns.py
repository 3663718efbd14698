"""The columns of a form as issued, and finding them again when people rename the headers."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from scorecard.workbook.grid import RawCell
from scorecard.workbook.layout.books import SHEETS
from scorecard.workbook.tables.headers import Header

FORM_COLUMNS: Final = tuple(column.id for column in SHEETS["form"].columns)
RANK_COLUMNS: Final = tuple(column.id for column in SHEETS["ranks"].columns)
"""The columns from left to right; both blocks share the sheet's widths.

The row id stands hidden between the indicator and its figures: whoever selects rows by dragging
over what is visible takes it along, so that it is sorted, copied and deleted with its row.
"""
ISSUED: Final[Mapping[str, Sequence[str]]] = {"form": FORM_COLUMNS, "ranks": RANK_COLUMNS}


def renamed(header: Header, issued: Sequence[str]) -> tuple[Header, dict[str, RawCell]]:
    """The header with renamed columns found again by their place between known ones.

    Between two columns that are known, unknown headers stand for the issued columns that are
    missing there if they are as many.  Also the cells so taken, by column id.
    """
    taken: dict[str, RawCell] = {}
    known = [name for name in issued if name in header.columns]
    places = [header.columns[name] for name in known]
    if places != sorted(places):
        return header, taken
    ends = [(None, 0), *zip(known, places, strict=True), (None, 10**6)]
    for (left, start), (right, end) in itertools.pairwise(ends):
        missing = _between(issued, left, right)
        unknown = [c for c in header.unknown if start < c.column < end and c.text.strip()]
        if missing and len(missing) == len(unknown):
            taken |= dict(zip(missing, unknown, strict=True))
    if not taken:
        return header, taken
    columns = {**header.columns, **{name: cell.column for name, cell in taken.items()}}
    rest = tuple(c for c in header.unknown if c not in taken.values())
    return replace(header, columns=columns, unknown=rest), taken


def _between(issued: Sequence[str], left: str | None, right: str | None) -> Sequence[str]:
    start = 0 if left is None else issued.index(left) + 1
    end = len(issued) if right is None else issued.index(right)
    return issued[start:end]
