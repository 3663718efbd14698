"""Returns taken in: each file recorded in the ledger whole, or handed back marked; others go on."""

from __future__ import annotations

import contextlib
import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Self

from scorecard import store
from scorecard.forms.mark import MARKED, mark
from scorecard.i18n import Words
from scorecard.ledger.archive import keep
from scorecard.ledger.ledger import Ledger, opened
from scorecard.pipeline.forms import Outstanding, outstanding
from scorecard.pipeline.load import load_books, load_projects
from scorecard.pipeline.recording import (
    Arrived,
    Fate,
    ProjectDesk,
    Reception,
    Record,
    Taken,
    blocks_of,
    note_refusals,
    refusals_file,
)
from scorecard.read.guard import Guard, Outcome, cores
from scorecard.read.intake import DEFAULT_LIMITS, Received, take
from scorecard.read.returns.read import read_form
from scorecard.read.returns.returned import Return, arrivals_of
from scorecard.read.target_book import Responsible, Roster, roster_of
from scorecard.rules.arrivals import YEARS, arrival_findings
from scorecard.schema.contract import shown
from scorecard.schema.contracts import figure_findings
from scorecard.schema.errors import UnreadableBookError
from scorecard.schema.findings import Finding, Origin, finding, has_errors, in_order
from scorecard.schema.frames import Books
from scorecard.schema.naming import Naming
from scorecard.schema.period import PeriodKind, last_ended, parse_period
from scorecard.schema.vocabulary import Severity
from scorecard.workspace import Workspace

__all__ = ["Collected", "Fate", "Reception", "Taken", "collect", "expanded"]


# ---------------------------------------------------------------------------
# The clerk: judges files that have been read, records the good ones, hands the others back.


CONFIRMED: Final = frozenset({"X205", "X207", "C126", "F149", "F155"})
"""Findings about figures that a note or a reason has confirmed."""


@dataclass(slots=True)
class _Case:
    """A file that could be read: its form and everything found about it."""

    arrived: Arrived
    form: Return
    findings: tuple[Finding, ...] = ()


