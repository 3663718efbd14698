"""The first sheet, one printed page: tally, organisations, what needs attention, the data."""

from __future__ import annotations

from typing import Final

from xlsxwriter.utility import xl_rowcol_to_cell

from scorecard.model.status import VERDICTS, Status
from scorecard.report.attention import attention_rows
from scorecard.report.excel.table import Desk, colour_statuses
from scorecard.report.parts import OrganisationBlock, TargetRow, View
from scorecard.sheet.book import Sheet
from scorecard.sheet.palette import HEAD
from scorecard.sheet.styles import (
    BODY,
    CENTERED,
    HEADER,
    LABEL,
    NOTE,
    PERCENT,
    SECTION,
    SUBTITLE,
    TITLE,
    WHOLE,
    WRAPPED,
    status_style,
)
from scorecard.sheet.text import lines_needed

FIRST: Final = 1
"""The statuses' first column; the organisations stand left of it."""
STATUSES: Final = tuple(Status)
TOTAL: Final = FIRST + len(STATUSES)
LAST: Final = TOTAL
WIDTHS: Final = (24.0, *(10.5 for _ in STATUSES), 9.0)
MOST_ATTENTION: Final = 8
MOST_ORGANISATIONS: Final = 12
CHART_ROWS: Final = 11
TILE_ROW: Final = 3


def write_overview(desk: Desk, sheet: Sheet) -> None:
    """Title, headline, tally, organisations with a chart, attention list, state of the data."""
    sheet.columns(WIDTHS)
    _title(desk, sheet)
    _tiles(desk, sheet)
    at = _organisations(desk, sheet, TILE_ROW + 2)
    at = _chart(desk, sheet, at)
    at = _attention(desk, sheet, at)
    at = _data(desk, sheet, at)
    desk.set_page(sheet, down=1)
    sheet.raw.print_area(0, 0, at, LAST)
    sheet.raw.center_horizontally()
    sheet.raw.set_tab_color(HEAD)
    sheet.raw.set_first_sheet()
    sheet.raw.activate()


def _title(desk: Desk, sheet: Sheet) -> None:
    view = desk.view
    sheet.raw.set_row(0, 36)
    sheet.merged((0, 0, 0, LAST), view.title, TITLE.but(size=22))
    sheet.merged((1, 0, 1, LAST), view.subtitle, SUBTITLE)
    sheet.merged((2, 0, 2, LAST), view.headline, BODY.but(size=13, bold=True, edges="", wrap=True))
    sheet.raw.set_row(2, 34)


def _tiles(desk: Desk, sheet: Sheet) -> None:
    """One tile for each status: the count, large, over symbol and word."""
    sheet.raw.set_row(TILE_ROW, 34)
    sheet.raw.set_row(TILE_ROW + 1, 22)
    total = desk.words.text("targets")
    first = xl_rowcol_to_cell(TILE_ROW, FIRST)
    last = xl_rowcol_to_cell(TILE_ROW, TOTAL - 1)
    sheet.formula(
        TILE_ROW,
        0,
        f"=SUM({first}:{last})",
        float(len(desk.view.rows)),
        LABEL.but(size=22, align="center"),
    )
    sheet.text(TILE_ROW + 1, 0, total, LABEL.but(align="center", bold=False))
    for number, count in enumerate(desk.view.tally):
        status = Status(count.status)
        style = status_style(status, desk.tones).but(edges="lr", edge_color="#FFFFFF")
        formula = f'=COUNTIF(targets_status,"{status}")'
        big = style.but(size=22, number=WHOLE)
        sheet.formula(TILE_ROW, FIRST + number, formula, float(count.count), big)
        sheet.text(
            TILE_ROW + 1, FIRST + number, f"{count.symbol} {count.word}", style.but(shrink=True)
        )
    sheet.blank(TILE_ROW, TOTAL, BODY.but(edges=""))


def _section(sheet: Sheet, at: int, title: str) -> int:
    """A heading under a little room; returns its row."""
    sheet.raw.set_row(at, 9)
    sheet.raw.set_row(at + 1, 20)
    sheet.merged((at + 1, 0, at + 1, LAST), title, SECTION)
    return at + 1


def _organisations(desk: Desk, sheet: Sheet, at: int) -> int:
    """Organisations against statuses, counted live."""
    text = desk.words.text
    at = _section(sheet, at, text("By organisation"))
    sheet.text(at + 1, 0, text("Organisation"), HEADER)
    for number, count in enumerate(desk.view.tally):
        sheet.text(
            at + 1,
            FIRST + number,
            f"{count.symbol} {count.word}",
            HEADER.but(size=9, wrap=False, shrink=True),
        )
    sheet.text(at + 1, TOTAL, text("Total"), HEADER)
    sheet.raw.set_row(at + 1, 20)
    row = at + 2
    for row, block in enumerate(desk.view.organisations, start=at + 2):
        _organisation(sheet, row, block)
    for status in STATUSES:
        column = FIRST + STATUSES.index(status)
        rule = {
            "type": "cell",
            "criteria": ">",
            "value": 0,
            "format": sheet.book.rule(status_style(status, desk.tones)),
        }
        sheet.raw.conditional_format(at + 2, column, row, column, rule)
    return row + 1


