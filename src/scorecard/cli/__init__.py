"""The command line: arguments, printing, exit codes; nothing else.

Exit codes: 0 clean, 1 findings of severity error and nothing else, 2 usage or the run cannot go
on, 3 a `--fail-on` status occurred, 4 `--missing` and returns are outstanding, 70 a fault of the
program, 130 stopped by the user, 141 the reader of the output went away.  Commands are loaded
when they run, so that `--help` imports no heavy package.
"""

from __future__ import annotations

import codecs
import gc
import io
import os
import sys
from collections.abc import Sequence

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # halves what importing NumPy costs

import click

from scorecard.cli.root import UNREAD, chosen_language, localise, scorecard
from scorecard.i18n import Words
from scorecard.schema.errors import N_, ProgramFaultError, ScorecardError, SystemRefusedError, why

__all__ = ["main", "scorecard"]

BUG, STOPPED = 70, 130


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; ends the process with the exit code."""
    gc.set_threshold(300_000)  # one command, then the end: cycles are searched for seldom
    given = list(sys.argv[1:] if arguments is None else arguments)
    _make_printable()
    words = Words(chosen_language(given))
    completing = "_SCORECARD_COMPLETE" in os.environ
    localise(scorecard, words, None if completing else given)
    try:
        code = _run(given, words)
        sys.stdout.flush()
    except BrokenPipeError:
        code = UNREAD
        _discard_output()
    except (KeyboardInterrupt, click.Abort):
        code = STOPPED
        click.echo(words.text("Stopped."), err=True)
    except OSError as error:
        code = 2
        _tell(SystemRefusedError(file=error.filename or N_("the output"), reason=why(error)), words)
        _discard_output()
    except Exception:  # noqa: BLE001  (whatever it is, the code must not be that of faulty data)
        import traceback

        traceback.print_exc()
        code = BUG
        _tell(ProgramFaultError(), words)
    sys.exit(code)


def _run(arguments: list[str], words: Words) -> int:
    """Run one command and tell what stopped it; the exit code."""
    try:
        if any("\0" in argument for argument in arguments):
            raise click.UsageError(words.text("An argument holds a character of no width (NUL)."))
        done = scorecard.main(arguments, prog_name="scorecard", standalone_mode=False, obj=words)
    except SystemExit as ended:
        done = ended.code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except ScorecardError as error:
        for one in (error, *error.others):
            _tell(one, words)
        return 2
    return done if isinstance(done, int) else 0


def _tell(error: ScorecardError, words: Words) -> None:
    sentence, hint = words.error(error)
    click.echo(words.text("Error: {sentence}", sentence=sentence), err=True)
    if hint:
        click.echo(f"  {hint}", err=True)


def _make_printable() -> None:
    """Print whatever the console's character set allows, with `?` for the rest; never die of it.

    A minus that it lacks (as GBK does) is a hyphen there.  A stream that was closed before we
    began takes everything and keeps nothing.
    """
    codecs.register_error("printable", _printable)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="printable")


def _printable(fault: UnicodeError) -> tuple[str, int]:
    """What stands for characters that cannot be encoded, and where to go on."""
    if not isinstance(fault, UnicodeEncodeError):
        raise fault
    lost = fault.object[fault.start : fault.end]
    return "".join("-" if one == "−" else "?" for one in lost), fault.end


def _discard_output() -> None:
    """Let the interpreter end without trying once more to write what nobody takes."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
