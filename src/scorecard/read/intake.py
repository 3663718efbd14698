"""A file as it came: looked at before it is opened, read once, hashed."""

from __future__ import annotations

import hashlib
import itertools
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, Final

from scorecard.schema.errors import N_, Message, why
from scorecard.schema.findings import Finding, Origin, finding
from scorecard.schema.spelling import sanitise

# ---------------------------------------------------------------------------
# How large a workbook may be, and for how long and with how much memory it is read.


MB: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one workbook: bytes, counts, seconds.

    Attributes
    ----------
        file: bytes of the file itself.
        total, entry: unpacked bytes of the whole archive and of one part.
        ratio: unpacked over packed size of a part, asked above `ratio_from` unpacked bytes.
        entries, sheets: parts of the archive, sheets of the workbook.
        rows, columns: the last row and column that hold something.
        cells: cells stored in all sheets, merged ranges counted in full.
        area: rows times columns of a sheet, empty cells included.
        seconds: of processor time for reading one file (of time, where it cannot be counted).
        memory: of the process that reads one file.
    """

    file: int = 100 * MB
    total: int = 200 * MB
    entry: int = 100 * MB
    ratio: int = 200
    ratio_from: int = MB
    entries: int = 2_000
    sheets: int = 200
    rows: int = 100_000
    columns: int = 1_000
    cells: int = 2_000_000
    area: int = 20_000_000
    seconds: float = 20.0
    memory: int = 2_000_000_000


DEFAULT_LIMITS: Final = Limits()

# ---------------------------------------------------------------------------
# How a file is refused while it is being looked at.


DIRECTORY: Final = N_("the list of its parts")
"""The part of an archive that names the others, as findings speak of it."""


class Refused(Exception):  # noqa: N818  (no error of the program: it carries a finding)
    """The file is not read: code and parameters of the finding that says why.

    Raised and caught inside this room only.
    """

    def __init__(self, code: str, sheet: str | None = None, **params: Any) -> None:  # noqa: ANN401  (placeholders take any printable value)
        super().__init__(code)
        self.code = code
        self.sheet = sheet
        self.params = {name: _printable(value) for name, value in params.items()}

    def finding(self, file: str) -> Finding:
        """The finding about this file."""
        return finding(self.code, Origin(file, self.sheet), None, **self.params)


def _printable(value: Any) -> Any:  # noqa: ANN401  (placeholders take any printable value)
    """What strangers wrote is cleaned; a message of ours stays one, to be translated."""
    foreign = isinstance(value, str) and not isinstance(value, Message)
    return sanitise(value) if foreign else value


# ---------------------------------------------------------------------------
# A file as it came: looked at before it is opened, read once, hashed.


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


def _plain(path: Path) -> Path:
    """The path from the root, `..` taken back; links are not followed."""
    return Path(os.path.abspath(path))  # noqa: PTH100  (`absolute` keeps `..`, `resolve` follows)


def relative_name(path: Path, root: Path) -> str:
    """The path relative to the workspace with forward slashes; other files by their name.

    Bytes of a name that are no text become `�`: the name is told and kept, never opened again.
    """
    try:
        name = _plain(path).relative_to(_plain(root)).as_posix()
    except ValueError:
        name = path.name
    return os.fsencode(name).decode("utf-8", "replace")


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
    kind = path.stat().st_mode  # raises `OSError` for a link to nothing, or in a circle
    own, folder = _plain(path), _plain(root)
    if not own.is_relative_to(folder):
        folder = own.parent
    steps = itertools.takewhile(lambda step: step != folder, (own, *own.parents))
    linked = ".." in path.parts or any(step.is_symlink() for step in steps)
    if linked and not path.resolve().is_relative_to(folder.resolve()):
        raise Refused("B102", file=path.name)
    if not stat.S_ISREG(kind):
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


# ---------------------------------------------------------------------------
# What a file is by its content, whatever it is called.


OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP: Final = b"PK\x03\x04"
BIFF: Final = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00")
HEAD: Final = 4096


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-le")


def kind_of_bytes(data: bytes, file: str) -> str:
    """Nothing for a zip archive, `xls` or `et` for an older workbook; `Refused` for the rest."""
    if not data:
        raise Refused("B105", file=file)
    if data.startswith(ZIP):
        return ""
    if data.startswith(OLE):
        return _ole(data, file)
    if data.startswith(BIFF):
        raise Refused("B110")
    if data.startswith(b"PK"):
        raise Refused("B120", part=DIRECTORY, reason=N_("no part stands before it"))
    raise _text(data)


def _ole(data: bytes, file: str) -> str:
    if _utf16("EncryptedPackage") in data:
        raise Refused("B112")
    if _utf16("_VBA_PROJECT_CUR") in data:
        raise Refused("B114")
    own = PurePath(file).suffix.lower() in {".et", ".ett"}
    if _utf16("Workbook") in data or _utf16("Book") in data:
        return "et" if own else "xls"
    raise Refused("B111" if own else "B118")


_MARKUP: Final = (
    (re.compile(rb"urn:schemas-microsoft-com:office:spreadsheet", re.IGNORECASE), "XML 2003"),
    (re.compile(rb"<(?:!doctype html|html|table|head|meta|body|div)\b", re.IGNORECASE), "HTML"),
    (re.compile(rb"^\s*<\?xml"), "XML"),
)


def _text(data: bytes) -> Refused:
    head = data[:HEAD]
    for pattern, kind in _MARKUP:
        if pattern.search(head.lstrip(b"\xef\xbb\xbf")):
            return Refused("B117", kind=kind)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or _is_text(head):
        return Refused("B117", kind="CSV" if re.search(rb"[,;\t]", head) else "TXT")
    return Refused("B118")


def _is_text(head: bytes) -> bool:
    """Whether the bytes are text in UTF-8 or GB 18030; the last character may be cut off."""
    if head.startswith(b"%PDF") or re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", head):
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            head.decode(encoding)
        except UnicodeDecodeError as error:
            if error.start < len(head) - 4:
                continue
        return True
    return False
