"""Backup and restore of the ledger, each copy verified before it gets its name."""

from __future__ import annotations

import contextlib
import itertools
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from scorecard import store
from scorecard.ledger.archive import bear_witness
from scorecard.ledger.ledger import APPLICATION_ID, NOT_OURS, opened
from scorecard.schema.errors import N_, CopyInTheWayError, LedgerError, NewerLedgerError

_JOURNAL: Final = "-journal"
"""What SQLite adds to a database's name for the file from which it undoes what was cut short."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What restoring a copy did.

    `kept` is where the ledger stands that was there before; `lacking` are its returns (entries)
    that the copy does not hold, unknown where the old ledger cannot be read.
    """

    entries: int
    kept: Path | None
    lacking: tuple[Mapping[str, Any], ...] = ()


def copy_ledger(source: Path, copy: Path, archive: Path | None = None) -> int:
    """Copy a ledger through SQLite's backup interface; returns the number of entries.

    `archive` is the folder that bears witness of what the source had.  The copy is written beside
    its final name, its chain verified, then renamed, so that `copy` is either a good ledger or
    untouched.  Safe while another run writes to `source`.  Raises `LedgerError` if the source's
    chain is broken, `CannotWriteError` if the copy cannot be made, and `CopyInTheWayError` where
    `copy` is no earlier copy of the same ledger.
    """
    temporary = store.temporary_name(copy)
    with store.writing(copy), _removed(temporary):
        copy.parent.mkdir(parents=True, exist_ok=True)
        store.sweep([copy])
        with opened(source, archive) as ledger:
            _refuse_loss(copy, {str(entry["hash"]) for entry in ledger.entries()})
            _backup(ledger.connection, temporary)
        entries = _verified(temporary, source.name)
        temporary.replace(copy)
        store.sync_folder(copy.parent)
    return entries


def restore_ledger(copy: Path, ledger: Path, archive: Path) -> Restored:
    """Put a copy in the ledger's place; the one that stood there is kept under a new name.

    The copy is verified before anything changes, and no run takes returns in meanwhile: it would
    go on writing into the old file.  `archive` is the folder by which those runs lock each other
    out, and bears witness of the new state from then on.  Raises `LedgerError` or
    `CannotWriteError`; then nothing has changed.
    """
    staged = store.temporary_name(ledger)
    with store.locked(archive), store.writing(ledger), _removed(staged):
        store.sweep([ledger])
        _take_over(copy, staged)
        entries = _verified(staged, copy.name)
        lacking = _lacking(ledger, staged)
        kept = _kept(ledger)
        # A journal left by a killed run belongs to the old file; in the new one it would undo
        # pages that it knows nothing of.
        _journal(ledger).unlink(missing_ok=True)
        # Killed from here on it bears a witness that either ledger agrees with.
        bear_witness(archive, 0, None, growing=True)
        staged.replace(ledger)
        store.sync_folder(ledger.parent)
        with opened(ledger) as put_back:
            bear_witness(archive, put_back.last_seq(), put_back.head())
    return Restored(entries, kept, lacking)


@contextlib.contextmanager
def _removed(temporary: Path) -> Iterator[None]:
    """Nothing of a temporary database is there before, nor left behind."""
    for path in (temporary, _journal(temporary)):
        path.unlink(missing_ok=True)
    try:
        yield
    finally:
        for path in (temporary, _journal(temporary)):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)


def _journal(path: Path) -> Path:
    return path.with_name(path.name + _JOURNAL)


def _backup(source: sqlite3.Connection, copy: Path) -> None:
    target = sqlite3.connect(copy)
    try:
        source.backup(target)
    finally:
        target.close()


def _take_over(copy: Path, staged: Path) -> None:
    """What stands in a copy, which may lie on a drive that nothing can be written to.

    Raises `LedgerError` for what is no ledger: an empty file would pass for an empty one.
    """
    source = sqlite3.connect(f"{copy.resolve().as_uri()}?mode=ro", uri=True)
    try:
        if source.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise LedgerError(file=copy.name, reason=NOT_OURS)
        _backup(source, staged)
    except sqlite3.Error as error:
        raise LedgerError(file=copy.name, reason=NOT_OURS) from error
    finally:
        source.close()


def _verified(path: Path, name: str) -> int:
    """The number of entries of a copy whose chain holds."""
    with opened(path) as ledger:
        ledger.refuse_broken_chain(name)
        return ledger.last_seq()


def _refuse_loss(copy: Path, known: set[str]) -> None:
    """Refuse to write over a file that is no copy of this ledger, or holds more than it does."""
    if not copy.exists():
        return
    try:
        with opened(copy) as old:
            more = sum(entry["hash"] not in known for entry in old.entries())
    except NewerLedgerError:
        raise
    except LedgerError as error:
        raise CopyInTheWayError(file=str(copy), reason=NOT_OURS) from error
    if more:
        reason = N_("it is a copy with entries that the ledger does not have")
        raise CopyInTheWayError(file=str(copy), reason=reason)


def _lacking(ledger: Path, staged: Path) -> tuple[Mapping[str, Any], ...]:
    """The returns of the ledger that the copy does not hold; opening it undoes what was cut."""
    try:
        with opened(staged) as new, opened(ledger) as old:
            held = {sha256 for (sha256,) in new.rows("return", ["sha256"])}
            names = ("sha256", "known_on", "file")
            rows = (dict(zip(names, row, strict=True)) for row in old.rows("return", names))
            return tuple(row for row in rows if row["sha256"] not in held)
    except LedgerError:
        return ()


def _kept(ledger: Path) -> Path | None:
    """The ledger under a free name, with the journal that belongs to it, if there is one."""
    if not ledger.exists():
        return None
    numbers = (f"{ledger.stem}.before-restore-{n}{ledger.suffix}" for n in itertools.count(1))
    kept = next(path for name in numbers if not (path := ledger.with_name(name)).exists())
    if _journal(ledger).exists():
        shutil.copy2(_journal(ledger), _journal(kept))
    shutil.copy2(ledger, kept)
    return kept
