"""Measuring as ratios: what a machine needs more of, it needs on both sides of the line.

`history.csv` keeps what was measured when, and on what kind of machine (`README.md`).
"""

from __future__ import annotations

import csv
import os
import platform
import re
import resource
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

HISTORY: Final = Path(__file__).parent / "history.csv"
COLUMNS: Final = (
    *("date", "suite", "name", "measured", "reference", "ratio", "goal", "met", "machine", "load"),
)
BEST_OF: Final = 5
NULL: Final = subprocess.DEVNULL
# One numeric thread: what is measured is the work, not how threads are started.
ENVIRONMENT: Final = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": ""}


@dataclass(frozen=True)
class Result:
    """One line of the table: a ratio and the goal it must not exceed."""

    name: str
    measured: str
    reference: str
    ratio: float
    goal: float

    @property
    def met(self) -> bool:
        """Whether the ratio keeps to the goal."""
        return self.ratio <= self.goal


def processor_seconds() -> float:
    """Processor time in seconds of all the processes that this one has waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def seconds_of_commands(
    commands: Sequence[Sequence[str]],
    best_of: int = BEST_OF,
    clock: Callable[[], float] = time.perf_counter,
) -> list[float]:
    """The best time in seconds of each command, by default as a clock on the wall shows it.

    The commands take turns, so that a slow moment of the machine meets all of them; a first turn
    is not counted: it compiles the bytecode and fills the caches.
    """
    turns = [[_seconds_of_command(one, clock) for one in commands] for _ in range(best_of + 1)]
    return [min(times) for times in zip(*turns[1:], strict=True)]


def _seconds_of_command(command: Sequence[str], clock: Callable[[], float]) -> float:
    start = clock()
    subprocess.run(command, env=ENVIRONMENT, check=True, stdout=NULL, stderr=NULL)
    return clock() - start


def seconds_of(work: Callable[[], object], best_of: int = BEST_OF) -> float:
    """The best wall time in seconds of a function."""

    def once() -> float:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    return min(once() for _ in range(best_of))


def peak_bytes_of(work: Callable[[], object]) -> int:
    """The most memory in bytes that a function holds beyond what was held before it."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def table(results: Iterable[Result]) -> str:
    """The results as text, one line each, with goal and verdict."""
    rows = [("what", "measured", "reference", "ratio", "goal", "")]
    for result in results:
        verdict = "ok" if result.met else "MISSED"
        ratio, goal = f"{result.ratio:.2f}", f"<= {result.goal:.2f}"
        rows.append((result.name, result.measured, result.reference, ratio, goal, verdict))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)


def finished(suite: str, results: Iterable[Result], arguments: Sequence[str] | None = None) -> int:
    """Print the results, append them to the history where `--record` is given; the exit code.

    1 where a goal is missed.
    """
    found = list(results)
    print(table(found))
    if "--record" in (sys.argv if arguments is None else arguments):
        record(suite, found)
    return 0 if all(result.met for result in found) else 1


def record(suite: str, results: Iterable[Result], history: Path = HISTORY) -> None:
    """Append the results to the history, with the day, the kind of machine and its load."""
    new = not history.exists()
    day, kind = date.today().isoformat(), machine()  # noqa: DTZ011  (the day where it was measured)
    load = f"{os.getloadavg()[1]:.1f}"
    with history.open("a", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        if new:
            rows.writerow(COLUMNS)
        for r in results:
            told = (r.name.strip(), r.measured, r.reference, f"{r.ratio:.3g}", f"{r.goal:g}")
            rows.writerow([day, suite, *told, "yes" if r.met else "no", kind, load])


def machine() -> str:
    """The kind of this machine: processor, cores, memory, system, Python; nothing that names it."""
    cpus, memory = Path("/proc/cpuinfo"), Path("/proc/meminfo")
    model = platform.processor() or platform.machine()
    if cpus.exists() and (found := re.search(r"model name\s*: (.*)", cpus.read_text("utf-8"))):
        model = found[1].strip()
    size = ""
    if memory.exists() and (found := re.search(r"MemTotal:\s*(\d+)", memory.read_text("utf-8"))):
        size = f", {int(found[1]) / 1024**2:.0f} GB"
    system = f"{platform.system()} {platform.release().split('-')[0]}"
    return f"{model}, {os.cpu_count()} cores{size}, {system}, Python {platform.python_version()}"
