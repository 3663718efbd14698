"""A plain table of baseline, target and actual values: the input of `scorecard assess TABLE`.

No workspace is needed: each id becomes an indicator with one target and its figures.  Rows with one
id are a series, and so are the columns of a row that are headed by periods.  What the table does
not say is filled by the defaults below, and asked for where the numbers cannot show it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from scorecard.read.cells.grammar import ANY_NUMBER, WHOLE, CellContext
from scorecard.read.cells.numbers import NumberColumn
from scorecard.read.grid import RawSheet, RawWorkbook
from scorecard.read.plain.headers import (
    FEWEST,
    TABLE,
    Periods,
    date_rows,
    dated_columns,
    is_series,
    lies_ahead,
    period_columns,
    periods_finding,
    total_is_actual,
    unfold,
    value_is_actual,
    wide_header,
    without_periods,
)
from scorecard.read.plain.rows import UNNAMED_YEAR, TableRows
from scorecard.read.tables import (
    Block,
    Header,
    Record,
    Rows,
    find_header,
    header_findings,
    read_block,
    rows_of,
)
from scorecard.read.target_book import with_defaults
from scorecard.schema.columns import Column
from scorecard.schema.findings import Finding, Origin, finding, in_order
from scorecard.schema.frames import FIGURES, Books, Table
from scorecard.schema.vocabulary import Method

NEVER_ASKED: Final = frozenset({"B203", "I101", "I112", "T101", "T103", "T138", "T139"})
"""What a target book must say and a plain table need not.

Organisations may share ids (T103); nobody fills in a form by its names (I112); that the growth
ratio does not apply is told with the verdict (A102)."""


@dataclass(frozen=True, slots=True)
class PlainTable:
    """A plain table as books (indicators, targets) and figures, with its findings.

    `as_of` is the last day of the latest actual value's period, where there is one.
    """

    books: Books
    figures: Table
    findings: tuple[Finding, ...]
    as_of: date | None


def read_table(
    workbook: RawWorkbook,
    fiscal_start: int = 1,
    method: Method | None = None,
    as_of: date | None = None,
) -> PlainTable:
    """The targets and figures of a plain table.

    `method` judges the rows that name none; `as_of` dates a series without any date.

    | not given | taken |
    |---|---|
    | id | the name, else the row's number |
    | measure | flow where months elapsed (or the share of the year) are given or the actual values
      are headed 本年累计; stock where a baseline is given, the method judges levels only, a
      projection has yearly values, or nothing is aimed at (a series alone); else asked for |
    | due | the year of the figure under 年度目标 |
    | direction | from the comparator, else from target − baseline (of a flow: from the target) with
      a warning (B402) |
    | period of a row with months elapsed | that month of the year it is due in, else of the year of
      `as_of`, else of an unnamed one (B411) |
    | comparator | ≥ for increase, ≤ for decrease |
    | pathway | linear; steps for ranks and deliverables |
    | reported_as | to_date for flows, point for everything else |
    | period of a summarised series that is judged without dates | the table's latest (B410) |
    """
    context = CellContext(fiscal_start=fiscal_start, epoch_1904=workbook.epoch_1904)
    block = _block(workbook, context, as_of)
    if block is None:
        missing = finding("B409", Origin(workbook.file))
        return PlainTable(Books.empty(), Table.empty(FIGURES), (missing,), None)
    reader = TableRows(block, fiscal_start, method, as_of.year if as_of else UNNAMED_YEAR)
    for position in range(len(block.rows)):
        reader.add(position)
    reader.date_the_undated(as_of)
    books, more = with_defaults(reader.books())
    found = [
        *block.findings,
        *(f for f in (*header_findings(block), *more) if f.code not in NEVER_ASKED),
        *reader.findings,
    ]
    return PlainTable(books, reader.figures(), in_order(found), reader.latest)


def _block(workbook: RawWorkbook, context: CellContext, as_of: date | None) -> Block | None:
    for sheet in workbook.sheets:
        rows = rows_of(sheet) if sheet.visible else {}
        header = find_header(rows, TABLE) or wide_header(rows, context.fiscal_start)
        if header is None:
            continue
        header = value_is_actual(header, rows[header.row])
        header, named = dated_columns(header, context.fiscal_start)
        header = total_is_actual(header, rows[header.row])
        periods = period_columns(rows[header.row], context.fiscal_start)
        if len(periods) >= FEWEST:
            return _wide_block(
                sheet, rows, without_periods(header, periods), periods, context, as_of
            )
        if {"actual", "last", "value"} & set(header.columns):
            block = read_block(sheet, TABLE, context, _number_of, rows, header)
            if block is not None:
                date_rows(block, named, context, _number_of)
            return block
    return None


def _wide_block(
    sheet: RawSheet,
    rows: Rows,
    header: Header,
    periods: Periods,
    context: CellContext,
    as_of: date | None,
) -> Block | None:
    """A table with columns of periods: a series for each row, or told why it is none."""
    block = read_block(sheet, TABLE, context, _number_of, rows, header)
    if block is None:
        return None
    if lies_ahead(periods, as_of, context.fiscal_start):
        block.findings.append(periods_finding(sheet, periods, "B415", day=as_of))
    elif is_series(header, periods, context.fiscal_start):
        block.findings.append(periods_finding(sheet, periods, "B413"))
        unfold(block, periods, context, _number_of)
    else:
        block.findings.append(periods_finding(sheet, periods, "B414"))
    return block


def _number_of(record: Record, column: Column) -> NumberColumn:
    if column.kind == "integer":
        return WHOLE
    unit = record.get("unit_of_measure")
    if column.id in {"weight", "points"} or not isinstance(unit, str):
        return ANY_NUMBER
    return NumberColumn(unit, percent="number")
