"""The lines around a target: its pathway, its class limits, running totals, control limits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple, TypeAlias

import pandas as pd

from scorecard.assessment import figures as facts
from scorecard.assessment import frames
from scorecard.assessment.assess import allowed, has_way
from scorecard.assessment.gate import Expected, expected_at, scaled
from scorecard.assessment.methods.control_limits import STATES, Limits, control_limits
from scorecard.assessment.target import Target
from scorecard.schema import period as calendar
from scorecard.schema.bands import Bands, policy_bands, rising
from scorecard.schema.frames import begins_anew, typed
from scorecard.schema.policy import Policy
from scorecard.schema.sheets import INTEGER, NUMBER, TEXT, TRUTH, Columns, of_type
from scorecard.schema.vocabulary import OPEN, Basis, Comparator, Method, Pathway, Status

CURVES: Final[Columns] = {
    **of_type(TEXT, "organisation target period"),
    **of_type(NUMBER, "expected_value allowance"),
    **of_type(NUMBER, "low_on_track low_at_risk high_on_track high_at_risk"),
}
"""One row per target and date of its pathway; values in the indicator's unit.

A figure of that date below `low_on_track` is at risk, below `low_at_risk` off track (on the due
date missed); so is one above `high_on_track` and `high_at_risk`.
"""

TOTALS: Final[Columns] = {
    **of_type(TEXT, "organisation indicator period"),
    "value": NUMBER,
    "whole": TRUTH,
    "year": INTEGER,
}
"""What a flow has accumulated by the end of each period, indicator's unit.

`year` is the fiscal year it is counted in, 0 for flows counted since their start.
"""
CONTROLS: Final[Columns] = {
    **of_type(TEXT, "organisation indicator period"),
    **of_type(NUMBER, "value mean lower upper"),
    "signal": INTEGER,
}
"""Points of an indicator with their control limits, indicator's unit."""

LIMITS: Final[Columns] = {
    "organisation": TEXT,
    "indicator": TEXT,
    "points": INTEGER,
    **of_type(TEXT, "state period"),
    **of_type(NUMBER, "value mean lower upper"),
    "signal": INTEGER,
    "since": TEXT,
}
"""Control limits of an indicator and its last point, indicator's unit; `state` as in `STATES`.

`since` is the period with which its series begins anew, missing where it never broke.
"""

MOST_POINTS: Final = 60
_FURTHEST: Final = 120
"""Quarters after which a pathway is drawn by its dated points only."""


def _table(rows: Iterator[tuple[object, ...]], columns: Columns) -> pd.DataFrame:
    return typed(pd.DataFrame(list(rows), columns=list(columns)), columns)


# ------------------------------------------------------------------ pathways


def expected_curves(
    targets: pd.DataFrame, as_of: date, policy: Policy, milestones: pd.DataFrame | None = None
) -> pd.DataFrame:
    """The expected value of each target at every quarter's end of its way (columns CURVES).

    `targets` has the columns ASSESSABLE, `milestones` MILESTONES.  Rows by target and date: the
    start, every quarter's end, every dated point, the due date.  `allowance` is what a cap allows
    by then.  The limits are the values at which the classes end that the gate and the method give:

    ==========================================  =============================================
    case                                        limits
    ==========================================  =============================================
    the due date                                what "met" is held against: no figure that
                                                misses it is merely at risk
    held, in every period                       the same; of a flow as far as expected by then
    caps on flows                               the allowance over 0.95 and 0.60, never beyond T;
                                                in early days 2 points above it, and T
    ranks, no baseline: a milestone was due     its value
    `pace`                                      B + E (T - B) x 0.95 and x 0.60; in early days
                                                2 points behind, and B
    exactly T (`=`), beyond it                  the other side, too: 5 and 40 per cent beyond
    `schedule`                                  E and E - 10 points, or the city's own bands
    met already                                 never off the limit that T itself is
    other methods; nothing is expected yet      none (missing)
    no due date                                 no rows
    pathway `none`, not a cap and not held      no rows
    point within a month                        at that month's end
    ==========================================  =============================================

    Source: the project's method, "The gate", "The quantities" and "Methods"; `assessment.gate`.
    """
    frame, aims = frames.targets_in_force(targets, as_of, policy, milestones)
    fiscal = policy.fiscal_start

    def rows() -> Iterator[tuple[object, ...]]:
        for target, name in zip(aims, frames.pairs(frame, "target"), strict=True):
            for month in _dates(target, fiscal):
                day = calendar.day_before(month)
                expected = expected_at(target, day, month)
                limits = class_limits(target, expected, day, policy)
                if expected.value is not None or limits != NO_LIMITS:
                    so_far = allowed(target, 0.0, expected.share) if target.is_cap else None
                    period = calendar.quarter_or_month(month, fiscal)
                    yield (*name, period, expected.value, so_far, *limits)

    return _table(rows(), CURVES)


