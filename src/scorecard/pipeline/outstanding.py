"""What a quarter asks for and nobody has reported yet, by the unit that answers for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from scorecard.model.frames import Books
from scorecard.model.period import Period
from scorecard.workbook.responsible import Responsible
from scorecard.workbook.returns.rows import period_for


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
    books: Books, reported: Callable[[str, str, str], bool], quarters: Sequence[Period]
) -> list[Outstanding]:
    """One entry for each quarter and unit with figures outstanding.

    `reported` tells whether an organisation's indicator has a value for a period.  Figures of a
    half year or year are outstanding from the quarter they end with; those counted from the
    project register are not asked for.
    """
    units = Responsible(books)
    indicators = books.indicators.values.drop_duplicates(["organisation", "indicator"])
    asked_for = indicators[indicators["source"].ne("register")]
    facts = [{str(k): v for k, v in row.items()} for row in asked_for.to_dict("records")]
    found = []
    for quarter in quarters:
        asked: dict[tuple[str, str | None], list[tuple[dict[str, Any], bool]]] = {}
        for fact in facts:
            key = fact["organisation"], fact["indicator"], str(period_for(fact, quarter))
            asked.setdefault(units.answering(fact), []).append((fact, reported(*key)))
        found += [
            _entry(whose, str(quarter), units, rows)
            for whose, rows in asked.items()
            if not all(came for _, came in rows)
        ]
    return found


def _entry(
    whose: tuple[str, str | None],
    quarter: str,
    units: Responsible,
    rows: Sequence[tuple[dict[str, Any], bool]],
) -> Outstanding:
    missing = [fact for fact, came in rows if not came]
    return Outstanding(
        organisation=whose[0],
        unit=units.names.get(whose, whose[1]),
        quarter=quarter,
        asked=len(rows),
        indicators=tuple(str(fact["indicator"]) for fact in missing),
        names=tuple(str(fact["name"]) for fact in missing),
    )
