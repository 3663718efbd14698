"""Plain tables with a column for each period (`2021, 2022, …`, `2021-Q1, 2021-Q2, …`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from scorecard.model.catalogue import finding
from scorecard.model.finding import Finding
from scorecard.model.period import PeriodError, parse_period
from scorecard.workbook.cells.reading import CellContext, type_cell
from scorecard.workbook.cells.typed import Typed
from scorecard.workbook.grid import CellKind, RawCell, RawSheet
from scorecard.workbook.layout.columns import ColumnLayout
from scorecard.workbook.plain.layout import TABLE
from scorecard.workbook.tables.blocks import Block, NumberOf
from scorecard.workbook.tables.headers import SEARCHED_ROWS, Header, Rows, header_at

FEWEST: Final = 2
"""One column headed by a year may be a baseline as well as an actual value: it is not taken."""
_ACTUAL: Final = TABLE.column("actual")

Periods = tuple[tuple[RawCell, str], ...]
"""The header cells that name a period, each with the period as it is stored."""


def period_columns(cells: Sequence[RawCell], fiscal_start: int = 1) -> Periods:
    """The cells of a header row that name a period, from left to right; merged ones left out."""
    found = ((cell, _period(cell, fiscal_start)) for cell in cells if not cell.merged)
    return tuple((cell, period) for cell, period in found if period)


def wide_header(rows: Rows, fiscal_start: int = 1) -> Header | None:
    """The first row that knows one column of a table, and names at least two periods."""
    for row in list(rows)[:SEARCHED_ROWS]:
        if len(period_columns(rows[row], fiscal_start)) >= FEWEST:
            header = header_at(rows[row], TABLE)
            if header.columns:
                return header
    return None


def without_periods(header: Header, periods: Periods) -> Header:
    """The header with the columns of periods no longer among the unknown ones."""
    named = {cell.column for cell, _ in periods}
    return replace(header, unknown=tuple(c for c in header.unknown if c.column not in named))


def is_series(header: Header, periods: Periods, fiscal_start: int = 1) -> bool:
    """Whether the columns of periods are the actual values: all of one length, nothing beside."""
    kinds = {parse_period(period, fiscal_start).period.kind for _, period in periods}
    beside = {"actual", "last", "actual_period", "months_elapsed"} & set(header.columns)
    return len(kinds) == 1 and not beside


def lies_ahead(periods: Periods, as_of: date | None, fiscal_start: int = 1) -> bool:
    """Whether one of the columns names a period that has not begun by `as_of`."""
    starts = (parse_period(period, fiscal_start).period.start_date for _, period in periods)
    return as_of is not None and any(start > as_of for start in starts)


def periods_finding(sheet: RawSheet, periods: Periods, code: str, **params: object) -> Finding:
    """What is told of the columns of periods, at the first of them."""
    first, last = periods[0][0], periods[-1][0]
    place = sheet.origin(first.row, first.column)
    names = {"first": first.text, "last": last.text}
    return finding(code, place, first.text, n=len(periods), **names, **params)


def unfold(
    block: Block,
    periods: Periods,
    context: CellContext,
    number_of: NumberOf,
    column: ColumnLayout = _ACTUAL,
    dated: str = "actual_period",
) -> None:
    """Make each row of the block one record for each period that has a value in it.

    The value goes into `column`, its period into `dated`.  A row without any value keeps its one
    record: its target stands without a figure.
    """
    rows, records, reads = block.rows, block.records, block.reads
    block.rows, block.records, block.reads = [], [], {}
    known: dict[int, dict[str, Typed[Any]]] = {}
    for (position, name), read in reads.items():
        known.setdefault(position, {})[name] = read
    for position, (row, record) in enumerate(zip(rows, records, strict=True)):
        cells = [(block.sheet.cell(row, head.column), period) for head, period in periods]
        filled = [(cell, period) for cell, period in cells if cell.text.strip()]
        first = len(block.rows)
        for own in range(first, first + max(1, len(filled))):
            block.rows.append(row)
            block.records.append(dict(record))
            block.reads |= {(own, c): read for c, read in known.get(position, {}).items()}
        for own, (cell, period) in enumerate(filled, start=first):
            value, read = type_cell(cell, column, context, number_of(record, column))
            block.records[own] |= {column.id: value, dated: period}
            block.places[own, column.id] = cell.column
            block.findings += read.findings(block.sheet.origin(row, cell.column))
            if read.state or read.missing:
                block.reads[own, column.id] = read


def _period(cell: RawCell, fiscal_start: int) -> str | None:
    """The period that a header cell names: text, a year as a number, a month typed as a date."""
    if cell.kind is CellKind.DATE and isinstance(cell.value, date):
        text = cell.value.isoformat()[:10]
        text = text[:7] if cell.value.day == 1 else text
    elif cell.kind is CellKind.NUMBER and isinstance(cell.value, float):
        text = f"{cell.value:g}"
    else:
        text = cell.text if cell.kind is CellKind.TEXT else ""
    try:
        return str(parse_period(text, fiscal_start).period) if text.strip() else None
    except PeriodError:
        return None
