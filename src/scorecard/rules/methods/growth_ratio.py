"""`growth_ratio`: compound growth observed against compound growth required.

The method of Statistics Canada and Open SDG, after Eurostat.  It judges "met" first, accepts a
missing target (then the growth itself is held against 1.5 %, 0.5 % and 0, scaled near a natural
limit), and has scores from -5 to 5 whose mean rates an indicator of several series.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from scorecard.rules.methods import (
    NO_CODE,
    Bools,
    Codes,
    Floats,
    Inputs,
    Verdicts,
    reason_code,
    status_code,
    unit_code,
)
from scorecard.schema.bands import snap
from scorecard.schema.policy import Policy
from scorecard.schema.reasons import Reason
from scorecard.schema.vocabulary import DistanceUnit, Status

CLASSES: Final = (
    "target_achieved",
    "substantial_progress",
    "moderate_progress",
    "limited_progress",
    "deterioration",
    "not_available",
)
"""The office's own words, best first; a class is a position in this tuple."""
ACHIEVED, SUBSTANTIAL, MODERATE, LIMITED, DETERIORATION, NOT_AVAILABLE = range(6)
STATUS_OF: Final = (
    Status.ACHIEVED,
    Status.ON_TRACK,
    Status.AT_RISK,
    Status.AT_RISK,
    Status.OFF_TRACK,
    Status.NOT_SCORED,
)
RATIO_HIGH: Final = 0.95
RATIO_MEDIUM: Final = 0.60
GROWTH_HIGH: Final = 0.015
GROWTH_MEDIUM: Final = 0.005
LIMIT_POWER: Final = 4.44
BEST_SCORE: Final = 5.0
MONTHS_A_YEAR: Final = 12.0


def growth(later: npt.ArrayLike, earlier: npt.ArrayLike, years: npt.ArrayLike) -> Floats:
    """Compound growth per year, a share: ``(later / earlier) ** (1 / years) - 1``.

    NaN where it is undefined: no time between the two, a zero, or values of opposite sign; and
    where it is too large to be a number.

    Source: Statistics Canada, progress measurement; Open SDG progress methodology.

    >>> growth([121.0, 5.0], [100.0, 0.0], [2.0, 3.0]).round(9).tolist()
    [0.1, nan]
    """
    a, b = np.asarray(later, dtype=np.float64), np.asarray(earlier, dtype=np.float64)
    n = np.asarray(years, dtype=np.float64)
    usable = (np.sign(a) * np.sign(b) > 0) & (n > 0)
    with np.errstate(over="ignore", under="ignore"):
        ratio = np.where(usable, a, np.nan) / np.where(usable, b, np.nan)
        return _finite(ratio ** (1.0 / np.where(n > 0, n, np.nan)) - 1.0)


def progress_value(  # noqa: PLR0913 (three values, three dates and the direction)
    base: npt.ArrayLike,
    base_year: npt.ArrayLike,
    current: npt.ArrayLike,
    current_year: npt.ArrayLike,
    target: npt.ArrayLike,
    target_year: npt.ArrayLike,
    direction: npt.ArrayLike,
) -> Floats:
    """Growth observed over growth required (a ratio), or the growth itself without a target.

    With a target ``pv = d * g(Y, B, t - t0) / |g(T, B, t1 - t0)|``, without one
    ``pv = d * g(Y, B, t - t0)``; the sign is turned where B < 0.  Values in the indicator's unit,
    years as numbers, `direction` +1 (higher is better) or -1.

    ==============================  ==========================================
    case                            result
    ==============================  ==========================================
    current year = base year        NaN: not available
    zero, or opposite signs         NaN: never replaced by a small number
    target = base                   NaN: no growth is required (a hold target)
    target on the wrong side        its size of growth counts (warned of)
    ==============================  ==========================================

    Source: Statistics Canada, progress measurement; published cases of growth_ratio.csv.

    >>> progress_value([14.5], [2015], [10.4], [2023], [7.25], [2030], [-1]).round(9).tolist()
    [0.901089955]
    """
    b, t = np.asarray(base, dtype=np.float64), np.asarray(target, dtype=np.float64)
    start = np.asarray(base_year, dtype=np.float64)
    observed = growth(current, b, np.asarray(current_year, dtype=np.float64) - start)
    required = np.abs(growth(t, b, np.asarray(target_year, dtype=np.float64) - start))
    with np.errstate(over="ignore", under="ignore"):
        ratio = _finite(observed / np.where(required > 0, required, np.nan))
    sign = np.asarray(direction, dtype=np.float64) * np.where(b < 0, -1.0, 1.0)
    return np.asarray(sign * np.where(np.isnan(t), observed, ratio))


