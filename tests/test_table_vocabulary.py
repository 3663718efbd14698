"""Every entry of the vocabulary of plain tables is understood as what it stands under."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any, Final

import pytest

from scorecard.read.table.blocks import understand
from scorecard.read.table.lexicon import direction_of, roles, roles_of, word_in
from scorecard.read.table.quantities import amount

VOCABULARY: Final[dict[str, Any]] = tomllib.loads(
    files("scorecard.read.table").joinpath("vocabulary.toml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("role", roles())
def test_every_spelling_of_a_role(role: str) -> None:
    entry = roles()[role]
    for spelling in (*entry["zh"], *entry["en"]):
        assert role in roles_of(spelling), spelling
        assert role in roles_of(spelling.upper()), spelling
        assert role in understand(f" {spelling.replace(' ', '_')} ").candidates, spelling
    assert entry["about"]["zh"]
    assert entry["about"]["en"]


@pytest.mark.parametrize("group", VOCABULARY["words"])
def test_every_word_of_a_cell(group: str) -> None:
    for word in VOCABULARY["words"][group]:
        assert word_in(group, word), word
        if group in {"yes", "no"}:
            assert amount(word).number == (1.0 if group == "yes" else 0.0), word
        if group == "missing":
            assert amount(word).is_missing, word


@pytest.mark.parametrize(("name", "sign"), [("increase", 1), ("decrease", -1)])
def test_every_word_that_says_which_way_is_better(name: str, sign: int) -> None:
    table = VOCABULARY["direction"]
    chinese = table[name].split()
    english = [word.strip() for word in table[f"{name}_en"].replace("\n", " ").split(",")]
    assert [word for word in (*chinese, *english) if direction_of(word) != sign] == []
    assert len(set(chinese)) == len(chinese)


@pytest.mark.parametrize("bound", [">=", "<=", ">", "<"])
def test_every_word_of_a_bound(bound: str) -> None:
    for word in VOCABULARY["bounds"][bound]:
        value = amount(f"{word} 35")
        assert (value.comparator, value.number) == (bound, 35.0), word


SIDES: Final = {
    1: "非化石能源占比, 无害化处理率, Reduction in emissions, Cost reduction, Complaints reduced, "
    "Vacancies filled, Population with access to electricity, % of staff trained, "
    "客户服务满意度 Customer satisfaction, Increase in household income, 新登记企业数, "
    "隐患整改完成数, 挽回经济损失, 清收不良贷款, 拆除违建, 贷款余额",
    -1: "未办结率, 未按时完成率, 不满意率, 未参保人数, Bins not collected, Jobs lost, "
    "Households without electricity, Calls not answered, Non-revenue water, "
    "Increase in complaints, "
    "People without access to safe water, Roads in poor condition, 客户投诉率 Complaint rate, "
    "超期办件, 不良贷款余额, 亏损企业, 药品收入占比, 闲置厂房, 流失客户",
    0: "未来社区, 审理天数, Women on boards, Gizmos, 新材料基地, 会议中心, 库存中心, 报警平台, "
    "防漏工程, 用电客户",
}


@pytest.mark.parametrize("sign", SIDES)
def test_names_that_deny_or_change_what_is_good(sign: int) -> None:
    names = SIDES[sign].split(", ")
    assert [name for name in names if direction_of(name) != sign] == []


def test_headers_with_money_at_their_end_and_codes_of_what_is_named() -> None:
    for text in ("Revised Budget £000", "Revised budget $'000", "Revised budget £m"):
        assert understand(text).role == "adjusted_target", text
    assert understand("Target %").role == "target"
    assert roles_of("Series Code") == roles_of("Indicator ref") == ("id",)
    assert roles_of("Series Description")[0] == "name"
