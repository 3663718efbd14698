"""Points of assessments: each target's `scoring` cell applied to its figure, with a reason else.

A cell holds one rule or several joined by `+`: `completion(cap=1.2)`, `step(per=1, points=0.1) +
veto`.  A rule is a name and, in brackets, parameters `name=number`, separated by `,` or `;`; names
may be Chinese: `完成率(上限=120%)`.  `bands` and `efficacy_bands` take a table with `;` between its
rows: `bands(>= 10: 20; [5, 10): 10; < 5: 3)`.  `composite` names targets with their shares,
`deduct` may name targets whose shortfalls add up: `composite(T-a: 50%; T-b: 50%)`,
`deduct(T-a; T-b; per=1, points=0.1)`.

Over 500 lines because what a target earns of its weight rests on its points.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final, NamedTuple

import pandas as pd

from scorecard.schema import vocabulary as v
from scorecard.schema.frames import ASSESSMENTS
from scorecard.schema.policy import TOLERANCE, at_least, satisfies
from scorecard.scoring import rules as r

COMPARED_BY: Final = ("indicator", "group", "due")
"""Targets that share these are compared by `rank_step` and by `efficacy` over all units."""
COLUMNS_READ: Final = (
    *("scoring", "full_points", "actual", "target_value"),
    *("direction", "comparator", "measure", "status", *COMPARED_BY),
)
"""Columns that must be there."""
COLUMNS_USED: Final = (
    *("target", "baseline", "upper", "allowed_deviation", "flags", "actual_period"),
)
"""Columns read where they are there: parts, growth, `between`, `about`, met early or stale."""
_NAMES: Final = {zh: rule for rule in r.RULES.values() for zh in (rule.name, *rule.zh)}
_CALL: Final = re.compile(r"(?P<name>[^\W\d]\w*)\s*(?:\((?P<inside>.*)\))?", re.DOTALL)
_KEPT: Final = (v.Comparator.BELOW, v.Comparator.BETWEEN, v.Comparator.EQUAL)
"""Comparators that a cap on a flow is held to; any other means: at most."""


# --------------------------------------------------------------------------------- the cell


@lru_cache(maxsize=4096)
def parse_scoring(text: str) -> tuple[r.Rule, ...]:
    """Read a `scoring` cell; full-width characters and spaces are forgiven.

    Refuses with `ScoringTextError`: an unknown rule or parameter, a parameter twice, a missing
    one, a number out of its range (`step=5` for 5 %), shares that do not add up to 1, `part`
    beside other rules, a table with a gap, an overlap or values out of order.

    >>> [rule.name for rule in parse_scoring("step(per=1, points=0.1, limit=3) + 一票否决")]
    ['step', 'veto']
    """
    clean = unicodedata.normalize("NFKC", text).strip()
    rules = tuple(_rule(piece.strip()) for piece in _joined(clean))
    if len(rules) > 1 and any(isinstance(rule, r.Part) for rule in rules):
        raise r.ScoringTextError(text, r.Part.name)
    return rules


def readable(text: str | None) -> tuple[r.Rule, ...]:
    """The rules of a cell; none where it is blank or cannot be read."""
    try:
        return () if text is None else parse_scoring(text)
    except r.ScoringTextError:
        return ()


def _joined(text: str) -> list[str]:
    """The pieces between the `+` that stand outside all brackets."""
    pieces, depth = [""], 0
    for character in text:
        depth += (character in "([") - (character in ")]")
        if character == "+" and depth <= 0:
            pieces.append("")
        else:
            pieces[-1] += character
    return pieces


def _rule(piece: str) -> r.Rule:
    call = _CALL.fullmatch(piece)
    if call is None or call["name"] not in _NAMES:
        raise r.ScoringTextError(piece, ", ".join(r.RULES))
    return _NAMES[call["name"]].parse((call["inside"] or "").strip())


def bounds(cell: str | None, full: float | None) -> tuple[float, float]:
    """Fewest and most points a scoring cell can give; infinite without a limit.

    A blank or unreadable cell gives 0 to the full mark; NaN without a full mark where one is
    needed.

    >>> bounds("completion(cap=1.2)", 0.5), bounds("penalty(per=1, points=1)", None)
    ((0.0, 0.6), (-inf, 0.0))
    """
    mark = math.nan if full is None else full
    rules = readable(cell)
    if not rules:
        return 0.0 * mark, mark
    low = high = 0.0
    for place, rule in enumerate(rules):
        least, most = rule.range(mark)
        if isinstance(rule, r.Deduct) and place:
            low, high = 0.0, max(high, 0.0)
        else:
            low, high = low + least, high + most
    return low, high


def counted_mark(cell: str | None, full: float | None) -> float | None:
    """The full mark that a scoring cell counts for, in points: what a share is taken of.

    =========================================  ====================================
    case                                       full mark
    =========================================  ====================================
    bonus, penalty, veto, part alone           0: they stand beside the full marks
    points typed                               those
    blank, and every rule says its own         their sum (`full=`, `base=`, a table)
    blank otherwise                            None
    =========================================  ====================================

    >>> counted_mark("completion", 10.0), counted_mark("bonus(per=1, points=1)", None)
    (10.0, 0.0)
    >>> counted_mark("bands(>= 5: 20; < 5: 3)", None)
    20.0
    """
    rules = readable(cell)
    if rules and all(rule.beside for rule in rules):
        return 0.0
    return own_mark(rules) if rules and full is None else full


def own_mark(rules: Sequence[r.Rule]) -> float | None:
    """The full mark that rules name themselves; None where one of them needs the target's."""
    total = 0.0
    for rule in rules:
        if rule.own_mark is None:
            return None
        total += rule.own_mark
    return total


