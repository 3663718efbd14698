"""Headers that name a column and its period in one (`2025年目标`, `2020 baseline`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from scorecard.model.period import PeriodError, parse_period
from scorecard.workbook.cells.reading import CellContext
from scorecard.workbook.grid import CellKind, RawCell
from scorecard.workbook.plain.layout import TABLE
from scorecard.workbook.plain.wide import periods_finding, unfold
from scorecard.workbook.tables.blocks import Block, NumberOf
from scorecard.workbook.tables.headers import Header, normal

_TARGET: Final = "value"
PERIOD_OF: Final = {"value": "due", "baseline": "baseline_period", "actual": "actual_period"}
"""Which column holds the period of a value: what a row says there goes before the header."""
_NAMES: Final = sorted(
    {(normal(name), column) for column in PERIOD_OF for name in TABLE.column(column).names},
    key=lambda pair: -len(pair[0]),
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A header cell that names a column of the table and the period of the values below it."""

    column: str
    period: str
    cell: RawCell


def dated(text: str, fiscal_start: int = 1) -> tuple[str, str] | None:
    """The column and the period that one header names; None where it names not both.

    >>> dated("2025年目标值"), dated("Target 2025"), dated("2020年基数（亿元）")
    (('value', '2025'), ('value', '2025'), ('baseline', '2020'))
    >>> dated("目标") is dated("2025") is dated("2025年完成率") is None
    True
    """
    clean = normal(text)
    for name, column in _NAMES:
        for rest in _without(clean, name):
            try:
                return column, str(parse_period(rest, fiscal_start).period)
            except PeriodError:
                continue
    return None


def _without(text: str, name: str) -> Iterator[str]:
    """What is left of a header before or after the name of a column."""
    if text.endswith(name) and text != name:
        yield text[: -len(name)].removesuffix("的")
    if text.startswith(name) and text != name:
        yield text[len(name) :]


@dataclass(frozen=True, slots=True)
class DatedColumns:
    """The dated columns of a table: at most one for each column, or several targets a row."""

    single: tuple[Dated, ...] = ()
    targets: tuple[Dated, ...] = ()


def dated_columns(header: Header, fiscal_start: int = 1) -> tuple[Header, DatedColumns]:
    """The header with its dated columns taken, where no plain header names the same column.

    Several headers of targets (`2023年目标`, `2025年目标`) are several targets a row; of another
    column none is taken then.  Without a baseline `2023年实际` is left to be read as the total of
    that year.
    """
    found: dict[str, list[Dated]] = {}
    for cell in header.unknown:
        named = dated(cell.text, fiscal_start) if cell.kind is CellKind.TEXT else None
        if named is not None and named[0] not in header.columns:
            found.setdefault(named[0], []).append(Dated(*named, cell))
    if "baseline" not in {*found, *header.columns}:
        found.pop("actual", None)
    single = tuple(each[0] for each in found.values() if len(each) == 1)
    targets = tuple(each for each in found.get(_TARGET, ()) if len(found[_TARGET]) > 1)
    places = {each.column: each.cell.column for each in (*single, *targets[:1])}
    cells = [each.cell for each in (*single, *targets)]
    unknown = tuple(cell for cell in header.unknown if cell not in cells)
    header = replace(header, columns={**header.columns, **places}, unknown=unknown)
    return header, DatedColumns(single, targets)


def date_rows(
    block: Block, columns: DatedColumns, context: CellContext, number_of: NumberOf
) -> None:
    """Give every value below a dated header the header's period, where its row has none.

    A row with several targets becomes one record for each, named by its period.
    """
    if columns.targets:
        _one_record_a_target(block, columns.targets, context, number_of)
    for position, record in enumerate(block.records):
        more = {
            PERIOD_OF[each.column]: each.period
            for each in columns.single
            if record.get(each.column) is not None and record.get(PERIOD_OF[each.column]) is None
        }
        block.records[position] = {**record, **more}


def _one_record_a_target(
    block: Block, targets: Sequence[Dated], context: CellContext, number_of: NumberOf
) -> None:
    periods = tuple((each.cell, each.period) for each in targets)
    block.findings.append(periods_finding(block.sheet, periods, "B416"))
    value = TABLE.column(_TARGET)
    unfold(block, periods, context, number_of, value, PERIOD_OF[_TARGET])
    for record, row in zip(block.records, block.rows, strict=True):
        own = record.get("id") or record.get("name") or row
        record["name"] = record.get("name") or str(own)
        record["id"] = f"{own} {record[PERIOD_OF[_TARGET]]}"
