"""A blank form filled in by a program, the way a person does: by row and column, nothing else.

Only the named cells change; formats, validations, live formulas and the hidden sheets stay byte
for byte as they were issued.  For forms of this program as issued (`forms.face`), not for
files that another program has saved since.
"""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from typing import Final
from xml.sax.saxutils import escape

from scorecard.excel.book import Value
from scorecard.excel.text import clean_text
from scorecard.forms.cells import COLUMN, LINE_ROW, RANK_COLUMN
from scorecard.i18n import Words
from scorecard.schema.findings import cell_name, cell_position
from scorecard.schema.quarterly_form import FORM, UNASKED, row_id

_EPOCH: Final = date(1899, 12, 30)
_STRINGS: Final = "xl/sharedStrings.xml"
_ITEM: Final = re.compile(rb"<si>(.*?)</si>", re.DOTALL)
_TEXT: Final = re.compile(rb"<t[^>]*>(.*?)</t>", re.DOTALL)
_CELL: Final = re.compile(
    rb'<c r="(?P<name>[A-Z]+\d+)"(?P<style>(?: s="\d+")?)(?P<kind>[^>]*?)(?:/>|>(?P<rest>.*?)</c>)',
    re.DOTALL,
)
_SHARED: Final = re.compile(rb"<v>(\d+)</v>")
_SHEET: Final = re.compile(rb'<sheet name="([^"]*)" sheetId="(\d+)"')
_PLACES: Final = {**RANK_COLUMN, **COLUMN}


class NotOurFormError(ValueError):
    """The form has no such row, or is not as it was issued."""


@dataclass(frozen=True, slots=True)
class Filling:
    """What a person types into one form.

    `cells` by indicator and column id (`FORM_COLUMNS`, `RANK_COLUMNS`), `corrections` as rows of
    the sheet 更正 and `projects` as rows of the sheet 项目 by column id: a row with an id changes
    the project of that id, one without is a new project.  Closed words as they are shown.
    """

    organisation: str
    filled_in_by: str
    sent_on: date
    cells: Mapping[tuple[str, str], Value] = field(default_factory=dict)
    corrections: Sequence[Mapping[str, Value]] = ()
    projects: Sequence[Mapping[str, Value]] = ()


def fill_form(data: bytes, filling: Filling, words: Words) -> bytes:
    """The form in `data` with these entries; the same form and entries give the same bytes.

    Raises `NotOurFormError`.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = [(info, archive.read(info)) for info in archive.infolist()]
    parts = {info.filename: content for info, content in entries}
    strings = [
        "".join(unescape(text.decode()) for text in _TEXT.findall(item))
        for item in _ITEM.findall(parts.get(_STRINGS, b""))
    ]
    names = {unescape(n.decode()): int(i) for n, i in _SHEET.findall(parts["xl/workbook.xml"])}
    sheets = [("form", _face), ("revisions", _corrections)]
    if filling.projects:
        sheets.append(("form_projects", _projects))
    for layout, values_of in sheets:
        title = FORM[layout].title(words.language)
        if title not in names:
            raise NotOurFormError(title)
        part = f"xl/worksheets/sheet{names[title]}.xml"
        values = values_of(_texts(parts[part], strings), filling, words)
        parts[part] = _typed(parts[part], values)
    return _packed([(info, parts[info.filename]) for info, _ in entries])


def _face(texts: Mapping[str, str], filling: Filling, words: Words) -> dict[str, Value]:
    """Cell to value on the sheet that is filled in."""
    hidden = COLUMN["row_id"] + 1
    rows = {text: cell_position(cell)[0] for cell, text in texts.items() if _in(cell, hidden)}
    signature = words.text("Filled in by")
    values: dict[str, Value] = {
        cell: text + filling.filled_in_by
        for cell, text in texts.items()
        if text.startswith(signature)
    }
    values[cell_name(LINE_ROW + 1, COLUMN["status"] + 1)] = filling.sent_on
    for (indicator, column), value in filling.cells.items():
        row = rows.get(row_id(filling.organisation, indicator))
        if row is None:
            raise NotOurFormError(indicator)
        values[cell_name(row, _PLACES[column] + 1)] = value
    return values


def _corrections(texts: Mapping[str, str], filling: Filling, words: Words) -> dict[str, Value]:
    """Cell to value on the sheet of corrections."""
    header, places = _header("revisions", "reason", texts, words)
    return {
        cell_name(header + number, places[column]): value
        for number, line in enumerate(filling.corrections, start=1)
        for column, value in line.items()
    }


def _projects(texts: Mapping[str, str], filling: Filling, words: Words) -> dict[str, Value]:
    """Cell to value on the list of projects: changed rows, then new ones below the last."""
    header, places = _header("form_projects", "project", texts, words)
    ids = {text: cell_position(cell)[0] for cell, text in texts.items() if _in(cell, 1)}
    rows = {text: row for text, row in ids.items() if row > header}
    blank = itertools.count(max(rows.values(), default=header) + 1)
    values: dict[str, Value] = {}
    for line in filling.projects:
        known = line.get("project")
        if known is not None and known not in rows:
            raise NotOurFormError(str(known))
        row = next(blank) if known is None else rows[str(known)]
        values |= {cell_name(row, places[column]): value for column, value in line.items()}
    return values


def _header(
    sheet: str, column: str, texts: Mapping[str, str], words: Words
) -> tuple[int, dict[str, int]]:
    """The row in which the header of this column stands, and where all columns do (from 1)."""
    layout = FORM[sheet]
    title = layout.column(column).name.within(words.language)
    row = next(cell_position(cell)[0] for cell, text in texts.items() if text == title)
    shown = [c.id for c in layout.columns if sheet == "revisions" or c.id not in UNASKED]
    return row, {name: place for place, name in enumerate(shown, start=1)}


def _in(cell: str, column: int) -> bool:
    return cell_position(cell)[1] == column


def _texts(xml: bytes, strings: Sequence[str]) -> dict[str, str]:
    """The text of each cell that holds one, by its address."""
    found = {}
    for cell in _CELL.finditer(xml):
        number = _SHARED.search(cell["rest"] or b"") if b't="s"' in cell["kind"] else None
        if number:
            found[cell["name"].decode()] = strings[int(number[1])]
    return found


def _typed(xml: bytes, values: Mapping[str, Value]) -> bytes:
    """The sheet with these values in these cells, their styles as before."""
    left = {name: value for name, value in values.items() if value is not None}

    def put(cell: re.Match[bytes]) -> bytes:
        value = left.pop(cell["name"].decode(), None)
        if value is None:
            return cell[0]
        return b'<c r="%b"%b%b' % (cell["name"], cell["style"], _content(value))

    changed = _CELL.sub(put, xml)
    if left:
        raise NotOurFormError(", ".join(left))
    return changed


def _content(value: Value) -> bytes:
    if isinstance(value, bool) or value is None:
        raise NotOurFormError(repr(value))
    if isinstance(value, str):
        text = escape(clean_text(value))
        return f' t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'.encode()
    number = (value - _EPOCH).days if isinstance(value, date) else value
    return b"><v>%b</v></c>" % format(number, ".16g").encode()


def _packed(entries: Sequence[tuple[zipfile.ZipInfo, bytes]]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, content in entries:
            plain = zipfile.ZipInfo(info.filename, info.date_time)
            plain.compress_type = zipfile.ZIP_DEFLATED
            plain.external_attr = info.external_attr
            archive.writestr(plain, content)
    return stream.getvalue()
