"""What charts and boards draw beside the figures, worked out by the rules for one standing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pandas as pd

from scorecard.model.period import Period, PeriodKind, parse_period
from scorecard.pipeline.groups import SCORE, league, quarter_before
from scorecard.pipeline.judge import Standing, assessable, quarter_and_date, stand
from scorecard.report.lines import LeagueFrame, Lines
from scorecard.rules.assess import assess
from scorecard.rules.courses import control_points, limits_table, running_totals
from scorecard.rules.curves import expected_curves, first_versions
from scorecard.rules.workings import workings

QUARTERS_SHOWN: Final = 8
"""Quarters of a heat map, the one reported on included."""
MOST_LEAGUES: Final = 12
FEWEST_MEMBERS: Final = 2
QUARTER_MONTHS: Final = 3


def pathways_of(standing: Standing) -> Lines:
    """The expected pathways and the first versions only: what a single explanation needs."""
    targets, as_of, policy = _targets(standing), standing.as_of, standing.policy
    milestones, figures = standing.data.books.milestones.values, standing.data.figures.values
    return Lines(
        pathways=expected_curves(targets, as_of, policy, milestones),
        originals=assess(first_versions(targets, as_of), figures, as_of, policy),
        workings=_workings(standing),
    )


def limits_of(standing: Standing) -> pd.DataFrame:
    """Control limits of the standing's indicators (columns `rules.courses.LIMITS`)."""
    figures = standing.data.figures.values
    return limits_table(_targets(standing), figures, standing.as_of, standing.policy)


def lines_of(standing: Standing) -> Lines:
    """Everything that charts and boards draw of the standing's targets."""
    targets, as_of, policy = _targets(standing), standing.as_of, standing.policy
    figures = standing.data.figures.values
    originals = first_versions(targets, as_of)
    return Lines(
        pathways=expected_curves(targets, as_of, policy, standing.data.books.milestones.values),
        totals=running_totals(targets, figures, as_of, policy),
        controls=control_points(targets, figures, as_of, policy),
        originals=assess(originals, figures, as_of, policy),
        original_pathways=expected_curves(originals, as_of, policy),
        history=_history(standing),
        workings=_workings(standing),
        leagues=tuple(_leagues(standing)),
    )


def _targets(standing: Standing) -> pd.DataFrame:
    """The versions of the targets that the standing is about."""
    targets = assessable(standing.data, standing.method)
    shown = pd.MultiIndex.from_frame(standing.assessments[["organisation", "target"]])
    mine = pd.MultiIndex.from_frame(targets[["organisation", "target"]]).isin(shown)
    return targets[mine]


def _workings(standing: Standing) -> pd.DataFrame:
    """How the points of the standing's targets came about, by what all were judged by."""
    rows = standing.compared if standing.compared is not None else standing.assessments
    told = workings(rows)
    shown = pd.MultiIndex.from_frame(standing.assessments[["organisation", "target"]])
    return told[pd.MultiIndex.from_frame(told[["organisation", "target"]]).isin(shown)]


def _history(standing: Standing) -> pd.DataFrame:
    """The statuses of the standing's targets at the last quarters, each by what was known then."""
    fiscal = standing.policy.fiscal_start
    now = parse_period(standing.quarter, fiscal).period
    frames = []
    for back in range(QUARTERS_SHOWN - 1, 0, -1):
        earlier = Period(PeriodKind.QUARTER, now.start - QUARTER_MONTHS * back, fiscal_start=fiscal)
        quarter, day = quarter_and_date(earlier, None, standing.as_of, fiscal)
        then = stand(standing.data, day, quarter, standing.method)
        frames.append(_statuses(then.only(standing.organisation, standing.unit)))
    told = pd.concat([*frames, _statuses(standing)], ignore_index=True)
    return told[told["target"].isin(standing.targets)] if standing.targets else told


def _statuses(standing: Standing) -> pd.DataFrame:
    rows = standing.assessments[["organisation", "target", "status"]]
    return rows.assign(quarter=standing.quarter)


def _leagues(standing: Standing) -> Iterator[LeagueFrame]:
    """The organisations compared on their score and on every indicator that several of them have.

    Comparisons in which nobody has a place are left out.
    """
    rows = standing.assessments
    if rows["organisation"].nunique() < FEWEST_MEMBERS:
        return
    shared = rows.groupby("indicator", sort=False)["organisation"].nunique()
    keys = [SCORE, *shared[shared >= FEWEST_MEMBERS].index[:MOST_LEAGUES]]
    before = quarter_before(standing)
    for key in keys:
        found = league(standing, key, before=before)
        if found.table["place"].notna().sum() >= FEWEST_MEMBERS:
            yield LeagueFrame(
                found.key, found.name, found.unit_of_measure, found.previous_quarter, found.table
            )
