"""`scorecard history` and `scorecard diff`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

import click

from scorecard.cli.options import (
    as_of_date,
    open_workspace,
    read_date,
    read_quarter,
    terminal_width,
    use_colour,
)
from scorecard.i18n import Words
from scorecard.pipeline.changes import History, changes, history
from scorecard.pipeline.load import Data, load_data
from scorecard.pipeline.standing import quarter_and_date
from scorecard.report.changes import Part, changes_text, history_text, table_document
from scorecard.report.inputs import Names, status_words
from scorecard.report.table import Screen
from scorecard.schema.errors import BadPeriodError
from scorecard.schema.frames import ASSESSMENTS, empty
from scorecard.store import json_bytes
from scorecard.workspace import Workspace

STATUS_COLUMNS: Final = [
    *("as_of", "target", "target_version", "target_value", "actual", "status", "reason_code"),
]


def run_history(words: Words, name: str, folder: Path | None, as_of: str | None, form: str) -> None:
    """Print a target's or indicator's figures with every revision."""
    workspace = open_workspace(folder)
    day = as_of_date(as_of, workspace)
    data = load_data(workspace)
    parts = history(data, name, day)
    if form == "json":
        document = {
            "schema": 1,
            "as_of": day.isoformat(),
            "histories": [
                {
                    "organisation": part.organisation,
                    "indicator": part.indicator,
                    "figures": table_document(part.figures),
                    "targets": table_document(part.targets),
                    "statuses": table_document(part.statuses[STATUS_COLUMNS]),
                }
                for part in parts
            ],
        }
        click.echo(json_bytes(document), nl=False)
        return
    names = _names(data, words)
    told = [_part(part, names) for part in parts]
    click.echo(history_text(told, _screen(words, workspace), workspace.fiscal_start))


def _part(part: History, names: Names) -> Part:
    key = part.organisation, part.indicator
    heading = " · ".join((*key, names.names[key]))
    return Part(heading, names.scale(key), part.figures, part.statuses, part.targets)


def _names(data: Data, words: Words) -> Names:
    return Names(data.books, empty(ASSESSMENTS), data.figures.values, words)


def run_diff(words: Words, first: str, second: str, folder: Path | None, form: str) -> None:
    """Print what changed between two quarters or dates."""
    workspace = open_workspace(folder)
    before, after = sorted((_day(first, workspace), _day(second, workspace)))
    data = load_data(workspace)
    found = changes(data, before, after)
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
    names, screen = _names(data, words), _screen(words, workspace)
    click.echo(changes_text((before, after), found, names, screen, workspace.fiscal_start))


def _day(text: str, workspace: Workspace) -> date:
    """A date; for a quarter the last day on which it was the latest one."""
    try:
        quarter = read_quarter(text, workspace.fiscal_start)
    except BadPeriodError:
        return read_date(text, workspace.fiscal_start)
    default = as_of_date(None, workspace)
    return quarter_and_date(quarter, None, default, workspace.fiscal_start)[1]


def _screen(words: Words, workspace: Workspace) -> Screen:
    own = status_words(words, workspace.policy, workspace.labels)
    return Screen(words, terminal_width(), use_colour(), own)
