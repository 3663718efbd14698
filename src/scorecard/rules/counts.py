"""Figures counted from the project register: one for each period, and each day it changed.

A period's figure exists once the register is known to be complete to the period's last day: by the
form of the unit that answers for the indicator, or by the office's own book.  What becomes known
later about that period (a project signed then and registered late) adds a vintage; what is reported
for later periods does not touch it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import pandas as pd

from scorecard.rules.filters import FilterError, parse_filter
from scorecard.rules.register import moments_of, states
from scorecard.rules.tallies import (
    PROJECTS_SPLIT,
    PROJECTS_WHOLE,
    Count,
    tally,
    with_amounts,
)
from scorecard.schema.frames import FIGURES, Books, empty, typed
from scorecard.schema.period import Period, PeriodKind, last_ended, year
from scorecard.schema.projects import DONE_ON, UNITS
from scorecard.schema.rounding import half_up
from scorecard.schema.vocabulary import Basis, FigureState, Frequency

Key: TypeAlias = tuple[str, str]
_Key: TypeAlias = tuple[str, pd.Timestamp, pd.Timestamp]

YEARS: Final = 15
"""Years back from the last complete period for which figures are counted."""
LISTED: Final = 40
"""Projects that a figure's evidence names; the rest are counted."""
_KINDS: Final = {
    str(Frequency.ANNUAL): PeriodKind.YEAR,
    str(Frequency.HALF_YEARLY): PeriodKind.HALF,
}


def counts_of(books: Books) -> dict[Key, Count]:
    """The counts of all books by organisation and indicator, those that can be reckoned.

    The conditions of an indicator's rows are joined.  Left out: rows that contradict each other,
    fields and filters that cannot be read (X111, R201-R205 tell them).
    """
    needed = ["organisation", "indicator", "aggregate", "field"]
    frame = books.counts.values.dropna(subset=needed)
    found: dict[Key, Count] = {}
    for (organisation, indicator), rows in frame.groupby(["organisation", "indicator"], sort=False):
        hows = rows[["aggregate", "field"]].drop_duplicates()
        if len(hows) != 1:
            continue
        aggregate, field = (str(v).strip() for v in hows.iloc[0])
        try:
            conditions = tuple(c for f in rows["filter"].dropna() for c in parse_filter(str(f)))
        except FilterError:
            continue
        if field in fields_of(aggregate):
            key = str(organisation), str(indicator)
            found[key] = Count(*key, aggregate, field, conditions)
    return found


def fields_of(aggregate: str) -> tuple[str, ...]:
    """The fields that an aggregate can take."""
    if aggregate == "count":
        return (PROJECTS_WHOLE, PROJECTS_SPLIT, *DONE_ON)
    return tuple(UNITS)


@dataclass(frozen=True, slots=True)
class Counted:
    """One indicator to be counted: how, in which unit, by which periods, and who closes them."""

    count: Count
    factor: float
    basis: str
    kind: PeriodKind
    unit: str | None
    decimals: int | None


def counted_of(books: Books, answering: Mapping[Key, str | None]) -> list[Counted]:
    """The indicators that can be counted, in book order.

    `answering` is the unit that answers for each indicator (organisation, indicator).  A sum whose
    unit of measure does not convert is left out (R204), so is a running total by year (R205).
    """
    counts = counts_of(books)
    facts = books.indicators.values.drop_duplicates(["organisation", "indicator"])
    found = []
    for row in facts.to_dict("records"):
        key = str(row["organisation"]), str(row["indicator"])
        count, basis = counts.get(key), str(row["reported_as"])
        if count is None or not fits(count, basis):
            continue
        factor = 1.0
        if count.aggregate != "count":
            factor = UNITS[count.field].get(str(row["unit_of_measure"]), 0.0)
        if factor:
            kind = _KINDS.get(str(row["frequency"]), PeriodKind.QUARTER)
            places = row["decimals"]
            decimals = None if pd.isna(places) else int(places)
            found.append(Counted(count, factor, basis, kind, answering.get(key), decimals))
    return found


def fits(count: Count, basis: str) -> bool:
    """Whether the basis can be counted: a total since the start has no part in a single year."""
    return count.field != "invested_to_date" or basis in {Basis.SINCE_START, Basis.POINT}


def counted_figures(
    counted: Sequence[Counted],
    entries: pd.DataFrame,
    closings: pd.DataFrame,
    fiscal_start: int = 1,
) -> pd.DataFrame:
    """The figures (FIGURES) that the register gives, every vintage of each.

    `entries` (ENTRIES) are the states of the projects, `closings` (CLOSINGS) the confirmations.
    `evidence` lists the ids of the projects that were counted; `cell` is that of the first of them,
    of the list's header where none was.  `note` is missing, `state` final.
    """
    reckoners = {
        name: _Reckoner(
            entries[entries["organisation"].eq(name)],
            closings[closings["organisation"].eq(name)],
            fiscal_start,
        )
        for name in dict.fromkeys(one.count.organisation for one in counted)
    }
    moments = [list(reckoners[one.count.organisation].moments(one)) for one in counted]
    distinct = dict.fromkeys(moment.key for some in moments for moment in some)
    keys = {key: number for number, key in enumerate(distinct)}
    if not keys:
        return empty(FIGURES)
    made = with_amounts(states(entries, moments_of(list(keys))))
    rows = [
        row
        for one, some in zip(counted, moments, strict=True)
        for row in _rows(one, some, made, keys, fiscal_start)
    ]
    return typed(pd.DataFrame(rows), FIGURES)


