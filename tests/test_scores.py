"""Scores that can be read: points of what was due, against an arithmetic of their own written here.

The second arithmetic reads the method's page, not the program: it takes plain dictionaries and adds
up with fractions.
"""

from __future__ import annotations

import csv
import io
import json
import math
import random
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import openpyxl
import pandas as pd
import pytest
from scratch import scorecard
from workbooks import sheets_of, xlsx

from scorecard.i18n import Words
from scorecard.report.inputs import Names
from scorecard.report.scores import score_rows, scores_sentence
from scorecard.report.view import Header
from scorecard.schema.frames import ASSESSMENTS, FIGURES, Books, empty, typed
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import Flag, Status, flag_bit
from scorecard.scoring.points import points, with_points
from scorecard.scoring.rollup import scores

AS_OF: Final = pd.Timestamp("2025-10-22")
GATE: Final = Fraction(4, 5)
JUDGED: Final = ("achieved", "ahead", "on_track", "at_risk", "off_track", "missed")
MET: Final = ("achieved", "ahead", "on_track")


# ------------------------------------------------------------------- the second arithmetic


def share(one: dict[str, Any]) -> Fraction | None:
    """The part of its weight that a target has earned, by the table of the method."""
    if one["status"] not in JUDGED:
        return None
    met = Fraction(one["status"] in MET)
    if one.get("bare"):
        return met
    cap = one["measure"] == "flow" and one["comparator"] in {"<=", "<"}
    whole = one["measure"] in {"rank", "milestone"} or one["direction"] == "hold"
    if not cap and (whole or one["comparator"] == "between"):
        return met
    if one["status"] == "missed" and cap:
        return min(Fraction(one["target_value"]) / Fraction(one["actual"]), Fraction(1))
    ratio = one["progress"] if one["status"] == "missed" else one["pace_ratio"]
    if one["status"] == "achieved" or ratio is None:
        return met
    return min(max(Fraction(ratio), Fraction(0)), Fraction(1))


