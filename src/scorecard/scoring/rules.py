"""The scoring rules: each a dataclass of its parameters that reads itself, gives points and tells.

A rule more is one class here and its place in `RULES`.  The module is long because every rule
stands in it whole: what it is called, its parameters, its formula with the source, and its words.
Rules return numbers, codes and messages with their values, never sentences.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from itertools import pairwise
from typing import Any, ClassVar, Final, Self, TypeAlias, cast

import numpy as np

from scorecard.i18n import number_text, percent_text, settled
from scorecard.schema import bands
from scorecard.schema.errors import N_
from scorecard.schema.policy import TOLERANCE, at_least
from scorecard.schema.vocabulary import NoPoints

NEEDED: Final = "needed"
PER_CENT: Final = 100
SHARE_DECIMALS: Final = 2
POSITIVE: Final = bands.Interval(0.0)
NOT_NEGATIVE: Final = bands.Interval(0.0, low_in=True)
SHARE: Final = bands.Interval(0.0, 1.0, low_in=True, high_in=True)
SHARE_STEP: Final = bands.Interval(0.0, 1.0, high_in=True)
CAP: Final = bands.Interval(0.0, 10.0, high_in=True)
ANY: Final = bands.Interval()
Said: TypeAlias = tuple[str, Mapping[str, object]]
"""A message id and its values; a formula is a message of its own, without values."""
Worth: TypeAlias = float | NoPoints
"""Points, or why there are none."""


class ScoringTextError(ValueError):
    """A `scoring` cell that cannot be used: the piece at fault and, for a table, its faults."""

    def __init__(self, found: str, expected: str, faults: tuple[bands.BandFault, ...] = ()) -> None:
        super().__init__(f"{found}: expected {expected}")
        self.found, self.expected, self.faults = found, expected, faults


@dataclass(frozen=True, slots=True)
class Item:
    """What the rules read of one assessment; None is unknown.

    `direction` is +1 where higher is better, else -1.  `met` says whether the target is met as far
    as that is known now; `failed` whether it can no longer be: missed, a hold that does not hold, a
    cap that is exceeded.  `surplus` is how far the actual is better than the target, `d * (Y - T)`,
    in the indicator's unit; `share` the share of the target attained; `increase` the growth on the
    baseline towards the better side, as a share, `comparable` whether it may be taken already.
    Targets with the same `contest` are compared with each other.
    """

    target: str | None
    actual: float | None
    aim: float | None
    full: float | None
    baseline: float | None
    direction: float
    rank: bool
    met: bool
    failed: bool
    verdict: bool
    surplus: float | None
    share: float | None
    increase: float | None
    comparable: bool
    contest: tuple[object, ...]
    rules: tuple[Rule, ...]


class Items:
    """All items that are scored together: named parts, and who is compared with whom."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._by_target = {item.target: item for item in items}
        self._rivals: dict[tuple[str, object], list[Item]] = {}
        for item in items:
            for name in {rule.name for rule in item.rules} if item.verdict else ():
                self._rivals.setdefault((name, item.contest), []).append(item)
        self._sorted: dict[tuple[str, object, bool], list[float]] = {}

    def part(self, target: str) -> Item | None:
        """The item of a target that a rule names; None where it has no verdict."""
        found = self._by_target.get(target)
        return found if found is not None and found.verdict else None

    def compared(self, rule: str, item: Item, *, met: bool = False) -> list[float]:
        """What all who are compared with an item reported, ascending, in the indicator's unit.

        Everyone with a verdict takes part whose cell has the rule; with `met` only who met it.
        """
        key = rule, item.contest, met
        if key not in self._sorted:
            self._sorted[key] = sorted(
                one.actual
                for one in self._rivals.get(key[:2], ())
                if one.actual is not None and (one.met or not met)
            )
        return self._sorted[key]


def _parameter(
    zh: str, default: float | None = None, within: bands.Interval = ANY, *, blank: str = ""
) -> Any:  # noqa: ANN401  (a field takes the type of its default)
    """A parameter: Chinese names, default, range; without a default `blank` says what is taken."""
    if not blank:
        blank = NEEDED if default is None else f"{default:g}".replace("inf", "no limit")
    return field(
        default=default, metadata={"zh": tuple(zh.split("、")), "within": within, "blank": blank}
    )


def _full_mark() -> Any:  # noqa: ANN401  (as `_parameter`)
    """The parameter `full`: the full mark where it is not that of the column `points`."""
    return _parameter("满分", None, NOT_NEGATIVE, blank="the column 分值")


def _whole_steps() -> Any:  # noqa: ANN401  (as `_parameter`)
    """The parameter `whole`: whether completed steps only count (每满…)."""
    return _parameter("整步", 0.0, SHARE)


