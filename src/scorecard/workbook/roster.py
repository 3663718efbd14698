"""Who and what a form may name: organisations, units and indicators of the target books."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from scorecard.model.frames import Books
from scorecard.workbook.tables.headers import normal

Fact: TypeAlias = Mapping[str, object]
"""One row of the indicators frame."""


@dataclass(frozen=True, slots=True)
class Roster:
    """Names as forms are matched against them, read from the books once for many forms.

    `organisations` maps every normalised name and former name to the organisation, `units` every
    id and name of a unit to organisation and unit id (`own_units` within an organisation);
    `places` holds the last place on record of ranks, by organisation and indicator.
    """

    organisations: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    facts: Mapping[str, tuple[Fact, ...]] = field(default_factory=dict)
    own_units: Mapping[tuple[str, str], str] = field(default_factory=dict)
    places: Mapping[tuple[str, str], float] = field(default_factory=dict)

    def owner(self, name: str, organisation: str) -> tuple[str, str] | None:
        """Organisation and unit with this normalised name, one of this organisation first."""
        own = self.own_units.get((organisation, name))
        return self.units.get(name) if own is None else (organisation, own)

    def indicators(self, organisation: str | None) -> tuple[Fact, ...]:
        """The indicators of an organisation, one mapping each."""
        return self.facts.get(organisation or "", ())


def roster_of(books: Books, places: Mapping[tuple[str, str], float] | None = None) -> Roster:
    """The names and indicators of these books; a unit's name that two organisations have is none.

    Forms that were issued name their organisation too; a name alone must be clear.
    """
    organisations = {normal(str(o)): str(o) for o in books.organisations.values["organisation"]}
    aliases = books.aliases.values
    organisations |= {
        normal(str(a)): str(o)
        for a, o in zip(aliases["alias"], aliases["organisation"], strict=True)
    }
    facts: dict[str, list[Fact]] = {}
    for row in books.indicators.values.to_dict("records"):
        fact = {str(k): v for k, v in row.items()}
        facts.setdefault(str(fact["organisation"]), []).append(fact)
    own = _units(books)
    owners: dict[str, set[tuple[str, str]]] = {}
    for (organisation, name), unit in own.items():
        owners.setdefault(name, set()).add((organisation, unit))
    clear = {name: mine.pop() for name, mine in owners.items() if len(mine) == 1}
    known = {organisation: tuple(rows) for organisation, rows in facts.items()}
    return Roster(organisations, clear, known, own, {} if places is None else places)


def _units(books: Books) -> dict[tuple[str, str], str]:
    """Unit id by organisation and normalised id or name."""
    units = books.units.values
    return {
        (str(organisation), normal(str(spelling))): str(unit)
        for organisation, unit, name in zip(
            units["organisation"], units["unit"], units["name"], strict=True
        )
        for spelling in (name, unit)
    }
