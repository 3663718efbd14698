"""Whether everything published can still be derived from what was accepted."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeAlias

from scorecard import store
from scorecard.i18n import Words
from scorecard.ledger.archive import archived, intact
from scorecard.ledger.ledger import CONTENT, Ledger, content_of, opened
from scorecard.pipeline.load import Data, load_data, renewed
from scorecard.pipeline.publish import WORKBOOK, Publication, program_version, workbook_of
from scorecard.pipeline.standing import Standing, document_of, stand
from scorecard.read.grid import CellKind, RawCell, RawWorkbook
from scorecard.read.guard import read_files
from scorecard.read.returns.read import read_form
from scorecard.read.target_book import roster_of
from scorecard.read.workbook import read_workbook
from scorecard.schema.errors import N_, ScorecardError
from scorecard.schema.findings import cell_position
from scorecard.schema.frames import PROJECTS, Table
from scorecard.schema.period import parse_period
from scorecard.schema.vocabulary import Method
from scorecard.workspace import Workspace

Entry: TypeAlias = Mapping[str, Any]
"""What is read of an entry of the ledger."""
READ: Final[Mapping[str, tuple[str, ...]]] = {
    "figure": (
        *("seq", "sha256", "indicator", "period", "basis", "value", "raw", "sheet", "cell"),
    ),
    "project": ("sha256", "project", "content", "sheet", "cell"),
    "register": ("sha256", "value", "sheet", "cell"),
}
"""What is held against the archived files, by kind of entry; a register's value counts its rows."""
Sent: TypeAlias = Mapping[str, list[Entry]]
"""What the ledger took from one archived file, by kind of entry."""
NOTHING: Final = N_("nothing")
"""Stands for what is not there."""
_SENTENCES: Final = frozenset({"reason", "message", "expected", "hint", "title"})
"""Fields that hold sentences: they follow the program's wording, not the figures."""
_NAMES: Final = ("target", "key", "member", "indicator", "code")
"""What an object of a list is called by."""
_OF_THE_SHEET: Final = tuple(name for name in CONTENT if name != "unit")
"""What a row of the sheet says of a project; whose it is the register knows."""
_CELL_TOLERANCE: Final = 1e-12
_VALUE_TOLERANCE: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Disagreement:
    """The first place that does not agree: where, what stands there, what should.

    `changed` are the books and settings that are not what they were when it was published, which
    may be why.
    """

    where: str
    what: str
    found: str = ""
    expected: str = ""
    changed: tuple[str, ...] = ()


@dataclass(slots=True)
class Verified:
    """How much was checked, the ledger's head, and the first disagreement if there is one."""

    entries: int = 0
    files: int = 0
    scorecards: int = 0
    head: str | None = None
    disagreement: Disagreement | None = None


def verify(
    workspace: Workspace,
    words: Words,
    head: str | None = None,
    advance: Callable[[int, int], None] = lambda _done, _all: None,
) -> Verified:
    """Check the ledger's chain, the archive, and every number of every published scorecard.

    Stops at the first place that does not agree.  Every figure and project of the ledger has to
    stand in the cell it names of the archived file.  A scorecard is derived again from the ledger
    as it was at the head it names, by the target books as they are now; its workbook cell by cell.
    `head` is a hash, or its first digits, that has to be one of the ledger's: one printed on paper
    tells that the whole chain was not written anew.
    """
    result = Verified()
    result.disagreement = next(_disagreements(workspace, words, head, result, advance), None)
    return result


