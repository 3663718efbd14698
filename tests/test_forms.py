"""The fill-in workbook: what it looks like, what it refuses, what it computes while one types."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import openpyxl
import pandas as pd
import pytest
from conftest import Office
from fictional_forms import INDICATORS, TARGETS, ZONE, a_book, figures, plans
from openpyxl.worksheet.worksheet import Worksheet
from workbooks import read_return

from scorecard.assessment.frames import assess, with_facts
from scorecard.excel.styles import tones_of
from scorecard.forms.face import form_workbook
from scorecard.forms.plan import FormPlan
from scorecard.i18n import Words
from scorecard.read.guard import read_files
from scorecard.schema.frames import FIGURES, Books, typed
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import Method, Status

ZH: Final = Words("zh")
FORM, REVISIONS, GUIDE, PROJECTS = "填报表", "更正", "填表说明", "项目"
HIDDEN: Final = ["表单信息", "选项", "计算"]
AS_OF: Final = date(2026, 9, 30)

GOLDEN: Final = """\
A1 2026年第三季度目标完成情况表
A2 填报单位（盖章）：经济发展局
H2 报告期：2026年第三季度
K2 报送日期：
M2 ~
O2 计量单位：见表内
A3 虚构示例高新区 · 只填淡黄色格子；灰色格子已带出或自动计算。怎样填见“填表说明”表。
A4 序号 | B4 指标 | C4 行标识 | D4 计量单位 | E4 年度目标 | F4 上季累计（或上期数） \
| G4 本季度（或期末值） | H4 本年累计 | I4 上年同期 | J4 完成率 \
| K4 完成进度 | L4 时序进度 | M4 状态 | N4 数据状态 | O4 佐证材料 | P4 说明 | Q4 预计全年 \
| R4 上季承诺 | S4 落实情况 | T4 原因 | U4 措施 | V4 责任人 | W4 完成时限
A5 1 | B5 固定资产投资完成额 | C5 R# | D5 万元 | E5 1200000 | F5 610000 | G5 ~ | H5 ~ \
| I5 800000 | J5 = | K5 = | L5 = 0.75 | M5 = | N5 ~ | O5 ~ | P5 ~ | Q5 ~ | T5 ~ | U5 ~ \
| V5 ~ | W5 ~
A6 2 | B6 全社会研发投入占地区生产总值比重（2025年） | C6 R# | D6 % | E6 2.8 | G6 ~ | I6 ~ | J6 = \
| K6 = | L6 = 1.0 | M6 = | N6 ~ | O6 ~ | P6 ~ | T6 ~ | U6 ~ | V6 ~ | W6 ~
A7 3 | B7 污水处理厂二期工程投运 | C7 R# | D7 项 | E7 2027年第二季度完成 | G7 ~ | J7 = \
| K7 = | L7 = | M7 = ○ 未到期 | N7 ~ | O7 ~ | P7 ~ | T7 ~ | U7 ~ | V7 ~ | W7 ~
A9 位次指标（填已公布的评价结果，不填预计）
A10 序号 | B10 指标 | C10 行标识 | D10 计量单位 | E10 目标位次 | F10 上次位次 | G10 公布日期 \
| H10 位次 | I10 参评总数 | J10 评价年度 | K10 上次年度 | L10 数据年份 | M10 状态 \
| N10 数据状态 | O10 佐证材料 | P10 说明 | Q10 预计全年 | R10 上季承诺 | S10 落实情况 \
| T10 原因 | U10 措施 | V10 责任人 | W10 完成时限
A11 1 | B11 国家高新区综合评价排名 | C11 R# | D11 位 | E11 ≤ 100（2027年） | F11 128 \
| G11 ~ | H11 ~ | I11 ~ | J11 ~2025年 | K11 2024年 | L11 ~ | M11 = ○ 未到期 | N11 ~ | O11 ~ \
| P11 ~ | T11 ~ | U11 ~ | V11 ~ | W11 ~
B13 ~填报人： | H13 ~审核人： | M13 ~单位负责人： | T13 ~日期：
"""


def some(*names: str) -> FormPlan:
    """The form of these indicators of the fictional zone."""
    kept = [i for i in INDICATORS if i["indicator"] in names]
    aims = [t for t in TARGETS if t["indicator"] in names]
    (plan,) = plans(a_book(kept, aims), figures())
    return plan


@pytest.fixture(scope="module")
def plan() -> FormPlan:
    (found,) = plans(a_book(), figures())
    return found


@pytest.fixture(scope="module")
def data(plan: FormPlan) -> bytes:
    return form_workbook(plan, ZH)


@pytest.fixture
def book(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def dump(data: bytes, sheet: str = FORM) -> str:
    """Every cell with something in it: ~ before what is to be filled in, = before what is live."""
    live = openpyxl.load_workbook(io.BytesIO(data))[sheet]
    kept = openpyxl.load_workbook(io.BytesIO(data), data_only=True)[sheet]
    lines = []
    for row in live.iter_rows():
        cells = []
        for cell in row:
            formula = isinstance(cell.value, str) and cell.value.startswith("=")
            value = kept[cell.coordinate].value
            text = "" if value is None else str(value).replace("\n", "")
            text = re.sub("^R[0-9a-f]{10}$", "R#", text)
            mark = "= " if formula else "" if cell.protection.locked else "~"
            is_cell = type(cell).__name__ != "MergedCell"
            if is_cell and (text or mark):
                cells.append(f"{cell.coordinate} {mark}{text}".rstrip())
        apart = "\n" if row[0].row == 2 else " | "
        lines += [apart.join(cells)] if cells else []
    return "\n".join(lines) + "\n"


# ------------------------------------------------------------------ what it looks like


def test_the_form_looks_as_departments_know_it() -> None:
    form = some("investment", "rd_share", "sewage", "rank")
    assert dump(form_workbook(form, ZH)) == GOLDEN


def test_the_english_form_has_no_chinese_but_what_the_book_says(plan: FormPlan) -> None:
    said = {ZONE, "经济发展局", *(row.unit_of_measure for row in plan.all_rows)}
    book = openpyxl.load_workbook(io.BytesIO(form_workbook(plan, Words("en"))))
    assert book.sheetnames == [
        *("Form", "Revisions", "How to fill in", "Form data", "Lists", "Workings")
    ]
    for sheet in book.worksheets:
        for text in (str(c.value) for row in sheet.iter_rows() for c in row if c.value):
            for known in said:
                text = text.replace(known, "")  # noqa: PLW2901  (what the book says is taken out)
            assert not any("一" <= c <= "鿿" for c in text), text


def test_sheets_stand_in_order_and_the_last_three_are_hidden(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == [FORM, REVISIONS, GUIDE, *HIDDEN]
    assert [s.title for s in book.worksheets if s.sheet_state == "hidden"] == HIDDEN


def test_it_prints_on_a4_landscape_one_page_wide(book: openpyxl.Workbook) -> None:
    for name in (FORM, REVISIONS):
        sheet = book[name]
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        fitted: Any = sheet.sheet_properties.pageSetUpPr
        assert fitted.fitToPage  # one page across is the default
        assert sheet.page_setup.fitToHeight == (None if name == FORM else 0)  # 15 rows: one page
        footer: Any = sheet.oddFooter
        assert "&P / &N" in footer.center.text
    assert book[FORM].print_title_rows == "$4:$4"
    assert book[FORM].freeze_panes == "D5"


def test_long_names_wrap_in_rows_high_enough() -> None:
    long = {**INDICATORS[0], "name": "重点产业链" * 12, "name_en": "chain " * 30}
    (form,) = plans(a_book([long], TARGETS[:1]), figures())
    sheet = openpyxl.load_workbook(io.BytesIO(form_workbook(form, ZH)))[FORM]
    assert sheet["B5"].alignment.wrap_text
    lines = 2 * len(long["name"]) / sheet.column_dimensions["B"].width
    assert sheet.row_dimensions[5].height >= 15 * lines


def test_the_row_id_stands_hidden_between_name_and_figures(book: openpyxl.Workbook) -> None:
    assert book[FORM]["C4"].value == "行标识"
    assert book[FORM].column_dimensions["C"].hidden


def test_the_hidden_sheet_says_whose_form_it_is(book: openpyxl.Workbook, plan: FormPlan) -> None:
    meta = [[c.value for c in row] for row in book["表单信息"].iter_rows(max_col=4)]
    said = {row[0]: row[1] for row in meta[:6]}
    assert said["表单标识"] == f"2026-Q3/{ZONE}/econ"
    assert (said["园区"], said["责任单位"], said["报告期"]) == (ZONE, "econ", "2026-Q3")
    assert said["表式版本"] == "1"
    rows = {row[0]: row[1:] for row in meta[8:]}
    assert rows[plan.rows[0].row_id] == ["investment", FORM, 5]
    assert rows[plan.ranks[0].row_id] == ["rank", FORM, 16]
    assert len(rows) == len(INDICATORS)


def test_five_lines_say_how_to_fill_it_in(book: openpyxl.Workbook) -> None:
    assert [book[GUIDE].cell(row, 1).value for row in range(2, 8)] == [
        *(f"{n}." for n in range(1, 6)),
        None,
    ]
    assert "淡黄色格子" in str(book[GUIDE]["B2"].value)


def test_one_unit_for_all_is_said_once_above() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(form_workbook(some("investment"), ZH)))[FORM]
    assert sheet["O2"].value == "计量单位：万元"


def test_a_form_of_ranks_alone_has_one_block() -> None:
    form = some("rank")
    sheet = openpyxl.load_workbook(io.BytesIO(form_workbook(form, ZH)))[FORM]
    assert [c.value for c in sheet["B"]][3:6] == [None, "指标", "国家高新区综合评价排名"]
    assert sheet["A4"].value == "位次指标（填已公布的评价结果，不填预计）"


# ------------------------------------------------------------------ what it accepts


def entries(sheet: Worksheet) -> Iterator[str]:
    """Addresses of the unlocked cells."""
    for row in sheet.iter_rows():
        for cell in row:
            if type(cell).__name__ != "MergedCell" and not cell.protection.locked:
                yield cell.coordinate


def test_only_tinted_cells_are_unlocked_and_no_password_is_set(book: openpyxl.Workbook) -> None:
    for sheet in (book[FORM], book[REVISIONS], book[GUIDE], book["表单信息"]):
        assert sheet.protection.sheet
        assert not sheet.protection.password
    tinted = {
        c.coordinate
        for row in book[FORM].iter_rows()
        for c in row
        if c.fill.fgColor.rgb == "FFFFF9E3"
    }
    signatures = {"B18", "H18", "M18", "T18"}
    lit = {a for a in set(entries(book[FORM])) - tinted - signatures if a[0] in "TUVW"}
    assert set(entries(book[FORM])) == tinted | signatures | lit
    asked = {"G5", "H5", "G6", "H6", "G7", "G8", "G9", "H9", "G10", "G11", "H11", "G12"}
    assert {a for a in tinted if a[0] in "GH" and 5 <= int(a[1:]) <= 12} == asked


def test_every_entry_says_what_belongs_there(book: openpyxl.Workbook) -> None:
    rules = {
        str(span): rule
        for rule in book[FORM].data_validations.dataValidation
        for span in rule.sqref.ranges
    }
    for address in entries(book[FORM]):
        if address.endswith("18"):  # signatures are words
            continue
        rule = rules[address]
        assert rule.promptTitle
        assert rule.prompt
        assert len(rule.prompt) <= 255
        if address[0] not in "OPTUV":
            assert rule.type in {"decimal", "whole", "list", "date"}
            assert rule.error
    assert (rules["G8"].type, rules["G8"].formula1, rules["G8"].formula2) == (
        "decimal",
        "0.0",
        "100.0",
    )
    assert (rules["G10"].type, rules["G10"].formula1) == ("list", "list_steps")
    assert rules["G10"].errorStyle == "information", "a share may be typed"
    assert rules["H16"].type == rules["G7"].type == rules["H6"].type == "whole"
    assert "应达900,000" in rules["H5"].prompt
    assert "0到100" in rules["G8"].error


def test_drop_downs_stand_on_a_hidden_sheet(book: openpyxl.Workbook) -> None:
    lists = {r.formula1 for r in book[FORM].data_validations.dataValidation if r.type == "list"}
    assert lists == {"list_states", "list_editions", "list_years", "list_steps"}
    sheet, _, span = str(book.defined_names["list_states"].attr_text).partition("!")
    words = [c[0].value for c in book[sheet.strip("'")][span.replace("$", "")]]
    assert words == ["预计", "快报", "核定"]


def test_what_the_form_asks_to_look_at_lights_up(book: openpyxl.Workbook) -> None:
    tests = {
        str(span.sqref): [rule.formula[0] for rule in span.rules]
        for span in book[FORM].conditional_formatting
    }
    assert len(tests["M5:M12"]) == len(Status)
    assert any("预计" in test for test in tests["P5:P12"])
    for column in "TUVW":  # of a row behind they look alike, filled in or not
        assert any('<>""' in test for test in tests[f"{column}5:{column}12"])
    assert any("$F5+$G5" in test.replace("N($F5)", "$F5") for test in tests["H5:H12"])


def test_a_note_of_the_book_never_becomes_a_formula() -> None:
    sly = {**INDICATORS[0], "name": "=1+1", "name_en": "@now", "unit_of_measure": "+万元"}
    (form,) = plans(a_book([sly], TARGETS[:1]), figures())
    sheet = openpyxl.load_workbook(io.BytesIO(form_workbook(form, ZH)))[FORM]
    assert (sheet["B5"].value, sheet["B5"].data_type) == ("=1+1", "s") or sheet["B5"].quotePrefix


def test_the_same_plan_gives_the_same_bytes(plan: FormPlan, data: bytes) -> None:
    assert form_workbook(plan, ZH) == data
    (again,) = plans(a_book(), figures().sample(frac=1, random_state=3))
    assert form_workbook(again, ZH) == data


# ------------------------------------------------------------------ what it computes


def typed_in(data: bytes, values: Mapping[str, Any], path: Path) -> Path:
    """The form with these cells filled in (all stored results are lost, as openpyxl saves)."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for address, value in values.items():
        sheet, _, cell = address.rpartition("!")
        book[sheet or FORM][cell].value = value
    book.save(path)
    return path


