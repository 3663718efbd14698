"""The classes of `schedule` by an office's own bands, as a live formula over named edges."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from scorecard.model.band_presets import policy_bands
from scorecard.model.bands import Band, Bands, edges, rising
from scorecard.model.policy import Policy
from scorecard.model.status import Status
from scorecard.sheet.bounds import above, at_least

OUTERMOST: Final = "1E+300"
"""What a lead counts as, per cent of nothing, where something is done and nothing expected yet."""


@cache
def own_bands(policy: Policy) -> Bands | None:
    """The bands in force where they are not the two limits in percentage points."""
    return policy_bands(policy) if policy.own_bands else None


def edge_cells(bands: Bands | None) -> dict[str, float]:
    """The edges by the name of their cell, from the lowest up: points, or per cent if relative."""
    return {_name(bands, edge): edge for edge in edges(bands)} if bands else {}


def _name(bands: Bands, edge: float) -> str:
    return f"band_edge_{edges(bands).index(edge) + 1}"


def lane_formula(cell: Mapping[str, str], bands: Bands) -> str:
    """The id of the status that the bands give the lead; blank where the lead is not known.

    Needs the cells `lead` (percentage points), `progress` and `expected`.  A value within the
    tolerance of an edge stands on it, as in the rules.  The bands leave no number out, so the
    lowest takes what no other has.
    """
    value = _relative(cell) if bands.relative else cell["lead"]
    lowest, *others = rising(bands)
    nested = _status(lowest)
    for band in others:
        name = _name(bands, band.numbers.low)
        test = (at_least if band.numbers.low_in else above)(value, name)
        nested = f"IF({test},{_status(band)},{nested})"
    return f'IF({cell["lead"]}="","",{nested})'


def _status(band: Band) -> str:
    return f'"{band.status or Status.NOT_SCORED}"'


def _relative(cell: Mapping[str, str]) -> str:
    """100 (G - E) / E; exactly on schedule where nothing is expected and nothing is done."""
    progress, expected = cell["progress"], cell["expected"]
    outside = f"IF({progress}=0,0,IF({progress}>0,{OUTERMOST},-{OUTERMOST}))"
    return f"IF({expected}=0,{outside},100*({progress}-{expected})/{expected})"
