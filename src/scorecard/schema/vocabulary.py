"""Every closed word once: id, Chinese, English, other spellings, and the groups it belongs to.

A word's value is its id: what stands in frames, in the ledger and in the JSON contract.  The
order of a vocabulary is the order in which it is printed and offered.  Longer than other modules
because it is a list.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from enum import StrEnum, auto
from functools import cache
from typing import Any, Final, Self

from scorecard.schema.errors import Name, declarations


class Word(StrEnum):
    """One word of a closed vocabulary: a row `id, zh, en`."""

    def __new__(cls, word: str, *_: object) -> Self:
        """The member is its id."""
        member = str.__new__(cls, word)
        member._value_ = word
        return member

    def __init__(self, word: str, zh: str = "", en: str = "") -> None:
        # Defaults only because a word is looked up by the same call: `Status("ahead")`.
        del word
        self._said = Name(zh, en)

    @property
    def said(self) -> Name:
        """How reports name it, in both languages."""
        return self._said

    @classmethod
    def lookup(cls, word: str | None) -> Self | None:
        """The word with this id, if it is one of the vocabulary.

        >>> Measure.lookup("flow"), Measure.lookup("fluid")
        (<Measure.FLOW: 'flow'>, None)
        """
        found: Self | None = _by_id(cls).get(word)
        return found


@cache
def _by_id(vocabulary: type[Any]) -> Mapping[str | None, Any]:
    """The words of a vocabulary by id."""
    return {word.value: word for word in vocabulary}


class Choice(Word):
    """A word that cells of a workbook hold: a row `id, zh, en`, other spellings, wording.

    Reports print `zh`, and `en` in lower case, unless a wording of their own follows the other
    spellings: English, and Chinese where it differs too.

    >>> Basis.POINT == "point", Basis.POINT.zh, Basis.POINT.said.within("en")
    (True, '时点值', 'at the end of the period')
    """

    zh: str
    en: str
    aliases: tuple[str, ...]

    def __init__(
        self,
        word: str,
        zh: str = "",
        en: str = "",
        aliases: tuple[str, ...] = (),
        said: str = "",
        said_zh: str = "",
    ) -> None:
        super().__init__(word, said_zh or zh, said or en.lower())
        self.zh, self.en, self.aliases = zh, en, aliases

    @property
    def id(self) -> str:
        """The id, as plain text."""
        return str(self)

    @property
    def names(self) -> tuple[str, ...]:
        """Every spelling that a cell may hold."""
        return (str(self), self.zh, self.en, *self.aliases)

    def within(self, language: str) -> str:
        """What a cell of a workbook in this language offers."""
        return self.zh if language == "zh" else self.en


# ------------------------------------------------------------------------------- what is judged


class Status(Word):
    """Where a target stands, in one word; the last four are no verdicts.

    A row: id, zh, en, what it means in both languages; symbol, colour on a terminal (ANSI), colours
    on paper (of marks, of fills, of text on a fill), and the groups below that it belongs to.
    """

    # fmt: off
    ACHIEVED = (
        "achieved", "已完成", "Achieved", "已达到目标。",
        "The target is met.",
        "★", "1;32", ("#0A3765", "#ACC6E4", "#0B2A4D"), "verdict good settled",
    )
    AHEAD = (
        "ahead", "超进度", "Ahead", "尚未完成，进度快于计划。",
        "Not yet met; more of the way is done than expected by now.",
        "▲", "32", ("#1F67AD", "#BFD6EE", "#123F66"), "verdict good open",
    )
    ON_TRACK = (
        "on_track", "达进度", "On track", "与进度计划相符，或保持在要求范围内。",
        "Within tolerance of the pathway, or a level to hold that holds.",
        "●", "32", ("#279782", "#CBEBE2", "#0E5145"), "verdict good open",
    )
    AT_RISK = (
        "at_risk", "略滞后", "At risk", "落后于进度计划，尚可赶上。",
        "Behind the pathway, and within reach.",
        "◆", "33", ("#EBAD12", "#FFF5D3", "#6B4A00"), "verdict behind open",
    )
    OFF_TRACK = (
        "off_track", "滞后", "Off track", "明显落后，或背离目标。",
        "Far behind the pathway, or moving away.",
        "▼", "31", ("#CB4517", "#F9D5C6", "#7A2207"), "verdict behind red open",
    )
    MISSED = (
        "missed", "未完成", "Missed", "到期数据已报，未达到目标。",
        "The due figure is in and the target is not met.",
        "×", "1;31", ("#871B3D", "#E9BECB", "#5A0E27"), "verdict behind red settled",
    )
    NOT_DUE = (
        "not_due", "未到期", "Not due", "目前不作要求，不作评价。",
        "Nothing is expected yet. No verdict.",
        "○", "2", ("#9AA5B1", "#F3F5F7", "#52606D"), "outside",
    )
    AWAITING_DATA = (
        "awaiting_data", "待公布", "Awaiting data", "数据应报而期限未过，不作评价。",
        "A figure is due and its deadline has not passed. No verdict.",
        "…", "2", ("#7B8794", "#E8ECF0", "#3E4C59"), "waiting outside",
    )
    OVERDUE = (
        "overdue", "未报", "Overdue", "期限已过而数据未报，不作评价。",
        "The deadline has passed and the figure has not come. No verdict.",
        "!", "2", ("#3E4C59", "#D5DBE2", "#1F2933"), "waiting",
    )
    NOT_SCORED = (
        "not_scored", "不计分", "Not scored", "没有数值、时限或定义，或设定有误，不作评价。",
        "No number, no date, no definition, or an invalid one. No verdict.",
        "–", "2", ("#B8C0C9", "#FAFBFC", "#616D7A"), "outside settled",
    )
    # fmt: on

    symbol: str
    terminal: str
    tone: tuple[str, str, str]
    groups: frozenset[str]
    meaning: Name

    def __init__(  # noqa: PLR0913  (a row of a table)
        self,
        word: str,
        zh: str = "",
        en: str = "",
        means_zh: str = "",
        means_en: str = "",
        symbol: str = "",
        terminal: str = "",
        tone: tuple[str, str, str] = ("", "", ""),
        groups: str = "",
    ) -> None:
        super().__init__(word, zh, en)
        self.symbol, self.terminal, self.tone = symbol, terminal, tone
        self.groups, self.meaning = frozenset(groups.split()), Name(means_zh, means_en)


def _statuses(group: str, but: str = "") -> tuple[Status, ...]:
    """The statuses of one group that are not in another, best first."""
    return tuple(s for s in Status if group in s.groups and but not in s.groups)


VERDICTS: Final = _statuses("verdict")
"""The statuses that judge, best first; the others say that nothing can be judged."""
GOOD: Final = _statuses("good")
"""Where only met-or-not is known, these earn the whole weight."""
BEHIND: Final = _statuses("behind")
"""Red and amber, the worst last."""
RED: Final = _statuses("red")
AMBER: Final = _statuses("behind", "red")
OPEN: Final = _statuses("open")
"""Verdicts on the way: the target may still be met or missed."""
SETTLED: Final = _statuses("settled")
"""Nothing that may still be reported changes it."""
WAITING: Final = _statuses("waiting")
"""A figure is expected and has not come."""
LATE: Final = _statuses("waiting", "outside")
"""It has not come, and its deadline has passed."""
OUTSIDE: Final = _statuses("outside")
"""They stand outside the weights due, the coverage and the points."""


_UNDECIDED: Final = _statuses("outside", "waiting")
WORST_PART_FIRST: Final = (
    *(*RED[::-1], *WAITING[::-1], *AMBER[::-1], *_statuses("good", "settled")[::-1]),
    *(*_UNDECIDED, *_statuses("good", "open")),
)
"""How a compound takes its parts: red stays red whatever is missing; otherwise what is missing
hides what the whole would be; a whole is achieved only when every part is."""
WORST_FIRST: Final = (
    *(*RED[::-1], *AMBER[::-1], *LATE[::-1], *GOOD[::-1]),
    *(*(status for status in WAITING if status not in LATE), *_UNDECIDED),
)
"""The order of a page: what is wrong, what is late, what is good, what is not decided."""


class Flag(Word):
    """What else a reader should know about an assessment: id, zh, en; what it means."""

    # fmt: off
    EARLY = (
        "early", "提前", "early", "在到期前达到目标。",
        "Met before the due date.",
    )
    WORSENING = (
        "worsening", "趋差", "worsening", "已达到，但正向界限靠近。",
        "Met, and moving towards the bound.",
    )
    LOST = (
        "lost", "得而复失", "met before, not now", "前期曾达到，本期未达到。",
        "Met in an earlier period and not in this one.",
    )
    NEAR_BOUNDARY = (
        "near_boundary", "临界", "close to a boundary", "末位相差一个单位即会改变状态。",
        "One unit in the last printed digit would change the status.",
    )
    PROVISIONAL = (
        "provisional", "非核定数", "provisional figure", "数据为预计数或快报数。",
        "The figure is an estimate or a provisional one.",
    )
    STALE = (
        "stale", "沿用前期数据", "older figure", "沿用前期数据评价，新一期数据尚未报来。",
        "Judged by an older figure; the newer one has not come.",
    )
    PARTIAL = (
        "partial", "数据不全", "figures incomplete", "前期数据有缺，合计仅为下限。",
        "Figures of earlier periods are missing; the sum is a lower bound.",
    )
    UNVERIFIED = (
        "unverified", "无佐证", "no evidence", "数据未附佐证材料。",
        "The figure names no evidence.",
    )
    REVISED_FIGURE = (
        "revised_figure", "数据已更正", "figure restated", "数据首次报送后有更正。",
        "The figure was restated after it was first reported.",
    )
    REVISED_TARGET = (
        "revised_target", "目标已调整", "target revised", "目标设定后有调整。",
        "The target was changed after it was set.",
    )
    INDICATIVE = (
        "indicative", "预期性", "indicative", "力争实现的目标：按同样方法评价。",
        "An aim to be striven for: judged by the same arithmetic.",
    )
    # fmt: on

    meaning: Name

    def __init__(
        self, word: str, zh: str = "", en: str = "", means_zh: str = "", means_en: str = ""
    ) -> None:
        super().__init__(word, zh, en)
        self.meaning = Name(means_zh, means_en)


@cache
def flag_bit(flag: Flag) -> int:
    """The flag's bit in an assessment's `flags`."""
    return 1 << tuple(Flag).index(flag)


def flag_names(bits: int) -> list[str]:
    """The flags set in a bit set, in the order of the vocabulary.

    >>> flag_names(flag_bit(Flag.STALE) | flag_bit(Flag.EARLY))
    ['early', 'stale']
    """
    return [str(flag) for flag in Flag if bits & flag_bit(flag)]


class MethodClass(Word):
    """The classes of the methods growth ratio and projection, in their sources' words."""

    TARGET_ACHIEVED = "target_achieved", "目标已达到", "target achieved"
    SUBSTANTIAL_PROGRESS = "substantial_progress", "进展显著", "substantial progress"
    MODERATE_PROGRESS = "moderate_progress", "进展中等", "moderate progress"
    LIMITED_PROGRESS = "limited_progress", "进展有限", "limited progress"
    DETERIORATION = "deterioration", "倒退", "deterioration"
    NOT_AVAILABLE = "not_available", "无法评价", "not available"
    SUN = "sun", "晴", "sun"
    SUN_AND_CLOUD = "sun_and_cloud", "晴间多云", "sun and cloud"
    CLOUD = "cloud", "多云", "cloud"
    THUNDER = "thunder", "雷雨", "thunder"


