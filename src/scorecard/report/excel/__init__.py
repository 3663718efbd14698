"""The scorecard workbook: `scorecard.xlsx` as bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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


Advance = Callable[[int, int], None]
WRITERS: Final[tuple[Callable[[Desk], object], ...]] = (
    write_targets,
    lambda desk: write_organisations(desk, open_organisations(desk)),
    write_attention,
    write_missing,
    write_revisions,
    write_untargeted,
    write_unscored,
    write_explanations,
    write_sources,
    write_method,
)
"""What comes after the overview, in this order; that one is written last: it links to the rest."""


def scorecard_workbook(
    view: View,
    words: Words,
    palette: Mapping[str, str] | None = None,
    advance: Advance = lambda _done, _all: None,
) -> bytes:
    """The workbook of a view: overview, targets, organisations, lists, sources, method.

    The same view gives the same bytes.  Text is written as text whatever it starts with.
    `advance` is told how many of how many steps are done.
    """
    properties = Properties(
        title=view.title,
        subject=view.subtitle,
        comments=view.headline,
        keywords=words.text("scorecard, targets"),
    )
    book = Book(properties, streamed=len(view.rows) >= STREAMED_FROM)
    with no_cycle_search():
        desk = Desk(view, words, book, tones_of(palette))
        overview = book.sheet(words.text("Overview"))
        for step, write in enumerate(WRITERS, start=1):
            write(desk)
            advance(step, len(WRITERS) + 1)
        write_overview(desk, overview)
        made = book.getvalue()
    advance(len(WRITERS) + 1, len(WRITERS) + 1)
    return made
