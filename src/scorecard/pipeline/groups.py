"""Roll-ups and league tables of a standing, as frames and as parts of its JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from scorecard.model.band_presets import policy_grades
from scorecard.model.errors import N_, UnknownNameError
from scorecard.model.period import Period, PeriodKind, parse_period
from scorecard.pipeline.judge import Standing, quarter_and_date, stand
from scorecard.rules.groups import BY, roll_up
from scorecard.rules.league import by_indicator, by_score
from scorecard.rules.parents import cascade, compound, series

SCORE: Final = "score"
"""Compares members by their score instead of an indicator."""
QUARTER_MONTHS: Final = 3


@dataclass(frozen=True, slots=True)
class League:
    """A league table: `key` an indicator's id or `score`, rows as `rules.league` gives them.

    `previous_quarter` is the quarter that movement is counted from, `names` what the members are
    called.
    """

    key: str
    name: str
    unit_of_measure: str
    by: str
    as_of: date
    quarter: str
    previous_quarter: str
    table: pd.DataFrame
    names: dict[tuple[str, str], str]
    fiscal_start: int = 1


def rolled_up(standing: Standing, by: str) -> pd.DataFrame:
    """One row per organisation, unit, group or parent; see `rules.groups.roll_up`."""
    return roll_up(standing.assessments, standing.policy, by, policy_grades(standing.policy))


def all_roll_ups(standing: Standing) -> dict[str, pd.DataFrame]:
    """Every roll-up by what it is by."""
    return {by: rolled_up(standing, by) for by in BY}


def families(standing: Standing) -> dict[str, pd.DataFrame]:
    """Targets made of others, by how they are: `compound`, `cascade`, `series` (index: parent)."""
    rows = standing.assessments
    return {"compound": compound(rows), "cascade": cascade(rows), "series": series(rows)}


def league(
    standing: Standing,
    key: str,
    by: str = "organisation",
    before: Standing | None = None,
) -> League:
    """Organisations or units compared on an indicator (id or name) or on their score.

    Movement is counted from the quarter before (`before`, where it is at hand).  Raises
    `UnknownNameError` with the indicators known.
    """
    before = before or quarter_before(standing)
    if key == SCORE:
        table = by_score(_scored(standing, by), by, _scored(before, by))
        name = unit = ""
        chosen = SCORE
    else:
        chosen, name, unit = _indicator(standing, key)
        fiscal = standing.policy.fiscal_start
        table = by_indicator(standing.assessments, chosen, by, before.assessments, fiscal)
    return League(
        key=chosen,
        name=name,
        unit_of_measure=unit,
        by=by,
        as_of=standing.as_of,
        quarter=standing.quarter,
        previous_quarter=before.quarter,
        table=table[table["member"].notna()].reset_index(drop=True),
        names=member_names(standing, by),
        fiscal_start=standing.policy.fiscal_start,
    )


def quarter_before(standing: Standing) -> Standing:
    """The same targets a quarter earlier."""
    fiscal = standing.policy.fiscal_start
    now = parse_period(standing.quarter, fiscal).period
    earlier = Period(PeriodKind.QUARTER, now.start - QUARTER_MONTHS, fiscal_start=fiscal)
    quarter, day = quarter_and_date(earlier, None, standing.as_of, fiscal)
    same = stand(standing.data, day, quarter, standing.method)
    return same.only(standing.organisation, standing.unit)


def _scored(standing: Standing, by: str) -> pd.DataFrame:
    """Scores of the members, each with its group where all its targets are in one."""
    rows = standing.assessments
    rolled = rolled_up(standing, by)
    keys = list(dict.fromkeys(("organisation", by)))
    named = rows[rows["group"].notna() & rows[by].notna()].groupby(keys)["group"]
    only = named.first().where(named.nunique().eq(1)).rename("group")
    return rolled.merge(only.reset_index(), how="left", on=keys)


def _indicator(standing: Standing, key: str) -> tuple[str, str, str]:
    """Id, name and unit of an indicator given by either."""
    known = standing.data.books.indicators.values
    found = known[known["indicator"].eq(key) | known["name"].eq(key) | known["name_en"].eq(key)]
    if found.empty:
        names = ["score", *map(str, dict.fromkeys(known["indicator"]))]
        raise UnknownNameError(kind=N_("indicator"), found=key, known=names)
    row = found.iloc[0].fillna("")
    return str(row["indicator"]), str(row["name"]), str(row["unit_of_measure"])


def member_names(standing: Standing, by: str) -> dict[tuple[str, str], str]:
    """What the units are called, by organisation and id; organisations go by their own names."""
    if by != "unit":
        return {}
    units = standing.data.books.units.values.dropna(subset=["unit", "name"])
    keys = zip(units["organisation"].map(str), units["unit"].map(str), strict=True)
    return dict(zip(keys, units["name"].map(str), strict=True))
