"""What is on record while returns are taken in: the ledger's figures, read as they grow."""

from __future__ import annotations

import json
import sys
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

import pandas as pd

from scorecard import store
from scorecard.ledger.ledger import Ledger, content_of, ledger_projects
from scorecard.pipeline.register import Projects
from scorecard.read.grid import RawWorkbook
from scorecard.read.intake import Received
from scorecard.read.returns.returned import Return
from scorecard.rules.changed_projects import Answered, answered
from scorecard.rules.jumps import REPEATED
from scorecard.rules.register import state_at
from scorecard.schema.findings import Finding, has_errors
from scorecard.schema.frames import FIGURES, empty, typed
from scorecard.schema.vocabulary import Basis
from scorecard.workspace import Workspace

Key: TypeAlias = tuple[str, str, str, str]
Row: TypeAlias = dict[str, Any]
Block: TypeAlias = tuple[str, tuple[float, ...]]
"""A period and the figures that a return has of it."""

_KEY: Final = ("organisation", "indicator", "period", "basis")
_READ: Final = (
    "seq",
    "return_seq",
    "unit",
    *(name for name in FIGURES if name not in {"vintage", "raw"}),
)
_KEPT: Final = ("evidence", "rank_of", "edition", "data_year", "published_on")
"""What a correction keeps of the figure it corrects, where it says nothing else."""
_SINGLE: Final = frozenset({str(Basis.PERIOD), str(Basis.POINT)})
_STORED: Final = (
    *("organisation", "indicator", "period", "basis", "value", "unit_of_measure", "raw", "state"),
    *("evidence", "note", "rank_of", "edition", "data_year", "published_on", "sheet", "cell"),
    *("reason", "confirmed"),
)


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
    """The figures of a ledger by organisation, as far as they are looked at; places of ranks.

    What is kept of a figure is little: memory stays flat while thousands of returns come in.
    """

    last_seq: int = 0
    ledger: Ledger | None = None
    places: dict[tuple[str, str], float] = field(default_factory=dict)
    blocks: dict[Block, tuple[str, str, str]] = field(default_factory=dict)
    """Organisation, unit and file of each return's figures of a period, by what they are."""
    _frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    _new: dict[str, list[Row]] = field(default_factory=dict)
    _editions: dict[tuple[str, str], str] = field(default_factory=dict)

    def catch_up(self, ledger: Ledger) -> None:
        """Read the figures that were recorded since the last time, by whichever run."""
        self.ledger = ledger
        new: dict[int, list[Row]] = {}
        for values in ledger.rows("figure", _READ, after=self.last_seq):
            row = dict(zip(_READ, map(_shared, values), strict=True))
            self.last_seq = row["seq"]
            new.setdefault(row["return_seq"], []).append(row)
            self._new.setdefault(str(row["organisation"]), []).append(row)
            self._place(row)
        for rows in new.values():
            for block in blocks_of(rows):
                whose = (str(rows[0][name] or "") for name in ("organisation", "unit", "file"))
                self.blocks.setdefault(block, tuple(whose))  # type: ignore[arg-type]  # three names

    def latest(self, key: Key) -> Known | None:
        """What the last entry of a figure says; `None` where there is none."""
        found = self.ledger and self.ledger.latest_figure(key, Known._fields)
        return Known(*found) if found else None

    def _place(self, row: Row) -> None:
        key, edition = (str(row["organisation"]), str(row["indicator"])), row["edition"]
        if row["basis"] != Basis.POINT or edition is None or row["value"] is None:
            return
        if edition >= self._editions.get(key, ""):
            self._editions[key] = edition
            self.places[key] = row["value"]

    def figures(self, organisations: Iterable[str], since: int) -> pd.DataFrame:
        """The figures on record of these organisations (FIGURES), in order of entry.

        Those of years before `since` are left out, and so is the raw text of all.
        """
        frames = [_since(self._frame(name), since) for name in sorted(organisations)]
        kept = [frame for frame in frames if len(frame)]
        return pd.concat(kept, ignore_index=True) if kept else empty(FIGURES)

    def _frame(self, organisation: str) -> pd.DataFrame:
        new = self._new.pop(organisation, [])
        before = self._frames.get(organisation)
        if new:
            frame = typed(pd.DataFrame(new), FIGURES)
            both = frame if before is None else pd.concat([before, frame], ignore_index=True)
            self._frames[organisation] = both
        return self._frames.get(organisation, empty(FIGURES))

    def changed(self, rows: Iterable[Row], confirmed: Container[object]) -> Iterator[Row]:
        """The figures of a return as entries, without those that stand on record already.

        A correction keeps what it does not say itself (edition, evidence …) from the figure it
        corrects; figures whose sheet and cell are among the `confirmed` are marked as such.
        """
        seen = set()
        for row in rows:
            entry = {name: _plain(row.get(name)) for name in _STORED}
            known = self.latest(_key(entry))
            if entry["reason"] is not None and known is not None:
                entry |= {name: entry[name] or getattr(known, name) for name in _KEPT}
            if (entry["sheet"], entry["cell"]) in confirmed:
                entry["confirmed"] = 1
            key = _key(entry)
            same = known is not None and known == tuple(entry[name] for name in Known._fields)
            if not same and key not in seen:
                seen.add(key)
                yield entry


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


