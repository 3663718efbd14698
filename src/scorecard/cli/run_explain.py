"""`scorecard explain`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from scorecard.cli.options import open_workspace, terminal_width, use_colour
from scorecard.cli.run_status import standing_for
from scorecard.i18n import Words
from scorecard.pipeline.names import known_name
from scorecard.pipeline.standing import limits_of, pathways_of, project_lines, view_of
from scorecard.report.explain import explain_text
from scorecard.report.limits import limits_text
from scorecard.report.table import Screen
from scorecard.schema.errors import N_
from scorecard.schema.findings import has_errors


def run(
    words: Words, target: str, folder: Path | None, as_of: str | None, method: str | None
) -> None:
    """Tell one target in full.

    Raises `UnknownNameError` with the targets most like it.
    """
    standing = standing_for(open_workspace(folder), as_of, None, method)
    view = view_of(standing, words, pathways_of(standing))
    name = known_name(N_("target"), target, [row.target for row in view.rows])
    listed = project_lines(standing, name, words)
    width, colour = terminal_width(), use_colour()
    click.echo(explain_text(view, name, words, listed, width=width, colour=colour))
    owner = next((row.organisation, row.indicator) for row in view.rows if row.target == name)
    limits = limits_of(standing).set_index(["organisation", "indicator"], drop=False)
    mine, screen = limits[limits.index == owner], Screen(words, width, colour)
    drawn = limits_text(mine, screen, view.rows, standing.policy.fiscal_start)
    if drawn:
        click.echo(drawn)
    sys.exit(1 if has_errors(standing.findings) else 0)
