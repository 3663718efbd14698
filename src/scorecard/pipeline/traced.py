"""Whether the ledger's figures and projects stand in the archived files that they came from."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from scorecard.ledger.projects import CONTENT, content_of
from scorecard.model.errors import N_
from scorecard.model.finding import cell_position
from scorecard.model.frames import PROJECTS, Table
from scorecard.pipeline.rederive import NOTHING, Disagreement
from scorecard.workbook.grid import RawWorkbook
from scorecard.workbook.returns.read import read_form
from scorecard.workbook.roster import Roster

FIGURE: Final = ("seq", "sha256", "indicator", "period", "basis", "value", "raw", "sheet", "cell")
"""What is read of a figure of the ledger."""
_CLOSE: Final = 1e-9
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
        if value is None or again is None or math.isclose(value, again, rel_tol=_CLOSE):
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
