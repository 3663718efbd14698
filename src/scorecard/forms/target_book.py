"""A target book and a register as people keep them, written from rows, ready to go on typing.

What `read.target_book` reads is what `book_workbook` was given.  Closed words are drop-downs; so
are references, by name where the sheet referred to has names.  In the book needed columns stand
first, those for experts last, folded away while unused; every header has a note, and
an empty sheet a sample above its header, where nothing is read.  Every sheet prints on A4, as far
as its rows reach, and repeats its header.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final, TypeAlias, cast

from scorecard.excel.book import Book, Properties, Sheet, Value
from scorecard.excel.styles import ACCENT, AS_TEXT, DAY, FAINT, HEAD, HEADER, LINE, MUTED, Style
from scorecard.forms.cells import Prompt, colon, day_rule, list_rule, number_rule, validate
from scorecard.i18n import Words
from scorecard.schema.errors import N_
from scorecard.schema.findings import cell_name
from scorecard.schema.quarterly_form import FORM
from scorecard.schema.sheets import BOOK, NAMED_BY, PROJECTS, Column, SheetLayout
from scorecard.schema.vocabulary import Basis, FormLine

Rows: TypeAlias = Sequence[Mapping[str, Value]]

TITLE_ROW, HEADER_ROW, FIRST_ROW = range(3)
LAST_ROW: Final = 999
"""Drop-downs and checks of entries reach down to here."""
_WIDE: Final = 20
"""From so many columns on a sheet prints on two pages side by side."""
_NOTE_SIZE: Final = {"x_scale": 2.0, "y_scale": 1.3, "font_size": 9, "author": ""}
_TITLE: Final = Style(size=13, bold=True, color=HEAD, fill=FAINT)
_BODY: Final = Style(edges="tblr", wrap=True, number=AS_TEXT)
_SAMPLE: Final = Style(size=9, italic=True, color=MUTED, wrap=True)
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
    for layout in BOOK.values():
        sheet = book.sheet(layout.title(words.language))
        head = f"{organisation} · {sheet.name}: {layout.purpose.within(words.language)}"
        _write(sheet, _arranged(layout, tables), tables, (head, organisation), words)
    return book.getvalue()


def _arranged(layout: SheetLayout, tables: Mapping[str, Rows]) -> SheetLayout:
    """The sheet's columns as they are written: needed ones first, unused ones for experts last."""
    experts = {column.id for column in layout.columns if column.for_experts}
    filled = {name for row in tables.get(layout.id, ()) for name, v in row.items() if v is not None}

    def rank(column: Column) -> int:
        if column.required or column.id not in experts:
            return 0 if column.required else 1
        return 2 if column.id in filled else 3

    return replace(layout, columns=tuple(sorted(layout.columns, key=rank)))


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
    _write(book.sheet(title), PROJECTS, {PROJECTS.id: rows}, (head, owner), words)
    return book.getvalue()


_TYPED: Final = {
    False: ("indicator", "unit_of_measure", "this_period", "to_date", "state", "evidence", "note"),
    True: ("indicator", "unit_of_measure", "place", "edition", "state", "evidence", "note"),
}
"""The columns of a return made of figures that stand elsewhere, for quantities and for ranks."""
_EXAMPLE: Final = N_("Such as: {sample}")
_NEEDED: Final = N_("Every row needs a value here.")
_PERIOD: Final = N_("Type a year, quarter, month or day: 2026, 2026-Q2, 2026-06, 2026-06-30.")
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
    _write(sheet, layout, {layout.id: list(rows.values())}, (title, organisation), words)
    return book.getvalue()


def _write(
    sheet: Sheet,
    layout: SheetLayout,
    tables: Mapping[str, Rows],
    says: tuple[str, str],
    words: Words,
) -> None:
    """One table; `says` is its title, and whose it is for the foot of the page.

    `tables` hold its rows, and those of the sheets it refers to.
    """
    title, owner = says
    rows = tables.get(layout.id, ())
    header = _header_row(layout.id, tables)
    sheet.columns([column.width for column in layout.columns])
    last = _looks(sheet, layout, tables)
    heads = {n: column.header(words.language) for n, column in enumerate(layout.columns)}
    for place, column in enumerate(layout.columns):
        sheet.blank(TITLE_ROW, place, _TITLE)
        fill = HEAD if column.required else ACCENT
        sheet.text(header, place, heads[place], HEADER.but(fill=fill))
        validated(sheet, column, place, words, tables)
    sheet.text(TITLE_ROW, 0, title, _TITLE)
    sheet.raw.set_row(TITLE_ROW, 27)
    sheet.height(header, heads, 33)
    _explain(sheet, layout, header, words)
    for row, record in enumerate(rows, start=header + 1):
        shown = [_shown(record.get(c.id), c, tables, words) for c in layout.columns]
        for place, column in enumerate(layout.columns):
            sheet.value(row, place, shown[place], _STYLES.get(column.kind, _BODY))
        sheet.height(row, {p: v for p, v in enumerate(shown) if isinstance(v, str)}, 18)
    _finish(sheet, header, max(len(rows), 1), last, owner)


