"""The closed words of workbooks: id used in frames, labels, other spellings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Choice:
    """One word of a closed vocabulary: the id used in frames, its labels, other spellings."""

    id: str
    zh: str
    en: str
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every spelling that a cell may hold."""
        return (self.id, self.zh, self.en, *self.aliases)


ABOUT_ITEMS: Final = (
    Choice("organisation", "单位", "Organisation", ("单位名称", "园区名称")),
    Choice("alias", "别名", "Alias", ("曾用名", "former name", "aliases", "沿革")),
    Choice("zone_type", "园区类型", "Zone type", ("单位类型",)),
    Choice("currency", "货币", "Currency", ("币种",)),
    Choice("language", "语言", "Language"),
    Choice("note", "说明", "Note", ("notes", "备注", "附注")),
)
GRADES: Final = (
    Choice("official", "官方发布", "Official", ("政府网站", "官方")),
    Choice("press", "新闻媒体", "Press", ("报刊", "媒体")),
    Choice("aggregator", "转载汇编", "Aggregator", ("转载", "第三方网站")),
    Choice("machine", "机器文本", "Machine", ("机器识别",)),
)
STRENGTHS: Final = (
    Choice("binding", "约束性", "Binding", ("约束",)),
    Choice("planned", "计划性", "Planned", ("计划",)),
    Choice("expected", "预期性", "Expected", ("预期",)),
    Choice("advocated", "倡导性", "Advocated", ("倡导",)),
)
CLASSES: Final = (
    Choice("measurable", "可衡量", "Measurable", ("M1",)),
    Choice("deliverable", "交付事项", "Deliverable", ("M2",)),
    Choice("needs_definition", "待定义", "Needs definition", ("D",)),
    Choice("slogan", "口号", "Slogan", ("S",)),
    Choice("fact", "事实", "Fact", ("F",)),
)
MEASURES: Final = (
    Choice("flow", "流量", "Flow", ("累计量",)),
    Choice("stock", "存量", "Stock", ("水平",)),
    Choice("rate", "比率", "Rate", ("占比", "增速")),
    Choice("rank", "位次", "Rank", ("排名", "名次")),
    Choice("milestone", "节点事项", "Milestone", ("事项", "里程碑")),
)
BASES: Final = (
    Choice("period", "当期值", "Per period", ("本期", "当期")),
    Choice("to_date", "本年累计", "To date", ("年初累计",)),
    Choice("since_start", "自起始累计", "Since start", ("自开始累计", "开始以来累计")),
    Choice("point", "时点值", "Point in time", ("时点", "期末")),
)
FREQUENCIES: Final = (
    Choice("monthly", "每月", "Monthly", ("月", "月度")),
    Choice("quarterly", "每季度", "Quarterly", ("季", "季度", "每季")),
    Choice("half-yearly", "每半年", "Half-yearly", ("半年", "半年度")),
    Choice("annual", "每年", "Annual", ("年", "年度")),
)
SOURCES: Final = (
    Choice("reported", "填报", "Reported", ("报表",)),
    Choice("register", "项目库", "Register", ("台账",)),
)
DIRECTIONS: Final = (
    Choice("increase", "越大越好", "Increase", ("提高", "增加", "越高越好", "越多越好")),
    Choice("decrease", "越小越好", "Decrease", ("降低", "减少", "越低越好", "越少越好")),
    Choice("hold", "保持", "Hold", ("稳定", "不变")),
)
COMPARATORS: Final = (
    Choice(">=", "≥", "at least", ("不低于", "不少于", "至少", "达到")),
    Choice(">", "＞", "more than", ("超过", "高于", "大于")),
    Choice("<=", "≤", "at most", ("不超过", "不高于", "以内")),
    Choice("<", "＜", "less than", ("低于", "少于", "小于")),
    Choice("=", "＝", "equal to", ("等于",)),
    Choice("between", "区间", "between", ("介于",)),
    Choice("done", "完成", "done", ("办结",)),
)
PATHWAYS: Final = (
    Choice("linear", "匀速", "Linear", ("直线", "时序")),
    Choice("milestones", "节点连线", "Milestones", ("节点",)),
    Choice("steps", "台阶", "Steps", ("分步",)),
    Choice("shares", "分季份额", "Shares", ("份额",)),
    Choice("none", "不设", "None", ("无",)),
)
METHODS: Final = (
    Choice("pace", "进度比", "Pace"),
    Choice("schedule", "时序进度", "Schedule", ("序时进度",)),
    Choice("growth_ratio", "增长比", "Growth ratio"),
    Choice("projection", "趋势推算", "Projection"),
)
PARENT_KINDS: Final = (
    Choice("compound", "并列取最差", "Compound", ("并列",)),
    Choice("cascade", "层层加码", "Cascade", ("分解",)),
    Choice("cascade_equal", "等额分解", "Cascade, equal", ("分解相等",)),
    Choice("series", "系列平均", "Series", ("系列",)),
)
ACCEPTED_AS: Final = (Choice("hold", "保持", "Hold"),)
ORIGINS: Final = (
    Choice("document", "文件原文", "Document", ("原文",)),
    Choice("office", "考核办补充", "Office", ("考核办",)),
)
MILESTONE_KINDS: Final = (
    Choice("value", "数值", "Value"),
    Choice("share", "份额", "Share", ("占比",)),
)
AGGREGATES: Final = (
    Choice("count", "计数", "Count", ("个数",)),
    Choice("sum", "求和", "Sum", ("合计",)),
)
SEVERITIES: Final = (
    Choice("error", "错误", "Error"),
    Choice("warning", "提醒", "Warning", ("警告",)),
    Choice("note", "提示", "Note"),
)
STATES: Final = (
    Choice("estimate", "预计", "Estimate", ("预计数", "估计")),
    Choice("provisional", "快报", "Provisional", ("快报数", "初步")),
    Choice("final", "核定", "Final", ("核定数", "最终")),
)
NATURES: Final = (
    Choice("new", "新建", "New"),
    Choice("continued", "续建", "Continued"),
    Choice("expansion", "扩建", "Expansion"),
    Choice("upgrade", "技改", "Technical upgrade", ("技术改造",)),
    Choice("additional", "增资", "Additional investment", ("增资扩股", "追加投资")),
)
STAGES: Final = (
    Choice("reserve", "储备", "Reserve", ("谋划",)),
    Choice("signed", "签约", "Signed"),
    Choice("settled", "落地", "Settled"),
    Choice("started", "开工", "Started"),
    Choice("under_construction", "在建", "Under construction", ("建设",)),
    Choice("completed", "竣工", "Completed"),
    Choice("in_production", "投产", "In production", ("试生产",)),
    Choice("full_capacity", "达产", "Full capacity"),
    Choice("terminated", "终止", "Terminated", ("退出",)),
)
FORM_ITEMS: Final = (
    Choice("form_id", "表单标识", "Form id"),
    Choice("schema_version", "表式版本", "Schema version"),
    Choice("organisation", "单位", "Organisation"),
    Choice("unit", "责任单位", "Unit"),
    Choice("quarter", "报告期", "Quarter"),
)
"""What the hidden sheet of a form says about it."""

FORM_LINE: Final = (
    Choice("reporting_unit", "填报单位", "Reporting unit"),
    Choice("quarter", "报告期", "Quarter"),
    Choice("sent_on", "报送日期", "Sent on", ("报出日期",)),
    Choice("unit_of_measure", "计量单位", "Unit of measure", ("单位",)),
)
"""What the line above the header row of a form says: `填报单位：…`, one cell or label and cell."""
