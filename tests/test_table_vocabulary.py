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
