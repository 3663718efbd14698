"""Series that a row sums up: its first, last and previous value, and the number of changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from scorecard.read.table.amounts import amount
from scorecard.read.table.items import Fact
from scorecard.schema.period import Period
from scorecard.schema.vocabulary import Basis

if TYPE_CHECKING:
    from scorecard.read.table.settle import Settled

MOST_CHANGES: Final = 5


def series_before(one: Settled) -> Iterator[tuple[Fact, Period, float, Basis]]:
    """The values before the last: from the first, on a straight line, to the previous one.

    Only the mean change and the last change count for the methods that read a series.
    """
    plan, item = one.plan, one.item
    if "first" not in plan.one or not one.facts:
        return
    row = item.place[0]

    def number(role: str) -> float | None:
        return (
            amount(item.sheet.text(row, plan.one[role].index)).number if role in plan.one else None
        )

    first, changes, previous = number("first"), number("n_changes"), number("previous")
    fact, period, last, basis = one.facts[-1]
    if first is None:
        return
    if changes is None or not 1 <= changes <= MOST_CHANGES or changes != int(changes):
        place = (row, plan.one["n_changes"].index) if "n_changes" in plan.one else item.place
        one.tell_at("B407", place, indicator=item.name)
        return
    values, step = straight(first, last, previous, int(changes)), max(period.months, 1)
    for back, value in zip(range(int(changes), 0, -1), values, strict=True):
        role = "previous" if back == 1 and previous is not None else "first"
        place = (row, plan.one[role].index)
        yield (
            replace(fact, place=place, text=""),
            replace(period, start=period.start - step * back),
            value,
            basis,
        )


def straight(first: float, last: float, previous: float | None, changes: int) -> list[float]:
    """The values before the last one, on straight lines through the previous one.

    >>> straight(56.0, 51.0, None, 5)
    [56.0, 55.0, 54.0, 53.0, 52.0]
    >>> straight(10.0, 16.0, 14.0, 3)
    [10.0, 12.0, 14.0]
    """
    if previous is not None and changes > 1:
        step = (previous - first) / (changes - 1)
    else:
        step = (last - first) / changes
    return [first + step * number for number in range(changes)]
