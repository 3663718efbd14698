"""`scorecard render`."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

import click

from scorecard.cli.options import open_workspace, progress, shown_path, terminal_width, use_colour
from scorecard.cli.run_status import standing_for
from scorecard.i18n import Words
from scorecard.pipeline.publish import KINDS, Order, publish
from scorecard.report.charts import Form
from scorecard.report.text import findings_text
from scorecard.schema.errors import N_, UnknownNameError
from scorecard.schema.findings import has_errors


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """What was asked for on the command line."""

    quarter: str
    folder: Path | None
    as_of: str | None
    organisation: str | None
    unit: str | None
    targets: tuple[str, ...]
    method: str | None
    only: str | None
    form: Form
    output: Path | None


def run(words: Words, options: RenderOptions) -> None:
    """Write the quarter's outputs and say what was written, and what to open first."""
    workspace = open_workspace(options.folder)
    standing = standing_for(workspace, options.as_of, options.quarter, options.method)
    standing = standing.only(options.organisation, options.unit)
    if options.targets:
        standing = standing.of_targets(options.targets)
    order = Order(_kinds(options.only), options.form)
    with progress(words.text("Rendering")) as advance:
        written = publish(standing, words, options.output, order, advance)
    for name in written.files:
        click.echo(shown_path(written.folder / name))
    opened = shown_path(written.folder / written.first)
    click.echo(words.text("Open {file} first.", file=opened))
    errors = [f for f in standing.findings if has_errors([f])]
    if errors:
        text = findings_text(errors, words, width=terminal_width(), colour=use_colour())
        click.echo(text, err=True)
    sys.exit(1 if errors else 0)


def _kinds(text: str | None) -> frozenset[str]:
    """The outputs named, all where the choice was not made.

    Raises `UnknownNameError` with the kinds there are; a choice of nothing is none of them.
    """
    if text is None:
        return frozenset(KINDS)
    names = [name.strip().lower() for name in re.split("[,，、]", text) if name.strip()]
    for name in names or [text.strip()]:
        if name not in KINDS:
            raise UnknownNameError(kind=N_("output"), found=name, known=KINDS)
    return frozenset(names)
