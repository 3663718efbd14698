"""What the commands cost that people wait for, against programs that anybody can run.

`scorecard --help` against a click program that does nothing; the others against the import of the
two packages that they cannot do without.  Processor time, that of worker processes included.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from measure import Result, finished, processor_seconds, seconds_of_commands

ROOT: Final = Path(__file__).resolve().parent.parent
PYTHON: Final = sys.executable
SCORECARD: Final = (PYTHON, "-m", "scorecard")
BARE: Final = (PYTHON, str(ROOT / "benchmarks" / "bare.py"), "--help")
IMPORT: Final = (PYTHON, "-c", "import pandas, pandera.pandas")
BEST_OF: Final = 3
HELP_GOAL: Final = 1.5
INIT_GOAL: Final = 8.0
OWN_STATUS_GOAL: Final = 3.0
STATUS_GOAL: Final = 2.0
KEPT_GOAL: Final = 4.0
RENDER_GOAL: Final = 12.0


def results() -> Iterator[Result]:
    """Each command against its yardstick."""
    ours, theirs = seconds_of_commands([(*SCORECARD, "--help"), BARE], clock=processor_seconds)
    yield _result("scorecard --help", ours, theirs, "a bare click program", HELP_GOAL)
    with tempfile.TemporaryDirectory() as folder:
        demo = str(Path(folder) / "demo")
        init = ("-c", _INIT, demo)
        named = {
            "scorecard init": ((PYTHON, *init), INIT_GOAL),
            "status, this repository": ((PYTHON, "-c", _STATUS, str(ROOT)), OWN_STATUS_GOAL),
            "status, the example": ((PYTHON, "-c", _STATUS, demo), STATUS_GOAL),
            "render, the example": ((*SCORECARD, "render", "2025-Q4", "-C", demo), RENDER_GOAL),
        }
        commands = [command for command, _ in named.values()]
        *times, theirs = seconds_of_commands([*commands, IMPORT], BEST_OF, processor_seconds)
        again = (*SCORECARD, "status", "-C", demo)
        seconds_of_commands([again])
        kept, bare = seconds_of_commands([again, BARE], BEST_OF, processor_seconds)
    yield _result("status, nothing changed", kept, bare, "a bare click program", KEPT_GOAL)
    for ours, (name, (_, goal)) in zip(times, named.items(), strict=True):
        yield _result(name, ours, theirs, "import pandas, pandera.pandas", goal)


_INIT: Final = """
import shutil, sys
from scorecard.cli import main
shutil.rmtree(sys.argv[1], ignore_errors=True)
main(["init", sys.argv[1]])
"""
_STATUS: Final = """
import shutil, sys
from scorecard.cli import main
shutil.rmtree(sys.argv[1] + "/.scorecard", ignore_errors=True)
main(["status", "-C", sys.argv[1]])
"""


def _result(name: str, ours: float, theirs: float, reference: str, goal: float) -> Result:
    told = f"{theirs * 1000:.0f} ms {reference}"
    return Result(name, f"{ours * 1000:.0f} ms", told, ours / theirs, goal)


if __name__ == "__main__":
    sys.exit(finished("startup", results()))