@dataclass(frozen=True)
class Rule:
    """One scoring rule of a cell; a rule's own parameters are the fields of its class.

    A subclass says what it is called (`name`, Chinese names parted by `、`, the `title` it is told
    by) and whether its points stand `beside` the full marks.
    """

    name: ClassVar[str]
    zh: ClassVar[tuple[str, ...]]
    title: ClassVar[str]
    beside: ClassVar[bool] = False

    def __init_subclass__(
        cls, *, name: str = "", zh: str = "", title: str = "", beside: bool = False
    ) -> None:
        super().__init_subclass__()
        cls.name, cls.zh, cls.title = name, tuple(zh.split("、")), title
        cls.beside = beside or cls.beside

    @classmethod
    def parameters(cls) -> dict[str, Any]:
        """The parameters by name, each with its declaration."""
        return {one.name: one for one in fields(cls) if "within" in one.metadata}

    @classmethod
    def parse(cls, inside: str) -> Self:
        """Read what stands in the brackets; refuses with `ScoringTextError`."""
        return cls(**cls.typed(_pieces_of(inside), inside))

    @classmethod
    def typed(cls, pieces: Sequence[str], inside: str) -> dict[str, Any]:
        """The parameters that are typed, each in its range and once, none missing."""
        known = cls.parameters()
        names = {zh: name for name, one in known.items() for zh in one.metadata["zh"]}
        found: dict[str, Any] = {}
        for piece in pieces:
            key, _, text = (side.strip() for side in piece.partition("="))
            key = names.get(key, key)
            if key not in known or key in found:
                raise ScoringTextError(piece, ", ".join(known) or f"{cls.name}()")
            found[key] = _number_of(text, piece)
            _in_range(key, found[key], known[key].metadata["within"], piece)
        needed = [key for key, one in known.items() if one.metadata["blank"] == NEEDED]
        missing = [f"{key}=" for key in needed if key not in found]
        if missing:
            raise ScoringTextError(f"{cls.name}({inside})", ", ".join(missing))
        return found

    @property
    def parts(self) -> tuple[tuple[str, float], ...]:
        """The targets a rule names, each with its share."""
        return ()

    @property
    def ends(self) -> tuple[float, float] | None:
        """The worst and the best value a rule names; None where it does not name both."""
        return None

    @property
    def own_mark(self) -> float | None:
        """The full mark it names itself, in points; None where the target's own is needed."""
        return 0.0 if self.beside else cast("float | None", getattr(self, "full", None))

    def mark(self, item: Item) -> float | None:
        """The full mark in force, in points."""
        return item.full if self.own_mark is None else self.own_mark

    def range(self, full: float) -> tuple[float, float]:
        """Fewest and most points for a full mark (NaN: not known); infinite without a limit."""
        return self._range(full if self.own_mark is None else self.own_mark)

    def apply(self, item: Item, among: Items, before: float | None) -> Worth:
        """The points after this rule, given those before it (None: it is the first)."""
        worth = self._worth(item, among)
        return worth if isinstance(worth, NoPoints) else (before or 0.0) + worth

    def tell(self, _item: Item, _among: Items, _before: float | None, _after: float) -> list[Said]:
        """The steps from the figures to the points: messages with values, and formulas.

        The points are those before and after this rule; without any before it is the first.
        """
        raise NotImplementedError

    def lacking(self, item: Item, otherwise: NoPoints, *, full: bool = True) -> NoPoints:
        """Why there are no points: what is not there, else the rule's own reason."""
        if item.actual is None:
            return NoPoints.NO_FIGURE
        return NoPoints.NO_FULL_MARK if full and self.mark(item) is None else otherwise

    # What a rule says of itself.

    def _range(self, full: float) -> tuple[float, float]:
        return 0.0 * full, full * float(getattr(self, "cap", 1.0))

    def _worth(self, _item: Item, _among: Items) -> Worth:
        """The points of one target by this rule alone, or why there are none."""
        return 0.0


# --------------------------------------------------------------------------- pieces of a cell


def _pieces_of(inside: str) -> list[str]:
    """The pieces between `,` and `;`."""
    return [part.strip() for part in re.split("[,;]", inside) if part.strip()]


def _named_and_typed(inside: str) -> tuple[list[str], list[str]]:
    """The pieces that name targets, and those that are parameters."""
    pieces = _pieces_of(inside)
    return [piece for piece in pieces if "=" not in piece], [p for p in pieces if "=" in p]


def _row_of(text: str) -> tuple[str, float]:
    """What stands before and behind the last colon: `T-a: 50%`."""
    left, _, right = text.rpartition(":")
    return left.strip(), _number_of(right.strip(), text.strip())


def _number_of(text: str, piece: str) -> float:
    """A number or a per cent; refuses anything else, told by its piece."""
    try:
        number = float(text.removesuffix("%"))
    except ValueError as error:
        raise ScoringTextError(piece, "1.2") from error
    if not math.isfinite(number):
        raise ScoringTextError(piece, "1.2")
    return number / PER_CENT if text.endswith("%") else number


def _in_range(key: str, number: float, within: bands.Interval, piece: str) -> None:
    """Refuse what a parameter cannot be: most often a per cent typed without its sign."""
    low, high = within.low, within.high
    above = number >= low if within.low_in else number > low
    if within == ANY or (above and number <= high):
        return
    told = f"{low:g} {'<=' if within.low_in else '<'} {key}"
    if math.isfinite(high):
        told += f" <= {high:g}"
    if high < number <= PER_CENT * high:
        told += f" ({piece}%?)"
    raise ScoringTextError(piece, told)


def _distinct(parts: Sequence[tuple[str, float]], inside: str) -> tuple[tuple[str, float], ...]:
    """The named targets; refuses one named twice or not at all."""
    names = [name for name, _ in parts]
    twice = [name for n, name in enumerate(names) if name in names[:n]]
    if twice or not all(names):
        raise ScoringTextError(twice[0] if twice else inside, "T-a: 50%; T-b: 50%")
    return tuple(parts)


