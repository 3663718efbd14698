"""How a typed frame is held to its contract: clauses as masks, pandera for the rows that fail.

A clause is a predicate over the columns of a frame (joined with derived columns where it looks
beyond its row), so that it means the same on a part of the frame as on the whole.  Each clause is
first evaluated on the whole frame as a mask, which costs little; pandera then gets the first rows
that fail, and gives each of them back with the clause's name.  One clause and row give one finding,
at the cell of the clause's column.
"""

from __future__ import annotations

import operator
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import pandas as pd

from scorecard.schema.findings import Finding, Origin, finding
from scorecard.schema.frames import Table
from scorecard.schema.sheets import Columns
from scorecard.schema.vocabulary import Severity

if TYPE_CHECKING:
    import pandera.pandas as pa

LIMIT: Final = 100
"""Failing rows of one clause and file that are told one by one; the rest are counted."""

_GRAVITY: Final = tuple(Severity)

Holds: TypeAlias = Callable[[pd.DataFrame], pd.Series]


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of a contract: the finding `code`, raised in the cell of `column`.

    `holds` is a predicate over the frame, true or missing where the clause holds.  The values of
    the columns `tells` fill the message's placeholders of the same name.  A `required` clause asks
    for a value and is silent where the sheet lacks the column.
    """

    code: str
    column: str
    holds: Holds
    tells: tuple[str, ...] = ()
    required: bool = False

    @property
    def name(self) -> str:
        """The name of the pandera check: the code, and the column it looks at."""
        return f"{self.code} {self.column}"


@dataclass(frozen=True, slots=True)
class Contract:
    """A frame's columns with their types, and the clauses its rows must keep."""

    columns: Columns
    clauses: tuple[Clause, ...]

    def schema(self, clauses: Iterable[Clause] | None = None) -> pa.DataFrameSchema:
        """The contract (or these clauses of it) as a pandera schema, with the clauses' columns.

        Missing values are the clauses' business: every column may hold them.
        """
        with warnings.catch_warnings(action="ignore"):  # of pyspark, which it loads where it is
            import pandera.pandas as pa  # noqa: PLC0415  (half a second that clean data never need)

        kept = self.clauses if clauses is None else tuple(clauses)
        return pa.DataFrameSchema(
            {r.column: pa.Column(self.columns[r.column], nullable=True) for r in kept},
            checks=[pa.Check(r.holds, name=r.name, ignore_na=False) for r in kept],
        )


def required(code: str, columns: Iterable[str], *tells: str) -> tuple[Clause, ...]:
    """One clause for each column that every row must fill."""
    return tuple(Clause(code, name, given(name), tells=tells, required=True) for name in columns)


# ------------------------------------------------------- predicates that clauses are made of


def both(*conditions: Holds) -> Holds:
    """Whether all conditions hold; what is missing holds nothing."""

    def hold(frame: pd.DataFrame) -> pd.Series:
        held = (_sure(condition(frame), missing=False) for condition in conditions)
        return reduce(operator.and_, held)

    return hold


def other(condition: Holds) -> Holds:
    """Whether a condition does not hold."""
    return lambda frame: ~both(condition)(frame)


def either(*conditions: Holds) -> Holds:
    """Whether one of the conditions holds."""
    return other(both(*map(other, conditions)))


def never(*conditions: Holds) -> Holds:
    """A clause that the conditions never hold together."""
    return other(both(*conditions))


def _sure(truth: pd.Series, *, missing: bool) -> pd.Series:
    """The answers as plain truth values, those that are missing taken as said."""
    return truth if truth.dtype == bool else truth.fillna(value=missing).astype(bool)


def among(column: str, *words: str) -> Holds:
    """Whether a column holds one of these words."""
    return lambda frame: frame[column].isin([str(word) for word in words])


def given(column: str) -> Holds:
    """Whether a column holds a value."""
    return lambda frame: frame[column].notna()


def blank(column: str) -> Holds:
    """Whether a column holds none."""
    return lambda frame: frame[column].isna()


def flag(name: str) -> Holds:
    """Whether a derived column says so that is already true or false."""
    return lambda frame: frame[name]


# ------------------------------------------------------------------- derived columns of rows


def once(frame: pd.DataFrame, *key: str) -> pd.Series:
    """Whether a row is the first of its key; a missing key is no key."""
    names = list(key)
    return ~frame.duplicated(names) | frame[names].isna().any(axis=1)


def known_in(
    frame: pd.DataFrame, columns: Sequence[str], other: pd.DataFrame, named: Sequence[str]
) -> pd.Series:
    """Whether the row's columns stand together in a row of the other frame, under its names."""
    keys = pd.MultiIndex.from_frame(frame[list(columns)])
    there = pd.MultiIndex.from_frame(other[list(named)])
    return pd.Series(keys.isin(there), index=frame.index)


def acyclic(scope: pd.Series, child: pd.Series, parent: pd.Series) -> pd.Series:
    """False in the first row (by order) of each ring of parents; rows outside rings hold.

    One ring is one fault, whoever of its members is looked at.
    """
    keys = list(zip(scope.tolist(), child.tolist(), strict=True))
    rows = list(zip(keys, parent.tolist(), strict=True))
    above = {key: (key[0], name) for key, name in reversed(rows) if isinstance(name, str)}
    seen: set[object] = set()
    firsts: set[int] = set()
    for start in above:
        path: list[tuple[Any, Any]] = []
        node = start
        while node in above and node not in seen:
            seen.add(node)
            path.append(node)
            node = above[node]
        if node in path:
            firsts.add(min(keys.index(member) for member in path[path.index(node) :]))
    return pd.Series([n not in firsts for n in range(len(keys))], index=child.index)


