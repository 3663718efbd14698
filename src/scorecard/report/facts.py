"""What the outputs need to know of indicators and units, looked up by organisation and id."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from scorecard.model.frames import Books
from scorecard.report.amounts import Scale
from scorecard.report.records import Record, records
from scorecard.report.targets import scale_of

Key = tuple[str, str]
_NEEDED: Final = ("organisation", "indicator", "name", "measure", "decimals", "unit_of_measure")


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and scales of indicators, names of units, and the order of the books.

    `places` gives each organisation's and each indicator's position; what the books do not hold
    follows in the order in which it turns up.
    """

    names: dict[Key, str]
    scales: dict[Key, Scale]
    unit_names: dict[Key, str]
    indicator_order: dict[Key, int]
    organisation_order: dict[str, int]

    def place(self, organisation: str, indicator: str = "") -> tuple[int, int]:
        """Where an organisation, or one of its indicators, stands in print."""
        last = len(self.organisation_order)
        return (
            self.organisation_order.get(organisation, last),
            self.indicator_order.get((organisation, indicator), len(self.indicator_order)),
        )


def gather(books: Books, assessments: pd.DataFrame, figures: pd.DataFrame, language: str) -> Facts:
    """The facts of the books first; what only assessments or figures name comes after."""
    names: dict[Key, str] = {}
    scales: dict[Key, Scale] = {}
    assessed = assessments[list(_NEEDED)].drop_duplicates(["organisation", "indicator"])
    for row in (*records(books.indicators.values), *records(assessed)):
        key = key_of(row)
        names.setdefault(key, _name(row, language))
        scales.setdefault(key, scale_of(row))
    organisations = dict.fromkeys(
        name
        for frame in (books.organisations.values, books.indicators.values, assessments, figures)
        for name in frame["organisation"].fillna("").unique().tolist()
    )
    units = {
        (u["organisation"] or "", u["unit"] or ""): u["name"] or u["unit"] or ""
        for u in records(books.units.values)
    }
    return Facts(
        names,
        scales,
        units,
        {key: i for i, key in enumerate(names)},
        {name: i for i, name in enumerate(organisations)},
    )


def key_of(row: Record) -> Key:
    """Organisation and indicator of a row."""
    return row["organisation"] or "", row["indicator"] or ""


def _name(row: Record, language: str) -> str:
    english = row.get("name_en") if language == "en" else None
    return english or row["name"] or row["indicator"] or ""
