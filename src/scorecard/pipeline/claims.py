"""Reported results of a table, recomputed from their inputs."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from scorecard.model.catalogue import finding
from scorecard.model.claims import ClaimVerdict, check_all
from scorecard.model.finding import Finding, Origin, in_order
from scorecard.model.printing import number_text
from scorecard.model.score_reasons import CLAIMS
from scorecard.workbook.grid import RawWorkbook
from scorecard.workbook.plain.claims import read_claims

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
    return Claims(workbook.file, table, claim_findings(table))


def claim_findings(table: pd.DataFrame) -> tuple[Finding, ...]:
    """A finding for each claim that is not equal, at the cell of the reported result."""
    return in_order(_findings(table))


def _findings(table: pd.DataFrame) -> Iterator[Finding]:
    for row in table.to_dict("records"):
        verdict = row["verdict"]
        known = isinstance(verdict, str)
        code = _CODES.get(ClaimVerdict(verdict)) if known else _unknown(row)
        if code:
            place = (row[part] for part in ("file", "sheet", "cell"))
            yield finding(
                code,
                Origin(*(part if isinstance(part, str) else None for part in place)),
                row["reported"],
                case=row["case"],
                expression=row["expression"],
                exact=number_text(row["recomputed"]),
                **({"why": CLAIMS[row["reason"]]} if code == "X304" else {}),
            )


def _unknown(row: Mapping[Hashable, Any]) -> str | None:
    """The code for a row without a verdict; None where its value stands, with nothing to meet."""
    if row["reported"] == "" and not math.isnan(row["recomputed"]):
        return None
    if not isinstance(row["reason"], str):
        return None
    return "X303" if row["reported"] else "X304"
