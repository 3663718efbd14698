"""What a person has confirmed in drafts enters the target book, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, cast

from scorecard import store
from scorecard.draft.numbers import numbers
from scorecard.forms.added_rows import AddedRows, with_rows
from scorecard.forms.target_book import book_workbook
from scorecard.i18n import Words
from scorecard.pipeline import drafting
from scorecard.pipeline.load import load_books
from scorecard.pipeline.new_workspace import book_place
from scorecard.read.tables import Block
from scorecard.read.workbook import read_workbook
from scorecard.schema.errors import N_, DraftError
from scorecard.schema.findings import Finding, Origin, cell_position, has_errors
from scorecard.schema.sheets import BOOK
from scorecard.schema.vocabulary import Decision, NumberOrigin
from scorecard.workspace import Workspace, real_path

_KEYS: Final = {name: name[:-1] for name in ("documents", "goals", "indicators", "targets")}
"""The column that names a row, by sheet."""


@dataclass(frozen=True, slots=True)
class Adopted:
    """What became of the confirmed rows: the book, and how many of each it has more."""

    book: Path
    targets: int
    figures: int
    goals: int
    known: int
    findings: tuple[Finding, ...]

    @property
    def written(self) -> bool:
        """Whether the book was written: no finding is an error."""
        return not has_errors(self.findings)


def adopt(workspace: Workspace, paths: Sequence[Path], words: Words) -> Adopted:
    """Add the rows marked 采用 to `targets/<organisation>.xlsx`, or leave it as it is.

    Targets enter with their sentence and indicator, reported figures as facts with an indicator and
    no target.  Rows are added below those of the book, whose own looks, remarks and sheets stay.
    Every quote must stand in its document, whose hash must be the draft's; a number that is not in
    its quote becomes the office's own.  The book is checked before it is written.  Raises
    `DraftError`, `DocumentError`, `CannotWriteError`.
    """
    drafts = {path: drafting.draft_blocks(path) for path in paths}
    read = {path: drafting.records_of(blocks) for path, blocks in drafts.items()}
    organisations = {_organisation(path, records) for path, records in read.items()}
    if len(organisations) != 1:
        raise DraftError(file=paths[-1].name, reason=N_("the drafts are of several organisations"))
    organisation = organisations.pop()
    book = workspace.root / book_place(organisation)
    tables = drafting.present_tables(book, workspace.fiscal_start)
    before = {name: len(rows) for name, rows in tables.items()}
    if not tables["about"]:
        tables["about"] = [
            {"item": "organisation", "content": organisation},
            {"item": "language", "content": words.language},
        ]
    added = [_add(workspace, path, records, tables) for path, records in read.items()]
    targets, figures, goals, known = (sum(counts) for counts in zip(*added, strict=True))
    data = _below(book, {n: rows[before[n] :] for n, rows in tables.items()}, words)
    data = data or book_workbook(cast("Mapping[str, Any]", tables), organisation, words)
    misread = [*_misread(workspace, drafts, tables)]
    told = {finding.origin for finding in misread}
    checked = _checked(workspace, book, data, drafts)
    findings = [*misread, *(finding for finding in checked if finding.origin not in told)]
    if not has_errors(findings) and targets + goals:
        store.write_file(book, data)
    return Adopted(book, targets, figures, goals, known, tuple(findings))


def _below(
    book: Path, added: Mapping[str, Sequence[drafting.Record]], words: Words
) -> bytes | None:
    """The book with rows below those of its sheets; None where it lacks itself or such a sheet."""
    if not book.is_file():
        return None
    data = book.read_bytes()
    blocks = _book_blocks(data, book.name)
    places: dict[str, AddedRows] = {}
    for name, rows in added.items():
        if not rows:
            continue
        block = blocks.get(name)
        if block is None:
            return None
        at, head = block.header.columns, block.header.row
        columns = [column for column in BOOK[name].columns if column.id in at]
        last = max([head, *(row for row, _ in block.sheet.cells)])
        cells = [{at[c.id]: c.shown(r.get(c.id), words.language) for c in columns} for r in rows]
        places[block.sheet.name] = AddedRows(last + 1, cells, last if last > head else None)
    return with_rows(data, places)


def _book_blocks(data: bytes, name: str) -> dict[str, Block]:
    """The tables of a target book by sheet."""
    workbook, _ = read_workbook(data, name)
    return drafting.blocks_in(workbook, BOOK) if workbook else {}


def _organisation(path: Path, records: drafting.Records) -> str:
    said = [r.get("content") for r in records["about"] if r.get("item") == "organisation"]
    if not said or not said[0]:
        raise DraftError(file=path.name, reason=N_("its sheet About names no organisation"))
    return str(said[0])


def _add(
    workspace: Workspace,
    path: Path,
    records: drafting.Records,
    tables: dict[str, list[drafting.Record]],
) -> tuple[int, int, int, int]:
    """Add a draft's confirmed rows; gives how many targets, figures, goals, and known quotes."""
    goals = {r["goal"]: r for r in records["goals"]}
    chosen = {
        name: [r for r in records[name] if r.get("confirm") == Decision.ADOPT]
        for name in ("targets", "figures", "goals")
    }
    wanted = {r["goal"] for rows in chosen.values() for r in rows}
    known = {r["goal"] for r in tables["goals"]} & wanted
    targets, figures = (
        [r for r in chosen[name] if r["goal"] not in known] for name in ("targets", "figures")
    )
    sentences = [_goal(path, goals, goal) for goal in goals if goal in wanted - known]
    _verify(workspace, path, sentences, records)
    for record in targets:
        _own_origin(record, str(_goal(path, goals, record["goal"])["quote"]))
    documents = {r["document"] for r in sentences}
    indicators = {r["indicator"] for r in (*targets, *figures)}
    rows = {
        "documents": [r for r in records["documents"] if r["document"] in documents],
        "goals": sentences,
        "indicators": [r for r in records["indicators"] if r["indicator"] in indicators],
        "targets": targets,
    }
    for name, new in rows.items():
        there = {r[_KEYS[name]] for r in tables[name]}
        columns = [column.id for column in BOOK[name].columns]
        tables[name] += [
            {c: row.get(c) for c in columns} for row in new if row[_KEYS[name]] not in there
        ]
    return len(targets), len(figures), len(sentences), len(known)


