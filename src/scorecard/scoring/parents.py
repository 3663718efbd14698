"""Targets made of others: compound (worst part wins), cascade (层层加码), series (mean score).

A child names its parent in `parent` and how it belongs to it in `parent_kind`.  Numbers of ranks,
rates and shares are never added up or averaged; only targets of flows, stocks and milestones are.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from scorecard.assessment.methods.growth_ratio import ACHIEVED, aggregate, aggregate_class
from scorecard.schema.vocabulary import (
    DOWNWARD,
    WORST_PART_FIRST,
    Direction,
    Measure,
    Method,
    NoSum,
    ParentKind,
)


def compound(assessments: pd.DataFrame) -> pd.DataFrame:
    """Status of each compound target, taken from its worst part.

    Columns read: `target`, `parent`, `parent_kind`, `status`, `method_class` (text; the last may be
    absent).  Returns one row per parent (index: its id): `status`, `part` (the deciding target, the
    first of equals), `method_class` (of that part), `parts` (Int64).

    ================================  ==========================================
    parts                             status of the whole
    ================================  ==========================================
    one missed or off track           missed, off track: whatever is missing
    one overdue or awaiting data      overdue, awaiting data
    achieved and not yet due          not due
    all achieved                      achieved
    ================================  ==========================================

    Source: the project's method, `parent_kind`.

    >>> rows = {"target": ["a", "b"], "parent": ["p", "p"], "parent_kind": "compound"}
    >>> compound(pd.DataFrame(rows | {"status": ["achieved", "at_risk"]}))["status"].tolist()
    ['at_risk']
    """
    parts = _children(assessments, ParentKind.COMPOUND)
    order = parts["status"].map({str(s): n for n, s in enumerate(WORST_PART_FIRST)})
    ranked = parts.assign(_order=order).sort_values("_order", kind="stable")
    told = [name for name in ("status", "target", "method_class") if name in ranked]
    worst: pd.DataFrame = ranked.drop_duplicates("parent").set_index("parent").sort_index()[told]
    count = ranked.groupby("parent").size().astype("Int64")
    return worst.rename(columns={"target": "part"}).assign(parts=count)


def cascade(
    assessments: pd.DataFrame, equal: Collection[str] = (), tolerance: float = 1e-9
) -> pd.DataFrame:
    """Whether the children's target values reach their parent's, in the indicator's unit.

    ``sum of children >= parent`` where more is better, ``<=`` for a limit that is shared out;
    equality only for the parents in `equal`, and where a part says so (`cascade_equal`).

    Columns read: `target`, `parent`, `parent_kind`, `measure`, `direction`, `comparator` (text),
    `target_value` (float64); `unit_of_measure` (text) where it is there.

    Returns one row per parent: `parent_value`, `children`, `difference`
    (children less parent; float64), `holds` (boolean, missing where unknown),
    `exceeds` (bool: 层层加码), `equal_asked` (bool), `cascade_reason` (text).

    ===========================  =============================================
    case                         result
    ===========================  =============================================
    ranks, rates                 `holds` missing, `not_added`
    parts in another unit        `holds` missing, `units_differ`
    a child without a value      `holds` missing, `parts_incomplete`
    parent not among the rows    `holds` missing, `parent_unknown`
    ===========================  =============================================

    Source: 东湖高新区 2026 (到位 715 against 700); the project's method, `parent_kind`.

    >>> rows = {"target": ["p", "a", "b"], "parent": [None, "p", "p"], "parent_kind": "cascade"}
    >>> rows |= {"measure": "flow", "direction": "increase", "comparator": ">="}
    >>> cascade(pd.DataFrame(rows | {"target_value": [700.0, 400.0, 315.0]}))["difference"].tolist()
    [15.0]
    """
    parts = _children(assessments, ParentKind.CASCADE, ParentKind.CASCADE_EQUAL)
    grouped = parts.groupby("parent", sort=True)
    children = grouped["target_value"].sum(skipna=False)
    whole = assessments.drop_duplicates("target").set_index("target").reindex(children.index)
    asked = set(equal) | set(parts.loc[parts["parent_kind"].eq(ParentKind.CASCADE_EQUAL), "parent"])
    alike = _same_units(parts, whole)
    added = ~parts["measure"].isin([Measure.RANK, Measure.RATE]).groupby(parts["parent"]).any()
    children = children.where(added & alike)
    difference = children - whole["target_value"]
    lower = whole["direction"].eq(Direction.DECREASE) | whole["comparator"].isin(DOWNWARD)
    slack = tolerance * whole["target_value"].abs().clip(lower=1.0)
    reached = difference.mask(lower, -difference).ge(-slack)
    same = difference.abs().le(slack)
    holds = reached.where(~children.index.isin(list(asked)), same).astype("boolean")
    reason = pd.Series(None, index=children.index, dtype="str")
    reason = reason.mask(whole["target_value"].isna(), NoSum.PARENT_UNKNOWN.value)
    reason = reason.mask(children.isna(), NoSum.PARTS_INCOMPLETE.value)
    reason = reason.mask(~alike, NoSum.UNITS_DIFFER.value).mask(~added, NoSum.NOT_ADDED.value)
    return pd.DataFrame(
        {
            "parent_value": whole["target_value"],
            "children": children,
            "difference": difference,
            "holds": holds.mask(reason.notna()),
            "exceeds": difference.gt(slack),
            "equal_asked": pd.Series(children.index.isin(list(asked)), children.index),
            "cascade_reason": reason,
        }
    )


def series(assessments: pd.DataFrame) -> pd.DataFrame:
    """Mean score of the method over the series of each parent.

    Columns read: `parent`, `parent_kind`, `method`, `method_class`, `group` (text), `method_score`
    (float64).  With sub-groups it is the mean of the groups' means.  Returns one row per parent:
    `method_score`, `method_class` (growth ratio only; achieved only where all series are),
    `series`, `scored` (Int64: how many, and how many with a score).

    Source: Statistics Canada, aggregate of several series; the project's method, `parent_kind`.

    >>> rows = {"parent": ["p", "p"], "parent_kind": "series", "method": "growth_ratio"}
    >>> rows |= {"method_class": "substantial_progress", "group": None, "method_score": [5.0, 1.0]}
    >>> series(pd.DataFrame(rows))["method_score"].tolist()
    [3.0]
    """
    parts = _children(assessments, ParentKind.SERIES)
    grouped = parts.groupby("parent", sort=False)
    names = parts["parent"].tolist(), parts["group"].fillna("").tolist()
    means = aggregate(parts["method_score"].tolist(), *names)
    met = parts["method_class"].eq(ACHIEVED) | parts["method_score"].isna()
    all_met = met.groupby(parts["parent"], sort=False).all()
    words = [
        aggregate_class(mean, all_met=done)
        for mean, done in zip(means.values(), all_met, strict=True)
    ]
    ours = parts["method"].eq(Method.GROWTH_RATIO).groupby(parts["parent"], sort=False).all()
    result = pd.DataFrame(
        {
            "method_score": pd.Series(means, index=all_met.index, dtype="float64"),
            "method_class": pd.Series(words, index=all_met.index, dtype="str").where(ours),
            "series": grouped.size().astype("Int64"),
            "scored": grouped["method_score"].count().astype("Int64"),
        }
    )
    return result.sort_index()


def _children(assessments: pd.DataFrame, *kinds: str) -> pd.DataFrame:
    """The rows that belong to a parent in one of these ways."""
    return assessments[assessments["parent"].notna() & assessments["parent_kind"].isin(kinds)]


def _same_units(parts: pd.DataFrame, whole: pd.DataFrame) -> pd.Series:
    """For each parent whether its parts are counted in its own unit, as far as units are told."""
    if "unit_of_measure" not in parts:
        return pd.Series(data=True, index=whole.index)
    own = parts["parent"].map(whole["unit_of_measure"])
    unit = parts["unit_of_measure"]
    other = own.notna() & unit.notna() & own.ne(unit)
    return ~other.groupby(parts["parent"], sort=True).any()
