"""Every command of the tutorial prints what the page says it prints."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from difflib import unified_diff
from pathlib import Path

import pytest
import tutorial
from examples import NAME, built_example
from scratch import scorecard

HASH = re.compile(r"\b[0-9a-f]{64}\b")
BLOCK = "$ scorecard check\nold\n$ cd demo\n"


def forked(arguments: Sequence[str], folder: Path) -> str:
    """What the program prints, forked from a process that has read it: half the time."""
    spoken = tutorial.ENVIRONMENT["LANG"]
    run = scorecard(
        *arguments, folder=folder, width=tutorial.WIDTH, LANG=spoken, LC_ALL="", LC_MESSAGES=""
    )
    return run.out + run.err


@pytest.mark.slow
def test_the_tutorial_prints_what_it_shows(tmp_path_factory: pytest.TempPathFactory) -> None:
    def program(arguments: Sequence[str], folder: Path) -> str:
        if list(arguments) != ["init", NAME]:
            return forked(arguments, folder)
        example, run = built_example(tmp_path_factory, "en")  # what the same command has written
        shutil.copytree(example, folder / NAME)
        return run.out + run.err

    page, printed = tutorial.PAGE.read_text(encoding="utf-8"), tutorial.fresh(program)
    # The head follows from the bytes of the returns, and a saved workbook tells when it was saved.
    shown, made = (HASH.sub("…", text).splitlines() for text in (page, printed))
    difference = unified_diff(shown, made, "page", "printed", n=1)
    assert list(difference) == [], "python tools/tutorial.py writes the page anew"


def test_commands_are_told_from_what_they_print() -> None:
    assert list(tutorial.commands(BLOCK)) == [("scorecard check", ["old"]), ("cd demo", [])]


def test_lines_left_out_stay_left_out() -> None:
    printed = [str(n) for n in range(9)]
    assert tutorial.shown(printed, ["a", "…", "b", "c"]) == ["0", "…", "7", "8"]
    assert tutorial.shown(printed, ["a"]) == printed
    assert tutorial.shown(["0"], ["a", "…", "b"]) == ["0"]


def test_a_stale_output_is_found(tmp_path: Path) -> None:
    page = "text\n\n```console\n$ scorecard --version\nanother version\n```\n"
    printed = tutorial.written(page, tmp_path)
    assert printed != page
    assert printed == tutorial.written(printed, tmp_path)


def test_other_programs_are_not_run(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="scorecard and cd only"):
        tutorial.Shell(tmp_path).run("rm -r demo")
