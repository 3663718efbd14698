"""`scorecard collect`."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import click

from scorecard.cli.options import (
    now,
    open_workspace,
    read_date,
    shown_path,
    terminal_width,
    use_colour,
)
from scorecard.i18n import Words, plain
from scorecard.pipeline.collect import Collected, Fate, Reception, Taken, collect, expanded
from scorecard.pipeline.forms import Outstanding
from scorecard.pipeline.recording import Refusal, refusals
from scorecard.report.json_ import SCHEMA, findings_document
from scorecard.report.table import hanging
from scorecard.report.text import findings_text
from scorecard.schema.errors import N_
from scorecard.schema.findings import Finding, has_errors
from scorecard.schema.vocabulary import Severity
from scorecard.store import json_bytes

LISTED: Final = 5
"""Indicators named of each unit that has figures outstanding."""
INDENT: Final = 2
UNREAD: Final = N_(
    "{file} is not in the ledger: collect it too, its figures no longer count otherwise."
)
LABELS: Final = {
    Fate.RECORDED: N_("recorded"),
    Fate.KNOWN: N_("known already"),
    Fate.REFUSED: N_("refused"),
    Fate.PASSED_OVER: N_("passed over"),
}


def run(
    words: Words, folder: Path | None, paths: tuple[Path, ...], received_on: str | None, form: str
) -> None:
    """Take the files in and say what became of each; exit code 1 if one was refused."""
    workspace = open_workspace(folder)
    for path in paths:
        if not path.exists() and not path.is_symlink():
            raise click.UsageError(words.text("There is no file or folder {path}.", path=path))
    clock = now(workspace.timezone)
    day = clock.date() if received_on is None else read_date(received_on, workspace.fiscal_start)
    reception = Reception(day, "received" if received_on is None else "stated", clock)
    files = expanded(paths)
    with _progress(len(files)) as progress:
        collected = collect(workspace, files, reception, words, progress)
    if form == "json":
        click.echo(json_bytes(_document(collected, words)), nl=False)
    else:
        _print(collected, words, refusals(workspace))
    sys.exit(1 if any(one.fate is Fate.REFUSED for one in collected.taken) else 0)


@contextlib.contextmanager
def _progress(length: int) -> Iterator[Callable[[Taken], None]]:
    """A progress bar on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    with click.progressbar(length=length, file=sys.stderr) as bar:
        yield lambda _: bar.update(1)


# ------------------------------------------------------------------ for people


def _print(collected: Collected, words: Words, waiting: Sequence[Refusal]) -> None:
    width, colour = terminal_width(), use_colour()
    for one in collected.taken:
        _say(_line(one, words), width)
        told = [f for f in one.findings if f.severity is not Severity.NOTE]
        if one.fate is Fate.PASSED_OVER:
            told = list(one.findings)
        if told:
            text = findings_text(told, words, width=width - INDENT, colour=colour)
            lines = (f"{' ' * INDENT}{line}".rstrip() for line in text.splitlines())
            click.echo("\n".join(lines))
    _say(_sum(collected.taken, words), width)
    for path in collected.unread:
        _say(words.text(UNREAD, file=shown_path(path)), width)
    _print_outstanding(collected.outstanding, waiting, words, width)


def _say(text: str, width: int, indent: int = 0) -> None:
    """The text, wrapped: no line is wider than the terminal."""
    for line in hanging(text, width - indent):
        click.echo(" " * indent + line)


def _line(one: Taken, words: Words) -> str:
    path = shown_path(one.path)
    name = path if path.isprintable() else plain(path, None)
    parts = [f"{name}: {words.text(LABELS[one.fate])}"]
    whose = " ".join(filter(None, (one.organisation, one.unit_name, one.quarter)))
    if whose:
        parts.append(plain(whose))
    if one.fate is Fate.RECORDED:
        parts.append(words.ngettext("{n} figure", "{n} figures", one.figures))
        if one.projects:
            parts.append(words.ngettext("{n} project", "{n} projects", one.projects))
        if one.unchanged:
            parts.append(words.text("{n} unchanged", n=one.unchanged))
    if one.fate is Fate.REFUSED:
        errors = sum(has_errors([f]) for f in one.findings)
        parts.append(words.ngettext("{n} error", "{n} errors", errors))
        parts.append(
            words.text("no marked copy: the file cannot be opened")
            if one.marked is None
            else words.text("marked copy: {file}", file=shown_path(one.marked))
        )
    return " · ".join(parts)


def _sum(taken: Sequence[Taken], words: Words) -> str:
    count = {fate: sum(one.fate is fate for one in taken) for fate in Fate}
    return words.text(
        "Returns: {recorded} recorded with {figures}, {known} known already, {refused} refused.",
        recorded=count[Fate.RECORDED],
        figures=words.ngettext("{n} figure", "{n} figures", sum(one.figures for one in taken)),
        known=count[Fate.KNOWN],
        refused=count[Fate.REFUSED],
    )


def _print_outstanding(
    outstanding: Sequence[Outstanding], waiting: Sequence[Refusal], words: Words, width: int
) -> None:
    refused = {(r.organisation, r.unit_name or r.unit, r.quarter) for r in waiting}
    if not outstanding:
        click.echo(words.text("Nothing is outstanding."))
        return
    click.echo(words.text("Outstanding:"))
    for one in outstanding:
        names = words.listed([plain(name) for name in one.names[:LISTED]])
        more = " …" if len(one.names) > LISTED else ""
        whose = f"{one.organisation} {one.unit or words.text('(no unit)')} {one.quarter}"
        count = words.text("{n} of {asked}", n=len(one.names), asked=one.asked)
        came = (one.organisation, one.unit, one.quarter) in refused
        told = f"  {words.text('(came, refused: waiting for its correction)')}" if came else ""
        _say(f"{plain(whose)}  {count}  {names}{more}{told}", width, INDENT)


# ------------------------------------------------------------------ for programs


def _document(collected: Collected, words: Words) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "files": [_file(one, words) for one in collected.taken],
        "outstanding": [
            {
                "organisation": one.organisation,
                "unit": one.unit,
                "quarter": one.quarter,
                "asked": one.asked,
                "indicators": list(one.indicators),
            }
            for one in collected.outstanding
        ],
        "unread": [shown_path(path) for path in collected.unread],
    }


def _file(one: Taken, words: Words) -> dict[str, Any]:
    findings: Sequence[Finding] = one.findings
    return {
        "file": shown_path(one.path),
        "fate": str(one.fate),
        "organisation": one.organisation,
        "unit": one.unit,
        "quarter": one.quarter,
        "figures": one.figures,
        "projects": one.projects,
        "unchanged": one.unchanged,
        "marked": None if one.marked is None else shown_path(one.marked),
        "findings": findings_document(findings, words)["findings"],
    }
