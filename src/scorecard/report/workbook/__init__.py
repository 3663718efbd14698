"""The scorecard workbook: `scorecard.xlsx` as bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from scorecard.excel.book import Book, Properties
from scorecard.excel.styles import tones_of
from scorecard.i18n import Words
from scorecard.report.view import View
from scorecard.report.workbook.lists import (
    FIGURE_SOURCES,
    FIGURES_WITHOUT_TARGET,
    GOALS_NOT_SCORED,
    MISSING_FIGURES,
    REVISED,
    write_attention,
    write_explanations,
)
from scorecard.report.workbook.method import write_method
from scorecard.report.workbook.organisation import open_organisations, write_organisations
from scorecard.report.workbook.overview import write_overview
from scorecard.report.workbook.scores import write_scores
from scorecard.report.workbook.table import Desk
from scorecard.report.workbook.targets import write_targets

__all__ = ["scorecard_workbook"]

STREAMED_FROM: Final = 1000
"""From so many targets on a workbook is streamed: flat memory, for about a fifth more time."""


WRITERS: Final[tuple[Callable[[Desk], object], ...]] = (
    lambda desk: write_organisations(desk, open_organisations(desk)),
    write_attention,
    MISSING_FIGURES.write,
    REVISED.write,
    FIGURES_WITHOUT_TARGET.write,
    GOALS_NOT_SCORED.write,
    write_explanations,
    FIGURE_SOURCES.write,
    write_method,
)
"""What comes after targets and scores, in this order; last the overview, which reads them."""


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
    desk = Desk(view, words, book, tones_of(palette))
    overview = book.sheet(words.text("Overview"))
    write_targets(desk)
    scores = write_scores(desk)
    for write in WRITERS:
        write(desk)
    write_overview(desk, overview, scores)
    return book.getvalue()
