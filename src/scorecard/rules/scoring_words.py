"""The words of the `scoring` cell: names of the rules, their parameters, and what these may be.

The reference page of the scoring column is made from these tables.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

NEEDED: Final = math.nan
"""Marks a parameter without a default."""
ROWS: Final = math.inf
"""Marks a full mark that is the target's own, in its column `points`."""

RULES: Final[Mapping[str, Mapping[str, float]]] = {
    "completion": {"cap": 1.0, "full": ROWS},
    "composite": {"cap": 1.0, "full": ROWS},
    "efficacy": {
        "worst": -math.inf,
        "best": math.inf,
        "base": 0.6,
        "cap": 1.0,
        "equal": -math.inf,
        "full": ROWS,
    },
    "efficacy_bands": {},
    "all_or_nothing": {"full": ROWS},
    "rank_step": {"step": 0.05, "least": 0.0, "met": 0.0, "full": ROWS},
    "step": {"base": -math.inf, "per": NEEDED, "points": NEEDED, "limit": math.inf, "whole": 0.0},
    "growth": {
        "base": 0.8,
        "per": 0.05,
        "points": 1.0,
        "limit": 0.5,
        "whole": 0.0,
        "full": ROWS,
    },
    "bands": {},
    "bonus": {"per": NEEDED, "points": NEEDED, "limit": math.inf, "whole": 0.0},
    "deduct": {"per": NEEDED, "points": NEEDED, "whole": 0.0, "full": ROWS},
    "penalty": {"per": NEEDED, "points": NEEDED, "limit": math.inf, "whole": 0.0},
    "veto": {},
    "part": {},
}
"""Names of the scoring rules with their parameters and defaults.

An infinite `worst` or `best` means: of all units compared; an infinite `base` or `full`: the full
mark of the row; an infinite `equal`: no points where all are equal.
"""
TABLES: Final = frozenset({"bands", "efficacy_bands"})
WITH_PARTS: Final = frozenset({"composite", "deduct"})
"""Rules that may name other targets."""

RANGES: Final[Mapping[str, tuple[float, bool, float]]] = {
    "cap": (0.0, False, 10.0),
    "per": (0.0, False, math.inf),
    "points": (0.0, True, math.inf),
    "limit": (0.0, True, math.inf),
    "full": (0.0, True, math.inf),
    "step": (0.0, True, 1.0),
    "least": (0.0, True, 1.0),
    "equal": (0.0, True, 1.0),
    "whole": (0.0, True, 1.0),
    "met": (0.0, True, 1.0),
    "efficacy.base": (0.0, True, 1.0),
    "growth.base": (0.0, True, 1.0),
    "growth.per": (0.0, False, 1.0),
    "growth.limit": (0.0, True, 1.0),
}
"""Lowest number, whether it is allowed itself, and highest number of a parameter.

A key with the rule's name holds for that rule alone.
"""

RULES_ZH: Final[Mapping[str, str]] = {
    "完成率": "completion",
    "完成率法": "completion",
    "复合": "composite",
    "复合完成率": "composite",
    "功效系数": "efficacy",
    "功效系数法": "efficacy",
    "分档功效系数": "efficacy_bands",
    "目标完成": "all_or_nothing",
    "目标完成计分法": "all_or_nothing",
    "争先进位": "rank_step",
    "争先进位计分法": "rank_step",
    "加减分": "step",
    "基数增长": "growth",
    "分档计分": "bands",
    "加分": "bonus",
    "扣分": "deduct",
    "倒扣": "penalty",
    "一票否决": "veto",
    "并入": "part",
}
"""Chinese names of the rules."""
PARAMETERS_ZH: Final[Mapping[str, str]] = {
    "上限": "cap",
    "满分": "full",
    "最低": "worst",
    "最高": "best",
    "最差": "worst",
    "最好": "best",
    "基础": "base",
    "基本分": "base",
    "相等": "equal",
    "每位": "step",
    "保底": "least",
    "限达标": "met",
    "每": "per",
    "计": "points",
    "限": "limit",
    "整步": "whole",
}
"""Chinese names of the parameters."""
