"""The sheet that says how the lights come about; thresholds and vocabulary stand in named cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from scorecard.excel import styles
from scorecard.excel.book import Sheet
from scorecard.excel.formulas import THRESHOLDS, own_bands, threshold_values
from scorecard.excel.text import lines_needed
from scorecard.i18n import N_
from scorecard.report.workbook.table import Desk
from scorecard.schema.vocabulary import Status

WIDTHS: Final = (21.0, 12.0, 69.0)
ACROSS: Final = len(WIDTHS)
IDS: Final = ACROSS
"""The hidden column of the status ids."""
BESIDE: Final = styles.WRAPPED.but(indent=1)
NAMES: Final = {
    "pace_ahead": N_("Pace ratio, ahead"),
    "pace_on_track": N_("Pace ratio, on track"),
    "pace_at_risk": N_("Pace ratio, at risk"),
    "early_share": N_("Early days, share"),
    "early_points": N_("Early days, lead"),
    "schedule_ahead": N_("Schedule, ahead"),
    "schedule_behind": N_("Schedule, at risk"),
    "tolerance": N_("Tolerance"),
    "coverage_gate": N_("Coverage, least"),
}
"""What the thresholds are called; formulas know them by the names of their cells."""


def write_method(desk: Desk) -> Sheet:
    """How progress is judged, the thresholds, the formulas, and the words of status."""
    text, method = desk.words.text, desk.view.method
    note = text("Tinted thresholds may be changed: the sheet of all targets follows.")
    sheet = desk.open(text("Method"), text("How progress is judged"), note, ACROSS, landscape=False)
    sheet.columns(WIDTHS)
    at = 3
    for paragraph in method.paragraphs:
        at = _whole(sheet, at, paragraph, styles.BODY.but(edges="", wrap=True, valign="top"))
    at = _thresholds(desk, sheet, at + 1)
    at = _pairs(sheet, at + 1, text("Formulas"), method.formulas, styles.LABEL.but(wrap=True))
    at = _statuses(desk, sheet, at + 1)
    at = _pairs(
        sheet, at + 1, text("Remarks"), method.flags, styles.LABEL.but(wrap=True, bold=False)
    )
    if desk.view.control:  # rows in = rows out, sums in = sums out
        at = _section(sheet, at + 1, text("Control totals"))
        at = _whole(sheet, at, desk.view.control, styles.WRAPPED.but(edges=""))
    head = desk.view.header.ledger_head
    if head:
        n = desk.view.header.ledger_entries
        told = text("Ledger: {n} {n:entry|entries}, the last {hash}", n=n, hash=head)
        at = _whole(sheet, at, told, styles.SMALL.but(edges=""))
    desk.set_page(sheet, landscape=False)
    sheet.raw.print_area(0, 0, at - 1, ACROSS - 1)
    return sheet


def _section(sheet: Sheet, at: int, title: str) -> int:
    sheet.raw.set_row(at, 24)
    sheet.merged((at, 0, at, ACROSS - 1), title, styles.SECTION)
    return at + 1


def _whole(sheet: Sheet, at: int, told: str, style: styles.Style) -> int:
    """A text over the whole width."""
    sheet.merged((at, 0, at, ACROSS - 1), told, style)
    sheet.raw.set_row(at, 4 + 15 * lines_needed(told, sum(WIDTHS)))
    return at + 1


def _pairs(
    sheet: Sheet, at: int, title: str, pairs: Sequence[tuple[str, str]], look: styles.Style
) -> int:
    """Names with their meanings."""
    at = _section(sheet, at, title)
    for name, meaning in pairs:
        sheet.text(at, 0, name, look)
        sheet.merged((at, 1, at, 2), meaning, BESIDE)
        lines = lines_needed(meaning, sum(WIDTHS[1:])), lines_needed(name, WIDTHS[0])
        sheet.raw.set_row(at, 4 + 15 * max(lines))
        at += 1
    return at


def _thresholds(desk: Desk, sheet: Sheet, at: int) -> int:
    """Every number of the policy that a formula reads, each in a named cell.

    The edges of the policy's own bands stand below the other thresholds.
    """
    text, policy = desk.words.text, desk.view.header.policy
    meanings = {t.id: t.text for t in desk.view.method.thresholds}
    meanings["tolerance"] = text("how close to a boundary a value counts as on it")
    bands = own_bands(policy)
    edge = text("schedule: an edge of the bands, percentage points")
    if bands is not None and bands.relative:
        edge = text("schedule: an edge of the bands, per cent of what is expected")
    meant = {name: meanings.get(field, "") for field, name in THRESHOLDS.items()}
    at = _section(sheet, at, text("Thresholds"))
    for number, title in enumerate((text("Name"), text("Value"), text("Meaning"))):
        sheet.text(at, number, title, styles.HEADER)
    for number, (name, value) in enumerate(threshold_values(policy).items()):
        at += 1
        edge_name = text(N_("Edge {n}"), n=number + 1 - len(NAMES))
        sheet.text(at, 0, text(NAMES[name]) if name in NAMES else edge_name, styles.LABEL)
        style = (
            styles.ASSUMPTION.but(number="0.000000000")
            if name == "tolerance"
            else styles.ASSUMPTION
        )
        sheet.number(at, 1, value, style)
        desk.book.define(name, sheet.reference(at, 1))
        meaning = meant.get(name, edge)
        sheet.text(at, 2, meaning, BESIDE)
        if name in meant:
            sheet.height(at, {2: meaning}, looks={2: BESIDE})
    source = text("Source of the thresholds: {source}", source=desk.view.method.source)
    sheet.merged((at + 1, 0, at + 1, ACROSS - 1), source, styles.NOTE)
    return at + 2


def _statuses(desk: Desk, sheet: Sheet, at: int) -> int:
    """The vocabulary; ids and labels are named ranges that the status formulas look up."""
    first = _section(sheet, at, desk.words.text("Words of status"))
    at = first
    for row in desk.view.method.statuses:
        label = f"{row.symbol} {row.word}"
        sheet.text(at, 0, label, styles.status_style(Status(row.status), desk.tones))
        sheet.merged((at, 1, at, ACROSS - 1), row.meaning, BESIDE)
        sheet.text(at, IDS, row.status, styles.SMALL)
        sheet.raw.set_row(at, max(18, 4 + 15 * lines_needed(row.meaning, sum(WIDTHS[1:]))))
        at += 1
    sheet.raw.set_column(IDS, IDS, None, None, {"hidden": True})
    desk.book.define("status_ids", sheet.range(first, IDS, at - 1, IDS))
    desk.book.define("status_labels", sheet.range(first, 0, at - 1, 0))
    return at