def _finite(x: Floats) -> Floats:
    """The numbers that are numbers, NaN for the infinite."""
    return np.where(np.isfinite(x), x, np.nan)


def limit_factor(base: npt.ArrayLike, limit: npt.ArrayLike) -> Floats:
    """Factor C, 0 to 1, on the upper two growth thresholds near a natural limit L; 1 without one.

    With b = |B|: 1 if b >= 2 L; ``1 - (b / L) ** 4.44`` if b <= L; else
    ``1 - ((2 L - b) / L) ** 4.44``.  A base on the limit gives 0.

    Source: Open SDG progress methodology, natural limits.

    >>> limit_factor([100.0, 200.0, 50.0], [100.0, 100.0, float("nan")]).tolist()
    [0.0, 1.0, 1.0]
    """
    b, top = np.abs(np.asarray(base, dtype=np.float64)), np.abs(np.asarray(limit, dtype=np.float64))
    near = np.where(b <= top, b, 2.0 * top - b)
    share = np.clip(near / np.where(top > 0, top, np.nan), 0.0, 1.0)
    return np.asarray(np.where(np.isnan(top) | (b >= 2.0 * top), 1.0, 1.0 - share**LIMIT_POWER))


def thresholds(has_target: npt.ArrayLike, factor: npt.ArrayLike) -> tuple[Floats, Floats]:
    """The upper and the middle threshold of the progress value; the lowest is 0.

    0.95 and 0.60 with a target (ratios), 1.5 % and 0.5 % growth times `factor` without.

    Source: as `progress_value`.

    >>> high, medium = thresholds([True, False], [1.0, 0.5])
    >>> high.tolist(), medium.tolist()
    ([0.95, 0.0075], [0.6, 0.0025])
    """
    known, c = np.asarray(has_target, dtype=np.bool_), np.asarray(factor, dtype=np.float64)
    return (
        np.where(known, RATIO_HIGH, GROWTH_HIGH * c),
        np.where(known, RATIO_MEDIUM, GROWTH_MEDIUM * c),
    )


def classify(
    value: npt.ArrayLike,
    met: npt.ArrayLike,
    has_target: npt.ArrayLike,
    factor: npt.ArrayLike = 1.0,
    tolerance: float = 1e-9,
) -> Codes:
    """Class of each progress value, a position in `CLASSES`.

    Met first; then >= high substantial, >= medium moderate, >= 0 limited, below deterioration;
    NaN not available.  A value within the tolerance of a threshold counts as on it.

    Source: as `progress_value`.

    >>> codes = classify([0.95, 0.7, 0.0, -0.1, float("nan")], False, True)
    >>> [CLASSES[c].split("_")[0] for c in codes]
    ['substantial', 'moderate', 'limited', 'deterioration', 'not']
    """
    pv = np.asarray(value, dtype=np.float64)
    high, medium = thresholds(has_target, factor)
    on_high = pv >= high - tolerance
    on_medium = pv >= medium - tolerance
    done = np.broadcast_to(np.asarray(met, dtype=np.bool_), pv.shape)
    return np.select(
        [done, np.isnan(pv), on_high, on_medium, pv >= -tolerance],
        [ACHIEVED, NOT_AVAILABLE, SUBSTANTIAL, MODERATE, LIMITED],
        DETERIORATION,
    ).astype(np.int8)