@dataclass(slots=True)
class Clerk:
    """Takes in one batch after another; knows the ledger's figures as they grow."""

    workspace: Workspace
    books: Books
    reception: Reception
    words: Words
    guard: Guard
    record: Record = field(default_factory=Record)
    desk: ProjectDesk = field(default_factory=ProjectDesk)
    open_files: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)
    ledger: Ledger | None = None
    roster: Roster = field(init=False)
    units: Responsible = field(init=False)
    naming: Naming = field(init=False)

    def __post_init__(self) -> None:
        self.naming = Naming(self.books)
        self.units = Responsible(self.books)
        self.roster = roster_of(self.books, self.record.places)

    def __enter__(self) -> Self:
        if self.workspace.ledger.is_file():
            self._open()
        return self

    def __exit__(self, *_: object) -> None:
        self.open_files.close()

    def _open(self) -> Ledger:
        """The ledger; made with the first return that is accepted, not before."""
        if self.ledger is None:
            self.ledger = self.open_files.enter_context(opened(self.workspace.ledger, create=True))
        return self.ledger

    def _name(self, organisation: str | None, unit: str | None) -> str | None:
        return self.units.names.get((organisation or "", unit), unit)

    def sweep(self, files: Iterable[Path]) -> None:
        """Remove what runs that were killed have left of what becomes of these files."""
        with store.locked(self.workspace.archive):
            store.sweep([*map(_marked_copy, files), refusals_file(self.workspace)])

    def take_in(self, batch: Sequence[Arrived]) -> Iterator[Taken]:
        """What becomes of each file, in order; no other run records in between."""
        with store.locked(self.workspace.archive):
            if self.ledger is not None:
                self.record.catch_up(self.ledger)
                self.desk.catch_up(self.ledger)
            settled = {one.name: self._known_or_unread(one) for one in batch}
            cases = {one.name: self._case(one) for one in batch if settled[one.name] is None}
            together = self._judged(list(cases.values()))
            taken = []
            for one in batch:
                taken.append(settled[one.name] or self._settle(cases[one.name], judged=together))
                yield taken[-1]
            note_refusals(self.workspace, taken, self.reception.day or self.reception.now.date())

    def _known_or_unread(self, one: Arrived) -> Taken | None:
        if one.received is None:
            bad = has_errors(one.findings)
            return Taken(
                one.path, Fate.REFUSED if bad else Fate.PASSED_OVER, findings=in_order(one.findings)
            )
        before = self.ledger.known_return(one.received.sha256) if self.ledger else None
        if before is not None:
            return Taken(
                one.path,
                Fate.KNOWN,
                organisation=before["organisation"],
                unit=before["unit"],
                unit_name=self._name(before["organisation"], before["unit"]),
                quarter=before["quarter"],
            )
        if one.workbook is None:
            return Taken(one.path, Fate.REFUSED, findings=in_order(one.findings))
        return None

    def _case(self, one: Arrived) -> _Case:
        if one.workbook is None:
            raise ValueError("a file that was not read is no case")
        form = read_form(one.workbook, self.roster, self.workspace.fiscal_start)
        if self.reception.day is not None:
            form.known_on = self.reception.day
            for row in form.rows:
                row["known_on"] = self.reception.day
        return _Case(one, form, in_order((*one.findings, *form.findings, *self._claims(form))))

    def _claims(self, form: Return) -> Iterator[Finding]:
        """Sums before this quarter that were changed in the form (F156)."""
        quarter = form.quarter
        if quarter is None or form.organisation is None:
            return
        before = str(replace(quarter, start=quarter.start - quarter.months))
        for claim in form.claims:
            known = self.record.latest((form.organisation, claim.indicator, before, claim.basis))
            value = None if known is None else known.value
            if value is not None and not math.isclose(value, claim.value, rel_tol=1e-9):
                yield finding("F156", claim.origin, shown(claim.value), value=shown(value))

    def _copied(self, form: Return) -> Iterator[Finding]:
        """A period's figures that are those of another unit, one by one (F164)."""
        own = form.organisation or "", form.unit or ""
        for block in blocks_of(form.rows):
            *whose, file = self.record.blocks.get(block, (*own, ""))
            if tuple(whose) != own:
                organisation, unit = whose
                name = self._name(organisation, unit) or organisation
                unit = name if organisation == own[0] else f"{organisation} {name}"
                first = next(r for r in form.rows if r["period"] == block[0])
                place = Origin(form.file, first["sheet"], first["cell"])
                yield finding("F164", place, None, count=len(block[1]), unit=unit, file=file)

    # -------------------------------------------------------------- judging

    def _judged(self, cases: Sequence[_Case]) -> bool:
        """Hold all files against the record at once; whether that settles all of them.

        It does where no file has an error; otherwise each is judged alone, on top of those before.
        """
        if any(case.form.projects is not None for case in cases):
            return False
        found = self._across(cases)
        if has_errors(found) or any(has_errors(case.findings) for case in cases):
            return False
        for case in cases:
            own = (f for f in found if f.origin.file == case.form.file)
            case.findings = in_order((*case.findings, *own))
        return True

    def _across(self, cases: Sequence[_Case]) -> list[Finding]:
        """Findings about the figures of these files: each on its own, and against the record."""
        forms = [case.form for case in cases]
        arrivals = arrivals_of(forms)
        start = self.workspace.fiscal_start
        known = [f for case in cases for f in case.findings]
        found = figure_findings(arrivals, self.books, known, start)
        years = [
            int(row["period"][:4]) for f in forms for row in f.rows if row["period"][:4].isdigit()
        ]
        since = min(years, default=0) - YEARS - 1
        on_record = self.record.figures({str(form.organisation) for form in forms}, since)
        return found + arrival_findings(arrivals, on_record, self.books, [*known, *found], start)

    def _settle(self, case: _Case, *, judged: bool) -> Taken:
        form = case.form
        day = self.reception.day or form.known_on
        found = [*self._copied(form), *([] if judged else self._across([case]))]
        found += self.desk.judge(form, day)
        named = self.naming.named((*case.findings, *found), form.organisation)
        case.findings = in_order(named)
        taken = Taken(
            case.arrived.path,
            Fate.REFUSED,
            findings=case.findings,
            organisation=form.organisation,
            unit=form.unit,
            unit_name=self._name(form.organisation, form.unit),
            quarter=None if form.quarter is None else str(form.quarter),
        )
        if has_errors(case.findings):
            return replace(taken, marked=self._hand_back(case))
        entries = self.desk.entries(form)
        if form.untouched and not any(entry["kind"] == "project" for entry in entries):
            blank = finding("F165", Origin(form.file, form.sheet), None)
            return replace(taken, fate=Fate.PASSED_OVER, findings=(*case.findings, blank))
        return self._accept(case, taken, entries)

    # -------------------------------------------------------------- recording

    def _accept(self, case: _Case, taken: Taken, entries: Sequence[Mapping[str, Any]]) -> Taken:
        form, received = case.form, case.arrived.received
        if received is None:
            raise ValueError("a file without bytes cannot be accepted")
        confirmed = {(f.origin.sheet, f.origin.cell) for f in case.findings if f.code in CONFIRMED}
        figures = list(self.record.changed(form.rows, confirmed))
        keep(self.workspace.archive, received.data, received.sha256)
        ledger = self._open()
        receipt = ledger.record(self._header(form, received), figures, self.reception.now, entries)
        self.record.catch_up(ledger)
        self.desk.catch_up(ledger)
        return replace(
            taken,
            fate=Fate.KNOWN if receipt.known else Fate.RECORDED,
            figures=receipt.figures,
            projects=receipt.projects,
            unchanged=0 if receipt.known else len(form.rows) - len(figures),
        )

    def _header(self, form: Return, received: Received) -> dict[str, Any]:
        day = self.reception.day or form.known_on
        return {
            "known_on": None if day is None else day.isoformat(),
            "dated_by": self.reception.dated_by,
            "organisation": form.organisation,
            "unit": form.unit,
            "quarter": None if form.quarter is None else str(form.quarter),
            "form": form.form_id,
            "sent_by": form.sent_by,
            "file": received.file,
            "sha256": received.sha256,
        }

    def _hand_back(self, case: _Case) -> Path | None:
        received = case.arrived.received
        if received is None:
            return None
        job = self.guard.run(mark, received.data, case.findings, self.words.language)
        data: bytes | None = job.result()
        if data is None:
            return None
        path = _marked_copy(received.path)
        store.write_file(path, data)
        return path


