"""The lines a chart draws around a target: what its pathway expects, and where its classes end."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from scorecard.rules.aims import Aims, aims_of
from scorecard.rules.arrays import Bools, Floats, Ints
from scorecard.rules.chains import SHIFT
from scorecard.rules.pathway import Nodes, expected_at, nodes_of
from scorecard.rules.periods import NEVER, TICKS, texts_of
from scorecard.rules.versions import pair_codes, versions_in_force
from scorecard.rules.vocabulary import METHODS, PATHWAYS, among
from scorecard.schema.band_presets import policy_bands
from scorecard.schema.bands import Bands, rising
from scorecard.schema.frames import NUMBER, TEXT, Columns, empty
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import OPEN, Method, Pathway, Status

CURVES: Final[Columns] = {
    "organisation": TEXT,
    "target": TEXT,
    "period": TEXT,
    "expected_value": NUMBER,
    "on_track_value": NUMBER,
    "at_risk_value": NUMBER,
}
"""One row per target and date of its pathway; values in the indicator's unit."""

_QUARTER: Final = 3
_MONTH: Final = 1
_FURTHEST: Final = 120
"""Quarters after which a pathway is drawn by its dated points only."""


def expected_curves(
    targets: pd.DataFrame, as_of: date, policy: Policy, milestones: pd.DataFrame | None = None
) -> pd.DataFrame:
    """The expected value of each target at every quarter's end of its way (columns CURVES).

    `targets` has the columns ASSESSABLE, `milestones` MILESTONES.  Rows by target and date: the
    start, every quarter's end, every dated point, the due date.  `on_track_value` and
    `at_risk_value` are the values at which those classes end: B + share x (T - B), with the shares
    that the method compares (pace: 0.95 E and 0.60 E; schedule: E and E - 10 points; caps: the
    allowance divided by those).

    ==========================================  =============================================
    case                                        decision
    ==========================================  =============================================
    nothing is expected at a date               no row
    no due date, or a pathway `none`            no rows
    ranks, deliverables, steps, held levels     no class limits (missing)
    other methods, or a city's own bands        no class limits (missing)
    caps in early days                          no class limits (missing)
    point within a month                        at that month's end
    ==========================================  =============================================

    Source: the project's method, "The quantities" and "Methods"; `rules.pathway`.
    """
    versions = versions_in_force(targets, as_of)
    frame = targets.take(versions.rows).reset_index(drop=True)
    aims = aims_of(frame, versions, policy)
    nodes = nodes_of(frame, aims, milestones, policy.fiscal_start)
    with np.errstate(divide="ignore", invalid="ignore"):  # undefined quotients become missing
        rows, months = _dates(aims, nodes, policy.fiscal_start)
        expected, value = _along(aims, nodes, rows, months)
        good, fair = _limits(aims.take(rows), expected, policy)
    known = np.flatnonzero(~np.isnan(value))
    if not len(known):
        return empty(CURVES)
    kept = frame[["organisation", "target"]].take(rows[known]).reset_index(drop=True)
    return kept.assign(
        period=spelled(months[known], policy.fiscal_start),
        expected_value=value[known],
        on_track_value=good[known],
        at_risk_value=fair[known],
    )


