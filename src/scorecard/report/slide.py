"""The page as a slide, 16:9: its title is the message; `slide.png` and `slide.pdf`.

Drawn once, finer than a screen shows it: the PDF holds the picture whole, the PNG is smaller.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache, partial
from itertools import groupby
from typing import Final

from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont

from scorecard.excel.styles import ACCENT, FAINT, HEAD, INK, LINE, MUTED, PAPER, Tones
from scorecard.excel.text import clipped, shortened, wrap
from scorecard.i18n import N_, Words, percent_text, settled
from scorecard.report.attention import Alarm, cause_of, member_name, numbers_of, worst_first
from scorecard.report.fonts import check_drawable, chinese_font, has_letter, symbol_font, text_width
from scorecard.report.page import (
    WITHOUT,
    Line,
    Page,
    fewer_parts,
    marked_note,
    most_lost,
    quarter_name,
)
from scorecard.report.pdf.cover import BIG, MOST_CELLS, parts_of, rows_of, tally_of
from scorecard.report.pdf.paper import undated
from scorecard.report.view import TargetRow, View
from scorecard.schema.vocabulary import Status

WIDTH, HEIGHT = 13.333, 7.5
"""Inches."""
FINE: Final = 180
"""Dots an inch of the picture."""
SCREEN: Final = (1600, 900)
POINTS: Final = 72
LEFT, RIGHT, HALF, SECOND, CELLS = 0.5, 12.83, 5.6, 6.6, 2.93
"""Inches: the margins, the width of the league, where red and amber begin, where a line's cells."""
LEAST: Final = 12
"""Points of the smallest letters."""
MOST_TOLD: Final = 6
MOST_LINES, FIRST, LAST, MOST_ALARMS, MOST_NEXT = 8, 3, 5, 4, 3
TITLE_COLUMNS: Final = 48
MOST_WHOSE: Final = {False: 0.35, True: 0.5}
"""Of the line that tells a cause the unit's name takes no more; with its organisation's more."""
BETWEEN: Final = 0.2
"""Inches of the line that tells how many are left out."""
MOST_LOST: Final = 0.3
"""Who has lost more of all that was lost stands in the title."""


class Slide:
    """A page to draw on; lengths in inches from the upper left, sizes in points."""

    def __init__(self) -> None:
        size = round(WIDTH * FINE), round(HEIGHT * FINE)
        self.image = Image.new("RGB", size, PAPER)
        self._draw = ImageDraw.Draw(self.image)

    def block(self, x: float, y: float, wide: float, high: float, color: str) -> None:
        """A filled rectangle."""
        corners = [round(side * FINE) for side in (x, y, x + wide, y + high)]
        if corners[2] > corners[0] and corners[3] > corners[1]:
            self._draw.rectangle((corners[0], corners[1], corners[2] - 1, corners[3] - 1), color)

    def text(  # noqa: PLR0913  (a text, its place and its looks)
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        color: str = INK,
        *,
        heavy: bool = False,
        wide: float = 0,
        align: str = "l",
    ) -> float:
        """One line whose letters are centred on the height y; within `wide` cut and aligned.

        Returns where it ends.
        """
        check_drawable([text])
        if wide:
            text = shortened(text, wide * POINTS, partial(text_width, size=size))
        long = text_width(text, size) / POINTS
        x += (wide - long) * {"l": 0.0, "c": 0.5, "r": 1.0}[align]
        at = x
        for own, run in groupby(text, key=has_letter):
            part = "".join(run)
            place = (at * FINE, (y + 0.36 * size / POINTS) * FINE)
            stroke = size * FINE / POINTS / 60 if heavy else 0
            self._draw.text(
                place, part, color, _face(size, own=own), anchor="ls", stroke_width=stroke
            )
            at += text_width(part, size) / POINTS
        return x + long


@cache
def _face(size: float, *, own: bool) -> ImageFont.FreeTypeFont:
    path = chinese_font() if own else symbol_font()
    return ImageFont.truetype(path, size * FINE / POINTS)


def slide_of(view: View, page: Page, tones: Tones, words: Words) -> tuple[bytes, bytes]:
    """The slide as PNG and as PDF; the same page gives the same bytes.

    Raises `MissingGlyphError` for a character that no face of ours can draw.
    """
    slide = Slide()
    _head(slide, view, page, words)
    _tiles(slide, page, tones, words)
    _league(slide, view, page, tones, words)
    _alarms(slide, page, tones, words)
    _foot(slide, view, page, words)
    return _png(slide.image), _pdf(slide.image, message_of(view, page, words), words)


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    small = image.resize(SCREEN, Image.Resampling.BOX).quantize(
        256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
    )
    small.save(out, "PNG", compress_level=6)
    return out.getvalue()


