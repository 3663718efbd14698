"""Accepted figures in one SQLite file: appended, never changed, readable as of any day.

One transaction for each accepted return, `BEGIN IMMEDIATE`, journal DELETE, synchronous EXTRA: a
run that is killed leaves the return whole or absent, and two runs at once wait for each other.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from scorecard.ledger.chain import GENESIS, Break, entry_hash, first_break
from scorecard.ledger.schema import APPLICATION_ID, CREATE, FIELDS, MIGRATIONS, VERSION
from scorecard.model.errors import LedgerError

TIMEOUT_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Receipt:
    """What recording a return did: its entry number (of the earlier one if it was known)."""

    seq: int
    known: bool
    figures: int
    head: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """An open ledger; make one with `opened`."""

    connection: sqlite3.Connection
    path: Path

    def head(self) -> str | None:
        """The hash of the last entry; None while there is none."""
        row = self.connection.execute(
            "SELECT hash FROM entries ORDER BY seq DESC LIMIT 1"
        ).fetchone()
        return None if row is None else str(row["hash"])

    def known_return(self, sha256: str) -> Mapping[str, Any] | None:
        """The entry of the return with these bytes, if it was recorded before."""
        row = self.connection.execute(
            "SELECT * FROM entries WHERE kind = 'return' AND sha256 = ?", (sha256,)
        ).fetchone()
        return None if row is None else dict(row)

    def record(
        self,
        header: Mapping[str, Any],
        figures: Sequence[Mapping[str, Any]],
        recorded_at: datetime,
    ) -> Receipt:
        """Append a return and its figures, all of them or nothing.

        A return whose bytes (`sha256`) were recorded before changes nothing.  A figure for a key
        (organisation, indicator, period, basis) that has a value supersedes it.
        """
        with self._writing():
            known = self.known_return(header["sha256"])
            if known is not None:
                return Receipt(int(known["seq"]), known=True, figures=0, head=self.head() or "")
            shared = {
                **header,
                "recorded_at": recorded_at.astimezone(UTC).isoformat(timespec="seconds"),
            }
            seq = self._append({**shared, "kind": "return"})
            for figure in figures:
                entry = {**shared, **figure, "kind": "figure", "return_seq": seq}
                self._append({**entry, "supersedes": self._latest(entry)})
            return Receipt(seq, known=False, figures=len(figures), head=self.head() or "")

    def entries(self) -> Iterator[Mapping[str, Any]]:
        """Every entry in order."""
        for row in self.connection.execute("SELECT * FROM entries ORDER BY seq"):
            yield dict(row)

    def rows(
        self, kind: str, columns: Sequence[str], up_to: int | None = None, after: int = 0
    ) -> list[tuple[Any, ...]]:
        """These columns of every entry of a kind, after one and up to one, in order of entry."""
        names = ", ".join(name for name in columns if name in FIELDS)
        found = self.connection.execute(
            f"SELECT {names} FROM entries"  # noqa: S608  (our names)
            " WHERE seq > ? AND kind = ? AND (? IS NULL OR seq <= ?) ORDER BY seq",
            (after, kind, up_to, up_to),
        )
        return [tuple(row) for row in found]

    def first_break(self) -> Break | None:
        """The first entry that does not follow from those before it; None if all agree."""
        return first_break(self.entries())

    def _latest(self, entry: Mapping[str, Any]) -> int | None:
        row = self.connection.execute(
            "SELECT max(seq) FROM entries WHERE kind = 'figure' AND organisation = ?"
            " AND indicator = ? AND period = ? AND basis = ?",
            tuple(entry[name] for name in ("organisation", "indicator", "period", "basis")),
        ).fetchone()
        return None if row[0] is None else int(row[0])

    def _append(self, entry: Mapping[str, Any]) -> int:
        last = self.connection.execute(
            "SELECT seq, hash FROM entries ORDER BY seq DESC LIMIT 1"
        ).fetchone()
        seq, previous = (1, GENESIS) if last is None else (int(last["seq"]) + 1, last["hash"])
        values = {name: entry.get(name) for name in FIELDS} | {"seq": seq}
        values |= {"previous": previous, "hash": entry_hash(previous, values)}
        names = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        self.connection.execute(
            f"INSERT INTO entries ({names}) VALUES ({marks})",  # noqa: S608  (our names)
            values,
        )
        return seq

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")


@contextlib.contextmanager
def opened(path: Path, *, create: bool = False) -> Iterator[Ledger]:
    """The ledger in this file; with `create` a new one where there is none.

    Raises `LedgerError` for a file that is no ledger, is damaged, or comes from a newer version.
    """
    connection = _connect(path, create=create)
    try:
        yield Ledger(connection, path)
    except sqlite3.Error as error:
        raise LedgerError(file=path.name, reason=str(error)) from error
    finally:
        connection.close()


def _connect(path: Path, *, create: bool) -> sqlite3.Connection:
    if not create and not path.is_file():
        raise LedgerError(file=path.name, reason="there is no such file")
    try:
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
        mode = "rwc" if create else "rw"
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode={mode}",
            uri=True,
            timeout=TIMEOUT_SECONDS,
            isolation_level=None,
        )
    except (OSError, sqlite3.Error) as error:
        raise LedgerError(file=path.name, reason=str(error)) from error
    try:
        _prepare(connection)
    except sqlite3.Error as error:
        connection.close()
        raise LedgerError(file=path.name, reason=str(error)) from error
    except LedgerError:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    connection.row_factory = sqlite3.Row
    for pragma in ("journal_mode = DELETE", "synchronous = EXTRA", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")
    if _version(connection) == 0:
        _create(connection)
    if _pragma(connection, "application_id") != APPLICATION_ID:
        raise LedgerError(file="ledger.sqlite", reason="it is not a ledger of this program")
    while (version := _version(connection)) != VERSION:
        if version not in MIGRATIONS:
            raise LedgerError(file="ledger.sqlite", reason=f"its schema version is {version}")
        _script(connection, MIGRATIONS[version])


def _create(connection: sqlite3.Connection) -> None:
    """Make the table unless another run made it first, or the file holds something else."""
    if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise LedgerError(file="ledger.sqlite", reason="it is not a ledger of this program")
    _script(connection, CREATE)


def _script(connection: sqlite3.Connection, script: str) -> None:
    connection.execute("BEGIN IMMEDIATE")
    if script is CREATE and _version(connection):
        connection.execute("ROLLBACK")
        return
    for statement in _statements(script):
        connection.execute(statement)
    connection.execute("COMMIT")


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _version(connection: sqlite3.Connection) -> int:
    return _pragma(connection, "user_version")


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