class DistanceUnit(StrEnum):
    """What a distance to a class boundary is counted in."""

    VALUE = "value"
    PLACES = "places"
    POINTS = "points"
    RATIO = "ratio"


# ------------------------------------------------------------------------- words of workbooks


class AboutItem(Choice):
    """What the sheet About says of a target book."""

    ORGANISATION = "organisation", "园区", "Organisation", ("园区名称", "单位", "单位名称")
    ALIAS = "alias", "别名", "Alias", ("曾用名", "former name", "aliases", "沿革")
    ZONE_TYPE = "zone_type", "园区类型", "Zone type", ("单位类型",)
    CURRENCY = "currency", "货币", "Currency", ("币种",)
    LANGUAGE = "language", "语言", "Language"
    NOTE = "note", "说明", "Note", ("notes", "备注", "附注")


class Grade(Choice):
    """How close a source stands to the author of a goal."""

    OFFICIAL = "official", "官方发布", "Official", ("政府网站", "官方"), "official source"
    PRESS = "press", "新闻媒体", "Press", ("报刊", "媒体")
    AGGREGATOR = "aggregator", "转载汇编", "Aggregator", ("转载", "第三方网站")
    MACHINE = "machine", "机器文本", "Machine", ("机器识别",), "machine-made text"


class Strength(Choice):
    """How firmly the sentence commits its author."""

    BINDING = "binding", "约束性", "Binding", ("约束",)
    PLANNED = "planned", "计划性", "Planned", ("计划",)
    EXPECTED = "expected", "预期性", "Expected", ("预期",), "indicative aim"
    ADVOCATED = "advocated", "倡导性", "Advocated", ("倡导",)


