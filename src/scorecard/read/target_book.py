"""A target book: its sheets as typed frames with the address of every value.

Sheets are found by name in either language and in any order, headers wherever they stand; each cell
is typed where its address is known.  Nothing is judged here but whether a cell can be read: the
contracts of `model.contracts` and the cross-checks of `rules.checks` take the frames from here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Final, TypeAlias

import pandas as pd

from scorecard.read.cells.grammar import (
    ANY_NUMBER,
    WHOLE,
    CellContext,
    NumberColumn,
    Scalar,
    in_unit,
)
from scorecard.read.clean import normalise
from scorecard.read.grid import RawSheet, RawWorkbook
from scorecard.read.layout.books import BOOK_SHEETS as BOOK_LAYOUTS
from scorecard.read.layout.books import PROJECT_COLUMNS, SHEETS, with_defaults
from scorecard.read.layout.columns import ColumnLayout, SheetLayout
from scorecard.read.tables import (
    Block,
    Record,
    column_names,
    header_findings,
    normal,
    read_block,
    sheets_by_layout,
)
from scorecard.read.units import show
from scorecard.schema.contract import unknown_only
from scorecard.schema.errors import Name
from scorecard.schema.findings import Finding, Origin, finding, in_order
from scorecard.schema.frames import BOOK_SHEETS, TEXT, Books, Columns, Table, typed

# ---------------------------------------------------------------------------
# Filters of the sheet Counts, brought to one spelling: `项目阶段 ≥ 开工` is `stage >= started`.


_AND: Final = re.compile(r"\s+and\s+|\s*(?:且|并且|;|&&?)\s*", re.IGNORECASE)
_OPERATORS: Final = {
    "≥": ">=", "≤": "<=", "≠": "!=", "<>": "!=", "==": "=", "不低于": ">=", "不超过": "<=",
    "大于": ">", "超过": ">", "小于": "<", "等于": "=", "属于": "in", "in": "in",
}  # fmt: skip
_CONDITION: Final = re.compile(
    r"^(?P<field>[^\s<>=!≥≤≠]+?)\s*"
    r"(?P<op>>=|<=|!=|<>|==|[<>=≥≤≠]|不低于|不超过|大于|超过|小于|等于|属于|\bin\b)\s*(?P<value>.+)$"
)
_FILLED: Final = re.compile(
    r"^(?P<field>.+?)\s*(?:(?P<filled>is filled|is not blank|已填|不为空)|is blank|未填|为空)$",
    re.IGNORECASE,
)
_AMOUNT: Final = re.compile(r"^(?P<number>-?\d+(?:\.\d+)?)\s*(?P<unit>\D*)$")
_DATE: Final = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")
_PARTS: Final = {"project": "project", "项目": "project", "part": "part", "子项目": "part"}


def canonical_field(text: str) -> str:
    """The id of a register's column named in either language; else the text as it is.

    >>> canonical_field("总投资"), canonical_field("拆分项目"), canonical_field("子项目")
    ('total_investment', '拆分项目', 'part')
    """
    plain = normal(text)
    return _PARTS.get(plain) or column_names(PROJECT_COLUMNS).get(plain, text.strip())


def canonical_filter(text: str) -> str:
    """The filter with ids for names, plain operators and amounts in the register's own unit.

    What cannot be read stays as it was typed, for the check to refuse.

    >>> canonical_filter("总投资 ＞ 10亿元 且 项目阶段≥开工")
    'total_investment > 10 and stage >= started'
    >>> canonical_filter("land > 0"), canonical_filter("开工日期 is filled")
    ('land > 0', 'started_on is filled')
    """
    conditions = _AND.split(normalise(text))
    read = [_condition(condition) for condition in conditions]
    return text if None in read else " and ".join(str(c) for c in read)


def _condition(text: str) -> str | None:
    presence = _FILLED.match(text)
    if presence:
        column = _column(presence["field"])
        word = "is filled" if presence["filled"] else "is blank"
        return None if column is None else f"{column.id} {word}"
    found = _CONDITION.match(text)
    column = _column(found["field"]) if found else None
    if found is None or column is None:
        return None
    operator = _OPERATORS.get(found["op"], found["op"])
    texts = re.split(r"[,、|]", found["value"]) if operator == "in" else [found["value"]]
    values = [_value(column, value.strip()) for value in texts]
    return None if None in values else f"{column.id} {operator} {', '.join(map(str, values))}"


@cache
def _named() -> dict[str, ColumnLayout]:
    by_id = {column.id: column for column in PROJECT_COLUMNS}
    return {name: by_id[place] for name, place in column_names(PROJECT_COLUMNS).items()}


def _column(text: str) -> ColumnLayout | None:
    return _named().get(normal(text))


def _value(column: ColumnLayout, text: str) -> str | None:
    """The value as the rules read it; `None` for one that the column cannot hold."""
    match column.kind:
        case "number":
            found = _AMOUNT.match(text)
            if found is None:
                return None
            unit = found["unit"].strip() or column.unit
            value = in_unit(float(found["number"]), unit, column.unit)
            return None if value is None else show(value)
        case "date":
            day = _DATE.match(text)
            return f"{day[1]}-{int(day[2]):02d}-{int(day[3]):02d}" if day else None
        case "choice":
            names = {normal(name): word.id for word in column.allowed for name in word.names}
            return names.get(normal(text))
    return text.strip("“”\"'") or None


# ---------------------------------------------------------------------------
# A target book: its sheets as typed frames with the address of every value.


Blocks = dict[str, Block]

_RENAMED: Final[Mapping[str, str]] = {"source_file": "file"}
"""Frame column by the layout's id where the two differ (`documents`: `file` is the place)."""


