"""Completion rates typed into returns are recomputed from the figures of their row."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from registers import books
from scratch import scorecard
from workbooks import BOOK, RETURN, edited, places, returned, sheets_of, xlsx

from scorecard.schema.findings import Finding

RATES: Final = {
    "填报表!L3": "完成率",
    "填报表!D4": "100",  # annual target of 产值; 55.5 to date
    "填报表!D5": "90",  # of 企业数; 72 now
}


def rates(edits: dict[str, str | None]) -> list[Finding]:
    _, findings = returned(edited(RETURN, {**RATES, **edits}), books())
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
    assert "55.5 of 100 is 55.50%, not 58.42%" in done.out
    assert done.code == 0
