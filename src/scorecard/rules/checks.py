"""What does not agree: between the sheets of a book, between books, and between figures.

Pure functions over frames; a row on its own is the business of the contracts (`model.contracts`).
"""

from __future__ import annotations

from collections.abc import Iterable

from scorecard.rules.count_checks import counting_faults
from scorecard.rules.implied import parts_above_wholes, totals_too_small
from scorecard.rules.references import (
    count_faults,
    differing_definitions,
    rule_faults,
    unknown_references,
)
from scorecard.rules.sequences import (
    disagreeing_sums,
    doubles,
    falling_sums,
    newest,
    with_times,
)
from scorecard.rules.stated_rules import broken_rules, ruled_pairs
from scorecard.schema.contract import place_of, unknown_only
from scorecard.schema.findings import Finding, finding
from scorecard.schema.frames import Books, Table


def check_books(books: Books, known: Iterable[Finding] = ()) -> list[Finding]:
    """Findings X1: references that lead nowhere, rules that cannot be read, counts that contradict.

    Also counts that cannot be reckoned (R201-R205).

    Cells about which `known` already holds an error are passed over.
    """
    counted = count_faults(books)
    found = [
        *unknown_references(books),
        *rule_faults(books),
        *counted,
        *unknown_only(counting_faults(books), counted),
        *differing_definitions(books),
    ]
    return unknown_only(found, known)


def check_figures(
    figures: Table, books: Books, known: Iterable[Finding] = (), fiscal_start: int = 1
) -> list[Finding]:
    """Findings X2: figures held against each other, against the books' rules and counts.

    Of a figure with several values the one known last is held against the others; the doubles
    themselves are told.  Linear in figures, but for the pairs of rules and counts.
    """
    if figures.values.empty:
        return []
    latest = newest(with_times(figures.values, books, fiscal_start))
    found = [
        *unknown_indicators(figures, books),
        *doubles(figures),
        *falling_sums(figures, latest),
        *disagreeing_sums(figures, latest),
        *broken_rules(figures, latest, books),
        *parts_above_wholes(figures, latest, books, ruled_pairs(books)),
        *totals_too_small(figures, latest, books),
    ]
    return unknown_only(found, known)


def unknown_indicators(figures: Table, books: Books) -> list[Finding]:
    """One finding for each indicator that has figures and stands in no book (X211)."""
    values = figures.values
    known = books.indicators.values[["organisation", "indicator"]]
    keys = (
        values[["organisation", "indicator"]]
        .drop_duplicates()
        .merge(
            known.drop_duplicates(), on=["organisation", "indicator"], how="left", indicator=True
        )
    )
    keys = keys[keys["_merge"].eq("left_only")]
    found = []
    for organisation, indicator in zip(keys["organisation"], keys["indicator"], strict=True):
        rows = values["organisation"].eq(organisation) & values["indicator"].eq(indicator)
        label = int(values.index[rows][0])
        place = place_of(figures, label, "indicator")
        found.append(finding("X211", place, str(indicator), organisation=str(organisation)))
    return found
