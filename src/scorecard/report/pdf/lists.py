"""Attention, missing figures, the appendix of goals that are not scored, the method."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from scorecard.excel.palette import HEAD, INK, LINE, MUTED
from scorecard.i18n import N_, Words
from scorecard.report.highlights import attention_rows
from scorecard.report.pdf.paper import MARGIN, MUTED_TEXT, NOTE, TEXT, WIDTH, Paper, Type
from scorecard.report.view import GoalRow, StatusMeaning, TargetRow, View
from scorecard.schema.followup import Followed, FollowUp
from scorecard.schema.vocabulary import Status

CHIP, GOAL, CHAPTER_ROOM = 26.0, 17.0, 90.0
"""Millimetres: a light, a goal's number, and what a page must have left for a new chapter."""
TITLE: Final = Type(10, INK, heavy=True)
BELOW: Final = Type(8.5, MUTED)
STEP: Final = 5.8
MOST_TOGETHER: Final = 12
"""Lines of an entry that are never parted."""


def write_attention(paper: Paper, view: View, words: Words) -> None:
    """Red and amber targets, the worst first: cause, what it takes, owner."""
    text, rows = words.text, attention_rows(view.rows)
    note = text("Targets at risk, off track or missed, the worst first.")
    paper.chapter(text("Attention"), note, flowing=CHAPTER_ROOM)
    if not rows:
        paper.paragraph(text("No target is behind or missed."), MUTED_TEXT)
    for row in rows:
        owner = row.unit_name or row.unit
        parts = [row.target_text, row.due_text, text("actual {value}", value=row.actual_text)]
        parts += [text("owner: {unit}", unit=owner)] if owner else []
        typed = view.followups.get(row.target, Followed()).told
        told = [row.reason, row.needed_text, *_typed(typed, owner, words)]
        lines = [line for one in told if one for line in paper.lines(one, WIDTH - 3, TEXT)]
        together = TEXT.line * min(len(lines), MOST_TOGETHER)
        _item(paper, row, parts, together)
        paper.flow(lines, TEXT, MARGIN + 1.2)
        _close(paper)


def _typed(typed: FollowUp, owner: str, words: Words) -> list[str]:
    """Cause, action, owner and date as they were typed beside the target in the workbook.

    An owner that was left as it stood is told already.
    """
    named = (
        (N_("Cause"), typed.cause),
        (N_("Action"), typed.action),
        (N_("Owner"), typed.owner if typed.owner != owner else ""),
        (N_("By when"), words.date(typed.day) or typed.by_when),
    )
    return [
        words.text(N_("{name}: {text}"), name=words.text(name), text=text)
        for name, text in named
        if text
    ]


def write_missing(paper: Paper, view: View, words: Words) -> None:
    """Figures that have not come, with the day they were due."""
    text, rows = words.text, (*view.missing, *view.awaited)
    note = text("Overdue figures first, then figures whose deadline has not passed.")
    paper.chapter(text("Missing figures"), note, flowing=CHAPTER_ROOM)
    if not rows:
        paper.paragraph(text("No figure is outstanding."), MUTED_TEXT)
    for missing in rows:
        row = missing.row
        due = text("deadline {day}", day=row.deadline_text) if row.deadline_text else ""
        owner = row.unit_name or row.unit
        late = missing.days_late_text
        _item(paper, row, [owner, row.period_needed_text, due, late, missing.last_text])
        _close(paper)


def _item(paper: Paper, row: TargetRow, parts: Sequence[str], more: float = 0.0) -> None:
    """A light with its title and a muted line; `more` millimetres stay on the same page."""
    room, below = WIDTH - CHIP - 6, " · ".join(part for part in parts if part)
    title = paper.lines(f"{row.organisation} · {row.name}", room, TITLE, 2)
    muted = len(paper.lines(below, room, BELOW)) * BELOW.line
    paper.room_for(len(title) * STEP + 0.6 + muted + more)
    top = paper.get_y()
    end = paper.stack(MARGIN + 1.2, top, title, TITLE, STEP)
    paper.chip(MARGIN + WIDTH - CHIP, top, CHIP, row.status_text, paper.tones[Status(row.status)])
    paper.set_y(end + 0.6)
    paper.paragraph(below, BELOW, x=MARGIN + 1.2, width=room)


def _close(paper: Paper) -> None:
    paper.rule(paper.get_y() + 1.2, LINE)
    paper.set_y(paper.get_y() + 3)


