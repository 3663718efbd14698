"""Amounts in words: a value, a target, a gap, each as its measure is spoken of."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from scorecard.i18n import N_, Words, number_text, percent_text, rounded, settled, signed_text
from scorecard.schema.quarterly_form import counts_whole
from scorecard.schema.spelling import UNITS_EN, parse_unit
from scorecard.schema.vocabulary import COMPARATOR_SYMBOLS, Comparator, DistanceUnit, Measure

COMPUTED_DECIMALS: Final = 2
"""Decimals of a computed number at most, where its indicator names no number of them."""
RATIO_DECIMALS: Final = 2
PER_CENT: Final = ("%", "％")
FINEST: Final = 6
EXACT: Final = 4
"""Decimals more than its indicator's that a stated number may show."""
COMPUTED_MORE: Final = 1
"""Decimals that a computed number may show beyond those of its indicator."""


def telling(value: float | None, decimals: int | None, more: int) -> int | None:
    """The fewest decimals, from the indicator's own on, that show the value exactly.

    At most `more` beyond the indicator's: a sentence must not say that 13 is the half of 25.

    >>> telling(12.5, 0, 1), telling(12.0, 0, 1), telling(45.48, 1, 4), telling(1 / 3, 0, 1)
    (1, 0, 2, 1)
    """
    if decimals is None or value is None:
        return decimals
    steps = range(decimals, decimals + more)
    near = 1e-9 * max(1.0, abs(value))
    exact = (d for d in steps if abs(float(rounded(value, d)) - value) <= near)
    return next(exact, decimals + more)


def apart(value: float | None, bound: float | None, decimals: int | None) -> int | None:
    """The fewest decimals, from the indicator's own on, that print the two numbers differently.

    A sentence must not say that 60.0 is not within 60.0.  Numbers that are the same to
    `FINEST` decimals more keep the indicator's own.

    >>> apart(60.0001, 60.0, 1), apart(59.8, 60.0, 1), apart(60.0, 60.0, 1)
    (4, 1, 1)
    """
    if value is None or bound is None or decimals is None:
        return decimals
    steps = range(decimals, decimals + FINEST + 1)
    return next((d for d in steps if rounded(value, d) != rounded(bound, d)), decimals)


@dataclass(frozen=True, slots=True)
class Scale:
    """How the values of one indicator are printed: its measure, decimals and unit."""

    measure: str = ""
    decimals: int | None = None
    unit: str = ""

    @property
    def is_rank(self) -> bool:
        """Whether values are places."""
        return self.measure == Measure.RANK

    @property
    def is_whole(self) -> bool:
        """Whether what is computed is a whole number: things are counted, none of them in part.

        So it is where an amount of single things names no decimals, too.
        """
        unnamed = self.decimals is None and self.measure in {Measure.FLOW, Measure.STOCK}
        single = unnamed and (unit := parse_unit(self.unit)) is not None and unit.factor == 1
        return counts_whole(self.unit, self.measure, 0 if single else self.decimals)

    @property
    def is_milestone(self) -> bool:
        """Whether values are shares of something done."""
        return self.measure == Measure.MILESTONE