def score(
    value: npt.ArrayLike,
    met: npt.ArrayLike,
    has_target: npt.ArrayLike,
    factor: npt.ArrayLike = 1.0,
) -> Floats:
    """Score of each progress value, -5 to 5; NaN where the value is not available.

    Met: 5.  With a target: ``min(7.1429 pv - 4.2857, 5)`` from 0.60 on, else
    ``max(4.1667 pv - 2.5, -5)``.  Without: pv < 0 ``max(125 pv - 2.5, -5)``; C = 0 gives 5;
    from high on ``min(500 pv / C - 5, 5)``; from medium on ``250 pv / C - 1.25``; else
    ``500 pv / C - 2.5``.

    Source: Open SDG progress methodology, scores; published cases of growth_ratio.csv.

    >>> score([0.75, 0.0], [False, False], [True, False]).round(6).tolist()
    [1.071475, -2.5]
    """
    pv = np.asarray(value, dtype=np.float64)
    c = np.asarray(factor, dtype=np.float64) * np.ones_like(pv)
    known = np.asarray(has_target, dtype=np.bool_) & np.ones_like(pv, dtype=np.bool_)
    result = np.where(known, _score_of_ratio(pv), _score_of_growth(pv, c))
    return np.asarray(np.where(np.asarray(met, dtype=np.bool_), BEST_SCORE, result))


def _score_of_ratio(pv: Floats) -> Floats:
    upper = np.minimum(7.1429 * pv - 4.2857, BEST_SCORE)
    lower = np.maximum(4.1667 * pv - 2.5, -BEST_SCORE)
    return np.where(pv >= RATIO_MEDIUM, upper, lower)


def _score_of_growth(pv: Floats, c: Floats) -> Floats:
    scaled = pv / np.where(c > 0, c, np.nan)
    rising = np.select(
        [c == 0, scaled >= GROWTH_HIGH, scaled >= GROWTH_MEDIUM],
        [BEST_SCORE, np.minimum(500.0 * scaled - 5.0, BEST_SCORE), 250.0 * scaled - 1.25],
        500.0 * scaled - 2.5,
    )
    rising = np.where(np.isnan(pv), np.nan, rising)
    return np.where(pv < 0, np.maximum(125.0 * pv - 2.5, -BEST_SCORE), rising)


def aggregate(
    scores: npt.ArrayLike, keys: npt.ArrayLike, groups: npt.ArrayLike | None = None
) -> pd.Series:
    """Mean score of each indicator's series, -5 to 5 (index: the keys).

    Series without a score are left out; with `groups` it is the mean of the groups' means.  An
    indicator without any score gets NaN.

    Source: Statistics Canada, aggregate of several series; growth_ratio_aggregate.csv.

    >>> aggregate([1.0, 3.0, float("nan")], ["a", "a", "a"]).tolist()
    [2.0]
    """
    frame = pd.DataFrame({"score": np.asarray(scores, dtype=np.float64), "key": np.asarray(keys)})
    if groups is not None:
        frame["group"] = np.asarray(groups)
        means = frame.groupby(["key", "group"], sort=False, dropna=False)["score"].mean()
        return means.groupby("key", sort=False).mean()
    return frame.groupby("key", sort=False)["score"].mean()


def aggregate_class(scores: npt.ArrayLike, all_met: npt.ArrayLike = False) -> Codes:  # noqa: FBT002 (a column)
    """Class of each aggregate score, a position in `CLASSES`.

    ``>= 2.5`` substantial (on track), ``>= 0`` moderate (acceleration needed), ``>= -2.5`` limited,
    below deterioration; achieved only where every series is.

    Source: as `aggregate`.

    >>> [CLASSES[c] for c in aggregate_class([2.5, -3.0])]
    ['substantial_progress', 'deterioration']
    """
    x = snap(np.asarray(scores, dtype=np.float64), (2.5, 0.0, -2.5))
    met = np.asarray(all_met, dtype=np.bool_) & ~np.isnan(x)
    return np.select(
        [met, np.isnan(x), x >= 2.5, x >= 0.0, x >= -2.5],  # noqa: PLR2004 (the formula's)
        [ACHIEVED, NOT_AVAILABLE, SUBSTANTIAL, MODERATE, LIMITED],
        DETERIORATION,
    ).astype(np.int8)


