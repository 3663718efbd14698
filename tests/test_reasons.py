"""Every reason has one sentence in both languages, filled from the assessment's own columns."""

from __future__ import annotations

import re
import string
import tomllib
from dataclasses import fields
from pathlib import Path

import pandas as pd
import pytest
from fictional_assessments import assessment, frame, view

from scorecard import schema
from scorecard.report.view import TargetRow
from scorecard.schema.errors import ScorecardError
from scorecard.schema.frames import ASSESSMENTS
from scorecard.schema.vocabulary import (
    NoPlace,
    NoPoints,
    NoScore,
    NoSum,
    Reason,
    Status,
    last_known,
)

SCHEMA = Path(schema.__path__[0])
PLACEHOLDERS = {
    "actual": "actual",
    "actual_period": "actual_period",
    "allowance": "allowance",
    "baseline": "baseline",
    "deadline": "deadline",
    "due": "due",
    "expected": "expected_value",
    "expected_period": "expected_period",
    "expected_progress": "expected_progress",
    "figure": "actual",
    "first_due": "period_needed",
    "gap": "distance",
    "growth": "method_value",
    "lead": "lead_pp",
    "method": "method",
    "method_class": "method_class",
    "method_value": "method_value",
    "needed": "period_needed",
    "pace": "pace_ratio",
    "progress": "progress",
    "projection": "projection",
    "so_far": "known_value",
    "target": "target_value",
}

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


def test_every_placeholder_prints_a_column_of_assessments() -> None:
    named = {
        reason: {PLACEHOLDERS[name] for name in placeholders(f"{reason.said} {reason.instead}")}
        for reason in Reason
    }
    assert {
        r: names - set(ASSESSMENTS) for r, names in named.items() if names - set(ASSESSMENTS)
    } == {}
    needing = [reason for reason in Reason if reason.without]
    assert {PLACEHOLDERS[reason.without] for reason in needing} <= set(ASSESSMENTS)
    assert [r for r in needing if r.without in placeholders(r.instead)] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_sentence_is_filled(language: str) -> None:
    given = [assessment(f"T{n}", Status.ON_TRACK, r, **EVERYTHING) for n, r in enumerate(Reason)]
    told = [row.reason for row in view(language, assessments=frame(given, ASSESSMENTS)).rows]
    assert len(told) == len(Reason)
    end = "。" if language == "zh" else "."
    assert [t for t in told if "{" in t or "–" in t or not t.endswith(end)] == []


def test_every_sentence_is_translated() -> None:
    said = [text for reason in Reason for text in (reason.said, reason.instead) if text]
    pairs = [(text.within("zh"), text.within("en")) for text in said]
    assert [(zh, en) for zh, en in pairs if placeholders(zh) != placeholders(en)] == []
    assert [zh for zh, _ in pairs if not re.search("[\u4e00-\u9fff]", zh)] == []
    assert [zh for zh, en in pairs if zh == en] == []


def test_no_sentence_is_without_its_code() -> None:
    declared = tomllib.loads((SCHEMA / "reasons.toml").read_text(encoding="utf-8"))
    for part in ("last_known", "figure"):
        declared.pop(part)
    kinds = (Reason, NoPoints, NoScore, NoPlace, NoSum)
    assert {kind.__name__: list(map(str, kind)) for kind in kinds} == {
        name: list(codes) for name, codes in declared.items()
    }


def kinds_of(kind: type[ScorecardError] = ScorecardError) -> list[type[ScorecardError]]:
    below = (each for one in kind.__subclasses__() for each in kinds_of(one))
    return [one for one in (kind, *below) if one.__module__ == ScorecardError.__module__]


def test_every_error_says_what_is_wrong_in_both_languages() -> None:
    declared = tomllib.loads((SCHEMA / "errors.toml").read_text(encoding="utf-8"))
    assert set(declared) <= {kind.__name__ for kind in kinds_of()}
    errors = [kind.__new__(kind) for kind in kinds_of()]
    told = [text for error in errors for text in (error.message, error.hint) if text]
    assert all(error.message for error in errors)
    assert [zh for zh in told if placeholders(zh) != placeholders(zh.en)] == []
    assert [zh for zh in told if zh.en in {"", zh}] == []


def test_an_unknown_number_is_said_to_be_unknown() -> None:
    rows = frame([assessment("T", Status.AT_RISK, Reason.PACE, actual=1.0)], ASSESSMENTS)
    assert "–" in view("zh", assessments=rows).rows[0].reason


def test_an_older_figure_is_told_after_the_sentence() -> None:
    told = view("zh").rows[1]
    assert told.reason.endswith("最近数据：第121位（2029年）。")
    assert placeholders(last_known()) == {"value", "period"}


def test_every_text_field_of_a_row_is_text() -> None:
    row = view("zh").rows[0]
    for field in fields(TargetRow):
        if field.type == "str":
            assert isinstance(getattr(row, field.name), str), field.name