class _Reckoner:
    """One organisation's register: its periods, and the days on which something became known."""

    def __init__(self, entries: pd.DataFrame, closings: pd.DataFrame, fiscal_start: int) -> None:
        self.entries = entries
        self.closings = closings.sort_values("known_on", kind="stable")
        self.fiscal_start = fiscal_start
        first = entries.sort_values(["known_on", "entry"]).drop_duplicates("project")
        self._firsts = entries.index.isin(first.index)

    def moments(self, one: Counted) -> Iterator[_Moment]:
        """Each period with each day on which its figure may have become another one."""
        closings = self.closings
        if one.unit is not None:
            closings = closings[closings["unit"].isna() | closings["unit"].eq(one.unit)]
        for period in self._periods(one, closings):
            end = pd.Timestamp(period.end_date)
            closing = closings[closings["stands_on"] >= end].iloc[0]
            matters = (self.entries["stands_on"] <= end) | self._firsts
            days = self.entries.loc[matters, "known_on"]
            later = days[days > closing["known_on"]].drop_duplicates().sort_values()
            for known in [closing["known_on"], *later]:
                yield _Moment(one, period, end, known, closing)

    def _periods(self, one: Counted, closings: pd.DataFrame) -> list[Period]:
        """The periods from the first signing on that the register is complete for."""
        if closings.empty:
            return []
        last = last_ended(one.kind, closings["stands_on"].max().date(), self.fiscal_start)
        dates = self.entries[list(DONE_ON)].min().min()
        begin = last.start if pd.isna(dates) else 12 * dates.year + dates.month - 1
        begin = max(begin, last.start - 12 * YEARS)
        length = last.months
        starts = range(last.start, begin - length, -length)
        return [Period(one.kind, s, fiscal_start=self.fiscal_start) for s in reversed(starts)]


@dataclass(frozen=True, slots=True)
class _Moment:
    """A period's figure by what was known on a day; `closing` is what made the period complete."""

    one: Counted
    period: Period
    end: pd.Timestamp
    known: pd.Timestamp
    closing: pd.Series

    @property
    def key(self) -> _Key:
        """What the state of the register depends on."""
        return self.one.count.organisation, self.end, self.known

    def since(self, fiscal_start: int) -> pd.Timestamp | None:
        """The first day that counts; none for a level."""
        match self.one.basis:
            case Basis.PERIOD:
                return pd.Timestamp(self.period.start_date)
            case Basis.TO_DATE:
                return pd.Timestamp(year(self.period.fiscal_year, fiscal_start).start_date)
        return None


def _rows(
    one: Counted,
    moments: Sequence[_Moment],
    made: pd.DataFrame,
    keys: Mapping[_Key, int],
    fiscal_start: int,
) -> Iterator[dict[str, Any]]:
    """The figures of one indicator; `made` holds the states of all moments, numbered by `keys`."""
    numbers = [keys[moment.key] for moment in moments]
    first = [moment.since(fiscal_start) for moment in moments]
    since = None if None in first else pd.Series(first, index=numbers)
    rows = tally(made[made["moment"].isin(numbers)], one.count, since)
    groups = dict(iter(rows.groupby("moment")))
    before: tuple[Period, float, tuple[str, ...]] | None = None
    vintage = 0
    for number, moment in zip(numbers, moments, strict=True):
        own = groups.get(number, rows[:0])
        value = round(float(own["own"].sum()) * one.factor, 10)
        now = (moment.period, value, tuple(own["project"]))
        if now != before:
            vintage = vintage + 1 if before and before[0] == moment.period else 1
            before = now
            yield _figure(moment, value, own, vintage)


def _figure(moment: _Moment, value: float, rows: pd.DataFrame, vintage: int) -> dict[str, Any]:
    """One row of FIGURES; a restatement stands at the row that made it."""
    newest = rows[rows["known_on"].eq(moment.known)] if vintage > 1 else rows
    chosen = rows if newest.empty else newest
    place = moment.closing if rows.empty else chosen.iloc[0]
    return {
        "organisation": moment.one.count.organisation,
        "indicator": moment.one.count.indicator,
        "period": str(moment.period),
        "basis": moment.one.basis,
        "value": value,
        "raw": f"{half_up(value, 4):,.4f}".rstrip("0").rstrip("."),
        "state": str(FigureState.FINAL),
        "evidence": listed(list(rows["project"])),
        "known_on": moment.known,
        "sent_by": moment.closing["sent_by"],
        "vintage": vintage,
        **{name: place[name] for name in ("file", "sheet", "cell")},
    }


def counted_rows(
    one: Counted,
    entries: pd.DataFrame,
    period: Period,
    known: pd.Timestamp,
    fiscal_start: int = 1,
) -> pd.DataFrame:
    """The projects behind one period's figure by what was known on a day; `own` is what each adds.

    The columns are those of ENTRIES, `own` in the register's own unit.
    """
    organisation, end = one.count.organisation, pd.Timestamp(period.end_date)
    made = with_amounts(states(entries, moments_of([(organisation, end, known)])))
    first = _Moment(one, period, end, known, pd.Series(dtype=object)).since(fiscal_start)
    return tally(made, one.count, None if first is None else pd.Series([first], index=[0]))


def listed(projects: Sequence[str]) -> str:
    """The ids of the projects in one text, in order; those beyond `LISTED` counted.

    >>> listed(["P-01", "P-02"])
    'P-01、P-02'
    """
    more = f" … (+{len(projects) - LISTED})" if len(projects) > LISTED else ""
    return "、".join(projects[:LISTED]) + more
