"""The process that reads workbooks from outside: request in, reading out, until the input ends.

Started by `guard` as `python -m scorecard.read.worker`.  Requests and answers are pickled
values with their length in front, on standard input and output.  The limit of memory is set before
the first file is seen.  The limit of time is one of processor time, where the system can count it,
so that a busy machine refuses nothing; somebody outside watches the clock as well.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import struct
import sys
from importlib import import_module
from typing import IO, Any, Final

from scorecard.read.intake import MB, Limits, Refused
from scorecard.read.workbook import preload, read_workbook

LENGTH: Final = struct.Struct("<Q")
READY: Final = "ready"
UNUSED: Final = ("numpy", "PIL")
"""What openpyxl would load if it could and no reading needs: a third of the starting time."""


PICTURES: Final = "--pictures"
"""Argument of the worker that saves workbooks: it needs the second of them."""


LEFT: Final = 20_000
"""Objects left of the files before from which on it is worth looking for garbage among them."""
COUNTS_ITS_TIME: Final = hasattr(signal, "setitimer")
OUT_OF_TIME: Final = "SIGPROF"
"""The signal that ends a process whose processor time is used up."""


def allow(seconds: float) -> None:
    """Let this process compute for so many seconds from now on; 0 for as long as it likes."""
    if COUNTS_ITS_TIME:
        signal.setitimer(signal.ITIMER_PROF, seconds)


def send(stream: IO[bytes], value: object) -> None:
    """Write one value with its length in front."""
    data = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:  # noqa: ANN401  (what the other side sent)
    """The next value; raises `EOFError` where the stream ends."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        raise EOFError
    size = LENGTH.unpack(head)[0]
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return pickle.loads(data)  # noqa: S301  (written by our own process)


def limit_memory(size: int) -> None:
    """Let this process have at most `size` bytes of address space, where the system can do that."""
    try:
        import resource  # noqa: PLC0415  (not on Windows)
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    bound = size if hard == resource.RLIM_INFINITY else min(size, hard)
    resource.setrlimit(resource.RLIMIT_AS, (bound, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Serve requests until the input ends: (bytes, file name), or (function, arguments)."""
    for name in UNUSED[:1] if PICTURES in sys.argv else UNUSED:
        # The way to make an import fail.
        sys.modules[name] = None  # type: ignore[assignment]
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing but answers may reach the pipe
    limits: Limits = receive(sys.stdin.buffer)
    limit_memory(limits.memory)
    preload()
    gc.freeze()
    gc.disable()  # one file's objects die together: looking for garbage among them is lost time
    send(answers, READY)
    while True:
        try:
            first, second = receive(sys.stdin.buffer)
        except EOFError:
            return
        allow(limits.seconds)
        answer = _answer(first, second, limits)
        allow(0)
        send(answers, answer)
        if gc.get_count()[0] > LEFT:
            gc.collect()


def called(module: str, function: str, *arguments: object) -> Any:  # noqa: ANN401  (what it gives)
    """What a function gives whose module is loaded here, and not where the job comes from."""
    return getattr(import_module(module), function)(*arguments)


def _answer(first: Any, second: Any, limits: Limits) -> object:  # noqa: ANN401  (see `main`)
    """What a request gives; a job's result stands in a tuple of its own."""
    if callable(first):
        try:
            return (first(*second),)
        except MemoryError:
            return (None,)
    try:
        return read_workbook(first, second, limits)
    except MemoryError:
        return None, [Refused("B138", limit=limits.memory // MB).finding(second)]


if __name__ == "__main__":
    main()
