"""Why a target has its status, and why a number is missing: one sentence for every code.

The codes stand in frames and in the JSON contract; a sentence more is one row here, and the rule
that gives its code.  The placeholders of a target's reason are the printed numbers of its
assessment (`PLACEHOLDERS`): amounts carry their unit, periods and days are in the language's form.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scorecard.schema.errors import Name
from scorecard.schema.vocabulary import Word

PLACEHOLDERS: Final[Mapping[str, str]] = {
    "actual": "actual",
    "actual_period": "actual_period",
    "allowance": "allowance",
    "baseline": "baseline",
    "deadline": "deadline",
    "due": "due",
    "expected": "expected_value",
    "expected_period": "expected_period",
    "expected_progress": "expected_progress",
    "first_due": "period_needed",
    "gap": "distance",
    "growth": "method_value",
    "lead": "lead_pp",
    "method": "method",
    "method_class": "method_class",
    "method_value": "method_value",
    "needed": "period_needed",
    "pace": "pace_ratio",
    "progress": "progress",
    "projection": "projection",
    "so_far": "known_value",
    "target": "target_value",
}
"""Each placeholder and the column of `ASSESSMENTS` that it prints."""

LAST_KNOWN: Final = Name("最近数据：{value}（{period}）。", "Last known: {value} ({period}).")
"""Added where an older figure is told that does not decide."""


class Reason(Word):
    """Why a target has its status.

    A row: code, sentence in Chinese and English; where a placeholder may be blank, its name and the
    sentence that is printed then.
    """

    NO_VALUE = (
        "no_value",
        "未给出数值，不作评价。",
        "No number is given for it, so it is not judged.",
    )
    NO_DUE_DATE = (
        "no_due_date",
        "未规定完成时限，不判定迟早。",
        "It has no due date, so it cannot be late.",
    )
    INVALID_TARGET = (
        "invalid_target",
        "目标设定有误，详见问题清单。",
        "The target is not valid as it stands; see the findings.",
    )
    MET_AT_BASELINE = (
        "met_at_baseline",
        "基期值{baseline}已达到目标（{target}）：需明确是保持类目标，还是方向有误。",
        (
            "The baseline {baseline} already meets {target}: it has to be said whether this is a "
            "level to hold or the direction is wrong."
        ),
    )
    NEEDS_MEASURE = (
        "needs_measure",
        "未说明数据是累计量还是时点水平，无法评价。",
        "It is not said whether the figures add up or are levels.",
    )
    BEFORE_START = "before_start", "尚未开始，{due}到期。", "It has not started yet; due {due}."
    NOTHING_DUE_YET = (
        "nothing_due_yet",
        "{first_due}到期，此前不作要求。",
        "Nothing is asked for before it is due ({first_due}).",
    )
    NO_BASELINE = (
        "no_baseline",
        "没有基期值，到期（{due}）前无法计算进度。",
        "There is no baseline, so progress is not known before it is due ({due}).",
    )
    AWAITING_FIGURE = (
        "awaiting_figure",
        "{needed}数据待报，截止{deadline}。",
        "The figure for {needed} is awaited until {deadline}.",
        "deadline",
        "没有{needed}的数据。",
        "There is no figure for {needed}.",
    )
    EDITION_NOT_PUBLISHED = (
        "edition_not_published",
        "{needed}评价结果尚未公布，等待期至{deadline}。",
        "The edition for {needed} is not published yet; it is awaited until {deadline}.",
    )
    FIGURE_OVERDUE = (
        "figure_overdue",
        "{needed}数据应于{deadline}前报送，至今未报。",
        "The figure for {needed} was due by {deadline} and has not been reported.",
    )
    FIGURES_INCOMPLETE = (
        "figures_incomplete",
        "前期数据有缺，已报合计{so_far}仅为下限。",
        "Figures of earlier periods are missing; the {so_far} reported so far is a lower bound.",
    )
    TARGET_MET = (
        "target_met",
        "{actual_period}为{actual}，达到目标（{target}）。",
        "{actual} in {actual_period}: the target {target} is met.",
    )
    MET_EARLY = (
        "met_early",
        "{actual_period}为{actual}，提前达到目标（{target}，{due}到期）。",
        "{actual} in {actual_period}: the target {target} is met before it is due ({due}).",
    )
    MEETS_SO_FAR = (
        "meets_so_far",
        "{actual_period}为{actual}，目前达到目标（{target}）；{due}的一期才作数。",
        "{actual} in {actual_period}: {target} is met so far; the edition of {due} decides.",
    )
    TARGET_MISSED = (
        "target_missed",
        "{actual_period}为{actual}，未达到目标（{target}），差{gap}。",
        "{actual} in {actual_period}: the target {target} is missed by {gap}.",
        "gap",
        "{actual_period}为{actual}，恰等于界限，未达到目标（{target}）。",
        "{actual} in {actual_period}: exactly at the bound, which the target {target} excludes.",
    )
    CAP_EXCEEDED = (
        "cap_exceeded",
        "{actual_period}为{actual}，已超过{due}上限（{target}），超出{gap}。",
        "{actual} in {actual_period}: over the limit of {target} for {due} by {gap}.",
        "gap",
        "{actual_period}为{actual}，恰等于界限，已超过{due}上限（{target}）。",
        "{actual} in {actual_period}: exactly at the bound, which {target} for {due} excludes.",
    )
    WITHIN_ALLOWANCE = (
        "within_allowance",
        "{actual_period}为{actual}，至今允许{allowance}，还剩{gap}。",
        "{actual} in {actual_period}: allowed so far {allowance}, {gap} left.",
        "gap",
        "{actual_period}为{actual}，至今允许{allowance}，恰好用完。",
        "{actual} in {actual_period}: allowed so far {allowance}, none left.",
    )
    OVER_ALLOWANCE = (
        "over_allowance",
        "{actual_period}为{actual}，至今允许{allowance}，超出{gap}。",
        "{actual} in {actual_period}: allowed so far {allowance}, over by {gap}.",
    )
    HOLDS = (
        "holds",
        "{actual_period}为{actual}，保持在目标范围内（{target}）。",
        "{actual} in {actual_period}: {target} is held.",
    )
    FAILS = (
        "fails",
        "{actual_period}为{actual}，未保持在目标范围内（{target}）。",
        "{actual} in {actual_period}: {target} is not held.",
    )
    STEP_MET = (
        "step_met",
        "{actual_period}为{actual}，达到{expected_period}节点要求（{expected}）。",
        "{actual} in {actual_period}: the {expected} asked for by {expected_period} is met.",
    )
    STEP_FAILED = (
        "step_failed",
        "{actual_period}为{actual}，未达到{expected_period}节点要求（{expected}）。",
        "{actual} in {actual_period}: the {expected} asked for by {expected_period} is not met.",
    )
    EARLY_DAYS = (
        "early_days",
        (
            "{actual_period}为{actual}，完成进度{progress}，应达{expected_progress}；"
            "起步阶段按进度差判定（{lead}）。"
        ),
        (
            "{actual} in {actual_period}: {progress} of the way, {expected_progress} expected; so "
            "early the lead decides ({lead})."
        ),
    )
    PACE = (
        "pace",
        (
            "{actual_period}为{actual}，完成进度{progress}，应达{expected_progress}（{lead}），"
            "进度比{pace}。"
        ),
        (
            "{actual} in {actual_period}: {progress} of the way, {expected_progress} expected "
            "({lead}); pace ratio {pace}."
        ),
    )
    WRONG_WAY = (
        "wrong_way",
        "{actual_period}为{actual}，与基期值{baseline}相比背离目标。",
        "{actual} in {actual_period}: moved away from the target, starting at {baseline}.",
    )
    SCHEDULE = (
        "schedule",
        "{actual_period}为{actual}，完成进度{progress}，时序进度{expected_progress}，相差{lead}。",
        (
            "{actual} in {actual_period}: {progress} of the way, {expected_progress} by the "
            "schedule; lead {lead}."
        ),
    )
    GROWTH_RATIO = (
        "growth_ratio",
        "{actual_period}为{actual}，增长比{method_value}（{method_class}）。",
        "{actual} in {actual_period}: growth ratio {method_value} ({method_class}).",
        "target",
        "{actual_period}为{actual}，年均向好变动{growth}（{method_class}）。",
        "{actual} in {actual_period}: {growth} a year towards the better side ({method_class}).",
    )
    PROJECTION = (
        "projection",
        "{actual_period}为{actual}，按近期趋势{due}可达{projection}（{method_class}）。",
        (
            "{actual} in {actual_period}: going on as before it reaches {projection} by {due} "
            "({method_class})."
        ),
        "projection",
        "{actual_period}为{actual}，按近期趋势为“{method_class}”。",
        "{actual} in {actual_period}: the trend gives “{method_class}”.",
    )
    METHOD_REFUSED = (
        "method_refused",
        "“{method}”方法不适用于此类目标。",
        "The method “{method}” does not apply to a target of this kind.",
    )
    TOO_FEW_POINTS = (
        "too_few_points",
        "数据期数不足，“{method}”方法无法评价。",
        "The method “{method}” needs more figures than there are.",
    )

    without: str
    instead: Name

    def __init__(
        self,
        code: str,
        zh: str = "",
        en: str = "",
        without: str = "",
        instead_zh: str = "",
        instead_en: str = "",
    ) -> None:
        super().__init__(code, zh, en)
        self.without, self.instead = without, Name(instead_zh, instead_en)

    def sentence(self, params: Mapping[str, str]) -> Name:
        """The sentence, or the one that fits where a printed number is missing."""
        return self.instead if self.without and not params[self.without] else self.said


class NoPoints(Word):
    """Why a target has no points."""

    NO_SCORING_RULE = (
        "no_scoring_rule",
        "目标没有指定计分规则。",
        "The target names no scoring rule.",
    )
    SCORING_NOT_READABLE = (
        "scoring_not_readable",
        "计分规则无法识别，见问题清单。",
        "The scoring rule cannot be read; see the findings.",
    )
    NO_VERDICT = (
        "no_verdict",
        "尚无评估结论，暂不计分。",
        "There is no verdict yet, so there are no points.",
    )
    NO_FULL_MARK = (
        "no_full_mark",
        "缺满分（“分值”列）。",
        "The full mark is missing (column points).",
    )
    TARGET_NOT_POSITIVE = (
        "target_not_positive",
        "计算完成率须目标值大于零。",
        "Completion needs a target above zero.",
    )
    NO_SPREAD = (
        "no_spread",
        "参比各项全部相等，无从计算。",
        "All that are compared are equal, so there is nothing to measure between.",
    )
    NOT_FOR_RANKS = "not_for_ranks", "完成率不适用于位次。", "Completion does not apply to ranks."
    NO_FIGURE = "no_figure", "没有数据。", "There is no figure."
    NO_TARGET_VALUE = "no_target_value", "目标没有数值。", "The target has no number."
    NO_BASELINE = "no_baseline", "增长计分需要基期值。", "Growth needs the value of the base year."
    BASELINE_NOT_POSITIVE = (
        "baseline_not_positive",
        "增长计分要求基期值大于零。",
        "Growth needs a base year above zero.",
    )
    YEAR_NOT_OVER = (
        "year_not_over",
        "全年累计数须到年终才与基期比较。",
        "A total of the year is held against the base year when the year is over.",
    )
    PART_MISSING = (
        "part_missing",
        "规则所列的某个目标值尚无评估结论。",
        "A target that the rule names has no verdict yet.",
    )


class NoScore(Word):
    """Why a group has no score."""

    WEIGHTS_INCOMPLETE = (
        "weights_incomplete",
        "部分权重为空或为负。",
        "Some weights are blank or negative.",
    )
    SEVERAL_ORGANISATIONS = (
        "several_organisations",
        "涉及多个园区，得分不相加。",
        "Points of several organisations are not added up.",
    )
    NOTHING_DUE = "nothing_due", "没有应报事项。", "Nothing was due."
    NOTHING_REPORTED = "nothing_reported", "尚未报送。", "Nothing has been reported."


class NoPlace(Word):
    """Why a member of a league table has no place."""

    NO_FIGURE = "no_figure", "没有数据。", "There is no figure."
    BELOW_COVERAGE_GATE = (
        "below_coverage_gate",
        "已报权重不足。",
        "Too little of the weight has been reported.",
    )
    OLDER_PERIOD = (
        "older_period",
        "其数据的报告期早于其他单位。",
        "Its figure is of an earlier period than the others'.",
    )


class NoSum(Word):
    """Why it is not known whether parts reach their whole."""

    NOT_ADDED = "not_added", "位次和比率不相加。", "Ranks and rates are not added up."
    PARTS_INCOMPLETE = "parts_incomplete", "有分项没有数值。", "A part has no value."
    UNITS_DIFFER = (
        "units_differ",
        "分项与总目标的计量单位不同。",
        "The parts are counted in another unit than the whole.",
    )
    PARENT_UNKNOWN = "parent_unknown", "总项不在目标之中。", "The whole is not among the targets."
