"""What departments type on the attention sheet stands on the next scorecard again."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from functools import cache

import openpyxl
import pytest
from fictional_view import attention_rows, fictional_view
from openpyxl.utils import get_column_letter

from scorecard.i18n import Words
from scorecard.read.followups import read_followups
from scorecard.read.workbook import read_workbook
from scorecard.report.attention import ALARMING, Account, alarms, cause_in, repeated
from scorecard.report.explain import explain
from scorecard.report.view import Place
from scorecard.report.workbook import scorecard_workbook
from scorecard.schema.quarterly_form import Entry, Followed, FollowUp, Told, followed

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")


@cache
def blank(language: str) -> bytes:
    """The scorecard as it is published."""
    return scorecard_workbook(fictional_view(language), Words(language))


def filled(language: str, column: dict[str, object], data: bytes | None = None) -> bytes:
    """A scorecard with cells of its first attention row filled in by hand and saved again."""
    book = openpyxl.load_workbook(io.BytesIO(data or blank(language)))
    sheet = book[Words(language).text("Attention")]
    titles = {cell.value: int(cell.column or 0) for cell in sheet[3]}
    for title, value in column.items():
        sheet.cell(4, titles[Words(language).text(title)]).value = value  # type: ignore[assignment]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def entries(data: bytes) -> dict[str, Entry]:
    workbook, _ = read_workbook(data, "scorecard.xlsx")
    assert workbook is not None
    return read_followups(workbook)


def read(data: bytes) -> dict[str, FollowUp]:
    return {target: entry.stands for target, entry in entries(data).items()}


def rendered(found: dict[str, Followed], language: str = "zh", unit: str = "") -> bytes:
    """The scorecard again, with what was found; all targets of another unit where one is named."""
    view = replace(fictional_view(language), followups=found)
    if unit:
        blocks = (
            replace(block, rows=tuple(replace(row, unit_name=unit) for row in block.rows))
            for block in view.organisations
        )
        view = replace(view, organisations=tuple(blocks))
    return scorecard_workbook(view, Words(language))


def again(before: bytes | None, now: bytes | None) -> dict[str, Followed]:
    """What is found in the scorecard of the quarter before and in this quarter's own."""
    earlier, own = (entries(data) if data else {} for data in (before, now))
    return {t: followed(earlier.get(t), own.get(t)) for t in {**earlier, **own}}


FIRST = attention_rows(fictional_view("zh").rows)[0].target


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
    assert found[first.target].owner == "", "the unit put in by the program was typed by nobody"


def test_it_stands_on_the_next_scorecard_in_either_language() -> None:
    found = again(filled("zh", {"Action": "虚构示例：逐项会商", "Owner": "虚构示例专班"}), None)
    typed = {target: one.told for target, one in found.items()}
    assert typed[FIRST].owner == "虚构示例专班"
    assert read(rendered(found, "en")) == typed
    assert again(None, rendered(again(None, rendered(found, "en")))) == again(None, rendered(found))


def test_what_is_typed_into_the_quarter_before_reaches_a_scorecard_that_stands_already() -> None:
    now = rendered({})
    typed: dict[str, object] = {"Cause": "原因", "Owner": "张三", "By when": date(2031, 3, 31)}
    found = again(filled("zh", typed), now)
    assert found[FIRST].told == FollowUp("原因", "", "张三", "2031-03-31")
    changed = filled("zh", {"Cause": "新原因", "Owner": "李四"})
    found = again(changed, rendered(found))
    assert (found[FIRST].told.cause, found[FIRST].told.owner) == ("新原因", "李四")


def test_what_is_typed_into_the_quarter_itself_wins_and_stays() -> None:
    before = filled("zh", {"Cause": "原因", "Owner": "张三"})
    now = filled("zh", {"Cause": "本季原因", "Owner": "李四"}, rendered(again(before, None)))
    for _ in range(2):
        found = again(before, now)
        assert (found[FIRST].told.cause, found[FIRST].told.owner) == ("本季原因", "李四")
        now = rendered(found)


def test_an_owner_put_in_by_the_program_follows_the_target_book() -> None:
    now = rendered(again(filled("zh", {"Action": "措施"}), None))
    book = openpyxl.load_workbook(io.BytesIO(rendered(again(None, now), unit="虚构示例新单位")))
    sheet = book["预警"]
    owner = next(cell.column for cell in sheet[3] if cell.value == "责任人")
    owners = {row[owner - 1] for row in sheet.iter_rows(min_row=4, values_only=True)}
    assert owners == {"虚构示例新单位"}


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        (date(2031, 3, 31), "2031-03-31"),
        (47938, "2031-03-31"),
        ("2031年3月31日", "2031-03-31"),
        ("2031年6月底前", "2031年6月底前"),
        ("2031", "2031"),
    ],
)
def test_a_day_is_carried_as_a_day(typed: object, day: str) -> None:
    found = again(filled("zh", {"By when": typed}), None)
    assert found[FIRST].told.by_when == day
    for language, shown in (("zh", 'yyyy"年"m"月"d"日"'), ("en", "d mmm yyyy")):
        book = openpyxl.load_workbook(io.BytesIO(rendered(found, language)))
        sheet, title = book[Words(language).text("Attention")], Words(language).text("By when")
        column = next(cell.column for cell in sheet[3] if cell.value == title)
        cell = sheet[f"{get_column_letter(int(column or 0))}4"]
        assert cell.is_date == (day == "2031-03-31") or not found[FIRST].told.day
        assert cell.number_format == shown


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
        for section in explain(view, row, words)
        for line in section.lines
    ]
    heads = [(row.target, row.status_text, row.reason) for row in view.rows]
    assert [(row[0], row[3], row[4]) for row in rows if row[1]] == heads
    assert [(row[0], row[4]) for row in rows if not row[1]] == expected
    assert [row[3] for row in rows if not row[1] and row[3]][:2] == ["原文", "目标值"]


