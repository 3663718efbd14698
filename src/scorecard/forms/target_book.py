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
from scorecard.i18n import N_, Words
from scorecard.read.layout.books import BOOK_SHEETS, SHEETS
from scorecard.read.layout.columns import ColumnLayout, SheetLayout

Rows: TypeAlias = Sequence[Mapping[str, Value]]

TITLE_ROW, HEADER_ROW, FIRST_ROW = range(3)
LAST_ROW: Final = 999
"""Drop-downs and checks of entries reach down to here."""
PURPOSES: Final[Mapping[str, str]] = {
    "about": N_("whose goals these are, and what to know before using the book"),
    "documents": N_("where the goals were stated; what a document does not say stays blank"),
    "goals": N_("one sentence a row, word for word; what cannot be measured gets no number"),
    "units": N_("who answers for indicators and fills in forms"),
    "indicators": N_("what is measured, in which unit, how often; neither direction nor number"),
    "targets": N_("which indicator reaches which value by when, and whose number that is"),
    "milestones": N_("dated values on the way to a target"),
    "counts": N_("how an indicator is counted from the project register"),
    "rules": N_("what must hold between indicators"),
}
_REFERENCES: Final[Mapping[tuple[str, str], str]] = {
    ("goals", "document"): "documents",
    ("indicators", "responsible_unit"): "units",
    ("targets", "goal"): "goals",
    ("targets", "indicator"): "indicators",
    ("targets", "responsible_unit"): "units",
    ("milestones", "target"): "targets",
    ("counts", "indicator"): "indicators",
}
"""Columns that name a row of another sheet, by its first column."""
_WIDTHS: Final[Mapping[str, float]] = {
    "quote": 52,
    "definition": 46,
    "title": 44,
    "content": 46,
    "message": 46,
    "note": 42,
    "reason": 36,
    "expression": 34,
    "filter": 34,
    "publisher": 30,
    "name": 26,
    "name_en": 28,
    "role": 20,
    "file": 24,
    "sha256": 20,
    "unit_of_measure": 16,
    "indicator": 18,
    "target": 18,
}
_NARROW: Final[Mapping[str, float]] = {
    "direction": 10,
    "comparator": 10,
    "pathway": 11,
    "method": 11,
    "scoring": 11,
    "group": 8,
    "parent": 10,
    "parent_kind": 11,
    "accepted_as": 9,
    "origin": 12,
    "goal": 11,
    "strength": 10,
    "class": 12,
    "measure": 10,
    "frequency": 11,
    "source": 10,
    "grade": 11,
    "item": 13,
}
_BY_KIND: Final[Mapping[str, float]] = {"number": 9, "integer": 8, "date": 11.5, "period": 11}
_OTHERS: Final = 14.0
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
    for name in BOOK_SHEETS:
        layout = SHEETS[name]
        sheet = book.sheet(cells.sheet_title(layout, words))
        head = f"{organisation} · {sheet.name}: {words.text(PURPOSES[name])}"
        _write(sheet, layout, tables.get(name, ()), (head, organisation), words)
    return book.getvalue()


def register_workbook(rows: Rows, day: date, owner: str, words: Words) -> bytes:
    """The office's project register; the same rows, day and language give the same bytes.

    `rows` are projects by column id (`layout.PROJECT_COLUMNS`), closed words by their id; `day` is
    the last day that the list is complete to, `owner` who keeps it.
    """
    layout = SHEETS["projects"]
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
    sheet.columns([_width(column) for column in layout.columns])
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


def _width(column: ColumnLayout) -> float:
    return {**_WIDTHS, **_NARROW}.get(column.id, _BY_KIND.get(column.kind, _OTHERS))


def _shown(column: ColumnLayout, value: Value, words: Words) -> Value:
    """The value as the cell shows it: a closed word by its label."""
    if column.kind != "choice" or value is None:
        return value
    return next(c.within(words.language) for c in column.allowed if c.id == value)


def _validated(sheet: Sheet, layout: SheetLayout, place: int, words: Words) -> None:
    """Refuse what cannot stand in the column, in words that say what can."""
    column = layout.columns[place]
    name = cells.header_text(column, words, {})
    rule: dict[str, Any]
    if column.kind == "choice":
        source = [choice.within(words.language) for choice in column.allowed]
        rule, refusal = {"validate": "list", "source": source}, words.text("Choose from the list.")
    elif (layout.id, column.id) in _REFERENCES:
        other = SHEETS[_REFERENCES[layout.id, column.id]]
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
