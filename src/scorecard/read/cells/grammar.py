"""The grammar of a single cell: numbers, words of a closed list, and plain text.

Pure functions from a raw cell to a typed one.  Nothing is guessed in silence: what was normalised
is a note, what was interpreted a warning, what is unclear is refused, each with a code of its own.
Numbers in text stand in `numerals`, periods and dates in `dates`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Final, TypeAlias

from scorecard.read.cells.dates import parse_date, parse_period_cell
from scorecard.read.cells.numerals import NumberColumn, bare_share, hundredfold, spelled_number
from scorecard.read.cells.typed import Fault, Typed, fault, missing_value, refused, unreadable
from scorecard.read.grid import CellKind, RawCell, shows_percent
from scorecard.schema.sheets import Column
from scorecard.schema.spelling import (
    INVISIBLE,
    MULTIPLIERS,
    NUMERAL,
    compact,
    has_mark,
    normalise,
    read_number,
    show,
)
from scorecard.schema.vocabulary import Choice, Measure, Severity, Step

# ---------------------------------------------------------------------------
# Places in rankings as people write them: 第49位, 49(↑2), 升3位, 前100, 第二方阵.


_NUMBER: Final = rf"(?:\d+|{NUMERAL}+)"
_PLACES: Final = r"(?:个?位次?|个?名次?|个?位|名)?"
_UP: Final = "↑|⬆|▲|△|上升|晋升|跃升|提升|前移|前进|升|晋|进"
_DOWN: Final = "↓|⬇|▼|▽|下降|后退|后移|下滑|降|退|跌"
_MOVE: Final = (
    rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))了?(?P<n>{_NUMBER}){_PLACES}|(?P<same>持平|不变|→|-)"
)
_MOVED: Final = re.compile(rf"(?:较?(?:上年|去年|上期|上季度?|同比))?(?:{_MOVE})")
_BOTH: Final = re.compile(
    rf"第?(?P<place>{_NUMBER}){_PLACES}[(,;、/]?(?:较?(?:上年|去年|上期|上季度?|同比))?(?:{_MOVE})\)?"
)
_PLACE: Final = re.compile(rf"(?:并列)?(?:第|NO\.?|No\.?|no\.?)?(?P<place>{_NUMBER}){_PLACES}")
_BOUND: Final = re.compile(rf"(?:前(?P<bound>{_NUMBER})(?:强|{_PLACES})|(?P<best>{_NUMBER})强)")
_TIER: Final = re.compile(r".*(?:方阵|梯队|档次?|第.等次?|行列|前列|中游|上游|末位|领先|靠前)")


def read_rank(cell: RawCell, text: str, previous: float | None) -> Typed[float] | None:
    """The place a text names; `None` where it is a plain number or no spelling of a rank.

    A movement alone is counted from `previous`; up means a smaller number.
    """
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return None
    if re.fullmatch(r"[+-]\s?\d+(?:\.\d+)?", text):
        return refused(cell, [fault("C123")])
    if found := _BOUND.fullmatch(text):
        return _bound(cell, found)
    if found := _BOTH.fullmatch(text):
        return _place_and_movement(cell, found, previous)
    if found := _MOVED.fullmatch(text):
        return _movement(cell, found, previous)
    if found := _PLACE.fullmatch(text):
        place = read_number(found["place"])
        if place is not None:
            value = float(place)
            return Typed(value, cell.text, faults=(fault("C101", value=show(value)),))
    return refused(cell, [fault("C122")]) if _TIER.fullmatch(text) else None


def _bound(cell: RawCell, found: re.Match[str]) -> Typed[float]:
    word = found["bound"] or found["best"]
    bound = read_number(word) or MULTIPLIERS.get(word)
    if bound is None:
        return refused(cell, [fault("C122")])
    return Typed(text=cell.text, at_most=float(bound), faults=(fault("C121", bound=show(bound)),))


def _moved(found: re.Match[str]) -> int | None:
    if found["same"]:
        return 0
    places = read_number(found["n"])
    if places is None:
        return None
    return int(places) if found["up"] else -int(places)


def _place_and_movement(
    cell: RawCell, found: re.Match[str], previous: float | None
) -> Typed[float] | None:
    place, moved = read_number(found["place"]), _moved(found)
    if place is None or moved is None:
        return None
    value = float(place)
    faults = [fault("C119", movement=f"{moved:+d}", value=show(value))]
    if previous is not None and previous - moved != value:
        faults.append(
            fault(
                "C120",
                movement=f"{moved:+d}",
                previous=show(previous),
                reckoned=show(previous - moved),
                value=show(value),
            )
        )
    return Typed(value, cell.text, movement=moved, faults=tuple(faults))


def _movement(cell: RawCell, found: re.Match[str], previous: float | None) -> Typed[float] | None:
    moved = _moved(found)
    if moved is None:
        return None
    if previous is None:
        return Typed(text=cell.text, movement=moved, faults=(fault("C125"),))
    value = float(previous - moved)
    said = fault("C119", movement=f"{moved:+d}", value=show(value))
    return Typed(value, cell.text, movement=moved, faults=(said,))


ANY_NUMBER: Final = NumberColumn()
LONGEST: Final = 60
"""Characters beyond which a text is not looked at as a number."""
MOST: Final = float(2**53)
"""From it on a number in a cell has lost its last digits."""
APART: Final = re.compile(
    rf"\d(?:\s*(?:[\t\n\v\f\r\x85\u2028\u2029]|[{INVISIBLE}])[\s{INVISIBLE}]*|\s{{2,}})\d"
)
"""Two numbers in one cell, below or far beside each other, or parted where nobody sees it."""


_DONE: Final[Mapping[str, float]] = {
    **dict.fromkeys(("是", "完成", "已完成", "全部完成", "已全部完成", "办结", "已办结"), 1.0),
    **dict.fromkeys(("√", "✓", "✔", "☑", "yes", "done", "completed"), 1.0),
    **dict.fromkeys(("否", "未完成", "尚未完成", "未启动", "尚未启动", "未开始", "没有完成"), 0.0),
    **dict.fromkeys(("×", "✗", "✘", "☒", "no", "notdone", "notstarted"), 0.0),
    **{compact(name).casefold(): step.share for step in Step for name in step.names},
}
"""Words and signs for the share of a deliverable that is done."""
_SHARE_DONE: Final = re.compile(
    r"(?:已|大约|约)?完成(?:了)?(?P<n>\d+(?:\.\d+)?)%|(?P<tenths>[一二三四五六七八九])成"
)
_OF_STAGE: Final = re.compile(
    r"(?:目前|现|正在|正|处于|处在|已经|已|完成)*(?P<stage>[^\d(]+?)(?:阶段|中|了)*"
    r"(?:[(:,/-]*(?:完成)?(?P<n>\d+(?:\.\d+)?)%\)?)?"
)
"""A stage with what is said around it, and with its share beside it."""
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")


def parse_number(cell: RawCell, column: NumberColumn = ANY_NUMBER) -> Typed[float]:
    """The number of a cell in the column's unit of measure, as a float.

    | cell | gives |
    |---|---|
    | blank, white space | no value, `not_reported`, no fault |
    | number | the number; per cent formats and bounds are checked |
    | text | the number it spells, with a note or warning saying so |
    | date, logical value, error value, formula without value | refused, a code each |

    Never raises, whatever the cell holds.
    """
    if cell.kind is CellKind.BLANK:
        return missing_value(cell, "") or Typed(text=cell.text)
    if cell.kind is CellKind.DATE:
        return refused(cell, [fault("C112", date=cell.text)])
    broken = unreadable(cell)
    if broken:
        return refused(cell, [broken])
    read = _from_number(cell, column) if cell.kind is CellKind.NUMBER else _from_text(cell, column)
    return _checked(read, column)


def _from_number(cell: RawCell, column: NumberColumn) -> Typed[float]:
    if not isinstance(cell.value, int | float) or not math.isfinite(cell.value):
        return refused(cell, [fault("C106")])
    value = float(cell.value)
    if shows_percent(cell.number_format):
        return _percent_format(cell, value, column)
    if column.is_percent and 0 < abs(value) < 1:
        return bare_share(cell, value, column)
    return Typed(value, cell.text)


def _percent_format(cell: RawCell, value: float, column: NumberColumn) -> Typed[float]:
    """A number in a cell that shows per cent; 45 pasted into it shows 4500 %."""
    if not column.unit_of_measure or column.measure is Measure.MILESTONE:
        return Typed(value, cell.text)
    if not column.is_percent:
        return refused(cell, [fault("C108", given="%", unit=column.unit_of_measure)])
    shown = hundredfold(value)
    limit = column.maximum if column.maximum is not None else 1000.0
    if abs(shown) > limit and 1 < abs(value) <= limit:
        return Typed(value, cell.text, faults=(fault("C118", value=show(value)),))
    return Typed(shown, cell.text)


def _from_text(cell: RawCell, column: NumberColumn) -> Typed[float]:
    if has_mark(cell.text) or APART.search(cell.text):
        return refused(cell, [fault("C113")])
    text = re.sub(r"(?<!\d) | (?!\d)", "", normalise(cell.text))
    if (
        column.measure is Measure.MILESTONE
        and (done := share_done(text, column.stages)) is not None
    ):
        return Typed(done, cell.text, faults=(fault("C142", value=show(done)),))
    gone = missing_value(cell, text)
    if gone:
        return gone
    if len(text) > LONGEST:
        return refused(cell, [fault("C106")])
    if column.measure is Measure.RANK:
        ranked = read_rank(cell, text, column.previous)
        if ranked:
            return ranked
    read = spelled_number(cell, text, column)
    if column.measure is Measure.MILESTONE and any(f.code == "C106" for f in read.faults):
        return refused(cell, [_not_a_share(column)])
    return read


def share_done(text: str, stages: Mapping[str, float]) -> float | None:
    """The share of a deliverable that a word, a sign, a stage or 完成60% names; else None.

    `stages` are the words of the settings (`Policy.stages`).  A share beside a stage counts.

    >>> [share_done(text, {"封顶": 0.8}) for text in ("评审（75%）", "已封顶", "建设中", "√")]
    [0.75, 0.8, None, 1.0]
    """
    word = compact(text).casefold()
    known = {**_DONE, **{compact(name).casefold(): part for name, part in stages.items()}}
    share = _SHARE_DONE.fullmatch(word)
    if share is None:
        if word in known or (of_stage := _OF_STAGE.fullmatch(word)) is None:
            return known.get(word)
        stage = known.get(of_stage["stage"])
        return float(of_stage["n"]) / 100.0 if stage is not None and of_stage["n"] else stage
    if share["n"]:
        return float(share["n"]) / 100.0
    tenths = read_number(share["tenths"])
    return None if tenths is None else float(tenths) / 10.0


def _not_a_share(column: NumberColumn) -> Fault:
    """C143 with the workspace's own stages beside those that the form's list always offers."""
    usual = {name for step in Step for name in step.names}
    return fault("C143", own="".join(f"、{word}" for word in column.stages if word not in usual))


def _checked(read: Typed[float], column: NumberColumn) -> Typed[float]:
    """The typed number with the faults of its bounds; a number out of bounds is refused."""
    if read.value is None or not read.ok:
        return read
    found = list(_bounds(read.value, column))
    if not found:
        return read
    told = [f for f in read.faults if f.severity is not Severity.NOTE]
    return Typed(text=read.text, state=read.state, faults=(*told, *found))


def _bounds(value: float, column: NumberColumn) -> Iterable[Fault]:
    if abs(value) >= MOST:
        yield fault("C127", value=f"{value:.3g}")
        return
    if column.measure is Measure.RANK:
        if value != int(value) or value < 1:
            yield fault("C123")
            return
    elif column.whole and value != int(value):
        yield fault("C117", value=show(value))
    low, high = column.minimum, column.maximum
    beyond = (low is not None and value < low) or (high is not None and value > high)
    if column.measure is Measure.MILESTONE and not 0 <= value <= 1:
        if column.percent == "ask":  # of a book's values the book's own clauses tell
            yield _not_a_share(column)
    elif beyond:
        yield fault("C116", value=show(value), range=_range(low, high))


def _range(low: float | None, high: float | None) -> str:
    if high is None:
        return f"≥ {show(low or 0.0)}"
    return f"≤ {show(high)}" if low is None else f"{show(low)}–{show(high)}"


def parse_text(cell: RawCell) -> Typed[str]:
    """The text of a cell, ends trimmed, inner characters exactly as they are (quotes are exact).

    Numbers and dates give the text a person sees; blank gives no value.  Error values, logical
    values and formulas without a value are refused.  Control characters but tabs and line ends,
    which no picture can show, become blanks.
    """
    broken = unreadable(cell)
    if broken:
        return refused(cell, [broken])
    shown, unseen = _CONTROL.subn(" ", cell.text)
    text = _trimmed(shown)
    return Typed(text or None, cell.text, faults=(fault("C141", count=unseen),) if unseen else ())


def _trimmed(text: str) -> str:
    return text.strip().strip("\u200b\ufeff\u00a0").strip()


@lru_cache(maxsize=4096)
def _word(name: str) -> str:
    return compact(name).casefold()


def parse_choice(cell: RawCell, allowed: Sequence[Choice]) -> Typed[str]:
    """The id of the word in a cell; compared without width, case and white space."""
    read = parse_text(cell)
    if read.value is None:
        return read
    wanted = compact(read.value).casefold()
    for choice in allowed:
        if any(_word(name) == wanted for name in choice.names):
            return Typed(choice.id, cell.text)
    words = ", ".join(f"{c.zh} ({c.en})" for c in allowed)
    return refused(cell, [Fault("C140", {"allowed": words})])


# ------------------------------------------------------- one cell of a declared column

Scalar: TypeAlias = str | float | int | date | None
"""A cell's value in a frame's terms: words by their ids, periods in canonical spelling."""
WHOLE: Final = NumberColumn(whole=True)
_PLAIN: Final[Typed[Any]] = Typed()


@dataclass(frozen=True, slots=True)
class CellContext:
    """What the meaning of a cell depends on beside its column: calendars and the sheet's year."""

    fiscal_start: int = 1
    epoch_1904: bool = False
    year_hint: int | None = None
    cache: dict[tuple[object, str], Typed[Any]] = field(
        default_factory=dict, compare=False, repr=False
    )
    """Words and periods recur thousands of times in a sheet; each is read once."""


