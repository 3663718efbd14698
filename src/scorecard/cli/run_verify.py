"""`scorecard verify`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from scorecard.cli.options import open_workspace, progress
from scorecard.i18n import Words
from scorecard.pipeline.verify import Disagreement, Verified, verify
from scorecard.schema.errors import N_


def run(words: Words, folder: Path | None, head: str | None) -> None:
    """Say what was checked, or the first place that does not agree (exit code 1)."""
    with progress(words.text(N_("Verifying"))) as advance:
        result = verify(open_workspace(folder), words, head, advance)
    if result.disagreement is None:
        _agreed(result, words)
        return
    _disagreed(result.disagreement, words)
    sys.exit(1)


def _agreed(result: Verified, words: Words) -> None:
    click.echo(
        words.text(
            "All agrees: {entries} ledger entries, {files} archived files, "
            "{scorecards} published scorecards.",
            entries=result.entries,
            files=result.files,
            scorecards=result.scorecards,
        )
    )
    if result.head is not None:
        click.echo(words.text("Head of the ledger: {hash}", hash=result.head))


def _disagreed(wrong: Disagreement, words: Words) -> None:
    click.echo(f"{wrong.where}: {words.text(wrong.what)}", err=True)
    told = [
        (N_("found {text}"), wrong.found),
        (N_("derived {text}"), wrong.expected),
    ]
    parts = [words.text(label, text=words.text(text)) for label, text in told if text]
    if parts:
        click.echo(f"  {words.listed(parts)}", err=True)
    for name in wrong.changed:
        changed = N_("{file} has changed since this was published.")
        click.echo(f"  {words.text(changed, file=name)}", err=True)
