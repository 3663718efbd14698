"""Files behind a wall: a file that kills, hangs or bloats its reader is a finding."""

from __future__ import annotations

import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from workbook_files import SHEET, changed, sheet_xml, written

import scorecard.read.guard as room
from scorecard.read.guard import Guard, cores, read_files
from scorecard.read.intake import DEFAULT_LIMITS, Limits

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds address space")


def run(program: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


def many_cells(rows: int) -> bytes:
    cells = "".join(
        f'<row r="{n}">' + "".join(f'<c r="{c}{n}"><v>{n}</v></c>' for c in "ABCDEFGH") + "</row>"
        for n in range(1, rows + 1)
    )
    return changed(written(), {SHEET: sheet_xml(cells)})


def numbered(n: int) -> Callable[[Any, Any], None]:
    """Writes the number into cell A2."""
    return lambda _, sheet: sheet.write_number("A2", n)


def test_files_come_back_in_the_order_given(tmp_path: Path) -> None:
    paths = [tmp_path / f"{n}.xlsx" for n in range(7)]
    for n, path in enumerate(paths):
        path.write_bytes(written(numbered(n)))
    (tmp_path / "3.xlsx").write_bytes(b"")
    (tmp_path / "~$4.xlsx").write_bytes(b"\x05Alice")
    listed = [*paths[:5], tmp_path / "~$4.xlsx", *paths[5:]]
    with Guard(workers=2) as guard:
        found = list(guard.readings(listed, tmp_path, trusted=False))
    assert [path for path, _, _ in found] == listed
    values = [b.sheets[0].cell(2, 1).value if b else None for _, b, _ in found]
    assert values == [0.0, 1.0, 2.0, None, 4.0, None, 5.0, 6.0]
    assert [f.code for _, _, findings in found for f in findings] == ["B105", "B103"]


def test_both_ways_of_reading_give_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(written(lambda _, s: s.merge_range("A3:B3", "甲")))
    outcomes = [
        list(read_files([tmp_path / "a.xlsx"], tmp_path, trusted=trusted))
        for trusted in (False, True)
    ]
    assert outcomes[0] == outcomes[1]


def test_small_books_of_our_own_start_no_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[object] = []
    start = room._start

    def counted() -> subprocess.Popen[bytes]:
        started.append(None)
        return start()

    monkeypatch.setattr(room, "_start", counted)
    small, large = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    small.write_bytes(written())
    large.write_bytes(many_cells(6000))
    assert [f for *_, f in read_files([small], tmp_path, trusted=True)] == [[]]
    assert not started
    fast = replace(DEFAULT_LIMITS, seconds=0.1)
    with Guard(fast, workers=1) as guard:
        for *_, found in guard.readings([large], tmp_path, trusted=True):
            assert [f.code for f in found] == ["B136"]
    assert len(started) == 1
    assert [f for *_, f in read_files([small], tmp_path)] == [[]]
    assert len(started) == 2


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    slow, good = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    slow.write_bytes(many_cells(20_000))
    good.write_bytes(written())
    limits = replace(DEFAULT_LIMITS, seconds=0.4)
    with Guard(limits, workers=1) as guard:
        found = list(guard.readings([slow, good, slow, good], tmp_path, trusted=False))
    assert [[f.code for f in findings] for *_, findings in found] == [["B136"], [], ["B136"], []]
    assert found[0][2][0].params["seconds"] == "0.4"


@posix
def test_waiting_for_the_processor_is_not_counted() -> None:
    """On a machine that is busy with other things a reading takes long without computing much."""
    with Guard(replace(DEFAULT_LIMITS, seconds=0.2), workers=1) as guard:
        assert guard.run(select.select, [], [], [], 0.6).result() == ([], [], [])


@posix
def test_a_file_that_sleeps_is_given_up_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """It uses no processor time: only the clock on the wall sees it, after three times as much."""
    assert room.PATIENCE * DEFAULT_LIMITS.seconds == 60
    monkeypatch.setattr(room, "SHORTEST_WAIT", 0.3)
    with Guard(replace(DEFAULT_LIMITS, seconds=0.5), workers=1) as guard:
        assert guard.submit(written(), "a.xlsx").result()[1] == []
        worker = guard._workers[0].process
        assert worker is not None
        worker.send_signal(signal.SIGSTOP)
        start = time.monotonic()
        book, found = guard.submit(written(), "a.xlsx").result()
        assert book is None
        assert [(f.code, f.params["seconds"]) for f in found] == [("B136", "1.5")]
        assert 1.4 < time.monotonic() - start < 30
        assert guard.submit(written(), "a.xlsx").result()[1] == []
        assert guard.run(select.select, [], [], [], 600.0).result() is None
        assert guard.run(len, "ab").result() == 2


@linux
def test_a_file_that_needs_too_much_memory_is_given_up(tmp_path: Path) -> None:
    large, good = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    large.write_bytes(many_cells(10_000))
    good.write_bytes(written())
    limits = replace(DEFAULT_LIMITS, memory=60_000_000)
    with Guard(limits, workers=1) as guard:
        found = list(guard.readings([large, good], tmp_path, trusted=False))
    assert [b is None for _, b, _ in found] == [True, False]
    assert [f.code for f in found[0][2]] in (["B138"], ["B137"])


DYING = """
import os, sys
from scorecard.read.worker import receive, send
receive(sys.stdin.buffer)
send(sys.stdout.buffer, "ready")
receive(sys.stdin.buffer)
os.abort()
"""


@posix
def test_a_death_by_signal_is_a_finding_and_the_next_file_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    start = room._start
    programs = [DYING]

    def first_dies() -> subprocess.Popen[bytes]:
        return run(programs.pop()) if programs else start()

    monkeypatch.setattr(room, "_start", first_dies)
    with Guard(workers=1) as guard:
        book, findings = guard.submit(written(), "a.xlsx").result()
        assert book is None
        assert [(f.code, f.origin.file, f.params["reason"]) for f in findings] == [
            ("B137", "a.xlsx", "SIGABRT")
        ]
        assert guard.submit(written(), "b.xlsx").result()[1] == []


def test_a_worker_imports_the_package_that_started_it() -> None:
    assert (room.HOME / "scorecard" / "read" / "worker.py").is_file()


def test_a_worker_is_kept_from_file_to_file() -> None:
    with Guard(workers=1) as guard:
        seen = set()
        for _ in range(3):
            assert guard.submit(written(), "a.xlsx").result()[1] == []
            process = guard._workers[0].process
            seen.add(process.pid if process else None)
    assert len(seen) == 1
    assert guard._workers[0].process is None


def test_a_pool_can_be_used_again(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(written())
    with Guard(workers=1) as guard:
        for _ in range(2):
            found = list(guard.readings([tmp_path / "a.xlsx"], tmp_path, trusted=False))
            assert found[0][2] == []
        assert guard._workers[0].process is not None


def test_an_iteration_left_early_leaves_no_process(tmp_path: Path) -> None:
    paths = [tmp_path / f"{n}.xlsx" for n in range(9)]
    for path in paths:
        path.write_bytes(written())
    reading = read_files(paths, tmp_path)
    assert isinstance(reading, Generator)
    assert next(reading)[2] == []
    reading.close()
    with pytest.raises(StopIteration):
        next(reading)


def test_nothing_in_the_folder_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "openpyxl.py").write_text("raise SystemExit(9)", encoding="utf-8")
    (tmp_path / "a.xlsx").write_bytes(written())
    monkeypatch.chdir(tmp_path)
    assert [f for *_, f in read_files([tmp_path / "a.xlsx"], tmp_path)] == [[]]


def test_a_worker_that_cannot_start_is_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "_start", lambda: run("raise SystemExit(3)"))
    (tmp_path / "a.xlsx").write_bytes(written())
    found = [f for *_, findings in read_files([tmp_path / "a.xlsx"], tmp_path) for f in findings]
    assert [(f.code, f.params["reason"]) for f in found] == [("B137", "exit 3")]


def test_limits_are_one_frozen_value() -> None:
    assert Limits() == DEFAULT_LIMITS
    assert hash(Limits()) == hash(DEFAULT_LIMITS)
    assert cores() >= 1
