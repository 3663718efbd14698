"""What every method of judging progress takes and gives: columns in, columns out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from scorecard.schema.policy import Policy
from scorecard.schema.reasons import Reason
from scorecard.schema.vocabulary import DistanceUnit, Status

Floats: TypeAlias = npt.NDArray[np.float64]
Bools: TypeAlias = npt.NDArray[np.bool_]
Ints: TypeAlias = npt.NDArray[np.int64]
Codes: TypeAlias = npt.NDArray[np.int8]

STATUSES: Final = tuple(Status)
REASONS: Final = tuple(Reason)
UNITS: Final = tuple(DistanceUnit)
NO_CODE: Final = -1


def status_code(status: Status) -> int:
    """The position of a status in the vocabulary, as `Verdicts.status` holds it."""
    return STATUSES.index(status)


def reason_code(reason: Reason) -> int:
    """The position of a reason in the vocabulary, as `Verdicts.reason` holds it."""
    return REASONS.index(reason)


def unit_code(unit: DistanceUnit) -> int:
    """The position of a unit of distance, as `Verdicts.distance_unit` holds it."""
    return UNITS.index(unit)


@dataclass(frozen=True, slots=True)
class Series:
    """The points behind each row: row i has `values[start[i]:stop[i]]`, times ascending.

    Rows may share points (several targets of one indicator).  A level (stock, rate, rank,
    milestone) holds levels; a flow holds what each period added, so that changes of its total are
    the values themselves.  `times` are month ordinals of the periods' ends; `step` is the number
    of months between two consecutive points of a row (NaN where the frequency is not known).
    Every point is in force at `as_of`, and none lies after the row's `t`.
    """

    values: Floats
    times: Floats
    start: Ints
    stop: Ints
    step: Floats

    def take(self, rows: Bools | Ints) -> Series:
        """The points of these rows (the points themselves are shared, not copied)."""
        return Series(self.values, self.times, self.start[rows], self.stop[rows], self.step[rows])

    def back(self, count: int) -> tuple[Floats, Floats]:
        """The last `count` points of each row, latest first: values and times, rows x count.

        Points that do not exist are NaN.
        """
        place = self.stop[:, None] - 1 - np.arange(count)
        known = place >= self.start[:, None]
        place = np.where(known, place, 0)
        if not len(self.values):
            nothing = np.full(place.shape, np.nan)
            return nothing, nothing
        return (
            np.where(known, self.values[place], np.nan),
            np.where(known, self.times[place], np.nan),
        )

    @classmethod
    def none(cls, rows: int) -> Series:
        """No points for any of so many rows."""
        zeros, nothing = np.zeros(rows, dtype=np.int64), np.zeros(0)
        return cls(nothing, nothing, zeros, zeros, np.full(rows, np.nan))


@dataclass(frozen=True, slots=True)
class Inputs:
    """Columns of equal length, one element per target; unknown numbers are NaN.

    Attributes
    ----------
    baseline
        B, in the indicator's unit; 0 for flows that start from nothing.
    target
        T, in the indicator's unit.
    actual
        Y, in the indicator's unit; for a flow the sum since `t0`.
    direction
        +1 where higher is better, -1 where lower is better.
    t0
        Month ordinal of the baseline (the first month that counts towards the target).
    t
        Month ordinal at the end of the actual's period.
    t1
        Month ordinal of the due date.
    progress
        G = (Y - B) / (T - B), share of the way.
    expected
        E, the pathway's share of the way at `t`.
    expected_value
        The pathway's value at `t`, in the indicator's unit.
    is_flow
        The indicator is a flow.
    is_cap
        A flow that must stay below its target ("at most 5 accidents").
    is_rank
        The indicator is a rank.
    met
        The actual satisfies the comparator.
    natural_limit
        L of the indicator (growth ratio without a target), or NaN.
    series
        The points behind each row.
    """

    baseline: Floats
    target: Floats
    actual: Floats
    direction: Floats
    t0: Floats
    t: Floats
    t1: Floats
    progress: Floats
    expected: Floats
    expected_value: Floats
    is_flow: Bools
    is_cap: Bools
    is_rank: Bools
    met: Bools
    natural_limit: Floats
    series: Series

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.target)

    def take(self, rows: Bools | Ints) -> Inputs:
        """The columns of these rows."""
        taken: dict[str, Any] = {f.name: _take(getattr(self, f.name), rows) for f in fields(self)}
        return Inputs(**taken)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What a method says of each row; columns of the length of its inputs.

    Attributes
    ----------
    status
        Positions in `STATUSES`.
    reason
        Positions in `REASONS`.
    method_class
        Positions in `labels` (the office's own words), -1 where there is none.
    labels
        The words of `method_class`.
    method_value
        The method's own number (pace ratio, lead in points, growth ratio, ...).
    method_score
        The method's own score, NaN where it has none.
    distance
        From the deciding quantity to the nearest class boundary, never negative.
    distance_unit
        Positions in `UNITS`, -1 where there is no distance.
    refused
        The method does not apply to the row (its status is then `not_scored`).
    """

    status: Codes
    reason: Codes
    method_class: Codes
    labels: tuple[str, ...]
    method_value: Floats
    method_score: Floats
    distance: Floats
    distance_unit: Codes
    refused: Bools

    def take(self, rows: Bools | Ints) -> Verdicts:
        """The verdicts of these rows."""
        names = (f.name for f in fields(self) if f.name != "labels")
        taken: dict[str, Any] = {name: getattr(self, name)[rows] for name in names}
        return Verdicts(labels=self.labels, **taken)


Judge: TypeAlias = Callable[[Inputs, Policy], Verdicts]
"""What every method module offers under the name `judge`."""


def _take(column: Floats | Bools | Series, rows: Bools | Ints) -> Floats | Bools | Series:
    return column.take(rows) if isinstance(column, Series) else column[rows]
