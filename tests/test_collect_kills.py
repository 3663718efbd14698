"""`scorecard collect` killed at any instant: nothing accepted lost, nothing half-written seen."""

from __future__ import annotations

import hashlib
import io
import os
import random
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pytest
from people import Person, Zone

from scorecard.ledger.ledger import opened
from scorecard.workspace import MARKED

pytestmark = pytest.mark.slow

KILLS: Final = int(os.environ.get("COLLECT_KILLS", "3"))
KILLS_OF_A_ROUND: Final = 3
YEARS: Final = (2023, 2024, 2025) if KILLS > KILLS_OF_A_ROUND else (2025,)
"""Twelve returns in the full run (`make slow`), four in every other."""
QUARTERS: Final = tuple(f"{year}-Q{n}" for year in YEARS for n in (1, 2, 3, 4))
BAD: Final = tuple(q for q in ("2023-Q3", "2024-Q2", "2025-Q2", "2025-Q4") if q in QUARTERS)
FIGURES: Final = 4


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace, and an inbox with a return for each quarter, some of them with a fault."""
    zone = Zone.new(tmp_path_factory.mktemp("kills") / "zone")
    inbox = zone.root / "inbox"
    inbox.mkdir()
    for number, quarter in enumerate(QUARTERS):
        person = Person(zone.form(quarter))
        for indicator in ("firms", "share", "energy", "plan"):
            person.type(indicator, "this_period", 0.5 + number / 100)
        person.type("firms", "this_period", 1_400 + 3 * number)
        if quarter in BAD:
            person.type("firms", "this_period", "大约一千多")
        (inbox / f"{quarter}.xlsx").write_bytes(person.saved())
    shutil.rmtree(zone.root / "reports")
    return zone.root


def started(root: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "scorecard", "collect", "-C", str(root), str(root / "inbox")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )


def files_in(folders: Iterable[Path]) -> int:
    return sum(len(list(folder.iterdir())) for folder in folders if folder.is_dir())


def kill_at(root: Path, run: subprocess.Popen[bytes], dice: random.Random) -> None:
    """Kill it some instants after so many files were archived, marked or begun to be written."""
    folders = (root / "reports" / "archive", root / "inbox")
    wanted = len(list(folders[1].iterdir())) + dice.randint(0, len(QUARTERS))
    while run.poll() is None and files_in(folders) < wanted:
        pass
    for _ in range(dice.randint(0, 40_000)):
        pass
    run.kill()
    run.wait()


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def check(root: Path, sent: dict[str, bytes], accepted: set[str]) -> set[str]:
    """Everything that must hold after a kill; the returns accepted so far, by SHA-256."""
    inbox, archive = root / "inbox", root / "reports" / "archive"
    assert {p.name: p.read_bytes() for p in inbox.iterdir() if p.name in sent} == sent
    for path in inbox.iterdir():
        if MARKED in path.name and path.suffix == ".xlsx":
            with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as copy:
                assert copy.testzip() is None
    for path in archive.glob("*.xlsx") if archive.is_dir() else ():
        assert sha256(path) == path.stem
    if not (root / "reports" / "ledger.sqlite").exists():
        assert accepted == set()
        return set()
    with opened(root / "reports" / "ledger.sqlite") as ledger:
        assert ledger.first_break() is None
        returns = dict(ledger.rows("return", ["seq", "sha256"]))
        of = [seq for (seq,) in ledger.rows("figure", ["return_seq"])]
    assert all((archive / f"{sha}.xlsx").is_file() for sha in returns.values())
    assert {of.count(seq) for seq in returns} <= {FIGURES}
    assert len(of) == FIGURES * len(returns)
    assert accepted <= set(returns.values())
    return set(returns.values())


@pytest.mark.parametrize("number", range(-(-KILLS // KILLS_OF_A_ROUND)))
def test_killed_at_any_instant(template: Path, tmp_path: Path, number: int) -> None:
    root = tmp_path / "zone"
    shutil.copytree(template, root)
    sent = {p.name: p.read_bytes() for p in (root / "inbox").iterdir()}
    dice = random.Random(number)  # noqa: S311  (instants, not secrets)
    accepted: set[str] = set()
    for _ in range(KILLS_OF_A_ROUND):
        with started(root) as run:
            kill_at(root, run, dice)
        accepted = check(root, sent, accepted)
    with started(root) as run:
        assert run.wait() == 1
    accepted = check(root, sent, accepted)
    good = {hashlib.sha256(d).hexdigest() for n, d in sent.items() if Path(n).stem not in BAD}
    assert accepted == good
    left = [p.name for p in root.rglob(".~scorecard-*.tmp")]
    assert left == []
    marked = {p.name for p in (root / "inbox").iterdir() if MARKED in p.name}
    assert marked == {f"{quarter}{MARKED}.xlsx" for quarter in BAD}
