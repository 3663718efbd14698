"""Sheets that are plainly written, read in one pass over their XML.

Excel, WPS, LibreOffice and the usual writers put a cell down in one way: `<c r s t>`, then its
formula, then its value.  A sheet in which every cell stands so is taken apart by one pattern, at a
quarter of what openpyxl costs; calamine reads it as well, and the two must agree.  Whatever is
written otherwise, and what is rare enough to be left to a library (shared and array formulas, rich
text in cells, times of day, days outside the calendar), gives `None`: openpyxl reads the workbook.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cache, cached_property, lru_cache
from typing import Final, NamedTuple, TypeAlias
from xml.etree.ElementTree import Element, ParseError
from xml.parsers import expat

from scorecard.read.grid import (
    DAY_ZERO,
    CellKind,
    CellValue,
    RawCell,
    RawSheet,
    cell_text,
    fill_merged,
    unescaped,
)
from scorecard.read.preflight import TRANSITIONAL, Parts, SheetPart, markup, part_of
from scorecard.schema.findings import cell_position

GENERAL: Final = "General"
_BUILT_IN: Final = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    14: "mm-dd-yy",
    49: "@",
}
"""The formats without a text of their own that people use; cells with others go to openpyxl."""
_MARCH_1900, _AFTER_9999 = 61.0, 2_958_466.0
"""Serial numbers between which all programs agree on the day."""
_MS_A_DAY: Final = 86_400_000
_FALSE: Final = frozenset({"0", "f", "false", ""})

_CELL: Final = re.compile(
    r'<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="([0-9]+)")?(?: t="([A-Za-z]+)")?\s?'
    r'(?:/>|>(<f((?: [a-z]+="[a-z0-9]*")*)>([^<]*)</f>)?(<v>([^<]*)</v>|<v\s?/>)?'
    r'(?:<is><t(?: xml:space="preserve")?(?:\s?/>|>([^<]*)</t>)</is>)?</c>)'
)
_NO_DATA: Final = re.compile(r"<sheetData\s?/>")
_ROW: Final = re.compile(r"<row ([^<>]*hidden=[^<>]*)>")
_COLUMN: Final = re.compile(r"<col ([^<>]*hidden=[^<>]*)>")
_MERGED: Final = re.compile(r'<mergeCell ref="([A-Z]{1,3}[0-9]{1,7}):([A-Z]{1,3}[0-9]{1,7})"\s?/>')
_ANY_MERGED: Final = re.compile(r"<mergeCell[\s/>]")
_STRING: Final = re.compile(r'<si><t(?: xml:space="preserve")?(?:\s?/>|>([^<]*)</t>)</si>')
_ANY_STRING: Final = re.compile(r"<si[\s/>]")
_ATTRIBUTE: Final = re.compile(r'([\w:]+)="([^"]*)"')
_NOT_PLAIN: Final = ("<!", "<?", "x005F_")
_PREFIXED: Final = re.compile(r":(?:c|row|sheetData|si|t)[\s/>]")
_ASIDE: Final = re.compile(r'"[^"]*"|\[[^\]]*\]')
"""Parts of a number format that stand for themselves, or are colours, conditions, languages."""
_ELAPSED: Final = re.compile(r"\[[hms]+\]", re.IGNORECASE)
_NO_DATE: Final = re.compile(r"[^dmhys]*", re.IGNORECASE)
_DATE: Final = re.compile(r"(?:y{2,4}|m{1,4}|d{1,4}|\\?[-/ .,年月日号])+", re.IGNORECASE)

Area: TypeAlias = tuple[int, int, int, int]
_Match: TypeAlias = tuple[str, ...]
"""The groups of `_CELL`."""
SHORT: Final = 32_000
"""Bytes of a sheet up to which it is taken apart once for all that have it."""


class NotPlainError(Exception):
    """Something that this reader leaves to openpyxl."""


class PlainBook:
    """The sheets of one workbook, and what they share: its texts and the formats of its cells."""

    def __init__(self, parts: Parts, file: str) -> None:
        self.parts, self.file = parts, file

    def sheet(self, part: SheetPart) -> RawSheet | None:
        """The sheet as openpyxl and the stored values of its formulas give it, or `None`."""
        try:
            return self._sheet(part)
        except (NotPlainError, ParseError, ValueError, IndexError, KeyError):
            return None

    def _sheet(self, part: SheetPart) -> RawSheet:
        laid = _laid_out(self.parts[part.part])
        cells = self._cells(laid.cells)
        for area in laid.merged:
            _clear(cells, area)
        rows = max((row for row, _ in cells), default=0)
        columns = max((column for _, column in cells), default=0)
        for area in laid.merged:
            fill_merged(cells, area, rows, columns)
        return RawSheet(
            file=self.file,
            name=part.name,
            cells=cells,
            visible=part.state == "visible",
            merged=tuple(sorted(set(laid.merged))),
            hidden_rows=frozenset(laid.hidden_rows),
            hidden_columns=frozenset(
                column
                for first, last in laid.hidden_columns
                for column in range(first, min(last, columns) + 1)
            ),
            rows=rows,
            columns=columns,
        )

    def _cells(self, found: Sequence[_Match]) -> dict[tuple[int, int], RawCell]:
        cells: dict[tuple[int, int], RawCell] = {}
        strings = self.strings if any(one[3] == "s" for one in found) else ()
        shapes = self.shapes
        for letters, digits, style, kind, computed, extra, formula, has, stored, inline in found:
            shape = shapes[style]
            if shape is None or " t=" in extra or (computed and not formula):
                raise NotPlainError
            said = None
            if computed:
                said = f"={_plain(formula)}"
                held = _computed(kind, _plain(stored) if has else None, shape)
            elif kind == "s":
                held = CellKind.TEXT, strings[int(stored)]
            elif kind == "inlineStr":
                held = CellKind.TEXT, unescaped(_plain(inline))
            elif stored:
                whole = stored == "-0"  # a whole number has no sign at zero; a computed one may
                held = _typed(kind, "0" if whole else _plain(stored), shape)
            else:
                continue
            if said or held[1] != "":
                place = row, column = int(digits), _column(letters)
                what, value = held
                shown = value if isinstance(value, str) else cell_text(value, shape)
                if what is CellKind.UNCACHED:
                    shown = said or ""
                cells[place] = RawCell(row, column, what, value, shown, said, shape)
        return cells

    @cached_property
    def strings(self) -> Sequence[str]:
        """The shared texts; of rich ones the characters."""
        name = part_of(self.parts, "sharedStrings")
        if name is None:
            return ()
        text = _text(self.parts[name])
        found = _STRING.findall(text)
        if len(found) == len(_ANY_STRING.findall(text)):
            return [unescaped(_plain(one)) for one in found]
        own = f"{{{TRANSITIONAL}}}"
        items = markup(self.parts[name]).iterfind(f"{own}si")
        pieces = ([item.find(f"{own}t"), *item.iterfind(f"{own}r/{own}t")] for item in items)
        return [unescaped("".join(_said(piece) for piece in item)) for item in pieces]

    @cached_property
    def shapes(self) -> Mapping[str, str | None]:
        """The number format of each style of a cell; `None` for one that openpyxl has to name."""
        name = part_of(self.parts, "styles")
        if name is None:
            return {"": GENERAL, "0": GENERAL}
        root, own = markup(self.parts[name]), f"{{{TRANSITIONAL}}}"
        named: dict[int, str | None] = {
            int(one.get("numFmtId", "0")): one.get("formatCode") or GENERAL
            for one in root.iterfind(f"{own}numFmts/{own}numFmt")
        }
        known = {**_BUILT_IN, **named}
        styles = root.iterfind(f"{own}cellXfs/{own}xf")
        found = [known.get(int(style.get("numFmtId", "0"))) for style in styles] or [GENERAL]
        return {"": found[0], **{str(number): shape for number, shape in enumerate(found)}}


def _text(data: bytes) -> str:
    """A part as text: well formed, without comments, literal sections and prefixes."""
    try:
        expat.ParserCreate().Parse(data, True)  # noqa: FBT003  (its only form)
    except expat.ExpatError as error:
        raise NotPlainError from error
    text = data.decode("utf-8-sig").removeprefix("<?xml ")
    if any(word in text for word in _NOT_PLAIN) or _PREFIXED.search(text):
        raise NotPlainError
    return text


class _Layout(NamedTuple):
    """What a sheet's own part says: cells that hold something, merged ranges, what is hidden."""

    cells: Sequence[_Match]
    merged: Sequence[Area]
    hidden_rows: Sequence[int]
    hidden_columns: Sequence[tuple[int, int]]


