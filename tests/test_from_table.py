"""`scorecard init DIR --from TABLE`: the workspace says of every row what `assess` says of it."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import openpyxl
from scratch import scorecard

from scorecard.i18n import Words
from scorecard.pipeline.from_table import Made, write_from_table
from scorecard.pipeline.load import Data, load_data
from scorecard.pipeline.plain_table import assess_table, said_beside
from scorecard.pipeline.standing import Standing, stand
from scorecard.pipeline.verify import verify
from scorecard.schema.period import PeriodKind, last_ended
from scorecard.schema.policy import Policy
from scorecard.workspace import load_workspace

NOW: Final = datetime(2026, 11, 30, 9, tzinfo=UTC)

TASKS: Final = """\
2026年度目标任务分解表（虚构示例）
序号,目标任务,计量单位,2026年目标,责任单位,权重,1-9月完成
1,新增就业,人,≥5000,人社局,20%,4100
2,新建充电桩,个,300,发改局,15%,230
3,一般公共预算收入,亿元,36,财政局,30%,25.5
4,信访积案数,件,≤20,信访局,15%,9
5,编制园区总体规划,,12月底前完成,自然资源局,20%,推进中
"""
TABLES: Final[dict[str, str]] = {
    "任务分解表.csv": TASKS,
    "plan.csv": "目标任务,计量单位,2026年目标,一季度,二季度,三季度,四季度,1-9月完成\n"
    "新增就业,人,≥5000,25%,50%,75%,100%,4100\n新建充电桩,个,300,50,120,200,300,230\n",
    "undated.csv": "KPI,Target,Actual\nWorkshops held,10,11\nPeople reached,150,131\n",
    "years.csv": "指标,单位,2020年基期值,2025年目标,2022年实际,2023年实际\n"
    "森林覆盖率,%,23.2,24.2,23.6,23.9\n发明专利拥有量,件,600,1200,800,930\n",
    "long.csv": "Indicator,Unit,Baseline,Base year,Target,Target year,Period,Actual\n"
    "Coverage,%,40,2020,70,2025,2022,50\nCoverage,%,40,2020,70,2025,2023,58\n"
    "Potholes,no.,300,2020,100,2025,2023,240\n",
    "two.csv": "District,Indicator,Unit,Target 2024,Actual 2024\n"
    "North,Homes built,no.,400,420\nSouth,Homes built,no.,300,250\n",
    "ranks.csv": "指标,2023年目标位次,2023年位次\n综合发展评价,前40位,38\n营商环境评价,前30位,31\n",
    "done.csv": "任务,完成时限,进展\n便民服务中心建成启用,2024年5月,已完成\n"
    "数据共享平台二期上线,2024年12月,正在推进\n",
    "quarters.csv": "Measure,Unit,Q1 target,Q1 actual,Q2 target,Q2 actual,Year\n"
    "New accounts,no.,85,82,92,91,2024\nChurn,%,5,4.8,5,5.4,2024\n",
}


def made(folder: Path, table: Path, language: str = "zh") -> Made:
    """A workspace made of a table in `folder`."""
    options = replace(said_beside(table), today=NOW.date())
    return write_from_table(folder, table, None, options, Words(language), NOW)


def verdicts(standing: Standing) -> dict[tuple[object, ...], tuple[object, ...]]:
    """What is said of each target: by name, due date and value, with status, actual, progress."""
    rows = standing.assessments
    return {
        (r.organisation, r.name, _known(r.due), _known(r.target_value)): (
            str(r.status), _known(r.actual), _known(r.progress),
        )
        for r in rows.itertuples(index=False)
    }  # fmt: skip


def _known(value: object) -> object:
    if value is None or value != value:  # noqa: PLR0124  (a missing number is not itself)
        return None
    return round(value, 9) if isinstance(value, float) else str(value)


def both(table: Path, folder: Path) -> tuple[Standing, Standing, Data, Made]:
    """The table assessed, and the workspace made of it as of the same day."""
    options = replace(said_beside(table), today=NOW.date())
    policy = Policy(fiscal_start=options.fiscal_start or 1)
    plain, _ = assess_table(table, None, policy, options)
    result = made(folder, table)
    data = load_data(load_workspace(folder))
    quarter = last_ended(PeriodKind.QUARTER, plain.as_of, policy.fiscal_start)
    return plain, stand(data, plain.as_of, quarter), data, result


def agree(plain: Standing, own: Standing) -> list[str]:
    """Where the two differ, apart from what nobody has a figure or a value for.

    A workspace waits for a figure that a plain table owes nobody.
    """
    found, expected = verdicts(own), verdicts(plain)
    return [
        f"{key}: {said} became {found.get(key)}"
        for key, said in expected.items()
        if said[1] is not None and found.get(key) != said
    ]


def test_the_workspace_agrees_with_the_table(tmp_path: Path) -> None:
    for name, text in TABLES.items():
        table = tmp_path / name
        table.write_text(text, encoding="utf-8")
        plain, own, data, result = both(table, tmp_path / table.stem)
        assert plain.statuses - {"not_scored", "not_due"}, name
        assert agree(plain, own) == [], name
        assert result.lost == 0, name
        errors = {f.code for f in data.findings if f.severity == "error"}
        assert errors <= {"B301", "I101", "T112"}, "only blanks are left to fill in"
    verified = verify(load_workspace(tmp_path / "ranks"), Words("zh"))
    assert (verified.files, verified.disagreements) == (1, [])


def test_rows_of_one_name_keep_their_own_figures(tmp_path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    for town, target, figure in (("城关镇", 300, 326), ("青山镇", 180, 171)):
        sheet = book.create_sheet(town)
        sheet.append(["2023年目标考核表"])
        sheet.append(["考核指标", "单位", "目标", "完成"])
        sheet.append(["新增城镇就业", "人", target, figure])
    book.save(tmp_path / "towns.xlsx")
    _, own, _, _ = both(tmp_path / "towns.xlsx", tmp_path / "towns")
    rows = own.assessments[["name", "status", "actual"]].to_numpy().tolist()
    assert sorted(rows) == [
        ["新增城镇就业 · 城关镇", "achieved", 326.0],
        ["新增城镇就业 · 青山镇", "missed", 171.0],
    ]


def test_every_table_at_hand_agrees(tmp_path: Path) -> None:
    """Folders of tables named in SCORECARD_TABLES, each with its own findings."""
    folders = filter(None, os.environ.get("SCORECARD_TABLES", "").split(os.pathsep))
    files = [p for f in folders for p in sorted(Path(f).iterdir()) if p.suffix in {".csv", ".xlsx"}]
    wrong = {}
    for number, table in enumerate(files):
        result = made(tmp_path / f"a{number}", table)
        if result.books:
            plain, own, _, _ = both(table, tmp_path / f"b{number}")
            wrong[table.name] = agree(plain, own)
    assert [name for name, told in wrong.items() if told] == []


def cells(path: Path, title: str) -> list[dict[str, Any]]:
    """The rows of a book's sheet by header."""
    sheet = openpyxl.load_workbook(path)[title]
    rows = list(sheet.iter_rows(values_only=True))
    heads = [str(head) for head in rows[1]]
    return [dict(zip(heads, row, strict=True)) for row in rows[2:] if any(row)]


