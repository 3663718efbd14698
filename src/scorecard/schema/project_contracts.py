"""The contract of the project register: what one row must keep, alone and beside its package."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pandas as pd

from scorecard.schema.book_contracts import acyclic, once
from scorecard.schema.contract import (
    Contract,
    Rule,
    breaches,
    once_per_cell,
    required,
    unknown_only,
)
from scorecard.schema.findings import Finding
from scorecard.schema.frames import PROJECTS, Table
from scorecard.schema.projects import (
    ADDITIONAL,
    AMOUNTS,
    DONE_ON,
    INVESTED,
    REACHED_ON,
    STAGES,
    TERMINATED,
)
from scorecard.schema.target_contracts import among, blank, flag, given, never

KEY: Final = ["organisation", "project"]
_TOLERANCE: Final = 1 + 1e-9
_ADDED: Final = among("nature", ADDITIONAL)


def _before(code: str, later: str, earlier: str) -> Rule:
    """A rule that one date does not lie before another."""
    return Rule(code, later, never(lambda f: f[later] < f[earlier]), tells=(earlier,))


def _above(code: str, part: str, whole: str) -> Rule:
    """A rule that one amount is not larger than another."""
    return Rule(code, part, never(lambda f: f[part] > f[whole] * _TOLERANCE), tells=(whole,))


def _not_after_the_day(column: str) -> Rule:
    return Rule("R114", column, never(lambda f: f[column] > f["day"]), tells=("day",))


def _not_negative(column: str) -> Rule:
    return Rule("R107", column, never(lambda f: f[column] < 0))


PROJECTS_CONTRACT: Final = Contract(
    PROJECTS,
    (
        *required("R103", ("project", "name", "stage")),
        Rule("R104", "project", flag("_once")),
        *(_not_negative(column) for column in AMOUNTS),
        _above("R108", "fixed_investment", "total_investment"),
        _above("R109", INVESTED, "total_investment"),
        _before("R110", "completed_on", "started_on"),
        _before("R111", "in_production_on", "started_on"),
        _before("R112", "started_on", "signed_on"),
        _before("R113", "in_production_on", "completed_on"),
        *(_not_after_the_day(column) for column in DONE_ON),
        Rule("R115", "stage", flag("_stage_agrees"), tells=("reached",)),
        Rule("R116", "signed_on", never(flag("_signed"), blank("signed_on")), tells=("project",)),
        Rule("R117", "parent_project", flag("_parent_known")),
        Rule("R118", "parent_project", flag("_acyclic")),
        Rule("R119", "total_investment", flag("_parts_fit"), tells=("parts",)),
        Rule("R121", "parent_project", never(_ADDED, blank("parent_project"))),
        Rule(
            "R123",
            "terminated_on",
            never(given("terminated_on"), lambda f: f["stage"].ne(TERMINATED)),
        ),
    ),
)
"""Clauses of severity error keep the organisation's counts from being reckoned."""


def project_findings(
    projects: Table, day: pd.Series, known: Iterable[Finding] = ()
) -> list[Finding]:
    """What the register's rows break of their contract.

    `day` (one a row, datetime64) is the day to which the rows are complete: what has happened has
    happened by then.  `known` are the findings of reading: a refused cell is not told twice.
    """
    if projects.values.empty:
        return []
    derived = _derived(projects.values).assign(day=day)
    return unknown_only(once_per_cell(breaches(projects, PROJECTS_CONTRACT, derived)), known)


def _derived(frame: pd.DataFrame) -> pd.DataFrame:
    """What the contract looks at beyond a row's own cells, one row each."""
    order = frame["stage"].map({stage: n for n, stage in enumerate(STAGES)})
    reached = pd.Series(-1.0, index=frame.index)
    for stage, column in REACHED_ON.items():
        reached = reached.mask(frame[column].notna(), float(STAGES.index(stage)))
    parents = _parents(frame)
    return pd.DataFrame(
        {
            "_once": once(*KEY)(frame),
            "_stage_agrees": ~(reached > order),
            "reached": reached.map(lambda n: STAGES[int(n)] if n >= 0 else None).astype("str"),
            "_signed": order >= STAGES.index("signed"),
            **parents,
        }
    )


def _parents(frame: pd.DataFrame) -> dict[str, pd.Series]:
    keys = pd.MultiIndex.from_frame(frame[KEY])
    above = pd.MultiIndex.from_frame(frame[["organisation", "parent_project"]])
    own = frame["nature"].ne(ADDITIONAL) & frame["parent_project"].notna()
    amounts = frame["total_investment"].where(own)
    parts = amounts.groupby([frame["organisation"], frame["parent_project"]]).sum(min_count=1)
    total = pd.Series(parts.reindex(keys).to_numpy(dtype="float64"), index=frame.index)
    return {
        "_parent_known": frame["parent_project"].isna() | above.isin(keys),
        "_acyclic": acyclic(frame["organisation"], frame["project"], frame["parent_project"]),
        "parts": total,
        "_parts_fit": ~(total > frame["total_investment"] * _TOLERANCE),
    }
