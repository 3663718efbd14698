"""A draft of a target book: the book's own sheets with what a person needs to decide on each row.

The writer (`forms.draft_book`), the reader and `adopt` (`pipeline.drafting`) follow from these
declarations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, TypeAlias

from scorecard.schema.columns import NUMBER, Column, SheetLayout
from scorecard.schema.errors import Name
from scorecard.schema.target_book import BOOK
from scorecard.schema.vocabulary import Choice, FigureState


class Decision(Choice):
    """What a person has decided about a proposed row."""

    PENDING = "pending", "待定", "Pending"
    ADOPT = "adopt", "采用", "Adopt"
    DECLINE = "decline", "不采用", "Leave out"


class Confidence(Choice):
    """How far the words of the document leave no other reading."""

    HIGH = "high", "高", "High"
    MEDIUM = "medium", "中", "Medium"
    LOW = "low", "低", "Low"


class Change(Choice):
    """What became of a row since the draft before."""

    NEW = "new", "新", "New"
    GONE = "gone", "本版不再建议", "No longer proposed"
    ADOPTED = "adopted", "已在目标册", "In the book already"


# fmt: off
CONFIRM: Final = Column("confirm", "确认", "Confirm", (), Decision, width=9)
QUOTE: Final = Column("quote", "原文", "Quote", ("原文摘录",), width=46)
_NAME: Final = Column("name", "指标名称", "Name", width=22)
_AFTER: Final = (
    Column("place", "位置", "Place", width=26),
    Column("rests_on", "依据", "Rests on", width=40),
    Column("inferred", "推断", "Inferred", width=14),
    Column("asked", "待核实", "To be settled", width=22),
    Column("confidence", "把握", "Confidence", (), Confidence, width=11),
    Column("printed", "原样", "As printed", width=16),
    Column("change", "变化", "Change", (), Change, width=11),
)
KEYS: Final = (Column("key", "键", "Key"), Column("proposed", "原提议", "Proposed"))
"""Hidden: by what a row is known again, and what was proposed before a person typed."""

FOLDED: Final = frozenset(
    (
        *("target", "goal", "indicator", "stretch", "pathway", "weight", "points", "scoring"),
        *("method", "group", "parent", "parent_kind", "accepted_as", "responsible_unit"),
        *("version", "valid_from", "reason"),
    )
)
"""Columns beside a quote that no document fills: folded, one click away."""

_Columns: TypeAlias = tuple[Column, ...]


def _draft(sheet: str, before: _Columns = (), after: _Columns = ()) -> SheetLayout:
    layout = BOOK[sheet]
    return replace(layout, columns=(*before, *layout.columns, *after, *KEYS), required=False)


DRAFT: Final[Mapping[str, SheetLayout]] = {
    "about": _draft("about"),
    "targets": _draft("targets", (CONFIRM, QUOTE, _NAME), _AFTER),
    "goals": _draft("goals", (CONFIRM,), _AFTER),
    "indicators": _draft("indicators"),
    "documents": _draft("documents"),
    "figures": SheetLayout(
        "figures", "数据", "Figures",
        (
            CONFIRM, QUOTE, _NAME,
            Column("goal", "目标编号", "Goal"),
            Column("indicator", "指标编号", "Indicator"),
            Column("period", "报告期", "Period", (), "period"),
            Column("value", "数值", "Value", (), "number", dtype=NUMBER),
            Column("unit_of_measure", "计量单位", "Unit of measure"),
            Column("comparator", "比较方式", "Comparator", width=10),
            Column("baseline", "基数", "Baseline", width=12),
            Column("state", "状态", "State", (), FigureState, width=8),
            *_AFTER, *KEYS,
        ),
        purpose=Name("文件报告的数据；采用的登记为事实和指标，不设目标值，供填报和核对",
            "what the document reports; adopted as facts and indicators without a target"),
    ),
    "aside": SheetLayout(
        "aside", "未采用", "Set aside",
        (
            CONFIRM,
            Column("number", "数字", "Number", width=12),
            Column("role", "用途", "Role", width=16),
            Column("rule", "规则", "Rule", width=34),
            Column("sentence", "所在句", "Sentence", width=60),
            Column("place", "位置", "Place", width=26),
            *KEYS,
        ),
        purpose=Name("文件中其余的数字，各有用途；标为“采用”的，重新生成草稿时提到目标值",
            "every other number with its role; those marked Adopt are proposed by the next draft"),
    ),
}
# fmt: on
"""The sheets of a draft, in their order."""
