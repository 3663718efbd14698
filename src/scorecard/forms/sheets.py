"""The other sheets of a form: corrections, projects, how to fill in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from scorecard.excel.book import Sheet, Value
from scorecard.excel.styles import HEADER, SECTION, TITLE, Style, status_style
from scorecard.forms import cells
from scorecard.forms.cells import Prompt, validate
from scorecard.forms.places import Pad, issued_target
from scorecard.forms.plan import Earlier
from scorecard.i18n import N_
from scorecard.schema.columns import Column
from scorecard.schema.period import PeriodKind, enclosing, year
from scorecard.schema.quarterly_form import FORM, SCHEMA_VERSION, UNASKED
from scorecard.schema.vocabulary import Basis, Choice, FigureState, FormItem, Nature, Stage, Status

# ---------------------------------------------------------------------------
# The hidden lists behind the drop-downs, and what the form says of itself for the way back.


YEARS: Final = 6
"""Years that the drop-downs of editions offer, the form's own included."""

_PLAIN: Final = Style(size=9)
_KEY: Final = "|"


def list_name(name: str) -> str:
    """The defined name of a drop-down's list."""
    return f"list_{name}"


def write_lists(pad: Pad) -> None:
    """Every drop-down's words under a defined name; the figures on record for corrections."""
    lists = {
        "states": _labels(pad, FigureState),
        "bases": _labels(pad, Basis),
        "natures": _labels(pad, Nature),
        "stages": _labels(pad, Stage),
        "years": _years(pad, 1),
        "editions": _years(pad, 0),
        "indicators": _distinct(pad.choice(e) for e in pad.plan.earlier),
        "periods": _distinct(pad.period(str(e.figure.period)) for e in pad.plan.earlier),
    }
    pad.lists.columns([20] * (len(lists) + 3))
    for column, (name, words) in enumerate(lists.items()):
        pad.lists.text(0, column, name, HEADER)
        for row, word in enumerate(words, start=1):
            pad.lists.text(row, column, word, _PLAIN)
        last = max(len(words), 1)
        pad.book.define(list_name(name), pad.lists.range(1, column, last, column))
    _on_record(pad, len(lists) + 1)


def _on_record(pad: Pad, column: int) -> None:
    """The figures that can be corrected, by the key that the sheet of corrections looks up."""
    found: dict[str, float] = {}
    for earlier in pad.plan.earlier:
        for key in _keys(pad, earlier):
            found.setdefault(key, earlier.figure.value)
    pad.lists.row_of(0, ["key", "value"], HEADER, column)
    for row, (key, value) in enumerate(found.items(), start=1):
        pad.lists.text(row, column, key, _PLAIN)
        pad.lists.number(row, column + 1, value, _PLAIN)
    last = max(len(found), 1)
    pad.book.define(list_name("keys"), pad.lists.range(1, column, last, column))
    pad.book.define(list_name("values"), pad.lists.range(1, column + 1, last, column + 1))


def _keys(pad: Pad, earlier: Earlier) -> Sequence[str]:
    """Indicator, period and basis; without a basis the one the indicator is reported in."""
    figure = earlier.figure
    basis = Basis.lookup(figure.basis)
    start = _KEY.join((pad.choice(earlier), pad.period(str(figure.period))))
    named = [f"{start}{_KEY}{basis.within(pad.words.language)}"] if basis else []
    return [*named, f"{start}{_KEY}"] if figure.basis == earlier.reported_as else named


def _labels(pad: Pad, choices: type[Choice]) -> list[str]:
    return [choice.within(pad.words.language) for choice in choices]


def _years(pad: Pad, back: int) -> list[str]:
    """The last years as the form spells them, the latest first."""
    quarter = pad.plan.quarter
    last = enclosing(quarter, PeriodKind.YEAR).fiscal_year - back
    return [pad.period(str(year(last - i, quarter.fiscal_start))) for i in range(YEARS)]


def _distinct(words: object) -> list[str]:
    return list(dict.fromkeys(words))  # type: ignore[call-overload]  # any iterable of texts


# ------------------------------------------------------------------ what the form says of itself


def write_meta(pad: Pad) -> None:
    """Form id, version, organisation, unit, quarter; the rows as they were issued."""
    sheet, plan, words = pad.meta, pad.plan, pad.words
    sheet.columns([22, 36, 16, 14, 16, 16])
    content = {
        "form_id": plan.form_id,
        "schema_version": str(SCHEMA_VERSION),
        "organisation": plan.organisation,
        "unit": plan.unit or "",
        "quarter": str(plan.quarter),
    }
    meta, rows = FORM["form_meta"], FORM["form_rows"]
    sheet.row_of(0, [cells.header_text(c, words, {}) for c in meta.columns], HEADER)
    for line, item in enumerate(FormItem, start=1):
        sheet.text(line, 0, item.within(words.language), _PLAIN)
        sheet.text(line, 1, content[item.id], _PLAIN)
    top = len(FormItem) + 2
    sheet.row_of(top, [cells.header_text(c, words, {}) for c in rows.columns], HEADER)
    for line, (at, row, _) in enumerate(pad.numbered(), start=top + 1):
        sheet.row_of(line, (row.row_id, row.indicator, pad.form.name, at + 1), _PLAIN)
        for column, value in enumerate((issued_target(pad, row), row.last_year), start=4):
            sheet.value(line, column, value, _PLAIN)
    cells.protect(sheet)


