"""How progress is judged, a second time: an arithmetic that an auditor can read beside the method.

Written from the page of the method alone; nothing of the program is imported.  All numbers are
fractions, so that a target exactly on its pathway is exactly on it.  Months are counted from the
year 0: January 2025 is 12 * 2025, and a period is its first and its last month.
"""

from __future__ import annotations

import calendar
import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Final

REPORTING_DAYS: Final = 15
POINTS, CHANGES = 4, 5  # of a projection: points needed, changes counted at most
RANK_CHANGE: Final = 3  # places: fewer are no clear change
UNSTABLE: Final = Fraction(15, 100)  # below this share expected the lead decides
GATE: Final = Fraction(80, 100)
VERDICTS: Final = ("achieved", "ahead", "on_track", "at_risk", "off_track", "missed")


def number(text: float | str | Fraction) -> Fraction:
    """The number as it was typed: 0.1 is one tenth."""
    return text if isinstance(text, Fraction) else Fraction(str(text))


def months(period: str) -> tuple[int, int]:
    """First and last month of `2025`, `2025-H1`, `2025-Q2`, `2025-10`."""
    year, _, part = period.partition("-")
    start = 12 * int(year)
    if not part:
        return start, start + 11
    if part[0] in "QH":
        length = 3 if part[0] == "Q" else 6
        first = start + length * (int(part[1:]) - 1)
        return first, first + length - 1
    return start + int(part) - 1, start + int(part) - 1


def last_day(month: int) -> date:
    """The last day of a month."""
    year, index = divmod(month, 12)
    return date(year, index + 1, calendar.monthrange(year, index + 1)[1])


@dataclass(frozen=True)
class Figure:
    """One reported value: what it is of, what it says, and since when it is known."""

    period: str
    value: Fraction
    known_on: date
    to_date: bool = False  # of a flow: the sum since the start of the year
    state: str = "final"
    evidence: bool = True


@dataclass(frozen=True)
class Target:
    """A value by a date, and how the way to it is measured."""

    name: str
    measure: str  # flow, stock, rate, rank, milestone
    direction: int  # +1 higher is better, -1 lower is better, 0 hold
    comparator: str  # >=, >, <=, <, =, about, between, done
    value: Fraction
    due: str
    baseline: Fraction | None = None
    baseline_period: str | None = None
    upper: Fraction | None = None
    deviation: Fraction = Fraction(0)
    shares: tuple[tuple[str, Fraction], ...] = ()  # of the way, by a period
    values: tuple[tuple[str, Fraction], ...] = ()  # on the way, by a period
    straight: bool = False  # lines between those values; else each holds until the next (steps)
    every: int = 3  # months between two figures
    lag: int = 0  # months until a figure is published
    decimals: int = 0
    accepted_as_hold: bool = False
    since_start: bool = False
    weight: Fraction = Fraction(1)
    unit: str = ""
    version: int = 1
    valid_from: date = date.min
    indicative: bool = False
    method: str = "pace"  # or schedule

    @property
    def cap(self) -> bool:
        """Whether it is an "at most" on something that adds up."""
        return self.measure == "flow" and self.comparator in ("<=", "<")

    @property
    def end(self) -> int:
        """The last month before it is due."""
        return months(self.due)[1]

    @property
    def start(self) -> int:
        """The month at whose end the way begins."""
        if self.measure == "flow" and not self.since_start:
            return self.end // 12 * 12 - 1
        if self.baseline_period is None:  # from the month on in which the target came into force
            return 12 * self.valid_from.year + self.valid_from.month - 2
        return months(self.baseline_period)[1]

    @property
    def base(self) -> Fraction | None:
        """Where the way begins: a flow of a year begins at nothing."""
        return Fraction(0) if self.measure == "flow" and not self.since_start else self.baseline

    @property
    def first_end(self) -> int:
        """The last month of the first period on the way."""
        return self.start + self.every

    @property
    def asked(self) -> list[int]:
        """The last months of the periods whose figures are asked for; steps ask from the first."""
        ends = range(self.end, self.start, -self.every)
        first = min([months(period)[1] for period, _ in self.values] + [self.end])
        return [end for end in reversed(ends) if end >= first or not self.stepwise]

    @property
    def stays_met(self) -> bool:
        """Whether what is met once stays met: a sum that grows, something done."""
        return self.measure == "milestone" or (self.measure == "flow" and not self.cap)

    @property
    def stepwise(self) -> bool:
        """Whether a value holds until the next one is due."""
        return self.measure in ("rank", "milestone") or (bool(self.values) and not self.straight)

    def met(self, actual: Fraction) -> bool:
        """Whether a value meets the target."""
        value = self.value
        if self.comparator == "about":
            lowest, highest = value - self.deviation, value + self.deviation
            return (self.direction < 0 or actual >= lowest) and (
                self.direction > 0 or actual <= highest
            )
        if self.comparator == "between":
            assert self.upper is not None
            return value <= actual <= self.upper
        return {
            ">=": actual >= value,
            ">": actual > value,
            "<=": actual <= value,
            "<": actual < value,
            "=": actual == value,
            "done": actual >= value,
        }[self.comparator]

    @property
    def hold(self) -> bool:
        """Whether it is held in each period rather than reached."""
        if self.accepted_as_hold or self.direction == 0 or self.comparator == "between":
            return True
        near = Fraction(1, 10**self.decimals)
        return (
            self.measure not in ("flow", "milestone")
            and self.baseline is not None
            and (self.value == self.baseline or abs(self.value - self.baseline) < near)
        )

    @property
    def questionable(self) -> bool:
        """Whether it is met at its baseline, or lies on the wrong side of it (A101)."""
        if self.hold or self.base is None or self.cap:
            return False
        return self.met(self.base) or self.direction * (self.value - self.base) < 0


