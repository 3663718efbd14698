"""The sheets of target books, drafts and the register: a column and a sheet, each declared once.

Everything that needs a sheet follows from its declaration: the reader and the typed frame, the
form, its drop-downs and the book writer, labels in both languages, the reference pages.  A header
is recognised by its id, its Chinese or English name or an alias, as `normal` compares them; sheet
names are recognised in the same way.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Final, Literal, Self, TypeAlias

from scorecard.schema.errors import Name
from scorecard.schema.spelling import normal
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
    Nature,
    NumberOrigin,
    ParentKind,
    Pathway,
    Severity,
    Source,
    Stage,
    Strength,
    unit_label,
)

Kind = Literal["text", "number", "integer", "date", "period", "choice"]

TEXT: Final = "str"
NUMBER: Final = "float64"
INTEGER: Final = "Int64"
DATE: Final = "datetime64[s]"
TRUTH: Final = "boolean"

Columns: TypeAlias = Mapping[str, str]
"""A frame's columns in order, each with its type."""

_DTYPES: Final[Mapping[Kind, str]] = {"number": NUMBER, "integer": INTEGER, "date": DATE}
"""Everything else is text: words by their ids, periods in canonical spelling (`2021-Q4`)."""
_WIDTHS: Final[Mapping[Kind, float]] = {"number": 9, "integer": 8, "date": 11.5, "period": 11}
_OTHER_WIDTH: Final = 14.0


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet.

    Attributes
    ----------
        id: its name in frames, JSON and documentation.
        zh, en: its header in a workbook of either language.
        aliases: other headers by which it is recognised.
        holds: the kind of its cells, or the vocabulary whose words they hold.
        required: whether a row without a value is at fault; other columns may be absent.
        unit: the unit in which amounts are kept where the header names no other.
        refers_to: the sheet whose rows its cells name, by that sheet's first column.
        default: what a blank stands for, where that does not depend on the rest of the row.
        width: in characters, where it is not that of its kind.
        dtype: its type in frames, where it is not that of its kind.
        stored_as: its name in frames, where another column has its id there.
    """

    id: str
    zh: str
    en: str
    aliases: tuple[str, ...] = ()
    holds: Kind | type[Choice] = "text"
    required: bool = False
    unit: str = ""
    refers_to: str = ""
    default: str | float | None = None
    width: float = 0.0
    dtype: str = ""
    stored_as: str = ""
    kind: Kind = field(init=False)
    choices: tuple[Choice, ...] = field(init=False)

    def __post_init__(self) -> None:
        kind: Kind = self.holds if isinstance(self.holds, str) else "choice"
        words = () if isinstance(self.holds, str) else tuple(self.holds)
        derived = {
            "kind": kind,
            "choices": words,
            "width": self.width or _WIDTHS.get(kind, _OTHER_WIDTH),
            "dtype": self.dtype or _DTYPES.get(kind, TEXT),
            "stored_as": self.stored_as or self.id,
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)

    @property
    def names(self) -> tuple[str, ...]:
        """Every header by which the column is recognised."""
        return (self.id, self.zh, self.en, *self.aliases)

    @property
    def name(self) -> Name:
        """Its header in both languages."""
        return Name(self.zh, self.en)

    def header(self, language: str, note: str = "") -> str:
        """Its header in this language, a note (else its unit of measure) in brackets below."""
        said = note or unit_label(self.unit, language)
        if not said:
            return self.name.within(language)
        return f"{self.zh}\n（{said}）" if language == "zh" else f"{self.en}\n({said})"

    def shown(self, value: object, language: str) -> object:
        """A value as a cell shows it: a closed word by its label."""
        word = next((c for c in self.choices if c == value), None)
        return value if word is None else word.within(language)

    def but(self, *, width: float = 0.0, refers_to: str = "") -> Self:
        """The same column in another width, or naming rows of a sheet."""
        return replace(self, width=width or self.width, refers_to=refers_to or self.refers_to)


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """One table: sheet name (or, within a form, name of the block) and its columns in order.

    `required` sheets must be there; `purpose` is what the sheet says of itself above its table.
    """

    id: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    aliases: tuple[str, ...] = ()
    required: bool = False
    purpose: Name = Name("")  # noqa: RUF009  (a text, which does not change)

    @property
    def names(self) -> tuple[str, ...]:
        """Every sheet name by which the table is recognised."""
        return (self.id, self.zh, self.en, *self.aliases)

    def title(self, language: str) -> str:
        """The sheet's name in this language."""
        return self.zh if language == "zh" else self.en

    def column(self, column_id: str) -> Column:
        """The column of this id; `KeyError` where the table has none."""
        for column in self.columns:
            if column.id == column_id:
                return column
        raise KeyError(column_id)

    @property
    def required_columns(self) -> tuple[str, ...]:
        """Ids of the columns that every row must fill."""
        return tuple(c.id for c in self.columns if c.required)

    @property
    def frame(self) -> Columns:
        """The columns of its rows in a frame, with their types."""
        return {column.stored_as: column.dtype for column in self.columns}


def column_names(columns: Iterable[Column]) -> dict[str, str]:
    """Column id by every normalised header; the earlier column wins a shared name."""
    names: dict[str, str] = {}
    for column in columns:
        for name in column.names:
            names.setdefault(normal(name), column.id)
    return names


