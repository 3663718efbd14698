"""Whether time and memory of a stage grow no faster than its rows.

A stage is run on n and on 10 n rows.  The ratio is (cost per row at 10 n) / (cost per row at n):
1 is linear, less means that a fixed cost is spread over more rows, 10 would be quadratic.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from measure import Result, peak_bytes_of, seconds_of

TIMES: Final = 10
# Half again as much per row: room for caches and for the noise of a shared machine.
GOAL: Final = 1.5
BEST_OF: Final = 3


@dataclass(frozen=True)
class Stage:
    """One step of the main job.

    `prepare(rows, folder)` makes its input and is not measured; `run(input)` is.
    """

    name: str
    rows: int
    prepare: Callable[[int, Path], Any]
    run: Callable[[Any], object]


@dataclass(frozen=True)
class Cost:
    """What a stage costs at a number of rows: seconds, bytes."""

    rows: int
    seconds: float
    peak: int


def cost(stage: Stage, rows: int) -> Cost:
    """Time and memory of a stage at so many rows."""
    with tempfile.TemporaryDirectory() as folder:
        given = stage.prepare(rows, Path(folder))
        seconds = seconds_of(lambda: stage.run(given), BEST_OF)
        peak = peak_bytes_of(lambda: stage.run(given))
    return Cost(rows, seconds, peak)


def results(stages: Sequence[Stage]) -> Iterator[Result]:
    """Two lines for each stage: time and memory."""
    for stage in stages:
        small, large = cost(stage, stage.rows), cost(stage, stage.rows * TIMES)
        per_row = large.rows / small.rows
        yield Result(
            f"{stage.name}: time",
            f"{large.seconds * 1000:.0f} ms at {large.rows} rows",
            f"{small.seconds * 1000:.0f} ms at {small.rows}",
            large.seconds / small.seconds / per_row,
            GOAL,
        )
        yield Result(
            f"{stage.name}: memory",
            f"{large.peak / 1e6:.1f} MB at {large.rows} rows",
            f"{small.peak / 1e6:.1f} MB at {small.rows}",
            large.peak / small.peak / per_row,
            GOAL,
        )
