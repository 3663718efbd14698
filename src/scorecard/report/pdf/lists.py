"""Boards, quarters, scores, attention, data and the method: what the book says of all together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from scorecard.excel.styles import HEAD, INK, LINE, MUTED
from scorecard.excel.text import short_name
from scorecard.i18n import N_, Words, coverage_text, percent_text, settled
from scorecard.report.attention import ALARMING, promises, promises_text, whose
from scorecard.report.charts.kinds import Picture
from scorecard.report.page import GROUPS, Page, quarter_name
from scorecard.report.pdf.cover import GROUP_LOOKS
from scorecard.report.pdf.departments import draw_account, draw_block, draw_promises
from scorecard.report.pdf.paper import (
    FLOW_GAP,
    MARGIN,
    MUTED_TEXT,
    NOTE,
    PAGE_END,
    STRONG,
    TEXT,
    TOP,
    WIDTH,
    Paper,
    Type,
)
from scorecard.report.scores import column_text, scores_note
from scorecard.report.view import FigureRow, GoalRow, MissingRow, ScoreRow, StatusMeaning, View
from scorecard.schema.vocabulary import Status

GOAL, ROOM = 17.0, 60.0
"""Millimetres: a goal's number, and what a page must have left for a new chapter."""
INSET: Final = 1.2
COLUMN_WIDE, COLUMNS_HIGH, COLUMNS_ALONE = 20.0, 56.0, 90.0
"""Millimetres of the quarter chart: a quarter's column with its gap, and the axis's height.

It is higher where nothing else fits on its page.
"""
BESIDE: Final = 34.0
LEAST_SHARE: Final = 0.87
"""So much of its width a board has at least that is made smaller to stand below the quarters."""


def write_boards(paper: Paper, view: View, pictures: Sequence[Picture], words: Words) -> None:
    """The status pictures of all together: quarters as columns, then the boards."""
    paper.chapter(words.text("At a glance"))
    drawn = pictures[0].print
    below = WIDTH * drawn.height / drawn.width if drawn else 0.0
    room = PAGE_END - paper.get_y() - COLUMNS_HIGH - 28
    share = min(room / below, 1.0) if below else 1.0
    beside = share >= LEAST_SHARE
    _quarters(paper, view, COLUMNS_HIGH if beside else COLUMNS_ALONE, words)
    for number, picture in enumerate(pictures):
        draw_block(paper, picture, [], words, WIDTH * (share if beside and not number else 1.0))


def _quarters(paper: Paper, view: View, high: float, words: Words) -> None:
    """How many targets stood how, by quarter: red at the base, so that it can be compared.

    From the first quarter with a verdict on; nothing for a single one.
    """
    tallies = [one for one in view.highlights.quarters if one.quarter in view.heat]
    if len(tallies) <= 1:
        return
    text = words.text
    paper.heading(text(N_("Targets by status and quarter")), text(N_("number of targets")))
    place = {status: n for n, status in enumerate(Status)}
    names = (N_("red"), N_("amber"), N_("on schedule"), N_("overdue"), N_("not judged"))
    most = max(sum(one.counts) for one in tallies) or 1
    top, scale = paper.get_y() + 2, high / most
    base, start = top + high, view.header.policy.fiscal_start
    for column, one in enumerate(tallies):
        x, y = MARGIN + 4 + column * COLUMN_WIDE, base
        for group, look, name in zip(GROUPS, GROUP_LOOKS, names, strict=True):
            count, tone = sum(one.counts[place[status]] for status in group), paper.tones[look]
            high = count * scale
            if not count:
                continue
            y -= high
            paper.block(x, y + 0.15, COLUMN_WIDE - 5, max(high - 0.3, 0.2), tone.soft)
            face = Type(8.5, tone.ink)
            middle = y + (high - face.line) / 2
            if high >= face.line * 0.8:
                paper.line_of(x, middle, str(count), face, COLUMN_WIDE - 5, "C")
            if column == len(tallies) - 1:
                paper.line_of(x + COLUMN_WIDE - 3, middle, text(name), face, BESIDE)
        year, quarter = one.quarter.partition("-")[0], quarter_name(one.quarter, words)
        new = not column or not tallies[column - 1].quarter.startswith(year)
        for down, said in enumerate((quarter, words.period(year, start) if new else "")):
            y = base + 0.8 + 4 * down
            paper.line_of(x - 2, y, said, Type(8, MUTED), COLUMN_WIDE - 1, "C")
    paper.rule(base, MUTED, x=MARGIN + 2, wide=len(tallies) * COLUMN_WIDE)
    paper.set_y(base + 11)


