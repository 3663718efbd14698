"""Files read behind a wall: in processes of their own, with limits, replaced when they die.

Policy.  Whatever comes from outside (returns, tables) is parsed in a worker process: a file that
makes a parser crash, hang or use up memory costs one process and gives one finding.  The
workspace's own books and register (`trusted`) are parsed in this process when they have passed the
preflight and are small (`Cost.small`: at most 2 MB unpacked, 50 000 stored cells and merged
places): then no content can cost noticeable time or memory, and starting a process would cost more
than the reading.  Larger ones go to a worker as well.

The pool is our own because a process of `multiprocessing` (and so of pebble, which was tried) is
started as `python -c`, which looks for modules in the current folder first: a `struct.py` beside
the workbooks would be run.  It was no faster either: 0.35 s against 0.31 s of processor time to
start a worker, 1.60 s against 1.49 s for 40 forms.
"""

from __future__ import annotations

import contextlib
import math
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from queue import LifoQueue
from typing import Any, Final, Self, TypeAlias, TypeVar

from scorecard.read.grid import RawWorkbook
from scorecard.read.intake import DEFAULT_LIMITS, Limits, Received, Refused, take
from scorecard.read.preflight import preflight
from scorecard.read.workbook import parse_workbook
from scorecard.read.worker import COUNTS_ITS_TIME, OUT_OF_TIME, PICTURES, receive, send
from scorecard.schema.findings import Finding

Outcome: TypeAlias = tuple[RawWorkbook | None, list[Finding]]
T = TypeVar("T")
Reading: TypeAlias = tuple[Path, RawWorkbook | None, list[Finding]]

STARTING: Final = 60.0
"""Seconds a worker may take to start."""
DYING: Final = 5.0
"""Seconds a worker that has closed its pipes may take to end."""
WATCHED: Final = 0.25
"""Seconds between two looks at the clock."""
UNKNOWN: Final = "?"
SHORTEST_WAIT: Final = 4.0
"""Seconds below which a clock on the wall says nothing on a busy machine."""
HOME: Final = Path(__file__).resolve().parents[2]
"""The folder that holds this package."""
PATIENCE: Final = 3
"""How much longer than its processor time a file may take on a busy machine: 60 s for 20 s."""


class _Worker:
    """One process that reads one file at a time; started when it is first needed."""

    def __init__(self, limits: Limits, *, writes: bool = False) -> None:
        self.limits = limits
        self.writes = writes
        self.process: subprocess.Popen[bytes] | None = None
        self._due = math.inf
        self._late = False

    @property
    def _longest(self) -> float:
        """Seconds to wait for an answer: what the process counts itself is its processor time."""
        own = self.limits.seconds
        return max(own * PATIENCE, SHORTEST_WAIT) if COUNTS_ITS_TIME else own

    def read(self, data: bytes, file: str) -> Outcome:
        """The reading of these bytes, or the finding that says how the process ended."""
        self.start()
        answer, late = self._ask((data, file), self._longest)
        if answer is not None:
            outcome: Outcome = answer
            if any(f.code == "B138" for f in outcome[1]):
                self.hang_up()  # what is left of its memory would not do for the next file
            return outcome
        ended = self.stop()
        if late or ended == OUT_OF_TIME:
            after = self._longest if late else self.limits.seconds
            return None, [Refused("B136", seconds=f"{after:g}").finding(file)]
        return None, [Refused("B137", reason=ended).finding(file)]

    def start(self) -> None:
        """Start the process, if there is none alive, and wait until it is ready."""
        if self.process is None or self.process.poll() is not None:
            self.stop()
            self.process = _start(*([PICTURES] if self.writes else []))
            self._ask(self.limits, STARTING)

    def run(self, job: Callable[..., Any], *arguments: object) -> Any:  # noqa: ANN401  (what the job gives)
        """What the job gives in the other process; `None` where it did not end well."""
        self.start()
        answer, _ = self._ask((job, arguments), self._longest)
        if answer is None:
            self.stop()
            return None
        return answer[0]

    def _ask(self, request: object, seconds: float) -> tuple[Any, bool]:
        """Send, wait, receive: the answer (`None` after a death) and whether time ran out."""
        process = self.process
        if process is None or process.stdin is None or process.stdout is None:
            return None, False
        self._late, self._due = False, time.monotonic() + seconds
        try:
            send(process.stdin, request)
            return receive(process.stdout), False
        except (EOFError, OSError):
            return None, self._late
        finally:
            self._due = math.inf

    def end_if_late(self) -> None:
        """Kill the process where it has been computing for longer than it may."""
        if time.monotonic() > self._due and self.process is not None:
            self._late = True
            self.process.kill()

    def hang_up(self) -> None:
        """End the process without waiting for anything it may be doing."""
        if self.process is not None:
            self.process.kill()
            self.stop()

    def stop(self) -> str:
        """End the process, if there is one; how it ended, in a word."""
        if self.process is None:
            return UNKNOWN
        code = _code(self.process)
        for stream in (self.process.stdin, self.process.stdout):
            if stream:
                with contextlib.suppress(OSError):
                    stream.close()
        self.process = None
        return signal.Signals(-code).name if code < 0 else f"exit {code}"


