"""Text for cells and pages: what may be written, how wide it is, where it breaks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from typing import Final

from wcwidth import wcswidth, wcwidth

CELL_LIMIT: Final = 32_767
"""Characters a cell can hold; XlsxWriter drops a longer text without a word."""
SHEET_NAME_LIMIT: Final = 31

_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_DIRECTION: Final = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_FORMULA_START: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")
_PIECES: Final = re.compile(r"(?:[\x21-\u2000]|\b’\b)+|\s+|.", re.DOTALL)
_NEVER_FIRST: Final = frozenset("，。、；：？！）》」』】〕”’％%…·,.;:?!)]}")
_NEVER_LAST: Final = frozenset("（《〈「『【〔“‘([{")
_BRACKET_AT_END: Final = re.compile(r"\s*[(（][^()（）]*[)）]$")
_PART_ENDS: Final = re.compile(r"[，、；。：]|[,;:.] ")
PART: Final = 0.5
"""So much of the room a sentence takes at least that is cut at the end of one of its parts."""
TIED: Final = "\u00a0"
"""A space at which no line ends."""
TAIL: Final = 0.4
"""The end's share of a name that is shortened."""
_SHEET_NAME_REFUSES: Final = re.compile(r"[\[\]:*?/\\]")


def clean_text(text: str) -> str:
    """The text as a cell may hold it: no control or direction characters, cut to the limit."""
    if text.isprintable() and len(text) <= CELL_LIMIT:  # what is taken out is never printable
        return text
    clean = _DIRECTION.sub("", _UNPRINTABLE.sub("", text.replace("\r\n", "\n")))
    return clean if len(clean) <= CELL_LIMIT else clean[: CELL_LIMIT - 1] + "…"


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet program might take the text for a formula when it is typed again.

    Full-width signs count: an office program makes them narrow as it reads.

    >>> [looks_like_formula(text) for text in ("=1+1", "-3", "＝1", "1-3月")]
    [True, True, True, False]
    """
    return text.startswith(_FORMULA_START)


@lru_cache(maxsize=8192)
def display_width(text: str) -> int:
    """Columns the text takes where a Chinese character takes two; the widest of its lines.

    >>> display_width("排名 120")
    8
    """
    if text.isascii() and text.isprintable():
        return len(text)
    return max((max(wcswidth(line), 0) for line in text.split("\n")), default=0)


def wrap(
    text: str,
    room: float,
    most: int = 0,
    measure: Callable[[str], float] = display_width,
    *,
    hanging: bool = True,
    within: bool = False,
) -> list[str]:
    r"""The text in lines no wider than `room`: the one way in which texts are broken anywhere.

    Chinese breaks between any two characters, other text between words; a word longer than a line
    begins one of its own and is cut.  `measure` gives a text's width; without it columns are
    counted, two for a Chinese character.  An opening mark is never the last of a line; a closing
    one is never the first: it hangs over the edge, or where all must stay `within` it takes what
    stands before it along (where not `hanging` it is like any other, as spreadsheet programs have
    it).  With `most` lines the last one ends in `…`.

    A space at which no line ends (`TIED`) holds what stands around it.

    >>> wrap("全国高新区综合评价排名（年度）", 16)
    ['全国高新区综合评', '价排名（年度）']
    >>> wrap(f"绿电占比、!{TIED}外资", 12)
    ['绿电占比、', '!\xa0外资']
    """
    lines, used, hangs = [""], 0.0, hanging and not within
    for piece in _pieces(text, within=within):
        if piece == "\n":
            lines.append("")
            used = 0.0
            continue
        width = measure(piece)
        if piece.isspace():
            if used:  # a blank hangs over: then the line is full
                lines[-1] += piece
                used = used + width if used + width <= room else max(used, room)
            continue
        if used and used + width > room and not (hangs and piece in _NEVER_FIRST):
            lines.append("")
            used = 0.0
        if width <= room:
            lines[-1] += piece
            used += width
            continue
        for character in piece:
            advance = measure(character)
            if used and used + advance > room:
                lines.append("")
                used = 0.0
            lines[-1] += character
            used += advance
    if most and len(lines) > most:
        rest = "".join(lines[most - 1 :]).rstrip()
        lines = [*lines[: most - 1], shortened(rest, room, measure)]
    return [line.rstrip() for line in lines]


def _pieces(text: str, *, within: bool = False) -> Iterator[str]:
    """What may not be broken: words, single wide characters, blanks, line ends."""
    held, opens = "", False
    for found in _PIECES.findall(text):
        blank = found.isspace() and found != TIED
        closes = found == TIED or (within and found in _NEVER_FIRST)
        if held and (blank or not (opens or closes)):
            yield held
            held = ""
        if blank:
            yield from "\n" * found.count("\n") or " "
        else:
            held, opens = held + found, found in _NEVER_LAST or found.endswith(TIED)
    if held:
        yield held


def shortened(text: str, room: float, measure: Callable[[str], float] = display_width) -> str:
    """The text on one line no wider than `room`, with `…` where something was cut.

    >>> shortened("全国高新区综合评价排名", 11)
    '全国高新区…'
    """
    if measure(text) <= room:
        return text
    while text and measure(text + "…") > room:
        text = text[:-1]
    return text.rstrip("… ") + "…"


def clipped(text: str, room: float, measure: Callable[[str], float] = display_width) -> str:
    """A sentence no wider than `room`: cut where a part of it ends, or at least a word does.

    >>> clipped("设备到货推迟两个月，安装队伍不足", 24), clipped("Two firms hire late", 14)
    ('设备到货推迟两个月…', 'Two firms…')
    """
    cut = shortened(text, room, measure)
    if cut == text:
        return text
    head = cut.removesuffix("…")
    ends = [end.start() for end in _PART_ENDS.finditer(text, 0, len(head) + 1)]
    if ends and measure(head[: ends[-1]]) >= PART * room:
        head = head[: ends[-1]]
    else:
        head = _whole_words(text, head, measure)
    return head.rstrip(" ，、；,;") + "…"


def short_name(name: str, room: float, measure: Callable[[str], float] = len) -> str:
    """A name no wider than `room`: without its last bracket, else with its end, which tells most.

    A word that is cut in its middle is left out, unless it is nearly all of the name.

    >>> short_name("Riverbend Zone (fictional)", 20), short_name("Northern Materials Zone 12", 20)
    ('Riverbend Zone', 'Northern…Zone 12')
    """
    if measure(name) <= room:
        return name
    bare = _BRACKET_AT_END.sub("", name) or name
    if measure(bare) <= room:
        return bare
    tail = bare
    while tail and measure(tail) > TAIL * room:
        tail = tail[1:]
    tail = tail.partition(" ")[2] or tail
    head = bare[: len(bare) - len(tail)]
    while head and measure(head + "…") + measure(tail) > room:
        head = head[:-1]
    return f"{_whole_words(bare, head, measure)}…{tail}"


def _whole_words(text: str, head: str, measure: Callable[[str], float]) -> str:
    """The beginning of a text without the Latin word that it is cut in, unless it is nearly all."""
    if text[len(head) :][:1].isascii() and " " in head and text[len(head)] != " ":
        words = head.rpartition(" ")[0]
        head = words if measure(words) >= PART * measure(head) else head
    return head.rstrip()


def sheet_name(text: str, taken: Iterable[str] = ()) -> str:
    """A sheet name that Excel accepts and that no sheet of `taken` has (case is ignored).

    >>> sheet_name("一区/二区", ["一区 二区"])
    '一区 二区 (2)'
    """
    used = {name.casefold() for name in taken}
    clean = " ".join(_SHEET_NAME_REFUSES.sub(" ", clean_text(text)).split()).strip(" '") or "-"
    clean = short_name(clean, SHEET_NAME_LIMIT)
    name, number = clean, 1
    while name.casefold() in used or name.casefold() == "history":
        number += 1
        tail = f" ({number})"
        name = clean[: SHEET_NAME_LIMIT - len(tail)] + tail
    return name


# ---------------------------------------------------------------------------
# How many lines a text takes in a cell, whichever face a spreadsheet program puts in.
#
# The face named in a workbook is not on every machine.  Texts are therefore measured with the
# widest face that usually stands in for it, DejaVu Sans, in columns as wide as Excel makes them:
# what fits so, fits everywhere.


EM_A_WIDTH: Final = 0.525
"""A column's unit of width (7 pixels of 3/4 point) in ems of `TEXT_SIZE`."""
TEXT_SIZE: Final = 10.0
BOLD: Final = 1.12
"""How much wider a bold face is."""
USUAL: Final = 0.9
"""Letters of the face that workbooks name take less than so much of the widest one's width."""
INDENT: Final = 1.4
"""A cell's indent in units of width."""
# Thousandths of an em from the blank to the tilde.
_ASCII: Final = (
    *(318, 401, 474, 838, 636, 950, 780, 278, 390, 390, 500, 838, 318, 361, 318, 392),
    *(636, 636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531),
    *(1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 535, 656, 557, 863, 748, 787),
    *(633, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 392, 390, 838, 559),
    *(606, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 284, 974, 634, 612),
    *(635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838),
)


