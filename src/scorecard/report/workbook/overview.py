"""The first sheet, one printed page: what matters, tally, organisations, changes, the data."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from xlsxwriter.utility import xl_rowcol_to_cell

from scorecard.excel.book import Sheet, room_for
from scorecard.excel.palette import HEAD, LINE, MUTED, PAPER, text_on
from scorecard.excel.styles import (
    BODY,
    CENTERED,
    HEADER,
    NOTE,
    PERCENT,
    SECTION,
    SMALL,
    SUBTITLE,
    TITLE,
    WHOLE,
    WRAPPED,
    Style,
    status_style,
)
from scorecard.excel.styles import LABEL as LABEL_STYLE
from scorecard.excel.text import display_width, lines_needed, short_name
from scorecard.i18n import N_
from scorecard.report.highlights import attention_rows, due_next, overdue_rows, reddest
from scorecard.report.view import Change, OrganisationBlock, TargetRow, View
from scorecard.report.workbook.lists import SNAPSHOT
from scorecard.report.workbook.table import Desk
from scorecard.schema.vocabulary import VERDICTS, Status

# ---------------------------------------------------------------------------
# The overview's tables: targets by organisation and by quarter against the statuses.


FIRST: Final = 1
"""The statuses' first column; the organisations stand left of it."""
STATUSES: Final = tuple(Status)
TOTAL: Final = FIRST + len(STATUSES)
LAST: Final = TOTAL
WIDTHS: Final = (24.0, *(9.5 for _ in STATUSES), 8.0)
MOST_ORGANISATIONS: Final = 10
LABELS: Final = HEADER.but(size=8, bold=False)
"""Words of status over their numbers."""
SHORT: Final = LAST + 2
"""The column right of the printed page where the chart reads names that had to be shortened."""
LONG: Final = 24
"""Columns that a name beside a chart's bar may take."""
CHART_ONLY: Final = Style(size=8, color=MUTED)
COUNT: Final = CENTERED.but(number="0;-0;;@")
"""A count: nothing where it is 0."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Where the table of organisations stands, and whether its last row tells of those left out."""

    first: int
    last: int
    cut: bool

    @property
    def rows(self) -> tuple[int, int]:
        """First and last row of single organisations."""
        return self.first, self.last - self.cut


def section(sheet: Sheet, at: int, titles: Sequence[tuple[int, int, str]]) -> int:
    """Headings side by side (first column, last column, title) under a little room."""
    sheet.blank(at, 0, BODY.but(edges=""))
    sheet.high(at, 9)
    sheet.high(at + 1, 20)
    for first, last, title in titles:
        sheet.merged((at + 1, first, at + 1, last), title, SECTION)
    return at + 1


def write_organisations(desk: Desk, sheet: Sheet, at: int) -> Shown:
    """Organisations against statuses, counted live; of many those with most red targets."""
    text, blocks = desk.words.text, desk.view.organisations
    at = section(sheet, at, ((0, LAST, text("By organisation")),)) + 1
    _header(desk, sheet, at, text("Organisation"))
    cut = len(blocks) > MOST_ORGANISATIONS
    shown = reddest(blocks)[: MOST_ORGANISATIONS - 1] if cut else blocks
    shortened = too_long(blocks)
    for row, block in enumerate(shown, start=at + 1):
        _organisation(sheet, row, block)
        if shortened:
            sheet.text(row, SHORT, short_name(block.organisation, LONG, display_width), CHART_ONLY)
    end = at + len(shown)
    if cut:
        end += 1
        _others(desk, sheet, end, blocks, shown)
    if not blocks:
        end += 1
        sheet.merged((end, 0, end, LAST), text("None."), NOTE)
    colour_counts(desk, sheet, at + 1, end)
    return Shown(at + 1, end, cut)


def label_height(labels: Iterable[str]) -> float:
    """Points of a row with these words of status side by side, each over its numbers."""
    room = room_for(WIDTHS[FIRST], LABELS)
    return 7 + 12 * max(lines_needed(label, room) for label in labels)


def _header(desk: Desk, sheet: Sheet, at: int, title: str) -> None:
    labels = [f"{count.symbol} {count.word}" for count in desk.view.tally]
    sheet.high(at, label_height(labels))
    sheet.text(at, 0, title, HEADER)
    for number, label in enumerate(labels, start=FIRST):
        sheet.text(at, number, label, LABELS)
    sheet.text(at, TOTAL, desk.words.text("Total"), HEADER)


