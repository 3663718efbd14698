"""Many assessments as a few numbers: counts always, a weighted score, and how much is known of it.

A score never stands alone: beside it stand the coverage (share of weight that reported) and the
range it could have if everything missing were worst or best.  Ranks, shares and rates themselves
are never averaged or summed here; only weights, points and shares of the way are.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from scorecard.rules.points_bounds import full_marks, limits
from scorecard.rules.points_rules import PART_MISSING
from scorecard.rules.scoring import Bools
from scorecard.schema.bands import Floats
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import GOOD, OUTSIDE, VERDICTS, Direction, Measure, Status

SUMMARY_NUMBERS: Final = (
    "weight_due",
    "weight_reported",
    "coverage",
    "score",
    "score_low",
    "score_high",
)
WEIGHTS_INCOMPLETE: Final = "weights_incomplete"
NOTHING_DUE: Final = "nothing_due"
NOTHING_REPORTED: Final = "nothing_reported"

_Places: TypeAlias = npt.NDArray[np.int64]


def _among(statuses: Collection[Status]) -> Bools:
    """For each position in the vocabulary, and for -1, whether the status is one of these."""
    return np.array([*(status in statuses for status in Status), False])


_IS_VERDICT: Final = _among(VERDICTS)
_IS_OUTSIDE: Final = _among(OUTSIDE)
_IS_GOOD: Final = _among(GOOD)
_ACHIEVED, _NOT_SCORED = (
    tuple(Status).index(Status.ACHIEVED),
    tuple(Status).index(Status.NOT_SCORED),
)
_DECREASE = tuple(Direction).index(Direction.DECREASE)
_HOLD = tuple(Direction).index(Direction.HOLD)


def earned_share(assessments: pd.DataFrame) -> pd.Series:
    """Share of the weight each target has earned, 0 to 1; missing without a verdict.

    ``min(max(G, 0), 1)`` with G the progress; 1 or 0 where only met-or-not is known.

    Columns read: `status`, `measure`, `direction` (text), `progress` (float64, share of the way).

    ====================================  ==========================================
    case                                  share
    ====================================  ==========================================
    achieved                              1
    rank, hold, cap on a flow,            1 for achieved, ahead, on_track; else 0
    progress undefined
    over-achieved                         capped at 1 (shown on the item, not here)
    moving away (G < 0)                   0
    no verdict (not due, missing, ...)    missing
    ====================================  ==========================================

    Source: the project's method, section "Rolling up".

    >>> frame = pd.DataFrame(
    ...     {
    ...         "status": ["on_track", "at_risk", "missed", "overdue", "achieved"],
    ...         "measure": ["flow", "stock", "rank", "flow", "flow"],
    ...         "direction": ["increase", "decrease", "decrease", "increase", "decrease"],
    ...         "progress": [1.2, 0.4, 0.9, float("nan"), 0.6],
    ...     }
    ... )
    >>> earned_share(frame).tolist()
    [1.0, 0.4, 0.0, nan, 1.0]
    """
    status = _codes(assessments["status"], Status)
    progress = assessments["progress"].to_numpy(dtype=np.float64, na_value=np.nan)
    is_flow = (assessments["measure"] == Measure.FLOW).to_numpy(dtype=np.bool_, na_value=False)
    is_rank = (assessments["measure"] == Measure.RANK).to_numpy(dtype=np.bool_, na_value=False)
    side = _codes(assessments["direction"], Direction)
    cap_on_flow = is_flow & (side == _DECREASE)
    met_or_not = is_rank | (side == _HOLD) | cap_on_flow | np.isnan(progress)
    good = _IS_GOOD[status].astype(np.float64)
    share = np.where(met_or_not, good, np.clip(progress, 0.0, 1.0))
    share = np.where(status == _ACHIEVED, 1.0, share)
    return pd.Series(np.where(_IS_VERDICT[status], share, np.nan), index=assessments.index)


def summarise(
    assessments: pd.DataFrame, policy: Policy, by: Sequence[str] | None = None
) -> pd.DataFrame:
    """Counts, coverage and score of each group (points, or units of weight).

    ``coverage = weight reported / weight due``; ``score = sum of points`` where every target with
    a verdict has points, otherwise ``sum of weight * earned_share``.  `score_low` and `score_high`
    are the score if all missing items (awaiting data, overdue) were worst or best.

    Parameters
    ----------
    assessments
        Rows of `ASSESSMENTS`.  Read: `status`, `measure`, `direction`, `progress`, `weight`,
        `points`, `full_points`, `scoring`, the columns of `by`, and `points_reason` where it is
        there.
    policy
        `coverage_gate` (share of weight) and `renormalise`.
    by
        Columns to group by (`organisation`, `unit`, `group`, `parent`); none: all as one row.

    Returns
    -------
    DataFrame
        One row per group, sorted by key (missing keys last): the key columns; one Int64 column per
        status; `targets` and `reported` (Int64); the six numbers of the JSON summary (float64);
        `score_share` (score over the full marks or the weight due: comparable between groups);
        `score_kind` (`points` or `weight`); `unpointed` (Int64: verdicts without points where
        others have them: why the score is one of weights); `judged` (bool: coverage reaches
        the gate); `score_reason` (text: why there is no score).

    ================================  ====================================================
    case                              result
    ================================  ====================================================
    all weights blank                 each target weighs 1
    some weights blank, or negative   weights, coverage, score missing: `weights_incomplete`
    `not_due`, `not_scored`           counted, outside weight, coverage and score
    nothing due                       coverage and score missing: `nothing_due`
    nothing reported                  coverage 0, score missing, range still given
    bonus, penalty, veto alone        points beside the full marks: 0 of `score_share`'s whole
    penalties over what was earned    score 0, never below
    points wait for a named part      counted as missing: 0 now, worst to best in the range
    worst of what is missing          no points, or the most that a penalty takes
    policy.renormalise                score scaled by weight due / weight reported
    ================================  ====================================================

    Source: the project's method, section "Rolling up".

    >>> rows = pd.DataFrame(
    ...     {
    ...         "status": ["on_track", "overdue", "not_due"],
    ...         "measure": "flow",
    ...         "direction": "increase",
    ...         "progress": [0.5, float("nan"), float("nan")],
    ...         "weight": [3.0, 1.0, 6.0],
    ...         "points": float("nan"),
    ...         "full_points": float("nan"),
    ...         "scoring": None,
    ...     }
    ... )
    >>> summarise(rows, Policy())[["coverage", "score", "score_low", "score_high"]].values.tolist()
    [[0.75, 1.5, 1.5, 2.5]]
    """
    group, result = _groups(assessments, list(by or ()))
    sums = _sums(assessments, group, len(result))
    weighted, anything = sums["broken"] == 0, sums["verdicts"] + sums["missing"] > 0
    in_points = (sums["verdicts"] > 0) & (sums["unpointed"] == 0)
    for end in ("got", "low", "high"):  # points taken away never leave less than nothing
        sums[f"points_{end}"] = np.maximum(sums[f"points_{end}"], 0.0)
    sums["points_high"][np.isinf(sums["points_high"])] = np.nan
    due = np.where(weighted, sums["due"], np.nan)
    coverage = _quotient(np.where(weighted, sums["reported"], np.nan), due)
    score, low, high = (
        np.where(in_points, sums[f"points_{end}"], np.where(weighted, sums[f"share_{end}"], np.nan))
        for end in ("got", "low", "high")
    )
    whole = np.where(in_points, sums["full_due"], due)
    if policy.renormalise:
        known = _quotient(sums["full_reported"], sums["full_due"])
        known = np.where(sums["full_due"] == 0, 1.0, known)  # nothing but bonus and penalty
        score = _quotient(score, np.where(in_points, known, coverage))
    score = np.where(sums["verdicts"] > 0, score, np.nan)
    for code, status in enumerate(Status):
        result[str(status)] = _whole(sums[f"status_{code}"])
    result["targets"], result["reported"] = _whole(sums["targets"]), _whole(sums["verdicts"])
    result["weight_due"] = due
    result["weight_reported"] = np.where(weighted, sums["reported"], np.nan)
    result["coverage"] = coverage
    result["score"] = score
    result["score_low"] = np.where(anything, low, np.nan)
    result["score_high"] = np.where(anything, high, np.nan)
    result["score_share"] = _quotient(score, whole)
    result["score_kind"] = np.where(in_points, "points", "weight")
    some = (sums["verdicts"] > 0) & (sums["unpointed"] < sums["verdicts"])
    result["unpointed"] = _whole(np.where(some, sums["unpointed"], 0.0))
    result["judged"] = coverage >= policy.coverage_gate - policy.tolerance
    result["score_reason"] = _reasons(weighted | in_points, anything, score)
    return result


def summary(assessments: pd.DataFrame, policy: Policy) -> dict[str, Any]:
    """The `summary` of the JSON contract: counts of every status and the six numbers or None.

    Source and awkward cases: `summarise`.

    >>> from scorecard.schema.frames import ASSESSMENTS, empty
    >>> nothing = summary(empty(ASSESSMENTS), Policy())
    >>> nothing["counts"]["achieved"], nothing["score"]
    (0, None)
    """
    row = summarise(assessments, policy).iloc[0]
    numbers = {name: row[name] for name in SUMMARY_NUMBERS}
    return {
        "counts": {str(status): int(row[status]) for status in Status},
        **{name: None if pd.isna(x) else float(x) for name, x in numbers.items()},
    }


def _groups(frame: pd.DataFrame, keys: list[str]) -> tuple[_Places, pd.DataFrame]:
    """The number of each row's group, and the keys of the groups in their order."""
    if not keys:
        return np.zeros(len(frame), dtype=np.int64), pd.DataFrame(index=range(1))
    grouped = frame.groupby(keys, dropna=False, sort=True)
    group = np.asarray(grouped.ngroup(), dtype=np.int64)
    _, first = np.unique(group, return_index=True)
    return group, frame[keys].iloc[first].reset_index(drop=True)


