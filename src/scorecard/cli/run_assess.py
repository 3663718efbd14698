"""`scorecard assess`."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import click

from scorecard.cli.options import read_date, terminal_width, use_colour
from scorecard.i18n import Words
from scorecard.pipeline.standing import Standing, document_of, limits_of, view_of
from scorecard.pipeline.table import assess_table
from scorecard.report.csv_ import status_csv
from scorecard.report.limits import limits_rows, limits_text
from scorecard.report.table import Screen
from scorecard.report.text import assess_text, findings_text
from scorecard.schema.findings import has_errors
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import Method
from scorecard.store import json_bytes


@dataclass(frozen=True, slots=True)
class AssessOptions:
    """The command's arguments as click hands them over."""

    table: Path
    as_of: str | None
    form: str
    method: str | None
    screening: bool
    fail_on: tuple[str, ...]


def run(words: Words, options: AssessOptions) -> None:
    """Print the assessments of a plain table; its findings come with their cells."""
    day = None if options.as_of is None else read_date(options.as_of)
    method = Method(options.method) if options.method else Policy().method
    policy = Policy(method=method, screening=options.screening)
    standing = assess_table(options.table, day, policy)
    if options.form == "json":
        limits = {"control_limits": limits_rows(limits_of(standing))}
        click.echo(json_bytes({**document_of(standing, words), **limits}), nl=False)
    elif options.form == "csv":
        click.echo(status_csv(view_of(standing, words)), nl=False)
    else:
        _print_table(standing, words)
    failed = standing.statuses & set(options.fail_on)
    sys.exit(1 if has_errors(standing.findings) else 3 if failed else 0)


def _print_table(standing: Standing, words: Words) -> None:
    """The assessments, the control limits of series, and on the other channel the findings."""
    width, colour = terminal_width(), use_colour()
    view = view_of(standing, words)
    click.echo(assess_text(view, words, width=width, colour=colour))
    screen, fiscal_start = Screen(words, width, colour), standing.policy.fiscal_start
    drawn = limits_text(limits_of(standing), screen, view.rows, fiscal_start)
    if drawn:
        click.echo(drawn)
    if standing.findings:
        click.echo(findings_text(standing.findings, words, width=width, colour=colour), err=True)
