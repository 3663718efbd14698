"""Attention, missing figures, the appendix of goals that are not scored, the method."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from scorecard.excel.palette import HEAD, INK, LINE, MUTED
from scorecard.i18n import N_, Words
from scorecard.report.highlights import attention_rows
from scorecard.report.pdf.paper import MARGIN, MUTED_TEXT, NOTE, TEXT, WIDTH, Paper, Type
from scorecard.report.view import GoalRow, MissingRow, StatusMeaning, TargetRow, View
from scorecard.schema.followup import Followed, FollowUp
from scorecard.schema.vocabulary import Status

CHIP: Final = 26.0
GOAL: Final = 17.0
CHAPTER_ROOM: Final = 90.0
"""Millimetres: a light, a goal's number, and what a page must have left for a new chapter."""
TITLE: Final = Type(10, INK, heavy=True)
BELOW: Final = Type(8.5, MUTED)
MOST_TOGETHER: Final = 12
"""Lines of an entry that are never parted."""


def write_attention(paper: Paper, view: View, words: Words) -> None:
    """Red and amber targets, the worst first: cause, what it takes, owner."""
    rows = attention_rows(view.rows)
    note = words.text("Targets at risk, off track or missed, the worst first.")
    paper.chapter(words.text("Attention"), note, flowing=CHAPTER_ROOM)
    if not rows:
        paper.paragraph(words.text("No target is behind or missed."), MUTED_TEXT)
    for row in rows:
        _attention(paper, row, view.followups.get(row.target, Followed()).told, words)


def _attention(paper: Paper, row: TargetRow, typed: FollowUp, words: Words) -> None:
    owner = row.unit_name or row.unit
    title = f"{row.organisation} · {row.name}"
    parts = [row.target_text, row.due_text, words.text("actual {value}", value=row.actual_text)]
    if owner:
        parts.append(words.text("owner: {unit}", unit=owner))
    told = [row.reason, row.needed_text, *_typed(typed, owner, words)]
    lines = [line for text in told if text for line in paper.lines(text, WIDTH - 3, TEXT)]
    together = TEXT.line * min(len(lines), MOST_TOGETHER)
    _item(paper, title, row.status_text, row.status, " · ".join(p for p in parts if p), together)
    for line in lines:
        paper.room_for(TEXT.line)
        paper.set_y(paper.stack(MARGIN + 1.2, paper.get_y(), [line], TEXT, TEXT.line))
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
    paper.chapter(
        words.text("Missing figures"),
        words.text("Overdue figures first, then figures whose deadline has not passed."),
        flowing=CHAPTER_ROOM,
    )
    rows = (*view.missing, *view.awaited)
    if not rows:
        paper.paragraph(words.text("No figure is outstanding."), MUTED_TEXT)
    for row in rows:
        _missing(paper, row, words)


def _missing(paper: Paper, missing: MissingRow, words: Words) -> None:
    row = missing.row
    parts = [
        row.unit_name or row.unit,
        row.period_needed_text,
        words.text("deadline {day}", day=row.deadline_text) if row.deadline_text else "",
        missing.days_late_text,
        missing.last_text,
    ]
    title = f"{row.organisation} · {row.name}"
    _item(paper, title, row.status_text, row.status, " · ".join(p for p in parts if p))
    _close(paper)


def _item(paper: Paper, title: str, label: str, status: str, below: str, more: float = 0.0) -> None:
    """A light with its title and a muted line; `more` millimetres stay on the same page."""
    lines = paper.lines(title, WIDTH - CHIP - 6, TITLE, 2)
    muted = len(paper.lines(below, WIDTH - CHIP - 6, BELOW)) * BELOW.line
    paper.room_for(len(lines) * 5.8 + 0.6 + muted + more)
    top = paper.get_y()
    for number, line in enumerate(lines):
        paper.line_of(MARGIN + 1.2, top + 5.8 * number, line, TITLE)
    paper.chip(MARGIN + WIDTH - CHIP, top, CHIP, label, paper.tones[Status(status)])
    paper.set_y(top + 5.8 * len(lines) + 0.6)
    paper.paragraph(below, BELOW, x=MARGIN + 1.2, width=WIDTH - CHIP - 6)


def _close(paper: Paper) -> None:
    paper.rule(paper.get_y() + 1.2, LINE)
    paper.set_y(paper.get_y() + 3)


def write_unscored(paper: Paper, view: View, words: Words) -> None:
    """The goals that have no verdict, in the documents' own words, organisation by organisation."""
    paper.chapter(
        words.text("Goals that are not scored"),
        words.text("Goals recorded in the documents’ own words; a goal without a number stays so."),
        flowing=CHAPTER_ROOM,
    )
    if not view.unscored:
        paper.paragraph(words.text("None."), MUTED_TEXT)
    organisation = document = ""
    for goal in view.unscored:
        if goal.organisation != organisation:
            organisation, document = goal.organisation, ""
            paper.heading(organisation)
        if goal.quote.title != document:
            document = goal.quote.title
            _document(paper, goal)
        _goal(paper, goal)


def _document(paper: Paper, goal: GoalRow) -> None:
    """Where the goals below were stated."""
    told = " · ".join(p for p in (goal.quote.title, goal.quote.stated_on) if p)
    paper.room_for(24)
    paper.paragraph(told, Type(8.5, HEAD, heavy=True), x=MARGIN + 1.2, width=WIDTH - 2, most=2)
    paper.set_y(paper.get_y() + 1.2)


def _goal(paper: Paper, goal: GoalRow) -> None:
    """The sentence; below it its number, class, why it is not scored, and the open question."""
    quote = paper.lines(f"“{goal.quote.text}”", WIDTH - GOAL - 2, TEXT)
    parts = (goal.class_word, goal.quote.strength_word, goal.reason, goal.note)
    told = paper.lines(" · ".join(p for p in parts if p), WIDTH - GOAL - 2, NOTE)
    paper.room_for(min(len(quote), 8) * TEXT.line + min(len(told), 3) * NOTE.line + 1)
    paper.line_of(MARGIN + 1.2, paper.get_y() + 0.3, goal.goal, NOTE, GOAL - 2)
    for face, lines in ((TEXT, quote), (NOTE, told)):
        for line in lines:
            paper.room_for(face.line)
            y = paper.get_y()
            paper.line_of(MARGIN + GOAL, y, line, face)
            paper.set_y(y + face.line)
    paper.set_y(paper.get_y() + 1.6)


# ---------------------------------------------------------------------------
# The method page: words, formulas, thresholds, vocabulary, in two columns on one page.


WORD_CHIP: Final = 26.0
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
        lines = [paper.lines(row.meaning, COLUMN - WORD_CHIP - 3, WORD) for row in shown]
        height = max(7.0, max(map(len, lines)) * WORD.line + 1.4)
        paper.room_for(height)
        top = paper.get_y()
        for number, row in enumerate(shown):
            x = MARGIN + number * (COLUMN + BETWEEN)
            paper.chip(
                x, top, WORD_CHIP, f"{row.symbol} {row.word}", paper.tones[Status(row.status)]
            )
            for n, line in enumerate(lines[number]):
                paper.line_of(x + WORD_CHIP + 3, top + 0.7 + n * WORD.line, line, WORD)
        paper.set_y(top + height)
