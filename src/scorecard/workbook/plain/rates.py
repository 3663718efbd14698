"""Rates typed beside the amounts of a plain table: shares of the year gone, completion rates."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Final

from scorecard.model.claims import ClaimTextError, printed
from scorecard.model.finding import Finding
from scorecard.model.period import MONTHS_A_YEAR
from scorecard.workbook.grid import CellKind, RawCell
from scorecard.workbook.returns.rates import plain, rate_finding, typed_rates
from scorecard.workbook.tables.blocks import Block

PERCENT: Final = 100
NEAR: Final = Fraction(1, 10**9)
"""A share with all its digits stands for a month within this, per cent."""


def rate_text(cell: RawCell | None) -> str:
    """A rate as it is printed: a cell in a per cent format holds a share, and shows a per cent."""
    if cell is None:
        return ""
    shown = "%" in cell.number_format and isinstance(cell.value, float)
    if cell.kind is CellKind.NUMBER and shown:
        return f"{(Decimal(repr(cell.value)) * PERCENT).normalize():f}%"
    return cell.text.strip()


def months_of(text: str) -> int | None:
    """The whole months of a year whose share is printed (`25%`, `16.7%`, `0.25`); None for others.

    A share stands for a month within one unit of its last digit, rounded or cut off.

    >>> [months_of(text) for text in ("25%", "16.7%", "83.3", "0.25", "100%", "30%", "三成")]
    [3, 2, 10, 3, 12, None, None]
    """
    try:
        share = printed(text)
    except ClaimTextError:
        return None
    value, unit = share.value, share.unit
    if value <= 1 and not text.endswith(("%", "％")):
        value, unit = value * PERCENT, unit * PERCENT
    months = round(value * MONTHS_A_YEAR / PERCENT)
    near = abs(value - Fraction(months * PERCENT, MONTHS_A_YEAR)) < max(unit, NEAR)
    return months if near and 1 <= months <= MONTHS_A_YEAR else None


def completion_finding(block: Block, position: int, name: str) -> Finding | None:
    """What recomputing says of the completion rate typed in a row: nothing where it is equal."""
    record = block.records[position]
    done, target = record.get("actual"), record.get("value")
    rates = typed_rates(block.raw(position, "completion"))
    if not (isinstance(done, float) and isinstance(target, float) and rates):
        return None
    figures = (plain(done), plain(target))
    return rate_finding(block, (position, "completion"), rates, name, figures)
