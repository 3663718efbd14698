"""What the cell grammar gives: a value or the reason for its absence, and the faults found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Generic, TypeVar

from scorecard.read.grid import CellKind, RawCell
from scorecard.schema.errors import N_, Message, Name
from scorecard.schema.findings import Finding, Origin, finding, spec_of
from scorecard.schema.spelling import compact, sanitise
from scorecard.schema.vocabulary import FigureState, Severity

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
        return spec_of(self.code).severity


def fault(code: str, **params: Any) -> Fault:  # noqa: ANN401  (placeholders take any printable value)
    """A fault with this code and these parameters; texts among them are made printable."""
    return Fault(
        code,
        {
            k: sanitise(v) if isinstance(v, str) and not isinstance(v, Message | Name) else v
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


_OUTSIDE: Final = re.compile(
    r"'[^']*\[[^\[\]']+\][^']*'!|\[[^\[\]!]+\][\w.]+!|\b(?:WEBSERVICE|RTD|CALL)\(|\|'?[^'|]*'?!",
    re.IGNORECASE,
)
"""A formula that takes its value from another file, a server or another program."""


def unreadable(cell: RawCell) -> Fault | None:
    """The fault of a cell that holds no usable value of any type; `None` for all other cells."""
    if cell.formula and _OUTSIDE.search(cell.formula):
        return fault("C128", formula=cell.formula)
    match cell.kind:
        case CellKind.ERROR:
            return fault("C110", error=str(cell.value or cell.text))
        case CellKind.UNCACHED:
            return fault("C111", formula=cell.formula or "=")
        case CellKind.BOOLEAN:
            return fault("C109", value=cell.text)
        case _:
            return None


# ---------------------------------------------------------------------------
# Words and signs that stand where a value is missing; five different things, never one.


CLEAR: Final[dict[str, Missing]] = {
    **dict.fromkeys(
        (
            "未统计", "未报", "未上报", "未填报", "未报送", "暂无", "暂无数据", "无数据",
            "数据缺失", "缺失", "缺", "暂缺", "待统计", "待填", "待报", "待核实", "notreported",
            "missing", "nodata",
        ),
        Missing.NOT_REPORTED,
    ),
    **dict.fromkeys(
        ("未发生", "没有发生", "未产生", "无发生"), Missing.NONE_HAPPENED
    ),
    **dict.fromkeys(
        ("不适用", "不涉及", "无此项", "无此项工作", "n/a", "na", "n.a.", "n.a", "notapplicable"),
        Missing.NOT_APPLICABLE,
    ),
    **dict.fromkeys(
        (
            "待公布", "未公布", "尚未公布", "待发布", "未发布", "尚未发布", "notpublished",
            "notyetpublished",
        ),
        Missing.NOT_PUBLISHED,
    ),
    **dict.fromkeys(
        ("未设目标", "无目标", "不设目标", "未下达", "不考核", "notarget"), Missing.NO_TARGET
    ),
}  # fmt: skip
LABELS: Final[dict[Missing, str]] = {
    Missing.NOT_REPORTED: N_("not reported: no figure"),
    Missing.NONE_HAPPENED: N_("none happened: 0"),
    Missing.NOT_APPLICABLE: N_("not applicable: no figure"),
    Missing.NOT_PUBLISHED: N_("not published: no figure"),
    Missing.NO_TARGET: N_("no target: no figure"),
}
UNCLEAR: Final = frozenset(
    {
        "—", "——", "———", "-", "--", "---", "_", "/", "//", "\\", "无", "没有", "同上", "同前",
        "〃", '"', "*", "**", "…", "……", "...", ".", "?", "??", "×", "x", "√", "o",
        "空", "null", "nan", "none", "nil", "待定", "tbd",
    }
)  # fmt: skip


def missing_value(cell: RawCell, text: str) -> Typed[Any] | None:
    """What a cell says where it holds no value, or `None` where it does hold something.

    Blank is `not_reported` without a fault; clear words are taken with a warning; signs that may
    mean several things are refused.
    """
    word = compact(text).casefold()
    if not word:
        return Typed(text=cell.text, missing=Missing.NOT_REPORTED)
    if word in UNCLEAR:
        return refused(cell, [fault("C114")])
    kind = CLEAR.get(word)
    if kind is None:
        return None
    value = 0.0 if kind is Missing.NONE_HAPPENED else None
    said = (fault("C115", missing=LABELS[kind]),)
    return Typed(value, cell.text, missing=kind, faults=said)
