"""Organisations with their targets, attention, missing figures, unscored goals, the method."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from scorecard.excel.styles import HEAD, INK, LINE, MUTED
from scorecard.excel.text import in_two_lines, short_name
from scorecard.i18n import N_, Words, coverage_text, percent_text, settled
from scorecard.report.charts import Picture, title_of
from scorecard.report.highlights import ATTENTION_ORDER, attention_rows
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
from scorecard.report.scores import points_text
from scorecard.report.view import (
    FigureRow,
    GoalRow,
    OrganisationBlock,
    Series,
    StatusMeaning,
    TargetRow,
    View,
)
from scorecard.schema.quarterly_form import Followed, FollowUp
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


# ---------------------------------------------------------------------------
# The pages of an organisation: its targets, each with its light and reason, then its charts.


# ---------------------------------------------------------------------------
# One block for each target that matters: its chart and, below it, what a leader asks next.


GAP, FOOT, PAD, LABEL = 3.0, 2.6, 2.0, 19.0
"""Millimetres: between blocks, of the chart's empty foot, around facts, for a fact's name."""
PART: Final = Type(8, MUTED)
FACT: Final = Type(8, INK)
WITH_END: Final = 0
"""One line that keeps its end: of a file, sheet and cell the cell matters most."""
MOST_LINES: Final = 5
"""Lines of facts below a chart: two blocks fill a page."""


def write_boards(paper: Paper, pictures: Sequence[Picture], words: Words) -> None:
    """The pictures of all organisations together."""
    paper.chapter(words.text("At a glance"))
    for picture in pictures:
        _block(paper, picture, [], words)


def headline_of(series: Series) -> TargetRow | None:
    """The target whose facts are told: the first that needs attention, else the first."""
    rows = [target.row for target in series.targets]
    red = [row for row in rows if row.status in ATTENTION_ORDER]
    return next(iter([*red, *rows]), None)


def _facts(paper: Paper, series: Series, words: Words) -> list[tuple[str, str]]:
    """The facts of the headline target in lines, the name before the first line of each.

    Those that are not known are left out.
    """
    row = headline_of(series)
    if row is None:
        return []
    others = [t.row for t in series.targets[:3] if t.row is not row and t.row.reason]
    source = row.source
    quote = f"“{source.text}” {source.title} {source.stated_on}".strip() if source.text else ""
    wanted = (
        (N_("Needed"), row.needed_text, 2),
        (N_("Margin"), row.distance_text, 1),
        *((other.due_text, other.reason, 1) for other in others),
        (N_("Owner"), " · ".join(part for part in (row.unit_name, row.target) if part), 1),
        (N_("Stated"), quote, 2),
        (N_("Figure in"), row.figure.text, WITH_END),
    )
    found: list[tuple[str, str]] = []
    room, measure = WIDTH - LABEL - 12, paper.ruler(FACT)
    for name, text, most in wanted:
        if text:
            ended = most == WITH_END
            told = (
                [short_name(text, room, measure)] if ended else paper.lines(text, room, FACT, most)
            )
            found += zip([words.text(name), *("" for _ in told[1:])], told, strict=True)
    return found[:MOST_LINES]


def _block(paper: Paper, picture: Picture, facts: Sequence[tuple[str, str]], words: Words) -> None:
    """A chart over the whole width with a bookmark, the facts below it, in one frame."""
    drawn = picture.print
    if drawn is None:
        return
    below = len(facts) * FACT.line + PAD * 2 if facts else 0.0
    chart = WIDTH * drawn.height / drawn.width - (FOOT if facts else 0.0)
    paper.set_y(paper.get_y() + GAP)
    paper.room_for(chart + below)
    top = paper.get_y()
    if picture.plan.page == 0:
        paper.start_section(title_of(picture.plan, words), level=1)
    paper.picture(drawn, MARGIN, top, WIDTH)
    y, left = top + chart, MARGIN + 6
    if facts:
        with paper.local_context(draw_color=LINE, line_width=0.2):
            paper.line(left, y, MARGIN + WIDTH - 6, y)
    for name, text in facts:
        paper.line_of(left, y + PAD, name, PART, LABEL - 2)
        paper.line_of(left + LABEL, y + PAD, text, FACT)
        y += FACT.line
    with paper.local_context(draw_color=LINE, line_width=0.2):
        paper.rect(MARGIN, top, WIDTH, chart + below)
    paper.set_y(top + chart + below)


# ---------------------------------------------------------------------------
# The pages of an organisation.


SMALLER: Final = Type(8.5, INK, heavy=True)
FLAGS: Final = Type(7, MUTED)
ROW, FLAGS_TOP, INSET = 5.2, 6.4, 1.2
"""Millimetres from line to line, from a light to its remarks, and left of a text."""
SCORE_LINE, INDENT = 6.2, "\u2003"
"""Millimetres from one row of scores to the next; what a unit's name begins with."""
SCORES_NOTE: Final = N_(
    "Points earned of what was due by now. What is missing stands outside both; its range is told "
    "beside the rate. Places by rate, none below the coverage gate; no sum over organisations."
)
SCORE_COLUMNS: Final = (
    (0.0, 58.0, N_("Organisation, unit")),
    (58.0, 13.0, N_("Place")),
    (71.0, 17.0, N_("Points")),
    (88.0, 20.0, N_("Points due")),
    (108.0, 22.0, N_("Rate of points")),
    (130.0, 30.0, N_("Missing worst–best")),
    (160.0, 18.0, N_("Coverage")),
)
COLUMNS: Final = (
    (0.0, 58.0, N_("Indicator and target")),
    (59.0, 15.0, N_("Due")),
    (75.0, 44.0, N_("Actual")),
    (120.0, 30.0, N_("Progress")),
    (152.0, 26.0, N_("Status")),
)


