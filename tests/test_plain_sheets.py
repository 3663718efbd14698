"""A sheet read in one pass is the sheet that openpyxl reads; what is written otherwise is left."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from workbook_files import changed, parts_of, with_sheet, written

from scorecard.read import workbook
from scorecard.read.grid import RawSheet
from scorecard.read.plain_sheets import PlainBook
from scorecard.read.preflight import preflight

ROOT = Path(__file__).resolve().parents[1]
OURS = sorted([*ROOT.glob("targets/*.xlsx"), *ROOT.glob("src/scorecard/example/**/*.xlsx")])

PLAIN = {
    "numbers": '<row r="1"><c r="A1"><v>1.50</v></c><c r="B1" t="n"><v>-0</v></c></row>',
    "large": '<row r="1"><c r="A1"><v>123456789012345678901</v></c><c r="B1"><v>1E-7</v></c></row>',
    "words": '<row r="1"><c r="A1" t="str"><v>a&amp;b &lt;_x000D_&#10;c</v></c></row>',
    "inline": '<row r="1"><c r="A1" t="inlineStr"><is><t xml:space="preserve"> x </t></is></c>'
    '<c r="B1" t="inlineStr"><is><t /></is></c></row>',
    "truth": '<row r="1"><c r="A1" t="b"><v>1</v></c><c r="B1" t="e"><v>#N/A</v></c></row>',
    "formulas": '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>1&lt;2</f></c>'
    '<c r="C1" t="str"><f aca="false">A1</f><v></v></c><c r="D1" t="str"><f>A1</f></c>'
    '<c r="E1" t="b"><f ca="1">A1</f><v>0</v></c><c r="F1" t="e"><f>A1</f><v>#REF!</v></c></row>',
    "hidden": '<row r="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"><c r="A2"><v>2</v></c>'
    '</row><row r="3" hidden="0"/>',
    "empty": '<row r="1" spans="1:2"><c r="A1"/><c r="B1" s="0"></c></row>',
}
"""Rows that the quick reader takes."""
LEFT = {
    "no address": '<row r="1"><c><v>1</v></c></row>',
    "shared formula": '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">B1</f><v>1</v></c>'
    "</row>"
    '<row r="2"><c r="A2"><f t="shared" si="0"/><v>1</v></c></row>',
    "array formula": '<row r="1"><c r="A1"><f t="array" ref="A1">B1</f><v>1</v></c></row>',
    "a day as text": '<row r="1"><c r="A1" t="d"><v>2025-03-31</v></c></row>',
    "a comment": '<row r="1"><!-- <c r="A1"><v>1</v></c> --><c r="B1"><v>2</v></c></row>',
    "literal": '<row r="1"><c r="A1" t="str"><v><![CDATA[x]]></v></c></row>',
    "rich": '<row r="1"><c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c></row>',
    "no number": '<row r="1"><c r="A1"><v>1e999</v></c></row>',
    "another style": '<row r="1"><c r="A1" s="99"><v>1</v></c></row>',
}
"""Rows that it leaves to openpyxl."""


def quick(data: bytes) -> list[RawSheet | None]:
    """The sheets as the quick reader gives them."""
    contents, _ = preflight(data, "a.xlsx")
    assert contents is not None
    book = PlainBook(contents.parts, "a.xlsx")
    return [book.sheet(part) for part in contents.sheets if part.kind == "worksheet"]


def by_openpyxl(data: bytes, monkeypatch: pytest.MonkeyPatch) -> tuple[RawSheet, ...]:
    """The sheets as openpyxl gives them."""
    with monkeypatch.context() as patched:
        patched.setattr(PlainBook, "sheet", lambda *_: None)
        found, _ = workbook.read_workbook(data, "a.xlsx")
    assert found is not None
    return found.sheets


def everything(book: Any, sheet: Any) -> None:  # noqa: ANN401  (XlsxWriter has no types)
    for row, shape in enumerate(
        ("General", "0.0%", "#,##0.00", "yyyy-mm-dd", 'yyyy"年"m"月"', "m/d/yy h:mm", "@",
         '0.0"个"', '[Red]0;"负"0', "[h]:mm", "_ * #,##0_ ;_ * -#,##0_ "),
        start=4,
    ):  # fmt: skip
        style = book.add_format({"num_format": shape})
        for column, value in enumerate((0.25, 1, 59, 60, 61, 44_287.5, 2_958_465, 2_958_466)):
            sheet.write_number(row, column, value, style)
    sheet.write_formula("J1", "=SUM(A1:B1)", None, "x")
    sheet.write_rich_string("K1", "a", book.add_format({"bold": True}), "b", "c")
    sheet.write_string("L1", "two\nlines & <more> x_y")
    sheet.merge_range("M1:N3", "merged")
    sheet.set_row(5, None, None, {"hidden": True})
    sheet.set_column("C:D", None, None, {"hidden": True})


def test_what_it_takes_is_what_openpyxl_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {path.name: path.read_bytes() for path in OURS}
    files |= {name: with_sheet(rows) for name, rows in PLAIN.items()}
    assert len(files) > len(PLAIN)
    for name, data in files.items():
        found = quick(data)
        assert None not in found, name
        read = {sheet.name: sheet for sheet in by_openpyxl(data, monkeypatch)}
        assert [s for s in found if s and s.name in read] == list(read.values()), name


@pytest.mark.parametrize("name", LEFT)
def test_what_is_not_plainly_written_is_left(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = with_sheet(LEFT[name])
    assert quick(data) == [None]
    with monkeypatch.context() as patched:
        patched.setattr(PlainBook, "sheet", lambda *_: None)
        expected = workbook.read_workbook(data, "a.xlsx")
    assert workbook.read_workbook(data, "a.xlsx") == expected


def test_formats_merges_and_hidden_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a format may be a time of day the sheet is left; each of the others is taken."""
    data = written(everything)
    assert quick(data) == [None]
    (expected,) = by_openpyxl(data, monkeypatch)
    found, _ = workbook.read_workbook(data, "a.xlsx")
    assert found is not None
    assert found.sheets == (expected,)

    def days(book: Any, sheet: Any) -> None:  # noqa: ANN401  (XlsxWriter has no types)
        style = book.add_format({"num_format": "yyyy-mm-dd"})
        for row, day in enumerate((61, 44_287.25, 2_958_465.999), start=5):
            sheet.write_number(row, 0, day, style)
        sheet.write_number(8, 0, 0.125, book.add_format({"num_format": "0.0%"}))
        sheet.merge_range("M1:N3", "merged")
        sheet.set_row(5, None, None, {"hidden": True})
        sheet.set_column("A:A", None, None, {"hidden": True})
        sheet.write_rich_string("K1", "a", book.add_format({"bold": True}), "b", "c")

    data = written(days)
    assert quick(data) == [*by_openpyxl(data, monkeypatch)]


def test_a_workbook_of_openpyxl(monkeypatch: pytest.MonkeyPatch) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["指标", 18, 0.5, None, "=1+1", True])
    sheet["A3"] = CellRichText("a", TextBlock(InlineFont(b=True), "b"))
    sheet["B3"] = "under"
    stream = io.BytesIO()
    book.save(stream)
    assert quick(stream.getvalue()) == [None]
    del sheet["A3"]
    sheet.merge_cells("B3:C4")
    book.save(stream := io.BytesIO())
    assert quick(stream.getvalue()) == [*by_openpyxl(stream.getvalue(), monkeypatch)]


def test_damaged_parts_are_refused_as_before() -> None:
    data = written()
    name = next(part for part in parts_of(data) if part.startswith("xl/worksheets/"))
    cut = parts_of(data)[name].replace(b"</sheetData>", b"")
    found, findings = workbook.read_workbook(changed(data, {name: cut}), "a.xlsx")
    assert found is None
    assert [finding.code for finding in findings] == ["B134"]
