"""What is known: the figures in force, added up where they are flows, and the one to stand on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from scorecard.assessment.target import Target
from scorecard.schema.period import MONTHS_A_YEAR, Span, day_before, year_start
from scorecard.schema.vocabulary import Basis, FigureState

_BASES: Final = {basis: place for place, basis in enumerate(Basis)}
Sequel = tuple[int, float | None]
"""One point of a series: the month in which its period has ended, and its value."""


@dataclass(slots=True)
class Figure:
    """One reported value.

    Attributes
    ----------
        row: Its position in the table it comes from.
        span: Its period.
        known_on: The day it became known.
        basis: What it covers: the period alone, the year to date, since the start, or a point in
            time; None: as the indicator is reported, else to date.
        value: In the indicator's unit; None: withdrawn.
        state: How firm it is.
        has_evidence: Whether it names evidence.
        vintage: Counts restatements from 1.
    """

    row: int
    span: Span
    known_on: int
    basis: Basis | None
    value: float | None
    state: FigureState | None
    has_evidence: bool
    vintage: float

    @property
    def is_revised(self) -> bool:
        """Whether it was restated."""
        return self.vintage > 1


@dataclass(slots=True)
class Known:
    """What is known at the end of one period.

    Attributes
    ----------
        day, month: The last day, and the first month not complete then.
        value: The level; for a flow what has accumulated (since the start of its fiscal year, or
            since `origin` for flows counted since their start); indicator's unit.
        whole: Whether nothing is missing in a sum (always true for levels).
        origin: The day before a sum that was added up begins; None for what was reported as such.
        figure: The (last) figure in it.
        added: The figures added up into it.
    """

    day: int
    month: int
    value: float
    whole: bool
    origin: int | None
    figure: Figure
    added: tuple[Figure, ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The last figure, and those added up into it."""
        return (self.figure, *self.added)


@dataclass(slots=True)
class Standing:
    """The figure a target stands on, and what is known besides.

    Attributes
    ----------
        day: The last day of the figure's period, 0 where no figure speaks about the target.
        whole: Whether nothing is missing in a sum; otherwise `actual` is a lower bound.
        is_due_figure: Whether it is the figure of the due date.
        known: What is known on that day.
        actual: Y in the indicator's unit: the level, or what has accumulated since the baseline.
        last: The last that is known at all (also from before the start).
        earlier: What is known since the start and before the figure the target stands on, in time.
    """

    day: int = 0
    whole: bool = False
    is_due_figure: bool = False
    known: Known | None = None
    actual: float | None = None
    last: Known | None = None
    earlier: Sequence[Known] = ()


def known_of(target: Target, figures: Iterable[Figure], fiscal_start: int) -> list[Known]:
    """What is known at the end of every reported period, in time.

    `figures` are those in force at a date, of the target's indicator, in any order.

    ==========================================  =============================================
    case                                        decision
    ==========================================  =============================================
    several vintages of one figure              the last by `known_on`, then `vintage`
    last vintage has no value                   the figure is withdrawn
    level: several figures with one end         as the indicator is reported, then the longest
    flow                                        added up, see `_sums`
    ==========================================  =============================================
    """
    latest = [figure for figure in latest_of(target, figures) if figure.value is not None]
    if target.is_flow:
        return list(_sums(target, latest, fiscal_start))
    return list(_levels(target, latest))


def latest_of(target: Target, figures: Iterable[Figure]) -> list[Figure]:
    """The last vintage of every figure, by end of the period, length and basis."""
    latest: dict[tuple[int, int, int], Figure] = {}
    for figure in figures:
        span = figure.span
        key = (span.last_day, span.months, _BASES[basis_of(target, figure)])
        other = latest.setdefault(key, figure)
        if other is not figure and _age(figure) >= _age(other):
            latest[key] = figure
    return [latest[key] for key in sorted(latest)]


def basis_of(target: Target, figure: Figure) -> Basis:
    """What a figure covers; a blank basis as the indicator is reported, else to date."""
    return figure.basis or target.reported_as or Basis.TO_DATE


def _age(figure: Figure) -> tuple[int, float, bool, float]:
    value = figure.value
    return figure.known_on, figure.vintage, value is None, value or 0.0


def _levels(target: Target, figures: Sequence[Figure]) -> Iterator[Known]:
    """One level for each end of a period; of a rank its latest edition."""
    asked = target.reported_as

    def closest(figure: Figure) -> tuple[bool, int, int]:
        basis = basis_of(target, figure)
        return basis is asked, figure.span.months, _BASES[basis]

    levels: dict[int, Figure] = {}
    for figure in figures:
        other = levels.setdefault(figure.span.last_day, figure)
        if other is not figure and closest(figure) > closest(other):
            levels[figure.span.last_day] = figure
    for day, figure in levels.items():
        assert figure.value is not None  # noqa: S101  (withdrawn figures are left out)
        yield Known(day, figure.span.end, figure.value, True, None, figure)  # noqa: FBT003  (whole)


