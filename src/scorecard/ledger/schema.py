"""The ledger's one table, its guards, and how old ledgers are brought up to date.

Every row is an entry: a `return` (one accepted file), a `figure` (one value of it), a `register`
(its list of projects, seen) or a `project` (one new or changed project of it).  Entries are
numbered without gaps and chained: each holds the hash of the one before.  Triggers refuse to
change or delete a row; a correction is a later entry that `supersedes` an earlier one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

VERSION: Final = 2
APPLICATION_ID: Final = 0x5C02ECA2
"""Marks an SQLite file as a ledger of ours."""

FIELDS: Final[Mapping[str, str]] = {
    "seq": "INTEGER",
    "kind": "TEXT",
    "return_seq": "INTEGER",
    "recorded_at": "TEXT",
    "known_on": "TEXT",
    "dated_by": "TEXT",
    "organisation": "TEXT",
    "unit": "TEXT",
    "quarter": "TEXT",
    "form": "TEXT",
    "sent_by": "TEXT",
    "file": "TEXT",
    "sha256": "TEXT",
    "sheet": "TEXT",
    "cell": "TEXT",
    "indicator": "TEXT",
    "period": "TEXT",
    "basis": "TEXT",
    "value": "REAL",
    "unit_of_measure": "TEXT",
    "raw": "TEXT",
    "state": "TEXT",
    "evidence": "TEXT",
    "note": "TEXT",
    "rank_of": "REAL",
    "edition": "TEXT",
    "data_year": "TEXT",
    "published_on": "TEXT",
    "supersedes": "INTEGER",
    "reason": "TEXT",
    "confirmed": "INTEGER",
}
"""The chained fields in the order in which they are hashed.

`dated_by` says where `known_on` comes from: the clock (`received`), `--received-on`
(`stated`), the table a workspace was made of (`table`), or the sheet's own date (`sheet`).
Times are UTC and inform; `known_on` decides.
"""

LATER_FIELDS: Final[Mapping[str, str]] = {"project": "TEXT", "content": "TEXT"}
"""Fields of schema 2: a project's id, and its values as canonical JSON.

Only entries of the `LATER_KINDS` hash them, so that older entries keep their hashes.
"""
LATER_KINDS: Final = frozenset({"register", "project"})
ALL_FIELDS: Final[Mapping[str, str]] = {**FIELDS, **LATER_FIELDS}

_COLUMNS: Final = ",\n  ".join(
    f"{name} {kind}" + (" PRIMARY KEY" if name == "seq" else "")
    for name, kind in ALL_FIELDS.items()
)

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
  CHECK (kind IN ('return', 'figure', 'register', 'project')),
  CHECK (kind <> 'figure' OR (return_seq IS NOT NULL AND indicator IS NOT NULL
         AND period IS NOT NULL AND cell IS NOT NULL)),
  CHECK (kind <> 'return' OR sha256 IS NOT NULL),
  CHECK (kind <> 'register' OR (return_seq IS NOT NULL AND cell IS NOT NULL)),
  CHECK (kind <> 'project' OR (return_seq IS NOT NULL AND project IS NOT NULL
         AND content IS NOT NULL AND cell IS NOT NULL)),
  FOREIGN KEY (return_seq) REFERENCES entries (seq),
  FOREIGN KEY (supersedes) REFERENCES entries (seq)
) STRICT;
CREATE UNIQUE INDEX one_return_a_file ON entries (sha256) WHERE kind = 'return';
CREATE INDEX figures_by_key ON entries (organisation, indicator, period, basis)
  WHERE kind = 'figure';
CREATE INDEX projects_by_key ON entries (organisation, project) WHERE kind = 'project';
{_GUARDING};
"""
CREATE: Final = f"""
{_ENTRIES}
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {VERSION};
"""

_OLD: Final = ", ".join([*FIELDS, "previous", "hash"])
MIGRATIONS: Final[Mapping[int, str]] = {
    1: f"""
ALTER TABLE entries RENAME TO entries_1;
DROP INDEX one_return_a_file;
DROP INDEX figures_by_key;
DROP TRIGGER no_update;
DROP TRIGGER no_delete;
{_ENTRIES}
INSERT INTO entries ({_OLD}) SELECT {_OLD} FROM entries_1 ORDER BY seq;
DROP TABLE entries_1;
PRAGMA user_version = 2;
""",  # noqa: S608  (our names)
}
"""From version n to n + 1; each script ends with its `PRAGMA user_version`."""
