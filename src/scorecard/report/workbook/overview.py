"""The first sheet, one printed page: sentences, tiles, league, what is wrong, what comes next.

Longer than other modules: its parts share one page of A4, and how high each is decides what the
next may show.  What it says is `report.page`; counts, points and rates are formulas over the sheets
of targets and scores.  Sizes are printed sizes: widths add up to the page's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from scorecard.excel.book import Sheet, room_for
from scorecard.excel.styles import (
    ACCENT,
    BAR_BACK,
    FAINT,
    HEAD,
    MUTED,
    PAPER,
    Style,
    status_style,
)
from scorecard.excel.text import clean_text, lines_needed
from scorecard.i18n import N_, percent_text, settled
from scorecard.report.page import FIRST_LINES, GROUPS, Alarm, Foot, Line, Page, page_of
from scorecard.report.scores import points_text
from scorecard.report.view import Change
from scorecard.report.workbook.lists import SNAPSHOT
from scorecard.report.workbook.scores import COLUMN
from scorecard.report.workbook.table import FIRST_ROW, Desk
from scorecard.schema.vocabulary import GOOD, RED, VERDICTS, Status

PIXELS: Final = {
    "zh": (32, 48, 112, 44, 36, 36, 36, 36, 36, 46, 44, 54, 84, 58),
    "en": (34, 46, 120, 54, 34, 38, 34, 34, 34, 46, 42, 52, 76, 58),
}
"""Widths of the columns: 186 mm of A4."""
LAST: Final = 13
RANK, NAME, WEIGHT, COUNTS, POINTS, DUE, RATE, LOST, MOVED = 0, 1, 3, 4, 9, 10, 11, 12, 13
ROOM: Final = 815.0
"""Points of rows on the page: a little more than fits is shrunk, never below 0.95."""
FOOT_HEIGHT: Final = 130.0
"""Points of changes, what is due and the data line, kept free below the alarms."""
MOST_ALARMS, FEWEST_ALARMS, MOST_BELOW, FEWEST_BELOW = 7, 3, 5, 3
MOST_NAMED, FEW_LINES, CAUSE_LINES = 6, 8, 3
LINE_POINTS, TEXT_ROW, BODY_SIZE = 12.4, 4.0, 9.0
TITLE_STYLE: Final = Style(size=15, bold=True, color=PAPER, fill=HEAD, indent=1, wrap=True)
LEAD: Final = Style(size=12.5, bold=True, wrap=True)
SECOND: Final = Style(size=10, wrap=True)
TILE: Final = Style(fill=FAINT, size=10)
SECTION: Final = Style(size=11.5, bold=True, color=HEAD, edges="b", edge_color=HEAD)
ASIDE: Final = Style(size=8.5, color=MUTED, edges="b", edge_color=HEAD)
HEADS: Final = Style(size=8.5, color=MUTED, edges="b", wrap=True, align="center", valign="bottom")
TEXT: Final = Style(size=BODY_SIZE, edges="b", wrap=True)
NUMBER: Final = TEXT.but(align="right", wrap=False, number="#,##0.0;−#,##0.0;–")
COUNT: Final = TEXT.but(align="center", wrap=False, number="0;−0;;@")
SHARE: Final = NUMBER.but(number="0.0%", bold=True)
SMALL: Final = Style(size=8.5, color=MUTED, wrap=True, valign="top")
ARROWS: Final = {"better": "↑", "worse": "↓", "other": "·"}
WITHOUT: Final = "–"


def write_overview(desk: Desk, sheet: Sheet, scores: Sheet | None) -> None:
    """The page; `scores` is the sheet of scores that its league reads, if there is one."""
    page = page_of(desk.view, desk.words)
    sheet.columns([(pixels - 5) / 7 for pixels in PIXELS[desk.words.language]])
    writer = _Writer(desk, sheet, scores, page)
    at = writer.top()
    at = writer.league(at)
    at = writer.alarms(at)
    at = writer.below(at)
    end = writer.data(at)
    desk.set_page(sheet, down=1, landscape=False, headed=False)
    sheet.raw.set_margins(left=0.47, right=0.47, top=0.4, bottom=0.51)
    sheet.raw.print_area(0, 0, end, LAST)
    sheet.raw.set_zoom(130)
    sheet.raw.center_horizontally()
    sheet.raw.set_tab_color(HEAD)
    sheet.raw.set_first_sheet()
    sheet.raw.activate()


@dataclass(frozen=True, slots=True)
class _Tile:
    """A tile from one column to another: its number's writer, its name, and a line below."""

    first: int
    last: int
    color: str
    name: str
    aside: str
    number: Callable[[Style], None]