def _sums(target: Target, figures: Sequence[Figure], fiscal_start: int) -> Iterator[Known]:
    """What a flow has accumulated at the end of each reported period.

    A figure is added to the sum at the last end that is not after its own start; what lies between
    the two is a gap, and the sum is then a lower bound (`whole` is false).  A reported sum stands
    for itself.  Of several ways to one end the whole one counts, a reported one before an added
    one, the larger bound among bounds.  A flow within the year starts anew with its fiscal year;
    figures of periods that began before it are left out.
    """
    total = target.since_start
    openings: dict[int, float | None] = {}
    for figure in figures:
        if basis_of(target, figure) is Basis.SINCE_START:
            openings.setdefault(figure.span.last_day, figure.value)
    begun, sums = -1, list[Known]()
    for _, group in groupby(figures, key=lambda figure: figure.span.last_day):
        same_end = list(group)
        opening = day_before(year_start(same_end[0].span.month, fiscal_start))
        if opening != begun and not total:
            begun, sums = opening, []
        found = [_way(target, figure, sums, opening, openings) for figure in same_end]
        ways = [way for way in found if way is not None]
        if ways:
            best = ways[0] if len(ways) == 1 else max(reversed(ways), key=_rank)
            sums.append(best)
            from_opening = total or best.origin is None or best.origin == opening
            yield best if from_opening else replace(best, whole=False)


def _rank(way: Known) -> tuple[bool, bool, float]:
    return way.whole, way.origin is None and not way.added, way.value


def _way(
    target: Target,
    figure: Figure,
    sums: Sequence[Known],
    opening: int,
    openings: Mapping[int, float | None],
) -> Known | None:
    """The sum that a figure leads to, from the sums before it; None where it leads to none."""
    span, value, total = figure.span, figure.value, target.since_start
    basis = basis_of(target, figure)
    since = basis is Basis.SINCE_START
    if since and not total:
        before = openings.get(opening)
        value = None if value is None or before is None else value - before
    if value is None:
        return None
    if since or (not total and basis is not Basis.PERIOD):
        return Known(span.last_day, span.end, value, True, None, figure)  # noqa: FBT003  (whole)
    start = span.eve if basis is Basis.PERIOD else opening
    if not total and start < opening:
        return None
    last = next((known for known in reversed(sums) if known.day <= start), None)
    if last is None:
        return Known(span.last_day, span.end, value, True, start, figure, (figure,))  # noqa: FBT003  (whole)
    # a mixed sum carries the flags of every figure in it, of a reported sum too
    whole = last.whole and last.day == start
    added = (*(last.added or (last.figure,)), figure)
    return Known(span.last_day, span.end, value + last.value, whole, last.origin, figure, added)


def standing_of(target: Target, known: Sequence[Known]) -> Standing:
    """The figure a target stands on.

    The figure whose own period ends at the due date (or in the reporting period that holds a due
    date inside it), else the last one before; figures from before the start do not count.
    """
    due_figure = None
    last = None
    for each in known:
        if target.settle is not None and each.day > target.settle:
            break
        last = each
        if target.due is not None and due_figure is None and each.day >= target.due:
            due_figure = each
    chosen = due_figure or last
    if chosen is None or chosen.day <= target.start:
        return Standing(last=last)
    actual, whole = _actual(target, chosen, known)
    if actual is None:
        return Standing(last=last)
    earlier = [each for each in known if target.start < each.day < chosen.day]
    is_due_figure = due_figure is not None
    return Standing(chosen.day, whole, is_due_figure, chosen, actual, last, earlier)


def _actual(target: Target, chosen: Known, known: Sequence[Known]) -> tuple[float | None, bool]:
    """Y and whether it is whole; a flow counted since its start adds to its baseline."""
    origin = chosen.origin
    if not target.since_start or origin is None:
        return chosen.value, chosen.whole
    baseline = target.baseline or 0.0
    since = 0 if target.t0 is None else day_before(target.t0)
    if origin >= since:
        return baseline + chosen.value, chosen.whole and origin == since
    before = next((each for each in reversed(known) if each.day <= since), None)
    if before is None or before.day != since or before.origin != origin:
        return None, False
    return baseline + chosen.value - before.value, chosen.whole and before.whole


def series_of(target: Target, known: Sequence[Known], fiscal_start: int) -> list[Sequel]:
    """The points of a series on the indicator's reporting dates, in time.

    A level (stock, rate, rank, milestone) holds levels; a flow holds what each period added: the
    difference of its sums, unknown (None) across a gap.
    """
    step, first = target.step or 1, fiscal_start - 1
    on_date = [
        each
        for each in known
        if (each.month - first) % step == 0 and each.day == day_before(each.month)
    ]
    if not target.is_flow:
        return [(each.month, each.value) for each in on_date]
    points: list[Sequel] = []
    before: Known | None = None
    for each in on_date:
        opens = (each.month - step - first) % MONTHS_A_YEAR == 0
        added: float | None = None
        own = each.figure
        if basis_of(target, own) is Basis.PERIOD and own.span.months == step:
            added = own.value  # what the quarter itself reports, whatever is missing before it
        elif each.whole and opens and not target.since_start:
            added = each.value
        elif before is not None and each.month - before.month == step and before.whole:
            # whole sums within a year start together, whether they were reported or added up
            together = not target.since_start or before.origin == each.origin
            added = each.value - before.value if each.whole and together else None
        points.append((each.month, added))
        before = each
    return points