def _disagreements(
    workspace: Workspace,
    words: Words,
    head: str | None,
    result: Verified,
    advance: Callable[[int, int], None],
) -> Iterator[Disagreement]:
    """Everything that does not agree, in the order in which it is looked at; counts in `result`."""
    published = sorted(workspace.reports.rglob(store.MANIFEST))
    sent: dict[str, Sent] = {}
    name = workspace.relative(workspace.ledger)
    if workspace.ledger.is_file():
        with opened(workspace.ledger) as ledger:
            yield from _ledger(ledger, name, head, result)
            sent = _sent(ledger)
    elif head is not None:
        yield Disagreement(name, N_("there is no ledger"))
    if not (sent or published):
        return
    data = load_data(workspace)
    whole = len(sent) + len(published)

    def file_done() -> None:
        result.files += 1
        advance(result.files, whole)

    yield from _archive(data, sent, file_done)
    for path in published:
        result.scorecards += 1
        wrong = _scorecard(path, data, words)
        if wrong is not None:
            yield wrong
        advance(result.files + result.scorecards, whole)


# ------------------------------------------------------------------ the ledger and its archive


def _ledger(
    ledger: Ledger, name: str, head: str | None, result: Verified
) -> Iterator[Disagreement]:
    """What does not agree in the ledger itself: its chain, its guards, the head that was asked."""
    hashes = [str(entry["hash"]) for entry in ledger.entries()]
    result.entries, result.head = len(hashes), ledger.head()
    broken = ledger.first_break()
    if broken is not None:
        what = N_("the entry does not follow from those before it")
        yield Disagreement(f"{name} #{broken.seq}", what, broken.found, broken.expected)
    for guard in ledger.unguarded():
        yield Disagreement(f"{name} {guard}", N_("the guard against changes is missing"))
    if head is not None and not any(one.startswith(head.lower()) for one in hashes):
        yield Disagreement(name, N_("the ledger has no entry with this hash"), head)


def _sent(ledger: Ledger) -> dict[str, Sent]:
    """What each archived file sent, by its SHA-256."""
    hashes = [str(sha256) for (sha256,) in ledger.rows("return", ["sha256"])]
    sent: dict[str, Sent] = {sha256: {kind: [] for kind in READ} for sha256 in hashes}
    for kind, names in READ.items():
        for row in ledger.rows(kind, names):
            entry = dict(zip(names, row, strict=True))
            sent[str(entry["sha256"])][kind].append(entry)
    return sent


def _archive(
    data: Data, sent: Mapping[str, Sent], file_done: Callable[[], None]
) -> Iterator[Disagreement]:
    """Archived files that are not what they were, and entries that do not stand in them."""
    workspace = data.workspace
    paths = [archived(workspace.archive, sha256) for sha256 in sent]
    for sha256, path in zip(sent, paths, strict=True):
        if not intact(workspace.archive, sha256):
            yield Disagreement(workspace.relative(path), N_("the archived file is not intact"))
    roster = roster_of(data.books)
    # They were taken in with every care, and are the same bytes still: no process of their own.
    readings = read_files(paths, workspace.root, trusted=True)
    for entries, (path, workbook, _) in zip(sent.values(), readings, strict=True):
        name = workspace.relative(path)
        if workbook is None:
            yield Disagreement(name, N_("the archived file cannot be read"))
        else:
            form = read_form(workbook, roster, workspace.fiscal_start)
            values = {_key(row): row["value"] for row in form.rows}
            yield from _figures(name, workbook, entries["figure"], values)
            projects = Table.empty(PROJECTS) if form.projects is None else form.projects
            yield from _projects(name, projects, entries)
        file_done()


def _figures(
    name: str,
    workbook: RawWorkbook,
    figures: Sequence[Entry],
    values: Mapping[tuple[str, ...], float | None],
) -> Iterator[Disagreement]:
    """Figures whose raw text or value is not what the file gives.

    What the file no longer gives a value for (an indicator has left the books, a movement of a rank
    that needs the place before) is held against its raw text alone.
    """
    sheets = {sheet.name: sheet for sheet in workbook.sheets}
    for figure in figures:
        place = f"{name}!{figure['sheet']}!{figure['cell']}"
        sheet = sheets.get(str(figure["sheet"]))
        text = sheet.cell(*cell_position(figure["cell"])).text if sheet is not None else ""
        if (figure["raw"] or "") != text:
            what = N_("the archived cell is not what the ledger took from it")
            yield Disagreement(place, what, str(figure["raw"] or NOTHING), text or NOTHING)
        value, again = figure["value"], values.get(_key(figure))
        if value is None or again is None or math.isclose(value, again, rel_tol=_VALUE_TOLERANCE):
            continue
        what = N_("the ledger's value does not follow from the archived cell")
        yield Disagreement(place, what, str(value), str(again))


