"""A round of each attack of `make attack`, and a small corpus: nothing gives way."""

from __future__ import annotations

import os
from pathlib import Path

import corpus
import pytest
from attack import ATTACKS, attack
from workbook_files import with_sheet, written

from scorecard.read.intake import relative_name
from scorecard.store import json_bytes

THREATS = Path(__file__).resolve().parents[1] / "docs" / "explanation" / "threats.md"


def test_every_threat_names_tests_that_are_there() -> None:
    tests = Path(__file__).parent
    rows = [line for line in THREATS.read_text("utf-8").splitlines() if line.startswith("| ")][1:]
    named = [name for row in rows for name in row.split("|")[3].split("`")[1::2]]
    assert len(rows) > 20
    assert len(named) >= len(rows)
    for name in named:
        module, _, function = name.partition("::")
        text = (tests / f"{module}.py").read_text("utf-8")
        assert not function or f"def {function}(" in text, name


def test_a_corpus_is_counted(tmp_path: Path) -> None:
    (tmp_path / "good.xlsx").write_bytes(written())
    (tmp_path / "odd.xlsx").write_bytes(with_sheet("<row r='1'><c r='A1'><v>1e999</v></c></row>"))
    (tmp_path / "bad.xls").write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    (tmp_path / "a.csv").write_text("指标,目标,实际\n虚构,10,12\n", "utf-8")
    tally = corpus.run(corpus.files_below(tmp_path))
    assert tally.failures == []
    assert {name: sum(counts.values()) for name, counts in tally.counts.items()} == {
        "assess": 4, "check": 3, "collect": 3, "reading": 3,
    }  # fmt: skip
    assert tally.counts["collect"]["refused"] == 3


def test_a_name_that_is_no_text_is_told_and_kept() -> None:
    odd = Path(os.fsdecode(b"/w/inbox/\xff\xfe.xlsx"))
    assert relative_name(odd, Path("/w")) == "inbox/��.xlsx"
    assert json_bytes({"marked": str(odd)}).decode().count("\\udc") == 2


@pytest.mark.slow
@pytest.mark.parametrize("name", ["cells", "charsets", "tampering"])
def test_one_round_finds_nothing(name: str) -> None:
    """The others take longer, or rights that not everybody has."""
    assert name in ATTACKS
    assert attack(name, 0, seed=11) == []
