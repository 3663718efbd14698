"""The pages of an organisation: its targets, each with its light and reason, then its charts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from scorecard.model.status import Status
from scorecard.report.charts import Picture
from scorecard.report.parts import FigureRow, OrganisationBlock, TargetRow, View
from scorecard.report.pdf.blocks import write_block, write_chart
from scorecard.report.pdf.paper import (
    MARGIN,
    MUTED_TEXT,
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


def write_boards(paper: Paper, pictures: Sequence[Picture], words: Words) -> None:
    """The pictures of all organisations together."""
    paper.chapter(words.text("At a glance"))
    for picture in pictures:
        write_chart(paper, picture, words)


def write_organisation(
    paper: Paper, view: View, block: OrganisationBlock, pictures: Sequence[Picture], words: Words
) -> None:
    """Title, tally, targets, figures without a target; then a block for each that matters."""
    paper.chapter(block.organisation, block.tally_text)
    drawn = {
        (view.series[picture.plan.place].organisation, view.series[picture.plan.place].indicator)
        for picture in pictures
    }
    if block.rows:
        _titles(paper, words)
    else:
        paper.paragraph(words.text("No targets."), MUTED_TEXT)
    for row in block.rows:
        _target(paper, row, words, quoted=(row.organisation, row.indicator) not in drawn)
    _untargeted(paper, [f for f in view.untargeted if f.organisation == block.organisation], words)
    for picture in pictures:
        write_block(paper, picture, view.series[picture.plan.place], words)


def _untargeted(paper: Paper, figures: Sequence[FigureRow], words: Words) -> None:
    """The latest figure of each indicator that has no target."""
    latest = {figure.indicator: figure for figure in figures if figure.current}
    if not latest:
        return
    paper.heading(words.text("Figures without a target"))
    for figure in latest.values():
        paper.room_for(TEXT.line + 1)
        y = paper.get_y()
        parts = (figure.period_text, figure.basis_word, figure.state_word)
        paper.line_of(MARGIN + 1.2, y, figure.name, TEXT, 78)
        paper.line_of(MARGIN + 83, y, figure.value_text, STRONG, 32)
        told = " · ".join(part for part in parts if part)
        paper.line_of(MARGIN + 118, y, told, NOTE, WIDTH - 118)
        paper.set_y(y + TEXT.line + 1)


def _titles(paper: Paper, words: Words) -> None:
    paper.titles([(x, width, words.text(title)) for x, width, title in COLUMNS])


def _target(paper: Paper, row: TargetRow, words: Words, *, quoted: bool) -> None:
    """Name and target, due date, actual, bar, light; below it the reason.

    The sentence stands here only where no block below tells it.
    """
    name = paper.lines(row.name, COLUMNS[0][1] - 2, STRONG, 3)
    reason = paper.lines(row.reason, WIDTH - 4, SMALL, 3)
    quote = f"“{row.source.text}” {row.source.title} {row.source.stated_on}"
    told = paper.lines(quote, WIDTH - 4, NOTE, 2) if quoted and row.source.text else []
    height = 5.2 * len(name) + 5 + 4.6 * len(reason) + 4.5 * len(told) + 2.4
    if paper.get_y() + height > PAGE_END:
        paper.add_page()
        _titles(paper, words)
    top = paper.get_y() + 0.8
    for number, line in enumerate(name):
        paper.line_of(MARGIN + 1.2, top + 5.2 * number, line, STRONG)
    below = top + 5.2 * len(name)
    paper.line_of(MARGIN + 1.2, below, row.target_text, TEXT, COLUMNS[0][1] - 2)
    _standing(paper, row, top)
    y = below + 5
    for line in reason:
        paper.line_of(MARGIN + 1.2, y, line, SMALL)
        y += 4.6
    for line in told:
        paper.line_of(MARGIN + 1.2, y, line, NOTE)
        y += 4.5
    paper.rule(y + 0.9, LINE)
    paper.set_y(y + 1.4)


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
