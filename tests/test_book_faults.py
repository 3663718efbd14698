"""One fault in a sound target book gives one finding, with its code, at its cell."""

# ruff: noqa: E501  (one fault, one line)
from __future__ import annotations

import re
from typing import Final, NamedTuple

import pytest
import workbooks
from goldens import compare
from workbooks import BOOK, Sheets, edited, places, read, sheets_of, wanting

from scorecard.assessment.frames import assessable
from scorecard.schema.findings import Finding, catalogue
from scorecard.schema.frames import Books
from scorecard.schema.vocabulary import Method


class Fault(NamedTuple):
    """What is put into the sound book, and the finding (with its cell) that must come of it."""

    code: str
    cell: str
    edits: dict[str, str | None]
    also: tuple[tuple[str, str], ...] = ()
    alone: bool = False
    """Whether other organisations' books change what is found: it is read alone."""

    @property
    def name(self) -> str:
        return f"{self.code} {self.cell}"


NEW_TARGET: Final = (
    "{id} | G1 | firms | 越大越好 | ≥ | 2020 | 40 | 2023 | 80 | | | 匀速 | | | | D | | | U2"
    " | 考核办补充 | 1 | @2021-01-05"
)

FAULTS: Final = (
    # ------------------------------------------------------------ the book as a whole
    Fault("B201", "!", {"目标表述": None}),
    Fault("B202", "文件!", {"文件!1": "甲 | 乙 | 丙"}),
    Fault("B203", "目标表述!A1", {"目标表述!E1": "类型"}, also=(("B205", "目标表述!E1"),)),
    Fault("B204", "草稿!", {"草稿!A1": "随手记"}),
    Fault("B205", "指标!N1", {"指标!N1": "我的备注", "指标!N2": "略"}),
    Fault("B206", "指标!N1", {"指标!N1": "指标名称"}),
    Fault("B207", "单位!", {"单位!1": "单位编号 | 单位名称", "单位!2": "U9 | 甲局"}),
    Fault("B209", "说明!", {"说明!A2": "说明", "说明!3": None}),
    Fault("B210", "说明!B4", {"说明!4": "单位 | 另一园区"}),
    Fault("B211", "目标表述!A4", {"目标表述!A4": None}),
    # ------------------------------------------------------------ about, documents, goals, units
    Fault("B301", "文件!B2", {"文件!B2": None}),
    Fault("B301", "目标表述!C4", {"目标表述!C4": None}),
    Fault("B301", "责任单位!B3", {"责任单位!B3": "  "}),
    Fault("B301", "校核!D2", {"校核!D2": None}),
    Fault("B301", "统计口径!C2", {"统计口径!C2": None}),
    Fault("B302", "目标表述!A4", {"目标表述!A4": "G1"}),
    Fault("B302", "文件!A3", {"文件!3": "D1 | 又一份 | | | | | 新闻媒体"}),
    Fault("B302", "责任单位!A4", {"责任单位!4": "U1 | 另一局"}),
    Fault("B302", "校核!A3", {"校核!3": "R1 | big <= all | 提醒 | 同上一条"}),
    Fault("B303", "文件!F2", {"文件!F2": "abc123"}),
    Fault("B304", "目标表述!D4", {"目标表述!D4": "约束性"}),
    Fault("B305", "责任单位!C3", {"责任单位!C3": "U7"}),
    Fault("B306", "责任单位!C2", {"责任单位!C2": "U2"}),
    Fault("B306", "责任单位!C3", {"责任单位!C3": "U2"}),
    Fault("B307", "文件!E2", {"文件!D2": "2021-02-01"}),
    Fault("B308", "说明!D3", {"说明!D3": "2014"}),
    Fault("B309", "责任单位!D2", {"责任单位!D2": "张某 13800000000"}),
    # ------------------------------------------------------------ indicators
    Fault("I101", "指标!B2", {"指标!B2": None}),
    Fault("I101", "指标!C3", {"指标!C3": None}),
    Fault("I102", "指标!A10", {"指标!10": "all | 重复 | 个 | 存量 | 时点值 | 每季度"}, alone=True),
    Fault("I103", "指标!I4", {"指标!I4": "200"}),
    Fault("I104", "指标!H3", {"指标!H3": "-1"}),
    Fault("I105", "指标!G5", {"指标!G5": "-3"}),
    Fault("I106", "指标!E3", {"指标!E3": "本年累计"}),
    Fault("I107", "指标!E8", {"指标!E8": "时点值"}),
    Fault("I108", "指标!H5", {"指标!H5": "2"}),
    Fault("I109", "指标!C8", {"指标!C8": "%"}),
    Fault("I110", "指标!C4", {"指标!C4": "百分点"}, alone=True),
    Fault("I111", "指标!K4", {"指标!K4": "0"}),
    Fault("I112", "指标!B8", {"指标!B8": "企业数"}),
    Fault("I113", "指标!I5", {"指标!I5": "0"}),
    Fault("I114", "指标!J6", {"指标!J6": "5"}),
    # ------------------------------------------------------------ targets
    Fault("T101", "目标值!E2", {"目标值!E2": None}),
    Fault("T101", "目标值!T4", {"目标值!T4": None}),
    Fault("T101", "目标值!D3", {"目标值!D3": None, "目标值!E3": "＝"}),
    Fault("T101", "目标值!B3", {"目标值!B3": None}),
    Fault("T102", "目标值!A9", {"目标值!9": NEW_TARGET.format(id="T2").replace("D |", "A |").replace("匀速 | |", "匀速 | 5 |")}),
    Fault("T104", "目标值!J4", {"目标值!J4": None}),
    Fault("T104", "目标值!I4", {"目标值!I4": None}),
    Fault("T105", "目标值!J4", {"目标值!J4": "8"}),
    Fault("T148", "目标值!A3", {"目标值!E3": "约"}),
    Fault("T106", "目标值!J3", {"目标值!J3": "90"}),
    Fault("T107", "目标值!I6", {"目标值!I6": "0.5"}),
    Fault("T108", "目标值!E3", {"目标值!E3": "完成", "目标值!I3": "1"}, also=(("M111", "节点!D5"), ("M111", "节点!D6"))),
    Fault("T109", "目标值!I6", {"目标值!E6": "≥", "目标值!I6": "1.5"}),
    Fault("T110", "目标值!D2", {"目标值!D2": "越小越好"}),
    Fault("T111", "目标值!H5", {"目标值!F5": "2023"}),
    Fault("T112", "目标值!F4", {"目标值!F4": None}),
    Fault("T113", "目标值!G2", {"目标值!F2": "2022", "目标值!G2": "80"}),
    Fault("T114", "目标值!M2", {"目标值!M2": None}),
    Fault("T115", "目标值!M2", {"目标值!M2": "-60"}),
    Fault("T115", "目标值!N3", {"目标值!N3": "-1"}),
    Fault("T116", "目标值!I5", {"目标值!I5": "50.5"}),
    Fault("T116", "目标值!G5", {"目标值!G5": "0"}),
    Fault("T117", "目标值!D5", {"目标值!D5": "越大越好", "目标值!E5": "＝", "目标值!K5": None}, also=(("M111", "节点!D7"),)),
    Fault("T118", "目标值!L5", {"目标值!L5": "匀速", "节点!7": None}),
    Fault("T119", "目标值!D9", {"目标值!9": "T9 | G1 | output | 保持 | ≤ | | | 2023 | 5 | | | 不设 | | | | D | | | U1 | 考核办补充 | 1 | @2021-01-05"}),
    Fault("T120", "目标值!L4", {"目标值!L4": "节点连线"}),
    Fault("T120", "目标值!L4", {"目标值!L4": "分季份额"}),
    Fault("T121", "目标值!B2", {"目标值!B2": None}),
    Fault("T122", "目标值!I5", {"目标值!B5": "G3"}),
    Fault("T123", "目标值!U8", {"目标值!U8": "3"}),
    Fault("T123", "目标值!U2", {"目标值!U2": "2", "目标值!W2": "修订"}),
    Fault("T124", "目标值!V8", {"目标值!V8": "@2021-01-05"}),
    Fault("T124", "目标值!V8", {"目标值!V8": None}),
    Fault("T125", "目标值!W8", {"目标值!W8": None}),
    Fault("T126", "目标值!Q7", {"目标值!Q7": "T99"}),
    Fault("T127", "目标值!Q3", {"目标值!Q3": "T6", "目标值!R3": "分解"}),
    Fault("T128", "目标值!R8", {"目标值!R8": None}),
    Fault("T129", "目标值!P2", {"目标值!Q2": "T3", "目标值!R2": "并列"}),
    Fault("T130", "目标值!K2", {"目标值!K2": "90"}),
    Fault("T131", "目标值!I2", {"目标值!I2": "1001", "目标值!K2": "1000.5"}, also=(("T131", "目标值!K2"),)),
    Fault("T133", "目标值!I2", {"目标值!I2": "110"}),
    Fault("T135", "目标值!H4", {"目标值!H4": None}),
    Fault("T136", "目标值!I2", {"目标值!I2": None}),
    Fault("T138", "目标值!O5", {"目标值!O5": "增长比"}),
    Fault("T139", "目标值!D3", {"目标值!D3": None}),
    Fault("T140", "目标值!X2", {"目标值!X1": "计分规则", "目标值!X2": "completion(cap 1.2)"}),
    Fault("T140", "目标值!X3", {"目标值!X1": "计分规则", "目标值!X2": "completion(cap=1.2)", "目标值!X3": "bands(>= 10: 2; < 5: 0)"}),
    Fault("T141", "目标值!N4", {"目标值!X1": "计分规则", "目标值!X4": "efficacy"}),
    Fault("T142", "目标值!X2", {"目标值!X1": "计分规则", "目标值!X2": "composite(T1: 50%; T99: 50%)"}, alone=True),
    Fault("T143", "目标值!X5", {"目标值!X1": "计分规则", "目标值!X5": "completion(full=5)"}),
    Fault("T144", "目标值!G2", {"目标值!X1": "计分规则", "目标值!X2": "growth"}),
    Fault("T145", "目标值!X2", {"目标值!X1": "计分规则", "目标值!X2": "efficacy(worst=90, best=10)"}),
    Fault("T146", "目标值!N2", {"目标值!X1": "计分规则", "目标值!X2": "all_or_nothing(full=4) + rank_step(full=5)"}),
    Fault("T147", "目标值!X2", {"目标值!X1": "计分规则", "目标值!X2": "composite(T1: 50%; T2: 50%)"}, alone=True),
    Fault("X115", "目标值!I3", {"目标值!R7": "等额分解", "目标值!R8": "等额分解"}),
    # ------------------------------------------------------------ milestones
    Fault("M101", "节点!B5", {"节点!B5": None}),
    Fault("M101", "节点!D6", {"节点!D6": None}),
    Fault("M102", "节点!B6", {"节点!B6": "2024"}),
    Fault("M103", "节点!B5", {"节点!B5": "2020"}),
    Fault("M104", "节点!B6", {"节点!B6": "2021"}),
    Fault("M105", "节点!D4", {"节点!D4": "0.9"}),
    Fault("M106", "节点!D3", {"节点!D3": "0.1"}),
    Fault("M107", "节点!D2", {"节点!D2": "-0.2"}),
    Fault("M107", "节点!D3", {"节点!D3": "1.5"}),
    Fault("M108", "节点!C5", {"节点!C5": "份额", "节点!D5": "0.5"}),
    Fault("M112", "节点!D2", {"节点!D2": "20", "节点!D3": "50", "节点!D4": "100"}, also=(("M112", "节点!D3"), ("M112", "节点!D4"))),
    Fault("M109", "节点!A5", {"目标值!L3": "匀速"}),
    Fault("M110", "节点!D7", {"节点!D7": "58.5"}),
    Fault("M111", "节点!D6", {"节点!D6": "85"}),
    # ------------------------------------------------------------ between the sheets
    Fault("X101", "目标表述!B2", {"目标表述!B2": "D9"}),
    Fault("X102", "目标值!B3", {"目标值!B3": "G9"}),
    Fault("X103", "目标值!C4", {"目标值!C4": "nobody"}),
    Fault("X104", "目标值!S2", {"目标值!S2": "U9"}),
    Fault("X104", "指标!L2", {"指标!L2": "某局"}),
    Fault("X105", "节点!A7", {"节点!A7": "T99"}),
    Fault("X106", "统计口径!A2", {"统计口径!A2": "none"}),
    Fault("X107", "校核!B2", {"校核!B2": "big + all"}),
    Fault("X107", "校核!B2", {"校核!B2": "__import__('os').system('x') > 1"}),
    Fault("X108", "校核!B2", {"校核!B2": "big <= everything"}),
    Fault("X109", "指标!M3", {"指标!M3": "项目库"}),
    Fault("X111", "统计口径!C4", {"统计口径!C4": "land"}),
    Fault("X114", "目标值!I3", {"目标值!I8": "79"}),
    # ------------------------------------------------------------ single cells
    Fault("C109", "指标!H2", {"指标!H2": "!TRUE"}),
    Fault("C110", "目标值!I3", {"目标值!I3": "#DIV/0!"}),
    Fault("C111", "目标值!I3", {"目标值!I3": "=SUM(1,2)"}),
    Fault("C101", "目标值!I3", {"目标值!I3": "'80"}),
    Fault("C103", "目标值!I2", {"目标值!I2": "1000000万元"}),
    Fault("C108", "目标值!I2", {"目标值!I2": "100亿美元"}),
    Fault("C106", "目标值!G3", {"目标值!G3": "很多"}),
    Fault("C130", "目标值!H3", {"目标值!H3": "近期"}),
    Fault("C132", "节点!B6", {"节点!B6": "2021/11/31"}),
    Fault("C134", "节点!B6", {"节点!B6": "2022.1"}),
    Fault("C140", "目标值!D3", {"目标值!D3": "向上"}),
    Fault("C117", "目标值!U2", {"目标值!U2": "1.5"}),
    Fault("C112", "目标值!G3", {"目标值!G3": "@2021-05-09"}),
)  # fmt: skip


