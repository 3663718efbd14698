"""Typed results recomputed: does the number in a report follow from its inputs.

Three verdicts.  `equal`: the exact value rounds half up to what is printed.  `rounding`: the exact
value cut off gives it, or some value the rounded inputs may stand for rounds to it (whole numbers
are exact).  Else `inconsistent`.  The printed digits decide, so results are compared as text.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

import pandas as pd

from scorecard.model.exact import (
    PERCENT,
    ClaimTextError,
    Printed,
    Range,
    Value,
    evaluate,
    printed,
    without_words,
)
from scorecard.model.rounding import round_fraction


class ClaimVerdict(StrEnum):
    """What recomputing says of a typed result (一致 · 舍入差 · 不一致)."""

    EQUAL = "equal"
    ROUNDING = "rounding"
    INCONSISTENT = "inconsistent"


class ClaimKind(StrEnum):
    """What kind of result is typed."""

    RATIO = "ratio"
    SUM = "sum"
    DIFFERENCE = "diff"
    POINTS = "pp"
    IDENTITY = "identity"
    SUBSET = "subset"
    ROLL_UP = "target roll-up"
    SCORE = "score"
    PRODUCT = "product"


SHARE_DIGITS: Final = 2
"""Decimals from which a rate without a per cent sign may be meant as a share of one."""

ZERO_DENOMINATOR: Final = "zero_denominator"
NOT_READABLE: Final = "not_readable"
CUT_OFF: Final = "cut_off"
INPUTS_ROUNDED: Final = "inputs_rounded"
PARTS_EXCEED: Final = "parts_exceed_whole"
PARTS_SHORT: Final = "parts_short_of_whole"
COVERED: Final = "covered"
UNKNOWN_KIND: Final = "unknown_kind"


@dataclass(frozen=True, slots=True)
class Checked:
    """A recomputed claim.

    `verdict` is None where nothing can be computed (`reason` says why); `recomputed` the exact
    value, `low` and `high` the range it may have, `difference` printed less recomputed, all in the
    unit of the printed result; `reason` how a verdict other than equal came about.
    """

    verdict: ClaimVerdict | None
    reason: str | None = None
    recomputed: float = math.nan
    low: float = math.nan
    high: float = math.nan
    difference: float = math.nan


def check_value(value: Value | Fraction | float, reported: str | float) -> Checked:
    """Verdict on a printed result whose exact value is known, in the unit of the result.

    `value`: with the range its inputs leave (`exact.evaluate`), or a bare number, which is taken
    as exact (a float as its own fraction).

    Source: the project's method, "a typed rate recomputed".

    >>> check_value(15.2308, "16.85").verdict
    <ClaimVerdict.INCONSISTENT: 'inconsistent'>
    """
    known = value if isinstance(value, Value) else Value.of(Fraction(value))
    claim = printed(reported)
    verdict, reason = _compare(known, claim)
    return _result(known, claim, verdict, reason)


def check_ratio(
    numerator: str | float, denominator: str | float, reported: str | float, per: int = PERCENT
) -> Checked:
    """Verdict on a typed rate: ``per * numerator / denominator`` against what is printed.

    Numbers as text, because the printed digits count; `per` is 100 for a per cent, 1 for a share.

    ==========================  ============================================
    case                        result
    ==========================  ============================================
    denominator 0, or may be 0  verdict None, `zero_denominator`
    not a number                verdict None, `not_readable`
    10.52 / 18 -> 58.42         `rounding`: 10.515 / 18 is 58.4167
    129 / 270 -> 47             `rounding`: 47.78 cut off
    ==========================  ============================================

    Source: as `check_value`; published cases of recomputed_claims.csv.

    >>> [str(check_ratio(*c).verdict) for c in [("16", "17", "94.12"), ("10.52", "18", "58.42")]]
    ['equal', 'rounding']
    """
    try:
        share = printed(numerator).as_input() * printed(denominator).as_input().inverse()
        return check_value(share * Value.of(Fraction(per)), reported)
    except ZeroDivisionError:
        return Checked(None, ZERO_DENOMINATOR)
    except ClaimTextError:
        return Checked(None, NOT_READABLE)


def check(kind: str, expression: str, reported: str | float) -> Checked:
    """Verdict on a typed result of any kind.

    ====================  =======================================================
    kind                  expression, and what is compared
    ====================  =======================================================
    ratio                 `10.52/18`, in per cent
    pp                    `74-66.67`, `629.0/647.4-10/12`: percentage points
    sum, diff, identity,  `30+25`, `85.3-62.5`, `140-33+11`, ...: the value itself
    score, product
    target roll-up        `80+200`: parts may exceed the whole (层层加码), which is
                          said; parts short of it are inconsistent
    subset                `43.8<=40`: part against whole, `reported` is not read
    ====================  =======================================================

    Words after the numbers (`10.52亿元/18亿元`, `13.8个百分点`) are passed over, unless they count
    in different magnitudes.  A ratio may also be printed as a share of one (`0.67`).

    A floor (`17000余`) is `equal` if the value lies in it, reason `covered`.  What cannot be read
    or computed has verdict None and a reason; nothing is raised for a fault in the data.

    Source: as `check_value`; 其中 counts and Σ children >= parent of the method.

    >>> check("sum", "27+227+174", "422").verdict
    <ClaimVerdict.INCONSISTENT: 'inconsistent'>
    >>> check("target roll-up", "80+200+70+90+45+180+5+45", "700").reason
    'parts_exceed_whole'
    """
    try:
        bare = without_words(expression, reported if isinstance(reported, str) else "")
        return _CHECKS[ClaimKind(kind)](bare[0], bare[1] or reported)
    except ZeroDivisionError:
        return Checked(None, ZERO_DENOMINATOR)
    except ClaimTextError:
        return Checked(None, NOT_READABLE)
    except ValueError:
        return Checked(None, UNKNOWN_KIND)


def check_all(claims: pd.DataFrame) -> pd.DataFrame:
    """Verdicts on a table of claims.

    Columns read (text): `kind`, `expression`, `reported`.  Returns a frame with the same index:
    `verdict`, `reason` (text), `recomputed`, `low`, `high`, `difference` (float64, in the unit of
    the printed result).  Equal claims are computed once.

    Source and awkward cases: `check`.

    >>> table = pd.DataFrame({"kind": ["ratio"], "expression": ["16/17"], "reported": ["94.12"]})
    >>> check_all(table)["verdict"].tolist()
    ['equal']
    """
    keys = claims[["kind", "expression", "reported"]].astype("str")
    codes, unique = pd.factorize(pd.MultiIndex.from_frame(keys))
    results = pd.DataFrame(
        [_row(check(*(str(part) for part in key))) for key in unique], columns=_COLUMNS
    ).astype({"verdict": "str", "reason": "str"})
    return results.take(codes).set_axis(claims.index)


_COLUMNS: Final = ["verdict", "reason", "recomputed", "low", "high", "difference"]


def _row(result: Checked) -> tuple[str | None, str | None, float, float, float, float]:
    verdict = None if result.verdict is None else str(result.verdict)
    return (
        verdict,
        result.reason,
        result.recomputed,
        result.low,
        result.high,
        result.difference,
    )


def _compare(value: Value, claim: Printed) -> tuple[ClaimVerdict, str | None]:
    if claim.floor:
        inside = claim.stands_for.meets(Range(value.exact, value.exact))
        verdict = ClaimVerdict.EQUAL if inside else ClaimVerdict.INCONSISTENT
        return verdict, COVERED if inside else None
    scaled = value.exact / claim.unit
    if round_fraction(scaled) * claim.unit == claim.value:
        return ClaimVerdict.EQUAL, None
    if math.trunc(scaled) * claim.unit == claim.value:
        return ClaimVerdict.ROUNDING, CUT_OFF
    if claim.stands_for.meets(value.range):
        return ClaimVerdict.ROUNDING, INPUTS_ROUNDED
    return ClaimVerdict.INCONSISTENT, None


def _result(value: Value, claim: Printed, verdict: ClaimVerdict, reason: str | None) -> Checked:
    return Checked(
        verdict,
        reason,
        float(value.exact),
        float(value.range.low),
        float(value.range.high),
        float(claim.value - value.exact),
    )


def _check_ratio(expression: str, reported: str | float) -> Checked:
    share = evaluate(expression)
    found = check_value(share * Value.of(Fraction(PERCENT)), reported)
    claim = printed(reported)
    as_share = found.verdict is ClaimVerdict.INCONSISTENT and claim.digits >= SHARE_DIGITS
    if not as_share or str(reported).rstrip().endswith(("%", "％")):
        return found
    other = check_value(share, reported)
    return found if other.verdict is ClaimVerdict.INCONSISTENT else other


def _check_points(expression: str, reported: str | float) -> Checked:
    return check_value(evaluate(expression, ratios_per_cent=True), reported)


def _check_plain(expression: str, reported: str | float) -> Checked:
    return check_value(evaluate(expression), reported)


def _check_roll_up(expression: str, reported: str | float) -> Checked:
    value, whole = evaluate(expression), printed(reported)
    verdict, reason = _compare(value, whole)
    if verdict is ClaimVerdict.INCONSISTENT:
        if value.exact > whole.value:
            return _result(value, whole, ClaimVerdict.EQUAL, PARTS_EXCEED)
        return _result(value, whole, verdict, PARTS_SHORT)
    return _result(value, whole, verdict, reason)


def _check_subset(expression: str, _reported: str | float) -> Checked:
    left, sign, right = expression.replace("≤", "<=").partition("<=")
    if not sign:
        raise ClaimTextError(expression)
    part, whole = evaluate(left), evaluate(right)
    result = Printed(whole.exact, 0)
    if part.exact <= whole.exact:
        return _result(part, result, ClaimVerdict.EQUAL, None)
    if part.range.low < whole.range.high:
        return _result(part, result, ClaimVerdict.ROUNDING, INPUTS_ROUNDED)
    return _result(part, result, ClaimVerdict.INCONSISTENT, PARTS_EXCEED)


_CHECKS: Final = {
    ClaimKind.RATIO: _check_ratio,
    ClaimKind.POINTS: _check_points,
    ClaimKind.ROLL_UP: _check_roll_up,
    ClaimKind.SUBSET: _check_subset,
    **dict.fromkeys(
        (
            ClaimKind.SUM,
            ClaimKind.DIFFERENCE,
            ClaimKind.IDENTITY,
            ClaimKind.SCORE,
            ClaimKind.PRODUCT,
        ),
        _check_plain,
    ),
}