def _marked_copy(path: Path) -> Path:
    """Where the marked copy of a return goes."""
    return path.with_name(f"{path.stem.removesuffix(MARKED)}{MARKED}.xlsx")


# ---------------------------------------------------------------------------
# Returns taken in: each file recorded in the ledger whole, or handed back marked; others go on.


@dataclass(frozen=True, slots=True)
class Collected:
    """What became of each file, what is outstanding, and returns the ledger does not know.

    Once there is a ledger, figures come from it alone: `unread` are workbooks in the returns
    folders that were neither taken in now nor before.
    """

    taken: tuple[Taken, ...]
    outstanding: tuple[Outstanding, ...]
    unread: tuple[Path, ...]


TOGETHER: Final = 16
"""Files that are held against the record at once; memory is flat in the number of files."""
_SUFFIXES: Final = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".et", ".ods", ".csv"})


def collect(  # noqa: PLR0913  (guard and books: what a caller may have at hand already)
    workspace: Workspace,
    files: Sequence[Path],
    reception: Reception,
    words: Words,
    progress: Callable[[Taken], None] = lambda _: None,
    *,
    guard: Guard | None = None,
    books: Books | None = None,
) -> Collected:
    """Take in these files: one result each, in order, and what is outstanding after that.

    A file with an error is not recorded at all, and a marked copy is written beside it.  Every
    accepted file is archived by its SHA-256 before the ledger names it.  Raises `LedgerError`
    where the ledger cannot be used, `CannotWriteError` where another run holds it, and
    `UnreadableBookError` where a target book or the register cannot be read: forms would be
    refused for what is not in them.  `guard` is a
    pool (with pictures) to use again; without one it lives as long as the run.  `books` are the
    workspace's target books where they have been read already.
    """
    found: list[Finding] = []
    if books is None:
        books, found = load_books(workspace, workspace.books())
    projects, more = load_projects(workspace, books)
    _all_read((*found, *more), words)
    taken: list[Taken] = []
    size = min(cores(), max(1, len(files)))
    desk = ProjectDesk(projects, workspace.fiscal_start)
    own = Guard(DEFAULT_LIMITS, size, pictures=True)
    with (
        own if guard is None else contextlib.nullcontext(guard) as pool,
        Clerk(workspace, books, reception, words, pool, desk=desk) as clerk,
    ):
        clerk.sweep(files)
        for batch in _batches(_read(files, workspace.root, pool)):
            for one in clerk.take_in(batch):
                taken.append(one)
                progress(one)
    return Collected(tuple(taken), *_after(workspace, books, taken, reception))


