"""Where everything stands on the sheets of one form, known before anything is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from scorecard.sheet.book import Book, Properties, Sheet
from scorecard.sheet.palette import STATUS_TONES, Tones
from scorecard.sheet.text import shortened
from scorecard.words import Words
from scorecard.workbook.forms.cells import sheet_title
from scorecard.workbook.forms.parts import Earlier, FormPlan, FormRow
from scorecard.workbook.layout.books import SHEETS
from scorecard.workbook.returns.columns import FORM_COLUMNS, RANK_COLUMNS

WIDTHS: Final = (4.5, 25, 10, 9.5, 10.5, 10.5, 11, 12.5, 10.5, 9.5, 11, 11.5, 8.5, 19, 22)
COLUMN: Final = {name: place for place, name in enumerate(FORM_COLUMNS)}
RANK_COLUMN: Final = {name: place for place, name in enumerate(RANK_COLUMNS)}
LAST_COLUMN: Final = len(FORM_COLUMNS) - 1

TITLE_ROW, LINE_ROW, LEGEND_ROW, HEADER_ROW = range(4)


@dataclass(frozen=True, slots=True)
class Places:
    """Rows of the form's sheet, from 0; a block without rows has `first` after `last`."""

    first: int
    last: int
    ranks_title: int
    ranks_first: int
    ranks_last: int
    footer: int

    @property
    def ranks_header(self) -> int:
        """The header row of the block of ranks."""
        return self.ranks_first - 1


def places_of(plan: FormPlan) -> Places:
    """Where the blocks of this plan stand; without ordinary rows the ranks move up."""
    first = HEADER_ROW + 1
    last = first + len(plan.rows) - 1
    below = last + 2 if plan.rows else HEADER_ROW
    ranks_first = below + 2
    ranks_last = ranks_first + len(plan.ranks) - 1
    return Places(
        first, last, below, ranks_first, ranks_last, (ranks_last if plan.ranks else last) + 2
    )


class Pad:
    """A form being written: its workbook, sheets, plan and language."""

    def __init__(
        self, plan: FormPlan, words: Words, labels: dict[str, str], tones: Tones = STATUS_TONES
    ) -> None:
        self.plan = plan
        self.words = words
        self.statuses = labels
        self.tones = tones
        self.places = places_of(plan)
        self.book = Book(
            Properties(
                title=self.title,
                subject=plan.form_id,
                author=plan.organisation,
            )
        )
        self.form = self.sheet("form")
        self.projects = self.sheet("form_projects") if plan.projects is not None else None
        self.revisions = self.sheet("revisions")
        self.guide = self.book.sheet(words.text("How to fill in"))
        self.meta = self.sheet("form_meta")
        self.lists = self.book.sheet(words.text("Lists"))
        self.workings = self.book.sheet(words.text("Workings"))
        for hidden in (self.meta, self.lists, self.workings):
            hidden.raw.hide()

    def sheet(self, layout: str) -> Sheet:
        """A new sheet with the name that its layout has in this language."""
        return self.book.sheet(sheet_title(SHEETS[layout], self.words))

    @property
    def title(self) -> str:
        """The form's title: `2026年第三季度目标完成情况表`."""
        quarter = self.words.period(str(self.plan.quarter), self.plan.quarter.fiscal_start)
        return self.words.text("Targets and results, {quarter}", quarter=quarter)

    @property
    def reporter(self) -> str:
        """Who fills the form in."""
        return self.plan.unit_name or self.plan.organisation

    def period(self, text: str | None) -> str:
        """A period in this language."""
        return self.words.period(text, self.plan.quarter.fiscal_start)

    def name(self, row: FormRow | Earlier) -> str:
        """The indicator's name in this language."""
        return row.name if self.words.language == "zh" else row.name_en or row.name

    def choice(self, row: FormRow | Earlier) -> str:
        """The indicator's name as a word to choose; its id where two share a name."""
        everyone: list[FormRow | Earlier] = [*self.plan.all_rows, *self.plan.earlier]
        same = {r.indicator for r in everyone if self.name(r) == self.name(row)}
        return shortened(self.name(row), 120) if len(same) == 1 else row.indicator

    def numbered(self) -> Iterator[tuple[int, FormRow, bool]]:
        """Sheet row, plan row and whether it is a rank, from top to bottom."""
        yield from ((self.places.first + i, r, False) for i, r in enumerate(self.plan.rows))
        yield from ((self.places.ranks_first + i, r, True) for i, r in enumerate(self.plan.ranks))
