"""Whether everything published can still be derived from what was accepted."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeAlias

from scorecard import store
from scorecard.i18n import Words
from scorecard.ledger.archive import archived, intact
from scorecard.ledger.ledger import CONTENT, Ledger, content_of, opened
from scorecard.pipeline.load import Data, accepted, load_data
from scorecard.pipeline.publish import Imprint, imprint_in, program_version, workbook_of
from scorecard.pipeline.publish import WORKBOOK_publish as WORKBOOK
from scorecard.pipeline.register import with_counted
from scorecard.pipeline.standing import Standing, document_of, stand
from scorecard.read.grid import CellKind, RawCell, RawWorkbook
from scorecard.read.guard import read_files
from scorecard.read.returns.read import read_form
from scorecard.read.target_book import Roster, roster_of
from scorecard.read.workbook import read_workbook
from scorecard.schema.errors import N_, ScorecardError
from scorecard.schema.findings import cell_position
from scorecard.schema.frames import PROJECTS, Table
from scorecard.schema.period import parse_period
from scorecard.schema.vocabulary import Method
from scorecard.workspace import Workspace

__all__ = ["Disagreement", "Verified", "verify"]


# ---------------------------------------------------------------------------
# One published scorecard made again from the ledger, and the first place that differs.


_SENTENCES: Final = frozenset({"reason", "message", "expected", "hint", "title"})
"""Fields that hold sentences: they follow the program's wording, not the figures."""
_NAMES: Final = ("target", "key", "member", "indicator", "code")
"""What an object of a list is called by."""
_CLOSE: Final = 1e-12
NOTHING: Final = N_("nothing")
"""Stands for what is not there."""


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


@dataclass(frozen=True, slots=True)
class _Scorecard:
    """A published `scorecard.json` as it was read."""

    path: Path
    name: str
    document: Mapping[str, Any]
    imprint: Imprint


def first_disagreement(path: Path, data: Data, words: Words) -> Disagreement | None:
    """The first place of a published scorecard that cannot be derived again; `None` if all can.

    Numbers come first, then the workbook cell by cell, then the hashes of the other outputs.
    """
    name = data.workspace.relative(path)
    try:
        document = json.loads(path.read_bytes())
        imprint = imprint_in(document) or Imprint(method=_method(document["assessments"], data))
        card = _Scorecard(path, name, document, imprint)
        standing = _standing(card, data)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        return Disagreement(name, N_("the file is not a scorecard"), str(error))
    except ScorecardError as error:
        return Disagreement(
            name,
            N_("it was published of something that is not there"),
            str(error.params.get("found", error)),
            changed=imprint.changed(data.workspace),
        )
    if standing is None:
        head = str(document.get("ledger_head"))
        return Disagreement(
            f"{name} ledger_head", N_("the ledger has no entry with this hash"), head
        )
    spoken = Words(imprint.language) if imprint.language else words
    wrong = next(_places(card, standing, spoken), None)
    return wrong and replace(wrong, changed=imprint.changed(data.workspace))


def _standing(card: _Scorecard, data: Data) -> Standing | None:
    """The standing that was published, judged anew; `None` where the ledger never had that head."""
    quarter = parse_period(card.document["quarter"], data.workspace.fiscal_start).period
    at_head = _as_at(data, card.document.get("ledger_head"))
    if at_head is None:
        return None
    as_of, imprint = date.fromisoformat(card.document["as_of"]), card.imprint
    if imprint.title:  # without a title of its own a workspace is called after its folder
        titled = replace(at_head.workspace, title=imprint.title)
        at_head = replace(at_head, workspace=titled)
    standing = stand(at_head, as_of, quarter, imprint.method)
    standing = standing.only(imprint.organisation, imprint.unit)
    return standing.of_targets(imprint.targets) if imprint.targets else standing


