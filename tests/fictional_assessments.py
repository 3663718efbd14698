"""Hand-made assessments for the tests of words and text outputs; every name says so (虚构示例)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

import pandas as pd

from scorecard.i18n import Words
from scorecard.report.build import scorecard_view
from scorecard.report.inputs import Lines, period_of, records
from scorecard.report.view import Header, View
from scorecard.schema.findings import Origin
from scorecard.schema.frames import ASSESSMENTS, BOOK_SHEETS, FIGURES, Books, Table, empty, typed
from scorecard.schema.policy import Policy
from scorecard.schema.sheets import TEXT, Columns
from scorecard.schema.vocabulary import Flag, Status, flag_bit
from scorecard.scoring.points import with_points
from scorecard.scoring.rollup import scores, summary

AS_OF: Final = date(2031, 1, 20)
EAST: Final = "虚构示例东区"
WEST: Final = "虚构示例西区"
RETURN: Final = "reports/2030-Q4/returns/虚构示例东区-经发局.xlsx"
BOOK: Final = "targets/虚构示例东区.xlsx"


def frame(rows: list[dict[str, Any]], columns: Columns) -> pd.DataFrame:
    """The rows as a typed frame; columns that are not given are missing."""
    if not rows:
        return empty(columns)
    return typed(pd.DataFrame(rows), columns)


def table(sheet: str, rows: list[dict[str, Any]]) -> Table:
    """The rows as a table of a book, without cell addresses."""
    values = frame(rows, BOOK_SHEETS[sheet])
    cells = pd.DataFrame(index=values.index, columns=values.columns, dtype=TEXT)
    return Table(values, cells)


def books(**sheets: list[dict[str, Any]]) -> Books:
    """Books with these sheets and nothing else."""
    return replace(Books.empty(), **{name: table(name, rows) for name, rows in sheets.items()})


def assessment(target: str, status: Status, reason_code: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401  (a cell of any type)
    """One row of assessments; what is not said is missing."""
    flags = sum(flag_bit(flag) for flag in more.pop("flags", ()))
    gate = status if status in tuple(Status)[6:] else None
    known = {
        "target": target,
        "target_version": 1,
        "organisation": EAST,
        "status": str(status),
        "reason_code": str(reason_code),
        "flags": flags,
        "gate": gate,
        "method": "pace",
        "origin": "document",
        "weight": 1.0,
    }
    return known | more


RANK: Final[Mapping[str, Any]] = {
    "indicator": "national-rank",
    "name": "全国高新区综合评价排名（虚构示例）",
    "unit_of_measure": "位",
    "decimals": 0,
    "measure": "rank",
    "direction": "decrease",
    "comparator": "<=",
    "pathway": "steps",
    "goal": "G1",
    "strength": "expected",
    "unit": "U1",
}
PROJECTS: Final[Mapping[str, Any]] = {
    "indicator": "projects",
    "name": "供地项目累计开工数（虚构示例）",
    "unit_of_measure": "个",
    "decimals": 0,
    "measure": "flow",
    "direction": "increase",
    "comparator": ">=",
    "pathway": "linear",
    "goal": "G2",
    "strength": "binding",
    "unit": "U1",
}


def rows() -> list[dict[str, Any]]:
    """Five targets of the east: missed, behind, awaited, early, not scored; one of the west."""
    return [
        assessment(
            "E-RANK-2029",
            Status.MISSED,
            "target_missed",
            **RANK,
            due="2029",
            target_value=120.0,
            actual=121.0,
            actual_period="2029",
            rank_of=169.0,
            figure_state="final",
            distance=1.0,
            distance_unit="places",
            flags=(Flag.INDICATIVE,),
            figure=0,
            file=RETURN,
            sheet="填报表",
            cell="F12",
            target_file=BOOK,
            target_sheet="目标值",
            target_cell="A4",
        ),
        assessment(
            "E-RANK-2030",
            Status.AWAITING_DATA,
            "edition_not_published",
            **RANK,
            due="2030",
            target_value=100.0,
            period_needed="2030",
            deadline=pd.Timestamp(2031, 3, 31),
            known_value=121.0,
            known_period="2029",
            flags=(Flag.INDICATIVE,),
        ),
        assessment(
            "E-PROJECTS",
            Status.AT_RISK,
            "pace",
            **PROJECTS,
            due="2031",
            target_value=40.0,
            actual=15.0,
            actual_period="2030-Q4",
            figure_state="provisional",
            expected_value=20.0,
            expected_period="2030-Q4",
            progress=0.375,
            expected_progress=0.5,
            lead_pp=-12.5,
            pace_ratio=0.75,
            required_per_quarter=6.25,
            required_multiple=5 / 3,
            distance=0.15,
            distance_unit="ratio",
            flags=(Flag.PROVISIONAL, Flag.UNVERIFIED),
            figure=1,
            file=RETURN,
            sheet="填报表",
            cell="F5",
            target_file=BOOK,
            target_sheet="目标值",
            target_cell="A6",
        ),
        assessment(
            "E-PLAN",
            Status.ACHIEVED,
            "met_early",
            indicator="plan",
            name="印发实施方案（虚构示例）",
            measure="milestone",
            direction="increase",
            comparator="done",
            goal="G3",
            due="2031-06-30",
            target_value=1.0,
            actual=1.0,
            actual_period="2030-Q4",
            figure_state="final",
            progress=1.0,
            flags=(Flag.EARLY,),
            figure=2,
            file=RETURN,
            sheet="填报表",
            cell="F6",
        ),
        assessment(
            "E-LIST",
            Status.NOT_SCORED,
            "no_due_date",
            indicator="list",
            name="编制项目清单（虚构示例）",
            measure="milestone",
            direction="increase",
            comparator="done",
            goal="G4",
            target_value=1.0,
        ),
        assessment(
            "W-OUTPUT",
            Status.OVERDUE,
            "figure_overdue",
            organisation=WEST,
            unit="W1",
            indicator="output",
            name="规上工业总产值（虚构示例）",
            unit_of_measure="亿元",
            decimals=1,
            measure="flow",
            direction="increase",
            comparator=">=",
            pathway="linear",
            goal="W-G1",
            strength="planned",
            due="2030",
            target_value=1357.0,
            period_needed="2030",
            deadline=pd.Timestamp(2031, 1, 15),
            known_value=901.25,
            known_period="2030-Q3",
            origin="office",
        ),
    ]


def figure(indicator: str, period: str, value: float, **more: Any) -> dict[str, Any]:  # noqa: ANN401  (a cell of any type)
    """One reported figure of the east."""
    return {
        "organisation": EAST,
        "indicator": indicator,
        "period": period,
        "basis": "since_start",
        "value": value,
        "raw": str(value),
        "state": "final",
        "known_on": pd.Timestamp(2031, 1, 10),
        "file": RETURN,
        "sheet": "填报表",
        "cell": "F5",
        "vintage": 1,
    } | more


def figures() -> list[dict[str, Any]]:
    """What was reported, one figure restated, one of an indicator without a target."""
    return [
        figure("national-rank", "2029", 121.0, basis="point", rank_of=169.0, cell="F12"),
        figure("projects", "2030-Q4", 15.0, state="provisional", vintage=2),
        figure("plan", "2030-Q4", 1.0, basis="point", cell="F6"),
        figure("projects", "2030-Q3", 9.0),
        figure("projects", "2030-Q4", 14.0, state="estimate", file="reports/旧.xlsx"),
        figure("land", "2030-Q4", 135.7, evidence="虚构示例文件", cell="F9"),
    ]


def some_books() -> Books:
    """Goals with and without targets, one document, one unit."""
    document = {
        "organisation": EAST,
        "document": "D1",
        "title": "虚构示例工作要点",
        "publisher": "虚构示例管委会",
        "stated_on": "2029-01",
        "published_on": "2029-01-22",
        "grade": "official",
    }
    goals = [
        ("G1", "力争到2029年综合排名进入全国高新区前120名", "expected", "measurable"),
        ("G2", "确保到2031年累计开工项目40个", "binding", "measurable"),
        ("G3", "印发实施方案", "planned", "deliverable"),
        ("G4", "编制项目清单", None, "deliverable"),
        ("G5", "形成你追我赶的浓厚氛围", "planned", "slogan"),
    ]
    return books(
        organisations=[{"organisation": EAST}, {"organisation": WEST}],
        documents=[document],
        goals=[
            {
                "organisation": EAST,
                "goal": goal,
                "document": "D1",
                "quote": quote,
                "strength": strength,
                "class": kind,
                "note": "虚构示例",
            }
            for goal, quote, strength, kind in goals
        ],
        units=[{"organisation": EAST, "unit": "U1", "name": "经发局（虚构）"}],
        indicators=[
            {
                "organisation": EAST,
                "indicator": "land",
                "name": "供地项目总投资（虚构示例）",
                "name_en": "Investment of land-use projects (fictional)",
                "unit_of_measure": "亿元",
                "measure": "stock",
                "decimals": 1,
            }
        ],
        targets=[
            {
                "organisation": EAST,
                "target": "E-PROJECTS",
                "comparator": ">=",
                "value": value,
                "due": "2031",
                "version": version,
                "valid_from": pd.Timestamp(day),
                "reason": reason,
            }
            for value, version, day, reason in (
                (50.0, 1, "2029-01-22", None),
                (40.0, 2, "2030-01-15", "虚构示例：年中调整"),
            )
        ],
        milestones=[
            {"organisation": EAST, "target": "E-RANK-2029", "period": "2029", "value": 120.0}
            | {"kind": "value"}
        ],
    )


def header(**changes: Any) -> Header:  # noqa: ANN401  (any field of the header)
    """The head of the standard fictional view."""
    return replace(Header("虚构示例计分卡", AS_OF, "2030-Q4"), **changes)


def stated_pathways(judged: pd.DataFrame, stated: Books) -> pd.DataFrame:
    """Pathways through the values that the books state, a flow from nothing at its year's start."""
    points = [
        (row["organisation"], row["target"], row["period"], row["value"])
        for row in records(stated.milestones.values)
        if row["kind"] == "value"
    ]
    for row in records(judged):
        due = period_of(row["due"], 1)
        opening = row["baseline_period"], row["baseline"]
        if (
            row["measure"] == "flow"
            and row["start"] is not None
            and row["start"] != row["baseline"]
        ):
            opening = str(due.fiscal_year - 1) if due else "", row["start"]
        for period, value in (opening, (row["due"], row["target_value"])):
            points.append((row["organisation"], row["target"], period, value))
    columns = ["organisation", "target", "period", "expected_value"]
    return pd.DataFrame(points, columns=columns).dropna(subset=["period", "expected_value"])


def view(language: str = "zh", **changes: Any) -> View:  # noqa: ANN401  (any input of a view)
    """The standard fictional view in a language; `changes` replace its inputs by name."""
    judged = with_points(changes.pop("assessments", frame(rows(), ASSESSMENTS)), AS_OF)
    stated = some_books()
    inputs: dict[str, Any] = {
        "assessments": judged,
        "books": stated,
        "lines": Lines(pathways=stated_pathways(judged, changes.get("books", stated))),
        "figures": frame(figures(), FIGURES),
        "findings": (),
        "header": header(),
        "summary": summary(judged, Policy()),
        "scores": scores(judged, Policy()),
    }
    return scorecard_view(**{**inputs, **changes}, words=Words(language))


def place(cell: str) -> Origin:
    """A cell of the standard return."""
    return Origin(RETURN, "填报表", cell)
