"""Tables of plain text that stay aligned when Chinese characters take two columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, Self, TypeVar

from scorecard.excel.text import display_width, wrap
from scorecard.i18n import Words, plain
from scorecard.report.texts import COLUMNS
from scorecard.schema.vocabulary import Status

GAP: Final = 2
FIXED_LIMITS: Final = (24, 16, 12, 8)
"""Columns a column may take that is neither the name nor the status, from wide to narrow pages."""
KEPT_LONG: Final = 1
LEAST_NAME: Final = 14
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    `rank` says how soon it goes when room is short: 0 never, else the highest first.  The `name`
    column takes what room is left and wraps; the `last` column (the status) is never cut, wrapped
    or padded, since its symbols are two columns wide on some terminals.
    """

    title: str
    cells: Sequence[str]
    rank: int = 0
    right: bool = False
    name: bool = False
    last: bool = False

    @property
    def natural(self) -> int:
        """The width that shows every cell on one line."""
        return max(map(display_width, (self.title, *self.cells)), default=0)


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns that fit a page and their widths; parts of one table may be drawn apart."""

    columns: tuple[Column, ...]
    widths: tuple[int, ...]
    width: int

    def lines(self, notes: Sequence[str] = (), rows: Iterable[int] | None = None) -> list[str]:
        """Titles, a rule, and these rows (all, by default), each with its note below it."""
        count = max((len(c.cells) for c in self.columns), default=0)
        lines = self._row([c.title for c in self.columns])
        lines.append((" " * GAP).join("-" * w for w in self.widths))
        for i in range(count) if rows is None else rows:
            lines += self._row([c.cells[i] for c in self.columns])
            if i < len(notes) and notes[i]:
                lines += indented(notes[i], self.width)
        return lines

    def _row(self, cells: Sequence[str]) -> list[str]:
        blocks = [
            [cell] if column.last else fit(cell, width)
            for cell, column, width in zip(cells, self.columns, self.widths, strict=True)
        ]
        lines = []
        for i in range(max(map(len, blocks))):
            parts = [
                padded(block[i] if i < len(block) else "", width, right=column.right)
                for block, column, width in zip(blocks, self.columns, self.widths, strict=True)
            ]
            lines.append((" " * GAP).join(parts).rstrip())
        return lines


def laid_out(columns: Iterable[Column], width: int) -> Layout:
    """The columns that fit into `width`.

    Empty ones are left out, then those of the highest rank go, then the others are made narrower;
    a column of rank 1 goes only when that does not suffice.
    """
    kept = [c for c in columns if c.name or c.last or any(c.cells)]
    limits = list(FIXED_LIMITS)
    while True:
        widths = [c.natural if c.last else min(c.natural, limits[0]) for c in kept]
        others = sum(w for w, c in zip(widths, kept, strict=True) if not c.name)
        room = width - others - GAP * (len(kept) - 1)
        wanted = max((c.natural for c in kept if c.name), default=0)
        droppable = [c for c in kept if c.rank]
        if room >= min(wanted, LEAST_NAME) or not (droppable or limits[1:]):
            break
        next_to_go = max(droppable, key=lambda c: c.rank, default=None)
        if next_to_go and (next_to_go.rank > KEPT_LONG or limits[0] <= FIXED_LIMITS[2]):
            kept.remove(next_to_go)
        else:
            limits.pop(0)
    name = max(min(wanted, room), 4)
    final = (name if c.name else w for w, c in zip(widths, kept, strict=True))
    return Layout(tuple(kept), tuple(final), width)


class Table(Generic[Row]):
    """Columns read off the same rows, under the titles of reports (ids of `texts.COLUMNS`)."""

    def __init__(self, words: Words, rows: Iterable[Row]) -> None:
        self.words, self.rows, self.columns = words, list(rows), list[Column]()

    def add(
        self,
        key: str,
        read: Callable[[Row], str],
        rank: int = 0,
        *,
        right: bool = False,
        name: bool = False,
    ) -> Self:
        """The table with this column more; `name` and `status` are what they say (`Column`)."""
        title, cells = self.words.text(COLUMNS[key]), [read(row) for row in self.rows]
        wide, last = name or key == "name", key == "status"
        self.columns.append(Column(title, cells, rank, right, name=wide, last=last))
        return self

    def lines(self, width: int, notes: Sequence[str] = ()) -> list[str]:
        """The table in lines of at most `width` columns, each row with its note below it."""
        return laid_out(self.columns, width).lines(notes)


def fit(text: str, room: int) -> list[str]:
    """The text in lines of at most `room` columns; Chinese breaks anywhere, other words between.

    A closing mark never starts a line and an opening one never ends it; a word that is wider than
    a line is cut.

    >>> fit("综合评价排名（年度）", 14)
    ['综合评价排名', '（年度）']
    """
    return list(filter(None, wrap(plain(text, None), room, within=True))) or [""]


def indented(text: str, width: int, by: int = 2) -> list[str]:
    """The text wrapped and moved in."""
    return [" " * by + line for line in fit(text, width - by)]


def hanging(text: str, width: int, by: int = 4) -> list[str]:
    """The text wrapped, every line but the first moved in; a text of one line as it is.

    >>> hanging("a.xlsx: recorded · 6 figures", 20)
    ['a.xlsx: recorded · 6', '    figures']
    """
    if display_width(text) <= width:
        return [text]
    flat = plain(text, None)
    first = fit(flat, width)[0]
    return [first, *indented(flat[len(first) :].strip(), width, by)]


def padded(text: str, width: int, *, right: bool = False) -> str:
    """The text filled with spaces to `width` columns of the terminal."""
    fill = " " * (width - display_width(text))
    return fill + text if right else text + fill


# ------------------------------------------------------------------------- where it is printed

DEFAULT_WIDTH: Final = 80
BOLD: Final = "1"


@dataclass(frozen=True, slots=True)
class Screen:
    """A terminal, or a pipe that is treated as one.

    `statuses` are the words of statuses where a workspace or a city's bands have their own.
    """

    words: Words
    width: int = DEFAULT_WIDTH
    colour: bool = False
    statuses: Mapping[str, str] = field(default_factory=dict, hash=False)

    def word(self, status: str) -> str:
        """Symbol and word of a status."""
        word = self.statuses.get(status) or self.words.label(Status, status)
        return f"{Status(status).symbol} {word}"

    def paint(self, text: str, code: str) -> str:
        """The text in a colour, where the screen takes any."""
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and code and text else text

    def status(self, text: str, status: str) -> str:
        """A status in its colour."""
        return self.paint(text, Status(status).terminal)


def page(lines: Iterable[str]) -> str:
    """The lines as one text without spaces at their ends; no line break after the last."""
    return "\n".join(line.rstrip() for line in lines)