def write_attention(paper: Paper, view: View, page: Page, words: Words) -> None:
    """Red, amber and overdue targets, the worst first: cause, measure, what it takes, promise."""
    text = words.text
    note = N_("Missed, off track, at risk and overdue; of each kind the dearest first.")
    if page.bare:
        note = N_("Missed, off track, at risk and overdue.")
    paper.chapter(text("Attention"), text(note), flowing=ROOM)
    if not page.alarms:
        paper.paragraph(text("No target is behind or missed."), MUTED_TEXT)
    for alarm in page.alarms:
        draw_account(paper, alarm, words, whose(view, alarm.row))
    if every := promises(view, words):
        note = text(
            N_("{counts}; those of targets above stand there"), counts=promises_text(every, words)
        )
        paper.heading(text(N_("Promised last quarter")), note)
        for one in every:
            if one.row.status not in ALARMING:
                draw_promises(paper, [one], words, whose=whose(view, one.row))


# ------------------------------------------------------------------ data


def write_data(paper: Paper, view: View, words: Words) -> None:
    """What is missing, what has no target, goals without a verdict; last what there is none of."""
    text = words.text
    paper.chapter(text(N_("Data")), flowing=ROOM)
    none = []
    missing = (*view.missing, *view.awaited)
    if missing:
        paper.heading(text("Missing figures"), text(N_("overdue first, then those still in time")))
        for one in missing:
            _missing(paper, one, whose(view, one.row), words)
    else:
        none.append(text("Missing figures"))
    latest = {(f.organisation, f.indicator): f for f in view.untargeted if f.current}
    if latest:
        paper.heading(text("Figures without a target"))
        for figure in latest.values():
            _figure(paper, figure, several=len(view.organisations) > 1)
    else:
        none.append(text("Figures without a target"))
    if view.unscored:
        _goals(paper, view, words)
    else:
        none.append(text("Goals that are not scored"))
    if none:
        paper.below(2)
        paper.paragraph(text(N_("None: {names}."), names=words.listed(none)), NOTE)


def _missing(paper: Paper, missing: MissingRow, who: str, words: Words) -> None:
    row = missing.row
    paper.room_for(11)
    y = paper.get_y()
    paper.chip(MARGIN, y + 0.6, 22, row.status_text, paper.tones[Status(row.status)])
    name = f"{row.name} · {who}"
    paper.line_of(MARGIN + 26, y + 0.3, name, STRONG, 92)
    late = missing.days_late_text
    paper.line_of(MARGIN + 118, y + 0.5, late, TEXT, WIDTH - 118, "R")
    due = words.text("deadline {day}", day=row.deadline_text) if row.deadline_text else ""
    parts = (row.period_needed_text, due, missing.last_text)
    paper.line_of(MARGIN + 26, y + 5.2, " · ".join(filter(None, parts)), NOTE, WIDTH - 26)
    paper.rule(y + 10)
    paper.set_y(y + 10.6)


def _figure(paper: Paper, figure: FigureRow, *, several: bool) -> None:
    paper.room_for(6)
    y = paper.get_y()
    name = f"{figure.name} · {figure.organisation}" if several else figure.name
    told = " · ".join(filter(None, (figure.period_text, figure.basis_word, figure.state_word)))
    paper.line_of(MARGIN + INSET, y, name, TEXT, 88)
    paper.line_of(MARGIN + 92, y, figure.value_text, STRONG, 34)
    paper.line_of(MARGIN + 128, y, told, NOTE, WIDTH - 128)
    paper.set_y(y + 6)


