"""The first sheet, one printed page: what matters, tally, organisations, changes, the data."""

from __future__ import annotations

from typing import Final

from xlsxwriter.utility import xl_rowcol_to_cell

from scorecard.model.status import VERDICTS, Status
from scorecard.report.excel.overview_charts import chart_rows, insert_charts
from scorecard.report.excel.overview_lists import write_due, write_lists
from scorecard.report.excel.overview_tables import (
    FIRST,
    LABELS,
    LAST,
    TOTAL,
    WIDTHS,
    label_height,
    section,
    write_below,
    write_organisations,
)
from scorecard.report.excel.table import Desk
from scorecard.report.parts import View
from scorecard.sheet.book import Sheet
from scorecard.sheet.lines import lines_needed
from scorecard.sheet.palette import HEAD, LINE, PAPER
from scorecard.sheet.styles import (
    BODY,
    LABEL,
    PERCENT,
    SMALL,
    SUBTITLE,
    TITLE,
    WHOLE,
    WRAPPED,
    status_style,
)

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
    message = view.news.message or view.headline
    sheet.merged((MESSAGE_ROW, 0, MESSAGE_ROW, LAST), message, _MESSAGE)
    lines = lines_needed(message, sum(WIDTHS) * 10 / _MESSAGE.size)
    sheet.high(MESSAGE_ROW, 16 + 18 * lines)


_MESSAGE: Final = BODY.but(size=13, bold=True, edges="", wrap=True, indent=1)


def _tiles(desk: Desk, sheet: Sheet) -> None:
    """One tile for each status: the count, large, over symbol and word."""
    sheet.high(TILE_ROW, 36)
    first, last = (xl_rowcol_to_cell(TILE_ROW, column) for column in (FIRST, TOTAL - 1))
    total = LABEL.but(size=22, align="center", edges="")
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
    look, known = LABEL.but(size=15, align="center", edges="", number="0%"), _live(desk.view)
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
        sheet.text(at, 0, label, LABEL)
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
