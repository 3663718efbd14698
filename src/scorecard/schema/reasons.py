"""Why a target has its status: one sentence for every reason code.

The placeholders are the printed numbers of the assessment's row (`PLACEHOLDERS`); amounts carry
their unit, periods and days are in the language's own form.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scorecard.schema.errors import N_
from scorecard.schema.status import Reason

PLACEHOLDERS: Final[Mapping[str, str]] = {
    "actual": "actual",
    "actual_period": "actual_period",
    "allowance": "allowance",
    "baseline": "baseline",
    "deadline": "deadline",
    "due": "due",
    "expected": "expected_value",
    "expected_period": "expected_period",
    "expected_progress": "expected_progress",
    "first_due": "period_needed",
    "gap": "distance",
    "growth": "method_value",
    "lead": "lead_pp",
    "method": "method",
    "method_class": "method_class",
    "method_value": "method_value",
    "needed": "period_needed",
    "pace": "pace_ratio",
    "progress": "progress",
    "projection": "projection",
    "so_far": "known_value",
    "target": "target_value",
}
"""Each placeholder and the column of `ASSESSMENTS` that it prints."""

SENTENCES: Final[Mapping[Reason, str]] = {
    Reason.NO_VALUE: N_("No number is given for it, so it is not judged."),
    Reason.NO_DUE_DATE: N_("It has no due date, so it cannot be late."),
    Reason.INVALID_TARGET: N_("The target is not valid as it stands; see the findings."),
    Reason.MET_AT_BASELINE: N_(
        "The baseline {baseline} already meets {target}: it has to be said whether this is a "
        "level to hold or the direction is wrong."
    ),
    Reason.NEEDS_MEASURE: N_("It is not said whether the figures add up or are levels."),
    Reason.BEFORE_START: N_("It has not started yet; due {due}."),
    Reason.NOTHING_DUE_YET: N_("Nothing is asked for before it is due ({first_due})."),
    Reason.NO_BASELINE: N_(
        "There is no baseline, so progress is not known before it is due ({due})."
    ),
    Reason.AWAITING_FIGURE: N_("The figure for {needed} is awaited until {deadline}."),
    Reason.EDITION_NOT_PUBLISHED: N_(
        "The edition for {needed} is not published yet; it is awaited until {deadline}."
    ),
    Reason.FIGURE_OVERDUE: N_(
        "The figure for {needed} was due by {deadline} and has not been reported."
    ),
    Reason.FIGURES_INCOMPLETE: N_(
        "Figures of earlier periods are missing; the {so_far} reported so far is a lower bound."
    ),
    Reason.ESTIMATE_AT_BOUNDARY: N_(
        "An estimate does not decide so close to {target}; a firm figure for {needed} is needed "
        "(deadline {deadline})."
    ),
    Reason.TARGET_MET: N_("{actual} in {actual_period}: the target {target} is met."),
    Reason.MET_EARLY: N_(
        "{actual} in {actual_period}: the target {target} is met before it is due ({due})."
    ),
    Reason.TARGET_MISSED: N_(
        "{actual} in {actual_period}: the target {target} is missed by {gap}."
    ),
    Reason.CAP_EXCEEDED: N_("{actual} in {actual_period}: over the limit of {target} for {due}."),
    Reason.WITHIN_ALLOWANCE: N_(
        "{actual} in {actual_period}: within the {allowance} allowed by then."
    ),
    Reason.OVER_ALLOWANCE: N_("{actual} in {actual_period}: over the {allowance} allowed by then."),
    Reason.HOLDS: N_("{actual} in {actual_period}: {target} is held."),
    Reason.FAILS: N_("{actual} in {actual_period}: {target} is not held."),
    Reason.STEP_MET: N_(
        "{actual} in {actual_period}: the {expected} asked for by {expected_period} is met."
    ),
    Reason.STEP_FAILED: N_(
        "{actual} in {actual_period}: the {expected} asked for by {expected_period} is not met."
    ),
    Reason.EARLY_DAYS: N_(
        "{actual} in {actual_period}: {progress} of the way, {expected_progress} expected; so "
        "early the lead decides ({lead})."
    ),
    Reason.PACE: N_(
        "{actual} in {actual_period}: {progress} of the way, {expected_progress} expected "
        "({lead}); pace ratio {pace}."
    ),
    Reason.WRONG_WAY: N_(
        "{actual} in {actual_period}: moved away from the target, starting at {baseline}."
    ),
    Reason.SCHEDULE: N_(
        "{actual} in {actual_period}: {progress} of the way, {expected_progress} by the schedule; "
        "lead {lead}."
    ),
    Reason.GROWTH_RATIO: N_(
        "{actual} in {actual_period}: growth ratio {method_value} ({method_class})."
    ),
    Reason.PROJECTION: N_(
        "{actual} in {actual_period}: going on as before it reaches {projection} by {due} "
        "({method_class})."
    ),
    Reason.METHOD_REFUSED: N_("The method “{method}” does not apply to a target of this kind."),
    Reason.TOO_FEW_POINTS: N_("The method “{method}” needs more figures than there are."),
}

AT_THE_BOUND: Final = N_(
    "{actual} in {actual_period}: exactly at the bound, which the target {target} excludes."
)
"""Instead of `TARGET_MISSED` where the gap is nothing: the bound itself does not count."""
TREND: Final = N_("{actual} in {actual_period}: the trend gives “{method_class}”.")
"""Instead of `PROJECTION` where no value by a date is aimed at, but a direction or a level."""
GROWTH: Final = N_(
    "{actual} in {actual_period}: {growth} a year towards the better side ({method_class})."
)
"""Instead of `GROWTH_RATIO` where there is no target to hold the growth against."""
NOBODY_OWES: Final = N_("There is no figure for {needed}.")
"""Why nothing is judged in a plain table, in which nobody owes a figure by any day."""
LAST_KNOWN: Final = N_("Last known: {value} ({period}).")
"""Added where an older figure is told that does not decide."""


_WITHOUT: Final[Mapping[Reason, tuple[str, str]]] = {
    Reason.TARGET_MISSED: ("gap", AT_THE_BOUND),
    Reason.AWAITING_FIGURE: ("deadline", NOBODY_OWES),
    Reason.PROJECTION: ("projection", TREND),
    Reason.GROWTH_RATIO: ("target", GROWTH),
}
"""Sentences that stand in for a reason's own where one of its placeholders has nothing to say."""


def sentence_of(code: str, params: Mapping[str, str]) -> str:
    """The sentence of a reason, or the one that fits where a printed number is missing."""
    reason = Reason(code)
    name, instead = _WITHOUT.get(reason, ("", ""))
    return instead if name and not params[name] else SENTENCES[reason]
