"""Whether everything published can still be derived from what was accepted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from scorecard import store
from scorecard.ledger.archive import archived, intact
from scorecard.ledger.figures import ledger_figures
from scorecard.ledger.ledger import Ledger, opened
from scorecard.model.errors import N_
from scorecard.model.frames import Table
from scorecard.model.period import parse_period
from scorecard.model.status import Method
from scorecard.pipeline.judge import stand
from scorecard.pipeline.load import Data, cells_of_figures, load_data
from scorecard.pipeline.view import document_of
from scorecard.words import Words
from scorecard.workspace import Workspace

_SENTENCES: Final = frozenset({"reason", "message", "expected", "hint", "title"})
"""Fields that hold sentences: they follow the language, not the figures."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """The first place that does not agree: where, what stands there, what should."""

    where: str
    what: str
    found: str = ""
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Verified:
    """How much was checked, and the first disagreement if there is one."""

    entries: int
    files: int
    scorecards: int
    disagreement: Disagreement | None = None


def verify(workspace: Workspace, words: Words) -> Verified:
    """Check the ledger's chain, the archive, and every number of every published scorecard.

    Stops at the first place that does not agree.  A scorecard is derived again from the ledger as
    it was at the head it names, by the target books as they are now.
    """
    entries = files = 0
    if workspace.ledger.is_file():
        with opened(workspace.ledger) as ledger:
            broken = _chain(ledger, workspace.relative(workspace.ledger))
            entries = len(ledger.rows("return", ["seq"])) + len(ledger.rows("figure", ["seq"]))
            if broken:
                return Verified(entries, 0, 0, broken)
            hashes = [sha for (sha,) in ledger.rows("return", ["sha256"])]
        for files, sha256 in enumerate(hashes, start=1):
            if not intact(workspace.archive, sha256):
                path = workspace.relative(archived(workspace.archive, sha256))
                return Verified(
                    entries, files, 0, Disagreement(path, N_("the archived file is not intact"))
                )
    published = sorted(workspace.reports.glob(f"*/{store.MANIFEST}"))
    data = load_data(workspace) if published else None
    for count, scorecard in enumerate(published, start=1):
        wrong = _published(scorecard, data, words) if data else None
        if wrong:
            return Verified(entries, files, count, wrong)
    return Verified(entries, files, len(published))


def _chain(ledger: Ledger, name: str) -> Disagreement | None:
    broken = ledger.first_break()
    if broken is None:
        return None
    return Disagreement(
        f"{name} #{broken.seq}",
        N_("the entry does not follow from those before it"),
        broken.found,
        broken.expected,
    )


def _published(path: Path, data: Data, words: Words) -> Disagreement | None:
    name = data.workspace.relative(path)
    try:
        document = json.loads(path.read_bytes())
        as_of = date.fromisoformat(document["as_of"])
        quarter = parse_period(document["quarter"], data.workspace.fiscal_start).period
        assessments = list(document["assessments"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        return Disagreement(name, N_("the file is not a scorecard"), str(error))
    for output, digest in store.published(path.parent).items():
        if _digest(path.parent / output) != digest:
            where = data.workspace.relative(path.parent / output)
            return Disagreement(where, N_("the file is not the one that was published"))
    at_head = _as_at(data, document.get("ledger_head"))
    if at_head is None:
        return Disagreement(
            f"{name} ledger_head",
            N_("the ledger has no entry with this hash"),
            str(document.get("ledger_head")),
        )
    derived = document_of(stand(at_head, as_of, quarter, _method(assessments, data)), words)
    first = next(_differences(document, derived, ""), None)
    if first is None:
        return None
    place, found, expected = first
    return Disagreement(
        f"{name} {place}", N_("the published value does not follow"), found, expected
    )


def _digest(path: Path) -> str | None:
    try:
        return store.sha256(path.read_bytes())
    except OSError:
        return None


def _as_at(data: Data, head: str | None) -> Data | None:
    """The data as they were when the ledger's last entry had this hash; None for a strange hash."""
    if head is None or head == data.ledger_head:
        return data
    with opened(data.workspace.ledger) as ledger:
        seq = next((e["seq"] for e in ledger.entries() if e["hash"] == head), None)
        if seq is None:
            return None
        figures = ledger_figures(ledger, up_to=int(seq))
    return replace(data, figures=Table(figures, cells_of_figures(figures)), ledger_head=head)


def _method(assessments: list[Mapping[str, Any]], data: Data) -> Method | None:
    """The method that a scorecard was judged by as a whole, if not the settings' own."""
    methods = {one.get("method") for one in assessments}
    if len(methods) != 1:
        return None
    (only,) = methods
    typed = set(data.books.targets.values["method"].dropna())
    if only == data.workspace.policy.method or only in typed:
        return None
    return Method(str(only))


def _differences(found: Any, expected: Any, place: str) -> Iterator[tuple[str, str, str]]:  # noqa: ANN401  (JSON)
    """Every place where two documents differ, the sentences left out."""
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        for key in expected:
            if key not in _SENTENCES and key != "outputs":
                yield from _differences(found.get(key), expected[key], f"{place}.{key}".lstrip("."))
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        for number, (one, other) in enumerate(zip(found, expected, strict=True)):
            name = one.get("target", number) if isinstance(one, Mapping) else number
            yield from _differences(one, other, f"{place}[{name}]")
    elif found != expected:
        yield place, str(found), str(expected)
