"""Where every target stands, and what changed: frames, date and policy in, assessments out.

Over 500 lines because what outputs draw of a standing is asked of it here, too.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import pandas as pd

from scorecard.assessment import history as vintages
from scorecard.assessment import lines
from scorecard.assessment.frames import assess, assessable
from scorecard.checks.figures import assessment_findings
from scorecard.i18n import N_, Words, number_text
from scorecard.pipeline.load import Data, counted_for, with_figures, years_ago
from scorecard.projects.counts import counted_rows
from scorecard.report.amounts import with_unit
from scorecard.report.build import scorecard_view
from scorecard.report.exports import Gathered, status_document
from scorecard.report.groups import family_rows, group_rows
from scorecard.report.inputs import SCORE, LeagueFrame, Lines, PointsTold
from scorecard.report.revisions import Changes, History
from scorecard.report.view import Header, View
from scorecard.schema.bands import policy_grades
from scorecard.schema.errors import AnotherQuarterError, NotEndedError, UnknownNameError
from scorecard.schema.findings import Finding, in_order
from scorecard.schema.period import Period, PeriodKind, last_ended, parse_period
from scorecard.schema.policy import Policy
from scorecard.schema.quarterly_form import Answer, Told, followed, told_in
from scorecard.schema.sheets import UNITS
from scorecard.schema.spelling import unit_label
from scorecard.schema.vocabulary import Method
from scorecard.scoring import rollup
from scorecard.scoring.points import told, with_points


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
        return figures[vintages.known_by(figures, self.as_of)]

    @property
    def answers(self) -> list[Answer]:
        """What units had written beside their figures by `as_of`, in the order of entry."""
        day = self.as_of.isoformat()
        return [one for one in self.data.answers if (one.known_on or "") <= day]

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
        return replace(self._narrowed(rows), organisation=name, unit=unit)

    def of_targets(self, names: Sequence[str]) -> Standing:
        """These targets only, written in any case.

        Raises `UnknownNameError` with the known targets.
        """
        known = [str(target) for target in self.assessments["target"]]
        chosen = tuple(known_name(N_("target"), name, known) for name in names)
        rows = self.assessments[self.assessments["target"].isin(chosen)]
        return replace(self._narrowed(rows), targets=chosen)

    def _narrowed(self, rows: pd.DataFrame) -> Standing:
        everybody = self.assessments if self.compared is None else self.compared
        return replace(self, assessments=rows, compared=everybody)


def stand(
    data: Data, as_of: date, quarter: Period, method: Method | None = None, *, owed: bool = True
) -> Standing:
    """Assess every target of the workspace by what was known on `as_of`.

    In a plain table no figure is `owed`: see `assessment.assess.assess_one`.
    """
    policy = data.workspace.policy
    policy = policy if method is None else replace(policy, method=method)
    targets = assessable(data.books, data.findings, method)
    figures, milestones = data.figures.values, data.books.milestones.values
    judged = assess(targets, figures, as_of, policy, milestones, owed=owed)
    assessments = with_points(judged, as_of, policy.tolerance)
    found = in_order((*data.findings, *assessment_findings(assessments)))
    return Standing(data, as_of, str(quarter), policy, assessments, found, method=method)


def quarter_and_date(
    quarter: Period | None, as_of: date | None, default: date, fiscal_start: int
) -> tuple[Period, date]:
    """The quarter reported on and the date judged from, each from the other where not given.

    The quarter is the last one ended by the date.  The date is `as_of` if given; else, for a named
    quarter, the last day on which that quarter is the last one ended, but not after the default
    date.  Raises `NotEndedError` for a quarter that has not ended by then, `AnotherQuarterError`
    where a later one has: the figures judged would be another quarter's than the heading's.
    """
    if quarter is None:
        day = as_of or default
        return last_ended(PeriodKind.QUARTER, day, fiscal_start), day
    following = Period(quarter.kind, quarter.end, fiscal_start=fiscal_start)
    eve = date.fromordinal(following.end_date.toordinal() - 1)
    day = as_of or min(default, eve)
    if day < quarter.end_date:
        raise NotEndedError(quarter=str(quarter), as_of=day.isoformat())
    last = last_ended(PeriodKind.QUARTER, day, fiscal_start)
    if last.start > quarter.start:
        told = {"quarter": str(quarter), "period": str(last), "date": eve.isoformat()}
        raise AnotherQuarterError(as_of=day.isoformat(), **told)
    return quarter, day


def _organisation(data: Data, name: str) -> str:
    aliases = data.books.aliases.values[["alias", "organisation"]]
    known: dict[str, str] = dict(aliases.itertuples(index=False, name=None))
    known |= {name: name for name in data.books.organisations.values["organisation"]}
    return known[known_name(N_("organisation"), name, known)]


def _units(data: Data, name: str) -> pd.MultiIndex:
    """Organisation and id of every unit with this id or name: several may share a name."""
    units = data.books.units.values
    name = known_name(N_("unit"), name, map(str, [*units["name"], *units["unit"]]))
    mine = units[units["unit"].eq(name) | units["name"].eq(name)]
    return pd.MultiIndex.from_frame(mine[["organisation", "unit"]])


_NAMES_OFFERED: Final = 12
_SIMILAR: Final = 0.5


def known_name(kind: str, typed: str, names: Iterable[str]) -> str:
    """The name that was meant, as it is spelled: names are taken in any case.

    Raises `UnknownNameError` with the names most like it, or all where they are few.
    """
    known = {name.casefold(): name for name in reversed(list(dict.fromkeys(names)))}
    if typed in known.values():
        return typed
    if typed.casefold() in known:
        return known[typed.casefold()]
    spelled = list(reversed(known))
    most = _NAMES_OFFERED
    close = difflib.get_close_matches(typed.casefold(), spelled, most // 2, _SIMILAR)
    within = [name for name in spelled if typed and typed.casefold() in name and name not in close]
    offered = [*close, *within][:most] or spelled[:most]
    more = ["…"] if len(offered) < len(known) else []
    raise UnknownNameError(kind=kind, found=typed, known=[*(known[n] for n in offered), *more])


def meant(data: Data, typed: str) -> tuple[list[str], pd.DataFrame]:
    """The targets that a name means, and their indicators (organisation, indicator).

    A target's id means that target; an indicator's id or name, in either language, means the
    indicator with all its targets.  Raises `UnknownNameError` with the names most like it.
    """
    targets, indicators = data.books.targets.values, data.books.indicators.values
    keys, named = ["organisation", "indicator"], ["indicator", "name", "name_en"]
    known = [targets["target"], *(indicators[column] for column in named)]
    names = [str(name) for column in known for name in column.dropna()]
    name = known_name(N_("target or indicator"), typed.strip(), names)
    own = targets[targets["target"].eq(name)]
    if own.empty:
        of_name = indicators[indicators[named].isin([name]).any(axis=1)][keys].drop_duplicates()
        own = targets.merge(of_name, on=keys)
        return own["target"].drop_duplicates().tolist(), of_name
    return [name], own[keys].drop_duplicates()


def quarters_before(standing: Standing, count: int) -> Period:
    """The quarter that lies so many before the standing's own."""
    fiscal = standing.policy.fiscal_start
    now = parse_period(standing.quarter, fiscal).period
    return Period(PeriodKind.QUARTER, now.start - count * now.months, fiscal_start=fiscal)