def _header_row(sheet: str, tables: Mapping[str, Rows]) -> int:
    """Where the header of a sheet stands: one row lower where a sample stands above it."""
    return HEADER_ROW + (sheet in BOOK and not tables.get(sheet))


def _looks(sheet: Sheet, layout: SheetLayout, tables: Mapping[str, Rows]) -> int:
    """Give rows still to be typed their looks; fold columns away; the last column that shows."""
    rows, last = tables.get(layout.id, ()), len(layout.columns) - 1
    used = {name for row in rows for name, value in row.items() if value is not None}
    away = {column.id for column in layout.columns if column.for_experts} - used
    for place, column in enumerate(layout.columns):
        how = {"level": 1, "hidden": True} if column.id in away else {}
        look = sheet.format(_STYLES.get(column.kind, _BODY))
        sheet.raw.set_column(place, place, column.width, look, how)
    if away:
        sheet.raw.set_column(last + 1, last + 1, None, None, {"collapsed": True})
    return last - len(away)


def _explain(sheet: Sheet, layout: SheetLayout, header: int, words: Words) -> None:
    """The note of each header, and the samples above them where the sheet is empty."""
    above: dict[int, str] = {}
    for place, column in enumerate(layout.columns):
        note, text = (one.within(words.language) for one in (column.note, column.sample))
        if note:
            example = f"\n{words.text(_EXAMPLE, sample=text)}" if text else ""
            need = f"\n{words.text(_NEEDED)}" if column.required else ""
            sheet.raw.write_comment(header, place, f"{note}{example}{need}", dict(_NOTE_SIZE))
        if header > HEADER_ROW:
            above[place] = words.text(_EXAMPLE, sample=text) if text and place == 0 else text
            sheet.text(HEADER_ROW, place, above[place], _SAMPLE)
    if above:
        sheet.height(HEADER_ROW, above, 18)


def _shown(value: Value, column: Column, tables: Mapping[str, Rows], words: Words) -> Value:
    """A value as its cell shows it: a closed word by its label, a reference by its name."""
    if not column.refers_to:
        return cast("Value", column.shown(value, words.language))
    key = BOOK[column.refers_to].columns[0].id
    name = NAMED_BY.get(column.refers_to, key)
    others = tables.get(column.refers_to, ())
    names = [row.get(name) for row in others if row.get(key) == value]
    plain = len(names) == 1 and [row.get(name) for row in others].count(names[0]) == 1
    return names[0] if plain and names[0] is not None else value


def validated(
    sheet: Sheet, column: Column, place: int, words: Words, tables: Mapping[str, Rows] | None = None
) -> None:
    """Refuse what cannot stand in the column, in words that say what can.

    `tables` are the book's rows where the column may refer to another of its sheets.
    """
    rule: dict[str, Any]
    says: dict[str, Any] = {}
    if column.kind == "choice":
        source = [choice.within(words.language) for choice in column.choices]
        rule, refusal = {"validate": "list", "source": source}, words.text("Choose from the list.")
    elif column.refers_to:
        layout = BOOK[column.refers_to]
        title, key = layout.title(words.language), NAMED_BY.get(layout.id, layout.columns[0].id)
        arranged = _arranged(layout, tables or {})
        letter = cell_name(1, [c.id for c in arranged.columns].index(key) + 1)[:-1]
        first = _header_row(layout.id, tables or {}) + 2
        rule = list_rule(f"'{title}'!${letter}${first}:${letter}${LAST_ROW + 1}", strict=False)
        refusal = words.text("Enter it on the sheet “{sheet}” first.", sheet=title)
    elif column.kind in {"number", "integer"}:
        rule, refusal = number_rule(), words.text("Type a number without a unit.")
    elif column.kind == "date":
        rule, refusal = day_rule(), words.text("Type a date such as 2026-10-12.")
    elif column.kind == "period":
        rule, refusal = {"validate": "any"}, words.text(_PERIOD)
        prompt = Prompt(column.name.within(words.language), refusal)
        says = prompt.options(words)
    else:
        return
    errors = Prompt("", "", refusal).errors(words)
    validate(sheet, (FIRST_ROW, place, LAST_ROW, place), rule, {**says, **errors})


def _finish(sheet: Sheet, header: int, rows: int, last: int, owner: str) -> None:
    """What makes the sheet easy to use and to print; `last` is the last column that shows."""
    whose = owner.replace("&", "&&")[:60]
    across = 1 if last < _WIDE else 2
    sheet.page(header="", footer=f"&L&8{whose}&C&8&A&R&8&P / &N", across=across)
    sheet.raw.repeat_columns(0)
    sheet.raw.repeat_rows(TITLE_ROW, header)
    sheet.raw.autofilter(header, 0, header + rows, last)
    sheet.raw.freeze_panes(header + 1, 1)
    sheet.raw.ignore_errors({"number_stored_as_text": f"A1:AZ{LAST_ROW + 1}"})
    sheet.raw.set_tab_color(LINE)
