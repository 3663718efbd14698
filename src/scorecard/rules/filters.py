"""Conditions that let a project into a count, as the sheet Counts has them.

    total_investment > 10 and stage >= started
    nature in new, expansion
    started_on is filled

They are compared with the register's columns; nothing is ever run as program code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeAlias

import pandas as pd

from scorecard.schema.frames import DATE, NUMBER, PROJECTS, TEXT
from scorecard.schema.projects import STAGES, TERMINATED

Values: TypeAlias = Sequence[float | str | pd.Timestamp]

LONGEST: Final = 300
_CONDITION: Final = re.compile(
    r"^(?P<field>[a-z_]+)\s*(?:is\s+(?P<state>filled|blank)"
    r"|(?P<op>>=|<=|!=|[<>=]|in\b)\s*(?P<value>\S.*))$"
)
_ORDER: Final = {stage: float(n) for n, stage in enumerate(STAGES)}
_FILTERED: Final = frozenset(PROJECTS) - {"file", "sheet"}
_COMPARE: Final[dict[str, Callable[[pd.Series, Any], pd.Series]]] = {
    "=": lambda column, value: column.eq(value),
    "!=": lambda column, value: column.ne(value),
    "<": lambda column, value: column < value,
    "<=": lambda column, value: column <= value,
    ">": lambda column, value: column > value,
    ">=": lambda column, value: column >= value,
}


class FilterError(ValueError):
    """A text that is no condition; `rest` is where reading stopped."""

    def __init__(self, rest: str) -> None:
        super().__init__(rest)
        self.rest = rest


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison of a register's column with a value."""

    field: str
    operator: str
    values: Values = ()

    def holds(self, projects: pd.DataFrame) -> pd.Series:
        """Element-wise (boolean, index of the frame) whether a project is let in.

        A missing value meets no comparison but `!=` and `is blank`.
        """
        column = projects[self.field]
        match self.operator:
            case "filled":
                return column.notna()
            case "blank":
                return column.isna()
            case "in":
                return column.isin(list(self.values))
        (value,) = self.values
        if self.field == "stage" and self.operator not in {"=", "!="}:
            column, value = column.map(_ORDER).astype("float64"), _ORDER[str(value)]
        return _COMPARE[self.operator](column, value).fillna(value=False).astype(bool)

    @property
    def ends(self) -> bool:
        """Whether the condition itself asks for projects that have ended."""
        return self.field == "stage" and self.operator in {"=", "in"} and TERMINATED in self.values


def parse_filter(text: str) -> tuple[Condition, ...]:
    """The conditions of a filter, joined by `and`; raises `FilterError`.

    >>> [c.field for c in parse_filter("total_investment > 10 and stage >= started")]
    ['total_investment', 'stage']
    """
    if len(text) > LONGEST:
        raise FilterError(text[LONGEST:])
    return tuple(_condition(part.strip()) for part in text.split(" and "))


def _condition(text: str) -> Condition:
    found = _CONDITION.match(text)
    if found is None or found["field"] not in _FILTERED:
        raise FilterError(text)
    name = found["field"]
    if found["state"]:
        return Condition(name, found["state"])
    operator = found["op"]
    texts = found["value"].split(",") if operator == "in" else [found["value"]]
    ordered = PROJECTS[name] != TEXT or name == "stage"
    if operator in {"<", "<=", ">", ">="} and not ordered:
        raise FilterError(text)
    values = [_value(name, value.strip()) for value in texts]
    if name == "stage" and operator not in {"=", "!=", "in"} and values[0] not in _ORDER:
        raise FilterError(found["value"])
    return Condition(name, operator, tuple(values))


def _value(name: str, text: str) -> float | str | pd.Timestamp:
    try:
        if PROJECTS[name] == NUMBER:
            return float(text)
        if PROJECTS[name] == DATE:
            return pd.Timestamp(date.fromisoformat(text))
    except ValueError:
        raise FilterError(text) from None
    if name == "stage" and text not in {*STAGES, TERMINATED}:
        raise FilterError(text)
    return text
