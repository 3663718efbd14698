"""What a person has confirmed in drafts enters the target book, whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

from scorecard import store
from scorecard.draft.numbers import numbers
from scorecard.forms.target_book import book_workbook
from scorecard.i18n import Words
from scorecard.pipeline.drafting import (
    Record,
    Records,
    book_path,
    present_tables,
    read_draft,
    source_of,
)
from scorecard.pipeline.load import load_books
from scorecard.schema.draft_book import Decision
from scorecard.schema.errors import N_, DraftError
from scorecard.schema.findings import Finding, has_errors
from scorecard.schema.target_book import BOOK
from scorecard.schema.vocabulary import NumberOrigin
from scorecard.workspace import Workspace

_KEYS: Final = {
    "documents": "document",
    "goals": "goal",
    "indicators": "indicator",
    "targets": "target",
}


@dataclass(frozen=True, slots=True)
class Adopted:
    """What became of the confirmed rows: the book, how many targets, goals and known quotes."""

    book: Path
    targets: int
    goals: int
    known: int
    findings: tuple[Finding, ...]

    @property
    def written(self) -> bool:
        """Whether the book was written: no finding is an error."""
        return not has_errors(self.findings)


def adopt(workspace: Workspace, paths: Sequence[Path], words: Words) -> Adopted:
    """Add the rows marked 采用 to `targets/<organisation>.xlsx`, or leave it as it is.

    Every quote must stand in its document, whose hash must be the draft's; a number that is not in
    its quote becomes the office's own.  The book is checked before it is written.  Raises
    `DraftError`, `DocumentError`, `CannotWriteError`.
    """
    drafts = [(path, read_draft(path)) for path in paths]
    organisations = {_organisation(path, records) for path, records in drafts}
    if len(organisations) != 1:
        raise DraftError(file=paths[-1].name, reason=N_("the drafts are of several organisations"))
    organisation = organisations.pop()
    book = book_path(workspace, organisation)
    tables = present_tables(book, workspace.fiscal_start)
    if not tables["about"]:
        tables["about"] = [
            {"item": "organisation", "content": organisation},
            {"item": "language", "content": words.language},
        ]
    added = [_add(workspace, path, records, tables) for path, records in drafts]
    targets, goals, known = (sum(counts) for counts in zip(*added, strict=True))
    data = book_workbook(cast("Mapping[str, Any]", tables), organisation, words)
    findings = _checked(workspace, book, data)
    if not has_errors(findings) and targets + goals:
        store.write_file(book, data)
    return Adopted(book, targets, goals, known, tuple(findings))


def _organisation(path: Path, records: Records) -> str:
    said = [r.get("content") for r in records["about"] if r.get("item") == "organisation"]
    if not said or not said[0]:
        raise DraftError(file=path.name, reason=N_("its sheet About names no organisation"))
    return str(said[0])


def _add(
    workspace: Workspace, path: Path, records: Records, tables: dict[str, list[Record]]
) -> tuple[int, int, int]:
    """Add a draft's confirmed rows; gives how many targets, goals, and quotes known already."""
    goals = {r["goal"]: r for r in records["goals"]}
    targets = [r for r in records["targets"] if r.get("confirm") == Decision.ADOPT]
    wanted = {r["goal"] for r in targets}
    wanted |= {r["goal"] for r in records["goals"] if r.get("confirm") == Decision.ADOPT}
    known = {r["goal"] for r in tables["goals"]} & wanted
    targets = [r for r in targets if r["goal"] not in known]
    chosen = [_goal(path, goals, goal) for goal in goals if goal in wanted - known]
    _verify(workspace, path, chosen, records)
    for record in targets:
        _own_origin(record, str(goals[record["goal"]]["quote"]))
    documents = {r["document"] for r in chosen}
    indicators = {r["indicator"] for r in targets}
    wanted_rows = {
        "documents": [r for r in records["documents"] if r["document"] in documents],
        "goals": chosen,
        "indicators": [r for r in records["indicators"] if r["indicator"] in indicators],
        "targets": targets,
    }
    for name, rows in wanted_rows.items():
        there = {r[_KEYS[name]] for r in tables[name]}
        columns = [column.id for column in BOOK[name].columns]
        tables[name] += [
            {c: row.get(c) for c in columns} for row in rows if row[_KEYS[name]] not in there
        ]
    return len(targets), len(chosen), len(known)


def _goal(path: Path, goals: Mapping[object, Record], goal: object) -> Record:
    if goal not in goals:
        reason = N_("a target names a sentence that its sheet Goals does not hold")
        raise DraftError(file=path.name, reason=reason)
    return goals[goal]


def _verify(workspace: Workspace, path: Path, goals: Sequence[Record], records: Records) -> None:
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
        text = source_of(data, file.name).cleaned.raw
        if any(quote not in text for quote in quotes):
            reason = N_("a quote does not stand in the document")
            raise DraftError(file=path.name, reason=reason)


def _own_origin(record: Record, quote: str) -> None:
    """A number that the quote does not hold is the office's, not the document's."""
    held = {float(n.value) for n in numbers(quote)}
    held |= {float(n.upper) for n in numbers(quote) if n.upper is not None}
    typed = [record.get(name) for name in ("value", "upper") if record.get(name) is not None]
    if any(float(cast("float", number)) not in held for number in typed):
        record["origin"] = NumberOrigin.OFFICE


def _checked(workspace: Workspace, book: Path, data: bytes) -> list[Finding]:
    """What `check` says of the book as it would be, together with the other books."""
    trial = workspace.root / "drafts" / f"{book.stem}.trial.xlsx"
    store.write_file(trial, data)
    try:
        others = [path for path in workspace.books() if path.resolve() != book.resolve()]
        _, findings = load_books(workspace, [*others, trial])
    finally:
        trial.unlink(missing_ok=True)
    name = workspace.relative(trial)
    return [finding for finding in findings if finding.origin.file == name]
