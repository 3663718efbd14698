"""Bands as data: which numbers get which word, with every edge said to belong to one side.

A set of bands that leaves a number without a word, or gives one two, is refused, and the refusal
names the numbers: `faults`.  Classification treats a number within the tolerance of an edge as
standing on it, so that floating-point noise never moves a target across.

Over 500 lines because the presets of cities, and the words and colours of their lights, stand here.
"""

from __future__ import annotations

import math
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from scorecard.schema.errors import declarations
from scorecard.schema.policy import DEFAULT_SOURCE, TOLERANCE, Policy, on
from scorecard.schema.vocabulary import OPEN, Method, Status, colour_of

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

    `colour` is a name of `vocabulary.COLOURS` or `#rrggbb`, never the only carrier of the meaning.
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

    A set without faults gives each number exactly one word.

    ==========================  =======================================
    case                        fault
    ==========================  =======================================
    edges meet, neither has it  gap `= edge`
    edges meet, both have it    overlap `= edge`
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
    empty = [band for band in bands.bands if band.numbers.empty]
    found = [BandFault("empty", band.numbers, (band.label, band.label)) for band in empty]
    ordered = [band for band in rising(bands) if not band.numbers.empty]
    top, top_in, below = -INFINITY, True, ""
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
    rest = Interval(top, INFINITY, not top_in)
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
    return Band(found["word"], parse_interval(interval), status, found["colour"] or "")


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


# ---------------------------------------------------------------------------
# Real cities' rules for lights on schedule progress, and for grades: presets of `bands.toml`.

_DECLARED: Final = tomllib.loads(declarations("bands.toml"))
FILLED_MARKS: Final = ("（原文未定，本预设补为绿）", "（原文未定，本预设补为红）")
"""What stands behind the word of a band that the source does not define."""


def _presets(kind: str) -> dict[str, Bands]:
    found: dict[str, Bands] = {}
    for said in _DECLARED[kind].values():
        bands = []
        for one in said["bands"]:
            status = Status(one["status"]) if "status" in one else None
            look = {"colour": one.get("colour", ""), "filled": one.get("filled", False)}
            bands.append(Band(one["label"], parse_interval(one["numbers"]), status, **look))
        preset = Bands(tuple(bands), said.get("relative", False), said["source"])
        found |= dict.fromkeys(said["names"], preset)
    return found


PRESETS: Final = _presets("presets")
"""Bands for `schedule` by name (Latin id and Chinese name)."""
GRADES: Final = _presets("grades")
"""Bands for grades by name."""


def policy_grades(policy: Policy) -> Bands | None:
    """The grades of group scores (0 to 100): a preset, the policy's own, or none.

    Refuses as `policy_bands` does; a grade needs no status.

    >>> policy_grades(Policy(grades="厦门")).labels[0], policy_grades(Policy())
    ('优秀', None)
    """
    text = policy.grades.strip()
    if not text:
        return None
    return GRADES[text] if text in GRADES else checked(parse_bands(text))


@lru_cache(maxsize=64)
def policy_bands(policy: Policy) -> Bands:
    """The bands in force: a preset, the policy's own, or those its two limits draw.

    `policy.bands` names a preset (`yinchuan-2025`, `三亚`) or holds bands as text
    (`绿 (on_track, green): >= 0; 黄 (at_risk): [-30, 0); 红 (off_track): < -30`; `policy.relative`
    says whether they are per cent).  Empty: lead above `ahead_above` is ahead, from 0 on track,
    from `behind_by` at risk, below off track.

    Refuses with `BandsError` bands with a gap or an overlap (it carries the numbers), with
    `BandTextError` what cannot be read, and a band without one of the statuses `OPEN`, and with
    `BandColourError` a colour that nobody knows.

    >>> [str(band.numbers) for band in policy_bands(Policy()).bands]
    ['> 5', '[0, 5]', '[-10, 0)', '< -10']
    """
    text = policy.bands.strip()
    if text in PRESETS:
        return PRESETS[text]
    if not text:
        return checked(_drawn(policy))
    bands = replace(checked(parse_bands(text)), relative=policy.relative, source=_source(policy))
    for band in bands.bands:
        if band.status not in OPEN:
            raise BandTextError(band.label)
        if band.colour and colour_of(band.colour) is None:
            raise BandColourError(band.colour)
    return bands


