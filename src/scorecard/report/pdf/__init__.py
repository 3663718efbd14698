"""The book: `scorecard.pdf` as bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scorecard.excel.styles import tones_of
from scorecard.i18n import Words
from scorecard.report.charts import Picture
from scorecard.report.pdf.cover import reserve_contents, write_cover
from scorecard.report.pdf.lists import (
    write_attention,
    write_boards,
    write_method,
    write_missing,
    write_organisation,
    write_scores,
    write_unscored,
)
from scorecard.report.pdf.paper import Paper, Run
from scorecard.report.view import View

__all__ = ["scorecard_pdf"]


def scorecard_pdf(
    view: View,
    pictures: Sequence[Picture],
    words: Words,
    palette: Mapping[str, str] | None = None,
) -> bytes:
    """Cover, contents, boards, organisations with a block for each target that matters, lists.

    Last comes the method.

    `pictures` are those of `report.charts` with prints; those without are left out.  The
    same view gives the same bytes.
    Raises `MissingGlyphError` for a character that no face of ours can draw.
    """
    date = words.text("Data as of {date}", date=view.as_of_text)
    run = Run(view.title, date, words.text("Page {page}"))
    paper = Paper(run, view.language, tones_of(palette))
    try:
        _write(paper, view, [p for p in pictures if p.print is not None], words)
        return paper.finished()
    finally:
        paper.close_fonts()


def _write(paper: Paper, view: View, pictures: Sequence[Picture], words: Words) -> None:
    paper.set_title(view.title)
    paper.set_subject(view.headline)
    paper.set_creator("scorecard")
    write_cover(paper, view, words)
    boards = [picture for picture in pictures if not picture.plan.organisation]
    sections = sum(picture.plan.page == 0 for picture in pictures)
    reserve_contents(
        paper, words, len(view.organisations) + 5 + bool(boards) + bool(view.scores), sections
    )
    if boards:
        write_boards(paper, boards, words)
    write_scores(paper, view, words)
    for block in view.organisations:
        mine = [p for p in pictures if p.plan.organisation == block.organisation]
        write_organisation(paper, view, block, mine, words)
    write_attention(paper, view, words)
    write_missing(paper, view, words)
    write_unscored(paper, view, words)
    write_method(paper, view, words)