def _pdf(image: Image.Image, title: str, words: Words) -> bytes:
    pdf = FPDF(unit="in", format=(HEIGHT, WIDTH), orientation="landscape")
    pdf.set_creation_date(datetime(2000, 1, 1, tzinfo=UTC))
    pdf.set_title(title)
    pdf.set_lang("zh-CN" if words.language == "zh" else "en")
    pdf.add_page()
    pdf.image(image.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE), 0, 0, WIDTH)
    return undated(pdf)


# ------------------------------------------------------------------ what it says


def message_of(view: View, page: Page, words: Words) -> str:
    """The title: who costs most, and how much is red and amber; or that all is on schedule."""
    text = words.text
    red, amber, good = page.feet[0].counts[:3]
    judged = red + amber + good
    quarter = words.period(view.header.quarter, view.header.policy.fiscal_start)
    short = quarter_name(view.header.quarter, words)
    if not judged:
        return text(N_("{quarter}: nothing to be judged yet"), quarter=quarter)
    if not red + amber:
        return text(N_("{quarter}: all {n} on schedule"), quarter=quarter, n=judged)
    counts = text(N_("{red} red, {amber} amber"), red=red, amber=amber)
    worst, share = most_lost(view)
    if share is not None and share >= MOST_LOST and len(view.organisations) == 1:
        told = text(
            N_("{unit} has {share} of all that is red or amber; {quarter}: {counts}")
            if page.by_count
            else N_("{unit} loses {share} of all points lost; {quarter}: {counts}"),
            unit=worst[0].unit_name,
            quarter=short,
            share=percent_text(settled(share), 0),
            counts=counts,
        )
        if text_width(told, 1) <= TITLE_COLUMNS / 2:
            return told
    told = N_("{quarter}: {good} of {n} on schedule, {counts}")
    return text(told, quarter=short, good=good, n=judged, counts=counts)


def _head(slide: Slide, view: View, page: Page, words: Words) -> None:
    slide.block(0, 0, WIDTH, 0.1, HEAD)
    slide.text(LEFT, 0.5, message_of(view, page, words), 28, HEAD, heavy=True, wide=RIGHT - LEFT)
    whose = view.organisations[0].organisation if len(view.organisations) == 1 else view.title
    slide.text(LEFT, 0.98, f"{whose} · {page.told_on}", 14, MUTED, wide=RIGHT - LEFT)


def _tiles(slide: Slide, page: Page, tones: Tones, words: Words) -> None:
    on_time, rate, _, reported = page.tiles
    wide, gap = 3.98, 0.195
    for number, tile in enumerate((on_time, rate, reported)):
        x = LEFT + number * (wide + gap)
        slide.block(x, 1.26, wide, 0.78, FAINT)
        slide.block(x, 1.26, 0.06, 0.78, ACCENT)
        at = x + 0.22
        for part, size, color in parts_of(tile, page.feet[0].counts, tones, words):
            part = part.partition(" targets")[0]  # noqa: PLW2901  (English has no room for it)
            if part:
                big = size == BIG
                at = (
                    slide.text(at, 1.64 if big else 1.74, part, 32 if big else 15, color, heavy=big)
                    + 0.05
                )
        at = max(at + 0.2, x + 1.75)
        room = x + wide - at - 0.08
        size = 14 if text_width(tile.name, 14) <= room * POINTS else 12
        slide.text(at, 1.5, tile.name, size, heavy=True, wide=room)
        slide.text(at, 1.81, fewer_parts(tile.aside, words, _fits(12, room)), 12, MUTED, wide=room)


def _fits(size: float, wide: float) -> Callable[[str], bool]:
    """What tells whether a text of this size stands within so many inches."""
    return lambda text: text_width(text, size) <= wide * POINTS


def _fitted(text: str, size: int, wide: float) -> int:
    """The size, of at least `LEAST` points, in which a text stands within so many inches."""
    return next((one for one in range(size, LEAST, -1) if _fits(one, wide)(text)), LEAST)


