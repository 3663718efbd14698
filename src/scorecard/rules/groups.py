"""Roll-ups as they are read: per organisation, unit, group and parent, with veto and grade."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from scorecard.model.bands import Bands
from scorecard.model.policy import Policy
from scorecard.rules.rollup import summarise
from scorecard.rules.scoring import grade

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
    coverage below the gate                no grade: the group is not judged
    a veto has fallen                      the lowest grade; the score is what it was
    no grade bands                         no grade
    =====================================  ==================================================

    Source: the project's method, "Rolling up"; 厦门 2017 (grades).
    """
    keys = list(dict.fromkeys(("organisation", by)))
    rows = assessments[assessments[by].notna()]
    result = summarise(rows, policy, keys) if len(rows) else _nothing(assessments, policy, keys)
    veto = rows["veto"].fillna(value=False).astype("bool")
    fallen = rows[veto].groupby(keys, dropna=False).size().rename("vetoed").reset_index()
    result = result.merge(fallen, how="left", on=keys)
    result["vetoed"] = result["vetoed"].fillna(0).astype("Int64")
    result["grade"] = _grades(result, grades)
    return result


def _nothing(assessments: pd.DataFrame, policy: Policy, keys: list[str]) -> pd.DataFrame:
    """The columns of a roll-up of no targets."""
    blank = summarise(assessments.iloc[:0], policy).iloc[:0]
    return pd.concat([assessments[keys].iloc[:0].reset_index(drop=True), blank], axis=1)


def _grades(rolled: pd.DataFrame, table: Bands | None) -> pd.Series:
    nothing = pd.Series(None, index=rolled.index, dtype="str")
    if table is None or rolled.empty:
        return nothing
    per_hundred = 100.0 * rolled["score_share"].to_numpy(dtype=np.float64, na_value=np.nan)
    words = pd.Series(grade(per_hundred, table, rolled["vetoed"] > 0), index=rolled.index)
    return nothing.mask(rolled["judged"].to_numpy(dtype=np.bool_) & (words != ""), words)
