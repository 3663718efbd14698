"""Every part of a workbook checked: the schemas of Office, and what the schemas cannot say.

The schemas are those of the Open XML SDK, as `openxml-audit` carries them.  They say nothing of
what parts owe each other: ids in range, references that resolve, names that are unique, cells in
their order; that is checked here.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring
from openpyxl.formula import Tokenizer
from openpyxl.utils.cell import range_boundaries
from openxml_audit import FileFormat, OpenXmlValidator

MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATED: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
CHART: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
ADDED: Final = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
CELLS_OF: Final = "{http://schemas.microsoft.com/office/excel/2006/main}"
REFUSED: Final = re.compile(r"[\[\]:*?/\\]")
AREA: Final = re.compile(r"\$?[A-Z]{1,3}\$?\d+(:\$?[A-Z]{1,3}\$?\d+)?|\$?\d+:\$?\d+")
LAST_COLUMN, LAST_ROW = 16_384, 1_048_576
LONGEST_SHEET_NAME, LONGEST_HEADER, LONGEST_TEXT = 31, 255, 32_767
BUILT_IN_FORMATS: Final = 164
"""Number formats below this id are known to every program."""


@dataclass(frozen=True)
class Package:
    """The parts of a workbook: raw, and as trees."""

    raw: dict[str, bytes]
    trees: dict[str, Element]

    def children(self, part: str, path: str) -> list[Element]:
        """The elements of a part at a path of its main schema, none where it has no such part."""
        if part not in self.trees:
            return []
        return self.trees[part].findall("/".join(f"{MAIN}{name}" for name in path.split("/")))

    @property
    def sheets(self) -> dict[str, str]:
        """Sheet names to the parts that hold them."""
        parts = dict(related(self, "xl/workbook.xml"))
        return {
            sheet.get("name", ""): parts.get(sheet.get(f"{RELATED}id", ""), "")
            for sheet in self.children("xl/workbook.xml", "sheets/sheet")
        }

    @property
    def names(self) -> set[str]:
        """The names defined in the workbook."""
        found = self.children("xl/workbook.xml", "definedNames/definedName")
        return {name.get("name", "").casefold() for name in found}


def faults(data: bytes) -> list[str]:
    """Everything that is wrong with a workbook; nothing where every part is in order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        raw = {name: archive.read(name) for name in names}
    twice = [f"{name}: twice in the archive" for name, n in Counter(names).items() if n > 1]
    package = Package(raw, {name: fromstring(part) for name, part in raw.items()})
    checks = (links, sheet_names, defined_names, styles, strings, charts)
    found = [fault for check in checks for fault in check(package)]
    for name, part in package.sheets.items():
        if part in package.trees:
            found += [f"{name}: {fault}" for fault in sheet(package, package.trees[part])]
    return twice + found


def schema_faults(path: Path) -> list[str]:
    """What the schemas of Office 2019 and later refuse in a file."""
    validator = OpenXmlValidator(file_format=FileFormat.MICROSOFT_365, max_errors=0)
    return [str(error) for error in validator.validate(path).errors]


def related(package: Package, part: str) -> Iterator[tuple[str, str]]:
    """Relationship ids of a part and the parts they lead to; links to elsewhere are left out."""
    folder, name = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    if rels in package.trees:
        for one in package.trees[rels]:
            if one.get("TargetMode") != "External":
                target = one.get("Target", "")
                joined = posixpath.join(folder, target)
                yield one.get("Id", ""), posixpath.normpath(joined).lstrip("/")


