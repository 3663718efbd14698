"""One target as the outputs print it: its words, its numbers, its sentence and its cells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


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
    """A target's numbers, unrounded; shares are 0–1 and unbounded, `lead_pp` percentage points."""

    baseline: float | None
    start: float | None
    target_value: float | None
    upper: float | None
    stretch: float | None
    original_value: float | None
    actual: float | None
    rank_of: float | None
    expected_value: float | None
    progress: float | None
    expected_progress: float | None
    lead_pp: float | None
    pace_ratio: float | None
    allowance: float | None
    required_per_quarter: float | None
    required_multiple: float | None
    projection: float | None
    distance: float | None
    method_value: float | None
    method_score: float | None
    points: float | None
    full_points: float | None
    weight: float | None
    known_value: float | None


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

    `position` is its row in the assessments frame.  `decimals` is `None` where the book gives none.
    `status_text` is symbol and word; `flag_text` the flags' words joined.  `distance_text` says how
    far the next boundary is (`missed by 1 place`), `needed_text` what would be needed by when,
    `points_text` what its scoring rule gives, or why nothing, `points_short` the same as
    `points/full mark` or nothing, `points_lines` its formula, rule by rule.
    `figure` is where the deciding figure stands, `cell` where the target does.  `gate` is the id of
    a status that is no verdict, or empty.
    """

    position: int
    target: str
    version: int
    organisation: str
    unit: str
    unit_name: str
    group: str
    indicator: str
    name: str
    unit_of_measure: str
    decimals: int | None
    measure: str
    measure_word: str
    direction: str
    comparator: str
    pathway: str
    pathway_word: str
    method: str
    method_word: str
    method_class: str
    gate: str
    status: str
    symbol: str
    status_word: str
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
