"""One block for each target that matters: its chart and, below it, what a leader asks next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from scorecard.report.attention import ATTENTION_ORDER
from scorecard.report.charts import Picture, Plan
from scorecard.report.parts import Series, TargetRow
from scorecard.report.pdf.drawing import draw_recording
from scorecard.report.pdf.paper import MARGIN, WIDTH, Paper, Type
from scorecard.sheet.palette import INK, LINE, MUTED
from scorecard.sheet.text import short_name
from scorecard.words import N_, Words

GAP: Final = 3.0
FOOT: Final = 2.6
PAD: Final = 2.0
LABEL: Final = 19.0
"""Millimetres: between blocks, of the chart's empty foot, around facts, for a fact's name."""
NAME: Final = Type(8, MUTED)
FACT: Final = Type(8, INK)
WITH_END: Final = 0
"""One line that keeps its end: of a file, sheet and cell the cell matters most."""
MOST_LINES: Final = 5
"""Lines of facts below a chart: two blocks fill a page."""


def write_chart(paper: Paper, picture: Picture, words: Words) -> None:
    """A chart over the whole width as lines and texts, with a bookmark."""
    _block(paper, picture, [], words)


def write_block(paper: Paper, picture: Picture, series: Series, words: Words) -> None:
    """A chart with the facts of its headline target."""
    facts = _facts(series, words) if picture.plan.kind == "trajectory" else []
    _block(paper, picture, facts, words)


def headline_of(series: Series) -> TargetRow | None:
    """The target whose facts are told: the first that needs attention, else the first."""
    rows = [target.row for target in series.targets]
    red = [row for row in rows if row.status in ATTENTION_ORDER]
    return next(iter([*red, *rows]), None)


def _facts(series: Series, words: Words) -> list[tuple[str, str, int]]:
    """Name, text and most lines of each fact; those that are not known are left out."""
    row = headline_of(series)
    if row is None:
        return []
    others = [t.row for t in series.targets[:3] if t.row is not row and t.row.reason]
    source = row.source
    quote = f"“{source.text}” {source.title} {source.stated_on}".strip() if source.text else ""
    owner = " · ".join(part for part in (row.unit_name, row.target) if part)
    wanted = (
        (N_("Needed"), row.needed_text, 2),
        (N_("Margin"), row.distance_text, 1),
        *((row_of.due_text, row_of.reason, 1) for row_of in others),
        (N_("Owner"), owner, 1),
        (N_("Stated"), quote, 2),
        (N_("Figure in"), row.figure.text, WITH_END),
    )
    return [(words.text(name), text, most) for name, text, most in wanted if text]


def _block(
    paper: Paper, picture: Picture, facts: Sequence[tuple[str, str, int]], words: Words
) -> None:
    drawing = picture.drawing
    if drawing is None:
        return
    lines = _lines(paper, facts)
    below = len(lines) * FACT.line + PAD * 2 if lines else 0.0
    chart = WIDTH * drawing.height / drawing.width - (FOOT if lines else 0.0)
    paper.set_y(paper.get_y() + GAP)
    paper.room_for(chart + below)
    top = paper.get_y()
    if picture.plan.page == 0:
        paper.start_section(picture_name(picture.plan, words), level=1)
    draw_recording(paper, drawing, MARGIN, top, WIDTH)
    y = top + chart
    if lines:
        _rule(paper, y)
    for name, text in lines:
        paper.line_of(MARGIN + 6, y + PAD, name, NAME, LABEL - 2)
        paper.line_of(MARGIN + 6 + LABEL, y + PAD, text, FACT)
        y += FACT.line
    with paper.local_context(draw_color=LINE, line_width=0.2):
        paper.rect(MARGIN, top, WIDTH, chart + below)
    paper.set_y(top + chart + below)


def _lines(paper: Paper, facts: Sequence[tuple[str, str, int]]) -> list[tuple[str, str]]:
    """The facts broken into lines, the name before the first of each."""
    found: list[tuple[str, str]] = []
    room, measure = WIDTH - LABEL - 12, paper.ruler(FACT)
    for name, text, most in facts:
        if most == WITH_END:
            told = [short_name(text, room, measure)]
        else:
            told = paper.lines(text, room, FACT, most)
        found += [(name if n == 0 else "", line) for n, line in enumerate(told)]
    return found[:MOST_LINES]


def _rule(paper: Paper, y: float) -> None:
    with paper.local_context(draw_color=LINE, line_width=0.2):
        paper.line(MARGIN + 6, y, MARGIN + WIDTH - 6, y)


def picture_name(plan: Plan, words: Words) -> str:
    """What the bookmark of a picture says."""
    if plan.kind == "heat":
        return words.text("Targets by quarter")
    if plan.kind == "league":
        return words.text("League table: {name}", name=plan.title)
    if plan.kind == "control":
        return words.text("Control chart: {name}", name=plan.title)
    return plan.title