# --------------------------------------------------------------- columns of more than one sheet

INDICATOR: Final = Column(
    "indicator", "指标编号", "Indicator", ("指标", "指标代码"), required=True, width=18
)
RESPONSIBLE: Final = Column(
    "responsible_unit", "责任单位", "Responsible unit", ("牵头单位",), refers_to="units"
)
EVIDENCE: Final = Column("evidence", "佐证材料", "Evidence", ("佐证", "依据"))
STATE: Final = Column("state", "数据状态", "Data state", (), FigureState)
NOTE: Final = Column("note", "备注", "Note", ("附注",), width=42)
REMARK: Final = Column("note", "说明", "Note", ("备注", "情况说明"), width=42)

# ---------------------------------------------------------------------------
# The target book: its sheets and columns, and those of a draft of it.
#
# The reader (`read.target_book`), the frames (`schema.frames`), the contracts, the writer
# (`forms.target_book`) and the reference pages follow from these declarations.


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

# ---------------------------------------------------------------------------
# The project register: its sheet, the order of stages, the dates that reach them, its money.


# fmt: off
PROJECTS: Final = SheetLayout(
    "projects", "项目库", "Projects",
    (
        Column("project", "项目编号", "Project", ("项目编码",), required=True),
        Column("organisation", "所属园区", "Organisation", ("园区",)),
        Column("name", "项目名称", "Name", ("名称",), required=True, width=26),
        Column("investor", "投资方", "Investor", ("投资单位", "建设单位")),
        Column("nature", "建设性质", "Nature", ("项目性质", "性质"), Nature),
        Column("stage", "项目阶段", "Stage", ("阶段",), Stage, required=True),
        Column("total_investment", "总投资", "Total investment", ("总投资额",), "number",
            unit="亿元"),
        Column("fixed_investment", "固定资产投资", "Fixed investment", ("其中固定资产投资",),
            "number", unit="亿元"),
        Column("contracted_foreign", "合同外资", "Contracted foreign", ("协议外资",), "number",
            unit="万美元"),
        Column("land", "用地面积", "Land", ("用地",), "number", unit="亩"),
        Column("signed_on", "签约日期", "Signed on", ("签约时间",), "date"),
        Column("planned_start_on", "计划开工日期", "Planned start", ("计划开工",), "date"),
        Column("started_on", "实际开工日期", "Started on", ("开工日期", "实际开工"), "date"),
        Column("planned_completion_on", "计划竣工日期", "Planned completion", ("计划竣工",),
            "date"),
        Column("completed_on", "实际竣工日期", "Completed on", ("竣工日期", "实际竣工"), "date"),
        Column("planned_production_on", "计划投产日期", "Planned production", ("计划投产",),
            "date"),
        Column("in_production_on", "实际投产日期", "In production on", ("投产日期", "实际投产"),
            "date"),
        Column("terminated_on", "终止日期", "Terminated on", ("终止时间", "退出日期"), "date"),
        Column("invested_to_date", "累计完成投资", "Invested to date", ("完成投资",), "number",
            unit="亿元"),
        Column("unit", "责任单位", "Unit", ("牵头单位",)),
        Column("parent_project", "所属打包项目", "Parent project", ("上级项目",)),
        EVIDENCE,
        NOTE,
    ),
    aliases=("项目", "台账"),
)
# fmt: on

STAGES: Final = tuple(str(stage) for stage in Stage if stage is not Stage.TERMINATED)
"""Stages from first to last; `terminated` stands outside."""
TERMINATED: Final = str(Stage.TERMINATED)
ADDITIONAL: Final = str(Nature.ADDITIONAL)
"""The nature of a row that adds money to its parent (增资) and is no project of its own."""
REACHED_ON: Final[Mapping[str, str]] = {
    str(stage): f"{stage}_on"
    for stage in (Stage.SIGNED, Stage.STARTED, Stage.COMPLETED, Stage.IN_PRODUCTION)
}
"""The date that says when a stage was reached, in order."""
DONE_ON: Final = (*REACHED_ON.values(), "terminated_on")
"""Dates of what has happened; planned dates are none."""
INVESTED: Final = "invested_to_date"
MONEY: Final = ("total_investment", "fixed_investment", INVESTED, "contracted_foreign")
"""Kinds of money that are never added to one another: 总投资, 完成投资, 到位资金 …"""
AMOUNTS: Final = (*MONEY, "land")
_YUAN: Final[Mapping[str, float]] = {"亿元": 1.0, "百万元": 1e2, "万元": 1e4, "元": 1e8}
_UNITS: Final[Mapping[str, Mapping[str, float]]] = {
    "total_investment": _YUAN,
    "fixed_investment": _YUAN,
    INVESTED: _YUAN,
    "contracted_foreign": {"万美元": 1.0, "亿美元": 1e-4, "美元": 1e4},
    "land": {"亩": 1.0, "公顷": 1 / 15, "平方米": 2000 / 3, "㎡": 2000 / 3},
}
UNITS: Final[Mapping[str, Mapping[str, float]]] = {
    name: {**units, **{unit_label(unit, "en"): factor for unit, factor in units.items()}}
    for name, units in _UNITS.items()
}
"""By how much a sum of the register's column is multiplied to stand in a unit of measure."""
