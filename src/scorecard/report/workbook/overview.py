"""The first sheet, one printed page: what matters, tally, organisations, changes, the data.

Longer than other modules: its parts share one page, and how high each is decides what the next may
show.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from xlsxwriter.utility import xl_rowcol_to_cell

from scorecard.excel.book import Sheet, room_for
from scorecard.excel.styles import (
    BODY,
    CENTERED,
    HEAD,
    HEADER,
    LINE,
    MUTED,
    NOTE,
    PAPER,
    PERCENT,
    SECTION,
    SMALL,
    SUBTITLE,
    TITLE,
    WHOLE,
    WRAPPED,
    Style,
    status_style,
    text_on,
)
from scorecard.excel.styles import LABEL as LABEL_STYLE
from scorecard.excel.text import display_width, lines_needed, short_name
from scorecard.i18n import N_
from scorecard.report.highlights import attention_rows, due_next, overdue_rows, reddest
from scorecard.report.view import Change, OrganisationBlock, TargetRow, View
from scorecard.report.workbook.lists import SNAPSHOT
from scorecard.report.workbook.table import Desk
from scorecard.schema.vocabulary import VERDICTS, Status

FIRST: Final = 1
"""The statuses' first column; the organisations stand left of it."""
STATUSES: Final = tuple(Status)
TOTAL: Final = FIRST + len(STATUSES)
LAST: Final = TOTAL
WIDTHS: Final = (24.0, *(9.5 for _ in STATUSES), 8.0)
SHORT: Final = LAST + 2
"""The column right of the printed page where the chart reads names that had to be shortened."""
LONG: Final = 24
"""Columns that a name beside a chart's bar may take."""
MOST_ORGANISATIONS, MOST_LISTED, MOST_DUE, FEWEST_DUE = 10, 8, 8, 3
"""Lines of the tables; fewer than the fewest are no list, unless there are no more."""
SPLIT: Final = 8
"""The first column of the changes, where there are any."""
DUE_HEAD, DATA_HEIGHT = 45.0, 130.0
"""Points of a list's heading, and those that the state of the data takes at most."""
MESSAGE_ROW, TILE_ROW = 2, 3
SIZE: Final = 9.0
LABELS: Final = HEADER.but(size=8, bold=False)
"""Words of status over their numbers."""
COUNT: Final = CENTERED.but(number="0;-0;;@")
"""A count: nothing where it is 0."""
LISTED: Final = WRAPPED.but(size=SIZE)
MESSAGE: Final = BODY.but(size=13, bold=True, edges="", wrap=True, indent=1)
ARROWS: Final = {"better": "↑", "worse": "↓", "other": "·"}


def write_overview(desk: Desk, sheet: Sheet) -> None:
    """Title, what matters, tally, organisations with charts, attention and changes, the data.

    What the charts read stands below the printed page.
    """
    sheet.columns(WIDTHS)
    _title(desk, sheet)
    _tiles(desk, sheet)
    shown = _organisations(desk, sheet, TILE_ROW + 2)
    at = _lists(desk, sheet, shown.last + 1 + _chart_rows(desk.view))
    page = sheet.page_height(LAST + 1, landscape=False, slack=1)  # what is too much is shrunk
    at = _due(desk, sheet, at, page - sheet.taken(at) - DATA_HEIGHT)
    at = _data(desk, sheet, at)
    quarters = _below(desk, sheet, at + 2, cut=shown.cut)
    _charts(desk, sheet, shown, quarters)
    desk.set_page(sheet, down=1, landscape=False, headed=False)  # the band says it all
    sheet.raw.print_area(0, 0, at, LAST)
    sheet.raw.center_horizontally()
    sheet.raw.set_tab_color(HEAD)
    sheet.raw.set_first_sheet()
    sheet.raw.activate()


# ---------------------------------------------------------------------------
# The band at the top: title, what matters, and one tile for each status.


