"""What the headers of a plain table say beyond the names of its columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from scorecard.workbook.blocks import Block
from scorecard.workbook.grid import RawCell
from scorecard.workbook.headers import Header, normal
from scorecard.workbook.table_layout import TABLE

_VALUE: Final = "value"
_TARGETS: Final = frozenset(
    normal(name) for c in TABLE.columns if c.id == _VALUE for name in c.names if name != _VALUE
)
_ACCUMULATED: Final = frozenset(map(normal, ("本年累计", "累计完成", "ytd")))
_ANNUAL: Final = frozenset(map(normal, ("年度目标", "annual_target")))


def value_is_actual(header: Header, cells: Sequence[RawCell]) -> Header:
    """The header with a column `value` read as the actual value, where no other column holds one.

    A long table of a series (`id, year, value`) calls its figures so; beside `actual` or `last` the
    same word stands for the target.
    """
    columns = dict(header.columns)
    named = [c for c in cells if normal(c.text) == _VALUE]
    if not named or {"actual", "last"} & set(columns):
        return header
    if columns["value"] == named[0].column:
        del columns["value"]
    repeated = [c for c in header.repeated if c is not named[0]]
    target = next((c for c in repeated if normal(c.text) in _TARGETS), None)
    if target is not None:
        columns.setdefault("value", target.column)
    columns["actual"] = named[0].column
    return replace(header, columns=columns, repeated=tuple(c for c in repeated if c is not target))


def counts_up(block: Block) -> bool:
    """Whether the actual values are headed as running totals of a year (本年累计)."""
    return _headed(block, "actual") in _ACCUMULATED


def is_annual(block: Block) -> bool:
    """Whether the targets are headed as those of one year (年度目标)."""
    return _headed(block, "value") in _ANNUAL


def _headed(block: Block, column: str) -> str:
    place = block.header.columns.get(column)
    return "" if place is None else normal(block.sheet.cell(block.header.row, place).text)