class GoalClass(Choice):
    """What can be done with a stated goal."""

    MEASURABLE = "measurable", "可衡量", "Measurable", ("M1",)
    DELIVERABLE = "deliverable", "交付事项", "Deliverable", ("M2",)
    NEEDS_DEFINITION = (
        *("needs_definition", "待定义", "Needs definition", ("D",), "needs a definition"),
    )
    SLOGAN = "slogan", "口号", "Slogan", ("S",)
    FACT = "fact", "事实", "Fact", ("F",)


class Measure(Choice):
    """What kind of quantity an indicator is; decides how its figures add up."""

    FLOW = "flow", "流量", "Flow", ("累计量",)
    STOCK = "stock", "存量", "Stock", ("水平",)
    RATE = "rate", "比率", "Rate", ("占比", "增速")
    RANK = "rank", "位次", "Rank", ("排名", "名次")
    MILESTONE = "milestone", "交付事项", "Deliverable", ("节点事项", "事项", "里程碑", "Milestone")


class Basis(Choice):
    """What a reported figure covers (column `reported_as` of indicators, `basis` of figures)."""

    PERIOD = "period", "当期值", "Per period", ("本期", "当期"), "in the period"
    TO_DATE = "to_date", "本年累计", "To date", ("年初累计",), "to date in the year"
    SINCE_START = (
        "since_start", "自起始累计", "Since start", ("自开始累计", "开始以来累计"),
        "since the start",
    )  # fmt: skip
    POINT = (
        "point", "时点值", "Point in time", ("时点", "期末"), "at the end of the period",
        "期末时点",
    )  # fmt: skip