def first_versions(targets: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """The first version of each target that a later one has replaced by `as_of`.

    Rows of `targets` (columns ASSESSABLE), in their order; a target stated once has none.
    """
    revised = (version for version in frames.versions_in_force(targets, as_of) if version.revised)
    return targets.take(sorted(version.first_row for version in revised))


def _dates(target: Target, fiscal_start: int) -> list[int]:
    """The months at whose ends a target's pathway is asked, ascending, each once."""
    t0, t1 = target.t0, target.t1
    unplanned = target.pathway is Pathway.NONE and not (target.is_cap or target.holds)
    if t1 is None or unplanned:
        return []
    points = {
        p.end if p.day == calendar.day_before(p.end) else p.end + 1 for p in target.milestones
    }
    months = {t1} | points
    if t0 is not None and t0 < t1:
        first = calendar.part_start(t0, calendar.QUARTER, fiscal_start) + calendar.QUARTER
        quarters = range(first, first + calendar.QUARTER * _FURTHEST, calendar.QUARTER)
        months |= {t0, *(month for month in quarters if t0 < month < t1)}
    return sorted(months)


Shares: TypeAlias = tuple[float | None, float | None]


class ClassLimits(NamedTuple):
    """Where on track and at risk end, below and above (indicator's unit); None: never."""

    low_on_track: float | None = None
    low_at_risk: float | None = None
    high_on_track: float | None = None
    high_at_risk: float | None = None


NO_LIMITS: Final = ClassLimits()


def class_limits(target: Target, expected: Expected, day: int, policy: Policy) -> ClassLimits:
    """Where the classes of a figure end whose period ends on a day."""
    settled, share = target.due is not None and day >= target.due, expected.share
    if settled or target.holds:
        scale = share if target.is_flow and not settled else 1.0
        return _held(target.meets_by, scaled(target.low, scale), scaled(target.high, scale))
    if target.is_cap:
        return _capped(target, share, policy)
    pending = target.baseline is None or target.is_rank
    if pending and not target.method_judges_met and expected.last is not None:
        return _met_or(target, _held(target.meets_by, expected.last.value, expected.last.value))
    drawn = has_way(target) and not target.method_judges_met
    if not drawn or share is None or target.value is None or target.baseline is None:
        return NO_LIMITS
    if target.method is Method.PACE:
        ends = _pace_shares(share, policy)
    else:
        ends = _schedule_shares(share, policy)
    beyond: Shares = (None, None)
    if target.is_exact and target.method is Method.PACE:
        beyond = 2.0 - policy.on_track, 2.0 - policy.at_risk
    start, way = target.baseline, target.value - target.baseline
    behind, past = (
        tuple(None if end is None else start + end * way for end in side) for side in (ends, beyond)
    )
    return _met_or(target, ClassLimits(*behind, *past) if way > 0 else ClassLimits(*past, *behind))


def _held(comparator: Comparator | None, low: float | None, high: float | None) -> ClassLimits:
    """The limits of what is met or not, by its comparator."""
    match comparator:
        case Comparator.AT_MOST | Comparator.BELOW:
            return ClassLimits(None, None, low, low)
        case Comparator.EQUAL:
            return ClassLimits(low, low, low, low)
        case Comparator.BETWEEN:
            return ClassLimits(low, low, high, high)
        case _:
            return ClassLimits(low, low)


def _met_or(target: Target, ends: ClassLimits) -> ClassLimits:
    """A value that meets the target before its due date is never behind."""
    met = _held(target.meets_by, target.low, target.high)
    if target.is_exact or met.low_on_track == met.high_on_track:
        return ends
    lows = (_nearer(min, end, met.low_on_track) for end in ends[:2])
    return ClassLimits(*lows, *(_nearer(max, end, met.high_on_track) for end in ends[2:]))


def _nearer(
    choose: Callable[[float, float], float], end: float | None, bound: float | None
) -> float | None:
    return end if end is None or bound is None else choose(end, bound)


def _capped(target: Target, share: float | None, policy: Policy) -> ClassLimits:
    """A cap: above its allowance, never beyond T."""
    top, so_far = target.value, allowed(target, 0.0, share)
    if share == 0.0:
        return NO_LIMITS  # nothing is counted yet
    if top is None or so_far is None or share is None:
        return ClassLimits(None, None, top, top)
    if share < policy.early_share:
        start = target.baseline or 0.0
        lead = start + (share + policy.early_points / 100.0) * (top - start)
        return ClassLimits(None, None, min(max(so_far, lead), top), top)
    ends = (so_far / policy.on_track, so_far / policy.at_risk)
    return ClassLimits(None, None, *(min(end, top) for end in ends))


def _pace_shares(share: float, policy: Policy) -> Shares:
    """The shares of the way at which the classes of `pace` end."""
    if share < policy.early_share:
        behind = share - policy.early_points / 100.0
        return behind, min(behind, 0.0)
    return policy.on_track * share, policy.at_risk * share


def _schedule_shares(share: float, policy: Policy) -> Shares:
    """The shares of the way at which the classes of `schedule` end."""
    bands = policy_bands(policy)
    unit = share if bands.relative else 1.0
    on_track, at_risk = (
        None if lead is None else share + lead / 100.0 * unit for lead in lowest_leads(bands)
    )
    return on_track, at_risk


def lowest_leads(bands: Bands) -> Shares:
    """The leads at which on track and at risk end: points, or per cent where bands are relative.

    None where there is no such edge, or where a higher lead can have a worse status.

    >>> from scorecard.schema.bands import PRESETS
    >>> lowest_leads(PRESETS["yinchuan-2025"]), lowest_leads(PRESETS["sanya-2022"])
    ((-10.0, -30.0), (0.0, -50.0))
    """
    ordered = rising(bands)
    ranks = [OPEN.index(band.status) for band in ordered if band.status in OPEN]
    if len(ranks) < len(ordered) or ranks != sorted(ranks, reverse=True):
        return None, None
    lows = [band.numbers.low for band in ordered]
    on_track, at_risk = (
        next((low for low, rank in zip(lows, ranks, strict=True) if rank <= worst), None)
        for worst in (OPEN.index(Status.ON_TRACK), OPEN.index(Status.AT_RISK))
    )
    return _edge(on_track), _edge(at_risk)


def _edge(lead: float | None) -> float | None:
    return None if lead in {None, float("inf"), float("-inf")} else lead


# ------------------------------------------------------------------ indicators


class _Indicator(NamedTuple):
    """A targeted indicator: its first target, its figures in force, and what they add up to."""

    key: frames.Key
    target: Target
    figures: list[facts.Figure]
    known: list[facts.Known]


def _indicators(
    targets: pd.DataFrame, figures: pd.DataFrame, as_of: date, policy: Policy
) -> Iterator[_Indicator]:
    """Every indicator with a target in force, once, in the order of the targets."""
    frame, aims = frames.targets_in_force(targets, as_of, policy, None)
    in_force = frames.FiguresInForce.of(figures, as_of, policy.fiscal_start)
    seen: set[frames.Key] = set()
    for target, key in zip(aims, frames.pairs(frame, "indicator"), strict=True):
        if key not in seen:
            seen.add(key)
            own = in_force.of_indicator(key)
            yield _Indicator(key, target, own, facts.known_of(target, own, policy.fiscal_start))


def running_totals(
    targets: pd.DataFrame, figures: pd.DataFrame, as_of: date, policy: Policy
) -> pd.DataFrame:
    """What each targeted flow has accumulated at every reported end (columns TOTALS).

    `targets` has the columns ASSESSABLE, `figures` FIGURES.  Within the fiscal year, or since its
    start for a flow counted so.  `whole` is false where a period is missing: the sum is a lower
    bound.  Ends within a month have no row.  Source: `assessment.figures`.
    """
    fiscal = policy.fiscal_start

    def rows() -> Iterator[tuple[object, ...]]:
        for key, target, _, known in _indicators(targets, figures, as_of, policy):
            for each in known:
                if target.is_flow and each.day == calendar.day_before(each.month):
                    year = calendar.year_start(each.month - 1, fiscal) // calendar.MONTHS_A_YEAR
                    period = calendar.quarter_or_month(each.month, fiscal)
                    counted_in = 0 if target.since_start else year
                    yield (*key, period, each.value, each.whole, counted_in)

    return _table(rows(), TOTALS)


@dataclass(slots=True)
class _Series:
    """An indicator's latest points since its series began anew, and their control limits.

    `since` is the end (month after) of the figure with which it did, None where it never broke.
    """

    key: frames.Key
    points: list[facts.Sequel]
    since: int | None
    limits: Limits


def _series(
    targets: pd.DataFrame, figures: pd.DataFrame, as_of: date, policy: Policy
) -> Iterator[_Series]:
    """The series of every targeted indicator with figures, but for ranks and deliverables.

    A place depends on the others, and what is being built grows by itself.
    """
    notes = frames.texts(figures["note"])
    for key, target, own, known in _indicators(targets, figures, as_of, policy):
        if target.is_rank or target.is_milestone:
            continue
        series = facts.series_of(target, known, policy.fiscal_start)[-MOST_POINTS:]
        since, first = _last_break(target, own, notes, policy.fiscal_start)
        points = [(month, None if month < first else value) for month, value in series]
        limits = control_limits([value for _, value in points], screen=policy.screening)
        if limits.points:
            yield _Series(key, points, since, limits)


def _last_break(
    target: Target, figures: list[facts.Figure], notes: list[str | None], fiscal_start: int
) -> tuple[int | None, int]:
    """The end of the figure that opens the last new series, and of its first whole point.

    Of each figure the version in force counts, told by its note (`schema.frames.SERIES_BREAKS`).

    ==========================================  ===============================================
    case                                        first whole point
    ==========================================  ===============================================
    a level, or a flow told period by period    the figure with the note itself
    a flow told to date, within its year        the next one: what the period added would be the
                                                difference of two ways of counting
    a restated figure that lost its note        no break
    ==========================================  ===============================================
    """
    opens, first = None, 0
    for figure in facts.latest_of(target, figures):
        span = figure.span
        if begins_anew(notes[figure.row]) and (opens is None or span.end > opens):
            start = calendar.months_complete(span.eve)
            opening = start == calendar.year_start(start, fiscal_start) and not target.since_start
            mixed = (
                target.is_flow
                and facts.basis_of(target, figure) is not Basis.PERIOD
                and not opening
            )
            opens, first = span.end, span.end + mixed
    return opens, first


def control_points(
    targets: pd.DataFrame, figures: pd.DataFrame, as_of: date, policy: Policy
) -> pd.DataFrame:
    """Points and limits of every targeted indicator with at least twelve points (CONTROLS).

    Levels as they are; of a flow what each period added.  `signal` is +1 above the upper limit, -1
    below the lower, else 0.  At most the latest 60 points, and only those since the last series
    break.  Ranks and deliverables have none.  Source: `assessment.methods.control_limits`.
    """

    def rows() -> Iterator[tuple[object, ...]]:
        for series in _series(targets, figures, as_of, policy):
            limits = series.limits
            if limits.state != STATES[-1] or limits.upper is None or limits.lower is None:
                continue
            for month, value in series.points:
                if value is not None:
                    signal = (value > limits.upper) - (value < limits.lower)
                    period = calendar.quarter_or_month(month, policy.fiscal_start)
                    ends = limits.mean, limits.lower, limits.upper
                    yield (*series.key, period, value, *ends, signal)

    return _table(rows(), CONTROLS)


def limits_table(
    targets: pd.DataFrame, figures: pd.DataFrame, as_of: date, policy: Policy
) -> pd.DataFrame:
    """Control limits of every targeted indicator with a figure, and its last point (LIMITS).

    From twelve points `limits`, from six `trial`; with fewer `none`, and nothing is said of a
    trend: mean and limits are missing, `signal` is 0.  Points and source as `control_points`.
    """
    fiscal = policy.fiscal_start

    def rows() -> Iterator[tuple[object, ...]]:
        for series in _series(targets, figures, as_of, policy):
            limits = series.limits
            month, value = next(point for point in reversed(series.points) if point[1] is not None)
            since = (
                None if series.since is None else calendar.quarter_or_month(series.since, fiscal)
            )
            last = calendar.quarter_or_month(month, fiscal), value
            ends = limits.mean, limits.lower, limits.upper
            yield (*series.key, limits.points, limits.state, *last, *ends, limits.signal, since)

    return _table(rows(), LIMITS)
