"""What a view is made from: the books' names, the rules' frames, and rows as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, TypeAlias

import pandas as pd

from scorecard.i18n import Words
from scorecard.report.amounts import Amounts, Scale
from scorecard.report.view import Quote
from scorecard.schema.bands import status_labels
from scorecard.schema.frames import Books
from scorecard.schema.period import Period, PeriodError, parse_period
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import Grade, NumberOrigin, Status, Strength

Record: TypeAlias = dict[str, Any]
Key: TypeAlias = tuple[str, str]
"""Organisation and id."""
PointsTold: TypeAlias = Mapping[
    Key, Sequence[tuple[str, Sequence[tuple[str, Mapping[str, object]]]]]
]
"""By (organisation, target) each of its scoring rules: title, and steps as messages with values."""
_NEEDED: Final = ("organisation", "indicator", "name", "measure", "decimals", "unit_of_measure")


# -------------------------------------------------------------------------- frames of the rules


SCORE: Final = "score"
"""The key of the league that compares members by the rate of their points, not by an indicator."""


@dataclass(frozen=True, slots=True)
class LeagueFrame:
    """One league table: `key` an indicator's id or `score`; rows as the rules rank them.

    Columns read: member (text), place, of, movement (whole numbers), value (indicator's unit, or a
    share for scores), actual_period (text, where there is one).
    """

    key: str
    name: str
    unit_of_measure: str
    previous_quarter: str
    table: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Lines:
    """Frames by what they hold; all of them may be missing, then nothing of the kind is drawn.

    `pathways` (columns CURVES of `assessment.lines`), `totals` (TOTALS), `controls` (CONTROLS),
    `originals` assessments of first versions that later ones have replaced, `original_pathways`
    their pathways, `history` (organisation, target, quarter, status) the statuses by quarter,
    oldest first, `restated` the figures whose value in force changed since the quarter before
    (`assessment.history.restated`), `points_told` how points came about, `earlier_scores` the
    scores of the quarters before in this year, the latest first, `years_ago` what forms say of a
    year before, by organisation, indicator and month (`month_of`) now.
    """

    pathways: pd.DataFrame | None = None
    totals: pd.DataFrame | None = None
    controls: pd.DataFrame | None = None
    originals: pd.DataFrame | None = None
    original_pathways: pd.DataFrame | None = None
    history: pd.DataFrame | None = None
    restated: pd.DataFrame | None = None
    points_told: PointsTold = field(default_factory=dict)
    earlier_scores: tuple[tuple[str, pd.DataFrame], ...] = ()
    leagues: tuple[LeagueFrame, ...] = ()
    years_ago: Mapping[tuple[str, str, int], float] = field(default_factory=dict)


# ------------------------------------------------------------------------ rows as plain values


def column(values: pd.Series) -> list[Any]:
    """The column's values; `None` where missing, days as `date`.

    >>> column(pd.Series([1.5, None]))
    [1.5, None]
    """
    if isinstance(values.dtype, pd.CategoricalDtype):
        values = values.astype(object)
    present = values.notna().tolist()
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return [v.date() if ok else None for v, ok in zip(values, present, strict=True)]
    return [v if ok else None for v, ok in zip(values.tolist(), present, strict=True)]


def records(frame: pd.DataFrame | None) -> Iterator[Record]:
    """The frame's rows as dictionaries of plain values; none without a frame."""
    if frame is None:
        return iter(())
    names = [str(name) for name in frame.columns]
    columns = [column(frame[name]) for name in names]
    return (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))


def grouped(frame: pd.DataFrame | None, name: str) -> dict[Key, list[Record]]:
    """The frame's rows by organisation and one other column."""
    found: dict[Key, list[Record]] = {}
    for row in records(frame):
        found.setdefault((row["organisation"] or "", row[name] or ""), []).append(row)
    return found


def month_of(period: str | None, fiscal_start: int) -> int | None:
    """The ordinal of the first month after the period; `None` where the text names none."""
    found = period_of(period, fiscal_start)
    return None if found is None else found.end


@lru_cache(maxsize=4096)
def period_of(period: str | None, fiscal_start: int) -> Period | None:
    """The period that a text names; `None` where it names none."""
    if not period:
        return None
    try:
        return parse_period(period, fiscal_start).period
    except PeriodError:
        return None


# -------------------------------------------------------------------------- names of the books


class Names:
    """The books' names, amounts and periods in one language, looked up by organisation and id.

    `names` and `scales` of indicators and `organisations` stand in the order of the books; what
    only assessments or figures name comes after.
    """

    def __init__(
        self,
        books: Books,
        assessments: pd.DataFrame,
        figures: pd.DataFrame,
        words: Words,
        fiscal_start: int = 1,
    ) -> None:
        self.words, self.amounts, self.fiscal_start = words, Amounts(words), fiscal_start
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

    def period(self, text: str | None) -> str:
        """A period or date given as text, as it is printed."""
        return self.words.period(text, self.fiscal_start)

    def month(self, period: str | None) -> int | None:
        """The ordinal of the first month after a period; `None` where the text names none."""
        return month_of(period, self.fiscal_start)

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
