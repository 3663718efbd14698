"""Which language to speak, decided before anything is printed."""

from __future__ import annotations

import gettext
import os
from collections.abc import Sequence
from pathlib import Path

import click

from scorecard.i18n import LANGUAGES, LOCALE, Words, language_from_environment

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
    import tomllib

    try:
        for folder in (start.resolve(), *start.resolve().parents):
            path = folder / "scorecard.toml"
            if path.is_file():
                settings = tomllib.loads(path.read_text(encoding="utf-8-sig"))
                language = settings.get("language")
                return language if language in LANGUAGES else None
    except (OSError, ValueError):
        return None
    return None


def localise(command: click.Command, words: Words) -> None:
    """Put help texts, and the sentences of click itself, into the language."""
    gettext.bindtextdomain("click", str(LOCALE))
    gettext.textdomain("click")
    os.environ["LANGUAGE"] = words.language
    _localise(command, words)


def _localise(command: click.Command, words: Words) -> None:
    original = command.__dict__.setdefault("original_help", command.help)
    command.help = words.text(original or "")
    command.short_help = words.text(
        command.__dict__.setdefault("original_short", command.short_help) or ""
    )
    example = command.__dict__.setdefault("original_epilog", command.epilog)
    command.epilog = f"{words.text('Example:')}  {example}" if example else None
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.help:
            text = parameter.__dict__.setdefault("original_help", parameter.help)
            parameter.help = words.text(text)
        if isinstance(parameter.type, click.Path):  # named by click when it was declared
            kind = parameter.type
            kind.name = gettext.dgettext("click", kind.__dict__.setdefault("declared", kind.name))
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            _localise(inner, words)
