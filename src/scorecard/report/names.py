"""What the books call indicators, units and organisations, and the sentences behind targets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

import pandas as pd

from scorecard.i18n import Words
from scorecard.report.amounts import Scale
from scorecard.report.inputs import Record, records
from scorecard.report.view import Quote
from scorecard.schema.frames import Books
from scorecard.schema.lights import status_labels
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import Grade, NumberOrigin, Status, Strength

Key: TypeAlias = tuple[str, str]
"""Organisation and id."""
_NEEDED: Final = ("organisation", "indicator", "name", "measure", "decimals", "unit_of_measure")


class Names:
    """The books' names in one language, looked up by organisation and id.

    `names` and `scales` of indicators and `organisations` stand in the order of the books; what
    only assessments or figures name comes after.
    """

    def __init__(
        self, books: Books, assessments: pd.DataFrame, figures: pd.DataFrame, words: Words
    ) -> None:
        self.words = words
        self.names: dict[Key, str] = {}
        self.scales: dict[Key, Scale] = {}
        assessed = assessments[list(_NEEDED)].drop_duplicates(["organisation", "indicator"])
        for row in (*records(books.indicators.values), *records(assessed)):
            english = row.get("name_en") if words.language == "en" else None
            key = key_of(row)
            self.names.setdefault(key, english or row["name"] or key[1])
            self.scales.setdefault(key, scale_of(row))
        named = dict.fromkeys(
            name
            for frame in (books.organisations.values, books.indicators.values, assessments, figures)
            for name in frame["organisation"].fillna("").unique().tolist()
        )
        self.organisations = {name: place for place, name in enumerate(named)}
        self._units = _by_id(books.units.values, "unit")
        self._goals = _by_id(books.goals.values, "goal")
        self._documents = _by_id(books.documents.values, "document")
        self._places = {key: place for place, key in enumerate(self.names)}

    def scale(self, key: Key) -> Scale:
        """How an indicator's values are printed."""
        return self.scales.get(key, Scale())

    def unit(self, organisation: str, unit: str) -> str:
        """The name of a responsible unit, else its id."""
        return self._units.get((organisation, unit), {}).get("name") or unit

    def place(self, organisation: str, indicator: str = "") -> tuple[int, int]:
        """Where an organisation, or one of its indicators, stands in print."""
        return (
            self.organisations.get(organisation, len(self.organisations)),
            self._places.get((organisation, indicator), len(self._places)),
        )

    def quote(self, row: Record, origin: str | None) -> Quote:
        """The sentence of a row's goal; its parts are empty where the books do not hold it."""
        organisation, goal = row["organisation"] or "", row["goal"] or ""
        said = self._goals.get((organisation, goal), {})
        document = said.get("document") or ""
        stated = self._documents.get((organisation, document), {})
        strength = row["strength"] or said.get("strength") or ""
        return Quote(
            goal=goal,
            text=said.get("quote") or "",
            document=document,
            title=stated.get("title") or "",
            publisher=stated.get("publisher") or "",
            stated_on=self.words.period(stated.get("stated_on")),
            published_on=self.words.period(stated.get("published_on")),
            grade_word=self.words.label(Grade, stated.get("grade")),
            strength=strength,
            strength_word=self.words.label(Strength, strength),
            origin=origin or "",
            origin_word=self.words.label(NumberOrigin, origin),
        )


def key_of(row: Record) -> Key:
    """Organisation and indicator of a row."""
    return row["organisation"] or "", row["indicator"] or ""


def scale_of(row: Record) -> Scale:
    """How the row's indicator is printed."""
    return Scale(row["measure"] or "", row["decimals"], row["unit_of_measure"] or "")


def status_words(words: Words, policy: Policy, labels: Mapping[str, str]) -> dict[str, str]:
    """The word of every status: the workspace's own, its bands' word, else ours."""
    ours = {str(status): words.label(Status, status) for status in Status}
    return status_labels(policy, labels, ours)


def _by_id(frame: pd.DataFrame, column: str) -> dict[Key, Record]:
    return {(row["organisation"] or "", row[column] or ""): row for row in records(frame)}
