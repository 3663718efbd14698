"""What comes in: the files to take in, on which day they were received, read some at a time."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final, TypeAlias

from scorecard import store
from scorecard.ledger.ledger import opened
from scorecard.pipeline.load import expanded, no_files
from scorecard.read.grid import CellKind, RawWorkbook
from scorecard.read.guard import Guard, Outcome
from scorecard.read.intake import Received, take
from scorecard.schema.errors import ClockSetBackError, FutureReceiptError
from scorecard.schema.findings import Finding
from scorecard.workspace import MARKED, Workspace

# --------- returns that came and were refused: what is waiting to be corrected, and what is settled

_COPIED_WIDTH: Final = 14.0

Key: TypeAlias = tuple[str, str | None, str]
"""Whose return of which quarter: organisation, unit, quarter."""
_FILE: Final = "refused.json"
"""Beside the ledger; it informs, the ledger decides, and nothing is lost with it."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """The last return of a unit for a quarter that was refused, and has not come back since.

    `unit` is the unit's id (its name in `unit_name`), `day` when it came, `errors` how many faults
    it had, `marked` the copy that was handed back, `sha256` what it was.
    """

    organisation: str
    unit: str | None
    unit_name: str | None
    quarter: str
    day: str
    file: str
    errors: int
    marked: str | None
    sha256: str = ""

    @property
    def key(self) -> Key:
        """Organisation, unit and quarter of the return."""
        return self.organisation, self.unit, self.quarter


@dataclass(slots=True)
class Refusals:
    """Every refused return: those that wait, the copies handed back, those that are settled.

    `copies` hold of each marked copy, by the SHA-256 it was handed back with, where it lies, the
    SHA-256 of the return it was made of and that of what it says; one that has another SHA-256 was
    changed since: it is a return like any other.  `settled` are the SHA-256 of returns that were
    corrected or replaced.
    """

    waiting: dict[Key, Refusal] = field(default_factory=dict)
    copies: dict[str, tuple[str, ...]] = field(default_factory=dict)
    settled: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, workspace: Workspace) -> Refusals:
        """Those of a workspace; a file that cannot be read is as good as none."""
        try:
            found = json.loads(store.read_file(refusals_file(workspace)))
            known = {f.name for f in fields(Refusal)}
            rows = [Refusal(**{k: v for k, v in r.items() if k in known}) for r in found["refused"]]
            copies = {str(k): (*map(str, v), "")[:3] for k, v in found.get("copies", {}).items()}
            settled = {str(one) for one in found.get("settled", ())}
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return cls()
        return cls({one.key: one for one in rows}, copies, settled)

    def refused(self, refusal: Refusal) -> None:
        """A return was refused; one that waited in its place is replaced."""
        before = self.waiting.get(refusal.key)
        if before is not None and before.sha256 != refusal.sha256:
            self.settled.add(before.sha256)
        self.waiting[refusal.key] = refusal

    def recorded(self, key: Key, file: str) -> None:
        """A return was recorded: what waited in its place, or was copied to its place, is settled.

        `file` is its path relative to the workspace.
        """
        self.settled |= {original for path, original, _ in self.copies.values() if path == file}
        self.settled |= {one.sha256 for k, one in self.waiting.items() if key == k}
        self.waiting = {
            k: one for k, one in self.waiting.items() if k != key and one.marked != file
        }

    def replaced(self, changed: Iterable[str]) -> set[str]:
        """The SHA-256 of the returns whose marked copies (paths) have been changed since."""
        paths = set(changed)
        return {original for path, original, _ in self.copies.values() if path in paths}

    def known(self, sha256: str | None) -> bool:
        """Whether a file was refused before, or is a marked copy as it was handed back."""
        waiting = {one.sha256 for one in self.waiting.values()}
        return sha256 in self.settled or sha256 in self.copies or sha256 in waiting

    def write(self, workspace: Workspace) -> None:
        """Keep them, where anything has changed."""
        if self != Refusals.of(workspace):
            document = {
                "refused": [asdict(one) for _, one in sorted(self.waiting.items(), key=str)],
                "copies": dict(sorted(self.copies.items())),
                "settled": sorted(self.settled - {""}),
            }
            store.write_file(refusals_file(workspace), store.json_bytes(document))


def refusals_file(workspace: Workspace) -> Path:
    """Where they are kept."""
    return workspace.ledger.parent / _FILE


def refusals(workspace: Workspace, as_of: date | None = None) -> list[Refusal]:
    """The refused returns that wait for their correction, as far as they had come by then."""
    known = Refusals.of(workspace).waiting.values()
    return [one for one in known if as_of is None or one.day <= as_of.isoformat()]


def marked_copy(path: Path, number: int = 1) -> Path:
    """Where the marked copy of a return goes: beside it, under its own name.

    >>> marked_copy(Path("a.xlsx")).name, marked_copy(Path("a.marked.xlsx"), 2).name
    ('a.marked.xlsx', 'a.marked-2.xlsx')
    """
    own = path.stem.partition(MARKED)[0] or path.stem
    return path.with_name(f"{own}{MARKED}{'' if number == 1 else f'-{number}'}.xlsx")


def as_xlsx(workbook: RawWorkbook) -> bytes:
    """The values of a workbook in an older format as .xlsx, each in its cell, for marking.

    Looks and formulas are not carried over; what was merged or hidden is again.
    """
    from scorecard.excel.book import Book, Properties  # noqa: PLC0415  (seldom needed)
    from scorecard.excel.styles import DAY, Style  # noqa: PLC0415

    book = Book(Properties(title=workbook.file))
    for sheet in workbook.sheets:
        copy = book.sheet(sheet.name)
        copy.columns([_COPIED_WIDTH] * sheet.columns)
        for top, left, below, right in sheet.merged:
            copy.raw.merge_range(top - 1, left - 1, below - 1, right - 1, None)
        for (row, column), cell in sorted(sheet.cells.items()):
            style = Style(number=DAY if cell.kind is CellKind.DATE else cell.number_format)
            if not cell.merged:
                copy.value(row - 1, column - 1, cell.value, style)
        for row in sheet.hidden_rows:
            copy.raw.set_row(row - 1, None, None, {"hidden": True})
        for column in sheet.hidden_columns:
            copy.raw.set_column(column - 1, column - 1, None, None, {"hidden": True})
        if not sheet.visible:
            copy.raw.hide()
    return book.getvalue()


BY_CLOCK: Final = "received"
"""The day of receipt is the day on which the program ran."""
BY_TABLE: Final = "table"
"""It is the day of the figures in a table that a workspace is made of, which may still run."""
TOGETHER: Final = 60
"""Files taken in at once, while other runs wait; memory is flat in the number of files."""
HELD: Final = 8_000_000
"""Bytes of files from which on fewer are held."""


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

    Of a folder, marked copies are left out that are as they were handed back; what lies in it and
    is no file is taken as one, to be named.
    """
    odd = (one for path in paths if path.is_dir() for one in no_files(path))
    listed, refusals = [*dict.fromkeys((*expanded(paths), *odd))], Refusals.of(workspace)
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
        return store.sha256(store.read_file(path))
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

    Memory stays flat: never more than so many files, or bytes of them, are held at once.
    """
    waiting: deque[tuple[Path, Received | None, Future[Outcome]]] = deque()
    held = 0
    for path in files:
        received, findings = take(path, root)
        reading: Future[Outcome] = Future()
        if received is None:
            reading.set_result((None, findings))
        else:
            reading = guard.submit(received.data, received.file)
        waiting.append((path, received, reading))
        held += _size(received)
        ahead = TOGETHER if held < HELD else 0
        while len(waiting) > ahead + 2 * guard.size:
            held -= _size(waiting[0][1])
            yield _done(*waiting.popleft())
    while waiting:
        yield _done(*waiting.popleft())


def _done(path: Path, received: Received | None, reading: Future[Outcome]) -> ReadFile:
    workbook, findings = reading.result()
    return ReadFile(path, received, workbook, tuple(findings))


def _size(received: Received | None) -> int:
    return 0 if received is None else len(received.data)


def batches(readings: Iterable[ReadFile]) -> Iterator[list[ReadFile]]:
    """Some files at a time, never two of one name: findings know a file by its name."""
    batch: dict[str, ReadFile] = {}
    held = 0
    for one in readings:
        held += _size(one.received)
        if len(batch) == TOGETHER or one.name in batch or (batch and held > HELD):
            yield [*batch.values()]
            batch, held = {}, _size(one.received)
        batch[one.name] = one
    if batch:
        yield [*batch.values()]
