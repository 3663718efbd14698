"""Fictional flow targets of one indicator and the points that a rule gives them."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from scorecard.schema.frames import ASSESSMENTS, typed
from scorecard.schema.sheets import Columns
from scorecard.scoring.points import COLUMNS_READ, points

READ: Final = {name: ASSESSMENTS[name] for name in COLUMNS_READ}
"""The only columns that the rules of scoring need."""
USUAL: Final = {
    "organisation": "虚构区",
    "measure": "flow",
    "direction": "increase",
    "comparator": ">=",
    "status": "on_track",
    "indicator": "x",
    "due": "2024",
    "full_points": 10.0,
    "target_value": 10.0,
}


def flows(*cases: dict[str, Any], columns: Columns = READ) -> pd.DataFrame:
    """Assessments of flow targets of one indicator, each with the given facts."""
    return typed(pd.DataFrame([USUAL | case for case in cases]), columns)


def earned(scoring_cell: str, **facts: Any) -> tuple[float, str | None]:  # noqa: ANN401 (any fact)
    """Points of one such target by a rule, and why there are none."""
    columns = READ | {name: ASSESSMENTS[name] for name in facts}
    result = points(flows({"scoring": scoring_cell, **facts}, columns=columns)).iloc[0]
    reason = result["points_reason"]
    return float(result["points"]), None if pd.isna(reason) else reason
