"""What is wrong with the register and its counts, and what forms change in it.

Over 500 lines because whatever is asked about a project stands here: rows, twins, the sheet Counts,
typed figures, and the lists that come back with forms.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from scorecard.projects.counts import Counted, FilterError, counts_of, fields_of, parse_filter
from scorecard.schema import contract as c
from scorecard.schema import sheets
from scorecard.schema.findings import Finding, Origin, finding
from scorecard.schema.frames import PLACE, PROJECTS, Books, Table, typed
from scorecard.schema.vocabulary import Aggregate, Severity

_KEY: Final = ["organisation", "indicator"]
_FIGURE: Final = [*_KEY, "period", "basis"]
_TOLERANCE: Final = 1 + 1e-9


# ------------------------------------------------------------------------ rows of the register


def _before(code: str, later: str, earlier: str) -> c.Clause:
    """A clause that one date does not lie before another."""
    return c.Clause(code, later, c.never(lambda f: f[later] < f[earlier]), (earlier,))


def _above(code: str, part: str, whole: str) -> c.Clause:
    """A clause that one amount is not larger than another."""
    return c.Clause(code, part, c.never(lambda f: f[part] > f[whole] * _TOLERANCE), (whole,))


def _not_after_the_day(column: str) -> c.Clause:
    return c.Clause("R114", column, c.never(lambda f: f[column] > f["day"]), ("day",))


def _not_negative(column: str) -> c.Clause:
    return c.Clause("R107", column, c.never(lambda f: f[column] < 0))


# fmt: off
PROJECTS_CONTRACT: Final = c.Contract(
    PROJECTS,
    (
        *c.required("R103", sheets.PROJECTS.required_columns),
        c.Clause("R104", "project", c.flag("_once")),
        *(_not_negative(column) for column in sheets.AMOUNTS),
        _above("R108", "fixed_investment", "total_investment"),
        _above("R109", sheets.INVESTED, "total_investment"),
        _before("R110", "completed_on", "started_on"),
        _before("R111", "in_production_on", "started_on"),
        _before("R112", "started_on", "signed_on"),
        _before("R113", "in_production_on", "completed_on"),
        *(_not_after_the_day(column) for column in sheets.DONE_ON),
        c.Clause("R115", "stage", c.flag("_stage_agrees"), ("reached",)),
        c.Clause("R116", "signed_on",
            c.never(c.flag("_signed"), c.blank("signed_on")), ("project",)),
        c.Clause("R117", "parent_project", c.flag("_parent_known")),
        c.Clause("R118", "parent_project", c.flag("_acyclic")),
        c.Clause("R119", "total_investment", c.flag("_parts_fit"), ("parts",)),
        c.Clause("R121", "parent_project",
            c.never(c.among("nature", sheets.ADDITIONAL), c.blank("parent_project"))),
        c.Clause("R123", "terminated_on",
            c.never(c.given("terminated_on"), c.other(c.among("stage", sheets.TERMINATED)))),
    ),
)
# fmt: on
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
    return c.unknown_only(c.once_per_cell(c.breaches(projects, PROJECTS_CONTRACT, derived)), known)


def _derived(frame: pd.DataFrame) -> pd.DataFrame:
    """What the contract looks at beyond a row's own cells, one row each."""
    order = frame["stage"].map({stage: n for n, stage in enumerate(sheets.STAGES)})
    reached = pd.Series(-1.0, index=frame.index)
    for stage, column in sheets.REACHED_ON.items():
        reached = reached.mask(frame[column].notna(), float(sheets.STAGES.index(stage)))
    keys = pd.MultiIndex.from_frame(frame[["organisation", "project"]])
    above = pd.MultiIndex.from_frame(frame[["organisation", "parent_project"]])
    own = frame["nature"].ne(sheets.ADDITIONAL) & frame["parent_project"].notna()
    amounts = frame["total_investment"].where(own)
    parts = amounts.groupby([frame["organisation"], frame["parent_project"]]).sum(min_count=1)
    total = pd.Series(parts.reindex(keys).to_numpy(dtype="float64"), index=frame.index)
    stages = reached.map(lambda n: sheets.STAGES[int(n)] if n >= 0 else None).astype("str")
    columns = {
        "_once": c.once(frame, "organisation", "project"),
        "_stage_agrees": ~(reached > order),
        "reached": stages,
        "_signed": order >= sheets.STAGES.index("signed"),
        "_parent_known": frame["parent_project"].isna() | above.isin(keys),
        "_acyclic": c.acyclic(frame["organisation"], frame["project"], frame["parent_project"]),
        "parts": total,
        "_parts_fit": ~(total > frame["total_investment"] * _TOLERANCE),
    }
    return pd.DataFrame(columns)


