"""One cell of a known column: its value in the frame's terms, and its findings at its place."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, TypeAlias

from scorecard.workbook.cells.dates import parse_date, parse_period_cell
from scorecard.workbook.cells.grammar import (
    ANY_NUMBER,
    NumberColumn,
    parse_choice,
    parse_number,
    parse_text,
)
from scorecard.workbook.cells.typed import Typed
from scorecard.workbook.grid import CellKind, RawCell
from scorecard.workbook.layout.columns import ColumnLayout
from scorecard.workbook.units import convert, parse_unit, same_kind

Scalar: TypeAlias = str | float | int | date | None

_CACHED: Final = frozenset({"choice", "period"})
WHOLE: Final = NumberColumn(whole=True)


@dataclass(frozen=True, slots=True)
class CellContext:
    """What the meaning of a cell depends on beside its column: calendars and the sheet's year."""

    fiscal_start: int = 1
    epoch_1904: bool = False
    year_hint: int | None = None
    cache: dict[tuple[str, tuple[Any, ...], str], Typed[Any]] = field(
        default_factory=dict, compare=False, repr=False
    )
    """Words and periods recur thousands of times in a sheet; each is read once."""


def type_cell(
    cell: RawCell,
    column: ColumnLayout,
    context: CellContext,
    number: NumberColumn = ANY_NUMBER,
) -> tuple[Scalar, Typed[Any]]:
    """The cell's value as frames keep it (periods as canonical text), and how it was read."""
    if column.kind == "number" and is_plain(cell, number):
        return float(cell.value), _PLAIN  # type: ignore[arg-type]  # a number, as is_plain says
    read = _read(cell, column, context, number)
    value = read.value
    if column.kind == "period" and value is not None:
        value = str(value.period)
    elif column.kind == "integer" and value is not None:
        value = int(value)
    return value, read


_PLAIN: Final[Typed[Any]] = Typed()


def is_plain(cell: RawCell, number: NumberColumn) -> bool:
    """Whether a cell is a number that needs no second look."""
    return (
        cell.kind is CellKind.NUMBER
        and "%" not in cell.number_format
        and isinstance(cell.value, float | int)
        and math.isfinite(cell.value)
        and not (number.whole or number.measure or _is_percent(number.unit_of_measure))
        and number.minimum is None
        and number.maximum is None
    )


@lru_cache(maxsize=1024)
def _is_percent(unit: str) -> bool:
    return NumberColumn(unit).is_percent


def _read(
    cell: RawCell, column: ColumnLayout, context: CellContext, number: NumberColumn
) -> Typed[Any]:
    if column.kind not in _CACHED or cell.kind is not CellKind.TEXT:
        return _parse(cell, column, context, number)
    key = (column.kind, column.allowed, cell.text)
    read = context.cache.get(key)
    if read is None:
        read = context.cache[key] = _parse(cell, column, context, number)
    return read


def _parse(
    cell: RawCell, column: ColumnLayout, context: CellContext, number: NumberColumn
) -> Typed[Any]:
    match column.kind:
        case "text":
            return parse_text(cell)
        case "number":
            return parse_number(cell, number)
        case "integer":
            return parse_number(cell, WHOLE if number is ANY_NUMBER else number)
        case "choice":
            return parse_choice(cell, column.allowed)
        case "date":
            return parse_date(cell, year_hint=context.year_hint, epoch_1904=context.epoch_1904)
        case "period":
            return parse_period_cell(
                cell,
                fiscal_start=context.fiscal_start,
                year_hint=context.year_hint,
                epoch_1904=context.epoch_1904,
            )


def in_unit(value: float, given: str, wanted: str) -> float | None:
    """The value converted between units of one kind; `None` where they do not convert.

    >>> in_unit(1.5, "亿元", "万元"), in_unit(1.5, "亿元", "亩")
    (15000.0, None)
    """
    if given == wanted:
        return value
    source, target = parse_unit(given), parse_unit(wanted)
    if source is None or target is None or not same_kind(source, target):
        return None
    return float(convert(Decimal(repr(value)), source, target))
