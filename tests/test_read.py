"""Reading a workbook: every cell keeps its kind, nothing is lost, two readings must agree."""

from __future__ import annotations

import hashlib
import io
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workbook_files import MAIN, SHEET, changed, parts_of, sheet_xml, with_sheet, written

from scorecard.read.grid import CellKind, RawCell, RawSheet, RawWorkbook
from scorecard.read.workbook import SHOWN_DIFFERENCES, differences, read_workbook
from scorecard.schema.spelling import PRINTED_LENGTH

DATE_STYLE = "yyyy-mm-dd"


def read(data: bytes) -> RawWorkbook:
    """The workbook, which has no faults."""
    book, findings = read_workbook(data, "a.xlsx")
    assert findings == []
    assert book is not None
    return book


def sheet_of(data: bytes) -> RawSheet:
    return read(data).sheets[0]


def cell_of(rows: str, name: str = "A1") -> RawCell:
    sheet = sheet_of(with_sheet(rows))
    return next((c for c in sheet.cells.values() if c.name == name), RawCell(0, 0))


def test_values_keep_their_kind() -> None:
    def fill(book: Any, sheet: Any) -> None:  # noqa: ANN401  (XlsxWriter has no types)
        sheet.write_boolean("A2", True)  # noqa: FBT003  (the value)
        sheet.write_datetime(
            "B2", datetime.fromisoformat("2021-11-30"), book.add_format({"num_format": DATE_STYLE})
        )
        sheet.write_number("C2", 0.45, book.add_format({"num_format": "0.0%"}))
        sheet.write_number("D2", 1 / 3)
        sheet.write_string("E2", "00123")
        sheet.write_blank("F2", None, book.add_format({"bold": True}))

    sheet = sheet_of(written(fill))
    found = {c.name: (c.kind, c.value, c.text, c.number_format) for c in sheet.cells.values()}
    assert found == {
        "A1": (CellKind.TEXT, "指标", "指标", "General"),
        "B1": (CellKind.NUMBER, 18.0, "18", "General"),
        "A2": (CellKind.BOOLEAN, True, "TRUE", "General"),
        "B2": (CellKind.DATE, datetime.fromisoformat("2021-11-30"), "2021-11-30", DATE_STYLE),
        "C2": (CellKind.NUMBER, 0.45, "45%", "0.0%"),
        "D2": (CellKind.NUMBER, 0.3333333333333333, "0.333333333333333", "General"),
        "E2": (CellKind.TEXT, "00123", "00123", "General"),
    }
    assert (sheet.rows, sheet.columns) == (2, 5)
    assert sheet.cell(9, 9).kind is CellKind.BLANK
    assert sheet.origin(2, 5).cell == "E2"


@pytest.mark.office
def test_what_libreoffice_writes_is_read_without_a_difference(
    office: Any,  # noqa: ANN401  (the fixture's class stands in conftest)
    tmp_path: Path,
) -> None:
    def fill(book: Any, sheet: Any) -> None:  # noqa: ANN401  (XlsxWriter has no types)
        formats = ("yyyy-mm-dd", 'm"月"d"日"', "hh:mm", "[h]:mm", "0%", "#,##0")
        for row, shown in enumerate(formats, 2):
            style = book.add_format({"num_format": shown})
            for column, value in enumerate((44530.25, 0.5, 0, 59, -3.3)):
                sheet.write_number(row, column, value, style)
            sheet.write_formula(row, 5, f"=A{row + 1}", style)
        for row, formula in enumerate(('=""', "=1/0", "=TRUE", '="甲"&"乙"', "=1/3"), 10):
            sheet.write_formula(row, 0, formula)
        sheet.write_rich_string(20, 0, "甲", book.add_format({"bold": True}), "乙", " 丙\n丁")

    (tmp_path / "a.xlsx").write_bytes(written(fill))
    (middle,) = office.convert([tmp_path / "a.xlsx"], "ods", tmp_path)
    (path,) = office.convert([middle], "xlsx:Calc MS Excel 2007 XML", tmp_path / "out")
    sheet = sheet_of(path.read_bytes())
    kinds = [sheet.cell(row, 1).kind for row in range(11, 16)]
    assert kinds == [
        CellKind.TEXT, CellKind.ERROR, CellKind.BOOLEAN, CellKind.TEXT, CellKind.NUMBER,
    ]  # fmt: skip
    assert sheet.cell(21, 1).value == "甲乙 丙\n丁"