def _key(row: Entry) -> tuple[str, ...]:
    return tuple(str(row[name]) for name in ("indicator", "period", "basis", "sheet", "cell"))


def _projects(name: str, table: Table, entries: Sent) -> Iterator[Disagreement]:
    """Projects and lists of them that are not what the file's sheet gives.

    A column the sheet does not have was taken from the register and is not held against it.
    """
    for one in entries["register"]:
        if one["value"] != len(table.values):
            place = f"{name}!{one['sheet']}!{one['cell']}"
            what = N_("the archived list has not as many projects as the ledger took")
            yield Disagreement(place, what, f"{one['value']:g}", str(len(table.values)))
    rows = _rows(table)
    columns = [c for c in _OF_THE_SHEET if table.cells[c].notna().any()]
    for project in entries["project"]:
        typed, content = rows.get((project["sheet"], project["cell"]), (None, {}))
        recorded = {"project": project["project"], **json.loads(project["content"])}
        again = {"project": typed or recorded["project"], **content}
        for column in ("project", *columns):
            if recorded.get(column) != again.get(column):
                place = f"{name}!{project['sheet']}!{project['cell']} {column}"
                what = N_("the ledger's project does not follow from the archived row")
                found, expected = recorded.get(column, NOTHING), again.get(column, NOTHING)
                yield Disagreement(place, what, str(found), str(expected))


def _rows(table: Table) -> dict[tuple[str, str], tuple[str | None, dict[str, Any]]]:
    """The rows of a list by sheet and the cell an entry names: the id typed, and the content."""
    rows = {}
    cells = table.cells["project"].fillna(table.cells["name"])
    for cell, row in zip(cells, table.values.to_dict("records"), strict=True):
        content = json.loads(content_of({str(key): value for key, value in row.items()}))
        typed = row["project"] if isinstance(row["project"], str) else None
        rows[str(row["sheet"]), str(cell)] = typed, content
    return rows


# ------------------------------------------------------------------ a published scorecard


def _scorecard(path: Path, data: Data, words: Words) -> Disagreement | None:
    """The first place of a published scorecard that cannot be derived again; `None` if all can."""
    name = data.workspace.relative(path)
    try:
        document = json.loads(path.read_bytes())
        told = Publication.told_by(document)
        publication = told or Publication(method=_method(document["assessments"], data))
        standing = _standing(document, publication, data)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        return Disagreement(name, N_("the file is not a scorecard"), str(error))
    except ScorecardError as error:
        what = N_("it was published of something that is not there")
        found = str(error.params.get("found", error))
        return Disagreement(name, what, found, changed=publication.changed(data.workspace))
    if standing is None:
        what = N_("the ledger has no entry with this hash")
        return Disagreement(f"{name} ledger_head", what, str(document.get("ledger_head")))
    spoken = Words(publication.language) if publication.language else words
    same_program = publication.program == program_version()
    places = _places(path, document, standing, spoken, texts=same_program)
    wrong = next(places, None)
    return wrong and replace(wrong, changed=publication.changed(data.workspace))


def _standing(document: Entry, publication: Publication, data: Data) -> Standing | None:
    """The standing that was published, judged anew; `None` where the ledger never had that head."""
    quarter = parse_period(document["quarter"], data.workspace.fiscal_start).period
    head = document.get("ledger_head")
    if head != data.ledger_head:
        if head is None or data.ledger_head is None:
            return None
        with opened(data.workspace.ledger) as ledger:
            seq = next((int(e["seq"]) for e in ledger.entries() if e["hash"] == head), None)
        if seq is None:
            return None
        data = renewed(data, seq)
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


