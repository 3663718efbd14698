"""The archive: every file a figure came from, kept by its SHA-256, read-only."""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path

from scorecard import store

_READ_ONLY = 0o444


def archived(folder: Path, sha256: str) -> Path:
    """Where the file with this hash is kept."""
    return folder / f"{sha256}.xlsx"


def keep(folder: Path, data: bytes, sha256: str) -> Path:
    """Keep these bytes; what is there already stays as it is unless it is damaged."""
    path = archived(folder, sha256)
    if intact(folder, sha256):
        return path
    if path.exists():
        path.chmod(0o644)
    store.write_file(path, data)
    with contextlib.suppress(OSError):
        path.chmod(_READ_ONLY)
    return path


def intact(folder: Path, sha256: str) -> bool:
    """Whether the file with this hash is there and still has it."""
    try:
        data = archived(folder, sha256).read_bytes()
    except OSError:
        return False
    return hashlib.sha256(data).hexdigest() == sha256