# -------------------------------------------------------------------------- the sheet Counts


def counting_faults(books: Books) -> list[Finding]:
    """Fields and filters that cannot be read, mixed money, units and bases that do not fit."""
    return [*_fields(books), *_filters(books), *_units(books)]


def _fields(books: Books) -> Iterator[Finding]:
    table = books.counts
    for label, row in table.values.dropna(subset=["aggregate", "field"]).iterrows():
        field, aggregate = str(row["field"]).strip(), str(row["aggregate"])
        place = c.place_of(table, int(str(label)), "field")
        mixed = [name for name in sheets.MONEY if name in field and name != field]
        known = fields_of(aggregate)
        if len(mixed) > 1:
            yield finding("R203", place, field, fields=mixed)
        elif field not in known:
            yield finding("R201", place, field, aggregate=aggregate, known=known)


def _filters(books: Books) -> Iterator[Finding]:
    table = books.counts
    for label, text in table.values["filter"].dropna().items():
        try:
            parse_filter(str(text))
        except FilterError as error:
            place = c.place_of(table, int(str(label)), "filter")
            yield finding("R202", place, str(text), rest=error.rest)


def _units(books: Books) -> Iterator[Finding]:
    table, counts = books.indicators, counts_of(books)
    for label, row in table.values.drop_duplicates(_KEY).iterrows():
        count = counts.get((str(row["organisation"]), str(row["indicator"])))
        if count is None:
            continue
        at, unit, basis = int(str(label)), str(row["unit_of_measure"]), str(row["reported_as"])
        if not count.fits(basis):
            place = c.place_of(table, at, "reported_as")
            yield finding("R205", place, basis, indicator=count.indicator)
        if count.aggregate == Aggregate.SUM and unit not in sheets.UNITS[count.field]:
            units = list(sheets.UNITS[count.field])
            told = {"field": count.field, "unit": units[0], "known": units}
            place = c.place_of(table, at, "unit_of_measure")
            yield finding("R204", place, c.shown(row["unit_of_measure"]), **told)


# ----------------------------------------------------------------- counts beside the register


def missing_amounts(counted: Sequence[Counted], projects: Table) -> Iterator[Finding]:
    """Signed projects without the amount that an indicator adds up (R206)."""
    frame = projects.values
    parts = frame.loc[frame["nature"].ne(sheets.ADDITIONAL), "parent_project"].dropna()
    sums: dict[tuple[str, str], str] = {}
    for field in sheets.AMOUNTS:
        for count in (one.count for one in counted):
            if count.aggregate == Aggregate.SUM and count.field == field:
                sums.setdefault((field, count.organisation), count.indicator)
    for (field, organisation), indicator in sums.items():
        own = frame["organisation"].eq(organisation) & frame["signed_on"].notna()
        for label in frame.index[own & ~frame["project"].isin(parts) & frame[field].isna()]:
            told = {"project": str(frame.loc[label, "project"]), "indicator": indicator}
            place = c.place_of(projects, int(label), field)
            yield finding("R206", place, None, field=field, **told)


def reconciled(typed_in: pd.DataFrame, counted: pd.DataFrame) -> Iterator[Finding]:
    """Typed figures beside the counted ones of the same period and basis (R301, R302).

    Both are frames of FIGURES; of each figure the last vintage is compared.
    """
    if typed_in.empty or counted.empty:
        return
    ours, theirs = (
        frame.dropna(subset=["value"]).drop_duplicates(_FIGURE, keep="last")
        for frame in (counted, typed_in)
    )
    both = theirs.merge(
        ours[[*_FIGURE, "value", "evidence"]], on=_FIGURE, suffixes=("", "_counted")
    )
    for row in both.to_dict("records"):
        place = Origin.of(row["file"], row["sheet"], row["cell"])
        same = math.isclose(row["value"], row["value_counted"], rel_tol=1e-9, abs_tol=1e-9)
        told = {"indicator": row["indicator"], "period": row["period"]}
        told |= {"counted": c.shown(row["value_counted"])}
        told |= {"projects": c.shown(row["evidence_counted"]) or "–"}
        yield finding("R302" if same else "R301", place, c.shown(row["value"]), **told)


