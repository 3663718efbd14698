"""Measuring as ratios: what a machine needs more of, it needs on both sides of the line."""

from __future__ import annotations

import os
import resource
import subprocess
import time
import tracemalloc
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

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
