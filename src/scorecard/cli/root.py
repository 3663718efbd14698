"""The commands, each with its arguments; what they run is loaded when it runs.

Longer than other modules because it is a list: every command with its arguments.
"""

from __future__ import annotations

import gettext
import os
import re
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import click

from scorecard.i18n import LANGUAGES, LOCALE, N_, Words, language_from_environment

UNREAD: Final = 141
"""The exit code when the reader of the output went away, as a shell gives it (`| head`)."""
_FILE = click.Path(dir_okay=False, path_type=Path)
_EXISTING_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_PATH = click.Path(path_type=Path)


def _later(module: str, function: str) -> Callable[..., None]:
    """What calls a function of this room with the language and the arguments, loaded only then."""

    @click.pass_obj
    def call(words: Words, /, **arguments: Any) -> None:  # noqa: ANN401  (click checked the types)
        try:
            getattr(import_module(f"scorecard.cli.{module}"), function)(words, **arguments)
        except BrokenPipeError as gone:  # click would end with 1, which is the code of faulty data
            raise click.exceptions.Exit(UNREAD) from gone

    return call


def _option(spec: str, told: str, **facts: Any) -> click.Option:  # noqa: ANN401  (facts of click)
    """An option by its spellings, with a name of its own behind them, and what its value is called.

    `-C --workspace folder` is known as `folder`; the help of `--unit =NAME` shows NAME.
    """
    names, _, shown = spec.partition(" =")
    return click.Option(names.split(), metavar=shown or None, help=told, **facts)


def _command(
    run: str, example: str, short: str, told: str, *params: click.Parameter
) -> click.Command:
    """A command that runs `module.function` of this room and is named as that function.

    It has the option `LANGUAGE` like every other, behind its arguments and the workspace.
    """
    module, name = run.split(".")
    run_later, shown = _later(module, name), f"scorecard {example}"
    first = [one for one in params if isinstance(one, click.Argument) or one is WORKSPACE]
    every = [*first, LANGUAGE, *(one for one in params if one not in first)]
    return click.Command(name, None, run_later, every, help=told, epilog=shown, short_help=short)


# -------------------------------------------------------------- options that several commands share

WORKSPACE: Final = _option(
    "-C --workspace folder",
    N_("The workspace; default: the nearest folder upwards with a scorecard.toml."),
    type=click.Path(file_okay=False, path_type=Path),
)
LANGUAGE: Final = _option(
    "--lang", N_("The language: zh or en."), type=click.Choice(["zh", "en"]), expose_value=False
)
"""Read before the commands are; here for the help and the check."""
AS_OF: Final = _option(
    "--as-of =DATE", N_("Judge by what was known on this date, such as 2022-01-31.")
)
QUARTER: Final = _option("--quarter =QUARTER", N_("The quarter to report on, such as 2021-Q4."))
ORGANISATION: Final = _option("--organisation =NAME", N_("Only this organisation's targets."))
UNIT: Final = _option("--unit =NAME", N_("Only targets this unit answers for."))
TABLE_OR_JSON: Final = _option(
    "--format form",
    N_("How to print: a table or JSON."),
    type=click.Choice(["table", "json"]),
    default="table",
)
ANY_FORMAT: Final = _option(
    "--format form",
    N_("How to print: a table, JSON or CSV."),
    type=click.Choice(["table", "json", "csv"]),
    default="table",
)


class _WordsOf(click.Choice[str]):
    """The ids of a vocabulary, which is loaded when they are asked for: no help needs it."""

    def __init__(self, vocabulary: str) -> None:
        self._vocabulary, self.case_sensitive = vocabulary, True

    @property
    def choices(self) -> tuple[str, ...]:  # type: ignore[override]  # an attribute there
        """The ids in their order."""
        from scorecard.schema import vocabulary

        return tuple(map(str, getattr(vocabulary, self._vocabulary)))


METHODS: Final = _WordsOf("Method")
METHOD: Final = _option(
    "--method", N_("Judge by this method instead of the settings'."), type=METHODS
)
FAIL_ON: Final = _option(
    "--fail-on",
    N_("Exit with code 3 if this status occurs; may be repeated."),
    type=_WordsOf("Status"),
    multiple=True,
)


