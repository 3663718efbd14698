"""The faces that texts are drawn with, and the proof that every character can be drawn.

Noto Sans SC (SIL Open Font Licence) is the file inside the installed package zhplot, found by path
and never imported; DejaVu Sans comes with matplotlib and fills in rarer symbols.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import matplotlib as mpl
from fontTools import subset
from fontTools.ttLib import TTFont
from matplotlib import font_manager, ft2font

from scorecard.schema.errors import MissingGlyphError

FAMILIES: Final = ("Noto Sans SC", "DejaVu Sans")
"""Family names in the order in which a character is looked for."""
_EXCERPT: Final = 40


@cache
def chinese_font() -> Path:
    """The TrueType file of Noto Sans SC (Regular)."""
    return Path(str(distribution("zhplot").locate_file("zhplot/fonts/NotoSansSC-Regular.ttf")))


@contextmanager
def common_font(letters: Iterable[str]) -> Iterator[Path]:
    """A file of the same face with these letters and the common ones, quick to open many times.

    Common are ASCII, the signs of GB 2312 and its first 3,755 characters.
    """
    rows = (*range(0xA1, 0xAA), *range(0xB0, 0xD8))
    common = bytes(byte for row in rows for n in range(0xA1, 0xFF) for byte in (row, n))
    codes = {*range(0x20, 0x7F), *map(ord, (*common.decode("gb2312", "ignore"), *letters))}
    fast = {"recalcTimestamp": False, "recalcBBoxes": False, "lazy": True}
    with TTFont(chinese_font(), **fast) as font, TemporaryDirectory() as folder:
        options = subset.Options(layout_features=[], notdef_outline=True)
        options.drop_tables += ["GDEF", "GPOS", "GSUB"]
        chosen = subset.Subsetter(options)
        chosen.populate(unicodes=codes)
        chosen.subset(font)
        path = Path(folder) / "common.ttf"
        font.save(path)
        yield path


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
