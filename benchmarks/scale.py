"""Datasets at scale: a pool against one process, against a script by hand, against Spark.

`.venv-scale/bin/python benchmarks/scale.py [--zones N] [--province] [--spark] [--record]` (see
`make scale`): processor time, wall time and memory of the whole job, from Parquet to Parquet, on
fictional targets (虚构示例) of 100 indicators a zone and 40 quarters each.  `--province` adds 3,000
zones (12 million figures).  What is told in time on the wall needs cores that nothing else uses.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import duckdb
from measure import ENVIRONMENT, Result, finished

ZONES: Final = 500
PROVINCE: Final = 3_000
INDICATORS: Final = 100
QUARTERS: Final = 40
AS_OF: Final = "2025-10-31"
SPEED_UP: Final = 1 / 1.7
BY_HAND: Final = 0.5
MEMORY: Final = 2e9
LINEAR: Final = 1.1
SPARK: Final = 2.5
PLAIN: Final = 1.5
MEASURED_BEFORE: Final = 34 / 8
"""Seconds of processor time a million figures that a plain judge took, before this was built."""

_TARGETS: Final = """
SELECT printf('虚构%05d区', z) AS organisation, printf('T-%05d-%03d', z, i) AS target,
  printf('indicator-%03d', i) AS indicator, printf('虚构指标%03d', i) AS name,
  CASE WHEN i % 4 = 0 THEN 'flow' ELSE 'stock' END AS measure,
  CASE WHEN i % 4 = 0 THEN 'to_date' ELSE 'point' END AS reported_as, 'quarterly' AS frequency,
  'increase' AS direction, '>=' AS comparator, '2015' AS baseline_period,
  CASE WHEN i % 4 > 0 THEN 1e2 END AS baseline, '2025' AS due, 2e2 AS value,
  'linear' AS pathway, 1e0 AS weight, 1 AS version, DATE '2016-01-01' AS valid_from,
  1 AS decimals, '万元' AS unit_of_measure, 'planned' AS strength, 'office' AS origin
