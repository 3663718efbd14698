"""The page a leader reads, drawn: band, two sentences, tiles, league, what is wrong, what comes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from scorecard.excel.styles import ACCENT, BAR_BACK, FAINT, HEAD, INK, LINE, MUTED, PAPER, Tones
from scorecard.excel.text import TIED
from scorecard.i18n import N_, Words, percent_text, settled
from scorecard.report import attention
from scorecard.report.attention import said
from scorecard.report.highlights import moved_text
from scorecard.report.page import (
    GROUPS,
    ORDER_NOTE,
    WITHOUT,
    WORST,
    Coming,
    Foot,
    Line,
    Page,
    Tile,
    changes_shown,
    coming_shown,
    fewer_parts,
    marked_note,
)
from scorecard.report.pdf.paper import (
    HEADING,
    HEADS,
    MARGIN,
    MUTED_TEXT,
    NOTE,
    SMALL,
    STRONG,
    TEXT,
    WIDTH,
    Paper,
    Type,
)
from scorecard.report.scores import column_text, points_text
from scorecard.report.view import Change, ScoreRow, TargetRow, View
from scorecard.schema.vocabulary import WORST_FIRST, Status

BAND: Final = 29.0
PALE: Final = "#DCE6F1"
TILE, TILE_GAP, BIG = 23.0, 2.4, 23
"""Millimetres of a tile's height and of the gap beside it; points of its number."""
LINE_HIGH, LINE_LOW, FEW_LINES = 7.0, 5.9, 9
"""Millimetres of a line of the league, where there are few and where there are more."""
CELLS, CELL, RATE_END, BAR, MOVED = 56.0, 8.0, 122.0, 131.0, 164.0
"""Where the cells of a line begin, their step, where its rate ends, its bar and movement begin."""
ROOM: Final = RATE_END - CELLS - 15
"""Millimetres for what stands before the rate."""
MOST_CELLS: Final = 6
LONGEST_BAR: Final = 30.0
ALARM, LIGHT = 14.6, 21.0
"""Millimetres: what a red or amber target takes, and its light."""
BELOW_ROW, END, FREE = 5.6, 283.0, 45.0
"""Millimetres: a row of the two lists, where the page ends, and free room that is too much."""
BELOW, HEADING_HIGH, OTHERS, FOOT, ASIDE = 14.5, 11.4, 9.6, 6.0, 5.6
"""Millimetres: around the two lists, a heading, two lines that name other alarms, a quarter.

The last is a line that says what rows below it are.
"""
LEAST_WHOSE, WHOSE_ROOM = 30.0, 85.0
"""Millimetres that names of whose a target is have at least, and with their cost on a line."""
MOST_BELOW, FEWEST_BELOW, FEWEST_ALARMS, FEW_ALARMS, MOST_NAMED = 5, 3, 3, 5, 4
GROUP_LOOKS: Final = (
    *(Status.OFF_TRACK, Status.AT_RISK, Status.ON_TRACK, Status.OVERDUE, Status.NOT_DUE),
)
"""In whose colours each of `page.GROUPS` is told."""


def write_cover(paper: Paper, view: View, page: Page, words: Words) -> None:
    """The whole page; the red and amber list takes the room that the rest leaves."""
    text = words.text
    paper.add_page()
    paper.start_section(text("Overview"))
    paper.block(0, 0, paper.w, BAND, HEAD)
    whose = view.organisations[0].organisation if len(view.organisations) == 1 else view.title
    paper.line_of(MARGIN, 7, whose, Type(12, PALE), WIDTH - 50)
    told_on = text("Data as of {date}", date=view.as_of_text)
    paper.line_of(MARGIN, 7.6, told_on, Type(9.5, PALE), WIDTH, "R")
    quarter = words.period(view.header.quarter, view.header.policy.fiscal_start)
    title = text(N_("Progress of targets, {quarter}"), quarter=quarter)
    paper.line_of(MARGIN, 14, title, Type(20, PAPER, heavy=True), WIDTH)
    paper.set_y(BAND + 4)
    for told, face, most in ((page.lead, Type(13, INK, heavy=True), 2), (page.second, Type(10), 2)):
        if told:
            paper.paragraph(told, face, most=most)
    draw_tiles(paper, page.tiles, page.feet[0].counts, words)
    if page.lines:
        _league(paper, view, page, words)
    else:
        _targets(paper, view, words)
    rows = _rows_below(paper, page)
    end = END - BELOW - BELOW_ROW * rows
    _alarms(paper, page, end, words)
    free = end - paper.get_y()
    paper.below(max(free, 0.0) if free < FREE else 6.0)
    _below(paper, view, page, words, rows)
    face = paper.fitted(page.data, NOTE, WIDTH - 16, 6.5)
    paper.line_of(MARGIN, paper.get_y() + 1.5, page.data, face, WIDTH)


