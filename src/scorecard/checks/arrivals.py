"""Figures that arrive, held against what is on record, each other, and what is usual.

Over 500 lines because what an unusual size is stands beside the figures that are held against it.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import Any, Final, NamedTuple, TypeAlias

from scorecard.checks.figures import (
    Facts,
    disagreeing_sums,
    doubles,
    facts_of,
    falling_sums,
    months_of,
)
from scorecard.checks.stated_rules import Reported, StatedRules
from scorecard.schema.contract import shown, unknown_only
from scorecard.schema.errors import Name
from scorecard.schema.findings import Finding, Origin, finding
from scorecard.schema.frames import Books, records
from scorecard.schema.period import MONTHS_A_YEAR
from scorecard.schema.policy import TOLERANCE
from scorecard.schema.quarterly_form import Answer, YearAgo, counts_whole
from scorecard.schema.spelling import show
from scorecard.schema.vocabulary import Basis, FigureState, Measure, Severity

# ---------------------------------------------------------------------------
# Orders of magnitude: a value that slipped by a power of ten against everything it is held to.

MIX_UP: Final = 10_000
"""万元 against 亿元."""
SPREADS: Final = {10: 1.25, 100: 2.0, 1000: 3.0, 10_000: 3.0}
"""How far a value may lie from 10, 100, … times a reference and still be about that."""
SMALL: Final = 10.0
"""Below it ten times as much is nothing unusual: one project, then ten."""


def slip(value: float, references: Iterable[float | None]) -> tuple[float, float] | None:
    """Factor and reference where `value` is about 10, 10², 10³ or 10⁴ times one, or a part of it.

    A value within a factor of 3 of any reference is none; neither is one ten times a number below
    `SMALL`.

    >>> slip(5210.0, [498.0]), slip(53.0, [498.0, 49.0]), slip(10.0, [1.0])
    ((10.0, 498.0), None, None)
    """
    if not value or not math.isfinite(value):
        return None
    known = [r for r in references if r is not None and math.isfinite(r) and r]
    ratios = [abs(value / r) for r in known]
    if any(1 / 3 <= ratio <= 3 for ratio in ratios):  # noqa: PLR2004  (as the docstring says)
        return None
    for factor, spread in SPREADS.items():
        for reference, ratio in zip(known, ratios, strict=True):
            least = min(abs(value), abs(reference))
            for about in (float(factor), 1 / factor):
                near = about / spread <= ratio <= about * spread
                if near and (factor > min(SPREADS) or least >= SMALL):
                    return about, reference
    return None


UNUSUAL: Final = 2.4
"""How many times as much as ever before is asked back, where the figures before hardly differ."""
WITHOUT_HISTORY: Final = 10.0
WITH_ONE: Final = 6.0
MOST_UNUSUAL: Final = 20.0
"""The same where the figures before differ as much as they can."""
STEADY: Final = 1.25
"""How far figures may differ that hardly do."""
SLIPPED: Final = 8.0
"""So many times below figures that hardly differ a rate is asked back even where they are few."""
FEW: Final = 4
"""Figures from which on a series is known well enough, rates included."""


def disproportion(
    value: float,
    past: Sequence[float],
    plans: Sequence[float] = (),
    *,
    level: bool = False,
    volatile: bool = False,
    counted: bool = False,
) -> tuple[float, float] | None:
    """Factor and reference where a value is out of proportion to all of `past` and `plans`.

    The more the figures before it differ, and the fewer they are, the more it takes; a figure near
    any reference is usual.  Only a `level` can be too small: in a period less may come, or nothing.
    `volatile` (a rate) takes more while there are few figures; of what is `counted`, numbers below
    `SMALL` are no measure.  Zeros and signs that change leave only what is `MOST_UNUSUAL`.

    >>> disproportion(4293.0, [1418.0, 1431.0], level=True), disproportion(50.0, [30.0, 12.0])
    ((3.0, 1431.0), None)
    >>> disproportion(80.0, [8.0], level=True, volatile=True), disproportion(6.0, [2.0])
    ((10.0, 8.0), None)
    """
    known = [abs(one) for one in past if one]
    references = [*known, *(abs(one) for one in plans if one)]
    if not value or not references:
        return None
    mixed = value < 0 or min(past, default=1.0) <= 0
    bound = _bound(known, volatile=volatile)
    if mixed:
        bound = MOST_UNUSUAL
    least = SMALL if counted else 1.0 if volatile and len(known) < FEW else 0.0
    largest, smallest = max(*references, least), min(references)
    if abs(value) / largest > bound:
        told = max(references)  # `least` only decides, it is nothing that was reported
        return abs(value) / told, told
    steady = len(known) > 1 and max(known) <= STEADY * min(known)
    slipped = volatile and steady and abs(value) * SLIPPED < smallest
    enough = len(known) >= FEW if volatile else len(known) > 1
    small = slipped or (enough and abs(value) * bound < smallest >= least)
    if level and small and not mixed:
        return abs(value) / smallest, smallest
    return None


OTHERS: Final = 4
"""So many others at least say how a figure of theirs usually is, or moves."""


def unlike_others(
    value: float,
    before: float | None,
    others: Sequence[tuple[float, float | None]],
    *,
    level: bool = False,
    counted: bool = False,
) -> tuple[float, float] | None:
    """Factor and reference where a value is unlike the same figure of others.

    `others` are theirs and those before.  A figure that has one before is held against the change
    at others, one that has none against what others have; the more these differ, the more it takes.

    >>> alike = [(105.0, 100.0), (52.0, 50.0), (210.0, 200.0), (11.0, 10.5)]
    >>> unlike_others(90.0, 30.0, alike), unlike_others(60.0, 30.0, alike)
    ((2.857142857142857, 31.5), None)
    >>> unlike_others(5250.0, None, alike)
    (25.0, 210.0)
    """
    least = SMALL if counted else 0.0
    bound, smaller = WITHOUT_HISTORY, MOST_UNUSUAL
    if before is None:
        known = sorted(now for now, _ in others if now > 0)
        least_expected, expected = (known[0], known[-1]) if known else (0.0, 0.0)
    else:
        known = sorted(now / then for now, then in others if now > 0 and then and then > least)
        if len(known) > OTHERS + 1:  # one of them may be wrong itself
            known = known[1:-1]
        expected = least_expected = before * known[len(known) // 2] if known else 0.0
        bound = smaller = min(UNUSUAL * known[-1] / known[0], MOST_UNUSUAL) if known else 0.0
    if len(known) < OTHERS or least_expected <= least or value <= 0:
        return None
    if value > bound * expected:
        return value / expected, expected
    if level and value * smaller < least_expected:
        return value / least_expected, least_expected
    return None


OF_SEASON: Final = 2.0
"""How many times as much as the season lets expect is asked back, where growth is steady."""
ABOVE_ALL: Final = 1.3
"""And how far above everything before it."""


def out_of_season(
    value: float, year_ago: float, growth: Sequence[float], references: Sequence[float]
) -> tuple[float, float] | None:
    """Factor and reference where what came in a period does not fit its season.

    `growth` holds what other periods were of the same ones a year before (two at least, all above
    zero); the value is held against the same period a year ago, grown like these, and must be above
    all `references`, too.

    >>> out_of_season(54.0, 17.0, [1.05, 1.1, 1.08], [30.0])
    (2.9411764705882355, 18.36)
    """
    if len(growth) < 2 or min(*growth, year_ago) <= 0:  # noqa: PLR2004  (as the docstring says)
        return None
    spread = (max(growth) / min(growth)) ** (1 / (len(growth) - 1))
    expected = year_ago * max(1.0, sorted(growth)[len(growth) // 2])
    usual = value <= ABOVE_ALL * max(references, default=0.0)
    if usual or value / expected <= min(OF_SEASON * spread, MOST_UNUSUAL):
        return None
    return value / expected, expected


def _bound(known: Sequence[float], *, volatile: bool) -> float:
    """How many times the largest of all references a value may be."""
    if not known:
        return WITHOUT_HISTORY
    if len(known) == 1:
        return WITHOUT_HISTORY * 0.8 if volatile else WITH_ONE
    spread = (max(known) / min(known)) ** (1 / (len(known) - 1))
    usual = UNUSUAL * (1.7 if volatile and len(known) < FEW else 1.0)
    return float(min(usual * spread, MOST_UNUSUAL))


# ---------------------------------------------------------------------------
# Arriving figures of an unusual size, held against their own history, their season and the plan.
#
# A slipped decimal, 万元 for 亿元, another row's figure, a single quarter under 本年累计, a changed
# sign, a sheet that repeats the period before.  What has a note is confirmed.

REPEATED: Final = 5
"""Figures from which on an exact repetition of a whole sheet is told."""
HISTORY: Final = 8
"""Earlier figures that an arriving one is held against."""
RECENT: Final = 3
"""Those of them that a finding names."""
FAR_BELOW: Final = 0.25
"""Share of every comparable growth below which a sum has grown too little to be one."""
LIKE_ONE: Final = 2.5
"""How far a sum may lie from what usually comes in a period and still look like it."""
_BY_TARGET: Final = Name("按目标推算", "by the target")
_BY_OTHERS: Final = Name("按其他单位同期情况", "by the same figure elsewhere")
LITTLE: Final = 2
"""Earlier figures from which on they alone say what is usual, without those of others."""
_INDICATOR: Final = ["organisation", "indicator"]
_SIZED: Final = (str(Measure.FLOW), str(Measure.STOCK), str(Measure.RATE))
_AMOUNTS: Final = ("元", "美元", "亩", "公顷", "㎡", "平方米")

Series: TypeAlias = tuple[str, ...]
"""Organisation, indicator, basis."""
Others: TypeAlias = Callable[[str], Mapping[tuple[str, ...], float]]
"""The figures on record of a period by organisation, indicator, basis and unit of measure."""


class _Known(NamedTuple):
    """A figure in force: value, period, its start and end and its year's start (in months).

    `monthly` is a level itself, of a flow what came in a month: of a sum, since the one before.
    """

    value: float
    period: str
    start: float
    end: float
    year_start: float
    monthly: float | None


def _series(figures: Iterable[Reported]) -> dict[Series, list[_Known]]:
    """The figures in force of each series, by their ends."""
    found: dict[Series, list[_Known]] = {}
    for one in sorted(figures, key=attrgetter("end")):
        known = found.setdefault(one.series, [])
        before = known[-1] if known and known[-1].end < one.end else None
        times = one.start, one.end, one.year_start
        known.append(_Known(one.value, one.period, *times, _monthly(one, before)))
    return found


def _monthly(one: Reported, before: _Known | None) -> float | None:
    if one.basis == Basis.POINT:
        return one.value
    since, had = one.start, 0.0
    if one.basis == Basis.TO_DATE:
        within = before is not None and before.end > one.year_start
        since, had = (before.end, before.value) if before and within else (one.year_start, 0.0)
    elif one.basis == Basis.SINCE_START:
        since, had = (before.end, before.value) if before else (one.end, 0.0)
    return (one.value - had) / (one.end - since) if one.end > since else None


def _targets(books: Books, fiscal_start: int) -> dict[Series, list[tuple[float, float]]]:
    """Due date (the month after) and value of every target, by organisation and indicator."""
    found: dict[Series, list[tuple[float, float]]] = {}
    rows = records(books.targets.values, (*_INDICATOR, "due", "value"))
    dated = ((*key, months_of(str(due), fiscal_start)[1], value) for *key, due, value in rows)
    for *key, due, value in sorted(dated, key=lambda row: row[2]):
        if not (math.isnan(due) or math.isnan(value)):
            found.setdefault(tuple(key), []).append((due, float(value)))
    return found


class _Beside:
    """The same figures of all organisations, period by period: on record, and arriving."""

    def __init__(self, figures: Sequence[Reported], facts: _FactsOf, others: Others) -> None:
        self._others, self._figures, self._facts = others, figures, facts
        self._known: dict[str, dict[Series, dict[str, float]]] = {}

    def of(self, period: str, one: Reported, unit: str) -> Mapping[str, float]:
        """Values of a figure's indicator in a period, by organisation, its own among them."""
        if period not in self._known:
            found: dict[Series, dict[str, float]] = {}
            for (organisation, *key), value in self._others(period).items():
                found.setdefault(tuple(key), {})[organisation] = value
            for other in self._figures:
                if other.period == period:
                    series = other.indicator, other.basis, str(self._facts[other[:2]].unit)
                    found.setdefault(series, {})[other.organisation] = other.value
            self._known[period] = found
        return self._known[period].get((one.indicator, one.basis, unit), {})