@dataclass(frozen=True)
class Point:
    """What is known at the end of a month: the actual, and the figures that it rests on."""

    month: int
    value: Fraction
    figures: tuple[Figure, ...]
    whole: bool = True


@dataclass
class Verdict:
    """Where a target stands: the status and the numbers it rests on; None is undefined."""

    status: str
    actual: Fraction | None = None
    progress: Fraction | None = None
    expected: Fraction | None = None
    lead: Fraction | None = None
    pace: Fraction | None = None
    allowance: Fraction | None = None
    required: Fraction | None = None  # per quarter left
    projection: Fraction | None = None
    distance: Fraction | None = None
    share: Fraction | None = None  # of its weight, None without a verdict
    silent: bool = False  # a broken cap whose unit fell silent
    flags: set[str] = field(default_factory=set)


def in_force(figures: Sequence[Figure], as_of: date) -> list[Figure]:
    """The newest figure of each period and kind that was known on a day."""
    newest: dict[tuple[str, bool], Figure] = {}
    for figure in sorted(figures, key=lambda each: each.known_on):
        if figure.known_on <= as_of:
            newest[figure.period, figure.to_date] = figure
    return list(newest.values())


def points(target: Target, figures: Sequence[Figure]) -> list[Point]:
    """The actual at the end of each period that has a figure, oldest first."""
    ends = sorted({months(each.period)[1] for each in figures})
    ends = [end for end in ends if target.start < end <= target.end]
    if target.measure != "flow" or target.since_start:
        latest = {months(each.period)[1]: each for each in figures}
        return [Point(end, latest[end].value, (latest[end],)) for end in ends]
    found = []
    totals = {months(each.period)[1]: each for each in figures if each.to_date}
    singles = [each for each in figures if not each.to_date]
    for end in ends:
        total = max((each for each in totals if target.start < each <= end), default=None)
        used = [totals[total]] if total is not None else []
        reached = total if total is not None else target.start
        later = [each for each in singles if reached < months(each.period)[0]]
        later = [each for each in later if months(each.period)[1] <= end]
        covered = sum(months(each.period)[1] - months(each.period)[0] + 1 for each in later)
        used += later
        value = sum((each.value for each in used), Fraction(0))
        found.append(Point(end, value, tuple(used), covered == end - reached))
    return found


def expected(target: Target, month: int) -> Fraction | None:
    """The share of the way that was planned by the end of a month."""
    base, value = target.base, target.value
    if target.shares:
        due = [share for period, share in target.shares if months(period)[1] <= month]
        return due[-1] if due else Fraction(0)
    if base is None:
        return None
    knots = [(target.start, base), *((months(p)[1], v) for p, v in target.values)]
    knots = [*(knot for knot in knots if knot[0] < target.end), (target.end, value)]
    if target.stepwise:
        if month < target.asked[0]:  # nothing is asked for before the first
            return None
        return ([v for end, v in knots if end <= month][-1] - base) / (value - base)
    for (left, low), (right, high) in pairwise(knots):
        if month <= right:
            reached = low + (high - low) * Fraction(month - left, right - left)
            return max((reached - base) / (value - base), Fraction(0))
    return Fraction(1)


