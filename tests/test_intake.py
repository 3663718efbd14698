"""Files as they come: every kind that is not read, each with its code, and nothing costs much."""

from __future__ import annotations

import io
import os
import re
import struct
import subprocess
import sys
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from workbook_files import SHEET, changed, parts_of, replaced, with_sheet, written, zipped

from scorecard.i18n import Words
from scorecard.read.intake import DEFAULT_LIMITS, MB, Limits, take
from scorecard.read.preflight import preflight
from scorecard.read.workbook import read_workbook
from scorecard.schema.findings import catalogue
from scorecard.schema.vocabulary import Severity

SOUND = written()
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
TRANSITIONAL = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PLAIN_TYPE = b"openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MERGE = '<mergeCells><mergeCell ref="A1:G3"/></mergeCells>'
CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'
CELLS = "".join(CELL.replace('1"', f'{n}"') for n in range(1, 12))


def codes(data: bytes, file: str = "a.xlsx", limits: Limits = DEFAULT_LIMITS) -> list[str]:
    contents, findings = preflight(data, file, limits)
    assert (contents is None) == any(f.code not in {"B133", "B139"} for f in findings)
    assert all(f.origin.file == file for f in findings)
    return [f.code for f in findings]


def utf16(name: str) -> bytes:
    return name.encode("utf-16-le")


def repeated() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts_of(SOUND).items():
            archive.writestr(name, content)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr(SHEET, b"<worksheet/>")
    return stream.getvalue()


def linked() -> bytes:
    """A workbook linked to another one and to a data source."""
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    more = (
        f'<Relationship Id="rId90" Type="{relation}/externalLink" '
        'Target="externalLinks/externalLink1.xml"/>'
        f'<Relationship Id="rId91" Type="{relation}/connections" Target="connections.xml"/>'
        "</Relationships>"
    )
    data = replaced(SOUND, "xl/_rels/workbook.xml.rels", b"</Relationships>", more.encode())
    target = (
        f'<Relationships xmlns="{package}"><Relationship Id="rId1" TargetMode="External" '
        f'Type="{relation}/externalLinkPath" Target="file:///C:\\上年\\总表.xlsx"/></Relationships>'
    )
    return changed(
        data,
        {
            "xl/externalLinks/externalLink1.xml": b'<externalLink xmlns="%s"/>' % TRANSITIONAL,
            "xl/externalLinks/_rels/externalLink1.xml.rels": target.encode(),
            "xl/connections.xml": b'<connections xmlns="%s"/>' % TRANSITIONAL,
        },
    )


def chart_sheet() -> bytes:
    def fill(book: object, _: object) -> None:
        chart = book.add_chart({"type": "line"})  # type: ignore[attr-defined]
        chart.add_series({"values": "=表!$B$1:$B$1"})
        book.add_chartsheet("图").set_chart(chart)  # type: ignore[attr-defined]

    return written(fill)


def macros() -> bytes:
    return changed(SOUND, {"xl/vbaProject.bin": b"\xcc\x61"})


def encrypted_entries() -> bytes:
    data = bytearray(SOUND)
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + place] |= 1
            at = data.find(signature, at + 4)
    return bytes(data)


