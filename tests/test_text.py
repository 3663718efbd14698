"""The terminal's pages: aligned with wide characters, within the width, nothing essential cut."""

from __future__ import annotations

import re
from itertools import product
from typing import Final

import pytest
from fictional_assessments import assessment, books, frame, place, rows, view
from goldens import compare
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from scorecard.excel.text import display_width
from scorecard.i18n import Words
from scorecard.report.explain import explain_text
from scorecard.report.terminal import (
    Column,
    Screen,
    assess_text,
    findings_text,
    fit,
    laid_out,
    missing_text,
    status_text,
)
from scorecard.schema.findings import catalogue, finding
from scorecard.schema.frames import ASSESSMENTS
from scorecard.schema.vocabulary import Reason, Status

CODE: Final = re.compile("\x1b\\[[0-9;]*m")
LANGUAGES: Final = ("zh", "en")
WIDTHS: Final = (80, 120)
PAGES: Final = {
    "status": status_text,
    "missing": missing_text,
    "assess": assess_text,
}


def too_wide(text: str, width: int) -> list[str]:
    return [line for line in text.split("\n") if wcswidth(CODE.sub("", line)) > width]


@pytest.mark.parametrize(("page", "language", "width"), list(product(PAGES, LANGUAGES, WIDTHS)))
def test_pages_look_as_they_should(page: str, language: str, width: int) -> None:
    text = PAGES[page](view(language), Screen(Words(language), width))
    assert too_wide(text, width) == []
    compare(f"{page}-{language}-{width}", text + "\n")


