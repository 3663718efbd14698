"""How long the program takes to start, against programs that anybody can run.

`scorecard --help` against a click program that does nothing; `scorecard status` on the workspace
of this repository against the import of the two packages it cannot do without.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from measure import Result, seconds_of_commands, table

ROOT: Final = Path(__file__).resolve().parent.parent
PYTHON: Final = sys.executable
SCORECARD: Final = (PYTHON, "-m", "scorecard")
PAIRS: Final = (
    (
        "scorecard --help",
        (*SCORECARD, "--help"),
        "a bare click program",
        (PYTHON, str(ROOT / "benchmarks" / "bare.py"), "--help"),
        1.5,
    ),
    (
        "scorecard status",
        (*SCORECARD, "status", "-C", str(ROOT)),
        "import pandas, pandera.pandas",
        (PYTHON, "-c", "import pandas, pandera.pandas"),
        3.0,
    ),
)


def results() -> Iterator[Result]:
    """Each command against its yardstick, best of five."""
    for name, command, reference_name, reference, goal in PAIRS:
        ours, theirs = seconds_of_commands([command, reference])
        yield Result(
            name,
            f"{ours * 1000:.0f} ms",
            f"{theirs * 1000:.0f} ms {reference_name}",
            ours / theirs,
            goal,
        )


if __name__ == "__main__":
    print(table(results()))
