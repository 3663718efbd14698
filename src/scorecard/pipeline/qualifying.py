"""The projects behind a figure that is counted from the register, one line each."""

from __future__ import annotations

import pandas as pd

from scorecard.model.errors import N_
from scorecard.model.labels import unit_label
from scorecard.model.period import parse_period
from scorecard.model.printing import number_text
from scorecard.model.projects import UNITS
from scorecard.pipeline.judge import Standing
from scorecard.pipeline.register import counted_for
from scorecard.rules.counts import counted_rows
from scorecard.words import Words


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
        "" if pd.isna(value) else f"{number_text(float(value))} {unit}",
        "" if pd.isna(day) else words.text(N_("signed {date}"), date=day.date().isoformat()),
        f"{project['file']} {project['sheet']}!{project['cell']}",
    ]
    return " · ".join(filter(None, parts))
