"""What every sheet of a form or book is made of: styles, headers, validations, their messages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeAlias

from xlsxwriter.utility import xl_col_to_name

from scorecard.assessment.expectations import Expectation
from scorecard.excel.book import Book, CellNotWrittenError, Properties, Sheet
from scorecard.excel.styles import (
    AS_TEXT,
    DAY,
    HEAD,
    INPUT,
    LINE,
    PAPER,
    STATUS_TONES,
    Style,
    Tones,
    decimals,
)
from scorecard.excel.text import shortened
from scorecard.forms.plan import Earlier, FormPlan, FormRow
from scorecard.i18n import Words, number_text
from scorecard.schema.period import PeriodKind, enclosing
from scorecard.schema.quarterly_form import FORM, FORM_COLUMNS, GUIDE, LISTS, RANK_COLUMNS, WORKINGS
from scorecard.schema.sheets import Column
from scorecard.schema.vocabulary import COMPARATOR_SYMBOLS, Comparator

TITLE_LIMIT: Final = 32
MESSAGE_LIMIT: Final = 255
"""Characters that Excel shows of a validation's title and message."""
LARGEST: Final = 1e15
FIRST_DAY: Final = date(2000, 1, 1)
LAST_DAY: Final = date(2199, 12, 31)

FORM_TITLE: Final = Style(size=16, bold=True, color=HEAD, align="center")
LINE_TEXT: Final = Style(bold=True, wrap=True)
LINE_RIGHT: Final = LINE_TEXT.but(align="right")
LEGEND: Final = Style(wrap=True)
HEADER: Final = Style(
    bold=True, color=PAPER, fill=HEAD, align="center", wrap=True, edges="tblr", edge_color=LINE
)
OPENED: Final = Style(edges="tblr", wrap=True, locked=False)
"""To be filled in only where the row is behind: it lights up then."""
KNOWN_FILL: Final = "#E2E7EE"
"""Dark enough to be told from a cell to be filled in where there are no colours."""
KNOWN: Final = Style(fill=KNOWN_FILL, edges="tblr", wrap=True)
"""Filled in when the form was issued, or computed: locked."""
KNOWN_CENTRE: Final = KNOWN.but(align="center")
KNOWN_NUMBER: Final = KNOWN.but(align="right", wrap=False)
ENTRY: Final = Style(fill=INPUT, edges="tblr", wrap=True, locked=False)
"""To be filled in."""
ENTRY_CENTRE: Final = ENTRY.but(align="center")
ENTRY_NUMBER: Final = ENTRY.but(align="right", wrap=False)
ENTRY_DAY: Final = ENTRY.but(align="center", number=DAY, wrap=False)
ENTRY_TEXT: Final = ENTRY.but(number=AS_TEXT)
SIGNATURE: Final = Style(edges="b", locked=False)
HINT_COLOR: Final = "#FFE2B8"
"""Fill of a cell that the form asks to look at again."""

PROTECTION: Final[Mapping[str, bool]] = dict.fromkeys(
    (
        *("format_columns", "format_rows", "sort", "autofilter"),
        *("insert_rows", "insert_hyperlinks", "objects"),
    ),
    True,
)
"""What stays possible on a protected sheet; the lock has no password: a rail, not security."""

Span: TypeAlias = tuple[int, int, int, int]
"""A block of cells: first row, first column, last row, last column."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a cell to be filled in says when it is chosen, and when it refuses an entry."""

    title: str
    message: str
    refusal: str = ""

    def options(self, words: Words) -> dict[str, Any]:
        """The prompt in XlsxWriter's words, cut to what Excel shows."""
        return {
            "input_title": _cut(self.title, TITLE_LIMIT),
            "input_message": _cut(self.message, MESSAGE_LIMIT),
            **self.errors(words),
        }

    def errors(self, words: Words) -> dict[str, Any]:
        """The refusal alone: nothing is said when the cell is chosen."""
        return {
            "error_title": _cut(words.text("Please check"), TITLE_LIMIT),
            "error_message": _cut(self.refusal or self.message, MESSAGE_LIMIT),
        }


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _between(kind: str, minimum: float | date, maximum: float | date) -> dict[str, Any]:
    return {"validate": kind, "criteria": "between", "minimum": minimum, "maximum": maximum}


