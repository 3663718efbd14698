"""Where every target stands: frames, date and policy in, assessments out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from scorecard.model.errors import N_, NotEndedError
from scorecard.model.finding import Finding, in_order
from scorecard.model.period import Period, PeriodKind, last_ended
from scorecard.model.policy import Policy
from scorecard.model.status import Method
from scorecard.pipeline.load import Data, faults
from scorecard.pipeline.names import known_name
from scorecard.rules.assess import assess
from scorecard.rules.facts import with_facts
from scorecard.rules.history import known_by
from scorecard.rules.notices import assessment_findings
from scorecard.rules.points import with_points
from scorecard.rules.rollup import summary
from scorecard.rules.unavailable import unavailable


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

    In a plain table no figure is `owed`: see `rules.unavailable`.
    """
    policy = (
        data.workspace.policy if method is None else replace(data.workspace.policy, method=method)
    )
    targets = assessable(data, method)
    assessments = with_points(
        assess(targets, data.figures.values, as_of, policy, data.books.milestones.values)
    )
    if not owed:
        assessments = unavailable(assessments)
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
