"""What a target book need not say: the values that its blanks stand for."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pandas as pd

from scorecard.model.catalogue import finding
from scorecard.model.finding import Finding
from scorecard.model.frames import Books, Table
from scorecard.model.period import PeriodError, parse_period
from scorecard.model.status import Comparator, Direction, Measure, Pathway

DIRECTION_OF: Final = {
    Comparator.AT_LEAST: Direction.INCREASE,
    Comparator.ABOVE: Direction.INCREASE,
    Comparator.DONE: Direction.INCREASE,
    Comparator.AT_MOST: Direction.DECREASE,
    Comparator.BELOW: Direction.DECREASE,
    Comparator.BETWEEN: Direction.HOLD,
}
"""The direction a comparator implies; `=` implies none."""

_STEPWISE: Final = (Measure.RANK, Measure.MILESTONE)


def with_defaults(books: Books) -> tuple[Books, list[Finding]]:
    """The books with the blanks of targets and indicators filled by what they stand for.

    | blank | stands for |
    |---|---|
    | version | 1 |
    | direction | what the comparator implies, with a warning |
    | pathway | none for hold targets, steps for ranks and deliverables, milestones or shares where
      the sheet Milestones gives such rows, else linear |
    | valid_from (version 1) | the day the goal's document was published, else stated |
    | source of an indicator | reported |
    """
    targets, findings = _directions(books.targets)
    values = targets.values.copy()
    values["version"] = values["version"].fillna(1)
    values["pathway"] = values["pathway"].fillna(_pathways(values, books))
    first = values["version"].eq(1) & values["valid_from"].isna()
    values.loc[first, "valid_from"] = _stated(values[first], books)
    indicators = books.indicators.values.copy()
    indicators["source"] = indicators["source"].fillna("reported")
    filled = replace(
        books,
        targets=Table(values, targets.cells),
        indicators=Table(indicators, books.indicators.cells),
    )
    return filled, findings


def _directions(targets: Table) -> tuple[Table, list[Finding]]:
    values = targets.values
    implied = values["comparator"].map({str(k): str(v) for k, v in DIRECTION_OF.items()})
    blank = values["direction"].isna() & implied.notna()
    if not blank.any():
        return targets, []
    findings = [
        finding(
            "T139",
            targets.origin(label, "direction"),
            None,
            direction=implied[label],
            comparator=values.at[label, "comparator"],
            target=values.at[label, "target"],
        )
        for label in values.index[blank]
    ]
    filled = values.assign(direction=values["direction"].where(~blank, implied).astype("str"))
    return Table(filled, targets.cells), findings


def _pathways(targets: pd.DataFrame, books: Books) -> pd.Series:
    indicators, milestones = books.indicators.values, books.milestones.values
    measures = indicators.drop_duplicates("indicator").set_index("indicator")["measure"]
    measure = targets["indicator"].map(measures)
    pathway = pd.Series(str(Pathway.LINEAR), index=targets.index, dtype="str")
    for kind, given in (("share", Pathway.SHARES), ("value", Pathway.MILESTONES)):
        named = milestones.loc[milestones["kind"].eq(kind), "target"]
        pathway[targets["target"].isin(named)] = str(given)
    pathway[measure.isin([str(m) for m in _STEPWISE])] = str(Pathway.STEPS)
    pathway[targets["direction"].eq(str(Direction.HOLD))] = str(Pathway.NONE)
    return pathway


def _stated(targets: pd.DataFrame, books: Books) -> pd.Series:
    documents = books.documents.values.drop_duplicates("document").set_index("document")
    goals = books.goals.values.drop_duplicates("goal").set_index("goal")["document"]
    said = documents["published_on"].fillna(documents["stated_on"]).map(_first_day)
    return targets["goal"].map(goals).map(said).astype("datetime64[s]")


def _first_day(text: object) -> pd.Timestamp | None:
    if not isinstance(text, str):
        return None
    try:
        return pd.Timestamp(parse_period(text).period.start_date)
    except PeriodError:
        return None