def first_versions(targets: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """The first version of each target that a later one has replaced by `as_of`.

    Rows of `targets` (columns ASSESSABLE), in their order; a target stated once has none.
    """
    now = versions_in_force(targets, as_of)
    revised = targets.take(now.rows[now.revised])
    pairs = pair_codes(
        pd.concat([revised["organisation"], targets["organisation"]], ignore_index=True),
        pd.concat([revised["target"], targets["target"]], ignore_index=True),
    )
    mine = np.isin(pairs[len(revised) :], pairs[: len(revised)])
    held = targets[mine]
    order = held.sort_values(["valid_from", "version"], kind="stable", na_position="first")
    firsts = order.drop_duplicates(["organisation", "target"]).sort_index()
    later = versions_in_force(firsts, as_of)
    return firsts.take(np.sort(later.rows))


def spelled(months: Ints, fiscal_start: int) -> pd.Series:
    """Periods that end before these months: a quarter where one ends there, else the month."""
    whole = (months - (fiscal_start - 1)) % _QUARTER == 0
    length = np.where(whole, float(_QUARTER), float(_MONTH))
    return texts_of(months.astype(np.float64), length, fiscal_start)


def _dates(aims: Aims, nodes: Nodes, fiscal_start: int) -> tuple[Ints, Ints]:
    """The dates at which each target's pathway is asked: rows and months, sorted, each once."""
    t0, t1 = aims.dates.t0, aims.dates.t1
    drawn = ~np.isnan(t1) & ~among(aims.pathway, PATHWAYS, Pathway.NONE)
    every = np.flatnonzero(drawn)
    begun = np.flatnonzero(drawn & ~np.isnan(t0) & (t0 < t1))
    months = [t1[every], t0[begun], -(-(nodes.place & ((1 << SHIFT) - 1)) // TICKS)]
    rows = [every, begun, (nodes.place >> SHIFT).astype(np.int64)]
    first = (t0[begun] - (fiscal_start - 1)) // _QUARTER * _QUARTER + fiscal_start - 1
    most = int(np.max(t1[begun] - first, initial=0.0)) // _QUARTER
    for number in range(1, min(most, _FURTHEST) + 1):
        month = first + _QUARTER * number
        within = (month > t0[begun]) & (month < t1[begun])
        rows.append(begun[within])
        months.append(month[within])
    pairs = np.unique((np.concatenate(rows) << SHIFT) | np.concatenate(months).astype(np.int64))
    return pairs >> SHIFT, pairs & ((1 << SHIFT) - 1)


def _along(aims: Aims, nodes: Nodes, rows: Ints, months: Ints) -> tuple[Floats, Floats]:
    """Share and value that the pathway expects at these dates of these targets."""
    share, value = np.full(len(rows), np.nan), np.full(len(rows), np.nan)
    opening = np.searchsorted(rows, np.arange(len(aims)))
    place = np.arange(len(rows)) - opening[rows]
    for number in range(int(np.max(place, initial=-1)) + 1):
        at = np.flatnonzero(place == number)
        tick = np.full(len(aims), NEVER, dtype=np.int64)
        tick[rows[at]] = months[at] * TICKS
        expected = expected_at(aims, nodes, tick)
        share[at], value[at] = expected.share[rows[at]], expected.value[rows[at]]
    return share, value


def _limits(aims: Aims, expected: Floats, policy: Policy) -> tuple[Floats, Floats]:
    """Values at which on track and at risk end, where the method draws such lines."""
    kinds = aims.kinds
    cap = kinds.cap
    paced = among(aims.method, METHODS, Method.PACE) | cap
    lined = among(aims.method, METHODS, Method.SCHEDULE) & ~cap
    none = kinds.rank | kinds.milestone | kinds.hold | kinds.between
    none |= among(aims.pathway, PATHWAYS, Pathway.STEPS) | ~(paced | lined)
    early = expected < policy.early_share
    points = policy.early_points / 100.0
    good, fair = _paced(expected, early, points, policy, cap=cap)
    bands = policy_bands(policy)
    on_track, at_risk = (lead / 100.0 for lead in lowest_leads(bands))
    unit = expected if bands.relative else 1.0
    good = np.where(lined, expected + on_track * unit, good)
    fair = np.where(lined, expected + at_risk * unit, fair)
    way = np.where(cap, aims.target, aims.target - aims.baseline)
    base = np.where(cap, 0.0, aims.baseline)
    return (
        np.where(none, np.nan, base + good * way),
        np.where(none, np.nan, base + fair * way),
    )


def lowest_leads(bands: Bands) -> tuple[float, float]:
    """The leads at which on track and at risk end: points, or per cent where bands are relative.

    NaN where there is no such edge, or where a higher lead can have a worse status.

    >>> from scorecard.schema.band_presets import PRESETS
    >>> lowest_leads(PRESETS["yinchuan-2025"]), lowest_leads(PRESETS["sanya-2022"])
    ((-10.0, -30.0), (0.0, -50.0))
    """
    ordered = rising(bands)
    ranks = [OPEN.index(band.status) for band in ordered if band.status in OPEN]
    if len(ranks) < len(ordered) or ranks != sorted(ranks, reverse=True):
        return np.nan, np.nan
    lows = [band.numbers.low for band in ordered]
    leads = [
        next((low for low, rank in zip(lows, ranks, strict=True) if rank <= worst), np.nan)
        for worst in (OPEN.index(Status.ON_TRACK), OPEN.index(Status.AT_RISK))
    ]
    on_track, at_risk = (lead if np.isfinite(lead) else np.nan for lead in leads)
    return on_track, at_risk


def _paced(
    expected: Floats, early: Bools, points: float, policy: Policy, *, cap: Bools
) -> tuple[Floats, Floats]:
    """The shares of the way at which the classes of `pace` end; under a cap those of T."""
    good = np.where(early, np.maximum(expected - points, 0.0), policy.on_track * expected)
    fair = np.where(early, 0.0, policy.at_risk * expected)
    over = np.where(early, np.nan, np.minimum(expected / policy.on_track, 1.0))
    broken = np.where(early, np.nan, np.minimum(expected / policy.at_risk, 1.0))
    return np.where(cap, over, good), np.where(cap, broken, fair)
