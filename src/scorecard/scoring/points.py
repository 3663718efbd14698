"""Points of assessments: each target's `scoring` cell applied to its figure, with a reason else.

A cell holds one rule or several joined by `+`: `completion(cap=1.2)`, `step(per=1, points=0.1) +
veto`.  A rule is a name and, in brackets, parameters `name=number`, separated by `,` or `;`; names
may be Chinese: `完成率(上限=120%)`.  `bands` and `efficacy_bands` take a table with `;` between its
rows: `bands(>= 10: 20; [5, 10): 10; < 5: 3)`.  `composite` names targets with their shares,
`deduct` may name targets whose shortfalls add up: `composite(T-a: 50%; T-b: 50%)`,
`deduct(T-a; T-b; per=1, points=0.1)`.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import pandas as pd

from scorecard.schema.comparison import TOLERANCE, at_least, satisfies
from scorecard.schema.reasons import NoPoints
from scorecard.schema.vocabulary import (
    DOWNWARD,
    VERDICTS,
    Comparator,
    Direction,
    Flag,
    Measure,
    Status,
    flag_bit,
)
from scorecard.scoring.rule import Item, Items, Rule, Said, ScoringTextError, Worth
from scorecard.scoring.rules import RULES, Deduct, Part, Veto, attainment

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
_NAMES: Final = {zh: rule for rule in RULES.values() for zh in (rule.name, *rule.zh)}
_CALL: Final = re.compile(r"(?P<name>[^\W\d]\w*)\s*(?:\((?P<inside>.*)\))?", re.DOTALL)
_KEPT: Final = (Comparator.BELOW, Comparator.BETWEEN, Comparator.EQUAL)
"""Comparators that a cap on a flow is held to; any other means: at most."""


# --------------------------------------------------------------------------------- the cell


@lru_cache(maxsize=4096)
def parse_scoring(text: str) -> tuple[Rule, ...]:
    """Read a `scoring` cell; full-width characters and spaces are forgiven.

    Refuses with `ScoringTextError`: an unknown rule or parameter, a parameter twice, a missing
    one, a number out of its range (`step=5` for 5 %), shares that do not add up to 1, `part`
    beside other rules, a table with a gap, an overlap or values out of order.

    >>> [rule.name for rule in parse_scoring("step(per=1, points=0.1, limit=3) + 一票否决")]
    ['step', 'veto']
    """
    clean = unicodedata.normalize("NFKC", text).strip()
    rules = tuple(_rule(piece.strip()) for piece in _joined(clean))
    if len(rules) > 1 and any(isinstance(rule, Part) for rule in rules):
        raise ScoringTextError(text, Part.name)
    return rules


def readable(text: str | None) -> tuple[Rule, ...]:
    """The rules of a cell; none where it is blank or cannot be read."""
    try:
        return () if text is None else parse_scoring(text)
    except ScoringTextError:
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


def _rule(piece: str) -> Rule:
    call = _CALL.fullmatch(piece)
    if call is None or call["name"] not in _NAMES:
        raise ScoringTextError(piece, ", ".join(RULES))
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
        if isinstance(rule, Deduct) and place:
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


def own_mark(rules: Sequence[Rule]) -> float | None:
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
    steps: tuple[Said, ...]


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
    among = Items(items)
    found = [
        _worth(item, among, typed_in=typed) for item, typed in zip(items, typed_in, strict=True)
    ]
    none = [worth if isinstance(worth, NoPoints) else None for worth in found]
    fallen = [
        item.verdict and item.failed and any(isinstance(rule, Veto) for rule in item.rules)
        for item in items
    ]
    return pd.DataFrame(
        {
            "points": [math.nan if isinstance(worth, NoPoints) else worth for worth in found],
            "points_reason": pd.Series(none, index=assessments.index, dtype="str"),
            "veto": pd.Series(fallen, index=assessments.index, dtype="bool"),
        },
        index=assessments.index,
    ).astype({"points": "float64"})


def told(
    assessments: pd.DataFrame, tolerance: float = TOLERANCE
) -> dict[tuple[str, str], tuple[RuleTold, ...]]:
    """How points came about, rule by rule, by (organisation, target) of every verdict.

    Columns read: those of `points`, `organisation` and `target`.  Nothing is computed here that the
    rules do not compute.
    """
    items = items_of(assessments, tolerance)
    among, names = Items(items), assessments[["organisation", "target"]].itertuples(index=False)
    return {
        (str(organisation), str(target)): tuple(_told(item, among))
        for item, (organisation, target) in zip(items, names, strict=True)
        if item.verdict and item.rules
    }


def _worth(item: Item, among: Items, *, typed_in: bool) -> Worth:
    """The points of a whole cell, or the first reason why there are none."""
    if not item.rules:
        return NoPoints.SCORING_NOT_READABLE if typed_in else NoPoints.NO_SCORING_RULE
    if not item.verdict:
        return NoPoints.NO_VERDICT
    worth: float | None = None
    for rule in item.rules:
        after = rule.apply(item, among, worth)
        if isinstance(after, NoPoints):
            return after
        worth = after
    return worth or 0.0


def _told(item: Item, among: Items) -> Iterator[RuleTold]:
    before: float | None = None
    for rule in item.rules:
        after = rule.apply(item, among, before)
        if isinstance(after, NoPoints):
            return
        yield RuleTold(rule.title, tuple(rule.tell(item, among, before, after)))
        before = after


# ------------------------------------------------------------------------ what the rules read


def items_of(assessments: pd.DataFrame, tolerance: float = TOLERANCE) -> list[Item]:
    """What the rules read of each assessment (`COLUMNS_READ`, and `COLUMNS_USED` if there)."""
    names = [name for name in (*COLUMNS_READ, *COLUMNS_USED) if name in assessments]
    columns = [plain(assessments[name]) for name in names]
    blank = dict.fromkeys(COLUMNS_USED)
    return [
        _item(blank | dict(zip(names, row, strict=True)), tolerance)
        for row in zip(*columns, strict=True)
    ]


def plain(column: pd.Series) -> list[Any]:
    """The values of a column, None where missing."""
    missing = column.isna().tolist()
    return [None if none else v for v, none in zip(column.tolist(), missing, strict=True)]


def _item(a: Mapping[str, Any], tolerance: float) -> Item:
    actual, aim, status = a["actual"], a["target_value"], a["status"]
    lower = a["direction"] == Direction.DECREASE or a["comparator"] in DOWNWARD
    hold, flow = a["direction"] == Direction.HOLD, a["measure"] == Measure.FLOW
    direction, flags = -1.0 if lower else 1.0, int(a["flags"] or 0)
    met = status == Status.ACHIEVED or ((hold or (flow and lower)) and status == Status.ON_TRACK)
    surplus = _surplus(a, direction)
    failed = status == Status.MISSED or (hold and status == Status.OFF_TRACK)
    if flow and lower and status == Status.OFF_TRACK and surplus is not None:
        kept = a["comparator"] if a["comparator"] in _KEPT else Comparator.AT_MOST
        failed |= not satisfies(Comparator(kept), actual, aim, a["upper"], tolerance)
    share = float(met) if hold else attainment(actual, aim, direction)
    if a["comparator"] == Comparator.ABOUT and share is not None and surplus is not None:
        share = max(share, 1.0) if at_least(surplus, 0.0, tolerance) else share
    baseline, increase = a["baseline"], None
    if baseline is not None and baseline > 0 and actual is not None:
        increase = direction * (actual - baseline) / baseline
    settled = status == Status.ACHIEVED and not flags & flag_bit(Flag.EARLY)
    stale = a["actual_period"] if flags & flag_bit(Flag.STALE) else None
    return Item(
        target=a["target"],
        actual=actual,
        aim=aim,
        full=a["full_points"],
        baseline=baseline,
        direction=direction,
        rank=a["measure"] == Measure.RANK,
        met=met,
        failed=failed,
        verdict=status in VERDICTS,
        surplus=surplus,
        share=share,
        increase=increase,
        comparable=not flow or status == Status.MISSED or settled,
        contest=(*(a[name] for name in COMPARED_BY), stale),
        rules=readable(a["scoring"]),
    )


def _surplus(a: Mapping[str, Any], direction: float) -> float | None:
    """How far the actual is better than the target; outside of bounds or beside a value: worse.

    What is about a value is met from that value less its allowed deviation on.
    """
    actual, aim, upper = a["actual"], a["target_value"], a["upper"]
    comparator, around = a["comparator"], 0.0
    if actual is None or aim is None or (comparator == Comparator.BETWEEN and upper is None):
        return None
    if comparator == Comparator.BETWEEN:
        return 0.0 - max(float(aim - actual), float(actual - upper), 0.0)
    if comparator == Comparator.ABOUT:
        around = float(a["allowed_deviation"] or 0.0)
    level = comparator == Comparator.ABOUT and a["direction"] == Direction.HOLD
    if comparator == Comparator.EQUAL or level:
        return 0.0 - max(abs(float(actual - aim)) - around, 0.0)
    return float(direction * (actual - aim)) + around
