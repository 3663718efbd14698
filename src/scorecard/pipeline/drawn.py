"""What charts and pages draw of a standing beside its figures, and the projects behind a count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import pandas as pd

from scorecard.assessment import lines
from scorecard.assessment.frames import assess, assessable
from scorecard.i18n import N_, Words, number_text
from scorecard.pipeline.load import counted_for, years_ago
from scorecard.pipeline.standing import Standing, earlier, league, scores_of
from scorecard.projects.counts import counted_rows
from scorecard.report.amounts import with_unit
from scorecard.report.inputs import SCORE, LeagueFrame, Lines, PointsTold
from scorecard.schema.period import parse_period
from scorecard.schema.sheets import UNITS
from scorecard.schema.spelling import unit_label
from scorecard.scoring.points import told

QUARTERS_SHOWN: Final = 8
"""Quarters of a heat map, the one reported on included."""
MOST_LEAGUES: Final = 12
FEWEST_MEMBERS: Final = 2


def pathways_of(standing: Standing) -> Lines:
    """The expected pathways and the first versions only: what a single explanation needs."""
    targets, as_of, policy = _targets(standing), standing.as_of, standing.policy
    milestones, figures = standing.data.books.milestones.values, standing.data.figures.values
    return Lines(
        pathways=lines.expected_curves(targets, as_of, policy, milestones),
        totals=lines.running_totals(targets, figures, as_of, policy),
        originals=assess(lines.first_versions(targets, as_of), figures, as_of, policy),
        points_told=_points_told(standing),
        years_ago=_years_ago(standing),
    )


def limits_of(standing: Standing) -> pd.DataFrame:
    """Control limits of the standing's indicators (columns `assessment.lines.LIMITS`)."""
    figures = standing.data.figures.values
    return lines.limits_table(_targets(standing), figures, standing.as_of, standing.policy)


def lines_of(standing: Standing) -> Lines:
    """Everything that charts and boards draw of the standing's targets."""
    targets, as_of, policy = _targets(standing), standing.as_of, standing.policy
    figures = standing.data.figures.values
    originals = lines.first_versions(targets, as_of)
    before = [earlier(standing, back) for back in range(1, QUARTERS_SHOWN)]
    return Lines(
        pathways=lines.expected_curves(
            targets, as_of, policy, standing.data.books.milestones.values
        ),
        totals=lines.running_totals(targets, figures, as_of, policy),
        controls=lines.control_points(targets, figures, as_of, policy),
        originals=assess(originals, figures, as_of, policy),
        original_pathways=lines.expected_curves(originals, as_of, policy),
        history=_history(standing, before),
        points_told=_points_told(standing),
        earlier_scores=_earlier_scores(standing, before),
        leagues=tuple(_leagues(standing, before[0])),
        years_ago=_years_ago(standing),
    )


def _years_ago(standing: Standing) -> dict[tuple[str, str, int], float]:
    """What units have typed as last year's figure, as it was known on the standing's day."""
    day, fiscal_start = standing.as_of.isoformat(), standing.policy.fiscal_start
    known = [one for one in standing.data.answers if (one.known_on or "") <= day]
    told = years_ago(known, standing.data.books, fiscal_start)
    return {
        (one.answer.organisation, one.answer.indicator, one.period.end): one.answer.value
        for one in told
        if one.answer.value is not None
    }


def _targets(standing: Standing) -> pd.DataFrame:
    """The versions of the targets that the standing is about."""
    targets = assessable(standing.data.books, standing.data.findings, standing.method)
    shown = pd.MultiIndex.from_frame(standing.assessments[["organisation", "target"]])
    mine = pd.MultiIndex.from_frame(targets[["organisation", "target"]]).isin(shown)
    return targets[mine]


def _points_told(standing: Standing) -> PointsTold:
    """How points came about; targets are compared with all others, also those not shown."""
    rows = standing.compared if standing.compared is not None else standing.assessments
    found = told(rows, standing.policy.tolerance)
    return {key: [(one.title, one.steps) for one in rules] for key, rules in found.items()}


def _earlier_scores(
    standing: Standing, before: Sequence[Standing]
) -> tuple[tuple[str, pd.DataFrame], ...]:
    """The scores of the quarters before in the standing's year, the latest first."""
    year = standing.quarter.partition("-")[0]
    return tuple(
        (one.quarter, scores_of(one)) for one in before if one.quarter.partition("-")[0] == year
    )


def _history(standing: Standing, before: Sequence[Standing]) -> pd.DataFrame:
    """The statuses of the standing's targets at the last quarters, each by what was known then."""
    columns = ["organisation", "target", "status"]
    rows = pd.concat(
        [
            one.assessments[columns].assign(quarter=one.quarter)
            for one in (*reversed(before), standing)
        ],
        ignore_index=True,
    )
    return rows[rows["target"].isin(standing.targets)] if standing.targets else rows


def _leagues(standing: Standing, before: Standing) -> Iterator[LeagueFrame]:
    """The organisations compared on their score and on every indicator that several of them have.

    Comparisons in which nobody has a place are left out.
    """
    rows = standing.assessments
    if rows["organisation"].nunique() < FEWEST_MEMBERS:
        return
    shared = rows.groupby("indicator", sort=False)["organisation"].nunique()
    keys = [SCORE, *shared[shared >= FEWEST_MEMBERS].index[:MOST_LEAGUES]]
    for key in keys:
        compared = league(standing, key, before=before)
        if compared.table["place"].notna().sum() >= FEWEST_MEMBERS:
            yield compared


def project_lines(standing: Standing, target: str, words: Words) -> list[str]:
    """The projects that made up the figure a target stands on, by what was known on the day.

    Nothing for an indicator that is not counted, or without a figure.
    """
    (row,) = standing.assessments[standing.assessments["target"].eq(target)].to_dict("records")
    period = row["actual_period"] if isinstance(row["actual_period"], str) else row["known_period"]
    key = row["organisation"], row["indicator"]
    ways = counted_for(standing.data.books)
    one = next((c for c in ways if (c.count.organisation, c.count.indicator) == key), None)
    entries = standing.data.projects.sound.entries
    if one is None or entries.empty or not isinstance(period, str):
        return []
    start = standing.policy.fiscal_start
    day = pd.Timestamp(standing.as_of)
    rows = counted_rows(one, entries, parse_period(period, start).period, day, start)
    return [_line(rows.loc[label], one.count.field, words) for label in rows.index]


def _line(project: pd.Series, field: str, words: Words) -> str:
    amount = field if field in UNITS else "total_investment"
    unit = unit_label(next(iter(UNITS[amount])), words.language)
    value = project["own"] if field in UNITS else project[amount]
    day = project["signed_on"]
    parts = [
        f"{project['project']} {project['name']}",
        "" if pd.isna(value) else with_unit(number_text(float(value)), unit),
        "" if pd.isna(day) else words.text(N_("signed {date}"), date=day.date().isoformat()),
        f"{project['file']} {project['sheet']}!{project['cell']}",
    ]
    return " · ".join(filter(None, parts))