class Frequency(Choice):
    """How often an indicator is published."""

    MONTHLY = "monthly", "每月", "Monthly", ("月", "月度")
    QUARTERLY = "quarterly", "每季度", "Quarterly", ("季", "季度", "每季")
    HALF_YEARLY = "half-yearly", "每半年", "Half-yearly", ("半年", "半年度")
    ANNUAL = "annual", "每年", "Annual", ("年", "年度")


class Source(Choice):
    """Where an indicator's figures come from."""

    REPORTED = "reported", "填报", "Reported", ("报表",)
    REGISTER = "register", "项目库", "Register", ("台账",)


class Direction(Choice):
    """Which way is better."""

    INCREASE = (
        "increase", "越大越好", "Increase",
        ("提高", "增加", "越高越好", "越多越好", "1", "+1", "up", "↑", "升", "正", "上升", "正向"),
        "higher is better",
    )  # fmt: skip
    DECREASE = (
        "decrease", "越小越好", "Decrease",
        ("降低", "减少", "越低越好", "越少越好", "-1", "down", "↓", "降", "逆", "负", "下降",
         "逆向", "负向"),
        "lower is better",
    )  # fmt: skip
    HOLD = "hold", "保持", "Hold", ("稳定", "不变"), "to be held"


class Comparator(Choice):
    """How a figure is held against the target value."""

    AT_LEAST = ">=", "≥", "at least", ("不低于", "不少于", "至少", "达到")
    ABOVE = ">", "＞", "more than", ("超过", "高于", "大于")
    AT_MOST = "<=", "≤", "at most", ("不超过", "不高于", "以内")
    BELOW = "<", "＜", "less than", ("低于", "少于", "小于")
    EQUAL = "=", "＝", "equal to", ("等于",)
    ABOUT = "about", "约", "about", ("左右", "上下", "大约")
    BETWEEN = "between", "区间", "between", ("介于",)
    DONE = "done", "完成", "done", ("办结",)