def test_the_sound_book_has_no_findings() -> None:
    books, findings = read(sheets_of(BOOK))
    assert findings == []
    assert len(books.targets.values) == 7


def of_another(sheets: Sheets, number: int) -> Sheets:
    """The book as that of an organisation of its own, with targets of its own."""

    def renamed(text: str) -> str:
        text = re.sub(r"^T(\d+)$", rf"T{number:03}-\1", text)
        return re.sub("虚构(园区|老区)", rf"虚构{number:03}\1", text)

    return {name: {at: renamed(t) for at, t in cells.items()} for name, cells in sheets.items()}


@pytest.fixture(scope="module")
def checked() -> tuple[Books, list[Finding]]:
    """The books of all faults, read together, each file named by the fault's number."""
    together = [(n, fault) for n, fault in enumerate(FAULTS) if not fault.alone]
    parts = [(of_another(edited(BOOK, f.edits), n), f"{n}.xlsx") for n, f in together]
    return workbooks.checked(parts)


@pytest.fixture(scope="module")
def found(checked: tuple[Books, list[Finding]]) -> dict[str, list[Finding]]:
    """What is found in them, by file."""
    by_file: dict[str, list[Finding]] = {f"{n}.xlsx": [] for n in range(len(FAULTS))}
    for one in checked[1]:
        by_file[one.origin.file or ""].append(one)
    return by_file


