"""Names in place of ids: what findings about figures call an indicator and a basis.

Rules speak of indicators by their ids; the people who read what was found know them by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeAlias

from scorecard.schema.errors import Name
from scorecard.schema.findings import Finding
from scorecard.schema.frames import Books
from scorecard.schema.vocabulary import Basis

_INDICATORS: Final = ("indicator", "part", "whole")
"""Parameters that hold the id of an indicator."""
_LISTED: Final = ("parts", "values")
"""Parameters that hold values as `id = value`, several of them in a row."""
_VALUE: Final = re.compile(r"(?P<id>[^\s,、=]+)(?= = )")
_FAMILIES: Final = ("C", "F", "X2")
"""Codes of findings about figures; those about books name ids, which is what stands there."""


_Names: TypeAlias = Mapping[str, Name]


@dataclass(slots=True)
class Naming:
    """The names of all books' indicators by organisation and id."""

    books: Books
    _known: dict[str | None, dict[str, Name]] = field(default_factory=dict)
    _told: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Parameters told before: thousands of figures without evidence share theirs."""

    def __post_init__(self) -> None:
        frame = self.books.indicators.values[["organisation", "indicator", "name", "name_en"]]
        for organisation, indicator, *names in frame.itertuples(index=False, name=None):
            name, en = (text if isinstance(text, str) else "" for text in names)
            if name or en:
                own = Name(name or en, en)
                self._known.setdefault(organisation, {}).setdefault(str(indicator), own)
                self._known.setdefault(None, {}).setdefault(str(indicator), own)

    def named(self, findings: Iterable[Finding], organisation: str | None = None) -> list[Finding]:
        """The findings with names in place of ids: those of this organisation's book, or of any."""
        names = self._known.get(organisation) or self._known.get(None, {})
        return [self._named(one, names) for one in findings]

    def _named(self, one: Finding, names: _Names) -> Finding:
        if not one.code.startswith(_FAMILIES):
            return one
        told = {name: _said(name, value, names) for name, value in one.params.items()}
        if len(told) == 1:
            told = self._told.setdefault(repr((id(names), told)), told)
        return replace(one, params=told)


def _said(param: str, value: Any, names: _Names) -> Any:  # noqa: ANN401  (any printable value)
    if isinstance(value, tuple | list):
        return [_said(param, one, names) for one in value]
    if not isinstance(value, str) or isinstance(value, Name):
        return value
    if param in _INDICATORS:
        return names.get(value, value)
    if param == "basis":
        basis = Basis.lookup(value)
        return value if basis is None else basis.said
    if param in _LISTED:
        zh, en = (
            _VALUE.sub(lambda f: names.get(f["id"], Name(f["id"])).within(language), value)  # noqa: B023  (used at once)
            for language in ("zh", "en")
        )
        return Name(zh, en)
    return value