def _places(card: _Scorecard, standing: Standing, words: Words) -> Iterator[Disagreement]:
    """Every place that does not agree, numbers first."""
    derived = document_of(standing, words)
    for place, found, expected in _differences(card.document, derived, ""):
        what = N_("the published value does not follow")
        yield Disagreement(f"{card.name} {place}", what, found, expected)
    workspace = standing.data.workspace
    for output, digest in store.published(card.path.parent).items():
        path = card.path.parent / output
        name = workspace.relative(path)
        data = _bytes(path)
        if data is not None and output == WORKBOOK:
            yield from _workbook(name, data, standing, card.imprint, words)
        elif data is None or store.sha256(data) != digest:
            yield Disagreement(name, N_("the file is not the one that was published"))


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


# ------------------------------------------------------------------ the ledger as it was


def _as_at(data: Data, head: str | None) -> Data | None:
    """The data as they were when the ledger's last entry had this hash; None for a strange hash."""
    if head == data.ledger_head:
        return data
    if head is None or data.ledger_head is None:
        return None
    with opened(data.workspace.ledger) as ledger:
        seq = next((e["seq"] for e in ledger.entries() if e["hash"] == head), None)
        if seq is None:
            return None
    figures, _, projects = accepted(data.workspace, data.projects.office, int(seq))
    start = data.workspace.fiscal_start
    figures, _ = with_counted(projects, data.books, figures, start)
    return replace(data, figures=figures, ledger_head=head, projects=projects)


def _method(assessments: Sequence[Mapping[str, Any]], data: Data) -> Method | None:
    """The method of a scorecard without an imprint, if it was not the settings' own."""
    methods = {one.get("method") for one in assessments}
    if len(methods) != 1:
        return None
    (only,) = methods
    typed = set(data.books.targets.values["method"].dropna())
    if only == data.workspace.policy.method or only in typed:
        return None
    return Method(str(only))


# ------------------------------------------------------------------ what differs


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


def _workbook(
    name: str, data: bytes, standing: Standing, imprint: Imprint, words: Words
) -> Iterator[Disagreement]:
    """Cells of the published workbook that are not those of the one made again.

    Written by another version of the program, its words may differ: then numbers count alone.
    """
    made = workbook_of(standing, words)
    if made == data:
        return
    ours, _ = read_workbook(made, name)
    theirs, _ = read_workbook(data, name)
    if theirs is None or ours is None:
        yield Disagreement(name, N_("the workbook cannot be read"))
        return
    texts = imprint.program == program_version()
    for place, found, expected in _cell_differences(theirs, ours, texts=texts):
        what = N_("the cell does not follow")
        yield Disagreement(f"{name}!{place}", what, found, expected)


def _cell_differences(
    theirs: RawWorkbook, ours: RawWorkbook, *, texts: bool
) -> Iterator[tuple[str, str, str]]:
    sheets = {sheet.name: sheet for sheet in theirs.sheets}
    for sheet in ours.sheets:
        other = sheets.get(sheet.name)
        if other is None:
            if texts:
                yield sheet.name, NOTHING, N_("a sheet")
            continue
        for at in sorted({*sheet.cells, *other.cells}):
            expected, found = sheet.cell(*at), other.cell(*at)
            if not _same(found, expected, texts=texts):
                yield f"{sheet.name}!{expected.name}", _shown(found), _shown(expected)


def _same(found: RawCell, expected: RawCell, *, texts: bool) -> bool:
    ours, theirs = expected.value, found.value
    if isinstance(ours, float) and isinstance(theirs, float):
        return math.isclose(ours, theirs, rel_tol=_CLOSE, abs_tol=_CLOSE)
    if not texts:
        return not (isinstance(ours, float) or isinstance(theirs, float))
    # An empty text and a blank cell are told apart by no reader of all programs.
    return (ours or "") == (theirs or "")


def _shown(cell: RawCell) -> str:
    return NOTHING if cell.kind is CellKind.BLANK else cell.text


# ---------------------------------------------------------------------------
# Whether the ledger's figures and projects stand in the archived files that they came from.