# -------------------------------------------------------------------------- rows that fail


def breaches(
    table: Table, contract: Contract, derived: pd.DataFrame | None = None, *, masks: bool = False
) -> list[Finding]:
    """A finding for each clause and row that does not hold, at the cell of the clause's column.

    Of a clause that more than `LIMIT` rows break, the first are told and the rest counted (B299).
    With `masks` these alone decide: of a frame that is typed as it is made there is no doubt, and
    pandera, which sees the same, takes as long to load as sixty returns to be judged.
    A frame whose columns have other types than the contract's is a bug, not a finding: pandera's
    `SchemaErrors` is let through.
    """
    if table.values.empty:
        return []
    frame = table.values if derived is None else table.values.join(derived)
    broken = {clause: _by_file(_broken(clause, frame, table), table) for clause in contract.clauses}
    first = {
        clause: [label for labels in files for label in labels[:LIMIT]]
        for clause, files in broken.items()
        if files
    }
    if not first:
        return []
    if not masks:
        sample = sorted({label for labels in first.values() for label in labels})
        failed = _failed(contract.schema(first), frame.loc[sample])
        first = {
            clause: [label for label in labels if label in failed.get(clause.name, ())]
            for clause, labels in first.items()
        }
    findings: list[Finding] = []
    for clause, labels in first.items():
        findings += _told(clause, table, frame, labels)
        for rows in (rows for rows in broken[clause] if len(rows) > LIMIT):
            origin, more = place_of(table, rows[LIMIT], clause.column), len(rows) - LIMIT
            findings.append(finding("B299", origin, None, more=more, rule=clause.code))
    return findings


def _by_file(labels: Sequence[int], table: Table) -> list[list[int]]:
    """The row labels of each file: what is told of one file does not depend on the others."""
    files: dict[object, list[int]] = {}
    if not labels:
        return []
    places = dict(zip(table.values.index, table.values["file"], strict=True))
    for label in labels:
        files.setdefault(places[label], []).append(label)
    return list(files.values())


def _broken(clause: Clause, frame: pd.DataFrame, table: Table) -> list[int]:
    holds = _sure(clause.holds(frame), missing=True)
    if clause.required and not holds.all():
        holds |= table.cells[clause.column].isna()
    return [] if holds.all() else [int(label) for label in frame.index[~holds]]


def _failed(schema: pa.DataFrameSchema, sample: pd.DataFrame) -> Mapping[str, frozenset[int]]:
    """Row labels that fail, by name of the check, as pandera sees them."""
    from pandera.errors import SchemaErrors  # noqa: PLC0415  (as in `Contract.schema`)

    try:
        with warnings.catch_warnings(action="ignore"):  # as there
            schema.validate(sample, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases
        if not set(cases["check"]) <= {check.name for check in schema.checks}:
            raise
        return {
            str(name): frozenset(int(label) for label in group)
            for name, group in cases.dropna(subset=["index"]).groupby("check")["index"]
        }
    return {}


def _told(
    clause: Clause, table: Table, frame: pd.DataFrame, labels: Sequence[int]
) -> Iterator[Finding]:
    """The clause's findings at these rows; columns are looked at as wholes, which is cheap."""
    rows = frame.index.get_indexer(pd.Index(labels))
    columns = {name: [shown(v) for v in frame[name].iloc[rows]] for name in clause.tells}
    found = [shown(v) or None for v in frame[clause.column].iloc[rows]]
    places = (table.values["file"], table.values["sheet"], table.cells[clause.column])
    origins = zip(*(column.iloc[rows] for column in places), strict=True)
    for n, (label, (file, sheet, cell)) in enumerate(zip(labels, origins, strict=True)):
        params = {name: column[n] for name, column in columns.items()}
        if clause.required:
            params["column"] = clause.column
        known = isinstance(cell, str) and isinstance(file, str) and isinstance(sheet, str)
        place = Origin(file, sheet, cell) if known else place_of(table, label, clause.column)
        yield finding(clause.code, place, found[n], **params)


def place_of(table: Table, label: int, column: str) -> Origin:
    """Where a row's value stands; the row's first cell where the sheet lacks the column."""
    origin = table.origin(label, column)
    if origin.cell is not None:
        return origin
    cells = [c for c in table.cells.loc[label] if isinstance(c, str)]
    return origin.at(cells[0] if cells else None)


def shown(value: Any) -> str:  # noqa: ANN401  (any value of a frame)
    """A value of a frame as a person writes it; nothing for a missing one.

    >>> shown(120.0), shown(float("nan")), shown("a")
    ('120', '', 'a')
    """
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(float(value))  # noqa: PLR2004  (beyond it a float holds no exact integer)
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return str(value)


def once_per_cell(found: Iterable[Finding]) -> list[Finding]:
    """One finding for each cell, errors first: a value that is wrong is not also doubtful.

    What stands beside the first finding of a cell comes to light when that one is mended.
    """
    kept: dict[object, Finding] = {}
    for number, one in enumerate(sorted(found, key=lambda f: _GRAVITY.index(f.severity))):
        cell = one.origin if one.origin.cell and one.code != "B299" else number
        kept.setdefault(cell, one)
    return list(kept.values())


def unknown_only(found: Iterable[Finding], known: Iterable[Finding]) -> list[Finding]:
    """The findings at cells about which no error is known yet: each fault is told once."""
    told = {f.origin for f in known if f.severity is Severity.ERROR and f.origin.cell}
    return [f for f in found if f.origin not in told]
