"""The book: `scorecard.pdf` as bytes, and a book of its own for each responsible unit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from fpdf import FPDF
from fpdf.outline import OutlineSection

from scorecard.excel.styles import FAINT, HEAD, INK, LINE, MUTED, tones_of
from scorecard.excel.text import short_name
from scorecard.i18n import N_, Words
from scorecard.report.charts.kinds import Picture
from scorecard.report.fonts import common_font
from scorecard.report.page import UnitPage, page_of
from scorecard.report.pdf import lists
from scorecard.report.pdf.cover import write_cover
from scorecard.report.pdf.departments import departments, write_department
from scorecard.report.pdf.paper import CHAPTER, MARGIN, WIDTH, Paper, Run, Type, undated
from scorecard.report.view import View

__all__ = ["departments", "scorecard_pdf", "unit_pdfs"]

OWN: Final = "·–−"
"""Signs of the pages themselves that are not among the common ones."""
CONTENTS_LINES: Final = 34
"""More than these stand in two columns, evenly, so that no page of them is left nearly blank."""
CONTENTS_STEP: Final = 7.2
CONTENTS_LEAST: Final = 100.0
"""Millimetres of a page that also few lines are spread over."""
SHORT: Final = 15
"""A book of no more pages has no contents: bookmarks suffice."""
CONTENTS_PAGES: Final = 2
"""With more contents than these pages hold only the chapters are listed; all are bookmarked."""


def scorecard_pdf(
    view: View, pictures: Sequence[Picture], words: Words, palette: Mapping[str, str] | None = None
) -> bytes:
    """The page a leader reads, the boards, a page for each unit with its charts, attention, data.

    Last comes the method.

    `pictures` are those of `report.charts` with prints; those without are left out.  The
    same view gives the same bytes.
    Raises `MissingGlyphError` for a character that no face of ours can draw.
    """
    printed = [p for p in pictures if p.print is not None]
    return _bound(view, _titled(view, words), words, palette, partial(_write, view, printed, words))


def unit_pdfs(
    view: View, pictures: Sequence[Picture], words: Words, palette: Mapping[str, str] | None = None
) -> Iterator[tuple[UnitPage, bytes]]:
    """A book for each unit that has targets: its page and its charts.

    All are written with one file of the common letters, a book with a rare one with the whole face.
    Arguments and errors as for `scorecard_pdf`.
    """
    printed = [p for p in pictures if p.print is not None]
    with common_font({*repr(view), *OWN}) as face:
        for one, mine in _by_unit(view, printed, words):
            several = len(view.organisations) > 1 and one.unit
            name = f"{one.organisation} · {one.name}" if several else one.name

            def write(paper: Paper, one: UnitPage = one, mine: Sequence[Picture] = mine) -> None:
                write_department(paper, view, one, mine, words)

            yield one, _bound(view, f"{_titled(view, words)} · {name}", words, palette, write, face)


def _titled(view: View, words: Words) -> str:
    """Whose book it is and of which quarter."""
    quarter = words.period(view.header.quarter, view.header.policy.fiscal_start)
    told = words.text(N_("Progress of targets, {quarter}"), quarter=quarter)
    return f"{view.title} · {told}"


def _bound(
    view: View,
    title: str,
    words: Words,
    palette: Mapping[str, str] | None,
    write: Callable[[Paper], None],
    face: Path | None = None,
) -> bytes:
    date = words.text("Data as of {date}", date=view.as_of_text)
    run = Run(title, date, words.text("Page {page}"))
    paper = Paper(run, view.language, tones_of(palette), face)
    try:
        paper.set_subject(view.headline)
        write(paper)
        if not (face and paper.lacks):
            return undated(paper)
    finally:
        paper.close_fonts()
    return _bound(view, title, words, palette, write)


def _write(view: View, pictures: Sequence[Picture], words: Words, paper: Paper) -> None:
    page = page_of(view, words)
    write_cover(paper, view, page, words)
    boards = [picture for picture in pictures if not picture.plan.organisation]
    units = _by_unit(view, pictures, words)
    charts = sum(len(mine) for _, mine in units)
    if len(units) + charts // 2 + bool(boards) + 4 > SHORT:
        _reserve_contents(paper, words, len(units) + 6, len(pictures))
    if boards:
        lists.write_boards(paper, view, boards, words)
    scored = page.hidden or len(view.organisations) > 1
    for one, mine in units:
        write_department(paper, view, one, mine, words)
    if scored:
        lists.write_scores(paper, view, words)
    lists.write_attention(paper, view, page, words)
    lists.write_data(paper, view, words)
    lists.write_method(paper, view, words)


def _by_unit(
    view: View, pictures: Sequence[Picture], words: Words
) -> list[tuple[UnitPage, list[Picture]]]:
    """The units in order, each with its charts; what is nobody's goes to its zone's last."""
    pages = departments(view, words)
    found: dict[tuple[str, str], list[Picture]] = {(p.organisation, p.unit): [] for p in pages}
    for picture in pictures:
        zone = picture.plan.organisation
        mine = [key for key in found if key[0] == zone]
        if not mine:
            continue
        series = view.series[picture.plan.place]
        unit = series.targets[0].row.unit if series.targets else ""
        found[(zone, unit) if (zone, unit) in found else mine[-1]].append(picture)
    return [(one, found[one.organisation, one.unit]) for one in pages]


# ------------------------------------------------------------------ contents


def _reserve_contents(paper: Paper, words: Words, chapters: int, sections: int) -> None:
    """Pages for the contents, filled in when the page numbers are known."""
    paper.add_page()
    paper.paragraph(words.text("Contents"), CHAPTER)
    whole = chapters + sections <= CONTENTS_PAGES * 2 * CONTENTS_LINES
    entries = chapters + sections if whole else chapters
    columns = 1 if entries <= CONTENTS_LINES else 2
    pages = -(-entries // (columns * CONTENTS_LINES))
    paper.insert_toc_placeholder(
        partial(_contents, whole=whole, columns=columns, pages=pages),
        pages=pages,
        reset_page_indices=False,
    )
    paper.untouched = True


def _contents(
    pdf: FPDF, outline: list[OutlineSection], *, whole: bool, columns: int, pages: int
) -> None:
    """One line for each bookmark of the book, linked to its page."""
    if not isinstance(pdf, Paper):
        raise TypeError(type(pdf))
    listed = [section for section in outline if whole or not section.level]
    lines = -(-len(listed) // (columns * pages))
    step = max(CONTENTS_STEP, min(2 * CONTENTS_STEP, CONTENTS_LEAST / lines))
    wide = (WIDTH - (columns - 1) * lists.BETWEEN) / columns
    pdf.below(4)
    top = pdf.get_y()
    for number, section in enumerate(listed):
        column, line = divmod(number, lines)
        if number and not line and not column % columns:
            pdf.add_page()
            top = pdf.get_y() + 12
        x = MARGIN + column % columns * (wide + lists.BETWEEN)
        _entry(pdf, section, x, top + line * step, wide)


def _entry(pdf: Paper, section: OutlineSection, x: float, y: float, wide: float) -> None:
    indent = 6.0 * section.level
    face = Type(9.5, INK) if section.level else Type(10.5, HEAD, heavy=True)
    room = wide - 16 - indent
    name = short_name(section.name, room, pdf.ruler(face))
    pdf.line_of(x + indent, y + 0.5 * section.level, name, face, room)
    pdf.line_of(x, y, str(section.page_number), Type(10, MUTED), wide, "R")
    link = pdf.add_link(page=section.page_number)
    pdf.link(x, y, wide, 7, link)
    pdf.rule(y + 6.8, FAINT if section.level else LINE, x=x, wide=wide)
