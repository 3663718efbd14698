"""Fictional books for the tests of forms: an organisation, its units, indicators and targets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Final

import pandas as pd

from scorecard.assessment.expectations import expectations
from scorecard.assessment.frames import with_facts
from scorecard.forms.plan import FormPlan, asked, form_plan
from scorecard.schema.frames import BOOK_SHEETS, FIGURES, Books, Table, typed
from scorecard.schema.period import Period, parse_period
from scorecard.schema.policy import Policy
from scorecard.schema.sheets import TEXT, Columns

ZONE: Final = "虚构示例高新区"
Row = dict[str, Any]

INDICATORS: Final[list[Row]] = [
    {
        "indicator": "investment",
        "name": "固定资产投资完成额",
        "name_en": "Fixed asset investment",
        "unit_of_measure": "万元",
        "measure": "flow",
        "reported_as": "to_date",
        "frequency": "quarterly",
        "decimals": 0,
        "minimum": 0.0,
    },
    {
        "indicator": "projects",
        "name": "2024年以来累计签约亿元以上产业项目数",
        "name_en": "Projects over 100 m yuan signed since 2024",
        "unit_of_measure": "个",
        "measure": "flow",
        "reported_as": "since_start",
        "frequency": "quarterly",
        "decimals": 0,
        "minimum": 0.0,
    },
    {
        "indicator": "firms",
        "name": "高新技术企业数",
        "name_en": "High-tech enterprises",
        "unit_of_measure": "家",
        "measure": "stock",
        "reported_as": "point",
        "frequency": "quarterly",
        "decimals": 0,
        "minimum": 0.0,
    },
    {
        "indicator": "rd_share",
        "name": "全社会研发投入占地区生产总值比重",
        "name_en": "R&D expenditure as a share of GDP",
        "unit_of_measure": "%",
        "measure": "rate",
        "reported_as": "point",
        "frequency": "annual",
        "decimals": 2,
        "minimum": 0.0,
        "maximum": 100.0,
    },
    {
        "indicator": "accidents",
        "name": "生产安全事故起数",
        "name_en": "Work accidents",
        "unit_of_measure": "起",
        "measure": "flow",
        "reported_as": "period",
        "frequency": "quarterly",
        "decimals": 0,
        "minimum": 0.0,
    },
    {
        "indicator": "sewage",
        "name": "污水处理厂二期工程投运",
        "name_en": "Sewage works, phase two",
        "unit_of_measure": "项",
        "measure": "milestone",
        "reported_as": "point",
        "frequency": "quarterly",
        "decimals": 0,
    },
    {
        "indicator": "exports",
        "name": "外贸进出口总额",
        "name_en": "Foreign trade",
        "unit_of_measure": "亿元",
        "measure": "flow",
        "reported_as": "period",
        "frequency": "half-yearly",
        "decimals": 2,
        "minimum": 0.0,
    },
    {
        "indicator": "air",
        "name": "空气质量优良天数比例",
        "name_en": "Days with good air",
        "unit_of_measure": "%",
        "measure": "rate",
        "reported_as": "point",
        "frequency": "quarterly",
        "decimals": 1,
        "minimum": 0.0,
        "maximum": 100.0,
    },
    {
        "indicator": "rank",
        "name": "国家高新区综合评价排名",
        "name_en": "National ranking",
        "unit_of_measure": "位",
        "measure": "rank",
        "reported_as": "point",
        "frequency": "annual",
        "decimals": 0,
        "minimum": 1.0,
    },
]
TARGETS: Final[list[Row]] = [
    {
        "target": "T-INV",
        "indicator": "investment",
        "direction": "increase",
        "comparator": ">=",
        "due": "2026",
        "value": 1_200_000.0,
        "pathway": "linear",
    },
    {
        "target": "T-PRO",
        "indicator": "projects",
        "direction": "increase",
        "comparator": ">=",
        "due": "2028",
        "value": 50.0,
        "pathway": "linear",
        "baseline_period": "2023-12",
    },
    {
        "target": "T-FIR",
        "indicator": "firms",
        "direction": "increase",
        "comparator": ">=",
        "due": "2026",
        "value": 500.0,
        "baseline": 400.0,
        "baseline_period": "2025",
        "pathway": "linear",
    },
    {
        "target": "T-RD",
        "indicator": "rd_share",
        "direction": "increase",
        "comparator": ">=",
        "due": "2027",
        "value": 3.2,
        "baseline": 2.6,
        "baseline_period": "2024",
        "pathway": "linear",
    },
    {
        "target": "T-ACC",
        "indicator": "accidents",
        "direction": "decrease",
        "comparator": "<=",
        "due": "2026",
        "value": 6.0,
        "pathway": "linear",
    },
    {
        "target": "T-SEW",
        "indicator": "sewage",
        "direction": "increase",
        "comparator": "done",
        "due": "2027-Q2",
        "value": 1.0,
        "pathway": "steps",
    },
    {
        "target": "T-EXP",
        "indicator": "exports",
        "direction": "increase",
        "comparator": ">=",
        "due": "2026",
        "value": 30.0,
        "pathway": "linear",
        "method": "schedule",
    },
    {
        "target": "T-AIR",
        "indicator": "air",
        "direction": "hold",
        "comparator": ">=",
        "due": "2026",
        "value": 80.0,
        "pathway": "none",
    },
    {
        "target": "T-RANK",
        "indicator": "rank",
        "direction": "decrease",
        "comparator": "<=",
        "due": "2027",
        "value": 100.0,
        "pathway": "steps",
    },
]
"""What the indicators of `INDICATORS` aim at."""

REPORTED: Final[list[Row]] = [
    {"indicator": "investment", "period": "2026-Q1", "basis": "to_date", "value": 250_000.0},
    {"indicator": "investment", "period": "2026-Q2", "basis": "to_date", "value": 610_000.0},
    {"indicator": "investment", "period": "2025-Q3", "basis": "to_date", "value": 800_000.0},
    {"indicator": "projects", "period": "2026-Q2", "basis": "since_start", "value": 24.0},
    {"indicator": "projects", "period": "2025-Q3", "basis": "since_start", "value": 17.0},
    {"indicator": "firms", "period": "2026-Q2", "basis": "point", "value": 447.0},
    {"indicator": "accidents", "period": "2026-Q1", "basis": "period", "value": 1.0},
    {"indicator": "accidents", "period": "2026-Q2", "basis": "period", "value": 2.0},
    {"indicator": "air", "period": "2026-Q2", "basis": "point", "value": 81.4},
    {"indicator": "rank", "period": "2024", "basis": "point", "value": 128.0},
]
"""What has been reported before the third quarter of 2026."""


def a_table(rows: list[Row], columns: Columns, **more: Any) -> Table:  # noqa: ANN401
    """A frame of these rows with an invented address for every cell."""
    values = typed(pd.DataFrame([{**more, **row} for row in rows]), columns)
    cells = pd.DataFrame(
        {
            name: [f"{chr(65 + i % 26)}{n + 2}" for n in range(len(values))]
            for i, name in enumerate(columns)
        },
        index=values.index,
    ).astype("str")
    return Table(values, typed(cells, dict.fromkeys(columns, TEXT)))


def a_book(
    indicators: list[Row] | None = None,
    targets: list[Row] | None = None,
    units: list[Row] | None = None,
    organisation: str = ZONE,
) -> Books:
    """A target book with these rows; one unit answers for everything unless said otherwise."""
    place = {"organisation": organisation, "file": f"targets/{organisation}.xlsx"}
    if units is None:
        units = [{"unit": "econ", "name": "经济发展局"}]
        indicators = [{"responsible_unit": "econ", **i} for i in indicators or INDICATORS]
    rows: dict[str, list[Row]] = {
        "organisations": [{}],
        "units": units,
        "indicators": [{"source": "reported", **i} for i in indicators or INDICATORS],
        "targets": [
            {"version": 1, "origin": "office", "valid_from": pd.Timestamp(2024, 1, 1), **t}
            for t in (TARGETS if targets is None else targets)
        ],
    }
    tables = {
        name: a_table(rows[name], BOOK_SHEETS[name], **place, sheet=name)
        for name in rows
        if rows[name]
    }
    return replace(Books.empty(), **tables)


def figures(rows: list[Row] | None = None, organisation: str = ZONE) -> pd.DataFrame:
    """Figures on record (columns FIGURES)."""
    known = {"organisation": organisation, "known_on": pd.Timestamp(2026, 7, 8), "vintage": 1}
    return typed(
        pd.DataFrame(
            [{**known, **r} for r in REPORTED if rows is None]
            + [{**known, **r} for r in rows or []]
        ),
        FIGURES,
    )


def plans(
    books: Books,
    reported: pd.DataFrame,
    quarter: str = "2026-Q3",
    policy: Policy | None = None,
    projects: pd.DataFrame | None = None,
) -> list[FormPlan]:
    """The forms of a quarter, with everything the figures will be held against."""
    period: Period = parse_period(quarter, (policy or Policy()).fiscal_start).period
    rules = policy or Policy()
    sticks = expectations(
        with_facts(books.targets, books.indicators, books.goals),
        asked(books, reported, period),
        period.end_date,
        rules,
        books.milestones.values,
    )
    return form_plan(books, reported, period, rules, sticks, projects)


def a_day(text: str) -> date:
    """A date."""
    return date.fromisoformat(text)
