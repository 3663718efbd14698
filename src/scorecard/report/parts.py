"""What the outputs print, worded, rounded and in order: the pieces a `View` is made of.

Every `…_text`, word and sentence is ready to print in the view's language; an empty text means that
there is nothing to say.  Raw numbers stand beside them for charts and live cells: unrounded, `None`
where undefined.  Ids (`status`, `measure`, …) are those of `model.status`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from scorecard.model.followup import Followed
from scorecard.model.policy import Policy
from scorecard.report.panels import HeatMap, LeagueTable, News
from scorecard.report.rows import Numbers, Place, Quote, TargetRow, Version
from scorecard.report.series import FigureRow, Knot, Series, SeriesTarget

__all__ = [
    "FigureRow",
    "FindingRow",
    "GoalRow",
    "Header",
    "Knot",
    "MethodPage",
    "MissingRow",
    "Numbers",
    "OrganisationBlock",
    "Place",
    "Quote",
    "Series",
    "SeriesTarget",
    "StatusCount",
    "StatusMeaning",
    "TargetRow",
    "Threshold",
    "Version",
    "View",
]


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many targets have one status."""

    status: str
    symbol: str
    word: str
    count: int


@dataclass(frozen=True, slots=True)
class OrganisationBlock:
    """One organisation's targets, in book order; `tally_text` is one line.

    `unscored` are its goals without a verdict, `untargeted` its figures without a target.
    """

    organisation: str
    rows: tuple[TargetRow, ...]
    tally: tuple[StatusCount, ...]
    tally_text: str
    goals: int


@dataclass(frozen=True, slots=True)
class MissingRow:
    """A figure that has not come: one row per organisation, indicator and period.

    `status` is `overdue` (deadline passed, `days_late` > 0) or `awaiting_data`.
    """

    organisation: str
    unit: str
    unit_name: str
    indicator: str
    name: str
    period: str
    period_text: str
    deadline: date | None
    deadline_text: str
    days_late: int
    days_late_text: str
    status: str
    status_text: str
    targets: tuple[str, ...]
    last_text: str
    shown: str = ""
    """The status that `status_text` names: that of the targets that wait."""


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A goal without a verdict: its sentence, class, the open question, and why it is not scored.

    `targets` are the ids of targets drawn from it, if any (all of them not scored).
    """

    organisation: str
    goal: str
    quote: Quote
    goal_class: str
    class_word: str
    note: str
    reason: str
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A fault in the data, in words."""

    code: str
    severity: str
    severity_word: str
    place: Place
    title: str
    found: str
    message: str
    expected: str
    hint: str


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number of the policy: `id` as in `Policy`, its value, what it decides in words."""

    id: str
    value: float
    text: str


@dataclass(frozen=True, slots=True)
class StatusMeaning:
    """One row of the vocabulary."""

    status: str
    symbol: str
    word: str
    meaning: str


@dataclass(frozen=True, slots=True)
class MethodPage:
    """How progress is judged, in words: paragraphs, thresholds, vocabulary of statuses, flags."""

    paragraphs: tuple[str, ...]
    formulas: tuple[tuple[str, str], ...]
    thresholds: tuple[Threshold, ...]
    statuses: tuple[StatusMeaning, ...]
    flags: tuple[tuple[str, str], ...]
    source: str


@dataclass(frozen=True, slots=True)
class Header:
    """What a view is made for; `labels` are the workspace's own words for statuses.

    `organisation`, `unit` and `targets` narrow the view to those; the assessments are narrowed
    already.
    """

    title: str
    as_of: date
    quarter: str
    policy: Policy = field(default_factory=Policy)
    ledger_head: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    organisation: str | None = None
    unit: str | None = None
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """Everything the outputs print, in the order they print it.

    `missing` are overdue figures, `awaited` those whose deadline has not passed.  `unscored` are
    goals without a verdict, `untargeted` figures of indicators without a target.  `sources` lists
    every figure.  `titles` holds the columns' titles by id, `sheets` the sheets' names by id;
    `summary` is that of the JSON contract.
    `followups` is what was typed beside targets in the scorecard before, by target.
    `limits` are sentences on control limits by organisation and indicator.
    `control` tells how many figures are in force and their sums, equal on record and in print.
    `heat` and `leagues` are drawn as boards, where there are several quarters and organisations.
    `news` is what the first page says first.
    """

    header: Header
    language: str
    title: str
    subtitle: str
    as_of_text: str
    quarter_text: str
    headline: str
    coverage_text: str
    score_text: str
    tally: tuple[StatusCount, ...]
    organisations: tuple[OrganisationBlock, ...]
    missing: tuple[MissingRow, ...]
    awaited: tuple[MissingRow, ...]
    untargeted: tuple[FigureRow, ...]
    unscored: tuple[GoalRow, ...]
    sources: tuple[FigureRow, ...]
    findings: tuple[FindingRow, ...]
    series: tuple[Series, ...]
    method: MethodPage
    titles: Mapping[str, str]
    sheets: Mapping[str, str]
    summary: Mapping[str, Any] = field(default_factory=dict)
    heat: HeatMap | None = None
    leagues: tuple[LeagueTable, ...] = ()
    followups: Mapping[str, Followed] = field(default_factory=dict)
    news: News = field(default_factory=lambda: News(""))
    control: str = ""
    limits: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @property
    def rows(self) -> tuple[TargetRow, ...]:
        """All target rows, organisation by organisation."""
        return tuple(row for block in self.organisations for row in block.rows)
