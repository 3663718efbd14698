"""Points of assessments: each target's `scoring` cell applied to its figure, with a reason else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from scorecard.model.bands import Bands, Codes, Floats
from scorecard.model.status import VERDICTS, Direction, Measure, Status
from scorecard.rules import scoring
from scorecard.rules.scoring import Bools
from scorecard.rules.scoring_text import Rule, ScoringTextError, parse_scoring

NO_RULE: Final = "no_scoring_rule"
BAD_RULE: Final = "scoring_not_readable"
NO_VERDICT: Final = "no_verdict"
NO_FULL_MARK: Final = "no_full_mark"
TARGET_NOT_POSITIVE: Final = "target_not_positive"
NO_SPREAD: Final = "no_spread"
NOT_FOR_RANKS: Final = "not_for_ranks"
NO_FIGURE: Final = "no_figure"
NO_TARGET: Final = "no_target_value"

REASONS: Final = (
    NO_RULE,
    BAD_RULE,
    NO_VERDICT,
    NO_FULL_MARK,
    TARGET_NOT_POSITIVE,
    NO_SPREAD,
    NOT_FOR_RANKS,
    NO_FIGURE,
    NO_TARGET,
)
"""Why a target has no points."""
_NO_REASON: Final = -1

COMPARED_BY: Final = ("indicator", "group", "due")
"""Targets that share these are compared by `rank_step` and by `efficacy` over all units."""
COLUMNS_READ: Final = (
    "scoring",
    "full_points",
    "actual",
    "target_value",
    "direction",
    "comparator",
    "measure",
    "status",
    *COMPARED_BY,
)


def points(assessments: pd.DataFrame) -> pd.DataFrame:
    """Points of each target by its own scoring rule, and why there are none.

    Columns read: `scoring` (text), `full_points`, `actual`, `target_value` (float64), `direction`,
    `comparator`, `measure`, `status` and, for comparisons between units, `indicator`, `group`,
    `due`.

    Returns a frame with the same index: `points` (float64, in points), `points_reason` (text,
    missing where there are points) and `veto` (bool: the target carries `veto` and is not met).

    ===================================  ===========================================
    case                                 points
    ===================================  ===========================================
    no rule in the cell                  missing: `no_scoring_rule`
    cell cannot be read                  missing: `scoring_not_readable`
    no verdict (not due, overdue, ...)   missing: `no_verdict`
    no full mark where one is needed     missing: `no_full_mark`
    completion of a zero target          missing: `target_not_positive`
    completion of a rank                 missing: `not_for_ranks`
    efficacy, all units equal            missing: `no_spread`
    several rules joined by `+`          added up; `deduct` subtracts, never below 0
    ===================================  ===========================================

    Source: the project's method, section "Scoring"; the rules' own sources in `scoring`.

    >>> row = {"scoring": "completion(cap=1.2)", "full_points": 0.5, "actual": 6.0}
    >>> row |= {"target_value": 5.0, "direction": "increase", "comparator": ">="}
    >>> row |= {
    ...     "measure": "flow",
    ...     "status": "achieved",
    ...     "indicator": "x",
    ...     "group": None,
    ...     "due": "2024",
    ... }
    >>> points(pd.DataFrame([row]))["points"].tolist()
    [0.6]
    """
    frame = assessments[list(COLUMNS_READ)]
    worth = np.full(len(frame), np.nan)
    reason = np.full(len(frame), REASONS.index(NO_RULE), dtype=np.int8)
    veto = np.zeros(len(frame), dtype=np.bool_)
    verdict = frame["status"].isin(VERDICTS).to_numpy()
    codes, texts = pd.factorize(frame["scoring"])
    for code, text in enumerate(texts):
        rows = codes == code
        rules = _readable(str(text))
        reason[rows] = REASONS.index(NO_VERDICT if rules else BAD_RULE)
        if rules:
            rows &= verdict
            worth[rows], reason[rows], veto[rows] = _chain(rules, _Columns(frame[rows]))
    words = pd.Series(np.array([*REASONS, None], dtype=object)[reason], dtype="str")
    return pd.DataFrame(
        {"points": worth, "points_reason": words.to_numpy(), "veto": veto}, index=frame.index
    ).astype({"points_reason": "str"})


def with_points(assessments: pd.DataFrame) -> pd.DataFrame:
    """The assessments with `points` (in points), `points_reason` and `veto` filled.

    Columns read and awkward cases: `points`.
    """
    found = points(assessments)
    return assessments.assign(
        points=found["points"],
        points_reason=found["points_reason"],
        veto=found["veto"].astype("boolean"),
    )


def bounds(rules: pd.Series, full: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Fewest and most points each scoring cell can give, in points.

    `rules` the `scoring` cells (text), `full` the full marks.  Blank or unreadable cells give 0 to
    the full mark; a rule without a limit has no most (missing).

    >>> least, most = bounds(
    ...     pd.Series(["completion(cap=1.2)", "bonus(per=1, points=1)"]), pd.Series([0.5, 2.0])
    ... )
    >>> least.tolist(), most.tolist()
    ([0.0, 0.0], [0.6, nan])
    """
    marks = full.astype("float64")
    least, most = marks * 0.0, marks.copy()
    codes, texts = pd.factorize(rules)
    for code, text in enumerate(texts):
        rows = codes == code
        rules_read = _readable(str(text))
        if rules_read:
            least.loc[rows], most.loc[rows] = _range(rules_read, marks[rows].to_numpy())
    return least, most.where(np.isfinite(most))


