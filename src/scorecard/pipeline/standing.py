"""Where every target stands: frames, date and policy in, assessments out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import pandas as pd

from scorecard.assessment.frames import assess, with_facts
from scorecard.assessment.history import known_by
from scorecard.assessment.lines import (
    control_points,
    expected_curves,
    first_versions,
    limits_table,
    running_totals,
)
from scorecard.check.assessments import assessment_findings
from scorecard.i18n import Words, number_text
from scorecard.pipeline.load import Data, faults
from scorecard.pipeline.names import known_name
from scorecard.pipeline.register import counted_for
from scorecard.projects.counts import counted_rows
from scorecard.report.build import scorecard_view
from scorecard.report.groups import family_rows, group_rows
from scorecard.report.inputs import LeagueFrame, Lines, PointsTold
from scorecard.report.json_ import status_document
from scorecard.report.view import Header, View
from scorecard.schema.band_presets import policy_grades
from scorecard.schema.errors import N_, NotEndedError, UnknownNameError
from scorecard.schema.findings import Finding, in_order
from scorecard.schema.period import Period, PeriodKind, last_ended, parse_period
from scorecard.schema.policy import Policy
from scorecard.schema.project_register import UNITS
from scorecard.schema.vocabulary import Method, unit_label
from scorecard.scoring.league import by_indicator, by_score
from scorecard.scoring.parents import cascade, compound, series
from scorecard.scoring.points import told, with_points
from scorecard.scoring.rollup import BY, roll_up, summary


@dataclass(frozen=True, slots=True)
class Standing:
    """The assessments of one date, what they rest on, and their sums.

    `method` is the one that all targets were judged by, where one was asked for.  `compared` are
    the assessments of everybody, where the standing is narrowed to some of them.
    """

    data: Data
    as_of: date
    quarter: str
    policy: Policy
    assessments: pd.DataFrame
    findings: tuple[Finding, ...]
    organisation: str | None = None
    unit: str | None = None
    method: Method | None = None
    targets: tuple[str, ...] = ()
    compared: pd.DataFrame | None = None

    @property
    def figures(self) -> pd.DataFrame:
        """The figures that were known on `as_of`."""
        figures = self.data.figures.values
        return figures[known_by(figures, self.as_of)]

    @property
    def summary(self) -> dict[str, Any]:
        """The `summary` of the JSON contract."""
        return summary(self.assessments, self.policy)

    @property
    def statuses(self) -> set[str]:
        """Every status that occurs."""
        return set(self.assessments["status"])

    def only(self, organisation: str | None = None, unit: str | None = None) -> Standing:
        """The targets of one organisation (also by a former name) or one responsible unit.

        Raises `UnknownNameError` with the known names.
        """
        name = None if organisation is None else _organisation(self.data, organisation)
        offices = None if unit is None else _units(self.data, unit)
        rows = self.assessments
        rows = rows if name is None else rows[rows["organisation"].eq(name)]
        if offices is not None:
            whose = pd.MultiIndex.from_frame(rows[["organisation", "unit"]])
            rows = rows[whose.isin(offices)]
        everybody = self.assessments if self.compared is None else self.compared
        return replace(self, assessments=rows, organisation=name, unit=unit, compared=everybody)

    def of_targets(self, names: Sequence[str]) -> Standing:
        """These targets only, written in any case.

        Raises `UnknownNameError` with the known targets.
        """
        known = [str(target) for target in self.assessments["target"]]
        chosen = tuple(known_name(N_("target"), name, known) for name in names)
        rows = self.assessments
        everybody = rows if self.compared is None else self.compared
        mine = rows[rows["target"].isin(chosen)]
        return replace(self, assessments=mine, targets=chosen, compared=everybody)


def stand(
    data: Data, as_of: date, quarter: Period, method: Method | None = None, *, owed: bool = True
) -> Standing:
    """Assess every target of the workspace by what was known on `as_of`.

    In a plain table no figure is `owed`: see `assessment.assess.assess_one`.
    """
    policy = (
        data.workspace.policy if method is None else replace(data.workspace.policy, method=method)
    )
    targets = assessable(data, method)
    figures, milestones = data.figures.values, data.books.milestones.values
    judged = assess(targets, figures, as_of, policy, milestones, owed=owed)
    assessments = with_points(judged, policy.tolerance)
    found = in_order((*data.findings, *assessment_findings(assessments)))
    return Standing(data, as_of, str(quarter), policy, assessments, found, method=method)


def assessable(data: Data, method: Method | None = None) -> pd.DataFrame:
    """Every version of every target as the rules take them (columns ASSESSABLE)."""
    targets = with_facts(data.books.targets, data.books.indicators.values, data.books.goals.values)
    stopped = faults(data.books, data.findings)
    targets["fault"] = targets["target"].map(stopped).astype("str")
    if method is not None:
        targets["method"] = str(method)
    return targets


def quarter_and_date(
    quarter: Period | None, as_of: date | None, default: date, fiscal_start: int
) -> tuple[Period, date]:
    """The quarter reported on and the date judged from, each from the other where not given.

    The quarter is the last one ended by the date.  The date is `as_of` if given; else, for a named
    quarter, the last day on which that quarter is the last one ended, but not after the default
    date.  Raises `NotEndedError` for a quarter that has not ended by then.
    """
    if quarter is None:
        day = as_of or default
        return last_ended(PeriodKind.QUARTER, day, fiscal_start), day
    following = Period(quarter.kind, quarter.end, fiscal_start=fiscal_start)
    eve = date.fromordinal(following.end_date.toordinal() - 1)
    day = as_of or min(default, eve)
    if day < quarter.end_date:
        raise NotEndedError(quarter=str(quarter), as_of=day.isoformat())
    return quarter, day


def _organisation(data: Data, name: str) -> str:
    known: Mapping[str, str] = {
        **dict(
            zip(
                data.books.aliases.values["alias"],
                data.books.aliases.values["organisation"],
                strict=True,
            )
        ),
        **{o: o for o in data.books.organisations.values["organisation"]},
    }
    return known[known_name(N_("organisation"), name, known)]


def _units(data: Data, name: str) -> pd.MultiIndex:
    """Organisation and id of every unit with this id or name: several may share a name."""
    units = data.books.units.values
    name = known_name(N_("unit"), name, map(str, [*units["name"], *units["unit"]]))
    mine = units[units["unit"].eq(name) | units["name"].eq(name)]
    return pd.MultiIndex.from_frame(mine[["organisation", "unit"]])


# ---------------------------------------------------------------------------
# Roll-ups and league tables of a standing, as frames and as parts of its JSON.


SCORE: Final = "score"
"""Compares members by their score instead of an indicator."""
QUARTER_MONTHS: Final = 3


@dataclass(frozen=True, slots=True)
class League:
    """A league table: `key` an indicator's id or `score`, rows as `scoring.league` gives them.

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
    """One row per organisation, unit, group or parent; see `scoring.rollup.roll_up`."""
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