def uncounted(
    counted: Sequence[Counted], closings: pd.DataFrame, errors: Mapping[str, int], books: Books
) -> Iterator[Finding]:
    """Indicators that cannot be counted: no register at all (R207), or one with errors (R208).

    `errors` is the number of errors in the register's rows by organisation.
    """
    known = set(closings["organisation"])
    table = books.indicators
    for organisation in dict.fromkeys(one.count.organisation for one in counted):
        own = table.values[table.values["organisation"].eq(organisation)]
        mine = own[own["source"].eq("register")]
        wrong = errors.get(organisation, 0)
        if mine.empty or (organisation in known and not wrong):
            continue
        place = c.place_of(table, int(mine.index[0]), "source")
        told = {"organisation": organisation, "names": mine["name"].astype(str).tolist()}
        code, count = ("R208", {"errors": wrong}) if wrong else ("R207", {})
        yield finding(code, place, None, **count, **told)


# ------------------------ projects that may be one and the same: names compared as people vary them

ALIKE: Final = 86.0
"""Per cent of similarity (edit distance of the folded names) from which two names are told."""
SHORTEST: Final = 3
"""Characters below which a short name is no evidence for a longer one."""
_BRACKETS: Final = re.compile(r"[()\[\]【】《》〈〉“”\"'‘’·\-_—,，.。、/\s]")
_ENDINGS: Final = re.compile(
    r"(?:股份有限公司|有限责任公司|有限公司|集团|公司|建设项目|工程项目|项目|工程"
    r"|\b(?:co|ltd|inc|llc|gmbh|project)\b)"
)
_PHASE: Final = re.compile(
    r"([一二三四五六七八九十]+|\d+|[ivx]+)\s*(?:期|标段|号线|phase)|(?:phase|第)\s*(\d+|[一二三四五六七八九十]+)"
)
_DIGITS: Final = str.maketrans("一二三四五六七八九", "123456789")


def folded(name: str) -> str:
    """The name without width, case, brackets, white space and company or project endings.

    >>> folded("虚构（示例）电池　有限公司建设项目（一期）")
    '虚构示例电池1期'
    """
    text = unicodedata.normalize("NFKC", name).casefold()
    text = _BRACKETS.sub("", _ENDINGS.sub("", text))
    return _PHASE.sub(lambda found: found[0].translate(_DIGITS), text)


def phase_of(name: str) -> str:
    """The phase or section that a name says, in digits; nothing where it says none.

    >>> phase_of("电池项目二期"), phase_of("电池项目")
    ('2', '')
    """
    found = _PHASE.search(folded(name))
    return "" if found is None else (found[1] or found[2]).translate(_DIGITS)


