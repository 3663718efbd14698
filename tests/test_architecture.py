"""The measures of the house: start-up, and calls that lint cannot see."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

PACKAGE: Final = Path(__file__).resolve().parent.parent / "src" / "scorecard"
MODULES: Final = sorted(PACKAGE.rglob("*.py"))
HEAVY: Final = {"pandas", "pandera", "numpy", "matplotlib", "openpyxl", "xlsxwriter", "fpdf"}
# Methods that lint cannot ban, because it does not know of which type the object is.
BANNED_METHODS: Final = {"to_excel", "read_excel"}


def loaded_by(*arguments: str) -> set[str]:
    """The top-level packages that a run of the program imports."""
    command = [sys.executable, "-X", "importtime", "-m", "scorecard", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    rows = (line for line in done.stderr.splitlines() if line.startswith("import time:"))
    return {row.rpartition("|")[2].strip().partition(".")[0] for row in rows}


def test_workbooks_are_never_read_or_written_by_pandas() -> None:
    used = {
        f"{path.relative_to(PACKAGE).as_posix()}:{node.lineno} {node.attr}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in BANNED_METHODS
    }
    assert used == set()


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["status", "--help"]])
def test_start_up_is_light(arguments: list[str]) -> None:
    loaded = loaded_by(*arguments)
    assert "click" in loaded
    assert loaded & HEAVY == set()


def test_judging_loads_nothing_that_draws_or_writes() -> None:
    code = "import sys, scorecard.cli.judged; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) & {"matplotlib", "fpdf", "xlsxwriter"} == set()


def test_the_package_itself_is_light() -> None:
    code = "import sys, scorecard; print(*sorted({m.partition('.')[0] for m in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) & HEAVY == set()


def test_no_room_takes_the_name_of_a_public_function() -> None:
    """Importing `scorecard.x` would put the module in the place of the function `scorecard.x`."""
    import scorecard

    rooms = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or path.is_dir()}
    assert not rooms & {name for name in scorecard.__all__ if name.islower()}
