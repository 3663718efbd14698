"""Which figures a quarter asks for, of whom, and what each is held against.

Pure: frames in, plans out.  A plan is everything that one fill-in workbook says.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final, TypeAlias

import pandas as pd

from scorecard.assessment.expectations import Expectation
from scorecard.schema.findings import Finding, finding
from scorecard.schema.frames import Books, Responsible, facts_asked, typed
from scorecard.schema.period import MONTHS_A_YEAR, Period, PeriodError, parse_period
from scorecard.schema.policy import Policy
from scorecard.schema.quarterly_form import (
    ANSWERS,
    Fact,
    FollowUp,
    asks_forecast,
    asks_year_ago,
    columns_asked,
    period_for,
    row_id,
)
from scorecard.schema.sheets import TEXT
from scorecard.schema.vocabulary import Basis, Measure, Source

YEARS_OF_CORRECTIONS: Final = 2
"""Fiscal years back for which the sheet of corrections lists the figures on record."""

Key: TypeAlias = tuple[str | None, str | None]
"""Organisation and indicator."""
_KEY: Final = ("organisation", "indicator")
NOTHING_PROMISED: Final = FollowUp()
_FIGURE: Final = (*_KEY, "period", "basis")

# ------------------------------------------------------- what is on record of an indicator


@dataclass(frozen=True, slots=True)
class Known:
    """One figure on record, in its last vintage."""

    period: Period
    basis: str
    value: float
    edition: str | None = None

    @property
    def order(self) -> tuple[int, int, str]:
        """By end, the shorter first."""
        return self.period.end, self.period.months, self.basis


@dataclass(frozen=True)
class Record:
    """The figures on record of one indicator, in the order of their ends."""

    figures: tuple[Known, ...] = ()

    @cached_property
    def _by_end(self) -> Mapping[tuple[int, str], Known]:
        """The longest figure of each end and basis."""
        longest = sorted(self.figures, key=lambda f: f.period.months)
        return {(f.period.end, f.basis): f for f in longest}

    def has(self, period: Period) -> bool:
        """Whether a figure for exactly this period has come."""
        return any(f.period == period for f in self.figures)

    def at(self, end: int, reported_as: str, year_start: int) -> float | None:
        """What is known at the end of a month: the level, or what has accumulated by then.

        `end` is the ordinal of the first month after; a flow within the year counts from
        `year_start` and is nothing before it.  Sums that were reported as such come first, then
        the figures of single periods where they cover the time without a gap.
        """
        own = reported_as in {Basis.POINT, Basis.SINCE_START}
        if not own and end <= year_start:
            return None
        found = self._by_end.get((end, reported_as if own else Basis.TO_DATE))
        if found is not None:
            return found.value
        return None if own else self._added_up(year_start, end)

    def a_year_before(self, period: Period, reported_as: str) -> float | None:
        """What was known at the end of the same period of the year before."""
        year = period.year_start
        return self.at(period.end - MONTHS_A_YEAR, reported_as, year - MONTHS_A_YEAR)

    def _added_up(self, start: int, end: int) -> float | None:
        parts = {
            f.period.start: f
            for f in sorted(self.figures, key=lambda f: f.period.months)
            if f.basis == Basis.PERIOD and f.period.months and f.period.end <= end
        }
        total, cursor = 0.0, start
        while cursor < end:
            if cursor not in parts:
                return None
            total += parts[cursor].value
            cursor = parts[cursor].period.end
        return total

    def latest(self, before: int) -> Known | None:
        """The last figure that ended by this month."""
        return max(
            (f for f in self.figures if f.period.end <= before),
            key=lambda f: (f.period.end, f.period.months),
            default=None,
        )

    def since(self, end: int, years: int) -> tuple[Known, ...]:
        """The figures of the last years up to this month, the latest first."""
        first = end - years * MONTHS_A_YEAR
        kept = [f for f in self.figures if first < f.period.end <= end]
        return tuple(sorted(kept, key=lambda f: (-f.period.end, f.period.months, f.basis)))


NOTHING: Final = Record()


def records_of(figures: pd.DataFrame, fiscal_start: int = 1) -> dict[Key, Record]:
    """The record of every (organisation, indicator) with figures (columns FIGURES).

    Of several vintages the last counts (by `known_on`, then `vintage`); one without a value is a
    figure withdrawn.
    """
    ordered = figures.sort_values(["known_on", "vintage"], na_position="first", kind="stable")
    last = ordered.drop_duplicates(list(_FIGURE), keep="last").dropna(subset=["value"])
    found: dict[Key, list[Known]] = {}
    columns = [*_FIGURE, "value", "edition"]
    for row in last[columns].itertuples(index=False, name=None):
        organisation, indicator, period, basis, value, edition = row
        try:
            spelled = parse_period(str(period), fiscal_start).period
        except PeriodError:
            continue
        known = Known(spelled, str(basis), float(value), _text(edition))
        found.setdefault((str(organisation), str(indicator)), []).append(known)
    return {key: Record(tuple(sorted(rows, key=lambda f: f.order))) for key, rows in found.items()}


# ------------------------------------------------------------------- what a form is made of


@dataclass(frozen=True, slots=True)
class FormRow:
    """One indicator of a form: what is asked, what is known, what it is held against.

    `asks` are the ids of the columns to fill in, `judged` the one whose value is held against the
    yardstick.  `behind` says that it was behind when the form was issued, `promise` what was said
    the quarter before would be done; `asks_year_ago` that the ledger has no `last_year`.  Values
    stand in the indicator's own unit.
    """

    row_id: str
    indicator: str
    name: str
    name_en: str | None
    unit_of_measure: str
    measure: str
    reported_as: str
    period: Period
    decimals: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    asks: tuple[str, ...] = ()
    judged: str = "to_date"
    previous: float | None = None
    last_year: float | None = None
    last_place: Known | None = None
    yardstick: Expectation | None = None
    behind: bool = False
    promise: FollowUp = NOTHING_PROMISED
    asks_year_ago: bool = False

    @property
    def is_rank(self) -> bool:
        """Whether the row stands in the block of ranks."""
        return self.measure == Measure.RANK

    @property
    def columns(self) -> frozenset[str]:
        """The columns of the row that are to be filled in, some of them only where it is behind."""
        asked = {*self.asks, "state", "evidence", "note"}
        asked |= {"kept"} if self.promise.action else set()
        asked |= {"same_period_last_year"} if self.asks_year_ago else set()
        return frozenset(asked | set(ANSWERS if self.yardstick or self.behind else ()))


@dataclass(frozen=True, slots=True)
class Earlier:
    """A figure on record that the form offers for correction."""

    indicator: str
    name: str
    name_en: str | None
    reported_as: str
    figure: Known


@dataclass(frozen=True, slots=True)
class FormPlan:
    """One fill-in workbook: whose it is, and its rows.

    `unit` is the unit's id in the target book, `None` for figures nobody answers for; `projects`
    are the unit's rows of the project register, `None` where it has none to report on.
    """

    organisation: str
    unit: str | None
    unit_name: str | None
    quarter: Period
    policy: Policy
    rows: tuple[FormRow, ...] = ()
    ranks: tuple[FormRow, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    projects: pd.DataFrame | None = field(default=None, compare=False)

    @property
    def form_id(self) -> str:
        """What the hidden sheet is known by: quarter, organisation and unit."""
        return "/".join(filter(None, (str(self.quarter), self.organisation, self.unit)))

    @property
    def all_rows(self) -> tuple[FormRow, ...]:
        """The rows of both blocks, from top to bottom."""
        return self.rows + self.ranks


# ------------------------------------------------------------------------- who is asked what


def asked(books: Books, figures: pd.DataFrame, quarter: Period) -> pd.DataFrame:
    """What this quarter asks for: organisation, indicator and period of each figure.

    Read from `books.indicators`; figures counted from the project register are not asked for, nor
    are those without a target that no rule needs (see `facts_asked`).
    A figure of the quarter is asked for in its own quarter.  One of a half year or year is asked
    for in the quarter it ends with, and in the quarters after it until it has come.  A deliverable
    that is done is not asked for again.
    """
    records = records_of(figures, quarter.fiscal_start)
    rows = [
        {**{name: fact[name] for name in _KEY}, "period": str(period)}
        for fact in facts_asked(books)
        if (period := _period_asked(fact, records, quarter)) is not None
    ]
    columns = (*_KEY, "period")
    return typed(pd.DataFrame(rows, columns=list(columns)), dict.fromkeys(columns, TEXT))


def form_plan(
    books: Books,
    figures: pd.DataFrame,
    quarter: Period,
    policy: Policy,
    yardsticks: Mapping[Key, Expectation] | None = None,
    projects: pd.DataFrame | None = None,
) -> list[FormPlan]:
    """The forms of a quarter: one for each responsible unit, one for figures without.

    `figures` (FIGURES) are those on record; `yardsticks` what the figures to come are held
    against; `projects` the project register (organisation, unit and its other columns).
    In the order of the books; a unit with nothing to report gets no form.

    =====================================  ===================================================
    case                                   decision
    =====================================  ===================================================
    who answers for an indicator           its own unit, else the unit of its first target
    no unit at all                         the organisation's own form, without a unit
    unit not on the sheet of units         a form under the name that was typed
    =====================================  ===================================================
    """
    records = records_of(figures, quarter.fiscal_start)
    units = Responsible(books)
    facts: dict[tuple[str, str | None], list[Fact]] = {key: [] for key in units.known}
    for fact in facts_asked(books):
        facts.setdefault(units.answering(fact), []).append(fact)
    plans = []
    for (organisation, unit), mine in facts.items():
        periods = [(fact, _period_asked(fact, records, quarter)) for fact in mine]
        sticks = yardsticks or {}
        rows = [
            _row(fact, records, period, quarter, sticks.get(_key(fact)))
            for fact, period in periods
            if period
        ]
        plan = FormPlan(
            organisation=organisation,
            unit=unit,
            unit_name=units.names.get((organisation, unit)) or unit,
            quarter=quarter,
            policy=policy,
            rows=tuple(row for row in rows if not row.is_rank),
            ranks=tuple(row for row in rows if row.is_rank),
            earlier=tuple(one for fact in mine for one in _earlier(fact, records, quarter)),
            projects=_projects(organisation, unit, mine, projects),
        )
        if plan.all_rows or plan.projects is not None:
            plans.append(plan)
    return plans


def followed_up(
    plans: Iterable[FormPlan], promises: Mapping[tuple[str, str], FollowUp], behind: Collection[Key]
) -> list[FormPlan]:
    """The plans with what was promised the quarter before, and the rows that are behind by now.

    `promises` and `behind` go by organisation and indicator.
    """

    def row(whose: str, one: FormRow) -> FormRow:
        key = whose, one.indicator
        return replace(one, behind=key in behind, promise=promises.get(key, NOTHING_PROMISED))

    return [
        replace(
            plan,
            rows=tuple(row(plan.organisation, one) for one in plan.rows),
            ranks=tuple(row(plan.organisation, one) for one in plan.ranks),
        )
        for plan in plans
    ]


def plan_findings(books: Books, plans: Iterable[FormPlan]) -> list[Finding]:
    """One finding for each organisation with figures that nobody answers for."""
    found = []
    table = books.indicators
    for plan in plans:
        if plan.unit is not None or not plan.all_rows:
            continue
        mine = table.values[table.values["organisation"].eq(plan.organisation)]
        first = mine.index[mine["indicator"].eq(plan.all_rows[0].indicator)][0]
        told = {"count": len(plan.all_rows), "names": [row.name for row in plan.all_rows[:8]]}
        at = table.origin(first, "responsible_unit")
        found.append(finding("I120", at, None, organisation=plan.organisation, **told))
    return found


def _projects(
    organisation: str, unit: str | None, facts: Sequence[Fact], register: pd.DataFrame | None
) -> pd.DataFrame | None:
    """The unit's projects; an empty frame where it counts projects and none is registered yet."""
    counts = any(fact["source"] == Source.REGISTER for fact in facts)
    if register is None:
        return pd.DataFrame() if counts else None
    mine = register["organisation"].isna() | register["organisation"].eq(organisation)
    mine &= register["unit"].isna() if unit is None else register["unit"].eq(unit)
    return register[mine] if counts or mine.any() else None


