"""The form's printed page: which columns stand on it, how wide they are, how high its rows.

A form of up to 15 rows stays on one landscape page of A4 on which no text is smaller than eight
points.  So a column is as narrow as its numbers and words allow, one that no row needs is hidden
(it is read like any other), sentences share what is left, and rows take the rest of the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final, TypeAlias

from scorecard.excel.book import LINE_HEIGHT
from scorecard.excel.text import EM_A_WIDTH, ems, lines_needed, longest_word, usual_ems, wrap
from scorecard.schema.quarterly_form import FORM, FORM_COLUMNS

MARGINS: Final[Mapping[str, float]] = {"left": 0.2, "right": 0.2, "top": 0.25, "bottom": 0.4}
"""In inches; office printers reach five millimetres from the edge."""
ROWS_OF_ONE_PAGE: Final = 15
"""Up to so many rows the form is printed on one page."""
_ACROSS: Final = (11.69 - MARGINS["left"] - MARGINS["right"]) * 72
_DOWN: Final = (8.27 - MARGINS["top"] - MARGINS["bottom"]) * 72
"""Points of A4 between the margins."""
_SCALES: Final = (1.0, 0.95, 0.9, 0.85, 0.808)
"""The sizes in which a form may be printed: in the smallest 10 points are 8."""
_PADDING: Final = 3.75
_WIDTH: Final = 5.25
"""Points of a column beside its text, and of each unit of its width."""
_COMFORT: Final = 0.7
_NARROW: Final = 0.3
"""Share of the widths wished for with which a page is not made smaller; with less in high rows."""
_SENTENCES: Final[Mapping[str, tuple[float, float]]] = {
    "indicator": (12.0, 28.0),
    "evidence": (6.0, 15.0),
    "note": (5.5, 17.0),
    "promise": (8.0, 28.0),
    "cause": (7.5, 24.0),
    "action": (7.5, 26.0),
    "owner": (5.8, 10.0),
}
"""Columns of sentences, which share what is left: the least width and the one wished for."""
_WORDY: Final = 1.25
"""By how much a long word may widen the least."""
_LINES: Final = 4
_WORDS: Final = 2
"""Lines that a header may take at most, and the words of the other columns."""
_FOUR, _WHOLE_WORD = 4, 7.2
"""Characters of a usual Chinese header, and the width in which they stand on one line."""
_LETTERS: Final = 0.9
"""Letters of usual faces by those of the widest; digits must always fit."""
_YEAR: Final = len("2026年")
_TARGET_LINES: Final = 3
"""Lines of a target that names its due date."""
_BOLD: Final = 0.1
_WHOLE: Final = frozenset({"status", "state"})
"""Columns whose Chinese words are not broken, and ems more that they take when they are bold."""
_LINE: Final = LINE_HEIGHT - 1
_EDGE: Final = 1.5
"""Points of a line of text in a row, and of its edges."""
PROMISE: Final = FORM_COLUMNS.index("promise")
_NAME, _WAY_DONE = FORM_COLUMNS.index("indicator"), FORM_COLUMNS.index("progress")
_ISSUED: Final = {FORM_COLUMNS.index(name) for name in ("indicator", "annual_target", "promise")}
"""Columns whose texts are there when the form is issued and may be long."""
_CUTS: Final = (5, 4, 3, 2)
"""Lines to which promises are cut, one after the other, until the form fits its page."""
_CLOSING: Final = ("）", ")")
_CHANGES: Final = (0.0, 0.5, -0.5, 1.0, -1.0, 1.5, -1.5, 2.0, -2.0, 2.5, 3.0)
"""By how much a column is made wider so that no closing bracket stands alone, in this order."""
_STEP: Final = 0.5
_ROOM: Final = 2
_MOST_ROOM: Final = 5
_HIGH: Final = 4 * _LINE
"""Lines that a row has at least and at most for what is typed: no row grows by itself."""


Rows: TypeAlias = Mapping[int, Mapping[int, Sequence[str]]]
"""What stands in each cell of a row, or may stand there once it is filled in."""


@dataclass(frozen=True, slots=True)
class Table:
    """One of the form's tables as the page sees it: its header and its rows, by column."""

    header: Mapping[int, str]
    rows: Rows

    def texts(self, place: int) -> Iterator[str]:
        """Everything that may stand in a column below its header."""
        return (text for row in self.rows.values() for text in row.get(place, ()))


