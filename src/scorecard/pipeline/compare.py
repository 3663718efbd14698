"""One plain table under every method, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd

from scorecard.model.finding import Finding, Severity, in_order
from scorecard.model.policy import Policy
from scorecard.model.status import Method
from scorecard.pipeline.judge import Standing
from scorecard.pipeline.table import assess_table, read_grid
from scorecard.rules.compare import side_by_side


@dataclass(frozen=True, slots=True)
class Comparison:
    """The same targets under every method; findings are those of all methods."""

    as_of: date
    title: str
    table: pd.DataFrame
    findings: tuple[Finding, ...]
    statuses: set[str]


def compare_table(path: Path, as_of: date | None, policy: Policy) -> Comparison:
    """What each method says of a table's targets, whatever method their rows name.

    Raises `BadTableError` as `assess_table` does.
    """
    grid = read_grid(path)
    by_method = {
        m: assess_table(path, as_of, replace(policy, method=m), only=m, grid=grid) for m in Method
    }
    first = by_method[Method.PACE]
    day = max(standing.as_of for standing in by_method.values())
    table = side_by_side({str(m): standing.assessments for m, standing in by_method.items()})
    statuses = set().union(*(standing.statuses for standing in by_method.values()))
    return Comparison(day, first.data.workspace.title, table, _common(by_method), statuses)


def _common(by_method: Mapping[Method, Standing]) -> tuple[Finding, ...]:
    """The findings that stand whatever the method, and every error: it says why a column is empty.

    A method's own refusals show in its column.
    """
    keys = [{f.key for f in standing.findings} for standing in by_method.values()]
    shared = set.intersection(*keys)
    first = by_method[Method.PACE]
    told = {f.key: f for f in first.findings if f.key in shared}
    for standing in by_method.values():
        told |= {f.key: f for f in standing.findings if f.severity is Severity.ERROR}
    return in_order(told.values())