def _all_read(found: Iterable[Finding], words: Words) -> None:
    """Raise where a file of the workspace was not read at all, naming every such file."""
    faults = [
        UnreadableBookError(file=f.origin.file, reason=words.finding(f).message)
        for f in found
        if f.code.startswith("B1") and f.severity is Severity.ERROR and f.origin.sheet is None
    ]
    if faults:
        first, *rest = faults
        first.others = tuple(rest)
        raise first


def _after(
    workspace: Workspace, books: Books, taken: Sequence[Taken], reception: Reception
) -> tuple[tuple[Outstanding, ...], tuple[Path, ...]]:
    """What the quarters of these files still ask for; returns that no ledger knows."""
    start = workspace.fiscal_start
    day = reception.day or reception.now.date()
    named = sorted({one.quarter for one in taken if one.quarter})
    quarters = [parse_period(text, start).period for text in named] or [
        last_ended(PeriodKind.QUARTER, day, start)
    ]
    if not workspace.ledger.is_file():
        return tuple(outstanding(books, lambda *_: False, quarters)), ()
    with opened(workspace.ledger) as ledger:
        missing = outstanding(books, ledger.has_value, quarters)
        known = {sha256 for (sha256,) in ledger.rows("return", ["sha256"])}
    mine = {one.path.resolve() for one in taken}
    others = (path for path in workspace.returns() if MARKED not in path.name)
    unread = (p for p in others if p.resolve() not in mine and _hash(p) not in known)
    return tuple(missing), tuple(unread)


def _hash(path: Path) -> str | None:
    try:
        return store.sha256(path.read_bytes())
    except OSError:
        return None


def expanded(paths: Sequence[Path]) -> list[Path]:
    """The workbooks among these files and folders, each once.

    In folders, marked copies and files of other kinds are passed over; what is named itself is
    always taken.
    """
    files: dict[Path, None] = {}
    for path in paths:
        inside = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in inside:
            if file == path or (file.suffix.lower() in _SUFFIXES and MARKED not in file.name):
                files.setdefault(file)
    return list(files)


def _read(files: Sequence[Path], root: Path, guard: Guard) -> Iterator[Arrived]:
    """Each file's bytes and reading, in order; a batch ahead, so that nobody waits for the other.

    Memory stays flat: never more than so many files are held at once.
    """
    waiting: deque[tuple[Path, Received | None, Future[Outcome] | Outcome]] = deque()
    for path in files:
        received, findings = take(path, root)
        if received is None:
            waiting.append((path, None, (None, findings)))
        else:
            waiting.append((path, received, guard.submit(received.data, received.file)))
        if len(waiting) > TOGETHER + 2 * guard.size:
            yield _arrived(*waiting.popleft())
    while waiting:
        yield _arrived(*waiting.popleft())


def _arrived(path: Path, received: Received | None, reading: Future[Outcome] | Outcome) -> Arrived:
    workbook, findings = reading.result() if isinstance(reading, Future) else reading
    return Arrived(path, received, workbook, tuple(findings))


def _batches(arrived: Iterator[Arrived]) -> Iterator[list[Arrived]]:
    """Some files at a time, never two of one name: findings know a file by its name."""
    batch: list[Arrived] = []
    for one in arrived:
        if len(batch) == TOGETHER or one.name in {other.name for other in batch}:
            yield batch
            batch = []
        batch.append(one)
    if batch:
        yield batch
