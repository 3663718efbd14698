"""A target book: its sheets as typed frames with the address of every value.

Sheets are found by name in either language and in any order, headers wherever they stand; each cell
is typed where its address is known.  Nothing is judged here but whether a cell can be read: the
contracts take the frames from here.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import Final

import pandas as pd

from scorecard.read.cells.grammar import ANY_NUMBER, WHOLE, CellContext, Scalar
from scorecard.read.cells.numerals import NumberColumn
from scorecard.read.grid import RawSheet, RawWorkbook
from scorecard.read.tables import Block, Record, header_findings, read_block, sheets_by_layout
from scorecard.schema.contract import unknown_only
from scorecard.schema.findings import Finding, Origin, finding, in_order
from scorecard.schema.frames import BOOK_SHEETS, Books, Responsible, Table
from scorecard.schema.period import PeriodError, parse_period
from scorecard.schema.quarterly_form import Fact
from scorecard.schema.sheets import (
    BOOK,
    NAMED_BY,
    PROJECTS,
    Column,
    Columns,
    SheetLayout,
    column_names,
)
from scorecard.schema.spelling import in_unit, normal, normalise, show
from scorecard.schema.vocabulary import (
    DIRECTION_OF,
    AboutItem,
    Comparator,
    Measure,
    default_pathway,
)

Blocks = dict[str, Block]

_ORGANISATION: Final = {
    "organisation": AboutItem.ORGANISATION,
    "zone_type": AboutItem.ZONE_TYPE,
    "currency": AboutItem.CURRENCY,
    "language": AboutItem.LANGUAGE,
    "notes": AboutItem.NOTE,
}
"""What the frame of organisations takes from the sheet About, by item."""
_ALIAS: Final = {
    "alias": "content",
    "valid_from": "valid_from",
    "valid_to": "valid_to",
    "note": "note",
}
"""What the frame of aliases takes from a line of the sheet About, by column."""


def is_book(workbook: RawWorkbook) -> bool:
    """Whether a workbook is a target book: it holds goals, indicators or targets."""
    found, _ = sheets_by_layout(workbook, (BOOK[n] for n in ("goals", "indicators", "targets")))
    return bool(found)


def read_book(
    workbook: RawWorkbook, fiscal_start: int, stages: Mapping[str, float] | None = None
) -> tuple[Books, list[Finding]]:
    """A target book's frames and the findings of reading it; `stages` as in `roster_of`.

    A sheet or column that is not there leaves its frame or column empty; a cell that cannot be
    typed is missing in the frame and has its finding.  Text periods are canonical (`2021-Q4`).
    """
    blocks, findings = read_sheets(workbook, fiscal_start, stages)
    organisation, more = _organisation(blocks.get("about"), workbook)
    findings += more
    books = Books(**{name: _table(name, blocks, organisation) for name in BOOK_SHEETS})
    books, defaulted = with_defaults(books)
    return books, list(in_order([*findings, *unknown_only(defaulted, findings)]))


def read_sheets(
    workbook: RawWorkbook, fiscal_start: int, stages: Mapping[str, float] | None = None
) -> tuple[Blocks, list[Finding]]:
    """The book's tables by sheet, references as ids, and the findings of reading them."""
    found, unknown = sheets_by_layout(workbook, BOOK.values())
    findings = [
        finding("B204", Origin(sheet.file, sheet.name), sheet.name)
        for sheet in unknown
        if sheet.visible
    ]
    context = CellContext(fiscal_start=fiscal_start, epoch_1904=workbook.epoch_1904)
    blocks: Blocks = {}
    for name, layout in BOOK.items():
        if name not in found:
            findings += [_missing_sheet(workbook, layout)] if layout.required else []
            continue
        sheet, *others = found[name]
        findings += [
            finding("B207", Origin(s.file, s.name), s.name, first=sheet.name) for s in others
        ]
        block = _read_sheet(sheet, layout, context, blocks, stages or {})
        if block is not None:
            _in_hundredths(block)
            blocks[name] = block
            findings += [*block.findings, *header_findings(block), *_ids_missing(block)]
        elif sheet.cells or layout.required:
            columns = [c.name for c in layout.columns if c.required]
            findings.append(finding("B202", Origin(sheet.file, sheet.name), None, columns=columns))
    if "counts" in blocks:
        _canonical(blocks["counts"])
    return blocks, findings


