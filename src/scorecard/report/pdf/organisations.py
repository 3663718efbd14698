"""The pages of an organisation: its targets, each with its light and reason, then its charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
from scorecard.sheet.palette import INK, LINE, MUTED
from scorecard.sheet.text import in_two_lines
from scorecard.words import N_, Words

SMALLER: Final = Type(8.5, INK, heavy=True)
FLAGS: Final = Type(7, MUTED)
STEP: Final = 5.2
FLAGS_TOP: Final = 6.4
"""Millimetres from line to line, and from a light to its remarks."""
COLUMNS: Final = (
    (0.0, 58.0, N_("Indicator and target")),
    (59.0, 15.0, N_("Due")),
    (75.0, 44.0, N_("Actual")),
    (120.0, 30.0, N_("Progress")),
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
    standing = _standing_of(paper, row)
    head = max(STEP * len(name) + 5, standing.height)
    height = head + 4.6 * len(reason) + 4.5 * len(told) + 2.4
    if paper.get_y() + height > PAGE_END:
        paper.add_page()
        _titles(paper, words)
    top = paper.get_y() + 0.8
    paper.stack(MARGIN + 1.2, top, name, STRONG, STEP)
    below = top + STEP * len(name)
    paper.line_of(MARGIN + 1.2, below, row.target_text, TEXT, COLUMNS[0][1] - 2)
    _write_standing(paper, row, standing, top)
    y = top + head
    y = paper.stack(MARGIN + 1.2, y, reason, SMALL, 4.6)
    y = paper.stack(MARGIN + 1.2, y, told, NOTE, 4.5)
    paper.rule(y + 0.9, LINE)
    paper.set_y(y + 1.4)


@dataclass(frozen=True, slots=True)
class _Standing:
    """Due date, actual and remarks of a target in lines, and the millimetres they take."""

    due: list[str]
    actual: list[str]
    face: Type
    flags: list[str]

    @property
    def height(self) -> float:
        flags = FLAGS_TOP + FLAGS.line * len(self.flags) if self.flags else 0.0
        return max(STEP * len(self.due), STEP * len(self.actual) + 4.6, flags)


def _standing_of(paper: Paper, row: TargetRow) -> _Standing:
    """A long actual is set smaller before it takes a second line."""
    room = COLUMNS[2][1] - 2
    face = STRONG if len(paper.lines(row.actual_text, room, STRONG)) == 1 else SMALLER
    return _Standing(
        due=in_two_lines(row.due_text).split("\n") if row.due_text else [],
        actual=paper.lines(row.actual_text, room, face, 2) if row.actual_text else [],
        face=face,
        flags=paper.lines(row.flag_text, _flags_room(paper, row), FLAGS, 2)
        if row.flag_text
        else [],
    )


def _flags_room(paper: Paper, row: TargetRow) -> float:
    """Millimetres from the shares of the way done and expected to the edge of the page."""
    return WIDTH - COLUMNS[3][0] - paper.ruler(NOTE)(_shares(row)) - 3


def _shares(row: TargetRow) -> str:
    return " / ".join(p for p in (row.progress_text, row.expected_progress_text) if p)


def _write_standing(paper: Paper, row: TargetRow, standing: _Standing, top: float) -> None:
    """Due date, actual with its period, progress against what was expected, status."""
    due, actual, progress, status = (column[0] + MARGIN for column in COLUMNS[1:])
    paper.stack(due + 1, top, standing.due, TEXT, STEP)
    y = paper.stack(actual + 1, top, standing.actual, standing.face, STEP)
    period = " · ".join(part for part in (row.actual_period_text, row.state_word) if part)
    paper.line_of(actual + 1, max(y, top + STEP), period, NOTE, COLUMNS[2][1] - 2)
    numbers = row.numbers
    if numbers.progress is not None:
        paper.progress(progress + 1, top + 1, 27, numbers.progress, numbers.expected_progress)
        paper.line_of(progress + 1, top + 5.6, _shares(row), NOTE, 30)
    paper.chip(status, top - 0.4, 25.5, row.status_text, paper.tones[Status(row.status)])
    for number, line in enumerate(standing.flags):
        y = top + FLAGS_TOP + FLAGS.line * number
        wide = paper.ruler(FLAGS)(line)
        x = min(status + (COLUMNS[4][1] - wide) / 2, MARGIN + WIDTH - wide)
        paper.line_of(x, y, line, FLAGS)
