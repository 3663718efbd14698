"""The sheet that says how the lights come about; thresholds and vocabulary stand in named cells."""

from __future__ import annotations

from typing import Final

from scorecard.excel.book import Sheet
from scorecard.excel.formulas import THRESHOLDS, edge_cells, own_bands
from scorecard.excel.styles import (
    ASSUMPTION,
    BODY,
    HEADER,
    LABEL,
    NOTE,
    SECTION,
    SMALL,
    WRAPPED,
    status_style,
)
from scorecard.excel.text import lines_needed
from scorecard.i18n import N_
from scorecard.report.workbook.table import Desk
from scorecard.schema.vocabulary import Status

WIDTHS: Final = (20.0, 18.0, 78.0)
ACROSS: Final = len(WIDTHS)
TREND: Final = N_(
    "The small trend beside a target shows its last eight figures at most, all on one basis: of a "
    "flow what each period brought, or totals to date where only those are reported. Its lowest "
    "bar is not zero; of places in a ranking the best is the highest."
)
BESIDE: Final = WRAPPED.but(indent=1)


def write_method(desk: Desk) -> Sheet:
    """How progress is judged, the thresholds, the formulas, and the words of status."""
    text = desk.words.text
    note = text("Tinted thresholds may be changed: the sheet of all targets follows.")
    sheet = desk.open(text("Method"), text("How progress is judged"), note, ACROSS, landscape=False)
    sheet.columns(WIDTHS)
    at = _paragraphs(desk, sheet, 3)
    at = _thresholds(desk, sheet, at + 1)
    at = _formulas(desk, sheet, at + 1)
    at = _statuses(desk, sheet, at + 1)
    at = _flags(desk, sheet, at + 1)
    if desk.view.control:
        at = _control(desk, sheet, at + 1)
    desk.set_page(sheet, down=1, landscape=False)
    sheet.raw.print_area(0, 0, at - 1, ACROSS - 1)
    return sheet


def _section(sheet: Sheet, at: int, title: str) -> int:
    sheet.raw.set_row(at, 24)
    sheet.merged((at, 0, at, ACROSS - 1), title, SECTION)
    return at + 1


def _paragraphs(desk: Desk, sheet: Sheet, at: int) -> int:
    style = BODY.but(edges="", wrap=True, valign="top")
    for paragraph in (*desk.view.method.paragraphs, desk.words.text(TREND)):
        sheet.merged((at, 0, at, ACROSS - 1), paragraph, style)
        sheet.raw.set_row(at, 4 + 15 * lines_needed(paragraph, sum(WIDTHS)))
        at += 1
    return at


def _thresholds(desk: Desk, sheet: Sheet, at: int) -> int:
    """Every number of the policy that a formula reads, each in a named cell."""
    text, policy = desk.words.text, desk.view.header.policy
    meanings = {t.id: t.text for t in desk.view.method.thresholds}
    meanings["tolerance"] = text("how close to a boundary a value counts as on it")
    at = _section(sheet, at, text("Thresholds"))
    for number, title in enumerate((text("Name"), text("Value"), text("Meaning"))):
        sheet.text(at, number, title, HEADER)
    for field, name in THRESHOLDS.items():
        at += 1
        sheet.text(at, 0, name, LABEL)
        value = float(getattr(policy, field))
        style = ASSUMPTION.but(number="0E+00") if field == "tolerance" else ASSUMPTION
        sheet.number(at, 1, value, style)
        desk.book.define(name, sheet.reference(at, 1))
        meaning = meanings.get(field, "")
        sheet.text(at, 2, meaning, BESIDE)
        sheet.height(at, {2: meaning}, looks={2: BESIDE})
    at = _edges(desk, sheet, at) + 1
    source = text("Source of the thresholds: {source}", source=desk.view.method.source)
    sheet.merged((at, 0, at, ACROSS - 1), source, NOTE)
    return at + 1


def _edges(desk: Desk, sheet: Sheet, at: int) -> int:
    """The edges of the policy's own bands, each in a named cell below the other thresholds."""
    bands, text = own_bands(desk.view.header.policy), desk.words.text
    for name, edge in edge_cells(bands).items():
        at += 1
        sheet.text(at, 0, name, LABEL)
        sheet.number(at, 1, edge, ASSUMPTION)
        desk.book.define(name, sheet.reference(at, 1))
        relative = bands is not None and bands.relative
        meaning = (
            text("schedule: an edge of the bands, per cent of what is expected")
            if relative
            else text("schedule: an edge of the bands, percentage points")
        )
        sheet.text(at, 2, meaning, BESIDE)
    return at


def _formulas(desk: Desk, sheet: Sheet, at: int) -> int:
    at = _section(sheet, at, desk.words.text("Formulas"))
    for name, formula in desk.view.method.formulas:
        sheet.text(at, 0, name, LABEL.but(wrap=True))
        sheet.merged((at, 1, at, 2), formula, BESIDE)
        sheet.raw.set_row(at, 4 + 15 * max(lines_needed(formula, 96), lines_needed(name, 20)))
        at += 1
    return at


def _statuses(desk: Desk, sheet: Sheet, at: int) -> int:
    """The vocabulary; ids and labels are named ranges that the status formulas look up."""
    at = _section(sheet, at, desk.words.text("Words of status"))
    first = at
    for row in desk.view.method.statuses:
        sheet.text(at, 0, row.status, SMALL)
        sheet.text(at, 1, f"{row.symbol} {row.word}", status_style(Status(row.status), desk.tones))
        sheet.text(at, 2, row.meaning, BESIDE)
        sheet.height(at, {2: row.meaning}, 18, {2: BESIDE})
        at += 1
    desk.book.define("status_ids", sheet.range(first, 0, at - 1, 0))
    desk.book.define("status_labels", sheet.range(first, 1, at - 1, 1))
    return at


def _flags(desk: Desk, sheet: Sheet, at: int) -> int:
    at = _section(sheet, at, desk.words.text("Remarks"))
    for name, meaning in desk.view.method.flags:
        sheet.text(at, 0, name, LABEL.but(wrap=True, bold=False))
        sheet.merged((at, 1, at, 2), meaning, BESIDE)
        sheet.raw.set_row(at, 4 + 15 * lines_needed(meaning, 96))
        at += 1
    return at


def _control(desk: Desk, sheet: Sheet, at: int) -> int:
    """Rows in = rows out, sums in = sums out."""
    told = desk.view.control
    at = _section(sheet, at, desk.words.text("Control totals"))
    sheet.merged((at, 0, at, ACROSS - 1), told, WRAPPED.but(edges=""))
    sheet.raw.set_row(at, 4 + 15 * lines_needed(told, sum(WIDTHS)))
    return at + 1
