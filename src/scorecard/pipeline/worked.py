"""Named formulas worked out from a table of their inputs, against what is published of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Final, TypeAlias

import numpy as np
import pandas as pd

from scorecard.model.claims import NOT_READABLE, Checked, ClaimVerdict, check_value
from scorecard.model.exact import ClaimTextError, printed
from scorecard.model.frames import NUMBER, TEXT, Columns, typed
from scorecard.pipeline.claims import Claims, claim_findings
from scorecard.rules.methods.control_limits import STATES, TRIAL_POINTS, control_limits
from scorecard.rules.methods.growth_ratio import BEST_SCORE, CLASSES, aggregate, aggregate_class
from scorecard.workbook.grid import RawWorkbook
from scorecard.workbook.plain.worked import WorkedTable, listed, numbers, read_worked

TOO_FEW: Final = "too_few_points"
TRIAL: Final = "trial_limits"
NO_WIDTH: Final = "bands_equal"
ENDS_EQUAL: Final = "ends_equal"
NEAR: Final = 1e-9
"""Relative distance within which a result given with all its digits is the same number."""
_YES: Final = frozenset({"true", "1", "yes", "是", "y", "t"})
_FRAME: Final[Columns] = {
    **dict.fromkeys(("case", "kind", "expression", "reported", "verdict", "reason"), TEXT),
    **dict.fromkeys(("recomputed", "low", "high", "difference"), NUMBER),
    **dict.fromkeys(("file", "sheet", "cell"), TEXT),
}
Result: TypeAlias = tuple[str, str, Checked]
"""Column the result may be published in, formula with its numbers, what recomputing says."""


def worked_of(workbook: RawWorkbook) -> Claims | None:
    """The results of a table of inputs (columns as those of claims); None where it is none.

    ==================  =======================================================================
    kind                inputs, and what is worked out
    ==================  =======================================================================
    `efficacy`          weight, actual, this and next band, their coefficients: base points,
                        coefficient, adjustment, score
    `efficacy_whole`    weight (else 100), actual, worst, best, base share (else 0.6): score of the
                        60 + 40 form, between nothing and the full mark
    `control_limits`    points oldest first, screening or not: mean, lower and upper limit
    `aggregate`         scores of the series (and their groups): mean score and its class
    ==================  =======================================================================

    A result that the table publishes gets a verdict; one it does not publish stands without.
    What cannot be worked out has a reason.
    """
    table = read_worked(workbook)
    if table is None:
        return None
    rows = [row for position in range(len(table.rows)) for row in _rows(table, position)]
    frame = typed(pd.DataFrame(rows, columns=list(_FRAME)), _FRAME)
    return Claims(workbook.file, frame, claim_findings(frame))


def _rows(table: WorkedTable, position: int) -> Iterator[dict[str, object]]:
    given = table.rows[position]
    for column, formula, result in _WORK[table.kind](given):
        place = table.origin(position, column)
        yield {
            "case": given["case"],
            "kind": table.kind,
            "expression": formula,
            "reported": given.get(column) or "",
            "verdict": None if result.verdict is None else str(result.verdict),
            "reason": result.reason,
            "recomputed": result.recomputed,
            "low": result.low,
            "high": result.high,
            "difference": result.difference,
            "file": place.file,
            "sheet": place.sheet,
            "cell": place.cell,
        }


def _held(value: float | Fraction, published: str) -> Checked:
    """The value against what is published of it, where something is."""
    exact = Fraction(value)
    number = float(exact)
    if not published:
        return Checked(None, None, number, number, number)
    try:
        claimed = printed(published).value
        if abs(claimed - exact) <= Fraction(NEAR) * max(Fraction(1), abs(exact)):
            gap = float(claimed - exact)
            return Checked(ClaimVerdict.EQUAL, None, number, number, number, gap)
        return check_value(exact, published)
    except ClaimTextError:
        return Checked(None, NOT_READABLE, number, number, number)


def _efficacy(given: Mapping[str, str]) -> list[Result]:
    """Base points, coefficient, adjustment and score; band values and coefficients are exact."""
    names = ("weight", "actual", "this_band", "next_band", "this_coef", "next_coef")
    texts = [given.get(name) or "" for name in names]
    weight, actual, low, high, start, end = texts
    formula = f"{weight} × ({start} + ({actual} − {low}) ÷ ({high} − {low}) × ({end} − {start}))"
    try:
        full, y, this, following, first, second = (printed(text).value for text in texts)
    except ClaimTextError:
        return [("score", formula, Checked(None, NOT_READABLE))]
    if this == following:
        return [("score", formula, Checked(None, NO_WIDTH))]
    base, coefficient = full * first, (y - this) / (following - this)
    adjustment = coefficient * full * (second - first)
    parts = (
        ("base", f"{weight} × {start}", base),
        ("coefficient", f"({actual} − {low}) ÷ ({high} − {low})", coefficient),
        ("adjustment", f"{weight} × ({end} − {start}) × {_short(coefficient)}", adjustment),
    )
    told = [(name, text, _held(x, given[name])) for name, text, x in parts if given.get(name)]
    score = ("score", formula, _held(base + adjustment, given.get("score") or ""))
    typed_in = given.get("reported")
    other = [("reported", formula, _held(base + adjustment, typed_in))] if typed_in else []
    return [*told, score, *other]


def _efficacy_whole(given: Mapping[str, str]) -> list[Result]:
    """The score of the 60 + 40 form, between nothing and the full mark; its inputs are exact."""
    weight, share = given.get("weight") or "100", given.get("share") or "0.6"
    actual, low, high = (given.get(name) or "" for name in ("actual", "worst", "best"))
    formula = f"{weight} × ({share} + (1 − {share}) × ({actual} − {low}) ÷ ({high} − {low}))"
    try:
        full, base, y, worst, best = (
            printed(text).value for text in (weight, share, actual, low, high)
        )
    except ClaimTextError:
        return [("score", formula, Checked(None, NOT_READABLE))]
    if worst == best:
        return [("score", formula, Checked(None, ENDS_EQUAL))]
    earned = base + (1 - base) * (y - worst) / (best - worst)
    points = full * min(max(earned, Fraction(0)), Fraction(1))
    published = [name for name in ("score", "reported") if given.get(name)] or ["score"]
    return [(name, formula, _held(points, given.get(name) or "")) for name in published]


def _limits(given: Mapping[str, str]) -> list[Result]:
    try:
        points = np.array([numbers(given.get("sequence") or "")])
    except ValueError:
        return [("mean", given.get("sequence") or "", Checked(None, NOT_READABLE))]
    screened = (given.get("screen") or "true").lower() in _YES
    found = control_limits(points, screen=screened)
    count = int(found.points[0])
    if count < TRIAL_POINTS:
        return [("mean", f"n = {count}", Checked(None, TOO_FEW))]
    trial = STATES[int(found.state[0])] == "trial"
    only = ", mR ≤ 3.267 × mean(mR)" if screened else ""
    formulas = {
        "mean": f"mean(x), n = {count}",
        "lower": f"mean(x) − 2.66 × mean(mR){only}",
        "upper": f"mean(x) + 2.66 × mean(mR){only}",
    }
    results = []
    for name, value in (("mean", found.mean), ("lower", found.lower), ("upper", found.upper)):
        held = _held(float(value[0]), given.get(name) or "")
        reason = TRIAL if trial and held.reason is None else held.reason
        results.append((name, formulas[name], replace(held, reason=reason)))
    return results


def _aggregate(given: Mapping[str, str]) -> list[Result]:
    text = given.get("scores") or ""
    groups = listed(given["groups"]) if given.get("groups") else None
    try:
        scores = np.array(numbers(text))
    except ValueError:
        return [("score", text, Checked(None, NOT_READABLE))]
    known = scores[~np.isnan(scores)]
    if not len(known) or (groups is not None and len(groups) != len(scores)):
        return [("score", text, Checked(None, TOO_FEW if not len(known) else NOT_READABLE))]
    mean = float(aggregate(scores, ["all"] * len(scores), groups).iloc[0])
    all_met = bool((known >= BEST_SCORE).all()) and given.get("word") == CLASSES[0]
    word = CLASSES[int(aggregate_class([mean], all_met)[0])]
    formula = f"mean(n = {len(known)}) → {word}"
    results = [("score", formula, _held(mean, given.get("score") or ""))]
    if given.get("word"):
        same = given["word"].strip().replace(" ", "_").lower() == word
        verdict = ClaimVerdict.EQUAL if same else ClaimVerdict.INCONSISTENT
        results.append(("word", formula, Checked(verdict, None, mean, mean, mean)))
    return results


def _short(x: Fraction) -> str:
    return f"{float(x):.4f}"


_WORK: Final[Mapping[str, Callable[[Mapping[str, str]], list[Result]]]] = {
    "efficacy": _efficacy,
    "efficacy_whole": _efficacy_whole,
    "control_limits": _limits,
    "aggregate": _aggregate,
}
