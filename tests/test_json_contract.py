"""The JSON of `status`, `render` and `assess`: names, nulls and numbers of the contract."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from fictional_assessments import frame, place, view

from scorecard.i18n import Words
from scorecard.report.exports import (
    findings_document,
    json_number,
    missing_document,
    status_document,
)
from scorecard.schema.findings import catalogue, finding
from scorecard.schema.frames import ASSESSMENTS
from scorecard.schema.vocabulary import Status
from scorecard.store import json_bytes

TOP = [
    *("schema", "as_of", "quarter", "ledger_head", "assessments", "summary", "scores"),
    "findings",
]
SCORE = [
    *("organisation", "unit", "weight_total", "weight_due", "weight_reported", "coverage"),
    *("points", "points_due", "rate", "rate_low", "rate_high", "rank"),
    *("ranked_by", "score_kind", "targets_judged", "targets_on_schedule"),
]
ASSESSMENT = [
    *("target", "target_version", "organisation", "unit", "indicator", "name", "measure"),
    *("direction", "comparator", "baseline", "baseline_period", "target_value", "upper"),
    "allowed_deviation",
    *("stretch", "due", "actual", "actual_period", "figure_state", "rank_of", "edition"),
    *("expected_value", "progress", "expected_progress", "lead_pp", "pace_ratio", "allowance"),
    *("required_per_quarter", "projection", "distance", "distance_unit", "method"),
    *("method_class", "method_value", "method_score", "points", "status", "flags"),
    *("reason_code", "reason", "source", "cell", "account"),
]
SUMMARY = [
    "counts",
    "weight_due",
    "weight_reported",
    "coverage",
    "score",
    "score_low",
    "score_high",
    "score_kind",
]
FINDING = ["code", "severity", "file", "sheet", "cell", "found", "expected", "message", "hint"]


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    made = json.loads(json_bytes(status_document(view("zh"))))
    assert isinstance(made, dict)
    return made


def test_every_key_is_there_in_its_order(document: dict[str, Any]) -> None:
    assert list(document) == TOP
    assert list(document["summary"]) == SUMMARY
    assert document["scores"]
    assert all(list(row) == SCORE for row in document["scores"])
    for row in document["assessments"]:
        assert list(row) == ASSESSMENT
        assert list(row["source"]) == ["document", "quote", "strength", "origin"]
        assert list(row["cell"]) == ["file", "sheet", "cell"]


def test_the_head_says_what_it_is(document: dict[str, Any]) -> None:
    assert document["schema"] == 1
    assert document["as_of"] == "2031-01-20"
    assert document["quarter"] == "2030-Q4"
    assert document["ledger_head"] is None


def test_every_status_is_counted(document: dict[str, Any]) -> None:
    assert list(document["summary"]["counts"]) == [str(status) for status in Status]
    assert document["summary"]["counts"]["overdue"] == 1
    assert document["summary"]["coverage"] is None  # two zones: their weights do not add up
    assert [row["coverage"] for row in document["scores"] if not row["unit"]] == [1, 0]


def test_the_undefined_is_null_and_the_rest_unrounded(document: dict[str, Any]) -> None:
    rank = document["assessments"][1]
    assert rank["actual"] is None
    assert rank["unit"] == "U1"
    assert rank["flags"] == ["indicative"]
    assert rank["source"] == {
        "document": "D1",
        "quote": "力争到2029年综合排名进入全国高新区前120名",
        "strength": "expected",
        "origin": "document",
    }
    assert rank["cell"] == {"file": None, "sheet": None, "cell": None}
    projects = next(r for r in document["assessments"] if r["target"] == "E-PROJECTS")
    assert projects["progress"] == 0.375
    assert projects["required_per_quarter"] == 6.25
    assert projects["cell"]["cell"] == "F5"


def test_a_whole_number_is_written_without_a_fraction() -> None:
    text = json_bytes(status_document(view("zh"))).decode()
    assert '"target_value": 120,' in text
    assert "NaN" not in text
    assert "120.0" not in text


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (120.0, 120),
        (-0.0, 0),
        (0.1, 0.1),
        (2.0**60, 2.0**60),
        (math.nan, None),
        (math.inf, None),
        (None, None),
    ],
)
def test_numbers_of_json(value: float | None, number: float | None) -> None:
    made = json_number(value)
    assert made == number
    assert type(made) is type(number)


def test_no_assessments_are_an_empty_list() -> None:
    made = status_document(view("en", assessments=frame([], ASSESSMENTS)))
    assert made["assessments"] == []
    assert list(made) == TOP


def test_the_same_view_gives_the_same_bytes() -> None:
    first, second = (json_bytes(status_document(view("zh"))) for _ in range(2))
    assert first == second
    assert first.endswith(b"}\n")
    assert "力争到2029年".encode() in first


def test_findings_have_their_nine_keys() -> None:
    code = next(iter(catalogue()))
    found = finding(code, place("D7"), "约18个")
    for language in ("zh", "en"):
        made = findings_document([found], Words(language))
        assert [list(row) for row in made["findings"]] == [FINDING]
        row = made["findings"][0]
        assert (row["code"], row["cell"], row["found"]) == (code, "D7", "约18个")
        assert row["severity"] in {"error", "warning", "note"}
        assert row["message"]
    inside = status_document(view("zh", findings=(found,)))["findings"]
    assert [list(row) for row in inside] == [FINDING]


def test_missing_figures_as_json() -> None:
    made = missing_document(view("zh"))
    assert [(row["indicator"], row["period"], row["days_late"]) for row in made["missing"]] == [
        ("output", "2030", 5)
    ]
    assert [row["targets"] for row in made["awaited"]] == [["E-RANK-2030"]]
