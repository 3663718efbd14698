"""One fault in a sound register gives one finding, with its code, at its cell; the same for Counts."""

# ruff: noqa: E501  (one fault, one line)
from __future__ import annotations

from typing import Final

import pytest
import workbooks
from registers import REGISTER, books, from_register, register
from test_book_faults import Fault
from workbooks import BOOK, edited, places, sheets_of, wanting

from scorecard.i18n import Words
from scorecard.pipeline.load import Projects, with_counted
from scorecard.schema.findings import catalogue
from scorecard.schema.frames import FIGURES, Table

FAULTS: Final = (
    Fault(
        "R101", "!", {"项目库!F3": None, "项目库!A3": "甲", "项目库!B3": "乙", "项目库!C3": "丙"}
    ),
    Fault("R102", "项目库!A3", {"项目库!A2": "截至年底"}),
    Fault("R103", "项目库!B7", {"项目库!B7": None}),
    Fault("R103", "项目库!E7", {"项目库!E7": None}),
    Fault("R104", "项目库!A11", {"项目库!A11": "P-02"}),
    Fault("R106", "项目库!P5", {"项目库!P5": "某某局"}),
    Fault("R107", "项目库!I5", {"项目库!I5": "-80"}),
    Fault("R108", "项目库!G5", {"项目库!G5": "9"}),
    Fault("R109", "项目库!O5", {"项目库!O5": "8.5"}),
    Fault(
        "R110", "项目库!L4", {"项目库!L4": "@2021-04-01", "项目库!M4": None, "项目库!E4": "竣工"}
    ),
    Fault("R111", "项目库!M4", {"项目库!M4": "@2021-04-01", "项目库!L4": None}),
    Fault("R112", "项目库!K5", {"项目库!K5": "@2021-07-01"}),
    Fault("R113", "项目库!M4", {"项目库!M4": "@2022-02-01"}),
    Fault("R114", "项目库!J6", {"项目库!J6": "@2023-01-10"}),
    Fault("R115", "项目库!E5", {"项目库!E5": "签约"}),
    Fault("R116", "项目库!J6", {"项目库!J6": None}),
    Fault("R117", "项目库!Q9", {"项目库!Q9": "P-77"}),
    Fault("R118", "项目库!Q8", {"项目库!Q8": "P-06"}),
    Fault("R119", "项目库!F8", {"项目库!F8": "10"}),
    Fault("R120", "项目库!B12", {"项目库!B12": "虚构【面板】 建设项目"}),
    Fault("R121", "项目库!Q7", {"项目库!Q7": None}),
    Fault("R122", "项目库!F3", {"项目库!F3": "总投资（万美元）"}),
    Fault("R123", "项目库!N5", {"项目库!N5": "@2022-12-01"}),
    Fault("R206", "项目库!F6", {"项目库!F6": None}),
    Fault("C106", "项目库!F6", {"项目库!F6": "很多"}),
    Fault("C140", "项目库!E6", {"项目库!E6": "洽谈"}),
    Fault("C132", "项目库!J6", {"项目库!J6": "2022/4/31"}),
)


def test_the_sound_register_has_no_findings() -> None:
    projects, findings = register(sheets_of(REGISTER))
    assert findings == []
    assert projects.errors == {}
    assert projects.entries["project"].tolist() == [f"P-0{n}" for n in range(1, 10)]
    assert projects.entries["unit"].dropna().eq("U2").all()
    assert set(projects.entries["known_on"].dt.date.astype(str)) == {"2022-12-31"}
    assert projects.closings[["organisation", "cell"]].to_numpy().tolist() == [["虚构园区", "A3"]]


@pytest.mark.parametrize("fault", FAULTS, ids=[f.name for f in FAULTS])
def test_a_fault_gives_its_finding_at_its_cell_and_no_other(fault: Fault) -> None:
    projects, findings = register(edited(REGISTER, fault.edits))
    assert places(findings) == sorted([(fault.code, fault.cell), *fault.also])
    assert wanting(findings) == []
    error = catalogue()[fault.code].severity == "error" and fault.code != "R101"
    assert projects.errors == ({"虚构园区": 1} if error else {})


def test_every_code_of_the_register_is_raised_here() -> None:
    raised = {f.code for f in FAULTS} | {f.code for f in COUNTING}
    raised |= {"R105", "R207", "R208", "R301", "R302"}
    assert {code for code in catalogue() if code.startswith(("R1", "R2", "R3"))} <= raised