def earlier(standing: Standing, count: int = 1) -> Standing:
    """The same targets so many quarters earlier, each by what was known then."""
    fiscal, before = standing.policy.fiscal_start, quarters_before(standing, count)
    quarter, day = quarter_and_date(before, None, standing.as_of, fiscal)
    then = stand(standing.data, day, quarter, standing.method)
    return then.only(standing.organisation, standing.unit)


# ------------------------------------------------------------------ roll-ups and league tables


def rolled_up(standing: Standing, by: str) -> pd.DataFrame:
    """One row per organisation, unit, group or parent; see `scoring.rollup.roll_up`."""
    return rollup.roll_up(standing.assessments, standing.policy, by, policy_grades(standing.policy))


def families(standing: Standing) -> dict[str, pd.DataFrame]:
    """Targets made of others, by how they are: `compound`, `cascade`, `series` (index: parent)."""
    kinds = {"compound": rollup.compound, "cascade": rollup.cascade, "series": rollup.series}
    return {name: gathered(standing.assessments) for name, gathered in kinds.items()}


def league(
    standing: Standing, key: str, by: str = "organisation", before: Standing | None = None
) -> LeagueFrame:
    """Organisations or units compared on an indicator (id or name) or on their score.

    Movement is counted from the quarter before (`before`, where it is at hand).  Raises
    `UnknownNameError` with the indicators known.
    """
    before = before or earlier(standing)
    name = unit_of_measure = ""
    if key == SCORE:
        table = rollup.by_score(rolled_up(standing, by), by, rolled_up(before, by))
    else:
        known = standing.data.books.indicators.values
        named = known["indicator"].eq(key) | known["name"].eq(key) | known["name_en"].eq(key)
        if not named.any():
            names = [SCORE, *map(str, dict.fromkeys(known["indicator"]))]
            raise UnknownNameError(kind=N_("indicator"), found=key, known=names)
        row = known[named].iloc[0].fillna("")
        key, name, unit_of_measure = map(str, row[["indicator", "name", "unit_of_measure"]])
        fiscal = standing.policy.fiscal_start
        table = rollup.by_indicator(standing.assessments, key, by, before.assessments, fiscal)
    table = table[table["member"].notna()].reset_index(drop=True)
    return LeagueFrame(key, name, unit_of_measure, before.quarter, table)


