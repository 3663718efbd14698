"""Backup and restore of the ledger, each copy verified before it gets its name."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import sqlite3
from pathlib import Path

from scorecard.ledger.ledger import opened
from scorecard.model.errors import LedgerError


def copy_ledger(source: Path, copy: Path) -> int:
    """Copy a ledger through SQLite's backup interface; returns the number of entries.

    The copy is written beside its final name, its chain verified, then renamed, so that `copy`
    is either a good ledger or untouched.  Safe while another run writes to `source`.  Raises
    `LedgerError` if the source's chain is broken or the copy cannot be made.
    """
    copy.parent.mkdir(parents=True, exist_ok=True)
    temporary = copy.with_name(f".~scorecard-{os.getpid()}-{copy.name}.tmp")
    temporary.unlink(missing_ok=True)
    try:
        with opened(source) as ledger:
            _backup(ledger.connection, temporary)
        entries = _verified(temporary)
        temporary.replace(copy)
    except OSError as error:
        raise LedgerError(file=copy.name, reason=error.strerror or str(error)) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
    return entries


def restore_ledger(copy: Path, ledger: Path) -> tuple[int, Path | None]:
    """Put a copy in the ledger's place: the number of entries, and where the old ledger is kept.

    The copy is verified before anything changes; the ledger that stood there, good or damaged, is
    kept beside it under a new name.  Raises `LedgerError`; then nothing has changed.
    """
    staged = ledger.with_name(f".~scorecard-{os.getpid()}-restored.tmp")
    try:
        entries = copy_ledger(copy, staged)
        kept = None
        if ledger.exists():
            kept = _free_name(ledger)
            shutil.copy2(ledger, kept)
        staged.replace(ledger)
    except OSError as error:
        raise LedgerError(file=ledger.name, reason=error.strerror or str(error)) from error
    finally:
        with contextlib.suppress(OSError):
            staged.unlink(missing_ok=True)
    return entries, kept


def _free_name(ledger: Path) -> Path:
    numbers = (f"{ledger.stem}.before-restore-{n}{ledger.suffix}" for n in itertools.count(1))
    return next(path for name in numbers if not (path := ledger.with_name(name)).exists())


def _backup(source: sqlite3.Connection, copy: Path) -> None:
    target = sqlite3.connect(copy)
    try:
        source.backup(target)
    finally:
        target.close()


def _verified(path: Path) -> int:
    with opened(path) as ledger:
        broken = ledger.first_break()
        if broken is not None:
            raise LedgerError(file=path.name, reason=f"entry {broken.seq}: {broken.fault}")
        return sum(1 for _ in ledger.entries())
