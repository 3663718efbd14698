"""The other sheets of a form: corrections, projects, how to fill in, and the hidden ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

import pandas as pd

from scorecard.excel.book import Sheet, Value
from scorecard.excel.styles import HEADER, SECTION, TITLE, Style, status_style
from scorecard.forms import cells
from scorecard.forms.cells import Pad, Prompt, validate
from scorecard.forms.plan import Earlier
from scorecard.i18n import N_
from scorecard.schema.period import PeriodKind, enclosing, year
from scorecard.schema.quarterly_form import FORM, LOCKED, SCHEMA_VERSION, UNASKED
from scorecard.schema.sheets import Column
from scorecard.schema.vocabulary import (
    Basis,
    Choice,
    FigureState,
    FormItem,
    Kept,
    Nature,
    Stage,
    Status,
)

_PLAIN: Final = Style(size=9)

# ------------------------------- the hidden lists behind the drop-downs, and the figures on record

YEARS: Final = 6
"""Years that the drop-downs of editions offer, the form's own included."""
_LISTS: Final[dict[str, type[Choice]]] = {
    "states": FigureState,
    "bases": Basis,
    "natures": Nature,
    "stages": Stage,
    "kept": Kept,
}
_KEY: Final = "|"


def list_name(name: str) -> str:
    """The defined name of a drop-down's list."""
    return f"list_{name}"


def write_lists(pad: Pad) -> None:
    """Every drop-down's words under a defined name; the figures on record for corrections."""
    quarter, earlier = pad.plan.quarter, pad.plan.earlier
    last_year = enclosing(quarter, PeriodKind.YEAR).fiscal_year
    years = [pad.period(str(year(last_year - i, quarter.fiscal_start))) for i in range(YEARS + 1)]
    lists: dict[str, Iterable[str]] = {
        **{name: [c.within(pad.language) for c in words] for name, words in _LISTS.items()},
        "steps": (stages := pad.plan.policy.stages(pad.language)),
        "years": years[1:],
        "editions": years[:-1],
        "indicators": dict.fromkeys(pad.choice(e) for e in earlier),
        "periods": dict.fromkeys(pad.period(str(e.figure.period)) for e in earlier),
    }
    pad.lists.columns([20] * (len(lists) + 3))
    for column, (name, words) in enumerate(lists.items()):
        pad.lists.text(0, column, name, HEADER)
        row = 0
        for row, word in enumerate(words, start=1):
            pad.lists.text(row, column, word, _PLAIN)
        _defined(pad, name, column, row)
    column = len(lists)
    for row, share in enumerate(stages.values(), start=1):
        pad.lists.number(row, column, share, _PLAIN)
    _defined(pad, "shares", column, len(stages))
    found: dict[str, float] = {}
    for one in earlier:
        for key in _keys(pad, one):
            found.setdefault(key, one.figure.value)
    column = len(lists) + 1
    pad.lists.row_of(0, ["key", "value"], HEADER, column)
    for row, (key, value) in enumerate(found.items(), start=1):
        pad.lists.text(row, column, key, _PLAIN)
        pad.lists.number(row, column + 1, value, _PLAIN)
    _defined(pad, "keys", column, len(found))
    _defined(pad, "values", column + 1, len(found))


def _defined(pad: Pad, name: str, column: int, rows: int) -> None:
    pad.book.define(list_name(name), pad.lists.range(1, column, max(rows, 1), column))


def _keys(pad: Pad, earlier: Earlier) -> Sequence[str]:
    """Indicator, period and basis; without a basis the one the indicator is reported in."""
    figure = earlier.figure
    basis = Basis.lookup(figure.basis)
    start = _KEY.join((pad.choice(earlier), pad.period(str(figure.period))))
    named = [f"{start}{_KEY}{basis.within(pad.language)}"] if basis else []
    return [*named, f"{start}{_KEY}"] if figure.basis == earlier.reported_as else named


# ---------------------------------------------------------- what the form says of itself


