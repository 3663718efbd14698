"""A made-up zone with departments, quarters and reasons, for tests of the pages (虚构示例).

Judged by the rules themselves; the same arguments give the same view.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import pandas as pd

from scorecard.assessment.frames import assess
from scorecard.assessment.lines import expected_curves, running_totals
from scorecard.i18n import Words
from scorecard.report.build import scorecard_view
from scorecard.report.inputs import Lines
from scorecard.report.view import Header, View
from scorecard.schema.frames import ASSESSABLE, FIGURES, ORGANISATIONS, UNITS, Books, Table, typed
from scorecard.schema.policy import Policy
from scorecard.schema.quarterly_form import Followed, FollowUp, Told
from scorecard.schema.sheets import Columns
from scorecard.scoring.points import with_points
from scorecard.scoring.rollup import scores, summary

DAYS: Final = {
    "2024-Q4": date(2025, 1, 22),
    "2025-Q1": date(2025, 4, 22),
    "2025-Q2": date(2025, 7, 22),
    "2025-Q3": date(2025, 10, 22),
}
OFFICES: Final = (
    *("经济发展局", "投资促进局", "规划建设局", "科技创新局", "生态环境和应急管理局"),
    *("财政金融局", "社会事业局", "行政审批局", "商务局", "农业农村局", "交通运输局", "文化旅游局"),
)
NAMES: Final = (
    ("固定资产投资", "亿元", "flow", 1),
    ("规上工业企业数", "家", "stock", 0),
    ("实际使用外资", "万美元", "flow", 0),
    ("单位增加值能耗下降率", "%", "rate", 2),
    ("标准厂房竣工面积", "万㎡", "flow", 1),
    ("生产安全事故起数", "起", "cap", 0),
    ("国土空间规划编制", "", "milestone", 0),
    ("国家高新区综合排名", "位", "rank", 0),
    ("企业诉求按时办结率", "%", "hold", 1),
)
LONG: Final = "生态环境保护和安全生产应急管理综合协调办公室"


@dataclass(frozen=True)
class Zone:
    """What a zone is made with; see `zone_view`."""

    units: int = 8
    each: int = 3
    quarter: str = "2025-Q3"
    seed: int = 1
    zones: Sequence[str] = ("江畔高新区（虚构示例）",)
    pace: Sequence[float] = (0.45, 0.75, 0.9, 0.97, 1.0, 1.02, 1.1)
    weights: bool = True
    reasons: bool = True
    late: float = 0.05
    long: bool = False
    history: bool = True


def zone_view(zone: Zone = Zone(), language: str = "zh") -> View:
    """The view of such a zone at its quarter."""
    dice = random.Random(zone.seed)  # noqa: S311  (repeatable, not secret)
    targets: list[dict[str, Any]] = []
    figures: list[dict[str, Any]] = []
    units: list[dict[str, Any]] = []
    for name in zone.zones:
        for number in range(zone.units):
            office = OFFICES[number % len(OFFICES)]
            office = office if number < len(OFFICES) else f"{office}{number}"
            office = f"{LONG}{number}" if zone.long else office
            unit = f"U{number}"
            units.append({"organisation": name, "unit": unit, "name": office})
            for n in range(zone.each):
                row, found = _target(dice, zone, name, unit, len(targets), number + n)
                targets.append(row)
                figures += found
    frame, all_figures = _frame(targets, ASSESSABLE), _frame(figures, FIGURES)
    policy = Policy()
    organisations = _frame([{"organisation": name} for name in zone.zones], ORGANISATIONS)
    books = replace(
        Books.empty(),
        organisations=_table(organisations),
        units=_table(_frame(units, UNITS)),
    )
    known = [q for q in DAYS if q <= zone.quarter] if zone.history else [zone.quarter]
    judged = {q: _judged(frame, all_figures, q, policy) for q in known}
    day = DAYS[zone.quarter]
    seen = all_figures[all_figures["known_on"] <= pd.Timestamp(day)]
    history = pd.concat(
        [one[["organisation", "target", "status"]].assign(quarter=q) for q, one in judged.items()],
        ignore_index=True,
    )
    year = zone.quarter[:4]
    lines = Lines(
        pathways=expected_curves(frame, day, policy),
        totals=running_totals(frame, seen, day, policy),
        history=history if zone.history else None,
        earlier_scores=tuple(
            (q, scores(judged[q], policy)) for q in reversed(known[:-1]) if q[:4] == year
        ),
    )
    now = judged[zone.quarter]
    header = Header("虚构示例：目标进展", day, zone.quarter, policy)
    view = scorecard_view(
        now,
        books,
        seen,
        (),
        header,
        summary(now, policy),
        Words(language),
        lines,
        scores(now, policy),
    )
    return replace(view, followups=_told(view) if zone.reasons else {})


def _judged(
    targets: pd.DataFrame, figures: pd.DataFrame, quarter: str, policy: Policy
) -> pd.DataFrame:
    day = DAYS[quarter]
    seen = figures[figures["known_on"] <= pd.Timestamp(day)]
    return with_points(assess(targets, seen, day, policy), day, policy.tolerance)


def _told(view: View) -> Mapping[str, Followed]:
    """Most targets that are behind have a cause; of some a promise was kept, in part, or not."""
    told = {}
    promise = FollowUp(action="9月底前完成封顶", by_when="2025-09-30")
    said = FollowUp(
        "两个增资协议推迟到四季度签署，施工许可晚发两个月",
        "倒排工期，11月底前竣工并办理到资",
        "周岚",
        "2025-11-30",
    )
    for number, row in enumerate(view.rows):
        if row.status in {"missed", "off_track", "at_risk"} and number % 4:
            kept = ("done", "part", "not", "")[number % 4]
            promised = promise if number % 3 else FollowUp()
            form = Told(said, promised, kept if number % 3 else "", 100.0)
            told[row.target] = Followed(said, said, form)
        elif number % 7 == 0:
            form = Told(promise=FollowUp(action="8月底前完成30家申报辅导"), kept="done")
            told[row.target] = Followed(form=form)
    return told


def _frame(rows: list[dict[str, Any]], columns: Columns) -> pd.DataFrame:
    return typed(pd.DataFrame(rows), columns)


def _table(frame: pd.DataFrame) -> Table:
    return replace(Books.empty().units, values=frame)


def _target(
    dice: random.Random, zone: Zone, organisation: str, unit: str, number: int, kind: int
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    name, measured, measure, decimals = NAMES[(kind * 2 + number) % len(NAMES)]
    repeated = f"{name}（{number + 1}）" if number >= len(NAMES) else name
    cap, hold = measure == "cap", measure == "hold"
    value = {
        "flow": 120.0,
        "stock": 160.0,
        "rate": 3.2,
        "cap": 5.0,
        "milestone": 1.0,
        "rank": 100.0,
        "hold": 95.0,
    }[measure]
    real = {"cap": "flow", "hold": "rate"}.get(measure, measure)
    down = cap or measure == "rank"
    row = {
        "organisation": organisation,
        "target": f"T{number:03d}",
        "goal": f"G{number:03d}",
        "indicator": f"i{number:03d}",
        "name": f"虚构示例地区高质量发展{repeated}指标" if zone.long else repeated,
        "unit_of_measure": measured,
        "measure": real,
        "reported_as": "to_date" if real == "flow" else "point",
        "frequency": "annual" if measure == "rank" else "quarterly",
        "decimals": decimals,
        "direction": "hold" if hold else "decrease" if down else "increase",
        "comparator": "done" if measure == "milestone" else "<=" if down else ">=",
        "baseline_period": "2024" if real in {"stock", "rate"} and not hold else None,
        "baseline": {"stock": 142.0, "rate": 2.0}.get(real) if not hold else None,
        "due": "2025",
        "value": value,
        "pathway": "steps" if measure in {"milestone", "rank"} else "linear",
        "weight": float(dice.choice((2, 3, 5, 8))) if zone.weights else None,
        "accepted_as": "hold" if hold else None,
        "responsible_unit": unit,
        "origin": "document",
        "version": 1,
        "valid_from": pd.Timestamp(2024, 1, 1),
    }
    return row, list(_figures(dice, zone, row, measure))


def _figures(dice: random.Random, zone: Zone, row: dict[str, Any], measure: str) -> Any:  # noqa: ANN401
    pace = dice.choice(list(zone.pace))
    missing = dice.random() < zone.late
    for n, quarter in enumerate(DAYS, start=0):
        if measure == "rank":
            if n:
                continue
            period, value = "2024", 105.0
        else:
            period = quarter
            share = (n or 4) / 4 * pace * dice.uniform(0.95, 1.05)
            base = row["baseline"] or 0.0
            value = base + (row["value"] - base) * share
            if measure == "hold":
                value = row["value"] * min(pace * 1.02, 1.02)
            if measure == "milestone":
                value = min(round(0.2 * n * pace, 1), 0.8)
            if measure == "cap":
                value = float(round(n * 1.2 * (2 - pace)))
        if missing and quarter == zone.quarter:
            continue
        if quarter[:4] == "2025" and measure not in {"rank", "milestone"}:
            before = f"2024{quarter[4:]}"
            known = pd.Timestamp(DAYS[quarter]) - pd.Timedelta(days=374)
            yield _figure(row, before, round(value * 0.92, row["decimals"]), "final", known)
        known = pd.Timestamp(DAYS[quarter]) - pd.Timedelta(days=9)
        state = dice.choice(("final", "final", "provisional"))
        decimals = row["decimals"] if measure != "milestone" else 1
        yield _figure(row, period, round(value, decimals), state, known)


def _figure(
    row: dict[str, Any], period: str, value: float, state: str, known: pd.Timestamp
) -> dict[str, Any]:
    return {
        "organisation": row["organisation"],
        "indicator": row["indicator"],
        "period": period,
        "basis": row["reported_as"],
        "value": value,
        "raw": "",
        "state": state,
        "evidence": "虚构台账",
        "known_on": known,
        "vintage": 1,
    }