def links(package: Package) -> Iterator[str]:
    """Content types and relationships: every part is typed, exists and is reached."""
    types = package.trees["[Content_Types].xml"]
    kinds = {kind.get("Extension") for kind in types if kind.get("Extension")}
    typed = {kind.get("PartName", "").lstrip("/") for kind in types if kind.get("PartName")}
    yield from (f"{name}: typed and not there" for name in typed - package.raw.keys())
    for name in package.raw.keys() - typed - {"[Content_Types].xml"}:
        if not name.endswith(".rels") or "rels" not in kinds:
            yield f"{name}: no content type of its own"
    reached, waiting = {"[Content_Types].xml"}, [""]
    while waiting:
        part = waiting.pop()
        for id_, target in related(package, part):
            if target not in package.raw:
                yield f"{part}: {id_} leads to {target}, which is not there"
            elif target not in reached:
                reached.add(target)
                waiting.append(target)
    lost = (n for n in package.raw if n not in reached and not n.endswith(".rels"))
    yield from (f"{name}: no relationship leads to it" for name in lost)


def sheet_names(package: Package) -> Iterator[str]:
    """Sheet names: not empty, short enough, no refused sign, unique without regard to case."""
    names = list(package.sheets)
    declared = package.children("xl/workbook.xml", "sheets/sheet")
    if len({name.casefold() for name in names}) < len(declared):
        yield "two sheets of one name"
    for name in names:
        if not 0 < len(name) <= LONGEST_SHEET_NAME or REFUSED.search(name) or "'" in name[:1]:
            yield f"{name}: not a sheet name"


def defined_names(package: Package) -> Iterator[str]:
    """Defined names: unique in their scope, and leading to cells of sheets that exist."""
    found = package.children("xl/workbook.xml", "definedNames/definedName")
    keys = Counter((n.get("name", "").casefold(), n.get("localSheetId")) for n in found)
    yield from (f"{name}: defined twice" for (name, _), count in keys.items() if count > 1)
    for name in found:
        for reference in (name.text or "").split(","):
            yield from reference_faults(package, reference)


def styles(package: Package) -> Iterator[str]:
    """Counts are right; every format's font, fill, border and number format exist."""
    part = "xl/styles.xml"
    size: dict[str, int] = {}
    for found in package.trees[part]:
        name = found.tag.removeprefix(MAIN)
        size[name] = len(found)
        if found.get("count") not in {None, str(len(found))}:
            yield f"{name}: counts {found.get('count')}, holds {len(found)}"
    known = {f.get("numFmtId") for f in package.children(part, "numFmts/numFmt")}
    for xf in package.children(part, "cellXfs/xf"):
        for key, group in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders")):
            if int(xf.get(key, "0")) >= size[group]:
                yield f"cellXfs: {key} {xf.get(key)} of {size[group]}"
        number = xf.get("numFmtId", "0")
        if int(number) >= BUILT_IN_FORMATS and number not in known:
            yield f"cellXfs: number format {number} is not there"


def strings(package: Package) -> Iterator[str]:
    """Texts as long as a cell can hold."""
    for item in package.children("xl/sharedStrings.xml", "si"):
        if len("".join(item.itertext())) > LONGEST_TEXT:
            yield "a text too long for a cell"


def charts(package: Package) -> Iterator[str]:
    """What charts draw stands in sheets that exist."""
    for part, tree in package.trees.items():
        if part.startswith("xl/charts/"):
            for formula in tree.iter(f"{CHART}f"):
                yield from reference_faults(package, formula.text or "")


def sheet(package: Package, tree: Element) -> Iterator[str]:
    """Cells in order and of their type; formulas, merges, conditions, filters that can be read."""
    yield from _cells(package, tree)
    yield from _areas(tree)
    rules = list(tree.iter(f"{MAIN}cfRule"))
    looks = len(package.children("xl/styles.xml", "dxfs/dxf"))
    for rule in rules:
        if int(rule.get("dxfId", "0")) >= max(looks, 1):
            yield f"conditional format: look {rule.get('dxfId')} of {looks}"
    order = Counter(rule.get("priority") for rule in rules)
    yield from (f"conditional formats: priority {p} twice" for p, n in order.items() if n > 1)
    for formula in tree.iterfind(f".//{ADDED}sparkline/{CELLS_OF}f"):
        yield from reference_faults(package, formula.text or "")
    for text in tree.findall(f"{MAIN}headerFooter/*"):
        if len(text.text or "") > LONGEST_HEADER:
            yield "a page header too long"