def write_unscored(paper: Paper, view: View, words: Words) -> None:
    """The goals that have no verdict, in the documents' own words, organisation by organisation."""
    text = words.text
    note = text("Goals recorded in the documents’ own words; a goal without a number stays so.")
    paper.chapter(text("Goals that are not scored"), note, flowing=CHAPTER_ROOM)
    if not view.unscored:
        paper.paragraph(text("None."), MUTED_TEXT)
    organisation = document = ""
    for goal in view.unscored:
        if goal.organisation != organisation:
            organisation, document = goal.organisation, ""
            paper.heading(organisation)
        if goal.quote.title != document:
            document = goal.quote.title
            told = " · ".join(part for part in (document, goal.quote.stated_on) if part)
            paper.room_for(24)
            face = Type(8.5, HEAD, heavy=True)
            paper.paragraph(told, face, x=MARGIN + 1.2, width=WIDTH - 2, most=2)
            paper.set_y(paper.get_y() + 1.2)
        _goal(paper, goal)


def _goal(paper: Paper, goal: GoalRow) -> None:
    """The sentence; below it its number, class, why it is not scored, and the open question."""
    quote = paper.lines(f"“{goal.quote.text}”", WIDTH - GOAL - 2, TEXT)
    parts = (goal.class_word, goal.quote.strength_word, goal.reason, goal.note)
    told = paper.lines(" · ".join(part for part in parts if part), WIDTH - GOAL - 2, NOTE)
    paper.room_for(min(len(quote), 8) * TEXT.line + min(len(told), 3) * NOTE.line + 1)
    paper.line_of(MARGIN + 1.2, paper.get_y() + 0.3, goal.goal, NOTE, GOAL - 2)
    paper.flow(quote, TEXT, MARGIN + GOAL)
    paper.flow(told, NOTE, MARGIN + GOAL)
    paper.set_y(paper.get_y() + 1.6)


# ---------------------------------------------------------------------------
# The method page: words, formulas, thresholds, vocabulary, in two columns on one page.


WORD_CHIP, BETWEEN, ABOVE, LEAST = 26.0, 8.0, 1.5, 18.0
"""Millimetres: a light, between columns, above a heading, what a page must have left for one."""
COLUMN: Final = (WIDTH - BETWEEN) / 2
WORD: Final = Type(8.5, INK)
NAME: Final = Type(8.5, MUTED)
BODY: Final = Type(9.5)


def write_method(paper: Paper, view: View, words: Words) -> None:
    """How progress is judged, so that a reader can do it again by hand."""
    text, method = words.text, view.method
    paper.chapter(text("How progress is judged"))
    for paragraph in method.paragraphs:
        paper.paragraph(paragraph, BODY)
        paper.set_y(paper.get_y() + 0.8)
    paper.heading(text("Formulas"), ABOVE, LEAST)
    _in_two(paper, [_pair(paper, *pair, 32) for pair in method.formulas])
    paper.heading(text("Thresholds"), ABOVE, LEAST)
    limits = method.thresholds
    _in_two(paper, [_pair(paper, f"{limit.value:g}", limit.text, 12) for limit in limits])
    paper.paragraph(text("Source of the thresholds: {source}", source=method.source), NOTE)
    paper.heading(text("Words of status"), ABOVE, LEAST)
    _in_two(paper, [_light(paper, row) for row in method.statuses])
    if method.flags:
        paper.heading(text("Remarks"), ABOVE, LEAST)
        _in_two(paper, [_pair(paper, *pair, 26) for pair in method.flags])
    if view.control:
        paper.paragraph(view.control, NOTE)


Entry = tuple[float, Callable[[float, float], None]]
"""The height of an entry in millimetres, and what draws it at a place."""


def _in_two(paper: Paper, entries: Sequence[Entry]) -> None:
    """Entries down the left column and then down the right."""
    half = -(-len(entries) // 2)
    for left, right in zip(entries[:half], [*entries[half:], None], strict=False):
        shown = [entry for entry in (left, right) if entry is not None]
        height = max(high for high, _ in shown)
        paper.room_for(height)
        top = paper.get_y()
        for number, (_, draw) in enumerate(shown):
            draw(MARGIN + number * (COLUMN + BETWEEN), top)
        paper.set_y(top + height)


def _pair(paper: Paper, name: str, told: str, width: float) -> Entry:
    """A name with its meaning."""
    names, texts = paper.lines(name, width - 2, NAME), paper.lines(told, COLUMN - width, WORD)

    def draw(x: float, top: float) -> None:
        paper.stack(x, top, names, NAME, WORD.line)
        paper.stack(x + width, top, texts, WORD, WORD.line)

    return max(len(names), len(texts)) * WORD.line + 0.4, draw


def _light(paper: Paper, row: StatusMeaning) -> Entry:
    """A light with what it means."""
    lines = paper.lines(row.meaning, COLUMN - WORD_CHIP - 3, WORD)

    def draw(x: float, top: float) -> None:
        tone = paper.tones[Status(row.status)]
        paper.chip(x, top, WORD_CHIP, f"{row.symbol} {row.word}", tone)
        paper.stack(x + WORD_CHIP + 3, top + 0.7, lines, WORD, WORD.line)

    return max(7.0, len(lines) * WORD.line + 1.4), draw
