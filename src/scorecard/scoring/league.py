"""League tables: units or zones compared on one indicator or on the rate of their points.

Competition ranking (1-2-2-4), each group ranked on its own, movement since the table before.  A
member without a figure, or below the coverage gate, has no place and takes none.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from scorecard.schema.period import parse_period
from scorecard.schema.policy import Policy
from scorecard.schema.reasons import NoPlace
from scorecard.schema.vocabulary import VERDICTS, Comparator, Direction, Status
from scorecard.scoring.rollup import SCORE_NUMBERS, places, roll_up

SCORES: Final = (
    *("organisation", "unit", *SCORE_NUMBERS, "rank", "among", "missing"),
    *("score_kind", "judged", "score_reason"),
)
"""The columns of `scores`."""


def rank_members(table: pd.DataFrame, previous: pd.DataFrame | None = None) -> pd.DataFrame:
    """Places of members, best first within each group.

    Columns read of both tables: `member`, `group` (text; missing is a group of its own), `value`
    (float64), `direction` (+1 the largest is first, -1 the smallest), and `organisation` where
    members are units.

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
    order = [key for key in ("group", "place", "organisation", "member") if key in result]
    return result.sort_values(order, na_position="last", ignore_index=True)


def by_indicator(
    assessments: pd.DataFrame,
    indicator: str,
    member: str = "organisation",
    previous: pd.DataFrame | None = None,
    fiscal_start: int = 1,
) -> pd.DataFrame:
    """League table of one indicator's actuals, in the indicator's unit.

    `assessments` (and `previous`, those of the quarter before): rows of `ASSESSMENTS`; read are
    `organisation`, `indicator`, `actual`, `actual_period`, `known_value`, `known_period`,
    `direction`, `comparator`, `status`, `group` and the column named by `member` (`organisation`
    or `unit`; units are told apart by their organisation).  Of several targets of one member the
    one due first counts (their actual is the same).

    Returns `rank_members` with `organisation`, `actual_period` and `league_reason`, why a member
    has no place.

    ==================================  ==================================================
    case                                result
    ==================================  ==================================================
    target not due yet, figure known    the figure counts: figures are compared, not verdicts
    overdue, awaited, no figure         no place: `no_figure`
    figure older than the others'       no place: `older_period`; periods do not compare
    ==================================  ==================================================

    Source: as `rank_members`.
    """
    now = _members(assessments, indicator, member, fiscal_start)
    before = None if previous is None else _members(previous, indicator, member, fiscal_start)
    table = rank_members(now, before)
    why = pd.Series(str(NoPlace.NO_FIGURE), table.index, "str").mask(
        table["older"], str(NoPlace.OLDER_PERIOD)
    )
    table["league_reason"] = why.where(table["place"].isna())
    return table.drop(columns="older")


def by_score(
    summaries: pd.DataFrame, member: str = "unit", previous: pd.DataFrame | None = None
) -> pd.DataFrame:
    """League table of rates: points earned of the points due, so that size and timing gain nothing.

    `summaries` (and `previous`): what `rollup.roll_up` gives by `member`.

    Returns `rank_members` with `organisation`, `score` (the points), `score_kind`, `coverage` and
    `league_reason`, why a member has no place: `below_coverage_gate`, or `no_figure`.

    Source: as `rank_members`.
    """
    read = {"organisation": "organisation", member: "member", "contest": "group", "rate": "value"}
    read |= {"points": "score", "score_kind": "score_kind", "coverage": "coverage"}

    def rates(rolled: pd.DataFrame) -> pd.DataFrame:
        table = pd.DataFrame({name: rolled[column] for column, name in read.items()})
        if member == "organisation":
            table.insert(0, "organisation", rolled["organisation"])
        return table.assign(value=table["value"].where(rolled["judged"]), direction=1)

    table = rank_members(rates(summaries), None if previous is None else rates(previous))
    short = table["coverage"].notna() & table["place"].isna()
    why = pd.Series(str(NoPlace.NO_FIGURE), table.index, "str")
    why = why.mask(short, str(NoPlace.BELOW_COVERAGE_GATE))
    group = table["group"].where(table["group"].ne("") & (member == "organisation"))
    return table.assign(league_reason=why.where(table["place"].isna()), group=group)


def scores(assessments: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """The `scores` of the JSON contract: one row for each organisation, and one for each unit.

    `assessments`: rows of `ASSESSMENTS` of everybody who is placed, as `earned.with_points` fills
    them.  Returns the columns `SCORES`: `organisation`, `unit` (missing for the organisation as a
    whole), `rank` (Int64) `among` those of the same text, the others as in `rollup.summarise`.
    Each organisation stands before its units, the best first.

    Source: the project's method, section "Rolling up".
    """
    whole, units = (roll_up(assessments, policy, member) for member in ("organisation", "unit"))
    parts = [whole.assign(unit=None, among="1 " + whole["contest"])]
    parts.append(units.assign(among="2 " + units["contest"]))
    table = pd.concat(parts, ignore_index=True).assign(_part=lambda t: t["unit"].notna())
    order = ["organisation", "_part", "rank", "unit"]
    return table.sort_values(order, ignore_index=True)[list(SCORES)]


def _places(table: pd.DataFrame) -> pd.Series:
    return places(table["value"] * table["direction"], table["group"].fillna(""))


def _previous(table: pd.DataFrame, previous: pd.DataFrame | None) -> pd.Series:
    """The place each member had in its present group."""
    if previous is None:
        return pd.Series(pd.NA, index=table.index, dtype="Int64")
    keys = [key for key in ("organisation", "member", "group") if key in table]
    before = previous.assign(previous_place=_places(previous)).drop_duplicates(keys)
    joined = table[keys].merge(before[[*keys, "previous_place"]], how="left", on=keys)
    return joined["previous_place"].astype("Int64").set_axis(table.index)


def _members(
    assessments: pd.DataFrame, indicator: str, member: str, fiscal_start: int
) -> pd.DataFrame:
    rows = assessments[assessments["indicator"].eq(indicator)].sort_values("due", kind="stable")
    rows = rows.drop_duplicates(["organisation", member])
    lower = rows["direction"].eq(Direction.DECREASE) | rows["comparator"].isin(
        [Comparator.AT_MOST, Comparator.BELOW]
    )
    known = rows["status"].eq(Status.NOT_DUE)
    judged = rows["status"].isin(VERDICTS)
    value = rows["actual"].where(judged).mask(known, rows["known_value"])
    period = rows["actual_period"].where(judged).mask(known, rows["known_period"])
    older = _older(value, period, rows["group"], fiscal_start)
    return pd.DataFrame(
        {
            "organisation": rows["organisation"],
            "member": rows[member],
            "group": rows["group"],
            "value": value.mask(older),
            "direction": np.where(lower, -1, 1),
            "actual_period": period,
            "older": older,
        }
    ).reset_index(drop=True)


def _older(value: pd.Series, period: pd.Series, group: pd.Series, fiscal_start: int) -> pd.Series:
    """Whose figure is of a period that ended before the newest one of its group."""
    ends = {
        text: parse_period(str(text), fiscal_start).period.end_date.toordinal()
        for text in period.dropna().unique()
    }
    end = period.map(ends).astype("float64").where(value.notna())
    newest = end.groupby(group.fillna("")).transform("max")
    return end.lt(newest)
