"""From frames to numbers: everything an assessment rests on, worked out in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from scorecard.rules.aims import Aims, aims_of, flows_of
from scorecard.rules.arrays import Bools, Ints, Verdicts, reason_code, status_code
from scorecard.rules.calendar import Calendar, calendar_of
from scorecard.rules.gate import Gate, gate
from scorecard.rules.outlook import series_of
from scorecard.rules.pathway import Expected, expected_at, nodes_of, owners
from scorecard.rules.periods import TICKS
from scorecard.rules.sources import ESTIMATE, Source, keys_of
from scorecard.rules.standing import Standing, standing_of
from scorecard.rules.trails import Trail, trail_in
from scorecard.rules.verdicts import Case, shifted, verdicts_of
from scorecard.rules.versions import Versions, versions_in_force
from scorecard.schema.policy import Policy
from scorecard.schema.reasons import Reason
from scorecard.schema.vocabulary import Status


@dataclass(frozen=True, slots=True)
class Work:
    """What the assessments rest on; one element per target in force, unless said otherwise.

    Attributes
    ----------
    frame
        The targets' own columns (ASSESSABLE), index from 0.
    versions, aims, standing, expected, gate
        As the modules of those names describe them.
    key
        The (organisation, indicator) of each target.
    source, trail
        The figures, and what is known of every key.
    judged
        Positions of the targets that stand on a figure: the ones below are about these only.
    case, verdicts
        The judged targets and what was found.
    marks
        Bits of the figures behind each judged target.
    near
        One unit in the last printed digit would change the class.
    """

    frame: pd.DataFrame
    versions: Versions
    aims: Aims
    key: Ints
    source: Source
    trail: Trail
    standing: Standing
    expected: Expected
    gate: Gate
    judged: Ints
    case: Case
    verdicts: Verdicts
    marks: Ints
    near: Bools


def worked_out(
    targets: pd.DataFrame,
    figures: pd.DataFrame,
    as_of: date,
    policy: Policy,
    milestones: pd.DataFrame | None,
) -> Work:
    """The numbers behind the assessments of all targets in force at `as_of`."""
    given = Given.of(targets, figures, as_of, policy)
    every = np.arange(len(given.frame))
    return _work(given, every, given.source.part(given.source.asked(as_of)), milestones)


@dataclass(frozen=True, slots=True)
class Given:
    """What all targets in force have in common: their own columns (ASSESSABLE) and the figures."""

    frame: pd.DataFrame
    versions: Versions
    source: Source
    as_of: date
    policy: Policy

    @classmethod
    def of(cls, targets: pd.DataFrame, figures: pd.DataFrame, as_of: date, policy: Policy) -> Given:
        """The targets in force at `as_of`, with every figure's key and period read."""
        versions = versions_in_force(targets, as_of)
        frame = _rows(targets, versions.rows)
        flow, total = flows_of(frame)
        keys = keys_of(frame, figures, flow=flow, total=total)
        source = Source.of(figures, keys, policy.fiscal_start)
        return cls(frame, versions, source, as_of, policy)

    def blocks(self, milestones: pd.DataFrame | None) -> Iterator[tuple[Ints, Work]]:
        """The numbers behind the assessments in blocks, each with the positions of its targets."""
        owner = None
        for rows, part in self.source.blocks(self.source.asked(self.as_of)):
            own = milestones
            if milestones is not None and len(rows) < len(self.frame):
                owner = owners(self.frame, milestones) if owner is None else owner
                own = milestones[np.isin(owner, rows)]
            yield rows, _work(self, rows, part, own)


def _work(given: Given, rows: Ints, source: Source, milestones: pd.DataFrame | None) -> Work:
    """The numbers behind some of the targets, from the figures that they ask for."""
    policy, as_of = given.policy, given.as_of
    start = policy.fiscal_start
    versions, keys = given.versions.take(rows), source.keys
    frame = _rows(given.frame, rows)
    aims = aims_of(frame, versions, policy)
    trail = trail_in(source, start)
    standing = standing_of(aims, trail, keys.of_target)
    nodes = nodes_of(frame, aims, milestones, start)
    expected = expected_at(aims, nodes, standing.tick)
    calendar = calendar_of(aims.dates, as_of, policy)
    passed = gate(aims, standing, expected, nodes, calendar)
    judged = np.flatnonzero(passed.judged | (passed.status == status_code(Status.ACHIEVED)))
    case = Case(
        aims.take(judged),
        standing.actual[judged],
        (standing.tick[judged] // TICKS).astype(np.float64),
        expected.take(judged),
        passed.settled[judged],
        series_of(aims, trail, keys, standing.node, start).take(judged),
    )
    verdicts = verdicts_of(case, policy)
    node = standing.node[judged]
    marks = given.source.marks(trail.row[node]) | trail.marks[node]
    near = _near(case, verdicts, policy)
    undecided = case.settled & near & ((marks & ESTIMATE) > 0)
    if undecided.any():
        passed = _undecided(passed, aims, judged[undecided], calendar)
        firm = np.flatnonzero(~undecided)
        judged, case, verdicts = judged[firm], case.take(firm), verdicts.take(firm)
        marks, near = marks[firm], near[firm]
    return Work(
        frame=frame,
        versions=versions,
        aims=aims,
        key=keys.of_target,
        source=given.source,
        trail=trail,
        standing=standing,
        expected=expected,
        gate=passed,
        judged=judged,
        case=case,
        verdicts=verdicts,
        marks=marks,
        near=near,
    )


def _rows(targets: pd.DataFrame, rows: Ints) -> pd.DataFrame:
    if len(rows) and bool((np.diff(rows) == 1).all()):  # side by side: nothing has to be copied
        return targets.iloc[rows[0] : rows[-1] + 1].reset_index(drop=True)
    return targets.take(rows).reset_index(drop=True)


def _near(case: Case, verdicts: Verdicts, policy: Policy) -> Bools:
    """Whether one printed unit more or less would give another status."""
    unit = case.aims.unit
    known = np.isfinite(unit)
    if not known.any():
        return np.zeros(len(unit), dtype=np.bool_)
    step = np.where(known, unit, 0.0)
    up = verdicts_of(shifted(case, step), policy).status
    down = verdicts_of(shifted(case, -step), policy).status
    return np.asarray(known & ((up != verdicts.status) | (down != verdicts.status)))


def _undecided(passed: Gate, aims: Aims, rows: Ints, calendar: Calendar) -> Gate:
    """An estimate never decides at a boundary: the due date stays open until a firm figure."""
    status, reason, needed = passed.status.copy(), passed.reason.copy(), passed.needed.copy()
    late = calendar.settle_closed[rows]
    status[rows] = np.where(late, status_code(Status.OVERDUE), status_code(Status.AWAITING_DATA))
    reason[rows] = reason_code(Reason.ESTIMATE_AT_BOUNDARY)
    needed[rows] = aims.dates.settle[rows]
    return replace(passed, status=status, reason=reason, needed=needed)
