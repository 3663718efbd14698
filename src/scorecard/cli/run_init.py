"""`scorecard init`."""

from __future__ import annotations

from pathlib import Path

import click

from scorecard.i18n import N_, Words
from scorecard.pipeline.init import Example, write_example, write_own

FIRST_COMMANDS = (
    "scorecard status",
    "scorecard explain YQ-JOBS-2025",
    "scorecard collect inbox/2026-01-16 --received-on 2026-01-16",
    "scorecard render 2025-Q4",
)
OWN_COMMANDS = ("scorecard check", "scorecard status")


def run(words: Words, folder: Path, organisation: str | None) -> None:
    """Write a workspace and say what to run next."""
    if organisation is None:
        _print_example(write_example(folder, words), words)
        return
    book = write_own(folder, organisation, words)
    click.echo(
        words.text(
            "{folder}: a workspace for {organisation}, without goals yet.",
            folder=folder,
            organisation=organisation,
        )
    )
    click.echo(words.text("Fill in {book} from left to right, then run:", book=folder / book))
    _print_commands(folder, OWN_COMMANDS)


def _print_example(example: Example, words: Words) -> None:
    text = N_(
        "{folder}: a fictional example, {zones} zones with {n} quarters of figures, "
        "collected through {returns} returns."
    )
    click.echo(
        words.text(
            text,
            folder=example.folder,
            zones=example.organisations,
            n=len(example.quarters),
            returns=example.returns,
        )
    )
    click.echo(words.text("Next:"))
    _print_commands(example.folder, FIRST_COMMANDS)
    page = example.folder / "README.md"
    click.echo(words.text("{page} says what is in the folder.", page=page))


def _print_commands(folder: Path, commands: tuple[str, ...]) -> None:
    for command in (f"cd {folder}", *commands):
        click.echo(f"  {command}")
