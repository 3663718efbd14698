"""The target book: its sheets and columns, and those of a draft of it.

The reader (`read.target_book`), the frames (`schema.frames`), the contracts, the writer
(`forms.target_book`) and the reference pages follow from these declarations.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Final, TypeAlias

from scorecard.schema.columns import (
    INDICATOR,
    NOTE,
    NUMBER,
    REMARK,
    RESPONSIBLE,
    TEXT,
    Column,
    SheetLayout,
)
from scorecard.schema.errors import Name
from scorecard.schema.vocabulary import (
    AboutItem,
    AcceptedAs,
    Aggregate,
    Basis,
    Choice,
    Comparator,
    Direction,
    FigureState,
    Frequency,
    GoalClass,
    Grade,
    Measure,
    Method,
    MilestoneKind,
    NumberOrigin,
    ParentKind,
    Pathway,
    Severity,
    Source,
    Strength,
)

# fmt: off
BOOK_SHEETS: Final = (
    SheetLayout(
        "about", "说明", "About",
        (
            Column("item", "项目", "Item", (), AboutItem, required=True, width=13),
            Column("content", "内容", "Content", required=True, width=46),
            Column("valid_from", "起始日期", "Valid from", ("自",), "period"),
            Column("valid_to", "截止日期", "Valid to", ("至",), "period"),
            NOTE,
        ),
        aliases=("关于", "概况"),
        required=True,
        purpose=Name("目标是谁的，用之前要知道什么",
            "whose goals these are, and what to know before using the book"),
    ),
    SheetLayout(
        "documents", "文件", "Documents",
        (
            Column("document", "文件编号", "Document", ("文件",), required=True),
            Column("title", "标题", "Title", ("文件标题", "文件名称"), required=True, width=44),
            Column("publisher", "发布单位", "Publisher", ("来源", "发布者"), width=30),
            Column("stated_on", "提出日期", "Stated on", ("提出时间",), "period"),
            Column("published_on", "发布日期", "Published on", ("见报日期", "发布时间"), "date",
                dtype=TEXT),
            Column("file", "文件名", "File", ("原件",), width=24, stored_as="source_file"),
            Column("sha256", "校验值", "SHA-256", ("哈希", "sha-256"), width=20),
            Column("grade", "来源等级", "Grade", ("来源级别",), Grade, required=True, width=11),
            NOTE,
        ),
        aliases=("来源文件", "文件清单"),
        required=True,
        purpose=Name("目标出自哪些文件；文件没有写的留空",
            "where the goals were stated; what a document does not say stays blank"),
    ),
    SheetLayout(
        "goals", "目标表述", "Goals",
        (
            Column("goal", "目标编号", "Goal", ("表述编号",), required=True, width=11),
            Column("document", "文件编号", "Document", ("文件",), required=True,
                refers_to="documents"),
            Column("quote", "原文", "Quote", ("原文摘录", "目标表述"), required=True, width=52),
            Column("strength", "语气", "Strength", ("约束力",), Strength, width=10),
            Column("class", "类别", "Class", ("分类",), GoalClass, required=True, width=12),
            REMARK,
        ),
        aliases=("目标", "表述"),
        required=True,
        purpose=Name("一句一行、照抄原文；不能衡量的只登记，不设数值",
            "one sentence a row, word for word; what cannot be measured gets no number"),
    ),
    SheetLayout(
        "units", "责任单位", "Units",
        (
            Column("unit", "单位编号", "Unit", ("责任单位编号",), required=True),
            Column("name", "单位名称", "Name", ("名称",), required=True, width=26),
            Column("parent", "上级单位", "Parent", ("上级",), width=10),
            Column("role", "联系岗位", "Role of the contact", ("联系人岗位",), width=20),
        ),
        aliases=("单位",),
        purpose=Name("谁对指标负责、谁填报", "who answers for indicators and fills in forms"),
    ),
    SheetLayout(
        "indicators", "指标", "Indicators",
        (
            INDICATOR,
            Column("name", "指标名称", "Name", ("名称",), required=True, width=26),
            Column("name_en", "英文名称", "English name", ("英文名",), width=28),
            Column("unit_of_measure", "计量单位", "Unit of measure", ("单位",), required=True,
                width=16),
            Column("measure", "指标性质", "Measure", ("性质",), Measure, required=True, width=10),
            Column("reported_as", "填报口径", "Reported as", ("口径",), Basis, required=True),
            Column("frequency", "频率", "Frequency", ("填报频率",), Frequency, required=True,
                width=11),
            Column("publication_lag_months", "公布滞后月数", "Publication lag (months)", (),
                "integer", dtype=NUMBER),
            Column("decimals", "小数位", "Decimals", ("小数位数",), "integer"),
            Column("minimum", "最小值", "Minimum", ("下限值",), "number"),
            Column("maximum", "最大值", "Maximum", ("上限值",), "number"),
            Column("natural_limit", "自然极限", "Natural limit", (), "number"),
            RESPONSIBLE,
            Column("source", "数据来源", "Source", (), Source, default="reported", width=10),
            Column("definition", "定义", "Definition", ("指标定义", "指标解释"), width=46),
        ),
        aliases=("指标库",),
        required=True,
        purpose=Name("量什么、用什么单位、多久报一次；方向和数值不写在这里",
            "what is measured, in which unit, how often; neither direction nor number"),
    ),
    SheetLayout(
        "targets", "目标值", "Targets",
        (
            Column("target", "目标值编号", "Target", required=True, width=18),
            Column("goal", "目标编号", "Goal", ("表述编号",), required=True, refers_to="goals",
                width=11),
            INDICATOR.but(refers_to="indicators"),
            Column("direction", "方向", "Direction", (), Direction, required=True, width=10),
            Column("comparator", "比较方式", "Comparator", ("比较",), Comparator, required=True,
                width=10),
            Column("baseline_period", "基期", "Baseline period", (), "period"),
            Column("baseline", "基期值", "Baseline", ("基数",), "number"),
            Column("due", "到期", "Due", ("完成时限", "期限"), "period"),
            Column("value", "目标数值", "Value", ("目标值", "下限"), "number"),
            Column("upper", "上限", "Upper", (), "number"),
            Column("allowed_deviation", "允许偏差", "Allowed deviation", ("偏差",), "number"),
            Column("stretch", "争取值", "Stretch", ("奋斗目标",), "number"),
            Column("pathway", "进度计划", "Pathway", (), Pathway, width=11),
            Column("weight", "权重", "Weight", (), "number"),
            Column("points", "分值", "Points", (), "number"),
            Column("scoring", "计分规则", "Scoring", ("评分标准",), width=11),
            Column("method", "评价方法", "Method", (), Method, width=11),
            Column("group", "分组", "Group", width=8),
            Column("parent", "上级目标值", "Parent", ("上级目标",), width=10),
            Column("parent_kind", "上下级关系", "Parent kind", (), ParentKind, width=11),
            Column("accepted_as", "认定为", "Accepted as", (), AcceptedAs, width=9),
            RESPONSIBLE,
            Column("origin", "数值来源", "Origin", (), NumberOrigin, required=True, width=12),
            Column("version", "版本", "Version", (), "integer", default=1),
            Column("valid_from", "生效日期", "Valid from", ("启用日期",), "date"),
            Column("reason", "版本说明", "Reason", ("修订原因", "调整原因"), width=36),
        ),
        required=True,
        purpose=Name("哪个指标到什么时候达到多少，数值是谁定的",
            "which indicator reaches which value by when, and whose number that is"),
    ),
    SheetLayout(
        "milestones", "节点", "Milestones",
        (
            Column("target", "目标值编号", "Target", required=True, refers_to="targets", width=18),
            Column("period", "时点", "Period", ("节点时间", "报告期"), "period", required=True),
            Column("kind", "节点性质", "Kind", ("性质",), MilestoneKind, required=True),
            Column("value", "节点值", "Value", ("数值",), "number", required=True),
            Column("stretch", "争取值", "Stretch", (), "number"),
        ),
        aliases=("里程碑",),
        purpose=Name("通往目标值的中间节点", "dated values on the way to a target"),
    ),
    SheetLayout(
        "counts", "统计口径", "Counts",
        (
            INDICATOR.but(refers_to="indicators"),
            Column("aggregate", "汇总方式", "Aggregate", ("汇总",), Aggregate, required=True),
            Column("field", "项目库字段", "Field", ("字段",), required=True),
            Column("filter", "筛选条件", "Filter", ("条件",), width=34),
        ),
        aliases=("口径",),
        purpose=Name("指标怎样由项目库数出来",
            "how an indicator is counted from the project register"),
    ),
    SheetLayout(
        "rules", "校核", "Rules",
        (
            Column("rule", "规则编号", "Rule", ("编号",), required=True),
            Column("expression", "校核关系", "Expression", ("表达式", "公式"), required=True,
                width=34),
            Column("severity", "严重程度", "Severity", ("级别",), Severity, required=True),
            Column("message", "提示语", "Message", ("提示",), required=True, width=46),
        ),
        aliases=("校核关系", "校核规则"),
        purpose=Name("指标之间必须成立的关系", "what must hold between indicators"),
    ),
)
# fmt: on
"""The sheets of a target book, in their order."""

BOOK: Final[Mapping[str, SheetLayout]] = {sheet.id: sheet for sheet in BOOK_SHEETS}

# -------------------------------------------------------------- what the written book says itself

NAMED_BY: Final[Mapping[str, str]] = {
    "documents": "title",
    "units": "name",
    "indicators": "name",
}
"""The column by which rows of a sheet are chosen on other sheets, where it is not their id."""


@cache
def book_notes() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """By sheet and column: its note (zh, en) and, where there is one, a sample (zh, en)."""
    text = files(__package__).joinpath("book_notes.toml").read_text(encoding="utf-8")
    notes: Mapping[str, Mapping[str, Sequence[str]]] = tomllib.loads(text)
    return notes


def folded(sheet: str) -> frozenset[str]:
    """The columns of a sheet that are for experts: folded away while nothing stands in them."""
    return frozenset(book_notes().get(sheet, {}).get("folded", ()))


# ------------------------------------------------- a draft: the book's sheets, and what to decide
#
# The writer (`forms.draft_book`), the reader and `adopt` (`pipeline.drafting`) follow from these.


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
