"""Many assessments as a few numbers: counts always, a weighted score, and how much is known of it.

A score never stands alone: beside it stand the coverage (share of weight that reported) and the
range it could have if everything missing were worst or best.  Ranks, shares and rates themselves
are never averaged or summed here; only weights, points and shares of the way are.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from scorecard.schema.bands import Bands, band_of, rising
from scorecard.schema.columns import INTEGER, NUMBER, TEXT
from scorecard.schema.frames import Columns, typed
from scorecard.schema.policy import Policy
from scorecard.schema.reasons import NoPoints, NoScore
from scorecard.schema.vocabulary import GOOD, OUTSIDE, VERDICTS, Direction, Measure, Status
from scorecard.scoring.points import bounds, counted_mark, plain
from scorecard.scoring.rules import place

BY: Final = ("organisation", "unit", "group", "parent")
"""What targets are rolled up by; all but the first within their organisation."""
SUMMARY_NUMBERS: Final = (
    *("weight_due", "weight_reported", "coverage"),
    *("score", "score_low", "score_high"),
)
_COLUMNS: Final[Columns] = {
    **dict.fromkeys((*map(str, Status), "targets", "reported"), INTEGER),
    **dict.fromkeys((*SUMMARY_NUMBERS, "score_share"), NUMBER),
    "score_kind": TEXT,
    "unpointed": INTEGER,
    "judged": "bool",
    "score_reason": TEXT,
}
_READ: Final = (
    *("status", "measure", "direction", "progress", "weight"),
    *("points", "full_points", "scoring", "points_reason"),
)


@dataclass(frozen=True, slots=True)
class Scored:
    """What a roll-up adds up of one assessment; None is unknown.

    `share` is that of the weight earned, None without a verdict; `least` and `most` are the points
    its cell can give; `waiting` says that its points wait for the figure of another target.
    """

    status: str
    weight: float | None
    share: float | None
    points: float | None
    full: float | None
    least: float
    most: float
    waiting: bool


def earned_share(
    status: str, measure: str | None, direction: str | None, progress: float | None
) -> float | None:
    """Share of the weight a target has earned, 0 to 1; None without a verdict.

    ``min(max(G, 0), 1)`` with G the progress; 1 or 0 where only met-or-not is known.

    ====================================  ==========================================
    case                                  share
    ====================================  ==========================================
    achieved                              1
    rank, hold, cap on a flow,            1 for achieved, ahead, on_track; else 0
    progress undefined
    over-achieved                         capped at 1 (shown on the item, not here)
    moving away (G < 0)                   0
    no verdict (not due, missing, ...)    None
    ====================================  ==========================================

    Source: the project's method, section "Rolling up".

    >>> (
    ...     earned_share("on_track", "flow", "increase", 1.2),
    ...     earned_share("overdue", "flow", None, 0.3),
    ... )
    (1.0, None)
    >>> earned_share("on_track", "flow", "increase", 1.2), earned_share("overdue", None, None, 0.3)
    (1.0, None)
    >>> earned_share("missed", "rank", "decrease", 0.9), earned_share("at_risk", "rate", None, 0.4)
    (0.0, 0.4)
    """
    if status not in VERDICTS:
        return None
    cap_on_flow = measure == Measure.FLOW and direction == Direction.DECREASE
    met_or_not = measure == Measure.RANK or direction == Direction.HOLD or cap_on_flow
    if status == Status.ACHIEVED or progress is None or met_or_not:
        return 1.0 if status in GOOD else 0.0
    return min(max(progress, 0.0), 1.0)


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
    keys = list(by or ())
    groups: dict[tuple[Any, ...], list[Scored]] = {} if keys else {(): []}
    key_rows = zip(*(plain(assessments[key]) for key in keys), strict=True)
    places = list(key_rows) if keys else [()] * len(assessments)
    for key, scored in zip(places, _scored(assessments), strict=True):
        groups.setdefault(key, []).append(scored)
    ordered = sorted(groups, key=lambda key: [(part is None, part or "") for part in key])
    frame = typed(pd.DataFrame([_summary(groups[key], policy) for key in ordered]), _COLUMNS)
    for n, name in enumerate(keys):
        frame.insert(n, name, pd.Series([key[n] for key in ordered], dtype="str"))
    return frame


def summary(assessments: pd.DataFrame, policy: Policy) -> dict[str, Any]:
    """The `summary` of the JSON contract: counts of every status and the six numbers or None.

    Source and awkward cases: `summarise`.

    >>> from scorecard.schema.frames import ASSESSMENTS, empty
    >>> nothing = summary(empty(ASSESSMENTS), Policy())
    >>> nothing["counts"]["achieved"], nothing["score"]
    (0, None)
    """
    row = _summary(list(_scored(assessments)), policy)
    numbers = {name: None if math.isnan(row[name]) else row[name] for name in SUMMARY_NUMBERS}
    return {"counts": {str(status): row[str(status)] for status in Status}, **numbers}


def _scored(assessments: pd.DataFrame) -> Iterator[Scored]:
    columns = [
        plain(assessments[name]) if name in assessments else [None] * len(assessments)
        for name in _READ
    ]
    for row in zip(*columns, strict=True):
        status, measure, direction, progress, weight, points, full, scoring, reason = row
        least, most = bounds(scoring, full)
        yield Scored(
            status=status,
            weight=weight,
            share=earned_share(status, measure, direction, progress),
            points=points,
            full=counted_mark(scoring, full),
            least=least,
            most=most,
            waiting=status in VERDICTS and points is None and reason == NoPoints.PART_MISSING,
        )


@dataclass(slots=True)
class _Sums:
    """The sums of one group; an unknown part makes its sum unknown (NaN), it is never taken for 0.

    `share_…` are in units of weight, `points_…` and `full_…` in points; `_low` and `_high` are the
    sums if everything missing were worst or best.
    """

    verdicts: int = 0
    missing: int = 0
    unpointed: int = 0
    due: float = 0.0
    reported: float = 0.0
    full_due: float = 0.0
    full_reported: float = 0.0
    share_got: float = 0.0
    share_high: float = 0.0
    points_got: float = 0.0
    points_low: float = 0.0
    points_high: float = 0.0

    def add(self, row: Scored, weight: float) -> None:
        """One assessment more, which has this weight."""
        if row.status in OUTSIDE:
            return
        full = math.nan if row.full is None else row.full
        self.due += weight
        self.full_due += full
        self.share_got += weight * (row.share or 0.0)
        self.share_high += weight * (1.0 if row.share is None else row.share)
        if row.share is None:
            self.missing += 1
        else:
            self.verdicts += 1
            self.reported += weight
        if row.share is None or row.waiting:
            self.points_low += min(row.least, 0.0)
            self.points_high += row.most
            return
        points = math.nan if row.points is None else row.points
        self.unpointed += row.points is None
        self.full_reported += full
        self.points_got += points
        self.points_low += points
        self.points_high += points


def _summary(rows: Sequence[Scored], policy: Policy) -> dict[str, Any]:
    """The numbers of one group: columns of `summarise` by name, NaN where unknown."""
    weights, sums = _weights(rows), _Sums()
    for row, weight in zip(rows, weights or [math.nan] * len(rows), strict=True):
        sums.add(row, weight)
    in_points = sums.verdicts > 0 and not sums.unpointed
    anything = sums.verdicts + sums.missing > 0
    coverage = _quotient(sums.reported, sums.due)
    if in_points:  # points taken away never leave less than nothing
        score, low, high, whole = (
            max(sums.points_got, 0.0),
            max(sums.points_low, 0.0),
            max(sums.points_high, 0.0),
            sums.full_due,
        )
        known = _quotient(sums.full_reported, whole) if whole else 1.0  # bonus and penalty alone
    else:
        score, low, high, whole = sums.share_got, sums.share_got, sums.share_high, sums.due
        known = coverage
    if policy.renormalise:
        score = _quotient(score, known)
    score = score if sums.verdicts else math.nan
    return {
        **{str(status): sum(row.status == status for row in rows) for status in Status},
        "targets": len(rows),
        "reported": sums.verdicts,
        "weight_due": sums.due if weights is not None else math.nan,
        "weight_reported": sums.reported if weights is not None else math.nan,
        "coverage": coverage,
        "score": score,
        "score_low": low if anything else math.nan,
        "score_high": high if anything and math.isfinite(high) else math.nan,
        "score_share": _quotient(score, whole),
        "score_kind": "points" if in_points else "weight",
        "unpointed": sums.unpointed if sums.unpointed < sums.verdicts else 0,
        "judged": coverage >= policy.coverage_gate - policy.tolerance,
        "score_reason": _reason(score, weighted=weights is not None or in_points, due=anything),
    }


def _weights(rows: Sequence[Scored]) -> list[float] | None:
    """The weight in force of each row; None where some are blank, or one is negative."""
    scorable = [row.weight for row in rows if row.status != Status.NOT_SCORED]
    if all(weight is None for weight in scorable):
        return [1.0] * len(rows)
    if any(weight is None or weight < 0.0 for weight in scorable):
        return None
    return [row.weight or 0.0 for row in rows]


def _quotient(above: float, below: float) -> float:
    return above / below if below > 0 else math.nan


def _reason(score: float, *, weighted: bool, due: bool) -> str | None:
    """Why a group has no score: the first that holds."""
    if not weighted:
        return NoScore.WEIGHTS_INCOMPLETE
    if not due:
        return NoScore.NOTHING_DUE
    return NoScore.NOTHING_REPORTED if math.isnan(score) else None


# ------------------------------------------------------------------------- vetoes and grades


def roll_up(
    assessments: pd.DataFrame, policy: Policy, by: str, grades: Bands | None = None
) -> pd.DataFrame:
    """One row per organisation, unit, group or parent: counts, coverage, score, veto, grade.

    Columns read: those of `summarise`, `organisation`, `group`, the column `by` and `veto`.

    Returns what `summarise` gives (index from 0, sorted by its keys), the key columns
    `organisation` and `by`, and: `vetoed` (Int64: targets whose veto has fallen), `grade` (text:
    the band of 100 times `score_share`, points per hundred).

    =====================================  ==================================================
    case                                   result
    =====================================  ==================================================
    target without a unit, group, parent   in no row of that roll-up
    parts of a parent in several books     one row, under the parent's own organisation
    coverage below the gate                no grade: the group is not judged
    a veto has fallen                      the lowest grade; the score is what it was
    no grade bands                         no grade
    policy.best_places                     the best grade for the first places of each comparison
                                           group only; the others get the next one
    =====================================  ==================================================

    Source: the project's method, "Rolling up"; 厦门 2017 (grades); 东莞 2019 (best places).
    """
    keys = list(dict.fromkeys(("organisation", by)))
    rows = assessments[assessments[by].notna()]
    if by == "parent":  # its parts may stand in several books
        owner = assessments.drop_duplicates("target").set_index("target")["organisation"]
        rows = rows.assign(organisation=rows["parent"].map(owner).fillna(rows["organisation"]))
    result = summarise(rows, policy, keys)
    names = list(zip(*(plain(result[key]) for key in keys), strict=True))
    of_row = list(zip(*(plain(rows[key]) for key in keys), strict=True))
    fallen = Counter(key for key, veto in zip(of_row, plain(rows["veto"]), strict=True) if veto)
    among: dict[tuple[Any, ...], set[Any]] = {}
    for key, group in zip(of_row, plain(rows["group"]), strict=True):
        among.setdefault(key, set()).add(group)
    contests = [_contest(among[name] if by != "group" else set()) for name in names]
    judged = result["score_share"].where(result["judged"]).mul(100.0).tolist()
    vetoed = [fallen[name] for name in names]
    given = _grades(judged, vetoed, contests, grades, policy.best_places)
    return result.assign(
        vetoed=pd.Series(vetoed, dtype="Int64"), grade=pd.Series(given, dtype="str")
    )


def _contest(groups: set[Any]) -> str:
    """Whom a member is placed among: those of the group that all its targets are in."""
    known = groups - {None}
    return str(next(iter(known))) if len(known) == 1 else ""


def _grades(
    scores: Sequence[float],
    vetoed: Sequence[int],
    contests: Sequence[str],
    table: Bands | None,
    best_places: int,
) -> list[str | None]:
    if table is None:
        return [None] * len(scores)
    given = []
    for score, veto, contest in zip(scores, vetoed, contests, strict=True):
        rivals = sorted(
            other
            for other, its in zip(scores, contests, strict=True)
            if its == contest and not math.isnan(other)
        )
        top = not best_places or (not math.isnan(score) and place(score, rivals) <= best_places)
        given.append(grade(score, table, vetoed=veto > 0, top=top))
    return given


def grade(score: float, table: Bands, *, vetoed: bool = False, top: bool = True) -> str | None:
    """The office's grade of a score; None for a score unknown (NaN).

    A veto (一票否决) changes the grade, never the number: a vetoed score gets the word of the
    lowest band.  Where the best grade is kept for the first places, those not among them (not
    `top`) get the next one.

    Source: 厦门 2017 (80-85 含 80 良好); 省级以上开发区考核办法; 东莞 2019 (90 分以上且排名前 10
    为优秀).

    >>> from scorecard.schema.band_presets import XIAMEN_GRADES
    >>> [grade(score, XIAMEN_GRADES) for score in (80.0, 79.999)]
    ['良好', '一般']
    >>> grade(95.0, XIAMEN_GRADES, vetoed=True), grade(95.0, XIAMEN_GRADES, top=False)
    ('不合格', '良好')
    """
    found, ordered = band_of(score, table), rising(table)
    if found is None:
        return None
    found = ordered[0] if vetoed else found
    return ordered[-2].label if found == ordered[-1] and not top else found.label
