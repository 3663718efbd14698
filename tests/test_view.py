"""The view: everything the outputs print, worded, rounded and in order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from fictional_assessments import (
    EAST,
    WEST,
    assessment,
    books,
    figure,
    figures,
    frame,
    header,
    rows,
    view,
)
from fictional_zone import Zone, zone_view

from scorecard.i18n import Words
from scorecard.report.amounts import Amounts, Scale
from scorecard.report.attention import alarms, numbers_of
from scorecard.report.explain import explain_text
from scorecard.report.inputs import Lines
from scorecard.report.terminal import Screen, status_text
from scorecard.report.view import TargetRow
from scorecard.report.workbook.targets import figure_format
from scorecard.schema.findings import Origin, catalogue, finding
from scorecard.schema.frames import ASSESSMENTS, FIGURES
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import Flag, Pathway, Reason, Status


def row(language: str = "zh", **more: object) -> TargetRow:
    """The printed row of one assessment of a stock indicator, as `more` says."""
    known = {
        "indicator": "stock",
        "name": "存量（虚构示例）",
        "unit_of_measure": "亿元",
        "decimals": 1,
        "measure": "stock",
        "direction": "increase",
        "comparator": ">=",
        "target_value": 1357.25,
        "due": "2031",
        "actual": 901.25,
        "actual_period": "2030-Q4",
    }
    status = more.pop("status", Status.ON_TRACK)
    reason = more.pop("reason_code", Reason.PACE)
    assert isinstance(status, Status)
    assert isinstance(reason, Reason)
    one = frame([assessment("T", status, reason, **{**known, **more})], ASSESSMENTS)
    return view(language, assessments=one).rows[0]


def test_organisations_stand_in_book_order_and_targets_by_due_date() -> None:
    made = view("zh")
    assert [block.organisation for block in made.organisations] == [EAST, WEST]
    assert [r.target for r in made.rows] == [
        *("E-RANK-2029", "E-RANK-2030", "E-PLAN", "E-PROJECTS", "E-LIST"),
        "W-OUTPUT",
    ]
    assert [r.position for r in made.rows] == [0, 1, 3, 2, 4, 5]


def test_the_order_does_not_depend_on_the_order_of_assessments_between_due_dates() -> None:
    shuffled = frame(list(reversed(rows())), ASSESSMENTS)
    assert [r.target for r in view("zh", assessments=shuffled).rows] == [
        r.target for r in view("zh").rows
    ]


def test_a_rank_is_spoken_of_in_places() -> None:
    zh, en = view("zh").rows[0], view("en").rows[0]
    assert (zh.target_text, zh.actual_text) == ("≤ 120位", "第121位（共169个）")
    assert zh.distance_text == "差1位"
    assert (en.target_text, en.actual_text) == ("place ≤ 120", "place 121 of 169")
    assert en.distance_text == "missed by 1 place"
    assert zh.status_text == "× 未完成"
    assert zh.flag_text == "预期性"


def test_a_rank_missed_by_three_places() -> None:
    one = rows()[0] | {"actual": 103.0, "target_value": 100.0, "distance": 3.0}
    made = view("zh", assessments=frame([one], ASSESSMENTS)).rows[0]
    assert made.reason == "2029年为第103位（共169个），未达到目标（≤ 100位），差3位。"
    english = view("en", assessments=frame([one], ASSESSMENTS)).rows[0]
    assert english.distance_text == "missed by 3 places"


def test_amounts_are_rounded_by_the_indicators_decimals() -> None:
    made = row("zh")
    assert made.target_text == "≥ 1,357.3亿元"
    assert made.actual_text == "901.3亿元"
    assert made.numbers.actual == 901.25
    assert row("en").actual_text == "901.3 hundred million yuan"


def test_amounts_of_no_stated_decimals_print_as_they_are() -> None:
    made = row("zh", decimals=None, expected_value=10 / 3)
    assert made.actual_text == "901.25亿元"
    assert made.expected_text == "3.33亿元"


@pytest.mark.parametrize("unit", ["起", "件", "次", "例", "cases"])
@pytest.mark.parametrize("decimals", [0, None])
def test_what_is_expected_of_things_is_whole(unit: str, decimals: int | None) -> None:
    of = {"measure": "flow", "unit_of_measure": unit, "decimals": decimals}
    made = row("zh", expected_value=2.5, target_value=10.0, actual=2.0, **of)
    assert made.expected_text.startswith("3"), made.expected_text
    assert figure_format(made, computed=True) == "#,##0"
    amount = row("zh", expected_value=2.5, measure="flow", decimals=None)
    assert amount.expected_text == "2.5亿元"
    many = {**of, "unit_of_measure": "万人", "decimals": None}
    assert row("zh", expected_value=2.5, **many).expected_text == "2.5万人"


def test_a_cap_has_no_lead_in_the_terminal() -> None:
    cap = {"comparator": "<=", "measure": "flow", "unit_of_measure": "起", "decimals": 0}
    for facts, shown in ((cap, False), ({"measure": "flow"}, True)):
        made = row("zh", lead_pp=-90.0, **facts)
        block = replace(view("zh").organisations[0], rows=(made,))
        told = status_text(replace(view("zh"), organisations=(block,)), Screen(Words("zh"), 160))
        assert ("−90.0" in told) is shown
        assert made.numbers.lead_pp == -90.0, "data keeps it"


def test_leads_are_points_with_their_sign_and_shares_per_cent() -> None:
    made = row("zh", progress=0.532, expected_progress=0.5, lead_pp=3.15, pace_ratio=1.064)
    assert made.lead_text == "+3.2个百分点"
    assert made.progress_text == "53.2%"
    assert made.pace_text == "1.06"
    assert row("en", lead_pp=-3.15).lead_text == "−3.2 points"


@pytest.mark.parametrize(
    ("comparator", "value", "upper", "text"),
    [
        (">=", 5.0, None, "≥ 5个"),
        (">", 5.0, None, "> 5个"),
        ("<=", 5.0, None, "≤ 5个"),
        ("<", 5.0, None, "< 5个"),
        ("=", 5.0, None, "= 5个"),
        ("between", 5.0, 8.0, "5–8个"),
        (">=", None, None, ""),
    ],
)
def test_what_is_asked_for(
    comparator: str, value: float | None, upper: float | None, text: str
) -> None:
    made = row(
        "zh",
        comparator=comparator,
        target_value=value,
        upper=upper,
        unit_of_measure="个",
        decimals=0,
    )
    assert made.target_text == text


def test_a_deliverable_is_done_or_not_or_partly() -> None:
    asked = {"measure": "milestone", "comparator": "done", "target_value": 1.0}
    assert row("zh", **asked, actual=1.0).target_text == "完成"
    assert row("zh", **asked, actual=1.0).actual_text == "已完成"
    assert row("zh", **asked, actual=0.0).actual_text == "未完成"
    assert row("en", **asked, actual=0.6).actual_text == "60%"


def test_differences_of_per_cent_are_points() -> None:
    made = row(
        "zh",
        unit_of_measure="%",
        measure="rate",
        status=Status.MISSED,
        reason_code=Reason.TARGET_MISSED,
        distance=1.25,
        distance_unit="value",
    )
    assert made.actual_text == "901.3%"
    assert made.distance_text == "差1.25个百分点"


@pytest.mark.parametrize(
    ("status", "reason", "distance", "unit", "text"),
    [
        (Status.MISSED, Reason.TARGET_MISSED, 2.0, "value", "差2.0亿元"),
        (Status.ACHIEVED, Reason.TARGET_MET, 2.0, "value", "好于要求2.0亿元"),
        (Status.ACHIEVED, Reason.TARGET_MET, 0.0, "value", "恰在界限上"),
        (Status.OFF_TRACK, Reason.OVER_ALLOWANCE, 2.0, "value", "超出2.0亿元"),
        (Status.ON_TRACK, Reason.WITHIN_ALLOWANCE, 2.0, "value", "还剩2.0亿元"),
        (Status.AT_RISK, Reason.PACE, 0.19, "ratio", "进度比再高0.19即升档"),
        (Status.AT_RISK, Reason.PACE, 0.16, "ratio", "进度比再低0.16即降档"),
        (Status.AT_RISK, Reason.PACE, 0.0019, "ratio", "进度比再高不到0.01即升档"),
        (Status.AT_RISK, Reason.SCHEDULE, 2.5, "points", "离下一档2.5个百分点"),
        (Status.NOT_DUE, Reason.NOTHING_DUE_YET, None, None, ""),
    ],
)
def test_the_distance_to_the_next_boundary(
    status: Status, reason: Reason, distance: float | None, unit: str | None, text: str
) -> None:
    said = {"status": status, "reason_code": reason, "method": "pace", "method_value": 0.76}
    made = row("zh", **said, distance=distance, distance_unit=unit)
    if unit == "ratio":  # a miss ratio or index is no pace ratio
        other = {**said, "method": "projection", "distance": distance, "distance_unit": unit}
        told = distance if distance != 0.0019 else "不到0.01"
        assert row("zh", **other).distance_text == f"离下一档{told}"
    assert made.distance_text == text


def test_a_bound_that_is_excluded_is_not_missed_by_nothing() -> None:
    made = row(
        "zh",
        status=Status.MISSED,
        reason_code=Reason.TARGET_MISSED,
        comparator=">",
        actual=1357.25,
        distance=0.0,
        distance_unit="value",
    )
    assert made.reason == "2030年第四季度为1,357.3亿元，恰等于界限，未达到目标（> 1,357.3亿元）。"
    assert made.distance_text == "恰在界限上"


def test_an_actual_is_told_apart_from_what_is_due() -> None:
    level = {"measure": "rate", "direction": "decrease", "comparator": "<=", "target_value": 35.0}
    level |= {"status": Status.AT_RISK, "decimals": 0, "unit_of_measure": "微克/立方米"}
    near = row("zh", **level, actual=36.0, expected_value=35.75)
    assert (near.actual_text, near.expected_text) == ("36.0微克/立方米", "35.8微克/立方米")
    assert numbers_of(near) == ("36.0", "35.8")
    assert row("zh", **level, actual=36.0, expected_value=36.0).actual_text == "36微克/立方米"


def test_a_missed_cap_is_held_against_its_limit_whatever_period_its_figure_is_of() -> None:
    cap = {"measure": "flow", "direction": "decrease", "comparator": "<=", "target_value": 5.0}
    cap |= {"decimals": 0, "unit_of_measure": "起", "actual": 6.0, "allowance": 4.0}
    missed = row("zh", **cap, status=Status.MISSED, reason_code=Reason.TARGET_MISSED)
    assert missed.expected_text == "5起"
    assert numbers_of(missed) == ("6", "5")
    over = row("zh", **cap, status=Status.OFF_TRACK, reason_code=Reason.CAP_EXCEEDED)
    assert over.expected_text == "4起"


def test_a_single_quarter_left_is_named() -> None:
    left = {"status": Status.AT_RISK, "measure": "flow", "decimals": 0, "unit_of_measure": "亿元"}
    left |= {"actual_period": "2030-Q3", "due": "2030", "required_per_quarter": 35.0}
    left |= {"required_multiple": None}
    assert row("zh", **left).required_text == "2030年第四季度须完成35亿元"
    stock = {**left, "measure": "stock"}
    assert row("en", **stock).required_text.endswith(" in 2030-Q4")
    assert row("zh", **{**left, "due": "2031"}).required_text == "每季度35亿元"


def test_what_is_needed_by_when() -> None:
    made = view("zh").rows
    assert made[1].needed_text == "2031年3月31日前报送2030年数据"
    assert made[3].needed_text == "最迟2031年达到40个；每季度6.3个，为此前平均进度的1.7倍"
    assert made[5].needed_text == "补报2030年数据（应于2031年1月15日前报送）"
    assert made[0].needed_text == ""
    planned = {"status": Status.AT_RISK, "pathway": Pathway.MILESTONES, "measure": "stock"}
    told = row("zh", **planned, required_per_quarter=1.75, required_multiple=1.1667)
    assert told.needed_text.endswith("为后续计划进度的1.2倍"), "not the pace so far"
    undone = row("zh", status=Status.MISSED, measure="milestone", comparator="done")
    assert undone.needed_text == "仍需完成（原定2031年）"
    missed = {"status": Status.MISSED, "reason_code": Reason.TARGET_MISSED, "target_value": 1.0}
    missed |= {"measure": "milestone", "comparator": "done", "actual": 0.75, "distance": 0.25}
    missed |= {"distance_unit": "value", "due": "2030-Q4", "known_period": "2031-Q1"}
    late = row("zh", **missed, known_value=1.0)
    assert late.done_late
    assert late.needed_text == "已于2031年第一季度完成，不需再做"
    assert late.reason == (
        "2030年第四季度为75%，未达到目标（完成），差25个百分点。2031年第一季度已完成（逾期完成）。"
    )
    still = row("zh", **missed, known_value=0.9)
    assert still.needed_text == "仍需完成（原定2030年第四季度）"
    assert still.reason.endswith("最近数据：90%（2031年第一季度）。")


def test_the_sentence_travels_with_the_target() -> None:
    source = view("zh").rows[0].source
    assert source.text == "力争到2029年综合排名进入全国高新区前120名"
    assert source.title == "虚构示例工作要点"
    assert (source.stated_on, source.published_on) == ("2029年1月", "2029年1月22日")
    assert (source.strength_word, source.origin_word) == ("预期性", "文件原文")
    assert view("zh").rows[5].source.origin_word == "考核办补充"


def test_every_version_of_a_target_is_kept() -> None:
    versions = view("zh").rows[3].versions
    assert [(v.version, v.valid_from_text, v.target_text) for v in versions] == [
        (1, "2029年1月22日", "≥ 50个"),
        (2, "2030年1月15日", "≥ 40个"),
    ]


def test_what_became_known_later_is_not_shown() -> None:
    early = view("zh", header=header(as_of=date(2029, 12, 31)))
    assert early.sources == ()
    assert [v.version for v in early.rows[3].versions] == [1]


def test_who_has_not_reported_and_since_when() -> None:
    made = view("zh")
    (late,) = made.missing
    assert (late.row.organisation, late.row.unit, late.row.period_needed_text) == (
        WEST,
        "W1",
        "2030年",
    )
    assert (late.row.deadline_text, late.days_late, late.days_late_text) == (
        "2031年1月15日",
        5,
        "5天",
    )
    assert late.last_text == "901.3亿元（2030年第三季度）"
    (waits,) = made.awaited
    assert (waits.row.unit_name, waits.targets, waits.days_late) == (
        "经发局（虚构）",
        ("E-RANK-2030",),
        0,
    )


def test_one_missing_figure_of_several_targets_is_one_row() -> None:
    last = rows()[5]
    two = frame([last, last | {"target": "W-OUTPUT-2"}], ASSESSMENTS)
    (late,) = view("zh", assessments=two).missing
    assert late.targets == ("W-OUTPUT", "W-OUTPUT-2")


def test_a_verdict_on_an_older_figure_awaits_the_newer_one() -> None:
    stale = rows()[2] | {
        "flags": 1 << list(Flag).index(Flag.STALE),
        "period_needed": "2031-Q1",
        "deadline": pd.Timestamp(2031, 4, 15),
    }
    made = view("zh", assessments=frame([stale], ASSESSMENTS))
    assert not made.missing
    assert [(w.row.indicator, w.row.period_needed) for w in made.awaited] == [
        ("projects", "2031-Q1")
    ]


def test_figures_without_a_target_keep_their_evidence_and_cell() -> None:
    (land,) = view("zh").untargeted
    assert (land.name, land.value_text) == ("供地项目总投资（虚构示例）", "135.7亿元")
    assert land.evidence == "虚构示例文件"
    assert land.place.text.endswith("!填报表!F9")
    (english,) = view("en").untargeted
    assert english.name == "Investment of land-use projects (fictional)"


def test_sources_list_every_vintage_and_mark_the_one_in_force() -> None:
    quarter = [f for f in view("zh").sources if (f.indicator, f.period) == ("projects", "2030-Q4")]
    assert [(f.vintage, f.current, f.value) for f in quarter] == [
        (1, False, 14.0),
        (2, True, 15.0),
    ]


def test_goals_without_a_verdict_say_why() -> None:
    goals = {goal.goal: goal for goal in view("zh").unscored}
    assert set(goals) == {"G4", "G5"}
    assert goals["G4"].targets == ("E-LIST",)
    assert goals["G4"].reason == "未规定完成时限，不判定迟早。"
    assert goals["G5"].class_word == "口号"
    assert goals["G5"].reason == "口号性表述，只登记，不计分。"
    assert goals["G5"].note == "虚构示例"


def test_series_hold_figures_in_force_and_dated_targets() -> None:
    series = {s.indicator: s for s in view("zh").series}
    assert set(series) == {"national-rank", "projects", "plan", "land", "output"}
    assert [p.value for p in series["projects"].points] == [9.0, 15.0]
    rank = series["national-rank"]
    assert [t.row.target for t in rank.targets] == ["E-RANK-2029", "E-RANK-2030"]
    assert rank.targets[0].stepped
    assert [(k.period, k.value) for k in rank.targets[0].pathway] == [("2029", 120.0)]
    assert not series["output"].points
    assert len({s.file_stem for s in series.values()}) == 5


def test_a_computed_pathway_replaces_the_stated_one() -> None:
    line = pd.DataFrame(
        {
            "organisation": EAST,
            "target": "E-PROJECTS",
            "period": ["2030-Q4", "2030-Q2", "2031"],
            "expected_value": [24.0, 10.0, 40.0],
        }
    )
    series = {s.indicator: s for s in view("zh", lines=Lines(pathways=line)).series}
    pathway = series["projects"].targets[0].pathway
    assert [(k.label, k.value) for k in pathway] == [
        ("2030年第二季度", 10.0),
        ("2030年第四季度", 24.0),
        ("2031年", 40.0),
    ]


def one_missing() -> pd.DataFrame:
    """Scores of one organisation of which a figure is missing."""
    numbers = {"weight_total": 5.0, "weight_due": 5.0, "weight_reported": 4.0, "coverage": 0.8}
    numbers |= {"points": 2.0, "points_due": 4.0, "rate": 0.5, "rate_low": 0.4}
    numbers |= {"targets_judged": 4, "targets_on_schedule": 2}
    told: dict[str, Any] = {"organisation": "虚构示例东区", "unit": None, "rank": None}
    told["among"] = "1 "
    told |= {"missing": 1, "score_kind": "count", "judged": False, "score_reason": None}
    return pd.DataFrame([{**told, **numbers, "rate_high": 0.6, "ranked_by": "on_schedule"}])


def test_the_head_tells_counts_coverage_and_score() -> None:
    made = view("en")
    assert made.subtitle == "2030-Q4, as of 20 Jan 2031"
    assert made.headline.startswith("6 targets: Achieved 1, At risk 1, Missed 1")
    assert made.coverage_text == "3 of 4 reported."  # the weights of two zones do not add up
    assert made.score_text == "Rates: 虚构示例东区 58.3%."
    east, west = (block.score_text for block in made.organisations)
    assert east == "虚构示例东区: 1.8 of 3 points due, a rate of 58.3% (full mark 5)."
    assert west == "虚构示例西区: Nothing has been reported."
    strict = view("en", header=header(policy=Policy(coverage_gate=1.1)), scores=one_missing())
    assert strict.score_text == (
        "虚构示例东区: 2 of 4 judged targets on schedule, 50.0% (5 in all; 1 not reported: "
        "40.0% at worst, 60.0% at best). Coverage is below 110%: no verdict on the whole."
    )
    assert sum(count.count for count in made.tally) == 6
    assert len(made.tally) == len(Status)


def test_no_score_is_no_sentence() -> None:
    made = view("zh", summary={}, scores=None)
    assert made.score_text == ""
    assert made.coverage_text == "应报4项，已报3项。"


def test_nothing_at_all_is_a_view_too() -> None:
    made = view(
        "zh",
        assessments=frame([], ASSESSMENTS),
        figures=frame([], FIGURES),
        books=books(),
        summary={},
    )
    assert made.rows == ()
    assert made.headline == "没有目标值。"
    assert made.series == ()


def test_a_workspaces_own_words_replace_those_of_statuses() -> None:
    made = view("zh", header=header(labels={"missed": "未达标"}))
    assert made.rows[0].status_text == "× 未达标"
    assert made.rows[3].status_text == "◆ 略滞后"


def test_the_view_of_one_organisation_holds_nothing_of_another() -> None:
    west = frame([rows()[5]], ASSESSMENTS)
    made = view("zh", assessments=west, header=header(organisation=WEST))
    assert [block.organisation for block in made.organisations] == [WEST]
    assert made.untargeted == ()
    assert made.unscored == ()
    assert made.sources == ()


def test_the_view_of_one_unit_holds_the_figures_of_its_targets() -> None:
    own = frame([r for r in rows() if r.get("unit") == "U1"], ASSESSMENTS)
    made = view("zh", assessments=own, header=header(unit="U1"))
    assert {f.indicator for f in made.sources} == {"national-rank", "projects"}
    assert made.unscored == ()
    assert WEST in {block.organisation for block in view("zh").organisations}
    assert {block.organisation for block in made.organisations} == set(own["organisation"])
    assert all(block.rows for block in made.organisations)


def test_findings_are_told_in_words() -> None:
    code = next(iter(catalogue()))
    found = finding(code, Origin("a.xlsx", "表", "D7"), "约18个")
    (told,) = view("zh", findings=(found,)).findings
    assert told.place.text == "a.xlsx!表!D7"
    assert told.found == "约18个"
    assert told.message


def test_the_page_of_method_shows_the_thresholds_in_force() -> None:
    policy = Policy(on_track=0.9)
    page = view("zh", header=header(policy=policy)).method
    assert {t.id: t.value for t in page.thresholds}["on_track"] == 0.9
    assert [s.status for s in page.statuses] == [str(s) for s in Status]
    assert len(page.flags) == len(Flag)


def test_fiscal_years_print_in_every_text() -> None:
    policy = replace(Policy(), fiscal_start=4)
    one = rows()[0] | {"due": "2029", "actual_period": "2029"}
    made = view("zh", assessments=frame([one], ASSESSMENTS), header=header(policy=policy))
    assert made.rows[0].due_text == "2029/30财年"


def test_the_latest_figures_come_last_whatever_their_order() -> None:
    reversed_ = frame(list(reversed(figures())), FIGURES)
    assert view("zh", figures=reversed_).sources == view("zh").sources


def test_figures_of_an_indicator_the_books_do_not_know_are_listed() -> None:
    extra = frame([*figures(), figure("unknown", "2030-Q4", 1.5)], FIGURES)
    found = [f for f in view("zh", figures=extra).untargeted if f.indicator == "unknown"]
    assert [(f.name, f.value_text) for f in found] == [("unknown", "1.5")]


def test_the_same_period_last_year_is_told_beside_the_verdict() -> None:
    """Amounts by per cent, rates by points, places by places; never of another basis."""
    seen = zone_view(Zone())
    told = {row.name: row for row in seen.rows if row.growth_text}
    assert told["固定资产投资"].year_ago_text == "上年同期85.2亿元（同比+8.7%）"
    assert told["单位增加值能耗下降率"].growth_text == "+0.19点"
    assert all(row.actual_period == "2025-Q3" for row in told.values())
    assert not any(row.growth_text for row in zone_view(Zone(quarter="2024-Q4")).rows)
    amounts = Amounts(Words("zh"))
    assert amounts.growth(84, 90, Scale("rank", 0, "位")) == "↑6"
    assert amounts.growth(1, 0, Scale("flow", 0, "起")) == "+1起"
    explained = explain_text(seen, told["固定资产投资"].target, Screen(Words("zh")))
    assert "上年同期\n  上年同期85.2亿元（同比+8.7%）" in explained


def test_how_the_year_will_end_is_told_by_the_unit_and_by_the_pace() -> None:
    seen = zone_view(Zone())
    (one,) = (a for a in alarms(seen, Words("zh")) if a.row.name == "单位增加值能耗下降率")
    assert one.outlook.startswith("责任单位预计100.00%；按目前进度推算")