def scores_of(standing: Standing) -> pd.DataFrame:
    """The scores of the organisations and units whose targets are all shown; see `league.scores`.

    Everybody is placed, also who is not shown.
    """
    shown, everybody = standing.assessments, standing.compared
    found = rollup.scores(shown if everybody is None else everybody, standing.policy)
    if standing.targets:
        return found.iloc[:0]
    if standing.unit is not None:
        found = found[found["unit"].isin(shown["unit"])]
    return found[found["organisation"].isin(shown["organisation"])].reset_index(drop=True)


def member_names(standing: Standing, by: str) -> dict[tuple[str, str], str]:
    """What the units are called, by organisation and id; organisations go by their own names."""
    if by != "unit":
        return {}
    units = standing.data.books.units.values.dropna(subset=["unit", "name"])
    keys = zip(units["organisation"].map(str), units["unit"].map(str), strict=True)
    return dict(zip(keys, units["name"].map(str), strict=True))


# ------------------------------------------------------------------ as the outputs show it


def view_of(
    standing: Standing, words: Words, lines: Lines | None = None, *, drawn: bool = True
) -> View:
    """The standing as the outputs print it, in the language of `words`.

    `lines` is what charts and pages draw (see `lines_of`); not `drawn`: for data alone.
    """
    data = standing.data
    header = Header(
        title=data.workspace.title,
        as_of=standing.as_of,
        quarter=standing.quarter,
        policy=standing.policy,
        ledger_head=data.ledger_head,
        ledger_entries=data.ledger_entries,
        labels=data.workspace.labels,
        organisation=standing.organisation,
        unit=standing.unit,
        targets=standing.targets,
    )
    scores = scores_of(standing)
    if lines and lines.earlier_scores:
        scores = scores.assign(moved=rollup.moved(scores, lines.earlier_scores[0][1]))
    view = scorecard_view(
        standing.assessments,
        data.books,
        standing.figures,
        standing.findings,
        header,
        rollup.summary(standing.assessments, standing.policy),
        words,
        lines,
        scores,
        drawn=drawn,
    )
    told = told_of(standing)
    return replace(view, followups={t: followed(None, None, one) for t, one in told.items()})


def told_of(standing: Standing) -> dict[str, Told]:
    """What the quarter's forms say beside the figures of each target, by target id.

    Causes, measures, persons and dates, what was promised the quarter before and what became of
    it, the forecast of the year; a target about which nothing is said has no entry.
    """
    known = standing.answers
    if not known:  # also on a day whose quarter no text could name
        return {}
    quarter = parse_period(standing.quarter, standing.policy.fiscal_start).period
    told = told_in(known, quarter, standing.as_of)
    rows = standing.assessments[["target", "organisation", "indicator"]]
    whose = rows.itertuples(index=False, name=None) if told else ()
    return {
        str(target): told[organisation, indicator]
        for target, organisation, indicator in whose
        if (organisation, indicator) in told
    }


def document_of(standing: Standing, words: Words, gathered: Gathered = list) -> dict[str, Any]:
    """The JSON document of the contract, with the roll-ups beside it; see `status_document`."""
    groups = group_rows({by: rolled_up(standing, by) for by in rollup.BY})
    document = status_document(view_of(standing, words, drawn=False), gathered)
    return {**document, "groups": groups, "parents": family_rows(families(standing))}


# ------------------------ what changed between two dates, and how each figure came to be what it is


