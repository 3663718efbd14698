"""`growth_ratio`: compound growth observed against compound growth required.

The method of Statistics Canada and Open SDG, after Eurostat.  It judges "met" first, accepts a
missing target (then the growth itself is held against 1.5 %, 0.5 % and 0, scaled near a natural
limit), and has scores from -5 to 5 whose mean rates an indicator of several series.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import Final

from scorecard.assessment.methods.base import Case, Kind, Profile, Verdict, nearest
from scorecard.schema.policy import TOLERANCE, Policy, at_least
from scorecard.schema.vocabulary import DistanceUnit, MethodClass, Reason, Status

ACHIEVED: Final = MethodClass.TARGET_ACHIEVED
SUBSTANTIAL: Final = MethodClass.SUBSTANTIAL_PROGRESS
MODERATE: Final = MethodClass.MODERATE_PROGRESS
LIMITED: Final = MethodClass.LIMITED_PROGRESS
DETERIORATION: Final = MethodClass.DETERIORATION
NOT_AVAILABLE: Final = MethodClass.NOT_AVAILABLE
CLASSES: Final[Mapping[MethodClass, Status]] = {
    ACHIEVED: Status.ACHIEVED,
    SUBSTANTIAL: Status.ON_TRACK,
    MODERATE: Status.AT_RISK,
    LIMITED: Status.AT_RISK,
    DETERIORATION: Status.OFF_TRACK,
    NOT_AVAILABLE: Status.NOT_SCORED,
}
"""The office's own words, best first, and our status for each."""
RATIO_HIGH: Final = 0.95
RATIO_MEDIUM: Final = 0.60
GROWTH_HIGH: Final = 0.015
GROWTH_MEDIUM: Final = 0.005
LIMIT_POWER: Final = 4.44
BEST_SCORE: Final = 5.0
MONTHS_A_YEAR: Final = 12.0


def growth(later: float, earlier: float, years: float) -> float | None:
    """Compound growth per year, a share: ``(later / earlier) ** (1 / years) - 1``.

    None where it is undefined: no time between the two, a zero, or values of opposite sign; and
    where it is too large to be a number.

    Source: Statistics Canada, progress measurement; Open SDG progress methodology.

    >>> round(growth(121.0, 100.0, 2.0) or 0, 9), growth(5.0, 0.0, 3.0)
    (0.1, None)
    """
    if years <= 0 or not later or not earlier or (later > 0) != (earlier > 0):
        return None
    try:
        found = (later / earlier) ** (1.0 / years) - 1.0
    except OverflowError:
        return None
    return found if math.isfinite(found) else None


def progress_value(  # noqa: PLR0913 (three values, three dates and the direction)
    base: float,
    base_year: float,
    current: float,
    current_year: float,
    target: float | None,
    target_year: float | None,
    direction: int,
) -> float | None:
    """Growth observed over growth required (a ratio), or the growth itself without a target.

    With a target ``pv = d * g(Y, B, t - t0) / |g(T, B, t1 - t0)|``, without one
    ``pv = d * g(Y, B, t - t0)``; the sign is turned where B < 0.  Values in the indicator's unit,
    years as numbers, `direction` +1 (higher is better) or -1.

    ==============================  ==========================================
    case                            result
    ==============================  ==========================================
    current year = base year        None: not available
    zero, or opposite signs         None: never replaced by a small number
    target = base                   None: no growth is required (a hold target)
    target on the wrong side        its size of growth counts (warned of)
    ==============================  ==========================================

    Source: Statistics Canada, progress measurement; published cases of growth_ratio.csv.

    >>> round(progress_value(14.5, 2015, 10.4, 2023, 7.25, 2030, -1) or 0, 9)
    0.901089955
    """
    sign = direction * (-1.0 if base < 0 else 1.0)
    observed = growth(current, base, current_year - base_year)
    if observed is None or target is None:
        return None if observed is None else sign * observed
    required = None if target_year is None else growth(target, base, target_year - base_year)
    if not required:
        return None
    ratio = observed / abs(required)
    return sign * ratio if math.isfinite(ratio) else None


