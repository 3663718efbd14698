"""Whether an archive may be opened: bytes really unpacked are counted before anyone parses them.

The counting stops at the first limit that is passed, so a small file that unpacks to a gigabyte
costs neither the time nor the memory of a gigabyte.  Over 500 lines because every limit and every
refusal of a package stands in one place, to be read against each other.
"""

from __future__ import annotations

import contextlib
import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, TypeAlias
from xml.etree.ElementTree import Element, ParseError, XMLParser

from scorecard.read.intake import DEFAULT_LIMITS, DIRECTORY, MB, Limits, Refused, kind_of_bytes
from scorecard.schema.errors import N_
from scorecard.schema.findings import Finding, cell_position

# ---------------------------------------------------------------------------
# The parts of a workbook archive: what it is, its sheets, its links.


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


@dataclass(slots=True)
class Cost:
    """What parsing may cost, counted over the whole archive.

    `unpacked` bytes, `stored` cells (ranges in full), `odd` places that are not plainly written.
    """

    unpacked: int = 0
    stored: int = 0
    odd: int = 0

    @property
    def small(self) -> bool:
        """Whether parsing is cheap whatever the content is."""
        return self.unpacked <= SMALL and self.stored <= FEW and not self.odd


class Parts:
    """The parts of an archive by their names, whichever way those are spelt.

    What was unpacked of a small archive when it was looked through is not unpacked again.
    """

    def __init__(self, archive: zipfile.ZipFile | None = None) -> None:
        self._archive = archive
        names = archive.namelist() if archive else ()
        self._names = {name.replace("\\", "/").lower(): name for name in names}
        self.unpacked: dict[str, bytes] = {}
        self.relations: dict[str, dict[str, tuple[str, str, bool]]] = {}

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._names

    def __getitem__(self, part: str) -> bytes:
        name = self._names[part.lower()]
        known = self.unpacked.get(name)
        return self._archive.read(name) if known is None and self._archive else known or b""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a sound archive holds: sheets in order, calendar, links, remarks that refuse nothing."""

    sheets: tuple[SheetPart, ...]
    epoch_1904: bool
    links: tuple[str, ...]
    cost: Cost
    parts: Parts
    remarks: tuple[Refused, ...] = ()
    old: str = ""
    """The kind of an older format (see `old_formats`), of which nothing else is known yet."""


_OTHERS: Final[tuple[tuple[str, str, dict[str, str]], ...]] = (
    ("word/", "B116", {"kind": "Word (.docx)"}),
    ("ppt/", "B116", {"kind": "PowerPoint (.pptx)"}),
)
_MACROS: Final = ("vbaproject.bin", "xl/macrosheets/", "vbadata.xml", "basic/")
_ODS: Final = b"application/vnd.oasis.opendocument.spreadsheet"


def kind_of_archive(archive: zipfile.ZipFile) -> str:
    """`ods` or `xlsb`, or nothing for Open XML; `Refused` for what is no macro-free workbook."""
    names = [entry.filename.replace("\\", "/").lower() for entry in archive.infolist()]
    if "mimetype" in names and "content.xml" not in names:
        raise Refused("B115")
    for prefix, code, params in _OTHERS:
        if any(name.startswith(prefix) for name in names):
            raise Refused(code, **params)
    if "mimetype" not in names and "[content_types].xml" not in names:
        raise Refused("B116", kind="ZIP")
    if any(word in name for name in names for word in _MACROS):
        raise Refused("B114")
    return "ods" if "mimetype" in names else "xlsb" if "xl/workbook.bin" in names else ""


def markup(data: bytes) -> Element:
    """The root of a part of an archive, which is not to be changed.

    Nothing is declared in it that unfolds or is fetched, and it is read as UTF-8 whatever it says
    of itself.  Raises `ValueError`, for what is no XML `ParseError`.
    """
    return _parsed_once(data) if len(data) <= FEED else _parsed(data)


def _parsed(data: bytes) -> Element:
    if _DOCTYPE in data:
        raise ValueError(_DOCTYPE)
    parser = XMLParser(encoding="utf-8")  # noqa: S314  (without a document type it is harmless)
    parser.feed(data)
    root: Element = parser.close()
    return root


_parsed_once = lru_cache(maxsize=64)(_parsed)
"""Forms of one issue have many parts in common."""


def _read(parts: Parts, part: str) -> Element | None:
    """The parsed part, `None` where there is none; sizes have been checked before."""
    if part not in parts:
        return None
    try:
        return markup(parts[part])
    except (ParseError, ValueError, LookupError) as error:
        raise Refused("B134", reason=part) from error


def _relations(parts: Parts, part: str) -> dict[str, tuple[str, str, bool]]:
    """Relationships of a part: id → type, target part, whether it is outside the archive."""
    if part not in parts.relations:
        parts.relations[part] = _read_relations(parts, part)
    return parts.relations[part]


def _read_relations(parts: Parts, part: str) -> dict[str, tuple[str, str, bool]]:
    folder, name = posixpath.split(part)
    root = _read(parts, posixpath.join(folder, "_rels", f"{name}.rels"))
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


def _contents_of(parts: Parts, limits: Limits, cost: Cost) -> Contents:
    """What the workbook consists of; raises `Refused` where it cannot be read."""
    part = _workbook_part(parts)
    root = _read(parts, part)
    if root is None:
        raise Refused("B116", kind="ZIP")
    if root.tag == f"{{{STRICT}}}workbook":
        raise Refused("B119")
    if root.tag != f"{{{TRANSITIONAL}}}workbook":
        raise Refused("B134", reason=part)
    relations = _relations(parts, part)
    sheets = _sheets(root, relations, parts)
    if len(sheets) > limits.sheets:
        raise Refused("B128", count=len(sheets), limit=limits.sheets)
    if not any(sheet.kind == "worksheet" for sheet in sheets):
        raise Refused("B132")
    links = _links(parts, relations)
    properties = root.find(f"{{{TRANSITIONAL}}}workbookPr")
    flag = "" if properties is None else properties.get("date1904", "")
    epoch_1904 = flag in {"1", "true", "on"}
    return Contents(sheets, epoch_1904, links, cost, parts, _remarks(sheets, links))


def sheet_name(parts: Parts, part: str) -> str | None:
    """The name of the sheet in this part, where the workbook says it."""
    try:
        place = _workbook_part(parts)
        root = _read(parts, place)
        sheets = () if root is None else _sheets(root, _relations(parts, place), parts)
    except Refused:
        return None
    return next((sheet.name for sheet in sheets if sheet.part == part), None)


def part_of(parts: Parts, kind: str) -> str | None:
    """The part that all sheets share for this purpose: `styles`, `sharedStrings`."""
    relations = _relations(parts, _workbook_part(parts)).values()
    return next((target for word, target, _ in relations if word.endswith(f"/{kind}")), None)


def _workbook_part(parts: Parts) -> str:
    types = _read(parts, "[Content_Types].xml")
    if types is not None and any("macroEnabled" in t.get("ContentType", "") for t in types):
        raise Refused("B114")
    for kind, target, _ in _relations(parts, "").values():
        if kind.endswith("/officeDocument"):
            return target
    return "xl/workbook.xml"


def _sheets(
    root: Element, relations: dict[str, tuple[str, str, bool]], parts: Parts
) -> tuple[SheetPart, ...]:
    found = []
    for sheet in root.iterfind(f"{{{TRANSITIONAL}}}sheets/{{{TRANSITIONAL}}}sheet"):
        ids = [value for key, value in sheet.attrib.items() if key.endswith("}id")]
        kind, target, _ = relations.get(ids[0] if ids else "", ("/missing", "", False))
        word = kind.rsplit("/", 1)[-1] if target in parts else "missing"
        found.append(
            SheetPart(sheet.get("name", ""), target, word, sheet.get("state") or "visible")
        )
    return tuple(found)


def _links(parts: Parts, relations: dict[str, tuple[str, str, bool]]) -> tuple[str, ...]:
    """Other files and data sources the workbook is linked to, by their last name."""
    found = []
    for kind, target, _ in relations.values():
        if kind.endswith("/externalLink"):
            outside = [t for _, t, o in _relations(parts, target).values() if o] or [target]
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


# ---------------------------------------------------------------------------
# Whether an archive may be opened: bytes really unpacked are counted before anyone parses them.


CHUNK: Final = 1 << 20
FEED: Final = 1 << 16
LOCAL: Final = struct.Struct("<4s5H3L2H")
KEPT_TAIL: Final = 1 << 12
OF_A_SHEET: Final = frozenset({"B129", "B130", "B131", "B141"})
HEAD: Final = 4096


def preflight(
    data: bytes, file: str, limits: Limits = DEFAULT_LIMITS
) -> tuple[Contents | None, list[Finding]]:
    """What the workbook consists of, or the one finding that says why it is not read.

    Awkward cases: archives with duplicate, overlapping, encrypted or lying entries are refused;
    so are parts in other encodings than UTF-8 and any document type declaration.  Links to other
    files are a finding of severity error that does not keep the workbook from being read.
    """
    try:
        with walled():
            contents = _contents(data, file, limits)
    except Refused as refusal:
        return None, [refusal.finding(file)]
    return contents, [r.finding(file) for r in contents.remarks]


@contextlib.contextmanager
def walled(code: str = "B134") -> Iterator[None]:
    """Whatever a parser raises (a panic of calamine is no Exception) refuses the workbook."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, MemoryError, Refused):
        raise
    except BaseException as error:
        raise Refused(code, reason=N_("it is not built as a workbook is")) from error


