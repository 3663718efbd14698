"""Made-up targets with everything a chart can draw: revisions, trends, totals (虚构示例)."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pandas as pd

from scorecard.assessment.frames import assess
from scorecard.assessment.lines import (
    control_points,
    expected_curves,
    first_versions,
    running_totals,
)
from scorecard.i18n import Words
from scorecard.report.build import scorecard_view
from scorecard.report.inputs import LeagueFrame, Lines
from scorecard.report.view import Header, View
from scorecard.schema.frames import ASSESSABLE, FIGURES, INDICATORS, MILESTONES, Books, Table, typed
from scorecard.schema.policy import Policy
from scorecard.scoring.points import with_points
from scorecard.scoring.rollup import by_indicator, scores, summary

AS_OF: Final = date(2031, 1, 20)
POLICY: Final = Policy()
QUARTERS: Final = tuple(f"{year}-Q{q}" for year in (2027, 2028, 2029, 2030) for q in (1, 2, 3, 4))
ENDS: Final = {"1": (4, 10), "2": (7, 10), "3": (10, 10), "4": (1, 12)}
EAST: Final = "虚构示例东区"
WEST: Final = "虚构示例西区"

INDICATOR_ROWS: Final = {
    "output": ("虚构示例高新产值", "亿元", "flow", "period", "quarterly"),
    "share": ("虚构示例研发投入强度", "%", "rate", "point", "quarterly"),
    "firms": ("虚构示例高新技术企业数", "家", "stock", "point", "quarterly"),
    "rank": ("虚构示例全国综合评价排名", "位", "rank", "point", "annual"),
    "accidents": ("虚构示例生产安全事故起数", "起", "flow", "to_date", "quarterly"),
}


def _target(organisation: str, name: str, indicator: str, **more: object) -> dict[str, Any]:
    title, unit, measure, basis, frequency = INDICATOR_ROWS[indicator]
    return {
        "organisation": organisation,
        "target": name,
        "goal": f"G-{name}",
        "indicator": indicator,
        "name": title,
        "unit_of_measure": unit,
        "measure": measure,
        "reported_as": basis,
        "frequency": frequency,
        "decimals": 0 if measure in {"rank", "stock"} else 1,
        "origin": "document",
        "version": 1,
        "valid_from": pd.Timestamp(2027, 1, 1),
        **more,
    }


def targets() -> pd.DataFrame:
    """The targets, one row per version."""
    rows = [
        _target(EAST, "OUT", "output", comparator=">=", due="2030", value=100.0),
        _target(
            EAST,
            "SHARE",
            "share",
            comparator=">=",
            due="2032",
            value=5.0,
            baseline=2.0,
            baseline_period="2026",
        ),
        _target(
            EAST,
            "FIRMS",
            "firms",
            comparator=">=",
            due="2031",
            value=200.0,
            baseline=80.0,
            baseline_period="2026",
        ),
        _target(
            EAST,
            "FIRMS",
            "firms",
            comparator=">=",
            due="2032",
            value=180.0,
            baseline=80.0,
            baseline_period="2026",
            version=2,
            valid_from=pd.Timestamp(2030, 2, 1),
            reason="虚构示例：口径缩小",
        ),
        _target(EAST, "RANK", "rank", comparator="<=", due="2032", value=60.0, pathway="steps"),
        _target(EAST, "SAFE", "accidents", comparator="<=", due="2031", value=8.0),
        _target(
            WEST,
            "W-FIRMS",
            "firms",
            comparator=">=",
            due="2032",
            value=150.0,
            baseline=60.0,
            baseline_period="2026",
        ),
        _target(WEST, "W-RANK", "rank", comparator="<=", due="2030", value=120.0, pathway="steps"),
    ]
    return typed(pd.DataFrame(rows), ASSESSABLE)


def figures() -> pd.DataFrame:
    """What was reported: sixteen quarters, some of it restated, one series with a break."""
    rows: list[dict[str, Any]] = []
    for number, quarter in enumerate(QUARTERS):
        rows += [
            _figure(EAST, "output", quarter, 14.0 + number % 4 * 5 + number, basis="period"),
            _figure(EAST, "share", quarter, round(2.0 + 0.12 * number + 0.1 * (number % 3), 2)),
            _figure(EAST, "firms", quarter, 80.0 + 4 * number + (9 if number == 9 else 0)),
            _figure(WEST, "firms", quarter, 60.0 + 6 * number),
        ]
    rows.append(_figure(EAST, "firms", "2029-Q3", 110.0, vintage=2, known_on=date(2030, 1, 9)))
    for year, (east, west) in {2027: (88, 131), 2028: (81, 127), 2029: (70, 124)}.items():
        for organisation, place in ((EAST, east), (WEST, west)):
            note = "指标体系调整：虚构示例" if year == 2029 else None
            rows.append(
                _figure(organisation, "rank", str(year), float(place), rank_of=169.0, note=note)
            )
    rows += [
        _figure(EAST, "accidents", f"2030-Q{q}", float(n), basis="to_date")
        for q, n in ((1, 1), (2, 1), (3, 2), (4, 3))
    ]
    return typed(pd.DataFrame(rows), FIGURES)


def _figure(
    organisation: str, indicator: str, period: str, value: float, **more: object
) -> dict[str, Any]:
    year, quarter = int(period[:4]), period[-1] if "-Q" in period else "4"
    month, day = ENDS[quarter]
    return {
        "organisation": organisation,
        "indicator": indicator,
        "period": period,
        "basis": "point",
        "value": value,
        "raw": str(value),
        "state": "final",
        "evidence": "虚构示例",
        "known_on": pd.Timestamp(year + (quarter == "4"), month, day),
        "file": f"reports/{period}/returns/a.xlsx",
        "sheet": "填报表",
        "cell": "G7",
        "vintage": 1,
        **more,
    }


def milestones() -> pd.DataFrame:
    """Interim places on the way of one target."""
    base = {"organisation": EAST, "target": "RANK", "kind": "value"}
    rows = [{**base, "period": "2028", "value": 80.0}, {**base, "period": "2030", "value": 70.0}]
    return typed(pd.DataFrame(rows), MILESTONES)


def _books() -> Books:
    rows = [
        {
            "organisation": organisation,
            "indicator": indicator,
            "name": name,
            "unit_of_measure": unit,
            "measure": measure,
            "decimals": 0 if measure in {"rank", "stock"} else 1,
        }
        for organisation in (EAST, WEST)
        for indicator, (name, unit, measure, _, _) in INDICATOR_ROWS.items()
    ]
    frame = typed(pd.DataFrame(rows), INDICATORS)
    books = {f: getattr(Books.empty(), f) for f in Books.__dataclass_fields__}
    return Books(**{**books, "indicators": Table(frame, frame.astype("str"))})


def assessed(day: date = AS_OF) -> pd.DataFrame:
    """The assessments of one day."""
    return assess(targets(), figures(), day, POLICY, milestones())


def history() -> pd.DataFrame:
    """The statuses of the last eight quarters."""
    frames = []
    for quarter in QUARTERS[-8:]:
        month, day = ENDS[quarter[-1]]
        when = date(int(quarter[:4]) + (quarter[-1] == "4"), month, day + 5)
        rows = assessed(when)[["organisation", "target", "status"]]
        frames.append(rows.assign(quarter=quarter))
    return pd.concat(frames, ignore_index=True)


def drawn_lines() -> Lines:
    """Everything the rules work out for charts and boards."""
    given, known = targets(), figures()
    originals = first_versions(given, AS_OF)
    table = by_indicator(assessed(), "firms", previous=assessed(date(2030, 10, 15)))
    return Lines(
        pathways=expected_curves(given, AS_OF, POLICY, milestones()),
        totals=running_totals(given, known, AS_OF, POLICY),
        controls=control_points(given, known, AS_OF, POLICY),
        originals=assess(originals, known, AS_OF, POLICY),
        original_pathways=expected_curves(originals, AS_OF, POLICY),
        history=history(),
        leagues=(LeagueFrame("firms", "虚构示例高新技术企业数", "家", "2030-Q3", table),),
    )


def drawn_view(language: str = "zh") -> View:
    """The view of these targets with all their lines."""
    rows = assessed()
    header = Header("虚构示例目标计分卡", AS_OF, "2030-Q4", POLICY)
    rows = with_points(rows, AS_OF)
    sums, table = summary(rows, POLICY), scores(rows, POLICY)
    words, lines = Words(language), drawn_lines()
    return scorecard_view(rows, _books(), figures(), (), header, sums, words, lines, table)
