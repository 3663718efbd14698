"""The archive: what figures and scorecards rest on, by SHA-256, read-only; and what bears witness.

Beside the returns lie, in `published`, the target books, settings and registers that scorecards
were made from, and a `Record` of each folder that holds a scorecard.  The `Witness` tells how far
the ledger had come: an older ledger put in its place does not hold the head that it names.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Final, TypeVar

from scorecard import store

PUBLISHED: Final = "published"
"""The folder, below the archive, of what scorecards rest on."""
WITNESS: Final = "ledger.json"
_READ_ONLY: Final = 0o444
_RETURNS: Final = ".xlsx"
_HASH: Final = 64
T = TypeVar("T")


# ------------------------------------------------------------------ files by their hashes


def archived(folder: Path, sha256: str, suffix: str = _RETURNS) -> Path:
    """Where the file with this hash is kept."""
    return folder / f"{sha256}{suffix}"


def keep(folder: Path, data: bytes, sha256: str, suffix: str = _RETURNS) -> Path:
    """Keep these bytes; what is there already stays as it is unless it is damaged."""
    path = archived(folder, sha256, suffix)
    if intact(path):
        return path
    if path.exists():
        path.chmod(0o644)
    store.write_file(path, data)
    with contextlib.suppress(OSError):
        path.chmod(_READ_ONLY)
    return path


def intact(path: Path) -> bool:
    """Whether an archived file is there and still has the hash that it is named by."""
    try:
        return store.sha256(path.read_bytes()) == path.stem
    except OSError:
        return False


def by_hash(folder: Path) -> Iterator[Path]:
    """The files of a folder that are named by their hashes, in order."""
    return (path for path in sorted(folder.glob("*.*")) if len(path.stem) == _HASH)


# ------------------------------------------------------------------ how far the ledger had come


@dataclass(frozen=True, slots=True)
class Witness:
    """How many entries the ledger had when it was last written to, and the hash of the last."""

    entries: int = 0
    head: str = ""


def witness(folder: Path) -> Witness | None:
    """The witness that the archive bears; `None` where it bears none, or none that can be read."""
    return _told(folder / WITNESS, Witness)


def bear_witness(folder: Path, entries: int, head: str | None) -> None:
    """Keep how far the ledger has come; of an empty ledger nothing is kept."""
    now = Witness(entries, head or "")
    if head is not None and witness(folder) != now:
        store.write_file(folder / WITNESS, store.json_bytes(asdict(now)))


# ------------------------------------------------------------------ what was published


@dataclass(frozen=True, slots=True)
class Record:
    """What was published in a folder, kept away from it: a scorecard that is gone leaves a trace.

    `folder` is relative to the workspace, `scorecard` the SHA-256 of its `scorecard.json`, `before`
    that of the one before (which stands there still where a run was killed just then); `sources`
    maps what it rests on to its SHA-256.
    """

    folder: str = ""
    scorecard: str = ""
    before: str | None = None
    ledger_entries: int | None = None
    ledger_head: str | None = None
    sources: Mapping[str, str] = field(default_factory=dict)


def keep_record(folder: Path, record: Record) -> None:
    """Keep the record in the archive, in the place of the last one of the same folder."""
    store.write_file(_record(folder, record.folder), store.json_bytes(asdict(record)))


def record_of(folder: Path, published: str) -> Record | None:
    """The record of a published folder; `None` where there is none that can be read."""
    return _told(_record(folder, published), Record)


def records(folder: Path) -> Iterator[tuple[Path, Record | None]]:
    """Every record with its file; `None` for one that cannot be read."""
    for path in sorted((folder / PUBLISHED).glob("*.json")):
        if len(path.stem) != _HASH:
            yield path, _told(path, Record)


def _record(folder: Path, published: str) -> Path:
    return folder / PUBLISHED / f"{store.slug(published.rpartition('reports/')[2])}.json"


def _told(path: Path, kind: Callable[..., T]) -> T | None:
    """What a small file of ours says, in the fields of a dataclass."""
    try:
        told: dict[str, Any] = json.loads(path.read_bytes())
        names = [f.name for f in fields(kind)]  # type: ignore[arg-type]
        return kind(**{name: told[name] for name in names})
    except (OSError, ValueError, KeyError, TypeError):
        return None
