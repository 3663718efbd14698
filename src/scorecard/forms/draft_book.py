"""The workbook in which a person decides what of a document enters the target book.

In a quote the number is bold, comparator and date are underlined; cells that no word of the
document supports are amber; the filters show what is not decided yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, cast

from scorecard.excel.book import Book, Properties, Sheet, Value
from scorecard.excel.styles import ACCENT, AS_TEXT, DAY, FAINT, HEAD, HEADER, Style
from scorecard.excel.text import clean_text
from scorecard.forms.target_book import validated
from scorecard.i18n import Words
from scorecard.schema.sheets import DRAFT, FOLDED, KEYS, QUOTE, Column, SheetLayout
from scorecard.schema.vocabulary import Decision

TITLE_ROW, HEADER_ROW, FIRST_ROW = range(3)
AMBER: Final = "#FFE9B0"
_COUNTED: Final = ("targets", "goals", "figures")
_FILTERED: Final = "confirm"
_BODY: Final = Style(edges="tblr", wrap=True, number=AS_TEXT, valign="top")
_NUMBER: Final = _BODY.but(align="right", number="General", wrap=False)
_STYLES: Final[Mapping[str, Style]] = {
    "number": _NUMBER,
    "integer": _NUMBER,
    "date": _BODY.but(number=DAY, wrap=False),
    "choice": _BODY.but(align="center"),
}


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A row's values by column id, which of them are inferred, and what to mark in its quote.

    `bold` and `underlined` are offsets of the quote.
    """

    values: Mapping[str, object]
    inferred: frozenset[str] = frozenset()
    bold: tuple[tuple[int, int], ...] = ()
    underlined: tuple[tuple[int, int], ...] = ()


def draft_workbook(
    tables: Mapping[str, Sequence[DraftRow]], organisation: str, title: str, words: Words
) -> bytes:
    """The draft as a workbook; the same rows and language give the same bytes."""
    book = Book(Properties(title=title, author=organisation))
    for name, layout in DRAFT.items():
        sheet = book.sheet(layout.title(words.language))
        rows = tables.get(name, ())
        _write(sheet, layout, rows, f"{title} · {layout.purpose.within(words.language)}", words)
        if name == "about":
            _counters(sheet, len(rows), tables, words)
    return book.getvalue()


def _write(
    sheet: Sheet, layout: SheetLayout, rows: Sequence[DraftRow], title: str, words: Words
) -> None:
    last = len(layout.columns) - 1
    folded = FOLDED if QUOTE in layout.columns else frozenset()
    heads = {n: column.header(words.language) for n, column in enumerate(layout.columns)}
    # No word of a header is broken (`Comparator`), however narrow its column is in Chinese.
    widest = (max(map(len, head.split()), default=0) + 2 for head in heads.values())
    sheet.columns([max(c.width, w) for c, w in zip(layout.columns, widest, strict=True)])
    for place, column in enumerate(layout.columns):
        sheet.blank(TITLE_ROW, place, Style(fill=FAINT))
        fill = HEAD if column.required or column.id == _FILTERED else ACCENT
        sheet.text(HEADER_ROW, place, heads[place], HEADER.but(fill=fill))
        if column.kind == "choice":
            validated(sheet, column, place, words)
        if column in KEYS:
            sheet.raw.set_column(place, place, None, None, {"hidden": True})
        elif column.id in folded:
            sheet.raw.set_column(place, place, column.width, None, {"level": 1, "hidden": True})
        elif place and layout.columns[place - 1].id in folded:
            sheet.raw.set_column(place, place, column.width, None, {"collapsed": True})
    sheet.text(TITLE_ROW, 0, title, Style(size=13, bold=True, color=HEAD, fill=FAINT))
    sheet.height(HEADER_ROW, heads, 33)
    for number, row in enumerate(rows, start=FIRST_ROW):
        texts = {}
        for place, column in enumerate(layout.columns):
            shown = cast("Value", column.shown(row.values.get(column.id), words.language))
            _cell(sheet, (number, place), column, shown, row)
            if isinstance(shown, str) and column not in KEYS:
                texts[place] = shown
        sheet.height(number, texts, 18)
    final = max(FIRST_ROW + len(rows) - 1, FIRST_ROW)
    sheet.page(header="", footer="&C&8&A&R&8&P / &N")
    sheet.raw.repeat_rows(TITLE_ROW, HEADER_ROW)
    sheet.raw.autofilter(HEADER_ROW, 0, final, last)
    sheet.raw.freeze_panes(FIRST_ROW, 2 if QUOTE in layout.columns else 1)
    _filter(sheet, layout, rows, words)


def _filter(sheet: Sheet, layout: SheetLayout, rows: Sequence[DraftRow], words: Words) -> None:
    """Show the rows that nobody has decided yet."""
    places = [n for n, column in enumerate(layout.columns) if column.id == _FILTERED]
    if not places or not any(row.values.get(_FILTERED) for row in rows):
        return
    sheet.raw.filter_column_list(places[0], [Decision.PENDING.within(words.language)])
    for number, row in enumerate(rows, start=FIRST_ROW):
        if row.values.get(_FILTERED) != Decision.PENDING:
            sheet.raw.set_row(number, None, None, {"hidden": True})


def _cell(
    sheet: Sheet, place: tuple[int, int], column: Column, shown: Value, row: DraftRow
) -> None:
    style = _STYLES.get(column.kind, _BODY)
    if column.id in row.inferred:
        style = style.but(fill=AMBER)
    if column.id == "quote" and isinstance(shown, str) and (row.bold or row.underlined):
        pieces = _pieces(sheet, shown, row)
        if len(pieces) > len(("format", "text")) and clean_text(shown) == shown:
            sheet.raw.write_rich_string(*place, *pieces, sheet.format(style))
            return
    sheet.value(*place, shown, style)


def _pieces(sheet: Sheet, quote: str, row: DraftRow) -> list[object]:
    """The quote in parts, each with its looks."""
    cuts = sorted({0, len(quote), *(at for span in (*row.bold, *row.underlined) for at in span)})
    cuts = [at for at in cuts if 0 <= at <= len(quote)]
    pieces: list[object] = []
    for start, end in pairwise(cuts):
        looks = Style(
            bold=any(s <= start < e for s, e in row.bold),
            underline=any(s <= start < e for s, e in row.underlined),
        )
        pieces += [sheet.format(looks), quote[start:end]]
    return pieces


def _counters(
    sheet: Sheet, below: int, tables: Mapping[str, Sequence[DraftRow]], words: Words
) -> None:
    """How many rows of each sheet are decided, counted by the workbook itself."""
    row = FIRST_ROW + below + 1
    sheet.text(row, 0, words.text("Still to decide"), Style(bold=True))
    for number, name in enumerate(_COUNTED, start=row + 1):
        title, rows = DRAFT[name].title(words.language), tables.get(name, ())
        pending = sum(r.values.get(_FILTERED) == Decision.PENDING for r in rows)
        cells = f"'{title}'!$A${FIRST_ROW + 1}:$A${FIRST_ROW + max(1, len(rows))}"
        said = Decision.PENDING.within(words.language)
        sheet.text(number, 0, title, Style())
        sheet.formula(number, 1, f'=COUNTIF({cells},"{said}")', pending, Style(align="left"))
