"""One indicator as a chart draws it: its figures, its targets, and the lines around them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scorecard.report.rows import Place, TargetRow

__all__ = [
    "Band",
    "Break",
    "Control",
    "ControlPoint",
    "FigureRow",
    "Ghost",
    "Knot",
    "Series",
    "SeriesTarget",
]


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
    """At one date the values at which *on track* and *at risk* end, indicator's unit."""

    month: int
    on_track: float
    at_risk: float


@dataclass(frozen=True, slots=True)
class Ghost:
    """A target's first version, replaced since: what it asked for, its pathway, its own verdict."""

    row: TargetRow
    due_month: int | None
    pathway: tuple[Knot, ...]
    stepped: bool


@dataclass(frozen=True, slots=True)
class SeriesTarget:
    """A target as a chart draws it: its row, its pathway, whether the pathway goes in steps.

    `projection` is where the trend leads by the due date, only where the rules allow one.
    """

    row: TargetRow
    due_month: int | None
    pathway: tuple[Knot, ...]
    stepped: bool
    band: tuple[Band, ...] = ()
    projection: Knot | None = None
    ghost: Ghost | None = None


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
    up to, in one run for each year it is counted in.
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
    control: Control | None = None
    breaks: tuple[Break, ...] = ()