def test_the_hash_is_of_the_bytes_that_were_parsed() -> None:
    data = written()
    assert read(data).sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("cell", "kind", "value"),
    [
        ('<c r="A1"><f>B1*2</f><v>36</v></c>', CellKind.NUMBER, 36.0),
        ('<c r="A1" t="str"><f>B1</f><v>文</v></c>', CellKind.TEXT, "文"),
        ('<c r="A1" t="str"><f>B1</f><v></v></c>', CellKind.TEXT, ""),
        ('<c r="A1" t="b"><f>B1</f><v>1</v></c>', CellKind.BOOLEAN, True),
        ('<c r="A1" t="e"><f>B1/0</f><v>#DIV/0!</v></c>', CellKind.ERROR, "#DIV/0!"),
        ('<c r="A1"><f>B1*2</f></c>', CellKind.UNCACHED, None),
        ('<c r="A1"><f>B1*2</f><v/></c>', CellKind.UNCACHED, None),
        ('<c r="A1" t="str"><f>B1*2</f></c>', CellKind.UNCACHED, None),
    ],
)
def test_a_formula_keeps_its_stored_value(cell: str, kind: CellKind, value: object) -> None:
    found = cell_of(f'<row r="1">{cell}</row>')
    assert (found.kind, found.value) == (kind, value)
    assert (found.formula or "").startswith("=B1")


def test_shared_and_array_formulas_are_told() -> None:
    sheet = sheet_of(
        with_sheet(
            '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">B1*2</f><v>4</v></c></row>'
            '<row r="2"><c r="A2"><f t="shared" si="0"/><v>6</v></c>'
            '<c r="C2"><f t="array" ref="C2">SUM(A1:A2)</f><v>10</v></c></row>'
        )
    )
    assert [(c.name, c.value, c.formula) for c in sheet.cells.values()] == [
        ("A1", 4.0, "=B1*2"),
        ("A2", 6.0, "=B2*2"),
        ("C2", 10.0, "=SUM(A1:A2)"),
    ]


def test_a_formula_may_give_a_date() -> None:
    def fill(book: Any, sheet: Any) -> None:  # noqa: ANN401  (XlsxWriter has no types)
        sheet.write_formula("A2", "=TODAY()", book.add_format({"num_format": DATE_STYLE}), 44530)

    assert sheet_of(written(fill)).cell(2, 1).value == datetime.fromisoformat("2021-11-30")


@pytest.mark.parametrize("word", ["#REF!", "#DIV/0!", "#N/A", "#NAME?", "#VALUE!"])
def test_error_values_are_errors(word: str) -> None:
    found = cell_of(f'<row r="1"><c r="A1" t="e"><v>{word}</v></c></row>')
    assert (found.kind, found.value, found.text) == (CellKind.ERROR, word, word)


def test_both_calendars_give_the_day_that_was_meant() -> None:
    def fill(book: Any, sheet: Any) -> None:  # noqa: ANN401  (XlsxWriter has no types)
        style = book.add_format({"num_format": DATE_STYLE})
        sheet.write_datetime("A2", datetime.fromisoformat("2021-11-30"), style)

    for options in ({}, {"date_1904": True}):
        book = read(written(fill, **options))
        assert book.epoch_1904 is bool(options)
        assert book.sheets[0].cell(2, 1).value == datetime.fromisoformat("2021-11-30")


def test_merged_cells_carry_the_value_of_the_first() -> None:
    def fill(_: Any, sheet: Any) -> None:  # noqa: ANN401  (XlsxWriter has no types)
        sheet.merge_range("A3:C4", "一季度")
        sheet.write_number("E5", 1)

    sheet = sheet_of(written(fill))
    assert sheet.merged == ((3, 1, 4, 3),)
    inside = [sheet.cell(row, column) for row in (3, 4) for column in (1, 2, 3)]
    assert {c.text for c in inside} == {"一季度"}
    assert [c.merged for c in inside] == [False, True, True, True, True, True]
    assert [c.name for c in inside] == ["A3", "B3", "C3", "A4", "B4", "C4"]