@cache
def _advance(character: str) -> float:
    code = ord(character) - 32
    known = 0 <= code < len(_ASCII)
    return _ASCII[code] / 1000 if known else float(wcwidth(character) > 0)


def ems(text: str) -> float:
    """The width of a text on one line in ems of the widest usual face.

    >>> ems("国家"), round(ems("Wide"), 2)
    (2.0, 2.52)
    """
    return sum(map(_advance, text))


def usual_ems(text: str) -> float:
    """The width of a text on one line in ems of the face that workbooks name, or one like it.

    >>> usual_ems("国家"), round(usual_ems("Wide"), 2)
    (2.0, 2.27)
    """
    return sum(_advance(one) * (USUAL if one < "\x7f" else 1.0) for one in text)


@lru_cache(maxsize=16_384)
def lines_needed(text: str, width: float, measure: Callable[[str], float] = ems) -> int:
    """Lines the text takes when wrapped in a column of this width in characters.

    >>> lines_needed("national ranking", 12), lines_needed("综合评价排名", 12)
    (2, 1)
    """
    return len(wrap(text, max(width * EM_A_WIDTH, 1.0), measure=measure, hanging=False))


def longest_word(text: str) -> float:
    """The width in ems of the widest piece of a text that is not broken."""
    return max((ems(piece) for piece in _PIECES.findall(text) if not piece.isspace()), default=0.0)
