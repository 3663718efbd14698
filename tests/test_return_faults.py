"""One fault in a sound return gives one finding, with its code, at its cell."""

# ruff: noqa: E501  (one fault, one line)
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Final, NamedTuple

import pandas as pd
import pytest
import workbooks
from workbooks import BOOK, RETURN, edited, places, read, returned, sheets_of, wanting

from scorecard.checks.figures import check_figures, figure_findings
from scorecard.i18n import Words
from scorecard.schema.findings import Finding, Origin, catalogue, finding
from scorecard.schema.frames import Books, Table
from scorecard.schema.vocabulary import Step


class Fault(NamedTuple):
    """What is put into the sound return, and the finding (with its cell) that must come of it."""

    code: str
    cell: str
    edits: dict[str, str | None]
    also: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        return f"{self.code} {self.cell}"


FAULTS: Final = (
    Fault("F101", "!", {"填报表": "别的", "别的!3": None, "别的!12": None}),
    Fault("F102", "填报表!", {"填报表!I2": None}),
    Fault("C138", "填报表!I2", {"填报表!I2": "报送日期：下周"}),
    Fault("F104", "填报表!", {"填报表!A1": "目标完成情况表", "填报表!E2": None}),
    Fault("F104", "填报表!E2", {"填报表!A1": "目标完成情况表", "填报表!E2": "报告期：近期"}),
    Fault("F105", "填报表!A1", {"填报表!A1": "2023年第三季度目标完成情况表"}),
    Fault("F106", "填报表!", {"填报表!A2": None}),
    Fault("F107", "填报表!A2", {"填报表!A2": "填报单位：别处"}),
    Fault("F108", "填报表!B4", {"填报表!B4": "产值增速"}),
    Fault("F110", "填报表!G10", {"填报表!B10": None}),
    Fault("F111", "填报表!G5", {"填报表!G5": "73"}),
    Fault("F112", "填报表!C4", {"填报表!C4": "亩"}),
    Fault("F113", "填报表!E13", {"填报表!E13": None}),
    Fault("F114", "填报表!C13", {"填报表!D13": "50"}),
    Fault("F115", "填报表!F4", {"填报表!I2": "报送日期：2023-06-20"}, also=tuple(("F115", f"填报表!{c}") for c in ("F5", "F6", "F7", "G10", "G4", "G8", "G9"))),
    Fault("F116", "填报表!G13", {"填报表!G13": "@2023-08-01"}),
    Fault("F117", "填报表!I5", {"填报表!I5": None}),
    Fault("F118", "填报表!J5", {"填报表!H5": "预计"}),
    Fault("F119", "填报表!G13", {"填报表!G13": None}),
    Fault("F120", "填报表!D13", {"填报表!D13": None}),
    Fault("F121", "填报表!F13", {"填报表!F13": "2023"}),
    Fault("F123", "填报表!E13", {"填报表!E13": "2022-Q4"}),
    Fault("X209", "填报表!G8", {"填报表!G8": "19", "填报表!G10": "1000"}),
    Fault("X210", "填报表!G10", {"填报表!G10": "49"}),
    Fault("C105", "填报表!G9", {"填报表!G9": "约18个", "填报表!J9": "估计"}),
    Fault("C104", "填报表!G9", {"填报表!G9": "18余"}),
    Fault("C109", "填报表!F7", {"填报表!F7": "!TRUE"}),
    Fault("C111", "填报表!F5", {"填报表!F5": "=F4"}),
    Fault("C116", "填报表!F6", {"填报表!F6": "120"}),
    Fault("C117", "填报表!G9", {"填报表!G9": "18.5"}),
    Fault("C123", "填报表!C13", {"填报表!C13": "52.5"}),
    Fault("C140", "填报表!H5", {"填报表!H5": "差不多"}),
    Fault("C114", "填报表!F5", {"填报表!F5": "—"}),
    Fault("B206", "填报表!K3", {"填报表!K3": "指标名称"}),
)  # fmt: skip


@cache
def books() -> Books:
    return read(sheets_of(BOOK))[0]


def test_the_sound_return_has_its_figures_and_no_findings() -> None:
    table, findings = returned(sheets_of(RETURN), books())
    assert findings == []
    rows = table.values[["indicator", "period", "basis", "value", "cell"]].to_numpy().tolist()
    assert rows == [
        ["output", "2023-Q2", "period", 25.5, "F4"],
        ["output", "2023-Q2", "to_date", 55.5, "G4"],
        ["firms", "2023-Q2", "point", 72.0, "F5"],
        ["share", "2023-Q2", "point", 12.5, "F6"],
        ["plan", "2023-Q2", "point", 0.0, "F7"],
        ["big", "2023-Q2", "since_start", 5.0, "G8"],
        ["all", "2023-Q2", "since_start", 18.0, "G9"],
        ["money", "2023-Q2", "since_start", 135.7, "G10"],
        ["place", "2022", "point", 52.0, "C13"],
    ]
    assert set(table.values["known_on"].astype(str)) == {"2023-07-10"}


