"""What the outputs print, worded, rounded and in order: the `View` and what it is made of.

Longer than other modules because it is a list: every output rests on it, and on nothing else.

Every `…_text`, word and sentence is ready to print in the view's language; an empty text means that
there is nothing to say.  Raw numbers stand beside them for charts and live cells: unrounded, `None`
where undefined.  Ids (`status`, `measure`, …) are those of `schema.vocabulary`.

Longer than other modules because it is the list of what pages may print of a target, each once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from scorecard.schema.policy import Policy
from scorecard.schema.quarterly_form import Followed


@dataclass(frozen=True, slots=True)
class LeagueRow:
    """A member with its place (none without a figure) and how many places it has gained.

    `movement` is `None` where there is nothing to compare with.
    """

    member: str
    place: int | None
    value: float | None
    value_text: str
    movement: int | None
    movement_text: str
    tied: bool = False

    @property
    def place_text(self) -> str:
        """The place as it is printed, `=2` where it is shared; a dash without one."""
        return "–" if self.place is None else f"{'=' * self.tied}{self.place}"


@dataclass(frozen=True, slots=True)
class LeagueTable:
    """Members best first; `rank` says that the value is a place itself, best at the top.

    `group` is the group whose members are placed among each other; empty where there is one.
    """

    key: str
    title: str
    note: str
    rows: tuple[LeagueRow, ...]
    is_rank: bool = False
    group: str = ""


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """What an organisation (`unit` empty) or one of its units has earned of what was due.

    Weights and points in points (`score_kind` `count`: without weights, so targets on schedule of
    those judged), the rest shares of one; `rank` `among` the organisations of its group, or the
    units of its organisation, `ranked_by` its rate (`points`) or the share of its judged targets
    that are on schedule (`on_schedule`).  `moved` are places gained since the quarter before (None:
    without a place in either).  `missing` counts what was due and has not been reported,
    `text` is the sentence that tells it all.
    """

    organisation: str
    unit: str
    unit_name: str
    who: str
    weight_total: float | None
    weight_due: float | None
    weight_reported: float | None
    coverage: float | None
    points: float | None
    points_due: float | None
    rate: float | None
    rate_low: float | None
    rate_high: float | None
    rank: int | None
    among: str
    missing: int
    score_kind: str
    judged: bool
    score_reason: str | None
    text: str = ""
    targets_judged: int = 0
    targets_on_schedule: int = 0
    ranked_by: str = "points"
    moved: int | None = None

    @property
    def counted(self) -> bool:
        """Whether nobody has given weights: nothing is told of points."""
        return self.score_kind == "count"

    @property
    def by_count(self) -> bool:
        """Whether it is placed by the share of judged targets on schedule."""
        return self.ranked_by == "on_schedule" or self.counted

    @property
    def share(self) -> float | None:
        """The share of judged targets that are on schedule."""
        return self.targets_on_schedule / self.targets_judged if self.targets_judged else None

    @property
    def behind(self) -> int | None:
        """How many targets are red or amber; nothing where none is judged."""
        return self.targets_judged - self.targets_on_schedule if self.targets_judged else None

    @property
    def placed(self) -> float | None:
        """What it is placed by, a share."""
        return self.share if self.by_count else self.rate

    @property
    def lost(self) -> float | None:
        """Points that were due and not earned, rounded as by the workbook's formula."""
        if self.points is None or self.points_due is None:
            return None
        return round(self.points_due - self.points, 12)

    @property
    def ranked(self) -> float:
        """What it is placed by, else -1."""
        return self.placed if self.judged and self.placed is not None else -1.0


@dataclass(frozen=True, slots=True)
class Change:
    """A target whose status is another one than a quarter ago.

    `way` is `better`, `worse`, `unreported` where its figure is overdue by now, or `other` where
    one of the two is no verdict.
    """

    row: TargetRow
    way: str
    before_text: str


@dataclass(frozen=True, slots=True)
class QuarterTally:
    """How many targets had each status at a quarter, in the order of `Status`."""

    quarter: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Highlights:
    """What matters first: `message` says how many targets are red and since when.

    `changes` are against the quarter before, worse ones first; `quarters` are
    oldest first.  Both are empty where only one quarter is known.  `corrected` are the figures
    (organisation, indicator, period) restated since the quarter before.  `runs` says for how many
    quarters in a row a target (organisation, id) has been red or amber; `past` holds its statuses
    by quarter (no entry where it was not stated yet).
    """

    message: str
    changes: tuple[Change, ...] = ()
    corrected: tuple[tuple[str, str, str], ...] = ()
    quarters: tuple[QuarterTally, ...] = ()
    runs: Mapping[tuple[str, str], int] = field(default_factory=dict)
    past: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """A cell somebody filled in; `text` is `file!sheet!cell`, as far as known."""

    file: str | None = None
    sheet: str | None = None
    cell: str | None = None

    @property
    def text(self) -> str:
        """`file!sheet!cell`, without the parts that are not known."""
        return "!".join(part for part in (self.file, self.sheet, self.cell) if part)


