"""Returns taken in: each file recorded in the ledger whole, or handed back marked; others go on."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scorecard import store
from scorecard.ledger.ledger import opened
from scorecard.model.errors import UnreadableBookError
from scorecard.model.finding import Finding, Severity
from scorecard.model.frames import Books
from scorecard.model.period import PeriodKind, last_ended, parse_period
from scorecard.pipeline.arriving import ProjectDesk
from scorecard.pipeline.clerk import Clerk
from scorecard.pipeline.load import load_books, load_projects
from scorecard.pipeline.outstanding import Outstanding, outstanding
from scorecard.pipeline.taken import Arrived, Fate, Reception, Taken
from scorecard.words import Words
from scorecard.workbook.files.guard import Guard, Outcome, cores
from scorecard.workbook.files.intake import Received, take
from scorecard.workbook.files.limits import DEFAULT_LIMITS
from scorecard.workbook.marks.mark import MARKED
from scorecard.workspace import Workspace

__all__ = ["Collected", "Fate", "Reception", "Taken", "collect", "expanded"]


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
