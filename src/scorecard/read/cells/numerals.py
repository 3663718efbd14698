"""Numbers spelled in text: signs, separators, numerals, units and words of approximation."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

from scorecard.read.cells.typed import Fault, Typed, fault, refused
from scorecard.read.grid import RawCell
from scorecard.schema import spelling
from scorecard.schema.errors import Name
from scorecard.schema.vocabulary import FigureState, Measure

Percent = Literal["ask", "number", "share"]


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """What a column of numbers asks for.

    `unit_of_measure` is the unit its values are kept in; `estimates` allows 约18 as an estimate;
    `previous` is the previous place of a rank.  `percent` says what an unformatted 0.45 means in a
    column of per cent: 0.45 with a question (`ask`), 0.45 (`number`) or 45 (`share`).  `stages` are
    the workspace's own shares of a deliverable by the words for them (`Policy.stages`).
    """

    unit_of_measure: str = ""
    measure: Measure | None = None
    minimum: float | None = None
    maximum: float | None = None
    whole: bool = False
    estimates: bool = False
    percent: Percent = "ask"
    previous: float | None = None
    stages: Mapping[str, float] = field(default_factory=dict, hash=False)

    @property
    def unit(self) -> spelling.Unit | None:
        """The unit of measure, where it is one we can convert."""
        return spelling.parse_unit(self.unit_of_measure)

    @property
    def is_percent(self) -> bool:
        """Whether the values are per cent."""
        unit = self.unit
        return unit is not None and unit.kind == "percent"


class _Unclear(Exception):  # noqa: N818  (no error of the program: it carries a fault)
    """The text is refused; raised and caught in this module only."""

    def __init__(self, found: Fault) -> None:
        super().__init__(found.code)
        self.fault = found


@dataclass(frozen=True, slots=True)
class _Amount:
    """A number in the column's unit, the conversion made, whether 万 or 亿 stood for digits."""

    value: Fraction
    converted: str | None = None
    in_words: bool = False


_APPROXIMATE: Final = r"(?:大约|约为|约|将近|接近|近|大概|预计|估计|~|≈)"
_OPEN_BEFORE: Final = r"(?:超过|超|逾|突破|不少于|不低于|不超过|至少|至多|不足|不到|[<>≤≥]=?)"
_OPEN_AFTER: Final = r"(?:以上|以下|以内|之内|余|多|\+)"
_VAGUE: Final = re.compile(
    r"若干|一批|一些|部分|少量|大量|许多|众多|多[个家项人亩户件次]|几|数[十百千万亿个家项]|"
    r"[上近][十百千万亿]"
)
_SHAPE: Final = re.compile(
    rf"(?P<open>{_OPEN_BEFORE})?(?P<about>{_APPROXIMATE})?(?P<sign>[+-]?)(?P<currency>[¥$€]?)"
    rf"(?P<number>[\d.,]*\d[\d.,]*(?: \d+)*(?:[eE][+-]?\d{{1,3}}(?!\d))?"
    rf"|{spelling.NUMERAL}+(?:点{spelling.NUMERAL}+)?)"
    rf"(?P<more>[余多+]?)(?P<unit>.*?)(?P<after>{_OPEN_AFTER})?"
    rf"(?P<near>左右|上下|\((?:预计|估计|约)\))?"
)
_SEVERAL: Final = re.compile(r"\d.*?[-~/至到—、,;:(+和与].*\d")
_SEPARATED: Final = re.compile(r"[\d., ]+")
SHARE: Final = spelling.Unit("percent", Fraction(100), "")
"""Per cent without a sign: 0.45 for 45 %."""
SHARES: Final = Name("份额（1为100%）", "shares (1 is 100%)")
_SIGNS: Final = {"¥": "元", "$": "美元", "€": "欧元"}


def spelled_number(cell: RawCell, text: str, column: NumberColumn) -> Typed[float]:
    """The number that the normalised `text` of a cell spells, in the column's unit of measure."""
    if text.startswith("百分之"):
        text = text.removeprefix("百分之") + "%"
    try:
        shape = _shape(text)
        amount = _amount(shape, column, text)
        return _told(cell, shape, amount, column)
    except _Unclear as unclear:
        return refused(cell, [unclear.fault])


