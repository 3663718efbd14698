"""The judge for tables: frames of targets and figures in, the frame of assessments out.

Frames end here: each column is read once, each row becomes an object, and the assessments become
columns again.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from operator import attrgetter
from typing import Any, Final, TypeAlias, TypeVar

import numpy as np
import pandas as pd
from pandas.api.types import pandas_dtype

from scorecard.assessment.assess import Assessment, assess_one
from scorecard.assessment.figures import Figure
from scorecard.assessment.gate import AsOf, asked_from
from scorecard.assessment.target import Milestone, Stated, Target, target_of
from scorecard.schema import frames
from scorecard.schema import vocabulary as v
from scorecard.schema.findings import Finding, cell_position, in_order
from scorecard.schema.period import month_of, span_of
from scorecard.schema.policy import Policy

Key: TypeAlias = tuple[str | None, str | None]
_Word = TypeVar("_Word", bound=StrEnum)
_T = TypeVar("_T")


def _same(names: str) -> dict[str, str]:
    return {name: name for name in names.split()}


_STATED: Final = {
    **_same("target organisation goal indicator name unit_of_measure decimals measure baseline"),
    **_same("baseline_period upper stretch due weight scoring allowed_deviation group parent"),
    **_same("parent_kind origin strength"),
    "target_version": "version", "unit": "responsible_unit", "full_points": "points",
    "target_file": "file", "target_sheet": "sheet", "target_cell": "cell",
}  # fmt: skip
"""Columns of an assessment that stand in the target, by their names there."""

_REPORTED: Final = {
    **_same("rank_of edition file sheet cell"), "actual_period": "period", "figure_state": "state",
}  # fmt: skip
"""Columns of an assessment that stand in the figure behind its actual."""

_FOUND: Final = {
    **_same("actual expected_value expected_period progress expected_progress lead_pp pace_ratio"),
    **_same("allowance required_per_quarter required_multiple projection distance distance_unit"),
    **_same("method_class method_value method_score status period_needed"),
    "comparator": "target.comparator", "pathway": "target.pathway", "method": "target.method",
    "start": "target.baseline", "met_at_baseline": "target.met_at_baseline",
    "target_value": "target.value", "original_value": "target.stated.first_value",
    "reason_code": "reason", "known_value": "last_value", "known_progress": "last_progress",
    "known_lead_pp": "last_lead",
}  # fmt: skip
"""Columns of an assessment that are its own, by their names in it."""

_WORKED_OUT: Final[Mapping[str, Callable[[Assessment], object]]] = {
    "direction": lambda a: (
        a.target.stated.direction
        or _SIDES[0 if a.target.comparator is v.Comparator.ABOUT else a.target.direction]
    ),
    "gate": lambda a: None if a.status in v.VERDICTS else a.status,
    "flags": lambda a: sum(map(v.flag_bit, a.flags)),
    "deadline": lambda a: None if a.deadline is None else date.fromordinal(a.deadline),
    "figure": lambda a: None if a.known is None else a.known.figure.row,
    "last": lambda a: None if a.last is None else a.last.figure.row,
}
"""The other columns, and how they follow from it."""

_SIDES: Final[Mapping[int, v.Direction]] = {
    1: v.Direction.INCREASE,
    -1: v.Direction.DECREASE,
    0: v.Direction.HOLD,
}
_DTYPES: Final = {name: pandas_dtype(kind) for name, kind in frames.ASSESSMENTS.items()}
_ANSWERS: Final = "responsible_unit"
_EPOCH: Final = date(1970, 1, 1).toordinal()


def assess(
    targets: pd.DataFrame,
    figures: pd.DataFrame,
    as_of: date,
    policy: Policy,
    milestones: pd.DataFrame | None = None,
    *,
    owed: bool = True,
) -> pd.DataFrame:
    """One assessment (columns ASSESSMENTS) for each target in force at `as_of`.

    `targets` has the columns ASSESSABLE, `figures` FIGURES, `milestones` MILESTONES; rows in any
    order, any index.  Rows come in the order in which the targets first appear; the index counts
    from 0.  Unknown numbers are missing, never 0.

    ==========================================  =============================================
    case                                        decision
    ==========================================  =============================================
    figure known after `as_of`                  unseen
    target valid after `as_of`                  no row
    several versions of a target                the one in force; `original_value` the first's
    status without a verdict                    no actual; what is known stands in
                                                `known_value`, `known_period`
    deliverable missed at its due date          its last figure since then in the same columns
    no figure is `owed` (a plain table)         see `assess_one`
    ==========================================  =============================================

    Source: the project's method, "The gate, in this order" and "The quantities".
    """
    frame, aims = targets_in_force(targets, as_of, policy, milestones)
    known = FiguresInForce.of(figures, as_of, policy.fiscal_start)
    on_the_day = AsOf.of(as_of, policy)
    found = (  # one after the other: a million objects at once would cost more than what they say
        assess_one(target, known.of_indicator(key), on_the_day, policy, owed=owed)
        for target, key in zip(aims, pairs(frame, "indicator"), strict=True)
    )
    return _framed(found, frame, figures)


def _framed(
    found: Iterable[Assessment], targets: pd.DataFrame, figures: pd.DataFrame
) -> pd.DataFrame:
    """The assessments beside what targets and figures say themselves."""
    own, others = attrgetter(*_FOUND.values()), tuple(_WORKED_OUT.values())
    rows = [(*own(assessment), *[of(assessment) for of in others]) for assessment in found]
    names = (*_FOUND, *_WORKED_OUT)
    cells = map(list, zip(*rows, strict=True)) if rows else ([] for _ in names)
    columns: dict[str, Any] = dict(zip(names, cells, strict=True))
    columns |= {name: targets[column].array for name, column in _STATED.items()}
    behind, last = _places(columns["figure"]), _places(columns.pop("last"))
    for name, column in _REPORTED.items():
        columns[name] = figures[column].array.take(behind, allow_fill=True)
    columns["known_period"] = figures["period"].array.take(last, allow_fill=True)
    nothing = [None] * len(rows)
    return pd.DataFrame(
        {name: _typed(columns.get(name, nothing), dtype) for name, dtype in _DTYPES.items()},
        copy=False,
    )


def _places(rows: Iterable[int | None]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Positions in the figures frame, -1 where there is none."""
    return np.array([-1 if row is None else row for row in rows], dtype=np.int64)


