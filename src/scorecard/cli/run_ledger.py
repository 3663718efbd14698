"""`scorecard ledger backup` and `scorecard ledger restore`."""

from __future__ import annotations

from pathlib import Path

import click

from scorecard.cli.options import open_workspace
from scorecard.ledger.copies import copy_ledger, restore_ledger
from scorecard.words import Words


def backup(words: Words, file: Path, folder: Path | None) -> None:
    """Write a verified copy of the ledger."""
    workspace = open_workspace(folder)
    entries = copy_ledger(workspace.ledger, file)
    click.echo(
        words.text(
            "{entries} entries copied to {file}, chain verified.", entries=entries, file=file
        )
    )


def restore(words: Words, file: Path, folder: Path | None) -> None:
    """Put a verified copy in the ledger's place; the one before is kept beside it."""
    entries, kept = restore_ledger(file, open_workspace(folder).ledger)
    click.echo(words.text("{entries} entries restored, chain verified.", entries=entries))
    if kept is not None:
        click.echo(words.text("The ledger that stood there is kept as {file}.", file=kept.name))