@dataclass(frozen=True, slots=True)
class Quote:
    """The sentence somebody wrote, and where it stands.

    `strength_word` is empty where the sentence has no such word; `origin` is `document` or
    `office` (whose number the target is), empty for a goal that has no target.
    """

    goal: str
    text: str
    document: str
    title: str
    publisher: str
    stated_on: str
    published_on: str
    grade_word: str
    strength: str
    strength_word: str
    origin: str
    origin_word: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """A target's numbers, unrounded; shares are 0–1 and unbounded, `lead_pp` percentage points.

    `known_progress` and `known_lead_pp` are those of the last figure where a newer one is overdue.
    `worth` is its weight in force, `earned_share` the share of it earned, `earned` the points (at
    worst and at best `earned_low` and `earned_high`).
    """

    baseline: float | None
    start: float | None
    target_value: float | None
    upper: float | None
    allowed_deviation: float | None
    stretch: float | None
    original_value: float | None
    actual: float | None
    rank_of: float | None
    expected_value: float | None
    progress: float | None
    expected_progress: float | None
    lead_pp: float | None
    known_progress: float | None
    known_lead_pp: float | None
    pace_ratio: float | None
    allowance: float | None
    required_per_quarter: float | None
    projection: float | None
    distance: float | None
    method_value: float | None
    method_score: float | None
    worth: float | None
    earned_share: float | None
    earned: float | None
    earned_low: float | None
    earned_high: float | None


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a target as the book holds it."""

    version: int
    valid_from_text: str
    target_text: str
    due_text: str
    reason: str


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One target in force at the view's date.

    `position` is its row in the assessments frame.  `decimals` is `None` where the book gives none;
    `told_decimals` are more where actual and expected value would else look the same.
    `status_text` is symbol and word; `flag_text` the flags' words joined.  `distance_text` says how
    far the next boundary is (`missed by 1 place`), `needed_text` what would be needed by when,
    `points_text` what its scoring rule gives, or why nothing, `points_lines` the rule's formula,
    `points_short` what the target has earned of its weight as `points/weight`, or nothing.
    `earns` says how it earns (`schema.vocabulary.Earns`), `unreported` why a verdict counts as not
    reported, if it does; `last_value` is the last known figure where a newer one is waited for,
    `last_text` that with its period.  `done_late`: a deliverable that was missed and is completed.
    `year_ago` is what the same figure was a year before, `growth_text` how far the actual value is
    from it: told beside the verdict, never part of it.
    `figure` is where the deciding figure stands, `cell` where the target does.  `gate` is the id of
    a status that is no verdict, or empty.  `stated` is what is told of the target's row in its
    book, by column.
    """

    position: int
    target: str
    version: int
    organisation: str
    unit: str
    unit_name: str
    indicator: str
    name: str
    unit_of_measure: str
    decimals: int | None
    measure: str
    direction: str
    comparator: str
    pathway: str
    pathway_word: str
    method: str
    method_class: str
    gate: str
    status: str
    status_text: str
    flags: tuple[str, ...]
    flag_words: tuple[str, ...]
    flag_text: str
    baseline_text: str
    baseline_period: str
    baseline_period_text: str
    target_text: str
    stretch_text: str
    original_text: str
    due: str
    due_text: str
    actual_text: str
    actual_period: str
    actual_period_text: str
    state: str
    state_word: str
    edition: str
    expected_text: str
    progress_text: str
    expected_progress_text: str
    lead_text: str
    pace_text: str
    required_text: str
    projection_text: str
    distance_text: str
    needed_text: str
    reason_code: str
    reason: str
    period_needed: str
    period_needed_text: str
    deadline: date | None
    deadline_text: str
    source: Quote
    figure: Place
    cell: Place
    numbers: Numbers
    versions: tuple[Version, ...] = ()
    distance_unit: str = ""
    method_class_id: str = ""
    points_text: str = ""
    points_lines: tuple[str, ...] = ()
    points_short: str = ""
    stated: Mapping[str, Any] = field(default_factory=dict, hash=False)
    earns: str = ""
    unreported: str = ""
    last_text: str = ""
    last_value: str = ""
    done_late: bool = False
    told_decimals: int | None = None
    year_ago: float | None = None
    year_ago_text: str = ""
    growth_text: str = ""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One reported figure with the cell it stands in; `current` marks the vintage in force."""

    organisation: str
    indicator: str
    name: str
    unit_of_measure: str
    measure: str
    decimals: int | None
    period: str
    period_text: str
    basis_word: str
    month: int
    value: float | None
    value_text: str
    raw: str
    state: str
    state_word: str
    rank_of: float | None
    evidence: str
    note: str
    received_text: str
    sent_by: str
    vintage: int
    current: bool
    place: Place
    basis: str = ""
    known_on: date | None = None


@dataclass(frozen=True, slots=True)
class Knot:
    """A dated point; `month` is the ordinal of the first month after the period (`Period.end`)."""

    period: str
    label: str
    month: int
    value: float
    text: str


@dataclass(frozen=True, slots=True)
class Band:
    """Where the classes of a figure end at one date, indicator's unit; `None`: nowhere.

    Below `low_on_track` it is at risk, below `low_at_risk` off track; so above the high ones.
    """

    month: int
    low_on_track: float | None = None
    low_at_risk: float | None = None
    high_on_track: float | None = None
    high_at_risk: float | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """What one period of a flow brought, by its first and the first month after it.

    `computed`: nobody reported it; it is the difference of two totals.
    """

    start: int
    month: int
    value: float
    computed: bool = False


@dataclass(frozen=True, slots=True)
class SeriesTarget:
    """A target as a chart draws it: its row, its pathway, whether the pathway goes in steps.

    `projection` is where the trend leads by the due date, only where the rules allow one; `ghost`
    is the target's first version, replaced since, with its own pathway and verdict.
    """

    row: TargetRow
    due_month: int | None
    pathway: tuple[Knot, ...]
    stepped: bool
    band: tuple[Band, ...] = ()
    projection: Knot | None = None
    ghost: SeriesTarget | None = None


@dataclass(frozen=True, slots=True)
class ControlPoint:
    """A point of a control chart; `signal` is +1 above the upper limit, -1 below the lower."""

    month: int
    value: float
    text: str
    signal: int


@dataclass(frozen=True, slots=True)
class Control:
    """An indicator's points with their mean and control limits, indicator's unit."""

    points: tuple[ControlPoint, ...]
    mean: float
    lower: float
    upper: float
    mean_text: str
    lower_text: str
    upper_text: str


@dataclass(frozen=True, slots=True)
class Break:
    """A change of what is measured: figures before and after `month` do not compare."""

    month: int
    text: str


@dataclass(frozen=True, slots=True)
class Series:
    """One indicator of one organisation: what a chart shows.  `points` are figures in force.

    `earlier` are vintages that were restated, `totals` what a flow's periods add
    up to, in one run for each year it is counted in, `brought` the single quarters that only the
    totals tell.
    """

    organisation: str
    indicator: str
    name: str
    unit_of_measure: str
    decimals: int | None
    measure: str
    points: tuple[FigureRow, ...]
    targets: tuple[SeriesTarget, ...]
    file_stem: str
    earlier: tuple[FigureRow, ...] = ()
    totals: tuple[tuple[Knot, ...], ...] = ()
    brought: tuple[Bar, ...] = ()
    control: Control | None = None
    breaks: tuple[Break, ...] = ()


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many targets have one status."""

    status: str
    symbol: str
    word: str
    count: int