def changes(data: Data, before: date, after: date) -> Changes:
    """What changed between what was known on two dates."""
    first, second = _stand(data, before), _stand(data, after)
    figures, fiscal = data.figures.values, data.workspace.fiscal_start
    unrestated = with_figures(data, vintages.without_restatements(figures, before))
    return Changes(
        vintages.status_changes(first.assessments, second.assessments),
        vintages.restated(figures, before, after, fiscal),
        vintages.status_changes(_stand(unrestated, after).assessments, second.assessments),
        vintages.revised_targets(data.books.targets.values, before, after),
    )


def history(data: Data, name: str, as_of: date) -> list[History]:
    """The history of a target's or an indicator's figures, one entry for each organisation.

    An indicator goes by its id or its name.  Raises `UnknownNameError` with the names most like it.
    """
    targets, chosen = meant(data, name)
    versions = data.books.targets.values
    wanted = versions[versions["target"].isin(targets)]
    return [
        _history(data, organisation, indicator, wanted, as_of)
        for organisation, indicator in chosen.itertuples(index=False)
    ]


def _history(
    data: Data, organisation: str, indicator: str, wanted: pd.DataFrame, as_of: date
) -> History:
    figures = data.figures.values
    rows = vintages.revisions(
        _of(figures, organisation, indicator), as_of, data.workspace.fiscal_start
    )
    versions = _of(wanted, organisation, indicator)
    stated = versions["valid_from"]
    versions = versions[stated.isna() | (stated <= pd.Timestamp(as_of))]
    news = pd.concat([rows["known_on"], versions["valid_from"]]).dropna()
    told = []
    for day in sorted({day.date() for day in news} | {as_of}):
        judged = _of(_stand(data, day).assessments, organisation, indicator)
        kept = judged[judged["target"].isin(set(versions["target"]))]
        told.append(kept.assign(as_of=pd.Timestamp(day)))
    rows, statuses = rows.reset_index(drop=True), pd.concat(told, ignore_index=True)
    versions = versions.sort_values(["target", "version"], kind="stable", ignore_index=True)
    own = (a for a in data.answers if (a.organisation, a.indicator) == (organisation, indicator))
    answers = tuple(one for one in own if (one.known_on or "") <= as_of.isoformat())
    return History(organisation, indicator, rows, statuses, versions, answers)


def _of(frame: pd.DataFrame, organisation: str, indicator: str) -> pd.DataFrame:
    return frame[frame["organisation"].eq(organisation) & frame["indicator"].eq(indicator)]


def _stand(data: Data, day: date) -> Standing:
    quarter = last_ended(PeriodKind.QUARTER, day, data.workspace.fiscal_start)
    return stand(data, day, quarter)


# ------------------- what charts and pages draw beside its figures, and the projects behind a count

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
    before = [earlier(standing, back) for back in range(1, QUARTERS_SHOWN)]
    originals, figures = lines.first_versions(targets, as_of), standing.data.figures.values
    return replace(
        pathways_of(standing),
        controls=lines.control_points(targets, figures, as_of, policy),
        original_pathways=lines.expected_curves(originals, as_of, policy),
        history=_statuses_before(standing, before),
        restated=_restated(standing, before[0]),
        earlier_scores=_earlier_scores(standing, before),
        leagues=tuple(_leagues(standing, before[0])),
    )


def _years_ago(standing: Standing) -> dict[tuple[str, str, int], float]:
    """What units have typed as last year's figure, as it was known on the standing's day."""
    told = years_ago(standing.answers, standing.data.books, standing.policy.fiscal_start)
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


def _statuses_before(standing: Standing, before: Sequence[Standing]) -> pd.DataFrame:
    """The statuses of the standing's targets at the last quarters, each by what was known then."""
    columns = ["organisation", "target", "status"]
    told = [s.assessments[columns].assign(quarter=s.quarter) for s in (*reversed(before), standing)]
    rows = pd.concat(told, ignore_index=True)
    return rows[rows["target"].isin(standing.targets)] if standing.targets else rows


def _restated(standing: Standing, before: Standing) -> pd.DataFrame:
    """The figures of the standing's indicators that were corrected since the quarter before."""
    figures, keys = standing.data.figures.values, ["organisation", "indicator"]
    mine = pd.MultiIndex.from_frame(standing.assessments[keys])
    figures = figures[pd.MultiIndex.from_frame(figures[keys]).isin(mine)]
    return vintages.restated(figures, before.as_of, standing.as_of, standing.policy.fiscal_start)


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