FROM range({zones}) a(z), range({indicators}) b(i)
"""
_FIGURES: Final = """
SELECT printf('虚构%05d区', z) AS organisation, printf('indicator-%03d', i) AS indicator,
  printf('%d-Q%d', 2016 + q // 4, 1 + q % 4) AS period,
  CASE WHEN i % 4 = 0 THEN 'to_date' ELSE 'point' END AS basis,
  round(1e2 + (q + 1) * 25e-1 * (7e-1 + hash(z * 100000 + i * 100 + q) % 600 / 1e3), 1) AS value,
  'final' AS state, '报表' AS evidence, 1 AS vintage,
  CAST(DATE '2016-01-10' + to_months(3 * CAST(q + 1 AS INTEGER)) AS DATE) AS known_on,
  '虚构示例.xlsx' AS file, '填报表' AS sheet, 'D7' AS cell
FROM range({quarters}) c(q), range({zones}) a(z), range({indicators}) b(i)
"""
"""As such data come: a quarter after the other, all zones and indicators of each."""

_USED: Final = """
own, pool = (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(own.ru_utime + own.ru_stime + pool.ru_utime + pool.ru_stime)
"""
_JOB: Final = f"""
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
    {_USED.strip().replace(chr(10), chr(10) + "    ")}
"""
_BY_HAND: Final = f"""
import resource, sys
from datetime import date
import pandas as pd
from by_hand import judged_by_hand
source, output, day = sys.argv[1:4]
targets, figures = (pd.read_parquet(f"{{source}}/{{n}}.parquet") for n in ("targets", "figures"))
figures["known_on"] = pd.to_datetime(figures["known_on"])
judged_by_hand(targets, figures, date.fromisoformat(day)).to_parquet(output)
{_USED}
"""
_SPARK: Final = f"""
import resource, sys
from datetime import date
from pyspark.sql import SparkSession
from scorecard.spark import assess
source, output, day, jobs = sys.argv[1:5]
session = (
    SparkSession.builder.master(f"local[{{jobs}}]").config("spark.ui.enabled", "false")
    .config("spark.driver.memory", "3g").getOrCreate()
)
tables = (session.read.parquet(f"{{source}}/{{name}}.parquet") for name in ("figures", "targets"))
assess(*tables, date.fromisoformat(day)).write.parquet(output)
gateway = session.sparkContext._gateway
session.stop()
gateway.shutdown()
gateway.proc.stdin.close()
gateway.proc.wait(60)
{_USED}
"""


class Cost(NamedTuple):
    """Wall and processor time of all processes of a job (s), and its peak of memory (bytes)."""

    wall: float
    processor: float
    memory: float


def write_dataset(folder: Path, zones: int) -> None:
    """Targets and figures as Parquet."""
    folder.mkdir()
    size = {"zones": zones, "indicators": INDICATORS, "quarters": QUARTERS}
    engine = duckdb.connect()
    engine.execute("SET memory_limit='1GB'")
    for name, query in (("targets", _TARGETS), ("figures", _FIGURES)):
        target = str(folder / f"{name}.parquet")
        engine.execute(f"COPY ({query.format(**size)}) TO '{target}' (FORMAT parquet)")
    engine.close()


def cost(script: str, source: Path, *more: str) -> Cost:
    """What a job costs; its processes' resident memory is added up ten times a second."""
    output, program = source.parent / "out", source.parent / "job.py"
    if output.exists():
        shutil.rmtree(output) if output.is_dir() else output.unlink()
    program.write_text(script, "utf-8")
    start = time.perf_counter()
    job = subprocess.Popen(
        [sys.executable, str(program), str(source), str(output), AS_OF, *more],
        env={**ENVIRONMENT, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    most = 0
    while job.poll() is None:
        most = max(most, resident(job.pid))
        time.sleep(0.1)
    wall = time.perf_counter() - start
    told = job.stdout.read() if job.stdout else ""
    if job.returncode:
        raise subprocess.CalledProcessError(job.returncode, job.args)
    return Cost(wall, float(told.split()[-1]), most)


def resident(session: int) -> int:
    """Bytes of memory that the processes of a session hold (Linux; 0 elsewhere)."""
    pages = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            stat = (process / "stat").read_text("utf-8").rpartition(")")[2].split()
            if int(stat[3]) == session:
                pages += int((process / "statm").read_text("utf-8").split()[1])
        except OSError:  # it has ended meanwhile
            continue
    return pages * os.sysconf("SC_PAGE_SIZE")


def results(zones: int = ZONES, *, province: bool = False, spark: bool = False) -> Iterator[Result]:
    """The whole job, a line a goal; two jobs and Spark on the most figures, for starting costs."""
    with tempfile.TemporaryDirectory() as place:
        source, few = Path(place) / "data", Path(place) / "few"
        write_dataset(source, zones)
        write_dataset(few, zones // 10)
        millions = zones * INDICATORS * QUARTERS / 1e6
        one, two = cost(_JOB, source, "1"), cost(_JOB, source, "2")
        plain = millions * MEASURED_BEFORE
        yield _line("one job, processor time", one.processor, plain, "a plain judge", PLAIN)
        tenth, by_hand = cost(_JOB, few, "1").processor, cost(_BY_HAND, few).processor
        yield _line("  a tenth, by hand", tenth, by_hand, "groupby.apply", BY_HAND)
        yield _line("ten times the figures", one.processor, 10 * tenth, "10 × a tenth", LINEAR)
        yield _memory(f"memory, {millions:.1f} million, two jobs", two)
        if province:
            shutil.rmtree(source)
            write_dataset(source, PROVINCE)
            more, small = PROVINCE / zones, f"{PROVINCE / zones:.0f} × {millions:.1f} million"
            millions *= more
            one, whole = cost(_JOB, source, "1"), cost(_JOB, source, "2")
            name = f"{millions:.0f} million figures, two jobs"
            yield _line(f"{name}: processor", whole.processor, more * two.processor, small, LINEAR)
            yield _memory(f"{name}: memory", whole)
            two = whole
        name = f"{millions:.0f} million figures, two jobs: wall time"
        yield _line(name, two.wall, one.wall, "one job", SPEED_UP)
        if spark:
            there, name = cost(_SPARK, source, "2").processor, f"Spark, {millions:.0f} million"
            yield _line(f"{name}: processor", there, two.processor, "the pool", SPARK)


def _line(name: str, ours: float, theirs: float, reference: str, goal: float) -> Result:
    return Result(name, f"{ours:.1f} s", f"{theirs:.1f} s {reference}", ours / theirs, goal)


def _memory(name: str, of: Cost) -> Result:
    return Result(name, f"{of.memory / 1e6:.0f} MB", "2 GB", of.memory / MEMORY, 1.0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--zones", type=int, default=ZONES)
    parser.add_argument("--province", action="store_true")
    parser.add_argument("--spark", action="store_true")
    parser.add_argument("--record", action="store_true", help="append to history.csv")
    asked = parser.parse_args(arguments)
    found = results(asked.zones, province=asked.province, spark=asked.spark)
    return finished("scale", found, ["--record"] * asked.record)


if __name__ == "__main__":
    sys.exit(main())