def _typed(cells: Any, dtype: Any) -> Any:  # noqa: ANN401  (arrays and lists of any type)
    """A column with its type, copied only where it has another one."""
    if isinstance(cells, list):
        if isinstance(dtype, np.dtype):
            return np.array(cells, dtype=dtype)
        if isinstance(dtype, pd.StringDtype):  # words of a vocabulary as plain texts
            cells = [None if cell is None else str(cell) for cell in cells]
    elif cells.dtype == dtype:
        return cells
    return pd.array(cells, dtype=dtype)


# ------------------------------------------------------------------ columns to values


def texts(column: pd.Series) -> list[str | None]:
    """The texts of a column, None where missing."""
    return [text if isinstance(text, str) else None for text in column.tolist()]


def numbers(column: pd.Series) -> list[float | None]:
    """The numbers of a column, None where missing."""
    values = column.to_numpy(dtype=np.float64, na_value=np.nan).tolist()
    return [None if math.isnan(value) else value for value in values]


def days(column: pd.Series) -> list[int | None]:
    """The dates of a column as ordinals, None where missing."""
    values = column.to_numpy("datetime64[D]")
    known = np.isnat(values)
    ordinals = (values.astype(np.int64) + _EPOCH).tolist()
    return [None if none else day for none, day in zip(known.tolist(), ordinals, strict=True)]


def words(column: pd.Series, vocabulary: type[_Word]) -> list[_Word | None]:
    """The words of a column, None where missing or not in the vocabulary."""
    known = {str(word): word for word in vocabulary}
    return meant(column, lambda text: known.get(text or ""))


