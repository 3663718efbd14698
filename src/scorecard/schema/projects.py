"""The register's own words: the order of stages, the dates that reach them, its money by kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scorecard.schema.vocabulary import Nature, Stage, unit_label

TERMINATED: Final = str(Stage.TERMINATED)
STAGES: Final = tuple(str(stage) for stage in Stage if stage != TERMINATED)
"""Stages from first to last; `terminated` stands outside."""
ADDITIONAL: Final = str(Nature.ADDITIONAL)
"""The nature of a row that adds money to its parent (增资) and is no project of its own."""
REACHED_ON: Final[Mapping[str, str]] = {
    str(stage): f"{stage}_on"
    for stage in (Stage.SIGNED, Stage.STARTED, Stage.COMPLETED, Stage.IN_PRODUCTION)
}
"""The date that says when a stage was reached, in order."""
DONE_ON: Final = (*REACHED_ON.values(), "terminated_on")
"""Dates of what has happened; planned dates are none."""
INVESTED: Final = "invested_to_date"
MONEY: Final = ("total_investment", "fixed_investment", INVESTED, "contracted_foreign")
"""Kinds of money that are never added to one another: 总投资, 完成投资, 到位资金 …"""
AMOUNTS: Final = (*MONEY, "land")
_YUAN: Final[Mapping[str, float]] = {"亿元": 1.0, "百万元": 1e2, "万元": 1e4, "元": 1e8}
_UNITS: Final[Mapping[str, Mapping[str, float]]] = {
    "total_investment": _YUAN,
    "fixed_investment": _YUAN,
    INVESTED: _YUAN,
    "contracted_foreign": {"万美元": 1.0, "亿美元": 1e-4, "美元": 1e4},
    "land": {"亩": 1.0, "公顷": 1 / 15, "平方米": 2000 / 3, "㎡": 2000 / 3},
}
UNITS: Final[Mapping[str, Mapping[str, float]]] = {
    name: {**units, **{unit_label(unit, "en"): factor for unit, factor in units.items()}}
    for name, units in _UNITS.items()
}
"""By how much a sum of the register's column is multiplied to stand in a unit of measure."""
