"""A target book that is written is the book that is read: rows in, the same rows out."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from scorecard.excel.book import Value
from scorecard.forms.target_book import FIRST_ROW, HEADER_ROW, book_workbook
from scorecard.i18n import Words
from scorecard.read.target_book import read_book
from scorecard.read.workbook import read_workbook
from scorecard.schema.frames import Books, Table
from scorecard.schema.target_book import BOOK

ROOT = Path(__file__).resolve().parent.parent
TABLES = [name for name in BOOK if name != "about"]


def books_of(data: bytes) -> Books:
    raw, found = read_workbook(data, "book.xlsx")
    assert raw is not None, found
    books, faults = read_book(raw, 1)
    assert faults == []
    return books


def rows_of(table: Table, sheet: str) -> list[dict[str, Value]]:
    """A frame's rows by the columns of its sheet."""
    names = {"documents": {"source_file": "file"}}.get(sheet, {})
    columns = {c.id for c in BOOK[sheet].columns}
    frame = table.values.drop(columns=["organisation", "file", "sheet"]).rename(columns=names)
    return [
        {str(k): plain(v) for k, v in row.items() if k in columns and not pd.isna(v)}
        for row in frame.to_dict("records")
    ]


def plain(value: object) -> Value:
    if isinstance(value, pd.Timestamp):
        return value.date()
    return value if isinstance(value, str) else float(str(value))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", sorted((ROOT / "targets").glob("*.xlsx")), ids=lambda p: p.stem)
def test_a_written_book_reads_as_it_was(path: Path, language: str) -> None:
    before = books_of(path.read_bytes())
    organisation = str(before.organisations.values["organisation"].iloc[0])
    rows = {name: rows_of(getattr(before, name), name) for name in TABLES}
    rows["about"] = [{"item": "organisation", "content": organisation}]
    after = books_of(book_workbook(rows, organisation, Words(language)))
    for name in TABLES:
        table: Table = getattr(before, name)
        left = table.values.drop(columns=["file", "sheet"])
        right = getattr(after, name).values.drop(columns=["file", "sheet"])
        pd.testing.assert_frame_equal(left.reset_index(drop=True), right.reset_index(drop=True))


SMALL: dict[str, list[dict[str, Value]]] = {
    "about": [{"item": "organisation", "content": "虚构示例区"}],
    "goals": [{"goal": "=1+1", "document": "D1", "quote": "虚构示例", "class": "fact"}],
    "documents": [
        {"document": "D1", "title": "虚构", "published_on": date(2026, 1, 5), "grade": "press"}
    ],
}


def test_the_same_rows_give_the_same_bytes() -> None:
    first, second = (book_workbook(SMALL, "虚构示例区", Words("zh")) for _ in range(2))
    assert first == second


def test_text_that_looks_like_a_formula_stays_text() -> None:
    book = openpyxl.load_workbook(BytesIO(book_workbook(SMALL, "虚构示例区", Words("zh"))))
    cell = book["目标表述"]["A3"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_sheet_has_its_headers_and_says_what_it_is_for(language: str) -> None:
    book = openpyxl.load_workbook(BytesIO(book_workbook({}, "虚构示例区", Words(language))))
    assert all(layout.purpose.en for layout in BOOK.values())
    for sheet, layout in zip(book.worksheets, BOOK.values(), strict=True):
        assert sheet.title == (layout.zh if language == "zh" else layout.en)
        headers = [cell.value for cell in sheet[HEADER_ROW + 1]]
        assert headers == [c.zh if language == "zh" else c.en for c in layout.columns]
        assert layout.purpose.within(language) in str(sheet["A1"].value)
        assert sheet.freeze_panes == f"B{FIRST_ROW + 1}"


def test_closed_words_and_references_are_drop_downs() -> None:
    book = openpyxl.load_workbook(BytesIO(book_workbook({}, "虚构示例区", Words("zh"))))
    rules = {str(v.sqref): v for v in book["目标值"].data_validations.dataValidation}
    assert rules["B3:B1000"].formula1 == "'目标表述'!$A$3:$A$1000"
    assert rules["D3:D1000"].formula1 == '"越大越好,越小越好,保持"'
    assert all(rule.error for rule in rules.values())