# ------------------------------------------------------------------------ pieces of a sentence


def _number(value: float | None) -> str:
    """A number as it stands in a formula: up to four decimals, a negative one in brackets."""
    text = number_text(settled(value))
    return f"({text})" if text.startswith("-") else text


def _share_text(share: float | None) -> str:
    """A share as per cent, with at most two decimals, none of them a trailing zero."""
    text = percent_text(settled(share), SHARE_DECIMALS)
    return f"{text[:-1].rstrip('0').rstrip('.')}%" if "." in text else text


def _gained(before: float | None, after: float) -> float:
    """The points of one rule alone."""
    return after - (before or 0.0)


def _said(message: str, **values: object) -> Said:
    """A message with its values."""
    return message, values


OF_FULL: Final = N_("{points} of {full}")

# ----------------------------------------------------------------------------- completion


def attainment(actual: float | None, aim: float | None, direction: float) -> float | None:
    """Share of the target attained (完成率): ``Y / T``, for reverse indicators ``T / Y``.

    `actual`, `aim` in the indicator's unit, `direction` +1 (higher is better) or -1.

    ==========================  ==========================================
    case                        result
    ==========================  ==========================================
    target zero or negative     None: refused, never divided
    reverse, actual 0           infinite (nothing happened): the cap limits
    reverse, actual negative    None
    ==========================  ==========================================

    Source: the project's method, "The quantities"; 完成率 in 三明 2020.

    >>> attainment(8.0, 10.0, 1), attainment(4.0, 5.0, -1), attainment(1.0, 0.0, 1)
    (0.8, 1.25, None)
    """
    if actual is None or aim is None or aim <= 0:
        return None
    if direction > 0:
        return actual / aim
    if actual < 0:
        return None
    return aim / actual if actual else math.inf


def _capped(share: float | None, cap: float) -> tuple[list[Said], str]:
    """What is said of a cap that limits, and the share that counts."""
    if share is None or share > cap:
        return [_said(N_("at most {cap} counts"), cap=_share_text(cap))], _share_text(cap)
    return [], _share_text(max(share, 0.0))


@dataclass(frozen=True)
class Completion(Rule, name="completion", zh="完成率、完成率法", title=N_("completion rate")):
    """Points by completion (完成率法): ``full * min(max(A, 0), cap)``.

    A is the share of the target attained (`attainment`), `full` the full mark in points, `cap` the
    share that still counts.  Ranks and targets of zero or less have none; a hold counts 1 or 0.

    Source: 三明 2020 (not over the full mark); 2024 招商引资考核公示 (one item capped at 120 %,
    another at the full mark).
    """

    cap: float = _parameter("上限", 1.0, CAP)
    full: float | None = _full_mark()

    def _worth(self, item: Item, _among: Items) -> Worth:
        full = self.mark(item)
        if item.rank:
            return NoPoints.NOT_FOR_RANKS
        if item.share is not None and full is not None:
            return full * min(max(item.share, 0.0), self.cap)
        if item.aim is None:
            return NoPoints.NO_TARGET_VALUE
        return self.lacking(item, NoPoints.TARGET_NOT_POSITIVE)

    def tell(self, item: Item, _among: Items, before: float | None, after: float) -> list[Said]:
        """Attainment, the cap, and the share of the full mark."""
        above, below = (item.actual, item.aim)[:: 1 if item.direction > 0 else -1]
        limited, counts = _capped(item.share, self.cap)
        quotient = f"{_number(above)} ÷ {_number(below)}"
        if item.share is not None and math.isfinite(item.share):
            quotient += f" = {_share_text(item.share)}"
        product = f"{_number(self.mark(item))} × {counts} = {_number(_gained(before, after))}"
        return [_said(quotient), *limited, _said(product)]


@dataclass(frozen=True)
class Composite(Rule, name="composite", zh="复合、复合完成率", title=N_("composite completion")):
    """Points by the completion of several parts: ``full * min(max(sum of part * A, 0), cap)``.

    `parts` are targets with their shares of the item, which add up to 1; a part without a verdict
    leaves the item without points.

    Source: 2024 招商引资考核公示, 【(28÷27)×50%+(177.7÷54)×50%】×0.5, which its cap brings to 0.5.
    """

    cap: float = _parameter("上限", 1.0, CAP)
    full: float | None = _full_mark()
    shares: tuple[tuple[str, float], ...] = ()

    @classmethod
    def parse(cls, inside: str) -> Self:
        """Targets with their shares, and parameters."""
        named, pieces = _named_and_typed(inside)
        typed = cls.typed(pieces, inside)
        shares = [_row_of(piece) for piece in named]
        total = math.fsum(share for _, share in shares)
        if abs(total - 1.0) > TOLERANCE:
            told = f"Σ = 100% (≠ {total * PER_CENT:.10g}%)"
            raise ScoringTextError(inside or cls.name, told)
        wrong = [piece for piece, (_, n) in zip(named, shares, strict=True) if n <= 0]
        if wrong:
            raise ScoringTextError(wrong[0], "> 0%")
        return cls(**typed, shares=_distinct(shares, inside))

    @property
    def parts(self) -> tuple[tuple[str, float], ...]:
        """The targets it names, each with its share."""
        return self.shares

    def completed(self, among: Items) -> float | None:
        """The share of the item attained; None where a part has no verdict."""
        total = 0.0
        for name, share in self.shares:
            part = among.part(name)
            if part is None or part.share is None:
                return None
            total += part.share * share
        return total

    def _worth(self, item: Item, among: Items) -> Worth:
        completed, full = self.completed(among), self.mark(item)
        if completed is None or full is None:
            return self.lacking(item, NoPoints.PART_MISSING)
        return full * min(max(completed, 0.0), self.cap)

    def tell(self, item: Item, among: Items, before: float | None, after: float) -> list[Said]:
        """The parts' completion, the cap, and the share of the full mark."""
        completed = self.completed(among)
        limited, counts = _capped(completed, self.cap)
        parts = " + ".join(f"{name} × {share:.10g}" for name, share in self.shares)
        told = N_("{parts} in completion = {share}")
        product = f"{_number(self.mark(item))} × {counts} = {_number(_gained(before, after))}"
        return [_said(told, parts=parts, share=_share_text(completed)), *limited, _said(product)]


