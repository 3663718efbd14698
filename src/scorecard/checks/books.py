"""Target books: the contracts of their sheets, and what their rows refer to."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Final

import pandas as pd

from scorecard.checks.stated_rules import rule_faults
from scorecard.checks.targets import (
    MILESTONES_CONTRACT,
    TARGETS_CONTRACT,
    of_milestones,
    of_targets,
)
from scorecard.schema.contract import (
    Clause,
    Contract,
    Holds,
    acyclic,
    among,
    both,
    breaches,
    either,
    flag,
    given,
    known_in,
    never,
    once,
    once_per_cell,
    other,
    place_of,
    required,
    shown,
    unknown_only,
)
from scorecard.schema.findings import Finding, finding
from scorecard.schema.frames import BOOK_SHEETS, Books, Table, first_days, last_days
from scorecard.schema.target_book import BOOK
from scorecard.schema.vocabulary import Basis, Measure, Strength

STRENGTH_WORDS: Final = {
    Strength.BINDING: ("确保", "必须", "务必", "坚守", r"\b(?:must|shall|without fail)\b"),
    Strength.PLANNED: ("要", "将", "实现", "加快", "打造", "形成", r"\bwill\b"),
    Strength.EXPECTED: (
        *("力争", "争取", "努力", "预期目标", "瞄准"),
        r"\b(?:strive|aim|target)s?\b",
    ),
    Strength.ADVOCATED: ("探索", "推动", "聚焦", "大力", "积极", r"\b(?:promote|explore)s?\b"),
}
"""The words that make a sentence binding, planned, expected or advocated."""
_NEUTRAL: Final = "达到|降至|不超过|进入|完成"
"""Words of goals that carry no strength: the sentence says nothing against any."""
_PHONE: Final = r"(?:^|\D)(?:1[3-9]\d{9}|0\d{2,3}[- ]?\d{7,8}|\d{7,8})(?:\D|$)"
_SHA256: Final = "^[0-9a-fA-F]{64}$"
MOST_DECIMALS: Final = 9
"""A float has no more exact places."""
_KEY: Final = ["organisation", "indicator"]


def _matches(column: str, pattern: str) -> Holds:
    """Whether a pattern is found in a column; a blank cell holds none."""
    return lambda frame: frame[column].fillna("").str.contains(pattern, regex=True)


_PERCENT = _matches("unit_of_measure", r"^(?:%|％|百分之|percent|‰)$")
_POINTS = _matches("unit_of_measure", r"^(?:个?百分点|pp|percentage points?)$")
_FLOW = among("measure", Measure.FLOW)
_RATE = among("measure", Measure.RATE)
_RANK = among("measure", Measure.RANK)
_AT_A_POINT = among("reported_as", Basis.POINT)


def _strength_not_said(frame: pd.DataFrame) -> pd.Series:
    """Whether no word of the strength stands in the quote, or quoted in the note."""
    absent = pd.Series(data=False, index=frame.index)
    for strength, words in STRENGTH_WORDS.items():
        rows = frame["strength"].eq(strength) & frame["quote"].notna()
        if rows.any():
            quote, note = frame.loc[rows, "quote"], frame.loc[rows, "note"].fillna("")
            labels = map(re.escape, strength.names[1:3])  # a plan's column says it in so many words
            own = quote.str.contains("|".join((*words, *labels)), regex=True)
            told = note.str.contains(rf"[“\"「](?:{'|'.join(words)})[”\"」]", regex=True)
            absent.loc[rows] = ~(own | told | quote.str.contains(_NEUTRAL, regex=True))
    return absent


# fmt: off
_CLAUSES: Final[dict[str, tuple[Clause, ...]]] = {
    "organisations": (Clause("B310", "organisation", flag("_once")),),
    "aliases": (
        Clause("B308", "valid_to", never(lambda f: f["_to"] < f["_from"]), ("valid_from",)),
    ),
    "documents": (
        *required("B301", BOOK["documents"].required_columns),
        Clause("B302", "document", flag("_once")),
        Clause("B303", "sha256", never(given("sha256"), other(_matches("sha256", _SHA256)))),
        Clause("B307", "published_on", never(lambda f: f["_published"] < f["_stated"]),
            ("stated_on",)),
    ),
    "goals": (
        *required("B301", BOOK["goals"].required_columns),
        Clause("B302", "goal", flag("_once")),
    ),
    "units": (
        *required("B301", BOOK["units"].required_columns),
        Clause("B302", "unit", flag("_once")),
        Clause("B305", "parent", flag("_parent_known")),
        Clause("B306", "parent", flag("_acyclic")),
        Clause("B309", "role", never(_matches("role", _PHONE)), ("unit",)),
    ),
    "counts": required("B301", BOOK["counts"].required_columns),
    "rules": (
        *required("B301", BOOK["rules"].required_columns),
        Clause("B302", "rule", flag("_once")),
    ),
    "indicators": (
        *required("I101", BOOK["indicators"].required_columns),
        Clause("I102", "indicator", flag("_once")),
        Clause("I103", "minimum", never(lambda f: f["minimum"] > f["maximum"]), ("maximum",)),
        Clause("I104", "decimals",
            never(lambda f: (f["decimals"] < 0) | (f["decimals"] > MOST_DECIMALS))),
        Clause("I105", "publication_lag_months", never(lambda f: f["publication_lag_months"] < 0)),
        Clause("I106", "reported_as",
            never(among("measure", Measure.STOCK, Measure.RATE, Measure.RANK),
                given("reported_as"), other(_AT_A_POINT)),
            ("measure",)),
        Clause("I107", "reported_as", never(_FLOW, _AT_A_POINT)),
        Clause("I108", "decimals", never(_RANK, given("decimals"), lambda f: f["decimals"].ne(0))),
        Clause("I109", "unit_of_measure", never(_FLOW, _PERCENT)),
        Clause("I110", "unit_of_measure",
            never(either(both(_RATE, _POINTS), both(_RANK, _PERCENT))), ("measure",)),
        Clause("I111", "natural_limit", never(lambda f: f["natural_limit"] <= 0)),
        Clause("I112", "name", flag("_name_once"), ("indicator",)),
        Clause("I113", "minimum", never(_RANK, lambda f: f["minimum"] < 1)),
        Clause("I114", "maximum",
            never(among("measure", Measure.MILESTONE),
                lambda f: (f["maximum"] > 1) | (f["maximum"] <= 0))),
    ),
}
# fmt: on

BOOK_CONTRACTS: Final = {
    **{name: Contract(BOOK_SHEETS[name], clauses) for name, clauses in _CLAUSES.items()},
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
        if not table.values.empty:
            found += breaches(table, contract, _derived(books, name, fiscal_start))
    found += _strengths_not_said(books.goals)
    asked = [f for f in found if f.code not in unasked and f.params.get("rule") not in unasked]
    return unknown_only(once_per_cell(asked), known)


def _strengths_not_said(goals: Table) -> Iterable[Finding]:
    """B304, once for all goals of a book, at the first of them."""
    absent = goals.values[_strength_not_said(goals.values)] if len(goals.values) else goals.values
    for _, rows in absent.groupby("file", sort=False):
        place = goals.origin(rows.index[0], "strength")
        yield finding("B304", place, None, count=len(rows), goals=rows["goal"].map(str).tolist())


def _derived(books: Books, name: str, fiscal_start: int) -> pd.DataFrame | None:
    """The columns that the contract of this frame looks at beyond a row's own cells."""
    frame: pd.DataFrame = getattr(books, name).values
    columns: dict[str, pd.Series] = {}
    match name:
        case "targets":
            return of_targets(books, fiscal_start)
        case "milestones":
            return of_milestones(books, fiscal_start)
        case "counts":
            return None
        case "organisations":
            columns["_once"] = once(frame, "organisation")
        case "aliases":
            columns["_from"] = first_days(frame["valid_from"], fiscal_start)
            columns["_to"] = last_days(frame["valid_to"], fiscal_start)
        case _:
            columns["_once"] = once(frame, "organisation", name[:-1])
    match name:
        case "documents":
            columns["_stated"] = first_days(frame["stated_on"], fiscal_start)
            columns["_published"] = last_days(frame["published_on"], fiscal_start)
        case "units":
            there = known_in(frame, ["organisation", "parent"], frame, ["organisation", "unit"])
            columns["_parent_known"] = frame["parent"].isna() | there
            columns["_acyclic"] = acyclic(frame["organisation"], frame["unit"], frame["parent"])
        case "indicators":
            again = frame.duplicated(_KEY)
            columns["_name_once"] = once(frame, "organisation", "name") | again
    return pd.DataFrame(columns)


