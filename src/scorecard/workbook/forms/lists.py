"""The hidden lists behind the drop-downs, and what the form says of itself for the way back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from scorecard.model.period import PeriodKind, enclosing, year
from scorecard.sheet.styles import HEADER, Style
from scorecard.workbook.forms import cells
from scorecard.workbook.forms.parts import SCHEMA_VERSION, Earlier
from scorecard.workbook.forms.places import Pad
from scorecard.workbook.forms.target import issued_target
from scorecard.workbook.layout.books import FORM_ITEMS, SHEETS
from scorecard.workbook.layout.vocabulary import BASES, NATURES, STAGES, STATES, Choice

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
        "states": _labels(pad, STATES),
        "bases": _labels(pad, BASES),
        "natures": _labels(pad, NATURES),
        "stages": _labels(pad, STAGES),
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
    basis = next((c for c in BASES if c.id == figure.basis), None)
    start = _KEY.join((pad.choice(earlier), pad.period(str(figure.period))))
    named = [f"{start}{_KEY}{cells.choice_label(basis, pad.words)}"] if basis else []
    return [*named, f"{start}{_KEY}"] if figure.basis == earlier.reported_as else named


def _labels(pad: Pad, choices: Sequence[Choice]) -> list[str]:
    return [cells.choice_label(choice, pad.words) for choice in choices]


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
    meta, rows = SHEETS["form_meta"], SHEETS["form_rows"]
    sheet.row_of(0, [cells.header_text(c, words, {}) for c in meta.columns], HEADER)
    for line, item in enumerate(FORM_ITEMS, start=1):
        sheet.text(line, 0, cells.choice_label(item, words), _PLAIN)
        sheet.text(line, 1, content[item.id], _PLAIN)
    top = len(FORM_ITEMS) + 2
    sheet.row_of(top, [cells.header_text(c, words, {}) for c in rows.columns], HEADER)
    for line, (at, row, _) in enumerate(pad.numbered(), start=top + 1):
        sheet.row_of(line, (row.row_id, row.indicator, pad.form.name, at + 1), _PLAIN)
        for column, value in enumerate((issued_target(pad, row), row.last_year), start=4):
            sheet.value(line, column, value, _PLAIN)
    cells.protect(sheet)
