"""What the sheet Counts implies between figures: parts within wholes, and the smallest total.

Counts with a lower bound on a field of the register (`total_investment > 10`) and the sum of that
field over the same projects bound each other: five projects of over 10 and nine of over 3 (the five
among them) are worth more than 5 · 10 + 4 · 3 = 62.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from scorecard.checks.stated_rules import ruled_pairs
from scorecard.projects.counts import Condition, Count, counts_of
from scorecard.schema.contract import place_of, shown
from scorecard.schema.findings import Finding, finding
from scorecard.schema.frames import Books, Table
from scorecard.schema.project_register import INVESTED, UNITS
from scorecard.schema.vocabulary import Aggregate

_AMOUNTS: Final = ("total_investment", "fixed_investment", INVESTED)
_ABOVE: Final = (">", ">=")


def parts_above_wholes(figures: Table, latest: pd.DataFrame, books: Books) -> list[Finding]:
    """Counts whose conditions include those of another, and whose figure is larger (X212).

    Pairs that a rule of the sheet Rules compares are left to that rule.
    """
    counts = [c for c in counts_of(books).values() if c.aggregate == Aggregate.COUNT]
    ruled = ruled_pairs(books) if len(counts) > 1 else set()
    found = []
    for part in counts:
        for whole in counts:
            pair = frozenset((part.indicator, whole.indicator))
            if _within(part, whole) and pair not in ruled:
                found += _larger(figures, latest, part, whole)
    return found


def _bound(count: Count, field: str) -> tuple[float, frozenset[Condition]]:
    """The lower bound that a count sets on a field, and its other conditions."""
    bounds = {c for c in count.conditions if c.field == field and c.operator in _ABOVE}
    least = max((float(c.values[0]) for c in bounds), default=0.0)
    return max(least, 0.0), frozenset(count.conditions) - bounds


def _within(part: Count, whole: Count) -> bool:
    if part.organisation != whole.organisation or part.indicator == whole.indicator:
        return False
    if frozenset(part.conditions) > frozenset(whole.conditions):
        return True
    for field in {c.field for c in part.conditions if c.operator in _ABOVE and c.field in UNITS}:
        (least, rest), (other, others) = _bound(part, field), _bound(whole, field)
        if rest == others and least > other:
            return True
    return False


def _larger(figures: Table, latest: pd.DataFrame, part: Count, whole: Count) -> list[Finding]:
    both = _beside(latest, [part.indicator, whole.indicator], part.organisation)
    return [
        finding(
            "X212",
            place_of(figures, int(row[f"{part.indicator} label"]), "value"),
            shown(row[part.indicator]),
            period=row["period"],
            part=part.indicator,
            whole=whole.indicator,
            value=shown(row[whole.indicator]),
        )
        for row in _records(both[both[part.indicator] > both[whole.indicator]])
    ]


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame over (period, basis), one mapping each."""
    return [{str(k): v for k, v in r.items()} for r in frame.reset_index().to_dict("records")]


def _beside(latest: pd.DataFrame, indicators: Sequence[str], organisation: str) -> pd.DataFrame:
    """Values and row labels of several indicators by period and basis, where all are known."""
    own = latest[latest["organisation"].eq(organisation)]
    columns = []
    for indicator in indicators:
        rows = own[own["indicator"].eq(indicator)]
        keys = pd.MultiIndex.from_frame(rows[["period", "basis"]])
        columns += [
            pd.Series(rows["value"].to_numpy(), index=keys, name=indicator),
            pd.Series(rows.index.to_numpy(), index=keys, name=f"{indicator} label"),
        ]
    return pd.concat(columns, axis=1, join="inner").dropna()


def totals_too_small(figures: Table, latest: pd.DataFrame, books: Books) -> list[Finding]:
    """Sums below the smallest total that the counts of the same projects imply (X210)."""
    counts = list(counts_of(books).values())
    units = books.indicators.values.drop_duplicates(["organisation", "indicator"])
    unit_of = units.set_index(["organisation", "indicator"])["unit_of_measure"]
    found = []
    for total in (c for c in counts if c.aggregate == Aggregate.SUM and c.field in _AMOUNTS):
        unit = str(unit_of.get((total.organisation, total.indicator)))
        scale, parts = UNITS[total.field].get(unit), _bands(total, counts)
        if scale is not None and parts:
            found += _too_small(figures, latest, total, [(c, b * scale) for c, b in parts])
    return found


def _bands(total: Count, counts: Sequence[Count]) -> list[tuple[Count, float]]:
    """Counts over the total's own projects with a lower bound on its field, highest first."""
    least, base = _bound(total, total.field)
    bounds = [
        (c, *_bound(c, total.field))
        for c in counts
        if c.aggregate == Aggregate.COUNT and c.organisation == total.organisation
    ]
    fitting = [(c, bound) for c, bound, rest in bounds if rest == base and bound > least]
    return sorted(fitting, key=lambda pair: -pair[1])


def _too_small(
    figures: Table, latest: pd.DataFrame, total: Count, parts: Sequence[tuple[Count, float]]
) -> list[Finding]:
    names = [c.indicator for c, _ in parts]
    both = _beside(latest, [total.indicator, *names], total.organisation)
    counted = pd.Series(0.0, index=both.index)
    least = pd.Series(0.0, index=both.index)
    for count, bound in parts:
        least += (both[count.indicator] - counted).clip(lower=0) * bound
        counted = pd.concat([counted, both[count.indicator]], axis=1).max(axis=1)
    both["least"] = least
    short = both[(counted > 0) & (both[total.indicator] < least * (1 - 1e-9))]
    return [
        finding(
            "X210",
            place_of(figures, int(row[f"{total.indicator} label"]), "value"),
            shown(row[total.indicator]),
            period=row["period"],
            indicator=total.indicator,
            least=shown(row["least"]),
            parts=[f"{name} = {shown(row[name])}" for name in names],
        )
        for row in _records(short)
    ]
