"""Whether everything published can still be derived from what was accepted.

Every published scorecard is derived again from the ledger as it was at the head it names, and from
the target books and settings as they were: the archive keeps them by hash.  What the books have
changed since is told beside it and is no disagreement.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any, Final

from scorecard import store
from scorecard.i18n import Words
from scorecard.ledger.archive import PUBLISHED, Record, by_hash, had_ledger, intact, records
from scorecard.ledger.ledger import Ledger, opened
from scorecard.pipeline.differences import (
    NOT_INTACT,
    Difference,
    Disagreement,
    Entry,
    Sent,
    differences,
    numbers_in,
    sent_by_file,
    untraced,
    workbook_differences,
)
from scorecard.pipeline.load import Data, load_data, renewed
from scorecard.pipeline.publication import Publication, give_back, kept_sources, program_version
from scorecard.pipeline.publish import workbook_of
from scorecard.pipeline.standing import Standing, document_of, stand
from scorecard.read.followups import WORKBOOK
from scorecard.report.workbook import LAYOUT
from scorecard.schema import errors
from scorecard.schema.errors import N_
from scorecard.schema.period import parse_period
from scorecard.schema.quarterly_form import FollowUp
from scorecard.schema.vocabulary import Method
from scorecard.workspace import Workspace, load_workspace

_OF_FIGURES: Final = frozenset({"actual", "actual_period", "figure_state", "rank_of", "edition"})
"""Fields of an assessment that follow from the ledger, whatever has become of the book."""
NOT_PUBLISHED: Final = N_("the file is not the one that was published")
GONE: Final = N_("the file that was published is gone")
NO_RECORD: Final = N_("the archive has lost its record of this scorecard")


@dataclass(frozen=True, slots=True)
class Since:
    """How a scorecard differs from what today's books would give, all else as it was published.

    `numbers` of those that were published; `gone` and `new` count targets.
    """

    differences: tuple[Difference, ...]
    numbers: int
    gone: int
    new: int


@dataclass(slots=True)
class Remark:
    """What is to be said of a published scorecard beside that it agrees, or does not.

    `changed` are the files that are no longer what they were; `labels` differ by the words of
    another version of the `program`; `undecided` cannot be held against books that were not
    archived and have changed; `not_compared` is a workbook of another layout that is not as it was
    published, typed into or changed; `since` is missing where today's books do not hold what it is
    of.
    """

    where: str
    archived: bool
    changed: tuple[str, ...] = ()
    program: str | None = None
    labels: list[Difference] = field(default_factory=list)
    undecided: list[Difference] = field(default_factory=list)
    not_compared: bool = False
    since: Since | None = None


@dataclass(slots=True)
class Verified:
    """How much was checked, the ledger's head, all that does not agree, and what is to be said.

    `settled` are folders in which a publication that was cut short has been finished.
    """

    entries: int = 0
    files: int = 0
    scorecards: int = 0
    head: str | None = None
    disagreements: list[Disagreement] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    settled: list[str] = field(default_factory=list)


def verify(
    workspace: Workspace,
    words: Words,
    head: str | None = None,
    advance: Callable[[int, int], None] = lambda _done, _all: None,
) -> Verified:
    """Check the ledger's chain, the archive, and every number of every published scorecard.

    Every figure and project of the ledger has to stand in the cell it names of the archived file,
    and every archived return in the ledger.  A scorecard is derived again from the ledger as it was
    at the head it names, by the books and settings as it used them; its workbook cell by cell.
    Scorecards of the time before books were archived are held against today's, as far as those
    have not changed.  `head` is a hash, or its first digits, that has to be one of the ledger's:
    one printed on paper tells that the whole chain was not written anew.

    Raises `LedgerError` for a ledger that cannot be opened.
    """
    run = _Run(workspace, words, Verified())
    run.result.disagreements += run.disagreements(head, advance)
    return run.result


@dataclass(slots=True)
class _Run:
    """One run: what has been looked at, and files read once for many scorecards."""

    workspace: Workspace
    words: Words
    result: Verified
    numbers: dict[str, int] = field(default_factory=dict)
    """The number of every entry of the ledger by its hash."""
    records: dict[str, Record] = field(default_factory=dict)
    """What the archive remembers of published folders."""
    _known: dict[object, Data | None] = field(default_factory=dict)

    def disagreements(
        self, head: str | None, advance: Callable[[int, int], None]
    ) -> Iterator[Disagreement]:
        """Everything that does not agree, in the order in which it is looked at."""
        workspace, result = self.workspace, self.result
        sent: dict[str, Sent] = {}
        yield from self._settled()
        name = workspace.relative(workspace.ledger)
        if workspace.ledger.is_file():
            with opened(workspace.ledger) as ledger:
                yield from self._ledger(ledger, name, head)
                sent = sent_by_file(ledger)
        elif head is not None or had_ledger(workspace.archive):
            yield Disagreement(name, N_("there is no ledger"))
        yield from self._remembered()
        for path in by_hash(workspace.archive):
            if path.stem not in sent:
                yield Disagreement(workspace.relative(path), N_("no entry of the ledger names it"))
        published = self._published()
        whole = len(sent) + len(published)

        def done(*, scorecard: bool = False) -> None:
            result.scorecards += scorecard
            result.files += not scorecard
            advance(result.files + result.scorecards, whole)

        try:
            if sent:
                yield from untraced(self._today(), sent, done)
            for path in published:
                yield from self._scorecard(path)
                done(scorecard=True)
        except errors.LedgerError:
            yield Disagreement(name, N_("nothing can be derived from the ledger as it stands"))

    def _settled(self) -> Iterator[Disagreement]:
        """Publications that were cut short, finished; those that cannot be."""
        for folder in store.unfinished(self.workspace.reports):
            place = self.workspace.relative(folder)
            try:
                if store.settle(folder):
                    self.result.settled.append(place)
            except errors.CannotWriteError:
                yield Disagreement(place, N_("a publication was cut short and cannot be finished"))

    def _published(self) -> list[Path]:
        """Every published `scorecard.json`."""
        found = self.workspace.reports.rglob(store.MANIFEST)
        return sorted(path for path in found if not path.parent.name.startswith(".~"))

    def _today(self) -> Data:
        """The workspace by its files as they are now."""
        return self._read("today", self.workspace, None)

    def _read(self, key: object, files: Workspace, up_to: int | None) -> Data:
        """The workspace by these files, at an entry of the ledger; files are read once a key.

        Without an entry: at the ledger's end, or before there was one.
        """
        at = up_to if up_to is not None else max(self.numbers.values(), default=0)
        data = self._known.get((key, at == 0))
        if data is None:
            workspace = replace(files, root=self.workspace.root)
            data = load_data(workspace, files, at)
            self._known[key, at == 0] = data
        return data if at in {0, data.ledger_entries} else renewed(data, at)

    # -------------------------------------------------------------- the ledger and its archive

    def _ledger(self, ledger: Ledger, name: str, head: str | None) -> Iterator[Disagreement]:
        """What does not agree in the ledger itself: its chain, guards, the head that was asked."""
        self.numbers = {str(entry["hash"]): int(entry["seq"]) for entry in ledger.entries()}
        self.result.entries, self.result.head = len(self.numbers), ledger.head()
        broken = ledger.first_break()
        if broken is not None:
            what = N_("the entry does not follow from those before it")
            yield Disagreement(f"{name} #{broken.seq}", what, broken.found, broken.expected)
        for guard in ledger.unguarded():
            yield Disagreement(f"{name} {guard}", N_("the guard against changes is missing"))
        if head is not None and not any(one.startswith(head.lower()) for one in self.numbers):
            yield Disagreement(name, N_("the ledger has no entry with this hash"), head)
        fault = ledger.unwitnessed(self.workspace.archive)
        if isinstance(fault, errors.LostEntriesError):
            what, there = N_("the ledger does not have entries that it had"), fault.params
            told = f"{there['known']} ({there['head']})"
            yield Disagreement(name, what, str(self.result.entries), told)
        elif fault is not None:
            yield Disagreement(name, fault.params["reason"])

    def _remembered(self) -> Iterator[Disagreement]:
        """Published files that the archive keeps or remembers, and that are not what they were."""
        workspace = self.workspace
        for path in by_hash(workspace.archive / PUBLISHED):
            if not intact(path):
                yield Disagreement(workspace.relative(path), NOT_INTACT)
        for path, record in records(workspace.archive):
            if record is None:
                yield Disagreement(workspace.relative(path), N_("the file cannot be read"))
            else:
                self.records[record.folder] = record
                if not (workspace.root / record.folder / store.MANIFEST).is_file():
                    place = f"{record.folder}/{store.MANIFEST}"
                    yield Disagreement(place, N_("the scorecard that was published is gone"))

    # -------------------------------------------------------------- a published scorecard

    def _scorecard(self, path: Path) -> Iterator[Disagreement]:
        """What of a published scorecard cannot be derived again."""
        name, folder = self.workspace.relative(path), self.workspace.relative(path.parent)
        record = self.records.get(folder)
        data = _bytes(path) or b""
        witnessed = record is not None and store.sha256(data) in {record.scorecard, record.before}
        wrong = record is not None and not witnessed
        try:
            for one in self._checked(path, json.loads(data), witnessed=witnessed):
                wrong = False
                yield one
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            wrong = False
            yield Disagreement(name, N_("the file is not a scorecard"))
        if wrong:  # and no place in it says more
            yield Disagreement(name, NOT_PUBLISHED)

    def _checked(
        self, path: Path, document: dict[str, Any], *, witnessed: bool
    ) -> Iterator[Disagreement]:
        """What cannot be derived of the scorecard in this file; remarks go to the result.

        Is the file `witnessed` to be the one that was published, labels alone are no disagreement.
        """
        name = self.workspace.relative(path)
        publication = Publication.told_by(document) or Publication(
            method=_method(document["assessments"], self._today())
        )
        folder = self.workspace.relative(path.parent)
        if publication.archive is not None and self.records.get(folder) is None:
            yield Disagreement(name, NO_RECORD)
        head, entries = document.get("ledger_head"), publication.ledger_entries
        at = 0 if head is None else self.numbers.get(head)
        if at is None or entries not in {None, at}:
            what = N_("the ledger has no entry with this hash")
            yield Disagreement(f"{name} ledger_head", what, str(head) if at is None else f"#{at}")
            return
        changed = publication.changed(self.workspace)
        data = yield from self._as_published(publication, at)
        remark = Remark(name, data is not None, changed)
        known = data is not None or (bool(publication.sources) and not changed)
        standing = None
        try:
            again = data or self._read("today", self.workspace, at)
            standing = _standing(document, publication, again)
        except errors.ScorecardError as error:
            if known:
                what = N_("it was published of something that is not there")
                yield Disagreement(name, what, str(error.params.get("found", error)))
        if standing is not None:
            words = Words(publication.language) if publication.language else self.words
            version = program_version()
            same = publication.archive is not None and publication.program == version
            remark.program = None if publication.program == version else publication.program
            found = differences(document, document_of(standing, words), new=not same)
            yield from _sorted(found, remark, known=known, labels=same and not witnessed)
            known_layout = publication.layout == LAYOUT
            comparable = standing if known and known_layout else None
            yield from self._outputs(path, comparable, words, publication.promises, texts=same)
            book, digests = _bytes(path.parent / WORKBOOK), store.published(path.parent)
            changed_since = book is not None and store.sha256(book) != digests.get(WORKBOOK)
            remark.not_compared = not known_layout and changed_since
            if remark.archived and changed:
                remark.since = self._since(document, publication, at, words)
        if changed or remark.labels or remark.not_compared or not known:
            self.result.remarks.append(remark)

    def _as_published(
        self, publication: Publication, at: int
    ) -> Generator[Disagreement, None, Data | None]:
        """The workspace by the files of a publication, which the archive gives back.

        `None` for one of the time before they were kept, and where they cannot be given back.
        """
        if publication.archive is None:
            return None
        if at and not publication.changed(self.workspace):  # before the ledger: also new returns
            for kept in kept_sources(self.workspace.archive, publication.sources):
                if not kept.is_file():  # what is there has been looked at already
                    yield Disagreement(self.workspace.relative(kept), NOT_INTACT)
            return self._read("today", self.workspace, at)
        key = tuple(sorted(publication.sources.items()))
        with tempfile.TemporaryDirectory() as folder:
            files = replace(self.workspace, root=Path(folder).resolve())
            try:
                if (key, at == 0) not in self._known:
                    give_back(self.workspace.archive, publication.sources, files.root)
                    files = load_workspace(files.root)
                return self._read(key, files, at)
            except errors.NotInArchiveError as error:
                yield Disagreement(f"{publication.archive}/{error.params['kept']}", NOT_INTACT)
            except errors.SettingsError:  # this version of the program does not take them
                pass
        return None

    def _since(
        self, document: Entry, publication: Publication, at: int, words: Words
    ) -> Since | None:
        """How the assessments differ from those by today's books; `None` where nothing is alike."""
        try:
            standing = _standing(document, publication, self._read("today", self.workspace, at))
        except errors.ScorecardError:
            return None
        then, now = (
            {str(one["target"]): one for one in found["assessments"]}
            for found in (document, document_of(standing, words))
        )
        both = [target for target in then if target in now]
        found = (differences(then[t], now[t], f"assessments[{t}]") for t in both)
        numbers = sum(numbers_in(then[target]) for target in both)
        gone, new = len(then) - len(both), len(now) - len(both)
        return Since(tuple(chain.from_iterable(found)), numbers, gone, new)

    def _outputs(
        self,
        path: Path,
        standing: Standing | None,
        words: Words,
        promises: Mapping[str, FollowUp] | None,
        *,
        texts: bool,
    ) -> Iterator[Disagreement]:
        """Published files that are not what they were; the workbook by cells, others by hash.

        Written by another version of the program, a workbook's words may differ: without `texts`
        its numbers count alone.  Without a standing, by which it could be made again, a workbook
        may have been filled in or not.
        """
        for output, digest in store.published(path.parent).items():
            file = path.parent / output
            name, data = self.workspace.relative(file), _bytes(file)
            if data is None:
                yield Disagreement(name, GONE)
            elif output != WORKBOOK and store.sha256(data) != digest:
                yield Disagreement(name, NOT_PUBLISHED)
            elif output == WORKBOOK and standing is not None:
                again, causes = workbook_of(standing, words, file, promises)
                yield from workbook_differences(name, data, again, causes, texts=texts)


