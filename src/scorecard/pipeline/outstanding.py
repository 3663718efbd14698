"""What a quarter asks for and nobody has reported yet, by the unit that answers for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from scorecard.model.frames import Books
from scorecard.model.period import Period
from scorecard.workbook.form_rows import period_for
from scorecard.workbook.responsible import Responsible


@dataclass(frozen=True, slots=True)
class Outstanding:
    """One unit's figures that a quarter asks for and that have not come.

    `unit` is its name, missing for figures nobody answers for; `asked` how many are asked for in
    all, `names` those outstanding.
    """

    organisation: str
    unit: str | None
    quarter: str
    asked: int
    indicators: tuple[str, ...]
    names: tuple[str, ...]


def outstanding(
    books: Books, figures: pd.DataFrame, quarters: Sequence[Period]
) -> list[Outstanding]:
    """One entry for each quarter and unit with figures outstanding.

    `figures` (FIGURES) are those on record.  Figures of a half year or year are outstanding from
    the quarter they end with; those counted from the project register are not asked for.
    """
    reported = figures.dropna(subset=["value"])[["organisation", "indicator", "period"]]
    known = set(reported.itertuples(index=False, name=None))
    units = Responsible(books)
    indicators = books.indicators.values.drop_duplicates(["organisation", "indicator"])
    asked_for = indicators[indicators["source"].ne("register")]
    facts = [{str(k): v for k, v in row.items()} for row in asked_for.to_dict("records")]
    found = []
    for quarter in quarters:
        asked: dict[tuple[str, str | None], list[tuple[dict[str, Any], bool]]] = {}
        for fact in facts:
            key = fact["organisation"], fact["indicator"], str(period_for(fact, quarter))
            asked.setdefault(units.answering(fact), []).append((fact, key in known))
        found += [
            _entry(whose, str(quarter), units, rows)
            for whose, rows in asked.items()
            if not all(reported for _, reported in rows)
        ]
    return found


def _entry(
    whose: tuple[str, str | None],
    quarter: str,
    units: Responsible,
    rows: Sequence[tuple[dict[str, Any], bool]],
) -> Outstanding:
    missing = [fact for fact, reported in rows if not reported]
    return Outstanding(
        organisation=whose[0],
        unit=units.names.get(whose, whose[1]),
        quarter=quarter,
        asked=len(rows),
        indicators=tuple(str(fact["indicator"]) for fact in missing),
        names=tuple(str(fact["name"]) for fact in missing),
    )
