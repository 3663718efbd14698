"""The method page: words, formulas, thresholds, vocabulary, in two columns on one page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from scorecard.model.status import Status
from scorecard.report.parts import StatusMeaning, View
from scorecard.report.pdf.paper import MARGIN, NOTE, WIDTH, Paper, Type
from scorecard.sheet.palette import INK, MUTED
from scorecard.words import Words

CHIP: Final = 26.0
BETWEEN: Final = 8.0
ABOVE: Final = 1.5
LEAST: Final = 18.0
"""Millimetres: above a heading, and what a page must have left for one."""
COLUMN: Final = (WIDTH - BETWEEN) / 2
WORD: Final = Type(8.5, INK)
NAME: Final = Type(8.5, MUTED)
BODY: Final = Type(9.5)

Pair = tuple[str, str]


def write_method(paper: Paper, view: View, words: Words) -> None:
    """How progress is judged, so that a reader can do it again by hand."""
    method = view.method
    paper.chapter(words.text("How progress is judged"))
    for text in method.paragraphs:
        paper.paragraph(text, BODY)
        paper.set_y(paper.get_y() + 0.8)
    paper.heading(words.text("Formulas"), ABOVE, LEAST)
    _columns(paper, list(method.formulas), 32)
    paper.heading(words.text("Thresholds"), ABOVE, LEAST)
    _columns(paper, [(f"{limit.value:g}", limit.text) for limit in method.thresholds], 12)
    paper.paragraph(words.text("Source of the thresholds: {source}", source=method.source), NOTE)
    paper.heading(words.text("Words of status"), ABOVE, LEAST)
    _statuses(paper, method.statuses)
    if method.flags:
        paper.heading(words.text("Remarks"), ABOVE, LEAST)
        _columns(paper, list(method.flags), 26)
    if view.control:
        paper.paragraph(view.control, NOTE)


def _columns(paper: Paper, pairs: Sequence[Pair], width: float) -> None:
    """Names with their meanings, down the left column and then down the right."""
    half = -(-len(pairs) // 2)
    for left, right in zip(pairs[:half], [*pairs[half:], None], strict=False):
        shown = [pair for pair in (left, right) if pair is not None]
        lines = [
            (paper.lines(name, width - 2, NAME), paper.lines(text, COLUMN - width, WORD))
            for name, text in shown
        ]
        height = max(max(len(a), len(b)) for a, b in lines) * WORD.line + 0.4
        paper.room_for(height)
        top = paper.get_y()
        for number, (names, texts) in enumerate(lines):
            x = MARGIN + number * (COLUMN + BETWEEN)
            for n, line in enumerate(names):
                paper.line_of(x, top + n * WORD.line, line, NAME)
            for n, line in enumerate(texts):
                paper.line_of(x + width, top + n * WORD.line, line, WORD)
        paper.set_y(top + height)


def _statuses(paper: Paper, statuses: Sequence[StatusMeaning]) -> None:
    """The lights with what they mean, in two columns."""
    half = -(-len(statuses) // 2)
    for left, right in zip(statuses[:half], [*statuses[half:], None], strict=False):
        shown = [row for row in (left, right) if row is not None]
        lines = [paper.lines(row.meaning, COLUMN - CHIP - 3, WORD) for row in shown]
        height = max(7.0, max(map(len, lines)) * WORD.line + 1.4)
        paper.room_for(height)
        top = paper.get_y()
        for number, row in enumerate(shown):
            x = MARGIN + number * (COLUMN + BETWEEN)
            paper.chip(x, top, CHIP, f"{row.symbol} {row.word}", paper.tones[Status(row.status)])
            for n, line in enumerate(lines[number]):
                paper.line_of(x + CHIP + 3, top + 0.7 + n * WORD.line, line, WORD)
        paper.set_y(top + height)
