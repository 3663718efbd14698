"""What the figures of a period to come will be held against, known before they are."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from scorecard.rules.aims import Aims, aims_of
from scorecard.rules.arrays import Floats, Ints
from scorecard.rules.pathway import Expected, Nodes, expected_at, nodes_of
from scorecard.rules.periods import NEVER, TICKS, Days, spans_of
from scorecard.rules.table import table
from scorecard.rules.versions import Versions, versions_in_force
from scorecard.rules.vocabulary import COMPARATORS, texts_in
from scorecard.rules.work import worked_out
from scorecard.schema.frames import FIGURES, YARDSTICKS, empty, typed
from scorecard.schema.policy import Policy
from scorecard.schema.reasons import Reason
from scorecard.schema.vocabulary import Basis, FigureState, Status

_KEY: Final = ["organisation", "indicator"]
_FAR: Final = 4.0
"""How far a trial figure lies off its target, in sizes of the target: on no boundary."""


def yardsticks(
    targets: pd.DataFrame,
    asked: pd.DataFrame,
    as_of: date,
    policy: Policy,
    milestones: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """For each figure asked for, what it will be held against (columns YARDSTICKS).

    `targets` has the columns ASSESSABLE, `asked` organisation, indicator and period (text), one
    row per pair of the first two.  A figure without a target has no row.

    Which of the seven steps of the method decides is found by the method itself: each target is
    assessed twice, with a trial figure that meets it and with one that does not.

    =======================================  =============================================
    case                                     decision
    =======================================  =============================================
    several targets of one indicator         the one due next, the period's own included
    only undated targets                     the first of them
    target of a flow in another year         no row
    targets stated after `as_of`             unseen
    =======================================  =============================================

    Source: the project's method, "The gate, in this order" and "The quantities".
    """
    known = targets[~(targets["valid_from"] > pd.Timestamp(as_of))]
    chosen = _chosen(known, asked, as_of, policy)
    if not len(chosen):
        return empty(YARDSTICKS)
    with np.errstate(divide="ignore", invalid="ignore"):  # undefined quotients become missing
        return _table(chosen, as_of, policy, milestones)


# ------------------------------------------------------------------ which target


def _chosen(
    targets: pd.DataFrame, asked: pd.DataFrame, as_of: date, policy: Policy
) -> pd.DataFrame:
    """The target in force that each figure asked for is held against, with its `asked` period."""
    versions = versions_in_force(targets, as_of)
    frame = targets.take(versions.rows)
    frame = frame.assign(
        first_valid=versions.first_valid.astype("datetime64[s]"),
        asked=_periods_asked(frame, asked),
    )
    frame = frame[frame["asked"].notna()]
    due = spans_of(frame["due"], policy.fiscal_start)
    period = spans_of(frame["asked"], policy.fiscal_start)
    ahead = (due.end < 0) | (due.end > period.start * TICKS)
    order = np.where(due.end < 0, np.iinfo(np.int64).max, due.end)
    kept = frame.assign(due_tick=order)[ahead].sort_values("due_tick", kind="stable")
    kept = kept.drop_duplicates(_KEY).sort_index()
    return kept.drop(columns="due_tick").reset_index(drop=True)


def _periods_asked(frame: pd.DataFrame, asked: pd.DataFrame) -> pd.Series:
    distinct = asked.drop_duplicates(_KEY)[[*_KEY, "period"]]
    joined = frame[_KEY].merge(distinct, on=_KEY, how="left")
    return joined["period"].set_axis(frame.index).astype("str")


# ------------------------------------------------------------------ what decides


def _table(
    chosen: pd.DataFrame, as_of: date, policy: Policy, milestones: pd.DataFrame | None
) -> pd.DataFrame:
    rows = np.arange(len(chosen), dtype=np.int64)
    first_valid: Days = chosen["first_valid"].to_numpy("datetime64[D]")
    versions = Versions(
        rows, chosen["value"].to_numpy(np.float64), first_valid, np.zeros(len(rows), np.bool_)
    )
    aims = aims_of(chosen, versions, policy)
    nodes = nodes_of(chosen, aims, milestones, policy.fiscal_start)
    tick = spans_of(chosen["asked"], policy.fiscal_start).end
    expected = expected_at(aims, nodes, tick)
    unmet = _trial(chosen, aims, as_of, policy, milestones, meets=False)
    met = _trial(chosen, aims, as_of, policy, milestones, meets=True)
    opens = unmet["gate"].notna() & met["status"].eq(str(Status.ACHIEVED))
    stepped = unmet["reason_code"].isin([str(Reason.STEP_FAILED), str(Reason.STEP_MET)]).to_numpy()
    year = _at_year_end(aims, nodes, tick, policy.fiscal_start)
    frame = pd.DataFrame(
        {
            "organisation": chosen["organisation"],
            "indicator": chosen["indicator"],
            "period": chosen["asked"],
            "target": chosen["target"],
            "due": chosen["due"],
            "comparator": texts_in(aims.comparator, COMPARATORS),
            "value": aims.target,
            "upper": aims.upper,
            "start": aims.baseline,
            "gate": unmet["gate"],
            "opens": opens.astype("float64"),
            "reason_code": unmet["reason_code"],
            "expected_progress": expected.share,
            "expected_value": np.where(stepped, expected.fixed, expected.value),
            "allowance": np.where(aims.kinds.cap, expected.share * aims.target, np.nan),
            "year_progress": year.share,
            "year_value": year.value,
        }
    )
    elsewhere = frame["reason_code"].eq(str(Reason.BEFORE_START)) & aims.kinds.flow
    return typed(frame[~elsewhere].reset_index(drop=True), YARDSTICKS)


def _at_year_end(aims: Aims, nodes: Nodes, tick: Ints, fiscal_start: int) -> Expected:
    """What is expected at the end of the fiscal year that holds each tick's period."""
    first = fiscal_start - 1
    month = np.maximum(tick, TICKS) // TICKS
    end = (-(-(month - first) // 12) * 12 + first) * TICKS
    return expected_at(aims, nodes, np.where(tick >= 0, end, NEVER))


def _trial(
    chosen: pd.DataFrame,
    aims: Aims,
    as_of: date,
    policy: Policy,
    milestones: pd.DataFrame | None,
    *,
    meets: bool,
) -> pd.DataFrame:
    """The assessments of the targets, each by a trial figure of its own."""
    number = pd.Series(np.arange(len(chosen)).astype(str), dtype="str")
    own = chosen.assign(indicator=number, valid_from=chosen["first_valid"])
    figures = pd.DataFrame(
        {
            "organisation": chosen["organisation"],
            "indicator": number,
            "period": chosen["asked"],
            "basis": _bases(chosen["reported_as"]),
            "value": _trial_values(aims, meets=meets),
            "state": str(FigureState.FINAL),
            "evidence": "-",
            "known_on": pd.Timestamp(as_of),
            "vintage": 1,
        }
    )
    return table(worked_out(own, typed(figures, FIGURES), as_of, policy, milestones), policy)


def _bases(reported_as: pd.Series) -> pd.Series:
    """The basis in which a figure says all by itself: sums to date rather than single periods."""
    return reported_as.where(reported_as.ne(str(Basis.PERIOD)), str(Basis.TO_DATE))


def _trial_values(aims: Aims, *, meets: bool) -> Floats:
    """A value well inside what the target asks for, or well outside."""
    target = np.nan_to_num(aims.target)
    others = np.abs(np.nan_to_num(aims.baseline)) + np.abs(np.nan_to_num(aims.upper))
    size = _FAR * (np.abs(target) + others + 1.0)
    side = np.where(aims.direction == 0, 0.0 if meets else -1.0, aims.direction)
    inside = np.where(aims.kinds.between | (aims.direction == 0), 0.0, 1.0)
    shift = side * size * (inside if meets else -np.ones(len(target)))
    return np.asarray(target + shift, dtype=np.float64)