def too_long(blocks: Sequence[OrganisationBlock]) -> bool:
    """Whether a chart would make room for the names at the cost of its bars."""
    return any(display_width(block.organisation) > LONG for block in blocks)


def _organisation(sheet: Sheet, row: int, block: OrganisationBlock) -> None:
    sheet.high(row, 4 + 14 * lines_needed(block.organisation, WIDTHS[0]))
    name = xl_rowcol_to_cell(row, 0, col_abs=True)
    place = sheet.book.places.get(block.organisation)
    # LibreOffice does not wrap the text of a link.
    if place and lines_needed(block.organisation, WIDTHS[0]) == 1:
        sheet.link(row, 0, place, block.organisation, WRAPPED.but(color=HEAD))
    else:
        sheet.text(row, 0, block.organisation, WRAPPED)
    for number, count in enumerate(block.tally, start=FIRST):
        formula = f'=SUMPRODUCT((targets_organisation={name})*(targets_status="{count.status}"))'
        sheet.formula(row, number, formula, float(count.count), COUNT)
    _sum(sheet, row, len(block.rows))


def _sum(sheet: Sheet, row: int, stored: int) -> None:
    first, last = xl_rowcol_to_cell(row, FIRST), xl_rowcol_to_cell(row, TOTAL - 1)
    style = CENTERED.but(bold=True)
    sheet.formula(row, TOTAL, f"=SUM({first}:{last})", float(stored), style)


def _others(
    desk: Desk,
    sheet: Sheet,
    row: int,
    blocks: Sequence[OrganisationBlock],
    shown: Sequence[OrganisationBlock],
) -> None:
    """The organisations that are left out, together; all of them stand below the page."""
    rest = [block for block in blocks if block not in shown]
    label = desk.words.text("{n} others", n=len(rest))
    sheet.high(row, 18)
    sheet.text(row, 0, label, WRAPPED.but(color=MUTED))
    for number, status in enumerate(STATUSES):
        first = xl_rowcol_to_cell(row - len(shown), FIRST + number)
        last = xl_rowcol_to_cell(row - 1, FIRST + number)
        stored = sum(block.tally[number].count for block in rest)
        formula = f'=COUNTIF(targets_status,"{status}")-SUM({first}:{last})'
        sheet.formula(row, FIRST + number, formula, float(stored), COUNT)
    _sum(sheet, row, sum(len(block.rows) for block in rest))


def colour_counts(desk: Desk, sheet: Sheet, first: int, last: int) -> None:
    """Counts above 0 in the colours of their status."""
    for number, status in enumerate(STATUSES, start=FIRST):
        look = sheet.book.rule(status_style(status, desk.tones))
        rule = {"type": "cell", "criteria": ">", "value": 0, "format": look}
        sheet.raw.conditional_format(first, number, last, number, rule)


def write_below(desk: Desk, sheet: Sheet, at: int, *, cut: bool) -> tuple[int, int]:
    """Below the printed page: statuses by quarter, and all organisations where some are left out.

    Returns the first and last row of the quarters; a range of no rows where there are none.
    """
    text, quarters = desk.words.text, desk.view.highlights.quarters
    if quarters:
        at = section(sheet, at, ((0, LAST, text("By quarter, each by what was known then")),)) + 1
        _header(desk, sheet, at, text("Quarter"))
    first = at + 1
    for at, quarter in enumerate(quarters, start=first):
        sheet.text(at, 0, quarter.quarter.replace("-", "\n"), WRAPPED)
        sheet.high(at, 30)
        for number, count in enumerate(quarter.counts, start=FIRST):
            sheet.number(at, number, count, COUNT)
        _sum(sheet, at, sum(quarter.counts))
    colour_counts(desk, sheet, first, max(at, first))
    found = first, first + len(quarters) - 1
    if cut:
        at = section(sheet, at + 2, ((0, LAST, text("All organisations")),)) + 1
        _header(desk, sheet, at, text("Organisation"))
        for row, block in enumerate(desk.view.organisations, start=at + 1):
            _organisation(sheet, row, block)
        colour_counts(desk, sheet, at + 1, at + len(desk.view.organisations))
    return found


# ---------------------------------------------------------------------------
# The overview's native charts, side by side: by organisation, and by quarter.