class _Writer:
    """The page's parts, each written below the other; every part returns the row after it."""

    def __init__(self, desk: Desk, sheet: Sheet, scores: Sheet | None, page: Page) -> None:
        self.desk, self.sheet, self.scores, self.page = desk, sheet, scores, page
        self.text, self.view = desk.words.text, desk.view
        self.red = status_style(Status.OFF_TRACK, desk.tones)
        self.amber = status_style(Status.AT_RISK, desk.tones)

    # ---------------------------------------------------------------- title, sentences, tiles

    def top(self) -> int:
        """Title band, the two sentences, four tiles."""
        sheet, page = self.sheet, self.page
        band = TITLE_STYLE
        if self.lines(page.title, 0, 8, band) > 1:
            band = band.but(size=12)
        sheet.high(0, 32)
        sheet.merged((0, 0, 0, 8), page.title, band)
        sheet.merged((0, 9, 0, LAST), page.told_on, band.but(size=9, bold=False, align="right"))
        sheet.merged((1, 0, 1, LAST), page.lead, LEAD)
        sheet.high(1, 6 + 16 * self.lines(page.lead, 0, LAST, LEAD))
        sheet.merged((2, 0, 2, LAST), page.second, SECOND)
        sheet.high(2, 4 + 13 * self.lines(page.second, 0, LAST, SECOND))
        tiles = (self._on_schedule(), self._rate(), self._red_and_amber(), self._reported())
        self._tile_row(3, 34)
        for tile in tiles:
            edges = {"edges": "l", "edge_color": tile.color}
            tile.number(TILE.but(size=23, bold=True, color=HEAD, align="right", **edges))
        self._tile_row(4, 15)
        for tile in tiles:
            edges = {"edges": "l", "edge_color": tile.color}
            name = TILE.but(bold=True, size=9, indent=1, shrink=True, **edges)
            sheet.merged((4, tile.first, 4, tile.last), tile.name, name)
        self._tile_row(5, 15)
        for tile in tiles:
            edges = {"edges": "l", "edge_color": tile.color}
            aside = TILE.but(size=8.5, color=MUTED, indent=1, shrink=True, **edges)
            sheet.merged((5, tile.first, 5, tile.last), tile.aside, aside)
        return 6

    def _tile_row(self, row: int, height: float) -> None:
        self.sheet.high(row, height)
        for column in range(LAST + 1):
            self.sheet.blank(row, column, TILE)

    def _count(self, statuses: Sequence[Status]) -> str:
        return "+".join(f'COUNTIF(targets_status,"{status}")' for status in statuses)

    def _on_schedule(self) -> _Tile:
        now = self.page.feet[0]
        good, judged = now.counts[2], sum(now.counts[:3])
        told = []
        if judged:
            told.append(self.text(N_("{share} by number"), share=percent_text(good / judged, 0)))
            worth = [
                (row.numbers.worth or 0.0, row.status in GOOD)
                for row in self.view.rows
                if row.status in VERDICTS
            ]
            total = sum(weight for weight, _ in worth)
            if total and len(self.view.organisations) == 1:
                share = sum(weight for weight, ok in worth if ok) / total
                told.append(self.text(N_("{share} by weight"), share=percent_text(share, 0)))
        if len(self.page.feet) > 1:
            then = self.page.feet[1].counts
            share = then[2] / sum(then[:3])
            told.append(self.text(N_("before {share}"), share=percent_text(share, 0)))
        of = self.text(N_(" / {n} targets"), n="0").split("0")
        beside = TILE.but(size=12, color=MUTED, number=f'"{of[0]}"0"{of[1]}"')

        def number(big: Style) -> None:
            self.sheet.merged((3, 0, 3, 1), "", big)
            self.sheet.formula(3, 0, f"={self._count(GOOD)}", good, big)
            self.sheet.formula(3, 2, f"={self._count(VERDICTS)}", judged, beside)

        name = self.text(N_("on or ahead of schedule"))
        return _Tile(0, 2, ACCENT, name, self.listed(told), number)

    def _rate(self) -> _Tile:
        score = self.page.feet[0].score
        rates = [row.rate for row in self.view.scores if not row.unit and row.rate is not None]
        known = score is not None and score.rate is not None and self.scores is not None
        aside = ""
        if known and score is not None:
            aside = self.text(
                N_("{points} of {due} points due"),
                points=points_text(score.points),
                due=points_text(score.points_due),
            )

        def number(big: Style) -> None:
            own = big.but(number="0.0%", align="left", indent=1)
            if known and score is not None:
                place = next(n for n, one in enumerate(self.view.scores) if one is score)
                self.sheet.merged((3, 3, 3, 6), "", own)
                self.sheet.formula(3, 3, f"={self._cell(place, 'rate')}", score.rate, own)
                return
            ends = (min(rates), max(rates)) if rates else ()
            told = "–".join(dict.fromkeys(percent_text(settled(rate), 0) for rate in ends))
            self.sheet.merged((3, 3, 3, 6), told or WITHOUT, own.but(size=17))

        return _Tile(3, 6, ACCENT, self.text(N_("Rate of points")), aside, number)

    def _red_and_amber(self) -> _Tile:
        red, amber = self.page.feet[0].counts[:2]
        aside = ""
        if len(self.page.feet) > 1:
            then = self.page.feet[1].counts
            aside = self.text(N_("before: {red} red, {amber} amber"), red=then[0], amber=then[1])

        def number(big: Style) -> None:
            word = TILE.but(size=11, shrink=True)
            plain = TILE.but(size=23, bold=True, align="right", color=self.amber.color)
            amber_only = self._count([Status.AT_RISK])
            self.sheet.formula(3, 7, f"={self._count(RED)}", red, big.but(color=self.red.color))
            self.sheet.text(3, 8, self.text(N_("red")), word.but(color=self.red.color))
            self.sheet.formula(3, 9, f"={amber_only}", amber, plain)
            self.sheet.text(3, 10, self.text(N_("amber")), word.but(color=self.amber.color))

        strip = self.desk.tones[Status.OFF_TRACK].strong if red or amber else MUTED
        return _Tile(7, 10, strip, self.text(N_("off track or missed · at risk")), aside, number)

    def _reported(self) -> _Tile:
        counts = self.page.feet[0].counts
        reported, late = sum(counts[:3]), counts[3]
        waiting = sum(row.status == Status.AWAITING_DATA for row in self.view.rows)
        told = [self.text(N_("{n} overdue"), n=late), self.text(N_("{n} awaited"), n=waiting)]

        def number(big: Style) -> None:
            beside = TILE.but(size=12, color=MUTED, number='" / "0')
            due = self._count((*VERDICTS, Status.OVERDUE))
            self.sheet.formula(3, 11, f"={self._count(VERDICTS)}", reported, big)
            self.sheet.merged((3, 12, 3, LAST), "", beside)
            self.sheet.formula(3, 12, f"={due}", reported + late, beside)

        name = self.text(N_("targets due are reported"))
        return _Tile(11, LAST, MUTED, name, self.listed(told), number)

    # ---------------------------------------------------------------- league

    def league(self, at: int) -> int:
        """Members by rate with what they lose; of several organisations the worst units below."""
        several = len(self.view.organisations) > 1
        if not self.page.lines:
            return self._targets(at)
        title = self.text(N_("By organisation")) if several else self.text(N_("Responsible units"))
        note = self.text(
            N_(
                "placed by rate of points; the longer the bar, the more it costs; below {gate} of "
                "the weight reported no place"
            ),
            gate=percent_text(self.view.header.policy.coverage_gate, 0),
        )
        at = self.section(at, (0, LAST, title, note))
        self._heads(at)
        first = at = at + 1
        high = 17 if len(self.page.lines) <= FEW_LINES else 15
        split = len(self.page.lines) if not self.page.hidden else FIRST_LINES
        for line in self.page.lines[:split]:
            at = self._line(at, line, high)
        if self.page.hidden:
            told = self.text(
                N_("{n} more between them stand on the sheet “{sheet}”"),
                n=self.page.hidden,
                sheet=self.text(N_("Scores")),
            )
            self.sheet.merged((at, 0, at, LAST), told, SMALL.but(edges="b"))
            self.sheet.high(at, 14)
            at += 1
            for line in self.page.lines[split:]:
                at = self._line(at, line, high)
        if self.page.units:
            told = self.text(N_("Units that lose most ({n} in all)"), n=self.page.all_units)
            self.sheet.merged((at, 0, at, LAST), told, SMALL.but(bold=True, edges="b"))
            self.sheet.high(at, 15)
            at += 1
            for line in self.page.units:
                at = self._line(at, line, high, placed=False)
        self._dress(first, at - 1)
        for number, foot in enumerate(self.page.feet):
            at = self._foot(at, foot, now=number == 0)
        return at

    def _heads(self, at: int) -> None:
        marks = ("▼×", "◆", "★▲●", "!", "○…")
        words = (N_("red"), N_("amber"), N_("on it"), N_("late"), N_("open"))
        by_count = any(row.score_kind == "count" for row in self.view.scores)
        told = {
            RANK: N_("Place"),
            WEIGHT: N_("Items") if by_count else N_("Weight"),
            POINTS: N_("Points"),
            DUE: N_("Points due"),
            RATE: N_("Rate"),
            LOST: N_("Lost"),
            MOVED: N_("Moved") if self.view.earlier else "",
        }
        for column in range(LAST + 1):
            self.sheet.blank(at, column, HEADS)
        for column, title in told.items():
            align = "center" if column in {RANK, MOVED} else "right"
            self.sheet.text(at, column, self.text(title) if title else "", HEADS.but(align=align))
        self.sheet.text(at, LOST, self.text(N_("Lost")), HEADS.but(align="left"))
        self.sheet.merged((at, NAME, at, NAME + 1), self.text(N_("Name")), HEADS.but(align="left"))
        for number, (mark, word) in enumerate(zip(marks, words, strict=True)):
            self.sheet.text(
                at, COUNTS + number, f"{mark}\n{self.text(word)}", HEADS.but(shrink=False)
            )
        self.sheet.high(at, 27)

    def _line(self, at: int, line: Line, high: float, *, placed: bool = True) -> int:
        score = line.score
        if score is None or line.place is None:
            return at
        sheet = self.sheet
        name = TEXT.but(size=9.5)
        lines = self.lines(line.name, NAME, NAME + 1, name)
        sheet.high(at, max(high, 4 + 12.4 * lines))
        if placed:
            self._live(at, RANK, line.place, "rank", score.rank, COUNT.but(number="0", bold=True))
        else:
            sheet.blank(at, RANK, TEXT)
        target = sheet.book.places.get(line.name)
        if target and lines == 1 and not score.unit:
            sheet.blank(at, NAME + 1, name)
            sheet.link(at, NAME, target, line.name, name.but(color=HEAD, wrap=False))
        else:
            sheet.merged((at, NAME, at, NAME + 1), line.name, name)
        self._live(
            at, WEIGHT, line.place, "weight_total", score.weight_total, NUMBER.but(number="0.#")
        )
        mine = f"(targets_organisation={self._cell(line.place, organisation=True)})"
        if score.unit:
            mine += f"*(targets_unit={self._cell(line.place, unit=True)})"
        for number, (statuses, count) in enumerate(zip(GROUPS, line.counts, strict=True)):
            any_of = "+".join(f'(targets_status="{status}")' for status in statuses)
            self.sheet.formula(at, COUNTS + number, f"=SUMPRODUCT({mine}*({any_of}))", count, COUNT)
        self._live(at, POINTS, line.place, "points", score.points, NUMBER)
        self._live(at, DUE, line.place, "points_due", score.points_due, NUMBER)
        self._live(at, RATE, line.place, "rate", score.rate, SHARE)
        self._live(at, LOST, line.place, "lost", score.lost, NUMBER.but(align="left"))
        sheet.text(at, MOVED, line.moved, COUNT.but(color=MUTED))
        return at + 1

    def _live(
        self, at: int, column: int, place: int, key: str, stored: float | None, style: Style
    ) -> None:
        """A number that follows the sheet of scores; a dash where there is none."""
        if stored is None or self.scores is None:
            self.sheet.text(at, column, WITHOUT, style)
            return
        cell = self._cell(place, key)
        self.sheet.formula(at, column, f'=IF({cell}="","{WITHOUT}",{cell})', stored, style)

    def _cell(
        self, place: int, key: str = "", *, organisation: bool = False, unit: bool = False
    ) -> str:
        if self.scores is None:
            return ""
        column = 0 if organisation else 1 if unit else COLUMN[key]
        return self.scores.reference(FIRST_ROW + place, column)

    def _dress(self, first: int, last: int) -> None:
        """Counts above 0 in their colours, a bar for what is lost."""
        looks = {
            COUNTS: self.red,
            COUNTS + 1: self.amber,
            COUNTS + 3: status_style(Status.OVERDUE, self.desk.tones),
        }
        for column, look in looks.items():
            rule = {
                "type": "cell",
                "criteria": ">",
                "value": 0,
                "format": self.sheet.book.rule(look),
            }
            self.sheet.raw.conditional_format(first, column, last, column, rule)
        longest = max(
            (line.score.lost or 0.0 for line in (*self.page.lines, *self.page.units) if line.score),
            default=0.0,
        )
        if longest > 0:
            bar = {
                "type": "data_bar",
                "data_bar_2010": True,
                "bar_solid": True,
                "bar_color": BAR_BACK,
                "min_type": "num",
                "min_value": 0,
                "max_type": "num",
                "max_value": longest,
                "bar_no_border": True,
            }
            self.sheet.raw.conditional_format(first, LOST, last, LOST, bar)

    def _foot(self, at: int, foot: Foot, *, now: bool) -> int:
        """What all have together in a quarter; never a sum of points over organisations."""
        look = {"bold": True, "fill": FAINT} if now else {"color": MUTED}
        style, sheet, score = TEXT.but(**look), self.sheet, foot.score
        told = self.text(N_("All · {quarter}"), quarter=foot.name)
        sheet.merged((at, 0, at, NAME + 1), told, style.but(indent=1, wrap=False))
        numbers = {
            WEIGHT: (score.weight_total if score else None, NUMBER.but(number="0.#", **look)),
            POINTS: (score.points if score else None, NUMBER.but(**look)),
            DUE: (score.points_due if score else None, NUMBER.but(**look)),
            RATE: (score.rate if score else None, SHARE.but(**look)),
            LOST: (score.lost if score else None, NUMBER.but(align="left", **look)),
        }
        for column, (value, own) in numbers.items():
            sheet.number(at, column, value, own)
        for number, (statuses, count) in enumerate(zip(GROUPS, foot.counts, strict=True)):
            own = COUNT.but(**look)
            if now:
                sheet.formula(at, COUNTS + number, f"={self._count(statuses)}", count, own)
            else:
                sheet.number(at, COUNTS + number, count, own)
        sheet.text(at, MOVED, foot.moved, COUNT.but(**look))
        sheet.high(at, 15)
        return at + 1

    def _targets(self, at: int) -> int:
        """Without units to compare: the targets themselves, as many as there is room for."""
        at = self.section(at, (0, LAST, self.text(N_("Targets")), ""))
        for row in self.view.rows[:12]:
            light = status_style(Status(row.status), self.desk.tones).but(size=9, edges="b")
            self.sheet.merged((at, 0, at, 1), row.status_text, light)
            self.sheet.merged((at, 2, at, 5), row.name, TEXT)
            self.sheet.merged((at, 6, at, 9), row.target_text, TEXT)
            self.sheet.merged(
                (at, 10, at, LAST), row.actual_text or WITHOUT, TEXT.but(align="right")
            )
            self.sheet.high(
                at,
                TEXT_ROW
                + LINE_POINTS
                * max(self.lines(row.name, 2, 5, TEXT), self.lines(row.target_text, 6, 9, TEXT)),
            )
            at += 1
        return at

    # ---------------------------------------------------------------- what is wrong

    def alarms(self, at: int) -> int:
        """Red, amber and overdue targets with the department's own words, as many as fit."""
        note = self.text(
            N_("the worst and the dearest first; causes and measures are the units' own words")
        )
        at = self.section(at, (0, LAST, self.text(N_("Red and amber")), note))
        if not self.page.alarms:
            self.sheet.merged(
                (at, 0, at, LAST), self.text(N_("No target is behind, missed or overdue.")), TEXT
            )
            self.sheet.high(at, 18)
            return at + 1
        heads = (
            (0, 1, N_("Status")),
            (2, 3, N_("Indicator · unit")),
            (4, 6, N_("Actual / expected")),
            (7, 11, N_("Cause; measure (who, by when)")),
            (12, LAST, N_("What it takes")),
        )
        for first, last, title in heads:
            self.sheet.merged(
                (at, first, at, last), self.text(title), HEADS.but(align="left", wrap=False)
            )
        self.sheet.high(at, 15)
        at += 1
        room, shown = ROOM - FOOT_HEIGHT - self.sheet.taken(at) - 2 * LINE_POINTS, 0
        for alarm in self.page.alarms[:MOST_ALARMS]:
            high = TEXT_ROW + LINE_POINTS * self._alarm_lines(alarm)
            if shown >= FEWEST_ALARMS and high > room:
                break
            self._alarm(at, alarm, high)
            room, shown, at = room - high, shown + 1, at + 1
        rest = self.page.alarms[shown:]
        if rest:
            told = self.text(
                N_("{n} more on the sheets “{attention}” and “{missing}”: {names}"),
                n=len(rest),
                attention=self.text(N_("Attention")),
                missing=self.text(N_("Missing")),
                names=self.listed(
                    [f"{Status(one.row.status).symbol} {one.row.name}" for one in rest[:MOST_NAMED]]
                )
                + (" …" if len(rest) > MOST_NAMED else ""),
            )
            self.sheet.merged((at, 0, at, LAST), told, SMALL)
            self.sheet.high(at, 3 + 11.5 * self.lines(told, 0, LAST, SMALL))
            at += 1
        return at

    def _alarm_lines(self, alarm: Alarm) -> int:
        """Lines of a row; room for three of the cause, whatever it says: it may be typed later."""
        texts = (
            (f"{alarm.row.name}\n{alarm.who}", 2, 3),
            (f"{alarm.stands}\n{alarm.asked}", 4, 6),
            (alarm.need, 12, LAST),
        )
        return max(
            CAUSE_LINES, *(self.lines(text, first, last, TEXT) for text, first, last in texts)
        )

    def _alarm(self, at: int, alarm: Alarm, high: float) -> None:
        sheet, row = self.sheet, alarm.row
        sheet.high(at, high)
        light = status_style(Status(row.status), self.desk.tones).but(size=9, wrap=True, edges="b")
        sheet.merged((at, 0, at, 1), f"{row.status_text}\n{alarm.run}".strip(), light)
        self._two(at, (2, 3), row.name, alarm.who)
        self._two(at, (4, 6), alarm.stands or WITHOUT, alarm.asked, bold=False)
        cause = TEXT if alarm.told else TEXT.but(italic=True, color=MUTED)
        sheet.merged((at, 7, at, 11), alarm.cause, cause)
        sheet.merged((at, 12, at, LAST), alarm.need, TEXT)

    def _two(
        self, at: int, columns: tuple[int, int], first: str, rest: str, *, bold: bool = True
    ) -> None:
        """A text with a muted one below it in the same cell."""
        sheet, own = self.sheet, self.sheet.format
        head, below = clean_text(first), clean_text(rest)
        sheet.merged((at, columns[0], at, columns[1]), "", TEXT)
        if not below:
            sheet.text(at, columns[0], first, TEXT.but(bold=bold))
            return
        parts = (
            own(Style(size=BODY_SIZE, bold=bold)),
            head + "\n",
            own(Style(size=8.5, color=MUTED)),
            below,
        )
        sheet.raw.write_rich_string(at, columns[0], *parts, own(TEXT))

    # ---------------------------------------------------------------- what changed, what comes

    def below(self, at: int) -> int:
        """Side by side what changed since the quarter before and what falls due in 90 days."""
        page, shown = self.page, self.view.highlights
        due = (self.text(N_("Due within 90 days")), "")
        changed = bool(shown.previous_text)
        title = self.text(N_("Since {quarter}"), quarter=shown.previous_text)
        blocks = [(0, 5, title, shown.change_text)] if changed else []
        at = self.section(at, *blocks, (7 if changed else 0, LAST, *due))
        most = MOST_BELOW if self.sheet.taken(at) < ROOM - FOOT_HEIGHT else FEWEST_BELOW
        changes, coming = page.changes[:most], page.coming[:most]
        for number in range(max(len(changes) if changed else 0, len(coming), 1)):
            high = 15.0
            if changed and number < len(changes):
                high = max(high, self._change(at, changes[number]))
            if number < len(coming):
                high = max(high, self._coming(at, number, 7 if changed else 0))
            elif not coming and number == 0:
                self.sheet.merged(
                    (at, 7 if changed else 0, at, LAST), self.text(N_("Nothing.")), SMALL
                )
            self.sheet.high(at, high)
            at += 1
        return at

    def _change(self, at: int, change: Change) -> float:
        bad = self.desk.tones[Status.OFF_TRACK].ink if change.way == "worse" else HEAD
        row = change.row
        self.sheet.text(
            at,
            0,
            ARROWS[change.way],
            TEXT.but(bold=True, color=bad if change.way != "other" else MUTED, align="center"),
        )
        name = f"{row.name} · {row.unit_name or row.organisation}"
        self.sheet.merged((at, 1, at, 3), name, TEXT)
        before = change.before_text.partition(" ")[0]
        self.sheet.merged(
            (at, 4, at, 5), f"{before} → {Status(row.status).symbol}", TEXT.but(align="center")
        )
        return TEXT_ROW + 11.4 * self.lines(name, 1, 3, TEXT)

    def _coming(self, at: int, number: int, first: int) -> float:
        one = self.page.coming[number]
        middle = first + 3 if first else 3
        self.sheet.merged(
            (at, first, at, middle - 1), one.day, TEXT.but(color=MUTED, wrap=False, shrink=True)
        )
        if one.stands:
            self.sheet.merged((at, middle, at, LAST - 1), one.name, TEXT)
            self.sheet.text(at, LAST, one.stands, TEXT.but(align="right", shrink=True, wrap=False))
            return TEXT_ROW + 11.4 * self.lines(one.name, middle, LAST - 1, TEXT)
        self.sheet.merged((at, middle, at, LAST), one.name, TEXT)
        return TEXT_ROW + 11.4 * self.lines(one.name, middle, LAST, TEXT)

    def data(self, at: int) -> int:
        """How much is known, and what the signs mean; returns the last row of the page."""
        legend = " ".join(
            f"{status.symbol}{self.desk.words.label(Status, status)}" for status in Status
        )
        told = self.text(
            N_(
                "{signs}; expected: what the pathway asks for by now; points: weight × pace, at "
                "most 1. {snapshot}"
            ),
            signs=legend,
            snapshot=self.text(SNAPSHOT),
        )
        self.sheet.high(at, 5)
        self.sheet.blank(at, 0, Style())
        for text in (self.page.data, told):
            at += 1
            self.sheet.merged((at, 0, at, LAST), text, SMALL)
            self.sheet.high(at, 3 + 11.5 * self.lines(text, 0, LAST, SMALL))
        return at

    # ---------------------------------------------------------------- shared

    def section(self, at: int, *titles: tuple[int, int, str, str]) -> int:
        """Headings side by side (first and last column, title, note) under a little room."""
        self.sheet.high(at, 7)
        self.sheet.blank(at, 0, Style())
        self.sheet.high(at + 1, 19)
        for first, last, title, note in titles:
            style = SECTION
            self.sheet.merged((at + 1, first, at + 1, last), title, style)
            if note:
                own = self.sheet.format
                parts = (
                    own(SECTION),
                    clean_text(title),
                    own(Style(size=8.5, color=MUTED)),
                    "  " + clean_text(note),
                )
                self.sheet.raw.write_rich_string(at + 1, first, *parts, own(style))
        return at + 2

    def lines(self, text: str, first: int, last: int, look: Style) -> int:
        """Lines of a text across these columns."""
        width = sum(self.sheet.widths[column] + 0.7 for column in range(first, last + 1)) - 0.7
        return lines_needed(text, room_for(width * 0.95, look))

    def listed(self, parts: list[str]) -> str:
        return self.desk.words.listed(parts)
