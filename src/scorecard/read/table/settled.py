"""One indicator settled: unit, kind of quantity, direction, and its numbers in one scale.

Longer than other modules: what each cell of a row means depends on what the others say, so one
object settles them together, step by step.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Final

from scorecard.read.cells.dates import parse_period_cell
from scorecard.read.grid import CellKind, RawCell
from scorecard.read.returns.answers import plain, rate_finding, typed_rates
from scorecard.read.table.items import Aim, Fact, Item, label
from scorecard.read.table.lexicon import (
    direction_of,
    fold,
    header_side,
    holds_a_fault,
    holds_word,
    kind_of,
    says,
    without_brackets,
    word_in,
)
from scorecard.read.table.periods import find, of_cell
from scorecard.read.table.quantities import COUNT_UNIT, GARBLED, Amount, amount, in_unit
from scorecard.read.table.roles import UNNAMED_YEAR, Options
from scorecard.read.table.testimony import reached, way_of
from scorecard.schema.errors import N_
from scorecard.schema.findings import Finding, finding
from scorecard.schema.period import MONTHS_A_YEAR, Period, PeriodKind, last_ended
from scorecard.schema.spelling import parse_unit, sanitise, show
from scorecard.schema.vocabulary import (
    Basis,
    Choice,
    Comparator,
    Direction,
    Measure,
    Method,
    Reason,
    Severity,
)

_DIRECTION: Final = {
    ">=": Direction.INCREASE, ">": Direction.INCREASE, "<=": Direction.DECREASE,
    "<": Direction.DECREASE, "between": Direction.HOLD, "done": Direction.INCREASE,
}  # fmt: skip
LACKING: Final[Mapping[str, str]] = {
    str(Reason.NO_DUE_DATE): N_("a due date"),
    str(Reason.NO_BASELINE): N_("a baseline"),
    str(Reason.NO_VALUE): N_("a target"),
    str(Reason.AWAITING_FIGURE): N_("a figure of the period that counts"),
    str(Reason.FIGURES_INCOMPLETE): N_("the figures of earlier periods"),
    str(Reason.FIGURE_OVERDUE): N_("a figure of the period that counts"),
}
"""What a target that has a figure lacks for a verdict, by the reason for having none."""
_SPENDING: Final = re.compile("budget|spend|expenditure|cost|预算|支出|费用", re.IGNORECASE)
_SECTIONS: Final = frozenset({"income", "revenue", "revenues", "expenses", "costs"})
"""Headings of accounts: what stands under them is better as they are."""
_AS_AT: Final = re.compile(r"[(（][^()（）]*\d[^()（）]*[)）]$")
_TIMED: Final = re.compile(
    "respon|wait|process|resol|handl|turnaround|deliver|repair|delay|queue|"
    "办理|审批|响应|等待|候|处理|办结|到场|出警|修复|耗时",
    re.IGNORECASE,
)
_TIME: Final = re.compile(
    "(?:milli)?sec(?:ond)?s?|ms|s|min(?:ute)?s?|h|hrs?|hours?|(?:working )?days?|weeks?|"
    "秒|分钟?|小时|天|个?工作日|日"
)
"""What takes time, and units of time: less is better."""
_DECLINE: Final = re.compile("[下降减]|reduc|decreas|declin|cut|lower|minimi|limit", re.IGNORECASE)
_INVESTED: Final = re.compile("投资|\\binvest", re.IGNORECASE)
_REDUCE: Final = re.compile(
    "(?:reduc|decreas|lower|cut|minimi|limit|halv|降低|减少|压减|削减|下降)", re.IGNORECASE
)
_TARGET: Final = re.compile(" (?:target|goal)s?$|目标值?$", re.IGNORECASE)
_SAME_SIZE: Final = 0.3
_MOST_KEPT: Final = 80
"""Per cent from which a target of what should be low may well count what was kept of it."""
_ALL: Final = 100
_HARDLY: Final = 5
"""How many times slower than before what adds up may grow within its year."""
_PART: Final = 0.6
"""Share of a target under which figures of parts of a year may well be meant to add up to it."""


class Settled:
    """One item with its numbers in its unit of measure, and what kind of quantity it is."""

    def __init__(
        self, item: Item, options: Options, day: date | None, latest: Period | None
    ) -> None:
        self.item, self.options, self.day, self.latest = item, options, day, latest
        self.plan = item.plan
        self.findings: list[Finding] = []
        self.method = self.word("method", Method) or (
            str(self.options.method) if self.options.method else None
        )
        self.unit = self._unit()
        self.measure: Measure | None = None
        self.direction: Direction | None = None
        self.comparator: str | None = None
        self.needs_direction = False
        self.aims: list[tuple[Aim, float | None, float | None]] = []
        self.facts: list[tuple[Fact, Period, float, Basis]] = []
        self.interim: list[tuple[Period, float]] = []
        self.baseline: float | None = None
        self.baseline_period: Period | None = None
        self.start: float | None = None
        """What a target that is a change is a change of."""
        self.is_certain = False
        """Whether direction or bound is typed, or follows from the baseline."""
        self.unpaced: list[Aim] = []
        """Targets whose way has no known beginning: nothing is expected before they are due."""

    def tell_at(self, code: str, place: tuple[int, int], **params: object) -> None:
        """A finding at a cell of the item."""
        sheet = self.item.sheet
        found = sanitise(sheet.text(*place)) or None
        self.findings.append(finding(code, sheet.origin(*place), found, **params))

    @property
    def failed(self) -> bool:
        """Whether something of severity error was found."""
        return any(f.severity is Severity.ERROR for f in self.findings)

    def _said(self, message: str, **params: object) -> None:
        told = (message, {"indicator": label(self.item), **params})
        if len(self.plan.assumed) < 40 and told not in self.plan.assumed:
            self.plan.assumed.append(told)

    def word(self, role: str, vocabulary: type[Choice]) -> str | None:
        """The word of a vocabulary in the row's column of a role; a finding for another word."""
        text = self.item.texts.get(role, "")
        if not text:
            return None
        word = _choices(vocabulary).get(fold(text) or text)
        if word is None and role in self.plan.one:
            places = (self.item.place[0], self.plan.one[role].index)
            self.tell_at("C140", places, allowed=", ".join(_shown(vocabulary)))
        return word

    # -------------------------------------------------------------- unit and numbers

    def _unit(self) -> str:
        """The unit of the row: its own, its columns', its name's, its cells', the title's."""
        item, plan = self.item, self.plan
        own = item.texts.get("unit_of_measure", "").strip()
        if own:
            return "%" if item.growth else own.replace("％", "%")
        cells = [a.value for a in item.aims] + [f.value for f in item.facts]
        name = item.name.rstrip()
        inside = re.search(r"[(（]([^()（）]{1,12})[)）]$", name)
        in_name = inside[1] if inside and parse_unit(inside[1]) is not None else ""
        if name.endswith(("%", "％")):
            in_name = "%"
        if found := self._of_columns(any(v.unit for v in cells)) or in_name.replace("％", "%"):
            return found
        change = self._is_change()
        said = (v.unit for v in cells if v.unit and not (change and v.signed and _is_share(v)))
        if (worded := next(said, "")) or any(v.is_rank or v.is_word for v in cells):
            return worded
        return "" if kind_of(item.name) in {"rate", "rank"} else plan.unit

    def _of_columns(self, signed: bool) -> str:  # noqa: FBT001  (whether cells say their unit)
        """The unit in a header or in a row of units; no PPM (MAA) where cells say per cent."""
        plan = self.plan
        for column in [*plan.targets, *plan.actuals, plan.one.get("baseline")]:
            if column is None or not column.unit or column.growth is not self.item.growth:
                continue
            if not signed or parse_unit(column.unit) is not None:
                return column.unit
        if (row := plan.block.unit_row) is None:
            return ""
        units = (plan.block.sheet.text(row, c.index) for c in [*plan.targets, *plan.actuals])
        return next((text.strip("()（）[] ") for text in units if text), "")

    def _number(self, value: Amount, place: tuple[int, int], text: str) -> float | None:
        """The amount in the row's unit; None with a finding where it is none."""
        code = self.item.sheet.unread.get(place)
        if code is not None:
            self.tell_at(code, place, error=text, formula=text)
            return None
        if value.number is None:
            if not value.is_missing:
                self._no_number(value, place, text)
            return None
        number = in_unit(value, self.unit)
        if value.is_inside and number is not None:
            told = N_("{indicator}: {number} is read out of “{text}”.")
            self._said(told, number=show(number), text=sanitise(text, 24))
        if number is None:
            given = value.unit or text
            self.tell_at("C108", place, given=sanitise(given, 12), unit=self.unit or "1")
        return number

    def wanting(self) -> str | None:
        """What a row without a verdict lacks; None where it lacks nothing."""
        if self.failed or self.plan.is_plan or self.measure is Measure.MILESTONE:
            return None
        if not self.aims:
            return N_("a target") if self.facts else N_("a figure") if self.item.aims else None
        if not self.facts:
            return N_("a figure")
        dues = [a.due.end_date for a, _, _ in self.aims if a.due is not None]
        last = max(p.end_date for _, p, _, _ in self.facts)
        if not dues:
            dated = self.item.texts.get("actual_period") and self.baseline is not None
            return N_("a due date") if dated else None
        ahead = max(dues) > last and self.measure is not Measure.FLOW
        return N_("a baseline") if ahead and self.baseline is None else None

    def _no_number(self, value: Amount, place: tuple[int, int], text: str) -> None:
        aims, facts = self.item.aims, self.item.facts
        said = self.item.texts.get("status", "")
        if value.fault == "C106" and not facts and not any(a.value.number for a in aims):
            if said:  # else nothing is reported yet
                told = {"indicator": label(self.item), "target": sanitise(text)}
                origin = self.item.sheet.origin(place[0], self.plan.one["status"].index)
                self.findings.append(finding("B430", origin, sanitise(said), **told))
            return
        values = [*(a.value for a in aims), *(f.value for f in facts)]
        in_words = [v for v in values if v.number is None and not v.is_missing]
        if value.fault == "C106" and aims and len(in_words) == len(aims) + len(facts) > 1:
            if place == aims[0].place:
                told = {"indicator": label(self.item), "target": sanitise(aims[0].text)}
                at = (facts[0].place, facts[0].text) if facts else (place, text)
                origin = self.item.sheet.origin(*at[0])
                self.findings.append(finding("B430", origin, sanitise(at[1]), **told))
            return
        self.tell_at(value.fault or "C106", place, value=sanitise(text, 24))

    def settle(self) -> None:
        """Numbers, kind, direction, dates: in this order, since each rests on the one before."""
        if self.item.dated_as is not None and not self.item.plan.is_tasks:
            told = N_("{indicator}: the figure has no period; it is taken as that of {period}.")
            self._said(told, period=str(self.item.dated_as))
        self._due_unread()
        self._deliverables()
        self._check_scale()
        self._read_numbers()
        self.measure = self._measure()
        self._directed()
        if self.direction is Direction.DECREASE and all(a.due is None for a, _, _ in self.aims):
            self.measure = Measure.STOCK if self.measure is Measure.FLOW else self.measure
        self._dated()
        if self.measure is Measure.FLOW:
            self._flow()
            self._typed_rate()
        self._interim()
        if self.facts and self.aims and self.direction is None and not self.plan.is_plan:
            self.needs_direction = not self.failed

    @property
    def is_unclear(self) -> bool:
        """Whether nobody knows the words of doing, where whether it is done counts already."""
        fact, dues = self.item.unclear, [a.due for a in self.item.aims if a.due is not None]
        ahead = bool(dues) and self.day is not None and max(d.end_date for d in dues) > self.day
        return fact is not None and not self.item.facts and not ahead

    @property
    def asks(self) -> bool:
        """Whether the row leaves something open that is asked for the table as a whole."""
        return self.needs_direction or self.is_unclear or self.is_undated

    @property
    def is_undated(self) -> bool:
        """Whether a deliverable is not done, and nothing says by when it was to be."""
        undone = any(n < 1 for _, _, n, _ in self.facts)
        return self.item.is_deliverable and undone and all(a.due is None for a, _, _ in self.aims)

    def says_not(self, fact: Fact) -> Finding:
        """The finding that a cell does not say whether it is done."""
        origin = self.item.sheet.origin(*fact.place)
        return finding("B432", origin, sanitise(fact.text), indicator=label(self.item))

    def _due_unread(self) -> None:
        """A due date that is none of the calendar's (3025, asap), unless it is done already."""
        text, column = self.item.texts.get("due", ""), self.plan.one.get("due")
        if not text or column is None or word_in("missing", text) or word_in("ongoing", text):
            return
        when = of_cell(text)
        if self.options.period(when, self.plan.year) is None:
            done = self.item.is_deliverable and any(f.value.number == 1 for f in self.item.facts)
            if not done:
                self.tell_at(_period_fault(text), (self.item.place[0], column.index))

    def _deliverables(self) -> None:  # noqa: C901  (one branch a way to say it)
        """A target in words or with a date, and a figure in words: done or not."""
        item = self.item
        words = [f.value for f in item.facts]
        for aim in item.aims:
            if aim.value.is_word:
                item.is_deliverable = True
            elif aim.value.number is None and not aim.value.is_missing:
                when = of_cell(aim.text)
                self._in_words(aim)
                done = words and item.facts[0].value.is_word
                if when is None and not done:
                    continue
                item.is_deliverable = True
                due = self.options.period(when, self.plan.year)
                aim.value = Amount(1.0, is_word=True)
                self._dates_done(due)
                aim.due = due or aim.due
            elif aim.value.number == 1 and words and words[0].is_word:
                item.is_deliverable = True
        if item.is_deliverable:
            kept = [
                f
                for f in item.facts
                if f.value.is_word or f.value.number in {0, 1} or f.value.is_percent
            ]
            said = [f for f in item.facts if f.text and f.value.fault is not None]
            item.unclear = item.unclear or (said[0] if said and not kept else None)
            for fact in item.facts:
                if fact not in kept and not fact.value.is_missing and fact.value.number is not None:
                    kept.append(fact)
            for fact in kept:
                if fact.value.is_percent and fact.value.number is not None:
                    fact.value = Amount(fact.value.number / 100, is_word=True)
            item.facts = kept
            self._known_at_last(kept)

    def _known_at_last(self, facts: Sequence[Fact]) -> None:
        """What is done, or is not, by the day of a table is so of a date before it."""
        dues = [a.due for a in self.item.aims if a.due is not None]
        if not dues or "actual_period" in self.plan.one:
            return
        due = max(dues, key=lambda p: p.end_date)
        for fact in facts:
            if fact.value.is_word and fact.period and due.end_date < fact.period.end_date:
                fact.period = due

    def _in_words(self, aim: Aim) -> None:
        """A figure in the very words of its target: it is done."""
        if aim.value.fault in GARBLED:
            return
        for fact in self.item.facts:
            said, wanted = fold(fact.text), fold(aim.text)
            if wanted and fact.value.number is None and said.removeprefix("已") == wanted:
                fact.value = Amount(1.0, is_word=True)
                self._said(N_("{indicator}: done, in the words of the target."))

    def _dates_done(self, due: Period | None) -> None:
        """A figure that is a date: done then, in time or not."""
        for fact in self.item.facts:
            done = self.options.period(of_cell(fact.text), self.plan.year)
            begun, rest = find(fact.text)
            if done is None and begun is not None and holds_word("yes", rest):
                done = self.options.period(begun, self.plan.year)
            if done is not None and due is not None:
                fact.value = Amount(float(done.end_date <= due.end_date), is_word=True)
            if due is not None and fact.value.is_word and self.day and due.end_date <= self.day:
                fact.period = due

    def _check_scale(self) -> None:  # noqa: C901  (one branch a way to say it)
        """One scale for a row: a per cent sign in one cell holds for all, or is asked about."""
        item = self.item
        cells: list[tuple[Amount, tuple[int, int], str]] = [
            (a.value, a.place, a.text) for a in item.aims
        ]
        cells += [(f.value, f.place, f.text) for f in item.facts]
        if item.baseline is not None:
            cells.append((item.baseline.value, item.baseline.place, item.baseline.text))
        numbers = [(v, p, t) for v, p, t in cells if v.number is not None and not v.is_word]
        signed = [v for v, _, _ in numbers if v.is_percent]
        bare = [(v, p, t) for v, p, t in numbers if not v.is_percent and not v.unit]
        if self._is_change():
            return  # a change of the baseline, see `_read_numbers`
        if self.unit == "%" and (signed or item.texts.get("unit_of_measure")):
            large = [abs(v.number) for v, _, _ in numbers if v.number is not None]
            top = max(large, default=0.0)
            for value, place, text in bare:
                number = abs(value.number or 0.0)
                if signed and 0 < number <= 1 and top >= 2:
                    self.tell_at("B418", place, indicator=label(item), value=text)
                    return
                if signed and number > 100 and number > 3 * max(abs(v.number or 0) for v in signed):
                    self.tell_at("B418", place, indicator=label(item), value=text)
                    return
            if signed and bare and not item.texts.get("unit_of_measure"):
                self._said(
                    N_("{indicator}: numbers without a sign are per cent too, as {sign} is."),
                    sign="%",
                )
        scaled = [v for v, _, _ in numbers if v.is_scaled]
        if (scaled and bare and len(bare) < len(numbers)) or (
            scaled and any(not v.is_scaled and not v.unit for v, _, _ in numbers)
        ):
            top = max(abs(v.number or 0) for v in scaled)
            for value, place, text in bare:
                if not value.is_scaled and 0 < abs(value.number or 0) * 100 < top and not self.unit:
                    self.tell_at("B418", place, indicator=label(item), value=text)
                    return

    def _is_change(self) -> bool:
        """Whether targets are changes of the baseline: -25% of what is no per cent, or +3 pp."""
        item = self.item
        others = [f.value for f in item.facts]
        others += [item.baseline.value] if item.baseline is not None else []
        share = not any(v.is_percent for v in others)
        aims = [a.value for a in item.aims if a.value.signed]
        return any(v.is_percent if share else _is_points(v) for v in aims)

    @property
    def _is_saving(self) -> bool:
        """Whether the target is how much less (减排目标): no level, no way from the baseline."""
        aims = self.item.aims
        return bool(aims) and all(
            says(a.column.header, "saved") and not a.value.signed for a in aims
        )

    def _read_numbers(self) -> None:
        item, changes = self.item, self._is_change()
        if item.baseline is not None and not self._is_saving:
            self.baseline = self._number(
                item.baseline.value, item.baseline.place, item.baseline.text
            )
            self.baseline_period = item.baseline.period
        for aim in item.aims:
            value = aim.value
            change = changes and value.signed and _is_share(value)
            start = self.start = self._start_of(aim) if change else None
            if change and start is None:
                self.tell_at("B418", aim.place, indicator=label(item), value=aim.text)
                continue
            if start is not None and value.number is not None:
                points = _is_points(value)
                way = value.number if points else start * value.number / 100
                changed = float(f"{start + way:.12g}")
                self._said(
                    N_("{indicator}: {text} is a change of the baseline, {number}."),
                    text=aim.text,
                    number=show(changed),
                )
                self.aims.append((replace(aim, value=replace(value, signed=False)), changed, None))
                continue
            number = self._number(value, aim.place, aim.text)
            upper = (
                in_unit(replace(value, number=value.upper), self.unit)
                if value.upper is not None
                else None
            )
            if number is not None or self.failed:
                self.aims.append((aim, number, upper))
        for fact in item.facts:
            if fact.value.comparator not in {None, "about"}:
                self.tell_at("C104", fact.place)
                continue
            if fact.value.is_word and not item.is_deliverable and item.aims:
                self.tell_at("C106", fact.place)
                continue
            number = self._number(fact.value, fact.place, fact.text)
            if number is not None and fact.period is not None:
                self.facts.append((fact, fact.period, number, Basis.POINT))

    def _start_of(self, aim: Aim) -> float | None:
        """What a target that is a change starts from: the baseline, else last year's figure."""
        if self.baseline is not None or aim.due is None:
            return self.baseline
        before = [f for f in self.item.facts if f.period and f.period.end == aim.due.start]
        return in_unit(before[0].value, self.unit) if before else None

    # -------------------------------------------------------------- kind and direction

    def _measure(self) -> Measure:  # noqa: PLR0911  (one branch a way to say it)
        item, plan = self.item, self.plan
        given = self.word("measure", Measure)
        if given is not None:
            return Measure(given)
        if item.is_deliverable:
            return Measure.MILESTONE
        ranked = any(kind_of(p) == "rank" for c in [*plan.targets, *plan.actuals] for p in c.path)
        kind = "rank" if ranked else kind_of(item.name)
        if kind == "rank" or any(a.value.is_rank for a in item.aims):
            return Measure.RANK
        unit = parse_unit(self.unit)
        if (
            item.growth
            or kind == "rate"
            or "/" in self.unit
            or any(says(f.column.header, "means") for f in item.facts)
            or (unit is not None and unit.kind in {"percent", "points"})
        ):
            return Measure.RATE
        told = any(f.column.cumulative or f.column.role == "to_date" for f in item.facts)
        if told and self._stands():
            return Measure.STOCK
        added = (
            told and self.baseline is None and self.method in {None, Method.PACE, Method.SCHEDULE}
        )
        if (kind == "level" and not added) or self.method in {
            Method.GROWTH_RATIO,
            Method.PROJECTION,
        }:
            return Measure.STOCK
        adding = any(f.to_date for f in item.facts) or self.months is not None
        yearly = any(a.due is not None and a.due.kind is PeriodKind.YEAR for a in item.aims)
        parts = any(
            f.to_date is False and f.period and f.period.kind is not PeriodKind.YEAR
            for f in item.facts
        )
        flows = adding or (yearly and parts)
        if flows and self.baseline is None and (self.aims or adding):
            return Measure.FLOW
        if adding and self.plan.one.get("baseline") is None:
            return Measure.FLOW
        return Measure.STOCK

    def _stands(self) -> bool:
        """Whether what is said to add up in the year hardly moves: a level, such as the insured."""
        dated = sorted((p.end - p.year_start, n) for _, p, n, _ in self.facts)
        if len({p.fiscal_year for _, p, _, _ in self.facts}) != 1 or dated[0][0] == dated[-1][0]:
            return False
        (begin, first), (end, last) = dated[0], dated[-1]
        return first / begin > _HARDLY * abs(last - first) / (end - begin)

    @property
    def months(self) -> int | None:
        """The months of the year that are over, as the row says."""
        text = self.item.texts.get("months_elapsed", "")
        if text:
            number = amount(text).number
            return None if number is None else round(number)
        share = amount(self.item.texts.get("schedule", ""))
        if share.number is None:
            return None
        months = 12 * (share.number / 100 if share.is_percent or share.number > 1 else share.number)
        return (
            round(months)
            if abs(months - round(months)) <= 0.061 and 1 <= round(months) <= 12
            else None
        )

    def _directed(self) -> None:
        """Comparator and direction: as typed, as the cell's bound, the words or the numbers say."""
        item = self.item
        bounds = {
            a.value.comparator for a, n, _ in self.aims if a.value.comparator and n is not None
        }
        given = self.word("comparator", Comparator)
        self.comparator = given or (bounds.pop() if len(bounds) == 1 else None)
        if self.comparator is None and "upper" in self.plan.one and self.aims:
            top = amount(item.sheet.text(*self.at("upper"))).number
            self.comparator = "between" if top is not None else None
        said = item.texts.get("direction", "")
        self.is_certain = bool(said) or self.comparator is not None
        if said:
            self.direction = _direction_word(said)
            if self.direction is None:
                place = (item.place[0], self.plan.one["direction"].index)
                self.tell_at("C140", place, allowed=", ".join(_shown(Direction)))
                return
        if self.measure is Measure.MILESTONE:
            self.direction, self.comparator = Direction.INCREASE, "done"
        if self.direction is None and self.comparator is not None:
            self.direction = _DIRECTION.get(self.comparator)
        if self.direction is None and self.aims:
            self._by_numbers_or_words()
        if self.direction is None and self.comparator == "about":
            self.direction = Direction.HOLD
        if self.direction is Direction.HOLD and self.comparator is None:
            self._hold()
        if self.comparator is None and self.direction is not None:
            self.comparator = {"increase": ">=", "decrease": "<=", "hold": "="}[str(self.direction)]

    def _by_numbers_or_words(self) -> None:
        """The way from the baseline, else what the words say, else what the numbers allow."""
        item, target, words = self.item, self.aims[-1][1], self._by_words()
        start = self.baseline if self.baseline is not None else self.start
        start = self.start if self.measure is Measure.FLOW else start
        if start is None and "first" in self.plan.one:
            start = amount(item.sheet.text(item.place[0], self.plan.one["first"].index)).number
        sign = 0 if start is None or target is None else (target > start) - (target < start)
        bounded = 0 if sign or words else self._by_bounds()
        way = sign or words or bounded
        self.is_certain = bool(sign)
        if sign and words and sign != words:
            told = {"indicator": label(item), "direction": _side(sign).said}
            if not self.failed:
                self.tell_at("B402", self.at("direction"), **told)
        elif way:
            self._said(self._why(sign, words, bounded), direction=_side(way).said)
        if way:
            self.direction = _side(way)
        elif self.options.direction is not None:
            self.direction = self.options.direction
        elif (own := self._by_own_verdict())[0]:
            self.direction = _side(own[0])
            told_by = N_("{indicator}: {direction}, as its own “{text}” says.")
            self._said(told_by, direction=self.direction.said, text=own[1])
        else:
            self._worked_off()

    def _why(self, sign: int, words: int, bounded: int) -> str:
        """The sentence that says where the direction is from."""
        if sign:
            return N_("{indicator}: {direction}, as the target lies from the baseline.")
        if words and words == self._by_header():
            return N_("{indicator}: {direction}, by the target's header.")
        if words:
            return N_("{indicator}: {direction}, by its name.")
        if bounded > 0:
            return N_("{indicator}: {direction}, since nothing lies above 100%.")
        return N_("{indicator}: {direction}, since nothing lies below 0.")

    def _by_header(self) -> int:
        aimed = header_side(" ".join(p for a, _, _ in self.aims for p in a.column.path))
        aimed = 0 if aimed < 0 and self.plan.has_floors else aimed
        gained = any(says(f.column.header, "gained") for f in self.item.facts)
        return aimed or int(gained)

    def _by_words(self) -> int:
        """Which way is better as the name and the target's header say; 0 where they do not."""
        item, target = self.item, self.aims[-1][1]
        words = direction_of(item.name)
        by_part = self.plan.block.by_measure
        if by_part:
            words = direction_of(self.plan.block.part)
        if not words and (kind_of(item.name) == "rank" or fold(item.section) in _SECTIONS):
            words = direction_of(item.section)
        if self.plan.topic and not by_part:  # the row is named by a body: its name says nothing
            headers = " ".join(_TARGET.sub("", c.header) for c in self.plan.targets)
            words = direction_of(headers) or direction_of(self.plan.topic)
        if self.measure is Measure.RANK:
            words = -1
        inside = without_brackets(item.name)[1]
        units = {self.unit.casefold(), *(part.casefold() for part in inside[-1:])}
        agreed = any(says(a.column.header, "agreed_time") for a, _, _ in self.aims)
        timed = agreed or _TIMED.search(item.name)
        if not words and timed and any(map(_TIME.fullmatch, units)):
            words = -1
        if words and _DECLINE.search(item.name):
            words = self._by_decline(words)
        kept = self.unit == "%" and target is not None and target >= _MOST_KEPT
        if self.plan.is_spending or (words < 0 and kept):  # 95% of waits: kept, not waited
            words = 0
        by_header = self._by_header()
        if by_header > 0 and any(_INVESTED.search(c.header) for c in self.plan.targets):
            words = 0  # the header is what is measured: the name is of what the money goes into
        if self._is_saving:
            return 1
        return by_header or words if not words or by_header < 0 else words

    def _by_decline(self, words: int) -> int:
        """Which way is better of what is named by its decline: as the signs of the numbers say.

        -3% of 能耗下降率 is a change, better lower; 10% of “Reduce energy use” may be how much.
        """
        values = [n for _, n, _ in self.aims if n] + [
            n for f in self.item.facts if (n := f.value.number)
        ]  # fmt: skip
        if self.baseline is not None:
            return 0  # the way from the baseline says it
        if any(n < 0 for n in values):
            return -int(all(n < 0 for n in values))
        verb = _REDUCE.match(self.item.name)
        return 0 if words < 0 and verb and self.unit == "%" and (
            kind_of(self.item.name) != "rate" or " by" in self.item.name
        ) else words  # fmt: skip

    def _by_bounds(self) -> int:
        """Which way is better where the target is all or nothing: 100%, or 0."""
        target = self.aims[-1][1]
        values = [n for f in self.item.facts if (n := in_unit(f.value, self.unit)) is not None]
        if self.unit == "%" and target == _ALL:
            return int(all(n <= _ALL for n in values))
        return -int(target == 0 and all(n >= 0 for n in values))

    def _by_own_verdict(self) -> tuple[int, str]:
        """Which way is better by what the row says of its target, and where; 0: it does not."""
        facts, target = self.item.facts, self.aims[-1][1]
        ends = [f.period.end_date for f in facts if f.period is not None]
        if not facts or target is None or len(self.aims) > 1 or len(facts) > max(len(ends), 1):
            return 0, ""
        last = facts[ends.index(max(ends))] if ends else facts[0]
        value = in_unit(last.value, self.unit)
        due = self.aims[-1][0].due
        final = not ends or due is None or due.end_date <= max(ends)
        way, text = (0, "") if value is None else way_of(self.item, value, target, final=final)
        more = way > 0 and amount(text).number is not None and not amount(text).is_word
        doubtful = self.plan.is_spending or holds_a_fault(label(self.item))
        return (0, "") if more and doubtful else (way, text)

    def _worked_off(self) -> None:
        """A sum that grows to its target is a task to be worked off; told, or warned of.

        Nothing is taken where a word of what should be low stands in the name, or of spending.
        """
        spending = any(_SPENDING.search(c.header) for c in self.plan.targets)
        name = f"{self.item.section} {label(self.item)}"
        header = self.plan.one["name"].header if "name" in self.plan.one else ""
        counted = says(header, "tasks") or any(says(g, "counted") for g in self.item.groups)
        counted = counted or self._is_work()
        counted = counted and not any("成本" in g for g in self.item.groups)
        task = self.measure is Measure.STOCK and not self.plan.topic and counted
        if not (task or self.measure is Measure.FLOW) or spending or holds_a_fault(name):
            return
        self.direction = _side(1)
        if re.search("[\u3400-\u9fff]", self.item.name):
            told = N_("{indicator}: {direction}, as a task to be worked off.")
            self._said(told, direction=self.direction.said)
        else:
            said = {"indicator": label(self.item), "direction": self.direction.said}
            self.tell_at("B402", self.at("direction"), **said)

    def _is_work(self) -> bool:
        """Whether a count in Chinese stands under headers of work: 任务 or 计划, and 完成."""
        heads = [(a.column.header, "set") for a, _, _ in self.aims]
        heads += [(f.column.header, "reached") for f in self.item.facts]
        return (
            bool(re.search("[\u3400-\u9fff]", self.item.name))
            and bool(re.fullmatch(COUNT_UNIT, self.unit))
            and not self.item.texts.get("measure")
            and all(says(header, group) for header, group in heads)
        )

    def at(self, role: str) -> tuple[int, int]:
        """The row's cell in a column; that of its name where the table has no such column."""
        column = self.plan.one.get(role)
        return (self.item.place[0], column.index) if column is not None else self.item.place

    def _hold(self) -> None:
        """To be held: at least, or at most, by what the words say; else exactly."""
        words = direction_of(self.item.name)
        target = self.aims[-1][1] if self.aims else None
        if words:
            self.comparator = ">=" if words > 0 else "<="
        elif any(number != target for _, _, number, _ in self.facts):
            self.direction = None

    # -------------------------------------------------------------- dates and sums

    def _dated(self) -> None:
        """Figures that have no period yet, and a baseline whose period the way needs."""
        item, day = self.item, self.day
        undated = [f for f in item.facts if f.period is None and f.value.number is not None]
        months = self.months
        if undated and months is not None and not 1 <= months <= MONTHS_A_YEAR:
            self.tell_at("B405", item.place, indicator=label(item))
            return
        if undated and months is not None:
            self._by_months(undated, months)
            undated = [f for f in undated if f.period is None]
        if undated and item.texts.get("schedule") and months is None:
            self.tell_at(
                "B412", (item.place[0], self.plan.one["schedule"].index), indicator=label(item)
            )
            return
        dues = [a.due for a, _, _ in self.aims if a.due is not None]
        for fact in undated:
            number = in_unit(fact.value, self.unit)
            if number is None:
                continue
            dated = dues or self.baseline is not None or item.texts.get("due")
            typed_blank = "actual_period" in self.plan.one and dated and not item.is_deliverable
            series = self._end_of_series(dues)
            if series is not None:
                fact.period = series
                self.facts.append((fact, series, number, Basis.POINT))
                self.tell_at(
                    "B410", self.at("actual_period"), indicator=label(item), period=str(series)
                )
            elif item.texts.get("actual_period"):
                place = (fact.place[0], self.plan.one["actual_period"].index)
                self.tell_at(_period_fault(item.sheet.text(*place)), place)
            elif day is None or typed_blank:
                column = self.plan.one.get("actual_period")
                place = (fact.place[0], column.index) if column else fact.place
                self.tell_at("B405", place, indicator=label(item))
            else:
                fact.period = Period(
                    PeriodKind.DAY,
                    12 * day.year + day.month - 1,
                    day.day,
                    self.options.fiscal_start or 1,
                )
                self.facts.append((fact, fact.period, number, Basis.POINT))
                self._said(
                    N_("{indicator}: the figure has no period; it is taken as known on {day}."),
                    day=day.isoformat(),
                )
        self._asked_dates()

    def _end_of_series(self, dues: Sequence[Period]) -> Period | None:
        """Where a summarised series ends that a projection judges without any date."""
        said = dues or self.item.texts.get("due")
        if self.method != Method.PROJECTION or said or "first" not in self.plan.one:
            return None
        latest = self.latest
        return latest or (last_ended(PeriodKind.YEAR, self.day) if self.day else None)

    def _by_months(self, undated: Sequence[Fact], months: int) -> None:
        dues = [a.due for a, _, _ in self.aims if a.due is not None]
        known = dues[0].fiscal_year if dues else self.plan.year
        year = known or (self.day.year if self.day else UNNAMED_YEAR)
        if not self.plan.year_said and not self.item.texts.get("due"):
            place = (self.item.place[0], self._months_column())
            self.tell_at("B411", place, indicator=label(self.item), year=str(year), months=months)
        first = self.options.fiscal_start or 1
        for fact in undated:
            number = in_unit(fact.value, self.unit)
            if number is None:
                continue
            fact.period = Period(
                PeriodKind.MONTH, MONTHS_A_YEAR * year + first - 1 + months - 1, fiscal_start=first
            )
            fact.to_date = True
            self.facts.append((fact, fact.period, number, Basis.TO_DATE))
        for aim, _, _ in self.aims:
            aim.due = aim.due or Period(
                PeriodKind.YEAR, MONTHS_A_YEAR * year + first - 1, fiscal_start=first
            )

    def _months_column(self) -> int:
        one = self.plan.one
        said = next((r for r in ("months_elapsed", "schedule") if self.item.texts.get(r)), None)
        return one[said].index if said else self.item.place[1]

    def _asked_dates(self) -> None:
        """Ask for the baseline's period where the way is measured, and for what decides."""
        item = self.item
        last = max((p.end_date for _, p, _, _ in self.facts), default=None)
        if (
            self.baseline is not None
            and self.baseline_period is None
            and self.measure is not Measure.FLOW
        ):
            ahead = [
                a
                for a, n, _ in self.aims
                if a.due is not None
                and n is not None
                and last is not None
                and a.due.end_date > last
                and n != self.baseline
                and not any(o.due and o.due.end_date <= last for o, _, _ in self.aims)
            ]
            self.unpaced = ahead
            if ahead and item.baseline is not None:
                self.tell_at("T112", self.at("baseline_period"), baseline=show(self.baseline))
        sub_annual = [
            p
            for _, p, _, _ in self.facts
            if p.kind is not PeriodKind.YEAR and p.kind is not PeriodKind.DAY
        ]
        dated = item.texts.get("actual_period")
        for aim, number, _ in self.aims:
            if (
                aim.due is None
                and dated
                and sub_annual
                and len(self.facts) == 1
                and self.baseline is None
                and number is not None
                and self.measure is Measure.STOCK
                and not self._met(number)
            ):
                self.tell_at("B420", aim.place, indicator=label(item))

        if self._may_start_anew(sub_annual):
            self.tell_at("B421", self.facts[-1][0].place, indicator=label(item))
        whole = [a for a, n, _ in self.aims if a.due is None and n is not None]
        values = [n for _, _, n, _ in self.facts]
        if whole and len(sub_annual) == len(values) > 1 and self.measure is Measure.STOCK:
            target = self.aims[0][1] or 0.0
            if 0 < max(values) <= _PART * target <= sum(values):
                self.tell_at("B420", whole[0].place, indicator=label(item))

    def _may_start_anew(self, parts: Sequence[Period]) -> bool:
        """Whether a count with a target a year may begin at nothing each year, its last year open.

        So it is where it starts from nothing, or has fallen below the year before.
        """
        years = {a.due.start for a, _, _ in self.aims if a.due and a.due.kind is PeriodKind.YEAR}
        if self.measure is not Measure.STOCK or len(years) < 2 or not parts or not self.facts:
            return False
        _, last, number, _ = max(self.facts, key=lambda f: f[1].end_date)
        before = [n for _, p, n, _ in self.facts if p.end_date < last.start_date]
        open_year = last in parts and last.year_start in years
        fallen = bool(before) and self.direction is Direction.INCREASE and number < before[-1]
        return open_year and kind_of(self.item.name) != "level" and (not self.baseline or fallen)

    def _met(self, target: float) -> bool:
        value = self.facts[-1][2]
        return value <= target if self.direction is Direction.DECREASE else value >= target

    def _flow(self) -> None:
        """What each figure of a flow covers: to date where said; else by the numbers, or asked."""
        order = sorted(self.facts, key=lambda f: f[1].end_date)
        given = self.word("reported_as", Basis)
        said = {True: Basis.TO_DATE, False: Basis.PERIOD, None: None}
        bases = [Basis(given) if given else said[fact.to_date] for fact, _, _, _ in order]
        open_ones = [n for n, basis in enumerate(bases) if basis is None]
        if open_ones:
            values = [order[n][2] for n in open_ones]
            years = {order[n][1].fiscal_year for n in open_ones}
            falls = any(b < a for a, b in itertools.pairwise(values))
            whole = all(order[n][1].kind is PeriodKind.YEAR for n in open_ones)
            basis = Basis.TO_DATE
            if falls and len(years) == 1:
                basis = Basis.PERIOD
                self._said(N_("{indicator}: the figures fall, so each is of its own period."))
            elif len(values) > 1 and not whole:
                self.tell_at("B421", order[open_ones[-1]][0].place, indicator=label(self.item))
            elif not whole:
                self._said(N_("{indicator}: the figure is taken as the total to date."))
            bases = [b or basis for b in bases]
        only = order[0][0].column if len(order) == 1 else None
        within = only and (
            _AS_AT.search(only.path[-1]) or (self.plan.span is not None and only.when is None)
        )
        if within and bases[0] is Basis.PERIOD and not given:
            bases = [self._alone(*order[0][1:3])]
        self.facts = [
            (f, p, n, b or Basis.TO_DATE) for (f, p, n, _), b in zip(order, bases, strict=True)
        ]

    def _alone(self, period: Period, number: float) -> Basis:
        """What a year's only figure covers, a month in its header's brackets: Actual (Dec-24).

        Its size beside the target says whether it is the total to date; else it is asked.
        """
        annual = next((n for a, n, _ in self.aims if n and a.due and a.due.months == 12), None)
        if period.start == period.year_start or annual is None or number / annual <= 0:
            return Basis.PERIOD
        passed = (period.end - period.year_start) / MONTHS_A_YEAR
        total = abs(math.log(number / (annual * passed)))
        single = abs(math.log(number / (annual * period.months / MONTHS_A_YEAR)))
        if total < 0.5 * single:
            self._said(N_("{indicator}: the figure is taken as the total to date."))
            return Basis.TO_DATE
        if not single < 0.5 * total:
            self.tell_at("B421", self.facts[0][0].place, indicator=label(self.item))
        return Basis.PERIOD

    def _typed_rate(self) -> None:
        """A completion rate that somebody typed is recomputed, never used."""
        targets = [n for _, n, _ in self.aims if n is not None]
        told: list[Finding] = []
        for column in self.plan.block.of("completion") if targets and self.facts else ():
            place = (self.item.place[0], column.index)
            cell = self.item.sheet.text(*place)
            if not cell:
                continue
            kind = CellKind.TEXT if "%" in cell or "％" in cell else CellKind.NUMBER
            raw = RawCell(1, 1, kind, cell if kind is CellKind.TEXT else amount(cell).number, cell)
            figures = (plain(reached(self)[-1]), plain(targets[-1]))
            origin = self.item.sheet.origin(*place)
            found = rate_finding(origin, typed_rates(raw), label(self.item), figures)
            if found is None:
                return
            told.append(found)
        self.findings += told[:1]

    def _interim(self) -> None:
        """The plan on the way: as totals to date, added up where it is by single periods.

        A level or rate without a beginning has no way: there each is a target of its own period.
        """
        if self.measure is not Measure.FLOW and self.baseline is None:
            known = {p for _, p, _, _ in self.facts}
            own = [a for a in self.item.interim if a.due in known]
            read = [(a, in_unit(a.value, self.unit), None) for a in own]
            self.aims = [one for one in read if one[1] is not None] or self.aims
            return
        now = max((p for _, p, _, _ in self.facts), key=lambda p: p.end_date, default=None)
        plan = [
            (due, n)
            for a in self.item.interim
            if (due := a.due or now) is not None and (n := in_unit(a.value, self.unit)) is not None
        ]
        plan.sort(key=lambda one: one[0].end_date)
        annual = next((n for a, n, _ in self.aims if n), None)
        if not plan or annual is None:
            return
        values = [n for _, n in plan]
        said = all(a.column.cumulative or a.due is None for a in self.item.interim)
        alone = len(plan) == 1 and plan[0][0].start == plan[0][0].year_start
        adds_up = self.measure is Measure.FLOW and not said and not alone
        if adds_up:
            whole = (plan[-1][0].end - plan[-1][0].year_start) / MONTHS_A_YEAR
            parts = sum(p.months for p, _ in plan) / MONTHS_A_YEAR
            equal = all(p.kind is plan[0][0].kind for p, _ in plan)
            near = [
                abs(math.log(v / (annual * share))) if v > 0 and annual > 0 else 9.0
                for v, share in ((sum(values), parts if equal else whole), (values[-1], whole))
            ]
            single = near[0] <= _SAME_SIZE < near[1] or near[0] < 0.5 * near[1]
            if single and equal and parts < whole:
                return  # single periods, the first ones missing: no total to date
            if single:
                values = [sum(values[: n + 1]) for n in range(len(values))]
            elif not near[1] < 0.5 * near[0]:
                self.tell_at("B421", self.item.interim[-1].place, indicator=label(self.item))
                return
        self.interim = [(p, v) for (p, _), v in zip(plan, values, strict=True)]


