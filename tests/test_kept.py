"""Kept answers of `status`: the same as worked out anew, whatever has changed in between."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from examples import built_example

from scorecard.cli import scorecard as command
from scorecard.cli.status_cache import FOLDER
from scorecard.i18n import Words
from scorecard.schema.errors import ScorecardError

Answer = tuple[int, bytes, bytes]


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_example(tmp_path_factory, "zh")[0]


def asked(folder: Path, *arguments: str, language: str = "zh") -> Answer:
    done = CliRunner().invoke(
        command, ["status", "-C", str(folder), *arguments], obj=Words(language)
    )
    if isinstance(done.exception, ScorecardError):
        return 2, b"", str(done.exception).encode()
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout_bytes, done.stderr_bytes


def edit_book(folder: Path, dice: random.Random) -> None:
    path = dice.choice(sorted((folder / "targets").glob("*.xlsx")))
    book = openpyxl.load_workbook(path)
    rows = list(book["目标值"].iter_rows())
    cells = [cell for row in rows[3:] for cell in row if isinstance(cell.value, float)]
    cell = dice.choice(cells or [rows[-1][0]])
    cell.value = dice.random() * 1000
    book.save(path)


def same_size_and_time(folder: Path, dice: random.Random) -> None:
    """A change that only the content shows."""
    path = folder / "scorecard.toml"
    entry, text = path.stat(), path.read_bytes()
    digit = next(i for i, b in enumerate(text) if b in b"123456789")
    path.write_bytes(text[:digit] + str(dice.randint(1, 9)).encode() + text[digit + 1 :])
    os.utime(path, ns=(entry.st_atime_ns, entry.st_mtime_ns))


def rename_workspace(folder: Path, dice: random.Random) -> None:
    path = folder / "scorecard.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('title = "', f'title = "{dice.random()} '), encoding="utf-8")


def forget_ledger(folder: Path, _: random.Random) -> None:
    (folder / "reports" / "ledger.sqlite").unlink(missing_ok=True)


def drop_return(folder: Path, dice: random.Random) -> None:
    dice.choice(sorted(folder.glob("reports/*/returns/*.xlsx"))).unlink()


def drop_register(folder: Path, _: random.Random) -> None:
    (folder / "reports" / "projects.xlsx").unlink(missing_ok=True)


def spoil_answers(folder: Path, dice: random.Random) -> None:
    path = folder / FOLDER / "status.json"
    path.write_bytes(dice.choice([b"", b"[]", b'{"a": 1}', path.read_bytes()[:-9]]))


def forge_answers(folder: Path, dice: random.Random) -> None:
    """Answers on other channels, or of characters that no channel has."""
    path = folder / FOLDER / "status.json"
    said = dice.choice([["exit", "x"], ["stdout", "中"], ["stdout"]])
    known = {question: {"code": 0, "said": [said]} for question in json.loads(path.read_bytes())}
    path.write_text(json.dumps(known), encoding="utf-8")


def change_witness(folder: Path, _: random.Random) -> None:
    path = folder / "reports" / "archive" / "ledger.json"
    entry, known = path.stat(), path.read_bytes()
    head = known.index(b'"head": "') + 9
    path.write_bytes(known[:head] + b"0000" + known[head + 4 :])
    os.utime(path, ns=(entry.st_atime_ns, entry.st_mtime_ns))


CHANGES: tuple[Callable[[Path, random.Random], None], ...] = (
    *(edit_book, same_size_and_time, rename_workspace, spoil_answers, forge_answers),
    *(drop_register, drop_return, forget_ledger),
)
QUESTIONS = (
    *((), ("--as-of", "2025-08-01"), ("--missing",), ("--format", "json"), ("--format", "csv")),
    *(("--by", "unit"), ("--quarter", "2025-Q2"), ("--fail-on", "off_track")),
)


def test_a_kept_answer_is_never_stale(example: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(example, tmp_path / "mine")
    dice = random.Random(7)  # noqa: S311  (no secret)
    for change in CHANGES:
        question = dice.choice(QUESTIONS)
        language = dice.choice(["zh", "en"])
        first = asked(folder, *question, language=language)
        assert asked(folder, *question, language=language) == first
        change(folder, dice)
        after = asked(folder, *question, language=language)
        shutil.rmtree(folder / FOLDER)
        assert asked(folder, *question, language=language) == after, change.__name__


def test_a_witness_that_was_changed_is_seen(example: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(example, tmp_path / "mine")
    assert asked(folder)[0] == 0
    change_witness(folder, random.Random(7))  # noqa: S311  (no secret)
    assert asked(folder)[0] == 2


def test_folders_behind_links_are_looked_into_each_time(example: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(example, tmp_path / "mine")
    for name in ("reports", "targets"):
        (folder / name).rename(tmp_path / name)
        (folder / name).symlink_to(tmp_path / name)
    first = asked(folder)
    (tmp_path / "reports" / "ledger.sqlite").write_bytes(b"")
    assert asked(folder) != first


def test_each_question_has_its_own_answer_and_the_answer_is_kept(
    example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shutil.copytree(example, tmp_path / "mine")
    said = {question: asked(folder, *question) for question in QUESTIONS[:4]}
    assert len(set(said.values())) == len(said)
    english = asked(folder, language="en")

    def work_out(*_: object) -> None:
        raise AssertionError("the answer was worked out again")

    monkeypatch.setattr("scorecard.cli.status_cache._work_out", work_out)
    (folder / ".venv").mkdir()
    (folder / ".venv" / "large.txt").write_text("no part of the workspace", encoding="utf-8")
    assert {question: asked(folder, *question) for question in said} == said
    assert asked(folder, language="en") == english != said[()]


def test_a_workspace_that_cannot_be_written_to_is_answered_all_the_same(
    example: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(example, tmp_path / "mine")
    shutil.rmtree(folder / FOLDER, ignore_errors=True)
    (folder / FOLDER).write_text("a file where the folder should be", encoding="utf-8")
    assert asked(folder) == asked(folder)
