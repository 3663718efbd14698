"""The example workspace as `scorecard init` writes it (虚构示例), built once for all test files."""

from __future__ import annotations

import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock
from scratch import Run, scorecard

NAME = "demo"
QUARTER = "2025-Q4"


def built_example(folders: pytest.TempPathFactory, language: str) -> tuple[Path, Run]:
    """The example and what the command printed.  Who writes into it takes a copy."""

    def build(folder: Path) -> Run:
        return scorecard("--lang", language, "init", NAME, folder=folder)

    place, run = _once(folders, f"example-{language}", build)
    return place / NAME, run


def rendered_example(folders: pytest.TempPathFactory, language: str) -> tuple[Path, Run]:
    """The example with the scorecard of its last quarter, and what that command printed."""
    example, _ = built_example(folders, language)

    def build(folder: Path) -> Run:
        shutil.copytree(example, folder / NAME)
        return scorecard("render", QUARTER, folder=folder / NAME)

    place, run = _once(folders, f"rendered-{language}", build)
    return place / NAME, run


def _once(
    folders: pytest.TempPathFactory, name: str, build: Callable[[Path], Run]
) -> tuple[Path, Run]:
    """The folder that `build` fills, one for all test processes of a session."""
    own = folders.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    place, told = shared / name, shared / f"{name}.run"
    with FileLock(shared / f"{name}.lock"):
        if not told.exists():
            place.mkdir()
            told.write_bytes(pickle.dumps(build(place)))
    return place, pickle.loads(told.read_bytes())  # noqa: S301  (our own)
