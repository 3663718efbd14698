"""What a form's list of projects says beside the register: which are new, what has changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import pandas as pd

from scorecard.projects.checks import folded, near_duplicates, project_findings
from scorecard.schema.contract import place_of, shown
from scorecard.schema.findings import Finding, finding
from scorecard.schema.frames import PLACE, PROJECTS, TEXT, Table, typed
from scorecard.schema.project_register import STAGES
from scorecard.schema.vocabulary import Severity

_NUMBERED: Final = re.compile(r"^(?P<head>.*?)(?P<number>\d+)$")
_FIRST: Final = "P-001"
VALUES: Final = tuple(name for name in PROJECTS if name not in {"project", "organisation", *PLACE})


@dataclass(frozen=True, slots=True)
class Answered:
    """A form's projects with ids (those of new ones proposed), and everything found about them.

    `changed` marks the rows that differ from the register, by label.
    """

    projects: Table
    changed: pd.Series
    findings: tuple[Finding, ...]


def answered(
    sent: Table,
    register: pd.DataFrame,
    whose: tuple[str, str | None],
    day: pd.Timestamp,
    known: Iterable[Finding] = (),
) -> Answered:
    """The rows of a form's list held against the register (one row per project of ENTRIES).

    `whose` is the form's organisation and unit, `day` the day it was received.  Rows are found by
    their id, without one by the same name.  What a row's sheet has no column for stays as it was.
    """
    organisation, unit = whose
    own = register[register["organisation"].eq(organisation)].set_index("project", drop=False)
    table, found = _with_ids(sent, own, organisation)
    table, strangers = _merged(table, own, unit)
    found += strangers
    everything = _together(table, own)
    days = pd.Series(day, index=everything.values.index).astype("datetime64[s]")
    mine = [f for f in project_findings(everything, days, known) if f.origin.file]
    new = ~table.values["project"].isin(own.index)
    places = {place_of(table, int(label), "name") for label in table.values.index[new]}
    mine += [f for f in near_duplicates(everything) if f.origin in places]
    mine += _history(table, own)
    told = {f.origin for f in found if f.severity is Severity.ERROR}
    changed = new | _differs(table.values, own)
    return Answered(table, changed, (*found, *(f for f in mine if f.origin not in told)))


def _with_ids(sent: Table, own: pd.DataFrame, organisation: str) -> tuple[Table, list[Finding]]:
    """The rows with their ids: as typed, of the same name, or the next one that is free."""
    names = {folded(str(name)): str(project) for project, name in own["name"].items()}
    ids: list[str | None] = []
    found: list[Finding] = []
    free = _next_ids(own.index)
    for label, row in sent.values.iterrows():
        typed_in, name = row["project"], row["name"]
        place = place_of(sent, int(str(label)), "project")
        if isinstance(typed_in, str):
            ids.append(typed_in)
            if typed_in not in own.index:
                found.append(finding("R401", place, typed_in))
            continue
        same = names.get(folded(str(name))) if isinstance(name, str) else None
        if same is not None:
            found.append(finding("R404", place, shown(name), project=same))
            ids.append(same)
        else:
            ids.append(next(free))
            found.append(finding("R403", place, shown(name) or None, project=ids[-1]))
    values = sent.values.assign(
        project=pd.Series(ids, index=sent.values.index, dtype=TEXT), organisation=organisation
    )
    return Table(typed(values, PROJECTS), sent.cells), found


def _next_ids(known: Iterable[object]) -> Iterator[str]:
    """Free ids after the last one of the register, spelled alike."""
    last: tuple[int, str, int] | None = None
    for project in known:
        match = _NUMBERED.match(str(project))
        if match:
            one = (int(match["number"]), match["head"], len(match["number"]))
            last = one if last is None or one > last else last
    start = _NUMBERED.match(_FIRST) if last is None else None
    number, head, width = last or (0, start["head"] if start else "", 3)
    while True:
        number += 1
        yield f"{head}{number:0{width}d}"


def _merged(table: Table, own: pd.DataFrame, unit: str | None) -> tuple[Table, list[Finding]]:
    """Columns the sheet lacks as the register has them; projects of other units told (R402)."""
    values, found = table.values.copy(), []
    before = own.reindex(values["project"]).set_axis(values.index)
    for name in VALUES:
        if table.cells[name].isna().all() and name != "unit":
            values[name] = before[name].astype(values[name].dtype)
    values["unit"] = before["unit"].fillna(unit if unit is not None else pd.NA).astype(TEXT)
    strange = before["unit"].notna() & before["unit"].ne(unit or "")
    for label in values.index[strange]:
        place = place_of(table, int(label), "project")
        found.append(
            finding(
                "R402", place, shown(values.loc[label, "project"]), unit=before.loc[label, "unit"]
            )
        )
    return Table(values, table.cells), found


def _together(table: Table, own: pd.DataFrame) -> Table:
    """The form's rows behind the register's others, which have no place of their own here."""
    rest = own[~own.index.isin(table.values["project"])]
    others = typed(rest.reset_index(drop=True).drop(columns=list(PLACE)), PROJECTS)
    values = pd.concat([others, table.values], ignore_index=True)
    blank = pd.DataFrame(index=others.index, columns=list(PROJECTS), dtype=TEXT)
    cells = pd.concat([blank, table.cells], ignore_index=True)
    return Table(values, cells)


def _history(table: Table, own: pd.DataFrame) -> list[Finding]:
    """Changes that need a second look: first signings moved, stages gone back, money grown."""
    values = table.values[table.values["project"].isin(own.index)]
    before = own.reindex(values["project"]).set_axis(values.index)
    order = {stage: number for number, stage in enumerate(STAGES)}
    signed = before["signed_on"].notna()
    explained = values["note"].notna() & values["note"].ne(before["note"].fillna(""))
    moved = signed & values["signed_on"].ne(before["signed_on"])
    checks: tuple[tuple[str, str, pd.Series], ...] = (
        ("R405", "signed_on", moved & ~explained),
        ("R406", "signed_on", moved & explained),
        ("R407", "stage", values["stage"].map(order) < before["stage"].map(order)),
        (
            "R408",
            "total_investment",
            signed & (values["total_investment"] > before["total_investment"]),
        ),
        ("R409", "invested_to_date", values["invested_to_date"] < before["invested_to_date"]),
    )
    return [
        finding(
            code,
            place_of(table, int(label), column),
            shown(values.loc[label, column]) or None,
            before=shown(before.loc[label, column]),
            project=shown(values.loc[label, "project"]),
        )
        for code, column, wrong in checks
        for label in values.index[wrong]
    ]


def _differs(values: pd.DataFrame, own: pd.DataFrame) -> pd.Series:
    """Whether a row says something else than the register."""
    before = own.reindex(values["project"]).set_axis(values.index)
    differs = pd.Series(data=False, index=values.index)
    for name in VALUES:
        one, other = values[name], before[name].astype(values[name].dtype)
        differs |= ~(one.eq(other) | (one.isna() & other.isna()))
    return differs
