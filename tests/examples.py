"""The example workspace as `scorecard init` writes it, built once for all test files (虚构示例)."""

from __future__ import annotations

import os
import pickle
import shutil
import tempfile
from pathlib import Path

import pytest
from scratch import Run, scorecard

NAME = "demo"


def built_example(folders: pytest.TempPathFactory, language: str) -> tuple[Path, Run]:
    """The example and what the command printed.  Who writes into it takes a copy.

    Test processes do not wait for each other: who comes second at the same time keeps the first.
    """
    own = folders.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    place = shared / f"example-{language}"
    if not place.exists():
        work = Path(tempfile.mkdtemp(dir=shared))
        run = scorecard("--lang", language, "init", NAME, folder=work)
        (work / "run").write_bytes(pickle.dumps(run))
        try:
            work.rename(place)
        except OSError:
            shutil.rmtree(work)
    return place / NAME, pickle.loads((place / "run").read_bytes())  # noqa: S301  (our own)
