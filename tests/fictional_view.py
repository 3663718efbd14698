"""Made-up views for the tests of the outputs; every name says that it is fictional (虚构示例)."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from scorecard.report.view import (
    FigureRow,
    GoalRow,
    Header,
    Knot,
    MethodPage,
    MissingRow,
    Numbers,
    OrganisationBlock,
    Place,
    Quote,
    Series,
    SeriesTarget,
    StatusCount,
    StatusMeaning,
    TargetRow,
    Threshold,
    View,
)
from scorecard.schema.period import parse_period
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import BEHIND, VERDICTS, Status
from scorecard.scoring.points import earned_share, earns_by

MARK: Final = {"zh": "虚构示例", "en": "fictional example"}
AS_OF: Final = date(2031, 1, 20)
LONG_ZH: Final = "全区规模以上高新技术制造业企业研究与试验发展经费投入强度（年度）"
LONG_EN: Final = "Research and development spending of high-technology manufacturers, per year"


@dataclass(frozen=True)
class Case:
    """One target in few words: what it is, its numbers, and what the rules say of it."""

    zh: str
    en: str
    status: Status
    reason_code: str
    measure: str = "flow"
    direction: str = "increase"
    comparator: str = ">="
    unit: tuple[str, str] = ("亿元", "100 m yuan")
    baseline: float | None = None
    value: float | None = 100.0
    upper: float | None = None
    due: str = "2030"
    actual: float | None = None
    period: str = "2030-Q4"
    expected: float | None = None
    rank_of: float | None = None
    figures: tuple[tuple[str, float], ...] = ()
    pathway: tuple[tuple[str, float], ...] = ()
    stepped: bool = False
    decimals: int = 0


FLOW_FIGURES: Final = (("2030-Q1", 12.0), ("2030-Q2", 27.5), ("2030-Q3", 44.0), ("2030-Q4", 61.3))
CASES: Final = (
    Case(
        "全国排名",
        "National rank",
        Status.MISSED,
        "target_missed",
        measure="rank",
        direction="decrease",
        comparator="<=",
        unit=("位", "place"),
        value=100,
        actual=103,
        period="2030",
        rank_of=169,
        figures=(("2026", 141), ("2027", 136), ("2028", 118), ("2029", 109), ("2030", 103)),
        pathway=(("2028", 120), ("2030", 100)),
        stepped=True,
    ),
    Case(
        "签约项目总投资",
        "Investment signed",
        Status.AT_RISK,
        "pace",
        baseline=0,
        actual=61.3,
        expected=0.75,
        due="2031-Q1",
        figures=FLOW_FIGURES,
        pathway=(("2029", 0), ("2031-Q1", 100)),
        decimals=1,
    ),
    Case(
        LONG_ZH,
        LONG_EN,
        Status.AHEAD,
        "pace",
        measure="rate",
        unit=("%", "%"),
        baseline=2.4,
        value=4.0,
        actual=3.6,
        expected=0.6,
        due="2032",
        period="2030",
        figures=(("2027", 2.4), ("2028", 2.9), ("2029", 3.1), ("2030", 3.6)),
        pathway=(("2027", 2.4), ("2032", 4.0)),
        decimals=1,
    ),
    Case(
        "制订推进方案",
        "Plan issued",
        Status.NOT_DUE,
        "nothing_due_yet",
        measure="milestone",
        comparator="done",
        unit=("", ""),
        value=1,
        due="2031-Q2",
        pathway=(("2031-Q2", 1),),
        stepped=True,
    ),
    Case(
        "生产安全事故起数",
        "Accidents at work",
        Status.ON_TRACK,
        "within_allowance",
        direction="decrease",
        comparator="<=",
        unit=("起", "cases"),
        baseline=0,
        value=5,
        actual=2,
        expected=0.75,
        period="2030-Q3",
        figures=(("2030-Q1", 1), ("2030-Q2", 1), ("2030-Q3", 2)),
        pathway=(("2029", 0), ("2030", 5)),
    ),
    Case("新增高新技术企业", "New high-tech firms", Status.OVERDUE, "figure_overdue", value=40),
    Case(
        "单位能耗",
        "Energy per unit",
        Status.AWAITING_DATA,
        "awaiting_figure",
        measure="rate",
        direction="decrease",
        comparator="<=",
        unit=("吨标煤/万元", "t/10k yuan"),
        baseline=0.5,
        value=0.4,
        pathway=(("2025", 0.5), ("2030", 0.4)),
        decimals=2,
    ),
    Case(
        "空气质量优良天数比例",
        "Days with good air",
        Status.OFF_TRACK,
        "fails",
        measure="rate",
        direction="hold",
        comparator="between",
        unit=("%", "%"),
        value=80.0,
        upper=100.0,
        actual=76.4,
        figures=(("2030-Q1", 81.0), ("2030-Q2", 79.2), ("2030-Q3", 78.0), ("2030-Q4", 76.4)),
        decimals=1,
    ),
)


RED: Final = replace(
    CASES[1], status=Status.OFF_TRACK, actual=20.0, figures=(("2030-Q3", 15.0), ("2030-Q4", 20.0))
)


def fictional_view(language: str = "zh", targets: int = 8, *, all_red: bool = False) -> View:
    """A view of so many targets in up to four organisations; long names included."""
    cases = list(itertools.islice(itertools.cycle(CASES), targets))
    if all_red:
        cases = [replace(RED, zh=case.zh, en=case.en, unit=case.unit) for case in cases]
    groups = max(1, min(4, targets // 2)) if targets else 0
    blocks = tuple(
        _block(language, number, cases[number::groups], number * 100) for number in range(groups)
    )
    rows = [row for block in blocks for row in block.rows]
    counts = _tally(rows, language)
    return View(
        header=Header("", AS_OF, "2030-Q4", Policy()),
        language=language,
        title=_pick(language, "虚构示例区目标计分卡", "Scorecard of a fictional example zone"),
        subtitle=_pick(
            language, "虚构示例：数字均为编造", "Fictional example: all figures made up"
        ),
        as_of_text=str(AS_OF),
        headline=_pick(language, "虚构示例：未完成 1 项", "Fictional example: 1 target missed"),
        coverage_text=_pick(language, "已报 5/7 项", "5 of 7 reported"),
        score_text="",
        tally=counts,
        organisations=blocks,
        missing=tuple(_missing(r) for r in rows if r.status == Status.OVERDUE),
        awaited=tuple(_missing(r) for r in rows if r.status == Status.AWAITING_DATA),
        untargeted=tuple(_untargeted(language)) if targets else (),
        unscored=tuple(_goal(language, n) for n in range(targets)),
        sources=tuple(
            f
            for b, case_rows in zip(blocks, _cases_by_block(cases, groups), strict=True)
            for row, case in zip(b.rows, case_rows, strict=True)
            for f in _figures(language, row, case)
        ),
        findings=(),
        series=tuple(
            _series(language, row, case)
            for b, case_rows in zip(blocks, _cases_by_block(cases, groups), strict=True)
            for row, case in zip(b.rows, case_rows, strict=True)
        ),
        method=_method(language),
    )


def _pick(language: str, zh: str, en: str) -> str:
    return zh if language == "zh" else en


def _cases_by_block(cases: list[Case], groups: int) -> list[list[Case]]:
    return [cases[number::groups] for number in range(groups)]


def _block(language: str, number: int, cases: list[Case], first: int) -> OrganisationBlock:
    name = _pick(language, f"虚构示例{'甲乙丙丁'[number]}区", f"Fictional zone {'ABCD'[number]}")
    rows = tuple(_row(language, name, case, first + n) for n, case in enumerate(cases))
    tally = _tally(rows, language)
    text = " ".join(f"{c.symbol}{c.word} {c.count}" for c in tally if c.count)
    return OrganisationBlock(name, rows, tally, text, len(rows) + 2)


def _tally(rows: object, language: str) -> tuple[StatusCount, ...]:
    found = [row.status for row in rows]  # type: ignore[attr-defined]
    return tuple(StatusCount(s, s.symbol, _word(s, language), found.count(s)) for s in Status)


def _word(status: Status, language: str) -> str:
    return status.said.within(language)


def _number(value: float | None, decimals: int) -> str:
    return "" if value is None else f"{value:,.{decimals}f}"


def _row(language: str, organisation: str, case: Case, number: int) -> TargetRow:
    unit = _pick(language, *case.unit)
    status = case.status
    start = 0.0 if case.measure == "flow" else case.baseline
    progress = expected = lead = pace = None
    if case.actual is not None and start is not None and case.value not in {None, start}:
        assert case.value is not None
        progress = (case.actual - start) / (case.value - start)
    if progress is not None and case.expected is not None:
        lead, pace = 100 * (progress - case.expected), progress / case.expected
        assert case.value is not None
        if case.reason_code == "within_allowance":
            lead, pace = -lead, math.ceil(case.expected * case.value) / (case.actual or 1.0)
        assert start is not None
        expected = start + case.expected * (case.value - start)
    relation = {">=": "≥", "<=": "≤", ">": "＞", "<": "＜"}.get(case.comparator, "")
    target_text = f"{relation} {_number(case.value, case.decimals)} {unit}".strip()
    if case.comparator == "between":
        low, high = _number(case.value, case.decimals), _number(case.upper, case.decimals)
        target_text = f"{low}–{high} {unit}"
    if case.comparator == "done":
        target_text = _pick(language, "完成", "done")
    gate = "" if status in VERDICTS else str(status)
    told = {"status": status, "measure": case.measure, "direction": case.direction}
    told |= {"comparator": case.comparator, "reason_code": case.reason_code}
    numbers = {"progress": progress, "pace_ratio": pace, "actual": case.actual}
    share = earned_share(told | numbers | {"target_value": case.value})
    late = status == Status.OVERDUE
    return TargetRow(
        position=number,
        target=f"X-{number + 1:03d}",
        version=1,
        organisation=organisation,
        unit="u1",
        unit_name=_pick(language, "虚构示例经济发展局", "Fictional economy office"),
        indicator=f"i{number + 1:03d}",
        name=_pick(language, case.zh, case.en),
        unit_of_measure=unit,
        decimals=case.decimals,
        measure=case.measure,
        direction=case.direction,
        comparator=case.comparator,
        pathway="steps" if case.stepped else "linear",
        pathway_word=_pick(language, "线性", "linear"),
        method="pace",
        method_class="",
        gate=gate,
        status=str(status),
        status_text=f"{status.symbol} {_word(status, language)}",
        flags=("indicative",) if case.measure == "rank" else (),
        flag_words=(),
        flag_text=_pick(language, "预期性", "indicative") if case.measure == "rank" else "",
        baseline_text=_number(case.baseline, case.decimals),
        baseline_period="",
        baseline_period_text="",
        target_text=target_text,
        stretch_text="",
        original_text="",
        due=case.due,
        due_text=case.due,
        actual_text=_number(case.actual, case.decimals) + (f" {unit}" if case.actual else ""),
        actual_period=case.period if case.actual is not None else "",
        actual_period_text=case.period if case.actual is not None else "",
        state="final" if case.actual is not None else "",
        state_word=_pick(language, "核定", "final") if case.actual is not None else "",
        edition="",
        expected_text=_number(expected, case.decimals),
        progress_text="" if progress is None else f"{progress:.1%}",
        expected_progress_text="" if case.expected is None else f"{case.expected:.1%}",
        lead_text="" if lead is None else f"{lead:+.1f}",
        pace_text="" if pace is None else f"{pace:.2f}",
        required_text="",
        projection_text="",
        distance_text="",
        needed_text=_pick(language, "还需按季推进", "steady progress needed")
        if status in {Status.AT_RISK, Status.OFF_TRACK}
        else "",
        reason_code=case.reason_code,
        reason=_pick(
            language,
            f"虚构示例：{case.zh}目标 {target_text}，{_word(status, language)}。",
            f"Fictional example: {case.en}, target {target_text}: {_word(status, language)}.",
        ),
        period_needed=case.period,
        period_needed_text=case.period,
        deadline=date(2031, 1, 15),
        deadline_text="2031-01-15",
        source=_quote(language, case.zh, number),
        figure=Place("reports/2030-Q4/returns/a.xlsx", "填报表", f"G{number + 7}"),
        cell=Place("targets/example.xlsx", "目标值", f"A{number + 2}"),
        numbers=Numbers(
            baseline=case.baseline,
            start=start,
            target_value=case.value,
            upper=case.upper,
            allowed_deviation=None,
            stretch=None,
            original_value=None,
            actual=case.actual,
            rank_of=case.rank_of,
            expected_value=expected,
            progress=progress,
            expected_progress=case.expected,
            lead_pp=lead,
            known_progress=None,
            known_lead_pp=None,
            pace_ratio=pace,
            allowance=float(math.ceil(case.expected * case.value))
            if case.reason_code == "within_allowance" and case.expected and case.value
            else None,
            required_per_quarter=None,
            projection=None,
            distance=None,
            method_value=pace,
            method_score=None,
            worth=1.0,
            earned_share=share,
            earned=share,
            earned_low=0.0 if late else share,
            earned_high=1.0 if late else share,
        ),
        earns=earns_by(case.measure, case.direction, case.comparator, case.reason_code),
    )


def _quote(language: str, name: str, number: int) -> Quote:
    return Quote(
        goal=f"G-{number + 1:03d}",
        text=f"虚构示例：力争到2030年“{name}”实现预期目标，开创高质量发展新局面",
        document="D1",
        title="虚构示例区工作要点",
        publisher="虚构示例区管委会",
        stated_on="2026-02-01",
        published_on="2026-02-03",
        grade_word=_pick(language, "官方", "official"),
        strength="expected",
        strength_word="力争",
        origin="document",
        origin_word=_pick(language, "文件原文", "document"),
    )


def _missing(row: TargetRow) -> MissingRow:
    late = row.status == Status.OVERDUE
    return MissingRow(row, row.status, 5 * late, "5" if late else "", (row.target,), "")


def _figures(language: str, row: TargetRow, case: Case) -> list[FigureRow]:
    return [
        FigureRow(
            organisation=row.organisation,
            indicator=row.indicator,
            name=row.name,
            unit_of_measure=row.unit_of_measure,
            measure=row.measure,
            decimals=row.decimals,
            period=period,
            period_text=period,
            basis_word=_pick(language, "累计", "to date"),
            month=parse_period(period).period.end,
            value=value,
            value_text=_number(value, case.decimals),
            raw=str(value),
            state=("final", "provisional", "estimate")[n % 3],
            state_word=_pick(
                language,
                ("核定", "快报", "预计")[n % 3],
                ("final", "provisional", "estimate")[n % 3],
            ),
            rank_of=case.rank_of,
            evidence=_pick(language, "虚构示例文件", "fictional document"),
            note="=1+1" if n == 0 else "",
            received_text="2031-01-10",
            sent_by=row.unit_name,
            vintage=1,
            current=True,
            place=Place("reports/2030-Q4/returns/a.xlsx", "填报表", f"G{n + 7}"),
        )
        for n, (period, value) in enumerate(case.figures)
    ]


def _series(language: str, row: TargetRow, case: Case) -> Series:
    knots = tuple(
        Knot(period, period, parse_period(period).period.end, value, _number(value, case.decimals))
        for period, value in case.pathway
    )
    target = SeriesTarget(row, parse_period(row.due).period.end, knots, case.stepped)
    return Series(
        row.organisation,
        row.indicator,
        row.name,
        row.unit_of_measure,
        row.decimals,
        row.measure,
        tuple(_figures(language, row, case)),
        (target,),
        f"{row.organisation}-{row.indicator}",
    )


def _untargeted(language: str) -> list[FigureRow]:
    row = _row(language, _pick(language, "虚构示例甲区", "Fictional zone A"), CASES[1], 900)
    case = replace(CASES[1], figures=(("2030-Q4", 18.0),))
    return _figures(language, replace(row, name=_pick(language, "引进项目数", "Projects")), case)


def _goal(language: str, number: int) -> GoalRow:
    slogan = number % 2 == 0
    return GoalRow(
        organisation=_pick(language, "虚构示例甲区", "Fictional zone A"),
        goal=f"N-{number + 1:03d}",
        quote=_quote(language, "品质园区、宜居新城", 500 + number),
        class_word=_pick(
            language,
            "口号" if slogan else "需定义",
            "slogan" if slogan else "needs definition",
        ),
        note=_pick(language, "虚构示例：“宜居”没有口径", "Fictional example: nothing to count"),
        reason=_pick(language, "没有数字", "no number"),
        targets=(),
    )


def _method(language: str) -> MethodPage:
    return MethodPage(
        paragraphs=(_pick(language, "虚构示例方法说明。", "Fictional method page."),),
        formulas=(("G", "(Y − B) / (T − B)"), ("P", "G / E")),
        thresholds=(
            Threshold("ahead", 1.0, _pick(language, "高于此进度比为超进度", "above: ahead")),
            Threshold("on_track", 0.95, _pick(language, "达进度下限", "at least: on track")),
            Threshold("at_risk", 0.60, _pick(language, "略滞后下限", "at least: at risk")),
        ),
        statuses=tuple(
            StatusMeaning(s, s.symbol, _word(s, language), _pick(language, "含义", "…"))
            for s in Status
        ),
        flags=(("indicative", _pick(language, "预期性目标", "indicative target")),),
        source="Eurostat, Statistics Canada",
    )


def attention_rows(rows: Sequence[TargetRow]) -> list[TargetRow]:
    """The red and amber targets, the worst first, otherwise in book order."""
    worst = BEHIND[::-1]
    red = [row for row in rows if row.status in worst]
    return sorted(red, key=lambda row: worst.index(Status(row.status)))