def _laid_out(data: bytes) -> _Layout:
    return _laid_out_once(data) if len(data) <= SHORT else _taken_apart(data)


def _taken_apart(data: bytes) -> _Layout:
    before, _, rest = _text(data).partition("<sheetData>")
    body, ended, after = rest.rpartition("</sheetData>")
    if not ended and not _NO_DATA.search(before):
        raise NotPlainError
    around, found = before + after, _CELL.findall(body)
    if len(found) != body.count("<c"):
        raise NotPlainError
    return _Layout(
        [one for one in found if one[4] or one[7] or one[9]],
        _merged(around),
        [int(row["r"]) for row in _hidden(_ROW, body)],
        [(int(one["min"]), int(one["max"])) for one in _hidden(_COLUMN, around)],
    )


_laid_out_once = lru_cache(maxsize=64)(_taken_apart)
"""Forms of one issue have their smaller sheets in common; only the texts in them differ."""


def _said(piece: Element | None) -> str:
    return "" if piece is None else piece.text or ""


def _typed(kind: str, stored: str, shape: str) -> tuple[CellKind, CellValue]:
    """What a cell without a formula holds; a text may be empty."""
    match kind:
        case "" | "n":
            return _number(stored, shape)
        case "str":
            return CellKind.TEXT, unescaped(stored)
        case "b" if stored in {"0", "1"}:
            return CellKind.BOOLEAN, stored == "1"
        case "e":
            return CellKind.ERROR, stored
    raise NotPlainError


