"""The columns of a plain table of baseline, target and actual values, and their headers."""

from __future__ import annotations

from typing import Final

from scorecard.workbook.layout.columns import (
    SheetLayout,
    choice_column,
    integer_column,
    number_column,
    period_column,
    text_column,
)
from scorecard.workbook.layout.vocabulary import (
    ACCEPTED_AS,
    BASES,
    COMPARATORS,
    DIRECTIONS,
    MEASURES,
    METHODS,
    PARENT_KINDS,
    PATHWAYS,
    STATES,
    Choice,
)

_SIGNS: Final = {
    "increase": ("1", "+1", "up", "↑", *"升正", "上升", "正向"),
    "decrease": ("-1", "down", "↓", *"降逆负", "下降", "逆向", "负向"),
}
_DIRECTIONS: Final = tuple(
    Choice(c.id, c.zh, c.en, (*c.aliases, *_SIGNS.get(c.id, ()))) for c in DIRECTIONS
)

TABLE: Final = SheetLayout(
    "table",
    "数据表",
    "Table",
    (
        text_column("id", "编号", "Id", "指标编号", "目标值编号", "indicator"),
        text_column("name", "指标名称", "Name", "指标", "名称"),
        text_column("organisation", "单位名称", "Organisation", "填报单位", "园区"),
        text_column("unit_of_measure", "计量单位", "Unit of measure", "单位", "unit"),
        choice_column("measure", "指标性质", "Measure", MEASURES, "性质"),
        choice_column("reported_as", "填报口径", "Reported as", BASES, "口径"),
        choice_column("direction", "方向", "Direction", _DIRECTIONS),
        choice_column("comparator", "比较方式", "Comparator", COMPARATORS, "比较"),
        period_column(
            "baseline_period", "基期", "Baseline period", "base_year", "baseline_year", "基年"
        ),
        number_column("baseline", "基期值", "Baseline", "base_value", "基数", "基期数"),
        period_column(
            "due", "到期", "Due", "target_year", "完成时限", "期限", "目标年", "截止期",
            "截止时间", "截止日期", "到期时间", "完成期限", "deadline",
        ),
        number_column(
            "value", "目标值", "Target", "target_value", "目标数值", "目标", "年度目标",
            "annual_target",
        ),
        number_column("upper", "上限", "Upper"),
        choice_column("pathway", "进度计划", "Pathway", PATHWAYS),
        choice_column("method", "评价方法", "Method", METHODS),
        choice_column("accepted_as", "认定为", "Accepted as", ACCEPTED_AS),
        number_column("weight", "权重", "Weight"),
        number_column("points", "分值", "Points", "满分", "full_points"),
        text_column("scoring", "计分规则", "Scoring", "评分标准"),
        text_column("group", "分组", "Group"),
        text_column("parent", "上级目标值", "Parent"),
        choice_column("parent_kind", "上下级关系", "Parent kind", PARENT_KINDS),
        integer_column("decimals", "小数位", "Decimals"),
        integer_column("publication_lag_months", "公布滞后月数", "Publication lag (months)"),
        number_column("natural_limit", "自然极限", "Natural limit", "limit"),
        period_column(
            "actual_period", "实际时期", "Actual period", "current_year", "last_year", "报告期",
            "时期", "period", "year", "年份", "数据期", "数据时期",
        ),
        number_column(
            "actual", "实际值", "Actual", "current_value", "current", "完成值", "实际", "本年累计",
            "ytd", "数值", "累计完成",
        ),
        text_column("completion", "完成率", "Completion rate", "completion_rate"),
        text_column("schedule", "时序进度", "Schedule", "序时进度", "时间进度"),
        integer_column(
            "months_elapsed", "已过月数", "Months elapsed", "months", "月数", "累计月数",
        ),
        choice_column("state", "数据状态", "Data state", STATES),
        number_column("first", "首值", "First"),
        number_column("last", "末值", "Last"),
        number_column("previous", "前值", "Previous"),
        integer_column("n_changes", "变化次数", "Number of changes"),
    ),
)  # fmt: skip
"""`first, last, previous, n_changes` stand for a series: its value before the first of the last
`n_changes` changes, its last value and the one before it.  `schedule` is the share of the year that
is over, another way to say `months_elapsed`; `completion` is a rate that is recomputed."""
