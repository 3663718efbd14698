"""What every scoring rule is made of: its parameters, the figures it reads, how it reads a cell.

Rules return numbers, codes and messages with their values, never sentences.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Final, Self, TypeAlias, cast

from scorecard.i18n import number_text, percent_text, settled
from scorecard.schema.bands import BandFault, Interval
from scorecard.schema.vocabulary import NoPoints

NEEDED: Final = "needed"
PER_CENT: Final = 100
SHARE_DECIMALS: Final = 2
POSITIVE: Final = Interval(0.0)
NOT_NEGATIVE: Final = Interval(0.0, low_in=True)
SHARE: Final = Interval(0.0, 1.0, low_in=True, high_in=True)
SHARE_STEP: Final = Interval(0.0, 1.0, high_in=True)
CAP: Final = Interval(0.0, 10.0, high_in=True)
ANY: Final = Interval()
Said: TypeAlias = tuple[str, Mapping[str, object]]
"""A message id and its values; a formula is a message of its own, without values."""
Worth: TypeAlias = float | NoPoints
"""Points, or why there are none."""


class ScoringTextError(ValueError):
    """A `scoring` cell that cannot be used: the piece at fault and, for a table, its faults."""

    def __init__(self, found: str, expected: str, faults: tuple[BandFault, ...] = ()) -> None:
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


def parameter(
    zh: str, default: float | None = None, within: Interval = ANY, *, blank: str = ""
) -> Any:  # noqa: ANN401  (a field takes the type of its default)
    """A parameter: Chinese names, default, range; without a default `blank` says what is taken."""
    if not blank:
        blank = NEEDED if default is None else f"{default:g}".replace("inf", "no limit")
    return field(
        default=default, metadata={"zh": tuple(zh.split("、")), "within": within, "blank": blank}
    )


def full_mark() -> Any:  # noqa: ANN401  (as `parameter`)
    """The parameter `full`: the full mark where it is not that of the column `points`."""
    return parameter("满分", None, NOT_NEGATIVE, blank="the column 分值")


def whole_steps() -> Any:  # noqa: ANN401  (as `parameter`)
    """The parameter `whole`: whether completed steps only count (每满…)."""
    return parameter("整步", 0.0, SHARE)


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
        return cls(**cls.typed(pieces_of(inside), inside))

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
            found[key] = number_of(text, piece)
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


def pieces_of(inside: str) -> list[str]:
    """The pieces between `,` and `;`."""
    return [part.strip() for part in re.split("[,;]", inside) if part.strip()]


def named_and_typed(inside: str) -> tuple[list[str], list[str]]:
    """The pieces that name targets, and those that are parameters."""
    pieces = pieces_of(inside)
    return [piece for piece in pieces if "=" not in piece], [p for p in pieces if "=" in p]


def row_of(text: str) -> tuple[str, float]:
    """What stands before and behind the last colon: `T-a: 50%`."""
    left, _, right = text.rpartition(":")
    return left.strip(), number_of(right.strip(), text.strip())


def number_of(text: str, piece: str) -> float:
    """A number or a per cent; refuses anything else, told by its piece."""
    try:
        number = float(text.removesuffix("%"))
    except ValueError as error:
        raise ScoringTextError(piece, "1.2") from error
    if not math.isfinite(number):
        raise ScoringTextError(piece, "1.2")
    return number / PER_CENT if text.endswith("%") else number


def _in_range(key: str, number: float, within: Interval, piece: str) -> None:
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


def distinct(parts: Sequence[tuple[str, float]], inside: str) -> tuple[tuple[str, float], ...]:
    """The named targets; refuses one named twice or not at all."""
    names = [name for name, _ in parts]
    twice = [name for n, name in enumerate(names) if name in names[:n]]
    if twice or not all(names):
        raise ScoringTextError(twice[0] if twice else inside, "T-a: 50%; T-b: 50%")
    return tuple(parts)


# ------------------------------------------------------------------------ pieces of a sentence


def number(value: float | None) -> str:
    """A number as it stands in a formula: up to four decimals, a negative one in brackets."""
    text = number_text(settled(value))
    return f"({text})" if text.startswith("-") else text


def share_text(share: float | None) -> str:
    """A share as per cent, with at most two decimals, none of them a trailing zero."""
    text = percent_text(settled(share), SHARE_DECIMALS)
    return f"{text[:-1].rstrip('0').rstrip('.')}%" if "." in text else text


def gained(before: float | None, after: float) -> float:
    """The points of one rule alone."""
    return after - (before or 0.0)


def said(message: str, **values: object) -> Said:
    """A message with its values."""
    return message, values
