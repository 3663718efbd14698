"""Rates that somebody typed into a return: recomputed from the figures of their row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Final

from scorecard.model.catalogue import finding
from scorecard.model.claims import Checked, ClaimVerdict, check_ratio
from scorecard.model.finding import Finding
from scorecard.model.printing import number_text
from scorecard.workbook.grid import CellKind, RawCell
from scorecard.workbook.roster import Fact
from scorecard.workbook.tables.blocks import Block

RATE: Final = "attainment"
_DONE: Final = ("to_date", "this_period")
"""What has been done, by preference: the cumulative figure, else the period's own."""
_TOLD: Final = re.compile(
    r"(?:完成率|完成比例|attainment|completion rate)\D{0,6}?(\d+(?:\.\d+)?)\s*[%％]", re.IGNORECASE
)
_NEAR: Final = 1e-9
_ORDER: Final = (ClaimVerdict.EQUAL, ClaimVerdict.ROUNDING, ClaimVerdict.INCONSISTENT)
_CODES: Final = {ClaimVerdict.INCONSISTENT: "F160", ClaimVerdict.ROUNDING: "F161"}


def rate_findings(block: Block, position: int, fact: Fact) -> Iterator[Finding]:
    """What the typed rates of a row say wrongly (F160) or only within rounding (F161).

    A rate is typed in the column 完成率 (live formulas there are left alone) or told in the note
    (完成率 58.42 %).  It is held against the row's own figure and annual target; a row without
    both says nothing.
    """
    done = next((n for c in _DONE if (n := _number(block.raw(position, c)))), None)
    target = _number(block.raw(position, "annual_target"))
    if done is None or target is None:
        return
    for column, readings in (
        (RATE, typed_rates(block.raw(position, RATE))),
        ("note", _told(block.raw(position, "note"))),
    ):
        found = rate_finding(block, (position, column), readings, str(fact["name"]), (done, target))
        if found:
            yield found


def rate_finding(
    block: Block,
    place: tuple[int, str],
    readings: Sequence[str],
    name: str,
    figures: tuple[str, str],
) -> Finding | None:
    """F160 or F161 for a typed rate that does not follow from `figures` (done, target) exactly.

    `readings` are the rates in per cent that the cell may mean; the one that follows best counts.
    """
    verdicts = [_checked(*figures, reading) for reading in readings]
    known = [one for one in verdicts if one.verdict is not None]
    if not known:
        return None
    best = min(known, key=lambda one: _ORDER.index(one.verdict or ClaimVerdict.EQUAL))
    code = _CODES.get(best.verdict or ClaimVerdict.EQUAL)
    if code is None:
        return None
    return finding(
        code,
        block.origin(*place),
        readings[0] + " %",
        indicator=name,
        numerator=figures[0],
        denominator=figures[1],
        exact=number_text(best.recomputed, 2),
    )


def _number(cell: RawCell | None) -> str | None:
    """A number as it stands in a cell, printed plainly."""
    if cell is None or cell.kind is not CellKind.NUMBER or not isinstance(cell.value, float):
        return None
    return plain(cell.value)


def plain(value: float) -> str:
    """A number as it is typed, without an exponent or a needless `.0`."""
    number = Decimal(repr(value))
    return f"{number.to_integral_value() if number == number.to_integral_value() else number:f}"


def typed_rates(cell: RawCell | None) -> list[str]:
    """The rates, per cent, that a typed cell may mean: `58.42%`, or 0.5842 with or without `%`."""
    if cell is None or cell.formula is not None:
        return []
    if cell.kind is CellKind.TEXT:
        text = cell.text.strip()
        bare = text.removesuffix("%").removesuffix("％").strip()
        return [bare] if bare != text and _is_number(bare) else []
    if cell.kind is not CellKind.NUMBER or not isinstance(cell.value, float):
        return []
    hundredfold = plain(float(Decimal(repr(cell.value)) * 100))
    if "%" in cell.number_format or "%" in cell.text:
        return [hundredfold]
    return [plain(cell.value), hundredfold]


def _told(cell: RawCell | None) -> list[str]:
    found = _TOLD.search(cell.text) if cell is not None and cell.kind is CellKind.TEXT else None
    return [found[1]] if found else []


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _checked(done: str, target: str, rate: str) -> Checked:
    """The verdict on one reading; a pasted value with all its decimals is equal."""
    result = check_ratio(done, target, rate)
    exact = result.recomputed
    if result.verdict and abs(float(Fraction(rate)) - exact) <= _NEAR * max(1.0, abs(exact)):
        return Checked(ClaimVerdict.EQUAL, recomputed=exact)
    return result
