"""Periods and days in cells, with the precision they were given in."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Final

from scorecard.read.cells.typed import Fault, Typed, fault, missing_value, refused, unreadable
from scorecard.read.grid import CellKind, RawCell, shown_parts
from scorecard.schema.period import PeriodError, PeriodKind, Spelled, parse_period
from scorecard.schema.spelling import compact, has_mark, show

EPOCH_1900: Final = date(1899, 12, 30)
EPOCH_1904: Final = date(1904, 1, 1)
SERIALS: Final = range(20_000, 80_001)
"""Day numbers that are taken for dates: 1954 to 2119 in the 1900 calendar."""

_CALENDAR: Final = re.compile(r"\d{4}(?:[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{4}|[-/.年]\d{1,2}月?)")
_LOST_ZERO: Final = re.compile(r"((?:19|20|21)\d\d)\.([1-9])")
_YEAR_MONTH: Final = re.compile(r"((?:19|20|21)\d\d)(0[1-9]|1[0-2])")
_BY: Final = re.compile(r"(?:之前|以前|前|为止|止|内|完成)+$")
_EDITION: Final = re.compile(r"(?P<year>(?:19|20|21)\d\d年?)(?:度)?(?:版|评价|排名|榜单?)")
_YEAR_END: Final = re.compile(r"(?:年底|年末|年内|年|全年|本年|当年|今年底?|本年底|12月底)")
_NO_YEAR: Final = re.compile(
    r"(?:\d{1,2}|十?[一二三四五六七八九十])月.*|.*季度?末?|Q[1-4]|[上下]半年末?|0?1[-~至]\d{1,2}月.*|\d{1,2}[-/]\d{1,2}",
    re.IGNORECASE,
)


def parse_period_cell(
    cell: RawCell, *, fiscal_start: int = 1, year_hint: int | None = None, epoch_1904: bool = False
) -> Typed[Spelled]:
    """The period a cell names, with its own precision; whether it is to-date goes with it.

    | cell | gives |
    |---|---|
    | `2021`, `2021年第四季度`, `2021-10`, `1-10月` with a hint | the period |
    | date | a day; a month or year where the format shows no more |
    | date whose format shows no year | refused: `1-3月` turned into a date |
    | `44530`, `20211130`, `2021.11`, `11月底`, `年底前` | the period, with a note |
    | `2021.1`, `2021/11/31`, other text | refused, a code each |
    """
    broken = unreadable(cell)
    if broken:
        return refused(cell, [broken])
    if cell.kind is CellKind.DATE:
        return _from_date(cell, fiscal_start)
    number = cell.value if cell.kind is CellKind.NUMBER else None
    text = show(number) if isinstance(number, float) else compact(cell.text)
    gone = missing_value(cell, text)
    if gone and gone.value is None:  # "nothing happened" is a number, and no period
        return gone
    if has_mark(cell.text):
        return refused(cell, [fault("C130")])
    rewritten = _rewritten(text, year_hint, epoch_1904=epoch_1904)
    return _from_spelling(cell, text, fiscal_start, year_hint, rewritten)


def _day_of(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def _from_date(cell: RawCell, fiscal_start: int) -> Typed[Spelled]:
    day = _day_of(cell.value)
    if day is None:
        return refused(cell, [fault("C130")])
    shown = shown_parts(cell.number_format)
    if "y" not in shown:
        return refused(cell, [fault("C133", date=day.isoformat())])
    spelled = day.isoformat()[: {"ymd": 10, "ym": 7, "y": 4}.get(shown, 10)]
    try:
        return Typed(parse_period(spelled, fiscal_start), cell.text)
    except PeriodError:  # a year that no calendar of ours has
        return refused(cell, [fault("C130")])


def _from_spelling(
    cell: RawCell, text: str, fiscal_start: int, year_hint: int | None, rewritten: str | Fault
) -> Typed[Spelled]:
    if isinstance(rewritten, Fault):
        return refused(cell, [rewritten])
    try:
        spelled = parse_period(rewritten, fiscal_start, year_hint)
    except PeriodError:
        return refused(cell, [_not_a_period(text, year_hint)])
    said = () if rewritten == text else (fault("C131", value=str(spelled.period)),)
    return Typed(spelled, cell.text, faults=said)


def _rewritten(text: str, year_hint: int | None, *, epoch_1904: bool) -> str | Fault:
    """The text in a spelling that `parse_period` knows."""
    if found := _LOST_ZERO.fullmatch(text):
        return fault("C134") if found[2] == "1" else f"{found[1]}-0{found[2]}"
    if found := _YEAR_MONTH.fullmatch(text):
        return f"{found[1]}-{found[2]}"
    if re.fullmatch(r"\d{5}(?:\.\d*)?", text) and int(float(text)) in SERIALS:
        return serial_day(int(float(text)), epoch_1904=epoch_1904).isoformat()
    if re.fullmatch(r"\d{4}\.0+", text):
        return text.partition(".")[0]
    if found := _EDITION.fullmatch(text):
        return found["year"]
    bare = _BY.sub("", text)
    if _YEAR_END.fullmatch(bare):
        return fault("C135") if year_hint is None else f"{year_hint}年"
    return bare


def serial_day(serial: int, *, epoch_1904: bool = False) -> date:
    """The day with this number in the 1900 or the 1904 calendar.

    >>> serial_day(44530), serial_day(43068, epoch_1904=True)
    (datetime.date(2021, 11, 30), datetime.date(2021, 11, 30))
    """
    return (EPOCH_1904 if epoch_1904 else EPOCH_1900) + timedelta(days=serial)


def _not_a_period(text: str, year_hint: int | None) -> Fault:
    if _CALENDAR.fullmatch(text):
        return fault("C132")
    if year_hint is None and _NO_YEAR.fullmatch(text):
        return fault("C135")
    return fault("C130")


def parse_date(
    cell: RawCell, *, year_hint: int | None = None, epoch_1904: bool = False
) -> Typed[date]:
    """The calendar day a cell names; a month or year stands for its last day, with a warning."""
    if cell.kind is CellKind.DATE and "y" not in shown_parts(cell.number_format):
        day = _day_of(cell.value)
        if day is not None:
            return Typed(day, cell.text, faults=(fault("C136", date=day.isoformat()),))
    read = parse_period_cell(cell, year_hint=year_hint, epoch_1904=epoch_1904)
    if read.value is None:
        faults = tuple(fault("C138") if f.code == "C130" else f for f in read.faults)
        return Typed(text=cell.text, missing=read.missing, faults=faults)
    period, faults = read.value.period, read.faults
    day = period.end_date
    if period.kind is not PeriodKind.DAY:
        faults = (fault("C137", date=day.isoformat()),)
    return Typed(day, cell.text, faults=faults)
