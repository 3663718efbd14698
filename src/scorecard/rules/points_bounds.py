"""What a scoring cell can give: the fewest and most points, and the full mark it counts for."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from scorecard.rules.scoring_text import Rule, ScoringTextError, parse_scoring
from scorecard.schema.bands import Floats

BESIDE: Final = frozenset({"bonus", "penalty", "veto", "part"})
"""Rules whose points stand beside the full marks: a cell of these alone counts for none."""


def readable(text: str) -> tuple[Rule, ...]:
    """The rules of a cell; none where it cannot be read."""
    try:
        return parse_scoring(text)
    except ScoringTextError:
        return ()


def limits(rules: pd.Series, full: pd.Series) -> tuple[pd.Series, pd.Series]:
    """As `bounds`, but infinite where a rule has no limit; missing only without a full mark.

    >>> limits(pd.Series(["penalty(per=1, points=1)"]), pd.Series([float("nan")]))[0].tolist()
    [-inf]
    """
    marks = full.astype("float64")
    least, most = marks * 0.0, marks.copy()
    codes, texts = pd.factorize(rules)
    for code, text in enumerate(texts):
        rows = codes == code
        rules_read = readable(str(text))
        if rules_read:
            least.loc[rows], most.loc[rows] = _range(rules_read, marks[rows].to_numpy())
    return least, most


def bounds(rules: pd.Series, full: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Fewest and most points each scoring cell can give, in points.

    `rules` the `scoring` cells (text), `full` the full marks.  Blank or unreadable cells give 0 to
    the full mark; a rule without a limit has no most, a penalty without one no fewest (missing).

    >>> least, most = bounds(
    ...     pd.Series(["completion(cap=1.2)", "bonus(per=1, points=1)"]), pd.Series([0.5, 2.0])
    ... )
    >>> least.tolist(), most.tolist()
    ([0.0, 0.0], [0.6, nan])
    """
    least, most = limits(rules, full)
    return least.where(np.isfinite(least)), most.where(np.isfinite(most))


def full_marks(rules: pd.Series, full: pd.Series) -> pd.Series:
    """The full mark that each scoring cell counts for, in points: what a share is taken of.

    =========================================  ====================================
    case                                       full mark
    =========================================  ====================================
    bonus, penalty, veto, part alone           0: they stand beside the full marks
    points typed                               those
    blank, and every rule says its own         their sum (`full=`, `base=`, a table)
    blank otherwise                            missing
    =========================================  ====================================

    >>> cells = pd.Series(["completion", "bonus(per=1, points=1)", "bands(>= 5: 20; < 5: 3)"])
    >>> full_marks(cells, pd.Series([10.0, float("nan"), float("nan")])).tolist()
    [10.0, 0.0, 20.0]
    """
    marks = full.astype("float64")
    codes, texts = pd.factorize(rules)
    for code, text in enumerate(texts):
        rules_read = readable(str(text))
        if rules_read:
            rows = codes == code
            own = own_mark(rules_read)
            beside = all(rule.name in BESIDE for rule in rules_read)
            marks.loc[rows] = 0.0 if beside else marks[rows].fillna(own)
    return marks


def own_mark(rules: tuple[Rule, ...]) -> float:
    """The full mark a cell names itself; NaN where a rule needs the row's."""
    return float(sum(_own_mark(rule) for rule in rules))


def _own_mark(rule: Rule) -> float:
    if rule.name in BESIDE:
        return 0.0
    if rule.name == "bands" and rule.table:
        return max(band.points for band in rule.table.bands)
    typed = rule.params.get("base" if rule.name == "step" else "full", np.inf)
    return float(typed) if np.isfinite(typed) else np.nan


def _range(rules: tuple[Rule, ...], full: Floats) -> tuple[Floats, Floats]:
    """Fewest and most points of a whole cell."""
    low, high = np.zeros_like(full), np.zeros_like(full)
    for place, rule in enumerate(rules):
        least, most = _rule_range(rule, full)
        if rule.name == "deduct" and place:
            low = np.zeros_like(full)
            high = np.maximum(high, 0.0)
        else:
            low, high = low + least, high + most
    return low, high


def _rule_range(rule: Rule, full: Floats) -> tuple[Floats, Floats]:
    params = rule.params
    own = params.get("full", np.inf)
    full = full if np.isinf(own) else np.full_like(full, own)
    if rule.name == "step":
        base = np.full_like(full, params["base"]) if np.isfinite(params["base"]) else full
        return np.maximum(base - params["limit"], 0.0), base + params["limit"]
    if rule.name in {*BESIDE, "bands"}:
        low, high = _fixed_range(rule)
        return np.full_like(full, low), np.full_like(full, high)
    low, high = _share_range(rule)
    return full * low, full * high


def _fixed_range(rule: Rule) -> tuple[float, float]:
    """Fewest and most points of a rule that no full mark limits."""
    limit = rule.params.get("limit", 0.0)
    if rule.name == "bonus":
        return 0.0, limit
    if rule.name == "penalty":
        return -limit, 0.0
    worth = [band.points for band in rule.table.bands] if rule.table else [0.0]
    return min(worth), max(worth)


def _share_range(rule: Rule) -> tuple[float, float]:
    """Fewest and most that a rule gives of its full mark, as shares."""
    params = rule.params
    if rule.name == "rank_step":
        return 0.0 if params["met"] else params["least"], 1.0
    if rule.name == "growth":
        return 0.0, params["base"] + params["limit"]
    return 0.0, params.get("cap", 1.0)