def test_hidden_sheets_rows_and_columns_are_told() -> None:
    def fill(book: Any, sheet: Any) -> None:  # noqa: ANN401  (XlsxWriter has no types)
        sheet.write_number("F6", 1)
        sheet.set_row(4, None, None, {"hidden": True})
        sheet.set_column("C:D", 8, None, {"hidden": True})
        book.add_worksheet("藏").hide()

    book = read(written(fill))
    assert [(s.name, s.visible) for s in book.sheets] == [("表", True), ("藏", False)]
    assert book.sheets[0].hidden_rows == {5}
    assert book.sheets[0].hidden_columns == {3, 4}
    assert book.sheet("藏") is book.sheets[1]
    assert book.sheet("没有") is None


def test_rich_and_phonetic_text_gives_the_text() -> None:
    strings = (
        f'<sst xmlns="{MAIN}"><si><r><t>力争</t></r><r><rPr><b/></rPr>'
        '<t xml:space="preserve"> 前120名</t></r></si>'
        "<si><t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh></si></sst>"
    )
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    data = changed(written(), {SHEET: sheet_xml(rows), "xl/sharedStrings.xml": strings.encode()})
    sheet = sheet_of(data)
    assert [sheet.cell(1, 1).value, sheet.cell(1, 2).value] == ["力争 前120名", "東京"]


def test_inline_text_and_escapes_give_the_text() -> None:
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>一_x000D_\n二</t></is></c></row>'
    assert str(cell_of(rows).value).split() == ["一", "二"]


def test_cells_of_a_writer_that_never_calculates() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "=1+1"
    stream = io.BytesIO()
    book.save(stream)
    assert sheet_of(stream.getvalue()).cell(1, 1).kind is CellKind.UNCACHED


def test_a_workbook_whose_parts_make_no_sense_is_refused_with_a_code() -> None:
    broken = {
        "string that is not there": with_sheet('<row r="1"><c r="A1" t="s"><v>99</v></c></row>'),
        "sheet cut off": changed(written(), {SHEET: b"<worksheet><sheetData>"}),
        "styles": changed(written(), {"xl/styles.xml": b"<styleSheet"}),
        "truth": with_sheet('<row r="1"><c r="A1" t="b"><v>ja</v></c></row>'),
        "number": with_sheet('<row r="1"><c r="A1"><v>abc</v></c></row>'),
    }
    for name, data in broken.items():
        book, findings = read_workbook(data, "a.xlsx")
        assert (book, [f.code for f in findings]) == (None, ["B134"]), name
        assert len(str(findings[0].params["reason"])) <= PRINTED_LENGTH


def test_what_the_preflight_refuses_is_not_parsed() -> None:
    assert [f.code for f in read_workbook(b"", "a.xlsx")[1]] == ["B105"]


def test_the_xml_of_a_workbook_is_defused_or_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert openpyxl.DEFUSEDXML
    monkeypatch.setattr(openpyxl, "DEFUSEDXML", False)
    with pytest.raises(RuntimeError, match="defusedxml"):
        read_workbook(with_sheet('<row r="1"><c><v>1</v></c></row>'), "a.xlsx")


# --------------------------------------------------------------------------- two readings


def raw(value: object, kind: CellKind) -> RawSheet:
    cell = RawCell(1, 1, kind, value, str(value))  # type: ignore[arg-type]
    return RawSheet("a.xlsx", "表", {(1, 1): cell})


MOMENT = datetime.fromisoformat("2021-11-30")


