"""Workbooks in older formats: what is read of them, what is asked, what is handed back."""

from __future__ import annotations

import json
import shutil
import struct
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest
from people import ZONE, Zone
from scratch import scorecard
from workbook_files import zipped

from scorecard.read.grid import CellKind, RawWorkbook
from scorecard.read.guard import read_files
from scorecard.schema.findings import Finding

FILES: Final = Path(__file__).resolve().parent / "data" / "old_formats"
KINDS: Final = ("tasks.xls", "tasks.et", "tasks.ods")


def read(path: Path) -> tuple[RawWorkbook | None, list[Finding]]:
    ((_, workbook, findings),) = read_files([path], path.parent)
    return workbook, findings


def given(name: str, folder: Path) -> Path:
    """A file of the folder, WPS's under its own ending."""
    source = FILES / name.replace(".et", ".xls")
    return Path(shutil.copy(source, folder / name))


@pytest.mark.parametrize("name", KINDS)
def test_values_looks_errors_and_what_is_hidden_are_known(name: str, tmp_path: Path) -> None:
    workbook, findings = read(given(name, tmp_path))
    assert workbook is not None
    assert [f.code for f in findings] == ["B142"]
    sheet, hidden = workbook.sheets
    assert (sheet.visible, hidden.visible) == (True, False)
    assert sheet.cell(3, 3).value == 5000.0
    assert (sheet.cell(4, 3).text, sheet.cell(4, 4).text) == ("45%", "40%")
    assert sheet.cell(5, 4).value == 230.0
    assert (sheet.cell(6, 4).kind, sheet.cell(6, 4).text) == (CellKind.ERROR, "#DIV/0!")
    assert sheet.merged == ((1, 1, 1, 6),)
    assert sheet.cell(1, 3).merged
    assert (set(sheet.hidden_rows), set(sheet.hidden_columns)) == ({7}, {5})


def test_a_table_is_assessed_and_made_a_workspace(tmp_path: Path) -> None:
    for name in KINDS:
        given(name, tmp_path)
        run = scorecard("assess", name, "--direction", "increase", "--format", "json",
                        folder=tmp_path)  # fmt: skip
        told = json.loads(run.out)
        found = {one["name"]: one["status"] for one in told["assessments"]}
        assert found["新增就业"] == "ahead"
        assert found["新建泊位"] == "not_scored", "an error is no figure"
        codes = {(f["code"], f["cell"]) for f in told["findings"]}
        assert {("B142", None), ("C110", "D6"), ("B208", "A7")} <= codes
        assert ("B424", "A1") in codes, "the hidden sheet is named"
    made = scorecard("init", "mine", "--from", "tasks.ods", "--direction", "increase",
                     folder=tmp_path)  # fmt: skip
    assert made.code == 0
    shown = scorecard(
        "status", "--as-of", "2026-10-10", "--format", "json", folder=tmp_path / "mine"
    )
    statuses = {a["name"]: a["status"] for a in json.loads(shown.out)["assessments"]}
    assert statuses["新增就业"] == "ahead"


def collected(zone: Zone, name: str) -> Any:  # noqa: ANN401  (JSON)
    inbox = zone.root / "inbox"
    inbox.mkdir(exist_ok=True)
    shutil.copy(FILES / name, inbox)
    run = scorecard("collect", f"inbox/{name}", "--received-on", "2026-07-07", "--format", "json",
                    folder=zone.root)  # fmt: skip
    (file,) = json.loads(run.out)["files"]
    return file


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_a_return_is_taken_in_or_handed_back_as_xlsx(kind: str, tmp_path: Path) -> None:
    zone = Zone.new(tmp_path)
    file = collected(zone, f"return.{kind}")
    assert (file["fate"], file["figures"], file["organisation"]) == ("recorded", 3, ZONE)
    shown = scorecard("status", "--format", "json", folder=tmp_path)
    assert shown.code in {0, 1}
    file = collected(zone, f"faulty.{kind}")
    assert file["fate"] == "refused"
    errors = [(f["code"], f["cell"]) for f in file["findings"] if f["severity"] == "error"]
    assert ("C110", "D4") in errors
    marked = openpyxl.load_workbook(tmp_path / file["marked"])
    sheet = marked["表一"]
    assert sheet["A4"].value == "固定资产投资"
    assert sheet["C4"].value == 400000
    assert sheet["C5"].number_format == "0%"
    assert sheet["D4"].comment is not None
    verified = scorecard("verify", folder=tmp_path)
    assert verified.code == 0, verified.err


def record(code: int, body: bytes = b"") -> bytes:
    """A record of a binary workbook."""
    head = bytes([code]) if code < 0x80 else bytes([code & 0x7F | 0x80, code >> 7])
    return head + bytes([len(body)]) + body


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def binary_workbook(rows: list[list[str | float | None]]) -> bytes:
    """A small .xlsb."""
    span = struct.pack("<4I", 0, len(rows) - 1, 0, max(map(len, rows)) - 1)
    sheet = record(129) + record(148, span) + record(145)
    for number, row in enumerate(rows):
        sheet += record(0, struct.pack("<IIH3xI", number, 0, 0, 0) + bytes(8))
        for column, value in enumerate(row):
            place = struct.pack("<II", column, 0)
            if isinstance(value, str):
                sheet += record(6, place + wide(value))
            elif value is not None:
                sheet += record(5, place + struct.pack("<d", value))
    sheet += record(146) + record(130)
    bundle = struct.pack("<II", 0, 1) + wide("rId1") + wide("表一")
    book = record(131) + record(143) + record(156, bundle) + record(144) + record(132)
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="{}" Target="{}"/></Relationships>'
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    sheet_1 = relation.format(kind + "worksheet", "worksheets/sheet1.bin")
    return zipped({
        "[Content_Types].xml": types.encode(),
        "_rels/.rels": relation.format(kind + "officeDocument", "xl/workbook.bin").encode(),
        "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": sheet_1.encode(),
        "xl/worksheets/sheet1.bin": sheet,
    })  # fmt: skip


def test_of_a_binary_workbook_blanks_and_shares_are_asked_about(tmp_path: Path) -> None:
    rows: list[list[str | float | None]] = [
        ["Indicator", "Unit", "Target 2026", "Actual 2026"],
        ["Jobs", "no.", 100.0, 90.0],
        ["Homes", "no.", 100.0, None],
        ["Coverage", "%", 45.0, 0.4],
    ]
    path = tmp_path / "table.xlsb"
    path.write_bytes(binary_workbook(rows))
    workbook, findings = read(path)
    assert workbook is not None
    assert workbook.sheets[0].cell(2, 3).value == 100.0
    (asked,) = [f for f in findings if f.code == "B143"]
    assert asked.params["cells"] == "D3, D4"