UPWARD: Final = (Comparator.AT_LEAST, Comparator.ABOVE, Comparator.DONE)
DOWNWARD: Final = (Comparator.AT_MOST, Comparator.BELOW)
DIRECTION_OF: Final[Mapping[str, Direction]] = {
    **dict.fromkeys(UPWARD, Direction.INCREASE),
    **dict.fromkeys(DOWNWARD, Direction.DECREASE),
    Comparator.BETWEEN: Direction.HOLD,
}
"""The direction a comparator implies; `=` and `about` imply none."""


class Pathway(Choice):
    """How the expected value runs from the baseline to the due date."""

    LINEAR = "linear", "匀速", "Linear", ("直线", "时序"), "straight line"
    MILESTONES = "milestones", "节点连线", "Milestones", ("节点",), "through dated values"
    STEPS = "steps", "台阶", "Steps", ("分步",), "in steps"
    SHARES = "shares", "分季份额", "Shares", ("份额",), "shares by quarter"
    NONE = "none", "不设", "None", ("无",), "no pathway"


def is_cap(measure: str | None, comparator: str | None) -> bool:
    """Whether a target is a cap: a flow that must stay below a value ("at most 5 accidents")."""
    return measure == Measure.FLOW and comparator in DOWNWARD


class Earns(StrEnum):
    """How a target earns its weight: what `scoring.points` adds up, live in the workbook, too.

    `pace`: the pace ratio, at the due date the progress; `met`: all or nothing; `cap`: allowance
    over actual; `rule`: the points of the office's own rule, in force at the due date; `count`: 1
    where on schedule, of targets that nobody has given a weight.
    """

    PACE = "pace"
    MET = "met"
    CAP = "cap"
    RULE = "rule"
    COUNT = "count"


def default_pathway(
    measure: str | None, direction: str | None, milestone_kinds: Collection[str]
) -> Pathway:
    """The pathway of a target that names none.

    A level to hold has none; ranks and deliverables go by steps; others through the values or
    shares that are given (`milestone_kinds`: `value`, `share`), else straight.

    >>> str(default_pathway("stock", "increase", {"share"})), str(default_pathway("rank", None, ()))
    ('shares', 'steps')
    """
    if direction == Direction.HOLD and measure != Measure.FLOW:
        return Pathway.NONE
    if measure in {Measure.RANK, Measure.MILESTONE}:
        return Pathway.STEPS
    if "value" in milestone_kinds:
        return Pathway.MILESTONES
    return Pathway.SHARES if "share" in milestone_kinds else Pathway.LINEAR


