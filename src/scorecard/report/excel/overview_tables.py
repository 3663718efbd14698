"""The overview's tables: targets by organisation and by quarter against the statuses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from xlsxwriter.utility import xl_rowcol_to_cell

from scorecard.model.status import Status
from scorecard.report.attention import reddest
from scorecard.report.excel.table import Desk
from scorecard.report.parts import OrganisationBlock
from scorecard.sheet.book import Sheet, room_for
from scorecard.sheet.lines import lines_needed
from scorecard.sheet.palette import HEAD, MUTED
from scorecard.sheet.styles import (
    BODY,
    CENTERED,
    HEADER,
    NOTE,
    SECTION,
    WRAPPED,
    Style,
    status_style,
)
from scorecard.sheet.text import display_width, short_name

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
    text, quarters = desk.words.text, desk.view.news.quarters
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
