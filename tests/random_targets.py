"""Random targets with figures and milestones, for the laws of the rules (虚构示例)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

import pandas as pd
from hypothesis import strategies as st

from scorecard.assessment.frames import assess
from scorecard.schema.frames import ASSESSABLE, FIGURES, MILESTONES, empty, typed
from scorecard.schema.period import parse_period
from scorecard.schema.policy import Policy
from scorecard.schema.sheets import Columns

ORGANISATION: Final = "虚构示例区"
QUARTERS: Final = tuple(f"{year}-Q{n}" for year in (2020, 2021, 2022) for n in (1, 2, 3, 4))
UPWARD: Final = (">=", ">")
DOWNWARD: Final = ("<=", "<")


@dataclass(frozen=True)
class Case:
    """Targets with their figures and milestones, and the date they are judged at."""

    targets: tuple[dict[str, Any], ...]
    figures: tuple[dict[str, Any], ...]
    milestones: tuple[dict[str, Any], ...]
    as_of: date

    def assessed(self, policy: Policy | None = None) -> pd.DataFrame:
        """The assessments, one row per target."""
        return assess(
            table(self.targets, ASSESSABLE),
            table(self.figures, FIGURES),
            self.as_of,
            policy or Policy(),
            table(self.milestones, MILESTONES),
        )

    def only(self, target: str) -> Case:
        """The same with one target."""
        return replace(self, targets=tuple(t for t in self.targets if t["target"] == target))


def table(rows: tuple[dict[str, Any], ...], columns: Columns) -> pd.DataFrame:
    """The rows as a typed frame."""
    return typed(pd.DataFrame(list(rows)), columns) if rows else empty(columns)


MEASURES: Final = ("flow", "stock", "rate", "rank", "milestone")

values = st.integers(-40, 40).map(float)
blank = st.none()


@st.composite
def targets(
    draw: st.DrawFn,
    /,
    name: str,
    measures: tuple[str, ...] = MEASURES,
    **fixed: Any,  # noqa: ANN401  (cells)
) -> dict[str, Any]:
    """One target of one of these measures; what is fixed is not drawn."""
    measure = draw(st.sampled_from(measures))
    direction = draw(st.sampled_from(("increase", "decrease", "hold")))
    words = {"increase": UPWARD, "decrease": DOWNWARD, "hold": (*UPWARD, *DOWNWARD, "=")}
    low = draw(values)
    row = {
        "organisation": ORGANISATION,
        "indicator": draw(st.sampled_from(("x", "y"))) + f"-{measure}",
        "target": name,
        "measure": measure,
        "direction": direction,
        "comparator": draw(st.sampled_from((*words[direction], "between"))),
        "baseline": draw(blank | values),
        "baseline_period": draw(st.sampled_from((None, "2019", "2020", "2020-Q2"))),
        "due": draw(st.sampled_from(("2021", "2022", "2021-Q3", "2021-11", "2021-08-20", None))),
        "value": draw(blank | st.just(low)),
        "upper": low + draw(st.integers(0, 20)),
        "pathway": draw(st.sampled_from((None, "linear", "milestones", "steps", "shares", "none"))),
        "accepted_as": draw(st.sampled_from((None, None, "hold"))),
        "version": 1,
        "valid_from": draw(st.sampled_from((None, "2020-03-05", "2020-12-20"))),
        "reported_as": draw(st.sampled_from(("period", "to_date", "since_start")))
        if measure == "flow"
        else "point",
        "frequency": draw(st.sampled_from((None, "monthly", "quarterly", "half-yearly", "annual"))),
        "publication_lag_months": draw(st.sampled_from((None, 0.0, 3.0))),
        "decimals": draw(st.sampled_from((None, 0, 1))),
        "strength": draw(st.sampled_from((None, "expected", "binding"))),
    }
    return row | fixed


@st.composite
def figures(draw: st.DrawFn, indicator: str, basis: str | None) -> dict[str, Any]:
    """One figure of an indicator."""
    period = draw(st.sampled_from((*QUARTERS, "2020", "2021", "2021-H1", "2021-07", "2021-08")))
    end = parse_period(period).period.end_date
    bases = [basis] if basis in {"point", None} else [basis, "period", "to_date"]
    return {
        "organisation": ORGANISATION,
        "indicator": indicator,
        "period": period,
        "basis": draw(st.sampled_from(bases)),
        "value": draw(values),
        "state": draw(st.sampled_from(("final", "provisional", "estimate"))),
        "evidence": draw(st.sampled_from((None, "报表"))),
        "known_on": pd.Timestamp(end + timedelta(days=draw(st.integers(1, 120)))),
        "vintage": draw(st.sampled_from((1, 2))),
    }


@st.composite
def milestones(draw: st.DrawFn, target: str) -> dict[str, Any]:
    """One milestone of a target."""
    kind = draw(st.sampled_from(("value", "share")))
    return {
        "organisation": ORGANISATION,
        "target": target,
        "period": draw(st.sampled_from(("2021-Q1", "2021-Q2", "2021-07", "2021-Q4"))),
        "kind": kind,
        "value": draw(values) if kind == "value" else draw(st.integers(0, 100)) / 100,
    }


@st.composite
def cases(
    draw: st.DrawFn,
    /,
    most: int = 3,
    measures: tuple[str, ...] = MEASURES,
    **fixed: Any,  # noqa: ANN401  (cells)
) -> Case:
    """Up to `most` targets of these measures with figures, milestones and a date."""
    names = [f"T-{n}" for n in range(draw(st.integers(1, most)))]
    rows = [draw(targets(name, measures, **fixed)) for name in names]
    facts = ("measure", "reported_as", "frequency", "publication_lag_months", "decimals")
    first: dict[str, dict[str, Any]] = {}
    for row in rows:
        row |= {fact: first.setdefault(row["indicator"], row)[fact] for fact in facts}
    given = [
        draw(st.lists(figures(row["indicator"], row["reported_as"]), max_size=6)) for row in rows
    ]
    dated = [draw(st.lists(milestones(name), max_size=2)) for name in names]
    days = (date(2020, 2, 10), date(2020, 12, 31), date(2021, 4, 10), date(2021, 8, 21))
    later = (date(2021, 12, 31), date(2022, 1, 14), date(2022, 5, 1), date(2023, 6, 30))
    return Case(
        tuple(rows),
        tuple(figure for some in given for figure in some),
        tuple(milestone for some in dated for milestone in some),
        draw(st.sampled_from(days + later)),
    )
