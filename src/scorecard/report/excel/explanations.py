"""How every status came about, in the words of `explain`: one row for each line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from scorecard.report.attention import attention_rows
from scorecard.report.excel.table import Column, Desk, Layout, table
from scorecard.report.explain import Section, explain
from scorecard.report.parts import FigureRow, Series, TargetRow, View
from scorecard.sheet.book import Sheet
from scorecard.sheet.styles import SMALL, WRAPPED
from scorecard.words import N_

MOST_LINES: Final = 6
SHOWN: Final = 2
"""Of more figures than so many so many are in sight; earlier ones can be unfolded."""
MOST_TARGETS: Final = 400
"""Beyond so many targets only those that need attention are explained."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an explanation; the first of each step that is not folded carries its title."""

    target: str
    organisation: str
    name: str
    title: str
    text: str
    folded: bool = False


_SMALL: Final = SMALL.but(valign="top")
_CUT: Final = _SMALL.but(wrap=False)
"""Said again on every line: a long name ends at its cell's edge instead of becoming tiny."""
EXPLANATIONS: Final[tuple[Column[Step], ...]] = (
    Column(N_("Target id"), 16, lambda s: s.target, _SMALL),
    Column(N_("Organisation"), 12, lambda s: s.organisation, _CUT),
    Column(N_("Indicator"), 17, lambda s: s.name, _CUT.but(indent=1)),
    Column(N_("Step"), 13, lambda s: s.title, WRAPPED.but(bold=True, size=9, valign="top")),
    Column(N_("How it comes about"), 80, lambda s: s.text, WRAPPED.but(size=9, valign="top")),
)


LAYOUT: Final[Layout[Step]] = Layout(13.5, lambda step: step.folded)


def write_explanations(desk: Desk) -> Sheet:
    """From the sentence to the light, step by step; filter by target."""
    text, rows = desk.words.text, desk.view.rows
    note = text(
        "From the sentence to the light, step by step; filter by target. Earlier figures are "
        "folded away: unfold them at the left."
    )
    if len(rows) > MOST_TARGETS:
        rows = tuple(attention_rows(rows)[:MOST_TARGETS])
        note = text("Targets that need attention only; the command explain tells any other.")
    title = text("Explanations")
    sheet = desk.open(
        title, text("How each status came about"), note, len(EXPLANATIONS), landscape=False
    )
    views = _views(desk.view)
    steps = [step for row in rows for step in _steps(desk, row, views[_key(row)])]
    table(desk, sheet, EXPLANATIONS, steps, frozen=3, layout=LAYOUT)
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
        Step(row.target, row.organisation, row.name, *line)
        for section in told.sections
        for line in _lines(section)
    ]


def _lines(section: Section) -> Iterator[tuple[str, str, bool]]:
    """Title, line, whether it is folded: earlier figures alone are, in a long list of them."""
    count = len(section.lines)
    hidden = min(section.old, count - SHOWN) if count > MOST_LINES else 0
    for number, line in enumerate(section.lines):
        yield section.title if number == hidden else "", line, number < hidden
