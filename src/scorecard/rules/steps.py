"""Points by steps: so many points for every so much above or below the target.

`surplus` is always how far the actual is better than the target, ``d * (Y - T)``, in the
indicator's unit.  `whole` counts completed steps only (每满…); without it a part of a step counts
for its part.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scorecard.schema.bands import Floats
from scorecard.schema.comparison import TOLERANCE


def steps(amount: npt.ArrayLike, per: float, *, whole: bool = False) -> Floats:
    """How many steps of size `per` an amount makes, negative below zero.

    `whole` cuts off what does not fill a step; an amount within the tolerance of a step fills it.

    >>> steps([2.5, -2.5], 1.0).tolist(), steps([2.5, -2.5, 0.3], 0.1, whole=True).tolist()
    ([2.5, -2.5], [25.0, -25.0, 3.0])
    """
    count = np.asarray(amount, dtype=np.float64) / per
    if not whole:
        return np.asarray(count)
    near = np.round(count)
    full = np.abs(count - near) <= TOLERANCE * np.maximum(1.0, np.abs(near))
    return np.asarray(np.where(full, near, np.trunc(count)))


def step(
    surplus: npt.ArrayLike,
    base: npt.ArrayLike,
    per: float,
    points: float,
    limit: float = np.inf,
    *,
    whole: bool = False,
) -> Floats:
    """Points by steps around a base: ``base + clip(steps * points, -limit, limit)``, never below 0.

    `base` in points, `per` the size of a step in the indicator's unit, `points` its worth.

    Source: 某自治区地级市重大项目考核 (完成得25分, each extra project +0.1, each missing −0.1,
    加减不超过3分).

    >>> step([2.0, -50.0], 25.0, per=1.0, points=0.1, limit=3.0).tolist()
    [25.2, 22.0]
    """
    extra = np.clip(steps(surplus, per, whole=whole) * points, -limit, limit)
    return np.asarray(np.maximum(np.asarray(base, dtype=np.float64) + extra, 0.0))


def bonus(
    surplus: npt.ArrayLike,
    per: float,
    points: float,
    limit: float = np.inf,
    *,
    whole: bool = False,
) -> Floats:
    """Extra points: ``min(steps * points, limit)`` for what is above the target, else 0.

    Source: 苏北某市 2011 (each +5 % = +1, bonus not over half the points).

    >>> bonus([-3.0, 2.0, 99.0], per=1.0, points=0.5, limit=5.0).tolist()
    [0.0, 1.0, 5.0]
    """
    over = np.clip(np.asarray(surplus, dtype=np.float64), 0.0, None)
    return np.asarray(np.minimum(steps(over, per, whole=whole) * points, limit))


def deduct(
    surplus: npt.ArrayLike,
    full: npt.ArrayLike,
    per: float,
    points: float,
    *,
    whole: bool = False,
) -> Floats:
    """Full mark less a deduction for each step short: never below zero (扣完为止).

    ``max(full - steps * points, 0)`` for what is short of the target.

    Source: 环保目标责任书 2018 (each 1 μg/m³ over −0.5); 2024 公示 (每少1个扣0.1).

    >>> deduct([1.0, -3.0, -99.0], 10.0, per=1.0, points=0.5).tolist()
    [10.0, 8.5, 0.0]
    """
    taken = -penalty(surplus, per, points, whole=whole)
    return np.asarray(np.maximum(np.asarray(full, dtype=np.float64) - taken, 0.0))


def penalty(
    surplus: npt.ArrayLike,
    per: float,
    points: float,
    limit: float = np.inf,
    *,
    whole: bool = False,
) -> Floats:
    """Points taken from a total: ``-min(steps * points, limit)`` for what is short, else 0.

    Source: 省级以上开发区考核办法 (中央环保督察问题每个扣0.3分, 较大安全事故扣1分);
    2024 公示 (逾期未开工每个扣0.1).

    >>> penalty([1.0, -2.0, -99.0], per=1.0, points=0.3, limit=3.0).tolist()
    [0.0, -0.6, -3.0]
    """
    short = np.clip(-np.asarray(surplus, dtype=np.float64), 0.0, None)
    return np.asarray(0.0 - np.minimum(steps(short, per, whole=whole) * points, limit))


def growth(  # noqa: PLR0913  (the parameters of the published rule)
    increase: npt.ArrayLike,
    full: npt.ArrayLike,
    base: float = 0.8,
    per: float = 0.05,
    points: float = 1.0,
    limit: float = 0.5,
    *,
    whole: bool = False,
) -> Floats:
    """Points by growth on the base year: ``full * base + min(steps * points, limit * full)``.

    `increase` is the growth on the base year as a share (0.05 is 5 %), counted towards the better
    side; `base` and `limit` are shares of the full mark, `per` a share of the base year's value.
    A decline takes points at the same step, never below 0.

    Source: 苏北某市 2011 (flat on the base year 80 % of the points, each +5 % = +1,
    加分不超过该项分值的50%).  What a decline costs is not published; the step is taken for
    both directions.

    >>> growth([0.0, 0.10, 2.0, -0.9], 10.0).tolist()
    [8.0, 10.0, 13.0, 0.0]
    """
    marks = np.asarray(full, dtype=np.float64)
    gained = np.minimum(steps(increase, per, whole=whole) * points, limit * marks)
    return np.asarray(np.maximum(marks * base + gained, 0.0))
