"""What a file is by its content, whatever it is called."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Final

from scorecard.model.errors import N_
from scorecard.workbook.files.refusal import DIRECTORY, Refused

OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP: Final = b"PK\x03\x04"
BIFF: Final = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00")
HEAD: Final = 4096


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-le")


def refuse_other_kinds(data: bytes, file: str) -> None:
    """Return for a zip archive; raise `Refused` with the right sentence for anything else."""
    if not data:
        raise Refused("B105", file=file)
    if data.startswith(ZIP):
        return
    if data.startswith(OLE):
        raise _ole(data, file)
    if data.startswith(BIFF):
        raise Refused("B110")
    if data.startswith(b"PK"):
        raise Refused("B120", part=DIRECTORY, reason=N_("no part stands before it"))
    raise _text(data)


def _ole(data: bytes, file: str) -> Refused:
    if _utf16("EncryptedPackage") in data:
        return Refused("B112")
    if PurePath(file).suffix.lower() in {".et", ".ett"}:
        return Refused("B111")
    if _utf16("Workbook") in data or _utf16("Book") in data:
        return Refused("B110")
    return Refused("B118")


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
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or _printable(head):
        return Refused("B117", kind="CSV" if re.search(rb"[,;\t]", head) else "TXT")
    return Refused("B118")


def _printable(head: bytes) -> bool:
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