def scores(
    names: Sequence[str], others: Sequence[str]
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Similarity of every name with every other, in per cent (shape names x others)."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415  (a fifth of a second that few commands need)

    mine, theirs = [folded(n) for n in names], [folded(n) for n in others]
    found = np.asarray(process.cdist(mine, theirs, scorer=fuzz.ratio), dtype=np.float64)
    for row, name in enumerate(mine):
        for column, their in enumerate(theirs):
            if found[row, column] < ALIKE and _contained(name, their):
                found[row, column] = 90.0
    one = np.array([phase_of(n) for n in names])[:, None]
    two = np.array([phase_of(n) for n in others])[None, :]
    found[(one != two) & (one != "") & (two != "")] = 0.0
    return found


def _contained(name: str, other: str) -> bool:
    short, long = sorted((name, other), key=len)
    return len(short) >= SHORTEST and short in long and len(long) <= 2 * len(short)


def near_duplicates(projects: Table) -> Iterator[Finding]:
    """One finding for each later project whose name is like that of an earlier one (R120).

    Compared within an organisation; a package and its parts, parts of one package, additional
    investment and its project are linked already and are not told.
    """
    frame = projects.values.dropna(subset=["name", "project"])
    for _, own in frame.groupby("organisation", sort=False):
        yield from _alike(projects, own[own["nature"].ne(sheets.ADDITIONAL)])


def _alike(projects: Table, rows: pd.DataFrame) -> Iterator[Finding]:
    names = rows["name"].tolist()
    matrix = np.triu(scores(names, names), 1) if len(names) > 1 else np.zeros((1, 1))
    ids, parents = rows["project"].tolist(), rows["parent_project"].fillna("").tolist()
    told: set[int] = set()
    for first, second in np.argwhere(matrix >= ALIKE):
        linked = parents[second] in {ids[first], parents[first] or None} or (
            parents[first] == ids[second]
        )
        if linked or second in told or ids[first] == ids[second]:
            continue
        told.add(int(second))
        place, like = c.place_of(projects, int(rows.index[second]), "name"), matrix[first, second]
        twin = {"other": str(ids[first]), "name": str(names[first])}
        yield finding("R120", place, str(names[second]), similarity=round(float(like)), **twin)


# --------- what a form's list of projects says beside the register: which are new, what has changed

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
    places = {c.place_of(table, int(label), "name") for label in table.values.index[new]}
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
        place = c.place_of(sent, int(str(label)), "project")
        if isinstance(typed_in, str):
            ids.append(typed_in)
            if typed_in not in own.index:
                found.append(finding("R401", place, typed_in))
            continue
        same = names.get(folded(str(name))) if isinstance(name, str) else None
        if same is not None:
            found.append(finding("R404", place, c.shown(name), project=same))
            ids.append(same)
        else:
            ids.append(next(free))
            found.append(finding("R403", place, c.shown(name) or None, project=ids[-1]))
    values = sent.values.assign(
        project=pd.Series(ids, index=sent.values.index, dtype=sheets.TEXT),
        organisation=organisation,
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
    values["unit"] = before["unit"].fillna(unit if unit is not None else pd.NA).astype(sheets.TEXT)
    strange = before["unit"].notna() & before["unit"].ne(unit or "")
    for label in values.index[strange]:
        place, project = c.place_of(table, int(label), "project"), values.loc[label, "project"]
        found.append(finding("R402", place, c.shown(project), unit=before.loc[label, "unit"]))
    return Table(values, table.cells), found


def _together(table: Table, own: pd.DataFrame) -> Table:
    """The form's rows behind the register's others, which have no place of their own here."""
    rest = own[~own.index.isin(table.values["project"])]
    others = typed(rest.reset_index(drop=True).drop(columns=list(PLACE)), PROJECTS)
    values = pd.concat([others, table.values], ignore_index=True)
    blank = pd.DataFrame(index=others.index, columns=list(PROJECTS), dtype=sheets.TEXT)
    cells = pd.concat([blank, table.cells], ignore_index=True)
    return Table(values, cells)


def _history(table: Table, own: pd.DataFrame) -> Iterator[Finding]:
    """Changes that need a second look: first signings moved, stages gone back, money grown."""
    values = table.values[table.values["project"].isin(own.index)]
    before = own.reindex(values["project"]).set_axis(values.index)
    order = {stage: number for number, stage in enumerate(sheets.STAGES)}
    signed = before["signed_on"].notna()
    explained = values["note"].notna() & values["note"].ne(before["note"].fillna(""))
    moved = signed & values["signed_on"].ne(before["signed_on"])
    grown = signed & (values["total_investment"] > before["total_investment"])
    checks: tuple[tuple[str, str, pd.Series], ...] = (
        ("R405", "signed_on", moved & ~explained),
        ("R406", "signed_on", moved & explained),
        ("R407", "stage", values["stage"].map(order) < before["stage"].map(order)),
        ("R408", "total_investment", grown),
        ("R409", "invested_to_date", values["invested_to_date"] < before["invested_to_date"]),
    )
    for code, column, wrong in checks:
        for label in values.index[wrong]:
            place, was = c.place_of(table, int(label), column), c.shown(before.loc[label, column])
            told = {"before": was, "project": c.shown(values.loc[label, "project"])}
            yield finding(code, place, c.shown(values.loc[label, column]) or None, **told)


def _differs(values: pd.DataFrame, own: pd.DataFrame) -> pd.Series:
    """Whether a row says something else than the register."""
    before = own.reindex(values["project"]).set_axis(values.index)
    differs = pd.Series(data=False, index=values.index)
    for name in VALUES:
        one, other = values[name], before[name].astype(values[name].dtype)
        differs |= ~(one.eq(other) | (one.isna() & other.isna()))
    return differs
