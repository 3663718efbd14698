"""Figures counted from the project register: one for each period, and each day it changed.

Longer than other modules: reading a filter, counting, and dating what was counted are one subject.

A period's figure exists once the register is known to be complete to the period's last day: by the
form of the unit that answers for the indicator, or by the office's own book.  What becomes known
later about that period (a project signed then and registered late) adds a vintage; what is reported
for later periods does not touch it.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
import pandas as pd

from scorecard.schema import sheets
from scorecard.schema.frames import ENTRIES, FIGURES, PROJECTS, Books, empty, typed
from scorecard.schema.period import Period, PeriodKind, last_ended, year
from scorecard.schema.vocabulary import Aggregate, Basis, FigureState, Frequency

Key: TypeAlias = tuple[str, str]
"""Organisation and indicator."""
Moment: TypeAlias = tuple[str, pd.Timestamp, pd.Timestamp]
"""Of whom, as of the end of which day, by what was known on which day."""

YEARS: Final = 15
"""Years back from the last complete period for which figures are counted."""
LISTED: Final = 40
"""Projects that a figure's evidence names; the rest are counted."""
LONGEST: Final = 300
PROJECTS_WHOLE: Final = "project"
"""Counted: packages as one project each (打包口径)."""
PROJECTS_SPLIT: Final = "part"
"""Counted: the parts of packages instead of them (拆分口径)."""
_PROJECT: Final = ["moment", "project"]
_PARENT: Final = ["moment", "parent_project"]
_RANK: Final = {stage: float(n) for n, stage in enumerate(sheets.STAGES)}


# -------------------------------------------------------------------------------- conditions

_CONDITION: Final = re.compile(
    r"^(?P<field>[a-z_]+)\s*(?:is\s+(?P<state>filled|blank)"
    r"|(?P<op>>=|<=|!=|[<>=]|in\b)\s*(?P<value>\S.*))$"
)
_ORDERED: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_COMPARE: Final = {"=": operator.eq, "!=": operator.ne, **_ORDERED}


class FilterError(ValueError):
    """A text that is no condition; `rest` is where reading stopped."""

    def __init__(self, rest: str) -> None:
        super().__init__(rest)
        self.rest = rest


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison of a register's column with a value; compared, never run as program code."""

    field: str
    operator: str
    values: tuple[float | str | pd.Timestamp, ...] = ()

    def holds(self, projects: pd.DataFrame) -> pd.Series:
        """Element-wise (boolean, index of the frame) whether a project is let in.

        A missing value meets no comparison but `!=` and `is blank`.
        """
        column = projects[self.field]
        match self.operator:
            case "filled":
                return column.notna()
            case "blank":
                return column.isna()
            case "in":
                return column.isin(list(self.values))
        value: Any = self.values[0]
        if self.field == "stage" and self.operator in _ORDERED:
            column, value = column.map(_RANK).astype("float64"), _RANK[str(value)]
        held: pd.Series = _COMPARE[self.operator](column, value)
        return held.fillna(value=self.operator == "!=").astype(bool)

    @property
    def ends(self) -> bool:
        """Whether the condition itself asks for projects that have ended."""
        asks = self.field == "stage" and self.operator in {"=", "in"}
        return asks and sheets.TERMINATED in self.values


def parse_filter(text: str) -> tuple[Condition, ...]:
    """The conditions of a filter, joined by `and`; raises `FilterError`.

    >>> [c.field for c in parse_filter("total_investment > 10 and stage >= started")]
    ['total_investment', 'stage']
    >>> (
    ...     parse_filter("nature in new, expansion")[0].values,
    ...     parse_filter("land is filled")[0].operator,
    ... )
    (('new', 'expansion'), 'filled')
    """
    if len(text) > LONGEST:
        raise FilterError(text[LONGEST:])
    return tuple(_condition(part.strip()) for part in text.split(" and "))


def _condition(text: str) -> Condition:
    found = _CONDITION.match(text)
    name = "" if found is None else found["field"]
    if found is None or name not in PROJECTS or name in {"file", "sheet"}:
        raise FilterError(text)
    if found["state"]:
        return Condition(name, found["state"])
    sign = found["op"]
    if sign in _ORDERED and PROJECTS[name] == sheets.TEXT and name != "stage":
        raise FilterError(text)
    texts = found["value"].split(",") if sign == "in" else [found["value"]]
    values = tuple(_value(name, value.strip()) for value in texts)
    if name == "stage" and sign in _ORDERED and values[0] not in _RANK:
        raise FilterError(found["value"])
    return Condition(name, sign, values)


