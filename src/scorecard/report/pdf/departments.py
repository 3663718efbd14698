"""A page for each responsible unit: how it stands, all its targets, what it owes, its charts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from scorecard.excel.styles import ACCENT, FAINT, HEAD, INK, LINE, MUTED, PAPER
from scorecard.excel.text import short_name
from scorecard.i18n import N_, Words, signed_text
from scorecard.report import attention, page
from scorecard.report.attention import weighed
from scorecard.report.charts.kinds import Picture, title_of
from scorecard.report.highlights import ATTENTION_ORDER, past_of
from scorecard.report.pdf.cover import PALE, draw_coming, draw_tiles
from scorecard.report.pdf.paper import (
    HEADS,
    MARGIN,
    MUTED_TEXT,
    NOTE,
    PAGE_END,
    SMALL,
    STRONG,
    TEXT,
    TOP,
    WIDTH,
    Paper,
    Type,
)
from scorecard.report.scores import column_text, earned_text, points_text
from scorecard.report.view import Series, TargetRow, View
from scorecard.schema.vocabulary import Status

BAND, ROW, LABEL = 12.5, 9.4, 24.0
"""Millimetres: the title's band, a target's row, the label before a line of a red target."""
CHIP, QUARTER, FLAGS = 22.0, 6.0, 3.4
EXPECTED, ACTUAL, LEAD, WEIGHT, POINTS = 117.0, 142.0, 157.0, 168.0, 180.0
"""Where these columns end."""
UNWEIGHED, LONG_NAME = 23.0, 4.1
"""So far right stand the columns of targets without weights; a name's second line is so high."""
NUMBER_ROOM: Final = 24.0
SMALLEST: Final = 6.5
"""Points of a number that has many words."""


def departments(view: View, words: Words) -> tuple[page.UnitPage, ...]:
    """A page for each unit that has targets; last those of targets that no unit answers for."""
    return (
        *page.unit_pages(view, words),
        *(
            _of_nobody(view, block.organisation, words)
            for block in view.organisations
            if any(not row.unit for row in block.rows)
        ),
    )


def _of_nobody(view: View, organisation: str, words: Words) -> page.UnitPage:
    own = page.of_organisation(view, organisation)
    blocks = tuple(
        replace(block, rows=tuple(row for row in block.rows if not row.unit))
        for block in own.organisations
    )
    own = replace(own, organisations=blocks)
    quarter = words.period(view.header.quarter, view.header.policy.fiscal_start)
    return page.UnitPage(
        organisation=organisation,
        unit="",
        name=organisation,
        told_on=quarter,
        lead=page.lead_sentence(own, words),
        tiles=page.unit_tiles(own.rows, None, None, (None, ()), words),
        counts=page.counted(own.rows),
        rows=tuple(attention.worst_first(own.rows)),
        alarms=attention.alarms(own, words),
    )


def write_department(
    paper: Paper, whole: View, one: page.UnitPage, pictures: Sequence[Picture], words: Words
) -> None:
    """Title, sentences, tiles, all targets, red and amber with reasons, what comes; then charts."""
    _title(paper, whole, one)
    paper.set_y(TOP + BAND + 0.5)
    paper.paragraph(one.lead, Type(12, INK, heavy=True), most=2)
    if one.second:
        paper.paragraph(one.second, Type(9.5), most=3)
    draw_tiles(paper, one.tiles[0 if one.score else 2 :], one.counts, words)
    _targets(paper, whole, one, words)
    _alarms(paper, one.alarms, words)
    well = [kept for kept in one.promises if kept.row.status not in attention.ALARMING]
    if well:
        paper.heading(words.text(N_("Promised last quarter, on schedule now")))
        draw_promises(paper, well, words)
    _below(paper, one, words)
    drawn = sorted(pictures, key=lambda picture: _urgency(whole, picture))
    for number, picture in enumerate(drawn):
        series = whole.series[picture.plan.place]
        told_below = _facts(paper, series, words) if picture.plan.kind == "trajectory" else []
        wide = min(_left(paper, picture, len(told_below)), WIDTH) if number == 0 else WIDTH
        wide = wide if wide >= LEAST_CHART else WIDTH
        draw_block(paper, picture, told_below, words, wide)


