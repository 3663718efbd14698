"""Writes the reference pages that follow from the code, so that they cannot be out of date.

Run as `python tools/reference.py` to write them, with `--check` to fail where one is stale.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import click
from docstrings import methods_parts

from scorecard.cli import scorecard as program
from scorecard.cli.root import localise
from scorecard.i18n import Words
from scorecard.read.table.lexicon import roles
from scorecard.schema.bands import Interval
from scorecard.schema.findings import CodeSpec, catalogue, families
from scorecard.schema.quarterly_form import FORM
from scorecard.schema.sheets import BOOK, PROJECTS, SheetLayout
from scorecard.scoring.rules import RULES

ROOT: Final = Path(__file__).resolve().parent.parent
FOLDER: Final = ROOT / "docs" / "reference"
NOTICE: Final = "<!-- Written by `make docs` from the code; edit the code instead. -->"
WIDTH: Final = 88


def cell(text: str) -> str:
    """A text as it may stand in a table of a page."""
    return text.replace("|", "\\|").replace("\n", " ")


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of a page."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(map(cell, line))} |" for line in lines)


def page(title: str, *parts: str) -> str:
    """A page: title, notice, parts separated by empty lines."""
    return "\n\n".join([f"# {title}", NOTICE, *parts]) + "\n"


def commands_page() -> str:
    """Every command with the help it prints."""
    localise(program, Words("en"))
    helps = [f"## {name}\n\n```text\n{text}\n```" for name, text in _helps(program)]
    return page(
        "Commands", "What `--help` prints. Exit codes: [exit-codes.md](exit-codes.md).", *helps
    )


def _helps(group: click.Group) -> Iterator[tuple[str, str]]:
    context = click.Context(group, info_name="scorecard", terminal_width=WIDTH)
    yield "scorecard", group.get_help(context)
    for name, command in sorted(group.commands.items()):
        inner = click.Context(command, context, f"{name}", terminal_width=WIDTH)
        yield f"scorecard {name}", command.get_help(inner)


def findings_page() -> str:
    """Every finding code by family: severity, meaning, message, what is expected, remedy."""
    parts = [
        f"## {letter}: {title}\n\n" + "\n\n".join(map(_code, specs))
        for letter, title in families().items()
        if (specs := [spec for spec in catalogue().values() if spec.code.startswith(letter)])
    ]
    intro = "Every fault that can be found in the data. `{words in braces}` are filled in."
    return page("Findings", intro, *parts)


def _code(spec: CodeSpec) -> str:
    rows = [
        (name, texts["en"], texts["zh"])
        for name, texts in (
            ("message", spec.message),
            ("expected", spec.expected),
            ("hint", spec.hint),
        )
    ]
    head = f"### {spec.code} {spec.title['en']} ({spec.severity}) · {spec.title['zh']}"
    return "\n\n".join((head, spec.meaning["en"], table(("", "en", "zh"), rows)))


def workbooks_page() -> str:
    """Every sheet and column of target books, registers and quarterly sheets."""
    groups = {
        "Target book": tuple(BOOK.values()),
        "Project register": (PROJECTS,),
        "Quarterly sheet": tuple(FORM.values()),
    }
    parts = [
        f"## {title}\n\n" + "\n\n".join(_sheet(sheet) for sheet in sheets)
        for title, sheets in groups.items()
    ]
    intro = (
        "A sheet or column is recognised by any of its names, in either language, wherever it "
        "stands; white space, letter case and a trailing note in brackets do not matter."
    )
    return page("Workbooks", intro, *parts)


def _sheet(sheet: SheetLayout) -> str:
    rows = [
        (
            f"`{column.id}`",
            column.zh,
            column.en,
            column.kind + (f" ({column.unit})" if column.unit else ""),
            "yes" if column.required else "",
            "、".join(column.aliases),
            " · ".join(f"`{choice.id}` {choice.zh}" for choice in column.choices),
        )
        for column in sheet.columns
    ]
    header = ("id", "zh", "en", "kind", "needed", "also read as", "allowed words")
    return f"### {sheet.zh} · {sheet.en}\n\n{table(header, rows)}"


def scoring_page() -> str:
    """Every scoring rule with its names, its parameters, their defaults and what they may be."""
    zh = Words("zh")
    rows = [
        (
            f"`{rule.name}`",
            "、".join(rule.zh),
            f"{rule.title} · {zh.text(rule.title)}",
            ", ".join(f"`{key}`" for key in rule.parameters()),
        )
        for rule in RULES.values()
    ]
    defaults = [
        (
            f"`{key}`",
            "、".join(one.metadata["zh"]),
            f"`{rule.name}`",
            one.metadata["blank"],
            _range(one.metadata["within"]),
        )
        for rule in RULES.values()
        for key, one in rule.parameters().items()
    ]
    return page(
        "Scoring rules: the column 计分规则",
        "A cell holds one rule, or several joined by `+`; parameters stand in brackets, separated "
        "by `,` or `;`. Shares may be typed as `0.05` or `5%`. How to choose and write them: "
        "[Score with points](../how-to/scoring.md).",
        "## Rules\n\n" + table(("rule", "zh", "called", "parameters"), rows),
        "## Parameters\n\n" + table(("parameter", "zh", "of", "without it", "may be"), defaults),
    )


def _range(within: Interval) -> str:
    if math.isinf(within.low):
        return "any number"
    above = f"{'≥' if within.low_in else '>'} {within.low:g}"
    return above if math.isinf(within.high) else f"{above}, ≤ {within.high:g}"


def roles_page() -> str:
    """Every role of a column of a plain table, with its spellings."""
    rows = [
        (f"`{name}`", f"{role['about']['en']} {role['about']['zh']}", "、".join(role["zh"]),
         ", ".join(role["en"]))
        for name, role in roles().items()
    ]  # fmt: skip
    return page(
        "Headers of plain tables",
        "What `scorecard assess TABLE` and `init --from TABLE` take a column for. Case, width, "
        "blanks, underscores, camelCase, brackets and the plural do not matter; units "
        "(`（万元）`, `%`), years (`Target (2025)`, `2025年目标`), quarters and months "
        "(`Q1 actual`, `1-6月完成`) come off a header first, and so do words that say nothing of "
        "their own (考核, 值, of the). "
        "A header that is none of these is said to be unknown, the nearest known one beside it; "
        "`--map 'HEADER=ROLE'` says what it holds, or a table `[map]` in a file `NAME.toml` beside "
        "the table, which may also hold `direction`, `fiscal_year_start` and "
        "`fiscal_year_named_by`.",
        table(("role", "what it holds", "zh", "en"), rows),
    )


def pages() -> dict[str, str]:
    """The generated pages by file name."""
    return {
        "commands.md": commands_page(),
        "findings.md": findings_page(),
        "methods.md": page("Methods, scoring, roll-ups, typed rates", *methods_parts()),
        "roles.md": roles_page(),
        "scoring.md": scoring_page(),
        "workbooks.md": workbooks_page(),
    }


def stale(folder: Path = FOLDER) -> list[str]:
    """The names of the pages that are not as the code says."""
    return [name for name, text in pages().items() if _read(folder / name) != text]


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 1 where `--check` finds a stale page."""
    parser = argparse.ArgumentParser(description="Write or check the generated reference pages.")
    parser.add_argument("--check", action="store_true", help="change nothing")
    if parser.parse_args(arguments).check:
        names = stale()
        print("\n".join(f"stale: {name}" for name in names) or "reference pages: current")
        return 1 if names else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