def _value(name: str, text: str) -> float | str | pd.Timestamp:
    try:
        if PROJECTS[name] == sheets.NUMBER:
            return float(text)
        if PROJECTS[name] == sheets.DATE:
            return pd.Timestamp(date.fromisoformat(text))
    except ValueError:
        raise FilterError(text) from None
    if name == "stage" and text not in {*sheets.STAGES, sheets.TERMINATED}:
        raise FilterError(text)
    return text


# ------------------------------------------------------------------- what is counted, and how


@dataclass(frozen=True, slots=True)
class Count:
    """How an indicator is counted: what is added up, by which date, under which conditions.

    `field` is `project`, `part` or a date for a count, a column of amounts for a sum.
    """

    organisation: str
    indicator: str
    aggregate: str
    field: str
    conditions: tuple[Condition, ...] = ()

    @property
    def dated_by(self) -> str:
        """The date that places a project in a period: its first signing, or the one counted."""
        return self.field if self.field in sheets.DONE_ON else "signed_on"

    @property
    def by_stage(self) -> bool:
        """Whether a condition on the stage decides, so that no signing is asked for."""
        return any(c.field == "stage" for c in self.conditions)

    def fits(self, basis: str) -> bool:
        """Whether the basis can be counted: a total since the start is no part of a single year."""
        return self.field != sheets.INVESTED or basis in {Basis.SINCE_START, Basis.POINT}


@dataclass(frozen=True, slots=True)
class Counted:
    """One indicator to be counted: how, in which unit, by which periods, and who closes them."""

    count: Count
    factor: float
    basis: str
    kind: PeriodKind
    unit: str | None
    decimals: int | None

    def since(self, period: Period, fiscal_start: int) -> pd.Timestamp | None:
        """The first day that counts for a period; none for a level."""
        match self.basis:
            case Basis.PERIOD:
                return pd.Timestamp(period.start_date)
            case Basis.TO_DATE:
                return pd.Timestamp(year(period.fiscal_year, fiscal_start).start_date)
        return None


def fields_of(aggregate: str) -> tuple[str, ...]:
    """The fields that an aggregate can take."""
    if aggregate == Aggregate.COUNT:
        return (PROJECTS_WHOLE, PROJECTS_SPLIT, *sheets.DONE_ON)
    return tuple(sheets.UNITS)


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
        aggregate, field = (str(v).strip() for v in hows.iloc[0])
        try:
            conditions = tuple(c for f in rows["filter"].dropna() for c in parse_filter(str(f)))
        except FilterError:
            continue
        if len(hows) == 1 and field in fields_of(aggregate):
            key = str(organisation), str(indicator)
            found[key] = Count(*key, aggregate, field, conditions)
    return found


def counted_of(books: Books, answering: Mapping[Key, str | None]) -> list[Counted]:
    """The indicators that can be counted, in book order.

    `answering` is the unit that answers for each indicator (organisation, indicator).  A sum whose
    unit of measure does not convert is left out (R204), so is a running total by year (R205).
    """
    counts = counts_of(books)
    kinds = {Frequency.ANNUAL: PeriodKind.YEAR, Frequency.HALF_YEARLY: PeriodKind.HALF}
    facts = books.indicators.values.drop_duplicates(["organisation", "indicator"])
    found = []
    for row in facts.to_dict("records"):
        key = str(row["organisation"]), str(row["indicator"])
        count, basis = counts.get(key), str(row["reported_as"])
        if count is None or not count.fits(basis):
            continue
        sums = count.aggregate != Aggregate.COUNT
        factor = sheets.UNITS[count.field].get(str(row["unit_of_measure"]), 0.0) if sums else 1.0
        if factor:
            kind = kinds.get(row["frequency"], PeriodKind.QUARTER)
            decimals = None if pd.isna(row["decimals"]) else int(row["decimals"])
            found.append(Counted(count, factor, basis, kind, answering.get(key), decimals))
    return found


# ------------------------------------------------------------------- the register as of a day


