"""Plain tables for `assess`: headers, defaults, series, and every fault of theirs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

import pandas as pd
import pytest
from workbooks import sheets_of, wanting, workbook

from scorecard.assessment.frames import assess, with_facts
from scorecard.pipeline.plain_table import plain_table
from scorecard.read.grid import RawWorkbook
from scorecard.read.table.as_books import PlainTable
from scorecard.read.table.blocks import csv_sheet, of_raw
from scorecard.read.table.roles import Options
from scorecard.schema.findings import catalogue
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import Method
from scorecard.scoring.points import points

PUBLISHED: Final = Path(__file__).resolve().parent / "data" / "published"

SOUND: Final = """\
编号,指标名称,计量单位,指标性质,方向,基期,基期值,到期,目标值,实际时期,实际值
A,企业数,家,存量,越大越好,2020,40,2023,80,2022,70
B,能耗,%,比率,越小越好,2020,12,2023,9,2022,10.5
"""


def table_of(
    text: str | bytes,
    file: str = "table.csv",
    method: Method = Method.PACE,
    as_of: date | None = None,
) -> PlainTable:
    data = text.encode() if isinstance(text, str) else text
    sheet = csv_sheet(file, data)
    assert sheet is not None
    return plain_table(file, [sheet], Policy(method=method), Options(as_of=as_of))


def of_workbook(raw: RawWorkbook | None, as_of: date | None = None) -> PlainTable:
    assert raw is not None
    return plain_table(raw.file, list(map(of_raw, raw.sheets)), None, Options(as_of=as_of))


def found_in(table: PlainTable) -> list[tuple[str, str | None]]:
    return [(f.code, f.origin.cell) for f in table.findings]


def judged(table: PlainTable, method: Method = Method.PACE) -> pd.DataFrame:
    books = table.books
    targets = with_facts(books.targets, books.indicators, books.goals)
    targets["method"] = str(method)
    as_of = table.as_of or date(2022, 12, 31)
    found = assess(targets, table.figures.values, as_of, Policy(method=method))
    return found.set_index("target")


def test_a_sound_table() -> None:
    table = table_of(SOUND)
    assert table.findings == ()
    assert table.as_of == date(2022, 12, 31)
    assert table.figures.values[["indicator", "period", "value", "cell"]].to_numpy().tolist() == [
        ["A", "2022", 70.0, "K2"],
        ["B", "2022", 10.5, "K3"],
    ]
    assert judged(table)["status"].tolist() == ["ahead", "at_risk"]
    assert table.books.targets.origin(0, "value").cell == "I2"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(encoding: str, separator: str) -> None:
    table = table_of(SOUND.replace(",", separator).encode(encoding))
    assert table.findings == ()
    assert table.books.indicators.values["name"].tolist() == ["企业数", "能耗"]


def test_a_workbook_reads_like_the_csv_file() -> None:
    lines = "\n".join(line.replace(",", "|") for line in SOUND.splitlines())
    raw, _ = workbook(sheets_of("# 表\n2022年评估表\n\n" + lines), "table.xlsx")
    table = of_workbook(raw)
    assert table.findings == ()
    assert table.figures.values["cell"].tolist() == ["K4", "K5"]
    assert judged(table)["status"].tolist() == ["ahead", "at_risk"]


def test_english_headers_of_published_tables() -> None:
    table = table_of(
        "id,base_value,base_year,current_value,current_year,target,target_year,direction,limit\n"
        "x,14.5,2015.0,10.4,2023.0,7.25,2030.0,-1,\n"
    )
    assert table.findings == ()
    row = table.books.targets.values.iloc[0]
    assert (row["baseline"], row["baseline_period"], row["value"], row["due"]) == (
        14.5,
        "2015",
        7.25,
        "2030",
    )
    assert row["comparator"] == "<="


def test_a_stock_is_assumed_where_a_baseline_is_given_and_steps_for_ranks() -> None:
    head = "编号,指标性质,比较方式,基期,基期值,到期,目标值,实际时期,实际值\n"
    table = table_of(head + "a,,≥,2020,1,2023,9,2022,5\nr,位次,≤,2020,90,2023,50,2022,60\n")
    assert table.findings == ()
    assert table.books.indicators.values["measure"].tolist() == ["stock", "rank"]
    assert table.books.targets.values["pathway"].tolist() == ["linear", "steps"]
    assert table.books.targets.values["direction"].tolist() == ["increase", "decrease"]


def test_rows_of_one_id_are_a_series() -> None:
    head = "编号,方向,基期,基期值,到期,目标值,实际时期,实际值\n"
    rows = "".join(f"s,越大越好,2018,10,2026,30,{year},{value}\n" for year, value in SERIES)
    table = table_of(head + rows)
    assert table.findings == ()
    assert len(table.books.targets.values) == 1
    assert table.figures.values["period"].tolist() == [str(year) for year, _ in SERIES]
    assert judged(table, Method.PROJECTION)["projection"].tolist() == [31.2]


SERIES: Final = ((2019, 10), (2020, 12), (2021, 14), (2022, 16), (2023, 18), (2024, 20), (2025, 28))


def test_first_last_and_changes_stand_for_a_series() -> None:
    head = "id,measure,direction,first,last,previous,n_changes,last_year,target,target_year\n"
    table = table_of(head + "x,stock,-1,56,51,,5,2023,30,2030\ny,rate,up,10,16,14,3,2023,,\n")
    assert table.findings == ()
    values = table.figures.values
    assert values.query("indicator == 'x'").set_index("period")["value"].to_dict() == {
        "2018": 56, "2019": 55, "2020": 54, "2021": 53, "2022": 52, "2023": 51,
    }  # fmt: skip
    assert values.query("indicator == 'y'").set_index("period")["value"].to_dict() == {
        "2020": 10, "2021": 12, "2022": 14, "2023": 16,
    }  # fmt: skip


def with_row(row: str, head: str = SOUND.splitlines()[0]) -> PlainTable:
    return table_of(f"{head}\n{row}\n")


FAULTS: Final = (
    ("B402", "A2", "A,投诉数,家,存量,,2020,40,2023,80,2022,70"),
    ("B403", "A2", "A,杂项,家,存量,,,,2023,80,2022,70"),
    ("B405", "A2", "A,企业数,家,存量,越大越好,2020,40,2023,80,,70"),
    ("T111", "H2", "A,企业数,家,存量,越大越好,2023,40,2023,80,2022,70"),
    ("T112", "F2", "A,企业数,家,存量,越大越好,,40,2023,80,2022,70"),
    ("T116", "I2", "A,排名,位,位次,越小越好,2020,40,2023,8.5,2022,70"),
    ("C106", "K2", "A,企业数,家,存量,越大越好,2020,40,2023,80,2022,七十来家"),
    ("C140", "D2", "A,企业数,家,库存,越大越好,2020,40,2023,80,2022,70"),
    ("C132", "J2", "A,企业数,家,存量,越大越好,2020,40,2023,80,2022-13,70"),
)


@pytest.mark.parametrize(("code", "cell", "row"), FAULTS, ids=[f[0] for f in FAULTS])
def test_a_fault_gives_its_finding_and_no_other(code: str, cell: str, row: str) -> None:
    places: dict[str, Sequence[str]] = {
        "B402": ["E2"],
        "B403": ["E2"],
        "B405": ["J2"],
    }
    assert found_in(with_row(row)) == [(code, *places.get(code, [cell]))]
    assert wanting(with_row(row).findings) == []


def test_rows_of_one_id_must_agree_and_have_one_value_for_each_period() -> None:
    first = "A,企业数,家,存量,越大越好,2020,40,2023,80,2021,50"
    table = with_row(first + "\nA,企业数,家,存量,越大越好,2020,40,2023,90,2022,70")
    assert found_in(table) == [("B404", "I3")]
    table = with_row(first + "\nA,,,,,,,,,2021,51")
    assert found_in(table) == [("B406", "K3")]


def test_more_changes_than_the_method_takes() -> None:
    head = "id,measure,direction,first,last,n_changes,last_year"
    table = with_row("x,stock,up,1,9,8,2023", head)
    assert found_in(table) == [("B407", "F2")]


def test_what_is_no_csv_table() -> None:
    for data in (b"PK\x03\x04\0\0", b"\xff\xfe\x81\x00"):
        assert csv_sheet("x.csv", data) is None


def test_a_table_without_a_header() -> None:
    assert found_in(table_of("1,2,3\n4,5,6\n")) == [("B409", None)]


def test_every_code_of_plain_tables_is_raised_here() -> None:
    raised = {f[0] for f in FAULTS} | {"B404", "B406", "B407", "B408", "B409"}
    assert {code for code in catalogue() if code.startswith("B40")} <= raised


def test_text_that_looks_like_a_formula_is_text() -> None:
    table = with_row("=cmd,企业数,家,存量,越大越好,2020,40,2023,80,2022,70")
    assert table.books.targets.values["target"].tolist() == ["=cmd"]


@pytest.mark.parametrize(
    ("head", "due", "share"),
    [
        ("1-8月完成", "2000", 8 / 12),
        ("2021年前三季度实际完成数", "2021", 9 / 12),
        ("2021年上半年累计完成额", "2021", 6 / 12),
    ],
)
def test_a_header_that_names_the_months_dates_its_column(head: str, due: str, share: float) -> None:
    table = table_of(f"指标,方向,年度目标,{head}\n虚构投资,越大越好,100,70\n")
    assert {f.code for f in table.findings} <= {"B411"}
    row = judged(table).loc["虚构投资"]
    assert (row["actual"], row["due"], row["measure"]) == (70, due, "flow")
    assert row["expected_progress"] == pytest.approx(share)


def test_a_share_of_the_year_that_is_no_number_of_months_is_told_once() -> None:
    table = table_of("指标,方向,年度目标,本年累计,时序进度\n虚构投资,越大越好,100,70,61.7%\n")
    codes = [f.code for f in table.findings]
    assert "B412" in codes
    assert "B405" not in codes


def test_without_a_target_no_share_of_the_way_is_expected() -> None:
    table = table_of("编号,方向,基期,基期值,实际时期,实际值\nA,越大越好,2015,40,2020,50\n")
    found = judged(table, Method.GROWTH_RATIO).loc["A"]
    assert found["method_class"] == "substantial_progress"
    assert pd.isna(found["expected_progress"])


def test_organisations_share_an_id_and_are_compared_by_it() -> None:
    head = "指标编号,单位名称,指标性质,方向,目标值,实际值,数据期,到期,分值,计分规则"
    rows = (
        f"税收,{zone},流量,越大越好,100,{value},2021,2021,10,rank_step(step=5%)"
        for zone, value in (("甲区", 90), ("乙区", 95), ("丙区", 95), ("丁区", 80))
    )
    table = table_of("\n".join([head, *rows]) + "\n")
    assert table.findings == ()
    assert points(judged(table).reset_index())["points"].tolist() == [9.0, 10.0, 10.0, 8.5]


def test_a_single_month_is_no_total_and_of_several_totals_the_latest_counts() -> None:
    table = table_of("指标,方向,年度目标,8月完成\n虚构投资,越大越好,100,70\n")
    assert judged(table)["status"].tolist() == ["overdue"]
    table = table_of("指标,方向,年度目标,1-7月完成,1-8月完成\n虚构投资,越大越好,100,70,80\n")
    assert judged(table)["actual"].tolist() == [80]


def test_the_groups_of_a_series_are_its_sub_groups() -> None:
    table = table_of(
        "id,baseline,base_year,actual,year,target,target_year,direction,parent,parent_kind,group\n"
        "P,50,2015,60,2020,100,2030,1,,,\n"
        "a,50,2015,60,2020,100,2030,1,P,series,x\n"
        "b,50,2015,40,2020,100,2030,1,P,series,y\n"
    )
    assert table.findings == ()


WIDE: Final = """\
指标,指标性质,方向,基期,基期值,目标值,截止期,{heads}
虚构企业数,存量,升,2017,45,100,2025,50,55,60,70,80
虚构能耗,存量,降,2017,33,10,2025,30,29,,27,26
虚构专利数,存量,升,2017,10,20,2025,,,,,
"""


def test_columns_of_years_are_a_series_for_each_row() -> None:
    table = table_of(WIDE.format(heads="2018,2019年,2020,2021,2022"), method=Method.PROJECTION)
    assert table.findings == ()
    figures = table.figures.values
    assert figures["cell"].tolist() == ["H2", "I2", "J2", "K2", "L2", "H3", "I3", "K3", "L3"]
    assert figures["period"].tolist()[:5] == ["2018", "2019", "2020", "2021", "2022"]
    assert figures.groupby("indicator")["value"].sum().tolist() == [315.0, 112.0]
    found = judged(table, Method.PROJECTION)
    # (80 - 50) / 4 a year for three years: 102.5; the other one has a year missing
    assert found["projection"].tolist()[0] == pytest.approx(102.5)
    assert found["method_class"].tolist()[:2] == ["sun", "not_available"]


def test_columns_of_periods_in_a_workbook_and_as_a_series_alone() -> None:
    raw, _ = workbook(sheets_of("# 表\n指标 | 2021 | 2022 | 2023\n虚构 | 1 | 2 | 4"), "table.xlsx")
    table = of_workbook(raw)
    assert table.findings == ()
    assert table.figures.values["period"].tolist() == ["2021", "2022", "2023"]
    quarters = table_of(WIDE.format(heads="2021-Q1,2021-Q2,2021Q3,2021年四季度,2022-Q1"))
    periods = quarters.figures.values["period"].tolist()
    assert periods[:5] == ["2021-Q1", "2021-Q2", "2021-Q3", "2021-Q4", "2022-Q1"]


def test_columns_of_periods_stand_beside_a_column_of_actual_values() -> None:
    both = table_of(WIDE.format(heads="2018,2019,2020,2021,实际值"))
    assert both.figures.values["period"].tolist()[:4] == ["2018", "2019", "2020", "2021"]


def test_a_year_that_lies_ahead_is_no_actual_value() -> None:
    """Five-year plans print `2020年, 2025年`: where one starts from, and what is aimed at."""
    raw, _ = workbook(sheets_of("# 表\n指标 | 2020年 | 2025年\n虚构 | 10 | 20"), "table.xlsx")
    before, after = (of_workbook(raw, date(year, 12, 31)) for year in (2021, 2025))
    assert before.figures.values.empty
    row = before.books.targets.values.iloc[0]
    assert row[["baseline", "baseline_period", "value", "due"]].tolist() == [10, "2020", 20, "2025"]
    assert after.figures.values["period"].tolist() == ["2020", "2025"]


def test_headers_may_name_the_period_of_their_values() -> None:
    table = table_of("指标,单位,2020年基期值,2025年目标,2023年实际值\n虚构强度,%,2.1,3.5,2.6\n")
    assert table.findings == ()
    target, figure = table.books.targets.values.iloc[0], table.figures.values.iloc[0]
    assert target[["baseline_period", "baseline", "due", "value"]].tolist() == [
        "2020", 2.1, "2025", 3.5,
    ]  # fmt: skip
    assert figure[["period", "value"]].tolist() == ["2023", 2.6]
    english = table_of("name,unit,baseline 2020,target 2025,actual 2023\nfictional,%,2.1,3.5,2.6\n")
    # (2.6 - 2.1) / (3.5 - 2.1) of the way after three of five years
    for found in (judged(table), judged(english)):
        assert found["progress"].iloc[0] == pytest.approx(0.5 / 1.4)
        assert found["expected_progress"].iloc[0] == pytest.approx(0.6)


def test_a_row_goes_before_the_period_in_the_header() -> None:
    table = table_of(
        "指标,方向,基期,基期值,到期,2025年目标\n虚构,升,2020,1,2023,3\n二,升,2020,1,,3\n"
    )
    assert table.books.targets.values["due"].tolist() == ["2023", "2025"]


def test_several_dated_headers_are_several_targets_a_row() -> None:
    table = table_of(
        "指标,方向,2020年基期值,2023年目标,2025年目标,2023年实际值\n"
        "虚构排名,降,150,120,100,118\n"
        "另一,降,90,80,,85\n"
    )
    assert table.findings == ()
    targets = table.books.targets
    assert targets.values["target"].tolist() == ["虚构排名 2023", "虚构排名 2025", "另一 2023"]
    assert targets.values["value"].tolist() == [120, 100, 80]
    assert targets.cells["value"].tolist() == ["D2", "E2", "D3"]
    assert judged(table)["status"].tolist() == ["achieved", "not_due", "missed"]


def test_a_dated_header_beside_a_plain_one_is_a_target_of_its_own() -> None:
    table = table_of("指标,方向,基期,基期值,目标值,到期,2023年目标\n虚构,升,2020,1,3,2025,2\n")
    assert table.books.targets.values[["due", "value"]].to_numpy().tolist() == [
        ["2023", 2], ["2025", 3],
    ]  # fmt: skip


def test_an_interval_without_a_direction_is_projected_on_the_bound_in_question() -> None:
    series = {
        "低": ("40", (42, 43, 44, 45)),  # below: 45 + 7 = 52 of 60, 8 of 15 undone
        "近": ("40", (52, 54, 56, 58)),  # below: 58 + 14 = 72
        "高": ("90", (88, 86, 84, 82)),  # above: 82 - 14 = 68, past 70
        "平": ("66", (66, 66, 66, 66)),
        "留": ("66", (66.1, 66.2, 66.3, 66.4)),  # inside, and 67.1 by then
        "出": ("69", (69, 67, 65, 63)),  # inside, and 49 by then
    }
    rows = [
        f"{name},{start},2018,2030,60,70,between,stock,{2020 + nth},{value}"
        for name, (start, values) in series.items()
        for nth, value in enumerate(values)
    ]
    heads = "id,baseline,base_year,due,value,upper,comparator,measure,period,actual"
    found = judged(table_of("\n".join([heads, *rows]) + "\n"), Method.PROJECTION)
    assert found["method_class"].to_dict() == {
        "低": "cloud", "近": "sun", "高": "sun", "平": "sun", "留": "sun", "出": "sun_and_cloud",
    }  # fmt: skip
    assert found.loc["低", "method_value"] == pytest.approx(8 / 15)
    growth = judged(table_of("\n".join([heads, *rows]) + "\n"), Method.GROWTH_RATIO)
    assert growth["method_value"].isna().all()  # there is no growth that an interval asks for
    assert growth["method_class"].to_dict() == {
        "低": "not_available", "近": "not_available", "高": "not_available",
        "平": "target_achieved", "留": "target_achieved", "出": "target_achieved",
    }  # fmt: skip
    assert found["status"].to_dict() == {
        "低": "off_track", "近": "off_track", "高": "off_track", "平": "on_track",
        "留": "on_track", "出": "on_track",
    }  # fmt: skip


def test_two_numbers_in_a_cell_and_numbers_too_large_to_keep_are_no_amounts() -> None:
    rows = [
        ("A", "40", "1800", '"1\n200"', "C113"),
        ("B", "40", "1800", '"196\r\n200"', "C113"),
        ("C", "40", "1e308", "70", "C127"),
        ("D", "-1e308", "1e308", "1e308", "C127"),
        ("E", "40", "80", "9007199254740993", "C127"),
        ("F", "1e308", "1e308", "1e308", "C127"),
        ("G", "40", '"1\n200"', '"1\n200"', "C113"),
    ]
    head, *_ = SOUND.splitlines()
    body = [
        f"{name},企业{name},家,存量,越大越好,2020,{base},2023,{aim},2022,{actual}"
        for name, base, aim, actual, _ in rows
    ]
    table = table_of("\n".join([head, *body]))
    for number, (*_, code) in enumerate(rows, start=2):
        assert code in {c for c, cell in found_in(table) if cell and cell[1:] == str(number)}
    assert set(judged(table)["status"]) <= {"not_scored", "not_due"}
