"""A ledger changed behind the program's back, as somebody would who knows how."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from scorecard.ledger.ledger import GENESIS, entry_hash


def statements(path: Path, *script: str) -> None:
    connection = sqlite3.connect(path)
    guards = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    connection.executescript("DROP TRIGGER no_update; DROP TRIGGER no_delete;")
    connection.executescript(";".join((*script, *(sql for (sql,) in guards))))
    connection.close()


def chained_anew(path: Path) -> tuple[int, str]:
    """Write every hash of a changed ledger anew, as somebody would who knows how.

    Gives the number of its entries and the new head.
    """
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    rows = [dict(row) for row in connection.execute("SELECT * FROM entries ORDER BY seq")]
    connection.close()
    previous, script = GENESIS, []
    for row in rows:
        digest = entry_hash(previous, row)
        where = f"WHERE seq = {row['seq']}"
        script.append(
            f"UPDATE entries SET previous = '{previous}', hash = '{digest}' {where}"  # noqa: S608
        )
        previous = digest
    statements(path, *script)
    return len(rows), previous
