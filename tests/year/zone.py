"""A fictional zone and its year (虚构示例): the target book, and every return as it was sent.

Five units, twelve indicators, fourteen targets; the four quarters of 2025 and the first of 2026.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

Cell = str | float
Row = dict[str, Any]

ZONE: Final = "云栖示例区（虚构）"
SETTINGS: Final = (
    'title = "虚构示例：一个园区的一年"\nlanguage = "zh"\ntimezone = "Asia/Shanghai"\n'
)
RULED: Final = date(2025, 1, 6)
"""The day from which the targets of the year hold."""
REVISED: Final = date(2025, 7, 8)
"""The day from which the energy target is another one."""
ANNUAL: Final = ("rd", "place")

UNITS: Final = {
    "U1": "经济发展局",
    "U2": "招商促进局",
    "U3": "科技创新局",
    "U4": "环保应急局",
    "U5": "规划建设局",
}
# indicator: name, unit of measure, measure, reported as, lag, decimals, responsible unit
INDICATORS: Final = {
    "growth": ("规上工业增加值增速", "%", "rate", "point", None, 1, "U1"),
    "invest": ("固定资产投资", "亿元", "flow", "to_date", None, 1, "U1"),
    "deals": ("新签约项目数", "个", "flow", "period", None, 0, "U2"),
    "big": ("其中亿元以上项目数", "个", "flow", "period", None, 0, "U2"),
    "rd": ("研发经费投入强度", "%", "rate", "point", 6, 2, "U3"),
    "firms": ("高新技术企业数", "家", "stock", "point", None, 0, "U3"),
    "place": ("全国综合评价排名", "位", "rank", "point", 4, 0, "U3"),
    "pm25": ("PM2.5平均浓度", "微克/立方米", "rate", "point", None, 0, "U4"),
    "accidents": ("生产安全事故起数", "起", "flow", "period", None, 0, "U4"),
    "energy": ("单位增加值能耗", "吨标准煤/万元", "rate", "point", None, 3, "U4"),
    "permit": ("园区扩区获批", "项", "milestone", "point", None, 0, "U5"),
    "plan": ("国土空间规划编制", "项", "milestone", "point", None, 1, "U5"),
}
# target: indicator, comparator, baseline period, baseline, due, value, weight, what else is typed
TARGETS: Final[dict[str, tuple[str, str, str, float | None, str, float, float, Row]]] = {
    "GROWTH": ("growth", "about", "", None, "2025", 8.0, 8, {"allowed_deviation": 0.2}),
    "INVEST": ("invest", ">=", "", None, "2025", 120, 12, {"pathway": "shares"}),
    "DEALS": ("deals", ">=", "", None, "2025", 40, 8, {}),
    "BIG": ("big", ">=", "", None, "2025", 12, 6, {}),
    "RD": ("rd", ">=", "2023", 2.8, "2025", 3.4, 8, {}),
    "FIRMS-25": ("firms", ">=", "2024", 48, "2025", 60, 8, {}),
    "FIRMS-26": ("firms", ">=", "2024", 48, "2026", 75, 4, {}),
    "PLACE-25": ("place", "<=", "2023", 108, "2025", 100, 8, {}),
    "PLACE-27": ("place", "<=", "2023", 108, "2027", 90, 4, {}),
    "PM25": ("pm25", "<=", "2024", 34, "2025", 35, 10, {"accepted_as": "hold"}),
    "ACCIDENTS": ("accidents", "<=", "", None, "2025", 3, 8, {}),
    "ENERGY": ("energy", "<=", "2024", 0.52, "2025", 0.48, 6, {}),
    "PERMIT": ("permit", "done", "", None, "2025-Q3", 1, 5, {}),
    "PLAN": ("plan", "done", "", None, "2025", 1, 5, {"pathway": "steps"}),
}
INDICATIVE: Final = ("PLACE-25", "PLACE-27")
"""What the zone strives for (力争)."""
SHARES: Final = {"2025-Q1": 0.15, "2025-Q2": 0.4, "2025-Q3": 0.7, "2025-Q4": 1.0}
STEPS: Final = {"2025-Q2": 0.4, "2025-Q4": 1.0}
QUOTES: Final = {
    "G1": ("2025年要实现各项年度目标（虚构示例）", "planned"),
    "G2": ("力争2025年综合排名进入前100名，2027年进入前90名（虚构示例）", "expected"),
}


def book(*, revised: bool) -> dict[str, list[Row]]:
    """The rows of the target book; `revised`: with the energy target of July."""
    targets = [_target(name) for name in TARGETS]
    if revised:
        reason = "市里下达的任务调整（虚构示例）"
        new = {"version": 2, "valid_from": REVISED, "value": 0.49, "reason": reason}
        targets.append(_target("ENERGY") | new)
    lines = [("INVEST", period, "share", v) for period, v in SHARES.items()]
    lines += [("PLAN", period, "value", v) for period, v in STEPS.items()]
    indicators: list[Row] = []
    for name, (title, unit, measure, basis, lag, decimals, owner) in INDICATORS.items():
        row: Row = {"indicator": name, "name": title, "unit_of_measure": unit}
        row |= {"measure": measure, "reported_as": basis, "decimals": decimals}
        row |= {"frequency": "annual" if name in ANNUAL else "quarterly", "source": "reported"}
        row |= {"responsible_unit": owner, "definition": "虚构示例"}
        indicators.append(row | ({} if lag is None else {"publication_lag_months": lag}))
    document: Row = {"document": "D1", "title": "虚构示例区2025年工作要点"}
    document |= {"published_on": "2025-01-06", "grade": "official"}
    check: Row = {"rule": "R1", "expression": "big <= deals", "severity": "error"}
    return {
        "about": [{"item": "organisation", "content": ZONE, "note": "虚构示例"}],
        "documents": [document],
        "goals": [
            {"goal": goal, "document": "D1", "quote": q, "strength": s, "class": "measurable"}
            for goal, (q, s) in QUOTES.items()
        ],
        "units": [{"unit": unit, "name": name} for unit, name in UNITS.items()],
        "indicators": indicators,
        "targets": targets,
        "milestones": [
            {"target": t, "period": period, "kind": kind, "value": v}
            for t, period, kind, v in lines
        ],
        "rules": [check | {"message": "“其中”数大于总数（虚构示例）"}],
    }


def _target(name: str) -> Row:
    indicator, comparator, base_period, baseline, due, value, weight, more = TARGETS[name]
    row: Row = {"target": name, "indicator": indicator, "comparator": comparator}
    row |= {"goal": "G2" if name in INDICATIVE else "G1", "due": due, "value": value}
    row |= {"direction": "decrease" if comparator == "<=" else "increase", "weight": weight}
    row |= {"origin": "office", "version": 1, "valid_from": RULED}
    if baseline is not None:
        row |= {"baseline_period": base_period, "baseline": baseline}
    return row | more


# --------------------------------------------------------------------------- what was sent


@dataclass(frozen=True)
class Return:
    """A form as it came back on a day: what is typed into it, and what becomes of it.

    `cells` by indicator: the value of a level, or the quarter's increment and the year's total; a
    rank's place; then, as text, the state and what else is told apart from 核定 with evidence.
    """

    day: date
    quarter: str
    unit: str
    cells: Mapping[str, tuple[Cell, ...]]
    fate: str = "recorded"
    corrections: tuple[tuple[str, str, str, float, str], ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)


def _on(month: int, day: int, year: int = 2025) -> date:
    return date(year, month, day)


Q1, Q2, Q3, Q4, NEXT = "2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1"
APRIL, JULY, OCTOBER = _on(4, 9), _on(7, 11), _on(10, 10)
JANUARY, SPRING = _on(1, 12, 2026), _on(4, 10, 2026)
WRONG_U2: Final = {"deals": (9, 9), "big": (11, 11)}
INVEST_Q2: Final = (
    ("invest", Q2, "period", 31.9, "漏报两个项目，核实后更正（虚构示例）"),
    ("invest", Q2, "to_date", 49.0, "漏报两个项目，核实后更正（虚构示例）"),
)
INVEST_Q4: Final = (
    ("invest", Q4, "period", 31.9, "核定数（虚构示例）"),
    ("invest", Q4, "to_date", 120.3, "核定数（虚构示例）"),
)
"""A total is corrected with its part: one of them alone is refused."""
CURBED: Final = {"growth": "用电受限（虚构示例）"}
RETURNS: Final = (
    # The first quarter: a part larger than its whole, a word where a number belongs.
    Return(APRIL, Q1, "U1", {"growth": (8.3,), "invest": (17.1, 17.1)}),
    Return(APRIL, Q1, "U2", WRONG_U2, "refused"),
    Return(APRIL, Q1, "U3", {"firms": (52,), "place": (96,)}),
    Return(APRIL, Q1, "U4", {"pm25": (38,), "accidents": (1, 1), "energy": (0.511,)}),
    Return(APRIL, Q1, "U5", {"permit": (0,), "plan": ("若干",)}, "refused"),
    Return(_on(4, 14), Q1, "U2", {"deals": (9, 9), "big": (4, 4)}),
    Return(_on(4, 14), Q1, "U5", {"permit": (0,), "plan": (0.2,)}),
    # The second: one unit three weeks late, the same file twice, a figure without evidence.
    Return(JULY, Q2, "U1", {"growth": (7.9,), "invest": (27.9, 45.0)}),
    Return(JULY, Q2, "U3", {"firms": (54,), "rd": (3.05,)}),
    Return(JULY, Q2, "U4", {"pm25": (33,), "accidents": (1, 2), "energy": (0.505,)}),
    Return(JULY, Q2, "U5", {"permit": (0,), "plan": (0.4, "无佐证")}),
    Return(_on(8, 5), Q2, "U1", {"growth": (7.9,), "invest": (27.9, 45.0)}, "known"),
    Return(_on(8, 5), Q2, "U2", {"deals": (8, 17), "big": (5, 9)}),
    # The third: a correction of the second, a row left blank, a unit that sends nothing in time.
    Return(
        *(OCTOBER, Q3, "U1", {"growth": (7.7,), "invest": (39.4, 88.4)}),
        corrections=INVEST_Q2,
        notes=CURBED,
    ),
    Return(OCTOBER, Q3, "U2", {"deals": (13, 30), "big": (4, 13)}),
    Return(OCTOBER, Q3, "U3", {"firms": (55,)}),
    Return(OCTOBER, Q3, "U4", {"pm25": (30,), "accidents": (2, 4)}),
    Return(_on(11, 3), Q3, "U5", {"permit": (1,), "plan": (0.6,)}),
    # The fourth: an estimate for a year's total, silence on a cap that is broken.
    Return(JANUARY, Q4, "U1", {"growth": (7.8,), "invest": (31.2, 119.6, "预计")}),
    Return(JANUARY, Q4, "U2", {"deals": (9, 39), "big": (3, 16)}),
    Return(JANUARY, Q4, "U3", {"firms": (61,)}),
    Return(JANUARY, Q4, "U4", {"pm25": (34,), "energy": (0.489,)}),
    Return(JANUARY, Q4, "U5", {"plan": (1,)}),
    # The year after: the final total, the edition that decides, and nothing from one unit.
    Return(
        *(SPRING, NEXT, "U1", {"growth": (8.1,), "invest": (18.0, 18.0)}),
        corrections=INVEST_Q4,
    ),
    Return(SPRING, NEXT, "U3", {"firms": (63,), "place": (101,)}),
    Return(SPRING, NEXT, "U4", {"pm25": (36,), "accidents": (0, 0), "energy": (0.487,)}),
)
JUDGED: Final = {
    Q1: _on(4, 20),
    Q2: _on(7, 20),
    Q3: _on(10, 20),
    Q4: _on(1, 20, 2026),
    NEXT: _on(4, 20, 2026),
}
"""When the scorecard of each quarter was made."""
DAYS: Final = (
    *(_on(3, 31), _on(4, 1), _on(4, 10), _on(4, 16), _on(7, 1), _on(7, 8), _on(7, 15)),
    *(_on(7, 16), _on(8, 5), _on(10, 15), _on(10, 16), _on(11, 3), _on(12, 31)),
    *(_on(1, 1, 2026), _on(1, 16, 2026), _on(4, 16, 2026), _on(5, 1, 2026), _on(7, 1, 2026)),
)
"""Days between, on which the year is looked at again from its end."""