def read_book(workbook: RawWorkbook, fiscal_start: int) -> tuple[Books, list[Finding]]:
    """A target book's frames and the findings of reading it.

    A sheet or column that is not there leaves its frame or column empty; a cell that cannot be
    typed is missing in the frame and has its finding.  Text periods are canonical (`2021-Q4`).
    """
    found, unknown = sheets_by_layout(workbook, (SHEETS[name] for name in BOOK_LAYOUTS))
    findings = [
        finding("B204", Origin(sheet.file, sheet.name), sheet.name)
        for sheet in unknown
        if sheet.visible
    ]
    context = CellContext(fiscal_start=fiscal_start, epoch_1904=workbook.epoch_1904)
    blocks: Blocks = {}
    for name in BOOK_LAYOUTS:
        layout = SHEETS[name]
        if name not in found:
            if layout.required:
                findings.append(_missing_sheet(workbook, layout))
            continue
        findings += [
            finding("B207", Origin(s.file, s.name), s.name, first=found[name][0].name)
            for s in found[name][1:]
        ]
        block = _read_sheet(found[name][0], layout, context, blocks)
        if block is None:
            sheet = found[name][0]
            if sheet.cells or layout.required:
                findings.append(_no_header(sheet, layout))
            continue
        if name == "counts":
            _canonical(block)
        blocks[name] = block
        findings += block.findings + header_findings(block)
    organisation, about = _organisation(blocks.get("about"), workbook)
    findings += about
    books = Books(**{name: _table(name, blocks, organisation) for name in BOOK_SHEETS})
    books, defaulted = with_defaults(books)
    return books, list(in_order([*findings, *unknown_only(defaulted, findings)]))


def is_book(workbook: RawWorkbook) -> bool:
    """Whether a workbook is a target book: it holds goals, indicators or targets."""
    found, _ = sheets_by_layout(workbook, (SHEETS[n] for n in ("goals", "indicators", "targets")))
    return bool(found)


def _missing_sheet(workbook: RawWorkbook, layout: SheetLayout) -> Finding:
    return finding(
        "B201",
        Origin(workbook.file),
        "、".join(s.name for s in workbook.sheets if s.visible),
        sheet=f"{layout.zh} / {layout.en}",
    )


def _no_header(sheet: RawSheet, layout: SheetLayout) -> Finding:
    columns = [Name(c.zh, c.en) for c in layout.columns if c.required]
    return finding("B202", Origin(sheet.file, sheet.name), None, columns=columns)


def _read_sheet(
    sheet: RawSheet, layout: SheetLayout, context: CellContext, blocks: Blocks
) -> Block | None:
    """The sheet's table; amounts of targets and milestones are in their indicator's unit."""
    indicators = _lookup(blocks.get("indicators"), "indicator", "unit_of_measure")
    targets = _lookup(blocks.get("targets"), "target", "indicator")

    def number_of(record: Record, column: ColumnLayout) -> NumberColumn:
        if column.kind == "integer":
            return WHOLE
        if column.id in {"weight", "points"} or record.get("kind") == "share":
            return ANY_NUMBER
        if layout.id == "indicators":
            return number_column(record.get("unit_of_measure"))
        indicator = record.get("indicator") or targets.get(record.get("target"))
        return number_column(indicators.get(indicator))

    return read_block(sheet, layout, context, number_of)


