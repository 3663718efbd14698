"""A file as it came: looked at before it is opened, read once, hashed."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scorecard.model.errors import N_, why
from scorecard.model.finding import Finding
from scorecard.workbook.files.limits import DEFAULT_LIMITS, MB, Limits
from scorecard.workbook.files.refusal import Refused

LOCK_PREFIXES: Final = ("~$", ".~")
"""How Excel and WPS name the small file that marks an open workbook (LibreOffice: `.~lock.`)."""
UNKNOWN: Final = N_("somebody")
_ANSI_PLACE: Final = 55


@dataclass(frozen=True, slots=True)
class Received:
    """One file's bytes, read once: path, name relative to the workspace, SHA-256."""

    path: Path
    file: str
    data: bytes
    sha256: str


def relative_name(path: Path, root: Path) -> str:
    """The path relative to the workspace with forward slashes; other files by their name."""
    try:
        return path.absolute().relative_to(root.absolute()).as_posix()
    except ValueError:
        return path.name


def take(
    path: Path, root: Path, limits: Limits = DEFAULT_LIMITS
) -> tuple[Received | None, list[Finding]]:
    """The file's bytes; `None` with a finding where it is not to be read.

    Only regular files are opened, and none through a link that leads out of `root` (for a file
    outside of it: out of the file's own folder).  A lock file is passed over with a note.
    """
    file = relative_name(path, root)
    try:
        _check_place(path, root)
        data = _read(path, file, limits)
    except Refused as refusal:
        return None, [refusal.finding(file)]
    except OSError as error:
        return None, [Refused("B104", file=file, reason=why(error)).finding(file)]
    return Received(path, file, data, hashlib.sha256(data).hexdigest()), []


def _check_place(path: Path, root: Path) -> None:
    if path.name.startswith(LOCK_PREFIXES):
        raise Refused("B103", file=path.name, who=_holder(path))
    kind = path.lstat().st_mode
    inside = path.absolute().is_relative_to(root.absolute())
    folder = (root if inside else path.parent).resolve()
    target = path.resolve()
    if not target.is_relative_to(folder):
        raise Refused("B102", file=path.name)
    if not stat.S_ISREG(target.stat().st_mode if stat.S_ISLNK(kind) else kind):
        raise Refused("B101", file=path.name)


def _read(path: Path, file: str, limits: Limits) -> bytes:
    """The bytes of a regular file, at most `limits.file` of them."""
    with path.open("rb") as stream:
        status = os.fstat(stream.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise Refused("B101", file=path.name)
        if status.st_size > limits.file:
            raise Refused("B106", size=round(status.st_size / MB), limit=limits.file // MB)
        data = stream.read(limits.file + 1)
    if not data:
        raise Refused("B105", file=file)
    return data


def _holder(path: Path) -> str:
    """Who has the workbook open, as the lock file says; `?` where it does not."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return UNKNOWN
        with path.open("rb") as stream:
            return _name_in(stream.read(512)) or UNKNOWN
    except OSError:
        return UNKNOWN


def _name_in(data: bytes) -> str:
    if data.startswith(b","):  # LibreOffice: ,user,host,date,…
        return data.decode("utf-8", "replace").split(",")[1].strip()
    if len(data) > _ANSI_PLACE:
        length = data[_ANSI_PLACE - 1]
        wide = data[_ANSI_PLACE + 1 : _ANSI_PLACE + 1 + 2 * length]
        name = wide.decode("utf-16-le", "ignore").strip("\0 ")
        if length and name.isprintable() and name:
            return name
    if not data:
        return ""
    return data[1 : 1 + data[0]].decode("gb18030", "ignore").strip("\0 ")
