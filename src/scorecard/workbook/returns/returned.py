"""A return as read: what it says of itself, its figures, what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from scorecard.model.finding import NOWHERE, Finding, Origin
from scorecard.model.frames import ARRIVALS, FIGURES, TEXT, Columns, Table, typed
from scorecard.model.period import Period
from scorecard.workbook.returns.head import FormHead


@dataclass(frozen=True, slots=True)
class Claim:
    """What a locked cell says was on record: the sum before this period, and where it stands."""

    indicator: str
    basis: str
    value: float
    origin: Origin


@dataclass(slots=True)
class Return:
    """One quarterly sheet as it came back.

    `rows` hold the figures (the columns of FIGURES and `unit_of_measure`, `reason`, `confirmed`),
    `cells` the address of each value, in step.  `form_id` is missing where no form of ours was
    used, `sent_by` is who filled it in, else the unit's name as typed.  `projects` are the rows of
    its sheet of projects (PROJECTS), which stands at `projects_at`.
    """

    file: str
    organisation: str | None = None
    unit: str | None = None
    quarter: Period | None = None
    known_on: date | None = None
    form_id: str | None = None
    sent_by: str | None = None
    sheet: str | None = None
    head: FormHead = field(default_factory=FormHead)
    rows: list[dict[str, Any]] = field(default_factory=list)
    cells: list[dict[str, str | None]] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    projects: Table | None = None
    projects_at: Origin = NOWHERE
    findings: list[Finding] = field(default_factory=list)

    @property
    def untouched(self) -> bool:
        """Whether this is a form of ours without a figure and without the day of sending.

        Its list of projects is for the register to judge.
        """
        return self.form_id is not None and not self.rows and "sent_on" not in self.head.line

    @property
    def figures(self) -> Table:
        """The figures frame and its cells."""
        return _table([self], FIGURES)


def arrivals_of(returns: Sequence[Return]) -> Table:
    """The figures of several returns in one frame (ARRIVALS), in their order."""
    return _table(returns, ARRIVALS)


def _table(returns: Sequence[Return], columns: Columns) -> Table:
    rows = [row for one in returns for row in one.rows]
    if not rows:
        return Table.empty(columns)
    cells = [row for one in returns for row in one.cells]
    addresses = typed(pd.DataFrame(cells), dict.fromkeys(columns, TEXT))
    return Table(typed(pd.DataFrame(rows), columns), addresses)