def states(entries: pd.DataFrame, moments: Sequence[Moment]) -> pd.DataFrame:
    """Each project once for each moment (ENTRIES and `moment`, its number; `end`, `known`).

    | case | decision |
    |---|---|
    | states that stand on or before `end` | the last of them, by the day it stands on |
    | only later states | the first that became known, with its dates cut at `end` |
    | dates after `end` | have not happened: missing |
    | stage beyond those dates | the stage before the first of them |
    | ended after `end` | not yet ended: the last stage whose date has come |

    A change counts from the period it was reported for; earlier periods stay as they were.  The
    rows are in the order of the projects' first entries.
    """
    columns = {"moment": sheets.INTEGER, "organisation": sheets.TEXT}
    columns |= {"end": sheets.DATE, "known": sheets.DATE}
    rows = [(number, *moment) for number, moment in enumerate(moments)]
    frame = typed(pd.DataFrame(rows, columns=list(columns)), columns)
    first = entries.groupby(["organisation", "project"])["entry"].transform("min")
    joined = entries.assign(first=first).merge(frame, on="organisation")
    joined = joined[joined["known_on"] <= joined["known"]]
    on_time = joined["stands_on"] <= joined["end"]
    held = joined[on_time].sort_values(["stands_on", "known_on", "entry"])
    late = joined[~on_time].sort_values(["known_on", "entry"])
    both = [held.drop_duplicates(_PROJECT, keep="last"), late.drop_duplicates(_PROJECT)]
    together = pd.concat(both).drop_duplicates(_PROJECT)
    return _cut(together.sort_values(["moment", "first"], ignore_index=True))


def state_at(entries: pd.DataFrame, organisation: str, end: date) -> pd.DataFrame:
    """The projects of one organisation (ENTRIES) at the end of a day, by everything known."""
    day = pd.Timestamp(entries["known_on"].max())
    return typed(states(entries, [(organisation, pd.Timestamp(end), day)]), ENTRIES)


def _cut(projects: pd.DataFrame) -> pd.DataFrame:
    """The projects with what happened after their moment taken back: dates and stages."""
    end, stage = projects["end"], projects["stage"].map(_RANK).astype("float64")
    revived = projects["stage"].eq(sheets.TERMINATED) & (projects["terminated_on"] > end)
    stage = stage.mask(revived, float(len(sheets.STAGES)))
    reached = pd.Series(0.0, index=projects.index)
    for name, column in sheets.REACHED_ON.items():
        rank = _RANK[name]
        stage = stage.mask((projects[column] > end) & (stage >= rank), rank - 1)
        reached = reached.mask(projects[column] <= end, rank)
    stage = stage.mask(revived, reached)
    words = stage.map(dict(enumerate(sheets.STAGES))).astype("str")
    done = {name: projects[name].where(projects[name] <= end) for name in sheets.DONE_ON}
    return projects.assign(stage=words.fillna(projects["stage"]), **done)


def _with_amounts(projects: pd.DataFrame) -> pd.DataFrame:
    """Amounts as the conditions see them: packages filled from their parts, 增资 added.

    `own_<amount>` is a row's amount without additional investment.
    """
    frame = projects.assign(**{f"own_{name}": projects[name] for name in sheets.AMOUNTS})
    live = frame[frame["stage"].ne(sheets.TERMINATED) & frame["parent_project"].notna()]
    if live.empty:
        return frame
    is_added = live["nature"].eq(sheets.ADDITIONAL)
    names, keys = list(sheets.AMOUNTS), _keys(frame, _PROJECT)
    added = live[is_added & live["signed_on"].notna()].groupby(_PARENT)[names].sum(min_count=1)
    parts = live[~is_added].groupby(_PARENT)[names].sum(min_count=1)
    more = added.reindex(keys).set_axis(frame.index)
    own = frame[names].fillna(parts.reindex(keys).set_axis(frame.index))
    seen = own.add(more.fillna(0.0)).fillna(more)
    return frame.assign(
        **{f"own_{name}": own[name] for name in sheets.AMOUNTS},
        **{name: seen[name] for name in sheets.AMOUNTS},
    )


# ----------------------------------------------------------------------- projects that count