def limit_factor(base: float, limit: float | None) -> float:
    """Factor C, 0 to 1, on the upper two growth thresholds near a natural limit L; 1 without one.

    With b = |B|: 1 if b >= 2 L; ``1 - (b / L) ** 4.44`` if b <= L; else
    ``1 - ((2 L - b) / L) ** 4.44``.  A base on the limit gives 0.

    Source: Open SDG progress methodology, natural limits.

    >>> limit_factor(100.0, 100.0), limit_factor(200.0, 100.0), limit_factor(50.0, None)
    (0.0, 1.0, 1.0)
    """
    b, top = abs(base), abs(limit or 0.0)
    if b >= 2.0 * top:
        return 1.0
    near = b if b <= top else 2.0 * top - b
    share = min(max(near / top, 0.0), 1.0)
    return 1.0 - math.pow(share, LIMIT_POWER)


def thresholds(factor: float, *, has_target: bool) -> tuple[float, float]:
    """The upper and the middle threshold of the progress value; the lowest is 0.

    0.95 and 0.60 with a target (ratios), 1.5 % and 0.5 % growth times `factor` without.

    Source: as `progress_value`.

    >>> thresholds(1.0, has_target=True), thresholds(0.5, has_target=False)
    ((0.95, 0.6), (0.0075, 0.0025))
    """
    if has_target:
        return RATIO_HIGH, RATIO_MEDIUM
    return GROWTH_HIGH * factor, GROWTH_MEDIUM * factor


def classify(
    value: float | None,
    factor: float = 1.0,
    tolerance: float = TOLERANCE,
    *,
    met: bool,
    has_target: bool,
) -> MethodClass:
    """Class of a progress value, a word of `CLASSES`.

    Met first; then >= high substantial, >= medium moderate, >= 0 limited, below deterioration;
    unknown: not available.  A value within the tolerance of a threshold counts as on it.

    Source: as `progress_value`.

    >>> [str(classify(v, met=False, has_target=True)) for v in (0.95, -0.1, None)]
    ['substantial_progress', 'deterioration', 'not_available']
    """
    if met:
        return ACHIEVED
    if value is None:
        return NOT_AVAILABLE
    high, medium = thresholds(factor, has_target=has_target)
    for bound, word in ((high, SUBSTANTIAL), (medium, MODERATE), (0.0, LIMITED)):
        if at_least(value, bound, tolerance):
            return word
    return DETERIORATION


def score(value: float | None, factor: float = 1.0, *, met: bool, has_target: bool) -> float | None:
    """Score of a progress value, -5 to 5; None where the value is not available.

    Met: 5.  With a target: ``min(7.1429 pv - 4.2857, 5)`` from 0.60 on, else
    ``max(4.1667 pv - 2.5, -5)``.  Without: pv < 0 ``max(125 pv - 2.5, -5)``; C = 0 gives 5;
    from high on ``min(500 pv / C - 5, 5)``; from medium on ``250 pv / C - 1.25``; else
    ``500 pv / C - 2.5``.

    Source: Open SDG progress methodology, scores; published cases of growth_ratio.csv.

    >>> round(score(0.75, met=False, has_target=True) or 0, 6)
    1.071475
    >>> score(0.0, met=False, has_target=False)
    -2.5
    """
    if met or value is None:
        return BEST_SCORE if met else None
    if has_target:
        upper = min(7.1429 * value - 4.2857, BEST_SCORE)
        return upper if value >= RATIO_MEDIUM else max(4.1667 * value - 2.5, -BEST_SCORE)
    if value < 0:
        return max(125.0 * value - 2.5, -BEST_SCORE)
    scaled = value / factor if factor else math.inf
    if scaled >= GROWTH_HIGH:
        return min(500.0 * scaled - 5.0, BEST_SCORE)
    return 250.0 * scaled - 1.25 if scaled >= GROWTH_MEDIUM else 500.0 * scaled - 2.5


