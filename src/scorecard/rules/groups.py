"""Roll-ups as they are read: per organisation, unit, group and parent, with veto and grade."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from scorecard.rules.rollup import summarise
from scorecard.rules.scoring import grade, limit_best, places
from scorecard.schema.bands import Bands
from scorecard.schema.policy import Policy

BY: Final = ("organisation", "unit", "group", "parent")
"""What targets are rolled up by; all but the first within their organisation."""


def roll_up(
    assessments: pd.DataFrame, policy: Policy, by: str, grades: Bands | None = None
) -> pd.DataFrame:
    """One row per organisation, unit, group or parent: counts, coverage, score, veto, grade.

    Columns read: those of `rollup.summarise`, `organisation`, the column `by` and `veto`.

    Returns what `summarise` gives (index from 0, sorted by its keys), the key columns
    `organisation` and `by`, and: `vetoed` (Int64: targets whose veto has fallen), `grade` (text:
    the band of 100 times `score_share`, points per hundred).

    =====================================  ==================================================
    case                                   result
    =====================================  ==================================================
    target without a unit, group, parent   in no row of that roll-up
    parts of a parent in several books     one row, under the parent's own organisation
    coverage below the gate                no grade: the group is not judged
    a veto has fallen                      the lowest grade; the score is what it was
    no grade bands                         no grade
    policy.best_places                     the best grade for the first places of each comparison
                                           group only; the others get the next one
    =====================================  ==================================================

    Source: the project's method, "Rolling up"; 厦门 2017 (grades); 东莞 2019 (best places).
    """
    keys = list(dict.fromkeys(("organisation", by)))
    rows = assessments[assessments[by].notna()]
    if by == "parent":
        rows = rows.assign(organisation=_owners(assessments, rows))
    result = summarise(rows, policy, keys) if len(rows) else _nothing(assessments, policy, keys)
    veto = rows["veto"].fillna(value=False).astype("bool")
    fallen = rows[veto].groupby(keys, dropna=False).size().rename("vetoed").reset_index()
    result = result.merge(fallen, how="left", on=keys)
    result["vetoed"] = result["vetoed"].fillna(0).astype("Int64")
    result["grade"] = _grades(result, grades, policy.best_places, _contests(rows, result, by))
    return result


def _owners(assessments: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
    """The organisation of each row's parent: its parts may stand in several books."""
    owner = assessments.drop_duplicates("target").set_index("target")["organisation"]
    return rows["parent"].map(owner).fillna(rows["organisation"])


def _nothing(assessments: pd.DataFrame, policy: Policy, keys: list[str]) -> pd.DataFrame:
    """The columns of a roll-up of no targets."""
    blank = summarise(assessments.iloc[:0], policy).iloc[:0]
    return pd.concat([assessments[keys].iloc[:0].reset_index(drop=True), blank], axis=1)


def _contests(rows: pd.DataFrame, rolled: pd.DataFrame, by: str) -> pd.Series:
    """Whom each row is placed among: those of the group that all its targets are in."""
    keys = list(dict.fromkeys(("organisation", by)))
    if by == "group" or rows.empty:
        return pd.Series("", index=rolled.index)
    named = rows.groupby(keys, dropna=False)["group"]
    only = named.first().where(named.nunique().eq(1)).rename("_contest").reset_index()
    return rolled[keys].merge(only, how="left", on=keys)["_contest"].fillna("")


def _grades(
    rolled: pd.DataFrame, table: Bands | None, best_places: int, contests: pd.Series
) -> pd.Series:
    nothing = pd.Series(None, index=rolled.index, dtype="str")
    if table is None or rolled.empty:
        return nothing
    per_hundred = 100.0 * rolled["score_share"].to_numpy(dtype=np.float64, na_value=np.nan)
    judged = rolled["judged"].to_numpy(dtype=np.bool_)
    words = grade(per_hundred, table, rolled["vetoed"] > 0)
    if best_places:
        scores = np.where(judged, per_hundred, np.nan)
        place = places(scores, np.ones(len(scores)), contests.to_numpy())
        words = limit_best(words, place, table, best_places)
    found = pd.Series(words, index=rolled.index)
    return nothing.mask(judged & (found != ""), found)
