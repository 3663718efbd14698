"""A fault in the data, with the cell it stands in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How bad a finding is; only errors change the exit code."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something stands: file (relative to the workspace), sheet, cell in A1 notation."""

    file: str | None = None
    sheet: str | None = None
    cell: str | None = None

    def at(self, cell: str | None) -> Origin:
        """The same sheet, another cell."""
        return Origin(self.file, self.sheet, cell)


NOWHERE = Origin()


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: its code (see `catalogue`), place, what was found, and the message's parameters.

    `found` is the raw text of the cell; `params` fill the placeholders of the catalogue's
    message, expectation and hint.  The sentences themselves are made by `words`.
    """

    code: str
    severity: Severity
    origin: Origin = NOWHERE
    found: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def key(self) -> tuple[str, str, tuple[int, int], str, str]:
        """The order in which findings are shown: by place, then code."""
        place = self.origin
        return (
            place.file or "",
            place.sheet or "",
            cell_position(place.cell),
            self.code,
            self.found or "",
        )


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
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding once, sorted by place."""
    return tuple(sorted({(*f.key, f.severity): f for f in findings}.values(), key=lambda f: f.key))


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any finding is of severity error."""
    return any(f.severity is Severity.ERROR for f in findings)
