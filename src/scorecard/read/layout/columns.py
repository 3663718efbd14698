"""What a table of a workbook is made of: columns and sheets, described as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from scorecard.schema.vocabulary import Choice

Kind = Literal["text", "number", "integer", "date", "period", "choice"]


@dataclass(frozen=True, slots=True)
class ColumnLayout:
    """One column: id used in frames, headers, kind of its cells, whether a row needs it."""

    id: str
    zh: str
    en: str
    kind: Kind = "text"
    required: bool = False
    aliases: tuple[str, ...] = ()
    allowed: tuple[Choice, ...] = ()
    unit: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every header by which the column is recognised."""
        return (self.id, self.zh, self.en, *self.aliases)


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """One table: sheet name (or, within a form, name of the block) and its columns in order."""

    id: str
    zh: str
    en: str
    columns: tuple[ColumnLayout, ...]
    aliases: tuple[str, ...] = ()
    required: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Every sheet name by which the table is recognised."""
        return (self.id, self.zh, self.en, *self.aliases)

    def column(self, column_id: str) -> ColumnLayout:
        """The column of this id; `KeyError` where the table has none."""
        for column in self.columns:
            if column.id == column_id:
                return column
        raise KeyError(column_id)


def text_column(
    column_id: str, zh: str, en: str, *aliases: str, required: bool = False
) -> ColumnLayout:
    """A column of text."""
    return ColumnLayout(column_id, zh, en, "text", required, aliases)


def number_column(column_id: str, zh: str, en: str, *aliases: str, unit: str = "") -> ColumnLayout:
    """A column of numbers, kept in `unit` where the header names no other."""
    return ColumnLayout(column_id, zh, en, "number", aliases=aliases, unit=unit)


def integer_column(column_id: str, zh: str, en: str, *aliases: str) -> ColumnLayout:
    """A column of whole numbers."""
    return ColumnLayout(column_id, zh, en, "integer", aliases=aliases)


def date_column(column_id: str, zh: str, en: str, *aliases: str) -> ColumnLayout:
    """A column of calendar days."""
    return ColumnLayout(column_id, zh, en, "date", aliases=aliases)


def period_column(
    column_id: str, zh: str, en: str, *aliases: str, required: bool = False
) -> ColumnLayout:
    """A column of periods at any precision, a day included."""
    return ColumnLayout(column_id, zh, en, "period", required, aliases)


def choice_column(
    column_id: str,
    zh: str,
    en: str,
    allowed: type[Choice],
    *aliases: str,
    required: bool = False,
) -> ColumnLayout:
    """A column that holds words of a closed vocabulary."""
    return ColumnLayout(column_id, zh, en, "choice", required, aliases, tuple(allowed))