def _title(paper: Paper, whole: View, one: page.UnitPage) -> None:
    """The unit on a band, with its organisation and the quarter; a page and a bookmark begin."""
    if not paper.untouched:
        paper.add_page()
    paper.untouched = False
    several = len(whole.organisations) > 1 and one.unit
    paper.start_section(f"{one.organisation} · {one.name}" if several else one.name)
    paper.block(MARGIN, TOP - 2, WIDTH, BAND, HEAD)
    face = Type(9, PALE)
    measure = paper.ruler(face)
    told_on = attention.member_name(one.told_on, WIDTH * 0.5, measure)
    beside = measure(told_on)
    paper.line_of(MARGIN, TOP + 1.8, told_on, face, WIDTH - 3, "R")
    name = Type(15, PAPER, heavy=True)
    shown = short_name(one.name, WIDTH - beside - 12, paper.ruler(name))
    paper.line_of(MARGIN + 3, TOP, shown, name)


def _below(paper: Paper, one: page.UnitPage, words: Words) -> None:
    """What falls due beside what is told of its figures; the line to be signed."""
    text, half = words.text, (WIDTH - 8) / 2
    paper.room_for(14 + 5.6 * max(len(one.coming), len(one.facts), 1) + SIGNED)
    top = paper.get_y()
    draw_coming(paper, one.coming, words, MARGIN, half)
    end, x = paper.get_y(), MARGIN + half + 8
    paper.set_y(top)
    paper.heading(text(N_("Data")), least=0, x=x, wide=half)
    for name, told in one.facts:
        y = paper.get_y()
        paper.line_of(x, y + 0.5, name, Type(8.5, MUTED), 24)
        lines = paper.lines(told, half - 26, SMALL, 2)
        bottom = paper.stack(x + 26, y + 0.5, lines, SMALL, 4.4)
        paper.rule(bottom + 0.6, x=x, wide=half)
        paper.set_y(bottom + 0.8)
    paper.set_y(max(end, paper.get_y()))
    y = paper.get_y() + min(4.0, PAGE_END - paper.get_y() - 5)
    paper.line_of(MARGIN, y, text(N_("Head of the unit: ____________")), MUTED_TEXT)
    paper.line_of(x, y, text(N_("Date: ____________")), MUTED_TEXT)
    paper.set_y(y + 6)


def _urgency(view: View, picture: Picture) -> int:
    """The place of a chart: red and amber first, otherwise in the view's order."""
    row = headline_of(view.series[picture.plan.place])
    return ATTENTION_ORDER.index(Status(row.status)) if row and row.status in ATTENTION_ORDER else 9


# ------------------------------------------------------------------ all targets


def _targets(paper: Paper, whole: View, one: page.UnitPage, words: Words) -> None:
    """All targets of a unit, the worst first, with the year's quarters as cells."""
    text = words.text
    note = text(N_("the worst first; the small cells are the quarters of the year"))
    quarters = [q for q in page.year_quarters(whole) if q in whole.heat]
    paper.heading(text(N_("All targets")), note if quarters else "")
    name_x = CHIP + 2 + QUARTER * len(quarters) + (2 if quarters else 0)
    told = weighed(whole, one.organisation)
    _heads(paper, name_x, words, weighed=told)
    for row in one.rows:
        if paper.room_for(ROW + FLAGS + LONG_NAME):
            _heads(paper, name_x, words, weighed=told)
        cells = past_of(whole.highlights, row, whole.heat)[-len(quarters) :] if quarters else ()
        _target(paper, row, cells, name_x, whole.header.quarter, words, weighed=told)
    if one.score is not None:
        y = paper.get_y()
        paper.block(MARGIN, y, WIDTH, 6, FAINT)
        face = Type(9, INK, heavy=True)
        total = text(N_("Total: {told}"), told=earned_text(one.score, words, page.WITHOUT))
        paper.line_of(MARGIN + 2, y + 0.5, total, face)
        if told:
            weight = points_text(one.score.weight_total)
            paper.line_of(MARGIN, y + 0.5, weight, face, WEIGHT, "R")
            paper.line_of(MARGIN, y + 0.5, column_text(one.score.points), face, POINTS, "R")
        paper.set_y(y + 7)