def write_scores(paper: Paper, view: View, words: Words) -> None:
    """What each organisation and unit has earned of what was due, and its place."""
    rows = [row for row in view.scores if row.rate is not None or row.rate_low is not None]
    if not rows:
        return
    paper.chapter(words.text("Scores"), words.text(SCORES_NOTE), flowing=CHAPTER_ROOM)
    titles = [(x, width, words.text(title)) for x, width, title in SCORE_COLUMNS]
    paper.titles(titles)
    for row in rows:
        face = TEXT if row.unit else STRONG
        low, high = (percent_text(settled(share)) for share in (row.rate_low, row.rate_high))
        told = (
            f"{INDENT if row.unit else ''}{row.who}",
            "–" if row.rank is None else str(row.rank),
            points_text(row.points) or "–",
            points_text(row.points_due),
            percent_text(settled(row.rate)) or "–",
            f"{low}–{high or '∞'}" if low else "",
            coverage_text(row.coverage),
        )
        if paper.get_y() + SCORE_LINE > PAGE_END:
            paper.add_page()
            paper.titles(titles)
        y = paper.get_y()
        for (x, width, _), text in zip(SCORE_COLUMNS, told, strict=True):
            if text:
                named = short_name(text, width - 2, paper.ruler(face))
                paper.line_of(MARGIN + x + INSET, y + 0.6, named, face)
        paper.rule(y + SCORE_LINE - 0.6, LINE)
        paper.set_y(y + SCORE_LINE)


def write_organisation(
    paper: Paper, view: View, block: OrganisationBlock, pictures: Sequence[Picture], words: Words
) -> None:
    """Title, tally, targets, figures without a target; then a block for each that matters."""
    paper.chapter(block.organisation, block.tally_text)
    if block.score_text:
        paper.set_y(paper.get_y() - 3)
        paper.paragraph(block.score_text, MUTED_TEXT)
        paper.set_y(paper.get_y() + 4)
    shown = [(picture, view.series[picture.plan.place]) for picture in pictures]
    drawn = {(series.organisation, series.indicator) for _, series in shown}
    titles = [(x, width, words.text(title)) for x, width, title in COLUMNS]
    if block.rows:
        paper.titles(titles)
    else:
        paper.paragraph(words.text("No targets."), MUTED_TEXT)
    for row in block.rows:
        _target(paper, row, titles, quoted=(row.organisation, row.indicator) not in drawn)
    _untargeted(paper, [f for f in view.untargeted if f.organisation == block.organisation], words)
    for picture, series in shown:
        told = _facts(paper, series, words) if picture.plan.kind == "trajectory" else []
        _block(paper, picture, told, words)


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
        paper.line_of(MARGIN + INSET, y, figure.name, TEXT, 78)
        paper.line_of(MARGIN + 83, y, figure.value_text, STRONG, 32)
        told = " · ".join(part for part in parts if part)
        paper.line_of(MARGIN + 118, y, told, NOTE, WIDTH - 118)
        paper.set_y(y + TEXT.line + 1)