def _since(figures: pd.DataFrame, year: int) -> pd.DataFrame:
    """The figures of this year and later; also those whose period names no year."""
    years = pd.to_numeric(figures["period"].str[:4], errors="coerce")
    return figures[~(years < year)]


def _key(row: Mapping[str, Any]) -> Key:
    organisation, indicator, period, basis = (str(row[name]) for name in _KEY)
    return organisation, indicator, period, basis


def _shared(value: Any) -> Any:  # noqa: ANN401  (any value of an entry)
    """The value; equal texts are one object, so that many figures take little memory."""
    return sys.intern(value) if isinstance(value, str) else value


def _plain(value: Any) -> Any:  # noqa: ANN401  (any value of a typed cell)
    """The value as SQLite stores it: days as text, missing numbers as nothing."""
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value != value:  # noqa: PLR0124  (not a number)
        return None
    return value


# ---------------------------------------------------------------------------
# What a run of `collect` is given and what it says of each file.


class Fate(StrEnum):
    """What became of a file."""

    RECORDED = "recorded"
    KNOWN = "known"
    REFUSED = "refused"
    PASSED_OVER = "passed_over"
    """No return at all: the small file that marks an open workbook, a form as it was issued."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One file of a batch: what became of it, how many figures, every finding, its marked copy.

    `figures` are the figures recorded, `unchanged` those that stood on record already, `projects`
    the projects that are new or have changed; `unit` is the unit's id in the target book,
    `unit_name` its name.
    """

    path: Path
    fate: Fate
    figures: int = 0
    unchanged: int = 0
    projects: int = 0
    findings: tuple[Finding, ...] = ()
    marked: Path | None = None
    organisation: str | None = None
    unit: str | None = None
    unit_name: str | None = None
    quarter: str | None = None


@dataclass(frozen=True, slots=True)
class Reception:
    """When returns are received: the day that decides, where it comes from, the time that informs.

    `day` None: the sheet's own 报送日期 decides (returns of the time before there was a ledger).
    """

    day: date | None
    dated_by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Arrived:
    """One file as it came and was read; `received` is missing where it was not to be opened."""

    path: Path
    received: Received | None
    workbook: RawWorkbook | None
    findings: tuple[Finding, ...]

    @property
    def name(self) -> str:
        """How findings call the file."""
        return self.received.file if self.received else str(self.path)


# ---------------------------------------------------------------------------
# Projects that come in with forms: judged against the register, and made entries of the ledger.


