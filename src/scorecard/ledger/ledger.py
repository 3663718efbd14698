"""Accepted figures in one SQLite file: appended, never changed, readable as of any day.

One transaction for each accepted return, `BEGIN IMMEDIATE`, journal DELETE, synchronous EXTRA: a
run that is killed leaves the return whole or absent, and two runs at once wait for each other.

The module is long because the chain, the file and the frames that are read from it share the
columns of one table, and would otherwise import each other.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

import pandas as pd

from scorecard import store
from scorecard.ledger.archive import Witness, had_ledger, held, witness
from scorecard.schema import errors, frames
from scorecard.schema.errors import N_
from scorecard.schema.period import parse_period
from scorecard.schema.quarterly_form import Answer
from scorecard.schema.sheets import of_type

# ---------------------------------------------------------------------------
# The one table, its guards, and how old ledgers are brought up to date.
#
# Every row is an entry: a `return` (one accepted file), a `figure` (one value of it), a `register`
# (its list of projects, seen), a `project` (one new or changed project of it) or an `answer` (what
# one cell beside a figure says: a cause, a measure, a forecast).  Entries are numbered without
# gaps and chained: each holds the hash of the one before.  Triggers refuse to change or delete a
# row; a correction is a later entry that `supersedes` an earlier one.

VERSION: Final = 3
APPLICATION_ID: Final = 0x5C02ECA2
"""Marks an SQLite file as a ledger of ours."""


FIELDS: Final[Mapping[str, str]] = {
    "seq": "INTEGER", "kind": "TEXT", "return_seq": "INTEGER",
    **of_type("TEXT", "recorded_at known_on dated_by organisation unit quarter form sent_by"),
    **of_type("TEXT", "file sha256 sheet cell indicator period basis"), "value": "REAL",
    **of_type("TEXT", "unit_of_measure raw state evidence note"), "rank_of": "REAL",
    **of_type("TEXT", "edition data_year published_on"), "supersedes": "INTEGER",
    "reason": "TEXT", "confirmed": "INTEGER",
}  # fmt: skip
"""The chained fields in the order in which they are hashed.

