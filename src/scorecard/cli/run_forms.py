"""`scorecard forms`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from scorecard.cli.options import (
    open_workspace,
    read_quarter,
    shown_path,
    terminal_width,
    use_colour,
)
from scorecard.i18n import Words
from scorecard.pipeline.forms import issue
from scorecard.pipeline.load import load_data
from scorecard.report.text import findings_text
from scorecard.schema.findings import has_errors


def run(words: Words, quarter: str, folder: Path | None) -> None:
    """Write the quarter's forms and say what became of each."""
    workspace = open_workspace(folder)
    data = load_data(workspace)
    issued = issue(data, read_quarter(quarter, workspace.fiscal_start), words)
    for name in issued.written:
        click.echo(shown_path(issued.folder / name))
    for name in issued.kept:
        file = shown_path(issued.folder / name)
        click.echo(words.text("{file} was kept: it has been filled in or changed.", file=file))
    for name in issued.in_use:
        file = shown_path(issued.folder / name)
        click.echo(words.text("{file} was kept: another program has it open.", file=file))
    click.echo(
        words.text(
            "Forms: {written} written, {same} as before, {kept} kept.",
            written=len(issued.written),
            same=len(issued.same),
            kept=len(issued.kept) + len(issued.in_use),
        )
    )
    findings = [*issued.findings, *(f for f in data.findings if has_errors([f]))]
    if findings:
        text = findings_text(findings, words, width=terminal_width(), colour=use_colour())
        click.echo(text, err=True)
    sys.exit(1 if has_errors(findings) else 0)
