"""`scorecard draft` and `adopt`: from documents to the target book."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from scorecard.cli import console
from scorecard.i18n import Words
from scorecard.schema.errors import N_, DocumentError, MissingExtraError


def draft(
    words: Words, documents: tuple[str, ...], folder: Path | None, **about: str | None
) -> None:
    """Write a draft of each document and say where it stands."""
    console.refuse_unseen(about.get("organisation"), words)
    for name in documents:
        if "://" in name:
            raise DocumentError(file=name, reason=N_("addresses are not fetched: save the page"))
    paths = [Path(name) for name in documents]
    console.refuse_absent(paths, words)
    try:
        from scorecard.pipeline.drafting import draft as write_draft
    except ModuleNotFoundError as error:
        raise _not_installed(error) from error
    workspace = console.open_workspace(folder)
    told = {name: value for name, value in about.items() if value}
    for path in paths:
        try:
            click.echo(console.shown_path(write_draft(workspace, path, told, words)))
        except ModuleNotFoundError as error:
            raise _not_installed(error) from error


def _not_installed(error: ModuleNotFoundError) -> MissingExtraError:
    return MissingExtraError(packages=error.name or "?", extra="draft")


def adopt(words: Words, drafts: tuple[Path, ...], folder: Path | None) -> None:
    """Add the confirmed rows to the target book; exit code 1 where the book would have errors."""
    try:
        from scorecard.pipeline.adopting import adopt as take_over
    except ModuleNotFoundError as error:
        raise _not_installed(error) from error
    adopted = take_over(console.open_workspace(folder), drafts, words)
    console.print_findings(adopted.findings, words)
    if not adopted.written:
        click.echo(words.text("Nothing was adopted: mend these rows of the draft first."))
        sys.exit(1)
    click.echo(
        words.text(
            "{file}: {targets} target{targets:|s}, {figures} figure{figures:|s} and {goals} "
            "sentence{goals:|s} added; {known} {known:was|were} there already.",
            file=console.shown_path(adopted.book),
            targets=adopted.targets,
            figures=adopted.figures,
            goals=adopted.goals,
            known=adopted.known,
        )
    )
