"""Bands as data: which numbers get which word, with every edge said to belong to one side.

A set of bands that leaves a number without a word, or gives one two, is refused, and the refusal
names the numbers: `faults`.  Classification treats a number within the tolerance of an edge as
standing on it, so that floating-point noise never moves a target across.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from scorecard.schema.comparison import TOLERANCE, on
from scorecard.schema.vocabulary import OPEN, Status

INFINITY: Final = math.inf


@dataclass(frozen=True, slots=True)
class Interval:
    """Numbers between `low` and `high`, each edge included or not."""

    low: float = -INFINITY
    high: float = INFINITY
    low_in: bool = False
    high_in: bool = False

    @property
    def empty(self) -> bool:
        """Whether no number lies in it."""
        return not (
            self.low < self.high or (self.low == self.high and self.low_in and self.high_in)
        )

    def __str__(self) -> str:
        """Mathematical writing: `[-30, -10)`, `< -30`, `>= 0`, `= 0`, `all numbers`."""
        if self.low == self.high and not self.empty:
            return f"= {_print(self.low)}"
        if self.low == -INFINITY and self.high == INFINITY:
            return "all numbers"
        if self.low == -INFINITY:
            return f"{'<=' if self.high_in else '<'} {_print(self.high)}"
        if self.high == INFINITY:
            return f"{'>=' if self.low_in else '>'} {_print(self.low)}"
        left, right = "[" if self.low_in else "(", "]" if self.high_in else ")"
        return f"{left}{_print(self.low)}, {_print(self.high)}{right}"


@dataclass(frozen=True, slots=True)
class Band:
    """One band: the office's word, the numbers it holds, our status, and what it is worth.

    `colour` is a name of `model.colours` or `#rrggbb`, never the only carrier of the meaning.
    `filled` marks a band that the office's own rule leaves undefined and a preset had to fill.
    """

    label: str
    numbers: Interval
    status: Status | None = None
    colour: str = ""
    points: float = math.nan
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Bands:
    """A set of bands over one quantity, with its source in words.

    `relative`: the quantity is per cent of the expected value, not percentage points.
    """

    bands: tuple[Band, ...]
    relative: bool = False
    source: str = ""
    domain: Interval = Interval()

    @property
    def labels(self) -> tuple[str, ...]:
        """The words, in the order of the bands."""
        return tuple(band.label for band in self.bands)

    @property
    def filled(self) -> tuple[Band, ...]:
        """The bands a preset had to fill because the rule leaves them undefined."""
        return tuple(band for band in self.bands if band.filled)


@dataclass(frozen=True, slots=True)
class BandFault:
    """Numbers that fall between bands (`gap`), into two (`overlap`), or a band that holds none.

    `labels` are the bands on the lower and the upper side (`""`: none), or the two that overlap.
    """

    kind: str
    numbers: Interval
    labels: tuple[str, str]

    def __str__(self) -> str:
        """Kind and numbers, for tables: `gap: (-10, 0)`."""
        return f"{self.kind}: {self.numbers}"


class BandsError(ValueError):
    """A set of bands that cannot be used; `faults` name the numbers."""

    def __init__(self, faults: Iterable[BandFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(map(str, self.faults)))


class BandTextError(ValueError):
    """A text that names no bands; carries the piece as `found`."""

    def __init__(self, found: str) -> None:
        super().__init__(found)
        self.found = found


class BandColourError(BandTextError):
    """A band whose colour is none that is known; carries the colour as `found`."""


STATUS_WORDS: Final[dict[str, Status]] = {
    **{str(status): status for status in Status},
    **{str(status.said): status for status in OPEN},
}
"""What a band's status may be called: its id, or the Chinese word for what a lead can be."""


def faults(bands: Bands) -> tuple[BandFault, ...]:
    """Every gap, overlap and empty band of the set, from the smallest number up.

    A set without faults gives each number of its domain exactly one word.

    ==========================  =======================================
    case                        fault
    ==========================  =======================================
    edges meet, neither has it  gap `= edge`
    edges meet, both have it    overlap `= edge`
    ends before the domain      gap to the domain's end
    low > high, or (5, 5]       empty
    ==========================  =======================================

    Source: the project's method, `schedule`; the undefined gap of 银川 2025.

    >>> green, yellow = (
    ...     Band("green", Interval(0.0, low_in=True)),
    ...     Band("yellow", parse_interval("[-30,-10]")),
    ... )
    >>> [str(f) for f in faults(Bands((green, yellow)))]
    ['gap: < -30', 'gap: (-10, 0)']
    """
    empty = [
        BandFault("empty", band.numbers, (band.label, band.label))
        for band in bands.bands
        if band.numbers.empty
    ]
    ordered = [band for band in rising(bands) if not band.numbers.empty]
    found, domain = list(empty), bands.domain
    top, top_in, below = domain.low, not domain.low_in, ""
    for band in ordered:
        numbers = band.numbers
        gap = Interval(top, numbers.low, not top_in, not numbers.low_in)
        shared = _meet(Interval(numbers.low, top, numbers.low_in, top_in), numbers)
        if not gap.empty and numbers.low != -INFINITY:
            found.append(BandFault("gap", gap, (below, band.label)))
        elif below and not shared.empty:
            found.append(BandFault("overlap", shared, (below, band.label)))
        if (numbers.high, numbers.high_in) > (top, top_in) or not below:
            top, top_in, below = numbers.high, numbers.high_in, band.label
    rest = Interval(top, domain.high, not top_in, domain.high_in)
    if top != INFINITY and not rest.empty:
        found.append(BandFault("gap", rest, (below, "")))
    return tuple(found)


