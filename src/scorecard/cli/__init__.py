"""The command line: arguments, printing, exit codes; nothing else.

Exit codes: 0 clean, 1 findings of severity error, 2 usage or the run cannot go on, 3 a
`--fail-on` status occurred, 4 `--missing` and returns are outstanding.  Commands are loaded when
they run, so that `--help` imports no heavy package.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # halves what importing NumPy costs

import click

from scorecard.cli.root import chosen_language, localise, scorecard
from scorecard.i18n import Words
from scorecard.schema.errors import ScorecardError

__all__ = ["main", "scorecard"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; ends the process with the exit code."""
    words = Words(chosen_language(sys.argv[1:] if arguments is None else arguments))
    localise(scorecard, words)
    try:
        scorecard.main(arguments, prog_name="scorecard", standalone_mode=True, obj=words)
    except ScorecardError as error:
        for one in (error, *error.others):
            sentence, hint = words.error(one)
            click.echo(words.text("Error: {sentence}", sentence=sentence), err=True)
            if hint:
                click.echo(f"  {hint}", err=True)
        sys.exit(2)