class Amounts:
    """Prints amounts in one language; every method gives an empty text for no number."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.chinese = words.language == "zh"

    def unit(self, scale: Scale) -> str:
        """The unit of measure in the view's language."""
        return scale.unit if self.chinese else UNITS_EN.get(scale.unit, scale.unit)

    def value(self, value: float | None, scale: Scale, rank_of: float | None = None) -> str:
        """A figure: `135.7亿元`, `place 118 of 169`, `done`, `60%` done."""
        text = self.words.text
        if value is None:
            return ""
        if scale.is_rank:
            n = number_text(value, 0)
            if rank_of is None:
                return text(N_("place {n}"), n=n)
            return text(N_("place {n} of {total}"), n=n, total=number_text(rank_of, 0))
        if scale.is_milestone:
            done = {0.0: N_("not done"), 1.0: N_("done")}
            return text(done[value]) if value in done else percent_text(value, 0)
        return self._joined(number_text(value, scale.decimals), scale)

    def computed(self, value: float | None, scale: Scale) -> str:
        """A number the rules computed (expected value, projection); of things a whole one."""
        if value is None or scale.is_milestone or scale.is_rank:
            return self.value(value, scale)
        if scale.is_whole:
            return self.value(value, replace(scale, decimals=scale.decimals or 0))
        return self._joined(_computed(value, scale.decimals), scale)

    def projected(self, value: float | None, target: float | None, scale: Scale) -> str:
        """Where a trend leads: one decimal more only where it would else seem to reach the target.

        `target` is what it is compared with.
        """
        if value is None or scale.decimals is None or scale.is_milestone or scale.is_rank:
            return self.computed(value, scale)
        shown, places = float(rounded(value, scale.decimals)), scale.decimals
        short = target is not None and not math.isclose(value, target, rel_tol=1e-9)
        if short and target is not None and (shown - target) * (value - target) <= 0:
            places += COMPUTED_MORE
        return self.value(value, replace(scale, decimals=places))

    def rate(self, value: float | None, scale: Scale) -> str:
        """An amount per quarter, with one decimal more than the indicator's values."""
        if value is None:
            return ""
        decimals = COMPUTED_DECIMALS if scale.decimals is None else scale.decimals + 1
        number = float(rounded(value, decimals))
        return self._difference(number_text(number), scale)

    def growth(self, now: float, before: float, scale: Scale) -> str:
        """How a figure has changed in a year: per cent of an amount, else a difference.

        Of a place the places gained, of what was not above 0 the difference.
        """
        if scale.is_rank:
            return (
                f"{'↑' if now < before else '↓'}{abs(now - before):.0f}" if now != before else "0"
            )
        if scale.measure in {Measure.FLOW, Measure.STOCK} and before > 0:
            return f"{signed_text(100 * (now / before - 1), 1)}%"
        places = COMPUTED_DECIMALS if scale.decimals is None else scale.decimals
        told = signed_text(now - before, places)
        if scale.unit in PER_CENT:
            return self.words.text(N_("{n} pts"), n=told)
        return self._joined(told, scale)

    def gap(self, value: float | None, scale: Scale, unit: str = DistanceUnit.VALUE) -> str:
        """A distance without sign, in its own unit (`DistanceUnit`)."""
        if value is None:
            return ""
        value = abs(settled(value) or 0.0)
        if unit == DistanceUnit.RATIO:
            told, least = number_text(value, RATIO_DECIMALS), 10.0**-RATIO_DECIMALS
            if value and not float(told):
                return self.words.text(N_("less than {n}"), n=number_text(least, RATIO_DECIMALS))
            return told
        if unit == DistanceUnit.POINTS:
            return self._points(number_text(value, 1))
        if unit == DistanceUnit.PLACES or scale.is_rank:
            n = number_text(value, 0)
            return self.words.text(N_("{n} place{n:|s}"), n=n)
        if scale.is_milestone:
            return self._points(number_text(100.0 * value, 0))
        return self._difference(_computed(value, scale.decimals), scale)

    def target(self, stated: Mapping[str, Any], value: float | None, of: Scale) -> str:
        """What is asked for: `≤ 120位`, `10–20个`, `≈ 8.0±0.2%`, `completion`.

        `stated` tells `comparator`, `upper` and `allowed_deviation`.
        """
        comparator = stated["comparator"] or ""
        if comparator == Comparator.DONE:
            return self.words.text(N_("completion"))
        if value is None:
            return ""
        decimals = 0 if of.is_rank else of.decimals
        number = number_text(value, decimals)
        if comparator == Comparator.BETWEEN:
            return self._joined(f"{number}–{number_text(stated['upper'], decimals)}", of)
        around = stated["allowed_deviation"]
        if comparator == Comparator.ABOUT and around is not None:
            number += f"±{number_text(around, telling(around, decimals or 0, EXACT))}"
        symbol = COMPARATOR_SYMBOLS.get(comparator, comparator)
        if of.is_rank:
            return self.words.text(N_("place {symbol} {n}"), symbol=symbol, n=number)
        return f"{symbol} {percent_text(value, 0) if of.is_milestone else self._joined(number, of)}"

    def wanted(self, stated: Mapping[str, Any], value: float | None, of: Scale) -> str:
        """The same in the words of a sentence: at least 160 firms, place 100 or better, done.

        `stated` as in `target`.
        """
        comparator = stated["comparator"] or ""
        told = _WANTED.get(comparator, "")
        if value is None or not told:
            return self.target(stated, value, of)
        if of.is_rank and comparator == Comparator.AT_MOST:
            return self.words.text(N_("place {n} or better"), n=number_text(value, 0))
        amount = self.value(value, of) if not of.is_milestone else percent_text(value, 0)
        return self.words.text(told, amount=amount)

    def _points(self, number: str) -> str:
        return self.words.text(N_("{points} points"), points=number)

    def _difference(self, number: str, scale: Scale) -> str:
        """A number with its unit; differences of per cent are percentage points."""
        return self._points(number) if scale.unit in PER_CENT else self._joined(number, scale)

    def _joined(self, number: str, scale: Scale) -> str:
        unit = self.unit(scale)
        one = number == "1" and not self.chinese
        return with_unit(number, _one(unit) if one else unit)


def with_unit(number: str, unit: str) -> str:
    """A number beside its unit: nothing between them before per cent and Chinese characters.

    >>> with_unit("120.0", "亿元"), with_unit("3", "tce"), with_unit("5", "%"), with_unit("", "家")
    ('120.0亿元', '3 tce', '5%', '')
    """
    apart = unit[:1].isascii() and unit[:1] not in {"", "%"}
    return f"{number}{' ' * apart}{unit}" if number else ""


_WANTED: Final[Mapping[str, str]] = {
    Comparator.AT_LEAST: N_("at least {amount}"),
    Comparator.ABOVE: N_("more than {amount}"),
    Comparator.AT_MOST: N_("at most {amount}"),
    Comparator.BELOW: N_("less than {amount}"),
    Comparator.EQUAL: N_("exactly {amount}"),
}
"""What a comparator asks for, in the words of a sentence."""


def _computed(value: float, decimals: int | None) -> str:
    if decimals is None:
        return number_text(float(rounded(value, COMPUTED_DECIMALS)))
    return number_text(value, telling(value, decimals, COMPUTED_MORE))


def _one(unit: str) -> str:
    """The English unit of a single thing, where it is a plain word in the plural.

    >>> _one("accidents"), _one("enterprises"), _one("people"), _one("Mbps")
    ('accident', 'enterprise', 'person', 'Mbps')
    """
    if unit == "people":
        return "person"
    word = unit.isascii() and unit.isalpha() and unit.islower() and unit.endswith("s")
    if not word or unit.endswith("ss") or len(unit) < len("days"):
        return unit
    return f"{unit.removesuffix('ies')}y" if unit.endswith("ies") else unit.removesuffix("s")
