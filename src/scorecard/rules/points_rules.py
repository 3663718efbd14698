"""Each scoring rule applied to the columns it reads: points, and why there are none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from scorecard.rules import scoring
from scorecard.rules.points_columns import Columns
from scorecard.rules.scoring_text import Rule
from scorecard.schema.bands import Bands, Codes, Floats

NO_RULE: Final = "no_scoring_rule"
BAD_RULE: Final = "scoring_not_readable"
NO_VERDICT: Final = "no_verdict"
NO_FULL_MARK: Final = "no_full_mark"
TARGET_NOT_POSITIVE: Final = "target_not_positive"
NO_SPREAD: Final = "no_spread"
NOT_FOR_RANKS: Final = "not_for_ranks"
NO_FIGURE: Final = "no_figure"
NO_TARGET: Final = "no_target_value"
NO_BASELINE: Final = "no_baseline"
BASELINE_NOT_POSITIVE: Final = "baseline_not_positive"
YEAR_NOT_OVER: Final = "year_not_over"
PART_MISSING: Final = "part_missing"

REASONS: Final = (
    *(NO_RULE, BAD_RULE, NO_VERDICT, NO_FULL_MARK, TARGET_NOT_POSITIVE, NO_SPREAD),
    *(NOT_FOR_RANKS, NO_FIGURE, NO_TARGET, NO_BASELINE, BASELINE_NOT_POSITIVE),
    *(YEAR_NOT_OVER, PART_MISSING),
)
"""Why a target has no points."""

Rows: TypeAlias = npt.NDArray[np.intp]
Worth: TypeAlias = tuple[Floats, Codes]
"""Points of each row, and the position of the reason where there are none."""


@dataclass(frozen=True, slots=True)
class Case:
    """The rows of one cell text: their own columns, everybody's, and where a named target is.

    `rivals` maps a rule that compares to its rivals: for each row of all whether it takes part.
    """

    own: Columns
    everybody: Columns
    rows: Rows
    where: Mapping[str, int]
    rivals: Mapping[str, npt.NDArray[np.bool_]]


def applied(rule: Rule, case: Case, so_far: Floats, place: int) -> Worth:
    """The points after this rule, given those before it; `place` is its place in the cell."""
    if rule.name == "deduct":
        start = so_far if place else full_mark(rule, case.own)
        surplus = counted_surplus(rule, case)
        taken = {key: rule.params[key] for key in ("per", "points")}
        worth = scoring.deduct(surplus, start, **taken, whole=bool(rule.params["whole"]))
        why = _why(case, rule, PART_MISSING if rule.parts else NO_TARGET, full=not place)
        return worth, why
    worth, why = APPLY[rule.name](rule, case)
    return so_far + worth, why


def full_mark(rule: Rule, own: Columns) -> Floats:
    """The full mark of a rule: its own, else the row's."""
    typed = rule.params.get("full", np.inf)
    return own.full if np.isinf(typed) else np.full_like(own.full, typed)


def rivals(rule: Rule, case: Case) -> tuple[Floats, npt.NDArray[np.int64]]:
    """What everybody who is compared by this rule reported (NaN: takes no part), and their sets."""
    everybody = case.everybody
    among = case.rivals[rule.name]
    if rule.params.get("met"):
        among = among & everybody.met
    return np.where(among, everybody.actual, np.nan), everybody.compared


def worst_and_best(rule: Rule, case: Case) -> tuple[Floats, Floats]:
    """The ends that `efficacy` measures between: typed ones, else those of all compared."""
    values, sets = rivals(rule, case)
    worst, best = (end[case.rows] for end in scoring.ends(values, case.everybody.direction, sets))
    typed = rule.params
    worst = worst if np.isinf(typed["worst"]) else np.full_like(worst, typed["worst"])
    best = best if np.isinf(typed["best"]) else np.full_like(best, typed["best"])
    return worst, best


def place_of_rows(rule: Rule, case: Case) -> Floats:
    """The place of each row among those it is compared with; NaN takes none."""
    values, sets = rivals(rule, case)
    return scoring.places(values, case.everybody.direction, sets)[case.rows]


def composite_share(rule: Rule, case: Case) -> Floats:
    """The attainment of an item whose parts are the targets a rule names."""
    shares = [_part(case, name, case.everybody.share) for name, _ in rule.parts]
    total = scoring.composite(np.array(shares), np.array([n for _, n in rule.parts]))
    return np.full(len(case.rows), total)


def _part(case: Case, name: str, column: Floats) -> float:
    """What a named target has in a column; NaN where it has no verdict or is not there."""
    row = case.where.get(name, -1)
    return float(column[row]) if row >= 0 and case.everybody.verdict[row] else np.nan


def counted_surplus(rule: Rule, case: Case) -> Floats:
    """The surplus a deduction counts: the row's own, or what all the named ones are short."""
    if not rule.parts:
        return case.own.surplus
    surpluses = [_part(case, name, case.everybody.surplus) for name, _ in rule.parts]
    return np.full(len(case.rows), np.minimum(surpluses, 0.0).sum())