@pytest.mark.parametrize("fault", FAULTS, ids=[f.name for f in FAULTS])
def test_a_fault_gives_its_finding_at_its_cell_and_no_other(fault: Fault) -> None:
    _, findings = returned(edited(RETURN, fault.edits), books())
    assert places(findings) == sorted([(fault.code, fault.cell), *fault.also])
    assert wanting(findings) == []


def test_every_code_of_figures_is_raised_here() -> None:
    raised = {f.code for f in FAULTS if f.code[0] in "FX"}
    raised |= {"F109", "F122", "X201", "X202", "X204", "X205", "X206", "X207", "X211", "X212"}
    assert {c for c in catalogue() if c.startswith(("F10", "F11", "F12", "X2"))} <= raised


# ------------------------------------------------------------------ the form's face and hidden sheet

META: Final = """
# 表单信息
项目 | 内容
单位 | 虚构园区
责任单位 | U1
报告期 | 2023-Q2

行标识 | 指标编号
R1 | output
R2 | firms
"""


def with_ids(edits: Mapping[str, str | None]) -> workbooks.Sheets:
    sheets = edited(RETURN, {"填报表!K3": "行标识", "填报表!K4": "R1", "填报表!K5": "R2", **edits})
    return {**sheets, **sheets_of(META)}


def test_rows_are_found_by_their_id_whatever_their_order_and_name() -> None:
    moved = {
        "填报表!4": "1 | 年末企业数 | 家 | | | 72 | | 核定 | 名录 | | R2",
        "填报表!5": "2 | 产值 | 亿元 | | | 25.5 | 55.5 | 快报 | 快报 | | R1",
    }
    table, findings = returned(with_ids(moved), books())
    assert findings == []
    assert table.values.query("cell == 'F4'")["indicator"].tolist() == ["firms"]
    assert set(table.values["sent_by"]) == {"U1"}


def test_a_row_whose_id_and_name_disagree_is_refused() -> None:
    table, findings = returned(with_ids({"填报表!B5": "占比"}), books())
    assert places(findings) == [("F109", "填报表!B5")]
    assert "F5" not in set(table.values["cell"])


def test_the_head_may_stand_in_single_cells_or_in_one() -> None:
    apart = {"填报表!2": "填报单位 | 虚构老区 | 报告期 | 2023年二季度 | 报送日期 | 2023年7月10日"}
    together = {"填报表!2": "填报单位（盖章）：虚构园区  报告期：2023Q2  报送日期：2023/7/10"}
    for edits in (apart, together):
        table, findings = returned(edited(RETURN, edits), books())
        assert findings == []
        assert len(table.values) == 9


def test_english_headers_and_totals_and_a_repeated_header() -> None:
    edits = {
        "填报表!3": "No. | Indicator | Unit of measure | Annual target | Previous to date | This quarter | To date | Data state | Evidence | Note",
        "填报表!11": "合计 | | | | | 9999 | 9999",
    }
    sheets = edited(RETURN, edits)
    sheets["填报表"] = _with_row(sheets["填报表"], 8, dict(_row(sheets["填报表"], 3)))
    table, findings = returned(sheets, books())
    assert findings == []
    assert len(table.values) == 9


def _row(cells: dict[tuple[int, int], str], row: int) -> list[tuple[int, str]]:
    return [(column, text) for (r, column), text in cells.items() if r == row]


def _with_row(
    cells: dict[tuple[int, int], str], at: int, new: dict[int, str]
) -> dict[tuple[int, int], str]:
    moved = {(r + (r >= at), c): text for (r, c), text in cells.items()}
    return {**moved, **{(at, column): text for column, text in new.items()}}


def test_amounts_in_another_unit_of_the_row_are_converted_and_asked_back() -> None:
    table, findings = returned(
        edited(RETURN, {"填报表!C10": "万元", "填报表!G10": "1357000"}), books()
    )
    assert places(findings) == [("C103", "填报表!G10")]
    assert table.values.query("indicator == 'money'")["value"].tolist() == [135.7]


def test_words_for_a_deliverable_are_answered_with_the_stages_of_the_list() -> None:
    for language in ("zh", "en"):
        told = Words(language).finding(finding("C143", Origin("a.xlsx"), "进行中", own="")).expected
        words = [word.within(language).lower() for word in Step if word is not Step.YES]
        assert all(word in told.lower() for word in words), told


def test_a_deliverable_beyond_one_is_no_share() -> None:
    wide = read(edited(BOOK, {"指标!J6": None}))[0]
    _, findings = returned(edited(RETURN, {"填报表!F7": "2"}), wide)
    assert places(findings) == [("C143", "填报表!F7")]
    table, _ = returned(
        edited(RETURN, {}), wide
    )  # figures that came another way are held to it, too
    values = table.values.copy()
    values.loc[values["cell"].eq("F7"), "value"] = 2.0
    assert places(figure_findings(replace(table, values=values), wide, [])) == [
        ("F122", "填报表!F7")
    ]


