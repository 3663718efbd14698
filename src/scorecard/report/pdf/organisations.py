"""The pages of an organisation: its targets, each with its light and reason, then its charts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from scorecard.model.status import Status
from scorecard.report.charts import Picture, Plan
from scorecard.report.parts import OrganisationBlock, TargetRow
from scorecard.report.pdf.drawing import draw_recording
from scorecard.report.pdf.paper import (
    MARGIN,
    NOTE,
    PAGE_END,
    SMALL,
    STRONG,
    TEXT,
    WIDTH,
    Paper,
    Type,
)
from scorecard.sheet.palette import LINE, MUTED
from scorecard.words import N_, Words

COLUMNS: Final = (
    (0.0, 58.0, N_("Indicator and target")),
    (60.0, 22.0, N_("Due")),
    (82.0, 34.0, N_("Actual")),
    (117.0, 34.0, N_("Progress")),
    (152.0, 26.0, N_("Status")),
)
CHART_GAP: Final = 6.0


def write_boards(paper: Paper, pictures: Sequence[Picture], words: Words) -> None:
    """The pictures of all organisations together."""
    paper.chapter(words.text("At a glance"))
    for picture in pictures:
        _chart(paper, picture, words)


def write_organisation(
    paper: Paper, block: OrganisationBlock, pictures: Sequence[Picture], words: Words
) -> None:
    """Title, tally, targets, charts."""
    paper.chapter(block.organisation, block.tally_text)
    if block.rows:
        _titles(paper, words)
    for row in block.rows:
        _target(paper, row, words)
    for picture in pictures:
        _chart(paper, picture, words)


def _titles(paper: Paper, words: Words) -> None:
    paper.titles([(x, width, words.text(title)) for x, width, title in COLUMNS])


def _target(paper: Paper, row: TargetRow, words: Words) -> None:
    """Name and target, due date, actual, bar, light; below it the reason and the sentence."""
    name = paper.lines(row.name, COLUMNS[0][1] - 2, STRONG, 3)
    reason = paper.lines(row.reason, WIDTH - 4, SMALL, 3)
    quote = f"“{row.source.text}” {row.source.title} {row.source.stated_on}"
    quoted = paper.lines(quote, WIDTH - 4, NOTE, 2) if row.source.text else []
    height = 5.4 * len(name) + 5 + 4.8 * len(reason) + 4.6 * len(quoted) + 5
    if paper.get_y() + height > PAGE_END:
        paper.add_page()
        _titles(paper, words)
    top = paper.get_y() + 1
    for number, line in enumerate(name):
        paper.line_of(MARGIN + 1.2, top + 5.4 * number, line, STRONG)
    below = top + 5.4 * len(name)
    paper.line_of(MARGIN + 1.2, below, row.target_text, TEXT, COLUMNS[0][1] - 2)
    _standing(paper, row, top)
    y = below + 6
    for line in reason:
        paper.line_of(MARGIN + 1.2, y, line, SMALL)
        y += 4.8
    for line in quoted:
        paper.line_of(MARGIN + 1.2, y, line, NOTE)
        y += 4.6
    paper.rule(y + 1.6, LINE)
    paper.set_y(y + 2.6)


def _standing(paper: Paper, row: TargetRow, top: float) -> None:
    """Due date, actual with its period, progress against what was expected, status."""
    due, actual, progress, status = (column[0] + MARGIN for column in COLUMNS[1:])
    paper.line_of(due + 1, top, row.due_text, TEXT, 20)
    paper.line_of(actual + 1, top, row.actual_text, STRONG, 32)
    period = " · ".join(part for part in (row.actual_period_text, row.state_word) if part)
    paper.line_of(actual + 1, top + 5.2, period, NOTE, 32)
    numbers = row.numbers
    if numbers.progress is not None:
        paper.progress(progress + 1, top + 1, 30, numbers.progress, numbers.expected_progress)
        text = " / ".join(p for p in (row.progress_text, row.expected_progress_text) if p)
        paper.line_of(progress + 1, top + 5.6, text, NOTE, 32)
    paper.chip(status, top - 0.4, 25.5, row.status_text, paper.tones[Status(row.status)])
    if row.flag_text:
        paper.line_of(status, top + 6.6, row.flag_text, Type(7.5, MUTED), 25.5, "C")


def _chart(paper: Paper, picture: Picture, words: Words) -> None:
    """A chart over the whole width as lines and texts, with a bookmark."""
    if picture.drawing is None:
        return
    height = WIDTH * picture.drawing.height / picture.drawing.width
    paper.set_y(paper.get_y() + CHART_GAP)
    paper.room_for(height)
    y = paper.get_y()
    if picture.plan.page == 0:
        paper.start_section(_name(picture.plan, words), level=1)
    draw_recording(paper, picture.drawing, MARGIN, y, WIDTH)
    with paper.local_context(draw_color=LINE, line_width=0.2):
        paper.rect(MARGIN, y, WIDTH, height)
    paper.set_y(y + height)


def _name(plan: Plan, words: Words) -> str:
    """What the bookmark of a picture says."""
    if plan.kind == "heat":
        return words.text("Targets by quarter")
    if plan.kind == "bullets":
        return words.text("Progress at a glance")
    if plan.kind == "league":
        return words.text("League table: {name}", name=plan.title)
    if plan.kind == "control":
        return words.text("Control chart: {name}", name=plan.title)
    return plan.title
