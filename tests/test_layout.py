"""The declared layouts: names that cannot be mistaken, words that are the model's."""

from __future__ import annotations

import unicodedata
from collections import Counter

import pytest

from scorecard.schema.quarterly_form import FORM
from scorecard.schema.sheets import BOOK, PROJECTS, SheetLayout
from scorecard.schema.vocabulary import (
    Basis,
    Choice,
    Comparator,
    Direction,
    FigureState,
    Frequency,
    GoalClass,
    Measure,
    Method,
    Pathway,
    Severity,
    Strength,
)

SHEETS = {**BOOK, PROJECTS.id: PROJECTS, **FORM}


def plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=lambda s: s.id)
def test_no_header_of_a_sheet_and_no_word_of_a_column_has_two_meanings(sheet: SheetLayout) -> None:
    headers = Counter(n for c in sheet.columns for n in {plain(n) for n in c.names})
    assert [name for name, times in headers.items() if times > 1] == []
    for column in sheet.columns:
        assert (column.kind == "choice") == bool(column.choices)
        words = Counter(n for c in column.choices for n in {plain(n) for n in c.names})
        assert [word for word, times in words.items() if times > 1] == []


@pytest.mark.parametrize("group", [tuple(BOOK), tuple(FORM)])
def test_no_sheet_name_has_two_meanings(group: tuple[str, ...]) -> None:
    names = Counter(n for s in group for n in {plain(n) for n in SHEETS[s].names})
    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize(
    ("sheet", "column", "words"),
    [
        ("indicators", "measure", Measure),
        ("indicators", "reported_as", Basis),
        ("indicators", "frequency", Frequency),
        ("targets", "direction", Direction),
        ("targets", "comparator", Comparator),
        ("targets", "pathway", Pathway),
        ("targets", "method", Method),
        ("goals", "strength", Strength),
        ("goals", "class", GoalClass),
        ("form", "state", FigureState),
        ("rules", "severity", Severity),
    ],
)
def test_choices_are_the_words_of_the_model(sheet: str, column: str, words: type[Choice]) -> None:
    assert [c.id for c in SHEETS[sheet].column(column).choices] == [w.value for w in words]


def test_a_column_that_does_not_exist_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        SHEETS["goals"].column("colour")
