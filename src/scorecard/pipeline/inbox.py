"""What comes in: the files to take in, on which day they were received, read some at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from scorecard import store
from scorecard.ledger.ledger import opened
from scorecard.pipeline.load import expanded
from scorecard.pipeline.refused import Refusals
from scorecard.read.grid import RawWorkbook
from scorecard.read.guard import Guard, Outcome
from scorecard.read.intake import Received, take
from scorecard.schema.errors import ClockSetBackError, FutureReceiptError
from scorecard.schema.findings import Finding
from scorecard.workspace import MARKED, Workspace

BY_CLOCK: Final = "received"
"""The day of receipt is the day on which the program ran."""
BY_TABLE: Final = "table"
"""It is the day of the figures in a table that a workspace is made of, which may still run."""
TOGETHER: Final = 16
"""Files that are held against the record at once; memory is flat in the number of files."""


@dataclass(frozen=True, slots=True)
class Reception:
    """When returns are received: the day that decides, where it comes from, the time that informs.

    `day` None: the sheet's own 报送日期 decides (returns of the time before there was a ledger).
    """

    day: date | None
    dated_by: str
    now: datetime


def inputs(workspace: Workspace, paths: Sequence[Path]) -> tuple[list[Path], set[str]]:
    """The files to take in, and the SHA-256 of those whose changed marked copies are among them.

    Of a folder, marked copies are left out that are as they were handed back.
    """
    listed, refusals = expanded(paths), Refusals.of(workspace)
    copies = {path: hash_of(path) for path in listed if MARKED in path.stem}
    changed = [path for path, sha256 in copies.items() if sha256 not in refusals.copies]
    left_out = copies.keys() - {*changed, *paths}
    files = [path for path in listed if path not in left_out]
    return files, refusals.replaced(map(workspace.relative, changed))


def refuse_day(workspace: Workspace, reception: Reception) -> None:
    """Raise where the day of receipt has not come yet, or the clock has been set back."""
    today, day = reception.now.date(), reception.day
    ahead = day is not None and day > max(today, workspace.as_of or today)
    if ahead and reception.dated_by != BY_TABLE:
        raise FutureReceiptError(day=day, today=today)
    if reception.dated_by == BY_CLOCK and workspace.ledger.is_file():
        with opened(workspace.ledger) as ledger:
            times = [str(one) for (one,) in ledger.rows("return", ["recorded_at"])[-1:]]
        last = max(map(datetime.fromisoformat, times), default=reception.now)
        if reception.now < last - timedelta(hours=1):
            raise ClockSetBackError(now=reception.now.date(), last=last.date())


def hash_of(path: Path) -> str | None:
    """The SHA-256 of a file; `None` where it cannot be read."""
    try:
        return store.sha256(path.read_bytes())
    except OSError:
        return None


@dataclass(frozen=True, slots=True)
class ReadFile:
    """One file as it was read; its bytes are missing where it was not to be opened."""

    path: Path
    received: Received | None
    workbook: RawWorkbook | None
    findings: tuple[Finding, ...]

    @property
    def name(self) -> str:
        """How findings call the file."""
        return self.received.file if self.received else str(self.path)


def read_ahead(files: Iterable[Path], root: Path, guard: Guard) -> Iterator[ReadFile]:
    """Each file's bytes and reading, in order; a batch ahead, so that nobody waits for the other.

    Memory stays flat: never more than so many files are held at once.
    """
    waiting: deque[tuple[Path, Received | None, Future[Outcome]]] = deque()
    for path in files:
        received, findings = take(path, root)
        reading: Future[Outcome] = Future()
        if received is None:
            reading.set_result((None, findings))
        else:
            reading = guard.submit(received.data, received.file)
        waiting.append((path, received, reading))
        if len(waiting) > TOGETHER + 2 * guard.size:
            yield _done(*waiting.popleft())
    while waiting:
        yield _done(*waiting.popleft())


def _done(path: Path, received: Received | None, reading: Future[Outcome]) -> ReadFile:
    workbook, findings = reading.result()
    return ReadFile(path, received, workbook, tuple(findings))


def batches(readings: Iterable[ReadFile]) -> Iterator[list[ReadFile]]:
    """Some files at a time, never two of one name: findings know a file by its name."""
    batch: list[ReadFile] = []
    for one in readings:
        if len(batch) == TOGETHER or one.name in {other.name for other in batch}:
            yield batch
            batch = []
        batch.append(one)
    if batch:
        yield batch