def _source(policy: Policy) -> str:
    """Where bands of one's own come from: the default source is that of the pace thresholds."""
    return "" if policy.source == DEFAULT_SOURCE else policy.source


def _drawn(policy: Policy) -> Bands:
    ahead, behind = policy.ahead_above, policy.behind_by
    drawn = (
        (Interval(low=ahead), Status.AHEAD, "green"),
        (Interval(0.0, ahead, low_in=True, high_in=True), Status.ON_TRACK, "green"),
        (Interval(behind, 0.0, low_in=True), Status.AT_RISK, "yellow"),
        (Interval(high=behind), Status.OFF_TRACK, "red"),
    )
    bands = tuple(Band(str(one.said), numbers, one, colour) for numbers, one, colour in drawn)
    return Bands(bands, policy.relative, _source(policy))


# ---------- what an office's own bands say about its lights: the colour and the word of each status


def light_colours(policy: Policy) -> dict[str, str]:
    """Status id to `#rrggbb`, for the statuses whose band names a colour.

    Empty unless bands of one's own or a preset decide (`schedule` with `bands`).  Of several bands
    with one status the first that names a colour counts.

    >>> light_colours(Policy(method=Method.SCHEDULE, bands="银川"))["at_risk"]
    '#E0A100'
    """
    found: dict[str, str] = {}
    for band in _lights(policy).bands:
        colour = colour_of(band.colour)
        if colour and band.status is not None:
            found.setdefault(str(band.status), colour)
    return found


def light_words(policy: Policy) -> dict[str, str]:
    """Status id to the office's word for it; without the statuses that keep our word.

    ===================================  ==========================================
    case                                 result
    ===================================  ==========================================
    the band's word is a status's name   left out: the language's own word is printed
    several bands with one status        the first that the source itself defines
    no bands of one's own                empty
    ===================================  ==========================================

    >>> light_words(Policy(method=Method.SCHEDULE, bands="三亚"))
    {'ahead': '绿', 'on_track': '绿', 'at_risk': '黄', 'off_track': '红'}
    """
    found: dict[str, str] = {}
    for band in sorted(_lights(policy).bands, key=lambda band: band.filled):
        if band.status is not None and band.label not in STATUS_WORDS:
            word = band.label
            for mark in FILLED_MARKS:
                word = word.removesuffix(mark)
            found.setdefault(str(band.status), word)
    return found


def light_label(word: str, own: str | None, words: dict[str, str]) -> str:
    """What is printed for a status: the office's word, with ours where it stands for two.

    >>> light_label("ahead", "绿", {"ahead": "绿", "on_track": "绿"})
    'ahead·绿'
    >>> light_label("at risk", "黄", {"on_track": "绿", "at_risk": "黄"})
    '黄'
    """
    if not own:
        return word
    shared = len(set(words.values())) < len(words)
    return f"{word}·{own}" if shared else own


def status_labels(
    policy: Policy, labels: Mapping[str, str], ours: Mapping[str, str]
) -> dict[str, str]:
    """The word of every status: of a workspace's `labels`, else of its bands, else of `ours`.

    A word that a workspace gives to several statuses stands beside ours, so that no two read alike.

    >>> yinchuan = Policy(method=Method.SCHEDULE, bands="银川")
    >>> status_labels(yinchuan, {"missed": "没做到"}, {"off_track": "滞后", "missed": "未完成"})
    {'off_track': '滞后·红', 'missed': '没做到'}
    >>> ours = {"ahead": "超进度", "on_track": "达进度"}
    >>> status_labels(Policy(), {"ahead": "绿灯", "on_track": "绿灯"}, ours)
    {'ahead': '超进度·绿灯', 'on_track': '达进度·绿灯'}
    """
    lights, given = light_words(policy), Counter(labels.values())

    def label(status: str, word: str) -> str:
        own = labels.get(status)
        if not own:
            return light_label(word, lights.get(status), lights)
        return own if given[own] == 1 else f"{word}·{own}"

    return {status: label(status, word) for status, word in ours.items()}


def _lights(policy: Policy) -> Bands:
    """The bands that rule a whole workspace; none where its method is another."""
    ruled = policy.method == Method.SCHEDULE and policy.bands.strip()
    return policy_bands(policy) if ruled else Bands(())
