"""What is on record while returns are taken in: the ledger's figures and projects as they grow."""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple, TypeAlias

import pandas as pd

from scorecard.checks.arrivals import REPEATED, on_record
from scorecard.checks.figures import months_of
from scorecard.checks.stated_rules import Reported
from scorecard.ledger.ledger import Ledger, content_of, ledger_projects, shared, stored
from scorecard.pipeline.load import Projects
from scorecard.projects.checks import Answered, answered
from scorecard.projects.counts import state_at
from scorecard.read.returns.returned import Return
from scorecard.schema.frames import FIGURE_KEY
from scorecard.schema.quarterly_form import Answer
from scorecard.schema.vocabulary import Basis

Row: TypeAlias = dict[str, Any]
Key: TypeAlias = tuple[str, str, str, str]
"""Organisation, indicator, period and basis of a figure."""
Block: TypeAlias = tuple[str, tuple[float, ...]]
"""A period and the figures that a return has of it."""

_READ: Final = (
    *("return_seq", "unit", "file", "unit_of_measure"),
    *(*FIGURE_KEY, "value", "note", "known_on", "state", "edition"),
)
_OF_PERIOD: Final = ("organisation", "indicator", "basis", "unit_of_measure")
_STORED: Final = (
    *(*FIGURE_KEY, "value", "unit_of_measure", "raw", "state", "evidence", "note", "rank_of"),
    *("edition", "data_year", "published_on", "sheet", "cell", "reason", "confirmed"),
)
_KEPT: Final = ("evidence", "rank_of", "edition", "data_year", "published_on")
"""What a correction keeps of the figure it corrects, where it says nothing else."""
_SINGLE: Final = frozenset({str(Basis.PERIOD), str(Basis.POINT)})


class Known(NamedTuple):
    """What must agree with the record for a figure to be sent again unchanged."""

    value: float | None
    state: str | None
    evidence: str | None
    note: str | None
    rank_of: float | None
    edition: str | None
    data_year: str | None
    published_on: str | None


