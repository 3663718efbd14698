"""What a person may say of a plain table: options, the small file beside it, how it was read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from scratch import scorecard

UNKNOWN = "Gizmo,Old goal,Reached thing\nWidget,10,12\nGadget,20,18\n"
FISCAL = (
    "Indicator,Unit,Direction,Baseline,Base year,Target,Target year,Actual,Year\n"
    "Calls,%,increase,70,FY22,90,FY26,78,FY24\n"
)
PLAIN = """\
Report 2024
Indicator,Unit,Target 2024,Actual 2024,Oddity
Goods,,,,
Trees planted,trees,50,52,x
Gizmo balance,EUR,10,12,y
Total,,60,64,
Source: made up
"""


def read(folder: Path, name: str, text: str, *more: str, code: int = 0) -> dict[str, Any]:
    (folder / name).write_text(text, encoding="utf-8")
    given = ("assess", name, "--lang", "en", "--as-of", "2024-12-31", "--format", "json", *more)
    done = scorecard(*given, folder=folder)
    assert done.code == code, done.err + done.out[-1500:]
    document: dict[str, Any] = json.loads(done.out)
    return document


def statuses(document: dict[str, Any]) -> dict[str, str]:
    return {row["name"]: row["status"] for row in document["assessments"]}


def codes(document: dict[str, Any]) -> set[str]:
    return {f["code"] for f in document["findings"] if f["severity"] != "note"}


def test_a_mapping_and_a_direction_answer_what_was_asked(tmp_path: Path) -> None:
    asked = read(tmp_path, "t.csv", UNKNOWN, code=1)
    assert "B427" in codes(asked)
    said = ("--map", "Old goal=target", "--map", "Reached thing=actual")
    asked = read(tmp_path, "t.csv", UNKNOWN, *said, code=1)
    assert codes(asked) == {"B403"}
    answered = read(tmp_path, "t.csv", UNKNOWN, *said, "--direction", "decrease")
    assert statuses(answered) == {"Widget": "missed", "Gadget": "achieved"}
    beside = 'direction = "increase"\n[map]\n"Old goal" = "target"\n"Reached thing" = "actual"\n'
    (tmp_path / "t.toml").write_text(beside, encoding="utf-8")
    assert statuses(read(tmp_path, "t.csv", UNKNOWN)) == {"Widget": "achieved", "Gadget": "missed"}
    answered = read(tmp_path, "t.csv", UNKNOWN, "--direction", "decrease")
    assert statuses(answered) == {"Widget": "missed", "Gadget": "achieved"}


@pytest.mark.parametrize(("named_by", "due"), [("start", "2026"), ("end", "2025")])
def test_which_year_names_a_fiscal_year(tmp_path: Path, named_by: str, due: str) -> None:
    assert codes(read(tmp_path, "f.csv", FISCAL, code=1)) == {"B417"}
    said = ("--fiscal-year-start", "7", "--fiscal-year-named-by", named_by)
    (row,) = read(tmp_path, "f.csv", FISCAL, *said)["assessments"]
    assert row["due"].startswith(due)
    (tmp_path / "f.toml").write_text(
        f'fiscal_year_start = 7\nfiscal_year_named_by = "{named_by}"\n', encoding="utf-8"
    )
    (row,) = read(tmp_path, "f.csv", FISCAL)["assessments"]
    assert row["due"].startswith(due)


def test_strict_takes_nothing_for_granted(tmp_path: Path) -> None:
    table = "Indicator,Direction,Target 2024,Actual 2024\nGizmos,up,10,12\n"
    read(tmp_path, "s.csv", table, "--strict")
    named = table.replace("Gizmos,up", "Trees planted,")
    assert codes(read(tmp_path, "s.csv", named, "--strict", code=1)) == {"B433"}
    assert codes(read(tmp_path, "p.csv", PLAIN, "--strict", code=1)) == {"B403", "B433"}
    falling = "Indicator,2024 target,Q1 2024,Q2 2024\nGizmos,1000,300,240\n"
    found = read(tmp_path, "f.csv", falling, "--strict", code=1)["findings"]
    assert {f["code"]: f["severity"] for f in found} == {"B402": "error"}


def test_every_cell_is_explained(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(PLAIN, encoding="utf-8")
    given = ("assess", "p.csv", "--lang", "en", "--as-of", "2024-12-31", "--direction", "increase")
    short, full = (
        scorecard(*given, *more, folder=tmp_path).out for more in ((), ("--explain-reading",))
    )
    assert "C Target 2024 = target 2024" in short
    assert "Row " not in short
    lines = [line for line in full.splitlines() if line.startswith("Row ")]
    assert lines == [
        "Row 2: header",
        "Row 3: heads other rows",
        "Row 4: A4 name · B4 unit_of_measure · C4 target · D4 actual · E4 not read",
        "Row 5: A5 name · B5 unit_of_measure · C5 target · D5 actual · E5 not read",
        "Row 6: total",
        "Row 7: footnote",
    ]
    assert "Gizmo balance" in full
