"""The project register of a workspace: the office's book, what forms have added, what it counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import pandas as pd

from scorecard.projects.checks import (
    missing_amounts,
    near_duplicates,
    project_findings,
    reconciled,
    uncounted,
)
from scorecard.projects.counts import Counted, counted_figures, counted_of
from scorecard.read.grid import RawWorkbook
from scorecard.read.register import read_register
from scorecard.read.target_book import roster_of
from scorecard.schema.contract import unknown_only
from scorecard.schema.findings import Finding, cell_position
from scorecard.schema.frames import (
    CLOSINGS,
    ENTRIES,
    FIGURES,
    Books,
    Responsible,
    Table,
    empty,
    typed,
)
from scorecard.schema.vocabulary import Severity

FROM_LEDGER: Final = 10**6
"""Number of the first entry of the ledger: on one day the office's book comes before it."""
_FIGURE: Final = ["organisation", "indicator"]


@dataclass(frozen=True, slots=True)
class Projects:
    """States of the projects (ENTRIES), confirmations (CLOSINGS), errors by organisation."""

    entries: pd.DataFrame
    closings: pd.DataFrame
    errors: dict[str, int]

    @classmethod
    def none(cls) -> Projects:
        """No register."""
        return cls(empty(ENTRIES), empty(CLOSINGS), {})

    def with_sent(self, entries: pd.DataFrame, closings: pd.DataFrame) -> Projects:
        """The same with what the ledger holds on top."""
        return Projects(
            _both(self.entries, entries.assign(entry=entries["entry"] + FROM_LEDGER)),
            _both(self.closings, closings),
            self.errors,
        )

    @property
    def office(self) -> Projects:
        """The office's own book alone."""
        return Projects(
            self.entries[self.entries["entry"] < FROM_LEDGER],
            self.closings[self.closings["unit"].isna()],
            self.errors,
        )

    @property
    def sound(self) -> Projects:
        """Without the organisations whose register has errors."""
        bad = list(self.errors)
        return Projects(
            self.entries[~self.entries["organisation"].isin(bad)],
            self.closings[~self.closings["organisation"].isin(bad)],
            {},
        )


def _both(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    if first.empty or second.empty:
        return second if first.empty else first
    return pd.concat([first, second], ignore_index=True)


def office_register(
    workbook: RawWorkbook, books: Books, fiscal_start: int
) -> tuple[Projects, list[Finding]]:
    """The office's book as opening state, and everything that is wrong with it.

    Every row stands on, and is known since, the day to which the list is complete.
    """
    register = read_register(workbook, roster_of(books), fiscal_start)
    table, day = register.projects, register.day
    days = pd.Series(pd.Timestamp(day) if day else pd.NaT, index=table.values.index)
    found = [*register.findings]
    found += project_findings(table, days.astype("datetime64[s]"), found)
    found += near_duplicates(table)
    counted = counted_for(books)
    found += unknown_only(missing_amounts(counted, table), found)
    errors = _errors(found, table)
    if day is None:
        return Projects(empty(ENTRIES), empty(CLOSINGS), errors), found
    since = {"stands_on": pd.Timestamp(day), "known_on": pd.Timestamp(day)}
    numbers = range(len(table.values))
    entries = table.values.assign(cell=table.cells["project"], entry=numbers, **since)
    entries = entries.drop_duplicates(["organisation", "project"]).reset_index(drop=True)
    # The list says that an organisation has no projects only where it is that one's own.
    names = list(dict.fromkeys(table.values["organisation"]))
    known = list(dict.fromkeys(books.organisations.values["organisation"]))
    at = register.header
    closings = pd.DataFrame({"organisation": names or (known if len(known) == 1 else [])})
    closings = closings.assign(file=at.file, sheet=at.sheet, cell=at.cell, **since)
    return Projects(typed(entries, ENTRIES), typed(closings, CLOSINGS), errors), found


def _errors(found: Iterable[Finding], table: Table) -> dict[str, int]:
    """Number of errors by organisation; one outside the rows counts for all of them."""
    rows = {
        cell_position(cell)[0]: str(name)
        for cell, name in zip(
            table.cells["project"].fillna(table.cells["name"]),
            table.values["organisation"],
            strict=True,
        )
        if isinstance(cell, str)
    }
    errors: dict[str, int] = {}
    for one in found:
        if one.severity is Severity.ERROR:
            own = rows.get(cell_position(one.origin.cell)[0])
            for name in [own] if own else dict.fromkeys(rows.values()):
                errors[name] = errors.get(name, 0) + 1
    return errors


# ------------------------------------------------------------------ what it counts


def counted_for(books: Books) -> list[Counted]:
    """The indicators that are counted from the register, each with the unit that answers for it."""
    units, answering = Responsible(books), {}
    for row in books.indicators.values.drop_duplicates(_FIGURE).to_dict("records"):
        fact = {str(name): value for name, value in row.items()}
        key = str(fact["organisation"]), str(fact["indicator"])
        answering[key] = units.answering(fact)[1]
    return counted_of(books, answering)


def with_counted(
    projects: Projects, books: Books, figures: Table, fiscal_start: int
) -> tuple[Table, list[Finding]]:
    """The figures with those that the register gives, and what it says about typed ones.

    Where an indicator's source is the register the counted figures take the place of typed ones;
    elsewhere the typed ones stay and are held against the count.
    """
    counted = counted_for(books)
    if not counted:
        return figures, []
    sound = projects.sound
    ours = counted_figures(counted, sound.entries, sound.closings, fiscal_start)
    found = [
        *reconciled(figures.values, ours),
        *uncounted(counted, projects.closings, projects.errors, books),
    ]
    facts = books.indicators.values
    register = pd.MultiIndex.from_frame(facts.loc[facts["source"].eq("register"), _FIGURE])
    kept = figures.keep(~_among(figures.values, register))
    used = ours[_among(ours, register)]
    values = _both(kept.values, used)
    cells = pd.DataFrame(dict.fromkeys(FIGURES, used["cell"]), index=used.index)
    return Table(typed(values, FIGURES), _both(kept.cells, cells)), found


def _among(figures: pd.DataFrame, keys: pd.MultiIndex) -> pd.Series:
    return pd.Series(pd.MultiIndex.from_frame(figures[_FIGURE]).isin(keys), index=figures.index)