OF_TABLE: Final = (
    _option(
        "--map mapping =HEADER=ROLE",
        N_("What a column holds, such as “YTD result=actual”; may be repeated."),
        multiple=True,
    ),
    _option(
        "--direction",
        N_("Which way is better, for the rows that do not say."),
        type=click.Choice(["increase", "decrease", "hold"]),
    ),
    _option(
        "--fiscal-year-start",
        N_("The first month of the table's fiscal years."),
        type=click.IntRange(1, 12),
    ),
    _option(
        "--fiscal-year-named-by",
        N_("Whether FY24 starts or ends in 2024."),
        type=click.Choice(["start", "end"]),
    ),
)
"""What a plain table does not say of itself."""

COMMANDS: Final = (
    _command(
        "making.init",
        "init demo",
        N_("Write a new workspace: an example, or your own."),
        N_(
            "Write a new workspace into a new or empty folder: a small complete example, marked as "
            "fictional, with eight quarters of figures; or, with --organisation, an empty one of "
            "your own."
        ),
        click.Argument(["folder"], metavar="DIR", type=_PATH),
        _option(
            "--organisation =NAME",
            N_(
                "No example: a workspace of your own with an empty target book for this "
                "organisation."
            ),
        ),
        _option(
            "--from table =TABLE",
            N_("A workspace of your own made of a table of targets and figures."),
            type=_EXISTING_FILE,
        ),
        *OF_TABLE,
    ),
    _command(
        "making.draft",
        "draft plan.docx --organisation 青溪高新区 --stated-on 2021-03",
        N_("Read documents, propose goals and targets."),
        N_(
            "Read plans, speeches and reports (txt, md, html, docx, pdf) and write drafts of the "
            "target book to drafts/: every goal and reported figure with its quote, every other "
            "number with the reason why it was set aside. Nothing counts until a person has "
            "confirmed it."
        ),
        click.Argument(["documents"], metavar="DOCUMENT...", nargs=-1, required=True),
        WORKSPACE,
        _option("--organisation =NAME", N_("Whose goals the documents state.")),
        _option("--title", N_("The document's title; default: its first line.")),
        _option(
            "--stated-on =DATE",
            N_("When it was stated, such as 2021-03: its year is what 今年 means."),
        ),
    ),
    _command(
        "making.adopt",
        "adopt drafts/plan.xlsx",
        N_("Move confirmed rows into the target book."),
        N_(
            "Move the rows that were confirmed in drafts into the target book, whole or not at "
            "all. Quotes are checked against the document, the book by `check`. Exit code 1 if "
            "it would have errors."
        ),
        click.Argument(["drafts"], nargs=-1, required=True, type=_EXISTING_FILE),
        WORKSPACE,
    ),
    _command(
        "quarter.check",
        "check targets reports/2023-Q2/returns",
        N_("Validate target books and returns."),
        N_(
            "Validate target books and returns, print every finding, change nothing. "
            "Exit code 1 if any is an error."
        ),
        click.Argument(["paths"], nargs=-1, type=_PATH),
        *(WORKSPACE, ANY_FORMAT),
    ),
    _command(
        "status_cache.status",
        "status --fail-on missed --fail-on overdue",
        N_("Where every target stands."),
        N_(
            "Where every target stands. Exit code 1 with errors in the data, 3 if a --fail-on "
            "status occurred, 4 if --missing and figures are outstanding."
        ),
        *(WORKSPACE, AS_OF, ORGANISATION, UNIT, ANY_FORMAT),
        *(QUARTER, METHOD),
        _option(
            "--by",
            N_("Roll up: counts, coverage and score of each; with --league, who is compared."),
            type=click.Choice(["organisation", "unit", "group", "parent"]),
        ),
        _option(
            "--league =INDICATOR|score",
            N_("Places on an indicator or on the score, and movement since the quarter before."),
        ),
        _option("--missing", N_("Only what has not been reported, and since when."), is_flag=True),
        FAIL_ON,
    ),
    _command(
        "judged.explain",
        "explain LW-RANK-2021 --as-of 2022-01-31",
        N_("How a target's status came about."),
        N_(
            "How a status came about: the sentence, the target, its pathway, the figures with file "
            "and cell, the formula with its numbers, and the distance to the next boundary."
        ),
        click.Argument(["target"]),
        WORKSPACE,
        AS_OF,
        QUARTER,
        METHOD,
    ),
    _command(
        "judged.render",
        "render 2023-Q2",
        N_("Write the quarter's scorecard: Excel, PDF, charts, JSON."),
        N_(
            "Write the quarter's scorecard: Excel workbook, PDF, PNG charts and JSON. All of them "
            "are replaced, or none."
        ),
        click.Argument(["quarter"]),
        *(WORKSPACE, AS_OF, ORGANISATION, UNIT),
        _option("--target targets =ID", N_("Only this target; may be repeated."), multiple=True),
        METHOD,
        _option(
            "--only =KINDS",
            N_(
                "Only these outputs: xlsx, pdf, charts, joined by commas; the others stay as "
                "they are."
            ),
        ),
        _option(
            "--format form",
            N_("How charts are drawn: png or svg."),
            type=click.Choice(["png", "svg"]),
            default="png",
        ),
        _option(
            "--by-unit",
            N_("A PDF of its own for each responsible unit as well, in the folder units."),
            is_flag=True,
        ),
        _option(
            "--output",
            N_(
                "Another folder to write to; default: reports/QUARTER, for a part of the "
                "targets a folder below it."
            ),
            type=click.Path(file_okay=False, path_type=Path),
        ),
    ),
    _command(
        "judged.notice",
        "notice 2023-Q2",
        N_("Write a quarter's notice, and reminders to late units."),
        N_(
            "Write the notice of a published quarter and a reminder for each unit that owes "
            "figures, for Word and as text to paste. They say what the scorecard says, nothing "
            "else, and follow the published quarter and its day; what was changed by hand is never "
            "written over."
        ),
        click.Argument(["quarter"]),
        WORKSPACE,
        _option(
            "--output",
            N_("Another folder to write to; default: reports/QUARTER/notices."),
            type=click.Path(file_okay=False, path_type=Path),
        ),
    ),
    _command(
        "quarter.forms",
        "forms 2023-Q3",
        N_("Write a fill-in workbook for each unit."),
        N_(
            "Write a fill-in workbook for each responsible unit to reports/QUARTER/forms. "
            "A form that somebody has filled in is never overwritten."
        ),
        click.Argument(["quarter"]),
        WORKSPACE,
    ),
    _command(
        "quarter.collect",
        "collect reports/2023-Q2/returns",
        N_("Record returns; hand faulty ones back marked."),
        N_(
            "Take in returns: the good ones are recorded in the ledger, a marked copy of the "
            "others is handed back beside them. Folders are searched for workbooks. Exit code 1 "
            "if a file was refused."
        ),
        click.Argument(["paths"], nargs=-1, required=True, type=_PATH),
        WORKSPACE,
        _option(
            "--received-on =DATE",
            N_("The day the returns came, for those of the past; default: today."),
        ),
        TABLE_OR_JSON,
    ),
    _command(
        "assessing.assess",
        "assess targets.csv --as-of 2021-10-31",
        N_("Assess a plain table; no workspace needed."),
        N_(
            "Assess a plain table (CSV, XLSX) of baselines, targets and actuals; no workspace "
            "needed. Headers are known in Chinese and English: target (目标值), actual (完成值), "
            "baseline (基期值), due (完成时限), unit_of_measure (单位), direction (方向) and more; "
            "all of them: docs/reference/roles.md. A folder with targets.parquet and "
            "figures.parquet is a dataset: its assessments are written as Parquet."
        ),
        click.Argument(["table"], type=click.Path(exists=True, path_type=Path)),
        *(AS_OF, ANY_FORMAT),
        _option("--method", N_("Judge by this method; default: pace."), type=METHODS),
        _option(
            "--screening/--no-screening",
            N_("Control limits: leave out moving ranges far above the others once (the default)."),
            default=True,
        ),
        FAIL_ON,
        *OF_TABLE,
        _option(
            "--strict",
            N_("Take nothing for granted: what was assumed or warned of is an error."),
            is_flag=True,
        ),
        _option(
            "--explain-reading",
            N_("Say of every cell what it was taken for, and all that was left out."),
            is_flag=True,
        ),
        _option(
            "--jobs",
            N_("Datasets: so many processes judge side by side; default: 1."),
            type=click.IntRange(1),
        ),
        _option(
            "--output -o =DIR",
            N_("Datasets: the new folder of the assessments; default: assessments."),
            type=_PATH,
        ),
    ),
    _command(
        "records.history",
        "history LW-RANK-2021",
        N_("Figures by period with every revision."),
        N_(
            "A target's or indicator's figures by period with every revision, and the status on "
            "each day something new was known."
        ),
        click.Argument(["name"], metavar="TARGET|INDICATOR"),
        *(WORKSPACE, AS_OF, TABLE_OR_JSON),
    ),
    _command(
        "records.diff",
        "diff 2021-Q4 2022-Q1",
        N_("What changed between two quarters or dates."),
        N_(
            "What changed between two quarters or dates: statuses, restated figures with the "
            "statuses they flipped, revised targets."
        ),
        click.Argument(["first"], metavar="A"),
        click.Argument(["second"], metavar="B"),
        *(WORKSPACE, TABLE_OR_JSON),
    ),
    _command(
        "records.verify",
        "verify",
        N_("Derive every published number again."),
        N_(
            "Check the ledger's chain and archive, and derive every number of the published "
            "scorecards again, by the target books as they were published. Exit code 1 and every "
            "place that does not agree; what the books have changed since is no fault."
        ),
        *(WORKSPACE, TABLE_OR_JSON),
        _option(
            "--head =HASH",
            N_("A hash printed on a scorecard, or its first digits: the ledger must have it."),
        ),
        _option(
            "--restore-book =QUARTER DIR",
            N_(
                "Check nothing: write the target books and settings that a quarter's scorecard "
                "was made from into a new folder, byte for byte."
            ),
            type=(str, click.Path(path_type=Path)),
        ),
    ),
    click.Group(
        "ledger",
        params=[LANGUAGE],
        commands=[
            _command(
                "records.backup",
                "ledger backup ledger-2021.sqlite",
                N_("Write a verified copy of the ledger."),
                N_("Write a copy of the ledger, its chain verified; safe while others write."),
                click.Argument(["file"], type=_FILE),
                WORKSPACE,
            ),
            _command(
                "records.restore",
                "ledger restore ledger-2021.sqlite",
                N_("Put a verified copy in its place."),
                N_("Put a verified copy in the ledger's place; the old ledger is kept beside it."),
                click.Argument(["file"], type=_EXISTING_FILE),
                WORKSPACE,
            ),
        ],
        epilog="scorecard ledger backup ledger-2021.sqlite",
        help=N_("A verified copy of the ledger, and back."),
    ),
)