def test_the_command_from_a_table_to_the_first_light(tmp_path: Path) -> None:
    (tmp_path / "任务分解表.csv").write_text(TASKS, encoding="utf-8")
    command = (
        "--lang",
        "zh",
        "init",
        "mine",
        "--from",
        "任务分解表.csv",
        "--organisation",
        "示例区",
    )
    run = scorecard(*command, folder=tmp_path)
    assert (run.code, run.err) == (0, "")
    assert "5条目标、5个目标值、5个数据" in run.out
    book = tmp_path / "mine" / "targets" / "示例区.xlsx"
    goals = cells(book, "目标表述")
    assert goals[0]["原文"] == "新增就业 | 人 | ≥5000 | 人社局 | 20%"
    assert [g["类别"] for g in goals] == ["可衡量"] * 4 + ["交付事项"]
    targets = cells(book, "目标值")
    assert [(t["比较方式"], t["目标数值"], t["权重"]) for t in targets] == [
        ("≥", 5000, 0.2), ("≥", 300, 0.15), ("≥", 36, 0.3), ("≤", 20, 0.15), ("完成", 1, 0.2),
    ]  # fmt: skip
    assert {u["单位名称"] for u in cells(book, "责任单位")} == {
        "人社局", "发改局", "财政局", "信访局", "自然资源局",
    }  # fmt: skip
    (document,) = cells(book, "文件")
    assert document["来源等级"] is None
    assert document["备注"].startswith("这份表是谁、什么时候发布的")
    shown = scorecard(
        "status", "--as-of", "2026-10-10", "--format", "json", folder=tmp_path / "mine"
    )
    found = {a["name"]: a["status"] for a in json.loads(shown.out)["assessments"]}
    assert found["新增就业"] == "ahead"
    checked = scorecard("check", folder=tmp_path / "mine")
    assert checked.code == 1
    assert checked.out.count("B301") == 1