`dated_by` says where `known_on` comes from: the clock (`received`), `--received-on`
(`stated`), the table a workspace was made of (`table`), or the sheet's own date (`sheet`).
Times are UTC and inform; `known_on` decides.
"""

_OF_PROJECTS: Final = {"project": "TEXT", "content": "TEXT"}
_OF_ANSWERS: Final = {"content": "TEXT", "item": "TEXT"}
LATER_FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    "register": _OF_PROJECTS,
    "project": _OF_PROJECTS,
    "answer": _OF_ANSWERS,
}
"""Fields of schema 2 (a project's id, its values as canonical JSON) and 3, by kind of entry.

Schema 3 knows the column of the form that an answer was typed into (`item`) and what it says.
Only entries of these kinds hash them, so that older entries keep their hashes.
"""
ALL_FIELDS: Final[Mapping[str, str]] = {**FIELDS, **_OF_PROJECTS, **_OF_ANSWERS}
_STORED: Final = itemgetter(*ALL_FIELDS)

_COLUMNS: Final = ",\n  ".join(
    f"{name} {kind}" + (" PRIMARY KEY" if name == "seq" else "")
    for name, kind in ALL_FIELDS.items()
)

_MADE: Final = {**ALL_FIELDS, "previous": "TEXT", "hash": "TEXT"}
"""The columns of the table, with what SQLite lets into each."""

GUARDS: Final[Mapping[str, str]] = {
    name: f"CREATE TRIGGER {name} BEFORE {event} ON entries\n"
    "  BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
    for name, event in (("no_update", "UPDATE"), ("no_delete", "DELETE"))
}
"""The triggers that keep rows as they are, in the words in which SQLite keeps them."""

_GUARDING: Final = ";\n".join(GUARDS.values())
_ENTRIES: Final = f"""
CREATE TABLE entries (
  {_COLUMNS},
  previous TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  CHECK (kind IN ('return', 'figure', 'register', 'project', 'answer')),
  CHECK (kind <> 'figure' OR (return_seq IS NOT NULL AND indicator IS NOT NULL
         AND period IS NOT NULL AND cell IS NOT NULL)),
  CHECK (kind <> 'return' OR sha256 IS NOT NULL),
  CHECK (kind <> 'register' OR (return_seq IS NOT NULL AND cell IS NOT NULL)),
  CHECK (kind <> 'project' OR (return_seq IS NOT NULL AND project IS NOT NULL
         AND content IS NOT NULL AND cell IS NOT NULL)),
  CHECK (kind <> 'answer' OR (return_seq IS NOT NULL AND indicator IS NOT NULL
         AND period IS NOT NULL AND item IS NOT NULL AND cell IS NOT NULL)),
  FOREIGN KEY (return_seq) REFERENCES entries (seq),
  FOREIGN KEY (supersedes) REFERENCES entries (seq)
) STRICT;
CREATE UNIQUE INDEX one_return_a_file ON entries (sha256) WHERE kind = 'return';
CREATE INDEX figures_by_key ON entries (organisation, indicator, period, basis)
  WHERE kind = 'figure';
CREATE INDEX projects_by_key ON entries (organisation, project) WHERE kind = 'project';
CREATE INDEX answers_by_key ON entries (organisation, indicator, period, item)
  WHERE kind = 'answer';
{_GUARDING};
"""
CREATE: Final = f"""
{_ENTRIES}
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {VERSION};
"""


def _rebuilt(version: int, fields: Iterable[str], *indexes: str) -> str:
    """The script that takes a ledger of an older version, with these fields, to this one."""
    old = ", ".join([*fields, "previous", "hash"])
    dropped = "".join(f"DROP INDEX {name};\n" for name in indexes)
    return f"""
ALTER TABLE entries RENAME TO entries_{version};
{dropped}DROP TRIGGER no_update;
DROP TRIGGER no_delete;
{_ENTRIES}
INSERT INTO entries ({old}) SELECT {old} FROM entries_{version} ORDER BY seq;
DROP TABLE entries_{version};
PRAGMA user_version = {VERSION};
"""  # noqa: S608  (our names)


_INDEXES: Final = ("one_return_a_file", "figures_by_key")
MIGRATIONS: Final[Mapping[int, str]] = {
    1: _rebuilt(1, FIELDS, *_INDEXES),
    2: _rebuilt(2, [*FIELDS, *_OF_PROJECTS], *_INDEXES, "projects_by_key"),
}
"""From an older version to this one; each script ends with its `PRAGMA user_version`."""


# ----------------------------------- the hash chain: what is hashed, and how a broken link is found

_CANONICAL: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
GENESIS: Final = "0" * 64
"""What the first entry holds as the hash of the one before."""


@dataclass(frozen=True, slots=True)
class Break:
    """The first entry that does not agree: its number, what is wrong, what was found there."""

    seq: int
    fault: str
    found: str
    expected: str


def entry_hash(previous: str, entry: Mapping[str, Any]) -> str:
    """The SHA-256 of the previous hash and the entry's fields, as 64 hexadecimal digits.

    Fields are hashed as canonical JSON in the order of `FIELDS`; missing ones are null.  Entries of
    the later kinds hash the later fields behind them.
    """
    values = [
        float(value) if is_real and value is not None else value
        for value, is_real in ((entry.get(name), real) for name, real in _hashed(entry.get("kind")))
    ]
    text = _CANONICAL([previous, *values])
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _hashed(kind: str | None) -> tuple[tuple[str, bool], ...]:
    """The fields that are hashed of an entry of this kind, and which SQLite gives back as floats.

    A whole number in one of these must hash alike before and after.
    """
    fields_of_it = {**FIELDS, **LATER_FIELDS.get(str(kind), {})}
    return tuple((name, stored == "REAL") for name, stored in fields_of_it.items())


@cache
def _stray(kind: str | None) -> tuple[str, ...]:
    """The later fields that an entry of this kind does not have."""
    own = LATER_FIELDS.get(str(kind), {})
    return tuple(name for name in ALL_FIELDS if name not in FIELDS and name not in own)


def first_break(
    entries: Iterable[Mapping[str, Any]], previous: str = GENESIS, first: int = 1
) -> Break | None:
    """The first entry whose number, link or hash does not follow from those before; else None.

    `previous` is the hash before the first of these entries, whose number is to be `first`.  A
    value in a field of another kind of entry is in no hash, and was never written by this program.
    """
    for number, entry in enumerate(entries, start=first):
        seq = int(entry["seq"])
        if seq != number:
            return Break(seq, "gap", str(seq), str(number))
        if entry["previous"] != previous:
            return Break(seq, "link", str(entry["previous"]), previous)
        expected = entry_hash(previous, entry)
        if entry["hash"] != expected:
            return Break(seq, "hash", str(entry["hash"]), expected)
        for name in _stray(entry.get("kind")):
            if entry.get(name) is not None:
                return Break(seq, "stray", str(entry[name]), "")
        previous = str(entry["hash"])
    return None


# ------------- accepted figures in one SQLite file: appended, never changed, readable as of any day

TIMEOUT_SECONDS: Final = 30.0
NOT_OURS: Final = N_("it is not a ledger of this program")
EMPTIED: Final = N_("it is empty; if nothing was ever recorded in it, delete it")
GONE: Final = N_("it is gone; the archive or a scorecard rests on it")
NO_WITNESS: Final = N_("its witness in the archive, ledger.json, is gone or cannot be read")
LATER: Final = N_("it has entries of which the archive's witness does not know")
NOT_WHOLE: Final = N_("its tables or their texts are not as this program writes them")
OTHERS: Final = N_("returns or records in the archive are gone, changed or new")
TAIL: Final = 16
"""Entries at the end of the chain that every command looks at."""
_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "figure": frames.FIGURE_KEY,
    "project": ("organisation", "project"),
    "answer": (*frames.FIGURE_KEY[:3], "item"),
}
"""What an entry of a kind is known by: a later one of the same takes its place."""
_OF: Final = {
    kind: " AND ".join((f"kind = '{kind}'", *(f"{name} = ?" for name in names)))
    for kind, names in _KEYS.items()
}
_BUSY: Final = {
    "SQLITE_BUSY": N_("another run is writing"),
    "SQLITE_LOCKED": N_("another run is writing"),
    "SQLITE_READONLY": N_("no right to do so"),
    "SQLITE_CANTOPEN": N_("it cannot be opened"),
    "SQLITE_FULL": N_("the drive is full"),
}
"""What stands in the way of a ledger that may be good, by SQLite's name of it."""
_DAMAGED: Final = {
    "SQLITE_NOTADB": NOT_OURS,
    "SQLITE_CORRUPT": N_("the file is damaged"),
    "SQLITE_IOERR": N_("the file cannot be read or written whole"),
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """What recording a return did: its entry number (of the earlier one if it was known)."""

    seq: int
    known: bool
    figures: int
    head: str
    projects: int = 0


@dataclass(frozen=True, slots=True)
class Ledger:
    """An open ledger; make one with `opened`."""

    connection: sqlite3.Connection
    path: Path
    file: tuple[int, int] = (0, 0)
    """Which file was opened (device and number), whatever takes its name later."""

    def head(self, up_to: int | None = None) -> str | None:
        """The hash of the last entry, up to a number or ever; None while there is none."""
        row = self._one(
            "SELECT hash FROM entries WHERE ? IS NULL OR seq <= ? ORDER BY seq DESC LIMIT 1",
            (up_to, up_to),
        )
        return None if row is None else str(row["hash"])

    def known_return(self, sha256: str) -> Mapping[str, Any] | None:
        """The entry of the return with these bytes, if it was recorded before."""
        row = self._one("SELECT * FROM entries WHERE kind = 'return' AND sha256 = ?", (sha256,))
        return None if row is None else dict(row)

    def record(
        self,
        header: Mapping[str, Any],
        figures: Sequence[Mapping[str, Any]],
        recorded_at: datetime,
        projects: Sequence[Mapping[str, Any]] = (),
        answers: Sequence[Answer] = (),
    ) -> Receipt:
        """Append a return with its figures, projects and answers, all of them or nothing.

        `projects` are entries of the kinds `register` and `project`.

        A return whose bytes (`sha256`) were recorded before changes nothing.  A figure for a key
        (organisation, indicator, period, basis) that has a value supersedes it.
        """
        with self.together():
            self._still_there()
            known = self.known_return(header["sha256"])
            if known is not None:
                return Receipt(int(known["seq"]), known=True, figures=0, head=self.head() or "")
            shared = {
                **header,
                "recorded_at": recorded_at.astimezone(UTC).isoformat(timespec="seconds"),
            }
            last = self._one("SELECT seq, hash FROM entries ORDER BY seq DESC LIMIT 1")
            seq, head = (1, GENESIS) if last is None else (int(last["seq"]) + 1, str(last["hash"]))
            own = {**shared, "return_seq": seq}
            said = [{f.name: getattr(a, f.name) for f in fields(a)} for a in answers]
            head = self._append(
                [
                    {**shared, "kind": "return"},
                    *({**own, **figure, "kind": "figure"} for figure in figures),
                    *({**own, **project} for project in projects),
                    *({**answer, **own, "kind": "answer"} for answer in said),
                ],
                seq,
                head,
            )
            changed = sum(project["kind"] == "project" for project in projects)
            return Receipt(seq, False, len(figures), head, changed)  # noqa: FBT003  (not known before)

    @property
    def entering(self) -> bool:
        """Whether returns are being entered that are not in force yet."""
        return self.connection.in_transaction

    def together(self) -> contextlib.AbstractContextManager[None]:
        """What is recorded within, all of it or nothing."""
        return contextlib.nullcontext() if self.entering else _transaction(self.connection)

    def last_seq(self, up_to: int | None = None) -> int:
        """The number of the last entry, up to a number or ever; 0 while there is none."""
        return self._last("? IS NULL OR seq <= ?", (up_to, up_to)) or 0

    def entries(self) -> Iterator[Mapping[str, Any]]:
        """Every entry in order."""
        for row in self.connection.execute("SELECT * FROM entries ORDER BY seq"):
            yield dict(row)

    def rows(
        self, kind: str, columns: Sequence[str], up_to: int | None = None, after: int = 0
    ) -> list[tuple[Any, ...]]:
        """These columns of every entry of a kind, after one and up to one, in order of entry."""
        names = ", ".join(name for name in columns if name in ALL_FIELDS)
        return self._tuples(
            f"SELECT {names} FROM entries"  # noqa: S608  (our names)
            " WHERE seq > ? AND kind = ? AND (? IS NULL OR seq <= ?) ORDER BY seq",
            (after, kind, up_to, up_to),
        )

    def latest(
        self, kind: str, key: Sequence[str], columns: Sequence[str]
    ) -> tuple[Any, ...] | None:
        """These columns of the last entry of a figure or an answer.

        `key` is organisation, indicator, period and basis, of an answer its item.
        """
        names = ", ".join(name for name in columns if name in ALL_FIELDS)
        row = self._one(
            f"SELECT {names} FROM entries WHERE {_OF[kind]} ORDER BY seq DESC LIMIT 1",  # noqa: S608  (our names)
            key,
        )
        return None if row is None else tuple(row)

    def of_period(self, period: str) -> dict[tuple[str, ...], float]:
        """The last value of each figure of a period, by organisation, indicator, basis and unit."""
        found = self.connection.execute(
            "SELECT organisation, indicator, basis, unit_of_measure, value FROM entries"
            " WHERE kind = 'figure' AND period = ? AND value IS NOT NULL ORDER BY seq",
            (period,),
        )
        return {tuple(map(str, key)): value for *key, value in found}

    def reported(self) -> set[tuple[str, str, str]]:
        """Organisation, indicator and period for which a value, of whatever basis, ever came."""
        return set(
            self._tuples(
                "SELECT DISTINCT organisation, indicator, period FROM entries"
                " WHERE kind = 'figure' AND value IS NOT NULL"
            )
        )

    def done(self) -> set[tuple[str, str]]:
        """Organisation and indicator of every figure that was ever reported as done (1)."""
        return set(
            self._tuples(
                "SELECT DISTINCT organisation, indicator FROM entries"
                " WHERE kind = 'figure' AND value >= 1"
            )
        )

    def in_force(self, head: str, as_of: date) -> list[tuple[str, str, float | None]]:
        """Organisation, indicator and value of every figure in force on a day.

        Counted up to the entry whose hash is `head`.  Of several entries of one figure the one
        that became known last is in force, among those of one day the last entered.
        """
        return self._tuples(
            "SELECT coalesce(organisation, ''), coalesce(indicator, ''), value FROM ("
            " SELECT organisation, indicator, value, row_number() OVER ("
            "  PARTITION BY organisation, indicator, period, basis"
            "  ORDER BY coalesce(known_on, '') DESC, seq DESC) AS place FROM entries"
            " WHERE kind = 'figure' AND coalesce(known_on, '') <= ?"
            " AND seq <= (SELECT seq FROM entries WHERE hash = ?)) WHERE place = 1",
            (as_of.isoformat(), head),
        )

    def first_break(self) -> Break | None:
        """The first entry that does not follow from those before it; None if all agree."""
        return first_break(self.entries())

    def unwitnessed(self, archive: Path) -> errors.LedgerError | None:
        """In what ledger, archive and the witness of both do not agree; `None` where they do."""
        while True:
            known = witness(archive)
            fault = self._unwitnessed(known, archive)
            if fault is None or witness(archive) == known:  # else another run has gone on meanwhile
                return fault

    def _unwitnessed(self, known: Witness | None, archive: Path) -> errors.LedgerError | None:
        name, last = self.path.name, self.last_seq()
        if known is None:
            return errors.UnwitnessedError(file=name, reason=NO_WITNESS) if last else None
        if known.entries and self.number_of(known.head) != known.entries:
            return errors.LostEntriesError(file=name, known=known.entries, head=known.head[:8])
        if known.growing:
            return None
        if last != known.entries:
            return errors.UnwitnessedError(file=name, reason=LATER)
        others = known.archive and known.archive != held(archive)
        return errors.UnwitnessedError(file=name, reason=OTHERS) if others else None

    def refuse_broken(self, archive: Path) -> None:
        """Refuse a ledger that lacks what it had, or whose last entries do not follow.

        Cheap, for every command: the whole chain is for `first_break`.  Raises `LostEntriesError`
        where the ledger does not hold the entry that the archive knows, `UnwitnessedError` where
        the two do not agree otherwise, and `BrokenChainError`.
        """
        fault = self.unwitnessed(archive)
        if fault is not None:
            raise fault
        last = self.connection.execute("SELECT * FROM entries ORDER BY seq DESC LIMIT ?", (TAIL,))
        entries = [dict(row) for row in last][::-1]
        if entries and entries[0]["seq"] != 1:  # its own hash is the only one not looked at
            first, *entries = entries
            broken = first_break(entries, first["hash"], int(first["seq"]) + 1)
        else:
            broken = first_break(entries)
        if broken is not None:
            raise errors.BrokenChainError(file=self.path.name, seq=broken.seq)

    def refuse_broken_chain(self, name: str = "") -> None:
        """Raise `BrokenChainError` of this file name where any entry does not follow."""
        broken = self.first_break()
        if broken is not None:
            raise errors.BrokenChainError(file=name or self.path.name, seq=broken.seq)

    @contextlib.contextmanager
    def as_written(self) -> Iterator[None]:
        """What is read inside is as this program writes it; else one of the ledger's errors.

        For values that somebody typed into the file (a day that is none, a project that is no
        JSON): `BrokenChainError` names the entry, `LedgerError` says it of a chain written anew.
        """
        try:
            yield
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as fault:
            self.refuse_broken_chain()
            raise errors.LedgerError(file=self.path.name, reason=NOT_WHOLE) from fault

    def number_of(self, head: str) -> int | None:
        """The number of the entry with this hash; `None` where there is none."""
        return self._last("hash = ?", (head,))

    def unguarded(self) -> tuple[str, ...]:
        """The guards against changes that the file should have and does not."""
        rows = self.connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        there = {str(row["name"]): str(row["sql"]) for row in rows}
        return tuple(name for name, sql in GUARDS.items() if there.get(name) != sql)

    def _still_there(self) -> None:
        """Refuse to write into a file that a restored copy has taken the place of."""
        if self.file != _identity(self.path):
            reason = N_("another ledger was put in its place while this run was at work")
            raise errors.LedgerBusyError(file=self.path.name, reason=reason)

    def _tuples(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        cursor = self.connection.cursor()
        cursor.row_factory = None
        return cursor.execute(query, tuple(values)).fetchall()

    def _one(self, query: str, values: Sequence[object] = ()) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self.connection.execute(query, tuple(values)).fetchone()
        return row

    def _last(self, condition: str, values: Sequence[object] = ()) -> int | None:
        """The number of the last entry of which this is true; None where there is none."""
        row = self._one(f"SELECT max(seq) FROM entries WHERE {condition}", values)  # noqa: S608  (our names)
        return None if row is None or row[0] is None else int(row[0])

    def _append(self, entries: Iterable[Mapping[str, Any]], first: int, previous: str) -> str:
        """Append entries from this number on, after the hash before; the hash of the last.

        Each takes the place of the last one of its key: of the one that it names itself, whoever
        made it has looked that up.
        """
        rows: list[tuple[Any, ...]] = []
        latest: dict[tuple[object, ...], int] = {}
        nothing = dict.fromkeys(ALL_FIELDS)
        for seq, entry in enumerate(entries, start=first):
            values = {**nothing, **entry, "seq": seq}
            kind = values["kind"]
            if kind in _KEYS:
                key = (kind, *(values[name] for name in _KEYS[kind]))
                known = latest.get(key)
                if known is None and "supersedes" not in entry:
                    known = self._last(_OF[kind], key[1:])
                values["supersedes"] = known or values["supersedes"]
                latest[key] = seq
            head = entry_hash(previous, values)
            rows.append((*_STORED(values), previous, head))
            previous = head
        names = ", ".join((*ALL_FIELDS, "previous", "hash"))
        marks = ", ".join("?" * (len(ALL_FIELDS) + 2))
        self.connection.executemany(
            f"INSERT INTO entries ({names}) VALUES ({marks})",  # noqa: S608  (our names)
            rows,
        )
        return previous


@contextlib.contextmanager
def opened(path: Path, archive: Path | None = None, *, create: bool = False) -> Iterator[Ledger]:
    """The ledger in this file; with `create` a new one where there is none.

    With the `archive` that bears witness of it, also what is gone from it is noticed.

    Raises `LedgerError` for a file that is no ledger, is empty, is damaged, or comes from a newer
    version; `LostEntriesError`, `UnwitnessedError` and `BrokenChainError` see
    `Ledger.refuse_broken`; `NoLedgerError` where there is none, and none was.
    """
    if not path.is_file():
        if archive is not None and had_ledger(archive) and not path.is_file():
            raise errors.LedgerError(file=path.name, reason=GONE)
        if not create:
            raise errors.NoLedgerError(file=path.name)
    with _faults(path.name):
        if not path.is_file():
            _make(path)
        connection = _connect(path)
        try:
            _prepare(connection, path.name)
            ledger = Ledger(connection, path, _identity(path))
            if archive is not None:
                ledger.refuse_broken(archive)
            try:
                yield ledger
            except (ValueError, TypeError, LookupError, ArithmeticError):
                ledger.refuse_broken_chain()  # an entry that was changed says what nothing can read
                raise
        finally:
            connection.close()


def _make(path: Path) -> None:
    """Make a new ledger aside, then give it its name: whoever comes second takes the first one's.

    A file that is there and empty is therefore no new ledger: somebody has emptied it.
    """
    aside = store.temporary_name(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.unlink(missing_ok=True)
        with contextlib.closing(_connect(aside, mode="rwc")) as connection:
            _pragmas(connection)
            _script(connection, CREATE, 0)
        try:
            path.hardlink_to(aside)
        except FileExistsError:
            pass
        except OSError:  # a drive without such links
            aside.rename(path)
        store.sync_folder(path.parent)
    except OSError as error:
        raise errors.LedgerBusyError(file=path.name, reason=errors.why(error)) from error
    finally:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)


@contextlib.contextmanager
def _faults(name: str) -> Iterator[None]:
    """SQLite's faults as errors of ours, with the hint that helps."""
    try:
        yield
    except sqlite3.Error as error:
        # Extended names carry a suffix: SQLITE_READONLY_DIRECTORY is one kind of SQLITE_READONLY.
        code = "_".join(getattr(error, "sqlite_errorname", "").split("_")[:2])
        if code in _BUSY:
            raise errors.LedgerBusyError(file=name, reason=_BUSY[code]) from error
        raise errors.LedgerError(file=name, reason=_DAMAGED.get(code, NOT_WHOLE)) from error


def _identity(path: Path) -> tuple[int, int]:
    try:
        facts = path.stat()
    except OSError:
        return (0, 0)
    return facts.st_dev, facts.st_ino


def _connect(path: Path, mode: str = "rw") -> sqlite3.Connection:
    place, wait = f"{path.resolve().as_uri()}?mode={mode}", TIMEOUT_SECONDS
    return sqlite3.connect(place, uri=True, timeout=wait, isolation_level=None)


def _pragmas(connection: sqlite3.Connection) -> None:
    connection.row_factory = sqlite3.Row
    for pragma in ("journal_mode = DELETE", "synchronous = EXTRA", "cache_size = -16000"):
        connection.execute(f"PRAGMA {pragma}")


def _prepare(connection: sqlite3.Connection, name: str) -> None:
    _pragmas(connection)
    if not _version(connection) and not _pragma(connection, "page_count"):
        raise errors.LedgerError(file=name, reason=EMPTIED)
    if _pragma(connection, "application_id") != APPLICATION_ID:
        raise errors.LedgerError(file=name, reason=NOT_OURS)
    while (version := _version(connection)) != VERSION:
        if version > VERSION:
            raise errors.NewerLedgerError(file=name, found=version, known=VERSION)
        if version not in MIGRATIONS:
            raise errors.LedgerError(file=name, reason=NOT_OURS)
        _script(connection, MIGRATIONS[version], version)
    columns = connection.execute(
        "SELECT c.name, c.type FROM pragma_table_list AS t, pragma_table_info(t.name) AS c"
        " WHERE t.name = 'entries' AND t.strict"  # who can loosen it can put anything in
    )
    if dict(map(tuple, columns)) != _MADE:
        raise errors.LedgerError(file=name, reason=NOT_WHOLE)
    connection.execute("PRAGMA foreign_keys = ON")  # not before: a migration rebuilds the table


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All that is written within, or nothing: also where a run is interrupted."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _script(connection: sqlite3.Connection, script: str, version: int) -> None:
    """Run a script that starts from this schema version, unless another run was faster."""
    with _transaction(connection):
        if _version(connection) == version:
            for statement in _statements(script):
                connection.execute(statement)


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


# ------------------------------------- the ledger's figures as the frame that everything else reads

_READ: Final = (*(name for name in frames.FIGURES if name != "vintage"), "reason")


def ledger_figures(ledger: Ledger, up_to: int | None = None) -> pd.DataFrame:
    """Every figure accepted up to an entry (by default ever), in order (columns `FIGURES`).

    `vintage` counts the entries of one figure (organisation, indicator, period, basis) from 1;
    which of them is in force on a day is decided by `known_on`, by the rules.  The note of a
    correction is its reason.
    """
    rows = ledger.rows("figure", _READ, up_to)
    if not rows:
        return frames.empty(frames.FIGURES)
    frame = pd.DataFrame(rows, columns=list(_READ))
    frame["note"] = frame["note"].fillna(frame["reason"])
    frame["vintage"] = (
        frame.groupby(list(frames.FIGURE_KEY), sort=False, dropna=False).cumcount() + 1
    )
    return frames.typed(frame, frames.FIGURES)


_ANSWER: Final = tuple(f.name for f in fields(Answer))


def ledger_answers(ledger: Ledger, up_to: int | None = None) -> tuple[Answer, ...]:
    """What units have written beside their figures, up to an entry (by default ever), in order."""
    return tuple(Answer(*map(shared, row)) for row in ledger.rows("answer", _ANSWER, up_to))


def shared(value: Any) -> Any:  # noqa: ANN401  (any value SQLite stores)
    """The value; equal texts are one object, so that many entries take little memory."""
    return sys.intern(value) if isinstance(value, str) else value


# -------------- the ledger's projects: every state accepted, every list that confirmed the register

KEYS: Final = ("project", "organisation")
CONTENT: Final = tuple(name for name in frames.PROJECTS if name not in {*KEYS, *frames.PLACE})
"""What an entry keeps of a project beside its key and place."""
_SHARED: Final = ("seq", "organisation", "quarter", "known_on", "sent_by", "file", "sheet", "cell")


def content_of(project: Mapping[str, Any]) -> str:
    """A project's values as canonical JSON: missing ones left out, days as ISO text."""
    values = {name: stored(project.get(name)) for name in CONTENT}
    kept = {name: value for name, value in values.items() if value is not None}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def stored(value: Any) -> Any:  # noqa: ANN401  (any value of a typed cell)
    """The value as SQLite stores it: days as text, missing numbers as nothing."""
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124  (NaN, NaT)
        return None
    return value.isoformat()[:10] if isinstance(value, date) else value


def ledger_projects(
    ledger: Ledger, fiscal_start: int = 1, up_to: int | None = None, after: int = 0
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """States (ENTRIES) and confirmations (CLOSINGS) accepted after one entry and up to another.

    Both stand on the last day of the form's quarter; `entry` is the number of the entry.
    """
    ends: dict[str, pd.Timestamp] = {}

    def frame_of(kind: str, *more: str) -> pd.DataFrame:
        columns = [*_SHARED, "unit", *more]
        frame = pd.DataFrame(ledger.rows(kind, columns, up_to, after), columns=columns)
        for quarter in set(frame["quarter"]) - set(ends):
            ends[quarter] = pd.Timestamp(parse_period(str(quarter), fiscal_start).period.end_date)
        return frame.assign(stands_on=frame["quarter"].map(ends))

    states, lists = frame_of("project", "project", "content"), frame_of("register")
    if len(states):
        # A project's unit is part of its content; the entry's own is that of the sender.
        content = pd.DataFrame([json.loads(text) for text in states.pop("content")])
        content["unit"] = content.get("unit", pd.Series(index=states.index, dtype="str"))
        states = pd.concat([states.drop(columns="unit"), content], axis=1)
    return (
        frames.typed(states.rename(columns={"seq": "entry"}), frames.ENTRIES)
        if len(states)
        else frames.empty(frames.ENTRIES),
        frames.typed(lists, frames.CLOSINGS) if len(lists) else frames.empty(frames.CLOSINGS),
    )
