"""Tables of the scorecard workbook: columns as data, one function that writes any of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from types import EllipsisType
from typing import Any, Final, Generic, TypeVar

from scorecard.excel.book import LINE_HEIGHT, MOST_HEIGHT, Book, Pieces, Sheet, Value, room_for
from scorecard.excel.styles import BODY, FONT, HEADER, INK, NOTE, TITLE, Style, Tones, status_style
from scorecard.excel.text import EM_A_WIDTH, TEXT_SIZE, lines_needed, longest_word
from scorecard.i18n import N_, Words
from scorecard.report.view import View
from scorecard.schema.vocabulary import Status

Row = TypeVar("Row")

TITLE_ROW: Final = 0
NOTE_ROW: Final = 1
HEADER_ROW: Final = 2
FIRST_ROW: Final = 3
HEADER_HEIGHT: Final = 33.0
PAGE_FOOTER: Final = N_("Page {page} of {pages}")
LEAST_HEAD: Final = 7.0
SHORTENED: Final = N_("… (shortened: in full in the file it comes from)")
"""What a text ends in that no row can hold."""
DAYS: Final = {"zh": 'yyyy"年"m"月"d"日"', "en": "d mmm yyyy"}
HERE: Final = "\0"
"""Stands for the row's number in a formula; no formula holds this."""
SNAPSHOT: Final = N_("Texts and statuses here tell the data as published.")
HEADER_LIMIT: Final = 60
"""Characters of a text in a page header: all three parts together have 255."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A live cell: its formula, `HERE` standing for the row's number, and the value stored."""

    text: str
    stored: float | str | None


@dataclass(frozen=True, slots=True)
class Rich:
    """A text in pieces of looks of their own."""

    pieces: Pieces


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column: its title (message id), width in characters, style, and what stands in a row.

    Of an ellipsis no cell is made at all.  `look` is the style, where it is the row's own (of the
    same size); `key` is what formulas call the column.
    """

    title: str
    width: float
    value: Callable[[Row], Value | Formula | Rich | EllipsisType]
    style: Style = BODY
    look: Callable[[Row], Style] | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Layout(Generic[Row]):
    """How high a table's rows are at least, in points, and at which level they are folded away."""

    least: float = LINE_HEIGHT
    folded: Callable[[Row], int] = lambda _: 0


@dataclass(frozen=True, slots=True)
class Desk:
    """What every sheet is written with."""

    view: View
    words: Words
    book: Book
    tones: Tones

    @property
    def as_of(self) -> str:
        """The date of the data, in words."""
        return self.words.text("Data as of {date}", date=self.view.as_of_text)

    @property
    def day(self) -> str:
        """The number format of a day, as the language writes it."""
        return DAYS[self.words.language]

    def open(
        self, name: str, title: str, note: str, across: int, *, landscape: bool = True
    ) -> Sheet:
        """A new sheet with its title and note, set up for printing."""
        sheet = self.book.sheet(name)
        sheet.raw.set_row(TITLE_ROW, 30)
        sheet.text(TITLE_ROW, 0, title, TITLE.but(size=15))
        sheet.merged((NOTE_ROW, 0, NOTE_ROW, max(across - 1, 0)), note, NOTE)
        self.set_page(sheet, landscape=landscape)
        return sheet

    def set_page(
        self, sheet: Sheet, down: int = 0, *, landscape: bool = True, headed: bool = True
    ) -> None:
        """A4, one page wide, with the title and the date (if `headed`) and the page's number."""
        pages = self.words.text(PAGE_FOOTER, page="&P", pages="&N")
        face = f'&"{FONT},Regular"&9'
        header = f"&L{face} {_plain(self.view.title)}&R{face} {_plain(self.as_of)}"
        footer = f"&L{face} {_plain(self.view.subtitle)}&C{face} {pages}&R{face} &A"
        header = header if headed else ""
        sheet.page(header=header, footer=footer, down=down, landscape=landscape)

    def face(self, size: float) -> dict[str, Any]:
        """The type of a chart's texts, in XlsxWriter's words."""
        return {"name": FONT, "size": size, "color": INK, "bold": False}


def _plain(text: str) -> str:
    """A text of the data as a page header can hold it: & doubled, short enough.

    It stands after a blank: a digit right after the size code would belong to the size.
    """
    return text[:HEADER_LIMIT].replace("&", "&&")


def heads(
    sheet: Sheet, told: Sequence[tuple[str, Style]], row: int = HEADER_ROW, seen: int | None = None
) -> None:
    """Titles of columns with their styles, in a row that is high enough for the first `seen`.

    They are smaller where a word is wider than its column.
    """
    texts = {number: text for number, (text, _) in enumerate(told)}
    looks = {n: fitted(text, look, sheet.widths[n]) for n, (text, look) in enumerate(told)}
    for number, text in texts.items():
        sheet.text(row, number, text, looks[number])
    shown = {number: text for number, text in texts.items() if seen is None or number < seen}
    sheet.height(row, shown, HEADER_HEIGHT, looks)


