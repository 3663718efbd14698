"""The commands that read back what was recorded: history, diff, verify, and the ledger's copies."""

from __future__ import annotations

from pathlib import Path

import click

from scorecard.cli.options import (
    as_of_option,
    language_option,
    table_or_json_option,
    workspace_option,
)
from scorecard.i18n import Words
from scorecard.schema.errors import N_


@click.command(
    epilog="scorecard history LW-RANK-2021",
    help=N_(
        "A target's or indicator's figures by period with every revision, and the status on each "
        "day something new was known."
    ),
    short_help=N_("Figures by period with every revision."),
)
@click.argument("name", metavar="TARGET|INDICATOR")
@workspace_option
@language_option
@as_of_option
@table_or_json_option
@click.pass_obj
def history(words: Words, name: str, folder: Path | None, as_of: str | None, form: str) -> None:
    """Every vintage of the figures behind a target."""
    from scorecard.cli.run_history import run_history

    run_history(words, name, folder, as_of, form)


@click.command(
    epilog="scorecard diff 2021-Q4 2022-Q1",
    help=N_(
        "What changed between two quarters or dates: statuses, restated figures with the statuses "
        "they flipped, revised targets."
    ),
    short_help=N_("What changed between two quarters or dates."),
)
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@workspace_option
@language_option
@table_or_json_option
@click.pass_obj
def diff(words: Words, first: str, second: str, folder: Path | None, form: str) -> None:
    """The differences between two states of knowledge."""
    from scorecard.cli.run_history import run_diff

    run_diff(words, first, second, folder, form)


@click.command(
    epilog="scorecard verify",
    help=N_(
        "Check the ledger's chain and archive, and derive every number of the published "
        "scorecards again. Exit code 1 and the first place that does not agree."
    ),
    short_help=N_("Derive every published number again."),
)
@workspace_option
@language_option
@click.option(
    "--head",
    metavar="HASH",
    help=N_("A hash printed on a scorecard, or its first digits: the ledger must have it."),
)
@click.pass_obj
def verify(words: Words, folder: Path | None, head: str | None) -> None:
    """Whether everything published still follows."""
    from scorecard.cli.run_verify import run

    run(words, folder, head)


@click.group(
    epilog="scorecard ledger backup ledger-2021.sqlite",
    help=N_("A verified copy of the ledger, and back."),
)
@language_option
def ledger() -> None:
    """Copies of the ledger."""


@ledger.command(
    epilog="scorecard ledger backup ledger-2021.sqlite",
    help=N_("Write a copy of the ledger, its chain verified; safe while others write."),
    short_help=N_("Write a verified copy of the ledger."),
)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@workspace_option
@language_option
@click.pass_obj
def backup(words: Words, file: Path, folder: Path | None) -> None:
    """A copy of the ledger."""
    from scorecard.cli.run_ledger import backup as run

    run(words, file, folder)


@ledger.command(
    epilog="scorecard ledger restore ledger-2021.sqlite",
    help=N_("Put a verified copy in the ledger's place; the old ledger is kept beside it."),
    short_help=N_("Put a verified copy in its place."),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@workspace_option
@language_option
@click.pass_obj
def restore(words: Words, file: Path, folder: Path | None) -> None:
    """A copy back into its place."""
    from scorecard.cli.run_ledger import restore as run

    run(words, file, folder)
