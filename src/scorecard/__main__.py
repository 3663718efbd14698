"""The command `scorecard`, and `python -m scorecard`: it can be stopped from its first moment."""

from __future__ import annotations

import os
import signal

STOPPED = 130


def _stop(*_: object) -> None:
    os._exit(STOPPED)


def main() -> None:
    """Run the command line; Ctrl-C ends it with 130 while it still loads, and while it ends."""
    heeded = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if heeded:  # not by a process in the background
        signal.signal(signal.SIGINT, _stop)
    from scorecard.cli import main as run  # noqa: PLC0415  (it takes a while: see above)

    try:
        if heeded:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        run()
    except KeyboardInterrupt:
        _stop()
    finally:
        if heeded:
            signal.signal(signal.SIGINT, _stop)


if __name__ == "__main__":
    main()
