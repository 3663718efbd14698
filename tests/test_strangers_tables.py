"""Tables as other offices keep them: series, schedules, efficacy, limits, differences of rates."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pytest
from openpyxl import Workbook
from scratch import scorecard

LEVELS: Final = (10, 12, 14, 16, 18, 20)
POINTS: Final = (3.5, 7.25, 4, 9, 6.5, 2, 8, 5.75, 30, 6, 4.5, 7)


def asked(folder: Path, name: str, text: str, *more: str, code: int = 0) -> dict[str, Any]:
    if text:
        (folder / name).write_text(text, encoding="utf-8")
    done = scorecard("assess", name, "--format", "json", *more, folder=folder)
    assert done.code == code, done.err + done.out[-2000:]
    document: dict[str, Any] = json.loads(done.out)
    return document


def codes(document: dict[str, Any]) -> set[tuple[str, str]]:
    return {(f["code"], f["cell"]) for f in document["findings"]}


SCHEDULE: Final = """\
指标,年度目标,本年累计,完成率,时序进度
固投,1015,313.64,30.9%,25%
税收,118,22.37,18.9%,16.6%
外资,100,50,60%,50%
外贸,100,50,50%,30%
"""


def test_the_share_of_the_year_dates_a_row_and_its_rate_is_recomputed(tmp_path: Path) -> None:
    found = asked(tmp_path, "t.csv", SCHEDULE, "--method", "schedule", code=1)
    rows = {row["target"]: row for row in found["assessments"]}
    for name, lead in (
        ("固投", 100 * (313.64 / 1015 - 3 / 12)),
        ("税收", 100 * (22.37 / 118 - 2 / 12)),
        ("外资", 0),
    ):
        assert rows[name]["method_value"] == pytest.approx(lead)
        assert rows[name]["status"] == ("ahead" if lead > 5 else "on_track")
    assert rows["外贸"]["status"] == "not_scored"
    told = codes(found)
    assert {("F161", "D3"), ("F160", "D4"), ("B412", "E5"), ("B411", "E2")} <= told
    assert ("F160", "D2") not in told
    chinese = scorecard("assess", "t.csv", "--lang", "zh", folder=tmp_path).err
    assert "固投已过3个月" in chinese
    assert "外贸的时序进度30%不合整月" in chinese


def test_shares_of_a_workbook_in_a_per_cent_format(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["指标", "年度目标", "本年累计", "完成率", "时序进度"])
    sheet.append(["税收", 118, 22.37, 0.19, 2 / 12])
    sheet["D2"].number_format = sheet["E2"].number_format = "0.0%"
    book.save(tmp_path / "t.xlsx")
    found = asked(tmp_path, "t.xlsx", "", "--method", "schedule")
    (row,) = found["assessments"]
    assert row["lead_pp"] == pytest.approx(100 * (22.37 / 118 - 2 / 12))
    assert codes(found) == {("B411", "E2")}


def test_an_annual_target_is_due_in_the_year_of_its_running_total(tmp_path: Path) -> None:
    table = "指标,年度目标,本年累计,报告期\n甲,1015,313.64,2021-03\n甲,1015,500,2021-06\n"
    found = asked(tmp_path, "t.csv", table, "--method", "schedule")
    (row,) = found["assessments"]
    assert (row["measure"], row["due"], row["actual_period"]) == ("flow", "2021", "2021-06")
    assert row["lead_pp"] == pytest.approx(100 * (500 / 1015 - 0.5))


@pytest.mark.parametrize(
    "head",
    ["id,year,value,target,target_year,direction", "指标,年份,数值,目标值,目标年,方向"],
)
def test_a_series_of_yearly_values_is_projected(head: str, tmp_path: Path) -> None:
    rows = "".join(f"a,{2019 + n},{level},30,2026,1\n" for n, level in enumerate(LEVELS))
    found = asked(tmp_path, "t.csv", f"{head}\n{rows}", "--method", "projection")
    (row,) = found["assessments"]
    assert (row["method_class"], row["actual"]) == ("cloud", 20)
    assert row["method_value"] == pytest.approx((30 - (20 + 2 * 2)) / (30 - 20))
    (paced,) = asked(tmp_path, "t.csv", "", "--method", "pace")["assessments"]
    assert paced["reason_code"] == "no_baseline"  # pace must know where the way begins


def test_a_target_may_stand_before_the_values(tmp_path: Path) -> None:
    rows = "".join(f"a,24,2026,{2019 + n},{level},up\n" for n, level in enumerate(LEVELS))
    table = f"id,target,due,year,value,direction\n{rows}"
    (row,) = asked(tmp_path, "t.csv", table, "--method", "projection")["assessments"]
    assert (row["method_class"], row["target_value"], row["actual"]) == ("sun", 24, 20)


@pytest.mark.parametrize("count", [5, 6, 12])
def test_a_series_alone_has_its_limits(count: int, tmp_path: Path) -> None:
    points = POINTS[:count]
    table = "id,period,value\n" + "".join(
        f"a,2023-{month:02d},{point}\n" for month, point in enumerate(points, start=1)
    )
    found = asked(tmp_path, "t.csv", table)
    assert found["findings"] == []
    (row,) = found["control_limits"]
    ranges = [abs(b - a) for a, b in pairwise(points)]
    kept = [r for r in ranges if r <= 3.267 * sum(ranges) / len(ranges)]
    mean, width = sum(points) / count, 2.66 * sum(kept) / len(kept)
    expected = [mean, mean - width, mean + width] if count > 5 else [None] * 3
    got = [row[name] for name in ("mean", "lower", "upper")]
    assert got == (pytest.approx(expected) if count > 5 else expected)
    assert row["state"] == {5: "none", 6: "trial", 12: "limits"}[count]
    assert row["reason_code"] == ("too_few_points" if count == 5 else None)


def test_a_sentence_shows_that_a_bound_was_missed(tmp_path: Path) -> None:
    """Not that 60.0 is not within 40.0 to 60.0; and shares of a whole differ by points."""
    (tmp_path / "t.csv").write_text(
        "id,unit_of_measure,measure,direction,comparator,base_year,baseline,value,upper,due,year,"
        "actual,decimals\n"
        "虚构甲,%,rate,hold,between,2020,50,40,60,2026,2025,60.0001,1\n"
        "虚构乙,%,rate,increase,>=,2023,25,32,,2025,2025,31.96,1\n",
        encoding="utf-8",
    )
    run = scorecard("--lang", "zh", "assess", "t.csv", folder=tmp_path)
    assert "2025年为60.0001%，未保持在目标范围内（40.0–60.0%）" in run.out
    assert "2025年为31.96%，未达到目标（≥ 32.0%），差0.04个百分点" in run.out


PROJECTS: Final = """\
项目,年度计划投资（万元）,累计完成投资（万元）
新材料基地,30000,27000
库存中心,30000,31000
老城区火灾隐患,500,400
"""


def test_money_that_goes_into_projects_is_judged_by_the_header(tmp_path: Path) -> None:
    found = asked(tmp_path, "t.csv", PROJECTS, "--as-of", "2024-12-31")
    assert [(row["target"], row["comparator"], row["status"]) for row in found["assessments"]] == [
        ("新材料基地", ">=", "missed"),
        ("库存中心", ">=", "achieved"),
        ("老城区火灾隐患", ">=", "missed"),
    ]


def test_a_natural_limit_of_a_table_asks_for_less_growth(tmp_path: Path) -> None:
    head = "id,unit_of_measure,direction,base_year,baseline,due,year,actual,natural_limit\n"
    for limit, word in (("", "limited_progress"), ("100", "moderate_progress")):
        table = f"{head}a,%,up,2015,95,2030,2024,96,{limit}\n"
        (row,) = asked(tmp_path, "t.csv", table, "--method", "growth_ratio")["assessments"]
        assert row["method_class"] == word


def test_a_series_that_is_too_short_has_the_method_s_own_word(tmp_path: Path) -> None:
    rows = "".join(f"a,{2024 + n},{level},30,2026,1\n" for n, level in enumerate((10, 11)))
    table = f"id,year,value,target,due,direction\n{rows}"
    (row,) = asked(tmp_path, "t.csv", table, "--method", "projection")["assessments"]
    assert (row["status"], row["method_class"]) == ("not_scored", "not_available")