ROWS: Final = 14
MORE_ROWS: Final = 16
"""Rows of the charts, and where few organisations leave room."""
FEW: Final = 5
LABEL: Final = {"bar": 0.06, "column": 0.09}
"""A segment shorter than this share of the longest bar has no room for its number."""
LINE_PIXELS: Final = 20
"""Height of a row in pixels."""
HALF: Final = 6
"""The first column of the chart at the right."""
PIXELS: Final = tuple(round(width * 7 + 5) for width in WIDTHS)


def chart_rows(view: View) -> int:
    """Rows to be left free for the charts."""
    if not view.organisations:
        return 0
    return MORE_ROWS if len(view.organisations) <= FEW else ROWS


def insert_charts(
    desk: Desk, sheet: Sheet, organisations: Shown, quarters: tuple[int, int]
) -> None:
    """One bar for each organisation, one column for each quarter; one alone takes the width.

    Both follow the cells of their tables; the others together would dwarf each single one.
    """
    view, at = desk.view, organisations.last + 1
    if not view.organisations:
        return
    timed = bool(view.highlights.quarters)
    both = timed and len(view.organisations) > 1
    left, right = sum(PIXELS[:HALF]), sum(PIXELS[HALF:])
    high = chart_rows(view) * LINE_PIXELS - 8
    spot = {"x_offset": 4, "y_offset": 6, "object_position": 1}
    hidden = {"major_gridlines": {"visible": False}, "visible": False, "min": 0}
    if both or not timed:
        names = SHORT if too_long(view.organisations) else 0
        chart = _stacked(desk, sheet, "bar", organisations.rows, names)
        axis = {"reverse": True, "line": {"none": True}, "interval_unit": 1}
        chart.set_y_axis({**axis, "num_font": desk.face(8)})
        chart.set_x_axis(hidden)
        chart.set_size({"width": (left if both else left + right) - 10, "height": high})
        sheet.raw.insert_chart(at, 0, chart, spot)
    if timed:
        chart = _stacked(desk, sheet, "column", quarters)
        if both:
            chart.set_legend({"none": True})
        chart.set_x_axis({"line": {"none": True}, "num_font": desk.face(8)})
        chart.set_y_axis(hidden)
        chart.set_size({"width": (right if both else left + right) - 10, "height": high})
        sheet.raw.insert_chart(at, HALF if both else 0, chart, spot)


def _stacked(  # the names stand in a column of their own where they had to be shortened
    desk: Desk, sheet: Sheet, kind: str, rows: tuple[int, int], names: int = 0
) -> Any:  # noqa: ANN401  (XlsxWriter)
    """A chart of counts by status over the rows of a table."""
    chart = desk.book.chart(kind, "stacked")
    least = math.ceil(LABEL[kind] * _longest(desk.view, kind))
    first, last = rows
    for number, count in enumerate(desk.view.tally):
        tone, column = desk.tones[Status(count.status)], FIRST + number
        chart.add_series(
            {
                "name": f"{count.symbol} {count.word}",
                "categories": [sheet.name, first, names, last, names],
                "values": [sheet.name, first, column, last, column],
                "fill": {"color": tone.strong},
                "border": {"color": PAPER, "width": 0.75},
                "gap": 45,
                "data_labels": {
                    "value": True,
                    "num_format": f"[>={max(least, 1)}]0;;",
                    "font": desk.face(9, color=text_on(tone.strong), bold=True),
                },
            }
        )
    titles = {"bar": N_("By organisation"), "column": N_("By quarter")}
    title = desk.words.text(titles[kind])
    font = desk.face(10, color=MUTED)
    chart.set_title({"name": title, "name_font": font, "overlay": False})
    # All of them: a status that no target has now may come up when a reader changes a figure, and
    # LibreOffice counts entries that are left out from the other end.
    chart.set_legend({"position": "bottom", "font": desk.face(8)})
    chart.set_chartarea({"border": {"none": True}})
    return chart


def _longest(view: View, kind: str) -> int:
    """Targets in the longest bar."""
    if kind == "bar":
        return max((len(block.rows) for block in view.organisations), default=0)
    return max((sum(quarter.counts) for quarter in view.highlights.quarters), default=0)


# ---------------------------------------------------------------------------
# On the overview side by side: what needs attention, and what changed since last quarter.


MOST: Final = 8
SPLIT: Final = 8
"""The first column of the changes, where there are any."""
MOST_DUE: Final = 8
FEWEST_DUE: Final = 3
"""Fewer lines than this are no list, unless there are no more."""
DUE_HEAD: Final = 45.0
"""Points of the list's heading."""
ARROWS: Final = {"better": "↑", "worse": "↓", "other": "·"}
SIZE: Final = 9.0
REASON: Final = WRAPPED.but(size=SIZE)


