"""Points of assessments: each target's `scoring` cell applied to its figure, with a reason else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from scorecard.rules.points_bounds import bounds, full_marks, readable
from scorecard.rules.points_columns import (
    COLUMNS_READ,
    COLUMNS_USED,
    COMPARED_BY,
    Columns,
    columns_of,
)
from scorecard.rules.points_rules import (
    BAD_RULE,
    NO_RULE,
    NO_VERDICT,
    REASONS,
    Case,
    Rows,
    applied,
)
from scorecard.rules.scoring import Bools
from scorecard.rules.scoring_text import Rule
from scorecard.schema.bands import Codes, Floats

__all__ = [
    "COLUMNS_READ",
    "COLUMNS_USED",
    "COMPARED_BY",
    "REASONS",
    "bounds",
    "cases",
    "full_marks",
    "points",
    "with_points",
]

_NO_REASON: Final = -1
_COMPARING: Final = ("efficacy", "rank_step")
"""Rules that hold a target against the others of its indicator, group and due date."""


def points(assessments: pd.DataFrame) -> pd.DataFrame:
    """Points of each target by its own scoring rule, and why there are none.

    Columns read: `scoring` (text), `full_points`, `actual`, `target_value` (float64), `direction`,
    `comparator`, `measure`, `status` and, for comparisons between units, `indicator`, `group`,
    `due`; where they are there `target` (for rules that name targets), `baseline`, `upper`,
    `flags`, `actual_period` (figures flagged `stale` are compared with those of their own period).

    Returns a frame with the same index: `points` (float64, in points), `points_reason` (text,
    missing where there are points) and `veto` (bool: the target carries `veto` and has failed:
    it was missed, a hold does not hold, or a cap on a flow is exceeded; what is only behind may
    still be met and is no veto).

    ===================================  ===========================================
    case                                 points
    ===================================  ===========================================
    no rule in the cell                  missing: `no_scoring_rule`
    cell cannot be read                  missing: `scoring_not_readable`
    no verdict (not due, overdue, ...)   missing: `no_verdict`
    no full mark where one is needed     missing: `no_full_mark`
    completion of a zero target          missing: `target_not_positive`
    completion of a rank                 missing: `not_for_ranks`
    efficacy, all units equal            missing: `no_spread`, or as `equal` says
    growth without a positive baseline   missing: `no_baseline`, `baseline_not_positive`
    growth of a flow within the year     missing: `year_not_over`
    a named part without a verdict       missing: `part_missing`
    several rules joined by `+`          added up; `deduct` subtracts, never below 0
    ===================================  ===========================================

    Source: the project's method, section "Scoring"; the rules' own sources in `scoring`, `steps`.

    >>> row = {"scoring": "completion(cap=1.2)", "full_points": 0.5, "actual": 6.0}
    >>> row |= {"target_value": 5.0, "direction": "increase", "comparator": ">="}
    >>> row |= {
    ...     "measure": "flow",
    ...     "status": "achieved",
    ...     "indicator": "x",
    ...     "group": None,
    ...     "due": "2024",
    ... }
    >>> points(pd.DataFrame([row]))["points"].tolist()
    [0.6]
    """
    size = len(assessments)
    worth, veto = np.full(size, np.nan), np.zeros(size, dtype=np.bool_)
    reason = np.full(size, REASONS.index(NO_RULE), dtype=np.int8)
    typed = assessments["scoring"].notna().to_numpy()
    reason[typed] = REASONS.index(BAD_RULE)
    everybody = columns_of(assessments)
    for rules, case in cases(assessments, everybody):
        judged = everybody.verdict[case.rows]
        found, why, fallen = _chain(rules, case)
        worth[case.rows] = np.where(judged, found, np.nan)
        reason[case.rows] = np.where(judged, why, REASONS.index(NO_VERDICT))
        veto[case.rows] = judged & fallen
    words = pd.Series(np.array([*REASONS, None], dtype=object)[reason], dtype="str")
    return pd.DataFrame(
        {"points": worth, "points_reason": words.to_numpy(), "veto": veto},
        index=assessments.index,
    ).astype({"points_reason": "str"})


def with_points(assessments: pd.DataFrame) -> pd.DataFrame:
    """The assessments with `points` (in points), `points_reason` and `veto` filled.

    Columns read and awkward cases: `points`.
    """
    found = points(assessments)
    return assessments.assign(
        points=found["points"],
        points_reason=found["points_reason"],
        veto=found["veto"].astype("boolean"),
    )


def cases(assessments: pd.DataFrame, everybody: Columns) -> Iterator[tuple[tuple[Rule, ...], Case]]:
    """The readable cells, one by one, each with the rows that carry it.

    `everybody` are the columns of all rows (`columns_of`).
    """
    codes, texts = pd.factorize(assessments["scoring"])
    read = [readable(str(text)) for text in texts]
    rivals = _rivals(read, codes, everybody.verdict)
    where = _where(assessments, read)
    order = np.argsort(codes, kind="stable").astype(np.intp)
    starts = np.searchsorted(codes[order], np.arange(len(texts) + 1))
    for code, rules in enumerate(read):
        if rules:
            rows: Rows = order[starts[code] : starts[code + 1]]
            yield rules, Case(everybody.take(rows), everybody, rows, where, rivals)


def _rivals(
    read: list[tuple[Rule, ...]], codes: npt.NDArray[np.intp], verdict: Bools
) -> dict[str, Bools]:
    """For each rule that compares, who takes part: everyone with a verdict whose cell has it."""
    found = {}
    for name in _COMPARING:
        has = np.array([*(any(rule.name == name for rule in rules) for rules in read), False])
        found[name] = has[codes] & verdict
    return found


def _where(assessments: pd.DataFrame, read: list[tuple[Rule, ...]]) -> Mapping[str, int]:
    """The rows of the targets that rules name."""
    names = list(dict.fromkeys(name for rules in read for r in rules for name, _ in r.parts))
    if not names or "target" not in assessments:
        return {}
    place = pd.Index(names).get_indexer(pd.Index(assessments["target"]))
    rows = np.flatnonzero(place >= 0)
    return {names[place[row]]: int(row) for row in rows}


def _chain(rules: tuple[Rule, ...], case: Case) -> tuple[Floats, Codes, Bools]:
    """Points of a whole cell, reasons, and fallen vetoes."""
    total = np.zeros(len(case.rows))
    reason = np.full(len(total), _NO_REASON, dtype=np.int8)
    veto = np.zeros(len(total), dtype=np.bool_)
    for place, rule in enumerate(rules):
        veto |= case.own.failed & (rule.name == "veto")
        total, why = applied(rule, case, total, place)
        reason = np.where(np.isnan(total) & (reason == _NO_REASON), why, reason).astype(np.int8)
    return total, reason, veto