def _rows_below(paper: Paper, page: Page) -> int:
    """Rows of the two lists at the foot: fewer of them where that shows more alarms."""
    known = max(len(page.changes) if page.since else 0, len(page.coming), 1)
    wanted = range(min(known, MOST_BELOW), FEWEST_BELOW - 1, -1)
    room = END - BELOW - paper.get_y() - HEADING_HIGH
    few = min(len(page.alarms), FEW_ALARMS)
    return next(
        (rows for rows in wanted if _shown(page, room - BELOW_ROW * rows) >= few),
        min(known, FEWEST_BELOW),
    )


def _feet_shown(paper: Paper, page: Page, most: int) -> int:
    """Quarters at the foot of the league, at most so many: fewer where that shows more alarms."""
    room = END - BELOW - BELOW_ROW * FEWEST_BELOW - HEADING_HIGH - paper.get_y()
    shown = [min(_shown(page, room - FOOT * n), FEW_ALARMS) for n in range(1, most + 1)]
    return most - shown[::-1].index(shown[0])


def _shown(page: Page, room: float) -> int:
    """Alarms that stand in so much room, with a line or two for the others."""
    most = max(int(room / ALARM), FEWEST_ALARMS)
    return most if len(page.alarms) <= most else max(int((room - OTHERS) / ALARM), FEWEST_ALARMS)


# ------------------------------------------------------------------ tiles


def draw_tiles(paper: Paper, tiles: Sequence[Tile], counts: Sequence[int], words: Words) -> None:
    """Side by side, as wide as the page; `counts` are those of `page.GROUPS`."""
    wide = (WIDTH - (len(tiles) - 1) * TILE_GAP) / len(tiles)
    top = paper.get_y() + 3
    for number, tile in enumerate(tiles):
        x, parts = MARGIN + number * (wide + TILE_GAP), parts_of(tile, counts, paper.tones, words)
        room = wide - 5
        paper.block(x, top, wide, TILE, FAINT)
        paper.block(x, top, 1.1, TILE, strip_of(tile, counts, paper.tones))
        told = [(part, Type(size, color, heavy=size == BIG)) for part, size, color in parts]
        paper.parts(x + 4, top + 0.8, *[one for one in told if one[0]])
        aside = fewer_parts(tile.aside, words, paper.fits(NOTE, room))
        for down, text, face in ((12, tile.name, STRONG), (17, aside, NOTE)):
            paper.line_of(x + 4, top + down, text, paper.fitted(text, face, room, 6.5), room)
    paper.set_y(top + TILE + 1)


def parts_of(
    tile: Tile, counts: Sequence[int], tones: Tones, words: Words
) -> tuple[tuple[str, int, str], ...]:
    """A tile's number in parts: text, size in points, colour."""
    if tile.number:
        return (tile.number, BIG, HEAD), (tile.beside, 11, MUTED)
    lit = zip(counts, (Status.OFF_TRACK, Status.AT_RISK), (N_("red"), N_("amber")), strict=False)
    told = [(n, tones[status].ink if n else MUTED, name) for n, status, name in lit]
    (red, ink, name), (amber, other, called) = told
    return (
        *((str(red), BIG, ink), (words.text(name), 11, ink)),
        *((f" {amber}", BIG, other), (words.text(called), 11, other)),
    )


def strip_of(tile: Tile, counts: Sequence[int], tones: Tones) -> str:
    """The colour at a tile's left: red where something is red or amber."""
    if tile.number:
        return ACCENT
    return tones[Status.OFF_TRACK].strong if counts[0] or counts[1] else MUTED


# ------------------------------------------------------------------ league