class _Columns:
    """The columns a rule reads, as arrays."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self.actual = frame["actual"].to_numpy(dtype=np.float64)
        self.target = frame["target_value"].to_numpy(dtype=np.float64)
        self.full = frame["full_points"].to_numpy(dtype=np.float64)
        lower = frame["direction"].eq(Direction.DECREASE) | frame["comparator"].isin(["<=", "<"])
        self.direction = np.where(lower, -1.0, 1.0)
        self.rank = frame["measure"].eq(Measure.RANK).to_numpy()
        self.hold = frame["direction"].eq(Direction.HOLD).to_numpy()
        met = frame["status"].eq(Status.ACHIEVED) | (
            (frame["direction"].eq(Direction.HOLD) | (frame["measure"].eq(Measure.FLOW) & lower))
            & frame["status"].eq(Status.ON_TRACK)
        )
        self.met = met.to_numpy()
        self.surplus = self.direction * (self.actual - self.target)

    @property
    def groups(self) -> npt.NDArray[np.intp]:
        """A number for each set of rows that are compared with each other."""
        keys = [self.frame[name] for name in COMPARED_BY]
        groups = self.frame.groupby(keys, dropna=False, sort=False).ngroup()
        return np.asarray(groups, dtype=np.intp)


_Worth: TypeAlias = tuple[Floats, Codes]
"""Points of each row, and the position of the reason where there are none."""


def _readable(text: str) -> tuple[Rule, ...]:
    """The rules of a cell; none where it cannot be read."""
    try:
        return parse_scoring(text)
    except ScoringTextError:
        return ()


def _chain(rules: tuple[Rule, ...], columns: _Columns) -> tuple[Floats, Codes, Bools]:
    """Points of a whole cell, reasons, and vetoes."""
    total = np.zeros(len(columns.actual))
    reason = np.full(len(total), _NO_REASON, dtype=np.int8)
    veto = np.zeros(len(total), dtype=np.bool_)
    for place, rule in enumerate(rules):
        if rule.name == "veto":
            veto |= ~columns.met
            continue
        if rule.name == "deduct":
            start = total if place else columns.full
            total = scoring.deduct(columns.surplus, start, **rule.params)
            why = _why(columns, NO_TARGET)
        else:
            worth, why = _APPLY[rule.name](rule, columns)
            total = total + worth
        reason = np.where(np.isnan(total) & (reason == _NO_REASON), why, reason).astype(np.int8)
    return total, reason, veto


def _why(columns: _Columns, otherwise: str, *, full: bool = True) -> Codes:
    """Why each row would have no points: what is not there, else the rule's own reason."""
    reason = np.full(len(columns.actual), REASONS.index(otherwise), dtype=np.int8)
    if full:
        reason[np.isnan(columns.full)] = REASONS.index(NO_FULL_MARK)
    reason[np.isnan(columns.actual)] = REASONS.index(NO_FIGURE)
    return reason