class Method(Choice):
    """Named profiles that judge progress."""

    PACE = "pace", "进度比", "Pace"
    SCHEDULE = "schedule", "时序进度", "Schedule", ("序时进度",)
    GROWTH_RATIO = "growth_ratio", "增长比", "Growth ratio"
    PROJECTION = "projection", "趋势推算", "Projection"


class ParentKind(Choice):
    """How a target and those below it hang together."""

    COMPOUND = "compound", "并列取最差", "Compound", ("并列",)
    CASCADE = "cascade", "层层加码", "Cascade", ("分解",)
    CASCADE_EQUAL = "cascade_equal", "等额分解", "Cascade, equal", ("分解相等",)
    SERIES = "series", "系列平均", "Series", ("系列",)


class AcceptedAs(Choice):
    """What a target that its baseline already meets is accepted as."""

    HOLD = "hold", "保持", "Hold"


class NumberOrigin(Choice):
    """Whose number a target's value is."""

    DOCUMENT = "document", "文件原文", "Document", ("原文",), "number stated in the document"
    OFFICE = "office", "考核办补充", "Office", ("考核办",), "number added by the office"


class MilestoneKind(Choice):
    """What a dated value of a pathway is."""

    VALUE = "value", "数值", "Value"
    SHARE = "share", "份额", "Share", ("占比",)


class Aggregate(Choice):
    """How an indicator is drawn from the project register."""

    COUNT = "count", "计数", "Count", ("个数",)
    SUM = "sum", "求和", "Sum", ("合计",)


class Severity(Choice):
    """How bad a finding is; only errors change the exit code."""

    ERROR = "error", "错误", "Error"
    WARNING = "warning", "提醒", "Warning", ("警告",)
    NOTE = "note", "提示", "Note"


class FigureState(Choice):
    """How firm a reported figure is, in the office's terms (预计 · 快报 · 核定)."""

    ESTIMATE = "estimate", "预计", "Estimate", ("预计数", "估计")
    PROVISIONAL = "provisional", "快报", "Provisional", ("快报数", "初步")
    FINAL = "final", "核定", "Final", ("核定数", "最终")


class Nature(Choice):
    """What kind of investment a project is."""

    NEW = "new", "新建", "New"
    CONTINUED = "continued", "续建", "Continued"
    EXPANSION = "expansion", "扩建", "Expansion"
    UPGRADE = "upgrade", "技改", "Technical upgrade", ("技术改造",)
    ADDITIONAL = "additional", "增资", "Additional investment", ("增资扩股", "追加投资")


class Stage(Choice):
    """How far a project has come."""

    RESERVE = "reserve", "储备", "Reserve", ("谋划",)
    SIGNED = "signed", "签约", "Signed"
    SETTLED = "settled", "落地", "Settled"
    STARTED = "started", "开工", "Started"
    UNDER_CONSTRUCTION = "under_construction", "在建", "Under construction", ("建设",)
    COMPLETED = "completed", "竣工", "Completed"
    IN_PRODUCTION = "in_production", "投产", "In production", ("试生产",)
    FULL_CAPACITY = "full_capacity", "达产", "Full capacity"
    TERMINATED = "terminated", "终止", "Terminated", ("退出",)


class FormItem(Choice):
    """What the hidden sheet of a form says about it."""

    FORM_ID = "form_id", "表单标识", "Form id"
    SCHEMA_VERSION = "schema_version", "表式版本", "Schema version"
    ORGANISATION = "organisation", "园区", "Organisation", ("单位",)
    UNIT = "unit", "责任单位", "Unit"
    QUARTER = "quarter", "报告期", "Quarter"


class FormLine(Choice):
    """What the line above the header row of a form says: `填报单位：…`, in one cell or two."""

    REPORTING_UNIT = "reporting_unit", "填报单位", "Reporting unit"
    QUARTER = "quarter", "报告期", "Quarter"
    SENT_ON = "sent_on", "报送日期", "Sent on", ("报出日期",)
    UNIT_OF_MEASURE = "unit_of_measure", "计量单位", "Unit of measure", ("单位",)


