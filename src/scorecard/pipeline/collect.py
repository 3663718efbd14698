"""Returns taken in: each recorded in the ledger whole, or handed back marked; the others go on.

Longer than other modules: a batch is judged, recorded, archived and marked in one order, which
keeps a killed run whole.
"""

from __future__ import annotations

import contextlib
import itertools
import math
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import pandas as pd

from scorecard import store
from scorecard.checks.arrivals import Arrivals, year_ago_sizes
from scorecard.checks.figures import figure_findings
from scorecard.i18n import Words
from scorecard.ledger.archive import Witness, bear_witness, had_ledger, keep, witness
from scorecard.ledger.ledger import Ledger, opened
from scorecard.pipeline import inbox, load
from scorecard.pipeline.forms import Outstanding, outstanding
from scorecard.pipeline.inbox import inputs
from scorecard.pipeline.record import Record, blocks_of, project_entries
from scorecard.read.grid import RawWorkbook
from scorecard.read.guard import Guard, cores
from scorecard.read.intake import DEFAULT_LIMITS, Received
from scorecard.read.returns.form import read_form
from scorecard.read.returns.returned import Return, arrivals_of
from scorecard.read.target_book import Roster, roster_of
from scorecard.read.worker import called
from scorecard.schema.contract import shown
from scorecard.schema.errors import UnreadableBookError
from scorecard.schema.findings import Finding, Origin, finding, has_errors, in_order
from scorecard.schema.frames import FIGURES, Books, Responsible, typed
from scorecard.schema.period import PeriodKind, last_ended, parse_period
from scorecard.schema.vocabulary import Measure, Severity
from scorecard.workspace import Workspace, real_path

CONFIRMED: Final = frozenset({"X205", "X207", "C126", "F149", "F155", "F172"})
"""Findings about figures that a note or a reason has confirmed."""


class Fate(StrEnum):
    """What became of a file."""

    RECORDED = "recorded"
    KNOWN = "known"
    REFUSED = "refused"
    PASSED_OVER = "passed_over"
    """No return: the small file that marks an open workbook, a form as it was issued.

    Without a finding: a refused return that was corrected or replaced since, or its marked copy
    as it was handed back; nothing more is said of those.
    """


@dataclass(frozen=True, slots=True)
class CollectedFile:
    """What became of one file: how many figures, every finding, its marked copy.

    `figures` are the figures recorded, `unchanged` those that stood on record already, `answers`
    what was newly written beside figures, `projects` those that are new or have changed; `unit` is
    the unit's id in the target book, `unit_name` its name.
    """

    path: Path
    fate: Fate
    findings: tuple[Finding, ...] = ()
    organisation: str | None = None
    unit: str | None = None
    unit_name: str | None = None
    quarter: str | None = None
    figures: int = 0
    unchanged: int = 0
    projects: int = 0
    answers: int = 0
    marked: Path | None = None


@dataclass(frozen=True, slots=True)
class Collected:
    """What became of each file, what is outstanding, and returns the ledger does not know.

    Once there is a ledger, figures come from it alone: `unread` are workbooks in the returns
    folders that were neither taken in now nor before.
    """

    files: tuple[CollectedFile, ...]
    outstanding: tuple[Outstanding, ...]
    unread: tuple[Path, ...]


