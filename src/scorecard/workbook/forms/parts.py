"""What a form is made of, as values: its rows, what they are held against, what is on record."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from scorecard.model.period import Period
from scorecard.model.policy import Policy
from scorecard.model.status import Measure
from scorecard.workbook.forms.known import Known

SCHEMA_VERSION: Final = 1
"""Version of the form's layout, written on its hidden sheet."""


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What the figure of a row is held against: a row of YARDSTICKS, unknown numbers `None`."""

    target: str
    due: str | None
    comparator: str
    value: float | None = None
    upper: float | None = None
    start: float | None = None
    gate: str | None = None
    opens: float | None = None
    reason_code: str | None = None
    expected_progress: float | None = None
    expected_value: float | None = None
    allowance: float | None = None
    year_progress: float | None = None
    year_value: float | None = None


@dataclass(frozen=True, slots=True)
class FormRow:
    """One indicator of a form: what is asked, what is known, what it is held against.

    `asks` are the ids of the columns to fill in, `judged` the one whose value is held against the
    yardstick.  Values stand in the indicator's own unit.
    """

    row_id: str
    indicator: str
    name: str
    name_en: str | None
    unit_of_measure: str
    measure: str
    reported_as: str
    period: Period
    decimals: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    asks: tuple[str, ...] = ()
    judged: str = "to_date"
    previous: float | None = None
    last_year: float | None = None
    last_place: Known | None = None
    yardstick: Yardstick | None = None

    @property
    def is_rank(self) -> bool:
        """Whether the row stands in the block of ranks."""
        return self.measure == Measure.RANK


@dataclass(frozen=True, slots=True)
class Earlier:
    """A figure on record that the form offers for correction."""

    indicator: str
    name: str
    name_en: str | None
    decimals: int | None
    reported_as: str
    figure: Known


@dataclass(frozen=True, slots=True)
class FormPlan:
    """One fill-in workbook: whose it is, and its rows.

    `unit` is the unit's id in the target book, `None` for figures nobody answers for; `projects`
    are the unit's rows of the project register, `None` where it has none to report on.
    """

    organisation: str
    unit: str | None
    unit_name: str | None
    quarter: Period
    policy: Policy
    rows: tuple[FormRow, ...] = ()
    ranks: tuple[FormRow, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    projects: pd.DataFrame | None = field(default=None, compare=False)

    @property
    def form_id(self) -> str:
        """What the hidden sheet is known by: quarter, organisation and unit."""
        return "/".join(filter(None, (str(self.quarter), self.organisation, self.unit)))

    @property
    def all_rows(self) -> tuple[FormRow, ...]:
        """The rows of both blocks, from top to bottom."""
        return self.rows + self.ranks