@dataclass(slots=True)
class ProjectDesk:
    """The register while forms are taken in: the office's book, and the ledger as it grows."""

    projects: Projects = field(default_factory=Projects.none)
    fiscal_start: int = 1
    last_seq: int = 0
    _answers: dict[int, Answered] = field(default_factory=dict)

    def catch_up(self, ledger: Ledger) -> None:
        """Read what was recorded since the last time, by whichever run."""
        entries, closings = ledger_projects(ledger, self.fiscal_start, after=self.last_seq)
        if len(entries) or len(closings):
            self.projects = self.projects.with_sent(entries, closings)
        self.last_seq = ledger.last_seq()

    def judge(self, form: Return, received: date | None) -> tuple[Finding, ...]:
        """What is wrong with the form's projects; nothing where it has none."""
        sent, quarter = form.projects, form.quarter
        if sent is None or quarter is None or form.organisation is None:
            return ()
        day = pd.Timestamp(received or quarter.end_date)
        register = state_at(self.projects.entries, form.organisation, quarter.end_date)
        whose = form.organisation, form.unit
        answer = answered(sent, register, whose, day, form.findings)
        self._answers[id(form)] = answer
        return answer.findings

    def entries(self, form: Return) -> list[Mapping[str, Any]]:
        """The entries of a form that was judged: its list, and the projects that changed."""
        answer = self._answers.pop(id(form), None)
        if answer is None:
            return []
        at = form.projects_at
        made: list[Mapping[str, Any]] = [
            {
                "kind": "register",
                "value": float(len(answer.projects.values)),
                "sheet": at.sheet,
                "cell": at.cell,
            }
        ]
        rows = answer.projects.values[answer.changed].to_dict("records")
        cells = answer.projects.cells[answer.changed]
        for row, cell, name in zip(rows, cells["project"], cells["name"], strict=True):
            project = {str(key): value for key, value in row.items()}
            made.append(
                {
                    "kind": "project",
                    "project": project["project"],
                    "content": content_of(project),
                    "sheet": project["sheet"],
                    "cell": cell if isinstance(cell, str) else name,
                }
            )
        return made


# ---------------------------------------------------------------------------
# Returns that came and were refused: who is waiting to be corrected, rather than not reported.


FILE: Final = "refused.json"
"""Beside the ledger; it informs, the ledger decides, and nothing is lost with it."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """The last return of a unit for a quarter that was refused, and has not come back since.

    `unit` is the unit's id (its name in `unit_name`), `day` when it came, `errors` how many faults
    it had, `marked` the copy that was handed back.
    """

    organisation: str
    unit: str | None
    unit_name: str | None
    quarter: str
    day: str
    file: str
    errors: int
    marked: str | None

    @property
    def key(self) -> tuple[str, str | None, str]:
        """Whose return of which quarter it is."""
        return self.organisation, self.unit, self.quarter


def refusals_file(workspace: Workspace) -> Path:
    """Where they are kept."""
    return workspace.ledger.parent / FILE


def refusals(workspace: Workspace, as_of: date | None = None) -> list[Refusal]:
    """The refused returns that wait for their correction, as far as they had come by then.

    A file that cannot be read is as good as none: it is written anew with the next refusal.
    """
    try:
        rows = json.loads(refusals_file(workspace).read_bytes())["refused"]
        known = [Refusal(**{f.name: row[f.name] for f in fields(Refusal)}) for row in rows]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [one for one in known if as_of is None or one.day <= as_of.isoformat()]


def note_refusals(workspace: Workspace, taken: Sequence[Taken], day: date) -> None:
    """Keep what was refused, and forget what has come right since."""
    before = {one.key: one for one in refusals(workspace)}
    now = dict(before)
    for one in taken:
        if one.organisation is None or one.quarter is None:
            continue
        if one.fate is Fate.RECORDED:
            now.pop((one.organisation, one.unit, one.quarter), None)
        elif one.fate is Fate.REFUSED:
            refusal = _refusal(workspace, one, one.organisation, one.quarter, day)
            now[refusal.key] = refusal
    if now != before:
        rows = [asdict(one) for _, one in sorted(now.items(), key=lambda item: str(item[0]))]
        store.write_file(refusals_file(workspace), store.json_bytes({"refused": rows}))


def _refusal(
    workspace: Workspace, one: Taken, organisation: str, quarter: str, day: date
) -> Refusal:
    return Refusal(
        organisation,
        one.unit,
        one.unit_name,
        quarter,
        day.isoformat(),
        workspace.relative(one.path),
        sum(has_errors([f]) for f in one.findings),
        None if one.marked is None else workspace.relative(one.marked),
    )
