"""What a table says of its own rows, held against how its columns were read.

A completion rate, a difference, a word for met, marks beside full marks: each follows from target
and figure.  Where it does not in most rows, other columns were meant and the table is asked about;
where it does not in one row, that row is.  So are targets and figures of different powers of ten.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from scorecard.read.table.blocks import Column
from scorecard.read.table.items import Aim, Fact, Item, label
from scorecard.read.table.lexicon import word_in
from scorecard.read.table.quantities import Amount, amount
from scorecard.read.table.roles import Plan
from scorecard.schema.findings import Finding, finding
from scorecard.schema.period import MONTHS_A_YEAR, Period
from scorecard.schema.spelling import sanitise, show
from scorecard.schema.vocabulary import Basis, Direction, Measure

_RATIO: Final = re.compile(
    r"率|比例|百分比|占|[%％]|rate|percent|completion|attain|achiev|ratio|\bvs\b|against|"
    r"of (?:target|plan|goal|budget)",
    re.IGNORECASE,
)
"""Headers of what is surely the figure in per cent of its target; progress may be a person's."""
_WORDS: Final = frozenset({"status", "progress_text"})
_VERDICT: Final = re.compile(
    r"达|完成|合格|状态|灯|预警|红黄|实现|status|\brag\b|\bmet\b|achiev|target|track|rating|flag|"
    r"colou?r|traffic|pass|compl|result|health|goal",
    re.IGNORECASE,
)
_IN_TIME: Final = re.compile(r"按期|按时|及时|进展|on time|deadline|in time", re.IGNORECASE)
_SLACK: Final = 0.02
_TWICE: Final = 2.0
"""A rate beyond this many times what follows is no slip of rounding or typing."""
_POWERS: Final = frozenset({2, 3, 4, 6, 8})
"""Powers of ten between units that people mix: per cent, thousand, 万, million, 亿."""
_UNMISTAKABLE: Final = frozenset({3, 4, 6, 8})
_VERY_NEAR: Final = 0.1
_SMALL: Final = 10
"""Whole numbers up to which a figure may well be a thousandth of its target."""
_NEAR: Final = 0.2
"""How near (in powers of ten) to a whole power a quotient lies that shows two scales."""
_FAR: Final = 0.1
"""Share of a target within which full marks and green lights are given to what misses it."""
_FEW: Final = 0.6
"""Share of the full marks up to which a target was surely not met."""
_LEAST: Final = 2
"""Rows from which most of a table speak for the whole."""


class Read(Protocol):
    """An indicator as it was read: its targets (number, second bound), figures, unit, direction."""

    item: Item
    unit: str
    measure: Measure | None
    direction: Direction | None
    comparator: str | None
    is_certain: bool
    baseline: float | None
    aims: list[tuple[Aim, float | None, float | None]]
    facts: list[tuple[Fact, Period, float, Basis]]
    interim: list[tuple[Period, float]]


@dataclass(slots=True)
class _Heard:
    """What one row says: its name, its row, how it was read, and what of it does not agree."""

    name: str
    row: int
    read: str
    scale: int = 0
    is_plain: bool = False
    said: dict[int, bool] = field(default_factory=dict)
    gross: set[int] = field(default_factory=set)