# --------------------------------------------------------------------------------- references

_LINKS: Final = (
    ("X101", "goals", "document", "documents", ("document",)),
    ("X102", "targets", "goal", "goals", ("goal",)),
    ("X103", "targets", "indicator", "indicators", ("indicator",)),
    ("X104", "targets", "responsible_unit", "units", ("unit", "name")),
    ("X104", "indicators", "responsible_unit", "units", ("unit", "name")),
    ("X105", "milestones", "target", "targets", ("target",)),
    ("X106", "counts", "indicator", "indicators", ("indicator",)),
)
"""Code, referring frame and column, frame referred to and the columns it may be named by."""


def check_books(books: Books, known: Iterable[Finding] = ()) -> list[Finding]:
    """Findings X1: references that lead nowhere, rules that cannot be read, counts that contradict.

    Cells about which `known` already holds an error are passed over.
    """
    found = [
        *unknown_references(books),
        *rule_faults(books),
        *count_faults(books),
        *differing_definitions(books),
    ]
    return unknown_only(found, known)


def unknown_references(books: Books) -> list[Finding]:
    """A finding for each reference to a row that the organisation's book does not have (X101-X106).

    Of one missing row every reference is told.  Where the book has no table to refer to at all,
    the missing table has its own finding and the references are passed over.
    """
    found: list[Finding] = []
    for code, source, column, target, keys in _LINKS:
        table, known = getattr(books, source), getattr(books, target).values
        wanted: pd.DataFrame = table.values[["organisation", column]]
        there = wanted[column].isna()
        for key in keys:
            there |= known_in(wanted, list(wanted.columns), known, ["organisation", key])
        if code != "X104":
            there |= ~wanted["organisation"].isin(known["organisation"].dropna())
        found += [
            finding(code, place_of(table, label, column), shown(wanted.loc[label, column]))
            for label in wanted.index[~there]
        ]
    return found