def write_lists(desk: Desk, sheet: Sheet, at: int) -> int:
    """Both lists line by line; without a quarter before, attention takes the whole width.

    Returns the row after them.
    """
    text, shown = desk.words.text, desk.view.highlights
    worst = attention_rows(desk.view.rows)
    late = overdue_rows(desk.view.rows)
    told = N_("Needs attention: {n}; overdue: {late}") if late else N_("Needs attention: {n}")
    left = text(told, n=len(worst), late=len(late))
    if not shown.previous_text:
        at = section(sheet, at, ((0, LAST, left),)) + 1
        nothing = ["" for _ in (*worst, *late)]
        return _rows(desk, sheet, at, (worst, late), nothing, LAST)
    right = text("Since {quarter}", quarter=shown.previous_text)
    at = section(sheet, at, ((0, SPLIT - 1, left), (SPLIT, LAST, right))) + 1
    changes = [shown.change_text, *(_told(desk, change) for change in shown.changes)]
    return _rows(desk, sheet, at, (worst, late), _cut(desk, changes), SPLIT - 1)


def write_due(desk: Desk, sheet: Sheet, at: int, room: float) -> int:
    """What falls due next and what it takes, as many lines as there is room for (points).

    Returns the row after them; nothing is written where too few would fit.
    """
    text, coming = desk.words.text, due_next(desk.view)
    lines: list[tuple[TargetRow, float]] = []
    left = room - DUE_HEAD
    for row in coming[:MOST_DUE]:
        high = 6.0 + 13 * max(
            _lines(f"{row.name}\n{row.organisation}", 0, 1), _lines(_takes(row), 4, LAST - 1)
        )
        if high > left:
            break
        left -= high
        lines.append((row, high))
    if len(lines) < min(len(coming), FEWEST_DUE) or not lines:
        return at
    told = N_("Due next: {n}") if len(lines) == len(coming) else N_("Due next: {n} of {all}")
    title = text(told, n=len(lines), all=len(coming))
    first = section(sheet, at, ((0, LAST, title),)) + 1
    for number, (row, high) in enumerate(lines, start=first):
        sheet.high(number, high)
        _due(sheet, number, row)
        style = status_style(Status(row.status), desk.tones).but(size=SIZE, shrink=True)
        sheet.text(number, LAST, row.status_text, style)
    return first + len(lines)


def _due(sheet: Sheet, at: int, row: TargetRow) -> None:
    look = WRAPPED.but(size=SIZE)
    sheet.merged((at, 0, at, 1), f"{row.name}\n{row.organisation}", look)
    sheet.merged((at, 2, at, 3), f"{row.target_text}\n{row.due_text}", look)
    sheet.merged((at, 4, at, LAST - 1), _takes(row), REASON)


def _takes(row: TargetRow) -> str:
    """What the target takes; where nothing can be said of that, how it stands."""
    return row.needed_text or row.reason


def _told(desk: Desk, change: Change) -> str:
    """Which way it went and what, whose it is; then what was and is."""
    name, whose = f"{ARROWS[change.way]} {change.row.name}", change.row.organisation
    told = f"{name}\n{whose}" if len(desk.view.organisations) > 1 else name
    return f"{told}\n{change.before_text} → {change.row.status_text}"


def _cut(desk: Desk, told: list[str]) -> list[str]:
    if len(told) <= MOST:
        return told
    more = desk.words.text("and {n} more", n=len(told) - MOST + 1)
    return [*told[: MOST - 1], more]


def _rows(  # (the sheet's place, both lists)
    desk: Desk,
    sheet: Sheet,
    at: int,
    listed: tuple[list[TargetRow], list[TargetRow]],
    told: list[str],
    last: int,
) -> int:
    """The lines of both lists: red and amber ones, then overdue ones, beside what changed.

    `last` is the last column of the attention list.
    """
    worst = [row for rows in listed for row in rows]
    count = max(min(len(worst), MOST), min(len(told), MOST), 1)
    if not worst:
        none = desk.words.text("No target is behind or missed.")
        sheet.merged((at, 0, at, last), none, NOTE.but(valign="vcenter"))
    for number in range(count):
        row = worst[number] if number < len(worst) else None
        high = _attention(desk, sheet, at + number, row, last) if row else 1
        if last < LAST:
            change = told[number] if number < len(told) else ""
            high = max(high, _change(sheet, at + number, change, first=number == 0))
        sheet.high(at + number, 6 + 13 * high)
    at += count
    told_more = [_more(desk, *map(len, listed))] if len(worst) > MOST else []
    note = desk.words.text(SNAPSHOT)
    sheet.merged((at, 0, at, LAST), " ".join([*told_more, note]), NOTE)
    return at + 1


