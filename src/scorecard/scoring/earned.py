"""What every target earns of its weight: what was due by now, at the due date the whole way.

A target without a verdict earns nothing and owes nothing; what a figure that is missing could still
bring stands beside it.  Nothing is added up here: see `rollup`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

import pandas as pd

from scorecard.schema.comparison import TOLERANCE
from scorecard.schema.frames import ASSESSMENTS
from scorecard.schema.reasons import NoPoints, Reason
from scorecard.schema.vocabulary import (
    GOOD,
    RED,
    VERDICTS,
    Comparator,
    Direction,
    Earns,
    Flag,
    Measure,
    Status,
    flag_bit,
    is_cap,
)
from scorecard.scoring.points import bounds, counted_mark, plain, points, readable
from scorecard.scoring.rules import Part, Veto

PARTED: Final = "part"
SILENT: Final = "silent"
"""Verdicts that count as not reported: points that wait for a part, a broken cap gone silent."""
_READ: Final = (
    *("organisation", "status", "measure", "direction", "comparator", "reason_code", "weight"),
    *("full_points", "scoring", "actual", "target_value", "progress", "pace_ratio"),
    *("flags", "deadline", "points", "points_reason"),
)


class Earned(NamedTuple):
    """What one target counts for, in points; None is unknown.

    `worth` is its weight in force; `earns` how its share of it is earned, `earned_share` the share
    (None without a verdict), `earned` the points, `earned_low` and `earned_high` those if what is
    missing of it were worst and best; `unreported` why a verdict counts as not reported.
    """

    worth: float | None
    earns: Earns
    earned_share: float | None
    earned: float | None
    earned_low: float | None
    earned_high: float | None
    unreported: str | None


def earns_by(
    measure: str | None, direction: str | None, comparator: str | None, reason: str | None = None
) -> Earns:
    """How a target earns its weight where no rule of the office's own applies.

    `reason` is that of its status: a target that is held earns all or nothing.

    >>> str(earns_by("flow", "decrease", "<=")), str(earns_by("rank", "decrease", "<="))
    ('cap', 'met')
    """
    if is_cap(measure, comparator):
        return Earns.CAP
    told = measure in {Measure.RANK, Measure.MILESTONE} or reason in {Reason.HOLDS, Reason.FAILS}
    level = direction == Direction.HOLD or comparator == Comparator.BETWEEN
    return Earns.MET if told or level else Earns.PACE


def earned_share(a: Mapping[str, Any]) -> float | None:
    """Share of its weight that a target has earned, 0 to 1; None without a verdict.

    `a` is a row of `ASSESSMENTS`; read are `status`, `measure`, `direction`, `comparator`,
    `reason_code`, `pace_ratio`, `progress`, `actual`, `target_value`.

    =========================================  =========================================
    case                                       share
    =========================================  =========================================
    on the way, under every method             ``min(max(P, 0), 1)``, P the pace ratio
    cap on a flow                              the same: 1 within the allowance, else allowance / Y
    rank, hold, `between`, done or not         1 for achieved, ahead, on_track; else 0
    no pace (no baseline, wrong side, E = 0)   as there
    at the due date                            G instead of P; of a cap T / Y
    beyond a value to be met exactly           2 - G, as P is
    achieved                                   1
    no verdict (not due, missing, ...)         None
    =========================================  =========================================

    Source: the project's method, section "Rolling up".

    >>> flow = {"measure": "flow", "direction": "increase", "comparator": ">="}
    >>> early = {"status": "on_track", "pace_ratio": 0.97, "progress": 0.24}
    >>> earned_share(flow | early), earned_share(flow | {"status": "missed", "progress": 0.8})
    (0.97, 0.8)
    """
    status = a["status"]
    if status not in VERDICTS:
        return None
    by = earns_by(a["measure"], a["direction"], a["comparator"], a.get("reason_code"))
    share = _in_the_end(a, by) if status == Status.MISSED else a.get("pace_ratio")
    if status == Status.ACHIEVED or by is Earns.MET or share is None:
        return float(status in GOOD)
    return min(max(float(share), 0.0), 1.0)


def _in_the_end(a: Mapping[str, Any], by: Earns) -> float | None:
    """What a missed target has reached of its way, a cap of its limit."""
    if by is Earns.CAP:
        actual, limit = a.get("actual"), a.get("target_value")
        return limit / actual if limit is not None and actual is not None and actual > 0 else None
    progress = a.get("progress")
    beyond = a["comparator"] == Comparator.EQUAL and progress is not None and progress > 1
    return 2.0 - progress if beyond and progress is not None else progress


def with_points(
    assessments: pd.DataFrame, as_of: date | None = None, tolerance: float = TOLERANCE
) -> pd.DataFrame:
    """The assessments with everything that is scored filled, in points.

    `points`, `points_reason` and `veto` are those of the office's own rules (see `points`);
    `worth`, `earns`, `earned_share`, `earned`, `earned_low`, `earned_high` and `unreported` what
    each target counts for, whatever is shown of its organisation later.

    Parameters
    ----------
    assessments
        Rows of `ASSESSMENTS`: all of every organisation.
    as_of
        The date: a broken cap whose deadline has passed since counts as not reported.
    tolerance
        The policy's.

    Notes
    -----
    =======================================  =================================================
    case                                     counts for
    =======================================  =================================================
    weights typed                            those
    all blank, full marks for all            the full marks
    all blank otherwise                      1 each: counts, not points
    some blank, or negative                  unknown, for the whole organisation
    `part`; blank bonus or penalty           0: beside the weights
    own rule, once the due figure is in      its points, for its full mark scaled to the weight
    own rule that gives no points            as without one
    points that wait for a named part        as missing: nothing now, worst to best beside it
    overdue                                  nothing now, nothing to its weight (the rule's most)
    broken cap, its unit silent since        its last value, and as not reported
    =======================================  =================================================

    Source: the project's method, section "Rolling up".
    """
    found = points(assessments, tolerance)
    frame = assessments.assign(
        points=found["points"],
        points_reason=found["points_reason"],
        veto=found["veto"].astype("boolean"),
    )
    read = [plain(frame[name]) for name in _READ]
    rows = [dict(zip(_READ, row, strict=True)) for row in zip(*read, strict=True)]
    of_each: dict[str | None, list[Mapping[str, Any]]] = {}
    for row in rows:
        of_each.setdefault(row["organisation"], []).append(row)
    worths = {name: iter(_worths(mine)) for name, mine in of_each.items()}
    found_each = [_earned(row, next(worths[row["organisation"]]), as_of) for row in rows]
    columns = zip(*found_each, strict=True) if rows else [()] * len(Earned._fields)
    earned = {
        name: pd.Series(list(values), frame.index, ASSESSMENTS[name])
        for name, values in zip(Earned._fields, columns, strict=True)
    }
    return frame.assign(**earned)


def _worths(rows: Sequence[Mapping[str, Any]]) -> list[float | None]:
    """The weights in force of one organisation's targets."""
    needed = [row["weight"] for row in rows if row["status"] != Status.NOT_SCORED]
    rules = [readable(row["scoring"]) for row in rows]
    if any(row["weight"] is not None for row in rows):
        if any(weight is None or weight < 0 for weight in needed):
            return [None] * len(rows)
        counted = (not any(isinstance(rule, Part) for rule in cell) for cell in rules)
        return [float(own and (row["weight"] or 0)) for row, own in zip(rows, counted, strict=True)]
    marks = [counted_mark(row["scoring"], row["full_points"]) for row in rows]
    named = zip(rows, marks, strict=True)
    whole = [mark for row, mark in named if mark != 0 and row["status"] != Status.NOT_SCORED]
    if whole and None not in whole:
        return [mark or 0.0 for mark in marks]
    vetoes = (all(isinstance(rule, Veto) for rule in cell) for cell in rules)
    return [float(mark != 0 or veto) for mark, veto in zip(marks, vetoes, strict=True)]


def _earned(row: Mapping[str, Any], worth: float | None, as_of: date | None) -> Earned:
    status, own, beside, unreported = row["status"], row["points"], 0.0, None
    by = earns_by(row["measure"], row["direction"], row["comparator"], row["reason_code"])
    share, mark = earned_share(row), counted_mark(row["scoring"], row["full_points"])
    early = int(row["flags"] or 0) & flag_bit(Flag.EARLY)
    if by is Earns.CAP and status in RED and _passed(row["deadline"], as_of):
        unreported = SILENT
    if status == Status.MISSED or (status == Status.ACHIEVED and not early):
        if row["points_reason"] == NoPoints.PART_MISSING:
            share, unreported = None, PARTED
        elif own is not None and mark:
            share, by = own / mark, Earns.RULE
        elif own is not None:
            beside = own
    if worth is None or (share is None and status != Status.OVERDUE and not unreported):
        return Earned(worth, by, share, None, None, None, unreported)
    if share is None:
        return Earned(worth, by, None, None, *_range(row["scoring"], worth, mark), unreported)
    points = worth * share + beside
    return Earned(worth, by, share, points, points, points, unreported)


def _passed(deadline: pd.Timestamp | None, as_of: date | None) -> bool:
    return deadline is not None and as_of is not None and deadline.date() < as_of


def _range(scoring: str | None, worth: float, mark: float | None) -> tuple[float, float]:
    """Points at worst and at best of a target whose figure is missing."""
    if not scoring or mark is None:
        return 0.0, worth
    scale = worth / mark if mark else 1.0
    least, most = (end * scale for end in bounds(scoring, mark))
    return min(least, 0.0), max(most, worth) if mark else worth + max(most, 0.0)
