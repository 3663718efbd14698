"""The archive: what figures and scorecards rest on, by SHA-256, read-only; and what bears witness.

Beside the returns lie, in `published`, the target books, settings and registers that scorecards
were made from, and a `Record` of each folder that holds a scorecard.  The `Witness` tells how far
the ledger had come and what the archive held then: whatever of these is lost, cut short or put back
as it was once, the others do not agree with it.
"""

from __future__ import annotations

import contextlib
import json
import re
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
_HEAD: Final = re.compile(rb'"ledger_head": "[0-9a-f]{64}"')
T = TypeVar("T")


# ------------------------------------------------------------------ files by their hashes


def archived(folder: Path, sha256: str, suffix: str = _RETURNS) -> Path:
    """Where the file with this hash is kept."""
    return folder / f"{sha256}{suffix}"


def keep(
    folder: Path, data: bytes, sha256: str, suffix: str = _RETURNS, *, synced: bool = True
) -> Path:
    """Keep these bytes; what is there already stays as it is unless it is damaged.

    `synced`: see `store.write_file`.
    """
    path = archived(folder, sha256, suffix)
    if path.exists():
        if intact(path):
            return path
        path.chmod(0o644)
    store.write_file(path, data, synced=synced)
    with contextlib.suppress(OSError):
        path.chmod(_READ_ONLY)
    return path


def intact(path: Path) -> bool:
    """Whether an archived file is there and still has the hash that it is named by."""
    try:
        return store.sha256(store.read_file(path)) == path.stem
    except OSError:
        return False


def by_hash(folder: Path) -> Iterator[Path]:
    """The files of a folder that are named by their hashes, in order."""
    paths = sorted(folder.iterdir()) if folder.is_dir() else ()
    return (path for path in paths if path.suffix and len(path.stem) == _HASH)


# ------------------------------------------------------------------ how far the ledger had come


@dataclass(frozen=True, slots=True)
class Witness:
    """How many entries the ledger had when it was last written to, and the hash of the last.

    `archive` is what the archive held then (`held`); of the time before it was told, empty.  Of a
    run that is `growing` the two, or was killed at it, neither is the last word.
    """

    entries: int = 0
    head: str = ""
    growing: bool = False
    archive: str = ""


def witness(folder: Path) -> Witness | None:
    """The witness that the archive bears; `None` where it bears none, or none that can be read."""
    return _told(folder / WITNESS, Witness, growing=False, archive="")


def bear_witness(folder: Path, entries: int, head: str | None, *, growing: bool = False) -> None:
    """Keep how far the ledger has come; for who holds the archive's lock."""
    now = Witness(entries, head or "", growing, "" if growing else held(folder))
    if witness(folder) != now:
        store.write_file(folder / WITNESS, store.json_bytes(asdict(now)))


def held(folder: Path) -> str:
    """A digest of which returns and which records of scorecards the archive holds."""
    names = [path.name for path in by_hash(folder)]
    names += [f"{path.name} {store.sha256(store.read_file(path))}" for path in _records(folder)]
    return store.sha256("\n".join(names).encode())


def had_ledger(folder: Path) -> bool:
    """Whether the archive, or a scorecard beside it, rests on a ledger, whatever became of it."""
    if (folder / WITNESS).is_file():
        known = witness(folder)
        return known is None or known.entries > 0 or not known.growing
    cards = (p for p in folder.parent.glob(f"*/{store.MANIFEST}") if p.is_file())
    return (
        any(by_hash(folder))
        or any(one is None or one.ledger_head for _, one in records(folder))
        or any(_HEAD.search(path.read_bytes()) for path in cards)
    )


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
    with store.locked(folder):
        known = witness(folder)
        if known is not None:
            bear_witness(folder, known.entries, known.head, growing=True)
        store.write_file(_record(folder, record.folder), store.json_bytes(asdict(record)))
        if known is not None:
            bear_witness(folder, known.entries, known.head, growing=known.growing)


def record_of(folder: Path, published: str) -> Record | None:
    """The record of a published folder; `None` where there is none that can be read."""
    return _told(_record(folder, published), Record)


def records(folder: Path) -> Iterator[tuple[Path, Record | None]]:
    """Every record with its file; `None` for one that cannot be read."""
    return ((path, _told(path, Record)) for path in _records(folder))


def _records(folder: Path) -> list[Path]:
    found = (folder / PUBLISHED).glob("*.json")
    return sorted(path for path in found if len(path.stem) != _HASH and path.is_file())


def _record(folder: Path, published: str) -> Path:
    return folder / PUBLISHED / f"{store.slug(published.rpartition('reports/')[2])}.json"


def _told(path: Path, kind: Callable[..., T], **before: object) -> T | None:
    """What a small file of ours says, in the fields of a dataclass; `before` some were told."""
    try:
        told: dict[str, Any] = before | json.loads(store.read_file(path))
        names = [f.name for f in fields(kind)]  # type: ignore[arg-type]
        found = {name: told[name] for name in names}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    sound = all(_KINDS[name](value) for name, value in found.items())
    return kind(**found) if sound else None


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_count(value: object) -> bool:
    return type(value) is int and value >= 0


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[0-9a-f]*", value) is not None


_KINDS: Final[Mapping[str, Callable[[Any], bool]]] = {
    "entries": _is_count,
    "growing": lambda value: isinstance(value, bool),
    "ledger_entries": lambda value: value is None or _is_count(value),
    "folder": _is_text,
    "sources": lambda value: isinstance(value, dict) and all(map(_is_text, value.values())),
    **dict.fromkeys(("head", "archive", "scorecard"), _is_hash),
    **dict.fromkeys(("before", "ledger_head"), lambda value: value is None or _is_hash(value)),
}
"""What the fields of a small file of ours may hold; one with anything else cannot be read."""
