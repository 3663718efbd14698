"""The main job as its users see it: the repository's workspace, and figures of one's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from scratch import ROOT, rank_return, scorecard, workspace

LAIWU = "莱芜高新区"


def assessed(folder: Path, as_of: str) -> dict[str, dict[str, Any]]:
    run = scorecard("status", "--format", "json", "--as-of", as_of, folder=folder)
    assert run.code == 0, run.err
    document = json.loads(run.out)
    assert document["as_of"] == as_of
    return {one["target"]: one for one in document["assessments"]}


@pytest.mark.parametrize(
    ("as_of", "first", "second"),
    [
        ("2019-12-31", "not_due", "not_due"),
        ("2022-01-31", "awaiting_data", "not_due"),
        ("2022-03-31", "awaiting_data", "not_due"),
        ("2022-12-31", "overdue", "not_due"),
        ("2023-12-31", "overdue", "not_due"),
        ("2024-01-01", "overdue", "awaiting_data"),
        ("2024-03-31", "overdue", "awaiting_data"),
        ("2024-04-01", "overdue", "overdue"),
    ],
)
def test_laiwu_by_date_never_guesses_a_rank(as_of: str, first: str, second: str) -> None:
    targets = assessed(ROOT, as_of)
    for name, status in (("LW-RANK-2021", first), ("LW-RANK-2023", second)):
        assert targets[name]["status"] == status
        assert targets[name]["actual"] is None
        assert targets[name]["flags"] == ["indicative"]
    if first == "awaiting_data":
        assert targets["LW-RANK-2021"]["reason_code"] == "edition_not_published"


@pytest.mark.parametrize(
    ("place", "status", "distance"),
    [(118, "achieved", 2), (120, "achieved", 0), (121, "missed", 1)],
)
def test_the_rank_of_2021_settles_the_target_of_2021(
    tmp_path: Path, place: int, status: str, distance: int
) -> None:
    folder = workspace(tmp_path, LAIWU)
    rank_return(folder, LAIWU, "2022年第一季度", "2022-03-01", place, "2021")
    target = assessed(folder, "2022-06-30")["LW-RANK-2021"]
    assert (target["status"], target["actual"], target["rank_of"]) == (status, place, 169)
    assert (target["distance"], target["distance_unit"]) == (distance, "places")
    told = scorecard("explain", "LW-RANK-2021", "--as-of", "2022-06-30", folder=folder)
    if status == "missed":
        assert "差1位" in told.out


@pytest.mark.parametrize(("place", "status", "by"), [(103, "missed", 3), (88, "achieved", 12)])
def test_the_rank_of_2023_settles_the_target_of_2023(
    tmp_path: Path, place: int, status: str, by: int
) -> None:
    folder = workspace(tmp_path, LAIWU)
    rank_return(folder, LAIWU, "2024年第一季度", "2024-03-01", place, "2023")
    target = assessed(folder, "2024-06-30")["LW-RANK-2023"]
    assert (target["status"], target["actual"], target["distance"]) == (status, place, by)


def test_a_rank_of_2020_does_not_settle_2021(tmp_path: Path) -> None:
    folder = workspace(tmp_path, LAIWU)
    rank_return(folder, LAIWU, "2021年第一季度", "2021-02-26", 118, "2020")
    assert assessed(folder, "2022-01-31")["LW-RANK-2021"]["status"] == "awaiting_data"
    assert assessed(folder, "2022-12-31")["LW-RANK-2021"]["status"] == "overdue"


def test_a_figure_is_unseen_before_it_was_known(tmp_path: Path) -> None:
    folder = workspace(tmp_path, LAIWU)
    rank_return(folder, LAIWU, "2022年第一季度", "2022-03-01", 118, "2021")
    assert assessed(folder, "2022-02-28")["LW-RANK-2021"]["status"] == "awaiting_data"
    assert assessed(folder, "2022-03-01")["LW-RANK-2021"]["status"] == "achieved"


def test_explain_prints_the_sentence_with_document_and_date() -> None:
    run = scorecard("explain", "LW-RANK-2021", folder=ROOT)
    assert run.code == 0
    assert "力争到2021年综合排名进入全国高新区前120名" in run.out
    assert "济南日报" in run.out
    assert "2019年7月18日" in run.out


def test_the_exit_code_tells_what_is_the_matter(tmp_path: Path) -> None:
    assert scorecard("check", folder=ROOT).code == 0
    assert scorecard("status", folder=ROOT).code == 0
    assert scorecard("status", "--fail-on", "overdue", folder=ROOT).code == 3
    assert scorecard("status", "--fail-on", "missed", folder=ROOT).code == 0
    assert scorecard("status", "--missing", folder=ROOT).code == 4
    assert scorecard("status", "--missing", "--fail-on", "overdue", folder=ROOT).code == 3
    assert scorecard("status", "--as-of", "yesterday", folder=ROOT).code == 2
    assert scorecard("status", "--organisation", "nobody", folder=ROOT).code == 2
    assert scorecard("explain", "nothing", folder=ROOT).code == 2
    nowhere = scorecard("status", folder=tmp_path)
    assert nowhere.code == 2
    assert "Traceback" not in nowhere.err


def test_nothing_known_before_the_report_of_zhonglou_was_published() -> None:
    after = scorecard("status", "--organisation", "钟楼高新园", folder=ROOT)
    before = scorecard(
        "status", "--organisation", "钟楼高新园", "--as-of", "2023-07-05", folder=ROOT
    )
    assert "135.7亿元" in after.out
    assert "135.7" not in before.out


@pytest.mark.parametrize("language", ["zh", "en"])
def test_both_languages_speak_throughout(language: str) -> None:
    run = scorecard("status", "--lang", language, folder=ROOT)
    assert ("未报" in run.out) == (language == "zh")
    assert ("Overdue" in run.out) == (language == "en")
    hint = scorecard("status", "--as-of", "x", "--lang", language, folder=ROOT)
    assert ("is not a period" in hint.err) == (language == "en")


def test_a_quarter_is_judged_by_the_last_day_it_was_the_latest() -> None:
    run = scorecard("status", "--quarter", "2021年第四季度", "--format", "json", folder=ROOT)
    document = json.loads(run.out)
    assert (document["quarter"], document["as_of"]) == ("2021-Q4", "2022-03-30")
    ahead = scorecard("status", "--quarter", "2023-Q3", folder=ROOT)
    assert ahead.code == 2
