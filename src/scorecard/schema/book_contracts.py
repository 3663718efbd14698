"""The contracts of a target book's sheets but targets and milestones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np
import pandas as pd

from scorecard.schema.contract import Contract, Holds, Rule, holds_where, required
from scorecard.schema.frames import (
    ALIASES,
    COUNTS,
    DOCUMENTS,
    GOALS,
    INDICATORS,
    ORGANISATIONS,
    RULES,
    UNITS,
    Books,
)
from scorecard.schema.spans import first_days, last_days
from scorecard.schema.vocabulary import Basis, Measure, Strength

STRENGTH_WORDS: Final = {
    Strength.BINDING: ("确保", "必须", "坚守", r"\b(?:must|shall|without fail)\b"),
    Strength.PLANNED: ("要", "将", "实现", "加快", "打造", "形成", r"\bwill\b"),
    Strength.EXPECTED: ("力争", "争取", "努力", r"\b(?:strive|aim)s?\b"),
    Strength.ADVOCATED: ("探索", "推动", "聚焦", "大力", "积极", r"\b(?:promote|explore)s?\b"),
}
"""The words that make a sentence binding, planned, expected or advocated."""

Key: TypeAlias = tuple[object, object]
"""A scope and a name within it."""

_PHONE: Final = r"(?:^|\D)(?:1[3-9]\d{9}|0\d{2,3}[- ]?\d{7,8}|\d{7,8})(?:\D|$)"
_PERCENT: Final = r"^(?:%|％|百分之|percent|‰)$"
_POINTS: Final = r"^(?:个?百分点|pp|percentage points?)$"


def true(frame: pd.DataFrame) -> pd.Series:
    """A column of true."""
    return pd.Series(data=True, index=frame.index)


def once(*key: str) -> Callable[[pd.DataFrame], pd.Series]:
    """Derived column: whether a row is the first of its key; a missing key is no key."""
    names = list(key)

    def first(frame: pd.DataFrame) -> pd.Series:
        return ~frame.duplicated(names) | frame[names].isna().any(axis=1)

    return first


def flag(name: str) -> Holds:
    """A rule over a derived column that is already true or false."""
    return lambda frame: frame[name]


# ------------------------------------------------------------------ about, documents, goals

ORGANISATIONS_CONTRACT: Final = Contract(
    ORGANISATIONS, (Rule("B310", "organisation", flag("_once")),)
)
ALIASES_CONTRACT: Final = Contract(
    ALIASES,
    (
        Rule(
            "B308",
            "valid_to",
            lambda f: ~(f["_to"] < f["_from"]),
            tells=("valid_from",),
        ),
    ),
)
DOCUMENTS_CONTRACT: Final = Contract(
    DOCUMENTS,
    (
        *required("B301", ("document", "title", "grade")),
        Rule("B302", "document", flag("_once")),
        Rule(
            "B303",
            "sha256",
            lambda f: holds_where(
                f["sha256"].notna(), f["sha256"].str.fullmatch(r"[0-9a-fA-F]{64}")
            ),
        ),
        Rule(
            "B307",
            "published_on",
            lambda f: ~(f["_published"] < f["_stated"]),
            tells=("stated_on",),
        ),
    ),
)


def _strength_said(frame: pd.DataFrame) -> pd.Series:
    """Whether a word of the strength stands in the quote, or quoted in the note."""
    said = true(frame)
    for strength, words in STRENGTH_WORDS.items():
        rows = frame["strength"].eq(str(strength)) & frame["quote"].notna()
        if rows.any():
            quote, note = frame.loc[rows, "quote"], frame.loc[rows, "note"].fillna("")
            own = quote.str.contains("|".join(words), regex=True)
            told = note.str.contains(rf"[“\"「](?:{'|'.join(words)})[”\"」]", regex=True)
            said.loc[rows] = own | told
    return said


GOALS_CONTRACT: Final = Contract(
    GOALS,
    (
        *required("B301", ("goal", "document", "quote", "class")),
        Rule("B302", "goal", flag("_once")),
        Rule("B304", "strength", _strength_said, tells=("goal",)),
    ),
)

# ------------------------------------------------------------------ units, counts, rules

UNITS_CONTRACT: Final = Contract(
    UNITS,
    (
        *required("B301", ("unit", "name")),
        Rule("B302", "unit", flag("_once")),
        Rule("B305", "parent", flag("_parent_known")),
        Rule("B306", "parent", flag("_acyclic")),
        Rule(
            "B309",
            "role",
            lambda f: ~f["role"].fillna("").str.contains(_PHONE, regex=True),
            tells=("unit",),
        ),
    ),
)
COUNTS_CONTRACT: Final = Contract(COUNTS, required("B301", ("indicator", "aggregate", "field")))
RULES_CONTRACT: Final = Contract(
    RULES,
    (
        *required("B301", ("rule", "expression", "severity", "message")),
        Rule("B302", "rule", flag("_once")),
    ),
)

# ------------------------------------------------------------------ indicators


def _is(measure: Measure) -> Holds:
    return lambda frame: frame["measure"].eq(str(measure))


def _point_measures(frame: pd.DataFrame) -> pd.Series:
    return frame["measure"].isin([str(Measure.STOCK), str(Measure.RATE), str(Measure.RANK)])


def _unit_like(pattern: str) -> Holds:
    return lambda frame: frame["unit_of_measure"].fillna("").str.match(pattern)


_BASIS = str(Basis.POINT)

INDICATORS_CONTRACT: Final = Contract(
    INDICATORS,
    (
        *required(
            "I101",
            (
                "indicator",
                "name",
                "unit_of_measure",
                "measure",
                "reported_as",
                "frequency",
            ),
        ),
        Rule("I102", "indicator", flag("_once")),
        Rule("I103", "minimum", lambda f: ~(f["minimum"] > f["maximum"]), tells=("maximum",)),
        Rule("I104", "decimals", lambda f: ~((f["decimals"] < 0) | (f["decimals"] > 9))),  # noqa: PLR2004  (a float has no more exact places)
        Rule("I105", "publication_lag_months", lambda f: ~(f["publication_lag_months"] < 0)),
        Rule(
            "I106",
            "reported_as",
            lambda f: holds_where(
                _point_measures(f) & f["reported_as"].notna(), f["reported_as"].eq(_BASIS)
            ),
            tells=("measure",),
        ),
        Rule(
            "I107",
            "reported_as",
            lambda f: ~(_is(Measure.FLOW)(f) & f["reported_as"].eq(_BASIS)),
        ),
        Rule(
            "I108",
            "decimals",
            lambda f: holds_where(
                _is(Measure.RANK)(f) & f["decimals"].notna(), f["decimals"].eq(0)
            ),
        ),
        Rule(
            "I109",
            "unit_of_measure",
            lambda f: ~(_is(Measure.FLOW)(f) & _unit_like(_PERCENT)(f)),
        ),
        Rule(
            "I110",
            "unit_of_measure",
            lambda f: (
                ~(
                    (_is(Measure.RATE)(f) & _unit_like(_POINTS)(f))
                    | (_is(Measure.RANK)(f) & _unit_like(_PERCENT)(f))
                )
            ),
            tells=("measure",),
        ),
        Rule("I111", "natural_limit", lambda f: ~(f["natural_limit"] <= 0)),
        Rule("I112", "name", flag("_name_once"), tells=("indicator",)),
        Rule(
            "I113",
            "minimum",
            lambda f: ~(_is(Measure.RANK)(f) & (f["minimum"] < 1)),
        ),
        Rule(
            "I114",
            "maximum",
            lambda f: ~(_is(Measure.MILESTONE)(f) & ((f["maximum"] > 1) | (f["maximum"] <= 0))),
        ),
    ),
)


# ------------------------------------------------------------------ derived columns


def derive(books: Books, name: str, fiscal_start: int) -> pd.DataFrame | None:
    """The derived columns that the contract of this frame looks at."""
    frame: pd.DataFrame = getattr(books, name).values
    match name:
        case "organisations":
            return pd.DataFrame({"_once": once("organisation")(frame)})
        case "aliases":
            return pd.DataFrame(
                {
                    "_from": first_days(frame["valid_from"], fiscal_start),
                    "_to": last_days(frame["valid_to"], fiscal_start),
                }
            )
        case "documents":
            return pd.DataFrame(
                {
                    "_once": once("organisation", "document")(frame),
                    "_stated": first_days(frame["stated_on"], fiscal_start),
                    "_published": last_days(frame["published_on"], fiscal_start),
                }
            )
        case "goals" | "rules":
            return pd.DataFrame({"_once": once("organisation", name[:-1])(frame)})
        case "units":
            return _of_units(frame)
        case "indicators":
            return pd.DataFrame(
                {
                    "_once": once("organisation", "indicator")(frame),
                    "_name_once": once("organisation", "name")(frame)
                    | frame.duplicated(["organisation", "indicator"]),
                }
            )
    return None


def _of_units(frame: pd.DataFrame) -> pd.DataFrame:
    known = frame["parent"].isna() | pd.Series(
        pd.MultiIndex.from_frame(frame[["organisation", "parent"]]).isin(
            pd.MultiIndex.from_frame(frame[["organisation", "unit"]])
        ),
        index=frame.index,
    )
    return pd.DataFrame(
        {
            "_once": once("organisation", "unit")(frame),
            "_parent_known": known,
            "_acyclic": acyclic(frame["organisation"], frame["unit"], frame["parent"]),
        }
    )


def acyclic(scope: pd.Series, child: pd.Series, parent: pd.Series) -> pd.Series:
    """False in the first row (by order) of each ring of parents; rows outside rings hold.

    One ring is one fault, whoever of its members is looked at.
    """
    keys: list[Key] = list(zip(scope.astype(object), child.astype(object), strict=True))
    parents: dict[Key, Key] = {
        key: (key[0], above)
        for key, above in zip(reversed(keys), reversed(parent.astype(object).tolist()), strict=True)
        if isinstance(above, str)
    }
    state: dict[Key, int] = {}
    rings: set[Key] = set()
    for number, start in enumerate(parents, 1):
        node = start
        while node in parents and node not in state:
            state[node] = number
            node = parents[node]
        if state.get(node) == number:
            rings.add(min(_ring(node, parents), key=keys.index))
    seen: set[Key] = set()
    holds = np.ones(len(keys), dtype=bool)
    for row, key in enumerate(keys):
        if key in rings and key not in seen:
            seen.add(key)
            holds[row] = False
    return pd.Series(holds, index=child.index)


def _ring(start: Key, parents: dict[Key, Key]) -> list[Key]:
    members, node = [start], parents[start]
    while node != start:
        members.append(node)
        node = parents[node]
    return members
