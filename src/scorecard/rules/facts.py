"""Targets joined with what their indicators and goals say: the frame that `assess` takes."""

from __future__ import annotations

import pandas as pd

from scorecard.schema.frames import ASSESSABLE, INDICATOR_FACTS, Table, typed

_INDICATOR = ["organisation", "indicator"]
_GOAL = ["organisation", "goal"]


def with_facts(
    targets: Table | pd.DataFrame,
    indicators: Table | pd.DataFrame,
    goals: Table | pd.DataFrame,
) -> pd.DataFrame:
    """The targets with their indicator's facts and their goal's strength (columns ASSESSABLE).

    Joined by (organisation, indicator) and (organisation, goal); of several rows with one key the
    first counts.  A target without a unit of its own is answered for by its indicator's unit.
    `cell` is the address of the target's id where the targets come with addresses, else missing.
    Index and order are those of the targets.
    """
    values = _values(targets)
    facts = _facts(values, _values(indicators), [*INDICATOR_FACTS, "responsible_unit"], _INDICATOR)
    strength = _facts(values, _values(goals), ["strength"], _GOAL)
    joined = values.assign(
        **{name: facts[name] for name in INDICATOR_FACTS},
        strength=strength["strength"],
        responsible_unit=values["responsible_unit"].fillna(facts["responsible_unit"]),
        cell=targets.cells["target"] if isinstance(targets, Table) else None,
    )
    return typed(joined, ASSESSABLE)


def _values(frame: Table | pd.DataFrame) -> pd.DataFrame:
    return frame.values if isinstance(frame, Table) else frame


def _facts(
    targets: pd.DataFrame, source: pd.DataFrame, columns: list[str], key: list[str]
) -> pd.DataFrame:
    distinct = source.drop_duplicates(key)[key + columns]
    return targets[key].merge(distinct, on=key, how="left").set_axis(targets.index)
