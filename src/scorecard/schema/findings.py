"""A fault in the data: its code, the cell it stands in, and what is known of every code.

Families: B book and file, C cell, I indicator, T target, M milestone, F figure, R register,
X cross-check, A assessment.  The codes are the tables of `findings.toml`, both languages side by
side.  Parsing all of it takes 25 ms, a table 0.1 ms: a run parses the tables of the codes it needs.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from scorecard.schema.errors import declarations
from scorecard.schema.vocabulary import Severity


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something stands: file (relative to the workspace), sheet, cell in A1 notation."""

    file: str | None = None
    sheet: str | None = None
    cell: str | None = None

    @classmethod
    def of(cls, *parts: object) -> Origin:
        """File, sheet and cell as a frame holds them; what is no text is missing."""
        return cls(*(part if isinstance(part, str) else None for part in parts))

    def at(self, cell: str | None) -> Origin:
        """The same sheet, another cell."""
        return Origin(self.file, self.sheet, cell)


NOWHERE = Origin()
_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: code (see `findings.toml`), place, what was found, the message's parameters.

    `found` is the raw text of the cell; `params` fill the placeholders of the catalogue's
    message, expectation and hint.  The sentences themselves are made by `i18n`.
    """

    code: str
    severity: Severity
    origin: Origin = NOWHERE
    found: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def key(self) -> tuple[str, str, tuple[int, int], str, str]:
        """The order in which findings are shown: by place, then code."""
        file, sheet, cell = self.origin.file or "", self.origin.sheet or "", self.origin.cell
        return file, sheet, cell_position(cell), self.code, self.found or ""


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
def _parts() -> Mapping[str, str]:
    """The text of each table of `findings.toml`, by its name."""
    text = declarations("findings.toml")
    parts = text.split("\n\n[")[1:]
    return {part[: part.index("]")]: f"[{part}" for part in parts}


@lru_cache(maxsize=1)
def families() -> Texts:
    """The English title of each family of codes, by its letter."""
    families: Texts = tomllib.loads(_parts()["families"])["families"]
    return families


@cache
def spec_of(code: str) -> CodeSpec:
    """What is known of a code.

    Raises `KeyError` for a code that is not in the catalogue: an unlisted code is a bug.
    """
    table = tomllib.loads(_parts()[code])[code]
    return CodeSpec(code, **{**table, "severity": Severity(table["severity"])})


def catalogue() -> Mapping[str, CodeSpec]:
    """What is known of every code, in the order of the reference page."""
    return {code: spec_of(code) for code in _parts() if code != "families"}


def finding(
    code: str,
    origin: Origin = NOWHERE,
    found: str | None = None,
    **params: Any,  # noqa: ANN401  (placeholders take any printable value)
) -> Finding:
    """A finding of this code with the severity the catalogue gives it (see `spec_of`)."""
    return Finding(code, spec_of(code).severity, origin, found, params)


def cell_position(cell: str | None) -> tuple[int, int]:
    """Row and column (from 1) of an A1 address; (0, 0) where there is none.

    >>> cell_position("AB7")
    (7, 28)
    """
    if not cell:
        return (0, 0)
    letters = "".join(c for c in cell if c.isalpha())
    digits = cell[len(letters) :]
    column = 0
    for letter in letters.upper():
        column = 26 * column + ord(letter) - ord("A") + 1
    return (int(digits) if digits.isdigit() else 0, column)


def cell_name(row: int, column: int) -> str:
    """The A1 address of a row and column counted from 1.

    >>> cell_name(7, 28)
    'AB7'
    """
    return f"{_letters(column)}{row}"


@cache
def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding once: errors first, then warnings and notes, each sorted by place."""
    once = {(_RANKS[f.severity], f.key): f for f in findings}
    return tuple(once[key] for key in sorted(once))


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any finding is of severity error."""
    return any(f.severity is Severity.ERROR for f in findings)
