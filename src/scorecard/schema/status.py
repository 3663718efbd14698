"""The fixed words of an assessment: measures, directions, comparators, statuses and flags.

The members' values are the words of the JSON contract and of the frames; labels and colours are
settings and live with the reports.  The order of `Status` is the order in which counts are printed.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Measure(StrEnum):
    """What kind of quantity an indicator is; decides how its figures add up."""

    FLOW = "flow"
    STOCK = "stock"
    RATE = "rate"
    RANK = "rank"
    MILESTONE = "milestone"


class Basis(StrEnum):
    """What a reported figure covers (column `reported_as` of indicators, `basis` of figures)."""

    PERIOD = "period"
    TO_DATE = "to_date"
    SINCE_START = "since_start"
    POINT = "point"


class Frequency(StrEnum):
    """How often an indicator is published."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half-yearly"
    ANNUAL = "annual"


class Direction(StrEnum):
    """Which way is better."""

    INCREASE = "increase"
    DECREASE = "decrease"
    HOLD = "hold"


class Comparator(StrEnum):
    """How a figure is held against the target value."""

    AT_LEAST = ">="
    ABOVE = ">"
    AT_MOST = "<="
    BELOW = "<"
    EQUAL = "="
    BETWEEN = "between"
    DONE = "done"


class Pathway(StrEnum):
    """How the expected value runs from the baseline to the due date."""

    LINEAR = "linear"
    MILESTONES = "milestones"
    STEPS = "steps"
    SHARES = "shares"
    NONE = "none"


class Method(StrEnum):
    """Named profiles that judge progress."""

    PACE = "pace"
    SCHEDULE = "schedule"
    GROWTH_RATIO = "growth_ratio"
    PROJECTION = "projection"


class FigureState(StrEnum):
    """How firm a reported figure is, in the office's terms (预计 · 快报 · 核定)."""

    ESTIMATE = "estimate"
    PROVISIONAL = "provisional"
    FINAL = "final"


class Strength(StrEnum):
    """How firmly the sentence commits its author."""

    BINDING = "binding"
    PLANNED = "planned"
    EXPECTED = "expected"
    ADVOCATED = "advocated"


class GoalClass(StrEnum):
    """What can be done with a stated goal."""

    MEASURABLE = "measurable"
    DELIVERABLE = "deliverable"
    NEEDS_DEFINITION = "needs_definition"
    SLOGAN = "slogan"
    FACT = "fact"


class Status(StrEnum):
    """Where a target stands, in one word; the last four are no verdicts."""

    ACHIEVED = "achieved"
    AHEAD = "ahead"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    MISSED = "missed"
    NOT_DUE = "not_due"
    AWAITING_DATA = "awaiting_data"
    OVERDUE = "overdue"
    NOT_SCORED = "not_scored"


class Flag(StrEnum):
    """What else a reader should know about an assessment."""

    EARLY = "early"
    WORSENING = "worsening"
    LOST = "lost"
    NEAR_BOUNDARY = "near_boundary"
    PROVISIONAL = "provisional"
    STALE = "stale"
    PARTIAL = "partial"
    UNVERIFIED = "unverified"
    REVISED_FIGURE = "revised_figure"
    REVISED_TARGET = "revised_target"
    INDICATIVE = "indicative"


class DistanceUnit(StrEnum):
    """What a distance to a class boundary is counted in."""

    VALUE = "value"
    PLACES = "places"
    POINTS = "points"
    RATIO = "ratio"


STATUS_SYMBOLS: Final[dict[Status, str]] = {
    Status.ACHIEVED: "★",
    Status.AHEAD: "▲",
    Status.ON_TRACK: "●",
    Status.AT_RISK: "◆",
    Status.OFF_TRACK: "▼",
    Status.MISSED: "×",
    Status.NOT_DUE: "○",
    Status.AWAITING_DATA: "…",
    Status.OVERDUE: "!",
    Status.NOT_SCORED: "–",
}

VERDICTS: Final[tuple[Status, ...]] = tuple(Status)[:6]
"""The statuses that judge; the others say that nothing can be judged."""


class Reason(StrEnum):
    """Why a target has its status; with the row's numbers `words` makes the sentence of it."""

    NO_VALUE = "no_value"
    NO_DUE_DATE = "no_due_date"
    INVALID_TARGET = "invalid_target"
    MET_AT_BASELINE = "met_at_baseline"
    NEEDS_MEASURE = "needs_measure"
    BEFORE_START = "before_start"
    NOTHING_DUE_YET = "nothing_due_yet"
    NO_BASELINE = "no_baseline"
    AWAITING_FIGURE = "awaiting_figure"
    EDITION_NOT_PUBLISHED = "edition_not_published"
    FIGURE_OVERDUE = "figure_overdue"
    FIGURES_INCOMPLETE = "figures_incomplete"
    ESTIMATE_AT_BOUNDARY = "estimate_at_boundary"
    TARGET_MET = "target_met"
    MET_EARLY = "met_early"
    TARGET_MISSED = "target_missed"
    CAP_EXCEEDED = "cap_exceeded"
    WITHIN_ALLOWANCE = "within_allowance"
    OVER_ALLOWANCE = "over_allowance"
    HOLDS = "holds"
    FAILS = "fails"
    STEP_MET = "step_met"
    STEP_FAILED = "step_failed"
    EARLY_DAYS = "early_days"
    PACE = "pace"
    WRONG_WAY = "wrong_way"
    SCHEDULE = "schedule"
    GROWTH_RATIO = "growth_ratio"
    PROJECTION = "projection"
    METHOD_REFUSED = "method_refused"
    TOO_FEW_POINTS = "too_few_points"


def flag_bit(flag: Flag) -> int:
    """The flag's bit in an assessment's `flags`."""
    return 1 << tuple(Flag).index(flag)


def flag_names(bits: int) -> list[str]:
    """The flags set in a bit set, in the order of the vocabulary.

    >>> flag_names(flag_bit(Flag.STALE) | flag_bit(Flag.EARLY))
    ['early', 'stale']
    """
    return [str(flag) for flag in Flag if bits & flag_bit(flag)]