# ---------------------------------------------------------------------------------- points


@dataclass(frozen=True, slots=True)
class RuleTold:
    """How one rule of a target came to its points: the rule's title and its steps."""

    title: str
    steps: tuple[r.Said, ...]


def points(assessments: pd.DataFrame, tolerance: float = TOLERANCE) -> pd.DataFrame:
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

    Source: the project's method, section "Scoring"; the rules' own sources in `scoring.rules`.

    >>> row = {"scoring": "completion(cap=1.2)", "full_points": 0.5, "actual": 6.0}
    >>> row |= {"target_value": 5.0, "direction": "increase", "comparator": ">="}
    >>> row |= {"measure": "flow", "status": "achieved", "indicator": "x", "due": "2024"}
    >>> points(pd.DataFrame([row | {"group": None}]))["points"].tolist()
    [0.6]
    """
    items = items_of(assessments, tolerance)
    typed_in = assessments["scoring"].notna().tolist()
    among = r.Items(items)
    found = [_worth(one, among, typed_in=typed) for one, typed in zip(items, typed_in, strict=True)]
    none = [worth if isinstance(worth, v.NoPoints) else None for worth in found]
    vetoed = (any(isinstance(rule, r.Veto) for rule in item.rules) for item in items)
    fallen = [one.verdict and one.failed and veto for one, veto in zip(items, vetoed, strict=True)]
    given = [math.nan if isinstance(worth, v.NoPoints) else worth for worth in found]
    index = assessments.index
    reasons = pd.Series(none, index, "str")
    told = {"points": pd.Series(given, index, "float64"), "points_reason": reasons}
    return pd.DataFrame({**told, "veto": pd.Series(fallen, index, "bool")}, index=index)


def told(
    assessments: pd.DataFrame, tolerance: float = TOLERANCE
) -> dict[tuple[str, str], tuple[RuleTold, ...]]:
    """How points came about, rule by rule, by (organisation, target) of every verdict.

    Columns read: those of `points`, `organisation` and `target`.  Nothing is computed here that the
    rules do not compute.
    """
    items = items_of(assessments, tolerance)
    among, names = r.Items(items), assessments[["organisation", "target"]].itertuples(index=False)
    return {
        (str(organisation), str(target)): tuple(_told(item, among))
        for item, (organisation, target) in zip(items, names, strict=True)
        if item.verdict and item.rules
    }


def _worth(item: r.Item, among: r.Items, *, typed_in: bool) -> r.Worth:
    """The points of a whole cell, or the first reason why there are none."""
    if not item.rules:
        return v.NoPoints.SCORING_NOT_READABLE if typed_in else v.NoPoints.NO_SCORING_RULE
    if not item.verdict:
        return v.NoPoints.NO_VERDICT
    worth: float | None = None
    for rule in item.rules:
        after = rule.apply(item, among, worth)
        if isinstance(after, v.NoPoints):
            return after
        worth = after
    return worth or 0.0


def _told(item: r.Item, among: r.Items) -> Iterator[RuleTold]:
    before: float | None = None
    for rule in item.rules:
        after = rule.apply(item, among, before)
        if isinstance(after, v.NoPoints):
            return
        yield RuleTold(rule.title, tuple(rule.tell(item, among, before, after)))
        before = after


# ------------------------------------------------------------------------ what the rules read


def items_of(assessments: pd.DataFrame, tolerance: float = TOLERANCE) -> list[r.Item]:
    """What the rules read of each assessment (`COLUMNS_READ`, and `COLUMNS_USED` if there)."""
    names = [name for name in (*COLUMNS_READ, *COLUMNS_USED) if name in assessments]
    columns = [plain(assessments[name]) for name in names]
    blank = dict.fromkeys(COLUMNS_USED)
    rows = (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))
    return [_item(blank | row, tolerance) for row in rows]


def plain(column: pd.Series) -> list[Any]:
    """The values of a column, None where missing."""
    missing = column.isna().tolist()
    return [None if none else cell for cell, none in zip(column.tolist(), missing, strict=True)]


def _item(a: Mapping[str, Any], tolerance: float) -> r.Item:
    actual, aim, status = a["actual"], a["target_value"], a["status"]
    lower = a["direction"] == v.Direction.DECREASE or a["comparator"] in v.DOWNWARD
    hold, flow = a["direction"] == v.Direction.HOLD, a["measure"] == v.Measure.FLOW
    direction, flags = -1.0 if lower else 1.0, int(a["flags"] or 0)
    met = status == v.Status.ACHIEVED or (
        (hold or (flow and lower)) and status == v.Status.ON_TRACK
    )
    surplus = _surplus(a, direction)
    failed = status == v.Status.MISSED or (hold and status == v.Status.OFF_TRACK)
    if flow and lower and status == v.Status.OFF_TRACK and surplus is not None:
        kept = a["comparator"] if a["comparator"] in _KEPT else v.Comparator.AT_MOST
        failed |= not satisfies(v.Comparator(kept), actual, aim, a["upper"], tolerance)
    share = float(met) if hold else r.attainment(actual, aim, direction)
    if a["comparator"] == v.Comparator.ABOUT and share is not None and surplus is not None:
        share = max(share, 1.0) if at_least(surplus, 0.0, tolerance) else share
    baseline, increase = a["baseline"], None
    if baseline is not None and baseline > 0 and actual is not None:
        increase = direction * (actual - baseline) / baseline
    settled = status == v.Status.ACHIEVED and not flags & v.flag_bit(v.Flag.EARLY)
    stale = a["actual_period"] if flags & v.flag_bit(v.Flag.STALE) else None
    return r.Item(
        target=a["target"],
        actual=actual,
        aim=aim,
        full=a["full_points"],
        baseline=baseline,
        direction=direction,
        rank=a["measure"] == v.Measure.RANK,
        met=met,
        failed=failed,
        verdict=status in v.VERDICTS,
        surplus=surplus,
        share=share,
        increase=increase,
        comparable=not flow or status == v.Status.MISSED or settled,
        contest=(*(a[name] for name in COMPARED_BY), stale),
        rules=readable(a["scoring"]),
    )


def _surplus(a: Mapping[str, Any], direction: float) -> float | None:
    """How far the actual is better than the target; outside of bounds or beside a value: worse.

    What is about a value is met from that value less its allowed deviation on.
    """
    actual, aim, upper = a["actual"], a["target_value"], a["upper"]
    comparator, around = a["comparator"], 0.0
    if actual is None or aim is None or (comparator == v.Comparator.BETWEEN and upper is None):
        return None
    if comparator == v.Comparator.BETWEEN:
        return 0.0 - max(float(aim - actual), float(actual - upper), 0.0)
    if comparator == v.Comparator.ABOUT:
        around = float(a["allowed_deviation"] or 0.0)
    level = comparator == v.Comparator.ABOUT and a["direction"] == v.Direction.HOLD
    if comparator == v.Comparator.EQUAL or level:
        return 0.0 - max(abs(float(actual - aim)) - around, 0.0)
    return float(direction * (actual - aim)) + around


# ---------------------------------------------------------------------------
# What every target earns of its weight: what was due by now, at the due date the whole way.
#
# A target without a verdict earns nothing and owes nothing; what a figure that is missing could
# still bring stands beside it.  Nothing is added up here: see `rollup`.

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
    earns: v.Earns
    earned_share: float | None
    earned: float | None
    earned_low: float | None
    earned_high: float | None
    unreported: str | None


def earns_by(
    measure: str | None, direction: str | None, comparator: str | None, reason: str | None = None
) -> v.Earns:
    """How a target earns its weight where no rule of the office's own applies.

    `reason` is that of its status: a target that is held earns all or nothing.

    >>> str(earns_by("flow", "decrease", "<=")), str(earns_by("rank", "decrease", "<="))
    ('cap', 'met')
    """
    if v.is_cap(measure, comparator):
        return v.Earns.CAP
    held = reason in {v.Reason.HOLDS, v.Reason.FAILS}
    told = held or measure in {v.Measure.RANK, v.Measure.MILESTONE}
    level = direction == v.Direction.HOLD or comparator == v.Comparator.BETWEEN
    return v.Earns.MET if told or level else v.Earns.PACE


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
    if status not in v.VERDICTS:
        return None
    by = earns_by(a["measure"], a["direction"], a["comparator"], a.get("reason_code"))
    share = _in_the_end(a, by) if status == v.Status.MISSED else a.get("pace_ratio")
    if status == v.Status.ACHIEVED or by is v.Earns.MET or share is None:
        return float(status in v.GOOD)
    return min(max(float(share), 0.0), 1.0)


def _in_the_end(a: Mapping[str, Any], by: v.Earns) -> float | None:
    """What a missed target has reached of its way, a cap of its limit."""
    if by is v.Earns.CAP:
        actual, limit = a.get("actual"), a.get("target_value")
        return limit / actual if limit is not None and actual is not None and actual > 0 else None
    progress = a.get("progress")
    beyond = a["comparator"] == v.Comparator.EQUAL and progress is not None and progress > 1
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
    all blank, some rules without full mark  1 each
    all blank, no rules                      1 each where on schedule: counts, not points
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
    found = points(assessments, tolerance).astype({"veto": "boolean"})
    frame = assessments.assign(**{str(name): found[name] for name in found})
    read = [plain(frame[name]) for name in _READ]
    rows = [dict(zip(_READ, row, strict=True)) for row in zip(*read, strict=True)]
    of_each: dict[str | None, list[Mapping[str, Any]]] = {}
    for row in rows:
        of_each.setdefault(row["organisation"], []).append(row)
    worths = {name: iter(_worths(mine)) for name, mine in of_each.items()}
    counted = {  # nobody has given them weights, nor rules of their own in their place
        name
        for name, mine in of_each.items()
        if not any(row["weight"] is not None or row["scoring"] for row in mine)
    }
    each = [
        _counted(row, as_of) if (name := row["organisation"]) in counted
        else _earned(row, next(worths[name]), as_of)
        for row in rows
    ]  # fmt: skip
    columns = zip(*each, strict=True) if rows else [()] * len(Earned._fields)
    told = zip(Earned._fields, columns, strict=True)
    return frame.assign(**{n: pd.Series(list(x), frame.index, ASSESSMENTS[n]) for n, x in told})


def _worths(rows: Sequence[Mapping[str, Any]]) -> list[float | None]:
    """The weights in force of one organisation's targets."""
    needed = [row["weight"] for row in rows if row["status"] != v.Status.NOT_SCORED]
    rules = [readable(row["scoring"]) for row in rows]
    if any(row["weight"] is not None for row in rows):
        if any(weight is None or weight < 0 for weight in needed):
            return [None] * len(rows)
        counted = (not any(isinstance(rule, r.Part) for rule in cell) for cell in rules)
        return [float(own and (row["weight"] or 0)) for row, own in zip(rows, counted, strict=True)]
    marks = [counted_mark(row["scoring"], row["full_points"]) for row in rows]
    named = zip(rows, marks, strict=True)
    whole = [mark for row, mark in named if mark != 0 and row["status"] != v.Status.NOT_SCORED]
    if whole and None not in whole:
        return [mark or 0.0 for mark in marks]
    vetoes = (all(isinstance(rule, r.Veto) for rule in cell) for cell in rules)
    return [float(mark != 0 or veto) for mark, veto in zip(marks, vetoes, strict=True)]


