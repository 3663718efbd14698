"""Every frame's columns, and frames with the cells they come from.

Text columns are pandas `str` (missing = NaN), numbers `float64`, whole numbers `Int64`, dates
`datetime64[s]`.  Periods are canonical text (`2021-Q4`), closed words their ids.  The frames of
workbooks follow from the sheets' declarations (`sheets`).

Beside each frame of values from a workbook travels a frame of cell addresses with the same index
and columns (`Table`), reshaped by the same steps, so that any row names its cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import pandas as pd
from pandas.api.types import pandas_dtype

from scorecard.schema import sheets
from scorecard.schema.findings import Origin
from scorecard.schema.period import Period, PeriodError, parse_period
from scorecard.schema.quarterly_form import Fact
from scorecard.schema.sheets import BOOK, DATE, INTEGER, NUMBER, TEXT, TRUTH, Columns, of_type
from scorecard.schema.spelling import normal
from scorecard.schema.vocabulary import Source

PLACE: Final[Columns] = {"file": TEXT, "sheet": TEXT}
"""Where a row of a book stands; its cells' addresses are in `Table.cells`."""


ORGANISATIONS: Final[Columns] = {
    **of_type(TEXT, "organisation zone_type currency language notes"),
    **PLACE,
}
ALIASES: Final[Columns] = {**of_type(TEXT, "organisation alias valid_from valid_to note"), **PLACE}
BOOK_SHEETS: Final[Mapping[str, Columns]] = {
    "organisations": ORGANISATIONS,
    "aliases": ALIASES,
    **{n: {"organisation": TEXT, **BOOK[n].frame, **PLACE} for n in BOOK if n != "about"},
}
"""The frames of `Books`.  Dates of documents are text: some are known to the year only."""
GOALS, UNITS, INDICATORS, TARGETS, MILESTONES = (
    BOOK_SHEETS[name] for name in ("goals", "units", "indicators", "targets", "milestones")
)
_NAME_IN_RULE: Final = re.compile(r"[^\W\d][\w-]*")
PROJECTS: Final[Columns] = {**sheets.PROJECTS.frame, **PLACE}
"""One project of the register a row; amounts in 亿元, `contracted_foreign` in 万美元, `land` in 亩.

A row of the nature `additional` (增资) is money added to its parent, no project of its own; other
rows with a parent are parts of a package."""

FIGURES: Final[Columns] = {
    **of_type(TEXT, "organisation indicator period basis"),
    **of_type(NUMBER, "value"),
    **of_type(TEXT, "raw state evidence note"),
    **of_type(NUMBER, "rank_of"),
    **of_type(TEXT, "edition data_year"),
    **of_type(DATE, "published_on known_on"),
    **of_type(TEXT, "sent_by file sheet cell"),
    **of_type(INTEGER, "vintage"),
}
"""One reported value a row; `vintage` counts restatements of one figure from 1."""
FIGURE_KEY: Final = ("organisation", "indicator", "period", "basis")
"""What makes two rows vintages of one figure."""

ENTRIES: Final[Columns] = {
    **PROJECTS, "cell": TEXT, "stands_on": DATE, "known_on": DATE, "sent_by": TEXT,
    "entry": INTEGER,
}  # fmt: skip
"""One state of one project a row: as it stood on `stands_on`, known since `known_on`.

`entry` orders the states of one day; `cell` is the address of the project's id or name."""

CLOSINGS: Final[Columns] = {
    **of_type(TEXT, "organisation unit"),
    **of_type(DATE, "stands_on known_on"),
    **of_type(TEXT, "sent_by file sheet cell"),
}
"""One confirmation of the register a row: by a unit's form, or (`unit` missing) by the office's
own book.  Up to `stands_on` the register is complete as far as that unit can say."""

ARRIVALS: Final[Columns] = {**FIGURES, "reason": TEXT}
"""Figures of returns that are being taken in; `reason` is given with corrections."""

INDICATOR_FACTS: Final = (
    *("name", "unit_of_measure", "measure", "reported_as", "frequency"),
    *("publication_lag_months", "decimals", "natural_limit"),
)
"""Indicator columns that the rules need beside a target (joined by organisation, indicator)."""