def _heading(slide: Slide, x: float, title: str, note: str, words: Words) -> None:
    wide = HALF if x == LEFT else RIGHT - SECOND
    end = slide.text(x, 2.38, title, 17, HEAD, heavy=True)
    room = x + wide - end - 0.15
    note = fewer_parts(note, words, _fits(LEAST, room), clauses=True)
    slide.text(end + 0.15, 2.4, note, LEAST, MUTED, wide=room)
    slide.block(x, 2.56, wide, 0.022, HEAD)


def _league(slide: Slide, view: View, page: Page, tones: Tones, words: Words) -> None:
    """Members by rate with a cell for each target; of many the first and the last."""
    text, several = words.text, len(view.organisations) > 1
    lines: Sequence[Line] = page.lines
    title, note = N_("Responsible units"), N_("by rate of points; a cell is a target")
    if page.by_count:
        note = N_("by share on schedule; a cell is a target")
    if several:
        title = N_("By organisation")
    elif not lines:
        title, note = N_("Targets"), N_("the worst first")
    _heading(slide, LEFT, text(title), marked_note(text(note), page, words), words)
    hidden, step = 0, 0.45
    if len(lines) > MOST_LINES:
        hidden, step = page.hidden + len(lines) - MOST_LINES, 0.425
        lines = [*lines[:FIRST], *lines[-LAST:]]
    if several:
        lines = [*lines, *page.units[: MOST_LINES - len(lines)]]
    if not lines:
        for number, row in enumerate(worst_first(view.rows)[:MOST_LINES]):
            _target(slide, LEFT, 2.6 + number * 0.45, row, tones)
        return
    for number, line in enumerate(lines):
        score, y = line.score, 2.6 + number * step + (BETWEEN if hidden and number >= FIRST else 0)
        if hidden and number == FIRST:
            chapter = text(N_("Scores"))
            told = text(
                N_("{n} more between them stand on the sheet “{sheet}”"), n=hidden, sheet=chapter
            )
            slide.text(LEFT + 0.34, y - BETWEEN / 2 - 0.01, told, LEAST, MUTED, wide=HALF - 0.34)
            slide.block(LEFT, y - 0.005, HALF, 0.01, LINE)
        middle = y + 0.225
        placed = not several or not score.unit
        rank = str(score.rank) if score.rank is not None else WITHOUT
        slide.text(LEFT, middle, rank if placed else "", 15, MUTED, wide=0.25, align="c")
        size = 12 if " · " in line.name else 15
        name = member_name(line.name, (CELLS - 0.4) * POINTS, partial(text_width, size=size))
        slide.text(LEFT + 0.34, middle, name, size, wide=CELLS - 0.38)
        _cells(slide, LEFT + CELLS, y + 0.06, rows_of(view, score.organisation, score.unit), tones)
        rate = (percent_text(settled(line.rate), 0) or WITHOUT) + line.mark
        slide.text(LEFT, middle, rate, 15, heavy=True, wide=HALF, align="r")
        slide.block(LEFT, y + step - 0.005, HALF, 0.01, LINE)


def _target(slide: Slide, x: float, y: float, row: TargetRow, tones: Tones) -> None:
    tone = tones[Status(row.status)]
    slide.block(x, y + 0.04, 1.1, 0.36, tone.soft)
    slide.text(x, y + 0.22, row.status_text, 13, tone.ink, wide=1.1, align="c")
    slide.text(x + 1.25, y + 0.22, row.name, 14, wide=2.7)
    known = row.actual_text or WITHOUT
    known = known if _fits(LEAST, 1.6)(known) else numbers_of(row)[0]
    slide.text(x + 4.0, y + 0.22, known, _fitted(known, 14, 1.6), wide=1.6, align="r")
    slide.block(x, y + 0.445, HALF, 0.01, LINE)


def _cells(slide: Slide, x: float, y: float, rows: Sequence[TargetRow], tones: Tones) -> None:
    """A cell for each target; of many a cell for each status with its count."""
    if len(rows) > MOST_CELLS - 1:
        for said, look in tally_of(rows, lambda texts: len(texts) <= MOST_TOLD):
            x = slide.text(x, y + 0.165, said, 13, tones[look].ink, heavy=True) + 0.1
        return
    for number, row in enumerate(rows):
        tone, left = tones[Status(row.status)], x + number * 0.43
        slide.block(left, y, 0.4, 0.33, tone.soft)
        slide.block(left, y + 0.28, 0.4, 0.05, tone.strong)
        symbol = Status(row.status).symbol
        slide.text(left, y + 0.14, symbol, 13, tone.ink, wide=0.4, align="c")


