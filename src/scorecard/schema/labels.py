"""Labels of the fixed words: ids of frames and JSON to what a reader sees (English message ids).

The Chinese labels stand in the message catalogue; the settings of a workspace may replace those of
statuses.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scorecard.schema.errors import N_
from scorecard.schema.status import (
    Basis,
    Direction,
    FigureState,
    Flag,
    GoalClass,
    Measure,
    Method,
    Pathway,
    Status,
    Strength,
)

STATUSES: Final[Mapping[str, str]] = {
    Status.ACHIEVED: N_("Achieved"),
    Status.AHEAD: N_("Ahead"),
    Status.ON_TRACK: N_("On track"),
    Status.AT_RISK: N_("At risk"),
    Status.OFF_TRACK: N_("Off track"),
    Status.MISSED: N_("Missed"),
    Status.NOT_DUE: N_("Not due"),
    Status.AWAITING_DATA: N_("Awaiting data"),
    Status.OVERDUE: N_("Overdue"),
    Status.NOT_SCORED: N_("Not scored"),
}
STATUS_MEANINGS: Final[Mapping[str, str]] = {
    Status.ACHIEVED: N_("The target is met."),
    Status.AHEAD: N_("Not yet met; more of the way is done than expected by now."),
    Status.ON_TRACK: N_("Within tolerance of the pathway, or a level to hold that holds."),
    Status.AT_RISK: N_("Behind the pathway, and within reach."),
    Status.OFF_TRACK: N_("Far behind the pathway, or moving away."),
    Status.MISSED: N_("The due figure is in and the target is not met."),
    Status.NOT_DUE: N_("Nothing is expected yet. No verdict."),
    Status.AWAITING_DATA: N_("A figure is due and its deadline has not passed. No verdict."),
    Status.OVERDUE: N_("The deadline has passed and the figure has not come. No verdict."),
    Status.NOT_SCORED: N_("No number, no date, no definition, or an invalid one. No verdict."),
}
FLAGS: Final[Mapping[str, str]] = {
    Flag.EARLY: N_("early"),
    Flag.WORSENING: N_("worsening"),
    Flag.LOST: N_("met before, not now"),
    Flag.NEAR_BOUNDARY: N_("close to a boundary"),
    Flag.PROVISIONAL: N_("provisional figure"),
    Flag.STALE: N_("older figure"),
    Flag.PARTIAL: N_("figures incomplete"),
    Flag.UNVERIFIED: N_("no evidence"),
    Flag.REVISED_FIGURE: N_("figure restated"),
    Flag.REVISED_TARGET: N_("target revised"),
    Flag.INDICATIVE: N_("indicative"),
}
FLAG_MEANINGS: Final[Mapping[str, str]] = {
    Flag.EARLY: N_("Met before the due date."),
    Flag.WORSENING: N_("Met, and moving towards the bound."),
    Flag.LOST: N_("Met in an earlier period and not in this one."),
    Flag.NEAR_BOUNDARY: N_("One unit in the last printed digit would change the status."),
    Flag.PROVISIONAL: N_("The figure is an estimate or a provisional one."),
    Flag.STALE: N_("Judged by an older figure; the newer one is not due yet."),
    Flag.PARTIAL: N_("Figures of earlier periods are missing; the sum is a lower bound."),
    Flag.UNVERIFIED: N_("The figure names no evidence."),
    Flag.REVISED_FIGURE: N_("The figure was restated after it was first reported."),
    Flag.REVISED_TARGET: N_("The target was changed after it was set."),
    Flag.INDICATIVE: N_("An aim to be striven for: judged by the same arithmetic."),
}
MEASURES: Final[Mapping[str, str]] = {
    Measure.FLOW: N_("flow"),
    Measure.STOCK: N_("stock"),
    Measure.RATE: N_("rate"),
    Measure.RANK: N_("rank"),
    Measure.MILESTONE: N_("milestone"),
}
BASES: Final[Mapping[str, str]] = {
    Basis.PERIOD: N_("in the period"),
    Basis.TO_DATE: N_("to date in the year"),
    Basis.SINCE_START: N_("since the start"),
    Basis.POINT: N_("at the end of the period"),
}
DIRECTIONS: Final[Mapping[str, str]] = {
    Direction.INCREASE: N_("higher is better"),
    Direction.DECREASE: N_("lower is better"),
    Direction.HOLD: N_("to be held"),
}
PATHWAYS: Final[Mapping[str, str]] = {
    Pathway.LINEAR: N_("straight line"),
    Pathway.MILESTONES: N_("through dated values"),
    Pathway.STEPS: N_("in steps"),
    Pathway.SHARES: N_("shares by quarter"),
    Pathway.NONE: N_("no pathway"),
}
METHODS: Final[Mapping[str, str]] = {
    Method.PACE: N_("pace"),
    Method.SCHEDULE: N_("schedule"),
    Method.GROWTH_RATIO: N_("growth ratio"),
    Method.PROJECTION: N_("projection"),
}
STATES: Final[Mapping[str, str]] = {
    FigureState.ESTIMATE: N_("estimate"),
    FigureState.PROVISIONAL: N_("provisional"),
    FigureState.FINAL: N_("final"),
}
STRENGTHS: Final[Mapping[str, str]] = {
    Strength.BINDING: N_("binding"),
    Strength.PLANNED: N_("planned"),
    Strength.EXPECTED: N_("indicative aim"),
    Strength.ADVOCATED: N_("advocated"),
}
GOAL_CLASSES: Final[Mapping[str, str]] = {
    GoalClass.MEASURABLE: N_("measurable"),
    GoalClass.DELIVERABLE: N_("deliverable"),
    GoalClass.NEEDS_DEFINITION: N_("needs a definition"),
    GoalClass.SLOGAN: N_("slogan"),
    GoalClass.FACT: N_("fact"),
}
ORIGINS: Final[Mapping[str, str]] = {
    "document": N_("number stated in the document"),
    "office": N_("number added by the office"),
}
GRADES: Final[Mapping[str, str]] = {
    "official": N_("official source"),
    "press": N_("press"),
    "aggregator": N_("aggregator"),
    "machine": N_("machine-made text"),
}
SEVERITIES: Final[Mapping[str, str]] = {
    "error": N_("error"),
    "warning": N_("warning"),
    "note": N_("note"),
}
METHOD_CLASSES: Final[Mapping[str, str]] = {
    "target_achieved": N_("target achieved"),
    "substantial_progress": N_("substantial progress"),
    "moderate_progress": N_("moderate progress"),
    "limited_progress": N_("limited progress"),
    "deterioration": N_("deterioration"),
    "not_available": N_("not available"),
    "sun": N_("sun"),
    "sun_and_cloud": N_("sun and cloud"),
    "cloud": N_("cloud"),
    "thunder": N_("thunder"),
}
SHEETS: Final[Mapping[str, str]] = {
    "overview": N_("Overview"),
    "targets": N_("Targets"),
    "attention": N_("Attention"),
    "missing": N_("Missing"),
    "revisions": N_("Revisions"),
    "untargeted": N_("Figures without targets"),
    "unscored": N_("Not scored"),
    "sources": N_("Sources"),
    "findings": N_("Findings"),
    "method": N_("Method"),
}
COLUMNS: Final[Mapping[str, str]] = {
    "no": N_("No."),
    "target": N_("Target id"),
    "organisation": N_("Organisation"),
    "unit": N_("Responsible unit"),
    "indicator": N_("Indicator id"),
    "name": N_("Indicator"),
    "unit_of_measure": N_("Unit of measure"),
    "measure": N_("Kind"),
    "baseline": N_("Baseline"),
    "baseline_period": N_("Baseline period"),
    "target_value": N_("Target"),
    "stretch": N_("Stretch"),
    "due": N_("Due"),
    "actual": N_("Actual"),
    "actual_period": N_("Actual period"),
    "expected_value": N_("Expected by now"),
    "progress": N_("Progress"),
    "expected_progress": N_("Expected progress"),
    "lead": N_("Lead"),
    "pace_ratio": N_("Pace ratio"),
    "required": N_("Required pace"),
    "projection": N_("Projection"),
    "distance": N_("Distance"),
    "needed": N_("What is needed"),
    "status": N_("Status"),
    "flags": N_("Flags"),
    "reason": N_("Reason"),
    "weight": N_("Weight"),
    "points": N_("Points"),
    "method": N_("Method"),
    "quote": N_("Quote"),
    "document": N_("Document"),
    "publisher": N_("Publisher"),
    "stated_on": N_("Stated on"),
    "published_on": N_("Published on"),
    "strength": N_("Strength"),
    "origin": N_("Whose number"),
    "grade": N_("Grade of the source"),
    "goal": N_("Goal"),
    "class": N_("Class"),
    "note": N_("Note"),
    "period": N_("Period"),
    "basis": N_("Covers"),
    "deadline": N_("Deadline"),
    "days_late": N_("Days late"),
    "last_value": N_("Last known figure"),
    "value": N_("Value"),
    "raw": N_("As typed"),
    "state": N_("State of the figure"),
    "evidence": N_("Evidence"),
    "received": N_("Received"),
    "sent_by": N_("Sent by"),
    "vintage": N_("Vintage"),
    "file": N_("File"),
    "sheet": N_("Sheet"),
    "cell": N_("Cell"),
    "place": N_("Where"),
    "severity": N_("Severity"),
    "code": N_("Code"),
    "message": N_("What is wrong"),
    "found": N_("Found"),
    "expected": N_("Expected"),
    "hint": N_("How to mend it"),
    "count": N_("Count"),
    "coverage": N_("Coverage"),
    "score": N_("Score"),
    "cause": N_("Cause"),
    "action": N_("Action"),
    "owner": N_("Owner"),
    "date": N_("Date"),
}
UNITS_EN: Final[Mapping[str, str]] = {
    "位": "places",
    "名": "places",
    "个": "",
    "家": "enterprises",
    "项": "items",
    "件": "items",
    "条": "items",
    "户": "households",
    "人": "people",
    "人次": "visits",
    "万人": "ten thousand people",
    "元": "yuan",
    "万元": "ten thousand yuan",
    "亿元": "hundred million yuan",
    "万元/亩": "ten thousand yuan per mu",
    "万美元": "ten thousand US dollars",
    "亿美元": "hundred million US dollars",
    "亩": "mu",
    "公顷": "ha",
    "吨": "t",
    "倍": "times",
    "百分点": "percentage points",
    "个百分点": "percentage points",
}
"""Units of measure are data, typed in the books' language; these are read out in English."""


def unit_label(unit: str, language: str) -> str:
    """A unit of measure of our own columns as people of this language call it.

    >>> unit_label("亿元", "en")
    'hundred million yuan'
    """
    return unit if language == "zh" else UNITS_EN.get(unit) or unit


COMPARATOR_SYMBOLS: Final[Mapping[str, str]] = {
    ">=": "≥",
    ">": ">",
    "<=": "≤",
    "<": "<",
    "=": "=",
}
