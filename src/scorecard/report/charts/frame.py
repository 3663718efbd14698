"""What the parts of a chart need to know: the series, its view, words and colours."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from scorecard.excel.styles import Tones
from scorecard.excel.text import display_width
from scorecard.i18n import Words, number_text
from scorecard.report.amounts import EXACT, telling, with_unit
from scorecard.report.inputs import period_of
from scorecard.report.view import Bar, FigureRow, Series, TargetRow, View
from scorecard.schema.vocabulary import COMPARATOR_SYMBOLS, Basis, Comparator, Measure, Status

# ---------------------------------------------------------------------------
# In which unit a chart shows very large numbers: scaled as a whole, and the unit says so.


BIG: Final = 1e7
"""From this size on numbers are scaled: seven digits still stand beside an axis."""
NARROW: Final = 1e-4
"""A range of values narrower than this share of them shows only in full digits."""
SIGNIFICANT: Final = 3
MORE: Final = 2
"""Digits of a scaled number, and how many more where they tell two values apart."""
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

    @property
    def scaled(self) -> bool:
        """Whether numbers are shown in another unit than they are reported in."""
        return self.factor != 1.0

    def number(self, value: float | None) -> str:
        """The number alone."""
        return number_text(None if value is None else value / self.factor, self.decimals)

    def told(self, value: float | None) -> str:
        """The number with its unit."""
        return with_unit(self.number(value), self.after)

    def aim(self, value: float) -> str | None:
        """A number somebody stated, with its unit; `None` where it cannot be told exactly so."""
        shown = value / self.factor
        number = number_text(shown, telling(shown, 0, EXACT))
        exact = math.isclose(float(number.replace(",", "")), shown, rel_tol=1e-9)
        return with_unit(number, self.after) if exact else None


def magnitude_of(series: Series, values: Iterable[float], language: str) -> Magnitude:
    """The magnitude for a chart of these values (the indicator's unit).

    From ten million on the largest step is taken that leaves at least one before the point: 万, 亿,
    万亿, or million, billion, trillion.  A unit that carries a scale already (亿元) passes into the
    next one (万亿元); where none is left, the factor is told in words (亿元 × 1万亿).
    """
    known = [abs(v) for v in values if math.isfinite(v)]
    unit = series.unit_of_measure
    plain = Magnitude(1.0, series.decimals, unit, unit)
    top = max(known, default=0.0)
    if top < BIG or series.measure in {Measure.RANK, Measure.MILESTONE}:
        return plain
    if max(known) - min(known) < NARROW * top:
        return plain
    factor, named, after = _scaled(top, unit, "zh" if language == "zh" else "en")
    decimals = _decimals([v / factor for v in known], series.decimals, factor)
    return Magnitude(factor, decimals, named, after)


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


# ---------------------------------------------------------------------------
# What the parts of a chart need to know: the series, its view, words and colours.


SHORT_UNIT: Final = 12
"""Columns of a unit that still stands beside numbers."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What all parts of a chart need to know."""

    series: Series
    view: View
    words: Words
    tones: Tones
    magnitude: Magnitude = field(init=False)

    def __post_init__(self) -> None:
        found = magnitude_of(self.series, self.values, self.words.language)
        object.__setattr__(self, "magnitude", found)

    @property
    def values(self) -> list[float]:
        """Every value that is drawn, indicator's unit."""
        series = self.series
        found = [point.value for point in series.points if point.value is not None]
        found += [knot.value for target in series.targets for knot in target.pathway]
        found += [old.value for old in series.earlier if old.value is not None]
        found += [bar.value for bar in series.brought]
        if self.single:
            found += [knot.value for run in series.totals for knot in run]
        for target in series.targets:
            if target.projection is not None:
                found.append(target.projection.value)
            numbers = target.row.numbers
            bounds = (numbers.target_value, numbers.upper, numbers.stretch, numbers.original_value)
            found += [value for value in bounds if value is not None]
            if numbers.allowed_deviation is not None and numbers.target_value is not None:
                spread = numbers.allowed_deviation * 1.5  # beyond it is seen, too
                found += [numbers.target_value - spread, numbers.target_value + spread]
        return found

    def told(self, value: float | None, text: str) -> str:
        """A value as a label tells it: in the chart's own unit if that is scaled, else as the text.

        A long unit is left out: it stands below the title.
        """
        if self.magnitude.scaled:
            return self.magnitude.told(value)
        unit = self.series.unit_of_measure
        return text.removesuffix(unit).rstrip() if display_width(unit) > SHORT_UNIT else text

    def asked(self, row: TargetRow) -> str:
        """What a target asks for, as its label tells it."""
        return self.aim(row) if self.magnitude.scaled else self.told(None, row.target_text)

    def aim(self, row: TargetRow) -> str:
        """What a target asks for, in the chart's own unit if it can be told exactly so."""
        value, upper = row.numbers.target_value, row.numbers.upper
        if not self.magnitude.scaled or value is None:
            return row.target_text
        number = self.magnitude.aim(value)
        if row.comparator == Comparator.BETWEEN:
            most = None if upper is None else self.magnitude.aim(upper)
            least = self.magnitude.number(value)
            return f"{least}–{most}" if number and most else row.target_text
        symbol = COMPARATOR_SYMBOLS.get(row.comparator, row.comparator)
        return f"{symbol} {number}" if number else row.target_text

    @property
    def is_rank(self) -> bool:
        """Whether the axis stands on its head: first place at the top."""
        return self.series.measure == Measure.RANK

    @property
    def unit(self) -> float:
        """The least step of the indicator's values; blank decimals: the most that are typed."""
        typed = [value for point in self.known if (value := point.value) is not None]
        aims = (target.row.numbers.target_value for target in self.series.targets)
        typed += [value for value in aims if value is not None]
        exponents = (Decimal(repr(value)).normalize().as_tuple().exponent for value in typed)
        found = max((-e for e in exponents if isinstance(e, int)), default=0)
        places = self.series.decimals if self.series.decimals is not None else max(found, 0)
        return 10.0**-places

    @property
    def is_deliverable(self) -> bool:
        """Whether the value is done or not done."""
        return self.series.measure == Measure.MILESTONE

    @property
    def is_flow(self) -> bool:
        """Whether figures add up within their year, or since their start."""
        return self.series.measure == Measure.FLOW

    @property
    def fiscal_start(self) -> int:
        """The first month of the fiscal year."""
        return self.view.header.policy.fiscal_start

    @property
    def this_month(self) -> int:
        """The month of the view's date."""
        return 12 * self.view.header.as_of.year + self.view.header.as_of.month - 1

    @property
    def now(self) -> float:
        """The view's date among the months."""
        return self.this_month + self.view.header.as_of.day / 31

    @property
    def known(self) -> list[FigureRow]:
        """The figures that have a value, in time."""
        return [point for point in self.series.points if point.value is not None]

    @property
    def single(self) -> list[FigureRow]:
        """Figures of single periods of a flow: drawn as bars, they are no running total."""
        return [p for p in self.known if self.is_flow and p.basis == Basis.PERIOD]

    def word_of(self, status: Status) -> str:
        """Symbol and word of a status as the workspace calls it."""
        found = (c for c in self.view.tally if c.status == status)
        return next((f"{c.symbol} {c.word}" for c in found), str(status))

    def label_of(self, point: FigureRow) -> str:
        """What stands beside a figure: the number; the last known one with its unit."""
        if self.magnitude.scaled:
            last = point is self.known[-1]
            return (self.magnitude.told if last else self.magnitude.number)(point.value)
        whole = self.is_deliverable or self.series.unit_of_measure.startswith("%")
        if whole or point is self.known[-1]:
            return self.told(point.value, point.value_text)
        return number_text(point.value, self.series.decimals)

    def month_of(self, period: str) -> int:
        """The month after a period; 0 where the text names none."""
        found = period_of(period, self.fiscal_start)
        return 0 if found is None else found.end

    @property
    def bars(self) -> list[Bar]:
        """What single periods of a flow brought, reported or computed, in time."""
        found = [*self.series.brought]
        for point in self.single:
            period = period_of(point.period, self.fiscal_start)
            if period is not None:
                found.append(Bar(period.start, point.month, point.value or 0.0))
        return sorted(found, key=lambda bar: bar.month)
