"""Places in rankings as people write them: 第49位, 49(↑2), 升3位, 前100, 第二方阵."""

from __future__ import annotations

import re
from typing import Final

from scorecard.read.cells.typed import Typed, fault, refused
from scorecard.read.grid import RawCell
from scorecard.schema.units import MULTIPLIERS, NUMERAL, read_number, show

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