def _heads(paper: Paper, name_x: float, words: Words, *, weighed: bool) -> None:
    y, text = paper.get_y(), words.text
    paper.line_of(MARGIN, y, text(N_("Status")), HEADS, CHIP, "C")
    paper.line_of(MARGIN + name_x, y, text(N_("Indicator and target")), HEADS)
    ends = (
        (EXPECTED, N_("Expected by now")),
        (ACTUAL, N_("Actual")),
        (LEAD, N_("Lead")),
        (WEIGHT, N_("Weight")),
        (POINTS, N_("Points")),
    )
    for end, title in ends if weighed else ends[:-2]:
        paper.line_of(MARGIN, y, text(title), HEADS, end + (0 if weighed else UNWEIGHED), "R")
    paper.rule(y + 5.2)
    paper.set_y(y + 5.4)


def _target(  # noqa: PLR0913  (a row, where it stands and what it shows)
    paper: Paper,
    row: TargetRow,
    past: Sequence[str],
    name_x: float,
    quarter: str,
    words: Words,
    *,
    weighed: bool,
) -> None:
    """A row: light, the year's quarters, name and aim, numbers."""
    y, aside = paper.get_y(), 0.0 if weighed else UNWEIGHED
    paper.chip(MARGIN, y + 1.6, CHIP, row.status_text, paper.tones[Status(row.status)])
    for number, status in enumerate(past):
        if status:
            paper.cell_of(MARGIN + CHIP + 2 + QUARTER * number, y + 1.9, status, (5.4, 5.0))
    grown = row.growth_text and words.text(N_("on a year ago {growth}"), growth=row.growth_text)
    other = row.actual_period_text if row.actual_period != quarter else ""
    _numbers(paper, row, other or grown, aside, weighed=weighed)
    flagged = " · ".join(filter(None, (other and grown, row.flag_text)))
    high = _named(paper, row, name_x, EXPECTED + aside - 24 - name_x, flagged)
    paper.rule(y + high - 0.2)
    paper.set_y(y + high)


def _named(paper: Paper, row: TargetRow, name_x: float, room: float, flags: str) -> float:
    """Name, aim and flags of a target; how high they are.

    A long name has two lines, flags that do not fit beside the aim one of their own.
    """
    y, x, small = paper.get_y(), MARGIN + name_x, Type(8.5, INK, heavy=True)
    face = next((one for one in (STRONG, small) if paper.fits(one, room)(row.name)), None)
    more = 0.0 if face else LONG_NAME
    lines = [row.name] if face else paper.lines(row.name, room, small, 2)
    paper.stack(x, y + 0.2, lines, face or small, LONG_NAME)
    aim = " · ".join(filter(None, (row.target_text, row.due_text)))
    flagged = " · ".join(filter(None, (aim, flags)))
    beside = paper.fits(NOTE, room + 12)(flagged)
    paper.line_of(x, y + 4.9 + more, flagged if beside else aim, NOTE, room + 12)
    if beside or not flags:
        return ROW + more
    paper.line_of(x, y + ROW + more - 0.7, flags, Type(7, MUTED), WIDTH - name_x)
    return ROW + more + FLAGS