def _missing_sheet(workbook: RawWorkbook, layout: SheetLayout) -> Finding:
    names = "、".join(s.name for s in workbook.sheets if s.visible)
    return finding("B201", Origin(workbook.file), names, sheet=f"{layout.zh} / {layout.en}")


_NAMED: Final = ("documents", "units", "indicators", "targets")
"""Sheets whose rows other sheets may call by name."""
_LETTERS: Final = {
    "documents": "D", "goals": "G", "units": "U", "indicators": "I", "targets": "T", "rules": "R",
}  # fmt: skip
"""What ids begin with where one is proposed."""
_WHOLE: Final = 100.0
"""The last share of a target where they are typed in per cent."""
_WEIGHT: Final = NumberColumn("%", percent="number")
"""Weights and points: 15% is 15."""


def _read_sheet(
    sheet: RawSheet,
    layout: SheetLayout,
    context: CellContext,
    blocks: Blocks,
    stages: Mapping[str, float],
) -> Block | None:
    """The sheet's table; amounts of targets and milestones are in their indicator's unit."""
    units = _lookup(blocks.get("indicators"), "indicator", "unit_of_measure")
    measures = _lookup(blocks.get("indicators"), "indicator", "measure")
    deed = NumberColumn(measure=Measure.MILESTONE, percent="number", stages=stages)
    targets = _lookup(blocks.get("targets"), "target", "indicator")
    named = {name: _by_name(name, blocks) for name in _NAMED}

    def number_of(record: Record, column: Column) -> NumberColumn:
        if column.kind == "integer":
            return WHOLE
        if column.id in {"weight", "points"}:
            return _WEIGHT
        if record.get("kind") == "share":
            return ANY_NUMBER
        if layout.id == "indicators":
            return number_column(record.get("unit_of_measure"))
        target = _meant(record.get("target"), named["targets"])
        indicator = _meant(record.get("indicator"), named["indicators"]) or targets.get(target)
        if measures.get(indicator) == Measure.MILESTONE:
            return deed
        return number_column(units.get(indicator))

    block = read_block(sheet, layout, context, number_of)
    for column in layout.columns if block is not None else ():
        for record in block.records if block is not None else ():
            if column.refers_to in named:
                record[column.id] = _meant(record.get(column.id), named[column.refers_to])
    return block


def _in_hundredths(block: Block) -> None:
    """Shares of a target that are typed 15, 40, 70, 100 are per cent (M112)."""
    of_target: dict[Scalar, dict[int, float]] = {}
    for position, record in enumerate(block.records):
        value = record.get("value")
        if record.get("kind") == "share" and isinstance(value, float | int):
            of_target.setdefault(record.get("target"), {})[position] = float(value)
    for shares in of_target.values():
        if max(shares.values()) == _WHOLE and min(shares.values()) >= 0:
            for position, share in shares.items():
                block.records[position]["value"] = share / _WHOLE
                block.findings.append(block.report(position, "value", "M112", percent=show(share)))


def _by_name(sheet: str, blocks: Blocks) -> Mapping[str, Scalar]:
    """The ids of a sheet's rows by their normalised names; a name that two rows have is none.

    A target goes by the name of its indicator.
    """
    block = blocks.get(sheet)
    if block is None:
        return {}
    key, name = block.layout.columns[0].id, NAMED_BY.get(sheet, "indicator")
    names = _lookup(blocks.get("indicators"), "indicator", "name") if sheet == "targets" else {}
    ids = {str(record.get(key)) for record in block.records}
    found: dict[str, set[Scalar]] = {}
    for record in block.records:
        said = names.get(record.get(name), record.get(name))
        if said and str(said) not in ids:
            found.setdefault(normal(str(said)), set()).add(record.get(key))
    return {name: mine.pop() for name, mine in found.items() if len(mine) == 1}


