"""The plain lists: missing, revisions, not scored, without targets, sources, method."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from scorecard.report.excel.table import (
    FIRST_ROW,
    Column,
    Desk,
    colour_statuses,
    table,
)
from scorecard.report.parts import FigureRow, GoalRow, MissingRow
from scorecard.sheet.book import Sheet
from scorecard.sheet.styles import CENTERED, GENERAL, NUMBER, QUOTE, SMALL, WRAPPED
from scorecard.words import N_

DATED: Final = CENTERED.but(shrink=True)
"""Periods and days: in Chinese a little wider than their columns."""
WORD: Final = CENTERED.but(wrap=True, size=9)
"""A few words, in two lines where one is too narrow."""
BESIDE: Final = WRAPPED.but(indent=1)
"""A text with room between it and the one at its left."""
LONG: Final = 1e8
"""From here on a program may write a number with an exponent."""
MOST_WIDE: Final = 30.0
MISSING: Final[tuple[Column[MissingRow], ...]] = (
    Column(N_("Organisation"), 18, lambda r: r.organisation, WRAPPED),
    Column(N_("Responsible unit"), 20, lambda r: r.unit_name or r.unit, BESIDE),
    Column(N_("Indicator"), 32, lambda r: r.name, BESIDE),
    Column(N_("Period"), 14, lambda r: r.period_text, DATED),
    Column(
        N_("Deadline"),
        13,
        lambda r: r.deadline or r.deadline_text,
        DATED,
    ),
    Column(N_("Late"), 12, lambda r: r.days_late_text, WORD),
    Column(N_("Last known"), 26, lambda r: r.last_text, WRAPPED),
    Column(N_("Targets that wait"), 22, lambda r: ", ".join(r.targets), SMALL),
    Column(N_("Status"), 14, lambda r: r.status_text, CENTERED.but(wrap=True, bold=True)),
)
UNSCORED: Final[tuple[Column[GoalRow], ...]] = (
    Column(N_("Organisation"), 15, lambda r: r.organisation, WRAPPED),
    Column(N_("Goal"), 11, lambda r: r.goal, SMALL),
    Column(N_("In the document’s words"), 52, lambda r: r.quote.text, QUOTE),
    Column(N_("Wording"), 10, lambda r: r.quote.strength_word, WORD),
    Column(N_("Class"), 12, lambda r: r.class_word, WORD),
    Column(N_("Why not scored"), 26, lambda r: r.reason, BESIDE),
    Column(N_("Open question"), 40, lambda r: r.note, BESIDE),
    Column(N_("Document"), 28, lambda r: r.quote.title, SMALL),
    Column(N_("Stated on"), 12, lambda r: r.quote.stated_on, DATED),
)
UNTARGETED: Final[tuple[Column[FigureRow], ...]] = (
    Column(N_("Organisation"), 18, lambda r: r.organisation, WRAPPED),
    Column(N_("Indicator"), 34, lambda r: r.name, BESIDE),
    Column(N_("Unit of measure"), 11, lambda r: r.unit_of_measure, WORD),
    Column(N_("Period"), 14, lambda r: r.period_text, DATED),
    Column(N_("Basis"), 12, lambda r: r.basis_word, WORD),
    Column(N_("Value"), 14, lambda r: r.value, NUMBER, lambda r: long_number(r.value)),
    Column(N_("Data state"), 10, lambda r: r.state_word, WORD),
    Column(N_("Evidence"), 46, lambda r: r.evidence, SMALL),
    Column(N_("Note"), 30, lambda r: r.note, SMALL),
)
SOURCES: Final[tuple[Column[FigureRow], ...]] = (
    Column(N_("Organisation"), 15, lambda r: r.organisation, WRAPPED),
    Column(N_("Indicator"), 28, lambda r: r.name, BESIDE),
    Column(N_("Period"), 12, lambda r: r.period_text, DATED),
    Column(N_("Basis"), 10, lambda r: r.basis_word, WORD),
    Column(N_("Value"), 13, lambda r: r.value, NUMBER, lambda r: long_number(r.value)),
    Column(N_("Unit of measure"), 10, lambda r: r.unit_of_measure, WORD),
    Column(N_("As typed"), 13, lambda r: r.raw, BESIDE),
    Column(N_("Data state"), 9, lambda r: r.state_word, WORD),
    Column(N_("File"), 36, lambda r: r.place.file, SMALL),
    Column(N_("Sheet"), 12, lambda r: r.place.sheet, SMALL),
    Column(N_("Cell"), 7, lambda r: r.place.cell, CENTERED),
    Column(N_("Received"), 12, lambda r: r.received_text, DATED),
    Column(N_("Sent by"), 16, lambda r: r.sent_by, SMALL),
    Column(N_("Evidence"), 32, lambda r: r.evidence, SMALL),
    Column(N_("Note"), 22, lambda r: r.note, SMALL),
    Column(N_("Vintage"), 8, lambda r: r.vintage, CENTERED),
)


@dataclass(frozen=True, slots=True)
class Revision:
    """One thing that was revised: a figure restated or a target changed."""

    kind: str
    organisation: str
    name: str
    period: str
    before: str
    after: str
    reason: str
    received: str


REVISIONS: Final[tuple[Column[Revision], ...]] = (
    Column(N_("What"), 12, lambda r: r.kind, WORD),
    Column(N_("Organisation"), 18, lambda r: r.organisation, WRAPPED),
    Column(N_("Indicator"), 32, lambda r: r.name, BESIDE),
    Column(N_("Period"), 14, lambda r: r.period, DATED),
    Column(N_("Before"), 18, lambda r: r.before, NUMBER.but(wrap=True)),
    Column(N_("Now"), 18, lambda r: r.after, NUMBER.but(wrap=True)),
    Column(N_("Reason"), 44, lambda r: r.reason, BESIDE),
    Column(N_("Received"), 13, lambda r: r.received, DATED),
)


def long_number(value: float | None) -> str:
    """The number format in which every digit of a figure is seen, however many it has."""
    if value is None or abs(value) < LONG:
        return GENERAL
    return "#,##0" if float(value).is_integer() else "#,##0.00"


def fit_for_values(
    columns: Sequence[Column[FigureRow]], rows: Sequence[FigureRow]
) -> list[Column[FigureRow]]:
    """The columns, that of the values as wide as its longest number."""
    longest = max((abs(row.value) for row in rows if row.value is not None), default=0.0)
    if longest < LONG:
        return list(columns)
    wide = min(1.05 * len(f"{longest:,.2f}") + 2, MOST_WIDE)
    return [replace(c, width=wide) if c.title == "Value" else c for c in columns]


def write_missing(desk: Desk) -> Sheet:
    """Figures that have not come: overdue first, then those whose deadline has not passed."""
    text = desk.words.text
    note = text("Overdue figures first, then figures whose deadline has not passed.")
    sheet = desk.open(text("Missing"), text("Missing figures"), note, len(MISSING))
    rows = (*desk.view.missing, *desk.view.awaited)
    columns = [
        replace(c, number=lambda _: desk.day) if c.title == "Deadline" else c for c in MISSING
    ]
    end = table(desk, sheet, columns, rows, frozen=3)
    colour_statuses(desk, sheet, (FIRST_ROW, len(MISSING) - 1, end, len(MISSING) - 1))
    return sheet


def write_unscored(desk: Desk) -> Sheet:
    """Goals recorded in the documents' words that have no verdict, and why."""
    text = desk.words.text
    note = text("Goals recorded in the documents’ own words; a goal without a number stays so.")
    sheet = desk.open(text("Not scored"), text("Goals that are not scored"), note, len(UNSCORED))
    table(desk, sheet, UNSCORED, desk.view.unscored, frozen=2)
    return sheet


