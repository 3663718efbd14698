"""What every sheet of a form or book is made of: styles, headers, validations, their messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeAlias

from xlsxwriter.utility import xl_col_to_name

from scorecard.excel.book import CellNotWrittenError, Sheet
from scorecard.excel.palette import FAINT, HEAD, INPUT, LINE, PAPER
from scorecard.excel.styles import AS_TEXT, DAY, Style, decimals
from scorecard.i18n import Words
from scorecard.schema.columns import Column

TITLE_LIMIT: Final = 32
MESSAGE_LIMIT: Final = 255
"""Characters that Excel shows of a validation's title and message."""
LARGEST: Final = 1e15
FIRST_DAY: Final = date(2000, 1, 1)
LAST_DAY: Final = date(2199, 12, 31)

FORM_TITLE: Final = Style(size=16, bold=True, color=HEAD, align="center")
LINE_TEXT: Final = Style(bold=True, wrap=True)
LINE_RIGHT: Final = LINE_TEXT.but(align="right")
LEGEND: Final = Style(size=9, wrap=True)
HEADER: Final = Style(
    bold=True, color=PAPER, fill=HEAD, align="center", wrap=True, edges="tblr", edge_color=LINE
)
KNOWN: Final = Style(fill=FAINT, edges="tblr", wrap=True)
"""Filled in when the form was issued, or computed: locked."""
KNOWN_CENTRE: Final = KNOWN.but(align="center")
KNOWN_NUMBER: Final = KNOWN.but(align="right", wrap=False, indent=1)
ENTRY: Final = Style(fill=INPUT, edges="tblr", wrap=True, locked=False)
"""To be filled in."""
ENTRY_CENTRE: Final = ENTRY.but(align="center")
ENTRY_NUMBER: Final = ENTRY.but(align="right", wrap=False, indent=1)
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
    sheet: Sheet,
    row: int,
    columns: Sequence[Column],
    words: Words,
    least: float,
    notes: Mapping[str, str] | None = None,
) -> None:
    """The headers of these columns, each with its note or unit of measure in brackets."""
    noted = notes or {}
    texts = {n: c.header(words.language, noted.get(c.id, "")) for n, c in enumerate(columns)}
    for place, text in texts.items():
        sheet.text(row, place, text, HEADER)
    sheet.height(row, texts, least)


def bracketed(name: str, note: str, words: Words) -> str:
    """A text with a note in brackets below it."""
    return f"{name}\n（{note}）" if words.language == "zh" else f"{name}\n({note})"


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