def test_a_fault_stops_the_targets_it_touches_and_no_other(
    checked: tuple[Books, list[Finding]],
) -> None:
    """The verdicts that a fault costs, as last looked at (golden text): none where none rests on it."""
    targets = assessable(*checked, method=Method.SCHEDULE)
    assert set(targets["method"]) == {"schedule"}
    stopped = dict.fromkeys(range(len(FAULTS)), "")
    for row in targets[targets["fault"].notna()].itertuples():
        stopped[int(str(row.target)[1:4])] += f" {row.target}={row.fault}"
    lines = [
        f"{FAULTS[number].name} {FAULTS[number].edits}:{said}" for number, said in stopped.items()
    ]
    compare("book-faults-stop", "\n".join(lines) + "\n")


@pytest.mark.parametrize("number", range(len(FAULTS)), ids=[f.name for f in FAULTS])
def test_a_fault_gives_its_finding_at_its_cell_and_no_other(
    number: int, found: dict[str, list[Finding]]
) -> None:
    fault = FAULTS[number]
    findings = read(edited(BOOK, fault.edits))[1] if fault.alone else found[f"{number}.xlsx"]
    assert places(findings) == sorted([(fault.code, fault.cell), *fault.also])
    assert wanting(findings) == []


def test_every_code_of_books_is_raised_here() -> None:
    raised = {f.code for f in FAULTS} | {"B208", "B299", "B310", "T103", "T149", "X113"}
    wanted = {c for c in catalogue() if c.startswith(("B2", "B3", "I10", "I11", "T", "M", "X1"))}
    assert wanted == {c for c in raised if c[0] != "C"}


