"""The measuring itself: it tells linear from quadratic growth, and a met goal from a missed one."""

from __future__ import annotations

import csv
import os
import socket
import sys
from pathlib import Path

import measure
import outputs
import pytest
from growth import Stage, results
from measure import (
    COLUMNS,
    Result,
    machine,
    peak_bytes_of,
    processor_seconds,
    record,
    seconds_of_commands,
    table,
)


def numbers(rows: int, _folder: Path) -> list[int]:
    return list(range(rows))


def doubled(given: list[int]) -> list[int]:
    return [2 * number for number in given]


def pairs(given: list[int]) -> list[tuple[int, int]]:
    return [(one, other) for one in given for other in given]


def test_quadratic_growth_is_seen_in_time_and_memory() -> None:
    time, memory = results([Stage("pairs", 60, numbers, pairs)])
    assert (time.name, memory.name) == ("pairs: time", "pairs: memory")
    assert not time.met
    assert not memory.met


def test_linear_growth_of_memory_keeps_to_the_goal() -> None:
    _, memory = results([Stage("doubled", 5000, numbers, doubled)])
    assert memory.met
    assert memory.ratio == pytest.approx(1, abs=0.2)


def test_memory_is_the_peak_and_not_what_is_left() -> None:
    assert peak_bytes_of(lambda: len(bytes(1_000_000))) >= 1_000_000


def test_a_failing_command_is_not_measured() -> None:
    with pytest.raises(Exception, match="non-zero exit status 3"):
        seconds_of_commands([[sys.executable, "-c", "raise SystemExit(3)"]], best_of=1)


def test_processor_time_is_that_of_the_command_and_not_of_waiting() -> None:
    sleeping = [sys.executable, "-c", "import time; time.sleep(1)"]
    (seconds,) = seconds_of_commands([sleeping], best_of=1, clock=processor_seconds)
    assert 0 < seconds < 1


def test_the_table_gives_ratio_goal_and_verdict() -> None:
    lines = table([Result("a", "3 ms", "1 ms b", 3.0, 1.5), Result("c", "1", "1", 1.0, 1.5)])
    _, missed, kept = lines.splitlines()
    assert missed.split() == ["a", "3", "ms", "1", "ms", "b", "3.00", "<=", "1.50", "MISSED"]
    assert kept.endswith("ok")


def test_the_memory_of_outputs_is_that_of_a_process_of_its_own() -> None:
    held, peak = outputs.peaks("workbook", 4)
    assert held > 20_000, "kilobytes: the interpreter and its libraries"
    assert peak >= 0


def test_the_history_keeps_what_was_measured_on_which_kind_of_machine(tmp_path: Path) -> None:
    history = tmp_path / "history.csv"
    for _ in range(2):
        record("judge", [Result("  a, b", "3 ms", "1 ms c", 3.0, 1.5)], history)
    rows = list(csv.DictReader(history.read_text("utf-8").splitlines()))
    assert len(rows) == 2
    assert tuple(rows[1]) == COLUMNS
    assert (rows[1]["name"], rows[1]["ratio"], rows[1]["met"]) == ("a, b", "3", "no")
    assert rows[1]["machine"] == machine()
    assert f"{os.cpu_count()} cores" in machine()
    assert socket.gethostname() not in machine()
    kept = list(csv.DictReader(measure.HISTORY.read_text("utf-8").splitlines()))
    assert kept
    assert {tuple(row) for row in kept} == {COLUMNS}
    assert {row["met"] for row in kept} <= {"yes", "no"}
