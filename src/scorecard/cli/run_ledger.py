"""`scorecard ledger backup` and `scorecard ledger restore`."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import click

from scorecard.cli.options import open_workspace, shown_path
from scorecard.i18n import Words
from scorecard.ledger.archive import archived
from scorecard.ledger.copies import copy_ledger, restore_ledger
from scorecard.schema.errors import N_
from scorecard.store import sha256
from scorecard.workspace import Workspace

LISTED: Final = 10
"""Returns named that have to be collected again."""


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
    workspace = open_workspace(folder)
    done = restore_ledger(file, workspace.ledger, workspace.archive)
    click.echo(words.text("{entries} entries restored, chain verified.", entries=done.entries))
    if done.kept is not None:
        kept = workspace.relative(done.kept)
        click.echo(words.text("The ledger that stood there is kept as {file}.", file=kept))
    if not done.lacking:
        return
    lacking = N_(
        "{n} returns of that ledger are not in the copy. Collect them again, each with its day:"
    )
    click.echo(words.text(lacking, n=len(done.lacking)))
    for entry in done.lacking[:LISTED]:
        path = shown_path(_found_again(workspace, entry))
        click.echo(f'  scorecard collect "{path}" --received-on {entry["known_on"]}')
    if len(done.lacking) > LISTED:
        click.echo(words.text("… and {n} more", n=len(done.lacking) - LISTED))


def _found_again(workspace: Workspace, entry: Mapping[str, Any]) -> Path:
    """The return where it was collected, if it lies there unchanged; else its archived copy."""
    path = workspace.root / str(entry["file"])
    with contextlib.suppress(OSError):
        if sha256(path.read_bytes()) == entry["sha256"]:
            return path
    return archived(workspace.archive, entry["sha256"])
