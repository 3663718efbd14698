"""Points from figures: the named scoring rules, each with its own parameters and its own cap.

Scoring stands apart from status.  Every function works on whole columns and answers NaN where
there is nothing to compute from; `points` puts a reason beside it.  Nothing is rounded here.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from scorecard.rules.steps import bonus, deduct, growth, penalty, step
from scorecard.schema.bands import Bands, Floats, classify
from scorecard.schema.comparison import TOLERANCE

__all__ = [
    "Bools",
    "all_or_nothing",
    "attainment",
    "bands",
    "bonus",
    "completion",
    "composite",
    "deduct",
    "efficacy",
    "efficacy_band",
    "efficacy_banded",
    "ends",
    "grade",
    "growth",
    "limit_best",
    "penalty",
    "places",
    "rank_step",
    "step",
]

Bools = npt.NDArray[np.bool_]


def attainment(actual: npt.ArrayLike, target: npt.ArrayLike, direction: npt.ArrayLike) -> Floats:
    """Share of the target attained (完成率): ``Y / T``, for reverse indicators ``T / Y``.

    `actual`, `target` in the indicator's unit, `direction` +1 (higher is better) or -1.

    ==========================  ==========================================
    case                        result
    ==========================  ==========================================
    target zero or negative     NaN: refused, never divided
    reverse, actual 0           infinite (nothing happened): the cap limits
    reverse, actual negative    NaN
    ==========================  ==========================================

    Source: the project's method, "The quantities"; 完成率 in 三明 2020.

    >>> attainment([8.0, 4.0, 1.0], [10.0, 5.0, 0.0], [1, -1, 1]).tolist()
    [0.8, 1.25, nan]
    """
    y, t = np.asarray(actual, dtype=np.float64), np.asarray(target, dtype=np.float64)
    t = np.where(t > 0, t, np.nan)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        reverse = np.where(y >= 0, t / np.abs(y), np.nan)
        return np.where(np.asarray(direction) < 0, reverse, y / t)


def completion(share: npt.ArrayLike, full: npt.ArrayLike, cap: float = 1.0) -> Floats:
    """Points by completion (完成率法): ``full * min(max(A, 0), cap)``.

    `share` is A (share of the target attained), `full` the full mark in points, `cap` the share
    that still counts.

    Source: 三明 2020 (not over the full mark); 2024 招商引资考核公示 (one item capped at 120 %,
    another at the full mark).

    >>> completion([1.2, 1.5, -0.1], 0.5, cap=1.2).tolist()
    [0.6, 0.6, 0.0]
    """
    a = np.asarray(share, dtype=np.float64)
    return np.asarray(np.asarray(full, dtype=np.float64) * np.clip(a, 0.0, cap))


def composite(shares: npt.ArrayLike, parts: npt.ArrayLike) -> Floats:
    """Attainment of an item of several parts: ``sum of part * A`` over the last axis.

    `parts` are the parts' shares of the item and must add up to 1; an unknown part leaves the
    item unknown.  Refuses (ValueError) parts that do not add up to 1.

    Source: 2024 招商引资考核公示, 【(28÷27)×50%+(177.7÷54)×50%】×0.5, which its cap brings to 0.5.

    >>> [round(float(x), 4) for x in np.atleast_1d(composite([28 / 27, 177.7 / 54], [0.5, 0.5]))]
    [2.1639]
    """
    weights = np.asarray(parts, dtype=np.float64)
    if not np.allclose(weights.sum(axis=-1), 1.0, rtol=0.0, atol=1e-9):
        raise ValueError(f"the parts add up to {weights.sum(axis=-1)}, not to 1")
    return np.asarray((np.asarray(shares, dtype=np.float64) * weights).sum(axis=-1))


def efficacy(  # noqa: PLR0913  (the parameters of the published rule)
    actual: npt.ArrayLike,
    worst: npt.ArrayLike,
    best: npt.ArrayLike,
    full: npt.ArrayLike,
    base: float = 0.6,
    cap: float = 1.0,
    equal: float = np.nan,
) -> Floats:
    """Points by efficacy coefficient (功效系数法, 60 + 40 form).

    ``full * (base + (1 - base) * (Y - worst) / (best - worst))``, between 0 and ``cap * full``.
    A reverse indicator swaps the ends: `worst` is then the larger number.

    =======================  =====================================
    case                     result
    =======================  =====================================
    worst = best             `equal` times the full mark; NaN without it
    actual below worst       below the base share, never below 0
    actual above best        `cap` times the full mark
    =======================  =====================================

    Source: 三明 2020 “五比五晒”: 60%分值 + 40%分值 × (本值−最低值)/(最高值−最低值).

    >>> efficacy([10.0, 15.0, 20.0], 10.0, 20.0, 20.0).tolist()
    [12.0, 16.0, 20.0]
    """
    y, low = np.asarray(actual, dtype=np.float64), np.asarray(worst, dtype=np.float64)
    spread = np.asarray(best, dtype=np.float64) - low
    way = (y - low) / np.where(spread == 0, np.nan, spread)
    share = np.clip(base + (1.0 - base) * way, 0.0, cap)
    share = np.where((spread == 0) & ~np.isnan(y), equal, share)
    return np.asarray(np.asarray(full, dtype=np.float64) * share)


def ends(
    actual: npt.ArrayLike, direction: npt.ArrayLike, groups: npt.ArrayLike
) -> tuple[Floats, Floats]:
    """Worst and best actual of each row's group, in the indicator's unit.

    Units without a figure (NaN) are left out; where lower is better the ends swap.

    >>> worst, best = ends([3.0, float("nan"), 9.0], [-1, -1, -1], ["a", "a", "a"])
    >>> worst.tolist(), best.tolist()
    ([9.0, 9.0, 9.0], [3.0, 3.0, 3.0])
    """
    values = pd.Series(np.asarray(actual, dtype=np.float64))
    grouped = values.groupby(np.asarray(groups), dropna=False)
    low, high = grouped.transform("min").to_numpy(), grouped.transform("max").to_numpy()
    reverse = np.asarray(direction) < 0
    return np.where(reverse, high, low), np.where(reverse, low, high)


def efficacy_band(
    actual: npt.ArrayLike,
    this_band: npt.ArrayLike,
    next_band: npt.ArrayLike,
    this_coef: npt.ArrayLike,
    next_coef: npt.ArrayLike,
    full: npt.ArrayLike,
) -> Floats:
    """Points within one band of the banded efficacy coefficient.

    ``full * this_coef + (Y - this) / (next - this) * full * (next_coef - this_coef)``: the band's
    base points plus the adjustment.  Equal band values give NaN.

    Source: 企业绩效评价 (本档基础分 + 调整分); published cases of efficacy.csv.

    >>> round(float(efficacy_band(8.0, 1.7, 9.5, 0.6, 0.8, 20.0)), 2)
    15.23
    """
    y, low = np.asarray(actual, dtype=np.float64), np.asarray(this_band, dtype=np.float64)
    width = np.asarray(next_band, dtype=np.float64) - low
    coefficient = (y - low) / np.where(width == 0, np.nan, width)
    start = np.asarray(this_coef, dtype=np.float64)
    rise = np.asarray(next_coef, dtype=np.float64) - start
    return np.asarray(np.asarray(full, dtype=np.float64) * (start + coefficient * rise))


def efficacy_banded(
    actual: npt.ArrayLike, standards: npt.ArrayLike, coefs: npt.ArrayLike, full: npt.ArrayLike
) -> Floats:
    """Points by banded efficacy coefficient over a whole scale of standards.

    `standards` are the band values from worst to best (descending for a reverse indicator),
    `coefs` their coefficients.  Between two standards as `efficacy_band`; at the best standard or
    beyond its coefficient; short of the worst one nothing (its base is not reached).

    Refuses (ValueError) fewer than two standards, or standards that are not strictly ordered.

    Source: as `efficacy_band`.

    >>> efficacy_banded([1.0, 8.0, 30.0], [1.7, 9.5, 20.0], [0.6, 0.8, 1.0], 10.0).round(3).tolist()
    [0.0, 7.615, 10.0]
    """
    places, shares = np.asarray(standards, dtype=np.float64), np.asarray(coefs, dtype=np.float64)
    steps = np.diff(places)
    if len(places) < 2 or not (np.all(steps > 0) or np.all(steps < 0)):  # noqa: PLR2004 (a scale)
        raise ValueError(f"standards must run strictly from worst to best: {places.tolist()}")
    sign = np.sign(steps[0])
    y = np.asarray(actual, dtype=np.float64)
    share = np.interp(sign * y, sign * places, shares)
    share = np.where(sign * y < sign * places[0] - TOLERANCE * max(1.0, abs(places[0])), 0.0, share)
    return np.asarray(np.asarray(full, dtype=np.float64) * np.where(np.isnan(y), np.nan, share))


def all_or_nothing(met: npt.ArrayLike, full: npt.ArrayLike) -> Floats:
    """Full mark where the target is met, otherwise 0 points (目标完成计分法).

    Source: 某市月度评估办法 2020.

    >>> all_or_nothing([True, False], 5.0).tolist()
    [5.0, 0.0]
    """
    marks = np.asarray(full, dtype=np.float64)
    return np.asarray(np.where(np.asarray(met, dtype=np.bool_), marks, 0.0), dtype=np.float64)


def places(values: npt.ArrayLike, direction: npt.ArrayLike, groups: npt.ArrayLike) -> Floats:
    """Place of each value in its group, from 1; ties share the better place (1-2-2-4).

    `direction` +1: the largest is first.  Values unknown have no place and take none.

    Source: 临沂 2022-12 (1-2-…-6-6-8); the project's method, `rank_step`.

    >>> places([90.0, 85.0, 85.0, 70.0, float("nan")], [1] * 5, ["a"] * 5).tolist()
    [1.0, 2.0, 2.0, 4.0, nan]
    """
    keys = np.asarray(values, dtype=np.float64) * -np.sign(np.asarray(direction, dtype=np.float64))
    ranked = pd.Series(keys).groupby(np.asarray(groups), dropna=False).rank(method="min")
    return np.asarray(ranked, dtype=np.float64)


def rank_step(
    place: npt.ArrayLike, full: npt.ArrayLike, step: float = 0.05, least: float = 0.0
) -> Floats:
    """Points by place (争先进位计分法): ``full * max(1 - step * (place - 1), least)``.

    `least` is the share of the full mark that is left to the last: with more than 20 units and
    steps of 5 % the rule would give nothing from place 21 on.

    Source: 某市月度评估办法 2020 (best 100 %, second 95 %, ...; places 1–5: 60/57/54/51/48).

    >>> rank_step([1.0, 2.0, 2.0, 4.0, 30.0], 20.0).round(9).tolist()
    [20.0, 19.0, 19.0, 17.0, 0.0]
    """
    share = np.maximum(1.0 - step * (np.asarray(place, dtype=np.float64) - 1.0), least)
    return np.asarray(np.asarray(full, dtype=np.float64) * share)


def bands(values: npt.ArrayLike, table: Bands) -> Floats:
    """Points of the band each value lies in; NaN for a value unknown.

    Each edge belongs to the band that includes it.  A value no band holds gives NaN: check the
    table with `scorecard.schema.bands.faults` first.

    Source: 延安 2017-05 (10 亿以上 20, 5–10 亿 10, 1–5 亿 6, 1 亿以下 3).

    >>> from scorecard.schema.bands import Band, Bands, parse_interval
    >>> big, small = (
    ...     Band("10+", parse_interval(">= 10"), points=20.0),
    ...     Band("", parse_interval("< 10"), points=10.0),
    ... )
    >>> bands([10.0, 9.99], Bands((big, small))).tolist()
    [20.0, 10.0]
    """
    worth = np.array([*(band.points for band in table.bands), np.nan])
    return np.asarray(worth[classify(values, table)])


def grade(
    scores: npt.ArrayLike,
    table: Bands,
    vetoed: npt.ArrayLike | None = None,
    veto_label: str | None = None,
) -> npt.NDArray[np.str_]:
    """The office's grade of each score; `""` for a score unknown.

    A veto (一票否决) changes the grade, never the number: a vetoed score gets `veto_label`, by
    default the word of the lowest band.

    Source: 厦门 2017 (80–85 含 80 良好); 省级以上开发区考核办法.

    >>> from scorecard.schema.band_presets import XIAMEN_GRADES
    >>> grade([80.0, 79.999, 95.0], XIAMEN_GRADES, [False, False, True]).tolist()
    ['良好', '一般', '不合格']
    """
    words = np.array([*table.labels, ""])
    result = words[classify(scores, table)]
    if vetoed is None:
        return result
    lowest = min(table.bands, key=lambda band: band.numbers.low).label
    hit = np.asarray(vetoed, dtype=np.bool_) & (result != "")
    return np.where(hit, veto_label or lowest, result)


def limit_best(
    grades: npt.ArrayLike, place: npt.ArrayLike, table: Bands, top: int
) -> npt.NDArray[np.str_]:
    """Grades where the best one is kept for the first `top` places; the others get the next one.

    Source: 东莞 2019 (90 分以上且排名前 10 为优秀).

    >>> from scorecard.schema.band_presets import XIAMEN_GRADES
    >>> limit_best(["优秀", "优秀"], [10, 11], XIAMEN_GRADES, top=10).tolist()
    ['优秀', '良好']
    """
    ordered = sorted(table.bands, key=lambda band: band.numbers.low, reverse=True)
    words = np.asarray(grades)
    beyond = (words == ordered[0].label) & (np.asarray(place, dtype=np.float64) > top)
    return np.where(beyond, ordered[1].label, words)