def results(path: Path, sheet: str = FORM) -> dict[str, Any]:
    """Value by address, blank text as nothing."""
    page = openpyxl.load_workbook(path, data_only=True)[sheet]
    return {c.coordinate: c.value or None for row in page.iter_rows() for c in row}


@pytest.mark.office
def test_stored_values_are_what_a_spreadsheet_computes(
    office: Office, data: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(data)
    (computed,) = office.convert([path], "xlsx", tmp_path / "out")
    live = openpyxl.load_workbook(path)
    for sheet in live.worksheets:
        ours, theirs = results(path, sheet.title), results(computed, sheet.title)
        formulas = [c.coordinate for row in sheet.iter_rows() for c in row if c.data_type == "f"]
        for address in formulas:
            if isinstance(ours[address], float):
                assert theirs[address] == pytest.approx(ours[address]), (sheet.title, address)
            else:
                assert theirs[address] == ours[address], (sheet.title, address)
        assert bool(formulas) == (sheet.title in {FORM, REVISIONS, "计算"})


ROWS: Final = {
    **{str(i["indicator"]): n for n, i in enumerate(INDICATORS[:8], start=5)},
    "rank": 16,
}
FILLED: Final = {  # indicator: column typed, basis and period of the figure, values tried
    "investment": ("H", "to_date", "2026-Q3", (0, 500_000, 540_000, 855_000, 900_000, 1_300_000)),
    "projects": ("H", "since_start", "2026-Q3", (10, 16, 27, 28, 30, 50)),
    "firms": ("G", "point", "2026-Q3", (390, 440, 450, 475, 500, 520)),
    "rd_share": ("G", "point", "2025", (2.5, 2.7, 2.75, 2.8, 2.9, 3.3)),
    "accidents": ("H", "to_date", "2026-Q3", (3, 4, 5, 6, 7, 9)),
    "sewage": ("G", "point", "2026-Q3", (0, 0.5, 1, 0.2, 0, 1)),
    "exports": ("H", "to_date", "2026-H1", (4, 11.9, 12, 15, 16, 31)),
    "air": ("G", "point", "2026-Q3", (79.9, 80, 80.1, 60, 99, 80)),
    "rank": ("H", "point", "2025", (90, 100, 101, 130, 1, 99)),
}


ABOUT: Final = [
    {
        **target,
        **{
            "T-FIR": {"comparator": "about", "allowed_deviation": 10.0},
            "T-RD": {"comparator": "about", "allowed_deviation": 0.1, "direction": "hold"},
            "T-EXP": {"comparator": "about", "allowed_deviation": 1.0},
            "T-AIR": {"comparator": "about", "allowed_deviation": 0.1},
        }.get(target["target"], {}),
    }
    for target in TARGETS
]
"""Some of the targets with "about", give or take an allowed deviation."""


def judged(nth: int, policy: Policy, book: Books) -> dict[str, str]:
    """The statuses of the rules for the nth value of every indicator."""
    rows = [
        {"indicator": name, "period": period, "basis": basis, "value": float(values[nth])}
        for name, (_, basis, period, values) in FILLED.items()
    ]
    more = pd.DataFrame(rows).assign(
        organisation=ZONE, known_on=pd.Timestamp(AS_OF), vintage=1, state="final", evidence="-"
    )
    known = figures()
    every = pd.concat([known[~known["indicator"].isin(["rank"])], typed(more, FIGURES)])
    targets = with_facts(book.targets, book.indicators, book.goals)
    found = assess(targets, typed(every.reset_index(drop=True), FIGURES), AS_OF, policy)
    return dict(zip(found["indicator"], found["status"], strict=True))


def label(status: str) -> str:
    words = ("已完成", "超进度", "达进度", "略滞后", "滞后", "未完成", "未到期", "待公布")
    names = dict(zip(Status, (*words, "未报", "不计分"), strict=True))
    return f"{Status(status).symbol} {names[Status(status)]}"


@pytest.mark.office
@pytest.mark.parametrize(
    ("policy", "targets"),
    [
        (Policy(), TARGETS),
        (Policy(), ABOUT),
        (Policy(method=Method.SCHEDULE), TARGETS),
        (Policy(method=Method.SCHEDULE, bands="yinchuan-2025"), TARGETS),
        (Policy(method=Method.SCHEDULE, bands="sanya-2022"), TARGETS),
        (Policy(method=Method.SCHEDULE, relative=True, behind_by=-20), TARGETS),
    ],
    ids=("pace", "about", "schedule", "points", "per_cent", "two_limits_per_cent"),
)
def test_the_form_says_what_the_rules_say(
    office: Office, policy: Policy, targets: list[dict[str, Any]], tmp_path: Path
) -> None:
    book = a_book(targets=targets)
    (form,) = plans(book, figures(), policy=policy)
    blank = form_workbook(form, ZH)
    files = [
        typed_in(
            blank,
            {f"{c}{ROWS[name]}": values[n] for name, (c, _, _, values) in FILLED.items()},
            tmp_path / f"{n}.xlsx",
        )
        for n in range(6)
    ]
    for n, path in enumerate(office.convert(files, "xlsx", tmp_path / "out")):
        shown = results(path)
        expected = judged(n, policy, book)
        if policy.bands:  # these have words of their own, and our symbols
            assert {i: shown[f"M{ROWS[i]}"][0] for i in expected} == {
                i: Status(status).symbol for i, status in expected.items()
            }
            continue
        assert {i: shown[f"M{ROWS[i]}"] for i in expected} == {
            i: label(status) for i, status in expected.items()
        }


@pytest.mark.office
def test_sorted_and_deleted_rows_still_compute(office: Office, data: bytes, tmp_path: Path) -> None:
    """Rows sorted the other way, as a spreadsheet does it, and one of them cleared."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book[FORM]
    kept = [[c.value for c in sheet[row]] for row in range(5, 13)]
    for row, values in zip(range(12, 4, -1), kept, strict=True):
        for cell, value in zip(sheet[row], values, strict=True):
            moved = isinstance(value, str) and value.startswith("=")
            cell.value = str(value).replace(f"$C{17 - row}", f"$C{row}") if moved else value
    sheet["G10"], sheet["H12"] = 450, 900_000  # firms and investment, where they stand now
    for cell in sheet[5]:
        cell.value = None
    path = tmp_path / "sorted.xlsx"
    book.save(path)
    (computed,) = office.convert([path], "xlsx", tmp_path / "out")
    shown = results(computed)
    assert (shown["B10"], shown["M10"]) == ("高新技术企业数", label("at_risk"))
    assert (shown["B12"], shown["M12"]) == ("固定资产投资完成额", label("on_track"))
    assert [shown[f"{c}12"] for c in "JKL"] == [0.75, 0.75, 0.75]


@pytest.mark.office
def test_a_total_follows_from_its_parts_and_text_counts_for_nothing(
    office: Office, data: bytes, tmp_path: Path
) -> None:
    path = typed_in(
        data, {"G5": 290_000, "G7": "约450", "G9": 2, "G10": "是"}, tmp_path / "parts.xlsx"
    )
    shown = results(office.convert([path], "xlsx", tmp_path / "out")[0])
    assert (shown["J5"], shown["M5"]) == (0.75, label("on_track"))
    assert (shown["J7"], shown["M7"]) == (None, None)
    assert shown["M10"] == label("achieved"), "a word of the list stands for its share"
    assert shown["J9"] is None  # of a bound to keep to no attainment is told
    assert (shown["K9"], shown["M9"]) == (None, label("on_track")), "used up is no way done"


@pytest.mark.office
def test_a_correction_shows_what_is_on_record(office: Office, data: bytes, tmp_path: Path) -> None:
    values = {
        f"{REVISIONS}!A4": "固定资产投资完成额",
        f"{REVISIONS}!B4": "2026年第二季度",
        f"{REVISIONS}!A5": "生产安全事故起数",
        f"{REVISIONS}!B5": "2026年第一季度",
        f"{REVISIONS}!C5": "当期值",
        f"{REVISIONS}!A6": "固定资产投资完成额",
        f"{REVISIONS}!B6": "2024年第一季度",
    }
    path = typed_in(data, values, tmp_path / "corrected.xlsx")
    shown = results(office.convert([path], "xlsx", tmp_path / "out")[0], REVISIONS)
    assert [shown[f"D{row}"] for row in range(4, 8)] == [610_000, 1, None, None]


# ------------------------------------------------------------------ and back


@pytest.mark.parametrize(
    ("language", "form", "estimate"), [("zh", FORM, "预计"), ("en", "Form", "Estimate")]
)
def test_what_is_typed_comes_back(
    plan: FormPlan, language: str, form: str, estimate: str, tmp_path: Path
) -> None:
    rng = random.Random(7)  # noqa: S311  (figures for a test)
    values = {
        f"{column}{ROWS[name]}": rng.choice(tried) for name, (column, _, _, tried) in FILLED.items()
    }
    more = {"M2": date(2026, 10, 12), "I16": 178, "N5": estimate, "O5": "统计月报"}
    there = {f"{form}!{address}": value for address, value in {**values, **more}.items()}
    path = typed_in(form_workbook(plan, Words(language)), there, tmp_path / "return.xlsx")
    ((_, workbook, found),) = read_files([path], tmp_path)
    assert workbook is not None
    assert not list(found)
    table, findings = read_return(workbook, a_book())
    assert findings == []
    frame = table.values
    assert dict(zip(frame["cell"], frame["value"], strict=True)) == values
    assert set(zip(frame["indicator"], frame["period"], frame["basis"], strict=True)) == {
        (name, period, basis) for name, (_, basis, period, _) in FILLED.items()
    }
    assert set(frame["sent_by"]) == {"econ"}
    first = frame[frame["indicator"].eq("investment")].iloc[0]
    assert (first["state"], first["evidence"]) == ("estimate", "统计月报")
    place = frame[frame["indicator"].eq("rank")].iloc[0]
    assert (place["rank_of"], place["edition"]) == (178, "2025")


def test_the_lights_of_a_form_take_the_colours_of_the_workspace(plan: FormPlan) -> None:
    data = form_workbook(plan, ZH, palette={"missed": "#123456"})
    sheet = openpyxl.load_workbook(io.BytesIO(data))[FORM]
    inks = {
        rule.formula[0]: rule.dxf.font.color.rgb[-6:]
        for span in sheet.conditional_formatting
        for rule in span.rules
        if rule.dxf.font is not None and rule.dxf.font.color is not None
    }
    found = {ink for test, ink in inks.items() if "未完成" in test and "AND(" not in test}
    assert found == {tones_of({"missed": "#123456"})[Status.MISSED].ink[1:]}


def test_the_lights_of_a_form_take_the_words_and_colours_of_a_citys_bands(plan: FormPlan) -> None:
    city = replace(plan, policy=replace(plan.policy, method=Method.SCHEDULE, bands="银川"))
    book = openpyxl.load_workbook(io.BytesIO(form_workbook(city, ZH, {"missed": "没做到"})))
    rules = [rule for span in book[FORM].conditional_formatting for rule in span.rules]
    tests = {rule.formula[0]: rule for rule in rules}
    yellow = next(rule for test, rule in tests.items() if test.endswith('="◆ 略滞后·黄"'))
    tone = tones_of({"at_risk": "#E0A100"})[Status.AT_RISK]
    assert yellow.dxf.font.color.rgb[-6:] == tone.ink[1:]
    assert any(test.endswith('="× 没做到"') for test in tests)
