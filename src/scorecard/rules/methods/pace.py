"""The default method: how much of the way is done against how much should be."""

from __future__ import annotations

from typing import Final

import numpy as np

from scorecard.rules.measures import above, at_least
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
from scorecard.schema.policy import Policy
from scorecard.schema.reasons import Reason
from scorecard.schema.vocabulary import OPEN, DistanceUnit, Status

LABELS: Final = tuple(str(status) for status in OPEN)
_CODES: Final = np.array([status_code(Status(label)) for label in LABELS], dtype=np.int8)
_AHEAD, _ON_TRACK, _AT_RISK, _OFF_TRACK = range(4)


def judge(inputs: Inputs, policy: Policy) -> Verdicts:
    """Classes by the pace ratio P = G / E (no unit).

    ======================================  ==================================================
    case                                    class
    ======================================  ==================================================
    P > `ahead` (1)                         ahead
    P >= `on_track` (0.95)                  on_track
    P >= `at_risk` (0.60)                   at_risk
    below, or G < 0                         off_track
    E < `early_share` (0.15)                by lead: > +2 points ahead, >= -2 on_track; else
                                            G >= 0 at_risk, G < 0 off_track
    cap: Y <= E T, or E unknown             on_track, never ahead
    cap: above it, P = E T / Y              as above; early: lead >= -2 on_track, else at_risk
    cap: target broken                      off_track
    ======================================  ==================================================

    A value within `tolerance` of a boundary counts as on it.  Columns read: `progress`,
    `expected` (shares), `actual`, `target` (indicator's unit), `is_cap`, `met`.  The method's
    value is P; its distance that of P to the nearest boundary (ratio), of the lead in early days
    (points), of the actual for caps (value).

    Refused: rows without progress or expectation (no baseline, no way); never caps.

    Source: thresholds 0.95 and 0.60 as Eurostat (Sustainable development in the European Union,
    monitoring report, method annex) and Statistics Canada (SDG progress methodology) use them,
    on the straight line instead of compound growth.
    """
    g, e, cap = inputs.progress, inputs.expected, inputs.is_cap
    allowance = e * inputs.target
    positive = np.where(cap, inputs.actual, e) > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        pace = np.where(positive, np.where(cap, allowance / inputs.actual, g / e), np.nan)
    lead = 100.0 * np.where(cap, e - g, g - e)
    early = ~at_least(e, policy.early_share, policy.tolerance)
    broken = cap & ~inputs.met
    within = cap & (np.isnan(e) | at_least(allowance, inputs.actual, policy.tolerance)) & ~broken
    place = np.where(early, _early(lead, g, policy, cap=cap), _paced(pace, g, policy, cap=cap))
    place = np.where(within, _ON_TRACK, np.where(broken, _OFF_TRACK, place))
    refused = (np.isnan(e) | np.isnan(g)) & ~cap
    kind = np.where(place == _OFF_TRACK, g < 0, False)  # noqa: FBT003  (a value, not a switch)
    reason = _reason(early=early, wrong=kind & ~early, cap=cap, within=within, broken=broken)
    distance, unit = _distance(inputs, pace, lead, policy, early=early)
    return Verdicts(
        status=np.where(refused, status_code(Status.NOT_SCORED), _CODES[place]).astype(np.int8),
        reason=np.where(refused, reason_code(Reason.METHOD_REFUSED), reason).astype(np.int8),
        method_class=np.where(refused, NO_CODE, place).astype(np.int8),
        labels=LABELS,
        method_value=pace,
        method_score=np.full(len(g), np.nan),
        distance=np.where(refused, np.nan, distance),
        distance_unit=np.where(refused | np.isnan(distance), NO_CODE, unit).astype(np.int8),
        refused=refused,
    )


def _paced(pace: Floats, g: Floats, policy: Policy, *, cap: Bools) -> Codes:
    tolerance = policy.tolerance
    place = np.where(at_least(pace, policy.at_risk, tolerance), _AT_RISK, _OFF_TRACK)
    place = np.where(at_least(pace, policy.on_track, tolerance), _ON_TRACK, place)
    place = np.where(above(pace, policy.ahead, tolerance) & ~cap, _AHEAD, place)
    backwards = ~cap & ~at_least(g, 0.0, tolerance)
    return np.where(backwards, _OFF_TRACK, place).astype(np.int8)


def _early(lead: Floats, g: Floats, policy: Policy, *, cap: Bools) -> Codes:
    tolerance, points = policy.tolerance, policy.early_points
    place = np.where(cap | at_least(g, 0.0, tolerance), _AT_RISK, _OFF_TRACK)
    place = np.where(at_least(lead, -points, tolerance), _ON_TRACK, place)
    return np.where(above(lead, points, tolerance) & ~cap, _AHEAD, place).astype(np.int8)


def _reason(*, early: Bools, wrong: Bools, cap: Bools, within: Bools, broken: Bools) -> Codes:
    reason = np.where(early, reason_code(Reason.EARLY_DAYS), reason_code(Reason.PACE))
    reason = np.where(wrong, reason_code(Reason.WRONG_WAY), reason)
    reason = np.where(cap, reason_code(Reason.OVER_ALLOWANCE), reason)
    reason = np.where(within, reason_code(Reason.WITHIN_ALLOWANCE), reason)
    return np.where(broken, reason_code(Reason.CAP_EXCEEDED), reason).astype(np.int8)


def _distance(
    inputs: Inputs, pace: Floats, lead: Floats, policy: Policy, *, early: Bools
) -> tuple[Floats, Codes]:
    """How far the deciding quantity is from the nearest boundary, and in which unit."""
    by_pace = _nearest(pace, policy.ahead, policy.on_track, policy.at_risk)
    points, e, target = policy.early_points, inputs.expected, inputs.target
    by_lead = _nearest(lead, points, -points, -100.0 * e)
    full = e * target
    paced = _nearest(inputs.actual, full / policy.on_track, full / policy.at_risk, target)
    started = _nearest(inputs.actual, (e + points / 100.0) * target, target)
    by_value = np.where(early, started, paced)
    distance = np.where(inputs.is_cap, by_value, np.where(early, by_lead, by_pace))
    unit = np.where(early, unit_code(DistanceUnit.POINTS), unit_code(DistanceUnit.RATIO))
    unit = np.where(inputs.is_cap, unit_code(DistanceUnit.VALUE), unit)
    return distance, unit.astype(np.int8)


def _nearest(x: Floats, *bounds: Floats | float) -> Floats:
    gaps = [np.abs(x - bound) for bound in bounds]
    return np.asarray(np.minimum.reduce(gaps), dtype=np.float64)
