"""What the rows of a book refer to, and whether it is there."""

from __future__ import annotations

import pandas as pd

from scorecard.rules.expression import (
    ExpressionError,
    UnknownNameInExpressionError,
    parse_expression,
)
from scorecard.schema.contract import place_of, shown
from scorecard.schema.findings import Finding, finding
from scorecard.schema.frames import Books, Table

_LINKS = (
    ("X101", "goals", "document", "documents", ("document",)),
    ("X102", "targets", "goal", "goals", ("goal",)),
    ("X103", "targets", "indicator", "indicators", ("indicator",)),
    ("X104", "targets", "responsible_unit", "units", ("unit", "name")),
    ("X104", "indicators", "responsible_unit", "units", ("unit", "name")),
    ("X105", "milestones", "target", "targets", ("target",)),
    ("X106", "counts", "indicator", "indicators", ("indicator",)),
)
"""Code, referring frame and column, frame referred to and the columns it may be named by."""


def unknown_references(books: Books) -> list[Finding]:
    """A finding for each reference to a row that the organisation's book does not have (X101-X106).

    Of one missing row every reference is told.  Where the book has no table to refer to at all,
    the missing table has its own finding and the references are passed over.
    """
    found: list[Finding] = []
    for code, source, column, target, keys in _LINKS:
        table: Table = getattr(books, source)
        known: pd.DataFrame = getattr(books, target).values
        wanted = table.values[["organisation", column]]
        there = pd.Series(data=False, index=wanted.index)
        for key in keys:
            there |= _isin(wanted, known[["organisation", key]])
        if code != "X104":
            there |= ~wanted["organisation"].isin(known["organisation"].dropna())
        missing = wanted[column].notna() & ~there
        found += [
            finding(code, place_of(table, label, column), shown(wanted.loc[label, column]))
            for label in wanted.index[missing]
        ]
    return found


def _isin(wanted: pd.DataFrame, known: pd.DataFrame) -> pd.Series:
    keys = pd.MultiIndex.from_frame(wanted)
    return pd.Series(keys.isin(pd.MultiIndex.from_frame(known)), index=wanted.index)


def rule_faults(books: Books) -> list[Finding]:
    """Rules of the sheet Rules that cannot be read or name unknown indicators (X107, X108)."""
    table = books.rules
    found = []
    readable = table.values[["organisation", "expression"]].dropna()
    for label, organisation, text in readable.itertuples():
        place = place_of(table, label, "expression")
        try:
            parse_expression(text, indicators_of(books, organisation))
        except UnknownNameInExpressionError as error:
            found.append(finding("X108", place, text, name=error.rest))
        except ExpressionError as error:
            found.append(finding("X107", place, text, rest=error.rest))
    return found


def indicators_of(books: Books, organisation: str) -> list[str]:
    """The ids of an organisation's indicators."""
    frame = books.indicators.values
    own = frame[frame["organisation"].eq(organisation)]
    return [str(name) for name in own["indicator"].dropna()]


def count_faults(books: Books) -> list[Finding]:
    """Register indicators without a count, and counts that contradict each other (X109, X111)."""
    table, counts = books.indicators, books.counts.values
    frame = table.values
    counted = _isin(frame[["organisation", "indicator"]], counts[["organisation", "indicator"]])
    missing = frame["source"].eq("register") & ~counted
    found = [
        finding(
            "X109",
            place_of(table, label, "source"),
            "register",
            indicator=frame.loc[label, "indicator"],
        )
        for label in frame.index[missing]
    ]
    how = counts["aggregate"].fillna("") + " " + counts["field"].fillna("")
    full = counts["aggregate"].notna() & counts["field"].notna()
    first = (
        how.where(full).groupby([counts["organisation"], counts["indicator"]]).transform("first")
    )
    for label in counts.index[full & first.notna() & how.ne(first)]:
        column = "aggregate"
        if str(first[label]).startswith(str(counts.loc[label, "aggregate"]) + " "):
            column = "field"
        found.append(
            finding(
                "X111",
                place_of(books.counts, label, column),
                how[label],
                indicator=counts.loc[label, "indicator"],
                first=first[label],
            )
        )
    return found


def differing_definitions(books: Books) -> list[Finding]:
    """One indicator id with different units or measures in several books (X113)."""
    table = books.indicators
    frame = table.values
    first = frame.drop_duplicates("indicator").set_index("indicator")
    found = []
    for column in ("unit_of_measure", "measure"):
        other = frame["indicator"].map(first[column])
        owner = frame["indicator"].map(first["organisation"])
        differs = frame[column].notna() & other.notna() & frame[column].ne(other)
        for label in frame.index[differs & owner.ne(frame["organisation"])]:
            found.append(  # noqa: PERF401  (a comprehension of this length reads worse)
                finding(
                    "X113",
                    place_of(table, label, column),
                    frame.loc[label, column],
                    indicator=frame.loc[label, "indicator"],
                    other=other[label],
                    organisation=owner[label],
                )
            )
    return found
