"""The register as of a day: which state of each project holds, and what it was by then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import pandas as pd

from scorecard.schema.frames import DATE, ENTRIES, INTEGER, TEXT, typed
from scorecard.schema.projects import DONE_ON, REACHED_ON, STAGES, TERMINATED

MOMENTS: Final = {"moment": INTEGER, "organisation": TEXT, "end": DATE, "known": DATE}
"""Of whom, as of the end of which day, by what was known on which day."""
PROJECT: Final = ["moment", "project"]
_RANK: Final = {stage: n for n, stage in enumerate(STAGES)}


def moments_of(rows: Sequence[tuple[str, pd.Timestamp, pd.Timestamp]]) -> pd.DataFrame:
    """The frame of these moments (MOMENTS): organisation, end, known."""
    frame = pd.DataFrame(rows, columns=["organisation", "end", "known"])
    return typed(frame.assign(moment=range(len(frame))), MOMENTS)


def states(entries: pd.DataFrame, moments: pd.DataFrame) -> pd.DataFrame:
    """Each project once for each moment (ENTRIES and MOMENTS), in the order of their first entries.

    | case | decision |
    |---|---|
    | states that stand on or before `end` | the last of them, by the day it stands on |
    | only later states | the first that became known, with its dates cut at `end` |
    | dates after `end` | have not happened: missing |
    | stage beyond those dates | the stage before the first of them |
    | ended after `end` | not yet ended: the last stage whose date has come |

    A change counts from the period it was reported for; earlier periods stay as they were.
    """
    first = entries.groupby(["organisation", "project"])["entry"].transform("min")
    joined = entries.assign(first=first).merge(moments, on="organisation")
    joined = joined[joined["known_on"] <= joined["known"]]
    on_time = joined["stands_on"] <= joined["end"]
    held = joined[on_time].sort_values(["stands_on", "known_on", "entry"])
    late = joined[~on_time].sort_values(["known_on", "entry"])
    both = [held.drop_duplicates(PROJECT, keep="last"), late.drop_duplicates(PROJECT)]
    together = pd.concat(both).drop_duplicates(PROJECT)
    return _cut(together.sort_values(["moment", "first"], ignore_index=True))


def state_at(
    entries: pd.DataFrame, organisation: str, end: date, known: date | None = None
) -> pd.DataFrame:
    """The projects of one organisation (ENTRIES) at the end of a day, by what was known on a day.

    Without `known` by everything that is known.
    """
    if known is None:
        known = entries["known_on"].max()
    moment = moments_of([(organisation, pd.Timestamp(end), pd.Timestamp(known))])
    return typed(states(entries, moment), ENTRIES)


def _cut(projects: pd.DataFrame) -> pd.DataFrame:
    """The projects with what happened after their moment taken back: dates and stages."""
    end, stage = projects["end"], projects["stage"].map(_RANK).astype("float64")
    revived = projects["stage"].eq(TERMINATED) & (projects["terminated_on"] > end)
    stage = stage.mask(revived, float(len(STAGES)))
    reached = pd.Series(0.0, index=projects.index)
    for name, column in REACHED_ON.items():
        rank = float(_RANK[name])
        stage = stage.mask((projects[column] > end) & (stage >= rank), rank - 1)
        reached = reached.mask(projects[column] <= end, rank)
    stage = stage.mask(revived, reached)
    words = stage.map(dict(enumerate(STAGES))).astype("str")
    done = {name: projects[name].where(projects[name] <= end) for name in DONE_ON}
    return projects.assign(stage=words.fillna(projects["stage"]), **done)
