"""What commands share: what typed arguments stand for, the clock, and how it is printed."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from scorecard.schema.errors import N_, BadPeriodError, BadQuarterError

if TYPE_CHECKING:
    from datetime import date, datetime

    from scorecard.i18n import Words
    from scorecard.report.terminal import Screen
    from scorecard.schema.findings import Finding
    from scorecard.schema.period import Period
    from scorecard.workspace import Workspace

SETTLED: Final = N_("{folder}: a publication that was cut short has been finished.")


def open_workspace(folder: Path | None) -> Workspace:
    """The workspace named by `-C`, or found upwards from here."""
    from scorecard.workspace import find_workspace, load_workspace

    return load_workspace(folder if folder is not None else find_workspace(Path.cwd()))


def as_of_date(text: str | None, workspace: Workspace) -> date:
    """`--as-of`, else the pinned date of the workspace, else today in its time zone."""
    if text is not None:
        return read_date(text, workspace.fiscal_start)
    return workspace.as_of or now(workspace.timezone).date()


def now(timezone: str) -> datetime:
    """The time in this time zone: the one place where the clock is read."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    return datetime.now(ZoneInfo(timezone))  # noqa: TID251  (the one place)


def refuse_unseen(name: str | None, words: Words) -> None:
    """Refuse a typed name with characters that nobody sees: control and direction marks."""
    if name is not None and not (name.replace("\u3000", " ").isprintable() and name.strip()):
        text = N_("A name holds characters that cannot be seen, or nothing else.")
        raise click.UsageError(words.text(text))


def read_date(text: str, fiscal_start: int = 1) -> date:
    """A date, or the last day of a period.

    Raises `BadPeriodError`.
    """
    from scorecard.schema.period import PeriodError, parse_period

    try:
        return parse_period(text, fiscal_start).period.end_date
    except PeriodError as error:
        raise BadPeriodError(found=text) from error


def read_quarter(text: str, fiscal_start: int = 1) -> Period:
    """A quarter as people write it.

    Raises `BadQuarterError` for anything else, other periods included.
    """
    from scorecard.schema.period import PeriodError, PeriodKind, parse_period

    try:
        period = parse_period(text, fiscal_start).period
    except PeriodError as error:
        raise BadQuarterError(found=text) from error
    if period.kind is not PeriodKind.QUARTER:
        raise BadQuarterError(found=text)
    return period


def refuse_absent(paths: Iterable[Path], words: Words) -> None:
    """Raise the error of usage for the first path at which there is nothing."""
    for path in paths:
        if not path.exists():
            raise click.UsageError(words.text("There is no file or folder {path}.", path=path))


def shown_path(path: Path) -> str:
    """The path as one would type it from here; a link goes by its own name."""
    here = Path.cwd()
    resolved = path.parent.resolve() / path.name
    return str(resolved.relative_to(here) if resolved.is_relative_to(here) else resolved)


def use_colour() -> bool:
    """Whether to colour: a terminal, and `NO_COLOR` not set."""
    return "NO_COLOR" not in os.environ and sys.stdout.isatty()


def terminal_width() -> int:
    """Columns of the terminal; 120 in a pipe."""
    import shutil

    return shutil.get_terminal_size((120, 24)).columns


def screen(words: Words, statuses: Mapping[str, str] | None = None) -> Screen:
    """Where texts are printed, with the words of statuses where a workspace has its own."""
    from scorecard.report.terminal import Screen

    return Screen(words, terminal_width(), use_colour(), statuses or {})


def print_json(document: dict[str, Any]) -> None:
    """The document as JSON on the standard output."""
    from scorecard.store import json_parts

    for part in json_parts(document):
        click.echo(part, nl=False)


def print_findings(findings: Iterable[Finding], words: Words) -> None:
    """The findings on the channel of errors; nothing where there are none."""
    from scorecard.report.terminal import findings_text

    listed = list(findings)
    if listed:
        click.echo(findings_text(listed, screen(words)), err=True)


@contextlib.contextmanager
def progress(label: str = "") -> Iterator[Callable[[int, int], None]]:
    """A progress bar on a terminal, nothing in a pipe; told how many of how many are done."""
    if not sys.stderr.isatty():
        yield lambda _done, _all: None
        return
    with click.progressbar(length=0, label=label, file=sys.stderr) as bar:

        def advance(done: int, all_: int) -> None:
            bar.length = all_
            bar.update(done - bar.pos)

        yield advance
