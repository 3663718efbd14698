"""Whether everything published can still be derived from what was accepted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scorecard import store
from scorecard.ledger.archive import archived, intact
from scorecard.ledger.ledger import Ledger, opened
from scorecard.model.errors import N_
from scorecard.pipeline.load import Data, load_data
from scorecard.pipeline.rederive import Disagreement, first_disagreement
from scorecard.pipeline.traced import FIGURE, LIST, PROJECT, Sent, not_in_file
from scorecard.words import Words
from scorecard.workbook.files.guard import read_files
from scorecard.workbook.roster import roster_of
from scorecard.workspace import Workspace

__all__ = ["Disagreement", "Verified", "verify"]

Advance = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Verified:
    """How much was checked, the ledger's head, and the first disagreement if there is one."""

    entries: int
    files: int
    scorecards: int
    head: str | None = None
    disagreement: Disagreement | None = None


@dataclass(slots=True)
class _Count:
    """How far the check has come."""

    advance: Advance
    entries: int = 0
    files: int = 0
    scorecards: int = 0
    head: str | None = None
    published: Sequence[Path] = field(default_factory=tuple)
    archived: int = 0

    def step(self) -> None:
        self.advance(self.files + self.scorecards, self.archived + len(self.published))

    def verified(self, wrong: Disagreement | None) -> Verified:
        return Verified(self.entries, self.files, self.scorecards, self.head, wrong)


def verify(
    workspace: Workspace,
    words: Words,
    head: str | None = None,
    advance: Advance = lambda _done, _all: None,
) -> Verified:
    """Check the ledger's chain, the archive, and every number of every published scorecard.

    Stops at the first place that does not agree.  Every figure and project of the ledger has to
    stand in the cell it names of the archived file.  A scorecard is derived again from the ledger
    as it was at the head it names, by the target books as they are now; its workbook cell by cell.
    `head` is a hash, or its first digits, that has to be one of the ledger's: one printed on paper
    tells that the whole chain was not written anew.
    """
    count = _Count(advance, published=sorted(workspace.reports.rglob(store.MANIFEST)))
    wrong = next(_checked(workspace, words, head, count), None)
    return count.verified(wrong)


def _checked(
    workspace: Workspace, words: Words, head: str | None, count: _Count
) -> Iterator[Disagreement]:
    """Everything that does not agree, in the order in which it is looked at."""
    sent: dict[str, Sent] = {}
    yield from _ledger(workspace, head, count, sent)
    if not (sent or count.published):
        return
    data = load_data(workspace)
    yield from _archive(data, sent, count)
    for path in count.published:
        count.scorecards += 1
        wrong = first_disagreement(path, data, words)
        if wrong is not None:
            yield wrong
        count.step()


def _ledger(
    workspace: Workspace, head: str | None, count: _Count, sent: dict[str, Sent]
) -> Iterator[Disagreement]:
    """What does not agree in the ledger; fills in what each archived file sent."""
    if not workspace.ledger.is_file():
        if head is not None:
            yield Disagreement(workspace.relative(workspace.ledger), N_("there is no ledger"))
        return
    with opened(workspace.ledger) as ledger:
        hashes = [str(entry["hash"]) for entry in ledger.entries()]
        count.entries, count.head = len(hashes), ledger.head()
        yield from _chain(ledger, workspace.relative(workspace.ledger))
        if head is not None and not any(one.startswith(head.lower()) for one in hashes):
            yield Disagreement(
                workspace.relative(workspace.ledger),
                N_("the ledger has no entry with this hash"),
                head,
            )
        sent.update({str(sha256): Sent() for (sha256,) in ledger.rows("return", ["sha256"])})
        for figure in _taken(ledger, "figure", FIGURE):
            sent[str(figure["sha256"])].figures.append(figure)
        for project in _taken(ledger, "project", PROJECT):
            sent[str(project["sha256"])].projects.append(project)
        for one in _taken(ledger, "register", LIST):
            sent[str(one["sha256"])].lists.append(one)
    count.archived = len(sent)


def _taken(ledger: Ledger, kind: str, names: tuple[str, ...]) -> Iterator[Mapping[str, Any]]:
    return (dict(zip(names, row, strict=True)) for row in ledger.rows(kind, names))


def _chain(ledger: Ledger, name: str) -> Iterator[Disagreement]:
    broken = ledger.first_break()
    if broken is not None:
        what = N_("the entry does not follow from those before it")
        yield Disagreement(f"{name} #{broken.seq}", what, broken.found, broken.expected)
    for guard in ledger.unguarded():
        yield Disagreement(f"{name} {guard}", N_("the guard against changes is missing"))


def _archive(data: Data, sent: Mapping[str, Sent], count: _Count) -> Iterator[Disagreement]:
    """Archived files that are not what they were, and figures that do not stand in them."""
    workspace = data.workspace
    paths = [archived(workspace.archive, sha256) for sha256 in sent]
    for sha256, path in zip(sent, paths, strict=True):
        if not intact(workspace.archive, sha256):
            yield Disagreement(workspace.relative(path), N_("the archived file is not intact"))
    roster = roster_of(data.books)
    # They were taken in with every care, and are the same bytes still: no process of their own.
    readings = read_files(paths, workspace.root, trusted=True)
    for sha256, (path, workbook, _) in zip(sent, readings, strict=True):
        name = workspace.relative(path)
        if workbook is None:
            yield Disagreement(name, N_("the archived file cannot be read"))
        else:
            own = sent[sha256]
            yield from not_in_file(name, workbook, own, roster, workspace.fiscal_start)
        count.files += 1
        count.step()