def _organisation(sheet: Sheet, row: int, block: OrganisationBlock) -> None:
    sheet.raw.set_row(row, 19)
    name = xl_rowcol_to_cell(row, 0, col_abs=True)
    place = sheet.book.places.get(block.organisation)
    if place:
        sheet.link(row, 0, place, block.organisation, BODY.but(color=HEAD))
    else:
        sheet.text(row, 0, block.organisation, WRAPPED)
    for number, count in enumerate(block.tally):
        formula = f'=SUMPRODUCT((targets_organisation={name})*(targets_status="{count.status}"))'
        style = CENTERED.but(number="0;-0;;@")
        sheet.formula(row, FIRST + number, formula, float(count.count), style)
    first, last = xl_rowcol_to_cell(row, FIRST), xl_rowcol_to_cell(row, TOTAL - 1)
    stored = float(len(block.rows))
    sheet.formula(row, TOTAL, f"=SUM({first}:{last})", stored, CENTERED.but(bold=True))


def _chart(desk: Desk, sheet: Sheet, at: int) -> int:
    """A native chart: one bar for each organisation, its statuses side by side."""
    blocks = desk.view.organisations
    if not blocks:
        return at
    first, last = at - len(blocks), at - 1
    chart = desk.book.chart("bar", "stacked")
    for number, count in enumerate(desk.view.tally):
        tone = desk.tones[Status(count.status)]
        column = FIRST + number
        chart.add_series(
            {
                "name": f"{count.symbol} {count.word}",
                "categories": [sheet.name, first, 0, last, 0],
                "values": [sheet.name, first, column, last, column],
                "fill": {"color": tone.strong},
                "border": {"color": "#FFFFFF", "width": 0.75},
                "gap": 45,
                "data_labels": {
                    "value": True,
                    "num_format": "0;;",
                    "font": {"color": "#FFFFFF", "bold": True, "size": 9},
                },
            }
        )
    chart.set_title({"none": True})
    chart.set_legend({"position": "bottom", "font": {"size": 9}})
    chart.set_y_axis({"reverse": True, "line": {"none": True}, "num_font": {"size": 9}})
    chart.set_x_axis(
        {
            "major_gridlines": {"visible": False},
            "visible": False,
            "min": 0,
        }
    )
    chart.set_chartarea({"border": {"none": True}})
    rows = max(CHART_ROWS, len(blocks) + 6)
    chart.set_size({"width": 1000, "height": rows * 20 - 8})
    sheet.raw.insert_chart(at, 0, chart, {"x_offset": 4, "y_offset": 6, "object_position": 1})
    return at + rows


def _attention(desk: Desk, sheet: Sheet, at: int) -> int:
    """The worst targets, in one line each."""
    text = desk.words.text
    rows = attention_rows(desk.view.rows)
    title = text("Needs attention: {n}", n=len(rows))
    at = _section(sheet, at, title)
    if not rows:
        sheet.merged((at + 1, 0, at + 1, LAST), text("No target is behind or missed."), NOTE)
        return at + 2
    for number, row in enumerate(rows[:MOST_ATTENTION], start=at + 1):
        _attention_row(desk, sheet, number, row)
    at += 1 + min(len(rows), MOST_ATTENTION)
    colour_statuses(desk, sheet, (at - MOST_ATTENTION, LAST - 1, at, LAST - 1))
    if len(rows) > MOST_ATTENTION:
        more = text(
            "and {n} more on the sheet “{sheet}”",
            n=len(rows) - MOST_ATTENTION,
            sheet=text("Attention"),
        )
        sheet.merged((at, 0, at, LAST), more, NOTE)
        at += 1
    return at


def _attention_row(desk: Desk, sheet: Sheet, at: int, row: TargetRow) -> None:
    small = WRAPPED.but(size=9)
    sheet.merged((at, 0, at, 2), f"{row.organisation} · {row.name}", WRAPPED)
    sheet.merged((at, 3, at, LAST - 2), row.reason, small)
    style = status_style(Status(row.status), desk.tones)
    sheet.merged((at, LAST - 1, at, LAST), row.status_text, style)
    name = f"{row.organisation} · {row.name}"
    wide = {0: _lines(name, WIDTHS[0] + 21), 1: _lines(row.reason, 10.5 * (LAST - 4) * 1.1)}
    sheet.raw.set_row(at, 6 + 14 * max(wide.values()))


def _lines(text: str, width: float) -> int:
    return lines_needed(text, width)


def _data(desk: Desk, sheet: Sheet, at: int) -> int:
    """How much is known: coverage and score live, what is missing, what is not scored."""
    text, view = desk.words.text, desk.view
    at = _section(sheet, at, text("State of the data"))
    missing = text(
        "{late} overdue, {waiting} awaited", late=len(view.missing), waiting=len(view.awaited)
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
        if key in formulas:
            style = BODY.but(
                bold=True, align="center", number=PERCENT if key == "coverage" else "0.00"
            )
            sheet.formula(at, 1, formulas[key], view.summary[key], style)
            sheet.merged((at, 2, at, LAST), value, BODY)
        else:
            sheet.merged((at, 1, at, LAST), value, BODY)
        sheet.raw.set_row(at, 4 + 15 * lines_needed(value, sum(WIDTHS[2:]) * 1.1))
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
