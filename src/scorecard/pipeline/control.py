"""Control totals: what a scorecard shows is what is on record, counted and summed twice.

Rows in = rows out, sums in = sums out.  What goes in is counted by the ledger itself, in SQL, past
every frame that lies between; what comes out is counted from the rows the sheet of sources prints.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

import pandas as pd

from scorecard.ledger.ledger import opened
from scorecard.model.errors import ControlTotalsError
from scorecard.model.printing import number_text
from scorecard.model.status import Measure
from scorecard.pipeline.judge import Standing
from scorecard.report.parts import FigureRow
from scorecard.rules.history import revisions
from scorecard.words import N_, Words

ADDED: Final = (Measure.FLOW, Measure.STOCK)
Key: TypeAlias = tuple[str, str]
"""Organisation and indicator."""


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
    recorded, shown = on_record(standing), _totals(_shown(sources))
    names = _names(standing)
    errors = [
        ControlTotalsError(
            indicator=names.get(key, key[1]),
            organisation=key[0],
            shown=there.count,
            shown_sum=_exact(there.sum),
            recorded=here.count,
            recorded_sum=_exact(here.sum),
        )
        for key in sorted(recorded.keys() | shown.keys())
        if (here := recorded.get(key, Total())) != (there := shown.get(key, Total()))
    ]
    if errors:
        first, *others = errors
        first.others = tuple(others)
        raise first


def control_text(sources: Iterable[FigureRow], words: Words) -> str:
    """The line that is printed: how many figures are in force, and their sums by unit.

    Sums of what can be added; places, rates and shares of something done are counted only.
    """
    current = [row for row in sources if row.current]
    by_unit: dict[str, list[float]] = {}
    for row in current:
        if row.measure not in ADDED:
            continue
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
    rows = list(_in_frame(frame[frame["current"]]))
    if standing.data.ledger_head is not None:
        counted = _counted(standing)
        with opened(standing.data.workspace.ledger) as ledger:
            entered = ledger.in_force(standing.data.ledger_head, standing.as_of)
        rows = [row for row in rows if row[:2] in counted]
        rows += [row for row in entered if row[:2] not in counted]
    return {key: total for key, total in _totals(rows).items() if _concerns(standing, key)}


def _counted(standing: Standing) -> set[Key]:
    facts = standing.data.books.indicators.values
    mine = facts.loc[facts["source"].eq("register"), ["organisation", "indicator"]]
    return set(mine.itertuples(index=False, name=None))


def _concerns(standing: Standing, key: Key) -> bool:
    if standing.organisation is not None and key[0] != standing.organisation:
        return False
    if standing.unit is None and not standing.targets:
        return True
    told = standing.assessments[["organisation", "indicator"]]
    return key in set(told.itertuples(index=False, name=None))


def _in_frame(frame: pd.DataFrame) -> Iterator[tuple[str, str, float | None]]:
    for organisation, indicator, value in zip(
        frame["organisation"].fillna(""), frame["indicator"].fillna(""), frame["value"], strict=True
    ):
        yield organisation, indicator, None if pd.isna(value) else float(value)


def _shown(sources: Iterable[FigureRow]) -> Iterator[tuple[str, str, float | None]]:
    return ((row.organisation, row.indicator, row.value) for row in sources if row.current)


def _totals(rows: Iterable[tuple[str, str, float | None]]) -> dict[Key, Total]:
    """Number and sum by organisation and indicator; summed exactly, whatever the order."""
    values: dict[Key, list[float]] = {}
    for organisation, indicator, value in rows:
        values.setdefault((organisation, indicator), []).append(value or 0.0)
    return {key: Total(len(found), math.fsum(found)) for key, found in values.items()}


def _names(standing: Standing) -> dict[Key, str]:
    frame = standing.data.books.indicators.values[["organisation", "indicator", "name"]]
    return {(o, i): n for o, i, n in frame.itertuples(index=False, name=None) if isinstance(n, str)}


def _exact(value: float) -> str:
    """The sum with all its digits: two that differ never look the same."""
    return f"{value:,.15g}"