def _meant(said: Scalar, names: Mapping[str, Scalar]) -> Scalar:
    """The id that was meant by an id or a name."""
    return names.get(normal(said), said) if isinstance(said, str) else said


def _ids_missing(block: Block) -> Iterator[Finding]:
    """Rows without an id, each with one that is free (B211)."""
    key = block.layout.columns[0]
    letter = _LETTERS.get(block.layout.id)
    if letter is None or key.id not in block.header.columns:
        return
    taken = {str(record.get(key.id)) for record in block.records}
    free = (id for n in itertools.count(1) if (id := f"{letter}{n}") not in taken)  # noqa: A001  (what it is)
    for position, record in enumerate(block.records):
        if record.get(key.id) is None and not block.typed_in(position, key.id):
            yield block.report(position, key.id, "B211", free=next(free), key=key.name)


def _lookup(block: Block | None, key: str, value: str) -> dict[Scalar, Scalar]:
    return {} if block is None else {r.get(key): r.get(value) for r in block.records}


@lru_cache(maxsize=4096)
def number_column(unit: Scalar) -> NumberColumn:
    """A column of numbers in this unit of measure."""
    return NumberColumn(str(unit), percent="number") if unit else ANY_NUMBER


def _organisation(about: Block | None, workbook: RawWorkbook) -> tuple[str | None, list[Finding]]:
    """The organisation's name; the findings that the book does not say it, or says it twice."""
    if about is None:
        return None, []
    said = [
        (position, str(record["content"]))
        for position, record in enumerate(about.records)
        if record.get("item") == AboutItem.ORGANISATION and record.get("content")
    ]
    if not said:
        return None, [finding("B209", Origin(workbook.file, about.sheet.name))]
    name = said[0][1]
    again = [finding("B210", about.origin(p, "content"), t, first=name) for p, t in said[1:]]
    return name, again


def _table(name: str, blocks: Blocks, organisation: str | None) -> Table:
    columns = BOOK_SHEETS[name]
    if name in {"organisations", "aliases"}:
        return _about_table(name, columns, blocks.get("about"), organisation)
    block = blocks.get(name)
    return Table.empty(columns) if block is None else block.table(columns, organisation)


def _about_table(
    name: str, columns: Columns, about: Block | None, organisation: str | None
) -> Table:
    """Organisations or aliases: each value's line and column on the sheet About."""
    if about is None or organisation is None:
        return Table.empty(columns)
    items: dict[Scalar, int] = {}
    for position, record in enumerate(about.records):
        items.setdefault(record.get("item"), position)
    if name == "organisations":
        lines = [
            {c: (items[item], "content") for c, item in _ORGANISATION.items() if item in items}
        ]
    else:
        lines = [
            {column: (position, source) for column, source in _ALIAS.items()}
            for position, record in enumerate(about.records)
            if record.get("item") == AboutItem.ALIAS
        ]
    place = {"organisation": organisation, "file": about.sheet.file, "sheet": about.sheet.name}
    rows = [
        {**place, **{c: about.records[p].get(source) for c, (p, source) in line.items()}}
        for line in lines
    ]
    cells = [{c: about.address(p, source) for c, (p, source) in line.items()} for line in lines]
    return Table.of(rows, cells, columns)


# --------------------------------------------------------------------- what blanks stand for


def with_defaults(books: Books) -> tuple[Books, list[Finding]]:
    """The books with the blanks of targets and indicators filled by what they stand for.

    | blank | stands for |
    |---|---|
    | a column with a default of its own (version, source of an indicator) | that default |
    | direction | what the comparator implies, with a warning |
    | value of a deliverable | 1 |
    | pathway | `schema.vocabulary.default_pathway`: by measure, direction and milestones |
    | valid_from (version 1) | the day the goal's document was published, else stated |
    """
    targets, findings = _directions(_filled(books.targets, "targets"))
    values = targets.values.copy()
    done = values["comparator"].eq(str(Comparator.DONE)) & values["value"].isna()
    values.loc[done, "value"] = 1.0
    values["pathway"] = values["pathway"].fillna(_pathways(values, books))
    first = values["version"].eq(1) & values["valid_from"].isna()
    values.loc[first, "valid_from"] = _stated(values[first], books)
    indicators = _filled(books.indicators, "indicators")
    return replace(books, targets=Table(values, targets.cells), indicators=indicators), findings


