"""`scorecard check`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from scorecard.cli.options import open_workspace, terminal_width, use_colour
from scorecard.i18n import Words
from scorecard.pipeline.load import check_paths, load_data
from scorecard.report.csv_ import findings_csv
from scorecard.report.json_ import findings_document
from scorecard.report.text import findings_text
from scorecard.schema.findings import has_errors
from scorecard.store import json_bytes


def run(words: Words, folder: Path | None, paths: tuple[Path, ...], form: str) -> None:
    """Print every finding; exit code 1 if one is an error."""
    workspace = open_workspace(folder)
    for path in paths:
        if not path.exists():
            raise click.UsageError(words.text("There is no file or folder {path}.", path=path))
    found = check_paths(workspace, paths) if paths else load_data(workspace).findings
    if form == "json":
        click.echo(json_bytes(findings_document(found, words)), nl=False)
    elif form == "csv":
        click.echo(findings_csv(found, words), nl=False)
    else:
        click.echo(findings_text(found, words, width=terminal_width(), colour=use_colour()))
    sys.exit(1 if has_errors(found) else 0)