def _goals(paper: Paper, view: View, words: Words) -> None:
    """The goals that have no verdict, in the documents' own words, document by document."""
    note = words.text(
        "Goals recorded in the documents’ own words; a goal without a number stays so."
    )
    paper.heading(words.text("Goals that are not scored"), note, least=34)
    document = ("", "")
    for goal in view.unscored:
        quote = goal.quote
        if (goal.organisation, quote.title) != document:
            document = goal.organisation, quote.title
            told = " · ".join(filter(None, (*document, quote.stated_on)))
            paper.room_for(24)
            paper.below(1.5)
            paper.paragraph(told, Type(8.5, HEAD, heavy=True), x=MARGIN + INSET, most=2)
            paper.below(0.8)
        _goal(paper, goal)


def _goal(paper: Paper, goal: GoalRow) -> None:
    """The sentence; below it its number, class, why it is not scored, and the open question."""
    quote = paper.lines(f"“{goal.quote.text}”", WIDTH - GOAL - 2, TEXT)
    parts = (goal.class_word, goal.quote.strength_word, goal.reason, goal.note)
    told = paper.lines(" · ".join(part for part in parts if part), WIDTH - GOAL - 2, NOTE)
    paper.room_for(min(len(quote), 8) * TEXT.line + min(len(told), 3) * NOTE.line + 1)
    paper.line_of(MARGIN + INSET, paper.get_y() + 0.3, goal.goal, NOTE, GOAL - 2)
    paper.flow(quote, TEXT, MARGIN + GOAL)
    paper.flow(told, NOTE, MARGIN + GOAL)
    paper.below(1.6)


# ------------------------------------------------------------------ scores

SCORE_LINE, INDENT = 6.2, "\u2003"
"""Millimetres from one row of scores to the next; what a unit's name begins with."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of scores: where it begins, how wide it is, its title, and what stands in a row.

    `of_points`: it goes where there are no weights.
    """

    x: float
    width: float
    title: str
    told: Callable[[ScoreRow], str]
    of_points: bool = False


def _range(row: ScoreRow) -> str:
    """What the rate would be at worst and at best, where something is missing."""
    low, high = (percent_text(settled(share)) for share in (row.rate_low, row.rate_high))
    return f"{low}–{high or '∞'}" if low else ""


RATE: Final = Column(
    108.0, 22.0, N_("Rate of points"), lambda row: percent_text(settled(row.rate)) or "–"
)
SCORE_COLUMNS: Final = (
    Column(0.0, 58.0, N_("Organisation, unit"), lambda row: f"{INDENT * bool(row.unit)}{row.who}"),
    Column(58.0, 13.0, N_("Place"), lambda row: "–" if row.rank is None else str(row.rank)),
    Column(71.0, 17.0, N_("Points"),
        lambda row: "" if row.counted else column_text(row.points) or "–", of_points=True),
    Column(88.0, 20.0, N_("Points due"),
        lambda row: "" if row.counted else column_text(row.points_due), of_points=True),
    RATE,
    Column(130.0, 30.0, N_("Missing worst–best"), _range),
    Column(160.0, 18.0, N_("Coverage"), lambda row: coverage_text(row.coverage)),
)  # fmt: skip


def write_scores(paper: Paper, view: View, words: Words) -> None:
    """What each organisation and unit has earned of what was due, and its place."""
    rows = [row for row in view.scores if row.rate is not None or row.rate_low is not None]
    if not rows:
        return
    bare = all(row.counted for row in rows)
    paper.chapter(words.text("Scores"), scores_note(rows, words), flowing=ROOM)
    columns = [column for column in SCORE_COLUMNS if not (bare and column.of_points)]
    titles = [(c.x, c.width, words.text(c.title)) for c in columns]
    if bare:
        share = words.text(N_("Share on schedule"))
        titles = [(x, wide, share if x == RATE.x else title) for x, wide, title in titles]
    paper.titles(titles)
    for row in rows:
        face = TEXT if row.unit else STRONG
        if paper.get_y() + SCORE_LINE > PAGE_END:
            paper.add_page()
            paper.titles(titles)
        y = paper.get_y()
        for column in columns:
            if text := column.told(row):
                named = short_name(text, column.width - 2, paper.ruler(face))
                paper.line_of(MARGIN + column.x + INSET, y + 0.6, named, face)
        paper.rule(y + SCORE_LINE - 0.6, LINE)
        paper.set_y(y + SCORE_LINE)


