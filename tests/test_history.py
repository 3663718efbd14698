"""What was known when: revisions, changes between dates, and whether all of it still follows."""

from __future__ import annotations

import json
import os
import sqlite3
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
    assert "121 → 119" in text
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
    """A workspace whose one return went through the ledger, its scorecard published."""
    workspace(folder, LAIWU, "as_of = 2022-06-30\n")
    sent = rank_return(folder, LAIWU, "2022年第一季度", "2022-03-01", 121, "2021")
    run = scorecard("collect", str(sent), "--received-on", "2022-03-02", folder=folder)
    assert run.code == 0, run.out + run.err
    assert scorecard("render", "2022-Q1", folder=folder).code == 0
    return folder


def test_verify_agrees_with_what_was_published(tmp_path: Path) -> None:
    folder = collected(tmp_path)
    run = scorecard("verify", folder=folder)
    assert (run.code, run.err) == (0, "")
    document = json.loads((folder / "reports/2022-Q1/scorecard.json").read_text(encoding="utf-8"))
    assert len(document["ledger_head"]) == 64
    settled = next(a for a in document["assessments"] if a["target"] == "LW-RANK-2021")
    assert (settled["status"], settled["actual"]) == ("missed", 121)


def test_verify_names_the_first_place_that_does_not_agree(tmp_path: Path) -> None:
    folder = collected(tmp_path)
    published = folder / "reports/2022-Q1/scorecard.json"
    original = published.read_text(encoding="utf-8")
    published.write_text(original.replace('"actual": 121', '"actual": 120'), encoding="utf-8")
    run = scorecard("verify", folder=folder)
    assert run.code == 1
    assert "LW-RANK-2021" in run.err
    assert "actual" in run.err
    published.write_text(original, encoding="utf-8")
    archived = next((folder / "reports/archive").glob("*.xlsx"))
    archived.chmod(0o644)
    archived.write_bytes(b"other")
    assert archived.name in scorecard("verify", folder=folder).err


def test_verify_notices_a_changed_ledger(tmp_path: Path) -> None:
    folder = collected(tmp_path)
    connection = sqlite3.connect(folder / "reports/ledger.sqlite")
    connection.executescript(
        "DROP TRIGGER no_update; UPDATE entries SET value = 118 WHERE seq = 2;"
    )
    connection.close()
    run = scorecard("verify", folder=folder)
    assert run.code == 1
    assert "#2" in run.err


def test_the_ledger_goes_out_and_comes_back(tmp_path: Path) -> None:
    folder = collected(tmp_path)
    before = scorecard("status", "--format", "json", folder=folder).out
    assert scorecard("ledger", "backup", "copy.sqlite", folder=folder).code == 0
    os.truncate(folder / "reports/ledger.sqlite", 100)
    assert scorecard("status", folder=folder).code == 2
    assert scorecard("ledger", "restore", "copy.sqlite", folder=folder).code == 0
    assert scorecard("status", "--format", "json", folder=folder).out == before
