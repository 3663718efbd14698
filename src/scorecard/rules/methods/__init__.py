"""The methods of judging progress, each a module with one function `judge`.

`judge(inputs, policy) -> Verdicts` sees only rows whose actual is in force; the gate has already
answered what is known.  No method reads a clock, a file or a frame.  The columns that all of them
take and give stand in `rules.arrays`.
"""

from __future__ import annotations

from scorecard.rules.arrays import (
    NO_CODE,
    REASONS,
    STATUSES,
    UNITS,
    Bools,
    Codes,
    Floats,
    Inputs,
    Ints,
    Judge,
    Series,
    Verdicts,
    reason_code,
    status_code,
    unit_code,
)

__all__ = [
    "NO_CODE",
    "REASONS",
    "STATUSES",
    "UNITS",
    "Bools",
    "Codes",
    "Floats",
    "Inputs",
    "Ints",
    "Judge",
    "Series",
    "Verdicts",
    "reason_code",
    "status_code",
    "unit_code",
]