@dataclass(frozen=True, slots=True)
class Page:
    """Widths of the columns (0 = hidden), heights of headers and rows, pages downwards."""

    widths: Sequence[float]
    heads: Sequence[float]
    heights: Mapping[int, float]
    down: int
    cut: int = 0
    """Lines that a promise has where the page has no room for all of it."""

    def head(self, place: int, text: str) -> str:
        """A header as it stands: a Chinese word of four that needs two lines has two on each."""
        word, note, rest = text.partition("\n")
        parted = len(word) == _FOUR and not word.isascii() and 0 < self.widths[place] < _WHOLE_WORD
        return f"{word[:2]}\n{word[2:]}{note}{rest}" if parted else text

    def promise(self, text: str) -> str:
        """A promise as the page has room for it."""
        room = self.widths[PROMISE] * EM_A_WIDTH
        return "\n".join(wrap(text, room, self.cut, ems, hanging=False)) if self.cut else text

    @property
    def shown(self) -> list[int]:
        """Places of the columns that are shown, from left to right."""
        return [place for place, width in enumerate(self.widths) if width]

    def reaches(self, first: int, last: int) -> float:
        """Units of width from one column to another, for a text over all of them."""
        shown = [width for width in self.widths[first : last + 1] if width]
        return sum(shown) + (len(shown) - 1) * _PADDING / _WIDTH


def page_of(tables: Sequence[Table], shown: frozenset[int], around: float) -> Page:
    """The page of these tables, printed as large as leaves room enough to fill it in.

    `shown` are the columns that are needed, `around` the points that title and signatures take.
    A form that would still not stay on one page does without the share of the way (its status
    says as much), and with promises of a few lines: the cell beside them tells them whole.
    """
    if not tables:
        usual = [column.width for column in FORM["form"].columns]
        return Page([usual[p] * (p in shown) for p in range(len(usual))], [], {}, 1)
    for scale in _SCALES:
        widths, comfort = _widths(tables, shown, scale)
        if comfort >= _NARROW or scale == _SCALES[-1]:
            page = _printed(tables, widths, _DOWN / scale - around)
            roomy = min(page.heights.values(), default=_HIGH) >= _HIGH
            if page.down and (roomy or comfort >= _COMFORT):
                return page
    ways = [(shown, cut) for cut in _CUTS[:-1]] + [(shown - {_WAY_DONE}, cut) for cut in _CUTS]
    for fewer, cut in ways if len(page.heights) <= ROWS_OF_ONE_PAGE else ():
        widths, _ = _widths(tables, fewer, _SCALES[-1])
        shorter = _printed(tables, widths, _DOWN / _SCALES[-1] - around, cut)
        if shorter.down:
            return shorter
    return page


def _printed(tables: Sequence[Table], widths: list[float], room: float, cut: int = 0) -> Page:
    """The page in these widths, or in others that need less of `room` (points) downwards."""
    rows = {line: row for table in tables for line, row in table.rows.items()}
    least = {p: _bounds(tables, p, _LETTERS)[0] for p, width in enumerate(widths) if width}
    first = page = _laid(tables, rows, widths, room, cut)
    while not page.down:
        if len(rows) > ROWS_OF_ONE_PAGE or not _widened(rows, widths, least, cut):
            return first
        page = _laid(tables, rows, widths, room, cut)
    if cut and PROMISE in least and page.down:
        page = _spared(tables, rows, page, least, room)
    widths = list(page.widths)
    _brackets_kept(tables, widths, least)
    tidy = _laid(tables, rows, widths, room, cut)
    return tidy if tidy.down else page


