"""The quarterly form: its sheets and columns, what it asks for, and how a marked copy is known.

The column 本年累计 (`to_date`) holds the cumulative figure **on the indicator's own basis**: within
the year where the indicator is reported `to_date` or `period`, since its start where it is reported
`since_start` (`2021年以来累计`).  Its written header therefore says 本年累计（或自起始累计）, and
the figure read from it has the basis `since_start` for such an indicator.  The same holds for
上季累计 (`previous_to_date`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Final, TypeAlias

from scorecard.schema.errors import N_, Name
from scorecard.schema.period import Period, PeriodKind, last_ended
from scorecard.schema.sheets import PROJECTS, declared
from scorecard.schema.spelling import parse_unit
from scorecard.schema.vocabulary import Basis, Frequency, Measure

SCHEMA_VERSION: Final = 1
"""Version of the form's layout, written on its hidden sheet; a form of another one is refused."""

FORM: Final = {
    name: replace(sheet, columns=sheet.columns or PROJECTS.columns)
    for name, sheet in declared("form").items()
}
"""The sheets and blocks of a quarterly workbook, in their order.

`ranks` is a block below `form` on the same sheet and shares its widths; `form_meta` and `form_rows`
are two blocks of the one hidden sheet, which is named after `form_meta`.  The row id stands hidden
between the indicator and its figures: whoever selects rows by dragging over what is visible takes
it along, so that it is sorted, copied and deleted with its row.
"""

FORM_COLUMNS: Final = tuple(column.id for column in FORM["form"].columns)
RANK_COLUMNS: Final = tuple(column.id for column in FORM["ranks"].columns)
ISSUED_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {"form": FORM_COLUMNS, "ranks": RANK_COLUMNS}
"""The columns of the two blocks from left to right, as a form is issued."""
GUIDE, LISTS = Name("填表说明", "How to fill in"), Name("选项", "Lists")
WORKINGS: Final = Name("计算", "Workings")
"""Names of the other sheets: how to fill in, and two hidden ones that nobody types into."""
HIDDEN: Final = frozenset(word for name in (LISTS, WORKINGS) for word in (str(name), name.en))
"""Names of the hidden sheets that a form computes with."""
UNASKED: Final = frozenset({"organisation", "unit"})
"""Columns of the register that the form itself answers."""
ANSWERS: Final = ("cause", "action", "owner", "by_when")
"""Columns that a row asks for while it is behind."""
AMOUNTS: Final = ("year_forecast", "same_period_last_year")
"""Numbers beside the figures, in the indicator's own unit: how the year ends, how it was before."""
YEAR_AGO: Final = "same_period_last_year"
FOLLOWED_UP: Final = (*ANSWERS, "kept", *AMOUNTS)
"""Columns beside the figures whose cells are recorded each on its own."""
LOCKED: Final = ("annual_target", "same_period_last_year")
"""Columns whose cells the hidden sheet knows as they were issued."""

# ------------------------------------------------------------------------ what a quarter asks for

Fact: TypeAlias = Mapping[str, object]
"""One row of the indicators frame."""

_KINDS: Final = {
    str(Frequency.ANNUAL): PeriodKind.YEAR,
    str(Frequency.HALF_YEARLY): PeriodKind.HALF,
}


def period_for(fact: Fact, quarter: Period) -> Period:
    """The period that a form of this quarter asks an indicator's figure for.

    An annual figure is asked for in the year's fourth quarter and in the quarters after it until it
    has come, so it is that of the last year ended with the quarter; half years likewise.
    """
    kind = _KINDS.get(str(fact["frequency"]))
    if kind is None:
        return quarter
    return last_ended(kind, quarter.end_date, quarter.fiscal_start)


def columns_asked(fact: Fact) -> tuple[str, ...]:
    """The cells to fill in: a level's value, a year's total, or a flow's increment and total."""
    if fact["measure"] == Measure.RANK:
        return ("place", "rank_of", "edition", "data_year", "published_on")
    if fact["reported_as"] == Basis.POINT:
        return ("this_period",)
    if fact["frequency"] == Frequency.ANNUAL:
        return ("to_date",)
    return ("this_period", "to_date")


def asks_forecast(fact: Fact, quarter: Period) -> bool:
    """Whether a form asks what the unit expects for the whole year: in the year's third quarter.

    Of ranks and of what is done or not nobody is asked.
    """
    third = quarter.start - quarter.year_start == 2 * quarter.months
    return third and fact["measure"] not in {Measure.RANK, Measure.MILESTONE}


