"""Targets in force as columns of numbers: what the pathway, the gate and the methods read.

The words of the book are turned into codes and numbers once; where the book leaves a cell blank
the measure decides (ranks and deliverables go by steps, the comparator says which way is better).
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from scorecard.rules.arrays import Bools, Codes, Floats, Ints
from scorecard.rules.dates import Dates, dates_of
from scorecard.rules.periods import TICKS
from scorecard.rules.versions import Versions
from scorecard.rules.vocabulary import (
    BASES,
    COMPARATORS,
    MEASURES,
    METHODS,
    PATHWAYS,
    among,
    codes_in,
)
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import Basis, Comparator, Direction, Measure, Method, Pathway

_DIRECTIONS: Final = tuple(Direction)
_UP: Final = (Comparator.AT_LEAST, Comparator.ABOVE, Comparator.DONE)
_DOWN: Final = (Comparator.AT_MOST, Comparator.BELOW)
_OPEN: Final = (Method.GROWTH_RATIO, Method.PROJECTION)
"""Methods that judge "met" themselves and can do without a number."""


@dataclass(frozen=True, slots=True)
class Kinds:
    """What kind of target each row is.

    Attributes
    ----------
    flow
        A flow: it adds up.
    total
        A flow counted since its start, over the years.
    cap
        A flow under a ceiling ("at most 5 accidents").
    rank
        A place in an order, best at the top.
    milestone
        A deliverable: 0, 1 or a share done.
    hold
        Judged by holding, not by the way done: hold, between (but for a projection with a
        direction), T = B, accepted as hold.
    between
        Inside two bounds.
    open
        Has no number, or no due date, and a method that needs none; never a deliverable.
    own_met
        Its method judges "met" and the side of the baseline itself.
    """

    flow: Bools
    total: Bools
    cap: Bools
    rank: Bools
    milestone: Bools
    hold: Bools
    between: Bools
    open: Bools
    own_met: Bools

    def take(self, rows: Ints) -> Kinds:
        """Those of these targets."""
        return Kinds(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})


@dataclass(frozen=True, slots=True)
class Aims:
    """One target in force a row; unknown numbers are NaN, unknown codes -1.

    Attributes
    ----------
    measure, comparator, pathway, method
        Positions in the vocabularies of those names.
    direction
        +1 higher is better, -1 lower is better, 0 neither (equal, between).
    baseline
        B in the indicator's unit; 0 for flows that start from nothing.
    target, upper
        T and, for `between`, the upper bound, in the indicator's unit.
    unit
        One unit in the last printed digit of the indicator.
    natural_limit
        The indicator's natural limit.
    wrong_side
        Met at the baseline or on the wrong side of it, and not accepted as hold.
    faulty
        The book has an error in the target's own rows.
    invalid
        Number, comparator, direction or dates contradict each other.
    kinds
        What kind of target it is.
    dates
        When it starts and is due.
    """

    measure: Codes
    comparator: Codes
    pathway: Codes
    method: Codes
    direction: Floats
    baseline: Floats
    target: Floats
    upper: Floats
    unit: Floats
    natural_limit: Floats
    wrong_side: Bools
    faulty: Bools
    invalid: Bools
    kinds: Kinds
    dates: Dates

    def __len__(self) -> int:
        """Number of targets."""
        return len(self.target)

    def take(self, rows: Ints) -> Aims:
        """Those of these targets."""
        nested: dict[str, Any] = {
            "kinds": self.kinds.take(rows),
            "dates": self.dates.take(rows),
        }
        plain = (f.name for f in fields(self) if f.name not in nested)
        return Aims(**{name: getattr(self, name)[rows] for name in plain}, **nested)


def aims_of(frame: pd.DataFrame, versions: Versions, policy: Policy) -> Aims:
    """The targets in force as numbers (columns ASSESSABLE, the rows of `versions`).

    =====================================  ==================================================
    blank cell                             read as
    =====================================  ==================================================
    comparator                             `done` for deliverables, else by the direction
    direction                              by the comparator; `=` by the sign of T - B
    value of a deliverable                 1
    pathway                                `steps` for ranks and deliverables, else `linear`
    method                                 the policy's
    decimals of a rank                     0
    =====================================  ==================================================
    """
    measure = codes_in(frame["measure"], MEASURES)
    stated = codes_in(frame["direction"], _DIRECTIONS)
    comparator = _comparator(frame["comparator"], measure, stated)
    method = codes_in(frame["method"], METHODS)
    method = np.where(method < 0, METHODS.index(policy.method), method).astype(np.int8)
    target = _target(frame, measure, comparator)
    unit = _unit(frame, measure)
    kinds = _kinds(frame, measure, comparator, method, stated)
    baseline = frame["baseline"].to_numpy(np.float64)
    baseline = np.where(kinds.total, np.nan_to_num(baseline), baseline)
    baseline = np.where(kinds.flow & ~kinds.total, 0.0, baseline)
    kinds = replace(
        kinds,
        hold=(kinds.hold | _no_way(baseline, target, unit, kinds)) & ~kinds.cap,
    )
    direction = _direction(stated, comparator, np.sign(target - baseline))
    dates = dates_of(
        frame,
        versions.first_valid,
        yearly=kinds.flow & ~kinds.total,
        counted=kinds.total | (np.isfinite(baseline) & ~kinds.hold),
        fiscal_start=policy.fiscal_start,
    )
    every_year = among(method, METHODS, Method.PROJECTION) & (dates.due < 0)
    free = kinds.own_met & ~kinds.milestone & (direction != 0)
    kinds = replace(kinds, open=free & (np.isnan(target) | every_year))
    upper = frame["upper"].to_numpy(np.float64)
    judged_by_way = ~(kinds.hold | kinds.cap | kinds.own_met)
    return Aims(
        measure=measure,
        comparator=comparator,
        pathway=_pathway(frame["pathway"], measure),
        method=method,
        direction=direction,
        baseline=baseline,
        target=target,
        upper=upper,
        unit=unit,
        natural_limit=frame["natural_limit"].to_numpy(np.float64),
        wrong_side=judged_by_way & (direction * (target - baseline) < 0),
        faulty=frame["fault"].notna().to_numpy(dtype=np.bool_),
        invalid=_contradictory(stated, comparator)
        | np.isinf(target)
        | (kinds.between & ~(target <= upper))
        | ((dates.due >= 0) & (dates.due <= dates.t0 * TICKS)),
        kinds=kinds,
        dates=dates,
    )


def flows_of(frame: pd.DataFrame) -> tuple[Bools, Bools]:
    """Which targets are about flows, and about flows counted since their start."""
    flow = among(codes_in(frame["measure"], MEASURES), MEASURES, Measure.FLOW)
    since_start = among(codes_in(frame["reported_as"], BASES), BASES, Basis.SINCE_START)
    return flow, flow & since_start


def _comparator(column: pd.Series, measure: Codes, stated: Codes) -> Codes:
    codes = codes_in(column, COMPARATORS)
    by_direction = np.array(
        [
            COMPARATORS.index(Comparator.AT_LEAST),
            COMPARATORS.index(Comparator.AT_MOST),
            COMPARATORS.index(Comparator.EQUAL),
            -1,
        ],
        dtype=np.int8,
    )
    blank = np.where(
        among(measure, MEASURES, Measure.MILESTONE),
        np.int8(COMPARATORS.index(Comparator.DONE)),
        by_direction[stated],
    )
    return np.where(codes < 0, blank, codes).astype(np.int8)


def _direction(stated: Codes, comparator: Codes, sign: Floats) -> Floats:
    """+1, -1 or 0; hold goes by its comparator, `=` by the side of the baseline T lies on."""
    by_comparator = among(comparator, COMPARATORS, *_UP).astype(np.float64) - among(
        comparator, COMPARATORS, *_DOWN
    )
    by_word = np.array([1.0, -1.0, 0.0, 0.0])[stated]
    direction = np.where(by_word == 0, by_comparator, by_word)
    equal = among(comparator, COMPARATORS, Comparator.EQUAL) & (direction == 0)
    return np.where(equal, np.nan_to_num(sign), direction)


def _contradictory(stated: Codes, comparator: Codes) -> Bools:
    """No comparator, or one that looks the other way than the direction."""
    rising = among(stated, _DIRECTIONS, Direction.INCREASE)
    falling = among(stated, _DIRECTIONS, Direction.DECREASE)
    return (
        (comparator < 0)
        | (rising & among(comparator, COMPARATORS, *_DOWN))
        | (falling & among(comparator, COMPARATORS, *_UP))
    )


def _target(frame: pd.DataFrame, measure: Codes, comparator: Codes) -> Floats:
    value = frame["value"].to_numpy(np.float64)
    done = among(measure, MEASURES, Measure.MILESTONE) | among(
        comparator, COMPARATORS, Comparator.DONE
    )
    return np.where(done & np.isnan(value), 1.0, value)


def _unit(frame: pd.DataFrame, measure: Codes) -> Floats:
    decimals = frame["decimals"].astype("float64").to_numpy()
    rank = among(measure, MEASURES, Measure.RANK)
    return np.power(10.0, -np.where(rank & np.isnan(decimals), 0.0, decimals))


def _kinds(
    frame: pd.DataFrame, measure: Codes, comparator: Codes, method: Codes, stated: Codes
) -> Kinds:
    flow = among(measure, MEASURES, Measure.FLOW)
    between = among(comparator, COMPARATORS, Comparator.BETWEEN)
    heading = among(stated, _DIRECTIONS, Direction.INCREASE, Direction.DECREASE)
    heading &= among(method, METHODS, Method.PROJECTION)
    accepted = among(codes_in(frame["accepted_as"], ("hold",)), ("hold",), "hold")
    since_start = among(codes_in(frame["reported_as"], BASES), BASES, Basis.SINCE_START)
    return Kinds(
        flow=flow,
        total=flow & since_start,
        cap=flow & among(comparator, COMPARATORS, *_DOWN),
        rank=among(measure, MEASURES, Measure.RANK),
        milestone=among(measure, MEASURES, Measure.MILESTONE),
        hold=among(stated, _DIRECTIONS, Direction.HOLD) | accepted | (between & ~heading),
        between=between,
        open=np.zeros(len(frame), dtype=np.bool_),
        own_met=among(method, METHODS, *_OPEN),
    )


def _no_way(baseline: Floats, target: Floats, unit: Floats, kinds: Kinds) -> Bools:
    """T = B, or less than one printed unit away: there is no way to measure."""
    gap = np.abs(target - baseline)
    unit = np.where(kinds.flow | np.isnan(unit), 0.0, unit)
    return (gap <= 1e-9 * np.maximum(1.0, np.abs(target))) | (gap < unit * (1 - 1e-9))


def _pathway(column: pd.Series, measure: Codes) -> Codes:
    codes = codes_in(column, PATHWAYS)
    stepped = among(measure, MEASURES, Measure.RANK, Measure.MILESTONE)
    blank = np.where(stepped, PATHWAYS.index(Pathway.STEPS), PATHWAYS.index(Pathway.LINEAR))
    return np.where(codes < 0, blank, codes).astype(np.int8)
