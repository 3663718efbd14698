"""Returns that came and were refused: who is waiting to be corrected, rather than not reported."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Final, TypeAlias

from scorecard import store
from scorecard.workspace import Workspace

Key: TypeAlias = tuple[str, str | None, str]
"""Whose return of which quarter: organisation, unit, quarter."""
_FILE: Final = "refused.json"
"""Beside the ledger; it informs, the ledger decides, and nothing is lost with it."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """The last return of a unit for a quarter that was refused, and has not come back since.

    `unit` is the unit's id (its name in `unit_name`), `day` when it came, `errors` how many faults
    it had, `marked` the copy that was handed back.
    """

    organisation: str
    unit: str | None
    unit_name: str | None
    quarter: str
    day: str
    file: str
    errors: int
    marked: str | None

    @property
    def key(self) -> Key:
        """Organisation, unit and quarter of the return."""
        return self.organisation, self.unit, self.quarter


def refusals_file(workspace: Workspace) -> Path:
    """Where they are kept."""
    return workspace.ledger.parent / _FILE


def refusals(workspace: Workspace, as_of: date | None = None) -> list[Refusal]:
    """The refused returns that wait for their correction, as far as they had come by then.

    A file that cannot be read is as good as none: it is written anew with the next refusal.
    """
    try:
        rows = json.loads(refusals_file(workspace).read_bytes())["refused"]
        known = [Refusal(**{f.name: row[f.name] for f in fields(Refusal)}) for row in rows]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [one for one in known if as_of is None or one.day <= as_of.isoformat()]


def keep_refusals(workspace: Workspace, news: Iterable[tuple[Key, Refusal | None]]) -> None:
    """Keep what was refused, and forget what has come right: in order, by whose return it is."""
    before = {one.key: one for one in refusals(workspace)}
    now = dict(before)
    for key, refusal in news:
        if refusal is None:
            now.pop(key, None)
        else:
            now[key] = refusal
    if now != before:
        rows = [asdict(one) for _, one in sorted(now.items(), key=lambda item: str(item[0]))]
        store.write_file(refusals_file(workspace), store.json_bytes({"refused": rows}))
