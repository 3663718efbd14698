"""Reported results of a table, recomputed from their inputs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pandas as pd

from scorecard.model.catalogue import finding
from scorecard.model.claims import ClaimVerdict, check_all
from scorecard.model.finding import Finding, in_order
from scorecard.model.frames import Table
from scorecard.model.printing import number_text
from scorecard.workbook.claims_table import place_of_claim, read_claims
from scorecard.workbook.grid import RawWorkbook

_CODES: Final = {ClaimVerdict.INCONSISTENT: "X301", ClaimVerdict.ROUNDING: "X302"}


@dataclass(frozen=True, slots=True)
class Claims:
    """Claims with their verdicts (columns of `check_all` beside the claim's own), and findings."""

    title: str
    table: pd.DataFrame
    findings: tuple[Finding, ...]


def claims_of(workbook: RawWorkbook) -> Claims | None:
    """The claims of a workbook and what recomputing says of them; None where it holds none."""
    read = read_claims(workbook)
    if read is None:
        return None
    checked = check_all(read.values)
    table = read.values.join(checked).assign(cell=read.cells["reported"])
    return Claims(workbook.file, table, in_order(_findings(read, table)))


def _findings(read: Table, table: pd.DataFrame) -> Iterator[Finding]:
    for label, row in zip(table.index, table.to_dict("records"), strict=True):
        verdict = row["verdict"]
        code = _CODES.get(ClaimVerdict(verdict)) if isinstance(verdict, str) else "X303"
        if code:
            yield finding(
                code,
                place_of_claim(read, int(label)),
                row["reported"],
                case=row["case"],
                expression=row["expression"],
                exact=number_text(row["recomputed"]),
            )
