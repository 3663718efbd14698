"""What was known when: revisions, and changes between dates."""

from __future__ import annotations

import json
import os
from pathlib import Path

from scratch import rank_return, scorecard, workspace

LAIWU = "莱芜高新区"


def restated(folder: Path) -> Path:
    """A workspace in which the rank of 2021 was first reported as 121, later as 119."""
    workspace(folder, LAIWU, "as_of = 2022-12-31\n")
    first = rank_return(folder, LAIWU, "2022年第一季度", "2022-03-01", 121, "2021")
    first.rename(first.with_name("first.xlsx"))
    rank_return(folder, LAIWU, "2022年第一季度", "2022-06-01", 119, "2021")
    return folder


def test_history_shows_every_vintage_and_the_status_of_its_day(tmp_path: Path) -> None:
    run = scorecard("history", "LW-RANK-2021", "--format", "json", folder=restated(tmp_path))
    assert run.code == 0, run.err
    (part,) = json.loads(run.out)["histories"]
    assert [(f["value"], f["change"], f["current"]) for f in part["figures"]] == [
        (121, None, False),
        (119, -2, True),
    ]
    assert [(s["as_of"], s["status"]) for s in part["statuses"]] == [
        ("2019-07-18", "not_due"),
        ("2022-03-01", "missed"),
        ("2022-06-01", "achieved"),
        ("2022-12-31", "achieved"),
    ]


def test_history_names_what_it_does_not_know(tmp_path: Path) -> None:
    run = scorecard("history", "nothing", folder=workspace(tmp_path, LAIWU, "as_of = 2022-12-31\n"))
    assert run.code == 2
    assert "LW-RANK-2021" in run.err


def test_diff_tells_which_light_a_restatement_flipped(tmp_path: Path) -> None:
    folder = restated(tmp_path)
    run = scorecard("diff", "2022-03-31", "2022-12-31", "--format", "json", folder=folder)
    document = json.loads(run.out)
    flips = [(r["target"], r["status_before"], r["status_after"]) for r in document["flipped"]]
    assert flips == [("LW-RANK-2021", "missed", "achieved")]
    (figure,) = document["restated"]
    assert (figure["value_before"], figure["value"]) == (121, 119)
    text = scorecard("diff", "2022-03-31", "2022-12-31", folder=folder, width=80).out
    assert "第121位 → 第119位" in text
    assert "翻灯：LW-RANK-2021 × 未完成 → ★ 已完成" in text
    again = scorecard("diff", "2022-12-31", "2022-03-31", "--format", "json", folder=folder)
    assert json.loads(again.out) == document


def test_a_new_figure_is_not_a_restatement(tmp_path: Path) -> None:
    document = json.loads(
        scorecard(
            "diff", "2021-12-31", "2022-03-31", "--format", "json", folder=restated(tmp_path)
        ).out
    )
    assert document["restated"] == []
    assert document["flipped"] == []
    assert [r["target"] for r in document["statuses"]] == ["LW-RANK-2021"]


def collected(folder: Path) -> Path:
    """A workspace whose one return went through the ledger, and that is all."""
    workspace(folder, LAIWU, "as_of = 2022-06-30\n")
    sent = rank_return(folder, LAIWU, "2022年第一季度", "2022-03-01", 121, "2021")
    run = scorecard("collect", str(sent), "--received-on", "2022-03-02", folder=folder)
    assert run.code == 0, run.out + run.err
    return folder


def test_the_ledger_goes_out_and_comes_back(tmp_path: Path) -> None:
    folder = collected(tmp_path)
    before = scorecard("status", "--format", "json", folder=folder).out
    assert scorecard("ledger", "backup", "copy.sqlite", folder=folder).code == 0
    os.truncate(folder / "reports/ledger.sqlite", 100)
    assert scorecard("status", folder=folder).code == 2
    assert scorecard("ledger", "restore", "copy.sqlite", folder=folder).code == 0
    assert scorecard("status", "--format", "json", folder=folder).out == before


def test_the_workspace_may_be_named_before_the_command(tmp_path: Path) -> None:
    restated(tmp_path / "w")
    for arguments in (("-C", "w", "status"), ("status", "-C", "w")):
        run = scorecard(*arguments, "--format", "json", folder=tmp_path)
        assert run.code == 0, run.err
        assert json.loads(run.out)["as_of"] == "2022-12-31"
    elsewhere = scorecard("-C", "w", "ledger", "backup", "copy.sqlite", folder=tmp_path)
    assert elsewhere.code == 2
    assert "没有台账 ledger.sqlite" in elsewhere.err


def test_who_has_not_reported_is_told_to_programs_too(tmp_path: Path) -> None:
    folder = workspace(tmp_path, LAIWU, "as_of = 2022-12-31\n")
    run = scorecard("status", "--missing", "--format", "json", folder=folder)
    assert run.code == 4
    document = json.loads(run.out)
    assert set(document) == {"schema", "as_of", "quarter", "missing", "awaited"}
    (late,) = [one for one in document["missing"] if "LW-RANK-2021" in one["targets"]]
    assert (late["period"], late["status"]) == ("2021", "overdue")
    assert late["days_late"] > 0
    table = scorecard("status", "--missing", "--format", "csv", folder=folder)
    assert table.code == 4
    head, *lines = table.out.lstrip("\ufeff").splitlines()
    assert head.startswith("organisation,unit,indicator,name,period,deadline,days_late")
    assert len(lines) == len(document["missing"]) + len(document["awaited"])


def test_a_name_that_is_nearly_right_is_offered(tmp_path: Path) -> None:
    folder = workspace(tmp_path, LAIWU, "as_of = 2022-12-31\n")
    run = scorecard("explain", "LW-RNK-2021", folder=folder)
    assert run.code == 2
    assert run.err.splitlines()[1].split("：")[1].startswith("LW-RANK-2021")
    assert scorecard("history", "lw-rank-2021", folder=folder).code == 0