def meant(column: pd.Series, meaning: Callable[[str | None], _T]) -> list[_T]:
    """What the texts of a column mean; each different text is looked at once, None where missing.

    >>> meant(pd.Series(["b", None, "b"], dtype="str"), {"b": 1}.get)
    [1, None, 1]
    """
    codes, different = pd.factorize(column, use_na_sentinel=False)
    meanings = [meaning(text) for text in texts(pd.Series(different))]
    return [meanings[code] for code in codes.tolist()]


# ------------------------------------------------------------------ targets


@dataclass(slots=True)
class Version:
    """The version of a target that is in force.

    `row` is its position in the frame of the targets, `first_row` that of the first version;
    `first_day` the day from which the first
    version held (None: no version says) and `first_value` what it asked for; `revised` says that a
    later version than the first is in force.
    """

    row: int
    first_row: int
    first_day: int | None
    first_value: float | None
    revised: bool


def versions_in_force(targets: pd.DataFrame, as_of: date) -> list[Version]:
    """The version of each (organisation, target) that holds at `as_of`, in order of appearance.

    Reads `organisation`, `target` (text), `valid_from` (date), `version` (whole number), `value`
    (indicator's unit).  The latest `valid_from` not after `as_of` holds, among equals the highest
    version; a blank `valid_from` holds from the beginning.  Targets stated later have no row.
    """
    today, values = as_of.toordinal(), numbers(targets["value"])
    valid, numbered = days(targets["valid_from"]), numbers(targets["version"])
    versions: dict[Key, list[int]] = {}
    for row, name in enumerate(pairs(targets, "target")):
        rows = versions.setdefault(name, [])
        if (valid[row] or 0) <= today:
            rows.append(row)

    def order(row: int) -> tuple[int, float]:
        return valid[row] or 0, numbered[row] or 0.0

    found = []
    for rows in filter(None, versions.values()):
        rows.sort(key=order)
        first, row = rows[0], rows[-1]
        revised = row != first or (numbered[row] or 0.0) > 1
        found.append(Version(row, first, valid[first], values[first], revised))
    return found


def targets_in_force(
    targets: pd.DataFrame, as_of: date, policy: Policy, milestones: pd.DataFrame | None
) -> tuple[pd.DataFrame, Iterator[Target]]:
    """The rows in force (columns ASSESSABLE, index from 0), and the targets they state."""
    versions = versions_in_force(targets, as_of)
    frame = targets.take([version.row for version in versions]).reset_index(drop=True)
    dated = milestones_of(milestones, policy.fiscal_start)
    stated = zip(_stated(frame, versions), pairs(frame, "target"), strict=True)
    return frame, (target_of(one, policy, dated.get(name, ())) for one, name in stated)


def spans_asked(
    targets: pd.DataFrame, as_of: date, policy: Policy, milestones: pd.DataFrame | None
) -> dict[Key, list[tuple[int, int]]]:
    """Between which days (ordinals) the periods end that the targets in force ask a figure for.

    `targets` has the columns ASSESSABLE; by (organisation, indicator), one span a target that asks
    for anything.  Without a due date it has no end.
    """
    frame, aims = targets_in_force(targets, as_of, policy, milestones)
    spans: dict[Key, list[tuple[int, int]]] = {}
    for target, key in zip(aims, pairs(frame, "indicator"), strict=True):
        first, last = asked_from(target), target.settle
        found = spans.setdefault(key, [])
        if first is not None:
            found.append((first, date.max.toordinal() if last is None else last))
    return spans


def pairs(frame: pd.DataFrame, column: str) -> Iterator[Key]:
    """Organisation and another text of each row."""
    return zip(texts(frame["organisation"]), texts(frame[column]), strict=True)


