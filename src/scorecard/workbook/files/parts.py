"""The parts of a workbook archive: what it is, its sheets, its links."""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from scorecard.workbook.files.limits import Limits
from scorecard.workbook.files.refusal import Refused

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

TRANSITIONAL: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT: Final = "http://purl.oclc.org/ooxml/spreadsheetml/main"
SMALL: Final = 2_000_000
"""Unpacked bytes up to which a workbook of our own is read without a process of its own."""
FEW: Final = 50_000
"""Stored cells up to which the same holds."""


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet as the workbook lists it: name, part in the archive, kind of sheet, visibility."""

    name: str
    part: str
    kind: str = "worksheet"
    state: str = "visible"


@dataclass(frozen=True, slots=True)
class Cost:
    """What parsing may cost: unpacked bytes, stored cells (ranges in full), unclear places."""

    unpacked: int = 0
    stored: int = 0
    odd: int = 0

    @property
    def small(self) -> bool:
        """Whether parsing is cheap whatever the content is."""
        return self.unpacked <= SMALL and self.stored <= FEW and not self.odd


@dataclass(frozen=True, slots=True)
class Contents:
    """What a sound archive holds: sheets in order, calendar, links, remarks that refuse nothing."""

    sheets: tuple[SheetPart, ...]
    epoch_1904: bool
    links: tuple[str, ...]
    cost: Cost
    remarks: tuple[Refused, ...] = ()


_OTHERS: Final[tuple[tuple[str, str, dict[str, str]], ...]] = (
    ("xl/workbook.bin", "B113", {}),
    ("word/", "B116", {"kind": "Word (.docx)"}),
    ("ppt/", "B116", {"kind": "PowerPoint (.pptx)"}),
)
_MACROS: Final = ("vbaproject.bin", "xl/macrosheets/", "vbadata.xml")


def refuse_other_archives(archive: zipfile.ZipFile) -> None:
    """Raise `Refused` for zip archives that are no macro-free workbook in Open XML."""
    names = [entry.filename.replace("\\", "/").lower() for entry in archive.infolist()]
    if "mimetype" in names:
        raise Refused("B115")
    for prefix, code, params in _OTHERS:
        if any(name.startswith(prefix) for name in names):
            raise Refused(code, **params)
    if "[content_types].xml" not in names:
        raise Refused("B116", kind="ZIP")
    if any(word in name for name in names for word in _MACROS):
        raise Refused("B114")


def _read(archive: zipfile.ZipFile, part: str) -> Element | None:
    """The parsed part, `None` where there is none; sizes have been checked before."""
    names = {name.replace("\\", "/").lower(): name for name in archive.namelist()}
    name = names.get(part.lower())
    if name is None:
        return None
    try:
        root: Element = fromstring(archive.read(name))
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Refused("B134", reason=f"{part}: {error}") from error
    return root


def _relations(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str, bool]]:
    """Relationships of a part: id → type, target part, whether it is outside the archive."""
    folder, name = posixpath.split(part)
    root = _read(archive, posixpath.join(folder, "_rels", f"{name}.rels"))
    if root is None:
        return {}
    found = {}
    for relation in root:
        target = relation.get("Target", "")
        outside = relation.get("TargetMode") == "External"
        if not outside:
            target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        found[relation.get("Id", "")] = (relation.get("Type", ""), target, outside)
    return found


def contents_of(archive: zipfile.ZipFile, limits: Limits, cost: Cost) -> Contents:
    """What the workbook consists of; raises `Refused` where it cannot be read."""
    part = _workbook_part(archive)
    root = _read(archive, part)
    if root is None:
        raise Refused("B116", kind="ZIP")
    if root.tag == f"{{{STRICT}}}workbook":
        raise Refused("B119")
    if root.tag != f"{{{TRANSITIONAL}}}workbook":
        raise Refused("B134", reason=part)
    relations = _relations(archive, part)
    sheets = _sheets(root, relations, archive)
    if len(sheets) > limits.sheets:
        raise Refused("B128", count=len(sheets), limit=limits.sheets)
    if not any(sheet.kind == "worksheet" for sheet in sheets):
        raise Refused("B132")
    links = _links(archive, relations)
    properties = root.find(f"{{{TRANSITIONAL}}}workbookPr")
    flag = "" if properties is None else properties.get("date1904", "")
    return Contents(sheets, flag in {"1", "true", "on"}, links, cost, _remarks(sheets, links))


def sheet_name(archive: zipfile.ZipFile, part: str) -> str | None:
    """The name of the sheet in this part, where the workbook says it."""
    try:
        place = _workbook_part(archive)
        root = _read(archive, place)
        sheets = () if root is None else _sheets(root, _relations(archive, place), archive)
    except Refused:
        return None
    return next((sheet.name for sheet in sheets if sheet.part == part), None)


def _workbook_part(archive: zipfile.ZipFile) -> str:
    types = _read(archive, "[Content_Types].xml")
    if types is not None and any("macroEnabled" in t.get("ContentType", "") for t in types):
        raise Refused("B114")
    for kind, target, _ in _relations(archive, "").values():
        if kind.endswith("/officeDocument"):
            return target
    return "xl/workbook.xml"


def _sheets(
    root: Element, relations: dict[str, tuple[str, str, bool]], archive: zipfile.ZipFile
) -> tuple[SheetPart, ...]:
    names = {name.replace("\\", "/").lower() for name in archive.namelist()}
    found = []
    for sheet in root.iterfind(f"{{{TRANSITIONAL}}}sheets/{{{TRANSITIONAL}}}sheet"):
        ids = [value for key, value in sheet.attrib.items() if key.endswith("}id")]
        kind, target, _ = relations.get(ids[0] if ids else "", ("/missing", "", False))
        word = kind.rsplit("/", 1)[-1] if target.lower() in names else "missing"
        found.append(
            SheetPart(sheet.get("name", ""), target, word, sheet.get("state") or "visible")
        )
    return tuple(found)


def _links(
    archive: zipfile.ZipFile, relations: dict[str, tuple[str, str, bool]]
) -> tuple[str, ...]:
    """Other files and data sources the workbook is linked to, by their last name."""
    found = []
    for kind, target, _ in relations.values():
        if kind.endswith("/externalLink"):
            outside = [t for _, t, o in _relations(archive, target).values() if o] or [target]
            found += outside[:1]
        elif kind.endswith("/connections"):
            found.append(target)
    return tuple(name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1] for name in found)


def _remarks(sheets: tuple[SheetPart, ...], links: tuple[str, ...]) -> tuple[Refused, ...]:
    other = [
        Refused("B139", s.name, name=s.name, kind=s.kind) for s in sheets if s.kind != "worksheet"
    ]
    if links:
        shown = ", ".join(links[:3]) + (" …" if len(links) > 3 else "")  # noqa: PLR2004  (three names show what it is about)
        other.append(Refused("B133", count=len(links), targets=shown))
    return tuple(other)
