"""What a table of a workbook is made of: a column and a sheet, each declared once.

Everything that needs a sheet follows from its declaration: the reader and the typed frame, the
form, its drop-downs and the book writer, labels in both languages, the reference pages.  A header
is recognised by its id, its Chinese or English name or an alias, as `normal` compares them; sheet
names are recognised in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal, Self, TypeAlias

from scorecard.schema.errors import Name
from scorecard.schema.spelling import normal
from scorecard.schema.vocabulary import Choice, FigureState, unit_label

Kind = Literal["text", "number", "integer", "date", "period", "choice"]

TEXT: Final = "str"
NUMBER: Final = "float64"
INTEGER: Final = "Int64"
DATE: Final = "datetime64[s]"
TRUTH: Final = "boolean"

Columns: TypeAlias = Mapping[str, str]
"""A frame's columns in order, each with its type."""

_DTYPES: Final[Mapping[Kind, str]] = {"number": NUMBER, "integer": INTEGER, "date": DATE}
"""Everything else is text: words by their ids, periods in canonical spelling (`2021-Q4`)."""
_WIDTHS: Final[Mapping[Kind, float]] = {"number": 9, "integer": 8, "date": 11.5, "period": 11}
_OTHER_WIDTH: Final = 14.0


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet.

    Attributes
    ----------
        id: its name in frames, JSON and documentation.
        zh, en: its header in a workbook of either language.
        aliases: other headers by which it is recognised.
        holds: the kind of its cells, or the vocabulary whose words they hold.
        required: whether a row without a value is at fault; other columns may be absent.
        unit: the unit in which amounts are kept where the header names no other.
        refers_to: the sheet whose rows its cells name, by that sheet's first column.
        default: what a blank stands for, where that does not depend on the rest of the row.
        width: in characters, where it is not that of its kind.
        dtype: its type in frames, where it is not that of its kind.
        stored_as: its name in frames, where another column has its id there.
    """

    id: str
    zh: str
    en: str
    aliases: tuple[str, ...] = ()
    holds: Kind | type[Choice] = "text"
    required: bool = False
    unit: str = ""
    refers_to: str = ""
    default: str | float | None = None
    width: float = 0.0
    dtype: str = ""
    stored_as: str = ""
    kind: Kind = field(init=False)
    choices: tuple[Choice, ...] = field(init=False)

    def __post_init__(self) -> None:
        kind: Kind = self.holds if isinstance(self.holds, str) else "choice"
        words = () if isinstance(self.holds, str) else tuple(self.holds)
        derived = {
            "kind": kind,
            "choices": words,
            "width": self.width or _WIDTHS.get(kind, _OTHER_WIDTH),
            "dtype": self.dtype or _DTYPES.get(kind, TEXT),
            "stored_as": self.stored_as or self.id,
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)

    @property
    def names(self) -> tuple[str, ...]:
        """Every header by which the column is recognised."""
        return (self.id, self.zh, self.en, *self.aliases)

    @property
    def name(self) -> Name:
        """Its header in both languages."""
        return Name(self.zh, self.en)

    def header(self, language: str, note: str = "") -> str:
        """Its header in this language, a note (else its unit of measure) in brackets below."""
        said = note or unit_label(self.unit, language)
        if not said:
            return self.name.within(language)
        return f"{self.zh}\n（{said}）" if language == "zh" else f"{self.en}\n({said})"

    def shown(self, value: object, language: str) -> object:
        """A value as a cell shows it: a closed word by its label."""
        word = next((c for c in self.choices if c == value), None)
        return value if word is None else word.within(language)

    def but(self, *, width: float = 0.0, refers_to: str = "") -> Self:
        """The same column in another width, or naming rows of a sheet."""
        return replace(self, width=width or self.width, refers_to=refers_to or self.refers_to)


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """One table: sheet name (or, within a form, name of the block) and its columns in order.

    `required` sheets must be there; `purpose` is what the sheet says of itself above its table.
    """

    id: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    aliases: tuple[str, ...] = ()
    required: bool = False
    purpose: Name = Name("")  # noqa: RUF009  (a text, which does not change)

    @property
    def names(self) -> tuple[str, ...]:
        """Every sheet name by which the table is recognised."""
        return (self.id, self.zh, self.en, *self.aliases)

    def title(self, language: str) -> str:
        """The sheet's name in this language."""
        return self.zh if language == "zh" else self.en

    def column(self, column_id: str) -> Column:
        """The column of this id; `KeyError` where the table has none."""
        for column in self.columns:
            if column.id == column_id:
                return column
        raise KeyError(column_id)

    @property
    def required_columns(self) -> tuple[str, ...]:
        """Ids of the columns that every row must fill."""
        return tuple(c.id for c in self.columns if c.required)

    @property
    def frame(self) -> Columns:
        """The columns of its rows in a frame, with their types."""
        return {column.stored_as: column.dtype for column in self.columns}


def column_names(columns: Iterable[Column]) -> dict[str, str]:
    """Column id by every normalised header; the earlier column wins a shared name."""
    names: dict[str, str] = {}
    for column in columns:
        for name in column.names:
            names.setdefault(normal(name), column.id)
    return names


# --------------------------------------------------------------- columns of more than one sheet

INDICATOR: Final = Column(
    "indicator", "指标编号", "Indicator", ("指标", "指标代码"), required=True, width=18
)
RESPONSIBLE: Final = Column(
    "responsible_unit", "责任单位", "Responsible unit", ("牵头单位",), refers_to="units"
)
EVIDENCE: Final = Column("evidence", "佐证材料", "Evidence", ("佐证", "依据"))
STATE: Final = Column("state", "数据状态", "Data state", (), FigureState)
NOTE: Final = Column("note", "备注", "Note", ("附注",), width=42)
REMARK: Final = Column("note", "说明", "Note", ("备注", "情况说明"), width=42)