class Witness:
    """Hears every row of a table and says at its end whether the table was understood."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        used = {c.index for c in (*plan.targets, *plan.actuals, *plan.interim)}
        free = [c for c in plan.block.columns if c.index not in used]
        self.rates = [c for c in free if c.role == "completion"]
        self.differences = [c for c in free if c.role == "variance"]
        self.words = [c for c in free if c.role in _WORDS and is_verdict(c)]
        self.scores = [c for c in free if c.role == "score"] if "points" in plan.one else []
        self.has_any = bool(self.rates or self.differences or self.words or self.scores)
        self.rows: list[_Heard] = []
        self.judged = 0
        self.of_span: list[tuple[str, bool]] = []
        """Rows whose target is taken as the year's, and whether it is as large as the part's."""

    def hear(self, one: Read) -> None:
        """What the row says of itself, and whether it agrees with target and figure."""
        pairs = [(a, t) for a in reached(one) for _, t, _ in one.aims if t is not None]
        if not pairs or one.measure is Measure.MILESTONE or one.comparator == "between":
            return
        self.judged += 1
        figure, target = pairs[-1]
        self._hear_size(one, figure, target)
        scale = _scale(one, figure, target)
        if not self.has_any and not scale:
            return
        read = f"{show(figure)} / {show(target)}"
        heard = _Heard(label(one.item), one.item.rows[-1].row, read)
        for column in (*self.rates, *self.differences):
            self._number(one, heard, column)
        for column in self.words:
            self._word(heard, column, own_word(one.item, column), one)
        for column in self.scores:
            self._word(heard, column, own_marks(one.item, column), one)
        if not any(heard.said.values()):
            heard.scale = scale
            near = abs(math.log10(abs(figure / target)) - scale) if scale else 1.0
            few = abs(figure) <= _SMALL and float(figure).is_integer()
            heard.is_plain = abs(scale) in _UNMISTAKABLE and near <= _VERY_NEAR and not few
        if heard.said or heard.scale:
            self.rows.append(heard)

    def _hear_size(self, one: Read, figure: float, target: float) -> None:
        """Whether a target beside a title's January to June is rather theirs than the year's."""
        span, aim, period = self.plan.span, one.aims[-1][0], one.facts[-1][1]
        loose = aim.column.role == "target" and aim.column.when is None
        if not loose or one.item.texts.get("due") or span is None or not span.to_date:
            return
        if one.measure is Measure.FLOW and aim.due is not None and figure > 0 and target > 0:
            passed = (period.end - period.year_start) / MONTHS_A_YEAR
            near = passed < 1 and figure / target > math.sqrt(passed)
            self.of_span.append((label(one.item), near))

    def _text(self, heard: _Heard, column: Column) -> str:
        return self.plan.block.sheet.text(heard.row, column.index)

    def _number(self, one: Read, heard: _Heard, column: Column) -> None:
        """A rate or a difference of figure and target, or of figure and plan to date."""
        pairs = [(a, t) for a in reached(one) for _, t, _ in one.aims if t is not None]
        pairs += [(a, n) for _, _, a, _ in one.facts[-1:] for _, n in one.interim]
        rates = typed(self._text(heard, column), column)
        follow = [r for a, t in pairs for r in _follows(a, t, one.baseline, one.direction)]
        agrees = any(_near(r, f) for r in rates for f in follow)
        value = amount(self._text(heard, column), comma=self.plan.block.sheet.comma)
        if value.number is None or value.is_word:
            return
        heard.said[column.index] = agrees or _is_difference(value, column, pairs)
        if rates and not any(f / _TWICE <= r <= f * _TWICE for r in rates for f in follow):
            heard.gross.add(column.index)

    def _word(self, heard: _Heard, column: Column, met: float, one: Read) -> None:
        """A word for met or not met, once it can be said: at the end, or where no end is named."""
        _, period, figure, _ = one.facts[-1]
        due, target = one.aims[-1][0].due, one.aims[-1][1]
        final = due is None or due.end_date <= period.end_date
        if not met or target is None or figure == target or not final or len(one.aims) > 1:
            return
        if abs(met) < 1 and not is_far(figure, target):
            return
        if one.direction not in {Direction.INCREASE, Direction.DECREASE}:
            return
        kept = (figure > target) is (one.direction is Direction.INCREASE)
        heard.said[column.index] = kept is (met > 0)
        if not one.is_certain and abs(met) == 1:
            heard.gross.add(column.index)

    # ---------------------------------------------------------------- at the end

    def against_all(self) -> Finding | None:
        """The question about the whole table, where most rows do not follow from the reading."""
        spanned = [name for name, near in self.of_span if near]
        if len(spanned) >= _LEAST and len(spanned) * 2 > len(self.of_span):
            return self._at(self.plan.targets[-1], "B420", indicator=_some(spanned))
        scales = Counter(h.scale for h in self.rows if h.scale)
        if scales:
            power, count = scales.most_common(1)[0]
            if count >= _LEAST and count * 2 > self.judged:
                rows = [h for h in self.rows if h.scale == power]
                actual = self.plan.actuals[-1]
                names = _some(h.name for h in rows)
                return self._at(actual, "B418", indicator=names, value=rows[0].read)
        numbers = (*self.rates, *self.differences)
        if any(self._mostly(column, agree=True) for column in numbers):
            return None
        for column in (*numbers, *self.words, *self.scores):
            heard = [h for h in self.rows if column.index in h.said]
            if not self._mostly(column, agree=False):
                continue
            against = [h for h in heard if not h.said[column.index]]
            instead = self._instead(column) if column in self.rates else ""
            sure = column not in self.rates or _RATIO.search(column.header)
            if instead is None or not (instead or sure):
                continue
            told = {
                "column": column.header,
                "target": self.plan.targets[-1].header,
                "actual": self.plan.actuals[-1].header,
                "rows": "; ".join(
                    f"{h.name}: {h.read}, {self._text(h, column)}" for h in against[:2]
                ),
                "instead": instead or "—",
            }
            return self._at(column, "B435", **told)
        return None

    def _mostly(self, column: Column, *, agree: bool) -> bool:
        """Whether most of the rows that speak agree with the reading, or most do not."""
        said = [h.said[column.index] for h in self.rows if column.index in h.said]
        count = said.count(agree)
        return count >= _LEAST and count * 2 > len(said)

    def against_rows(self) -> Iterator[Finding]:
        """A question about each row that does not follow, where most others do."""
        sheet = self.plan.block.sheet
        columns = {c.index: c for c in (*self.rates, *self.words)}
        for heard in self.rows:
            if abs(heard.scale) == 2 or heard.is_plain:
                place = (heard.row, self.plan.actuals[-1].index)
                told = {"indicator": heard.name, "value": heard.read}
                yield finding("B418", sheet.origin(*place), sanitise(sheet.text(*place)), **told)
                continue
            for index in heard.gross:
                if heard.said[index] or any(heard.said.values()) or index not in columns:
                    continue
                place = (heard.row, index)
                told = {
                    "indicator": heard.name,
                    "column": columns[index].header,
                    "read": heard.read,
                }
                yield finding("B436", sheet.origin(*place), sanitise(sheet.text(*place)), **told)

    def _at(self, at: Column, code: str, **told: object) -> Finding:
        sheet, head = self.plan.block.sheet, self.plan.block.head[-1]
        found = sanitise(sheet.text(head, at.index)) or None
        return finding(code, sheet.origin(head, at.index), found, **told)

    def _instead(self, column: Column) -> str | None:
        """The two columns a rate follows from in most rows; None where they are those read."""
        sheet = self.plan.block.sheet
        numbers = [
            c for c in self.plan.block.columns
            if c.path and c.index != column.index and c.role not in {"number", "id", "weight"}
        ]  # fmt: skip
        rows = [h.row for h in self.rows if column.index in h.said][:40]
        best: tuple[int, str | None] = (0, "")
        read = ({c.index for c in self.plan.actuals},
                {c.index for c in (*self.plan.targets, *self.plan.interim)})  # fmt: skip
        for above in numbers:
            for below in numbers:
                count = 0
                for row in rows:
                    a, t = (amount(sheet.text(row, c.index)).number for c in (above, below))
                    rates = typed(sheet.text(row, column.index), column)
                    count += bool(a and t and any(_near(r, a / t) for r in rates))
                if above is not below and count > best[0]:
                    same = above.index in read[0] and below.index in read[1]
                    best = (count, None if same else f"“{above.header}” / “{below.header}”")
        return best[1] if best[0] >= _LEAST and best[0] * 5 >= 4 * len(rows) else ""


def typed(text: str, column: Column) -> list[float]:
    """The ratios that a typed completion rate may mean; none for words."""
    value = amount(text)
    if value.number is None or value.is_word or value.comparator or value.unit not in {"", "%"}:
        return []
    if value.is_percent or column.unit == "%":
        return [value.number / 100]
    return [value.number, value.number / 100]


def _is_difference(value: Amount, column: Column, pairs: Sequence[tuple[float, float]]) -> bool:
    """Whether a cell is what lies between figure and target, or that in per cent of the target."""
    number = abs(value.number or 0.0)
    relative = value.is_percent or column.unit == "%" or "%" in column.header
    slack = 0.005 * max(abs(n) for pair in pairs for n in pair)
    return any(abs(number - abs(a - t)) <= max(slack, 0.051) for a, t in pairs) or any(
        abs(n - 100 * abs(a / t - 1)) <= 0.6 + abs(a / t - 1)
        for a, t in pairs if t and (column.role == "variance" or value.signed)
        for n in ((number,) if relative else (number, 100 * number))
    )  # fmt: skip


def reached(one: Read) -> list[float]:
    """The figures; behind those of single periods their sum."""
    single = [a for _, _, a, basis in one.facts if basis is Basis.PERIOD]
    return [a for _, _, a, _ in one.facts] + ([sum(single)] if len(single) > 1 else [])


def _near(rate: float, follows: float) -> bool:
    return abs(rate - follows) <= _SLACK * max(1.0, abs(follows)) / 2 + 0.0051


def _follows(
    figure: float, target: float, baseline: float | None, direction: Direction | None
) -> Iterator[float]:
    """The completion rates that offices compute of a figure and its target."""
    share = figure / target if target else None
    turned = target / figure if figure else None
    if share is not None:
        yield share
    if direction is not Direction.INCREASE:
        yield from (turned,) if turned is not None else (1.0,)
        yield from (2 - share,) if share is not None else ()
    if baseline is not None and target != baseline:
        yield (figure - baseline) / (target - baseline)
    above = figure >= target
    if direction is not (Direction.DECREASE if above else Direction.INCREASE):
        yield 1.0  # cut at the top


def _scale(one: Read, figure: float, target: float) -> int:
    """The power of ten between a figure and its target that shows two scales; 0 for none."""
    base = one.baseline
    if not figure or not target or (figure < 0) is not (target < 0) or one.measure is Measure.RANK:
        return 0
    if base and 0.1 <= abs(figure / base) <= 10:
        return 0
    exact = math.log10(figure / target)
    power = round(exact)
    if abs(power) not in _POWERS or abs(exact - power) > (_NEAR if abs(power) > 2 else 0.3):
        return 0
    low, high = sorted((abs(figure), abs(target)))
    if abs(power) == 2:
        return power if one.unit == "%" and low <= 1.5 and high >= 10 * low else 0
    spent = one.direction is Direction.DECREASE and power < 0
    return 0 if spent and abs(power) == 3 else power


def is_verdict(column: Column) -> bool:
    """Whether a column of words says whether the target is met: not whether work has begun."""
    named = _VERDICT.search(column.header) or "light" in column.candidates
    return bool(named) and not _IN_TIME.search(column.header)


def own_word(item: Item, column: Column) -> float:
    """+1 or -1 as a row's word calls its target met or not; +0.5 for a green light, else 0."""
    text = item.sheet.text(item.rows[-1].row, column.index)
    said = word_in("met", text) - (word_in("unmet", text) or word_in("red", text))
    return float(said) or 0.5 * word_in("green", text)


