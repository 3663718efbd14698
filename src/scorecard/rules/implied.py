"""What the sheet Counts implies between figures: parts within wholes, and the smallest total.

Counts with a lower bound on a field of the register (`total_investment > 10`) and the sum of that
field over the same projects bound each other: five projects of over 10 and nine of over 3 (the five
among them) are worth more than 5 · 10 + 4 · 3 = 62.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from scorecard.schema.contract import place_of, shown
from scorecard.schema.findings import Finding, finding
from scorecard.schema.frames import Books, Table

MONEY: Final[Mapping[str, float]] = {"元": 1.0, "万元": 1e4, "百万元": 1e6, "亿元": 1e8}
REGISTER_UNIT: Final = "亿元"
"""The unit of measure of the register's amounts of yuan."""
AMOUNTS: Final = frozenset({"total_investment", "fixed_investment", "invested_to_date"})

_BOUND: Final = re.compile(r"^(?P<field>\w+)\s*(?P<op>>=|>|≥|＞)\s*(?P<least>\d+(?:\.\d+)?)$")


@dataclass(frozen=True, slots=True)
class Count:
    """How one indicator is counted: what is added up, and the conditions that let a project in."""

    organisation: str
    indicator: str
    aggregate: str
    field: str
    conditions: frozenset[str]

    def bound(self, field: str) -> tuple[float, bool, frozenset[str]]:
        """Lower bound on a field, whether it is strict, and the other conditions."""
        least, strict, rest = 0.0, False, set(self.conditions)
        for condition in self.conditions:
            found = _BOUND.match(condition)
            if found and found["field"] == field:
                rest.discard(condition)
                if float(found["least"]) >= least:
                    least, strict = float(found["least"]), found["op"] in {">", "＞"}
        return least, strict, frozenset(rest)


def counts_of(books: Books) -> list[Count]:
    """The counts of all books, the conditions of an indicator's rows joined."""
    frame = books.counts.values.dropna(subset=["organisation", "indicator", "aggregate", "field"])
    return [
        Count(
            str(organisation),
            str(indicator),
            str(rows["aggregate"].iloc[0]),
            str(rows["field"].iloc[0]).strip(),
            frozenset(
                " ".join(part.split())
                for text in rows["filter"].dropna()
                for part in str(text).split(" and ")
            ),
        )
        for (organisation, indicator), rows in frame.groupby(["organisation", "indicator"])
    ]


def parts_above_wholes(
    figures: Table, latest: pd.DataFrame, books: Books, ruled: set[frozenset[str]]
) -> list[Finding]:
    """Counts whose conditions include those of another, and whose figure is larger (X212).

    Pairs that a rule of the sheet Rules speaks of (`ruled`) are left to that rule.
    """
    counts = [c for c in counts_of(books) if c.aggregate == "count"]
    found = []
    for part in counts:
        for whole in counts:
            pair = frozenset((part.indicator, whole.indicator))
            if _within(part, whole) and pair not in ruled:
                found += _larger(figures, latest, part, whole)
    return found


def _within(part: Count, whole: Count) -> bool:
    if part.organisation != whole.organisation or part.indicator == whole.indicator:
        return False
    if part.conditions > whole.conditions:
        return True
    fields = {f["field"] for c in part.conditions if (f := _BOUND.match(c))}
    for field in fields:
        least, _, rest = part.bound(field)
        other, _, others = whole.bound(field)
        if rest == others and least > other:
            return True
    return False


def _larger(figures: Table, latest: pd.DataFrame, part: Count, whole: Count) -> list[Finding]:
    both = _beside(latest, [part.indicator, whole.indicator], part.organisation)
    wrong = both[both[part.indicator] > both[whole.indicator]]
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
        for row in _records(wrong)
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
    counts = counts_of(books)
    units = books.indicators.values.drop_duplicates(["organisation", "indicator"])
    unit_of = units.set_index(["organisation", "indicator"])["unit_of_measure"]
    found = []
    for total in (c for c in counts if c.aggregate == "sum" and c.field in AMOUNTS):
        factor = MONEY.get(str(unit_of.get((total.organisation, total.indicator))))
        parts = _bands(total, counts)
        if factor is not None and parts:
            scale = MONEY[REGISTER_UNIT] / factor
            found += _too_small(figures, latest, total, [(c, b * scale) for c, b in parts])
    return found


def _bands(total: Count, counts: Sequence[Count]) -> list[tuple[Count, float]]:
    """Counts over the total's own projects with a lower bound on its field, highest first."""
    least, _, base = total.bound(total.field)
    bounds = [
        (c, c.bound(total.field))
        for c in counts
        if c.aggregate == "count" and c.organisation == total.organisation
    ]
    fitting = [(c, b[0]) for c, b in bounds if b[2] == base and b[0] > least]
    return sorted(fitting, key=lambda pair: -pair[1])


def _too_small(
    figures: Table, latest: pd.DataFrame, total: Count, parts: Sequence[tuple[Count, float]]
) -> list[Finding]:
    names = [c.indicator for c, _ in parts]
    both = _beside(latest, [total.indicator, *names], total.organisation)
    counted = pd.Series(0.0, index=both.index)
    least = pd.Series(0.0, index=both.index)
    for count, bound in parts:
        own = (both[count.indicator] - counted).clip(lower=0)
        least += own * bound
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