SUMMARY_NUMBERS: Final = (
    *("weight_due", "weight_reported", "coverage"),
    *("score", "score_low", "score_high"),
)
"""The numbers of a summary, as JSON names them."""
SCORE_NUMBERS: Final = (
    *("weight_total", "weight_due", "weight_reported", "coverage"),
    *("points", "points_due", "rate", "rate_low", "rate_high"),
)
"""Those of the score of an organisation or a unit."""
ASSESSABLE: Final[Columns] = {
    **TARGETS,
    **{name: INDICATORS[name] for name in INDICATOR_FACTS},
    "strength": TEXT,
    "cell": TEXT,
    "fault": TEXT,
}
"""Targets as the rules take them: one row per target version, with its indicator's facts and the
goal's strength; `cell` is the address of the target's id.  `fault` is the code of a finding of
severity error in the target's own rows (target, indicator, milestones), missing where there is
none: such a target is `not_scored` with reason `invalid_target`, the others go on."""

ASSESSMENTS: Final[Columns] = {
    **of_type(TEXT, "target"),
    **of_type(INTEGER, "target_version"),
    **of_type(TEXT, "organisation unit goal indicator name unit_of_measure"),
    **of_type(INTEGER, "decimals"),
    **of_type(TEXT, "measure direction comparator"),
    **of_type(NUMBER, "baseline"),
    **of_type(TEXT, "baseline_period"),
    **of_type(NUMBER, "start target_value upper allowed_deviation stretch"),
    **of_type(TEXT, "due pathway"),
    **of_type(NUMBER, "weight full_points"),
    **of_type(TEXT, "scoring group parent parent_kind origin strength"),
    **of_type(NUMBER, "original_value actual"),
    **of_type(TEXT, "actual_period figure_state"),
    **of_type(NUMBER, "rank_of"),
    **of_type(TEXT, "edition"),
    **of_type(NUMBER, "expected_value"),
    **of_type(TEXT, "expected_period"),
    **of_type(
        NUMBER, "progress expected_progress lead_pp pace_ratio allowance required_per_quarter"
    ),
    **of_type(NUMBER, "required_multiple projection distance"),
    **of_type(TEXT, "distance_unit method method_class"),
    **of_type(NUMBER, "method_value method_score points"),
    **of_type(TEXT, "points_reason"),
    **of_type(TRUTH, "veto met_at_baseline"),
    **of_type(NUMBER, "worth"),
    **of_type(TEXT, "earns"),
    **of_type(NUMBER, "earned_share earned earned_low earned_high"),
    **of_type(TEXT, "unreported"),
    **of_type(TEXT, "gate status"),
    **of_type(INTEGER, "flags"),
    **of_type(TEXT, "reason_code period_needed"),
    **of_type(DATE, "deadline"),
    **of_type(NUMBER, "known_value known_progress known_lead_pp"),
    **of_type(TEXT, "known_period"),
    **of_type(INTEGER, "figure"),
    **of_type(TEXT, "target_file target_sheet target_cell file sheet cell"),
}
"""One row per target in force.

`progress` and `expected_progress` are shares of the way, `lead_pp` percentage points; `flags` is a
bit set (`flag_bit`).  `start` is B as the arithmetic uses it (0 for flows that start from nothing;
the live workbook computes with it), `baseline` what the book says.  `actual` is the figure the
verdict rests on; `known_value`/`known_period` the
last standing that is told but does not decide (after a deadline, or before anything is due);
`known_progress`/`known_lead_pp` how far that was on the way, for what is overdue.
`period_needed` is the period whose figure is in question and `deadline` its last day in time.
`points` are the target's own scoring applied (filled by `scoring.points`), `points_reason` why
there are none; `veto` says that a target with `veto` is not met.  What the target counts for in
points, `worth` to `unreported`, is filled by `scoring.points`.
`figure` is the position in the figures frame of the row `actual` comes from; `file`, `sheet`,
`cell` are that figure's place, `target_*` the target's.  `gate` holds `not_scored`, `not_due`,
`awaiting_data`, `overdue` or is missing, as the live workbook needs it.
"""


def empty(columns: Columns) -> pd.DataFrame:
    """A frame of no rows with these columns and types."""
    return framed({}, columns, pd.RangeIndex(0))


@cache
def _dtype(kind: str) -> Any:  # noqa: ANN401  (a type of NumPy or of pandas)
    return pandas_dtype(kind)


