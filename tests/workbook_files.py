"""Small workbooks made for a test: sound ones, and ones with a fault named by the test."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import xlsxwriter

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET: Final = "xl/worksheets/sheet1.xml"


def written(fill: Callable[[Any, Any], None] | None = None, **options: Any) -> bytes:  # noqa: ANN401
    """A workbook with one sheet `表`; `fill` gets workbook and sheet of XlsxWriter."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, **options})
    sheet = book.add_worksheet("表")
    sheet.write_string(0, 0, "指标")
    sheet.write_number(0, 1, 18)
    if fill:
        fill(book, sheet)
    book.close()
    return stream.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Mapping[str, bytes] | Sequence[tuple[str, bytes]]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items() if isinstance(parts, Mapping) else parts:
            archive.writestr(name, content)
    return stream.getvalue()


def changed(data: bytes, changes: Mapping[str, bytes | None]) -> bytes:
    """The archive with parts replaced, added, or (`None`) left out."""
    parts = {**parts_of(data), **changes}
    return zipped({name: content for name, content in parts.items() if content is not None})


def sheet_xml(rows: str, rest: str = "", before: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}">{before}'
        f"<sheetData>{rows}</sheetData>{rest}</worksheet>"
    ).encode()


def with_sheet(rows: str, rest: str = "", before: str = "") -> bytes:
    """A sound workbook whose only sheet has this XML."""
    return changed(written(), {SHEET: sheet_xml(rows, rest, before)})


def replaced(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The archive with some bytes of one part replaced."""
    content = parts_of(data)[part]
    assert old in content
    return changed(data, {part: content.replace(old, new)})