def _sums(frame: pd.DataFrame, group: _Places, groups: int) -> dict[str, Floats]:
    """The sums of each group; an unknown part makes its sum unknown, it is never taken for 0."""
    status = _codes(frame["status"], Status)
    verdict, outside = _IS_VERDICT[status], _IS_OUTSIDE[status]
    missing = ~verdict & ~outside
    weight, broken = _weights(frame, status, group, groups)
    share = np.nan_to_num(earned_share(frame).to_numpy())
    least, most = (end.to_numpy() for end in limits(frame["scoring"], frame["full_points"]))
    points = _numbers(frame["points"])
    full = _numbers(full_marks(frame["scoring"], frame["full_points"]))
    pending = verdict & np.isnan(points) & _waiting(frame)
    earned, open_ = verdict & ~pending, missing | pending
    parts = {
        **{f"status_{code}": status == code for code in range(len(Status))},
        "targets": np.ones(len(frame)),
        "verdicts": verdict,
        "missing": missing,
        "unpointed": earned & np.isnan(points),
        "broken": broken,
        "due": np.where(outside, 0.0, weight),
        "reported": np.where(verdict, weight, 0.0),
        "full_due": np.where(outside, 0.0, full),
        "full_reported": np.where(earned, full, 0.0),
        "share_got": weight * share,
        "share_low": weight * share,
        "share_high": weight * np.where(missing, 1.0, share),
        "points_got": np.where(earned, points, 0.0),
        "points_low": np.where(earned, points, np.where(open_, np.minimum(least, 0.0), 0.0)),
        "points_high": np.where(earned, points, np.where(open_, most, 0.0)),
    }
    return {
        name: np.asarray(np.bincount(group, part, groups), dtype=np.float64)
        for name, part in parts.items()
    }


