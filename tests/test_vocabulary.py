"""The closed words: each in both languages, each status in its groups, all of them found again."""

from __future__ import annotations

import pickle

import pytest

from scorecard.i18n import Words
from scorecard.report import method as texts
from scorecard.report.page import GROUPS
from scorecard.schema import vocabulary
from scorecard.schema.errors import Name
from scorecard.schema.vocabulary import (
    BEHIND,
    GOOD,
    OPEN,
    OUTSIDE,
    RED,
    SETTLED,
    VERDICTS,
    WAITING,
    WORST_FIRST,
    WORST_PART_FIRST,
    Choice,
    Comparator,
    Flag,
    Status,
    Word,
)

VOCABULARIES = [
    found
    for module in (vocabulary,)
    for found in vars(module).values()
    if isinstance(found, type) and issubclass(found, Word) and len(found)
]


def chinese(text: str) -> bool:
    return any("\u4e00" <= c <= "\u9fff" for c in text)


@pytest.mark.parametrize("words", VOCABULARIES)
def test_every_word_has_its_names_in_both_languages(words: type[Word]) -> None:
    for word in words:
        assert chinese(word.said.within("zh")) or words is Comparator, word
        assert word.said.within("en"), word
        assert not chinese(word.said.within("en")), word
        assert words.lookup(str(word)) is word
        assert pickle.loads(pickle.dumps(word)) is word  # noqa: S301  (our own)


@pytest.mark.parametrize("words", [v for v in VOCABULARIES if issubclass(v, Choice)])
def test_every_spelling_of_a_choice_is_its_own(words: type[Choice]) -> None:
    names = [name for word in words for name in {name.casefold() for name in word.names}]
    assert len(names) == len(set(names))
    for word in words:
        assert (word.within("zh"), word.within("en")) == (word.zh, word.en)


@pytest.mark.parametrize("group", [texts.SHEETS, texts.COLUMNS])
def test_every_title_is_in_both_languages(group: dict[str, Name]) -> None:
    for title in group.values():
        assert chinese(title)
        assert title.en


def test_the_statuses_have_the_words_of_the_method() -> None:
    words = Words("zh")
    assert [words.label(Status, status) for status in Status] == [
        *("已完成", "超进度", "达进度", "略滞后", "滞后", "未完成"),
        *("未到期", "待公布", "未报", "不计分"),
    ]


def test_every_status_has_its_row() -> None:
    assert len({status.symbol for status in Status}) == len(Status)
    assert len({status.tone for status in Status}) == len(Status)
    for word in (*Status, *Flag):
        assert chinese(word.meaning)
        assert word.meaning.en
    for status in Status:
        assert status.terminal
        assert len(status.symbol) == 1


def test_every_status_has_its_place_in_both_orders() -> None:
    assert sorted(WORST_FIRST) == sorted(WORST_PART_FIRST) == sorted(Status)
    assert [str(status) for status in WORST_PART_FIRST] == [
        *("missed", "off_track", "overdue", "awaiting_data", "at_risk"),
        *("on_track", "ahead", "not_due", "not_scored", "achieved"),
    ]
    assert [str(status) for status in WORST_FIRST] == [
        *("missed", "off_track", "at_risk", "overdue", "on_track"),
        *("ahead", "achieved", "awaiting_data", "not_due", "not_scored"),
    ]


def test_the_groups_of_statuses_cover_them() -> None:
    assert set(VERDICTS) == {*GOOD, *BEHIND}
    assert set(Status) == {*VERDICTS, *WAITING, *OUTSIDE}
    assert set(GROUPS[0]).union(*GROUPS) == set(Status)
    assert sum(map(len, GROUPS)) == len(Status)
    assert not set(GOOD) & set(BEHIND)
    assert set(RED) < set(BEHIND)
    assert set(OPEN) | set(SETTLED) == {*VERDICTS, Status.NOT_SCORED}
    assert not set(OPEN) & set(SETTLED)
    known = {"verdict", "good", "behind", "red", "open", "settled", "waiting", "outside"}
    assert set().union(*(status.groups for status in Status)) == known