def _numbers(paper: Paper, row: TargetRow, other: str, aside: float, *, weighed: bool) -> None:
    """What is expected, actual, ahead, worth and earned; columns stand `aside` without weights.

    Below the figure stands `other`: its period where it is not the scorecard's quarter, else how
    far it is from a year ago.
    """
    y, numbers = paper.get_y(), row.numbers
    lead = (signed_text(numbers.lead_pp, 1) if attention.has_lead(row) else "") or page.WITHOUT
    expected, actual = row.expected_text, row.actual_text or row.last_value or page.WITHOUT
    if max(map(paper.ruler(STRONG), (expected, actual))) > NUMBER_ROOM:  # the unit stands beside
        actual, expected = attention.numbers_of(row) if row.actual_text else (actual, expected)
    told = (
        (EXPECTED, expected, TEXT, 22.0),
        (ACTUAL, actual, STRONG if row.actual_text else MUTED_TEXT, NUMBER_ROOM),
        (LEAD, lead, TEXT, 14.0),
        (WEIGHT, points_text(numbers.worth) or page.WITHOUT, TEXT, 10.0),
        (POINTS, column_text(numbers.earned) or page.WITHOUT, TEXT, 11.0),
    )
    for column, said, own, wide in told if weighed else told[:-2]:
        x, face = MARGIN + column + aside - wide, paper.fitted(said, own, wide, SMALLEST)
        if face.size == SMALLEST:  # of many words: two lines
            for place, line in enumerate(paper.lines(said, wide, face, 2)):
                paper.line_of(x, y + 0.6 + 3.6 * place, line, face, wide, "R")
            continue
        drop = 0.6 if other and column == ACTUAL else 2.2
        paper.line_of(x, y + drop, said, face, wide + 0.2, "R")
    if other:
        paper.line_of(MARGIN + ACTUAL + aside - 30, y + 5.6, other, Type(7, MUTED), 30.2, "R")


# ------------------------------------------------------------------ what is wrong


def _alarms(paper: Paper, found: Sequence[attention.Alarm], words: Words) -> None:
    """Each red, amber or overdue target with what the unit has said about it."""
    text = words.text
    if not found:
        paper.below(2)
        paper.paragraph(text(N_("No target is behind, missed or overdue.")), TEXT)
        return
    paper.heading(
        text(N_("Red and amber: causes, measures and promises")),
        text(N_("in the unit's own words")),
        least=36,
    )
    for alarm in found:
        draw_account(paper, alarm, words)


def draw_account(paper: Paper, alarm: attention.Alarm, words: Words, whose: str = "") -> None:
    """Light, name and cost of a target; below them cause, measure, what it takes, the promise."""
    row = alarm.row
    wide = WIDTH - LABEL - 3
    told = [
        (label, line, number)
        for label, said in _account(alarm, words)
        for number, line in enumerate(paper.lines(said, wide, TEXT))
    ]
    paper.room_for(11.4 + 5.2 * min(len(told), 12))
    y, tone = paper.get_y(), paper.tones[Status(row.status)]
    paper.chip(MARGIN, y + 0.4, LABEL - 2, row.status_text, tone)
    end = paper.line_of(MARGIN + LABEL + 2, y + 0.3, row.name, STRONG, 80)
    about = " · ".join(filter(None, (alarm.run, whose, *alarm.who.split("\n")[1:])))
    numbers = " / ".join(filter(None, (alarm.stands, alarm.asked)))
    long = min(paper.ruler(SMALL)(numbers), 62.0)
    paper.line_of(MARGIN + WIDTH - long, y + 0.5, numbers, SMALL, long + 0.2, "R")
    beside = MARGIN + WIDTH - long - end - 6
    if paper.fits(NOTE, beside)(about):
        paper.line_of(end + 3, y + 0.6, about, NOTE)
    else:
        paper.line_of(MARGIN + LABEL + 2, y + 5.4, about, NOTE, wide)
        y += 4.4
    paper.set_y(y + 6.6)
    for label, line, number in told:
        paper.room_for(5.2)
        y = paper.get_y()
        if number == 0:
            paper.line_of(MARGIN, y, words.text(label), NOTE, LABEL - 2, "R")
        missing = label == N_("Cause") and not alarm.told
        look = MUTED if missing else ACCENT if label == N_("Needed") else INK
        paper.line_of(MARGIN + LABEL + 2, y, line, Type(9, look))
        paper.set_y(y + 5.2)
    paper.rule(paper.get_y() + 0.3)
    paper.below(1.4)


def draw_promises(
    paper: Paper, found: Sequence[attention.Promise], words: Words, *, whose: str = ""
) -> None:
    """Promises of targets that are well now: light, name, what was promised and what became."""
    for one in found:
        name = f"{one.row.name}{whose and ' · '}{whose}"
        until = words.text(N_("{text} ({who})"), text=one.text, who=one.until)
        told = f"{name}: {until if one.until else one.text} → {one.told}"
        lines = paper.lines(told, WIDTH - LABEL - 3, TEXT)
        paper.room_for(max(7.0, 5.2 * len(lines)))
        y = paper.get_y()
        chip = paper.tones[Status(one.row.status)]
        paper.chip(MARGIN, y + 0.4, LABEL - 2, one.row.status_text, chip)
        end = paper.stack(MARGIN + LABEL + 2, y + 0.6, lines, TEXT, 5.2)
        paper.set_y(max(end, y + 6.2) + 0.6)