def _waiting(frame: pd.DataFrame) -> Bools:
    """Whose points wait for the figure of another target."""
    if "points_reason" not in frame:
        return np.zeros(len(frame), dtype=np.bool_)
    return frame["points_reason"].eq(PART_MISSING).to_numpy(dtype=np.bool_, na_value=False)


def _weights(
    frame: pd.DataFrame, status: _Places, group: _Places, groups: int
) -> tuple[Floats, Bools]:
    """The weight in force of each row, and which rows break their group's weights."""
    scorable = status != _NOT_SCORED
    weight = _numbers(frame["weight"])
    typed = ~np.isnan(weight) & scorable
    used = np.bincount(group, typed, groups)[group] > 0
    broken = used & scorable & ~(weight >= 0.0)
    return np.nan_to_num(np.where(used, weight, 1.0)), broken


def _codes(words: pd.Series, vocabulary: type[StrEnum]) -> _Places:
    """The position of each word in its vocabulary, -1 for any other."""
    return pd.Index(list(map(str, vocabulary))).get_indexer(pd.Index(words)).astype(np.int64)


def _numbers(column: pd.Series) -> Floats:
    return column.to_numpy(dtype=np.float64, na_value=np.nan)


def _quotient(above: Floats, below: Floats) -> Floats:
    return np.asarray(above / np.where(below > 0, below, np.nan), dtype=np.float64)


def _whole(counts: Floats) -> pd.Series:
    return pd.Series(counts.astype(np.int64), dtype="Int64")


def _reasons(weighted: Bools, anything: Bools, score: Floats) -> pd.Series:
    """Why each group has no score: the first that holds."""
    code = np.select([~weighted, ~anything, np.isnan(score)], [0, 1, 2], 3)
    words = np.array([WEIGHTS_INCOMPLETE, NOTHING_DUE, NOTHING_REPORTED, None], dtype=object)
    return pd.Series(words[code], dtype="str")