def _completion(rule: Rule, columns: _Columns) -> _Worth:
    share = scoring.attainment(columns.actual, columns.target, columns.direction)
    share = np.where(columns.hold, columns.met.astype(np.float64), share)
    share = np.where(columns.rank, np.nan, share)
    why = _why(columns, TARGET_NOT_POSITIVE)
    why[np.isnan(columns.target)] = REASONS.index(NO_TARGET)
    why[columns.rank] = REASONS.index(NOT_FOR_RANKS)
    return scoring.completion(share, columns.full, rule.params["cap"]), why


def _efficacy(rule: Rule, columns: _Columns) -> _Worth:
    worst, best = scoring.ends(columns.actual, columns.direction, columns.groups)
    if np.isfinite(rule.params["worst"]):
        worst = np.full_like(worst, rule.params["worst"])
    if np.isfinite(rule.params["best"]):
        best = np.full_like(best, rule.params["best"])
    base, cap = rule.params["base"], rule.params["cap"]
    worth = scoring.efficacy(columns.actual, worst, best, columns.full, base, cap)
    return worth, _why(columns, NO_SPREAD)


def _efficacy_bands(rule: Rule, columns: _Columns) -> _Worth:
    table = rule.table.bands if rule.table else ()
    standards, coefs = [band.numbers.low for band in table], [band.points for band in table]
    worth = scoring.efficacy_banded(columns.actual, standards, coefs, columns.full)
    return worth, _why(columns, NO_FIGURE)


def _all_or_nothing(_rule: Rule, columns: _Columns) -> _Worth:
    worth = scoring.all_or_nothing(columns.met, columns.full)
    return np.where(np.isnan(columns.full), np.nan, worth), _why(columns, NO_FIGURE)


def _rank_step(rule: Rule, columns: _Columns) -> _Worth:
    place = scoring.places(columns.actual, columns.direction, columns.groups)
    worth = scoring.rank_step(place, columns.full, rule.params["step"])
    return worth, _why(columns, NO_FIGURE)


def _step(rule: Rule, columns: _Columns) -> _Worth:
    params = dict(rule.params)
    typed = params.pop("base")
    base = columns.full if np.isinf(typed) else np.full_like(columns.full, typed)
    worth = scoring.step(columns.surplus, base, **params)
    return worth, _why(columns, NO_TARGET, full=bool(np.isinf(typed)))


def _bands(rule: Rule, columns: _Columns) -> _Worth:
    table = rule.table or Bands(())
    return scoring.bands(columns.actual, table), _why(columns, NO_FIGURE, full=False)


def _bonus(rule: Rule, columns: _Columns) -> _Worth:
    worth = scoring.bonus(columns.surplus, **rule.params)
    return worth, _why(columns, NO_TARGET, full=False)


_APPLY: Final[dict[str, Callable[[Rule, _Columns], _Worth]]] = {
    "completion": _completion,
    "efficacy": _efficacy,
    "efficacy_bands": _efficacy_bands,
    "all_or_nothing": _all_or_nothing,
    "rank_step": _rank_step,
    "step": _step,
    "bands": _bands,
    "bonus": _bonus,
}


def _range(rules: tuple[Rule, ...], full: Floats) -> tuple[Floats, Floats]:
    """Fewest and most points of a whole cell."""
    low, high = np.zeros_like(full), np.zeros_like(full)
    for place, rule in enumerate(rules):
        least, most = _rule_range(rule, full)
        if rule.name == "deduct" and place:
            low = np.zeros_like(full)
        else:
            low, high = low + least, high + most
    return low, high


def _rule_range(rule: Rule, full: Floats) -> tuple[Floats, Floats]:
    params, zero = rule.params, np.zeros_like(full)
    match rule.name:
        case "completion" | "efficacy":
            return zero, full * params["cap"]
        case "step":
            base = np.full_like(full, params["base"]) if np.isfinite(params["base"]) else full
            return np.maximum(base - params["limit"], 0.0), base + params["limit"]
        case "bands":
            worth = [band.points for band in rule.table.bands] if rule.table else [0.0]
            return zero + min(worth), zero + max(worth)
        case "bonus":
            return zero, zero + params["limit"]
        case "veto":
            return zero, zero
        case _:
            return zero, full