def _goal(path: Path, goals: Mapping[object, drafting.Record], goal: object) -> drafting.Record:
    if goal not in goals:
        reason = N_("a target names a sentence that its sheet Goals does not hold")
        raise DraftError(file=path.name, reason=reason)
    return goals[goal]


def _verify(
    workspace: Workspace, path: Path, goals: Sequence[drafting.Record], records: drafting.Records
) -> None:
    """Refuse quotes that do not stand in the document that was drafted."""
    for document in records["documents"]:
        quotes = [str(r["quote"]) for r in goals if r["document"] == document["document"]]
        if not quotes:
            continue
        file = workspace.root / str(document["file"])
        if not file.is_file():
            raise DraftError(file=path.name, reason=N_("the document is not where it was"))
        data = file.read_bytes()
        if store.sha256(data) != document["sha256"]:
            reason = N_("the document has changed since: draft it again")
            raise DraftError(file=path.name, reason=reason)
        text = drafting.source_of(data, file.name).cleaned.raw
        if any(quote not in text for quote in quotes):
            reason = N_("a quote does not stand in the document")
            raise DraftError(file=path.name, reason=reason)


def _own_origin(record: drafting.Record, quote: str) -> None:
    """A number that the quote does not hold is the office's, not the document's."""
    held = {float(n.value) for n in numbers(quote)}
    held |= {float(n.upper) for n in numbers(quote) if n.upper is not None}
    typed = [record.get(name) for name in ("value", "upper") if record.get(name) is not None]
    if any(float(cast("float", number)) not in held for number in typed):
        record["origin"] = NumberOrigin.OFFICE


def _misread(
    workspace: Workspace, drafts: Mapping[Path, Mapping[str, Block]], tables: drafting.Records
) -> Iterator[Finding]:
    """Cells of adopted rows, and decisions of any row, that say nothing which can be read."""
    for path, blocks in drafts.items():
        for name, block in blocks.items():
            key = _KEYS.get(name, "")
            adopted = {row.get(key) for row in tables.get(name, ())} - {None}
            own = zip(block.rows, block.records, strict=True)
            rows = {row for row, record in own if record.get(key) in adopted}
            decisions = block.header.columns.get("confirm")
            for one in block.findings:
                row, column = cell_position(one.origin.cell)
                if has_errors([one]) and (row in rows or column == decisions):
                    yield replace(one, origin=replace(one.origin, file=workspace.relative(path)))


def _checked(
    workspace: Workspace, book: Path, data: bytes, drafts: Mapping[Path, Mapping[str, Block]]
) -> list[Finding]:
    """What `check` says of the book as it would be, at the places of the draft it comes from."""
    trial = workspace.root / "drafts" / f"{book.stem}.trial.xlsx"
    store.write_file(trial, data)
    try:
        others = [path for path in workspace.books() if real_path(path) != real_path(book)]
        _, findings = load_books(workspace, [*others, trial])
    finally:
        trial.unlink(missing_ok=True)
    name, blocks = workspace.relative(trial), _book_blocks(data, book.name)
    own = workspace.relative(book)
    return [
        replace(finding, origin=_drafted(workspace, finding.origin, blocks, drafts, own))
        for finding in findings
        if finding.origin.file == name
    ]


def _drafted(
    workspace: Workspace,
    origin: Origin,
    blocks: Mapping[str, Block],
    drafts: Mapping[Path, Mapping[str, Block]],
    book: str,
) -> Origin:
    """Where in a draft stands what would stand at this place of the book; else the book's own."""
    row, column = cell_position(origin.cell)
    for name, key in _KEYS.items():
        block = blocks.get(name)
        if block is None or block.sheet.name != origin.sheet or row not in block.rows:
            continue
        wanted = block.records[block.rows.index(row)][key]
        asked = next((c.id for c, at in block.columns if at == column), key)
        for path, tables in drafts.items():
            records = tables[name].records if name in tables else []
            places = [n for n, r in enumerate(records) if r[key] == wanted]
            if places:
                cell = tables[name].address(places[0], asked)
                return Origin(workspace.relative(path), tables[name].sheet.name, cell)
    return replace(origin, file=book)