def _more(desk: Desk, red: int, late: int) -> str:
    """How many are left out, and on which sheets they stand."""
    text = desk.words.text
    rest = ((N_("Attention"), red - MOST), (N_("Missing"), late - max(MOST - red, 0)))
    return desk.words.listed(
        [
            text("and {n} more on the sheet “{sheet}”", n=n, sheet=text(sheet))
            for sheet, n in rest
            if n > 0
        ]
    )


def _attention(desk: Desk, sheet: Sheet, at: int, row: TargetRow, last: int) -> int:
    """One target in a line: whose, why, its light; returns the lines it takes."""
    name = f"{row.name}\n{row.organisation}"
    sheet.merged((at, 0, at, 1), name, WRAPPED.but(size=SIZE))
    sheet.merged((at, 2, at, last - 1), row.reason, REASON)
    style = status_style(Status(row.status), desk.tones).but(size=SIZE, shrink=True)
    sheet.text(at, last, row.status_text, style)
    return max(_lines(name, 0, 1), _lines(row.reason, 2, last - 1))


def _change(sheet: Sheet, at: int, text: str, *, first: bool) -> int:
    style = BODY.but(size=SIZE, wrap=True, indent=1, bold=first, edges="b" if text else "")
    sheet.merged((at, SPLIT, at, LAST), text, style.but(color=MUTED) if first else style)
    return _lines(text, SPLIT, LAST)


def _lines(text: str, first: int, last: int) -> int:
    """Lines of a text in these columns at the lists' size."""
    return lines_needed(text, (sum(WIDTHS[first : last + 1]) - 1) * 10 / SIZE)


# ---------------------------------------------------------------------------
# The first sheet, one printed page: what matters, tally, organisations, changes, the data.


MESSAGE_ROW: Final = 2
TILE_ROW: Final = 3
DATA_HEIGHT: Final = 130.0
"""Points that the state of the data takes at most."""


def write_overview(desk: Desk, sheet: Sheet) -> None:
    """Title, what matters, tally, organisations with charts, attention and changes, the data.

    What the charts read stands below the printed page.
    """
    sheet.columns(WIDTHS)
    _title(desk, sheet)
    _tiles(desk, sheet)
    shown = write_organisations(desk, sheet, TILE_ROW + 2)
    at = write_lists(desk, sheet, shown.last + 1 + chart_rows(desk.view))
    page = sheet.page_height(LAST + 1, landscape=False, slack=1)  # what is too much is shrunk
    room = page - sheet.taken(at) - DATA_HEIGHT
    at = write_due(desk, sheet, at, room)
    at = _data(desk, sheet, at)
    quarters = write_below(desk, sheet, at + 2, cut=shown.cut)
    insert_charts(desk, sheet, shown, quarters)
    desk.set_page(sheet, down=1, landscape=False, headed=False)  # the band says it all
    sheet.raw.print_area(0, 0, at, LAST)
    sheet.raw.center_horizontally()
    sheet.raw.set_tab_color(HEAD)
    sheet.raw.set_first_sheet()
    sheet.raw.activate()


def _title(desk: Desk, sheet: Sheet) -> None:
    view = desk.view
    size = 20 if lines_needed(view.title, sum(WIDTHS) * 0.8 * 10 / 20) == 1 else 14
    band = TITLE.but(size=size, color=PAPER, fill=HEAD, indent=1, wrap=True)
    told = SUBTITLE.but(color=LINE, fill=HEAD)
    sheet.high(0, 40)
    sheet.merged((0, 0, 0, LAST), view.title, band)
    sheet.high(1, 20)
    sheet.merged((1, 0, 1, LAST), view.subtitle, told.but(indent=1))
    message = view.highlights.message or view.headline
    sheet.merged((MESSAGE_ROW, 0, MESSAGE_ROW, LAST), message, _MESSAGE)
    lines = lines_needed(message, sum(WIDTHS) * 10 / _MESSAGE.size)
    sheet.high(MESSAGE_ROW, 16 + 18 * lines)


