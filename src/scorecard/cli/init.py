"""`scorecard init`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import click

from scorecard.i18n import N_, Words
from scorecard.pipeline.new_workspace import write_example, write_own

FIRST_COMMANDS: Final = (
    "scorecard status",
    "scorecard explain YQ-JOBS-2025",
    "scorecard collect inbox/2026-01-16 --received-on 2026-01-16",
    "scorecard render 2025-Q4",
)
OWN_COMMANDS: Final = ("scorecard check", "scorecard status")


def init(words: Words, folder: Path, organisation: str | None) -> None:
    """Write a workspace and say what to run next."""
    if organisation is not None:
        book = write_own(folder, organisation, words)
        text = N_("{folder}: a workspace for {organisation}, without goals yet.")
        click.echo(words.text(text, folder=folder, organisation=organisation))
        click.echo(words.text("Fill in {book} from left to right, then run:", book=folder / book))
        _print_commands(folder, OWN_COMMANDS)
        return
    example = write_example(folder, words)
    text = N_(
        "{folder}: a fictional example, {zones} zones with {n} quarters of figures, "
        "collected through {returns} returns."
    )
    counts = {"zones": example.organisations, "n": example.quarters, "returns": example.returns}
    click.echo(words.text(text, folder=folder, **counts))
    click.echo(words.text("Next:"))
    _print_commands(folder, FIRST_COMMANDS)
    click.echo(words.text("{page} says what is in the folder.", page=folder / "README.md"))


def _print_commands(folder: Path, commands: Iterable[str]) -> None:
    for command in (f"cd {folder}", *commands):
        click.echo(f"  {command}")
