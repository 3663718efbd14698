"""Reported results recomputed: tables of claims on the command line, rates typed into returns."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pytest
from scratch import scorecard
from workbooks import BOOK, RETURN, edited, places, read, returned, sheets_of, xlsx

from scorecard.model.finding import Finding
from scorecard.workbook.files.csv_grid import csv_workbook
from scorecard.workbook.plain.claims import read_claims

PUBLISHED: Final = Path(__file__).parent / "data" / "published" / "recomputed_claims.csv"


def claims(folder: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    done = scorecard("assess", *arguments, "--format", "json", folder=folder)
    return done.code, json.loads(done.out)


def test_every_published_ratio_has_its_verdict_on_the_command_line(tmp_path: Path) -> None:
    code, document = claims(tmp_path, str(PUBLISHED))
    published = pd.read_csv(PUBLISHED, dtype=str, keep_default_na=False)
    assert [row["case"] for row in document["claims"]] == published["case"].tolist()
    ratios = published["type"].eq("ratio")
    ours = [row["verdict"] for row, ratio in zip(document["claims"], ratios, strict=True) if ratio]
    assert ours == published.loc[ratios, "verdict3"].tolist()
    assert code == 1  # some published results are inconsistent
    assert sum(document["counts"].values()) == len(published)
    wrong = {row["cell"]["cell"] for row in document["claims"] if row["verdict"] == "inconsistent"}
    found = {f["cell"] for f in document["findings"] if f["code"] == "X301"}
    assert found == wrong


def test_numerator_and_denominator(tmp_path: Path) -> None:
    text = "事项,分子,分母,报告值\na,10.52,18,58.42%\nb,129,270,48\nc,3,0,5\nd,16,17,94.13\n"
    (tmp_path / "k.csv").write_text(text, encoding="utf-8")
    code, document = claims(tmp_path, "k.csv")
    assert [row["verdict"] for row in document["claims"]] == [
        "rounding",
        "equal",
        None,
        "inconsistent",
    ]
    assert document["claims"][0]["recomputed"] == pytest.approx(58.4444, abs=1e-4)
    assert document["claims"][2]["reason_code"] == "zero_denominator"
    assert [(f["code"], f["cell"]) for f in document["findings"]] == [
        ("X302", "D2"),
        ("X303", "D4"),
        ("X301", "D5"),
    ]
    assert code == 1
    text = "\n".join(text.splitlines()[:3]) + "\n"
    (tmp_path / "k.csv").write_text(text, encoding="utf-8")
    assert claims(tmp_path, "k.csv")[0] == 0


def test_the_table_as_text_and_wrong_uses(tmp_path: Path) -> None:
    (tmp_path / "k.csv").write_text("case,expression,reported\na,35.4/88.5,39\n", encoding="utf-8")
    done = scorecard("assess", "k.csv", "--lang", "en", folder=tmp_path)
    assert "inconsistent" in done.out
    assert "35.4/88.5 gives 40, not 39" in done.err
    assert done.code == 1
    for wrong in (("--compare",), ("--method", "pace"), ("--format", "csv")):
        assert scorecard("assess", "k.csv", *wrong, folder=tmp_path).code == 2


def test_kinds_are_told_or_follow_from_the_expression() -> None:
    lines = (
        "kind,expression,reported",
        ",1/2,50",
        ",3<=4,",
        ",1+2,3",
        "完成率,1/4,25",
        "sum,1+1,2",
    )
    raw, found = csv_workbook("k.csv", "\n".join(lines).encode())
    assert found == []
    assert raw is not None
    table = read_claims(raw)
    assert table is not None
    assert table.values["kind"].tolist() == ["ratio", "subset", "identity", "ratio", "sum"]
    assert table.values["case"].tolist() == ["2", "3", "4", "5", "6"]


def test_a_table_without_a_reported_result_is_no_table_of_claims() -> None:
    raw, _ = csv_workbook("k.csv", b"id,baseline,target,actual\na,1,2,3\n")
    assert raw is not None
    assert read_claims(raw) is None


# ------------------------------------------------------------------ rates typed into returns

RATES: Final = {
    "填报表!L3": "完成率",
    "填报表!D4": "100",  # annual target of 产值; 55.5 to date
    "填报表!D5": "90",  # of 企业数; 72 now
}


def rates(edits: dict[str, str | None]) -> list[Finding]:
    books, _ = read(sheets_of(BOOK))
    _, findings = returned(edited(RETURN, {**RATES, **edits}), books)
    return findings


@pytest.mark.parametrize(
    "typed",
    ["55.5%", "0.555", "55.5", "'55.5%", "'55.50 ％", "80", "=G4/D4"],
)
def test_a_rate_that_follows_says_nothing(typed: str) -> None:
    cell = "填报表!L5" if typed == "80" else "填报表!L4"
    assert rates({cell: typed}) == []


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ({"填报表!L4": "58.42%"}, ("F160", "填报表!L4")),
        ({"填报表!L4": "0.6"}, ("F160", "填报表!L4")),
        ({"填报表!L5": "79"}, ("F160", "填报表!L5")),
        ({"填报表!D5": "91", "填报表!L5": "79"}, None),
        ({"填报表!D5": "95", "填报表!L5": "75"}, ("F161", "填报表!L5")),  # 75.79 cut off
        ({"填报表!J4": "完成率58.42%，进展顺利"}, ("F160", "填报表!J4")),
        ({"填报表!J4": "完成率为55.5%"}, None),
        ({"填报表!D4": None, "填报表!L4": "99%"}, None),
        ({"填报表!L4": "约五成"}, None),
    ],
)
def test_a_rate_that_does_not_follow(
    edits: dict[str, str | None], expected: tuple[str, str] | None
) -> None:
    assert places(rates(edits)) == ([expected] if expected else [])


def test_a_pasted_value_with_all_its_decimals_is_equal() -> None:
    assert rates({"填报表!D5": "70", "填报表!L5": repr(72 / 70)}) == []


def test_a_wrong_rate_is_a_warning_and_the_figure_still_counts(tmp_path: Path) -> None:
    (tmp_path / "targets").mkdir()
    (tmp_path / "targets" / "b.xlsx").write_bytes(xlsx(sheets_of(BOOK)))
    (tmp_path / "scorecard.toml").write_text('language = "en"\n', encoding="utf-8")
    returns = tmp_path / "reports" / "2023-Q2" / "returns"
    returns.mkdir(parents=True)
    sheets = edited(RETURN, {**RATES, "填报表!L4": "58.42%"})
    (returns / "r.xlsx").write_bytes(xlsx(sheets))
    done = scorecard("check", folder=tmp_path)
    assert "F160" in done.out
    assert "55.5 of 100 is 55.50 %, not 58.42 %" in done.out
    assert done.code == 0


LOOSE: Final = """\
case,expression,reported
unit,10.52亿元/18亿元,58.42%
mixed,10.52亿元/18万元,58.42%
points,629.0/647.4-10/12,13.8个百分点
lead,74%-66.67%,7.33个百分点
share,2/3,0.67
short share,1/3,0
minus,-5/20,-25%
bracket,(18+2)/40,50%
equation,58+18=76,
about,16/17,约94%
words,30续建+25新建,55个
floor,4*4411,17000余亩
"""


def test_units_points_shares_and_equations_are_read_as_they_are_written(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(LOOSE, encoding="utf-8")
    done = scorecard("assess", "t.csv", "--format", "json", folder=tmp_path)
    claims = {c["case"]: (c["verdict"], c["reason_code"]) for c in json.loads(done.out)["claims"]}
    assert claims == {
        **dict.fromkeys(
            ("points", "lead", "share", "minus", "bracket", "equation", "about", "words"),
            ("equal", None),
        ),
        "unit": ("rounding", "inputs_rounded"),
        "mixed": (None, "not_readable"),
        "short share": ("inconsistent", None),
        "floor": ("equal", "covered"),
    }