@pytest.mark.parametrize(
    ("sheet", "second", "differ"),
    [
        (raw(0.1 + 0.2, CellKind.NUMBER), 0.3, False),
        (raw(18.0, CellKind.NUMBER), 18, False),
        (raw(18.0, CellKind.NUMBER), 18.1, True),
        (raw(18.0, CellKind.NUMBER), "18", True),
        (raw(1.0, CellKind.NUMBER), True, True),
        (raw("甲", CellKind.TEXT), "甲 ", False),
        (raw("甲\n乙", CellKind.TEXT), "甲_x000D_\n乙", False),
        (raw("甲", CellKind.TEXT), "乙", True),
        (raw("甲", CellKind.TEXT), "", False),
        (raw(True, CellKind.BOOLEAN), True, False),  # noqa: FBT003  (a cell's value)
        (raw(MOMENT, CellKind.DATE), MOMENT.date(), False),
        (raw(MOMENT, CellKind.DATE), 44530.0, False),
        (raw(MOMENT, CellKind.DATE), 44531.0, True),
        (raw(MOMENT, CellKind.DATE), MOMENT.time(), False),
        (raw("12:00:00", CellKind.TEXT), MOMENT.time(), False),
        (raw("甲", CellKind.TEXT), MOMENT, True),
        (raw("#REF!", CellKind.ERROR), "", False),
        (raw(None, CellKind.UNCACHED), "", False),
        (RawSheet("a.xlsx", "表", {}), 5.0, True),
        (RawSheet("a.xlsx", "表", {}, merged=((1, 1, 2, 2),)), 5.0, False),
        (RawSheet("a.xlsx", "表", {}), " ", False),
    ],
)
def test_two_readings_agree_or_not(sheet: RawSheet, second: object, *, differ: bool) -> None:
    assert len(list(differences(sheet, [[second]]))) == differ


def test_a_difference_is_a_finding_at_its_cell() -> None:
    # A text without the attribute that says so: one program sees it, the other a blank cell.
    half = '<row r="1"><c r="B1"><v>1</v></c><c r="C1"><is><t>甲</t></is></c></row>'
    book, findings = read_workbook(with_sheet(half), "a.xlsx")
    assert book is not None
    assert [(f.code, f.origin.sheet, f.origin.cell, dict(f.params)) for f in findings] == [
        ("B135", "表", "C1", {"first": "", "second": "甲"})
    ]


def test_at_most_twenty_differences_of_a_sheet_are_listed() -> None:
    half = "".join(f'<row r="{n}"><c r="A{n}"><is><t>甲</t></is></c></row>' for n in range(1, 40))
    assert len(read_workbook(with_sheet(half), "a.xlsx")[1]) == SHOWN_DIFFERENCES


def test_what_is_no_finite_number_is_text() -> None:
    for content in ("<v>1e400</v>", "<f>B1</f><v>nan</v>"):
        book, _ = read_workbook(with_sheet(f'<row r="1"><c r="A1">{content}</c></row>'), "a.xlsx")
        assert book is not None
        assert book.sheets[0].cell(1, 1).kind is CellKind.TEXT


# --------------------------------------------------------------------------- damaged bytes

GOOD = written(lambda _, sheet: sheet.write_formula("A2", "=B1*2", None, 36))
PARTS = parts_of(GOOD)


@settings(max_examples=40)
@given(
    st.sampled_from(sorted(PARTS)),
    st.integers(0, 5000),
    st.sampled_from([b"", b"\0", b"<", b'"', b"</c>", b"9" * 30, b"&#1;", b"\xff"]),
)
def test_no_damage_within_a_part_stops_the_reading(part: str, place: int, put: bytes) -> None:
    content = PARTS[part]
    at = place % len(content)
    data = changed(GOOD, {part: content[:at] + put + content[at + 1 :]})
    book, findings = read_workbook(data, "a.xlsx")
    assert book is not None or findings


@settings(max_examples=60)
@given(st.integers(0, len(GOOD) - 1), st.none() | st.integers(0, 255))
def test_no_damage_to_the_archive_stops_the_reading(at: int, byte: int | None) -> None:
    data = GOOD[:at] if byte is None else GOOD[:at] + bytes([byte]) + GOOD[at + 1 :]
    book, findings = read_workbook(data, "a.xlsx")
    assert book is not None or findings
