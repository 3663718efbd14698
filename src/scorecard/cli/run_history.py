"""`scorecard history`, `scorecard diff` and `scorecard verify`."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from scorecard.cli.options import (
    as_of_date,
    open_workspace,
    read_date,
    read_quarter,
    terminal_width,
    use_colour,
)
from scorecard.model.errors import BadPeriodError
from scorecard.pipeline.changes import changes, history
from scorecard.pipeline.judge import quarter_and_date
from scorecard.pipeline.load import load_data
from scorecard.pipeline.verify import verify
from scorecard.report.changes_text import changes_text, history_text, table_document
from scorecard.report.screen import Screen
from scorecard.store import json_bytes
from scorecard.words import Words
from scorecard.workspace import Workspace


def run_history(words: Words, name: str, folder: Path | None, as_of: str | None, form: str) -> None:
    """Print a target's or indicator's figures with every revision."""
    workspace = open_workspace(folder)
    day = as_of_date(as_of, workspace)
    parts = history(load_data(workspace), name, day)
    if form == "json":
        document = {
            "schema": 1,
            "as_of": day.isoformat(),
            "histories": [
                {
                    "organisation": part.organisation,
                    "indicator": part.indicator,
                    "figures": table_document(part.figures),
                    "statuses": table_document(
                        part.statuses[["as_of", "target", "actual", "status", "reason_code"]]
                    ),
                }
                for part in parts
            ],
        }
        click.echo(json_bytes(document), nl=False)
        return
    told = [(f"{p.organisation} · {p.indicator}", p.figures, p.statuses) for p in parts]
    click.echo(history_text(told, _screen(words), workspace.fiscal_start))


def run_diff(words: Words, first: str, second: str, folder: Path | None, form: str) -> None:
    """Print what changed between two quarters or dates."""
    workspace = open_workspace(folder)
    before, after = sorted((_day(first, workspace), _day(second, workspace)))
    found = changes(load_data(workspace), before, after)
    if form == "json":
        document = {
            "schema": 1,
            "from": before.isoformat(),
            "to": after.isoformat(),
            "statuses": table_document(found.statuses),
            "restated": table_document(found.restated),
            "flipped": table_document(found.flipped),
            "targets": table_document(found.targets),
        }
        click.echo(json_bytes(document), nl=False)
        return
    click.echo(
        changes_text(
            (before, after),
            found.statuses,
            found.restated,
            found.flipped,
            found.targets,
            _screen(words),
        )
    )


def run_verify(words: Words, folder: Path | None) -> None:
    """Say what was checked, or the first place that does not agree (exit code 1)."""
    result = verify(open_workspace(folder), words)
    wrong = result.disagreement
    if wrong is None:
        click.echo(
            words.text(
                "All agrees: {entries} ledger entries, {files} archived files, "
                "{scorecards} published scorecards.",
                entries=result.entries,
                files=result.files,
                scorecards=result.scorecards,
            )
        )
        return
    click.echo(f"{wrong.where}: {words.text(wrong.what)}", err=True)
    if wrong.found or wrong.expected:
        compared = words.text(
            "found {found}, derived {expected}", found=wrong.found, expected=wrong.expected
        )
        click.echo(f"  {compared}", err=True)
    sys.exit(1)


def _day(text: str, workspace: Workspace) -> date:
    """A date; for a quarter the last day on which it was the latest one."""
    try:
        quarter = read_quarter(text, workspace.fiscal_start)
    except BadPeriodError:
        return read_date(text, workspace.fiscal_start)
    default = as_of_date(None, workspace)
    return quarter_and_date(quarter, None, default, workspace.fiscal_start)[1]


def _screen(words: Words) -> Screen:
    return Screen(words, terminal_width(), use_colour())