class Step(Choice):
    """How far a deliverable has come, as its cell is filled in; each word stands for a share."""

    YES = "yes", "是", "Yes"
    NO = "no", "否", "No"
    NOT_STARTED = "not_started", "未启动", "Not started"
    STARTED = "started", "启动", "Started", ("已启动",)
    DRAFTED = "drafted", "初稿", "Drafted", ("Draft", "First draft")
    REVIEWED = "reviewed", "评审", "Under review", ("送审", "Review", "Reviewed")
    COMPLETED = "completed", "完成", "Completed"

    @property
    def share(self) -> float:
        """The share of the way, from 0 to 1, where the settings state no other."""
        part = {"started": 0.25, "drafted": 0.5, "reviewed": 0.75}
        return 1.0 if self in {"yes", "completed"} else part.get(self, 0.0)


class Kept(Choice):
    """What became of the measure that a unit promised a quarter ago."""

    DONE = "done", "已落实", "Done", ("落实", "完成", "Carried out")
    PART = "part", "部分落实", "In part", ("部分",)
    NOT = "not", "未落实", "Not done", ("Not carried out",)


class Decision(Choice):
    """What a person has decided about a row that a draft proposes."""

    PENDING = "pending", "待定", "Pending"
    ADOPT = "adopt", "采用", "Adopt"
    DECLINE = "decline", "不采用", "Leave out"


class Confidence(Choice):
    """How far the words of the document leave no other reading."""

    HIGH = "high", "高", "High"
    MEDIUM = "medium", "中", "Medium"
    LOW = "low", "低", "Low"


class Change(Choice):
    """What became of a proposed row since the draft before."""

    NEW = "new", "新", "New"
    GONE = "gone", "本版不再建议", "No longer proposed"
    ADOPTED = "adopted", "已在目标册", "In the book already"


COMPARATOR_SYMBOLS: Final[Mapping[str, str]] = {
    **{c: str(c) for c in (Comparator.ABOVE, Comparator.BELOW, Comparator.EQUAL)},
    Comparator.AT_LEAST: "≥",
    Comparator.AT_MOST: "≤",
    Comparator.ABOUT: "≈",
}
"""What is printed before a number; the words between and done have no symbol."""

# ---------------------------- colours by name, for settings: the words offices use for their lights

_HEX: Final = re.compile(r"#[0-9A-Fa-f]{6}")

COLOURS: Final[dict[str, str]] = {
    "green": "#2B8A57", "yellow": "#E0A100", "red": "#C8321F", "blue": "#2E78BF",
    "orange": "#DD6B1F", "purple": "#7A4FA3", "grey": "#8A96A3",
}  # fmt: skip
"""Names of colours, each dark enough to carry white text or a symbol on white paper."""
_CHINESE: Final = dict(zip("绿黄红蓝橙紫灰", COLOURS, strict=True))


def colour_of(text: str) -> str | None:
    """The colour a text names, as `#rrggbb`; `None` for a text that names none.

    A name of `COLOURS`, the Chinese word with or without 色, or the colour itself.

    >>> colour_of("yellow") == colour_of("黄色"), colour_of("#2E7D32"), colour_of("mauve")
    (True, '#2E7D32', None)
    """
    name = text.strip()
    if _HEX.fullmatch(name):
        return name
    short = name.removesuffix("色")
    return COLOURS.get(_CHINESE.get(short, name.lower()))


# ---------------------------------------------------------------------------
# Why a target has its status, and why a number is missing: codes of frames and the JSON contract.


@cache
def _sentences() -> Mapping[str, Any]:
    import tomllib  # noqa: PLC0415  (`--help` says no reason, and starts at once)

    text = declarations("reasons.toml")
    return tomllib.loads(text)


