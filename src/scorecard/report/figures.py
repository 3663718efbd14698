"""Reported figures as the outputs list them, and as charts draw them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

import pandas as pd

from scorecard.model.labels import BASES, STATES
from scorecard.model.series_break import begins_anew
from scorecard.report.amounts import Amounts, Scale
from scorecard.report.curves import Curves
from scorecard.report.facts import Facts, Key, key_of
from scorecard.report.records import Record, month_of, records
from scorecard.report.rows import Place, TargetRow
from scorecard.report.series import Break, FigureRow, Series
from scorecard.store import slug
from scorecard.words import Words

UNKNOWN: Final = Scale("", None, "")
_Known = dict[tuple[str, str, str, str], int]


def figure_rows(
    figures: pd.DataFrame, facts: Facts, words: Words, fiscal_start: int
) -> tuple[FigureRow, ...]:
    """Every figure, by organisation, indicator, period and vintage."""
    rows = list(records(figures))
    latest = _in_force(rows)
    amounts = Amounts(words)
    made = [
        _figure(row, facts, amounts, fiscal_start, current=latest[_period_key(row)]) for row in rows
    ]
    return tuple(
        sorted(
            made,
            key=lambda f: (*facts.place(f.organisation, f.indicator), f.month, f.basis, f.vintage),
        )
    )


def _in_force(rows: Iterable[Record]) -> _Known:
    """The vintage of each figure that came last, as the rules take it: by day, then by entry."""
    came: dict[tuple[str, str, str, str], tuple[date, int]] = {}
    for row in rows:
        key, arrival = _period_key(row), (row["known_on"] or date.min, row["vintage"] or 1)
        came[key] = max(came.get(key, arrival), arrival)
    return {key: vintage for key, (_, vintage) in came.items()}


def _period_key(row: Record) -> tuple[str, str, str, str]:
    return (*key_of(row), row["period"] or "", row["basis"] or "")


def _figure(
    row: Record, facts: Facts, amounts: Amounts, fiscal_start: int, *, current: int
) -> FigureRow:
    organisation, indicator = key = key_of(row)
    scale, words = facts.scales.get(key, UNKNOWN), amounts.words
    return FigureRow(
        organisation=organisation,
        indicator=indicator,
        name=facts.names.get(key, indicator),
        unit_of_measure=amounts.unit(scale),
        measure=scale.measure,
        decimals=scale.decimals,
        period=row["period"] or "",
        period_text=words.period(row["period"], fiscal_start),
        basis_word=words.label(BASES, row["basis"] or ""),
        month=month_of(row["period"], fiscal_start) or 0,
        value=row["value"],
        value_text=amounts.value(row["value"], scale, row["rank_of"]),
        raw=row["raw"] or "",
        state=row["state"] or "",
        state_word=words.label(STATES, row["state"] or ""),
        rank_of=row["rank_of"],
        evidence=row["evidence"] or "",
        note=row["note"] or "",
        received_text=words.date(row["known_on"]),
        sent_by=row["sent_by"] or "",
        vintage=row["vintage"] or 1,
        current=(row["vintage"] or 1) == current,
        place=Place(row["file"], row["sheet"], row["cell"]),
        basis=row["basis"] or "",
        known_on=row["known_on"],
    )


def untargeted(figures: Iterable[FigureRow], rows: Iterable[TargetRow]) -> tuple[FigureRow, ...]:
    """The figures in force of indicators that no target uses."""
    targeted = {(row.organisation, row.indicator) for row in rows}
    return tuple(f for f in figures if f.current and (f.organisation, f.indicator) not in targeted)


def all_series(
    figures: Iterable[FigureRow], rows: Iterable[TargetRow], facts: Facts, curves: Curves
) -> tuple[Series, ...]:
    """One series for each indicator that has figures, or a target with a value and a date.

    A target without a number or a date is shown where there are figures: it is not scored, and why.
    """
    points: dict[Key, list[FigureRow]] = {}
    for figure in figures:
        if figure.value is not None:
            points.setdefault((figure.organisation, figure.indicator), []).append(figure)
    targets: dict[Key, list[TargetRow]] = {}
    for row in rows:
        key = row.organisation, row.indicator
        whole = row.numbers.target_value is not None and row.due
        if whole or key in points:
            targets.setdefault(key, []).append(row)
    keys = sorted(points.keys() | targets.keys(), key=lambda key: (*facts.place(*key), key))
    return tuple(_series(key, points, targets, facts, curves) for key in keys)


def _series(
    key: Key,
    points: Mapping[Key, list[FigureRow]],
    targets: Mapping[Key, list[TargetRow]],
    facts: Facts,
    curves: Curves,
) -> Series:
    organisation, indicator = key
    scale = facts.scales.get(key, UNKNOWN)
    found = points.get(key, [])
    current = tuple(figure for figure in found if figure.current)
    return Series(
        organisation=organisation,
        indicator=indicator,
        name=facts.names.get(key, indicator),
        unit_of_measure=curves.amounts.unit(scale),
        decimals=scale.decimals,
        measure=scale.measure,
        points=current,
        targets=tuple(curves.target(row, scale) for row in targets.get(key, ())),
        file_stem=slug(f"{organisation} {indicator}".strip()),
        earlier=tuple(figure for figure in found if not figure.current),
        totals=curves.totals(key, scale),
        control=curves.control(key, scale),
        breaks=tuple(_breaks(current)),
    )


def _breaks(figures: Iterable[FigureRow]) -> Iterator[Break]:
    """Figures whose note says that from here on something else is measured."""
    for figure in figures:
        if begins_anew(figure.note):
            yield Break(figure.month, figure.note.strip())