# ------------------------------------------------------------------------ efficacy coefficient


@dataclass(frozen=True)
class Efficacy(Rule, name="efficacy", zh="功效系数、功效系数法", title=N_("efficacy coefficient")):
    """Points by efficacy coefficient (功效系数法, 60 + 40 form).

    ``full * (base + (1 - base) * (Y - worst) / (best - worst))``, between 0 and ``cap * full``.
    The ends are typed, or those of all compared; a reverse indicator swaps them: `worst` is then
    the larger number.

    =======================  =====================================
    case                     result
    =======================  =====================================
    worst = best             `equal` times the full mark; `no_spread` without it
    actual below worst       below the base share, never below 0
    actual above best        `cap` times the full mark
    =======================  =====================================

    Source: 三明 2020 “五比五晒”: 60%分值 + 40%分值 × (本值−最低值)/(最高值−最低值).

    >>> [Efficacy().share(y, 10.0, 20.0) for y in (10.0, 15.0, 20.0)]
    [0.6, 0.8, 1.0]
    """

    worst: float | None = _parameter("最低、最差", blank="the worst of all compared")
    best: float | None = _parameter("最高、最好", blank="the best of all compared")
    base: float = _parameter("基础、基本分", 0.6, SHARE)
    cap: float = _parameter("上限", 1.0, CAP)
    equal: float | None = _parameter("相等", None, SHARE, blank="no points where all are equal")
    full: float | None = _full_mark()

    @classmethod
    def parse(cls, inside: str) -> Self:
        """Parameters; the ends differ."""
        rule = cls(**cls.typed(_pieces_of(inside), inside))
        if rule.worst is not None and rule.worst == rule.best:
            raise ScoringTextError(f"{cls.name}({inside})", "worst ≠ best")
        return rule

    @property
    def ends(self) -> tuple[float, float] | None:
        """The typed ends."""
        return None if self.worst is None or self.best is None else (self.worst, self.best)

    def between(self, item: Item, among: Items) -> tuple[float | None, float | None]:
        """Worst and best in force for this item, in the indicator's unit."""
        found = among.compared(self.name, item)
        ends = (found[0], found[-1]) if found else (None, None)
        worst, best = ends if item.direction > 0 else ends[::-1]
        worst = worst if self.worst is None else self.worst
        return worst, best if self.best is None else self.best

    def share(self, actual: float, worst: float, best: float) -> float | None:
        """The share of the full mark; None where the ends are equal and nothing is said of it."""
        if worst == best:
            return self.equal
        way = (actual - worst) / (best - worst)
        return min(max(self.base + (1.0 - self.base) * way, 0.0), self.cap)

    def _worth(self, item: Item, among: Items) -> Worth:
        (worst, best), full, share = self.between(item, among), self.mark(item), None
        if item.actual is not None and worst is not None and best is not None:
            share = self.share(item.actual, worst, best)
        if share is None or full is None:
            return self.lacking(item, NoPoints.NO_SPREAD)
        return full * share

    def tell(self, item: Item, among: Items, before: float | None, after: float) -> list[Said]:
        """The ends, the way between them, the cap, and the share of the full mark."""
        full, got = _number(self.mark(item)), _number(_gained(before, after))
        found = item.actual or 0.0
        worst, best = (end or 0.0 for end in self.between(item, among))
        low, high, n = _number(worst), _number(best), len(among.compared(self.name, item))
        ends = _said(N_("worst {worst} and best {best} of {n} compared"), worst=low, best=high, n=n)
        if worst == best:
            equal = _share_text(self.equal)
            told = _said(N_("all are equal: {share}"), share=equal)
            return [ends, told, _said(f"{full} × {equal} = {got}")]
        way, rest = (found - worst) / (best - worst), 1.0 - self.base
        quotient = f"({_number(found)} − {low}) ÷ ({high} − {low}) = {_share_text(way)}"
        sum_ = f"{_share_text(self.base)} + {_share_text(rest)} × {_share_text(way)}"
        over = self.base + rest * way > self.cap
        limited = [_said(N_("at most {cap} counts"), cap=_share_text(self.cap))] if over else []
        return [ends, _said(quotient), *limited, _said(f"{full} × ({sum_}) = {got}")]