# ---------------------------------------------------------------------------
# The method page: words, formulas, thresholds, vocabulary, in two columns on one page.


WORD_CHIP, BETWEEN, ABOVE, LEAST = 26.0, 8.0, 1.5, 18.0
"""Millimetres: a light, between columns, above a heading, what a page must have left for one."""
HEADING_HIGH, CHAPTER_HIGH = 8.4, 12.0
"""Millimetres that a heading and a chapter's title take."""
COLUMN: Final = (WIDTH - BETWEEN) / 2
WORD: Final = Type(8, INK)
NAME: Final = Type(8, MUTED)
BODY: Final = Type(9)


def write_method(paper: Paper, view: View, words: Words) -> None:
    """How progress is judged, so that a reader can do it again by hand.

    On the page at hand where all of it fits there, else on one of its own; what goes on to a page
    more fills a third of it.
    """
    text, method = words.text, view.method
    parts: list[Part] = [
        _paragraph(paper, paragraph, BODY, below=0.8) for paragraph in method.paragraphs
    ]
    blocks = (
        (N_("Formulas"), [_pair(paper, *pair, 32) for pair in method.formulas]),
        (
            N_("Thresholds"),
            [_pair(paper, f"{one.value:g}", one.text, 12) for one in method.thresholds],
        ),
        (N_("Words of status"), [_light(paper, row) for row in method.statuses]),
        (N_("Remarks"), [_pair(paper, *pair, 26) for pair in method.flags]),
    )
    for title, entries in blocks:
        part = _block(paper, text(title), entries)
        if title == N_("Thresholds"):
            source = text("Source of the thresholds: {source}", source=method.source)
            part = _joined(part, _paragraph(paper, source, NOTE))
        if entries:
            parts.append(part)
    if view.control:
        parts.append(_paragraph(paper, view.control, NOTE))
    whole = sum(high for high, _ in parts)
    used = paper.get_y() - TOP
    fits = used + FLOW_GAP + CHAPTER_HIGH + whole <= PAGE_END - TOP
    poor = used < (PAGE_END - TOP) / 3 and not paper.untouched
    paper.chapter(text("How progress is judged"), flowing=1.0 if fits or poor else PAGE_END)
    turned = paper.get_y() + whole <= PAGE_END
    for number, (high, draw) in enumerate(parts):
        rest = sum(one for one, _ in parts[number:])
        third = (PAGE_END - TOP) / 3
        short = rest - high < third or paper.get_y() + high > PAGE_END
        if not turned and short and rest >= third:  # what is left for the next page fills a third
            paper.add_page()
            turned = True
        draw()


Part = tuple[float, Callable[[], None]]
"""The height of a part of the chapter in millimetres, and what draws it."""


def _paragraph(paper: Paper, told: str, face: Type, below: float = 0.0) -> Part:
    lines = paper.lines(told, WIDTH, face)

    def draw() -> None:
        paper.flow(lines, face)
        paper.below(below)

    return len(lines) * face.line + below, draw


def _joined(*parts: Part) -> Part:
    """Parts that stay together."""

    def draw() -> None:
        for _, one in parts:
            one()

    return sum(high for high, _ in parts), draw


Entry = tuple[float, Callable[[float, float], None]]
"""The height of an entry in millimetres, and what draws it at a place."""


def _block(paper: Paper, title: str, entries: Sequence[Entry]) -> Part:
    """Entries below a heading, down the left column and then down the right."""
    half = -(-len(entries) // 2)
    pairs = [entries[n::half] for n in range(half)]
    heights = [max(high for high, _ in pair) for pair in pairs]

    def draw() -> None:
        paper.heading(title, above=ABOVE, least=LEAST)
        for pair, height in zip(pairs, heights, strict=True):
            paper.room_for(height)
            top = paper.get_y()
            for number, (_, draw_at) in enumerate(pair):
                draw_at(MARGIN + number * (COLUMN + BETWEEN), top)
            paper.set_y(top + height)

    return ABOVE + HEADING_HIGH + sum(heights), draw


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