def count_faults(books: Books) -> list[Finding]:
    """Register indicators without a count, and counts that contradict each other (X109, X111)."""
    table, counts = books.indicators, books.counts.values
    frame = table.values
    missing = frame["source"].eq("register") & ~known_in(frame, _KEY, counts, _KEY)
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
    first = how.where(full).groupby([counts[key] for key in _KEY]).transform("first")
    for label in counts.index[full & first.notna() & how.ne(first)]:
        same = str(first[label]).startswith(str(counts.loc[label, "aggregate"]) + " ")
        place = place_of(books.counts, label, "field" if same else "aggregate")
        told = {"indicator": counts.loc[label, "indicator"], "first": first[label]}
        found.append(finding("X111", place, how[label], **told))
    return found


def differing_definitions(books: Books) -> list[Finding]:
    """One indicator id with different units or measures in several books (X113)."""
    table = books.indicators
    frame = table.values
    first = frame.drop_duplicates("indicator").set_index("indicator")
    owner = frame["indicator"].map(first["organisation"])
    found = []
    for column in ("unit_of_measure", "measure"):
        other = frame["indicator"].map(first[column])
        differs = frame[column].notna() & other.notna() & frame[column].ne(other)
        for label in frame.index[differs & owner.ne(frame["organisation"])]:
            told = {"indicator": frame.loc[label, "indicator"], "other": other[label]}
            place = place_of(table, label, column)
            told |= {"organisation": owner[label]}
            found.append(finding("X113", place, frame.loc[label, column], **told))
    return found