def test_the_smallest_total_of_nested_counts_is_no_false_alarm() -> None:
    nested = edited(
        BOOK,
        {
            "指标!10": "mid | 超3亿元项目数 | 个 | 流量 | 自起始累计 | 每季度",
            "统计口径!6": "mid | 计数 | project | land > 0",
            "统计口径!7": "mid | 计数 | project | total_investment > 3",
        },
    )
    found = read(nested)
    assert found[1] == []
    sheet = edited(RETURN, {"填报表!11": "8 | 超3亿元项目数 | 个 | | | | 9 | 核定 | 项目库"})
    assert returned(sheet, found[0])[1] == []
    sheet["填报表"][10, 7] = "61"
    short = returned(sheet, found[0])[1]
    assert places(short) == [("X210", "填报表!G10")]
    assert short[0].params["least"] == "62"


def test_a_part_larger_than_the_whole_without_a_rule_of_the_office() -> None:
    silent = read(edited(BOOK, {"校核!2": None}))[0]
    _, findings = returned(edited(RETURN, {"填报表!G8": "19", "填报表!G10": "1000"}), silent)
    assert places(findings) == [("X212", "填报表!G8")]


# ------------------------------------------------------------------ several quarters together


def quarter(number: int, cells: dict[str, str | None], sent: str = "") -> Table:
    """The return of another quarter, with these cells changed."""
    month = {1: "04", 2: "07", 3: "10", 4: "12"}[number]
    edits = {
        "填报表!A1": None,
        "填报表!E2": f"报告期：2023-Q{number}",
        "填报表!I2": f"报送日期：{sent or f'2023-{month}-31'.replace('04-31', '04-30')}",
        "填报表!13": None,
        **cells,
    }
    return returned(edited(RETURN, edits), books(), f"q{number}{sent}.xlsx")[0]


def together(*tables: Table) -> list[Finding]:
    values = pd.concat([t.values for t in tables], ignore_index=True)
    cells = pd.concat([t.cells for t in tables], ignore_index=True)
    return check_figures(Table(values, cells), books())


def found_in(findings: list[Finding]) -> list[tuple[str, str | None, str | None]]:
    return [(f.code, f.origin.file, f.origin.cell) for f in findings]


FIRST: Final[dict[str, str | None]] = {"填报表!F4": "30", "填报表!G4": "30"}


def test_quarters_that_add_up_have_no_findings() -> None:
    assert together(quarter(1, FIRST), quarter(2, {})) == []


def test_a_first_quarter_must_equal_its_cumulative_figure() -> None:
    found = together(quarter(1, {"填报表!F4": "30", "填报表!G4": "31"}))
    assert found_in(found) == [("X206", "q1.xlsx", "G4")]


def test_a_cumulative_figure_that_falls_is_an_error_unless_a_note_explains_it() -> None:
    second: dict[str, str | None] = {"填报表!F4": None, "填报表!G4": "25.5"}
    assert found_in(together(quarter(1, FIRST), quarter(2, second))) == [("X204", "q2.xlsx", "G4")]
    noted = together(quarter(1, FIRST), quarter(2, {**second, "填报表!J4": "核减一家企业"}))
    assert found_in(noted) == [("X205", "q2.xlsx", "G4")]


def test_a_sum_that_does_not_add_up_is_an_error_unless_a_note_explains_it() -> None:
    wrong: dict[str, str | None] = {"填报表!G4": "58"}
    assert found_in(together(quarter(1, FIRST), quarter(2, wrong))) == [("X206", "q2.xlsx", "G4")]
    noted = together(quarter(1, FIRST), quarter(2, {**wrong, "填报表!J4": "补报一季度漏报"}))
    assert found_in(noted) == [("X207", "q2.xlsx", "G4")]


def test_rounding_is_no_disagreement() -> None:
    assert together(quarter(1, FIRST), quarter(2, {"填报表!G4": "55.6"})) == []


def test_two_values_for_one_figure() -> None:
    same_day = together(quarter(2, {}, "2023-07-10"), quarter(2, {"填报表!F5": "73"}, "2023-07-10"))
    assert found_in(same_day) == [("X201", "q22023-07-10.xlsx", "F5")]
    later = together(quarter(2, {}, "2023-07-10"), quarter(2, {"填报表!F5": "73"}, "2023-07-20"))
    assert found_in(later) == [("X202", "q22023-07-20.xlsx", "F5")]
    assert together(quarter(2, {}, "2023-07-10"), quarter(2, {}, "2023-07-20")) == []


def test_figures_of_an_indicator_that_left_the_book() -> None:
    less = read(edited(BOOK, {"指标!4": None, "目标值!4": None}))[0]
    table = quarter(1, FIRST)
    assert found_in(check_figures(table, less)) == [("X211", "q1.xlsx", "B6")]