def write_meta(pad: Pad) -> None:
    """Form id, version, organisation, unit, quarter; the rows as they were issued."""
    sheet, plan, language = pad.meta, pad.plan, pad.language
    sheet.columns([22, 36, 16, 14, 16, 16])
    content = {
        FormItem.FORM_ID: plan.form_id,
        FormItem.SCHEMA_VERSION: str(SCHEMA_VERSION),
        FormItem.ORGANISATION: plan.organisation,
        FormItem.UNIT: plan.unit or "",
        FormItem.QUARTER: str(plan.quarter),
    }
    meta, rows = (
        [column.header(language) for column in FORM[name].columns]
        for name in ("form_meta", "form_rows")
    )
    sheet.row_of(0, meta, HEADER)
    for line, item in enumerate(FormItem, start=1):
        sheet.row_of(line, (item.within(language), content[item]), _PLAIN)
    top = len(FormItem) + 2
    sheet.row_of(top, rows, HEADER)
    for line, (at, _, row) in enumerate(pad.numbered(), start=top + 1):
        locked = dict(zip(LOCKED, (pad.issued_target(row), row.last_year), strict=True))
        known = (row.row_id, row.indicator, pad.form.name, at + 1, *locked.values())
        sheet.row_of(line, known, _PLAIN)
    cells.protect(sheet)


# ------------------------------------------------------------------- corrections and projects

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
"""Narrower than in a register of its own: the list is printed on two pages side by side."""
_SECOND_PAGE: Final = "planned_start_on"
"""The column from which the list is printed beside its first page: on one nobody could read it."""
_REPEATED: Final = 1
"""The last column that the second page repeats: id and name."""
_PROJECTS_SCALE: Final = 80
"""Per cent in which each of the two pages fits the width of A4."""
_DROP_DOWNS: Final = {"state": "states", "basis": "bases", "nature": "natures", "stage": "stages"}
_STYLES: Final = {
    "number": cells.ENTRY_NUMBER,
    "integer": cells.ENTRY_NUMBER,
    "date": cells.ENTRY_DAY,
    "choice": cells.ENTRY_CENTRE,
}


def write_revisions(pad: Pad) -> None:
    """Blank lines for corrections; the figure on record appears when it is named."""
    sheet, columns, words = pad.revisions, FORM["revisions"].columns, pad.words
    sheet.columns([column.width for column in columns])
    last = len(columns) - 1
    title = words.text("Corrections of earlier periods")
    note = words.text(
        "One line for each figure: choose indicator and period, type the corrected value and the "
        "reason. The value on record appears by itself."
    )
    _top(pad, sheet, title, note, last)
    cells.header_row(sheet, _HEADER_ROW, columns, words, 32)
    first, final = _HEADER_ROW + 1, _HEADER_ROW + CORRECTIONS
    for row in range(first, final + 1):
        for place, column in enumerate(columns):
            if column.id == "previous_value":
                sheet.formula(row, place, _recorded_before(row), "", cells.KNOWN_NUMBER)
            else:
                sheet.blank(row, place, _STYLES.get(column.kind, cells.ENTRY_TEXT))
    for place, column in enumerate(columns):
        if column.id != "previous_value":
            _validated(pad, sheet, (first, place, final, place), column)
    _finish(sheet, final, last, frozen=1)


def _recorded_before(row: int) -> str:
    name, period, basis = (cells.cell_at(row, place) for place in range(3))
    key = f'{name}&"|"&{period}&"|"&{basis}'
    found = f"INDEX({list_name('values')},MATCH({key},{list_name('keys')},0))"
    return f'=IF(OR({name}="",{period}=""),"",IFERROR({found},""))'


def write_projects(pad: Pad) -> None:
    """The unit's projects as they are on record, with blank lines for new ones."""
    sheet, register, words = pad.projects, pad.plan.projects, pad.words
    if sheet is None or register is None:
        return
    columns = [c for c in FORM["form_projects"].columns if c.id not in UNASKED]
    sheet.columns([_PROJECT_WIDTHS.get(c.id, 10 if c.kind == "date" else 11) for c in columns])
    title = words.text("Projects: new and changed ones")
    note = words.text(
        "Change what has changed and add new projects below. Leave the id of a new project blank. "
        "A project counts once, at its first signing."
    )
    second = [c.id for c in columns].index(_SECOND_PAGE)
    _top(pad, sheet, title, note, second - 1, note_from=_REPEATED + 1)
    cells.header_row(sheet, _HEADER_ROW, columns, words, 32)
    first, final = _HEADER_ROW + 1, _HEADER_ROW + len(register) + NEW_PROJECTS
    records = [{str(k): v for k, v in row.items()} for row in register.to_dict("records")]
    records += [{}] * NEW_PROJECTS
    for row, record in enumerate(records, start=first):
        shown = [_shown(column, record.get(column.id), pad.language) for column in columns]
        for place, (column, value) in enumerate(zip(columns, shown, strict=True)):
            locked = column.id == "project" and value is not None
            entry = _STYLES.get(column.kind, cells.ENTRY_TEXT)
            sheet.value(row, place, value, cells.KNOWN if locked else entry)
        sheet.height(row, {n: text for n, text in enumerate(shown) if isinstance(text, str)}, 20)
    for place, column in enumerate(columns):
        _validated(pad, sheet, (first, place, final, place), column)
    _finish(sheet, final, len(columns) - 1, frozen=2)
    sheet.raw.set_print_scale(_PROJECTS_SCALE)  # a page that is fitted has no breaks of its own
    sheet.raw.set_v_pagebreaks([second])
    sheet.raw.repeat_columns(0, _REPEATED)


