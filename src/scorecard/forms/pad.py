"""A form being written: its workbook and sheets, and where everything stands on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from scorecard.excel.book import Book, Properties, Sheet
from scorecard.excel.palette import STATUS_TONES, Tones
from scorecard.excel.text import shortened
from scorecard.forms.cells import bracketed
from scorecard.forms.plan import Earlier, FormPlan, FormRow
from scorecard.i18n import Words, number_text
from scorecard.schema.period import PeriodKind, enclosing
from scorecard.schema.quarterly_form import (
    FORM,
    FORM_COLUMNS,
    GUIDE,
    LISTS,
    RANK_COLUMNS,
    WORKINGS,
)
from scorecard.schema.vocabulary import COMPARATOR_SYMBOLS, Comparator

TITLE_ROW, LINE_ROW, LEGEND_ROW, HEADER_ROW = range(4)
COLUMN: Final = {name: place for place, name in enumerate(FORM_COLUMNS)}
RANK_COLUMN: Final = {name: place for place, name in enumerate(RANK_COLUMNS)}
LAST_COLUMN: Final = len(FORM_COLUMNS) - 1


@dataclass(frozen=True, slots=True)
class FormBlock:
    """One of the two tables of the form's sheet: its layout and its rows, counted from 0."""

    layout: str
    columns: Mapping[str, int]
    rows: range

    @property
    def header(self) -> int:
        """The header row."""
        return self.rows.start - 1

    def span(self, column: str) -> tuple[int, int, int, int]:
        """The cells of a column; the ranks know the form's own columns by their places."""
        place = self.columns.get(column, COLUMN.get(column, 0))
        return self.rows.start, place, self.rows.stop - 1, place


class Pad:
    """A form being written: its workbook, sheets, plan and language.

    Without ordinary rows the ranks move up; a block without rows is not written.
    """

    def __init__(
        self,
        plan: FormPlan,
        words: Words,
        labels: Mapping[str, str],
        tones: Tones = STATUS_TONES,
    ) -> None:
        self.plan, self.words, self.language = plan, words, words.language
        self.statuses, self.tones = labels, tones
        rows = range(HEADER_ROW + 1, HEADER_ROW + 1 + len(plan.rows))
        self.ranks_title = rows.stop + 1 if plan.rows else HEADER_ROW
        ranks = range(self.ranks_title + 2, self.ranks_title + 2 + len(plan.ranks))
        self.table, self.ranks = (
            FormBlock("form", COLUMN, rows),
            FormBlock("ranks", RANK_COLUMN, ranks),
        )
        self.blocks = tuple(block for block in (self.table, self.ranks) if block.rows)
        self.footer = (ranks if plan.ranks else rows).stop + 1
        self.book = Book(
            Properties(title=self.title, subject=plan.form_id, author=plan.organisation)
        )
        self.form = self._sheet("form")
        self.projects = self._sheet("form_projects") if plan.projects is not None else None
        self.revisions = self._sheet("revisions")
        self.guide = self.book.sheet(GUIDE.within(self.language))
        self.meta = self._sheet("form_meta")
        self.lists = self.book.sheet(LISTS.within(self.language))
        self.workings = self.book.sheet(WORKINGS.within(self.language))
        for hidden in (self.meta, self.lists, self.workings):
            hidden.raw.hide()

    def _sheet(self, layout: str) -> Sheet:
        return self.book.sheet(FORM[layout].title(self.language))

    @property
    def title(self) -> str:
        """The form's title: `2026年第三季度目标完成情况表`."""
        quarter = self.period(str(self.plan.quarter))
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
        return row.name if self.language == "zh" else row.name_en or row.name

    def choice(self, row: FormRow | Earlier) -> str:
        """The indicator's name as a word to choose; its id where two share a name."""
        everyone: list[FormRow | Earlier] = [*self.plan.all_rows, *self.plan.earlier]
        same = {r.indicator for r in everyone if self.name(r) == self.name(row)}
        return shortened(self.name(row), 120) if len(same) == 1 else row.indicator

    def block(self, row: FormRow) -> FormBlock:
        """The table in which a row stands."""
        return self.ranks if row.is_rank else self.table

    def numbered(self) -> Iterator[tuple[int, int, FormRow]]:
        """Sheet row, number within its table and plan row, from top to bottom."""
        for block, rows in ((self.table, self.plan.rows), (self.ranks, self.plan.ranks)):
            yield from zip(block.rows, range(1, len(rows) + 1), rows, strict=True)

    def issued_target(self, row: FormRow) -> float | str | None:
        """The target's value for this year, or its pathway's value at the year's end.

        A target that says nothing of this year stands with its due date.
        """
        stick = row.yardstick
        if stick is None:
            return None
        places = 0 if row.is_rank else row.decimals
        if stick.comparator == Comparator.DONE:
            target = self.words.text("to be done")
        elif stick.comparator == Comparator.BETWEEN:
            low, high = (number_text(v, places) for v in (stick.value, stick.upper))
            target = f"{low}–{high}"
        elif stick.year_value is not None and not row.is_rank:
            return stick.year_value
        else:
            symbol = COMPARATOR_SYMBOLS.get(stick.comparator, "")
            target = f"{symbol} {number_text(stick.value, places)}"
        if stick.due is None or stick.due == str(enclosing(row.period, PeriodKind.YEAR)):
            return target
        return bracketed(target, self.period(stick.due), self.words)
