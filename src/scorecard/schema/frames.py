"""Frames with the cells they come from, and all target books of a workspace together.

Beside each frame of values from a workbook travels a frame of cell addresses with the same index
and columns (`Table`), reshaped by the same steps, so that any row names its cell.  The columns of
every frame stand in `columns`.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

import pandas as pd
from pandas.api.types import pandas_dtype

from scorecard.schema.columns import (
    ALIASES,
    ARRIVALS,
    ASSESSABLE,
    ASSESSMENTS,
    BOOK_SHEETS,
    CLOSINGS,
    COUNTS,
    DATE,
    DOCUMENTS,
    ENTRIES,
    FIGURES,
    GOALS,
    INDICATOR_FACTS,
    INDICATORS,
    INTEGER,
    MILESTONES,
    NUMBER,
    ORGANISATIONS,
    PLACE,
    PROJECTS,
    RULES,
    TARGETS,
    TEXT,
    TRUTH,
    UNITS,
    YARDSTICKS,
    Columns,
)
from scorecard.schema.findings import Origin

__all__ = [
    "ALIASES",
    "ARRIVALS",
    "ASSESSABLE",
    "ASSESSMENTS",
    "BOOK_SHEETS",
    "CLOSINGS",
    "COUNTS",
    "DATE",
    "DOCUMENTS",
    "ENTRIES",
    "FIGURES",
    "GOALS",
    "INDICATORS",
    "INDICATOR_FACTS",
    "INTEGER",
    "MILESTONES",
    "NUMBER",
    "ORGANISATIONS",
    "PLACE",
    "PROJECTS",
    "RULES",
    "TARGETS",
    "TEXT",
    "TRUTH",
    "UNITS",
    "YARDSTICKS",
    "Books",
    "Columns",
    "Table",
    "empty",
    "typed",
]


def empty(columns: Columns) -> pd.DataFrame:
    """A frame of no rows with these columns and types."""
    return pd.DataFrame({name: pd.Series([], dtype=kind) for name, kind in columns.items()})


@cache
def _dtype(kind: str) -> Any:  # noqa: ANN401  (a type of NumPy or of pandas)
    return pandas_dtype(kind)


def typed(frame: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """The frame with exactly these columns in order; absent ones all missing; index kept."""
    nothing = [None] * len(frame)
    cells: dict[str, Any] = {}
    for name, kind in columns.items():
        dtype = _dtype(kind)
        if name not in frame:
            cells[name] = pd.array(nothing, dtype=dtype)
        else:
            column = frame[name]
            same = column.dtype == dtype
            cells[name] = column.array if same else column.astype(dtype).array
    return pd.DataFrame(cells, index=frame.index)


@dataclass(frozen=True, slots=True)
class Table:
    """A frame of values and the frame of its cells' A1 addresses (same index, same columns)."""

    values: pd.DataFrame
    cells: pd.DataFrame

    @classmethod
    def empty(cls, columns: Columns) -> Table:
        """No rows."""
        return cls(empty(columns), empty(dict.fromkeys(columns, TEXT)))

    def origin(self, label: Hashable, column: str) -> Origin:
        """Where the value in this row and column stands."""
        row = self.values.index.get_loc(label)
        places = (self.values["file"], self.values["sheet"], self.cells[column])
        file, sheet, cell = (column.iloc[row] for column in places)
        return Origin(
            file if isinstance(file, str) else None,
            sheet if isinstance(sheet, str) else None,
            cell if isinstance(cell, str) else None,
        )

    def keep(self, mask: pd.Series) -> Table:
        """The rows where the mask holds, values and addresses alike."""
        return Table(self.values[mask], self.cells[mask])


@dataclass(frozen=True, slots=True)
class Books:
    """All target books of a workspace, one table per kind of sheet."""

    organisations: Table
    aliases: Table
    documents: Table
    goals: Table
    units: Table
    indicators: Table
    targets: Table
    milestones: Table
    counts: Table
    rules: Table

    @classmethod
    def empty(cls) -> Books:
        """No books."""
        return cls(**{name: Table.empty(columns) for name, columns in BOOK_SHEETS.items()})

    @classmethod
    def concat(cls, books: list[Books]) -> Books:
        """Several books as one; rows numbered anew, file by file."""
        return cls(
            **{
                f.name: _stack([getattr(book, f.name) for book in books], BOOK_SHEETS[f.name])
                for f in fields(cls)
            }
        )


def _stack(tables: list[Table], columns: Columns) -> Table:
    kept = [t for t in tables if len(t.values)]
    if not kept:
        return Table.empty(columns)
    return Table(
        pd.concat([t.values for t in kept], ignore_index=True),
        pd.concat([t.cells for t in kept], ignore_index=True),
    )
