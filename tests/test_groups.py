"""Roll-ups and league tables where users see them: `status --by`, `status --league`, the JSON."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pytest
from openpyxl import load_workbook
from scratch import scorecard
from workbooks import sheets_of, xlsx

from scorecard.schema.bands import GRADES
from scorecard.schema.frames import ASSESSMENTS, typed
from scorecard.schema.policy import Policy
from scorecard.scoring.points import with_points
from scorecard.scoring.rollup import roll_up

BOOK: Final = """
# 说明
项目 | 内容
单位 | {zone}

# 文件
文件编号 | 标题 | 发布日期 | 来源等级
D-{zone} | 虚构文件 | @2022-01-05 | 新闻媒体

# 目标表述
目标编号 | 文件编号 | 原文 | 语气 | 类别
G-{zone} | D-{zone} | 要实现企业数{target}家 | 计划性 | 可衡量

# 责任单位
单位编号 | 单位名称
U1 | 经济发展局

# 指标
指标编号 | 指标名称 | 计量单位 | 指标性质 | 填报口径 | 频率 | 小数位 | 责任单位 | 数据来源
firms | 虚构企业数 | 家 | 存量 | 时点值 | 每季度 | 0 | U1 | 填报

# 目标值
目标值编号 | 目标编号 | 指标编号 | 方向 | 比较方式 | 基期 | 基期值 | 到期 | 目标数值 | 分组 | 数值来源 | 版本 | 生效日期 | 分值 | 计分规则
T-{zone} | G-{zone} | firms | 越大越好 | ≥ | 2021 | 40 | 2023 | {target} | {group} | 文件原文 | 1 | @2022-01-05 | 10 | {rule}
"""  # noqa: E501  (one row of a sheet, one line)
RETURN: Final = """
# 填报表
2023年第{nth}季度目标完成情况表
填报单位：{zone} | | | | 报告期：2023年第{nth}季度 | | 报送日期：{sent}
序号 | 指标 | 计量单位 | 本季度 | 数据状态 | 佐证材料
1 | 虚构企业数 | 家 | {value} | 核定 | 名录
"""
ZONES: Final = (
    # zone, group, target, first quarter, second quarter
    ("甲区", "南片", 80, 70, 72),
    ("乙区", "南片", 90, 71, 72),
    ("丙区", "南片", 80, 60, 75),
    ("丁区", "北片", 80, 50, 50),
    ("戊区", "北片", 60, None, None),
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def zones(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five fictional zones that count their firms; one of them reports nothing."""
    folder = tmp_path_factory.mktemp("zones")
    (folder / "targets").mkdir()
    settings = 'title = "虚构示例"\nlanguage = "en"\nas_of = 2023-07-31\n[score]\ngrades = "厦门"\n'
    (folder / "scorecard.toml").write_text(settings, encoding="utf-8")
    for zone, group, target, *values in ZONES:
        text = BOOK.format(zone=zone, group=group, target=target, rule="completion + veto")
        (folder / "targets" / f"{zone}.xlsx").write_bytes(xlsx(sheets_of(text)))
        for nth, sent, value in zip("12", ("2023-04-10", "2023-07-10"), values, strict=True):
            if value is not None:
                returns = folder / "reports" / f"2023-Q{nth}" / "returns"
                returns.mkdir(parents=True, exist_ok=True)
                form = RETURN.format(zone=zone, nth="一二"[int(nth) - 1], sent=sent, value=value)
                (returns / f"{zone}.xlsx").write_bytes(xlsx(sheets_of(form)))
    return folder


def printed(folder: Path, *options: str) -> dict[str, Any]:
    done = scorecard("status", *options, "--format", "json", folder=folder)
    assert done.code in {0, 1}, done.err
    document = json.loads(done.out)
    assert isinstance(document, dict)
    return document


def test_places_on_an_indicator_with_ties_movement_and_groups(zones: Path) -> None:
    document = printed(zones, "--league", "firms")
    assert (document["quarter"], document["previous_quarter"]) == ("2023-Q2", "2023-Q1")
    rows = [
        [row[key] for key in ("group", "member", "value", "place", "of", "movement", "tied")]
        for row in document["rows"]
    ]
    assert rows == [
        ["北片", "丁区", 50, 1, 1, 0, False],
        ["北片", "戊区", None, None, 1, None, False],
        ["南片", "丙区", 75, 1, 3, 2, False],
        ["南片", "乙区", 72, 2, 3, -1, True],
        ["南片", "甲区", 72, 2, 3, 0, True],
    ]
    assert document["rows"][1]["reason_code"] == "no_figure"
    assert (document["compared"], document["unit_of_measure"]) == ("figure", "家")


def test_places_on_the_score(zones: Path) -> None:
    rows = printed(zones, "--league", "score")["rows"]
    south = [row["member"] for row in rows if row["group"] == "南片"]
    assert south == ["丙区", "甲区", "乙区"]  # ahead of three quarters of the way, or not
    assert [row["place"] for row in rows if row["group"] == "南片"] == [1, 1, 3]
    assert rows[-1]["value"] == pytest.approx(32 / 50 / 0.75)
    silent = next(row for row in rows if row["member"] == "戊区")
    assert (silent["place"], silent["reason_code"]) == (None, "below_coverage_gate")