def test_a_register_of_several_organisations_says_whose_each_project_is() -> None:
    other = edited(BOOK, {"说明!B2": "虚构新区", "说明!3": None, "目标值!8": None})
    both, _ = workbooks.checked([(sheets_of(BOOK), "a.xlsx"), (other, "b.xlsx")])
    nameless, findings = register(sheets_of(REGISTER), both)
    assert {f.code for f in findings} == {"R105"}
    assert nameless.entries.empty
    column = {f"项目库!R{row}": "虚构老区" for row in range(4, 13)} | {"项目库!R3": "所属园区"}
    named, findings = register(edited(REGISTER, column), both)
    assert findings == []
    assert set(named.entries["organisation"]) == {"虚构园区"}
    _, findings = register(edited(REGISTER, column | {"项目库!R4": "别处"}), both)
    assert places(findings) == [("R105", "项目库!R4"), ("R117", "项目库!Q7")][:1]


def test_amounts_under_another_unit_are_converted() -> None:
    rows: dict[str, str | None] = {f"项目库!F{row}": None for row in range(5, 13)}
    rows |= {"项目库!F3": "总投资（万元）", "项目库!F4": "120000"}
    sheets = edited(REGISTER, rows)
    projects, _ = register(sheets)
    assert projects.entries["total_investment"].iloc[0] == 12.0


@pytest.mark.parametrize(
    ("name", "alike"),
    [
        ("虚构电池（一期）", True),
        ("虛構電池", False),
        ("虚构电池三期", False),
        ("虚构面板有限公司项目", True),
        ("虚构　面 板", True),
        ("面板", False),
        ("虚构冰箱", False),
    ],
)
def test_names_are_compared_as_people_vary_them(name: str, *, alike: bool) -> None:
    _, findings = register(edited(REGISTER, {"项目库!B12": name}))
    assert places(findings) == ([("R120", "项目库!B12")] if alike else [])


# ------------------------------------------------------------------ the sheet Counts

COUNTING: Final = (
    Fault("R201", "统计口径!C2", {"统计口径!C2": "headcount"}),
    Fault("R201", "统计口径!C2", {"统计口径!C2": "总投资"}),
    Fault("R202", "统计口径!D2", {"统计口径!D2": "土地 多"}),
    Fault("R202", "统计口径!D2", {"统计口径!D2": "stage >= 洽谈"}),
    Fault("R202", "统计口径!D2", {"统计口径!D2": "investor > 甲"}),
    Fault("R202", "统计口径!D2", {"统计口径!D2": "__import__('os').system('x')"}),
    Fault("R203", "统计口径!C5", {"统计口径!C5": "total_investment + invested_to_date"}),
    Fault("R204", "指标!C9", {"指标!C9": "万美元"}),
    Fault("R205", "指标!E9", {"指标!E9": "本年累计", "统计口径!C5": "累计完成投资"}),
)


@pytest.mark.parametrize("fault", COUNTING, ids=[f.name for f in COUNTING])
def test_a_count_that_cannot_be_reckoned_is_refused_at_its_cell(fault: Fault) -> None:
    _, findings = workbooks.read(edited(BOOK, fault.edits))
    assert places(findings) == [(fault.code, fault.cell)]
    assert wanting(findings) == []


def test_counts_may_be_written_in_the_words_of_the_register() -> None:
    edits = {
        "统计口径!C5": "总投资",
        "统计口径!D2": "用地面积 ＞ 0亩",
        "统计口径!D3": "用地>0",
        "统计口径!D4": "总投资 大于 100000万元 且 项目阶段≥开工 且 竣工日期 未填",
    }
    read, findings = workbooks.read(edited(BOOK, edits))
    assert findings == []
    assert read.counts.values["filter"].tolist() == [
        "land > 0",
        "land > 0",
        "total_investment > 10 and stage >= started and completed_on is blank",
        "land > 0",
    ]


# ------------------------------------------------------------------ what cannot be counted


def test_without_a_register_nothing_is_counted_and_that_is_said() -> None:
    given = books(from_register(BOOK, "all", "big"))
    figures, findings = with_counted(Projects.none(), given, Table.empty(FIGURES), 1)
    assert figures.values.empty
    assert places(findings) == [("R207", "指标!M7")]
    assert findings[0].params["names"] == ["其中超10亿元项目数", "项目数"]
    said = Words("en").finding(findings[0])
    assert "其中超10亿元项目数, 项目数" in said.message + said.expected
    assert wanting(findings) == []


def test_a_register_with_errors_counts_nothing_until_they_are_mended() -> None:
    given = books(from_register(BOOK, "all", "big"))
    faulty, _ = register(edited(REGISTER, {"项目库!I5": "-80", "项目库!G6": "21"}), given)
    figures, findings = with_counted(faulty, given, Table.empty(FIGURES), 1)
    assert figures.values.empty
    assert [(f.code, f.params["errors"]) for f in findings] == [("R208", 2)]
    assert wanting(findings) == []
