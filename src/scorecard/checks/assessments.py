"""What the assessments ask back: findings of family A."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from scorecard.schema.findings import Finding, Origin, finding
from scorecard.schema.reasons import Reason
from scorecard.schema.vocabulary import VERDICTS, Direction, Flag, Measure, Method, flag_bit

_TOLD: Final = {
    "target": "target",
    "baseline": "baseline",
    "comparator": "comparator",
    "value": "target_value",
    "method": "method",
    "measure": "measure",
    "direction": "direction",
    "indicator": "indicator",
    "known": "known_value",
}
"""Placeholders of the messages, and the columns that fill them."""
_READ: Final = ["target_file", "target_sheet", "target_cell", "actual", *_TOLD.values()]
_WORDS: Final = {"direction": Direction, "measure": Measure, "method": Method}
"""Those that are told in the reader's language."""


def assessment_findings(assessments: pd.DataFrame) -> list[Finding]:
    """The findings of assessments (columns ASSESSMENTS), each at the cell of its target's id.

    ====  ==========================================================================
    code  raised where
    ====  ==========================================================================
    A101  the target lies on the wrong side of its baseline and is not accepted as a
          hold, whatever the status
    A102  the reason is `method_refused`
    A104  a sum has a gap (flag `partial`)
    A105  the reason is `needs_measure`
    ====  ==========================================================================
    """
    reason = assessments["reason_code"]
    partial = (assessments["flags"].fillna(0).astype("int64") & flag_bit(Flag.PARTIAL)) > 0
    wrong_side = assessments["met_at_baseline"].fillna(value=False).astype("bool")
    judged = assessments["status"].isin([str(status) for status in VERDICTS])
    masks = {
        "A101": (reason == str(Reason.MET_AT_BASELINE)) | (judged & wrong_side),
        "A102": reason == str(Reason.METHOD_REFUSED),
        "A104": partial,
        "A105": reason == str(Reason.NEEDS_MEASURE),
    }
    told = assessments[_READ]
    return [
        _finding(code, row)
        for code, mask in masks.items()
        if mask.any()
        for row in told[mask.to_numpy(dtype=np.bool_)].to_dict("records")
    ]


def _finding(code: str, row: Mapping[Hashable, Any]) -> Finding:
    place = (row["target_file"], row["target_sheet"], row["target_cell"])
    origin = Origin(*(part if isinstance(part, str) else None for part in place))
    told = {name: _shown(row[column]) for name, column in _TOLD.items()}
    if not pd.isna(row["actual"]):  # a sum that meets its target already is judged, gap or not
        told["known"] = _shown(row["actual"])
    for name, vocabulary in _WORDS.items():
        word = vocabulary.lookup(told[name])
        told[name] = told[name] if word is None else word.said
    return finding(code, origin, str(row["target"]), **told)


def _shown(cell: object) -> str:
    """A cell as a message shows it: numbers without needless zeros, missing ones as a dash."""
    if isinstance(cell, float):
        return "–" if np.isnan(cell) else f"{cell:.15g}"
    return str(cell)