def aggregate(
    scores: Sequence[float | None],
    keys: Sequence[Hashable],
    groups: Sequence[Hashable] | None = None,
) -> dict[Hashable, float | None]:
    """Mean score of each indicator's series, -5 to 5, by key in order of appearance.

    Series without a score are left out; with `groups` it is the mean of the groups' means.  An
    indicator without any score gets None.

    Source: Statistics Canada, aggregate of several series; growth_ratio_aggregate.csv.

    >>> aggregate([1.0, 3.0, None], ["a", "a", "a"])
    {'a': 2.0}
    """
    found: dict[Hashable, dict[Hashable, list[float]]] = {}
    for place, (one, key) in enumerate(zip(scores, keys, strict=True)):
        series = found.setdefault(key, {}).setdefault(None if groups is None else groups[place], [])
        if one is not None and not math.isnan(one):
            series.append(one)
    return {key: _mean([_mean(s) for s in series.values()]) for key, series in found.items()}


def _mean(numbers: Sequence[float | None]) -> float | None:
    known = [number for number in numbers if number is not None]
    return sum(known) / len(known) if known else None


def aggregate_class(mean: float | None, *, all_met: bool = False) -> MethodClass:
    """Class of an aggregate score, a word of `CLASSES`.

    ``>= 2.5`` substantial (on track), ``>= 0`` moderate (acceleration needed), ``>= -2.5`` limited,
    below deterioration; achieved only where every series is.

    Source: as `aggregate`.

    >>> str(aggregate_class(2.5)), str(aggregate_class(-3.0))
    ('substantial_progress', 'deterioration')
    """
    if mean is None:
        return NOT_AVAILABLE
    if all_met:
        return ACHIEVED
    for bound, word in ((2.5, SUBSTANTIAL), (0.0, MODERATE), (-2.5, LIMITED)):
        if at_least(mean, bound, TOLERANCE):
            return word
    return DETERIORATION


def refuses(kind: Kind) -> bool:
    """Whether the method does not apply whatever the figures: ranks and flows."""
    return kind.is_rank or kind.is_flow


def refusal(case: Case) -> bool:
    """Whether the method does not apply: ranks, flows, zero or (with a target) negative values.

    Without a target two negative values are allowed: the sign is turned.  Values of a met target
    are not looked at: "met" is judged first and needs no growth.
    """
    if refuses(case) or case.met:
        return refuses(case)
    b, y, t = case.baseline, case.actual, case.target
    if 0 in {b, y, t}:
        return True
    if t is not None and any(x is not None and x < 0 for x in (b, y, t)):
        return True
    return b is not None and y is not None and b * y < 0


def judge(case: Case, policy: Policy) -> Verdict:
    """Class, status and score by the growth ratio.

    The method's value is the progress value (a ratio; without a target growth per year), its score
    the one from -5 to 5, its distance how far the value is from the nearest threshold.

    Read of the case: `baseline`, `actual`, `target`, `natural_limit` (indicator's unit), `t0`, `t`,
    `t1` (months; years = months / 12), `direction`, `met`, `is_rank`, `is_flow`.

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
    if refusal(case):
        return Verdict(Status.NOT_SCORED, Reason.METHOD_REFUSED, NOT_AVAILABLE)
    has_target, base, limit = case.target is not None, case.baseline, case.natural_limit
    value, factor = _value(case), 1.0
    if base is not None and not has_target:
        factor = limit_factor(base, limit)
    word = classify(value, factor, policy.tolerance, met=case.met, has_target=has_target)
    reason = Reason.TOO_FEW_POINTS if word == NOT_AVAILABLE else Reason.GROWTH_RATIO
    apart = nearest(value, *thresholds(factor, has_target=has_target), 0.0)
    unit = None if apart is None else DistanceUnit.RATIO
    points = score(value, factor, met=case.met, has_target=has_target)
    return Verdict(CLASSES[word], reason, word, value, points, apart, unit)


def _value(case: Case) -> float | None:
    b, y, t0, t = case.baseline, case.actual, case.t0, case.t
    if not case.direction or b is None or y is None or t0 is None or t is None:
        return None
    due = None if case.t1 is None else case.t1 / MONTHS_A_YEAR
    years = t0 / MONTHS_A_YEAR, t / MONTHS_A_YEAR
    return progress_value(b, years[0], y, years[1], case.target, due, case.direction)


PROFILE: Final = Profile(judge, refuses, judges_met=True)
