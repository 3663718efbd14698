"""What an analyst writes for the same verdict: one groupby.apply over the targets' figures."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pandas as pd

EARLY: Final = 0.15
AHEAD, ON_TRACK, AT_RISK = 1.0, 0.95, 0.60
EARLY_POINTS: Final = 0.02


def judged_by_hand(targets: pd.DataFrame, figures: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Actual, progress, expected progress and status of each target, by its latest figure.

    Of the many cases the program knows only the ones in the benchmark's frames are written out:
    annual flows told to date, and levels with a baseline, both by quarters.
    """
    keys = ["organisation", "indicator"]
    by_key = targets.set_index(keys).to_dict("index")
    known = figures[figures["known_on"] <= pd.Timestamp(as_of)]

    def verdict(rows: pd.DataFrame) -> pd.Series:
        key: Any = rows.name
        target = by_key[key]
        latest = rows.sort_values(["period", "vintage"]).iloc[-1]
        year, quarter = int(latest["period"][:4]), int(latest["period"][-1])
        is_flow = target["measure"] == "flow"
        baseline = 0.0 if is_flow else target["baseline"]
        start = int(target["due"] if is_flow else target["baseline_period"]) + (not is_flow)
        months = 12 * (int(target["due"]) + 1 - start)
        expected = max((12 * (year - start) + 3 * quarter) / months, 0.0)
        progress = (latest["value"] - baseline) / (target["value"] - baseline)
        cells = [latest["value"], progress, expected]
        return pd.Series(
            [*cells, status(progress, expected)],
            index=["actual", "progress", "expected_progress", "status"],
        )

    return known.groupby(keys, sort=False).apply(verdict).reset_index()


def status(progress: float, expected: float) -> str:  # noqa: PLR0911  (one for each class)
    """The class of `pace` before the due date."""
    if progress >= 1.0:
        return "achieved"
    if expected < EARLY:
        lead = progress - expected
        if lead > EARLY_POINTS:
            return "ahead"
        if lead >= -EARLY_POINTS:
            return "on_track"
        return "at_risk" if progress >= 0.0 else "off_track"
    if progress < 0.0:
        return "off_track"
    pace = progress / expected
    if pace > AHEAD:
        return "ahead"
    if pace >= ON_TRACK:
        return "on_track"
    return "at_risk" if pace >= AT_RISK else "off_track"
