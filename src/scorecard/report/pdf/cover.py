"""Cover and contents."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import accumulate
from typing import Final

from fpdf import FPDF
from fpdf.outline import OutlineSection

from scorecard.excel.styles import FAINT, HEAD, INK, LINE, MUTED, PAPER
from scorecard.excel.text import short_name
from scorecard.i18n import Words
from scorecard.report.highlights import attention_rows, reddest
from scorecard.report.pdf.paper import CHAPTER, MARGIN, MUTED_TEXT, TOP, WIDTH, Paper, Type
from scorecard.report.view import OrganisationBlock, TargetRow, View
from scorecard.schema.vocabulary import Status

TILES_ACROSS: Final = 5
TILE_HEIGHT: Final = 24.0
GAP: Final = 3.0
BAR_HEIGHT: Final = 6.0
BAR: Final = BAR_HEIGHT + 2.6
"""Millimetres from one organisation's bar to the next."""
REST: Final = 6.0
"""Millimetres of the line that tells how many more there are."""
FEWEST_WORST: Final = 3
CONTENTS_LINES: Final = 34
PALE: Final = "#DCE6F1"
COVER_END: Final = 280.0
HEADING_ROOM: Final = 14.0
ITEM: Final = 12.0
LIGHT: Final = 26.0
"""Millimetres: where the cover ends, a heading, one of the worst targets, its light."""
BESIDE_LIGHT: Final = WIDTH - LIGHT - 3
REASON: Final = Type(8.5, MUTED)
MOST_WORST: Final = 20
CONTENTS_PAGES: Final = 2
"""With more contents than these pages hold only the chapters are listed; all are bookmarked."""


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
    _first(paper, view, words)
    if view.header.ledger_head:
        n, last = view.header.ledger_entries, view.header.ledger_head
        head = words.text("Ledger: {n} entries, the last {hash}", n=n, hash=last)
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
    most = _most_bars(paper, view)
    blocks = view.organisations if len(view.organisations) <= most else reddest(view.organisations)
    blocks = blocks[:most]
    if not blocks:
        return
    paper.heading(words.text("By organisation"))
    longest = max(len(block.rows) for block in blocks) or 1
    for block in blocks:
        y = paper.get_y()
        face = Type(9.5)
        name = short_name(block.organisation, 48, paper.ruler(face))
        paper.line_of(MARGIN, y + 0.4, name, face, 48)
        _bar(paper, block, MARGIN + 50, y, (WIDTH - 78) / longest)
        total = words.ngettext("{n} target", "{n} targets", len(block.rows))
        paper.line_of(MARGIN, y + 0.6, total, Type(8.5, MUTED), WIDTH, "R")
        paper.set_y(y + BAR)
    rest = len(view.organisations) - len(blocks)
    if rest:
        paper.paragraph(words.text("and {n} more organisations", n=rest), MUTED_TEXT)


def _most_bars(paper: Paper, view: View) -> int:
    """How many organisations the cover holds; where not all, a few of the worst targets as well."""
    room, count = COVER_END - HEADING_ROOM - paper.get_y(), len(view.organisations)
    if count * BAR > room:
        room -= REST
        if attention_rows(view.rows):
            room -= HEADING_ROOM + FEWEST_WORST * ITEM
    return max(int(room / BAR), 1)


def _first(paper: Paper, view: View, words: Words) -> None:
    """The worst targets, as many as the cover still holds: what is red, and why."""
    rows = attention_rows(view.rows)
    items = [(row, paper.lines(row.reason, BESIDE_LIGHT, REASON, 2)) for row in rows[:MOST_WORST]]
    tops = list(accumulate((_high(reason) for _, reason in items), initial=0.0))
    room = COVER_END - HEADING_ROOM - paper.get_y()
    last = room if len(rows) <= len(items) and tops[-1] <= room else room - REST
    shown = [item for item, end in zip(items, tops[1:], strict=True) if end <= last]
    if not shown:
        return
    paper.heading(words.text("What needs attention first"))
    for row, reason in shown:
        _worst(paper, row, reason)
    if len(rows) > len(shown):
        rest = len(rows) - len(shown)
        paper.paragraph(words.text("and {n} more, see the chapter Attention", n=rest), MUTED_TEXT)


def _high(reason: Sequence[str]) -> float:
    return ITEM + REASON.line * (len(reason) - 1)


def _worst(paper: Paper, row: TargetRow, reason: Sequence[str]) -> None:
    """A light, whose it is, and the reason below."""
    y = paper.get_y()
    paper.chip(MARGIN, y + 0.4, LIGHT, row.status_text, paper.tones[Status(row.status)])
    x, face = MARGIN + LIGHT + 3, Type(9.5, INK, heavy=True)
    ruler = paper.ruler(face)
    whose = short_name(row.organisation, BESIDE_LIGHT - ruler(f"{row.name} · "), ruler)
    paper.line_of(x, y, f"{row.name} · {whose}", face, BESIDE_LIGHT)
    paper.stack(x, y + 5.2, reason, REASON, REASON.line)
    paper.set_y(y + _high(reason))


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


def reserve_contents(paper: Paper, words: Words, chapters: int, sections: int) -> None:
    """Pages for the contents, filled in when the page numbers are known."""
    paper.add_page()
    paper.set_y(TOP)
    paper.paragraph(words.text("Contents"), CHAPTER)
    whole = chapters + sections <= CONTENTS_PAGES * CONTENTS_LINES
    entries = chapters + sections if whole else chapters
    paper.insert_toc_placeholder(
        partial(_contents, whole=whole),
        pages=-(-entries // CONTENTS_LINES) or 1,
        reset_page_indices=False,
    )
    paper.untouched = True


def _contents(pdf: FPDF, outline: list[OutlineSection], *, whole: bool) -> None:
    """One line for each bookmark of the book, linked to its page."""
    if not isinstance(pdf, Paper):
        raise TypeError(type(pdf))
    pdf.set_y(pdf.get_y() + 4)
    listed = [section for section in outline if whole or not section.level]
    for number, section in enumerate(listed):
        if number and number % CONTENTS_LINES == 0:
            pdf.add_page()
            pdf.set_y(TOP + 12)
        _entry(pdf, section)


def _entry(pdf: Paper, section: OutlineSection) -> None:
    y = pdf.get_y()
    indent = 6.0 * section.level
    face = Type(9.5, INK) if section.level else Type(10.5, HEAD, heavy=True)
    wide = WIDTH - 16 - indent
    name = short_name(section.name, wide, pdf.ruler(face))
    pdf.line_of(MARGIN + indent, y + 0.5 * section.level, name, face, wide)
    pdf.line_of(MARGIN, y, str(section.page_number), Type(10, MUTED), WIDTH, "R")
    link = pdf.add_link(page=section.page_number)
    pdf.link(MARGIN, y, WIDTH, 7, link)
    pdf.rule(y + 6.8, FAINT if section.level else LINE)
    pdf.set_y(y + 7.2)
