"""Rows added to a workbook in use, in its own file: what else it holds stays byte for byte.

Charts, pictures, remarks, widths and sheets of a person's own are parts of the package that no
library keeps whole; so only the sheets that get rows are written anew.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from scorecard.excel.text import clean_text
from scorecard.schema.findings import cell_name, cell_position

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_BOOK: Final = "xl/workbook.xml"


@dataclass(frozen=True, slots=True)
class AddedRows:
    """Rows for a sheet from its row `first` on; a row maps columns to values (both from 1).

    They look like row `like`; None where there is none to look like.
    """

    first: int
    rows: Sequence[Mapping[int, object]]
    like: int | None


def with_rows(data: bytes, added: Mapping[str, AddedRows]) -> bytes:
    """The workbook with these rows on the sheets of these names; nothing else changes."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [(info, archive.read(info)) for info in archive.infolist()]
    paths = _paths({info.filename: part for info, part in parts})
    wanted = {paths[name]: rows for name, rows in added.items()}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, part in parts:
            rows = wanted.get(info.filename)
            archive.writestr(info, part if rows is None else _extended(part, rows))
    return stream.getvalue()


def _read(part: bytes) -> Any:  # noqa: ANN401  (lxml has no types)
    from lxml import etree  # noqa: PLC0415  (only where rows are added)

    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))


def _paths(parts: Mapping[str, bytes]) -> dict[str, str]:
    """The parts that hold the sheets, by the names of these."""
    relations = _read(parts["xl/_rels/workbook.xml.rels"])
    targets = {r.get("Id"): posixpath.join("/xl", r.get("Target")) for r in relations}
    sheets = _read(parts[_BOOK]).iter(f"{_MAIN}sheet")
    return {s.get("name"): posixpath.normpath(targets[s.get(_RELATION)])[1:] for s in sheets}


def _extended(part: bytes, added: AddedRows) -> bytes:
    """A sheet with the rows below its own; those that were laid out but empty are filled."""
    from lxml import etree  # noqa: PLC0415  (as above)

    root = _read(part)
    data = root.find(f"{_MAIN}sheetData")
    there = {int(row.get("r")): row for row in data}
    looks = _looks(there.get(added.like or 0))
    for number, values in enumerate(added.rows, start=added.first):
        row = etree.Element(f"{_MAIN}row", r=str(number))
        old = there.get(number)
        own = looks | _looks(old)
        for column in sorted(own.keys() | values):
            cell = etree.SubElement(row, f"{_MAIN}c", r=cell_name(number, column))
            if look := own.get(column):
                cell.set("s", look)
            _fill(cell, values.get(column))
        if old is not None:
            data.replace(old, row)
        else:
            later = next((other for at, other in sorted(there.items()) if at > number), None)
            data.append(row) if later is None else later.addprevious(row)
    extent = root.find(f"{_MAIN}dimension")
    if extent is not None:
        root.remove(extent)  # optional, and no longer true
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _looks(row: Any) -> dict[int, str]:  # noqa: ANN401  (lxml has no types)
    """The styles of a row's cells by column."""
    cells = () if row is None else row
    return {cell_position(c.get("r"))[1]: c.get("s") for c in cells if c.get("s")}


def _fill(cell: Any, value: object) -> None:  # noqa: ANN401  (as above)
    from lxml import etree  # noqa: PLC0415  (as above)

    if isinstance(value, bool) or value is None or value == "":
        return
    if isinstance(value, int | float):
        etree.SubElement(cell, f"{_MAIN}v").text = repr(value)
        return
    cell.set("t", "inlineStr")
    text = etree.SubElement(etree.SubElement(cell, f"{_MAIN}is"), f"{_MAIN}t")
    text.set(_SPACE, "preserve")
    text.text = clean_text(str(value))