@dataclass(frozen=True)
class EfficacyBands(
    Rule, name="efficacy_bands", zh="分档功效系数", title=N_("efficacy coefficient in bands")
):
    """Points by banded efficacy coefficient over a whole scale of standards (企业绩效评价).

    Within a band ``full * this_coef + (Y - this) / (next - this) * full * (next_coef -
    this_coef)``: the band's base points plus the adjustment.  `standards` are the band values from
    worst to best (descending for a reverse indicator) with their coefficients.  At the best
    standard or beyond its coefficient; short of the worst one nothing (its base is not reached).

    Source: 企业绩效评价 (本档基础分 + 调整分); published cases of efficacy.csv.

    >>> scale = EfficacyBands(((1.7, 0.6), (9.5, 0.8), (20.0, 1.0)))
    >>> [round(10.0 * scale.share(y), 3) for y in (1.0, 8.0, 30.0)]
    [0.0, 7.615, 10.0]
    """

    standards: tuple[tuple[float, float], ...] = ()

    @classmethod
    def parse(cls, inside: str) -> Self:
        """`1.7: 0.6; 9.5: 0.8; 12: 1`: standards strictly from worst to best, rising coefficients.

        Refuses fewer than two standards, too.
        """
        rows = [_row_of(row) for row in inside.split(";") if row.strip()]
        values = [_number_of(left, left) for left, _ in rows]
        steps = [b - a for a, b in pairwise(values)]
        if not steps or not (all(s > 0 for s in steps) or all(s < 0 for s in steps)):
            raise ScoringTextError(inside, "1.7: 0.6; 9.5: 0.8; 12: 1")
        coefficients = [coefficient for _, coefficient in rows]
        rising = all(b >= a for a, b in pairwise(coefficients))
        if not rising or not all(0 <= c <= 1 for c in coefficients):
            raise ScoringTextError(inside, "0 <= 0.6 <= 0.8 <= 1")
        return cls(tuple(zip(values, coefficients, strict=True)))

    @property
    def ends(self) -> tuple[float, float] | None:
        """The worst and the best standard."""
        return self.standards[0][0], self.standards[-1][0]

    def share(self, actual: float) -> float:
        """The share of the full mark."""
        values, shares = zip(*self.standards, strict=True)
        sign = math.copysign(1.0, values[-1] - values[0])
        if not at_least(sign * actual, sign * values[0], TOLERANCE):
            return 0.0
        return float(np.interp(sign * actual, [sign * value for value in values], shares))

    def _worth(self, item: Item, _among: Items) -> Worth:
        if item.actual is None or item.full is None:
            return self.lacking(item, NoPoints.NO_FIGURE)
        return item.full * self.share(item.actual)

    def tell(self, item: Item, _among: Items, before: float | None, after: float) -> list[Said]:
        """The actual, and its points of the full mark."""
        points, full = _number(_gained(before, after)), _number(item.full)
        return [_said(_number(item.actual)), _said(OF_FULL, points=points, full=full)]


# ----------------------------------------------------------------- met or not, by place, by band


@dataclass(frozen=True)
class AllOrNothing(
    Rule, name="all_or_nothing", zh="目标完成、目标完成计分法", title=N_("all or nothing")
):
    """Full mark where the target is met, otherwise 0 points (目标完成计分法).

    Source: 某市月度评估办法 2020.
    """

    full: float | None = _full_mark()

    def _worth(self, item: Item, _among: Items) -> Worth:
        full = self.mark(item)
        if full is None:
            return self.lacking(item, NoPoints.NO_FIGURE)
        return full if item.met else 0.0

    def tell(self, item: Item, _among: Items, before: float | None, after: float) -> list[Said]:
        """Met or not, and the points of the full mark."""
        points, full = _number(_gained(before, after)), _number(self.mark(item))
        met = _said(N_("met") if item.met else N_("not met"))
        return [met, _said(OF_FULL, points=points, full=full)]


def place(value: float, ascending: Sequence[float], direction: float = 1.0) -> int:
    """The place of a value among sorted ones, from 1; ties share the better place (1-2-2-4).

    `direction` +1: the largest is first.

    Source: 临沂 2022-12 (1-2-…-6-6-8); the project's method, `rank_step`.

    >>> [place(y, [70.0, 85.0, 85.0, 90.0]) for y in (90.0, 85.0, 70.0)]
    [1, 2, 4]
    """
    if direction < 0:
        return bisect_left(ascending, value) + 1
    return len(ascending) - bisect_right(ascending, value) + 1


