"""One line of the form: what is known of an indicator, and the cells to fill in."""

from __future__ import annotations

from typing import Any, Final

from scorecard.model.labels import COMPARATOR_SYMBOLS
from scorecard.model.status import Comparator, Measure
from scorecard.sheet.book import LINE_HEIGHT
from scorecard.sheet.cells import Value
from scorecard.sheet.styles import PERCENT, Style
from scorecard.workbook.forms import cells
from scorecard.workbook.forms.cells import validate
from scorecard.workbook.forms.lists import list_name
from scorecard.workbook.forms.parts import FormRow
from scorecard.workbook.forms.places import COLUMN, Pad
from scorecard.workbook.forms.prompts import prompt_for
from scorecard.workbook.forms.target import issued_target
from scorecard.workbook.forms.workings import looked_up, scheduled, shown_status
from scorecard.workbook.returns.columns import FORM_COLUMNS, RANK_COLUMNS
from scorecard.workbook.units import parse_unit

_WORDED: Final = {"evidence", "note"}
_LIVE: Final = {"attainment": PERCENT, "schedule": PERCENT, "status": "General"}
_RANK_TEXTS: Final = {"edition": "editions", "data_year": "years"}
_TALLEST_RANK: Final = 100_000
_MOST: Final = 10**9


def write_line(pad: Pad, line: int, number: int, row: FormRow) -> None:
    """The row of an indicator, in the block that it belongs to."""
    columns = RANK_COLUMNS if row.is_rank else FORM_COLUMNS
    known = _known(pad, number, row)
    for place, name in enumerate(columns):
        if name in row.asks or name in {"state", *_WORDED}:
            _entry(pad, line, place, name, row)
        elif name in _LIVE:
            _live(pad, line, place, name, row)
        else:
            pad.form.value(line, place, known.get(name), _known_style(name, row))
    worded = ("indicator", "unit_of_measure", "annual_target")
    texts = {COLUMN[name]: str(known[name] or "") for name in worded}
    pad.form.height(line, texts, 2 * LINE_HEIGHT)


def _known(pad: Pad, number: int, row: FormRow) -> dict[str, Value]:
    name = pad.name(row)
    if row.period != pad.plan.quarter and not row.is_rank:
        period = pad.period(str(row.period))
        name += f"\n（{period}）" if pad.words.language == "zh" else f"\n({period})"
    target = issued_target(pad, row)
    place = row.last_place.value if row.last_place else None
    return {
        "no": number,
        "indicator": name,
        "row_id": row.row_id,
        "unit_of_measure": row.unit_of_measure,
        "annual_target": target,
        "target_place": target,
        "previous_to_date": row.previous,
        "previous_place": place,
        "same_period_last_year": row.last_year,
    }


def _known_style(name: str, row: FormRow) -> Style:
    if name in {"no", "unit_of_measure", "row_id"}:
        return cells.KNOWN_CENTRE
    if name == "indicator":
        return cells.KNOWN
    if name not in {"annual_target", "target_place"} or row.yardstick is None:
        places = 0 if row.is_rank else row.decimals
        return cells.KNOWN_NUMBER.but(number=cells.number_format(places))
    comparator = row.yardstick.comparator
    symbol = "" if comparator == Comparator.AT_LEAST else COMPARATOR_SYMBOLS.get(comparator, "")
    number = cells.number_format(row.decimals, symbol)
    return cells.KNOWN_NUMBER.but(number=number, wrap=True)


def _live(pad: Pad, line: int, place: int, name: str, row: FormRow) -> None:
    result = "label" if name == "status" else name
    stored = {"schedule": scheduled(row), "status": shown_status(pad, row) or None}.get(name)
    style = cells.KNOWN_CENTRE if name == "status" else cells.KNOWN_NUMBER
    pad.form.formula(
        line, place, looked_up(pad, result, line), stored, style.but(number=_LIVE[name])
    )


def _entry(pad: Pad, line: int, place: int, name: str, row: FormRow) -> None:
    pad.form.value(line, place, _prefilled(pad, name, row), _entry_style(name, row))
    says = prompt_for(pad, name, row).options(pad.words)
    span = (line, place, line, place)
    rule = _rule(name, row)
    if rule is None:
        says = {k: v for k, v in says.items() if k.startswith("input")}
        validate(pad.form, span, {"validate": "any"}, says)
    else:
        validate(pad.form, span, rule, says)


def _prefilled(pad: Pad, name: str, row: FormRow) -> str | None:
    return pad.period(str(row.period)) if name == "edition" else None


def _entry_style(name: str, row: FormRow) -> Style:
    if name in _WORDED:
        return cells.ENTRY_TEXT
    if name == "published_on":
        return cells.ENTRY_DAY
    if name in {"state", *_RANK_TEXTS}:
        return cells.ENTRY_CENTRE
    if name in {"place", "rank_of"}:
        return cells.ENTRY_NUMBER.but(number="0")
    return cells.ENTRY_NUMBER.but(number=cells.number_format(row.decimals))


def _rule(name: str, row: FormRow) -> dict[str, Any] | None:
    if name in _WORDED:
        return None
    if name == "state":
        return cells.list_rule(list_name("states"))
    if name in _RANK_TEXTS:
        return cells.list_rule(list_name(_RANK_TEXTS[name]), strict=False)
    if name == "published_on":
        return cells.day_rule()
    if name in {"place", "rank_of"}:
        return cells.whole_rule(1, int(row.maximum or _TALLEST_RANK))
    most = 1.0 if row.measure == Measure.MILESTONE and row.maximum is None else row.maximum
    least = 0.0 if row.measure == Measure.MILESTONE and row.minimum is None else row.minimum
    if _is_whole(row):
        return cells.whole_rule(_edge(least, -_MOST), _edge(most, _MOST))
    return cells.number_rule(least, most)


def _is_whole(row: FormRow) -> bool:
    """Whether the cell grammar takes whole numbers only: counts of things without decimals."""
    unit = parse_unit(row.unit_of_measure)
    counted = unit is not None and unit.kind == "count" and row.decimals == 0
    return counted and row.measure != Measure.MILESTONE


def _edge(bound: float | None, otherwise: int) -> int:
    return otherwise if bound is None else int(bound)