# ------------------------------------------------------------------ what was published


def _standing(document: Entry, publication: Publication, data: Data) -> Standing:
    """The standing that was published, judged anew by these data."""
    quarter = parse_period(document["quarter"], data.workspace.fiscal_start).period
    if publication.title:  # without a title of its own a workspace is called after its folder
        data = replace(data, workspace=replace(data.workspace, title=publication.title))
    as_of = date.fromisoformat(document["as_of"])
    standing = stand(data, as_of, quarter, publication.method)
    standing = standing.only(publication.organisation, publication.unit)
    return standing.of_targets(publication.targets) if publication.targets else standing


def _method(assessments: Sequence[Entry], data: Data) -> Method | None:
    """The method of a scorecard that does not say it, if it was not the settings' own."""
    methods = {one.get("method") for one in assessments}
    if len(methods) != 1:
        return None
    (only,) = methods
    typed = set(data.books.targets.values["method"].dropna())
    return None if only in {data.workspace.policy.method, *typed} else Method(str(only))


def _bytes(path: Path) -> bytes | None:
    try:
        return store.read_file(path)
    except OSError:
        return None


def _sorted(
    found: Iterable[Difference], remark: Remark, *, known: bool, labels: bool
) -> Iterator[Disagreement]:
    """The differences that are disagreements; the others go to the remark.

    With the books that were used `known`, every number and light that differs is one, and `labels`
    if asked for; else what follows from the ledger alone.
    """
    for one in found:
        what = N_("the published value does not follow")
        if known and (labels or not one.label):
            yield Disagreement(f"{remark.where} {one.place}", what, one.found, one.expected)
        elif known:
            remark.labels.append(one)
        elif one.key in _OF_FIGURES and one.place.startswith("assessments"):
            yield Disagreement(f"{remark.where} {one.place}", what, one.found, one.expected)
        else:
            remark.undecided.append(one)
