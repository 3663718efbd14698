"""Lists of projects as people fill them in: faults at their cells, or what was meant."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import pytest
import workbooks
from people import Person, errors
from random_projects import ListFillIn, filled_list
from registers import REGISTER, from_register
from workbooks import BOOK, sheets_of

from scorecard.i18n import Words
from scorecard.pipeline.collect import CollectedFile, Fate, collect
from scorecard.pipeline.forms import issue
from scorecard.pipeline.inbox import Reception
from scorecard.pipeline.load import load_data
from scorecard.projects.counts import state_at
from scorecard.read.guard import Guard
from scorecard.schema.period import parse_period
from scorecard.schema.sheets import PROJECTS
from scorecard.workspace import load_workspace

LISTS: Final = int(os.environ.get("FILL_INS", "40")) // 5
"""Lists with faults; a fifth as many without."""
QUARTER: Final = parse_period("2023-Q1").period
WORDS: Final = Words("zh")
RECEPTION: Final = Reception(date(2023, 4, 10), "stated", datetime(2023, 4, 10, 1, tzinfo=UTC))


@pytest.fixture(scope="module")
def guard() -> Iterator[Guard]:
    with Guard(workers=1) as pool:
        yield pool


@pytest.fixture(scope="module")
def zone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with an office's register, and the forms of the quarter after it."""
    root = tmp_path_factory.mktemp("lists") / "zone"
    (root / "targets").mkdir(parents=True)
    (root / "reports").mkdir()
    (root / "scorecard.toml").write_text('title = "虚构示例"\nlanguage = "zh"\n', encoding="utf-8")
    book = sheets_of(from_register(BOOK, "all", "big", "money"))
    (root / "targets" / "虚构园区.xlsx").write_bytes(workbooks.xlsx(book))
    (root / "reports" / "projects.xlsx").write_bytes(workbooks.xlsx(sheets_of(REGISTER)))
    issue(load_data(load_workspace(root)), QUARTER, WORDS)
    return root


@pytest.fixture(scope="module")
def form(zone: Path) -> bytes:
    """The unit's form, its one figure typed."""
    folder = load_workspace(zone).quarter_folder(str(QUARTER)) / "forms"
    person = Person((folder / "虚构园区-招商科.xlsx").read_bytes())
    person.type("firms", "this_period", 70)
    person.type("firms", "evidence", "虚构名录")
    return person.saved()


def received(root: Path, fill_ins: list[ListFillIn], guard: Guard) -> dict[int, CollectedFile]:
    paths = []
    for one in fill_ins:
        path = root / "inbox" / f"{one.seed}.xlsx"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(one.data)
        paths.append(path)
    done = collect(load_workspace(root), paths, RECEPTION, WORDS, guard=guard)
    return {int(taken.path.stem): taken for taken in done.files}


def test_planted_faults_are_found_and_nothing_else(
    zone: Path, form: bytes, guard: Guard, tmp_path: Path
) -> None:
    root = shutil.copytree(zone, tmp_path / "zone")
    fill_ins = [filled_list(form, seed, 1 + seed % 3) for seed in range(LISTS)]
    taken = received(root, fill_ins, guard)
    found = {seed: errors(one) for seed, one in taken.items()}
    assert found == {one.seed: one.errors for one in fill_ins}
    assert {one.fate for one in taken.values()} == {Fate.REFUSED}
    assert not load_workspace(root).ledger.exists()


@pytest.mark.parametrize("seed", range(1000, 1000 + LISTS // 5))
def test_a_list_handled_roughly_says_what_was_meant(
    zone: Path, form: bytes, guard: Guard, tmp_path: Path, seed: int
) -> None:
    root = shutil.copytree(zone, tmp_path / "zone")
    fill_in = filled_list(form, seed, 0)
    taken = received(root, [fill_in], guard)[seed]
    assert (taken.fate, errors(taken)) == (Fate.RECORDED, set())
    entries = load_data(load_workspace(root)).projects.entries
    now = state_at(entries, "虚构园区", QUARTER.end_date).set_index("name")
    stages = {c.id: c.zh for c in PROJECTS.column("stage").choices}
    for name, (total, stage) in fill_in.meant.items():
        assert stages[str(now.loc[name, "stage"])] == stage, name
        assert now.loc[name, "total_investment"] == pytest.approx(total, nan_ok=True), name