def test_a_hidden_row_with_data_is_reported_and_read() -> None:
    raw, _ = workbooks.read_workbook(workbooks.xlsx(sheets_of(BOOK), {"指标": [4]}), "book.xlsx")
    assert raw is not None
    books, findings = workbooks.read_book(raw, 1)
    assert places(findings) == [("B208", "指标!A4")]
    assert "share" in set(books.indicators.values["indicator"])


def test_of_many_equal_faults_a_hundred_are_told_and_the_rest_counted() -> None:
    rows = {f"责任单位!{row}": f"X{row} | " for row in range(4, 155)}
    _, findings = read(edited(BOOK, rows))
    assert [f.code for f in findings].count("B301") == 100
    more = [f for f in findings if f.code == "B299"]
    assert [(f.origin.cell, f.params["more"]) for f in more] == [("B104", 51)]


def test_two_books_of_one_organisation_and_one_target_id() -> None:
    other = edited(BOOK, {"说明!B2": "虚构新区", "说明!3": None, "目标值!8": None})
    other["目标值"] = {at: cell for at, cell in other["目标值"].items() if at[0] in {1, 2}}
    other["节点"] = {at: cell for at, cell in other["节点"].items() if at[0] in {1, 2, 3, 4}}
    other["指标"][3, 3] = "户"
    _, findings = workbooks.checked([(sheets_of(BOOK), "a.xlsx"), (other, "b.xlsx")])
    assert places(findings) == [("T103", "目标值!A2"), ("X113", "指标!C3")]
    same, _ = workbooks.checked([(sheets_of(BOOK), "a.xlsx"), (sheets_of(BOOK), "b.xlsx")])
    codes = {f.code for f in workbooks.book_findings(same)}
    assert {"B310", "T102"} <= codes