def write_untargeted(desk: Desk) -> Sheet:
    """Indicators that have figures and no target."""
    text = desk.words.text
    note = text("Figures that were reported for indicators without a target value.")
    title = text("Figures without a target")
    sheet = desk.open(title, title, note, len(UNTARGETED))
    rows = desk.view.untargeted
    table(desk, sheet, fit_for_values(UNTARGETED, rows), rows, frozen=2)
    return sheet


def write_sources(desk: Desk) -> Sheet:
    """Every figure with the file, sheet and cell somebody filled in."""
    text = desk.words.text
    note = text("Every figure, the cell it was typed into, and when it was received.")
    sheet = desk.open(text("Sources"), text("Sources of the figures"), note, len(SOURCES))
    rows = desk.view.sources
    table(desk, sheet, fit_for_values(SOURCES, rows), rows, frozen=3)
    return sheet


def write_revisions(desk: Desk) -> Sheet:
    """Figures restated and targets changed, with what stood before."""
    text = desk.words.text
    note = text("Every earlier value is kept; a target is judged against the version in force.")
    sheet = desk.open(text("Revisions"), text("Revisions"), note, len(REVISIONS))
    table(desk, sheet, REVISIONS, revisions(desk), frozen=3)
    return sheet


def revisions(desk: Desk) -> list[Revision]:
    """Targets with an earlier version, then figures with an earlier vintage."""
    word = desk.words.text
    found = [
        Revision(
            word(N_("target value")),
            row.organisation,
            row.name,
            after.due_text,
            before.target_text,
            after.target_text,
            after.reason,
            after.valid_from_text,
        )
        for row in desk.view.rows
        for before, after in itertools.pairwise(row.versions)
    ]
    earlier = {
        (f.organisation, f.indicator, f.period, f.basis_word, f.vintage): f
        for f in desk.view.sources
    }
    for (organisation, indicator, period, basis, vintage), now in earlier.items():
        before = earlier.get((organisation, indicator, period, basis, vintage - 1))
        if before is not None:
            found.append(
                Revision(
                    word(N_("figure")),
                    organisation,
                    now.name,
                    now.period_text,
                    before.value_text,
                    now.value_text,
                    now.note,
                    now.received_text,
                )
            )
    return found