def _contents(data: bytes, file: str, limits: Limits) -> Contents:
    if len(data) > limits.file:
        raise Refused("B106", size=round(len(data) / MB), limit=limits.file // MB)
    old = kind_of_bytes(data, file)
    if old:
        return _of_old_format(old)
    archive = _opened(data, limits)
    old = kind_of_archive(archive)
    entries = archive.infolist()
    _check_directory(data, entries, limits)
    cost = Cost()
    parts = Parts(archive)
    for entry in entries:
        try:
            _unpack(data, entry, limits, cost, parts)
        except Refused as refusal:
            if refusal.code in OF_A_SHEET:
                refusal.sheet = sheet_name(parts, entry.filename)
            raise
    if old == "ods" and not archive.read("mimetype").startswith(_ODS):
        raise Refused("B115")
    if old:
        return _of_old_format(old)
    return _contents_of(parts, limits, cost)


def _of_old_format(kind: str) -> Contents:
    return Contents((), epoch_1904=False, links=(), cost=Cost(odd=1), parts=Parts(), old=kind)


def _opened(data: bytes, limits: Limits) -> zipfile.ZipFile:
    count = data.count(b"PK\x01\x02")
    if count > limits.entries:
        raise Refused("B127", count=count, limit=limits.entries)
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, struct.error, NotImplementedError) as error:
        raise Refused("B120", part=DIRECTORY, reason=N_("it cannot be read")) from error


