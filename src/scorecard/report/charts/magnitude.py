"""In which unit a chart shows very large numbers: scaled as a whole, and the unit says so."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from scorecard.model.printing import number_text
from scorecard.model.status import Measure
from scorecard.report.amounts import telling
from scorecard.report.parts import Series

BIG: Final = 1e7
"""From this size on numbers are scaled: seven digits still stand beside an axis."""
NARROW: Final = 1e-4
"""A range of values narrower than this share of them shows only in full digits."""
SIGNIFICANT: Final = 3
MORE: Final = 2
"""Digits of a scaled number, and how many more where they tell two values apart."""
EXACT: Final = 4
"""Decimals up to which a scaled aim must be exact; else it is told in full."""

_STEPS: Final[Mapping[str, tuple[tuple[float, str], ...]]] = {
    "zh": ((1e12, "万亿"), (1e8, "亿"), (1e4, "万")),
    "en": ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")),
}
_HELD: Final[Mapping[str, tuple[tuple[float, str], ...]]] = {
    "zh": (*_STEPS["zh"],),
    "en": ((1e8, "hundred million"), (1e4, "ten thousand"), (1e3, "thousand"), *_STEPS["en"]),
}
"""The scales that a unit may carry itself, longer words before their parts."""


@dataclass(frozen=True, slots=True)
class Magnitude:
    """What the numbers of a chart are divided by, and how they are printed then.

    `unit` stands below the title, `after` behind single numbers (nothing where the factor is told
    only once, below the title).
    """

    factor: float
    decimals: int | None
    unit: str
    after: str
    tight: bool = True

    @property
    def scaled(self) -> bool:
        """Whether numbers are shown in another unit than they are reported in."""
        return self.factor != 1.0

    def number(self, value: float | None) -> str:
        """The number alone."""
        return number_text(None if value is None else value / self.factor, self.decimals)

    def told(self, value: float | None) -> str:
        """The number with its unit."""
        return self._joined(self.number(value), spaced=not self.tight)

    def aim(self, value: float) -> str | None:
        """A number somebody stated, with its unit; `None` where it cannot be told exactly so."""
        shown = value / self.factor
        number = number_text(shown, telling(shown, 0, EXACT))
        exact = math.isclose(float(number.replace(",", "")), shown, rel_tol=1e-9)
        return self._joined(number, spaced=True) if exact else None

    def _joined(self, number: str, *, spaced: bool) -> str:
        return number + (" " if spaced and self.after else "") + self.after if number else ""


def magnitude_of(series: Series, values: Iterable[float], language: str) -> Magnitude:
    """The magnitude for a chart of these values (the indicator's unit).

    From ten million on the largest step is taken that leaves at least one before the point: 万, 亿,
    万亿, or million, billion, trillion.  A unit that carries a scale already (亿元) passes into the
    next one (万亿元); where none is left, the factor is told in words (亿元 × 1万亿).
    """
    known = [abs(v) for v in values if math.isfinite(v)]
    unit, tight = series.unit_of_measure, language == "zh"
    plain = Magnitude(1.0, series.decimals, unit, unit, tight)
    top = max(known, default=0.0)
    if top < BIG or series.measure in {Measure.RANK, Measure.MILESTONE}:
        return plain
    if max(known) - min(known) < NARROW * top:
        return plain
    factor, named, after = _scaled(top, unit, "zh" if tight else "en")
    decimals = _decimals([v / factor for v in known], series.decimals, factor)
    return Magnitude(factor, decimals, named, after, tight)


def _scaled(top: float, unit: str, language: str) -> tuple[float, str, str]:
    """The factor, the unit that says so, and what stands behind single numbers."""
    base, rest = _parted(unit, language)
    blank = "" if language == "zh" else " "
    step, word = next((s, w) for s, w in _STEPS[language] if top * base >= s)
    factor = step / base
    if not unit.startswith("%") and factor >= 1.0 and top / factor < BIG:
        named = f"{word}{blank if rest else ''}{rest}"
        return factor, named, named
    step, word = next(((s, w) for s, w in _STEPS[language] if top >= s))
    return step, f"{unit} × 1{blank}{word}", ""


def _parted(unit: str, language: str) -> tuple[float, str]:
    """The scale that a unit carries itself, and the rest of it."""
    for size, word in _HELD[language]:
        if unit.startswith(word) and (language == "zh" or unit[len(word) :].startswith(" ")):
            return size, unit.removeprefix(word).strip()
    return 1.0, unit


def _decimals(shown: list[float], decimals: int | None, factor: float) -> int:
    """Three digits at least, up to two more if they tell values apart; none that was not given."""
    before = math.floor(math.log10(max(shown))) + 1
    least = max(SIGNIFICANT - before, 0)
    if decimals is not None:
        least = min(least, decimals + round(math.log10(factor)))
    apart = len({number_text(v, least + 2 * MORE) for v in shown})
    steps = range(least, least + MORE + 1)
    return next((d for d in steps if len({number_text(v, d) for v in shown}) == apart), least)
