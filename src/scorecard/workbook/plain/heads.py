"""What the headers of a plain table say beyond the names of its columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from scorecard.model.period import MONTHS_A_YEAR, PeriodError, parse_period
from scorecard.workbook.grid import RawCell
from scorecard.workbook.plain.layout import TABLE
from scorecard.workbook.tables.blocks import Block
from scorecard.workbook.tables.headers import Header, normal

_VALUE: Final = "value"
_NO_YEAR: Final = 1904
"""A leap year that no table is about: it stands for the year that a header does not name."""
_TARGETS: Final = frozenset(
    normal(name) for c in TABLE.columns if c.id == _VALUE for name in c.names if name != _VALUE
)
_ACCUMULATED: Final = frozenset(map(normal, ("本年累计", "累计完成", "ytd")))
_DONE: Final = re.compile(r"(?:累计)?(?:实际)?(?:完成|实绩|累计|实际)(?:数|值|额|量|情况)?$")
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


@dataclass(frozen=True, slots=True)
class Since:
    """What a header like `2021年1-8月完成` says of the figures below it.

    `months` of the year have passed; `year` is None where the header names none.
    """

    months: int
    year: int | None


def since_january(text: str) -> Since | None:
    """The months that a header of running totals names; None where it is no such header.

    >>> since_january("1-8月完成"), since_january("2021年上半年实际完成数")
    (Since(months=8, year=None), Since(months=6, year=2021))
    >>> since_january("8月完成") is since_january("完成") is None
    True
    """
    clean = normal(text)
    done = _DONE.search(clean)
    try:
        spelled = parse_period(clean[: done.start()], 1, _NO_YEAR) if done else None
    except PeriodError:
        return None
    if spelled is None or not spelled.period.months:
        return None
    year, month = divmod(spelled.period.start, MONTHS_A_YEAR)
    if month and not spelled.to_date:
        return None
    months = spelled.period.end - year * MONTHS_A_YEAR
    return Since(months, None if year == _NO_YEAR else year)


def total_is_actual(header: Header, cells: Sequence[RawCell]) -> Header:
    """The header with its one column of running totals (`1-8月完成`) read as the actual values.

    Nothing changes where another column holds them, or where several columns are headed so.
    """
    totals = [cell for cell in cells if since_january(cell.text)]
    if {"actual", "last"} & set(header.columns) or len(totals) != 1:
        return header
    columns = {**header.columns, "actual": totals[0].column}
    return replace(
        header, columns=columns, unknown=tuple(c for c in header.unknown if c not in totals)
    )


def headed_since(block: Block) -> Since | None:
    """The months and the year that the header of the actual values names.

    Beside a baseline `2023年实际` is the level of that year, not a total from its January on.
    """
    place = block.header.columns.get("actual")
    since = None if place is None else since_january(block.sheet.cell(block.header.row, place).text)
    whole_year = since is not None and since.months == MONTHS_A_YEAR and since.year is not None
    return None if whole_year and "baseline" in block.header.columns else since


def counts_up(block: Block) -> bool:
    """Whether the actual values are headed as running totals of a year (本年累计, 1-8月完成)."""
    return _headed(block, "actual") in _ACCUMULATED or headed_since(block) is not None


def is_annual(block: Block) -> bool:
    """Whether the targets are headed as those of one year (年度目标)."""
    return _headed(block, "value") in _ANNUAL


def _headed(block: Block, column: str) -> str:
    place = block.header.columns.get(column)
    return "" if place is None else normal(block.sheet.cell(block.header.row, place).text)
