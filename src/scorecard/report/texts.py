"""What reports call things and say of the method, in both languages: `texts.toml` as values."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from scorecard.schema.errors import Name

_TEXTS: Final[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("texts.toml").read_text(encoding="utf-8")
)


class Formula(NamedTuple):
    """A formula of the page of method; one with a `method` is told where a target is judged so."""

    name: Name
    formula: Name
    method: str


class ThresholdText(NamedTuple):
    """What a number of the policy decides, and the method that classifies by it, if any.

    `early`: in early days only; `share`: printed as per cent.
    """

    id: str
    text: Name
    method: str
    early: bool
    share: bool


def _names(texts: Mapping[str, list[str]]) -> dict[str, Name]:
    return {key: Name(zh, en) for key, (zh, en) in texts.items()}


SHEETS: Final = _names(_TEXTS["sheets"])
"""Lists of the terminal, as the workbook's sheets are called."""
COLUMNS: Final = _names(_TEXTS["columns"])
"""The columns of the terminal's tables."""
GOALS: Final = _names(_TEXTS["goals"])
"""Why a goal of a class has no verdict."""
PARAGRAPHS: Final = tuple(Name(one["zh"], one["en"]) for one in _TEXTS["paragraphs"])
FORMULAS: Final = tuple(
    Formula(Name(*one["name"]), Name(*one["formula"]), one.get("method", ""))
    for one in _TEXTS["formulas"]
)
THRESHOLDS: Final = {
    one["id"]: ThresholdText(
        one["id"],
        Name(one["zh"], one["en"]),
        one.get("method", ""),
        one.get("early", False),
        one.get("share", False),
    )
    for one in _TEXTS["thresholds"]
}
CLASSES: Final = {method: _names(texts) for method, texts in _TEXTS["classes"].items()}
"""Where the classes of a method with words of its own lie: `dated`, and without a value by a date.
"""