def _league(paper: Paper, view: View, page: Page, words: Words) -> None:
    """Members by rate, a cell for each target, what they lose as a bar, and the quarters' sums."""
    text, several = words.text, len(view.organisations) > 1
    title = text(N_("By organisation")) if several else text(N_("Responsible units"))
    note = text(N_("placed by rate of points; a cell is a target, the worst left"))
    if page.by_count:
        note = text(N_("placed by share on schedule; a cell is a target, the worst left"))
    paper.heading(title, marked_note(note, page, words))
    y = paper.get_y()
    paper.line_of(MARGIN, y, text(N_("Place")), HEADS)
    titles = (N_("Name (weight)"), N_("Rate"), N_("Lost"))
    if page.by_count:
        titles = (N_("Name"), N_("Share on schedule"), N_("Red, amber"))
    name, rate, lost = map(text, titles)
    paper.line_of(MARGIN + 10, y, name, HEADS)
    paper.line_of(MARGIN + CELLS, y, text(N_("Targets")), HEADS)
    paper.line_of(MARGIN, y, rate, HEADS, RATE_END, "R")
    paper.line_of(MARGIN + BAR, y, lost, HEADS)
    if view.earlier:
        paper.line_of(MARGIN, y, text(N_("Moved")), HEADS, WIDTH, "R")
    paper.set_y(y + HEADS.line + 0.6)
    paper.rule(paper.get_y())
    listed = [*page.lines, *page.units]
    high = LINE_HIGH if len(listed) <= FEW_LINES else LINE_LOW
    longest = max((line.lost or 0.0 for line in listed), default=0.0)
    split = len(page.lines) if not page.hidden else 3
    for line in page.lines[:split]:
        _line(paper, view, line, high, longest)
    if page.hidden:
        told = N_("{n} more between them stand in the chapter “{chapter}”")
        _aside(paper, text(told, n=page.hidden, chapter=text(N_("Scores"))))
        for line in page.lines[split:]:
            _line(paper, view, line, high, longest)
    units = page.units[: _units_shown(paper, page, high)]
    if units:
        _aside(paper, text(WORST[page.by_count], n=page.all_units))
        for line in units:
            _line(paper, view, line, high, longest, placed=False)
    feet = page.feet[: 3 if len(listed) <= FEW_LINES else 2]
    for number, foot in enumerate(feet[: _feet_shown(paper, page, len(feet))]):
        _foot(paper, foot, words, now=number == 0)


def _units_shown(paper: Paper, page: Page, high: float) -> int:
    """Units named below the organisations: fewer where the page would not hold the rest."""
    alarms = ALARM * min(len(page.alarms), FEWEST_ALARMS) + OTHERS
    rest = FOOT + HEADING_HIGH + alarms + BELOW + BELOW_ROW * FEWEST_BELOW
    return max(int((END - rest - ASIDE - paper.get_y()) / high), 0)


def _aside(paper: Paper, told: str) -> None:
    y = paper.get_y()
    paper.line_of(MARGIN + 2, y + 0.5, told, NOTE, WIDTH)
    paper.rule(y + ASIDE - 0.2)
    paper.set_y(y + ASIDE)


def _line(
    paper: Paper, view: View, line: Line, high: float, longest: float, *, placed: bool = True
) -> None:
    score, y = line.score, paper.get_y()
    if score is None:
        return
    middle = y + (high - TEXT.line) / 2
    if placed:
        rank = WITHOUT if score.rank is None else str(score.rank)
        paper.line_of(MARGIN, middle - 0.1, rank, STRONG, 7, "C")
    weight = "" if line.by_count else points_text(score.weight_total)
    room = CELLS - 12 - paper.ruler(NOTE)(weight)
    face = paper.fitted(line.name, Type(9.5), room)
    name = attention.member_name(line.name, room, paper.ruler(face))
    end = paper.line_of(MARGIN + 10, middle - 0.1, name, face, room)
    paper.line_of(end + 1, middle + 0.35, weight, NOTE)
    draw_cells(
        paper, MARGIN + CELLS, y + (high - 5) / 2, rows_of(view, score.organisation, score.unit)
    )
    rate = (percent_text(settled(line.rate)) or WITHOUT) + line.mark
    paper.line_of(MARGIN, middle - 0.1, rate, STRONG, RATE_END, "R")
    lost = line.lost or 0.0
    if longest:
        paper.block(MARGIN + BAR, y + 1, LONGEST_BAR * lost / longest, high - 2, BAR_BACK)
    paper.line_of(MARGIN + BAR + 1, middle, line.lost_text, TEXT)
    paper.line_of(MARGIN, middle, line.moved, Type(9, MUTED), WIDTH, "R")
    paper.rule(y + high)
    paper.set_y(y + high)