# ---------------------------------------------------------------------------
# Assessments as the outputs show them: the view, and the JSON document.


def view_of(standing: Standing, words: Words, lines: Lines | None = None) -> View:
    """The standing as the outputs print it, in the language of `words`.

    `lines` is what charts and boards draw (see `pipeline.lines`).
    """
    data = standing.data
    return scorecard_view(
        standing.assessments,
        data.books,
        standing.figures,
        standing.findings,
        Header(
            title=data.workspace.title,
            as_of=standing.as_of,
            quarter=standing.quarter,
            policy=standing.policy,
            ledger_head=data.ledger_head,
            labels=data.workspace.labels,
            organisation=standing.organisation,
            unit=standing.unit,
            targets=standing.targets,
        ),
        standing.summary,
        words,
        lines,
    )


def document_of(standing: Standing, words: Words) -> dict[str, Any]:
    """The JSON document of the contract, with the roll-ups beside it."""
    return {
        **status_document(view_of(standing, words)),
        "groups": group_rows(all_roll_ups(standing)),
        "parents": family_rows(families(standing)),
    }


# ---------------------------------------------------------------------------
# What charts and boards draw beside the figures, worked out by the rules for one standing.


QUARTERS_SHOWN: Final = 8
"""Quarters of a heat map, the one reported on included."""
MOST_LEAGUES: Final = 12
FEWEST_MEMBERS: Final = 2


def pathways_of(standing: Standing) -> Lines:
    """The expected pathways and the first versions only: what a single explanation needs."""
    targets, as_of, policy = _targets(standing), standing.as_of, standing.policy
    milestones, figures = standing.data.books.milestones.values, standing.data.figures.values
    return Lines(
        pathways=expected_curves(targets, as_of, policy, milestones),
        originals=assess(first_versions(targets, as_of), figures, as_of, policy),
        points_told=_points_told(standing),
    )


def limits_of(standing: Standing) -> pd.DataFrame:
    """Control limits of the standing's indicators (columns `assessment.lines.LIMITS`)."""
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
        points_told=_points_told(standing),
        leagues=tuple(_leagues(standing)),
    )


def _targets(standing: Standing) -> pd.DataFrame:
    """The versions of the targets that the standing is about."""
    targets = assessable(standing.data, standing.method)
    shown = pd.MultiIndex.from_frame(standing.assessments[["organisation", "target"]])
    mine = pd.MultiIndex.from_frame(targets[["organisation", "target"]]).isin(shown)
    return targets[mine]


def _points_told(standing: Standing) -> PointsTold:
    """How points came about; targets are compared with all others, also those not shown."""
    rows = standing.compared if standing.compared is not None else standing.assessments
    found = told(rows, standing.policy.tolerance)
    return {key: [(one.title, one.steps) for one in rules] for key, rules in found.items()}


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


# ---------------------------------------------------------------------------
# The projects behind a figure that is counted from the register, one line each.


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