def _title(desk: Desk, sheet: Sheet) -> None:
    view = desk.view
    size = 20 if lines_needed(view.title, sum(WIDTHS) * 0.8 * 10 / 20) == 1 else 14
    band = TITLE.but(size=size, color=PAPER, fill=HEAD, indent=1, wrap=True)
    sheet.high(0, 40)
    sheet.merged((0, 0, 0, LAST), view.title, band)
    sheet.high(1, 20)
    sheet.merged((1, 0, 1, LAST), view.subtitle, SUBTITLE.but(color=LINE, fill=HEAD, indent=1))
    message = view.highlights.message or view.headline
    sheet.merged((MESSAGE_ROW, 0, MESSAGE_ROW, LAST), message, MESSAGE)
    lines = lines_needed(message, sum(WIDTHS) * 10 / MESSAGE.size)
    sheet.high(MESSAGE_ROW, 16 + 18 * lines)


def _tiles(desk: Desk, sheet: Sheet) -> None:
    """One tile for each status: the count, large, over symbol and word.

    Over the totals stands how much is known, so that the tiles are as wide as the table.
    """
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
    look, known = total.but(size=15, number="0%"), _live(desk.view)
    if "coverage" in known:
        sheet.formula(TILE_ROW, TOTAL, *known["coverage"], look)
    else:
        sheet.text(TILE_ROW, TOTAL, "–", look)
    labels = _labels(desk)
    sheet.high(TILE_ROW + 1, _label_height(labels))
    sheet.text(TILE_ROW + 1, 0, desk.words.text("targets"), total.but(size=10, bold=False))
    small = {"size": LABELS.size, "bold": False, "wrap": True}
    for number, (label, style) in enumerate(zip(labels, styles, strict=True), FIRST):
        sheet.text(TILE_ROW + 1, number, label, style.but(**small))
    sheet.text(TILE_ROW + 1, TOTAL, desk.words.text("Coverage"), total.but(**small))


def _labels(desk: Desk) -> list[str]:
    return [f"{count.symbol} {count.word}" for count in desk.view.tally]


def _label_height(labels: Iterable[str]) -> float:
    """Points of a row with these words of status side by side, each over its numbers."""
    room = room_for(WIDTHS[FIRST], LABELS)
    return 7 + 12 * max(lines_needed(label, room) for label in labels)


# ---------------------------------------------------------------------------
# Tables: targets by organisation and by quarter against the statuses.


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


def _section(sheet: Sheet, at: int, *titles: tuple[int, int, str]) -> int:
    """Headings side by side (first column, last column, title) under a little room.

    Returns the row below them.
    """
    sheet.blank(at, 0, BODY.but(edges=""))
    sheet.high(at, 9)
    sheet.high(at + 1, 20)
    for first, last, title in titles:
        sheet.merged((at + 1, first, at + 1, last), title, SECTION)
    return at + 2


def _header(desk: Desk, sheet: Sheet, at: int, title: str) -> int:
    labels = _labels(desk)
    sheet.high(at, _label_height(labels))
    sheet.text(at, 0, title, HEADER)
    for number, label in enumerate(labels, start=FIRST):
        sheet.text(at, number, label, LABELS)
    sheet.text(at, TOTAL, desk.words.text("Total"), HEADER)
    return at + 1


def _organisations(desk: Desk, sheet: Sheet, at: int) -> Shown:
    """Organisations against statuses, counted live; of many those with most red targets."""
    text, blocks = desk.words.text, desk.view.organisations
    at = _section(sheet, at, (0, LAST, text("By organisation")))
    first = end = _header(desk, sheet, at, text("Organisation"))
    cut = len(blocks) > MOST_ORGANISATIONS
    shown = reddest(blocks)[: MOST_ORGANISATIONS - 1] if cut else blocks
    for end, block in enumerate(shown, start=first):
        _organisation(sheet, end, block)
        if _too_long(blocks):
            name = short_name(block.organisation, LONG, display_width)
            sheet.text(end, SHORT, name, Style(size=8, color=MUTED))
    if cut:
        end += 1
        _others(desk, sheet, end, shown)
    if not blocks:
        sheet.merged((end, 0, end, LAST), text("None."), NOTE)
    _colour_counts(desk, sheet, first, end)
    return Shown(first, end, cut)