_MESSAGE: Final = BODY.but(size=13, bold=True, edges="", wrap=True, indent=1)


def _tiles(desk: Desk, sheet: Sheet) -> None:
    """One tile for each status: the count, large, over symbol and word."""
    sheet.high(TILE_ROW, 36)
    first, last = (xl_rowcol_to_cell(TILE_ROW, column) for column in (FIRST, TOTAL - 1))
    total = LABEL_STYLE.but(size=22, align="center", edges="")
    sheet.formula(TILE_ROW, 0, f"=SUM({first}:{last})", float(len(desk.view.rows)), total)
    styles = [
        status_style(Status(count.status), desk.tones).but(edges="lr", edge_color=PAPER)
        for count in desk.view.tally
    ]
    for number, (count, style) in enumerate(zip(desk.view.tally, styles, strict=True), FIRST):
        formula = f'=COUNTIF(targets_status,"{count.status}")'
        big = style.but(size=22, number=WHOLE)
        sheet.formula(TILE_ROW, number, formula, float(count.count), big)
    _coverage_tile(desk, sheet)
    labels = [f"{count.symbol} {count.word}" for count in desk.view.tally]
    sheet.high(TILE_ROW + 1, label_height(labels))
    sheet.text(TILE_ROW + 1, 0, desk.words.text("targets"), total.but(size=10, bold=False))
    for number, (label, style) in enumerate(zip(labels, styles, strict=True), FIRST):
        sheet.text(TILE_ROW + 1, number, label, style.but(size=LABELS.size, bold=False, wrap=True))
    text = desk.words.text("Coverage")
    sheet.text(TILE_ROW + 1, TOTAL, text, total.but(size=LABELS.size, bold=False, wrap=True))


def _coverage_tile(desk: Desk, sheet: Sheet) -> None:
    """Over the totals how much is known, so that the tiles are as wide as the table."""
    look, known = LABEL_STYLE.but(size=15, align="center", edges="", number="0%"), _live(desk.view)
    if "coverage" in known:
        stored = desk.view.summary["coverage"]
        sheet.formula(TILE_ROW, TOTAL, known["coverage"], stored, look)
    else:
        sheet.text(TILE_ROW, TOTAL, "–", look)


def _data(desk: Desk, sheet: Sheet, at: int) -> int:
    """How much is known: coverage and score live, what is missing, what is not scored."""
    text, view = desk.words.text, desk.view
    at = section(sheet, at, ((0, LAST, text("State of the data")),))
    missing = text(
        "{late} figures overdue, {waiting} awaited (figures are counted here, targets above)",
        late=len(view.missing),
        waiting=len(view.awaited),
    )
    lines: list[tuple[str, str, str]] = [
        (text("Coverage"), "coverage", view.coverage_text),
        (text("Score"), "score", view.score_text),
        (text("Missing"), "", missing),
        (text("Not scored"), "", text("{n} goals, with their sentences", n=len(view.unscored))),
        (text("Ledger"), "", view.header.ledger_head or ""),
    ]
    formulas = _live(view)
    for label, key, value in lines:
        if not value:
            continue
        at += 1
        sheet.text(at, 0, label, LABEL_STYLE)
        number = PERCENT if key == "coverage" else "#,##0.00"
        first = 1
        if key in formulas:
            style = BODY.but(bold=True, align="center", number=number)
            sheet.formula(at, 1, formulas[key], view.summary[key], style)
            first = 2
        style = SMALL if value == view.header.ledger_head else WRAPPED
        sheet.merged((at, first, at, LAST), value, style)
        sheet.high(at, 4 + 15 * lines_needed(value, sum(WIDTHS[2:])))
    return at


def _live(view: View) -> dict[str, str]:
    """Coverage and score as formulas, where they are known and made of weights."""
    due = "SUMPRODUCT(targets_weight*targets_due_now)"
    coverage = f"SUMPRODUCT(targets_weight*targets_reported)/{due}"
    score = "SUMPRODUCT(targets_weight,targets_earned)"
    if view.header.policy.renormalise:
        score = f"{score}/({coverage})"
    by_points = all(row.numbers.points is not None for row in view.rows if row.status in VERDICTS)
    known = {key for key in ("coverage", "score") if view.summary.get(key) is not None}
    if by_points:
        known.discard("score")
    return {k: f"={f}" for k, f in {"coverage": coverage, "score": score}.items() if k in known}
