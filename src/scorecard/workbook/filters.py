"""Filters of the sheet Counts, brought to one spelling: `项目阶段 ≥ 开工` is `stage >= started`."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from scorecard.workbook.cells.reading import in_unit
from scorecard.workbook.clean import normalise
from scorecard.workbook.layout.books import PROJECT_COLUMNS
from scorecard.workbook.layout.columns import ColumnLayout
from scorecard.workbook.tables.headers import column_names, normal
from scorecard.workbook.units import show

_AND: Final = re.compile(r"\s+and\s+|\s*(?:且|并且|;|&&?)\s*", re.IGNORECASE)
_OPERATORS: Final = {
    "≥": ">=", "≤": "<=", "≠": "!=", "<>": "!=", "==": "=", "不低于": ">=", "不超过": "<=",
    "大于": ">", "超过": ">", "小于": "<", "等于": "=", "属于": "in", "in": "in",
}  # fmt: skip
_CONDITION: Final = re.compile(
    r"^(?P<field>[^\s<>=!≥≤≠]+?)\s*"
    r"(?P<op>>=|<=|!=|<>|==|[<>=≥≤≠]|不低于|不超过|大于|超过|小于|等于|属于|\bin\b)\s*(?P<value>.+)$"
)
_FILLED: Final = re.compile(
    r"^(?P<field>.+?)\s*(?:(?P<filled>is filled|is not blank|已填|不为空)|is blank|未填|为空)$",
    re.IGNORECASE,
)
_AMOUNT: Final = re.compile(r"^(?P<number>-?\d+(?:\.\d+)?)\s*(?P<unit>\D*)$")
_DATE: Final = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")
_PARTS: Final = {"project": "project", "项目": "project", "part": "part", "子项目": "part"}


def canonical_field(text: str) -> str:
    """The id of a register's column named in either language; else the text as it is.

    >>> canonical_field("总投资"), canonical_field("拆分项目"), canonical_field("子项目")
    ('total_investment', '拆分项目', 'part')
    """
    plain = normal(text)
    return _PARTS.get(plain) or column_names(PROJECT_COLUMNS).get(plain, text.strip())


def canonical_filter(text: str) -> str:
    """The filter with ids for names, plain operators and amounts in the register's own unit.

    What cannot be read stays as it was typed, for the check to refuse.

    >>> canonical_filter("总投资 ＞ 10亿元 且 项目阶段≥开工")
    'total_investment > 10 and stage >= started'
    >>> canonical_filter("land > 0"), canonical_filter("开工日期 is filled")
    ('land > 0', 'started_on is filled')
    """
    conditions = _AND.split(normalise(text))
    read = [_condition(condition) for condition in conditions]
    return text if None in read else " and ".join(str(c) for c in read)


def _condition(text: str) -> str | None:
    presence = _FILLED.match(text)
    if presence:
        column = _column(presence["field"])
        word = "is filled" if presence["filled"] else "is blank"
        return None if column is None else f"{column.id} {word}"
    found = _CONDITION.match(text)
    column = _column(found["field"]) if found else None
    if found is None or column is None:
        return None
    operator = _OPERATORS.get(found["op"], found["op"])
    texts = re.split(r"[,、|]", found["value"]) if operator == "in" else [found["value"]]
    values = [_value(column, value.strip()) for value in texts]
    return None if None in values else f"{column.id} {operator} {', '.join(map(str, values))}"


@cache
def _named() -> dict[str, ColumnLayout]:
    by_id = {column.id: column for column in PROJECT_COLUMNS}
    return {name: by_id[place] for name, place in column_names(PROJECT_COLUMNS).items()}


def _column(text: str) -> ColumnLayout | None:
    return _named().get(normal(text))


def _value(column: ColumnLayout, text: str) -> str | None:
    """The value as the rules read it; `None` for one that the column cannot hold."""
    match column.kind:
        case "number":
            found = _AMOUNT.match(text)
            if found is None:
                return None
            unit = found["unit"].strip() or column.unit
            value = in_unit(float(found["number"]), unit, column.unit)
            return None if value is None else show(value)
        case "date":
            day = _DATE.match(text)
            return f"{day[1]}-{int(day[2]):02d}-{int(day[3]):02d}" if day else None
        case "choice":
            names = {normal(name): word.id for word in column.allowed for name in word.names}
            return names.get(normal(text))
    return text.strip("“”\"'") or None
