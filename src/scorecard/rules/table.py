"""The numbers of an assessment as the frame ASSESSMENTS."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

import numpy as np
import pandas as pd

from scorecard.rules import flags
from scorecard.rules.arrays import NO_CODE, REASONS, STATUSES, Bools, Codes, Floats, Ints
from scorecard.rules.calendar import deadlines
from scorecard.rules.measures import quantities
from scorecard.rules.outlook import projected, required
from scorecard.rules.periods import NEVER, TICKS, texts_of
from scorecard.rules.sources import ESTIMATE, PROVISIONAL, REVISED, UNVERIFIED
from scorecard.rules.vocabulary import (
    BITS,
    COMPARATORS,
    DISTANCE_UNITS,
    METHODS,
    PATHWAYS,
    among,
    texts_in,
)
from scorecard.rules.work import Work
from scorecard.schema.frames import ASSESSMENTS
from scorecard.schema.policy import Policy
from scorecard.schema.reasons import Reason
from scorecard.schema.vocabulary import VERDICTS, Direction, Flag, Status, Strength

Column: TypeAlias = pd.Series | Floats | Ints
Cells: TypeAlias = dict[str, Column]

_STATED: Final = {
    "target": "target",
    "target_version": "version",
    "organisation": "organisation",
    "unit": "responsible_unit",
    "goal": "goal",
    "indicator": "indicator",
    "name": "name",
    "unit_of_measure": "unit_of_measure",
    "decimals": "decimals",
    "measure": "measure",
    "baseline": "baseline",
    "baseline_period": "baseline_period",
    "upper": "upper",
    "stretch": "stretch",
    "due": "due",
    "weight": "weight",
    "full_points": "points",
    "scoring": "scoring",
    "group": "group",
    "parent": "parent",
    "parent_kind": "parent_kind",
    "origin": "origin",
    "strength": "strength",
    "target_file": "file",
    "target_sheet": "sheet",
    "target_cell": "cell",
}
"""Columns of an assessment that stand in the target as they are."""

_REPORTED: Final = {
    "actual_period": "period",
    "figure_state": "state",
    "rank_of": "rank_of",
    "edition": "edition",
    "file": "file",
    "sheet": "sheet",
    "cell": "cell",
}
"""Columns of an assessment that stand in the figure behind its actual."""

_DIRECTIONS: Final = (Direction.DECREASE, Direction.HOLD, Direction.INCREASE)


def table(work: Work, policy: Policy) -> pd.DataFrame:
    """The assessments (columns ASSESSMENTS), one row per target in force."""
    return framed(cells_of(work, policy), work.frame, work.source.figures)


def cells_of(work: Work, policy: Policy) -> Cells:
    """The columns that have to be worked out, and where the figures lie that stand behind them."""
    status, reason = _fate(work)
    return {
        **_target_cells(work),
        **_figure_cells(work, _figure(work)),
        **_quantity_cells(work),
        **_method_cells(work),
        **_gate_cells(work, policy),
        "status": texts_in(status, STATUSES),
        "gate": _gate_words(status),
        "reason_code": texts_in(reason, REASONS),
        "flags": _flag_bits(work, policy, status),
    }


def joined(parts: Sequence[Cells], place: Ints) -> Cells:
    """Blocks of such columns as one, each row at its place."""
    order = None if bool((place[1:] > place[:-1]).all()) else np.argsort(place)
    return {name: _joined([part.pop(name) for part in parts], order) for name in list(parts[0])}


def _joined(parts: Sequence[Column], order: Ints | None) -> Column:
    column = (
        pd.concat([part for part in parts if isinstance(part, pd.Series)], ignore_index=True)
        if isinstance(parts[0], pd.Series)
        else np.concatenate(parts)
    )
    if order is None:
        return column
    return (
        column.take(order).reset_index(drop=True)
        if isinstance(column, pd.Series)
        else column[order]
    )


def framed(cells: Cells, targets: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """The assessments: what was worked out beside what targets and figures say themselves."""
    figure, known = cells["figure"], cells["known_row"]
    found: Cells = {
        **{name: targets[column] for name, column in _STATED.items()},
        **cells,
        **{name: _at(figures[column], figure) for name, column in _REPORTED.items()},
        "known_period": _at(figures["period"], known),
        "figure": pd.Series(figure, dtype="Int64").mask(figure < 0),
    }
    return pd.DataFrame(
        {name: _typed(found.get(name), kind, len(targets)) for name, kind in ASSESSMENTS.items()},
        copy=False,
    )


def _at(column: pd.Series, rows: Column) -> pd.Series:
    """The cells at these positions, missing where the position is -1."""
    return pd.Series(column.array.take(np.asarray(rows), allow_fill=True))


def _typed(cells: Column | None, kind: str, rows: int) -> pd.Series:
    """A column with its type, copied only where it has another one; all missing for None."""
    column = pd.Series(cells, index=range(rows), dtype=kind if cells is None else None, copy=False)
    return column if column.dtype == kind else pd.Series(column, dtype=kind)


def _fate(work: Work) -> tuple[Codes, Codes]:
    """Status and reason: the gate's where it decided, else the verdict's."""
    status, reason = work.gate.status.copy(), work.gate.reason.copy()
    left = status[work.judged] == NO_CODE
    rows = work.judged[left]
    status[rows], reason[rows] = work.verdicts.status[left], work.verdicts.reason[left]
    return status, reason


def _figure(work: Work) -> Ints:
    """Position in the figures frame of the figure behind each actual, -1 without one."""
    figure = np.full(len(work.frame), -1, dtype=np.int64)
    figure[work.judged] = work.trail.row[work.standing.node[work.judged]]
    return figure


def _spread(work: Work, values: Floats) -> Floats:
    """Numbers of the judged targets as a column of all targets."""
    column = np.full(len(work.frame), np.nan)
    column[work.judged] = values
    return column


def _codes(work: Work, codes: Codes) -> Codes:
    column = np.full(len(work.frame), NO_CODE, dtype=codes.dtype)
    column[work.judged] = codes
    return column


def _target_cells(work: Work) -> Cells:
    aims = work.aims
    side = (np.nan_to_num(aims.direction) + 1).astype(np.int64)
    stated = work.frame["direction"]
    return {
        "direction": stated.where(stated.notna(), texts_in(side, _DIRECTIONS)),
        "comparator": texts_in(aims.comparator, COMPARATORS),
        "pathway": texts_in(aims.pathway, PATHWAYS),
        "method": texts_in(aims.method, METHODS),
        "start": aims.baseline,
        "target_value": aims.target,
        "original_value": work.versions.first_value,
    }


def _figure_cells(work: Work, figure: Ints) -> Cells:
    told = np.where(figure >= 0, -1, work.standing.told)
    known = told >= 0
    has_nodes = len(work.trail.place) > 0
    rows = np.where(known, work.trail.row[told] if has_nodes else NEVER, NEVER)
    value = np.where(known, work.trail.value[told] if has_nodes else np.nan, np.nan)
    value = np.where(known & (told == work.standing.node), work.standing.actual, value)
    return {
        "actual": _spread(work, work.case.actual),
        "figure": figure,
        "known_value": value,
        "known_row": rows,
    }


def _quantity_cells(work: Work) -> Cells:
    case = work.case
    found = quantities(case.aims, case.actual, case.expected.share)
    met = np.isin(work.verdicts.status, [STATUSES.index(Status.ACHIEVED)])
    per_quarter, multiple = required(case.aims, case.actual, case.t, still=~met)
    # without a number or a due date there is no way of which a share could be expected
    expected = _spread(work, np.where(case.aims.kinds.open, np.nan, case.expected.share))
    return {
        "expected_value": _spread(work, _asked_for(work)),
        "expected_period": _expected_period(work),
        "progress": _spread(work, found.progress),
        "expected_progress": expected,
        "lead_pp": _spread(work, found.lead),
        "pace_ratio": _spread(work, found.pace),
        "allowance": _spread(work, found.allowance),
        "required_per_quarter": _spread(work, per_quarter),
        "required_multiple": _spread(work, multiple),
        "projection": _spread(work, projected(case.aims, case.actual, case.t, case.series)),
    }


def _asked_for(work: Work) -> Floats:
    """The expected value: of the last milestone due where it alone decides, else the pathway's.

    Indicator's unit; a verdict by a milestone is told with the value it was held against.
    """
    by_step = (REASONS.index(Reason.STEP_MET), REASONS.index(Reason.STEP_FAILED))
    expected = work.case.expected
    return np.where(np.isin(work.verdicts.reason, by_step), expected.fixed, expected.value)


def _expected_period(work: Work) -> pd.Series:
    """The period that sets the expectation: of the last milestone due, else of the actual."""
    fixed = _spread(
        work, np.where(work.case.expected.since >= 0, work.case.expected.months, np.nan)
    )
    ends = _spread(work, work.case.expected.since / TICKS)
    return texts_of(ends, fixed)


def _method_cells(work: Work) -> Cells:
    verdicts = work.verdicts
    return {
        "distance": _spread(work, verdicts.distance),
        "distance_unit": texts_in(_codes(work, verdicts.distance_unit), DISTANCE_UNITS),
        "method_class": texts_in(_codes(work, verdicts.method_class), verdicts.labels),
        "method_value": _spread(work, verdicts.method_value),
        "method_score": _spread(work, verdicts.method_score),
    }


def _gate_cells(work: Work, policy: Policy) -> Cells:
    dates, needed = work.aims.dates, work.gate.needed
    at_due = (needed >= 0) & (needed == dates.settle) & (dates.due == dates.settle)
    ends = np.where(needed >= 0, needed / TICKS, np.nan)
    spelled = texts_of(ends, dates.step, policy.fiscal_start)
    return {
        "period_needed": spelled.mask(at_due, work.frame["due"]),
        "deadline": pd.Series(deadlines(needed, dates, policy).astype("datetime64[s]")),
    }


def _gate_words(status: Codes) -> pd.Series:
    held_back = ~among(status, STATUSES, *VERDICTS)
    return texts_in(np.where(held_back, status, NO_CODE), STATUSES)


def _flag_bits(work: Work, policy: Policy, status: Codes) -> Ints:
    """The flags of every target as a bit set."""
    found = _figure_flags(work, policy, status)
    indicative = (work.frame["strength"] == str(Strength.EXPECTED)).to_numpy(dtype=np.bool_)
    bits: Ints = BITS[Flag.PARTIAL] * work.gate.partial.astype(np.int64)
    bits = bits | BITS[Flag.REVISED_TARGET] * work.versions.revised
    bits = bits | BITS[Flag.INDICATIVE] * indicative
    for flag, mask in found.items():
        bits[work.judged[mask]] |= BITS[flag]
    return bits


def _figure_flags(work: Work, policy: Policy, status: Codes) -> dict[Flag, Bools]:
    """Flags of the judged targets."""
    case, rows = work.case, work.judged
    verdict = flags.is_verdict(status[rows])
    achieved = status[rows] == STATUSES.index(Status.ACHIEVED)
    undated = case.aims.dates.due < 0
    standing = work.standing.take(rows)
    earlier = flags.earlier_range(case.aims, standing, work.trail, work.key[rows])
    worse = flags.worsening(case.aims, standing, work.trail, earlier, policy)
    return {
        Flag.EARLY: achieved & ~work.gate.reached[rows] & ~undated,
        Flag.WORSENING: verdict & worse,
        Flag.LOST: verdict & flags.lost(case.aims, standing, work.trail, earlier),
        Flag.NEAR_BOUNDARY: verdict & work.near,
        Flag.PROVISIONAL: (work.marks & (ESTIMATE | PROVISIONAL)) > 0,
        Flag.STALE: work.gate.stale[rows],
        Flag.UNVERIFIED: (work.marks & UNVERIFIED) > 0,
        Flag.REVISED_FIGURE: (work.marks & REVISED) > 0,
    }
