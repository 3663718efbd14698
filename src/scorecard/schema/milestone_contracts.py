"""The contract of milestones: interim values and shares on the way to a target."""

from __future__ import annotations

from typing import Final

import pandas as pd

from scorecard.schema.contract import Contract, Rule, required
from scorecard.schema.frames import MILESTONES
from scorecard.schema.target_contracts import TOLERANCE, against, among, flag, never, no_place
from scorecard.schema.vocabulary import Direction, Measure, Pathway

_SHARE = among("kind", "share")
_VALUE = among("kind", "value")


def _misfit(frame: pd.DataFrame) -> pd.Series:
    """Whether values stand beside a pathway of shares, or shares beside one of values."""
    shares = frame["pathway"].eq(str(Pathway.SHARES))
    values = frame["pathway"].isin([str(Pathway.MILESTONES), str(Pathway.STEPS)])
    return (shares & _VALUE(frame)) | (values & _SHARE(frame))


def _not_whole(frame: pd.DataFrame) -> pd.Series:
    """Whether a last share is not 1, the tolerance of every boundary aside."""
    return (frame["value"] - 1).abs() > TOLERANCE


def _beyond(frame: pd.DataFrame) -> pd.Series:
    up = frame["direction"].eq(str(Direction.INCREASE)) & (frame["value"] > frame["target_value"])
    down = frame["direction"].eq(str(Direction.DECREASE)) & (frame["value"] < frame["target_value"])
    return (up | down) & ~against(frame)


MILESTONES_CONTRACT: Final = Contract(
    MILESTONES,
    (
        *required("M101", ("target", "period", "kind", "value"), "target"),
        Rule("M102", "period", lambda f: ~(f["_end"] > f["_due"]), tells=("target", "due")),
        Rule(
            "M103",
            "period",
            lambda f: ~((f["_end"] <= f["_base"]) & ~(f["_due"] <= f["_base"])),
            tells=("target", "baseline_period"),
        ),
        Rule("M104", "period", flag("_once"), tells=("target",)),
        Rule(
            "M105",
            "value",
            never(
                _SHARE,
                among("pathway", Pathway.SHARES),
                flag("_last_share"),
                lambda f: f["value"].between(0, 1),
                _not_whole,
            ),
            tells=("target",),
        ),
        Rule(
            "M106",
            "value",
            never(
                _SHARE,
                lambda f: f["value"].between(0, 1),
                lambda f: f["value"] < f["previous_share"],
                lambda f: f["previous_share"].between(0, 1),
            ),
            tells=("target", "previous_share"),
        ),
        Rule(
            "M107", "value", never(_SHARE, lambda f: ~f["value"].between(0, 1) & f["value"].notna())
        ),
        Rule("M108", "kind", never(_misfit), tells=("target", "pathway")),
        Rule(
            "M109",
            "target",
            never(flag("_first"), among("pathway", Pathway.LINEAR, Pathway.NONE)),
            tells=("pathway",),
        ),
        Rule(
            "M110",
            "value",
            never(_VALUE, among("measure", Measure.RANK), no_place("value")),
            tells=("target",),
        ),
        Rule("M111", "value", never(_VALUE, _beyond), tells=("target", "target_value")),
    ),
)