def rising(bands: Bands) -> list[Band]:
    """The bands from the smallest numbers up."""
    return sorted(bands.bands, key=lambda band: (band.numbers.low, not band.numbers.low_in))


def checked(bands: Bands) -> Bands:
    """The same bands, if they give each number exactly one word.

    Refuses with `BandsError`, which carries the numbers that fall between or into two.

    >>> checked(parse_bands("good: >= 0; bad: < -10"))
    Traceback (most recent call last):
    scorecard.schema.bands.BandsError: gap: [-10, 0)
    """
    found = faults(bands)
    if found:
        raise BandsError(found)
    return bands


@lru_cache(maxsize=256)
def edges(bands: Bands) -> tuple[float, ...]:
    """The finite edges of the set, ascending, each once."""
    ends = {end for band in bands.bands for end in (band.numbers.low, band.numbers.high)}
    return tuple(sorted(end for end in ends if math.isfinite(end)))


def band_of(x: float, bands: Bands, tolerance: float = TOLERANCE) -> Band | None:
    """The band of a value, None for NaN.

    A value within ``tolerance * max(1, |edge|)`` of an edge counts as the edge.  Infinite values
    belong to the outermost bands.

    >>> found = band_of(1e-12, parse_bands("ahead: > 0; on: = 0; behind: < 0"))
    >>> found.label if found else None
    'on'
    """
    for edge in edges(bands):
        if on(x, edge, tolerance):
            x = edge
    for band in bands.bands:
        numbers = band.numbers
        low, high = numbers.low, numbers.high
        above = x > low or (x == low and (numbers.low_in or low == -INFINITY))
        below = x < high or (x == high and (numbers.high_in or high == INFINITY))
        if above and below:
            return band
    return None


_NUMBER: Final = r"[-−+]?(?:\d+(?:\.\d*)?|\.\d+)"
_ONE_SIDED: Final = re.compile(rf"(?P<op>>=|<=|>|<|=|≥|≤)(?P<x>{_NUMBER})%?")
_TWO_SIDED: Final = re.compile(
    rf"(?P<l>[\[(])(?P<low>{_NUMBER})?%?[,，](?P<high>{_NUMBER})?%?(?P<r>[\])])"
)


def parse_interval(text: str) -> Interval:
    """Read an interval: `>= 0`, `< -30`, `= 5`, `[-30, -10)`, `(, 60)`, `[85, )`.

    Refuses with `BandTextError` whatever leaves an edge unsaid (`10-30`).

    >>> str(parse_interval("[-30,-10)")), str(parse_interval("≥85"))
    ('[-30, -10)', '>= 85')
    """
    clean = re.sub(r"\s", "", text)
    one = _ONE_SIDED.fullmatch(clean)
    if one:
        return _one_sided(one["op"], _read(one["x"]))
    two = _TWO_SIDED.fullmatch(clean)
    if two is None:
        raise BandTextError(text.strip())
    low = -INFINITY if two["low"] is None else _read(two["low"])
    high = INFINITY if two["high"] is None else _read(two["high"])
    return Interval(
        low, high, two["l"] == "[" and low > -INFINITY, two["r"] == "]" and high < INFINITY
    )


def parse_bands(text: str) -> Bands:
    """Read bands written `word (status, colour): interval; word: interval`.

    What stands in brackets may be left out; a word that is itself a status (`on_track`, 达进度)
    needs no brackets.
    Refuses with `BandTextError`; gaps and overlaps are for `faults` to find.

    >>> parse_bands("on_track: >= 0; at_risk: [-10, 0); off_track: < -10").labels
    ('on_track', 'at_risk', 'off_track')
    >>> parse_bands("黄 (at_risk, yellow): [-30, -10]").bands[0].status
    <Status.AT_RISK: 'at_risk'>
    """
    pieces = [piece for piece in re.split(r"[;；]", text) if piece.strip()]
    if not pieces:
        raise BandTextError(text)
    return Bands(tuple(_band(piece) for piece in pieces))


_WORD: Final = re.compile(
    r"(?P<word>[^():]+?)\s*(?:\(\s*(?P<status>\w+)\s*(?:,\s*(?P<colour>[#\w-]+)\s*)?\))?\s*"
)


def _band(piece: str) -> Band:
    label, _, interval = unicodedata.normalize("NFKC", piece).partition(":")
    found = _WORD.fullmatch(label.strip())
    if found is None:
        raise BandTextError(piece.strip())
    status = STATUS_WORDS.get(found["status"] or found["word"])
    if status is None and found["status"]:
        raise BandTextError(piece.strip())
    return Band(
        found["word"],
        parse_interval(interval),
        status,
        found["colour"] or "",
    )


def _one_sided(operator: str, x: float) -> Interval:
    match operator:
        case ">" | ">=" | "≥":
            return Interval(low=x, low_in=operator != ">")
        case "<" | "<=" | "≤":
            return Interval(high=x, high_in=operator != "<")
        case _:
            return Interval(x, x, low_in=True, high_in=True)


def _meet(a: Interval, b: Interval) -> Interval:
    """The numbers in both, where both begin at the same edge."""
    high = min((a.high, a.high_in), (b.high, b.high_in))
    return Interval(a.low, high[0], a.low_in, high[1])


def _read(number: str) -> float:
    return float(number.replace("−", "-"))


def _print(x: float) -> str:
    return f"{x:.12g}"