def flipped() -> bytes:
    """One byte of a stored part changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts_of(SOUND).items():
            archive.writestr(name, content)
    data = stream.getvalue()
    return data.replace(b"<sheetData>", b"<sheetDat0>")


REFUSED = {
    "empty": ("B105", b""),
    "old_excel": ("B110", OLE + utf16("Workbook")),
    "older_excel": ("B110", b"\x09\x08\x08\x00" + b"\0" * 40),
    "encrypted": ("B112", OLE + utf16("EncryptedPackage") + utf16("EncryptionInfo")),
    "encrypted_entries": ("B112", encrypted_entries()),
    "word_97": ("B118", OLE + utf16("WordDocument")),
    "binary_workbook": ("B113", zipped({"[Content_Types].xml": b"<a/>", "xl/workbook.bin": b""})),
    "macros": ("B114", macros()),
    "macro_type": (
        "B114",
        replaced(SOUND, "[Content_Types].xml", PLAIN_TYPE, b"ms-excel.sheet.macroEnabled.main+xml"),
    ),
    "opendocument": ("B115", zipped({"mimetype": b"application/vnd.oasis.opendocument"})),
    "word": ("B116", zipped({"[Content_Types].xml": b"<a/>", "word/document.xml": b""})),
    "plain_zip": ("B116", zipped({"a.txt": b"a"})),
    "no_workbook_part": ("B116", changed(SOUND, {"xl/workbook.xml": None})),
    "csv": ("B117", "指标,本季度\r\n项目数,18\r\n".encode("gb18030")),
    "html": ("B117", b"<html><table><tr><td>18</td></tr></table></html>"),
    "xml_2003": ("B117", b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'),
    "utf16_text": ("B117", "指标\t18".encode("utf-16")),
    "picture": ("B118", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    "pdf": ("B118", b"%PDF-1.7\n%text"),
    "strict": ("B119", replaced(SOUND, "xl/workbook.xml", TRANSITIONAL, STRICT)),
    "cut_off": ("B120", SOUND[: len(SOUND) // 2]),
    "cut_in_entry": ("B120", SOUND[:60]),
    "wrong_checksum": ("B121", flipped()),
    "duplicate": ("B122", repeated()),
    "document_type": ("B123", replaced(SOUND, SHEET, b"<worksheet",
                      b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet')),
    "no_sheets": ("B132", replaced(SOUND, "xl/workbook.xml", b"<sheet ", b"<other ")),
    "lost_sheet": ("B132", changed(SOUND, {SHEET: None})),
    "broken_workbook_part": ("B134", changed(SOUND, {"xl/workbook.xml": b"<workbook"})),
    "other_root": ("B134", changed(SOUND, {"xl/workbook.xml": b"<a/>"})),
    "utf16_part": ("B134", changed(SOUND, {SHEET: "<worksheet/>".encode("utf-16")})),
    "encoding": ("B134", changed(SOUND, {
        SHEET: b'<?xml version="1.0" encoding="utf-7"?><worksheet/>'})),
}  # fmt: skip


@pytest.mark.parametrize(("code", "data"), REFUSED.values(), ids=REFUSED)
def test_other_files_are_refused_each_with_its_code(code: str, data: bytes) -> None:
    workbook, findings = read_workbook(data, "a.xlsx")
    assert (workbook, [f.code for f in findings]) == (None, [code])


def test_a_sound_workbook_passes() -> None:
    contents, findings = preflight(SOUND, "a.xlsx")
    assert findings == []
    assert contents is not None
    assert [(s.name, s.kind, s.state) for s in contents.sheets] == [("表", "worksheet", "visible")]
    assert contents.cost.small


def test_parts_that_no_reader_opens_may_be_in_any_character_set() -> None:
    said = '<?xml version="1.0" encoding="utf-16"?><a/>'
    for number, encoding in enumerate(("utf-16", "utf-16-le", "utf-16-be", "utf-8", "utf-8-sig")):
        part = f"{('customXml', 'CustomXML')[number % 2]}/item{number}.xml"
        data = changed(SOUND, {part: said.encode(encoding)})
        assert codes(data) == [], encoding
        assert read_workbook(data, "a.xlsx")[0] is not None


def test_a_part_that_was_seen_before_counts_and_is_bounded_all_the_same() -> None:
    """Forms have parts in common, which are looked through once; another content is another."""
    row = '<row r="{n}"><c r="A{n}"><v>1</v></c><c r="B{n}"><v>2</v></c></row>'
    data = with_sheet("".join(row.format(n=n) for n in range(1, 41)))
    first, second = (preflight(data, "a.xlsx")[0] for _ in range(2))
    assert first is not None
    assert second is not None
    assert first.cost == second.cost
    assert first.cost.stored >= 120
    for limits, code in ((replace(DEFAULT_LIMITS, cells=100), "B131"),
                         (replace(DEFAULT_LIMITS, rows=39), "B129"),
                         (replace(DEFAULT_LIMITS, columns=1), "B130")):  # fmt: skip
        assert [[f.code for f in preflight(data, "a.xlsx", limits)[1]] for _ in range(2)] == [
            [code], [code]
        ]  # fmt: skip
    twice = with_sheet("".join(row.format(n=min(n, 39)) for n in range(1, 41)))
    assert [codes(one) for one in (twice, data, twice)] == [["B141"], [], ["B141"]]


def test_wps_format_is_named_by_its_ending() -> None:
    _, findings = read_workbook(OLE + utf16("Workbook"), "季报.et")
    assert [f.code for f in findings] == ["B111"]


def test_links_are_reported_and_the_workbook_is_read_all_the_same() -> None:
    contents, findings = preflight(linked(), "a.xlsx")
    assert contents is not None
    assert contents.links == ("总表.xlsx", "connections.xml")
    assert [(f.code, f.severity) for f in findings] == [("B133", Severity.ERROR)]
    assert findings[0].params == {"count": 2, "targets": "总表.xlsx, connections.xml"}


def test_a_chart_sheet_is_a_remark() -> None:
    _, findings = preflight(chart_sheet(), "a.xlsx")
    assert [(f.code, f.origin.sheet) for f in findings] == [("B139", "图")]


@pytest.mark.parametrize(
    ("code", "limits", "data"),
    [
        ("B106", {"file": 100}, SOUND),
        ("B124", {"total": 3000}, SOUND),
        ("B125", {"entry": 1000}, SOUND),
        ("B126", {"ratio": 1, "ratio_from": 100}, SOUND),
        ("B127", {"entries": 5}, SOUND),
        ("B128", {"sheets": 0}, SOUND),
        ("B129", {"rows": 9}, with_sheet(CELL + '<row r="10"><c r="B10"><v>1</v></c></row>')),
        ("B130", {"columns": 27}, with_sheet('<row r="1"><c r="AB1"><v>1</v></c></row>')),
        ("B131", {"cells": 20}, with_sheet(CELLS)),
        ("B131", {"cells": 20}, with_sheet(CELL, MERGE)),
        ("B131", {"area": 20}, with_sheet('<row r="7"><c r="C7"><v>1</v></c></row>')),
    ],
)  # fmt: skip
def test_each_limit_is_a_setting_with_a_code(
    code: str, limits: dict[str, int], data: bytes
) -> None:
    bound = replace(DEFAULT_LIMITS, **limits)
    assert codes(data, limits=bound) == [code]
    assert codes(data) == []


def test_empty_formatted_cells_far_away_are_no_fault() -> None:
    assert codes(with_sheet(CELL + '<row r="1048576"><c r="XFD1048576" s="1"/></row>')) == []


def test_cells_whose_place_is_not_written_are_not_called_small() -> None:
    contents, _ = preflight(with_sheet("<row><c><v>1</v></c></row>"), "a.xlsx")
    assert contents is not None
    assert not contents.cost.small


def lying(content: bytes, declared: int) -> bytes:
    """A workbook with one part that unpacks to `content` and declares another size."""
    data = bytearray(changed(SOUND, {"xl/media/a.xml": content}))
    crc = struct.pack("<L", zlib.crc32(content))
    at = data.find(crc)
    while at >= 0:
        data[at + 8 : at + 12] = struct.pack("<L", declared)
        at = data.find(crc, at + 4)
    return bytes(data)


def test_a_declared_size_is_not_believed() -> None:
    assert codes(lying(b"<a>" + b" " * 3 * MB + b"</a>", 10)) == ["B126"]
    assert codes(lying(b"<a>bc</a>", 4)) == ["B121"]


def test_overlapping_parts_are_refused() -> None:
    data = bytearray(SOUND)
    first = data.find(b"PK\x01\x02")
    second = data.find(b"PK\x01\x02", first + 4)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    assert codes(bytes(data)) == ["B120"]


BOMB = """
import resource, sys, time
from scorecard.read.preflight import preflight
from scorecard.i18n import Words
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
data = open(sys.argv[1], "rb").read()
start = time.perf_counter()
contents, findings = preflight(data, "bomb.xlsx")
seconds = time.perf_counter() - start
used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(findings[0].code, contents is None, seconds < 2, used < 200_000)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="measured with POSIX resource usage")
@pytest.mark.parametrize("declared", [True, False])
def test_a_gigabyte_is_refused_in_two_seconds_and_200_mb(tmp_path: Path, *, declared: bool) -> None:
    path = tmp_path / "bomb.xlsx"
    block = zlib.compressobj(9, zlib.DEFLATED, -15)
    again = block.compress(b" " * MB) + block.flush(zlib.Z_FULL_FLUSH)
    packed = again * 1000 + block.flush()
    name = b"xl/worksheets/sheet1.xml"
    size = 1000 * MB if declared else 50
    head = struct.pack("<5H3L2H", 20, 0, 8, 0, 33, 0, len(packed), size, len(name), 0)
    local = b"PK\x03\x04" + head + name + packed
    types = zipped({"[Content_Types].xml": b"<Types/>"})
    entry = b"PK\x01\x02" + struct.pack("<H", 20) + head + struct.pack("<3H2L", 0, 0, 0, 0, 0)
    start = types.rfind(b"PK\x01\x02")
    moved = bytearray(types[start : types.rfind(b"PK\x05\x06")])
    moved[42:46] = struct.pack("<L", len(local))
    directory = entry + name + bytes(moved)
    place = len(local) + start
    end = b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 2, 2, len(directory), place, 0)
    path.write_bytes(local + types[:start] + directory + end)
    done = subprocess.run(
        [sys.executable, "-c", BOMB, str(path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["B125", "True", "True", "True"]


def test_a_limit_of_a_sheet_names_the_sheet() -> None:
    data = with_sheet('<row r="10"><c r="B10"><v>1</v></c></row>')
    _, findings = preflight(data, "a.xlsx", Limits(rows=9))
    assert [(f.code, f.origin.sheet, f.params["count"]) for f in findings] == [("B129", "表", 10)]


def test_every_code_of_files_is_raised_in_these_tests() -> None:
    by_kind = {code for code, _ in REFUSED.values()} | {"B111", "B133", "B139"}
    by_size = {"B106", "B124", "B125", "B126", "B127", "B128", "B129", "B130", "B131"}
    by_place = {"B101", "B102", "B103", "B104"}
    by_parsing = {"B135", "B136", "B137", "B138"}  # test_read, test_guard
    by_parsing |= {"B107", "B140", "B141"}  # test_departments
    by_parsing |= {"B142", "B143"}  # test_old_formats
    assert {
        code for code in catalogue() if code.startswith("B1")
    } == by_kind | by_size | by_place | by_parsing


# ------------------------------------------------------------------------------------ the file


def taken(path: Path, root: Path) -> list[tuple[str, dict[str, object]]]:
    received, findings = take(path, root)
    assert (received is None) == bool(findings)
    return [(f.code, dict(f.params)) for f in findings]


def test_bytes_are_read_once_and_hashed(tmp_path: Path) -> None:
    folder = tmp_path / "targets"
    folder.mkdir()
    (folder / "甲.xlsx").write_bytes(b"abc")
    received, findings = take(folder / "甲.xlsx", tmp_path)
    assert findings == []
    assert received is not None
    assert received.file == "targets/甲.xlsx"
    assert received.data == b"abc"
    assert received.sha256.startswith("ba7816bf8f01cfea")


def test_a_folder_or_pipe_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").mkdir()
    assert taken(tmp_path / "a.xlsx", tmp_path) == [("B101", {"file": "a.xlsx"})]
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "b.xlsx")
        assert taken(tmp_path / "b.xlsx", tmp_path) == [("B101", {"file": "b.xlsx"})]


def test_links_are_followed_inside_the_folder_only(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (root / "a.xlsx").write_bytes(b"abc")
    (tmp_path / "secret.xlsx").write_bytes(b"abc")
    (root / "inside.xlsx").symlink_to(root / "a.xlsx")
    (root / "outside.xlsx").symlink_to(tmp_path / "secret.xlsx")
    (root / "nowhere.xlsx").symlink_to(root / "gone.xlsx")
    assert taken(root / "inside.xlsx", root) == []
    assert taken(root / "outside.xlsx", root) == [("B102", {"file": "outside.xlsx"})]
    assert [code for code, _ in taken(root / "nowhere.xlsx", root)] == ["B104"]


def test_a_file_outside_the_workspace_may_be_sent(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "a.xlsx").write_bytes(b"abc")
    received, _ = take(tmp_path / "inbox" / "a.xlsx", tmp_path / "workspace")
    assert received is not None
    assert received.file == "a.xlsx"


def test_what_is_not_there_or_empty_or_large_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty.xlsx").touch()
    (tmp_path / "large.xlsx").write_bytes(b"abc")
    assert [code for code, _ in taken(tmp_path / "gone.xlsx", tmp_path)] == ["B104"]
    assert [code for code, _ in taken(tmp_path / "empty.xlsx", tmp_path)] == ["B105"]
    _, findings = take(tmp_path / "large.xlsx", tmp_path, Limits(file=2))
    assert [f.code for f in findings] == ["B106"]


def owner_file(name: str) -> bytes:
    ansi = name.encode("gb18030")
    wide = name.encode("utf-16-le")
    first = bytes([len(ansi)]) + ansi
    return first.ljust(54, b" ") + bytes([len(name), 0]) + wide.ljust(108, b" ")


@pytest.mark.parametrize(
    ("file", "content", "who"),
    [
        ("~$甲.xlsx", owner_file("王小明"), "王小明"),
        ("~$甲.xlsx", b"\x05Alice", "Alice"),
        ("~$甲.xlsx", b"", "somebody"),
        (".~lock.甲.xlsx#", ",李四,pc,2021-10-01 10:00,file:///x;".encode(), "李四"),
    ],
)
def test_a_lock_file_is_passed_over_and_says_who(
    tmp_path: Path, file: str, content: bytes, who: str
) -> None:
    (tmp_path / file).write_bytes(content)
    received, findings = take(tmp_path / file, tmp_path)
    assert received is None
    assert [(f.code, f.severity, f.params["who"]) for f in findings] == [
        ("B103", Severity.NOTE, who)
    ]


@pytest.mark.parametrize("kind", ["cut_off", "cut_in_entry"])
def test_what_is_damaged_is_told_in_the_readers_language(kind: str) -> None:
    _, data = REFUSED[kind]
    _, (found,) = preflight(data, "a.xlsx", DEFAULT_LIMITS)
    sentence = Words("zh").finding(found).message.replace(str(found.params["part"]), "")
    assert not re.search("[A-Za-z]", sentence)