def type_cell(
    cell: RawCell, column: Column, context: CellContext, number: NumberColumn = ANY_NUMBER
) -> tuple[Scalar, Typed[Any]]:
    """The cell's value as frames keep it (periods as canonical text), and how it was read."""
    kind = column.kind
    if kind == "number" and is_plain(cell, number):
        return float(cell.value), _PLAIN  # type: ignore[arg-type]  # a number, as is_plain says
    if kind == "text" and cell.kind is CellKind.TEXT and not cell.formula:
        text = _plain_text(cell.text)
        if text is not None:
            return text or None, _PLAIN
    if kind in {"choice", "period"} and cell.kind is CellKind.TEXT:
        key = (column.holds, cell.text)
        read = context.cache.get(key)
        if read is None:
            read = context.cache[key] = _parse(cell, column, context, number)
    else:
        read = _parse(cell, column, context, number)
    value = read.value
    if value is not None and kind == "period":
        value = str(value.period)
    elif value is not None and kind == "integer":
        value = int(value)
    return value, read


def _parse(cell: RawCell, column: Column, context: CellContext, number: NumberColumn) -> Typed[Any]:
    match column.kind:
        case "text":
            return parse_text(cell)
        case "number":
            return parse_number(cell, number)
        case "integer":
            return parse_number(cell, WHOLE if number is ANY_NUMBER else number)
        case "choice":
            return parse_choice(cell, column.choices)
        case "date":
            return parse_date(cell, year_hint=context.year_hint, epoch_1904=context.epoch_1904)
        case "period":
            return parse_period_cell(
                cell,
                fiscal_start=context.fiscal_start,
                year_hint=context.year_hint,
                epoch_1904=context.epoch_1904,
            )


def is_plain(cell: RawCell, number: NumberColumn) -> bool:
    """Whether a cell is a number that needs no second look."""
    return (
        cell.kind is CellKind.NUMBER
        and "%" not in cell.number_format
        and isinstance(cell.value, float | int)
        and abs(cell.value) < MOST
        and not cell.formula
        and not (number.whole or number.measure or _is_percent(number.unit_of_measure))
        and number.minimum is None
        and number.maximum is None
    )


@lru_cache(maxsize=4096)
def _plain_text(text: str) -> str | None:
    """The text without blanks at its ends; `None` for one that needs a second look."""
    return None if _CONTROL.search(text) else _trimmed(text)


@lru_cache(maxsize=1024)
def _is_percent(unit: str) -> bool:
    return NumberColumn(unit).is_percent
