"""A workspace of one's own: from `init --organisation` to the first light."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from filling import Filling, fill_form
from openpyxl.worksheet.worksheet import Worksheet
from scratch import scorecard

from scorecard.cli import scorecard as command
from scorecard.i18n import Words
from scorecard.pipeline.new_workspace import write_own
from scorecard.workspace import load_workspace

ZONE = "虚构示例区"
Cell = str | float | date
TYPED: dict[str, dict[str, Cell]] = {
    "文件": {
        "文件编号": "D1",
        "标题": "虚构示例文件",
        "发布日期": date(2026, 1, 6),
        "来源等级": "新闻媒体",
    },
    "目标表述": {
        "目标编号": "G1",
        "文件编号": "D1",
        "原文": "2026年要新增企业100家（虚构示例）",
        "语气": "计划性",
        "类别": "可衡量",
    },
    "责任单位": {"单位编号": "U1", "单位名称": "经济发展局"},
    "指标": {
        "指标编号": "firms",
        "指标名称": "新增企业",
        "计量单位": "家",
        "指标性质": "流量",
        "填报口径": "本年累计",
        "频率": "每季度",
        "小数位": 0,
        "责任单位": "U1",
    },
    "目标值": {
        "目标值编号": "T1",
        "目标编号": "G1",
        "指标编号": "firms",
        "方向": "越大越好",
        "比较方式": "≥",
        "到期": "2026",
        "目标数值": 100,
        "数值来源": "文件原文",
        "版本": 1,
        "生效日期": date(2026, 1, 6),
    },
}


def type_in(path: Path) -> None:
    """What a person types into the empty book: one row on each sheet."""
    book = openpyxl.load_workbook(path)
    for title, row in TYPED.items():
        sheet = book[title]
        assert isinstance(sheet, Worksheet)
        places = {str(cell.value): place for place, cell in enumerate(sheet[3], start=1)}
        for header, value in row.items():
            sheet.cell(4, places[header], value)
    book.save(path)


@pytest.mark.slow
def test_from_an_empty_book_to_the_first_light(tmp_path: Path) -> None:
    run = scorecard("--lang", "zh", "init", "mine", "--organisation", ZONE, folder=tmp_path)
    assert run.code == 0, run.err
    assert f"mine/targets/{ZONE}.xlsx" in run.out
    mine = tmp_path / "mine"
    year = (mine / "README.md").read_text(encoding="utf-8")
    assert year.startswith(f"# {ZONE}：目标与进展\n")
    assert f"targets/{ZONE}.xlsx" in year
    commands = ("forms", "collect", "status", "render", "notice", "explain", "verify", "ledger")
    assert all(f"`scorecard {command}" in year for command in commands)
    assert scorecard("check", folder=mine).code == 0
    type_in(mine / "targets" / f"{ZONE}.xlsx")
    checked = scorecard("check", folder=mine)
    assert (checked.code, checked.out.strip()) == (0, "没有问题。")
    assert scorecard("forms", "2026-Q1", folder=mine).code == 0
    (form,) = (mine / "reports" / "2026-Q1" / "forms").glob("*.xlsx")
    cells: dict[tuple[str, str], Any] = {
        ("firms", c): v for c, v in {"this_period": 30, "to_date": 30, "state": "核定"}.items()
    }
    filling = Filling(ZONE, "虚构", date(2026, 4, 9), {**cells, ("firms", "evidence"): "虚构台账"})
    returned = mine / "reports" / "2026-Q1" / "returns" / form.name
    returned.parent.mkdir()
    returned.write_bytes(fill_form(form.read_bytes(), filling, Words("zh")))
    came = ("collect", "reports/2026-Q1/returns", "--received-on", "2026-04-09")
    assert scorecard(*came, folder=mine).code == 0
    status = scorecard("status", "--as-of", "2026-04-10", "--format", "json", folder=mine)
    (light,) = json.loads(status.out)["assessments"]
    assert (light["status"], light["actual"]) == ("ahead", 30)


@pytest.mark.parametrize("name", ["../上级/园区", 'a"b\\c', "区\n名", "CON", "x" * 100])
def test_names_never_lead_out_of_the_folder(name: str, tmp_path: Path) -> None:
    book = write_own(tmp_path / "mine", name, Words("zh"))
    assert book.parent == Path("targets")
    assert (tmp_path / "mine" / book).is_file()
    assert {p.name for p in tmp_path.iterdir()} == {"mine"}
    assert load_workspace(tmp_path / "mine").title


@pytest.mark.parametrize(
    "name", ["高新\u202e区", "\u2066区", "高新\u200b区", "区\x07", "区\n", " "]
)
def test_a_name_with_what_nobody_sees_is_refused_where_it_is_typed(
    tmp_path: Path, name: str
) -> None:
    arguments = ["init", str(tmp_path / "mine"), "--organisation", name]
    done = CliRunner().invoke(command, arguments, obj=Words("en"))
    assert (done.exit_code, (tmp_path / "mine").exists()) == (2, False)
    assert "characters that cannot be seen" in done.stderr