FIGURE: Final = ("seq", "sha256", "indicator", "period", "basis", "value", "raw", "sheet", "cell")
"""What is read of a figure of the ledger."""
_CLOSE_traced: Final = 1e-9
Figure: TypeAlias = Mapping[str, Any]
PROJECT: Final = ("sha256", "project", "content", "sheet", "cell")
"""What is read of a project of the ledger."""
LIST: Final = ("sha256", "value", "sheet", "cell")
"""What is read of a list of projects: `value` is its number of rows."""
_OF_THE_SHEET: Final = tuple(name for name in CONTENT if name != "unit")
"""What a row of the sheet says of a project; whose it is the register knows."""


@dataclass(slots=True)
class Sent:
    """What the ledger took from one archived file."""

    figures: list[Figure] = field(default_factory=list)
    projects: list[Mapping[str, Any]] = field(default_factory=list)
    lists: list[Mapping[str, Any]] = field(default_factory=list)


def not_in_file(
    name: str, workbook: RawWorkbook, sent: Sent, roster: Roster, fiscal_start: int
) -> Iterator[Disagreement]:
    """Figures and projects that are not what the archived file gives at their cell."""
    form = read_form(workbook, roster, fiscal_start)
    read = {_key(row): row["value"] for row in form.rows}
    yield from _figures(name, workbook, sent.figures, read)
    yield from _projects(name, form.projects, sent)


def _figures(
    name: str,
    workbook: RawWorkbook,
    figures: Sequence[Figure],
    read: Mapping[tuple[str, ...], float | None],
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
        value, again = figure["value"], read.get(_key(figure))
        if value is None or again is None or math.isclose(value, again, rel_tol=_CLOSE_traced):
            continue
        what = N_("the ledger's value does not follow from the archived cell")
        yield Disagreement(place, what, str(value), str(again))


def _projects(name: str, listed: Table | None, sent: Sent) -> Iterator[Disagreement]:
    """Projects and lists of them that are not what the file's sheet gives.

    A column the sheet does not have was taken from the register and is not held against it.
    """
    table = Table.empty(PROJECTS) if listed is None else listed
    for one in sent.lists:
        if one["value"] != len(table.values):
            place = f"{name}!{one['sheet']}!{one['cell']}"
            what = N_("the archived list has not as many projects as the ledger took")
            yield Disagreement(place, what, f"{one['value']:g}", str(len(table.values)))
    rows = _rows(table)
    columns = [c for c in _OF_THE_SHEET if table.cells[c].notna().any()]
    for project in sent.projects:
        row = rows.get((project["sheet"], project["cell"]), {})
        taken = {"project": project["project"], **json.loads(project["content"])}
        again = {"project": row.get("project") or taken["project"], **row.get("content", {})}
        for column in ("project", *columns):
            if taken.get(column) != again.get(column):
                place = f"{name}!{project['sheet']}!{project['cell']} {column}"
                what = N_("the ledger's project does not follow from the archived row")
                found, expected = taken.get(column, NOTHING), again.get(column, NOTHING)
                yield Disagreement(place, what, str(found), str(expected))


def _rows(table: Table) -> dict[tuple[str, str], dict[str, Any]]:
    """The rows of a list by sheet and the cell an entry names: the id typed, and the content."""
    cells = table.cells["project"].fillna(table.cells["name"])
    found = {}
    for cell, row in zip(cells, table.values.to_dict("records"), strict=True):
        typed = row["project"] if isinstance(row["project"], str) else None
        content = json.loads(content_of({str(key): value for key, value in row.items()}))
        found[str(row["sheet"]), str(cell)] = {"project": typed, "content": content}
    return found


def _key(row: Figure) -> tuple[str, ...]:
    return tuple(str(row[name]) for name in ("indicator", "period", "basis", "sheet", "cell"))


# ---------------------------------------------------------------------------
# Whether everything published can still be derived from what was accepted.


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