def test_the_league_as_text(zones: Path) -> None:
    done = scorecard("status", "--league", "虚构企业数", "--lang", "en", folder=zones)
    assert "movement since Q1 2023" in done.out or "2023" in done.out.splitlines()[0]
    lines = [line.split() for line in done.out.splitlines()]
    assert next(n for n in lines if "丙区" in n)[:5] == ["南片", "1/3", "丙区", "75", "↑2"]
    assert next(n for n in lines if "乙区" in n)[:5] == ["南片", "=2/3", "乙区", "72", "↓1"]
    assert "There is no figure." in done.out


def test_points_coverage_and_grades_of_each_zone(zones: Path) -> None:
    document = printed(zones, "--by", "organisation")
    rows = {row["key"]: row for row in document["groups"]}
    assert rows["丙区"]["score"] == 10  # the rule counts once the due figure is in
    assert (rows["丙区"]["score_kind"], rows["丙区"]["coverage"]) == ("points", 1)
    assert (rows["丙区"]["vetoed"], rows["丙区"]["grade"]) == (0, "优秀")  # may still be met
    assert (rows["戊区"]["coverage"], rows["戊区"]["judged"]) == (0, False)
    assert (rows["戊区"]["grade"], rows["戊区"]["reason_code"]) == (None, "nothing_reported")
    text = scorecard("status", "--by", "organisation", folder=zones).out
    assert "优秀" in text
    assert "Nothing has been reported." in text


def test_the_contract_document_carries_every_roll_up(zones: Path) -> None:
    document = printed(zones)
    assert {row["by"] for row in document["groups"]} == {"organisation", "unit", "group"}
    assert document["parents"] == []
    units = [row for row in document["groups"] if row["by"] == "unit"]
    assert {(row["organisation"], row["key"]) for row in units} == {(z[0], "U1") for z in ZONES}
    assert sum(row["counts"]["overdue"] for row in units) == 1
    assert document["assessments"][0]["points"] is not None


def test_roll_ups_and_changes_speak_the_words_of_the_workspace(zones: Path, tmp_path: Path) -> None:
    shutil.copytree(zones, tmp_path / "own")
    settings = tmp_path / "own" / "scorecard.toml"
    own = '[labels]\nahead = "领先"\non_track = "正常"\noverdue = "没报"\n'
    settings.write_text(settings.read_text(encoding="utf-8") + own, encoding="utf-8")
    for options in (("status", "--by", "organisation"), ("diff", "2023-Q1", "2023-Q2")):
        text = scorecard(*options, "--lang", "zh", folder=tmp_path / "own").out
        assert "领先" in text, options
        assert "超进度" not in text, options


def test_wrong_uses_are_said(zones: Path) -> None:
    for options in (("--league", "firms", "--by", "group"), ("--by", "unit", "--format", "csv")):
        done = scorecard("status", *options, folder=zones)
        assert done.code == 2
        assert "Traceback" not in done.err
    done = scorecard("status", "--league", "rank", folder=zones)
    assert done.code == 2
    assert "firms" in done.err


def fictional(rows: list[dict[str, Any]]) -> pd.DataFrame:
    same = {"organisation": "虚构示例区", "measure": "flow", "direction": "increase"}
    frame = with_points(typed(pd.DataFrame([same | row for row in rows]), ASSESSMENTS))
    vetoes = [bool(row.get("veto")) for row in rows]
    return frame.assign(veto=pd.array(vetoes, dtype="boolean"))


def test_a_roll_up_leaves_out_who_has_no_key_and_a_veto_changes_the_grade_only() -> None:
    rows = [
        {"weight": 1.0, "target": "a", "group": "A", "status": "achieved", "progress": 1.0},
        {"weight": 1.0, "target": "b", "group": "A", "status": "on_track", "pace_ratio": 0.8},
        {
            "weight": 1.0,
            "target": "c",
            "group": "B",
            "status": "missed",
            "progress": 0.9,
            "veto": True,
        },
        {"weight": 1.0, "target": "d", "status": "achieved", "progress": 1.0},
    ]
    rolled = roll_up(fictional(rows), Policy(), "group", GRADES["厦门"]).set_index("group")
    assert rolled["targets"].tolist() == [2, 1]
    assert rolled["rate"].tolist() == [0.9, 0.9]
    assert rolled["grade"].tolist() == ["优秀", "不合格"]
    assert rolled["vetoed"].tolist() == [0, 1]


def test_below_the_gate_there_is_no_grade_and_without_rows_there_is_nothing() -> None:
    rows: list[dict[str, Any]] = [
        {"target": "a", "group": "A", "status": "achieved", "progress": 1.0},
        {"target": "b", "group": "A", "status": "overdue"},
    ]
    rolled = roll_up(fictional(rows), Policy(), "group", GRADES["厦门"])
    assert rolled["judged"].tolist() == [False]
    assert rolled["grade"].isna().all()
    nothing = roll_up(fictional(rows), Policy(), "parent", GRADES["厦门"])
    assert nothing.empty
    assert {"organisation", "parent", "vetoed", "grade"} <= set(nothing.columns)


