"""Words and signs that stand where a value is missing; five different things, never one."""

from __future__ import annotations

from typing import Any, Final

from scorecard.model.errors import N_
from scorecard.workbook.cells.typed import Missing, Typed, fault, refused
from scorecard.workbook.clean import compact
from scorecard.workbook.grid import RawCell

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
