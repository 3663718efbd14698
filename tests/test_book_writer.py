"""A target book that is written is the book that is read: rows in, the same rows out."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from workbooks import sheets_of, xlsx

from scorecard.checks.books import check_books
from scorecard.excel.book import Value
from scorecard.forms.target_book import book_workbook
from scorecard.i18n import Words
from scorecard.read.target_book import read_book
from scorecard.read.workbook import read_workbook
from scorecard.schema.findings import Finding
from scorecard.schema.frames import Books, Table
from scorecard.schema.sheets import BOOK

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


def written(language: str = "zh") -> Workbook:
    """The empty book as it is written."""
    data = book_workbook({}, "虚构示例区", Words(language))
    return openpyxl.load_workbook(BytesIO(data))


def folded_columns(sheet: Worksheet) -> set[int]:
    """Numbers of the columns that are grouped and hidden."""
    found = set[int]()
    for dimension in sheet.column_dimensions.values():
        if dimension.hidden and dimension.outlineLevel:
            first, last = dimension.min or 0, dimension.max or 0
            found |= {*range(first, last + 1)}
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_sheet_says_what_it_is_for_and_how_to_fill_it_in(language: str) -> None:
    book = written(language)
    assert all(layout.purpose.en for layout in BOOK.values())
    for sheet, layout in zip(book.worksheets, BOOK.values(), strict=True):
        assert sheet.title == (layout.zh if language == "zh" else layout.en)
        assert layout.purpose.within(language) in str(sheet["A1"].value)
        assert sheet.freeze_panes == "B4"
        columns = {c.zh if language == "zh" else c.en: c for c in layout.columns}
        heads = [str(cell.value) for cell in sheet[3]]
        assert sorted(heads) == sorted(columns)
        needed = [columns[head].required for head in heads]
        assert needed == sorted(needed, reverse=True), "needed columns come first"
        hidden = folded_columns(sheet)
        experts = [c.id for c in layout.columns if c.for_experts]
        places = {columns[str(cell.value)].id: n for n, cell in enumerate(sheet[3], start=1)}
        assert {places[name] for name in experts} == hidden
        assert max({*places.values()} - hidden) < min(hidden, default=len(heads) + 1)
        for cell in sheet[3]:
            assert cell.comment is not None, cell.value
            assert len(cell.comment.text) > 4
        assert not sheet.print_area, "what is typed is printed, however far down"


def test_every_column_has_a_note_in_both_languages() -> None:
    for layout in BOOK.values():
        for column in layout.columns:
            note, sample = column.note, column.sample
            assert note
            assert note.en not in {"", note}
            assert bool(sample) == bool(sample.en)
            if column.kind == "choice" and sample:
                labels = [(c.within("zh"), c.within("en")) for c in column.choices]
                assert (sample, sample.en) in labels


def test_samples_stand_above_the_headers_and_are_never_read() -> None:
    data = book_workbook({}, "虚构示例区", Words("zh"))
    sheet = openpyxl.load_workbook(BytesIO(data))["指标"]
    assert sheet["A2"].value == "例：jobs"
    assert (sheet["A2"].font.i, sheet["B2"].value) == (True, "新增就业")
    raw, _ = read_workbook(data, "book.xlsx")
    assert raw is not None
    books, _ = read_book(raw, 1)
    assert all(getattr(books, name).values.empty for name in TABLES)


def test_closed_words_and_references_are_drop_downs() -> None:
    book = written()
    rules = {str(v.sqref): v for v in book["目标值"].data_validations.dataValidation}
    assert rules["B3:B1000"].formula1 == "'目标表述'!$A$4:$A$1000"
    assert rules["C3:C1000"].formula1 == "'指标'!$B$4:$B$1000", "indicators by name"
    assert rules["D3:D1000"].formula1 == '"越大越好,越小越好,保持"'
    assert all(rule.error for rule in rules.values())
    assert "2026-Q2" in str(rules["I3:I1000"].prompt), "a period says how it is typed"
    goals = {str(v.sqref): v for v in book["目标表述"].data_validations.dataValidation}
    assert goals["B3:B1000"].formula1 == "'文件'!$B$4:$B$1000", "documents by title"


TYPED = """
# 说明
项目 | 内容
单位 | 虚构示例区

# 文件
文件编号 | 标题 | 来源等级
D1 | 虚构报告 | 官方发布

# 目标表述
目标编号 | 文件编号 | 原文 | 类别
G1 | 虚构报告 | 新增就业5000人 | 可衡量
G2 | D1 | 建成一座桥 | 交付事项

# 责任单位
单位编号 | 单位名称
U1 | 人社局

# 指标
指标编号 | 指标名称 | 计量单位 | 指标性质 | 填报口径 | 频率 | 责任单位
jobs | 新增就业 | 人 | 流量 | 本年累计 | 每季度 | 人社局
bridge | 大桥 | 项 | 交付事项 | 时点值 | 每季度 | U1

# 目标值
目标值编号 | 目标编号 | 指标编号 | 方向 | 比较方式 | 到期 | 目标数值 | 数值来源 | 权重
T1 | G1 | 新增就业 | 越大越好 | ≥ | 2026 | 0.5万人 | 文件原文 | 15%
T2 | G2 | bridge | 越大越好 | 完成 | 2026 | | 文件原文 | 15%

# 节点
目标值编号 | 时点 | 节点性质 | 节点值
新增就业 | 2026-Q1 | 份额 | 25%
T1 | 2026-Q4 | 份额 | 1
"""


def typed(text: str) -> tuple[Books, list[Finding]]:
    raw, found = read_workbook(xlsx(sheets_of(text)), "book.xlsx")
    assert raw is not None, found
    return read_book(raw, 1)


def test_names_are_understood_like_ids_and_a_deliverable_needs_no_number() -> None:
    books, findings = typed(TYPED)
    assert {f.code for f in findings} <= {"C101", "C103"}, "half of 10 000 persons is 5000"
    assert books.goals.values["document"].tolist() == ["D1", "D1"]
    assert books.targets.values["indicator"].tolist() == ["jobs", "bridge"]
    assert books.targets.values["value"].tolist() == [5000, 1]
    assert books.milestones.values["target"].tolist() == ["T1", "T1"]
    assert books.milestones.values["value"].tolist() == [0.25, 1]
    assert {f.code for f in check_books(books)} == set()


def test_a_blank_id_is_asked_for_with_one_that_is_free() -> None:
    _, findings = typed(TYPED.replace("G2 | D1 | 建成一座桥", " | D1 | 建成一座桥"))
    (found,) = [f for f in findings if f.code == "B211"]
    assert (found.origin.sheet, found.origin.cell, found.params["free"]) == ("目标表述", "A3", "G2")
    assert "G2" in Words("zh").finding(found).message


def test_a_name_that_two_rows_have_is_no_reference() -> None:
    books, _ = typed(TYPED.replace("bridge | 大桥", "bridge | 新增就业"))
    assert books.targets.values["indicator"].tolist() == ["新增就业", "bridge"]
    assert "X103" in {f.code for f in check_books(books)}