def _too_long(blocks: Sequence[OrganisationBlock]) -> bool:
    """Whether a chart would make room for the names at the cost of its bars."""
    return any(display_width(block.organisation) > LONG for block in blocks)


def _organisation(sheet: Sheet, row: int, block: OrganisationBlock) -> None:
    lines = lines_needed(block.organisation, WIDTHS[0])
    sheet.high(row, 4 + 14 * lines)
    name = xl_rowcol_to_cell(row, 0, col_abs=True)
    place = sheet.book.places.get(block.organisation)
    if place and lines == 1:  # LibreOffice does not wrap the text of a link
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


def _others(desk: Desk, sheet: Sheet, row: int, shown: Sequence[OrganisationBlock]) -> None:
    """The organisations that are left out, together; all of them stand below the page."""
    rest = [block for block in desk.view.organisations if block not in shown]
    sheet.high(row, 18)
    sheet.text(row, 0, desk.words.text("{n} others", n=len(rest)), WRAPPED.but(color=MUTED))
    for number, status in enumerate(STATUSES):
        first = xl_rowcol_to_cell(row - len(shown), FIRST + number)
        last = xl_rowcol_to_cell(row - 1, FIRST + number)
        stored = sum(block.tally[number].count for block in rest)
        formula = f'=COUNTIF(targets_status,"{status}")-SUM({first}:{last})'
        sheet.formula(row, FIRST + number, formula, float(stored), COUNT)
    _sum(sheet, row, sum(len(block.rows) for block in rest))


def _colour_counts(desk: Desk, sheet: Sheet, first: int, last: int) -> None:
    """Counts above 0 in the colours of their status."""
    for number, status in enumerate(STATUSES, start=FIRST):
        look = sheet.book.rule(status_style(status, desk.tones))
        rule = {"type": "cell", "criteria": ">", "value": 0, "format": look}
        sheet.raw.conditional_format(first, number, last, number, rule)


def _below(desk: Desk, sheet: Sheet, at: int, *, cut: bool) -> tuple[int, int]:
    """Below the printed page: statuses by quarter, and all organisations where some are left out.

    Returns the first and last row of the quarters; a range of no rows where there are none.
    """
    text, quarters = desk.words.text, desk.view.highlights.quarters
    if quarters:
        at = _section(sheet, at, (0, LAST, text("By quarter, each by what was known then")))
        at = _header(desk, sheet, at, text("Quarter")) - 1
    first = at + 1
    for at, quarter in enumerate(quarters, start=first):
        sheet.text(at, 0, quarter.quarter.replace("-", "\n"), WRAPPED)
        sheet.high(at, 30)
        for number, count in enumerate(quarter.counts, start=FIRST):
            sheet.number(at, number, count, COUNT)
        _sum(sheet, at, sum(quarter.counts))
    _colour_counts(desk, sheet, first, max(at, first))
    found = first, first + len(quarters) - 1
    if cut:
        at = _section(sheet, at + 2, (0, LAST, text("All organisations")))
        at = _header(desk, sheet, at, text("Organisation"))
        for row, block in enumerate(desk.view.organisations, start=at):
            _organisation(sheet, row, block)
        _colour_counts(desk, sheet, at, at + len(desk.view.organisations) - 1)
    return found


# ---------------------------------------------------------------------------
# Native charts, side by side: by organisation, and by quarter.