def last_known() -> Name:
    """Added where an older figure is told that does not decide."""
    said = _sentences()["last_known"]
    return Name(said["zh"], said["en"])


def figure_told(*, deed: bool) -> Name:
    """How a reason begins: the deciding figure of a period, or the deed that is done or not."""
    said = _sentences()["figure"]
    said = said["deed"] if deed else said
    return Name(said["zh"], said["en"])


class Sentence(Word):
    """A code whose sentence stands in `reasons.toml`, in the table of its vocabulary."""

    @property
    def told(self) -> Mapping[str, Any]:
        """What is declared of the code."""
        declared: Mapping[str, Any] = _sentences()[type(self).__name__][self.value]
        return declared

    @property
    def said(self) -> Name:
        """Its sentence in both languages."""
        return Name(self.told["zh"], self.told["en"])


class Reason(Sentence):
    """Why a target has its status."""

    NO_VALUE = auto()
    NO_DUE_DATE = auto()
    INVALID_TARGET = auto()
    MET_AT_BASELINE = auto()
    NEEDS_MEASURE = auto()
    BEFORE_START = auto()
    NOTHING_DUE_YET = auto()
    NO_BASELINE = auto()
    AWAITING_FIGURE = auto()
    EDITION_NOT_PUBLISHED = auto()
    FIGURE_OVERDUE = auto()
    FIGURES_INCOMPLETE = auto()
    TARGET_MET = auto()
    MET_EARLY = auto()
    MEETS_SO_FAR = auto()
    TARGET_MISSED = auto()
    CAP_EXCEEDED = auto()
    WITHIN_ALLOWANCE = auto()
    OVER_ALLOWANCE = auto()
    HOLDS = auto()
    FAILS = auto()
    STEP_MET = auto()
    STEP_FAILED = auto()
    EARLY_DAYS = auto()
    PACE = auto()
    WRONG_WAY = auto()
    SCHEDULE = auto()
    GROWTH_RATIO = auto()
    PROJECTION = auto()
    METHOD_REFUSED = auto()
    TOO_FEW_POINTS = auto()

    @property
    def without(self) -> str:
        """The placeholder that may be blank; empty where none may."""
        return str(self.told.get("without", ""))

    @property
    def instead(self) -> Name:
        """The sentence that is printed then."""
        said = self.told.get("instead", {"zh": "", "en": ""})
        return Name(said["zh"], said["en"])

    def sentence(self, params: Mapping[str, str]) -> Name:
        """The sentence, or the one that fits where a printed number is missing."""
        return self.instead if self.without and not params[self.without] else self.said


class NoPoints(Sentence):
    """Why a target has no points."""

    NO_SCORING_RULE = auto()
    SCORING_NOT_READABLE = auto()
    NO_VERDICT = auto()
    NO_FULL_MARK = auto()
    TARGET_NOT_POSITIVE = auto()
    NO_SPREAD = auto()
    NOT_FOR_RANKS = auto()
    NO_FIGURE = auto()
    NO_TARGET_VALUE = auto()
    NO_BASELINE = auto()
    BASELINE_NOT_POSITIVE = auto()
    YEAR_NOT_OVER = auto()
    PART_MISSING = auto()


class NoScore(Sentence):
    """Why a group has no score."""

    WEIGHTS_INCOMPLETE = auto()
    SEVERAL_ORGANISATIONS = auto()
    NOTHING_DUE = auto()
    NOTHING_REPORTED = auto()


class NoPlace(Sentence):
    """Why a member of a league table has no place."""

    NO_FIGURE = auto()
    BELOW_COVERAGE_GATE = auto()
    OLDER_PERIOD = auto()


class NoSum(Sentence):
    """Why it is not known whether parts reach their whole."""

    NOT_ADDED = auto()
    PARTS_INCOMPLETE = auto()
    UNITS_DIFFER = auto()
    PARENT_UNKNOWN = auto()
