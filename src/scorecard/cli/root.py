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


# ---------------------------------------------------------------------------
# Options that several commands share.


WORKSPACE: Final = click.Option(
    ["-C", "--workspace", "folder"],
    type=click.Path(file_okay=False, path_type=Path),
    help=N_("The workspace; default: the nearest folder upwards with a scorecard.toml."),
)
LANGUAGE: Final = click.Option(
    ["--lang"],
    type=click.Choice(["zh", "en"]),
    expose_value=False,
    help=N_("The language: zh or en."),
)
"""Read before the commands are; here for the help and the check."""
AS_OF: Final = click.Option(
    ["--as-of"],
    metavar="DATE",
    help=N_("Judge by what was known on this date, such as 2022-01-31."),
)
QUARTER: Final = click.Option(
    ["--quarter"], metavar="QUARTER", help=N_("The quarter to report on, such as 2021-Q4.")
)
ORGANISATION: Final = click.Option(
    ["--organisation"], metavar="NAME", help=N_("Only this organisation's targets.")
)
UNIT: Final = click.Option(
    ["--unit"], metavar="NAME", help=N_("Only targets this unit answers for.")
)
TABLE_OR_JSON: Final = click.Option(
    ["--format", "form"],
    type=click.Choice(["table", "json"]),
    default="table",
    help=N_("How to print: a table or JSON."),
)
ANY_FORMAT: Final = click.Option(
    ["--format", "form"],
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    help=N_("How to print: a table, JSON or CSV."),
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
METHOD: Final = click.Option(
    ["--method"], type=METHODS, help=N_("Judge by this method instead of the settings'.")
)
FAIL_ON: Final = click.Option(
    ["--fail-on"],
    type=_WordsOf("Status"),
    multiple=True,
    help=N_("Exit with code 3 if this status occurs; may be repeated."),
)


OF_TABLE: Final = (
    click.Option(
        ["--map", "mapping"],
        metavar="HEADER=ROLE",
        multiple=True,
        help=N_("What a column holds, such as “YTD result=actual”; may be repeated."),
    ),
    click.Option(
        ["--direction"],
        type=click.Choice(["increase", "decrease", "hold"]),
        help=N_("Which way is better, for the rows that do not say."),
    ),
    click.Option(
        ["--fiscal-year-start"],
        type=click.IntRange(1, 12),
        help=N_("The first month of the table's fiscal years."),
    ),
    click.Option(
        ["--fiscal-year-named-by"],
        type=click.Choice(["start", "end"]),
        help=N_("Whether FY24 starts or ends in 2024."),
    ),
)
"""What a plain table does not say of itself."""

COMMANDS: Final = (
    click.Command(
        "init",
        params=[
            click.Argument(["folder"], metavar="DIR", type=_PATH),
            LANGUAGE,
            click.Option(
                ["--organisation"],
                metavar="NAME",
                help=N_(
                    "No example: a workspace of your own with an empty target book for this "
                    "organisation."
                ),
            ),
            click.Option(
                ["--from", "table"],
                type=_EXISTING_FILE,
                metavar="TABLE",
                help=N_("A workspace of your own made of a table of targets and figures."),
            ),
            *OF_TABLE,
        ],
        callback=_later("making", "init"),
        epilog="scorecard init demo",
        help=N_(
            "Write a new workspace into a new or empty folder: a small complete example, marked as "
            "fictional, with eight quarters of figures; or, with --organisation, an empty one of "
            "your own."
        ),
        short_help=N_("Write a new workspace: an example, or your own."),
    ),
    click.Command(
        "draft",
        params=[
            click.Argument(["documents"], metavar="DOCUMENT...", nargs=-1, required=True),
            *(WORKSPACE, LANGUAGE),
            click.Option(
                ["--organisation"], metavar="NAME", help=N_("Whose goals the documents state.")
            ),
            click.Option(["--title"], help=N_("The document's title; default: its first line.")),
            click.Option(
                ["--stated-on"],
                metavar="DATE",
                help=N_("When it was stated, such as 2021-03: its year is what 今年 means."),
            ),
        ],
        callback=_later("making", "draft"),
        epilog="scorecard draft plan.docx --organisation 青溪高新区 --stated-on 2021-03",
        help=N_(
            "Read plans, speeches and reports (txt, md, html, docx, pdf) and write drafts of the "
            "target book to drafts/: every goal and reported figure with its quote, every other "
            "number with the reason why it was set aside. Nothing counts until a person has "
            "confirmed it."
        ),
        short_help=N_("Read documents, propose goals and targets."),
    ),
    click.Command(
        "adopt",
        params=[
            click.Argument(["drafts"], nargs=-1, required=True, type=_EXISTING_FILE),
            *(WORKSPACE, LANGUAGE),
        ],
        callback=_later("making", "adopt"),
        epilog="scorecard adopt drafts/plan.xlsx",
        help=N_(
            "Move the rows that were confirmed in drafts into the target book, whole or not at "
            "all. Quotes are checked against the document, the book by `check`. Exit code 1 if "
            "it would have errors."
        ),
        short_help=N_("Move confirmed rows into the target book."),
    ),
    click.Command(
        "check",
        params=[
            click.Argument(["paths"], nargs=-1, type=_PATH),
            *(WORKSPACE, LANGUAGE, ANY_FORMAT),
        ],
        callback=_later("quarter", "check"),
        epilog="scorecard check targets reports/2023-Q2/returns",
        help=N_(
            "Validate target books and returns, print every finding, change nothing. "
            "Exit code 1 if any is an error."
        ),
        short_help=N_("Validate target books and returns."),
    ),
    click.Command(
        "status",
        params=[
            *(WORKSPACE, LANGUAGE, AS_OF, ORGANISATION, UNIT, ANY_FORMAT),
            *(QUARTER, METHOD),
            click.Option(
                ["--by"],
                type=click.Choice(["organisation", "unit", "group", "parent"]),
                help=N_(
                    "Roll up: counts, coverage and score of each; with --league, who is compared."
                ),
            ),
            click.Option(
                ["--league"],
                metavar="INDICATOR|score",
                help=N_(
                    "Places on an indicator or on the score, and movement since the quarter before."
                ),
            ),
            click.Option(
                ["--missing"],
                is_flag=True,
                help=N_("Only what has not been reported, and since when."),
            ),
            FAIL_ON,
        ],
        callback=_later("status_cache", "status"),
        epilog="scorecard status --fail-on missed --fail-on overdue",
        help=N_(
            "Where every target stands. Exit code 1 with errors in the data, 3 if a --fail-on "
            "status occurred, 4 if --missing and figures are outstanding."
        ),
        short_help=N_("Where every target stands."),
    ),
    click.Command(
        "explain",
        params=[click.Argument(["target"]), WORKSPACE, LANGUAGE, AS_OF, QUARTER, METHOD],
        callback=_later("judged", "explain"),
        epilog="scorecard explain LW-RANK-2021 --as-of 2022-01-31",
        help=N_(
            "How a status came about: the sentence, the target, its pathway, the figures with file "
            "and cell, the formula with its numbers, and the distance to the next boundary."
        ),
        short_help=N_("How a target's status came about."),
    ),
    click.Command(
        "render",
        params=[
            click.Argument(["quarter"]),
            *(WORKSPACE, LANGUAGE, AS_OF, ORGANISATION, UNIT),
            click.Option(
                ["--target", "targets"],
                metavar="ID",
                multiple=True,
                help=N_("Only this target; may be repeated."),
            ),
            METHOD,
            click.Option(
                ["--only"],
                metavar="KINDS",
                help=N_(
                    "Only these outputs: xlsx, pdf, charts, joined by commas; the others stay as "
                    "they are."
                ),
            ),
            click.Option(
                ["--format", "form"],
                type=click.Choice(["png", "svg"]),
                default="png",
                help=N_("How charts are drawn: png or svg."),
            ),
            click.Option(
                ["--by-unit"],
                is_flag=True,
                help=N_("A PDF of its own for each responsible unit as well, in the folder units."),
            ),
            click.Option(
                ["--output"],
                type=click.Path(file_okay=False, path_type=Path),
                help=N_(
                    "Another folder to write to; default: reports/QUARTER, for a part of the "
                    "targets a folder below it."
                ),
            ),
        ],
        callback=_later("judged", "render"),
        epilog="scorecard render 2023-Q2",
        help=N_(
            "Write the quarter's scorecard: Excel workbook, PDF, PNG charts and JSON. All of them "
            "are replaced, or none."
        ),
        short_help=N_("Write the quarter's scorecard: Excel, PDF, charts, JSON."),
    ),
    click.Command(
        "notice",
        params=[
            click.Argument(["quarter"]),
            *(WORKSPACE, LANGUAGE),
            click.Option(
                ["--output"],
                type=click.Path(file_okay=False, path_type=Path),
                help=N_("Another folder to write to; default: reports/QUARTER/notices."),
            ),
        ],
        callback=_later("judged", "notice"),
        epilog="scorecard notice 2023-Q2",
        help=N_(
            "Write the notice of a published quarter and a reminder for each unit that owes "
            "figures, for Word and as text to paste. They say what the scorecard says, nothing "
            "else, and follow the published quarter and its day; what was changed by hand is never "
            "written over."
        ),
        short_help=N_("Write a quarter's notice, and reminders to late units."),
    ),
    click.Command(
        "forms",
        params=[click.Argument(["quarter"]), WORKSPACE, LANGUAGE],
        callback=_later("quarter", "forms"),
        epilog="scorecard forms 2023-Q3",
        help=N_(
            "Write a fill-in workbook for each responsible unit to reports/QUARTER/forms. "
            "A form that somebody has filled in is never overwritten."
        ),
        short_help=N_("Write a fill-in workbook for each unit."),
    ),
    click.Command(
        "collect",
        params=[
            click.Argument(["paths"], nargs=-1, required=True, type=_PATH),
            *(WORKSPACE, LANGUAGE),
            click.Option(
                ["--received-on"],
                metavar="DATE",
                help=N_("The day the returns came, for those of the past; default: today."),
            ),
            TABLE_OR_JSON,
        ],
        callback=_later("quarter", "collect"),
        epilog="scorecard collect reports/2023-Q2/returns",
        help=N_(
            "Take in returns: the good ones are recorded in the ledger, a marked copy of the "
            "others is handed back beside them. Folders are searched for workbooks. Exit code 1 "
            "if a file was refused."
        ),
        short_help=N_("Record returns; hand faulty ones back marked."),
    ),
    click.Command(
        "assess",
        params=[
            click.Argument(["table"], type=click.Path(exists=True, path_type=Path)),
            *(LANGUAGE, AS_OF, ANY_FORMAT),
            click.Option(
                ["--method"], type=METHODS, help=N_("Judge by this method; default: pace.")
            ),
            click.Option(
                ["--screening/--no-screening"],
                default=True,
                help=N_(
                    "Control limits: leave out moving ranges far above the others once "
                    "(the default)."
                ),
            ),
            FAIL_ON,
            *OF_TABLE,
            click.Option(
                ["--strict"],
                is_flag=True,
                help=N_("Take nothing for granted: what was assumed or warned of is an error."),
            ),
            click.Option(
                ["--explain-reading"],
                is_flag=True,
                help=N_("Say of every cell what it was taken for, and all that was left out."),
            ),
            click.Option(
                ["--jobs"],
                type=click.IntRange(1),
                help=N_("Datasets: so many processes judge side by side; default: 1."),
            ),
            click.Option(
                ["--output", "-o"],
                type=_PATH,
                metavar="DIR",
                help=N_("Datasets: the new folder of the assessments; default: assessments."),
            ),
        ],
        callback=_later("assessing", "assess"),
        epilog="scorecard assess targets.csv --as-of 2021-10-31",
        help=N_(
            "Assess a plain table (CSV, XLSX) of baselines, targets and actuals; no workspace "
            "needed. Headers are known in Chinese and English: target (目标值), actual (完成值), "
            "baseline (基期值), due (完成时限), unit_of_measure (单位), direction (方向) and more; "
            "all of them: docs/reference/roles.md. A folder with targets.parquet and "
            "figures.parquet is a dataset: its assessments are written as Parquet."
        ),
        short_help=N_("Assess a plain table; no workspace needed."),
    ),
    click.Command(
        "history",
        params=[
            click.Argument(["name"], metavar="TARGET|INDICATOR"),
            *(WORKSPACE, LANGUAGE, AS_OF, TABLE_OR_JSON),
        ],
        callback=_later("records", "history"),
        epilog="scorecard history LW-RANK-2021",
        help=N_(
            "A target's or indicator's figures by period with every revision, and the status on "
            "each day something new was known."
        ),
        short_help=N_("Figures by period with every revision."),
    ),
    click.Command(
        "diff",
        params=[
            click.Argument(["first"], metavar="A"),
            click.Argument(["second"], metavar="B"),
            *(WORKSPACE, LANGUAGE, TABLE_OR_JSON),
        ],
        callback=_later("records", "diff"),
        epilog="scorecard diff 2021-Q4 2022-Q1",
        help=N_(
            "What changed between two quarters or dates: statuses, restated figures with the "
            "statuses they flipped, revised targets."
        ),
        short_help=N_("What changed between two quarters or dates."),
    ),
    click.Command(
        "verify",
        params=[
            *(WORKSPACE, LANGUAGE, TABLE_OR_JSON),
            click.Option(
                ["--head"],
                metavar="HASH",
                help=N_(
                    "A hash printed on a scorecard, or its first digits: the ledger must have it."
                ),
            ),
            click.Option(
                ["--restore-book"],
                metavar="QUARTER DIR",
                type=(str, click.Path(path_type=Path)),
                help=N_(
                    "Check nothing: write the target books and settings that a quarter's scorecard "
                    "was made from into a new folder, byte for byte."
                ),
            ),
        ],
        callback=_later("records", "verify"),
        epilog="scorecard verify",
        help=N_(
            "Check the ledger's chain and archive, and derive every number of the published "
            "scorecards again, by the target books as they were published. Exit code 1 and every "
            "place that does not agree; what the books have changed since is no fault."
        ),
        short_help=N_("Derive every published number again."),
    ),
    click.Group(
        "ledger",
        params=[LANGUAGE],
        commands=[
            click.Command(
                "backup",
                params=[click.Argument(["file"], type=_FILE), WORKSPACE, LANGUAGE],
                callback=_later("records", "backup"),
                epilog="scorecard ledger backup ledger-2021.sqlite",
                help=N_("Write a copy of the ledger, its chain verified; safe while others write."),
                short_help=N_("Write a verified copy of the ledger."),
            ),
            click.Command(
                "restore",
                params=[click.Argument(["file"], type=_EXISTING_FILE), WORKSPACE, LANGUAGE],
                callback=_later("records", "restore"),
                epilog="scorecard ledger restore ledger-2021.sqlite",
                help=N_(
                    "Put a verified copy in the ledger's place; the old ledger is kept beside it."
                ),
                short_help=N_("Put a verified copy in its place."),
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


# ---------------------------------------------------------------------------
# Which language to speak, decided before anything is printed.


_DEFAULT = "en"


def chosen_language(arguments: Sequence[str]) -> str:
    """The language of this run: `--lang`, else the workspace's setting, else the environment's."""
    named = _option(arguments, "--lang")
    if named in LANGUAGES:
        return str(named)
    folder = _option(arguments, "-C") or _option(arguments, "--workspace") or "."
    return _workspace_language(Path(folder)) or language_from_environment() or _DEFAULT


def _option(arguments: Sequence[str], name: str) -> str | None:
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
