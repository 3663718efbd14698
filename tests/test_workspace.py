"""`scorecard.toml` and the folder layout."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from scorecard.i18n import Words
from scorecard.schema.bands import PRESETS, policy_bands, policy_grades
from scorecard.schema.errors import NoWorkspaceError, SettingsError
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import Method
from scorecard.workspace import find_workspace, known_settings, load_workspace, workspace_from

FULL = """
title = "虚构示例"
language = "en"
fiscal_year_start = 4
timezone = "Pacific/Auckland"
as_of = 2022-03-31
method = "schedule"
reporting_days = 10
[thresholds]
on_track = 0.9
coverage_gate = 0.7
rank_change = 2
[schedule]
behind_by = -30
relative = true
[palette]
ahead = "#2E7D32"
[labels]
ahead = "快于计划"
"""


def test_every_setting_arrives(tmp_path: Path) -> None:
    (tmp_path / "scorecard.toml").write_text(FULL, encoding="utf-8")
    workspace = load_workspace(tmp_path)
    policy = workspace.policy
    assert (workspace.title, workspace.language, workspace.timezone) == (
        "虚构示例",
        "en",
        "Pacific/Auckland",
    )
    assert workspace.as_of == date(2022, 3, 31)
    assert (policy.method, policy.fiscal_start, policy.reporting_days) == (Method.SCHEDULE, 4, 10)
    assert (policy.on_track, policy.coverage_gate, policy.rank_change) == (0.9, 0.7, 2)
    assert (policy.behind_by, policy.relative) == (-30.0, True)
    assert (workspace.palette["ahead"], workspace.labels["ahead"]) == ("#2E7D32", "快于计划")


def test_an_empty_file_gives_the_defaults(tmp_path: Path) -> None:
    (tmp_path / "scorecard.toml").write_bytes(b"\xef\xbb\xbf")
    workspace = load_workspace(tmp_path)
    assert (workspace.title, workspace.as_of, workspace.policy.method) == (
        tmp_path.name,
        None,
        Method.PACE,
    )


def test_all_faults_of_the_settings_come_at_once() -> None:
    faulty = {
        "language": "fr",
        "as_of": "2021-12-31",
        "method": "guess",
        "reporting_days": -1,
        "fiscal_year_start": 13,
        "colour": 1,
        "thresholds": {"at_risk": 2.0, "zone": 1, "on_track": True},
        "palette": {"ahead": "red", "amber": "#FFFFFF"},
    }
    with pytest.raises(SettingsError) as raised:
        workspace_from(faulty, Path())
    keys = {one.params["key"] for one in (raised.value, *raised.value.others)}
    assert keys == {
        "language",
        "as_of",
        "method",
        "reporting_days",
        "fiscal_year_start",
        "colour",
        "thresholds",
        "thresholds.zone",
        "thresholds.on_track",
        "palette.ahead",
        "palette.amber",
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("title = \n", "scorecard.toml:1: TOML: found title =, "),
        ("as_of = 2021-02-30", "scorecard.toml:1: TOML: found as_of = 2021-02-30, "),
        ("a = 1\na = 2", "scorecard.toml:2: TOML: found a = 2, "),
        ("x = " + "[" * 5000, "found brackets within brackets without end, "),
        ("x = " + "9" * 5000, "found a number with thousands of digits, "),
        ("title = \udcff", "found other characters, "),
    ],
)
def test_a_file_that_is_not_toml_is_one_fault_in_words_of_ours(
    tmp_path: Path, text: str, told: str
) -> None:
    path = tmp_path / "scorecard.toml"
    path.write_text(text, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(SettingsError) as fault:
        load_workspace(tmp_path)
    assert told in Words("en").error(fault.value)[0]


def test_the_workspace_is_found_upwards(tmp_path: Path) -> None:
    inner = tmp_path / "targets" / "deep"
    inner.mkdir(parents=True)
    with pytest.raises(NoWorkspaceError):
        find_workspace(inner)
    (tmp_path / "scorecard.toml").touch()
    assert find_workspace(inner) == tmp_path.resolve()


def test_books_and_returns_stand_where_the_layout_says(tmp_path: Path) -> None:
    (tmp_path / "scorecard.toml").touch()
    book = tmp_path / "targets" / "甲.xlsx"
    sent = tmp_path / "reports" / "2021-Q4" / "returns" / "甲.xlsx"
    for path in (book, sent):
        path.parent.mkdir(parents=True)
        path.touch()
    workspace = load_workspace(tmp_path)
    assert (workspace.books(), workspace.returns()) == ([book], [sent])
    assert workspace.relative(sent) == "reports/2021-Q4/returns/甲.xlsx"
    assert "thresholds.on_track" in known_settings()


def banded(bands: object) -> str:
    return workspace_from({"schedule": {"bands": bands}}, Path()).policy.bands


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ("银川", PRESETS["银川"].labels),
        ("sanya-2022", PRESETS["三亚"].labels),
        ("绿 (on_track, green): >= 0; 黄 (at_risk): [-30, 0); 红 (off_track): < -30", "绿黄红"),
        ({"on_track": ">= 0", "off_track": "< 0"}, ("on_track", "off_track")),
        (
            {
                "绿": {"status": "on_track", "colour": "green", "numbers": ">= 0"},
                "红": {"status": "off_track", "numbers": "< 0"},
            },
            "绿红",
        ),
    ],
)
def test_bands_are_a_preset_a_text_or_a_table(typed: object, labels: Iterable[str]) -> None:
    assert policy_bands(Policy(bands=banded(typed))).labels == tuple(labels)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (
            "on_track: >= 0; at_risk: [-30, -10]; off_track: < -30",
            ["(-10, 0) (at_risk | on_track)"],
        ),
        ("on_track: >= 0; off_track: <= 0", ["= 0 (off_track | on_track)"]),
        ({"on_track": ">= 0", "off_track": "< -10"}, ["[-10, 0) (off_track | on_track)"]),
        ("on_track: > 10; at_risk: [0, 5)", ["< 0 (at_risk)", "[5, 10] (at_risk | on_track)"]),
        ("on_track: (5, 5]; off_track: < 5; ahead: >= 5", ["(5, 5] (on_track)"]),
        ("绿: >= 0; 红: < 0", ["绿"]),
        ("成都", ["成都"]),
        (12, ["12"]),
        ({"on_track": "10-30"}, ["10-30"]),
    ],
)
def test_bands_that_cannot_be_used_name_the_numbers(typed: object, found: list[str]) -> None:
    with pytest.raises(SettingsError) as raised:
        banded(typed)
    faults = (raised.value, *raised.value.others)
    assert [fault.params["found"] for fault in faults] == found
    assert {fault.params["key"] for fault in faults} == {"schedule.bands"}


def test_grades_are_a_preset_or_bands() -> None:
    policy = workspace_from({"score": {"grades": "厦门"}}, Path()).policy
    assert policy.grades == "厦门"
    typed = workspace_from({"score": {"grades": {"好": ">= 60", "差": "< 60"}}}, Path()).policy
    grades = policy_grades(typed)
    assert grades is not None
    assert grades.labels == ("好", "差")
    with pytest.raises(SettingsError) as raised:
        workspace_from({"score": {"grades": "好: >= 60; 差: < 50"}}, Path())
    assert raised.value.params["found"] == "[50, 60) (差 | 好)"
