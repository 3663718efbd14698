"""The default method: how much of the way is done against how much should be."""

from __future__ import annotations

from typing import Final

from scorecard.assessment.methods import base
from scorecard.schema.policy import Policy, above, at_least
from scorecard.schema.vocabulary import DistanceUnit, Reason, Status


def judge(case: base.Case, policy: Policy) -> base.Verdict:
    """Class by the pace ratio P = G / E (no unit).

    ======================================  ==================================================
    case                                    class
    ======================================  ==================================================
    P > `ahead` (1.05)                      ahead
    P >= `on_track` (0.95)                  on_track
    P >= `at_risk` (0.60)                   at_risk
    below, or G < 0                         off_track
    E < `early_share` (0.15)                by lead: > +2 points ahead, >= -2 on_track; else
                                            G >= 0 at_risk, G < 0 off_track
    exactly T, and more than T (G > 1)      by P = 2 - G, whatever E is
    cap: Y <= allowance, or E unknown       on_track, never ahead
    cap: above it, P = allowance / Y        as above; early: lead >= -2 on_track, else at_risk
    cap: target broken                      off_track
    ======================================  ==================================================

    A value within `tolerance` of a boundary counts as on it.  Read of the case: `progress`,
    `expected` (shares), `actual`, `target` (indicator's unit), `is_cap`, `met`.  The method's
    value is P; its distance that of P to the nearest boundary (ratio), of the lead in early days
    (points), for caps that of the actual to the allowance (value).

    Refused: cases without progress or expectation (no baseline, no way); never caps.

    Source: thresholds 0.95 and 0.60 as Eurostat (Sustainable development in the European Union,
    monitoring report, method annex) and Statistics Canada (SDG progress methodology) use them,
    on the straight line instead of compound growth.

    >>> verdict = judge(base.Case(progress=0.4, expected=0.5), Policy())
    >>> str(verdict.status), verdict.value, round(verdict.distance or 0, 2)
    ('at_risk', 0.8, 0.15)
    """
    if case.is_cap:
        return _judge_cap(case, policy)
    g, e, tolerance = case.progress, case.expected, policy.tolerance
    if g is None or e is None:
        return base.Verdict(Status.NOT_SCORED, Reason.METHOD_REFUSED)
    pace = base.pace_ratio(g, e, exact=case.is_exact)
    beyond = case.is_exact and g > 1.0
    if not beyond and not at_least(e, policy.early_share, tolerance):
        lead, points = base.lead_points(g, e), policy.early_points
        status = _by_lead(lead, policy, floor=at_least(g, 0.0, tolerance))
        distance = base.nearest(lead, points, -points, -100.0 * e)
        early, unit = Reason.EARLY_DAYS, DistanceUnit.POINTS
        return base.Verdict(status, early, str(status), pace, distance=distance, distance_unit=unit)
    status = Status.OFF_TRACK if not at_least(g, 0.0, tolerance) else _by_pace(pace, policy)
    wrong_way = status is Status.OFF_TRACK and g < 0
    reason = Reason.WRONG_WAY if wrong_way else Reason.PACE
    distance = base.nearest(pace, policy.ahead, policy.on_track, policy.at_risk)
    ratio = None if distance is None else DistanceUnit.RATIO
    return base.Verdict(status, reason, str(status), pace, distance=distance, distance_unit=ratio)


def _by_pace(pace: float | None, policy: Policy, *, capped: bool = False) -> Status:
    if pace is None or not at_least(pace, policy.at_risk, policy.tolerance):
        return Status.OFF_TRACK
    if not capped and above(pace, policy.ahead, policy.tolerance):
        return Status.AHEAD
    return Status.ON_TRACK if at_least(pace, policy.on_track, policy.tolerance) else Status.AT_RISK


def _by_lead(lead: float | None, policy: Policy, *, floor: bool, capped: bool = False) -> Status:
    """In early days: the lead decides; at risk as long as the way is not walked backwards."""
    points = policy.early_points
    if lead is not None and not capped and above(lead, points, policy.tolerance):
        return Status.AHEAD
    if lead is not None and at_least(lead, -points, policy.tolerance):
        return Status.ON_TRACK
    return Status.AT_RISK if floor else Status.OFF_TRACK


def _judge_cap(case: base.Case, policy: Policy) -> base.Verdict:
    """A cap: within the allowance E T on track; above it by allowance / Y; broken off track."""
    e, y, g, allowance = case.expected, case.actual, case.progress, case.allowance
    pace = allowance / y if allowance is not None and y is not None and y > 0 else None
    lead = None if e is None or g is None else base.lead_points(e, g)
    early = e is None or not at_least(e, policy.early_share, policy.tolerance)
    within = allowance is None or y is None or at_least(allowance, y, policy.tolerance)
    if not case.met:
        status, reason = Status.OFF_TRACK, Reason.CAP_EXCEEDED
    elif within:
        status, reason = Status.ON_TRACK, Reason.WITHIN_ALLOWANCE
    elif early:
        status, reason = _by_lead(lead, policy, floor=True, capped=True), Reason.OVER_ALLOWANCE
    else:
        status, reason = _by_pace(pace, policy, capped=True), Reason.OVER_ALLOWANCE
    distance = base.nearest(y, case.target if allowance is None else allowance)
    unit = None if distance is None else DistanceUnit.VALUE
    return base.Verdict(status, reason, str(status), pace, None, distance, unit)


PROFILE: Final = base.Profile(judge)