def asks_year_ago(fact: Fact) -> bool:
    """Whether a form asks for the figure of the year before where the ledger has none.

    Not of ranks, whose last place is on record, nor of what is done or not.
    """
    return fact["measure"] not in {Measure.RANK, Measure.MILESTONE}


def counts_whole(unit_of_measure: str, measure: object, decimals: object) -> bool:
    """Whether a figure is a whole number: a count of things without decimals.

    >>> counts_whole("个", "flow", 0), counts_whole("亿元", "flow", 0)
    (True, False)
    """
    unit = parse_unit(unit_of_measure)
    counted = unit is not None and unit.kind == "count" and measure != Measure.MILESTONE
    return counted and isinstance(decimals, int | float) and decimals == 0


def row_id(organisation: str, indicator: str) -> str:
    """The id of an indicator's row, the same in every form and quarter.

    A row copied over from an older form of the same indicator is still the same row.
    """
    return "R" + hashlib.sha256(f"{organisation}\n{indicator}".encode()).hexdigest()[:10]


# ------------------------------------------------------------------- how a marked copy is known

RECORD_SHEET: Final = "scorecard-marks"
"""The hidden sheet that keeps what stood in the marked cells; its B1 names the sheet of faults."""

# --------------------------- what a department has written down about a target that needs attention

BEFORE: Final[Mapping[str, str]] = {
    "cause": N_("Cause carried over"),
    "action": N_("Action carried over"),
    "owner": N_("Owner carried over"),
    "by_when": N_("Date carried over"),
}
"""Hidden columns that hold what the scorecard of the quarter before said when this was written."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Cause, action, owner and date as they were typed; empty where nothing was.

    A single day in `by_when` is told as YYYY-MM-DD.  The office's `opinion` is of one quarter: it
    is not carried over to the next.
    """

    cause: str = ""
    action: str = ""
    owner: str = ""
    by_when: str = ""
    opinion: str = ""

    def over(self, earlier: FollowUp) -> FollowUp:
        """What was typed last of each, the earlier where this one is empty.

        >>> FollowUp(action="b").over(FollowUp("c", "a"))
        FollowUp(cause='c', action='b', owner='', by_when='', opinion='')
        """
        names = [f.name for f in fields(self)]
        return FollowUp(*(getattr(self, name) or getattr(earlier, name) for name in names))

    def apart_from(self, other: FollowUp) -> FollowUp:
        """What differs from another one; empty where they say the same.

        >>> FollowUp("c", "a").apart_from(FollowUp("c", "b"))
        FollowUp(cause='', action='a', owner='', by_when='', opinion='')
        """
        names = [f.name for f in fields(self)]
        told = [(getattr(self, name), getattr(other, name)) for name in names]
        return FollowUp(*(mine if mine != others else "" for mine, others in told))

    @property
    def day(self) -> date | None:
        """The date, where it is a single day.

        >>> FollowUp(by_when="2031-03-31").day, FollowUp(by_when="spring").day
        (datetime.date(2031, 3, 31), None)
        """
        try:
            return date.fromisoformat(self.by_when)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands beside a target in a scorecard, and what the quarter before had said then."""

    stands: FollowUp
    carried: FollowUp = field(default_factory=FollowUp)


Key: TypeAlias = tuple[str, str]
"""Organisation and indicator."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One cell that a unit has filled in beside its figures, as it is on record.

    `item` is the column (`FOLLOWED_UP`), `period` the form's quarter; `content` the text, a day as
    YYYY-MM-DD, the id of `Kept`; `value` the number of a forecast or of the year before (`AMOUNTS`)
    in `unit_of_measure`.
    """

    organisation: str
    indicator: str
    period: str
    item: str
    content: str
    raw: str
    value: float | None = None
    unit_of_measure: str | None = None
    file: str | None = None
    sheet: str | None = None
    cell: str | None = None
    known_on: str | None = None

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What a later answer takes the place of."""
        return self.organisation, self.indicator, self.period, self.item