@click.group(
    commands=COMMANDS,
    params=[WORKSPACE, LANGUAGE],
    epilog="scorecard status --as-of 2022-01-31",
    help=N_("Turns stated goals into measured progress: target books, figures, scorecards."),
)
@click.version_option(package_name="goal-scorecard")
@click.pass_context
def scorecard(context: click.Context, folder: Path | None) -> None:
    """All commands; the workspace named before one of them is that command's."""
    if folder is not None:
        context.default_map = _in_workspace(scorecard, folder)


def _in_workspace(group: click.Group, folder: Path) -> dict[str, Any]:
    """Defaults by which every command of a group works in this workspace."""
    return {
        name: _in_workspace(command, folder)
        if isinstance(command, click.Group)
        else {"folder": folder}
        for name, command in group.commands.items()
        if name != "init"  # its folder is the one that it makes
    }


# -------------------------------------- which language to speak, decided before anything is printed

_DEFAULT = "en"


def chosen_language(arguments: Sequence[str]) -> str:
    """The language of this run: `--lang`, else the workspace's setting, else the environment's."""
    named = _typed(arguments, "--lang")
    if named in LANGUAGES:
        return str(named)
    folder = _typed(arguments, "-C") or _typed(arguments, "--workspace") or "."
    return _workspace_language(Path(folder)) or language_from_environment() or _DEFAULT