def own_marks(item: Item, column: Column) -> float:
    """+0.5 for full marks, -1 for few, 0 where they are between or not given."""
    score = amount(item.sheet.text(item.rows[-1].row, column.index)).number
    full = amount(item.texts.get("points", "")).number
    if score is None or not full or full < 0:
        return 0.0
    return 0.5 if score >= full else -1.0 if score <= _FEW * full else 0.0


def is_far(figure: float, target: float) -> bool:
    """Whether a figure lies further from its target than full marks and green lights allow."""
    return abs(figure - target) > _FAR * abs(target)


def way_of(item: Item, figure: float, target: float, *, final: bool) -> tuple[int, str]:
    """Which way is better (+1, -1; 0: not said) by what a row says of itself, and its words.

    A word, a light or marks say whether the figure keeps its target, where it is the final one; a
    completion rate is the figure over its target, or (what is better low) the target over it.
    """
    sign = (figure > target) - (figure < target)
    for column in item.plan.block.columns if sign else ():
        text = item.sheet.text(item.rows[-1].row, column.index)
        if (column.role in _WORDS and is_verdict(column)) or column.role == "score":
            met = own_marks(item, column) if column.role == "score" else own_word(item, column)
            if final and (abs(met) == 1 or (met and is_far(figure, target))):
                return (sign if met > 0 else -sign), text
        if column.role == "variance" and _is_favourable(item, column):
            number = amount(text, comma=item.sheet.comma).number or 0.0
            if math.isclose(abs(number), abs(figure - target), rel_tol=1e-6):
                return (sign if number > 0 else -sign), text
        if column.role == "completion" and figure and target:
            over, under = figure / target, target / figure
            rates = typed(text, column)
            straight = any(_near(r, over) for r in rates)
            turned = any(_near(r, under) or _near(r, 2 - over) for r in rates)
            if straight is not turned and (turned or _RATIO.search(column.header)):
                return (-1 if turned else 1), text
    return 0, ""


def _is_favourable(item: Item, column: Column) -> bool:
    """Whether differences are above 0 for what is better: some are so with less, some with more."""
    plan, sheet = item.plan, item.sheet
    places = (column.index, plan.actuals[-1].index, plan.targets[-1].index)
    rows = [[amount(sheet.text(row, c)).number for c in places] for row in plan.block.body]
    known = [(v, a - t) for v, a, t in rows if v and a is not None and t is not None]
    return {math.copysign(1, v * d) for v, d in known if math.isclose(abs(v), abs(d))} == {1, -1}


def _some(names: Iterable[str]) -> str:
    found = list(dict.fromkeys(names))
    return ", ".join(sanitise(n, 40) for n in found[:4]) + ("…" if len(found) > 4 else "")
