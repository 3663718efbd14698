"""What departments type on the attention sheet stands on the next scorecard again."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from fictional_view import fictional_view

from scorecard.model.followup import FollowUp
from scorecard.report.attention import attention_rows
from scorecard.report.excel import scorecard_workbook
from scorecard.report.explain import explain
from scorecard.words import Words
from scorecard.workbook.files.read import read_workbook
from scorecard.workbook.followups import read_followups

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")


def filled(language: str, column: dict[str, object], row: int = 4) -> bytes:
    """A scorecard with cells of one attention row filled in by hand and saved again."""
    data = scorecard_workbook(fictional_view(language), Words(language))
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book[Words(language).text("Attention")]
    titles = {cell.value: int(cell.column or 0) for cell in sheet[3]}
    for title, value in column.items():
        sheet.cell(row, titles[Words(language).text(title)], str(value))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(data: bytes) -> dict[str, FollowUp]:
    workbook, _ = read_workbook(data, "scorecard.xlsx")
    assert workbook is not None
    return read_followups(workbook)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_was_typed_is_read_by_target(language: str) -> None:
    typed: dict[str, object] = {
        "Cause": "虚构示例：审批延迟",
        "Action": "虚构示例：逐项会商",
        "By when": date(2031, 3, 31),
    }
    first = attention_rows(fictional_view(language).rows)[0]
    found = read(filled(language, typed))
    assert found[first.target].cause == "虚构示例：审批延迟"
    assert found[first.target].action == "虚构示例：逐项会商"
    assert found[first.target].by_when == "2031-03-31"
    assert found[first.target].owner == first.unit_name


def test_it_stands_on_the_next_scorecard_in_either_language() -> None:
    found = read(filled("zh", {"Action": "虚构示例：逐项会商", "Owner": "虚构示例专班"}))
    view = replace(fictional_view("en"), followups=found)
    again = read(scorecard_workbook(view, Words("en")))
    assert again == found
    assert read(scorecard_workbook(replace(view, followups=again), Words("zh"))) == found


def test_the_later_word_counts_and_the_earlier_stays() -> None:
    earlier = FollowUp("a", "b", "c", "d")
    assert FollowUp(action="B").over(earlier) == FollowUp("a", "B", "c", "d")


def test_a_workbook_without_that_sheet_carries_nothing() -> None:
    book = openpyxl.Workbook()
    out = io.BytesIO()
    book.save(out)
    assert read(out.getvalue()) == {}


def test_the_workbook_explains_in_the_words_of_the_command() -> None:
    view, words = fictional_view("zh"), Words("zh")
    book = openpyxl.load_workbook(io.BytesIO(scorecard_workbook(view, words)))
    rows = list(book["评估说明"].iter_rows(min_row=4, values_only=True))
    expected = [
        (row.target, line)
        for row in view.rows
        for section in explain(view, row, words).sections
        for line in section.lines
    ]
    assert [(row[0], row[4]) for row in rows] == expected
    assert [row[3] for row in rows if row[3]][:2] == ["原文", "目标值"]


def test_a_large_workbook_explains_what_needs_attention_only() -> None:
    view = fictional_view("zh", 404)
    book = openpyxl.load_workbook(io.BytesIO(scorecard_workbook(view, Words("zh"))))
    told = {row[0] for row in book["评估说明"].iter_rows(min_row=4, values_only=True)}
    assert told == {row.target for row in attention_rows(view.rows)}