def _shown(column: Column, value: Any, language: str) -> Value:  # noqa: ANN401  (any value of a frame)
    """A value of the register as the form shows it."""
    if value is None or pd.isna(value):
        return None
    if column.kind == "date":
        day: date = pd.Timestamp(value).date()
        return day
    return value if isinstance(value, float | int) else str(column.shown(value, language))


def _top(pad: Pad, sheet: Sheet, title: str, note: str, last: int, *, note_from: int = 0) -> None:
    sheet.merged(
        (0, note_from, 0, last), f"{pad.reporter} · {title}", cells.FORM_TITLE.but(size=14)
    )
    sheet.raw.set_row(0, 28)
    sheet.merged((1, note_from, 1, last), note, cells.LEGEND)
    sheet.raw.set_row(1, 18)


def _validated(pad: Pad, sheet: Sheet, span: cells.Span, column: Column) -> None:
    """Refuse what cannot stand in the column, in words that say what can."""
    rule: dict[str, Any]
    refusal = pad.words.text("Choose a word of the list.")
    if column.id in _DROP_DOWNS:
        rule = cells.list_rule(list_name(_DROP_DOWNS[column.id]))
    elif pad.plan.earlier and sheet is pad.revisions and column.id in {"indicator", "period"}:
        rule = cells.list_rule(list_name(f"{column.id}s"), strict=False)
    elif column.kind == "date":
        rule, refusal = cells.day_rule(), pad.words.text("Type a date such as 2026-10-12.")
    elif column.kind in {"number", "integer"}:
        rule, refusal = cells.number_rule(), pad.words.text("Type a number.")
    else:
        return
    validate(sheet, span, rule, Prompt("", "", refusal).errors(pad.words))


def _finish(sheet: Sheet, final: int, last: int, *, frozen: int) -> None:
    sheet.page(header="", footer="&C&8&P / &N")
    sheet.raw.repeat_rows(_HEADER_ROW)
    sheet.raw.print_area(0, 0, final, last)
    sheet.raw.freeze_panes(_HEADER_ROW + 1, frozen)
    cells.protect(sheet)


# ---------------------------------------------------------------------------- how to fill in

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
        "Status, attainment and schedule light up while you type. Where a row is behind, Cause and "
        "Measure light up: say why, and who does what by when. A figure of an earlier period is "
        "corrected on the sheet “{revisions}”, with the reason."
    ),
    N_(
        "Write the day of sending at the top, sign, save the file as .xlsx and send it back. You "
        "may widen columns and rename the file: each row is known by a hidden number of its own."
    ),
)
_STATUS_WIDTH: Final = 14


def write_guide(pad: Pad) -> None:
    """How to fill in, in five lines; what the statuses mean."""
    sheet, words = pad.guide, pad.words
    sheet.columns([4, _STATUS_WIDTH, 100])
    sheet.text(0, 0, words.text("How to fill in this form"), TITLE)
    sheet.raw.set_row(0, 30)
    estimate = FigureState.ESTIMATE.within(pad.language)
    body = Style(wrap=True, valign="top", size=11)
    for number, line in enumerate(GUIDE, start=1):
        text = words.text(line, estimate=estimate, revisions=pad.revisions.name)
        sheet.text(number, 0, f"{number}.", body)
        sheet.merged((number, 1, number, 2), text, body)
        lines = -(-len(text) * (2 if pad.language == "zh" else 1) // 105)
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
