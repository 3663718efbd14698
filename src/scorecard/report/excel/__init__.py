"""The scorecard workbook: `scorecard.xlsx` as bytes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scorecard.report.excel.attention import write_attention
from scorecard.report.excel.explanations import write_explanations
from scorecard.report.excel.lists import (
    write_missing,
    write_revisions,
    write_sources,
    write_unscored,
    write_untargeted,
)
from scorecard.report.excel.method import write_method
from scorecard.report.excel.organisation import open_organisations, write_organisations
from scorecard.report.excel.overview import write_overview
from scorecard.report.excel.table import Desk
from scorecard.report.excel.targets import write_targets
from scorecard.report.parts import View
from scorecard.sheet.book import Book, Properties
from scorecard.sheet.palette import tones_of
from scorecard.sheet.pause import no_cycle_search
from scorecard.words import Words

__all__ = ["scorecard_workbook"]

STREAMED_FROM: Final = 1000
"""From so many targets on a workbook is streamed: flat memory, for about a fifth more time."""


def scorecard_workbook(view: View, words: Words, palette: Mapping[str, str] | None = None) -> bytes:
    """The workbook of a view: overview, targets, organisations, lists, sources, method.

    The same view gives the same bytes.  Text is written as text whatever it starts with.
    """
    properties = Properties(
        title=view.title,
        subject=view.subtitle,
        comments=view.headline,
        keywords=words.text("scorecard, targets"),
    )
    book = Book(properties, streamed=len(view.rows) >= STREAMED_FROM)
    with no_cycle_search():
        _write(Desk(view, words, book, tones_of(palette)))
        return book.getvalue()


def _write(desk: Desk) -> None:
    """All sheets in their order."""
    book, words = desk.book, desk.words
    overview = book.sheet(words.text("Overview"))
    write_targets(desk)
    sheets = open_organisations(desk)
    write_organisations(desk, sheets)
    write_attention(desk)
    write_missing(desk)
    write_revisions(desk)
    write_untargeted(desk)
    write_unscored(desk)
    write_explanations(desk)
    write_sources(desk)
    write_method(desk)
    write_overview(desk, overview)
