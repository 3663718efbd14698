"""The reference of methods, scoring, roll-ups and typed rates, made of docstrings."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from types import ModuleType
from typing import Any, Final

from scorecard.assessment.methods import control_limits, growth_ratio, pace, projection, schedule
from scorecard.schema import bands, typed_rates
from scorecard.scoring import points, rollup, rules
from scorecard.scoring.rules import Rule

INTRO: Final = (
    "Every function behind a class, a score, a roll-up or a verdict: formula, columns read, "
    "awkward cases, what it refuses, and its source. Columns are arrays of equal length. Why and "
    "when: "
    "[the explanations](../explanation/index.md)."
)
SECTIONS: Final[tuple[tuple[str, tuple[ModuleType, ...]], ...]] = (
    ("Methods", (pace, schedule, growth_ratio, projection, control_limits)),
    ("Bands", (bands,)),
    ("Scoring", (points, rules)),
    ("Rolling up", (rollup,)),
    ("Typed rates", (typed_rates,)),
)
_RULE: Final = re.compile(r"^=+(?: +=+)*$")
_HEADING: Final = re.compile(r"^-{3,}$")


def methods_parts() -> list[str]:
    """The parts of the page below its title."""
    parts = [INTRO]
    for title, modules in SECTIONS:
        parts.append(f"## {title}")
        for module in modules:
            parts += _module(module)
    return parts


def _module(module: ModuleType) -> Iterator[str]:
    name = module.__name__.removeprefix("scorecard.")
    yield f"### {name}\n\n{markdown(module.__doc__ or '')}"
    for rule in _rules(module):
        typed = ", ".join(rule.parameters())
        yield f"#### {rule.name}\n\n`{rule.name}({typed})`\n\n{markdown(rule.__doc__ or '')}"
    for function in _functions(module):
        head = f"#### {function.__name__}\n\n`{function.__name__}{_arguments(function)}`"
        yield f"{head}\n\n{markdown(function.__doc__ or '')}"


def _rules(module: ModuleType) -> Sequence[type[Rule]]:
    """The scoring rules that stand in a module."""
    return [rule for rule in rules.RULES.values() if rule.__module__ == module.__name__]


def _functions(module: ModuleType) -> Sequence[Callable[..., Any]]:
    """The public functions of a module in the order in which they stand."""
    found = [
        member
        for name, member in vars(module).items()
        if inspect.isfunction(member)
        and member.__module__ == module.__name__
        and not name.startswith("_")
    ]
    return sorted(found, key=lambda function: function.__code__.co_firstlineno)


def _arguments(function: Callable[..., Any]) -> str:
    """The arguments by name, with their defaults, without types."""
    shown = []
    for argument in inspect.signature(function).parameters.values():
        plain = argument.default is inspect.Parameter.empty
        shown.append(argument.name if plain else f"{argument.name}={argument.default!r}")
    return f"({', '.join(shown)})"


def markdown(docstring: str) -> str:
    """A docstring as Markdown: its tables, headings and examples in Markdown's own form."""
    lines = inspect.cleandoc(docstring).replace("``", "`").splitlines()
    made: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if _RULE.match(line) and " " in line:
            end = at + 1 + [bool(_RULE.match(each)) for each in lines[at + 1 :]].index(True)
            end = end + 1 + [bool(_RULE.match(each)) for each in lines[end + 1 :]].index(True)
            made += _table(lines[at : end + 1])
            at = end
        elif line.startswith(">>> "):
            size = next((n for n, each in enumerate(lines[at:]) if not each.strip()), len(lines))
            made += ["```python", *lines[at : at + size], "```"]
            at += len(lines[at : at + size]) - 1
        elif at + 1 < len(lines) and _HEADING.match(lines[at + 1]):
            made += [f"**{line}**", ""]
            at += 1
        else:
            made.append(line)
        at += 1
    return "\n".join(made).strip()


def _table(lines: Sequence[str]) -> Iterator[str]:
    """A table whose columns stand under rules of `=`; rows without a first cell go on."""
    starts = [found.start() for found in re.finditer(r"=+", lines[0])]
    ends = [*starts[1:], None]
    header, *rows = [
        [line[start:end].strip() for start, end in zip(starts, ends, strict=True)]
        for line in lines[1:-1]
        if not _RULE.match(line)
    ]
    yield from (_row(header), _row(["---"] * len(header)))
    joined: list[list[str]] = []
    for row in rows:
        if row[0] or not joined:
            joined.append(row)
        else:
            joined[-1] = [f"{a} {b}".strip() for a, b in zip(joined[-1], row, strict=True)]
    yield from map(_row, joined)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
