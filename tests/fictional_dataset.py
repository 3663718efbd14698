"""A dataset of fictional organisations (虚构示例): flows, levels, ranks and caps, some late."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from scorecard.schema.frames import ASSESSABLE, FIGURES, MILESTONES, typed

EACH: Final = 50
"""Targets of an organisation."""
QUARTERS: Final = tuple(f"{year}-Q{quarter}" for year in (2020, 2021) for quarter in (1, 2, 3, 4))
KINDS: Final = ("flow", "stock", "rate", "rank", "cap")


def _keys(number: np.ndarray) -> dict[str, list[str]]:
    return {
        "organisation": [f"虚构{n:04d}区" for n in number // EACH],
        "indicator": [f"指标{n:03d}" for n in number % EACH],
    }


def targets_of(count: int) -> pd.DataFrame:
    """So many targets (columns ASSESSABLE), a fifth of each kind; each seventh has two versions."""
    number = np.arange(count)
    kind = np.array(KINDS, dtype=object)[number % len(KINDS)]
    flow, rank = np.isin(kind, ("flow", "cap")), kind == "rank"
    frame = pd.DataFrame(
        {
            **_keys(number),
            "target": [f"T-{n}" for n in number],
            "name": "虚构指标",
            "measure": np.where(flow, "flow", kind),
            "reported_as": np.where(flow, "to_date", "point"),
            "frequency": "quarterly",
            "direction": np.where(rank | (kind == "cap"), "decrease", "increase"),
            "comparator": np.where(rank | (kind == "cap"), "<=", ">="),
            "baseline_period": "2019",
            "baseline": np.where(flow, np.nan, np.where(rank, 80.0, 100.0)),
            "due": "2021",
            "value": np.where(rank, 40.0, 200.0),
            "pathway": np.where(number % 11 == 1, "milestones", "linear"),
            "weight": 1.0,
            "version": 1,
            "valid_from": pd.Timestamp("2020-01-01"),
            "decimals": np.where(rank, 0, 1),
            "unit_of_measure": np.where(rank, "位", "万元"),
        }
    )
    later = frame[::7].assign(version=2, valid_from=pd.Timestamp("2021-06-01"), value=180.0)
    return typed(pd.concat([frame, later[later["measure"] != "rank"]]), ASSESSABLE)


def figures_of(count: int, seed: int = 1) -> pd.DataFrame:
    """Eight quarterly figures (columns FIGURES) a target, shuffled; the last zone has none."""
    random = np.random.default_rng(seed)
    rows = random.permutation(max(count - EACH, EACH // 2) * len(QUARTERS))
    number, nth = rows // len(QUARTERS), rows % len(QUARTERS)
    ends = pd.PeriodIndex([q.replace("-", "") for q in QUARTERS], freq="Q").end_time.normalize()
    known = (ends + pd.Timedelta(days=10)).to_numpy()[nth]
    frame = pd.DataFrame(
        {
            **_keys(number),
            "period": np.array(QUARTERS, dtype=object)[nth],
            "basis": np.where(np.isin(number % len(KINDS), (0, 4)), "to_date", "point"),
            "value": np.round(100 + random.normal(12.0, 6.0, len(rows)) * (nth + 1), 1),
            "state": np.where(rows % 9 == 0, "estimate", "final"),
            "evidence": "报表",
            "known_on": known,
            "vintage": 1,
        }
    )
    return typed(frame[rows % 13 != 0], FIGURES)


def milestones_of(count: int) -> pd.DataFrame:
    """A milestone (columns MILESTONES) half-way for every eleventh target."""
    number = np.arange(1, count, 11)
    frame = pd.DataFrame(
        {
            "organisation": _keys(number)["organisation"],
            "target": [f"T-{n}" for n in number],
            "period": "2021-Q2",
            "kind": "value",
            "value": 120.0,
        }
    )
    return typed(frame, MILESTONES)
