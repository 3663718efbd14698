"""Every finding code: what it means, how bad it is, and the words that tell a person so.

Families: B book and file, C cell, I indicator, T target, M milestone, F figure, R register,
X cross-check, A assessment.  Each family stands in a module of its own.
"""

from __future__ import annotations

from typing import Any, Final

from scorecard.model.catalogue import books, cells, checks, figures, files, returns
from scorecard.model.catalogue.spec import CodeSpec
from scorecard.model.finding import NOWHERE, Finding, Origin

CATALOGUE: Final[dict[str, CodeSpec]] = {
    spec.code: spec
    for room in (files, cells, books, figures, returns, checks)
    for spec in room.SPECS
}


def finding(
    code: str,
    origin: Origin = NOWHERE,
    found: str | None = None,
    **params: Any,  # noqa: ANN401  (placeholders take any printable value)
) -> Finding:
    """A finding of this code with the severity the catalogue gives it.

    Raises `KeyError` for a code that is not in the catalogue: an unlisted code is a bug.
    """
    return Finding(code, CATALOGUE[code].severity, origin, found, params)


__all__ = ["CATALOGUE", "CodeSpec", "finding"]
