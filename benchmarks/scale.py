"""Datasets at scale: a pool against one process, against a script by hand, against Spark.

`.venv-scale/bin/python benchmarks/scale.py [--figures N] [--spark]` (see `make scale`): processor
time and memory of the whole job, from Parquet to Parquet, on fictional targets (虚构示例) of eight
figures each.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pyarrow as pa
from assess import AS_OF, PER_TARGET, figures_of, targets_of
from measure import ENVIRONMENT, Result, table
from pyarrow import parquet

FIGURES: Final = 1_000_000
SPEED_UP: Final = 1 / 1.7
BY_HAND: Final = 0.5
MEMORY: Final = 2e9
LINEAR: Final = 1.1
SPARK: Final = 2.5

_JOB: Final = """
import resource, sys
from datetime import date
from pathlib import Path
from scorecard.pipeline.dataset import Dataset, assess_dataset
from scorecard.schema.policy import Policy
if __name__ == "__main__":
    source, output, day, jobs = sys.argv[1:5]
    assess_dataset(
        Dataset.at(Path(source)), Path(output), date.fromisoformat(day), Policy(), int(jobs)
    )
    own, pool = (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    used = own.ru_utime + own.ru_stime + pool.ru_utime + pool.ru_stime
    print(used, (own.ru_maxrss + int(jobs) * pool.ru_maxrss) * 1024)
"""
_BY_HAND: Final = """
import sys, time
from datetime import date
import pandas as pd
from by_hand import judged_by_hand
source, output, day = sys.argv[1:4]
targets, figures = (pd.read_parquet(f"{source}/{n}.parquet") for n in ("targets", "figures"))
judged_by_hand(targets, figures, date.fromisoformat(day)).to_parquet(output)
print(time.process_time(), 0)
"""
_SPARK: Final = """
import resource, sys, time
from datetime import date
from pyspark.sql import SparkSession
from scorecard.spark import assess
source, output, day, jobs = sys.argv[1:5]
session = (
    SparkSession.builder.master(f"local[{jobs}]").config("spark.ui.enabled", "false")
    .config("spark.driver.memory", "3g").getOrCreate()
)
figures, targets = (session.read.parquet(f"{source}/{n}.parquet") for n in ("figures", "targets"))
assess(figures, targets, date.fromisoformat(day)).write.parquet(output)
session.stop()
session._jvm and session.sparkContext._gateway.shutdown()
session.sparkContext._gateway.proc.wait(60)
own, pool = (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(own.ru_utime + own.ru_stime + pool.ru_utime + pool.ru_stime, 0)
"""


def write_dataset(folder: Path, figures: int) -> None:
    """Targets and figures as Parquet."""
    folder.mkdir()
    count = figures // PER_TARGET
    for name, frame in (("targets", targets_of(count)), ("figures", figures_of(count))):
        parquet.write_table(
            pa.Table.from_pandas(frame, preserve_index=False), folder / f"{name}.parquet"
        )


def run(script: str, source: Path, output: Path, *more: str) -> tuple[float, float, float]:
    """Wall time, processor time of all its processes, and peak memory of a job."""
    shutil.rmtree(output, ignore_errors=True)
    output.unlink(missing_ok=True)
    start = time.perf_counter()
    program = source.parent / "job.py"
    program.write_text(script, "utf-8")
    done = subprocess.run(
        [sys.executable, str(program), str(source), str(output), AS_OF.isoformat(), *more],
        env={**ENVIRONMENT, "PYTHONPATH": ":".join(sys.path)},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    used, memory = map(float, done.stdout.split()[-2:])
    return time.perf_counter() - start, used, memory


def results(figures: int = FIGURES, *, spark: bool = False) -> list[Result]:
    """The whole job, one line a goal."""
    with tempfile.TemporaryDirectory() as place:
        source, output = Path(place) / "data", Path(place) / "out"
        write_dataset(source, figures)
        one, used, _ = run(_JOB, source, output, "1")
        two, _, memory = run(_JOB, source, output, "2")
        few = Path(place) / "few"
        write_dataset(few, figures // 10)
        _, tenth, _ = run(_JOB, few, output, "1")
        _, by_hand, _ = run(_BY_HAND, source, output)
        lines = [
            _line("two jobs, wall time", two, one, "one job", SPEED_UP),
            _line("processor time", used, by_hand, "groupby.apply", BY_HAND),
            _line("ten times the figures", used, tenth * 10, "ten times the tenth", LINEAR),
            Result("memory of two jobs", f"{memory / 1e6:.0f} MB", "2 GB", memory / MEMORY, 1.0),
        ]
        if spark:
            _, clustered, _ = run(_SPARK, source, output, "2")
            lines.append(_line("Spark, processor time", clustered, used, "the pool", SPARK))
    return lines


def _line(name: str, ours: float, theirs: float, reference: str, goal: float) -> Result:
    return Result(name, f"{ours:.1f} s", f"{theirs:.1f} s {reference}", ours / theirs, goal)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--figures", type=int, default=FIGURES)
    parser.add_argument("--spark", action="store_true")
    asked = parser.parse_args(arguments)
    found = results(asked.figures, spark=asked.spark)
    print(f"{asked.figures:,} figures")
    print(table(found))
    return 0 if all(result.met for result in found) else 1


if __name__ == "__main__":
    sys.exit(main())
