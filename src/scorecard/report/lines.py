"""What charts and boards draw beside the figures: frames that the rules made."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True, slots=True)
class LeagueFrame:
    """One league table: `key` an indicator's id or `score`; rows as the rules rank them.

    Columns read: member (text), place, of, movement (whole numbers), value (indicator's unit, or a
    share for scores), actual_period (text, where there is one).
    """

    key: str
    name: str
    unit_of_measure: str
    previous_quarter: str
    table: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Lines:
    """Frames by what they hold; all of them may be missing, then nothing of the kind is drawn.

    `pathways` (organisation, target, period, expected_value, on_track_value, at_risk_value),
    `totals` (organisation, indicator, period, value), `controls` (organisation, indicator, period,
    value, mean, lower, upper, signal), `originals` assessments of first versions that later ones
    have replaced, `original_pathways` their pathways, `history` (organisation, target, quarter,
    status) the statuses by quarter, oldest first, `workings` how points came about, rule by rule
    (`rules.workings`).
    """

    pathways: pd.DataFrame | None = None
    totals: pd.DataFrame | None = None
    controls: pd.DataFrame | None = None
    originals: pd.DataFrame | None = None
    original_pathways: pd.DataFrame | None = None
    history: pd.DataFrame | None = None
    workings: pd.DataFrame | None = None
    leagues: tuple[LeagueFrame, ...] = ()