def test_two_faults_in_one_column_give_two_findings() -> None:
    _, findings = read(edited(BOOK, {"目标值!I2": "abc", "目标值!I3": "-5", "目标值!I5": "50.5"}))
    assert places(findings) == [
        ("C106", "目标值!I2"),
        ("M111", "节点!D5"),
        ("M111", "节点!D6"),
        ("T116", "目标值!I5"),
        ("T131", "目标值!I3"),
    ]


TWENTY: Final = {
    "文件!F2": ("abc", "B303"),
    "目标表述!E2": ("目标", "C140"),
    "目标表述!D4": ("约束性", "B304"),
    "责任单位!C3": ("U7", "B305"),
    "责任单位!D3": ("0531-88888888", "B309"),
    "指标!H2": ("!TRUE", "C109"),
    "指标!G5": ("-3", "I105"),
    "指标!K4": ("-1", "I111"),
    "指标!L9": ("U9", "X104"),
    "目标值!E2": ("大概", "C140"),
    "目标值!K2": ("1200000万元", "C103"),
    "目标值!H3": ("2021/11/31", "C132"),
    "目标值!J4": ("8", "T105"),
    "目标值!I5": ("50.5", "T116"),
    "目标值!I6": ("#REF!", "C110"),
    "目标值!V8": ("@2020-01-05", "T124"),
    "节点!D2": ("=1+1", "C111"),
    "节点!D4": ("0.8", "M105"),
    "统计口径!A2": ("nobody", "X106"),
    "校核!B2": ("big ≤", "X107"),
}


def test_twenty_different_faults_give_twenty_findings_at_twenty_cells() -> None:
    _, findings = read(edited(BOOK, {cell: text for cell, (text, _) in TWENTY.items()}))
    assert places(findings) == sorted((code, cell) for cell, (_, code) in TWENTY.items())
