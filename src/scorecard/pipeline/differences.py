"""What does not agree: documents or workbooks place by place, entries and their archived cells."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final, NamedTuple, TypeAlias

from scorecard.ledger.archive import archived, intact
from scorecard.ledger.ledger import CONTENT, Ledger, content_of
from scorecard.pipeline.load import Data
from scorecard.read.grid import CellKind, RawCell, RawWorkbook
from scorecard.read.guard import read_files
from scorecard.read.returns.form import read_form
from scorecard.read.target_book import roster_of
from scorecard.read.workbook import read_workbook
from scorecard.schema.errors import N_
from scorecard.schema.findings import cell_position
from scorecard.schema.frames import PROJECTS, Table
from scorecard.schema.quarterly_form import AMOUNTS
from scorecard.schema.spelling import in_unit

NOTHING: Final = N_("nothing")
"""Stands for what is not there."""
_SENTENCES: Final = frozenset({"reason", "message", "expected", "hint", "title"})
"""Fields that hold sentences: they follow the program's wording, not the figures."""
_DECIDING: Final = frozenset({
    *("as_of", "quarter", "ledger_head", "measure", "direction", "comparator", "due"),
    *("actual_period", "baseline_period", "figure_state", "edition", "method", "method_class"),
    *("status", "flags", "reason_code", "distance_unit", "grade"),
})  # fmt: skip
"""Fields with words that are verdicts, or decide them; other words are labels."""
_NAMES: Final = ("target", "key", "member", "indicator", "code", "unit", "organisation")
"""What an object of a list is called by."""
_CELL_TOLERANCE: Final = 1e-12


class Disagreement(NamedTuple):
    """A place that does not agree: where, what is wrong, what stands there, what should."""

    where: str
    what: str
    found: str = ""
    expected: str = ""


class Difference(NamedTuple):
    """Two documents that differ in one place: its path, its field, what stands there, what in ours.

    `label` where only a name or another text differs: no number, and no light.
    """

    place: str
    key: str
    found: str
    expected: str
    label: bool


def differences(
    found: Any,  # noqa: ANN401  (JSON)
    expected: Any,  # noqa: ANN401  (JSON)
    place: str = "",
    key: str = "",
    *,
    new: bool = False,
) -> Iterator[Difference]:
    """Every place where two documents differ, the sentences left out.

    `place` and `key` are the path and the field at which the two stand.  `new`: fields that are not
    there at all do not count, another version did not write them.
    """
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        for name in expected:
            if name not in _SENTENCES and (name in found or not new):
                inner = f"{place}.{name}".lstrip(".")
                yield from differences(found.get(name), expected[name], inner, name, new=new)
    elif isinstance(expected, list) and isinstance(found, list):
        ours, theirs = _named(expected), _named(found)
        for name in dict.fromkeys([*ours, *theirs]):
            inner = f"{place}[{name}]"
            if name in ours and name in theirs:
                yield from differences(theirs[name], ours[name], inner, key, new=new)
            else:
                there = NOTHING, N_("an entry")
                label = place.startswith("findings")
                yield Difference(inner, key, there[name in theirs], there[name in ours], label)
    elif found != expected and not _near(found, expected):
        label = key not in _DECIDING and all(
            one is None or isinstance(one, str) for one in (found, expected)
        )
        told, again = (json.dumps(one, ensure_ascii=False) for one in (found, expected))
        yield Difference(place, key, told, again, label or place.startswith("findings"))


def _near(found: object, expected: object) -> bool:
    """Whether two numbers differ by floating-point noise alone."""
    if isinstance(found, int | float) and isinstance(expected, int | float):
        return math.isclose(found, expected, rel_tol=_CELL_TOLERANCE, abs_tol=_CELL_TOLERANCE)
    return False


def numbers_in(document: object) -> int:
    """How many numbers and lights a part of a document holds."""
    if isinstance(document, Mapping):
        return ("status" in document) + sum(map(numbers_in, document.values()))
    if isinstance(document, list):
        return sum(map(numbers_in, document))
    return int(isinstance(document, int | float) and not isinstance(document, bool))


def _named(items: Sequence[Any]) -> dict[str, Any]:
    """The items of a list by what they are called, numbered from 1 where several share a name."""
    named: dict[str, Any] = {}
    for number, item in enumerate(items, start=1):
        names = item if isinstance(item, Mapping) else {}
        name = next((str(names[key]) for key in _NAMES if names.get(key)), str(number))
        named[name if name not in named else f"{name} #{number}"] = item
    return named


def workbook_differences(
    name: str, data: bytes, again: bytes, causes: Container[str] = (), *, texts: bool
) -> Iterator[Disagreement]:
    """Cells of a published workbook that are not those of the one made again.

    `causes` are texts of departments that a page repeats, and that may have been typed later.
    """
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
            if expected.merged or (found.kind is CellKind.UNCACHED and _alike(found, expected)):
                continue  # told of the first cell; of the cells that the same formula rests on
            later = expected.value in causes and isinstance(found.value, str)
            if not (later or _same(found, expected, texts=texts)):
                place = f"{name}!{sheet.name}!{expected.name}"
                yield Disagreement(place, what, _shown(found), _shown(expected))