@dataclass(frozen=True)
class RankStep(Rule, name="rank_step", zh="争先进位、争先进位计分法", title=N_("by place")):
    """Points by place (争先进位计分法): ``full * max(1 - step * (place - 1), least)``.

    Ties share the better place.  `least` is the share of the full mark that is left to the last:
    with more than 20 units and steps of 5 % the rule would give nothing from place 21 on.  `met`
    ranks only those who met their target; the others get 0.

    Source: 某市月度评估办法 2020 (best 100 %, second 95 %, ...; places 1-5: 60/57/54/51/48).

    >>> [round(20.0 * RankStep().share(n), 9) for n in (1, 2, 4, 30)]
    [20.0, 19.0, 17.0, 0.0]
    """

    step: float = _parameter("每位", 0.05, SHARE)
    least: float = _parameter("保底", 0.0, SHARE)
    met: float = _parameter("限达标", 0.0, SHARE)
    full: float | None = _full_mark()

    def place(self, item: Item, among: Items) -> int | None:
        """The place among those compared; None without a figure, or where only the met have one."""
        if item.actual is None or (self.met and not item.met):
            return None
        compared = among.compared(self.name, item, met=bool(self.met))
        return place(item.actual, compared, item.direction)

    def share(self, nth: int) -> float:
        """The share of the full mark that a place gets."""
        return max(1.0 - self.step * (nth - 1), self.least)

    def _range(self, full: float) -> tuple[float, float]:
        return (0.0 if self.met else self.least) * full, full

    def _worth(self, item: Item, among: Items) -> Worth:
        nth, full = self.place(item, among), self.mark(item)
        if full is not None and self.met and not item.met:
            return 0.0
        if nth is None or full is None:
            return self.lacking(item, NoPoints.NO_FIGURE)
        return full * self.share(nth)

    def tell(self, item: Item, among: Items, before: float | None, after: float) -> list[Said]:
        """The place, what is left at least, and the share of the full mark."""
        nth, got = self.place(item, among), _number(_gained(before, after))
        if nth is None:
            return [_said(N_("not met, so without a place")), _said(got)]
        compared = among.compared(self.name, item, met=bool(self.met))
        stands = _said(N_("place {n} of {of}"), n=nth, of=len(compared))
        low = 1.0 - self.step * (nth - 1) < self.least
        least = [_said(N_("at least {share}"), share=_share_text(self.least))] if low else []
        behind = f"{_share_text(self.step)} × ({nth} − 1)"
        product = f"{_number(self.mark(item))} × (100% − {behind}) = {got}"
        return [stands, *least, _said(product)]


@dataclass(frozen=True)
class PointsBands(Rule, name="bands", zh="分档计分", title=N_("points by band")):
    """Points of the band the actual lies in; each edge belongs to the band that includes it.

    Source: 延安 2017-05 (10 亿以上 20, 5-10 亿 10, 1-5 亿 6, 1 亿以下 3).
    """

    table: bands.Bands = field(default_factory=lambda: bands.Bands(()))

    @classmethod
    def parse(cls, inside: str) -> Self:
        """`>= 10: 20; [5, 10): 10; < 5: 3`: a table without a gap and without an overlap."""
        rows = [_row_of(row) for row in inside.split(";") if row.strip()]
        try:
            table = bands.Bands(
                tuple(bands.Band(left, bands.parse_interval(left), points=n) for left, n in rows)
            )
        except bands.BandTextError as error:
            raise ScoringTextError(error.found, "[5, 10): 10; >= 10: 20; < 5: 3") from error
        found = bands.faults(table)
        if found or not rows:
            told = "; ".join(map(str, found)) or ">= 10: 20; < 10: 3"
            raise ScoringTextError(inside, told, found)
        return cls(table)

    @property
    def own_mark(self) -> float | None:
        """The points of the best band."""
        return max(band.points for band in self.table.bands)

    def _range(self, _full: float) -> tuple[float, float]:
        worth = [band.points for band in self.table.bands]
        return min(worth), max(worth)

    def band(self, item: Item) -> bands.Band | None:
        """The band that the actual lies in."""
        return None if item.actual is None else bands.band_of(item.actual, self.table)

    def _worth(self, item: Item, _among: Items) -> Worth:
        band = self.band(item)
        return NoPoints.NO_FIGURE if band is None else band.points

    def tell(self, item: Item, _among: Items, before: float | None, after: float) -> list[Said]:
        """The band that the actual lies in, and its points."""
        band = self.band(item)
        label = "" if band is None else band.label
        lies = _said(N_("{actual} lies in {band}"), actual=_number(item.actual), band=label)
        return [lies, _said(_number(_gained(before, after)))]


# --------------------------------------------------------------------------------- by steps


def steps(amount: float, per: float, *, whole: bool = False) -> float:
    """How many steps of size `per` an amount makes, negative below zero.

    `whole` counts completed steps only (每满…); an amount within the tolerance of a step fills it.
    Without it a part of a step counts for its part.

    >>> steps(2.5, 1.0), [steps(x, 0.1, whole=True) for x in (2.5, -2.5, 0.3)]
    (2.5, [25.0, -25.0, 3.0])
    """
    count = amount / per
    if not whole:
        return count
    near = float(round(count))
    filled = abs(count - near) <= TOLERANCE * max(1.0, abs(near))
    return near if filled else float(math.trunc(count))


@dataclass(frozen=True)
class _Stepped(Rule):
    """What rules by steps share: so many points for every so much above or below the target."""

    per: float = _parameter("每", None, POSITIVE)
    points: float = _parameter("计", None, NOT_NEGATIVE)
    whole: float = _whole_steps()

    def worth_of(self, amount: float) -> float:
        """The points of an amount, in steps."""
        return steps(amount, self.per, whole=bool(self.whole)) * self.points

    def apart(self, surplus: float) -> list[Said]:
        """What is better or worse than the target, in steps."""
        values: dict[str, object] = {"n": number_text(settled(abs(surplus)))}
        side = N_("{n} better than the target") if surplus >= 0 else N_("{n} short of the target")
        if self.parts:
            side = N_("{n} short of the targets {parts}")
            values["parts"] = " + ".join(name for name, _ in self.parts)
        whole = [_said(N_("completed steps only"))] if self.whole else []
        return [(side, values), *whole]

    def summed(self, surplus: float, start: str, sign: str, after: float) -> list[Said]:
        """Start, steps and result; what a limit cuts is said."""
        limit, limited = float(getattr(self, "limit", math.inf)), list[Said]()
        over = number_text(settled(abs(surplus)))
        worth = f"{over} ÷ {_number(self.per)} × {_number(self.points)}"
        if abs(surplus) / self.per * self.points > limit:
            worth = _number(limit)
            limited = [_said(N_("at most {points} points"), points=worth)]
        formula = f"{start} {sign} {worth}".strip()
        return [*self.apart(surplus), *limited, _said(f"{formula} = {_number(after)}")]