def measured(target: Target, point: Point) -> Verdict:
    """The small arithmetic: progress, expected progress, lead, pace ratio and allowance."""
    verdict = Verdict("", point.value)
    base = target.base
    if base is None or base == target.value or target.hold or target.questionable:
        return verdict
    if target.measure == "rank":
        return verdict
    verdict.progress = (point.value - base) / (target.value - base)
    verdict.expected = expected(target, point.month)
    if verdict.expected is None:
        return verdict
    verdict.lead = 100 * (verdict.progress - verdict.expected)
    if target.cap:
        allowed = base + verdict.expected * (target.value - base)
        verdict.allowance = Fraction(math.ceil(allowed)) if target.decimals == 0 else allowed
        verdict.pace = verdict.allowance / point.value if point.value else None
        verdict.lead = -verdict.lead  # what is left of the allowance, not what is used up
    elif (
        target.comparator == "=" or (target.comparator == "about" and target.direction == 0)
    ) and verdict.progress > 1:
        verdict.pace = 2 - verdict.progress
    elif verdict.expected:
        verdict.pace = verdict.progress / verdict.expected
    return verdict


def banded(pace: Fraction) -> str:
    """The class of a pace ratio."""
    if pace > Fraction(105, 100):
        return "ahead"
    if pace >= Fraction(95, 100):
        return "on_track"
    return "at_risk" if pace >= Fraction(60, 100) else "off_track"


def capped(verdict: Verdict) -> str:
    """The class of a cap that is not broken: on track within its allowance, never ahead."""
    assert verdict.actual is not None
    assert verdict.allowance is not None
    assert verdict.lead is not None
    assert verdict.expected is not None
    if verdict.actual <= verdict.allowance:
        return "on_track"
    if verdict.expected < UNSTABLE:
        return "on_track" if verdict.lead >= -2 else "at_risk"
    return banded(verdict.allowance / verdict.actual)


def classified(target: Target, verdict: Verdict) -> str:
    """The class of the method: by the pace ratio, or the lead while little is expected."""
    if target.cap:
        return capped(verdict)
    assert verdict.expected is not None
    assert verdict.progress is not None
    assert verdict.lead is not None
    if target.method == "schedule":
        if verdict.lead >= 0:
            return "ahead" if verdict.lead > 5 else "on_track"
        return "at_risk" if verdict.lead >= -10 else "off_track"
    beyond = target.comparator == "=" and verdict.progress > 1
    if verdict.expected >= UNSTABLE or beyond:
        assert verdict.pace is not None
        return banded(verdict.pace)
    if verdict.lead >= -2:
        return "ahead" if verdict.lead > 2 else "on_track"
    return "at_risk" if verdict.progress >= 0 else "off_track"


# --------------------------------------------------------------------------- rules 3 to 7


def settled(target: Target, point: Point, as_of: date) -> str:
    """Rules 3 and 4: what nothing that is missing changes, and what the due figure says."""
    met, due_over = target.met(point.value), as_of > last_day(target.end)
    if target.stays_met and met:
        return "achieved"
    if target.cap and not met:
        return "missed" if due_over else "off_track"
    if point.month == target.end and as_of >= last_day(target.end) and point.whole:
        return "achieved" if met else "missed"
    return ""


def on_the_way(target: Target, point: Point) -> str:
    """Rules 5 to 7: a hold, an early end, a step, the class of the method; or nothing yet."""
    met = target.met(point.value)
    if target.questionable:
        return "not_scored"
    if target.hold:
        return "on_track" if met else "off_track"
    if met and not target.cap:
        return "on_track" if target.stepwise else "achieved"
    steps = [value for period, value in target.values if months(period)[1] <= point.month]
    if not steps and (target.stepwise or target.base is None):
        return "not_due"
    if target.base is None or target.measure == "rank":
        return "on_track" if replace(target, value=steps[-1]).met(point.value) else "off_track"
    return classified(target, measured(target, point))


def says(target: Target, point: Point, as_of: date) -> str:
    """What a figure says by itself, whatever else is missing."""
    return settled(target, point, as_of) or on_the_way(target, point)


def deadline(target: Target, end: int) -> date:
    """The last day on which the figure of a period that ends with a month is in time."""
    return max(last_day(end + target.lag), last_day(end) + timedelta(days=REPORTING_DAYS))