@dataclass(slots=True)
class Record:
    """Figures of a ledger by organisation, as far as they are looked at; ranks; the register.

    What is kept of a figure is little: memory stays flat while thousands of returns come in.
    """

    projects: Projects = field(default_factory=Projects.none)
    fiscal_start: int = 1
    ledger: Ledger | None = None
    last_seq: int = 0
    places: dict[tuple[str, str], float] = field(default_factory=dict)
    """The place in the latest edition of a ranking, by organisation and indicator."""
    blocks: dict[Block, tuple[str, str, str]] = field(default_factory=dict)
    """Organisation, unit and file of each return's figures of a period, by what they are."""
    _figures: dict[tuple[str, str], dict[Key, Reported]] = field(default_factory=dict)
    _editions: dict[tuple[str, str], str] = field(default_factory=dict)
    _periods: dict[str, dict[tuple[str, ...], float]] = field(default_factory=dict)

    def catch_up(self, ledger: Ledger) -> None:
        """Read what was recorded since the last time, by whichever run."""
        self.ledger = ledger
        after, self.last_seq = self.last_seq, ledger.last_seq()
        returns: dict[int, list[Row]] = {}
        for values in ledger.rows("figure", _READ, self.last_seq, after):
            row = dict(zip(_READ, map(shared, values), strict=True))
            returns.setdefault(row["return_seq"], []).append(row)
            self._keep(row)
            self._keep_place(row)
            if row["period"] in self._periods and row["value"] is not None:
                self._periods[row["period"]][tuple(str(row[n]) for n in _OF_PERIOD)] = row["value"]
        for rows in returns.values():
            organisation, unit, file = (
                str(rows[0][name] or "") for name in ("organisation", "unit", "file")
            )
            for block in blocks_of(rows):
                self.blocks.setdefault(block, (organisation, unit, file))
        new = (self.last_seq, after)
        if any(ledger.rows(kind, ("seq",), *new) for kind in ("project", "register")):
            entries, closings = ledger_projects(ledger, self.fiscal_start, *new)
            self.projects = self.projects.with_sent(entries, closings)

    def others(self, period: str) -> Mapping[tuple[str, ...], float]:
        """What all organisations have on record of a period (see `Ledger.of_period`)."""
        if period not in self._periods and self.ledger is not None:
            self._periods[period] = self.ledger.of_period(period)
        return self._periods.get(period, {})

    def _keep_place(self, row: Row) -> None:
        key, edition = (str(row["organisation"]), str(row["indicator"])), row["edition"]
        if row["basis"] != Basis.POINT or edition is None or row["value"] is None:
            return
        if edition >= self._editions.get(key, ""):
            self._editions[key] = edition
            self.places[key] = row["value"]

    def latest(self, key: Key) -> Known | None:
        """What the last entry of a figure says; `None` where there is none."""
        return self._entered(key)[1]

    def _entered(self, key: Key) -> tuple[int | None, Known | None]:
        """The number of the last entry of a figure, and what it says."""
        if self.ledger is None or key not in self._figures.get(key[:2], ()):
            return None, None  # every figure on record is kept here
        found = self.ledger.latest("figure", key, ("seq", *Known._fields))
        return (found[0], Known(*found[1:])) if found else (None, None)

    def figures(self, asked: Iterable[tuple[str, str]]) -> Iterator[Reported]:
        """The figures in force of these indicators (organisation, indicator), as entered."""
        for key in sorted(asked):
            yield from self._figures.get(key, {}).values()

    def _keep(self, row: Row) -> None:
        """Keep a figure where it was known last of all with its key, among equals entered last."""
        whose, value = row["organisation"] or "", row["value"]
        key = whose, row["indicator"], row["period"], row["basis"] or ""
        said = row["note"], row["known_on"] or "", row["state"], on_record(whose)
        months = months_of(row["period"], self.fiscal_start)
        one = Reported(*key, math.nan if value is None else value, *said, *months)
        of_it = self._figures.setdefault((one.organisation, one.indicator), {})
        before = of_it.get(one.key)
        if before is None or one.known_on >= before.known_on:
            of_it.pop(one.key, None)
            of_it[one.key] = one

    def changed(self, rows: Iterable[Row], confirmed: Container[object]) -> Iterator[Row]:
        """The figures of a return as entries, without those that stand on record already.

        A correction keeps what it does not say itself (edition, evidence …) from the figure it
        corrects; figures whose sheet and cell are among the `confirmed` are marked as such.
        """
        seen = set()
        for row in rows:
            entry: Row = {name: stored(row.get(name)) for name in _STORED}
            organisation, indicator, period, basis = (str(entry[name]) for name in FIGURE_KEY)
            key = organisation, indicator, period, basis
            entry["supersedes"], known = self._entered(key)
            if entry["reason"] is not None and known is not None:
                entry |= {name: entry[name] or getattr(known, name) for name in _KEPT}
            if (entry["sheet"], entry["cell"]) in confirmed:
                entry["confirmed"] = 1
            same = known is not None and known == tuple(entry[name] for name in Known._fields)
            if not same and key not in seen:
                seen.add(key)
                yield entry

    def new_answers(self, answers: Iterable[Answer]) -> list[Answer]:
        """The answers of a return that do not stand on record already, each cell once."""
        last, said = {one.key: one for one in answers}, ("content", "value")
        ledger = self.ledger
        return [
            one
            for key, one in last.items()
            if ledger is None or ledger.latest("answer", key, said) != (one.content, one.value)
        ]

    def answered(self, form: Return, received: date | None) -> Answered | None:
        """The form's projects held against the register; nothing where it has none."""
        quarter = form.quarter
        if form.projects is None or quarter is None or form.organisation is None:
            return None
        day = pd.Timestamp(received or quarter.end_date)
        register = state_at(self.projects.entries, form.organisation, quarter.end_date)
        whose = form.organisation, form.unit
        return answered(form.projects, register, whose, day, form.findings)


def project_entries(form: Return, answer: Answered) -> list[Mapping[str, Any]]:
    """The ledger's entries of a form's projects: that the list was seen, and what changed in it."""
    seen = {"kind": "register", "value": float(len(answer.projects.values))}
    at = form.projects_at
    entries: list[Mapping[str, Any]] = [{**seen, "sheet": at.sheet, "cell": at.cell}]
    rows = answer.projects.values[answer.changed].to_dict("records")
    cells = answer.projects.cells[answer.changed]
    for row, cell, name_cell in zip(rows, cells["project"], cells["name"], strict=True):
        project = {str(key): value for key, value in row.items()}
        place = {"sheet": project["sheet"], "cell": cell if isinstance(cell, str) else name_cell}
        what = {"kind": "project", "project": project["project"], "content": content_of(project)}
        entries.append({**what, **place})
    return entries


def blocks_of(rows: Iterable[Row]) -> Iterator[Block]:
    """What a return says of each period: its figures other than sums, in order, zeros left out.

    Blocks of fewer than `REPEATED` figures are none: a few figures may well be equal.
    """
    of: dict[str, list[float]] = {}
    for row in rows:
        if row["basis"] in _SINGLE and row["value"]:
            of.setdefault(str(row["period"]), []).append(float(row["value"]))
    for period, values in of.items():
        if len(values) >= REPEATED:
            yield period, tuple(values)