@dataclass(frozen=True)
class Step(_Stepped, name="step", zh="加减分", title=N_("steps around a base")):
    """Points by steps around a base: ``base + clip(steps * points, -limit, limit)``, never below 0.

    `base` in points, `per` the size of a step in the indicator's unit, `points` its worth.

    Source: 某自治区地级市重大项目考核 (完成得25分, each extra project +0.1, each missing −0.1,
    加减不超过3分).
    """

    base: float | None = _parameter("基础、基本分", blank="the column 分值")
    limit: float = _parameter("限", math.inf, NOT_NEGATIVE)

    @property
    def own_mark(self) -> float | None:
        """The typed base."""
        return self.base

    def _range(self, full: float) -> tuple[float, float]:
        base = full if self.base is None else self.base
        return max(base - self.limit, 0.0), base + self.limit

    def _worth(self, item: Item, _among: Items) -> Worth:
        base = self.mark(item)
        if item.surplus is None or base is None:
            return self.lacking(item, NoPoints.NO_TARGET_VALUE, full=self.base is None)
        extra = min(max(self.worth_of(item.surplus), -self.limit), self.limit)
        return max(base + extra, 0.0)

    def tell(self, item: Item, _among: Items, before: float | None, after: float) -> list[Said]:
        """Base, and the steps above or below it."""
        surplus, base = item.surplus or 0.0, (before or 0.0) + (self.mark(item) or 0.0)
        return self.summed(surplus, _number(base), "+" if surplus >= 0 else "−", after)


@dataclass(frozen=True)
class Growth(_Stepped, name="growth", zh="基数增长", title=N_("growth on the base year")):
    """Points by growth on the base year: ``full * base + min(steps * points, limit * full)``.

    The growth on the base year is a share (0.05 is 5 %), counted towards the better side; `base`
    and `limit` are shares of the full mark, `per` a share of the base year's value.  A decline
    takes points at the same step, never below 0.  A flow is held against it when the year is over.

    Source: 苏北某市 2011 (flat on the base year 80 % of the points, each +5 % = +1,
    加分不超过该项分值的50%).  What a decline costs is not published; the step is taken for
    both directions.

    >>> [Growth().given(share, 10.0) for share in (0.0, 0.10, 2.0, -0.9)]
    [8.0, 10.0, 13.0, 0.0]
    """

    base: float = _parameter("基础、基本分", 0.8, SHARE)
    per: float = _parameter("每", 0.05, SHARE_STEP)
    points: float = _parameter("计", 1.0, NOT_NEGATIVE)
    limit: float = _parameter("限", 0.5, SHARE)
    full: float | None = _full_mark()

    def _range(self, full: float) -> tuple[float, float]:
        return 0.0 * full, full * (self.base + self.limit)

    def given(self, increase: float, full: float) -> float:
        """The points of a growth (a share), for a full mark."""
        return max(full * self.base + min(self.worth_of(increase), self.limit * full), 0.0)

    def _worth(self, item: Item, _among: Items) -> Worth:
        full = self.mark(item)
        if item.rank:
            return NoPoints.NOT_FOR_RANKS
        if item.baseline is None or item.baseline <= 0:
            return NoPoints.NO_BASELINE if item.baseline is None else NoPoints.BASELINE_NOT_POSITIVE
        if item.increase is None or full is None or not item.comparable:
            return self.lacking(item, NoPoints.YEAR_NOT_OVER)
        return self.given(item.increase, full)

    def tell(self, item: Item, _among: Items, before: float | None, after: float) -> list[Said]:
        """Growth on the base year, its limit, and base and steps."""
        low, full, actual = item.baseline or 0.0, self.mark(item) or 0.0, item.actual or 0.0
        change = _share_text((actual - low) / low)
        grown = f"({_number(actual)} − {_number(low)}) ÷ {_number(low)} = {change}"
        worth = f"{_share_text(item.increase)} ÷ {_share_text(self.per)} × {_number(self.points)}"
        whole = [_said(N_("completed steps only"))] if self.whole else []
        most = _said(N_("at most {points} points"), points=_number(self.limit * full))
        got = _number(_gained(before, after))
        sum_ = f"{_number(full)} × {_share_text(self.base)} + {worth} = {got}"
        return [_said(grown), *whole, most, _said(sum_)]


@dataclass(frozen=True)
class Bonus(_Stepped, name="bonus", zh="加分", title=N_("bonus"), beside=True):
    """Extra points: ``min(steps * points, limit)`` for what is above the target, else 0.

    Source: 苏北某市 2011 (each +5 % = +1, bonus not over half the points).
    """

    limit: float = _parameter("限", math.inf, NOT_NEGATIVE)

    def _range(self, _full: float) -> tuple[float, float]:
        return 0.0, self.limit

    def _worth(self, item: Item, _among: Items) -> Worth:
        if item.surplus is None:
            return self.lacking(item, NoPoints.NO_TARGET_VALUE, full=False)
        return min(self.worth_of(max(item.surplus, 0.0)), self.limit)

    def tell(self, item: Item, _among: Items, before: float | None, after: float) -> list[Said]:
        """The steps above the target, added to what was there."""
        surplus = item.surplus or 0.0
        if surplus <= 0:
            return [*self.apart(surplus), _said(N_("no points"))]
        start, sign = ("", "") if before is None else (_number(before), "+")
        return self.summed(surplus, start, sign, after)