def _filled(table: Table, sheet: str) -> Table:
    defaults = {c.id: c.default for c in BOOK[sheet].columns if c.default is not None}
    return Table(table.values.fillna(defaults), table.cells)


def _directions(targets: Table) -> tuple[Table, list[Finding]]:
    values = targets.values
    implied = values["comparator"].map({str(k): str(v) for k, v in DIRECTION_OF.items()})
    blank = values["direction"].isna() & implied.notna()
    findings = [
        finding(
            "T139",
            targets.origin(label, "direction"),
            None,
            direction=implied[label],
            comparator=values.at[label, "comparator"],
            target=values.at[label, "target"],
        )
        for label in values.index[blank]
    ]
    filled = values.assign(direction=values["direction"].where(~blank, implied).astype("str"))
    return Table(filled, targets.cells), findings


def _pathways(targets: pd.DataFrame, books: Books) -> pd.Series:
    """The pathway that a blank stands for, one a target."""
    indicators, milestones = books.indicators.values, books.milestones.values
    measures = dict(zip(indicators["indicator"][::-1], indicators["measure"][::-1], strict=True))
    kinds: dict[object, set[str]] = {}
    for target, kind in zip(milestones["target"], milestones["kind"], strict=True):
        kinds.setdefault(target, set()).add(kind)
    columns = (targets["direction"], targets["indicator"], targets["target"])
    taken = [
        str(default_pathway(measures.get(indicator), direction, kinds.get(target, ())))
        for direction, indicator, target in zip(*columns, strict=True)
    ]
    return pd.Series(taken, index=targets.index, dtype="str")


def _stated(targets: pd.DataFrame, books: Books) -> pd.Series:
    documents = books.documents.values.drop_duplicates("document").set_index("document")
    goals = books.goals.values.drop_duplicates("goal").set_index("goal")["document"]
    said = documents["published_on"].fillna(documents["stated_on"]).map(_first_day)
    return targets["goal"].map(goals).map(said).astype("datetime64[s]")


def _first_day(text: object) -> pd.Timestamp | None:
    if not isinstance(text, str):
        return None
    try:
        return pd.Timestamp(parse_period(text).period.start_date)
    except PeriodError:
        return None


# ------------------------------------------------------------------- filters of the sheet Counts

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


def _canonical(counts: Block) -> None:
    """Fields and filters by the register's ids, in whatever language they were typed."""
    for record in counts.records:
        for column, spell in (("field", canonical_field), ("filter", canonical_filter)):
            typed_in = record.get(column)
            if isinstance(typed_in, str):
                record[column] = spell(typed_in)


def canonical_field(text: str) -> str:
    """The id of a register's column named in either language; else the text as it is.

    >>> canonical_field("总投资"), canonical_field("拆分项目"), canonical_field("子项目")
    ('total_investment', '拆分项目', 'part')
    """
    column = _column(text)
    return _PARTS.get(normal(text)) or (column.id if column else text.strip())


def canonical_filter(text: str) -> str:
    """The filter with ids for names, plain operators and amounts in the register's own unit.

    What cannot be read stays as it was typed, for the check to refuse.

    >>> canonical_filter("总投资 ＞ 10亿元 且 项目阶段≥开工")
    'total_investment > 10 and stage >= started'
    >>> canonical_filter("land > 0"), canonical_filter("开工日期 is filled")
    ('land > 0', 'started_on is filled')
    """
    read = [_condition(condition) for condition in _AND.split(normalise(text))]
    return text if None in read else " and ".join(str(c) for c in read)


def _condition(text: str) -> str | None:
    found = _FILLED.match(text) or _CONDITION.match(text)
    column = _column(found["field"]) if found else None
    if found is None or column is None:
        return None
    if found.re is _FILLED:
        return f"{column.id} is {'filled' if found['filled'] else 'blank'}"
    operator = _OPERATORS.get(found["op"], found["op"])
    texts = re.split(r"[,、|]", found["value"]) if operator == "in" else [found["value"]]
    values = [_value(column, value.strip()) for value in texts]
    return None if None in values else f"{column.id} {operator} {', '.join(map(str, values))}"


