"""What a form says of the target beside its figures."""

from __future__ import annotations

from scorecard.model.labels import COMPARATOR_SYMBOLS
from scorecard.model.period import PeriodKind, enclosing
from scorecard.model.printing import number_text
from scorecard.model.status import Comparator
from scorecard.workbook.forms.parts import FormRow
from scorecard.workbook.forms.places import Pad


def issued_target(pad: Pad, row: FormRow) -> float | str | None:
    """The target's value for this year, or its pathway's value at the year's end.

    A target that says nothing of this year stands with its due date.
    """
    stick = row.yardstick
    if stick is None:
        return None
    if stick.comparator == Comparator.DONE:
        return _dated(pad, row, pad.words.text("to be done"), stick.due)
    places = 0 if row.is_rank else row.decimals
    if stick.comparator == Comparator.BETWEEN:
        low, high = (number_text(v, places) for v in (stick.value, stick.upper))
        return _dated(pad, row, f"{low}–{high}", stick.due)
    if stick.year_value is not None and not row.is_rank:
        return stick.year_value
    symbol = COMPARATOR_SYMBOLS.get(stick.comparator, "")
    return _dated(pad, row, f"{symbol} {number_text(stick.value, places)}", stick.due)


def _dated(pad: Pad, row: FormRow, target: str, due: str | None) -> str:
    """The target with its due date below, where that lies beyond the year asked about."""
    if due is None or due == str(enclosing(row.period, PeriodKind.YEAR)):
        return target
    date = pad.period(due)
    return f"{target}\n（{date}）" if pad.words.language == "zh" else f"{target}\n({date})"