@lru_cache(maxsize=4096)
def number_column(unit: Scalar) -> NumberColumn:
    """A column of numbers in this unit of measure."""
    return NumberColumn(str(unit), percent="number") if unit else ANY_NUMBER


def _canonical(counts: Block) -> None:
    """Fields and filters by the register's ids, in whatever language they were typed."""
    for record in counts.records:
        for column, spell in (("field", canonical_field), ("filter", canonical_filter)):
            typed_in = record.get(column)
            if isinstance(typed_in, str):
                record[column] = spell(typed_in)


def _lookup(block: Block | None, key: str, value: str) -> dict[Scalar, Scalar]:
    return {} if block is None else {r.get(key): r.get(value) for r in block.records}


def _organisation(about: Block | None, workbook: RawWorkbook) -> tuple[str | None, list[Finding]]:
    """The organisation's name, and the finding that the book does not say it."""
    if about is None:
        return None, []
    for position, record in enumerate(about.records):
        if record.get("item") == "organisation" and record.get("content"):
            others = [
                finding(
                    "B210",
                    about.origin(p, "content"),
                    str(r["content"]),
                    first=str(record["content"]),
                )
                for p, r in enumerate(about.records[position + 1 :], position + 1)
                if r.get("item") == "organisation" and r.get("content")
            ]
            return str(record["content"]), others
    return None, [finding("B209", Origin(workbook.file, about.sheet.name))]


def _table(name: str, blocks: Blocks, organisation: str | None) -> Table:
    columns = BOOK_SHEETS[name]
    if name in {"organisations", "aliases"}:
        return _about_table(name, columns, blocks.get("about"), organisation)
    block = blocks.get(name)
    if block is None or not block.rows:
        return Table.empty(columns)
    values: dict[str, object] = {}
    cells: dict[str, list[str | None]] = {}
    for column, kind in columns.items():
        source = _RENAMED.get(column, column)
        if column in {"organisation", "file", "sheet"}:
            continue
        values[column] = series([r.get(source) for r in block.records], kind)
        cells[column] = block.addresses(source)
    return located(block, values, cells, columns, organisation)


def series(values: list[Scalar], kind: str) -> pd.Series:
    """A column of this type; dates become text where the frame keeps text."""
    if kind == TEXT:
        return pd.Series([None if v is None else str(v) for v in values], dtype=kind)
    return pd.Series(values, dtype=kind)


def located(
    block: Block,
    values: Mapping[str, object],
    cells: Mapping[str, list[str | None]],
    columns: Columns,
    organisation: str | None,
) -> Table:
    """The table of these columns with its place (organisation, file, sheet) in every row."""
    rows = pd.RangeIndex(len(block.rows))
    place = {"organisation": organisation, "file": block.sheet.file, "sheet": block.sheet.name}
    frame = pd.DataFrame({**values, **{k: v for k, v in place.items() if k in columns}}, index=rows)
    addresses = pd.DataFrame(dict(cells), index=rows)
    return Table(typed(frame, columns), typed(addresses, dict.fromkeys(columns, TEXT)))


def _about_table(
    name: str, columns: Columns, about: Block | None, organisation: str | None
) -> Table:
    if about is None or organisation is None:
        return Table.empty(columns)
    items = {
        str(r["item"]): p for p, r in reversed(list(enumerate(about.records))) if r.get("item")
    }
    if name == "organisations":
        wanted = {
            "organisation": "organisation",
            "zone_type": "zone_type",
            "currency": "currency",
            "language": "language",
            "notes": "note",
        }
        places = {c: items[i] for c, i in wanted.items() if i in items}
        record = {c: about.records[p].get("content") for c, p in places.items()}
        cell = {c: about.address(p, "content") for c, p in places.items()}
        return _rows([record], [cell], columns, about, organisation)
    rows = [p for p, r in enumerate(about.records) if r.get("item") == "alias"]
    wanted = {
        "alias": "content",
        "valid_from": "valid_from",
        "valid_to": "valid_to",
        "note": "note",
    }
    return _rows(
        [{c: about.records[p].get(s) for c, s in wanted.items()} for p in rows],
        [{c: about.address(p, s) for c, s in wanted.items()} for p in rows],
        columns,
        about,
        organisation,
    )


def _rows(
    records: list[dict[str, Scalar]],
    cells: list[dict[str, str | None]],
    columns: Columns,
    about: Block,
    organisation: str,
) -> Table:
    if not records:
        return Table.empty(columns)
    place = {"organisation": organisation, "file": about.sheet.file, "sheet": about.sheet.name}
    values = pd.DataFrame(
        {c: series([r.get(c) for r in records], k) for c, k in columns.items() if c not in place}
    ).assign(**place)
    return Table(typed(values, columns), typed(pd.DataFrame(cells), dict.fromkeys(columns, TEXT)))


