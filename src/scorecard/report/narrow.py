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
    A view of a unit or of some targets holds the goals and figures of those targets only.
    """
    figures = figures[~(figures["known_on"] > pd.Timestamp(header.as_of))]
    if header.organisation is not None:
        name = header.organisation
        books = Books(
            **{f.name: _of(getattr(books, f.name), "organisation", {name}) for f in fields(Books)}
        )
        figures = figures[figures["organisation"].eq(name)]
    if header.unit is not None or header.targets:
        goals = set(assessments["goal"].dropna())
        books = replace(books, goals=_of(books.goals, "goal", goals))
        keys = ["organisation", "indicator"]
        shown = pd.MultiIndex.from_frame(assessments[keys].dropna())
        figures = figures[pd.MultiIndex.from_frame(figures[keys]).isin(shown)]
    return books, figures


def _of(table: Table, column: str, names: set[str]) -> Table:
    return table.keep(table.values[column].isin(names))
