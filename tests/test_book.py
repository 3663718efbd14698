"""Reading a target book: found by name and header, wherever things stand."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

import openpyxl
import pandas as pd
import pytest
import workbooks
from workbooks import BOOK, edited, read, sheets_of, xlsx

from scorecard.read.tables import find_header, rows_of
from scorecard.read.target_book import is_book, read_book
from scorecard.read.workbook import read_workbook
from scorecard.schema.frames import BOOK_SHEETS, Books
from scorecard.schema.sheets import BOOK as LAYOUTS
from scorecard.schema.spelling import bracket_note, normal
from scorecard.schema.vocabulary import Severity

ROOT: Final = Path(__file__).resolve().parent.parent
SOUND: Final = read(sheets_of(BOOK))[0]


def same(books: Books, other: Books, *, cells: bool = False) -> None:
    for name in BOOK_SHEETS:
        ours, theirs = getattr(books, name), getattr(other, name)
        columns = [c for c in ours.values.columns if c not in {"file", "sheet"}]
        assert ours.values[columns].equals(theirs.values[columns]), name
        if cells:
            assert ours.cells[columns].equals(theirs.cells[columns]), name


def test_frames_are_typed_and_canonical() -> None:
    for name, columns in BOOK_SHEETS.items():
        table = getattr(SOUND, name)
        assert {c: str(t) for c, t in table.values.dtypes.items()} == dict(columns)
        assert list(table.cells.columns) == list(columns)
        assert table.cells.index.equals(table.values.index)
    targets = SOUND.targets.values.set_index(["target", "version"])
    assert targets.loc[("T3", 1), "comparator"] == "between"
    assert targets.loc[("T2", 1), "baseline_period"] == "2020"
    assert targets.loc[("T1", 1), "valid_from"] == pd.Timestamp(2021, 1, 5)
    assert SOUND.documents.values["published_on"].tolist() == ["2021-01-05"]
    assert SOUND.milestones.values["period"].tolist()[:3] == ["2023-Q1", "2023-Q2", "2023-Q4"]
    assert SOUND.aliases.values[["alias", "valid_from", "valid_to"]].to_numpy().tolist() == [
        ["虚构老区", "2015", "2019"]
    ]


def test_every_value_has_its_address() -> None:
    assert SOUND.targets.cells.loc[2, "upper"] == "J4"
    assert SOUND.organisations.cells.loc[0, "organisation"] == "B2"
    origin = SOUND.indicators.origin(3, "measure")
    assert (origin.file, origin.sheet, origin.cell) == ("book.xlsx", "指标", "D5")


def test_defaults_stand_for_blanks() -> None:
    blank = {"目标值!U2": None, "目标值!V2": None, "目标值!L2": None, "目标值!L4": None}
    blank |= {"目标值!L3": None, "目标值!L5": None, "目标值!L7": None, "指标!M2": None}
    books, findings = read(edited(BOOK, blank))
    targets = books.targets.values
    assert targets.loc[0, "version"] == 1
    assert targets.loc[0, "valid_from"] == pd.Timestamp(2021, 1, 5)
    assert targets.loc[[0, 1, 2, 3, 5], "pathway"].tolist() == [
        "shares", "milestones", "none", "steps", "linear",
    ]  # fmt: skip
    assert books.indicators.values.loc[0, "source"] == "reported"
    assert findings == []


def test_without_a_publication_date_the_day_of_the_statement_counts_else_none() -> None:
    books, _ = read(edited(BOOK, {"目标值!V2": None, "文件!E2": None}))
    assert books.targets.values.loc[0, "valid_from"] == pd.Timestamp(2020, 12, 30)
    books, _ = read(edited(BOOK, {"目标值!V2": None, "文件!E2": None, "文件!D2": None}))
    assert books.targets.values.loc[0, "valid_from"] is not None
    assert books.targets.values["valid_from"].isna().tolist()[:2] == [True, False]


def test_title_rows_blank_rows_and_any_order_of_columns_and_sheets_change_no_value() -> None:
    sheets = sheets_of(BOOK)
    moved = {}
    for name, cells in reversed(list(sheets.items())):
        width = max(column for _, column in cells)
        moved[name] = {(r + 3 + (r > 2), width + 1 - c): t for (r, c), t in cells.items()}
        moved[name][1, 1] = f"虚构园区目标册：{name}"
    books, findings = read(moved)
    assert findings == []
    same(books, SOUND)
    assert books.targets.cells.loc[0, "target"] == "W5"


def test_english_headers_words_and_sheet_names_read_the_same() -> None:
    english = {}
    for layout in LAYOUTS.values():
        words = {c.zh: c for c in layout.columns}
        cells = {}
        for (row, column), text in sheets_of(BOOK)[layout.zh].items():
            head = sheets_of(BOOK)[layout.zh].get((1, column), "")
            allowed = words[head].choices if head in words else ()
            word = next((w.en for w in allowed if text in w.names), text)
            cells[row, column] = words[text].en.upper() if row == 1 else word
        english[layout.en] = cells
    books, findings = read(english)
    assert findings == []
    same(books, SOUND, cells=True)


def test_a_header_repeated_further_down_and_a_remark_are_no_rows() -> None:
    sheets = sheets_of(BOOK)
    header = {c: t for (r, c), t in sheets["指标"].items() if r == 1}
    sheets["指标"] = {(r + 2 * (r > 4), c): t for (r, c), t in sheets["指标"].items()}
    sheets["指标"] |= {(5, c): t for c, t in header.items()}
    sheets["指标"][6, 1] = "注：以下为项目类指标"
    books, findings = read(sheets)
    assert findings == []
    same(books, SOUND)


def test_merged_cells_are_filled_from_the_merge_map() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx(edited(BOOK, {"目标表述!B3": None}))))
    book["目标表述"].merge_cells("B2:B3")
    stream = io.BytesIO()
    book.save(stream)
    raw, found = read_workbook(stream.getvalue(), "book.xlsx")
    assert raw is not None
    assert found == []
    books, findings = read_book(raw, 1)
    assert findings == []
    assert books.goals.values["document"].tolist() == ["D1"] * 4


def test_a_header_merged_over_two_rows() -> None:
    stream = io.BytesIO()
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "责任单位"
    for cell, text in {"A1": "单位编号", "B1": "单位", "B2": "单位名称", "C2": "上级单位"}.items():
        sheet[cell] = text
    sheet.merge_cells("A1:A2")
    sheet.merge_cells("B1:C1")
    for column, text in enumerate(("U1", "经济发展局"), 1):
        sheet.cell(3, column, text)
    book.save(stream)
    raw, _ = read_workbook(stream.getvalue(), "book.xlsx")
    assert raw is not None
    header = find_header(rows_of(raw.sheets[0]), LAYOUTS["units"])
    assert header is not None
    assert (header.row, dict(header.columns)) == (2, {"unit": 1, "name": 2, "parent": 3})


@pytest.mark.parametrize(
    ("typed", "plain"),
    [("总投资（亿元）", "总投资"), (" Sent  on： ", "senton"), ("指标*", "指标"), ("ＩＤ", "id")],
)
def test_names_are_compared_without_width_case_blanks_and_notes(typed: str, plain: str) -> None:
    assert normal(typed) == plain


def test_the_note_of_a_header_is_its_unit() -> None:
    assert bracket_note("总投资 (万元)") == "万元"
    assert bracket_note("总投资") == ""


def test_what_is_a_book_and_what_is_not() -> None:
    assert is_book(workbooks.workbook(sheets_of(BOOK))[0])
    assert not is_book(workbooks.workbook(sheets_of(workbooks.RETURN))[0])


def test_periods_follow_the_fiscal_calendar() -> None:
    raw, _ = workbooks.workbook(edited(BOOK, {"节点!B2": "@2023-06-30"}))
    books, _ = read_book(raw, 4)
    assert books.milestones.values.loc[0, "period"] == "2023-06-30"


def test_the_books_and_the_return_of_the_repository_have_no_errors() -> None:
    parts, findings = [], []
    for path in sorted((ROOT / "targets").glob("*.xlsx")):
        raw, found = read_workbook(path.read_bytes(), f"targets/{path.name}")
        assert raw is not None, found
        book, more = read_book(raw, 1)
        parts.append(book)
        findings += [*found, *more]
    books = Books.concat(parts)
    findings += workbooks.checks_of(books, findings)
    assert [f for f in findings if f.severity is not Severity.NOTE] == []
    path = ROOT / "reports" / "2023-Q2" / "returns" / "钟楼高新园.xlsx"
    raw, _ = read_workbook(path.read_bytes(), "reports/2023-Q2/returns/钟楼高新园.xlsx")
    assert raw is not None
    table, found = workbooks.read_return(raw, books)
    found += workbooks.check_figures(table, books, found)
    assert [f for f in found if f.severity is not Severity.NOTE] == []
    assert table.values["value"].tolist() == [18.0, 5.0, 9.0, 135.7]
    assert set(table.values["basis"]) == {"since_start"}
