"""A target book as people keep it, written from rows: one sheet a table, ready to go on typing.

The sheets, their order and their headers come from `layout`; what `book.read_book` reads is what
`book_workbook` was given.  Closed words and references to other sheets are drop-downs; every sheet
prints on A4 and repeats its header.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeAlias

from scorecard.excel.book import Book, Properties, Sheet, Value
from scorecard.excel.palette import ACCENT, FAINT, HEAD, LINE
from scorecard.excel.styles import AS_TEXT, DAY, HEADER, Style
from scorecard.forms import cells
from scorecard.forms.cells import Prompt, validate
from scorecard.i18n import Words
from scorecard.schema.columns import Column, SheetLayout
from scorecard.schema.project_register import PROJECTS
from scorecard.schema.target_book import BOOK

Rows: TypeAlias = Sequence[Mapping[str, Value]]

TITLE_ROW, HEADER_ROW, FIRST_ROW = range(3)
LAST_ROW: Final = 999
"""Drop-downs and checks of entries reach down to here."""
_WIDE: Final = 20
"""From so many columns on a sheet prints on two pages side by side."""
_TITLE: Final = Style(size=13, bold=True, color=HEAD, fill=FAINT)
_BODY: Final = Style(edges="tblr", wrap=True, number=AS_TEXT)
_STYLES: Final[Mapping[str, Style]] = {
    "number": _BODY.but(align="right", number="General", wrap=False),
    "integer": _BODY.but(align="right", number="0", wrap=False),
    "date": _BODY.but(align="center", number=DAY, wrap=False),
    "choice": _BODY.but(align="center"),
    "period": _BODY.but(align="center"),
}


def book_workbook(tables: Mapping[str, Rows], organisation: str, words: Words) -> bytes:
    """The target book of an organisation; the same rows and language give the same bytes.

    `tables` holds rows (column id to value) by sheet id (`layout.BOOK_SHEETS`); closed words are
    given by their id.  A sheet without rows is written empty.
    """
    title = words.text("Target book of {organisation}", organisation=organisation)
    book = Book(Properties(title=title, author=organisation))
    for name, layout in BOOK.items():
        sheet = book.sheet(cells.sheet_title(layout, words))
        head = f"{organisation} · {sheet.name}: {layout.purpose.within(words.language)}"
        _write(sheet, layout, tables.get(name, ()), (head, organisation), words)
    return book.getvalue()


def register_workbook(rows: Rows, day: date, owner: str, words: Words) -> bytes:
    """The office's project register; the same rows, day and language give the same bytes.

    `rows` are projects by column id (`layout.PROJECT_COLUMNS`), closed words by their id; `day` is
    the last day that the list is complete to, `owner` who keeps it.
    """
    layout = PROJECTS
    book = Book(Properties(title=cells.sheet_title(layout, words), author=owner))
    sheet = book.sheet(cells.sheet_title(layout, words))
    head = words.text(
        "{owner} · project register · Updated on: {day}", owner=owner, day=day.isoformat()
    )
    _write(sheet, layout, rows, (head, owner), words)
    return book.getvalue()


def _write(
    sheet: Sheet, layout: SheetLayout, rows: Rows, says: tuple[str, str], words: Words
) -> None:
    """One table; `says` is its title, and whose it is for the foot of the page."""
    title, owner = says
    last = len(layout.columns) - 1
    sheet.columns([column.width for column in layout.columns])
    heads = {
        place: cells.header_text(column, words, cells.unit_note(column, words))
        for place, column in enumerate(layout.columns)
    }
    for place, column in enumerate(layout.columns):
        sheet.blank(TITLE_ROW, place, _TITLE)
        fill = HEAD if column.required else ACCENT
        sheet.text(HEADER_ROW, place, heads[place], HEADER.but(fill=fill))
        _validated(sheet, layout, place, words)
    sheet.text(TITLE_ROW, 0, title, _TITLE)
    sheet.raw.set_row(TITLE_ROW, 27)
    sheet.height(HEADER_ROW, heads, 33)
    for row, record in enumerate(rows, start=FIRST_ROW):
        texts = {p: _shown(c, record.get(c.id), words) for p, c in enumerate(layout.columns)}
        for place, column in enumerate(layout.columns):
            sheet.value(row, place, texts[place], _STYLES.get(column.kind, _BODY))
        sheet.height(row, {p: v for p, v in texts.items() if isinstance(v, str)}, 18)
    _finish(sheet, max(FIRST_ROW + len(rows) - 1, FIRST_ROW), last, owner)


def _shown(column: Column, value: Value, words: Words) -> Value:
    """The value as the cell shows it: a closed word by its label."""
    if column.kind != "choice" or value is None:
        return value
    return next(c.within(words.language) for c in column.choices if c.id == value)


def _validated(sheet: Sheet, layout: SheetLayout, place: int, words: Words) -> None:
    """Refuse what cannot stand in the column, in words that say what can."""
    column = layout.columns[place]
    name = cells.header_text(column, words, {})
    rule: dict[str, Any]
    if column.kind == "choice":
        source = [choice.within(words.language) for choice in column.choices]
        rule, refusal = {"validate": "list", "source": source}, words.text("Choose from the list.")
    elif column.refers_to:
        other = BOOK[column.refers_to]
        title = cells.sheet_title(other, words)
        rule = cells.list_rule(f"'{title}'!$A${FIRST_ROW + 1}:$A${LAST_ROW + 1}")
        refusal = words.text("Enter it on the sheet “{sheet}” first.", sheet=title)
    elif column.kind in {"number", "integer"}:
        rule, refusal = cells.number_rule(None, None), words.text("Type a number without a unit.")
    elif column.kind == "date":
        rule, refusal = cells.day_rule(), words.text("Type a date such as 2026-10-12.")
    else:
        return
    says = Prompt(name, "", refusal).options(words)
    errors = {key: text for key, text in says.items() if key.startswith("error")}
    validate(sheet, (FIRST_ROW, place, LAST_ROW, place), rule, errors)


def _finish(sheet: Sheet, final: int, last: int, owner: str) -> None:
    """What makes the sheet easy to use and to print."""
    whose = owner.replace("&", "&&")[:60]
    across = 1 if last < _WIDE else 2
    sheet.page(header="", footer=f"&L&8{whose}&C&8&A&R&8&P / &N", across=across)
    sheet.raw.repeat_columns(0)
    sheet.raw.repeat_rows(TITLE_ROW, HEADER_ROW)
    sheet.raw.print_area(0, 0, final, last)
    sheet.raw.autofilter(HEADER_ROW, 0, final, last)
    sheet.raw.freeze_panes(FIRST_ROW, 1)
    sheet.raw.ignore_errors({"number_stored_as_text": f"A1:AZ{LAST_ROW + 1}"})
    sheet.raw.set_tab_color(LINE)