def rows_of(view: View, organisation: str, unit: str) -> list[TargetRow]:
    """The targets of an organisation, or of one of its units; the worst first."""
    mine = [
        row
        for row in view.rows
        if row.organisation == organisation and (not unit or row.unit == unit)
    ]
    return attention.worst_first(mine)


def draw_cells(paper: Paper, x: float, y: float, rows: Sequence[TargetRow]) -> None:
    """A cell for each target; of many a cell for each status with its count."""
    if len(rows) <= MOST_CELLS:
        for number, row in enumerate(rows):
            paper.cell_of(x + CELL * number, y, row.status)
        return
    face = Type(9, INK, heavy=True)
    measure = paper.ruler(face)
    for shown, look in tally_of(
        rows, lambda texts: sum(map(measure, texts)) + 3 * len(texts) < ROOM
    ):
        x = paper.line_of(x, y, shown, replace(face, color=paper.tones[look].ink)) + 3


def tally_of(
    rows: Sequence[TargetRow], fits: Callable[[list[str]], bool]
) -> list[tuple[str, Status]]:
    """How many targets have each status, worst first, with whose colours it is told.

    Where that does not fit, by `page.GROUPS`.
    """
    counts = Counter(Status(row.status) for row in rows)
    told = [(f"{one.symbol}{counts[one]}", one) for one in WORST_FIRST if counts[one]]
    if fits([said for said, _ in told]):
        return told
    sums = (sum(counts[one] for one in group) for group in GROUPS)
    return [(f"{signs_of(n)}{count}", GROUP_LOOKS[n]) for n, count in enumerate(sums) if count]


def signs_of(number: int) -> str:
    """The symbols of one of `page.GROUPS`."""
    return "".join(one.symbol for one in GROUPS[number] if one != Status.NOT_SCORED)


def _foot(paper: Paper, foot: Foot, words: Words, *, now: bool) -> None:
    """What all have together in a quarter; never a sum of points over organisations."""
    y, high = paper.get_y(), FOOT
    face = Type(9, INK, heavy=True) if now else Type(9, MUTED)
    if now:
        paper.block(MARGIN, y, WIDTH, high, FAINT)
    told = words.text(N_("All · {quarter}"), quarter=foot.name)
    paper.line_of(MARGIN + 2, y + 0.5, told, face, CELLS - 4)
    said = [f"{signs_of(number)}{count}" for number, count in enumerate(foot.counts) if count]
    x, small = MARGIN + CELLS, paper.fitted("".join(said), face, ROOM - 3 * len(said), 7)
    for one in said:
        x = paper.line_of(x, y + 0.5, one, small) + 3
    if foot.score is not None:
        rate = percent_text(settled(foot.score.rate)) or WITHOUT
        paper.line_of(MARGIN, y + 0.5, rate, face, RATE_END, "R")
        paper.line_of(MARGIN + BAR + 1, y + 0.5, _foot_lost(foot.score), face)
    paper.line_of(MARGIN, y + 0.5, foot.moved, face, WIDTH, "R")
    paper.set_y(y + high)


def _foot_lost(score: ScoreRow) -> str:
    return points_text(score.lost) if score.counted else column_text(score.lost)


def _targets(paper: Paper, view: View, words: Words) -> None:
    """Without units to compare: the targets themselves, as many as there is room for."""
    paper.heading(words.text(N_("Targets")))
    _rows(paper, attention.worst_first(view.rows)[:12])


def _rows(paper: Paper, rows: Sequence[TargetRow]) -> None:
    """Targets on a line each: light, name, what is asked, what is known."""
    for row in rows:
        y = paper.get_y()
        paper.chip(MARGIN, y + 0.5, 24, row.status_text, paper.tones[Status(row.status)])
        paper.line_of(MARGIN + 27, y + 0.8, row.name, STRONG, 70)
        aim = " · ".join(filter(None, (row.target_text, row.due_text)))
        paper.line_of(MARGIN + 100, y + 0.9, aim, paper.fitted(aim, TEXT, 52), 52)
        known, face = row.actual_text or row.last_value, TEXT if row.actual_text else MUTED_TEXT
        if row.actual_text and not paper.fits(Type(7.5), 27)(known):  # the unit stands beside
            known = attention.numbers_of(row)[0]
        face = paper.fitted(known, face, 27)
        paper.line_of(MARGIN + 153, y + 0.9, known or WITHOUT, face, 27, "R")
        paper.rule(y + 6.6)
        paper.set_y(y + 6.6)