# ---------------------------------------------------------------------------
# The other sheets of a form: corrections, projects, how to fill in.


CORRECTIONS: Final = 20
"""Blank rows of the sheet of corrections."""
NEW_PROJECTS: Final = 20
"""Blank rows below the projects on record."""

_HEADER_ROW: Final = 2
_PROJECT_WIDTHS: Final = {
    "project": 9,
    "name": 24,
    "investor": 26,
    "nature": 12,
    "stage": 13,
    "parent_project": 10,
    "evidence": 15,
    "note": 18,
}
_SECOND_PAGE: Final = "planned_start_on"
"""The column from which the list is printed beside its first page: on one nobody could read it."""
_REPEATED: Final = 1
"""The last column that the second page repeats: id and name."""
_PROJECTS_SCALE: Final = 64
"""Per cent in which each of the two pages fits the width of A4."""
_LISTS: Final = {"state": "states", "basis": "bases", "nature": "natures", "stage": "stages"}
_STATUS_WIDTH: Final = 14

GUIDE: Final = (
    N_(
        "Yellow cells are for you; grey cells are known or computed. They are locked without a "
        "password: please leave headers and the hidden sheets as they are."
    ),
    N_(
        "“This quarter” takes what came in the quarter, “To date” the total since the beginning of "
        "the year (or since the start); of levels, rates and ranks the value at the end. Type "
        "numbers only: no unit, no “about”."
    ),
    N_(
        "Nothing happened: type 0. Not known or not published: leave the cell blank and say why "
        "under Note. For an estimate choose “{estimate}” as its data state."
    ),
    N_(
        "Status, attainment and schedule light up while you type. Where a figure is behind, say "
        "why under Note. A figure of an earlier period is corrected on the sheet “{revisions}”, "
        "with the reason."
    ),
    N_(
        "Write the day of sending at the top, sign, save the file as .xlsx and send it back. You "
        "may widen columns and rename the file: each row is known by a hidden number of its own."
    ),
)
"""How to fill in, in five lines."""


def write_revisions(pad: Pad) -> None:
    """Blank lines for corrections; the figure on record appears when it is named."""
    sheet, layout, words = pad.revisions, FORM["revisions"], pad.words
    sheet.columns([c.width for c in FORM["revisions"].columns])
    last = len(layout.columns) - 1
    title = words.text("Corrections of earlier periods")
    note = words.text(
        "One line for each figure: choose indicator and period, type the corrected value and the "
        "reason. The value on record appears by itself."
    )
    _top(pad, sheet, title, note, last)
    _headers(pad, sheet, layout.columns)
    first, final = _HEADER_ROW + 1, _HEADER_ROW + CORRECTIONS
    for row in range(first, final + 1):
        for place, column in enumerate(layout.columns):
            if column.id == "previous_value":
                sheet.formula(row, place, _recorded_before(row), "", cells.KNOWN_NUMBER)
            else:
                sheet.blank(row, place, _style(column))
    for place, column in enumerate(layout.columns):
        if column.id != "previous_value":
            _validated(pad, sheet, (first, place, final, place), column)
    _finish(sheet, (_HEADER_ROW, final, last), frozen=1)


def _recorded_before(row: int) -> str:
    name, period, basis = (cells.cell_at(row, place) for place in range(3))
    key = f'{name}&"|"&{period}&"|"&{basis}'
    found = f"INDEX({list_name('values')},MATCH({key},{list_name('keys')},0))"
    return f'=IF(OR({name}="",{period}=""),"",IFERROR({found},""))'


def write_projects(pad: Pad) -> None:
    """The unit's projects as the register has them, to be changed, and blank lines for new ones."""
    sheet, register = pad.projects, pad.plan.projects
    if sheet is None or register is None:
        return
    words = pad.words
    columns = [c for c in FORM["form_projects"].columns if c.id not in UNASKED]
    sheet.columns([_PROJECT_WIDTHS.get(c.id, 10 if c.kind == "date" else 11) for c in columns])
    title = words.text("Projects: new and changed ones")
    note = words.text(
        "Change what has changed and add new projects below. Leave the id of a new project blank. "
        "A project counts once, at its first signing."
    )
    second = [c.id for c in columns].index(_SECOND_PAGE)
    _top(pad, sheet, title, note, second - 1, note_from=_REPEATED + 1)
    _headers(pad, sheet, columns)
    first, final = _HEADER_ROW + 1, _HEADER_ROW + len(register) + NEW_PROJECTS
    records: list[dict[str, Any]] = [
        {str(k): v for k, v in record.items()} for record in register.to_dict("records")
    ]
    for row in range(first, final + 1):
        record = records[row - first] if row - first < len(records) else {}
        texts: dict[int, str] = {}
        for place, column in enumerate(columns):
            value = _shown(pad, column, record.get(column.id))
            texts |= {place: value} if isinstance(value, str) else {}
            locked = column.id == "project" and value is not None
            sheet.value(row, place, value, cells.KNOWN if locked else _style(column))
        sheet.height(row, texts, 20)
    for place, column in enumerate(columns):
        _validated(pad, sheet, (first, place, final, place), column)
    _finish(sheet, (_HEADER_ROW, final, len(columns) - 1), frozen=2)
    sheet.raw.set_print_scale(_PROJECTS_SCALE)  # a page that is fitted has no breaks of its own
    sheet.raw.set_v_pagebreaks([second])
    sheet.raw.repeat_columns(0, _REPEATED)


