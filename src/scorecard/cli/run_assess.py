"""`scorecard assess`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import click

from scorecard.cli.options import read_date, terminal_width, use_colour
from scorecard.model.errors import N_
from scorecard.model.finding import Finding, has_errors
from scorecard.model.policy import Policy
from scorecard.model.status import Method
from scorecard.pipeline.banding import bands_policy
from scorecard.pipeline.claims import Claims, claims_of
from scorecard.pipeline.compare import compare_table
from scorecard.pipeline.lines import limits_of
from scorecard.pipeline.table import Grid, assess_table, read_grid
from scorecard.pipeline.view import document_of, view_of
from scorecard.pipeline.worked import worked_of
from scorecard.report.bands_text import band_lines, bands_document
from scorecard.report.claims_text import claims_document, claims_text
from scorecard.report.compare_text import compare_document, compare_text
from scorecard.report.csv_ import status_csv
from scorecard.report.json_ import findings_document
from scorecard.report.limits_text import limits_rows, limits_text
from scorecard.report.screen import Screen, status_words
from scorecard.report.text import assess_text, findings_text
from scorecard.store import json_bytes
from scorecard.words import Words


@dataclass(frozen=True, slots=True)
class AssessOptions:
    """The command's arguments as click hands them over."""

    table: Path
    as_of: str | None
    form: str
    method: str | None
    bands: str | None
    compare: bool
    screening: bool
    fail_on: tuple[str, ...]


def run(words: Words, options: AssessOptions) -> None:
    """Print the assessments of a plain table; its findings come with their cells."""
    day = None if options.as_of is None else read_date(options.as_of)
    grid = read_grid(options.table)
    policy = _policy(words, options)
    claims = None if grid[0] is None else claims_of(grid[0]) or worked_of(grid[0])
    if claims is not None:
        findings, statuses = _claims(words, options, claims)
    elif options.compare:
        findings, statuses = _compare(words, options, day, policy)
    else:
        findings, statuses = _assess(words, options, day, policy, grid)
    code = 1 if has_errors(findings) else 3 if statuses & set(options.fail_on) else 0
    sys.exit(code)


def _policy(words: Words, options: AssessOptions) -> Policy:
    """The policy of the options; bands mean the method that has bands."""
    if options.bands is None:
        policy = Policy(method=Method(options.method)) if options.method else Policy()
    elif options.method not in {None, str(Method.SCHEDULE)}:
        raise click.UsageError(words.text(N_("--bands goes with the method schedule alone.")))
    else:
        policy = bands_policy(options.bands)
    return replace(policy, screening=options.screening)


def _claims(
    words: Words, options: AssessOptions, found: Claims
) -> tuple[Iterable[Finding], set[str]]:
    """A table of reported results with their inputs is recomputed instead."""
    if options.method or options.bands or options.compare or options.form == "csv":
        raise click.UsageError(
            words.text(
                N_("A table of reported results takes no method and prints a table or JSON.")
            )
        )
    if options.form == "json":
        listed = findings_document(found.findings, words)["findings"]
        click.echo(json_bytes({**claims_document(found.table), "findings": listed}), nl=False)
    else:
        screen = Screen(words, terminal_width(), use_colour())
        click.echo(claims_text(found.table, found.title, screen))
        _print_findings(found.findings, words)
    return found.findings, set()


def _assess(
    words: Words, options: AssessOptions, day: date | None, policy: Policy, grid: Grid
) -> tuple[Iterable[Finding], set[str]]:
    standing = assess_table(options.table, day, policy, grid=grid)
    if options.form == "json":
        limits = {"control_limits": limits_rows(limits_of(standing))}
        document = {**document_of(standing, words), **limits, **bands_document(policy)}
        click.echo(json_bytes(document), nl=False)
    elif options.form == "csv":
        click.echo(status_csv(view_of(standing, words)), nl=False)
    else:
        width, colour = terminal_width(), use_colour()
        view = view_of(standing, words)
        click.echo(assess_text(view, words, width=width, colour=colour))
        screen, fiscal_start = Screen(words, width, colour), standing.policy.fiscal_start
        drawn = limits_text(limits_of(standing), screen, view.rows, fiscal_start)
        if drawn:
            click.echo(drawn)
        _print_bands(policy, words)
        _print_findings(standing.findings, words)
    return standing.findings, standing.statuses


def _compare(
    words: Words, options: AssessOptions, day: date | None, policy: Policy
) -> tuple[Iterable[Finding], set[str]]:
    if options.method or options.form == "csv":
        raise click.UsageError(
            words.text(N_("--compare judges by every method and prints a table or JSON."))
        )
    found = compare_table(options.table, day, policy)
    if options.form == "json":
        document = {**compare_document(found.table, found.as_of), **bands_document(policy)}
        listed = findings_document(found.findings, words)["findings"]
        click.echo(json_bytes({**document, "findings": listed}), nl=False)
    else:
        screen = Screen(words, terminal_width(), use_colour(), status_words(words, policy, {}))
        if len(found.table):  # of a table that cannot be read there is nothing but its faults
            click.echo(compare_text(found.table, found.title, found.as_of, screen))
            _print_bands(policy, words)
        _print_findings(found.findings, words)
    return found.findings, found.statuses


def _print_bands(policy: Policy, words: Words) -> None:
    lines = band_lines(policy, words)
    if lines:
        click.echo("\n" + "\n".join(lines))


def _print_findings(findings: tuple[Finding, ...], words: Words) -> None:
    if findings:
        width, colour = terminal_width(), use_colour()
        click.echo(findings_text(findings, words, width=width, colour=colour), err=True)
