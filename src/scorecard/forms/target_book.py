"""A target book and a register as people keep them, written from rows, ready to go on typing.

What `read.target_book` reads is what `book_workbook` was given.  Closed words and references to
other sheets are drop-downs; every sheet prints on A4 and repeats its header.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final, TypeAlias, cast

from scorecard.excel.book import Book, Properties, Sheet, Value
from scorecard.excel.styles import ACCENT, AS_TEXT, DAY, FAINT, HEAD, HEADER, LINE, Style
from scorecard.forms.cells import Prompt, colon, day_rule, list_rule, number_rule, validate
from scorecard.i18n import Words
from scorecard.schema.columns import Column, SheetLayout
from scorecard.schema.errors import N_
from scorecard.schema.project_register import PROJECTS
from scorecard.schema.quarterly_form import FORM
from scorecard.schema.target_book import BOOK
from scorecard.schema.vocabulary import Basis, FormLine

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

    `tables` holds rows (column id to value) by sheet id (`BOOK`); closed words are given by their
    id.  A sheet without rows is written empty.
    """
    title = words.text("Target book of {organisation}", organisation=organisation)
    book = Book(Properties(title=title, author=organisation))
    for name, layout in BOOK.items():
        sheet = book.sheet(layout.title(words.language))
        head = f"{organisation} · {sheet.name}: {layout.purpose.within(words.language)}"
        _write(sheet, layout, tables.get(name, ()), (head, organisation), words)
    return book.getvalue()


def register_workbook(rows: Rows, day: date, owner: str, words: Words) -> bytes:
    """The office's project register; the same rows, day and language give the same bytes.

    `rows` are projects by column id (`PROJECTS`), closed words by their id; `day` is the last day
    that the list is complete to, `owner` who keeps it.
    """
    title = PROJECTS.title(words.language)
    book = Book(Properties(title=title, author=owner))
    head = words.text(
        "{owner} · project register · Updated on: {day}", owner=owner, day=day.isoformat()
    )
    _write(book.sheet(title), PROJECTS, rows, (head, owner), words)
    return book.getvalue()


_TYPED: Final = {
    False: ("indicator", "unit_of_measure", "this_period", "to_date", "state", "evidence", "note"),
    True: ("indicator", "unit_of_measure", "place", "edition", "state", "evidence", "note"),
}
"""The columns of a return made of figures that stand elsewhere, for quantities and for ranks."""
_AS_IT_STANDS: Final = N_("As the table has it.")


def return_workbook(
    figures: Rows, head: tuple[str, str, date], words: Words, *, ranks: bool
) -> bytes:
    """A return of one period, made of figures that a table carries: what a unit would have sent.

    `figures` are rows of the figures frame with the indicator's name, its unit of measure and, in
    `evidence`, the cell each stands in; `head` is the organisation, the period and the day of
    sending.  Its table is the form's (`FORM`); a note says that the figure stands so in the table.
    """
    organisation, period, day = head
    form = FORM["ranks" if ranks else "form"]
    layout = replace(form, columns=tuple(form.column(name) for name in _TYPED[ranks]))
    said = ((FormLine.REPORTING_UNIT, organisation), (FormLine.QUARTER, period),
            (FormLine.SENT_ON, day.isoformat()))  # fmt: skip
    title = "   ".join(f"{n.within(words.language)}{colon(words)}{text}" for n, text in said)
    book = Book(Properties(title=title, author=organisation))
    rows: dict[object, dict[str, Value]] = {}
    for figure in figures:
        column = "this_period" if figure["basis"] in {Basis.POINT, Basis.PERIOD} else "to_date"
        note = words.text(_AS_IT_STANDS)
        row = rows.setdefault(figure["indicator"], {**figure, "note": note})
        row["place" if ranks else column] = figure["value"]
        if str(figure["evidence"]) not in str(row["evidence"]):
            row["evidence"] = f"{row['evidence']}; {figure['evidence']}"
    sheet = book.sheet(FORM["form"].title(words.language))
    _write(sheet, layout, list(rows.values()), (title, organisation), words)
    return book.getvalue()


def _write(
    sheet: Sheet, layout: SheetLayout, rows: Rows, says: tuple[str, str], words: Words
) -> None:
    """One table; `says` is its title, and whose it is for the foot of the page."""
    title, owner = says
    sheet.columns([column.width for column in layout.columns])
    heads = {n: column.header(words.language) for n, column in enumerate(layout.columns)}
    for place, column in enumerate(layout.columns):
        sheet.blank(TITLE_ROW, place, _TITLE)
        fill = HEAD if column.required else ACCENT
        sheet.text(HEADER_ROW, place, heads[place], HEADER.but(fill=fill))
        validated(sheet, column, place, words)
    sheet.text(TITLE_ROW, 0, title, _TITLE)
    sheet.raw.set_row(TITLE_ROW, 27)
    sheet.height(HEADER_ROW, heads, 33)
    for row, record in enumerate(rows, start=FIRST_ROW):
        shown = [cast("Value", c.shown(record.get(c.id), words.language)) for c in layout.columns]
        for place, column in enumerate(layout.columns):
            sheet.value(row, place, shown[place], _STYLES.get(column.kind, _BODY))
        sheet.height(row, {p: v for p, v in enumerate(shown) if isinstance(v, str)}, 18)
    _finish(sheet, max(FIRST_ROW + len(rows) - 1, FIRST_ROW), len(layout.columns) - 1, owner)


def validated(sheet: Sheet, column: Column, place: int, words: Words) -> None:
    """Refuse what cannot stand in the column, in words that say what can."""
    rule: dict[str, Any]
    if column.kind == "choice":
        source = [choice.within(words.language) for choice in column.choices]
        rule, refusal = {"validate": "list", "source": source}, words.text("Choose from the list.")
    elif column.refers_to:
        title = BOOK[column.refers_to].title(words.language)
        rule = list_rule(f"'{title}'!$A${FIRST_ROW + 1}:$A${LAST_ROW + 1}")
        refusal = words.text("Enter it on the sheet “{sheet}” first.", sheet=title)
    elif column.kind in {"number", "integer"}:
        rule, refusal = number_rule(), words.text("Type a number without a unit.")
    elif column.kind == "date":
        rule, refusal = day_rule(), words.text("Type a date such as 2026-10-12.")
    else:
        return
    errors = Prompt("", "", refusal).errors(words)
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