def _computed(kind: str, stored: str | None, shape: str) -> tuple[CellKind, CellValue]:
    """The stored value of a formula; an empty text is a value, no text at all is none."""
    if kind == "str" and stored is not None:
        return CellKind.TEXT, unescaped(stored)
    if not stored:
        return CellKind.UNCACHED, None
    return _typed(kind, stored, shape)


def _number(stored: str, shape: str) -> tuple[CellKind, CellValue]:
    value, dated = float(stored), _is_date(shape)
    if not math.isfinite(value) or (dated and not _MARCH_1900 <= value < _AFTER_9999):
        raise NotPlainError
    if not dated:
        return CellKind.NUMBER, value
    day, part = divmod(value, 1)
    return CellKind.DATE, DAY_ZERO + timedelta(days=day, milliseconds=round(part * _MS_A_DAY))


@lru_cache(maxsize=256)
def _is_date(shape: str) -> bool:
    """Whether the format shows a day; times, and what may be either, are left to openpyxl."""
    bare = _ASIDE.sub("", shape.split(";", maxsplit=1)[0])
    if _ELAPSED.search(shape) or not (_NO_DATE.fullmatch(bare) or _DATE.fullmatch(bare)):
        raise NotPlainError
    return _NO_DATE.fullmatch(bare) is None


def _plain(text: str) -> str:
    """The text with its entities resolved."""
    return text if "&" not in text else _said(markup(f"<t>{text}</t>".encode()))


@cache
def _column(letters: str) -> int:
    return cell_position(f"{letters}1")[1]


def _hidden(pattern: re.Pattern[str], xml: str) -> Iterator[dict[str, str]]:
    for attributes in pattern.findall(xml) if "hidden=" in xml else ():
        found = dict(_ATTRIBUTE.findall(attributes))
        if found.get("hidden", "") not in _FALSE:
            yield found


def _merged(around: str) -> list[Area]:
    found = _MERGED.findall(around)
    if len(found) != len(_ANY_MERGED.findall(around)):
        raise NotPlainError
    return [(*cell_position(first), *cell_position(last)) for first, last in found]


def _clear(cells: dict[tuple[int, int], RawCell], area: Area) -> None:
    """Forget what stands under a merged range: nobody sees it."""
    top, left, bottom, right = area
    if top > bottom or left > right:
        raise NotPlainError
    if (bottom - top + 1) * (right - left + 1) > len(cells):
        inside = [p for p in cells if top <= p[0] <= bottom and left <= p[1] <= right]
    else:
        inside = [(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)]
    for place in inside:
        if place != (top, left):
            cells.pop(place, None)