# ---------------------------------------------------------------- a city's bands, end to end


@pytest.fixture(scope="module")
def banded(zones: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same zones judged by the rule of 银川."""
    folder = tmp_path_factory.mktemp("banded") / "zones"
    shutil.copytree(zones, folder)
    settings = (folder / "scorecard.toml").read_text(encoding="utf-8")
    bands = 'method = "schedule"\n' + settings + '[schedule]\nbands = "银川"\n'
    (folder / "scorecard.toml").write_text(bands, encoding="utf-8")
    return folder


def test_a_citys_bands_decide_the_class(zones: Path, banded: Path) -> None:
    by_limits = {
        row["organisation"]: row["status"]
        for row in printed(zones, "--method", "schedule")["assessments"]
    }
    by_bands = {
        row["organisation"]: (row["status"], row["method_class"])
        for row in printed(banded)["assessments"]
    }
    assert by_limits["乙区"] == "off_track"  # 11 points behind
    assert by_bands["乙区"] == ("at_risk", "黄")
    assert by_bands["丁区"] == ("off_track", "红")  # 50 points behind
    assert by_bands["甲区"] == ("ahead", "绿")


def test_explain_names_the_bands_and_what_the_preset_filled(banded: Path) -> None:
    told = scorecard("explain", "T-乙区", "--lang", "en", folder=banded, width=200).out
    assert "黄: lead [-30, -10] (percentage points)" in told
    assert "The source leaves (-10, 0) undefined; this preset fills it." in told
    assert "银川 2025" in told
    assert "8 of 10 by completion + veto" in told  # 72 of 90


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
def test_the_live_workbook_computes_the_class_from_the_edges_of_the_bands(banded: Path) -> None:
    done = scorecard("render", "2023-Q2", folder=banded)
    assert done.code in {0, 1}, done.err
    written = load_workbook(banded / "reports" / "2023-Q2" / "scorecard.xlsx")
    cells = [cell.value for sheet in written for row in sheet.iter_rows() for cell in row]
    assert cells.count("schedule") == sum(actual is not None for *_, actual in ZONES)
    named = [name for name in written.defined_names if name.startswith("band_edge_")]
    assert sorted(named) == ["band_edge_1", "band_edge_2", "band_edge_3"]
    assert any("-band_edge_1>" in str(cell) for cell in cells)


def test_bands_with_a_gap_stop_the_run_with_the_numbers(banded: Path, tmp_path: Path) -> None:
    shutil.copytree(banded, tmp_path / "w")
    settings = tmp_path / "w" / "scorecard.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        text.replace('"银川"', '"on_track: >= 0; off_track: < -10"'), encoding="utf-8"
    )
    done = scorecard("status", folder=tmp_path / "w")
    assert done.code == 2
    assert "schedule.bands" in done.err
    assert "[-10, 0)" in done.err
    assert "Traceback" not in done.err


def test_a_projection_goes_by_the_milestone_that_is_due_next(tmp_path: Path) -> None:
    book = BOOK.format(zone="甲区", group="", target=100, rule="completion")
    book = book.replace("| 40 | 2023 |", "| 40 | 2024 |")
    book += "\n# 节点\n目标值编号 | 时点 | 节点性质 | 节点值\n"
    book += "T-甲区 | 2022 | 数值 | 60\nT-甲区 | 2023 | 数值 | 75\n"
    (tmp_path / "targets").mkdir()
    (tmp_path / "targets" / "甲区.xlsx").write_bytes(xlsx(sheets_of(book)))
    settings = 'title = "虚构示例"\nmethod = "projection"\nas_of = 2023-07-31\n'
    (tmp_path / "scorecard.toml").write_text(settings, encoding="utf-8")
    quarters = (("2022", 3, "10-08", 50), ("2022", 4, "12-31", 56), ("2023", 1, "04-08", 60))
    for year, nth, day, value in (*quarters, ("2023", 2, "07-08", 62)):
        form = RETURN.format(
            zone="甲区", nth="一二三四"[nth - 1], sent=f"{year}-{day}", value=value
        )
        returns = tmp_path / "reports" / f"{year}-Q{nth}" / "returns"
        returns.mkdir(parents=True)
        (returns / "甲区.xlsx").write_bytes(xlsx(sheets_of(form.replace("2023年", f"{year}年"))))
    (row,) = printed(tmp_path)["assessments"]
    # 4 a quarter: 70 of 75 by the end of 2023, and 13 were left
    assert (row["method_value"], row["method_class"]) == (pytest.approx(5 / 13), "cloud")
    told = scorecard("explain", "T-甲区", "--lang", "en", folder=tmp_path, width=200).out
    assert "÷ what is left, towards the milestone due next: 0.385 · cloud" in told
