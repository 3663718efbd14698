"""The words of `statements.toml`, compiled: what decides the meaning of a number."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

DATA: Final = Path(__file__).with_name("statements.toml")
Patterns = tuple[tuple[str, re.Pattern[str]], ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Patterns by the names they have in `statements.toml`.

    `after` and `before` are comparators behind a number's unit and in front of the number, `growth`
    the names of rates with the words they are told by, `levels` the numberings of headings from the
    outermost, `chinese` the names of rules and roles.
    """

    tense: Mapping[str, re.Pattern[str]]
    strength: Mapping[str, re.Pattern[str]]
    names: Mapping[str, re.Pattern[str]]
    classes: Mapping[str, re.Pattern[str]]
    grammar: Mapping[str, re.Pattern[str]]
    dates: Mapping[str, re.Pattern[str]]
    after: Patterns
    before: Patterns
    growth: Patterns
    levels: tuple[re.Pattern[str], ...]
    chinese: Mapping[str, str]


@lru_cache(maxsize=1)
def words() -> Words:
    """The patterns of `statements.toml`."""
    data: dict[str, Any] = tomllib.loads(DATA.read_text(encoding="utf-8"))
    names, comparator = data["names"], data["comparator"]
    own = {
        "lead": f"^(?:{names['lead']})",
        "tail": f"(?:{names['tail']})$",
        "share_of_target": f"(?:{names['share_of_target']})$",
        "kept_verbs": f"^(?:{names['kept_verbs']})(?:了|约)?$",
        "begins_with_verb": f"^(?:{names['kept_verbs']})",
    }
    return Words(
        tense=_compiled(data["tense"]),
        strength=_compiled(data["strength"]),
        names=_compiled({k: v for k, v in names.items() if k != "growth"} | own),
        classes=_compiled(data["classes"]),
        grammar=_compiled(data["grammar"]),
        dates={k: re.compile(v, re.VERBOSE) for k, v in data["dates"].items()},
        after=tuple(
            (name, re.compile(rf"\s*(?:{p})", re.IGNORECASE)) for name, p in comparator["after"]
        ),
        before=tuple(
            (
                name,
                re.compile(
                    rf"(?:{p})(?:了)?\s*(?:每[年月天人生户亩]|人均)*[“(£$€]?$", re.IGNORECASE
                ),
            )
            for name, p in comparator["before"]
        ),
        levels=tuple(re.compile(rf"\s*(?:{p})") for p in data["headings"]["levels"]),
        chinese=data["chinese"],
        growth=tuple((rate, re.compile(f"(?:{p})了?$")) for p, rate in names["growth"]),
    )


def _compiled(patterns: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in patterns.items()}


def named(rule: str, language: str) -> str:
    """A rule, role or field as a draft in this language names it."""
    return words().chinese[rule] if language == "zh" else rule