def _spared(
    tables: Sequence[Table], rows: Rows, page: Page, least: Mapping[int, float], room: float
) -> Page:
    """The page on which cut promises have what names and cells for sentences can spare.

    A promise is known when the form is issued and must be read on paper; names come first, then
    whichever column has most to spare, until every promise stands whole.
    """
    others = [p for p in least if FORM_COLUMNS[p] in _SENTENCES and p not in _ISSUED]
    while any(lines_needed(t, page.widths[PROMISE]) > page.cut for t in _promises(rows)):
        spare = {p: page.widths[p] - least[p] for p in others}
        for giver in (_NAME, max(spare, key=lambda p: spare[p])):
            widths = list(page.widths)
            widths[giver] -= _STEP
            widths[PROMISE] += _STEP
            wider = _laid(tables, rows, widths, room, page.cut)
            if widths[giver] >= least[giver] and wider.down:
                page = wider
                break
        else:
            break
    return page


def _promises(rows: Rows) -> Iterator[str]:
    return (text for row in rows.values() for text in row.get(PROMISE, ()))


def _laid(
    tables: Sequence[Table], rows: Rows, widths: Sequence[float], room: float, cut: int
) -> Page:
    """The page in these widths; its rows share what is left of the `room` downwards."""
    broad = [width / _LETTERS for width in widths]
    heads = [_height(_lines({p: [h] for p, h in t.header.items()}, broad)) for t in tables]
    needed = {line: _height(_lines(row, widths, cut)) for line, row in rows.items()}
    left = room - sum(heads) - sum(needed.values())
    if left >= 0 and len(rows) <= ROWS_OF_ONE_PAGE:
        return Page(tuple(widths), heads, _shared(needed, left, _MOST_ROOM * _LINE + _EDGE), 1, cut)
    least = _ROOM * _LINE + _EDGE
    return Page(tuple(widths), heads, {n: max(height, least) for n, height in needed.items()}, 0)


def _lines(
    row: Mapping[int, Sequence[str]], widths: Sequence[float], cut: int = 0
) -> dict[int, int]:
    """Lines of each cell of a row; what may stand in a cell counts like what does."""
    lines = {
        p: max((lines_needed(text, widths[p]) for text in texts), default=1)
        for p, texts in row.items()
        if widths[p]
    }
    return lines | {PROMISE: min(cut, lines[PROMISE])} if cut and PROMISE in lines else lines


def _height(lines: Mapping[int, int]) -> float:
    """Points of a row whose cells have so many lines."""
    return max(lines.values(), default=1) * _LINE + _EDGE


def _widened(rows: Rows, widths: list[float], least: Mapping[int, float], cut: int) -> bool:
    """Widen the column that makes most rows high, as far as another can do with less."""
    tall: dict[int, int] = {}
    for row in rows.values():
        lines = _lines(row, widths, cut)
        fixed = max((n for p, n in lines.items() if p not in _ISSUED), default=1)
        highest = max([fixed, *lines.values()])
        for place in (p for p, n in lines.items() if n == highest > fixed):
            tall[place] = tall.get(place, 0) + highest - fixed
    wide = max(tall, key=lambda p: tall[p], default=None)
    spare = {p: widths[p] - least[p] for p in least if p != wide and p not in _ISSUED - {PROMISE}}
    giver = max(spare, key=lambda p: spare[p], default=None)
    if wide is None or giver is None or spare[giver] < _STEP:
        return False
    widths[giver] -= _STEP
    widths[wide] += _STEP
    return True


def _shared(needed: Mapping[int, float], left: float, most: float) -> dict[int, float]:
    """Heights up to the most that rows may have: the lowest rows get what is left first."""
    low, high = 0.0, most
    for _ in range(12):
        level = (low + high) / 2
        over = sum(max(level - height, 0.0) for height in needed.values()) > left
        low, high = (low, level) if over else (level, high)
    return {line: max(height, int(low * 4) / 4) for line, height in needed.items()}