def _period_asked(fact: Fact, records: Mapping[Key, Record], quarter: Period) -> Period | None:
    if fact["source"] == Source.REGISTER:
        return None
    period, record = period_for(fact, quarter), records.get(_key(fact), NOTHING)
    come, last = record.has(period), record.latest(quarter.start)
    if fact["measure"] == Measure.MILESTONE and last is not None and last.value >= 1:
        return None  # closed: what is done is done
    return None if come and period.kind is not quarter.kind else period


def _row(
    fact: Fact,
    records: Mapping[Key, Record],
    period: Period,
    quarter: Period,
    stick: Expectation | None,
) -> FormRow:
    key, basis, year = _key(fact), str(fact["reported_as"]), period.year_start
    record, asks = records.get(key, NOTHING), columns_asked(fact)
    judged = asks[-1] if "to_date" in asks else asks[0]
    if stick is not None and period == quarter and asks_forecast(fact, quarter):
        asks = (*asks, "year_forecast")
    decimals, year_ago = _number(fact["decimals"]), record.a_year_before(period, basis)
    return FormRow(
        **_named(fact),
        row_id=row_id(str(fact["organisation"]), str(fact["indicator"])),
        unit_of_measure=_text(fact["unit_of_measure"]) or "",
        measure=str(fact["measure"]),
        period=period,
        decimals=None if decimals is None else int(decimals),
        minimum=_number(fact["minimum"]),
        maximum=_number(fact["maximum"]),
        asks=asks,
        judged=judged,
        previous=record.at(period.start, basis, year),
        last_year=year_ago,
        asks_year_ago=year_ago is None and asks_year_ago(fact),
        last_place=record.latest(period.start),
        yardstick=stick,
    )


def _earlier(fact: Fact, records: Mapping[Key, Record], quarter: Period) -> list[Earlier]:
    if fact["source"] == Source.REGISTER:
        return []
    known = records.get(_key(fact), NOTHING).since(quarter.end, YEARS_OF_CORRECTIONS)
    return [Earlier(**_named(fact), figure=figure) for figure in known]


def _named(fact: Fact) -> dict[str, Any]:
    """What a row and a figure on record say of their indicator alike."""
    return {
        "indicator": str(fact["indicator"]),
        "name": _text(fact["name"]) or str(fact["indicator"]),
        "name_en": _text(fact["name_en"]),
        "reported_as": str(fact["reported_as"]),
    }


def _key(fact: Fact) -> Key:
    return str(fact["organisation"]), str(fact["indicator"])


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, float | int) and not math.isnan(value) else None
