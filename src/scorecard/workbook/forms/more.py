"""The other sheets of a form: corrections, projects, how to fill in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from scorecard.model.labels import STATUS_MEANINGS
from scorecard.model.status import Status
from scorecard.sheet.book import Sheet
from scorecard.sheet.cells import Value
from scorecard.sheet.styles import SECTION, TITLE, Style, status_style
from scorecard.words import N_
from scorecard.workbook.forms import cells
from scorecard.workbook.forms.cells import Prompt, validate
from scorecard.workbook.forms.lists import list_name
from scorecard.workbook.forms.places import Pad
from scorecard.workbook.layout.books import SHEETS
from scorecard.workbook.layout.columns import ColumnLayout

CORRECTIONS: Final = 20
"""Blank rows of the sheet of corrections."""
NEW_PROJECTS: Final = 20
"""Blank rows below the projects on record."""

_HEADER_ROW: Final = 2
_REVISION_WIDTHS: Final = (30, 18, 14, 14, 14, 11, 26, 34)
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
_UNASKED: Final = frozenset({"organisation", "unit"})
"""Project columns that the form itself answers."""
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
    sheet, layout, words = pad.revisions, SHEETS["revisions"], pad.words
    sheet.columns(_REVISION_WIDTHS)
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
                sheet.formula(row, place, _on_record(row), "", cells.KNOWN_NUMBER)
            else:
                sheet.blank(row, place, _style(column))
    for place, column in enumerate(layout.columns):
        if column.id != "previous_value":
            _validated(pad, sheet, (first, place, final, place), column)
    _finish(sheet, (_HEADER_ROW, final, last), frozen=1)


def _on_record(row: int) -> str:
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
    columns = [c for c in SHEETS["form_projects"].columns if c.id not in _UNASKED]
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


def _shown(pad: Pad, column: ColumnLayout, value: object) -> Value:
    """A value of the register as the form shows it."""
    if value is None or pd.isna(value):  # type: ignore[call-overload]  # one value of any type
        return None
    if column.kind == "choice":
        chosen = next((c for c in column.allowed if c.id == value), None)
        return str(value) if chosen is None else cells.choice_label(chosen, pad.words)
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
        "estimate": cells.choice_label(SHEETS["form"].column("state").allowed[0], words),
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
        sheet.text(row, 2, words.text(STATUS_MEANINGS[status]), Style(indent=1))
    sheet.page(header="", footer="", landscape=True)
    sheet.raw.print_area(0, 0, top + len(Status), 2)
    cells.protect(sheet)


# ------------------------------------------------------------------ what both tables share


def _top(pad: Pad, sheet: Sheet, title: str, note: str, last: int, *, note_from: int = 0) -> None:
    sheet.merged((0, 0, 0, last), f"{pad.reporter} · {title}", cells.FORM_TITLE.but(size=14))
    sheet.raw.set_row(0, 28)
    sheet.merged((1, note_from, 1, last), note, cells.LEGEND)
    sheet.raw.set_row(1, 18)


def _headers(pad: Pad, sheet: Sheet, columns: Sequence[ColumnLayout]) -> None:
    texts = {
        place: cells.header_text(column, pad.words, cells.unit_note(column, pad.words))
        for place, column in enumerate(columns)
    }
    for place, text in texts.items():
        sheet.text(_HEADER_ROW, place, text, cells.HEADER)
    sheet.height(_HEADER_ROW, texts, 32)


def _style(column: ColumnLayout) -> Style:
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
    column: ColumnLayout,
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
