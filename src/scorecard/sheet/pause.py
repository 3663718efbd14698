"""Python's search for cycles, paused while cells are written."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def no_cycle_search() -> Iterator[None]:
    """Let no search for unreachable cycles run meanwhile; it goes on afterwards if it did before.

    Writing cells makes none, and each search walks over all that is there to be written: a sixth of
    the time of a workbook of 1,000 targets.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