def _stated(frame: pd.DataFrame, versions: Sequence[Version]) -> Iterator[Stated]:
    columns: tuple[Sequence[Any], ...] = (
        words(frame["measure"], v.Measure),
        words(frame["reported_as"], v.Basis),
        words(frame["frequency"], v.Frequency),
        numbers(frame["publication_lag_months"]),
        numbers(frame["decimals"]),
        numbers(frame["natural_limit"]),
        words(frame["direction"], v.Direction),
        words(frame["comparator"], v.Comparator),
        numbers(frame["baseline"]),
        texts(frame["baseline_period"]),
        texts(frame["due"]),
        numbers(frame["value"]),
        numbers(frame["upper"]),
        numbers(frame["allowed_deviation"]),
        words(frame["pathway"], v.Pathway),
        texts(frame["accepted_as"]),
        words(frame["method"], v.Method),
        frame["strength"].eq(str(v.Strength.EXPECTED)).tolist(),
        frame["fault"].notna().tolist(),
        [None if one.first_day is None else month_of(one.first_day) for one in versions],
        [version.first_value for version in versions],
        [version.revised for version in versions],
    )
    return map(Stated, *columns)


def milestones_of(frame: pd.DataFrame | None, fiscal_start: int) -> dict[Key, list[Milestone]]:
    """The milestones of each (organisation, target) that have a period and a number.

    Reads `period`, `kind` (text; blank: value), `value` (indicator's unit, or a share).
    """
    found: dict[Key, list[Milestone]] = {}
    if frame is None or not len(frame):
        return found
    periods, kinds = texts(frame["period"]), texts(frame["kind"])
    rows = zip(pairs(frame, "target"), periods, kinds, numbers(frame["value"]), strict=True)
    for name, period, kind, value in rows:
        span = span_of(period, fiscal_start)
        if span is not None and value is not None:
            found.setdefault(name, []).append(Milestone(span, kind == "share", value))
    return found


# ------------------------------------------------------------------ figures