def _tally(frame: pd.DataFrame, count: Count, since: pd.Series | None) -> pd.DataFrame:
    """The rows that make up the figure of each moment; `own` is what a row adds to it.

    `frame` holds each project once for each moment (`states`), its amounts as conditions see them.
    `since` is the first day that counts, by moment; without it a level is counted.

    | case | counted |
    |---|---|
    | project with a date in the window, conditions met | once, whatever was signed later |
    | additional investment (增资) | no project; its money by its own date |
    | package and its parts | the package; of `part` its parts; of a sum never both |
    | package without an amount | the sum of its parts |
    | ended by the last day | not, unless the conditions ask for it |
    | no date | not; a level asked for by stage needs none |
    """
    if not any(c.ends for c in count.conditions):
        frame = frame[frame["stage"].ne(sheets.TERMINATED)]
    owners = frame[frame["nature"].ne(sheets.ADDITIONAL)]
    if since is not None or not count.by_stage:
        owners = owners[owners[count.dated_by].notna()]
    projects, parents = _keys(owners, _PROJECT), _keys(owners, _PARENT)
    split = count.field == PROJECTS_SPLIT  # packages without their parts, or parts without them
    owners = owners[~(projects.isin(parents) if split else parents.isin(projects))]
    for condition in count.conditions:
        owners = owners[condition.holds(owners)]
    if count.aggregate == Aggregate.COUNT:
        rows = owners.assign(own=1.0)
    else:
        added = frame[frame["nature"].eq(sheets.ADDITIONAL) & frame["signed_on"].notna()]
        added = added[_keys(added, _PARENT).isin(_keys(owners, _PROJECT))]
        rows = pd.concat([each.assign(own=each[f"own_{count.field}"]) for each in (owners, added)])
    if since is None:
        return rows
    return rows[rows[count.dated_by] >= rows["moment"].map(since)]


def _keys(frame: pd.DataFrame, columns: list[str]) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(frame[columns])


def counted_rows(
    one: Counted, entries: pd.DataFrame, period: Period, known: pd.Timestamp, fiscal_start: int = 1
) -> pd.DataFrame:
    """The projects behind one period's figure by what was known on a day; `own` is what each adds.

    The columns are those of ENTRIES, `own` in the register's own unit.
    """
    moment = one.count.organisation, pd.Timestamp(period.end_date), known
    first = one.since(period, fiscal_start)
    since = None if first is None else pd.Series([first], index=[0])
    return _tally(_with_amounts(states(entries, [moment])), one.count, since)


# ----------------------------------------------------------------------------------- figures


@dataclass(frozen=True, slots=True)
class _Stand:
    """A period's figure by what was known on a day; `closing` is what made the period complete."""

    one: Counted
    period: Period
    end: pd.Timestamp
    known: pd.Timestamp
    closing: Mapping[Hashable, Any]

    @property
    def moment(self) -> Moment:
        """What the state of the register depends on."""
        return self.one.count.organisation, self.end, self.known


class _Part(NamedTuple):
    """A project of a figure: its number among the moments, what it adds, and where it stands."""

    moment: int
    own: float
    project: str
    known_on: pd.Timestamp
    file: str
    sheet: str
    cell: str


def counted_figures(
    counted: Sequence[Counted], entries: pd.DataFrame, closings: pd.DataFrame, fiscal_start: int = 1
) -> pd.DataFrame:
    """The figures (FIGURES) that the register gives, every vintage of each.

    `entries` (ENTRIES) are the states of the projects, `closings` (CLOSINGS) the confirmations.
    `evidence` lists the ids of the projects that were counted; `cell` is that of the first of them,
    of the list's header where none was.  `note` is missing, `state` final.
    """
    closings = closings.sort_values("known_on", kind="stable")
    registers = {}
    for name in dict.fromkeys(one.count.organisation for one in counted):
        own, closed = (f[f["organisation"].eq(name)] for f in (entries, closings))
        registers[name] = own, closed
    stands = [
        list(_stands(one, *registers[one.count.organisation], fiscal_start)) for one in counted
    ]
    numbers = {
        moment: n
        for n, moment in enumerate(dict.fromkeys(s.moment for some in stands for s in some))
    }
    if not numbers:
        return empty(FIGURES)
    made = _with_amounts(states(entries, list(numbers)))
    rows = [
        row
        for one, some in zip(counted, stands, strict=True)
        for row in _rows(one, some, made, numbers, fiscal_start)
    ]
    return typed(pd.DataFrame(rows), FIGURES)