def _counted(row: Mapping[str, Any], as_of: date | None) -> Earned:
    """A target that has no weight: it counts 1, earned where it is on schedule."""
    status = row["status"]
    by = earns_by(row["measure"], row["direction"], row["comparator"], row["reason_code"])
    silent = by is v.Earns.CAP and status in v.RED and _passed(row["deadline"], as_of)
    unreported = SILENT if silent else None
    if status == v.Status.OVERDUE:
        return Earned(1.0, v.Earns.COUNT, None, None, 0.0, 1.0, unreported)
    share = float(status in v.GOOD) if status in v.VERDICTS else None
    return Earned(1.0, v.Earns.COUNT, share, share, share, share, unreported)


def _earned(row: Mapping[str, Any], worth: float | None, as_of: date | None) -> Earned:
    status, own, beside, unreported = row["status"], row["points"], 0.0, None
    by = earns_by(row["measure"], row["direction"], row["comparator"], row["reason_code"])
    share, mark = earned_share(row), counted_mark(row["scoring"], row["full_points"])
    early = int(row["flags"] or 0) & v.flag_bit(v.Flag.EARLY)
    if by is v.Earns.CAP and status in v.RED and _passed(row["deadline"], as_of):
        unreported = SILENT
    if status == v.Status.MISSED or (status == v.Status.ACHIEVED and not early):
        if row["points_reason"] == v.NoPoints.PART_MISSING:
            share, unreported = None, PARTED
        elif own is not None and mark:
            share, by = own / mark, v.Earns.RULE
        elif own is not None:
            beside = own
    if worth is None or (share is None and status != v.Status.OVERDUE and not unreported):
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
