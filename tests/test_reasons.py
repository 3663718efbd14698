"""Every reason has one sentence in both languages, filled from the assessment's own columns."""

from __future__ import annotations

import string
from dataclasses import fields

import pandas as pd
import pytest
from fictional_assessments import assessment, frame, view

from scorecard.report.view import TargetRow
from scorecard.schema.frames import ASSESSMENTS
from scorecard.schema.reasons import LAST_KNOWN, PLACEHOLDERS, Reason
from scorecard.schema.vocabulary import Status

EVERYTHING = {
    "indicator": "projects",
    "name": "项目数（虚构示例）",
    "unit_of_measure": "个",
    "decimals": 0,
    "measure": "flow",
    "direction": "increase",
    "comparator": ">=",
    "target_value": 40.0,
    "due": "2031",
    "baseline": 3.0,
    "actual": 15.0,
    "actual_period": "2030-Q4",
    "expected_value": 20.0,
    "expected_period": "2030-Q4",
    "progress": 0.375,
    "expected_progress": 0.5,
    "lead_pp": -12.5,
    "pace_ratio": 0.75,
    "allowance": 2.5,
    "projection": 31.0,
    "distance": 5.0,
    "distance_unit": "value",
    "method_class": "cloud",
    "method_value": 0.66,
    "period_needed": "2031-Q1",
    "deadline": pd.Timestamp(2031, 4, 15),
    "known_value": 15.0,
    "known_period": "2030-Q4",
}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("reason", list(Reason))
def test_every_placeholder_prints_a_column_of_assessments(reason: Reason) -> None:
    for sentence in (reason.said, reason.instead):
        for name in placeholders(sentence):
            assert PLACEHOLDERS[name] in ASSESSMENTS
    assert not reason.without or PLACEHOLDERS[reason.without] in ASSESSMENTS
    assert reason.without not in placeholders(reason.instead)


@pytest.mark.parametrize("reason", list(Reason))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_sentence_is_filled(reason: Reason, language: str) -> None:
    status = Status.ON_TRACK
    rows = frame([assessment("T", status, reason, **EVERYTHING)], ASSESSMENTS)
    sentence = view(language, assessments=rows).rows[0].reason
    assert "{" not in sentence
    assert sentence[-1] == ("。" if language == "zh" else ".")
    assert "–" not in sentence


@pytest.mark.parametrize("reason", list(Reason))
def test_every_sentence_is_translated(reason: Reason) -> None:
    for sentence in filter(None, (reason.said, reason.instead)):
        chinese, english = sentence.within("zh"), sentence.within("en")
        assert chinese != english
        assert placeholders(chinese) == placeholders(english)
        assert any("\u4e00" <= c <= "\u9fff" for c in chinese)


def test_an_unknown_number_is_said_to_be_unknown() -> None:
    rows = frame([assessment("T", Status.AT_RISK, Reason.PACE, actual=1.0)], ASSESSMENTS)
    assert "–" in view("zh", assessments=rows).rows[0].reason


def test_an_older_figure_is_told_after_the_sentence() -> None:
    told = view("zh").rows[1]
    assert told.reason.endswith("最近数据：第121位（2029年）。")
    assert placeholders(LAST_KNOWN) == {"value", "period"}


def test_every_text_field_of_a_row_is_text() -> None:
    row = view("zh").rows[0]
    for field in fields(TargetRow):
        if field.type == "str":
            assert isinstance(getattr(row, field.name), str), field.name