def number_rule(minimum: float | None = None, maximum: float | None = None) -> dict[str, Any]:
    """Only numbers, between these bounds where there are any."""
    low, high = -LARGEST if minimum is None else minimum, LARGEST if maximum is None else maximum
    return _between("decimal", low, high)


def whole_rule(minimum: int, maximum: int) -> dict[str, Any]:
    """Only whole numbers between these bounds."""
    return _between("integer", minimum, maximum)


def day_rule() -> dict[str, Any]:
    """Only days, and none before 2000."""
    return _between("date", FIRST_DAY, LAST_DAY)


def list_rule(reference: str, *, strict: bool = True) -> dict[str, Any]:
    """Only words of a list; without `strict` other words are accepted after a question."""
    kind = "stop" if strict else "information"
    return {"validate": "list", "source": f"={reference}", "error_type": kind}


def validate(sheet: Sheet, span: Span, rule: Mapping[str, Any], says: Mapping[str, Any]) -> None:
    """Put a validation with its messages on a block of cells."""
    code = sheet.raw.data_validation(*span, {**rule, **says})
    if code:
        raise CellNotWrittenError(f"{sheet.name}: validation at {span}: {code}")


def protect(sheet: Sheet) -> None:
    """Lock what is not to be filled in, without a password."""
    sheet.raw.protect("", dict(PROTECTION))


def header_row(
    sheet: Sheet, row: int, columns: Sequence[Column], words: Words, least: float
) -> None:
    """The headers of these columns in a row high enough for them."""
    texts = header_texts(columns, words)
    for place, text in texts.items():
        sheet.text(row, place, text, HEADER)
    sheet.height(row, texts, least)


def header_texts(
    columns: Sequence[Column], words: Words, notes: Mapping[str, str] | None = None
) -> dict[int, str]:
    """The headers by place, each with its note or unit of measure in brackets."""
    noted = notes or {}
    return {n: c.header(words.language, noted.get(c.id, "")) for n, c in enumerate(columns)}


def bracketed(name: str, note: str, words: Words) -> str:
    """A text with a note in brackets behind it, in Chinese on a line of its own."""
    return f"{name}\n（{note}）" if words.language == "zh" else f"{name} ({note})"


def stated(stick: Expectation, places: int | None) -> str:
    """A target's value behind its comparator, or its two bounds."""
    low, high = (number_text(value, places) for value in (stick.value, stick.upper))
    if stick.comparator == Comparator.BETWEEN:
        return f"{low}–{high}"
    return f"{COMPARATOR_SYMBOLS.get(stick.comparator, '')} {low}"


def colon(words: Words) -> str:
    """What stands between a label and what it names."""
    return "：" if words.language == "zh" else ": "


def cell_at(row: int, column: int) -> str:
    """A1 reference of a cell in formulas that move with their row: the column is fixed."""
    return f"${xl_col_to_name(column)}{row + 1}"


def number_format(places: int | None, symbol: str = "") -> str:
    """The number format of a value, with a comparator in front where it needs one."""
    plain = decimals(places)
    return f'"{symbol} "{plain}' if symbol else plain


# ---------------------------------------------------------------------------
# A form being written: its workbook and sheets, and where everything stands on them.


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
        self, plan: FormPlan, words: Words, labels: Mapping[str, str], tones: Tones = STATUS_TONES
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

        A target that asks nothing of this year stands with its due date, never with its baseline.
        """
        stick = row.yardstick
        if stick is None:
            return None
        places = 0 if row.is_rank else row.decimals
        ends = stick.due in {None, str(enclosing(row.period, PeriodKind.YEAR))}
        if stick.comparator == Comparator.DONE:
            if stick.due is not None and not ends:
                return self.words.text("done by {period}", period=self.period(stick.due))
            return self.words.text("to be done")
        whole = stick.comparator != Comparator.BETWEEN and not row.is_rank
        if whole and stick.year_aim is not None and (ends or stick.year_progress):
            return stick.year_aim
        target = stated(stick, places)
        if stick.due is None or ends:
            return target
        return bracketed(target, self.period(stick.due), self.words)