def collect(  # noqa: PLR0913  (guard and books: what a caller may have at hand already)
    workspace: Workspace,
    files: Sequence[Path],
    reception: inbox.Reception,
    words: Words,
    advance: Callable[[int, int], None] = lambda _done, _all: None,
    *,
    guard: Guard | None = None,
    books: Books | None = None,
) -> Collected:
    """Take in these files: one result each, in order, and what is outstanding after that.

    Folders are searched for workbooks.  A file with an error is not recorded at all, and a marked
    copy is written beside it, never in the place of anything that somebody has changed.  A marked
    copy that was changed is a return like any other, and takes the place of its original.  Every
    accepted file is archived by its SHA-256 before the ledger names it.  `advance` is told how many
    of how many files are done.  Raises `LedgerError` where the ledger cannot be used,
    `CannotWriteError` where another run holds it, and `UnreadableBookError` where a target book or
    the register cannot be read: forms would be refused for what is not in them.  `guard` is a pool
    to use again; without one it lives as long as the run.  `books` are the
    workspace's target books where they have been read already.
    """
    inbox.refuse_day(workspace, reception)
    found: list[Finding] = []
    if books is None:
        books, found = load.load_books(workspace, workspace.books())
    files, replaced = inputs(workspace, files)
    projects, more = load.load_projects(workspace, books)
    _refuse_unreadable((*found, *more), words)
    done: list[CollectedFile] = []
    own = Guard(DEFAULT_LIMITS, min(cores(), max(1, len(files))))
    record = Record(projects, workspace.fiscal_start)
    with (
        own if guard is None else contextlib.nullcontext(guard) as pool,
        _Run(workspace, books, reception, words, pool, record, set(files), replaced) as run,
    ):
        run.sweep()
        for batch in inbox.batches(inbox.read_ahead(files, workspace.root, pool)):
            for one in run.take_in(batch):
                done.append(one)
                advance(len(done), len(files))
    return Collected(tuple(done), *_left(workspace, books, done, reception))


def _refuse_unreadable(found: Iterable[Finding], words: Words) -> None:
    """Raise where a file of the workspace was not read at all, naming every such file."""
    unread = (f for f in found if f.code.startswith("B1") and f.severity is Severity.ERROR)
    faults = [
        UnreadableBookError(file=f.origin.file, reason=words.finding(f).message)
        for f in unread
        if f.origin.sheet is None or f.code == "B140"
    ]
    if faults:
        first, *rest = faults
        first.others = tuple(rest)
        raise first


def _left(
    workspace: Workspace, books: Books, done: Sequence[CollectedFile], reception: inbox.Reception
) -> tuple[tuple[Outstanding, ...], tuple[Path, ...]]:
    """What the quarters of these files still ask for; returns that no ledger knows."""
    start = workspace.fiscal_start
    day = reception.day or reception.now.date()
    named = sorted({one.quarter for one in done if one.quarter})
    quarters = [parse_period(text, start).period for text in named] or [
        last_ended(PeriodKind.QUARTER, day, start)
    ]
    if not workspace.ledger.is_file():
        return tuple(outstanding(books, lambda *_: False, quarters, day, workspace.policy)), ()
    frame = books.indicators.values
    deliverables = frame[frame["measure"].eq(Measure.MILESTONE)]
    closing = set(zip(deliverables["organisation"], deliverables["indicator"], strict=True))
    with opened(workspace.ledger) as ledger:
        came, done_with = ledger.reported(), closing & ledger.done()
        known = {sha256 for (sha256,) in ledger.rows("return", ["sha256"])}
    missing = outstanding(
        books, lambda *key: key in came or key[:2] in done_with, quarters, day, workspace.policy
    )
    mine, refusals = {real_path(one.path) for one in done}, inbox.Refusals.of(workspace)
    others = (p for p in workspace.returns(copies=True) if real_path(p) not in mine)
    hashes = {path: inbox.hash_of(path) for path in others}
    unread = (p for p, sha in hashes.items() if sha not in known and not refusals.known(sha))
    return tuple(missing), tuple(unread)


# ------------------------------------------------------------------ judged and recorded


@dataclass(slots=True)
class _Return:
    """A return: its bytes, what it says, everything found about it so far."""

    received: Received
    form: Return
    findings: tuple[Finding, ...]
    old: RawWorkbook | None = None
    """The workbook, where it is in a format that cannot be marked."""
    faults: list[Finding] = field(default_factory=list)
    """What its figures break each on its own."""


