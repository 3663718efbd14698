"""Figures counted from the register: each counting rule in a worked case, and its laws."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest
import workbooks
from registers import REGISTER, books, from_register, register
from workbooks import BOOK, edited, places, sheets_of, wanting

from scorecard.pipeline.load import Projects, with_counted
from scorecard.projects.counts import state_at
from scorecard.schema.frames import CLOSINGS, ENTRIES, FIGURES, Books, Table, empty, typed

COUNTED = from_register(BOOK, "all", "big", "money")


@cache
def book(**edits: str) -> Books:
    """The book with its three register indicators; edits of cells by sheet and cell."""
    cells = {name.replace("_", "!"): text for name, text in edits.items()}
    return workbooks.read(edited(COUNTED, dict(cells)))[0]


def counted(given_books: Books, projects: Projects) -> pd.DataFrame:
    figures, _ = with_counted(projects, given_books, Table.empty(FIGURES), 1)
    return figures.values


def values(figures: pd.DataFrame, indicator: str) -> dict[str, float]:
    """Value by period, of the last vintage."""
    own = figures[figures["indicator"].eq(indicator)]
    return dict(zip(own["period"], own["value"], strict=True))


def ids(figures: pd.DataFrame, indicator: str, period: str) -> str:
    own = figures[figures["indicator"].eq(indicator) & figures["period"].eq(period)]
    return str(own["evidence"].iloc[-1])


@pytest.fixture(scope="module")
def projects() -> Projects:
    return register(sheets_of(REGISTER))[0]


def test_five_of_eighteen_is_recounted_project_by_project(projects: Projects) -> None:
    figures = counted(book(), projects)
    assert values(figures, "all") == {
        "2021-Q1": 1, "2021-Q2": 2, "2021-Q3": 3, "2021-Q4": 3,
        "2022-Q1": 2, "2022-Q2": 4, "2022-Q3": 4, "2022-Q4": 4,
    }  # fmt: skip
    assert ids(figures, "all", "2022-Q4") == "P-01、P-02、P-03、P-05"
    assert ids(figures, "big", "2022-Q4") == "P-01、P-03、P-05"
    assert set(figures["known_on"].dt.date.astype(str)) == {"2022-12-31"}
    place = figures[["file", "sheet", "cell"]].iloc[-1].tolist()
    assert place == ["projects.xlsx", "项目库", "A4"]


def test_a_project_that_has_ended_counts_until_then(projects: Projects) -> None:
    figures = counted(book(), projects)
    assert "P-08" in ids(figures, "big", "2021-Q4")
    assert "P-08" not in ids(figures, "big", "2022-Q1")


def test_added_money_is_money_and_no_project(projects: Projects) -> None:
    money = values(counted(book(指标_C9="万元"), projects), "money")
    assert money["2022-Q3"] == pytest.approx((12 + 8 + 20 + 11) * 1e4)
    assert money["2022-Q4"] == pytest.approx((12 + 8 + 20 + 11 + 5) * 1e4)
    within = values(counted(book(指标_E9="本年累计"), projects), "money")
    assert within["2022-Q1"] == 0
    assert within["2022-Q4"] == pytest.approx(20 + 11 + 5)
    single = values(counted(book(指标_E9="当期"), projects), "money")
    assert single["2022-Q4"] == pytest.approx(5)


def test_added_money_lifts_a_project_over_a_threshold_once(projects: Projects) -> None:
    over = book(统计口径_D4="total_investment > 20")
    figures = counted(over, projects)
    assert values(figures, "big")["2022-Q3"] == 0
    assert ids(figures, "big", "2022-Q4") == "P-03"


def test_a_package_counts_once_whole_or_in_parts(projects: Projects) -> None:
    whole = counted(book(), projects)
    assert ids(whole, "all", "2022-Q4").endswith("P-05")
    split = counted(book(统计口径_C2="part"), projects)
    assert ids(split, "all", "2022-Q4") == "P-01、P-02、P-03、P-06、P-07"


def test_projects_may_be_counted_by_another_date_or_by_stage(projects: Projects) -> None:
    started = counted(book(统计口径_C2="开工日期", 指标_E8="本年累计"), projects)
    assert values(started, "all") == {
        "2021-Q1": 0, "2021-Q2": 1, "2021-Q3": 1, "2021-Q4": 1,
        "2022-Q1": 1, "2022-Q2": 1, "2022-Q3": 1, "2022-Q4": 1,
    }  # fmt: skip
    level = {"指标_D8": "存量", "指标_E8": "时点值"}
    building = counted(book(统计口径_D2="stage = 在建", **level), projects)
    assert ids(building, "all", "2022-Q4") == "P-02"
    kept = counted(book(统计口径_D2="项目阶段 = 储备", **level), projects)
    assert ids(kept, "all", "2022-Q4") == "P-09"
    over = counted(book(统计口径_D2="stage >= signed", **level), projects)
    assert ids(over, "all", "2022-Q4") == "P-01、P-02、P-03、P-05"


def test_the_stage_of_a_past_day_follows_from_the_dates(projects: Projects) -> None:
    stages = {
        day: state_at(projects.entries, "虚构园区", pd.Timestamp(day).date())
        .set_index("project")["stage"]
        .loc[["P-01", "P-02", "P-08"]]
        .tolist()
        for day in ("2020-12-31", "2021-06-30", "2022-02-28", "2022-12-31")
    }
    assert stages == {
        "2020-12-31": ["reserve", "reserve", "reserve"],
        "2021-06-30": ["under_construction", "reserve", "signed"],
        "2022-02-28": ["under_construction", "under_construction", "terminated"],
        "2022-12-31": ["in_production", "under_construction", "terminated"],
    }


def test_a_quarter_is_counted_once_the_register_is_complete_to_its_end() -> None:
    early = {"项目库!A2": "更新日期：2022-12-30"}
    projects, findings = register(edited(REGISTER, early))
    assert findings == []
    assert "2022-Q4" not in values(counted(book(), projects), "all")
    assert "2022-Q3" in values(counted(book(), projects), "all")


def test_an_empty_list_with_its_day_counts_nothing() -> None:
    rows: dict[str, str | None] = {f"项目库!{row}": None for row in range(4, 13)}
    projects, findings = register(edited(REGISTER, rows))
    assert findings == []
    figures = counted(book(), projects)
    assert values(figures, "all") == {"2022-Q4": 0}
    assert figures["cell"].tolist() == ["A3"] * 3


# ------------------------------------------------------------------ what becomes known later


def later(projects: Projects, *changes: dict[str, object]) -> Projects:
    """The register with states reported by the unit's forms on top."""
    rows, closings = [], []
    for number, change in enumerate(changes, start=1):
        known = {name: change[name] for name in ("stands_on", "known_on")}
        closings.append({"organisation": "虚构园区", "unit": "U2", **known})
        if "project" in change:
            before = projects.entries[projects.entries["project"].eq(str(change["project"]))]
            start = [{str(k): v for k, v in r.items()} for r in before.to_dict("records")]
            row: dict[str, object] = {"organisation": "虚构园区"}
            row |= start[-1] if start else {}
            row |= {"file": "r.xlsx", "sheet": "项目", "cell": f"A{number}", "entry": number}
            rows.append(row | change)
    made = typed(pd.DataFrame(rows), ENTRIES) if rows else empty(ENTRIES)
    return projects.with_sent(made, typed(pd.DataFrame(closings), CLOSINGS))