def _why(case: Case, rule: Rule, otherwise: str, *, full: bool = True) -> Codes:
    """Why each row would have no points: what is not there, else the rule's own reason."""
    reason = np.full(len(case.rows), REASONS.index(otherwise), dtype=np.int8)
    if full:
        reason[np.isnan(full_mark(rule, case.own))] = REASONS.index(NO_FULL_MARK)
    reason[np.isnan(case.own.actual)] = REASONS.index(NO_FIGURE)
    return reason


def _completion(rule: Rule, case: Case) -> Worth:
    own = case.own
    share = np.where(own.rank, np.nan, own.share)
    why = _why(case, rule, TARGET_NOT_POSITIVE)
    why[np.isnan(own.target)] = REASONS.index(NO_TARGET)
    why[own.rank] = REASONS.index(NOT_FOR_RANKS)
    return scoring.completion(share, full_mark(rule, own), rule.params["cap"]), why


def _composite(rule: Rule, case: Case) -> Worth:
    worth = scoring.completion(
        composite_share(rule, case), full_mark(rule, case.own), rule.params["cap"]
    )
    return worth, _why(case, rule, PART_MISSING)


def _efficacy(rule: Rule, case: Case) -> Worth:
    worst, best = worst_and_best(rule, case)
    typed = rule.params
    equal = np.nan if np.isinf(typed["equal"]) else typed["equal"]
    full = full_mark(rule, case.own)
    worth = scoring.efficacy(case.own.actual, worst, best, full, typed["base"], typed["cap"], equal)
    return worth, _why(case, rule, NO_SPREAD)


def _efficacy_bands(rule: Rule, case: Case) -> Worth:
    table = rule.table.bands if rule.table else ()
    standards, coefs = [band.numbers.low for band in table], [band.points for band in table]
    worth = scoring.efficacy_banded(case.own.actual, standards, coefs, case.own.full)
    return worth, _why(case, rule, NO_FIGURE)


def _all_or_nothing(rule: Rule, case: Case) -> Worth:
    full = full_mark(rule, case.own)
    worth = scoring.all_or_nothing(case.own.met, full)
    return np.where(np.isnan(full), np.nan, worth), _why(case, rule, NO_FIGURE)


def _rank_step(rule: Rule, case: Case) -> Worth:
    typed, full = rule.params, full_mark(rule, case.own)
    worth = scoring.rank_step(place_of_rows(rule, case), full, typed["step"], typed["least"])
    if typed["met"]:
        worth = np.where(case.own.met, worth, np.where(np.isnan(full), np.nan, 0.0))
    return worth, _why(case, rule, NO_FIGURE)


def _step(rule: Rule, case: Case) -> Worth:
    typed = rule.params
    own = np.isinf(typed["base"])
    base = case.own.full if own else np.full_like(case.own.full, typed["base"])
    worth = scoring.step(
        case.own.surplus,
        base,
        **{key: typed[key] for key in ("per", "points", "limit")},
        whole=bool(typed["whole"]),
    )
    return worth, _why(case, rule, NO_TARGET, full=bool(own))


def _growth(rule: Rule, case: Case) -> Worth:
    own, typed = case.own, rule.params
    increase = np.where(own.comparable & ~own.rank, own.increase, np.nan)
    worth = scoring.growth(
        increase,
        full_mark(rule, own),
        **{key: typed[key] for key in ("base", "per", "points", "limit")},
        whole=bool(typed["whole"]),
    )
    why = _why(case, rule, YEAR_NOT_OVER)
    why[own.baseline <= 0] = REASONS.index(BASELINE_NOT_POSITIVE)
    why[np.isnan(own.baseline)] = REASONS.index(NO_BASELINE)
    why[own.rank] = REASONS.index(NOT_FOR_RANKS)
    return worth, why


def _bands(rule: Rule, case: Case) -> Worth:
    table = rule.table or Bands(())
    return scoring.bands(case.own.actual, table), _why(case, rule, NO_FIGURE, full=False)


def _limited(rule: Rule) -> dict[str, float]:
    return {key: rule.params[key] for key in ("per", "points", "limit")}


def _bonus(rule: Rule, case: Case) -> Worth:
    whole = bool(rule.params["whole"])
    worth = scoring.bonus(case.own.surplus, **_limited(rule), whole=whole)
    return worth, _why(case, rule, NO_TARGET, full=False)


def _penalty(rule: Rule, case: Case) -> Worth:
    whole = bool(rule.params["whole"])
    worth = scoring.penalty(case.own.surplus, **_limited(rule), whole=whole)
    return worth, _why(case, rule, NO_TARGET, full=False)


def _nothing(rule: Rule, case: Case) -> Worth:
    return np.zeros(len(case.rows)), _why(case, rule, NO_FIGURE, full=False)


APPLY: Final[dict[str, Callable[[Rule, Case], Worth]]] = {
    "completion": _completion,
    "composite": _composite,
    "efficacy": _efficacy,
    "efficacy_bands": _efficacy_bands,
    "all_or_nothing": _all_or_nothing,
    "rank_step": _rank_step,
    "step": _step,
    "growth": _growth,
    "bands": _bands,
    "bonus": _bonus,
    "penalty": _penalty,
    "veto": _nothing,
    "part": _nothing,
}
"""Every rule but `deduct`, which goes on from the points before it."""