def _shown(pad: Pad, column: Column, value: object) -> Value:
    """A value of the register as the form shows it."""
    if value is None or pd.isna(value):  # type: ignore[call-overload]  # one value of any type
        return None
    if column.kind == "choice":
        chosen = next((c for c in column.choices if c.id == value), None)
        return str(value) if chosen is None else chosen.within(pad.words.language)
    if column.kind == "date":
        day = pd.Timestamp(value)  # type: ignore[arg-type]  # a date of the register
        return day.date()
    return value if isinstance(value, float | int) else str(value)


def write_guide(pad: Pad) -> None:
    """How to fill in, in five lines; what the statuses mean."""
    sheet, words = pad.guide, pad.words
    sheet.columns([4, _STATUS_WIDTH, 100])
    sheet.text(0, 0, words.text("How to fill in this form"), TITLE)
    sheet.raw.set_row(0, 30)
    fill = {
        "estimate": FORM["form"].column("state").choices[0].within(words.language),
        "revisions": pad.revisions.name,
    }
    body = Style(wrap=True, valign="top", size=11)
    for number, line in enumerate(GUIDE, start=1):
        text = words.text(line, **fill)
        sheet.text(number, 0, f"{number}.", body)
        sheet.merged((number, 1, number, 2), text, body)
        lines = -(-len(text) * (2 if words.language == "zh" else 1) // 105)
        sheet.raw.set_row(number, 16.0 * lines + 6)
    top = len(GUIDE) + 2
    for column in range(3):
        sheet.blank(top, column, SECTION)
    sheet.text(top, 0, words.text("What the status means"), SECTION)
    for row, status in enumerate(Status, start=top + 1):
        sheet.text(row, 1, pad.statuses[status], status_style(status, pad.tones))
        sheet.text(row, 2, words.text(status.meaning), Style(indent=1))
    sheet.page(header="", footer="", landscape=True)
    sheet.raw.print_area(0, 0, top + len(Status), 2)
    cells.protect(sheet)


# ------------------------------------------------------------------ what both tables share


def _top(pad: Pad, sheet: Sheet, title: str, note: str, last: int, *, note_from: int = 0) -> None:
    sheet.merged((0, 0, 0, last), f"{pad.reporter} · {title}", cells.FORM_TITLE.but(size=14))
    sheet.raw.set_row(0, 28)
    sheet.merged((1, note_from, 1, last), note, cells.LEGEND)
    sheet.raw.set_row(1, 18)


def _headers(pad: Pad, sheet: Sheet, columns: Sequence[Column]) -> None:
    texts = {
        place: cells.header_text(column, pad.words, cells.unit_note(column, pad.words))
        for place, column in enumerate(columns)
    }
    for place, text in texts.items():
        sheet.text(_HEADER_ROW, place, text, cells.HEADER)
    sheet.height(_HEADER_ROW, texts, 32)


def _style(column: Column) -> Style:
    return {
        "number": cells.ENTRY_NUMBER,
        "integer": cells.ENTRY_NUMBER,
        "date": cells.ENTRY_DAY,
        "choice": cells.ENTRY_CENTRE,
    }.get(column.kind, cells.ENTRY_TEXT)


def _validated(
    pad: Pad,
    sheet: Sheet,
    span: tuple[int, int, int, int],
    column: Column,
) -> None:
    rule: dict[str, Any] | None = None
    refusal = pad.words.text("Choose a word of the list.")
    if column.id in _LISTS:
        rule = cells.list_rule(list_name(_LISTS[column.id]))
    elif pad.plan.earlier and sheet is pad.revisions and column.id in {"indicator", "period"}:
        rule = cells.list_rule(list_name(f"{column.id}s"), strict=False)
    elif column.kind == "date":
        rule, refusal = cells.day_rule(), pad.words.text("Type a date such as 2026-10-12.")
    elif column.kind in {"number", "integer"}:
        rule, refusal = cells.number_rule(None, None), pad.words.text("Type a number.")
    if rule is not None:
        prompt = Prompt(cells.header_text(column, pad.words, {}), "", refusal).options(pad.words)
        validate(sheet, span, rule, {k: v for k, v in prompt.items() if k.startswith("error")})


def _finish(sheet: Sheet, place: tuple[int, int, int], *, frozen: int) -> None:
    header, final, last = place
    sheet.page(header="", footer="&C&8&P / &N")
    sheet.raw.repeat_rows(header)
    sheet.raw.print_area(0, 0, final, last)
    sheet.raw.freeze_panes(header + 1, frozen)
    cells.protect(sheet)
