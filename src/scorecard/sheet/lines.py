"""How many lines a text takes in a cell, whichever face a spreadsheet program puts in.

The face named in a workbook is not on every machine.  Texts are therefore measured with the widest
face that usually stands in for it, DejaVu Sans, in columns as wide as Excel makes them: what fits
so, fits everywhere.  Words break between, Chinese anywhere.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import Final

from wcwidth import wcwidth

EM_A_WIDTH: Final = 0.525
"""A column's unit of width (7 pixels of 3/4 point) in ems of `TEXT_SIZE`."""
TEXT_SIZE: Final = 10.0
BOLD: Final = 1.12
"""How much wider a bold face is."""
INDENT: Final = 1.4
"""A cell's indent in units of width."""
CUT: Final = 0.95
"""The share of a line that a word too long for it fills before it is cut."""
# Thousandths of an em from the blank to the tilde.
_ASCII: Final = (
    *(318, 401, 474, 838, 636, 950, 780, 278, 390, 390, 500, 838, 318, 361, 318, 392),
    *(636, 636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531),
    *(1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 535, 656, 557, 863, 748, 787),
    *(633, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 392, 390, 838, 559),
    *(606, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 284, 974, 634, 612),
    *(635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838),
)
_PIECES: Final = re.compile(r"\s+|[^\s\u2e80-\uffef]+|[\u2e80-\uffef]+")


class _Advances(dict[str, float]):
    """Widths of characters in ems, learnt as they come."""

    def __missing__(self, character: str) -> float:
        code = ord(character) - 32
        known = 0 <= code < len(_ASCII)
        found = _ASCII[code] / 1000 if known else float(wcwidth(character) > 0)
        self[character] = found
        return found


_advance: Final = _Advances().__getitem__


def ems(text: str) -> float:
    """The width of a text on one line in ems of the widest usual face.

    >>> ems("国家"), round(ems("Wide"), 2)
    (2.0, 2.52)
    """
    return sum(map(_advance, text))


@lru_cache(maxsize=16_384)
def lines_needed(text: str, width: float) -> int:
    """Lines the text takes when wrapped in a column of this width in characters.

    >>> lines_needed("national ranking", 12), lines_needed("综合评价排名", 12)
    (2, 1)
    """
    room = max(width * EM_A_WIDTH, 1.0)
    return sum(_lines(line, room) for line in text.split("\n"))


def longest_word(text: str) -> float:
    """The width in ems of the widest piece of a text that is not broken."""
    wide = "\u2e80"
    return max((1.0 if p[0] >= wide else ems(p) for p in _PIECES.findall(text)), default=0.0)


def _lines(line: str, room: float) -> int:
    if ems(line) <= room:
        return 1
    lines, used = 1, 0.0
    for piece in _PIECES.findall(line):
        width = ems(piece)
        if used + width <= room:
            used += width
        elif piece.isspace():
            used = room
        else:
            more, used = _broken(piece, width, room, used)
            lines += more
    return lines


def _broken(piece: str, width: float, room: float, used: float) -> tuple[int, float]:
    """How many lines more a piece takes that does not fit, and how full the last one is."""
    if piece[0] >= "\u2e80":  # from where the line stands on, a character at a time
        on_this, on_each = math.floor(room - used), math.floor(room)
        rest = width - max(on_this, 0)
        more = math.ceil(rest / on_each)
        return more, rest - (more - 1) * on_each
    if width <= room:
        return 1, width
    more = math.ceil(width / (room * CUT))
    return more - (used == 0.0), width - (more - 1) * room * CUT
