"""How every status came about, in the words of `explain`: one row for each line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from scorecard.report.attention import attention_rows
from scorecard.report.excel.table import Column, Desk, table
from scorecard.report.explain import explain
from scorecard.report.parts import FigureRow, Series, TargetRow, View
from scorecard.sheet.book import Sheet
from scorecard.sheet.styles import SMALL, WRAPPED
from scorecard.words import N_

MOST_TARGETS: Final = 400
"""Beyond so many targets only those that need attention are explained."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an explanation; the first of each step carries its title."""

    target: str
    organisation: str
    name: str
    title: str
    text: str


EXPLANATIONS: Final[tuple[Column[Step], ...]] = (
    Column(N_("Target id"), 17, lambda s: s.target, SMALL),
    Column(N_("Organisation"), 16, lambda s: s.organisation, SMALL),
    Column(N_("Indicator"), 26, lambda s: s.name, SMALL),
    Column(N_("Step"), 14, lambda s: s.title, WRAPPED.but(bold=True)),
    Column(N_("How it comes about"), 96, lambda s: s.text, WRAPPED),
)


def write_explanations(desk: Desk) -> Sheet:
    """From the sentence to the light, step by step; filter by target."""
    text, rows = desk.words.text, desk.view.rows
    note = text("From the sentence to the light, step by step; filter by target.")
    if len(rows) > MOST_TARGETS:
        rows = tuple(attention_rows(rows)[:MOST_TARGETS])
        note = text("Targets that need attention only; the command explain tells any other.")
    title = text("Explanations")
    sheet = desk.open(title, text("How each status came about"), note, len(EXPLANATIONS))
    views = _views(desk.view)
    steps = [step for row in rows for step in _steps(desk, row, views[_key(row)])]
    table(desk, sheet, EXPLANATIONS, steps, frozen=3)
    return sheet


def _key(row: TargetRow | FigureRow | Series) -> tuple[str, str]:
    return row.organisation, row.indicator


def _views(view: View) -> dict[tuple[str, str], View]:
    """The view cut down to each indicator, so that nobody looks through all figures again."""
    figures: dict[tuple[str, str], list[FigureRow]] = {_key(row): [] for row in view.rows}
    series: dict[tuple[str, str], list[Series]] = {}
    for figure in view.sources:
        figures.setdefault(_key(figure), []).append(figure)
    for one in view.series:
        series.setdefault(_key(one), []).append(one)
    return {
        key: replace(view, sources=tuple(found), series=tuple(series.get(key, ())))
        for key, found in figures.items()
    }


def _steps(desk: Desk, row: TargetRow, view: View) -> list[Step]:
    told = explain(view, row, desk.words)
    return [
        Step(row.target, row.organisation, row.name, section.title if first else "", line)
        for section in told.sections
        for first, line in zip([True, *[False] * len(section.lines)], section.lines, strict=False)
    ]