def _typed(arguments: Sequence[str], name: str) -> str | None:
    for position, argument in enumerate(arguments):
        if argument == name and position + 1 < len(arguments):
            return arguments[position + 1]
        if name.startswith("--") and argument.startswith(f"{name}="):
            return argument.partition("=")[2]
        if not name.startswith("--") and argument.startswith(name) and len(argument) > len(name):
            return argument[len(name) :]
    return None


def _workspace_language(start: Path) -> str | None:
    """The `language` of the nearest `scorecard.toml`; faults of the file are told later."""
    try:
        for folder in (start.resolve(), *start.resolve().parents):
            path = folder / "scorecard.toml"
            if path.is_file():
                import tomllib

                settings = tomllib.loads(path.read_text(encoding="utf-8-sig"))
                language = settings.get("language")
                return language if language in LANGUAGES else None
    except (OSError, ValueError, RuntimeError):  # the last: a loop of links, endless brackets
        return None
    return None


def localise(command: click.Command, words: Words, arguments: Sequence[str] | None = None) -> None:
    """Put help texts, and the sentences of click itself, into the language.

    Of the commands that these `arguments` do not name (none: all are named) only what a list of
    commands shows.
    """
    gettext.bindtextdomain("click", str(LOCALE))
    gettext.textdomain("click")
    os.environ["LANGUAGE"] = words.language
    _localise(command, words, arguments)