@dataclass(frozen=True)
class Deduct(_Stepped, name="deduct", zh="扣分", title=N_("deduction")):
    """The points so far (first: the full mark) less a deduction for each step short.

    ``max(full - steps * points, 0)`` for what is short of the target: never below zero (扣完为止).
    Named targets are deducted for together: their shortfalls add up.

    Source: 环保目标责任书 2018 (each 1 μg/m³ over −0.5); 2024 公示 (每少1个扣0.1).
    """

    full: float | None = _full_mark()
    names: tuple[str, ...] = ()

    @classmethod
    def parse(cls, inside: str) -> Self:
        """Targets, where several are deducted for together, and parameters."""
        named, pieces = _named_and_typed(inside)
        typed = cls.typed(pieces, inside)
        parts = _distinct([(piece, 1.0) for piece in named], inside)
        return cls(**typed, names=tuple(name for name, _ in parts))

    @property
    def parts(self) -> tuple[tuple[str, float], ...]:
        """The targets it names."""
        return tuple((name, 1.0) for name in self.names)

    def surplus(self, item: Item, among: Items) -> float | None:
        """The item's own surplus, or what all the named ones are short."""
        if not self.names:
            return item.surplus
        total = 0.0
        for name in self.names:
            part = among.part(name)
            if part is None or part.surplus is None:
                return None
            total += min(part.surplus, 0.0)
        return total

    def apply(self, item: Item, among: Items, before: float | None) -> Worth:
        """The points that are left of those before it."""
        start = self.mark(item) if before is None else before
        surplus = self.surplus(item, among)
        if surplus is None or start is None:
            otherwise = NoPoints.PART_MISSING if self.names else NoPoints.NO_TARGET_VALUE
            return self.lacking(item, otherwise, full=before is None)
        return max(start - self.worth_of(max(-surplus, 0.0)), 0.0)

    def _worth(self, item: Item, among: Items) -> Worth:
        return self.apply(item, among, None)

    def tell(self, item: Item, among: Items, before: float | None, after: float) -> list[Said]:
        """The steps short of the target, taken from what was there."""
        surplus = self.surplus(item, among) or 0.0
        start = _number(self.mark(item) if before is None else before)
        if surplus >= 0 and not self.names:
            return [*self.apart(surplus), _said(N_("nothing is taken from {n}"), n=start)]
        told = self.summed(surplus, start, "−", after)
        if not after:
            told.insert(-1, _said(N_("never below 0")))
        return told


@dataclass(frozen=True)
class Penalty(_Stepped, name="penalty", zh="倒扣", title=N_("penalty"), beside=True):
    """Points taken from a total: ``-min(steps * points, limit)`` for what is short, else 0.

    Source: 省级以上开发区考核办法 (中央环保督察问题每个扣0.3分, 较大安全事故扣1分);
    2024 公示 (逾期未开工每个扣0.1).
    """

    limit: float = _parameter("限", math.inf, NOT_NEGATIVE)

    def _range(self, _full: float) -> tuple[float, float]:
        return -self.limit, 0.0

    def _worth(self, item: Item, _among: Items) -> Worth:
        if item.surplus is None:
            return self.lacking(item, NoPoints.NO_TARGET_VALUE, full=False)
        return 0.0 - min(self.worth_of(max(-item.surplus, 0.0)), self.limit)

    def tell(self, item: Item, _among: Items, before: float | None, after: float) -> list[Said]:
        """The steps short of the target, taken from the total."""
        surplus = item.surplus or 0.0
        if surplus >= 0:
            return [*self.apart(surplus), _said(N_("nothing is taken"))]
        return self.summed(surplus, "" if before is None else _number(before), "−", after)


# ------------------------------------------------------------------------------ without points


@dataclass(frozen=True)
class Veto(Rule, name="veto", zh="一票否决", title=N_("veto"), beside=True):
    """Changes the grade, not the number (一票否决): it falls where the target has failed.

    Source: 省级以上开发区考核办法.
    """

    def tell(self, item: Item, _among: Items, _before: float | None, _after: float) -> list[Said]:
        """Whether it has fallen."""
        fallen = N_("it has fallen; the grade changes, not the points")
        return [_said(fallen if item.failed else N_("it has not fallen"))]


@dataclass(frozen=True)
class Part(Rule, name="part", zh="并入", title=N_("part of another target"), beside=True):
    """A target that counts in the points of another one, which names it (并入)."""

    def tell(self, _item: Item, _among: Items, _before: float | None, _after: float) -> list[Said]:
        """That it counts elsewhere."""
        return [_said(N_("counted in the points of the target that names it"))]


RULES: Final[Mapping[str, type[Rule]]] = {
    rule.name: rule
    for rule in (
        *(Completion, Composite, Efficacy, EfficacyBands, AllOrNothing, RankStep, Step, Growth),
        *(PointsBands, Bonus, Deduct, Penalty, Veto, Part),
    )
}
"""Every scoring rule by its name, in the order of the reference."""