@dataclass(slots=True)
class _Run:
    """One run of `collect`: takes in one batch after another on top of what is on record."""

    workspace: Workspace
    books: Books
    reception: inbox.Reception
    words: Words
    guard: Guard
    record: Record
    inputs: set[Path] = field(default_factory=set)
    replaced: set[str] = field(default_factory=set)
    ledger: Ledger | None = None
    refusals: inbox.Refusals = field(default_factory=inbox.Refusals)
    _growing: bool = False
    """Whether something was accepted since the archive bore witness."""
    _open_files: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)
    _entering: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)
    _naming: load.Naming = field(init=False)
    _units: Responsible = field(init=False)
    _roster: Roster = field(init=False)
    _arrivals: Arrivals = field(init=False)

    def __post_init__(self) -> None:
        self._arrivals = Arrivals(self.books, self.workspace.fiscal_start, self.record.others)
        self._naming = load.Naming(self.books)
        self._units = Responsible(self.books)
        self._roster = roster_of(self.books, self.record.places, self.workspace.policy.stages())

    def __enter__(self) -> Self:
        if self.workspace.ledger.is_file() or had_ledger(self.workspace.archive):
            self._open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool | None:
        return self._open_files.__exit__(kind, error, trace)  # the ledger tells its own faults

    def _open(self) -> Ledger:
        """The ledger; made with the first return that is accepted, not before."""
        if self.ledger is None:
            workspace = self.workspace
            new = opened(workspace.ledger, workspace.archive, create=True)
            self.ledger = self._open_files.enter_context(new)
        return self.ledger

    def sweep(self) -> None:
        """Remove what runs that were killed have left of what becomes of these files."""
        with store.locked(self.workspace.archive):
            swept = (inbox.refusals_file(self.workspace), self.workspace.ledger)
            store.sweep([*map(inbox.marked_copy, self.inputs), *swept])

    def take_in(self, batch: Sequence[inbox.ReadFile]) -> Iterator[CollectedFile]:
        """What becomes of each file, in order; no other run records in between.

        What is accepted is entered in one transaction: all of the batch, or, killed before, none.
        """
        with store.locked(self.workspace.archive):
            if self.ledger is not None:
                self.record.catch_up(self.ledger)
            self.refusals = inbox.Refusals.of(self.workspace)
            read = [self._read_return(one) for one in batch]
            self._judge([one for one in read if isinstance(one, _Return)])
            copies: dict[Path, bytes] = {}
            done = []
            with contextlib.ExitStack() as self._entering:
                for one in read:
                    result = self._settle(one, copies) if isinstance(one, _Return) else one
                    if isinstance(one, _Return):
                        self._remember(result, one.received.sha256)
                    done.append(result)
            # The record comes first: killed in between, a copy is still known as one of ours.
            self.refusals.write(self.workspace)
            for path, data in copies.items():
                store.write_file(path, data)
            if self._growing and self.ledger is not None:
                bear_witness(self.workspace.archive, self.ledger.last_seq(), self.ledger.head())
                self._growing = False
        yield from done

    def _read_return(self, one: inbox.ReadFile) -> _Return | CollectedFile:
        """What a file says; or what becomes of one that is known, or that could not be read."""
        findings = in_order(one.findings)
        if one.received is None:
            fate = Fate.REFUSED if has_errors(findings) else Fate.PASSED_OVER
            return CollectedFile(one.path, fate, findings)
        before = self.ledger.known_return(one.received.sha256) if self.ledger else None
        if before is not None:
            whose = before["organisation"], before["unit"]
            name = self._unit_name(*whose)
            return CollectedFile(one.path, Fate.KNOWN, (), *whose, name, before["quarter"])
        if one.received.sha256 in self.replaced:
            return CollectedFile(one.path, Fate.PASSED_OVER)
        if one.workbook is None:
            return CollectedFile(one.path, Fate.REFUSED, findings)
        start = self.workspace.fiscal_start
        form, more = load.understood(
            self.workspace, one.workbook, lambda w: read_form(w, self._roster, start)
        )
        if form is None:
            return CollectedFile(one.path, Fate.REFUSED, in_order((*findings, *more)))
        if self.reception.day is not None:
            form.known_on = self.reception.day
            for row in form.rows:
                row["known_on"] = self.reception.day
        found = in_order((*findings, *form.findings, *self._changed(form)))
        old = one.workbook if "old" in one.workbook.notes else None
        return _Return(one.received, form, found, old)

    def _changed(self, form: Return) -> Iterator[Finding]:
        """Sums before this quarter (F156) and figures of last year (F173) that are on record."""
        quarter, start = form.quarter, self.workspace.fiscal_start
        if told := load.years_ago(form.answers, self.books, start):
            asked = {(one.answer.organisation, one.answer.indicator) for one in told}
            figures = self.record.figures(asked)
            rows = [{**one._asdict(), "known_on": one.known_on or None} for one in figures]
            yield from load.year_ago_findings(told, typed(pd.DataFrame(rows), FIGURES), start)
            yield from year_ago_sizes(told, form.rows)
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
            organisation, unit, file = self.record.blocks.get(block, (*own, ""))
            if (organisation, unit) != own:
                name = self._unit_name(organisation, unit) or organisation
                whose = name if organisation == own[0] else f"{organisation} {name}"
                first = next(r for r in form.rows if r["period"] == block[0])
                place = Origin(form.file, first["sheet"], first["cell"])
                yield finding("F164", place, None, count=len(block[1]), unit=whose, file=file)

    def _judge(self, returns: Sequence[_Return]) -> None:
        """Hold the figures of all files to their contract at once: each stands for itself."""
        known = [f for one in returns for f in one.findings]
        arrivals = arrivals_of([one.form for one in returns])
        found: dict[str | None, list[Finding]] = {}
        for fault in figure_findings(arrivals, self.books, known, self.workspace.fiscal_start):
            found.setdefault(fault.origin.file, []).append(fault)
        for one in returns:
            one.faults = found.get(one.form.file, [])

    def _judged(self, one: _Return) -> list[Finding]:
        """Findings about the figures of one file; of another quarter's form a single one.

        They are held against what is on record by now, with the files before it.
        """
        rows, form = one.form.rows, one.form
        record = self.record.figures(self._arrivals.asked(rows))
        known = [*one.findings, *one.faults]
        found = [*one.faults, *self._arrivals.findings(rows, record, known)]
        found += self._arrivals.forecasts(form.answers, rows)
        day = self.reception.day or form.known_on
        other = None if day is None else of_another_quarter(form, found, day)
        if any(f.code == "F105" for f in one.findings):  # what differs follows from it
            return one.faults if other is None else []
        return found if other is None else [other]

    def _settle(self, one: _Return, copies: dict[Path, bytes]) -> CollectedFile:
        """Record the return, or hand it back; `copies` are marked copies still to be written."""
        form = one.form
        found = self._judged(one)
        found += self._copied(form)
        answer = self.record.answered(form, self.reception.day or form.known_on)
        found += answer.findings if answer else ()
        one.findings = in_order(self._naming.named((*one.findings, *found), form.organisation))
        whose, path = (form.organisation, form.unit), one.received.path
        quarter = None if form.quarter is None else str(form.quarter)
        name = self._unit_name(*whose)
        result = CollectedFile(path, Fate.REFUSED, one.findings, *whose, name, quarter)
        if has_errors(one.findings):
            if one.received.sha256 in self.refusals.settled:
                return replace(result, fate=Fate.PASSED_OVER, findings=())
            return replace(result, marked=self._hand_back(one, copies))
        entries = project_entries(form, answer) if answer else []
        if form.untouched and not any(entry["kind"] == "project" for entry in entries):
            blank = finding("F165", Origin(form.file, form.sheet), None)
            return replace(result, fate=Fate.PASSED_OVER, findings=(*one.findings, blank))
        return self._accept(one, result, entries)

    def _accept(
        self, one: _Return, result: CollectedFile, entries: Sequence[Mapping[str, Any]]
    ) -> CollectedFile:
        """Archive the file, then enter it: its figures that are new, and these project entries."""
        form, received = one.form, one.received
        confirmed = {(f.origin.sheet, f.origin.cell) for f in one.findings if f.code in CONFIRMED}
        figures = list(self.record.changed(form.rows, confirmed))
        day = self.reception.day or form.known_on
        header = {
            "known_on": None if day is None else day.isoformat(),
            "dated_by": self.reception.dated_by,
            "organisation": form.organisation,
            "unit": form.unit,
            "quarter": result.quarter,
            "form": form.form_id,
            "sent_by": form.sent_by,
            "file": received.file,
            "sha256": received.sha256,
        }
        if not self._growing:  # killed from here on, the witness allows for what came after it
            last = witness(self.workspace.archive) or Witness()
            bear_witness(self.workspace.archive, last.entries, last.head, growing=True)
            self._growing = True
        keep(self.workspace.archive, received.data, received.sha256, synced=False)
        ledger = self._open()
        if not ledger.entering:
            self._entering.enter_context(ledger.together())
            self._entering.callback(store.sync_folder, self.workspace.archive)
        answers = self.record.new_answers(form.answers)
        receipt = ledger.record(header, figures, self.reception.now, entries, answers)
        self.record.catch_up(ledger)
        return replace(
            result,
            fate=Fate.KNOWN if receipt.known else Fate.RECORDED,
            figures=receipt.figures,
            projects=receipt.projects,
            answers=len(answers),
            unchanged=0 if receipt.known else len(form.rows) - len(figures),
        )

    def _hand_back(self, one: _Return, copies: dict[Path, bytes]) -> Path | None:
        """The marked copy beside the file; nothing where it cannot be marked."""
        path, sha256 = one.received.path, one.received.sha256
        if sha256 in self.refusals.copies:  # it is one, sent again as it was
            return path
        numbers = itertools.count(1)
        place = next(p for n in numbers if self._is_free(p := inbox.marked_copy(path, n), copies))
        told = store.sha256(repr((self.words.language, one.findings)).encode())
        known = self.workspace.relative(place), sha256, told
        if self.refusals.copies.get(inbox.hash_of(place) or "") == known:
            return place  # it says all of this already
        sent = one.received.data if one.old is None else inbox.as_xlsx(one.old)
        job = "scorecard.forms.mark", "mark", sent, one.findings, self.words.language
        data: bytes | None = self.guard.run(called, *job).result()
        if data is None:
            return None
        self.refusals.copies[store.sha256(data)] = known
        copies[place] = data
        return place

    def _is_free(self, path: Path, copies: Container[Path]) -> bool:
        """Whether nothing stands there that was sent in, or that somebody has changed."""
        if path in copies or path in self.inputs:
            return False
        return not path.exists() or inbox.hash_of(path) in self.refusals.copies

    def _remember(self, one: CollectedFile, sha256: str) -> None:
        """Keep what was refused, and forget what has come right."""
        if one.organisation is None or one.quarter is None:
            return
        relative, key = self.workspace.relative, (one.organisation, one.unit, one.quarter)
        if one.fate is Fate.RECORDED:
            self.refusals.recorded(key, relative(one.path))
        elif one.fate is Fate.REFUSED:
            day = (self.reception.day or self.reception.now.date()).isoformat()
            errors = sum(has_errors([f]) for f in one.findings)
            marked = None if one.marked is None else relative(one.marked)
            whose = one.organisation, one.unit, one.unit_name, one.quarter
            refusal = inbox.Refusal(*whose, day, relative(one.path), errors, marked, sha256)
            self.refusals.refused(refusal)

    def _unit_name(self, organisation: str | None, unit: str | None) -> str | None:
        return self._units.names.get((organisation or "", unit), unit)


def of_another_quarter(form: Return, found: Sequence[Finding], day: date) -> Finding | None:
    """That the form is another quarter's (F166, F167), told once where its rows would tell it.

    Its figures of a quarter on record differ from it without a reason, or its quarter had not ended
    on the day it came: most of them, or all where the form is older than the last quarter.
    """
    quarter, codes = form.quarter, [f.code for f in found]
    count = sum(row.get("reason") is None for row in form.rows)
    if quarter is None or not count:
        return None
    said = form.head.line.get("quarter") or form.head.title
    place = Origin(form.file, form.sheet) if said is None else said.origin
    if codes.count("F115") > count / 2:
        return finding("F167", place, None, quarter=quarter, known_on=day)
    changed = codes.count("F148") + codes.count("F149") if "F148" in codes else 0
    older = quarter.end_date < last_ended(PeriodKind.QUARTER, day, quarter.fiscal_start).end_date
    if changed > max(1, count / 2) or (older and changed == count):
        return finding("F166", place, None, quarter=quarter, changed=changed, count=count)
    return None
