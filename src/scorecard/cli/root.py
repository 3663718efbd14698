"""The commands, each with its arguments; their work is loaded when they run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from scorecard.cli.options import (
    METHODS,
    any_format_option,
    as_of_option,
    fail_on_option,
    filter_options,
    in_workspace,
    language_option,
    method_option,
    table_or_json_option,
    workspace_option,
)
from scorecard.cli.records import diff, history, ledger, verify
from scorecard.i18n import Words
from scorecard.schema.errors import N_

_TABLE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(
    epilog="scorecard status --as-of 2022-01-31",
    help=N_("Turns stated goals into measured progress: target books, figures, scorecards."),
)
@workspace_option
@language_option
@click.version_option(package_name="scorecard")
@click.pass_context
def scorecard(context: click.Context, folder: Path | None) -> None:
    """All commands; the workspace named before one of them is that command's."""
    if folder is not None:
        context.default_map = in_workspace(scorecard, folder)


@scorecard.command(
    epilog="scorecard init demo",
    help=N_(
        "Write a new workspace into a new or empty folder: a small complete example, marked as "
        "fictional, with eight quarters of figures; or, with --organisation, an empty one of your "
        "own."
    ),
    short_help=N_("Write a new workspace: an example, or your own."),
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@language_option
@click.option(
    "--organisation",
    metavar="NAME",
    help=N_("No example: a workspace of your own with an empty target book for this organisation."),
)
@click.pass_obj
def init(words: Words, folder: Path, organisation: str | None) -> None:
    """A new workspace."""
    from scorecard.cli.run_init import run

    run(words, folder, organisation)


@scorecard.command(
    epilog="scorecard check targets reports/2023-Q2/returns",
    help=N_(
        "Validate target books and returns, print every finding, change nothing. "
        "Exit code 1 if any is an error."
    ),
    short_help=N_("Validate target books and returns."),
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@workspace_option
@language_option
@any_format_option
@click.pass_obj
def check(words: Words, paths: tuple[Path, ...], folder: Path | None, form: str) -> None:
    """Findings of the workspace, or of the paths given."""
    from scorecard.cli.run_check import run

    run(words, folder, paths, form)


@scorecard.command(
    epilog="scorecard status --fail-on missed --fail-on overdue",
    help=N_(
        "Where every target stands. Exit code 1 with errors in the data, 3 if a --fail-on "
        "status occurred, 4 if --missing and figures are outstanding."
    ),
    short_help=N_("Where every target stands."),
)
@workspace_option
@language_option
@as_of_option
@filter_options
@any_format_option
@click.option("--quarter", metavar="QUARTER", help=N_("The quarter to report on, such as 2021-Q4."))
@method_option
@click.option(
    "--by",
    type=click.Choice(["organisation", "unit", "group", "parent"]),
    help=N_("Roll up: counts, coverage and score of each; with --league, who is compared."),
)
@click.option(
    "--league",
    metavar="INDICATOR|score",
    help=N_("Places on an indicator or on the score, and movement since the quarter before."),
)
@click.option(
    "--missing", is_flag=True, help=N_("Only what has not been reported, and since when.")
)
@fail_on_option
@click.pass_obj
def status(words: Words, /, **options: Any) -> None:  # noqa: ANN401  (click checked the types)
    """The table, JSON or CSV of assessments."""
    from scorecard.cli.run_status import StatusOptions, run

    run(words, StatusOptions(**options))


@scorecard.command(
    epilog="scorecard explain LW-RANK-2021 --as-of 2022-01-31",
    help=N_(
        "How a status came about: the sentence, the target, its pathway, the figures with file "
        "and cell, the formula with its numbers, and the distance to the next boundary."
    ),
    short_help=N_("How a target's status came about."),
)
@click.argument("target")
@workspace_option
@language_option
@as_of_option
@method_option
@click.pass_obj
def explain(
    words: Words, target: str, folder: Path | None, as_of: str | None, method: str | None
) -> None:
    """One target, told in full."""
    from scorecard.cli.run_explain import run

    run(words, target, folder, as_of, method)


@scorecard.command(
    epilog="scorecard render 2023-Q2",
    help=N_(
        "Write the quarter's scorecard: Excel workbook, PDF, PNG charts and JSON. All of them "
        "are replaced, or none."
    ),
    short_help=N_("Write the quarter's scorecard: Excel, PDF, charts, JSON."),
)
@click.argument("quarter")
@workspace_option
@language_option
@as_of_option
@filter_options
@click.option(
    "--target",
    "targets",
    metavar="ID",
    multiple=True,
    help=N_("Only this target; may be repeated."),
)
@method_option
@click.option(
    "--only",
    metavar="KINDS",
    help=N_(
        "Only these outputs: xlsx, pdf, charts, joined by commas; the others stay as they are."
    ),
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["png", "svg"]),
    default="png",
    help=N_("How charts are drawn: png or svg."),
)
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help=N_(
        "Another folder to write to; default: reports/QUARTER, for a part of the targets a folder "
        "below it."
    ),
)
@click.pass_obj
def render(words: Words, /, **options: Any) -> None:  # noqa: ANN401  (click checked the types)
    """The outputs of one quarter."""
    from scorecard.cli.run_render import RenderOptions, run

    run(words, RenderOptions(**options))


@scorecard.command(
    epilog="scorecard forms 2023-Q3",
    help=N_(
        "Write a fill-in workbook for each responsible unit to reports/QUARTER/forms. "
        "A form that somebody has filled in is never overwritten."
    ),
    short_help=N_("Write a fill-in workbook for each unit."),
)
@click.argument("quarter")
@workspace_option
@language_option
@click.pass_obj
def forms(words: Words, quarter: str, folder: Path | None) -> None:
    """The blank forms of one quarter."""
    from scorecard.cli.run_forms import run

    run(words, quarter, folder)


@scorecard.command(
    epilog="scorecard collect reports/2023-Q2/returns",
    help=N_(
        "Take in returns: the good ones are recorded in the ledger, a marked copy of the others is "
        "handed back beside them. Folders are searched for workbooks. Exit code 1 if a file was "
        "refused."
    ),
    short_help=N_("Record returns; hand faulty ones back marked."),
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@workspace_option
@language_option
@click.option(
    "--received-on",
    metavar="DATE",
    help=N_("The day the returns came, for those of the past; default: today."),
)
@table_or_json_option
@click.pass_obj
def collect(
    words: Words,
    paths: tuple[Path, ...],
    folder: Path | None,
    received_on: str | None,
    form: str,
) -> None:
    """Returns into the ledger."""
    from scorecard.cli.run_collect import run

    run(words, folder, paths, received_on, form)


@scorecard.command(
    epilog="scorecard assess targets.csv --as-of 2021-10-31",
    help=N_(
        "Assess a plain CSV or XLSX table of baselines, targets and actuals; no workspace needed."
    ),
    short_help=N_("Assess a plain table; no workspace needed."),
)
@click.argument("table", type=_TABLE)
@language_option
@as_of_option
@any_format_option
@click.option("--method", type=METHODS, help=N_("Judge by this method; default: pace."))
@click.option(
    "--screening/--no-screening",
    default=True,
    help=N_("Control limits: leave out moving ranges far above the others once (the default)."),
)
@fail_on_option
@click.pass_obj
def assess(words: Words, /, **options: Any) -> None:  # noqa: ANN401  (click checked the types)
    """Assessments of a table."""
    from scorecard.cli.run_assess import AssessOptions, run

    run(words, AssessOptions(**options))


for _command in (history, diff, verify, ledger):
    scorecard.add_command(_command)