def _is_points(value: Amount) -> bool:
    unit = parse_unit(value.unit)
    return unit is not None and unit.kind == "points"


def _is_share(value: Amount) -> bool:
    return value.is_percent or _is_points(value)


def _period_fault(text: str) -> str:
    """The code that says what is wrong with a text that names no period."""
    read = parse_period_cell(RawCell(1, 1, CellKind.TEXT, text, text))
    return read.faults[0].code if read.faults else "C130"


@lru_cache(maxsize=64)
def _choices(vocabulary: type[Choice]) -> Mapping[str, str]:
    return {fold(name) or name: str(word) for word in vocabulary for name in word.names}


def _shown(vocabulary: type[Choice]) -> list[str]:
    return [str(word) for word in vocabulary]


@lru_cache(maxsize=4096)
def _direction_word(text: str) -> Direction | None:
    text = re.sub("^(?:逐步|稳步|持续|不断|监测|越来越)|(?:为好|为佳|为优|型)$", "", text.strip())
    for group, direction in (
        ("higher", Direction.INCREASE),
        ("lower", Direction.DECREASE),
        ("hold", Direction.HOLD),
    ):
        if word_in(group, text):
            return direction
    known = _choices(Direction).get(fold(text) or text.strip())
    if known is not None:
        return Direction(known)
    number = amount(text).number
    return None if number not in {1.0, -1.0} else _side(int(number))


def _side(sign: int) -> Direction:
    return Direction.INCREASE if sign > 0 else Direction.DECREASE