def _widths(
    tables: Sequence[Table], shown: frozenset[int], scale: float
) -> tuple[list[float], float]:
    """Widths by place, and the share of what is wished for that the sentences got."""
    room = (_ACROSS / scale - _PADDING * len(shown)) / _WIDTH
    for letters in (1.0, _LETTERS):
        bounds = {place: _bounds(tables, place, letters) for place in shown}
        left = room - sum(least for least, _ in bounds.values())
        if left >= 0:
            break
    wished = sum(most - least for least, most in bounds.values())
    share = min(max(left / wished, 0.0), 1.0)
    over = max(left - wished, 0.0) / sum(FORM_COLUMNS[p] in _SENTENCES for p in shown)
    widths = [0.0] * len(FORM_COLUMNS)
    for place, (least, most) in bounds.items():
        besides = over if FORM_COLUMNS[place] in _SENTENCES else 0.0
        widths[place] = int((least + share * (most - least) + besides) * 10) / 10
    _brackets_kept(tables, widths, {place: least for place, (least, _) in bounds.items()})
    return widths, left / wished


def _bounds(tables: Sequence[Table], place: int, letters: float) -> tuple[float, float]:
    """The least width of a column and the one wished for."""
    name = FORM_COLUMNS[place]
    heads = [text for table in tables if (text := table.header.get(place))]
    texts = list(dict.fromkeys(text for table in tables for text in table.texts(place)))
    whole = max(map(ems, texts), default=0.0)
    words = [_longest(text, letters) for text in (*heads, *texts)]
    unbroken = name in _WHOLE and any(letter >= "\u4e00" for letter in "".join(texts))
    least = (whole + _BOLD if unbroken else max(words, default=0.0)) / EM_A_WIDTH
    if sentences := _SENTENCES.get(name):
        low, high = sentences  # a word without end is broken
        named = max((_longest(head, letters) / EM_A_WIDTH for head in heads), default=0.0)
        least = max(low, named, min(least, _WORDY * low))
        return least, max(least, high)
    most = {head: _WORDS if _is_short(head) else _LINES for head in heads}
    folded = [_folded(head, least, of, _LETTERS) for head, of in most.items()]
    lines = _TARGET_LINES if name == "annual_target" else _WORDS
    folded += [_folded(text, least, lines) for text in texts]
    least = max(folded, default=least)
    return least, max(least, min(whole / EM_A_WIDTH + 1, least + 3))


def _longest(text: str, letters: float) -> float:
    """The width in ems of what is not broken: a word, a number, a year with its character."""
    if not any(map(str.isdigit, text)):
        return longest_word(text) * letters
    return ems(text) if len(text) <= _YEAR else longest_word(text)


def _is_short(head: str) -> bool:
    """Whether a header is a Chinese word of its own: two characters of it stay together."""
    return not head.isascii() and "\n" not in head


def _folded(text: str, least: float, lines: int, letters: float = 1.0) -> float:
    """The least width in which a text takes no more than so many lines."""
    lines = max(lines, text.count("\n") + 1)
    widths = (least + step / 2 for step in count())
    return next(
        width
        for width in widths
        if lines_needed(text, width / letters) <= lines and not _parts_bracket(text, width)
    )


def _parts_bracket(text: str, width: float) -> bool:
    """Whether a closing bracket would stand first in a line, in the widest face or the usual."""
    if not text.endswith(_CLOSING):
        return False
    room = max(width * EM_A_WIDTH, 1.0)
    told = (wrap(text, room, measure=face, hanging=False) for face in (ems, usual_ems))
    return any(line.startswith(_CLOSING) for lines in told for line in lines)


def _brackets_kept(
    tables: Sequence[Table], widths: list[float], least: Mapping[int, float]
) -> None:
    """Change the widths of names and targets whose closing bracket would stand alone.

    A column of other sentences gives or takes; where none has room, they stay as they are.
    """
    for place in sorted(p for p in _ISSUED if widths[p]):
        texts = {text for table in tables for text in table.texts(place)}
        others = (p for p in least if p not in _ISSUED and FORM_COLUMNS[p] in _SENTENCES)
        spare = {p: widths[p] - least[p] for p in others}
        giver = max(spare, key=lambda p: spare[p], default=None)
        if giver is None:
            return
        for change in _CHANGES:
            width = widths[place] + change
            if width < least[place] or change > spare[giver]:
                continue
            if not any(_parts_bracket(text, width) for text in texts):
                widths[giver] -= change
                widths[place] = width
                break
