"""The first sheet, one printed page: sentences, tiles, league, what is wrong, what comes next.

What it says is `report.page`; counts, points and rates are formulas over the sheets of targets and
scores.  How high each part is decides what the next may show.  Of several organisations each has
such a page of its own behind the common one.  Longer than other modules because the parts of one
page share its room.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from xlsxwriter.utility import xl_range

from scorecard.excel.book import Sheet
from scorecard.excel.styles import ACCENT, BAR_BACK, FAINT, HEAD, MUTED, Style, status_style
from scorecard.excel.text import TIED
from scorecard.i18n import N_, percent_text
from scorecard.report.attention import CAUSE_LINES, Alarm, cause_in, near, whose, worst_first
from scorecard.report.highlights import moved_text
from scorecard.report.page import (
    FIRST_LINES,
    GROUPS,
    MISSING,
    ORDER_NOTE,
    WITHOUT,
    WORST,
    Coming,
    Foot,
    Line,
    Page,
    changes_shown,
    coming_shown,
    marked_note,
    page_of,
)
from scorecard.report.view import Change, View
from scorecard.report.workbook.printed_page import (
    BESIDE,
    BIG,
    LINE_POINTS,
    NUMBER,
    SMALL,
    TEXT,
    TEXT_ROW,
    TILE,
    UNSAID,
    LiveTile,
    Paper,
    Part,
    Span,
)
from scorecard.report.workbook.scores import Places
from scorecard.report.workbook.table import SNAPSHOT, Desk
from scorecard.report.workbook.unit_sheets import FEW, NONE, Grid, targets_table
from scorecard.schema.vocabulary import GOOD, RED, VERDICTS, Status

PIXELS: Final = {
    "zh": (32, 48, 112, 44, 36, 36, 36, 36, 36, 46, 44, 58, 80, 58),
    "en": (34, 46, 120, 54, 34, 38, 34, 34, 34, 46, 42, 52, 76, 58),
}
"""Widths of the columns: 186 mm of A4."""
LAST: Final = 13
RANK, NAME, WEIGHT, COUNTS, POINTS, DUE, RATE, LOST, MOVED = 0, 1, 3, 4, 9, 10, 11, 12, 13
ROOM, SHRUNK = 818.0, 42.0
"""Points of rows on the page, and of those that are more than fits: shrunk, never below 0.95."""
SECTION_HIGH, HEADS_HIGH, FOOT_HIGH = 26.0, 27.0, 15.0
MOST_ALARMS, MOST_TARGETS, MOST_BELOW = 7, 14, 8
CUTS: Final = ((4, 5), (4, 4), (4, 3), (3, 3), (2, 3), (1, 3), (1, 2), (1, 1))
"""Feet of the league and rows at the bottom, in the order in which they are given up for alarms."""
WANTED: Final = (
    *((most, False, CUTS[:5]) for most in (5, 4, 3)),
    (3, True, CUTS[:5]),
    *((3, tight, CUTS[5:]) for tight in (False, True)),
)
"""So many alarms are wanted at least, with names cut to a line or not, at the price of these cuts;
or else so many."""
MOST_NAMED, FEW_LINES, REST_LINES = 6, 8, 2
MOST_RANGED: Final = 100
"""Rates that one formula ranges over; of more organisations the range is a text."""
MEMBER: Final = TEXT.but(size=9.5)
COUNT: Final = TEXT.but(align="center", wrap=False, number="0;−0;;@")
SHARE: Final = NUMBER.but(number="0.0%", bold=True, shrink=True)
MARKED: Final = f'0.0%"{MISSING}"'
LOSS: Final = NUMBER.but(align="left", indent=1, number="[<0.05]–;#,##0.0")
FEWER: Final = LOSS.but(number="[=0]–;0")
WEIGHED: Final = NUMBER.but(number="#,##0.#;−#,##0.#;–")
WHOLE: Final = NUMBER.but(number="#,##0;−#,##0;–")
TARGETS: Final = Grid((0, 1), (4, 5, 6, 7), (2, 3), (8, 10), NONE, (11, 12), NONE, NONE, (13, 13))
"""Where the targets stand that take the place of a league of one."""


def write_overview(desk: Desk, sheet: Sheet, view: View, places: Places) -> None:
    """The page of a view, which may be that of one organisation among several.

    `places` tells where scores and targets stand that its cells read.
    """
    page = page_of(view, desk.words)
    writer = _Writer(desk, sheet, page, view, places)
    at = writer.paper.top(page.title, page.told_on, page.lead, page.second, 8)
    at = writer.paper.tiles(at, tuple(writer.tiles()))
    writer.plan(at)
    at = writer.league(at)
    at = writer.alarms(at)
    at = writer.below(at)
    end = writer.data(at)
    writer.paper.finish(end)
    sheet.raw.set_tab_color(HEAD)


class _Writer:
    """The page's parts, each written below the other; every part returns the row after it."""

    def __init__(self, desk: Desk, sheet: Sheet, page: Page, view: View, places: Places) -> None:
        self.desk, self.sheet, self.page, self.view, self.places = desk, sheet, page, view, places
        self.text, self.listed = desk.words.text, desk.words.listed
        self.paper = Paper(desk, sheet, PIXELS[desk.words.language])
        self.shown, self.feet, self.rows, self.tight = 0, *CUTS[-1], True
        self.between = set[int]()
        whole = len(view.organisations) == len(desk.view.organisations)
        self.mine = "" if whole else _among(view.organisations[0].organisation)
        self.name = (NAME, WEIGHT if page.by_count else WEIGHT - 1)
        self.rate, self.lost = ("share", "behind") if page.by_count else ("rate", "lost")
        self.red = status_style(Status.OFF_TRACK, desk.tones)
        self.amber = status_style(Status.AT_RISK, desk.tones)

    def plan(self, at: int) -> None:
        """How many alarms, feet of the league and rows at the bottom fit below the row `at`.

        As many alarms as can be had for cuts that cost little; what is left goes to the bottom.
        """
        high = self.paper.high
        alarms = [TEXT_ROW + LINE_POINTS * self._alarm_lines(one) for one in self.page.alarms]
        most = min(len(alarms), MOST_ALARMS)
        rest = [high([((0, LAST), self._rest(n), SMALL)], 14) for n in range(most)]
        rest.append(high([((0, LAST), self._rest(most), SMALL)], 14) if most < len(alarms) else 0)
        taken = [sum(alarms[:n]) + others for n, others in enumerate(rest)]
        below = [high(told) for told in self._below(MOST_BELOW)]
        data = 5 + sum(high([((0, LAST), told, SMALL)], 13) for told in self._data())
        fixed = self.sheet.taken(at) + 2 * SECTION_HIGH + data + 15
        for fewest, self.tight, cuts in WANTED:
            for self.feet, rows in cuts:
                league = self._league_high() + FOOT_HIGH * len(self.page.feet[: self.feet])
                left = ROOM - fixed - league - sum(below[:rows])
                fitting = [n for n in range(most + 1) if taken[n] <= left]
                if fitting and fitting[-1] >= min(most, fewest):
                    self.shown = fitting[-1]
                    self.rows = _more(rows, below, left - taken[self.shown] - SHRUNK)
                    return
        self.shown = min(most, 1)

    def _league_high(self) -> float:
        page, rows = self.page, len(self.view.rows)
        if not page.lines:
            shown = min(rows, MOST_TARGETS) * (28.0 if rows <= FEW else 18.0)
            return SECTION_HIGH + 15 + shown + 30
        lines = sum(self._line_high(line) for line in (*page.lines, *page.units))
        return SECTION_HIGH + HEADS_HIGH + lines + 15 * bool(page.hidden) + 15 * bool(page.units)

    def _line_high(self, line: Line) -> float:
        lines = self.paper.lines(self._named(line), self.name, _look(line))
        least = 17.0 if len(self.page.lines) <= FEW_LINES else 15.0
        return max(least, TEXT_ROW + LINE_POINTS * lines) if lines > 1 else least

    def _named(self, line: Line) -> str:
        """A member's name, without its bracket where that makes it one line; cut if it must be."""
        short = self.paper.named(line.name, self.name, _look(line))
        return short if self.tight or "…" not in short else line.name

    # ---------------------------------------------------------------- tiles

    def count(self, statuses: Iterable[Status]) -> str:
        """The formula of how many targets of the page have one of these statuses."""
        if not self.mine:
            return "=" + "+".join(f'COUNTIF(targets_status,"{status}")' for status in statuses)
        any_of = "+".join(f'(targets_status="{status}")' for status in statuses)
        return f"=SUMPRODUCT({self.mine}*({any_of}))"

    def tiles(self) -> Iterable[LiveTile]:
        """How many are on schedule, at which rate, how many red and amber, how much is known."""
        red, amber, good, late, _ = self.page.feet[0].counts
        judged = red + amber + good
        on_time, rate, lights, known = self.page.tiles
        of = self.text(N_(" / {n} targets"), n="0").split("0")
        beside = BESIDE.but(number=f'"{of[0]}"0"{of[1]}";;')
        parts: tuple[Part, ...] = (
            Part((0, 1), good if judged else WITHOUT, BIG, self.count(GOOD) if judged else ""),
            Part((2, 2), judged, beside, self.count(VERDICTS)),
        )
        yield LiveTile((0, 2), ACCENT, on_time, parts)
        score, own = self.page.feet[0].score, BIG.but(number="0.0%", align="left", indent=1)
        if score is not None and score.rate is not None:
            own = own.but(number=MARKED) if score.missing else own
            part = Part((3, 6), score.rate, own, f"={self.places.score(score, 'rate')}")
        else:
            part = Part((3, 6), rate.number + rate.beside, own.but(size=17), self._range())
        yield LiveTile((3, 6), ACCENT, rate, (part,))
        word, inks = TILE.but(size=11, shrink=True), (self.red.color, self.amber.color)
        inks = (inks[0] if red else MUTED, inks[1] if amber else MUTED)
        parts = (
            Part((7, 7), red, _fitting(red, inks[0]), self.count(RED)),
            Part((8, 8), self.text(N_("red")), word.but(color=inks[0])),
            Part((9, 9), amber, _fitting(amber, inks[1]), self.count([Status.AT_RISK])),
            Part((10, 10), self.text(N_("amber")), word.but(color=inks[1])),
        )
        strip = self.desk.tones[Status.OFF_TRACK].strong if red or amber else MUTED
        yield LiveTile((7, 10), strip, lights, parts)
        parts = (
            Part((11, 11), judged, BIG, self.count(VERDICTS))
            if judged + late
            else Part((11, 11), WITHOUT, BIG),
            Part((12, LAST), judged + late, beside, self.count((*VERDICTS, Status.OVERDUE))),
        )
        yield LiveTile((11, LAST), MUTED, known, parts)

    def _range(self) -> str:
        """The formula of the lowest and the highest rate of the organisations; empty for none."""
        whole = [row for row in self.view.scores if not row.unit]
        rows = [row for row in whole if getattr(row, self.rate) is not None]
        if not 1 < len(rows) <= MOST_RANGED:
            return ""
        cells = ",".join(self.places.score(row, self.rate) for row in rows)
        low, high = (f'TEXT({of}({cells}),"0%")' for of in ("MIN", "MAX"))
        marked = f'&"{MISSING}"' if any(row.missing for row in whole) else ""
        return f'=IF({low}={high},{high},SUBSTITUTE({low},"%","")&"–"&{high}){marked}'

    # ---------------------------------------------------------------- league

    def league(self, at: int) -> int:
        """Members by rate with what they lose; of several organisations the worst units below."""
        page = self.page
        if not page.lines:
            return self._targets(at)
        several = len(self.view.organisations) > 1
        title = self.text(N_("Organisations")) if several else self.text(N_("Responsible units"))
        order = N_("by rate of points; bar: points lost; none below {gate} reported")
        if page.by_count:
            order = N_("by share on schedule; bar: red and amber; none below {gate} reported")
        note = self.text(order, gate=percent_text(self.view.header.policy.coverage_gate, 0))
        note = marked_note(note, page, self.desk.words)
        at = first = self._heads(self.paper.section(at, ((0, LAST), title, note)))
        split = FIRST_LINES if page.hidden else len(page.lines)
        for line in page.lines[:split]:
            at = self._line(at, line)
        if page.hidden:
            sheet = self.text(N_("Scores"))
            between = N_("{n} more between them stand on the sheet “{sheet}”")
            told = self.text(between, n=page.hidden, sheet=sheet)
            self.paper.cells(at, [((0, LAST), told, SMALL.but(edges="b"))], 14)
            self.between.add(at)
            at += 1
            for line in page.lines[split:]:
                at = self._line(at, line)
        if page.units:
            told = self.text(WORST[page.by_count], n=page.all_units)
            self.paper.cells(at, [((0, LAST), told, SMALL.but(bold=True, edges="b"))])
            self.between.add(at)
            at += 1
            for line in page.units:
                at = self._line(at, line, placed=False)
        self._dress(first, at - 1)
        for number, foot in enumerate(page.feet[: self.feet]):
            at = self._foot(at, foot, now=number == 0)
        return at

    def _heads(self, at: int) -> int:
        marks = ("▼×", "◆", "★▲●", "!", "○…")
        words = (N_("red"), N_("amber"), N_("on it"), N_("late"), N_("open"))
        points: tuple[tuple[Span, str, str], ...] = (
            ((WEIGHT, WEIGHT), N_("Weight"), "right"),
            ((POINTS, POINTS), N_("Points"), "right"),
            ((DUE, DUE), N_("Out of"), "right"),
            ((RATE, RATE), N_("Rate"), "right"),
            ((LOST, LOST), N_("Lost"), "center"),
        )
        if self.page.by_count:
            points = (
                ((POINTS, RATE), N_("Share on schedule"), "right"),
                ((LOST, LOST), N_("Red, amber"), "center"),
            )
        titles = (
            ((RANK, RANK), N_("Place"), "center"),
            (self.name, N_("Name"), "left"),
            *points,
            ((MOVED, MOVED), N_("Moved") if self.view.earlier else "", "center"),
        )
        told = [(span, self.text(title) if title else "", align) for span, title, align in titles]
        told += [
            ((COUNTS + n, COUNTS + n), f"{mark}\n{self.text(word)}", "center")
            for n, (mark, word) in enumerate(zip(marks, words, strict=True))
        ]
        return self.paper.heads(at, told, 27)

    def _line(self, at: int, line: Line, *, placed: bool = True) -> int:
        sheet, score, high = self.sheet, line.score, self._line_high(line)
        look, span = _look(line), self.name
        told = self._named(line)
        sheet.high(at, high)
        self._live(at, RANK, line, "rank", COUNT.but(number="0", bold=True), shown=placed)
        target = sheet.book.places.get(f"{score.organisation}\n{score.unit}")
        if target and high >= TEXT_ROW + 2 * LINE_POINTS:
            sheet.link_over((at, *(NAME, at, span[1])), target, told, look.but(color=HEAD))
        elif target:
            for column in range(NAME + 1, span[1] + 1):
                sheet.blank(at, column, look)
            sheet.link(at, NAME, target, told, look.but(color=HEAD, wrap=False))
        else:
            self.paper.cell(at, span, told, look)
        for number, (key, count) in enumerate(zip(Places.COUNTS, line.counts, strict=True)):
            formula = f"={self.places.score(score, key)}"
            sheet.formula(at, COUNTS + number, formula, count, COUNT)
        if line.by_count:
            self.paper.cell(at, (POINTS, DUE), "", NUMBER)
        else:
            self._live(at, WEIGHT, line, "weight_total", WEIGHED)
            self._live(at, POINTS, line, "points", NUMBER)
            self._live(at, DUE, line, "points_due", NUMBER)
        self._live(at, RATE, line, self.rate, SHARE.but(number=MARKED) if line.mark else SHARE)
        self._live(at, LOST, line, self.lost, FEWER if line.by_count else LOSS)
        sheet.text(at, MOVED, line.moved, COUNT.but(color=MUTED))
        return at + 1

    def _live(
        self, at: int, column: int, line: Line, key: str, style: Style, *, shown: bool = True
    ) -> None:
        """A number that follows the sheet of scores; a dash where there is none."""
        stored = getattr(line.score, key)
        if stored is None or not shown:
            self.sheet.text(at, column, WITHOUT if shown else "", style)
            return
        cell = self.places.score(line.score, key)
        self.sheet.formula(at, column, f'=IF({cell}="","{WITHOUT}",{cell})', stored, style)

    def _dress(self, first: int, last: int) -> None:
        """Counts above 0 in their colours, a bar for what is lost."""
        late = status_style(Status.OVERDUE, self.desk.tones)
        for column, look in ((COUNTS, self.red), (COUNTS + 1, self.amber), (COUNTS + 3, late)):
            shown = self.sheet.book.rule(look)
            rule = {"type": "cell", "criteria": ">", "value": 0, "format": shown}
            self.sheet.raw.conditional_format(first, column, last, column, rule)
        lines = (*self.page.lines, *self.page.units)
        longest = max((line.lost or 0.0 for line in lines), default=0.0)
        if longest > 0:
            bar = {
                "type": "data_bar", "data_bar_2010": True, "bar_solid": True,
                "bar_color": BAR_BACK, "min_type": "num", "min_value": 0, "max_type": "num",
                "max_value": longest, "bar_no_border": True,
            }  # fmt: skip
            if parts := self._apart(first, last):
                bar["multi_range"] = parts
            self.sheet.raw.conditional_format(first, LOST, last, LOST, bar)

    def _apart(self, first: int, last: int) -> str:
        """Where members stand in several parts: their bars' cells without the rows between."""
        rows = [at for at in range(first, last + 1) if at not in self.between]
        starts = [at for at in rows if at - 1 not in rows]
        ends = [at for at in rows if at + 1 not in rows]
        parts = [xl_range(a, LOST, b, LOST) for a, b in zip(starts, ends, strict=True)]
        return " ".join(parts) if len(parts) > 1 else ""

    def _foot(self, at: int, foot: Foot, *, now: bool) -> int:
        """What all have together in a quarter; never a sum of points over organisations."""
        look = {"bold": True, "fill": FAINT} if now else {"color": MUTED}
        sheet, score = self.sheet, foot.score
        told = self.text(N_("All · {quarter}"), quarter=foot.name)
        self.paper.cell(at, (0, self.name[1]), told, TEXT.but(indent=1, wrap=False, **look))
        counted = self.page.by_count
        marked = bool(score and score.missing and score.rate is not None)
        styles = {
            (RATE, self.rate): SHARE.but(number=MARKED) if marked else SHARE,
            (LOST, self.lost): FEWER if counted else LOSS,
        }
        if counted:
            self.paper.cell(at, (POINTS, DUE), "", NUMBER.but(**look))
        else:
            styles |= {
                (WEIGHT, "weight_total"): WEIGHED,
                (POINTS, "points"): NUMBER,
                (DUE, "points_due"): NUMBER,
            }
        for (column, key), style in styles.items():
            value, own = getattr(score, key) if score else None, style.but(**look)
            if value is None or not now or score is None:
                sheet.number(at, column, value, own)
            else:
                sheet.formula(at, column, f"={self.places.score(score, key)}", value, own)
        for number, (statuses, count) in enumerate(zip(GROUPS, foot.counts, strict=True)):
            if now:
                sheet.formula(at, COUNTS + number, self.count(statuses), count, COUNT.but(**look))
            else:
                sheet.number(at, COUNTS + number, count, COUNT.but(**look))
        sheet.text(at, MOVED, foot.moved, COUNT.but(**look, shrink=True, wrap=False))
        sheet.high(at, 15)
        return at + 1

    def _targets(self, at: int) -> int:
        """Without units to compare: the targets themselves, the worst first."""
        if not self.view.rows:
            return at
        rows = worst_first(self.view.rows)
        return targets_table(self.paper, at, self.view, self.places, TARGETS, rows, MOST_TARGETS)

    # ---------------------------------------------------------------- what is wrong

    def alarms(self, at: int) -> int:
        """Red, amber and overdue targets with the department's own words, as many as fit."""
        page, paper, title = self.page, self.paper, self.text(N_("Red and amber"))
        if not page.alarms:
            return self._near(at, title)
        at = paper.section(at, ((0, LAST), title, self.text(ORDER_NOTE[page.bare])))
        heads = (
            ((0, 1), N_("Status")),
            ((2, 3), N_("Indicator · unit")),
            ((4, 6), N_("Actual / expected")),
            ((7, 11), N_("Cause; measure (who, by when)")),
            ((12, LAST), N_("What it takes")),
        )
        at = paper.heads(at, [(span, self.text(told), "left") for span, told in heads])
        for alarm in page.alarms[: self.shown]:
            self._alarm(at, alarm, self._alarm_lines(alarm))
            at += 1
        if rest := self._rest(self.shown):
            paper.cells(at, [((0, LAST), rest, SMALL)], 14)
            at += 1
        return at

    def _rest(self, shown: int) -> str:
        """The alarms behind the shown ones by name; empty where there are none."""
        rest = self.page.alarms[shown:]
        if not rest:
            return ""
        first = (one.row for one in rest[:MOST_NAMED])
        names = [f"{Status(row.status).symbol}{TIED}{row.name}" for row in first]
        told = self._others(rest, names)
        while len(names) > 1 and self.paper.lines(told, (0, LAST), SMALL) > REST_LINES:
            names.pop()
            told = self._others(rest, names)
        return told

    def _others(self, rest: Sequence[Alarm], names: list[str]) -> str:
        told = self.listed(names) + (" …" if len(rest) > len(names) else "")
        more, sheet = N_("{n} more on the sheet “{attention}”: {names}"), self.text(N_("Attention"))
        return self.text(more, n=len(rest), attention=sheet, names=told)

    def _near(self, at: int, title: str) -> int:
        """Nothing is wrong: then what is nearest to its boundary."""
        paper, judged = self.paper, any(row.status in VERDICTS for row in self.view.rows)
        none = self.text(N_("No target is behind, missed or overdue."))
        at = paper.section(at, ((0, LAST), title, ""))
        paper.cells(at, [((0, LAST), none, TEXT)], 18)
        if not self.page.near or not judged:
            return at + 1
        at = paper.section(at + 1, ((0, LAST), self.text(N_("Nearest to their boundary")), ""))
        for row in self.page.near:
            stands = " / ".join(filter(None, (row.actual_text, row.expected_text)))
            told = (
                ((0, 1), row.status_text, self.paper.light(row.status)),
                ((2, 5), f"{row.name} · {whose(self.view, row)}", TEXT),
                ((6, 9), stands, TEXT),
                ((10, LAST), row.distance_text or row.needed_text, TEXT),
            )
            paper.cells(at, told, 17)
            at += 1
        return at

    def _alarm_lines(self, alarm: Alarm) -> int:
        """Lines of a row; room for three of the cause, whatever it says: it may be typed later."""
        texts = (
            (f"{alarm.row.status_text}\n{alarm.run}", (0, 1)),
            (f"{self._called(alarm)}\n{self._who(alarm)}", (2, 3)),
            (f"{alarm.stands}\n{alarm.asked}", (4, 6)),
            (alarm.need, (12, LAST)),
        )
        return max(CAUSE_LINES, *(self.paper.lines(text, span, TEXT) for text, span in texts))

    def _called(self, alarm: Alarm) -> str:
        """The target's name on two lines at most."""
        return self.paper.named(alarm.row.name, (2, 3), TEXT, 2)

    def _who(self, alarm: Alarm) -> str:
        """The unit, on a line of its own where the row would else be higher, and what it costs."""
        others = ((f"{alarm.stands}\n{alarm.asked}", (4, 6)), (alarm.need, (12, LAST)))
        high = max(CAUSE_LINES, *(self.paper.lines(text, span, TEXT) for text, span in others))
        if self.paper.lines(f"{self._called(alarm)}\n{alarm.who}", (2, 3), TEXT) <= high:
            return alarm.who
        unit, mark, costs = alarm.who.partition("\n")
        return f"{self.paper.named(unit, (2, 3), SMALL)}{mark}{costs}"

    def _alarm(self, at: int, alarm: Alarm, lines: int) -> None:
        paper, row = self.paper, alarm.row
        self.sheet.high(at, TEXT_ROW + LINE_POINTS * lines)
        light = paper.light(row.status)
        run = f"\n{alarm.run}" if alarm.run else ""
        paper.cell(at, (0, 1), "", light)
        paper.sheet.rich(
            at, 0, [(row.status_text, light), (run, light.but(bold=False, size=8.5))], light
        )
        paper.two(at, (2, 3), self._called(alarm), self._who(alarm))
        paper.two(at, (4, 6), alarm.stands or WITHOUT, alarm.asked, bold=False)
        cause = cause_in(alarm, self.desk.words, lines)
        paper.cell(at, (7, 11), cause, TEXT if alarm.told else UNSAID)
        paper.cell(at, (12, LAST), alarm.need, TEXT)

    # ---------------------------------------------------------------- what changed, what comes

    def below(self, at: int) -> int:
        """Side by side what changed since the quarter before and what falls due in 90 days."""
        page, paper = self.page, self.paper
        first = 7 if page.since else 0
        blocks = [((first, LAST), self.text(N_("Due within 90 days")), "")]
        if page.since:
            title = self.text(N_("Since {quarter}"), quarter=page.since)
            blocks.insert(0, ((0, 5), title, page.change_text))
        at = paper.section(at, *blocks)
        for told in self._below(self.rows):
            paper.cells(at, told)
            at += 1
        return at

    def _below(self, most: int) -> list[list[tuple[Span, str, Style]]]:
        """The cells of at most so many rows."""
        page, first = self.page, 7 if self.page.since else 0
        changes, rows = changes_shown(page.changes, most), []
        coming = coming_shown(page.coming, most)
        for number in range(max(len(changes), len(coming), 1)):
            told = self._change(changes[number]) if number < len(changes) else []
            if number < len(coming):
                told += self._coming(coming[number], first)
            elif not coming and number == 0:
                told.append(((first, LAST), self.text(N_("Nothing.")), SMALL))
            rows.append(told)
        return rows

    def _change(self, change: Change) -> list[tuple[Span, str, Style]]:
        row, bad = change.row, self.desk.tones[Status.OFF_TRACK].ink
        color = {"worse": bad, "better": HEAD}.get(change.way, MUTED)
        arrow = TEXT.but(bold=True, color=color, align="center", wrap=False, shrink=True)
        before = change.before_text.partition(" ")[0]
        moved = f"{before} → {Status(row.status).symbol}"
        name = self.paper.item(f"{row.name} · {near(self.view, row)}", (1, 3), TEXT)
        return [
            ((0, 0), moved_text(change, self.desk.words), arrow),
            ((1, 3), name, TEXT),
            ((4, 5), moved, TEXT.but(align="center")),
        ]

    def _coming(self, one: Coming, first: int) -> list[tuple[Span, str, Style]]:
        middle = first + 2
        day = TEXT.but(color=MUTED, wrap=False, shrink=True)
        right = TEXT.but(align="right", shrink=True, wrap=False)
        wide = 2 - self.paper.fits(one.stands, (LAST, LAST), TEXT) if one.stands else 0
        name = self.paper.item(one.name, (middle, LAST - wide), TEXT)
        told = [((first, middle - 1), one.day, day), ((middle, LAST - wide), name, TEXT)]
        return [*told, ((LAST - wide + 1, LAST), one.stands, right)] if wide else told

    def data(self, at: int) -> int:
        """How much is known, and what the signs mean; returns the last row of the page."""
        self.paper.cells(at, [((0, 0), "", Style())], 5)
        for number, text in enumerate(self._data(), start=1):
            self.paper.cells(at + number, [((0, LAST), text, SMALL)], 13)
        return at + 2

    def _data(self) -> tuple[str, str]:
        signs = " ".join(f"{one.symbol}{self.desk.words.label(Status, one)}" for one in Status)
        told = N_(
            "{signs}; expected: what the pathway asks for by now; points: weight × pace, at most "
            "1. {snapshot}"
        )
        if self.page.bare:
            told = N_("{signs}; expected: what the pathway asks for by now. {snapshot}")
        return self.page.data, self.text(told, signs=signs, snapshot=self.text(SNAPSHOT))


def _more(rows: int, high: Sequence[float], left: float) -> int:
    """How many rows there may be instead of `rows`, where so much room is left."""
    while rows < len(high) and high[rows] <= left:
        left -= high[rows]
        rows += 1
    return rows


def _fitting(count: int, color: str | None) -> Style:
    """The look of a number in a narrow cell: smaller where it has more digits."""
    return BIG.but(color=color, size=(23, 15, 10)[min(len(str(count)), 3) - 1], shrink=True)


def _look(line: Line) -> Style:
    """The look of a member's name; that of a unit below the organisations is smaller."""
    return TEXT if " · " in line.name else MEMBER


def _among(organisation: str) -> str:
    """Which targets are an organisation's, as a formula has it."""
    quoted = organisation.replace('"', '""')
    return f'(targets_organisation="{quoted}")'
