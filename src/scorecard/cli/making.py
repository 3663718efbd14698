"""`scorecard init`, `draft` and `adopt`: a workspace made, and its target book filled."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import click

from scorecard.cli import console
from scorecard.i18n import N_, Words
from scorecard.pipeline.new_workspace import write_example, write_own
from scorecard.schema.errors import DocumentError, MissingExtraError

FIRST_COMMANDS: Final = (
    "scorecard status",
    "scorecard explain YQ-JOBS-2025",
    "scorecard collect inbox/2026-01-16 --received-on 2026-01-16",
    "scorecard render 2025-Q4",
)
OWN_COMMANDS: Final = ("scorecard check", "scorecard status")


def init(
    words: Words,
    folder: Path,
    organisation: str | None,
    table: Path | None,
    **said: Any,  # noqa: ANN401  (what is said of the table: click checked the types)
) -> None:
    """Write a workspace and say what to run next; exit code 1 if a table gives none."""
    console.refuse_unseen(organisation, words)
    if table is not None:
        _init_from(words, folder, table, organisation, said)
        return
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


def _init_from(
    words: Words, folder: Path, table: Path, organisation: str | None, said: dict[str, Any]
) -> None:
    """A workspace made of a table: how it was read, what was made of it, what is left to ask."""
    from scorecard.cli.assessing import reading_text, said_of_table
    from scorecard.pipeline.from_table import write_from_table

    options = said_of_table(table, said)
    clock = console.now("UTC")
    made = write_from_table(folder, table, organisation, options, words, clock)
    if made.reading:
        click.echo(reading_text(made.reading, words, everything=False) + "\n")
    console.print_findings(made.findings, words)
    if not made.books:
        click.echo(words.text("{folder} was not written.", folder=folder))
        sys.exit(1)
    counts = {
        "goals": words.text(N_("{n} goal{n:|s}"), n=made.goals),
        "targets": words.text(N_("{n} target value{n:|s}"), n=made.targets),
        "figures": words.text(N_("{n} figure{n:|s}"), n=made.figures),
    }
    text = N_("{folder}: {goals}, {targets} and {figures} from {table}.")
    click.echo(words.text(text, folder=folder, table=table.name, **counts))
    if made.lost:
        lost = N_("{n} {n:figure was|figures were} not taken in: see above.")
        click.echo(words.text(lost, n=made.lost))
    for book in made.books:
        text = N_(
            "{book} asks {n} question{n:|s} in its notes; `scorecard check` lists what is missing."
        )
        click.echo(words.text(text, book=folder / book, n=made.questions))
    click.echo(words.text("Next:"))
    _print_commands(folder, reversed(OWN_COMMANDS))


def _print_commands(folder: Path, commands: Iterable[str]) -> None:
    quote = '"' if " " in str(folder) else ""
    for command in (f"cd {quote}{folder}{quote}", *commands):
        click.echo(f"  {command}")


# ------------------------------------------------------------------ draft and adopt


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
    with _installed():
        from scorecard.pipeline.drafting import draft as write_draft
    workspace = console.open_workspace(folder)
    told = {name: value for name, value in about.items() if value}
    for path in paths:
        with _installed():
            click.echo(console.shown_path(write_draft(workspace, path, told, words)))
    # Beside the paths, which are all that a pipe gets.
    click.echo(
        words.text(N_("Next: mark rows Adopt in the column Confirm, then: scorecard adopt DRAFT")),
        err=True,
    )


@contextmanager
def _installed() -> Iterator[None]:
    """A package that is missing, told with the extra that brings it."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise MissingExtraError(packages=error.name or "?", extra="draft") from error


def adopt(words: Words, drafts: tuple[Path, ...], folder: Path | None) -> None:
    """Add the confirmed rows to the target book; exit code 1 where the book would have errors."""
    with _installed():
        from scorecard.pipeline.adopting import adopt as take_over
    adopted = take_over(console.open_workspace(folder), drafts, words)
    console.print_findings(adopted.findings, words)
    if not adopted.written:
        click.echo(words.text("Nothing was adopted: mend these rows of the draft first."))
        sys.exit(1)
    text = N_(
        "{file}: {targets} target{targets:|s}, {figures} figure{figures:|s} and {goals} "
        "sentence{goals:|s} added; {known} {known:was|were} there already."
    )
    counts = {n: getattr(adopted, n) for n in ("targets", "figures", "goals", "known")}
    click.echo(words.text(text, file=console.shown_path(adopted.book), **counts))