def _alike(found: RawCell, expected: RawCell) -> bool:
    """Whether two cells hold the same formula, whatever became of its stored value."""
    return (found.formula or "").lstrip("=") == (expected.formula or "-").lstrip("=")


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


# ------------- whether every entry of the ledger stands in the cell it names of the archived return

Entry: TypeAlias = Mapping[str, Any]
"""What is read of an entry of the ledger."""
READ: Final[Mapping[str, tuple[str, ...]]] = {
    "figure": (
        *("seq", "sha256", "indicator", "period", "basis", "value", "unit_of_measure", "raw"),
        *("sheet", "cell"),
    ),
    "project": ("sha256", "project", "content", "sheet", "cell"),
    "register": ("sha256", "value", "sheet", "cell"),
    "answer": (*("sha256", "indicator", "period", "item", "content", "raw"), "sheet", "cell"),
}
"""What is held against the archived files, by kind of entry; a register's value counts its rows."""
Sent: TypeAlias = Mapping[str, list[Entry]]
"""What the ledger took from one archived file, by kind of entry."""
NOT_INTACT: Final = N_("the archived file is not intact")
_OF_THE_SHEET: Final = tuple(name for name in CONTENT if name != "unit")
"""What a row of the sheet says of a project; whose it is the register knows."""
_VALUE_TOLERANCE: Final = 1e-9


def sent_by_file(ledger: Ledger) -> dict[str, Sent]:
    """What each archived file sent, by its SHA-256."""
    hashes = [str(sha256) for (sha256,) in ledger.rows("return", ["sha256"])]
    sent: dict[str, Sent] = {sha256: {kind: [] for kind in READ} for sha256 in hashes}
    for kind, names in READ.items():
        for row in ledger.rows(kind, names):
            entry = dict(zip(names, row, strict=True))
            of = sent.setdefault(str(entry["sha256"]), {kind: [] for kind in READ})
            of[kind].append(entry)
    return sent


def untraced(
    data: Data, sent: Mapping[str, Sent], file_done: Callable[[], None]
) -> Iterator[Disagreement]:
    """Archived files that are not what they were, and entries that do not stand in them."""
    workspace = data.workspace
    whole = {}
    for sha256, entries in sent.items():
        path = archived(workspace.archive, sha256)
        if intact(path):
            whole[path] = entries
        else:
            file_done()
            yield Disagreement(workspace.relative(path), NOT_INTACT)
    roster = roster_of(data.books)
    # They were taken in with every care, and are the same bytes still: no process of their own.
    readings = read_files(whole, workspace.root, trusted=True)
    for entries, (path, workbook, _) in zip(whole.values(), readings, strict=True):
        name = workspace.relative(path)
        if workbook is None:
            yield Disagreement(name, N_("the archived file cannot be read"))
        else:
            form = read_form(workbook, roster, workspace.fiscal_start)
            values = {_key(row): (row["value"], row["unit_of_measure"]) for row in form.rows}
            texts = {_place_of(asdict(answer)): answer.content for answer in form.answers}
            for figure in entries["figure"]:
                yield from _changed_text(name, workbook, figure)
                yield from _figure(name, figure, *values.get(_key(figure), (None, None)))
            for answer in entries["answer"]:
                yield from _changed_text(name, workbook, answer)
                again = texts.get(_place_of(answer), answer["content"])
                # the book's unit may have changed: of an amount its text is held
                if again != answer["content"] and answer["item"] not in AMOUNTS:
                    yield _not_following(name, answer, answer["content"], again)
            projects = Table.empty(PROJECTS) if form.projects is None else form.projects
            yield from _projects(name, projects, entries)
        file_done()


def _place_of(answer: Entry) -> tuple[str, ...]:
    return tuple(str(answer[name]) for name in ("indicator", "period", "item", "sheet", "cell"))


def _changed_text(name: str, workbook: RawWorkbook, entry: Entry) -> Iterator[Disagreement]:
    """That the text of an entry's cell is not what the ledger took from it."""
    sheet = workbook.sheet(str(entry["sheet"]))
    text = sheet.cell(*cell_position(entry["cell"])).text if sheet is not None else ""
    if (entry["raw"] or "") != text:
        place = f"{name}!{entry['sheet']}!{entry['cell']}"
        what = N_("the archived cell is not what the ledger took from it")
        yield Disagreement(place, what, str(entry["raw"] or NOTHING), text or NOTHING)


def _figure(
    name: str, figure: Entry, again: float | None, unit: str | None
) -> Iterator[Disagreement]:
    """That the value of a figure is not the one that the file gives, in this unit.

    What the file no longer gives a value for (an indicator has left the books, a movement of a rank
    that needs the place before) is held against its raw text alone; so are answers.
    """
    value, taken = figure["value"], figure["unit_of_measure"]
    if unit and again is not None and unit != taken:  # the book's has changed
        again = in_unit(again, unit, taken)
    same = value is None or again is None
    if not (same or math.isclose(value, again or 0.0, rel_tol=_VALUE_TOLERANCE)):
        yield _not_following(name, figure, value, again)


def _not_following(name: str, entry: Entry, found: object, again: object) -> Disagreement:
    what = N_("the ledger's value does not follow from the archived cell")
    return Disagreement(f"{name}!{entry['sheet']}!{entry['cell']}", what, str(found), str(again))


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
