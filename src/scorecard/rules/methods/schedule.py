"""`schedule` (时序进度): the lead of the share done over the share of time, points or per cent.

Chinese government practice.  Cities draw the lines differently, so the bands are data
(`scorecard.schema.bands`, presets in `band_presets`) and are checked for gaps and overlaps.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scorecard.rules.methods import (
    NO_CODE,
    Codes,
    Floats,
    Inputs,
    Verdicts,
    pace,
    reason_code,
    status_code,
    unit_code,
)
from scorecard.schema.band_presets import policy_bands
from scorecard.schema.bands import Bands, checked, classify, distance
from scorecard.schema.policy import Policy
from scorecard.schema.reasons import Reason
from scorecard.schema.vocabulary import DistanceUnit, Status


def schedule_share(months_elapsed: npt.ArrayLike, months: npt.ArrayLike = 12.0) -> Floats:
    """Share of the time that has passed: ``complete months elapsed / months``.

    For an annual target months are 12 (October: 10 / 12 = 83.33 %).  Never negative; NaN where
    there are no months to pass.

    Source: 攀枝花, 宣城, 三元区 (时序进度); the project's method, expected progress.

    >>> schedule_share([3, 12]).tolist()
    [0.25, 1.0]
    """
    total = np.asarray(months, dtype=np.float64)
    elapsed = np.asarray(months_elapsed, dtype=np.float64)
    return np.asarray(np.maximum(elapsed, 0.0) / np.where(total > 0, total, np.nan))


def lead_points(progress: npt.ArrayLike, expected: npt.ArrayLike) -> Floats:
    """Lead over the schedule in percentage points (百分点): ``100 * (G - E)``.

    Both shares unrounded: 629.0 / 647.4 after ten months leads by 13.8 points, although
    97.2 - 83.3 would say 13.9.

    Source: 江门 (超时间进度 13.8 个百分点).

    >>> lead_points(629.0 / 647.4, 10 / 12).round(2).tolist()
    13.82
    """
    g, e = np.asarray(progress, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    return np.asarray(100.0 * (g - e))


def lead_relative(progress: npt.ArrayLike, expected: npt.ArrayLike) -> Floats:
    """Lead over the schedule in per cent of the expected share: ``100 * (G - E) / E``.

    ================  ==============================================
    case              result
    ================  ==============================================
    E = 0, G = 0      0: exactly on schedule
    E = 0, G <> 0     infinite with the sign of G: outermost band
    ================  ==============================================

    Source: 三亚 2022 (低于序时 50 %).

    >>> lead_relative([0.22, 0.4, 0.0], [0.5, 0.5, 0.0]).round(6).tolist()
    [-56.0, -20.0, 0.0]
    """
    g, e = np.asarray(progress, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        ratio = 100.0 * (g - e) / e
    return np.asarray(np.where((e == 0) & (g == 0), 0.0, ratio))


def judge(inputs: Inputs, policy: Policy, bands: Bands | None = None) -> Verdicts:
    """Class and status of each row by its lead over the schedule.

    `method_value` is the lead (points, or per cent where the bands are relative), `distance` how
    far it lies from the nearest edge (points, or a ratio), `method_class` the band's word.

    Columns read: `progress` G and `expected` E (shares of the way), and for caps those of `pace`.

    ============================  ==================================================
    case                          result
    ============================  ==================================================
    cap on a flow                 status and distance as under `pace` (allowance / Y);
                                  the word of the first band with that status;
                                  `method_value` is 100 (E - G)
    progress or pathway unknown   refused: `not_scored`, reason `method_refused`
    ============================  ==================================================

    Refuses (BandsError) bands with a gap or an overlap.

    Source: Chinese government practice; the project's method, `schedule` and "allowance".
    """
    table = checked(bands) if bands else policy_bands(policy)
    lead = np.where(inputs.is_cap, -1.0, 1.0) * _lead(inputs, relative=table.relative)
    place = classify(lead, table, policy.tolerance)
    refused, finite = place < 0, np.isfinite(lead)
    unit = DistanceUnit.RATIO if table.relative else DistanceUnit.POINTS
    apart = distance(lead, table) / (100.0 if table.relative else 1.0)
    reason = np.where(refused, reason_code(Reason.METHOD_REFUSED), reason_code(Reason.SCHEDULE))
    verdicts = Verdicts(
        status=_statuses(table)[place],
        reason=reason.astype(np.int8),
        method_class=place,
        labels=table.labels,
        method_value=np.where(finite, lead, np.nan),
        method_score=np.full(len(inputs), np.nan),
        distance=np.where(finite, apart, np.nan),
        distance_unit=np.where(finite, unit_code(unit), NO_CODE).astype(np.int8),
        refused=refused,
    )
    _judge_caps(verdicts, inputs, policy, table)
    return verdicts


def _lead(inputs: Inputs, *, relative: bool) -> Floats:
    rule = lead_relative if relative else lead_points
    return rule(inputs.progress, inputs.expected)


def _statuses(table: Bands) -> Codes:
    """The status of each band; the last is that of no band."""
    statuses = [*(band.status or Status.NOT_SCORED for band in table.bands), Status.NOT_SCORED]
    return np.array([status_code(status) for status in statuses], dtype=np.int8)


def _judge_caps(verdicts: Verdicts, inputs: Inputs, policy: Policy, table: Bands) -> None:
    """Put the verdicts on caps into the columns: they are judged by their allowance."""
    rows = np.flatnonzero(inputs.is_cap)
    if not len(rows):
        return
    ruled = pace.judge(inputs.take(rows), policy)
    same = ruled.status[:, None] == _statuses(table)[None, :-1]
    verdicts.status[rows], verdicts.reason[rows] = ruled.status, ruled.reason
    verdicts.method_class[rows] = np.where(same.any(axis=1), same.argmax(axis=1), NO_CODE)
    verdicts.distance[rows], verdicts.distance_unit[rows] = ruled.distance, ruled.distance_unit
    verdicts.refused[rows] = ruled.refused