def _localise(command: click.Command, words: Words, arguments: Sequence[str] | None) -> None:
    original = command.__dict__.setdefault("original_help", command.help)
    command.help = words.text(original or "")
    command.short_help = words.text(
        command.__dict__.setdefault("original_short", command.short_help) or ""
    )
    if arguments is not None and command.name not in (scorecard.name, *arguments):
        return
    example = command.__dict__.setdefault("original_epilog", command.epilog)
    command.options_metavar = words.text(N_("[OPTIONS]"))
    if isinstance(command, click.Group):
        command.subcommand_metavar = words.text(N_("COMMAND [ARGS]..."))
    command.epilog = f"{words.text('Example:')}  {example}" if example else None
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.help:
            text = parameter.__dict__.setdefault("original_help", parameter.help)
            parameter.help = gettext.dgettext("click", words.text(text))
        parameter.metavar = _value_name(parameter, words)
        if isinstance(parameter.type, click.Path):  # named by click when it was declared
            kind = parameter.type
            kind.name = gettext.dgettext("click", kind.__dict__.setdefault("declared", kind.name))
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            _localise(inner, words, arguments)


VALUES: Final = (
    *(N_("DATE"), N_("NAME"), N_("TABLE"), N_("DIR"), N_("DOCUMENT"), N_("DRAFTS"), N_("PATHS")),
    *(N_("QUARTER"), N_("INDICATOR"), N_("TARGET"), N_("ID"), N_("KINDS"), N_("HASH"), N_("FILE")),
    *(N_("HEADER"), N_("ROLE"), N_("TEXT"), N_("NUMBER")),
)
"""What a value is called in a help text; `A` and `B` stay."""


def _value_name(parameter: click.Parameter, words: Words) -> str | None:
    """What the parameter's value is called in the language; None where click says it itself."""
    name = parameter.__dict__.setdefault("declared_metavar", parameter.metavar)
    if name is None and isinstance(parameter, click.Argument) and parameter.name:
        name = parameter.name.upper() + ("..." if parameter.nargs != 1 else "")
        name = name if parameter.required else f"[{name}]"
    elif name is None and isinstance(parameter.type, click.types.StringParamType):
        name = "TEXT"
    elif name is None and isinstance(parameter.type, click.IntRange):
        name = "NUMBER"
    if name is None or getattr(parameter, "is_flag", False):
        return None
    return re.sub("[A-Z]{2,}", lambda found: words.text(found[0]), name)
