"""The faces that texts are drawn with, and the proof that every character can be drawn.

Noto Sans SC (SIL Open Font Licence) is the file inside the installed package zhplot, found by path
and never imported; DejaVu Sans comes with matplotlib and fills in rarer symbols.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Final

import matplotlib as mpl
from matplotlib import font_manager, ft2font

from scorecard.schema.errors import MissingGlyphError

FAMILIES: Final = ("Noto Sans SC", "DejaVu Sans")
"""Family names in the order in which a character is looked for."""
_EXCERPT: Final = 40


@cache
def chinese_font() -> Path:
    """The TrueType file of Noto Sans SC (Regular)."""
    return Path(str(distribution("zhplot").locate_file("zhplot/fonts/NotoSansSC-Regular.ttf")))


@cache
def symbol_font() -> Path:
    """The TrueType file of DejaVu Sans."""
    return Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"


@cache
def register() -> tuple[str, ...]:
    """Make the faces known to matplotlib, once; returns the family list for its texts."""
    font_manager.fontManager.addfont(chinese_font())
    return FAMILIES


@cache
def drawable() -> frozenset[int]:
    """The code points that one of our faces can draw, with the line break."""
    return frozenset(code for face in _faces() for code in face.get_charmap()) | {ord("\n")}


@cache
def has_letter(character: str) -> bool:
    """Whether the Chinese face itself draws a character."""
    return bool(_faces()[0].get_char_index(ord(character)))


@cache
def _advance(character: str) -> float:
    """How far a character moves the pen, as a share of the size."""
    for face in _faces():
        if index := face.get_char_index(ord(character)):
            glyph = face.load_glyph(index, flags=ft2font.LoadFlags.NO_SCALE)
            return float(glyph.horiAdvance) / face.units_per_EM
    return 1.0


@cache
def _faces() -> tuple[ft2font.FT2Font, ...]:
    return tuple(ft2font.FT2Font(str(path)) for path in (chinese_font(), symbol_font()))


if hasattr(os, "register_at_fork"):
    # A face reads from an open file.  Copies of this process would share the place in that file and
    # read each other's letters, so they open the faces anew (matplotlib does so with its own).
    os.register_at_fork(after_in_child=_faces.cache_clear)


def text_width(text: str, size: float) -> float:
    """The width of a line of text in points, at this size in points."""
    return size * sum(map(_advance, text))


def check_drawable(texts: Iterable[str]) -> None:
    """Raises `MissingGlyphError` for the first character that no face of ours can draw."""
    known = drawable()
    for text in texts:
        for character in text:
            if ord(character) not in known:
                raise MissingGlyphError(
                    character=character,
                    codepoint=f"{ord(character):04X}",
                    text=text if len(text) <= _EXCERPT else text[: _EXCERPT - 1] + "…",
                )