def test_a_form_closes_the_next_quarter_and_a_late_signing_restates_an_old_one(
    projects: Projects,
) -> None:
    new = {
        "project": "P-10", "name": "虚构酒厂", "stage": "signed", "land": 5.0,
        "total_investment": 11.0, "signed_on": "2022-09-01",
        "stands_on": "2023-03-31", "known_on": "2023-04-10",
    }  # fmt: skip
    figures = counted(book(), later(projects, new))
    own = figures[figures["indicator"].eq("big") & figures["period"].isin(["2022-Q3", "2023-Q1"])]
    rows = own[["period", "value", "vintage", "cell"]].to_numpy().tolist()
    assert rows == [["2022-Q3", 3, 1, "A4"], ["2022-Q3", 4, 2, "A1"], ["2023-Q1", 4, 1, "A4"]]
    assert own["known_on"].dt.date.astype(str).tolist() == [
        "2022-12-31",
        "2023-04-10",
        "2023-04-10",
    ]


def test_a_change_counts_from_the_quarter_it_was_reported_for(projects: Projects) -> None:
    grown = {
        "project": "P-02", "total_investment": 14.0,
        "stands_on": "2023-03-31", "known_on": "2023-04-10",
    }  # fmt: skip
    figures = counted(book(), later(projects, grown))
    assert values(figures, "big")["2022-Q4"] == 3
    assert values(figures, "big")["2023-Q1"] == 4
    again = {**grown, "total_investment": 9.0, "known_on": "2023-05-01"}
    corrected = counted(book(), later(projects, grown, again))
    own = corrected[corrected["indicator"].eq("big") & corrected["period"].eq("2023-Q1")]
    assert own["value"].tolist() == [4, 3]


def test_a_unit_that_says_nothing_new_still_closes_its_quarter(projects: Projects) -> None:
    figures = counted(
        book(), later(projects, {"stands_on": "2023-03-31", "known_on": "2023-04-08"})
    )
    last = figures[figures["period"].eq("2023-Q1") & figures["indicator"].eq("all")]
    assert last["value"].tolist() == [4]
    assert last["known_on"].dt.date.astype(str).tolist() == ["2023-04-08"]


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_the_rows_is_irrelevant(projects: Projects, seed: int) -> None:
    mixed = projects.entries.sample(frac=1, random_state=seed, ignore_index=True)
    keys = ["indicator", "period", "value"]
    one = counted(book(), projects)[keys]
    other = counted(book(), Projects(mixed.assign(entry=range(9)), projects.closings, {}))[keys]
    pd.testing.assert_frame_equal(one, other)


# ------------------------------------------------------------------ typed numbers


def test_a_typed_number_is_held_against_the_register(projects: Projects) -> None:
    edits = {
        "填报表!A1": "2022年第四季度目标完成情况表",
        "填报表!E2": "报告期：2022年第四季度",
        "填报表!H2": "报送日期：2023-01-10",
        "填报表!G9": "4",
    }
    raw, _ = workbooks.workbook(edited(workbooks.RETURN, edits), "return.xlsx")
    plain = books()
    typed_in, _ = workbooks.read_return(raw, plain)
    figures, findings = with_counted(projects, plain, typed_in, 1)
    assert values(figures.values, "big") == {"2022-Q4": 5}
    found = {(f.code, f.params["indicator"], f.found) for f in findings}
    assert {("R301", "big", "5"), ("R302", "all", "4")} <= found
    (wrong,) = [f for f in findings if f.params["indicator"] == "big"]
    assert (wrong.params["counted"], wrong.params["projects"]) == ("3", "P-01、P-03、P-05")
    assert places([wrong]) == [("R301", "填报表!G8")]
    assert wanting(findings) == []
    derived = books(COUNTED)
    figures, findings = with_counted(projects, derived, typed_in, 1)
    assert values(figures.values, "big")["2022-Q4"] == 3
    assert "R301" in {f.code for f in findings}
