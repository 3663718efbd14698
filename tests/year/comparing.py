"""What the program says of a target, beside what the arithmetic of the year says."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from year.arithmetic import VERDICTS, Score, Verdict

NUMBERS: Final = {
    "actual": "actual",
    "progress": "progress",
    "expected_progress": "expected",
    "lead_pp": "lead",
    "pace_ratio": "pace",
    "allowance": "allowance",
    "required_per_quarter": "required",
    "projection": "projection",
    "distance": "distance",
}
"""The numbers of the contract, and what the arithmetic calls them."""
SCORED: Final = (
    *("weight_total", "weight_due", "weight_reported", "coverage"),
    *("points", "points_due", "rate", "rank"),
)


def differences(row: Mapping[str, Any], flags: list[str], own: Verdict) -> Iterator[str]:
    """Each difference in words; numbers are compared where there is a verdict."""
    if row["status"] != own.status:
        yield f"status: {row['status']}, by hand {own.status}"
    if own.status == "overdue":
        for name, kept in (("progress", own.progress), ("lead_pp", own.lead)):
            told = row.get(f"known_{name}", row[name])
            if not same(told, kept):
                yield f"last {name}: {told}, by hand {shown(kept)}"
    if own.status not in VERDICTS:
        return
    if set(flags) != own.flags:
        yield f"flags: {sorted(flags)}, by hand {sorted(own.flags)}"
    for name, mine in NUMBERS.items():
        if not same(row[name], getattr(own, mine)):
            yield f"{name}: {row[name]}, by hand {shown(getattr(own, mine))}"


def score_differences(row: Mapping[str, Any], own: Score) -> Iterator[str]:
    """Each difference of the points of an organisation or a unit."""
    low, high = own.bounds or (None, None)
    mine = {name: getattr(own, name) for name in SCORED} | {"rate_low": low, "rate_high": high}
    for name, value in mine.items():
        if not same(row[name], value):
            yield f"{name}: {row[name]}, by hand {shown(value)}"


def same(theirs: object, mine: Fraction | int | None) -> bool:
    """Whether a number agrees to the last digits of a float; unknown is null or not a number."""
    if mine is None:
        return theirs is None or (isinstance(theirs, float) and math.isnan(theirs))
    if not isinstance(theirs, int | float):
        return False
    return abs(theirs - float(mine)) <= 1e-9 * max(1.0, abs(float(mine)))


def shown(value: Fraction | int | None) -> str:
    """A fraction as a decimal number."""
    return "nothing" if value is None else str(float(value))