# ------------------------------------------------------------------ what is wrong


def _alarms(paper: Paper, page: Page, end: float, words: Words) -> None:
    """As many red, amber and overdue targets as the page holds above `end`, the rest by name."""
    text = words.text
    paper.heading(text(N_("Red and amber")), text(ORDER_NOTE[page.bare]), least=0)
    if not page.alarms:
        paper.paragraph(text(N_("No target is behind, missed or overdue.")), Type(10))
        if page.near:
            paper.below(1)
            paper.paragraph(text(N_("Nearest to their boundary")), STRONG)
            _rows(paper, page.near)
        return
    most = _shown(page, end - paper.get_y())
    for alarm in page.alarms[:most]:
        draw_alarm(paper, alarm, words)
    if rest := page.alarms[most:]:
        paper.below(0.6)
        paper.paragraph(_others(paper, rest, words), Type(8.5), most=2)


def _others(paper: Paper, rest: Sequence[attention.Alarm], words: Words) -> str:
    """How many are not shown; as many of them by name, with whose they are, as two lines hold."""
    whole = N_("{text} ({who})")
    named = [
        f"{Status(one.row.status).symbol}{TIED}"
        + words.text(whole, text=one.row.name, who=one.who.partition("\n")[0])
        for one in rest[:MOST_NAMED]
    ]
    told = ""
    for shown in range(len(named), 0, -1):
        told = words.text(
            N_("{n} more in the chapter “{chapter}”: {names}"),
            n=len(rest),
            chapter=words.text(N_("Attention")),
            names=words.listed(named[:shown]) + (" …" if len(rest) > shown else ""),
        )
        if len(paper.lines(told, WIDTH, Type(8.5))) <= 2:  # noqa: PLR2004  (lines of room)
            break
    return told


def draw_alarm(paper: Paper, alarm: attention.Alarm, words: Words) -> None:
    """Light and its run; name, whose, numbers; cause and measure; what it takes."""
    y, row = paper.get_y(), alarm.row
    tone = paper.tones[Status(row.status)]
    paper.block(MARGIN, y, LIGHT, ALARM - 0.4, tone.soft)
    paper.block(MARGIN, y, 1.0, ALARM - 0.4, tone.strong)
    paper.line_of(
        MARGIN + 2.4, y + 1.6, row.status_text, Type(9.5, tone.ink, heavy=True), LIGHT - 3
    )
    small = Type(8, tone.ink)
    paper.stack(MARGIN + 2.4, y + 6.6, paper.lines(alarm.run, LIGHT - 3, small, 2), small, 3.6)
    x, right = MARGIN + LIGHT + 3, MARGIN + WIDTH
    numbers = " / ".join(filter(None, (alarm.stands, alarm.asked)))
    long = paper.ruler(TEXT)(numbers)
    face, wide = (TEXT, long) if long <= 78 else (Type(7.5), min(long * 7.5 / 9, 88.0))  # noqa: PLR2004  (millimetres)
    paper.line_of(right - wide, y + 0.2, numbers, face, wide + 0.2, "R")
    name = Type(10, INK, heavy=True)
    end = paper.line_of(x, y - 0.1, row.name, name, right - wide - x - 4)
    face, room = Type(8.5, MUTED), right - wide - 7 - end
    whose, aside = whose_of(alarm, room, paper.ruler(face)), 0.0
    if whose:
        paper.line_of(end + 3, y + 0.5, whose, face, room + 0.2)
    else:  # no room beside the name: beside what it takes
        whose = whose_of(alarm, WHOSE_ROOM, paper.ruler(face))
        aside = paper.ruler(face)(whose) + 3
        paper.line_of(right - aside + 3, y + 9.6, whose, face)
    cause = Type(9, INK if alarm.told else MUTED)
    told = said(alarm.account, words, right - x, paper.ruler(cause)) or alarm.cause
    paper.line_of(x, y + 4.9, told, cause, right - x)
    face = paper.fitted(alarm.need, Type(9, ACCENT), right - x - aside, 7)
    paper.line_of(x, y + 9.4, alarm.need, face, right - x - aside)
    paper.rule(y + ALARM - 0.2)
    paper.set_y(y + ALARM)


