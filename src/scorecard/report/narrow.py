"""What a view shows of books and figures: what was known, of one organisation or one unit."""

from __future__ import annotations

from dataclasses import fields, replace

import pandas as pd

from scorecard.model.frames import Books, Table
from scorecard.report.parts import Header


def narrowed(
    books: Books, figures: pd.DataFrame, assessments: pd.DataFrame, header: Header
) -> tuple[Books, pd.DataFrame]:
    """What concerns the header's organisation and unit; everything where it names none.

    Figures that became known after the header's date are left out, as they are from assessments.
    A view of a unit or of some targets holds the organisations, goals and figures of those
    targets only.
    """
    figures = figures[~(figures["known_on"] > pd.Timestamp(header.as_of))]
    if header.organisation is not None:
        name = header.organisation
        books = _of_organisations(books, {name})
        figures = figures[figures["organisation"].eq(name)]
    if header.unit is not None or header.targets:
        books = _of_organisations(books, set(assessments["organisation"].dropna()))
        stated = _shown(books.goals.values, assessments, "goal")
        books = replace(books, goals=books.goals.keep(stated))
        figures = figures[_shown(figures, assessments, "indicator")]
    return books, figures


def _of_organisations(books: Books, names: set[str]) -> Books:
    return Books(
        **{f.name: _of(getattr(books, f.name), "organisation", names) for f in fields(Books)}
    )


def _shown(frame: pd.DataFrame, assessments: pd.DataFrame, column: str) -> pd.Series:
    """Whether each row's id is one that its own organisation's assessments name."""
    keys = ["organisation", column]
    named = pd.MultiIndex.from_frame(assessments[keys].dropna())
    return pd.Series(pd.MultiIndex.from_frame(frame[keys]).isin(named), index=frame.index)


def _of(table: Table, column: str, names: set[str]) -> Table:
    return table.keep(table.values[column].isin(names))
