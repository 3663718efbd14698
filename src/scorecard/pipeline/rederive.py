"""One published scorecard made again from the ledger, and the first place that differs."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from scorecard import store
from scorecard.ledger.ledger import opened
from scorecard.model.errors import N_, ScorecardError
from scorecard.model.period import parse_period
from scorecard.model.status import Method
from scorecard.pipeline.imprint import Imprint, imprint_in, program_version
from scorecard.pipeline.judge import Standing, stand
from scorecard.pipeline.load import Data, accepted
from scorecard.pipeline.publish import WORKBOOK, workbook_of
from scorecard.pipeline.register import with_counted
from scorecard.pipeline.view import document_of
from scorecard.words import Words
from scorecard.workbook.files.read import read_workbook
from scorecard.workbook.grid import CellKind, RawCell, RawWorkbook

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
