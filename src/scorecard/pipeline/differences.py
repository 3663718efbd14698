"""Two documents, or two workbooks, held against each other place by place."""

from __future__ import annotations

import json
import math
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from scorecard.read.grid import CellKind, RawCell
from scorecard.read.workbook import read_workbook
from scorecard.schema.errors import N_

NOTHING: Final = N_("nothing")
"""Stands for what is not there."""
_SENTENCES: Final = frozenset({"reason", "message", "expected", "hint", "title"})
"""Fields that hold sentences: they follow the program's wording, not the figures."""
_DECIDING: Final = frozenset(
    {
        *("as_of", "quarter", "ledger_head", "measure", "direction", "comparator", "due"),
        *("actual_period", "baseline_period", "figure_state", "edition", "method", "method_class"),
        *("status", "flags", "reason_code", "distance_unit", "grade"),
    }
)
"""Fields with words that are verdicts, or decide them; other words are labels."""
_NAMES: Final = ("target", "key", "member", "indicator", "code")
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
    elif found != expected:
        label = key not in _DECIDING and all(
            one is None or isinstance(one, str) for one in (found, expected)
        )
        told, again = (json.dumps(one, ensure_ascii=False) for one in (found, expected))
        yield Difference(place, key, told, again, label or place.startswith("findings"))


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
            later = expected.value in causes and isinstance(found.value, str)
            if not (later or _same(found, expected, texts=texts)):
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