@dataclass(slots=True)
class FiguresInForce:
    """The figures known at a date, looked up by (organisation, indicator).

    A figure without `known_on`, or with a period that cannot be read, is not in force.
    """

    places: Mapping[Key, slice]
    columns: tuple[Sequence[Any], ...]

    @classmethod
    def of(cls, figures: pd.DataFrame, as_of: date, fiscal_start: int) -> FiguresInForce:
        """The figures of a frame, those of an indicator brought together.

        Reads `organisation`, `indicator`, `period`, `basis`, `state`, `evidence` (text), `value`
        (indicator's unit), `known_on` (date), `vintage` (whole number).
        """
        spans = meant(figures["period"], lambda period: span_of(period, fiscal_start))
        known_by = figures["known_on"].to_numpy("datetime64[D]") <= np.datetime64(as_of)
        rows = np.flatnonzero(known_by & np.array([span is not None for span in spans], dtype=bool))
        (by_organisation, organisations), (by_indicator, indicators) = (
            pd.factorize(figures[name], use_na_sentinel=False)
            for name in ("organisation", "indicator")
        )
        keys = by_organisation[rows] * len(indicators) + by_indicator[rows]
        ordered = np.argsort(keys, kind="stable")
        keys, order = keys[ordered], rows[ordered].tolist()
        starts = np.flatnonzero(np.diff(keys, prepend=-1))
        named = zip(
            texts(pd.Series(organisations[keys[starts] // max(1, len(indicators))])),
            texts(pd.Series(indicators[keys[starts] % max(1, len(indicators))])),
            strict=True,
        )
        ends = pairwise([*starts.tolist(), len(order)])
        places = {name: slice(*both) for name, both in zip(named, ends, strict=True)}
        read = ["known_on", "basis", "value", "state", "evidence", "vintage"]
        part = figures[read].take(order)
        columns = (
            order,
            [spans[row] for row in order],
            days(part["known_on"]),
            words(part["basis"], v.Basis),
            numbers(part["value"]),
            words(part["state"], v.FigureState),
            part["evidence"].notna().tolist(),
            part["vintage"].fillna(0).to_numpy(dtype=np.float64).tolist(),
        )
        return cls(places, columns)

    def of_indicator(self, key: Key) -> list[Figure]:
        """The figures of one indicator."""
        own = self.places.get(key, slice(0, 0))
        return list(map(Figure, *(column[own] for column in self.columns)))


# ------------------------------------------------------------------ books


def with_facts(
    targets: frames.Table | pd.DataFrame,
    indicators: frames.Table | pd.DataFrame,
    goals: frames.Table | pd.DataFrame,
) -> pd.DataFrame:
    """The targets with their indicator's facts and their goal's strength (columns ASSESSABLE).

    Joined by (organisation, indicator) and (organisation, goal); of several rows with one key the
    first counts.  A target without a unit of its own is answered for by its indicator's unit.
    `cell` is the address of the target's id where the targets come with addresses, else missing.
    Index and order are those of the targets.
    """
    values = _values(targets)
    of_indicator, of_goal = ["organisation", "indicator"], ["organisation", "goal"]
    facts = frames.looked_up(
        values, of_indicator, _values(indicators), [*frames.INDICATOR_FACTS, _ANSWERS]
    )
    strength = frames.looked_up(values, of_goal, _values(goals), ["strength"])
    joined = values.assign(
        **{name: facts[name] for name in frames.INDICATOR_FACTS},
        strength=strength["strength"],
        responsible_unit=values[_ANSWERS].fillna(facts[_ANSWERS]),
        cell=targets.cells["target"] if isinstance(targets, frames.Table) else None,
    )
    return frames.typed(joined, frames.ASSESSABLE)


def _values(frame: frames.Table | pd.DataFrame) -> pd.DataFrame:
    return frame.values if isinstance(frame, frames.Table) else frame


LEAVE_THE_STATUS: Final = frozenset({"T140", "T112", "T114", "T115"})
"""Errors that leave a target its status: they cost it its points, or no verdict rests on them.

Neither does any on a blank unit of measure or frequency (`_UNNEEDED`)."""
_UNNEEDED: Final = frozenset({"unit_of_measure", "frequency"})


def assessable(
    books: frames.Books, findings: Iterable[Finding] = (), method: v.Method | None = None
) -> pd.DataFrame:
    """Every version of every target of the books as it is assessed (columns ASSESSABLE).

    Those whose rows the findings fault have a `fault`; `method` takes the place of their own.
    """
    targets = with_facts(books.targets, books.indicators.values, books.goals.values)
    targets["fault"] = targets["target"].map(_faults(books, findings)).astype("str")
    if method is not None:
        targets["method"] = str(method)
    return targets


def _faults(books: frames.Books, findings: Iterable[Finding]) -> dict[str, str]:
    """Target id → code of the first error in its own rows, its indicator's or its milestones'.

    What no verdict rests on stops nothing (`LEAVE_THE_STATUS`).
    """
    rows = {
        (f.origin.file, f.origin.sheet, cell_position(f.origin.cell)[0]): f.code
        for f in reversed(in_order(findings))
        if f.severity is v.Severity.ERROR
        and f.origin.cell
        and f.code not in LEAVE_THE_STATUS
        and not (f.code == "I101" and f.params["column"] in _UNNEEDED)
    }
    if not rows:
        return {}

    def coded(table: frames.Table, *columns: str) -> Iterator[tuple[Any, ...]]:
        """These columns of every row of a sheet, and the code of the error in it."""
        values, cells = table.values, table.cells[columns[0]]
        keys = zip(*(values[name] for name in columns), strict=True)
        for key, file, sheet, cell in zip(
            keys, values["file"], values["sheet"], cells, strict=True
        ):
            row = cell_position(cell if isinstance(cell, str) else None)[0]
            yield *key, rows.get((file, sheet, row))

    indicators = {
        (o, i): c for i, o, c in coded(books.indicators, "indicator", "organisation") if c
    }
    stopped: dict[str, str] = {}
    for target, organisation, indicator, own in coded(
        books.targets, "target", "organisation", "indicator"
    ):
        code = own or indicators.get((organisation, indicator))
        if code:
            stopped[str(target)] = code
    for target, code in coded(books.milestones, "target"):
        if code:
            stopped.setdefault(str(target), code)
    return stopped
