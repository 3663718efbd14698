"""Holding the frames of target books and figures to their contracts.

The contracts stand in `book_contracts`, `target_contracts`, `milestone_contracts` and
`figure_contracts`; here they are put beside the frames.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from scorecard.schema.book_contracts import (
    ALIASES_CONTRACT,
    COUNTS_CONTRACT,
    DOCUMENTS_CONTRACT,
    GOALS_CONTRACT,
    INDICATORS_CONTRACT,
    ORGANISATIONS_CONTRACT,
    RULES_CONTRACT,
    UNITS_CONTRACT,
    derive,
)
from scorecard.schema.contract import Contract, breaches, once_per_cell, unknown_only
from scorecard.schema.figure_contracts import FIGURES_CONTRACT, of_figures
from scorecard.schema.findings import Finding
from scorecard.schema.frames import Books, Table
from scorecard.schema.milestone_contracts import MILESTONES_CONTRACT
from scorecard.schema.target_columns import of_milestones, of_targets
from scorecard.schema.target_contracts import TARGETS_CONTRACT

BOOK_CONTRACTS: Final[Mapping[str, Contract]] = {
    "organisations": ORGANISATIONS_CONTRACT,
    "aliases": ALIASES_CONTRACT,
    "documents": DOCUMENTS_CONTRACT,
    "goals": GOALS_CONTRACT,
    "units": UNITS_CONTRACT,
    "indicators": INDICATORS_CONTRACT,
    "counts": COUNTS_CONTRACT,
    "rules": RULES_CONTRACT,
    "targets": TARGETS_CONTRACT,
    "milestones": MILESTONES_CONTRACT,
}
"""The contract of each frame of `Books`."""


def book_findings(
    books: Books,
    known: Iterable[Finding] = (),
    fiscal_start: int = 1,
    unasked: Collection[str] = (),
) -> list[Finding]:
    """What the books' frames break of their contracts, but for the codes that are `unasked`.

    `known` are the findings of reading the books: a cell that was refused there is not reported
    again for being empty.
    """
    found: list[Finding] = []
    for name, contract in BOOK_CONTRACTS.items():
        table = getattr(books, name)
        if table.values.empty:
            continue
        derived = derive(books, name, fiscal_start)
        if name == "targets":
            derived = of_targets(books, fiscal_start)
        elif name == "milestones":
            derived = of_milestones(books, fiscal_start)
        found += breaches(table, contract, derived)
    asked = [f for f in found if f.code not in unasked and f.params.get("rule") not in unasked]
    return unknown_only(once_per_cell(asked), known)


def figure_findings(
    figures: Table, books: Books, known: Iterable[Finding] = (), fiscal_start: int = 1
) -> list[Finding]:
    """What the figures break of their contract, each figure on its own."""
    if figures.values.empty:
        return []
    derived = of_figures(figures.values, books, fiscal_start)
    return unknown_only(once_per_cell(breaches(figures, FIGURES_CONTRACT, derived)), known)