def fitted(text: str, look: Style, width: float) -> Style:
    """The style, down to `LEAST_HEAD` points, in which no word of the text has to be cut."""
    while look.size > LEAST_HEAD and longest_word(text) > EM_A_WIDTH * room_for(width, look):
        look = look.but(size=look.size - 0.5)
    return look


def body(
    sheet: Sheet,
    columns: Sequence[Column[Row]],
    rows: Iterable[Row],
    first: int = FIRST_ROW,
    layout: Layout[Row] | None = None,
    more: str = "",
) -> int:
    """The rows of a table; returns the number of the row after the last.

    `more` is put at the end of a text that is longer than a row can be high.
    """
    layout = layout or Layout()
    looks = {number: column.style for number, column in enumerate(columns)}
    cells = [(n, c.value, c.style, c.style.wrap, c.look) for n, c in enumerate(columns)]
    for at, row in enumerate(rows, start=first):
        texts = {}
        for number, value_of, look, wrapped, own in cells:
            value, style = value_of(row), look if own is None else own(row)
            if isinstance(value, Formula):
                text, value = value.text.replace(HERE, str(at + 1)), value.stored
                sheet.formula(at, number, text, value, style)
                if wrapped and isinstance(value, str):
                    texts[number] = value
                continue
            if isinstance(value, EllipsisType):
                continue
            if isinstance(value, Rich):
                texts[number] = "".join(text for text, _ in value.pieces)
                sheet.rich(at, number, value.pieces, style)
                continue
            if wrapped and isinstance(value, str):
                value = texts[number] = whole(value, sheet.widths[number], look, more)
            sheet.value(at, number, value, style)
        sheet.height(at, texts, layout.least, looks, folded=layout.folded(row))
        first = at + 1
    return first


def most_lines(look: Style) -> int:
    """Lines of a text that the highest row holds."""
    return int((MOST_HEIGHT - 3) // (LINE_HEIGHT * look.size / TEXT_SIZE))


def whole(text: str, width: float, look: Style, more: str) -> str:
    """The text, or as much of it as the highest row holds with `more` at its end."""
    most, room = most_lines(look), room_for(width, look)
    # A line holds half an em for each unit at most: a text this short needs no measuring.
    if len(text) * 2 < most * room * EM_A_WIDTH and text.count("\n") < most // 2:
        return text
    kept = text
    while kept and lines_needed(kept + more, room) > most:
        over = lines_needed(kept + more, room) - most
        kept = kept[: -max(int(over * room * EM_A_WIDTH) // 2, 8)]
    return text if len(kept) == len(text) or lines_needed(text, room) <= most else kept + more


def table(  # noqa: PLR0913  (what a table may differ in)
    desk: Desk,
    sheet: Sheet,
    columns: Sequence[Column[Row]],
    rows: Sequence[Row],
    *,
    frozen: int = 0,
    layout: Layout[Row] | None = None,
    printed: int | None = None,
) -> None:
    """A whole table with filter, frozen panes and print titles; says so where it is empty.

    Only the first `printed` columns are seen, where that is given.
    """
    text = desk.words.text
    sheet.columns([column.width for column in columns])
    heads(sheet, [(text(column.title), HEADER) for column in columns])
    end = body(sheet, columns, rows, FIRST_ROW, layout, text(SHORTENED))
    last = (printed or len(columns)) - 1
    if not rows:
        sheet.merged((FIRST_ROW, 0, FIRST_ROW, last), text("None."), NOTE)
        end = FIRST_ROW + 1
    else:
        sheet.raw.autofilter(HEADER_ROW, 0, end - 1, last)
    finish(sheet, end, last, frozen)


def finish(sheet: Sheet, end: int, last: int, frozen: int) -> None:
    """Frozen panes below the header, the header on every page, and the print area."""
    sheet.raw.freeze_panes(FIRST_ROW, frozen)
    sheet.raw.repeat_rows(HEADER_ROW)
    sheet.raw.print_area(0, 0, max(end - 1, HEADER_ROW), last)


def colour_statuses(desk: Desk, sheet: Sheet, span: tuple[int, int, int, int]) -> None:
    """Cells that begin with a status symbol take its colours, also when a formula changes them."""
    for status in Status:
        rule = {"type": "text", "criteria": "begins with", "value": status.symbol}
        rule["format"] = sheet.book.rule(status_style(status, desk.tones))
        sheet.raw.conditional_format(*span, rule)


def outdated(sheet: Sheet, span: tuple[int, int, int, int], moved: str) -> None:
    """Texts turn grey where this formula holds: they tell of a status that is no longer shown."""
    rule = {"type": "formula", "criteria": moved, "format": sheet.book.faded()}
    sheet.raw.conditional_format(*span, rule)


def tab_colour(desk: Desk, sheet: Sheet, status: Status) -> None:
    """The sheet's tab in the colour of a status."""
    sheet.raw.set_tab_color(desk.tones[status].strong)
