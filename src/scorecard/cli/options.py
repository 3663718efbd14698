"""Options that several commands share, and what they turn into."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from scorecard.schema.errors import N_, BadPeriodError, BadQuarterError
from scorecard.schema.period import Period, PeriodError, PeriodKind, parse_period
from scorecard.schema.vocabulary import Method, Status

if TYPE_CHECKING:
    from datetime import date, datetime

    from scorecard.workspace import Workspace

F = TypeVar("F", bound=Callable[..., Any])
METHODS: Final = click.Choice([str(method) for method in Method])


def workspace_option(command: F) -> F:
    """`-C DIR`: the workspace, else the nearest parent folder with a `scorecard.toml`."""
    return click.option(
        "-C",
        "--workspace",
        "folder",
        type=click.Path(file_okay=False, path_type=Path),
        help=N_("The workspace; default: the nearest folder upwards with a scorecard.toml."),
    )(command)


def in_workspace(group: click.Group, folder: Path) -> dict[str, Any]:
    """Defaults by which every command of a group works in this workspace."""
    return {
        name: in_workspace(command, folder)
        if isinstance(command, click.Group)
        else {"folder": folder}
        for name, command in group.commands.items()
        if name != "init"  # its folder is the one that it makes
    }


def language_option(command: F) -> F:
    """`--lang zh|en`; read before the commands are, here for the help and the check."""
    return click.option(
        "--lang",
        type=click.Choice(["zh", "en"]),
        expose_value=False,
        help=N_("The language: zh or en."),
    )(command)


def as_of_option(command: F) -> F:
    """`--as-of DATE`: judge by what was known then."""
    return click.option(
        "--as-of",
        metavar="DATE",
        help=N_("Judge by what was known on this date, such as 2022-01-31."),
    )(command)


def filter_options(command: F) -> F:
    """`--organisation` and `--unit`."""
    command = click.option(
        "--unit", metavar="NAME", help=N_("Only targets this unit answers for.")
    )(command)
    return click.option(
        "--organisation", metavar="NAME", help=N_("Only this organisation's targets.")
    )(command)


def table_or_json_option(command: F) -> F:
    """`--format table|json`."""
    return _format_option("table", "json", told=N_("How to print: a table or JSON."))(command)


def any_format_option(command: F) -> F:
    """`--format table|json|csv`."""
    told = N_("How to print: a table, JSON or CSV.")
    return _format_option("table", "json", "csv", told=told)(command)


def _format_option(*forms: str, told: str) -> Callable[[F], F]:
    """`--format`; the first of the forms where it is not given."""
    return click.option("--format", "form", type=click.Choice(forms), default=forms[0], help=told)


def method_option(command: F) -> F:
    """`--method NAME`: another method than that of the settings."""
    return click.option(
        "--method",
        type=METHODS,
        help=N_("Judge by this method instead of the settings'."),
    )(command)


def fail_on_option(command: F) -> F:
    """`--fail-on STATUS`, as often as one likes: exit code 3 where it occurs."""
    return click.option(
        "--fail-on",
        "fail_on",
        type=click.Choice([str(status) for status in Status]),
        multiple=True,
        help=N_("Exit with code 3 if this status occurs; may be repeated."),
    )(command)


def open_workspace(folder: Path | None) -> Workspace:
    """The workspace named by `-C`, or found upwards from here."""
    from scorecard.workspace import find_workspace, load_workspace

    return load_workspace(folder if folder is not None else find_workspace(Path.cwd()))


def as_of_date(text: str | None, workspace: Workspace) -> date:
    """`--as-of`, else the pinned date of the workspace, else today in its time zone."""
    if text is not None:
        return read_date(text, workspace.fiscal_start)
    return workspace.as_of or today(workspace.timezone)


def today(timezone: str) -> date:
    """Today in this time zone."""
    return now(timezone).date()


def now(timezone: str) -> datetime:
    """The time in this time zone: the one place where the clock is read."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    return datetime.now(ZoneInfo(timezone))  # noqa: TID251  (the one place)


def read_date(text: str, fiscal_start: int = 1) -> date:
    """A date, or the last day of a period.

    Raises `BadPeriodError`.
    """
    try:
        return parse_period(text, fiscal_start).period.end_date
    except PeriodError as error:
        raise BadPeriodError(found=text) from error


def shown_path(path: Path) -> str:
    """The path as one would type it from here; a link goes by its own name."""
    here = Path.cwd()
    resolved = path.parent.resolve() / path.name
    return str(resolved.relative_to(here) if resolved.is_relative_to(here) else resolved)


def use_colour(stream: Any = None) -> bool:  # noqa: ANN401  (any text stream)
    """Whether to colour: a terminal, and `NO_COLOR` not set."""
    out = stream or sys.stdout
    return "NO_COLOR" not in os.environ and bool(out.isatty())


@contextlib.contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on a terminal, nothing in a pipe; told how many of how many are done."""
    if not sys.stderr.isatty():
        yield lambda _done, _all: None
        return
    with click.progressbar(length=0, label=label, file=sys.stderr) as bar:

        def advance(done: int, all_: int) -> None:
            bar.length = all_
            bar.update(done - bar.pos)

        yield advance


def terminal_width(default: int = 120) -> int:
    """Columns of the terminal; the default in a pipe."""
    import shutil

    return shutil.get_terminal_size((default, 24)).columns


def read_quarter(text: str, fiscal_start: int = 1) -> Period:
    """A quarter as people write it.

    Raises `BadQuarterError` for anything else, other periods included.
    """
    try:
        period = parse_period(text, fiscal_start).period
    except PeriodError as error:
        raise BadQuarterError(found=text) from error
    if period.kind is not PeriodKind.QUARTER:
        raise BadQuarterError(found=text)
    return period