def _code(process: subprocess.Popen[bytes]) -> int:
    """The exit code; a process that does not end by itself at once is ended."""
    try:
        return process.wait(DYING)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def _start(*arguments: str) -> subprocess.Popen[bytes]:
    """A new worker that can import what this process can, and nothing from its folder."""
    home = str(HOME)
    known = os.environ.get("PYTHONPATH")
    return subprocess.Popen(  # noqa: S603  (our own module, no argument from outside)
        [sys.executable, "-P", "-m", "scorecard.read.worker", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([home, known] if known else [home]),
            "OPENBLAS_NUM_THREADS": "1",
        },
    )


class Guard:
    """A small pool of worker processes, alive until the end of its `with` block.

    One more does other jobs, such as marking a copy, when the first of them comes: what these need
    is loaded once, and none of them waits for files that are still to be read.
    """

    def __init__(self, limits: Limits = DEFAULT_LIMITS, workers: int | None = None) -> None:
        self.limits, self.size = limits, workers or cores()
        self._workers = [_Worker(limits) for _ in range(self.size)]
        self._writer = _Worker(limits, writes=True)
        self._idle: LifoQueue[_Worker] = LifoQueue()
        for worker in self._workers:
            self._idle.put(worker)
        self._threads, self._writing = ThreadPoolExecutor(self.size), ThreadPoolExecutor(1)
        self._ended = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for threads in (self._threads, self._writing):
            threads.shutdown(cancel_futures=True)
        for worker in (*self._workers, self._writer):
            worker.hang_up()
        self._ended.set()

    def _watch(self) -> None:
        """Look at the clock for all of them, until the end."""
        while not self._ended.wait(WATCHED):
            for worker in (*self._workers, self._writer):
                worker.end_if_late()

    def submit(self, data: bytes, file: str) -> Future[Outcome]:
        """The reading to come of these bytes."""
        return self._threads.submit(self._with_worker, lambda worker: worker.read(data, file))

    def readings(self, paths: Iterable[Path], root: Path, *, trusted: bool) -> Iterator[Reading]:
        """As `read_files`, by this pool and within its limits."""
        waiting: deque[tuple[Path, Future[Outcome]]] = deque()
        for path in paths:
            waiting.append((path, self._begin(path, root, trusted=trusted)))
            if len(waiting) > 2 * self.size:
                first, future = waiting.popleft()
                yield (first, *future.result())
        for path, future in waiting:
            yield (path, *future.result())

    def _begin(self, path: Path, root: Path, *, trusted: bool) -> Future[Outcome]:
        received, findings = take(path, root, self.limits)
        if received is None:
            return _done((None, findings))
        here = _read_here(received, self.limits) if trusted else None
        return _done(here) if here else self.submit(received.data, received.file)

    def run(self, job: Callable[..., Any], *arguments: object) -> Future[Any]:
        """The result to come of a module's function with these arguments; `None` if it failed."""
        return self._writing.submit(self._writer.run, job, *arguments)

    def _with_worker(self, job: Callable[[_Worker], T]) -> T:
        worker = self._idle.get()
        try:
            return job(worker)
        finally:
            self._idle.put(worker)


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def read_files(paths: Iterable[Path], root: Path, *, trusted: bool = False) -> Iterator[Reading]:
    """Each file's workbook (`None` where it was not read) and findings, in the order given.

    `root` is the workspace: names in findings are relative to it, links out of it are not
    followed.  `trusted` is for the workspace's own books (see the policy above).  No file stops the
    others.
    """
    listed = list(paths)
    with Guard(workers=min(cores(), max(1, len(listed)))) as guard:
        yield from guard.readings(listed, root, trusted=trusted)


def _read_here(received: Received, limits: Limits) -> Outcome | None:
    """The reading in this process; `None` where the file is too large for that."""
    contents, findings = preflight(received.data, received.file, limits)
    if contents is None:
        return None, findings
    if not contents.cost.small:
        return None
    return parse_workbook(received.data, received.file, contents, findings, limits)


def _done(outcome: Outcome) -> Future[Outcome]:
    future: Future[Outcome] = Future()
    future.set_result(outcome)
    return future