def test_a_large_workbook_explains_what_needs_attention_only() -> None:
    view = fictional_view("zh", 404)
    book = openpyxl.load_workbook(io.BytesIO(scorecard_workbook(view, Words("zh"))))
    told = {row[0] for row in book["评估说明"].iter_rows(min_row=4, values_only=True)}
    assert told == {row.target for row in view.rows if row.status in ALARMING}


def test_nothing_but_earlier_figures_is_folded_away() -> None:
    """A status with many lines stays in sight; of many figures the deciding one does."""
    view, words = fictional_view("zh"), Words("zh")
    row = next(row for row in view.rows if row.status == "at_risk")
    figure = next(f for f in view.sources if f.indicator == row.indicator)
    decides = replace(figure, place=row.figure, period=row.actual_period, current=True)
    places = [Place("a.xlsx", "a", f"A{n}") for n in range(10)]
    others = [replace(figure, period=f"20{n}", place=p) for n, p in enumerate(places, start=20)]
    told = [*others[:5], decides, *others[5:]]
    thresholds = tuple(replace(t, text="\n".join("abc")) for t in view.method.thresholds)
    many = replace(
        view,
        sources=tuple(f for f in view.sources if f.indicator != row.indicator) + tuple(told),
        method=replace(view.method, thresholds=thresholds * 3),
    )
    sheet = openpyxl.load_workbook(io.BytesIO(scorecard_workbook(many, words)))["评估说明"]
    hidden = [
        str(sheet.cell(n, 5).value)
        for n, look in sheet.row_dimensions.items()
        if look.outlineLevel == 2 and sheet.cell(n, 1).value == row.target
    ]
    assert len(hidden) == 5
    assert all("a.xlsx!a" in line for line in hidden)


def test_control_limits_are_explained_in_the_words_of_the_command() -> None:
    view, words = fictional_view("en"), Words("en")
    row = view.rows[0]
    limits = {(row.organisation, row.indicator): "mean 5, limits 1 to 9 (12 values): …"}
    data = scorecard_workbook(replace(view, limits=limits), words)
    rows = openpyxl.load_workbook(io.BytesIO(data))["Explanations"].iter_rows(
        min_row=4, values_only=True
    )
    told = [r[4] for r in rows if r[3] == "Control limits"]
    assert told == [f"{row.name} · mean 5, limits 1 to 9 (12 values): …"]


def test_the_opinion_of_the_office_stays_in_its_quarter() -> None:
    """It stands again when the scorecard is written anew, and does not go on to the next one."""
    typed = filled("zh", {"Opinion of the office": "虚构示例：挂牌督办", "Action": "措施"})
    same, following = again(None, typed), again(typed, None)
    assert same[FIRST].told.opinion == "虚构示例：挂牌督办"
    assert again(None, rendered(same))[FIRST].told.opinion == "虚构示例：挂牌督办"
    assert (following[FIRST].told.opinion, following[FIRST].told.action) == ("", "措施")


def test_words_of_the_quarter_before_are_told_as_such() -> None:
    """Marked with their quarter and, once it has passed, their day: no account of this quarter."""
    view, words = fictional_view("zh"), Words("zh")
    old = FollowUp("审批延迟", "逐项会商", "张三", "2001-05-01")
    found = {FIRST: followed(Entry(old), None)}
    alarm = next(a for a in alarms(replace(view, followups=found), words) if a.row.target == FIRST)
    assert alarm.account.cause == "上季：审批延迟"
    assert alarm.account.until == "2001年5月1日已过期"
    assert not alarm.told
    found = {FIRST: followed(Entry(old), None, Told(FollowUp("本季原因")))}
    alarm = next(a for a in alarms(replace(view, followups=found), words) if a.row.target == FIRST)
    assert (alarm.account, alarm.told) == (Account("本季原因"), True)


def test_a_cause_is_as_long_as_its_row_is_high() -> None:
    """Three lines at least; a cause of a higher row is one that verification knows."""
    view, words = fictional_view("en"), Words("en")
    long = " ".join(["Two firms hire late."] * 8)
    found = {FIRST: followed(None, None, Told(FollowUp(long)))}
    alarm = next(a for a in alarms(replace(view, followups=found), words) if a.row.target == FIRST)
    assert cause_in(alarm, words, 2) == alarm.cause
    assert len(alarm.cause) <= 90 < len(cause_in(alarm, words, 4)) <= 120
    assert cause_in(alarm, words, 6) == long
    assert {cause_in(alarm, words, lines) for lines in range(12)} <= repeated([alarm], words)