class _Case:
    """An arriving figure, and the text of its cell, beside what it is held against."""

    def __init__(
        self,
        one: Reported,
        raw: object,
        facts: Facts,
        series: Mapping[Series, Sequence[_Known]],
        targets: Mapping[Series, Sequence[tuple[float, float]]],
        beside: _Beside,
    ) -> None:
        self.one, self.raw, self.unit = one, raw, str(facts.unit)
        self.rate = facts.measure == Measure.RATE
        self._all, self._beside = series, beside
        self._by_others: list[tuple[str, float]] = []
        self.key: tuple[str, str] = one[:2]
        own = series[one.series]
        self.own = next(k for k in reversed(own) if k.period == one.period)
        earlier = [k for k in own if k.end < self.own.end]
        length = self.own.end - self.own.start
        self.before = earlier[-1] if earlier else None
        """The figure before it, of whatever length; a sum's, of the same year."""
        if one.basis == Basis.TO_DATE and self.before and self.before.end <= one.year_start:
            self.before = None
        self.is_level = one.basis == Basis.POINT
        self.months = 1.0 if self.is_level else length
        self.past = [
            (k, k.monthly * self.months)
            for k in earlier[-HISTORY:]
            if k.end - k.start == length and k.monthly is not None
        ]
        """What came in the periods before that are as long, or the levels then."""
        self.target = next((t for t in targets.get(self.key, ()) if t[0] >= self.own.end), None)
        self.counted = counts_whole(self.unit, facts.measure, facts.decimals)

    def finding(self) -> Finding | None:
        """What is unusual about its size, if anything is."""
        value, rate = self.own.value, self.rate
        earlier = [k.value for k in (self.before, self._year_ago()) if k is not None]
        slipped = slip(value, [*earlier, self._plan_to_date])
        if slipped is not None:
            times = abs(value / slipped[1])
            return self._out_of_size(slipped, shown(self.raw), times)
        if value < 0 and not rate and min(earlier, default=0.0) > 0:
            name = shown(self.one.indicator)
            return finding("F158", self.one.place, shown(self.raw), indicator=name)
        if self.own.monthly is None:
            return None
        amount, past = self.own.monthly * self.months, [came for _, came in self.past]
        unusual = disproportion(
            amount, past, self.plans, level=self.is_level, volatile=rate, counted=self.counted
        )
        if unusual is None and not (self.is_level or self.counted):
            unusual = self._out_of_season(amount)
        if unusual is None and len(past) < LITTLE:
            unusual, amount = self._unlike_others(), value
        if unusual is None:
            return self._single()
        said = shown(self.raw)
        if not math.isclose(amount, value):
            said = Name(
                f"{said}（当期为 {_plain(amount)}）", f"{said} ({_plain(amount)} in the period)"
            )
        return self._out_of_size(unusual, said)

    def _year_ago(self) -> _Known | None:
        return next(
            (k for k in self._all[self.one.series] if k.end == self.own.end - MONTHS_A_YEAR), None
        )

    def _out_of_season(self, amount: float) -> tuple[float, float] | None:
        by_end = {k.end: came for k, came in self.past}
        year_ago = by_end.get(self.own.end - MONTHS_A_YEAR)
        if year_ago is None:
            return None
        pairs = ((came, by_end.get(end - MONTHS_A_YEAR)) for end, came in by_end.items())
        growth = [now / then for now, then in pairs if then]
        return out_of_season(amount, year_ago, growth, [*by_end.values(), *self.plans])

    def _unlike_others(self) -> tuple[float, float] | None:
        """Against the same figure elsewhere, where neither past nor plan says much."""
        own, before = self.own, self.before
        plans = [plan for plan in (*self.plans, self._plan_to_date) if plan]
        if (plans and before is None) or any(1 / 2 < own.value / plan < 2 for plan in plans):  # noqa: PLR2004
            return None
        now = self._beside.of(own.period, self.one, self.unit)
        then = self._beside.of(before.period, self.one, self.unit) if before else {}
        others = [(value, then.get(name)) for name, value in now.items() if name != self.key[0]]
        had = before.value if before else None
        found = unlike_others(own.value, had, others, level=self.is_level, counted=self.counted)
        if found is None:
            return None
        expected = float(f"{found[1]:.4g}")
        self._by_others = [(_BY_OTHERS, expected)]
        return own.value / expected, expected

    def _single(self) -> Finding | None:
        """F171: a sum within the year that looks like what came in its last period alone."""
        own, before = self.own, self.before
        if self.one.basis != Basis.TO_DATE or before is None or own.monthly is None:
            return None
        months = own.end - before.end
        grown, usual = own.monthly * months, sorted(came for _, came in self.past if came)
        if grown < 0 or not usual or usual[0] <= 0 or (self.counted and usual[-1] < SMALL):
            return None
        plans = [plan for plan in self.plans if plan > 0]
        share = FAR_BELOW if len(usual) + len(plans) > 1 else FAR_BELOW / 2
        like_one = own.value / usual[len(usual) // 2]
        if grown >= share * min(*usual, *plans, math.inf) or self._agrees(before.value):
            return None
        if not 1 / LIKE_ONE <= like_one <= LIKE_ONE:
            return None
        code = "F172" if self.one.note is not None else "F171"
        said = {"indicator": shown(self.one.indicator), "period": own.period}
        said |= {"previous": _plain(before.value), "before": before.period}
        said |= {"grown": _plain(grown), "likely": _plain(before.value + own.value)}
        raw = shown(self.raw)
        return finding(code, self.one.place, raw, **said, evidence=self._evidence)

    def _agrees(self, before: float) -> bool:
        """Whether the period's own figure says the same as the sum."""
        single = self._all.get((*self.key, str(Basis.PERIOD)), ())
        same = (before + k.value for k in single if k.period == self.own.period)
        return any(math.isclose(total, self.own.value, rel_tol=1e-3) for total in same)

    def _out_of_size(
        self, unusual: tuple[float, float], said: str, times: float | None = None
    ) -> Finding:
        """The finding; `times` where the factor is a power of ten that it only comes near."""
        factor, reference = unusual
        confirmed, raw = self.one.note is not None, shown(self.raw)
        value, unit = self.own.value, self.unit
        told: dict[str, Any] = {
            "factor": show(float(f"{factor:.3g}")) if times is None else _times(times),
            "reference": _plain(reference),
        }
        if factor in {float(MIX_UP), 1 / MIX_UP} and unit.endswith(_AMOUNTS):
            likely = value / MIX_UP if factor > 1 else value * MIX_UP
            told |= {"value": shown(value), "likely": shown(likely), "unit": unit}
            return finding("C126" if confirmed else "C124", self.one.place, raw, **told)
        told |= {"value": said, "evidence": self._evidence}
        return finding("F155" if confirmed else "F154", self.one.place, raw, **told)

    @property
    def _plan_to_date(self) -> float | None:
        """The value of the next target, a year's flow in proportion to the months."""
        if self.target is None or self.one.basis in {Basis.POINT, Basis.SINCE_START}:
            return None if self.target is None else self.target[1]
        own, to_date = self.own, self.one.basis == Basis.TO_DATE
        since = own.year_start if to_date else own.start
        return self.target[1] * (own.end - since) / MONTHS_A_YEAR

    @cached_property
    def plans(self) -> list[float]:
        """What the target lets expect: of a level by its end, of a flow in its period."""
        if self.target is None:
            return []
        due, value = self.target
        before, own = self.before, self.own
        if self.is_level:
            if before is None or due <= before.end:
                return [value]
            way = (own.end - before.end) / (due - before.end)
            return [before.value + (value - before.value) * way]
        single = self.one.basis == Basis.PERIOD
        since, had = (
            (own.year_start, 0.0) if single or before is None else (before.end, before.value)
        )
        even = value * self.months / MONTHS_A_YEAR
        return [even, (value - had) * self.months / (due - since)] if due > since else [even]

    @property
    def _evidence(self) -> list[tuple[str, float]]:
        """The figures that it was held against, as many as a person takes in."""
        year_ago = [one for one in self.past if one[0].end == self.own.end - MONTHS_A_YEAR]
        told = dict.fromkeys([*year_ago, *self.past[-RECENT:]])
        plans = [(_BY_TARGET, plan) for plan in self.plans[-1:]]
        return [*((k.period, came) for k, came in told), *plans, *self._by_others]


_THIS_YEAR: Final = Name("本期数", "this period's figure")
_AT_THIS_PACE: Final = Name("按本年进度推算", "at this year's pace")
_LEVELS: Final = frozenset({str(Basis.POINT), str(Basis.SINCE_START)})
_GROWING: Final = frozenset({str(Basis.TO_DATE), str(Basis.SINCE_START)})


def year_ago_sizes(told: Iterable[YearAgo], rows: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    """Figures of last year, typed in a form, that have slipped against this period's.

    F154, or F155 where the note beside the row confirms them.  `rows` are the form's own figures;
    an amount that is not about ten, a hundred … times one of them is usual.
    """
    for one in told:
        answer = one.answer
        mine = [row for row in rows if row["indicator"] == answer.indicator]
        known = [(_THIS_YEAR, row["value"]) for row in mine]
        yield from _slipped(answer, known, confirmed=any(row.get("note") for row in mine))


def _slipped(
    answer: Answer, known: Sequence[tuple[str, float]], *, confirmed: bool
) -> Iterator[Finding]:
    """F154, or F155 where it is confirmed: an amount beside the figures that has slipped."""
    value = answer.value or 0.0
    unusual = slip(value, [one for _, one in known])
    if unusual is None:
        return
    reference, said = unusual[1], shown(answer.content)
    place, code = Origin(answer.file, answer.sheet, answer.cell), "F155" if confirmed else "F154"
    told = {"factor": _times(abs(value / reference)), "reference": _plain(reference)}
    evidence = [one for one in known if one[1] == reference][:1]
    yield finding(code, place, said, value=said, **told, evidence=evidence)


def _times(factor: float) -> str:
    """How many times as much, to two significant digits."""
    return show(float(f"{factor:.2g}"))


def _plain(value: float) -> str:
    """The number without the noise of arithmetic."""
    return show(float(f"{value:.10g}"))


def _repeated(cases: Sequence[_Case]) -> Iterator[Finding]:
    """Sheets whose figures all equal those of the period before (F157)."""
    by_file: dict[object, list[_Case]] = {}
    for one in cases:
        if one.before is not None and one.own.value and one.one.basis != Basis.TO_DATE:
            by_file.setdefault(one.one.place.file, []).append(one)
    for mine in by_file.values():
        same = [c.before.period for c in mine if c.before and c.before.value == c.own.value]
        if len(mine) >= REPEATED and len(same) == len(mine):
            yield finding("F157", mine[0].one.place, None, count=len(mine), before=same[0])


# ---------------------- figures that arrive, held against what is on record, and against each other

YEARS: Final = 2
"""Years before an arriving figure in which figures on record are looked at."""
_RECORD: Final = "record "
_FIRM: Final = {str(FigureState.ESTIMATE): 0, str(FigureState.PROVISIONAL): 1}
_SUMS: Final = frozenset({"X204", "X205", "X206", "X207"})
_CONFIRMED: Final = {"X204": "X205", "X206": "X207"}
Row: TypeAlias = Mapping[str, Any]
"""An arriving figure as its return holds it (`Return.rows`)."""
_FactsOf: TypeAlias = Mapping[tuple[str, str], Facts]


class Arrivals:
    """What arriving figures contradict: the record or each other; read from the books once.

    Whoever has many returns holds one after the other against what is on record by then.
    `others` gives what is on record elsewhere, where there are enough others to ask.
    """

    def __init__(
        self, books: Books, fiscal_start: int = 1, others: Others = lambda _period: {}
    ) -> None:
        self.facts, self.rules = facts_of(books), StatedRules(books)
        self.fiscal_start = fiscal_start
        self._targets = _targets(books, fiscal_start)
        self._sized = {key for key, facts in self.facts.items() if facts.measure in _SIZED}
        several = len({organisation for organisation, _ in self.facts}) > OTHERS
        self._others: Others = others if several else lambda _period: {}

    def asked(self, rows: Iterable[Row]) -> set[tuple[str, str]]:
        """Organisation and indicator of the figures on record that these are held against."""
        arriving = {(row["organisation"], row["indicator"]) for row in rows}
        whole = {(o, i) for o, _ in arriving for i in self.rules.names.get(o, ())}
        return arriving | whole

    def findings(
        self, rows: Sequence[Row], known: Iterable[Reported], found: Iterable[Finding] = ()
    ) -> list[Finding]:
        """The findings about the figures of a return, held against those on record (`known`).

        Those on record stand at the place that `on_record` gives.  An arriving figure replaces the
        one on record.  Every finding stands at an arriving figure: a contradiction that shows at a
        figure on record is told at the arriving one that caused it.  What has a note or a reason is
        confirmed.  Cells about which `found` holds an error are passed over.
        """
        arriving = [self._arriving(row) for row in rows]
        if not arriving:
            return []
        ends = [one.end for one in arriving if not math.isnan(one.end)]
        first = min(ends, default=-math.inf) - MONTHS_A_YEAR * YEARS
        record = {one.key: one for one in known if not one.end <= first}
        standing = dict(record)
        for one in arriving:
            standing.pop(one.key, None)
            standing[one.key] = one
        figures = list(standing.values())
        periods = {one.period for one in arriving}
        adding_up = _of_their_years(figures, arriving)
        across = [
            *falling_sums(adding_up),
            *disagreeing_sums(adding_up, self.facts),
            *self.rules.findings(one for one in figures if one.period in periods),
        ]
        sums = [one for f in across for one in _anchored(f, arriving)]
        sized = self._sizes(rows, arriving, figures)
        mine = [
            *doubles(arriving),
            *_restated(rows, arriving, record),
            *_without_consequences(sums, sized, arriving),
            *sized,
        ]
        return unknown_only(mine, found)

    def forecasts(self, answers: Iterable[Answer], rows: Sequence[Row]) -> Iterator[Finding]:
        """What is unlikely of the forecasts for the whole year, held against the form's figures.

        A flow's below what is reached by now (F175; with a note beside the row F176), and one that
        has slipped by a power of ten against figures and plan (F154, F155).
        """
        for one in answers:
            key, value = (one.organisation, one.indicator), one.value
            if one.item != "year_forecast" or value is None:
                continue
            _, now, first = months_of(one.period, self.fiscal_start)
            year_end = first + MONTHS_A_YEAR
            mine = [row for row in rows if row["indicator"] == one.indicator]
            mine = [r for r in mine if r["value"] is not None and r["period"] == one.period]
            confirmed = any(row.get("note") for row in mine)
            levels = [row["value"] for row in mine if row["basis"] in _LEVELS]
            sums = [row["value"] for row in mine if row["basis"] == Basis.TO_DATE]
            reached = max([r["value"] for r in mine if r["basis"] in _GROWING], default=0.0)
            flow = self.facts.get(key, Facts()).measure == Measure.FLOW
            if flow and value < reached - TOLERANCE * reached:
                told = {"indicator": one.indicator, "unit": one.unit_of_measure or ""}
                place, code = Origin(one.file, one.sheet, one.cell), "F176" if confirmed else "F175"
                yield finding(code, place, shown(one.content), reached=_plain(reached), **told)
                continue
            due = (aim for when, aim in self._targets.get(key, ()) if when >= year_end)
            known = [(_THIS_YEAR, level) for level in levels]
            known += [(_AT_THIS_PACE, had * MONTHS_A_YEAR / (now - first)) for had in sums]
            known += [(_BY_TARGET, aim) for aim in itertools.islice(due, 1)]
            yield from _slipped(one, known, confirmed=confirmed)

    def _arriving(self, row: Row) -> Reported:
        value = math.nan if row["value"] is None else float(row["value"])
        day = "" if row["known_on"] is None else row["known_on"].isoformat()[:10]
        key = row["organisation"], row["indicator"], row["period"], row["basis"]
        said = row.get("note") or row.get("reason"), day, row.get("state")
        place = Origin(row["file"], row["sheet"], row["cell"])
        months = months_of(row["period"], self.fiscal_start)
        return Reported(*key, value, *said, place, *months, row.get("reason") is not None)

    def _sizes(
        self, rows: Sequence[Row], arriving: Sequence[Reported], figures: Iterable[Reported]
    ) -> list[Finding]:
        """Arriving figures that are out of proportion to everything they are held against.

        A factor of 10⁴ in amounts is a mix-up of units (C124; with a note C126), any other is F154
        (F155); a sum that looks like a single period's figure is F171 (F172), a new minus sign
        F158, a sheet that repeats the period before F157.  Where a figure has little history the
        same one of other organisations says what is usual.
        """
        sized = [
            one
            for one in figures
            if one[:2] in self._sized and not math.isnan(one.end) and not math.isnan(one.value)
        ]
        mine = {id(one) for one in sized}
        series, beside = _series(sized), _Beside(sized, self.facts, self._others)
        cases = []
        for row, one in zip(rows, arriving, strict=True):
            if id(one) in mine:
                facts = self.facts[one[:2]]
                cases.append(_Case(one, row["raw"], facts, series, self._targets, beside))
        return [*filter(None, (one.finding() for one in cases)), *_repeated(cases)]


@lru_cache(maxsize=256)
def on_record(organisation: str) -> Origin:
    """The place of an organisation's figures on record: they have none in a return."""
    return Origin(f"{_RECORD}{organisation}")


def _of_their_years(
    figures: Sequence[Reported], arriving: Iterable[Reported]
) -> Sequence[Reported]:
    """The figures that an arriving sum can contradict: of its year, or all where any never ends."""
    if any(one.basis == Basis.SINCE_START for one in figures):
        return figures
    years = {one.year_start for one in arriving}
    return [one for one in figures if one.year_start in years]


def _without_consequences(
    sums: Sequence[Finding], sized: Iterable[Finding], arriving: Iterable[Reported]
) -> list[Finding]:
    """Sums that disagree only because a figure in them is out of size, which is told already.

    A sum that fell below the one before does not add up either: that is told once.
    """
    key_of = {one.place: one.key[:3] for one in arriving}
    wrong = {key_of.get(f.origin) for f in sized if f.severity is Severity.ERROR} - {None}
    fallen = {key_of.get(f.origin) for f in sums if f.code == "X204"} - {None}
    told = [f for f in sums if f.code != "X206" or key_of.get(f.origin) not in fallen]
    return [f for f in told if f.code not in _SUMS or key_of.get(f.origin) not in wrong]


def _anchored(one: Finding, arriving: Iterable[Reported]) -> Iterable[Finding]:
    """The finding at an arriving figure; nothing where none has to do with it."""
    file = one.origin.file or ""
    if not file.startswith(_RECORD):
        return [one]
    organisation = file.removeprefix(_RECORD)
    told = " ".join(str(value) for value in one.params.values())
    periods = [str(one.params.get(name)) for name in ("period", "before")]
    for own in arriving:
        if own.organisation == organisation and own.period in periods and own.indicator in told:
            if own.note is not None and one.code in _CONFIRMED and not own.corrects:
                return [finding(_CONFIRMED[one.code], own.place, one.found, **one.params)]
            return [replace(one, origin=own.place)]
    return []


def _restated(
    rows: Iterable[Row],
    arriving: Iterable[Reported],
    record: Mapping[tuple[str, str, str, str], Reported],
) -> Iterator[Finding]:
    """Figures that change one on record (F148, F149, F159, F169); corrections of nothing (F147)."""
    for row, one in zip(rows, arriving, strict=True):
        known, corrects = record.get(one.key), row.get("reason") is not None
        if known is None:
            if corrects:
                yield _change("F147", one, math.nan)
        elif abs(one.value - known.value) > TOLERANCE * max(abs(one.value), 1.0):
            if one.known_on and one.known_on < known.known_on:
                told = {"known_on": one.known_on, "before": known.known_on}
                yield _change("F169", one, known.value, **told)
            elif one.note is not None:
                yield _change("F149", one, known.value)
            else:
                firm, was = (
                    _FIRM.get(str(state), len(_FIRM)) for state in (one.state, known.state)
                )
                yield _change("F159" if firm > was else "F148", one, known.value)


def _change(code: str, one: Reported, other: float, **told: str) -> Finding:
    said = {"indicator": one.indicator, "period": one.period, "basis": one.basis}
    return finding(code, one.place, shown(one.value), **said, other=shown(other), **told)
