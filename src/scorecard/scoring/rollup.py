"""Many targets as a few numbers: counts always, points of what was due, and how much is known.

A score never stands alone: beside the points earned stand the points due, their quotient, the
coverage (share of weight that reported), and a range where something is missing.  Points of
different organisations are never added up: each has its own scale.  Ranks, shares and rates
themselves are never averaged or summed.

Over 500 lines because league tables, and targets made of others, are roll-ups too.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from scorecard.assessment.methods.growth_ratio import ACHIEVED, aggregate, aggregate_class
from scorecard.schema import vocabulary as v
from scorecard.schema.bands import Bands, band_of, rising
from scorecard.schema.frames import SCORE_NUMBERS, SUMMARY_NUMBERS, last_days, looked_up, typed
from scorecard.schema.policy import TOLERANCE, Policy, at_least
from scorecard.schema.sheets import INTEGER, NUMBER, TEXT, Columns
from scorecard.scoring.points import plain

BY: Final = ("organisation", "unit", "group", "parent")
"""What targets are rolled up by; all but the first within their organisation."""
_COLUMNS: Final[Columns] = {
    **dict.fromkeys((*map(str, v.Status), "targets", "reported", "missing"), INTEGER),
    **dict.fromkeys((*SCORE_NUMBERS, "points_low", "points_high"), NUMBER),
    "score_kind": TEXT,
    "unpointed": INTEGER,
    "judged": "bool",
    "score_reason": TEXT,
}
_READ: Final = (
    *("organisation", "status", "weight", "scoring", "points_reason"),
    *("worth", "earns", "earned_share", "earned", "earned_low", "earned_high", "unreported"),
)


def summarise(
    assessments: pd.DataFrame, policy: Policy, by: Sequence[str] | None = None
) -> pd.DataFrame:
    """Counts, coverage, points earned and points due of each group.

    ``rate = points / points_due``, ``coverage = weight reported / weight due``.  The low and the
    high ones are those if what is missing were worst and best.

    Parameters
    ----------
    assessments
        Rows of `ASSESSMENTS` as `points.with_points` fills them, and the columns of `by`.
    policy
        `coverage_gate` (share of weight) and `renormalise`.
    by
        Columns to group by (`organisation`, `unit`, `group`, `parent`); none: all as one row.

    Returns
    -------
    DataFrame
        One row per group, sorted by key (missing keys last): the key columns; one Int64 column per
        status; `targets`, `reported` (verdicts, but for broken caps gone silent) and `missing`
        (figures that are late; Int64); in units of weight `weight_total`, `weight_due`,
        `weight_reported`, `points`, `points_due`, `points_low`, `points_high` (float64); shares
        `coverage`, `rate`, `rate_low`, `rate_high` (float64); `score_kind` (`points`, or `count`
        where no weight is given: points are then targets on schedule, points due those judged);
        `unpointed` (Int64: verdicts whose
        target's own rule gives no points); `judged` (bool: coverage reaches the gate);
        `score_reason` (text: why there are no points).

    ================================  ====================================================
    case                              result
    ================================  ====================================================
    targets of several organisations  numbers missing: `several_organisations`
    some weights blank, or negative   numbers missing: `weights_incomplete`
    `not_due`, `awaiting_data`,       counted, outside weights due, coverage and points
    `not_scored`
    nothing due                       coverage, points and rate missing: `nothing_due`
    nothing reported                  coverage 0, points and rate missing, the range given
    nothing missing                   no range of the rate
    penalties over what was earned    points 0, never below
    policy.renormalise                points and points due scaled to the whole weight due
    ================================  ====================================================

    Source: the project's method, section "Rolling up".

    >>> from scorecard.scoring.points import with_points
    >>> cells = {"status": ["on_track", "overdue", "not_due"], "weight": [3.0, 1.0, 6.0]}
    >>> cells |= {"organisation": "o", "measure": "flow", "pace_ratio": [0.5, None, None]}
    >>> from scorecard.schema.frames import ASSESSMENTS
    >>> rows = with_points(typed(pd.DataFrame(cells), ASSESSMENTS))
    >>> summarise(rows, Policy())[["points", "points_due", "rate_low"]].values.tolist()
    [[1.5, 3.0, 0.375]]
    """
    keys = list(by or ())
    groups = grouped(assessments, keys)
    frame = typed(pd.DataFrame([total(rows, policy) for rows in groups.values()]), _COLUMNS)
    for n, name in enumerate(keys):
        frame.insert(n, name, pd.Series([key[n] for key in groups], dtype="str"))
    return frame


def grouped(
    assessments: pd.DataFrame, keys: Sequence[str] = ()
) -> dict[tuple[Any, ...], list[Mapping[str, Any]]]:
    """What `total` reads of the rows of each group, by its keys in order; missing keys last."""
    columns = [plain(assessments[name]) for name in (*_READ, *keys)]
    groups: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {} if keys else {(): []}
    for row in zip(*columns, strict=True):
        groups.setdefault(row[len(_READ) :], []).append(dict(zip(_READ, row, strict=False)))
    ordered = sorted(groups, key=lambda key: [(part is None, part or "") for part in key])
    return {key: groups[key] for key in ordered}


def summary(assessments: pd.DataFrame, policy: Policy) -> dict[str, Any]:
    """The `summary` of the JSON contract: counts by status, the six numbers or None, the kind.

    The score is the points of the only organisation; of several there is none.  Source and awkward
    cases: `summarise`.

    >>> from scorecard.schema.frames import ASSESSMENTS, empty
    >>> nothing = summary(empty(ASSESSMENTS), Policy())
    >>> nothing["counts"]["achieved"], nothing["score"]
    (0, None)
    """
    row = total(grouped(assessments)[()], policy)
    columns = ((name, name.replace("score", "points")) for name in SUMMARY_NUMBERS)
    numbers = {name: known(row.get(column)) for name, column in columns}
    counts = {str(status): row[str(status)] for status in v.Status}
    return {"counts": counts, **numbers, "score_kind": row["score_kind"]}


def known(number: float | None) -> float | None:
    """The number; None where it is not known."""
    return None if number is None or math.isnan(number) else number


def total(rows: Sequence[Mapping[str, Any]], policy: Policy) -> dict[str, Any]:
    """The numbers of one group: columns of `summarise` by name, NaN where unknown."""
    judged = [row for row in rows if row["earned_share"] is not None]
    late = [
        row
        for row in rows
        if row["earned_share"] is None and (row["status"] == v.Status.OVERDUE or row["unreported"])
    ]
    heard = [row for row in judged if not row["unreported"]]
    reason = _reason(rows, judged, late)
    counts = Counter(row["status"] for row in rows)
    weighed = any(row["earns"] != v.Earns.COUNT for row in rows)
    found: dict[str, Any] = {
        **{str(status): counts[status.value] for status in v.Status},
        "targets": len(rows),
        "reported": len(heard),
        "missing": len(late),
        "score_kind": "points" if weighed else "count",
        "unpointed": sum(bool(row["scoring"] and row["points_reason"]) for row in judged),
        "judged": False,
        "score_reason": reason,
    }
    if reason not in {None, v.NoScore.NOTHING_DUE, v.NoScore.NOTHING_REPORTED}:
        return found

    def added(of: Sequence[Mapping[str, Any]], name: str) -> float:
        return math.fsum(row[name] for row in of)

    due, reported = added([*judged, *late], "worth"), added(heard, "worth")
    coverage = _quotient(reported, due)
    low, high = (max(added([*judged, *late], f"earned_{end}"), 0.0) for end in ("low", "high"))
    got, points_due = max(added(judged, "earned"), 0.0), added(judged, "worth")
    scale = 1 / coverage if policy.renormalise and weighed and coverage > 0 else 1.0
    found |= {
        "weight_total": added(rows, "worth"),
        "weight_due": due,
        "weight_reported": reported,
        "coverage": coverage,
        "points": got * scale if judged else math.nan,
        "points_due": points_due * scale,
        "points_low": low if judged or late else math.nan,
        "points_high": high if (judged or late) and math.isfinite(high) else math.nan,
        "rate": _quotient(got, points_due),
        "judged": at_least(coverage, policy.coverage_gate, policy.tolerance),
    }
    if late:
        found |= {"rate_low": _quotient(low, due), "rate_high": _quotient(high, due)}
    return found


def _reason(
    rows: Sequence[Mapping[str, Any]],
    judged: Sequence[Mapping[str, Any]],
    late: Sequence[Mapping[str, Any]],
) -> str | None:
    """Why a group has no points: the first that holds."""
    if len({row["organisation"] for row in rows}) > 1:
        return v.NoScore.SEVERAL_ORGANISATIONS
    if any(row["worth"] is None for row in rows):
        return v.NoScore.WEIGHTS_INCOMPLETE
    if not judged:
        return v.NoScore.NOTHING_REPORTED if late else v.NoScore.NOTHING_DUE
    return None


def _quotient(above: float, below: float) -> float:
    return above / below if below > 0 and math.isfinite(above) else math.nan


# ------------------------------------------------------------------------- vetoes and grades


def roll_up(
    assessments: pd.DataFrame, policy: Policy, by: str, grades: Bands | None = None
) -> pd.DataFrame:
    """One row per organisation, unit, group or parent: counts, coverage, score, veto, grade.

    Columns read: those of `summarise`, `organisation`, `group`, the column `by` and `veto`.

    Returns what `summarise` gives (index from 0, sorted by its keys), the key columns
    `organisation` and `by`, and: `contest` (text: who are placed among each other), `rank` (Int64:
    the place by rate, 1-1-3), `vetoed` (Int64: targets whose veto has fallen), `grade` (text: the
    band of 100 times `rate`, points per hundred).

    =====================================  ==================================================
    case                                   result
    =====================================  ==================================================
    target without a unit, group, parent   in no row of that roll-up
    parts of a parent in several books     one row, under the parent's own organisation; counts
                                           only where they are of several organisations
    organisations, parents                 placed in the group that all their targets are in
    units                                  placed within their organisation
    coverage below the gate                no place and no grade: the group is not judged
    a veto has fallen                      the lowest grade; the score is what it was
    no grade bands                         no grade
    policy.best_places                     the best grade for the first places only; the others get
                                           the next one
    =====================================  ==================================================

    Source: the project's method, "Rolling up"; 厦门 2017 (grades); 东莞 2019 (best places).
    """
    rows = assessments[assessments[by].notna()]
    owner = rows["organisation"]
    if by == "parent":  # its parts may stand in several books
        of_target = assessments.drop_duplicates("target").set_index("target")["organisation"]
        owner = rows["parent"].map(of_target).fillna(owner)
    rows = rows.assign(owner=owner)
    keys = ["owner"] if by == "organisation" else ["owner", by]
    mine = rows.groupby(keys)
    groups = mine["group"]
    facts = {"vetoed": mine["veto"].sum(), "_group": groups.first().where(groups.nunique().eq(1))}
    result = summarise(rows, policy, keys).join(pd.DataFrame(facts), on=keys)
    contest = result["_group"] if by in {"organisation", "parent"} else result["owner"]
    contest = contest.fillna("").astype("str")
    among = contest if by != "group" else contest.mask(contest.notna(), "")
    rate = result["rate"].where(result["judged"])
    rank = places(placed_by(result, among).where(result["judged"]), among)
    top = rank.le(policy.best_places).fillna(value=False) | (policy.best_places == 0)
    facts_of_each = zip(rate.mul(100.0), result["vetoed"].gt(0), top, strict=True)
    given = [
        grades and grade(score, grades, vetoed=bool(veto), top=bool(first))
        for score, veto, first in facts_of_each
    ]
    found = result.drop(columns="_group").rename(columns={"owner": "organisation"})
    vetoed, graded = result["vetoed"].astype("Int64"), pd.Series(given, dtype="str")
    return found.assign(contest=contest, rank=rank, vetoed=vetoed, grade=graded)


def places(value: pd.Series, contest: pd.Series) -> pd.Series:
    """Places (Int64), the largest first, within each contest; equal values share the better one.

    Values that differ by floating-point noise alone are equal; unknown ones have no place.

    >>> places(pd.Series([0.3, 0.1 + 0.2, 0.2, None]), pd.Series(["a", "a", "a", "a"])).tolist()
    [1, 1, 3, <NA>]
    """
    settled = value.astype("float64").map(lambda number: float(f"{number:.12g}"))
    ranked = settled.astype("float64").groupby(contest, dropna=False)
    return ranked.rank(method="min", ascending=False).astype("Int64")


def places_gained(place: pd.Series, before: pd.Series, contest: pd.Series) -> pd.Series:
    """Places gained (below 0: lost; Int64) since the table before, within each contest.

    Counted among those who are placed in both: nobody moves because another has not reported, is
    new, or is compared with others by now.  Missing for one without a place in either.

    >>> now, before = pd.Series([2, None, 1], dtype="Int64"), pd.Series([3, 1, 2], dtype="Int64")
    >>> places_gained(now, before, pd.Series(["a", "a", "a"])).tolist()
    [0, <NA>, 0]
    """
    both = place.notna() & before.notna()
    then, now = (places(-told.where(both).astype("float64"), contest) for told in (before, place))
    return then - now


def moved(now: pd.DataFrame, before: pd.DataFrame) -> pd.Series:
    """Places gained by each row of `scores` since a quarter before, see `places_gained`."""
    then = looked_up(now, ["organisation", "unit", "among"], before, ["rank"])["rank"]
    return places_gained(now["rank"], then, now["among"])


def grade(score: float, table: Bands, *, vetoed: bool = False, top: bool = True) -> str | None:
    """The office's grade of a score; None for a score unknown (NaN).

    A veto (一票否决) changes the grade, never the number: a vetoed score gets the word of the
    lowest band.  Where the best grade is kept for the first places, those not among them (not
    `top`) get the next one.

    Source: 厦门 2017 (80-85 含 80 良好); 省级以上开发区考核办法; 东莞 2019 (90 分以上且排名前 10
    为优秀).

    >>> from scorecard.schema.bands import GRADES
    >>> [grade(score, GRADES["厦门"]) for score in (80.0, 79.999)]
    ['良好', '一般']
    >>> grade(95.0, GRADES["厦门"], vetoed=True), grade(95.0, GRADES["厦门"], top=False)
    ('不合格', '良好')
    """
    found, ordered = band_of(score, table), rising(table)
    if found is None:
        return None
    found = ordered[0] if vetoed else found
    return ordered[-2].label if found == ordered[-1] and not top else found.label


# ---------------------------------------------------------------------------
# League tables: units or zones compared on one indicator or on the rate of their points.
#
# Competition ranking (1-2-2-4), each group ranked on its own, movement since the table before.  A
# member without a figure, or below the coverage gate, has no place and takes none.

SCORES: Final[Columns] = {
    **dict.fromkeys(("organisation", "unit"), TEXT),
    **dict.fromkeys(SCORE_NUMBERS, NUMBER),
    "rank": INTEGER,
    "among": TEXT,
    "missing": INTEGER,
    "score_kind": TEXT,
    "judged": "bool",
    "score_reason": TEXT,
    **dict.fromkeys(("targets_judged", "targets_on_schedule"), INTEGER),
    "ranked_by": TEXT,
}
"""The columns of `scores`."""


def rank_members(table: pd.DataFrame, previous: pd.DataFrame | None = None) -> pd.DataFrame:
    """Places of members, best first within each group.

    Columns read of both tables: `member`, `group` (text; missing is a group of its own), `value`
    (float64), `direction` (+1 the largest is first, -1 the smallest), and `organisation` where
    members are units.

    Returns the rows sorted by group and place with `place`, `of` (members placed in the group),
    `previous_place`, `movement` (places gained, see `places_gained`; all Int64) and `tied` (bool).

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
    before = table.iloc[:0] if previous is None else previous
    before = before.assign(previous_place=_places(before))
    keys = [key for key in ("organisation", "member", "group") if key in table]
    then = looked_up(table, keys, before, ["previous_place"])["previous_place"].astype("Int64")
    result = table.assign(place=_places(table))
    placed = result.groupby("group", dropna=False)["place"]
    result["of"] = placed.transform("count").astype("Int64")
    result["previous_place"] = then
    result["movement"] = places_gained(result["place"], then, result["group"].fillna(""))
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
    why = pd.Series(str(v.NoPlace.NO_FIGURE), table.index, "str")
    why = why.mask(table["older"], str(v.NoPlace.OLDER_PERIOD))
    table["league_reason"] = why.where(table["place"].isna())
    return table.drop(columns="older")


def by_score(
    summaries: pd.DataFrame, member: str = "unit", previous: pd.DataFrame | None = None
) -> pd.DataFrame:
    """League table of rates: points earned of the points due, so that size and timing gain nothing.

    Where one of those compared has no weights, all are by the share of judged targets on schedule.
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
        value = placed_by(rolled, rolled["contest"]).where(rolled["judged"])
        return table.assign(value=value, direction=1)

    table = rank_members(rates(summaries), None if previous is None else rates(previous))
    short = table["coverage"].notna() & table["place"].isna()
    why = pd.Series(str(v.NoPlace.NO_FIGURE), table.index, "str")
    why = why.mask(short, str(v.NoPlace.BELOW_COVERAGE_GATE))
    group = table["group"].where(table["group"].ne("") & (member == "organisation"))
    return table.assign(league_reason=why.where(table["place"].isna()), group=group)


def scores(assessments: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """The `scores` of the JSON contract: one row for each organisation, and one for each unit.

    `assessments`: rows of `ASSESSMENTS` of everybody who is placed, as `points.with_points` fills
    them.  Returns the columns `SCORES`: `organisation`, `unit` (missing for the organisation as a
    whole), `rank` (Int64) `among` those of the same text, `targets_judged` and
    `targets_on_schedule` (Int64), the others as in `rollup.summarise`.  `ranked_by` says by what
    the row is placed: `points`, its rate, or `on_schedule`, the share of its judged targets that
    are on schedule, where it or another among whom it is placed has no weights.
    Each organisation stands before its units, the best first.

    Source: the project's method, section "Rolling up".
    """
    rows = []
    groups = plain(assessments["group"])
    contests: dict[str | None, set[str]] = {}
    for organisation, group in zip(plain(assessments["organisation"]), groups, strict=True):
        contests.setdefault(organisation, set()).update({group} - {None})
    for keys in (["organisation"], ["organisation", "unit"]):
        for key, mine in grouped(assessments, keys).items():
            organisation, unit = (*key, None)[:2]
            if len(key) > 1 and unit is None:
                continue  # answered for by nobody
            own = contests[organisation]
            contest = organisation if unit else next(iter(own)) if len(own) == 1 else None
            whose = {"organisation": organisation, "unit": unit}
            among = {"among": f"{len(key)} {contest or ''}"}
            rows.append({**whose, **among, **total(mine, policy)})
    frame = typed(pd.DataFrame(rows), {**_COLUMNS, **SCORES})
    contest, (judged, good) = frame["among"], _judged_and_good(frame)
    rate = placed_by(frame, contest).where(frame["judged"])
    ranked_by = pd.Series("points", frame.index, "str").mask(_bare(frame, contest), ON_SCHEDULE)
    told = {"targets_judged": judged, "targets_on_schedule": good, "ranked_by": ranked_by}
    placed = frame.assign(**told, rank=places(rate, contest), _of_unit=frame["unit"].notna())
    order = ["organisation", "_of_unit", "rank", "unit"]
    return typed(placed.sort_values(order, ignore_index=True), SCORES)


ON_SCHEDULE: Final = "on_schedule"
"""By what members are placed of whom one has no weights."""


def _judged_and_good(counts: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """How many targets have a verdict, and how many of them are on schedule, by status counts."""
    judged, good = (counts[list(map(str, among))].sum(axis=1) for among in (v.VERDICTS, v.GOOD))
    return judged, good


def _bare(rolled: pd.DataFrame, contest: pd.Series) -> pd.Series:
    """Whether one of those who are compared has no weights."""
    return rolled["score_kind"].eq("count").groupby(contest, dropna=False).transform("any")


def placed_by(rolled: pd.DataFrame, contest: pd.Series) -> pd.Series:
    """What members are placed by, a share: their rate.

    Of a contest in which one has no weights the share of judged targets on schedule, which all of
    them have.
    """
    judged, good = _judged_and_good(rolled)
    share = good / judged.where(judged > 0)
    return rolled["rate"].mask(_bare(rolled, contest), share.astype("float64"))


def _places(table: pd.DataFrame) -> pd.Series:
    return places(table["value"] * table["direction"], table["group"].fillna(""))


def _members(
    assessments: pd.DataFrame, indicator: str, member: str, fiscal_start: int
) -> pd.DataFrame:
    rows = assessments[assessments["indicator"].eq(indicator)].sort_values("due", kind="stable")
    rows = rows.drop_duplicates(["organisation", member])
    lower = rows["direction"].eq(v.Direction.DECREASE) | rows["comparator"].isin(v.DOWNWARD)
    known = rows["status"].eq(v.Status.NOT_DUE)
    judged = rows["status"].isin(v.VERDICTS)
    value = rows["actual"].where(judged).mask(known, rows["known_value"])
    period = rows["actual_period"].where(judged).mask(known, rows["known_period"])
    end = last_days(period, fiscal_start).where(value.notna())
    older = end.lt(end.groupby(rows["group"].fillna("")).transform("max"))
    found = pd.DataFrame({"organisation": rows["organisation"], "member": rows[member]})
    way = np.where(lower, -1, 1)
    found = found.assign(group=rows["group"], value=value.mask(older), direction=way)
    return found.assign(actual_period=period, older=older).reset_index(drop=True)


# ---------------------------------------------------------------------------
# Targets made of others: compound (worst part wins), cascade (层层加码), series (mean score).
#
# A child names its parent in `parent` and how it belongs to it in `parent_kind`.  Numbers of ranks,
# rates and shares are never added up or averaged; only targets of flows, stocks and milestones are.


def compound(assessments: pd.DataFrame) -> pd.DataFrame:
    """Status of each compound target, taken from its worst part.

    Columns read: `target`, `parent`, `parent_kind`, `status`, `method_class` (text; the last may be
    absent).  Returns one row per parent (index: its id): `status`, `part` (the deciding target, the
    first of equals), `method_class` (of that part), `parts` (Int64).

    ================================  ==========================================
    parts                             status of the whole
    ================================  ==========================================
    one missed or off track           missed, off track: whatever is missing
    one overdue or awaiting data      overdue, awaiting data
    achieved and not yet due          not due
    all achieved                      achieved
    ================================  ==========================================

    Source: the project's method, `parent_kind`.

    >>> rows = {"target": ["a", "b"], "parent": ["p", "p"], "parent_kind": "compound"}
    >>> compound(pd.DataFrame(rows | {"status": ["achieved", "at_risk"]}))["status"].tolist()
    ['at_risk']
    """
    parts = _children(assessments, v.ParentKind.COMPOUND)
    order = parts["status"].map({str(s): n for n, s in enumerate(v.WORST_PART_FIRST)})
    ranked = parts.assign(_order=order).sort_values("_order", kind="stable")
    told = [name for name in ("status", "target", "method_class") if name in ranked]
    worst: pd.DataFrame = ranked.drop_duplicates("parent").set_index("parent").sort_index()[told]
    count = ranked.groupby("parent").size().astype("Int64")
    return worst.rename(columns={"target": "part"}).assign(parts=count)


def cascade(assessments: pd.DataFrame) -> pd.DataFrame:
    """Whether the children's target values reach their parent's, in the indicator's unit.

    ``sum of children >= parent`` where more is better, ``<=`` for a limit that is shared out;
    equality where a part says so (`cascade_equal`).

    Columns read: `target`, `parent`, `parent_kind`, `measure`, `direction`, `comparator` (text),
    `target_value` (float64); `unit_of_measure` (text) where it is there.

    Returns one row per parent: `parent_value`, `children`, `difference`
    (children less parent; float64), `holds` (boolean, missing where unknown),
    `exceeds` (bool: 层层加码), `equal_asked` (bool), `cascade_reason` (text).

    ===========================  =============================================
    case                         result
    ===========================  =============================================
    ranks, rates                 `holds` missing, `not_added`
    parts in another unit        `holds` missing, `units_differ`
    a child without a value      `holds` missing, `parts_incomplete`
    parent not among the rows    `holds` missing, `parent_unknown`
    ===========================  =============================================

    Source: 东湖高新区 2026 (到位 715 against 700); the project's method, `parent_kind`.

    >>> rows = {"target": ["p", "a", "b"], "parent": [None, "p", "p"], "parent_kind": "cascade"}
    >>> rows |= {"measure": "flow", "direction": "increase", "comparator": ">="}
    >>> cascade(pd.DataFrame(rows | {"target_value": [700.0, 400.0, 315.0]}))["difference"].tolist()
    [15.0]
    """
    parts = _children(assessments, v.ParentKind.CASCADE, v.ParentKind.CASCADE_EQUAL)
    grouped = parts.groupby("parent", sort=True)
    children = grouped["target_value"].sum(skipna=False)
    whole = assessments.drop_duplicates("target").set_index("target").reindex(children.index)
    equal = parts["parent_kind"].eq(v.ParentKind.CASCADE_EQUAL)
    asked = pd.Series(children.index.isin(parts.loc[equal, "parent"]), children.index)
    alike = _same_units(parts, whole)
    added = ~parts["measure"].isin([v.Measure.RANK, v.Measure.RATE]).groupby(parts["parent"]).any()
    children = children.where(added & alike)
    difference = children - whole["target_value"]
    lower = whole["direction"].eq(v.Direction.DECREASE) | whole["comparator"].isin(v.DOWNWARD)
    slack = TOLERANCE * whole["target_value"].abs().clip(lower=1.0)
    reached = difference.mask(lower, -difference).ge(-slack)
    same = difference.abs().le(slack)
    holds = reached.where(~asked, same).astype("boolean")
    reason = pd.Series(None, index=children.index, dtype="str")
    reason = reason.mask(whole["target_value"].isna(), v.NoSum.PARENT_UNKNOWN.value)
    reason = reason.mask(children.isna(), v.NoSum.PARTS_INCOMPLETE.value)
    reason = reason.mask(~alike, v.NoSum.UNITS_DIFFER.value).mask(~added, v.NoSum.NOT_ADDED.value)
    return pd.DataFrame(
        {
            "parent_value": whole["target_value"],
            "children": children,
            "difference": difference,
            "holds": holds.mask(reason.notna()),
            "exceeds": difference.gt(slack),
            "equal_asked": asked,
            "cascade_reason": reason,
        }
    )


def series(assessments: pd.DataFrame) -> pd.DataFrame:
    """Mean score of the method over the series of each parent.

    Columns read: `parent`, `parent_kind`, `method`, `method_class`, `group` (text), `method_score`
    (float64).  With sub-groups it is the mean of the groups' means.  Returns one row per parent:
    `method_score`, `method_class` (growth ratio only; achieved only where all series are),
    `series`, `scored` (Int64: how many, and how many with a score).

    Source: Statistics Canada, aggregate of several series; the project's method, `parent_kind`.

    >>> rows = {"parent": ["p", "p"], "parent_kind": "series", "method": "growth_ratio"}
    >>> rows |= {"method_class": "substantial_progress", "group": None, "method_score": [5.0, 1.0]}
    >>> series(pd.DataFrame(rows))["method_score"].tolist()
    [3.0]
    """
    parts = _children(assessments, v.ParentKind.SERIES)
    grouped = parts.groupby("parent", sort=False)
    names = parts["parent"].tolist(), parts["group"].fillna("").tolist()
    means = aggregate(parts["method_score"].tolist(), *names)
    met = parts["method_class"].eq(ACHIEVED) | parts["method_score"].isna()
    all_met = met.groupby(parts["parent"], sort=False).all()
    words = [
        aggregate_class(mean, all_met=done)
        for mean, done in zip(means.values(), all_met, strict=True)
    ]
    ours = parts["method"].eq(v.Method.GROWTH_RATIO).groupby(parts["parent"], sort=False).all()
    result = pd.DataFrame(
        {
            "method_score": pd.Series(means, index=all_met.index, dtype="float64"),
            "method_class": pd.Series(words, index=all_met.index, dtype="str").where(ours),
            "series": grouped.size().astype("Int64"),
            "scored": grouped["method_score"].count().astype("Int64"),
        }
    )
    return result.sort_index()


def _children(assessments: pd.DataFrame, *kinds: str) -> pd.DataFrame:
    """The rows that belong to a parent in one of these ways."""
    return assessments[assessments["parent"].notna() & assessments["parent_kind"].isin(kinds)]


def _same_units(parts: pd.DataFrame, whole: pd.DataFrame) -> pd.Series:
    """For each parent whether its parts are counted in its own unit, as far as units are told."""
    if "unit_of_measure" not in parts:
        return pd.Series(data=True, index=whole.index)
    own = parts["parent"].map(whole["unit_of_measure"])
    unit = parts["unit_of_measure"]
    other = own.notna() & unit.notna() & own.ne(unit)
    return ~other.groupby(parts["parent"], sort=True).any()