def is_met(current: npt.ArrayLike, target: npt.ArrayLike, direction: npt.ArrayLike) -> Bools:
    """Whether the current value is at the target or better; False without a target.

    >>> is_met([10.0, 9.0], [10.0, float("nan")], [1, 1]).tolist()
    [True, False]
    """
    d = np.asarray(direction, dtype=np.float64)
    gap = d * (np.asarray(current, dtype=np.float64) - np.asarray(target, dtype=np.float64))
    return np.asarray(gap >= 0)


def wrong_side(base: npt.ArrayLike, target: npt.ArrayLike, direction: npt.ArrayLike) -> Bools:
    """Whether the target lies behind the base, seen in the direction: a warning, no refusal.

    >>> wrong_side([58.2], [50.0], [1]).tolist()
    [True]
    """
    way = np.asarray(target, dtype=np.float64) - np.asarray(base, dtype=np.float64)
    return np.asarray(np.asarray(direction, dtype=np.float64) * way < 0)


def refusal(inputs: Inputs) -> Bools:
    """Rows the method does not apply to: ranks, flows, zero or (with a target) negative values.

    Without a target two negative values are allowed: the sign is turned.  Values of a met target
    are not looked at: "met" is judged first and needs no growth.
    """
    b, y, t = inputs.baseline, inputs.actual, inputs.target
    aim = ~np.isnan(t)
    nothing = (b == 0) | (y == 0) | (aim & (t == 0))
    negative = (b * y < 0) | (aim & ((b < 0) | (y < 0) | (t < 0)))
    return np.asarray(inputs.is_rank | inputs.is_flow | ((nothing | negative) & ~inputs.met))


def judge(inputs: Inputs, policy: Policy) -> Verdicts:
    """Class, status and score of each row by its growth ratio.

    `method_value` is the progress value (a ratio; without a target growth per year), `method_score`
    the score from -5 to 5, `distance` how far the value is from the nearest threshold.

    Columns read: `baseline`, `actual`, `target`, `natural_limit` (indicator's unit), `t0`, `t`,
    `t1` (month ordinals; years = months / 12), `direction`, `met`, `is_rank`, `is_flow`.

    ================================  ==============================================
    case                              result
    ================================  ==============================================
    rank, flow                        refused: `not_scored`, `method_refused`
    met                               achieved, score 5, whatever the growth
    zero, negative value              refused
    no time since the baseline        `not_scored`, `too_few_points`
    no direction (an interval)        no value: there is no growth it asks for
    ================================  ==============================================

    Source: Statistics Canada and Open SDG; thresholds as Eurostat; see `progress_value`, `score`.
    """
    years = (inputs.t0 / MONTHS_A_YEAR, inputs.t / MONTHS_A_YEAR, inputs.t1 / MONTHS_A_YEAR)
    refused = refusal(inputs)
    met = inputs.met & ~refused
    value = progress_value(
        inputs.baseline,
        years[0],
        inputs.actual,
        years[1],
        inputs.target,
        years[2],
        inputs.direction,
    )
    value = np.where(refused | (inputs.direction == 0), np.nan, value)
    aim = ~np.isnan(inputs.target)
    factor = limit_factor(inputs.baseline, np.where(aim, np.nan, inputs.natural_limit))
    place = classify(value, met, aim, factor, policy.tolerance)
    reason = np.where(
        place == NOT_AVAILABLE, reason_code(Reason.TOO_FEW_POINTS), reason_code(Reason.GROWTH_RATIO)
    )
    high, medium = thresholds(aim, factor)
    apart = np.minimum(np.minimum(abs(value - high), abs(value - medium)), abs(value))
    return Verdicts(
        status=np.array([status_code(s) for s in STATUS_OF])[place].astype(np.int8),
        reason=np.where(refused, reason_code(Reason.METHOD_REFUSED), reason).astype(np.int8),
        method_class=place,
        labels=CLASSES,
        method_value=value,
        method_score=score(value, met, aim, factor),
        distance=apart,
        distance_unit=np.where(np.isnan(apart), NO_CODE, unit_code(DistanceUnit.RATIO)).astype(
            np.int8
        ),
        refused=refused,
    )
