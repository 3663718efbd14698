"""The scorecard workbook: `scorecard.xlsx` as bytes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scorecard.excel.book import Book, Properties
from scorecard.excel.styles import tones_of
from scorecard.i18n import Words
from scorecard.report.page import of_organisation
from scorecard.report.view import View
from scorecard.report.workbook.attention import open_attention, write_attention
from scorecard.report.workbook.lists import write_data, write_explanations, write_sources
from scorecard.report.workbook.method import write_method
from scorecard.report.workbook.overview import write_overview
from scorecard.report.workbook.scores import Places, open_scores, write_scores
from scorecard.report.workbook.table import FIRST_ROW, Desk
from scorecard.report.workbook.targets import in_departments, open_targets, write_targets
from scorecard.report.workbook.unit_sheets import open_units, write_unit

__all__ = ["LAYOUT", "scorecard_workbook"]

LAYOUT: Final = 2
"""The number of this arrangement of sheets and cells.

To be raised with it: a workbook of another one cannot be compared cell by cell.
"""
STREAMED_FROM: Final = 1000
"""From so many targets on a workbook is streamed: flat memory, for about a fifth more time."""


def scorecard_workbook(view: View, words: Words, palette: Mapping[str, str] | None = None) -> bytes:
    """The workbook of a view: overview, zones, units, targets, attention, data, sources, method.

    The same view gives the same bytes.  Text is written as text whatever it starts with.  Sheets
    are opened in their order, then filled: the first ones follow the others.
    """
    properties = Properties(
        title=view.title,
        subject=view.subtitle,
        comments=view.headline,
        keywords=words.text("scorecard, targets"),
    )
    book = Book(properties, streamed=len(view.rows) >= STREAMED_FROM)
    desk = Desk(view, words, book, tones_of(palette))
    overview, scores = book.sheet(words.text("Overview")), open_scores(desk)
    several = len(view.organisations) > 1
    zones = [(book.sheet(b.organisation), b.organisation) for b in view.organisations * several]
    for sheet, name in zones:
        book.places[f"{name}\n"] = sheet.reference(0, 0).replace("$", "")
    units, targets, attention = open_units(desk), open_targets(desk), open_attention(desk)
    rows = in_departments(view)
    places = Places(
        scores,
        {(row.organisation, row.unit): FIRST_ROW + n for n, row in enumerate(view.scores)},
        targets,
        {row.position: FIRST_ROW + n for n, row in enumerate(rows)},
    )
    write_targets(desk, targets, rows)
    if scores is not None:
        write_scores(desk, scores)
    for sheet, page in units:
        write_unit(desk, sheet, page, places)
    write_attention(desk, attention)
    for write in (write_data, write_sources, write_explanations, write_method):
        write(desk)
    for sheet, name in zones:
        write_overview(desk, sheet, of_organisation(view, name), places)
    write_overview(desk, overview, view, places)
    overview.raw.set_first_sheet()
    overview.raw.activate()
    return book.getvalue()