def whose_of(alarm: attention.Alarm, room: float, measure: Callable[[str], float]) -> str:
    """Whose a target is and what it costs; where it must the names are cut, the cost never.

    Empty where the room has no place for a few letters of the names.
    """
    name, _, cost = alarm.who.partition("\n")
    cost = cost and f" · {cost}"
    left = room - measure(cost)
    if measure(name) > left < LEAST_WHOSE:
        return ""
    return attention.member_name(name, left, measure) + cost


# ------------------------------------------------------------------ what changed, what comes


def _below(paper: Paper, view: View, page: Page, words: Words, most: int) -> None:
    """Side by side what changed since the quarter before and what falls due in 90 days."""
    text, top = words.text, paper.get_y()
    half = (WIDTH - 8) / 2
    changed = bool(page.since)
    if changed:
        title = text(N_("Changes since last quarter"))
        if not paper.fits(SMALL, half - paper.ruler(HEADING)(title) - 4)(page.change_text):
            title = text(N_("Changes"))
        paper.heading(title, page.change_text, least=0, wide=half)
        told = changes_shown(page.changes, most)
        told = told if len(told) == len(page.changes) else told[: most - 1]
        told = changes_shown(page.changes, len(told))
        for change in told:
            _change(paper, view, change, half, words)
        if rest := len(page.changes) - len(told):
            paper.line_of(MARGIN, paper.get_y() + 0.4, text(N_("{n} more"), n=rest), NOTE)
            paper.below(BELOW_ROW)
        if not page.changes:
            paper.line_of(MARGIN, paper.get_y() + 0.4, text(N_("Nothing.")), NOTE)
    end = paper.get_y()
    paper.set_y(top)
    x, wide = (MARGIN + half + 8, half) if changed else (MARGIN, WIDTH)
    draw_coming(paper, page.coming, words, x, wide, most)
    paper.set_y(max(end, paper.get_y()))


def draw_coming(
    paper: Paper,
    coming: Sequence[Coming],
    words: Words,
    x: float,
    wide: float,
    most: int = MOST_BELOW,
) -> None:
    """What falls due within 90 days, by date."""
    paper.heading(words.text(N_("Due within 90 days")), least=0, x=x, wide=wide)
    if not coming:
        paper.line_of(x, paper.get_y() + 0.4, words.text(N_("Nothing.")), NOTE)
        paper.below(BELOW_ROW)
    shown = coming_shown(coming, most)
    day = max((paper.ruler(Type(8.5))(one.day) for one in shown), default=0.0) + 4
    for one in shown:
        y = paper.get_y()
        paper.line_of(x, y + 0.5, one.day, Type(8.5, MUTED), day - 1)
        stands = min(paper.ruler(SMALL)(one.stands), 30.0) if one.stands else 0.0
        room = wide - day - stands - 2
        face = paper.fitted(one.name, SMALL, room, 7.5)
        paper.line_of(
            x + day, y + 0.5, attention.item_name(one.name, room, paper.ruler(face)), face, room
        )
        if one.stands:
            paper.line_of(x + wide - stands - 0.2, y + 0.5, one.stands, SMALL, stands + 0.2, "R")
        paper.rule(y + BELOW_ROW - 0.2, LINE, x=x, wide=wide)
        paper.set_y(y + BELOW_ROW)


def _change(paper: Paper, view: View, change: Change, wide: float, words: Words) -> None:
    y, row = paper.get_y(), change.row
    color = {"worse": paper.tones[Status.OFF_TRACK].ink, "better": HEAD}.get(change.way, MUTED)
    paper.line_of(MARGIN, y + 0.4, moved_text(change, words), Type(9, color, heavy=True))
    name = attention.item_name(
        f"{row.name} · {attention.near(view, row)}", wide - 29, paper.ruler(SMALL)
    )
    paper.line_of(MARGIN + 10, y + 0.5, name, SMALL, wide - 29)
    before = change.before_text.partition(" ")[0]
    told = f"{before} → {Status(row.status).symbol}"
    paper.line_of(MARGIN, y + 0.4, told, TEXT, wide, "R")
    paper.rule(y + BELOW_ROW - 0.2, LINE, wide=wide)
    paper.set_y(y + BELOW_ROW)
