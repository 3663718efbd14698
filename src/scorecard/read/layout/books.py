"""Where everything stands in a workbook: sheets, columns, headers and closed words, as data.

A header is recognised by its id, its Chinese or English name or an alias.  Before comparison both
sides are normalised: NFKC, no white space, no case, no trailing note in brackets: `总投资（亿元）`
is `总投资`.  Cells of a `choice` column hold one of the words of `allowed`, in either language, or
its id.  Sheet names are recognised in the same way.

The column *本年累计* (`to_date`) of the quarterly sheet holds the cumulative figure **on the
indicator's own basis**: within the year where the indicator is reported `to_date` or `period`,
since its start where it is reported `since_start` (`2021年以来累计`).  Its written header therefore
says 本年累计（或自起始累计）, and the figure read from it has the basis `since_start` for such an
indicator.  The same holds for *上季累计* (`previous_to_date`).

`required` means that a row without a value in this column is at fault; the other columns may be
absent from a sheet altogether.  `unit` is the unit of measure in which a column's amounts are kept
when its header names no other.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pandas as pd

from scorecard.read.layout.columns import (
    ColumnLayout,
    Kind,
    SheetLayout,
    choice_column,
    date_column,
    integer_column,
    number_column,
    period_column,
    text_column,
)
from scorecard.schema.findings import Finding, finding
from scorecard.schema.frames import Books, Table
from scorecard.schema.period import PeriodError, parse_period
from scorecard.schema.vocabulary import (
    AboutItem,
    AcceptedAs,
    Aggregate,
    Basis,
    Comparator,
    Direction,
    FigureState,
    FormItem,
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
    default_pathway,
)

__all__ = [
    "BOOK_SHEETS",
    "FORM_SHEETS",
    "PROJECT_COLUMNS",
    "SHEETS",
    "ColumnLayout",
    "Kind",
    "SheetLayout",
]


# ------------------------------------------------------------------ columns used more than once

_NOTE = text_column("note", "备注", "Note", "附注")
_EVIDENCE = text_column("evidence", "佐证材料", "Evidence", "佐证", "依据")
_REMARK = text_column("note", "说明", "Note", "备注", "情况说明")
_STATE = choice_column("state", "数据状态", "Data state", FigureState)
_INDICATOR = text_column("indicator", "指标编号", "Indicator", "指标", "指标代码", required=True)
_RESPONSIBLE = text_column("responsible_unit", "责任单位", "Responsible unit", "牵头单位")
_ROW_ID = text_column("row_id", "行标识", "Row id", "行号")

# ------------------------------------------------------------------ the target book

_BOOK: Final = (
    SheetLayout(
        "about",
        "说明",
        "About",
        (
            choice_column("item", "项目", "Item", AboutItem, required=True),
            text_column("content", "内容", "Content", required=True),
            period_column("valid_from", "起始日期", "Valid from", "自"),
            period_column("valid_to", "截止日期", "Valid to", "至"),
            _NOTE,
        ),
        ("关于", "概况"),
        required=True,
    ),
    SheetLayout(
        "documents",
        "文件",
        "Documents",
        (
            text_column("document", "文件编号", "Document", "文件", required=True),
            text_column("title", "标题", "Title", "文件标题", "文件名称", required=True),
            text_column("publisher", "发布单位", "Publisher", "来源", "发布者"),
            period_column("stated_on", "提出日期", "Stated on", "提出时间"),
            date_column("published_on", "发布日期", "Published on", "见报日期", "发布时间"),
            text_column("file", "文件名", "File", "原件"),
            text_column("sha256", "校验值", "SHA-256", "哈希", "sha-256"),
            choice_column("grade", "来源等级", "Grade", Grade, "来源级别", required=True),
            _NOTE,
        ),
        ("来源文件", "文件清单"),
        required=True,
    ),
    SheetLayout(
        "goals",
        "目标表述",
        "Goals",
        (
            text_column("goal", "目标编号", "Goal", "表述编号", required=True),
            text_column("document", "文件编号", "Document", "文件", required=True),
            text_column("quote", "原文", "Quote", "原文摘录", "目标表述", required=True),
            choice_column("strength", "语气", "Strength", Strength, "约束力"),
            choice_column("class", "类别", "Class", GoalClass, "分类", required=True),
            _REMARK,
        ),
        ("目标", "表述"),
        required=True,
    ),
    SheetLayout(
        "units",
        "责任单位",
        "Units",
        (
            text_column("unit", "单位编号", "Unit", "责任单位编号", required=True),
            text_column("name", "单位名称", "Name", "名称", required=True),
            text_column("parent", "上级单位", "Parent", "上级"),
            text_column("role", "联系岗位", "Role of the contact", "联系人岗位"),
        ),
        ("单位",),
    ),
    SheetLayout(
        "indicators",
        "指标",
        "Indicators",
        (
            _INDICATOR,
            text_column("name", "指标名称", "Name", "名称", required=True),
            text_column("name_en", "英文名称", "English name", "英文名"),
            text_column("unit_of_measure", "计量单位", "Unit of measure", "单位", required=True),
            choice_column("measure", "指标性质", "Measure", Measure, "性质", required=True),
            choice_column("reported_as", "填报口径", "Reported as", Basis, "口径", required=True),
            choice_column("frequency", "频率", "Frequency", Frequency, "填报频率", required=True),
            integer_column("publication_lag_months", "公布滞后月数", "Publication lag (months)"),
            integer_column("decimals", "小数位", "Decimals", "小数位数"),
            number_column("minimum", "最小值", "Minimum", "下限值"),
            number_column("maximum", "最大值", "Maximum", "上限值"),
            number_column("natural_limit", "自然极限", "Natural limit"),
            _RESPONSIBLE,
            choice_column("source", "数据来源", "Source", Source),
            text_column("definition", "定义", "Definition", "指标定义", "指标解释"),
        ),
        ("指标库",),
        required=True,
    ),
    SheetLayout(
        "targets",
        "目标值",
        "Targets",
        (
            text_column("target", "目标值编号", "Target", required=True),
            text_column("goal", "目标编号", "Goal", "表述编号", required=True),
            _INDICATOR,
            choice_column("direction", "方向", "Direction", Direction, required=True),
            choice_column(
                "comparator", "比较方式", "Comparator", Comparator, "比较", required=True
            ),
            period_column("baseline_period", "基期", "Baseline period"),
            number_column("baseline", "基期值", "Baseline", "基数"),
            period_column("due", "到期", "Due", "完成时限", "期限"),
            number_column("value", "目标数值", "Value", "目标值", "下限"),
            number_column("upper", "上限", "Upper"),
            number_column("stretch", "争取值", "Stretch", "奋斗目标"),
            choice_column("pathway", "进度计划", "Pathway", Pathway),
            number_column("weight", "权重", "Weight"),
            number_column("points", "分值", "Points"),
            text_column("scoring", "计分规则", "Scoring", "评分标准"),
            choice_column("method", "评价方法", "Method", Method),
            text_column("group", "分组", "Group"),
            text_column("parent", "上级目标值", "Parent", "上级目标"),
            choice_column("parent_kind", "上下级关系", "Parent kind", ParentKind),
            choice_column("accepted_as", "认定为", "Accepted as", AcceptedAs),
            _RESPONSIBLE,
            choice_column("origin", "数值来源", "Origin", NumberOrigin, required=True),
            integer_column("version", "版本", "Version"),
            date_column("valid_from", "生效日期", "Valid from", "启用日期"),
            text_column("reason", "版本说明", "Reason", "修订原因", "调整原因"),
        ),
        required=True,
    ),
    SheetLayout(
        "milestones",
        "节点",
        "Milestones",
        (
            text_column("target", "目标值编号", "Target", required=True),
            period_column("period", "时点", "Period", "节点时间", "报告期", required=True),
            choice_column("kind", "节点性质", "Kind", MilestoneKind, "性质", required=True),
            ColumnLayout("value", "节点值", "Value", "number", required=True, aliases=("数值",)),
            number_column("stretch", "争取值", "Stretch"),
        ),
        ("里程碑",),
    ),
    SheetLayout(
        "counts",
        "统计口径",
        "Counts",
        (
            _INDICATOR,
            choice_column("aggregate", "汇总方式", "Aggregate", Aggregate, "汇总", required=True),
            text_column("field", "项目库字段", "Field", "字段", required=True),
            text_column("filter", "筛选条件", "Filter", "条件"),
        ),
        ("口径",),
    ),
    SheetLayout(
        "rules",
        "校核",
        "Rules",
        (
            text_column("rule", "规则编号", "Rule", "编号", required=True),
            text_column("expression", "校核关系", "Expression", "表达式", "公式", required=True),
            choice_column("severity", "严重程度", "Severity", Severity, "级别", required=True),
            text_column("message", "提示语", "Message", "提示", required=True),
        ),
        ("校核关系", "校核规则"),
    ),
)

# ------------------------------------------------------------------ the project register

PROJECT_COLUMNS: Final = (
    text_column("project", "项目编号", "Project", "项目编码", required=True),
    text_column("organisation", "所属园区", "Organisation", "园区"),
    text_column("name", "项目名称", "Name", "名称", required=True),
    text_column("investor", "投资方", "Investor", "投资单位", "建设单位"),
    choice_column("nature", "建设性质", "Nature", Nature, "项目性质", "性质"),
    choice_column("stage", "项目阶段", "Stage", Stage, "阶段", required=True),
    number_column("total_investment", "总投资", "Total investment", "总投资额", unit="亿元"),
    number_column(
        "fixed_investment", "固定资产投资", "Fixed investment", "其中固定资产投资", unit="亿元"
    ),
    number_column(
        "contracted_foreign", "合同外资", "Contracted foreign", "协议外资", unit="万美元"
    ),
    number_column("land", "用地面积", "Land", "用地", unit="亩"),
    date_column("signed_on", "签约日期", "Signed on", "签约时间"),
    date_column("planned_start_on", "计划开工日期", "Planned start", "计划开工"),
    date_column("started_on", "实际开工日期", "Started on", "开工日期", "实际开工"),
    date_column("planned_completion_on", "计划竣工日期", "Planned completion", "计划竣工"),
    date_column("completed_on", "实际竣工日期", "Completed on", "竣工日期", "实际竣工"),
    date_column("planned_production_on", "计划投产日期", "Planned production", "计划投产"),
    date_column("in_production_on", "实际投产日期", "In production on", "投产日期", "实际投产"),
    date_column("terminated_on", "终止日期", "Terminated on", "终止时间", "退出日期"),
    number_column("invested_to_date", "累计完成投资", "Invested to date", "完成投资", unit="亿元"),
    text_column("unit", "责任单位", "Unit", "牵头单位"),
    text_column("parent_project", "所属打包项目", "Parent project", "上级项目"),
    _EVIDENCE,
    _NOTE,
)

_REGISTER: Final = (
    SheetLayout("projects", "项目库", "Projects", PROJECT_COLUMNS, ("项目", "台账")),
)

# ------------------------------------------------------------------ the quarterly sheet

_FORM: Final = (
    SheetLayout(
        "form",
        "填报表",
        "Form",
        (
            integer_column("no", "序号", "No."),
            text_column("indicator", "指标", "Indicator", "指标名称", "考核指标", required=True),
            _ROW_ID,
            text_column("unit_of_measure", "计量单位", "Unit of measure", "单位"),
            number_column("annual_target", "年度目标", "Annual target", "目标", "年度目标值"),
            number_column("previous_to_date", "上季累计", "Previous to date", "上季度累计"),
            number_column("this_period", "本季度", "This quarter", "本季", "本季完成"),
            number_column(
                "to_date", "本年累计", "To date", "累计", "自起始累计", "自开始累计", "累计完成"
            ),
            number_column("same_period_last_year", "上年同期", "Same period last year", "去年同期"),
            number_column("attainment", "完成率", "Attainment"),
            number_column("schedule", "时序进度", "Schedule", "序时进度"),
            text_column("status", "状态", "Status", "进展状态"),
            _STATE,
            _EVIDENCE,
            _REMARK,
        ),
        ("目标完成情况表", "季度填报表"),
        required=True,
    ),
    SheetLayout(
        "ranks",
        "位次指标",
        "Ranks",
        (
            integer_column("no", "序号", "No."),
            text_column("indicator", "指标", "Indicator", "指标名称", "位次指标", required=True),
            _ROW_ID,
            text_column("unit_of_measure", "计量单位", "Unit of measure", "单位"),
            integer_column("target_place", "目标位次", "Target place"),
            integer_column("previous_place", "上次位次", "Previous place"),
            integer_column("place", "位次", "Place", "名次", "排名"),
            integer_column("rank_of", "参评总数", "Out of", "总数", "参评数"),
            period_column("edition", "评价年度", "Edition", "版次"),
            period_column("data_year", "数据年份", "Data year", "数据年度"),
            date_column("published_on", "公布日期", "Published on", "发布日期", "通报日期"),
            text_column("status", "状态", "Status", "进展状态"),
            _STATE,
            _EVIDENCE,
            _REMARK,
        ),
    ),
    SheetLayout(
        "revisions",
        "更正",
        "Revisions",
        (
            text_column("indicator", "指标", "Indicator", "指标名称", required=True),
            period_column("period", "更正的报告期", "Period", "报告期", required=True),
            choice_column("basis", "口径", "Basis", Basis, "填报口径"),
            number_column("previous_value", "原数", "Previous value", "原报数"),
            ColumnLayout("value", "更正数", "Corrected value", "number", required=True),
            _STATE,
            _EVIDENCE,
            text_column("reason", "更正原因", "Reason", "原因", required=True),
        ),
    ),
    SheetLayout("form_projects", "项目", "Projects", PROJECT_COLUMNS),
    SheetLayout(
        "form_meta",
        "表单信息",
        "Form data",
        (
            choice_column("item", "项目", "Item", FormItem, required=True),
            text_column("content", "内容", "Content"),
        ),
    ),
    SheetLayout(
        "form_rows",
        "表单行",
        "Form rows",
        (
            ColumnLayout("row_id", _ROW_ID.zh, _ROW_ID.en, required=True, aliases=_ROW_ID.aliases),
            text_column("indicator", "指标编号", "Indicator", required=True),
            text_column("sheet", "工作表", "Sheet"),
            integer_column("row", "发出时行号", "Row when issued"),
            text_column("annual_target", "发出时目标", "Target when issued"),
            text_column("same_period_last_year", "发出时上年同期", "Last year when issued"),
        ),
    ),
)
"""`ranks` is a block below `form` on the same sheet; `form_meta` and `form_rows` are two blocks of
the one hidden sheet, which is named after `form_meta`."""

SHEETS: Final[dict[str, SheetLayout]] = {s.id: s for s in (*_BOOK, *_REGISTER, *_FORM)}
BOOK_SHEETS: Final = tuple(s.id for s in _BOOK)
"""The sheets of a target book, in their order."""
FORM_SHEETS: Final = tuple(s.id for s in _FORM)
"""The sheets and blocks of a quarterly workbook, in their order."""

# ---------------------------------------------------------------------------
# What a target book need not say: the values that its blanks stand for.


DIRECTION_OF: Final = {
    Comparator.AT_LEAST: Direction.INCREASE,
    Comparator.ABOVE: Direction.INCREASE,
    Comparator.DONE: Direction.INCREASE,
    Comparator.AT_MOST: Direction.DECREASE,
    Comparator.BELOW: Direction.DECREASE,
    Comparator.BETWEEN: Direction.HOLD,
}
"""The direction a comparator implies; `=` implies none."""


def with_defaults(books: Books) -> tuple[Books, list[Finding]]:
    """The books with the blanks of targets and indicators filled by what they stand for.

    | blank | stands for |
    |---|---|
    | version | 1 |
    | direction | what the comparator implies, with a warning |
    | pathway | `schema.vocabulary.default_pathway`: by measure, direction and milestones |
    | valid_from (version 1) | the day the goal's document was published, else stated |
    | source of an indicator | reported |
    """
    targets, findings = _directions(books.targets)
    values = targets.values.copy()
    values["version"] = values["version"].fillna(1)
    values["pathway"] = values["pathway"].fillna(_pathways(values, books))
    first = values["version"].eq(1) & values["valid_from"].isna()
    values.loc[first, "valid_from"] = _stated(values[first], books)
    indicators = books.indicators.values.copy()
    indicators["source"] = indicators["source"].fillna("reported")
    filled = replace(
        books,
        targets=Table(values, targets.cells),
        indicators=Table(indicators, books.indicators.cells),
    )
    return filled, findings


def _directions(targets: Table) -> tuple[Table, list[Finding]]:
    values = targets.values
    implied = values["comparator"].map({str(k): str(v) for k, v in DIRECTION_OF.items()})
    blank = values["direction"].isna() & implied.notna()
    if not blank.any():
        return targets, []
    findings = [
        finding(
            "T139",
            targets.origin(label, "direction"),
            None,
            direction=implied[label],
            comparator=values.at[label, "comparator"],
            target=values.at[label, "target"],
        )
        for label in values.index[blank]
    ]
    filled = values.assign(direction=values["direction"].where(~blank, implied).astype("str"))
    return Table(filled, targets.cells), findings


def _pathways(targets: pd.DataFrame, books: Books) -> pd.Series:
    indicators, milestones = books.indicators.values, books.milestones.values
    measures = indicators.drop_duplicates("indicator").set_index("indicator")["measure"]
    measure = targets["indicator"].map(measures)
    kinds: dict[str, set[str]] = {}
    for target, kind in zip(milestones["target"], milestones["kind"], strict=True):
        kinds.setdefault(target, set()).add(kind)
    rows = zip(targets["target"], measure, targets["direction"], strict=True)
    found = [
        str(default_pathway(kind, direction, kinds.get(target, ())))
        for target, kind, direction in rows
    ]
    return pd.Series(found, index=targets.index, dtype="str")


def _stated(targets: pd.DataFrame, books: Books) -> pd.Series:
    documents = books.documents.values.drop_duplicates("document").set_index("document")
    goals = books.goals.values.drop_duplicates("goal").set_index("goal")["document"]
    said = documents["published_on"].fillna(documents["stated_on"]).map(_first_day)
    return targets["goal"].map(goals).map(said).astype("datetime64[s]")


def _first_day(text: object) -> pd.Timestamp | None:
    if not isinstance(text, str):
        return None
    try:
        return pd.Timestamp(parse_period(text).period.start_date)
    except PeriodError:
        return None