def _cells(package: Package, tree: Element) -> Iterator[str]:
    looks = len(package.children("xl/styles.xml", "cellXfs/xf"))
    texts = len(package.children("xl/sharedStrings.xml", "si"))
    last_row = 0
    for row in tree.iter(f"{MAIN}row"):
        number, last_column = int(row.get("r", "0")), 0
        if not last_row < number <= LAST_ROW:
            yield f"row {number} after row {last_row}"
        last_row = number
        for cell in row.iter(f"{MAIN}c"):
            place = cell.get("r", "")
            column, own_row, _, _ = range_boundaries(place)
            if own_row != number or not last_column < (column or 0) <= LAST_COLUMN:
                yield f"{place}: out of order in row {number}"
            last_column = column or 0
            if int(cell.get("s", "0")) >= looks:
                yield f"{place}: format {cell.get('s')} of {looks}"
            yield from (f"{place}: {fault}" for fault in _value(package, cell, texts))


def _value(package: Package, cell: Element, texts: int) -> Iterator[str]:
    kind, value = cell.get("t", "n"), cell.findtext(f"{MAIN}v")
    formula = cell.findtext(f"{MAIN}f")
    if kind == "s" and not 0 <= int(value or "-1") < texts:
        yield f"text {value} of {texts}"
    if kind == "b" and value not in {"0", "1"}:
        yield f"{value} is neither true nor false"
    # A formula whose stored result is nothing keeps an empty value: XlsxWriter documents it.
    blank = value is None or (not value and formula is not None)
    if kind == "n" and not blank and not _is_number(value or ""):
        yield f"{value!r} is not a number"
    if formula is not None:
        yield from formula_faults(package, formula)


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([Ee][+-]?\d+)?", text) is not None


def _areas(tree: Element) -> Iterator[str]:
    """Areas lie in the sheet; merged ones, and columns, do not overlap."""
    merged = [m.get("ref", "") for m in tree.iter(f"{MAIN}mergeCell")]
    filters = [f.get("ref", "") for f in tree.iter(f"{MAIN}autoFilter")]
    conditions = [
        area
        for found in tree.iter(f"{MAIN}conditionalFormatting")
        for area in found.get("sqref", "").split()
    ]
    wrong = [area for area in (*merged, *filters, *conditions) if not AREA.fullmatch(area)]
    yield from (f"{area}: not an area" for area in wrong)
    taken: set[tuple[int, int]] = set()
    for area in (area for area in merged if area not in wrong):
        left, top, right, bottom = (side or 0 for side in range_boundaries(area))
        cells = {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
        if taken & cells:
            yield f"{area}: overlaps another merged area"
        taken |= cells
    last = 0
    for columns in tree.iter(f"{MAIN}col"):
        if int(columns.get("min", "0")) <= last:
            yield f"columns from {columns.get('min')}: twice"
        last = int(columns.get("max", "0"))


def reference_faults(package: Package, reference: str) -> Iterator[str]:
    """A reference to cells: its sheet exists, its cells are cells; a name is a defined one."""
    sheet_name, mark, area = reference.rpartition("!")
    known = {name.casefold() for name in package.sheets}
    named = sheet_name.removeprefix("'").removesuffix("'").replace("''", "'")
    if mark and named.casefold() not in known:
        yield f"{reference}: no such sheet"
    if not AREA.fullmatch(area) and (mark or area.casefold() not in package.names):
        yield f"{reference}: no such cells"


def formula_faults(package: Package, formula: str) -> Iterator[str]:
    """A formula that can be read: brackets in pairs, references and names that lead somewhere."""
    tokens = Tokenizer(f"={formula}").items
    depth = sum({"OPEN": 1, "CLOSE": -1}.get(token.subtype, 0) for token in tokens)
    if depth:
        yield f"={formula}: brackets do not pair"
    for token in tokens:
        if token.type == "OPERAND" and token.subtype == "RANGE":
            yield from reference_faults(package, token.value)
