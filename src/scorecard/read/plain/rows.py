"""The rows of a plain table: one target for each id, one figure for each actual value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

import pandas as pd

from scorecard.read.cells.grammar import Scalar
from scorecard.read.grid import CellKind, RawCell
from scorecard.read.plain.headers import counts_up, headed_since, is_annual
from scorecard.read.returns.checks import plain, rate_finding, typed_rates
from scorecard.read.tables import Block, Record
from scorecard.schema.contract import shown
from scorecard.schema.findings import Finding, finding
from scorecard.schema.frames import FIGURES, INDICATORS, TARGETS, TEXT, Books, Columns, Table, typed
from scorecard.schema.period import (
    MONTHS_A_YEAR,
    Period,
    PeriodError,
    PeriodKind,
    enclosing,
    last_ended,
    parse_period,
)
from scorecard.schema.target_book import DIRECTION_OF
from scorecard.schema.typed_rates import PrintedTextError, printed
from scorecard.schema.vocabulary import Basis, Comparator, Direction, Frequency, Measure, Method

# ---------------------------------------------------------------------------
# What one row of a plain table says as an indicator, as a target and as a series.


NO_DEADLINE: Final = 1200
"""Months of publication lag where none is given: nobody owes a plain table a figure."""
_FREQUENCY_OF: Final = {
    PeriodKind.YEAR: Frequency.ANNUAL,
    PeriodKind.HALF: Frequency.HALF_YEARLY,
    PeriodKind.QUARTER: Frequency.QUARTERLY,
}


def indicator_of(
    key: tuple[str, str], facts: Mapping[str, Scalar], fiscal_start: int
) -> dict[str, Scalar]:
    """The row as an indicator; `key`: organisation and id."""
    kept = ("unit_of_measure", "measure", "decimals", "natural_limit")
    lag = facts.get("publication_lag_months")
    return {
        "organisation": key[0],
        "indicator": key[1],
        "name": facts.get("name") or key[1],
        **{column: facts.get(column) for column in kept},
        "publication_lag_months": NO_DEADLINE if lag is None else lag,
        "reported_as": basis_of(facts),
        "frequency": _frequency(facts, fiscal_start),
        "source": "reported",
    }


def target_of(
    key: tuple[str, str], facts: Mapping[str, Scalar], method: str | None
) -> dict[str, Scalar]:
    """The row as a target judged by a method."""
    kept = (
        "direction", "comparator", "baseline_period", "baseline", "due", "value", "upper",
        "weight", "points", "scoring", "group", "parent", "parent_kind", "pathway",
        "accepted_as",
    )  # fmt: skip
    return {
        "organisation": key[0],
        "target": key[1],
        "indicator": key[1],
        **{column: facts.get(column) for column in kept},
        "method": method,
        "origin": "office",
        "version": 1,
    }


def _frequency(facts: Mapping[str, Scalar], fiscal_start: int) -> str:
    text = facts.get("actual_period")
    if not isinstance(text, str):
        return str(Frequency.ANNUAL)
    kind = parse_period(text, fiscal_start).period.kind
    return str(_FREQUENCY_OF.get(kind, Frequency.MONTHLY))


def is_year(period: Scalar, fiscal_start: int) -> bool:
    """Whether a cell holds a year."""
    if not isinstance(period, str):
        return False
    return parse_period(period, fiscal_start).period.kind is PeriodKind.YEAR


def basis_of(facts: Mapping[str, Scalar]) -> str:
    """What the figures of a row cover: to date for flows, a point in time for everything else."""
    given = facts.get("reported_as")
    if isinstance(given, str):
        return given
    return str(Basis.TO_DATE if facts["measure"] == Measure.FLOW else Basis.POINT)


def periods_before(period: Period, count: int) -> list[Period]:
    """The `count` periods of the same length before this one, in order."""
    step = max(period.months, 1)
    return [replace(period, start=period.start - step * back) for back in range(count, 0, -1)]


def straight(first: float, last: float, previous: Scalar, changes: int) -> list[float]:
    """The values before the last one: from `first`, on a straight line, to the previous one.

    >>> straight(56.0, 51.0, None, 5)
    [56.0, 55.0, 54.0, 53.0, 52.0]
    >>> straight(10.0, 16.0, 14.0, 3)
    [10.0, 12.0, 14.0]
    """
    if isinstance(previous, float) and changes > 1:
        step = (previous - first) / (changes - 1)
    else:
        step = (last - first) / changes
    return [first + step * number for number in range(changes)]


# ---------------------------------------------------------------------------
# Rows of a plain table that say how many months of the year have passed, instead of a period.


UNNAMED_YEAR: Final = 2000
"""Stands for the year where a table names none: a share of a year is the same in all of them."""


def in_months(record: Record, year: int, fiscal_start: int = 1) -> tuple[Record, bool]:
    """The row with the period that its `months_elapsed` stand for, and whether its year is named.

    The year is that of `due`, else `year`; `due` becomes that year where it is blank.  A row that
    names its period, or whose months are not 1 to 12, stays as it is.

    >>> in_months({"months_elapsed": 3, "due": "2021"}, 2000)[0]["actual_period"]
    '2021-03'
    """
    months = record.get("months_elapsed")
    if isinstance(record.get("actual_period"), str) or not isinstance(months, int):
        return record, True
    if not 1 <= months <= MONTHS_A_YEAR:
        return record, True
    whole = _year(record.get("due"), year, fiscal_start)
    if whole is None:
        return record, True
    first = parse_period(whole, fiscal_start).period.start
    period = Period(PeriodKind.MONTH, first + months - 1)
    named = isinstance(record.get("due"), str)
    return {**record, "due": whole, "actual_period": str(period)}, named


def in_its_year(record: Record, fiscal_start: int = 1) -> Record:
    """The row of an annual target: due in the year of its figure where no due date is given.

    >>> in_its_year({"actual_period": "2021-02"})["due"]
    '2021'
    """
    period = record.get("actual_period")
    if not isinstance(period, str) or isinstance(record.get("due"), str):
        return record
    whole = enclosing(parse_period(period, fiscal_start).period, PeriodKind.YEAR)
    return {**record, "due": str(whole)}


def _year(due: object, year: int, fiscal_start: int) -> str | None:
    """The year that the months are counted in; None where `due` is no single year."""
    if not isinstance(due, str):
        return str(year)
    try:
        period = parse_period(due, fiscal_start).period
    except PeriodError:
        return None
    return due if period.kind is PeriodKind.YEAR else None


# ---------------------------------------------------------------------------
# Rates typed beside the amounts of a plain table: shares of the year gone, completion rates.


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
    except PrintedTextError:
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


# ---------------------------------------------------------------------------
# The rows of a plain table: one target for each id, one figure for each actual value.


MOST_CHANGES: Final = 5
_COMPARATOR_OF: Final = {
    str(Direction.INCREASE): str(Comparator.AT_LEAST),
    str(Direction.DECREASE): str(Comparator.AT_MOST),
}
_SAME: Final = (
    "measure", "direction", "comparator", "baseline_period", "baseline", "due", "value", "upper",
)  # fmt: skip
_SOURCE: Final = {"target": "id", "indicator": "id"}


class TableRows:
    """Gathers the rows of a table: one target for each id, one figure for each actual value."""

    def __init__(
        self,
        block: Block,
        fiscal_start: int,
        method: Method | None = None,
        year: int = UNNAMED_YEAR,
    ) -> None:
        self.block = block
        self.fiscal_start = fiscal_start
        self.method = method
        self.year = year
        self.findings: list[Finding] = []
        self.latest: date | None = None
        self._first: dict[tuple[str, str], int] = {}
        self._facts: dict[int, dict[str, Scalar]] = {}
        self._figures: list[dict[str, object]] = []
        self._cells: list[dict[str, str | None]] = []
        self._known: dict[tuple[str, str, str], float] = {}
        self._latest: Period | None = None
        self._undated: list[tuple[int, tuple[str, str]]] = []
        self._unread: set[int] = set()
        self.accumulated, self.annual = counts_up(block), is_annual(block)
        self.since = headed_since(block)
        self._place = block.sheet.file.rpartition("/")[2].rpartition(".")[0] or block.sheet.file

    # -------------------------------------------------------------- targets

    def add(self, position: int) -> None:
        """Take one row in."""
        record = self._with_months(position)
        key = self._key(position, record)
        months = record.get("months_elapsed")
        record, named = in_months(record, self.year, self.fiscal_start)
        if not named:
            told = "months_elapsed" if self._months_typed(position) else "schedule"
            told = told if told in self.block.header.columns else "actual"
            year = str(self.year)
            self._report(position, told, "B411", indicator=key[1], year=year, months=months)
        if self.annual:
            record = in_its_year(record, self.fiscal_start)
        first = self._first.setdefault(key, position)
        if first == position:
            self._facts[position] = self._settled(position, record, key)
        else:
            self._compare(position, self.block.records[position], first, key)
        facts = self._facts[first]
        if facts["measure"] is not None:
            self._series(position, record, key, facts)
            self._actual(position, record, key, facts)
        if facts["measure"] == Measure.FLOW:
            rate = completion_finding(self.block, position, key[1])
            self.findings += [rate] if rate else []

    def _months_typed(self, position: int) -> bool:
        return self.block.records[position].get("months_elapsed") is not None

    def _with_months(self, position: int) -> Record:
        """The row with the months that its share of the year stands for, where that dates it."""
        record = self.block.records[position]
        dated = self._months_typed(position) or record.get("actual_period") is not None
        if self.since is not None and not dated:
            year = None if self.since.year is None else str(self.since.year)
            due = record.get("due") or year
            return {**record, "due": due, "months_elapsed": self.since.months}
        if dated or not isinstance(record.get("schedule"), str):
            return record
        months = months_of(rate_text(self.block.raw(position, "schedule")))
        if months is None:
            self._unread.add(position)
            self._report(position, "schedule", "B412", indicator=self._key(position, record)[1])
        return {**record, "months_elapsed": months}

    def _key(self, position: int, record: Record) -> tuple[str, str]:
        own = record.get("id") or record.get("name") or f"{self.block.rows[position]}"
        return str(record.get("organisation") or self._place), str(own)

    def _report(self, position: int, column: str, code: str, **params: object) -> None:
        cell = self.block.raw(position, column)
        found = cell.text if cell and cell.text else None
        self.findings.append(finding(code, self.block.origin(position, column), found, **params))

    def _settled(self, position: int, record: Record, key: tuple[str, str]) -> dict[str, Scalar]:
        """The row with its measure, direction and comparator, as typed or as they follow."""
        facts: dict[str, Scalar] = dict(record)
        facts["measure"] = record.get("measure") or self._measure(position, record, key)
        flow = facts["measure"] == Measure.FLOW
        facts["direction"] = record.get("direction") or self._direction(
            position, {**record, "baseline": 0.0} if flow else record, key
        )
        facts["comparator"] = record.get("comparator") or _COMPARATOR_OF.get(
            str(facts["direction"]), str(Comparator.EQUAL)
        )
        return facts

    def _measure(self, position: int, record: Record, key: tuple[str, str]) -> str | None:
        if not self._blank(position, "measure"):
            return None
        if record.get("months_elapsed") is not None or self.accumulated:
            return str(Measure.FLOW)
        method = self._method(record)
        levels = method == Method.GROWTH_RATIO or (
            method == Method.PROJECTION and is_year(record.get("actual_period"), self.fiscal_start)
        )
        based = record.get("baseline") is not None or record.get("first") is not None
        if levels or based or self._aimless(record):
            return str(Measure.STOCK)
        self._report(position, "measure", "B401", indicator=key[1])
        return None

    def _aimless(self, record: Record) -> bool:
        """Whether a row is one of a series alone, which no method is to judge."""
        aims = ("value", "upper", "direction", "comparator", "due", "baseline", "first", "method")
        return self.method in {None, Method.PACE} and all(record.get(c) is None for c in aims)

    def _blank(self, position: int, column: str) -> bool:
        """Whether nothing was typed: what was typed and refused has its own finding."""
        cell = self.block.raw(position, column)
        return cell is None or not cell.text.strip()

    def _direction(self, position: int, record: Record, key: tuple[str, str]) -> str | None:
        comparator = record.get("comparator")
        if comparator in list(DIRECTION_OF):
            return str(DIRECTION_OF[Comparator(str(comparator))])
        if not (self._blank(position, "direction") and self._blank(position, "comparator")):
            return None
        if self._aimless(record):
            return str(Direction.INCREASE)  # nothing is judged by it
        start = record.get("baseline")
        start = record.get("first") if start is None else start
        value = record.get("value")
        if isinstance(start, float) and isinstance(value, float) and start != value:
            taken = Direction.INCREASE if value > start else Direction.DECREASE
            self._report(position, "direction", "B402", indicator=key[1], direction=taken.said)
            return str(taken)
        self._report(position, "direction", "B403", indicator=key[1])
        return None

    def _compare(self, position: int, record: Record, first: int, key: tuple[str, str]) -> None:
        before = self.block.records[first]
        for column in _SAME:
            own, other = record.get(column), before.get(column)
            if own is not None and own != other:
                self._report(
                    position, column, "B404", indicator=key[1], which=column, first=shown(other)
                )

    # -------------------------------------------------------------- figures

    def _actual(
        self, position: int, record: Record, key: tuple[str, str], facts: Mapping[str, Scalar]
    ) -> None:
        column = "actual" if isinstance(record.get("actual"), float) else "last"
        value = record.get(column)
        if not isinstance(value, float):
            return
        if not isinstance(record.get("actual_period"), str):
            if self._blank(position, "actual_period"):
                self._undated.append((position, key))
            return
        self._figure(position, column, key, str(record["actual_period"]), value, facts)

    def date_the_undated(self, as_of: date | None) -> None:
        """Actual values without a period, once all rows are in.

        A summarised series that a projection judges without dates (a direction only, or a value to
        be held every year) stands at the table's latest period, else at the last year ended by
        `as_of`; any other value is asked for its period.
        """
        day = self.latest or as_of
        known = self._latest or (day and last_ended(PeriodKind.YEAR, day, self.fiscal_start))
        for position, key in self._undated:
            record = self.block.records[position]
            dateless = self._method(record) == Method.PROJECTION and record.get("due") is None
            if not (known and dateless and record.get("first") is not None):
                if position not in self._unread:  # B412 asks for the same period
                    self._report(position, "actual_period", "B405", indicator=key[1])
                continue
            self._report(position, "actual_period", "B410", indicator=key[1], period=str(known))
            dated = {**record, "actual_period": str(known)}
            facts = self._facts[self._first[key]]
            self._series(position, dated, key, facts)
            column = "actual" if isinstance(record.get("actual"), float) else "last"
            self._figure(position, column, key, str(known), float(str(record[column])), facts)

    def _method(self, record: Record) -> str | None:
        """The method that judges the row."""
        return str(record.get("method") or self.method or "") or None

    def _figure(
        self,
        position: int,
        column: str,
        key: tuple[str, str],
        period: str,
        value: float,
        facts: Mapping[str, Scalar],
    ) -> None:
        known = self._known.get((*key, period))
        if known is not None:
            if known != value:
                self._report(
                    position, column, "B406", indicator=key[1], period=period, first=shown(known)
                )
            return
        self._known[(*key, period)] = value
        spelled = parse_period(period, self.fiscal_start).period
        end = spelled.end_date
        if self.latest is None or end > self.latest:
            self.latest, self._latest = end, spelled
        cell, address = self.block.raw(position, column), self.block.address(position, column)
        self._figures.append(
            {
                "organisation": key[0], "indicator": key[1], "period": period,
                "basis": basis_of(facts), "value": value, "raw": cell.text if cell else None,
                "state": self.block.records[position].get("state"), "known_on": end,
                "edition": period if facts["measure"] == Measure.RANK else None,
                "file": self.block.sheet.file, "sheet": self.block.sheet.name, "cell": address,
                "vintage": 1,
            }
        )  # fmt: skip
        self._cells.append(dict.fromkeys(FIGURES, address))

    def _series(
        self, position: int, record: Record, key: tuple[str, str], facts: Mapping[str, Scalar]
    ) -> None:
        """The series that `first, last, previous, n_changes` stand for, ending with the last value.

        Only the mean change and the last change count for the methods that read a series; values
        between the first and the previous one are put on the straight line that keeps both.
        """
        first, last = record.get("first"), record.get("last")
        last = record.get("actual") if last is None else last
        period = record.get("actual_period")
        if not (isinstance(first, float) and isinstance(last, float) and isinstance(period, str)):
            return
        changes = record.get("n_changes")
        if not isinstance(changes, int) or not 1 <= changes <= MOST_CHANGES:
            self._report(position, "n_changes", "B407", indicator=key[1])
            return
        ends = periods_before(parse_period(period, self.fiscal_start).period, changes)
        values = straight(first, last, record.get("previous"), changes)
        for before, value in zip(ends, values, strict=True):
            column = "previous" if before == ends[-1] and "previous" in record else "first"
            self._figure(position, column, key, str(before), value, facts)

    # -------------------------------------------------------------- frames

    def figures(self) -> Table:
        """The figures frame (FIGURES)."""
        if not self._figures:
            return Table.empty(FIGURES)
        addresses = typed(pd.DataFrame(self._cells), dict.fromkeys(FIGURES, TEXT))
        return Table(typed(pd.DataFrame(self._figures), FIGURES), addresses)

    def books(self) -> Books:
        """Indicators and targets; every target stands for its own row, without a document."""
        if not self._first:
            return Books.empty()
        rows = [(key, self._facts[place]) for key, place in self._first.items()]
        indicators = [indicator_of(key, facts, self.fiscal_start) for key, facts in rows]
        targets = [target_of(key, facts, self._method(facts)) for key, facts in rows]
        return replace(
            Books.empty(),
            indicators=self._table(indicators, INDICATORS),
            targets=self._table(targets, TARGETS),
        )

    def _table(self, records: Sequence[Mapping[str, Scalar]], columns: Columns) -> Table:
        place = {"file": self.block.sheet.file, "sheet": self.block.sheet.name}
        cells = [
            {
                c: self.block.address(p, _SOURCE.get(c, c)) or self.block.origin(p, "id").cell
                for c in columns
            }
            for p in self._first.values()
        ]
        return Table(
            typed(pd.DataFrame(records).assign(**place), columns),
            typed(pd.DataFrame(cells), dict.fromkeys(columns, TEXT)),
        )
