"""The sheets of target books, drafts, the register and forms: `sheets.toml`, read once.

Everything that needs a sheet follows from its declaration there: the reader and the typed frame,
the form, its drop-downs and the book writer, labels in both languages, the reference pages.  A
header is recognised by its id, its Chinese or English name or an alias, as `normal` compares them;
sheet names are recognised in the same way.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal, TypeAlias, get_args

from scorecard.schema import vocabulary
from scorecard.schema.errors import Name, declarations
from scorecard.schema.spelling import normal, unit_label
from scorecard.schema.vocabulary import Choice, Nature, Stage

Kind: TypeAlias = Literal["text", "number", "integer", "date", "period", "choice"]

TEXT: Final = "str"
NUMBER: Final = "float64"
INTEGER: Final = "Int64"
DATE: Final = "datetime64[s]"
TRUTH: Final = "boolean"

Columns: TypeAlias = Mapping[str, str]
"""A frame's columns in order, each with its type."""


def of_type(kind: str, names: str) -> Columns:
    """Columns of one type, their names separated by blanks."""
    return dict.fromkeys(names.split(), kind)


_DTYPES: Final[Mapping[str, str]] = {"number": NUMBER, "integer": INTEGER, "date": DATE}
"""Everything else is text: words by their ids, periods in canonical spelling (`2021-Q4`)."""
_WIDTHS: Final[Mapping[str, float]] = {"number": 9, "integer": 8, "date": 11.5, "period": 11}
_OTHER_WIDTH: Final = 14.0


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet.

    Attributes
    ----------
        id: its name in frames, JSON and documentation.
        zh, en: its header in a workbook of either language.
        holds: the kind of its cells, or the name of the vocabulary whose words they hold.
        kind: the kind of its cells, `choice` for those words.
        dtype: its type in frames.
        stored_as: its name in frames, where another column has its id there.
        width: in characters.
        aliases: other headers by which it is recognised.
        choices: the words of the vocabulary that its cells hold.
        required: whether a row without a value is at fault; other columns may be absent.
        unit: the unit in which amounts are kept where the header names no other.
        refers_to: the sheet whose rows its cells name, by that sheet's first column.
        default: what a blank stands for, where that does not depend on the rest of the row.
        note, sample: what the header of a written book says, and what stands above an empty sheet.
        for_experts: folded away in a written book while nothing stands in it.
    """

    id: str
    zh: str
    en: str
    holds: str
    kind: Kind
    dtype: str
    stored_as: str
    width: float
    aliases: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    required: bool = False
    unit: str = ""
    refers_to: str = ""
    default: str | float | None = None
    note: Name = Name("")  # noqa: RUF009  (a text, which does not change)
    sample: Name = Name("")  # noqa: RUF009
    for_experts: bool = False

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


@dataclass(frozen=True, slots=True, eq=False)
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
    purpose: Name = Name("")  # noqa: RUF009  (as above)

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


@lru_cache(maxsize=64)
def column_names(layout: SheetLayout) -> Mapping[str, str]:
    """Column id by every normalised header; the earlier column wins a shared name."""
    names: dict[str, str] = {}
    for column in layout.columns:
        for name in column.names:
            names.setdefault(normal(name), column.id)
    return names


# ------------------------------------------------------------------------- the declarations

_DECLARED: Final = tomllib.loads(declarations("sheets.toml"))


def _column(name: str, said: Mapping[str, Any]) -> Column:
    """A column of a sheet; without headers of its own it is a shared one, as its sheet has it."""
    shared = {} if "zh" in said else _DECLARED["shared"][said.get("like", name)]
    facts = {key: value for key, value in {**shared, **said}.items() if key != "like"}
    holds = facts.get("holds", "text")
    choices = () if holds in get_args(Kind) else tuple(getattr(vocabulary, holds))
    kind: Any = "choice" if choices else holds
    facts |= {key: Name(*facts[key]) for key in ("note", "sample") if key in facts}
    facts["aliases"] = tuple(facts.get("aliases", ()))
    width = _WIDTHS.get(kind, _OTHER_WIDTH)
    usual = {"holds": holds, "dtype": _DTYPES.get(kind, TEXT), "stored_as": name, "width": width}
    return Column(id=name, kind=kind, choices=choices, **(usual | facts))


def _columns(said: Mapping[str, Any]) -> Iterator[Column]:
    yield from (_column(name, {}) for name in said.get("before", ()))
    yield from (_column(name, own) for name, own in said.get("column", {}).items())
    yield from (_column(name, {}) for name in said.get("after", ()))


def declared(group: str) -> Mapping[str, SheetLayout]:
    """The sheets of `book`, `draft`, `register` or `form`, in their order.

    A sheet of a draft is that of the book but for what it says itself.
    """
    sheets = {n: _DECLARED["book"].get(n, {}) | said for n, said in _DECLARED[group].items()}
    return {
        name: SheetLayout(
            id=name,
            zh=said["zh"],
            en=said["en"],
            columns=tuple(_columns(said)),
            aliases=tuple(said.get("aliases", ())),
            required=said.get("required", False),
            purpose=Name(*said.get("purpose", ("",))),
        )
        for name, said in sheets.items()
    }


BOOK: Final = declared("book")
"""The sheets of a target book, in their order."""
NAMED_BY: Final = {"documents": "title", "units": "name", "indicators": "name"}
"""The column by which rows of a sheet are chosen on other sheets, where it is not their id."""
DRAFT: Final = declared("draft")
"""The sheets of a draft of the target book, in their order."""
QUOTE: Final = _column("quote", {})
KEYS: Final = (_column("key", {}), _column("proposed", {}))
"""Hidden: by what a row is known again, and what was proposed before a person typed."""
FOLDED: Final = frozenset({
    *("target", "goal", "indicator", "stretch", "pathway", "weight", "points", "scoring"),
    *("method", "group", "parent", "parent_kind", "accepted_as", "responsible_unit"),
    *("version", "valid_from", "reason"),
})  # fmt: skip
"""Columns beside a quote that no document fills: folded, one click away."""

# ---------------------------------------------------------------------------
# The project register: its sheet, the order of stages, the dates that reach them, its money.

PROJECTS: Final = declared("register")["projects"]
STAGES: Final = tuple(str(stage) for stage in Stage if stage is not Stage.TERMINATED)
"""Stages from first to last; `terminated` stands outside."""
TERMINATED: Final = str(Stage.TERMINATED)
ADDITIONAL: Final = str(Nature.ADDITIONAL)
"""The nature of a row that adds money to its parent (增资) and is no project of its own."""
REACHED_ON: Final[Mapping[str, str]] = {
    str(stage): f"{stage}_on"
    for stage in (Stage.SIGNED, Stage.STARTED, Stage.COMPLETED, Stage.IN_PRODUCTION)
}
"""The date that says when a stage was reached, in order."""
DONE_ON: Final = (*REACHED_ON.values(), "terminated_on")
"""Dates of what has happened; planned dates are none."""
INVESTED: Final = "invested_to_date"
MONEY: Final = ("total_investment", "fixed_investment", INVESTED, "contracted_foreign")
"""Kinds of money that are never added to one another: 总投资, 完成投资, 到位资金 …"""
AMOUNTS: Final = (*MONEY, "land")
_YUAN: Final[Mapping[str, float]] = {"亿元": 1.0, "百万元": 1e2, "万元": 1e4, "元": 1e8}
_UNITS: Final[Mapping[str, Mapping[str, float]]] = {
    "total_investment": _YUAN,
    "fixed_investment": _YUAN,
    INVESTED: _YUAN,
    "contracted_foreign": {"万美元": 1.0, "亿美元": 1e-4, "美元": 1e4},
    "land": {"亩": 1.0, "公顷": 1 / 15, "平方米": 2000 / 3, "㎡": 2000 / 3},
}
UNITS: Final[Mapping[str, Mapping[str, float]]] = {
    name: {**units, **{unit_label(unit, "en"): factor for unit, factor in units.items()}}
    for name, units in _UNITS.items()
}
"""By how much a sum of the register's column is multiplied to stand in a unit of measure."""
