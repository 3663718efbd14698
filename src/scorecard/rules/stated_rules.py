"""The rules an office states in the sheet Rules, held against the figures of every period."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from scorecard.rules.expression import Expression, ExpressionError, parse_expression
from scorecard.rules.references import indicators_of
from scorecard.schema.contract import place_of, shown
from scorecard.schema.findings import Finding, finding
from scorecard.schema.frames import Books, Table
from scorecard.schema.vocabulary import Severity


def readable_rules(books: Books) -> Iterator[tuple[pd.Series, Expression]]:
    """Each rule that can be read, with its row; what cannot be read has its own finding."""
    known: dict[str, list[str]] = {}
    for _, row in books.rules.values.iterrows():
        organisation = row["organisation"]
        if not (isinstance(row["expression"], str) and isinstance(organisation, str)):
            continue
        names = known.setdefault(organisation, indicators_of(books, organisation))
        try:
            yield row, parse_expression(row["expression"], names)
        except ExpressionError:
            continue


def ruled_pairs(books: Books) -> set[frozenset[str]]:
    """Pairs of indicators that a rule compares."""
    return {
        frozenset((a, b))
        for _, rule in readable_rules(books)
        for a in rule.names
        for b in rule.names
        if a != b
    }


def broken_rules(figures: Table, latest: pd.DataFrame, books: Books) -> list[Finding]:
    """A finding for each rule and period in which it fails (X209), with the rule's severity.

    A rule is held against the figures of one period and basis; where one of its indicators has no
    figure there, it says nothing.  The finding stands at the figure of the rule's first indicator.
    """
    found = []
    for row, rule in readable_rules(books):
        if not rule.names:
            continue
        own = latest[latest["organisation"].eq(row["organisation"])]
        own = own[own["indicator"].isin(rule.names)]
        table = own.pivot_table(index=["period", "basis"], columns="indicator", values="value")
        if not set(rule.names) <= set(table.columns):
            continue
        table = table.dropna(subset=list(rule.names))
        values = {name: table[name].to_numpy(dtype="float64") for name in rule.names}
        broken = table.index[~rule.holds(values)]
        found += [_broken(figures, own, table, row, rule, key) for key in broken]
    return found


def _broken(
    figures: Table,
    own: pd.DataFrame,
    table: pd.DataFrame,
    row: pd.Series,
    rule: Expression,
    key: tuple[str, str],
) -> Finding:
    first = rule.names[0]
    at = own["period"].eq(key[0]) & own["basis"].eq(key[1]) & own["indicator"].eq(first)
    label = int(own.index[at][-1])
    made = finding(
        "X209",
        place_of(figures, label, "value"),
        shown(table.at[key, first]),
        period=key[0],
        rule=shown(row["rule"]),
        expression=row["expression"],
        message=shown(row["message"]),
        values=", ".join(f"{name} = {shown(table.at[key, name])}" for name in rule.names),
    )
    severity = Severity(row["severity"]) if isinstance(row["severity"], str) else made.severity
    return Finding(made.code, severity, made.origin, made.found, made.params)
