"""The columns of a plain table of baseline, target and actual values, and their headers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from scorecard.read.cells.grammar import CellContext, type_cell
from scorecard.read.cells.typed import Typed
from scorecard.read.grid import CellKind, RawCell, RawSheet
from scorecard.read.tables import SEARCHED_ROWS, Block, Header, NumberOf, Rows, header_at
from scorecard.schema.columns import Column, SheetLayout
from scorecard.schema.findings import Finding, finding
from scorecard.schema.period import MONTHS_A_YEAR, PeriodError, parse_period
from scorecard.schema.spelling import normal
from scorecard.schema.vocabulary import (
    AcceptedAs,
    Basis,
    Comparator,
    Direction,
    FigureState,
    Measure,
    Method,
    ParentKind,
    Pathway,
)

TABLE: Final = SheetLayout(
    "table",
    "数据表",
    "Table",
    (
        Column("id", "编号", "Id", ("指标编号", "目标值编号", "indicator")),
        Column("name", "指标名称", "Name", ("指标", "名称")),
        Column("organisation", "单位名称", "Organisation", ("填报单位", "园区")),
        Column("unit_of_measure", "计量单位", "Unit of measure", ("单位", "unit")),
        Column("measure", "指标性质", "Measure", ("性质",), Measure),
        Column("reported_as", "填报口径", "Reported as", ("口径",), Basis),
        Column("direction", "方向", "Direction", (), Direction),
        Column("comparator", "比较方式", "Comparator", ("比较",), Comparator),
        Column("baseline_period", "基期", "Baseline period", ("base_year", "baseline_year", "基年"),
            "period"),
        Column("baseline", "基期值", "Baseline", ("base_value", "基数", "基期数"), "number"),
        Column("due", "到期", "Due",
            ("target_year", "完成时限", "期限", "目标年", "截止期", "截止时间", "截止日期",
            "到期时间", "完成期限", "deadline"), "period"),
        Column("value", "目标值", "Target",
            ("target_value", "目标数值", "目标", "年度目标", "annual_target"), "number"),
        Column("upper", "上限", "Upper", (), "number"),
        Column("pathway", "进度计划", "Pathway", (), Pathway),
        Column("method", "评价方法", "Method", (), Method),
        Column("accepted_as", "认定为", "Accepted as", (), AcceptedAs),
        Column("weight", "权重", "Weight", (), "number"),
        Column("points", "分值", "Points", ("满分", "full_points"), "number"),
        Column("scoring", "计分规则", "Scoring", ("评分标准",)),
        Column("group", "分组", "Group"),
        Column("parent", "上级目标值", "Parent"),
        Column("parent_kind", "上下级关系", "Parent kind", (), ParentKind),
        Column("decimals", "小数位", "Decimals", (), "integer"),
        Column("publication_lag_months", "公布滞后月数", "Publication lag (months)", (), "integer"),
        Column("natural_limit", "自然极限", "Natural limit", ("limit",), "number"),
        Column("actual_period", "实际时期", "Actual period",
            ("current_year", "last_year", "报告期", "时期", "period", "year", "年份", "数据期",
            "数据时期"), "period"),
        Column("actual", "实际值", "Actual",
            ("current_value", "current", "完成值", "实际", "本年累计", "ytd", "数值", "累计完成"),
            "number"),
        Column("completion", "完成率", "Completion rate", ("completion_rate",)),
        Column("schedule", "时序进度", "Schedule", ("序时进度", "时间进度")),
        Column("months_elapsed", "已过月数", "Months elapsed", ("months", "月数", "累计月数"),
            "integer"),
        Column("state", "数据状态", "Data state", (), FigureState),
        Column("first", "首值", "First", (), "number"),
        Column("last", "末值", "Last", (), "number"),
        Column("previous", "前值", "Previous", (), "number"),
        Column("n_changes", "变化次数", "Number of changes", (), "integer"),
    ),
)  # fmt: skip
"""`first, last, previous, n_changes` stand for a series: its value before the first of the last
`n_changes` changes, its last value and the one before it.  `schedule` is the share of the year that
is over, another way to say `months_elapsed`; `completion` is a rate that is recomputed."""

# ---------------------------------------------------------------------------
# What the headers of a plain table say beyond the names of its columns.


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


# ---------------------------------------------------------------------------
# Plain tables with a column for each period (`2021, 2022, …`, `2021-Q1, 2021-Q2, …`).


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
    column: Column = _ACTUAL,
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


# ---------------------------------------------------------------------------
# Headers that name a column and its period in one (`2025年目标`, `2020 baseline`).


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