def _target(
    paper: Paper, row: TargetRow, titles: Sequence[tuple[float, float, str]], *, quoted: bool
) -> None:
    """Name and target, due date, actual, bar, light and remarks; below it the reason.

    The sentence stands here only where no block below tells it.  A long actual is set smaller
    before it takes a second line.
    """
    (_, wide, _), (due_x, *_), (actual_x, actual_wide, _), (bar_x, *_), (light_x, light, _) = (
        COLUMNS
    )
    name = paper.lines(row.name, wide - 2, STRONG, 3)
    reason = paper.lines(row.reason, WIDTH - 4, SMALL, 3)
    quote = f"“{row.source.text}” {row.source.title} {row.source.stated_on}"
    told = paper.lines(quote, WIDTH - 4, NOTE, 2) if quoted and row.source.text else []
    due = in_two_lines(row.due_text).split("\n") if row.due_text else []
    room, shares = actual_wide - 2, _shares(row)
    face = STRONG if len(paper.lines(row.actual_text, room, STRONG)) == 1 else SMALLER
    actual = paper.lines(row.actual_text, room, face, 2) if row.actual_text else []
    beside = WIDTH - bar_x - paper.ruler(NOTE)(shares) - 3
    flags = paper.lines(row.flag_text, beside, FLAGS, 2) if row.flag_text else []
    high = FLAGS_TOP + FLAGS.line * len(flags) if flags else 0.0
    head = max(
        ROW * len(name) + 5,
        ROW * len(due),
        ROW * len(actual) + 4.6,
        high,
    )
    if paper.get_y() + head + 4.6 * len(reason) + 4.5 * len(told) + 2.4 > PAGE_END:
        paper.add_page()
        paper.titles(titles)
    top, left = paper.get_y() + 0.8, MARGIN + INSET
    end = paper.stack(left, top, name, STRONG, ROW)
    paper.line_of(left, end, row.target_text, TEXT, wide - 2)
    paper.stack(MARGIN + due_x + 1, top, due, TEXT, ROW)
    end = paper.stack(MARGIN + actual_x + 1, top, actual, face, ROW)
    period = " · ".join(part for part in (row.actual_period_text, row.state_word) if part)
    paper.line_of(MARGIN + actual_x + 1, max(end, top + ROW), period, NOTE, room)
    numbers, x = row.numbers, MARGIN + bar_x + 1
    if numbers.progress is not None:
        paper.progress(x, top + 1, 27, numbers.progress, numbers.expected_progress)
        paper.line_of(x, top + 5.6, shares, NOTE, 30)
    x, tone = MARGIN + light_x, paper.tones[Status(row.status)]
    paper.chip(x, top - 0.4, 25.5, row.status_text, tone)
    for number, line in enumerate(flags):
        width = paper.ruler(FLAGS)(line)
        at = min(x + (light - width) / 2, MARGIN + WIDTH - width)
        paper.line_of(at, top + FLAGS_TOP + FLAGS.line * number, line, FLAGS)
    y = paper.stack(left, top + head, reason, SMALL, 4.6)
    y = paper.stack(left, y, told, NOTE, 4.5)
    paper.rule(y + 0.9, LINE)
    paper.set_y(y + 1.4)


def _shares(row: TargetRow) -> str:
    return " / ".join(p for p in (row.progress_text, row.expected_progress_text) if p)