def test_shares_and_values_of_quarters_are_the_plan_and_no_figures(tmp_path: Path) -> None:
    table = tmp_path / "plan.csv"
    table.write_text(TABLES["plan.csv"], encoding="utf-8")
    made(tmp_path / "mine", table)
    data = load_data(load_workspace(tmp_path / "mine"))
    steps = data.books.milestones.values
    assert steps["period"].tolist() == ["2026-Q1", "2026-Q2", "2026-Q3"] * 2
    assert steps["value"].tolist() == [1250, 2500, 3750, 50, 120, 200]
    assert data.figures.values["value"].tolist() == [4100, 230]
    assert set(data.figures.values["period"]) == {"2026-Q3"}


def test_figures_are_returns_of_their_quarter_marked_with_their_cell(tmp_path: Path) -> None:
    table = tmp_path / "任务分解表.csv"
    table.write_text(TASKS, encoding="utf-8")
    made(tmp_path / "mine", table)
    figures = load_data(load_workspace(tmp_path / "mine")).figures.values
    jobs = figures[figures["value"].eq(4100)].iloc[0]
    assert (jobs["period"], jobs["basis"]) == ("2026-Q3", "to_date")
    assert jobs["evidence"] == "任务分解表.csv CSV!G3"
    assert jobs["file"].startswith("reports/2026-Q3/returns/")
    assert (tmp_path / "mine" / "documents" / table.name).read_bytes() == table.read_bytes()


def test_what_is_not_known_is_blank_and_asked(tmp_path: Path) -> None:
    table = tmp_path / "list.csv"
    table.write_text("KPI,Target,Actual\nZorbles,10,11\nWorkshops held,10,11\n", encoding="utf-8")
    result = made(tmp_path / "mine", table, "en")
    book = next((tmp_path / "mine" / "targets").glob("*.xlsx"))
    zorbles, workshops = cells(book, "Goals")
    first, second = cells(book, "Targets")
    assert (first["Direction"], first["Due"]) == (None, None)
    assert "Is more better, or less?" in zorbles["Note"]
    assert "By when?" in zorbles["Note"]
    assert second["Direction"] == "Increase"
    assert "by its name" in workshops["Note"]
    assert result.questions >= 6
    standing = scorecard("status", "--format", "json", folder=tmp_path / "mine")
    found = {a["name"]: a["status"] for a in json.loads(standing.out)["assessments"]}
    assert found == {"Zorbles": "not_scored", "Workshops held": "achieved"}


def test_an_old_table_is_judged_as_of_its_last_figure_and_says_so(tmp_path: Path) -> None:
    for name, pinned in (("long.csv", True), ("任务分解表.csv", False)):
        table = tmp_path / name
        table.write_text(TABLES[name], encoding="utf-8")
        made(tmp_path / table.stem, table)
        settings = (tmp_path / table.stem / "scorecard.toml").read_text(encoding="utf-8")
        assert ("as_of = 2023-12-31" in settings) is pinned


def test_a_table_without_rows_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    run = scorecard("init", "mine", "--from", "empty.csv", folder=tmp_path)
    assert run.code == 1
    assert not (tmp_path / "mine").exists()


def test_the_same_table_gives_the_same_books(tmp_path: Path) -> None:
    table = tmp_path / "years.csv"
    table.write_text(TABLES["years.csv"], encoding="utf-8")
    for name in ("a", "b"):
        made(tmp_path / name, table)
    one, other = (sorted(p.read_bytes() for p in (tmp_path / n).rglob("*.xlsx")) for n in "ab")
    assert one == other