def _damaged(entry: zipfile.ZipInfo, reason: str) -> Refused:
    return Refused("B120", part=entry.filename, reason=reason)


def _check_directory(data: bytes, entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Names, flags and declared sizes, before anything is unpacked."""
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename.replace("\\", "/").casefold()
        if name in seen:
            raise Refused("B122", part=entry.filename)
        seen.add(name)
        if entry.flag_bits & 0x1:
            raise Refused("B112")
        if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise _damaged(entry, N_("it is packed in a way that Excel does not use"))
        _check_size(entry, entry.file_size, limits)
    if sum(e.file_size for e in entries) > limits.total:
        raise Refused("B124", limit=limits.total // MB)
    _check_places(data, entries)


def _check_size(entry: zipfile.ZipInfo, size: int, limits: Limits) -> None:
    if size > limits.entry:
        raise Refused("B125", part=entry.filename, limit=limits.entry // MB)
    if size > limits.ratio_from and size > limits.ratio * max(1, entry.compress_size):
        raise Refused("B126", part=entry.filename, limit=limits.ratio)


def _check_places(data: bytes, entries: list[zipfile.ZipInfo]) -> None:
    """No two entries share bytes: overlapping entries unpack one content many times."""
    end = 0
    for entry in sorted(entries, key=lambda e: e.header_offset):
        if entry.header_offset < end:
            raise _damaged(entry, N_("it overlaps another part"))
        end = _payload(data, entry) + entry.compress_size
        if end > len(data):
            raise _damaged(entry, N_("it is cut off"))


def _payload(data: bytes, entry: zipfile.ZipInfo) -> int:
    """Where the packed bytes of an entry begin."""
    start = entry.header_offset
    if start < 0 or start + LOCAL.size > len(data):
        raise _damaged(entry, N_("it is cut off"))
    fields = LOCAL.unpack_from(data, start)
    if fields[0] != b"PK\x03\x04":
        raise _damaged(entry, N_("it has no header"))
    name = data[start + LOCAL.size : start + LOCAL.size + int(fields[9])]
    if name != entry.orig_filename.encode("utf-8" if entry.flag_bits & 0x800 else "cp437"):
        raise _damaged(entry, N_("it goes by two names"))
    return start + LOCAL.size + int(fields[9]) + int(fields[10])


def _chunks(packed: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The unpacked bytes of an entry, at most `CHUNK` at a time."""
    if entry.compress_type == zipfile.ZIP_STORED:
        for at in range(0, len(packed), CHUNK):
            yield packed[at : at + CHUNK]
        return
    unpacker = zlib.decompressobj(-15)
    for at in range(0, len(packed), FEED):
        yield unpacker.decompress(packed[at : at + FEED], CHUNK)
        while unpacker.unconsumed_tail:
            yield unpacker.decompress(unpacker.unconsumed_tail, CHUNK)
    if rest := unpacker.flush():
        yield rest
    if not unpacker.eof or unpacker.unused_data:
        raise _damaged(entry, N_("it is cut off"))


LONG, MANY = 100_000, 256
_Seen: TypeAlias = tuple[str, bytes, int, int, int, Limits]
_KNOWN: Final[dict[_Seen, tuple[bytes, int, int]]] = {}
"""At most `MANY` parts of at most `LONG` bytes that were looked through, with what they cost.

Forms of one issue have many parts in common, byte for byte, packed as well.
"""


def _unpack(data: bytes, entry: zipfile.ZipInfo, limits: Limits, cost: Cost, parts: Parts) -> None:
    """Count, check and look through one entry, if that was not done before.

    Of a small archive it is kept.
    """
    start, stored, odd = _payload(data, entry), cost.stored, cost.odd
    packed = data[start : start + entry.compress_size]
    facts = entry.compress_type, entry.CRC, entry.file_size
    key = entry.filename, packed, *facts, limits
    if known := _KNOWN.get(key):
        unpacked = known[0]
        cost.unpacked += len(unpacked)
        cost.stored += known[1]
        cost.odd += known[2]
        _bound(cost, limits)
    else:
        unpacked = _looked_through(packed, entry, limits, cost)
        if cost.unpacked <= SMALL and max(len(packed), len(unpacked)) <= LONG:
            if len(_KNOWN) == MANY:
                _KNOWN.clear()
            _KNOWN[key] = unpacked, cost.stored - stored, cost.odd - odd
    if cost.unpacked <= SMALL:
        parts.unpacked[entry.filename] = unpacked


def _looked_through(packed: bytes, entry: zipfile.ZipInfo, limits: Limits, cost: Cost) -> bytes:
    """The unpacked bytes of an entry, checked, as far as the archive is small."""
    size = check = 0
    kept: list[bytes] = []
    look = _Look(entry.filename, limits)
    try:
        for chunk in _chunks(packed, entry):
            size += len(chunk)
            cost.unpacked += len(chunk)
            if cost.unpacked > limits.total:
                raise Refused("B124", limit=limits.total // MB)
            _check_size(entry, size, limits)
            check = zlib.crc32(chunk, check)
            if cost.unpacked <= SMALL:
                kept.append(chunk)
            look.take(chunk, cost)
    except zlib.error as error:
        raise _damaged(entry, N_("it cannot be unpacked")) from error
    look.end(cost)
    if check != entry.CRC or size != entry.file_size:
        raise Refused("B121", part=entry.filename)
    return b"".join(kept)


def _bound(cost: Cost, limits: Limits) -> None:
    if cost.stored > limits.cells:
        raise Refused("B131", count=f"> {limits.cells}", limit=limits.cells)


_DOCTYPE: Final = b"<!DOCTYPE"
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_UNREAD: Final = "customxml/"
"""Parts that other programs leave in a workbook and no reader of ours opens, in any encoding."""
_ENCODING: Final = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"']")
_PLAINLY_PLACED: Final = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"')
_PLACED: Final = re.compile(
    rb"<(?:\w+:)?c(?:\s[^>]*?)??\sr\s*=\s*[\"']([A-Z]{1,3}[0-9]{1,7})[\"'][^>/]*(/?)>"
)
_TAG: Final = re.compile(rb"<(c|row)[\s/>]")
_PREFIXED: Final = re.compile(rb":(?:c|row)[\s/>]")
_PREFIXED_TAG: Final = re.compile(rb"<(?:\w+:)?(c|row)[\s/>]")
_LETTERS: Final = bytes(range(ord("A"), ord("Z") + 1))
_DIGITS: Final = b"0123456789"
_RANGED: Final = re.compile(
    rb"<(?:\w+:)?(?:mergeCell|hyperlink|comment)\s[^>]*?ref\s*=\s*[\"']([^\"']*)[\"']"
)
_WITH_RANGES: Final = (b"mergeCell", b"hyperlink", b"comment")
_RANGE: Final = re.compile(r"\$?[A-Z]{1,3}\$?\d{1,7}(?::\$?[A-Z]{1,3}\$?\d{1,7})?")
_DRAWN: Final = (".svg", ".html", ".htm", ".mht")


class _Look:
    """Looks through the bytes of one part as they come, tag by tag, a part of `CHUNK` at once."""

    def __init__(self, name: str, limits: Limits) -> None:
        self.name, self.limits = name, limits
        self.row = self.column = 0
        self.tail = b""
        self.markup: bool | None = None
        self.is_sheet = self.several = False
        self.placed: list[bytes] = []

    def take(self, chunk: bytes, cost: Cost) -> None:
        """Look at everything up to the last tag that has begun, where enough has come."""
        if self.markup is None and chunk:
            self._begin(chunk)
        if not self.markup:
            return
        self.tail += chunk
        if len(self.tail) < CHUNK:
            return
        seen, self.several = self.tail, True
        cut = seen.rfind(b"<")
        if cut < len(seen) - CHUNK:
            cut = len(seen) - KEPT_TAIL
        self.tail = seen[max(cut, 0) :]
        self._inspect(seen[: max(cut, 0)], cost)

    def end(self, cost: Cost) -> None:
        """Look at what is left; no place may be stored twice: programs differ in what they show."""
        if self.markup:
            self._inspect(self.tail, cost)
        if len(set(self.placed)) < len(self.placed):
            (twice, _), *_ = Counter(self.placed).most_common(1)
            raise Refused("B141", cell=twice.decode("ascii"))

    def _begin(self, chunk: bytes) -> None:
        head = chunk[:HEAD]
        unread = self.name.replace("\\", "/").lower().startswith(_UNREAD)
        if unread and head.startswith(_UTF_16):
            self.markup = False
            return
        if head.startswith(_UTF_16):
            raise Refused("B134", reason=f"{self.name}: UTF-16")
        text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
        self.markup = text.startswith(b"<") and not self.name.lower().endswith(_DRAWN)
        declared = _ENCODING.match(text)
        if self.markup and declared and not unread and declared[1].lower() not in _ENCODINGS:
            raise Refused("B134", reason=f"{self.name}: {declared[1].decode('ascii', 'replace')}")
        self.is_sheet = re.search(rb"<(?:\w+:)?worksheet[\s>]", head) is not None

    def _inspect(self, seen: bytes, cost: Cost) -> None:
        if _DOCTYPE in seen:
            raise Refused("B123", part=self.name)
        named = [at for word in _WITH_RANGES if (at := seen.find(word)) >= 0]
        if named:
            for reference in _RANGED.findall(seen, max(0, seen.rfind(b"<", 0, min(named)))):
                self._count_range(reference.decode("ascii", "replace"), cost)
        if self.is_sheet:
            self._count_cells(seen, cost)
        _bound(cost, self.limits)

    @staticmethod
    def _count_range(reference: str, cost: Cost) -> None:
        if _RANGE.fullmatch(reference):
            cost.stored += _area(reference)
        else:
            cost.odd += 1

    def _count_cells(self, seen: bytes, cost: Cost) -> None:
        tags = (_PREFIXED_TAG if _PREFIXED.search(seen) else _TAG).findall(seen)
        cells, placed = tags.count(b"c"), _PLAINLY_PLACED.findall(seen)
        cost.stored += len(tags)
        plain = len(placed) == cells
        if self.several or not plain or not self._within(placed):
            places = _PLACED.findall(seen)
            placed = [place for place, _ in places]
            self._extend([place for place, closed in places if not closed])
        cost.odd += cells - len(placed)
        if len(self.placed) <= FEW:
            self.placed += placed

    def _within(self, placed: list[bytes]) -> bool:
        """Whether all of these places are within the limits, those that hold nothing with them."""
        row, column = _extent(placed)
        limits = self.limits
        return row <= limits.rows and column <= limits.columns and row * column <= limits.area

    def _extend(self, filled: list[bytes]) -> None:
        limits = self.limits
        row, column = _extent(filled)
        self.row, self.column = max(self.row, row), max(self.column, column)
        if self.row > limits.rows:
            raise Refused("B129", count=self.row, limit=limits.rows)
        if self.column > limits.columns:
            raise Refused("B130", count=self.column, limit=limits.columns)
        if self.row * self.column > limits.area:
            raise Refused("B131", count=self.row * self.column, limit=limits.area)


def _extent(places: list[bytes]) -> tuple[int, int]:
    """The last row and the last column of these addresses."""
    joined = b" ".join(places)
    rows = set(joined.translate(None, _LETTERS).split())
    columns = set(joined.translate(None, _DIGITS).split())
    return max(map(int, rows), default=0), max(map(_column, columns), default=0)


@cache
def _column(letters: bytes) -> int:
    return cell_position(f"{letters.decode('ascii')}1")[1]


_ENCODINGS: Final = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})


def _area(reference: str) -> int:
    """How many cells a merged range has."""
    first, _, last = reference.replace("$", "").partition(":")
    top, left = cell_position(first)
    bottom, right = cell_position(last or first)
    return (abs(bottom - top) + 1) * (abs(right - left) + 1)