ROWS, MORE_ROWS, FEW = 14, 16, 5
"""Rows of the charts, and where few organisations leave room."""
LABEL: Final = {"bar": 0.06, "column": 0.09}
"""A segment shorter than this share of the longest bar has no room for its number."""
LINE_PIXELS: Final = 20
"""Height of a row in pixels."""
HALF: Final = 6
"""The first column of the chart at the right."""
PIXELS: Final = tuple(round(width * 7 + 5) for width in WIDTHS)


def _chart_rows(view: View) -> int:
    """Rows to be left free for the charts."""
    if not view.organisations:
        return 0
    return MORE_ROWS if len(view.organisations) <= FEW else ROWS


def _charts(desk: Desk, sheet: Sheet, organisations: Shown, quarters: tuple[int, int]) -> None:
    """One bar for each organisation, one column for each quarter; one alone takes the width.

    Both follow the cells of their tables; the others together would dwarf each single one.
    """
    view, at = desk.view, organisations.last + 1
    if not view.organisations:
        return
    timed = bool(view.highlights.quarters)
    both = timed and len(view.organisations) > 1
    left, right = sum(PIXELS[:HALF]), sum(PIXELS[HALF:])
    spot = {"x_offset": 4, "y_offset": 6, "object_position": 1}
    hidden = {"major_gridlines": {"visible": False}, "visible": False, "min": 0}
    face = desk.face(8)

    def put(chart: Any, column: int, wide: int) -> None:  # noqa: ANN401  (XlsxWriter has no types)
        high = _chart_rows(view) * LINE_PIXELS - 8
        chart.set_size({"width": (wide if both else left + right) - 10, "height": high})
        sheet.raw.insert_chart(at, column if both else 0, chart, spot)

    if both or not timed:
        names = SHORT if _too_long(view.organisations) else 0
        longest = max(len(block.rows) for block in view.organisations)
        chart = _stacked(desk, sheet, ("bar", longest), organisations.rows, names)
        axis = {"reverse": True, "line": {"none": True}, "interval_unit": 1}
        chart.set_y_axis({**axis, "num_font": face})
        chart.set_x_axis(hidden)
        put(chart, 0, left)
    if timed:
        longest = max(sum(quarter.counts) for quarter in view.highlights.quarters)
        chart = _stacked(desk, sheet, ("column", longest), quarters)
        if both:
            chart.set_legend({"none": True})
        chart.set_x_axis({"line": {"none": True}, "num_font": face})
        chart.set_y_axis(hidden)
        put(chart, HALF, right)


def _stacked(
    desk: Desk, sheet: Sheet, bars: tuple[str, int], rows: tuple[int, int], names: int = 0
) -> Any:  # noqa: ANN401  (XlsxWriter has no types)
    """A chart of counts by status over the rows of a table; `bars`: their kind, the longest.

    The names stand in a column of their own where they had to be shortened.
    """
    (kind, longest), (first, last) = bars, rows
    chart = desk.book.chart(kind, "stacked")
    least = max(math.ceil(LABEL[kind] * longest), 1)
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
                    "num_format": f"[>={least}]0;;",
                    "font": desk.face(9, color=text_on(tone.strong), bold=True),
                },
            }
        )
    title = desk.words.text(N_("By organisation") if kind == "bar" else N_("By quarter"))
    chart.set_title({"name": title, "name_font": desk.face(10, color=MUTED), "overlay": False})
    # All of them: a status that no target has now may come up when a reader changes a figure, and
    # LibreOffice counts entries that are left out from the other end.
    chart.set_legend({"position": "bottom", "font": desk.face(8)})
    chart.set_chartarea({"border": {"none": True}})
    return chart


# ---------------------------------------------------------------------------
# Side by side what needs attention and what changed; below what falls due next.


