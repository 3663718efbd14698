"""`scorecard status`."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from scorecard.cli.groups import print_groups
from scorecard.cli.options import (
    as_of_date,
    open_workspace,
    read_date,
    read_quarter,
    terminal_width,
    use_colour,
)
from scorecard.i18n import Words, plain
from scorecard.pipeline.load import load_data
from scorecard.pipeline.recording import refusals
from scorecard.pipeline.standing import Standing, document_of, quarter_and_date, stand, view_of
from scorecard.report.csv_ import missing_csv, status_csv
from scorecard.report.json_ import missing_document
from scorecard.report.text import findings_text, missing_text, status_text
from scorecard.schema.findings import Finding, has_errors
from scorecard.schema.vocabulary import Method, Severity
from scorecard.store import json_bytes
from scorecard.workspace import Workspace


@dataclass(frozen=True, slots=True)
class StatusOptions:
    """The command's options as click hands them over."""

    folder: Path | None
    as_of: str | None
    organisation: str | None
    unit: str | None
    form: str
    quarter: str | None
    method: str | None
    by: str | None
    league: str | None
    missing: bool
    fail_on: tuple[str, ...]


def run(words: Words, options: StatusOptions) -> None:
    """Print where targets stand; the exit code says whether all is well."""
    workspace = open_workspace(options.folder)
    standing = standing_for(workspace, options.as_of, options.quarter, options.method).only(
        options.organisation, options.unit
    )
    _print(standing, words, options)
    sys.exit(_exit_code(standing, words, options))


def standing_for(
    workspace: Workspace, as_of: str | None, quarter: str | None, method: str | None
) -> Standing:
    """The workspace assessed for these options."""
    named = None if quarter is None else read_quarter(quarter, workspace.fiscal_start)
    given = None if as_of is None else read_date(as_of, workspace.fiscal_start)
    period, day = quarter_and_date(
        named, given, as_of_date(None, workspace), workspace.fiscal_start
    )
    chosen = None if method is None else Method(method)
    return stand(load_data(workspace), day, period, chosen)


def _print(standing: Standing, words: Words, options: StatusOptions) -> None:
    if options.league or options.by:
        chosen = (options.form, options.by, options.league)
        print_groups(standing, words, *chosen)
        return
    view = view_of(standing, words)
    if options.form == "json":
        missing = options.missing
        document = missing_document(view) if missing else document_of(standing, words)
        click.echo(json_bytes(document), nl=False)
        return
    if options.form == "csv":
        click.echo((missing_csv if options.missing else status_csv)(view), nl=False)
        return
    width, colour = terminal_width(), use_colour()
    table = missing_text if options.missing else status_text
    click.echo(table(view, words, width=width, colour=colour))
    if options.missing:
        _print_refused(standing, words, options)
    told = [f for f in standing.findings if has_errors([f]) or _asks(f, standing)]
    if told:
        click.echo(findings_text(told, words, width=width, colour=colour), err=True)


def _asks(finding: Finding, standing: Standing) -> bool:
    """Whether the assessment asks something back of a target that is shown (family A)."""
    shown = finding.found in set(standing.assessments["target"])
    return shown and finding.code.startswith("A") and finding.severity is Severity.WARNING


def _print_refused(standing: Standing, words: Words, options: StatusOptions) -> None:
    """Returns that came and were refused: their figures are missing, their senders are not."""
    for one in refusals(open_workspace(options.folder), standing.as_of):
        of_others = standing.organisation not in {None, one.organisation}
        if of_others or options.unit not in {None, one.unit, one.unit_name}:
            continue
        whose = plain(" ".join(filter(None, (one.organisation, one.unit_name, one.quarter))))
        click.echo(
            words.text(
                "{whose}: came on {day}, refused with {n} errors, waiting for its correction "
                "({file}).",
                whose=whose,
                day=words.date(date.fromisoformat(one.day)),
                n=one.errors,
                file=one.marked or one.file,
            )
        )


def _exit_code(standing: Standing, words: Words, options: StatusOptions) -> int:
    if has_errors(standing.findings):
        return 1
    if standing.statuses & set(options.fail_on):
        return 3
    if options.missing and view_of(standing, words).missing:
        return 4
    return 0
