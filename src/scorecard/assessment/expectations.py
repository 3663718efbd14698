"""What the figures of a period to come will be held against, known before they are."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

import pandas as pd

from scorecard.assessment import gate as steps
from scorecard.assessment.assess import allowed, has_way
from scorecard.assessment.figures import Standing
from scorecard.assessment.frames import Key, pairs, targets_in_force, texts
from scorecard.assessment.gate import AsOf, Expected, Situation, expected_at, what_is_known
from scorecard.assessment.target import Target
from scorecard.schema.period import MONTHS_A_YEAR, Span, day_before, span_of, year_start
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import VERDICTS, Method, Pathway, Reason, Status


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a figure that is still to come will be held against: the target that is due next.

    `gate` and `reason_code` say what decides (a gate that stays shut, or the reason of an open
    one); `opens` says that a value that meets the target opens the gate.  `start` is B as the
    arithmetic uses it, `expected_*` stand at the period's end, `year_*` at the end of the fiscal
    year in which it ends.  What is not known is `None`.
    """

    target: str | None
    due: str | None
    comparator: str
    direction: str | None = None
    value: float | None = None
    upper: float | None = None
    deviation: float | None = None
    start: float | None = None
    gate: str | None = None
    opens: bool = False
    reason_code: str | None = None
    expected_progress: float | None = None
    expected_value: float | None = None
    allowance: float | None = None
    year_progress: float | None = None
    year_value: float | None = None

    @property
    def year_aim(self) -> float | None:
        """What is asked for by the year's end; `None` where the way has not left its baseline."""
        has_begun = self.year_value != self.start or self.value == self.start
        return self.year_value if has_begun else None


def expectations(
    targets: pd.DataFrame,
    asked: pd.DataFrame,
    as_of: date,
    policy: Policy,
    milestones: pd.DataFrame | None = None,
) -> dict[Key, Expectation]:
    """What each figure asked for will be held against, by organisation and indicator.

    `targets` has the columns ASSESSABLE, `asked` organisation, indicator and period (text), one
    row per pair of the first two.  A figure without a target has no entry.

    Which of the seven steps of the method decides is found by the gate itself, asked twice: with a
    figure that meets the target, and with one that does not.

    =======================================  =============================================
    case                                     decision
    =======================================  =============================================
    several targets of one indicator         the one due next, the period's own included
    only undated targets                     the first of them
    target of a flow in another year         no entry
    targets stated after `as_of`             unseen
    =======================================  =============================================

    Source: the project's method, "The gate, in this order" and "The quantities".
    """
    frame, in_force = targets_in_force(targets, as_of, policy, milestones)
    aims = list(in_force)
    periods = dict(
        reversed(list(zip(pairs(asked, "indicator"), texts(asked["period"]), strict=True)))
    )
    chosen = _due_next(aims, list(pairs(frame, "indicator")), periods, policy.fiscal_start)
    names, on_the_day = texts(frame["target"]), AsOf.of(as_of, policy)
    found = (
        (key, _told(aims[row], names[row], span, on_the_day, policy)) for row, key, span in chosen
    )
    return {key: told for key, told in found if told is not None}


def _due_next(
    aims: list[Target], keys: list[Key], periods: dict[Key, str | None], fiscal_start: int
) -> list[tuple[int, Key, Span]]:
    """The target that each figure asked for is held against: its row, its key, the period asked."""
    best: dict[Key, tuple[float, int, Span]] = {}
    for row, (target, key) in enumerate(zip(aims, keys, strict=True)):
        span = span_of(periods.get(key), fiscal_start)
        if span is None or (target.due is not None and target.due <= span.eve):
            continue
        due = math.inf if target.due is None else target.due
        if key not in best or due < best[key][0]:
            best[key] = due, row, span
    return sorted((row, key, span) for key, (_, row, span) in best.items())


def _told(
    target: Target, name: str | None, span: Span, as_of: AsOf, policy: Policy
) -> Expectation | None:
    """What a target says of the figure of a period."""
    standing, has_value = _once_come(target, span), target.value is not None
    expected = expected_at(target, span.last_day, span.end)
    unmet, met = (
        steps.situation_of(target, standing, expected, as_of, policy, met=meets and has_value)
        for meets in (False, True)
    )
    answer = what_is_known(unmet)
    reason = answer.reason if answer else _reason_unless_met(unmet, expected, policy)
    if reason is Reason.BEFORE_START and target.is_flow:
        return None
    gate = None if answer is None or answer.status in VERDICTS else answer.status
    opens = gate is not None and _is_achieved(met, what_is_known(met))
    if gate is not None and not opens and _meets_so_far(met):
        opens, reason = True, Reason.MEETS_SO_FAR
    by_milestone = reason in {Reason.STEP_MET, Reason.STEP_FAILED} and expected.last
    first = year_start(span.end - 1, policy.fiscal_start)
    year = expected_at(target, day_before(first + MONTHS_A_YEAR), first + MONTHS_A_YEAR)
    share = expected.share if has_way(target) else None
    return Expectation(
        target=name,
        due=target.stated.due,
        comparator=str(target.comparator or ""),
        direction=target.stated.direction,
        value=target.value,
        upper=target.upper,
        deviation=target.stated.allowed_deviation,
        start=target.baseline,
        gate=gate and str(gate),
        opens=opens,
        reason_code=str(reason),
        expected_progress=share,
        expected_value=expected.last.value if by_milestone and expected.last else expected.value,
        allowance=allowed(target, 0.0, share) if target.is_cap else None,
        year_progress=year.share if has_way(target) else None,
        year_value=year.value,
    )


def _once_come(target: Target, span: Span) -> Standing:
    """How a target stands once the figure of a period is in; its value is not looked at."""
    settle = target.settle
    if span.last_day <= target.start or (settle is not None and span.last_day > settle):
        return Standing()
    is_due_figure = target.due is not None and span.last_day >= target.due
    return Standing(span.last_day, whole=True, is_due_figure=is_due_figure)


def _meets_so_far(met: Situation) -> bool:
    """Whether a figure that meets the target is good until the edition that decides."""
    target = met.target
    steps = target.pathway is Pathway.STEPS and not target.is_milestone
    return steps and not target.holds and what_is_known(met) is None


def _is_achieved(met: Situation, answer: steps.Ruling | None) -> bool:
    """Whether a figure that meets the target settles it."""
    target = met.target
    if answer is not None:
        return answer.status is Status.ACHIEVED
    decided = met.settled or target.is_milestone or target.pathway is not Pathway.STEPS
    return (
        met.met
        and decided
        and (met.settled or not (target.holds or target.is_cap or target.is_open))
    )


def _reason_unless_met(  # noqa: PLR0911  (one for each reason)
    s: Situation, expected: Expected, policy: Policy
) -> Reason:
    """What decides on a figure that does not meet the target."""
    target, share = s.target, expected.share
    if s.settled:
        return Reason.TARGET_MISSED
    if target.holds:
        return Reason.FAILS
    if target.baseline is None and not target.method_judges_met and expected.last is not None:
        return Reason.STEP_FAILED
    if target.method not in {Method.PACE, Method.SCHEDULE}:  # none is followed before its figure
        return Reason.lookup(str(target.method)) or Reason.METHOD_REFUSED
    if target.is_cap:
        return Reason.CAP_EXCEEDED
    if share is None or target.value in {None, target.baseline} or target.is_between:
        return Reason.METHOD_REFUSED
    if target.method is Method.SCHEDULE:
        return Reason.SCHEDULE
    return Reason.EARLY_DAYS if share < policy.early_share else Reason.WRONG_WAY
