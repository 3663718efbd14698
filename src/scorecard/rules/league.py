"""League tables: units or zones compared on one indicator or on their score.

Competition ranking (1-2-2-4), each group ranked on its own, movement since the table before.  A
member without a figure, or below the coverage gate, has no place and takes none.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from scorecard.model.status import VERDICTS, Comparator, Direction
from scorecard.rules.scoring import places

NO_FIGURE: Final = "no_figure"
BELOW_GATE: Final = "below_coverage_gate"


def rank_members(table: pd.DataFrame, previous: pd.DataFrame | None = None) -> pd.DataFrame:
    """Places of members, best first within each group.

    Columns read of both tables: `member`, `group` (text; missing is a group of its own), `value`
    (float64), `direction` (+1 the largest is first, -1 the smallest).

    Returns the rows sorted by group and place with `place`, `of` (members placed in the group),
    `previous_place`, `movement` (places gained since the table before: positive is better; all
    Int64) and `tied` (bool).

    ===============================  =============================================
    case                             result
    ===============================  =============================================
    equal values                     share the better place: 1-2-2-4
    value unknown                    no place, last in its group; takes no place
    not in the table before          `movement` missing
    moved to another group           `movement` missing: places do not compare
    ===============================  =============================================

    Source: 临沂 2022-12 (ties); 苏南/苏中/苏北 ranked separately; the project's method.

    >>> now = pd.DataFrame({"member": ["a", "b", "c"], "group": None, "value": [7.0, 9.0, 9.0]})
    >>> rank_members(now.assign(direction=1))[["member", "place"]].values.tolist()
    [['b', 1], ['c', 1], ['a', 3]]
    """
    result = table.assign(place=_places(table))
    placed = result.groupby("group", dropna=False)["place"]
    result["of"] = placed.transform("count").astype("Int64")
    result["previous_place"] = _previous(result, previous)
    result["movement"] = result["previous_place"] - result["place"]
    same = result.groupby(["group", "place"], dropna=False)["member"].transform("size")
    result["tied"] = same.gt(1) & result["place"].notna()
    return result.sort_values(["group", "place", "member"], na_position="last", ignore_index=True)


def by_indicator(
    assessments: pd.DataFrame,
    indicator: str,
    member: str = "organisation",
    previous: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """League table of one indicator's actuals, in the indicator's unit.

    `assessments` (and `previous`, those of the quarter before): rows of `ASSESSMENTS`; read are
    `indicator`, `actual`, `actual_period`, `direction`, `comparator`, `status`, `group` and the
    column named by `member` (`organisation` or `unit`).  Of several targets of one member the one
    due first counts (their actual is the same).

    Returns `rank_members` with `actual_period` and `league_reason` (`no_figure` where a member has
    no place).  Source: as `rank_members`.
    """
    now = _members(assessments, indicator, member)
    before = None if previous is None else _members(previous, indicator, member)
    table = rank_members(now, before)
    table["league_reason"] = pd.Series(NO_FIGURE, table.index, "str").where(table["place"].isna())
    return table


def by_score(
    summaries: pd.DataFrame, member: str = "unit", previous: pd.DataFrame | None = None
) -> pd.DataFrame:
    """League table of scores (share of what could be earned).

    `summaries` (and `previous`): what `rollup.summarise` gives by `member`, with or without a
    column `group`.  Ranked by `score_share`, so that members with more targets gain nothing by it.

    Returns `rank_members` with `score`, `coverage` and `league_reason`: `below_coverage_gate` or
    `no_figure` where a member has no place.  Source: as `rank_members`.
    """
    now = _scores(summaries, member)
    table = rank_members(now, None if previous is None else _scores(previous, member))
    short = ~table["judged"] & table["coverage"].notna()
    why = pd.Series(NO_FIGURE, table.index, "str").mask(short, BELOW_GATE)
    table["league_reason"] = why.where(table["place"].isna())
    return table.drop(columns="judged")


def _places(table: pd.DataFrame) -> pd.Series:
    groups = table.groupby("group", dropna=False).ngroup()
    place = places(table["value"], table["direction"], groups)
    return pd.Series(place, index=table.index).astype("Int64")


def _previous(table: pd.DataFrame, previous: pd.DataFrame | None) -> pd.Series:
    """The place each member had in its present group."""
    if previous is None:
        return pd.Series(pd.NA, index=table.index, dtype="Int64")
    before = previous.assign(previous_place=_places(previous))
    before = before.drop_duplicates(["member", "group"])
    joined = table[["member", "group"]].merge(
        before[["member", "group", "previous_place"]], how="left", on=["member", "group"]
    )
    return joined["previous_place"].astype("Int64").set_axis(table.index)


def _members(assessments: pd.DataFrame, indicator: str, member: str) -> pd.DataFrame:
    rows = assessments[assessments["indicator"].eq(indicator)].sort_values("due", kind="stable")
    rows = rows.drop_duplicates(member)
    lower = rows["direction"].eq(Direction.DECREASE) | rows["comparator"].isin(
        [Comparator.AT_MOST, Comparator.BELOW]
    )
    return pd.DataFrame(
        {
            "member": rows[member],
            "group": rows["group"],
            "value": rows["actual"].where(rows["status"].isin(VERDICTS)),
            "direction": np.where(lower, -1, 1),
            "actual_period": rows["actual_period"],
        }
    ).reset_index(drop=True)


def _scores(summaries: pd.DataFrame, member: str) -> pd.DataFrame:
    group = summaries["group"] if "group" in summaries else pd.Series(None, summaries.index, "str")
    return pd.DataFrame(
        {
            "member": summaries[member],
            "group": group,
            "value": summaries["score_share"].where(summaries["judged"]),
            "direction": 1,
            "score": summaries["score"],
            "coverage": summaries["coverage"],
            "judged": summaries["judged"],
        }
    ).reset_index(drop=True)