def _alarms(slide: Slide, page: Page, tones: Tones, words: Words) -> None:
    """The first of what is red, amber or overdue."""
    text, wide = words.text, RIGHT - SECOND
    shown = page.alarms[:MOST_ALARMS]
    note = text(N_("the first {n} of {all}"), n=len(shown), all=len(page.alarms))
    _heading(slide, SECOND, text(N_("Red and amber")), note if shown else "", words)
    if not shown:
        none = text(N_("No target is behind, missed or overdue."))
        slide.text(SECOND, 2.85, none, 15, wide=wide)
        if page.near:
            slide.text(SECOND, 3.4, text(N_("Nearest to their boundary")), 15, HEAD, heavy=True)
        for number, row in enumerate(page.near):
            _target(slide, SECOND, 3.65 + number * 0.45, row, tones)
    for number, alarm in enumerate(shown):
        _alarm(slide, 2.62 + number * 0.9, alarm, tones, words)


def _alarm(slide: Slide, y: float, alarm: Alarm, tones: Tones, words: Words) -> None:
    row, tone = alarm.row, tones[Status(alarm.row.status)]
    slide.block(SECOND, y, 1.12, 0.85, tone.soft)
    slide.block(SECOND, y, 0.06, 0.85, tone.strong)
    light = _fitted(row.status_text, 14, 0.98)
    slide.text(
        SECOND + 0.06, y + 0.31, row.status_text, light, tone.ink, heavy=True, wide=1.05, align="c"
    )
    run = wrap(alarm.run, 1.05 * POINTS, 2, partial(text_width, size=12))
    for place, part in enumerate(run if alarm.run else ()):
        slide.text(SECOND + 0.06, y + 0.57 + 0.17 * place, part, 12, tone.ink, wide=1.05, align="c")
    x, wide = SECOND + 1.26, RIGHT - SECOND - 1.26
    numbers = alarm.stands
    size = _fitted(numbers, 14, 2.4)
    long = min(text_width(numbers, size) / POINTS, 3.1)
    slide.text(x, y + 0.15, row.name, 15, heavy=True, wide=wide - long - 0.1)
    slide.text(x + wide - long - 0.01, y + 0.16, numbers, size, wide=long + 0.01, align="r")
    measure, told = partial(text_width, size=LEAST), N_("{unit}: {cause}")
    name = alarm.who.partition("\n")[0]
    whose = member_name(name, wide * POINTS * MOST_WHOSE[" · " in name], measure)
    room = wide * POINTS - measure(words.text(told, unit=whose, cause=""))
    cause = cause_of(alarm.account, words, room, measure) or alarm.cause
    told = words.text(told, unit=whose, cause=cause)
    slide.text(x, y + 0.43, told, _fitted(told, 14, wide), MUTED, wide=wide)
    size = _fitted(alarm.need, 14, wide)
    need = clipped(alarm.need, wide * POINTS, partial(text_width, size=size))
    slide.text(x, y + 0.7, need, size, ACCENT, wide=wide)
    slide.block(SECOND, y + 0.87, RIGHT - SECOND, 0.01, LINE)


def _foot(slide: Slide, view: View, page: Page, words: Words) -> None:
    """What falls due within 90 days, and what the signs mean."""
    slide.block(LEFT, 6.4, RIGHT - LEFT, 0.5, FAINT)
    title = words.text(N_("Due within 90 days"))
    end = slide.text(LEFT + 0.15, 6.65, title, 14, HEAD, heavy=True)
    room = RIGHT - end - 0.35
    # What is named comes before the sum of the others, which says little without it.
    named = [one for one in page.coming if one.stands]
    others = page.coming[-1:] if named else page.coming
    told = ""
    for most in range(min(MOST_NEXT, len(named)), -1, -1):
        more = [words.text(N_("{n} more"), n=len(named) - most)] if len(named) > most else []
        days = [f"{one.name} {one.day}" for one in (*named[:most], *others)]
        told = "  ·  ".join([*days[:most], *more, *days[most:]])
        if _fits(13, room)(told):
            break
    told = told or words.text(N_("Nothing."))
    slide.text(end + 0.2, 6.65, told, 13, wide=room)
    shown = {row.status for row in view.rows}
    signs = " ".join(f"{one.symbol}{one.word}" for one in view.tally if one.status in shown)
    slide.text(LEFT, 7.16, signs, 12, MUTED, wide=RIGHT - LEFT)
