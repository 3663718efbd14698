"""How every status came about, in the words of `explain`: one row for each line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from scorecard.report.attention import attention_rows
from scorecard.report.excel.table import Column, Desk, Layout, most_lines, table
from scorecard.report.explain import Section, explain
from scorecard.report.parts import FigureRow, Series, TargetRow, View
from scorecard.sheet.book import Sheet, room_for
from scorecard.sheet.lines import ems, lines_needed
from scorecard.sheet.styles import SMALL, WRAPPED
from scorecard.sheet.text import short_name
from scorecard.words import N_

MOST_LINES: Final = 6
SHOWN: Final = 2
"""Of more figures than so many so many are in sight; earlier ones can be unfolded."""
MOST_TARGETS: Final = 400
"""Beyond so many targets only those that need attention are explained."""
NAME_ROOM: Final = 8.6
"""Ems of an indicator's name: beside an empty cell a longer one would run on."""
NEAR: Final = 60
"""Characters from the middle of a long text within which it is parted at a mark or a blank."""


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
    name = short_name(row.name, NAME_ROOM, ems)
    return [
        Step(row.target, row.organisation, name, title if not n else "", part, folded)
        for section in told.sections
        for title, line, folded in _lines(section)
        for n, part in enumerate(parts(line))
    ]


def parts(line: str) -> list[str]:
    """The line in as many parts as it takes rows: none can be higher than a row may be."""
    style = EXPLANATIONS[-1].style
    if lines_needed(line, room_for(EXPLANATIONS[-1].width, style)) <= most_lines(style):
        return [line]
    middle = len(line) // 2
    found = re.compile(r"[。；，.;]|\s").search(line, middle, middle + NEAR)
    cut = found.end() if found else middle
    return [*parts(line[:cut].rstrip()), *parts(line[cut:].lstrip())]


def _lines(section: Section) -> Iterator[tuple[str, str, bool]]:
    """Title, line, whether it is folded: earlier figures alone are, in a long list of them."""
    count = len(section.lines)
    hidden = min(section.old, count - SHOWN) if count > MOST_LINES else 0
    for number, line in enumerate(section.lines):
        yield section.title if number == hidden else "", line, number < hidden