# ---------------------------------------------------------------------------
# Which unit answers for an indicator.


class Responsible:
    """The units of the books: names by organisation and id, and who answers for what.

    An indicator's own unit answers for it, else the unit of its first target, else nobody.  A unit
    that is not on the sheet of units answers under the name that was typed.
    """

    def __init__(self, books: Books) -> None:
        units = books.units.values
        self.names: dict[tuple[str, str | None], str] = {}
        self._ids: dict[tuple[str, str], str] = {}
        for organisation, unit, name in zip(
            units["organisation"], units["unit"], units["name"], strict=True
        ):
            self.names[str(organisation), str(unit)] = _text(name) or str(unit)
            for spelling in filter(None, (_text(unit), _text(name))):
                self._ids.setdefault((str(organisation), normal(spelling)), str(unit))
        self.known = list(self.names)
        targets = books.targets.values.dropna(subset=["responsible_unit"])
        self._by_target = {
            (str(o), str(i)): str(u)
            for o, i, u in zip(
                targets["organisation"][::-1],
                targets["indicator"][::-1],
                targets["responsible_unit"][::-1],
                strict=True,
            )
        }

    def answering(self, fact: Mapping[str, object]) -> tuple[str, str | None]:
        """Organisation and unit that answer for an indicator (a row of the indicators frame)."""
        organisation = str(fact["organisation"])
        key = organisation, str(fact["indicator"])
        typed_in = _text(fact["responsible_unit"]) or self._by_target.get(key)
        if typed_in is None:
            return organisation, None
        return organisation, self._ids.get((organisation, normal(typed_in)), typed_in)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


# ---------------------------------------------------------------------------
# Who and what a form may name: organisations, units and indicators of the target books.


Fact: TypeAlias = Mapping[str, object]
"""One row of the indicators frame."""


@dataclass(frozen=True, slots=True)
class Roster:
    """Names as forms are matched against them, read from the books once for many forms.

    `organisations` maps every normalised name and former name to the organisation, `units` every
    id and name of a unit to organisation and unit id (`own_units` within an organisation);
    `places` holds the last place on record of ranks, by organisation and indicator.
    """

    organisations: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    facts: Mapping[str, tuple[Fact, ...]] = field(default_factory=dict)
    own_units: Mapping[tuple[str, str], str] = field(default_factory=dict)
    places: Mapping[tuple[str, str], float] = field(default_factory=dict)

    def owner(self, name: str, organisation: str) -> tuple[str, str] | None:
        """Organisation and unit with this normalised name, one of this organisation first."""
        own = self.own_units.get((organisation, name))
        return self.units.get(name) if own is None else (organisation, own)

    def indicators(self, organisation: str | None) -> tuple[Fact, ...]:
        """The indicators of an organisation, one mapping each."""
        return self.facts.get(organisation or "", ())


def roster_of(books: Books, places: Mapping[tuple[str, str], float] | None = None) -> Roster:
    """The names and indicators of these books; a unit's name that two organisations have is none.

    Forms that were issued name their organisation too; a name alone must be clear.
    """
    organisations = {normal(str(o)): str(o) for o in books.organisations.values["organisation"]}
    aliases = books.aliases.values
    organisations |= {
        normal(str(a)): str(o)
        for a, o in zip(aliases["alias"], aliases["organisation"], strict=True)
    }
    facts: dict[str, list[Fact]] = {}
    for row in books.indicators.values.to_dict("records"):
        fact = {str(k): v for k, v in row.items()}
        facts.setdefault(str(fact["organisation"]), []).append(fact)
    own = _units(books)
    owners: dict[str, set[tuple[str, str]]] = {}
    for (organisation, name), unit in own.items():
        owners.setdefault(name, set()).add((organisation, unit))
    clear = {name: mine.pop() for name, mine in owners.items() if len(mine) == 1}
    known = {organisation: tuple(rows) for organisation, rows in facts.items()}
    return Roster(organisations, clear, known, own, {} if places is None else places)


def _units(books: Books) -> dict[tuple[str, str], str]:
    """Unit id by organisation and normalised id or name."""
    units = books.units.values
    return {
        (str(organisation), normal(str(spelling))): str(unit)
        for organisation, unit, name in zip(
            units["organisation"], units["unit"], units["name"], strict=True
        )
        for spelling in (name, unit)
    }
