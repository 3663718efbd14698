"""A target book: its sheets as typed frames with the address of every value.

Sheets are found by name in either language and in any order, headers wherever they stand; each cell
is typed where its address is known.  Nothing is judged here but whether a cell can be read: the
contracts of `model.contracts` and the cross-checks of `rules.checks` take the frames from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

import pandas as pd

from scorecard.model.catalogue import finding
from scorecard.model.contract import unknown_only
from scorecard.model.errors import Name
from scorecard.model.finding import Finding, Origin, in_order
from scorecard.model.frames import BOOK_SHEETS, TEXT, Books, Columns, Table, typed
from scorecard.workbook.cells.grammar import ANY_NUMBER, NumberColumn
from scorecard.workbook.cells.reading import WHOLE, CellContext, Scalar
from scorecard.workbook.filters import canonical_field, canonical_filter
from scorecard.workbook.grid import RawSheet, RawWorkbook
from scorecard.workbook.layout.books import BOOK_SHEETS as BOOK_LAYOUTS
from scorecard.workbook.layout.books import SHEETS
from scorecard.workbook.layout.columns import ColumnLayout, SheetLayout
from scorecard.workbook.layout.defaults import with_defaults
from scorecard.workbook.tables.blocks import Block, Record, header_findings, read_block
from scorecard.workbook.tables.headers import sheets_by_layout

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
