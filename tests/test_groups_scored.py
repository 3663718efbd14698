"""Scored zones from their books on: findings at their cells, roll-ups, leagues, explanations."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pytest
from scratch import scorecard
from workbooks import sheets_of, xlsx

from scorecard.i18n import coverage_text
from scorecard.pipeline.plain_table import assess_table
from scorecard.schema.bands import GRADES
from scorecard.schema.frames import ASSESSMENTS, typed
from scorecard.schema.policy import Policy
from scorecard.scoring.points import with_points
from scorecard.scoring.rollup import by_indicator, by_score, cascade, roll_up

HEAD: Final = """
# 说明
项目 | 内容
单位 | {zone}

# 文件
文件编号 | 标题 | 发布日期 | 来源等级
D-{zone} | 虚构文件 | @2022-01-05 | 新闻媒体

# 目标表述
目标编号 | 文件编号 | 原文 | 语气 | 类别
G-{zone} | D-{zone} | 要实现虚构指标 | 计划性 | 可衡量

# 责任单位
单位编号 | 单位名称
U1 | {office}

# 指标
指标编号 | 指标名称 | 计量单位 | 指标性质 | 填报口径 | 频率 | 小数位 | 责任单位 | 数据来源
firms | 虚构企业数 | 家 | 存量 | 时点值 | 每季度 | 0 | U1 | 填报
place | 虚构排名 | 位 | 位次 | 时点值 | 每年 | 0 | U1 | 填报