def _shape(text: str) -> re.Match[str]:
    """The parts of the text; its number is one that can be read."""
    shape = _SHAPE.fullmatch(text)
    number = shape["number"] if shape else ""
    if _VAGUE.search(text) and spelling.arabic(number) is None:
        raise _Unclear(fault("C104"))
    if shape is not None and spelling.read_number(number) is not None:
        return shape
    if _SEPARATED.fullmatch(number) and not re.search(r"\d.*[(/~-]", text):
        raise _Unclear(fault("C107"))
    raise _Unclear(fault("C113" if _SEVERAL.search(text) else "C106"))


def _amount(shape: re.Match[str], column: NumberColumn, text: str) -> _Amount:
    """The number in the column's unit; without one per cent become a share, things are counted."""
    number = Fraction(spelling.read_number(shape["number"]) or 0)
    name = spelling.compact(shape["unit"]) or _SIGNS.get(shape["currency"], "")
    own, wanted = column.unit, column.unit_of_measure
    if not name or name == spelling.compact(wanted):
        return _Amount(number)
    factor = spelling.MULTIPLIERS.get(name)
    if factor is not None and (own is None or own.kind == "count"):
        return _Amount(number * factor / (own.factor if own else 1), in_words=True)
    given = spelling.parse_unit(name + own.base if factor is not None and own else name)
    if given is None:
        raise _Unclear(fault("C113" if _SEVERAL.search(text) else "C106"))
    if not wanted and given.kind == "count":
        return _Amount(number * given.factor)
    if given.kind == "percent" and (not wanted or column.measure is Measure.MILESTONE):
        own = SHARE
    if own is None or (given.kind != own.kind):
        raise _Unclear(fault("C108", given=name, unit=wanted or "1"))
    value = number * given.factor / own.factor
    same = given.factor == own.factor or column.measure is Measure.MILESTONE
    return _Amount(
        value, None if same else f"{spelling.show(number)}{name} = {spelling.show(value)}{wanted}"
    )


def _told(
    cell: RawCell, shape: re.Match[str], amount: _Amount, column: NumberColumn
) -> Typed[float]:
    """The number with what has to be said about it."""
    about = bool(shape["about"] or shape["near"])
    if shape["open"] or shape["more"] or shape["after"] or (about and not column.estimates):
        raise _Unclear(fault("C104"))
    value = _as_float(-amount.value if shape["sign"] == "-" else amount.value)
    if about:
        said = [fault("C105", value=spelling.show(value))]
    elif not shape["unit"] and column.is_percent and 0 < abs(value) < 1:
        return bare_share(cell, value, column)
    elif amount.converted:
        said = []
    else:
        in_words = amount.in_words or spelling.arabic(shape["number"]) is None
        said = [fault("C102" if in_words else "C101", value=spelling.show(value))]
    if amount.converted:
        unit = column.unit_of_measure or SHARES
        said.insert(
            0, fault("C103", conversion=amount.converted, unit=unit, value=spelling.show(value))
        )
    return Typed(
        value,
        cell.text,
        state=FigureState.ESTIMATE if about else None,
        converted=amount.converted,
        faults=tuple(said),
    )


def bare_share(cell: RawCell, value: float, column: NumberColumn) -> Typed[float]:
    """A number below one, without a sign, in a column of per cent; 0.45 may mean 45 %."""
    if column.percent == "number":
        return Typed(value, cell.text)
    taken = hundredfold(value) if column.percent == "share" else value
    return Typed(taken, cell.text, faults=(fault("C118", value=spelling.show(taken)),))


def hundredfold(value: float) -> float:
    """A hundred times the value, as its decimal digits say.

    >>> hundredfold(0.57)
    57.0
    """
    return float(Decimal(repr(value)) * 100)


def _as_float(amount: Fraction) -> float:
    try:
        value = float(amount)
    except OverflowError:
        value = math.inf
    if not math.isfinite(value):
        raise _Unclear(fault("C106"))
    return value
