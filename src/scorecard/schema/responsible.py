"""Which unit of an organisation answers for an indicator."""

from __future__ import annotations

from scorecard.schema.frames import Books
from scorecard.schema.quarterly_form import Fact
from scorecard.schema.spelling import normal


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


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None