def _lists(desk: Desk, sheet: Sheet, at: int) -> int:
    """Red and amber targets, then overdue ones, beside what changed since the quarter before.

    Without a quarter before, attention takes the whole width.  Returns the row after them.
    """
    text, shown, view = desk.words.text, desk.view.highlights, desk.view
    red, late = attention_rows(view.rows), overdue_rows(view.rows)
    told = N_("Needs attention: {n}; overdue: {late}") if late else N_("Needs attention: {n}")
    left, worst = text(told, n=len(red), late=len(late)), [*red, *late]
    changes: list[str] = []
    if shown.previous_text:
        right, last = text("Since {quarter}", quarter=shown.previous_text), SPLIT - 1
        at = _section(sheet, at, (0, last, left), (SPLIT, LAST, right))
        several = len(view.organisations) > 1
        changes = [
            shown.change_text,
            *(_change(change, several=several) for change in shown.changes),
        ]
        if len(changes) > MOST_LISTED:
            more = text("and {n} more", n=len(changes) - MOST_LISTED + 1)
            changes = [*changes[: MOST_LISTED - 1], more]
    else:
        last = LAST
        at = _section(sheet, at, (0, last, left))
    if not worst:
        none = text("No target is behind or missed.")
        sheet.merged((at, 0, at, last), none, NOTE.but(valign="vcenter"))
    count = max(min(len(worst), MOST_LISTED), len(changes), 1)
    for number in range(count):
        row = worst[number] if number < len(worst) else None
        high = _attention(desk, sheet, at + number, row, last) if row else 1
        if last < LAST:
            change = changes[number] if number < len(changes) else ""
            look = BODY.but(
                size=SIZE, wrap=True, indent=1, bold=number == 0, edges="b" if change else ""
            )
            style = look if number else look.but(color=MUTED)
            sheet.merged((at + number, SPLIT, at + number, LAST), change, style)
            high = max(high, _lines(change, SPLIT, LAST))
        sheet.high(at + number, 6 + 13 * high)
    at += count
    rest = [_more(desk, len(red), len(late))] if len(worst) > MOST_LISTED else []
    sheet.merged((at, 0, at, LAST), " ".join([*rest, text(SNAPSHOT)]), NOTE)
    return at + 1


def _change(change: Change, *, several: bool) -> str:
    """Which way it went and what, whose it is where there are several; then what was and is."""
    name = f"{ARROWS[change.way]} {change.row.name}"
    whose = f"\n{change.row.organisation}" if several else ""
    return f"{name}{whose}\n{change.before_text} → {change.row.status_text}"


def _more(desk: Desk, red: int, late: int) -> str:
    """How many are left out, and on which sheets they stand."""
    text = desk.words.text
    left = max(red - MOST_LISTED, 0)
    rest = ((N_("Attention"), left), (N_("Missing"), late - max(MOST_LISTED - red, 0)))
    told = [
        text("and {n} more on the sheet “{sheet}”", n=n, sheet=text(sheet))
        for sheet, n in rest
        if n > 0
    ]
    return desk.words.listed(told)


def _attention(desk: Desk, sheet: Sheet, at: int, row: TargetRow, last: int) -> int:
    """One target in a line: whose, why, its light; returns the lines it takes."""
    name = f"{row.name}\n{row.organisation}"
    sheet.merged((at, 0, at, 1), name, LISTED)
    sheet.merged((at, 2, at, last - 1), row.reason, LISTED)
    _light(desk, sheet, at, last, row)
    return max(_lines(name, 0, 1), _lines(row.reason, 2, last - 1))


def _light(desk: Desk, sheet: Sheet, at: int, column: int, row: TargetRow) -> None:
    style = status_style(Status(row.status), desk.tones).but(size=SIZE, shrink=True)
    sheet.text(at, column, row.status_text, style)


def _lines(text: str, first: int, last: int) -> int:
    """Lines of a text in these columns at the lists' size."""
    return lines_needed(text, (sum(WIDTHS[first : last + 1]) - 1) * 10 / SIZE)


