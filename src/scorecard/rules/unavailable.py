"""Tables in which nobody owes a figure: what the offices' own methods say without one."""

from __future__ import annotations

from typing import Final

import pandas as pd

from scorecard.schema.reasons import Reason
from scorecard.schema.vocabulary import WAITING, Measure, Method, Status

NOT_AVAILABLE: Final = "not_available"
"""The word of both methods for a series with too few points."""
_METHODS: Final = (str(Method.GROWTH_RATIO), str(Method.PROJECTION))
_WAITING: Final = tuple(str(s) for s in (Status.NOT_DUE, *WAITING))


def unavailable(assessments: pd.DataFrame) -> pd.DataFrame:
    """The assessments (columns ASSESSMENTS), none of them waiting for a method's own figures.

    Where a target of `growth_ratio` or `projection` would wait for a figure, the method has too few
    points or does not apply: `not_scored`.

    Columns read and changed: `method`, `measure`, `status`, `gate`, `reason_code`, `method_class`
    (text).

    ======================================  ==========================================
    case                                    reason, class
    ======================================  ==========================================
    no figure at all                        `too_few_points`, `not_available`
    only the baseline's own figure          the same: no time has passed
    a rank; a flow under `growth_ratio`     `method_refused`, none
    another method                          as it was
    ======================================  ==========================================

    Source: the project's method, "Growth ratio in full" and "Projection in full".

    >>> row = {"method": "projection", "measure": "rate", "status": "awaiting_data", "gate": ""}
    >>> row |= {"reason_code": "awaiting_figure", "method_class": None}
    >>> unavailable(pd.DataFrame([row]))[["status", "method_class"]].values.tolist()
    [['not_scored', 'not_available']]
    """
    waiting = assessments["method"].isin(_METHODS) & assessments["status"].isin(_WAITING)
    if not waiting.any():
        return assessments
    growth = assessments["method"].eq(str(Method.GROWTH_RATIO))
    refused = waiting & (
        assessments["measure"].eq(str(Measure.RANK))
        | (growth & assessments["measure"].eq(str(Measure.FLOW)))
    )
    told = {
        "status": assessments["status"].mask(waiting, str(Status.NOT_SCORED)),
        "gate": assessments["gate"].mask(waiting, str(Status.NOT_SCORED)),
        "reason_code": assessments["reason_code"]
        .mask(waiting, str(Reason.TOO_FEW_POINTS))
        .mask(refused, str(Reason.METHOD_REFUSED)),
        "method_class": assessments["method_class"].mask(waiting & ~refused, NOT_AVAILABLE),
    }
    return assessments.assign(**told)
