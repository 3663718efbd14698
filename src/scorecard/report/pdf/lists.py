"""Attention, missing figures, the appendix of goals that are not scored, the method."""

from __future__ import annotations

from typing import Final

from scorecard.model.status import Status
from scorecard.report.attention import attention_rows
from scorecard.report.parts import GoalRow, MissingRow, TargetRow, View
from scorecard.report.pdf.paper import MARGIN, MUTED_TEXT, NOTE, SMALL, TEXT, WIDTH, Paper, Type
from scorecard.sheet.palette import INK, LINE, MUTED
from scorecard.words import Words

CHIP: Final = 26.0
TITLE: Final = Type(10, INK, heavy=True)
QUOTE: Final = Type(9.5)


def write_attention(paper: Paper, view: View, words: Words) -> None:
    """Red and amber targets, the worst first: cause, what it takes, owner."""
    rows = attention_rows(view.rows)
    note = words.text("Targets at risk, off track or missed, the worst first.")
    paper.chapter(words.text("Attention"), note)
    if not rows:
        paper.paragraph(words.text("No target is behind or missed."), MUTED_TEXT)
    for row in rows:
        _attention(paper, row, words)


def _attention(paper: Paper, row: TargetRow, words: Words) -> None:
    owner = row.unit_name or row.unit
    title = f"{row.organisation} · {row.name}"
    parts = [row.target_text, row.due_text, words.text("actual {value}", value=row.actual_text)]
    if owner:
        parts.append(words.text("owner: {unit}", unit=owner))
    _item(paper, title, row.status_text, row.status, " · ".join(p for p in parts if p))
    for text in (row.reason, row.needed_text):
        if text:
            paper.paragraph(text, TEXT, x=MARGIN + 1.2, width=WIDTH - 3)
    _close(paper)


def write_missing(paper: Paper, view: View, words: Words) -> None:
    """Figures that have not come, with the day they were due."""
    paper.chapter(
        words.text("Missing figures"),
        words.text("Overdue figures first, then figures whose deadline has not passed."),
    )
    rows = (*view.missing, *view.awaited)
    if not rows:
        paper.paragraph(words.text("No figure is outstanding."), MUTED_TEXT)
    for row in rows:
        _missing(paper, row, words)


def _missing(paper: Paper, row: MissingRow, words: Words) -> None:
    parts = [
        row.unit_name or row.unit,
        row.period_text,
        words.text("deadline {day}", day=row.deadline_text) if row.deadline_text else "",
        row.days_late_text,
        row.last_text,
    ]
    title = f"{row.organisation} · {row.name}"
    _item(paper, title, row.status_text, row.status, " · ".join(p for p in parts if p))
    _close(paper)


def _item(paper: Paper, title: str, label: str, status: str, below: str) -> None:
    lines = paper.lines(title, WIDTH - CHIP - 6, TITLE, 2)
    paper.room_for(len(lines) * 5.8 + 16)
    top = paper.get_y()
    for number, line in enumerate(lines):
        paper.line_of(MARGIN + 1.2, top + 5.8 * number, line, TITLE)
    paper.chip(MARGIN + WIDTH - CHIP, top, CHIP, label, paper.tones[Status(status)])
    paper.set_y(top + 5.8 * len(lines) + 0.6)
    paper.paragraph(below, Type(8.5, MUTED), x=MARGIN + 1.2, width=WIDTH - CHIP - 6)


def _close(paper: Paper) -> None:
    paper.rule(paper.get_y() + 1.2, LINE)
    paper.set_y(paper.get_y() + 3)


def write_unscored(paper: Paper, view: View, words: Words) -> None:
    """The goals that have no verdict, in the documents' own words, organisation by organisation."""
    paper.chapter(
        words.text("Goals that are not scored"),
        words.text("Goals recorded in the documents’ own words; a goal without a number stays so."),
    )
    if not view.unscored:
        paper.paragraph(words.text("None."), MUTED_TEXT)
    organisation = ""
    for goal in view.unscored:
        if goal.organisation != organisation:
            organisation = goal.organisation
            paper.heading(organisation)
        _goal(paper, goal)


def _goal(paper: Paper, goal: GoalRow) -> None:
    quote = paper.lines(f"“{goal.quote.text}”", WIDTH - 2, QUOTE)
    paper.room_for(min(len(quote), 8) * QUOTE.line + 8)
    paper.paragraph(f"“{goal.quote.text}”", QUOTE, x=MARGIN + 1.2, width=WIDTH - 2)
    parts = [goal.goal, goal.class_word, goal.quote.strength_word, goal.reason]
    parts += [goal.quote.title, goal.quote.stated_on]
    paper.paragraph(" · ".join(p for p in parts if p), NOTE, x=MARGIN + 1.2, width=WIDTH - 2)
    if goal.note:
        paper.paragraph(goal.note, SMALL, x=MARGIN + 1.2, width=WIDTH - 2)
    paper.set_y(paper.get_y() + 2.2)


def write_method(paper: Paper, view: View, words: Words) -> None:
    """How progress is judged: words, formulas, thresholds, vocabulary."""
    method = view.method
    paper.chapter(words.text("How progress is judged"))
    for text in method.paragraphs:
        paper.paragraph(text, QUOTE)
        paper.set_y(paper.get_y() + 1.5)
    _pairs(paper, words.text("Formulas"), list(method.formulas), 62)
    limits = [(f"{limit.value:g}", limit.text) for limit in method.thresholds]
    _pairs(paper, words.text("Thresholds"), limits, 22)
    paper.paragraph(words.text("Source of the thresholds: {source}", source=method.source), NOTE)
    paper.heading(words.text("Words of status"))
    for row in method.statuses:
        _status(paper, f"{row.symbol} {row.word}", row.status, row.meaning)
    _pairs(paper, words.text("Remarks"), list(method.flags), 42)


def _status(paper: Paper, label: str, status: str, meaning: str) -> None:
    lines = paper.lines(meaning, WIDTH - CHIP - 6, TEXT)
    paper.room_for(max(8.0, 5.2 * len(lines) + 2))
    top = paper.get_y()
    paper.chip(MARGIN, top, CHIP, label, paper.tones[Status(status)])
    paper.set_y(top + 0.6)
    paper.paragraph(meaning, TEXT, x=MARGIN + CHIP + 4, width=WIDTH - CHIP - 6)
    paper.set_y(max(paper.get_y(), top + 7) + 1)


def _pairs(paper: Paper, title: str, pairs: list[tuple[str, str]], width: float) -> None:
    """Names at the left, their meanings at the right."""
    if not pairs:
        return
    paper.heading(title)
    for name, meaning in pairs:
        names = paper.lines(name, width - 3, TEXT)
        lines = paper.lines(meaning, WIDTH - width, TEXT)
        paper.room_for(TEXT.line * max(len(lines), len(names)))
        top = paper.get_y()
        paper.paragraph(name, Type(9, MUTED), width=width - 3)
        left = paper.get_y()
        paper.set_y(top)
        paper.paragraph(meaning, TEXT, x=MARGIN + width, width=WIDTH - width)
        paper.set_y(max(paper.get_y(), left) + 1)
