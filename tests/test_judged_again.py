"""All that is said of the worked lines, on other days and by other methods too, as last looked at.

The worked tables assert what a rule is about; these golden texts keep the rest of each answer, what
surrounds it (the next expectation, the drawn way, totals, control points), and the same lines as
they stand half a year and a year and a quarter later.  A change is to be read like any golden one.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

import pandas as pd
import pytest
from goldens import compare
from random_workspace import AS_OF as RANDOM_DAY
from random_workspace import random_workspace
from worked_tables import figures, frame, key, lines, milestones, target

from scorecard.assessment.expectations import expectations
from scorecard.assessment.frames import assess, spans_asked
from scorecard.assessment.history import revised_targets, revisions
from scorecard.assessment.lines import (
    control_points,
    expected_curves,
    first_versions,
    limits_table,
    running_totals,
)
from scorecard.schema.frames import ASSESSABLE, ASSESSMENTS, FIGURES, MILESTONES
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import Method, flag_names

LATER: Final = (0, 180, 455)
"""Days after a line's own at which it is judged again."""
POLICIES: Final = (
    *(Policy(method=method) for method in Method),
    Policy(relative=True, fiscal_start=4, judge_undated=True, early_share=0.4, screening=False),
)
SEEDS: Final = (1, 2)
GIVEN: Final = (set(ASSESSABLE) - {"start"}) | {"organisation", "target", "version", "name"}


@dataclass(frozen=True)
class Day:
    """The worked lines of one day: targets, figures, milestones and the names of the lines."""

    as_of: date
    targets: pd.DataFrame
    figures: pd.DataFrame
    milestones: pd.DataFrame
    names: dict[str, str]


def days() -> Iterator[Day]:
    numbered = [(f"T-{number}", line) for number, line in enumerate(lines())]
    for as_of in sorted({line.given["as_of"] for _, line in numbered}):
        of_that_day = [(n, line.given) for n, line in numbered if line.given["as_of"] == as_of]
        yield Day(
            date.fromisoformat(as_of),
            frame([target(*one) for one in of_that_day], ASSESSABLE),
            frame([row for one in of_that_day for row in figures(*one)], FIGURES),
            frame([row for one in of_that_day for row in milestones(*one)], MILESTONES),
            {n: line.name for n, line in numbered if line.given["as_of"] == as_of},
        )


def shown(value: Any) -> str:  # noqa: ANN401  (any cell)
    """A cell in few characters."""
    if isinstance(value, float):
        return f"{value:.6g}"
    return str(value)[:10] if isinstance(value, pd.Timestamp) else str(value)


def told(row: dict[Hashable, Any]) -> str:
    """The cells of a row that say something."""
    cells = {
        name: "+".join(flag_names(int(value))) if name == "flags" else shown(value)
        for name, value in row.items()
        if name not in GIVEN and not pd.isna(value)
    }
    return " ".join(f"{name}={cell}" for name, cell in cells.items() if cell)


def sums(rows: pd.DataFrame) -> str:
    """Of each column how many cells there are and what they sum to: all that changes shows."""
    numeric = rows.select_dtypes("number")
    cells = ((name, numeric[name].count(), numeric[name].sum()) for name in numeric)
    return " ".join(f"{name}={n}:{float(total):.6g}" for name, n, total in cells if n)


def each(table: pd.DataFrame, column: str) -> Iterator[str]:
    for name, rows in table.groupby(column, sort=False):
        ends = f"{rows['period'].iloc[0]}~{rows['period'].iloc[-1]}"
        yield f"{name} {ends} {sums(rows)}"


def test_every_line_is_told_as_before() -> None:
    text: list[str] = []
    for day in days():
        for later in LATER:
            on = day.as_of + timedelta(days=later)
            found = assess(day.targets, day.figures, on, POLICIES[0], day.milestones)
            assert list(found.columns) == list(ASSESSMENTS)
            text += [f"{on} {day.names[r['target']]} {told(r)}" for r in found.to_dict("records")]
    compare("judged-lines", "\n".join(text) + "\n")


def test_by_every_method_and_setting_as_before() -> None:
    text: list[str] = []
    for day in days():
        for number, policy in enumerate(POLICIES[1:]):
            found = assess(day.targets, day.figures, day.as_of, policy, day.milestones)
            text += [
                f"{number} {day.names[r['target']]} {r['status']} {r['reason_code']} "
                f"{r['method_class']} {shown(r['method_value'])} {shown(r['method_score'])} "
                f"{shown(r['distance'])} {shown(r['points'])} {int(r['flags'])}"
                for r in found.to_dict("records")
            ]
    compare("judged-by-methods", "\n".join(text) + "\n")


@pytest.mark.parametrize("method", Method)
def test_random_targets_by_each_method_as_before(method: Method) -> None:
    """Exact targets, ranges and caps in every state (虚构示例)."""
    text: list[str] = []
    for seed in SEEDS:
        given = random_workspace(seed, targets=120)
        policy = replace(given.policy, method=method)
        rows = assess(given.targets, given.figures, RANDOM_DAY, policy, given.milestones)
        text += [
            f"{seed} {r['target']} {r['status']} {r['reason_code']} {shown(r['pace_ratio'])} "
            f"{r['method_class']} {shown(r['method_value'])} {shown(r['method_score'])} "
            f"{shown(r['required_multiple'])} {shown(r['projection'])} {shown(r['allowance'])}"
            for r in rows.to_dict("records")
        ]
        curves = expected_curves(given.targets, RANDOM_DAY, policy, given.milestones)
        text += each(curves, "target")
    compare(f"random-by-{method}", "\n".join(text) + "\n")


def test_what_surrounds_each_line_as_before() -> None:
    text: list[str] = []
    for day in days():
        for policy in (POLICIES[0], replace(POLICIES[-1], method=Method.SCHEDULE)):
            given = day.targets, day.as_of, policy, day.milestones
            text.append(f"[{day.as_of} {policy.method}]")
            text += each(expected_curves(*given), "target")
            asked = pd.DataFrame(
                [
                    key(name) | {"period": f"{day.as_of.year + (n % 3 == 2)}-Q{n % 4 + 1}"}
                    for n, name in enumerate(day.names)
                ]
            )
            for pair, expected in expectations(
                day.targets, asked, day.as_of, policy, day.milestones
            ).items():
                fields = {f: getattr(expected, f) for f in expected.__dataclass_fields__}
                known = {f: x for f, x in fields.items() if x is not None and x != ""}
                cells = " ".join(f"{f}={shown(x)}" for f, x in known.items())
                text.append(f"{pair[1]} next {cells} aim={expected.year_aim}")
            for (_, indicator), spans in spans_asked(*given).items():
                text.append(f"{indicator} asked {spans}")
            text += each(running_totals(day.targets, day.figures, day.as_of, policy), "indicator")
            text += each(control_points(day.targets, day.figures, day.as_of, policy), "indicator")
            table = limits_table(day.targets, day.figures, day.as_of, policy)
            text += [f"{r['indicator']} {told(r)}" for r in table.to_dict("records")]
        text += [
            f"{r['indicator']} {told(r)}"
            for r in revisions(day.figures, day.as_of).to_dict("records")
        ]
        text += [*first_versions(day.targets, day.as_of)["target"]]
        later = day.as_of + timedelta(days=LATER[-1])
        text += [told(r) for r in revised_targets(day.targets, day.as_of, later).to_dict("records")]
    compare("judged-surroundings", "\n".join(text) + "\n")
