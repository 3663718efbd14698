"""What the scoring rules read of assessments, as arrays, and who is compared with whom."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from scorecard.rules.scoring import Bools, attainment
from scorecard.schema.bands import Floats
from scorecard.schema.comparison import TOLERANCE
from scorecard.schema.vocabulary import (
    VERDICTS,
    Comparator,
    Direction,
    Flag,
    Measure,
    Status,
    flag_bit,
)

COMPARED_BY: Final = ("indicator", "group", "due")
"""Targets that share these are compared by `rank_step` and by `efficacy` over all units."""
COLUMNS_READ: Final = (
    "scoring",
    "full_points",
    "actual",
    "target_value",
    "direction",
    "comparator",
    "measure",
    "status",
    *COMPARED_BY,
)
"""Columns that must be there."""
COLUMNS_USED: Final = ("target", "baseline", "upper", "flags", "actual_period")
"""Columns read where they are there: parts, growth, `between`, what was met early or is stale."""
_LOWER: Final = (str(Comparator.AT_MOST), str(Comparator.BELOW))


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns a rule reads, one number for each row.

    `met` says whether the target is met as far as that is known now; `failed` whether it can no
    longer be: missed, a hold that does not hold, a cap that is exceeded.  `surplus` is how far the
    actual is better than the target, `d * (Y - T)`, in the indicator's unit; `increase` the growth
    on the baseline towards the better side, as a share.  `compared` numbers the sets of rows that
    are compared with each other.
    """

    actual: Floats
    target: Floats
    full: Floats
    direction: Floats
    rank: Bools
    hold: Bools
    met: Bools
    failed: Bools
    verdict: Bools
    surplus: Floats
    share: Floats
    baseline: Floats
    increase: Floats
    comparable: Bools
    compared: npt.NDArray[np.int64]

    def take(self, rows: npt.NDArray[np.intp]) -> Columns:
        """These rows only."""
        return Columns(*(getattr(self, column.name)[rows] for column in fields(self)))


def columns_of(frame: pd.DataFrame) -> Columns:
    """The columns of assessments (`COLUMNS_READ`, and `COLUMNS_USED` where they are there)."""
    actual, target = numbers(frame, "actual"), numbers(frame, "target_value")
    below = frame["comparator"].isin(_LOWER)
    lower = (_is(frame, "direction", Direction.DECREASE) | below).to_numpy(dtype=np.bool_)
    hold = _is(frame, "direction", Direction.HOLD).to_numpy()
    flow = _is(frame, "measure", Measure.FLOW).to_numpy()
    direction = np.where(lower, -1.0, 1.0)
    status = {s: _is(frame, "status", s).to_numpy() for s in VERDICTS}
    cap = flow & lower
    met = status[Status.ACHIEVED] | ((hold | cap) & status[Status.ON_TRACK])
    surplus = _surplus(frame, actual, target, direction)
    slack = TOLERANCE * np.maximum(1.0, np.abs(target))
    strict = _is(frame, "comparator", Comparator.BELOW).to_numpy()
    over = np.where(strict, surplus <= slack, surplus < -slack)
    failed = status[Status.MISSED] | (hold & status[Status.OFF_TRACK])
    failed |= cap & status[Status.OFF_TRACK] & over
    baseline = numbers(frame, "baseline")
    above = np.where(baseline > 0, baseline, np.nan)
    early = (numbers(frame, "flags", 0.0).astype(np.int64) & flag_bit(Flag.EARLY)) > 0
    keys = [*(frame[name] for name in COMPARED_BY), _stale_period(frame)]
    return Columns(
        actual=actual,
        target=target,
        full=numbers(frame, "full_points"),
        direction=direction,
        rank=_is(frame, "measure", Measure.RANK).to_numpy(),
        hold=hold,
        met=met,
        failed=failed,
        verdict=np.logical_or.reduce(list(status.values())),
        surplus=surplus,
        share=_share(actual, target, direction, hold, met),
        baseline=baseline,
        increase=direction * (actual - above) / above,
        comparable=~flow | status[Status.MISSED] | (status[Status.ACHIEVED] & ~early),
        compared=np.asarray(frame.groupby(keys, dropna=False, sort=False).ngroup(), dtype=np.int64),
    )


def _stale_period(frame: pd.DataFrame) -> pd.Series:
    """The period of figures that a newer one is awaited for; empty for the rest.

    Such figures are compared among themselves, never with those of the period in question.
    """
    nothing = pd.Series("", index=frame.index, dtype="str")
    if "actual_period" not in frame or "flags" not in frame:
        return nothing
    stale = (numbers(frame, "flags", 0.0).astype(np.int64) & flag_bit(Flag.STALE)) > 0
    return frame["actual_period"].astype("str").where(stale, nothing)


def numbers(frame: pd.DataFrame, name: str, missing: float = np.nan) -> Floats:
    """A column as numbers; all of it missing where the frame has none."""
    if name not in frame:
        return np.full(len(frame), missing)
    return frame[name].to_numpy(dtype=np.float64, na_value=missing)


def _is(frame: pd.DataFrame, name: str, word: str) -> pd.Series:
    return frame[name].eq(str(word)).fillna(value=False).astype(bool)


def _surplus(frame: pd.DataFrame, actual: Floats, target: Floats, direction: Floats) -> Floats:
    """How far the actual is better than the target; outside of bounds or beside a value: worse."""
    plain = direction * (actual - target)
    between = _is(frame, "comparator", Comparator.BETWEEN).to_numpy()
    outside = np.maximum(target - actual, actual - numbers(frame, "upper"))
    exact = _is(frame, "comparator", Comparator.EQUAL).to_numpy()
    plain = np.where(between, 0.0 - np.maximum(outside, 0.0), plain)
    return np.where(exact, 0.0 - np.abs(actual - target), plain)


def _share(actual: Floats, target: Floats, direction: Floats, hold: Bools, met: Bools) -> Floats:
    """Share of the target attained; 1 or 0 for what is only held or not."""
    return np.where(hold, met.astype(np.float64), attainment(actual, target, direction))