def held_back(target: Target, point: Point | None, as_of: date) -> str:
    """Rules 2 and 3: why the last figure decides nothing, or nothing if it decides."""
    reached = point.month if point else -1
    said = says(target, point, as_of) if point else ""
    if point and settled(target, point, as_of):
        return ""
    over = [end for end in target.asked if last_day(end) < as_of]
    missing = [end for end in over if end > reached]
    late = any(deadline(target, end) < as_of for end in missing)
    if late or (point and not point.whole):
        return "overdue"
    due_over = as_of > last_day(target.end)
    if target.questionable and not due_over:
        return "not_scored"
    if missing:
        old_edition = target.measure == "rank" and due_over
        nothing_said = said in ("", "not_due", "not_scored")
        return "awaiting_data" if nothing_said or old_edition else ""
    return "" if said else "not_due"


def required(target: Target, point: Point) -> Fraction | None:
    """What each quarter left would have to add: (T - Y) / quarters left."""
    told = target.hold or target.questionable or target.measure in ("rank", "milestone")
    if told or point.month >= target.end:
        return None
    return (target.value - point.value) / Fraction(target.end - point.month, 3)


def projection(target: Target, known: Sequence[Point]) -> Fraction | None:
    """Where the last at most five changes lead: from four points without a gap between them."""
    last = known[-1]
    if target.measure in ("rank", "milestone") or last.month >= target.end:
        return None
    run = [last]
    for point in reversed(known[:-1]):
        if run[-1].month - point.month != target.every or not point.whole:
            break
        run.append(point)
    values = [point.value for point in run]
    changes = [now - before for now, before in pairwise(values)]
    if target.measure == "flow" and not target.since_start and run[-1].month == target.first_end:
        changes.append(values[-1])  # the first period adds what it is
    if len(changes) + (target.measure != "flow") < POINTS:
        return None
    mean = sum(changes[:CHANGES], Fraction(0)) / len(changes[:CHANGES])
    return last.value + mean * Fraction(target.end - last.month, target.every)


def distance(target: Target, verdict: Verdict, point: Point, as_of: date) -> Fraction | None:
    """How far what decides is from the nearest boundary: the value, the ratio or the lead."""
    low, high = target.value - target.deviation, target.value + target.deviation
    ends = {"between": [target.value, target.upper or high], "about": [low, high]}.get(
        target.comparator, [target.value]
    )
    if target.comparator == "about" and target.direction:
        ends = [low] if target.direction > 0 else [high]
    by_value = settled(target, point, as_of) or target.hold or target.met(point.value)
    if not by_value and target.values and verdict.expected is None:  # the last step due
        ends = [v for period, v in target.values if months(period)[1] <= point.month][-1:]
    if verdict.expected is None or (by_value and not target.cap):
        return min(abs(point.value - end) for end in ends)
    if target.cap:
        over = not target.met(point.value) or point.month == target.end
        return abs(point.value - (target.value if over else verdict.allowance or 0))
    beyond = target.comparator == "=" and verdict.progress is not None and verdict.progress > 1
    if target.method == "schedule":
        assert verdict.lead is not None
        return min(abs(verdict.lead - end) for end in (5, 0, -10))
    if verdict.expected < UNSTABLE and not beyond:
        assert verdict.lead is not None
        return min(abs(verdict.lead - end) for end in (2, -2, -100 * verdict.expected))
    assert verdict.pace is not None
    return min(abs(verdict.pace - Fraction(end, 100)) for end in (105, 95, 60))


def judge(target: Target, figures: Sequence[Figure], as_of: date) -> Verdict:
    """Where a target stands on a day: the gate first, then the arithmetic."""
    known = points(target, in_force(figures, as_of))
    point = known[-1] if known else None
    verdict = measured(target, point) if point else Verdict("")
    verdict.flags |= {"indicative"} if target.indicative else set()
    verdict.flags |= {"revised_target"} if target.version > 1 else set()
    verdict.status = held_back(target, point, as_of)
    if verdict.status or not point:
        return verdict
    verdict.status = says(target, point, as_of)
    missing = [end for end in target.asked if end > point.month and last_day(end) < as_of]
    late = any(deadline(target, end) < as_of for end in missing)
    verdict.silent = late and target.cap and not target.met(point.value)
    if verdict.status in VERDICTS:
        if verdict.status != "achieved":
            verdict.required = required(target, point)
        verdict.projection = projection(target, known)
        verdict.distance = distance(target, verdict, point, as_of)
        verdict.flags |= {"stale"} if missing else set()
        verdict.flags |= flags(target, known, figures, as_of)
        verdict.share = share(
            target, verdict, due=point.month == target.end or verdict.status == "missed"
        )
    return verdict


