"""Cover and contents."""

from __future__ import annotations

from typing import Final

from fpdf import FPDF
from fpdf.outline import OutlineSection

from scorecard.model.status import Status
from scorecard.report.parts import OrganisationBlock, View
from scorecard.report.pdf.paper import CHAPTER, MARGIN, MUTED_TEXT, TOP, WIDTH, Paper, Type
from scorecard.sheet.palette import FAINT, HEAD, INK, LINE, MUTED, PAPER
from scorecard.words import Words

TILES_ACROSS: Final = 5
TILE_HEIGHT: Final = 24.0
GAP: Final = 3.0
BAR_HEIGHT: Final = 6.0
MOST_BARS: Final = 14
CONTENTS_LINES: Final = 34
PALE: Final = "#DCE6F1"


def write_cover(paper: Paper, view: View, words: Words) -> None:
    """Title, date, headline, the tally as tiles and one bar for each organisation."""
    paper.bare_pages = 1
    paper.add_page()
    paper.start_section(words.text("Overview"))
    paper.block(0, 0, 210, 62, HEAD)
    paper.set_y(20)
    paper.paragraph(view.title, Type(26, PAPER, heavy=True), most=2)
    paper.set_y(paper.get_y() + 2)
    paper.paragraph(view.subtitle, Type(12, PALE), most=1)
    paper.set_y(72)
    paper.paragraph(view.headline, Type(15, INK, heavy=True), most=4)
    paper.set_y(paper.get_y() + 3)
    for line in (view.coverage_text, view.score_text):
        if line:
            paper.paragraph(line, Type(10, MUTED), most=2)
    paper.set_y(paper.get_y() + 5)
    _tiles(paper, view)
    _bars(paper, view, words)
    if view.header.ledger_head:
        head = words.text("Ledger {hash}", hash=view.header.ledger_head)
        paper.line_of(MARGIN, 284, head, Type(7, MUTED), width=WIDTH)


def _tiles(paper: Paper, view: View) -> None:
    width = (WIDTH - (TILES_ACROSS - 1) * GAP) / TILES_ACROSS
    top = paper.get_y()
    for number, count in enumerate(view.tally):
        tone = paper.tones[Status(count.status)]
        x = MARGIN + number % TILES_ACROSS * (width + GAP)
        y = top + number // TILES_ACROSS * (TILE_HEIGHT + GAP)
        paper.block(x, y, width, TILE_HEIGHT, tone.soft)
        paper.block(x, y, 1.4, TILE_HEIGHT, tone.strong)
        label = f"{count.symbol} {count.word}"
        paper.line_of(x, y + 3, str(count.count), Type(22, tone.ink, heavy=True), width, "C")
        paper.line_of(x, y + 16, label, Type(10, tone.ink), width, "C")
    rows = -(-len(view.tally) // TILES_ACROSS)
    paper.set_y(top + rows * (TILE_HEIGHT + GAP) + 4)


def _bars(paper: Paper, view: View, words: Words) -> None:
    """Each organisation's statuses side by side, as long as its number of targets."""
    blocks = view.organisations[:MOST_BARS]
    if not blocks:
        return
    paper.heading(words.text("By organisation"))
    most = max(len(block.rows) for block in blocks) or 1
    for block in blocks:
        y = paper.get_y()
        paper.line_of(MARGIN, y + 0.4, block.organisation, Type(9.5), 48)
        _bar(paper, block, MARGIN + 50, y, (WIDTH - 78) / most)
        total = words.text("{n} targets", n=len(block.rows))
        paper.line_of(MARGIN, y + 0.6, total, Type(8.5, MUTED), WIDTH, "R")
        paper.set_y(y + BAR_HEIGHT + 2.6)
    rest = len(view.organisations) - len(blocks)
    if rest:
        paper.paragraph(words.text("and {n} more organisations", n=rest), MUTED_TEXT)


def _bar(paper: Paper, block: OrganisationBlock, x: float, y: float, unit: float) -> None:
    for count in block.tally:
        width = count.count * unit
        if not width:
            continue
        tone = paper.tones[Status(count.status)]
        paper.block(x, y, max(width - 0.4, 0.2), BAR_HEIGHT, tone.soft)
        paper.block(x, y + BAR_HEIGHT - 1.2, max(width - 0.4, 0.2), 1.2, tone.strong)
        label = f"{count.symbol} {count.count}"
        if paper.ruler(Type(8))(label) < width - 1:
            paper.line_of(x, y + 0.3, label, Type(8, tone.ink), width, "C")
        x += width


def reserve_contents(paper: Paper, words: Words, entries: int) -> None:
    """Pages for the contents, filled in when the page numbers are known."""
    paper.add_page()
    paper.set_y(TOP)
    paper.paragraph(words.text("Contents"), CHAPTER)
    paper.insert_toc_placeholder(
        _contents, pages=-(-entries // CONTENTS_LINES) or 1, reset_page_indices=False
    )
    paper.untouched = True


def _contents(pdf: FPDF, outline: list[OutlineSection]) -> None:
    """One line for each bookmark of the book, linked to its page."""
    if not isinstance(pdf, Paper):
        raise TypeError(type(pdf))
    pdf.set_y(pdf.get_y() + 4)
    for number, section in enumerate(outline):
        if number and number % CONTENTS_LINES == 0:
            pdf.add_page()
            pdf.set_y(TOP + 12)
        y = pdf.get_y()
        indent = 6.0 * section.level
        page = str(section.page_number)
        pdf.line_of(MARGIN + indent, y, section.name, Type(10.5 - section.level), WIDTH - 16)
        pdf.line_of(MARGIN, y, page, Type(10, MUTED), WIDTH, "R")
        link = pdf.add_link(page=section.page_number)
        pdf.link(MARGIN, y, WIDTH, 7, link)
        pdf.rule(y + 6.8, FAINT if section.level else LINE)
        pdf.set_y(y + 7.2)
