"""What a form's rows say beside their figures: typed rates, totals, cells that were locked."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Final

from scorecard.i18n import number_text
from scorecard.read.grid import CellKind, RawCell
from scorecard.read.returns.returned import FormHead
from scorecard.read.tables import Block, Header, Rows
from scorecard.schema.findings import Finding, Origin, finding
from scorecard.schema.quarterly_form import LOCKED, Fact
from scorecard.schema.spelling import compact, normal, sanitise
from scorecard.schema.typed_rates import RateVerdict, check_ratio
from scorecard.schema.units import show

_NEAR: Final = 1e-9

# ------------------------------------------------------------------ cells that were locked

_AS_ISSUED: Final = {**{name: name for name in LOCKED}, "target_place": "annual_target"}
"""The name by which the hidden sheet knows the content of each locked column."""


def locked_findings(block: Block, position: int, head: FormHead) -> Iterator[Finding]:
    """Cells that differ from what the form was issued with (F163); nothing of them is recorded.

    A cell that came back blank says nothing and is passed over, as are forms of the time before
    the hidden sheet knew what they held.
    """
    issued = head.locked.get(str(block.records[position].get("row_id")), {})
    columns = {c.id: c for c in block.layout.columns}
    for column, item in _AS_ISSUED.items():
        first, now = issued.get(item), block.raw(position, column)
        if column not in columns or first is None or now is None or now.kind is CellKind.BLANK:
            continue
        if not _same(first, now):
            told = {"column": columns[column].name, "issued": sanitise(first.text)}
            yield finding("F163", block.origin(position, column), sanitise(now.text), **told)


def _same(first: RawCell, now: RawCell) -> bool:
    if isinstance(first.value, float) and isinstance(now.value, float):
        return math.isclose(first.value, now.value, rel_tol=_NEAR, abs_tol=1e-12)
    return compact(first.text) == compact(now.text)


# --------------------------------------------- rates, recomputed from the figures of their row

RATE: Final = "attainment"
_DONE: Final = ("to_date", "this_period")
"""What has been done, by preference: the cumulative figure, else the period's own."""
_TOLD: Final = re.compile(
    r"(?:完成率|完成比例|attainment|completion rate)\D{0,6}?(\d+(?:\.\d+)?)\s*[%％]", re.IGNORECASE
)
_ORDER: Final = (RateVerdict.EQUAL, RateVerdict.ROUNDING, RateVerdict.INCONSISTENT)
_CODES: Final = {RateVerdict.INCONSISTENT: "F160", RateVerdict.ROUNDING: "F161"}


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
    note = block.raw(position, "note")
    told = _TOLD.search(note.text) if note is not None and note.kind is CellKind.TEXT else None
    readings = {RATE: typed_rates(block.raw(position, RATE)), "note": [told[1]] if told else []}
    for column, rates in readings.items():
        place = block.origin(position, column)
        found = rate_finding(place, rates, str(fact["name"]), (done, target))
        if found:
            yield found


def rate_finding(
    place: Origin, readings: Sequence[str], name: str, figures: tuple[str, str]
) -> Finding | None:
    """F160 or F161 for a typed rate that does not follow from `figures` (done, target) exactly.

    `readings` are the rates in per cent that the cell may mean; the one that follows best counts,
    and a pasted value with all its decimals is equal.
    """
    known = []
    for reading in readings:
        checked = check_ratio(*figures, reading)
        exact = checked.recomputed
        if checked.verdict is None:
            continue
        near = abs(float(Fraction(reading)) - exact) <= _NEAR * max(1.0, abs(exact))
        known.append((_ORDER.index(RateVerdict.EQUAL if near else checked.verdict), exact))
    if not known:
        return None
    best, exact = min(known, key=lambda one: one[0])
    code = _CODES.get(_ORDER[best])
    if code is None:
        return None
    return finding(
        code,
        place,
        readings[0] + " %",
        indicator=name,
        numerator=figures[0],
        denominator=figures[1],
        exact=number_text(exact, 2),
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
    number = _number(cell)
    if number is None:
        return []
    hundredfold = plain(float(Decimal(number) * 100))
    return [hundredfold] if "%" in cell.number_format + cell.text else [number, hundredfold]


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


# ---------------------------------- rows that add others up: never figures, but they must add up

_TOTAL: Final = re.compile(r"^(?:合计|小计|总计|共计|total|subtotal|sum)$")
_PART: Final = re.compile(r"^(?:其中|of which)")


def is_total(cells: Sequence[RawCell], header: Header) -> bool:
    """Whether the row's first cell, or its indicator's name, says total."""
    own = [c for c in cells if not c.merged]
    names = own[:1] + [c for c in own if c.column == header.columns.get("indicator")]
    return any(_TOTAL.match(normal(c.text)) for c in names)


def total_findings(block: Block, rows: Rows) -> Iterator[Finding]:
    """Totals that differ from the sum of the rows above them, back to the total before (F150).

    Rows of different units have no sum; parts (其中) are not counted twice.
    """
    start = block.header.row
    for total in (r for r, cells in rows.items() if r > start and is_total(cells, block.header)):
        mine = [
            record
            for row, record in zip(block.rows, block.records, strict=True)
            if start < row < total and not _PART.match(normal(str(record.get("indicator") or "")))
        ]
        if len({record.get("unit_of_measure") for record in mine}) == 1:
            for column in ("this_period", "to_date"):
                yield from _wrong_sum(block, total, column, [r.get(column) for r in mine])
        start = total


def _wrong_sum(block: Block, row: int, column: str, values: Sequence[object]) -> Iterator[Finding]:
    place = block.header.columns.get(column)
    cell = block.sheet.cells.get((row, place)) if place else None
    numbers = [Decimal(repr(v)) for v in values if isinstance(v, int | float)]
    if cell is None or cell.kind is not CellKind.NUMBER or not numbers:
        return
    total = sum(numbers, Decimal(0))
    if abs(total - Decimal(repr(cell.value))) > Decimal(_NEAR) * max(Decimal(1), abs(total)):
        at = block.sheet.origin(row, cell.column)
        yield finding("F150", at, cell.text, total=show(total))