def flags(
    target: Target, known: Sequence[Point], figures: Sequence[Figure], as_of: date
) -> set[str]:
    """What is to be said beside a verdict."""
    point, met = known[-1], target.met(known[-1].value)
    status, unit = says(target, point, as_of), Fraction(1, 10**target.decimals)
    beside = [replace(point, value=point.value + by) for by in (unit, -unit)]
    before = known[-2].value if len(known) > 1 else target.baseline
    levels = target.measure != "flow"
    nearer = before is not None and worse(target, before, point.value)
    once = any(target.met(each.value) for each in known[:-1])
    found = {
        "early": status == "achieved" and as_of <= last_day(target.end),
        "provisional": any(each.state != "final" for each in point.figures),
        "unverified": not all(each.evidence for each in point.figures),
        "partial": not point.whole,
        "revised_figure": any(restated(each, figures) for each in point.figures),
        "worsening": levels and met and nearer,
        "lost": levels and not met and once,
        "near_boundary": target.measure != "milestone"
        and any(says(target, each, as_of) != status for each in beside),
    }
    return {name for name, true in found.items() if true}


def restated(figure: Figure, figures: Sequence[Figure]) -> bool:
    """Whether another value had been known for the same before."""
    same = [f for f in figures if (f.period, f.to_date) == (figure.period, figure.to_date)]
    return any(each.known_on < figure.known_on for each in same)


def worse(target: Target, before: Fraction, now: Fraction) -> bool:
    """Whether a value is nearer to its bound than the one before, a rank by three places."""
    if target.comparator == "between":
        assert target.upper is not None
        middle = (target.value + target.upper) / 2
        return abs(now - middle) > abs(before - middle)
    if target.comparator == "=":
        return abs(now - target.value) > abs(before - target.value)
    if target.measure == "rank":
        return now - before >= RANK_CHANGE
    return target.direction * (now - before) < 0


def share(target: Target, verdict: Verdict, *, due: bool) -> Fraction | None:
    """The share of its weight that a target with a verdict has earned; `due`: at its due date."""
    if verdict.status not in VERDICTS:
        return None
    good = Fraction(verdict.status in ("achieved", "ahead", "on_track"))
    ratio = verdict.progress if due else verdict.pace
    if target.cap and verdict.actual:
        allowed = target.value if due else verdict.allowance
        ratio = None if allowed is None else allowed / verdict.actual
    if due and target.comparator == "=" and ratio is not None and ratio > 1:
        ratio = 2 - ratio
    all_or_nothing = target.hold or target.measure in ("rank", "milestone")
    if all_or_nothing or verdict.status == "achieved" or ratio is None:
        return good
    return min(max(ratio, Fraction(0)), Fraction(1))


@dataclass
class Score:
    """The points of an organisation or a unit."""

    weight_total: Fraction
    weight_due: Fraction
    weight_reported: Fraction
    points: Fraction | None  # None where nothing is judged
    points_due: Fraction
    rank: int | None = None

    @property
    def missing(self) -> Fraction:
        """The weight of what is overdue and has no verdict."""
        return self.weight_due - self.points_due

    @property
    def coverage(self) -> Fraction | None:
        """The share of the weight due that was reported."""
        return self.weight_reported / self.weight_due if self.weight_due else None

    @property
    def rate(self) -> Fraction | None:
        """Points of the points due: how well the plan is kept so far."""
        return None if self.points is None else self.points / self.points_due

    @property
    def bounds(self) -> tuple[Fraction, Fraction] | None:
        """The rate if what is missing were worst, and if it were best."""
        if not self.missing:
            return None
        whole, points = self.points_due + self.missing, self.points or Fraction(0)
        return points / whole, (points + self.missing) / whole


def score(judged: Sequence[tuple[Target, Verdict]]) -> Score:
    """The points of some targets together; what is not reported is outside, never zero."""
    due = [each for each in judged if each[1].share is not None]
    overdue = sum((t.weight for t, v in judged if v.status == "overdue"), Fraction(0))
    points_due = sum((target.weight for target, _ in due), Fraction(0))
    silent = sum((target.weight for target, verdict in due if verdict.silent), Fraction(0))
    return Score(
        sum((target.weight for target, _ in judged), Fraction(0)),
        points_due + overdue,
        points_due - silent,
        sum((t.weight * (v.share or 0) for t, v in due), Fraction(0)) if points_due else None,
        points_due,
    )


def league(scores: dict[str, Score]) -> None:
    """Places by rate; equal rates share the better place; no place below the coverage gate."""
    placed = [s for s in scores.values() if s.coverage is not None and s.coverage >= GATE]
    rates = [each.rate for each in placed if each.rate is not None]
    for each in placed:
        if each.rate is not None:
            each.rank = 1 + sum(rate > each.rate for rate in rates)
