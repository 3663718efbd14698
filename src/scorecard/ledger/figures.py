"""The ledger's figures as the frame that everything else reads."""

from __future__ import annotations

from typing import Final

import pandas as pd

from scorecard.ledger.ledger import Ledger
from scorecard.model.frames import FIGURES, empty, typed

_READ: Final = (*(name for name in FIGURES if name != "vintage"), "reason")
_KEY: Final = ["organisation", "indicator", "period", "basis"]


def ledger_figures(ledger: Ledger, up_to: int | None = None) -> pd.DataFrame:
    """Every figure accepted up to an entry (by default ever), in order (columns `FIGURES`).

    `vintage` counts the entries of one figure (organisation, indicator, period, basis) from 1;
    which of them is in force on a day is decided by `known_on`, by the rules.  The note of a
    correction is its reason.
    """
    rows = ledger.rows("figure", _READ, up_to)
    if not rows:
        return empty(FIGURES)
    frame = pd.DataFrame(rows, columns=list(_READ))
    frame["note"] = frame["note"].fillna(frame["reason"])
    frame["vintage"] = frame.groupby(_KEY, sort=False, dropna=False).cumcount() + 1
    return typed(frame, FIGURES)