@pytest.mark.parametrize(
    ("target", "language"), list(product(("E-RANK-2029", "E-PROJECTS", "W-OUTPUT"), LANGUAGES))
)
def test_explanations_look_as_they_should(target: str, language: str) -> None:
    text = explain_text(view(language), target, Screen(Words(language), 80))
    assert too_wide(text, 80) == []
    compare(f"explain-{target}-{language}", text + "\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_status_column_starts_in_one_place_and_is_whole(language: str) -> None:
    made = view(language)
    text = status_text(made, Screen(Words(language), 80))
    statuses = {row.status_text for row in made.rows}
    starts = set()
    for line in text.split("\n"):
        for status in statuses:
            if line.endswith(f"  {status}"):
                starts.add(wcswidth(line) - wcswidth(status))
    assert len(starts) == 1
    for status in statuses:
        assert status in text


@pytest.mark.parametrize(("language", "width"), list(product(LANGUAGES, range(50, 161, 7))))
def test_no_page_is_wider_than_the_terminal(language: str, width: int) -> None:
    made = view(language)
    words = Words(language)
    for page in PAGES.values():
        wide = [
            line
            for line in too_wide(page(made, Screen(words, width)), width)
            if not any(line.endswith(row.status_text) for row in made.rows)
        ]
        assert wide == []
    assert too_wide(explain_text(made, "E-PROJECTS", Screen(words, width)), width) == []


def test_a_name_of_thirty_characters_wraps_and_loses_nothing() -> None:
    name = "全区规模以上高新技术制造业企业研究与试验发展经费投入强度年度值"
    one = rows()[2] | {"name": name}
    made = view("zh", assessments=frame([one], ASSESSMENTS), books=books(), summary={})
    text = status_text(made, Screen(Words("zh"), 80))
    assert too_wide(text, 80) == []
    start = text.index("全区")
    shown = "".join(line[: line.find("  ")] or line for line in text[start:].split("\n")[:2])
    assert set(name) <= set(text)
    assert shown.startswith("全区规模以上")


def test_a_long_word_of_a_status_is_never_cut() -> None:
    made = view("en")
    text = status_text(made, Screen(Words("en"), 60))
    assert text.count("… Awaiting data") >= 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_colours_are_added_on_demand_and_change_nothing_else(language: str) -> None:
    made, words = view(language), Words(language)
    for page in PAGES.values():
        plain = page(made, Screen(words, 80))
        coloured = page(made, Screen(words, 80, colour=True))
        assert "\x1b" not in plain
        assert CODE.sub("", coloured) == plain
    assert "\x1b[1;31m× " in status_text(made, Screen(words, 80, colour=True))
    coloured = explain_text(made, "E-PROJECTS", Screen(words, colour=True))
    assert "\x1b[33m◆ " in coloured
    assert CODE.sub("", coloured) == explain_text(made, "E-PROJECTS", Screen(words))


def test_control_characters_of_a_cell_never_reach_the_terminal() -> None:
    one = rows()[2] | {"name": "名\x1b[31m称\x07"}
    made = view("zh", assessments=frame([one], ASSESSMENTS), books=books(), summary={})
    assert "\x1b" not in status_text(made, Screen(Words("zh")))
    assert "\x1b" not in explain_text(made, "E-PROJECTS", Screen(Words("zh")))


def test_an_organisation_without_targets_tells_its_goals() -> None:
    made = view("zh", assessments=frame([], ASSESSMENTS), summary={})
    assert "登记目标表述5条，均未设目标值。" in status_text(made, Screen(Words("zh")))


def test_findings_name_place_severity_and_how_to_mend() -> None:
    codes = list(catalogue())[:3]
    found = [finding(code, place(f"D{i}"), "约18个") for i, code in enumerate(codes, 7)]
    for language in LANGUAGES:
        text = findings_text(found, Screen(Words(language), 80))
        assert too_wide(text, 80) == []
        for i, code in enumerate(codes, 7):
            assert f"!D{i}" in text.replace("\n", "")
            assert code in text
        coloured = findings_text(found, Screen(Words(language), 80, colour=True))
        assert CODE.sub("", coloured) == text
    counted = findings_text(found, Screen(Words("en"))).split("\n")[-1]
    assert sum(map(int, re.findall(r"\d+", counted))) == 3


def test_no_findings_is_said() -> None:
    assert findings_text([], Screen(Words("zh"))) == "没有问题。"


def test_nothing_outstanding_is_said() -> None:
    made = view("zh", assessments=frame([rows()[0]], ASSESSMENTS))
    assert missing_text(made, Screen(Words("zh"))) == "没有缺报。"


def test_an_unknown_target_is_not_explained() -> None:
    with pytest.raises(KeyError):
        explain_text(view("zh"), "NO-SUCH", Screen(Words("zh")))


def test_an_explanation_goes_from_the_sentence_to_what_is_needed() -> None:
    text = explain_text(view("zh"), "E-PROJECTS", Screen(Words("zh")))
    titles = ["原文", "目标值", "进度计划", "数据", "计算", "状态", "还需做到"]
    places = [text.index(f"\n{title}\n") for title in titles]
    assert places == sorted(places)
    assert "“确保到2031年累计开工项目40个”" in text
    assert "完成进度 = 15 ÷ 40 = 37.5%" in text
    assert "进度比 = 37.5% ÷ 50.0% = 0.75" in text
    assert text.count("据此判定") == 1


def test_a_stock_is_explained_from_its_baseline() -> None:
    stock = {
        **rows()[2],
        "measure": "stock",
        "baseline": -5.0,
        "actual": 10.0,
        "progress": 1 / 3,
    }
    made = view("en", assessments=frame([stock], ASSESSMENTS))
    text = explain_text(made, "E-PROJECTS", Screen(Words("en")))
    assert "Progress = (10 − (-5)) ÷ (40 − (-5)) = 33.3%" in text


def test_an_allowance_is_explained() -> None:
    cap = {
        **rows()[2],
        "direction": "decrease",
        "comparator": "<=",
        "target_value": 5.0,
        "start": 0.0,
        "actual": 3.0,
        "progress": None,
        "allowance": 2.5,
        "distance": 0.5,
        "distance_unit": "value",
        "pace_ratio": 2.5 / 3.0,
        "reason_code": str(Reason.OVER_ALLOWANCE),
    }
    made = view("en", assessments=frame([cap], ASSESSMENTS))
    text = explain_text(made, "E-PROJECTS", Screen(Words("en")))
    assert "Allowed so far = 50.0% × 5 = 2.5" in text
    assert "allowed so far 2.5" in text
    assert text.count("over by 0.5") == 2
    assert "÷ 3" in text
    assert "= 0.83" in text
    assert re.search(r"at most 5 .*up to.*: at most 2 .*more", text)


def test_one_row_without_any_number_has_a_table() -> None:
    one = frame([assessment("T", Status.NOT_SCORED, Reason.NO_VALUE, name="只有名")], ASSESSMENTS)
    text = status_text(view("zh", assessments=one, books=books(), summary={}), Screen(Words("zh")))
    assert "只有名" in text
    assert "– 不计分" in text


@given(st.text(max_size=60), st.integers(min_value=2, max_value=40))
def test_wrapped_text_fits_and_loses_no_visible_character(text: str, room: int) -> None:
    clean = "".join(c for c in text if wcswidth(c) > 0 and c.isprintable())
    lines = fit(clean, room)
    assert all(wcswidth(line) <= room for line in lines)
    assert "".join("".join(lines).split()) == "".join(clean.split())


def test_columns_go_by_rank_and_never_the_status() -> None:
    columns = (
        Column("name", ["x" * 30], name=True),
        Column("a", ["1" * 20], rank=2),
        Column("b", ["2" * 20], rank=1),
        Column("status", ["s" * 20], last=True),
    )
    assert [c.title for c in laid_out(columns, 110).columns] == ["name", "a", "b", "status"]
    assert [c.title for c in laid_out(columns, 70).columns] == ["name", "b", "status"]
    assert [c.title for c in laid_out(columns, 45).columns] == ["name", "status"]


def test_a_column_takes_what_another_does_not_need() -> None:
    names = ("Standard factory buildings, phase two", "Large industrial enterprises of the zone")
    aims, actuals = ("completion", "≥ 210 enterprises"), ("80%", "200 enterprises")
    columns = (
        Column("Indicator", names, name=True),
        Column("Target", aims),
        Column("Actual", actuals, right=True),
        Column("Status", ("× Missed", "▲ Ahead"), last=True),
    )
    lines = laid_out(columns, 64).lines()
    assert any("≥ 210 enterprises" in line for line in lines), "not wrapped by one character"
    assert max(map(display_width, lines)) <= 64
