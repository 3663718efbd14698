"""Completion rates (完成率) as the values that a league table compares."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from scorecard.model.period import parse_period
from scorecard.model.status import Comparator, Direction, Measure
from scorecard.rules.scoring import attainment


def completions(
    assessments: pd.DataFrame, member: str, until: date, fiscal_start: int = 1
) -> pd.DataFrame:
    """The assessments with figures as shares of their targets, one row per member and indicator.

    Columns read: `organisation`, `indicator`, the column named by `member`, `measure`, `direction`,
    `comparator`, `target_value`, `allowance`, `actual`, `known_value`, `due`.

    Returns the rows that count, `actual` and `known_value` now shares (1: the target is reached),
    `direction` increase and `comparator` at least: more of it is always better.

    =====================================  ==================================================
    case                                   result
    =====================================  ==================================================
    several targets of one member          the next due by `until`, else the last one due
    smaller is better                      target ÷ actual, as points by completion count it
    smaller is better, actual 0            infinite: no other can be better
    ranks, `between`, `=`                  missing: not shares of anything
    caps on what adds up within a year     missing: little used early is no success
    target zero or negative                missing: refused, never divided
    =====================================  ==================================================

    Nothing is averaged: each member has the one rate of its one target.

    Source: 完成率 in 三明 2020 and the league tables made of it; the project's method, "The
    quantities" (attainment).
    """
    rows = _headline(assessments, member, until, fiscal_start)
    lower = rows["direction"].eq(Direction.DECREASE) | rows["comparator"].isin(
        [Comparator.AT_MOST, Comparator.BELOW]
    )
    none = rows["measure"].eq(Measure.RANK) | rows["comparator"].isin(
        [Comparator.BETWEEN, Comparator.EQUAL]
    )
    none |= rows["allowance"].notna() | (lower & rows["measure"].eq(Measure.FLOW))
    target = rows["target_value"].astype("float64").mask(none)
    sign = np.where(lower, -1, 1)
    shares = {
        name: attainment(rows[name].astype("float64"), target, sign)
        for name in ("actual", "known_value")
    }
    aims = {"direction": str(Direction.INCREASE), "comparator": str(Comparator.AT_LEAST)}
    return rows.assign(**shares, **aims)


def _headline(
    assessments: pd.DataFrame, member: str, until: date, fiscal_start: int
) -> pd.DataFrame:
    """Of several targets of a member the next due, else the last that was due."""
    ends = {
        text: parse_period(str(text), fiscal_start).period.end_date.toordinal()
        for text in assessments["due"].dropna().unique()
    }
    left = assessments["due"].map(ends).astype("float64") - until.toordinal()
    order = left.where(left >= 0, 1e9 - left)  # those past come behind, the latest of them first
    first = assessments.assign(_order=order).sort_values("_order", kind="stable")
    once = first.drop_duplicates(["organisation", member, "indicator"])
    return once.sort_index().drop(columns="_order")
