"""Each target judged by the method it names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from scorecard.rules.arrays import NO_CODE, Codes, Inputs, Judge, Verdicts
from scorecard.rules.methods import growth_ratio, pace, projection, schedule
from scorecard.rules.vocabulary import METHODS
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import Method

JUDGES: Final[Mapping[Method, Judge]] = {
    Method.PACE: pace.judge,
    Method.SCHEDULE: schedule.judge,
    Method.GROWTH_RATIO: growth_ratio.judge,
    Method.PROJECTION: projection.judge,
}


@dataclass(slots=True)
class _Columns:
    """Verdicts being filled method by method, with one list of labels for all of them."""

    verdicts: Verdicts
    labels: tuple[str, ...] = ()

    def put(self, rows: np.ndarray[tuple[int], np.dtype[np.int64]], part: Verdicts) -> None:
        """The verdicts of one method at these rows."""
        whole = self.verdicts
        for name in ("status", "reason", "method_value", "method_score", "distance"):
            getattr(whole, name)[rows] = getattr(part, name)
        whole.distance_unit[rows] = part.distance_unit
        whole.refused[rows] = part.refused
        shifted = part.method_class.astype(np.int16) + len(self.labels)
        whole.method_class[rows] = np.where(part.method_class < 0, NO_CODE, shifted)
        self.labels += part.labels


def judged(method: Codes, inputs: Inputs, policy: Policy) -> Verdicts:
    """The verdict of each row by its own method (positions in `METHODS`)."""
    present = [code for code in range(len(METHODS)) if (method == code).any()]
    if len(present) == 1:
        return JUDGES[METHODS[present[0]]](inputs, policy)
    columns = _Columns(_nothing(len(inputs)))
    for code in present:
        rows = np.flatnonzero(method == code)
        columns.put(rows, JUDGES[METHODS[code]](inputs.take(rows), policy))
    whole = columns.verdicts
    return Verdicts(
        **{
            name: getattr(whole, name) for name in Verdicts.__dataclass_fields__ if name != "labels"
        },
        labels=columns.labels,
    )


def _nothing(size: int) -> Verdicts:
    codes = [np.full(size, NO_CODE, dtype=np.int8) for _ in range(4)]
    numbers = [np.full(size, np.nan) for _ in range(3)]
    return Verdicts(
        status=codes[0],
        reason=codes[1],
        method_class=codes[2],
        labels=(),
        method_value=numbers[0],
        method_score=numbers[1],
        distance=numbers[2],
        distance_unit=codes[3],
        refused=np.zeros(size, dtype=np.bool_),
    )