def _due(desk: Desk, sheet: Sheet, at: int, room: float) -> int:
    """What falls due next and what it takes, as many lines as there is room for (points).

    Where nothing can be said of what it takes, how it stands.  Returns the row after them; nothing
    is written where too few would fit.
    """
    text, coming = desk.words.text, due_next(desk.view)
    lines: list[tuple[TargetRow, str, str, float]] = []
    left = room - DUE_HEAD
    for row in coming[:MOST_DUE]:
        name, takes = f"{row.name}\n{row.organisation}", row.needed_text or row.reason
        high = 6.0 + 13 * max(_lines(name, 0, 1), _lines(takes, 4, LAST - 1))
        if high > left:
            break
        left -= high
        lines.append((row, name, takes, high))
    if len(lines) < min(len(coming), FEWEST_DUE) or not lines:
        return at
    told = N_("Due next: {n}") if len(lines) == len(coming) else N_("Due next: {n} of {all}")
    at = _section(sheet, at, (0, LAST, text(told, n=len(lines), all=len(coming))))
    for row, name, takes, high in lines:
        sheet.high(at, high)
        sheet.merged((at, 0, at, 1), name, LISTED)
        sheet.merged((at, 2, at, 3), f"{row.target_text}\n{row.due_text}", LISTED)
        sheet.merged((at, 4, at, LAST - 1), takes, LISTED)
        _light(desk, sheet, at, LAST, row)
        at += 1
    return at


# ---------------------------------------------------------------------------
# How much is known.


def _data(desk: Desk, sheet: Sheet, at: int) -> int:
    """How much is known: coverage and score live, what is missing, what is not scored."""
    text, view = desk.words.text, desk.view
    at = _section(sheet, at, (0, LAST, text("State of the data"))) - 1
    missing = text(
        "{late} figures overdue, {waiting} awaited (figures are counted here, targets above)",
        late=len(view.missing),
        waiting=len(view.awaited),
    )
    head, entries = view.header.ledger_head, view.header.ledger_entries
    ledger = text("{n} entries, the last {hash}", n=entries, hash=head) if head else ""
    lines: list[tuple[str, str, str]] = [
        (text("Coverage"), "coverage", view.coverage_text),
        (text("Scores"), "score", view.score_text),
        (text("Missing"), "", missing),
        (text("Not scored"), "", text("{n} goals, with their sentences", n=len(view.unscored))),
        (text("Ledger"), "ledger", ledger),
    ]
    formulas = _live(view)
    for label, key, value in lines:
        if not value:
            continue
        at += 1
        sheet.text(at, 0, label, LABEL_STYLE)
        if key in formulas:
            number = PERCENT if key == "coverage" else "#,##0.0"
            style = BODY.but(bold=True, align="center", number=number)
            sheet.formula(at, 1, *formulas[key], style)
        style = SMALL if key == "ledger" else WRAPPED
        sheet.merged((at, 2 if key in formulas else 1, at, LAST), value, style)
        sheet.high(at, 4 + 15 * lines_needed(value, sum(WIDTHS[2:])))
    return at


def _live(view: View) -> dict[str, tuple[str, float]]:
    """Coverage and points of the only organisation, as formulas with the values stored.

    Of several the coverage is how many of the figures due are in: their weights do not add up.
    """
    whole = [row for row in view.scores if not row.unit]
    if len(whole) == 1 and whole[0].weight_total is not None:
        known = {"coverage": whole[0].coverage, "score": whole[0].points}
        names = {"coverage": "=score_coverage", "score": "=score_points"}
        return {key: (names[key], value) for key, value in known.items() if value is not None}
    due = sum(row.status in {*VERDICTS, Status.OVERDUE} for row in view.rows)
    reported = sum(row.status in VERDICTS and not row.unreported for row in view.rows)
    formula = "=SUM(targets_reported)/SUM(targets_due_now)"
    return {"coverage": (formula, reported / due)} if due else {}
