"""What the cell grammar gives: a value or the reason for its absence, and the faults found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeVar

from scorecard.model.catalogue import catalogue, finding
from scorecard.model.errors import Message
from scorecard.model.finding import Finding, Origin, Severity
from scorecard.model.status import FigureState
from scorecard.workbook.clean import sanitise
from scorecard.workbook.grid import CellKind, RawCell

T_co = TypeVar("T_co", covariant=True)


class Missing(StrEnum):
    """Why a cell holds no number; five different things."""

    NOT_REPORTED = "not_reported"
    NONE_HAPPENED = "none_happened"
    NOT_APPLICABLE = "not_applicable"
    NOT_PUBLISHED = "not_published"
    NO_TARGET = "no_target"


@dataclass(frozen=True, slots=True)
class Fault:
    """A finding that has no place yet: code and the parameters of its message."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def severity(self) -> Severity:
        """The severity the catalogue gives the code."""
        return catalogue()[self.code].severity


def fault(code: str, **params: Any) -> Fault:  # noqa: ANN401  (placeholders take any printable value)
    """A fault with this code and these parameters; texts among them are made printable."""
    return Fault(
        code,
        {
            k: sanitise(v) if isinstance(v, str) and not isinstance(v, Message) else v
            for k, v in params.items()
        },
    )


@dataclass(frozen=True, slots=True)
class Typed(Generic[T_co]):
    """One cell read as what its column asks for.

    `value` is `None` where there is none or where it was refused (`ok` is then false); `missing`
    says why a cell without a fault has no value (`none_happened` goes with the value 0).  `state`
    is `estimate` where the cell itself says that the number is not exact.  `converted` is the
    conversion that was made (`135.7亿元 = 1357000万元`).  For ranks, `movement` is the change in
    places (up is positive) and `at_most` the bound of `前100`.
    """

    value: T_co | None = None
    text: str = ""
    missing: Missing | None = None
    state: FigureState | None = None
    converted: str | None = None
    movement: int | None = None
    at_most: float | None = None
    faults: tuple[Fault, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing of severity error was found."""
        return all(f.severity is not Severity.ERROR for f in self.faults)

    def findings(self, origin: Origin) -> tuple[Finding, ...]:
        """The faults as findings at this place, with the cell's text as what was found."""
        found = sanitise(self.text)
        return tuple(finding(f.code, origin, found, **f.params) for f in self.faults)


def refused(cell: RawCell, faults: Iterable[Fault]) -> Typed[Any]:
    """No value, because of these faults."""
    return Typed(text=cell.text, faults=tuple(faults))


def unreadable(cell: RawCell) -> Fault | None:
    """The fault of a cell that holds no usable value of any type; `None` for all other cells."""
    match cell.kind:
        case CellKind.ERROR:
            return fault("C110", error=str(cell.value or cell.text))
        case CellKind.UNCACHED:
            return fault("C111", formula=cell.formula or "=")
        case CellKind.BOOLEAN:
            return fault("C109", value=cell.text)
        case _:
            return None