@cache
def _named() -> dict[str, Column]:
    return {name: PROJECTS.column(i) for name, i in column_names(PROJECTS).items()}


def _column(text: str) -> Column | None:
    return _named().get(normal(text))


def _value(column: Column, text: str) -> str | None:
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
            names = {normal(name): word.id for word in column.choices for name in word.names}
            return names.get(normal(text))
    return text.strip("“”\"'") or None


# ---------------------------------------------------- who and what a form or register may name


class Indicators:
    """The indicators of an organisation, one mapping each, by their ids and normalised names.

    Of several with one id or name the first counts; an id counts before a name.
    """

    def __init__(self, facts: Sequence[Fact]) -> None:
        self.all = facts
        self.by_id: dict[str, Fact] = {str(f["indicator"]): f for f in reversed(facts)}
        self.by_name: dict[str, Fact] = {
            normal(str(f[key])): f
            for key in ("name_en", "name", "indicator")
            for f in reversed(facts)
            if isinstance(f[key], str)
        }


@dataclass(frozen=True, slots=True)
class Roster:
    """Names as forms are matched against them, read from the books once for many forms.

    `organisations` maps every normalised name and former name to the organisation, `units` every
    id and name of a unit to organisation and unit id (`own_units` within an organisation);
    `places` holds the last place on record of ranks, by organisation and indicator.
    """

    organisations: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    facts: Mapping[str, Indicators] = field(default_factory=dict)
    own_units: Mapping[tuple[str, str], str] = field(default_factory=dict)
    places: Mapping[tuple[str, str], float] = field(default_factory=dict)

    def owner(self, name: str, organisation: str) -> tuple[str, str] | None:
        """Organisation and unit with this normalised name, one of this organisation first."""
        own = self.own_units.get((organisation, name))
        return self.units.get(name) if own is None else (organisation, own)

    def indicators(self, organisation: str | None) -> Indicators:
        """The indicators of an organisation."""
        return self.facts.get(organisation or "", Indicators(()))


def roster_of(
    books: Books,
    places: Mapping[tuple[str, str], float] | None = None,
    stages: Mapping[str, float] | None = None,
) -> Roster:
    """The names and indicators of these books; a unit's name that two organisations have is none.

    `stages` are the workspace's own shares of a deliverable by their words.  Forms that were issued
    name their organisation too; a name alone must be clear.
    """
    aliases, units = books.aliases.values, books.units.values
    organisations = {normal(str(o)): str(o) for o in books.organisations.values["organisation"]}
    organisations |= {
        normal(str(a)): str(o)
        for a, o in zip(aliases["alias"], aliases["organisation"], strict=True)
    }
    facts, words = dict[str, list[Fact]](), dict(stages or {})
    responsible = Responsible(books)
    for row in books.indicators.values.to_dict("records"):
        fact = {str(k): v for k, v in row.items()}
        fact["answering"] = responsible.answering(fact)[1]
        if fact["measure"] == Measure.MILESTONE:
            fact["stages"] = words
        facts.setdefault(str(fact["organisation"]), []).append(fact)
    own: dict[tuple[str, str], str] = {}
    owners: dict[str, set[tuple[str, str]]] = {}
    columns = (units["organisation"], units["unit"], units["name"])
    for organisation, unit, name in zip(*columns, strict=True):
        for spelling in (normal(str(name)), normal(str(unit))):
            own[str(organisation), spelling] = str(unit)
    for (organisation, spelling), unit in own.items():
        owners.setdefault(spelling, set()).add((organisation, unit))
    clear = {spelling: mine.pop() for spelling, mine in owners.items() if len(mine) == 1}
    known = {organisation: Indicators(rows) for organisation, rows in facts.items()}
    # `places` may be filled while forms come in: it is the mapping itself that is kept.
    return Roster(organisations, clear, known, own, {} if places is None else places)
