"""The target books and the first return against the facts, read with openpyxl alone."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

ROOT = Path(__file__).parents[1]
DATA = Path(__file__).parent / "data"
ORGANISATIONS = ("济宁市经济开发区", "莱芜高新区", "菏泽高新区", "钟楼高新园")
SHEETS = ["说明", "文件", "目标表述", "责任单位", "指标", "目标值", "节点", "统计口径", "校核"]
CLASSES = {
    "measurable": "可衡量",
    "deliverable": "交付事项",
    "needs_definition": "待定义",
    "slogan": "口号",
    "fact": "事实",
}
STRENGTH_OF = {
    word: strength
    for strength, words in {
        "约束性": ("确保", "必须", "坚守"),
        "计划性": ("要", "将", "实现", "加快", "打造", "形成"),
        "预期性": ("力争", "争取", "努力"),
        "倡导性": ("探索", "推动", "聚焦", "大力", "积极"),
    }.items()
    for word in words
}
Row = dict[str, Any]


def facts(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table(sheet: Worksheet, header_row: int = 2) -> list[Row]:
    rows = sheet.iter_rows(min_row=header_row, values_only=True)
    headers = [str(header) for header in next(rows)]
    return [dict(zip(headers, row, strict=True)) for row in rows if any(v is not None for v in row)]


@pytest.fixture(scope="module")
def books() -> dict[str, dict[str, list[Row]]]:
    found = {}
    for path in sorted((ROOT / "targets").glob("*.xlsx")):
        workbook = openpyxl.load_workbook(path)
        assert workbook.sheetnames == SHEETS
        found[path.stem] = {sheet.title: table(sheet) for sheet in workbook}
    return found


@pytest.fixture(scope="module")
def goals(books: dict[str, dict[str, list[Row]]]) -> dict[str, Row]:
    rows = [row for book in books.values() for row in book["目标表述"]]
    assert len(rows) == len({row["目标编号"] for row in rows})
    return {row["目标编号"]: row for row in rows}


@pytest.fixture(scope="module")
def targets(books: dict[str, dict[str, list[Row]]]) -> dict[str, Row]:
    rows = [row for book in books.values() for row in book["目标值"]]
    assert len(rows) == len({row["目标值编号"] for row in rows})
    return {row["目标值编号"]: row for row in rows}


def test_one_book_for_each_organisation_names_it(books: dict[str, dict[str, list[Row]]]) -> None:
    assert tuple(sorted(books)) == tuple(sorted(ORGANISATIONS))
    for name, book in books.items():
        assert [r["内容"] for r in book["说明"] if r["项目"] == "单位"] == [name]


def test_all_264_statements_with_their_exact_quotes(goals: dict[str, Row]) -> None:
    expected = {r["goal"]: (r["document"], r["quote"]) for r in facts("goals_264.csv")}
    assert len(expected) == 264
    assert {g: (r["文件编号"], r["原文"]) for g, r in goals.items()} == expected


def test_every_statement_has_its_class(goals: dict[str, Row]) -> None:
    expected = {r["goal"]: CLASSES[r["class"]] for r in facts("goals_264.csv")}
    assert {g: r["类别"] for g, r in goals.items()} == expected
    counts = Counter(expected.values())
    assert (counts["可衡量"], counts["交付事项"]) == (2, 10)


def test_strength_follows_a_word_of_the_quote_or_one_named_before_it(
    goals: dict[str, Row],
) -> None:
    for goal, row in goals.items():
        own = {STRENGTH_OF[word] for word in STRENGTH_OF if word in row["原文"]}
        note = row["说明"] or ""
        before = {STRENGTH_OF[w] for w in STRENGTH_OF if f"语气承前“{w}”" in note}
        if row["语气"] is None:
            assert not before, goal
        else:
            assert row["语气"] in (before or own), goal
    assert goals["LW-01"]["语气"] == goals["LW-02"]["语气"] == "预期性"
    assert all(goals[f"LW-{n}"]["语气"] == "约束性" for n in (18, 19, 20, 21, 59))
    assert all(row["语气"] is None for row in goals.values() if row["类别"] == "事实")


def test_documents_are_the_files_with_these_hashes_and_dates(
    books: dict[str, dict[str, list[Row]]],
) -> None:
    found = {
        row["文件编号"]: (
            name,
            row["文件名"],
            row["校验值"],
            row["提出日期"] or "",
            row["发布日期"].date().isoformat() if row["发布日期"] else "",
        )
        for name, book in books.items()
        for row in book["文件"]
    }
    expected = {r.pop("document"): tuple(r.values()) for r in facts("documents_5.csv")}
    assert found == expected
    assert all(r["备注"] for b in books.values() for r in b["文件"] if r["发布日期"] is None)


def test_every_reference_is_in_its_own_book(books: dict[str, dict[str, list[Row]]]) -> None:
    for book in books.values():
        known = {row["目标编号"] for row in book["目标表述"]}
        indicators = {row["指标编号"] for row in book["指标"]}
        units = {row["单位编号"] for row in book["责任单位"]} | {None}
        assert {row["文件编号"] for row in book["目标表述"]} == {
            row["文件编号"] for row in book["文件"]
        }
        assert {row["目标编号"] for row in book["目标值"]} <= known
        assert {row["指标编号"] for row in book["目标值"]} <= indicators
        assert {row["指标编号"] for row in book["统计口径"]} <= indicators
        assert {row["责任单位"] for row in (*book["目标值"], *book["指标"])} <= units


def test_laiwu_ranks_are_two_targets_of_one_indicator(
    books: dict[str, dict[str, list[Row]]], targets: dict[str, Row]
) -> None:
    (rank,) = [r for r in books["莱芜高新区"]["指标"] if r["指标性质"] == "位次"]
    assert rank["指标编号"] == "national-rank"
    assert rank["指标名称"] == "全国高新区综合评价排名"
    assert (rank["频率"], rank["填报口径"]) == ("每年", "时点值")
    assert (rank["公布滞后月数"], rank["小数位"], rank["计量单位"]) == (3, 0, "位")
    for target, goal, due, value in (
        ("LW-RANK-2021", "LW-01", "2021", 120),
        ("LW-RANK-2023", "LW-02", "2023", 100),
    ):
        row = targets[target]
        assert (row["目标编号"], row["指标编号"]) == (goal, "national-rank")
        assert (row["到期"], row["目标数值"]) == (due, value)
        assert (row["方向"], row["比较方式"], row["进度计划"]) == ("越小越好", "≤", "台阶")
        assert row["基期"] is row["基期值"] is None
        assert (row["数值来源"], row["版本"]) == ("文件原文", 1)
        assert row["生效日期"] == datetime(2019, 7, 18)  # noqa: DTZ001 - a cell has no time zone
    about = " ".join(str(row["内容"]) for row in books["莱芜高新区"]["说明"])
    assert all(zone in about for zone in ("济南高新区", "温州高新区", "绍兴高新区"))


def test_ten_deliverables_and_the_approval_are_milestones_without_a_due_date(
    books: dict[str, dict[str, list[Row]]], goals: dict[str, Row], targets: dict[str, Row]
) -> None:
    measure = {
        (name, row["指标编号"]): row["指标性质"]
        for name, book in books.items()
        for row in book["指标"]
    }
    milestones = [
        row
        for name, book in books.items()
        for row in book["目标值"]
        if measure[name, row["指标编号"]]
        == "节点事项"  # as these books were written, and still read
    ]
    deliverables = {goal for goal, row in goals.items() if row["类别"] == "交付事项"}
    assert {row["目标编号"] for row in milestones} == deliverables | {"ZL-11"}
    assert len(milestones) == 11
    for row in milestones:
        assert (row["比较方式"], row["目标数值"], row["进度计划"]) == ("完成", 1, "台阶")
        assert row["到期"] is None
    assert len(targets) == len(milestones) + 2


def test_no_number_where_the_document_gives_none(
    goals: dict[str, Row], targets: dict[str, Row]
) -> None:
    with_target = {row["目标编号"] for row in targets.values()}
    unmeasured = {g for g, row in goals.items() if row["类别"] in ("待定义", "口号", "事实")}
    assert with_target & unmeasured == {"ZL-11"}
    assert {row["数值来源"] for row in targets.values()} == {"文件原文"}
    for goal in ("HZ22-21", "JN-12", "JN-13"):
        assert "疑义" in goals[goal]["说明"]


def test_statements_that_need_a_definition_carry_a_suggestion(goals: dict[str, Row]) -> None:
    bare = [
        goal
        for goal, row in goals.items()
        if row["类别"] == "待定义" and "建议指标：" not in (row["说明"] or "")
    ]
    assert bare == ["LW-59"]  # 三降一升: the text names none of the four, so nothing is suggested
    assert "须先补" in goals["LW-59"]["说明"]


def test_zhonglou_projects_are_indicators_with_rules_and_no_targets(
    books: dict[str, dict[str, list[Row]]],
) -> None:
    book = books["钟楼高新园"]
    flows = [row for row in book["指标"] if row["指标性质"] == "流量"]
    names = ["land_projects", "projects_over_1bn", "projects_over_300m", "total_investment"]
    assert [row["指标编号"] for row in flows] == names
    assert {row["填报口径"] for row in flows} == {"自起始累计"}
    assert not {row["指标编号"] for row in book["目标值"]} & set(names)
    assert [row["校核关系"] for row in book["校核"]] == [
        "projects_over_1bn <= projects_over_300m",
        "projects_over_300m <= land_projects",
    ]
    filters = {
        name: [row["筛选条件"] for row in book["统计口径"] if row["指标编号"] == name]
        for name in names
    }
    assert filters["projects_over_1bn"][-1] == "total_investment > 10"
    assert filters["projects_over_300m"][-1] == "total_investment > 3"


def test_the_return_holds_the_four_figures_with_their_sentences(goals: dict[str, Row]) -> None:
    path = ROOT / "reports" / "2023-Q2" / "returns" / "钟楼高新园.xlsx"
    workbook = openpyxl.load_workbook(path)
    form, meta = workbook.worksheets
    assert (form["A1"].value, meta.sheet_state) == ("2023年第二季度目标完成情况表", "hidden")
    line = [cell.value for cell in form[2] if cell.value]
    assert "报送日期：2023-07-06" in line
    rows = [row for row in table(form, 3) if isinstance(row["序号"], int)]
    assert [row["本年累计（或自起始累计）"] for row in rows] == [18, 5, 9, 135.7]
    assert [row["说明"] for row in rows] == [
        goals[goal]["原文"] for goal in ("ZL-07", "ZL-08", "ZL-09", "ZL-10")
    ]
    assert all("2023-07-06" in row["佐证材料"] for row in rows)
    assert all(row["数据状态"] is row["本季度"] is row["年度目标"] is None for row in rows)
    issued = {row["行标识"]: row["指标编号"] for row in table(meta, 8)}
    assert [issued[row["行标识"]] for row in rows] == [
        "land_projects",
        "projects_over_1bn",
        "projects_over_300m",
        "total_investment",
    ]


def test_no_cell_holds_a_formula() -> None:
    for path in (*(ROOT / "targets").glob("*.xlsx"), *(ROOT / "reports").glob("*/returns/*.xlsx")):
        for sheet in openpyxl.load_workbook(path):
            assert not [c.coordinate for row in sheet for c in row if c.data_type == "f"]
