"""Colours by name, for settings: the words offices use for their lights."""

from __future__ import annotations

import re
from typing import Final

_HEX: Final = re.compile(r"#[0-9A-Fa-f]{6}")

COLOURS: Final[dict[str, str]] = {
    "green": "#2B8A57",
    "yellow": "#E0A100",
    "red": "#C8321F",
    "blue": "#2E78BF",
    "orange": "#DD6B1F",
    "purple": "#7A4FA3",
    "grey": "#8A96A3",
}
"""Names of colours, each dark enough to carry white text or a symbol on white paper."""
_CHINESE: Final = {
    "绿": "green",
    "黄": "yellow",
    "红": "red",
    "蓝": "blue",
    "橙": "orange",
    "紫": "purple",
    "灰": "grey",
}


def colour_of(text: str) -> str | None:
    """The colour a text names, as `#rrggbb`; `None` for a text that names none.

    A name of `COLOURS`, the Chinese word with or without 色, or the colour itself.

    >>> colour_of("yellow") == colour_of("黄色"), colour_of("#2E7D32"), colour_of("mauve")
    (True, '#2E7D32', None)
    """
    name = text.strip()
    if _HEX.fullmatch(name):
        return name
    short = name.removesuffix("色")
    return COLOURS.get(_CHINESE.get(short, name.lower()))
