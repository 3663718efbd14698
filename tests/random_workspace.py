"""Random targets, figures and milestones of every kind, judged by the rules (虚构示例)."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pandas as pd

from scorecard.assessment.frames import assess
from scorecard.i18n import Words
from scorecard.report.build import scorecard_view
from scorecard.report.view import Header, View
from scorecard.schema.frames import ASSESSABLE, FIGURES, MILESTONES, Books, empty, typed
from scorecard.schema.policy import Policy
from scorecard.schema.sheets import Columns
from scorecard.schema.vocabulary import Method
from scorecard.scoring.points import with_points
from scorecard.scoring.rollup import scores, summary

AS_OF: Final = date(2031, 1, 20)
MEASURES: Final = ("flow", "stock", "rate", "rank", "milestone")
PERIODS: Final = tuple(f"{y}-Q{q}" for y in (2029, 2030) for q in (1, 2, 3, 4))
ENDS: Final = ("2029", "2030", "2030-Q4", "2031", "2032", "2031-Q2")


@dataclass(frozen=True)
class Random:
    """Frames as the rules take them, and the policy they are judged by."""

    targets: pd.DataFrame
    figures: pd.DataFrame
    milestones: pd.DataFrame
    policy: Policy

    def assessed(self) -> pd.DataFrame:
        """The assessments of the rules."""
        return assess(self.targets, self.figures, AS_OF, self.policy, self.milestones)

    def view(self, language: str = "zh") -> View:
        """What the outputs print of it."""
        assessed = with_points(self.assessed(), AS_OF, self.policy.tolerance)
        header = Header("虚构示例", AS_OF, "2030-Q4", self.policy)
        sums, table = summary(assessed, self.policy), scores(assessed, self.policy)
        words, books = Words(language), Books.empty()
        return scorecard_view(assessed, books, self.figures, (), header, sums, words, scores=table)


BANDS: Final = {
    2: "sanya-2022",
    3: "yinchuan-2025",
    5: "快 (ahead): > 5; 平 (on_track): (-3, 5]; 慢 (off_track): <= -3",
}
"""By the last digit of the seed, in base eight."""


def random_workspace(seed: int, targets: int = 40) -> Random:
    """So many random targets; the same seed gives the same ones."""
    dice = random.Random(seed)  # noqa: S311  (repeatable, not secret)
    bands = BANDS.get(seed % 8, "")
    method = dice.choice((Method.PACE, Method.PACE, Method.SCHEDULE))
    policy = Policy(
        method=Method.SCHEDULE if bands else method,
        bands=bands,
        ahead_above=dice.choice((0.0, 2.0)),
        behind_by=dice.choice((-10.0, -5.0)),
        reporting_days=dice.choice((15, 25)),
        renormalise=seed % 4 == 0,
        relative=seed % 10 == 9,
    )
    rows = [_target(dice, number) for number in range(targets)]
    if seed % 4 == 1:  # one organisation, whose points stand on the first sheet
        rows = [{**row, "organisation": "虚构示例甲区"} for row in rows]
    if seed % 3 == 0:
        rows = [{**row, "weight": float(dice.choice((1, 2, 5)))} for row in rows]
    if seed % 2 == 0:
        offices = dice.choices(("U1", "U2", "U3"), k=len(rows))
        rows = [{**row, "responsible_unit": u} for row, u in zip(rows, offices, strict=True)]
    if seed % 5 == 0:
        rules = dice.choices((None, "completion", "bonus(per=1, points=0.5)"), k=len(rows))
        ruled = zip(rows, rules, strict=True)
        rows = [{**row, "points": 10.0, "scoring": rule} for row, rule in ruled]
    figures = [figure for row in rows for figure in _figures(dice, row)]
    milestones = [m for row in rows for m in _milestones(dice, row)]
    return Random(
        _frame(rows, ASSESSABLE), _frame(figures, FIGURES), _frame(milestones, MILESTONES), policy
    )


def _frame(rows: list[dict[str, Any]], columns: Columns) -> pd.DataFrame:
    return typed(pd.DataFrame(rows), columns) if rows else empty(columns)


def _target(dice: random.Random, number: int) -> dict[str, Any]:
    measure = dice.choice(MEASURES)
    rising = dice.random() < 0.6 and measure != "rank"
    comparator = dice.choice((">=", ">") if rising else ("<=", "<"))
    value = float(dice.choice((0, 1, 5, 20, 100, 1000)))
    baseline = None if dice.random() < 0.3 else value + (-1 if rising else 1) * dice.uniform(0, 50)
    upper = None
    if measure in {"stock", "rate"} and dice.random() < 0.15:
        comparator, upper = "between", value + 10
    words: tuple[str | None, ...] = ("hold", None)
    deviation = None
    if measure != "rank" and comparator == (">=" if rising else "<=") and dice.random() < 0.2:
        comparator, deviation = "about", dice.choice((0.0, 0.5, 5.0))
        words = ("hold", None, "increase" if rising else "decrease")
    if measure == "milestone":
        words, deviation = ("hold", None), None
        comparator, value, baseline, rising = "done", 1.0, None, True
    return {
        "organisation": f"虚构示例{dice.choice('甲乙丙')}区",
        "target": f"R{number:03d}",
        "goal": f"G{number:03d}",
        "indicator": f"i{number:03d}",
        "name": f"虚构示例指标{number}",
        "unit_of_measure": "个",
        "measure": measure,
        "reported_as": _basis(dice, measure),
        "frequency": "annual" if measure == "rank" else "quarterly",
        "publication_lag_months": float("nan") if measure != "rank" else 2.0,
        "decimals": dice.choice((0, 1, 2)),
        "direction": dice.choice(words) if comparator in {"between", "about"} else None,
        "allowed_deviation": deviation,
        "comparator": comparator,
        "baseline_period": dice.choice(("2028", "2028-Q4", None)),
        "baseline": baseline,
        "due": dice.choice((*ENDS, None)),
        "value": None if dice.random() < 0.05 else value,
        "upper": upper,
        "pathway": dice.choice(("linear", "milestones", "steps", None)),
        "weight": None,
        "accepted_as": "hold" if dice.random() < 0.1 else None,
        "origin": "document",
        "version": 1,
        "valid_from": pd.Timestamp(2029, 1, 1),
    }


def _basis(dice: random.Random, measure: str) -> str:
    return dice.choice(("to_date", "since_start", "period")) if measure == "flow" else "point"


def _figures(dice: random.Random, row: dict[str, Any]) -> list[dict[str, Any]]:
    yearly = row["frequency"] == "annual"
    periods = [p for p in (("2029", "2030") if yearly else PERIODS) if dice.random() < 0.85]
    if dice.random() < 0.1:
        return []
    value = float(row["baseline"] or 0.0)
    aim = float(row["value"] or 0.0)
    found = []
    for number, period in enumerate(periods, start=1):
        share = number / len(periods) * dice.choice((0.3, 0.8, 0.96, 1.0, 1.2, -0.2))
        reported: float = value + (aim - value) * share
        if row["measure"] == "flow":
            reported = abs(aim) * share if dice.random() < 0.8 else 0.0
        if row["measure"] == "milestone":
            reported = float(dice.random() < 0.5)
        found.append(
            {
                "organisation": row["organisation"],
                "indicator": row["indicator"],
                "period": period,
                "basis": row["reported_as"],
                "value": float(round(reported)) if row["measure"] == "rank" else reported,
                "raw": str(reported),
                "state": dice.choice(("final", "provisional", "estimate")),
                "evidence": "虚构示例",
                "known_on": pd.Timestamp(2031, 1, 10),
                "vintage": 1,
            }
        )
    return found


def _milestones(dice: random.Random, row: dict[str, Any]) -> list[dict[str, Any]]:
    if row["pathway"] not in {"milestones", "steps"} or row["value"] is None:
        return []
    base = {"organisation": row["organisation"], "target": row["target"], "kind": "value"}
    return [
        {**base, "period": period, "value": float(row["value"]) * share}
        for period, share in (("2029-Q4", 0.4), ("2030-Q2", 0.7))
        if dice.random() < 0.7
    ]