@dataclass(frozen=True, slots=True)
class YearAgo:
    """A figure of last year as a unit has typed it beside the one of `period` (`answer.value`)."""

    answer: Answer
    period: Period
    name: str
    reported_as: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the form of a quarter says of one indicator: why it is behind, what was promised before.

    `promise` is what was said the quarter before would be done, `kept` (an id of `Kept`,
    or empty) what became of it; `year_forecast` and `year_ago` (the same period last year) are in
    the indicator's own unit.  `cells` names the cell of each answer of the quarter
    (`file!sheet!cell`) by its column.
    """

    told: FollowUp = field(default_factory=FollowUp)
    promise: FollowUp = field(default_factory=FollowUp)
    kept: str = ""
    year_forecast: float | None = None
    year_ago: float | None = None
    cells: Mapping[str, str] = field(default_factory=dict)


NOTHING_TOLD: Final = Told()


def told_in(answers: Iterable[Answer], quarter: Period, as_of: date) -> dict[Key, Told]:
    """What the forms of a quarter say by (organisation, indicator), as it was known on a day.

    `answers` in the order of entry: of several for one cell the last counts, by the day on which
    it became known, then by its place.  An indicator about which nothing is said has no entry.
    """
    before = str(replace(quarter, start=quarter.start - quarter.months))
    known = [a for a in answers if a.known_on is None or a.known_on <= as_of.isoformat()]
    last = {a.key: a for a in sorted(known, key=lambda a: a.known_on or "")}
    said: dict[Key, dict[str, dict[str, Answer]]] = {}
    for one in last.values():
        if one.period in {before, str(quarter)}:
            key = one.organisation, one.indicator
            said.setdefault(key, {}).setdefault(one.period, {})[one.item] = one

    def follow_up(found: Mapping[str, Answer]) -> FollowUp:
        return FollowUp(**{name: found[name].content for name in ANSWERS if name in found})

    found = {}
    for key, periods in said.items():
        now = periods.get(str(quarter), {})
        promise = replace(follow_up(periods.get(before, {})), cause="")
        kept, (forecast, ago) = now.get("kept"), (now.get(name) for name in AMOUNTS)
        found[key] = Told(
            told=follow_up(now),
            promise=promise if promise.action else FollowUp(),
            kept=kept.content if kept else "",
            year_forecast=forecast.value if forecast else None,
            year_ago=ago.value if ago else None,
            cells={name: f"{a.file}!{a.sheet}!{a.cell}" for name, a in now.items()},
        )
    return found


@dataclass(frozen=True, slots=True)
class Followed:
    """What a scorecard says beside a target now, and how much of it comes from elsewhere.

    `carried` is what was not typed into the scorecard itself: the unit's own words in its `form`,
    then those of the scorecard before.  `old` is what is told of the quarter before alone: nobody
    has said it of this one.
    """

    told: FollowUp = field(default_factory=FollowUp)
    carried: FollowUp = field(default_factory=FollowUp)
    form: Told = NOTHING_TOLD
    old: FollowUp = field(default_factory=FollowUp)


def promised(before: Entry | None, form: Told = NOTHING_TOLD) -> FollowUp:
    """What was promised the quarter before: typed into its scorecard, else in its forms.

    >>> promised(Entry(FollowUp(action="b"), FollowUp(action="a"))).action
    'b'
    >>> promised(Entry(FollowUp(action="a"), FollowUp(action="a"))).action
    ''
    """
    typed = before.stands.apart_from(before.carried) if before else FollowUp()
    told = replace(typed.over(form.promise), cause="", opinion="")
    return told if told.action else FollowUp()


def followed(before: Entry | None, now: Entry | None, form: Told = NOTHING_TOLD) -> Followed:
    """The form's words first, then what was typed this quarter, then the quarter before.

    What stands in this quarter's own scorecard as it was carried over has not been typed there:
    a change in the scorecard before takes its place.  What was typed over the form's own words,
    once the scorecard showed them, stands.

    >>> old, new = FollowUp(cause="old"), FollowUp(cause="new")
    >>> followed(Entry(new), Entry(old, old)).told.cause
    'new'
    >>> followed(Entry(old), Entry(new, old)).told.cause
    'new'
    >>> followed(None, Entry(old), Told(new)).told.cause
    'new'
    >>> followed(None, Entry(old, new), Told(new)).told.cause
    'old'
    >>> followed(Entry(old), Entry(new, old)).old.cause, followed(Entry(old), None).old.cause
    ('', 'old')
    """
    stands, then = (now.stands, now.carried) if now else (FollowUp(), FollowUp())
    carried = form.told.over(replace(before.stands, opinion="") if before else then)
    typed = stands.apart_from(then)
    shown = [n for n in ANSWERS if getattr(form.told, n) in {"", getattr(then, n)}]
    seen = FollowUp(**{name: getattr(typed, name) for name in shown})
    form = replace(form, promise=promised(before, form))
    told = seen.over(carried).over(stands)
    own = seen.over(form.told).over(FollowUp(opinion=told.opinion))
    return Followed(told, carried, form, told.apart_from(own))
