"""The pages of an organisation: its targets, each with its light and reason, then its charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scorecard.excel.palette import INK, LINE, MUTED
from scorecard.excel.text import in_two_lines, short_name
from scorecard.i18n import N_, Words
from scorecard.report.charts import Picture, title_of
from scorecard.report.highlights import ATTENTION_ORDER
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
from scorecard.report.view import FigureRow, OrganisationBlock, Series, TargetRow, View
from scorecard.schema.vocabulary import Status

# ---------------------------------------------------------------------------
# One block for each target that matters: its chart and, below it, what a leader asks next.


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
    drawn = picture.print
    if drawn is None:
        return
    lines = _lines(paper, facts)
    below = len(lines) * FACT.line + PAD * 2 if lines else 0.0
    chart = WIDTH * drawn.height / drawn.width - (FOOT if lines else 0.0)
    paper.set_y(paper.get_y() + GAP)
    paper.room_for(chart + below)
    top = paper.get_y()
    if picture.plan.page == 0:
        paper.start_section(title_of(picture.plan, words), level=1)
    paper.picture(drawn, MARGIN, top, WIDTH)
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


# ---------------------------------------------------------------------------
# The pages of an organisation: its targets, each with its light and reason, then its charts.


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