@dataclass(frozen=True, slots=True)
class OrganisationBlock:
    """One organisation's targets, in book order; `tally_text` is one line, `score_text` another.

    `goals` are how many its documents state.
    """

    organisation: str
    rows: tuple[TargetRow, ...]
    tally: tuple[StatusCount, ...]
    tally_text: str
    goals: int
    score_text: str = ""


@dataclass(frozen=True, slots=True)
class MissingRow:
    """A figure that has not come: one row per organisation, indicator and period.

    `row` is the first of the `targets` that wait for it: it says whose, of which period, by when.
    `status` is `overdue` (deadline passed, `days_late` > 0) or `awaiting_data`.
    """

    row: TargetRow
    status: str
    days_late: int
    days_late_text: str
    targets: tuple[str, ...]
    last_text: str


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A goal without a verdict: its sentence, class, the open question, and why it is not scored.

    `targets` are the ids of targets drawn from it, if any (all of them not scored).
    """

    organisation: str
    goal: str
    quote: Quote
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
    ledger_entries: int | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    organisation: str | None = None
    unit: str | None = None
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """Everything the outputs print, in the order they print it.

    `missing` are overdue figures, `awaited` those whose deadline has not passed.  `unscored` are
    goals without a verdict, `untargeted` figures of indicators without a target.  `sources` lists
    every figure, `summary` is that of the JSON contract, `scores` those of organisations and units,
    `earlier` those of the quarters before in this year, the latest first.
    `followups` is what was typed beside targets in the scorecard before, by target.
    `limits` are sentences on control limits by organisation and indicator.
    `control` tells how many figures are in force and their sums, equal on record and in print.
    `heat` are the quarters of the heat map (`2029-Q1`), oldest first; it and `leagues` are
    drawn as boards, where there are several quarters and organisations.
    `highlights` is what the first page says first.
    """

    header: Header
    language: str
    title: str
    subtitle: str
    as_of_text: str
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
    summary: Mapping[str, Any] = field(default_factory=dict)
    scores: tuple[ScoreRow, ...] = ()
    earlier: tuple[tuple[str, tuple[ScoreRow, ...]], ...] = ()
    heat: tuple[str, ...] = ()
    leagues: tuple[LeagueTable, ...] = ()
    followups: Mapping[str, Followed] = field(default_factory=dict)
    highlights: Highlights = field(default_factory=lambda: Highlights(""))
    control: str = ""
    limits: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @property
    def rows(self) -> tuple[TargetRow, ...]:
        """All target rows, organisation by organisation."""
        return tuple(row for block in self.organisations for row in block.rows)