def counted(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Weights, points and rates of these targets of one organisation."""
    silent = [r for r in rows if r.get("silent")]
    judged = [r for r in rows if share(r) is not None]
    late = [r for r in rows if r["status"] == "overdue"]
    weight = sum(Fraction(r["weight"]) for r in rows)
    due = sum(Fraction(r["weight"]) for r in (*judged, *late))
    heard = sum(Fraction(r["weight"]) for r in judged if r not in silent)
    got = sum(Fraction(r["weight"]) * (share(r) or 0) for r in judged)
    of = sum(Fraction(r["weight"]) for r in judged)
    absent = sum(Fraction(r["weight"]) for r in late)
    return {
        "weight_total": weight,
        "weight_due": due,
        "weight_reported": heard,
        "coverage": heard / due if due else None,
        "points": got if judged else None,
        "points_due": of,
        "rate": got / of if of else None,
        "rate_low": got / due if late else None,
        "rate_high": (got + absent) / due if late else None,
    }


def places(members: dict[Any, dict[str, Any]]) -> dict[Any, int | None]:
    """Places by rate, 1-1-3, none below four fifths of the weight."""
    placed = {
        key: one["rate"]
        for key, one in members.items()
        if one["rate"] is not None and one["coverage"] >= GATE
    }
    better = {key: sum(other > rate for other in placed.values()) for key, rate in placed.items()}
    return {key: better[key] + 1 if key in better else None for key in members}


def random_targets(seed: int) -> list[dict[str, Any]]:
    """Targets of three organisations with units, of every kind and status (虚构示例)."""
    dice = random.Random(seed)  # noqa: S311  (repeatable, not secret)
    return [_target(dice, seed, number) for number in range(dice.randint(1, 40))]


def _target(dice: random.Random, seed: int, number: int) -> dict[str, Any]:
    measure = dice.choice(("flow", "flow", "stock", "rate", "rank", "milestone"))
    comparator = dice.choice(
        (">=", ">", "<=", "<", "between") if measure != "milestone" else (">=",)
    )
    status = dice.choice([str(status) for status in Status])
    known = status in JUDGED and dice.random() < 0.9
    cap = measure == "flow" and comparator in {"<=", "<"}
    silent = cap and status in {"off_track", "missed"} and dice.random() < 0.5
    return {
        "target": f"T{number}",
        "organisation": dice.choice(("甲区", "乙区", "丙区")),
        "unit": dice.choice(("u1", "u2", None)),
        "measure": measure,
        "direction": dice.choice(("increase", "decrease", "hold")),
        "comparator": comparator,
        "status": status,
        "weight": float(dice.choice((1, 2, 2.5, 5, 10))) if seed % 4 else 1.0,
        "pace_ratio": dice.choice((-0.25, 0.0, 0.3, 0.75, 0.96, 1.0, 1.3)) if known else None,
        "progress": dice.choice((-0.5, 0.0, 0.5, 0.875, 1.25)) if known else None,
        "actual": dice.choice((6.0, 8.0, 12.0)),
        "target_value": 5.0,
        "deadline": pd.Timestamp("2025-10-15") if silent else None,
        "silent": silent,
    }


@pytest.mark.parametrize("seed", range(20))
def test_random_sets_agree_with_a_second_arithmetic(seed: int) -> None:
    rows = random_targets(seed)
    frame = typed(pd.DataFrame(rows), ASSESSMENTS)
    if not seed % 4:
        frame["weight"] = math.nan  # all blank: each counts 1 where on schedule
        rows = [{**one, "bare": True} for one in rows]
    table = scores(with_points(frame, AS_OF.date()), Policy())
    members: dict[Any, list[dict[str, Any]]] = {}
    for one in rows:
        members.setdefault((one["organisation"], None), []).append(one)
        if one["unit"]:
            members.setdefault((one["organisation"], one["unit"]), []).append(one)
    expected = {key: counted(mine) for key, mine in members.items()}
    ranks = places({key: one for key, one in expected.items() if key[1] is None})
    for organisation in ("甲区", "乙区", "丙区"):
        own = {k: v for k, v in expected.items() if k[0] == organisation and k[1]}
        ranks |= places(own)
    found = {
        (r["organisation"], None if pd.isna(r["unit"]) else r["unit"]): r
        for r in table.to_dict("records")
    }
    assert set(found) == set(expected)
    for key, wanted in expected.items():
        for name, value in wanted.items():
            got = found[key][name]
            assert (value is None) == bool(pd.isna(got)), (key, name)
            assert value is None or got == pytest.approx(float(value)), (key, name)
        rank = found[key]["rank"]
        assert (None if pd.isna(rank) else rank) == ranks[key], key


# ---------------------------------------------------------------------------- worked values


def rows_of(*cases: dict[str, Any]) -> pd.DataFrame:
    usual = {"organisation": "江畔高新区", "measure": "flow", "comparator": ">="}
    usual |= {"direction": "increase"}
    return typed(pd.DataFrame([usual | case for case in cases]), ASSESSMENTS)


JIANGPAN: Final = (
    {"status": "on_track", "pace_ratio": 1.02, "weight": 40.0},
    {"status": "at_risk", "pace_ratio": 0.8, "weight": 30.0},
    {"status": "off_track", "pace_ratio": 12.3 / 17.0, "weight": 17.0},
    {"status": "overdue", "weight": 3.0},
    {"status": "not_due", "weight": 10.0},
)


def told(language: str, *cases: dict[str, Any]) -> str:
    frame = with_points(rows_of(*cases))
    books, figures, words = Books.empty(), empty(FIGURES), Words(language)
    names = Names(books, frame, figures, words)
    header = Header("虚构示例", AS_OF.date(), "2025-Q3")
    return scores_sentence(score_rows(scores(frame, Policy()), names, header), words)


def test_the_sentence_of_the_design() -> None:
    assert told("zh", *JIANGPAN) == (
        "江畔高新区：得76.3分，应得87分，得分率87.7%（满分100；1项未报，若最差84.8%，最好88.1%）。"
    )
    assert told("en", *JIANGPAN) == (
        "江畔高新区: 76.3 of 87 points due, a rate of 87.7% "
        "(full mark 100; 1 not reported: 84.8% at worst, 88.1% at best)."
    )
    complete = [case for case in JIANGPAN if case["status"] != "overdue"]
    assert told("zh", *complete) == "江畔高新区：得76.3分，应得87分，得分率87.7%（满分97）。"


def test_without_weights_targets_are_counted_and_not_called_points() -> None:
    blank = [{**case, "weight": None} for case in JIANGPAN[:2]]
    assert told("zh", *blank) == "江畔高新区：已判断2项，达进度1项，达进度率50.0%（共2项）。"
    assert told("en", *blank) == (
        "江畔高新区: 1 of 2 judged targets on schedule, 50.0% (2 in all)."
    )
    west = {**JIANGPAN[0], "organisation": "西岭新区", "pace_ratio": 0.5}
    assert told("zh", *blank, west) == "达进度率：西岭新区100.0%、江畔高新区50.0%。"
    some = told("zh", {**JIANGPAN[0], "weight": None}, JIANGPAN[1])
    assert some == "江畔高新区：部分权重为空或为负。"


def test_several_organisations_are_named_side_by_side_and_never_added_up() -> None:
    west = [{**case, "organisation": "西岭新区"} for case in JIANGPAN[:1]]
    low = [{**case, "organisation": "东湖新区"} for case in JIANGPAN[1:2]]
    low.append({"status": "overdue", "weight": 70.0, "organisation": "东湖新区"})
    assert told("zh", *JIANGPAN, *west, *low) == (
        "得分率：西岭新区100.0%、江畔高新区87.7%、东湖新区80.0%（数据未报，不参与排名）。"
    )


def test_a_broken_cap_whose_unit_fell_silent_counts_and_is_not_reported() -> None:
    broken = {"comparator": "<=", "status": "off_track", "pace_ratio": 0.5, "weight": 10.0}
    silent = broken | {"deadline": pd.Timestamp("2025-07-15"), "flags": flag_bit(Flag.STALE)}
    frame = with_points(rows_of(silent, {"status": "achieved", "weight": 30.0}), AS_OF.date())
    one = scores(frame, Policy()).iloc[0]
    assert (one["points"], one["points_due"]) == (35.0, 40.0)
    assert (one["weight_due"], one["weight_reported"], one["coverage"]) == (40.0, 30.0, 0.75)
    assert pd.isna(one[["rate_low", "rate_high", "rank"]]).all()


def test_about_a_value_is_met_from_the_value_less_its_deviation() -> None:
    """补: bonus, deduction and completion know the deviation that decides the verdict."""
    usual = {"comparator": "about", "target_value": 8.0, "allowed_deviation": 0.2}
    usual |= {"measure": "rate", "full_points": 10.0, "status": "missed", "indicator": "x"}
    cells = ("deduct(per=0.1, points=1)", "completion", "bonus(per=0.1, points=1)")
    cases = [
        {**usual, "actual": actual, "direction": direction, "scoring": cell}
        for actual, direction in ((7.7, "increase"), (7.8, "increase"), (8.3, "decrease"))
        for cell in cells
    ]
    cases += [
        {**usual, "actual": 8.5, "direction": "hold", "scoring": cells[0]},
        {**usual, "actual": 8.1, "direction": "increase", "scoring": cells[2]},
    ]
    got = points(rows_of(*cases))["points"].tolist()
    assert got == pytest.approx(
        [9.0, 9.625, 0.0, 10.0, 10.0, 0.0, 9.0, 8 / 8.3 * 10, 0.0, 7.0, 3.0]
    )


# ------------------------------------------------------------- the league of the first quarter

BOOK: Final = """
# 说明
项目 | 内容
单位 | 江畔高新区（虚构示例）

# 文件
文件编号 | 标题 | 发布日期 | 来源等级
D1 | 虚构文件 | @2022-12-05 | 新闻媒体

# 目标表述
目标编号 | 文件编号 | 原文 | 语气 | 类别
G1 | D1 | 要实现虚构指标 | 计划性 | 可衡量

# 责任单位
单位编号 | 单位名称
U1 | 招商局
U2 | 发改局
U3 | 安监局

# 指标
指标编号 | 指标名称 | 计量单位 | 指标性质 | 填报口径 | 频率 | 小数位 | 责任单位 | 数据来源
deals | 签约额 | 亿元 | 流量 | 本年累计 | 每季度 | 1 | U1 | 填报
visits | 接待批次 | 批 | 流量 | 本年累计 | 每季度 | 0 | U1 | 填报
output | 产值 | 亿元 | 流量 | 本年累计 | 每季度 | 1 | U2 | 填报
jobs | 就业 | 人 | 流量 | 本年累计 | 每季度 | 0 | U2 | 填报
accidents | 事故 | 起 | 流量 | 本年累计 | 每季度 | 0 | U3 | 填报

# 目标值
目标值编号 | 目标编号 | 指标编号 | 方向 | 比较方式 | 到期 | 目标数值 | 数值来源 | 版本 | 生效日期 | 权重
T1 | G1 | deals | 越大越好 | ≥ | 2023 | 100 | 考核办补充 | 1 | @2023-01-05 | {first}
T2 | G1 | visits | 越大越好 | ≥ | 2023 | 40 | 考核办补充 | 1 | @2023-01-05 | 20
T3 | G1 | output | 越大越好 | ≥ | 2023 | 100 | 考核办补充 | 1 | @2023-01-05 | 20
T4 | G1 | jobs | 越大越好 | ≥ | 2023 | 800 | 考核办补充 | 1 | @2023-01-05 | 20
T5 | G1 | accidents | 越小越好 | ≤ | 2023 | 4 | 考核办补充 | 1 | @2023-01-05 | 20
"""  # noqa: E501  (one row of a sheet, one line)
FORM: Final = """
# 填报表
2023年第一季度目标完成情况表
填报单位：江畔高新区（虚构示例） | | | | 报告期：2023年第一季度 | | 报送日期：2023-04-10
序号 | 指标 | 计量单位 | 本年累计 | 数据状态 | 佐证材料
1 | 签约额 | 亿元 | 40 | 核定 | 名录
2 | 接待批次 | 批 | 4 | 核定 | 名录
3 | 产值 | 亿元 | 25 | 核定 | 名录
4 | 就业 | 人 | 200 | 核定 | 名录
5 | 事故 | 起 | 2 | 核定 | 名录
"""


def first_quarter(folder: Path, first: int = 20) -> dict[str, Any]:
    """A fictional zone in April: one unit has a red light, one two green ones, one a cap passed."""
    settings = 'title = "虚构示例"\nlanguage = "zh"\nas_of = 2023-04-20\n'
    (folder / "scorecard.toml").write_text(settings, encoding="utf-8")
    (folder / "targets").mkdir()
    (folder / "targets" / "a.xlsx").write_bytes(xlsx(sheets_of(BOOK.format(first=first))))
    returns = folder / "reports" / "2023-Q1" / "returns"
    returns.mkdir(parents=True)
    (returns / "a.xlsx").write_bytes(xlsx(sheets_of(FORM)))
    done = scorecard("status", "--format", "json", folder=folder)
    assert done.code == 0, done.err
    found = json.loads(done.out)
    assert isinstance(found, dict)
    return found


def test_in_the_first_quarter_the_red_unit_does_not_lead(tmp_path: Path) -> None:
    """Flows count for the quarter of their way that is due, caps for what is allowed so far."""
    found = first_quarter(tmp_path)
    lights = {a["target"]: a["status"] for a in found["assessments"]}
    expected = ("ahead", "off_track", "on_track", "on_track", "off_track")
    assert tuple(lights.values()) == expected
    earned = {a["target"]: a["points"] for a in found["assessments"]}
    assert earned == pytest.approx({"T1": 20, "T2": 8, "T3": 20, "T4": 20, "T5": 10})
    zone, *units = found["scores"]
    assert list(zone) == [
        *("organisation", "unit", "weight_total", "weight_due", "weight_reported", "coverage"),
        *("points", "points_due", "rate", "rate_low", "rate_high", "rank"),
        *("ranked_by", "score_kind", "targets_judged", "targets_on_schedule"),
    ]
    told = [zone[key] for key in list(zone)[-4:]]
    assert told == ["points", "points", 5, 3]
    assert (zone["unit"], zone["points"], zone["points_due"]) == (None, 78, 100)
    assert (zone["rate_low"], zone["rate_high"], zone["rank"]) == (None, None, 1)
    assert [(u["unit"], u["rate"], u["rank"]) for u in units] == [
        ("U2", 1, 1),
        ("U1", 0.7, 2),
        ("U3", 0.5, 3),
    ]
    assert (found["summary"]["score"], found["summary"]["coverage"]) == (78, 1)
    text = scorecard("status", folder=tmp_path, width=200).out
    assert "江畔高新区（虚构示例）：得78分，应得100分，得分率78.0%（满分100）。" in text
    league = scorecard("status", "--league", "score", "--by", "unit", folder=tmp_path).out
    assert [name for name in ("发改局", "招商局", "安监局") if name in league] == sorted(
        ("发改局", "招商局", "安监局"), key=league.index
    )
    table = scorecard("status", "--format", "csv", folder=tmp_path).out.lstrip("\ufeff")
    printed = {line["target"]: line["points"] for line in csv.DictReader(io.StringIO(table))}
    assert {target: float(text) for target, text in printed.items()} == earned


def test_weights_that_do_not_add_up_are_a_warning_that_names_the_sum(tmp_path: Path) -> None:
    found = first_quarter(tmp_path, first=30)
    told = [f for f in found["findings"] if f["code"] == "T149"]
    assert [(f["severity"], f["cell"]) for f in told] == [("warning", "K2")]
    assert "110" in told[0]["message"]
    zone = found["scores"][0]
    assert (zone["weight_total"], zone["points"]) == (110, 88)
    settings = (tmp_path / "scorecard.toml").read_text(encoding="utf-8")
    stated = settings + "[score]\nfull_mark = 110\n"
    (tmp_path / "scorecard.toml").write_text(stated, encoding="utf-8")
    assert "T149" not in scorecard("check", folder=tmp_path).out


def test_next_years_targets_add_up_on_their_own(tmp_path: Path) -> None:
    """What holds from January on is another hundred; what is due later may belong to this year."""
    first_quarter(tmp_path)
    path = tmp_path / "targets" / "a.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["目标值"]
    places = {str(cell.value): number for number, cell in enumerate(sheet[1], start=1)}
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    sheet.cell(2, places["到期"]).value = "2024"
    for number, row in enumerate(rows, start=len(rows) + 2):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column).value = value
        sheet.cell(number, places["目标值编号"]).value = f"N{number}"
        sheet.cell(number, places["到期"]).value = "2024"
        sheet.cell(number, places["生效日期"]).value = date(2024, 1, 5)
    book.save(path)
    assert "T149" not in scorecard("check", folder=tmp_path).out
    sheet.cell(len(rows) + 2, places["权重"]).value = 30
    book.save(path)
    assert "T149" in scorecard("check", folder=tmp_path).out


def test_a_blank_weight_costs_the_score_and_no_status(tmp_path: Path) -> None:
    """Some weights blank: every target keeps its light, and the organisation has no points."""
    lights = {a["target"]: a["status"] for a in first_quarter(tmp_path)["assessments"]}
    path = tmp_path / "targets" / "a.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["目标值"]
    column = [cell.value for cell in sheet[1]].index("权重") + 1
    sheet.cell(3, column).value = None
    book.save(path)
    done = scorecard("status", "--format", "json", folder=tmp_path)
    found = json.loads(done.out)
    assert done.code == 1
    assert {a["target"]: a["status"] for a in found["assessments"]} == lights
    assert [f["code"] for f in found["findings"] if f["severity"] == "error"] == ["T114"]
    assert {one["points"] for one in found["scores"]} == {None}
    assert found["summary"]["score"] is None