def _stands(
    one: Counted, entries: pd.DataFrame, closings: pd.DataFrame, fiscal_start: int
) -> Iterator[_Stand]:
    """Each period with each day on which its figure may have become another one."""
    if one.unit is not None:
        closings = closings[closings["unit"].isna() | closings["unit"].eq(one.unit)]
    if closings.empty:
        return
    ordered = entries.sort_values(["known_on", "entry"]).drop_duplicates("project")
    firsts = entries.index.isin(ordered.index)
    stood, known = entries["stands_on"].to_numpy(), entries["known_on"].to_numpy()
    closed, records = closings["stands_on"].to_numpy(), closings.to_dict("records")
    last = last_ended(one.kind, closings["stands_on"].max().date(), fiscal_start)
    dates = entries[list(sheets.DONE_ON)].min().min()
    begin = last.start if pd.isna(dates) else 12 * dates.year + dates.month - 1
    begin = max(begin, last.start - 12 * YEARS)
    for start in reversed(range(last.start, begin - last.months, -last.months)):
        period = Period(one.kind, start, fiscal_start=fiscal_start)
        end = pd.Timestamp(period.end_date)
        closing = records[int((closed >= end.to_datetime64()).argmax())]
        news = known[(stood <= end.to_datetime64()) | firsts]
        later = np.unique(news[news > closing["known_on"].to_datetime64()])
        for day in [closing["known_on"], *map(pd.Timestamp, later)]:
            yield _Stand(one, period, end, day, closing)


def _rows(
    one: Counted,
    stands: Sequence[_Stand],
    made: pd.DataFrame,
    numbers: Mapping[Moment, int],
    fiscal_start: int,
) -> Iterator[dict[str, Any]]:
    """The figures of one indicator; `made` holds the states of all moments, by their numbers."""
    own_numbers = [numbers[stand.moment] for stand in stands]
    first = [one.since(stand.period, fiscal_start) for stand in stands]
    since = None if None in first else pd.Series(first, index=own_numbers)
    rows = _tally(made[made["moment"].isin(own_numbers)], one.count, since)
    parts: dict[int, list[_Part]] = {}
    for values in zip(*(rows[name] for name in _Part._fields), strict=True):
        parts.setdefault(values[0], []).append(_Part(*values))
    before: tuple[Period, float, tuple[str, ...]] | None = None
    vintage = 0
    for number, stand in zip(own_numbers, stands, strict=True):
        own = parts.get(number, [])
        value = round(sum(part.own for part in own if not math.isnan(part.own)) * one.factor, 10)
        now = (stand.period, value, tuple(part.project for part in own))
        if now != before:
            vintage = vintage + 1 if before and before[0] == stand.period else 1
            before = now
            yield _figure(stand, value, own, vintage)


def _figure(stand: _Stand, value: float, parts: Sequence[_Part], vintage: int) -> dict[str, Any]:
    """One row of FIGURES; a restatement stands at the row that made it."""
    newest = [part for part in parts if vintage == 1 or part.known_on == stand.known] or parts
    place = newest[0]._asdict() if newest else stand.closing
    return {
        "organisation": stand.one.count.organisation,
        "indicator": stand.one.count.indicator,
        "period": str(stand.period),
        "basis": stand.one.basis,
        "value": value,
        "raw": _printed(value),
        "state": str(FigureState.FINAL),
        "evidence": listed([part.project for part in parts]),
        "known_on": stand.known,
        "sent_by": stand.closing["sent_by"],
        "vintage": vintage,
        **{name: place[name] for name in ("file", "sheet", "cell")},
    }


def _printed(value: float) -> str:
    """A value with at most four decimals, rounded half up, none of them a trailing zero."""
    number = Decimal(repr(value)).quantize(Decimal("0.0001"), ROUND_HALF_UP, Context(prec=400))
    return f"{number:,f}".rstrip("0").rstrip(".")


def listed(projects: Sequence[str]) -> str:
    """The ids of the projects in one text, in order; those beyond `LISTED` counted.

    >>> listed(["P-01", "P-02"])
    'P-01、P-02'
    """
    more = f" … (+{len(projects) - LISTED})" if len(projects) > LISTED else ""
    return "、".join(projects[:LISTED]) + more