# 目标值
目标值编号 | 目标编号 | 指标编号 | 方向 | 比较方式 | 基期 | 基期值 | 到期 | 目标数值 | 分组 | 数值来源 | 版本 | 生效日期 | 分值 | 计分规则 | 上级目标值 | 上下级关系
"""  # noqa: E501  (one row of a sheet, one line)
ROW: Final = (
    "{zone}-{name} | G-{zone} | {indicator} | {direction} | {comparator} | 2021 | {base} | 2023 | "
    "{value} | 南片 | 考核办补充 | 1 | @2022-01-05 | {points} | {scoring} | {parent} | {kind}"
)
FORM: Final = """
# 填报表
2023年第{nth}季度目标完成情况表
填报单位：{zone} | | | | 报告期：2023年第{nth}季度 | | 报送日期：{sent}
序号 | 指标 | 计量单位 | 本季度 | 数据状态 | 佐证材料
1 | 虚构企业数 | 家 | {value} | 核定 | 名录
"""


def row(zone: str, name: str, **facts: object) -> str:
    usual: dict[str, object] = {
        "indicator": "firms",
        "direction": "越大越好",
        "comparator": "≥",
        "base": 40,
        "value": 80,
        "points": 10,
        "scoring": "",
        "parent": "",
        "kind": "",
    }
    return ROW.format(zone=zone, name=name, **(usual | facts))


def book(folder: Path, zone: str, *rows: str, office: str = "经济发展局") -> None:
    text = HEAD.format(zone=zone, office=office) + "\n".join(rows) + "\n"
    (folder / "targets").mkdir(parents=True, exist_ok=True)
    (folder / "targets" / f"{zone}.xlsx").write_bytes(xlsx(sheets_of(text)))


def settings(folder: Path, more: str = "") -> None:
    text = 'title = "虚构示例"\nlanguage = "zh"\nas_of = 2023-07-31\n' + more
    (folder / "scorecard.toml").write_text(text, encoding="utf-8")


def reported(folder: Path, zone: str, values: Mapping[int, float]) -> None:
    for nth, value in values.items():
        sent = {1: "2023-04-10", 2: "2023-07-10"}[nth]
        returns = folder / "reports" / f"2023-Q{nth}" / "returns"
        returns.mkdir(parents=True, exist_ok=True)
        form = FORM.format(zone=zone, nth="一二"[nth - 1], sent=sent, value=value)
        (returns / f"{zone}.xlsx").write_bytes(xlsx(sheets_of(form)))


def document(folder: Path, *options: str) -> dict[str, Any]:
    done = scorecard(*options, "--format", "json", folder=folder)
    assert done.code in {0, 1}, done.err
    found = json.loads(done.out)
    assert isinstance(found, dict)
    return found


# ----------------------------------------------------------- wrong parameters, at their cells


def test_wrong_parameters_are_told_at_their_cells_with_the_numbers(tmp_path: Path) -> None:
    settings(tmp_path)
    rank = {"indicator": "place", "direction": "越小越好", "comparator": "≤", "base": 60}
    book(
        tmp_path,
        "甲区",
        row("甲区", "a", scoring="completion(cap=120)"),
        row("甲区", "b", scoring="completion", points=""),
        row("甲区", "c", scoring="composite(甲区-c: 50%; 甲区-x: 50%)"),
        row("甲区", "d", scoring="completion", value=50, **rank),
        row("甲区", "e", scoring="growth", base=""),
        row("甲区", "f", scoring="efficacy(worst=90, best=10)"),
        row("甲区", "g", scoring="all_or_nothing(full=4) + rank_step(full=5, met=1)"),
        row("甲区", "h", scoring="复合(甲区-h: 50%; 甲区-i: 50%)"),
        row("甲区", "i", scoring="completion"),
        row("甲区", "j", scoring="一票否决", points=""),
    )
    findings = {
        (f["code"], f["cell"]): f["message"]
        for f in document(tmp_path, "check")["findings"]
        if f["code"].startswith("T14")
    }
    assert sorted(findings) == [
        ("T140", "O2"),
        ("T141", "N3"),
        ("T142", "O4"),
        ("T143", "O5"),
        ("T144", "G6"),
        ("T145", "O7"),
        ("T146", "N8"),
        ("T147", "O9"),
    ]
    assert "cap=120" in findings["T140", "O2"]
    assert "甲区-x" in findings["T142", "O4"]
    assert "9" in findings["T146", "N8"]


def test_a_rule_that_does_not_work_costs_the_points_and_not_the_status(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text(
        "id,measure,comparator,target_value,due,actual,actual_period,points,scoring\n"
        "a,flow,>=,10,2024,12,2024,10,completion(cap=120)\n"
        "b,flow,<=,0,2024,0,2024,10,completion\n"
        "c,flow,>=,10,2024,12,2024,,completion\n"
        "d,flow,>=,10,2024,12,2024,10,growth\n",
        encoding="utf-8",
    )
    standing, _ = assess_table(table, None, Policy())
    assert standing.assessments["status"].tolist() == ["achieved"] * 4
    assert standing.assessments["points"].isna().all()
    assert standing.assessments["points_reason"].tolist() == [
        "scoring_not_readable",
        "target_not_positive",
        "no_full_mark",
        "no_baseline",
    ]


def test_equality_is_asked_where_the_book_says_so(tmp_path: Path) -> None:
    settings(tmp_path)
    book(tmp_path, "市", row("市", "p", value=100), row("市", "q", value=100))
    for zone, value in (("甲区", 60), ("乙区", 45)):
        more = {"value": value, "parent": "市-p", "kind": "层层加码"}
        same = {"value": value, "parent": "市-q", "kind": "等额分解"}
        book(tmp_path, zone, row(zone, "a", **more), row(zone, "b", **same))
    found = document(tmp_path, "status")
    told = [(f["code"], f["cell"]) for f in found["findings"] if f["code"].startswith("X11")]
    assert told == [("X115", "I3")]
    parents = [(p["parent"], p["kind"], p["children"], p["holds"]) for p in found["parents"]]
    assert parents == [("市-p", "cascade", 105, True), ("市-q", "cascade", 105, False)]
    rolled = [g for g in found["groups"] if g["by"] == "parent"]
    assert [(g["organisation"], g["key"]) for g in rolled] == [("市", "市-p"), ("市", "市-q")]
    text = scorecard("status", "--by", "parent", "--lang", "en", folder=tmp_path).out
    assert "Cascade: the parts come to 105 for 100." in text
    assert "Cascade: the parts come to 105, not to 100." in text


def test_parts_in_another_unit_are_not_added() -> None:
    rows = [
        {"target": "p", "target_value": 10.0, "unit_of_measure": "亿元"},
        {"target": "a", "target_value": 4.0, "unit_of_measure": "家"},
    ]
    part = {"parent": "p", "parent_kind": "cascade", "measure": "flow", "comparator": ">="}
    frame = typed(pd.DataFrame([rows[0], rows[1] | part]), ASSESSMENTS)
    assert cascade(frame).loc["p", "cascade_reason"] == "units_differ"


# ------------------------------------------------------------------------ the scored zones


@pytest.fixture(scope="module")
def zones(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three fictional zones, each with a unit U1 of its own name, scored by several rules."""
    folder = tmp_path_factory.mktemp("scored")
    settings(folder, '[score]\ngrades = "A: >= 90; B: [60, 90); C: < 60"\nbest_places = 1\n')
    for zone, office, values in (
        ("甲区", "发改局", {1: 60, 2: 81}),
        ("乙区", "商务局", {1: 70, 2: 78}),
        ("丙区", "科技局", {1: 76}),
    ):
        book(
            folder,
            zone,
            row(zone, "a", scoring="完成率(上限=120%)"),
            row(zone, "b", scoring="加分(每=1; 计=0.5)", points=""),
            office=office,
        )
        reported(folder, zone, values)
    return folder