def typed(frame: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """The frame with exactly these columns in order; absent ones all missing; index kept."""
    if list(frame.columns) == list(columns):
        kinds = zip(frame.dtypes, columns.values(), strict=True)
        if all(dtype == _dtype(kind) for dtype, kind in kinds):
            return frame.copy(deep=False)
    cells: dict[str, Any] = {}
    for name in columns:
        if name in frame:
            column, dtype = frame[name], _dtype(columns[name])
            cells[name] = column.array if column.dtype == dtype else column.astype(dtype).array
    return framed(cells, columns, frame.index)


def framed(values: Mapping[str, Any], columns: Columns, index: pd.Index) -> pd.DataFrame:
    """A frame of these columns out of arrays or lists of values; absent ones all missing."""
    nothing: dict[str, Any] = {}
    cells: dict[str, Any] = {}
    for name, kind in columns.items():
        if name in values:
            cells[name] = pd.array(values[name], dtype=_dtype(kind), copy=False)
            continue
        if kind not in nothing:
            nothing[kind] = pd.array([None] * len(index), dtype=_dtype(kind))
        cells[name] = nothing[kind]
    return pd.DataFrame(cells, index=index)


def records(frame: pd.DataFrame, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """These columns of every row as plain values: what a frame itself gives, ten times as fast."""
    return zip(*(frame[name].to_numpy(dtype=object).tolist() for name in columns), strict=True)


def looked_up(
    frame: pd.DataFrame, keys: list[str], source: pd.DataFrame, columns: list[str]
) -> pd.DataFrame:
    """The columns of the first source row with the same key; missing where there is none."""
    distinct = source.drop_duplicates(keys)[[*keys, *columns]]
    return frame[keys].merge(distinct, on=keys, how="left").set_axis(frame.index)[columns]


def newest_versions(targets: pd.DataFrame) -> pd.Series:
    """Whether a row of targets is the newest version of its target."""
    last = targets.groupby(["organisation", "target"], sort=False)["version"].transform("max")
    return targets["version"].eq(last).fillna(value=True).astype(bool)


@dataclass(frozen=True, slots=True)
class Table:
    """A frame of values and the frame of its cells' A1 addresses (same index, same columns)."""

    values: pd.DataFrame
    cells: pd.DataFrame

    @classmethod
    def empty(cls, columns: Columns) -> Table:
        """No rows."""
        return cls(empty(columns), empty(dict.fromkeys(columns, TEXT)))

    @classmethod
    def of(
        cls,
        rows: Sequence[Mapping[str, object]],
        cells: Sequence[Mapping[str, str | None]],
        columns: Columns,
    ) -> Table:
        """These rows and, in step, the addresses of their values; what is not named is missing."""
        if not rows:
            return cls.empty(columns)
        addresses = typed(pd.DataFrame(cells), dict.fromkeys(columns, TEXT))
        return cls(typed(pd.DataFrame(rows), columns), addresses)

    def origin(self, label: Hashable, column: str) -> Origin:
        """Where the value in this row and column stands."""
        row = self.values.index.get_loc(label)
        places = (self.values["file"], self.values["sheet"], self.cells[column])
        return Origin.of(*(column.iloc[row] for column in places))

    def keep(self, mask: pd.Series) -> Table:
        """The rows where the mask holds, values and addresses alike."""
        return Table(self.values[mask], self.cells[mask])


@dataclass(frozen=True, slots=True)
class Books:
    """All target books of a workspace, one table per kind of sheet."""

    organisations: Table
    aliases: Table
    documents: Table
    goals: Table
    units: Table
    indicators: Table
    targets: Table
    milestones: Table
    counts: Table
    rules: Table

    @classmethod
    def empty(cls) -> Books:
        """No books."""
        return cls(**{name: Table.empty(columns) for name, columns in BOOK_SHEETS.items()})

    @classmethod
    def concat(cls, books: list[Books]) -> Books:
        """Several books as one; rows numbered anew, file by file."""
        kinds = BOOK_SHEETS.items()
        return cls(**{n: _stack([getattr(b, n) for b in books], columns) for n, columns in kinds})


def _stack(tables: list[Table], columns: Columns) -> Table:
    kept = [t for t in tables if len(t.values)]
    if not kept:
        return Table.empty(columns)
    return Table(
        pd.concat([t.values for t in kept], ignore_index=True),
        pd.concat([t.cells for t in kept], ignore_index=True),
    )


# ------------------------------------- columns of canonical periods as numbers that can be compared


def _numbers(texts: pd.Series, fiscal_start: int, number: Callable[[Period], int]) -> pd.Series:
    known: dict[object, float] = {}
    for text in texts.dropna().unique():
        try:
            known[text] = float(number(parse_period(str(text), fiscal_start).period))
        except PeriodError:
            known[text] = np.nan
    return texts.map(known).astype("float64")


def last_days(texts: pd.Series, fiscal_start: int = 1) -> pd.Series:
    """Day number (proleptic Gregorian ordinal, float64) of each period's last day.

    Missing where the text is missing or names no period.

    >>> last_days(pd.Series(["2021", "2021-Q4", None])).tolist()
    [738155.0, 738155.0, nan]
    """
    return _numbers(texts, fiscal_start, lambda period: period.end_date.toordinal())


def first_days(texts: pd.Series, fiscal_start: int = 1) -> pd.Series:
    """Day number (proleptic Gregorian ordinal, float64) of each period's first day."""
    return _numbers(texts, fiscal_start, lambda period: period.start_date.toordinal())


def lengths(texts: pd.Series, fiscal_start: int = 1) -> pd.Series:
    """Months each period covers (float64); 0 for a day."""
    return _numbers(texts, fiscal_start, lambda period: period.months)


# ----------------------------------- series breaks: from which figure on something else is measured

SERIES_BREAKS: Final = ("口径变化", "口径调整", "指标体系调整", "series break")
"""How the note of the first figure of a new way of counting begins."""


def begins_anew(note: str | None) -> bool:
    """Whether a figure's note says that from this figure on something else is measured.

    >>> begins_anew("口径调整:含代建项目"), begins_anew("核对后更正"), begins_anew(None)
    (True, False, False)
    """
    return (note or "").strip().casefold().startswith(SERIES_BREAKS)


# ------------------------------------------- which unit of an organisation answers for an indicator


class Responsible:
    """The units of the books: names by organisation and id, and who answers for what.

    An indicator's own unit answers for it, else the unit of its first target, else nobody.  A unit
    that is not on the sheet of units answers under the name that was typed.
    """

    def __init__(self, books: Books) -> None:
        units = books.units.values
        self.names: dict[tuple[str, str | None], str] = {}
        self._ids: dict[tuple[str, str], str] = {}
        for organisation, unit, name in zip(
            units["organisation"], units["unit"], units["name"], strict=True
        ):
            self.names[str(organisation), str(unit)] = _text(name) or str(unit)
            for spelling in filter(None, (_text(unit), _text(name))):
                self._ids.setdefault((str(organisation), normal(spelling)), str(unit))
        self.known = list(self.names)
        targets = books.targets.values.dropna(subset=["responsible_unit"])
        self._by_target: dict[tuple[str, str], str] = {}
        columns = (targets["organisation"], targets["indicator"], targets["responsible_unit"])
        for organisation, indicator, unit in zip(*columns, strict=True):
            self._by_target.setdefault((str(organisation), str(indicator)), str(unit))

    def answering(self, fact: Fact) -> tuple[str, str | None]:
        """Organisation and unit that answer for an indicator (a row of the indicators frame)."""
        organisation = str(fact["organisation"])
        key = organisation, str(fact["indicator"])
        typed_in = _text(fact["responsible_unit"]) or self._by_target.get(key)
        if typed_in is None:
            return organisation, None
        return organisation, self._ids.get((organisation, normal(typed_in)), typed_in)


def facts_asked(books: Books) -> list[Fact]:
    """The indicators that forms ask for, each once: those with a target, or named in a rule.

    What is counted from the register is among them: its unit is asked for projects.  Of an
    organisation that has no targets at all every indicator is asked for.
    """
    key = ["organisation", "indicator"]
    facts, targets, rules = (t.values for t in (books.indicators, books.targets, books.rules))
    facts = facts.drop_duplicates(key)
    said = rules.dropna(subset=["expression"]).groupby("organisation")["expression"].agg(" ".join)
    named = {str(o): set(_NAME_IN_RULE.findall(text.casefold())) for o, text in said.items()}
    aimed = set(targets[key].itertuples(index=False, name=None))
    bound = {organisation for organisation, _ in aimed}
    return [
        {str(name): value for name, value in row.items()}
        for row in facts.to_dict("records")
        if (row["organisation"], row["indicator"]) in aimed
        or row["organisation"] not in bound
        or row["source"] == Source.REGISTER
        or str(row["indicator"]).casefold() in named.get(str(row["organisation"]), ())
    ]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None
