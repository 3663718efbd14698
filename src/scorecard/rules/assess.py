"""Where every target stands at one date: the frame that all reports read."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from scorecard.rules.arrays import Ints
from scorecard.rules.table import Cells, cells_of, framed, joined
from scorecard.rules.work import Given
from scorecard.schema.policy import Policy


def assess(
    targets: pd.DataFrame,
    figures: pd.DataFrame,
    as_of: date,
    policy: Policy,
    milestones: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One assessment (columns ASSESSMENTS) for each target in force at `as_of`.

    `targets` has the columns ASSESSABLE, `figures` FIGURES, `milestones` MILESTONES; rows in any
    order, any index.  Rows come in the order in which the targets first appear; the index counts
    from 0.  Unknown numbers are missing, never 0.

    ==========================================  =============================================
    case                                        decision
    ==========================================  =============================================
    figure known after `as_of`                  unseen
    target valid after `as_of`                  no row
    several versions of a target                the one in force; `original_value` the first's
    status without a verdict                    no actual; what is known stands in
                                                `known_value`, `known_period`
    ==========================================  =============================================

    Source: the project's method, "The gate, in this order" and "The quantities".
    """
    places: list[Ints] = []
    parts: list[Cells] = []
    given = Given.of(targets, figures, as_of, policy)
    with np.errstate(divide="ignore", invalid="ignore"):  # undefined quotients become missing
        for rows, work in given.blocks(milestones):
            places.append(rows)
            parts.append(cells_of(work, policy))
    cells = parts[0] if len(parts) == 1 else joined(parts, np.concatenate(places))
    return framed(cells, given.frame, figures)
