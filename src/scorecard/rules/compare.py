"""The same targets under several methods, side by side, and where the methods disagree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from scorecard.model.policy import Policy
from scorecard.model.status import VERDICTS
from scorecard.rules.arrays import STATUSES, Codes, Inputs, Judge

KEYS: Final = ("organisation", "target", "target_version")
FACTS: Final = (*KEYS, "name", "actual", "actual_period")
SHOWN: Final = {
    "status": "status",
    "method_class": "class",
    "method_value": "value",
    "method_score": "score",
    "reason_code": "reason",
}
"""Columns of assessments, and what they are called behind the name of the method."""


def side_by_side(by_method: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row per target with what each method says, and whether they agree.

    `by_method`: rows of `ASSESSMENTS` of the same targets, assessed once with each method.

    Returns the columns of `FACTS`, for each method `<method>_status`, `<method>_class`,
    `<method>_value` and `<method>_score` (the method's own units) and `<method>_reason` (the code
    of why), `verdicts` (Int64: how many methods judge the
    target), `agree` (boolean: their statuses are the same; missing with fewer than two), `best`
    and `worst` (the statuses furthest apart).  Rows in the order of the first method's.

    =================================  ==================================
    case                               result
    =================================  ==================================
    a method refuses the target        its status is no verdict: left out
    a target one method does not know  its cells are missing
    =================================  ==================================

    Source: the project's method, "Methods".

    >>> row = {"organisation": ["o"], "target": ["t"], "target_version": [1], "name": ["n"]}
    >>> row |= {"actual": [1.0], "actual_period": ["2021"], "method_class": [None]}
    >>> one = pd.DataFrame(row | {"method_value": [0.9], "status": ["at_risk"]})
    >>> two = pd.DataFrame(row | {"method_value": [-4.0], "status": ["on_track"]})
    >>> side_by_side({"pace": one, "schedule": two})[["agree", "best", "worst"]].values.tolist()
    [[False, 'on_track', 'at_risk']]
    """
    keys = list(KEYS)
    frames = [
        frame.set_index(keys)
        .reindex(columns=list(SHOWN))
        .rename(columns={column: f"{method}_{name}" for column, name in SHOWN.items()})
        for method, frame in by_method.items()
    ]
    facts = pd.concat([frame[list(FACTS)] for frame in by_method.values()], ignore_index=True)
    table = facts.drop_duplicates(keys).join(pd.concat(frames, axis=1), on=keys)
    return _agreement(table, [f"{method}_status" for method in by_method])


def disagreements(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of `side_by_side` on which the methods disagree.

    >>> disagreements(
    ...     pd.DataFrame({"agree": pd.array([True, False, None], dtype="boolean")})
    ... ).index[0]
    1
    """
    return table[table["agree"].eq(False).fillna(False)]  # noqa: FBT003 (a value, not a switch)


def judge_all(inputs: Inputs, policy: Policy, judges: Mapping[str, Judge]) -> pd.DataFrame:
    """What each method says of the same inputs, without the gate before them.

    Returns one row per input: for each method `<method>_status`, `<method>_class`,
    `<method>_value`, `<method>_score`; then `verdicts`, `agree`, `best`, `worst` as
    `side_by_side`.
    """
    columns: dict[str, pd.Series] = {}
    for method, judge in judges.items():
        said = judge(inputs, policy)
        columns[f"{method}_status"] = _words(said.status, tuple(map(str, STATUSES)))
        columns[f"{method}_class"] = _words(said.method_class, said.labels)
        columns[f"{method}_value"] = pd.Series(said.method_value)
        columns[f"{method}_score"] = pd.Series(said.method_score)
    return _agreement(pd.DataFrame(columns), [f"{method}_status" for method in judges])


def _words(codes: Codes, labels: tuple[str, ...]) -> pd.Series:
    """The label of each code, missing for -1."""
    words = np.array([*labels, None], dtype=object)
    return pd.Series(words[codes], dtype="str")


def _agreement(table: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    order = {str(status): place for place, status in enumerate(VERDICTS)}
    said = pd.DataFrame({name: table[name].map(order) for name in columns}, index=table.index)
    count = said.notna().sum(axis=1)
    low, high = said.min(axis=1), said.max(axis=1)
    words = {place: status for status, place in order.items()}
    result = table.reset_index(drop=True)
    agree = low.eq(high).astype("boolean").mask(count < 2)  # noqa: PLR2004 (two can disagree)
    result["verdicts"] = count.astype("Int64").to_numpy()
    result["agree"] = agree.array
    result["best"], result["worst"] = low.map(words).array, high.map(words).array
    return result