def _places(
    path: Path, document: Entry, standing: Standing, words: Words, *, texts: bool
) -> Iterator[Disagreement]:
    """What does not agree: numbers first, then the workbook by cells, then hashes of the rest.

    Written by another version of the program, a workbook's words may differ: without `texts` its
    numbers count alone.
    """
    relative = standing.data.workspace.relative
    for place, found, expected in _differences(document, document_of(standing, words), ""):
        what = N_("the published value does not follow")
        yield Disagreement(f"{relative(path)} {place}", what, found, expected)
    for output, digest in store.published(path.parent).items():
        file = path.parent / output
        data = _bytes(file)
        if data is not None and output == WORKBOOK:
            yield from _workbook(relative(file), data, workbook_of(standing, words), texts=texts)
        elif data is None or store.sha256(data) != digest:
            yield Disagreement(relative(file), N_("the file is not the one that was published"))


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _differences(found: Any, expected: Any, place: str) -> Iterator[tuple[str, str, str]]:  # noqa: ANN401  (JSON)
    """Every place where two documents differ, the sentences left out."""
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        for key in expected:
            if key not in _SENTENCES:
                inner = f"{place}.{key}".lstrip(".")
                yield from _differences(found.get(key), expected[key], inner)
    elif isinstance(expected, list) and isinstance(found, list):
        ours, theirs = _named(expected), _named(found)
        for name in dict.fromkeys([*ours, *theirs]):
            inner = f"{place}[{name}]"
            if name in ours and name in theirs:
                yield from _differences(theirs[name], ours[name], inner)
            else:
                there = NOTHING, N_("an entry")
                yield inner, there[name in theirs], there[name in ours]
    elif found != expected:
        yield place, json.dumps(found, ensure_ascii=False), json.dumps(expected, ensure_ascii=False)


def _named(items: Sequence[Any]) -> dict[str, Any]:
    """The items of a list by what they are called, numbered from 1 where several share a name."""
    named: dict[str, Any] = {}
    for number, item in enumerate(items, start=1):
        names = item if isinstance(item, Mapping) else {}
        name = next((str(names[key]) for key in _NAMES if names.get(key)), str(number))
        named[name if name not in named else f"{name} #{number}"] = item
    return named


def _workbook(name: str, data: bytes, again: bytes, *, texts: bool) -> Iterator[Disagreement]:
    """Cells of a published workbook that are not those of the one made again."""
    if again == data:
        return
    published, _ = read_workbook(data, name)
    derived, _ = read_workbook(again, name)
    if published is None or derived is None:
        yield Disagreement(name, N_("the workbook cannot be read"))
        return
    sheets = {sheet.name: sheet for sheet in published.sheets}
    what = N_("the cell does not follow")
    for sheet in derived.sheets:
        other = sheets.get(sheet.name)
        if other is None:
            if texts:
                yield Disagreement(f"{name}!{sheet.name}", what, NOTHING, N_("a sheet"))
            continue
        for at in sorted({*sheet.cells, *other.cells}):
            expected, found = sheet.cell(*at), other.cell(*at)
            if not _same(found, expected, texts=texts):
                place = f"{name}!{sheet.name}!{expected.name}"
                yield Disagreement(place, what, _shown(found), _shown(expected))


def _same(found: RawCell, expected: RawCell, *, texts: bool) -> bool:
    ours, theirs = expected.value, found.value
    if isinstance(ours, float) and isinstance(theirs, float):
        return math.isclose(ours, theirs, rel_tol=_CELL_TOLERANCE, abs_tol=_CELL_TOLERANCE)
    if not texts:
        return not (isinstance(ours, float) or isinstance(theirs, float))
    # An empty text and a blank cell are told apart by no reader of all programs.
    return (ours or "") == (theirs or "")


def _shown(cell: RawCell) -> str:
    return NOTHING if cell.kind is CellKind.BLANK else cell.text
