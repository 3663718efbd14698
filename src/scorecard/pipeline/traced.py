"""Whether the ledger's figures stand in the archived files that they came from."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from scorecard.model.errors import N_
from scorecard.model.finding import cell_position
from scorecard.pipeline.rederive import NOTHING, Disagreement
from scorecard.workbook.grid import RawWorkbook
from scorecard.workbook.returns import read_form
from scorecard.workbook.roster import Roster

FIGURE: Final = ("seq", "sha256", "indicator", "period", "basis", "value", "raw", "sheet", "cell")
"""What is read of a figure of the ledger."""
_CLOSE: Final = 1e-9
Figure: TypeAlias = Mapping[str, Any]


def not_in_file(
    name: str, workbook: RawWorkbook, figures: Sequence[Figure], roster: Roster, fiscal_start: int
) -> Iterator[Disagreement]:
    """Figures whose raw text or value is not what the archived file gives at their cell.

    What the file no longer gives a value for (an indicator has left the books, a movement of a rank
    that needs the place before) is held against its raw text alone.
    """
    sheets = {sheet.name: sheet for sheet in workbook.sheets}
    read = {_key(row): row["value"] for row in read_form(workbook, roster, fiscal_start).rows}
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


def _key(row: Figure) -> tuple[str, ...]:
    return tuple(str(row[name]) for name in ("indicator", "period", "basis", "sheet", "cell"))
