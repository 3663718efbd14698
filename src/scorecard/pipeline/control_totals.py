"""Control totals: what a scorecard shows is what is on record, counted and summed twice.

Rows in = rows out, sums in = sums out.  What goes in is counted by the ledger itself, in SQL, past
every frame that lies between; what comes out is counted from the rows the sheet of sources prints.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

import pandas as pd

from scorecard.assessment.history import revisions
from scorecard.i18n import Words, number_text
from scorecard.ledger.ledger import opened
from scorecard.pipeline.standing import Standing
from scorecard.report.view import FigureRow
from scorecard.schema.errors import N_, ControlTotalsError
from scorecard.schema.vocabulary import Measure

ADDED: Final = (Measure.FLOW, Measure.STOCK)
"""Measures that can be added up; places, rates and shares of something done are counted only."""
Key: TypeAlias = tuple[str, str]
"""Organisation and indicator."""
_FIGURE: Final = ["organisation", "indicator"]


@dataclass(frozen=True, slots=True)
class Total:
    """How many figures are in force, and their sum; figures without a value add nothing."""

    count: int = 0
    sum: float = 0.0


def refuse_differences(standing: Standing, sources: Iterable[FigureRow]) -> None:
    """Raise `ControlTotalsError` where the figures to be printed are not those on record.

    One error for each indicator whose figures in force differ in number or in sum, the first with
    the `others`.  Of a scorecard of a part only that part is counted.
    """
    recorded = on_record(standing)
    shown = _totals((row.organisation, row.indicator, row.value) for row in sources if row.current)
    facts = standing.data.books.indicators.values[[*_FIGURE, "name"]].dropna(subset="name")
    names = {(o, i): name for o, i, name in facts.itertuples(index=False, name=None)}
    # With all digits of the sums: two that differ never look the same.
    errors = [
        ControlTotalsError(
            indicator=names.get(key, key[1]),
            organisation=key[0],
            shown=there.count,
            shown_sum=f"{there.sum:,.15g}",
            recorded=here.count,
            recorded_sum=f"{here.sum:,.15g}",
        )
        for key in sorted(recorded.keys() | shown.keys())
        if (here := recorded.get(key, Total())) != (there := shown.get(key, Total()))
    ]
    if errors:
        first, *others = errors
        first.others = tuple(others)
        raise first


def control_text(sources: Iterable[FigureRow], words: Words) -> str:
    """The line that is printed: how many figures are in force, and the sums of `ADDED` by unit."""
    current = [row for row in sources if row.current]
    by_unit: dict[str, list[float]] = {}
    for row in current:
        if row.measure in ADDED:
            by_unit.setdefault(row.unit_of_measure, []).append(row.value or 0.0)
    sums = [f"{unit} {number_text(math.fsum(by_unit[unit]))}".strip() for unit in sorted(by_unit)]
    text = words.text(
        N_("{figures} figures of {indicators} indicators are in force, on record and here."),
        figures=len(current),
        indicators=len({(row.organisation, row.indicator) for row in current}),
    )
    if not sums:
        return text
    told = words.text(N_("Sums of both, by unit: {sums}."), sums=words.listed(sums))
    return f"{text}{'' if words.language == 'zh' else ' '}{told}"


def on_record(standing: Standing) -> dict[Key, Total]:
    """The figures in force on the standing's date, as far as it is about them.

    Figures of indicators that are counted from the office's register are taken as counted; so are
    those of the returns folders while there is no ledger.
    """
    frame = revisions(standing.data.figures.values, standing.as_of, standing.policy.fiscal_start)
    current = frame.loc[frame["current"], [*_FIGURE, "value"]].fillna(dict.fromkeys(_FIGURE, ""))
    rows = list(current.itertuples(index=False, name=None))
    if standing.data.ledger_head is not None:
        facts = standing.data.books.indicators.values
        counted = _keys(facts[facts["source"].eq("register")])
        with opened(standing.data.workspace.ledger) as ledger:
            entered = ledger.in_force(standing.data.ledger_head, standing.as_of)
        rows = [row for row in rows if row[:2] in counted]
        rows += [row for row in entered if row[:2] not in counted]
    narrowed = standing.unit is not None or bool(standing.targets)
    mine = _keys(standing.assessments) if narrowed else set()
    return {
        key: total
        for key, total in _totals(rows).items()
        if standing.organisation in {None, key[0]} and (not narrowed or key in mine)
    }


def _keys(frame: pd.DataFrame) -> set[Key]:
    return set(frame[_FIGURE].itertuples(index=False, name=None))


def _totals(rows: Iterable[tuple[str, str, float | None]]) -> dict[Key, Total]:
    """Number and sum by organisation and indicator; summed exactly, whatever the order."""
    values: dict[Key, list[float]] = {}
    for organisation, indicator, value in rows:
        number = 0.0 if value is None or pd.isna(value) else float(value)
        values.setdefault((organisation, indicator), []).append(number)
    return {key: Total(len(found), math.fsum(found)) for key, found in values.items()}