def test_units_of_the_same_id_are_told_apart(zones: Path) -> None:
    found = document(zones, "status", "--league", "firms", "--by", "unit")["rows"]
    rows = [
        tuple(row[key] for key in ("organisation", "name", "place", "of", "movement"))
        for row in found
    ]
    assert rows == [
        ("甲区", "发改局", 1, 2, 1),  # third before, but of the three only two have reported
        ("乙区", "商务局", 2, 2, -1),
        ("丙区", "科技局", None, 2, None),
    ]
    assert found[2]["reason_code"] == "no_figure"


def test_points_bonus_and_the_best_grade_for_one_place(zones: Path) -> None:
    rows = {g["key"]: g for g in document(zones, "status", "--by", "organisation")["groups"]}
    # the offices' own rules count once the due figure is in; by July the pace does, 1 at most
    assert rows["甲区"]["score"] == rows["乙区"]["score"] == 10.0
    assert (rows["甲区"]["grade"], rows["乙区"]["grade"]) == ("A", "A")
    assert rows["丙区"]["grade"] is None


def test_status_and_explain_show_points_with_their_formula(zones: Path) -> None:
    shown = scorecard("status", "--lang", "en", folder=zones, width=200).out
    assert "10.00/10" in shown  # the rule counts once the due figure is in
    told = scorecard("explain", "甲区-a", "--lang", "en", folder=zones, width=200).out
    assert "completion rate: 81 ÷ 80 = 101.25%; 10 × 101.25% = 10.125" in told
    chinese = scorecard("explain", "甲区-b", "--lang", "zh", folder=zones, width=200).out
    assert "加分：好于目标1；1 ÷ 1 × 0.5 = 0.5" in chinese


# -------------------------------------------------------------------------- league tables


def frame(*rows: dict[str, Any]) -> pd.DataFrame:
    usual = {"indicator": "r", "direction": "increase", "comparator": ">=", "due": "2023"}
    return typed(pd.DataFrame([usual | row for row in rows]), ASSESSMENTS)


def test_only_figures_of_the_same_period_are_placed_and_one_not_due_counts() -> None:
    rows = frame(
        {"organisation": "a", "actual": 5.0, "actual_period": "2023-Q2", "status": "on_track"},
        {"organisation": "b", "actual": 9.0, "actual_period": "2023-Q1", "status": "on_track"},
        {"organisation": "c", "known_value": 7.0, "known_period": "2023-Q2", "status": "not_due"},
        {"organisation": "d", "known_value": 9.0, "known_period": "2023-Q1", "status": "overdue"},
    )
    table = by_indicator(rows, "r").set_index("member")
    assert table["place"].to_dict() == {"c": 1, "a": 2, "b": None, "d": None}
    assert table["league_reason"].dropna().to_dict() == {"b": "older_period", "d": "no_figure"}


def test_a_target_whose_own_rule_gives_no_points_counts_by_its_progress() -> None:
    ruled = {"full_points": 10.0, "scoring": "completion", "status": "missed", "progress": 0.5}
    rows = with_points(
        frame(
            {"organisation": "a", "actual": 5.0, "target_value": 10.0, **ruled},
            {"organisation": "b", "actual": 5.0, "target_value": 10.0, **ruled},
            {"organisation": "b", "actual": 5.0, "target_value": 0.0, **ruled, "progress": 0.9},
        )
    )
    summaries = roll_up(rows, Policy(), "organisation")
    assert summaries["unpointed"].tolist() == [0, 1]
    assert summaries["rate"].tolist() == pytest.approx([0.5, 0.7])
    table = by_score(summaries, "organisation").set_index("member")
    assert table["place"].to_dict() == {"b": 1, "a": 2}


def test_the_best_grade_is_kept_for_the_first_places_of_each_group() -> None:
    rows = frame(
        *(
            {"organisation": name, "group": group, "status": "achieved", "weight": 1.0}
            | {"pace_ratio": 1.0}
            for name, group in (("a", "n"), ("b", "n"), ("c", "s"))
        ),
        {"organisation": "d", "group": "s", "status": "on_track", "weight": 1.0}
        | {"pace_ratio": 0.9},
    )
    rolled = roll_up(with_points(rows), Policy(best_places=1), "organisation", GRADES["厦门"])
    assert rolled["grade"].tolist() == ["优秀", "优秀", "优秀", "良好"]  # a and b tie


@pytest.mark.parametrize(
    ("share", "text"),
    [(1.0, "100%"), (0.999, "99.9%"), (0.99999, "> 99.9%"), (0.875, "88%"), (0.0, "0%")],
)
def test_a_coverage_prints_as_whole_only_where_it_is(share: float, text: str) -> None:
    assert coverage_text(share) == text
