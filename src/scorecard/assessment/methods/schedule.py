"""`schedule` (时序进度): the lead of the share done over the share of time, points or per cent.

Chinese government practice.  Cities draw the lines differently, so the bands are data
(`scorecard.schema.bands`, with the presets) and are checked for gaps and overlaps.
"""

from __future__ import annotations

import math
from typing import Final

from scorecard.assessment.methods.base import Case, Profile, Verdict, lead_points, nearest
from scorecard.assessment.methods.pace import judge as judge_by_pace
from scorecard.schema.bands import band_of, edges, policy_bands
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import DistanceUnit, Reason, Status


def lead_relative(progress: float, expected: float) -> float:
    """Lead over the schedule in per cent of the expected share: ``100 * (G - E) / E``.

    ================  ==============================================
    case              result
    ================  ==============================================
    E = 0, G = 0      0: exactly on schedule
    E = 0, G <> 0     infinite with the sign of G: outermost band
    ================  ==============================================

    Source: 三亚 2022 (低于序时 50 %).

    >>> round(lead_relative(0.22, 0.5), 6), round(lead_relative(0.4, 0.5), 6), lead_relative(0, 0)
    (-56.0, -20.0, 0.0)
    """
    if expected == 0:
        return math.copysign(math.inf, progress) if progress else 0.0
    return 100.0 * (progress - expected) / expected


def judge(case: Case, policy: Policy) -> Verdict:
    """Class and status by the lead over the schedule.

    The method's value is the lead (points, or per cent where the bands are relative), its distance
    how far that lies from the nearest edge (points, or a ratio), its class the band's word.

    Read of the case: `progress` G and `expected` E (shares of the way), and for caps what `pace`
    reads.

    ============================  ==================================================
    case                          result
    ============================  ==================================================
    cap on a flow                 status and distance as under `pace` (allowance / Y);
                                  the word of the first band with that status;
                                  the value is 100 (E - G)
    progress or pathway unknown   refused: `not_scored`, reason `method_refused`
    ============================  ==================================================

    Refuses (BandsError) bands with a gap or an overlap.

    Source: Chinese government practice; the project's method, `schedule` and "allowance".
    """
    table = policy_bands(policy)
    g, e = case.progress, case.expected
    lead = None
    if g is not None and e is not None:
        lead = lead_relative(g, e) if table.relative else lead_points(g, e)
    value = None if lead is None or not math.isfinite(lead) else lead
    if case.is_cap:
        value = None if value is None else -value
        verdict = judge_by_pace(case, policy)
        words = (band.label for band in table.bands if band.status is verdict.status)
        verdict.method_class, verdict.value = next(words, None), value
        return verdict
    if lead is None:
        return Verdict(Status.NOT_SCORED, Reason.METHOD_REFUSED)
    band = band_of(lead, table, policy.tolerance)
    apart = None if value is None else nearest(value, *edges(table)) if edges(table) else None
    if apart is not None and table.relative:
        apart /= 100.0
    ratio = DistanceUnit.RATIO if table.relative else DistanceUnit.POINTS
    unit = None if value is None else ratio
    if band is None:
        return Verdict(Status.NOT_SCORED, Reason.METHOD_REFUSED, None, value, None, apart, unit)
    status = band.status or Status.NOT_SCORED
    return Verdict(status, Reason.SCHEDULE, band.label, value, None, apart, unit)


PROFILE: Final = Profile(judge)
