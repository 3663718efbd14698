"""A CSV file as a grid of raw cells, so that everything after it is as for a workbook."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from typing import Final

from scorecard.read.grid import CellKind, RawCell, RawSheet, RawWorkbook
from scorecard.schema.findings import Finding, Origin, finding

SHEET: Final = "CSV"
_NUMBER: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
_SEPARATORS: Final = ",\t;"


def csv_workbook(file: str, data: bytes) -> tuple[RawWorkbook | None, list[Finding]]:
    """The one sheet of a CSV file: UTF-8 (with or without mark) or GB18030; comma, tab, semicolon.

    A field that is a plain number is a number cell, everything else text as it stands.  Bytes that
    are no text give no workbook and a finding (B408).
    """
    try:
        text = _decoded(data)
        rows = list(csv.reader(io.StringIO(text, newline=""), _dialect(text)))
    except (UnicodeDecodeError, csv.Error):
        return None, [finding("B408", Origin(file))]
    cells = {
        (row, column): _cell(row, column, field)
        for row, fields in enumerate(rows, 1)
        for column, field in enumerate(fields, 1)
        if field.strip()
    }
    widest = max(map(len, rows), default=0)
    sheet = RawSheet(file, SHEET, cells, rows=len(rows), columns=widest)
    return RawWorkbook(file, hashlib.sha256(data).hexdigest(), (sheet,)), []


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030")
    if "\0" in text:
        raise csv.Error(text[:1])
    return text


def _dialect(text: str) -> type[csv.Dialect]:
    """Excel's CSV with the separator that the first line holds most often."""
    first = text.partition("\n")[0]

    class Dialect(csv.excel):
        delimiter = max(_SEPARATORS, key=first.count)

    return Dialect


def _cell(row: int, column: int, field: str) -> RawCell:
    plain = field.strip()
    if _NUMBER.fullmatch(plain) and not re.match(r"[+-]?0\d", plain):
        return RawCell(row, column, CellKind.NUMBER, float(plain), plain)
    return RawCell(row, column, CellKind.TEXT, field, field)
