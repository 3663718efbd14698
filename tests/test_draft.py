"""Reading documents: roles of numbers, words that decide, goals and reported figures."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from pathlib import Path

import gold
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard.draft import numbers as roles
from scorecard.draft import words as deciding
from scorecard.draft.documents import clean
from scorecard.draft.goals import read
from scorecard.draft.numbers import numbers
from scorecard.draft.sentence import Statement
from scorecard.draft.words import words

OWN = Path(__file__).parent / "data" / "draft"
NUMBERS = tomllib.loads(roles.DATA.read_text(encoding="utf-8"))
STATEMENTS = tomllib.loads(deciding.DATA.read_text(encoding="utf-8"))
EXAMPLES = STATEMENTS["examples"]
PIECES = (
    *(
        "到2025年",
        "力争",
        "确保",
        "同比",
        "增长",
        "达到",
        "5%",
        "120家",
        "1.5万个",
        "3",
        "，",
        "。",
    ),
    *(
        "其中",
        "以上",
        "“231”",
        "第三",
        "进入全国前20名",
        "由12件提高到20件",
        "\n",
        "一、工作回顾\n",
    ),
    *(
        "指标 | 单位 | 2025年\n",
        "产值 | 亿元 | 820\n",
        "电话0555-8234567",
        "二是",
        "10亿元以上项目",
    ),
    *("will plant 6,000 trees by 2030. ", "两处", "6%-6.5%", "2021年6月30日", "：", "（2020年）"),
)


def stated(text: str, anchor: int = 2024) -> list[Statement]:
    return read(clean(text).text, anchor=anchor).statements


def _at(sentence: str) -> tuple[str, int | None]:
    """A sentence without the marks around the number that is meant, and where that stands."""
    place = sentence.find("【")
    return sentence.replace("【", "").replace("】", ""), place if place >= 0 else None


@pytest.mark.parametrize("rule", NUMBERS["rules"] + NUMBERS["spans"], ids=lambda r: r["hit"])
def test_every_rule_hits_its_sentence_and_leaves_the_other(rule: dict[str, str]) -> None:
    hit, place = _at(rule["hit"])
    assert [n for n in numbers(hit) if n.role == rule["role"] and place in {None, n.start}]
    assert not [n for n in numbers(rule["miss"]) if n.role == rule["role"]]


@pytest.mark.parametrize("cut", STATEMENTS["cuts"], ids=lambda cut: cut["hit"])
def test_every_cut_shortens_its_name_and_leaves_the_other(cut: dict[str, str]) -> None:
    assert re.sub(cut["pattern"], "", cut["hit"]) != cut["hit"]
    assert re.sub(cut["pattern"], "", cut["miss"]) == cut["miss"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_pattern_hits_its_text_and_leaves_the_other(name: str) -> None:
    group, pattern = name.split(".")
    known: re.Pattern[str] = getattr(words(), group)[pattern]
    hit, miss = EXAMPLES[name]
    assert known.search(hit)
    assert not known.search(miss)


def test_every_pattern_has_an_example() -> None:
    known = words()
    names = {f"{g}.{n}" for g in ("tense", "strength", "grammar") for n in getattr(known, g)}
    assert names <= set(EXAMPLES)


@pytest.mark.parametrize(
    "pattern",
    [words().tense["goal"], words().tense["report"], words().strength["planned"]],
    ids=["goal", "report", "planned"],
)
def test_the_characters_that_a_pattern_may_begin_with_leave_none_out(
    pattern: re.Pattern[str],
) -> None:
    begins, _, rest = pattern.pattern.removeprefix("(?=").partition(")(?:")
    anywhere = re.compile(rest.removesuffix(")"))
    for document in (OWN / "docs").glob("*.txt"):
        text = clean(document.read_text(encoding="utf-8")).text
        assert all(re.match(begins, m.group()) for m in anywhere.finditer(text))
    for hit, _ in EXAMPLES.values():
        assert all(re.match(begins, m.group()) for m in anywhere.finditer(hit))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "一、成绩\n去年全区增长7%。一季度，增加值增长9%。",
            [("report", "2023"), ("report", "2024-Q1")],
        ),
        ("三、任务\n实施改造6项、18公里，力争2028年底前全部建成。", [("goal", "2028")] * 2),
        (
            "三、任务\n新建泊位8个，2029年吞吐量达到25万吨。新建岸电16套。",
            [("goal", ""), ("goal", "2029"), ("goal", "")],
        ),
        ("二、面临形势\n预计到2030年货运需求将达到4100万吨。", []),
        (
            "三、任务\n上半年盘活用地410亩，下半年还要再盘活600亩。",
            [("report", "2024-H1"), ("goal", "2024-H2")],
        ),
        ("一、现状\n旅游收入恢复到2019年的112%。", [("report", "")]),
        (
            "Where we stand\nIn 2023 reuse was 41%, up from 38.9% in 2021. 1,240 homes were built.",
            [("report", "2023"), ("report", "2023")],
        ),
        (
            "Our goals\nCut emissions by 55% by 2030 against the 2019 baseline of 860,000 tonnes.",
            [("goal", "2030")],
        ),
        ("Our goals\nUnemployment is expected to reach 5.1% next year.", []),
    ],
)
def test_when_a_number_is_of(text: str, told: list[tuple[str, str]]) -> None:
    assert [(s.kind, s.due) for s in stated(f"某区文件\n{text}")] == told


@pytest.mark.parametrize(
    ("text", "comparator"),
    [
        ("We will support no fewer than 900 firms.", ">="),
        ("Satisfaction must not fall below 90%.", ">="),
        ("确保企业诉求24小时内响应。", "<="),
    ],
)
def test_a_bound_is_never_turned_round(text: str, comparator: str) -> None:
    assert [s.comparator for s in stated(text)] == [comparator]


def test_parts_in_brackets_behind_their_total_are_nested() -> None:
    found = stated("力争新增企业35家（规上工业18家、限上商贸17家）。")
    assert [s.nested for s in found] == [False, True, True]


def test_own_documents_reach_what_they_must(capsys: pytest.CaptureFixture[str]) -> None:
    assert gold.main([str(OWN), "--no-cost"]) == 0
    assert "0 of the musts missed" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "comparator"),
    [
        ("力争企业达到40家以上。", ">="),
        ("力争企业突破40家。", ">"),
        ("确保失业率控制在4.5%以内。", "<="),
        ("力争增长5%左右。", "about"),
        ("力争增长6%-6.5%。", "between"),
        ("力争综合排名进入全国高新区前20名。", "rank<="),
        ("计划建设住房300套。", "plain"),
    ],
)
def test_a_comparator_comes_from_words_only(text: str, comparator: str) -> None:
    assert [s.comparator for s in stated(text)] == [comparator]


def test_a_plan_table_gives_value_baseline_growth_and_strength() -> None:
    table = (
        "指标 | 单位 | 2020年 | 2025年 | 年均增长 | 属性\n生产总值 | 亿元 | 560 | 820 | 8% | 预期性"
    )
    level, growth = stated(table)
    assert (level.number.value, level.number.unit, level.due) == (Decimal(820), "亿元", "2025")
    assert (level.baseline, level.strength) == ("560 (2020)", "expected")
    assert (growth.name, growth.number.value) == ("生产总值年均增速", Decimal(8))


@pytest.mark.parametrize("gap", [" ", " | "])
def test_a_table_of_spaces_or_with_a_merged_column_is_read_by_its_header(gap: str) -> None:
    rows = (
        "类别,指标,单位,2020年,2025年,属性",
        "经济,生产总值,亿元,1825,2600,预期性",
        "城镇化率,%,61.8,≥68,约束性",
        "到2025年，建成公园20个。",
    )
    table = "\n".join(rows).replace(",", gap)
    found = [
        (s.name, str(s.number.value), s.number.unit, s.comparator, s.due, s.strength, s.baseline)
        for s in stated(table, anchor=2021)[:2]
    ]
    assert found == [
        ("生产总值", "2600", "亿元", "plain", "2025", "expected", "1825 (2020)"),
        ("城镇化率", "68", "%", ">=", "2025", "binding", "61.8 (2020)"),
    ]


@pytest.mark.parametrize(
    ("table", "anchor", "told"),
    [
        (
            """2025年计划表
            指标 | 单位 | 2024年实际完成 | 2025年计划 | 增长（%）
            生产总值 | 亿元 | 512.3 | — | 6.5左右
            新增就业 | 人 | 6200 | 6000 |""",
            2025,
            ["生产总值增速 about 6.5% 2025 ", "新增就业 plain 6000人 2025 6200 (2024)"],
        ),
        (  # a rate of growth beside each year; numbered rows
            """2024年主要指标计划表
            指标 | 单位 | 2023年预计 | 2023年增长（%） | 2024年计划 | 2024年增长（%）
            一、地区生产总值 | 亿元 | 402.6 | 5.1 | 430 | 6.8左右
            二、规上工业增加值 | 亿元 | — | 6.2 | — | 7.5""",
            2024,
            [
                "地区生产总值 plain 430亿元 2024 402.6 (2023)",
                "地区生产总值增速 about 6.8% 2024 ",
                "规上工业增加值增速 plain 7.5% 2024 ",
            ],
        ),
        (  # one unit above the table, deadlines of rows, a plan whose year is over
            """2025年重点任务清单
            单位：亿元
            序号 | 项目名称 | 2024年计划 | 2024年完成 | 2025年计划 | 完成时限
            1 | 锂电产业园 | 6 | 6.4 | 8.2 | 2025年9月""",
            2025,
            ["锂电产业园 plain 8.2亿元 2025-09 6.4 (2024)"],
        ),
        (  # a fiscal year is named by the one in which it ends
            """Measure | Unit | Baseline 2022/23 | Target 2026/27
            Homes delivered | homes | 310 | 1,500""",
            2023,
            ["Homes delivered plain 1500homes 2027 310 (2023)"],
        ),
        (  # years in a second line of headers
            """“十四五”主要指标
            序号 | 指标 | “十三五”末 | “十四五”目标 | | 属性
             | | 2020年 | 2025年 | 年均增速 |
            1 | 生产总值（亿元） | 210 | 310 | 8%左右 | 预期性""",
            2021,
            ["生产总值 plain 310亿元 2025 210 (2020)", "生产总值年均增速 about 8% 2025 "],
        ),
        (  # a plan's first year is no baseline
            """三年行动主要目标（2024—2026年）
            指标 单位 2024年 2025年 2026年
            亩均税收 万元/亩 ≥22 ≥24 ≥26""",
            2024,
            [f"亩均税收 >= {n}万元/亩 {y} " for n, y in ((22, 2024), (24, 2025), (26, 2026))],
        ),
        (  # targets said in sentences
            """2024年工作任务清单
            序号 | 任务 | 年度目标 | 单位
            1 | 旧改 | 改造老旧小区23个，惠及居民4200户 | 住建局""",
            2024,
            ["改造老旧小区 plain 23个 2024 ", "惠及居民 plain 4200户 2024 "],
        ),
        (  # a row a place, a column an indicator
            """2024年目标任务分解表
            单位 | 新签约项目（个） | 投资（亿元）
            白塔镇 | 8 | 9.6""",
            2024,
            ["白塔镇新签约项目 plain 8个 2024 ", "白塔镇投资 plain 9.6亿元 2024 "],
        ),
    ],
)
def test_a_table_is_read_by_its_headers(table: str, anchor: int, told: list[str]) -> None:
    found = stated(table.replace("            ", ""), anchor)
    assert [
        f"{s.name} {s.comparator} {s.number.value}{s.number.unit} {s.due} {s.baseline}"
        for s in found
    ] == told


def test_what_a_change_starts_from_is_a_baseline() -> None:
    reading = read("到2025年，专利拥有量由12件提高到20件。", anchor=2021)
    assert [(s.number.value, s.baseline) for s in reading.statements] == [(Decimal(20), "12")]
    assert "baseline" in {n.role for n in reading.aside}


def test_multipliers_titles_and_compared_periods_as_national_documents_have_them() -> None:
    text = (
        "第十四个五年规划和2035年远景目标纲要\n——粮食综合生产能力保持在1.3万亿斤以上，"
        "研发经费投入年均增长7%、投入强度高于“十三五”时期实际。完成2000年底前建成的21.9万个小区改造。"
    )
    found = [(str(s.number.value), s.number.unit, s.due) for s in stated(text, 2021)]
    assert found == [("1.3", "万亿斤", "2025"), ("7", "%", "2025"), ("21.9", "万个", "2025")]
    rise = stated("今年拟安排专项债券3.9万亿元、比上年增加1000亿元。")
    assert [s.name for s in rise] == ["安排专项债券", "安排专项债券增加"]


def test_a_rank_is_named_by_what_it_is_held_in() -> None:
    (told,) = stated("二、目标\n力争在全国经开区综合考评中进入前65位。")
    assert (told.name, told.number.value) == ("全国经开区综合考评位次", Decimal(65))


def test_a_part_is_nested_while_the_unit_lasts() -> None:
    flats, fast, cost = stated("计划新建充电桩300个，其中快充桩180个，总投资2亿元。")
    assert [flats.nested, fast.nested, cost.nested] == [False, True, False]


def test_a_headline_is_linked_not_doubled() -> None:
    headline = "力争到2021年综合排名进入全国高新区前120名"
    text = f"{headline}\n会议提出，{headline}。"
    assert [s.duplicate for s in stated(text)] == [True, False]


def test_full_width_and_traditional_text_leads_back_to_what_was_written() -> None:
    raw = "力爭到２０２５年，企業達到１２０家。"
    cleaned = clean(raw)
    (one,) = read(cleaned.text).statements
    assert cleaned.quoted(*one.quote).endswith("企業達到１２０家")


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).map("".join))
def test_nothing_is_invented_and_every_number_is_accounted_for(text: str) -> None:
    cleaned = clean(text)
    reading = read(cleaned.text, anchor=2024)
    held = [s.number for s in reading.statements] + reading.aside
    for digits in re.finditer(r"\d+(?:[.,]\d+)*", cleaned.text):
        at = digits.start()
        assert sum(n.start <= at < max(n.end, n.stop) for n in held) == 1
    for one in reading.statements:
        start, end = one.quote
        assert start <= one.number.start < one.number.end <= end
        assert cleaned.text[one.number.start : one.number.end] == one.number.text
        assert one.number.unit in {"位", "%"} or one.number.unit in cleaned.text
        for told in one.evidence.values():
            assert 0 <= told.start < told.end <= len(cleaned.text)
        needs = {"comparator": one.comparator != "plain"}
        assert all(field in one.evidence for field, said in needs.items() if said)


def excerpts() -> tuple[str, str]:
    page = (OWN.parents[2] / "docs" / "tutorial" / "from-document.md").read_text(encoding="utf-8")
    first, second, *_ = re.findall(r"```text\n(.*?)```", page, flags=re.DOTALL)
    return first, second


def test_the_tutorial_says_what_is_found() -> None:
    goals, results = (read(clean(text).text, anchor=2019) for text in excerpts())
    found = [(s.number.value, s.due, s.comparator, s.confidence) for s in goals.statements]
    assert found == [
        (Decimal(120), "2021", "rank<=", "high"),
        (Decimal(100), "2023", "rank<=", "high"),
    ]
    reported = [(str(s.number.value), s.nested) for s in results.statements]
    assert reported == [("18", False), ("5", True), ("9", True), ("135.7", False)]
