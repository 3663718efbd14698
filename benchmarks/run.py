"""All measurements, a table for each subject; exit code 1 where a goal was missed.

`python benchmarks/run.py [SUBJECT…] [--quick] [--record]`: without a subject all of them; `--quick`
leaves out the province of 12 million figures and Spark; `--record` appends to `history.csv`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

import assess
import collect
import drafting
import growth
import outputs
import startup
import tables
from measure import Result, finished
from stages import STAGES

ROOT: Final = Path(__file__).resolve().parent.parent
SUBJECTS: Final[dict[str, Callable[[], Iterable[Result]]]] = {
    "startup": startup.results,
    "assess": assess.results,
    "tables": tables.results,
    "drafting": drafting.results,
    "collect": collect.results,
    "outputs": outputs.results,
    "growth": lambda: growth.results(STAGES),
}
"""What is measured in this environment; `scale` needs packages of another (see `make scale`)."""
SCALE: Final = os.environ.get("SCALE_PYTHON", str(ROOT / ".venv-scale" / "bin" / "python"))
"""The Python of the environment that `make scale` installs."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("subjects", nargs="*", choices=[*SUBJECTS, "scale", []], metavar="SUBJECT")
    parser.add_argument("--quick", action="store_true", help="without the province and Spark")
    parser.add_argument("--record", action="store_true", help="append to history.csv")
    asked = parser.parse_args(arguments)
    options = ["--record"] * asked.record
    missed = []
    for subject in asked.subjects or [*SUBJECTS, "scale"]:
        print(f"\n== {subject}", flush=True)
        begun = time.perf_counter()
        if subject in SUBJECTS:
            code = finished(subject, SUBJECTS[subject](), options)
        elif Path(SCALE).exists():
            more = [] if asked.quick else ["--province", "--spark"]
            script = str(ROOT / "benchmarks" / "scale.py")
            code = subprocess.run([SCALE, script, *more, *options], check=False).returncode
        else:
            code = 0
            print(f"left out: {SCALE} is not there (make scale, or SCALE_PYTHON=…)")
        missed += [subject] if code else []
        print(f"({time.perf_counter() - begun:.0f} s)", flush=True)
    print("\nall goals are kept" if not missed else f"\nmissed in: {', '.join(missed)}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
