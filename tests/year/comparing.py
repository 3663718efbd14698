"""What the program says of a target, beside what the arithmetic of the year says."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from year.arithmetic import VERDICTS, Verdict

NUMBERS: Final = {
    "actual": "actual",
    "progress": "progress",
    "expected_progress": "expected",
    "lead_pp": "lead",
    "pace_ratio": "pace",
    "allowance": "allowance",
}
"""The numbers of the contract, and what the arithmetic calls them."""


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
