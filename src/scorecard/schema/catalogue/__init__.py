"""Every finding code: what it means, how bad it is, and the words that tell a person so.

Families: B book and file, C cell, I indicator, T target, M milestone, F figure, R register,
X cross-check, A assessment.  The codes are the tables of `findings.toml`, both languages side by
side; the file is read when the first finding is made or told.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from scorecard.schema.finding import NOWHERE, Finding, Origin, Severity

Texts = Mapping[str, str]
"""One text by language (`zh`, `en`)."""


@dataclass(frozen=True, slots=True)
class CodeSpec:
    """One finding code.

    `message` says what is wrong, `expected` what would be right, `hint` how to mend it; their
    `{placeholders}` are filled from `Finding.params` and `{found}`.  `meaning` explains the code
    in the reference pages.
    """

    code: str
    severity: Severity
    title: Texts
    message: Texts
    expected: Texts
    hint: Texts
    meaning: Texts


@lru_cache(maxsize=1)
def _tables() -> dict[str, Any]:
    """What `findings.toml` holds; reading it takes about 25 ms."""
    return tomllib.loads(files(__name__).joinpath("findings.toml").read_text(encoding="utf-8"))


def families() -> Texts:
    """The English title of each family of codes, by its letter."""
    families: Texts = _tables()["families"]
    return families


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, CodeSpec]:
    """What is known of every code, in the order of the reference page."""
    return {
        code: CodeSpec(code, **{**table, "severity": Severity(table["severity"])})
        for code, table in _tables().items()
        if code != "families"
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
    return Finding(code, catalogue()[code].severity, origin, found, params)