def _account(alarm: attention.Alarm, words: Words) -> Iterator[tuple[str, str]]:
    """What is said of a red or amber target, each with its label."""
    account, row, promise = alarm.account, alarm.row, alarm.promise
    whose = (row.unit_name, row.unit)
    account = replace(account, person="" if account.person in whose else account.person)
    yield N_("Cause"), account.cause or words.text(N_("no cause given by the unit"))
    if measure := attention.measure_of(account, words):
        yield N_("Measure"), measure
    if row.reason and row.reason != alarm.need:
        yield N_("Verdict"), row.reason
    if alarm.need:
        yield N_("Needed"), alarm.need
    if alarm.outlook:
        yield N_("Year's end"), alarm.outlook
    if promise is not None:
        until = words.text(N_("{text} ({who})"), text=promise.text, who=promise.until)
        said = until if promise.until else promise.text
        yield N_("Promised before"), f"{said} → {promise.told}"


# ------------------------------------------------------------------ charts with their facts

GAP, FOOT, PAD, FACT_LABEL = 3.0, 2.6, 2.0, 19.0
LEAST_CHART, SIGNED, SPARE = 140.0, 6.0, 0.1
"""Millimetres: between blocks, of the chart's empty foot, around facts, for a fact's name; the
least width of a chart that takes what is left of a page, the height of the line to be signed, what
a chart that takes the rest of a page leaves to rounding."""
PART: Final = Type(8, MUTED)
FACT: Final = Type(8, INK)
WITH_END: Final = 0
"""One line that keeps its end: of a file, sheet and cell the cell matters most."""
MOST_LINES: Final = 5
"""Lines of facts below a chart: two blocks fill a page."""


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
    room, measure = WIDTH - FACT_LABEL - 12, paper.ruler(FACT)
    for name, text, most in wanted:
        if text:
            ended = most == WITH_END
            told = (
                [short_name(text, room, measure)] if ended else paper.lines(text, room, FACT, most)
            )
            found += zip([words.text(name), *("" for _ in told[1:])], told, strict=True)
    return found[:MOST_LINES]


def _left(paper: Paper, picture: Picture, facts: int) -> float:
    """How wide a chart with so many lines of facts may be to stand on what is left of the page."""
    drawn = picture.print
    high = (
        PAGE_END - paper.get_y() - GAP - SPARE - (facts * FACT.line + 2 * PAD - FOOT) * (facts > 0)
    )
    return high * drawn.width / drawn.height if drawn else 0.0


def draw_block(
    paper: Paper,
    picture: Picture,
    facts: Sequence[tuple[str, str]],
    words: Words,
    wide: float = WIDTH,
) -> None:
    """A chart over the width with a bookmark, the facts below it, in one frame."""
    drawn = picture.print
    if drawn is None:
        return
    below = len(facts) * FACT.line + PAD * 2 if facts else 0.0
    chart = wide * drawn.height / drawn.width - (FOOT if facts else 0.0)
    if paper.get_y() > TOP + 1:
        paper.below(GAP)
    paper.room_for(chart + below)
    top = paper.get_y()
    if picture.plan.page == 0:
        paper.start_section(title_of(picture.plan, words), level=1)
    paper.picture(drawn, MARGIN + (WIDTH - wide) / 2, top, wide)
    y, left = top + chart, MARGIN + 6
    if facts:
        paper.rule(y, x=left, wide=WIDTH - 12)
    for name, text in facts:
        paper.line_of(left, y + PAD, name, PART, FACT_LABEL - 2)
        paper.line_of(left + FACT_LABEL, y + PAD, text, FACT)
        y += FACT.line
    with paper.local_context(draw_color=LINE, line_width=0.2):
        paper.rect(MARGIN, top, WIDTH, min(chart + below, PAGE_END + 4 - top))
    paper.set_y(top + chart + below)
